"""Detectors of gamed figures: each finds what was planted, lets a clean table be, and says when there is too little."""

from fractions import Fraction
from random import Random

import polars as pl
import pytest

from gridgov.errors import TEXTS, BadInput
from gridgov.metrics import Flag, InOrder, Not, Share, Window
from gridgov.metrics.gaming import (
    Finding,
    close_then_recall,
    coverage_bias,
    deadline_heaping,
    deferral,
    detect,
    exclusion_inflation,
    moves_to_longer_limits,
    period_end_surge,
    recategorisation,
    saturation,
    total_variation,
)
from gridgov.metrics.gaming.chance import binomial_tail, chi_square_tail, fisher_tail, homogeneity
from gridgov.metrics.gaming.comparing import compared

HOUR = 3_600_000_000
DAY = 24 * HOUR
HUNDREDTH = Fraction(1, 100)


def pandas(frame):
    return pytest.importorskip("pandas").DataFrame(frame.to_dict(as_series=False))


def duckdb(frame):
    return pytest.importorskip("duckdb").connect().from_arrow(frame.to_arrow())


ENGINES = [lambda frame: frame, pl.DataFrame.lazy, pandas, duckdb]
engines = pytest.mark.parametrize("engine", ENGINES, ids=["eager", "lazy", "pandas", "duckdb"])


def verdicts(findings):
    return [finding.verdict for finding in findings]


def by_unit(findings):
    return {finding.group["unit"]: finding.verdict for finding in findings}


class TestChance:
    """The numbers are those of scipy 1.17.1: ``binom.sf``, ``hypergeom.sf``, ``chi2.sf``, ``chi2_contingency``."""

    @pytest.mark.parametrize(
        ("cases", "of", "part", "p"),
        [
            (48, 64, Fraction(1, 3), 1.111053094073668e-11),
            (22, 60, Fraction(1, 3), 0.3361384627341226),
            (10, 64, Fraction(1, 3), 0.9995842473107978),
            (500, 1_000, Fraction(1, 2), 0.5126125090891802),
            (120, 10_000, HUNDREDTH, 0.027597256302066213),
            (5_200, 10_000, Fraction(1, 2), 3.2967577993361714e-05),
            (30, 1_000_000, Fraction(1, 100_000), 2.5094634430504815e-07),
        ],
    )
    def test_so_many_cases_or_more(self, cases, of, part, p):
        assert binomial_tail(cases, of, part) == pytest.approx(p, rel=1e-8)

    @pytest.mark.parametrize(
        ("cases", "drawn", "kind", "of", "p"),
        [
            (23, 25, 30, 100, 2.0444411537761693e-14),
            (8, 25, 30, 100, 0.49312488851309455),
            (60, 100, 400, 1_000, 1.6703210339517585e-05),
            (1, 300, 1, 1_200, 0.25),
            (90, 300, 117, 1_200, 5.6475638523561835e-36),
            (0, 5, 3, 10, 1.0),
            (4, 5, 3, 10, 0.0),
            (3, 9, 4, 10, 1.0),
        ],
    )
    def test_so_many_of_a_kind_among_those_drawn(self, cases, drawn, kind, of, p):
        assert fisher_tail(cases, drawn, kind, of) == pytest.approx(p, rel=1e-8)

    @pytest.mark.parametrize(
        ("value", "freedom", "p"),
        [
            (3.841459, 1, 0.04999999465319563),
            (10, 2, 0.006737946999085468),
            (7.5, 3, 0.0575584519726364),
            (20, 10, 0.029252688076961124),
            (150, 99, 0.0007204453957169282),
            (0.5, 5, 0.9921232932326296),
            (1_500, 7, 0.0),
            (0, 4, 1.0),
        ],
    )
    def test_such_a_sum_of_squares_or_more(self, value, freedom, p):
        assert chi_square_tail(value, freedom) == pytest.approx(p, rel=1e-8, abs=1e-300)

    def test_two_samples_of_one_mix(self):
        before, since = {"a": 60, "b": 30, "c": 5}, {"a": 30, "b": 50, "c": 25}

        assert homogeneity(before, since) == pytest.approx(8.7281210750854e-07, rel=1e-8)

    def test_rare_kinds_are_taken_together(self):
        """Four kinds of three each are expected 1.5 times on either side: together 6. So 44 : 6 against 44 : 6."""
        rare = {"a": 44, "v": 3, "x": 3}

        assert homogeneity(rare, {"a": 44, "y": 3, "z": 3}) == 1.0

    @pytest.mark.parametrize(("before", "since"), [({}, {"a": 1}), ({"a": 9}, {"a": 9}), ({"a": 1}, {"b": 1})])
    def test_where_nothing_can_be_compared_there_is_none(self, before, since):
        assert homogeneity(before, since) is None

    def test_the_distance_of_two_mixes_is_exact(self):
        """½ (|1/3 − 0| + |2/3 − 1/2| + |0 − 1/2|)."""
        assert total_variation({"a": 1, "b": 2}, {"b": 1, "c": 1}) == Fraction(1, 2)
        assert total_variation({"a": 1}, {}) is None


# ---- deadlines ----------------------------------------------------------------------------------------------------


def closings(hours, unit="north"):
    """Tickets of which each has 100 hours from 0 on."""
    return pl.DataFrame(
        {"unit": unit, "collected_at": 0, "ended_at": [hour * HOUR for hour in hours], "due": 100 * HOUR}
    )


EVEN = [hour for hour in range(60, 140) for _ in range(4)]
"""Four an hour: twenty in every slice of five."""
HEAPED = [*EVEN, *[99] * 40]


class TestDeadlineHeaping:
    """Design note: mass in the last 5 % before the limit, against the slices beside it."""

    @engines
    def test_a_heap_is_found_and_even_closings_are_let_be(self, engine):
        table = pl.concat([closings(HEAPED), closings(EVEN, "south")])
        heaped, even = deadline_heaping(engine(table), by=["unit"])

        assert (heaped.verdict, even.verdict) == ("worth_asking", "unremarkable")
        assert dict(heaped.counts) == {"before": 20, "last": 64, "after": 16}
        assert dict(even.counts) == {"before": 20, "last": 24, "after": 16}
        assert (heaped.rates["times_usual"], even.rates["times_usual"]) == (Fraction(64, 18), Fraction(24, 18))

    def test_the_slices_end_where_it_says(self):
        """90 and 94.99 lie before; 95 and 100, the limit itself, in the last; 100.01 and 104.99 behind."""
        centi = [9_000, 9_499, 9_500, 10_000, 10_001, 10_499, 8_999, 10_500]
        ended = [each * HOUR // 100 for each in centi]
        table = pl.DataFrame({"collected_at": 0, "ended_at": ended, "due": 100 * HOUR})
        [found] = deadline_heaping(table, minimum=1)

        assert dict(found.counts) == {"before": 2, "last": 2, "after": 2}

    def test_its_probability_is_that_of_a_third(self):
        [found] = deadline_heaping(closings(HEAPED))

        assert found.p == pytest.approx(binomial_tail(64, 100, Fraction(1, 3)))
        assert found.limit == 0.01

    def test_the_level_is_shared_among_the_groups_that_are_tested(self):
        table = pl.concat([closings(HEAPED), closings(EVEN, "south"), closings([99] * 5, "west")])

        assert {finding.limit for finding in deadline_heaping(table, by=["unit"])} == {0.005, None}

    def test_few_are_too_few(self):
        [found] = deadline_heaping(closings([99] * 29))

        assert (found.verdict, found.said.params) == ("insufficient", {"found": 29, "least": 30})

    def test_a_limit_that_is_the_start_is_no_time(self):
        table = closings([0] * 40).with_columns(due=pl.lit(0, pl.Int64))
        [found] = deadline_heaping(table)

        assert dict(found.counts) == {"before": 0, "last": 0, "after": 0}

    def test_only_the_rows_that_are_asked_for(self):
        table = closings(HEAPED).with_columns(counted=pl.lit(0))

        assert verdicts(deadline_heaping(table, of=Flag("counted"))) == ["insufficient"]


JANUARY = Window(0, 31 * DAY, "2022-01")
FEBRUARY = Window(31 * DAY, 59 * DAY, "2022-02")


class TestPeriodEndSurge:
    """Design note: rows in the last days of the periods, against their part of the time."""

    def test_a_surge_is_found_and_an_even_flow_is_let_be(self):
        """Ten a day, and forty more on the last day of each month: 2 · (30 + 40) of 590 + 80; usual 30/310, 30/280."""
        even = [day * DAY + HOUR for day in range(59) for _ in range(10)]
        surge = [*even, *[30 * DAY + HOUR] * 40, *[58 * DAY + HOUR] * 40]
        table = pl.DataFrame({"unit": ["a"] * len(even) + ["b"] * len(surge), "ended_at": even + surge})
        calm, pressed = period_end_surge(table, [JANUARY, FEBRUARY], by=["unit"])

        assert (calm.verdict, dict(calm.counts)) == ("unremarkable", {"last": 60, "whole": 590})
        assert (pressed.verdict, dict(pressed.counts)) == ("worth_asking", {"last": 140, "whole": 670})
        assert pressed.rates["of_the_time"] == (350 * Fraction(3, 31) + 320 * Fraction(3, 28)) / 670

    def test_what_lies_in_no_period_does_not_count(self):
        table = pl.DataFrame({"ended_at": [-1, 0, 31 * DAY - 1, 31 * DAY, None]})
        [found] = period_end_surge(table, [JANUARY], minimum=2)

        assert dict(found.counts) == {"last": 1, "whole": 2}

    def test_few_are_too_few(self):
        table = pl.DataFrame({"ended_at": [30 * DAY] * 29})

        assert verdicts(period_end_surge(table, [JANUARY])) == ["insufficient"]


# ---- recalls ------------------------------------------------------------------------------------------------------


def recalled(unit, closed, again):
    """So many tickets that are closed after a day, of which so many are asked again five days later, and are open."""
    rows = [(unit, f"{unit}-{i}", "noise", "here", 0, DAY, 1) for i in range(closed)]
    rows += [(unit, f"{unit}-{i}", "noise", "here", 6 * DAY, None, 1) for i in range(again)]
    schema = {"unit": pl.String, "caller": pl.String, "category": pl.String, "place": pl.String}
    schema |= dict.fromkeys(("collected_at", "ended_at", "rounds"), pl.Int64)
    return pl.DataFrame(rows, schema=schema, orient="row")


class TestCloseThenRecall:
    """Design note: the same caller, matter and place within 30 days of the closing."""

    @engines
    def test_a_unit_that_is_asked_again_more_than_the_others_is_found(self, engine):
        table = pl.concat(
            [recalled("a", 200, 10), recalled("b", 200, 12), recalled("c", 200, 70), recalled("d", 200, 9)]
        )
        found = close_then_recall(engine(table), as_of=60 * DAY, by=["unit"])

        assert by_unit(found) == {"a": "unremarkable", "b": "unremarkable", "c": "worth_asking", "d": "unremarkable"}
        assert dict(found[2].counts) == {"closed": 200, "asked_again": 70, "opened_again": 0, "either": 70}
        assert (found[2].rates["share"], found[2].rates["others"]) == (Fraction(7, 20), Fraction(31, 600))

    def test_units_alike_are_let_be(self):
        table = pl.concat([recalled(unit, 200, 10 + place) for place, unit in enumerate("abcdef")])

        assert set(verdicts(close_then_recall(table, as_of=60 * DAY, by=["unit"]))) == {"unremarkable"}

    def test_units_that_differ_all_of_them_are_let_be(self):
        """From 5 % to 30 %: the differences between units are part of the limits (over-dispersion)."""
        table = pl.concat([recalled(unit, 200, 10 + 10 * place) for place, unit in enumerate("abcdef")])

        assert set(verdicts(close_then_recall(table, as_of=60 * DAY, by=["unit"]))) == {"unremarkable"}

    def test_a_second_round_counts_as_well(self):
        table = recalled("a", 100, 10).with_columns(rounds=pl.when(pl.col("ended_at").is_null()).then(1).otherwise(2))
        [found] = close_then_recall(table, as_of=60 * DAY)

        assert dict(found.counts) == {"closed": 100, "asked_again": 10, "opened_again": 100, "either": 100}

    def test_without_a_column_of_rounds_only_those_asked_again_count(self):
        [found] = close_then_recall(recalled("a", 100, 10).drop("rounds"), as_of=60 * DAY)

        assert dict(found.counts) == {"closed": 100, "asked_again": 10, "either": 10}

    def test_what_was_closed_lately_is_not_looked_at(self):
        """On day 30 it is not known yet who will ask again within thirty days of day 1."""
        [early] = close_then_recall(recalled("a", 100, 10), as_of=31 * DAY - 1)
        [late] = close_then_recall(recalled("a", 100, 10), as_of=31 * DAY)

        assert (early.counts["closed"], late.counts["closed"]) == (0, 100)

    def test_two_units_are_too_few_to_compare(self):
        table = pl.concat([recalled("a", 200, 10), recalled("c", 200, 70), recalled("x", 29, 29)])
        found = close_then_recall(table, as_of=60 * DAY, by=["unit"])

        assert set(verdicts(found)) == {"insufficient"}
        assert [finding.said.code for finding in found] == ["nobody_to_compare_with"] * 2 + ["too_few_to_tell"]


class TestComparing:
    def test_one_case_beside_none_is_no_finding(self):
        """Fisher: one of four groups of 300 has it, 1/4."""
        table = {(unit,): (int(unit == "a"), 300) for unit in "abcd"}
        found = compared(table, minimum=30, level=HUNDREDTH)

        assert next((one.p, one.odd) for one in found) == (pytest.approx(0.25), False)

    def test_thirty_cases_beside_none_are_one(self):
        table = {(unit,): (30 * int(unit == "a"), 300) for unit in "abcd"}

        assert [one.odd for one in compared(table, minimum=30, level=HUNDREDTH)] == [True, False, False, False]

    def test_chance_alone_makes_it_ask_seldom(self):
        """Forty runs of thirty alike units of 200 rows: a level of 1 % lets some 0.4 of them ask, and 3 hardly ever."""
        draw = Random(20_220_101).random  # noqa: S311  # a draw for a test, from a seed
        alarms = 0
        for _ in range(40):
            table = {(unit,): (sum(draw() < 0.1 for _ in range(200)), 200) for unit in range(30)}
            alarms += any(one.odd for one in compared(table, minimum=30, level=HUNDREDTH))

        assert alarms <= 2

    def test_many_groups_share_one_funnel_and_an_outlier_is_still_found(self):
        table = {(unit,): (10 + unit % 3, 200) for unit in range(80)} | {("odd",): (80, 200)}

        assert [one.key for one in compared(table, minimum=30, level=HUNDREDTH) if one.odd] == [("odd",)]


# ---- denominators -------------------------------------------------------------------------------------------------


def assessed(unit, tickets, excluded):
    """Tickets that are visited; excluded ones are not solved, of the others nine of ten are."""
    counted = [0] * excluded + [1] * (tickets - excluded)
    solved = [0] * excluded + [int(i % 10 > 0) for i in range(tickets - excluded)]
    return pl.DataFrame({"unit": unit, "counted": counted, "visited": 1, "solved": solved})


class TestExclusionInflation:
    """Design note: the share excluded with limits of a funnel, and every rate with the excluded added back."""

    @engines
    def test_a_unit_that_excludes_more_than_the_others_is_found(self, engine):
        table = pl.concat(
            [assessed("a", 200, 10), assessed("b", 200, 10), assessed("c", 200, 60), assessed("d", 200, 0)]
        )
        found = exclusion_inflation(engine(table), by=["unit"])

        assert by_unit(found) == {"a": "unremarkable", "b": "unremarkable", "c": "worth_asking", "d": "unremarkable"}
        assert (found[2].counts["excluded"], found[2].counts["tickets"]) == (60, 200)

    def test_its_rates_are_shown_with_the_excluded_added_back(self):
        """126 of the 140 that count are solved, and of all 200."""
        [found] = exclusion_inflation(assessed("c", 200, 60))

        assert dict(found.rates) == {"solved": Fraction(126, 140), "solved_with_excluded": Fraction(126, 200)}

    def test_units_alike_are_let_be(self):
        table = pl.concat([assessed(unit, 200, 10) for unit in "abcd"])

        assert set(verdicts(exclusion_inflation(table, by=["unit"]))) == {"unremarkable"}

    def test_a_rate_of_nothing_is_not_there(self):
        [found] = exclusion_inflation(assessed("a", 40, 40))

        assert dict(found.rates) == {"solved_with_excluded": 0}

    def test_few_are_too_few(self):
        assert verdicts(exclusion_inflation(assessed("a", 29, 29))) == ["insufficient"]


def put_off(on_time, late, deferred_on_time, deferred_late):
    rows = [(0, 4)] * on_time + [(0, None)] * late + [(1, 4)] * deferred_on_time + [(1, 9)] * deferred_late
    schema = {"deferred": pl.Int64, "ended_at": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(due=pl.lit(5, pl.Int64))


class TestDeferral:
    """After the rule of Jinhua, on time of those due less those deferred: both rates, and whom it is about."""

    @engines
    def test_deferring_what_is_late_is_found(self, engine):
        """68 + 2 of 100 are on time, 68 of 75 without the deferred; the rule of Jinhua would make it 70 of 75."""
        [found] = deferral(engine(put_off(68, 7, 2, 23)), as_of=20)

        assert found.verdict == "worth_asking"
        assert dict(found.counts) == {"due": 100, "on_time": 70, "deferred": 25, "deferred_on_time": 2}
        assert dict(found.rates) == {
            "over_due": Fraction(70, 100),
            "deferred": Fraction(25, 100),
            "over_not_deferred": Fraction(68, 75),
            "formula_of_jinhua": Fraction(70, 75),
        }
        assert found.p == pytest.approx(2.0444411537761693e-14)

    def test_deferring_at_random_is_let_be(self):
        """Of the deferred 17 of 25 are on time, of the others 53 of 75."""
        assert verdicts(deferral(put_off(53, 22, 17, 8), as_of=20)) == ["unremarkable"]

    def test_deferring_a_few_late_ones_gains_too_little(self):
        assert verdicts(deferral(put_off(930, 30, 0, 40), as_of=20)) == ["unremarkable"]

    def test_a_gain_that_chance_may_give_is_let_be(self):
        """16 of 30 on time, 15 of 25 without the deferred: seven in a hundred gained, and four late of five are few."""
        [found] = deferral(put_off(15, 10, 1, 4), as_of=20)

        assert found.rates["over_not_deferred"] - found.rates["over_due"] == Fraction(1, 15)
        assert found.verdict == "unremarkable"

    def test_where_all_are_deferred_there_is_no_rate_without(self):
        [found] = deferral(put_off(0, 0, 20, 20), as_of=20)

        assert (found.verdict, set(found.rates)) == ("unremarkable", {"over_due", "deferred"})

    def test_what_is_not_due_yet_does_not_count(self):
        assert verdicts(deferral(put_off(68, 7, 2, 23), as_of=4)) == ["insufficient"]


# ---- categories ---------------------------------------------------------------------------------------------------


def mixed(before, since):
    rows = [(0, kind) for kind, count in before.items() for _ in range(count)]
    rows += [(100, kind) for kind, count in since.items() for _ in range(count)]
    return pl.DataFrame(rows, schema={"collected_at": pl.Int64, "category": pl.String}, orient="row")


class TestRecategorisation:
    """Design note: the distance of two mixes (total variation), with their exact counts."""

    @engines
    def test_another_mix_is_found(self, engine):
        """60 : 40 becomes 30 : 70."""
        [found] = recategorisation(engine(mixed({"noise": 60, "advice": 40}, {"noise": 30, "advice": 70})), since=100)

        assert (found.verdict, found.rates["distance"]) == ("worth_asking", Fraction(3, 10))
        assert dict(found.counts) == {"before noise": 60, "before advice": 40, "since noise": 30, "since advice": 70}

    def test_nearly_the_same_mix_is_let_be(self):
        """60 : 40 becomes 52 : 48: eight in a hundred, and far from certain."""
        table = mixed({"noise": 60, "advice": 40}, {"noise": 52, "advice": 48})

        assert verdicts(recategorisation(table, since=100)) == ["unremarkable"]

    def test_a_certain_but_small_change_is_let_be(self):
        """60 : 40 becomes 56 : 44 over 20,000 tickets: chance would not give that, but it is little."""
        table = mixed({"noise": 6_000, "advice": 4_000}, {"noise": 5_600, "advice": 4_400})
        [found] = recategorisation(table, since=100)

        assert (found.verdict, found.p < 1e-6) == ("unremarkable", True)

    def test_without_a_base_nothing_is_said(self):
        [found] = recategorisation(mixed({"noise": 49}, {"noise": 900}), since=100)

        assert (found.verdict, found.said.params) == ("insufficient", {"found": 49, "least": 50})


LIMITS = {"urgent": 24, "usual": 72, "advice": 240, "other": 72}


def moved(moves):
    rows = [move for move, count in moves.items() for _ in range(count)]
    return pl.DataFrame(rows, schema=["first_category", "category"], orient="row")


class TestMovesToLongerLimits:
    """The sign test: were categories only put right, moves would go either way."""

    @engines
    def test_moves_to_one_side_are_found(self, engine):
        table = moved(
            {("urgent", "usual"): 20, ("usual", "advice"): 10, ("advice", "urgent"): 5, ("usual", "usual"): 90}
        )
        [found] = moves_to_longer_limits(engine(table), limits=LIMITS)

        assert (found.verdict, dict(found.counts)) == ("worth_asking", {"moved": 35, "longer": 30, "shorter": 5})
        assert found.p == pytest.approx(binomial_tail(30, 35, Fraction(1, 2)))

    def test_moves_to_both_sides_are_let_be(self):
        table = moved({("urgent", "usual"): 18, ("usual", "urgent"): 15})

        assert verdicts(moves_to_longer_limits(table, limits=LIMITS)) == ["unremarkable"]

    def test_moves_that_change_no_limit_do_not_count(self):
        table = moved({("usual", "other"): 90, ("usual", "unheard_of"): 90})
        [found] = moves_to_longer_limits(table, limits=LIMITS)

        assert (found.verdict, dict(found.counts)) == ("insufficient", {"moved": 90, "longer": 0, "shorter": 0})


# ---- coverage -----------------------------------------------------------------------------------------------------


def visits(happy, unhappy):
    """Of (asked, reached, solved) on-time tickets, and of as many late ones."""
    rows = []
    for (asked, reached, solved), ended in ((happy, 4), (unhappy, 9)):
        rows += [(ended, int(i < reached), int(i < solved)) for i in range(asked)]
    frame = pl.DataFrame(rows, schema=["ended_at", "visited", "solved"], orient="row")
    return frame.with_columns(due=pl.lit(5, pl.Int64))


LATE = Not(InOrder("ended_at", "due"))


class TestCoverageBias:
    """Manski 2003: nothing is assumed about those who were not reached."""

    @engines
    def test_a_low_reach_is_found_with_what_it_leaves_open(self, engine):
        """40 of 100 were reached, 36 are solved: between 36 and 96 of 100."""
        [found] = coverage_bias(engine(visits((100, 40, 36), (0, 0, 0))))

        assert (found.verdict, found.said.code) == ("worth_asking", "few_were_visited")
        assert dict(found.rates) == {
            "reach": Fraction(40, 100),
            "low": Fraction(36, 100),
            "high": Fraction(96, 100),
            "reported": Fraction(36, 40),
        }

    def test_a_good_reach_of_all_is_let_be(self):
        assert verdicts(coverage_bias(visits((100, 80, 70), (100, 78, 40)), apart=LATE)) == ["unremarkable"]

    def test_passing_over_the_unhappy_is_found(self):
        """95 of 100 on-time ones and 55 of 100 late ones are reached: 150 of 200 would pass."""
        [found] = coverage_bias(visits((100, 95, 90), (100, 55, 30)), apart=LATE)

        assert (found.verdict, found.said.code) == ("worth_asking", "visited_by_choice")
        assert verdicts(coverage_bias(visits((100, 95, 90), (100, 55, 30)))) == ["unremarkable"]

    def test_where_nobody_was_reached_there_is_no_reported_rate(self):
        [found] = coverage_bias(visits((40, 0, 0), (0, 0, 0)))

        assert (found.verdict, set(found.rates)) == ("worth_asking", {"reach", "low", "high"})

    def test_few_are_too_few(self):
        assert verdicts(coverage_bias(visits((29, 0, 0), (0, 0, 0)))) == ["insufficient"]


def perfect(units, at_maximum, rows=20):
    """So many units of so many rows, of which some miss nothing and the others one row."""
    return pl.DataFrame(
        {
            "unit": [f"u{unit:02}" for unit in range(units) for _ in range(rows)],
            "visited": 1,
            "solved": [int(unit < at_maximum or i > 0) for unit in range(units) for i in range(rows)],
        }
    )


SOLVED = {"solved": Share(Flag("solved"), Flag("visited"))}


class TestSaturation:
    """Nearly 80 % of townships at full marks (Xinhua, 26 September 2024); more than half is worth asking about."""

    @engines
    def test_most_units_at_the_maximum_are_found(self, engine):
        [found] = saturation(engine(perfect(10, 6)), SOLVED)

        assert (found.verdict, found.subject) == ("worth_asking", "solved")
        assert dict(found.counts) == {"units": 10, "at_maximum": 6, "too_small": 0}

    def test_half_of_them_are_let_be(self):
        assert verdicts(saturation(perfect(10, 5), SOLVED)) == ["unremarkable"]

    def test_small_units_and_rows_without_a_unit_do_not_count(self):
        small = pl.DataFrame({"unit": ["tiny", None], "visited": 1, "solved": 1})
        [found] = saturation(pl.concat([perfect(6, 2), small], how="vertical_relaxed"), SOLVED)

        assert (found.verdict, dict(found.counts)) == ("unremarkable", {"units": 6, "at_maximum": 2, "too_small": 1})

    def test_few_units_are_too_few(self):
        assert verdicts(saturation(perfect(4, 4), SOLVED)) == ["insufficient"]

    def test_groups_of_units_are_looked_at_one_by_one(self):
        table = pl.concat(
            [perfect(8, 8).with_columns(month=pl.lit("a")), perfect(8, 0).with_columns(month=pl.lit("b"))]
        )

        assert verdicts(saturation(table, SOLVED, by=["month"])) == ["worth_asking", "unremarkable"]


# ---- all of them --------------------------------------------------------------------------------------------------


class TestDetect:
    def test_those_whose_columns_are_there_are_run_and_the_others_are_named_with_the_reason(self):
        report = detect(put_off(68, 7, 2, 23))

        assert report.findings == ()
        assert {one.where: (one.code, *one.params.values()) for one in report.not_run} == {
            "deadline_heaping": ("lacks_columns", ("collected_at",)),
            "period_end_surge": ("lacks_arguments", ("windows",)),
            "close_then_recall": ("lacks_columns", ("caller", "category", "place", "collected_at")),
            "exclusion_inflation": ("lacks_columns", ("counted",)),
            "deferral": ("lacks_arguments", ("as_of",)),
            "coverage_bias": ("lacks_columns", ("visited", "solved")),
            "recategorisation": ("lacks_columns", ("category", "collected_at")),
            "moves_to_longer_limits": ("lacks_columns", ("first_category", "category")),
            "saturation": ("lacks_columns", ("unit",)),
        }

    @engines
    def test_all_of_them_run_on_a_whole_table(self, engine):
        report = detect(engine(everything()), by=["unit"], **GIVEN)

        assert report.not_run == ()
        assert len({finding.detector for finding in report.findings}) == 9
        assert {finding.verdict for finding in report.findings} <= {"unremarkable", "insufficient"}

    def test_the_counts_of_the_groups_add_up_to_those_of_the_whole(self):
        parts = detect(everything(), by=["unit"], **GIVEN).findings
        for whole in detect(everything(), **GIVEN).findings:
            if whole.detector != "saturation":
                of_parts = [part.counts for part in parts if part.detector == whole.detector]
                added = {name: sum(counts.get(name, 0) for counts in of_parts) for name in whole.counts}

                assert added == dict(whole.counts)

    def test_a_planted_sign_is_the_only_one_that_is_worth_asking_about(self):
        """Half of the tickets of one unit are excluded."""
        planted = pl.col("unit") == "u0"
        table = everything().with_columns(
            counted=pl.when(planted & (pl.col("row") % 2 == 0)).then(0).otherwise(pl.col("counted"))
        )
        report = detect(table, by=["unit"], **GIVEN)

        assert [(one.detector, one.group["unit"]) for one in report.worth_asking] == [("exclusion_inflation", "u0")]

    def test_it_says_so_in_both_languages(self):
        report = detect(put_off(68, 7, 2, 23), as_of=20)

        assert "worth asking why they were deferred" in report.text("en").splitlines()[0]
        assert "值得询问缓办理由" in report.text("zh").splitlines()[0]
        assert len(report.text("en").splitlines()) == len(report.text("zh").splitlines()) == 9


GIVEN = {
    "as_of": 120 * DAY,
    "since": 30 * DAY,
    "windows": [Window(0, 30 * DAY, "1"), Window(30 * DAY, 60 * DAY, "2")],
    "limits": LIMITS,
}


def everything():
    """Five units of 300 tickets over sixty days, with nothing to find: every column is an even mix of its own."""
    draw = Random(5)  # noqa: S311  # a draw for a test, from a seed
    rows = []
    for unit in range(5):
        for row in range(300):
            start = row * DAY // 5
            spent = draw.randrange(1, 60) * 4 * HOUR
            rows.append(
                {
                    "row": row,
                    "unit": f"u{unit}",
                    "caller": f"c{draw.randrange(150)}",
                    "category": draw.choice(["urgent", "usual"]),
                    "first_category": draw.choice(["urgent", "usual"]),
                    "place": f"p{draw.randrange(4)}",
                    "collected_at": start,
                    "ended_at": start + spent,
                    "due": start + 7 * DAY,
                    "counted": int(draw.random() < 0.95),
                    "deferred": int(draw.random() < 0.1),
                    "visited": int(draw.random() < 0.8),
                    "solved": int(draw.random() < 0.85),
                    "satisfied": int(draw.random() < 0.9),
                    "with_opinion": 1,
                    "contacted": int(draw.random() < 0.9),
                    "rounds": 1 + int(draw.random() < 0.05),
                }
            )
    return pl.DataFrame(rows)


class TestWords:
    """A finding is for asking. It never says that somebody did something."""

    CODES = (
        "closed_at_the_limit",
        "asked_again",
        "excluded_often",
        "deferred_late",
        "mix_has_changed",
        "moved_to_longer_limits",
        "few_were_visited",
        "visited_by_choice",
        "units_at_maximum",
        "surge_at_the_end",
    )

    @pytest.mark.parametrize("code", CODES)
    def test_it_is_worth_asking_and_nobody_is_guilty(self, code):
        english, chinese = TEXTS[code]

        assert "worth asking" in english
        assert "值得询问" in chinese
        assert not any(word in english.lower() for word in ("guilty", "fraud", "cheat", "manipulat", "fake", "false"))
        assert not any(word in chinese for word in ("造假", "作弊", "违规", "操纵", "虚假", "弄虚"))

    def test_the_group_stands_before_it(self):
        table = pl.concat([assessed(unit, 200, 60 if unit == "c" else 10) for unit in "abcd"])
        found = exclusion_inflation(table, by=["unit"])[2]

        assert found.text("en").startswith(
            "c: 60 of 200 tickets (30.0 %) are left out of the assessment, with the others"
        )
        assert found.text("zh").startswith("c：200 件中有 60 件（30.0 %）未计入考核，其他对象合计为 5.0 %")

    def test_a_finding_does_not_change(self):
        [found] = deferral(put_off(68, 7, 2, 23), as_of=20)

        with pytest.raises(TypeError):
            found.counts["due"] = 1
        assert isinstance(found, Finding)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("made", "problems"),
        [
            (lambda: deadline_heaping(closings(EVEN), slice_=Fraction(2, 3)), [("out_of_range", "slice_")]),
            (lambda: deadline_heaping(closings(EVEN), slice_=0.05), [("wrong_type", "slice_")]),
            (lambda: deadline_heaping(closings(EVEN), factor=Fraction(1, 2)), [("out_of_range", "factor")]),
            (
                lambda: deadline_heaping(closings(EVEN), minimum=0, level=Fraction(1)),
                [("out_of_range", "level"), ("out_of_range", "minimum")],
            ),
            (lambda: deadline_heaping(closings(EVEN), level=0.01), [("wrong_type", "level")]),
            (lambda: deadline_heaping(closings(EVEN), by=["place"]), [("missing", "column place")]),
            (lambda: period_end_surge(closings(EVEN), []), [("wrong_length", "windows")]),
            (lambda: period_end_surge(closings(EVEN), [Window(0, 3 * DAY, "")]), [("out_of_range", "windows[0]")]),
            (lambda: period_end_surge(closings(EVEN), [(0, 9 * DAY)]), [("out_of_range", "windows[0]")]),
            (lambda: close_then_recall(recalled("a", 1, 1), as_of=None), [("wrong_type", "as_of")]),
            (lambda: deferral(put_off(1, 1, 1, 1), as_of=1, least_gain=Fraction(1)), [("out_of_range", "least_gain")]),
            (lambda: recategorisation(mixed({}, {}), since="2022"), [("wrong_type", "since")]),
            (
                lambda: recategorisation(mixed({}, {}), since=0, least_change=Fraction(0)),
                [("out_of_range", "least_change")],
            ),
            (
                lambda: moves_to_longer_limits(moved({("a", "b"): 1}), limits={"a": 1.5, "b": 2}),
                [("wrong_type", "limits[0]")],
            ),
            (
                lambda: coverage_bias(visits((1, 1, 1), (0, 0, 0)), least_reach=Fraction(2)),
                [("out_of_range", "least_reach")],
            ),
            (lambda: saturation(perfect(5, 1), {}), [("wrong_length", "shares")]),
            (lambda: saturation(perfect(5, 1), {"solved": Flag("solved")}), [("wrong_type", "shares[0]")]),
            (lambda: saturation(perfect(5, 1), SOLVED, most=Fraction(0)), [("out_of_range", "most")]),
        ],
    )
    def test_by_its_code_and_place(self, made, problems):
        with pytest.raises(BadInput) as error:
            made()

        assert [(problem.code, problem.where) for problem in error.value.problems] == problems
        assert all(problem.code in TEXTS for problem in error.value.problems)
