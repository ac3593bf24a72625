"""Which days are worked: a calendar of the years for which it is known, and of no other."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import accumulate
from typing import Final, Literal, TypeVar, get_args

from attrs import field, frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
"""A day of the week."""

DayKind = Literal["working_day", "makeup_workday", "weekend", "holiday"]
"""What a day is. A make-up workday is a day of the weekend that is worked for a day off elsewhere (调休)."""

WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
"""The days of the week, Monday first, in the order of :meth:`datetime.date.weekday`."""

MAX_YEARS: Final = 200
"""The most years that a calendar covers."""

YEARS: Final = range(2, 9000)
"""The years that can be asked for: so far from the ends of ``datetime`` that no sum made here leaves it."""


T = TypeVar("T")


def listed(values: Iterable[T], where: str, *, source: str) -> tuple[T, ...]:
    """The values of a list, whatever kind of list it is; a text is none.

    Raises:
        BadInput: no list.

    """
    given: object = values
    if not isinstance(given, Iterable) or isinstance(given, str | bytes):
        raise BadInput([Problem("wrong_type", where, {"expected": "a list"})], source=source)
    return tuple(values)


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return listed(values, "sources", source="day")


def _years(values: Iterable[int]) -> tuple[int, ...]:
    return listed(values, "years", source="calendar")


def _weekdays(values: Iterable[Weekday]) -> tuple[Weekday, ...]:
    return listed(values, "weekend", source="calendar")


@frozen
class Day:
    """A day and what it is.

    >>> from gridgov.calendars import china
    >>> china().day(date(2026, 2, 14)).kind
    'makeup_workday'

    """

    on: date
    kind: DayKind
    name_en: str = ""
    """The name of the holiday, also of the one for which this day is worked; empty for an ordinary day."""
    name_zh: str = ""
    sources: tuple[str, ...] = field(default=(), converter=_texts, repr=False)
    """Where it is decreed: the addresses of the notices."""

    @property
    def is_working(self) -> bool:
        """Whether the day is worked."""
        return self.kind in {"working_day", "makeup_workday"}


def _sorted_days(values: Iterable[Day]) -> tuple[Day, ...]:
    found = listed(values, "special", source="calendar")
    for i, day in enumerate(found):
        check_type(day, Day, f"special[{i}]", expected="Day", source="calendar")
        check_day(day.on, f"special[{i}].on")
    return tuple(sorted(found, key=lambda day: day.on))


@frozen
class _Table:
    """The days of a calendar, compiled so that counting is a look-up."""

    first: int
    """The ordinal of the first covered day."""
    special: Mapping[date, Day]
    working: tuple[date, ...]
    before: tuple[int, ...]
    """How many working days lie before each covered day, and before the day after the last."""


@frozen
class Calendar:
    """Which days are worked, in the years that it covers and in no other.

    Every question about another year raises ``BadInput`` with the problem ``no_calendar_table``, which names the year.

    Raises:
        BadInput: no years, more than 200, or a gap between them; a weekend day that is no weekday; a special day that
            stands twice, lies outside the years, or is neither a holiday nor a make-up workday on a weekend.

    >>> Calendar("plain", years=range(2026, 2028)).add_working_days(date(2026, 2, 13), 1)
    datetime.date(2026, 2, 16)

    """

    id: str
    years: tuple[int, ...] = field(converter=_years)
    """The covered years, rising, without a gap."""
    weekend: tuple[Weekday, ...] = field(default=("saturday", "sunday"), converter=_weekdays)
    special: tuple[Day, ...] = field(default=(), converter=_sorted_days, repr=False)
    """The holidays and the make-up workdays, in order."""
    _table: _Table = field(init=False, repr=False, eq=False)

    @_table.default
    def _compile(self) -> _Table:
        refuse([*year_problems(self.years), *_weekend_problems(self.weekend)], source="calendar")
        refuse(_special_problems(self), source="calendar")
        first, end = date(self.years[0], 1, 1).toordinal(), date(self.years[-1] + 1, 1, 1).toordinal()
        special = {day.on: day for day in self.special}
        days = [date.fromordinal(ordinal) for ordinal in range(first, end)]
        worked = [special[day].is_working if day in special else not self._is_weekend(day) for day in days]
        working = tuple(day for day, works in zip(days, worked, strict=True) if works)
        return _Table(first, special, working, tuple(accumulate(worked, initial=0)))

    @property
    def working_days(self) -> tuple[date, ...]:
        """Every working day of the covered years, in order."""
        return self._table.working

    def day(self, day: date) -> Day:
        """What a day is, with the name of its holiday and the notices that decree it."""
        self._place(day)
        if day in self._table.special:
            return self._table.special[day]
        return Day(day, "weekend" if self._is_weekend(day) else "working_day")

    def is_working_day(self, day: date) -> bool:
        """Whether a day is worked.

        >>> from gridgov.calendars import china
        >>> china().is_working_day(date(2026, 2, 14))  # a Saturday
        True

        """
        place = self._place(day)
        return self._table.before[place] < self._table.before[place + 1]

    def add_working_days(self, day: date, amount: int) -> date:
        """The working day that many working days after a day, or before it where the amount is negative.

        The day itself is not counted (Civil Code of the PRC, Art. 201). Adding 0 gives the day itself, worked or not.

        Raises:
            BadInput: the day, or the one that is asked for, lies in a year without a table.

        >>> from gridgov.calendars import china
        >>> china().add_working_days(date(2026, 2, 12), 2)  # over the make-up Saturday
        datetime.date(2026, 2, 14)

        """
        place, table = self._place(day), self._table
        if type(amount) is not int:
            raise BadInput([Problem("wrong_type", "amount", {"expected": "a whole number"})], source="date")
        if amount == 0:
            return day
        wanted = table.before[place + 1] + amount - 1 if amount > 0 else table.before[place] + amount
        if wanted < 0:
            raise self.no_table(self.years[0] - 1)
        if wanted >= len(table.working):
            raise self.no_table(self.years[-1] + 1)
        return table.working[wanted]

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days one goes from one day to another: the first day is not counted, the last one is.

        Negative from late to early, so that ``working_days_between(d, add_working_days(d, n))`` is always ``n``.

        >>> from gridgov.calendars import china
        >>> china().working_days_between(date(2026, 2, 12), date(2026, 2, 14))
        2

        """
        here, there, before = self._place(start), self._place(end), self._table.before
        return before[there + 1] - before[here + 1] if there >= here else before[there] - before[here]

    def no_table(self, year: int) -> BadInput:
        """The error that says that a year is not covered."""
        span = {"year": year, "first": self.years[0], "last": self.years[-1]}
        return BadInput([Problem("no_calendar_table", self.id, span)], source="date")

    def _is_weekend(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] in self.weekend

    def _place(self, day: date) -> int:
        check_day(day, "day")
        if not self.years[0] <= day.year <= self.years[-1]:
            raise self.no_table(day.year)
        return day.toordinal() - self._table.first


# ---- what a calendar refuses --------------------------------------------------------------------------------------


def check_day(day: object, where: str) -> None:
    """Refuses what is no date; a moment passes for one, and would be read in a zone that nobody chose."""
    if not isinstance(day, date) or isinstance(day, datetime):
        raise BadInput([Problem("wrong_type", where, {"expected": "date"})], source="date")


def refuse(problems: Iterable[Problem], *, source: str) -> None:
    """Raises ``BadInput`` with all problems, if there are any."""
    if found := tuple(problems):
        raise BadInput(found, source=source)


def not_a_choice(where: str, choices: Iterable[str]) -> Problem:
    """The problem of a code that is none of those that it may be."""
    return Problem("unknown_choice", where, {"expected": tuple(choices)})


def year_problems(years: tuple[int, ...]) -> Iterator[Problem]:
    """What is wrong with the years that a calendar shall cover."""
    if not 1 <= len(years) <= MAX_YEARS:
        yield Problem("wrong_length", "years", {"expected": f"1 … {MAX_YEARS}"})
    elif not all(type(year) is int and year in YEARS for year in years):
        yield Problem("out_of_range", "years", {"expected": f"{YEARS[0]} … {YEARS[-1]}"})
    elif years != tuple(range(years[0], years[-1] + 1)):
        yield Problem("years_with_a_gap", "years")


def _weekend_problems(weekend: tuple[Weekday, ...]) -> Iterator[Problem]:
    if any(name not in WEEKDAYS for name in weekend):
        yield not_a_choice("weekend", WEEKDAYS)


def _special_problems(calendar: Calendar) -> Iterator[Problem]:
    seen = set()
    for day in calendar.special:
        where = f"special[{day.on}]"
        if day.kind not in {"holiday", "makeup_workday"}:
            yield not_a_choice(where, ("holiday", "makeup_workday"))
        if day.on in seen:
            yield Problem("day_stands_twice", where)
        if day.on.year not in calendar.years:
            yield Problem("outside_covered_years", where)
        if day.kind == "makeup_workday" and WEEKDAYS[day.on.weekday()] not in calendar.weekend:
            yield Problem("makeup_workday_off_weekend", where)
        seen.add(day.on)
