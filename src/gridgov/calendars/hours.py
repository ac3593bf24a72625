"""From when to when people work on a working day, and in which time zone."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, time
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from attrs import field, frozen

from gridgov.calendars.days import WEEKDAYS, Weekday, check_day, listed, not_a_choice, refuse
from gridgov.documents import check_type
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
            raise BadInput([Problem("shift_without_length", "closes")], source="shift")

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
    found = listed(shifts, "shifts", source=_SOURCE)
    if not all(isinstance(shift, Shift) for shift in found):
        raise BadInput([Problem("wrong_type", "shifts", {"expected": "Shift"})], source=_SOURCE)
    return tuple(sorted(found, key=lambda shift: shift.opens))


def _by_weekday(shifts: Mapping[Weekday, Iterable[Shift]]) -> tuple[tuple[Weekday, tuple[Shift, ...]], ...]:
    # also takes its own result, when a value is changed by attrs.evolve
    given: object = shifts
    pairs = tuple(given.items()) if isinstance(given, Mapping) else given
    if not isinstance(pairs, tuple) or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):  # noqa: PLR2004  # a pair has two
        raise BadInput([Problem("wrong_type", "exceptions", {"expected": "a table"})], source=_SOURCE)
    return tuple((name, _by_opening(of_day)) for name, of_day in pairs)


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
        check_type(self.zone, str, "zone", expected="text", source=_SOURCE)
        with suppress(KeyError, ValueError, OSError):  # unknown, malformed, a folder of zones
            return ZoneInfo(self.zone)
        raise BadInput([Problem("unknown_time_zone", "zone")], source=_SOURCE)

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
        check_day(day, "day")
        return self._week[day.weekday()]


def _overlaps(week: tuple[tuple[Shift, ...], ...]) -> Iterator[Problem]:
    """Each fault once, at all the days that have it."""
    days = tuple(zip(WEEKDAYS, week, (*week[1:], week[0]), strict=True))
    for code in ("no_shift", "shifts_overlap", "shifts_overlap_next_day"):
        if names := [name for name, today, tomorrow in days if _fault(today, tomorrow) == code]:
            yield Problem(code, ", ".join(names))


def _fault(today: tuple[Shift, ...], tomorrow: tuple[Shift, ...]) -> str | None:
    if not today:
        return "no_shift"
    if any(one.ends_next_day or one.closes > other.opens for one, other in pairwise(today)):
        return "shifts_overlap"
    if tomorrow and today[-1].crosses_midnight and today[-1].closes > tomorrow[0].opens:
        return "shifts_overlap_next_day"
    return None
