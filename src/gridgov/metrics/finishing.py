"""From a state to a value: exact, or None with the reason why there is none. Never 0 for nothing, never 1.

>>> from gridgov.kpis.requests import RESOLUTION_RATE
>>> finished(RESOLUTION_RATE, Ratio(Sum(0), Sum(0)))
(None, 'empty_denominator')
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal, assert_never

from gridgov.metrics.kpi import Kpi
from gridgov.metrics.measures import (
    Change,
    Concentration,
    Count,
    Distinct,
    Mean,
    Quantile,
    Quotient,
    Share,
    Spread,
    Total,
    Waiting,
)
from gridgov.metrics.states import Found, Groups, Moments, Pair, Ratio, Sum, Tally
from gridgov.metrics.survival import Survival

__all__ = ["Finished", "Reason", "finished", "number", "rows"]

Reason = Literal[
    "",
    "empty_denominator",
    "below_minimum",
    "suppressed",
    "not_reached",
    "too_few_groups",
    "no_earlier_period",
    "earlier_was_zero",
    "no_base",
]
"""Why there is no value; empty when there is one."""

Finished = tuple[Fraction | None, Reason]
"""The value, or the reason why there is none."""


def finished(kpi: Kpi, state: Any) -> Finished:
    """The value of a state, with the scale of its KPI, or the reason why there is none."""
    match kpi.measure:
        case Count() | Total() | Distinct():
            return _amount(kpi, number(state))
        case Share() | Quotient():
            return _ratio(kpi, state)
        case Mean():
            return _if_enough(kpi, state, state.mean)
        case Quantile(_, q, _):
            return _if_enough(kpi, state, state.value if isinstance(state, Found) else state.quantile(q))
        case Waiting(_, _, q, _, _):
            reached = state.quantile(q)
            return _if_enough(kpi, state, None if reached is None else Fraction(reached))
        case Concentration():
            return _if_enough(kpi, state, state.concentration())
        case Spread() as measure:
            return _spread(kpi, measure, state.states)
        case Change() as measure:
            return _change(kpi, measure, state)
        case _:
            assert_never(kpi.measure)


def number(state: Any) -> int:
    """A state as a number: a sum, or how many keys."""
    match state:
        case Sum(total):
            return total
        case Tally(counts):
            return len(counts)
        case Found(value, _):
            return int(value or 0)
        case _:
            return 0


def rows(state: Any) -> int:
    """How many rows are behind a state: below the line, if it has one."""
    match state:
        case Sum(total):
            return total
        case Ratio(_, below):
            return number(below)
        case Moments(n, _, _) | Found(_, n):
            return n
        case Tally() | Survival():
            return state.size
        case Groups(states):
            return len(states)
        case Pair(now, _):
            return rows(now)
        case _:
            return 0


def _amount(kpi: Kpi, found: int) -> Finished:
    return (None, "suppressed") if 0 < found < kpi.suppress_below else (kpi.scale * found, "")


def _ratio(kpi: Kpi, state: Ratio) -> Finished:
    if state.above is None or state.below is None:
        return None, "no_base"
    above, below = number(state.above), number(state.below)
    if not below:
        return None, "empty_denominator"
    if below < kpi.minimum:
        return None, "below_minimum"
    parts = (above, below - above) if isinstance(kpi.measure, Share) else (above,)
    if any(0 < part < kpi.suppress_below for part in parts):
        return None, "suppressed"
    return kpi.scale * Fraction(above, below), ""


def _if_enough(kpi: Kpi, state: Any, value: Fraction | None) -> Finished:
    behind = rows(state)
    if not behind:
        return None, "empty_denominator"
    if behind < kpi.minimum:
        return None, "below_minimum"
    if behind < kpi.suppress_below:
        return None, "suppressed"
    return (None, "not_reached") if value is None else (kpi.scale * value, "")


def _change(kpi: Kpi, measure: Change, state: Pair) -> Finished:
    if state.before is None:
        return None, "no_earlier_period"
    now, why_now = (None, "empty_denominator") if state.now is None else finished(measure.figure, state.now)
    before, why_before = finished(measure.figure, state.before)
    if now is None:
        return None, why_now
    if before is None:
        return None, why_before
    if rows(state.before) < kpi.minimum:
        return None, "below_minimum"
    return (kpi.scale * (now - before) / before, "") if before else (None, "earlier_was_zero")


def _spread(kpi: Kpi, measure: Spread, states: Mapping[Any, Any]) -> Finished:
    values = [value for value, _ in (finished(measure.figure, state) for state in states.values()) if value is not None]
    if len(values) < measure.least:
        return None, "too_few_groups"
    if measure.how == "range":
        return kpi.scale * (max(values) - min(values)), ""
    best = max(values) if measure.figure.direction == "higher" else min(values)
    return kpi.scale * Fraction(values.count(best), len(values)), ""
