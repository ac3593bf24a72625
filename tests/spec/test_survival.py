"""How long it takes where some still wait: Kaplan and Meier 1958.

The table is that of 21 patients on 6-MP (Freireich and others 1963), the example of most textbooks; the numbers beside
it come from statsmodels 0.15.0, ``SurvfuncRight(time, status)``.
"""

from fractions import Fraction
from math import sqrt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgov.metrics import Kpi, Waiting, compute, merge, states
from gridgov.metrics.survival import Survival

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
        """On the scale of log(−log S): at ten weeks exp(−exp(log(−log S) ± 1.96 · se / (S · log S)))."""
        found = SIX_MP.interval(10)

        assert (found.low, found.high) == (pytest.approx(0.5032, abs=1e-4), pytest.approx(0.8894, abs=1e-4))
        assert SIX_MP.interval(5) is None

    def test_the_part_that_takes_longer(self):
        assert [SIX_MP.surviving(time) for time in (0, 6, 9)] == [1, Fraction(6, 7), Fraction(6, 7) * Fraction(16, 17)]


class TestOpenTickets:
    def test_wait_until_the_moment_that_is_looked_from(self):
        """10, 20 and 30 minutes, and one that has waited for 25: the naive median of the closed is 20, the real one 30.

        Of four, one ends after 10 (3/4 left), one after 20 (1/2 left: reached). With three open the median is later.
        """
        frame = pl.DataFrame(
            {
                "collected_at": [0, 0, 0, 0, 0],
                "ended_at": [10 * MINUTE, 20 * MINUTE, 30 * MINUTE, None, None],
            }
        )
        [found] = compute(frame, [MEDIAN], as_of=25 * MINUTE)

        assert (found.value, found.reason) == (
            None,
            "not_reached",
        )  # after 20: 3/5 left, and what ends later is not known
        [later] = compute(frame, [MEDIAN], as_of=40 * MINUTE)
        assert later.value == 30  # after 30: 2/5 left

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


counts = st.dictionaries(st.integers(0, 20), st.integers(0, 4), max_size=6)
survivals = st.builds(Survival, counts, counts)


class TestLaws:
    @given(survivals, survivals, survivals)
    def test_states_add_up_in_any_order_and_grouping(self, a, b, c):
        assert a.plus(b) == b.plus(a)
        assert a.plus(b).plus(c) == a.plus(b.plus(c))
        assert Survival().plus(a) == a

    @given(survivals)
    def test_the_curve_only_falls(self, state):
        parts = [step.surviving for step in state.curve()]

        assert parts == sorted(parts, reverse=True)
        assert all(0 <= part <= 1 for part in parts)

    @given(st.lists(st.integers(0, 30), min_size=1), st.fractions(min_value=0, max_value=1))
    def test_where_nobody_waits_it_is_the_plain_quantile(self, times, q):
        """The smallest time by which at least the part q has ended."""
        state = Survival(events={time: times.count(time) for time in times})
        wanted = next(
            (t for t in sorted(times) if Fraction(sum(x <= t for x in times), len(times)) >= q > 0), min(times)
        )

        assert state.quantile(q) == wanted

    @given(survivals)
    def test_an_interval_holds_the_curve(self, state):
        for step in state.curve():
            found = state.interval(step.time)
            if found is not None:
                assert 0 <= found.low <= float(step.surviving) <= found.high <= 1
