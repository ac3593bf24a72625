"""States of bounded size for what is too large to keep whole: how long things took, and how many different keys.

Both are made of whole numbers, merge bit for bit, and say how far off they may be.

>>> durations = LogHistogram.of([60, 61, 4_000])
>>> durations.plus(LogHistogram.of([120])).quantile(Fraction(1, 2))
61
>>> seen = DistinctSketch.of(["caller-1", "caller-2", "caller-1"])
>>> round(seen.estimate())
2
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from fractions import Fraction
from hashlib import blake2b
from math import log
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from gridgov.errors import BadInput, Problem

__all__ = ["DistinctSketch", "LogHistogram"]

# ---- durations ----------------------------------------------------------------------------------------------------

_GROWTH: Final = Fraction(102, 100)
"""Each bucket reaches two percent further than the one before, so its middle is within one percent of all in it."""


def _bounds() -> tuple[int, ...]:
    """The lower ends of the buckets: every whole number first, while two percent are less than one."""
    found, low = [0], 1
    while low < 1 << 62:
        found.append(low)
        low = max(low + 1, low * _GROWTH.numerator // _GROWTH.denominator)
    return tuple(found)


_LOWS: Final = _bounds()


def _sorted(counts: Mapping[int, int]) -> Mapping[int, int]:
    return MappingProxyType({bucket: counts[bucket] for bucket in sorted(counts) if counts[bucket]})


@frozen
class LogHistogram:
    """How many values fall into buckets that grow by two percent: small numbers exactly, large ones within one percent.

    Values are whole numbers from 0 to 2⁶². Of a million waiting times some two hundred buckets are kept.
    """

    counts: Mapping[int, int] = field(factory=dict, converter=_sorted)
    """How many, by the number of the bucket."""

    @classmethod
    def of(cls, values: Iterable[int]) -> "LogHistogram":
        """Of plain values.

        Raises:
            BadInput: a negative value, or one of more than 62 bits.

        """
        return cls.of_tally(_tally(values))

    @classmethod
    def of_tally(cls, tally: Mapping[int, int]) -> "LogHistogram":
        """Of how often each value occurs. Raises as :meth:`of`."""
        if any(value < 0 or value >= _LOWS[-1] for value in tally):
            raise BadInput([Problem("out_of_range", "values", {"expected": "0…2^62"})], source="histogram")
        counts: dict[int, int] = {}
        for value, count in tally.items():
            bucket = bisect_right(_LOWS, value) - 1
            counts[bucket] = counts.get(bucket, 0) + count
        return cls(counts)

    def plus(self, other: "LogHistogram") -> "LogHistogram":
        """Both together."""
        buckets = self.counts.keys() | other.counts.keys()
        return LogHistogram({b: self.counts.get(b, 0) + other.counts.get(b, 0) for b in buckets})

    @property
    def size(self) -> int:
        """How many values there are."""
        return sum(self.counts.values())

    def quantile(self, q: Fraction) -> int | None:
        """A value within one percent of the one at the part ``q`` of the sorted values; None where there is none."""
        if not self.counts:
            return None
        left = (self.size - 1) * q
        for bucket, count in self.counts.items():
            left -= count
            if left < 0:
                return (_LOWS[bucket] + _LOWS[bucket + 1] - 1) // 2
        raise IndexError(q)


def _tally(values: Iterable[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


# ---- different keys -----------------------------------------------------------------------------------------------

_BITS: Final = 12
_REGISTERS: Final = 1 << _BITS
_HASH_BITS: Final = 64


@frozen
class DistinctSketch:
    """About how many different keys there are, in 4,096 small numbers (HyperLogLog, Flajolet and others 2007).

    The standard error is 1.6 %. Up to some 10,000 keys the empty registers are counted instead, which is closer. Keys
    are hashed and cannot be read out of it.
    """

    registers: Mapping[int, int] = field(factory=dict, converter=_sorted)
    """The largest rank seen, by the number of the register; a register that is not there is 0."""

    @classmethod
    def of(cls, keys: Iterable[str]) -> "DistinctSketch":
        """Of plain keys."""
        found: dict[int, int] = {}
        for key in keys:
            number = int.from_bytes(blake2b(key.encode(), digest_size=_HASH_BITS // 8).digest(), "big")
            register, rest = number >> (_HASH_BITS - _BITS), number & ((1 << (_HASH_BITS - _BITS)) - 1)
            rank = (_HASH_BITS - _BITS) - rest.bit_length() + 1
            found[register] = max(rank, found.get(register, 0))
        return cls(found)

    def plus(self, other: "DistinctSketch") -> "DistinctSketch":
        """Both together: of each register the larger number."""
        places = self.registers.keys() | other.registers.keys()
        return DistinctSketch({p: max(self.registers.get(p, 0), other.registers.get(p, 0)) for p in places})

    def estimate(self) -> float:
        """About how many different keys there were."""
        empty = _REGISTERS - len(self.registers)
        harmonic = empty + sum(Fraction(1, 1 << rank) for rank in self.registers.values())
        raw = float(_ALPHA * _REGISTERS * _REGISTERS / harmonic)
        if empty and raw <= _SMALL * _REGISTERS:
            return _REGISTERS * log(_REGISTERS / empty)
        return raw


_ALPHA: Final = Fraction(7213, 10_000) / (1 + Fraction(1079, 1000) / _REGISTERS)
"""The constant of the paper for 128 registers and more."""

_SMALL: Final = Fraction(5, 2)
"""Below so many keys a register, the empty ones are counted (linear counting)."""
