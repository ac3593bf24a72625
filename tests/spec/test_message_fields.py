"""The fields of messages that last for ever in a log: keys, citations, attachments."""

import json
import re
import sys
import unicodedata
from typing import Any

import pytest
from pydantic import TypeAdapter

from gridgov.errors import BadInput
from gridgov.messages import COMMANDS, EVENTS
from gridgov.messages.base import Key, PersonKey
from gridgov.messages.tickets import Collect, Reference

COLLECT = Collect(command_id="c-1", ticket="T-1", channel="hotline", kind="complaint", text="the lamp is dark")


def fits(kind: Any, value: str) -> bool:
    """Whether a value is of an annotated type, which its schema has to say too."""
    adapter = TypeAdapter(kind)
    fitting = adapter.validator.isinstance_python(value)
    schema = adapter.json_schema()
    assert (len(value) <= schema["maxLength"] and re.search(schema["pattern"], value) is not None) is fitting
    return fitting


class TestKeys:
    @pytest.mark.parametrize(
        "key", ["T-1", "110112004002", "ticket/T-1", "hotline:7", "a.b.c", "a.", "x/.", "unit#2", "a+b", "7", "x" * 120]
    )
    def test_a_key_is_a_mark_without_a_meaning(self, key: str) -> None:
        assert fits(Key, key)

    @pytest.mark.parametrize(
        "key",
        [
            "",
            "x/../../etc/passwd",
            "a..b",
            "x/..",
            "..",
            "/x",
            ".x",
            "wang.wei@qq.com",
            "a b",
            "刘女士",
            "x" * 121,
            ".".join("x" * 30) + ".." + "x",
            "x\ny",
            "a\\b",
        ],
    )
    def test_no_key_leads_out_of_a_folder_or_is_an_address(self, key: str) -> None:
        assert not fits(Key, key)

    @pytest.mark.parametrize(
        "key", ["person-9", "R-00001", "a", "3fa85f64-5717-4562-b3fc-2c963f66afa6", "9a0", "7.x1", "x" * 120]
    )
    def test_a_person_has_a_key_with_a_letter_in_it(self, key: str) -> None:
        assert fits(PersonKey, key)
        assert fits(Key, key)

    @pytest.mark.parametrize(
        "key",
        [
            "13800138000",
            "138-0013-8000",
            "138.0013.8000",
            "0086/13800138000",
            "110101199001011237",
            "7",
            "",
            "11010119900101123X",
            "11010119900101123x",
            "11010119900101123X.",
            "wang.wei@qq.com",
            "9..a0",
            "刘女士",
        ],
    )
    def test_a_telephone_number_and_a_number_of_an_identity_card_are_no_key_of_a_person(self, key: str) -> None:
        """GB 11643-1999: 17 digits and a check character, which may be an X."""
        assert not fits(PersonKey, key)

    @pytest.mark.parametrize("name", ["claimant", "on_behalf_of"])
    def test_who_hands_in_a_request_has_such_a_key(self, name: str) -> None:
        with pytest.raises(BadInput, match=name):
            Collect(**{**dict(COLLECT), name: "13800138000"})

    @pytest.mark.parametrize(
        ("name", "kinds"),
        [
            ("claimant", {"ticket.collect", "ticket.collected", "ticket.adopt", "ticket.reopen", "ticket.reopened"}),
            ("on_behalf_of", {"ticket.collect", "ticket.collected"}),
            ("approved_by", {"ticket.decline", "ticket.declined", "ticket.reopen", "ticket.reopened"}),
            ("consented_by", {"ticket.withdraw", "ticket.withdrawn"}),
            ("mediator", {"ticket.mediate", "ticket.mediated"}),
            ("consents", {"ticket.mediate", "ticket.mediated"}),
            ("asked_by", {"ticket.extend", "ticket.extended"}),
        ],
    )
    def test_every_field_that_names_a_person_has_one(self, name: str, kinds: set[str]) -> None:
        pattern = TypeAdapter(PersonKey).json_schema()["pattern"]
        schemas = {**COMMANDS.schemas(), **EVENTS.schemas()}
        having = {kind for kind, schema in schemas.items() if name in schema["properties"]}
        assert kinds <= having
        for kind in having:
            assert json.dumps(pattern) in json.dumps(schemas[kind]["properties"][name])


class TestReferences:
    """A citation is shown in lists, files and spreadsheets as it is."""

    @pytest.mark.parametrize(
        "text",
        ["Art. 3", "《北京市接诉即办工作条例》第十条", "GB/T 33356-2022, 4.2", "A=B", "a - b", "§ 5", "Art.\xa03"],
    )
    def test_a_citation_is_plain_text(self, text: str) -> None:
        assert fits(Reference, text)

    @pytest.mark.parametrize(
        "start", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", " =", "\u3000=", "\xa0+"]
    )
    def test_none_begins_like_a_formula(self, start: str) -> None:
        """OWASP, CSV Injection: the four signs, and their wide forms where the system writes Chinese or Japanese."""
        assert not fits(Reference, f'{start}HYPERLINK("x")')

    @pytest.mark.parametrize("text", ["", "A", "x" * 201])
    def test_it_has_two_characters_at_least_and_200_at_most(self, text: str) -> None:
        assert not fits(Reference, text)

    def test_no_character_of_one_is_unseen(self) -> None:
        """Every character of the categories Cc, Cf, Zl and Zp, as the standard library knows them."""
        unseen = [chr(n) for n in range(sys.maxunicode) if unicodedata.category(chr(n)) in {"Cc", "Cf", "Zl", "Zp"}]
        adapter = TypeAdapter(Reference).validator
        assert [hex(ord(one)) for one in unseen if adapter.isinstance_python(f"Art.{one} 3")] == []
        assert [hex(ord(one)) for one in unseen if adapter.isinstance_python(f"{one}Art. 3")] == []


FILE = {"key": "file-1", "media_type": "image/png", "size": 7, "sha256": "0" * 64}


class TestAttachments:
    def test_each_file_is_named_once(self) -> None:
        """Named twice it is a slip, or two files under one key."""
        collect = json.loads(COLLECT.model_dump_json())
        for second in (FILE, {**FILE, "sha256": "1" * 64}):
            with pytest.raises(BadInput, match="attachments breaks the rule each_key_once"):
                COMMANDS.read(json.dumps({**collect, "attachments": [FILE, second]}))
        found = COMMANDS.read(json.dumps({**collect, "attachments": [FILE, {**FILE, "key": "file-2"}]}))
        assert isinstance(found, Collect)
        assert [attachment.key for attachment in found.attachments] == ["file-1", "file-2"]

    def test_the_schema_says_what_it_can(self) -> None:
        """JSON Schema knows equal items, and not equal keys."""
        assert COMMANDS.schemas()["ticket.note"]["properties"]["attachments"]["uniqueItems"] is True
