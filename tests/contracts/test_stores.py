"""The stores of the library keep the contract, and the SQL store what it promises beyond it."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from gridgov.adapters.memory import MemoryStore
from gridgov.adapters.sql import METADATA, SqlStore
from gridgov.errors import BadInput, Defect
from gridgov.messages.base import Event, Vocabulary, link
from gridgov.messages.chain import verify
from gridgov.testing.stores import DurableStoreContract, Store, StoreContract
from gridgov.testing.writer import EARLIER, VOCABULARY, counted, noted


class TestMemoryStore(StoreContract):
    def make_store(self, folder: Path, vocabulary: Vocabulary[Event]) -> Store:  # noqa: ARG002  # memory needs neither
        return MemoryStore()


class TestSqlStoreInMemory(StoreContract):
    many = 5_000  # the store in a file takes the long one

    def make_store(self, folder: Path, vocabulary: Vocabulary[Event]) -> Store:  # noqa: ARG002  # there are no files
        return SqlStore("sqlite://", vocabulary=vocabulary)


class TestSqlStore(DurableStoreContract):
    opener = "gridgov.adapters.sql:SqlStore"

    def place(self, folder: Path) -> str:
        return f"sqlite:///{folder}/log.db"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def store(file: Path) -> Iterator[SqlStore]:
    """Three events in a file, the second in a stream of its own, the third with a personal text."""
    with closing(SqlStore(f"sqlite:///{file}", vocabulary=VOCABULARY, patience=0.2)) as store:
        store.append("case/1", [counted(1)], expected_version=0)
        store.append("case/2", [counted(2)], expected_version=0)
        store.append("case/1", [noted("three", note="the blue gate", salt="pepper")], expected_version=1)
        yield store


def _behind(file: Path, statement: str) -> None:
    """Somebody writes to the database without the store."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


class TestADatabaseThatSomebodyWroteTo:
    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            ("body = replace(body, 'three', 'four')", "position 3: hash does not fit"),
            ("body = 'garbage'", "position 3: hash does not fit"),
            ("body = x'00ff'", "position 3: hash does not fit"),
            ("hash = previous", "position 3: hash does not fit"),
            ("previous = hash", "position 3: hash does not fit"),
            ("command_id = 'another'", "position 3: hash does not fit"),
            ("recorded_at = 'yesterday'", "position 3: hash does not fit"),
            ("schema_version = 2", "position 3: hash does not fit"),
            ("schema_version = 'two'", "position 3: hash does not fit"),
            ("version = 3", "position 3: hash does not fit"),
            ("type = 'contract.heard'", "position 3: type is not a known message type"),
            ("type = 'contract.counted'", "position 3: type must be one of 'contract.counted'"),
        ],
    )
    def test_is_found_out_by_position_and_what_comes_before_is_given_out(
        self, store: SqlStore, file: Path, change: str, problem: str
    ) -> None:
        _behind(file, f"UPDATE gridgov_events SET {change} WHERE position = 3")  # noqa: S608  # the changes above
        reading = store.read_all()
        assert [next(reading).position, next(reading).position] == [1, 2]
        with pytest.raises(BadInput) as caught:
            next(reading)
        assert problem in caught.value.text("en")
        with pytest.raises(BadInput, match="position 3"):
            store.read("case/1")
        assert len(store.read("case/2")) == 1

    @pytest.mark.parametrize(
        ("column", "value", "problem"),
        [
            ("schema_version", "two", "schema_version must be int"),
            ("schema_version", 2, "schema_version is version 2, newer than this library"),
            ("recorded_at", "yesterday", "recorded_at must be datetime"),
            ("recorded_at", 7, "recorded_at must be datetime"),
            ("command_id", b"x", "command_id must be string"),
            ("body", b"x", "not JSON"),
            ("body", "[]", ""),
        ],
    )
    def test_by_somebody_who_makes_hashes_is_found_out_too(
        self, store: SqlStore, file: Path, column: str, value: object, problem: str
    ) -> None:
        names = ("previous", "stream", "version", "recorded_at", "command_id", "schema_version", "body")
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(f"UPDATE gridgov_events SET {column} = ? WHERE position = 3", [value])  # noqa: S608
            row = connection.execute(f"SELECT {', '.join(names)} FROM gridgov_events WHERE position = 3")  # noqa: S608
            connection.execute("UPDATE gridgov_events SET hash = ? WHERE position = 3", [link(*row.fetchone())])
        with pytest.raises(BadInput, match="position 3") as caught:
            list(store.read_all())
        assert problem in caught.value.text("en")

    def test_misses_an_event_of_the_log(self, store: SqlStore, file: Path) -> None:
        _behind(file, "DELETE FROM gridgov_events WHERE position = 2")
        with pytest.raises(BadInput, match="position 3: position is 3, and 2 comes next"):
            list(store.read_all())

    def test_misses_an_event_of_a_stream(self, store: SqlStore, file: Path) -> None:
        _behind(file, "DELETE FROM gridgov_events WHERE position = 1")
        with pytest.raises(BadInput, match="position 3: version is 2, and 1 comes next"):
            store.read("case/1")

    def test_has_an_event_of_another_log(self, store: SqlStore, file: Path, tmp_path: Path) -> None:
        """A whole and valid event, which is in the wrong chain."""
        with closing(SqlStore(f"sqlite:///{tmp_path}/other.db", vocabulary=VOCABULARY)) as other:
            other.append("case/1", [counted(7), counted(8)], expected_version=0)
        _behind(tmp_path / "other.db", "UPDATE gridgov_events SET position = 3 WHERE position = 2")
        _behind(file, "DELETE FROM gridgov_events WHERE position = 3")
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("ATTACH ? AS other", [f"{tmp_path}/other.db"])
            connection.execute("INSERT INTO gridgov_events SELECT * FROM other.gridgov_events WHERE position = 3")
            connection.commit()
        with pytest.raises(BadInput, match="position 3: previous is not the hash of the event before it"):
            verify(store.read_all())

    @pytest.mark.parametrize("change", ["text = 'the red gate'", "salt = 'salt'", "digest = salt"])
    def test_holds_another_text_than_was_sealed(self, store: SqlStore, file: Path, change: str) -> None:
        _behind(file, f"UPDATE gridgov_secrets SET {change}")  # noqa: S608  # the changes above
        with pytest.raises(BadInput, match="case/1") as caught:
            store.reveal("case/1")
        assert "gate" not in str(caught.value)

    def test_does_not_take_a_place_twice(self, store: SqlStore, file: Path) -> None:
        """The constraints hold for every writer, also for one that is not this library."""
        for clash in ("position", "stream, version"):
            columns = ", ".join(METADATA.tables["gridgov_events"].columns.keys())
            other = {"position": "version", "stream, version": "position"}[clash]
            values = columns.replace(other, f"{other} + 10")
            with pytest.raises(sqlite3.IntegrityError):
                _behind(file, f"INSERT INTO gridgov_events SELECT {values} FROM gridgov_events")  # noqa: S608
        assert verify(store.read_all()) == 3


class TestTransactions:
    def test_a_medium_that_fails_stores_nothing_and_tells_no_secret(self, store: SqlStore, file: Path) -> None:
        _behind(file, "DROP TABLE gridgov_secrets")
        with pytest.raises(sqlite3.OperationalError) as caught:
            store.append("case/3", [noted(note="the blue gate", salt="pepper")], expected_version=0)
        assert "gate" not in str(caught.value)
        assert "pepper" not in str(caught.value)
        assert verify(store.read_all()) == 3

    def test_a_writer_in_another_process_is_waited_for(self, store: SqlStore, file: Path) -> None:
        """Not for ever; and nothing was acknowledged then."""
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                store.append("case/2", [counted(1)], expected_version=1)
            with pytest.raises(sqlite3.OperationalError, match="locked"):  # a writer waits before it looks
                store.append("case/2", [counted(1)], expected_version=99)
            assert len(store.read("case/2")) == 1
            other.execute("ROLLBACK")
        assert store.append("case/2", [counted(1)], expected_version=1)[0].position == 4

    def test_a_reader_in_another_process_is_in_nobodys_way(self, store: SqlStore, file: Path) -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN")
            before = other.execute("SELECT count(*) FROM gridgov_events").fetchone()
            store.append("case/2", [counted(1)], expected_version=1)
            assert other.execute("SELECT count(*) FROM gridgov_events").fetchone() == before == (3,)

    def test_a_page_of_the_log_is_in_memory_at_a_time(self, store: SqlStore, file: Path) -> None:
        """What lies beyond it was not read yet, so its end can still go away."""
        store.append("case/3", [counted(n) for n in range(2500)], expected_version=0)
        reading = store.read_all()
        next(reading)
        _behind(file, "DELETE FROM gridgov_events WHERE position > 1200")
        assert len(list(reading)) == 1199

    def test_many_may_open_a_new_file_at_once(self, tmp_path: Path) -> None:
        """One creates the tables, the others find them; none sees half of it."""
        openers = 8
        barrier = Barrier(openers)

        def use(place: Path) -> None:
            barrier.wait()
            with closing(SqlStore(f"sqlite:///{place}", vocabulary=VOCABULARY)) as store:
                assert len(list(store.read_all())) == 0

        with ThreadPoolExecutor(openers) as pool:
            for n in range(8):
                list(pool.map(use, [tmp_path / f"{n}.db"] * openers))

    @pytest.mark.parametrize(("survives", "synchronous"), [("power_loss", 2), ("process_death", 1)])
    def test_what_an_append_survives_is_a_setting_of_the_database(
        self, file: Path, survives: str, synchronous: int
    ) -> None:
        with closing(SqlStore(f"sqlite:///{file}", survives=survives)) as store:  # type: ignore[arg-type]  # a literal
            cursor = store._writer.cursor()
            names = ("journal_mode", "synchronous", "secure_delete")
            found = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
            cursor.close()
        assert found == ["wal", synchronous, 1]

    def test_rows_have_the_order_of_the_columns(self, store: SqlStore) -> None:
        tables = METADATA.tables
        assert store._sql.add_event.names == tuple(tables["gridgov_events"].columns.keys())
        assert store._sql.add_secret.names == tuple(tables["gridgov_secrets"].columns.keys())


class TestErasing:
    def test_says_when_old_pages_are_still_in_use(self, store: SqlStore, file: Path) -> None:
        """The text is deleted at once; it leaves the files when the other reader has ended."""
        wal = file.with_name("log.db-wal")
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT * FROM gridgov_secrets").fetchall()
            with pytest.raises(Defect) as caught:
                store.erase("case/1")
            assert caught.value.code == "erasure_unfinished"
            assert dict(store.reveal("case/1")) == {}
            assert b"the blue gate" in wal.read_bytes()
        assert store.erase("case/1") == 0
        assert b"the blue gate" not in wal.read_bytes() + file.read_bytes()


class TestUse:
    @pytest.mark.parametrize("url", ["", "log.db", "postgresql://host/db", "sqlite+aiosqlite:///log.db", "sqlite:/log"])
    def test_another_database_is_refused(self, url: str) -> None:
        with pytest.raises(BadInput, match="url"):
            SqlStore(url)

    def test_all_wrong_arguments_are_named_at_once(self) -> None:
        with pytest.raises(BadInput) as caught:
            SqlStore("mysql://h/d", survives="fire", patience=float("nan"))  # type: ignore[arg-type]  # wrong on purpose
        assert [problem.where for problem in caught.value.problems] == ["url", "survives", "patience"]

    def test_a_url_object_will_do(self, file: Path) -> None:
        with closing(SqlStore(sa.URL.create("sqlite", database=str(file)))) as store:
            assert repr(store) == f"SqlStore('sqlite:///{file}')"

    def test_two_stores_in_memory_are_apart(self) -> None:
        with closing(SqlStore(vocabulary=VOCABULARY)) as one, closing(SqlStore(vocabulary=VOCABULARY)) as two:
            one.append("case/1", [counted(1)], expected_version=0)
            assert two.read("case/1") == ()

    def test_an_event_that_could_not_be_read_again_is_not_stored(self, tmp_path: Path) -> None:
        with closing(SqlStore(f"sqlite:///{tmp_path}/log.db", vocabulary=EARLIER)) as store:
            with pytest.raises(Defect) as caught:
                store.append("case/1", [noted(), counted(1)], expected_version=0)
            assert (caught.value.code, caught.value.params) == ("event_not_in_catalogue", {"type": "contract.counted"})
            assert store.read("case/1") == ()

    def test_a_number_beyond_the_database_is_beyond_the_log(self, store: SqlStore) -> None:
        assert store.read("case/1", after=2**70) == ()
        assert list(store.read_all(after=2**70)) == []

    def test_a_closed_store_says_so(self, file: Path) -> None:
        store = SqlStore(f"sqlite:///{file}")
        store.close()
        store.close()
        uses: list[Callable[[], object]] = [
            lambda: store.read("case/1"),
            lambda: store.append("case/1", [], expected_version=0),
            lambda: store.erase("case/1"),
        ]
        for use in uses:
            with pytest.raises(Defect) as caught:
                use()
            assert caught.value.code == "store_closed"

    def test_a_store_carried_over_a_fork_says_so(self, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
        """SQLite forbids it: the child would drop the locks of the parent."""
        monkeypatch.setattr("gridgov.adapters.sql.os.getpid", lambda: 0)
        uses: list[Callable[[], object]] = [
            lambda: store.read("case/1"),
            lambda: store.append("case/1", [], expected_version=0),
            lambda: store.erase("case/1"),
        ]
        for use in uses:
            with pytest.raises(Defect) as caught:
                use()
            assert caught.value.code == "store_after_fork"

    def test_the_store_in_memory_needs_no_sqlalchemy(self) -> None:
        code = "import sys, gridgov.adapters.memory, gridgov.adapters.jsonl; sys.exit('sqlalchemy' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603  # our own words
