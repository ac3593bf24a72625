"""The talk of a residents' group as an orderly ledger (Yuqiao Subdistrict year-end report, 2022: S2)."""

import copy
import pickle
import time
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from gridgov.errors import TEXTS, BadInput
from gridgov.messages.tickets import Attachment
from gridgov.tickets.chat import (
    MAX_COMPARED,
    ChatMessage,
    Classified,
    Entry,
    Ledger,
    LedgerRules,
    commands,
    ledger,
    plain,
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


def shared(one: str, two: str) -> int:
    a, b = set(pairwise(one)), set(pairwise(two))
    return 2000 * len(a & b) // max(len(a) + len(b), 1)


def cut(*messages: ChatMessage, alike: Any = None, rules: LedgerRules = RULES, classify: Any = by_first_word) -> Ledger:
    return ledger(messages, group="hall-7", place="110112004002", classify=classify, alike=alike, rules=rules)


def lines(*messages: ChatMessage, **options: Any) -> list[tuple[int, str, tuple[int, ...]]]:
    return [(entry.number, entry.sender, entry.messages) for entry in cut(*messages, **options).entries]


def faults(make: Any, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        make(*args, **kwargs)
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    assert caught.value.__context__ is None
    return [(problem.code, problem.where) for problem in caught.value.problems]


class TestRequestsAndTalk:
    def test_what_asks_for_nothing_is_left_out_and_counted(self) -> None:
        found = cut(said(0, "a", "good evening"), said(1, "b", "bike in the corridor"), said(2, "c", "thanks"))

        assert [entry.number for entry in found.entries] == [1]
        assert found.talk == (0, 2)

    def test_entries_are_numbered_in_order_of_time(self) -> None:
        found = cut(said(9, "a", "bike late"), said(1, "b", "car early"), said(4, "c", "bike between"))

        assert [(entry.number, entry.sender, entry.at) for entry in found.entries] == [
            (1, "b", EVENING + timedelta(minutes=1)),
            (2, "c", EVENING + timedelta(minutes=4)),
            (3, "a", EVENING + timedelta(minutes=9)),
        ]

    def test_messages_of_one_moment_keep_their_order(self) -> None:
        assert lines(said(0, "b", "bike x"), said(0, "a", "bike y")) == [(1, "b", (0,)), (2, "a", (1,))]

    def test_an_entry_says_what_it_is_about(self) -> None:
        (entry,) = cut(said(0, "a", "car blocks the lane")).entries

        assert (entry.category, entry.kind, entry.text) == ("traffic", "help", "car blocks the lane")

    def test_times_of_several_zones_are_compared_as_moments(self) -> None:
        early = ChatMessage(datetime(2022, 6, 15, 10, 59, tzinfo=timezone.utc), "a", "bike")  # noqa: UP017  # beside the other
        late = ChatMessage(datetime(2022, 6, 15, 19, 0, tzinfo=BEIJING), "b", "bike")

        assert [entry.sender for entry in cut(late, early).entries] == ["a", "b"]

    def test_an_hour_that_comes_twice_is_not_taken_for_one(self) -> None:
        """New York, 2022-11-06: the clocks go back at 2:00, so 1:30 comes twice."""
        zone = ZoneInfo("America/New_York")
        first = ChatMessage(datetime(2022, 11, 6, 1, 30, tzinfo=zone, fold=0), "a", "bike")
        second = ChatMessage(datetime(2022, 11, 6, 1, 30, tzinfo=zone, fold=1), "a", "bike again")

        assert len(cut(second, first).entries) == 2

    def test_silence_gives_an_empty_ledger(self) -> None:
        assert cut() == Ledger("hall-7", "110112004002", (), (), ())


class TestRuns:
    def test_a_run_of_one_sender_about_one_category_is_one_entry(self) -> None:
        found = cut(said(0, "a", "bike 1"), said(5, "a", "bike 2"), said(10, "a", "bike 3"))

        assert [(e.text, e.at, e.messages) for e in found.entries] == [("bike 1\nbike 2\nbike 3", EVENING, (0, 1, 2))]

    def test_it_ends_with_a_longer_pause_counted_from_the_last_message(self) -> None:
        assert lines(said(0, "a", "bike 1"), said(4, "a", "bike 2"), said(9.5, "a", "bike 3")) == [
            (1, "a", (0, 1)),
            (2, "a", (2,)),
        ]

    def test_another_category_is_another_entry(self) -> None:
        assert lines(said(0, "a", "bike"), said(1, "a", "car"), said(2, "a", "bike")) == [
            (1, "a", (0, 2)),
            (2, "a", (1,)),
        ]

    def test_what_others_say_in_between_does_not_cut_it(self) -> None:
        assert lines(said(0, "a", "bike"), said(1, "b", "bike"), said(2, "c", "hi"), said(3, "a", "bike")) == [
            (1, "a", (0, 3)),
            (2, "b", (1,)),
        ]

    def test_its_kind_is_that_of_its_first_message(self) -> None:
        kinds = iter(("consult", "complaint"))
        found = cut(said(0, "a", "x"), said(1, "a", "y"), classify=lambda _: Classified("traffic", next(kinds)))  # type: ignore[arg-type]  # two kinds

        assert [entry.kind for entry in found.entries] == ["consult"]

    def test_it_ends_where_a_request_could_not_hold_it(self) -> None:
        """A personal text has at most 4,000 characters, the line break counts."""
        first = "bike " + "x" * 1995
        fits, too_long = "bike " + "y" * 1994, "bike " + "y" * 1995

        assert [len(e.text) for e in cut(said(0, "a", first), said(1, "a", fits)).entries] == [4000]
        assert [len(e.text) for e in cut(said(0, "a", first), said(1, "a", too_long)).entries] == [2000, 2000]


class TestPictures:
    def test_a_message_without_text_goes_with_what_its_sender_wrote_last(self) -> None:
        found = cut(said(0, "a", "bike"), said(1, "b", "car"), said(2, "a", "", files=2))

        assert [(e.text, e.messages, len(e.attachments)) for e in found.entries] == [
            ("bike", (0, 2), 2),
            ("car", (1,), 0),
        ]

    def test_it_is_talk_after_a_longer_pause_or_before_any_request(self) -> None:
        found = cut(said(0, "a", "", files=1), said(1, "a", "bike"), said(7, "a", "", files=1))

        assert (found.talk, found.entries[0].messages) == ((0, 2), (1,))

    def test_it_goes_with_a_text_of_full_length(self) -> None:
        found = cut(said(0, "a", "bike " + "x" * 3995), said(1, "a", "", files=1))

        assert [(len(e.text), len(e.attachments)) for e in found.entries] == [(4000, 1)]

    def test_there_are_no_more_of_them_than_a_request_can_hold(self) -> None:
        found = cut(said(0, "a", "bike 1", files=20), said(1, "a", "", files=1), said(2, "a", "bike 2", files=1))

        assert [len(e.attachments) for e in found.entries] == [20, 1]
        assert found.talk == (1,)


class TestSupport:
    @pytest.mark.parametrize(
        "word", ["+1", "＋１", " +1！", "同", "同。", "附议", "👍", "👍🏽", "👍️", "Me too!", "+\u200b1"]
    )
    def test_a_word_of_support_in_answer_to_a_request_adds_a_supporter(self, word: str) -> None:
        found = cut(said(0, "a", "bike"), said(90, "b", word, reply_to=0))

        assert [entry.supporters for entry in found.entries] == [("b",)]
        assert (found.support, found.talk) == ((1,), ())

    @pytest.mark.parametrize("text", ["1", "+", "+11", "同学", "thanks", "👎", "!!!", "+1 " + "x" * 40, "我也是业主"])
    def test_anything_else_is_none(self, text: str) -> None:
        found = cut(said(0, "a", "bike"), said(1, "b", text, reply_to=0))

        assert (found.entries[0].supporters, found.talk) == ((), (1,))

    def test_without_an_answer_it_goes_to_the_message_just_before(self) -> None:
        found = cut(
            said(0, "a", "bike"), said(1, "b", "car"), said(2, "c", "+1"), said(3, "d", "+1"), said(9, "e", "+1")
        )

        assert [entry.supporters for entry in found.entries] == [(), ("c", "d")]
        assert found.talk == (4,)

    def test_after_talk_it_is_talk(self) -> None:
        assert cut(said(0, "a", "bike"), said(1, "b", "hi"), said(2, "c", "+1")).talk == (1, 2)

    def test_in_answer_to_talk_it_is_talk_even_after_a_request(self) -> None:
        assert cut(said(0, "a", "hi"), said(1, "b", "bike"), said(2, "c", "+1", reply_to=0)).talk == (0, 2)

    def test_in_answer_to_a_later_part_or_to_support_it_goes_to_the_same_entry(self) -> None:
        found = cut(
            said(0, "a", "bike"),
            said(1, "a", "bike"),
            said(2, "b", "+1", 1),
            said(3, "c", "car"),
            said(4, "d", "+1", 2),
        )

        assert [entry.supporters for entry in found.entries] == [("b", "d"), ()]

    def test_nobody_supports_twice_or_themselves(self) -> None:
        found = cut(said(0, "a", "bike"), said(1, "b", "+1", 0), said(2, "b", "+1", 0), said(3, "a", "+1", 0))

        assert (found.entries[0].supporters, found.support) == (("b",), (1, 2, 3))

    def test_an_answer_to_what_is_written_later_is_no_support(self) -> None:
        assert cut(said(1, "b", "+1", reply_to=1), said(2, "a", "bike")).talk == (0,)

    def test_answers_in_a_circle_end(self) -> None:
        assert cut(said(0, "a", "+1", 1), said(0, "b", "+1", 0)).talk == (0, 1)

    def test_a_host_may_have_words_of_its_own(self) -> None:
        rules = attrs.evolve(RULES, support=("Aye!", "!!!"))

        found = cut(
            said(0, "a", "bike"), said(1, "b", "aye", 0), said(2, "c", "+1", 0), said(3, "d", "???", 0), rules=rules
        )

        assert found.entries[0].supporters == ("b",)


class TestDuplicates:
    def marks(self, *messages: ChatMessage, **options: Any) -> list[int | None]:
        return [entry.duplicate_of for entry in cut(*messages, **options).entries]

    def test_an_entry_in_the_same_words_is_marked_without_any_help(self) -> None:
        assert self.marks(
            said(0, "a", "bike BLOCKS 3"), said(1, "b", "bike  blocks ３"), said(2, "c", "bike blocks 4")
        ) == [
            None,
            1,
            None,
        ]

    @pytest.mark.parametrize(("score", "mark"), [(599, None), (600, 1), (1000, 1)])
    def test_one_that_is_alike_enough_is_marked(self, score: int, mark: int | None) -> None:
        assert self.marks(said(0, "a", "bike 1"), said(1, "b", "bike 2"), alike=lambda *_: score) == [None, mark]

    def test_it_is_compared_with_the_earlier_text_first(self) -> None:
        seen: list[tuple[str, str]] = []

        def alike(one: str, two: str) -> int:
            seen.append((one, two))
            return 0

        self.marks(said(0, "a", "bike 1"), said(1, "b", "bike 2"), alike=alike)

        assert seen == [("bike 1", "bike 2")]

    def test_the_most_alike_wins_and_the_earlier_of_two(self) -> None:
        scores = {"bike 1": 700, "bike 2": 800, "bike 3": 800}

        def alike(one: str, two: str) -> int:
            return scores[one] if two == "bike 4" else 0

        talk = [said(n, f"r-{n}", f"bike {n}") for n in range(1, 5)]
        assert self.marks(*talk, alike=alike) == [None, None, None, 2]

    def test_what_is_marked_is_an_entry_that_is_no_duplicate_itself(self) -> None:
        talk = (said(0, "a", "bike aaaa"), said(1, "b", "bike aaab"), said(2, "c", "bike aaab"))

        assert self.marks(*talk, alike=lambda one, two: 900 if {one, two} == {"bike aaaa", "bike aaab"} else 0) == [
            None,
            1,
            1,
        ]

    def test_another_category_is_never_compared(self) -> None:
        assert self.marks(said(0, "a", "bike x"), said(1, "b", "car x"), alike=lambda *_: 1000) == [None, None]

    def test_after_the_window_it_is_a_new_matter_even_in_the_same_words(self) -> None:
        talk = (said(0, "a", "bike"), said(120, "b", "bike"), said(121, "c", "bike"), said(122, "d", "bike"))

        assert self.marks(*talk) == [None, 1, None, 3]
        assert self.marks(
            said(0, "a", "bike"),
            said(121, "b", "bikes"),
            alike=lambda *_: 1000,
            classify=lambda _: Classified("x", "help"),
        ) == [None, None]

    def test_the_same_sender_who_comes_back_is_marked_too(self) -> None:
        assert self.marks(said(0, "a", "bike"), said(30, "a", "bike")) == [None, 1]

    def test_whole_entries_are_compared_and_not_messages(self) -> None:
        assert self.marks(said(0, "a", "bike 1"), said(1, "a", "bike 2"), said(2, "b", "bike 1")) == [None, None]

    @pytest.mark.parametrize("score", [0.9, 1001, -1, True, None, "600"])
    def test_a_score_that_is_no_thousandth_is_refused(self, score: Any) -> None:
        talk = (said(0, "a", "bike 1"), said(1, "b", "bike 2"))

        assert faults(cut, *talk, alike=lambda *_: score) == [("out_of_range", "alike")]


class TestEveryMessage:
    def test_is_in_the_ledger_exactly_once(self) -> None:
        texts = ("bike a", "car b", "hi", "+1", "bike a", "", "同")
        talk = [
            ChatMessage(
                EVENING + timedelta(seconds=37 * (n * 7919 % 211)),
                f"r-{n * 31 % 17}",
                texts[n % 7],
                n * 13 % 211 if n % 3 == 0 and n * 13 % 211 != n else None,
                () if texts[n % 7] else (PHOTO,),
            )
            for n in range(211)
        ]

        found = cut(*talk, alike=shared)

        parts = [index for entry in found.entries for index in entry.messages]
        assert sorted([*parts, *found.support, *found.talk]) == list(range(211))
        assert [entry.number for entry in found.entries] == list(range(1, len(found.entries) + 1))
        assert [entry.at for entry in found.entries] == sorted(entry.at for entry in found.entries)
        for entry in found.entries:
            assert entry.duplicate_of is None or found.entries[entry.duplicate_of - 1].duplicate_of is None
            assert entry.duplicate_of is None or entry.duplicate_of < entry.number
            assert entry.sender not in entry.supporters
            assert entry.text == "\n".join(talk[i].text for i in entry.messages if talk[i].text)

    @pytest.mark.parametrize(
        "text",
        [
            "bike <script>alert(1)</script>",
            "bike =cmd|'/C calc'!A0",
            "bike @SUM(1+1)*cmd",
            "bike \u202eevil\u202c 楼道",
            "bike zero\u200bwidth \ufeff",
            "bike 👩‍👩‍👧‍👦 🏳️‍🌈",
            "bike \x00\x07\x1b[31m\r\n\t",
            "bike {unit.__class__} %s",
            "bike 街 улица شارع ถนน",
            "bike " + "x" * 3995,
        ],
    )
    def test_is_carried_letter_by_letter(self, text: str) -> None:
        found = cut(said(0, "a", text))

        assert found.entries[0].text == text
        assert commands(found, prefix="d")[0].text == text

    def test_shows_neither_text_nor_sender_in_a_repr(self) -> None:
        talk = (said(0, "ms-wang", "bike of ms-wang", files=1), said(1, "mr-li", "+1", 0))
        found = cut(*talk, classify=lambda _: Classified("safety", "help", ("ms-wang",)))

        shown = repr((talk, found, found.entries, Classified("safety", "help", ("ms-wang",))))

        assert [hidden for hidden in ("wang", "mr-li", "bike", "f-1") if hidden in shown] == []
        assert "bike" not in repr(commands(found, prefix="d"))

    def test_survives_pickling_and_copying(self) -> None:
        found = cut(said(0, "a", "bike", files=1), said(1, "b", "+1"))

        assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found  # noqa: S301  # our own bytes


class TestBadInput:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"at": datetime(2022, 6, 15, 19)}, [("naive_datetime", "at")]),  # noqa: DTZ001  # that is the point
            ({"at": "2022-06-15"}, [("wrong_type", "at")]),
            ({"at": datetime.min.replace(tzinfo=BEIJING)}, [("out_of_range", "at")]),
            ({"sender": "13800138000"}, [("wrong_pattern", "sender")]),
            ({"sender": "Ms Wang"}, [("wrong_pattern", "sender")]),
            ({"sender": ""}, [("wrong_pattern", "sender")]),
            ({"sender": None}, [("wrong_pattern", "sender")]),
            ({"text": ""}, [("missing", "text")]),
            ({"text": "x" * 4001}, [("wrong_length", "text")]),
            ({"text": "half \udc00"}, [("lone_surrogate", "text")]),
            ({"text": None}, [("wrong_type", "text")]),
            ({"reply_to": -1}, [("out_of_range", "reply_to")]),
            ({"reply_to": True}, [("out_of_range", "reply_to")]),
            ({"reply_to": 1.0}, [("out_of_range", "reply_to")]),
            ({"attachments": [PHOTO]}, [("wrong_type", "attachments")]),
            ({"attachments": ("photo.jpg",)}, [("wrong_type", "attachments")]),
            ({"attachments": (PHOTO,) * 21}, [("wrong_length", "attachments")]),
            ({"sender": "a b", "text": "", "reply_to": -2}, [
                ("wrong_pattern", "sender"), ("missing", "text"), ("out_of_range", "reply_to"),
            ]),
        ],
    )  # fmt: skip
    def test_a_message_names_all_that_is_wrong(self, changes: Any, expected: list[tuple[str, str]]) -> None:
        assert faults(ChatMessage, **{"at": EVENING, "sender": "a", "text": "bike", **changes}) == expected

    @pytest.mark.parametrize("text", ["x" * 4000, " ", "\u200b", "🙏"])
    def test_any_text_of_1_to_4000_characters_is_one(self, text: str) -> None:
        assert ChatMessage(EVENING, "a", text).text == text

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"gap": timedelta()}, [("wrong_type", "gap")]),
            ({"gap": 300}, [("wrong_type", "gap")]),
            ({"window": timedelta(days=-1)}, [("wrong_type", "window")]),
            ({"threshold": 0}, [("out_of_range", "threshold")]),
            ({"threshold": 1001}, [("out_of_range", "threshold")]),
            ({"threshold": 0.6}, [("out_of_range", "threshold")]),
            ({"threshold": True}, [("out_of_range", "threshold")]),
            ({"support": ["+1"]}, [("wrong_type", "support")]),
            ({"support": ("+1", "")}, [("wrong_type", "support")]),
        ],
    )
    def test_rules_name_what_is_wrong(self, changes: Any, expected: list[tuple[str, str]]) -> None:
        assert faults(attrs.evolve, RULES, **changes) == expected

    def test_a_ledger_names_every_wrong_argument(self) -> None:
        talk = (said(0, "a", "bike", 0), said(1, "b", "bike", 2), "hello")
        wrong: Any = {"group": "my group", "place": "", "classify": 1, "alike": 2, "rules": 3}

        assert faults(ledger, talk, **wrong) == [
            ("out_of_range", "messages[0].reply_to"),
            ("wrong_type", "messages[2]"),
            ("wrong_pattern", "group"),
            ("wrong_pattern", "place"),
            ("wrong_type", "classify"),
            ("wrong_type", "alike"),
            ("wrong_type", "rules"),
        ]

    def test_an_answer_to_nothing_is_refused(self) -> None:
        assert faults(cut, said(0, "a", "bike", reply_to=1)) == [("out_of_range", "messages[0].reply_to")]

    def test_what_is_no_row_of_messages_is_refused(self) -> None:
        options: Any = {"group": "g", "place": "p", "classify": by_first_word, "alike": None, "rules": RULES}

        assert faults(ledger, 7, **options) == [("wrong_type", "messages")]

    def test_a_classifier_that_answers_with_something_else_is_refused(self) -> None:
        assert faults(cut, said(0, "a", "bike"), classify=lambda _: "safety") == [("wrong_type", "classify")]
        assert faults(Classified, "Safety", "wish") == [("wrong_pattern", "category"), ("unknown_choice", "kind")]


class TestSpeed:
    def test_ten_thousand_messages_about_one_thing_take_about_a_second(self) -> None:
        """No entry is compared with all the others: with the newest 50 of its category at most."""
        calls = 0

        def alike(*_: str) -> int:
            nonlocal calls
            calls += 1
            return 0

        talk = [said(n / 1000, f"r-{n}", f"bike {n} " + "楼道" * 20) for n in range(10_000)]
        before = time.perf_counter()
        found = cut(*talk, alike=alike)

        assert time.perf_counter() - before < 5
        assert len(found.entries) == 10_000
        assert calls <= 10_000 * MAX_COMPARED

    def test_long_texts_and_one_busy_sender_do_not_slow_it_down(self) -> None:
        talk = [said(n / 1000, "a", "x" * 3900) for n in range(2000)] + [said(3, "b", "bike") for _ in range(5000)]
        before = time.perf_counter()
        found = cut(*talk, classify=shipped_keywords())

        assert time.perf_counter() - before < 5
        assert len(found.talk) == 2000 + 5000 - sum(len(entry.messages) for entry in found.entries)


class TestTheBatch:
    FOUND = cut(
        said(0, "a", "bike 3", files=1), said(1, "b", "car"), said(2, "c", "bike  3"), said(3, "d", "+1", reply_to=0)
    )

    def test_has_a_command_for_each_entry_in_order(self) -> None:
        first, second, third = commands(self.FOUND, prefix="2022-06-15")

        assert first.model_dump(exclude_defaults=True) == {
            "command_id": "2022-06-15:hall-7:1:collect",
            "ticket": "2022-06-15:hall-7:1",
            "channel": "chat_group",
            "kind": "complaint",
            "category": "safety.e_bike",
            "place": "110112004002",
            "text": "bike 3",
            "claimant": "a",
            "attachments": ({"key": "f-1", "media_type": "image/jpeg", "size": 10, "sha256": "0" * 64},),
        }
        assert (second.ticket, second.like) == ("2022-06-15:hall-7:2", None)
        assert (third.claimant, third.like) == ("c", "2022-06-15:hall-7:1")

    def test_is_the_same_each_time(self) -> None:
        assert commands(self.FOUND, prefix="d") == commands(self.FOUND, prefix="d")

    def test_of_no_entries_has_no_commands(self) -> None:
        assert commands(cut(said(0, "a", "hi")), prefix="d") == ()

    def test_of_two_groups_or_two_prefixes_never_share_an_id(self) -> None:
        one = attrs.evolve(self.FOUND, group="b:c")
        two = attrs.evolve(self.FOUND, group="c")

        assert commands(one, prefix="a")[0].ticket == "a:b:c:1"
        assert faults(commands, two, prefix="a:b") == [("wrong_pattern", "prefix")]

    @pytest.mark.parametrize("prefix", ["", "a b", "-a", "a/b", "a" * 41, None, 7, "a\n"])
    def test_needs_a_prefix_that_fits_into_a_key(self, prefix: Any) -> None:
        assert faults(commands, self.FOUND, prefix=prefix) == [("wrong_pattern", "prefix")]

    def test_with_ids_that_are_too_long_is_refused(self) -> None:
        """A key has at most 120 characters; ``:1:collect`` takes ten, the prefix and its colon two."""
        fits, too_long = (attrs.evolve(self.FOUND, group="g" * length) for length in (108, 109))

        assert len(commands(fits, prefix="d")[-1].command_id) == 120
        assert faults(commands, too_long, prefix="d") == [("wrong_length", "prefix")]

    def test_is_made_of_ledgers_only(self) -> None:
        assert faults(commands, self.FOUND.entries, prefix="d") == [("wrong_type", "ledger")]


class TestOneWayOfWriting:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("ＡＢＣ　１２３", "abc 123"),
            ("电\u200b动\u2060车\ufeff", "电动车"),
            ("\u202eabc\u202c", "abc"),
            ("  a\n\tb  ", "a b"),
            ("STRASSE straße", "strasse strasse"),
            ("", ""),
        ],
    )
    def test_makes_no_difference_of_what_looks_the_same(self, text: str, expected: str) -> None:
        assert plain(text) == expected


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


def test_an_entry_is_a_value() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Entry(1, EVENING, "a", "bike", "x", "help", (0,)).number = 2  # type: ignore[misc]  # that is the point
