"""The one place where a dataframe is asked: sums and tallies of each group, in narwhals' normal form.

Stage one makes a column of whole numbers for every need; stage two groups and sums them; nothing else is asked of an
engine. A quantile comes as a binary fraction from most engines; as a value between two whole numbers at a known place
it is a multiple of one over the denominator of ``q``, and is read as that, exactly. Where values are so wide that an
engine's own arithmetic would not be exact, it only counts how often each value occurs, and the rest is done here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, assert_never

import narwhals as nw
from attrs import evolve, frozen

from gridgov.errors import BadInput, Problem
from gridgov.metrics.checking import check_flags
from gridgov.metrics.conditions import MINUTE, Repeated, expression
from gridgov.metrics.measures import Column, Elapsed, Value
from gridgov.metrics.needs import KeysOf, Need, Ordered, Power, Rows, SumOf, TallyOf, condition_of
from gridgov.metrics.periods import Window
from gridgov.metrics.sorting import coded, quantiles
from gridgov.metrics.states import Tally

__all__ = ["Asker", "Gathered", "Key", "in_order"]

Key = tuple[Any, ...]
"""The values of the group columns, and last the number of the window, if there are periods."""

_NUMBER: Final = "number of the group"
_WINDOW: Final = "number of the window"
_STRAY: Final = "a flag that is none"
_MOST_BITS: Final = 31
"""What a number of a group may take, so that a value has the same."""

_UNITS: Final = {"minute": MINUTE, "hour": 60 * MINUTE, "day": 1_440 * MINUTE}

_MOST_UNEVEN: Final = 600
"""Of another length than the usual one, as the months of some hundred years have; more are some mistake."""

_HALF: Final = 1 << 12
"""Squares are summed in three parts, of a high and a low part of each value, so that no sum leaves 64 bits."""


@frozen
class Gathered:
    """What was found: the groups, in order, and for every need what was found in each of them."""

    keys: tuple[Key, ...]
    found: Mapping[Need, Mapping[Key, Any]]

    def of(self, need: Need, key: Key) -> Any:
        """What was found for a need in a group: where there is nothing, 0, an empty tally, or no quantile."""
        nothing: Any = {} if isinstance(need, TallyOf) else None if isinstance(need, Ordered) else 0
        return self.found[need].get(key, nothing)


@frozen
class Asker:
    """A table, and how its rows are put into groups."""

    table: Any
    by: Sequence[str]
    anchor: str | None
    windows: Sequence[Window]
    """They reach from the first moment to the last."""
    gaps: bool
    """Whether some rows have no moment: they are in no window."""
    repetitions: Mapping[Repeated, str]
    """The columns that say which rows are repeated."""
    flags: Sequence[str] = ()
    """Columns that are to be looked at on the way: whether they have no gaps and are 0 or 1."""
    numbered: bool = False
    """Whether the table has a number for every group."""

    def gather(self, asked: Iterable[Need]) -> Gathered:
        """Asks for everything that is needed; rows without a moment are in no window."""
        wanted = tuple(dict.fromkeys(asked))
        by_sorting = self._numbered() if any(isinstance(need, Ordered) for need in wanted) else None
        alone = (TallyOf, KeysOf) if by_sorting is None else (TallyOf, KeysOf, Ordered)
        asker = self if by_sorting is None else by_sorting
        wide = self._too_wide([need for need in wanted if not isinstance(need, (*alone, Rows))])
        groups, found = asker.sums([need for need in wanted if not isinstance(need, alone) and need not in wide])
        for need in wanted:
            if isinstance(need, TallyOf):
                found[need] = self._tally(need)
            elif need in wide:
                found[need] = {key: _counted_up(need, counts) for key, counts in self._tally(need).items()}
            elif isinstance(need, KeysOf):
                found[need] = self._keys(need)
            elif isinstance(need, Ordered) and by_sorting is not None:
                found[need] = by_sorting.ordered(need, groups)
        keys = tuple(sorted(groups, key=in_order)) if self._grouped else ((),)
        return Gathered(keys, found)

    @property
    def _grouped(self) -> bool:
        return bool(self.by or self.windows)

    def _groups(self) -> dict[str, Any]:
        """The group columns, each under a name of its own."""
        found = {f"by {place}": nw.col(name) for place, name in enumerate(self.by)}
        if self.windows and self.anchor is not None:
            found[_WINDOW] = _place(nw.col(self.anchor), self.windows)
        return found or {"by 0": nw.lit(0)}

    def _inside(self) -> Any:
        if not self.windows or self.anchor is None or not self.gaps:
            return self.table
        return self.table.filter(~nw.col(self.anchor).is_null())

    def _key(self, row: Mapping[str, Any]) -> Key:
        if not self._grouped:
            return ()
        values = tuple(_plain(row[f"by {place}"]) for place in range(len(self.by)))
        return (*values, int(row[_WINDOW])) if self.windows else values

    def _too_wide(self, asked: Sequence[Any]) -> frozenset[Need]:
        """The sums and quantiles that an engine may not find exactly, by how far the values reach."""
        values = tuple(dict.fromkeys(need.value for need in asked))
        if not values:
            return frozenset()
        columns = {f"value {place}": _value(value) for place, value in enumerate(values)}
        table = self._inside().with_columns(*(column.alias(name) for name, column in columns.items()))
        lows = (nw.col(name).min().alias(f"{name} low") for name in columns)
        highs = (nw.col(name).max().alias(f"{name} high") for name in columns)
        [row] = table.select(nw.len().alias("rows"), *lows, *highs).collect().rows(named=True)
        ends = [(_plain(row[f"{name} low"]) or 0, _plain(row[f"{name} high"]) or 0) for name in columns]
        reach = dict(zip(values, ends, strict=True))
        return frozenset(need for need in asked if not _is_exact(need, int(row["rows"]), *reach[need.value]))

    # ---- sums -----------------------------------------------------------------------------------------------------

    def sums(self, asked: Sequence[Need]) -> tuple[dict[Key, int], dict[Need, dict[Key, Any]]]:
        """The groups, each with its number if they are numbered, and what was found in each of them."""
        made: dict[str, Any] = {}
        totals: dict[str, Any] = {}
        read: dict[Need, Callable[[Mapping[str, Any]], Any]] = {}
        for place, need in enumerate(asked):
            column = f"need {place}"
            holds = expression(condition_of(need), self.repetitions)
            found, read[need] = _asked_for(need, column, holds, counts=self.table.implementation.is_polars())
            for name, (made[name], total) in found.items():
                totals[name] = total(nw.col(name)).alias(name)
        if self.flags:
            made[_STRAY] = nw.any_horizontal(*(_stray(nw.col(name)) for name in self.flags), ignore_nulls=False)
            totals[_STRAY] = nw.col(_STRAY).sum()
        groups = self._groups()
        flagged = self._inside().with_columns(*(c.alias(name) for name, c in {**groups, **made}.items()))
        number = nw.col(_NUMBER).min() if self.numbered else nw.len()
        counted = flagged.group_by(*groups).agg(number.alias(_NUMBER), *totals.values())
        keyed = [(self._key(row), row) for row in counted.collect().rows(named=True)]
        if self.flags and any(row[_STRAY] for _, row in keyed):
            check_flags(self.table, self.flags)
        numbers = {key: int(row[_NUMBER]) for key, row in keyed}
        return numbers, {need: {key: get(row) for key, row in keyed} for need, get in read.items()}

    # ---- quantiles of a polars table ------------------------------------------------------------------------------

    def _numbered(self) -> "Asker | None":
        """The same with a number for every group; None where there is no sorting, or no number."""
        if not self.table.implementation.is_polars():
            return None
        groups = self._groups()
        table = self._inside().with_columns(*(column.alias(name) for name, column in groups.items()))
        found = coded(nw.to_native(table), list(groups))
        if found is None or found[1].bit_length() > _MOST_BITS:
            return None
        numbers = nw.from_native(nw.to_native(table).with_columns(found[0].alias(_NUMBER)))
        return evolve(self, table=numbers, numbered=True)

    def ordered(self, need: Ordered, groups: Mapping[Key, int]) -> dict[Key, Fraction]:
        """A quantile by sorting numbers of groups and values in one."""
        chosen = self._inside().filter(expression(condition_of(need), self.repetitions))
        both = chosen.select(nw.col(_NUMBER), _value(need.value).cast(nw.Int64).alias("value"))
        frame = nw.to_native(both).collect(engine="streaming")
        found = quantiles(frame[_NUMBER].to_numpy(), frame["value"].to_numpy(), need.q)
        return {key: found[number] for key, number in groups.items() if number in found}

    # ---- tallies --------------------------------------------------------------------------------------------------

    def _chosen(self, need: Need, value: Any) -> tuple[Any, list[str]]:
        groups = self._groups()
        chosen = self._inside().filter(expression(condition_of(need), self.repetitions))
        made = {**groups, "value": value}
        return chosen.with_columns(*(c.alias(name) for name, c in made.items())).select(*made), [*groups]

    def _tally(self, need: Any) -> dict[Key, dict[Any, int]]:
        chosen, groups = self._chosen(need, _value(need.value))
        counted = chosen.group_by(*groups, "value").agg(nw.len().alias("count"))
        found: dict[Key, dict[Any, int]] = {}
        for row in counted.collect().rows(named=True):
            found.setdefault(self._key(row), {})[_plain(row["value"])] = int(row["count"])
        return found

    def _keys(self, need: KeysOf) -> dict[Key, int]:
        chosen, groups = self._chosen(need, nw.col(need.key))
        counted = chosen.unique(subset=[*groups, "value"]).group_by(*groups).agg(nw.len().alias("count"))
        return {self._key(row): int(row["count"]) for row in counted.collect().rows(named=True)}


def _plain(value: Any) -> Any:
    """A value as it was before a gap made floats of a column, as in pandas: a whole number, or nothing."""
    if value != value:  # noqa: PLR0124  # not a number, and not a time
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def in_order(key: Key) -> tuple[Any, ...]:
    """Empty values last, numbers as numbers, codes as text."""
    return tuple((value is None, isinstance(value, str), value if value is not None else 0) for value in key)


# ---- columns ------------------------------------------------------------------------------------------------------

_Made = dict[str, tuple[Any, Callable[[Any], Any]]]
_Read = Callable[[Mapping[str, Any]], Any]


def _asked_for(need: Need, column: str, holds: Any, *, counts: bool) -> tuple[_Made, _Read]:
    """The columns of stage one with what stage two does to them, and how the answer is read.

    ``counts``: whether the engine adds up what is true and false; for the others it is made a number first.
    """
    match need:
        case Rows():
            return {column: (holds if counts else holds.cast(nw.Int8), _sum)}, lambda row: int(row[column] or 0)
        case SumOf(value, _):
            return {column: (_where(holds, _value(value)), _sum)}, lambda row: int(row[column] or 0)
        case Power(value, _):
            return _squares(column, _where(holds, _value(value)))
        case Ordered(value, q, _):
            chosen = nw.when(holds).then(_value(value))
            return {column: (chosen, lambda c: c.quantile(float(q), "linear"))}, lambda row: _exact(row[column], q)
        case _:
            raise TypeError(need)


def _stray(flag: Any) -> Any:
    """Empty, below 0 or above 1; an empty one is true by its first part, whatever the others say."""
    return flag.is_null() | (flag < 0) | (flag > 1)


def _sum(column: Any) -> Any:
    return column.sum()


def _where(holds: Any, value: Any) -> Any:
    return nw.when(holds).then(value).otherwise(0).cast(nw.Int64)


def _squares(column: str, value: Any) -> tuple[_Made, _Read]:
    high = value // _HALF
    low = value - high * _HALF
    parts = {f"{column}hh": high * high, f"{column}hl": high * low, f"{column}ll": low * low}
    made: _Made = {name: (part, _sum) for name, part in parts.items()}

    def read(row: Mapping[str, Any]) -> int:
        hh, hl, ll = (int(row[name] or 0) for name in parts)
        return hh * _HALF * _HALF + 2 * hl * _HALF + ll

    return made, read


def _value(value: Value) -> Any:
    match value:
        case Column(name):
            return nw.col(name)
        case Elapsed(start, end, unit):
            return (nw.col(end) - nw.col(start)) // _UNITS[unit]
        case _:
            assert_never(value)


def _exact(found: float | None, q: Fraction) -> Fraction | None:
    if found is None or found != found:  # noqa: PLR0124  # not a number: an empty group in pandas
        return None
    return Fraction(round(found * q.denominator), q.denominator)


_MOST_SUMMED: Final = 1 << 63
"""Whole numbers of an engine stay below it."""

_MOST_BETWEEN: Final = 1 << 49
"""Up to here, the place of a quantile and its value are off by less than half of one over the denominator of ``q``: by
2^-52 of the place times the way between two values, and by 3 × 2^-53 of the value."""


def _is_exact(need: SumOf | Power | Ordered, rows: int, low: int, high: int) -> bool:
    """Whether an engine finds it exactly among so many rows with values from ``low`` to ``high``."""
    most = max(-low, high)
    match need:
        case SumOf():
            return rows * most < _MOST_SUMMED
        case Power():
            return rows * (most // _HALF + 1) ** 2 < _MOST_SUMMED
        case Ordered(_, q, _):
            return max(rows * (high - low), most) * q.denominator < _MOST_BETWEEN
        case _:
            assert_never(need)


def _counted_up(need: Need, counts: Mapping[int, int]) -> Any:
    """What an engine would have found, from how often each value occurs."""
    match need:
        case SumOf():
            return sum(value * count for value, count in counts.items())
        case Power():
            return sum(value * value * count for value, count in counts.items())
        case Ordered(_, q, _):
            return Tally(counts).quantile(q)
        case _:
            raise TypeError(need)


def _place(at: Any, windows: Sequence[Window]) -> Any:
    """The number of the window in which a moment lies, by plain arithmetic.

    Windows of one length, as days and weeks are but for those on which clocks are changed, are found by a division
    after the odd ones are put right; others, as months, by counting the beginnings that have passed.
    """
    lengths = [window.end - window.start for window in windows]
    usual = max(set(lengths), key=lambda length: (lengths.count(length), length))
    odd = [window for window in windows if window.end - window.start != usual]
    if len(odd) > _MOST_UNEVEN:
        raise BadInput([Problem("too_many_windows", "period", {"most": _MOST_UNEVEN})], source="period")
    if len(odd) * 2 >= len(windows):
        passed = [(at >= window.start).cast(nw.Int16) for window in windows[1:]]
        return sum(passed[1:], start=passed[0]) if passed else nw.lit(0)
    corrected = at - windows[0].start
    for window in odd:
        extra = window.end - window.start - usual
        since = window.start + usual if extra > 0 else window.end
        corrected = corrected - (at >= since).cast(nw.Int64) * extra
    return corrected // usual
