"""The log of a process as an XES file (IEEE 1849), written and read event by event.

>>> from io import BytesIO
>>> step = Transition("T-1", 1, "ticket.collected", "", "registered", 1_646_107_200_000_000, "worker-7")
>>> text = "".join(write_xes([step]))
>>> list(read_xes(BytesIO(text.encode()))) == [step]
True

A ticket is a trace, an event an event: its name (``concept:name``), its time (``time:timestamp``), that it is done
(``lifecycle:transition``), who did it (``org:resource``, a key). ``version``, ``from`` and ``to`` stand beside them as
attributes of their own. Keys and codes only; no text that somebody wrote is in the file.

Files of others are read too. What they lack is made up as little as possible: versions are counted within a trace,
states stay empty, and an event that is not ``complete`` gets its transition behind its name, ``check+start``.

**A file that declares a document type is refused**, before anything in it is read. Without one there are no entities,
and without entities there is no *billion laughs*, no reading of other files. No part of the file may be longer than
:data:`MAX_VALUE` or nested deeper than :data:`MAX_DEPTH`; one event is in memory at a time.

Source: IEEE Std 1849-2016 (XES), with its extensions concept, time, lifecycle (standard model) and organizational.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, Final, Protocol
from xml.parsers import expat  # a document type is refused, so there are no entities

from attrs import frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem

__all__ = ["MAX_DEPTH", "MAX_VALUE", "Transition", "columns", "read_xes", "transitions", "write_xes"]

MAX_VALUE: Final = 500
"""The longest value that is read, in characters."""
MAX_DEPTH: Final = 64
"""The deepest nesting of attributes that is read."""
_CHUNK: Final = 1 << 16
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@frozen
class Transition:
    """One event of a ticket: a row of the transition table."""

    ticket: str
    version: int
    """1, 2, 3 … within the ticket."""
    event: str
    before: str
    """The state before; empty before the first event."""
    after: str
    at: int
    """Microseconds since 1970-01-01, UTC."""
    actor: str | None = None
    """Who did it: a key, never a name."""


def transitions(table: Mapping[str, Sequence[Any]]) -> Iterator[Transition]:
    """The rows of a transition table, such as ``metrics.facts(log).transitions``, ticket by ticket.

    >>> table = {"ticket": ["b", "a"], "version": [1, 1], "event": ["e", "e"], "from": ["", ""], "to": ["x", "y"]}
    >>> [row.ticket for row in transitions({**table, "at": [0, 0], "actor": [None, "u"]})]
    ['a', 'b']

    """
    names = ("ticket", "version", "event", "from", "to", "at", "actor")
    rows = [Transition(*row) for row in zip(*(table[name] for name in names), strict=True)]
    rows.sort(key=lambda row: (row.ticket, row.version))
    yield from rows


def columns(rows: Iterable[Transition]) -> dict[str, list[Any]]:
    """Rows as a transition table: what :mod:`gridgov.metrics.conformance` takes, once it is a dataframe.

    >>> columns([Transition("a", 1, "e", "", "x", 0)])["from"]
    ['']

    """
    table: dict[str, list[Any]] = {n: [] for n in ("ticket", "version", "event", "from", "to", "at", "actor")}
    for row in rows:
        said = (row.ticket, row.version, row.event, row.before, row.after, row.at, row.actor)
        for column, value in zip(table.values(), said, strict=True):
            column.append(value)
    return table


# ---- writing ------------------------------------------------------------------------------------------------------

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000000+00:00"/>
    <string key="lifecycle:transition" value="complete"/>
  </global>
  <classifier name="Event Name" scope="event" keys="concept:name"/>
  <string key="lifecycle:model" value="standard"/>
"""


def write_xes(rows: Iterable[Transition]) -> Iterator[str]:
    """The text of an XES file, piece by piece; the rows of a ticket come one after the other.

    Raises:
        BadInput: a row of another type; a ticket that comes back after another one; a value that XML cannot hold. It
            comes after the pieces before it.

    """
    yield _HEAD
    last, seen = None, set[str]()
    for number, row in enumerate(rows):
        check_type(row, Transition, f"row[{number}]", expected="Transition", source="xes")
        if row.ticket != last:
            if row.ticket in seen:
                raise BadInput([Problem("not_in_order", f"row[{number}].ticket")], source="xes")
            seen.add(row.ticket)
            yield ("" if last is None else "  </trace>\n") + "  <trace>\n"
            yield "    " + _attribute("string", "concept:name", row.ticket, number)
            last = row.ticket
        yield _event(row, number)
    yield ("" if last is None else "  </trace>\n") + "</log>\n"


def _event(row: Transition, number: int) -> str:
    at = (_EPOCH + row.at * _MICROSECOND).isoformat(timespec="microseconds")
    values = [
        ("string", "concept:name", row.event),
        ("date", "time:timestamp", at),
        ("string", "lifecycle:transition", "complete"),
        *([("string", "org:resource", row.actor)] if row.actor is not None else []),
        ("int", "version", str(row.version)),
        ("string", "from", row.before),
        ("string", "to", row.after),
    ]
    inside = "".join("      " + _attribute(kind, key, value, number) for kind, key, value in values)
    return f"    <event>\n{inside}    </event>\n"


def _attribute(kind: str, key: str, value: str, number: int) -> str:
    if any(not _fits_xml(character) for character in value):
        raise BadInput([Problem("control_character", f"row[{number}], {key}")], source="xes")
    return f'<{kind} key="{key}" value="{escape(value)}"/>\n'


def _fits_xml(character: str) -> bool:
    return character >= " " and not ("\ud800" <= character <= "\udfff" or character in "\ufffe\uffff")


# ---- reading ------------------------------------------------------------------------------------------------------


class Readable(Protocol):
    """A file that gives bytes."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


def read_xes(file: Readable, *, source: str = "xes") -> Iterator[Transition]:
    """The events of an XES file, trace by trace; one event is in memory at a time.

    Attributes that are nested in others, lists and containers are passed over, and so is what belongs to no trace.

    Raises:
        BadInput: no XML, another root, a document type, a value that is too long, a trace without a name before its
            events, an event without name or time. It names the line and comes after the events before it.

    """
    found: deque[Transition] = deque()
    reading = _Reading(found, source)
    while chunk := file.read(_CHUNK):
        if not isinstance(chunk, bytes):
            raise BadInput([Problem("wrong_type", "file", {"expected": "bytes"})], source=source)
        reading.feed(chunk, last=False)
        while found:
            yield found.popleft()
    reading.feed(b"", last=True)
    yield from found


class _Reading:
    """What the parser is in the middle of: elements from the root, the values of the trace and of the event."""

    def __init__(self, found: deque[Transition], source: str) -> None:
        self.found, self.source = found, source
        self.path: list[str] = []
        self.trace: dict[str, str] = {}
        self.event: dict[str, str] = {}
        self.count = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def feed(self, chunk: bytes, *, last: bool) -> None:
        problem = None
        try:
            self.parser.Parse(chunk, last)
        except expat.ExpatError as error:  # refused below: raised in here, the refusal would keep a piece of the file
            problem = Problem("not_xml", "", {"line": error.lineno, "column": error.offset})
        if problem is not None:
            raise BadInput([problem], source=self.source)

    def refuse(self, code: str, where: str = "", **params: Any) -> BadInput:
        place = f"line {self.parser.CurrentLineNumber}" + (f", {where}" if where else "")
        return BadInput([Problem(code, place, params)], source=self.source)

    def refuse_doctype(self, *_: Any) -> None:
        raise self.refuse("doctype_refused")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if not self.path and name != "log":
            raise self.refuse("another_root", expected="log")
        if len(self.path) >= MAX_DEPTH:
            raise self.refuse("too_deep", limit=MAX_DEPTH)
        place = "/".join(self.path[-2:])
        if name == "trace" and place == "log":
            self.trace, self.count = {}, 0
        elif name == "event" and place == "log/trace":
            self.event = {}
        elif place == "log/trace":
            self.keep(self.trace, attributes)
        elif place == "trace/event" and len(self.path) == len(("log", "trace", "event")):
            self.keep(self.event, attributes)
        self.path.append(name)

    def keep(self, values: dict[str, str], attributes: Mapping[str, str]) -> None:
        key, value = attributes.get("key", ""), attributes.get("value", "")
        if key in _KEPT:
            if len(value) > MAX_VALUE:
                raise self.refuse("value_too_long", key, limit=MAX_VALUE)
            values[key] = value

    def end(self, _: str) -> None:
        if self.path == ["log", "trace", "event"]:
            self.count += 1
            self.found.append(self.transition())
        self.path.pop()

    def transition(self) -> Transition:
        event, ticket = self.event, self.trace.get("concept:name", "")
        if not ticket:
            raise self.refuse("missing", "trace concept:name")
        if not event.get("concept:name"):
            raise self.refuse("missing", "event concept:name")
        moved = event.get("lifecycle:transition", "complete")
        return Transition(
            ticket=ticket,
            version=self.whole(event["version"]) if "version" in event else self.count,
            event=event["concept:name"] + ("" if moved.lower() == "complete" else f"+{moved}"),
            before=event.get("from", ""),
            after=event.get("to", ""),
            at=self.moment(event.get("time:timestamp", "")),
            actor=event.get("org:resource"),
        )

    def whole(self, value: str) -> int:
        if not value.isascii() or not value.isdigit() or len(value) > len(str(2**31)):
            raise self.refuse("wrong_type", "event version", expected="integer")
        return int(value)

    def moment(self, value: str) -> int:
        at = moment_of(value)
        if at is None:
            raise self.refuse("not_a_time", "event time:timestamp")
        return at


_KEPT: Final = frozenset(
    ("concept:name", "time:timestamp", "lifecycle:transition", "org:resource", "version", "from", "to")
)


def moment_of(value: str) -> int | None:
    """A time with its zone as microseconds since 1970; None if it is none.

    >>> moment_of("1970-01-01T08:00:01+08:00"), moment_of("1970-01-01T00:00:01")
    (1000000, None)

    """
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return None if at.tzinfo is None else (at - _EPOCH) // _MICROSECOND
