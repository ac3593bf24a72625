"""From a table to figures, on any dataframe that narwhals takes.

::

    checks ─▶ repetitions ─▶ flags and times of each row ─▶ sums and tallies of each group ─▶ states ─▶ figures

:func:`compute` lets the engine find medians and numbers of keys in one go; :func:`states` keeps how often each value
occurs, so that parts add up to the whole.

>>> import polars
>>> from gridgov.kpis.requests import RESOLUTION_RATE
>>> visits = polars.DataFrame({"unit": ["a", "a", "b"], "visited": [1, 1, 1], "solved": [1, 0, 1]})
>>> [(result.group["unit"], result.value) for result in compute(visits, [RESOLUTION_RATE], by=["unit"])]
[('a', Fraction(1, 2)), ('b', Fraction(1, 1))]
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import narwhals as nw
from attrs import evolve, frozen

from gridgov.metrics.checking import Ends, check_asked, check_columns, check_flags, flags_of, table_of, with_types
from gridgov.metrics.combining import added
from gridgov.metrics.conditions import AllOf, AnyOf, Condition, Not, Repeated, repeats
from gridgov.metrics.figures import Block, Figures
from gridgov.metrics.gathering import Asker, Gathered, Key, in_order
from gridgov.metrics.kpi import Exclusion, Kpi
from gridgov.metrics.measures import Change, Spread
from gridgov.metrics.needs import Need, Rows, needs, state, within
from gridgov.metrics.periods import Period, Window
from gridgov.metrics.repeating import with_repetitions
from gridgov.metrics.states import Groups, Pair

__all__ = ["Bases", "compute", "states"]

Bases = Mapping[str, int | Mapping[Any, int]]
"""Numbers from outside, by name: one for the whole, or one a group; of several group columns, a tuple of values.

For a spread, whose groups are those of the column that it goes across, the value in this column comes last."""

_NO_BASES: Final[Bases] = {}


def compute(
    frame: Any,
    kpis: Sequence[Kpi],
    *,
    by: Sequence[str] = (),
    period: Period | None = None,
    as_of: int | None = None,
    bases: Bases = _NO_BASES,
) -> Figures:
    """The figures of a table: one result a KPI, group and period, in this order.

    Args:
        frame: any dataframe that narwhals takes, eager or lazy; flags are integer columns of 0 and 1, times are
            microseconds since 1970, UTC.
        kpis: what to compute, one or more.
        by: the columns whose values make the groups, each of one type of value.
        period: how time is cut; a row belongs to the window in which the anchor of the KPI lies, and to none if it has
            no such moment.
        as_of: the moment at which what is open is still open, in microseconds since 1970.
        bases: numbers from outside, such as a population.

    Raises:
        BadInput: no dataframe, no KPI; columns that are missing or have gaps, that are no integers, or flags that hold
            something else than 0 and 1; groups of values of several types; a moment, a period or a number that a KPI
            needs and that is not given.

    """
    return _figures(frame, kpis, _Question(by, period, as_of, bases, mergeable=False))


def states(
    frame: Any,
    kpis: Sequence[Kpi],
    *,
    by: Sequence[str] = (),
    period: Period | None = None,
    as_of: int | None = None,
    bases: Bases = _NO_BASES,
) -> Figures:
    """The same figures, kept so that parts add up to the whole: medians as how often each value occurs.

    The arguments and the errors are those of :func:`compute`; see :mod:`gridgov.metrics.combining`.
    """
    return _figures(frame, kpis, _Question(by, period, as_of, bases, mergeable=True))


@frozen
class _Question:
    by: Sequence[str]
    period: Period | None
    as_of: int | None
    bases: Bases
    mergeable: bool


def _figures(frame: Any, kpis: Sequence[Kpi], question: _Question) -> Figures:
    table = table_of(frame)
    check_asked(kpis, question.by, question.period, question.as_of, question.bases)
    anchors = _anchors(kpis, question)
    table = with_types(table, kpis, anchors)
    ends = check_columns(table, kpis, question.by, [name for name in anchors if name])
    flags = flags_of(kpis)  # polars looks at them on the way, where every row is on the way
    if not table.implementation.is_polars() or any(end.gaps for end in ends.values()):
        check_flags(table, flags)
        flags = []
    if question.as_of is not None:
        table = table.with_columns(nw.lit(question.as_of).cast(nw.Int64).alias("as_of"))
    asked = {name: tuple(kpi for kpi in kpis if _anchor(kpi, question) == name) for name in anchors}
    table, repetitions = with_repetitions(table.select(*_columns(table, kpis, question, anchors)), _repeats(kpis))
    found: dict[Kpi, Block] = {}
    for name, group in asked.items():
        windows = _windows(ends.get(name or ""), question.period)
        if question.period is not None and not windows:  # no row has a moment, so none is in any window
            found |= {kpi: _nothing(kpi) for kpi in group}
            continue
        gaps = name is not None and ends[name].gaps
        asker = Asker(table, question.by, name, windows, gaps, repetitions, flags)
        found |= _of_anchor(asker, group, question)
    return Figures((found[kpi] for kpi in kpis), question.by)


def _anchor(kpi: Kpi, question: _Question) -> str | None:
    return kpi.anchor if question.period is not None else None


def _anchors(kpis: Sequence[Kpi], question: _Question) -> tuple[str | None, ...]:
    return tuple(dict.fromkeys(_anchor(kpi, question) for kpi in kpis))


def _columns(table: Any, kpis: Sequence[Kpi], question: _Question, anchors: Iterable[str | None]) -> tuple[str, ...]:
    """The columns that are asked for at all."""
    across = [kpi.measure.across for kpi in kpis if isinstance(kpi.measure, Spread)]
    asked = [name for kpi in kpis for name in kpi.columns]
    moment = [] if question.as_of is None else ["as_of"]
    found = dict.fromkeys([*question.by, *across, *asked, *(name for name in anchors if name), *moment])
    return tuple(found) or tuple(table.collect_schema().names()[:1])  # to count rows, one column is enough


def _repeats(kpis: Iterable[Kpi]) -> tuple[Repeated, ...]:
    asked = (need.of for kpi in kpis for need in needs(kpi.measure, mergeable=True))
    excluded = (exclusion.where for kpi in kpis for exclusion in _exclusions(kpi))
    return tuple(dict.fromkeys(one for condition in (*asked, *excluded) for one in repeats(condition)))


# ---- the figures of one anchor ------------------------------------------------------------------------------------


def _windows(ends: Ends | None, period: Period | None) -> tuple[Window, ...]:
    if period is None or ends is None or ends.low is None or ends.high is None:
        return ()
    return period.windows(ends.low, ends.high)


def _nothing(kpi: Kpi) -> Block:
    return Block(kpi, (), lambda _: None, lambda _: {})


def _of_anchor(asker: Asker, kpis: Sequence[Kpi], question: _Question) -> Iterator[tuple[Kpi, Block]]:
    plain = [kpi for kpi in kpis if not isinstance(kpi.measure, Spread)]
    if plain:
        gathered = asker.gather(need for kpi in plain for need in _all_needs(kpi, question))
        keys = tuple(_split(key, asker.windows) for key in gathered.keys)
        for kpi in plain:
            yield kpi, _block(kpi, gathered, keys, asker.windows, question)
    for kpi in kpis:
        if isinstance(kpi.measure, Spread):
            across = evolve(asker, by=(*question.by, kpi.measure.across))
            gathered = across.gather(_all_needs(kpi, question))
            yield kpi, _spread_block(kpi, gathered, asker.windows, question)


def _all_needs(kpi: Kpi, question: _Question) -> Iterator[Need]:
    kept = _kept(kpi)
    yield from (within(need, kept) for need in needs(kpi.measure, mergeable=question.mergeable))
    yield from (Rows(where) for where in _left_out(kpi).values())


def _kept(kpi: Kpi) -> Condition | None:
    """The rows that no exclusion takes out; None if there is none."""
    wheres = tuple(exclusion.where for exclusion in _exclusions(kpi))
    return Not(AnyOf(wheres)) if wheres else None


def _left_out(kpi: Kpi) -> dict[str, Condition]:
    """Which rows each exclusion takes out, each row under the first that does."""
    found: dict[str, Condition] = {}
    before: list[Condition] = []
    for exclusion in _exclusions(kpi):
        found[exclusion.code] = AllOf((exclusion.where, *(Not(where) for where in before)))
        before.append(exclusion.where)
    return found


def _exclusions(kpi: Kpi) -> tuple[Exclusion, ...]:
    inner = kpi.measure.figure.exclusions if isinstance(kpi.measure, Spread | Change) else ()
    return (*kpi.exclusions, *inner)


ShownKey = tuple[tuple[Any, ...], Window | None]
"""The values of the group columns, and the window."""

# ---- blocks -------------------------------------------------------------------------------------------------------


def _block(
    kpi: Kpi, gathered: Gathered, shown: Sequence[ShownKey], windows: Sequence[Window], question: _Question
) -> Block:
    keys, plain = gathered.keys, _state_of(kpi, gathered, question, columns=len(question.by))
    measure = kpi.measure
    of = (lambda key: _changed(plain, key, measure.lag)) if isinstance(measure, Change) else plain
    return Block(
        kpi,
        shown,
        lambda i: of(keys[i]),
        lambda i: _excluded(kpi, gathered, keys[i]),
        tuple(windows),
    )


def _changed(plain: Callable[[Key], Any], key: Key, lag: int) -> Pair:
    earlier = key[-1] - lag
    return Pair(plain(key), plain((*key[:-1], earlier)) if earlier >= 0 else None)


def _spread_block(kpi: Kpi, gathered: Gathered, windows: Sequence[Window], question: _Question) -> Block:
    """A block over the groups without the column that the figure is spread across."""
    place = len(question.by)
    plain = _state_of(kpi, gathered, question, columns=place + 1)
    parts: dict[Key, dict[Any, Key]] = {}
    for key in gathered.keys:
        if key[place] is not None:
            parts.setdefault((*key[:place], *key[place + 1 :]), {})[key[place]] = key
    keys = tuple(sorted(parts, key=in_order)) or (() if question.by or windows else ((),))
    return Block(
        kpi,
        tuple(_split(key, windows) for key in keys),
        lambda i: Groups({value: plain(key) for value, key in parts.get(keys[i], {}).items()}),
        lambda i: added(_excluded(kpi, gathered, key) for key in parts.get(keys[i], {}).values()),
        tuple(windows),
    )


def _state_of(kpi: Kpi, gathered: Gathered, question: _Question, *, columns: int) -> Callable[[Key], Any]:
    """The state of a group, whose number from outside is that of its values in the first ``columns``."""
    kept = _kept(kpi)

    def of(key: Key) -> Any:
        bases = _bases(question.bases, key[:columns])
        return state(
            kpi.measure,
            lambda need: gathered.of(within(need, kept), key),
            bases,
            mergeable=question.mergeable,
        )

    return of


def _bases(given: Bases, group: tuple[Any, ...]) -> dict[str, int]:
    """The numbers from outside for a group: a name is left out where the group has none."""
    name_of = group[0] if len(group) == 1 else group
    found = {name: value if isinstance(value, int) else value.get(name_of) for name, value in given.items()}
    return {name: value for name, value in found.items() if value is not None}


def _excluded(kpi: Kpi, gathered: Gathered, key: Key) -> dict[str, int]:
    return {code: gathered.of(Rows(where), key) for code, where in _left_out(kpi).items()}


def _split(key: Key, windows: Sequence[Window]) -> ShownKey:
    return (key[:-1], windows[key[-1]]) if windows else (key, None)
