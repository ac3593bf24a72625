"""How values of one indicator become scores that can stand beside those of another.

::

    fixed beforehand      OutOf, Goalposts, RatioToTarget, PointsTable     a unit's score is its own
    from the units        MinMax, ZScore, ToTarget, PercentileRank, RankScore    it moves when others do

>>> normalised([Fraction(10), Fraction(30), Fraction(20)], MinMax(), better="lower")
(Fraction(1, 1), Fraction(0, 1), Fraction(1, 2))

Source: OECD and JRC, Handbook on Constructing Composite Indicators, 2008, ch. 5; names as in COINr.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any, Final, Literal

from attrs import field, frozen

from gridgov.errors import BadInput, Problem

__all__ = [
    "Better",
    "Goalposts",
    "MinMax",
    "Normaliser",
    "Number",
    "OutOf",
    "PercentileRank",
    "PointsTable",
    "RankScore",
    "RatioToTarget",
    "ToTarget",
    "ZScore",
    "exact",
    "normalised",
]

Better = Literal["higher", "lower"]
"""Which way an indicator is better."""

Number = int | Fraction | Decimal
"""An exact number."""
Value = Fraction | None


def exact(value: Any) -> Any:
    """A number as a fraction; what is none is left for the check that follows."""
    if isinstance(value, Decimal):
        return Fraction(value) if value.is_finite() else value
    return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value


def inexact(**values: object) -> list[Problem]:
    """What is no exact number."""
    return [Problem("not_exact", name) for name, value in values.items() if not isinstance(value, Fraction)]


def refuse(problems: Sequence[Problem], source: str) -> None:
    """Refuses if there is a problem."""
    if problems:
        raise BadInput(problems, source=source)


# ---- normalisers --------------------------------------------------------------------------------------------------


@frozen
class OutOf:
    """The value as it is, out of the most it can be: a rate out of 1, points out of 50. Anything else is refused."""

    most: Fraction = field(default=Fraction(1), converter=exact)

    def __attrs_post_init__(self) -> None:
        refuse(inexact(most=self.most) or unless(self.most > 0, "most", "> 0"), "normaliser")


@frozen
class MinMax:
    """From the worst unit (0) to the best (1). Adding a unit may change the score of all."""


@frozen
class ZScore:
    """Standard deviations (n - 1) from the mean of the units. Not bounded; not for a geometric or harmonic mean."""


@frozen
class ToTarget:
    """From the worst unit (0) to the target (1); no more than 1 beyond it."""

    target: Fraction = field(converter=exact)

    def __attrs_post_init__(self) -> None:
        refuse(inexact(target=self.target), "normaliser")


@frozen
class RatioToTarget:
    """The value over its target, or the target over the value where lower is better; from 0 to a most.

    What Boston's CityScore does, with what it lacks: a bound, and nothing rounded up. A value of 0 where lower is
    better earns the most.
    """

    target: Fraction = field(converter=exact)
    most: Fraction = field(default=Fraction(1), converter=exact)

    def __attrs_post_init__(self) -> None:
        problems = inexact(target=self.target, most=self.most)
        if not problems:
            problems = [*unless(self.target > 0, "target", "> 0"), *unless(self.most > 0, "most", "> 0")]
        refuse(problems, "normaliser")


@frozen
class Goalposts:
    """From a low post to a high one, both fixed beforehand: 0 and 1 at the posts and beyond them.

    A deduction, such as full points from 70 % and one point of 50 less a percent below, is a pair of posts: 20 % and
    70 %.
    """

    low: Fraction = field(converter=exact)
    high: Fraction = field(converter=exact)

    def __attrs_post_init__(self) -> None:
        problems = inexact(low=self.low, high=self.high)
        refuse(problems or unless(self.low < self.high, "high", "> low"), "normaliser")


@frozen
class PercentileRank:
    """The share of the other units that are worse."""


@frozen
class RankScore:
    """How many units are worse, and one. A score on no scale of its own: take ``scale=1``."""


def _steps(steps: Iterable[tuple[Number, Number]]) -> tuple[tuple[Fraction, Fraction], ...]:
    return tuple((exact(threshold), exact(points)) for threshold, points in steps)


@frozen
class PointsTable:
    """Points by thresholds: the most points among the steps that are reached, out of the most there are.

    A step is (threshold, points). Where lower is better, a step is reached at its threshold or below. Such a table
    rewards those who lie just behind a step.
    """

    steps: tuple[tuple[Fraction, Fraction], ...] = field(converter=_steps)

    def __attrs_post_init__(self) -> None:
        numbers = {f"steps[{i}][{j}]": part for i, step in enumerate(self.steps) for j, part in enumerate(step)}
        problems = inexact(**numbers)
        if not problems:
            reachable = any(points > 0 for _, points in self.steps) and all(points >= 0 for _, points in self.steps)
            problems = unless(reachable, "steps", "points ≥ 0, Σ > 0")
        refuse(problems, "normaliser")


def unless(holds: bool, where: str, expected: str) -> list[Problem]:
    """A problem, unless it holds."""
    return [] if holds else [Problem("out_of_range", where, {"expected": expected})]


Normaliser = OutOf | MinMax | ZScore | ToTarget | RatioToTarget | Goalposts | PercentileRank | RankScore | PointsTable
"""How values of one indicator become scores that can stand beside those of another."""


def odd_value(value: object, how: Normaliser, where: str) -> list[Problem]:
    """What is wrong with a value for its normaliser."""
    if not isinstance(value, Fraction):
        return [Problem("not_exact", where)]
    if isinstance(how, OutOf):
        return unless(0 <= value <= how.most, where, f"≥ 0, ≤ {how.most}")
    return unless(value >= 0, where, "≥ 0") if isinstance(how, RatioToTarget) else []


# ---- scores -------------------------------------------------------------------------------------------------------

FIXED: Final = (OutOf, Goalposts, RatioToTarget, PointsTable)
"""Those by which a unit's score does not depend on the others."""


def normalised(values: Sequence[Fraction], how: Normaliser, *, better: Better) -> tuple[Value, ...]:
    """The score of each value; all None where a spread is needed and there is none. More is always better.

    >>> normalised([Fraction(1), Fraction(1)], MinMax(), better="higher")
    (None, None)

    """
    if isinstance(how, FIXED):
        return tuple(_by_itself(value, how, better) for value in values)
    signed = [value if better == "higher" else -value for value in values]
    if isinstance(how, ToTarget):
        return tuple(_towards(signed, how.target if better == "higher" else -how.target))
    return tuple(_among(signed, how))


def _by_itself(value: Fraction, how: OutOf | Goalposts | RatioToTarget | PointsTable, better: Better) -> Fraction:
    high = better == "higher"
    match how:
        case OutOf(most):
            return value / most if high else 1 - value / most
        case Goalposts(low, top):
            share = (value - low) / (top - low)
            return _within(share if high else 1 - share)
        case RatioToTarget(target, most):
            return min(value / target, most) if high else min(target / value, most) if value else most
        case PointsTable(steps):
            reached = [points for at, points in steps if (value >= at if high else value <= at)]
            return max(reached, default=Fraction(0)) / max(points for _, points in steps)


def _towards(values: Sequence[Fraction], target: Fraction) -> list[Value]:
    worst = min(values, default=target)
    span = target - worst
    return [_within((value - worst) / span) if span > 0 else Fraction(1) for value in values]


def _among(values: Sequence[Fraction], how: MinMax | ZScore | PercentileRank | RankScore) -> Sequence[Value]:
    ordered = sorted(values)
    worse = [bisect_left(ordered, value) for value in values]
    match how:
        case RankScore():
            return [Fraction(below + 1) for below in worse]
        case _ if not values or ordered[0] == ordered[-1]:
            return [None] * len(values)
        case MinMax():
            return [(value - ordered[0]) / (ordered[-1] - ordered[0]) for value in values]
        case PercentileRank():
            return [Fraction(below, len(values) - 1) for below in worse]
        case ZScore():
            return _z_scores(values)


def _within(share: Fraction) -> Fraction:
    return min(max(share, Fraction(0)), Fraction(1))


def _z_scores(values: Sequence[Fraction]) -> list[Value]:
    mean = sum(values, Fraction(0)) / len(values)
    variance = sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)
    with localcontext(Context(prec=WORKING)):
        spread = decimal(variance).sqrt()
        return [Fraction((decimal(value - mean) / spread).quantize(DIGITS)) for value in values]


DIGITS: Final = Decimal(1).scaleb(-30)
"""Roots are rounded to so many places behind the point."""
WORKING: Final = 60
"""And computed with so many."""


def decimal(value: Fraction) -> Decimal:
    """A fraction as a decimal, to the digits of the context."""
    return Decimal(value.numerator) / Decimal(value.denominator)
