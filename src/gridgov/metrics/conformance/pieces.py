"""A polars log in pieces: each with the numbers of its tickets, by which plain arrays remember them.

>>> import polars
>>> log = polars.LazyFrame({"ticket": ["b", "a", None, "b"], "version": [1, 1, 1, 2]})
>>> [tickets.tolist() for rows, tickets in pieces_of(log)]
[[0, 1, -1, 0]]
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

__all__ = ["Numbers", "Piece", "grown", "in_order", "pieces_of", "whole"]

Numbers = Any
"""An array of numpy."""
Piece = tuple[Any, Numbers]
"""Rows as a polars table, and the numbers of their tickets."""

_ROWS: Final = 1 << 20
"""So many rows are a piece."""
_PLACES: Final = 1 << 26
"""A ticket that is a whole number below this is its own number: an array of so many places is still small."""
_NUMBER: Final = "its number"


def pieces_of(table: Any) -> Iterator[Piece]:
    """The rows of a log as they come, with the numbers of their tickets; -1: the ticket has none.

    Small whole numbers are their own numbers. Other tickets are numbered as they come, for which the whole log is
    brought into memory at once.
    """
    batches = _batches(table)
    first = next(batches, None)
    if first is None:
        return
    if first["ticket"].dtype.is_integer() and (_own(first) >= 0).sum() * 2 >= len(first):
        for rows in chain([first], batches):
            yield rows, _own(rows)
    else:
        yield from _numbered([first, *batches])


def _batches(table: Any) -> Iterator[Any]:
    return iter(table.collect_batches(chunk_size=_ROWS, maintain_order=True))


def _own(rows: Any) -> Numbers:
    import numpy as np
    import polars as pl

    column = rows["ticket"]
    if column.dtype != pl.Int64 or column.null_count():
        column = column.cast(pl.Int64, strict=False).fill_null(-1)
    tickets: Numbers = column.to_numpy()
    if len(tickets) and (tickets.min() < 0 or tickets.max() >= _PLACES):
        tickets = np.where((tickets >= 0) & (tickets < _PLACES), tickets, -1)
    return tickets


def _numbered(batches: Iterable[Any]) -> Iterator[Piece]:
    import polars as pl

    log = pl.concat(batches)
    names = log.select(pl.col("ticket").drop_nulls().unique(maintain_order=True))
    names = names.filter(pl.col("ticket").cast(pl.String) != "").with_row_index(_NUMBER)
    found = log.select("ticket").join(names, on="ticket", how="left", maintain_order="left")
    yield from _slices(log, found[_NUMBER].cast(pl.Int64).fill_null(-1))


def in_order(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same rows, ticket by ticket, each in the order of its versions."""
    import polars as pl

    log = pl.concat([rows.with_columns(pl.Series(_NUMBER, tickets)) for rows, tickets in pieces])
    log = log.sort(_NUMBER, "version")
    yield from _slices(log.drop(_NUMBER), log[_NUMBER])


def _slices(log: Any, numbers: Any) -> Iterator[Piece]:
    tickets = numbers.to_numpy()
    for start in range(0, len(log), _ROWS):
        part = slice(start, start + _ROWS)
        yield log[part], tickets[part]


def whole(column: Any, empty: int) -> Numbers:
    """A column as whole numbers without gaps."""
    import polars as pl

    numbers = column if column.dtype.is_integer() else column.cast(pl.Int64, strict=False)
    numbers = numbers.cast(pl.Int64).fill_null(empty) if numbers.null_count() else numbers
    found: Numbers = numbers.to_numpy()
    return found


def grown(old: Numbers, size: int) -> Numbers:
    """A longer copy with zeros behind; what nobody writes on takes no memory."""
    import numpy as np

    new = np.zeros(size, dtype=old.dtype)
    new[: len(old)] = old
    return new
