"""Words that tell a request from talk, and what kind it is: the shipped list, and lists of one's own."""

import copy
import pickle
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from gridgov.errors import TEXTS, BadInput
from gridgov.messages.tickets import Attachment
from gridgov.tickets.chat import (
    ChatMessage,
    Classified,
    Ledger,
    LedgerRules,
    ledger,
)
from gridgov.tickets.keywords import Cue, KeywordClassifier, Topic, read_keywords, shipped_keywords

BEIJING = timezone(timedelta(hours=8))
EVENING = datetime(2022, 6, 15, 19, tzinfo=BEIJING)
RULES = LedgerRules(gap=timedelta(minutes=5), window=timedelta(hours=2), threshold=600)
PHOTO = Attachment(key="f-1", media_type="image/jpeg", size=10, sha256="0" * 64)


def said(minute: float, sender: str, text: str, reply_to: int | None = None, files: int = 0) -> ChatMessage:
    return ChatMessage(EVENING + timedelta(minutes=minute), sender, text, reply_to, (PHOTO,) * files)


def by_first_word(text: str) -> Classified | None:
    """A classifier for the tests: ``bike …`` and ``car …`` are requests, all else is talk."""
    word = text.partition(" ")[0]
    return {"bike": Classified("safety.e_bike", "complaint"), "car": Classified("traffic", "help")}.get(word)


def cut(*messages: ChatMessage, alike: Any = None, rules: LedgerRules = RULES, classify: Any = by_first_word) -> Ledger:
    return ledger(messages, group="hall-7", place="110112004002", classify=classify, alike=alike, rules=rules)


def faults(make: Any, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        make(*args, **kwargs)
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    assert caught.value.__context__ is None
    return [(problem.code, problem.where) for problem in caught.value.problems]


class TestTheShippedKeywords:
    @pytest.mark.parametrize(
        ("text", "category", "kind"),
        [
            ("三号楼有人把电瓶车推上楼充电", "safety.e_bike", "complaint"),
            ("Somebody parks an e-bike in the corridor", "safety.e_bike", "complaint"),
            ("电\u200b动\u200b车又进楼道了", "safety.e_bike", "complaint"),
            ("晚上回来没车位", "traffic.parking", "complaint"),
            ("家里暖气一点不热", "housing.heating", "help"),
            ("屋顶漏雨，墙皮都掉了", "housing.leaks", "help"),
            ("垃圾没人清运", "environment.sanitation", "complaint"),
            ("广场舞音响太吵", "environment.noise", "complaint"),
            ("MY RADIATOR IS COLD", "housing.heating", "help"),
            ("建议小区里加几个车位", "traffic.parking", "suggestion"),
            ("请问老年餐桌怎么报名", "community.services", "consult"),
            ("举报有人私搭棚子", "order.illegal_building", "report"),
            ("请问明天几点开门", "other", "consult"),
            ("车位的事麻烦看看，谢谢", "traffic.parking", "complaint"),
        ],
    )
    def test_know_what_a_resident_asks_for(self, text: str, category: str, kind: str) -> None:
        found = shipped_keywords()(text)

        assert found is not None
        assert (found.category, found.kind) == (category, kind)
        assert found.because

    @pytest.mark.parametrize(
        "text",
        [
            "谢谢",
            "谢谢大家！🙏",
            "收到",
            "早上好～",
            "OK",
            "Good morning!",
            "哈哈哈",
            "👍",
            "[捂脸]",
            "明天见",
            "",
            "。",
        ],
    )
    def test_leave_talk_alone(self, text: str) -> None:
        assert shipped_keywords()(text) is None

    @pytest.mark.parametrize("text", ["bleak streets", "she sparked an idea", "a hilift"])
    def test_find_english_words_as_words_only(self, text: str) -> None:
        assert shipped_keywords()(text) is None

    def test_say_by_which_words(self) -> None:
        found = shipped_keywords()("建议把电动车充电桩装在楼道外")

        assert found is not None
        assert found.because == ("电动车", "充电", "楼道", "建议")

    def test_say_of_themselves_that_they_are_synthetic(self) -> None:
        assert shipped_keywords().synthetic

    def test_turn_an_evening_into_a_ledger(self) -> None:
        found = cut(
            said(0, "a", "三单元楼道里停着电动车"),
            said(1, "a", "楼道都堵住了"),
            said(2, "b", "+1"),
            said(3, "c", "大家晚上好"),
            said(4, "d", "请问明天停水吗"),
            classify=shipped_keywords(),
        )

        assert [(e.number, e.category, e.kind, e.supporters) for e in found.entries] == [
            (1, "safety.e_bike", "complaint", ("b",)),
            (2, "utilities.water_power", "consult", ()),
        ]
        assert found.talk == (3,)


class TestAClassifier:
    @pytest.mark.parametrize(
        ("text", "category"),
        [
            ("雨风大暴雪", "two_words"),  # two short words, and one that is longer than both
            ("大暴雪", "long_word"),
            ("大暴雪和冰雹", "first"),  # the longest word wins over the order
            ("冰雹霜冻", "first"),  # two of one length: the order decides
            ("霜冻", "second"),
            ("晴", None),
        ],
    )
    def test_takes_the_topic_with_the_most_words_then_the_longest_then_the_first(
        self, text: str, category: str | None
    ) -> None:
        words = KeywordClassifier(
            (
                Topic("short", "help", ("雪",)),
                Topic("long_word", "help", ("大暴雪",)),
                Topic("two_words", "help", ("雨", "风")),
                Topic("first", "help", ("冰雹", "和冰雹了吗", "雪和冰雹")),
                Topic("second", "help", ("霜冻",)),
            )
        )
        found = words(text)

        assert (found and found.category) == category

    def test_leaves_a_phrase_of_talk_alone_only_if_it_is_all_that_is_said(self) -> None:
        words = KeywordClassifier((Topic("x", "help", ("谢", "thanks", "leak")),), talk=("谢谢", "Thanks a lot"))

        assert [words(text) for text in ("谢谢", "谢谢！🙏", "THANKS, a lot… :)", "谢\u200b谢")] == [None] * 4
        assert words("谢谢，还在漏") is not None
        assert words("thanks a lot, but the leak is still there") is not None

    def test_finds_a_chinese_word_between_latin_letters(self) -> None:
        words = KeywordClassifier((Topic("x", "help", ("充电", "wifi")),))

        assert words("usb充电a") is not None
        assert words("楼里wifi坏了") is not None
        assert words("awifib") is None

    def test_counts_a_word_once_however_often_it_is_said(self) -> None:
        words = KeywordClassifier((Topic("one", "help", ("雨",)), Topic("two", "help", ("风", "雪"))))
        found = words("雨雨雨雨雨风雪")

        assert found is not None
        assert found.category == "two"

    def test_lets_the_first_cue_say_the_kind(self) -> None:
        topics, cues = (Topic("x", "help", ("雨",)),), (Cue("report", ("举报",)), Cue("suggestion", ("建议",)))
        found = KeywordClassifier(topics, cues)("建议举报漏雨")

        assert found == Classified("x", "report", ("雨", "举报"))

    def test_without_a_category_for_the_rest_a_cue_alone_is_talk(self) -> None:
        topics, cues = (Topic("x", "help", ("雨",)),), (Cue("suggestion", ("建议",)),)

        assert KeywordClassifier(topics, cues)("建议休息") is None
        assert KeywordClassifier(topics, cues, otherwise="rest")("建议休息") == Classified(
            "rest", "suggestion", ("建议",)
        )

    def test_takes_words_letter_by_letter_and_not_as_patterns(self) -> None:
        words = KeywordClassifier((Topic("x", "help", ("a.c", "(雨", "c++")),))

        assert words("abc") is None
        assert words("a.c") is not None
        assert words("下(雨了") is not None
        assert words("c++") is not None

    @pytest.mark.parametrize(
        ("make", "expected"),
        [
            (lambda: Topic("X", "wish", ()), [  # type: ignore[arg-type]
                ("wrong_pattern", "category"), ("unknown_choice", "kind"), ("missing", "words"),
            ]),
            (lambda: Topic("x", "help", ["a"]), [("wrong_type", "words")]),  # type: ignore[arg-type]
            (lambda: Cue("help", ("a", " ", "\u200b", 7)), [  # type: ignore[arg-type]
                ("missing", "words[1]"), ("control_character", "words[2]"), ("wrong_type", "words[3]"),
            ]),
            (lambda: KeywordClassifier("ab"), [("wrong_type", "topics")]),  # type: ignore[arg-type]
            (lambda: KeywordClassifier(("a",)), [("wrong_type", "topics[0]")]),  # type: ignore[arg-type]
            (lambda: KeywordClassifier((), ("a",)), [("wrong_type", "cues[0]")]),  # type: ignore[arg-type]
            (lambda: KeywordClassifier((), (), ("hi", "")), [("missing", "talk[1]")]),
            (lambda: KeywordClassifier((), otherwise="The rest"), [("wrong_pattern", "otherwise")]),
            (lambda: KeywordClassifier((Topic("x", "help", ("Ａ",)), Topic("y", "help", ("b", "a")))), [
                ("duplicate_id", "topics[1].words[1]"),
            ]),
        ],
    )  # fmt: skip
    def test_names_what_is_wrong(self, make: Any, expected: list[tuple[str, str]]) -> None:
        assert faults(make) == expected

    def test_takes_texts_only(self) -> None:
        assert faults(shipped_keywords(), None) == [("wrong_type", "text")]

    def test_survives_pickling_and_copying(self) -> None:
        words = shipped_keywords()

        for twin in (pickle.loads(pickle.dumps(words)), copy.deepcopy(words)):  # noqa: S301  # our own bytes
            assert twin == words
            assert twin("漏雨") == words("漏雨")


GOOD = """
[classifier]
id = "mine"
title_en = "mine"
title_zh = "我的"
synthetic = false
otherwise = "rest"

[talk]
zh = ["谢谢"]
en = ["thanks"]

[[cue]]
kind = "suggestion"
zh = ["建议"]
en = ["suggest"]

[[topic]]
category = "housing.leaks"
kind = "help"
zh = ["漏雨"]
en = ["leak"]
"""


class TestReadingKeywords:
    def test_a_classifier_comes_out_as_it_was_written(self) -> None:
        words = read_keywords(GOOD, source="mine.toml")

        assert (words.id, words.title_zh, words.synthetic) == ("mine", "我的", False)
        assert words("A leak!") == Classified("housing.leaks", "help", ("leak",))
        assert words("谢谢") is None
        assert words("建议") == Classified("rest", "suggestion", ("建议",))

    def test_talk_cues_and_the_rest_may_be_left_out(self) -> None:
        text = GOOD[: GOOD.index("otherwise")] + GOOD[GOOD.index("[[topic]]") :]

        assert read_keywords(text, source="mine.toml")("漏雨") is not None

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ('otherwise = "rest"', 'otherwise = "The rest"', [("wrong_pattern", "classifier.otherwise")]),
            ("synthetic = false", "synthetic = 0.5", [("wrong_type", "classifier.synthetic")]),
            ('kind = "help"', 'kind = "wish"', [("unknown_choice", "topic[0].kind")]),
            ('category = "housing.leaks"', 'category = "Leaks"', [("wrong_pattern", "topic[0].category")]),
            ('zh = ["漏雨"]', "zh = []", [("missing", "topic[0].zh")]),
            ('zh = ["漏雨"]', 'zh = "漏雨"', [("wrong_type", "topic[0].zh")]),
            (
                'zh = ["漏雨"]',
                'zh = ["漏雨", 1.5, ""]',
                [("wrong_type", "topic[0].zh[1]"), ("missing", "topic[0].zh[2]")],
            ),
            ('en = ["leak"]', 'en = ["leak", "LEAK"]', [("duplicate_id", "topic[0].en[1]")]),
            ('en = ["thanks"]\n', "", [("missing", "talk.en")]),
            ('kind = "suggestion"', 'kind = "suggestion"\nweight = 1', [("unknown_key", "cue[0].weight")]),
        ],
    )
    def test_a_fault_is_named_with_its_place(self, old: str, new: str, expected: list[tuple[str, str]]) -> None:
        assert GOOD.count(old) == 1

        assert faults(read_keywords, GOOD.replace(old, new), source="mine.toml") == expected

    def test_all_faults_come_at_once(self) -> None:
        text = GOOD.replace('"help"', '"wish"').replace('id = "mine"\n', "").replace('["thanks"]', "[1]")
        text += GOOD[GOOD.index("[[topic]]") :]

        assert faults(read_keywords, text, source="mine.toml") == [
            ("missing", "classifier.id"),
            ("wrong_type", "talk.en[0]"),
            ("unknown_choice", "topic[0].kind"),
            ("duplicate_id", "topic[1].zh[0]"),
            ("duplicate_id", "topic[1].en[0]"),
        ]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", [("missing", "classifier"), ("missing", "topic")]),
            ("[classifier", [("not_toml", "")]),
            ("classifier = 1\ntopic = [1]\ntalk = 2\ncue = 3", [
                ("wrong_type", "classifier"), ("wrong_type", "talk"), ("wrong_type", "cue"), ("wrong_type", "topic[0]"),
            ]),
        ],
    )  # fmt: skip
    def test_what_holds_no_keywords_is_refused(self, text: str, expected: list[tuple[str, str]]) -> None:
        assert sorted(faults(read_keywords, text, source="mine.toml")) == sorted(expected)
