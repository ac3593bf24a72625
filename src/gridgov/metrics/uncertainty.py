"""How sure a rate or a count is: intervals, estimates that borrow from all units, and what silence may hide.

::

    raw:     k / n            a unit by itself; with few cases it jumps about
    shrunk:  (k + a)/(n + a + b)   pulled towards all units, the more so the fewer cases it has

>>> rate = wilson(44, 45)
>>> round(rate.low, 4), round(rate.high, 4)
(0.8843, 0.9961)
>>> few = shrink(counted({"north": (2, 2), "south": (70, 100), "east": (160, 200), "west": (60, 100)}))
>>> [(estimate.unit, float(estimate.raw), round(estimate.shrunk, 2)) for estimate in few.estimates][:2]
[('north', 1.0, 0.73), ('south', 0.7, 0.7)]

Only the standard library is used. What is exact stays a Fraction; an interval is made of floats.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import exp, fsum, isqrt, lgamma, log, sqrt
from statistics import NormalDist
from typing import Final, Literal

from attrs import field, frozen

from gridgov.documents import check_type, duplicates, misfit
from gridgov.errors import BadInput, Problem

__all__ = [
    "NINETY_FIVE",
    "Bounds",
    "Counted",
    "Estimate",
    "Interval",
    "Shrinkage",
    "check_counts",
    "counted",
    "poisson",
    "response_bounds",
    "shrink",
    "wilson",
    "z_of",
]

NINETY_FIVE: Final = Fraction(19, 20)
"""95 %, the confidence that is used when none is named."""


# ---- counts -------------------------------------------------------------------------------------------------------


@frozen
class Counted:
    """What was counted in one unit: so many cases of so many.

    Raises:
        BadInput: no text, no whole numbers from 0, or more cases than there are in all.

    >>> Counted("north", 3, 4).rate, Counted("south", 0, 0).rate
    (Fraction(3, 4), None)
    """

    unit: str
    numerator: int
    denominator: int

    def __attrs_post_init__(self) -> None:
        problems = _miscounted("", self.unit, self.numerator, self.denominator)
        if problems:
            raise BadInput(problems, source="counts")

    @property
    def rate(self) -> Fraction | None:
        """The share, exactly; None of nothing."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


def counted(table: Mapping[str, tuple[int, int]]) -> tuple[Counted, ...]:
    """Counts from a mapping: unit to (numerator, denominator), in its order.

    Raises:
        BadInput: everything that is wrong with it, with the place in the mapping.

    >>> counted({"north": (3, 4)})
    (Counted(unit='north', numerator=3, denominator=4),)

    """
    check_type(table, Mapping, "", expected="a mapping of unit to (numerator, denominator)", source="counts")
    problems: list[Problem] = []
    given: Mapping[str, object] = table
    for place, (unit, pair) in enumerate(given.items()):
        match pair:
            case (numerator, denominator):
                problems += _miscounted(f"counts[{place}].", unit, numerator, denominator)
            case _:
                problems.append(Problem("wrong_type", f"counts[{place}]", {"expected": "(numerator, denominator)"}))
    if problems:
        raise BadInput(problems, source="counts")
    return tuple(Counted(unit, *pair) for unit, pair in table.items())


def check_counts(counts: Iterable[Counted], *, source: str) -> tuple[Counted, ...]:
    """Counts as a tuple, each unit once.

    Raises:
        BadInput: something else than :class:`Counted`, or a unit twice.

    """
    check_type(counts, Iterable, "counts", expected="many Counted", source=source)
    found = tuple(counts)
    given: tuple[object, ...] = found
    problems = [
        Problem("wrong_type", f"counts[{place}]", {"expected": "Counted"})
        for place, each in enumerate(given)
        if not isinstance(each, Counted)
    ]
    if not problems:
        problems = list(duplicates((f"counts[{place}].unit", each.unit) for place, each in enumerate(found)))
    if problems:
        raise BadInput(problems, source=source)
    return found


def _miscounted(prefix: str, unit: object, numerator: object, denominator: object) -> list[Problem]:
    problems = []
    if odd := misfit(unit, str):
        problems.append(Problem(odd.code, f"{prefix}unit", odd.params))
    numbers = {"numerator": numerator, "denominator": denominator}
    odd_numbers = [name for name, value in numbers.items() if not is_whole(value)]
    problems += [Problem("wrong_type", prefix + name, {"expected": "a whole number ≥ 0"}) for name in odd_numbers]
    if isinstance(numerator, int) and isinstance(denominator, int) and not odd_numbers and numerator > denominator:
        problems.append(Problem("more_than_all", f"{prefix}numerator", {"denominator": denominator}))
    return problems


def is_whole(value: object, *, least: int = 0) -> bool:
    """Whether a value is a whole number, not below the least; True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


# ---- intervals ----------------------------------------------------------------------------------------------------


@frozen
class Interval:
    """From where to where; both ends belong to it."""

    low: float
    high: float


def z_of(confidence: Fraction) -> float:
    """How many standard errors to either side hold this share of a normal distribution.

    Raises:
        BadInput: the confidence is no Fraction between 0 and 1.

    >>> round(z_of(Fraction(19, 20)), 3)
    1.96

    """
    _check_confidence(confidence)
    return NormalDist().inv_cdf(float((1 + confidence) / 2))


def _check_confidence(confidence: object) -> None:
    check_type(confidence, Fraction, "confidence", expected="Fraction", source="confidence")
    if not (isinstance(confidence, Fraction) and 0 < confidence < 1):
        raise BadInput([Problem("out_of_range", "confidence", {"expected": "> 0, < 1"})], source="confidence")


def _check_whole(source: str, **numbers: object) -> None:
    problems = [
        Problem("wrong_type", name, {"expected": "a whole number ≥ 0"})
        for name, value in numbers.items()
        if not is_whole(value)
    ]
    if problems:
        raise BadInput(problems, source=source)


def wilson(k: int, n: int, *, confidence: Fraction = NINETY_FIVE) -> Interval | None:
    """Where the rate of a process lies that gave k cases of n; None if n is 0.

    For a process that could have gone otherwise, such as the tickets of a month. A register, such as 44 estates of 45,
    is a census: it has no interval.

    Wilson's score interval (E. B. Wilson, JASA 22, 1927, pp. 209-212), without a correction for continuity.

    Raises:
        BadInput: no whole numbers, more cases than there are in all, or no confidence between 0 and 1.

    >>> wilson(0, 0) is None, wilson(0, 10).low, wilson(10, 10).high
    (True, 0.0, 1.0)

    """
    _check_whole("wilson", k=k, n=n)
    if k > n:
        raise BadInput([Problem("more_than_all", "k", {"denominator": n})], source="wilson")
    z = z_of(confidence)
    if n == 0:
        return None
    centre = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * sqrt(k * (n - k) / n + z * z / 4)
    return Interval(0.0 if k == 0 else centre - half, 1.0 if k == n else centre + half)


_MANY: Final = 10**6


def poisson(k: int, *, confidence: Fraction = NINETY_FIVE) -> Interval:
    """Where the expected number of a process lies that gave k events, exactly.

    The interval of Garwood (Biometrika 28, 1936, pp. 437-442): for independent events that come at a steady rate. From
    a million events on by the cube root of Wilson and Hilferty (PNAS 17, 1931, pp. 684-688), which is off by less than
    a thousandth of an event there.

    Raises:
        BadInput: no whole number from 0, or no confidence between 0 and 1.

    >>> events = poisson(10)
    >>> round(events.low, 3), round(events.high, 3)
    (4.795, 18.39)

    """
    _check_whole("poisson", k=k)
    _check_confidence(confidence)
    if k >= _MANY:
        z = z_of(confidence)
        return Interval(_cubed(k, -z), _cubed(k + 1, z))
    tail = float((1 - confidence) / 2)
    low = _rising(lambda rate: _gamma_share(k, rate), tail) if k else 0.0
    return Interval(low, _rising(lambda rate: _gamma_share(k + 1, rate), 1 - tail))


def _cubed(shape: int, z: float) -> float:
    return float(shape * (1 - 1 / (9 * shape) + z / (3 * sqrt(shape))) ** 3)


def _rising(share_at: Callable[[float], float], share: float) -> float:
    """Where a function that rises from 0 to 1 has this value."""
    low, high = 0.0, 1.0
    while share_at(high) < share:
        low, high = high, 2 * high
    middle = (low + high) / 2
    while low < middle < high and high - low > 1e-13 * high:
        low, high = (middle, high) if share_at(middle) < share else (low, middle)
        middle = (low + high) / 2
    return middle


def _gamma_share(shape: int, x: float) -> float:
    """The share of a gamma distribution of this shape below x: a series before its hump, a fraction behind it.

    Abramowitz and Stegun, Handbook of Mathematical Functions, 6.5.29 and 6.5.31.
    """
    front = exp(shape * log(x) - x - lgamma(shape))
    most = 100 + 20 * isqrt(shape + 1)  # terms until they are too small to matter
    if x < shape + 1:
        term = total = 1 / shape
        for step in range(1, most):
            term *= x / (shape + step)
            total += term
            if term < total * 1e-17:
                break
        return front * total
    below = 0.0
    for step in range(min(shape, most), 0, -1):
        below = step * (shape - step) / (x + 2 * step + 1 - shape + below)
    return 1 - front / (x + 1 - shape + below)


# ---- answers that were not given ----------------------------------------------------------------------------------


@frozen
class Bounds:
    """Between which rates the truth lies, whatever those would have said who did not answer. Exact."""

    low: Fraction
    """If every silent one is a no."""
    high: Fraction
    """If every silent one is a yes."""
    answered: Fraction
    """The share that answered; ``high`` is above ``low`` by what is missing of it."""


def response_bounds(yes: int, answered: int, *, asked: int) -> Bounds | None:
    """The worst and the best case of a survey in which not all answered; None if nobody was asked.

    No assumption is made about the silent ones, so the bounds are wide, and they are all that the numbers say
    (C. F. Manski, Partial Identification of Probability Distributions, 2003, ch. 1).

    Raises:
        BadInput: no whole numbers, or not yes ≤ answered ≤ asked.

    >>> response_bounds(80, 90, asked=100)
    Bounds(low=Fraction(4, 5), high=Fraction(9, 10), answered=Fraction(9, 10))

    """
    _check_whole("response_bounds", yes=yes, answered=answered, asked=asked)
    pairs = (("yes", yes, answered), ("answered", answered, asked))
    problems = [Problem("more_than_all", name, {"denominator": whole}) for name, part, whole in pairs if part > whole]
    if problems:
        raise BadInput(problems, source="response_bounds")
    if asked == 0:
        return None
    return Bounds(Fraction(yes, asked), Fraction(yes + asked - answered, asked), Fraction(answered, asked))


# ---- shrinkage ----------------------------------------------------------------------------------------------------


@frozen
class Estimate:
    """A unit beside the others: its raw rate and the one that borrows from all."""

    unit: str
    numerator: int
    denominator: int
    raw: Fraction | None
    """k/n; None of nothing."""
    shrunk: float
    """(k + a)/(n + a + b)."""
    own: float
    """How much of the shrunk rate is the unit's own: n/(n + a + b)."""


@frozen
class Shrinkage:
    """A beta distribution of the rates of all units, and what it makes of each."""

    estimates: tuple[Estimate, ...] = field()
    """In the order of the counts. Empty if nothing was counted at all."""
    pooled: Fraction | None
    """All cases together."""
    mean: float | None
    """The mean of the rates behind the counts, in which a unit with many cases does not drown the others."""
    a: float | None
    """As if so many more cases above the line had been seen; None where the units do not differ more than by chance."""
    b: float | None
    """As if so many more beside it; None as with ``a``."""
    reason: Literal["", "empty_denominator", "no_more_than_chance"] = ""
    """Why there is no estimate, or why all estimates are the pooled rate."""

    @property
    def spread(self) -> float:
        """The standard deviation of the rates behind the counts; 0 where nothing but chance is seen."""
        if self.mean is None or self.a is None or self.b is None:
            return 0.0
        return sqrt(self.mean * (1 - self.mean) / (self.a + self.b + 1))


def shrink(counts: Iterable[Counted]) -> Shrinkage:
    """Pulls the rate of each unit towards that of all, the more so the fewer cases it has.

    A beta-binomial model fitted by moments with weights found in turn (J. C. Kleinman, JASA 68, 1973, pp. 46-54).
    Where the units differ no more than chance alone would let them, every estimate is the pooled rate. Raw and shrunk
    are published side by side.

    Raises:
        BadInput: no :class:`Counted`, or a unit twice.

    >>> same = shrink(counted({"north": (5, 10), "south": (50, 100)}))
    >>> same.reason, [estimate.shrunk for estimate in same.estimates]
    ('no_more_than_chance', [0.5, 0.5])

    """
    found = check_counts(counts, source="shrink")
    cases = sum(each.denominator for each in found)
    if cases == 0:
        return Shrinkage((), None, None, None, None, "empty_denominator")
    pooled = Fraction(sum(each.numerator for each in found), cases)
    fitted = _fitted([each for each in found if each.denominator])
    if fitted is None:
        alike = tuple(_estimate(each, float(pooled), 0.0) for each in found)
        return Shrinkage(alike, pooled, float(pooled), None, None, "no_more_than_chance")
    rate, likeness = fitted
    size = 1 / likeness - 1
    estimates = tuple(_drawn_in(each, rate, size) for each in found)
    return Shrinkage(estimates, pooled, rate, rate * size, (1 - rate) * size)


def _fitted(counts: list[Counted]) -> tuple[float, float] | None:
    """The mean rate of the units, and how alike two cases of one unit are: 1/(a + b + 1), from 0 to 1.

    Where cases of one unit are much alike, one more of them says little: a unit with many cases then weighs hardly
    more than one with few. Weights and likeness are found in turn, from weights by the number of cases. None where the
    units differ no more than by chance.
    """
    weights = [float(each.denominator) for each in counts]
    rate, likeness = _moments(counts, weights)
    for _ in range(_ROUNDS):
        if likeness <= 0:
            return None
        before, likeness = likeness, min(likeness, 1.0)
        weights = [each.denominator / (1 + likeness * (each.denominator - 1)) for each in counts]
        rate, likeness = _moments(counts, weights)
        if abs(likeness - before) < _STILL:
            break
    return (rate, min(likeness, 1.0)) if likeness > 0 else None


_ROUNDS: Final = 500
_STILL: Final = 1e-13


def _moments(counts: list[Counted], weights: list[float]) -> tuple[float, float]:
    """The weighted mean rate, and the likeness that makes the spread what it is; 0 where nothing can be told."""
    whole = fsum(weights)
    rate = (
        fsum(weight * each.numerator / each.denominator for weight, each in zip(weights, counts, strict=True)) / whole
    )
    spread = rate * (1 - rate)
    chance, room, seen = [], [], []
    for weight, each in zip(weights, counts, strict=True):
        part = weight * (1 - weight / whole)
        chance.append(part / each.denominator)
        room.append(part * (1 - 1 / each.denominator))
        seen.append(weight * (each.numerator / each.denominator - rate) ** 2)
    if spread <= 0 or fsum(room) <= 0:
        return rate, 0.0
    return rate, (fsum(seen) / spread - fsum(chance)) / fsum(room)


def _drawn_in(each: Counted, rate: float, size: float) -> Estimate:
    whole = each.denominator + size
    if whole == 0:  # the units are all or nothing, and nothing is known of this one
        return _estimate(each, rate, 0.0)
    return _estimate(each, (each.numerator + rate * size) / whole, each.denominator / whole)


def _estimate(each: Counted, shrunk: float, own: float) -> Estimate:
    return Estimate(each.unit, each.numerator, each.denominator, each.rate, shrunk, own)
