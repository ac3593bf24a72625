"""The machine's clock, ids and salts from its source of randomness, and a rest from its search for garbage.

No other file reads a clock or makes an id.
"""

import gc
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from threading import Lock
from time import time_ns
from uuid import UUID

from attrs import define, field, frozen

from gridgov.errors import BadInput, Problem

__all__ = ["SystemClock", "SystemIds", "no_garbage", "uuid7"]

_TICK_BITS = 12  # of a millisecond, so a tick is a 4096th of one: about 244 ns
_TICKS_BITS = 60
_NOISE_BITS = 62
_NS_PER_MS = 1_000_000


@contextmanager
def no_garbage() -> Iterator[None]:
    """A time in which nothing is looked for that could be forgotten: where much is made and all of it kept.

    A log or a register only grows; looking for garbage in it takes a quarter of the time and finds none.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _zone(_: object, __: object, value: object) -> None:
    if not isinstance(value, tzinfo):
        raise BadInput([Problem("wrong_type", "zone", {"expected": "tzinfo"})], source="SystemClock")


@frozen
class SystemClock:
    """The machine's time, told in one zone.

    Raises:
        BadInput: the zone is no ``tzinfo``.

    >>> SystemClock().now().utcoffset()
    datetime.timedelta(0)
    """

    zone: tzinfo = field(default=UTC, validator=_zone)
    """The zone in which moments are told, e.g. ``ZoneInfo("Asia/Shanghai")``; UTC unless said otherwise."""

    def now(self) -> datetime:
        """The present moment, with the offset of the zone."""
        return datetime.now(self.zone)


def uuid7(ticks: int, noise: int) -> UUID:
    """A UUID of version 7, whose text sorts by time (RFC 9562, sections 5.7 and 6.2, method 3).

    Args:
        ticks: time since 1970 in 4096ths of a millisecond, 60 bits
        noise: 62 random bits

    Raises:
        BadInput: either is no whole number, or has more bits.

    >>> uuid7(0x017F22E279B0 << 12 | 0xCC3, 0x18C4DC0C0C07398F)  # RFC 9562, appendix A.6
    UUID('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')

    """
    _check_bits("ticks", ticks, _TICKS_BITS)
    _check_bits("noise", noise, _NOISE_BITS)
    high = ticks >> _TICK_BITS << 16 | 0x7 << _TICK_BITS | ticks & 0xFFF
    return UUID(int=high << 64 | 0b10 << _NOISE_BITS | noise)


def _check_bits(name: str, value: object, bits: int) -> None:
    if not isinstance(value, int) or not 0 <= value < 1 << bits:
        raise BadInput([Problem("invalid", name, {"rule": f"{bits}_bits"})], source="uuid7")


@define
class SystemIds:
    """Ids that sort by the time of their making, also within a tick and when the clock is set back; and salts."""

    _lock: Lock = field(factory=Lock, init=False, repr=False, eq=False)
    _last: int = field(default=0, init=False, repr=False, eq=False)

    def new_id(self) -> str:
        """A UUID of version 7 in its usual text, 36 characters."""
        now = (time_ns() << _TICK_BITS) // _NS_PER_MS
        with self._lock:
            self._last = max(now, self._last + 1)
            ticks = self._last
        return str(uuid7(ticks, secrets.randbits(_NOISE_BITS)))

    def new_salt(self) -> str:
        """256 random bits in hex."""
        return secrets.token_hex(32)
