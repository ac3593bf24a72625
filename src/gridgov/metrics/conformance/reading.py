"""The table of transitions as it was given: which columns it has, and how its codes are spelled.

>>> import polars
>>> from gridgov.errors import BadInput
>>> try:
...     spelled(table_of(polars.DataFrame({"ticket": [1], "at": ["noon"]})), None)
... except BadInput as error:
...     print([(problem.code, problem.where) for problem in error.problems][-1])
('wrong_type', 'column at')
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import narwhals as nw
from attrs import field, frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.metrics import checking
from gridgov.metrics.conformance.rules import Codes

__all__ = ["COLUMNS", "Spelling", "misfits", "spelled", "table_of"]

COLUMNS: Final = ("ticket", "version", "event", "from", "to", "at")
"""The columns of a log; the actor is not looked at."""
_MISSING: Final = -1
"""Stands for no number."""


def table_of(frame: Any) -> Any:
    """A dataframe as a lazy one of narwhals; one of pyarrow as one of polars, for pyarrow has no row before.

    Raises:
        BadInput: it is no dataframe.

    """
    table = checking.table_of(frame)
    return table.collect(backend="polars").lazy() if table.implementation.is_pyarrow() else table


@frozen
class Spelling:
    """How a column spells codes: as they are, or as their places in a dictionary."""

    column: str
    words: tuple[str, ...] | None = field(default=None, repr=False)
    """The dictionary; None: the codes stand in the column themselves."""

    @property
    def missing(self) -> Any:
        """What is put in the place of an empty cell."""
        return "" if self.words is None else _MISSING

    @property
    def nothing(self) -> Any:
        """What stands before the first event of a case."""
        return self.of("") if self.words is not None and "" in self.words else self.missing

    def of(self, code: str) -> Any:
        """How a code is written; None if it cannot be written here."""
        if self.words is None:
            return code
        return self.words.index(code) if code in self.words else None

    def all_of(self, codes: Iterable[str]) -> list[Any]:
        """How codes are written, without those that cannot be."""
        return [value for value in map(self.of, codes) if value is not None]

    def read(self, value: Any) -> str:
        """The code that a cell means."""
        if self.words is None:
            return str(value)
        number = int(value)
        return self.words[number] if 0 <= number < len(self.words) else "" if number == _MISSING else str(number)

    def cells(self, *, empty: Any) -> Any:
        """The column as an expression without gaps."""
        if self.words is None:
            return nw.col(self.column).cast(nw.String).fill_null(empty)
        return nw.col(self.column).fill_null(empty).cast(nw.Int64)


def spelled(table: Any, codes: Codes | None) -> Mapping[str, Spelling]:
    """How the event, the state before and the state after are spelled.

    Raises:
        BadInput: a column is missing or of another type; numbers stand for codes and no dictionary says which.

    """
    if codes is not None:
        check_type(codes, Codes, "codes", expected="Codes", source="frame")
    schema = table.collect_schema()
    kinds: dict[str, Any] = {name: schema[name] for name in COLUMNS if name in schema}
    problems = misfits(schema, COLUMNS, codes)
    if {"from", "to"} <= set(kinds) and kinds["from"].is_numeric() != kinds["to"].is_numeric():
        problems.append(Problem("wrong_type", "column to", {"expected": "of the same type as the column from"}))
    if problems:
        raise BadInput(problems, source="frame")
    words = {"event": codes.events, "from": codes.states, "to": codes.states} if codes is not None else {}
    return {
        name: Spelling(name, words.get(name) if kinds[name].is_numeric() else None) for name in ("event", "from", "to")
    }


def misfits(schema: Any, names: Iterable[str], codes: Codes | None) -> list[Problem]:
    """The columns that a table lacks, and those of another type."""
    kinds: dict[str, Any] = {name: schema[name] for name in names if name in schema}
    problems = [Problem("missing", f"column {name}") for name in names if name not in kinds]
    problems += [
        Problem("wrong_type", f"column {name}", {"expected": expected})
        for name, kind in kinds.items()
        if (expected := _unfit(name, kind, codes))
    ]
    return problems


def _unfit(name: str, kind: Any, codes: Codes | None) -> str:
    """What a column of another type should be; nothing if it fits."""
    if name in ("version", "at"):
        return "" if kind.is_numeric() else "integer"
    if name == "ticket":
        return "" if kind.is_numeric() or _is_text(kind) else "text or integer"
    fits = _is_text(kind) or (kind.is_numeric() and codes is not None)
    return "" if fits else "text, or integer with a dictionary"


def _is_text(kind: Any) -> bool:
    return kind in (nw.String, nw.Categorical) or isinstance(kind, nw.Enum)
