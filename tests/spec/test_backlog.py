"""What is open at an instant, how old it is, and what flows in and out. Expected values by hand or by a plain loop."""

from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgov.errors import TEXTS, BadInput
from gridgov.metrics import Flag, Window
from gridgov.metrics.backlog import Backlog, Flow, backlog, flow

HOUR = 3_600_000_000
DAY = 24 * HOUR

TICKETS = pl.DataFrame(
    {
        "unit": ["a", "a", "a", "b", "b", "b"],
        "counted": [1, 1, 1, 1, 1, 0],
        "collected_at": [0, 2 * DAY, 9 * DAY, 0, None, 6 * DAY],
        "ended_at": [3 * DAY, None, None, 20 * DAY, 3 * DAY, 5 * DAY],
        "due": [2 * DAY, 4 * DAY, None, 10 * DAY, None, 9 * DAY],
    }
)
"""a: closed on day 3, a day late; open since day 2, due on day 4; begins on day 9. b: open from day 0 to 20, due on
day 10; begins nobody knows when; ends before it begins."""


def pandas(frame):
    return pytest.importorskip("pandas").DataFrame(frame.to_dict(as_series=False))


def duckdb(frame):
    return pytest.importorskip("duckdb").connect().from_arrow(frame.to_arrow())


ENGINES = [lambda frame: frame, pl.DataFrame.lazy, pandas, duckdb]


class TestThePile:
    @pytest.mark.parametrize("engine", ENGINES)
    def test_it_is_counted_at_each_instant_on_every_engine(self, engine):
        """Day 1: two of day 0, one day old. Day 10: 8 days, 1 day, 10 days old; two overdue, one right now."""
        found = backlog(engine(TICKETS), at=[DAY, 10 * DAY])

        assert [(pile.at, pile.open, pile.minutes, pile.by_age, pile.overdue, pile.left_out) for pile in found] == [
            (DAY, 2, 2 * 1_440, (2, 0, 0, 0), 0, 2),
            (10 * DAY, 3, 19 * 1_440, (1, 0, 0, 2), 2, 2),
        ]

    def test_it_is_counted_by_group(self):
        found = backlog(TICKETS, at=[DAY, 10 * DAY], by=["unit"])

        assert [(pile.at, pile.group["unit"], pile.open, pile.left_out) for pile in found] == [
            (DAY, "a", 1, 0),
            (DAY, "b", 1, 2),
            (10 * DAY, "a", 2, 0),
            (10 * DAY, "b", 1, 2),
        ]

    def test_the_mean_age_is_exact_and_there_is_none_of_nothing(self):
        early, late = backlog(TICKETS, at=[-1, 10 * DAY])

        assert (early.open, early.mean_age) == (0, None)
        assert late.mean_age == Fraction(19 * 1_440, 3)

    def test_what_begins_now_is_open_and_what_ends_now_is_not(self):
        assert [pile.open for pile in backlog(TICKETS, at=[3 * DAY - 1, 3 * DAY, 9 * DAY - 1, 9 * DAY])] == [3, 2, 2, 3]

    def test_what_happened_later_is_not_looked_at(self):
        later = TICKETS.with_columns(pl.when(pl.col("ended_at") <= 2 * DAY).then("ended_at").alias("ended_at"))

        assert backlog(TICKETS, at=[2 * DAY])[0].open == backlog(later, at=[2 * DAY])[0].open == 3

    def test_an_age_right_at_a_limit_is_in_the_younger_bucket(self):
        """So that the last bucket is what is older than the last limit."""
        frame = pl.DataFrame({"collected_at": [0], "ended_at": [None]}, schema_overrides={"ended_at": pl.Int64})
        ages = {at: backlog(frame, at=[at])[0].by_age for at in (DAY, DAY + 1, 3 * DAY, 7 * DAY, 7 * DAY + 1)}

        assert list(ages.values()) == [(1, 0, 0, 0), (0, 1, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)]

    def test_the_buckets_are_a_policy(self):
        [pile] = backlog(TICKETS, at=[10 * DAY], ages=[5, 9])

        assert dict(pile.ages()) == {"≤ 5 d": 1, "5-9 d": 1, "> 9 d": 1}

    def test_without_limits_nothing_is_said_about_them(self):
        [pile] = backlog(TICKETS.drop("due"), at=[10 * DAY])

        assert pile.overdue is None
        assert pile.plus(pile).overdue is None

    def test_only_the_rows_that_are_asked_for(self):
        [pile] = backlog(TICKETS, at=[10 * DAY], of=Flag("counted"))

        assert (pile.open, pile.left_out) == (3, 1)


class TestThePilesOfParts:
    def test_they_add_up_to_the_whole(self):
        left, right = backlog(TICKETS, at=[10 * DAY], by=["unit"])

        assert (left.plus(right),) == backlog(TICKETS, at=[10 * DAY])

    @pytest.mark.parametrize("other", [Backlog(1, by_age=(0,) * 4), Backlog(0, by_age=(0,), limits=())])
    def test_those_of_two_instants_or_of_other_buckets_do_not(self, other):
        with pytest.raises(BadInput) as error:
            Backlog(0, by_age=(0,) * 4).plus(other)

        assert [problem.code for problem in error.value.problems] == ["not_mergeable"]


WEEK = Window(2 * DAY, 9 * DAY, "week")
NEXT = Window(9 * DAY, 21 * DAY, "next")


class TestTheFlow:
    @pytest.mark.parametrize("engine", ENGINES)
    def test_it_is_counted_in_each_window_on_every_engine(self, engine):
        """Before day 2: two. From day 2 to 9: one in, one out. From day 9 to 21: one in, one out."""
        found = flow(engine(TICKETS), [WEEK, NEXT])

        assert [(one.open_start, one.received, one.closed, one.open_end, one.left_out) for one in found] == [
            (2, 1, 1, 2, 2),
            (2, 1, 1, 2, 2),
        ]

    def test_what_happens_at_the_first_instant_belongs_to_it_and_what_at_the_last_does_not(self):
        [one] = flow(TICKETS, [Window(2 * DAY, 3 * DAY, "")])

        assert (one.received, one.closed) == (1, 0)

    def test_the_ratio_is_of_two_different_kinds_and_may_be_above_one(self):
        frame = pl.DataFrame({"collected_at": [0, 0, 5], "ended_at": [6, 7, None]})
        inside, empty = flow(frame, [Window(5, 9, ""), Window(20, 30, "")])

        assert (inside.ratio, empty.ratio) == (Fraction(2, 1), None)

    def test_it_starts_with_the_pile_of_the_microsecond_before(self):
        [one] = flow(TICKETS, [WEEK])

        assert (one.open_start, one.open_end) == tuple(
            pile.open for pile in backlog(TICKETS, at=[2 * DAY - 1, 9 * DAY - 1])
        )

    def test_those_of_groups_add_up_and_those_of_windows_follow_each_other(self):
        left, right = flow(TICKETS, [WEEK], by=["unit"])
        week, after, both = flow(TICKETS, [WEEK, NEXT, Window(2 * DAY, 21 * DAY, "week/next")])

        assert left.plus(right) == week
        assert week.then(after) == both

    @pytest.mark.parametrize(
        "made",
        [
            lambda: Flow(WEEK).plus(Flow(NEXT)),
            lambda: Flow(WEEK).then(Flow(Window(10 * DAY, 11 * DAY, ""))),
            lambda: Flow(WEEK, received=1).then(Flow(NEXT)),
        ],
    )
    def test_others_do_not(self, made):
        with pytest.raises(BadInput) as error:
            made()

        assert [problem.code for problem in error.value.problems] == ["not_mergeable"]


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("made", "problems"),
        [
            (lambda: backlog(TICKETS, at=[]), [("wrong_length", "at")]),
            (lambda: backlog(TICKETS, at=5), [("wrong_type", "at")]),
            (lambda: backlog(TICKETS, at=[True]), [("wrong_type", "at[0]")]),
            (lambda: backlog(TICKETS, at=[0, 1.5]), [("wrong_type", "at[1]")]),
            (lambda: backlog(TICKETS, at=[0] * 1_001), [("wrong_length", "at")]),
            (lambda: backlog(TICKETS, at=[0], ages=[]), [("wrong_length", "ages")]),
            (
                lambda: backlog(TICKETS, at=[0], ages=[0, 1.5]),
                [("out_of_range", "ages[0]"), ("out_of_range", "ages[1]")],
            ),
            (lambda: backlog(TICKETS, at=[0], ages=[1, 3, 3]), [("not_one_order", "ages[2]")]),
            (lambda: backlog(TICKETS, at=[0], start="begun"), [("missing", "column begun")]),
            (lambda: backlog([1], at=[0]), [("wrong_type", "frame")]),
            (lambda: flow(TICKETS, []), [("wrong_length", "windows")]),
            (lambda: flow(TICKETS, [(0, 1)]), [("wrong_type", "windows[0]")]),
            (lambda: flow(TICKETS, [WEEK, Window(5, 5, "")]), [("out_of_range", "windows[1].end")]),
        ],
    )
    def test_by_its_code_and_place(self, made, problems):
        with pytest.raises(BadInput) as error:
            made()

        assert [(problem.code, problem.where) for problem in error.value.problems] == problems
        assert all(problem.code in TEXTS for problem in error.value.problems)


instants = st.integers(0, 40)
rows = st.lists(st.tuples(st.sampled_from("ab"), st.none() | instants, st.none() | instants), max_size=12)
edges = st.lists(instants, min_size=2, max_size=5, unique=True).map(sorted)


def framed(table):
    schema = {"unit": pl.String, "collected_at": pl.Int64, "ended_at": pl.Int64}
    return pl.DataFrame(table, schema=schema, orient="row")


def sound(table):
    return [(start, end) for _, start, end in table if start is not None and (end is None or start <= end)]


class TestLaws:
    @settings(max_examples=60, deadline=None)
    @given(rows, edges)
    def test_what_is_open_at_the_end_was_open_or_came_in_and_did_not_go_out(self, table, cuts):
        """Each number is found by a loop of its own; the law then holds between them."""
        windows = [Window(low, high, "") for low, high in pairwise(cuts)]
        tickets = sound(table)
        for one in flow(framed(table), windows):
            low, high = one.window.start, one.window.end
            open_at_end = sum(start < high and (end is None or end >= high) for start, end in tickets)

            assert one.open_start == sum(start < low and (end is None or end >= low) for start, end in tickets)
            assert one.received == sum(low <= start < high for start, _ in tickets)
            assert one.closed == sum(end is not None and low <= end < high for _, end in tickets)
            assert one.open_end == open_at_end == one.open_start + one.received - one.closed
            assert one.left_out == len(table) - len(tickets)

    @settings(max_examples=60, deadline=None)
    @given(rows, st.lists(instants, min_size=1, max_size=4))
    def test_parts_of_the_pile_make_the_whole_and_all_are_of_some_age(self, table, at):
        frame = framed(table)
        parts = backlog(frame, at=at, by=["unit"])
        wholes = backlog(frame, at=at)
        step = len(parts) // len(at)
        for place, whole in enumerate(wholes):
            added = Backlog(whole.at, by_age=(0,) * 4)
            for part in parts[place * step : (place + 1) * step]:
                added = added.plus(part)

            assert (added.open, added.minutes, added.by_age) == (whole.open, whole.minutes, whole.by_age)
            assert sum(whole.by_age) == whole.open
            assert whole.open == sum(s <= whole.at and (e is None or e > whole.at) for s, e in sound(table))
