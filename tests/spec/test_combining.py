"""Parts become wholes: levels of a tree, windows that roll on. Expected values are counted by hand."""

from datetime import UTC
from fractions import Fraction

import polars as pl
import pytest
from attrs import evolve

from gridgov.errors import TEXTS, BadInput
from gridgov.kpis.requests import RESOLUTION_RATE
from gridgov.metrics import (
    Base,
    Change,
    Count,
    Elapsed,
    Kpi,
    Quantile,
    Quotient,
    Spread,
    compute,
    days,
    merge,
    months,
    roll_up,
    rolling,
    states,
)
from gridgov.org.tree import grown

DAY = 86_400_000_000
MINUTE = 60_000_000

TREE = grown([("city", None), ("north", "city"), ("south", "city"), ("n-1", "north"), ("n-2", "north")])

VISITS = pl.DataFrame(
    {
        "place": ["n-1", "n-1", "n-2", "south", "south"],
        "collected_at": [0, DAY, DAY, 2 * DAY, 2 * DAY],
        "visited": [1, 1, 1, 1, 1],
        "solved": [1, 0, 1, 1, 1],
    }
)

MEDIAN = Kpi(
    id="demo.median",
    version=1,
    title_en="median",
    title_zh="中位时长",
    definition_en="the median of the minutes",
    definition_zh="时长中位数",
    table="tickets",
    measure=Quantile(Elapsed("collected_at", "ended_at"), Fraction(1, 2)),
    unit="minutes",
    source="example",
    anchor="collected_at",
)


def by_place(figures):
    return {r.group["place"]: (r.numerator, r.denominator) for r in figures}


class TestRollUp:
    def test_every_place_has_all_that_lies_in_it(self):
        found = roll_up(states(VISITS, [RESOLUTION_RATE], by=["place"]), TREE, of="place")

        assert by_place(found) == {"city": (4, 5), "n-1": (1, 2), "n-2": (1, 1), "north": (2, 3), "south": (2, 2)}

    def test_the_top_is_what_all_rows_give(self):
        [whole] = compute(VISITS, [RESOLUTION_RATE])
        found = roll_up(states(VISITS, [RESOLUTION_RATE], by=["place"]), TREE, of="place")

        assert next(r for r in found if r.group["place"] == "city").value == whole.value

    def test_medians_of_parts_make_the_median_of_the_whole(self):
        """10, 20 in the north and 90 in the south: the median of all is 20, no mean of medians."""
        frame = pl.DataFrame(
            {
                "place": ["n-1", "n-2", "south"],
                "collected_at": [0, 0, 0],
                "ended_at": [10 * MINUTE, 20 * MINUTE, 90 * MINUTE],
            }
        )
        found = roll_up(states(frame, [MEDIAN], by=["place"]), TREE, of="place")

        assert {r.group["place"]: r.value for r in found} == {
            "city": 20,
            "n-1": 10,
            "n-2": 20,
            "north": 15,
            "south": 90,
        }

    def test_a_place_that_was_merged_is_shown_as_it_is_mapped_today(self):
        frame = VISITS.with_columns(pl.col("place").replace({"south": "old-south"}))
        found = roll_up(states(frame, [RESOLUTION_RATE], by=["place"]), TREE, of="place", moved={"old-south": "south"})

        assert by_place(found)["south"] == (2, 2)

    def test_or_as_it_was_in_each_period(self):
        """On the second day n-2 lies in the south."""
        later = grown([("city", None), ("north", "city"), ("south", "city"), ("n-1", "north"), ("n-2", "south")])
        figures = states(VISITS, [RESOLUTION_RATE], by=["place"], period=days(UTC))
        found = roll_up(figures, lambda window: TREE if window.start < DAY else later, of="place")

        assert {(r.group["place"], r.period.label): r.denominator for r in found} == {
            ("city", "1970-01-01"): 1,
            ("north", "1970-01-01"): 1,
            ("n-1", "1970-01-01"): 1,
            ("city", "1970-01-02"): 2,
            ("north", "1970-01-02"): 1,
            ("n-1", "1970-01-02"): 1,
            ("south", "1970-01-02"): 1,
            ("n-2", "1970-01-02"): 1,
            ("city", "1970-01-03"): 2,
            ("south", "1970-01-03"): 2,
        }

    def test_a_place_that_is_in_no_tree_is_named(self):
        frame = VISITS.with_columns(pl.col("place").replace({"n-1": "x-1", "n-2": "x-2"}))
        with pytest.raises(BadInput) as raised:
            roll_up(states(frame, [RESOLUTION_RATE], by=["place"]), TREE, of="place")

        assert [(p.code, p.where) for p in raised.value.problems] == [
            ("not_known", "requests.resolution_rate x-1"),
            ("not_known", "requests.resolution_rate x-2"),
        ]

    def test_what_was_found_in_one_go_does_not_add_up(self):
        frame = pl.DataFrame({"place": ["n-1", "n-2"], "collected_at": [0, 0], "ended_at": [MINUTE, MINUTE]})
        figures = roll_up(compute(frame, [MEDIAN], by=["place"]), TREE, of="place")

        with pytest.raises(BadInput) as raised:
            list(figures)
        assert [p.code for p in raised.value.problems] == ["not_mergeable"]

    def test_figures_by_something_else_are_refused(self):
        with pytest.raises(BadInput) as raised:
            roll_up(states(VISITS, [RESOLUTION_RATE]), TREE, of="place")
        assert [(p.code, p.where) for p in raised.value.problems] == [("missing", "column place")]


class TestRolling:
    def test_each_window_has_those_before_it(self):
        figures = rolling(states(VISITS, [RESOLUTION_RATE], period=days(UTC)), 2)

        assert [(r.period.label, r.numerator, r.denominator) for r in figures] == [
            ("1970-01-01/1970-01-02", 2, 3),
            ("1970-01-02/1970-01-03", 3, 4),
        ]

    def test_a_window_without_a_row_still_counts_as_one(self):
        figures = rolling(states(VISITS[[0, 3]], [RESOLUTION_RATE], period=days(UTC)), 2)

        assert [(r.period.label, r.denominator) for r in figures] == [
            ("1970-01-01/1970-01-02", 1),
            ("1970-01-02/1970-01-03", 1),
        ]

    def test_with_too_few_windows_there_is_none(self):
        assert list(rolling(states(VISITS, [RESOLUTION_RATE], period=months(UTC)), 2)) == []

    @pytest.mark.parametrize(
        ("call", "code"),
        [
            (lambda: rolling(states(VISITS, [RESOLUTION_RATE]), 2), "has_no_periods"),
            (lambda: rolling(states(VISITS, [RESOLUTION_RATE], period=days(UTC)), 0), "out_of_range"),
            (lambda: rolling([], 2), "wrong_type"),
        ],
    )
    def test_bad_input_is_refused(self, call, code):
        with pytest.raises(BadInput) as raised:
            call()
        assert [p.code for p in raised.value.problems] == [code]
        assert code in TEXTS


class TestWhatDoesNotAddUp:
    """A change has lost the groups that fell to nothing, and a population is not of the rows."""

    A_HEAD = Quotient(Count(), Base("population"))

    @pytest.mark.parametrize(
        "measure",
        [Change(RESOLUTION_RATE), A_HEAD, Spread(evolve(MEDIAN, measure=A_HEAD, unit="ratio"), "solved")],
        ids=["a change", "a base", "a spread of a base"],
    )
    @pytest.mark.parametrize(
        "combined",
        [merge, lambda f: roll_up(f, TREE, of="place"), lambda f: rolling(f, 2)],
        ids=["merge", "roll_up", "rolling"],
    )
    def test_is_refused(self, measure, combined):
        kpi = evolve(MEDIAN, measure=measure, unit="ratio")
        figures = states(VISITS, [kpi], by=["place"], period=days(UTC), bases={"population": 10})

        with pytest.raises(BadInput) as raised:
            combined(figures)
        assert [p.code for p in raised.value.problems] == ["not_mergeable"]
