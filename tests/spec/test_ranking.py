"""Who stands where, and how sure that is. Expected probabilities: scipy 1.17.1 by integration, numpy 2.4.6 by lot."""

from fractions import Fraction

import pytest

from gridgov.errors import TEXTS, BadInput
from gridgov.metrics.ranking import placed, rank
from gridgov.metrics.uncertainty import Counted, counted

THREE = counted({"x": (48, 58), "y": (50, 60), "z": (40, 59)})
FIVE = counted({"north": (190, 200), "south": (160, 200), "east": (150, 200), "far": (30, 30), "near": (0, 31)})


def codes(error):
    assert all(problem.code in TEXTS for problem in error.value.problems)
    return [(problem.code, problem.where) for problem in error.value.problems]


def by_unit(ranking):
    return {row.unit: row for row in ranking.rows}


class TestRank:
    def test_the_best_comes_first(self):
        found = rank(THREE, minimum=1)

        assert [(row.unit, row.rank) for row in found.rows] == [("y", 1), ("x", 2), ("z", 3)]

    def test_where_less_is_better_the_other_end_does(self):
        found = rank(THREE, minimum=1, better="lower", ends=1)

        assert [(row.unit, row.rank) for row in found.rows] == [("z", 1), ("x", 2), ("y", 3)]
        assert by_unit(found)["z"].top == pytest.approx(by_unit(rank(THREE, minimum=1, ends=1))["z"].bottom, abs=1e-9)

    @pytest.mark.parametrize(("ties", "ranks"), [("competition", [1, 2, 2, 4]), ("modified", [1, 3, 3, 4])])
    def test_equal_values_share_a_rank_and_the_method_is_named(self, ties, ranks):
        counts = counted({"d": (10, 40), "b": (20, 40), "c": (10, 20), "a": (39, 40)})
        found = rank(counts, minimum=1, on="raw", ties=ties)

        assert [row.unit for row in found.rows] == ["a", "b", "c", "d"]
        assert ([row.rank for row in found.rows], found.ties) == (ranks, ties)

    def test_equal_fractions_are_equal_however_they_are_written(self):
        """1/3 and 100/300, which no float tells apart from 0.333… either way round."""
        found = rank(counted({"a": (1, 3), "b": (100, 300), "c": (2, 3)}), minimum=1, on="raw")

        assert [row.rank for row in found.rows] == [1, 2, 2]

    def test_the_raw_and_the_shrunk_rate_stand_side_by_side_and_one_of_them_ranks(self):
        counts = counted({"lucky": (12, 12), "a": (950, 1000), "b": (700, 1000), "c": (820, 1000), "d": (600, 1000)})
        raw, shrunk = rank(counts, minimum=1, on="raw"), rank(counts, minimum=1, on="shrunk")

        assert (raw.rows[0].unit, shrunk.rows[0].unit) == ("lucky", "a")
        assert (raw.on, shrunk.on) == ("raw", "shrunk")
        assert by_unit(raw)["lucky"].raw == 1 > by_unit(raw)["lucky"].shrunk == by_unit(shrunk)["lucky"].shrunk

    def test_too_few_cases_are_listed_and_not_ranked(self):
        few = (Counted("few", 29, 29), Counted("none", 0, 0))
        found = rank((*few, *THREE), minimum=30)

        assert found.insufficient == few
        assert found.rows == rank(THREE, minimum=30).rows

    def test_of_nothing_there_is_no_rank(self):
        found = rank(counted({"a": (0, 0)}), minimum=1)

        assert (found.rows, found.shrinkage.reason) == ((), "empty_denominator")

    def test_all_that_is_wrong_is_said_at_once(self):
        with pytest.raises(BadInput) as error:
            rank(THREE, minimum=0, on="both", better="up", ends=True, ties="dense", confidence=0.9)

        assert codes(error) == [
            ("unknown_choice", "on"),
            ("unknown_choice", "better"),
            ("unknown_choice", "ties"),
            ("out_of_range", "minimum"),
            ("out_of_range", "ends"),
            ("out_of_range", "confidence"),
        ]

    def test_a_unit_comes_once(self):
        with pytest.raises(BadInput) as error:
            rank([*THREE, THREE[0]], minimum=1)

        assert codes(error) == [("duplicate_id", "counts[3].unit")]


class TestHowSureARankIs:
    """Goldstein and Spiegelhalter, JRSS A 159 (1996): a rank has an interval as any estimate has."""

    @pytest.mark.parametrize(
        ("unit", "first", "last"),
        [
            ("x", 0.46442920233604434, 0.02770518980056802),
            ("y", 0.5310685479485856, 0.02135055627169909),
            ("z", 0.004502249715370624, 0.9509442539277327),
        ],
    )
    def test_three_units_by_integration(self, unit, first, last):
        """scipy.integrate.quad over beta.pdf(t, k + 1/2, n - k + 1/2) times the cdf, or the sf, of the two others."""
        row = by_unit(rank(THREE, minimum=1, on="raw", ends=1))[unit]

        assert (row.top, row.bottom) == (pytest.approx(first, abs=1e-4), pytest.approx(last, abs=1e-4))

    def test_units_far_apart_and_of_other_sizes_by_lot(self):
        """Two million draws from the same distributions: P(first) 0.0857 and 0.9143, P(third) 0.8839 and 0.1157."""
        one, three = (by_unit(rank(FIVE, minimum=1, on="raw", ends=ends)) for ends in (1, 3))

        assert (one["north"].top, one["far"].top) == (pytest.approx(0.0856, abs=1e-3), pytest.approx(0.9144, abs=1e-3))
        assert (three["south"].top, three["east"].top) == (
            pytest.approx(0.8843, abs=1e-3),
            pytest.approx(0.1157, abs=1e-3),
        )
        assert one["near"].bottom == pytest.approx(1)

    def test_the_interval_leaves_out_a_twentieth_at_either_end(self):
        """By the same draws: south is third with 0.8839 and fourth with 0.1157; at 80 % it is third, fourth as well."""
        rows = by_unit(rank(FIVE, minimum=1, on="raw"))
        at_70 = by_unit(rank(FIVE, minimum=1, on="raw", confidence=Fraction(7, 10)))

        assert [(rows[unit].low, rows[unit].high) for unit in ("far", "north", "south", "east", "near")] == [
            (1, 2),
            (1, 2),
            (3, 4),
            (3, 4),
            (5, 5),
        ]
        assert (at_70["south"].low, at_70["south"].high) == (3, 3)

    def test_a_unit_stands_out_if_its_interval_lies_in_one_half(self):
        rows = by_unit(rank(FIVE, minimum=1, on="raw"))

        assert {unit: row.position for unit, row in rows.items()} == {
            "far": "better",
            "north": "better",
            "south": "middle",
            "east": "middle",
            "near": "worse",
        }
        assert [rows["far"].distinguishable, rows["south"].distinguishable] == [True, False]

    def test_where_only_chance_is_seen_every_rank_is_as_probable(self):
        found = rank(counted({f"unit-{i}": (40 + i % 2, 50) for i in range(20)}), minimum=1, ends=3)

        assert found.shrinkage.reason == "no_more_than_chance"
        assert {(row.rank, row.low, row.high, round(row.top, 9), round(row.bottom, 9)) for row in found.rows} == {
            (1, 1, 19, 0.15, 0.15)
        }
        assert not any(row.distinguishable for row in found.rows)

    def test_a_unit_alone_is_first_and_last(self):
        row = rank(counted({"a": (3, 4)}), minimum=1).rows[0]

        assert (row.rank, row.low, row.high, row.top, row.bottom, row.position) == (1, 1, 1, 1.0, 1.0, "middle")

    def test_many_cases_make_it_sure(self):
        """Two are known exactly; of the third, scipy.stats.beta.sf([0.9, 0.8], 7.5, 3.5) : 0.0314 and 0.2054."""
        counts = counted({"a": (9_000_000, 10**7), "b": (8_000_000, 10**7), "c": (7, 10)})
        rows = by_unit(rank(counts, minimum=1, on="raw", ends=1))

        assert [(unit, row.low, row.high) for unit, row in rows.items()] == [("a", 1, 1), ("b", 2, 3), ("c", 2, 3)]
        assert (rows["c"].top, rows["c"].bottom) == (
            pytest.approx(0.03135885929989818, abs=1e-3),
            pytest.approx(1 - 0.20544265847369053, abs=1e-3),
        )

    @pytest.mark.parametrize("on", ["raw", "shrunk"])
    def test_units_that_are_all_or_nothing_are_ranked_too(self, on):
        found = rank(counted({"a": (30, 30), "b": (0, 30), "c": (15, 30)}), minimum=1, on=on)

        assert [(row.unit, row.low, row.high) for row in found.rows] == [("a", 1, 1), ("c", 2, 2), ("b", 3, 3)]

    def test_the_same_question_has_the_same_answer(self):
        assert rank(FIVE, minimum=1) == rank(reversed(FIVE), minimum=1)


def test_places_are_counted_from_the_better_end():
    assert placed([], better="higher", ties="competition") == ()
    assert placed([3, 5, 3, 1], better="lower", ties="competition") == (2, 4, 2, 1)
