"""The chain that a log is: how a batch gets its places, and how what lies in a medium is checked before it is trusted.

Every event names the hash of the event before it in its stream, so a stream can be neither changed nor cut in the
middle unnoticed. Positions count the whole log. What a chain cannot show is a log cut off at its very end: it is a
shorter log, whole in itself. Whoever must notice that keeps the number of events, or the last hash, elsewhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from attrs import define, field

from gridgov.errors import BadInput, Problem
from gridgov.messages.base import (
    GENESIS,
    Event,
    Recorded,
    Unrecorded,
    Vocabulary,
    link,
    moment_text,
    record,
    written_as,
)

__all__ = ["Chain", "Written", "chained", "follow", "misplaced", "restored", "verified", "verify"]


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
        version, previous = self.heads.get(recorded.stream, (0, GENESIS))
        follow("version", recorded.version, version)
        if recorded.previous != previous:
            raise BadInput([Problem("chain_broken", "previous")], source="log")
        self.position = recorded.position
        self.heads[recorded.stream] = recorded.version, recorded.hash


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
