"""What came out: figures by group and period, each with its state, its value or the reason why there is none.

>>> from gridgov.kpis.requests import RESOLUTION_RATE
>>> result = Result(RESOLUTION_RATE, Ratio(Sum(13_932), Sum(16_798)))
>>> result.value, result.shown()
(Fraction(6966, 8399), '82.94 %')
>>> Result(RESOLUTION_RATE, Ratio()).reason
'empty_denominator'
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, overload

from attrs import field, frozen

from gridgov.errors import Lang
from gridgov.labels import label
from gridgov.metrics import html
from gridgov.metrics.finishing import Reason, finished, number, rows
from gridgov.metrics.kpi import Kpi
from gridgov.metrics.measures import Share
from gridgov.metrics.periods import Window
from gridgov.metrics.states import Ratio, State, Sum
from gridgov.metrics.survival import Survival
from gridgov.metrics.uncertainty import Interval, poisson, wilson

__all__ = ["Block", "Figures", "Result"]

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@frozen
class Result:
    """What a KPI came to for a group of rows. Its state adds up with that of other groups; its value does not."""

    kpi: Kpi
    state: "State | Survival"
    group: Mapping[str, Any] = field(default=_NOTHING)
    """The group, by column; empty for the whole."""
    period: Window | None = None
    excluded: Mapping[str, int] = field(default=_NOTHING)
    """How many rows were left out, by the code of the exclusion."""

    @property
    def value(self) -> Fraction | None:
        """The exact value, with its scale; None when there is none."""
        return finished(self.kpi, self.state)[0]

    @property
    def reason(self) -> Reason:
        """Why there is no value; empty when there is one."""
        return finished(self.kpi, self.state)[1]

    @property
    def numerator(self) -> int:
        """What stands above the line of a share or a quotient; the sum of a count."""
        return number(self.state.above) if isinstance(self.state, Ratio) else number(self.state)

    @property
    def denominator(self) -> int:
        """What stands below the line; else the number of rows behind the figure."""
        return number(self.state.below) if isinstance(self.state, Ratio) else rows(self.state)

    def interval(self, confidence: Fraction = Fraction(19, 20)) -> Interval | None:
        """How far the value may be from what it stands for; None where nothing can be said, as of a census.

        Wilson's for a share, an exact one for a count of a process; both in the unit of the value.
        """
        if self.value is None or self.kpi.population == "census":
            return None
        found = None
        if self.kpi.uncertainty == "wilson" and isinstance(self.kpi.measure, Share):
            found = wilson(self.numerator, self.denominator, confidence=confidence)
        elif self.kpi.uncertainty == "poisson" and isinstance(self.state, Sum):
            found = poisson(self.state.total, confidence=confidence)
        if found is None:
            return None
        scale = float(self.kpi.scale)
        return Interval(scale * found.low, scale * found.high)

    def meets(self, at: date) -> bool | None:
        """Whether the value is what the target of a day asks for; None without a value, a target or a direction."""
        target = self.kpi.target(at)
        if target is None or self.value is None or self.kpi.direction == "context":
            return None
        return self.value >= target.value if self.kpi.direction == "higher" else self.value <= target.value

    def shown(self, lang: Lang = "en") -> str:
        """The value as it is printed, rounded half up; a dash with the reason where there is none."""
        value = self.value
        if value is None:
            return f"— ({label('figure.reason', self.reason, lang)})"
        if self.kpi.unit == "percent":
            return f"{_rounded(100 * value, self.kpi.decimals)} %"
        places = 0 if self.kpi.unit == "count" and value.denominator == 1 else self.kpi.decimals
        time = self.kpi.unit in ("minutes", "hours", "days")
        return _rounded(value, places) + (f" {label('figure.unit', self.kpi.unit, lang)}" if time else "")


def _rounded(value: Fraction, places: int) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,f}"


# ---- many results -------------------------------------------------------------------------------------------------


@frozen
class Block:
    """The states of one KPI, for one key after the other."""

    kpi: Kpi
    keys: Sequence[tuple[tuple[Any, ...], Window | None]]
    """The values of the group columns, and the period."""
    state_at: Callable[[int], Any]
    excluded_at: Callable[[int], Mapping[str, int]]
    windows: tuple[Window, ...] = ()
    """All windows from the first to the last in which there is a row, also those without one; they tile."""


class Figures(Sequence[Result]):
    """The results of a computation, ordered by KPI, group and period. They are made when they are looked at."""

    def __init__(self, blocks: Iterable[Block], by: Sequence[str]) -> None:
        self._blocks = tuple(blocks)
        self._by = tuple(by)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What they are made of: a block a KPI."""
        return self._blocks

    @property
    def by(self) -> tuple[str, ...]:
        """The group columns."""
        return self._by

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        """The KPIs, in their order."""
        return tuple(block.kpi for block in self._blocks)

    def __len__(self) -> int:
        return sum(len(block.keys) for block in self._blocks)

    @overload
    def __getitem__(self, place: int) -> Result: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Result, ...]: ...
    def __getitem__(self, place: int | slice) -> Result | tuple[Result, ...]:
        if isinstance(place, slice):
            return tuple(self[i] for i in range(*place.indices(len(self))))
        left = place + len(self) if place < 0 else place
        for block in self._blocks:
            if 0 <= left < len(block.keys):
                return self._result(block, left)
            left -= len(block.keys)
        raise IndexError(place)

    def __iter__(self) -> Iterator[Result]:
        for block in self._blocks:
            for i in range(len(block.keys)):
                yield self._result(block, i)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Sequence)
            and len(self) == len(other)
            and all(one == two for one, two in zip(self, other, strict=True))
        )

    __hash__ = None  # type: ignore[assignment]  # compared by what they hold, as a list is

    def __repr__(self) -> str:
        return f"Figures({len(self)} results of {len(self._blocks)} KPIs)"

    def _result(self, block: Block, i: int) -> Result:
        values, window = block.keys[i]
        group = dict(zip(self._by, values, strict=True))
        return Result(block.kpi, block.state_at(i), group, window, block.excluded_at(i))

    def of(self, kpi: Kpi) -> tuple[Result, ...]:
        """The results of one KPI."""
        return tuple(
            self._result(block, i) for block in self._blocks if block.kpi == kpi for i in range(len(block.keys))
        )

    def table(self) -> dict[str, list[Any]]:
        """All results as columns, for any dataframe: numbers as they are shown, and the counts behind them.

        A group column that is called like one of the others, such as ``period``, becomes ``group_period``.
        """
        named = {name: _free(name, {*_COLUMNS, *self._by}) if name in _COLUMNS else name for name in self._by}
        first, *others = _COLUMNS
        found: dict[str, list[Any]] = {name: [] for name in (first, *named.values(), *others)}
        for result in self:
            row = {
                "kpi": result.kpi.id,
                **{named[name]: value for name, value in result.group.items()},
                "period": result.period.label if result.period else None,
                "value": None if result.value is None else float(result.value),
                "numerator": None if result.reason == "suppressed" else result.numerator,
                "denominator": None if result.reason == "suppressed" else result.denominator,
                "reason": result.reason or None,
            }
            for name, value in row.items():
                found[name].append(value)
        return found

    def _repr_html_(self) -> str:
        periods = self._has_periods
        head = ("指标 KPI", *self._by, *(("时段 period",) if periods else ()), "值 value", "依据 counts")
        rest = f"<p>… {len(self) - _MOST_SHOWN}</p>" if len(self) > _MOST_SHOWN else ""
        return html.table(head, (_cells(result, periods) for result in self[:_MOST_SHOWN])) + rest

    @property
    def _has_periods(self) -> bool:
        return any(window is not None for block in self._blocks for _, window in block.keys[:1])


def _free(name: str, taken: set[str]) -> str:
    """The name with as many prefixes as it takes to be nobody else's."""
    return _free(f"group_{name}", taken) if name in taken else name


_COLUMNS: Final = ("kpi", "period", "value", "numerator", "denominator", "reason")
_MOST_SHOWN: Final = 200


def _cells(result: Result, periods: bool) -> tuple[object, ...]:
    return (
        f"{result.kpi.title_zh} {result.kpi.title_en}",
        *result.group.values(),
        *((result.period.label if result.period else None,) if periods else ()),
        result.shown(),
        "" if result.reason == "suppressed" else f"{result.numerator:,} / {result.denominator:,}",
    )
