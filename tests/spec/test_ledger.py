"""The clocks of a case. Expected dues are counted by hand on the calendar of China of 2026.

February: Saturday the 14th is worked, the 15th to the 23rd are off. March: the 2nd, 9th and 16th are Mondays, and
every week has its five working days.
"""

import pickle
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from gridgov.calendars import (
    Calendar,
    Change,
    Clock,
    ClockAct,
    ClockState,
    Ledger,
    Limit,
    Segment,
    ServiceHours,
    Shift,
    Timetable,
    Unit,
    china,
    due,
    due_after_pause,
    explain_clock,
    pause_cap_reached,
    pause_ends,
    retargeted_due,
)
from gridgov.errors import TEXTS, BadInput, Refused
from gridgov.labels import codes, label, words

OFFICE = (Shift(time(9), time(12)), Shift(time(13), time(17)))
BEIJING = Timetable(china(), ServiceHours("Asia/Shanghai", OFFICE))
SAME_TIME = Timetable(china(), ServiceHours("Asia/Shanghai", OFFICE), days_end="same_time")
DAY_AND_NIGHT = Timetable(china(), ServiceHours("Asia/Shanghai"))
NIGHT_SHIFT = Timetable(china(), ServiceHours("Asia/Shanghai", [Shift(time(9), time(17)), Shift(time(22), time(5))]))
BERLIN = Timetable(Calendar("plain", years=[2026]), ServiceHours("Europe/Berlin", OFFICE))
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """A moment of March 2026 in Beijing, by day and time; or of another month, if it is written out."""
    text = text if text.startswith("2026") else f"2026-03-{text}"
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


NINE, TEN, ELEVEN, NOON, ONE, TWO = (at(f"02 {clock}:00") for clock in ("09", "10", "11", "12", "13", "14"))


def running(due: datetime | None = NOON, limit: Limit | None = None) -> Ledger:
    """A clock that runs since nine o'clock on Monday, the 2nd of March."""
    return Ledger().start("resolve", NINE, due, limit)


def only(ledger: Ledger) -> Clock:
    (clock,) = ledger.clocks
    return clock


def counted(start: str, limit: Limit, timetable: Timetable = BEIJING) -> Ledger:
    return Ledger().start("resolve", at(start), due(at(start), limit, timetable), limit)


def paused(ledger: Ledger, begun: str, until: str, timetable: Timetable | None = BEIJING) -> Ledger:
    ledger = ledger.pause("resolve", at(begun), "weather")
    return ledger.resume("resolve", at(until), due_after_pause(ledger.clocks[-1], at(until), timetable))


def due_of(ledger: Ledger) -> str:
    """Until when, as day and time; with the month if it is not March."""
    clock = ledger.live("resolve")
    assert clock is not None
    assert clock.due is not None
    return clock.due.isoformat(" ", "minutes").removesuffix("+08:00").removeprefix("2026-03-")


def refusal(refused: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        refused()
    error = caught.value
    assert error.code in TEXTS
    assert error.source
    assert error.text("en") != error.text("zh")
    assert "{" not in error.text("en") + error.text("zh")
    return error


def problems(refused: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        refused()
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    return [(problem.where, problem.code) for problem in caught.value.problems]


class Unchecked:
    """Lets a wrong value through the type checker: ``UNCHECKED[5]``."""

    def __getitem__(self, value: Any) -> Any:
        return value


UNCHECKED = Unchecked()


# ---- the acts -----------------------------------------------------------------------------------------------------


class TestStarting:
    def test_a_clock_runs_from_its_start_until_its_due(self) -> None:
        clock = only(running(NOON, Limit(3, "hours")))
        assert (clock.name, clock.state, clock.started_at, clock.stopped_at) == ("resolve", "running", NINE, None)
        assert (clock.due, clock.limit, clock.is_live) == (NOON, Limit(3, "hours"), True)
        assert clock.segments == (Segment("run", NINE, None),)

    def test_a_clock_may_have_no_due(self) -> None:
        ledger = running(None)
        assert (ledger.next_due, ledger.lapsed(at("31 09:00"))) == (None, ())
        assert not only(ledger).is_late(at("31 09:00"))

    def test_several_clocks_run_side_by_side(self) -> None:
        """Issue 3: accept, contact, resolve, reply, visit; Open311, Signalen and FixMyStreet have one at most."""
        ledger = running().start("accept", TEN, ELEVEN).start("contact", TEN)
        assert [clock.name for clock in ledger.running] == ["resolve", "accept", "contact"]
        assert ledger.next_due == ELEVEN

    def test_a_name_has_one_live_clock_at_a_time(self) -> None:
        for ledger in (running(), running().pause("resolve", TEN, "weather")):
            refused = refusal(partial(ledger.start, "resolve", ELEVEN))
            assert (refused.code, refused.params["clock"]) == ("clock_is_live", "resolve")

    def test_a_name_that_was_stopped_starts_again_and_the_old_clock_stays(self) -> None:
        """A second round counts on its own; nothing is overwritten."""
        ledger = running().stop("resolve", TEN).start("resolve", ELEVEN, ONE)
        assert [clock.state for clock in ledger.clocks] == ["met", "running"]
        assert ledger.live("resolve") == ledger.latest("resolve") == ledger.clocks[1]
        assert ledger.clocks[0].due == NOON

    def test_not_before_the_one_of_that_name_was_stopped(self) -> None:
        ledger = running().stop("resolve", ELEVEN)
        assert refusal(lambda: ledger.start("resolve", TEN)).code == "before_the_last_event"
        assert ledger.start("resolve", ELEVEN).live("resolve")
        assert ledger.start("accept", TEN).live("accept")

    def test_a_due_lies_ahead(self) -> None:
        for wrong in (NINE, NINE - HOUR, NINE.astimezone(UTC)):
            refused = refusal(partial(running, wrong))
            assert (refused.code, refused.params["what"]) == ("due_before_start", "resolve")


class TestPausing:
    def test_a_clock_stands_still_for_a_reason(self) -> None:
        clock = only(running().pause("resolve", TEN, "weather"))
        assert (clock.state, clock.since, clock.is_live) == ("paused", TEN, True)
        assert clock.segments == (Segment("run", NINE, TEN), Segment("pause", TEN, None, "weather"))

    def test_a_paused_clock_never_lapses(self) -> None:
        ledger = running().pause("resolve", TEN, "weather")
        assert (ledger.lapsed(at("31 09:00")), ledger.next_due, ledger.running) == ((), None, ())
        assert not only(ledger).is_late(at("31 09:00"))

    def test_one_that_is_late_can_be_paused_and_stays_late(self) -> None:
        clock = only(running().pause("resolve", ONE, "weather"))
        assert clock.is_late(TWO)
        assert clock.late(at("31 09:00")) == HOUR

    def test_not_twice_and_not_what_is_stopped(self) -> None:
        assert refusal(lambda: running().pause("resolve", TEN, "w").pause("resolve", TEN, "w")).code == (
            "clock_not_running"
        )
        assert refusal(lambda: running().stop("resolve", TEN).pause("resolve", TEN, "w")).code == "clock_not_live"
        assert refusal(lambda: running().pause("accept", TEN, "w")).code == "clock_not_live"

    @pytest.mark.parametrize("reason", ["", " ", "\n"])
    def test_not_without_a_reason(self, reason: str) -> None:
        assert problems(lambda: running().pause("resolve", TEN, reason)) == [("reason", "missing")]


class TestResuming:
    def test_a_clock_goes_on_with_a_later_due(self) -> None:
        clock = only(running().pause("resolve", TEN, "weather").resume("resolve", ELEVEN, ONE))
        assert (clock.state, clock.due, clock.since) == ("running", ONE, ELEVEN)
        assert [segment.kind for segment in clock.segments] == ["run", "pause", "run"]
        assert [str(clock.ran(NOON)), str(clock.paused(NOON))] == ["2:00:00", "1:00:00"]

    def test_or_with_the_due_that_it_had(self) -> None:
        assert only(running().pause("resolve", TEN, "w").resume("resolve", ELEVEN, NOON)).due == NOON

    def test_or_without_one_if_it_had_none(self) -> None:
        assert only(running(None).pause("resolve", TEN, "w").resume("resolve", ELEVEN)).due is None

    @pytest.mark.parametrize(
        ("had", "gets"), [(NOON, NOON - timedelta(microseconds=1)), (NOON, None), (None, NOON)], ids=str
    )
    def test_a_pause_takes_no_time_away_and_sets_no_due(self, had: datetime | None, gets: datetime | None) -> None:
        ledger = running(had).pause("resolve", TEN, "weather")
        assert refusal(lambda: ledger.resume("resolve", ELEVEN, gets)).code == "resume_moves_due"

    def test_only_what_is_paused_goes_on(self) -> None:
        assert refusal(lambda: running().resume("resolve", TEN, NOON)).code == "clock_not_paused"
        assert refusal(lambda: Ledger().resume("resolve", TEN, NOON)).code == "clock_not_live"

    def test_a_clock_may_be_paused_and_go_on_at_one_moment(self) -> None:
        clock = only(running().pause("resolve", TEN, "weather").resume("resolve", TEN, NOON))
        assert clock.segments[1] == Segment("pause", TEN, TEN, "weather")
        assert clock.paused(NOON) == timedelta(0)


class TestExtending:
    def test_more_time_is_approved_by_somebody_for_a_reason(self) -> None:
        """Beijing Regulation Art. 15: an extension with reasons."""
        clock = only(running().extend("resolve", TEN, ONE, "head-1", "parts_ordered"))
        change = clock.changes[-1]
        assert (clock.due, clock.state) == (ONE, "running")
        assert (change.by, change.reason, change.at) == ("head-1", "parts_ordered", TEN)
        assert clock.segments == (Segment("run", NINE, None),)

    def test_at_the_very_due_is_not_too_late(self) -> None:
        assert only(running().extend("resolve", NOON, ONE, "head-1", "parts_ordered")).due == ONE

    def test_after_the_due_it_is_too_late(self) -> None:
        """Research, KPI table: extension only if approved before the old due."""
        ledger = running()
        late = NOON + timedelta(microseconds=1)
        refused = refusal(lambda: ledger.extend("resolve", late, TWO, "head-1", "parts_ordered"))
        assert refused.code == "extended_too_late"
        assert "第十五条" in refused.source

    @pytest.mark.parametrize("wrong", [NOON, ELEVEN])
    def test_it_is_longer(self, wrong: datetime) -> None:
        ledger = running()
        refused = refusal(lambda: ledger.extend("resolve", TEN, wrong, "head-1", "parts_ordered"))
        assert refused.code == "extension_shortens"

    def test_what_has_no_due_is_not_extended(self) -> None:
        refused = refusal(lambda: running(None).extend("resolve", TEN, NOON, "head-1", "parts_ordered"))
        assert refused.code == "clock_without_due"

    def test_a_paused_clock_is_extended_if_it_was_in_time_when_it_was_paused(self) -> None:
        in_time = running().pause("resolve", ELEVEN, "w").extend("resolve", TWO, ONE, "head-1", "parts_ordered")
        assert only(in_time).state == "paused"
        assert due_after_pause(only(in_time), TWO, None) == at("02 16:00")  # 13:00 and three hours of pause
        late = running().pause("resolve", ONE, "w")
        refused = refusal(lambda: late.extend("resolve", TWO, at("03 09:00"), "head-1", "parts_ordered"))
        assert refused.code == "extended_too_late"

    @pytest.mark.parametrize(("by", "reason", "where"), [("", "more", "by"), ("head-1", " ", "reason")])
    def test_not_without_a_name_and_a_reason(self, by: str, reason: str, where: str) -> None:
        assert problems(lambda: running().extend("resolve", TEN, ONE, by, reason)) == [(where, "missing")]


class TestRetargeting:
    def test_another_limit_counts_from_the_first_start(self) -> None:
        ledger = running(NOON, Limit(3, "hours")).retarget("resolve", TEN, ELEVEN, Limit(2, "hours"), "recategorised")
        clock = only(ledger)
        assert (clock.started_at, clock.due, clock.limit) == (NINE, ELEVEN, Limit(2, "hours"))
        assert clock.changes[-1].reason == "recategorised"

    def test_the_due_may_be_over(self) -> None:
        ledger = running().retarget("resolve", ELEVEN, TEN, Limit(1, "hours"))
        assert ledger.lapsed(ELEVEN) == ("resolve",)

    def test_the_due_may_fall_away_and_come_back(self) -> None:
        ledger = running().retarget("resolve", TEN, None, None)
        assert ledger.next_due is None
        assert ledger.retarget("resolve", ELEVEN, TWO, None).next_due == TWO

    def test_a_paused_clock_stays_paused(self) -> None:
        ledger = running().pause("resolve", TEN, "weather").retarget("resolve", ELEVEN, TWO, None)
        assert (only(ledger).state, only(ledger).since) == ("paused", TEN)
        assert only(ledger).segments[-1] == Segment("pause", TEN, None, "weather")

    def test_only_what_is_live(self) -> None:
        ledger = running().stop("resolve", TEN)
        assert refusal(lambda: ledger.retarget("resolve", TEN, NOON, None)).code == "clock_not_live"


class TestStopping:
    @pytest.mark.parametrize(
        ("due", "stopped", "state"),
        [
            (NOON, ELEVEN, "met"),
            (NOON, NOON, "met"),  # done at the very moment is in time
            (NOON, NOON + timedelta(microseconds=1), "breached"),
            (None, at("31 12:00"), "met"),
            (NOON, NOON.astimezone(UTC), "met"),
        ],
        ids=str,
    )
    def test_in_time_is_met_and_late_is_breached(self, due: datetime | None, stopped: datetime, state: str) -> None:
        clock = only(running(due).stop("resolve", stopped))
        assert (clock.state, clock.stopped_at, clock.is_live) == (state, stopped, False)
        assert clock.is_late(at("31 12:00")) is (state == "breached")

    @pytest.mark.parametrize(("begun", "state"), [(ELEVEN, "met"), (NOON, "met"), (ONE, "breached")])
    def test_a_paused_clock_is_judged_by_the_moment_of_its_pause(self, begun: datetime, state: str) -> None:
        """Design note: a pause takes no time, however long it is."""
        clock = only(running().pause("resolve", begun, "weather").stop("resolve", at("20 09:00")))
        assert clock.state == state
        assert clock.segments[-1] == Segment("pause", begun, at("20 09:00"), "weather")

    def test_once(self) -> None:
        ledger = running().stop("resolve", TEN)
        assert refusal(lambda: ledger.stop("resolve", ELEVEN)).code == "clock_not_live"
        assert refusal(lambda: ledger.cancel("resolve", ELEVEN, "withdrawn")).code == "clock_not_live"

    def test_time_stands_still_afterwards(self) -> None:
        clock = only(running().stop("resolve", ONE))
        assert (clock.ran(at("31 09:00")), clock.late(at("31 09:00"))) == (4 * HOUR, HOUR)


class TestCancelling:
    def test_it_counts_neither_as_met_nor_as_breached(self) -> None:
        clock = only(running().cancel("resolve", ONE, "withdrawn"))
        assert (clock.state, clock.stopped_at, clock.changes[-1].reason) == ("cancelled", ONE, "withdrawn")
        assert not clock.is_late(TWO)

    def test_all_at_once(self) -> None:
        ledger = running().start("accept", TEN).start("visit", TEN).stop("accept", TEN).pause("visit", TEN, "weather")
        ended = ledger.cancel_all(ELEVEN, "merged")
        assert [clock.state for clock in ended.clocks] == ["cancelled", "met", "cancelled"]
        assert Ledger().cancel_all(ELEVEN, "merged") == Ledger()

    def test_not_without_a_reason(self) -> None:
        assert problems(lambda: running().cancel_all(TEN, "")) == [("reason", "missing")]


class TestTheOrderOfThings:
    @pytest.mark.parametrize(
        "act",
        [
            lambda ledger: ledger.pause("resolve", NINE, "weather"),
            lambda ledger: ledger.extend("resolve", NINE, TWO, "head-1", "parts_ordered"),
            lambda ledger: ledger.retarget("resolve", NINE, TWO, None),
            lambda ledger: ledger.stop("resolve", NINE),
            lambda ledger: ledger.cancel("resolve", NINE, "withdrawn"),
            lambda ledger: ledger.pause("resolve", ELEVEN, "w").resume("resolve", TEN, TWO),
        ],
    )
    def test_nothing_comes_before_what_happened_already(self, act: Callable[[Ledger], Ledger]) -> None:
        ledger = running().extend("resolve", TEN, ONE, "head-1", "parts_ordered")
        assert refusal(lambda: act(ledger)).code == "before_the_last_event"

    def test_a_refused_act_leaves_the_ledger_as_it_is(self) -> None:
        ledger = running()
        before = pickle.dumps(ledger)
        refusal(lambda: ledger.resume("resolve", TEN, NOON))
        assert pickle.dumps(ledger) == before


class TestLapsing:
    def test_done_at_the_very_moment_is_in_time(self) -> None:
        assert running().lapsed(NOON) == ()
        assert running().lapsed(NOON + timedelta(microseconds=1)) == ("resolve",)

    def test_the_earliest_due_comes_first(self) -> None:
        ledger = running().start("visit", NINE, TEN).start("accept", NINE, TWO).start("contact", NINE)
        assert ledger.lapsed(ONE) == ("visit", "resolve")
        assert ledger.lapsed(NOON) == ("visit",)
        assert ledger.next_due == TEN

    def test_dues_are_put_in_order_once_and_not_at_each_question(self) -> None:
        """Issue 3: 100,000 checks in 0.2 s."""
        assert running().start("accept", NINE, TEN)._dues == ((TEN, "accept"), (NOON, "resolve"))

    def test_what_was_stopped_does_not_lapse(self) -> None:
        assert running().stop("resolve", ONE).lapsed(TWO) == ()

    def test_moments_are_compared_and_not_the_hands_of_clocks(self) -> None:
        """In Berlin 02:30 comes twice on 25 October 2026."""
        berlin = ZoneInfo("Europe/Berlin")
        first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
        ledger = Ledger().start("resolve", first - HOUR, first)
        second = first.replace(fold=1)
        assert (ledger.lapsed(first), ledger.lapsed(second)) == ((), ("resolve",))
        assert ledger.stop("resolve", second).clocks[0].state == "breached"
        assert ledger.clocks[0].ran(second) == 2 * HOUR


class TestBeingLate:
    def test_is_the_time_that_it_ran_past_its_due(self) -> None:
        clock = only(running().pause("resolve", ONE, "w").resume("resolve", at("03 09:00"), NOON))
        assert clock.late(at("03 10:00")) == 2 * HOUR  # 12 to 13 o'clock, and an hour on the next day
        assert clock.late(NINE) == clock.late(NOON) == timedelta(0)

    def test_is_nothing_without_a_due(self) -> None:
        assert only(running(None)).late(at("31 09:00")) == timedelta(0)

    def test_before_the_start_there_is_no_time_at_all(self) -> None:
        clock = only(running())
        assert clock.ran(at("01 09:00")) == clock.paused(at("01 09:00")) == timedelta(0)


# ---- what a pause counts ------------------------------------------------------------------------------------------


class TestAPauseOfALimitInWorkingDays:
    @pytest.mark.parametrize(
        ("begun", "until", "expected"),
        [
            ("06 10:00", "06 16:00", "10 17:00"),  # no day ended
            ("06 10:00", "09 10:00", "11 17:00"),  # Friday did
            ("07 10:00", "09 10:00", "10 17:00"),  # Saturday is not counted
            ("06 10:00", "07 10:00", "11 17:00"),  # Friday did
            ("06 16:59", "09 09:01", "11 17:00"),  # a day is a day, however little of it is left
            ("06 17:00", "09 10:00", "10 17:00"),  # at closing time Friday had ended
            ("06 10:00", "06 17:00", "11 17:00"),  # and here it ended in the pause
            ("05 10:00", "09 10:00", "12 17:00"),  # Thursday and Friday
            ("05 10:00", "31 10:00", "2026-04-03 17:00"),  # as three days from the 31st end
            ("10 16:00", "10 16:30", "10 17:00"),
            ("10 16:00", "11 10:00", "11 17:00"),  # paused on the last day, it ends with the day on which it goes on
            ("10 17:00", "11 10:00", "11 17:00"),  # in time at the very due: likewise
            ("10 17:00", "11 17:00", "11 17:00"),
            ("10 17:00", "13 17:30", "16 17:00"),  # after closing time, to the end of the next working day
            ("10 17:01", "12 10:00", "10 17:00"),  # late is late
        ],
    )
    def test_moves_the_due_by_the_days_that_ended_in_it(self, begun: str, until: str, expected: str) -> None:
        """Three working days from Thursday the 5th of March end on Tuesday the 10th."""
        ledger = counted("05 10:00", Limit(3, "working_days"))
        assert due_of(ledger) == "10 17:00"
        assert due_of(paused(ledger, begun, until)) == expected

    def test_over_the_spring_festival(self) -> None:
        """Three days from the 11th end on the worked Saturday; Friday and Saturday ended in the pause."""
        ledger = counted("2026-02-11 10:00", Limit(3, "working_days"))
        assert due_of(ledger) == "2026-02-14 17:00"
        assert due_of(paused(ledger, "2026-02-13 10:00", "2026-02-24 10:00")) == "2026-02-25 17:00"

    def test_as_many_pauses_as_there_are(self) -> None:
        ledger = counted("05 10:00", Limit(3, "working_days"))
        ledger = paused(paused(ledger, "05 11:00", "06 11:00"), "06 12:00", "09 09:30")
        assert due_of(ledger) == "12 17:00"

    @pytest.mark.parametrize(
        ("begun", "until", "expected"),
        [
            ("06 09:00", "06 11:00", "11 10:00"),  # it passed ten o'clock
            ("06 11:00", "09 09:00", "10 10:00"),  # it did not, or on days off
            ("06 10:00", "09 10:00", "11 10:00"),
            ("10 09:30", "11 15:00", "12 10:00"),  # on the 10th and on the 11th
            ("10 10:00", "13 11:00", "16 10:00"),  # in time at the very due: to ten o'clock on a working day
        ],
    )
    def test_a_day_ends_at_the_clock_time_of_the_due_where_limits_do(
        self, begun: str, until: str, expected: str
    ) -> None:
        ledger = counted("05 10:00", Limit(3, "working_days"), SAME_TIME)
        assert due_of(ledger) == "10 10:00"
        assert due_of(paused(ledger, begun, until, SAME_TIME)) == expected

    def test_a_day_without_service_hours_ends_at_midnight(self) -> None:
        ledger = counted("05 10:00", Limit(1, "working_days"), DAY_AND_NIGHT)
        assert due_of(ledger) == "07 00:00"  # Friday, 24:00
        assert due_of(paused(ledger, "06 10:00", "09 10:00", DAY_AND_NIGHT)) == "10 00:00"  # Monday, 24:00

    def test_a_night_shift_belongs_to_the_day_on_which_it_begins(self) -> None:
        ledger = counted("04 10:00", Limit(1, "working_days"), NIGHT_SHIFT)
        assert due_of(ledger) == "06 05:00"
        assert due_of(paused(ledger, "06 04:00", "06 04:30", NIGHT_SHIFT)) == "06 05:00"  # Thursday goes on
        assert due_of(paused(ledger, "06 04:00", "06 10:00", NIGHT_SHIFT)) == "07 05:00"  # it ended


class TestAPauseOfALimitInCalendarDays:
    @pytest.mark.parametrize(
        ("begun", "until", "expected"),
        [
            ("05 11:00", "05 23:00", "09 17:00"),  # no midnight
            ("05 11:00", "06 09:00", "09 17:00"),  # to Sunday, and so to Monday: a day off counts once
            ("05 11:00", "07 09:00", "09 17:00"),  # to Monday itself
            ("05 11:00", "08 09:00", "10 17:00"),  # to Tuesday
            ("05 23:00", "06 01:00", "09 17:00"),
            ("09 16:00", "09 18:00", "10 17:00"),  # paused on the last day, it lasts to the end of a day
            ("09 17:01", "10 10:00", "09 17:00"),  # late is late
        ],
    )
    def test_moves_the_last_day_by_the_midnights_in_it(self, begun: str, until: str, expected: str) -> None:
        """Two calendar days from Thursday the 5th end on Saturday, and so on Monday the 9th (Civil Code, Art. 203)."""
        ledger = counted("05 10:00", Limit(2, "calendar_days"))
        assert due_of(ledger) == "09 17:00"
        assert due_of(paused(ledger, begun, until)) == expected

    def test_a_day_off_at_the_end_is_not_counted_again_by_the_next_pause(self) -> None:
        ledger = counted("05 10:00", Limit(2, "calendar_days"))
        assert due_of(paused(paused(ledger, "05 11:00", "06 09:00"), "06 10:00", "07 10:00")) == "09 17:00"

    def test_ends_on_whatever_day_at_the_same_time_where_limits_do(self) -> None:
        ledger = counted("05 10:00", Limit(2, "calendar_days"), SAME_TIME)
        assert due_of(paused(ledger, "05 11:00", "06 10:00", SAME_TIME)) == "08 10:00"
        assert due_of(paused(ledger, "05 11:00", "06 09:59", SAME_TIME)) == "07 10:00"
        five = counted("05 10:00", Limit(5, "calendar_days"), SAME_TIME)
        assert due_of(paused(five, "06 11:00", "08 11:00", SAME_TIME)) == "12 10:00"  # days off count


class TestAPauseOfALimitInWorkingTime:
    @pytest.mark.parametrize(
        ("begun", "until", "expected"),
        [
            ("05 16:00", "06 09:30", "06 13:30"),  # an hour and a half was worked: an hour to noon, half after one
            ("05 17:00", "06 09:00", "06 11:00"),  # over the night nobody works
            ("05 15:30", "09 10:00", "09 14:30"),  # half an hour was used: three and a half from Monday, 10:00
            ("06 11:00", "06 14:00", "06 14:00"),  # at the very due: nothing is left, and nothing is late
            ("06 11:01", "06 14:00", "06 11:00"),  # late is late
        ],
    )
    def test_moves_the_due_by_the_time_that_was_worked(self, begun: str, until: str, expected: str) -> None:
        """Four working hours from three o'clock on Thursday the 5th: two on that day, two on Friday."""
        ledger = counted("05 15:00", Limit(4, "working_hours"))
        assert due_of(ledger) == "06 11:00"
        assert due_of(paused(ledger, begun, until)) == expected
        minutes = counted("05 15:00", Limit(240, "working_minutes"))
        assert due_of(paused(minutes, begun, until)) == expected

    def test_paused_at_closing_time_at_the_very_due_it_is_in_time_before_the_opening(self) -> None:
        ledger = counted("05 15:00", Limit(2, "working_hours"))
        assert due_of(ledger) == "05 17:00"
        resumed = paused(ledger, "05 17:00", "06 08:00")
        assert (due_of(resumed), resumed.lapsed(at("06 08:00"))) == ("06 08:00", ())


class TestAPauseOfALimitInTime:
    @pytest.mark.parametrize("timetable", [None, BEIJING])
    def test_moves_the_due_by_the_time_that_passed(self, timetable: Timetable | None) -> None:
        for limit in (Limit(3, "hours"), Limit(180, "minutes"), None):
            assert due_of(paused(running(NOON, limit), "02 10:00", "03 11:00", timetable)) == "03 13:00"

    def test_also_while_the_clocks_are_changed(self) -> None:
        """From 20:00 on Saturday to 08:00 on Sunday, 29 March 2026, eleven hours pass in Berlin."""
        saturday, evening, sunday = (
            datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=ZoneInfo("Europe/Berlin"))
            for text in ("28T12:00", "28T20:00", "29T08:00")
        )
        ledger = Ledger().start("resolve", saturday, due(saturday, Limit(24, "hours"), BERLIN), Limit(24, "hours"))
        assert only(ledger).due == datetime.fromisoformat("2026-03-29T13:00+02:00")
        clock = only(ledger.pause("resolve", evening, "weather"))
        moved = due_after_pause(clock, sunday, BERLIN)
        assert moved is not None
        assert moved.isoformat() == "2026-03-30T00:00:00+02:00"
        assert only(Ledger((clock,)).resume("resolve", sunday, moved)).paused(sunday) == 11 * HOUR


class TestAPauseAfterADueWasMoved:
    @pytest.mark.parametrize(
        ("moved_to", "begun", "until", "expected"),
        [
            ("11 12:00", "06 10:00", "09 10:00", "12 17:00"),  # a day more, to its end
            ("11 12:00", "06 10:00", "06 11:00", "11 12:00"),
            ("15 12:00", "09 10:00", "10 10:00", "16 17:00"),  # a Sunday is worth the Friday before it
            ("11 12:00", "11 11:00", "11 12:00", "11 12:00"),
            ("11 12:00", "11 11:00", "11 15:00", "11 17:00"),  # half a day cannot be kept: to the end of the day
            ("11 20:00", "11 10:00", "12 10:00", "12 17:00"),
        ],
    )
    def test_it_moves_on_from_where_it_stands_to_the_end_of_a_day(
        self, moved_to: str, begun: str, until: str, expected: str
    ) -> None:
        ledger = counted("05 10:00", Limit(3, "working_days"))
        ledger = ledger.extend("resolve", at("05 11:00"), at(moved_to), "head-1", "parts_ordered")
        assert due_of(paused(ledger, begun, until)) == expected

    def test_midnight_belongs_to_the_day_before_it(self) -> None:
        ledger = counted("05 10:00", Limit(1, "working_days"), DAY_AND_NIGHT)
        ledger = ledger.extend("resolve", at("05 11:00"), at("10 00:00"), "head-1", "parts_ordered")
        assert due_of(paused(ledger, "09 10:00", "10 10:00", DAY_AND_NIGHT)) == "11 00:00"
        sunday = counted("05 10:00", Limit(1, "working_days"), DAY_AND_NIGHT)
        sunday = sunday.extend("resolve", at("05 11:00"), at("09 00:00"), "head-1", "parts_ordered")
        assert due_of(paused(sunday, "06 10:00", "09 10:00", DAY_AND_NIGHT)) == "10 00:00"

    def test_a_pause_before_it_was_moved_is_not_counted_again(self) -> None:
        ledger = paused(counted("05 10:00", Limit(3, "working_days")), "05 11:00", "06 11:00")
        ledger = ledger.extend("resolve", at("06 12:00"), at("12 17:00"), "head-1", "parts_ordered")
        assert due_of(paused(ledger, "09 10:00", "10 10:00")) == "13 17:00"


class TestAskingForTheDue:
    def test_what_has_no_due_gets_none(self) -> None:
        assert due_after_pause(only(running(None).pause("resolve", TEN, "w")), ELEVEN, None) is None

    def test_only_what_is_paused_goes_on(self) -> None:
        assert refusal(lambda: due_after_pause(only(running()), TEN, None)).code == "clock_not_paused"

    def test_not_before_it_was_paused(self) -> None:
        clock = only(running().pause("resolve", TEN, "w"))
        assert refusal(lambda: due_after_pause(clock, NINE, None)).code == "before_the_last_event"

    @pytest.mark.parametrize("unit", ["working_days", "calendar_days", "working_hours", "working_minutes"])
    def test_days_and_working_time_take_a_timetable(self, unit: Unit) -> None:
        clock = only(running(NOON, Limit(3, unit)).pause("resolve", TEN, "w"))
        expected = [("timetable", "wrong_type")]
        assert problems(lambda: due_after_pause(clock, at("03 10:00"), None)) == expected
        assert problems(lambda: retargeted_due(clock, Limit(3, unit), None)) == expected
        assert problems(lambda: pause_ends(clock, Limit(3, unit), ELEVEN, None)) == expected

    def test_a_year_without_a_table_is_an_error(self) -> None:
        start = datetime.fromisoformat("2026-12-28T10:00+08:00")
        ledger = Ledger().start(
            "resolve", start, due(start, Limit(2, "working_days"), BEIJING), Limit(2, "working_days")
        )
        clock = only(ledger.pause("resolve", start + HOUR, "weather"))
        assert problems(lambda: due_after_pause(clock, start + 72 * HOUR, BEIJING)) == [
            ("cn-working-days", "no_calendar_table")
        ]

    def test_answers_are_by_the_clock_of_the_office_or_as_they_were_told(self) -> None:
        clock = only(running(NOON, Limit(3, "hours")).pause("resolve", TEN.astimezone(UTC), "w"))
        for timetable in (None, BEIJING):
            moved = due_after_pause(clock, ELEVEN.astimezone(UTC), timetable)
            assert moved is not None
            assert moved.isoformat() == "2026-03-02T13:00:00+08:00"


# ---- another limit ------------------------------------------------------------------------------------------------


class TestAnotherLimit:
    def test_keeps_the_pauses(self) -> None:
        """GLPI #15605: when the priority changed, the pause was lost.

        Five days from Monday the 2nd end on the 9th. Tuesday and Wednesday ended in the pause. Two days from the
        2nd end on the 4th, with two days of pause on the 6th.
        """
        ledger = paused(counted("02 10:00", Limit(5, "working_days")), "03 10:00", "05 10:00")
        assert due_of(ledger) == "11 17:00"
        assert retargeted_due(only(ledger), Limit(2, "working_days"), BEIJING) == at("06 17:00")

    def test_counts_them_in_its_own_unit(self) -> None:
        ledger = paused(counted("02 10:00", Limit(5, "working_days")), "03 10:00", "05 10:00")
        clock = only(ledger)
        assert retargeted_due(clock, Limit(72, "hours"), BEIJING) == at("07 10:00")  # the 5th, and 48 hours
        assert retargeted_due(clock, Limit(10, "working_hours"), BEIJING) == at("05 14:00")  # the 3rd, 14:00; and 14 h
        assert retargeted_due(clock, Limit(4, "calendar_days"), BEIJING) == at("09 17:00")  # the 6th; the 8th

    def test_of_the_same_length_changes_nothing(self) -> None:
        limit = Limit(5, "working_days")
        clock = only(paused(counted("02 10:00", limit), "03 10:00", "05 10:00"))
        assert retargeted_due(clock, limit, BEIJING) == clock.due

    def test_that_was_over_before_the_pause_is_not_moved_by_it(self) -> None:
        clock = only(paused(counted("02 10:00", Limit(5, "working_days")), "03 10:00", "05 10:00"))
        assert retargeted_due(clock, Limit(1, "hours"), BEIJING) == at("02 11:00")

    def test_leaves_out_the_pause_that_is_going_on_until_the_clock_goes_on(self) -> None:
        ledger = counted("02 10:00", Limit(5, "working_days")).pause("resolve", at("03 10:00"), "weather")
        other = retargeted_due(only(ledger), Limit(2, "working_days"), BEIJING)
        assert other == at("04 17:00")
        ledger = ledger.retarget("resolve", at("04 10:00"), other, Limit(2, "working_days"))
        assert due_after_pause(only(ledger), at("05 10:00"), BEIJING) == at("06 17:00")

    def test_does_not_carry_over_an_extension(self) -> None:
        ledger = counted("02 10:00", Limit(2, "working_days"))
        ledger = ledger.extend("resolve", at("02 11:00"), at("20 17:00"), "head-1", "parts_ordered")
        assert retargeted_due(only(ledger), Limit(3, "working_days"), BEIJING) == at("05 17:00")


# ---- a cap on pausing ---------------------------------------------------------------------------------------------


class TestACapOnPausing:
    @pytest.mark.parametrize(
        ("cap", "expected"),
        [
            (Limit(5, "working_days"), "13 17:00"),  # from Friday the 6th
            (Limit(5, "calendar_days"), "11 17:00"),
            (Limit(48, "hours"), "08 10:00"),
            (Limit(8, "working_hours"), "09 11:00"),
        ],
        ids=str,
    )
    def test_is_a_limit_that_begins_with_the_pause(self, cap: Limit, expected: str) -> None:
        ledger = counted("05 10:00", Limit(20, "working_days"))
        would = pause_ends(only(ledger), cap, at("06 10:00"), BEIJING)
        clock = only(ledger.pause("resolve", at("06 10:00"), "weather"))
        assert would == pause_ends(clock, cap, at("09 10:00"), BEIJING) == at(expected)
        assert pause_cap_reached(clock, cap, at(expected), BEIJING)
        assert not pause_cap_reached(clock, cap, at(expected) - HOUR / 60, BEIJING)

    @pytest.mark.parametrize(
        ("cap", "expected"),
        [
            (Limit(5, "working_days"), "18 17:00"),  # Friday and Monday are used: three from Friday the 13th
            (Limit(100, "hours"), "13 14:00"),  # 96 are used
            (Limit(15, "working_hours"), "16 09:00"),  # 14 are used: from four o'clock, one to the closing
        ],
        ids=str,
    )
    def test_earlier_pauses_use_it_up(self, cap: Limit, expected: str) -> None:
        ledger = paused(counted("05 10:00", Limit(20, "working_days")), "06 10:00", "10 10:00")
        begun = at("13 10:00")
        if cap.unit == "working_hours":
            begun, expected = at("13 16:00"), "13 17:00"
        assert pause_ends(only(ledger), cap, begun, BEIJING) == at(expected)

    @pytest.mark.parametrize("cap", [Limit(2, "working_days"), Limit(96, "hours"), Limit(14, "working_hours")], ids=str)
    def test_that_is_used_up_leaves_nothing(self, cap: Limit) -> None:
        ledger = paused(counted("05 10:00", Limit(20, "working_days")), "06 10:00", "10 10:00")
        assert pause_ends(only(ledger), cap, at("13 10:00"), BEIJING) == at("13 10:00")
        assert pause_cap_reached(only(ledger), cap, at("13 10:00"), BEIJING)
        one_more = evolve(cap, amount=cap.amount + 1)
        assert not pause_cap_reached(only(ledger), one_more, at("13 10:00"), BEIJING)

    def test_what_is_stopped_is_not_paused(self) -> None:
        clock = only(running().stop("resolve", TEN))
        assert refusal(lambda: pause_ends(clock, Limit(1, "hours"), TEN, None)).code == "clock_not_live"
        assert refusal(lambda: pause_ends(only(running()), Limit(1, "hours"), NINE - HOUR, None)).code == (
            "before_the_last_event"
        )


# ---- in words -----------------------------------------------------------------------------------------------------


def a_life() -> Clock:
    """Paused on Friday, again over an extension, given another limit, and stopped late."""
    ledger = paused(counted("05 10:00", Limit(3, "working_days")), "06 10:00", "09 10:00")
    ledger = ledger.extend("resolve", at("09 11:00"), at("12 12:00"), "head-1", "parts_ordered")
    ledger = paused(ledger, "09 14:00", "09 15:00")
    one = Limit(1, "working_days")
    ledger = ledger.retarget("resolve", at("09 16:00"), retargeted_due(only(ledger), one, BEIJING), one, "urgent")
    ledger = paused(ledger, "09 18:00", "10 09:00")
    return only(ledger.stop("resolve", at("10 10:30")))


class TestAnExplanation:
    def test_tells_the_life_of_a_clock_step_by_step(self) -> None:
        assert [step.text("en") for step in explain_clock(a_life(), BEIJING, at("31 10:00"))] == [
            '2026-03-05 Thu 10:00: "resolve" begins, limit 3 working days, due 2026-03-10 Tue 17:00.',
            "2026-03-05 Thu 10:00 to 2026-03-06 Fri 10:00: runs for 24 h.",
            "2026-03-06 Fri 10:00 to 2026-03-09 Mon 10:00: paused for 72 h (weather).",
            (
                "2026-03-09 Mon 10:00: goes on; the pause counts 1 working day. "
                "Due 2026-03-11 Wed 17:00, not 2026-03-10 Tue 17:00."
            ),
            "2026-03-09 Mon 10:00 to 2026-03-09 Mon 11:00: runs for 1 h.",
            (
                "2026-03-09 Mon 11:00: extended by head-1 (parts_ordered). "
                "Due 2026-03-12 Thu 12:00, not 2026-03-11 Wed 17:00."
            ),
            "2026-03-09 Mon 11:00 to 2026-03-09 Mon 14:00: runs for 3 h.",
            "2026-03-09 Mon 14:00 to 2026-03-09 Mon 15:00: paused for 1 h (weather).",
            "2026-03-09 Mon 15:00: goes on, due 2026-03-12 Thu 12:00.",
            "2026-03-09 Mon 15:00 to 2026-03-09 Mon 16:00: runs for 1 h.",
            (
                "2026-03-09 Mon 16:00: gets another limit, counted from its start with all its pauses, "
                "limit 1 working day (urgent), due 2026-03-09 Mon 17:00."
            ),
            "2026-03-09 Mon 16:00 to 2026-03-09 Mon 17:00: runs for 1 h.",
            "2026-03-09 Mon 17:00 to 2026-03-09 Mon 18:00: runs past its due for 1 h.",
            "2026-03-09 Mon 18:00 to 2026-03-10 Tue 09:00: paused for 15 h (weather).",
            "2026-03-10 Tue 09:00: goes on; it was late before the pause, and the due stays 2026-03-09 Mon 17:00.",
            "2026-03-10 Tue 09:00 to 2026-03-10 Tue 10:30: runs past its due for 1 h 30 min.",
            "2026-03-10 Tue 10:30: stopped, late by 2 h 30 min.",
        ]

    def test_in_chinese(self) -> None:
        word = {"resolve": "办理时限", "weather": "天气原因", "parts_ordered": "等待配件", "urgent": "改为紧急"}
        told = [
            step.text("zh", lambda code, _: word.get(code, code)) for step in explain_clock(a_life(), BEIJING, THE_END)
        ]
        assert told == [
            "2026-03-05（周四）10:00：“办理时限”开始计时，时限3个工作日，截止时间2026-03-10（周二）17:00。",
            "2026-03-05（周四）10:00至2026-03-06（周五）10:00：计时24小时。",
            "2026-03-06（周五）10:00至2026-03-09（周一）10:00：中止计时72小时（天气原因）。",
            (
                "2026-03-09（周一）10:00：恢复计时；中止计1个工作日，"
                "截止时间由2026-03-10（周二）17:00顺延至2026-03-11（周三）17:00。"
            ),
            "2026-03-09（周一）10:00至2026-03-09（周一）11:00：计时1小时。",
            (
                "2026-03-09（周一）11:00：延期（批准：head-1）（等待配件）；"
                "截止时间由2026-03-11（周三）17:00延至2026-03-12（周四）12:00。"
            ),
            "2026-03-09（周一）11:00至2026-03-09（周一）14:00：计时3小时。",
            "2026-03-09（周一）14:00至2026-03-09（周一）15:00：中止计时1小时（天气原因）。",
            "2026-03-09（周一）15:00：恢复计时，截止时间2026-03-12（周四）12:00。",
            "2026-03-09（周一）15:00至2026-03-09（周一）16:00：计时1小时。",
            (
                "2026-03-09（周一）16:00：时限变更，自起算时重新计算并保留全部中止时间，时限1个工作日（改为紧急），"
                "截止时间2026-03-09（周一）17:00。"
            ),
            "2026-03-09（周一）16:00至2026-03-09（周一）17:00：计时1小时。",
            "2026-03-09（周一）17:00至2026-03-09（周一）18:00：超期1小时。",
            "2026-03-09（周一）18:00至2026-03-10（周二）09:00：中止计时15小时（天气原因）。",
            "2026-03-10（周二）09:00：恢复计时；中止前已超期，截止时间仍为2026-03-09（周一）17:00。",
            "2026-03-10（周二）09:00至2026-03-10（周二）10:30：超期1小时30分钟。",
            "2026-03-10（周二）10:30：逾期完成，计时终止，逾期2小时30分钟。",
        ]

    def test_says_how_a_limit_was_counted(self) -> None:
        steps = explain_clock(a_life(), BEIJING, THE_END)
        first, again = (step for step in steps if step.why)
        assert [step.text("en") for step in first.why][-2:] == [
            "2026-03-09 Mon to 2026-03-10 Tue: working days counted: 2.",
            "2026-03-10 Tue 17:00: the limit ends, at closing time.",
        ]
        assert (first.code, again.code, again.why[-1].end) == ("started", "retargeted", at("06 17:00"))

    def test_does_not_say_so_where_the_due_was_given(self) -> None:
        clock = only(running(NOON, Limit(5, "working_days")))
        assert not any(step.why for step in explain_clock(clock, BEIJING, TEN))

    def test_adds_up_to_the_time_that_passed(self) -> None:
        steps = explain_clock(a_life(), BEIJING, THE_END)
        assert sum((step.length for step in steps), timedelta(0)) == at("10 10:30") - at("05 10:00")

    @pytest.mark.parametrize(
        ("clock", "last"),
        [
            (only(running().stop("resolve", TEN)), "stopped in time"),
            (only(running().cancel("resolve", TEN, "withdrawn")), "cancelled (withdrawn)"),
            (only(running(None)), "runs for 5 h"),
            (only(running().pause("resolve", NOON, "weather")), "paused for 2 h (weather)"),
            (only(running()), "runs past its due for 2 h"),
            (only(running(None).pause("resolve", TEN, "w").resume("resolve", TWO)), "goes on"),
            (only(running().pause("resolve", TWO, "weather")), "paused for 0 min (weather)"),
        ],
    )
    def test_ends_with_what_became_of_it(self, clock: Clock, last: str) -> None:
        assert explain_clock(clock, None, TWO)[-1].text("en").endswith(f": {last}.")

    @pytest.mark.parametrize(
        ("limit", "amount_en", "amount_zh"),
        [
            (Limit(9, "working_hours"), "2 h of working time", "工作时间2小时"),
            (Limit(9, "hours"), "2 h", "2小时"),
            (Limit(4, "calendar_days"), "3 calendar days", "3个自然日"),
        ],
        ids=str,
    )
    def test_tells_a_pause_in_the_unit_of_the_limit(self, limit: Limit, amount_en: str, amount_zh: str) -> None:
        until = "05 12:00" if limit.unit != "calendar_days" else "08 12:00"
        clock = only(paused(counted("05 09:00", limit), "05 10:00", until))
        told = next(step for step in explain_clock(clock, BEIJING, at(until)) if step.code == "resumed_later")
        assert f"counts {amount_en}." in told.text("en")
        assert f"中止计{amount_zh}，" in told.text("zh")

    def test_shows_the_clock_of_the_office_or_what_was_told(self) -> None:
        clock = only(Ledger().start("resolve", NINE.astimezone(UTC)))
        assert explain_clock(clock, BEIJING, TEN)[0].text("en").startswith("2026-03-02 Mon 09:00:")
        assert explain_clock(clock, None, TEN)[0].text("en").startswith("2026-03-02 Mon 01:00:")

    def test_a_pause_over_an_extension_is_one_pause(self) -> None:
        ledger = running().pause("resolve", TEN, "weather").extend("resolve", ELEVEN, ONE, "head-1", "parts_ordered")
        ledger = ledger.resume("resolve", NOON, due_after_pause(only(ledger), NOON, None))
        assert [step.text("en").partition(": ")[2] for step in explain_clock(only(ledger), None, NOON)][2:] == [
            "paused for 1 h (weather).",
            "extended by head-1 (parts_ordered). Due 2026-03-02 Mon 13:00, not 2026-03-02 Mon 12:00.",
            "paused for 1 h (weather).",
            "goes on; the pause counts 2 h. Due 2026-03-02 Mon 15:00, not 2026-03-02 Mon 13:00.",
        ]

    def test_what_is_stopped_in_a_pause_is_paused_to_its_end(self) -> None:
        ledger = running().pause("resolve", TEN, "weather").extend("resolve", TWO, ONE, "head-1", "parts_ordered")
        clock = only(ledger.stop("resolve", TWO))
        assert [step.code for step in explain_clock(clock, None, TWO)] == [
            "started",
            "running",
            "paused",
            "extended",
            "met",
        ]

    def test_a_pause_at_the_very_due_is_in_time(self) -> None:
        told = explain_clock(only(paused(running(), "02 12:00", "02 13:00", None)), None, ONE)[-1].text("en")
        assert told.endswith("the pause counts 1 h. Due 2026-03-02 Mon 13:00, not 2026-03-02 Mon 12:00.")

    def test_not_before_the_last_thing_that_happened(self) -> None:
        clock = only(running().pause("resolve", TEN, "w"))
        assert problems(lambda: explain_clock(clock, None, NINE)) == [("at", "out_of_range")]

    def test_names_of_clocks_become_words_of_the_catalogue(self) -> None:
        told = explain_clock(only(running()), None, TEN)[0].text("zh", words("ticket", "zh"))
        assert "办理" in told
        assert "resolve" not in told


THE_END = at("10 10:30")


# ---- values -------------------------------------------------------------------------------------------------------


class TestValues:
    def test_cannot_be_changed(self) -> None:
        ledger = running()
        for value, name in ((ledger, "clocks"), (only(ledger), "state"), (only(ledger).changes[0], "due")):
            with pytest.raises(FrozenInstanceError):
                setattr(value, name, None)

    def test_are_equal_and_survive_pickling(self) -> None:
        clock = a_life()
        back = pickle.loads(pickle.dumps(Ledger((clock,))))  # noqa: S301  # our own bytes
        assert back == Ledger((clock,))
        assert hash(back) == hash(Ledger((clock,)))
        assert (back.clocks[0].state, back.clocks[0].since) == (clock.state, clock.since)
        assert back.lapsed(THE_END) == ()

    def test_are_the_same_when_they_come_back_from_a_log(self) -> None:
        """PEP 495: a moment that comes twice equals none of another zone; so each keeps its offset, not its zone."""
        first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
        told = datetime.fromisoformat(first.isoformat())
        assert first != told
        assert Ledger().start("resolve", first) == Ledger().start("resolve", told)
        assert running().start("visit", NINE, first) == running().start("visit", NINE, told)
        assert only(Ledger().start("resolve", first)).started_at.isoformat() == "2026-10-25T02:30:00+02:00"

    def test_the_state_follows_from_the_changes(self) -> None:
        clock = a_life()
        assert Clock(clock.name, list(clock.changes)) == clock
        assert [len(clock.changes), clock.state, clock.started_at] == [10, "breached", at("05 10:00")]

    def test_every_code_has_a_name_in_both_languages(self) -> None:
        for group, found in (
            ("clock.state", get_args(ClockState)),
            ("clock.act", get_args(ClockAct)),
            ("clock.segment", ("run", "pause")),
        ):
            assert codes(group) == found
            assert all(label(group, code, "zh") not in {code, label(group, code, "en")} for code in found)


STARTED = Change("started", NINE, NOON)


class TestBadInput:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ([], ("changes", "wrong_type")),
            ([1], ("changes", "wrong_type")),
            ([Change("paused", NINE)], ("changes[0].act", "unknown_choice")),
            ([STARTED, STARTED], ("changes[1].act", "unknown_choice")),
            ([STARTED, Change("resumed", TEN, NOON)], ("changes[1].act", "unknown_choice")),
            ([STARTED, Change("paused", TEN, NOON), Change("paused", TEN, NOON)], ("changes[2].act", "unknown_choice")),
            (
                [STARTED, Change("stopped", TEN, NOON), Change("stopped", TEN, NOON)],
                ("changes[2].act", "unknown_choice"),
            ),
            ([STARTED, Change("stopped", NINE - HOUR, NOON)], ("changes[1].at", "out_of_range")),
            ([STARTED, Change("stopped", TEN, ONE)], ("changes[1].due", "out_of_range")),
            ("started", ("changes", "wrong_type")),
            (None, ("changes", "wrong_type")),
        ],
    )
    def test_a_history_that_cannot_be(self, changes: Any, expected: tuple[str, str]) -> None:
        assert problems(lambda: Clock("resolve", changes)) == [expected]

    def test_a_history_that_cannot_be_is_told_where(self) -> None:
        wrong = [STARTED, Change("paused", TEN, NOON), Change("stopped", NINE, ONE)]
        with pytest.raises(BadInput) as caught:
            Clock("resolve", wrong)
        assert [problem.text("en") for problem in caught.value.problems] == [
            "changes[2].at must be ≥ changes[1].at",
            "changes[2].due must be = changes[1].due",
        ]

    def test_a_ledger_of_what_is_no_clock_or_of_two_live_ones_of_a_name(self) -> None:
        assert problems(lambda: Ledger(UNCHECKED[[1]])) == [("clocks", "wrong_type")]
        assert problems(lambda: Ledger(UNCHECKED[5])) == [("clocks", "wrong_type")]
        assert problems(lambda: Ledger((only(running()), only(running())))) == [("clocks", "duplicate_id")]

    @pytest.mark.parametrize("name", ["", None, 5])
    def test_a_name_that_is_none(self, name: Any) -> None:
        code = "missing" if name == "" else "wrong_type"
        assert problems(lambda: Ledger().start(name, NINE)) == [("name", code)]
        assert problems(lambda: running().pause(name, NINE, "w")) == [("name", code)]
        assert problems(lambda: Clock(name, (STARTED,))) == [("name", code)]

    @pytest.mark.parametrize("wrong", [NINE.replace(tzinfo=None), None, "2026-03-02", NINE.date(), 0])
    def test_a_moment_that_is_none(self, wrong: Any) -> None:
        code = "naive_datetime" if isinstance(wrong, datetime) else "wrong_type"
        ledger, clock = running(), only(running())
        standing = only(ledger.pause("resolve", TEN, "w"))
        asked: list[Callable[[], object]] = [
            lambda: Ledger().start("resolve", wrong),
            lambda: ledger.pause("resolve", wrong, "w"),
            lambda: ledger.extend("resolve", wrong, ONE, "head-1", "more"),
            lambda: ledger.retarget("resolve", wrong, ONE, None),
            lambda: ledger.stop("resolve", wrong),
            lambda: ledger.cancel("resolve", wrong, "withdrawn"),
            lambda: ledger.cancel_all(wrong, "withdrawn"),
            lambda: ledger.lapsed(wrong),
            lambda: Ledger().lapsed(wrong),
            lambda: clock.ran(wrong),
            lambda: clock.paused(wrong),
            lambda: clock.late(wrong),
            lambda: clock.is_late(wrong),
            lambda: due_after_pause(standing, wrong, None),
            lambda: pause_ends(clock, Limit(1, "hours"), wrong, None),
            lambda: pause_cap_reached(clock, Limit(1, "hours"), wrong, None),
            lambda: explain_clock(clock, None, wrong),
        ]
        for one in asked:
            assert problems(one) == [("at", code)]

    def test_a_due_that_is_none(self) -> None:
        naive = NOON.replace(tzinfo=None)
        assert problems(lambda: running(naive)) == [("due", "naive_datetime")]
        assert problems(lambda: running().extend("resolve", TEN, naive, "head-1", "more")) == [
            ("due", "naive_datetime")
        ]
        assert problems(lambda: running().retarget("resolve", TEN, UNCHECKED["soon"], None)) == [("due", "wrong_type")]
        standing = running().pause("resolve", TEN, "w")
        assert problems(lambda: standing.resume("resolve", ELEVEN, naive)) == [("due", "naive_datetime")]

    def test_an_extension_to_no_due_at_all(self) -> None:
        refused = refusal(lambda: running().extend("resolve", TEN, UNCHECKED[None], "head-1", "more"))
        assert refused.code == "extension_shortens"

    def test_a_limit_a_reason_or_an_act_that_is_none(self) -> None:
        assert problems(lambda: running(NOON, UNCHECKED[3])) == [("limit", "wrong_type")]
        assert problems(lambda: running().pause("resolve", TEN, UNCHECKED[3])) == [("reason", "wrong_type")]
        assert problems(lambda: running().cancel("resolve", TEN, UNCHECKED[None])) == [("reason", "wrong_type")]
        assert problems(lambda: running().extend("resolve", TEN, ONE, UNCHECKED[None], "more")) == [
            ("by", "wrong_type")
        ]
        assert problems(lambda: running().retarget("resolve", TEN, ONE, None, UNCHECKED[3])) == [
            ("reason", "wrong_type")
        ]
        assert problems(lambda: Change(UNCHECKED["ended"], NINE)) == [("act", "unknown_choice")]
        assert problems(lambda: Change("started", NINE, by=UNCHECKED[3])) == [("by", "wrong_type")]

    def test_a_clock_a_limit_or_a_timetable_that_is_none(self) -> None:
        clock = only(running())
        standing = only(running().pause("resolve", TEN, "w"))
        for one in (
            lambda: due_after_pause(UNCHECKED[None], TEN, None),
            lambda: retargeted_due(UNCHECKED[running()], Limit(1, "hours"), None),
            lambda: pause_ends(UNCHECKED["resolve"], Limit(1, "hours"), TEN, None),
            lambda: explain_clock(UNCHECKED[None], None, TEN),
        ):
            assert problems(one) == [("clock", "wrong_type")]
        assert problems(lambda: retargeted_due(clock, UNCHECKED[3], None)) == [("limit", "wrong_type")]
        assert problems(lambda: pause_ends(clock, UNCHECKED[3], TEN, None)) == [("cap", "wrong_type")]
        assert problems(lambda: explain_clock(clock, UNCHECKED[china()], TEN)) == [("timetable", "wrong_type")]
        limited = only(running(NOON, Limit(3, "working_hours")).pause("resolve", TEN, "w"))
        assert problems(lambda: due_after_pause(limited, TEN, UNCHECKED[china()])) == [("timetable", "wrong_type")]
        assert problems(lambda: pause_ends(standing, Limit(1, "hours"), NOON, UNCHECKED[5])) == [
            ("timetable", "wrong_type")
        ]

    def test_no_refusal_carries_what_was_typed(self) -> None:
        secret = "13800000000"  # noqa: S105  # a telephone number that somebody typed
        ledger = running().pause("resolve", TEN, secret)
        for refused in (
            lambda: ledger.pause("resolve", TEN, secret),
            lambda: ledger.cancel("resolve", NINE, secret),
            lambda: running().extend("resolve", TEN, TEN, secret, secret),
        ):
            error = refusal(refused)
            assert secret not in str(error) + repr(error.params)
