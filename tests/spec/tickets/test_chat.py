"""The talk of a residents' group as an orderly ledger (Yuqiao Subdistrict year-end report, 2022: S2)."""

import copy
import pickle
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
from gridgov.tickets.keywords import shipped_keywords

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


class TestHowMuchIsCompared:
    def test_ten_thousand_messages_about_one_thing(self) -> None:
        """No entry is compared with all the others: with the newest 50 of its category at most."""
        calls = 0

        def alike(*_: str) -> int:
            nonlocal calls
            calls += 1
            return 0

        talk = [said(n / 1000, f"r-{n}", f"bike {n} " + "楼道" * 20) for n in range(10_000)]
        found = cut(*talk, alike=alike)

        assert len(found.entries) == 10_000
        assert calls <= 10_000 * MAX_COMPARED

    def test_long_texts_and_one_busy_sender_do_not_slow_it_down(self) -> None:
        talk = [said(n / 1000, "a", "x" * 3900) for n in range(2000)] + [said(3, "b", "bike") for _ in range(5000)]
        calls, words = 0, shipped_keywords()

        def classify(text: str) -> Classified | None:
            nonlocal calls
            calls += 1
            return words(text)

        found = cut(*talk, classify=classify)

        assert calls <= 2 * len(talk)
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


def test_an_entry_is_a_value() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Entry(1, EVENING, "a", "bike", "x", "help", (0,)).number = 2  # type: ignore[misc]  # that is the point
