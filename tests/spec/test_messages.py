"""The wire contract: JSON, hashes, old shapes, personal data, bad input."""

import json
import pickle
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, ClassVar, Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from gridgov.documents import write_json
from gridgov.errors import BadInput, Defect
from gridgov.messages import COMMANDS, EVENTS
from gridgov.messages.base import (
    GENESIS,
    Event,
    Moment,
    Recorded,
    Secret,
    Unrecorded,
    Vocabulary,
    link,
    moment_text,
    personal_fields,
    record,
    seal,
    written_as,
)
from gridgov.messages.tickets import Collect, Counsel, TicketWaiting, TicketWithdrawn, Withdraw

steady = settings(max_examples=100, deadline=None, database=None, derandomize=True)

AT = datetime(2026, 3, 1, 16, 0, tzinfo=timezone(timedelta(hours=8)))
WITHDRAWN = TicketWithdrawn(ticket="T-1", state="withdrawn", at=AT, actor="claimant", reason="solved_itself")
BODY = (
    '{"type":"ticket.withdrawn","at":"2026-03-01T16:00:00+08:00","actor":"claimant",'
    '"ticket":"T-1","state":"withdrawn","reason":"solved_itself"}'
)


def withdrawn(**fields: Any) -> TicketWithdrawn:
    return TicketWithdrawn(**{**dict(WITHDRAWN), **fields})


class HostEvent(Event):
    """An event of a host, with every kind of field that a log may hold."""

    type: Literal["host.happened"] = "host.happened"
    text: str
    number: int
    flag: bool
    maybe: Moment | None
    words: tuple[str, ...]
    nested: tuple[tuple[str, str | int | None], ...]


HOST: Vocabulary[Event] = Vocabulary((*EVENTS.kinds, HostEvent))

awkward = st.sampled_from(
    ["\x00", "\x1f", "\x7f", "\x85", "\u2028", "\u2029", "\u200f", "é", "e\u0301", "街", "👩‍👩‍👧", '"', "\\", "/"]
)
texts = st.lists(st.text() | awkward, max_size=5).map("".join)
offsets = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(timezones=offsets) | st.datetimes(timezones=st.just(UTC))
host_events = st.builds(
    HostEvent,
    at=moments,
    actor=st.just("clerk-1"),
    text=texts,
    number=st.integers(),
    flag=st.booleans(),
    maybe=st.none() | moments,
    words=st.lists(texts, max_size=3).map(tuple),
    nested=st.lists(st.tuples(texts, texts | st.integers() | st.none()), max_size=3).map(tuple),
)


def from_schema(  # noqa: C901, PLR0911, PLR0912  # one case a kind of schema
    schema: dict[str, Any], root: dict[str, Any]
) -> st.SearchStrategy[Any]:
    """JSON values that a schema allows."""
    match schema:
        case {"$ref": ref}:
            return from_schema(root["$defs"][ref.rsplit("/", 1)[1]], root)
        case {"const": value}:
            return st.just(value)
        case {"enum": values}:
            return st.sampled_from(values)
        case {"anyOf": choices} | {"oneOf": choices}:
            return st.one_of(*(from_schema(choice, root) for choice in choices))
        case {"type": "object"}:
            return st.fixed_dictionaries({k: from_schema(v, root) for k, v in schema.get("properties", {}).items()})
        case {"type": "array"}:
            items = schema.get("prefixItems")
            if items:
                return st.tuples(*(from_schema(item, root) for item in items)).map(list)
            least = schema.get("minItems", 0)
            once = (lambda item: item["key"]) if schema.get("uniqueItems") else None  # each key once, says Attachments
            items = from_schema(schema["items"], root)
            return st.lists(items, min_size=least, max_size=least + 2, unique_by=once)
        case {"type": "string", "format": "date-time"}:
            return moments.map(datetime.isoformat)
        case {"type": "string", "format": "date"}:
            return st.dates().map(date.isoformat)
        case {"type": "string", "format": "time"}:
            return st.times().map(time.isoformat)
        case {"type": "string", "pattern": pattern}:
            longest = schema.get("maxLength", 200)
            return st.from_regex(pattern.removesuffix("$") + r"\Z").filter(lambda text: len(text) <= longest)
        case {"type": "string"}:
            return texts
        case {"type": "integer"}:
            return st.integers(schema.get("minimum", 0), schema.get("maximum", 10**6))
        case {"type": "boolean"}:
            return st.booleans()
        case {"type": "null"}:
            return st.none()
    raise NotImplementedError(schema)


class TestJson:
    """Log lines are checked against hashes of their text, so the text of an event must not depend on who writes it."""

    @steady
    @given(host_events)
    def test_an_event_has_one_text_whoever_writes_it(self, event: HostEvent) -> None:
        text = event.model_dump_json()
        assert write_json(json.loads(text)) == text

    @steady
    @given(host_events)
    def test_reading_and_writing_again_changes_nothing(self, event: HostEvent) -> None:
        text = event.model_dump_json()
        again = HOST.read(text)
        assert again == event
        assert again.model_dump_json() == text
        assert HOST.revive("host.happened", 1, text) == event

    @pytest.mark.parametrize("kind", EVENTS.kinds, ids=EVENTS.by_type)
    def test_every_event_of_the_library_has_one_text(self, kind: type[Event]) -> None:
        schema = kind.model_json_schema()

        @settings(steady, max_examples=6)
        @given(from_schema(schema, schema))
        def check(value: Any) -> None:
            text = EVENTS.read(json.dumps(value)).model_dump_json()
            assert write_json(json.loads(text)) == text
            assert EVENTS.read(text).model_dump_json() == text

        check()

    def test_the_first_key_is_the_type(self) -> None:
        """A reader of a log finds out what it has before it takes the rest apart."""
        assert {next(iter(kind.model_fields)) for kind in HOST.kinds} == {"type"}

    @steady
    @given(moments)
    def test_a_moment_is_hashed_as_it_is_written(self, moment: datetime) -> None:
        written = TypeAdapter(datetime).dump_json(moment).decode()
        assert f'"{moment_text(moment)}"' == written
        assert datetime.fromisoformat(moment_text(moment)).isoformat() == moment.isoformat()


class TestMoments:
    @pytest.mark.parametrize(
        "zone",
        [timezone(timedelta(hours=8, seconds=1)), timezone(timedelta(microseconds=1)), ZoneInfo("Asia/Shanghai")],
    )
    def test_an_offset_that_no_text_can_hold_is_refused(self, zone: Any) -> None:
        """RFC 3339 writes offsets in minutes; the local mean time of Shanghai before 1901 was +08:05:43."""
        with pytest.raises(BadInput, match="at breaks the rule offset_in_minutes"):
            withdrawn(at=datetime(1890, 1, 1, tzinfo=zone))

    def test_a_naive_moment_is_refused(self) -> None:
        with pytest.raises(BadInput, match="at needs a time zone"):
            withdrawn(at=datetime(2026, 3, 1))  # noqa: DTZ001  # that it has no zone is the point

    @pytest.mark.parametrize("value", ["2026-03-01", "2026-03-01T08:00:00", "tomorrow", ""])
    def test_what_is_no_moment_is_refused(self, value: str) -> None:
        with pytest.raises(BadInput, match="- at "):
            EVENTS.read(BODY.replace("2026-03-01T16:00:00+08:00", value))

    def test_a_number_is_no_moment(self) -> None:
        with pytest.raises(BadInput, match="at must be datetime"):
            EVENTS.read(BODY.replace('"2026-03-01T16:00:00+08:00"', "1772352000"))


class TestHashes:
    """What a log promises for ever: whoever reads this can check one in any language."""

    def test_the_hash_is_sha_256_over_seven_lines(self) -> None:
        """Computed with ``sha256sum`` over the text of the lines, without this library."""
        moment = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
        new = Unrecorded(WITHDRAWN, "command-1", moment)
        recorded = record(new, stream="ticket/T-1", version=1, position=7, previous=GENESIS)
        assert recorded.body == BODY
        assert recorded.hash == "20be3787b7b60b2abdb9c3a102991e8f1131b22eb40c1d0d677d97f7dee76903"

    @pytest.mark.parametrize("line", range(7))
    def test_every_line_counts(self, line: int) -> None:
        values: list[Any] = [GENESIS, "ticket/T-1", 1, "2026-03-01T08:30:00Z", "command-1", 1, BODY]
        changed: list[Any] = [f"{value}1" if n == line else value for n, value in enumerate(values)]
        assert link(*changed) != link(*values)

    def test_the_position_does_not_count(self) -> None:
        """A log that is copied elsewhere keeps its hashes."""
        new = Unrecorded(WITHDRAWN, "command-1", AT)
        one, two = (record(new, stream="ticket/T-1", version=1, position=n, previous=GENESIS) for n in (1, 2))
        assert (one.hash, one.position, two.position) == (two.hash, 1, 2)

    def test_the_text_as_written_is_kept(self) -> None:
        """Also where the event has another shape by now; a record that nobody read from a log writes its own."""
        recorded = record(Unrecorded(WITHDRAWN, "c-1", AT), stream="s", version=1, position=1, previous=GENESIS)
        rebuilt = Recorded(**{name: getattr(recorded, name) for name in Recorded.model_fields})
        assert rebuilt == recorded
        assert rebuilt.body == BODY
        assert written_as(rebuilt, "as it was").body == "as it was"

    @pytest.mark.parametrize("zone", [None, timezone(timedelta(hours=8, seconds=43))])
    def test_a_moment_that_no_line_can_hold_is_refused(self, zone: timezone | None) -> None:
        """What an append returns and what is read later would differ by the seconds that are lost."""
        new = Unrecorded(WITHDRAWN, "c-1", datetime(2026, 3, 1, tzinfo=zone))
        with pytest.raises(BadInput, match="recorded_at"):
            record(new, stream="s", version=1, position=1, previous=GENESIS)

    def test_a_recorded_event_survives_pickling(self) -> None:
        recorded = record(Unrecorded(WITHDRAWN, "c-1", AT), stream="s", version=1, position=1, previous=GENESIS)
        again = pickle.loads(pickle.dumps(recorded))  # noqa: S301  # our own bytes
        assert (again, again.body, again.at, again.actor) == (recorded, BODY, AT, "claimant")

    @pytest.mark.parametrize(
        ("field", "value"), [("stream", "刘女士"), ("stream", ""), ("version", 0), ("position", 0), ("previous", "0")]
    )
    def test_a_place_that_no_log_has_is_refused(self, field: str, value: Any) -> None:
        place: dict[str, Any] = {"stream": "s", "version": 1, "position": 1, "previous": GENESIS, field: value}
        with pytest.raises(BadInput, match=field):
            record(Unrecorded(WITHDRAWN, "c-1", AT), **place)


class Third(Event):
    """The third shape of an event: ``words`` was ``text``, and ``loud`` is new."""

    schema_version: ClassVar[int] = 3
    type: Literal["host.said"] = "host.said"
    words: tuple[str, ...]
    loud: bool


def _split(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "words" if key == "text" else key: value.split() if key == "text" else value for key, value in event.items()
    }


def _whisper(event: dict[str, Any]) -> dict[str, Any]:
    return {**event, "loud": False, "words": [word.lower() for word in event["words"]]}


SAID = '{"type":"host.said","at":"2026-03-01T08:30:00Z","actor":"clerk-1",%s}'


class TestOldShapes:
    """Logs of today must be readable in ten years."""

    vocabulary: Vocabulary[Event] = Vocabulary((Third,), {("host.said", 1): _split, ("host.said", 2): _whisper})

    def said(self, version: int, rest: str) -> Event:
        return self.vocabulary.revive("host.said", version, SAID % rest)

    def test_an_old_event_is_lifted_step_by_step(self) -> None:
        today = Third(at=datetime(2026, 3, 1, 8, 30, tzinfo=UTC), actor="clerk-1", words=("no", "water"), loud=False)
        assert self.said(1, '"text":"NO water"') == today
        assert self.said(2, '"words":["NO","water"]') == today
        assert self.said(3, '"words":["no","water"],"loud":false') == today

    def test_a_version_without_an_upcaster_is_named(self) -> None:
        vocabulary: Vocabulary[Event] = Vocabulary((Third,), {("host.said", 2): _whisper})
        with pytest.raises(BadInput, match="schema_version has no upcaster from version 1"):
            vocabulary.revive("host.said", 1, SAID % '"text":"x"')

    @pytest.mark.parametrize("version", [4, 10**9])
    def test_a_version_of_a_newer_library_is_named(self, version: int) -> None:
        with pytest.raises(BadInput, match=f"schema_version is version {version}, newer than this library"):
            self.said(version, '"text":"x"')

    @pytest.mark.parametrize("rest", ['"text":7', '"text":null', '"text":"x","at":7', '"text":"x","colour":"red"'])
    def test_an_old_event_of_no_shape_is_bad_input(self, rest: str) -> None:
        """An upcaster knows the shape it lifts, and nothing else."""
        with pytest.raises(BadInput):
            self.said(1, rest)

    @pytest.mark.parametrize("body", ["", "[]", "7", '"text"', '{"text":'])
    @pytest.mark.parametrize("version", [1, 3])
    def test_a_body_that_is_no_event_is_bad_input(self, version: int, body: str) -> None:
        with pytest.raises(BadInput):
            self.vocabulary.revive("host.said", version, body)

    def test_an_unknown_type_is_named(self) -> None:
        with pytest.raises(BadInput, match="type is not a known message type"):
            self.vocabulary.revive("host.sang", 1, SAID % '"text":"x"')


WORDS = "刘女士 138-0000-0000"
COLLECT = Collect(
    command_id="c-1", ticket="T-1", channel="hotline", kind="complaint", category="environment.waste",
    place="yq-03", text=WORDS,
)  # fmt: skip


class TestPersonalData:
    def test_fields_about_a_person_are_known(self) -> None:
        """Optional ones too."""
        assert personal_fields(Collect) == ("text", "contact")
        assert personal_fields(Counsel) == ("note",)
        assert personal_fields(Withdraw) == ()

    def test_no_event_has_one(self) -> None:
        """A log lasts; what is about a person lies beside it."""
        assert [kind for kind in EVENTS.kinds if personal_fields(kind)] == []

    def test_the_schema_marks_them(self) -> None:
        assert COMMANDS.schemas()["ticket.collect"]["properties"]["text"]["x-personal"] is True

    def test_a_command_does_not_show_them(self) -> None:
        assert "刘" not in f"{COLLECT!r} {COLLECT}"
        assert "text='…'" in repr(COLLECT)
        assert COLLECT.text == WORDS

    def test_a_secret_does_not_show(self) -> None:
        secret = Secret("pepper", WORDS)
        shown = repr((secret, Unrecorded(WITHDRAWN, "c-1", AT, {seal(WORDS, "pepper"): secret})))
        assert "刘" not in shown
        assert "pepper" not in shown

    def test_the_digest_is_sha_256_of_salt_zero_and_text(self) -> None:
        r"""Computed with ``printf 'a-salt\0井盖坏了' | sha256sum``, without this library."""
        expected = "7a038799587f005260a2b40e80ff9f1a3abae789797b4cb2ad55316700851da4"
        assert seal("井盖坏了", "a-salt") == expected
        assert seal("井盖坏了", "b-salt") != expected

    @pytest.mark.parametrize("text", [" ", "\n\t ", "\u3000", "\u200b\ufeff", "\x00", "\u202e \u2066", "\u2028"])
    def test_what_cannot_be_seen_is_no_text(self, text: str) -> None:
        with pytest.raises(BadInput) as caught:
            Collect(**{**dict(COLLECT), "text": text})
        assert [(problem.where, problem.code) for problem in caught.value.problems] == [("text", "blank")]
        assert "\\" not in caught.value.text("en")

    @pytest.mark.parametrize("text", [" a ", "\n水\n", "=1+1", "\u202ex", "。", "0"])
    def test_a_text_is_carried_letter_by_letter(self, text: str) -> None:
        assert COMMANDS.read(Collect(**{**dict(COLLECT), "text": text}).model_dump_json()) == Collect(
            **{**dict(COLLECT), "text": text}
        )

    def test_an_error_does_not_repeat_them(self) -> None:
        raw = COLLECT.model_dump_json().replace('"yq-03"', '"刘女士 138"').replace('"complaint"', '"刘女士"')
        with pytest.raises(BadInput) as caught:
            COMMANDS.read(raw)
        assert [problem.where for problem in caught.value.problems] == ["kind", "place"]
        assert "刘" not in f"{caught.value} {caught.value!r} {caught.value.problems}"
        assert caught.value.__context__ is None

    @pytest.mark.parametrize("text", ["", "x" * 4001])
    def test_a_text_is_neither_empty_nor_endless(self, text: str) -> None:
        """4,000 characters: GeoReport v2 (Open311), ``description``."""
        with pytest.raises(BadInput, match="text must have"):
            Collect(**{**dict(COLLECT), "text": text})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(texts, children, max_size=3),
    max_leaves=6,
)


class TestBadInput:
    def test_every_problem_is_named_at_once(self) -> None:
        raw = '{"type":"ticket.withdraw","ticket":"a b","reason":7,"colour":"red"}'
        with pytest.raises(BadInput) as caught:
            COMMANDS.read(raw, source="request")
        found = {problem.where: problem.code for problem in caught.value.problems}
        assert found == {
            "command_id": "missing",
            "ticket": "wrong_pattern",
            "reason": "wrong_type",
            "colour": "unknown_key",
        }
        assert caught.value.source == "request"

    def test_a_wrong_call_in_python_is_the_same_error(self) -> None:
        with pytest.raises(BadInput) as caught:
            Withdraw(command_id="c-1", ticket=7, reason="moved", colour="red")  # type: ignore[call-arg,arg-type]  # wrong on purpose
        assert {(p.where, p.code) for p in caught.value.problems} == {
            ("ticket", "wrong_type"),
            ("colour", "unknown_key"),
        }

    @pytest.mark.parametrize(
        ("field", "value", "en", "zh"),
        [
            (
                "kind",
                "wish",
                "must be one of consult, help, complaint, report, suggestion",
                "必须是下列之一：consult、help、complaint、report、suggestion",
            ),
            (
                "text",
                "a\ud83d",
                "has half a surrogate pair (\\ud800 to \\udfff), which is no character",
                "含有不成对的代理码元（\\ud800 至 \\udfff），不是字符",
            ),
        ],
    )
    def test_a_problem_is_said_in_both_languages(self, field: str, value: str, en: str, zh: str) -> None:
        said = {"command_id": "c-1", "ticket": "T-1", "channel": "web", "kind": "help", "text": "a", field: value}
        with pytest.raises(BadInput) as caught:
            Collect(**said)  # type: ignore[arg-type]  # wrong on purpose
        [problem] = caught.value.problems
        assert (problem.text("en"), problem.text("zh")) == (f"{field} {en}", f"{field} {zh}")

    def test_the_choices_come_one_by_one(self) -> None:
        with pytest.raises(BadInput) as caught:
            Collect(command_id="c-1", ticket="T-1", channel="web", kind="wish", text="a")  # type: ignore[arg-type]  # wrong on purpose
        [problem] = caught.value.problems
        assert problem.params == {"expected": ("consult", "help", "complaint", "report", "suggestion")}

    @pytest.mark.parametrize("typed", ["王伟 13800138000", "13800138000", "Wang Wei", "a" * 62, "", "colour\n", "a-b"])
    def test_an_unknown_key_is_named_only_if_it_could_be_a_field(self, typed: str) -> None:
        said = {"type": "ticket.withdraw", "command_id": "c-1", "ticket": "T-1", "reason": "moved", typed: "x"}
        for read in (lambda: COMMANDS.read(json.dumps(said)), lambda: Withdraw(**said)):  # type: ignore[arg-type]  # wrong on purpose
            with pytest.raises(BadInput) as caught:
                read()
            assert [(p.code, p.where) for p in caught.value.problems] == [("unknown_key", "…")]

    @pytest.mark.parametrize("typed", ["colour", "_x", "units[0].kind", "a" * 61])
    def test_one_that_could_be_is_named(self, typed: str) -> None:
        said = {"type": "ticket.withdraw", "command_id": "c-1", "ticket": "T-1", "reason": "moved", typed: "x"}
        with pytest.raises(BadInput) as caught:
            COMMANDS.read(json.dumps(said))
        assert [(p.code, p.where) for p in caught.value.problems] == [("unknown_key", typed)]

    def test_a_key_within_a_list_is_named_with_its_place(self) -> None:
        order = {"task": "K-1", "unit": "unit-4", "due": "2026-03-01T16:00:00Z", "王伟": 1, "colour": 2}
        said = {"type": "ticket.whistle", "command_id": "c-1", "ticket": "T-1", "reason": "joint", "tasks": [order]}
        with pytest.raises(BadInput) as caught:
            COMMANDS.read(json.dumps(said))
        assert [p.where for p in caught.value.problems if p.code == "unknown_key"] == ["tasks.0.…", "tasks.0.colour"]

    @pytest.mark.parametrize("value", [True, 1, "yes", None])
    def test_types_are_not_bent(self, value: Any) -> None:
        """A number is no text, and the word yes is no truth."""
        message: dict[str, Any] = {
            "type": "ticket.counsel", "command_id": "c-1", "ticket": "T-1",
            "contacted": value, "solved": True, "satisfaction": "satisfied",
        }  # fmt: skip
        if value is True:
            assert COMMANDS.read(json.dumps(message)).command_id == "c-1"
        else:
            with pytest.raises(BadInput, match="contacted must be bool"):
                COMMANDS.read(json.dumps(message))

    @pytest.mark.parametrize("name", ['"ticket.unheard_of"', "null", "7", "[]", "{}", '["ticket.withdraw"]', '""'])
    def test_an_unknown_type_is_refused(self, name: str) -> None:
        with pytest.raises(BadInput, match="type is not a known message type"):
            COMMANDS.read(f'{{"type":{name}}}')

    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            ("", "not_json"),
            ("[]", "unknown_type"),
            ("{}", "unknown_type"),
            ('{"type":', "not_json"),
            (b"\xff\xfe", "not_utf8"),
            ("\ud800", "not_utf8"),
            ('{"type":"a","type":"b"}', "duplicate_key"),
            ('{"type":NaN}', "not_finite"),
            ("[" * 100_000, "too_deep"),
            ('{"a":' * 70 + "1" + "}" * 70, "too_deep"),
            ("9" * 5000, "integer_too_long"),
            ('{"type":"ticket.withdraw","reason":"\\ud800"}', "lone_surrogate"),
        ],
    )
    def test_what_is_no_message_is_refused(self, raw: str | bytes, code: str) -> None:
        with pytest.raises(BadInput) as caught:
            COMMANDS.read(raw)
        assert caught.value.problems[0].code == code

    @steady
    @given(
        st.binary()
        | st.text()
        | json_values.map(json.dumps)
        | st.builds(
            lambda name, rest: json.dumps({"type": name, **rest}),
            st.sampled_from(sorted(COMMANDS.by_type)) | json_values,
            st.dictionaries(st.sampled_from(["ticket", "command_id", "reason", "due", "text", "at"]), json_values),
        )
    )
    def test_nothing_else_than_bad_input_comes_of_bad_input(self, raw: str | bytes) -> None:
        for read in (COMMANDS.read, EVENTS.read):
            with suppress(BadInput):
                read(raw)

    @pytest.mark.parametrize("change", [lambda e: setattr(e, "reason", "moved"), lambda e: delattr(e, "reason")])
    def test_a_message_does_not_change(self, change: Callable[[Event], None]) -> None:
        with pytest.raises(ValidationError):
            change(WITHDRAWN)


class TestVocabulary:
    def test_a_name_may_not_mean_two_things(self) -> None:
        class Other(Event):
            type: Literal["ticket.withdrawn"] = "ticket.withdrawn"

        kinds: tuple[type[Event], ...] = (*EVENTS.kinds, Other)
        with pytest.raises(Defect) as caught:
            Vocabulary(kinds)
        assert caught.value.code == "type_name_used_twice"

    def test_commands_and_events_have_names_of_their_own(self) -> None:
        assert COMMANDS.by_type.keys() & EVENTS.by_type.keys() == set()

    def test_every_message_has_a_schema(self) -> None:
        """JSON Schema 2020-12, without unknown keys, the name of the type fixed."""
        for vocabulary in (COMMANDS, EVENTS):
            for name, schema in vocabulary.schemas().items():
                assert schema["additionalProperties"] is False
                assert schema["properties"]["type"]["const"] == name

    def test_a_moment_says_so_in_the_schema(self) -> None:
        until = EVENTS.schemas()["ticket.waiting"]["properties"]["resume_by"]
        assert (until["type"], until["format"]) == ("string", "date-time")
        assert TicketWaiting.model_fields["resume_by"].is_required()


class TestNothingTypedTravelsAlong:
    """An error holds no other error that holds what a person typed."""

    @pytest.mark.parametrize(
        "attempt",
        [
            lambda: Withdraw(command_id="c 1", ticket="T-1", reason="SECRET"),
            lambda: Withdraw.model_validate({"ticket": "SECRET"}),
            lambda: Withdraw.model_validate_json('{"ticket": "SECRET"}'),
            lambda: COMMANDS.read('{"type":"ticket.withdraw","ticket":"SECRET"}'),
            lambda: EVENTS.revive("ticket.withdrawn", 1, '{"type":"SECRET"}'),
        ],
        ids=["call", "model_validate", "model_validate_json", "read", "revive"],
    )
    def test_not_even_behind_the_error(self, attempt: Callable[[], Any]) -> None:
        with pytest.raises(BadInput) as caught:
            attempt()
        assert (caught.value.__context__, caught.value.__cause__) == (None, None)
        assert "SECRET" not in str(caught.value)


class TestCopies:
    def test_a_copy_with_other_values_is_validated(self) -> None:
        with pytest.raises(BadInput, match="ticket"):
            COLLECT.model_copy(update={"ticket": "有 空格"})
        assert COLLECT.model_copy(update={"ticket": "T-9"}).ticket == "T-9"
        assert COLLECT.model_copy() == COLLECT


class TestMessageClasses:
    @pytest.mark.parametrize("kind", [list[str], tuple[list[str], ...], dict[str, int], set[str] | None, list])
    def test_a_field_that_can_be_changed_later_is_a_defect(self, kind: Any) -> None:
        with pytest.raises(Defect) as caught:
            type("Loose", (Event,), {"__annotations__": {"tags": kind}})
        assert caught.value.params == {"message": "Loose", "fields": ("tags",)}

    def test_a_message_without_a_fixed_type_is_in_no_vocabulary(self) -> None:
        with pytest.raises(Defect) as caught:
            Vocabulary((Event,))
        assert caught.value.params == {"messages": ("Event",)}

    def test_a_vocabulary_survives_pickling(self) -> None:
        small: Vocabulary[Any] = Vocabulary((Withdraw,), upcasters={})
        assert pickle.loads(pickle.dumps(small)) == small  # noqa: S301  # our own bytes
