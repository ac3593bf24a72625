"""Laws of the curve of Kaplan and Meier: states add up, order does not matter, the curve falls."""

from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgov.metrics.survival import Survival, survival

MINUTE = 60_000_000

counts = st.dictionaries(st.integers(0, 20), st.integers(0, 4), max_size=6)
survivals = st.builds(Survival, counts, counts)
parts = st.fractions(min_value=0, max_value=1, max_denominator=40)


def by_definition(state, time):
    """The product over all endings up to a time, one after the other."""
    left, surviving = state.size, Fraction(1)
    for moment in sorted({*state.events, *state.censored}):
        if moment > time:
            break
        ended = state.events.get(moment, 0)
        surviving *= 1 - Fraction(ended, left)
        left -= ended + state.censored.get(moment, 0)
    return surviving


class TestTheState:
    @given(survivals, survivals, survivals)
    def test_states_add_up_in_any_order_and_grouping(self, a, b, c):
        assert a.plus(b) == b.plus(a)
        assert a.plus(b).plus(c) == a.plus(b.plus(c))
        assert Survival().plus(a) == a

    @given(survivals, survivals)
    def test_nobody_gets_lost(self, a, b):
        both = a.plus(b)

        assert (both.ended, both.waiting) == (a.ended + b.ended, a.waiting + b.waiting)


class TestTheCurve:
    @given(survivals)
    def test_it_only_falls(self, state):
        found = [step.surviving for step in state.curve()]

        assert all(later < earlier for earlier, later in zip([Fraction(1), *found], found, strict=False))
        assert all(0 <= part <= 1 for part in found)

    @given(survivals, st.integers(0, 25))
    def test_it_is_the_product_at_every_time(self, state, time):
        steps = [step.surviving for step in state.curve() if step.time <= time]

        assert state.surviving(time) == by_definition(state, time) == (steps[-1] if steps else 1)

    @given(survivals, parts)
    def test_a_quantile_is_the_first_ending_at_which_so_many_are_over(self, state, q):
        """Whatever the fast way to it."""
        reached = [time for time in sorted(state.events) if by_definition(state, time) <= 1 - q]

        assert state.quantile(q) == (reached[0] if reached else None)

    @given(st.lists(st.integers(0, 30), min_size=1), parts)
    def test_where_nobody_waits_it_is_the_plain_lower_quantile(self, times, q):
        state = Survival(events={time: times.count(time) for time in times})
        ordered = sorted(times)
        place = max(-(-q * len(times) // 1), 1)  # the smallest number of rows that is at least the part q

        assert state.quantile(q) == ordered[int(place) - 1]

    @given(survivals)
    def test_an_interval_holds_it(self, state):
        for step in state.curve():
            found = state.interval(step.time)
            if found is not None:
                assert 0 <= found.low <= float(step.surviving) <= found.high <= 1


moments = st.integers(0, 5_000).map(lambda seconds: seconds * 1_000_000)
rows = st.lists(st.tuples(st.sampled_from("ab"), st.none() | moments, st.none() | moments), max_size=12)
schema = {"unit": pl.String, "dispatched_at": pl.Int64, "ended_at": pl.Int64}


def asked(table, as_of, by=()):
    frame = pl.DataFrame(table, schema=schema, orient="row")
    return survival(frame, start="dispatched_at", end="ended_at", as_of=as_of, by=by)


class TestFromATable:
    @settings(max_examples=40, deadline=None)
    @given(rows, moments, st.randoms(use_true_random=False))
    def test_parts_make_the_whole_and_the_order_of_rows_does_not_matter(self, table, as_of, shuffler):
        mixed = list(table)
        shuffler.shuffle(mixed)
        [whole] = asked(table, as_of)
        added = Survival()
        for part in asked(mixed, as_of, by=["unit"]):
            added = added.plus(part.state)

        assert added == whole.state

    @settings(max_examples=40, deadline=None)
    @given(rows, moments)
    def test_every_row_is_there_once_or_left_out_or_yet_to_come(self, table, as_of):
        [found] = asked(table, as_of)
        to_come = sum(start is not None and start > as_of for _, start, _ in table)

        assert found.state.size + found.no_start + found.backwards + to_come == len(table)

    @settings(max_examples=40, deadline=None)
    @given(rows, moments)
    def test_the_counts_are_those_of_a_plain_loop(self, table, as_of):
        ended: dict[int, int] = {}
        waiting: dict[int, int] = {}
        for _, start, end in table:
            if start is None or start > as_of or (end is not None and end < start):
                continue
            known = end is not None and end <= as_of
            minutes = ((end if known else as_of) - start) // MINUTE
            into = ended if known else waiting
            into[minutes] = into.get(minutes, 0) + 1
        [found] = asked(table, as_of)

        assert found.state == Survival(ended, waiting)
