"""What a table and a question must be before anything is computed: all that is wrong, at once.

>>> import polars
>>> from gridgov.kpis.requests import RESOLUTION_RATE
>>> try:
...     check_columns(table_of(polars.DataFrame({"visited": [1, 1]})), [RESOLUTION_RATE], ())
... except BadInput as error:
...     [(problem.code, problem.where) for problem in error.problems]
[('missing', 'column solved')]
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, Final

import narwhals as nw
from attrs import frozen

from gridgov.documents import duplicates
from gridgov.errors import BadInput, Problem
from gridgov.metrics.conditions import Kind, strictest
from gridgov.metrics.kpi import Kpi
from gridgov.metrics.measures import Base, Change, Quotient, Spread
from gridgov.metrics.periods import Period

__all__ = ["Ends", "check_asked", "check_columns", "check_flags", "flags_of", "table_of", "unanswerable", "with_types"]

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def table_of(frame: Any) -> Any:
    """A dataframe as a lazy one of narwhals.

    Raises:
        BadInput: it is no dataframe.

    """
    with suppress(TypeError):
        return nw.from_native(frame).lazy()
    raise BadInput([Problem("wrong_type", "frame", {"expected": "a dataframe"})], source="frame")


def check_asked(
    kpis: Sequence[Kpi], by: Sequence[str], period: Period | None, as_of: int | None, bases: Mapping[str, Any]
) -> None:
    """Whether the question is one."""
    problems = []
    asked: object = kpis
    if not isinstance(asked, Sequence) or not all(isinstance(kpi, Kpi) for kpi in asked):
        problems.append(Problem("wrong_type", "kpis", {"expected": "a list of Kpi"}))
    elif not asked:
        problems.append(Problem("wrong_length", "kpis", {"expected": "≥ 1"}))
    else:
        problems += _unanswered(kpis, period, as_of, bases)
    if not _is_list_of_text(by):
        problems.append(Problem("wrong_type", "by", {"expected": "a list of names of columns"}))
    else:
        problems += duplicates((f"by[{place}]", name) for place, name in enumerate(by))
    if as_of is not None and (isinstance(as_of, bool) or not isinstance(as_of, int)):
        problems.append(Problem("wrong_type", "as_of", {"expected": "microseconds since 1970"}))
    problems += [
        Problem("out_of_range", f"bases.{name}", {"expected": "≥ 0"})
        for name, value in bases.items()
        if any(isinstance(one, bool) or not isinstance(one, int) or one < 0 for one in _numbers(value))
    ]
    if period is not None and not isinstance(period, Period):
        problems.append(Problem("wrong_type", "period", {"expected": "Period"}))
    if problems:
        raise BadInput(problems, source="compute")


def unanswerable(
    kpi: Kpi,
    columns: Collection[str],
    *,
    period: Period | None = None,
    as_of: int | None = None,
    bases: Mapping[str, Any] = _NOTHING,
) -> tuple[Problem, ...]:
    """Why a KPI cannot be worked out over a table with such columns: nothing, if it can.

    >>> from gridgov.kpis.requests import RESOLUTION_RATE
    >>> [problem.text("en") for problem in unanswerable(RESOLUTION_RATE, ["visited"])]
    ['column solved is missing']

    """
    asked = _kinds([kpi], [kpi.anchor] if kpi.anchor and period is not None else [])
    absent = [Problem("missing", f"column {name}") for name in asked if name not in columns]
    return (*absent, *_unanswered([kpi], period, as_of, bases))


def _unanswered(
    kpis: Sequence[Kpi], period: Period | None, as_of: int | None, bases: Mapping[str, Any]
) -> Iterator[Problem]:
    """What a figure needs besides the table and does not get."""
    for kpi in kpis:
        if "as_of" in kpi.needs and as_of is None:
            yield Problem("needs_as_of", kpi.id)
        if "period" in kpi.needs and period is None:
            yield Problem("needs_period", kpi.id)
        if period is not None and kpi.anchor is None:
            yield Problem("has_no_anchor", kpi.id)
        for base in _bases(kpi):
            if base not in bases:
                yield Problem("needs_base", kpi.id, {"base": base})


def _numbers(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, Mapping) else [value]


def _bases(kpi: Kpi) -> list[str]:
    measure = kpi.measure
    if isinstance(measure, Spread | Change):
        return _bases(measure.figure)
    if isinstance(measure, Quotient):
        return [part.name for part in (measure.above, measure.below) if isinstance(part, Base)]
    return []


def _is_list_of_text(value: object) -> bool:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return False
    return all(isinstance(name, str) for name in value)


# ---- columns ------------------------------------------------------------------------------------------------------


@frozen
class Ends:
    """The first and the last moment of a column; None where it has none."""

    low: int | None
    high: int | None
    gaps: bool
    """Whether some rows have none."""


def check_columns(table: Any, kpis: Sequence[Kpi], by: Sequence[str], anchors: Sequence[str] = ()) -> dict[str, Ends]:
    """Whether a table has the columns, of the types.

    What it saw on the way comes back: between which moments the rows lie, by anchor.

    Raises:
        BadInput: everything that is not so.

    """
    kinds = _kinds(kpis, anchors)
    schema = table.collect_schema()
    problems = [Problem("missing", f"column {name}") for name in dict.fromkeys((*kinds, *by)) if name not in schema]
    problems += _of_another_type(table, {name: kind for name, kind in kinds.items() if name in schema}, schema)
    problems += [
        Problem("wrong_type", f"column {name}", {"expected": "one type of value"})
        for name in by
        if name in schema and not _makes_groups(table, name, schema[name])
    ]
    if problems:
        raise BadInput(problems, source="frame")
    return {name: Ends(low, high, gaps) for name, (low, high, gaps) in _looked_over(table, anchors).items()}


def flags_of(kpis: Sequence[Kpi]) -> list[str]:
    """The columns that are asked for as flags."""
    return [name for name, kind in _kinds(kpis, ()).items() if kind == "flag"]


def check_flags(table: Any, flags: Sequence[str]) -> None:
    """Whether flags have no gaps and are 0 or 1.

    Raises:
        BadInput: all that have, or are not.

    """
    seen = _looked_over(table, flags)
    gaps = [Problem("has_gaps", f"column {name}") for name, (_, _, gap) in seen.items() if gap]
    stray = [
        Problem("out_of_range", f"column {name}", {"expected": "0, 1"})
        for name, (low, high, _) in seen.items()
        if not {low or 0, high or 0} <= {0, 1}
    ]
    if gaps or stray:
        raise BadInput(gaps + stray, source="frame")


def with_types(table: Any, kpis: Sequence[Kpi], anchors: Sequence[str | None]) -> Any:
    """A table whose wholly empty columns are of the type that is asked for: nobody has closed anything yet."""
    schema = table.collect_schema()
    kinds = _kinds(kpis, [name for name in anchors if name])
    untyped = [name for name, kind in kinds.items() if kind != "code" and schema.get(name) == nw.Unknown]
    if not untyped:
        return table
    [row] = table.select(*(nw.col(name).is_null().all() for name in untyped)).collect().rows(named=True)
    empty = [name for name in untyped if row[name] is not False]
    types = {name: nw.String if kinds[name] == "text" else nw.Int64 for name in empty}
    return table.with_columns(*(nw.col(name).cast(kind) for name, kind in types.items()))


def _makes_groups(table: Any, name: str, kind: Any) -> bool:
    """Whether a column holds plain values of one type; of floats only whole ones, which a gap made of integers."""
    if kind.is_nested() or kind in (nw.Object, nw.Unknown):
        return False
    return not (kind.is_float() and _looked_into(table, [name])[1])


def _kinds(kpis: Sequence[Kpi], anchors: Sequence[str]) -> dict[str, Kind]:
    """What each column must hold, at the strictest."""
    found = strictest(*(kpi.columns for kpi in kpis), dict.fromkeys(anchors, "integer"))
    found.pop("as_of", None)
    return found


def _of_another_type(table: Any, kinds: Mapping[str, Kind], schema: Mapping[str, Any]) -> list[Problem]:
    texts = [name for name, kind in kinds.items() if kind == "text"]
    problems = [
        Problem("wrong_type", f"column {name}", {"expected": "text"})
        for name in texts
        if schema[name] not in (nw.String, nw.Categorical, nw.Enum)
    ]
    numbers = ("integer", "flag")
    odd = [name for name, kind in kinds.items() if kind in numbers and not schema[name].is_integer()]
    floats = [name for name in odd if schema[name].is_float()]
    gappy, broken = _looked_into(table, floats)
    for name in odd:
        if name in floats and name in gappy and kinds[name] == "flag":
            problems.append(Problem("has_gaps", f"column {name}"))
        elif not (name in floats and kinds[name] == "integer" and name not in broken):
            problems.append(Problem("wrong_type", f"column {name}", {"expected": "integer"}))
    return problems


def _looked_into(table: Any, names: Sequence[str]) -> tuple[set[str], set[str]]:
    """Columns of floats with an empty cell, and those with a fraction. In pandas a gap turns integers into floats."""
    if not names:
        return set(), set()
    gaps = [nw.col(name).is_null().cast(nw.Int64).sum().alias(f"g{i}") for i, name in enumerate(names)]
    whole = [nw.when(~nw.col(name).is_null()).then(nw.col(name)).otherwise(0) for name in names]
    broken = [(value - value.round(0) != 0).cast(nw.Int64).alias(f"b{i}") for i, value in enumerate(whole)]
    flagged = table.with_columns(*broken)
    [row] = flagged.select(*gaps, *(nw.col(f"b{i}").sum() for i in range(len(names)))).collect().rows(named=True)
    return (
        {name for i, name in enumerate(names) if row[f"g{i}"]},
        {name for i, name in enumerate(names) if row[f"b{i}"]},
    )


def _looked_over(table: Any, names: Sequence[str]) -> dict[str, tuple[int | None, int | None, bool]]:
    """In one pass, of each column: the lowest value, the highest, and whether there are gaps."""
    if not names:
        return {}
    wanted = [
        part
        for i, name in enumerate(names)
        for part in (nw.col(name).min().alias(f"l{i}"), nw.col(name).max().alias(f"h{i}"), _gaps(name, i))
    ]
    [row] = table.select(*wanted).collect().rows(named=True)
    return {name: (_whole(row[f"l{i}"]), _whole(row[f"h{i}"]), bool(row[f"g{i}"])) for i, name in enumerate(names)}


def _gaps(name: str, place: int) -> Any:
    return nw.col(name).null_count().alias(f"g{place}")


def _whole(value: Any) -> int | None:
    return None if value is None or value != value else int(value)  # noqa: PLR0124  # not a number, as in pandas
