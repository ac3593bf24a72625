"""What the store contract writes, and the process that it starts to write, and kills.

The events are not the library's own, so that a store is proved for any vocabulary.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pkgutil import resolve_name
from typing import Any, ClassVar, Final, Literal

from gridgov.errors import Conflict
from gridgov.messages.base import Event, Moment, Secret, Unrecorded, Vocabulary, seal

__all__ = ["AT", "EARLIER", "LATER", "VOCABULARY", "Counted", "Noted", "NotedInParts", "counted", "noted", "write"]


class Noted(Event):
    """Somebody wrote something down."""

    type: Literal["contract.noted"] = "contract.noted"
    text: str
    seen: Moment | None = None
    note: str | None = None
    """The digest of a personal text."""


class Counted(Event):
    """Somebody counted."""

    type: Literal["contract.counted"] = "contract.counted"
    number: int


class NotedInParts(Event):
    """The next shape of :class:`Noted`: the text has become a list of words."""

    schema_version: ClassVar[int] = 2

    type: Literal["contract.noted"] = "contract.noted"
    words: tuple[str, ...]


def _in_parts(event: dict[str, Any]) -> dict[str, Any]:
    kept = {name: event[name] for name in ("type", "at", "actor")}
    return {**kept, "words": event["text"].split()}


VOCABULARY: Final[Vocabulary[Event]] = Vocabulary((Noted, Counted))
"""The vocabulary that the contract asks a store to hold."""

LATER: Final[Vocabulary[Event]] = Vocabulary((NotedInParts, Counted), {("contract.noted", 1): _in_parts})
"""The same vocabulary some years later, with the upcaster that it needs then."""

EARLIER: Final[Vocabulary[Event]] = Vocabulary((Noted,))
"""The same vocabulary some years before: it does not know how to count."""

AT: Final = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
"""When everything in the contract happens."""


def noted(text: str = "seen", *, note: str | None = None, salt: str = "") -> Unrecorded:
    """A text on its way into a store; with ``note``, a personal text sealed by ``salt`` beside it."""
    if note is None:
        return Unrecorded(Noted(at=AT, actor="clerk-1", text=text), "command-1", AT)
    digest = seal(note, salt)
    event = Noted(at=AT, actor="clerk-1", text=text, note=digest)
    return Unrecorded(event, "command-1", AT, {digest: Secret(salt, note)})


def counted(number: int, *, command_id: str = "command-1") -> Unrecorded:
    """A number on its way into a store."""
    return Unrecorded(Counted(at=AT, actor="clerk-1", number=number), command_id, AT)


def write(opener: str, place: str, stream: str, size: str, name: str) -> None:
    """Opens a store when told to, and appends batches until killed, saying of each that it was acknowledged.

    The words are those of a command line. It prints ``ready``, waits for a line, and from then on prints the last
    version and hash after every append. On a conflict it tries again at the version it was told.
    """
    open_store: Callable[..., Any] = resolve_name(opener)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    store = open_store(place, vocabulary=VOCABULARY)
    version = 0
    for step in range(_ENOUGH):
        batch = [counted(number, command_id=f"{name}-{step}") for number in range(int(size))]
        last = _insist(store, stream, batch, version)
        version = last.version
        sys.stdout.write(f"{version} {last.hash}\n")
        sys.stdout.flush()


_ENOUGH: Final = 10_000  # nobody may have killed it


def _insist(store: Any, stream: str, batch: list[Unrecorded], version: int) -> Any:
    while True:
        try:
            return store.append(stream, batch, expected_version=version)[-1]
        except Conflict as conflict:
            version = int(str(conflict.params["actual"]))


if __name__ == "__main__":
    write(*sys.argv[1:])
