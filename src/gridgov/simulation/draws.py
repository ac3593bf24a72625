"""Chance without a generator: a draw is SHA-256 over the seed and the name of the draw.

Draws do not depend on each other, nor on the order in which they are asked for, so a draw more or less leaves all
others as they are. Only whole numbers are used: the same seed gives the same year on every machine.

>>> draws = Draws(2022)
>>> draws.below(6, "T-1", "die"), draws.below(6, "T-1", "die"), draws.below(6, "T-2", "die")
(5, 5, 0)
"""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from fractions import Fraction
from itertools import accumulate
from typing import Generic, TypeVar

from attrs import field, frozen

from gridgov.errors import BadInput, Problem

__all__ = ["Draws", "Urn"]

T = TypeVar("T")

_BITS = 64


@frozen
class Urn(Generic[T]):
    """Choices with their weights, ready to be drawn from. Their order is part of what is drawn.

    Raises:
        BadInput: no choice, a weight below 0, or weights that are all 0.

    >>> Urn({"a": 3, "b": 0, "c": 1}).bounds
    (3, 3, 4)
    """

    weights: Mapping[T, int] = field()
    choices: tuple[T, ...] = field(init=False, repr=False)
    bounds: tuple[int, ...] = field(init=False, repr=False)
    """The weights added up one by one."""

    @weights.validator
    def _is_drawable(self, _: object, weights: Mapping[T, int]) -> None:
        if not any(weights.values()) or min(weights.values()) < 0:
            raise BadInput([Problem("out_of_range", "weights", {"expected": "≥ 0, Σ > 0"})], source="urn")

    @choices.default
    def _in_order(self) -> tuple[T, ...]:
        return tuple(self.weights)

    @bounds.default
    def _added_up(self) -> tuple[int, ...]:
        return tuple(accumulate(self.weights.values()))


@frozen
class Draws:
    """Every draw of one seed. The name of a draw is one or more texts or numbers."""

    seed: int

    def salt(self, *name: str | int) -> str:
        """64 hex digits that follow from the seed. For simulated texts only: whoever has the seed has the salt."""
        return self._digest(name).hex()

    def below(self, limit: int, *name: str | int) -> int:
        """A whole number from 0 up to, and not including, the limit; each as likely as the others.

        The unevenness of reducing 64 bits is below one in 2⁶⁴ times the limit.
        """
        return int.from_bytes(self._digest(name)[: _BITS // 8]) * limit >> _BITS

    def between(self, low: int, high: int, *name: str | int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1, *name)

    def chance(self, share: Fraction, *name: str | int) -> bool:
        """True in this share of all draws."""
        return self.below(share.denominator, *name) < share.numerator

    def pick(self, urn: Urn[T], *name: str | int) -> T:
        """One of the choices of an urn, each as likely as its weight."""
        return urn.choices[bisect_right(urn.bounds, self.below(urn.bounds[-1], *name))]

    def _digest(self, name: tuple[str | int, ...]) -> bytes:
        return hashlib.sha256("\n".join(map(str, (self.seed, *name))).encode()).digest()
