"""What people write is carried as it is: beside the log, never in it, never changed, whatever it may look like."""

import json

import pytest

from gridgov import tickets
from gridgov.adapters.memory import MemoryStore
from gridgov.errors import BadInput
from gridgov.kernel import Context, execute
from gridgov.messages import COMMANDS
from gridgov.messages import tickets as m

SALT = "a salt of the test"

TEXTS = {
    "4,000 characters": "街" * 4_000,
    "4,000 emoji": "🚲" * 4_000,
    "control characters": "a\x00b\x07c\x1b[31md\x7f",
    "line ends": "first\r\nsecond\rthird\u2028fourth\n",
    "right to left": "مرحبا \u202egnp.exe\u202c עולם",
    "an emoji of several": "👩‍👩‍👧‍👦🏳️‍🌈",
    "zero width": "a\u200bb\u200cc\u2060d\ufeff",
    "combining": "e\u0301 \u00e9 Z\u0351\u036b\u0343",
    "HTML": '<script>alert("1")</script><img src=x onerror=alert(1)> &amp;',
    "a formula": '=HYPERLINK("http://evil.example","click")',
    "another formula": "+1-1@SUM(A1:A9)\t|cmd",
    "SQL": "'); DROP TABLE events;--",
    "a template": "{claimant} %s ${x} {{7*7}}",
    "JSON": '{"type": "ticket.withdrawn"}',
    "a digest": "ab" * 32,
    "spaces around": "  。\n ",
    "one character": "。",
    "mixed scripts": "Ελληνικά кириллица 日本語 한국어 ไทย",
    "not a character": "\ufffe\uffff",
}


@pytest.fixture(params=TEXTS.values(), ids=TEXTS.keys())
def text(request):
    return request.param


def collect(text, **fields):
    said = {"command_id": "c-1", "ticket": "T-1", "channel": "chat_group", "kind": "help", "text": text}
    return m.Collect(**{**said, **fields})


def kept(store):
    return sorted(store.reveal("ticket/T-1").values())


def send(story, store, command):
    return execute(store, tickets, command, Context(story.at, "worker-7", salt=SALT))


class TestTexts:
    def test_it_lies_beside_the_log_letter_by_letter(self, story, sealed, text) -> None:
        store = MemoryStore()
        [recorded] = send(story, store, collect(text))

        assert store.reveal("ticket/T-1") == {sealed(text): text}
        assert recorded.event.text == sealed(text)

    def test_it_is_not_in_the_log(self, story, text) -> None:
        store = MemoryStore()
        [recorded] = send(story, store, collect(text))

        if len(text.strip()) > 1:
            assert text not in recorded.body
            assert json.dumps(text)[1:-1] not in recorded.body
        assert recorded.event.model_dump().keys() >= {"text"}

    def test_it_comes_through_json_unchanged(self, text) -> None:
        wire = json.dumps({"type": "ticket.collect", **collect(text).model_dump()})

        assert COMMANDS.read(wire).text == text

    def test_it_is_not_shown_where_a_message_is_printed(self, text) -> None:
        shown = repr(collect(text, contact=text))

        assert "text='…'" in shown
        if len(text.strip()) > 1:
            assert text not in shown

    def test_it_can_be_erased_and_the_ticket_stands(self, story, text) -> None:
        store = MemoryStore()
        send(story, store, collect(text))

        assert store.erase("ticket/T-1") == 1
        assert kept(store) == []
        [recorded] = store.read("ticket/T-1")
        assert tickets.evolve(None, recorded.event).state == "registered"

    def test_every_text_of_a_ticket_is_kept(self, story, text) -> None:
        store = MemoryStore()
        send(story, store, collect(text, contact=f"{text[:99]} 1"))
        send(story, store, m.Handle(command_id="c-2", ticket="T-1", outcome="resolved", result=f"{text[:99]} 2"))
        send(story, store, m.DraftReply(command_id="c-3", ticket="T-1", text=f"{text[:99]} 3"))
        send(story, store, m.Reply(command_id="c-4", ticket="T-1", channel="phone"))
        send(story, store, m.Note(command_id="c-5", ticket="T-1", text=f"{text[:99]} 4"))

        assert kept(store) == sorted([text, *(f"{text[:99]} {number}" for number in (1, 2, 3, 4))])


class TestLimits:
    @pytest.mark.parametrize("unit", ["a", "街", "🚲"])
    def test_4000_characters_and_not_one_more_whatever_they_weigh(self, unit) -> None:
        """Open311 GeoReport: a description of at most 4,000 characters."""
        assert collect(unit * 4_000).text == unit * 4_000
        assert faults(lambda: collect(unit * 4_001, contact=unit * 4_001)) == [
            ("contact", "wrong_length"),
            ("text", "wrong_length"),
        ]

    def test_the_same_out_of_json(self) -> None:
        wire = {"type": "ticket.collect", **collect("a").model_dump()}

        assert faults(lambda: COMMANDS.read(json.dumps(wire | {"text": "街" * 4_001}))) == [("text", "wrong_length")]
        assert COMMANDS.read(json.dumps(wire | {"text": "街" * 4_000})).text == "街" * 4_000

    @pytest.mark.parametrize("wrong", ["", None, 7, b"text", ["text"]], ids=["empty", "none", "7", "bytes", "list"])
    def test_a_text_is_a_text(self, wrong) -> None:
        assert [where for where, _ in faults(lambda: collect(wrong))] == ["text"]

    def test_half_a_character_is_none(self) -> None:
        assert [where for where, _ in faults(lambda: collect("a\ud83db"))] == ["text"]
        assert [where for where, _ in faults(lambda: collect("a", contact="\udc00"))] == ["contact"]

    def test_half_a_character_is_none_in_json_either(self) -> None:
        wire = json.dumps({"type": "ticket.collect", **collect("x").model_dump()}).replace('"x"', '"\\ud83d"')

        assert [code for _, code in faults(lambda: COMMANDS.read(wire))] == ["lone_surrogate"]

    def test_what_was_typed_is_in_no_error(self) -> None:
        with pytest.raises(BadInput) as raised:
            collect("my secret " * 500, kind="my secret")

        assert "my secret" not in f"{raised.value}{raised.value!r}{raised.value.__cause__}{raised.value.__context__}"


def faults(make) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as raised:
        make()
    return sorted((problem.where, problem.code) for problem in raised.value.problems)
