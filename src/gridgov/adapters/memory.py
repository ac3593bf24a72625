"""A store in memory, for tests and examples: it keeps every promise of a store but one, outliving its process.

>>> from datetime import UTC, datetime
>>> from gridgov.messages.base import Unrecorded
>>> from gridgov.messages.tickets import TicketWithdrawn
>>> at = datetime(2026, 3, 1, tzinfo=UTC)
>>> event = TicketWithdrawn(ticket="T-1", state="withdrawn", at=at, actor="claimant", reason="solved_itself")
>>> store = MemoryStore()
>>> [recorded] = store.append("ticket/T-1", [Unrecorded(event, "c-1", at)], expected_version=0)
>>> recorded.position, recorded.version
(1, 1)
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from threading import Lock

from gridgov.errors import Conflict
from gridgov.messages.base import GENESIS, Recorded, Secret, Unrecorded
from gridgov.messages.chain import chained, check_append, check_read, check_read_all, check_stream

__all__ = ["MemoryStore"]


class MemoryStore:
    """An event store and a personal store; safe for several threads, gone with the process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._log: list[Recorded] = []
        self._streams: dict[str, list[Recorded]] = {}
        self._secrets: dict[str, dict[str, Secret]] = {}

    def __repr__(self) -> str:
        return f"MemoryStore({len(self._log)} events)"

    def append(self, stream: str, events: Sequence[Unrecorded], *, expected_version: int) -> tuple[Recorded, ...]:
        """Adds a batch to the end of a stream; see :class:`gridgov.ports.EventStore`."""
        check_append(stream, events, expected_version)
        with self._lock:
            past = self._streams.get(stream, [])
            if len(past) != expected_version:
                raise Conflict(stream, expected=expected_version, actual=len(past))
            previous = past[-1].hash if past else GENESIS
            fresh = chained(events, stream=stream, version=len(past), position=len(self._log), previous=previous)
            if fresh:
                self._keep(stream, events, fresh)
        return fresh

    def _keep(self, stream: str, events: Sequence[Unrecorded], fresh: Sequence[Recorded]) -> None:
        for new in events:
            if new.secrets:
                self._secrets.setdefault(stream, {}).update(new.secrets)
        self._streams.setdefault(stream, []).extend(fresh)
        self._log.extend(fresh)

    def read(self, stream: str, *, after: int = 0) -> tuple[Recorded, ...]:
        """The events of a stream in order; see :class:`gridgov.ports.EventStore`.

        Nothing is checked: what was appended cannot be changed from outside the process.
        """
        check_read(stream, after)
        with self._lock:
            return tuple(self._streams.get(stream, ())[max(after, 0) :])

    def read_all(self, *, after: int = 0, types: Collection[str] = ()) -> Iterator[Recorded]:
        """The log in order, up to where it ends when the reading begins; see :class:`gridgov.ports.EventStore`."""
        check_read_all(after, types)
        return self._all(after, types)

    def _all(self, after: int, types: Collection[str]) -> Iterator[Recorded]:
        with self._lock:
            end = len(self._log)
        for index in range(max(after, 0), end):
            recorded = self._log[index]  # a log only grows, so what lies before its end needs no lock
            if not types or recorded.event.type in types:
                yield recorded

    def reveal(self, stream: str) -> Mapping[str, str]:
        """The texts of a stream by digest; see :class:`gridgov.ports.PersonalStore`."""
        check_stream(stream)
        with self._lock:
            return {digest: secret.text for digest, secret in self._secrets.get(stream, {}).items()}

    def erase(self, stream: str) -> int:
        """Forgets the texts and salts of a stream; see :class:`gridgov.ports.PersonalStore`."""
        check_stream(stream)
        with self._lock:
            return len(self._secrets.pop(stream, {}))
