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

import codecs
import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem

if TYPE_CHECKING:
    import polars as pl

__all__ = ["read_table"]

_DELIMITERS: Final = (",", ";", "\t", "|")
_MOST_RAGGED: Final = 20
_LONGEST_HEADER: Final = 1 << 16
_DIGITS_KEPT: Final = 10**15
"""A spreadsheet keeps 15 digits of a number; the others become 0."""


def read_table(path: Path, *, sheet: str | None = None) -> "pl.DataFrame":
    """The table of a file, by its ending: .csv, .tsv, .txt, .xlsx, .xls, .ods, .jsonl, .ndjson, .json, .parquet.

    Empty rows are kept, so that rows keep their numbers, except at the end. Text is UTF-8, UTF-16 with a byte order
    mark, or GB 18030.

    Args:
        path: the file.
        sheet: which sheet of a workbook; it must be named where more than one has cells.

    Raises:
        BadInput: no such file or sheet, an ending or a form that is not known, no header, columns without a name or of
            the same name, rows of another length than the header. What a cell says is in none of it.

    """
    check_type(path, Path, "path", expected="a path", source="read_table")
    readers: dict[str, Callable[[Path], Any]] = {
        **dict.fromkeys((".csv", ".tsv", ".txt"), _csv),
        **dict.fromkeys((".xlsx", ".xls", ".ods"), partial(_excel, sheet=sheet)),
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
    return _without_empty_end(table)


def _read(reader: Callable[[Path], Any], path: Path) -> Any:
    """What a library says about a file may quote it, and is not passed on."""
    try:
        return reader(path)
    except (BadInput, ModuleNotFoundError):
        raise
    except Exception:  # noqa: BLE001  # every library has errors of its own
        problem = Problem("not_readable", path.name)
    raise BadInput([problem], source="file")


def _without_empty_end(table: "pl.DataFrame") -> "pl.DataFrame":
    """Spreadsheets and editors put empty rows under a table."""
    import polars as pl

    if not table.height or any(value is not None for value in table.row(-1)):
        return table
    filled = table.select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
    return table.head(int(filled[-1]) + 1 if len(filled) else 0)


def _check_names(names: Sequence[str], source: str) -> None:
    problems = [Problem("no_name", f"column {i + 1}") for i, name in enumerate(names) if not name]
    problems += [
        Problem("duplicate_column", f"column {i + 1}") for i, name in enumerate(names) if name and name in names[:i]
    ]
    if problems:
        raise BadInput(problems, source=source)


# ---- text ---------------------------------------------------------------------------------------------------------


def _csv(path: Path) -> "pl.DataFrame":
    """Quickly; where the quick reader refuses or may have filled up short rows, row by row."""
    import polars as pl

    raw = _utf8(path.read_bytes())
    if not raw.strip():
        raise BadInput([Problem("no_header", path.name)], source="file")
    delimiter = _delimiter(raw)
    names = [name.strip() for _, row in islice(_filled(raw, delimiter, path.name), 1) for name in row]
    _check_names(names, path.name)
    with suppress(pl.exceptions.ComputeError):
        table = pl.read_csv(raw, separator=delimiter, infer_schema=False, new_columns=names)
        if not table[names[-1]].null_count():
            return table
        _check_lengths(raw, delimiter, len(names), path.name)
        return table
    _check_lengths(raw, delimiter, len(names), path.name)
    # a quotation mark inside a cell that has none around it
    rows = [[cell or None for cell in row] for _, row in _filled(raw, delimiter, path.name)]
    return pl.DataFrame(rows[1:], schema=dict.fromkeys(names, pl.String), orient="row")


def _utf8(raw: bytes) -> bytes:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):
            return raw.decode("utf-16").encode()
    with suppress(UnicodeDecodeError):
        raw.decode()
        return raw.removeprefix(codecs.BOM_UTF8)
    with suppress(UnicodeDecodeError):
        return raw.decode("gb18030").encode()
    raise BadInput([Problem("not_utf8_or_gb", "file")], source="file")


def _delimiter(raw: bytes) -> str:
    """The one that the header has most of, outside quotation marks."""
    header = re.sub(rb'"[^"]*"', b"", raw[:_LONGEST_HEADER].lstrip(b"\r\n")).split(b"\n", 1)[0]
    return max(_DELIMITERS, key=lambda delimiter: header.count(delimiter.encode()))


def _rows(raw: bytes, delimiter: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it ends."""
    lines = csv.reader(
        io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8", newline=""), delimiter=delimiter, strict=True
    )
    last = 0
    try:
        for row in lines:
            last = lines.line_num
            yield last, row
    except csv.Error:  # refused below: raised in here, the refusal would keep the cells
        pass
    else:
        return
    raise BadInput([Problem("not_a_row", f"line {last + 1}:")], source=source)


def _filled(raw: bytes, delimiter: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """From the header on, with as many cells in an empty line as in the header."""
    width = 0
    for line, row in _rows(raw, delimiter, source):
        width = width or len(row)
        if width:
            yield line, row or [""] * width


def _check_lengths(raw: bytes, delimiter: str, width: int, source: str) -> None:
    """Refuses rows that have another number of cells than the header."""
    rows = _filled(raw, delimiter, source)
    wrong = (
        Problem("another_length", f"line {line}", {"expected": width, "found": len(row)})
        for line, row in rows
        if len(row) != width
    )
    problems = list(islice(wrong, _MOST_RAGGED))
    if problems:
        raise BadInput(problems, source=source)


# ---- others -------------------------------------------------------------------------------------------------------


def _excel(path: Path, *, sheet: str | None) -> "pl.DataFrame":
    """Typed as the workbook has it; whole numbers that lost digits become broken ones, which no id can be."""
    import polars as pl

    chosen, header = _sheet(path, sheet)
    table = pl.read_excel(
        path,
        sheet_name=chosen,
        engine="calamine",
        infer_schema_length=None,
        drop_empty_rows=False,
        drop_empty_cols=False,
        raise_if_empty=False,
    )
    names = [*(str(name or "").strip() for name in header), *[""] * (table.width - len(header))]
    kept = [i for i, name in enumerate(names) if name or table[:, i].null_count() < table.height]
    _check_names([names[i] for i in kept], path.name)
    table = table[:, kept].rename(dict(zip((table.columns[i] for i in kept), (names[i] for i in kept), strict=True)))
    long = [name for name in table.columns if table.schema[name].is_integer() and _is_long(table[name])]
    return table.with_columns(pl.col(long).cast(pl.Float64))


def _is_long(cells: "pl.Series") -> bool:
    return int(cells.abs().max() or 0) >= _DIGITS_KEPT  # type: ignore[arg-type]  # of whole numbers, one of them


def _sheet(path: Path, sheet: str | None) -> tuple[str, Sequence[Any]]:
    """The name of the sheet to read, and its first row."""
    import fastexcel

    book = fastexcel.read_excel(path)
    if sheet is not None and sheet not in book.sheet_names:
        raise BadInput([Problem("no_such_sheet", path.name, {"expected": tuple(book.sheet_names)})], source="file")
    firsts = {
        name: book.load_sheet(name, header_row=None, n_rows=1, dtypes="string").to_polars().rows()
        for name in (book.sheet_names if sheet is None else [sheet])
    }
    filled = [name for name, rows in firsts.items() if rows]
    if not filled:
        raise BadInput([Problem("no_header", path.name)], source="file")
    if len(filled) > 1:
        raise BadInput([Problem("several_sheets", path.name, {"expected": tuple(filled)})], source="file")
    return filled[0], firsts[filled[0]][0]


def _parquet(path: Path) -> "pl.DataFrame":
    import polars as pl

    return pl.read_parquet(path)


def _json_lines(path: Path) -> "pl.DataFrame":
    with path.open(encoding="utf-8-sig") as lines:
        return _of_records([_loaded(line, path.name, i) for i, line in enumerate(lines) if line.strip()], path.name)


def _json(path: Path) -> "pl.DataFrame":
    return _of_records(_loaded(path.read_text(encoding="utf-8-sig"), path.name, 0), path.name)


def _loaded(text: str, source: str, lines_before: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:  # it keeps the text, and is not passed on
        place = {"line": error.lineno + lines_before, "column": error.colno}
    raise BadInput([Problem("not_json", source, place)], source="file")


def _of_records(records: Any, source: str) -> "pl.DataFrame":
    """A column for every name; what is nested stays as JSON text, so that the report can name its column."""
    import polars as pl

    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise BadInput([Problem("wrong_type", source, {"expected": "a list of records"})], source="file")
    names = dict.fromkeys(name for record in records for name in record)
    columns = {name: [_as_text(record.get(name)) for record in records] for name in names}
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
