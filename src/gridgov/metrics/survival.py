"""How long it takes where some still wait: the curve of Kaplan and Meier, exactly, from counts that add up.

Tickets that are still open would make every mean of the closed ones too short. Here they count for as long as they have
waited, and no longer.

>>> waited = Survival(events={1: 1, 3: 1}, censored={2: 1})
>>> [(step.time, step.surviving) for step in waited.curve()]
[(1, Fraction(2, 3)), (3, Fraction(0, 1))]
>>> waited.quantile(Fraction(1, 2))
3

References:
    Kaplan and Meier 1958, Nonparametric estimation from incomplete observations; Greenwood 1926; Kalbfleisch and
    Prentice 1980 for the interval on the scale of log(−log S).

"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import exp, log, sqrt
from statistics import NormalDist
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from gridgov.metrics.uncertainty import Interval

__all__ = ["Step", "Survival"]


def _sorted(counts: Mapping[int, int]) -> Mapping[int, int]:
    return MappingProxyType({time: counts[time] for time in sorted(counts) if counts[time]})


@frozen
class Step:
    """A moment at which something ended."""

    time: int
    at_risk: int
    """How many had neither ended nor left before."""
    ended: int
    surviving: Fraction
    """The part that takes longer than this."""
    variance: Fraction
    """Greenwood's sum, the relative variance of ``surviving``; 0 when nothing survives."""


@frozen
class Survival:
    """How many ended, and how many were still waiting, after so many whole units of time.

    Of what ends and what is lost sight of in the same unit, the ending comes first.
    """

    events: Mapping[int, int] = field(factory=dict, converter=_sorted)
    censored: Mapping[int, int] = field(factory=dict, converter=_sorted)

    def plus(self, other: "Survival") -> "Survival":
        """Both together."""
        return Survival(_added(self.events, other.events), _added(self.censored, other.censored))

    @property
    def size(self) -> int:
        """How many there are."""
        return sum(self.events.values()) + sum(self.censored.values())

    def curve(self) -> Iterator[Step]:
        """The steps of the curve, in time."""
        left, surviving, greenwood = self.size, Fraction(1), Fraction(0)
        leaving = sorted(self.events.keys() | self.censored.keys())
        for time in leaving:
            ended = self.events.get(time, 0)
            if ended:
                surviving *= Fraction(left - ended, left)
                greenwood += Fraction(ended, left * (left - ended)) if ended < left else Fraction(0)
                yield Step(time, left, ended, surviving, greenwood)
            left -= ended + self.censored.get(time, 0)

    def quantile(self, q: Fraction) -> int | None:
        """The first time by which the part ``q`` has ended; None while so many have not.

        With nobody waiting this is the lower quantile of the plain times.
        """
        return next((step.time for step in self.curve() if step.surviving <= 1 - q), None)

    @property
    def median(self) -> int | None:
        """The time by which half have ended; None while half have not."""
        return self.quantile(Fraction(1, 2))

    def surviving(self, time: int) -> Fraction:
        """The part that takes longer than a time."""
        found = Fraction(1)
        for step in self.curve():
            if step.time > time:
                break
            found = step.surviving
        return found

    def interval(self, time: int, confidence: Fraction = Fraction(19, 20)) -> Interval | None:
        """How far the part that takes longer may be off; None before the first ending, or with none left."""
        at = [step for step in self.curve() if step.time <= time]
        if not at or at[-1].surviving == 0:
            return None
        part = float(at[-1].surviving)
        width = _NORMAL.inv_cdf(float(1 - (1 - confidence) / 2)) * sqrt(at[-1].variance) / log(part)
        return Interval(part ** exp(-width), part ** exp(width))


_NORMAL: Final = NormalDist()


def _added(left: Mapping[int, int], right: Mapping[int, int]) -> dict[int, int]:
    return {time: left.get(time, 0) + right.get(time, 0) for time in left.keys() | right.keys()}
