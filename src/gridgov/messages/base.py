"""The wire contract: what a command, an event and a recorded event are, and how they are read, hashed and kept.

A **command** asks; an **event** says what happened, when and through whom; a **recorded** event is an event in
its place in a log: stream, version, global position, and the hash of the event before it in its stream.

Personal data stands apart. A command carries it in clear (:data:`Personal`), an event carries a salted digest of it
(:data:`Sealed`), and the clear text lies beside the log, where it can be erased without breaking a hash.

Messages of today must be readable in ten years: ``type`` strings never change, a changed shape gets a higher
``schema_version`` and an entry in :data:`UPCASTERS`.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final, Generic, Literal, Self, TypeVar, cast, get_args, get_origin

from attrs import field, frozen
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    StringConstraints,
    ValidationError,
)
from pydantic._internal._model_construction import ModelMetaclass  # it has no public name
from pydantic_core import PydanticCustomError, SchemaValidator, to_json

from gridgov.documents import key_name, read_json, write_json
from gridgov.errors import BadInput, Defect, Param, Problem

# ---- fields -------------------------------------------------------------------------------------------------------

_REST: Final = r"(?:\.?[A-Za-z0-9_:/#+-])"

Key = Annotated[str, StringConstraints(pattern=rf"^[A-Za-z0-9]{_REST}*\.?$", max_length=120)]
"""An id: of a ticket, a unit, an actor, a command, a stream. ASCII, at most 120 characters, never a person's name.

No ``@``, so no e-mail address is one; no two dots in a row, so none climbs out of a folder.
"""

PersonKey = Annotated[
    str,
    StringConstraints(
        pattern=rf"^(?:[A-Za-z]|[0-9](?:\.?[0-9_:/#+-])*\.?[A-Za-z]{_REST}){_REST}*\.?$",
        max_length=120,
    ),
]
"""The key of a person: a :data:`Key` with a letter in it, and not only as its last character.

So no telephone number is one, nor the number of an identity card, which may end in an X. A UUID is.
"""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=80)]
"""A snake_case code from a catalogue; dots make a path: ``environment.waste``."""


def _shape(kind: Any) -> tuple[re.Pattern[str], int]:
    """The pattern of a text and the most characters that it may have."""
    constraints = get_args(kind)[1]
    return re.compile(constraints.pattern), constraints.max_length


_CODE: Final = _shape(Code)
_KEY: Final = _shape(Key)
_PERSON_KEY: Final = _shape(PersonKey)


def is_code(value: object) -> bool:
    """Whether a value is a :data:`Code`.

    >>> is_code("safety.e_bike"), is_code("Safety"), is_code("safety."), is_code("")
    (True, False, False, False)

    """
    return _is(value, _CODE)


def is_key(value: object) -> bool:
    """Whether a value is a :data:`Key`.

    >>> is_key("110112004002"), is_key("group 7")
    (True, False)

    """
    if type(value) is str and value.isascii() and value.isalnum():  # as most are, and quicker asked
        return len(value) <= _KEY[1]
    return _is(value, _KEY)


def is_person_key(value: object) -> bool:
    """Whether a value is a :data:`PersonKey`.

    >>> is_person_key("person-9"), is_person_key("13800138000")
    (True, False)

    """
    return _is(value, _PERSON_KEY)


def _is(value: object, shape: tuple[re.Pattern[str], int]) -> bool:
    return isinstance(value, str) and len(value) <= shape[1] and shape[0].fullmatch(value) is not None


LimitUnit = Literal["minutes", "hours", "calendar_days", "working_minutes", "working_hours", "working_days"]
"""In what a limit is counted; the units of :class:`gridgov.calendars.Limit`."""


def _offset_in_minutes(moment: datetime) -> datetime:
    offset = moment.utcoffset()
    if offset is not None and (offset.microseconds or offset.seconds % 60):
        raise PydanticCustomError("offset_in_minutes", "the offset must be whole minutes")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_offset_in_minutes)]
"""A point in time with its offset in whole minutes, as RFC 3339 can write it; a naive one is refused."""


def moment_text(moment: datetime) -> str:
    """How a moment is written in JSON and hashed: RFC 3339 with its own offset, ``Z`` for none.

    >>> from datetime import UTC
    >>> moment_text(datetime(2026, 3, 1, 8, 30, tzinfo=UTC))
    '2026-03-01T08:30:00Z'

    """
    return to_json(moment).decode()[1:-1]


class _PersonalMark:
    """Marks a field whose value is about a person."""


_BLANK: Final = r"\x00-\x20\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
_SEEN: Final = f"[^{_BLANK}]"

Personal = Annotated[
    str,
    StringConstraints(min_length=1, max_length=4000, pattern=_SEEN),
    Field(json_schema_extra={"x-personal": True}),
    _PersonalMark(),
]
"""Personal data in a command: a name, a contact, an address, free text. At most 4,000 characters (Open311).

It is carried letter by letter. One character at least can be seen: spaces and control characters alone say nothing.
"""

_DIGEST: Final = re.compile(r"^[0-9a-f]{64}$")

Digest = Annotated[str, StringConstraints(pattern=_DIGEST.pattern)]
"""SHA-256 in hex."""


def is_digest(value: object) -> bool:
    """Whether a value is a digest, such as a sealed text."""
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


Sealed = Digest
"""What an event keeps of personal data: a salted digest of the text."""

GENESIS: Final = "0" * 64
"""What the first event of a stream names as the hash before it."""


def seal(text: str, salt: str) -> str:
    """The digest that stands for a personal text in an event: SHA-256 over the salt, a zero byte and the text.

    >>> seal("call me after six", "pepper")[:12]
    '9a78e3ddecc5'

    """
    return hashlib.sha256(f"{salt}\0{text}".encode()).hexdigest()


def says_nothing(value: object) -> bool:
    """Whether a field of an event is left out of its JSON: it holds nothing, and may be absent."""
    return value is None or value == ()


NONE: Any = Field(default=None, exclude_if=says_nothing)
"""The default of a field of an event that may be absent; it is not written then."""

EMPTY: Any = Field(default=(), exclude_if=says_nothing)
"""The same for a list."""


# ---- messages -----------------------------------------------------------------------------------------------------


class _MessageType(ModelMetaclass):
    """Makes a wrong call in Python end in the same ``BadInput`` as wrong bytes from outside."""

    __pydantic_validator__: SchemaValidator

    def __call__(cls, **fields: Any) -> Any:  # noqa: N805  # the self of a metaclass is a class
        try:
            return cls.__pydantic_validator__.validate_python(fields)
        except ValidationError as error:
            bad = _bad_input(error, cls.__name__)
        raise bad  # outside the block: pydantic's error holds what was typed and must not travel along


def _marked(annotation: Any, metadata: Iterable[Any]) -> bool:
    inner = get_args(annotation)
    return any(isinstance(m, _PersonalMark) for m in (*metadata, *inner)) or any(_marked(a, ()) for a in inner)


def _mutable(annotation: Any) -> bool:
    kinds = (get_origin(annotation), annotation)
    return any(kind in {list, dict, set} for kind in kinds) or any(map(_mutable, get_args(annotation)))


class Message(BaseModel, metaclass=_MessageType):
    """A frozen, strict value; unknown keys, loose types and naive times are refused, personal fields never shown."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)

    personal_fields_: ClassVar[tuple[str, ...]] = ()
    """Found once, when a message class is made; see :func:`personal_fields`."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        fields = cls.model_fields.items()
        cls.personal_fields_ = tuple(name for name, info in fields if _marked(info.annotation, info.metadata))
        mutable = tuple(name for name, info in fields if _mutable(info.annotation))
        if mutable:
            raise Defect("mutable_field", message=cls.__name__, fields=mutable)

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """As pydantic's, with every problem in one ``BadInput``."""
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            bad = _bad_input(error, cls.__name__)
        raise bad

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """As pydantic's, with every problem in one ``BadInput``."""
        try:
            return super().model_validate_json(json_data, **options)
        except ValidationError as error:
            bad = _bad_input(error, cls.__name__)
        raise bad

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:  # noqa: ARG002  # as pydantic's
        """A copy with other values in some fields, validated like any other message."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**{**kept, **(update or {})})

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        hidden = personal_fields(type(self))
        return [(name, "…" if name in hidden else value) for name, value in super().__repr_args__()]


class Command(Message):
    """A wish to change something: imperative, refusable. The same ``command_id`` twice changes nothing."""

    type: str
    command_id: Key


class Event(Message):
    """Something that happened: past tense, never refused. ``at`` is when it took effect, ``actor`` through whom."""

    schema_version: ClassVar[int] = 1
    """The version of this event's shape; raise it together with an upcaster."""

    type: str
    at: Moment
    actor: Key


def type_name(kind: type[Message]) -> str:
    """The stable name of a message class, e.g. ``ticket.collected``."""
    return str(kind.model_fields["type"].default)


def personal_fields(kind: type[Message]) -> tuple[str, ...]:
    """The names of the fields of a message that hold personal data, optional ones included."""
    return kind.personal_fields_


# ---- the envelope -------------------------------------------------------------------------------------------------


@frozen
class Secret:
    """A personal text with the salt that seals it; it lies beside the log and goes when the text is erased."""

    salt: str = field(repr=False)
    text: str = field(repr=False)


@frozen
class Unrecorded:
    """An event on its way into a store, with the personal texts that its digests stand for."""

    event: Event
    command_id: str
    recorded_at: datetime
    """When it became known; ``event.at`` is when it took effect."""
    secrets: Mapping[str, Secret] = field(factory=dict, repr=False)
    """Personal texts by digest."""


class Recorded(Message):
    """An event in its place in the log. What is hashed is everything here but ``position`` and ``hash``."""

    position: int = Field(ge=1)
    """Its place in the whole log: 1, 2, 3 … without a gap."""
    stream: Key
    version: int = Field(ge=1)
    """Its place in its stream: 1, 2, 3 … without a gap."""
    recorded_at: Moment
    command_id: Key
    schema_version: int = Field(ge=1)
    previous: Digest
    """The hash of the event before it in its stream; :data:`GENESIS` for the first."""
    hash: Digest
    event: SerializeAsAny[Event]

    @cached_property
    def body(self) -> str:
        """The event's JSON as it was written, which is what ``hash`` covers, whatever shape ``event`` has today."""
        return to_json(self.event).decode()

    @property
    def at(self) -> datetime:
        """When the event took effect."""
        return self.event.at

    @property
    def actor(self) -> str:
        """Through whom it happened."""
        return self.event.actor


def record(new: Unrecorded, *, stream: str, version: int, position: int, previous: str) -> Recorded:
    """Gives an event its place in a log. Every store calls this, so every store makes the same hashes."""
    event = new.event
    body = to_json(event).decode()
    recorded_at = moment_text(new.recorded_at)
    recorded = Recorded(
        position=position,
        stream=stream,
        version=version,
        recorded_at=new.recorded_at,
        command_id=new.command_id,
        schema_version=event.schema_version,
        previous=previous,
        hash=link(previous, stream, version, recorded_at, new.command_id, event.schema_version, body),
        event=event,
    )
    return written_as(recorded, body)


def written_as(recorded: Recorded, body: str) -> Recorded:
    """The same recorded event, holding on to the text that was, or will be, written for its event."""
    recorded.__dict__["body"] = body  # where the cached property keeps it; the model stays frozen for everybody else
    return recorded


def link(
    previous: str, stream: str, version: int, recorded_at: str, command_id: str, schema_version: int, body: str
) -> str:
    """The hash of an event in its stream: SHA-256 over seven lines, each as it stands in the JSON of the log."""
    lines = f"{previous}\n{stream}\n{version}\n{recorded_at}\n{command_id}\n{schema_version}\n{body}"
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


# ---- the vocabulary -----------------------------------------------------------------------------------------------

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the JSON of an event of one schema version into that of the next."""

UPCASTERS: Final[Mapping[tuple[str, int], Upcaster]] = MappingProxyType({})
"""The one table of upcasters, by event type and the version they lift *from*. Empty: every shape is still its first."""

M = TypeVar("M", bound=Message)


@frozen
class Vocabulary(Generic[M]):
    """The messages that a log or a channel may hold, by ``type``.

    >>> from gridgov.messages import EVENTS
    >>> "ticket.collected" in EVENTS.by_type
    True
    """

    kinds: tuple[type[M], ...]
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS
    by_type: Mapping[str, type[M]] = field(init=False, repr=False)

    @by_type.default
    def _index(self) -> Mapping[str, type[M]]:
        nameless = tuple(kind.__name__ for kind in self.kinds if not isinstance(kind.model_fields["type"].default, str))
        if nameless:
            raise Defect("message_without_type", messages=nameless)
        found = {type_name(kind): kind for kind in self.kinds}
        if len(found) != len(self.kinds):
            raise Defect("type_name_used_twice", types=tuple(type_name(kind) for kind in self.kinds))
        return found

    def read(self, raw: str | bytes, *, source: str = "message") -> M:
        """One message out of JSON text, chosen by its ``type``.

        Raises:
            BadInput: every problem of the text at once; what a person typed is not repeated.

        """
        name = read_json(raw, source=source)
        kind = self.by_type.get(str(name.get("type"))) if isinstance(name, dict) else None
        if kind is None:
            raise BadInput([Problem("unknown_type", "type")], source=source)
        return _validate_json(kind, raw, source)

    def revive(self, name: str, schema_version: int, body: str) -> M:
        """An event out of a log, lifted to today's shape if it was written in an older one.

        Raises:
            BadInput: an unknown type, a version from the future or without an upcaster, or a body of another shape.

        """
        kind = self.by_type.get(name)
        if kind is None:
            raise BadInput([Problem("unknown_type", "type")], source="log")
        today = kind.schema_version if issubclass(kind, Event) else 1
        if schema_version == today:
            return _validate_json(kind, body, name)
        return _validate_json(kind, self._lifted(name, schema_version, today, body), name)

    def _lifted(self, name: str, version: int, today: int, body: str) -> str:
        if version > today:
            raise BadInput([Problem("from_the_future", "schema_version", {"version": version})], source=name)
        value = read_json(body, source=name)
        for step in range(version, today):
            if (name, step) not in self.upcasters:
                raise BadInput([Problem("no_upcaster", "schema_version", {"version": step})], source=name)
            value = _lift(self.upcasters[name, step], value, name, step)
        return _written(value, name, version)

    def schemas(self) -> dict[str, dict[str, Any]]:
        """The JSON Schema (2020-12) of every message, by type; personal fields carry ``x-personal``."""
        return {name: _schema(kind) for name, kind in sorted(self.by_type.items())}


def _schema(kind: type[Message]) -> dict[str, Any]:
    schema = kind.model_json_schema()
    return schema | {"required": ["type", *schema.get("required", ())]}  # in Python it has a default, on the wire not


def _lift(upcaster: Upcaster, value: dict[str, Any], name: str, version: int) -> dict[str, Any]:
    try:
        return upcaster(value)
    except Exception:  # noqa: BLE001  # an upcaster takes a body of its own version apart and knows no other
        bad = _of_no_shape(name, version)
    raise bad


def _written(value: Any, name: str, version: int) -> str:
    try:
        return write_json(value)
    except (TypeError, ValueError):  # an upcaster made something that JSON has no word for
        bad = _of_no_shape(name, version)
    raise bad


def _of_no_shape(name: str, version: int) -> BadInput:
    return BadInput([Problem("invalid", "event", {"rule": f"shape_of_version_{version}"})], source=name)


# ---- from pydantic's errors to ours -------------------------------------------------------------------------------

_PLAIN: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "timezone_aware": "naive_datetime",
    "union_tag_invalid": "unknown_type",
    "union_tag_not_found": "missing",
    "string_unicode": "lone_surrogate",
}


def _validate_json(kind: type[M], raw: str | bytes, source: str) -> M:
    try:
        return cast("M", kind.__pydantic_validator__.validate_json(raw))
    except ValidationError as error:
        bad = _bad_input(error, source)
    raise bad


def _bad_input(error: ValidationError, source: str) -> BadInput:
    details = error.errors(include_url=False, include_context=True, include_input=False)
    return BadInput([_problem(d["type"], d["loc"], d.get("ctx", {})) for d in details], source=source)


def _problem(kind: str, loc: tuple[int | str, ...], context: Mapping[str, Any]) -> Problem:
    code, params = _coded(kind, context)
    *above, last = (str(part) for part in loc) if loc else ("",)
    return Problem(code, ".".join((*above, key_name(last) if code == "unknown_key" else last)), params)


def _coded(kind: str, context: Mapping[str, Any]) -> tuple[str, dict[str, Param]]:
    match kind:
        case _ if kind in _PLAIN:
            return _PLAIN[kind], {}
        case "json_invalid":
            line, column = (int(number) for number in re.findall(r"\d+", str(context["error"]))[-2:])
            return "not_json", {"line": line, "column": column}
        case "literal_error" | "enum":
            return "unknown_choice", {"expected": _choices(str(context["expected"]))}
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            (name, limit), *_ = context.items()
            sign = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}[name]
            return "out_of_range", {"expected": f"{sign} {limit}"}
        case "string_too_long" | "too_long":
            return "wrong_length", {"expected": f"≤ {context['max_length']}"}
        case "string_too_short" | "too_short":
            return "wrong_length", {"expected": f"≥ {context['min_length']}"}
        case "string_pattern_mismatch" if context["pattern"] == _SEEN:
            return "blank", {}
        case "string_pattern_mismatch":
            return "wrong_pattern", {"expected": str(context["pattern"])}
        case _ if kind.endswith(("_type", "_parsing")) or kind == "is_instance_of":
            return "wrong_type", {"expected": kind.removesuffix("_type").removesuffix("_parsing")}
        case _:
            return "invalid", {"rule": kind}


def _choices(said: str) -> tuple[str, ...]:
    """The choices out of pydantic's English list of them: ``'a', 'b' or 'c'``."""
    return tuple(re.findall(r"'([^']*)'", said)) or (said,)
