"""The one place where a dataframe is asked: sums and tallies of each group, in narwhals' normal form.

Stage one makes a column of whole numbers for every need; stage two groups and sums them; nothing else is asked of an
engine. A quantile comes as a binary fraction from most engines; as a value between two whole numbers at a known place
it is a multiple of one over the denominator of ``q``, and is read as that, exactly.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import isnan
from typing import Any, Final, assert_never

import narwhals as nw
from attrs import evolve, frozen

from gridgov.errors import BadInput, Problem
from gridgov.metrics.conditions import ALWAYS, MINUTE, Repeated, expression
from gridgov.metrics.measures import Column, Elapsed, Value
from gridgov.metrics.needs import KeysOf, Need, Ordered, Power, Rows, SumOf, TallyOf, condition_of
from gridgov.metrics.periods import Window
from gridgov.metrics.sorting import coded, quantiles

__all__ = ["Asker", "Gathered", "Key"]

Key = tuple[Any, ...]
"""The values of the group columns, and last the number of the window, if there are periods."""

_NUMBER: Final = "number of the group"
_WINDOW: Final = "number of the window"
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
    span: int | None = None
    """How many numbers of groups there may be, if the table has them."""

    def gather(self, asked: Iterable[Need]) -> Gathered:
        """Asks for everything that is needed; rows without a moment are in no window."""
        wanted = tuple(dict.fromkeys(asked))
        by_sorting = self._numbered() if any(isinstance(need, Ordered) for need in wanted) else None
        alone = (TallyOf, KeysOf) if by_sorting is None else (TallyOf, KeysOf, Ordered)
        asker = self if by_sorting is None else by_sorting
        groups, found = asker.sums([need for need in wanted if not isinstance(need, alone)])
        for need in wanted:
            if isinstance(need, TallyOf):
                found[need] = self._tally(need)
            elif isinstance(need, KeysOf):
                found[need] = self._keys(need)
            elif isinstance(need, Ordered) and by_sorting is not None:
                found[need] = by_sorting.ordered(need, groups)
        keys = tuple(sorted(groups, key=_in_order)) if self._grouped else ((),)
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
        groups = self._groups()
        flagged = self._inside().with_columns(*(c.alias(name) for name, c in {**groups, **made}.items()))
        number = nw.len() if self.span is None else nw.col(_NUMBER).min()
        counted = flagged.group_by(*groups).agg(number.alias(_NUMBER), *totals.values())
        keyed = [(self._key(row), row) for row in counted.collect().rows(named=True)]
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
        return evolve(
            self, table=nw.from_native(nw.to_native(table).with_columns(found[0].alias(_NUMBER))), span=found[1]
        )

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

    def _tally(self, need: TallyOf) -> dict[Key, dict[Any, int]]:
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
    if not isinstance(value, float):
        return value
    return int(value) if value.is_integer() else None if value != value else value  # noqa: PLR0124  # not a number


def _in_order(key: Key) -> tuple[Any, ...]:
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


def _sum(column: Any) -> Any:
    return column.sum()


def _where(holds: Any, value: Any) -> Any:
    return nw.when(holds).then(value).otherwise(0).cast(nw.Int64)


def _squares(column: str, value: Any) -> tuple[_Made, _Read]:
    high, low = value // _HALF, value % _HALF
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


_MOST_EXACT: Final = 1 << 52
"""Up to here, a binary fraction of 53 bits is nearer to the right multiple than to any other."""


def _exact(found: float | None, q: Fraction) -> Fraction | None:
    if found is None or isnan(found):  # an empty group in pandas
        return None
    if abs(found) * q.denominator >= _MOST_EXACT:
        raise BadInput([Problem("quantile_too_large", f"quantile {q}")], source="compute")
    return Fraction(round(found * q.denominator), q.denominator)  # not a number: an empty group in pandas


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


EVERY: Final = Rows(ALWAYS)
"""All rows of a group."""
