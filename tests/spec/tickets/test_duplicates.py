"""Duplicate suggestions: what is compared with what, what speaks for a suggestion, and how many are found and right.

Sources: Signalen's context panel (same category, 50 metres, 12 weeks) and FixMyStreet's suggestions (at most five), in
the comparison of the anchors, sections 2 and 3. The rest is a design note of ours.
"""

import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from math import acos, cos, radians, sin
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from gridgov.errors import TEXTS, BadInput, Defect
from gridgov.labels import codes
from gridgov.tickets.duplicates import (
    LIKELY,
    MAX_DAYS,
    MAX_METRES,
    DuplicateIndex,
    Position,
    Reason,
    Report,
    Suggestion,
)

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
HALL = Position(39_902_300, 116_663_500)
NAMES = {
    "estate": {"nanli": ["玉桥南里", "Yuqiao Nanli"], "beili": ["玉桥北里", "Yuqiao Beili"]},
    "street": {"station-road": ["车站路"]},
    "yard": {"yard-a": ["车站路甲院"], "garden": ["中心花园", "garden"], "square": ["小广场", "square"]},
}

WORDS = [f"word{number}" for number in range(40)]


def report(ticket: str = "T-1", text: str = "楼道里停着电动车", **facts: Any) -> Report:
    given = {"category": "safety.e_bike", "place": "110112004002", "at": NOON, **facts}
    return Report(ticket, text=text, **given)


def index_of(*reports: Report, days: int = 28, metres: int = 50, **names: Any) -> DuplicateIndex:
    index = DuplicateIndex(days=days, metres=metres, **names)
    for one in reports:
        index.add(one)
    return index


def suggested(known: Report, new: Report, **options: Any) -> Suggestion | None:
    """What an index that holds one report says about another, however little speaks for it."""
    found = index_of(known, **options).suggest(new, least=0)
    return found[0] if found else None


def score(known: Report, new: Report, **options: Any) -> int:
    found = suggested(known, new, **options)
    assert found is not None
    return found.score


def reasons(known: Report, new: Report, **options: Any) -> tuple[Reason, ...]:
    found = suggested(known, new, **options)
    assert found is not None
    return found.reasons


def similarity(one: str, two: str) -> int:
    found = suggested(report("T-1", one), report("T-2", two))
    assert found is not None
    return found.similarity


def problems(refused: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        refused()
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    return [(problem.where, problem.code) for problem in caught.value.problems]


class TestWhatIsCompared:
    def test_a_report_of_the_same_place_and_category_is_suggested(self) -> None:
        (found,) = index_of(report("T-1")).suggest(report("T-2"))

        assert found.ticket == "T-1"
        assert {"same_place", "same_category", "within_days", "similar_text"} <= set(found.reasons)

    def test_nothing_is_suggested_out_of_an_empty_index(self) -> None:
        assert index_of().suggest(report()) == ()

    def test_a_ticket_is_no_duplicate_of_itself(self) -> None:
        assert suggested(report("T-1"), report("T-1")) is None

    def test_another_place_is_not_compared(self) -> None:
        assert suggested(report("T-1"), report("T-2", place="110112004003")) is None

    @pytest.mark.parametrize(("metres", "there"), [(49, True), (51, False)])
    def test_what_lies_nearby_is_compared_across_the_border_of_a_place(self, metres: int, there: bool) -> None:
        """The same spot may be booked under two areas; 449,663 millionths of a degree north are 50 km: 9 are 1 m."""
        beyond = evolve(HALL, north=HALL.north + round(metres * 8.9932))
        new = report("T-2", place="110112004003", position=beyond)
        found = suggested(report("T-1", position=HALL), new)

        assert found is not None
        assert abs((found.metres or 0) - metres) <= 1
        assert ("nearby" in found.reasons) is there
        assert "same_place" not in found.reasons

    def test_what_lies_far_away_is_not_compared_across_the_border_of_a_place(self) -> None:
        far = evolve(HALL, north=HALL.north + 3000)
        assert suggested(report("T-1", position=HALL), report("T-2", place="110112004003", position=far)) is None

    def test_without_a_place_the_position_is_enough(self) -> None:
        new = report("T-2", place=None, position=HALL)
        expected = ("nearby", "same_category", "within_days", "similar_text")
        assert reasons(report("T-1", position=HALL), new) == expected
        assert reasons(report("T-1", place=None, position=HALL), new) == expected

    def test_without_a_place_and_a_position_nothing_is_suggested(self) -> None:
        assert suggested(report("T-1", place=None), report("T-2", place=None)) is None

    def test_another_branch_of_the_trunk_is_compared(self) -> None:
        found = reasons(report("T-1"), report("T-2", category="safety.fire_lane"))
        assert "same_parent_category" in found
        assert "same_category" not in found

    def test_another_trunk_is_not_compared(self) -> None:
        assert suggested(report("T-1"), report("T-2", category="noise.neighbour")) is None

    @pytest.mark.parametrize(("old", "new"), [(None, "safety.e_bike"), ("safety.e_bike", None), (None, None)])
    def test_what_nobody_has_classified_may_be_like_anything(self, old: str | None, new: str | None) -> None:
        found = reasons(report("T-1", category=old), report("T-2", category=new))
        assert not {"same_category", "same_parent_category"} & set(found)

    @pytest.mark.parametrize("direction", [1, -1])
    @pytest.mark.parametrize(("apart", "there"), [(28 * DAY, True), (28 * DAY + timedelta(seconds=1), False)])
    def test_the_window_of_days_is_closed_and_open_to_both_sides(
        self, apart: timedelta, there: bool, direction: int
    ) -> None:
        found = suggested(report("T-1"), report("T-2", at=NOON + direction * apart))
        assert (found is not None) is there

    def test_moments_are_compared_whatever_zone_they_are_written_in(self) -> None:
        """In Berlin the clocks went back at 03:00 on 25 October 2026: two moments of one clock time, an hour apart."""
        night = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
        later = night.replace(minute=20, fold=1)  # 24 hours and 50 minutes after the day before
        before = night - DAY
        assert suggested(report("T-1", at=before), report("T-2", at=night), days=1) is not None
        assert suggested(report("T-1", at=before), report("T-2", at=later), days=1) is None


class TestWhatSpeaksForASuggestion:
    @pytest.mark.parametrize(
        "telling",
        [
            {"category": "safety.e_bike"},
            {"claimant": "c-1"},
            {"position": HALL},
            {"text": "3号楼电动车"},
            {"at": NOON},
        ],
        ids=lambda telling: next(iter(telling)),
    )
    def test_each_thing_that_agrees_raises_the_score(self, telling: dict[str, Any]) -> None:
        plain: dict[str, Any] = {
            "category": None,
            "text": "3号楼",
            "at": NOON + 3 * DAY,
            "claimant": None,
            "position": None,
        }
        known = report("T-1", **{**plain, "at": NOON, "claimant": "c-1", "position": HALL, "text": "3号楼电动车"})
        known = evolve(known, category="safety.e_bike")
        assert score(known, report("T-2", **{**plain, **telling})) > score(known, report("T-2", **plain))

    def test_each_day_between_lowers_the_score(self) -> None:
        scores = [score(report("T-1"), report("T-2", at=NOON + days * DAY)) for days in range(6)]
        assert scores == sorted(set(scores), reverse=True)

    def test_two_positions_far_apart_speak_against_it(self) -> None:
        known = report("T-1", position=HALL)
        near, far = (report("T-2", position=evolve(HALL, east=HALL.east + step)) for step in (100, 3000))
        assert score(known, far) < score(known, report("T-2")) < score(known, near)

    def test_two_anonymous_claimants_are_not_the_same(self) -> None:
        assert "same_claimant" not in reasons(report("T-1"), report("T-2"))

    def test_a_score_is_never_below_nought_nor_above_a_thousand(self) -> None:
        worst = score(report("T-1", "3号楼", position=HALL), report("T-2", "8号楼", position=evolve(HALL, north=0)))
        best = score(*(report(f"T-{i}", "3号楼", claimant="c-1", position=HALL) for i in (1, 2)))
        assert (worst, best) == (0, 1000)

    @pytest.mark.parametrize(
        ("lang", "words"),
        [
            ("zh", "同一区域、相距不远、同一类别、时间相近、同一地点、内容相似、同一诉求人"),
            ("en", "same area, nearby, same category, close in time, same spot, similar words, same claimant"),
        ],
    )
    def test_the_reasons_are_told_in_both_languages(self, lang: Any, words: str) -> None:
        known, new = (report(f"T-{i}", "3号楼", claimant="c-1", position=HALL) for i in (1, 2))
        found = suggested(known, new)
        assert found is not None
        assert found.why(lang) == words

    def test_every_reason_has_its_name(self) -> None:
        assert codes("duplicate.reason") == (*get_args(Reason)[:5], "same_spot", "similar_text", "same_claimant")


class TestTheSpot:
    @pytest.mark.parametrize(
        "spelled",
        [
            *(
                "3号楼",
                "３号楼",
                "三号楼",
                "叁号楼",
                "03号楼",
                "3#楼",
                "3栋",
                "3 号 楼",
                "3號樓",
                "3号2单元",
                "3-2-501",
            ),
            *("building 3", "Bldg. 3", "BLOCK 3", "No. 3 building"),
        ],
    )
    def test_a_house_number_is_the_same_however_it_is_written(self, spelled: str) -> None:
        assert "same_spot" in reasons(report("T-1", "在三号楼"), report("T-2", f"地址{spelled}电梯坏"))

    @pytest.mark.parametrize(
        ("one", "two"),
        [
            *(("十号楼", "10号楼"), ("十三栋", "13栋"), ("二十号楼", "20#"), ("四十七号楼", "47号楼")),
            *(("一〇三号楼", "103号楼"), ("一二号楼", "12号楼")),
        ],
    )
    def test_chinese_numbers_are_read(self, one: str, two: str) -> None:
        assert "same_spot" in reasons(report("T-1", one), report("T-2", two))

    @pytest.mark.parametrize(
        "spelled",
        [
            *("3月10号", "10号线", "10号门", "010-55501010", "10点", "10楼", "10天", "1010号"),
            *("casino 10", "building 1010", "10-2-5012-1"),
        ],
    )
    def test_other_numbers_are_no_houses(self, spelled: str) -> None:
        assert "same_spot" not in reasons(report("T-1", "10号楼、101号楼"), report("T-2", spelled))

    def test_another_house_weighs_more_than_the_same_words(self) -> None:
        """The hardest look-alike: the same trouble next door."""
        known = report("T-1", "3号楼楼道里停着电动车，进出不便")
        assert score(known, report("T-2", "8号楼楼道里停着电动车，进出不便")) < LIKELY
        assert score(known, report("T-2", "有人把电瓶车放在3栋一层，堵着门")) >= LIKELY

    def test_one_house_of_several_is_enough(self) -> None:
        assert "same_spot" in reasons(report("T-1", "3号楼和5号楼停水"), report("T-2", "5号楼没水"))

    @pytest.mark.parametrize(("one", "two", "same"), [("东门", "the east gate", True), ("東門", "东侧", True)])
    @pytest.mark.parametrize("other", ["西门", "north gate", "南口"])
    def test_sides_are_read(self, one: str, two: str, same: bool, other: str) -> None:
        known = report("T-1", one)
        assert ("same_spot" in reasons(known, report("T-2", two))) is same
        assert score(known, report("T-2", other)) < score(known, report("T-2", "那边"))

    def test_a_name_is_the_same_in_every_language(self) -> None:
        new = report("T-2", "Rubbish in the Garden!")
        assert "same_spot" in reasons(report("T-1", "中心花园有垃圾"), new, names=NAMES)
        assert "same_spot" not in reasons(report("T-1", "中心花园有垃圾"), new)

    def test_names_of_one_sort_exclude_one_another(self) -> None:
        known = report("T-1", "中心花园有垃圾")
        assert score(known, report("T-2", "小广场有垃圾"), names=NAMES) < score(known, report("T-2", "小广场有垃圾"))

    def test_names_of_different_sorts_say_nothing_about_one_another(self) -> None:
        known, new = report("T-1", "中心花园有垃圾"), report("T-2", "车站路有垃圾")
        assert score(known, new, names=NAMES) == score(known, new)

    def test_an_area_that_is_the_same_says_nothing_and_another_one_speaks_against_it(self) -> None:
        known = report("T-1", "玉桥南里有垃圾")
        same, other = report("T-2", "玉桥南里的电梯"), report("T-2", "玉桥北里的电梯")
        assert score(known, same, names=NAMES, areas=["estate"]) == score(known, same)
        assert score(known, same, names=NAMES) > score(known, same)
        assert score(known, other, names=NAMES, areas=["estate"]) < score(known, other)

    def test_the_longest_name_is_meant(self) -> None:
        known = report("T-1", "车站路有垃圾")
        assert "same_spot" not in reasons(known, report("T-2", "车站路甲院有垃圾"), names=NAMES)
        assert "same_spot" in reasons(known, report("T-2", "甲院旁的车站路有垃圾"), names=NAMES)

    def test_a_name_within_a_name_is_none(self) -> None:
        names = {"yard": {"garden": ["中心花园"], "flowers": ["花园"]}}
        assert "same_spot" not in reasons(report("T-1", "花园脏"), report("T-2", "中心花园脏"), names=names)

    @pytest.mark.parametrize("text", ["squared paper", "my gardens", "agarden", "garden2"])
    def test_a_name_within_a_latin_word_is_none(self, text: str) -> None:
        known = report("T-1", "in the garden, on the square")
        assert "same_spot" not in reasons(known, report("T-2", text), names=NAMES)


class TestTheText:
    @pytest.mark.parametrize(
        ("one", "two", "thousandths"),
        [
            ("路灯不亮", "路灯不亮", 1000),
            ("路灯不亮", "路灯坏了", 333),  # 路灯 灯不 不亮 | 路灯 灯坏 坏了: one of three and three
            ("lamp is dark", "dark lamp", 800),  # two of three and two
            ("路灯不亮", "井盖丢了", 0),
            ("", "", 0),
            ("灯", "灯", 1000),
            ("第3盏灯", "灯3盏", 333),  # 第 3 盏灯 | 灯 3 盏
        ],
    )
    def test_what_is_shared_is_counted_in_pairs_of_signs_and_in_words(
        self, one: str, two: str, thousandths: int
    ) -> None:
        assert similarity(one, two) == similarity(two, one) == thousandths

    @pytest.mark.parametrize(
        ("one", "two"),
        [
            ("路灯不亮，井盖丢了", "井盖丢了；路灯不亮！"),
            ("The Lamp is DARK", "dark: is the lamp?"),
            ("路灯不亮", "路灯不亮😡😡！！！"),
            ("ｌａｍｐ １２", "lamp 12"),
        ],
    )
    def test_order_width_case_and_punctuation_do_not_count(self, one: str, two: str) -> None:
        assert similarity(one, two) == 1000

    @given(st.sets(st.sampled_from(WORDS)), st.sets(st.sampled_from(WORDS)), st.randoms(use_true_random=False))
    def test_of_words_it_is_twice_the_shared_over_all(self, one: set[str], two: set[str], rng: Random) -> None:
        """Dice's coefficient, over sets of words in any order."""
        texts = [" ".join(rng.sample(sorted(words), len(words))) for words in (one, two)]
        expected = 2000 * len(one & two) // (len(one) + len(two)) if one | two else 0
        assert similarity(*texts) == expected

    def test_said_twice_is_said_once(self) -> None:
        assert similarity("路灯不亮 路灯不亮", "路灯不亮") == 1000

    def test_of_long_texts_a_sample_is_compared(self) -> None:
        one = " ".join(f"word{i}" for i in range(500))
        assert len(one) < 4000
        assert similarity(one, one) == 1000
        assert similarity(one, "word1 word2") < 100
        assert len(index_of()._entry(report("T-1", one)).letters) == 256

    def test_a_text_that_grows_when_its_signs_are_unfolded_is_read_to_the_length_of_a_text(self) -> None:
        """U+FDFA unfolds to eighteen signs."""
        assert "same_spot" in reasons(report("T-1", "3号楼"), report("T-2", "\ufdfa" * 200 + "3号楼"))
        assert "same_spot" not in reasons(report("T-1", "3号楼"), report("T-2", "\ufdfa" * 300 + "3号楼"))

    def test_texts_that_share_little_are_not_called_similar(self) -> None:
        assert "similar_text" not in reasons(report("T-1", "路灯不亮"), report("T-2", "井盖丢了"))

    @pytest.mark.parametrize(
        "text",
        [
            *("", " ", "😡" * 4000, "一" * 4000, "十" * 4000, "1" * 4000, "3号" * 2000, "\ufdfa" * 4000, "a" * 4000),
            *("\ud800", "\x00\x1b[31m", "<script>alert(1)</script>", "=cmd|'/c'!A1", "\u202e3号楼", "𠀀𠀁"),
        ],
    )
    def test_any_text_is_carried(self, text: str) -> None:
        assert suggested(report("T-1", text), report("T-2", text)) is not None


class TestTheOrder:
    def test_the_highest_score_comes_first_and_at_most_five_are_shown(self) -> None:
        index = index_of(*(report(f"T-{i}", at=NOON - i * DAY) for i in range(8)))
        found = index.suggest(report("T-9"), least=0)
        assert [one.ticket for one in found] == ["T-0", "T-1", "T-2", "T-3", "T-4"]
        assert [one.days for one in found] == [0, 1, 2, 3, 4]

    def test_of_equal_scores_the_one_nearer_in_time_comes_first_and_then_the_lower_id(self) -> None:
        hour = timedelta(hours=1)
        index = index_of(
            report("T-1", at=NOON - 3 * hour), report("T-3", at=NOON + hour), report("T-2", at=NOON - hour)
        )
        found = index.suggest(report("T-9"))
        assert [one.ticket for one in found] == ["T-2", "T-3", "T-1"]
        assert len({one.score for one in found}) == 1

    def test_as_many_are_shown_as_are_asked_for(self) -> None:
        index = index_of(*(report(f"T-{i}") for i in range(8)))
        assert len(index.suggest(report("T-9"), limit=1)) == 1
        assert len(index.suggest(report("T-9"), limit=100)) == 8

    def test_what_scores_less_than_asked_for_is_not_shown(self) -> None:
        index = index_of(report("T-1"))
        (found,) = index.suggest(report("T-2"), least=0)
        assert index.suggest(report("T-2"), least=found.score) == (found,)
        assert index.suggest(report("T-2"), least=found.score + 1) == ()

    def test_the_order_in_which_reports_were_put_in_does_not_matter(self) -> None:
        made = some_complaints(300)
        mixed = Random(7).sample(made, len(made))  # noqa: S311  # no secret
        one, two = index_of(*made), index_of(*mixed)
        assert [one.suggest(r, least=0) for r in made] == [two.suggest(r, least=0) for r in made]


class TestTheIndex:
    def test_an_index_of_many_says_of_each_ticket_what_an_index_of_it_alone_says(self) -> None:
        made = some_complaints(60)
        index = index_of(*made)
        for new in made:
            alone = [suggested(known, new) for known in made]
            expected = {one.ticket: one for one in alone if one}
            assert {one.ticket: one for one in index.suggest(new, least=0, limit=100)} == expected

    def test_a_ticket_that_was_taken_out_is_suggested_no_more(self) -> None:
        index = index_of(report("T-1", position=HALL), report("T-2", position=HALL))
        index.remove("T-1")
        assert ("T-1" in index, "T-2" in index, len(index)) == (False, True, 1)
        assert [one.ticket for one in index.suggest(report("T-3", position=HALL))] == ["T-2"]

    def test_an_unknown_ticket_is_passed_over(self) -> None:
        index = index_of(report("T-1"))
        index.remove("T-7")
        assert len(index) == 1

    def test_nothing_stays_when_all_are_taken_out(self) -> None:
        made = some_complaints(200)
        index = index_of(*made)
        for one in Random(3).sample(made, len(made)):  # noqa: S311  # no secret
            index.remove(one.ticket)
        assert (len(index), index._blocks) == (0, {})

    def test_the_same_report_once_more_changes_nothing(self) -> None:
        index = index_of(report("T-1"), report("T-1"))
        assert [len(line) for line in index._blocks.values()] == [1]
        index.remove("T-1")
        assert index.suggest(report("T-2"), least=0) == ()

    def test_a_merged_report_speaks_for_the_ticket_that_goes_on(self) -> None:
        """Merging keeps every claimant; so each one's words help to find the next."""
        first = report("T-1", "3号楼有人飞线充电")
        merged = report("T-1", "电线从窗户甩到楼下，三号楼", claimant="c-2")
        new = report("T-3", "三号楼窗户甩线，吓人", claimant="c-2")
        (found,) = index_of(first, merged).suggest(new)
        assert found == suggested(merged, new)
        assert found.score > score(first, new)

    def test_it_says_how_much_it_holds(self) -> None:
        assert repr(index_of(report("T-1"))) == "DuplicateIndex(days=28, metres=50, tickets=1)"

    def test_it_needs_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "rapidfuzz.distance", None)
        with pytest.raises(Defect) as caught:
            DuplicateIndex(days=28, metres=50)
        assert caught.value.code == "missing_extra"
        assert 'pip install "gridgov[duplicates]"' in caught.value.text("en")


class TestPersonalTexts:
    TEXT = "王老太太家3号楼，电话010-55501234，下楼不便"

    def test_no_value_shows_the_text(self) -> None:
        known = report("T-1", self.TEXT, position=HALL)
        shown = repr((known, index_of(known), index_of(known).suggest(report("T-2", self.TEXT))))
        assert not any(piece in shown for piece in ("王老太太", "55501234", "下楼", "39902300", "39_902_300"))

    def test_the_index_keeps_no_text(self) -> None:
        index = index_of(report("T-1", self.TEXT))
        kept = " ".join(strings_in(index))
        assert "T-1" in kept
        assert not any(piece in kept for piece in ("王老", "老太", "下楼", "电话", "55501234"))

    def test_no_error_shows_the_text(self) -> None:
        with pytest.raises(BadInput) as caught:
            report("T-1", self.TEXT * 200)
        assert "王老太太" not in str(caught.value) + repr(caught.value.__dict__)


def strings_in(value: object) -> Iterator[str]:
    """Every text that an object leads to, types and modules left out."""
    seen, left = set[int](), [value]
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, type | ModuleType) or callable(one):
            continue
        seen.add(id(one))
        if isinstance(one, str):
            yield one
        left.extend(gc.get_referents(one))


class TestAPosition:
    @given(
        st.integers(-80_000_000, 80_000_000),
        st.integers(-179_000_000, 179_000_000),
        st.integers(-20_000, 20_000),
        st.integers(-20_000, 20_000),
    )
    def test_distances_are_those_of_a_sphere(self, north: int, east: int, up: int, along: int) -> None:
        """Against the law of haversines, in floats; up to some 3 km."""
        one, two = Position(north, east), Position(north + up, east + along)
        truth = on_the_sphere(one, two)
        assert abs(one.metres_to(two) - truth) <= 1 + truth * 0.012
        assert one.metres_to(two) == two.metres_to(one)

    def test_in_a_town_at_our_latitude_they_are_right_to_three_in_a_thousand(self) -> None:
        for step in (100, 1000, 10_000, 100_000):
            other = evolve(HALL, east=HALL.east + step)
            truth = on_the_sphere(HALL, other)
            assert abs(HALL.metres_to(other) - truth) <= 1 + truth * 0.003

    @pytest.mark.parametrize("latitude", [-90, -89, -60, 0, 40, 70, 89, 90])
    @pytest.mark.parametrize("bearing", [(1, 0), (0, 1), (1, 1), (-1, 1), (0, -1)])
    def test_whatever_is_within_the_distance_is_found(self, latitude: int, bearing: tuple[int, int]) -> None:
        """At 89 degrees north a metre is 515 millionths of a degree of longitude."""
        here = Position(latitude * 1_000_000, 12_345_678)
        narrow = max(cos(radians(latitude)), 0.002)
        north = max(-90_000_000, min(90_000_000, here.north + bearing[0] * 200))
        there = Position(north, here.east + round(bearing[1] * 200 / narrow))
        assert here.metres_to(there) <= 50
        known, new = report("T-1", place=None, position=here), report("T-2", place=None, position=there)
        assert "nearby" in reasons(known, new)

    @pytest.mark.parametrize(
        ("made", "expected"),
        [
            (lambda: Position(90_000_001, 0), [("north", "out_of_range")]),
            (lambda: Position(0, -180_000_001), [("east", "out_of_range")]),
            (lambda: Position(39.9, True), [("north", "out_of_range"), ("east", "out_of_range")]),  # type: ignore[arg-type]  # on purpose
        ],
    )
    def test_that_the_earth_does_not_have_is_refused(
        self, made: Callable[[], object], expected: list[tuple[str, str]]
    ) -> None:
        assert problems(made) == expected


def on_the_sphere(one: Position, two: Position) -> float:
    a, b, c, d = (radians(value / 1e6) for value in (one.north, one.east, two.north, two.east))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 6_371_000 * acos(max(-1.0, min(1.0, 1 - 2 * half)))


ANY: Any = lambda value: value  # noqa: E731  # lets a wrong value through the type checker


class TestBadInput:
    @pytest.mark.parametrize(
        ("made", "expected"),
        [
            (lambda: report("no key"), [("ticket", "wrong_pattern")]),
            (lambda: report("T-1", category="Safety"), [("category", "wrong_pattern")]),
            (
                lambda: report("T-1", place="", claimant="王老"),
                [("place", "wrong_pattern"), ("claimant", "wrong_pattern")],
            ),
            (lambda: report("T-1", at=NOON.replace(tzinfo=None)), [("at", "naive_datetime")]),
            (lambda: report("T-1", at=NOON.date()), [("at", "wrong_type")]),
            (lambda: report("T-1", at=NOON.replace(year=9999)), [("at", "out_of_range")]),
            (lambda: report("T-1", "a" * 4001), [("text", "wrong_length")]),
            (lambda: report("T-1", text=ANY(b"a")), [("text", "wrong_type")]),
            (lambda: report("T-1", position=(1, 2)), [("position", "wrong_type")]),
        ],
    )
    def test_a_report_that_no_message_could_have_made_is_refused(
        self, made: Callable[[], object], expected: list[tuple[str, str]]
    ) -> None:
        assert problems(made) == expected

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            ({"days": 0, "metres": 0}, [("days", "out_of_range"), ("metres", "out_of_range")]),
            ({"days": MAX_DAYS + 1, "metres": MAX_METRES + 1}, [("days", "out_of_range"), ("metres", "out_of_range")]),
            ({"days": 1.5, "metres": True}, [("days", "out_of_range"), ("metres", "out_of_range")]),
            ({"names": ["玉桥南里"]}, [("names", "wrong_type")]),
            ({"names": {"小区": {}}}, [("names", "wrong_pattern")]),
            ({"names": {"estate": ["玉桥南里"]}}, [("names.estate", "wrong_type")]),
            ({"names": {"estate": {"nanli": "玉桥南里"}}}, [("names.estate", "wrong_type")]),
            ({"names": {"estate": {"nanli": [7]}}}, [("names.estate", "wrong_type")]),
            ({"names": {"estate": {7: ["玉桥南里"]}}}, [("names.estate", "wrong_type")]),
            ({"names": NAMES, "areas": ["city"]}, [("areas", "unknown_choice")]),
            ({"names": NAMES, "areas": "estate"}, [("areas", "unknown_choice")]),
        ],
    )
    def test_an_index_that_makes_no_sense_is_refused(
        self, arguments: dict[str, Any], expected: list[tuple[str, str]]
    ) -> None:
        assert problems(lambda: DuplicateIndex(**{"days": 28, "metres": 50, **arguments})) == expected

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            (lambda index: index.add("T-1"), [("report", "wrong_type")]),
            (lambda index: index.suggest("T-1"), [("report", "wrong_type")]),
            (
                lambda index: index.suggest(report(), limit=0, least=1001),
                [("limit", "out_of_range"), ("least", "out_of_range")],
            ),
            (
                lambda index: index.suggest(report(), limit=101, least=-1),
                [("limit", "out_of_range"), ("least", "out_of_range")],
            ),
        ],
    )
    def test_a_question_that_makes_no_sense_is_refused(
        self, asked: Callable[[DuplicateIndex], object], expected: list[tuple[str, str]]
    ) -> None:
        assert problems(lambda: asked(index_of())) == expected


# ---- how many are found, and how many are right ---------------------------------------------------------------------


def _complaints() -> ModuleType:
    path = Path(__file__).parents[3] / "benchmarks" / "complaints.py"
    spec = spec_from_file_location("complaints", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


complaints = _complaints()


def taken(complaint: Any) -> Report:
    c = complaint
    return Report(c.ticket, c.category, c.place, c.at, c.text, c.claimant, c.position and Position(*c.position))


def some_complaints(number: int) -> list[Report]:
    return [taken(c) for c in complaints.complaints(11, "two", number, town=complaints.Town(2))]


class TestMadeUpComplaints:
    """Issue 3: recall of 9 in 10 at a precision of 8 in 10, on complaints made by a method that knows no matcher.

    The points were tuned on the phrases of half one and on other seeds. The list of names lacks every seventh. A pair
    counts as found when the later report gets the earlier one among at most five suggestions.
    """

    @pytest.mark.parametrize("seed", [2, 3])
    def test_nine_of_ten_duplicates_are_found_and_eight_of_ten_suggestions_are_right(self, seed: int) -> None:
        town = complaints.Town(53)  # 115 tickets a place in 60 days: as busy as Yuqiao in 2022
        made = complaints.complaints(seed, "two", 6000, town=town)
        index = index_of(names=complaints.names(without_every=7), areas=["estate"])
        event_of, before = {c.ticket: c.event for c in made}, Counter[int]()
        pairs = shown = right = 0
        for complaint in made:
            found = index.suggest(taken(complaint))
            pairs += before[complaint.event]
            shown += len(found)
            right += sum(event_of[one.ticket] == complaint.event for one in found)
            index.add(taken(complaint))
            before[complaint.event] += 1

        assert pairs > 6000
        assert right * 10 >= pairs * 9
        assert right * 10 >= shown * 8

    def test_the_halves_share_no_phrase(self) -> None:
        one, two = ({p for f in complaints.PHRASES["facet"] for p in phrases(f, half)} for half in ("one", "two"))
        assert len(one & two) == 0
        assert min(len(one), len(two)) > 100
        one, two = (set(phrases_of_all(complaints.PHRASES[half])) for half in ("one", "two"))
        assert one & two == set()

    def test_the_same_seed_makes_the_same_complaints(self) -> None:
        town = complaints.Town(2)
        first, again = (complaints.complaints(5, "one", 200, town=town) for _ in range(2))
        assert first == again
        assert first != complaints.complaints(6, "one", 200, town=town)

    def test_the_maker_knows_no_matcher(self) -> None:
        source = Path(str(complaints.__file__)).read_text(encoding="utf-8")
        assert "gridgov" not in source
        assert "rapidfuzz" not in source


def phrases(facet: dict[str, Any], half: str) -> list[str]:
    return [*facet[f"{half}_zh"], *facet[f"{half}_en"]]


def phrases_of_all(table: dict[str, list[str]]) -> Iterator[str]:
    for part in table.values():
        yield from part
