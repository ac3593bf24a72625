"""What the library asks of the world outside, as protocols. The core never calls them; hosts and adapters do.

A store is three methods. Whoever writes one proves it with :mod:`gridgov.testing.stores`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from gridgov.messages.base import Command, Recorded, Unrecorded

Raw_contra = TypeVar("Raw_contra", contravariant=True)


class EventStore(Protocol):
    """An append-only log of events in streams.

    Promises: a batch is stored whole or not at all; versions of a stream and positions of the log count 1, 2, 3 …
    without a gap; whoever has read position *n* never finds a lower one later; what ``append`` returned survives
    the death of the process. Safe for several threads, and for several processes where the medium is shared.
    """

    def append(self, stream: str, events: Sequence[Unrecorded], *, expected_version: int) -> tuple[Recorded, ...]:
        """Adds a batch to the end of a stream that has ``expected_version`` events (0: a new stream).

        An empty batch checks the version and stores nothing.

        Raises:
            BadInput: a stream that is no key, events that are no sequence of ``Unrecorded`` or cannot be in a log, a
                negative version; see :func:`gridgov.messages.chain.check_append`.
            Conflict: the stream is at another version.

        """
        ...

    def read(self, stream: str, *, after: int = 0) -> tuple[Recorded, ...]:
        """The events of a stream in order, those with a version above ``after``. An unknown stream is empty.

        A store whose medium others can write to checks that each event has its hash, that versions follow one another,
        and that each names the hash before it, as far as it reads: what stands at ``after`` and below is not looked at.

        Raises:
            BadInput: a stream that is no key, ``after`` no whole number, or not what was appended.

        """
        ...

    def read_all(self, *, after: int = 0, types: Collection[str] = ()) -> Iterator[Recorded]:
        """The whole log in order, above position ``after``, of the given event types (none given: all).

        A store whose medium others can write to checks each event against its hash. It need not check every link;
        :func:`gridgov.messages.chain.verify` does.

        Raises:
            BadInput: ``after`` is no whole number, ``types`` no collection of texts or one single text, whose letters
                would be taken for names; or the log is not what was appended.

        """
        ...


class PersonalStore(Protocol):
    """The personal texts beside a log, by stream and digest. Usually the same object as the event store."""

    def reveal(self, stream: str) -> Mapping[str, str]:
        """The texts of a stream by digest; erased ones are absent."""
        ...

    def erase(self, stream: str) -> int:
        """Destroys the texts and salts of a stream, returns how many. The log still verifies afterwards."""
        ...


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The present moment, with its offset."""
        ...


class IdSource(Protocol):
    """Where ids and salts come from."""

    def new_id(self) -> str:
        """An id that was never given before, sortable by time of creation."""
        ...

    def new_salt(self) -> str:
        """A secret of at least 128 bits for sealing personal data."""
        ...


class Channel(Protocol[Raw_contra]):
    """A way in: turns what arrives into a command, or a ``BadInput`` that lists everything wrong with it."""

    def parse(self, raw: Raw_contra) -> Command:
        """The command that the raw input asks for."""
        ...
