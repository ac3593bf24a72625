"""The stores of the library keep the contract, and the SQL store what it promises beyond it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from gridgov.adapters.memory import MemoryStore
from gridgov.adapters.sql import METADATA, PAGE, SqlStore
from gridgov.errors import BadInput, Defect, Problem
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


def _forge(file: Path, position: int, **changes: str) -> None:
    """Somebody who knows how to make a hash writes to the database."""
    names = ("previous", "stream", "version", "recorded_at", "command_id", "schema_version", "body")
    change = ", ".join(f"{name} = {value}" for name, value in changes.items())
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"UPDATE gridgov_events SET {change} WHERE position = ?", [position])  # noqa: S608  # ours
        row = connection.execute(f"SELECT {', '.join(names)} FROM gridgov_events WHERE position = ?", [position])  # noqa: S608
        connection.execute("UPDATE gridgov_events SET hash = ? WHERE position = ?", [link(*row.fetchone()), position])


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
            ("type = 'contract.counted'", "position 3: type must be one of contract.counted"),
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

    def test_shows_in_the_link_to_an_event_that_was_forged_with_its_hash(self, store: SqlStore, file: Path) -> None:
        """In the stream as well as in the log; of some types, where both have one of them."""
        store.append("case/1", [noted("four")], expected_version=2)
        _forge(file, 3, body="replace(body, 'three', 'two')")
        broken = "position 4: previous is not the hash of the event before it"
        readings = (
            lambda: store.read("case/1"),
            lambda: store.read("case/1", after=1),
            lambda: list(store.read_all()),
            lambda: list(store.read_all(after=2)),
            lambda: list(store.read_all(types=["contract.noted"])),
        )
        for reading in readings:
            with pytest.raises(BadInput, match=broken):
                reading()

    def test_does_not_show_where_the_forged_event_is_not_read(self, store: SqlStore, file: Path) -> None:
        """Of what lies before ``after`` nothing is looked at, and of other types neither."""
        store.append("case/1", [noted("four")], expected_version=2)
        _forge(file, 1, body="replace(body, '1', '2')")
        assert [r.version for r in store.read("case/1", after=1)] == [2, 3]
        assert [r.position for r in store.read_all(types=["contract.noted"])] == [3, 4]
        with pytest.raises(BadInput, match="position 3: previous"):
            store.read("case/1")

    @pytest.mark.parametrize("position", [1, 3])
    def test_shows_when_link_and_hash_were_forged_together(self, store: SqlStore, file: Path, position: int) -> None:
        """The first of a stream names no other; any other names the one before it."""
        _forge(file, position, previous="lower(hex(zeroblob(31))) || 'ff'")
        broken = f"position {position}: previous is not the hash of the event before it"
        readings = (
            lambda: store.read("case/1"),
            lambda: list(store.read_all()),
            lambda: list(store.read_all(types=["contract.noted", "contract.counted"])),
            lambda: verify(store.read_all()),
        )
        for reading in readings:
            with pytest.raises(BadInput, match=broken):
                reading()

    def test_shows_when_an_event_of_the_log_has_the_version_of_another(self, store: SqlStore, file: Path) -> None:
        _forge(file, 3, version="4")
        for reading in (lambda: store.read("case/1"), lambda: list(store.read_all())):
            with pytest.raises(BadInput, match="position 3: version is 4, and 2 comes next"):
                reading()

    def test_shows_in_the_log_within_a_page_only(self, store: SqlStore, file: Path) -> None:
        """The reading of the log promises no more; the stream and ``verify`` see every link."""
        store.append("case/3", [counted(n) for n in range(PAGE)], expected_version=0)
        _forge(file, PAGE, body="replace(body, '996', '995')")
        last = PAGE + 1
        assert len(list(store.read_all())) == PAGE + 3
        for reading in (lambda: store.read("case/3"), lambda: verify(store.read_all())):
            with pytest.raises(BadInput, match=f"position {last}: previous"):
                reading()

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
            assert (caught.value.code, caught.value.params) == ("erasure_unfinished", {"erased": 1})
            assert "(1)" in caught.value.text("en")
            assert dict(store.reveal("case/1")) == {}
            assert b"the blue gate" in wal.read_bytes()
        assert store.erase("case/1") == 0
        assert b"the blue gate" not in wal.read_bytes() + file.read_bytes()


class TestOpening:
    """What cannot be opened is told in our own words, without the database library and without other paths."""

    @pytest.mark.parametrize(
        ("place", "reason"),
        [
            ("no-folder/log.db", "SQLITE_CANTOPEN"),
            ("folder", "SQLITE_CANTOPEN"),
            ("letter.txt", "SQLITE_NOTADB"),
            ("letter.txt/log.db", "SQLITE_CANTOPEN"),
            ("file:log.db?mode=ro&uri=true", "SQLITE_CANTOPEN"),
            ("file:empty.db?mode=ro&uri=true", "SQLITE_READONLY"),
            ("file:log.db?vfs=none&uri=true", "SQLITE_ERROR"),
        ],
    )
    def test_says_why(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, reason: str) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "letter.txt").write_text("dear neighbours, " * 100)
        (tmp_path / "empty.db").write_bytes(b"")
        monkeypatch.chdir(tmp_path)
        before = sorted(path.name for path in tmp_path.rglob("*"))
        with pytest.raises(BadInput) as caught:
            SqlStore(f"sqlite:///{place}")
        assert caught.value.problems == (Problem("not_openable", "url", {"reason": reason}),)
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)
        assert str(tmp_path) not in str(caught.value)
        assert sorted(path.name for path in tmp_path.rglob("*")) == before

    @pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_BUSY_RECOVERY])
    def test_a_medium_that_fails_is_the_drivers_error(
        self, file: Path, monkeypatch: pytest.MonkeyPatch, code: int
    ) -> None:
        """SQLite tells more than one kind of each, in the higher bits of its code."""
        failure = sqlite3.OperationalError("the disk says no")
        failure.sqlite_errorcode = code

        def fail(*_: object) -> None:
            raise failure

        monkeypatch.setattr("gridgov.adapters.sql._create_tables", fail)
        with pytest.raises(sqlite3.OperationalError) as caught:
            SqlStore(f"sqlite:///{file}")
        assert caught.value is failure

    @pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="the system does not show what is open")
    def test_that_fails_keeps_nothing_open(self, file: Path) -> None:
        """Also while somebody holds on to the error."""
        file.touch()
        before = sorted(Path("/dev/fd").iterdir())
        with pytest.raises(BadInput) as caught:
            SqlStore(f"sqlite:///file:{file}?mode=ro&uri=true")
        assert sorted(Path("/dev/fd").iterdir()) == before
        assert caught.value.problems[0].code == "not_openable"

    def test_a_writer_that_stays_is_the_drivers_error(self, file: Path) -> None:
        """There is nothing wrong with the place; whoever tries again later may be lucky."""
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                SqlStore(f"sqlite:///{file}", patience=0)
            other.execute("ROLLBACK")
        SqlStore(f"sqlite:///{file}", patience=0).close()


@pytest.mark.skipif(os.name != "posix", reason="the rights of a file are a matter of POSIX")
class TestRights:
    """Personal texts lie in the files in clear."""

    @pytest.fixture(autouse=True)
    def _liberal(self) -> Iterator[None]:
        """A process that gives every file to everybody."""
        usual = os.umask(0)
        yield
        os.umask(usual)

    @staticmethod
    def use(url: str, folder: Path) -> dict[str, str]:
        """The rights of all files of the folder while a store is open that was written to and read."""
        with closing(SqlStore(url, vocabulary=VOCABULARY)) as store:
            store.append("case/1", [noted(note="the blue gate", salt="pepper")], expected_version=0)
            assert len(store.read("case/1")) == 1
            return {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir() if not path.is_symlink()}

    @pytest.mark.parametrize(
        "url", ["sqlite:///{}", "sqlite:///file:{}?uri=true", "sqlite:///file:{}?mode=rwc&uri=true"]
    )
    def test_of_a_new_file_are_its_owners_only(self, file: Path, url: str) -> None:
        found = self.use(url.format(file), file.parent)
        assert found == {"log.db": "0o600", "log.db-wal": "0o600", "log.db-shm": "0o600"}

    def test_of_a_file_that_a_link_leads_to_as_well(self, file: Path) -> None:
        """The link was there, the file was not."""
        file.symlink_to(file.with_name("other.db"))
        found = self.use(f"sqlite:///{file}", file.parent)
        assert found == {"other.db": "0o600", "other.db-wal": "0o600", "other.db-shm": "0o600"}

    def test_of_a_file_that_is_there_stay(self, file: Path) -> None:
        """A host may want its group to read it."""
        file.touch(0o640)
        found = self.use(f"sqlite:///{file}", file.parent)
        assert found == {"log.db": "0o640", "log.db-wal": "0o640", "log.db-shm": "0o640"}


class TestUse:
    @pytest.mark.parametrize("url", ["", "log.db", "postgresql://host/db", "sqlite+aiosqlite:///log.db", "sqlite:/log"])
    def test_another_database_is_refused(self, url: str) -> None:
        with pytest.raises(BadInput, match="url must match"):
            SqlStore(url)

    @pytest.mark.parametrize(
        "url",
        [
            5,
            None,
            b"sqlite://",
            "sqlite://host/log.db",
            "sqlite://host:port/log.db",
            "sqlite:///log.db?timeout=soon",
            "sqlite:///log\0.db",
            "sqlite:///\ud800.db",
        ],
    )
    def test_what_is_no_url_is_refused(self, url: Any) -> None:
        with pytest.raises(BadInput, match="url must match"):
            SqlStore(url)

    @pytest.mark.parametrize("patience", ["x", None, True, -1, float("nan"), float("inf"), 2**31])
    def test_a_patience_that_nobody_has_is_refused(self, patience: Any) -> None:
        with pytest.raises(BadInput, match="patience must be"):
            SqlStore(patience=patience)

    def test_a_vocabulary_is_one(self) -> None:
        words: Any = ("contract.counted",)
        with pytest.raises(BadInput, match="vocabulary must be Vocabulary"):
            SqlStore(vocabulary=words)

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
