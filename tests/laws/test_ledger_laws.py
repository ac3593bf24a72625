"""What holds for every ledger whatever happens to it, and for every pause; and all of it equals counting one by one."""

import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gridgov.calendars import (
    WEEKDAYS,
    Arrivals,
    Calendar,
    Change,
    Clock,
    Day,
    Ledger,
    Limit,
    Segment,
    ServiceHours,
    Shift,
    Timetable,
    Weekday,
    due,
    due_after_pause,
    explain_clock,
    pause_cap_reached,
    pause_ends,
    retargeted_due,
)
from gridgov.errors import Refused

DAY = timedelta(days=1)
STEP = timedelta(minutes=15)
NONE = timedelta(0)
INSTANT = timedelta(microseconds=1)
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York")
STARTS = tuple(datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 6), (3, 27), (5, 1), (10, 23), (10, 30)))
"""Before the clocks are changed in New York and in Berlin, and before nothing."""

law = settings(max_examples=60, deadline=None, database=None, derandomize=True)


# ---- anything one could work by -----------------------------------------------------------------------------------

OFFICE = (Shift(time(9), time(12)), Shift(time(13), time(17)))
HOURS: Any = (
    (OFFICE, {}),
    (OFFICE, {"friday": (Shift(time(9), time(13)),)}),
    ((Shift(time(0), time(0)),), {}),
    ((Shift(time(8), time(12)), Shift(time(22), time(5, 15))), {}),
)


@st.composite
def timetables(draw: st.DrawFn, hours: Any = HOURS, ends: Any = ("at_closing", "same_time")) -> Timetable:
    weekend: tuple[Weekday, ...] = draw(st.sampled_from([("saturday", "sunday"), ("friday",), ()]))
    days = draw(st.lists(st.dates(date(2026, 3, 1), date(2026, 11, 30)), max_size=25, unique=True))
    special = [Day(day, "makeup_workday" if WEEKDAYS[day.weekday()] in weekend else "holiday") for day in days]
    calendar = Calendar("drawn", years=(2026, 2027), weekend=weekend, special=special)
    shifts, exceptions = draw(st.sampled_from(hours))
    worked = ServiceHours(draw(st.sampled_from(ZONES)), shifts, exceptions)
    arrivals: Arrivals = draw(st.sampled_from(("next_opening", "next_working_day_midnight", "unchanged")))
    return Timetable(calendar, worked, arrivals, draw(st.sampled_from(ends)))


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    return draw(st.sampled_from(STARTS)) + draw(st.integers(0, 400)) * STEP


spans = st.integers(0, 600).map(lambda steps: steps * STEP)
some_pauses = st.lists(st.tuples(spans, spans), max_size=4)
"""How long it runs, and then stands still."""
in_time = st.one_of(
    st.builds(Limit, st.integers(1, 200), st.sampled_from(("hours", "minutes"))),
    st.builds(Limit, st.integers(1, 40), st.sampled_from(("working_hours", "working_minutes"))),
)
in_days = st.builds(Limit, st.integers(1, 10), st.sampled_from(("working_days", "calendar_days")))
limits = st.one_of(in_time, in_days)


def started(at: datetime, limit: Limit, timetable: Timetable) -> Clock:
    return Ledger().start("resolve", at, due(at, limit, timetable), limit).clocks[0]


def paused(clock: Clock, at: datetime) -> Clock:
    return Ledger((clock,)).pause("resolve", at, "weather").clocks[0]


def resumed(clock: Clock, at: datetime, timetable: Timetable) -> Clock:
    return Ledger((clock,)).resume("resolve", at, due_after_pause(clock, at, timetable)).clocks[0]


def lived(clock: Clock, pauses: list[tuple[timedelta, timedelta]], timetable: Timetable) -> Clock:
    """The clock after some pauses."""
    now = clock.started_at
    for runs, stands in pauses:
        clock = resumed(paused(clock, now + runs), now + runs + stands, timetable)
        now += runs + stands
    return clock


def of(clock: Clock) -> datetime:
    assert clock.due is not None
    return clock.due.astimezone(UTC)


# ---- the same, counted one by one ---------------------------------------------------------------------------------


def works(timetable: Timetable, day: date) -> bool:
    kind = next((special.kind for special in timetable.calendar.special if special.on == day), "")
    return kind == "makeup_workday" or (not kind and WEEKDAYS[day.weekday()] not in timetable.calendar.weekend)


def is_open(timetable: Timetable, at: datetime) -> bool:
    wall = at.astimezone(ZoneInfo(timetable.hours.zone))
    today, yesterday, clock = wall.date(), wall.date() - DAY, wall.time()
    exceptions = dict(timetable.hours.exceptions)

    def shifts(day: date) -> tuple[Shift, ...]:
        return exceptions.get(WEEKDAYS[day.weekday()], timetable.hours.shifts) if works(timetable, day) else ()

    return any(one.opens <= clock and (one.closes <= one.opens or clock < one.closes) for one in shifts(today)) or any(
        one.closes <= one.opens and clock < one.closes for one in shifts(yesterday)
    )


def worked_steps(timetable: Timetable, start: datetime, end: datetime) -> int:
    return sum(is_open(timetable, start + step * STEP) for step in range((end - start) // STEP))


def walked(timetable: Timetable, start: datetime, steps: int) -> datetime:
    """When so many quarters of an hour have been worked, by looking at every one."""
    while steps:
        steps -= is_open(timetable, start)
        start += STEP
    return start


def ending(timetable: Timetable, day: date) -> datetime:
    """When people go home on a day, or would, by the clock on the wall."""
    last = dict(timetable.hours.exceptions).get(WEEKDAYS[day.weekday()], timetable.hours.shifts)[-1]
    on = day + DAY if last.closes <= last.opens else day
    return datetime.combine(on, last.closes, tzinfo=ZoneInfo(timetable.hours.zone)).astimezone(UTC)


def days_from(timetable: Timetable, at: datetime) -> Any:
    day = at.astimezone(ZoneInfo(timetable.hours.zone)).date() - 2 * DAY
    while True:
        yield day
        day += DAY


def nth_working_end(timetable: Timetable, after: datetime, n: int) -> datetime:
    """The n-th closing time of a working day after a moment."""
    for day in days_from(timetable, after):
        n -= works(timetable, day) and ending(timetable, day) > after
        if n == 0:
            return ending(timetable, day)
    raise AssertionError


def working_ends(timetable: Timetable, after: datetime, until: datetime) -> int:
    found = 0
    for day in days_from(timetable, after):
        if ending(timetable, day) > until:
            return found
        found += works(timetable, day) and ending(timetable, day) > after
    raise AssertionError


class TestCountingOneByOne:
    @law
    @given(timetables(), moments(), in_time, spans, spans)
    def test_working_time_that_was_left_is_left(
        self, timetable: Timetable, start: datetime, limit: Limit, runs: timedelta, stands: timedelta
    ) -> None:
        quarters = evolve(limit, unit="working_hours", amount=limit.amount % 40 + 1)
        clock = started(start, quarters, timetable)
        begun, until, before = start + runs, start + runs + stands, of(clock)
        assume(begun <= before)
        left = worked_steps(timetable, begun, before)
        expected = max(before, until, walked(timetable, until, left))
        assert of(resumed(paused(clock, begun), until, timetable)) == expected

    @law
    @given(timetables(), moments(), st.integers(1, 200), spans, spans)
    def test_time_that_was_left_is_left(
        self, timetable: Timetable, start: datetime, hours: int, runs: timedelta, stands: timedelta
    ) -> None:
        clock = started(start, Limit(hours, "hours"), timetable)
        assume(runs <= timedelta(hours=hours))
        left = start + timedelta(hours=hours) - (start + runs)
        assert (
            of(resumed(paused(clock, start + runs), start + runs + stands, timetable)) == start + runs + stands + left
        )

    @law
    @given(timetables(ends=("at_closing",)), moments(), st.integers(1, 10), some_pauses)
    def test_working_days_that_were_left_are_left(
        self, timetable: Timetable, start: datetime, amount: int, pauses: list[tuple[timedelta, timedelta]]
    ) -> None:
        clock, now = started(start, Limit(amount, "working_days"), timetable), start
        for runs, stands in pauses:
            begun, until, before = now + runs, now + runs + stands, of(clock)
            left = working_ends(timetable, begun, before)
            clock, now = resumed(paused(clock, begun), until, timetable), until
            if begun > before:
                assert of(clock) == before
            elif left:
                assert of(clock) == nth_working_end(timetable, until, left)
            else:
                assert of(clock) == max(before, nth_working_end(timetable, until - INSTANT, 1))

    @law
    @given(timetables(ends=("at_closing",)), moments(), st.integers(1, 10), some_pauses)
    def test_calendar_days_that_were_left_are_left(
        self, timetable: Timetable, start: datetime, amount: int, pauses: list[tuple[timedelta, timedelta]]
    ) -> None:
        zone = ZoneInfo(timetable.hours.zone)
        clock, now = started(start, Limit(amount, "calendar_days"), timetable), start
        last = start.astimezone(zone).date() + amount * DAY
        for runs, stands in pauses:
            begun, until, before = now + runs, now + runs + stands, of(clock)
            clock, now = resumed(paused(clock, begun), until, timetable), until
            if begun > before:
                assert of(clock) == before
                continue
            nights = until.astimezone(zone).date() - begun.astimezone(zone).date()
            if not nights and until <= before:
                assert of(clock) == before
                continue
            last += nights
            while ending(timetable, last) < until:
                last += DAY
            aimed = last
            while not works(timetable, aimed):
                aimed += DAY
            assert of(clock) == max(before, ending(timetable, aimed))


class TestAPause:
    @law
    @given(timetables(), moments(), limits, some_pauses)
    def test_leaves_what_is_in_time_in_time_and_what_is_late_late(
        self, timetable: Timetable, start: datetime, limit: Limit, pauses: list[tuple[timedelta, timedelta]]
    ) -> None:
        clock, now = started(start, limit, timetable), start
        for runs, stands in pauses:
            begun, until, before = now + runs, now + runs + stands, of(clock)
            clock, now = resumed(paused(clock, begun), until, timetable), until
            assert of(clock) >= before
            assert (of(clock) >= until) is (begun <= before)
            assert (of(clock) == before) or begun <= before
            assert clock.is_late(until) is (begun > before)

    @law
    @given(timetables(), moments(), limits, spans, spans, spans)
    def test_that_is_split_counts_the_same(
        self, timetable: Timetable, start: datetime, limit: Limit, runs: timedelta, one: timedelta, other: timedelta
    ) -> None:
        clock = started(start, limit, timetable)
        begun, middle, until = start + runs, start + runs + one, start + runs + one + other
        whole = resumed(paused(clock, begun), until, timetable)
        split = resumed(paused(resumed(paused(clock, begun), middle, timetable), middle), until, timetable)
        assert of(split) >= of(whole)
        if limit.unit != "calendar_days" and (limit.unit != "working_days" or begun < of(clock)):
            assert of(split) == of(whole)

    @law
    @given(timetables(hours=HOURS[:3], ends=("at_closing",)), moments(), limits, spans)
    def test_from_the_very_start_is_a_later_start(
        self, timetable: Timetable, start: datetime, limit: Limit, stands: timedelta
    ) -> None:
        timetable = evolve(timetable, arrivals="next_opening")
        clock = resumed(paused(started(start, limit, timetable), start), start + stands, timetable)
        assert of(clock) == due(start + stands, limit, timetable).astimezone(UTC)

    @law
    @given(timetables(), moments(), limits, some_pauses, spans, spans)
    def test_is_never_lost_when_the_limit_changes(
        self,
        timetable: Timetable,
        start: datetime,
        limit: Limit,
        pauses: list[tuple[timedelta, timedelta]],
        runs: timedelta,
        stands: timedelta,
    ) -> None:
        """GLPI #15605: a change of priority lost the pause."""
        clock = lived(started(start, limit, timetable), pauses, timetable)
        assert retargeted_due(clock, limit, timetable).astimezone(UTC) == of(clock)
        longer = Limit(limit.amount + 3, limit.unit)
        other = lived(started(start, longer, timetable), pauses, timetable)
        assert retargeted_due(clock, longer, timetable).astimezone(UTC) == of(other)
        now = clock.changes[-1].at + runs
        going_on = paused(clock, now)
        changed = Ledger((going_on,)).retarget("resolve", now, retargeted_due(going_on, longer, timetable), longer)
        after = now + stands
        assert of(resumed(changed.clocks[0], after, timetable)) == of(resumed(paused(other, now), after, timetable))

    @law
    @given(timetables(), moments(), st.integers(1, 40), some_pauses)
    def test_moves_another_limit_by_what_it_counts_in_its_unit(
        self, timetable: Timetable, start: datetime, hours: int, pauses: list[tuple[timedelta, timedelta]]
    ) -> None:
        clock = lived(started(start, Limit(1, "minutes"), timetable), pauses, timetable)
        stood = [(one.start, one.end or one.start) for one in clock.segments if one.kind == "pause"]
        long = 3000  # in time, whatever the pauses
        passed = retargeted_due(clock, Limit(long + hours, "hours"), timetable)
        assert passed.astimezone(UTC) - start == timedelta(hours=long + hours) + sum((b - a for a, b in stood), NONE)
        worked = retargeted_due(clock, Limit(700 + hours, "working_hours"), timetable)
        counted = sum(worked_steps(timetable, a, b) for a, b in stood)
        base = due(start, Limit(700 + hours, "working_hours"), timetable)
        assert timetable.working_time(base, worked) == counted * STEP
        if timetable.days_end == "at_closing":
            base, days = (
                due(start, Limit(90, "working_days"), timetable).astimezone(UTC),
                retargeted_due(clock, Limit(90, "working_days"), timetable).astimezone(UTC),
            )
            ends = sum(working_ends(timetable, a, b) for a, b in stood)
            assert days == (nth_working_end(timetable, base, ends) if ends else base)

    @law
    @given(timetables(), moments(), limits, some_pauses, spans, st.integers(1, 20))
    def test_uses_up_a_cap_at_the_moment_that_was_told(
        self,
        timetable: Timetable,
        start: datetime,
        cap: Limit,
        pauses: list[tuple[timedelta, timedelta]],
        runs: timedelta,
        later: int,
    ) -> None:
        clock = lived(started(start, Limit(1, "minutes"), timetable), pauses, timetable)
        now = clock.changes[-1].at + runs
        would = pause_ends(clock, cap, now, timetable)
        clock = paused(clock, now)
        would = would.astimezone(UTC)
        assert pause_ends(clock, cap, now + later * STEP, timetable).astimezone(UTC) == would
        assert would >= now
        assert pause_cap_reached(clock, cap, max(now, would), timetable)
        assert would == now or not pause_cap_reached(clock, cap, would - INSTANT, timetable)
        if cap.unit in {"hours", "minutes"}:
            total = cap.amount * timedelta(**{cap.unit: 1})
            assert clock.paused(would) == max(total, clock.paused(now))


# ---- anything that may happen to a ledger -------------------------------------------------------------------------

NAMES = ("accept", "resolve", "visit")
ACTS = ("start", "start", "start", "pause", "pause", "resume", "resume", "extend", "retarget", "stop", "cancel")
acts = st.tuples(
    st.sampled_from(ACTS),
    st.sampled_from(NAMES),
    st.integers(0, 12).map(lambda steps: steps * STEP),
    st.one_of(st.none(), *([st.integers(-10, 60).map(lambda steps: steps * STEP)] * 3)),
)
histories = st.integers(3, 30).flatmap(lambda size: st.lists(acts, min_size=size, max_size=size))


def tried(ledger: Ledger, act: str, name: str, now: datetime, ahead: timedelta | None) -> Ledger:
    """The ledger after an act; the same one if a rule refused it."""
    put = None if ahead is None else now + ahead
    try:
        return done(ledger, act, name, now, put)
    except Refused:
        return ledger


def done(ledger: Ledger, act: str, name: str, now: datetime, put: datetime | None) -> Ledger:
    clock = ledger.live(name)
    all_acts: dict[str, Callable[[], Ledger]] = {
        "start": lambda: ledger.start(name, now, put, Limit(3, "hours") if put else None),
        "pause": lambda: ledger.pause(name, now, "weather"),
        "resume": lambda: ledger.resume(name, now, due_after_pause(clock, now, None) if clock else None),
        "extend": lambda: ledger.extend(name, now, put or now, "head-1", "more_work"),
        "retarget": lambda: ledger.retarget(name, now, put, None),
        "stop": lambda: ledger.stop(name, now),
        "cancel": lambda: ledger.cancel(name, now, "withdrawn"),
    }
    return all_acts[act]()


def histories_of(ledger: Ledger) -> list[tuple[str, tuple[Change, ...]]]:
    return [(clock.name, clock.changes) for clock in ledger.clocks]


def tile(clock: Clock, until: datetime) -> None:
    segments = clock.segments
    assert segments[0].start == clock.started_at
    assert all(one.end == other.start for one, other in pairwise(segments))
    assert all(one.kind != other.kind for one, other in pairwise(segments))
    assert segments[-1].end == clock.stopped_at
    last = clock.stopped_at or until
    assert clock.ran(until) + clock.paused(until) == last - clock.started_at
    assert clock.late(until) <= clock.ran(until)
    steps = explain_clock(clock, None, until)
    assert all(one.end == other.start for one, other in pairwise(steps))
    assert sum((step.length for step in steps), NONE) == last - clock.started_at
    assert sum((step.length for step in steps if step.code == "paused"), NONE) == clock.paused(until)
    assert all(step.text("en") and step.text("zh") for step in steps)


def told_again(clock: Clock) -> Clock:
    """The clock as it comes back from a log: with offsets for zones."""

    def text(moment: datetime | None) -> datetime | None:
        return None if moment is None else datetime.fromisoformat(moment.isoformat())

    changes = [evolve(one, at=text(one.at) or one.at, due=text(one.due)) for one in clock.changes]
    return Clock(clock.name, changes)


class TestALedger:
    @law
    @given(moments(), histories, st.sampled_from([UTC, *map(ZoneInfo, ZONES)]))
    def test_overwrites_nothing_and_adds_up(self, start: datetime, history: list[Any], zone: Any) -> None:
        ledger, now = Ledger(), start
        for act, name, passes, ahead in history:
            before, now = ledger, now + passes
            ledger = tried(ledger, act, name, now.astimezone(zone), ahead)
            live = [clock.name for clock in ledger.clocks if clock.is_live]
            assert len(set(live)) == len(live)
            assert [clock.name for clock in ledger.running] == [c.name for c in ledger.clocks if c.state == "running"]
            for (name_before, old), (name_now, new) in zip(histories_of(before), histories_of(ledger), strict=False):
                assert (name_before, old) == (name_now, new[: len(old)])
            for clock in ledger.clocks:
                tile(clock, now)
                assert told_again(clock) == clock
                assert (told_again(clock).state, told_again(clock).since) == (clock.state, clock.since)
        assert pickle.loads(pickle.dumps(ledger)) == ledger  # noqa: S301  # our own bytes
        assert hash(pickle.loads(pickle.dumps(ledger))) == hash(ledger)  # noqa: S301  # our own bytes

    @law
    @given(moments(), histories)
    def test_says_what_has_lapsed_as_a_look_at_every_clock_does(self, start: datetime, history: list[Any]) -> None:
        ledger, now = Ledger(), start
        for act, name, passes, ahead in history:
            now += passes
            ledger = tried(ledger, act, name, now, ahead)
            for moment in (now, now + 20 * STEP, now + 200 * STEP):
                over = [one for one in ledger.running if one.due is not None and one.due < moment]
                found = ledger.lapsed(moment)
                assert sorted(found) == sorted(one.name for one in over)
                assert [ledger.live(name) for name in found] == sorted(over, key=of)
                assert all(one.is_late(moment) is (one in over) for one in ledger.running)
                assert not {one.name for one in ledger.clocks if one.state == "paused"} & set(found)
            assert ledger.next_due == min((of(one) for one in ledger.running if one.due), default=None)

    @law
    @given(moments(), histories)
    def test_has_nothing_live_once_all_is_cancelled(self, start: datetime, history: list[Any]) -> None:
        ledger, now = Ledger(), start
        for act, name, passes, ahead in history:
            now += passes
            ledger = tried(ledger, act, name, now, ahead)
        ended = ledger.cancel_all(now, "closed")
        assert not any(clock.is_live for clock in ended.clocks)
        assert (ended.running, ended.next_due, ended.lapsed(now + 1000 * DAY)) == ((), None, ())
        assert [one for one in ended.clocks if one.state != "cancelled"] == [
            one for one in ledger.clocks if one.state in {"met", "breached"}
        ]
        assert ended.cancel_all(now, "closed") == ended

    @law
    @given(moments(), histories)
    def test_moves_a_due_to_earlier_only_with_another_limit(self, start: datetime, history: list[Any]) -> None:
        ledger, now = Ledger(), start
        for act, name, passes, ahead in history:
            now += passes
            before = ledger.live(name)
            ledger = tried(ledger, act, name, now, ahead)
            after = ledger.live(name)
            if before is None or after is None or act == "retarget":
                continue
            assert (before.due is None) is (after.due is None)
            assert before.due is None or of(after) >= of(before)


class TestAnExplanation:
    @law
    @given(timetables(), moments(), limits, some_pauses, spans)
    def test_has_no_gap_and_adds_up(
        self,
        timetable: Timetable,
        start: datetime,
        limit: Limit,
        pauses: list[tuple[timedelta, timedelta]],
        runs: timedelta,
    ) -> None:
        clock = lived(started(start, limit, timetable), pauses, timetable)
        now = clock.changes[-1].at + runs
        steps = explain_clock(clock, timetable, now)
        assert steps[0].start.astimezone(UTC) == start
        assert steps[-1].end.astimezone(UTC) == now
        assert all(one.end.astimezone(UTC) == other.start.astimezone(UTC) for one, other in pairwise(steps))
        assert sum((step.length for step in steps), NONE) == now - start
        assert sum((step.length for step in steps if step.code == "running_late"), NONE) <= clock.ran(now)
        assert steps[0].why
        assert steps[0].why[-1].end.isoformat() == due(start, limit, timetable).isoformat()
        assert all(step.text("en") and step.text("zh") for step in steps)
        stood = [Segment("pause", one.start, one.end, one.reason) for one in clock.segments if one.kind == "pause"]
        assert len([step for step in steps if step.code.startswith("resumed")]) == len(stood)
