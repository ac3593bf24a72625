"""Which rows were asked again: the one question about other rows, answered before all others.

Every row is taken twice, as its beginning and as its end, and both are put into one line of time for each set of keys.
Looked at from the last one backwards, each end then knows the next beginning after it. What begins at the very moment
at which something ends is not after it.
"""

from collections.abc import Iterable
from typing import Any, Final

import narwhals as nw

from gridgov.metrics.conditions import DAY, Repeated
from gridgov.metrics.sorting import marked

__all__ = ["with_repetitions"]

_MOMENT, _NEXT, _IS_END = "moment of the line", "next of the line", "end of the line"
"""Names that no table of somebody else has."""

_NEVER: Final = 1 << 62
"""Later than every moment."""


def with_repetitions(table: Any, asked: Iterable[Repeated]) -> tuple[Any, dict[Repeated, str]]:
    """A table with a column of 0 and 1 for each repetition that is asked for, and the names of these columns.

    A polars table is taken into memory, with the columns that are asked for, and sorted; see
    :mod:`gridgov.metrics.sorting`.
    """
    found: dict[Repeated, str] = {}
    for place, repeated in enumerate(asked):
        found[repeated] = f"repeated {place}"
        sorted_ = _sorted(table, repeated, found[repeated]) if table.implementation.is_polars() else None
        table = _marked(table, repeated, found[repeated]) if sorted_ is None else sorted_
    return table, found


def _sorted(table: Any, repeated: Repeated, name: str) -> Any:
    frame = nw.to_native(table).collect(engine="streaming")
    flags = marked(frame, repeated)
    return None if flags is None else nw.from_native(frame.with_columns(flags.alias(name)).lazy())


def _marked(table: Any, repeated: Repeated, name: str) -> Any:
    keys = [f"key {i} of the line" for i in range(len(repeated.keys))]
    named = [nw.col(key).alias(made) for key, made in zip(repeated.keys, keys, strict=True)]
    columns = table.collect_schema().names()
    start, end = nw.col(repeated.start), nw.col(repeated.end)
    moment = nw.when(~end.is_null()).then(end).otherwise(_NEVER)
    ends = table.with_columns(
        *named,
        moment.alias(_MOMENT),
        nw.lit(_NEVER).alias(_NEXT),
        nw.lit(1).alias(_IS_END),
    )
    begins = table.filter(~start.is_null()).with_columns(
        *named, start.alias(_MOMENT), start.alias(_NEXT), nw.lit(0).alias(_IS_END)
    )
    line = nw.concat([_typed(begins), _typed(ends)], how="vertical")
    after = nw.col(_NEXT).cum_min(reverse=True).over(*keys, order_by=[_MOMENT, _IS_END]).alias(_NEXT)
    whole = ~start.is_null() & ~end.is_null() & (start <= end)
    for key in repeated.keys:
        whole = whole & ~nw.col(key).is_null()
    again = whole & (nw.col(_NEXT) != _NEVER) & (nw.col(_NEXT) - end <= repeated.days * DAY)
    marked = line.with_columns(after).filter(nw.col(_IS_END) == 1).with_columns(again.cast(nw.Int64).alias(name))
    return marked.select(*columns, name)


def _typed(table: Any) -> Any:
    """The same types on both sides: a gap turns whole numbers into floats in pandas."""
    return table.with_columns(*(nw.col(name).cast(nw.Int64).alias(name) for name in (_MOMENT, _NEXT, _IS_END)))
