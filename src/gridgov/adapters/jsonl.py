"""A whole log as a text file, one recorded event a line: for archives, exchange and checking by others.

A line is the JSON of :class:`~gridgov.messages.base.Recorded`, compact, in UTF-8, its keys in their declared order,
ended by a line feed. The same log is always the same bytes. Personal texts are not in it, only their digests.

Reading checks every line before it is trusted. At the first bad one it stops with a ``BadInput`` that names line,
position and fault; every event before it was given out already, and nothing after it is. Because it is an error, the
damage cannot be overlooked; whoever wants what comes before it keeps what came:

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as folder:
...     path = Path(folder, "log.jsonl")
...     _ = path.write_bytes(b'{"position":1,"stre')
...     kept = []
...     try:
...         kept.extend(read_log(path))
...     except BadInput as damage:
...         print(len(kept), damage.problems[0].text("en"))
0 line 1, position 1: is cut off before its end
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from gridgov.documents import MAX_BYTES, read_json
from gridgov.errors import BadInput, Problem
from gridgov.messages import EVENTS
from gridgov.messages.base import Event, Recorded, Vocabulary, moment_text
from gridgov.messages.chain import Chain, Written, misplaced, restored, verified

__all__ = ["read_lines", "read_log", "write_lines", "write_log"]

_LINE: Final = re.compile(
    r'\{"position":(?P<position>[1-9][0-9]{0,17}),"stream":"(?P<stream>[^"\\]+)","version":(?P<version>[1-9][0-9]{0,17}),'
    r'"recorded_at":"(?P<recorded_at>[^"\\]+)","command_id":"(?P<command_id>[^"\\]+)",'
    r'"schema_version":(?P<schema_version>[1-9][0-9]{0,17}),"previous":"(?P<previous>[^"\\]+)","hash":"(?P<hash>[^"\\]+)",'
    r'"event":(?P<body>\{"type":"(?P<type>[^"\\]+)".*\})\}\n?'
)


def write_log(path: str | Path, log: Iterable[Recorded]) -> int:
    """Writes a whole log to a file, e.g. ``write_log(path, store.read_all())``, and returns how many events it has.

    The file appears at once and whole, or not at all; one that was there is replaced. Only its owner may read it.

    Raises:
        BadInput: the log is not whole, so that it could not be read again.

    """
    path = Path(path)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        count = 0
        with os.fdopen(handle, "wb") as file:
            for line in write_lines(log):
                file.write(line)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return count


def write_lines(log: Iterable[Recorded]) -> Iterator[bytes]:
    """The lines of a log, each with its line feed.

    Raises:
        BadInput: the log is not whole: a gap, another order, a broken link; names the position.

    """
    for recorded in verified(log):
        yield _line(recorded).encode()


def _line(recorded: Recorded) -> str:
    # No value before the event needs an escape: keys, numbers, digests and moments are plain ASCII by their types.
    return (
        f'{{"position":{recorded.position},"stream":"{recorded.stream}","version":{recorded.version},'
        f'"recorded_at":"{moment_text(recorded.recorded_at)}","command_id":"{recorded.command_id}",'
        f'"schema_version":{recorded.schema_version},"previous":"{recorded.previous}","hash":"{recorded.hash}",'
        f'"event":{recorded.body}}}\n'
    )


def read_log(path: str | Path, *, vocabulary: Vocabulary[Event] = EVENTS) -> Iterator[Recorded]:
    """The events of a log file one by one, each checked; one line is in memory at a time.

    Events of an older schema come in today's shape. A file cut off exactly between two lines is a shorter log, whole
    in itself: whoever must notice keeps the number that :func:`write_log` returned.

    Raises:
        BadInput: damage; names line, position and fault, and comes after everything before it.

    """
    with Path(path).open("rb") as file:
        yield from read_lines(
            iter(lambda: file.readline(MAX_BYTES + 1), b""), source=Path(path).name, vocabulary=vocabulary
        )


def read_lines(
    lines: Iterable[bytes], *, source: str = "log", vocabulary: Vocabulary[Event] = EVENTS
) -> Iterator[Recorded]:
    """The events that the lines of a log hold, each checked; see :func:`read_log`.

    Raises:
        BadInput: damage; names line, position and fault, and comes after everything before it.

    """
    chain = Chain()
    for number, line in enumerate(lines, start=1):
        try:
            recorded = restored(_written(line, number), vocabulary)
            chain.add(recorded)
        except BadInput as error:
            raise misplaced(error, f"line {number}, position {chain.position + 1}", source=source) from None
        yield recorded


def _written(line: bytes, number: int) -> Written:
    if not isinstance(line, bytes):
        raise BadInput([Problem("wrong_type", "", {"expected": "bytes"})], source="log")
    if len(line) > MAX_BYTES:
        raise BadInput([Problem("too_large", "", {"limit": MAX_BYTES})], source="log")
    try:
        found = _LINE.fullmatch(line.decode())
    except UnicodeDecodeError:
        found = None
    if found is None:
        raise BadInput([_fault(line, number)], source="log")
    parts = found.groupdict()
    numbers = {name: int(parts[name]) for name in ("position", "version", "schema_version")}
    return Written(**{**parts, **numbers})


def _fault(line: bytes, number: int) -> Problem:
    try:
        read_json(line, source="log")
    except BadInput as error:
        problem = error.problems[0]
        params = {**problem.params, "line": number} if problem.code == "not_json" else problem.params
        return Problem(problem.code, "", params) if line.endswith(b"\n") else Problem("truncated", "")
    return Problem("not_canonical", "")
