"""When people work: days and hours together, as a table of times in which adding and taking away is a bisection."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Final, Literal, get_args

from attrs import field, frozen

from gridgov.calendars.days import YEARS, Calendar, check_day, not_a_choice, refuse
from gridgov.calendars.hours import AROUND_THE_CLOCK, MIDNIGHT, ServiceHours
from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem

Arrivals = Literal["next_opening", "same_time_next_working_day", "next_working_day_midnight", "unchanged"]
"""When the clock starts for what arrives outside the service hours: at the next opening; at the same clock time of the
next working day; at 00:00 of the next working day; or on arrival.

The rule decides after the last closing and on days off. Before an opening of the same working day, or in a break, the
first three all mean that opening: who comes before nine is not served later than who comes at nine."""

DaysEnd = Literal["at_closing", "same_time"]
"""How the last day of a limit in days ends: at closing time (Civil Code of the PRC, Art. 203), or at the clock time at
which the limit began, even if that lies outside the hours of the day."""

DAY: Final = timedelta(days=1)
"""A day on the calendar; what really passes may be 23 or 25 hours."""

NOTHING: Final = timedelta()
"""No time at all."""


@frozen
class _Table:
    """The times of service in order, in UTC."""

    opens: tuple[datetime, ...]
    closes: tuple[datetime, ...]
    before: tuple[timedelta, ...]
    """The time worked before each opening, and at last in all."""
    first: datetime
    """From when on it is known whether people work."""
    last: datetime


@frozen
class Timetable:
    """When people work: a calendar, service hours, and the rules for arrivals outside them and for how days end.

    Make it once and keep it: it holds every shift of the covered years. Results are in the zone of the service hours.
    The service hours are the same in all years; where they changed, make one timetable for each time.

    Raises:
        BadInput: an unknown rule. Every question: a time without a zone, or one in a year without a table.

    """

    calendar: Calendar
    hours: ServiceHours
    arrivals: Arrivals = "next_opening"
    days_end: DaysEnd = "at_closing"
    _table: _Table = field(init=False, repr=False, eq=False)

    @_table.default
    def _compile(self) -> _Table:
        check_type(self.calendar, Calendar, "calendar", expected="Calendar", source="timetable")
        check_type(self.hours, ServiceHours, "hours", expected="ServiceHours", source="timetable")
        rules = {"arrivals": (self.arrivals, get_args(Arrivals)), "days_end": (self.days_end, get_args(DaysEnd))}
        wrong = (not_a_choice(name, choices) for name, (rule, choices) in rules.items() if rule not in choices)
        refuse(wrong, source="timetable")
        return _compiled(self.calendar, self.hours)

    def local(self, at: datetime) -> datetime:
        """A moment by the clock of the office."""
        return utc(at, "at").astimezone(self.hours.tz)

    def clock(self, day: date, shows: time) -> datetime:
        """The moment at which the clock of the office shows a time on a day.

        A time that the clock skips is as much later as the gap is long; of two such moments it is the first.

        >>> berlin = Timetable(Calendar("plain", years=[2026]), ServiceHours("Europe/Berlin"))
        >>> berlin.clock(date(2026, 3, 29), time(2, 30)).isoformat()
        '2026-03-29T03:30:00+02:00'

        """
        check_day(day, "day")
        check_type(shows, time, "shows", expected="time", source="time")
        if day.year not in YEARS:
            raise BadInput([Problem("out_of_range", "day", {"expected": f"{YEARS[0]} … {YEARS[-1]}"})], source="time")
        return _moment(day, shows, self.hours).astimezone(self.hours.tz)

    def is_open(self, at: datetime) -> bool:
        """Whether a moment lies within the service hours. At closing time it is closed."""
        return self._open_at(self._known(at, "at"))

    def begin(self, arrival: datetime) -> datetime:
        """When the clock starts for what arrives at a moment, by the rule for arrivals.

        >>> from gridgov.calendars import Shift, china
        >>> office = Timetable(china(), ServiceHours("Asia/Shanghai", [Shift(time(9), time(17))]))
        >>> office.begin(datetime.fromisoformat("2026-02-14T20:00+08:00")).isoformat()
        '2026-02-24T09:00:00+08:00'

        """
        known = self._known(arrival, "start")
        at = known.astimezone(self.hours.tz)
        if self.arrivals == "unchanged" or self._open_at(known):
            return at
        opening = self._next_opening(known)
        if self.arrivals == "next_opening" or opening.date() == at.date():
            return opening
        next_day = self.calendar.add_working_days(at.date(), 1)
        return self.clock(next_day, at.time() if self.arrivals == "same_time_next_working_day" else MIDNIGHT)

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The moment when so much has been worked since the start; with a negative amount, since when so much has been.

        It is the earliest such moment, so a day's work ends at closing time and not at the next opening; going back it
        is the latest. The rule for arrivals plays no part: time counts while it is open.

        Raises:
            BadInput: a start without a zone; a start or a result in a year without a table.

        """
        check_type(amount, timedelta, "amount", expected="timedelta", source="time")
        known, table = self._known(start, "start"), self._table
        if amount == NOTHING:
            return known.astimezone(self.hours.tz)
        worked = self._worked_until(known)
        if amount < -worked:
            raise self.calendar.no_table(self.calendar.years[0] - 1)
        if amount > table.before[-1] - worked:
            raise self.calendar.no_table(self.calendar.years[-1] + 1)
        wanted = worked + amount
        shift = (bisect_left if amount > NOTHING else bisect_right)(table.before, wanted) - 1
        return (table.opens[shift] + (wanted - table.before[shift])).astimezone(self.hours.tz)

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """How much is worked between two moments; negative from late to early.

        >>> from gridgov.calendars import Shift, china
        >>> office = Timetable(china(), ServiceHours("Asia/Shanghai", [Shift(time(9), time(17))]))
        >>> friday, monday = map(datetime.fromisoformat, ("2026-03-06T16:00+08:00", "2026-03-09T10:00+08:00"))
        >>> str(office.working_time(friday, monday))
        '2:00:00'

        """
        return self._worked_until(self._known(end, "end")) - self._worked_until(self._known(start, "start"))

    def open_between(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The times of service between two moments, in order, each from when to when."""
        first, last, table = self._known(start, "start"), self._known(end, "end"), self._table
        for shift in range(bisect_right(table.closes, first), bisect_left(table.opens, last)):
            opens, closes = max(first, table.opens[shift]), min(last, table.closes[shift])
            yield opens.astimezone(self.hours.tz), closes.astimezone(self.hours.tz)

    def _open_at(self, at: datetime) -> bool:
        opened = bisect_right(self._table.opens, at)
        return opened > 0 and at < self._table.closes[opened - 1]

    def _next_opening(self, at: datetime) -> datetime:
        shift = bisect_left(self._table.opens, at)
        if shift == len(self._table.opens):
            raise self.calendar.no_table(self.calendar.years[-1] + 1)
        return self._table.opens[shift].astimezone(self.hours.tz)

    def _worked_until(self, at: datetime) -> timedelta:
        table, opened = self._table, bisect_right(self._table.opens, at)
        if opened == 0:
            return NOTHING
        return table.before[opened - 1] + (min(at, table.closes[opened - 1]) - table.opens[opened - 1])

    def _known(self, moment: datetime, where: str) -> datetime:
        at, years = utc(moment, where), self.calendar.years
        if at < self._table.first:
            raise self.calendar.no_table(min(at.astimezone(self.hours.tz).year, years[0] - 1))
        if at > self._table.last:
            raise self.calendar.no_table(max(at.astimezone(self.hours.tz).year, years[-1] + 1))
        return at


def elapsed(start: datetime, end: datetime) -> timedelta:
    """The time that really passes between two moments; negative from late to early.

    Python's ``end - start`` compares the hands of the clock where both carry the same zone, and is an hour wrong when
    the clocks are changed in between; so are ``<`` and ``==`` in the hour that comes twice.

    >>> from zoneinfo import ZoneInfo
    >>> noon = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    >>> str(elapsed(noon, noon.replace(day=29)))
    '23:00:00'

    """
    return utc(end, "end") - utc(start, "start")


def utc(moment: datetime, where: str) -> datetime:
    """A moment in UTC, where alone moments of one zone can be compared and subtracted.

    Raises:
        BadInput: no moment, one without a zone, or one before the year 2 or after 8999.

    """
    if not isinstance(moment, datetime):
        raise BadInput([Problem("wrong_type", where, {"expected": "datetime"})], source="time")
    if moment.utcoffset() is None:
        raise BadInput([Problem("naive_datetime", where)], source="time")
    if moment.year not in YEARS:
        raise BadInput([Problem("out_of_range", where, {"expected": f"{YEARS[0]} … {YEARS[-1]}"})], source="time")
    return moment.astimezone(UTC)


def closing_clock(day: date, hours: ServiceHours) -> tuple[date, time]:
    """When a working day ends, by the clock: on which day, at what time."""
    last = hours.on(day)[-1]
    return day + DAY * last.ends_next_day, last.closes


def _moment(day: date, clock: time, hours: ServiceHours) -> datetime:
    # PEP 495: fold 0 is the first of two; in a gap it is read with the offset before the change
    return datetime.combine(day, clock.replace(fold=0), tzinfo=hours.tz).astimezone(UTC)


def _compiled(calendar: Calendar, hours: ServiceHours) -> _Table:
    opens: list[datetime] = []
    closes: list[datetime] = []
    for day in calendar.working_days:
        for shift in hours.on(day):
            opening = _moment(day, shift.opens, hours)
            closing = _moment(day + DAY * shift.ends_next_day, shift.closes, hours)
            # when the clocks are changed, a shift can vanish in the gap or reach into the next one
            opening = max(opening, closes[-1]) if closes else opening
            if opening < closing:
                opens.append(opening)
                closes.append(closing)
    lengths = (closing - opening for opening, closing in zip(opens, closes, strict=True))
    return _Table(tuple(opens), tuple(closes), tuple(accumulate(lengths, initial=NOTHING)), *_span(calendar, hours))


def _span(calendar: Calendar, hours: ServiceHours) -> tuple[datetime, datetime]:
    # a night shift reaches into the first year from one that is not covered, and out of the last one
    first, last = date(calendar.years[0], 1, 1), date(calendar.years[-1], 12, 31)
    before = hours.on(first - DAY)[-1]
    after = hours.on(last)[-1] if calendar.is_working_day(last) else AROUND_THE_CLOCK[0]
    return (
        _moment(first, before.closes if before.crosses_midnight else MIDNIGHT, hours),
        _moment(last + DAY, after.closes if after.crosses_midnight else MIDNIGHT, hours),
    )
