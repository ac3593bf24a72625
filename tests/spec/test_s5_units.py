"""S5 考核: units are assessed by the rates; what is left out is shown; nobody is judged by chance.

Beijing Regulation on Swift Response 2021, Art. 32: response, resolution and satisfaction are the core of the
assessment, whose results are used; Art. 36: error is tolerated. It sets no weights. Scores are worked out by hand.
"""

from fractions import Fraction

import polars as pl
import pytest

from gridgov.errors import TEXTS, BadInput, Refused
from gridgov.kpis import CATALOGUE
from gridgov.kpis.requests import RESOLUTION_RATE, SATISFACTION_RATE
from gridgov.metrics.assessment import (
    Band,
    Indicator,
    Override,
    Policy,
    appeal,
    assess,
    consequence,
    read_policy,
    rule,
)

DAY = 86_400_000_000

DOCUMENT = """
id = "demo-2022"
title_en = "a made-up policy"
title_zh = "虚构的考核办法"
source = "made up for a test"
minimum = 30
appeal_days = 5

[[indicator]]
kpi = "requests.resolution_rate"
weight = "0.6"

[[indicator]]
kpi = "requests.satisfaction_rate"
weight = "0.4"

[[band]]
id = "good"
from = "80"
consequence_en = "praise"
consequence_zh = "表扬"

[[band]]
id = "fair"
from = "60"
consequence_en = "none"
consequence_zh = "无"

[[band]]
id = "weak"
from = "0"
consequence_en = "a talk"
consequence_zh = "约谈"
"""

POLICY = read_policy(DOCUMENT, source="demo.toml", kpis=CATALOGUE)


def unit(name, *, visited, solved, satisfied, left_out=0):
    """Tickets of a unit, all visited and all with an opinion; the last unsolved ones are left out."""
    return [
        {
            "unit": name,
            "visited": 1,
            "solved": int(i < solved),
            "satisfied": int(i < satisfied),
            "with_opinion": 1,
            "counted": int(i < visited - left_out),
        }
        for i in range(visited)
    ]


TABLE = pl.DataFrame(
    [
        *unit("north", visited=1000, solved=900, satisfied=950),
        *unit("south", visited=100, solved=80, satisfied=82),
        *unit("east", visited=1000, solved=700, satisfied=700, left_out=100),
        *unit("tiny", visited=5, solved=5, satisfied=5),
        {"unit": None, "visited": 1, "solved": 0, "satisfied": 0, "with_opinion": 1, "counted": 1},
    ]
)


@pytest.fixture
def assessment():
    return assess(TABLE, POLICY, made_known_at=0)


class TestAScore:
    def test_is_the_weighted_sum_of_exact_rates(self, assessment):
        """North: 0.6 × 90 % + 0.4 × 95 % = 92 points."""
        assert assessment.of("north").score == 92

    def test_comes_with_the_counts_it_rests_on(self, assessment):
        resolution, satisfaction = assessment.of("north").parts

        assert (resolution.numerator, resolution.denominator) == (900, 1000)
        assert (satisfaction.numerator, satisfaction.denominator) == (950, 1000)

    def test_does_not_count_what_was_left_out_and_shows_the_effect(self, assessment):
        """East: 700 of 900 that count are 77.8 %; of all 1,000 they are 70 %."""
        east = assessment.of("east")

        assert east.score == 100 * Fraction(7, 9)
        assert east.score_with_all == 70
        assert east.effect == 100 * Fraction(7, 9) - 70
        assert east.excluded == 100

    def test_of_a_unit_with_too_few_tickets_there_is_none(self, assessment):
        tiny = assessment.of("tiny")

        assert (tiny.score, tiny.reason) == (None, "below_minimum")
        assert [one.unit for one in assessment.insufficient()] == ["tiny"]
        assert "tiny" not in [one.unit for _, one in assessment.ranked()]

    def test_tickets_of_nobody_are_nobodys(self, assessment):
        assert [one.unit for one in assessment.standings] == ["east", "north", "south", "tiny"]

    def test_equal_scores_share_a_rank(self):
        table = pl.DataFrame(
            [
                *unit("a", visited=30, solved=30, satisfied=30),
                *unit("b", visited=30, solved=30, satisfied=30),
                *unit("c", visited=30, solved=15, satisfied=15),
            ]
        )
        assert [(rank, one.unit) for rank, one in assess(table, POLICY).ranked()] == [(1, "a"), (1, "b"), (3, "c")]

    def test_of_which_less_is_better_counts_from_the_other_end(self):
        less = Policy(
            id="less",
            title_en="less",
            title_zh="少",
            source="made up",
            indicators=(Indicator(next(k for k in CATALOGUE if k.id == "equity.share_without_place"), 1),),
            bands=(Band("all", 0, "none", "无"),),
        )
        table = pl.DataFrame({"unit": ["a"] * 4, "place": ["p", None, "p", "p"], "counted": [1] * 4})

        assert assess(table, less).of("a").score == 75


class TestABand:
    def test_is_settled_when_the_score_could_hardly_lie_in_another(self, assessment):
        """North lies far above 80 points even at the lower ends of both intervals."""
        north = assessment.of("north")

        assert (north.band, north.settled) == ("good", True)
        assert 80 < north.low < 92 < north.high

    def test_is_not_settled_when_it_might_be_chance(self, assessment):
        """South has 80.8 points of a hundred tickets: the bound of *good* is 80."""
        south = assessment.of("south")

        assert (south.score, south.band, south.settled) == (Fraction(808, 10), "good", False)


class TestAConsequence:
    def test_follows_from_a_settled_band(self, assessment):
        found = consequence(assessment, "north")

        assert (found.band, found.text_en, found.override) == ("good", "praise", None)

    def test_does_not_follow_from_chance(self, assessment):
        with pytest.raises(Refused) as raised:
            consequence(assessment, "south")

        assert raised.value.code == "may_be_chance"
        assert "recorded reason" in raised.value.text("en")

    def test_unless_somebody_gives_a_reason_which_is_kept(self, assessment):
        override = Override("two_years_in_a_row", by="subdistrict-office")

        assert consequence(assessment, "south", override=override).override == override

    def test_an_empty_reason_is_none(self, assessment):
        with pytest.raises(Refused):
            consequence(assessment, "south", override=Override(" ", by="subdistrict-office"))

    @pytest.mark.parametrize(("name", "code"), [("tiny", "no_score"), ("west", "no_standing")])
    def test_does_not_follow_from_nothing(self, assessment, name, code):
        with pytest.raises(Refused) as raised:
            consequence(assessment, name)
        assert raised.value.code == code
        assert raised.value.text("zh")


class TestAnAppeal:
    def test_holds_up_the_consequence(self, assessment):
        appealed = appeal(assessment, "north", reason="wrong_unit", at=DAY)

        with pytest.raises(Refused) as raised:
            consequence(appealed, "north")
        assert raised.value.code == "appeal_open"

    def test_upheld_the_score_is_worked_out_anew_and_the_change_is_on_record(self, assessment):
        """The hundred tickets of the east count again: 70 points."""
        again = TABLE.with_columns(pl.lit(1).alias("counted"))
        ruled = rule(
            appeal(assessment, "east", reason="not_ours", at=DAY),
            "east",
            upheld=True,
            by="district",
            reason="they_count",
            at=2 * DAY,
            frame=again,
        )
        [decided] = ruled.appeals

        assert ruled.of("east").score == 70
        assert (decided.ruling.before.score, decided.ruling.after.score) == (100 * Fraction(7, 9), 70)
        assert ruled.of("north") == assessment.of("north")

    def test_is_ruled_by_the_column_that_was_assessed(self):
        table = TABLE.rename({"unit": "team"})
        pending = appeal(assess(table, POLICY, by="team", made_known_at=0), "east", reason="not_ours", at=DAY)
        again = table.with_columns(pl.lit(1).alias("counted"))
        ruled = rule(pending, "east", upheld=True, by="district", reason="they_count", at=2 * DAY, frame=again)

        assert ruled.of("east").score == 70

    def test_dismissed_nothing_changes_but_the_record(self, assessment):
        pending = appeal(assessment, "north", reason="wrong_unit", at=DAY)
        ruled = rule(pending, "north", upheld=False, by="district", reason="right_unit", at=DAY)

        assert ruled.standings == assessment.standings
        assert consequence(ruled, "north").band == "good"

    @pytest.mark.parametrize(
        ("call", "code"),
        [
            (lambda a: appeal(a, "north", reason="x", at=6 * DAY), "appeal_too_late"),
            (lambda a: appeal(a, "west", reason="x", at=DAY), "no_standing"),
            (lambda _: appeal(assess(TABLE, POLICY), "north", reason="x", at=DAY), "not_made_known"),
            (
                lambda a: appeal(appeal(a, "north", reason="x", at=DAY), "north", reason="y", at=DAY),
                "appealed_already",
            ),
            (lambda a: rule(a, "north", upheld=False, by="d", reason="x", at=DAY), "no_open_appeal"),
            (
                lambda a: rule(
                    appeal(a, "north", reason="x", at=DAY), "north", upheld=False, by="north", reason="x", at=DAY
                ),
                "own_appeal",
            ),
        ],
    )
    def test_is_refused(self, assessment, call, code):
        with pytest.raises(Refused) as raised:
            call(assessment)
        assert raised.value.code == code
        assert code in TEXTS

    def test_upheld_needs_the_tickets(self, assessment):
        with pytest.raises(BadInput):
            rule(appeal(assessment, "north", reason="x", at=DAY), "north", upheld=True, by="d", reason="x", at=DAY)


class TestAPolicy:
    def test_is_data(self):
        assert [(one.kpi.id, one.weight) for one in POLICY.indicators] == [
            ("requests.resolution_rate", Fraction(3, 5)),
            ("requests.satisfaction_rate", Fraction(2, 5)),
        ]
        assert (POLICY.minimum, POLICY.appeal_days) == (30, 5)

    @pytest.mark.parametrize(
        ("old", "new", "code", "where"),
        [
            ('weight = "0.4"', 'weight = "0.5"', "weights_not_one", "indicator"),
            ('weight = "0.4"', 'weight = "many"', "not_decimal", "indicator[1].weight"),
            ('from = "60"', 'from = "90"', "bands_must_fall", "band[1].from"),
            ('from = "0"', 'from = "10"', "last_band_from_zero", "band"),
            ('kpi = "requests.satisfaction_rate"', 'kpi = "nothing"', "unknown_kpi", "indicator[1].kpi"),
            (
                'kpi = "requests.satisfaction_rate"',
                'kpi = "requests.resolution_rate"',
                "duplicate_id",
                "indicator[1].kpi",
            ),
            ('kpi = "requests.satisfaction_rate"', 'kpi = "volunteers.hours"', "not_assessable", "indicator[1]"),
            ('id = "fair"', 'id = "good"', "duplicate_id", "band[1].id"),
            ("minimum = 30", "minimum = 0", "out_of_range", "minimum"),
            ("minimum = 30", "maximum = 30", "unknown_key", "maximum"),
            ('consequence_zh = "无"\n', "", "missing", "band[1].consequence_zh"),
        ],
    )
    def test_that_is_wrong_is_refused(self, old, new, code, where):
        assert old in DOCUMENT
        with pytest.raises(BadInput) as raised:
            read_policy(DOCUMENT.replace(old, new), source="demo.toml", kpis=CATALOGUE)
        assert (code, where) in [(p.code, p.where) for p in raised.value.problems]
        assert code in TEXTS

    def test_has_no_default_weights(self):
        with pytest.raises(BadInput):
            Policy(
                id="x",
                title_en="x",
                title_zh="x",
                source="x",
                indicators=(Indicator(RESOLUTION_RATE, Fraction(1, 2)), Indicator(SATISFACTION_RATE, 0)),
                bands=(Band("all", 0, "none", "无"),),
            )


class TestWhatAFigureLeavesOutItself:
    def test_stays_left_out_in_an_assessment(self):
        """Two of four visits were paid by the handler: only the independent ones count, and one of two is solved."""
        counted = next(kpi for kpi in CATALOGUE if kpi.id == "requests.counted_resolution_rate")
        policy = Policy(
            id="x",
            title_en="x",
            title_zh="x",
            source="x",
            indicators=(Indicator(counted, 1),),
            bands=(Band("all", 0, "none", "无"),),
        )
        table = pl.DataFrame(
            {
                "unit": ["a"] * 4,
                "visited": [1] * 4,
                "counted": [1] * 4,
                "solved": [1, 0, 0, 0],
                "independent": [1, 1, 0, 0],
            }
        )
        assert assess(table, policy).of("a").score == 50
