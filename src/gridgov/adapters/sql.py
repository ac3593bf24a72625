"""A store in a database, the default of the quick start: one SQLite file, or memory. Needs ``gridgov[sql]``.

SQLAlchemy knows the tables, the SQL and the connections; the driver executes. What Core has compiled goes to the
driver as it is, because that halves the cost of an append, and because then no statement with its values, and so no
personal text, can reach a log or an error of SQLAlchemy.

Appends take turns: a lock in the process, and ``BEGIN IMMEDIATE`` between processes, so a position is given and
committed before the next one is given. That is why a reader never finds a position below one that it has read.

A file that cannot be opened as a database is a ``BadInput``. A medium that fails (full, broken, locked for longer than
``patience``) raises the driver's own error, as a disk raises ``OSError``; nothing was acknowledged then.

>>> from datetime import UTC, datetime
>>> from gridgov.messages.base import Unrecorded
>>> from gridgov.messages.tickets import TicketWithdrawn
>>> at = datetime(2026, 3, 1, tzinfo=UTC)
>>> event = TicketWithdrawn(ticket="T-1", state="closed", at=at, actor="claimant", reason="solved_itself")
>>> store = SqlStore("sqlite://")
>>> [recorded] = store.append("ticket/T-1", [Unrecorded(event, "c-1", at)], expected_version=0)
>>> store.read("ticket/T-1") == (recorded,)
True
>>> store.close()
"""

import os
import sqlite3
import time
import urllib.parse
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from threading import Lock
from typing import Any, Final, Literal, TypeVar, cast, get_args

import sqlalchemy as sa
from attrs import frozen
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.sql.compiler import SQLCompiler

from gridgov.errors import BadInput, Conflict, Defect, Problem
from gridgov.messages import EVENTS
from gridgov.messages.base import GENESIS, Event, Recorded, Unrecorded, Vocabulary, moment_text, seal
from gridgov.messages.chain import (
    Written,
    chained,
    check_append,
    check_read,
    check_read_all,
    check_stream,
    follow,
    linked,
    misplaced,
    restored,
)

__all__ = ["METADATA", "PAGE", "SqlStore", "Survives"]

T = TypeVar("T")

_Heads = dict[str, tuple[int, str | None]]
"""The last version and hash that was read of each stream; None: the hash was not read."""

Survives = Literal["power_loss", "process_death"]
"""What an acknowledged append outlives; losing power is worse than losing the process."""

PAGE: Final = 1000
"""How many events of the whole log are in memory at once."""

# ---- tables -------------------------------------------------------------------------------------------------------

METADATA: Final = sa.MetaData()
"""The two tables of a store, for whoever creates or migrates them with tools of their own."""

_EVENTS: Final = sa.Table(
    "gridgov_events",
    METADATA,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("stream", sa.String(120), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("type", sa.String(80), nullable=False),
    sa.Column("at", sa.String(40), nullable=False),  # as in the body; for questions in SQL, never read back
    sa.Column("recorded_at", sa.String(40), nullable=False),
    sa.Column("actor", sa.String(120), nullable=False),  # as in the body; for questions in SQL, never read back
    sa.Column("command_id", sa.String(120), nullable=False),
    sa.Column("schema_version", sa.Integer, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.UniqueConstraint("stream", "version"),
)
_SECRETS: Final = sa.Table(
    "gridgov_secrets",
    METADATA,
    sa.Column("stream", sa.String(120), primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("salt", sa.String(128), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

# ---- statements ---------------------------------------------------------------------------------------------------


@frozen
class _Statement:
    """What Core compiled: text for the driver, and the order in which it wants the values."""

    text: str
    names: tuple[str, ...]
    fixed: Mapping[str, Any]

    def bind(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(map({**self.fixed, **values}.__getitem__, self.names))


def _compiled(statement: sa.ClauseElement, dialect: sa.Dialect) -> _Statement:
    compiled = cast("SQLCompiler", statement.compile(dialect=dialect))
    return _Statement(str(compiled), tuple(compiled.positiontup or ()), compiled.params)


def _page(types: Iterable[str]) -> sa.Select[*tuple[Any, ...]]:
    """One page of the whole log between two positions."""
    position = _EVENTS.c.position
    page = _written().where(position > sa.bindparam("after"), position <= sa.bindparam("end"))
    wanted = [_EVENTS.c.type == name for name in sorted(types)]
    return (page.where(sa.or_(*wanted)) if wanted else page).order_by(position).limit(PAGE)


def _written() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(*(_EVENTS.c[name] for name in Written._fields))


def _head() -> sa.Select[*tuple[Any, ...]]:
    """The last position of the log, and the last version and hash of a stream."""
    stream = _EVENTS.c.stream == sa.bindparam("stream")
    last = [
        sa.select(column).where(stream).order_by(_EVENTS.c.version.desc()).limit(1).scalar_subquery()
        for column in (_EVENTS.c.version, _EVENTS.c.hash)
    ]
    return sa.select(sa.select(sa.func.max(_EVENTS.c.position)).scalar_subquery(), *last)


@frozen
class _Statements:
    """Everything that a store says to its database, but for the pages of the whole log."""

    head: _Statement
    end: _Statement
    add_event: _Statement
    add_secret: _Statement
    read: _Statement
    reveal: _Statement
    erase: _Statement


def _statements(dialect: sa.Dialect) -> _Statements:
    of_stream = _SECRETS.c.stream == sa.bindparam("stream")
    later = (_EVENTS.c.stream == sa.bindparam("stream"), _EVENTS.c.version > sa.bindparam("after"))
    return _Statements(
        head=_compiled(_head(), dialect),
        end=_compiled(sa.select(sa.func.max(_EVENTS.c.position)), dialect),
        add_event=_compiled(sa.insert(_EVENTS), dialect),
        add_secret=_compiled(sqlite.insert(_SECRETS).on_conflict_do_nothing(), dialect),  # a digest has but one text
        read=_compiled(_written().where(*later).order_by(_EVENTS.c.version), dialect),
        reveal=_compiled(sa.select(_SECRETS.c.digest, _SECRETS.c.salt, _SECRETS.c.text).where(of_stream), dialect),
        erase=_compiled(sa.delete(_SECRETS).where(of_stream), dialect),
    )


# ---- the store ----------------------------------------------------------------------------------------------------


class SqlStore:
    """An event store and a personal store in a SQLite database, which it creates when it is not there.

    Safe for any number of threads, and of processes that each open their own. ``sqlite://`` is a database in
    memory; it ends with the store. Close a store when it is no longer used.

    Personal texts lie in the file in clear. On POSIX a file that the store creates, and the ``-wal`` and ``-shm``
    beside it, may be read and written by their owner only (0600); one that is there already keeps its rights.

    Args:
        url: ``sqlite:///folder/log.db``, ``sqlite:////absolute/log.db``, or ``sqlite://``
        vocabulary: the events that the log may hold; a host with events of its own passes a larger one
        survives: what an append outlives once it has returned. ``power_loss`` waits for the disk at every append
            (synchronous FULL); ``process_death`` leaves that to the system (synchronous NORMAL): several times as
            fast, and what is lost with the power is whole appends from the end, never a part of one.
        patience: seconds to wait for the writer of another process, from 0 to 2,147,483

    Raises:
        BadInput: a URL that is none or not of SQLite, or another wrong argument; or nothing at that place can be opened
            as a database: no folder, a folder in its place, no rights, a file of another kind.

    """

    def __init__(
        self,
        url: str | sa.URL = "sqlite://",
        *,
        vocabulary: Vocabulary[Event] = EVENTS,
        survives: Survives = "power_loss",
        patience: float = 30.0,
    ) -> None:
        self._url = _checked(url, vocabulary, survives, patience)
        self._vocabulary = vocabulary
        self._pid = os.getpid()
        self._open = True
        self._lock = Lock()
        self._shared = _in_memory(self._url)
        self._engine = _engine(self._url, survives, patience, shared=self._shared)
        self._sql = _statements(self._engine.dialect)
        self._writer = _opened(self._engine, self._url, patience, shared=self._shared)

    def __repr__(self) -> str:
        return f"SqlStore({self._url.render_as_string(hide_password=True)!r})"

    def close(self) -> None:
        """Gives the database back. Whatever was acknowledged is in it; the store cannot be used any more."""
        with self._lock:
            self._open = False
            self._writer.close()
            self._engine.dispose()

    def append(self, stream: str, events: Sequence[Unrecorded], *, expected_version: int) -> tuple[Recorded, ...]:
        """Adds a batch to the end of a stream; see :class:`gridgov.ports.EventStore`.

        Raises:
            BadInput: an argument of the wrong type, or what no log may hold.
            Conflict: the stream is at another version.
            Defect: an event that is not in the store's vocabulary, so that it could not be read again.

        """
        check_append(stream, events, expected_version)
        for new in events:
            if self._vocabulary.by_type.get(new.event.type) is not type(new.event):
                raise Defect("event_not_in_catalogue", type=new.event.type)
        return self._write(lambda cursor: self._append(cursor, stream, events, expected_version))

    def _append(
        self, cursor: DBAPICursor, stream: str, events: Sequence[Unrecorded], expected_version: int
    ) -> tuple[Recorded, ...]:
        cursor.execute(self._sql.head.text, self._sql.head.bind({"stream": stream}))
        top, last, previous = cursor.fetchone() or (None, None, None)
        version = last or 0
        if version != expected_version:
            raise Conflict(stream, expected=expected_version, actual=version)
        fresh = chained(events, stream=stream, version=version, position=top or 0, previous=previous or GENESIS)
        cursor.executemany(self._sql.add_event.text, [_event_row(recorded) for recorded in fresh])
        secrets = _secret_rows(stream, events)
        if secrets:
            cursor.executemany(self._sql.add_secret.text, secrets)
        return fresh

    def read(self, stream: str, *, after: int = 0) -> tuple[Recorded, ...]:
        """The events of a stream in order; see :class:`gridgov.ports.EventStore`.

        Checked is that each has its hash, that versions follow one another, and that each names the hash before it.
        With ``after`` the hash before the first is not read, so that its link is not checked. Not found: a stream cut
        off at its end, or written anew with hashes that fit; see :mod:`gridgov.messages.chain`.

        Raises:
            BadInput: an argument of the wrong type, or the database holds something else than was appended; names the
                position.

        """
        check_read(stream, after)
        last = max(0, min(after, _LARGEST))
        rows = self._rows(self._sql.read, {"stream": stream, "after": last})
        return tuple(self._restored(rows, {stream: (last, None if last else GENESIS)}))

    def read_all(self, *, after: int = 0, types: Collection[str] = ()) -> Iterator[Recorded]:
        """The log in order, up to where it ends when the reading begins; see :class:`gridgov.ports.EventStore`.

        A page is in memory at a time, and between two pages nothing is locked. Checked is that each event has its hash,
        that the first of a stream names none before it, and that any other names the hash before it if both are in one
        page; without ``types`` also that positions have no gap, and versions none within a page.
        :func:`gridgov.messages.chain.verify` checks every link.

        Raises:
            BadInput: an argument of the wrong type, at once; or the database holds something else than was appended,
                which names the position and comes after everything before it.

        """
        check_read_all(after, types)
        return self._all(after, types)

    def _all(self, after: int, types: Collection[str]) -> Iterator[Recorded]:
        page = _compiled(_page(types), self._engine.dialect)
        [[end]] = self._rows(self._sql.end, {})
        last = max(0, after)
        while last < (end or 0):
            rows = self._rows(page, {"after": last, "end": end})
            yield from self._restored(rows, {}, gaps=True) if types else self._restored(rows, {}, position=last)
            last = rows[-1][0] if rows else end

    def _restored(
        self, rows: Iterable[Sequence[Any]], heads: _Heads, *, position: int | None = None, gaps: bool = False
    ) -> Iterator[Recorded]:
        for row in rows:
            try:
                recorded = restored(Written(*row), self._vocabulary)
                if position is not None:
                    position = follow("position", recorded.position, position)
                heads[recorded.stream] = linked(recorded, *_before(recorded, heads, gaps=gaps))
            except BadInput as error:
                raise misplaced(error, f"position {row[0]}", source="log") from None
            yield recorded

    def reveal(self, stream: str) -> Mapping[str, str]:
        """The texts of a stream by digest; see :class:`gridgov.ports.PersonalStore`.

        Raises:
            BadInput: a stream that is no key, or the database holds another text than was sealed.

        """
        check_stream(stream)
        found = {}
        for digest, salt, text in self._rows(self._sql.reveal, {"stream": stream}):
            if seal(text, salt) != digest:
                raise BadInput([Problem("seal_mismatch", f"{stream} {digest}")], source="personal texts")
            found[digest] = text
        return found

    def erase(self, stream: str) -> int:
        """Deletes the texts and salts of a stream from the database and from its files.

        SQLite overwrites them with zeros (``secure_delete``), and the write-ahead log that still had them is folded
        into the file. Copies of the file made before, such as backups, are the host's to deal with.

        Raises:
            BadInput: a stream that is no key.
            Defect: the texts are deleted, ``params["erased"]`` of them, but another connection that stays in a
                transaction keeps old pages in the write-ahead log. When it has ended, erase again.

        """
        check_stream(stream)
        erased = self._write(lambda cursor: self._erase(cursor, stream))
        with self._lock, closing(self._writer.cursor()) as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            [unfinished, *_] = cursor.fetchone() or (0,)
        if unfinished:
            raise Defect("erasure_unfinished", erased=erased)
        return erased

    def _erase(self, cursor: DBAPICursor, stream: str) -> int:
        cursor.execute(self._sql.erase.text, self._sql.erase.bind({"stream": stream}))
        return cursor.rowcount

    # -- transactions --

    def _write(self, work: Callable[[DBAPICursor], T]) -> T:
        """Does the work in a transaction of its own, after that of any other writer: wholly or not at all."""
        self._check_usable()
        with self._lock:
            cursor = self._writer.cursor()
            try:
                cursor.execute("BEGIN IMMEDIATE")
                done = work(cursor)
                self._writer.commit()
            except BaseException:
                self._writer.rollback()
                raise
            finally:
                cursor.close()
        return done

    def _rows(self, statement: _Statement, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        self._check_usable()
        if self._shared:  # memory has one connection, on which a reader would see half of an append
            with self._lock:
                return _fetch(self._writer, statement, values)
        with closing(self._engine.raw_connection()) as connection:
            return _fetch(connection, statement, values)

    def _check_usable(self) -> None:
        if not self._open:
            raise Defect("store_closed")
        if self._pid != os.getpid():  # SQLite loses its locks when a connection is carried over a fork
            raise Defect("store_after_fork")


_LARGEST: Final = 2**63 - 1  # of SQLite's integers


# ---- rows ---------------------------------------------------------------------------------------------------------


def _event_row(recorded: Recorded) -> tuple[Any, ...]:
    """The columns of the table, in its order."""
    event = recorded.event
    return (
        recorded.position,
        recorded.stream,
        recorded.version,
        event.type,
        moment_text(event.at),
        moment_text(recorded.recorded_at),
        event.actor,
        recorded.command_id,
        recorded.schema_version,
        recorded.previous,
        recorded.hash,
        recorded.body,
    )


def _secret_rows(stream: str, events: Iterable[Unrecorded]) -> list[tuple[str, str, str, str]]:
    """The columns of the table, in its order."""
    return [(stream, digest, secret.salt, secret.text) for new in events for digest, secret in new.secrets.items()]


def _before(recorded: Recorded, heads: _Heads, *, gaps: bool) -> tuple[int, str | None]:
    """What is known of the event before this one in its stream, where a reading may begin or leave out in between."""
    version = recorded.version - 1
    unread = version, None if version else GENESIS
    head = heads.get(recorded.stream, unread)
    return unread if gaps and head[0] < version else head


def _fetch(
    connection: sa.PoolProxiedConnection, statement: _Statement, values: Mapping[str, Any]
) -> Sequence[Sequence[Any]]:
    with closing(connection.cursor()) as cursor:
        cursor.execute(statement.text, statement.bind(values))
        return cursor.fetchall()


# ---- the database -------------------------------------------------------------------------------------------------


def _checked(url: object, vocabulary: object, survives: object, patience: object) -> sa.URL:
    parsed = _parsed(url)
    problems = []
    if parsed is None:
        problems.append(Problem("wrong_pattern", "url", {"expected": "sqlite://…"}))
    if not isinstance(vocabulary, Vocabulary):
        problems.append(Problem("wrong_type", "vocabulary", {"expected": "Vocabulary"}))
    if survives not in get_args(Survives):
        problems.append(Problem("unknown_choice", "survives", {"expected": get_args(Survives)}))
    if not isinstance(patience, int | float) or isinstance(patience, bool):
        problems.append(Problem("wrong_type", "patience", {"expected": "float"}))
    elif not 0 <= patience <= _MOST_PATIENCE:
        problems.append(Problem("out_of_range", "patience", {"expected": f"≥ 0, ≤ {_MOST_PATIENCE}"}))
    if problems or parsed is None:
        raise BadInput(problems, source="SqlStore")
    return parsed


_MOST_PATIENCE: Final = (2**31 - 1) // 1000  # seconds; SQLite counts milliseconds in 32 bits


def _parsed(url: object) -> sa.URL | None:
    """A URL of which SQLAlchemy can open a SQLite database; None for any other."""
    try:
        parsed = sa.make_url(cast("str", url))
        if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
            _place(parsed)
            os.fsencode(parsed.database or "")
            return None if "\0" in (parsed.database or "") else parsed
    except (sa.exc.ArgumentError, ValueError):  # ValueError: a port, a query or a name that is none
        pass
    return None


def _place(url: sa.URL) -> tuple[str, Mapping[str, Any]]:
    """What the driver will be asked to open, and how."""
    [name], options = sqlite.dialect().create_connect_args(url)
    return name, options


def _in_memory(url: sa.URL) -> bool:
    return not url.database or ":memory:" in url.database or url.query.get("mode") == "memory"


def _engine(url: sa.URL, survives: Survives, patience: float, *, shared: bool) -> sa.Engine:
    arguments = {"check_same_thread": False, "timeout": patience}
    engine = sa.create_engine(url, poolclass=sa.StaticPool if shared else sa.QueuePool, connect_args=arguments)
    sa.event.listen(engine, "connect", _prepare(survives))
    return engine


def _prepare(survives: Survives) -> Callable[[DBAPIConnection, object], None]:
    synchronous = {"power_loss": "FULL", "process_death": "NORMAL"}[survives]

    def prepare(connection: DBAPIConnection, _: object) -> None:
        connection.isolation_level = None  # transactions begin where we say BEGIN
        with closing(connection.cursor()) as cursor:
            cursor.execute(f"PRAGMA synchronous = {synchronous}")
            cursor.execute("PRAGMA fullfsync = ON")  # macOS: through the disk's own cache; elsewhere it does nothing
            cursor.execute("PRAGMA secure_delete = ON")

    return prepare


def _opened(engine: sa.Engine, url: sa.URL, patience: float, *, shared: bool) -> sa.PoolProxiedConnection:
    """The connection that writes, in a database that has the tables."""
    try:
        if not shared:
            _create_file(url)
        _create_tables(engine, patience)
        return engine.raw_connection()
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        failure = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    engine.dispose()
    raise _told(failure)  # outside the block, so that SQLAlchemy's error does not travel along


def _told(failure: BaseException | None) -> BaseException:
    """The driver's own error where the medium fails, ours where there is no database to open."""
    code = getattr(failure, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without what extends it
    if failure is not None and code in _OF_THE_MEDIUM:
        return failure
    reason = getattr(failure, "sqlite_errorname", "SQLITE_ERROR")
    return BadInput([Problem("not_openable", "url", {"reason": reason})], source="SqlStore")


_OF_THE_MEDIUM: Final = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL}
)


def _create_file(url: sa.URL) -> None:
    """Makes the file, empty and for its owner only, if it is not there; SQLite gives its other files the same rights.

    Where that fails, SQLite will fail too, and say why.
    """
    name, options = _place(url)
    path = _path_in(name) if options.get("uri") else name
    if path and os.name == "posix":
        with _CREATING, suppress(OSError):
            os.close(os.open(os.path.realpath(path), os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


_CREATING: Final = Lock()  # closing a file drops all locks that the process has on it, those of SQLite too


def _path_in(uri: str) -> str:
    """The path of a file that opening this URI would create; empty if it would create none."""
    parts = urllib.parse.urlsplit(uri)
    query = urllib.parse.parse_qs(parts.query)
    creates = query.get("mode", ["rwc"]) == ["rwc"] and "vfs" not in query
    return urllib.parse.unquote(parts.path) if creates else ""


def _create_tables(engine: sa.Engine, patience: float) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # of several processes that open a new file, one creates
        METADATA.create_all(connection)
    for _ in range(1 + int(patience / _PAUSE)):
        try:
            with closing(engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
                cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:  # SQLite does not wait by itself here when another process switches too
            time.sleep(_PAUSE)
        else:
            return


_PAUSE: Final = 0.02  # seconds
