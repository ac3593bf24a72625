"""How sure a rate or a count is. Expected values: statsmodels 0.15.0, scipy 1.17.1, or by hand where it says so."""

from fractions import Fraction
from math import isfinite

import pytest

from gridgov.errors import TEXTS, BadInput
from gridgov.metrics.uncertainty import (
    Bounds,
    Counted,
    counted,
    poisson,
    response_bounds,
    shrink,
    wilson,
    z_of,
)


def codes(error):
    assert all(problem.code in TEXTS for problem in error.value.problems)
    return [(problem.code, problem.where) for problem in error.value.problems]


def near(value, digits=9):
    return pytest.approx(value, rel=10**-digits, abs=10**-12)


class TestAnIntervalOfARate:
    """Wilson, JASA 22 (1927), pp. 209-212."""

    @pytest.mark.parametrize(
        ("k", "n", "confidence", "low", "high"),
        [
            (44, 45, Fraction(19, 20), 0.8843331823158511, 0.9960664011171667),
            (7, 20, Fraction(9, 10), 0.202260040056761, 0.5334873111515284),
            (13_932, 16_798, Fraction(19, 20), 0.8236206790091399, 0.8349976056069507),
            (1, 2, Fraction(99, 100), 0.06171307677810173, 0.9382869232218982),
            (48, 58, Fraction(19, 20), 0.7109174349067378, 0.903557073370612),
            (0, 10, Fraction(19, 20), 0.0, 0.27753279986288926),
            (10, 10, Fraction(19, 20), 0.7224672001371106, 1.0),
        ],
    )
    def test_it_is_that_of_statsmodels(self, k, n, confidence, low, high):
        """statsmodels.stats.proportion.proportion_confint(k, n, alpha=1 - confidence, method="wilson")."""
        found = wilson(k, n, confidence=confidence)

        assert (found.low, found.high) == (near(low), near(high))

    def test_of_nothing_there_is_none(self):
        assert wilson(0, 0) is None

    def test_it_never_leaves_the_rates_there_are(self):
        assert (wilson(0, 10).low, wilson(10, 10).high) == (0.0, 1.0)

    @pytest.mark.parametrize(
        ("k", "n", "problems"),
        [
            (3, 2, [("more_than_all", "k")]),
            (-1, 2, [("wrong_type", "k")]),
            (1.0, 2.5, [("wrong_type", "k"), ("wrong_type", "n")]),
            (True, 1, [("wrong_type", "k")]),
        ],
    )
    def test_what_is_no_count_is_refused(self, k, n, problems):
        with pytest.raises(BadInput) as error:
            wilson(k, n)

        assert codes(error) == problems

    @pytest.mark.parametrize("confidence", [Fraction(0), Fraction(1), Fraction(95)])
    def test_a_confidence_lies_between_none_and_all(self, confidence):
        with pytest.raises(BadInput) as error:
            wilson(1, 2, confidence=confidence)

        assert codes(error) == [("out_of_range", "confidence")]

    def test_a_confidence_is_exact(self):
        with pytest.raises(BadInput) as error:
            z_of(0.95)

        assert codes(error) == [("wrong_type", "confidence")]


class TestAnIntervalOfACount:
    """Garwood, Biometrika 28 (1936), pp. 437-442."""

    @pytest.mark.parametrize(
        ("k", "confidence", "low", "high"),
        [
            (0, Fraction(19, 20), 0.0, 3.6888794541139354),
            (1, Fraction(19, 20), 0.025317807984289876, 5.571643390938898),
            (10, Fraction(19, 20), 4.7953886961324335, 18.39035604201778),
            (58, Fraction(9, 10), 46.06688146555742, 72.17683602419254),
            (16_798, Fraction(19, 20), 16544.923230323882, 17053.978628550856),
            (3, Fraction(998, 1000), 0.1905333775684032, 13.06224077918807),
            (10_000_000, Fraction(19, 20), 9993802.996884268, 10006199.897731498),
        ],
    )
    def test_it_is_that_of_scipy(self, k, confidence, low, high):
        """scipy.stats.gamma.ppf(alpha / 2, k) and gamma.ppf(1 - alpha / 2, k + 1)."""
        found = poisson(k, confidence=confidence)

        assert (found.low, found.high) == (near(low, 8), near(high, 8))

    def test_what_is_no_count_is_refused(self):
        with pytest.raises(BadInput) as error:
            poisson(-1)

        assert codes(error) == [("wrong_type", "k")]


class TestSilence:
    """What those might have said who did not answer."""

    def test_the_bounds_are_that_all_say_no_and_that_all_say_yes(self):
        assert response_bounds(80, 90, asked=120) == Bounds(Fraction(80, 120), Fraction(110, 120), Fraction(90, 120))

    def test_where_all_answer_there_is_nothing_between_them(self):
        found = response_bounds(3, 4, asked=4)

        assert found.low == found.high == Fraction(3, 4)

    def test_nobody_asked_nothing_known(self):
        assert response_bounds(0, 0, asked=0) is None

    def test_more_cannot_say_yes_than_answer_nor_answer_than_are_asked(self):
        with pytest.raises(BadInput) as error:
            response_bounds(9, 8, asked=7)

        assert codes(error) == [("more_than_all", "yes"), ("more_than_all", "answered")]


class TestShrinkage:
    """Kleinman, JASA 68 (1973), pp. 46-54: moments, with weights found in turn."""

    THREE = counted({"low": (2, 10), "middle": (5, 10), "high": (8, 10)})

    def test_three_units_by_hand(self):
        """Rate 1/2, Σ n(p_i - p)² = 1.8; 1.8/(1/4) - 2 = 5.2; over Σ (1 - 1/3)·9 = 18: 13/45; a = b = (45/13 - 1)/2."""
        found = shrink(self.THREE)

        assert (found.pooled, found.a, found.b) == (Fraction(1, 2), near(16 / 13), near(16 / 13))
        assert [estimate.shrunk for estimate in found.estimates] == [near(7 / 27), near(1 / 2), near(20 / 27)]
        assert [estimate.own for estimate in found.estimates] == [near(65 / 81)] * 3

    def test_the_raw_rate_stays_beside_it_and_is_exact(self):
        assert [estimate.raw for estimate in shrink(self.THREE).estimates] == [
            Fraction(1, 5),
            Fraction(1, 2),
            Fraction(4, 5),
        ]

    def test_its_spread_is_that_of_the_rates_behind(self):
        """The variance of a beta distribution is pq/(a + b + 1): 1/4 · 13/45."""
        assert shrink(self.THREE).spread == near((13 / 180) ** 0.5)

    def test_few_cases_are_pulled_further(self):
        found = shrink((*self.THREE, Counted("few", 2, 2), Counted("many", 400, 400)))
        few, many = found.estimates[3:]

        assert few.own < many.own
        assert few.shrunk < many.shrunk < 1

    def test_units_that_differ_no_more_than_by_chance_are_all_the_same(self):
        found = shrink(counted({"north": (5, 10), "south": (6, 10), "east": (50, 100)}))

        assert (found.a, found.b, found.reason, found.spread) == (None, None, "no_more_than_chance", 0.0)
        assert {estimate.shrunk for estimate in found.estimates} == {float(Fraction(61, 120))}

    def test_a_unit_without_a_case_has_the_rate_of_all(self):
        found = shrink((*self.THREE, Counted("none", 0, 0)))

        assert (found.estimates[3].raw, found.estimates[3].shrunk) == (None, near(0.5))

    def test_units_that_are_all_or_nothing_stay_as_they_are(self):
        found = shrink((*counted({"all": (10, 10), "nothing": (0, 10)}), Counted("none", 0, 0)))

        assert [estimate.shrunk for estimate in found.estimates] == [1.0, 0.0, 0.5]

    @pytest.mark.parametrize("rate", [0, 1])
    def test_where_every_case_is_alike_there_is_nothing_to_tell_apart(self, rate):
        found = shrink(counted({"a": (4 * rate, 4), "b": (9 * rate, 9)}))

        assert [estimate.shrunk for estimate in found.estimates] == [float(rate)] * 2

    @pytest.mark.parametrize("table", [{}, {"north": (0, 0), "south": (0, 0)}])
    def test_of_nothing_there_is_no_estimate(self, table):
        found = shrink(counted(table))

        assert (found.estimates, found.pooled, found.reason) == ((), None, "empty_denominator")

    def test_one_unit_is_its_own_group(self):
        assert shrink(counted({"north": (1, 4)})).estimates[0].shrunk == 0.25

    def test_single_cases_say_nothing_about_units(self):
        assert shrink(counted({"a": (1, 1), "b": (0, 1)})).reason == "no_more_than_chance"


class TestCounts:
    def test_a_rate_is_exact(self):
        assert Counted("north", 1, 3).rate == Fraction(1, 3)

    def test_all_that_is_wrong_is_said_at_once(self):
        with pytest.raises(BadInput) as error:
            counted({"north": (3, 2), "": (1, 2), "south": (1, 2, 3), "east": (1.5, -2), "west": None})

        assert codes(error) == [
            ("more_than_all", "counts[0].numerator"),
            ("missing", "counts[1].unit"),
            ("wrong_type", "counts[2]"),
            ("wrong_type", "counts[3].numerator"),
            ("wrong_type", "counts[3].denominator"),
            ("wrong_type", "counts[4]"),
        ]

    def test_a_single_one_is_checked_as_well(self):
        with pytest.raises(BadInput) as error:
            Counted("north", 3, 2)

        assert codes(error) == [("more_than_all", "numerator")]

    def test_a_unit_comes_once(self):
        with pytest.raises(BadInput) as error:
            shrink([Counted("north", 1, 2), Counted("north", 1, 3)])

        assert codes(error) == [("duplicate_id", "counts[1].unit")]

    @pytest.mark.parametrize("counts", [7, [("north", 1, 2)]])
    def test_something_else_is_refused(self, counts):
        with pytest.raises(BadInput) as error:
            shrink(counts)

        assert [code for code, _ in codes(error)] == ["wrong_type"]

    def test_a_mapping_is_asked_for(self):
        with pytest.raises(BadInput) as error:
            counted([("north", 1, 2)])

        assert codes(error) == [("wrong_type", "")]


def test_nothing_is_ever_nan():
    found = shrink(counted({"a": (0, 1), "b": (1, 1), "c": (0, 0), "d": (3, 3)}))

    assert all(isfinite(estimate.shrunk) and isfinite(estimate.own) for estimate in found.estimates)
