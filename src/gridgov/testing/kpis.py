"""What proves a KPI: the same figures, worked out row by row in plain Python.

The reference shares nothing with :func:`gridgov.metrics.compute` but the definition of the KPI. A KPI of your own is
proved by asking both the same question, on every engine that you use:

>>> import polars
>>> from gridgov.kpis.requests import RESOLUTION_RATE
>>> from gridgov.metrics import compute
>>> from gridgov.testing.tables import drawn
>>> rows = drawn([RESOLUTION_RATE], 100, seed=7)
>>> [(r.value, r.reason) for r in compute(polars.DataFrame(rows), [RESOLUTION_RATE], by=["unit"])] == [
...     (answer.value, answer.reason) for answer in reference(RESOLUTION_RATE, rows, by=["unit"])
... ]
True
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, assert_never

from attrs import frozen

from gridgov.metrics import conditions as c
from gridgov.metrics import measures as m
from gridgov.metrics.kpi import Kpi
from gridgov.metrics.periods import Period

__all__ = ["Answer", "Row", "holds", "reference"]

Row = Mapping[str, Any]
"""A row of a table, by column."""

_NO_BASES: Final[Mapping[str, int]] = MappingProxyType({})

_MINUTE = 60_000_000
_DAY = 1_440 * _MINUTE
_UNITS = {"minute": _MINUTE, "hour": 60 * _MINUTE, "day": _DAY}


@frozen
class Answer:
    """What a KPI comes to for a group, by the reference."""

    group: tuple[Any, ...]
    period: str | None
    value: Fraction | None
    reason: str
    excluded: Mapping[str, int]


# ---- conditions ---------------------------------------------------------------------------------------------------


def holds(condition: c.Condition, row: Row, table: Sequence[Row]) -> bool:
    """Whether a condition holds for a row of a table."""
    match condition:
        case c.Flag(name):
            return bool(row[name] == 1)
        case c.Known(name):
            return row[name] is not None
        case c.Among(name, codes):
            return row[name] in codes
        case c.AtLeast(name, least):
            return row[name] is not None and row[name] >= least
        case c.InOrder(first, second):
            return None not in (row[first], row[second]) and row[first] <= row[second]
        case c.Within(start, end, minutes):
            known = None not in (row[start], row[end])
            return known and 0 <= row[end] - row[start] <= minutes * _MINUTE
        case c.Spent(start, end, limit, part):
            known = None not in (row[start], row[end], row[limit])
            return known and row[start] <= row[limit] and row[end] - row[start] >= part * (row[limit] - row[start])
        case c.Repeated():
            return _repeated(condition, row, table)
        case c.AllOf(parts):
            return all(holds(part, row, table) for part in parts)
        case c.AnyOf(parts):
            return any(holds(part, row, table) for part in parts)
        case c.Not(part):
            return not holds(part, row, table)
        case _:
            assert_never(condition)


def _repeated(asked: c.Repeated, row: Row, table: Sequence[Row]) -> bool:
    start, end = row[asked.start], row[asked.end]
    key = [row[name] for name in asked.keys]
    if None in (start, end, *key) or end < start:
        return False
    begun = (other[asked.start] for other in table if [other[name] for name in asked.keys] == key)
    return any(at is not None and end < at <= end + asked.days * _DAY for at in begun)


# ---- measures -----------------------------------------------------------------------------------------------------


@frozen
class _Scene:
    """The rows that are kept, and what is known besides."""

    rows: Sequence[Row]
    table: Sequence[Row]
    bases: Mapping[str, int]

    def where(self, condition: c.Condition) -> list[Row]:
        return [row for row in self.rows if holds(condition, row, self.table)]


def _value(value: m.Value, row: Row) -> int | None:
    if isinstance(value, m.Column):
        return None if row[value.name] is None else int(row[value.name])
    start, end = row[value.start], row[value.end]
    if start is None or end is None or end < start:
        return None
    return int((end - start) // _UNITS[value.unit])


def _values(scene: _Scene, value: m.Value, of: c.Condition) -> list[int]:
    found = (_value(value, row) for row in scene.where(of))
    return sorted(one for one in found if one is not None)


def _part(scene: _Scene, part: m.Part) -> int | None:
    match part:
        case m.Count(of):
            return len(scene.where(of))
        case m.Total(column, of):
            return int(sum(row[column] for row in scene.where(of) if row[column] is not None))
        case m.Distinct(key, of):
            return len({row[key] for row in scene.where(of) if row[key] is not None})
        case m.Base(name):
            return scene.bases.get(name)
        case _:
            assert_never(part)


_Found = tuple[Fraction | None, str]


def _answered(kpi: Kpi, scene: _Scene) -> _Found:
    """Of every measure but a spread and a change."""
    match kpi.measure:
        case m.Count() | m.Total() | m.Distinct() as part:
            found = _part(scene, part) or 0
            return (None, "suppressed") if 0 < found < kpi.suppress_below else (kpi.scale * found, "")
        case m.Share(of, among):
            rows = scene.where(among)
            return _divided(kpi, len([row for row in rows if holds(of, row, scene.table)]), len(rows), share=True)
        case m.Quotient(above, below):
            return _divided(kpi, _part(scene, above), _part(scene, below), share=False)
        case m.Mean(value, of):
            values = _values(scene, value, of)
            return _enough(kpi, len(values), Fraction(sum(values), len(values)) if values else None)
        case m.Quantile(value, q, of):
            values = _values(scene, value, of)
            return _enough(kpi, len(values), _between(values, q) if values else None)
        case m.Concentration(key, of):
            counts = Counter(row[key] for row in scene.where(of) if row[key] is not None)
            whole = sum(counts.values())
            return _enough(kpi, whole, sum((Fraction(n, whole) ** 2 for n in counts.values()), Fraction()))
        case m.Waiting():
            return _waited(kpi, kpi.measure, scene)
        case _:
            raise TypeError(kpi.measure)


def _between(values: Sequence[int], q: Fraction) -> Fraction:
    place = (len(values) - 1) * q
    low = place.numerator // place.denominator
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])


def _divided(kpi: Kpi, above: int | None, below: int | None, *, share: bool) -> _Found:
    if above is None or below is None:
        return None, "no_base"
    if below == 0:
        return None, "empty_denominator"
    if below < kpi.minimum:
        return None, "below_minimum"
    few = [above, below - above] if share else [above]
    if any(0 < part < kpi.suppress_below for part in few):
        return None, "suppressed"
    return kpi.scale * Fraction(above, below), ""


def _enough(kpi: Kpi, rows: int, value: Fraction | None) -> _Found:
    if rows == 0:
        return None, "empty_denominator"
    if rows < kpi.minimum:
        return None, "below_minimum"
    if rows < kpi.suppress_below:
        return None, "suppressed"
    return (None, "not_reached") if value is None else (kpi.scale * value, "")


def _waited(kpi: Kpi, measure: m.Waiting, scene: _Scene) -> _Found:
    """The curve of Kaplan and Meier, one waiting time after the other."""
    times: list[tuple[int, bool]] = []
    for row in scene.where(measure.of):
        start, end, now = row[measure.start], row[measure.end], row["as_of"]
        if start is None or start > now:
            continue
        ended = end is not None and end <= now
        until = end if ended else now
        if until >= start:
            times.append(((until - start) // _UNITS[measure.unit], ended))
    left, surviving = len(times), Fraction(1)
    reached: int | None = None
    for moment in sorted({time for time, _ in times}):
        ended_now = times.count((moment, True))
        surviving *= 1 - Fraction(ended_now, left)
        left -= ended_now + times.count((moment, False))
        if reached is None and surviving <= 1 - measure.q:
            reached = moment
    return _enough(kpi, len(times), None if reached is None else Fraction(reached))


# ---- the whole question -------------------------------------------------------------------------------------------


def reference(
    kpi: Kpi,
    table: Mapping[str, Sequence[Any]],
    *,
    by: Sequence[str] = (),
    period: Period | None = None,
    as_of: int | None = None,
    bases: Mapping[str, int] = _NO_BASES,
) -> tuple[Answer, ...]:
    """The figures of a KPI over a table of columns, in the order in which ``compute`` gives them."""
    rows = [dict(zip(table, values, strict=True), as_of=as_of) for values in zip(*table.values(), strict=True)]
    if isinstance(kpi.measure, m.Change):
        return tuple(_changes(kpi, kpi.measure, rows, by, period, bases))
    grouped = _grouped(kpi, rows, by, period)
    return tuple(_of_group(kpi, key, inside, rows, bases) for key, inside in grouped)


_Key = tuple[tuple[Any, ...], int | None, str | None]


def _grouped(kpi: Kpi, rows: Sequence[Row], by: Sequence[str], period: Period | None) -> list[tuple[_Key, list[Row]]]:
    found: dict[_Key, list[Row]] = {}
    if not by and period is None:
        found[(), None, None] = []
    for row in rows:
        start, label = None, None
        if period is not None:
            if row[kpi.anchor or ""] is None:
                continue
            window = period.window_of(row[kpi.anchor or ""])
            start, label = window.start, window.label
        found.setdefault((tuple(row[name] for name in by), start, label), []).append(row)
    if isinstance(kpi.measure, m.Spread):
        found = {key: rows for key, rows in found.items() if _spread_over(kpi.measure, rows) or not (by or period)}
    return sorted(found.items(), key=lambda item: (_sortable(item[0][0]), item[0][1] or 0))


def _spread_over(measure: m.Spread, rows: Sequence[Row]) -> bool:
    return any(row[measure.across] is not None for row in rows)


def _sortable(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple((value is None, isinstance(value, str), value if value is not None else 0) for value in values)


def _of_group(kpi: Kpi, key: _Key, rows: list[Row], table: Sequence[Row], bases: Mapping[str, int]) -> Answer:
    group, _, label = key
    if isinstance(kpi.measure, m.Spread):
        rows = [row for row in rows if row[kpi.measure.across] is not None]
    kept, excluded = _kept(kpi, rows, table)
    if isinstance(kpi.measure, m.Spread):
        value, reason = _spread(kpi, kpi.measure, kept, table, bases)
    else:
        value, reason = _answered(kpi, _Scene(kept, table, bases))
    return Answer(group, label, value, reason, excluded)


def _kept(kpi: Kpi, rows: Iterable[Row], table: Sequence[Row]) -> tuple[list[Row], dict[str, int]]:
    inner = kpi.measure.figure.exclusions if isinstance(kpi.measure, m.Spread | m.Change) else ()
    exclusions = (*kpi.exclusions, *inner)
    excluded = {exclusion.code: 0 for exclusion in exclusions}
    kept = []
    for row in rows:
        reason = next((one.code for one in exclusions if holds(one.where, row, table)), None)
        if reason is None:
            kept.append(row)
        else:
            excluded[reason] += 1
    return kept, excluded


def _spread(kpi: Kpi, measure: m.Spread, rows: list[Row], table: Sequence[Row], bases: Mapping[str, int]) -> _Found:
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[measure.across], []).append(row)
    found = [_answered(measure.figure, _Scene(part, table, bases))[0] for part in groups.values()]
    values = [value for value in found if value is not None]
    if len(values) < measure.least:
        return None, "too_few_groups"
    if measure.how == "range":
        return kpi.scale * (max(values) - min(values)), ""
    best = max(values) if measure.figure.direction == "higher" else min(values)
    return kpi.scale * Fraction(values.count(best), len(values)), ""


def _changes(
    kpi: Kpi,
    measure: m.Change,
    rows: Sequence[Row],
    by: Sequence[str],
    period: Period | None,
    bases: Mapping[str, int],
) -> Iterator[Answer]:
    if period is None:
        raise TypeError(period)
    moments = [row[kpi.anchor or ""] for row in rows if row[kpi.anchor or ""] is not None]
    windows = period.windows(min(moments), max(moments)) if moments else ()
    grouped = dict(_grouped(kpi, rows, by, period))
    for (group, start, label), inside in grouped.items():
        place = next(i for i, window in enumerate(windows) if window.start == start)
        kept, excluded = _kept(kpi, inside, rows)
        now = _answered(measure.figure, _Scene(kept, rows, bases))
        if place < measure.lag:
            yield Answer(group, label, None, "no_earlier_period", excluded)
            continue
        window = windows[place - measure.lag]
        then, _ = _kept(kpi, grouped.get((group, window.start, window.label), []), rows)
        before = _answered(measure.figure, _Scene(then, rows, bases))
        yield Answer(group, label, *_changed(kpi, measure, now, before, _Scene(then, rows, bases)), excluded)


def _changed(kpi: Kpi, measure: m.Change, now: _Found, before: _Found, then: _Scene) -> _Found:
    if now[0] is None:
        return None, now[1]
    if before[0] is None:
        return None, before[1]
    inner = measure.figure.measure
    behind = _part(then, inner.below) if isinstance(inner, m.Share | m.Quotient) else _part(then, _counted(inner))
    if (behind or 0) < kpi.minimum:
        return None, "below_minimum"
    return (kpi.scale * (now[0] - before[0]) / before[0], "") if before[0] else (None, "earlier_was_zero")


def _counted(measure: Any) -> m.Part:
    if isinstance(measure, m.Count | m.Total | m.Distinct):
        return measure
    raise TypeError(measure)
