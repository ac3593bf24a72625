"""What a pause does to the due of a clock, what another limit does, and when a cap on pausing is used up.

A pause is counted in the unit of the limit, and the due moves by as much, so that what was left stays left:

=====================================  ============================================================================
limit in                               what a pause counts
=====================================  ============================================================================
minutes, hours; or no limit at all     the time that really passed
``working_minutes``, ``working_hours``  the time that was worked meanwhile: a pause over the night counts nothing
``working_days``                       the working days that ended in it: whose closing time lies after the moment of
                                       the pause, and not after the moment at which the clock goes on
``calendar_days``                      the midnights in it; only then does the last day move on to a working day, so
                                       that a day off at the end is not counted twice
=====================================  ============================================================================

With ``days_end="same_time"`` a day of either kind ends at the clock time of the due. Days are whole days: a pause of
the last minute of one and the first of the next counts a day, one from morning to afternoon none. Three rules hold for
every unit:

- What was in time when it was paused is in time when it goes on; a limit in days lasts to the end of that day at least.
- What was late when it was paused stays late: a limit that is over cannot stand still, and the due stays.
- The due never moves to earlier. One that was extended moves on from where it stands; in days, to the end of a day.

Another limit is counted from the first start, and every pause since is counted again in its unit: none is lost.
"""

from datetime import date, datetime, time, timedelta
from typing import Final, cast

from attrs import frozen

from gridgov.calendars.hours import MIDNIGHT
from gridgov.calendars.ledger import Clock, Segment, check_live, check_order, check_state
from gridgov.calendars.limits import PASSING, WORKED, Limit, due
from gridgov.calendars.timetable import DAY, NOTHING, Timetable, closing_clock, utc
from gridgov.documents import check_type

__all__ = ["due_after_pause", "pause_cap_reached", "pause_ends", "paused_amount", "retargeted_due"]


def due_after_pause(clock: Clock, at: datetime, timetable: Timetable | None) -> datetime | None:
    """The due that a paused clock has when it goes on at a moment; None if it has none.

    How a pause is counted stands at the head of :mod:`gridgov.calendars.pauses`. The timetable may be None where the
    limit is in minutes or hours, or where there is no limit.

    Raises:
        Refused: ``clock_not_paused``, or ``before_the_last_event``: a moment before the pause.
        BadInput: a moment without a zone, no timetable where it takes one, a year without a table.

    >>> from gridgov.calendars import Ledger, ServiceHours, Shift, china
    >>> office = Timetable(china(), ServiceHours("Asia/Shanghai", [Shift(time(9), time(17))]))
    >>> thursday, friday, tuesday = (datetime.fromisoformat(f"2026-03-{d}T10:00+08:00") for d in ("05", "06", "10"))
    >>> three = Limit(3, "working_days")
    >>> ledger = Ledger().start("resolve", thursday, due(thursday, three, office), three)  # until Tuesday the 10th
    >>> clock = ledger.pause("resolve", friday, "weather").live("resolve")
    >>> due_after_pause(clock, tuesday, office).isoformat()  # Friday and Monday ended meanwhile
    '2026-03-12T17:00:00+08:00'

    """
    check_asked(clock, timetable)
    check_state(clock, "paused")
    check_order(clock, "resumed", at)
    if clock.due is None:
        return None
    goal = _standing(clock, clock.due, timetable)
    moved = _moved(goal, Segment("pause", clock.since, utc(at, "at")), clock.limit, timetable)
    return _shown(moved, clock.due, timetable)


def retargeted_due(clock: Clock, limit: Limit, timetable: Timetable | None) -> datetime:
    """The due that a clock has with another limit: from its first start, with every pause since that is over.

    It is the due that the clock would have, had it had that limit from the start. A pause that is going on is added
    when the clock goes on, as ever. With the limit that it has, a clock that was not extended keeps its due.

    Raises:
        BadInput: as :func:`due_after_pause`.

    >>> from gridgov.calendars import Ledger
    >>> at = [datetime.fromisoformat(f"2026-03-02T{hour:02}:00+08:00") for hour in range(24)]
    >>> clock = Ledger().start("resolve", at[9], at[15]).pause("resolve", at[10], "weather").live("resolve")
    >>> clock = Ledger((clock,)).resume("resolve", at[12], due_after_pause(clock, at[12], None)).live("resolve")
    >>> retargeted_due(clock, Limit(4, "hours"), None).isoformat()  # four hours from nine o'clock, and two of pause
    '2026-03-02T15:00:00+08:00'

    """
    check_asked(clock, timetable)
    return _shown(_counted(clock, limit, timetable), clock.started_at, timetable)


def pause_ends(clock: Clock, cap: Limit, at: datetime, timetable: Timetable | None) -> datetime:
    """When a cap on pausing is used up: by the pause that is going on, or by one that would begin at the moment.

    All pauses of the clock count together. What the earlier ones counted, each as at the due, is taken off the cap; the
    rest is a limit that begins with the pause. If nothing is left, it is the moment at which the pause began, or would.

    Raises:
        Refused: ``clock_not_live``, or ``before_the_last_event``.
        BadInput: as :func:`due_after_pause`.

    >>> from gridgov.calendars import Ledger
    >>> at = [datetime.fromisoformat(f"2026-03-02T{hour:02}:00+08:00") for hour in range(24)]
    >>> clock = Ledger().start("resolve", at[9]).pause("resolve", at[10], "weather").resume("resolve", at[12]).clocks[0]
    >>> pause_ends(clock, Limit(5, "hours"), at[14], None).isoformat()  # two hours are used, three are left
    '2026-03-02T17:00:00+08:00'

    """
    check_asked(clock, timetable)
    check_type(cap, Limit, "cap", expected="Limit", source="clock")
    check_live(clock)
    check_order(clock, "paused", at)
    begun = clock.since if clock.state == "paused" else utc(at, "at")
    ended = [one for one in clock.segments if one.kind == "pause" and one.end is not None]
    return _shown(_Goal(_cap_ends(begun, ended, cap, timetable)), clock.started_at, timetable)


def pause_cap_reached(clock: Clock, cap: Limit, at: datetime, timetable: Timetable | None) -> bool:
    """Whether the pauses of a clock have used up a cap at a moment. Raises as :func:`pause_ends`.

    >>> from gridgov.calendars import Ledger
    >>> at = [datetime.fromisoformat(f"2026-03-02T{hour:02}:00+08:00") for hour in range(24)]
    >>> clock = Ledger().start("resolve", at[9]).pause("resolve", at[10], "weather").clocks[0]
    >>> [pause_cap_reached(clock, Limit(2, "hours"), at[hour], None) for hour in (11, 12)]
    [False, True]

    """
    return utc(at, "at") >= utc(pause_ends(clock, cap, at, timetable), "at")


def check_asked(clock: Clock, timetable: Timetable | None) -> None:
    """The guard of the questions about a clock."""
    check_type(clock, Clock, "clock", expected="Clock", source="clock")
    if timetable is not None:
        check_type(timetable, Timetable, "timetable", expected="Timetable", source="clock")


def paused_amount(pause: Segment, limit: Limit | None, due: datetime, timetable: Timetable | None) -> int | timedelta:
    """What an ended pause counts, in days for a limit in days, else in time. Raises as :func:`due_after_pause`."""
    if limit is None or limit.unit not in _IN_DAYS:
        return _paused_time(pause, limit, timetable)
    table = _needed(timetable)
    return _Days(table, limit.unit == "working_days", table.local(due).time()).paused(pause)


# ---- days ---------------------------------------------------------------------------------------------------------

_IN_DAYS: Final = frozenset({"working_days", "calendar_days"})


@frozen
class _Days:
    """The days that a limit counts, and when each of them ends."""

    timetable: Timetable
    worked: bool
    """Whether it counts working days only."""
    shows: time = MIDNIGHT
    """What the clock shows at the end of a day, with ``days_end="same_time"``."""

    def end(self, day: date) -> datetime:
        """When a day ends, in UTC; of a day off: when it would."""
        same_time = self.timetable.days_end == "same_time"
        ends = (day, self.shows) if same_time else closing_clock(day, self.timetable.hours)
        return utc(self.timetable.clock(*ends), "day")

    def first(self, moment: datetime) -> date:
        """The first day that ends after a moment, worked or not."""
        day = self.timetable.local(moment).date() - DAY  # its last shift may be a night shift, or end at 24:00
        while self.end(day) <= moment:
            day += DAY
        return day

    def paused(self, pause: Segment) -> int:
        """How many of the days end in a pause: after its start, and not after its end. Calendar days end at 24:00."""
        table, until = self.timetable, pause.end or pause.start
        if not self.worked and table.days_end == "at_closing":
            return (table.local(until).date() - table.local(pause.start).date()).days
        first, last = self.first(pause.start), self.first(until)
        if not self.worked:
            return (last - first).days
        calendar = table.calendar
        found = calendar.working_days_between(first, last)
        return found + calendar.is_working_day(first) - calendar.is_working_day(last)

    def on(self, day: date, amount: int) -> date:
        """The day that comes so many of these days later."""
        return self.timetable.calendar.add_working_days(day, amount) if self.worked else day + amount * DAY

    def last(self, day: date) -> date:
        """The day on which a limit ends whose last day is this one (Civil Code of the PRC, Art. 203)."""
        on_any_day = not self.worked and self.timetable.days_end == "same_time"
        calendar = self.timetable.calendar
        return day if on_any_day or calendar.is_working_day(day) else calendar.add_working_days(day, 1)


# ---- a due and how it moves ----------------------------------------------------------------------------------------


@frozen
class _Goal:
    """Where a due stands: a moment in UTC; of a limit in days also the day that it was counted to, and which days."""

    at: datetime
    day: date = date.min
    days: _Days | None = None


def _counted(clock: Clock, limit: Limit, timetable: Timetable | None) -> _Goal:
    """Where the due stands by the limit alone: from the start, with every pause that is over."""
    goal = _goal(clock.started_at, limit, timetable)
    for one in clock.segments:
        if one.kind == "pause" and one.end is not None:
            goal = _moved(goal, one, limit, timetable)
    return goal


def _goal(start: datetime, limit: Limit, timetable: Timetable | None) -> _Goal:
    check_type(limit, Limit, "limit", expected="Limit", source="clock")
    if limit.unit in PASSING:
        return _Goal(utc(start, "start") + limit.amount * PASSING[limit.unit])
    table = _needed(timetable)
    at = utc(due(start, limit, table), "due")
    if limit.unit in WORKED:
        return _Goal(at)
    worked = limit.unit == "working_days"
    begins = table.begin(start) if worked else table.local(start)
    days = _Days(table, worked, begins.time())
    return _Goal(at, days.on(begins.date(), limit.amount), days)


def _standing(clock: Clock, due: datetime, timetable: Timetable | None) -> _Goal:
    """Where the due of a clock stands: by its limit if it follows from that, else where it was put."""
    at = utc(due, "due")
    if clock.limit is None or clock.limit.unit not in _IN_DAYS:
        return _Goal(at)
    goal = _counted(clock, clock.limit, timetable)
    return goal if goal.at == at else _put(at, clock.limit, _needed(timetable))


def _put(at: datetime, limit: Limit, table: Timetable) -> _Goal:
    """A due that was put anywhere: it belongs to the day that ends then or is going on."""
    local = table.local(at)
    days, day = _Days(table, limit.unit == "working_days", local.time()), local.date()
    if days.end(day - DAY) >= at:  # a night shift, or 24:00
        day -= DAY
    return _Goal(at, day, days)


def _moved(goal: _Goal, pause: Segment, limit: Limit | None, timetable: Timetable | None) -> _Goal:
    """Where a due stands after a pause."""
    until = pause.end or pause.start
    if pause.start > goal.at:
        return goal
    if goal.days is None:
        passed = _paused_time(pause, limit, timetable)
        worked = limit is not None and limit.unit in WORKED
        at = utc(_needed(timetable).add(goal.at, passed), "due") if worked else goal.at + passed
        return _Goal(max(at, until))
    days, amount = goal.days, goal.days.paused(pause)
    if not amount and until <= goal.at:
        return goal
    ending = days.first(until - _INSTANT)  # the first day that does not end before the clock goes on
    day = max(days.on(goal.day, amount), ending)
    return _Goal(max(goal.at, days.end(days.last(day))), day, days)


_INSTANT: Final = timedelta(microseconds=1)


def _paused_time(pause: Segment, limit: Limit | None, timetable: Timetable | None) -> timedelta:
    until = pause.end or pause.start
    if limit is not None and limit.unit in WORKED:
        return _needed(timetable).working_time(pause.start, until)
    return until - pause.start


def _cap_ends(begun: datetime, ended: list[Segment], cap: Limit, timetable: Timetable | None) -> datetime:
    if cap.unit not in _IN_DAYS:
        length = (WORKED if cap.unit in WORKED else PASSING)[cap.unit]
        left = cap.amount * length - sum((_paused_time(one, cap, timetable) for one in ended), NOTHING)
        if left <= NOTHING:
            return begun
        return _needed(timetable).add(begun, left) if cap.unit in WORKED else begun + left
    table, worked = _needed(timetable), cap.unit == "working_days"
    days = (_Days(table, worked, table.local(one.start).time()).paused(one) for one in ended)
    rest = cap.amount - sum(days)
    return due(begun, Limit(rest, cap.unit), table) if rest > 0 else begun


def _needed(timetable: Timetable | None) -> Timetable:
    check_type(timetable, Timetable, "timetable", expected="Timetable", source="clock")
    return cast("Timetable", timetable)


def _shown(goal: _Goal, like: datetime, timetable: Timetable | None) -> datetime:
    """By the clock of the office; without one, of the moment that is like it."""
    return goal.at.astimezone(like.tzinfo) if timetable is None else timetable.local(goal.at)
