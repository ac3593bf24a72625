"""The chain that a log is: how a batch gets its places, and how what lies in a medium is checked before it is trusted.

Every event names the hash of the event before it in its stream, so a stream can be neither changed nor cut in the
middle unnoticed. Positions count the whole log. What a chain cannot show is a log cut off at its very end: it is a
shorter log, whole in itself. Whoever must notice that keeps the number of events, or the last hash, elsewhere.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from attrs import define, field
from pydantic import TypeAdapter

from gridgov.errors import BadInput, Problem
from gridgov.messages.base import (
    GENESIS,
    Event,
    Key,
    Recorded,
    Secret,
    Unrecorded,
    Vocabulary,
    link,
    moment_text,
    record,
    written_as,
)

__all__ = [
    "Chain",
    "Written",
    "chained",
    "check_append",
    "check_read",
    "check_read_all",
    "check_stream",
    "follow",
    "linked",
    "misplaced",
    "restored",
    "verified",
    "verify",
]


class Written(NamedTuple):
    """A recorded event as it lies in a medium: texts and numbers, nothing of it trusted yet."""

    position: Any
    stream: Any
    version: Any
    recorded_at: Any
    command_id: Any
    schema_version: Any
    previous: Any
    hash: Any
    type: Any
    body: Any
    """The JSON of the event, to the letter."""


def chained(
    events: Sequence[Unrecorded], *, stream: str, version: int, position: int, previous: str
) -> tuple[Recorded, ...]:
    """A batch with its places in the log, after the given last version, last position and last hash.

    Raises:
        BadInput: a stream, an id or a moment that no log may hold.

    """
    found = []
    for step, new in enumerate(events, start=1):
        recorded = record(new, stream=stream, version=version + step, position=position + step, previous=previous)
        previous = recorded.hash
        found.append(recorded)
    return tuple(found)


def restored(written: Written, vocabulary: Vocabulary[Event]) -> Recorded:
    """The recorded event that a medium holds, checked against its own hash, then lifted to today's shape.

    Raises:
        BadInput: it does not have the hash it names, or is nothing that this vocabulary knows.

    """
    _, stream, version, recorded_at, command_id, schema_version, previous, digest, kind, body = written
    if link(previous, stream, version, recorded_at, command_id, schema_version, body) != digest:
        raise BadInput([Problem("hash_mismatch", "hash")], source="log")
    if not isinstance(schema_version, int):
        raise BadInput([Problem("wrong_type", "schema_version", {"expected": "int"})], source="log")
    event = vocabulary.revive(str(kind), schema_version, str(body))
    recorded = Recorded(
        position=written.position,
        stream=stream,
        version=version,
        recorded_at=_moment(recorded_at),
        command_id=command_id,
        schema_version=schema_version,
        previous=previous,
        hash=digest,
        event=event,
    )
    return written_as(recorded, body)


def _moment(text: Any) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise BadInput([Problem("wrong_type", "recorded_at", {"expected": "datetime"})], source="log") from None


def misplaced(error: BadInput, where: str, *, source: str) -> BadInput:
    """The same problems, with the place in the medium before each: ``line 3, position 3: hash``."""
    found = [Problem(p.code, f"{where}: {p.where}".rstrip(), p.params) for p in error.problems]
    return BadInput(found, source=source)


@define
class Chain:
    """How far a log has been checked: its last position, and the last version and hash of every stream."""

    position: int = 0
    heads: dict[str, tuple[int, str]] = field(factory=dict, repr=False)

    def add(self, recorded: Recorded) -> None:
        """Takes the next event of the log in.

        Raises:
            BadInput: it is not the next one: a gap, another order, or a broken link.

        """
        follow("position", recorded.position, self.position)
        self.heads[recorded.stream] = linked(recorded, *self.heads.get(recorded.stream, (0, GENESIS)))
        self.position = recorded.position


def linked(recorded: Recorded, version: int, previous: str | None) -> tuple[int, str]:
    """The version and hash of an event, checked to come right after the given ones in its stream.

    Args:
        recorded: the event
        version: the version before it; 0 before the first
        previous: the hash before it, :data:`~gridgov.messages.base.GENESIS` before the first; None when it is not
            known, and then only the version is checked

    Raises:
        BadInput: another version, or a broken link.

    """
    follow("version", recorded.version, version)
    if previous is not None and recorded.previous != previous:
        raise BadInput([Problem("chain_broken", "previous")], source="log")
    return recorded.version, recorded.hash


def follow(name: str, number: int, last: int) -> int:
    """A position or a version, checked to come right after the last one.

    Raises:
        BadInput: it does not.

    """
    if number != last + 1:
        problem = Problem("not_next", name, {"actual": number, "expected": last + 1})
        raise BadInput([problem], source="log")
    return number


def verified(log: Iterable[Recorded], *, source: str = "log") -> Iterator[Recorded]:
    """The events of a whole log one by one, each after it was checked; it stops with an error at the first bad one.

    Raises:
        BadInput: a gap, another order, a broken link, or an event that does not have its hash; names the position.

    """
    chain = Chain()
    for recorded in log:
        where = f"position {chain.position + 1}"
        try:
            _own_hash(recorded)
            chain.add(recorded)
        except BadInput as error:
            raise misplaced(error, where, source=source) from None
        yield recorded


def _own_hash(recorded: Recorded) -> None:
    if not isinstance(recorded, Recorded):
        raise BadInput([_no("Recorded", "event")], source="log")
    head = recorded.previous, recorded.stream, recorded.version, moment_text(recorded.recorded_at)
    if link(*head, recorded.command_id, recorded.schema_version, recorded.body) != recorded.hash:
        raise BadInput([Problem("hash_mismatch", "hash")], source="log")


def verify(log: Iterable[Recorded]) -> int:
    """Checks a whole log, e.g. ``verify(store.read_all())``, and returns how many events it has.

    Raises:
        BadInput: the log is not whole; names the first position that is wrong.

    >>> verify([])
    0

    """
    return sum(1 for _ in verified(log))


# ---- what a store is asked ----------------------------------------------------------------------------------------


def check_append(stream: object, events: object, expected_version: object) -> None:
    """What :meth:`gridgov.ports.EventStore.append` may be given; every store asks this first.

    Raises:
        BadInput: a stream that is no key, events that are no sequence of ``Unrecorded``, a version that is none.

    >>> try:
    ...     check_append("case/1", iter(()), -1)
    ... except BadInput as error:
    ...     print([problem.text("en") for problem in error.problems])
    ['events must be sequence', 'expected_version must be ≥ 0']

    """
    _refuse([*_stream(stream), *_batch(events), *_number("expected_version", expected_version, least=0)], "append")


def check_stream(stream: object) -> None:
    """What names a stream, here where personal texts are asked for.

    Raises:
        BadInput: it is no key.

    """
    _refuse(_stream(stream), "stream")


def check_read(stream: object, after: object) -> None:
    """What :meth:`gridgov.ports.EventStore.read` may be given; every store asks this first.

    Raises:
        BadInput: a stream that is no key, a version that is no whole number.

    """
    _refuse([*_stream(stream), *_number("after", after)], "read")


def check_read_all(after: object, types: object) -> None:
    """What :meth:`gridgov.ports.EventStore.read_all` may be given; every store asks this first.

    Raises:
        BadInput: a position that is no whole number; types that are no collection of texts, or a single text, whose
            letters would be taken for names.

    """
    named = isinstance(types, Collection) and not isinstance(types, str) and all(isinstance(t, str) for t in types)
    _refuse([*_number("after", after), *([] if named else [_no("collection of strings", "types")])], "read_all")


_KEY: Final = TypeAdapter(Key).validator


def _refuse(problems: Sequence[Problem], source: str) -> None:
    if problems:
        raise BadInput(problems, source=source)


def _no(expected: str, where: str) -> Problem:
    return Problem("wrong_type", where, {"expected": expected})


def _stream(stream: object) -> list[Problem]:
    if not isinstance(stream, str):
        return [_no("string", "stream")]
    return [] if _KEY.isinstance_python(stream) else [Problem("invalid", "stream", {"rule": "key"})]


def _number(name: str, value: object, *, least: int | None = None) -> list[Problem]:
    if not isinstance(value, int) or isinstance(value, bool):
        return [_no("int", name)]
    return [Problem("out_of_range", name, {"expected": f"≥ {least}"})] if least is not None and value < least else []


def _batch(events: object) -> list[Problem]:
    if not isinstance(events, Sequence) or isinstance(events, str):
        return [_no("sequence", "events")]
    return [problem for n, new in enumerate(events) for problem in _unrecorded(new, f"events[{n}]")]


def _unrecorded(new: object, where: str) -> list[Problem]:
    if not isinstance(new, Unrecorded):
        return [_no("Unrecorded", where)]
    found = []
    if not isinstance(new.event, Event):
        found.append(_no("Event", f"{where}.event"))
    if not isinstance(new.recorded_at, datetime):
        found.append(_no("datetime", f"{where}.recorded_at"))
    secrets: object = new.secrets
    if not isinstance(secrets, Mapping) or not all(
        isinstance(digest, str) and isinstance(secret, Secret) for digest, secret in secrets.items()
    ):
        found.append(_no("mapping of digests to Secret", f"{where}.secrets"))
    return found
