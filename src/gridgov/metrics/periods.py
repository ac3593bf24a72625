"""Which days make a period: windows that tile, in a time zone, and never overlap or leave a gap.

>>> from zoneinfo import ZoneInfo
>>> beijing = ZoneInfo("Asia/Shanghai")
>>> [window.label for window in months(beijing).windows(1_640_966_400_000_000, 1_646_000_000_000_000)]
['2022-01', '2022-02']
>>> [window.label for window in months(beijing, first_day=19).windows(1_640_966_400_000_000, 1_643_000_000_000_000)]
['2021-12-19', '2022-01-19']

A window is half open and in whole microseconds since 1970, UTC: midnight is that of the zone, also on the day on which
its clocks are changed. Rolling windows are made of tiles, see :func:`gridgov.metrics.rolling`.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Final

from attrs import field, frozen

from gridgov.errors import BadInput, Problem
from gridgov.metrics.facts import microseconds

__all__ = ["Period", "Window", "custom", "days", "months", "quarters", "tiles", "weeks", "years"]

MOST_WINDOWS: Final = 20_000
"""More would be some mistake: the days of fifty years fit."""

_MONTHS: Final = 12
_QUARTER: Final = 3
_LAST_COMMON_DAY: Final = 28


@frozen(order=True)
class Window:
    """A stretch of time, half open, in microseconds since 1970, UTC."""

    start: int
    end: int
    label: str = field(order=False)


@frozen
class Period:
    """A way to cut time into windows."""

    name: str
    """What it is called: month, week …"""
    zone: tzinfo
    at: time
    """When its days begin: midnight, or noon for noon to noon."""
    first: Callable[[date], date]
    """The first day of the window in which a day lies."""
    label: Callable[[date], str]
    """What the window that begins on a day is called."""

    def windows(self, low: int, high: int) -> tuple[Window, ...]:
        """The windows from the one in which ``low`` lies to the one in which ``high`` lies.

        Raises:
            BadInput: there would be more than twenty thousand of them.

        """
        if high < low:
            return ()
        try:
            return self._windows(low, high)
        except OverflowError:
            problem = Problem("too_many_windows", "period", {"most": MOST_WINDOWS})
        raise BadInput([problem], source="period")

    def _windows(self, low: int, high: int) -> tuple[Window, ...]:
        start = self.first(self._day(low))
        found: list[Window] = []
        while self._instant(start) <= high:
            if len(found) == MOST_WINDOWS:
                raise BadInput([Problem("too_many_windows", "period", {"most": MOST_WINDOWS})], source="period")
            after = self._next(start)
            found.append(Window(self._instant(start), self._instant(after), self.label(start)))
            start = after
        return tuple(found)

    def window_of(self, instant: int) -> Window:
        """The window in which a moment lies."""
        return self.windows(instant, instant)[0]

    def _day(self, instant: int) -> date:
        """The day to which a moment belongs: before the hour at which days begin, the day before."""
        day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)).astimezone(self.zone).date()
        return day if self._instant(day) <= instant else day - timedelta(days=1)

    def _instant(self, day: date) -> int:
        return microseconds(datetime.combine(day, self.at, tzinfo=self.zone))

    def _next(self, start: date) -> date:
        day = start + timedelta(days=1)
        while self.first(day) == start:
            day += timedelta(days=1)
        return day


def tiles(windows: tuple[Window, ...]) -> Iterator[Problem]:
    """Where windows overlap or leave a gap: nothing, if they tile."""
    for i, (earlier, later) in enumerate(pairwise(windows), start=1):
        if later.start < earlier.end:
            yield Problem("windows_overlap", f"windows[{i}]")
        elif later.start > earlier.end:
            yield Problem("windows_leave_a_gap", f"windows[{i}]")


# ---- the usual ones -----------------------------------------------------------------------------------------------

_MIDNIGHT: Final = time()


def days(zone: tzinfo, *, at: time = _MIDNIGHT) -> Period:
    """Days from midnight to midnight, or from another hour: ``at=time(12)`` is from noon to noon.

    >>> days(UTC, at=time(12)).window_of(0).label
    '1969-12-31'

    """
    return Period("day", _zone(zone), at, lambda day: day, date.isoformat)


def weeks(zone: tzinfo, *, first_weekday: int = 1) -> Period:
    """Weeks from Monday (1), as in ISO 8601, or from another day; called by their first day.

    >>> weeks(UTC).window_of(0).label
    '1969-12-29'

    """
    if first_weekday not in range(1, 8):
        raise BadInput([Problem("out_of_range", "first_weekday", {"expected": "1…7"})], source="period")
    return Period(
        "week",
        _zone(zone),
        _MIDNIGHT,
        lambda day: day - timedelta(days=(day.isoweekday() - first_weekday) % 7),
        date.isoformat,
    )


def months(zone: tzinfo, *, first_day: int = 1) -> Period:
    """Calendar months, or months of an assessment from the 19th to the 18th (``first_day=19``).

    A calendar month is called ``2022-01``; another by its first day. ``first_day`` is 28 at most, so that every month
    has one.
    """
    if first_day not in range(1, _LAST_COMMON_DAY + 1):
        raise BadInput([Problem("out_of_range", "first_day", {"expected": "1…28"})], source="period")

    def first(day: date) -> date:
        return _months_back(day.replace(day=first_day), 0 if day.day >= first_day else 1)

    label: Callable[[date], str] = date.isoformat if first_day > 1 else _year_and_month
    return Period("month", _zone(zone), _MIDNIGHT, first, label)


def _year_and_month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _months_back(day: date, count: int) -> date:
    number = day.year * _MONTHS + day.month - 1 - count
    return day.replace(year=number // _MONTHS, month=number % _MONTHS + 1)


def quarters(zone: tzinfo, *, first_month: int = 1) -> Period:
    """Quarters of a year that begins with January, or with another month for a fiscal year.

    >>> quarters(UTC).window_of(0).label
    '1970-Q1'

    """
    _check_month(first_month)

    def first(day: date) -> date:
        return _months_back(day.replace(day=1), (day.month - first_month) % _QUARTER)

    def label(day: date) -> str:
        year = _months_back(day, (day.month - first_month) % _MONTHS).year
        return f"{year:04}-Q{(day.month - first_month) % _MONTHS // _QUARTER + 1}"

    return Period("quarter", _zone(zone), _MIDNIGHT, first, label)


def years(zone: tzinfo, *, first_month: int = 1) -> Period:
    """Years that begin with January, or with another month; called by the year in which they begin.

    >>> years(UTC, first_month=4).window_of(0).label
    '1969'

    """
    _check_month(first_month)

    def first(day: date) -> date:
        return _months_back(day.replace(day=1), (day.month - first_month) % _MONTHS)

    return Period("year", _zone(zone), _MIDNIGHT, first, lambda day: f"{day.year:04}")


def custom(name: str, zone: tzinfo, first_days: tuple[date, ...]) -> Period:
    """Windows of your own: each begins on one of the days and ends with the next; the last day only ends.

    Raises:
        BadInput: fewer than two days, or days that are not in order.

    """
    if len(first_days) <= 1:
        raise BadInput([Problem("wrong_length", "first_days", {"expected": "≥ 2"})], source="period")
    if any(later <= earlier for earlier, later in pairwise(first_days)):
        raise BadInput([Problem("windows_overlap", "first_days")], source="period")
    starts = first_days[:-1]

    def first(day: date) -> date:
        if not first_days[0] <= day <= first_days[-1]:
            raise BadInput([Problem("outside_the_windows", "period", {"day": day.isoformat()})], source="period")
        return max(start for start in first_days if start <= day)

    return Period(name, _zone(zone), _MIDNIGHT, first, lambda day: day.isoformat() if day in starts else "")


def _zone(zone: tzinfo) -> tzinfo:
    if not isinstance(zone, tzinfo):
        raise BadInput([Problem("wrong_type", "zone", {"expected": "a time zone"})], source="period")
    return zone


def _check_month(first_month: int) -> None:
    if first_month not in range(1, _MONTHS + 1):
        raise BadInput([Problem("out_of_range", "first_month", {"expected": "1…12"})], source="period")
