"""How long it takes where some still wait: Kaplan and Meier 1958.

The table is that of 21 patients on 6-MP (Freireich and others 1963), the example of most textbooks; the numbers beside
it come from statsmodels 0.15.0, ``SurvfuncRight(time, status)``.
"""

from fractions import Fraction
from math import sqrt

import polars as pl
import pytest

from gridgov.errors import TEXTS, BadInput
from gridgov.metrics import Flag, Kpi, Waiting, compute, merge, states
from gridgov.metrics.survival import Survival, survival

MINUTE = 60_000_000

SIX_MP = Survival(
    events={6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1},
    censored={6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1},
)
BY_STATSMODELS = [
    (6, 21, 3, 0.8571428571428572, 0.07636035483212125),
    (7, 17, 1, 0.8067226890756303, 0.0869352851800572),
    (10, 15, 1, 0.7529411764705883, 0.09634965299432052),
    (13, 12, 1, 0.6901960784313725, 0.10681470777500983),
    (16, 11, 1, 0.6274509803921569, 0.11405386525675254),
    (22, 7, 1, 0.5378151260504203, 0.12823375169303403),
    (23, 6, 1, 0.44817927170868355, 0.13459145675576048),
]

MEDIAN = Kpi(
    id="demo.waiting",
    version=1,
    title_en="median",
    title_zh="中位时长",
    definition_en="the median of the minutes until the end, open ones still waiting",
    definition_zh="办结时长中位数，未结者按删失计",
    table="tickets",
    measure=Waiting("collected_at", "ended_at", Fraction(1, 2)),
    unit="minutes",
    source="Kaplan and Meier 1958",
)


class TestTheTextbook:
    def test_the_curve_is_that_of_statsmodels(self):
        found = [(s.time, s.at_risk, s.ended, float(s.surviving)) for s in SIX_MP.curve()]

        assert found == [(time, risk, ended, pytest.approx(part)) for time, risk, ended, part, _ in BY_STATSMODELS]

    def test_so_is_its_standard_error(self):
        """Greenwood 1926."""
        found = [float(s.surviving) * sqrt(s.variance) for s in SIX_MP.curve()]

        assert found == pytest.approx([error for *_, error in BY_STATSMODELS])

    def test_half_have_ended_after_23_weeks_and_a_quarter_after_13(self):
        assert (SIX_MP.median, SIX_MP.quantile(Fraction(1, 4))) == (23, 13)

    def test_nine_tenths_are_never_reached(self):
        assert SIX_MP.quantile(Fraction(9, 10)) is None

    def test_the_interval_lies_around_the_curve_within_0_and_1(self):
        """On the scale of log(−log S); lifelines 0.30.3, ``KaplanMeierFitter().fit(…).confidence_interval_``."""
        by_lifelines = {6: (0.619718, 0.951552), 10: (0.503200, 0.889362), 23: (0.188052, 0.680143)}
        found = {time: SIX_MP.interval(time) for time in by_lifelines}

        assert {time: (one.low, one.high) for time, one in found.items()} == {
            time: pytest.approx(ends, abs=1e-6) for time, ends in by_lifelines.items()
        }

    def test_before_the_first_ending_and_with_nothing_left_there_is_none(self):
        assert SIX_MP.interval(5) is None
        assert Survival(events={1: 2}).interval(1) is None

    def test_the_part_that_takes_longer(self):
        assert [SIX_MP.surviving(time) for time in (0, 6, 9)] == [1, Fraction(6, 7), Fraction(6, 7) * Fraction(16, 17)]


class TestOpenTickets:
    def test_wait_until_the_moment_that_is_looked_from(self):
        """Of five, one ends after 10, one after 20 and one after 30 minutes; two are open. Closed ones alone: 20.

        Seen from minute 25 the third has not ended: 3/5 are left after 20. Seen from minute 40, 2/5 are left after 30.
        """
        frame = pl.DataFrame(
            {
                "collected_at": [0, 0, 0, 0, 0],
                "ended_at": [10 * MINUTE, 20 * MINUTE, 30 * MINUTE, None, None],
            }
        )
        [found] = compute(frame, [MEDIAN], as_of=25 * MINUTE)

        [later] = compute(frame, [MEDIAN], as_of=40 * MINUTE)

        assert (found.value, found.reason) == (None, "not_reached")
        assert later.value == 30

    def test_what_starts_later_is_not_there_yet(self):
        frame = pl.DataFrame({"collected_at": [0, 50 * MINUTE], "ended_at": [10 * MINUTE, None]})
        [found] = compute(frame, [MEDIAN], as_of=20 * MINUTE)

        assert (found.value, found.denominator) == (10, 1)

    def test_parts_make_the_whole(self):
        frame = pl.DataFrame(
            {
                "unit": ["a", "a", "b", "b"],
                "collected_at": [0, 0, 0, 0],
                "ended_at": [10 * MINUTE, None, 30 * MINUTE, 40 * MINUTE],
            }
        )
        [whole] = compute(frame, [MEDIAN], as_of=60 * MINUTE)

        assert merge(states(frame, [MEDIAN], by=["unit"], as_of=60 * MINUTE)).state == whole.state


TIES = Survival(
    events={5: 1, 7: 1, 9: 2, 12: 1, 15: 1, 20: 1, 30: 1, 42: 1},
    censored={5: 1, 9: 1, 15: 1, 30: 1, 60: 2},
)
"""Fifteen made-up times; something is lost sight of at four of the times at which something ends."""


class TestTies:
    """What ends comes before what is lost sight of in the same unit: Kaplan and Meier 1958, section 2.2."""

    def test_the_curve_is_that_of_statsmodels_and_of_lifelines(self):
        """``SurvfuncRight(t, e)`` of statsmodels 0.15.0; ``KaplanMeierFitter`` of lifelines 0.30.3 has the same."""
        found = [(step.time, step.at_risk, float(step.surviving)) for step in TIES.curve()]

        assert found == [
            (5, 15, pytest.approx(0.9333333333333333)),
            (7, 13, pytest.approx(0.8615384615384616)),
            (9, 12, pytest.approx(0.7179487179487181)),
            (12, 9, pytest.approx(0.6381766381766383)),
            (15, 8, pytest.approx(0.5584045584045585)),
            (20, 6, pytest.approx(0.4653371320037987)),
            (30, 5, pytest.approx(0.372269705603039)),
            (42, 3, pytest.approx(0.2481798037353594)),
        ]

    def test_so_are_its_quantiles(self):
        """``SurvfuncRight(t, e).quantile``: 7, 9, 20, 42, nan."""
        asked = (Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(9, 10))

        assert [TIES.quantile(q) for q in asked] == [7, 9, 20, 42, None]

    def test_of_one_that_ends_and_one_that_leaves_at_once_two_were_at_risk(self):
        assert Survival(events={4: 1}, censored={4: 1}).surviving(4) == Fraction(1, 2)


class TestWhatIsNotReached:
    def test_it_says_why(self):
        """Of three, one ended: a third is reached, a half is not. Of nothing, nothing is."""
        state = Survival(events={1: 1}, censored={9: 2})

        assert (state.why_not(Fraction(1, 3)), state.why_not(Fraction(1, 2))) == ("", "not_reached")
        assert Survival().why_not(Fraction(1, 2)) == "empty_denominator"

    def test_a_quantile_that_is_met_exactly_is_reached(self):
        """1/3 · 3 of 9 ended at 2: S(2) is 2/3, no more than 1 − 1/3, and no rounding hides it."""
        assert Survival(events={2: 3, 5: 6}).quantile(Fraction(1, 3)) == 2

    def test_it_is_fast_where_there_are_many_different_times(self):
        """Of N = 200,000 minutes each has an ending and a waiting one; the exact fractions would be gigantic.

        With M minutes left the product of (2m − 1)/2m is √(M/N) · (1 + 1/8M − 1/8N …) after Stirling: a little above a
        half at M = 50,000 (minute 149,999), and below it with one less.
        """
        year = dict.fromkeys(range(200_000), 1)

        assert Survival(events=year, censored=year).quantile(Fraction(1, 2)) == 150_000


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("made", "code"),
        [
            (lambda: Survival(events={-1: 1}), "out_of_range"),
            (lambda: Survival(censored={1: -1}), "out_of_range"),
            (lambda: Survival(events={1.5: 1}), "wrong_type"),
            (lambda: Survival(events={1: 1, "a": 2}), "wrong_type"),
            (lambda: Survival(events=3), "wrong_type"),
            (lambda: SIX_MP.quantile(0.5), "wrong_type"),
            (lambda: SIX_MP.quantile(Fraction(3, 2)), "out_of_range"),
            (lambda: SIX_MP.interval(10, confidence=Fraction(1)), "out_of_range"),
            (lambda: survival(TICKETS, start="dispatched_at", end="ended_at", as_of=True), "wrong_type"),
            (lambda: survival(TICKETS, start="dispatched_at", end="ended_at", as_of=1.0), "wrong_type"),
            (lambda: survival(TICKETS, start="begun_at", end="ended_at", as_of=1), "missing"),
        ],
    )
    def test_by_its_code(self, made, code):
        with pytest.raises(BadInput) as error:
            made()

        assert [problem.code for problem in error.value.problems] == [code]
        assert code in TEXTS


TICKETS = pl.DataFrame(
    {
        "unit": ["a", "a", "a", "a", "b", "b", "b", "b", None],
        "counted": [1, 1, 1, 0, 1, 1, 1, 1, 1],
        "dispatched_at": [0, 0, 10 * MINUTE, 0, 0, 70 * MINUTE, 30 * MINUTE, None, 0],
        "ended_at": [10 * MINUTE, 90 * MINUTE, None, 20 * MINUTE, 59_999_999, None, 20 * MINUTE, 5 * MINUTE, None],
    }
)
"""Seen from minute 60. a: 10 minutes; open for 60, the end at 90 is not known yet; open for 50; 20 minutes, excluded.
b: less than one minute; not yet there; ends before it begins; begins nobody knows when. No unit: open for 60."""


def pandas(frame):
    return pytest.importorskip("pandas").DataFrame(frame.to_dict(as_series=False))


def duckdb(frame):
    return pytest.importorskip("duckdb").connect().from_arrow(frame.to_arrow())


class TestFromATable:
    @pytest.mark.parametrize("engine", [lambda frame: frame, pl.DataFrame.lazy, pandas, duckdb])
    def test_the_counts_are_those_by_hand_on_every_engine(self, engine):
        found = survival(engine(TICKETS), start="dispatched_at", end="ended_at", as_of=60 * MINUTE, by=["unit"])

        assert {one.group["unit"]: (dict(one.state.events), dict(one.state.censored)) for one in found} == {
            "a": ({10: 1, 20: 1}, {50: 1, 60: 1}),
            "b": ({0: 1}, {}),
            None: ({}, {60: 1}),
        }
        assert [(one.no_start, one.backwards) for one in found] == [(0, 0), (1, 1), (0, 0)]

    def test_parts_make_the_whole(self):
        parts = survival(TICKETS, start="dispatched_at", end="ended_at", as_of=60 * MINUTE, by=["unit"])
        [whole] = survival(TICKETS, start="dispatched_at", end="ended_at", as_of=60 * MINUTE)

        assert parts[0].state.plus(parts[1].state).plus(parts[2].state) == whole.state

    def test_only_the_rows_that_are_asked_for(self):
        [found] = survival(TICKETS, start="dispatched_at", end="ended_at", as_of=60 * MINUTE, of=Flag("counted"))

        assert found.state.events == {0: 1, 10: 1}

    def test_in_hours(self):
        [found] = survival(TICKETS, start="dispatched_at", end="ended_at", as_of=60 * MINUTE, unit="hour")

        assert (found.state.events, found.state.censored) == ({0: 3}, {0: 1, 1: 2})
