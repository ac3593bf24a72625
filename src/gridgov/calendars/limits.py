"""How long something may take, when that ends, and why."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Final, Literal, get_args

from attrs import frozen

from gridgov.calendars.days import WEEKDAYS, Calendar, Day, not_a_choice, refuse
from gridgov.calendars.hours import MIDNIGHT
from gridgov.calendars.timetable import DAY, NOTHING, Timetable, closing_clock, elapsed, utc
from gridgov.documents import check_type
from gridgov.errors import Lang, Problem

Unit = Literal["minutes", "hours", "calendar_days", "working_minutes", "working_hours", "working_days"]
"""What a limit is counted in. Minutes, hours and calendar days run from the arrival, at night and on days off."""

MAX_AMOUNT: Final = 100_000
"""The largest amount of a limit: 273 years of days, 11 years of hours."""

PASSING: Final = MappingProxyType({"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)})
"""The units of time that passes at night and on days off too."""
WORKED: Final = MappingProxyType({f"working_{unit}": length for unit, length in PASSING.items()})
"""The units of time that is worked."""


@frozen
class Limit:
    """How long something may take.

    Raises:
        BadInput: an amount that is no whole number from 1 to 100,000, or an unknown unit.

    >>> Limit(5, "working_days").times(3)  # three times over the limit is not a date three times as far
    Limit(amount=15, unit='working_days')

    """

    amount: int
    unit: Unit

    def __attrs_post_init__(self) -> None:
        problems = []
        if type(self.amount) is not int or not 1 <= self.amount <= MAX_AMOUNT:
            problems.append(Problem("out_of_range", "amount", {"expected": f"1 … {MAX_AMOUNT}"}))
        if self.unit not in get_args(Unit):
            problems.append(not_a_choice("unit", get_args(Unit)))
        refuse(problems, source="limit")

    def times(self, factor: int) -> "Limit":
        """The limit so many times over.

        Raises:
            BadInput: a factor that is no whole number, or an amount that no limit may have.

        """
        check_type(factor, int, "factor", expected="a whole number", source="limit")
        return Limit(self.amount * factor, self.unit)


def due(start: datetime, limit: Limit, timetable: Timetable) -> datetime:
    """When a limit ends for what arrives at the start. What is done at that very moment is in time.

    Working days and working time begin by the timetable's rule for arrivals; minutes, hours and calendar days begin
    on arrival (of hours: Civil Code of the PRC, Art. 201).

    Raises:
        BadInput: a start without a zone, or a year without a table.

    >>> from gridgov.calendars import ServiceHours, Shift, china
    >>> office = Timetable(china(), ServiceHours("Asia/Shanghai", [Shift(time(9), time(17))]))
    >>> due(datetime.fromisoformat("2026-09-30T16:00+08:00"), Limit(8, "working_hours"), office).isoformat()
    '2026-10-08T16:00:00+08:00'

    """
    begins = _begin(start, limit, timetable)
    if limit.unit in PASSING:
        return timetable.local(utc(start, "start") + limit.amount * PASSING[limit.unit])
    if limit.unit in WORKED:
        return timetable.add(begins, limit.amount * WORKED[limit.unit])
    return timetable.clock(*_end_clock(begins, limit, timetable))


def _begin(start: datetime, limit: Limit, timetable: Timetable) -> datetime:
    check_type(limit, Limit, "limit", expected="Limit", source="limit")
    check_type(timetable, Timetable, "timetable", expected="Timetable", source="limit")
    on_arrival = limit.unit in PASSING or limit.unit == "calendar_days"
    return timetable.local(start) if on_arrival else timetable.begin(start)


def _last_day(begins: datetime, limit: Limit, timetable: Timetable) -> date:
    if limit.unit == "working_days":
        return timetable.calendar.add_working_days(begins.date(), limit.amount)
    last = begins.date() + limit.amount * DAY
    if timetable.days_end == "same_time" or timetable.calendar.is_working_day(last):
        return last
    return timetable.calendar.add_working_days(last, 1)


def _end_clock(begins: datetime, limit: Limit, timetable: Timetable) -> tuple[date, time]:
    last = _last_day(begins, limit, timetable)
    return (last, begins.time()) if timetable.days_end == "same_time" else closing_clock(last, timetable.hours)


# ---- why ----------------------------------------------------------------------------------------------------------

_TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "begins": ("{start}: the limit begins.", "{start}：期限开始。"),
        "moved_to_opening": (
            "{start} is outside the service hours: the limit begins at the next opening, {end}.",
            "{start}不在服务时间内：期限自下一次开始服务时（{end}）起算。",
        ),
        "moved_to_same_time": (
            "{start} is outside the service hours: the limit begins at the same time of the next working day, {end}.",
            "{start}不在服务时间内：期限自下一工作日同一时刻（{end}）起算。",
        ),
        "moved_to_midnight": (
            "{start} is outside the service hours: the limit begins with the next working day, {end}.",
            "{start}不在服务时间内：期限自下一工作日零时（{end}）起算。",
        ),
        "start_day": ("{days}: the day on which it begins is not counted.", "{days}：开始的当日不计入。"),
        "working_day": ("{days}: working days counted: {count}.", "{days}：计入工作日{count}天。"),
        "makeup_workday": (
            "{days}: make-up workdays{name} counted: {count}.",
            "{days}：调休上班{name}，计入工作日{count}天。",
        ),
        "weekend": ("{days}: weekend, not counted.", "{days}：周末，不计入。"),
        "holiday": ("{days}: holiday{name}, not counted.", "{days}：放假{name}，不计入。"),
        "calendar_days": ("{days}: calendar days counted: {count}.", "{days}：计入自然日{count}天。"),
        "moved_to_working_day": (
            "{day} is a day off: the limit ends on the next working day.",
            "{day}为休息日：期限顺延至下一工作日。",
        ),
        "working_time": ("{start} to {end}: counted: {length}.", "{start}至{end}：计入{length}。"),
        "closed": ("{start} to {end}: closed, not counted.", "{start}至{end}：非服务时间，不计入。"),
        "passing_time": ("{start} to {end}: counted: {length}.", "{start}至{end}：计入{length}。"),
        "clocks_change": (
            "Meanwhile the clocks are changed: the time that really passes is counted.",
            "其间时钟调整：按实际经过的时间计算。",
        ),
        "clock_gap": ("The clocks skip that time on this day: {end} is meant.", "当日时钟跳过该时刻：以{end}为准。"),
        "clock_fold": ("{end} comes twice on this day: the first is meant.", "{end}当日出现两次：以第一次为准。"),
        "ends": ("{end}: the limit ends.", "{end}：期限届满。"),
        "ends_at_closing": ("{end}: the limit ends, at closing time.", "{end}：停止服务，期限届满。"),
        "ends_with_day": ("{day} 24:00: the limit ends, with the day.", "{day}24:00：期限届满。"),
        "ends_at_same_time": (
            "{end}: the limit ends, at the clock time at which it began.",
            "{end}：期限在与开始时相同的时刻届满。",
        ),
    }
)


@frozen
class Step:
    """One step of an explanation. Each begins where the one before it ended.

    The ``count`` of all steps adds up to a limit in days, their ``length`` to a limit in time.
    """

    code: str
    """What it says, by a stable name."""
    start: datetime
    end: datetime
    count: int = 0
    """How many days of the limit it counts."""
    length: timedelta = NOTHING
    """How much time of the limit it counts."""
    day: Day | None = None
    """The day that it is about; of several, the first."""

    def text(self, lang: Lang) -> str:
        """The step in words, in English (``"en"``) or Chinese (``"zh"``)."""
        first, last = self.start.date(), max(self.start.date(), _day_before(self.end))
        shown = [_show_day(day, lang) for day in dict.fromkeys((first, last))]
        name = (self.day.name_en, self.day.name_zh)[lang == "zh"] if self.day else ""
        return _TEXTS[self.code][lang == "zh"].format(
            start=show_moment(self.start, lang),
            end=show_moment(self.end, lang),
            days=("至" if lang == "zh" else " to ").join(shown),
            day=_show_day(self.day.on, lang) if self.day else "",
            name=("（{}）" if lang == "zh" else " ({})").format(name) if name else "",
            count=self.count,
            length=show_length(self.length, lang),
        )


def explain(start: datetime, limit: Limit, timetable: Timetable) -> tuple[Step, ...]:
    """Why a limit ends when it does: from the start to the moment that :func:`due` gives, step by step.

    Raises:
        BadInput: as :func:`due`.

    """
    begins, at = _begin(start, limit, timetable), due(start, limit, timetable)
    beginning = _beginning(timetable.local(start), begins, timetable)
    if limit.unit in PASSING:
        return (*beginning, *_time("passing_time", begins, at), Step("ends", at, at))
    if limit.unit in WORKED:
        return (*beginning, *_worked(begins, at, timetable), Step("ends", at, at))
    count = _working_days if limit.unit == "working_days" else _calendar_days
    return (*beginning, *count(begins, at, limit, timetable), *_ending(begins, at, limit, timetable))


def _beginning(arrival: datetime, begins: datetime, timetable: Timetable) -> Iterator[Step]:
    if not elapsed(arrival, begins):
        yield Step("begins", arrival, begins)
    elif timetable.arrivals == "next_opening" or begins.date() == arrival.date():
        yield Step("moved_to_opening", arrival, begins)
    elif timetable.arrivals == "next_working_day_midnight":
        yield Step("moved_to_midnight", arrival, begins)
    else:
        yield Step("moved_to_same_time", arrival, begins)
        yield from _note(begins.date(), arrival.time(), begins)


def _worked(begins: datetime, at: datetime, timetable: Timetable) -> Iterator[Step]:
    cursor = begins
    for opens, closes in timetable.open_between(begins, at):
        if elapsed(cursor, opens):
            yield from _closed(cursor, opens, timetable)
        yield from _time("working_time", opens, closes)
        cursor = closes


def _time(code: str, start: datetime, end: datetime) -> Iterator[Step]:
    yield Step(code, start, end, length=elapsed(start, end))
    if start.utcoffset() != end.utcoffset():
        yield Step("clocks_change", end, end)


def _closed(start: datetime, end: datetime, timetable: Timetable) -> Iterator[Step]:
    days = _days(start.date(), max(start.date(), _day_before(end)), timetable.calendar)
    for code, run, until in _runs(days, end, timetable, lambda day: "closed" if day.is_working else day.kind):
        yield Step(code, start, until, day=run[0])
        start = until


def _working_days(begins: datetime, at: datetime, limit: Limit, timetable: Timetable) -> Iterator[Step]:
    first, last = begins.date() + DAY, _last_day(begins, limit, timetable)
    cursor = timetable.clock(first, MIDNIGHT)
    yield Step("start_day", begins, cursor)
    for code, run, until in _runs(_days(first, last, timetable.calendar), at, timetable, lambda day: day.kind):
        yield Step(code, cursor, until, count=sum(day.is_working for day in run), day=run[0])
        cursor = until


def _calendar_days(begins: datetime, at: datetime, limit: Limit, timetable: Timetable) -> Iterator[Step]:
    first, counted = begins.date() + DAY, begins.date() + limit.amount * DAY
    midnight = timetable.clock(first, MIDNIGHT)
    yield Step("start_day", begins, midnight)
    if counted == _last_day(begins, limit, timetable):
        yield Step("calendar_days", midnight, at, count=limit.amount)
        return
    until = timetable.clock(counted + DAY, MIDNIGHT)
    yield Step("calendar_days", midnight, until, count=limit.amount)
    yield Step("moved_to_working_day", until, at, day=timetable.calendar.day(counted))


def _ending(begins: datetime, at: datetime, limit: Limit, timetable: Timetable) -> Iterator[Step]:
    day, clock = _end_clock(begins, limit, timetable)
    yield from _note(day, clock, at)
    if timetable.days_end == "same_time":
        yield Step("ends_at_same_time", at, at)
    elif clock == MIDNIGHT:
        yield Step("ends_with_day", at, at, day=timetable.calendar.day(day - DAY))
    else:
        yield Step("ends_at_closing", at, at)


def _note(day: date, clock: time, at: datetime) -> Iterator[Step]:
    if at.replace(tzinfo=None) != datetime.combine(day, clock):
        yield Step("clock_gap", at, at)
    elif at.utcoffset() != at.replace(fold=1).utcoffset():
        yield Step("clock_fold", at, at)


def _days(first: date, last: date, calendar: Calendar) -> list[Day]:
    return [calendar.day(first + number * DAY) for number in range((last - first).days + 1)]


def _runs(
    days: list[Day], end: datetime, timetable: Timetable, code: Callable[[Day], str]
) -> Iterator[tuple[str, list[Day], datetime]]:
    """The days in runs of one kind and one name, each with the moment when it is over; the last one at the end."""

    def alike(day: Day) -> tuple[str, ...]:
        return (code(day),) if code(day) == "closed" else (code(day), day.name_en, day.name_zh)

    for said, group in groupby(days, key=alike):
        run = list(group)
        yield said[0], run, end if run[-1] is days[-1] else timetable.clock(run[-1].on + DAY, MIDNIGHT)


def _day_before(end: datetime) -> date:
    return (end - timedelta(microseconds=1)).date()


def _show_day(day: date, lang: Lang) -> str:
    if lang == "zh":
        return f"{day}（周{'一二三四五六日'[day.weekday()]}）"
    return f"{day} {WEEKDAYS[day.weekday()][:3].title()}"


def show_moment(at: datetime, lang: Lang) -> str:
    """A moment in words, with its day of the week, by its own clock."""
    clock = at.time().isoformat("auto" if at.second or at.microsecond else "minutes")
    return f"{_show_day(at.date(), lang)}{'' if lang == 'zh' else ' '}{clock}"


def show_length(length: timedelta, lang: Lang) -> str:
    """A length of time in words: hours, minutes and seconds, without those that are none."""
    minutes, rest = divmod(length, timedelta(minutes=1))
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest.seconds}.{rest.microseconds:06}".rstrip("0").rstrip(".") if rest else "0"
    units = ("小时", "分钟", "秒") if lang == "zh" else (" h", " min", " s")
    parts = [
        f"{part}{unit}" for part, unit in zip((str(hours), str(minutes), seconds), units, strict=True) if part != "0"
    ]
    return ("" if lang == "zh" else " ").join(parts)
