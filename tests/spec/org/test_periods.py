"""Half-open periods of days: the first day counts, the end does not."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.org.conftest import refused, unchecked

from gridgov.org import Period, coalesce, gaps
from gridgov.org.periods import peaks

QUICK = settings(max_examples=200, deadline=None, database=None, derandomize=True)


def january(start: int, end: int | None = None) -> Period:
    """A period in January 2022, by its first day and the day after its last; without one it does not end."""
    return Period(date(2022, 1, start), None if end is None else date(2022, 1, end))


class TestAPeriod:
    def test_holds_from_its_first_day_until_before_its_end(self) -> None:
        period = january(2, 4)
        assert [period.holds(date(2022, 1, day)) for day in range(1, 6)] == [False, True, True, False, False]
        assert january(2).holds(date(9999, 12, 31))
        assert not january(2).holds(date(2022, 1, 1))

    @pytest.mark.parametrize("end", [1, 2])
    def test_has_at_least_a_day(self, end: int) -> None:
        assert refused(lambda: january(2, end)) == [("ends_before_start", "end")]
        assert january(2, 3).holds(date(2022, 1, 2))

    @pytest.mark.parametrize("value", ["2022-01-01", 5, datetime(2022, 1, 1, tzinfo=UTC), True, [], 1.5])
    def test_is_of_days(self, value: object) -> None:
        assert refused(lambda: Period(unchecked(value))) == [("wrong_type", "start")]
        assert refused(lambda: Period(date(2022, 1, 1), unchecked(value))) == [("wrong_type", "end")]
        both = [("wrong_type", "start"), ("wrong_type", "end")]
        assert refused(lambda: Period(unchecked(value), unchecked(value))) == both
        assert refused(lambda: Period(unchecked(None))) == [("wrong_type", "start")]

    @pytest.mark.parametrize(
        ("one", "other", "shared"),
        [
            (january(1, 5), january(5, 9), None),  # one ends where the other begins
            (january(1, 5), january(4, 9), january(4, 5)),
            (january(1, 9), january(3, 4), january(3, 4)),
            (january(1), january(5), january(5)),
            (january(1, 5), january(5), None),
            (january(1, 6), january(5), january(5, 6)),
            (january(2, 3), january(2, 3), january(2, 3)),
        ],
    )
    def test_shares_with_another_the_days_that_both_have(
        self, one: Period, other: Period, shared: Period | None
    ) -> None:
        assert one.common(other) == other.common(one) == shared
        assert one.overlaps(other) is other.overlaps(one) is (shared is not None)

    @pytest.mark.parametrize(
        ("one", "other", "covered"),
        [
            (january(1, 5), january(1, 5), True),
            (january(1, 5), january(2, 4), True),
            (january(1, 5), january(1, 6), False),
            (january(2, 5), january(1, 5), False),
            (january(1, 5), january(1), False),
            (january(1), january(1), True),
            (january(1), january(3, 4), True),
            (january(1), Period(date(2021, 12, 31), date(2022, 1, 2)), False),
        ],
    )
    def test_covers_another_if_it_has_all_its_days(self, one: Period, other: Period, *, covered: bool) -> None:
        assert one.covers(other) is covered


class TestSeveralPeriods:
    def test_that_touch_or_overlap_become_one(self) -> None:
        assert coalesce([january(5, 7), january(1, 3), january(3, 5)]) == (january(1, 7),)
        assert coalesce([january(1, 9), january(2, 3)]) == (january(1, 9),)
        assert coalesce([january(1), january(2, 3)]) == (january(1),)
        assert coalesce([january(1, 3), january(2)]) == (january(1),)

    def test_with_a_day_between_them_stay_two(self) -> None:
        assert coalesce([january(4, 5), january(1, 3)]) == (january(1, 3), january(4, 5))
        assert coalesce([]) == ()

    def test_leave_gaps_in_a_whole(self) -> None:
        whole = january(1, 11)
        assert gaps(whole, []) == (whole,)
        assert gaps(whole, [january(3, 5), january(7, 8)]) == (january(1, 3), january(5, 7), january(8, 11))
        assert gaps(whole, [january(1, 6), january(6)]) == ()
        assert gaps(whole, [january(11, 20)]) == (whole,)

    def test_leave_an_endless_gap_in_a_whole_without_end(self) -> None:
        assert gaps(january(1), [january(1, 3)]) == (january(3),)
        assert gaps(january(1), [january(3)]) == (january(1, 3),)

    def test_are_crowded_where_more_than_so_many_hold(self) -> None:
        three = [january(1, 10), january(3, 6), january(5)]
        assert peaks(three, 2) == (january(5, 6),)
        assert peaks(three, 1) == (january(3, 10),)
        assert peaks(three, 3) == ()
        assert peaks(three, 0) == (january(1),)
        assert peaks([january(1, 4), january(2, 5), january(7, 9), january(8)], 1) == (january(2, 4), january(8, 9))

    def test_that_follow_one_another_are_never_crowded(self) -> None:
        assert peaks([january(1, 5), january(5, 9), january(9)], 1) == ()


# ---- day by day ---------------------------------------------------------------------------------------------------

DAYS = [date(2022, 1, 1) + timedelta(days) for days in range(34)]
"""Longer than any period that is drawn, so that the last day is in a period without end only."""


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.integers(0, 20))
    length = draw(st.none() | st.integers(1, 10))
    return Period(DAYS[start], None if length is None else DAYS[start + length])


def days(*parts: Period) -> set[date]:
    return {day for day in DAYS for part in parts if part.start <= day and (part.end is None or day < part.end)}


def stretches(found: set[date]) -> list[Any]:
    """The days as (first, after the last or None), by walking over them."""
    edges: list[Any] = [
        day for before, day in pairwise([DAYS[0] - timedelta(1), *DAYS]) if (before in found) != (day in found)
    ]
    return [(edges[i], edges[i + 1] if i + 1 < len(edges) else None) for i in range(0, len(edges), 2)]


def ends(found: tuple[Period, ...]) -> list[Any]:
    return [(period.start, period.end) for period in found]


class TestDayByDay:
    """A naive calendar of single days says the same."""

    @QUICK
    @given(periods(), periods())
    def test_two_periods(self, one: Period, other: Period) -> None:
        shared = days(one) & days(other)
        assert one.overlaps(other) == bool(shared)
        assert one.covers(other) == (days(other) <= days(one))
        common = one.common(other)
        assert (days(common) if common else set()) == shared

    @QUICK
    @given(st.lists(periods(), max_size=6))
    def test_coalescing(self, parts: list[Period]) -> None:
        assert ends(coalesce(parts)) == stretches(days(*parts))

    @QUICK
    @given(periods(), st.lists(periods(), max_size=6))
    def test_gaps(self, whole: Period, parts: list[Period]) -> None:
        assert ends(gaps(whole, parts)) == stretches(days(whole) - days(*parts))

    @QUICK
    @given(st.lists(periods(), max_size=8), st.integers(0, 4))
    def test_peaks(self, parts: list[Period], most: int) -> None:
        crowded = {day for day in DAYS if sum(day in days(part) for part in parts) > most}
        assert ends(peaks(parts, most)) == stretches(crowded)
