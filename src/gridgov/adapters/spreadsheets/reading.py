r"""Tables as people have them: CSV of any spreadsheet, Excel, JSON lines, Open311 JSON, Parquet.

Cells come as text wherever the file has text, so that nothing is guessed: an id keeps its zeros, a date its form.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as folder:
...     path = Path(folder) / "calls.csv"
...     _ = path.write_bytes("\ufeff工单编号;受理时间\n007;2022-03-01 09:00\n".encode())
...     read_table(path).rows()
[('007', '2022-03-01 09:00')]
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gridgov.errors import BadInput, Problem

if TYPE_CHECKING:
    import polars as pl

__all__ = ["read_table"]

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_DELIMITERS: Final = (",", ";", "\t", "|")
_MOST_RAGGED: Final = 20


def read_table(path: Path) -> "pl.DataFrame":
    """The table of a file, by its ending: .csv, .tsv, .txt, .xlsx, .xls, .ods, .jsonl, .ndjson, .json, .parquet.

    Raises:
        BadInput: no such file, an ending or a form that is not known, no header, columns of the same name, rows of
            another length than the header.

    """
    readers: dict[str, Callable[[Path], Any]] = {
        **dict.fromkeys((".csv", ".tsv", ".txt"), _csv),
        **dict.fromkeys((".xlsx", ".xls", ".ods"), _excel),
        **dict.fromkeys((".jsonl", ".ndjson"), _json_lines),
        ".json": _json,
        ".parquet": _parquet,
    }
    suffix = path.suffix.lower()
    if suffix not in readers:
        raise BadInput([Problem("unknown_choice", path.name, {"expected": tuple(readers)})], source="file")
    if not path.is_file():
        raise BadInput([Problem("no_such_file", path.name)], source="file")
    table: pl.DataFrame = _read(readers[suffix], path)
    if not table.width:
        raise BadInput([Problem("no_header", path.name)], source="file")
    return table


def _read(reader: Callable[[Path], Any], path: Path) -> Any:
    """What a library says about a file may quote it, and is not passed on."""
    try:
        return reader(path)
    except (BadInput, ModuleNotFoundError):
        raise
    except Exception:  # noqa: BLE001  # every library has errors of its own
        problem = Problem("not_readable", path.name)
    raise BadInput([problem], source="file")


# ---- text ---------------------------------------------------------------------------------------------------------


def _csv(path: Path) -> "pl.DataFrame":
    import polars as pl

    raw = path.read_bytes()
    if not raw.strip():
        raise BadInput([Problem("no_header", path.name)], source="file")
    text = _utf8(raw)
    header = _first_line(text)
    delimiter = max(_DELIMITERS, key=header.count)
    names = next(csv.reader([header], delimiter=delimiter))
    _check_names(names, path.name)
    try:
        return pl.read_csv(text, separator=delimiter, infer_schema=False)
    except pl.exceptions.ComputeError:
        ragged = list(_ragged(text, delimiter, len(names)))
    if ragged:
        raise BadInput(ragged, source=path.name)
    raise BadInput([Problem("not_readable", path.name)], source="file")


def _utf8(raw: bytes) -> bytes:
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding).encode()
        except UnicodeDecodeError:
            continue
    raise BadInput([Problem("not_utf8_or_gb", "file")], source="file")


def _first_line(text: bytes) -> str:
    return text.split(b"\n", 1)[0].decode().rstrip("\r")


def _check_names(names: list[str], source: str) -> None:
    problems = [Problem("no_name", f"column {i + 1}") for i, name in enumerate(names) if not name.strip()]
    problems += [Problem("duplicate_column", f"column {i + 1}") for i, name in enumerate(names) if name in names[:i]]
    if problems:
        raise BadInput(problems, source=source)


def _ragged(text: bytes, delimiter: str, width: int) -> Iterator[Problem]:
    """The lines that have another number of cells than the header."""
    rows = csv.reader(io.StringIO(text.decode()), delimiter=delimiter)
    found = 0
    for row in rows:
        if row and len(row) != width:
            yield Problem("another_length", f"line {rows.line_num}", {"expected": width, "found": len(row)})
            found += 1
            if found == _MOST_RAGGED:
                return


# ---- others -------------------------------------------------------------------------------------------------------


def _excel(path: Path) -> "pl.DataFrame":
    import polars as pl

    return pl.read_excel(path, engine="calamine", infer_schema_length=None)


def _parquet(path: Path) -> "pl.DataFrame":
    import polars as pl

    return pl.read_parquet(path)


def _json_lines(path: Path) -> "pl.DataFrame":
    with path.open(encoding="utf-8-sig") as lines:
        return _of_records([json.loads(line) for line in lines if line.strip()], path.name)


def _json(path: Path) -> "pl.DataFrame":
    return _of_records(json.loads(path.read_text(encoding="utf-8-sig")), path.name)


def _of_records(records: Any, source: str) -> "pl.DataFrame":
    """Records with plain values; what is nested is left out."""
    import polars as pl

    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise BadInput([Problem("wrong_type", source, {"expected": "a list of records"})], source="file")
    names = dict.fromkeys(name for record in records for name, value in record.items() if not _nested(value))
    columns = {name: [_as_text(record.get(name)) for record in records] for name in names}
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))


def _nested(value: Any) -> bool:
    return isinstance(value, dict | list)


def _as_text(value: Any) -> str | None:
    if value is None or _nested(value):
        return None
    return value if isinstance(value, str) else json.dumps(value)
