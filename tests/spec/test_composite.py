"""One number of several indicators. Expected values by hand; z-scores and means by scipy 1.17.1."""

from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve

from gridgov.errors import TEXTS, BadInput
from gridgov.metrics.composite import (
    Composite,
    Goalposts,
    Indicator,
    MinMax,
    OutOf,
    PercentileRank,
    PointsTable,
    RankScore,
    RatioToTarget,
    ToTarget,
    ZScore,
    score,
    sensitivity,
)
from gridgov.metrics.normalising import normalised
from gridgov.metrics.presets import BJ_DISTRICT_2025, BUDGET_10_50_30_10, JUNGAR, cityscore_fixed, three_rates

HALF = Fraction(1, 2)


def codes(error):
    assert all(problem.code in TEXTS for problem in error.value.problems)
    return [(problem.code, problem.where) for problem in error.value.problems]


def fractions(*values):
    return tuple(Fraction(value) for value in values)


def plain(**weights):
    """A composite of shares."""
    return Composite(
        id="plain",
        indicators=tuple(Indicator(name, Fraction(weight), OutOf()) for name, weight in weights.items()),
        aggregator="arithmetic",
        missing="fail",
        source="made up",
    )


TWO = plain(a="3/4", b="1/4")
TABLE = {"north": {"a": HALF, "b": 1}, "south": {"a": Fraction(4, 5), "b": Fraction(1, 10)}}


def values(scores):
    return {row.unit: row.value for row in scores.rows}


class TestNormalisers:
    """OECD and JRC 2008, ch. 5; names and directions as in COINr."""

    @pytest.mark.parametrize(
        ("how", "higher", "lower"),
        [
            (MinMax(), ("0", "4/7", "5/7", "1"), ("1", "3/7", "2/7", "0")),
            (PercentileRank(), ("0", "1/3", "2/3", "1"), ("1", "2/3", "1/3", "0")),
            (RankScore(), ("1", "2", "3", "4"), ("4", "3", "2", "1")),
            (ToTarget(8), ("0", "4/5", "1", "1"), ("1", "1", "1", "0")),
            (ToTarget(6), ("0", "1", "1", "1"), ("1", "3/4", "1/2", "0")),
            (Goalposts(4, 8), ("0", "3/4", "1", "1"), ("1", "1/4", "0", "0")),
            (RatioToTarget(8), ("3/8", "7/8", "1", "1"), ("1", "1", "1", "4/5")),
            (RatioToTarget(8, most=Fraction(5, 4)), ("3/8", "7/8", "1", "5/4"), ("5/4", "8/7", "1", "4/5")),
            (OutOf(10), ("3/10", "7/10", "4/5", "1"), ("7/10", "3/10", "1/5", "0")),
            (PointsTable([(5, 2), (8, 10)]), ("0", "1/5", "1", "1"), ("1", "1", "1", "0")),
        ],
    )
    def test_three_seven_eight_and_ten(self, how, higher, lower):
        found = fractions(3, 7, 8, 10)

        assert normalised(found, how, better="higher") == fractions(*higher)
        assert normalised(found, how, better="lower") == fractions(*lower)

    def test_z_scores_are_those_of_scipy(self):
        """scipy.stats.zscore([3, 7, 8, 10], ddof=1)."""
        found = normalised(fractions(3, 7, 8, 10), ZScore(), better="higher")

        assert [round(float(z), 8) for z in found] == [-1.35873244, 0, 0.33968311, 1.01904933]
        assert normalised(fractions(3, 7, 8, 10), ZScore(), better="lower") == tuple(-z for z in found)

    def test_equal_values_have_equal_scores(self):
        assert normalised(fractions(1, 2, 2, 3), PercentileRank(), better="higher") == fractions(0, "1/3", "1/3", 1)
        assert normalised(fractions(1, 2, 2, 3), RankScore(), better="lower") == fractions(4, 2, 2, 1)

    @pytest.mark.parametrize("how", [MinMax(), ZScore(), PercentileRank()])
    def test_where_all_are_the_same_there_is_no_spread_to_scale_by(self, how):
        assert normalised(fractions(5, 5), how, better="higher") == (None, None)
        assert normalised(fractions(5), how, better="higher") == (None,)

    def test_where_less_is_better_nothing_earns_the_most(self):
        assert normalised(fractions(0), RatioToTarget(8), better="lower") == fractions(1)

    def test_a_deduction_a_point_a_percent_is_a_pair_of_posts(self):
        """50 points from 70 % and one less a percent below: 69 % are 49 points, 20 % are none."""
        found = normalised(fractions("70", "69", "20", "10"), Goalposts(20, 70), better="higher")

        assert [50 * share for share in found] == [50, 49, 0, 0]

    @pytest.mark.parametrize(
        ("make", "problem"),
        [
            (lambda: OutOf(0), ("out_of_range", "most")),
            (lambda: OutOf(1.0), ("not_exact", "most")),
            (lambda: Goalposts(2, 2), ("out_of_range", "high")),
            (lambda: Goalposts("1", 2), ("not_exact", "low")),
            (lambda: RatioToTarget(None), ("not_exact", "target")),
            (lambda: RatioToTarget(0), ("out_of_range", "target")),
            (lambda: RatioToTarget(1, most=-1), ("out_of_range", "most")),
            (lambda: ToTarget(Decimal("Infinity")), ("not_exact", "target")),
            (lambda: PointsTable([(5, 0)]), ("out_of_range", "steps")),
            (lambda: PointsTable([]), ("out_of_range", "steps")),
            (lambda: PointsTable([(5, 1), (6, 0.5)]), ("not_exact", "steps[1][1]")),
        ],
    )
    def test_what_cannot_scale_is_refused(self, make, problem):
        with pytest.raises(BadInput) as error:
            make()

        assert codes(error) == [problem]


class TestWhatACompositeIs:
    def test_weights_add_up_to_one_exactly(self):
        with pytest.raises(BadInput) as error:
            plain(a="1/3", b="1/3", c="333/1000")

        assert codes(error) == [("weights_sum", "weights")]
        assert error.value.problems[0].params["total"] == "2999/3000"

    def test_decimals_are_exact_weights(self):
        three = [
            Indicator(name, Decimal(weight), OutOf()) for name, weight in (("a", "0.1"), ("b", "0.2"), ("c", "0.7"))
        ]

        assert evolve(TWO, indicators=tuple(three)).weights == {
            "a": Fraction(1, 10),
            "b": Fraction(1, 5),
            "c": Fraction(7, 10),
        }

    def test_nothing_has_a_default_weight_mean_or_way_with_what_is_missing(self):
        with pytest.raises(TypeError):
            Indicator("a", normaliser=OutOf())
        with pytest.raises(TypeError):
            Composite(id="x", indicators=(), source="x")

    def test_all_that_is_wrong_is_said_at_once(self):
        with pytest.raises(BadInput) as error:
            Composite(
                id="",
                indicators=(
                    Indicator("a", 0.5, OutOf()),
                    Indicator("", Fraction(-1), OutOf(), better="up"),
                    Indicator("c", HALF, "min-max"),
                    "d",
                ),
                aggregator="mean",
                missing="zero",
                source=" ",
                scale=0,
            )

        assert codes(error) == [
            ("unknown_choice", "aggregator"),
            ("unknown_choice", "missing"),
            ("missing", "id"),
            ("missing", "source"),
            ("out_of_range", "scale"),
            ("not_exact", "indicators[0].weight"),
            ("missing", "indicators[1].id"),
            ("unknown_choice", "indicators[1].better"),
            ("out_of_range", "indicators[1].weight"),
            ("wrong_type", "indicators[2].normaliser"),
            ("wrong_type", "indicators[3]"),
        ]

    def test_an_indicator_comes_once(self):
        with pytest.raises(BadInput) as error:
            evolve(TWO, indicators=(Indicator("a", HALF, OutOf()),) * 2)

        assert codes(error) == [("duplicate_id", "indicators[1].id")]

    def test_no_indicator_is_no_composite(self):
        with pytest.raises(BadInput) as error:
            evolve(TWO, indicators=())

        assert codes(error) == [("weights_sum", "weights")]

    @pytest.mark.parametrize("mean", ["geometric", "harmonic"])
    def test_scores_below_nothing_have_no_such_mean(self, mean):
        with pytest.raises(BadInput) as error:
            evolve(TWO, indicators=(Indicator("a", 1, ZScore()),), aggregator=mean)

        assert codes(error) == [("not_averageable", "indicators[0]")]


class TestScore:
    def test_it_is_exact(self):
        """North: 3/4 · 1/2 + 1/4 = 5/8; south: 3/4 · 4/5 + 1/4 · 1/10 = 5/8 too: a tie, by chance."""
        found = score(TWO, TABLE)

        assert values(found) == {"north": Fraction(125, 2), "south": Fraction(125, 2)}
        assert [row.rank for row in found.rows] == [1, 1]

    @pytest.mark.parametrize(
        ("mean", "value"), [("arithmetic", 0.67), ("geometric", 0.6475309037126703), ("harmonic", 0.6260869565217391)]
    )
    def test_the_means_are_those_of_scipy(self, mean, value):
        """scipy.stats.gmean and hmean([0.5, 0.8, 0.9], weights=[0.5, 0.3, 0.2])."""
        index = evolve(plain(a="1/2", b="3/10", c="1/5"), aggregator=mean, scale=1)
        found = score(index, {"unit": {"a": HALF, "b": Fraction(4, 5), "c": Fraction(9, 10)}})

        assert float(found.rows[0].value) == pytest.approx(value, rel=1e-14)

    @pytest.mark.parametrize("mean", ["geometric", "harmonic"])
    def test_a_nothing_cannot_be_paid_for(self, mean):
        assert values(score(evolve(TWO, aggregator=mean), {"u": {"a": 0, "b": 1}})) == {"u": 0}

    @pytest.mark.parametrize("mean", ["arithmetic", "geometric", "harmonic"])
    def test_the_mean_of_equals_is_the_same_exactly(self, mean):
        index = evolve(plain(a="1/3", b="2/3"), aggregator=mean)

        assert values(score(index, {"u": {"a": Fraction(7, 10), "b": Decimal("0.7")}})) == {"u": 70}

    def test_its_parts_are_shown(self):
        assert score(TWO, TABLE).rows[0].parts == {"a": HALF, "b": 1}

    def test_of_no_unit_there_are_none(self):
        assert score(TWO, {}).rows == ()

    def test_a_rate_multiplied_by_a_hundred_twice_is_refused(self):
        with pytest.raises(BadInput) as error:
            score(TWO, {"north": {"a": 83, "b": HALF}, "south": {"a": HALF, "b": 0.5, "c": 1}})

        assert codes(error) == [
            ("out_of_range", "table[0].a"),
            ("unknown_key", "table[1].c"),
            ("not_exact", "table[1].b"),
        ]

    def test_a_ratio_needs_values_from_nothing(self):
        with pytest.raises(BadInput) as error:
            score(cityscore_fixed({"a": 1}, source="made up"), {"u": {"a": -1}})

        assert codes(error) == [("out_of_range", "table[0].a")]


class TestWhatIsMissing:
    GAPPY = {"north": {"a": HALF, "b": None}, "south": {"a": 1, "b": 1}, "east": {}}  # read only

    def test_fail_gives_no_score_and_says_why(self):
        rows = score(TWO, self.GAPPY).rows

        assert [(row.value, row.reason, row.rank) for row in rows] == [
            (None, "missing_indicator", None),
            (100, "", 1),
            (None, "nothing_known", None),
        ]
        assert [row.known for row in rows] == [Fraction(3, 4), 1, 0]

    def test_renormalise_shares_its_weight_among_the_others(self):
        rows = score(evolve(TWO, missing="renormalise"), self.GAPPY).rows

        assert [(row.value, row.reason) for row in rows] == [(50, ""), (100, ""), (None, "nothing_known")]

    def test_penalise_counts_it_as_the_worst(self):
        rows = score(evolve(TWO, missing="penalise"), self.GAPPY).rows

        assert [(row.value, row.reason) for row in rows] == [
            (Fraction(75, 2), ""),
            (100, ""),
            (None, "nothing_known"),
        ]

    def test_the_worst_z_score_is_that_of_the_worst_unit(self):
        """Of 1, 2 and 3 the z-scores are -1, 0 and 1."""
        index = evolve(
            TWO,
            indicators=(Indicator("a", HALF, ZScore()), Indicator("b", HALF, OutOf())),
            missing="penalise",
            scale=1,
        )
        found = score(index, {str(i): {"a": i, "b": 0} for i in (1, 2, 3)} | {"4": {"b": 0}})

        assert values(found) == {"1": -HALF, "2": 0, "3": HALF, "4": -HALF}

    def test_an_indicator_without_a_spread_is_not_a_score(self):
        flat = evolve(TWO, indicators=(Indicator("a", HALF, MinMax()), Indicator("b", HALF, OutOf())))
        table = {"north": {"a": 5, "b": 1}, "south": {"a": 5, "b": 0}}

        assert [row.reason for row in score(flat, table).rows] == ["no_spread"] * 2
        assert [row.reason for row in score(evolve(flat, missing="penalise"), table).rows] == ["no_spread"] * 2
        assert values(score(evolve(flat, missing="renormalise"), table)) == {"north": 100, "south": 0}

    def test_where_none_has_a_spread_nothing_is_left(self):
        flat = evolve(TWO, indicators=(Indicator("a", 1, MinMax()),), missing="renormalise")

        assert [row.reason for row in score(flat, {"x": {"a": 5}, "y": {"a": 5}}).rows] == ["no_spread"] * 2


class TestSensitivity:
    """JRC: a composite is published with how far its ranks hang on choices."""

    INDEX = plain(a="1/2", b="1/2")
    TABLE = {  # read only
        "even": {"a": Fraction(60, 100), "b": Fraction(60, 100)},
        "odd": {"a": Fraction(95, 100), "b": Fraction(28, 100)},
        "last": {"a": Fraction(10, 100), "b": Fraction(10, 100)},
    }

    def test_every_choice_is_made_otherwise_once(self):
        found = sensitivity(self.INDEX, self.TABLE)

        assert [(variant.change, variant.subject) for variant in found.variants] == [
            ("weight_up", "a"),
            ("weight_down", "a"),
            ("left_out", "a"),
            ("weight_up", "b"),
            ("weight_down", "b"),
            ("left_out", "b"),
            ("aggregator", "geometric"),
        ]

    def test_the_ranks_by_hand(self):
        """Odd: .615 against .60, first; a down to .4/.9: 52/90 = .5777…, second; geometric √.266 = .515…, second."""
        found = sensitivity(self.INDEX, self.TABLE)
        odd = {(variant.change, variant.subject): variant.ranks["odd"] for variant in found.variants}

        assert odd == {
            ("weight_up", "a"): 1,
            ("weight_down", "a"): 2,
            ("left_out", "a"): 2,
            ("weight_up", "b"): 2,
            ("weight_down", "b"): 1,
            ("left_out", "b"): 1,
            ("aggregator", "geometric"): 2,
        }
        assert [(row.unit, row.rank, row.low, row.high) for row in found.rows] == [
            ("even", 2, 1, 2),
            ("odd", 1, 1, 2),
            ("last", 3, 3, 3),
        ]

    def test_a_small_swing_may_change_nothing(self):
        found = sensitivity(self.INDEX, self.TABLE, swing=Fraction(1, 100))

        assert {variant.ranks["odd"] for variant in found.variants if variant.change.startswith("weight")} == {1}

    def test_a_geometric_mean_is_held_against_the_arithmetic_one(self):
        found = sensitivity(evolve(self.INDEX, aggregator="geometric"), self.TABLE)

        assert [v.subject for v in found.variants if v.change == "aggregator"] == ["arithmetic"]

    def test_z_scores_have_no_other_mean(self):
        index = evolve(self.INDEX, indicators=(Indicator("a", 1, ZScore()),))
        found = sensitivity(index, {"x": {"a": 1}, "y": {"a": 2}})

        assert (found.variants, [row.rank for row in found.rows]) == ((), [2, 1])

    def test_a_unit_without_a_score_has_no_rank_unless_its_gap_is_left_out(self):
        found = sensitivity(self.INDEX, {**self.TABLE, "gap": {"a": 1}, "none": {}})

        assert [(row.rank, row.low, row.high) for row in found.rows[3:]] == [(None, 1, 1), (None, None, None)]

    @pytest.mark.parametrize("swing", [0, 1, 0.2, Fraction(3, 2)])
    def test_a_swing_is_a_share(self, swing):
        with pytest.raises(BadInput) as error:
            sensitivity(self.INDEX, self.TABLE, swing=swing)

        assert codes(error) == [("out_of_range", "swing")]


class TestPresets:
    """Local practice, cited. Nothing uses one by itself."""

    RATES = {  # read only
        "response": 1,
        "resolution": Fraction(8294, 10_000),
        "satisfaction": Fraction(9183, 10_000),
    }

    @pytest.mark.parametrize(
        ("preset", "value"),
        [(BJ_DISTRICT_2025, Fraction("88.202")), (JUNGAR, Fraction("91.1695"))],
    )
    def test_three_rates_with_two_sets_of_weights(self, preset, value):
        """0.1·100 + 0.5·82.94 + 0.4·91.83; 0.30·100 + 0.35·82.94 + 0.35·91.83."""
        assert values(score(preset, {"u": self.RATES})) == {"u": value}

    def test_each_says_where_it_comes_from_and_what_to_know(self):
        presets = (BJ_DISTRICT_2025, JUNGAR, BUDGET_10_50_30_10)

        assert all(preset.source and preset.caveat for preset in presets)
        assert [preset.id for preset in presets] == ["bj_district_2025", "jungar", "budget_10_50_30_10"]

    def test_the_points_of_the_budget_form_add_up_as_they_are(self):
        """A form published for 2022: 项目支出绩效自评表."""
        points = {"execution": 10, "outputs": Fraction("47.5"), "benefits": 26, "satisfaction": Fraction("9.5")}

        assert values(score(BUDGET_10_50_30_10, {"u": points})) == {"u": 93}

    def test_more_points_than_there_are_is_refused(self):
        with pytest.raises(BadInput) as error:
            score(BUDGET_10_50_30_10, {"u": {"execution": 11}})

        assert codes(error) == [("out_of_range", "table[0].execution")]

    def test_ones_own_weights_need_a_source(self):
        with pytest.raises(BadInput) as error:
            three_rates(response=HALF, resolution=HALF, satisfaction=HALF, source="")

        assert codes(error) == [("missing", "source")]

    def test_a_city_score_does_not_hide_a_miss_behind_a_hit(self):
        """One indicator at three times its target, one at half: bounded 75, unbounded 175. Nothing is rounded up."""
        index = cityscore_fixed({"a": 10, "b": 10}, source="made up")

        assert values(score(index, {"u": {"a": 30, "b": 5}, "v": {"a": 10, "b": Fraction("9.999")}})) == {
            "u": 75,
            "v": Fraction("99.995"),
        }

    def test_it_knows_which_indicators_are_better_low(self):
        with pytest.raises(BadInput) as error:
            cityscore_fixed({"a": 10}, lower=["b"], source="made up")

        assert codes(error) == [("unknown_key", "lower.b")]
