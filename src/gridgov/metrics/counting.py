"""Counts of rows by group, for whoever needs several at once: one question to the engine, whole numbers back.

>>> import polars
>>> from gridgov.metrics.conditions import InOrder, Known
>>> tickets = polars.DataFrame({"unit": ["a", "a", "b"], "ended_at": [5, 9, None]})
>>> wanted = {"ended": Known("ended_at"), "early": InOrder("ended_at", "noon")}
>>> counted_rows(tickets, wanted, by=["unit"], moments={"noon": 7})
{('a',): {'ended': 2, 'early': 1}, ('b',): {'ended': 0, 'early': 0}}
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import narwhals as nw

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.metrics.checking import table_of
from gridgov.metrics.computing import states
from gridgov.metrics.conditions import Condition
from gridgov.metrics.kpi import Kpi
from gridgov.metrics.measures import Count, Measure

__all__ = ["check_moment", "counted_rows", "found_states", "nameless", "with_moments"]

_NOTHING: Final[Mapping[str, int]] = MappingProxyType({})


def counted_rows(
    frame: Any, wanted: Mapping[str, Condition], *, by: Sequence[str] = (), moments: Mapping[str, int] = _NOTHING
) -> dict[tuple[Any, ...], dict[str, int]]:
    """How many rows of each group fulfil each condition.

    Args:
        frame: any dataframe that narwhals takes.
        wanted: conditions by name.
        by: the columns whose values make the groups; without any there is one group, ``()``.
        moments: columns that hold one and the same moment in every row, for the conditions to ask for.

    Raises:
        BadInput: as :func:`gridgov.metrics.compute`.

    """
    measures = {name: Count(condition) for name, condition in wanted.items()}
    found = found_states(frame, measures, by=by, moments=moments)
    return {key: {name: state.total for name, state in group.items()} for key, group in found.items()}


def found_states(
    frame: Any,
    measures: Mapping[str, Measure],
    *,
    by: Sequence[str] = (),
    moments: Mapping[str, int] = _NOTHING,
    as_of: int | None = None,
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The states of several measures by group: names to states, in the order of the groups."""
    names = {nameless(name, measure): name for name, measure in measures.items()}
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for result in states(with_moments(frame, moments), list(names), by=by, as_of=as_of):
        found.setdefault(tuple(result.group.values()), {})[names[result.kpi]] = result.state
    return found


def nameless(name: str, measure: Measure) -> Kpi:
    """A measure as a figure that nobody will see by its name."""
    return Kpi(
        id=f"counting.{name}",
        version=1,
        title_en=name,
        title_zh=name,
        definition_en=name,
        definition_zh=name,
        table="tickets",
        measure=measure,
        unit="count",
        source="counted for another figure",
    )


def with_moments(frame: Any, moments: Mapping[str, int]) -> Any:
    """A table with a column for each moment, the same in every row."""
    table = table_of(frame)
    if not moments:
        return table
    return table.with_columns(*(nw.lit(at).cast(nw.Int64).alias(name) for name, at in moments.items()))


def check_moment(moment: object, where: str, source: str) -> None:
    """Refuses what is no moment in whole microseconds.

    >>> check_moment(0, "as_of", "backlog")

    """
    check_type(moment, int, where, expected="microseconds since 1970", source=source)
    if isinstance(moment, bool):
        raise BadInput([Problem("wrong_type", where, {"expected": "microseconds since 1970"})], source=source)
