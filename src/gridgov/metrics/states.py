"""What a figure is kept as, so that parts add up to the whole, bit for bit: states made of whole numbers.

Every state has ``plus``, which is associative and commutative, and an empty state that changes nothing. A ratio is kept
as its two sides and is never averaged; a median is kept as how often each value occurs.

>>> Ratio(Sum(1), Sum(2)).plus(Ratio(Sum(1), Sum(4)))
Ratio(above=Sum(total=2), below=Sum(total=6))
>>> Tally({30: 2, 90: 1}).plus(Tally({30: 1})).counts
mappingproxy({30: 3, 90: 1})
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, cast

from attrs import field, frozen

from gridgov.errors import BadInput, Problem

__all__ = ["Found", "Groups", "Joint", "Moments", "Pair", "Ratio", "State", "Sum", "Tally", "merge_states"]


@frozen
class Sum:
    """A number of rows, or the sum of a column."""

    total: int = 0

    def plus(self, other: "Sum") -> "Sum":
        """Both together."""
        return Sum(self.total + other.total)


def _counted(counts: Mapping[Any, int]) -> Mapping[Any, int]:
    """In the order of the keys, so that equal tallies look equal; nothing is kept of what does not occur."""
    keys = sorted(counts, key=lambda key: (isinstance(key, str), key))
    return MappingProxyType({key: int(counts[key]) for key in keys if counts[key]})


@frozen
class Tally:
    """How often each value, or each key, occurs: an exact histogram and an exact set in one."""

    counts: Mapping[Any, int] = field(factory=dict, converter=_counted)

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        keys = self.counts.keys() | other.counts.keys()
        return Tally({key: self.counts.get(key, 0) + other.counts.get(key, 0) for key in keys})

    @property
    def size(self) -> int:
        """How many rows there are."""
        return sum(self.counts.values())

    def quantile(self, q: Fraction) -> Fraction | None:
        """The value at the part ``q`` of the sorted rows, linearly between two (type 7 of Hyndman and Fan 1996).

        >>> Tally({10: 1, 20: 1}).quantile(Fraction(1, 2))
        Fraction(15, 1)

        """
        if not self.counts:
            return None
        place = (self.size - 1) * Fraction(q)
        low = self._at(place.__floor__())
        high = self._at(place.__ceil__())
        return low + (place - place.__floor__()) * (high - low)

    def _at(self, place: int) -> Fraction:
        for value, count in self.counts.items():
            place -= count
            if place < 0:
                return Fraction(value)
        raise IndexError(place)

    def concentration(self) -> Fraction | None:
        """The sum of the squared shares (Herfindahl–Hirschman)."""
        return Fraction(sum(n * n for n in self.counts.values()), self.size**2) if self.counts else None

    def top(self, most: int) -> tuple[tuple[Any, int], ...]:
        """The keys with the most rows, at most so many; of equal ones the first by key first."""
        ranked = sorted(self.counts.items(), key=lambda item: -item[1])
        return tuple(ranked[:most])


@frozen
class Moments:
    """Number, sum and sum of squares: all that a mean and a standard deviation need."""

    n: int = 0
    total: int = 0
    squares: int = 0

    def plus(self, other: "Moments") -> "Moments":
        """Both together."""
        return Moments(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> Fraction | None:
        """The mean, exactly."""
        return Fraction(self.total, self.n) if self.n else None

    @property
    def variance(self) -> Fraction | None:
        """The variance of the sample, exactly; None with fewer than two rows."""
        return Fraction(self.n * self.squares - self.total**2, self.n * (self.n - 1)) if self.n > 1 else None


@frozen
class Ratio:
    """What stands above a line and what stands below it; None for a number from outside that is not known."""

    above: "Sum | Tally | Found | None" = Sum()
    below: "Sum | Tally | Found | None" = Sum()

    def plus(self, other: "Ratio") -> "Ratio":
        """Both together."""
        return Ratio(_either(self.above, other.above), _either(self.below, other.below))


@frozen
class Joint:
    """Two yes-or-no questions put to the same rows: how often both, the first alone, the second alone, neither.

    >>> Joint(both=6, first=1, second=2, neither=1).given_second()
    Fraction(3, 4)

    """

    both: int = 0
    first: int = 0
    second: int = 0
    neither: int = 0

    def plus(self, other: "Joint") -> "Joint":
        """Both together."""
        return Joint(
            self.both + other.both,
            self.first + other.first,
            self.second + other.second,
            self.neither + other.neither,
        )

    @property
    def size(self) -> int:
        """How many rows there are."""
        return self.both + self.first + self.second + self.neither

    def given_second(self) -> Fraction | None:
        """The share of the first among the rows of the second."""
        asked = self.both + self.second
        return Fraction(self.both, asked) if asked else None


@frozen
class Found:
    """What an engine found in one go, a median or a number of keys: exact, but it adds up with nothing else."""

    value: Fraction | None = None
    n: int = 0

    def plus(self, other: "Found") -> "Found":
        """Of nothing and something.

        Raises:
            BadInput: both have rows.

        """
        if self.n and other.n:
            raise BadInput([Problem("not_mergeable", "state")], source="state")
        return self if self.n else other


@frozen
class Pair:
    """The same figure in a period and in an earlier one; None where there is no such period."""

    now: "State | None" = None
    before: "State | None" = None

    def plus(self, other: "Pair") -> "Pair":
        """Both together."""
        return Pair(_either(self.now, other.now), _either(self.before, other.before))


def _read_only(states: "Mapping[Any, State]") -> "Mapping[Any, State]":
    return MappingProxyType(dict(states))


@frozen
class Groups:
    """The same figure in several groups."""

    states: Mapping[Any, "State"] = field(factory=dict, converter=_read_only)

    def plus(self, other: "Groups") -> "Groups":
        """Both together, group by group."""
        keys = dict.fromkeys([*self.states, *other.states])
        found = {key: _either(self.states.get(key), other.states.get(key)) for key in keys}
        return Groups(cast("Mapping[Any, State]", found))


State = Sum | Tally | Moments | Ratio | Joint | Found | Pair | Groups
"""Any of them. How long something takes has a state of its own, :class:`gridgov.metrics.survival.Survival`."""


def _plus(left: Any, right: Any) -> Any:
    if type(left) is not type(right):
        raise BadInput([Problem("not_mergeable", "state")], source="state")
    return left.plus(right)


def _either(left: Any, right: Any) -> Any:
    if left is None or right is None:
        return right if left is None else left
    return _plus(left, right)


def merge_states(states: Iterable[Any]) -> Any:
    """All states together, in any order.

    Raises:
        BadInput: none at all, or states of several kinds.

    >>> merge_states([Sum(1), Sum(2), Sum(3)])
    Sum(total=6)

    """
    found = list(states)
    if not found:
        raise BadInput([Problem("wrong_length", "states", {"expected": "≥ 1"})], source="states")
    whole = found[0]
    for state in found[1:]:
        whole = _plus(whole, state)
    return whole
