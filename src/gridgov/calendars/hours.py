"""From when to when people work on a working day, and in which time zone."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from attrs import field, frozen

from gridgov.calendars.days import WEEKDAYS, Weekday, not_a_choice, refuse
from gridgov.errors import BadInput, Problem

MIDNIGHT: Final = time(0)
"""00:00: as an opening the beginning of the day, as a closing its end, 24:00."""

_SOURCE: Final = "service hours"


@frozen
class Shift:
    """A time of service on a day. One that closes at or before its opening ends on the next day; 00:00–00:00 is a day.

    Raises:
        BadInput: not two clock times without a zone, or opening and closing at the same time.

    >>> Shift(time(22), time(6)).crosses_midnight
    True

    """

    opens: time
    closes: time

    def __attrs_post_init__(self) -> None:
        ends: dict[str, object] = {"opens": self.opens, "closes": self.closes}
        wrong = [name for name, clock in ends.items() if not isinstance(clock, time) or clock.tzinfo is not None]
        refuse((Problem("wrong_type", name, {"expected": "time"}) for name in wrong), source="shift")
        if self.opens == self.closes != MIDNIGHT:
            raise BadInput([Problem("invalid", "closes", {"rule": "a_shift_has_a_length"})], source="shift")

    @property
    def ends_next_day(self) -> bool:
        """Whether it lasts until 24:00 or longer."""
        return self.closes <= self.opens

    @property
    def crosses_midnight(self) -> bool:
        """Whether it lasts longer than 24:00."""
        return self.ends_next_day and self.closes != MIDNIGHT


AROUND_THE_CLOCK: Final = (Shift(MIDNIGHT, MIDNIGHT),)
"""No service hours: a working day is worked from 00:00 to 24:00."""


def _by_opening(shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    found = tuple(shifts)
    if not all(isinstance(shift, Shift) for shift in found):
        raise BadInput([Problem("wrong_type", "shifts", {"expected": "Shift"})], source=_SOURCE)
    return tuple(sorted(found, key=lambda shift: shift.opens))


def _by_weekday(shifts: Mapping[Weekday, Iterable[Shift]]) -> tuple[tuple[Weekday, tuple[Shift, ...]], ...]:
    # also takes its own result, when a value is changed by attrs.evolve
    return tuple((name, _by_opening(of_day)) for name, of_day in dict(shifts).items())


@frozen
class ServiceHours:
    """From when to when people work on a working day, and in which zone. A day off is closed, whatever stands here.

    A make-up workday has the ordinary shifts, unless ``exceptions`` names its day of the week.

    Raises:
        BadInput: an unknown zone or weekday, a day without a shift (let the calendar say that it is off), or shifts
            that overlap, be it past midnight.

    >>> nine_to_five, short = Shift(time(9), time(17)), Shift(time(9), time(13))
    >>> hours = ServiceHours("Europe/Berlin", [nine_to_five], {"friday": [short]})
    >>> hours.on(date(2026, 2, 13))[-1].closes
    datetime.time(13, 0)

    """

    zone: str
    """The name of the zone in the IANA database: ``Asia/Shanghai``."""
    shifts: tuple[Shift, ...] = field(default=AROUND_THE_CLOCK, converter=_by_opening)
    exceptions: tuple[tuple[Weekday, tuple[Shift, ...]], ...] = field(default=(), converter=_by_weekday)
    """The days of the week that have other shifts."""
    tz: ZoneInfo = field(init=False, repr=False, eq=False)
    """The zone itself."""
    _week: tuple[tuple[Shift, ...], ...] = field(init=False, repr=False, eq=False)

    @tz.default
    def _find_zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.zone)
        except (KeyError, ValueError, TypeError, OSError):  # unknown, malformed, no text, a folder of zones
            raise BadInput([Problem("invalid", "zone", {"rule": "iana_time_zone"})], source=_SOURCE) from None

    @_week.default
    def _compile(self) -> tuple[tuple[Shift, ...], ...]:
        exceptions = dict(self.exceptions)
        if any(name not in WEEKDAYS for name in exceptions):
            raise BadInput([not_a_choice("exceptions", WEEKDAYS)], source=_SOURCE)
        week = tuple(exceptions.get(name, self.shifts) for name in WEEKDAYS)
        refuse(_overlaps(week), source=_SOURCE)
        return week

    def on(self, day: date) -> tuple[Shift, ...]:
        """The shifts of a working day, in order."""
        return self._week[day.weekday()]


def _overlaps(week: tuple[tuple[Shift, ...], ...]) -> Iterator[Problem]:
    for name, today, tomorrow in zip(WEEKDAYS, week, (*week[1:], week[0]), strict=True):
        if not today:
            yield Problem("wrong_length", name, {"expected": "≥ 1"})
        elif any(one.ends_next_day or one.closes > other.opens for one, other in pairwise(today)):
            yield Problem("invalid", name, {"rule": "shifts_do_not_overlap"})
        elif tomorrow and today[-1].crosses_midnight and today[-1].closes > tomorrow[0].opens:
            yield Problem("invalid", name, {"rule": "shifts_do_not_overlap_the_next_day"})
