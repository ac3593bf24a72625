"""What has to be found in a table for a figure, and how its state is put together out of that.

A need is one column of the result of a group-by: figures that ask for the same get it once.

>>> from gridgov.metrics.conditions import Flag
>>> from gridgov.metrics.measures import Share
>>> needs(Share(of=Flag("solved"), among=Flag("visited")), mergeable=False)[1]
Rows(of=Flag(column='visited'))
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, assert_never

from attrs import evolve, frozen

from gridgov.metrics.conditions import AllOf, Condition, InOrder, Known, Not
from gridgov.metrics.measures import (
    Base,
    Change,
    Column,
    Concentration,
    Count,
    Distinct,
    Elapsed,
    Mean,
    Measure,
    Part,
    Quantile,
    Quotient,
    Share,
    Spread,
    Total,
    Value,
    Waiting,
    condition_of_value,
)
from gridgov.metrics.states import Found, Moments, Ratio, Sum, Tally
from gridgov.metrics.survival import Survival

__all__ = ["KeysOf", "Need", "Ordered", "Power", "Rows", "SumOf", "TallyOf", "condition_of", "needs", "state", "within"]


@frozen
class Rows:
    """The number of rows."""

    of: Condition


@frozen
class SumOf:
    """The sum of a value."""

    value: Value
    of: Condition


@frozen
class Power:
    """The sum of the squares of a value."""

    value: Value
    of: Condition


@frozen
class Ordered:
    """A quantile of a value, in one go."""

    value: Value
    q: Fraction
    of: Condition


@frozen
class KeysOf:
    """The number of different keys, in one go."""

    key: str
    of: Condition


@frozen
class TallyOf:
    """How often each value, or each key, occurs."""

    value: Value
    of: Condition


Need = Rows | SumOf | Power | Ordered | KeysOf | TallyOf
"""Any of them."""


def condition_of(need: Need) -> Condition:
    """Which rows it is about: those of the condition in which there is such a value."""
    match need:
        case Rows(of):
            return of
        case KeysOf(key, of):
            return _both(of, Known(key))
        case SumOf(value, of) | Power(value, of) | Ordered(value, _, of) | TallyOf(value, of):
            return _both(of, condition_of_value(value))
        case _:
            assert_never(need)


def within(need: Need, kept: Condition | None) -> Need:
    """The same need among the rows that are kept; all are if that is None."""
    return need if kept is None else evolve(need, of=_both(need.of, kept))


def _both(left: Condition, right: Condition) -> Condition:
    return right if left == AllOf(()) else AllOf((left, right))


# ---- what a measure needs -----------------------------------------------------------------------------------------


def needs(measure: Measure | Base, *, mergeable: bool) -> tuple[Need, ...]:
    """What a measure needs; a spread and a change need what the figure within them needs."""
    match measure:
        case Count(of):
            return (Rows(of),)
        case Total(column, of):
            return (SumOf(Column(column), of),)
        case Distinct(key, of):
            return (TallyOf(Column(key), of),) if mergeable else (KeysOf(key, of), Rows(_both(of, Known(key))))
        case Share():
            return (*needs(measure.above, mergeable=mergeable), *needs(measure.below, mergeable=mergeable))
        case Quotient(above, below):
            return (*needs(above, mergeable=mergeable), *needs(below, mergeable=mergeable))
        case Mean(value, of):
            return (Rows(_both(of, condition_of_value(value))), SumOf(value, of), Power(value, of))
        case Quantile(value, q, of):
            known = Rows(_both(of, condition_of_value(value)))
            return (TallyOf(value, of),) if mergeable else (Ordered(value, q, of), known)
        case Concentration(key, of):
            return (TallyOf(Column(key), of),)
        case Waiting():
            return (_ended(measure), _still_waiting(measure))
        case Spread(figure, _, _) | Change(figure, _):
            return needs(figure.measure, mergeable=mergeable)
        case Base():
            return ()
        case _:
            assert_never(measure)


def _ended(measure: Waiting) -> TallyOf:
    started = InOrder(measure.start, "as_of")
    return TallyOf(
        Elapsed(measure.start, measure.end, measure.unit),
        AllOf((measure.of, started, InOrder(measure.end, "as_of"))),
    )


def _still_waiting(measure: Waiting) -> TallyOf:
    return TallyOf(
        Elapsed(measure.start, "as_of", measure.unit),
        AllOf((measure.of, Not(InOrder(measure.end, "as_of")))),
    )


# ---- how its state is put together --------------------------------------------------------------------------------

Finder = Callable[[Need], Any]
"""What was found for a need in the group at hand: a number, or how often each value occurs."""


def state(measure: Measure | Base, found: Finder, bases: Mapping[str, int], *, mergeable: bool) -> Any:
    """The state of a measure in a group."""
    match measure:
        case Count() | Total():
            return Sum(found(needs(measure, mergeable=mergeable)[0]))
        case Distinct() | Quantile():
            return _one_go_or_tally(measure, found, mergeable=mergeable)
        case Share():
            return Ratio(Sum(found(Rows(measure.above.of))), Sum(found(Rows(measure.below.of))))
        case Quotient(above, below):
            return Ratio(_part(above, found, bases, mergeable), _part(below, found, bases, mergeable))
        case Mean():
            return Moments(*(found(need) for need in needs(measure, mergeable=mergeable)))
        case Concentration():
            return Tally(found(needs(measure, mergeable=mergeable)[0]))
        case Waiting():
            return Survival(events=found(_ended(measure)), censored=found(_still_waiting(measure)))
        case Spread(figure, _, _) | Change(figure, _):
            return state(figure.measure, found, bases, mergeable=mergeable)
        case Base(name):
            return Sum(bases[name]) if name in bases else None
        case _:
            assert_never(measure)


def _part(part: Part, found: Finder, bases: Mapping[str, int], mergeable: bool) -> Any:
    return state(part, found, bases, mergeable=mergeable)


def _one_go_or_tally(measure: Distinct | Quantile, found: Finder, *, mergeable: bool) -> Tally | Found:
    first, *rest = needs(measure, mergeable=mergeable)
    return Found(found(first), found(rest[0])) if rest else Tally(found(first))
