"""Signal or noise, in a series and among units. Expected values by hand, by numpy 2.4.6 or by statsmodels 0.15.0."""

from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve

from gridgov.errors import TEXTS, BadInput
from gridgov.metrics.control import (
    NHS_RULES,
    WESTERN_ELECTRIC_RULES,
    WHEELER_RULES,
    Signal,
    funnel,
    xmr,
)
from gridgov.metrics.uncertainty import Counted, counted

STEADY = [9, 11] * 6
"""Mean 10, every moving range 2: limits 10 ± 5.32, two thirds of the way 10 ± 3.546…, half of it 10 ± 2.66."""


def codes(error):
    assert all(problem.code in TEXTS for problem in error.value.problems)
    return [(problem.code, problem.where) for problem in error.value.problems]


def rules_at(chart):
    """The rules that mark each point that is marked."""
    return {point.place: [signal.rule for signal in point.signals] for point in chart.points if point.signals}


def judged(tail, rules):
    """A tail of values, judged by the limits of twelve steady ones before it: mean 10, limits 10 ± 5.32."""
    from gridgov.metrics import signals

    phase = signals.Phase(0, 0, Fraction(10), Fraction(2), provisional=False)
    return [[signal.rule for signal in found] for found in signals.signals([Fraction(v) for v in tail], phase, rules)]


class TestLimits:
    """NHSRplotthedots 0.2.0, R/ptd_spc_standard.R: mean ± 2.66 × mean moving range."""

    def test_they_are_exact(self):
        point = xmr(STEADY).points[0]

        assert (point.mean, point.lower, point.upper) == (10, Fraction(468, 100), Fraction(1532, 100))

    def test_decimals_and_fractions_are_numbers_too(self):
        chart = xmr([Decimal("0.1"), Fraction(3, 10)])

        assert (chart.phases[0].mean, chart.phases[0].moving_range) == (Fraction(1, 5), Fraction(1, 5))

    def test_a_gap_has_no_range_on_either_side(self):
        phase = xmr([1, 3, None, 10, 12]).phases[0]

        assert (phase.mean, phase.moving_range) == (Fraction(26, 4), 2)

    def test_a_range_that_is_out_of_line_is_left_out_once_by_the_rules_of_the_nhs(self):
        """Ranges 2 (11 times) and 39: mean 61/12, 3.267 times that is 16.6; without the 39 the mean is 2."""
        series = [*STEADY, 50]

        assert xmr(series, rules=NHS_RULES).phases[0].moving_range == 2
        assert xmr(series, rules=WHEELER_RULES).phases[0].moving_range == Fraction(61, 12)

    def test_fewer_than_twelve_points_are_provisional(self):
        assert (xmr(STEADY[:11]).provisional, xmr(STEADY).provisional) == (True, False)

    @pytest.mark.parametrize("series", [[], [5], [None, None], [1, None, 2]])
    def test_where_no_two_values_stand_side_by_side_there_are_none(self, series):
        chart = xmr(series, target=1)

        assert [point.upper for point in chart.points] == [None] * len(series)
        assert (rules_at(chart), chart.assurance, chart.is_signal) == ({}, None, False)

    def test_a_new_phase_has_its_own_and_no_run_goes_on_into_it(self):
        series = [*STEADY, *(value + 30 for value in STEADY)]
        chart = xmr(series, rebase=[12])

        assert [(phase.start, phase.stop, phase.mean) for phase in chart.phases] == [(0, 12, 10), (12, 24, 40)]
        assert rules_at(chart) == {}
        assert rules_at(xmr(series))

    @pytest.mark.parametrize("start", [0, 12, -1, True, "3"])
    def test_a_phase_begins_within_the_series(self, start):
        with pytest.raises(BadInput) as error:
            xmr(STEADY, rebase=[start])

        assert codes(error) == [("out_of_range", "rebase[0]")]

    def test_all_that_is_wrong_is_said_at_once(self):
        with pytest.raises(BadInput) as error:
            xmr([1, 2.5, True, Decimal("NaN"), 3], target=0.9, rebase=[3, 3], better="up")

        assert codes(error) == [
            ("not_exact", "values[1]"),
            ("not_exact", "values[2]"),
            ("not_exact", "values[3]"),
            ("not_exact", "target"),
            ("not_one_order", "rebase[1]"),
            ("unknown_choice", "better"),
        ]


class TestRules:
    """NHSRplotthedots 0.2.0, R/ptd_calculate_point_type.R; Wheeler 2000; Western Electric 1956."""

    def test_a_point_outside_is_a_signal_and_one_on_the_limit_is_not(self):
        assert judged([Fraction(1532, 100), Fraction(1533, 100)], WHEELER_RULES) == [[], ["outside"]]
        assert judged([Fraction(468, 100), Fraction(467, 100)], WHEELER_RULES) == [[], ["outside"]]

    @pytest.mark.parametrize(("rules", "length"), [(NHS_RULES, 7), (WHEELER_RULES, 8), (WESTERN_ELECTRIC_RULES, 8)])
    def test_a_run_on_one_side_has_a_length(self, rules, length):
        side = [11, 12] * 4

        assert judged([9, *side[: length - 1], 9], rules) == [[]] * (length + 1)
        assert judged([9, *side[:length], 9], rules) == [[], *[["run"]] * length, []]

    def test_a_point_on_the_mean_breaks_a_run(self):
        assert judged([11, 11, 11, 10, 11, 11, 11], NHS_RULES) == [[]] * 7

    def test_seven_that_rise_are_a_trend_and_six_are_not(self):
        """Seven points; that they cross the mean does not matter."""
        rising = [Fraction(7 + step) for step in range(7)]

        assert judged(rising[:6], NHS_RULES) == [[]] * 6
        assert judged(rising, NHS_RULES) == [["trend"]] * 7
        assert judged([*rising[:3], rising[2], *rising[3:]], NHS_RULES) == [[]] * 8
        assert judged(rising, WHEELER_RULES) == [[]] * 7

    def test_a_point_between_two_trends_is_of_the_later_one(self):
        up = [Fraction(7) + Fraction(step, 2) for step in range(7)]
        from gridgov.metrics import signals

        phase = signals.Phase(0, 0, Fraction(10), Fraction(2), provisional=False)
        found = signals.signals([*up, *reversed(up[:6])], phase, evolve(NHS_RULES, run=99))

        assert [each[0].side for each in found] == ["high"] * 6 + ["low"] * 7

    def test_two_of_three_near_a_limit_for_the_nhs_all_on_its_side(self):
        """Near begins at 13.546…: 14 is near, 11 is only above, 9 is on the other side, 16 is outside and not near."""
        assert judged([14, 11, 14], NHS_RULES) == [["near"], [], ["near"]]
        assert judged([14, 9, 14], NHS_RULES) == [[], [], []]
        assert judged([14, 16, 11], NHS_RULES) == [[], ["outside"], []]

    def test_two_of_three_beyond_two_thirds_for_western_electric_wherever_the_third_is(self):
        assert judged([14, 9, 14], WESTERN_ELECTRIC_RULES) == [["near"], [], ["near"]]
        assert judged([14, 16, 9], WESTERN_ELECTRIC_RULES) == [["near"], ["outside", "near"], []]

    def test_four_of_five_beyond_one_third_for_western_electric(self):
        """One third of the way begins at 11.7733."""
        assert judged([12, 12, 9, 12, 12], WESTERN_ELECTRIC_RULES) == [["near"], ["near"], [], ["near"], ["near"]]
        assert judged([12, 12, 9, 12, 11], WESTERN_ELECTRIC_RULES) == [[]] * 5

    def test_three_of_four_closer_to_a_limit_than_to_the_mean_for_wheeler(self):
        """Halfway is 12.66."""
        assert judged([13, 9, 13, 13], WHEELER_RULES) == [["near"], [], ["near"], ["near"]]
        assert judged([13, 9, 12, 13], WHEELER_RULES) == [[]] * 4
        assert judged([13, 7, 13, 7], WHEELER_RULES) == [[]] * 4

    def test_a_gap_breaks_a_run_and_a_trend(self):
        from gridgov.metrics import signals

        phase = signals.Phase(0, 0, Fraction(10), Fraction(2), provisional=False)
        rising = [Fraction(11) + Fraction(step, 10) for step in range(7)]

        assert signals.signals([*rising[:4], None, *rising[4:]], phase, NHS_RULES) == [()] * 8

    def test_the_strongest_comes_first(self):
        found = judged([Fraction(11) + step for step in range(7)], NHS_RULES)

        assert found[6] == ["outside", "trend", "run"]

    def test_each_set_says_where_it_comes_from(self):
        assert all(rules.source for rules in (NHS_RULES, WHEELER_RULES, WESTERN_ELECTRIC_RULES))


class TestVerdict:
    """A change is for the better or the worse only where it is known which way is better."""

    @pytest.mark.parametrize(
        ("better", "value", "verdict"),
        [
            ("higher", 50, "improvement"),
            ("higher", -30, "concern"),
            ("lower", 50, "concern"),
            ("lower", -30, "improvement"),
            ("context", 50, "neutral_high"),
            ("context", -30, "neutral_low"),
        ],
    )
    def test_it_follows_the_direction(self, better, value, verdict):
        chart = xmr([*STEADY, value], better=better)

        assert chart.points[-1].verdict == verdict
        assert chart.is_signal

    def test_without_a_signal_it_is_common_cause(self):
        chart = xmr(STEADY)

        assert {point.verdict for point in chart.points} == {"common_cause"}
        assert not chart.is_signal

    def test_a_signal_has_a_side(self):
        assert xmr([*STEADY, 50]).points[-1].signals == (Signal("outside", "high"),)


class TestAssurance:
    """NHSRplotthedots 0.2.0, R/ptd_calculate_assurance_type.R. The limits are 4.68 and 15.32."""

    @pytest.mark.parametrize(
        ("target", "better", "assurance"),
        [
            (4, "higher", "consistent_pass"),
            (16, "higher", "consistent_fail"),
            (10, "higher", "inconsistent"),
            (Decimal("4.68"), "higher", "inconsistent"),
            (4, "lower", "consistent_fail"),
            (16, "lower", "consistent_pass"),
            (10, "context", None),
            (None, "higher", None),
        ],
    )
    def test_limits_are_held_against_the_target(self, target, better, assurance):
        assert xmr(STEADY, target=target, better=better).assurance == assurance


EIGHT = counted(
    {
        "a": (48, 58),
        "b": (50, 60),
        "c": (30, 59),
        "d": (49, 57),
        "e": (51, 61),
        "f": (150, 200),
        "g": (39, 40),
        "h": (25, 33),
    }
)


def near(*values):
    return [pytest.approx(value, rel=1e-9) for value in values]


class TestFunnel:
    """Spiegelhalter, Statistics in Medicine 24 (2005), and Quality and Safety in Health Care 14 (2005)."""

    def test_the_centre_is_the_rate_of_all(self):
        assert funnel(EIGHT).centre == Fraction(442, 568)

    def test_z_and_limits_without_over_dispersion(self):
        """numpy: (k/n - p)/sqrt(p(1 - p)/n); p ± scipy.stats.norm.ppf(0.975 and 0.999) standard errors."""
        found = funnel(EIGHT, dispersion="none")
        first = found.points[0]

        assert [round(point.z, 5) for point in found.points] == [
            0.90582,
            1.02846,
            -4.98597,
            1.48061,
            1.08835,
            -0.95882,
            2.99623,
            -0.28473,
        ]
        assert [first.warning.low, first.warning.high] == near(0.6712432984086734, 0.8850947297603406)
        assert [first.alarm.low, first.alarm.high] == near(0.6095815790357366, 0.9467564491332774)
        assert [(point.unit, point.outside, point.side) for point in found.points if point.outside != "inside"] == [
            ("c", "outside_998", "below"),
            ("g", "outside_95", "above"),
        ]

    def test_the_spread_beyond_chance_is_that_of_dersimonian_and_laird(self):
        """By statsmodels combine_effects(k/n, p(1 - p)/n, method_re="chi2"): tau2, and q of 8 units."""
        found = funnel(EIGHT, winsorised=Fraction(0))

        assert [found.tau**2, found.phi] == near(0.012359882695630849, 5.011588105531274)

    def test_outliers_are_pulled_in_before_the_spread_is_measured(self):
        """numpy: quantile(z, [0.1, 0.9]), clip, mean of squares; then the same moments."""
        found = funnel(EIGHT)

        assert [found.phi, found.tau] == near(1.8370624936965956, 0.05361516872282211)
        assert [round(point.adjusted, 5) for point in found.points[:3]] == [0.64605, 0.72738, -3.54114]

    def test_the_other_form_widens_all_limits_by_a_factor(self):
        found = funnel(EIGHT, dispersion="multiplicative")

        assert [round(point.adjusted, 5) for point in found.points[:3]] == [0.66832, 0.75879, -3.67865]
        assert found.tau == 0.0

    def test_limits_are_never_narrower_than_chance_alone(self):
        alike = counted({"a": (50, 100), "b": (51, 101), "c": (50, 101)})
        plain = funnel(alike, dispersion="none").points[0].warning

        assert funnel(alike, dispersion="multiplicative").points[0].warning == plain
        assert funnel(alike, dispersion="additive").points[0].warning == plain

    def test_a_target_may_be_the_centre(self):
        found = funnel(EIGHT, target=Fraction(9, 10), dispersion="none")

        assert found.centre == Fraction(9, 10)
        assert found.points[2].outside == "outside_998"

    def test_limits_can_be_drawn_for_any_size_and_stay_within_the_rates_there_are(self):
        found = funnel(EIGHT, dispersion="none")

        assert found.limits(58) == found.points[0].warning
        assert found.limits(1, Fraction(998, 1000)).high == 1.0
        assert found.limits(0) is None

    def test_few_expected_cases_make_rough_limits(self):
        found = funnel(counted({"few": (19, 20), "many": (950, 1000)}))

        assert [point.rough for point in found.points] == [True, False]

    def test_units_with_too_few_cases_are_listed_apart(self):
        found = funnel((*EIGHT, Counted("few", 0, 2)), minimum=30)

        assert found.insufficient == (Counted("few", 0, 2),)
        assert found == evolve(funnel(EIGHT), insufficient=(Counted("few", 0, 2),))

    @pytest.mark.parametrize(
        ("table", "reason"),
        [
            ({}, "empty_denominator"),
            ({"a": (0, 0)}, "empty_denominator"),
            ({"a": (0, 9), "b": (0, 7)}, "no_spread"),
            ({"a": (9, 9), "b": (7, 7)}, "no_spread"),
        ],
    )
    def test_where_there_is_no_funnel_it_says_why(self, table, reason):
        found = funnel(counted(table))

        assert (found.points, found.reason, found.limits(10)) == ((), reason, None)

    def test_one_unit_may_be_held_against_a_target(self):
        assert funnel(counted({"a": (30, 100)}), target=Fraction(1, 2)).points[0].z == pytest.approx(-4)

    def test_all_that_is_wrong_is_said_at_once(self):
        with pytest.raises(BadInput) as error:
            funnel(EIGHT, target=0.8, dispersion="some", winsorised=Fraction(1, 2), minimum=0)

        assert codes(error) == [
            ("out_of_range", "target"),
            ("unknown_choice", "dispersion"),
            ("out_of_range", "winsorised"),
            ("out_of_range", "minimum"),
        ]
