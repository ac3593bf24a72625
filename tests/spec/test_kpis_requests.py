"""The family *requests*: volumes, where a request goes, the three rates and what bounds them.

Expected values are worked out by hand from the small tables; laws are checked on made-up ones.
"""

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgov.kpis import demand, routing
from gridgov.kpis import requests as r
from gridgov.metrics import compute, merge, states

DAY = 86_400_000_000

VISITS = st.lists(
    st.tuples(*(st.integers(0, 1) for _ in range(4))).filter(lambda row: row[1] or not (row[2] or row[3])), min_size=1
)
"""Owed, visited, solved, satisfied; who was not visited said nothing."""


def figure(kpi, table, **asked):
    *_, last = compute(pl.DataFrame(table), [kpi], **asked)
    return last


def value(kpi, table, **asked):
    return figure(kpi, table, **asked).value


def table(columns, *rows):
    return {name: [row[place] for row in rows] for place, name in enumerate(columns.split())}


def visits(rows):
    return table("visit_due visited solved satisfied", *rows)


class TestBounds:
    """What the rate of resolution could be, had everybody answered (Manski 1989: worst-case bounds)."""

    @given(VISITS)
    def test_contain_the_rate(self, rows):
        frame = visits(rows)
        low, rate, high = (
            value(kpi, frame) for kpi in (r.RESOLUTION_LOWER_BOUND, r.RESOLUTION_RATE, r.RESOLUTION_UPPER_BOUND)
        )

        assert rate is None or low <= rate <= high

    @given(VISITS)
    def test_are_as_far_apart_as_visits_are_missing(self, rows):
        frame = visits(rows)
        reach = value(r.VISIT_REACH, frame)
        low, high = value(r.RESOLUTION_LOWER_BOUND, frame), value(r.RESOLUTION_UPPER_BOUND, frame)

        assert reach is None or high - low == 1 - reach

    def test_meet_when_everybody_was_reached(self):
        frame = visits([(1, 1, 1, 1), (1, 1, 0, 0)])

        assert value(r.RESOLUTION_LOWER_BOUND, frame) == value(r.RESOLUTION_UPPER_BOUND, frame) == Fraction(1, 2)

    def test_who_is_not_owed_a_visit_widens_nothing(self):
        frame = visits([(1, 1, 1, 1), (0, 0, 0, 0)])

        assert value(r.RESOLUTION_LOWER_BOUND, frame) == 1

    @given(VISITS)
    def test_satisfied_but_not_solved_lies_between_what_the_two_rates_allow(self, rows):
        """Fréchet: max(0, satisfied − solved) ≤ satisfied and not solved ≤ min(satisfied, 1 − solved)."""
        seen = [row for row in rows if row[1]]
        if not seen:
            return
        solved, satisfied = (Fraction(sum(row[i] for row in seen), len(seen)) for i in (2, 3))

        assert max(0, satisfied - solved) <= value(r.SATISFIED_UNRESOLVED, visits(rows)) <= min(satisfied, 1 - solved)


class TestWhatCounts:
    """Beijing Regulation on Swift Response 2021, Art. 32: what an assessment leaves out is set, and shows."""

    ROWS = table(
        "visited solved independent counted",
        (1, 1, 1, 1),
        (1, 0, 1, 0),
        (1, 1, 0, 1),
        (1, 0, 1, 1),
        (0, 0, 0, 1),
    )

    def test_the_rate_is_of_what_counts_and_somebody_else_heard(self):
        found = figure(r.COUNTED_RESOLUTION_RATE, self.ROWS)

        assert (found.numerator, found.denominator) == (1, 2)

    def test_what_was_left_out_stands_beside_it_by_reason(self):
        assert figure(r.COUNTED_RESOLUTION_RATE, self.ROWS).excluded == {"not_counted": 1, "own_visit": 1}

    def test_a_ticket_is_left_out_once(self):
        both = table("visited solved independent counted", (1, 1, 0, 0), (1, 1, 1, 1))

        assert figure(r.COUNTED_RESOLUTION_RATE, both).excluded == {"not_counted": 1, "own_visit": 0}

    def test_the_rate_over_all_visits_is_another_figure(self):
        assert value(r.RESOLUTION_RATE, self.ROWS) == Fraction(1, 2)
        assert r.RESOLUTION_RATE.exclusions == ()

    def test_three_excluded_of_twenty_nine_say_nothing_yet(self):
        few = {"counted": [0] * 3 + [1] * 26}

        assert figure(demand.EXCLUSION_RATE, few).reason == "below_minimum"

    def test_excluded_and_counted_make_the_volume(self):
        frame = {"counted": [1, 0, 1, 1]}
        volume, valid = value(demand.VOLUME, frame), value(demand.VALID_VOLUME, frame)

        assert (volume, valid) == (4, 3)


class TestDemand:
    def test_a_rate_per_ten_thousand_needs_a_population(self):
        frame = {"counted": [1] * 12, "unit": ["a"] * 9 + ["b"] * 3}
        found = compute(pl.DataFrame(frame), [demand.PER_10K], by=["unit"], bases={"population": {"a": 30_000}})

        assert [(one.value, one.reason) for one in found] == [(3, ""), (None, "no_base")]

    def test_twenty_nine_tickets_have_no_concentration(self):
        assert figure(demand.CATEGORY_CONCENTRATION, {"category": ["noise"] * 29}).reason == "below_minimum"

    def test_one_category_is_all_of_it(self):
        assert value(demand.CATEGORY_CONCENTRATION, {"category": ["noise"] * 30}) == 1

    def test_parts_of_a_city_share_their_claimants(self):
        """Somebody who calls two units is one claimant of the whole."""
        frame = pl.DataFrame({"caller": ["a", "b", "a"], "unit": ["x", "x", "y"]})
        parts = states(frame, [demand.CALLERS], by=["unit"])

        assert [part.value for part in parts] == [2, 1]
        assert merge(parts).value == 2


class TestAgain:
    COLUMNS = "caller place category outcome collected_at ended_at"

    def rate(self, *rows, days=60):
        frame = table(self.COLUMNS, *((*keys, at * DAY, None if end is None else end * DAY) for *keys, at, end in rows))
        return figure(demand.REPEAT_RATE, frame, as_of=days * DAY)

    def test_a_young_ending_is_not_asked_yet(self):
        """Thirty days must have passed wholly: on the thirtieth day somebody may still call."""
        row = ("a", "p", "noise", "resolved", 0, 10)

        assert self.rate(row, days=40).denominator == 0
        assert self.rate(row, days=41).denominator == 1

    def test_a_call_on_the_thirtieth_day_is_a_repetition_and_one_on_the_next_is_none(self):
        first = ("a", "p", "noise", "resolved", 0, 10)

        assert self.rate(first, ("a", "p", "noise", None, 40, None)).numerator == 1
        assert self.rate(first, ("a", "p", "noise", None, 41, None)).numerator == 0

    def test_a_call_before_the_end_is_a_reminder(self):
        assert self.rate(("a", "p", "noise", "resolved", 0, 10), ("a", "p", "noise", None, 5, None)).numerator == 0

    def test_a_merged_ticket_ends_without_its_matter(self):
        found = self.rate(("a", "p", "noise", "merged", 0, 10), ("a", "p", "noise", "merged", 12, 12))

        assert (found.denominator, dict(found.excluded)) == (0, {"merged": 2})

    @pytest.mark.parametrize("other", [("b", "p", "noise"), ("a", "q", "noise"), ("a", "p", "dirt")])
    def test_another_person_place_or_matter_is_no_repetition(self, other):
        assert self.rate(("a", "p", "noise", "resolved", 0, 10), (*other, None, 12, None)).numerator == 0

    def test_anybody_can_show_that_the_cause_is_still_there(self):
        rows = (("a", "p", "noise", "resolved", 0, 10), ("b", "p", "noise", None, 12, None))
        frame = table(self.COLUMNS, *((*k, at * DAY, None if end is None else end * DAY) for *k, at, end in rows))

        assert value(demand.REPEAT_DEMAND, frame, as_of=60 * DAY) == 1


class TestRouting:
    def test_an_objection_and_its_success_are_two_figures(self):
        """Many that fail are evasion, many that hold are bad dispatching."""
        frame = table("dispatched_at objected objection_decided objection_upheld", *([(1, 1, 1, 0)] * 3), (1, 0, 0, 0))

        assert value(routing.OBJECTION_RATE, frame) == Fraction(3, 4)
        assert value(routing.OBJECTIONS_UPHELD, frame) == 0

    def test_calls_that_are_no_request_are_on_neither_side(self):
        frame = table("dispatched_at handled_at outcome", (1, None, None), *([(None, None, "invalid")] * 9))

        assert value(routing.ACCEPTANCE_RATE, frame) == 1

    def test_a_ticket_that_nobody_looked_at_yet_is_not_screened(self):
        frame = table("dispatched_at handled_at outcome", (1, None, None), (None, None, None))

        assert figure(routing.ACCEPTANCE_RATE, frame).denominator == 1
