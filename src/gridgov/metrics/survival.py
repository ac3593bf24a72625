"""How long it takes where some still wait: the curve of Kaplan and Meier, exactly, from counts that add up.

::

    1 ┐
      └──┐              a step where something ended
         └───┼──┐       ┼ still waiting: counted for as long as it has waited, and no longer
    ½ ┄┄┄┄┄┄┄┄┄┄└────┐  the median: half have ended by then
    0 ────────────────  minutes

Tickets that are still open would make every mean of the closed ones too short.

>>> waited = Survival(events={1: 1, 3: 1}, censored={2: 1})
>>> [(step.time, step.surviving) for step in waited.curve()]
[(1, Fraction(2, 3)), (3, Fraction(0, 1))]
>>> waited.quantile(Fraction(1, 2))
3

References:
    Kaplan and Meier 1958, Nonparametric estimation from incomplete observations; Greenwood 1926; Kalbfleisch and
    Prentice 1980 for the interval on the scale of log(−log S).

"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import takewhile
from math import exp, fsum, log, prod, sqrt
from operator import index
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import field, frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.metrics.conditions import ALWAYS, AllOf, Condition, InOrder, Known, Not
from gridgov.metrics.measures import Count, Measure, TimeUnit, Waiting
from gridgov.metrics.uncertainty import NINETY_FIVE, Interval, z_of

__all__ = ["Lasting", "Step", "Survival", "Unreached", "survival"]

Unreached = Literal["", "empty_denominator", "not_reached"]
"""Why a part has not ended: it has, there is nothing at all, or too many still wait."""


# ---- the state ----------------------------------------------------------------------------------------------------


def _sorted(counts: Mapping[int, int]) -> Mapping[int, int]:
    check_type(counts, Mapping, "", expected="a mapping of times to counts", source="survival")
    try:
        return MappingProxyType({index(time): index(counts[time]) for time in sorted(counts) if counts[time]})
    except TypeError:  # refused below: raised in here, the refusal would keep what was given
        pass
    raise BadInput([Problem("wrong_type", "counts", {"expected": "a whole number ≥ 0"})], source="survival")


@frozen
class Step:
    """A moment at which something ended."""

    time: int
    at_risk: int
    """How many had neither ended nor left before."""
    ended: int
    surviving: Fraction
    """The part that takes longer than this."""
    variance: float
    """Greenwood's sum, the relative variance of ``surviving``: its standard error is S · √variance. 0 when S is 0."""


@frozen
class Survival:
    """How many ended, and how many were still waiting, after so many whole units of time.

    Of what ends and what is lost sight of in the same unit, the ending comes first.

    Raises:
        BadInput: no whole numbers, or one below 0.

    """

    events: Mapping[int, int] = field(factory=dict, converter=_sorted)
    censored: Mapping[int, int] = field(factory=dict, converter=_sorted)

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem("out_of_range", name, {"expected": "≥ 0"})
            for name, counts in (("events", self.events), ("censored", self.censored))
            if min(counts, default=0) < 0 or min(counts.values(), default=0) < 0
        ]
        if problems:
            raise BadInput(problems, source="survival")

    def plus(self, other: "Survival") -> "Survival":
        """Both together: associative and commutative, and an empty one changes nothing."""
        return Survival(_added(self.events, other.events), _added(self.censored, other.censored))

    @property
    def size(self) -> int:
        """How many there are."""
        return self.ended + self.waiting

    @property
    def ended(self) -> int:
        """How many ended."""
        return sum(self.events.values())

    @property
    def waiting(self) -> int:
        """How many had not ended when they were last seen."""
        return sum(self.censored.values())

    def curve(self) -> Iterator[Step]:
        """The steps of the curve, in time. The fractions are exact, and grow with the number of different times."""
        surviving, greenwood = Fraction(1), 0.0
        for time, left, ended in self._endings():
            surviving *= Fraction(left - ended, left)
            greenwood += _greenwood(left, ended)
            yield Step(time, left, ended, surviving, greenwood if surviving else 0.0)

    def _endings(self) -> Iterator[tuple[int, int, int]]:
        """When something ended, how many were at risk, and how many ended."""
        left = self.size
        for time in sorted(self.events.keys() | self.censored.keys()):
            ended = self.events.get(time, 0)
            if ended:
                yield time, left, ended
            left -= ended + self.censored.get(time, 0)

    def quantile(self, q: Fraction) -> int | None:
        """The first time by which the part ``q`` has ended, S(t) ≤ 1 − q; None while so many have not.

        With nobody waiting this is the lower quantile of the plain times. Why there is none says :meth:`why_not`.

        The product is followed between two whole numbers that hold it; only where they cannot tell is it worked out.

        Raises:
            BadInput: ``q`` is no exact number from 0 to 1.

        """
        _check_part(q)
        left_over = 1 - Fraction(q)
        low = high = _ONE
        for time, left, ended in self._endings():
            low, high = low * (left - ended) // left, -(-high * (left - ended) // left)
            if high * left_over.denominator <= left_over.numerator * _ONE:
                return time
            unsure = low * left_over.denominator <= left_over.numerator * _ONE
            if unsure and self.surviving(time) <= left_over:
                return time
        return None

    @property
    def median(self) -> int | None:
        """The time by which half have ended; None while half have not."""
        return self.quantile(Fraction(1, 2))

    def why_not(self, q: Fraction) -> Unreached:
        """Why a quantile is None; empty where there is one.

        >>> Survival(events={1: 1}, censored={2: 2}).why_not(Fraction(1, 2)), Survival().why_not(Fraction(1, 2))
        ('not_reached', 'empty_denominator')

        """
        if self.quantile(q) is not None:
            return ""
        return "not_reached" if self.size else "empty_denominator"

    def surviving(self, time: int) -> Fraction:
        """The part that takes longer than a time."""
        above, below = [1], [1]
        for _, left, ended in self._until(time):
            if above[-1] == left:  # nobody left in between: (a/b) · (c/a) is c/b
                above[-1] = left - ended
            else:
                above.append(left - ended)
                below.append(left)
        return Fraction(prod(above), prod(below))

    def _until(self, time: int) -> Iterator[tuple[int, int, int]]:
        return takewhile(lambda ending: ending[0] <= time, self._endings())

    def interval(self, time: int, confidence: Fraction = NINETY_FIVE) -> Interval | None:
        """How far the part that takes longer than a time may be off; None before the first ending, or with none left.

        On the scale of log(−log S), so that it stays within 0 and 1.

        Raises:
            BadInput: no confidence between 0 and 1.

        """
        z = z_of(confidence)
        part = float(self.surviving(time))
        if part in {0.0, 1.0}:
            return None
        variance = fsum(_greenwood(left, ended) for _, left, ended in self._until(time))
        width = z * sqrt(variance) / log(part)
        return Interval(part ** exp(-width), part ** exp(width))


_ONE: Final = 1 << 128
"""S(t) is never below one part in ``size`` unless it is 0: so many bits tell all that is not equal."""


def _greenwood(left: int, ended: int) -> float:
    return ended / (left * (left - ended)) if ended < left else 0.0


def _check_part(q: object) -> None:
    check_type(q, Fraction | int, "q", expected="Fraction", source="survival")  # type: ignore[arg-type]  # isinstance takes a union
    if not (isinstance(q, Fraction | int) and 0 <= q <= 1):
        raise BadInput([Problem("out_of_range", "q", {"expected": "≥ 0, ≤ 1"})], source="survival")


def _added(left: Mapping[int, int], right: Mapping[int, int]) -> dict[int, int]:
    return {time: left.get(time, 0) + right.get(time, 0) for time in left.keys() | right.keys()}


# ---- from a table -------------------------------------------------------------------------------------------------


@frozen
class Lasting:
    """How long something takes in a group of rows."""

    group: Mapping[str, Any]
    """The group, by column; empty for the whole."""
    state: Survival
    unit: TimeUnit
    no_start: int
    """Rows that were left out because nobody knows when they began."""
    backwards: int
    """Rows that had begun and were left out because they end before they begin."""


def survival(
    frame: Any,
    *,
    start: str,
    end: str,
    as_of: int,
    by: Sequence[str] = (),
    of: Condition = ALWAYS,
    unit: TimeUnit = "minute",
) -> tuple[Lasting, ...]:
    """How long it takes from one moment of a ticket to another, as it was known at an instant.

    Tickets that had begun and not ended by ``as_of`` wait until then: an ending that came later was not yet known.
    Those that begin after it are not there at all. Times are whole units, what is begun of a unit left away.

    Args:
        frame: any dataframe that narwhals takes.
        start: the column in which it begins, in microseconds since 1970.
        end: the column in which it ends, empty while it has not.
        as_of: the instant, in microseconds since 1970.
        by: the columns whose values make the groups.
        of: which rows count.
        unit: ``minute``, ``hour`` or ``day``.

    Raises:
        BadInput: as :func:`gridgov.metrics.compute`.

    >>> import polars
    >>> tickets = polars.DataFrame({"dispatched_at": [0, 0, 0], "ended_at": [120_000_000, 360_000_000, None]})
    >>> [whole] = survival(tickets, start="dispatched_at", end="ended_at", as_of=300_000_000)
    >>> dict(whole.state.events), dict(whole.state.censored)
    ({2: 1}, {5: 2})

    """
    from gridgov.metrics.counting import check_moment, found_states  # they are built upon this module

    check_moment(as_of, "as_of", "survival")
    backwards = AllOf((InOrder(start, "as_of"), Known(end), Not(InOrder(start, end))))
    measures: dict[str, Measure] = {
        "lasting": Waiting(start, end, Fraction(1, 2), of, unit),
        "no start": Count(AllOf((of, Not(Known(start))))),
        "backwards": Count(AllOf((of, backwards))),
    }
    found = found_states(frame, measures, by=by, as_of=as_of)
    return tuple(
        Lasting(
            MappingProxyType(dict(zip(by, key, strict=True))),
            states["lasting"],
            unit,
            states["no start"].total,
            states["backwards"].total,
        )
        for key, states in found.items()
    )
