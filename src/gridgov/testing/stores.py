"""The contract of a store: the promises of :mod:`gridgov.ports` as tests that any store can run. Needs pytest.

A store in your package is proved by a class in your tests; pytest collects what it inherits::

    from gridgov.testing.stores import StoreContract

    class TestMyStore(StoreContract):
        def make_store(self, folder, vocabulary):
            return MyStore(folder / "log.db", vocabulary=vocabulary)

A store that outlives its process proves more. Name what opens it by its import path, because other processes open it
too, and the place where it lies; it is opened by ``open(place, vocabulary=…)``::

    from gridgov.testing.stores import DurableStoreContract

    class TestMyStore(DurableStoreContract):
        opener = "my_package.stores:MyStore"
        def place(self, folder):
            return f"{folder}/log.db"

Every test gets an empty folder of its own. What the contract cannot prove is that an append outlives a loss of power.
"""

# ruff: noqa: S101, PLR2004  # a contract is made of assertions, and they name the numbers of their case

import logging
import os
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from pkgutil import resolve_name
from threading import Barrier
from threading import Event as Flag
from typing import Any, ClassVar, Protocol

import pytest
from attrs import evolve

from gridgov.errors import BadInput, Conflict
from gridgov.messages.base import GENESIS, Event, Recorded, Unrecorded, Vocabulary
from gridgov.messages.chain import verify
from gridgov.ports import EventStore, PersonalStore
from gridgov.testing.writer import AT, EARLIER, LATER, VOCABULARY, Noted, NotedInParts, counted, noted

__all__ = ["DurableStoreContract", "Store", "StoreContract"]


class Store(EventStore, PersonalStore, Protocol):
    """What the contract is about: a log with the personal texts beside it."""


TEXTS = (
    "街道办事处回应：井盖已更换。",
    "👩‍👩‍👧 🇨🇳 👍🏽",
    "e\u0301 \u00e9 \ufb01 \u212b",  # combined and composed are different texts and stay so
    "שלום, مرحبا \u202e\u200f",
    "quotes \" ' \\ / <b> %s {x} ; --",
    "lines \n \r\n \t \u2028 \u2029 \x85",
    "control \x00 \x01 \x1b \x7f \x9f",
    "edges \ud7ff \ue000 \uffff \U00010000 \U0010ffff",
    "",
)
"""Texts that a careless store bends."""

PRIVATE = "刘女士 138-0000-0000 – beside the blue gate"
SALT = "7d1f-a-salt-of-the-contract-b03c"


def _wins(store: Store, batch: Sequence[Unrecorded], version: int) -> bool:
    try:
        store.append("case/1", batch, expected_version=version)
    except Conflict:
        return False
    return True


def _insist(store: Store, stream: str, batch: Sequence[Unrecorded]) -> int:
    """Appends to a stream that others append to as well; returns how many conflicts that took."""
    conflicts = 0
    while True:
        try:
            store.append(stream, batch, expected_version=len(store.read(stream)))
        except Conflict:
            conflicts += 1
        else:
            return conflicts


def _follow(store: Store, finished: Callable[[], bool]) -> list[Recorded]:
    """What a reader gets that polls the log, each time from the last position it saw, until all have finished."""
    found: list[Recorded] = []
    last_round = False
    while not last_round:
        last_round = finished()  # asked before reading: what was written before is then read
        found.extend(store.read_all(after=found[-1].position if found else 0))
        time.sleep(0.001)  # or it would take the processor from those who write
    return found


def _positions(log: Sequence[Recorded]) -> list[int]:
    return [recorded.position for recorded in log]


class StoreContract(ABC):
    """Every store: order, conflicts, atomic batches, threads, exact contents, personal texts."""

    many: ClassVar[int] = 100_000
    """How long the long log is."""

    @abstractmethod
    def make_store(self, folder: Path, vocabulary: Vocabulary[Event]) -> Store:
        """An empty store for this vocabulary; what lies in files lies in the folder."""

    def close_store(self, store: Store) -> None:
        """Ends the use of a store: calls its ``close()`` if it has one. Override it if there is more to do."""
        close = getattr(store, "close", None)
        if close is not None:
            close()

    @contextmanager
    def opened(self, folder: Path, vocabulary: Vocabulary[Event] = VOCABULARY) -> Iterator[Store]:
        """A store, closed in the end."""
        store = self.make_store(folder, vocabulary)
        try:
            yield store
        finally:
            self.close_store(store)

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        """An empty store."""
        with self.opened(tmp_path) as store:
            yield store

    @pytest.fixture
    def restless(self) -> Iterator[None]:
        """Threads that take turns much more often than usual."""
        usual = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        yield
        sys.setswitchinterval(usual)

    # ---- nothing yet ----

    def test_an_empty_store_has_no_events(self, store: Store) -> None:
        """An unknown stream is empty, and so are the log and the texts."""
        assert store.read("case/1") == ()
        assert list(store.read_all()) == []
        assert dict(store.reveal("case/1")) == {}
        assert store.erase("case/1") == 0

    def test_an_empty_batch_stores_nothing(self, store: Store) -> None:
        """Neither in a new stream nor in one that is there."""
        assert store.append("case/1", [], expected_version=0) == ()
        store.append("case/1", [counted(1)], expected_version=0)
        assert store.append("case/1", [], expected_version=1) == ()
        assert len(list(store.read_all())) == 1

    def test_an_empty_batch_checks_the_version(self, store: Store) -> None:
        """It is a question whether the stream is still where it was."""
        with pytest.raises(Conflict):
            store.append("case/1", [], expected_version=1)

    # ---- order and places ----

    def test_what_append_returns_is_what_is_read(self, store: Store) -> None:
        """The same recorded events, from the append, the stream and the log."""
        first = store.append("case/1", [counted(1), noted("two")], expected_version=0)
        second = store.append("case/1", [counted(3)], expected_version=2)
        assert store.read("case/1") == (*first, *second)
        assert tuple(store.read_all()) == (*first, *second)

    def test_an_event_keeps_everything_it_came_with(self, store: Store) -> None:
        """Event, command, moment and version of its shape."""
        new = noted("a text")
        store.append("case/1", [new], expected_version=0)
        [found] = store.read("case/1")
        kept = (found.stream, found.event, found.command_id, found.recorded_at, found.schema_version)
        assert kept == ("case/1", new.event, new.command_id, new.recorded_at, 1)

    def test_versions_count_a_stream_and_positions_the_log(self, store: Store) -> None:
        """1, 2, 3 … without a gap, whichever streams take turns."""
        store.append("case/1", [counted(1), counted(2)], expected_version=0)
        store.append("case/2", [counted(3)], expected_version=0)
        store.append("case/1", [counted(4)], expected_version=2)
        places = [(r.position, r.stream, r.version) for r in store.read_all()]
        assert places == [(1, "case/1", 1), (2, "case/1", 2), (3, "case/2", 1), (4, "case/1", 3)]

    def test_every_event_names_the_hash_before_it_in_its_stream(self, store: Store) -> None:
        """Other streams do not come in between."""
        [first] = store.append("case/1", [counted(1)], expected_version=0)
        [other] = store.append("case/2", [counted(1)], expected_version=0)
        [second] = store.append("case/1", [counted(2)], expected_version=1)
        assert (first.previous, other.previous, second.previous) == (GENESIS, GENESIS, first.hash)
        assert verify(store.read_all()) == 3

    def test_names_of_streams_are_exact(self, store: Store) -> None:
        """Case matters, and no character is a wildcard."""
        for stream in ("case/1", "CASE/1", "case/1_", "case/11"):
            store.append(stream, [counted(1)], expected_version=0)
        assert [len(store.read(stream)) for stream in ("case/1", "Case/1", "case/_", "case/1_")] == [1, 0, 0, 1]

    def test_a_stream_can_be_read_from_a_version_on(self, store: Store) -> None:
        """Above the version, not from it; beyond the end there is nothing."""
        store.append("case/1", [counted(n) for n in range(5)], expected_version=0)
        versions = {after: [r.version for r in store.read("case/1", after=after)] for after in (-1, 0, 3, 5, 9)}
        assert versions == {-1: [1, 2, 3, 4, 5], 0: [1, 2, 3, 4, 5], 3: [4, 5], 5: [], 9: []}

    def test_the_log_can_be_read_from_a_position_on(self, store: Store) -> None:
        """Above the position, not from it; beyond the end there is nothing."""
        for n in range(1, 6):
            store.append(f"case/{n}", [counted(n)], expected_version=0)
        found = {after: _positions(list(store.read_all(after=after))) for after in (-1, 0, 3, 5, 9)}
        assert found == {-1: [1, 2, 3, 4, 5], 0: [1, 2, 3, 4, 5], 3: [4, 5], 5: [], 9: []}

    def test_the_log_can_be_read_by_type(self, store: Store) -> None:
        """No type given means all; a type that nothing has means nothing."""
        store.append("case/1", [counted(1), noted("two"), counted(3)], expected_version=0)
        kinds: dict[tuple[str, ...], list[int]] = {(): [], ("contract.counted",): [], ("contract.heard",): []}
        found = {types: _positions(list(store.read_all(types=types))) for types in kinds}
        assert found == {(): [1, 2, 3], ("contract.counted",): [1, 3], ("contract.heard",): []}
        both = store.read_all(after=1, types={"contract.counted", "contract.noted"})
        assert _positions(list(both)) == [2, 3]

    def test_a_reading_goes_on_while_others_append(self, store: Store) -> None:
        """It misses nothing that was there when it began, and gives nothing twice."""
        store.append("case/1", [counted(n) for n in range(3)], expected_version=0)
        reading = store.read_all()
        found = [next(reading)]
        store.append("case/1", [counted(n) for n in range(3)], expected_version=3)
        second = list(store.read_all())
        found.extend(reading)
        assert _positions(found)[:3] == [1, 2, 3]
        assert _positions(found) == list(range(1, len(found) + 1))
        assert _positions(second) == [1, 2, 3, 4, 5, 6]

    # ---- conflicts and atomic batches ----

    @pytest.mark.parametrize("expected", [0, 1, 3])
    def test_another_version_is_a_conflict(self, store: Store, expected: int) -> None:
        """A stale one as well as one that is not there yet; the error says which it is, and nothing is stored."""
        store.append("case/1", [counted(1), counted(2)], expected_version=0)
        with pytest.raises(Conflict) as caught:
            store.append("case/1", [counted(3)], expected_version=expected)
        assert caught.value.params == {"stream": "case/1", "expected": expected, "actual": 2}
        assert verify(store.read_all()) == 2

    def test_a_conflict_in_one_stream_is_none_of_another(self, store: Store) -> None:
        """Versions are those of a stream."""
        store.append("case/1", [counted(1)], expected_version=0)
        store.append("case/2", [counted(1)], expected_version=0)
        assert store.append("case/1", [counted(2)], expected_version=1)[0].position == 3

    def test_a_batch_is_stored_whole_or_not_at_all(self, store: Store) -> None:
        """One event that no log may hold keeps the whole batch out, its personal texts too."""
        bad = evolve(counted(2), recorded_at=datetime(2026, 3, 1))  # noqa: DTZ001  # that it has no zone is the point
        with pytest.raises(BadInput):
            store.append("case/1", [noted(note=PRIVATE, salt=SALT), bad, counted(3)], expected_version=0)
        assert (store.read("case/1"), list(store.read_all()), dict(store.reveal("case/1"))) == ((), [], {})
        [after] = store.append("case/1", [counted(1)], expected_version=0)
        assert (after.position, after.version) == (1, 1)

    def test_a_name_that_no_stream_may_have_is_refused(self, store: Store) -> None:
        """A stream is named by a key, never by what a person typed."""
        with pytest.raises(BadInput):
            store.append("刘女士", [counted(1)], expected_version=0)
        assert list(store.read_all()) == []

    # ---- what a store is asked ----

    @pytest.mark.parametrize("expected", [-1, "1", None, 0.0, False])
    def test_a_version_that_none_can_be_is_refused(self, store: Store, expected: Any) -> None:
        """It is a mistake, not a conflict that goes away when one reads again."""
        with pytest.raises(BadInput, match="expected_version"):
            store.append("case/1", [counted(1)], expected_version=expected)
        assert list(store.read_all()) == []

    @pytest.mark.parametrize("events", [None, "", "events", counted(1), ["event"], [counted(1), counted(1).event]])
    def test_what_is_no_batch_of_unrecorded_events_is_refused(self, store: Store, events: Any) -> None:
        """Wholly, also when only one of them is something else."""
        with pytest.raises(BadInput, match="events"):
            store.append("case/1", events, expected_version=0)
        assert list(store.read_all()) == []

    def test_a_batch_that_can_be_gone_through_once_is_refused(self, store: Store) -> None:
        """Or it would be lost on the way, and nobody told."""
        batch: Any = (new for new in [counted(1), counted(2)])
        with pytest.raises(BadInput, match="events"):
            store.append("case/1", batch, expected_version=0)
        assert list(store.read_all()) == []

    @pytest.mark.parametrize(
        "change", [{"event": "noted"}, {"recorded_at": "now"}, {"secrets": ["text"]}, {"secrets": {"digest": "text"}}]
    )
    def test_an_unrecorded_event_of_wrong_parts_is_refused(self, store: Store, change: dict[str, Any]) -> None:
        """It is an ordinary value that anybody can fill with anything; the error says which part."""
        [part] = change
        with pytest.raises(BadInput, match=rf"events\[1\]\.{part}"):
            store.append("case/1", [counted(1), evolve(counted(2), **change)], expected_version=0)
        assert list(store.read_all()) == []

    @pytest.mark.parametrize("after", ["x", "1", None, 1.0, True])
    def test_a_reading_after_no_number_is_refused(self, store: Store, after: Any) -> None:
        """Of a stream and of the log."""
        store.append("case/1", [counted(1)], expected_version=0)
        with pytest.raises(BadInput, match="after"):
            store.read("case/1", after=after)
        with pytest.raises(BadInput, match="after"):
            list(store.read_all(after=after))

    @pytest.mark.parametrize("types", ["contract.counted", "", b"contract.counted", None, 7, [7], iter(["a"])])
    def test_a_reading_of_types_that_are_no_collection_of_names_is_refused(self, store: Store, types: Any) -> None:
        """A single text above all: its letters would be taken for names, or part of it for the whole."""
        store.append("case/1", [counted(1)], expected_version=0)
        with pytest.raises(BadInput, match="types"):
            list(store.read_all(types=types))

    @pytest.mark.parametrize(
        "stream", [None, 7, ["case/1"], b"case/1", "", "刘女士", "case/1\n", "case/\ud800", "c" * 121]
    )
    def test_what_names_no_stream_is_refused_everywhere(self, store: Store, stream: Any) -> None:
        """A stream is named by a key."""
        for ask in (store.read, store.reveal, store.erase):
            with pytest.raises(BadInput, match="stream"):
                ask(stream)
        with pytest.raises(BadInput, match="stream"):
            store.append(stream, [], expected_version=0)

    # ---- threads ----

    @pytest.mark.usefixtures("restless")
    def test_of_writers_with_the_same_version_one_wins(self, store: Store) -> None:
        """Whoever is second is told so, every time."""
        writers, rounds = 4, 12
        barrier = Barrier(writers)

        def race(writer: int) -> list[bool]:
            won = []
            try:
                for done in range(rounds):
                    barrier.wait()
                    won.append(_wins(store, [counted(writer)], done))
                    barrier.wait()
            except BaseException:
                barrier.abort()  # or the others would wait for ever
                raise
            return won

        with ThreadPoolExecutor(writers) as pool:
            results = list(pool.map(race, range(writers)))
        assert [sum(won) for won in zip(*results, strict=True)] == [1] * rounds
        assert verify(store.read_all()) == len(store.read("case/1")) == rounds

    @pytest.mark.usefixtures("restless")
    def test_a_reader_misses_nothing_while_many_write(self, store: Store) -> None:
        """Whoever polls from the last position it saw gets every event once and in order."""
        writers, appends = 4, 25

        def write(writer: int) -> None:
            for step in range(appends):
                batch = [counted(n, command_id=f"{writer}-{step}") for n in range(1 + step % 3)]
                _insist(store, f"case/{writer % 2}", batch)

        with ThreadPoolExecutor(writers + 1) as pool:
            writing = [pool.submit(write, writer) for writer in range(writers)]
            seen = pool.submit(_follow, store, lambda: all(work.done() for work in writing)).result()
            for work in writing:
                work.result()
        assert _positions(seen) == list(range(1, len(seen) + 1))
        assert seen == list(store.read_all())
        assert verify(seen) == writers * sum(1 + step % 3 for step in range(appends))

    @pytest.mark.usefixtures("restless")
    def test_a_reader_never_sees_a_part_of_a_batch(self, store: Store) -> None:
        """Not in the stream, and not at the end of the log."""
        size, appends = 20, 15
        ended = Flag()
        torn: list[int] = []

        def look() -> None:
            while not ended.is_set():
                torn.extend(n for n in (len(store.read("case/1")), len(list(store.read_all()))) if n % size)

        with ThreadPoolExecutor(2) as pool:
            looking = pool.submit(look)
            try:
                for step in range(appends):
                    store.append("case/1", [counted(n) for n in range(size)], expected_version=step * size)
            finally:
                ended.set()
            looking.result()
        assert torn == []

    # ---- contents ----

    def test_a_text_of_any_script_comes_back_as_it_was(self, store: Store) -> None:
        """Every character of every event, control characters included."""
        store.append("case/1", [noted(text) for text in TEXTS], expected_version=0)
        assert [r.event for r in store.read("case/1")] == [noted(text).event for text in TEXTS]
        assert verify(store.read_all()) == len(TEXTS)

    @pytest.mark.parametrize("minutes", [0, 480, 345, -210, 1439, -1439])
    def test_a_moment_keeps_its_offset_and_its_microseconds(self, store: Store, minutes: int) -> None:
        """The local time that somebody saw on the clock is part of what happened."""
        moment = datetime(2026, 3, 29, 1, 59, 59, 999999, tzinfo=timezone(timedelta(minutes=minutes)))
        event = Noted(at=moment, actor="clerk-1", text="", seen=moment)
        store.append("case/1", [Unrecorded(event, "command-1", moment)], expected_version=0)
        [found] = store.read("case/1")
        seen = found.event.seen if isinstance(found.event, Noted) else None
        assert [m.isoformat() for m in (found.at, found.recorded_at, seen or AT)] == [moment.isoformat()] * 3

    def test_a_long_log_is_kept_whole(self, store: Store) -> None:
        """100,000 events in ten streams: in order, verified, and readable from the middle."""
        batch = [counted(n) for n in range(self.many // 100)]
        for step in range(100):
            store.append(f"case/{step % 10}", batch, expected_version=step // 10 * len(batch))
        assert verify(store.read_all()) == self.many
        assert _positions(list(store.read_all(after=self.many - 2))) == [self.many - 1, self.many]
        assert [r.version for r in store.read("case/3", after=self.many // 10 - 1)] == [self.many // 10]

    # ---- personal texts ----

    def test_personal_texts_lie_beside_the_log(self, store: Store) -> None:
        """They come back by the digest that stands in the event, letter by letter."""
        texts = [text for text in TEXTS if text]
        batch = [noted(note=text, salt=SALT) for text in texts]
        recorded = store.append("case/1", batch, expected_version=0)
        digests = [r.event.note for r in recorded if isinstance(r.event, Noted)]
        revealed = store.reveal("case/1")
        assert [revealed[digest or ""] for digest in digests] == texts
        assert len(revealed) == len(texts)

    def test_the_same_secret_may_come_twice(self, store: Store) -> None:
        """One text under one salt has one digest, in however many events it stands."""
        new = noted(note=PRIVATE, salt=SALT)
        store.append("case/1", [new, new], expected_version=0)
        store.append("case/1", [new], expected_version=2)
        assert list(store.reveal("case/1").values()) == [PRIVATE]

    def test_erasing_leaves_the_log_whole(self, store: Store) -> None:
        """The texts are gone, of this stream alone; the events stay as they were, and the chain verifies."""
        store.append("case/1", [noted(note=PRIVATE, salt=SALT), noted(note="another", salt=SALT)], expected_version=0)
        store.append("case/2", [noted(note=PRIVATE, salt=SALT)], expected_version=0)
        before = list(store.read_all())
        assert store.erase("case/1") == 2
        assert dict(store.reveal("case/1")) == {}
        assert list(store.reveal("case/2").values()) == [PRIVATE]
        assert list(store.read_all()) == before
        assert verify(store.read_all()) == 3
        assert store.erase("case/1") == 0

    def test_a_stream_goes_on_after_an_erasure(self, store: Store) -> None:
        """What comes later has texts of its own."""
        store.append("case/1", [noted(note=PRIVATE, salt=SALT)], expected_version=0)
        store.erase("case/1")
        store.append("case/1", [noted(note="later", salt=SALT)], expected_version=1)
        assert list(store.reveal("case/1").values()) == ["later"]

    def test_a_conflict_stores_no_text(self, store: Store) -> None:
        """A batch that was not stored leaves nothing behind."""
        with pytest.raises(Conflict):
            store.append("case/1", [noted(note=PRIVATE, salt=SALT)], expected_version=7)
        assert dict(store.reveal("case/1")) == {}

    def test_a_personal_text_shows_nowhere(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        """Not in what the store and its records look like, not in an error, not in any log at its most talkative."""
        for name in ("root", *logging.root.manager.loggerDict):
            caplog.set_level(logging.DEBUG, None if name == "root" else name)
        new = noted(note=PRIVATE, salt=SALT)
        with self.opened(tmp_path) as store:
            recorded = store.append("case/1", [new], expected_version=0)
            shown = [repr(new), repr(store), repr(recorded), *(r.model_dump_json() for r in recorded)]
            with pytest.raises(Conflict) as stale:
                store.append("case/1", [new], expected_version=0)
            with pytest.raises(BadInput) as bad:
                store.append("刘", [new], expected_version=0)
            store.reveal("case/1")
            store.erase("case/1")
        shown += [str(stale.value), repr(stale.value), str(bad.value), repr(bad.value), caplog.text]
        assert not [text for text in shown if PRIVATE in text or SALT in text]


class DurableStoreContract(StoreContract):
    """A store that outlives its process: reopening, several processes, a kill, files without erased texts."""

    opener: ClassVar[str]
    """What opens the store, as ``package.module:name``; called with a place and a vocabulary."""

    @abstractmethod
    def place(self, folder: Path) -> str:
        """Where the store of a test lies, e.g. a URL; the same for the same folder."""

    def make_store(self, folder: Path, vocabulary: Vocabulary[Event]) -> Store:
        """Opens the store of this folder."""
        store: Store = resolve_name(self.opener)(self.place(folder), vocabulary=vocabulary)
        return store

    @contextmanager
    def _writers(self, folder: Path, stream: str, size: int) -> Iterator[list["subprocess.Popen[str]"]]:
        """Two processes that append batches to one stream, started at one moment, and killed in the end."""
        command = [sys.executable, "-m", "gridgov.testing.writer", self.opener, self.place(folder), stream, str(size)]
        surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
        with ExitStack() as stack:
            writers = []
            for name in ("a", "b"):
                writer = subprocess.Popen(  # noqa: S603  # this interpreter, with words of our own
                    [*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=surroundings
                )
                stack.enter_context(writer)
                stack.callback(writer.kill)
                writers.append(writer)
            for writer in writers:
                assert _line(writer) == "ready"
            for writer in writers:
                _say(writer, "go")
            yield writers

    def test_what_was_appended_is_there_when_the_store_is_opened_again(self, tmp_path: Path) -> None:
        """Events and texts; versions and positions go on from there."""
        with self.opened(tmp_path) as store:
            before = store.append("case/1", [noted(note=PRIVATE, salt=SALT), counted(2)], expected_version=0)
        with self.opened(tmp_path) as store:
            assert store.read("case/1") == before
            assert list(store.reveal("case/1").values()) == [PRIVATE]
            [after] = store.append("case/1", [counted(3)], expected_version=2)
            assert (after.position, after.version, after.previous) == (3, 3, before[-1].hash)

    def test_processes_that_write_at_once_and_are_killed_lose_nothing(self, tmp_path: Path) -> None:
        """Two open a new store and write to one stream, a third reads; then the two are killed while they append.

        What they were told is there, nothing is there twice, no batch is torn, and the reader missed nothing.
        """
        size, ended = 40, Flag()
        with self._writers(tmp_path, "case/1", size) as writers, self.opened(tmp_path) as store:
            with ThreadPoolExecutor(1) as pool:
                reading = pool.submit(_follow, store, ended.is_set)
                try:
                    told = [_line(writer) for _ in range(12) for writer in writers]
                    for writer in writers:
                        writer.kill()
                        told += _rest(writer)
                finally:
                    ended.set()
            seen = reading.result()
        with self.opened(tmp_path) as store:
            log = store.read("case/1")
            assert seen == list(store.read_all()) == list(log)
            assert store.append("case/1", [counted(1)], expected_version=len(log))
            assert verify(store.read_all()) == len(log) + 1
        assert set(told) <= {f"{r.version} {r.hash}" for r in log}
        batches = [tuple(r.command_id for r in log[n : n + size]) for n in range(0, len(log), size)]
        assert all(batch == batch[:1] * size for batch in batches)
        assert len(set(batches)) == len(batches)

    def test_an_erased_text_is_in_no_file(self, tmp_path: Path) -> None:
        """Deleting is not hiding: neither text nor salt is in any byte of the folder, while the store is open."""
        neighbours = [noted(note=f"neighbour {n}", salt=SALT[::-1]) for n in range(20)]
        with self.opened(tmp_path) as store:
            for n in range(20):
                store.append(f"case/{n}", [noted(note=PRIVATE * (n + 1), salt=SALT)], expected_version=0)
                store.append(f"kept/{n}", neighbours, expected_version=0)
            for n in range(20):
                store.erase(f"case/{n}")
            files = [path for path in tmp_path.rglob("*") if path.is_file()]
            left = [path.name for path in files for secret in (PRIVATE, SALT) if secret.encode() in path.read_bytes()]
            assert left == []
            assert verify(store.read_all()) == 20 * 21

    def test_an_old_event_is_read_in_todays_shape(self, tmp_path: Path) -> None:
        """Its hash is that of the text as it was written; what comes later is written in the new shape."""
        with self.opened(tmp_path) as store:
            old = store.append("case/1", [noted("one two"), counted(1)], expected_version=0)
        with self.opened(tmp_path, LATER) as store:
            lifted, same = store.read("case/1")
            assert lifted.event == NotedInParts(at=AT, actor="clerk-1", words=("one", "two"))
            assert (lifted.schema_version, lifted.hash, same) == (1, old[0].hash, old[1])
            new = Unrecorded(lifted.event, "command-2", AT)
            assert store.append("case/1", [new], expected_version=2)[0].schema_version == 2
            assert verify(store.read_all()) == 3

    def test_an_event_that_the_vocabulary_does_not_know_is_named(self, tmp_path: Path) -> None:
        """By its position, after everything before it."""
        with self.opened(tmp_path) as store:
            store.append("case/1", [noted("one"), noted("two"), counted(3)], expected_version=0)
        with self.opened(tmp_path, EARLIER) as store:
            reading = store.read_all()
            assert [next(reading).position, next(reading).position] == [1, 2]
            with pytest.raises(BadInput, match="position 3"):
                next(reading)


def _line(writer: "subprocess.Popen[str]") -> str:
    assert writer.stdout is not None
    return writer.stdout.readline().rstrip("\n")


def _rest(writer: "subprocess.Popen[str]") -> list[str]:
    assert writer.stdout is not None
    return [line.rstrip("\n") for line in writer.stdout if line.endswith("\n")]


def _say(writer: "subprocess.Popen[str]", word: str) -> None:
    assert writer.stdin is not None
    writer.stdin.write(f"{word}\n")
    writer.stdin.flush()
