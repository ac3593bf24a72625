"""Closings that crowd where it helps: right before a limit, and at the end of a period.

::

    time used     90 %       95 %      100 %      105 %
                   │ neighbour │ the last │ neighbour │
    closed               9     │    48    │    7            8 would be usual

"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from gridgov.documents import check_type
from gridgov.errors import BadInput, Param, Problem
from gridgov.metrics.conditions import ALWAYS, DAY, AllOf, Condition, InOrder, Not, Spent
from gridgov.metrics.counting import counted_rows
from gridgov.metrics.gaming.chance import binomial_tail
from gridgov.metrics.gaming.findings import LEVEL, Finding, check_level, few, percent, usual
from gridgov.metrics.periods import Window
from gridgov.metrics.uncertainty import is_whole

__all__ = ["SLICE", "deadline_heaping", "period_end_surge"]

SLICE: Final = Fraction(1, 20)
"""The last twentieth of the time that a ticket has."""

_TWICE: Final = Fraction(2)
_HALF_MORE: Final = Fraction(3, 2)


def deadline_heaping(
    frame: Any,
    *,
    by: Sequence[str] = (),
    start: str = "collected_at",
    end: str = "ended_at",
    due: str = "due",
    slice_: Fraction = SLICE,
    factor: Fraction = _TWICE,
    of: Condition = ALWAYS,
    minimum: int = 30,
    level: Fraction = LEVEL,
) -> tuple[Finding, ...]:
    """Whether more is closed right before the limit than the stretches beside it let expect.

    Counted are the closings in the last slice of the time from start to limit, the limit itself included, and in the
    slices of the same width before it and behind it. Were closings spread smoothly, a third of the three would lie in
    the middle. It is worth asking about more than ``factor`` times what is usual that chance would not give. That
    people work towards a limit is no offence: many closings right before it may be good work, or a date put there.

    Args:
        frame: any dataframe that narwhals takes.
        by: the columns whose values make the groups.
        start: when the time began to run.
        end: when a ticket was closed.
        due: when its time was over.
        slice_: how much of the time is looked at, at most a half.
        factor: how many times what is usual is worth asking about.
        of: which rows count.
        minimum: with fewer closings in the three slices nothing is said.
        level: how often chance may make it ask about any group.

    Raises:
        BadInput: a slice, a factor, a minimum or a level out of range; or as :func:`gridgov.metrics.compute`.

    """
    check_level(level, source="deadline_heaping", minimum=minimum)
    _check_slice(slice_)
    _check_factor(factor, "deadline_heaping")
    timed = AllOf((of, Not(InOrder(due, start))))
    reached = {part: Spent(start, end, due, part) for part in (1 - 2 * slice_, 1 - slice_, 1 + slice_)}
    within = InOrder(end, due)
    wanted: dict[str, Condition] = {
        "before": AllOf((timed, reached[1 - 2 * slice_], Not(reached[1 - slice_]))),
        "last": AllOf((timed, reached[1 - slice_], within)),
        "after": AllOf((timed, InOrder(due, end), Not(within), Not(reached[1 + slice_]))),
    }
    found = counted_rows(frame, wanted, by=by)
    tested = sum(sum(counts.values()) >= minimum for counts in found.values())
    limit = float(level / max(tested, 1))
    return tuple(
        _heap(dict(zip(by, key, strict=True)), counts, minimum, factor, limit, slice_) for key, counts in found.items()
    )


def _heap(
    group: Mapping[str, Any], counts: Mapping[str, int], minimum: int, factor: Fraction, limit: float, slice_: Fraction
) -> Finding:
    last, whole = counts["last"], sum(counts.values())
    if whole < minimum:
        return few("deadline_heaping", group, counts, found=whole, least=minimum)
    expected = Fraction(whole - last, 2)
    p = binomial_tail(last, whole, Fraction(1, 3))
    odd = last >= factor * expected and p <= limit
    params: dict[str, Param] = {"found": last, "slice": percent(slice_), "expected": f"{float(expected):.0f}"}
    return Finding(
        "deadline_heaping",
        "worth_asking" if odd else "unremarkable",
        Problem("closed_at_the_limit", "", params) if odd else usual(),
        group,
        counts=counts,
        rates={"times_usual": last / expected} if expected else {},
        p=p,
        limit=limit,
    )


def _check_slice(part: object) -> None:
    check_type(part, Fraction, "slice_", expected="Fraction", source="deadline_heaping")
    if not (isinstance(part, Fraction) and 0 < part <= Fraction(1, 2)):
        raise BadInput([Problem("out_of_range", "slice_", {"expected": "> 0, ≤ 1/2"})], source="deadline_heaping")


def _check_factor(factor: object, source: str) -> None:
    check_type(factor, Fraction, "factor", expected="Fraction", source=source)
    if not (isinstance(factor, Fraction) and factor >= 1):
        raise BadInput([Problem("out_of_range", "factor", {"expected": "≥ 1"})], source=source)


# ---- the end of a period ------------------------------------------------------------------------------------------


def period_end_surge(
    frame: Any,
    windows: Sequence[Window],
    *,
    by: Sequence[str] = (),
    at: str = "ended_at",
    days: int = 3,
    factor: Fraction = _HALF_MORE,
    of: Condition = ALWAYS,
    minimum: int = 30,
    level: Fraction = LEVEL,
) -> tuple[Finding, ...]:
    """Whether more happens in the last days of the periods than in the rest of them.

    Were the moments spread evenly over a period, its last days would hold as many as they are part of the time. It is
    worth asking about more than ``factor`` times that which chance would not give. Look at closings for work that is
    pressed through before the count, at receipts (``at="collected_at"``) for tickets that a unit makes for itself. Days
    are of 24 hours; where nobody works on Sundays a period that ends on a Sunday hides a surge.

    Args:
        frame: any dataframe that narwhals takes.
        windows: whole periods: one of which only a part lies in the table would mislead.
        by: the columns whose values make the groups.
        at: the moment that is looked at.
        days: how many days are the end of a period.
        factor: how many times what is usual is worth asking about.
        of: which rows count.
        minimum: with fewer rows in all periods nothing is said.
        level: how often chance may make it ask about any group.

    Raises:
        BadInput: no windows, or one that is not longer than its end; a factor, a minimum or a level out of range; or
            as :func:`gridgov.metrics.compute`.

    """
    check_level(level, source="period_end_surge", minimum=minimum, days=days)
    _check_factor(factor, "period_end_surge")
    _check_windows(windows, days)
    moments: dict[str, int] = {}
    wanted: dict[str, Condition] = {}
    for place, window in enumerate(windows):
        moments |= {f"from {place}": window.start, f"end {place}": window.end - days * DAY}
        moments[f"to {place}"] = window.end - 1
        inside = AllOf((of, InOrder(at, f"to {place}")))
        wanted[f"whole {place}"] = AllOf((inside, InOrder(f"from {place}", at)))
        wanted[f"last {place}"] = AllOf((inside, InOrder(f"end {place}", at)))
    parts = [Fraction(days * DAY, window.end - window.start) for window in windows]
    found = {key: _surged(counts, parts) for key, counts in counted_rows(frame, wanted, by=by, moments=moments).items()}
    limit = float(level / max(sum(whole >= minimum for _, whole, _ in found.values()), 1))
    return tuple(
        _surge(dict(zip(by, key, strict=True)), seen, (minimum, days), factor, limit) for key, seen in found.items()
    )


_Surged = tuple[int, int, Fraction]
"""How many lie in the last days, how many in all, and how many would if they were spread evenly."""


def _surged(counts: Mapping[str, int], parts: Sequence[Fraction]) -> _Surged:
    wholes = [counts[f"whole {place}"] for place in range(len(parts))]
    last = sum(counts[f"last {place}"] for place in range(len(parts)))
    expected = sum((whole * part for whole, part in zip(wholes, parts, strict=True)), Fraction(0))
    return last, sum(wholes), expected


def _surge(group: Mapping[str, Any], seen: _Surged, least: tuple[int, int], factor: Fraction, limit: float) -> Finding:
    (last, whole, expected), (minimum, days) = seen, least
    counts = {"last": last, "whole": whole}
    if whole < minimum:
        return few("period_end_surge", group, counts, found=whole, least=minimum)
    part = expected / whole
    p = binomial_tail(last, whole, part)  # periods of several lengths: no less than the true one
    odd = last >= factor * expected and p <= limit
    params: dict[str, Param] = {"found": last, "whole": whole, "days": days, "usual": percent(part)}
    return Finding(
        "period_end_surge",
        "worth_asking" if odd else "unremarkable",
        Problem("surge_at_the_end", "", params) if odd else usual(),
        group,
        counts=counts,
        rates={"share": Fraction(last, whole), "of_the_time": part},
        p=p,
        limit=limit,
    )


_MOST_WINDOWS: Final = 300


def _check_windows(windows: object, days: int) -> None:
    check_type(windows, Sequence, "windows", expected="a list of windows", source="period_end_surge")
    given = tuple(windows) if isinstance(windows, Sequence) else ()
    if not 1 <= len(given) <= _MOST_WINDOWS:
        problem = Problem("wrong_length", "windows", {"expected": f"1…{_MOST_WINDOWS}"})
        raise BadInput([problem], source="period_end_surge")
    problems = [
        Problem("out_of_range", f"windows[{place}]", {"expected": f"Window > {days} d"})
        for place, window in enumerate(given)
        if not isinstance(window, Window) or not is_whole(window.end - window.start, least=days * DAY + 1)
    ]
    if problems:
        raise BadInput(problems, source="period_end_surge")
