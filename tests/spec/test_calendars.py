"""Working days and working time. Expected values are counted by hand from the notices, or come from other libraries."""

import json
import pickle
import runpy
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar  # type: ignore[import-untyped]  # it has no types
import holidays
import pytest
from attrs import evolve

from gridgov.calendars import (
    AROUND_THE_CLOCK,
    Arrivals,
    Calendar,
    Day,
    DaysEnd,
    Limit,
    ServiceHours,
    Shift,
    Step,
    Timetable,
    Unit,
    china,
    country,
    due,
    elapsed,
    explain,
    read_calendar,
)
from gridgov.calendars.days import MAX_YEARS
from gridgov.calendars.limits import MAX_AMOUNT
from gridgov.errors import TEXTS, BadInput, Defect

OFFICE = (Shift(time(9), time(12)), Shift(time(13), time(17)))
EVERY_DAY = Calendar("every day", years=[2026], weekend=())
HOUR = timedelta(hours=1)


class Unchecked:
    """Lets a wrong value through the type checker: ``UNCHECKED[5]``."""

    def __getitem__(self, value: Any) -> Any:
        return value


UNCHECKED = Unchecked()


def days_of(first: int, last: int) -> Iterator[date]:
    day = date(first, 1, 1)
    while day.year <= last:
        yield day
        day += timedelta(days=1)


def at(text: str) -> datetime:
    """A moment; without an offset it is one of Beijing."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@cache
def beijing(*, arrivals: Arrivals = "next_opening", days_end: DaysEnd = "at_closing") -> Timetable:
    return Timetable(china(), ServiceHours("Asia/Shanghai", OFFICE), arrivals, days_end)


def problems(refused: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        refused()
    assert caught.value.__context__ is None
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    return [(problem.where, problem.code) for problem in caught.value.problems]


def year_without_table(asked: Callable[[], object]) -> object:
    with pytest.raises(BadInput) as caught:
        asked()
    (problem,) = caught.value.problems
    assert problem.code == "no_calendar_table"
    assert problem.text("en")
    assert problem.text("zh")
    return problem.params["year"]


class TestTheDaysOfChina:
    def test_every_day_from_2019_to_2026_is_as_chinesecalendar_says(self) -> None:
        ours = {day: china().is_working_day(day) for day in days_of(2019, 2026)}
        assert ours == {day: chinese_calendar.is_workday(day) for day in days_of(2019, 2026)}
        assert len(ours) == 2922  # eight years, 2020 and 2024 with a 29 February

    def test_every_day_from_2019_to_2026_is_as_holidays_says(self) -> None:
        theirs = holidays.country_holidays("CN", years=range(2019, 2027), expand=False)
        ours = {day: china().is_working_day(day) for day in days_of(2019, 2026)}
        assert ours == {day: theirs.is_working_day(day) for day in days_of(2019, 2026)}

    @pytest.mark.parametrize(
        ("day", "kind", "name_zh", "name_en"),
        [
            ("2026-02-14", "makeup_workday", "春节", "Spring Festival"),
            ("2026-02-16", "holiday", "春节", "Spring Festival"),
            ("2023-09-29", "holiday", "中秋节、国庆节", "Mid-Autumn Festival and National Day"),
            ("2022-12-31", "holiday", "元旦", "New Year's Day"),
            ("2026-02-12", "working_day", "", ""),
            ("2026-02-07", "weekend", "", ""),
        ],
    )
    def test_a_day_says_what_it_is(self, day: str, kind: str, name_zh: str, name_en: str) -> None:
        """Notices for 2026, 2023; 31 December 2022 is off by the notice for 2023."""
        found = china().day(date.fromisoformat(day))
        assert (found.kind, found.name_zh, found.name_en) == (kind, name_zh, name_en)

    def test_the_spring_festival_of_2020_was_extended_to_2_february_and_1_february_was_not_worked(self) -> None:
        """国务院办公厅关于延长2020年春节假期的通知, 2020-01-26."""
        assert [china().is_working_day(date(2020, 2, day)) for day in (1, 2, 3)] == [False, False, True]
        assert "content_5472352" in china().day(date(2020, 1, 31)).sources[1]

    def test_labour_day_of_2019_had_four_days(self) -> None:
        """国务院办公厅关于调整2019年劳动节假期安排的通知, 2019-03-22."""
        assert [china().is_working_day(date(2019, 5, day)) for day in range(1, 6)] == [False] * 4 + [True]
        assert china().is_working_day(date(2019, 4, 28))

    def test_every_holiday_cites_a_notice_of_the_government(self) -> None:
        sources = {day.on.year: day.sources for day in china().special if day.on.month > 1}
        assert sorted(sources) == list(range(2019, 2027))
        assert all("://www.gov.cn/zhengce/zhengceku/" in source for cited in sources.values() for source in cited)

    def test_it_knows_every_working_day_in_order(self) -> None:
        assert list(china().working_days) == [day for day in days_of(2019, 2026) if chinese_calendar.is_workday(day)]

    def test_the_module_does_not_load_the_holidays_package(self) -> None:
        program = "import sys; from gridgov.calendars import china; china(); print('holidays' in sys.modules)"
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603  # the words are ours
        assert ran.stdout.strip() == "False"


class TestAYearWithoutATable:
    @pytest.mark.parametrize(
        ("asked", "year"),
        [
            (lambda: china().day(date(2027, 1, 1)), 2027),
            (lambda: china().is_working_day(date(2018, 12, 31)), 2018),
            (lambda: china().is_working_day(date(1949, 10, 1)), 1949),
            (lambda: china().working_days_between(date(2026, 1, 5), date(2027, 1, 5)), 2027),
            (lambda: china().working_days_between(date(2018, 1, 5), date(2026, 1, 5)), 2018),
            (lambda: china().add_working_days(date(2026, 12, 31), 1), 2027),
            (lambda: china().add_working_days(date(2019, 1, 2), -1), 2018),
            (lambda: china().add_working_days(date(2026, 1, 5), 10**9), 2027),
            (lambda: beijing().begin(at("2026-12-31T18:00")), 2027),
            (lambda: beijing().begin(at("2031-12-31T18:00")), 2031),
            (lambda: beijing().is_open(at("2018-12-31T23:59:59")), 2018),
            (lambda: beijing().add(at("2026-12-31T16:00"), timedelta(hours=1, microseconds=1)), 2027),
            (lambda: beijing().add(at("2019-01-02T09:00"), timedelta(microseconds=-1)), 2018),
            (lambda: beijing().add(at("2026-01-05T09:00"), timedelta.max), 2027),
            (lambda: beijing().add(at("2026-01-05T09:00"), timedelta.min), 2018),
            (lambda: beijing().working_time(at("2026-12-31T09:00"), at("2027-01-01T00:00:00.000001")), 2027),
            (lambda: due(at("2026-12-31T09:00"), Limit(1, "working_days"), beijing()), 2027),
            (lambda: due(at("2026-12-27T09:00"), Limit(5, "calendar_days"), beijing()), 2027),
            (lambda: due(at("2026-12-31T09:00"), Limit(8, "working_hours"), beijing()), 2027),
            (lambda: explain(at("2026-12-31T09:00"), Limit(1, "working_days"), beijing()), 2027),
            (lambda: country("DE", years=[1990]), 1990),
            (lambda: country("DE", years=range(2099, 2102)), 2101),
        ],
    )
    def test_is_an_error_that_names_the_year(self, asked: Callable[[], object], year: int) -> None:
        assert year_without_table(asked) == year

    def test_the_last_moment_of_the_last_year_is_still_known(self) -> None:
        always = Timetable(china(), ServiceHours("Asia/Shanghai"))
        assert due(at("2026-12-30T09:00"), Limit(1, "working_days"), always) == at("2027-01-01T00:00")
        assert always.add(at("2026-12-31T23:00"), HOUR) == at("2027-01-01T00:00")

    def test_a_limit_in_hours_needs_no_table(self) -> None:
        assert due(at("2030-12-31T23:00"), Limit(2, "hours"), beijing()) == at("2031-01-01T01:00")

    def test_a_night_shift_from_an_uncovered_year_into_the_first_is_not_guessed(self) -> None:
        night = Timetable(EVERY_DAY, ServiceHours("Asia/Shanghai", [Shift(time(22), time(6))]))
        assert year_without_table(lambda: night.is_open(at("2026-01-01T05:59"))) == 2025
        assert not night.is_open(at("2026-01-01T06:00"))

    def test_a_night_shift_out_of_the_last_year_is_known_to_its_end(self) -> None:
        night = Timetable(EVERY_DAY, ServiceHours("Asia/Shanghai", [Shift(time(22), time(6))]))
        assert night.add(at("2026-12-31T22:00"), 8 * HOUR) == at("2027-01-01T06:00")
        assert night.is_open(at("2027-01-01T05:59"))
        assert year_without_table(lambda: night.is_open(at("2027-01-01T06:01"))) == 2027

    def test_a_last_day_off_has_no_night_shift(self) -> None:
        silvester = Calendar("off", years=[2026], special=[Day(date(2026, 12, 31), "holiday")])
        night = Timetable(silvester, ServiceHours("Asia/Shanghai", [Shift(time(22), time(6))]))
        assert not night.is_open(at("2026-12-31T23:00"))
        assert year_without_table(lambda: night.is_open(at("2027-01-01T01:00"))) == 2027


class TestAddingWorkingDays:
    @pytest.mark.parametrize(
        ("start", "amount", "expected"),
        [
            ("2026-02-12", 1, "2026-02-13"),
            ("2026-02-12", 2, "2026-02-14"),  # a Saturday, worked for the Spring Festival
            ("2026-02-12", 3, "2026-02-24"),  # 15 to 23 February are off
            ("2026-02-12", 7, "2026-02-28"),  # the other Saturday
            ("2026-02-12", 8, "2026-03-02"),
            ("2026-09-18", 1, "2026-09-20"),  # a Sunday, worked for National Day
            ("2026-09-30", 3, "2026-10-10"),
            ("2026-09-30", 4, "2026-10-12"),
            ("2022-01-28", 3, "2022-02-07"),
            ("2022-09-30", 2, "2022-10-09"),
            ("2020-01-23", 1, "2020-02-03"),
            ("2019-04-30", 1, "2019-05-05"),
            ("2026-02-15", 1, "2026-02-24"),  # from a day off
            ("2026-02-15", 0, "2026-02-15"),
            ("2026-02-24", -1, "2026-02-14"),
            ("2026-02-20", -1, "2026-02-14"),
            ("2026-02-24", -3, "2026-02-12"),
        ],
    )
    def test_counts_make_up_workdays_and_skips_holidays(self, start: str, amount: int, expected: str) -> None:
        assert china().add_working_days(date.fromisoformat(start), amount) == date.fromisoformat(expected)


class TestCountingWorkingDays:
    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            ("2026-02-12", "2026-02-12", 0),
            ("2026-02-12", "2026-02-14", 2),
            ("2026-02-12", "2026-02-23", 2),
            ("2026-02-15", "2026-02-24", 1),
            ("2026-02-24", "2026-02-12", -3),
            ("2026-02-23", "2026-02-12", -3),
            ("2025-12-31", "2026-12-31", 248),  # 2026: 365 - 104 of the weekend - 19 others off + 6 worked
        ],
    )
    def test_leaves_out_the_first_day_and_counts_the_last(self, start: str, end: str, expected: int) -> None:
        assert china().working_days_between(date.fromisoformat(start), date.fromisoformat(end)) == expected


class TestACalendarRefuses:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"years": []}, [("years", "wrong_length")]),
            ({"years": range(2000, 2001 + MAX_YEARS)}, [("years", "wrong_length")]),
            ({"years": [2024, 2026]}, [("years", "years_with_a_gap")]),
            ({"years": [2026, 2025]}, [("years", "years_with_a_gap")]),
            ({"years": [1]}, [("years", "out_of_range")]),
            ({"years": [9000]}, [("years", "out_of_range")]),
            ({"years": [2026.0]}, [("years", "out_of_range")]),
            ({"years": [], "weekend": ["sun"]}, [("years", "wrong_length"), ("weekend", "unknown_choice")]),
            ({"special": [Day(date(2026, 2, 7), "weekend")]}, [("special[2026-02-07]", "unknown_choice")]),
            ({"special": [Day(date(2025, 2, 7), "holiday")]}, [("special[2025-02-07]", "outside_covered_years")]),
            ({"special": [Day(date(2026, 2, 6), "holiday")] * 2}, [("special[2026-02-06]", "day_stands_twice")]),
            (
                {"special": [Day(date(2026, 2, 6), "makeup_workday")]},
                [("special[2026-02-06]", "makeup_workday_off_weekend")],
            ),
        ],
    )
    def test_what_is_no_calendar(self, fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
        assert problems(lambda: Calendar("mine", **{"years": [2026], **fields})) == expected

    @pytest.mark.parametrize("day", [datetime(2026, 2, 12, tzinfo=UTC), "2026-02-12", None])
    def test_what_is_no_day(self, day: Any) -> None:
        """A datetime passes for a date in Python, and would be read in a zone that nobody chose."""
        assert problems(lambda: china().is_working_day(day)) == [("day", "wrong_type")]

    def test_a_calendar_without_a_working_day_still_answers(self) -> None:
        closed = Calendar("closed", years=[2026], special=[Day(day, "holiday") for day in days_of(2026, 2026)])
        assert closed.working_days == ()
        assert year_without_table(lambda: closed.add_working_days(date(2026, 1, 1), 1)) == 2027
        never = Timetable(closed, ServiceHours("UTC"))
        assert never.working_time(at("2026-02-12T00:00"), at("2026-03-12T00:00")) == timedelta()


class TestServiceHours:
    def test_a_make_up_saturday_has_the_ordinary_shifts(self) -> None:
        assert ServiceHours("Asia/Shanghai", OFFICE).on(date(2026, 2, 14)) == OFFICE

    def test_a_day_of_the_week_may_have_other_shifts(self) -> None:
        short = (Shift(time(9), time(13)),)
        hours = ServiceHours("Asia/Shanghai", OFFICE, {"friday": short})
        assert hours.on(date(2026, 2, 13)) == short
        assert hours.on(date(2026, 2, 12)) == OFFICE

    def test_can_be_changed_in_one_point(self) -> None:
        hours = ServiceHours("Asia/Shanghai", OFFICE, {"friday": [Shift(time(9), time(13))]})
        moved = evolve(hours, zone="Asia/Urumqi")
        assert (moved.zone, moved.exceptions, moved.tz) == ("Asia/Urumqi", hours.exceptions, ZoneInfo("Asia/Urumqi"))

    def test_shifts_are_put_in_order(self) -> None:
        assert ServiceHours("Asia/Shanghai", reversed(OFFICE)).shifts == OFFICE

    def test_without_shifts_a_working_day_is_worked_around_the_clock(self) -> None:
        assert ServiceHours("Asia/Shanghai").shifts == AROUND_THE_CLOCK
        always = Timetable(china(), ServiceHours("Asia/Shanghai"))
        assert always.working_time(at("2026-03-02T00:00"), at("2026-03-09T00:00")) == 120 * HOUR

    @pytest.mark.parametrize(
        ("made", "expected"),
        [
            (lambda: Shift(time(9), time(9)), [("closes", "shift_without_length")]),
            (lambda: Shift(time(9, tzinfo=UTC), 17), [("opens", "wrong_type"), ("closes", "wrong_type")]),  # type: ignore[arg-type]  # the wrong call that is tested
            (lambda: ServiceHours("Asia/Peking", OFFICE), [("zone", "unknown_time_zone")]),
            (lambda: ServiceHours("America", OFFICE), [("zone", "unknown_time_zone")]),
            (lambda: ServiceHours("../etc/passwd", OFFICE), [("zone", "unknown_time_zone")]),
            (lambda: ServiceHours(None, OFFICE), [("zone", "wrong_type")]),  # type: ignore[arg-type]  # the wrong call that is tested
            (lambda: ServiceHours("UTC", ["9-17"]), [("shifts", "wrong_type")]),  # type: ignore[list-item]  # the wrong call that is tested
            (lambda: ServiceHours("UTC", OFFICE, {"fri": OFFICE}), [("exceptions", "unknown_choice")]),  # type: ignore[dict-item]  # the wrong call that is tested
            (lambda: ServiceHours("UTC", OFFICE, {"friday": []}), [("friday", "no_shift")]),
            (
                lambda: ServiceHours("UTC", OFFICE, {"friday": [*OFFICE, Shift(time(11), time(14))]}),
                [("friday", "shifts_overlap")],
            ),
            (
                lambda: ServiceHours("UTC", OFFICE, {"friday": [Shift(time(20), time(6)), Shift(time(22), time(23))]}),
                [("friday", "shifts_overlap")],
            ),
            (
                lambda: ServiceHours("UTC", OFFICE, {"friday": [Shift(time(22), time(9, 1))]}),
                [("friday", "shifts_overlap_next_day")],
            ),
            (
                lambda: ServiceHours("UTC", OFFICE, {"sunday": [Shift(time(22), time(9, 1))]}),
                [("sunday", "shifts_overlap_next_day")],
            ),
        ],
    )
    def test_refuse_what_cannot_be_worked(self, made: Callable[[], object], expected: list[tuple[str, str]]) -> None:
        assert problems(made) == expected

    def test_a_fault_of_the_whole_week_is_said_once(self) -> None:
        week = "monday, tuesday, wednesday, thursday, friday, saturday, sunday"
        twice = [Shift(time(9), time(12)), Shift(time(11), time(14))]
        night = [Shift(time(8), time(12)), Shift(time(22), time(9))]

        assert problems(lambda: ServiceHours("UTC", [])) == [(week, "no_shift")]
        assert problems(lambda: ServiceHours("UTC", twice)) == [(week, "shifts_overlap")]
        assert problems(lambda: ServiceHours("UTC", night)) == [(week, "shifts_overlap_next_day")]
        assert problems(lambda: ServiceHours("UTC", twice, {"friday": []})) == [
            ("friday", "no_shift"),
            (week.replace(" friday,", ""), "shifts_overlap"),
        ]

    def test_shifts_may_touch(self) -> None:
        hours = ServiceHours("UTC", [Shift(time(0), time(8)), Shift(time(8), time(20)), Shift(time(20), time(0))])
        assert Timetable(EVERY_DAY, hours).working_time(at("2026-03-02T00:00Z"), at("2026-03-03T00:00Z")) == 24 * HOUR

    def test_a_timetable_refuses_an_unknown_rule(self) -> None:
        wrong: Any = "whenever"
        assert problems(lambda: beijing(arrivals=wrong, days_end=wrong)) == [
            ("arrivals", "unknown_choice"),
            ("days_end", "unknown_choice"),
        ]


class TestArrivals:
    """6 March 2026 is a Friday; the office is open from 9 to 12 and from 13 to 17."""

    @pytest.mark.parametrize(
        ("arrival", "next_opening", "same_time", "midnight"),
        [
            ("2026-03-06T10:00", "2026-03-06T10:00", "2026-03-06T10:00", "2026-03-06T10:00"),
            ("2026-03-06T09:00", "2026-03-06T09:00", "2026-03-06T09:00", "2026-03-06T09:00"),
            ("2026-03-06T08:00", "2026-03-06T09:00", "2026-03-06T09:00", "2026-03-06T09:00"),
            ("2026-03-06T12:00", "2026-03-06T13:00", "2026-03-06T13:00", "2026-03-06T13:00"),
            ("2026-03-06T12:30", "2026-03-06T13:00", "2026-03-06T13:00", "2026-03-06T13:00"),
            ("2026-03-06T17:00", "2026-03-09T09:00", "2026-03-09T17:00", "2026-03-09T00:00"),
            ("2026-03-07T10:00:00.5", "2026-03-09T09:00", "2026-03-09T10:00:00.5", "2026-03-09T00:00"),
            ("2026-03-09T20:00", "2026-03-10T09:00", "2026-03-10T20:00", "2026-03-10T00:00"),
            ("2026-02-13T18:00", "2026-02-14T09:00", "2026-02-14T18:00", "2026-02-14T00:00"),
            ("2026-02-14T18:00", "2026-02-24T09:00", "2026-02-24T18:00", "2026-02-24T00:00"),
        ],
    )
    def test_outside_the_hours_begin_by_the_rule(
        self, arrival: str, next_opening: str, same_time: str, midnight: str
    ) -> None:
        assert beijing(arrivals="next_opening").begin(at(arrival)) == at(next_opening)
        assert beijing(arrivals="same_time_next_working_day").begin(at(arrival)) == at(same_time)
        assert beijing(arrivals="next_working_day_midnight").begin(at(arrival)) == at(midnight)
        assert beijing(arrivals="unchanged").begin(at(arrival)) == at(arrival)

    def test_the_rule_decides_which_day_is_the_first(self) -> None:
        """Saturday, 7 March: is it the day on which the limit begins, or is that the Monday?"""
        assert due(at("2026-03-07T10:00"), Limit(1, "working_days"), beijing()) == at("2026-03-10T17:00")
        unchanged = beijing(arrivals="unchanged")
        assert due(at("2026-03-07T10:00"), Limit(1, "working_days"), unchanged) == at("2026-03-09T17:00")

    def test_signalen_starts_weekend_intake_on_monday_at_midnight(self) -> None:
        """DeadlineCalculationService: weekend intake starts on Monday 00:00, then weeks of five days."""
        hours = ServiceHours("Europe/Amsterdam")
        signalen = Timetable(Calendar("week", years=[2026]), hours, "next_working_day_midnight", "same_time")
        assert due(at("2026-03-07T10:00+01:00"), Limit(5, "working_days"), signalen) == at("2026-03-16T00:00+01:00")


class TestALimitInWorkingDays:
    @pytest.mark.parametrize(
        ("start", "amount", "expected"),
        [
            ("2026-02-12T15:00", 2, "2026-02-14T17:00"),
            ("2026-02-12T09:00", 2, "2026-02-14T17:00"),
            ("2026-02-12T15:00", 3, "2026-02-24T17:00"),
            ("2026-09-29T15:00", 2, "2026-10-08T17:00"),
            ("2026-02-12T16:59:59.999999", 1, "2026-02-13T17:00"),
            ("2026-02-12T17:00", 1, "2026-02-14T17:00"),  # after closing: it begins on the 13th
        ],
    )
    def test_leaves_out_the_day_it_begins_and_ends_at_closing_time(
        self, start: str, amount: int, expected: str
    ) -> None:
        """Civil Code Art. 201 and Art. 203 para. 2: 有业务时间的，停止业务活动的时间为截止时间."""
        assert due(at(start), Limit(amount, "working_days"), beijing()) == at(expected)

    def test_ends_at_24_00_without_service_hours(self) -> None:
        """Civil Code Art. 203 para. 2: 期间的最后一日的截止时间为二十四时."""
        always = Timetable(china(), ServiceHours("Asia/Shanghai"))
        assert due(at("2026-02-12T15:00"), Limit(2, "working_days"), always) == at("2026-02-15T00:00")

    def test_ends_at_the_end_of_the_night_shift(self) -> None:
        night = Timetable(china(), ServiceHours("Asia/Shanghai", [Shift(time(22), time(6))]))
        assert due(at("2026-03-05T23:00"), Limit(1, "working_days"), night) == at("2026-03-07T06:00")

    def test_ends_at_the_closing_time_of_its_own_last_day(self) -> None:
        hours = ServiceHours("Asia/Shanghai", OFFICE, {"friday": [Shift(time(9), time(13))]})
        assert due(at("2026-03-05T10:00"), Limit(1, "working_days"), Timetable(china(), hours)) == at(
            "2026-03-06T13:00"
        )

    @pytest.mark.parametrize(
        ("start", "amount", "expected"),
        [("2026-02-12T15:30", 2, "2026-02-14T15:30"), ("2026-02-07T08:00", 1, "2026-02-10T09:00")],
    )
    def test_ends_at_the_same_time_where_that_is_the_rule(self, start: str, amount: int, expected: str) -> None:
        assert due(at(start), Limit(amount, "working_days"), beijing(days_end="same_time")) == at(expected)

    def test_three_times_the_limit_is_counted_anew(self) -> None:
        """3 working days from 9 February end on the 12th; 9 end on the 27th, not three times 3 dates on, the 18th."""
        limit = Limit(3, "working_days")
        assert due(at("2026-02-09T10:00"), limit, beijing()) == at("2026-02-12T17:00")
        assert due(at("2026-02-09T10:00"), limit.times(3), beijing()) == at("2026-02-27T17:00")


class TestALimitInCalendarDays:
    @pytest.mark.parametrize(
        ("start", "amount", "expected"),
        [
            ("2026-03-02T10:00", 7, "2026-03-09T17:00"),
            ("2026-03-02T20:00", 7, "2026-03-09T17:00"),  # it runs from the arrival, open or not
            ("2026-04-27T10:00", 5, "2026-05-06T17:00"),  # 2 May is in the Labour Day holiday, which ends on the 5th
            ("2026-02-08T10:00", 7, "2026-02-24T17:00"),  # 15 February begins the Spring Festival
            ("2026-02-07T10:00", 7, "2026-02-14T17:00"),  # a Saturday, and worked
        ],
    )
    def test_ends_on_the_next_working_day_when_the_last_one_is_off(
        self, start: str, amount: int, expected: str
    ) -> None:
        """Civil Code Art. 203 para. 1: 期间的最后一日是法定休假日的，以法定休假日结束的次日为期间的最后一日."""
        assert due(at(start), Limit(amount, "calendar_days"), beijing()) == at(expected)

    def test_keeps_the_clock_time_where_that_is_the_rule(self) -> None:
        same_time = beijing(days_end="same_time")
        assert due(at("2026-02-08T10:30"), Limit(7, "calendar_days"), same_time) == at("2026-02-15T10:30")


class TestALimitInTime:
    @pytest.mark.parametrize(
        ("start", "limit", "expected"),
        [
            ("2026-03-06T16:30", Limit(1, "working_hours"), "2026-03-09T09:30"),
            ("2026-03-06T11:30", Limit(1, "working_hours"), "2026-03-06T13:30"),
            ("2026-03-06T09:00", Limit(7, "working_hours"), "2026-03-06T17:00"),
            ("2026-03-06T09:00", Limit(421, "working_minutes"), "2026-03-09T09:01"),
            ("2022-01-28T16:00", Limit(10, "working_hours"), "2022-01-30T11:00"),  # over two make-up days
            ("2026-09-30T16:00", Limit(8, "working_hours"), "2026-10-08T17:00"),
            ("2026-03-07T03:00", Limit(1, "working_hours"), "2026-03-09T10:00"),
            ("2026-03-06T16:59:59.999999", Limit(1, "working_minutes"), "2026-03-09T09:00:59.999999"),
            ("2026-03-06T16:30", Limit(24, "hours"), "2026-03-07T16:30"),
            ("2026-02-15T23:59:30", Limit(1, "minutes"), "2026-02-16T00:00:30"),
        ],
    )
    def test_counts_open_time_or_all_time(self, start: str, limit: Limit, expected: str) -> None:
        assert due(at(start), limit, beijing()) == at(expected)

    def test_begins_by_the_rule_for_arrivals(self) -> None:
        """Friday 18:00 is Monday 18:00 by that rule, which is after closing: the hour is Tuesday's first."""
        late = beijing(arrivals="same_time_next_working_day")
        assert due(at("2026-03-06T18:00"), Limit(1, "working_hours"), late) == at("2026-03-10T10:00")

    @pytest.mark.parametrize(
        ("amount", "unit"),
        [(0, "hours"), (-1, "hours"), (MAX_AMOUNT + 1, "hours"), (1.5, "hours"), (True, "hours"), ("1", "hours")],
    )
    def test_refuses_an_amount_that_is_none(self, amount: Any, unit: Unit) -> None:
        assert problems(lambda: Limit(amount, unit)) == [("amount", "out_of_range")]

    def test_refuses_an_unknown_unit_together_with_a_wrong_amount(self) -> None:
        wrong: Any = "fortnights"
        assert problems(lambda: Limit(0, wrong)) == [("amount", "out_of_range"), ("unit", "unknown_choice")]

    def test_refuses_too_many_times_a_limit(self) -> None:
        assert problems(lambda: Limit(MAX_AMOUNT, "hours").times(2)) == [("amount", "out_of_range")]


class TestWorkingTime:
    @pytest.mark.parametrize(
        ("start", "end", "hours"),
        [
            ("2026-03-06T10:00", "2026-03-06T10:00", 0),
            ("2026-03-06T10:00", "2026-03-06T16:00", 5),
            ("2026-03-06T16:00", "2026-03-09T10:00", 2),
            ("2026-02-13T16:00", "2026-02-24T10:00", 9),  # with the make-up Saturday
            ("2026-02-15T00:00", "2026-02-24T09:00", 0),
            ("2026-03-09T10:00", "2026-03-06T16:00", -2),
            ("2019-01-01T00:00", "2019-01-02T09:30", 0.5),
        ],
    )
    def test_between_two_moments_is_what_is_worked(self, start: str, end: str, hours: float) -> None:
        assert beijing().working_time(at(start), at(end)) == hours * HOUR

    @pytest.mark.parametrize(
        ("start", "hours", "expected"),
        [
            ("2026-03-06T20:00", 0, "2026-03-06T20:00"),
            ("2026-03-06T10:00", 7, "2026-03-09T10:00"),
            ("2026-03-06T10:00", 2, "2026-03-06T12:00"),  # at closing time, not at the next opening
            ("2026-03-06T13:00", -1, "2026-03-06T11:00"),
            ("2026-03-09T10:00", -1, "2026-03-09T09:00"),  # at the opening, not at the closing before it
            ("2026-03-09T10:00", -2, "2026-03-06T16:00"),
        ],
    )
    def test_is_added_and_taken_away(self, start: str, hours: int, expected: str) -> None:
        assert beijing().add(at(start), hours * HOUR) == at(expected)

    def test_is_listed_from_when_to_when(self) -> None:
        listed = list(beijing().open_between(at("2026-03-06T10:00"), at("2026-03-09T10:00")))
        assert listed == [
            (at("2026-03-06T10:00"), at("2026-03-06T12:00")),
            (at("2026-03-06T13:00"), at("2026-03-06T17:00")),
            (at("2026-03-09T09:00"), at("2026-03-09T10:00")),
        ]

    def test_is_not_listed_where_it_only_touches(self) -> None:
        assert list(beijing().open_between(at("2026-03-06T12:00"), at("2026-03-06T13:00"))) == []
        assert list(beijing().open_between(at("2026-03-06T16:00"), at("2026-03-06T10:00"))) == []

    def test_is_open_from_the_opening_until_just_before_the_closing(self) -> None:
        asked = (
            "2026-03-06T08:59:59",
            "2026-03-06T09:00",
            "2026-03-06T11:59:59.999999",
            "2026-03-06T12:00",
            "2026-03-07T10:00",
        )
        assert [beijing().is_open(at(moment)) for moment in asked] == [False, True, True, False, False]

    @pytest.mark.parametrize(
        "asked",
        [
            lambda moment: beijing().begin(moment),
            lambda moment: beijing().add(moment, HOUR),
            lambda moment: beijing().is_open(moment),
            lambda moment: beijing().local(moment),
            lambda moment: beijing().working_time(moment, at("2026-03-06T10:00")),
            lambda moment: beijing().working_time(at("2026-03-06T10:00"), moment),
            lambda moment: list(beijing().open_between(moment, at("2026-03-06T10:00"))),
            lambda moment: elapsed(moment, at("2026-03-06T10:00")),
            lambda moment: due(moment, Limit(1, "hours"), beijing()),
            lambda moment: due(moment, Limit(1, "calendar_days"), beijing()),
            lambda moment: explain(moment, Limit(1, "working_days"), beijing()),
        ],
    )
    def test_is_not_asked_of_a_moment_without_a_zone(self, asked: Callable[[Any], object]) -> None:
        assert [what for _, what in problems(lambda: asked(datetime(2026, 3, 6, 10)))] == ["naive_datetime"]  # noqa: DTZ001  # the wrong call that is tested
        assert [what for _, what in problems(lambda: asked(date(2026, 3, 6)))] == ["wrong_type"]
        assert [what for _, what in problems(lambda: asked(datetime.max.replace(tzinfo=UTC)))] == ["out_of_range"]

    def test_far_away_days_are_refused_not_overrun(self) -> None:
        assert problems(lambda: beijing().clock(date.max, time(0))) == [("day", "out_of_range")]
        same_time = beijing(days_end="same_time")
        far = datetime(8999, 12, 31, tzinfo=UTC)
        assert problems(lambda: due(far, Limit(1, "calendar_days"), same_time)) == [("day", "out_of_range")]
        assert problems(lambda: due(far, Limit(MAX_AMOUNT, "hours"), same_time)) == [("at", "out_of_range")]


class TestDaylightSaving:
    """Berlin: 29 March 2026, 02:00 becomes 03:00; 25 October, 03:00 becomes 02:00. New York: 8 March, 1 November."""

    @pytest.mark.parametrize(
        ("zone", "start", "end", "hours"),
        [
            ("Europe/Berlin", "2026-03-28T22:00+01:00", "2026-03-29T06:00+02:00", 7),
            ("Europe/Berlin", "2026-10-24T22:00+02:00", "2026-10-25T06:00+01:00", 9),
            ("Europe/Berlin", "2026-05-01T22:00+02:00", "2026-05-02T06:00+02:00", 8),
            ("America/New_York", "2026-03-07T22:00-05:00", "2026-03-08T06:00-04:00", 7),
            ("America/New_York", "2026-10-31T22:00-04:00", "2026-11-01T06:00-05:00", 9),
        ],
    )
    def test_a_night_shift_has_the_hours_that_really_pass(self, zone: str, start: str, end: str, hours: int) -> None:
        night = Timetable(EVERY_DAY, ServiceHours(zone, [Shift(time(22), time(6))]))
        assert night.working_time(at(start), at(end)) == hours * HOUR
        assert night.add(at(start), hours * HOUR) == at(end)

    def test_a_day_shift_has_eight_hours_all_the_same(self) -> None:
        office = Timetable(EVERY_DAY, ServiceHours("Europe/Berlin", [Shift(time(9), time(17))]))
        for day in ("2026-03-28", "2026-03-29", "2026-10-25"):
            start = office.clock(date.fromisoformat(day), time(0))
            assert office.working_time(start, start + timedelta(days=1)) == 8 * HOUR

    def test_a_working_hour_is_an_hour(self) -> None:
        """7 hours of the short night are over at 06:00, the eighth is the first of the next night."""
        night = Timetable(EVERY_DAY, ServiceHours("Europe/Berlin", [Shift(time(22), time(6))]))
        start = at("2026-03-28T22:00+01:00")
        assert due(start, Limit(7, "working_hours"), night) == at("2026-03-29T06:00+02:00")
        assert due(start, Limit(8, "working_hours"), night) == at("2026-03-29T23:00+02:00")

    @pytest.mark.parametrize(
        ("zone", "start", "hours_later", "day_later"),
        [
            ("Europe/Berlin", "2026-03-28T12:00+01:00", "2026-03-29T13:00+02:00", "2026-03-29T12:00+02:00"),
            ("Europe/Berlin", "2026-10-24T12:00+02:00", "2026-10-25T11:00+01:00", "2026-10-25T12:00+01:00"),
            ("America/New_York", "2026-10-31T12:00-04:00", "2026-11-01T11:00-05:00", "2026-11-01T12:00-05:00"),
        ],
    )
    def test_24_hours_are_not_a_day(self, zone: str, start: str, hours_later: str, day_later: str) -> None:
        same_time = Timetable(EVERY_DAY, ServiceHours(zone), days_end="same_time")
        assert due(at(start), Limit(24, "hours"), same_time) == at(hours_later)
        assert due(at(start), Limit(1, "calendar_days"), same_time) == at(day_later)
        assert due(at(start), Limit(1, "working_days"), same_time) == at(day_later)

    def test_subtracting_the_hands_of_the_clock_is_an_hour_wrong(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        start, end = (datetime(2026, 3, day, 12, tzinfo=berlin) for day in (28, 29))
        assert elapsed(start, end) == 23 * HOUR != end - start
        assert elapsed(end, start) == -23 * HOUR

    @pytest.mark.parametrize(
        ("zone", "day", "shows", "moment"),
        [
            ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:30+02:00"),  # skipped
            ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30+02:00"),  # twice
            ("Asia/Beirut", "2026-03-29", "00:00", "2026-03-29T01:00+03:00"),  # a midnight that is skipped
            ("America/Havana", "2026-11-01", "00:00", "2026-11-01T00:00-04:00"),  # a midnight that comes twice
        ],
    )
    def test_a_skipped_time_is_after_the_gap_and_of_two_the_first_is_meant(
        self, zone: str, day: str, shows: str, moment: str
    ) -> None:
        timetable = Timetable(EVERY_DAY, ServiceHours(zone))
        found = timetable.clock(date.fromisoformat(day), time.fromisoformat(shows))
        assert found.isoformat(timespec="minutes") == moment

    def test_the_second_of_two_equal_clock_times_is_another_moment(self) -> None:
        always = Timetable(EVERY_DAY, ServiceHours("Europe/Berlin"))
        second = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
        half_an_hour = Limit(30, "minutes")
        assert due(second, half_an_hour, always).isoformat() == "2026-10-25T03:00:00+01:00"
        assert due(second.replace(fold=0), half_an_hour, always).isoformat() == "2026-10-25T02:00:00+01:00"
        assert [step.code for step in explain(second, half_an_hour, always)] == ["begins", "passing_time", "ends"]

    @pytest.mark.parametrize(
        ("day", "opens", "hours"),
        [("2026-03-29", "2026-03-29T03:30+02:00", 2.5), ("2026-10-25", "2026-10-25T02:30+02:00", 4.5)],
    )
    def test_a_shift_that_opens_in_the_change_begins_by_that_rule(self, day: str, opens: str, hours: float) -> None:
        early = Timetable(EVERY_DAY, ServiceHours("Europe/Berlin", [Shift(time(2, 30), time(6))]))
        start = early.clock(date.fromisoformat(day), time(0))
        assert early.begin(start).isoformat(timespec="minutes") == opens
        assert early.working_time(start, at(f"{day}T12:00Z")) == hours * HOUR

    def test_a_shift_that_lies_in_the_gap_takes_nothing_from_the_next_one(self) -> None:
        """02:00 to 02:30 is read as 03:00 to 03:30, which the next shift has already: half an hour, not a whole one."""
        shifts = [Shift(time(2), time(2, 30)), Shift(time(3), time(3, 30))]
        early = Timetable(EVERY_DAY, ServiceHours("Europe/Berlin", shifts))
        assert early.working_time(at("2026-03-29T00:00Z"), at("2026-03-29T12:00Z")) == HOUR / 2

    def test_a_day_that_a_country_skipped_is_not_worked(self) -> None:
        """Samoa had no 30 December 2011: it moved to the other side of the date line."""
        samoa = Timetable(Calendar("Samoa", years=[2011], weekend=()), ServiceHours("Pacific/Apia", OFFICE))
        assert samoa.working_time(at("2011-12-29T00:00-10:00"), at("2012-01-01T00:00+14:00")) == 14 * HOUR


class TestTheZoneOfAResult:
    @pytest.mark.parametrize(
        "limit",
        [Limit(1, "hours"), Limit(1, "working_hours"), Limit(1, "working_days"), Limit(1, "calendar_days")],
    )
    def test_is_that_of_the_service_hours(self, limit: Limit) -> None:
        """23:30 on the 5th in London is 07:30 on the 6th in Beijing."""
        abroad, here = at("2026-03-05T23:30+00:00"), at("2026-03-06T07:30")
        found = due(abroad, limit, beijing())
        assert found == due(here, limit, beijing())
        assert found.tzinfo == ZoneInfo("Asia/Shanghai")

    def test_so_is_the_day_of_a_moment(self) -> None:
        assert beijing().local(at("2026-03-05T16:00+00:00")).date() == date(2026, 3, 6)


class TestTheExplanation:
    def said(self, start: str, limit: Limit, timetable: Timetable) -> list[tuple[str, str, str]]:
        steps = explain(at(start), limit, timetable)
        return [(step.code, f"{step.start:%m-%d %H:%M}", f"{step.end:%m-%d %H:%M}") for step in steps]

    def test_of_working_days_names_every_day_off(self) -> None:
        assert self.said("2026-02-13T18:00", Limit(2, "working_days"), beijing()) == [
            ("moved_to_opening", "02-13 18:00", "02-14 09:00"),
            ("start_day", "02-14 09:00", "02-15 00:00"),
            ("holiday", "02-15 00:00", "02-24 00:00"),
            ("working_day", "02-24 00:00", "02-25 17:00"),
            ("ends_at_closing", "02-25 17:00", "02-25 17:00"),
        ]

    def test_of_two_holidays_in_a_row_names_both(self) -> None:
        names = {9: ("First", "一"), 10: ("Second", "二")}
        special = [Day(date(2026, 3, day), "holiday", *both) for day, both in names.items()]
        timetable = Timetable(Calendar("two", years=[2026], special=special), ServiceHours("Asia/Shanghai", OFFICE))
        steps = explain(at("2026-03-06T10:00"), Limit(1, "working_days"), timetable)
        assert [step.text("en") for step in steps][2:5] == [
            "2026-03-07 Sat to 2026-03-08 Sun: weekend, not counted.",
            "2026-03-09 Mon: holiday (First), not counted.",
            "2026-03-10 Tue: holiday (Second), not counted.",
        ]

    def test_of_calendar_days_tells_why_it_ends_later(self) -> None:
        steps = explain(at("2026-04-27T10:00"), Limit(5, "calendar_days"), beijing())
        assert [(step.code, step.count) for step in steps] == [
            ("begins", 0),
            ("start_day", 0),
            ("calendar_days", 5),
            ("moved_to_working_day", 0),
            ("ends_at_closing", 0),
        ]
        assert steps[3].day == china().day(date(2026, 5, 2))
        assert steps[3].text("en") == "2026-05-02 Sat is a day off: the limit ends on the next working day."

    def test_of_working_hours_lists_every_shift_and_every_pause(self) -> None:
        assert self.said("2026-03-06T11:00", Limit(6, "working_hours"), beijing()) == [
            ("begins", "03-06 11:00", "03-06 11:00"),
            ("working_time", "03-06 11:00", "03-06 12:00"),
            ("closed", "03-06 12:00", "03-06 13:00"),
            ("working_time", "03-06 13:00", "03-06 17:00"),
            ("closed", "03-06 17:00", "03-07 00:00"),
            ("weekend", "03-07 00:00", "03-09 00:00"),
            ("closed", "03-09 00:00", "03-09 09:00"),
            ("working_time", "03-09 09:00", "03-09 10:00"),
            ("ends", "03-09 10:00", "03-09 10:00"),
        ]

    def test_of_a_limit_that_waits_for_the_first_opening_counts_from_there(self) -> None:
        said = self.said("2026-03-07T10:00", Limit(1, "working_hours"), beijing(arrivals="unchanged"))
        assert said[:3] == [
            ("begins", "03-07 10:00", "03-07 10:00"),
            ("weekend", "03-07 10:00", "03-09 00:00"),
            ("closed", "03-09 00:00", "03-09 09:00"),
        ]

    def test_of_time_around_the_clock_has_no_pauses(self) -> None:
        always = Timetable(EVERY_DAY, ServiceHours("Asia/Shanghai"))
        said = self.said("2026-03-06T12:00", Limit(24, "working_hours"), always)
        assert [code for code, _, _ in said] == ["begins", "working_time", "working_time", "ends"]

    @pytest.mark.parametrize(
        ("arrivals", "code"),
        [
            ("next_opening", "moved_to_opening"),
            ("same_time_next_working_day", "moved_to_same_time"),
            ("next_working_day_midnight", "moved_to_midnight"),
            ("unchanged", "begins"),
        ],
    )
    def test_says_by_which_rule_it_began(self, arrivals: Arrivals, code: str) -> None:
        timetable = beijing(arrivals=arrivals)
        assert self.said("2026-03-07T10:00", Limit(1, "working_days"), timetable)[0][0] == code
        before_opening = self.said("2026-03-06T08:00", Limit(1, "working_days"), timetable)[0][0]
        assert before_opening == ("begins" if arrivals == "unchanged" else "moved_to_opening")

    def test_says_when_the_clocks_are_changed(self) -> None:
        night = Timetable(EVERY_DAY, ServiceHours("Europe/Berlin", [Shift(time(22), time(6))]))
        steps = explain(at("2026-03-28T22:00+01:00"), Limit(7, "working_hours"), night)
        assert [step.code for step in steps] == ["begins", "working_time", "clocks_change", "ends"]
        steps = explain(at("2026-10-24T12:00+02:00"), Limit(24, "hours"), night)
        assert [step.code for step in steps] == ["begins", "passing_time", "clocks_change", "ends"]

    @pytest.mark.parametrize(
        ("start", "code"),
        [
            ("2026-03-28T02:30+01:00", "clock_gap"),
            ("2026-10-24T02:30+02:00", "clock_fold"),
            ("2026-05-05T02:30+02:00", ""),
        ],
    )
    def test_says_how_a_skipped_or_doubled_time_was_read(self, start: str, code: str) -> None:
        same_time = Timetable(EVERY_DAY, ServiceHours("Europe/Berlin"), days_end="same_time")
        codes = [step.code for step in explain(at(start), Limit(1, "working_days"), same_time)]
        assert codes == ["begins", "start_day", "working_day", *([code] if code else []), "ends_at_same_time"]

    def test_says_it_of_the_beginning_too(self) -> None:
        hours = ServiceHours("Europe/Berlin", [Shift(time(9), time(17))])
        weekdays = Calendar("without Saturday", years=[2026], weekend=["saturday"])
        late = Timetable(weekdays, hours, "same_time_next_working_day")
        steps = explain(at("2026-03-28T02:30+01:00"), Limit(1, "working_hours"), late)
        assert [step.code for step in steps][:2] == ["moved_to_same_time", "clock_gap"]

    def test_reads_in_english_and_chinese(self) -> None:
        always = Timetable(china(), ServiceHours("Asia/Shanghai"))
        steps = explain(at("2026-02-07T20:00"), Limit(6, "working_days"), always)
        outside = "2026-02-07 Sat 20:00 is outside the service hours"
        assert [step.text("en") for step in steps] == [
            f"{outside}: the limit begins at the next opening, 2026-02-09 Mon 00:00.",
            "2026-02-09 Mon: the day on which it begins is not counted.",
            "2026-02-10 Tue to 2026-02-13 Fri: working days counted: 4.",
            "2026-02-14 Sat: make-up workdays (Spring Festival) counted: 1.",
            "2026-02-15 Sun to 2026-02-23 Mon: holiday (Spring Festival), not counted.",
            "2026-02-24 Tue: working days counted: 1.",
            "2026-02-24 Tue 24:00: the limit ends, with the day.",
        ]
        assert [step.text("zh") for step in steps] == [
            "2026-02-07（周六）20:00不在服务时间内：期限自下一次开始服务时（2026-02-09（周一）00:00）起算。",
            "2026-02-09（周一）：开始的当日不计入。",
            "2026-02-10（周二）至2026-02-13（周五）：计入工作日4天。",
            "2026-02-14（周六）：调休上班（春节），计入工作日1天。",
            "2026-02-15（周日）至2026-02-23（周一）：放假（春节），不计入。",
            "2026-02-24（周二）：计入工作日1天。",
            "2026-02-24（周二）24:00：期限届满。",
        ]

    @pytest.mark.parametrize(
        ("length", "english", "chinese"),
        [
            (timedelta(hours=26), "26 h", "26小时"),
            (timedelta(minutes=119, seconds=30), "1 h 59 min 30 s", "1小时59分钟30秒"),
            (timedelta(microseconds=1500), "0.0015 s", "0.0015秒"),
        ],
    )
    def test_says_lengths_as_people_do(self, length: timedelta, english: str, chinese: str) -> None:
        step = Step("passing_time", at("2026-03-06T15:00"), at("2026-03-06T15:00"), length=length)
        assert step.text("en").endswith(f" counted: {english}.")
        assert step.text("zh").endswith(f"：计入{chinese}。")

    def test_of_a_make_up_day_without_a_name_goes_without(self) -> None:
        step = Step("makeup_workday", at("2026-03-07T00:00"), at("2026-03-08T00:00"), count=1)
        assert step.text("en") == "2026-03-07 Sat: make-up workdays counted: 1."


PACK = """
[pack]
id = "mine"
title_en = "Mine"
title_zh = "我的"
weekend = ["saturday", "sunday"]
weekend_source = "by-law 1"

[names]
"节" = "Festival"

[[year]]
year = 2026
notices = ["https://example.org/1"]
holidays = [{ name = "节", first = 2025-12-31, last = 2026-01-02, days = 3, work = [2026-01-04] }]
"""


class TestAPack:
    def read(self, changed: str = "", to: str = "") -> Calendar:
        assert changed in PACK
        return read_calendar(tomllib.loads(PACK.replace(changed, to)), source="mine.toml")

    def test_is_read_into_a_calendar_of_its_years(self) -> None:
        """31 December 2025 is named by the notice and left out, for 2025 has no table."""
        notice = ("https://example.org/1",)
        assert self.read() == Calendar(
            "mine",
            years=[2026],
            special=[
                Day(date(2026, 1, 1), "holiday", "Festival", "节", notice),
                Day(date(2026, 1, 2), "holiday", "Festival", "节", notice),
                Day(date(2026, 1, 4), "makeup_workday", "Festival", "节", notice),
            ],
        )

    @pytest.mark.parametrize(
        ("changed", "to", "expected"),
        [
            ('id = "mine"', "", [("pack.id", "missing")]),
            ('id = "mine"', "id = 7", [("pack.id", "wrong_type")]),
            ('id = "mine"', 'id = "mine"\nsize = 3', [("pack.size", "unknown_key")]),
            ('weekend = ["saturday", "sunday"]', "weekend = true", [("pack.weekend", "wrong_type")]),
            ('weekend = ["saturday", "sunday"]', "weekend = [6]", [("weekend", "unknown_choice")]),
            (
                '"节" = "Festival"',
                '"节" = 1',
                [("names.节", "wrong_type"), ("year[0].holidays[0].name", "no_english_name")],
            ),
            ('"节" = "Festival"', "", [("year[0].holidays[0].name", "no_english_name")]),
            ("year = 2026", "", [("year[0].year", "missing")]),
            ("year = 2026", "year = true", [("year[0].year", "wrong_type")]),
            ('["https://example.org/1"]', "[]", [("year[0].notices", "no_notices")]),
            ('["https://example.org/1"]', "[1]", [("year[0].notices", "no_notices")]),
            ('["https://example.org/1"]', '"x"', [("year[0].notices", "wrong_type")]),
            ("days = 3", "days = 4", [("year[0].holidays[0].days", "days_do_not_add_up")]),
            ("days = 3", "days = 0", [("year[0].holidays[0].days", "out_of_range")]),
            ("days = 3", "days = 61", [("year[0].holidays[0].days", "out_of_range")]),
            ("first = 2025-12-31", "first = 0001-12-31", [("year[0].holidays[0].days", "out_of_range")]),
            ("first = 2025-12-31", "first = 2025-12-31T00:00:00", [("year[0].holidays[0].first", "wrong_type")]),
            ("last = 2026-01-02", "last = 2025-01-02", [("year[0].holidays[0].days", "days_do_not_add_up")]),
            ("[2026-01-04]", "[4]", [("year[0].holidays[0].work", "wrong_type")]),
            ("[2026-01-04]", "[2026-01-05]", [("special[2026-01-05]", "makeup_workday_off_weekend")]),
            (
                "[2026-01-04]",
                "[2026-01-01]",
                [("special[2026-01-01]", "day_stands_twice"), ("special[2026-01-01]", "makeup_workday_off_weekend")],
            ),
            ("holidays = [{", "holidays = [1, {", [("year[0].holidays[0]", "wrong_type")]),
            (
                "[names]",
                "[nombres]",
                [("nombres", "unknown_key"), ("names", "missing"), ("year[0].holidays[0].name", "no_english_name")],
            ),
        ],
    )
    def test_is_refused_with_the_place_that_is_wrong(
        self, changed: str, to: str, expected: list[tuple[str, str]]
    ) -> None:
        assert problems(lambda: self.read(changed, to)) == expected

    @pytest.mark.parametrize(
        "tables", [{}, {"pack": 1, "names": [], "year": {}}, {"pack": {}, "names": {}, "year": [1]}]
    )
    def test_of_another_shape_is_refused_with_all_problems(self, tables: dict[str, Any]) -> None:
        assert len(problems(lambda: read_calendar(tables, source="mine.toml"))) >= 3

    def test_has_lines_that_the_script_prints(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The clause of the notice for 2023: 12月31日至2023年1月2日放假调休，共3天; 春节 shortened, 1月28日上班."""
        off = {"元旦": ["2022-12-31", "2023-01-01", "2023-01-02"], "春节": ["2023-01-21", "2023-01-22"]}
        days = [{"name": name, "date": day, "isOffDay": True} for name, dates in off.items() for day in dates]
        days += [{"name": "春节", "date": day, "isOffDay": False} for day in ("2023-01-28", "2023-01-30")]
        file = tmp_path / "2023.json"
        file.write_text(json.dumps({"year": 2023, "papers": ["https://example.org/2"], "days": days}))
        script = Path(__file__).parents[2] / "scripts" / "make_cn_working_days.py"
        runpy.run_path(str(script))["main"]([str(file)])
        assert tomllib.loads(capsys.readouterr().out)["year"] == [
            {
                "year": 2023,
                "notices": ["https://example.org/2"],
                "holidays": [
                    {"name": "元旦", "first": date(2022, 12, 31), "last": date(2023, 1, 2), "days": 3, "work": []},
                    {
                        "name": "春节",
                        "first": date(2023, 1, 21),
                        "last": date(2023, 1, 22),
                        "days": 2,
                        "work": [date(2023, 1, 28)],
                    },
                ],
            }
        ]


class TestOtherCountries:
    def test_have_the_holidays_of_the_named_part_of_the_country(self) -> None:
        """International Women's Day, 8 March, is a holiday in Berlin and not in Bavaria; in 2027 it is a Monday."""
        berlin, bavaria = (country("DE", years=[2027], subdivision=part) for part in ("BE", "BY"))
        assert (berlin.id, bavaria.id) == ("DE-BE", "DE-BY")
        assert not berlin.is_working_day(date(2027, 3, 8))
        assert bavaria.is_working_day(date(2027, 3, 8))
        assert berlin.day(date(2027, 3, 8)).name_en == "Women's Day"

    def test_have_the_named_years_and_no_other(self) -> None:
        germany = country("DE", years=range(2020, 2027))
        assert {day.on.year for day in germany.special} == set(range(2020, 2027))
        assert year_without_table(lambda: germany.is_working_day(date(2027, 1, 4))) == 2027

    def test_have_make_up_workdays_where_they_are_decreed(self) -> None:
        """Hungary worked on Saturday, 3 August 2024, for Monday, 19 August."""
        hungary = country("HU", years=[2024])
        assert hungary.day(date(2024, 8, 3)).kind == "makeup_workday"
        assert hungary.is_working_day(date(2024, 8, 3))
        assert not hungary.is_working_day(date(2024, 8, 19))

    def test_have_their_own_weekend_or_the_one_that_is_named(self) -> None:
        assert country("SA", years=[2026]).weekend == ("friday", "saturday")
        assert country("SA", years=[2026], weekend=["sunday"]).weekend == ("sunday",)

    def test_have_no_make_up_workday_on_a_day_that_is_no_weekend(self) -> None:
        assert country("HU", years=[2024], weekend=["sunday"]).day(date(2024, 8, 3)).kind == "working_day"

    def test_agree_with_the_package_on_every_day(self) -> None:
        theirs = holidays.country_holidays("JP", years=range(2020, 2027), expand=False)
        ours = country("JP", years=range(2020, 2027))
        assert all(ours.is_working_day(day) == theirs.is_working_day(day) for day in days_of(2020, 2026))

    @pytest.mark.parametrize("country_and_lang", [("en_US", "New Year's Day"), ("de", "Neujahr")])
    def test_are_named_in_the_same_words_whatever_the_environment_says(
        self, country_and_lang: tuple[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LANGUAGE", country_and_lang[0])
        assert country("DE", years=[2026]).day(date(2026, 1, 1)).name_en == "New Year's Day"
        assert country("DE", years=[2026]).day(date(2026, 1, 1)).name_zh == "New Year's Day"  # there is no Chinese

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            (lambda: country("CN", years=[2026]), [("code", "china_has_its_own")]),
            (lambda: country("CHN", years=[2030]), [("code", "china_has_its_own")]),
            (lambda: country("XX", years=[2026]), [("code", "unknown_country")]),
            (lambda: country("China", years=[2030]), [("code", "unknown_country")]),
            (lambda: country("ECB", years=[2026]), [("code", "unknown_country")]),
            (lambda: country("", years=[2026]), [("code", "unknown_country")]),
            (lambda: country("DE", years=[2026], subdivision=""), [("code", "unknown_country")]),
            (lambda: country("DE", years=[2026], subdivision="XX"), [("code", "unknown_country")]),
            (lambda: country("DE", years=[2024, 2026]), [("years", "years_with_a_gap")]),
            (lambda: country("DE", years=[]), [("years", "wrong_length")]),
            (lambda: country("SA", years=[2013]), [("weekend", "weekend_changes")]),
        ],
    )
    def test_are_refused_where_they_would_be_a_guess(
        self, asked: Callable[[], object], expected: list[tuple[str, str]]
    ) -> None:
        assert problems(asked) == expected

    def test_need_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "holidays", None)
        with pytest.raises(Defect) as caught:
            country("DE", years=[2026])
        assert caught.value.code == "missing_extra"
        assert 'pip install "gridgov[calendars]"' in caught.value.text("en")
        assert china().is_working_day(date(2026, 2, 14))


class TestValues:
    @pytest.mark.parametrize("days_end", ["at_closing", "same_time"])
    def test_can_be_sent_to_another_process(self, days_end: DaysEnd) -> None:
        timetable = beijing(days_end=days_end)
        again = pickle.loads(pickle.dumps(timetable))  # noqa: S301  # our own bytes
        assert again == timetable
        assert hash(again) == hash(timetable)
        start, limit = at("2026-02-12T15:00"), Limit(2, "working_days")
        assert due(start, limit, again) == due(start, limit, timetable)


class TestWrongTypes:
    """What a type checker would have found is bad input where nobody ran one."""

    @pytest.mark.parametrize(
        ("call", "where"),
        [
            (lambda: china().add_working_days(date(2026, 3, 2), UNCHECKED[1.5]), "amount"),
            (lambda: china().add_working_days(date(2026, 3, 2), UNCHECKED["1"]), "amount"),
            (lambda: china().add_working_days(date(2026, 3, 2), UNCHECKED[True]), "amount"),
            (lambda: china().working_days_between(date(2026, 3, 2), UNCHECKED["2026-03-03"]), "day"),
            (lambda: china().day(UNCHECKED[None]), "day"),
            (lambda: Calendar("mine", years=UNCHECKED[2026]), "years"),
            (lambda: Calendar("mine", years=UNCHECKED["2026"]), "years"),
            (lambda: Calendar("mine", years=[2026], weekend=UNCHECKED["sunday"]), "weekend"),
            (lambda: Calendar("mine", years=[2026], special=UNCHECKED[5]), "special"),
            (lambda: Calendar("mine", years=[2026], special=UNCHECKED[["2026-03-02"]]), "special[0]"),
            (
                lambda: Calendar("mine", years=[2026], special=[Day(UNCHECKED["2026-03-02"], "holiday")]),
                "special[0].on",
            ),
            (lambda: Day(date(2026, 3, 2), "holiday", sources=UNCHECKED[5]), "sources"),
            (lambda: ServiceHours("UTC", UNCHECKED[5]), "shifts"),
            (lambda: ServiceHours("UTC", OFFICE, UNCHECKED[5]), "exceptions"),
            (lambda: ServiceHours("UTC", OFFICE, UNCHECKED["friday"]), "exceptions"),
            (lambda: ServiceHours("UTC", OFFICE, UNCHECKED[{"friday": 5}]), "shifts"),
            (lambda: ServiceHours("UTC", OFFICE).on(UNCHECKED["friday"]), "day"),
            (lambda: Timetable(UNCHECKED["CN"], ServiceHours("UTC")), "calendar"),
            (lambda: Timetable(EVERY_DAY, UNCHECKED["UTC"]), "hours"),
            (lambda: beijing().add(at("2026-03-02T09:00"), UNCHECKED[8]), "amount"),
            (lambda: beijing().add(UNCHECKED["2026-03-02T09:00"], HOUR), "start"),
            (lambda: beijing().clock(UNCHECKED["2026-03-02"], time(9)), "day"),
            (lambda: beijing().clock(date(2026, 3, 2), UNCHECKED["09:00"]), "shows"),
            (lambda: beijing().begin(UNCHECKED[None]), "start"),
            (lambda: beijing().is_open(UNCHECKED[None]), "at"),
            (lambda: beijing().working_time(at("2026-03-02T09:00"), UNCHECKED[None]), "end"),
            (lambda: elapsed(UNCHECKED[None], at("2026-03-02T09:00")), "start"),
            (lambda: Limit(5, "working_days").times(UNCHECKED[None]), "factor"),
            (lambda: due(at("2026-03-02T09:00"), UNCHECKED[5], beijing()), "limit"),
            (lambda: due(at("2026-03-02T09:00"), Limit(5, "hours"), UNCHECKED[china()]), "timetable"),
            (lambda: due(UNCHECKED["2026-03-02"], Limit(5, "hours"), beijing()), "at"),
            (lambda: explain(at("2026-03-02T09:00"), UNCHECKED[5], beijing()), "limit"),
            (lambda: read_calendar(UNCHECKED[None], source="x"), ""),
            (lambda: country(UNCHECKED[["DE"]], years=[2026]), "code"),
            (lambda: country("DE", years=UNCHECKED[2026]), "years"),
            (lambda: country("DE", years=[2026], subdivision=UNCHECKED[5]), "subdivision"),
            (lambda: country("DE", years=[2026], weekend=UNCHECKED["sunday"]), "weekend"),
        ],
    )
    def test_are_bad_input(self, call: Callable[[], object], where: str) -> None:
        assert (where, "wrong_type") in problems(call)
