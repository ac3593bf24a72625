"""What holds for every calendar, all service hours and every limit; and all of it equals counting one by one."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgov.calendars import (
    WEEKDAYS,
    Arrivals,
    Calendar,
    Day,
    DaysEnd,
    Limit,
    ServiceHours,
    Shift,
    Timetable,
    due,
    elapsed,
    explain,
)

DAY = timedelta(days=1)
STEP = timedelta(minutes=5)
YEARS = (2026, 2027)
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York")
CHANGES = (date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1))
"""When the clocks are changed in New York and in Berlin."""

law = settings(max_examples=30, deadline=None, database=None, derandomize=True)


# ---- anything one could work by -----------------------------------------------------------------------------------


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    weekend = draw(st.lists(st.sampled_from(WEEKDAYS), max_size=3, unique=True))
    days = draw(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40, unique=True))
    special = [Day(day, "makeup_workday" if WEEKDAYS[day.weekday()] in weekend else "holiday") for day in days]
    return Calendar("drawn", years=YEARS, weekend=weekend, special=special)


@st.composite
def service_hours(draw: st.DrawFn) -> ServiceHours:
    """Up to three shifts and perhaps one at night; none begins or ends while the clocks are changed."""
    quarters = st.sampled_from([0, *range(16, 92)])
    marks = sorted(draw(st.lists(quarters, min_size=2, max_size=6, unique=True)))
    clocks = [time(mark // 4, mark % 4 * 15) for mark in marks[: len(marks) // 2 * 2]]
    shifts = [Shift(opens, closes) for opens, closes in zip(clocks[::2], clocks[1::2], strict=True)]
    night = draw(st.sampled_from((None, time(0), time(4), time(5, 15))))
    if night is not None and night <= clocks[0]:
        shifts.append(Shift(time(23), night))
    return ServiceHours(draw(st.sampled_from(ZONES)), shifts)


ARRIVALS = st.sampled_from(get_args(Arrivals))
DAYS_END = st.sampled_from(get_args(DaysEnd))
FAIR = st.sampled_from(("next_opening", "next_working_day_midnight", "unchanged"))
"""The rules under which who comes later is never served earlier."""

timetables = st.builds(Timetable, calendars(), service_hours(), FAIR)
moments = st.datetimes(
    datetime(2026, 1, 3),  # noqa: DTZ001  # hypothesis draws the zone
    datetime(2026, 12, 1),  # noqa: DTZ001  # hypothesis draws the zone
    timezones=st.sampled_from((UTC, *map(ZoneInfo, ZONES))),
).map(lambda moment: moment.astimezone(UTC))
spans = st.timedeltas(timedelta(0), 20 * DAY)
amounts = st.timedeltas(timedelta(microseconds=1), timedelta(hours=10))
limits = st.one_of(
    st.builds(Limit, st.integers(1, 40), st.sampled_from(("working_days", "calendar_days", "hours", "minutes"))),
    st.builds(Limit, st.integers(1, 10), st.sampled_from(("working_hours", "working_minutes"))),
)


# ---- the same, counted one by one ---------------------------------------------------------------------------------


def counted_out(timetable: Timetable, start: datetime, end: datetime) -> timedelta:
    """Working time by looking at the clock on the wall every five minutes."""
    found = timedelta(0)
    for number in range((end - start) // STEP):
        if open_on_the_wall(timetable, (start + number * STEP).astimezone(ZoneInfo(timetable.hours.zone))):
            found += STEP
    return found


def open_on_the_wall(timetable: Timetable, wall: datetime) -> bool:
    today, yesterday, clock = wall.date(), wall.date() - DAY, wall.time()
    for shift in timetable.hours.shifts:
        over_night = shift.closes <= shift.opens
        if works(timetable.calendar, today) and shift.opens <= clock and (over_night or clock < shift.closes):
            return True
        if works(timetable.calendar, yesterday) and over_night and clock < shift.closes:
            return True
    return False


def works(calendar: Calendar, day: date) -> bool:
    kind = next((special.kind for special in calendar.special if special.on == day), "")
    return kind == "makeup_workday" or (not kind and WEEKDAYS[day.weekday()] not in calendar.weekend)


def walked(calendar: Calendar, day: date, amount: int) -> date:
    """Working days by going from day to day."""
    while amount:
        day += DAY if amount > 0 else -DAY
        if works(calendar, day):
            amount -= 1 if amount > 0 else -1
    return day


# ---- laws ---------------------------------------------------------------------------------------------------------


class TestCountingOneByOne:
    @law
    @given(timetables, st.sampled_from(CHANGES), st.integers(-300, 300), st.integers(0, 600))
    def test_gives_the_same_working_time(self, timetable: Timetable, change: date, before: int, long: int) -> None:
        start = datetime.combine(change, time(0), tzinfo=UTC) + before * STEP
        end = start + long * STEP
        assert timetable.working_time(start, end) == counted_out(timetable, start, end)

    @law
    @given(calendars(), st.dates(date(2026, 6, 1), date(2026, 12, 31)), st.integers(-40, 40))
    def test_gives_the_same_working_day(self, calendar: Calendar, day: date, amount: int) -> None:
        assert calendar.add_working_days(day, amount) == walked(calendar, day, amount)

    @law
    @given(timetables, moments, st.integers(1, 40))
    def test_gives_the_same_last_day(self, timetable: Timetable, start: datetime, amount: int) -> None:
        begins = timetable.begin(start).date()
        last = due(start, Limit(amount, "working_days"), timetable).astimezone(UTC) - timedelta(microseconds=1)
        night = timetable.hours.shifts[-1].crosses_midnight
        assert timetable.local(last).date() == walked(timetable.calendar, begins, amount) + night * DAY

    @law
    @given(timetables, moments, st.integers(1, 40))
    def test_gives_the_same_last_calendar_day(self, timetable: Timetable, start: datetime, amount: int) -> None:
        day = timetable.local(start).date() + amount * DAY
        expected = day if works(timetable.calendar, day) else walked(timetable.calendar, day, 1)
        last = due(start, Limit(amount, "calendar_days"), timetable).astimezone(UTC) - timedelta(microseconds=1)
        night = timetable.hours.shifts[-1].crosses_midnight
        assert timetable.local(last).date() == expected + night * DAY


class TestAddingAndCounting:
    @law
    @given(timetables, moments, amounts)
    def test_what_is_added_is_what_lies_between(self, timetable: Timetable, start: datetime, amount: timedelta) -> None:
        end = timetable.add(start, amount)
        assert timetable.working_time(start, end) == amount
        assert timetable.working_time(end, start) == -amount

    @law
    @given(timetables, moments, amounts)
    def test_a_sum_is_reached_while_it_is_open_or_at_a_closing(
        self, timetable: Timetable, start: datetime, amount: timedelta
    ) -> None:
        end = timetable.add(start, amount).astimezone(UTC)
        assert timetable.is_open(end - timedelta(microseconds=1))

    @law
    @given(timetables, moments, amounts)
    def test_going_back_is_the_mirror_of_going_on(
        self, timetable: Timetable, start: datetime, amount: timedelta
    ) -> None:
        end = timetable.add(start, amount)
        back = timetable.add(end, -amount)
        assert timetable.is_open(back)
        assert elapsed(start, back) >= timedelta(0)
        assert timetable.working_time(start, back) == timedelta(0)
        assert timetable.working_time(back, end) == amount

    @law
    @given(timetables, moments, spans, spans)
    def test_a_span_that_is_split_adds_up(
        self, timetable: Timetable, start: datetime, first: timedelta, second: timedelta
    ) -> None:
        middle = start + first
        end = middle + second
        whole = timetable.working_time(start, end)
        assert timetable.working_time(start, middle) + timetable.working_time(middle, end) == whole
        listed = (elapsed(opens, closes) for opens, closes in timetable.open_between(start, end))
        assert sum(listed, timedelta(0)) == whole

    @law
    @given(calendars(), st.dates(date(2026, 6, 1), date(2026, 12, 31)), st.integers(-40, 40))
    def test_working_days_added_are_the_working_days_between(self, calendar: Calendar, day: date, amount: int) -> None:
        assert calendar.working_days_between(day, calendar.add_working_days(day, amount)) == amount


class TestALimit:
    @law
    @given(timetables, moments, spans, limits)
    def test_that_begins_later_does_not_end_earlier(
        self, timetable: Timetable, start: datetime, later: timedelta, limit: Limit
    ) -> None:
        assert elapsed(due(start, limit, timetable), due(start + later, limit, timetable)) >= timedelta(0)

    @law
    @given(timetables, moments, limits)
    def test_that_is_longer_does_not_end_earlier(self, timetable: Timetable, start: datetime, limit: Limit) -> None:
        longer = evolve(limit, amount=limit.amount + 1)
        assert elapsed(due(start, limit, timetable), due(start, longer, timetable)) >= timedelta(0)
        assert elapsed(start, due(start, limit, timetable)) > timedelta(0)

    @law
    @given(timetables, moments, limits, st.sampled_from(ZONES))
    def test_does_not_care_in_which_zone_its_start_is_told(
        self, timetable: Timetable, start: datetime, limit: Limit, zone: str
    ) -> None:
        told = due(start.astimezone(ZoneInfo(zone)), limit, timetable)
        assert told.isoformat() == due(start, limit, timetable).isoformat()

    @law
    @given(timetables, moments, limits, ARRIVALS, DAYS_END)
    def test_is_explained_without_a_gap_and_adds_up(
        self, timetable: Timetable, start: datetime, limit: Limit, arrivals: Arrivals, days_end: DaysEnd
    ) -> None:
        timetable = evolve(timetable, arrivals=arrivals, days_end=days_end)
        steps = explain(start, limit, timetable)
        assert elapsed(start, steps[0].start) == timedelta(0)
        assert all(elapsed(one.end, other.start) == timedelta(0) for one, other in pairwise(steps))
        assert all(elapsed(step.start, step.end) >= timedelta(0) for step in steps)
        assert steps[-1].end.isoformat() == due(start, limit, timetable).isoformat()
        hour = timedelta(hours=1) if limit.unit.endswith("hours") else timedelta(minutes=1)
        in_days = limit.unit.endswith("days")
        assert sum(step.count for step in steps) == (limit.amount if in_days else 0)
        assert sum((step.length for step in steps), timedelta(0)) == (timedelta(0) if in_days else limit.amount * hour)
        assert all(step.text("en") and step.text("zh") for step in steps)
