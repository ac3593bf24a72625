"""Which windows a period has. Moments were worked out with ``date -u -d … +%s``, in microseconds."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgov.errors import TEXTS, BadInput
from gridgov.metrics import periods
from gridgov.metrics.periods import Window, custom, days, months, quarters, tiles, weeks, years

BEIJING = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3_600_000_000


def at(*moment, zone=BEIJING):
    return int((datetime(*moment, tzinfo=zone) - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))


class TestMonths:
    def test_begin_at_midnight_in_the_zone(self):
        [window] = months(BEIJING).windows(at(2022, 1, 31, 23, 59), at(2022, 1, 31, 23, 59))

        assert window == Window(1_640_966_400_000_000, 1_643_644_800_000_000, "2022-01")

    def test_of_an_assessment_run_from_the_19th_to_the_18th(self):
        """So the monthly assessment of Beijing is cut (anchors: custom month, 19th to 18th)."""
        month = months(BEIJING, first_day=19)

        assert month.window_of(at(2022, 3, 18, 23, 59)).label == "2022-02-19"
        assert month.window_of(at(2022, 3, 19)).label == "2022-03-19"
        assert month.window_of(at(2022, 1, 18)).label == "2021-12-19"

    def test_are_twelve_a_year(self):
        found = months(BEIJING).windows(at(2022, 1, 1), at(2022, 12, 31))

        assert [w.label for w in found] == [f"2022-{month:02}" for month in range(1, 13)]


class TestDays:
    def test_are_cut_at_midnight(self):
        assert [w.label for w in days(BEIJING).windows(at(2022, 1, 1, 23), at(2022, 1, 2, 0))] == [
            "2022-01-01",
            "2022-01-02",
        ]

    def test_may_run_from_noon_to_noon(self):
        noon = days(BEIJING, at=time(12))

        assert noon.window_of(at(2022, 1, 2, 11, 59)).label == "2022-01-01"
        assert noon.window_of(at(2022, 1, 2, 12)).label == "2022-01-02"

    def test_have_25_hours_when_clocks_are_set_back_and_23_when_forward(self):
        """Germany 2022: forward on 27 March, back on 30 October."""
        long = days(BERLIN).window_of(at(2022, 10, 30, 12, zone=BERLIN))
        short = days(BERLIN).window_of(at(2022, 3, 27, 12, zone=BERLIN))

        assert ((long.end - long.start) // HOUR, (short.end - short.start) // HOUR) == (25, 23)


class TestOthers:
    def test_weeks_begin_on_monday(self):
        """2022-01-01 was a Saturday; its week began on 27 December (ISO 8601)."""
        assert weeks(BEIJING).window_of(at(2022, 1, 1)).label == "2021-12-27"

    def test_or_on_another_day(self):
        assert weeks(BEIJING, first_weekday=7).window_of(at(2022, 1, 1)).label == "2021-12-26"

    def test_quarters(self):
        found = quarters(BEIJING).windows(at(2022, 1, 1), at(2022, 12, 31))

        assert [w.label for w in found] == ["2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4"]

    def test_quarters_of_a_fiscal_year(self):
        """With a year from April, January 2022 lies in the fourth quarter of 2021."""
        assert quarters(BEIJING, first_month=4).window_of(at(2022, 1, 5)).label == "2021-Q4"
        assert quarters(BEIJING, first_month=4).window_of(at(2022, 4, 1)).label == "2022-Q1"

    def test_years(self):
        assert years(BEIJING).window_of(at(2022, 12, 31, 23, 59)).label == "2022"
        assert years(BEIJING, first_month=4).window_of(at(2022, 3, 31)).label == "2021"

    def test_windows_of_your_own(self):
        halves = custom("half", BEIJING, (date(2022, 1, 1), date(2022, 6, 19), date(2023, 1, 1)))

        assert halves.window_of(at(2022, 6, 18)).label == "2022-01-01"
        assert halves.window_of(at(2022, 12, 31)).label == "2022-06-19"


ZONES = [UTC, BEIJING, BERLIN, ZoneInfo("America/New_York"), timezone(timedelta(hours=-9, minutes=-30))]
PERIODS = [
    days,
    weeks,
    months,
    quarters,
    years,
    lambda zone: days(zone, at=time(12)),
    lambda zone: months(zone, first_day=19),
]


class TestLaws:
    @given(
        st.sampled_from(ZONES),
        st.sampled_from(PERIODS),
        st.integers(at(2021, 1, 1), at(2024, 1, 1)),
        st.integers(0, 400 * 24 * HOUR),
    )
    def test_windows_tile_and_every_moment_lies_in_the_one_that_has_its_name(self, zone, kind, low, length):
        period = kind(zone)
        found = period.windows(low, low + length)

        assert list(tiles(found)) == []
        assert found[0].start <= low < found[0].end
        assert found[-1].start <= low + length < found[-1].end
        assert period.window_of(low) == found[0]
        assert len({window.label for window in found}) == len(found)

    def test_a_gap_and_an_overlap_are_found(self):
        windows = (Window(0, 10, "a"), Window(11, 20, "b"), Window(19, 30, "c"))

        assert [(p.code, p.where) for p in tiles(windows)] == [
            ("windows_leave_a_gap", "windows[1]"),
            ("windows_overlap", "windows[2]"),
        ]


class TestBadInput:
    @pytest.mark.parametrize(
        ("call", "code"),
        [
            (lambda: months(BEIJING, first_day=29), "out_of_range"),
            (lambda: weeks(BEIJING, first_weekday=0), "out_of_range"),
            (lambda: quarters(BEIJING, first_month=13), "out_of_range"),
            (lambda: months("Asia/Shanghai"), "wrong_type"),
            (lambda: custom("x", BEIJING, (date(2022, 1, 1),)), "wrong_length"),
            (lambda: custom("x", BEIJING, (date(2022, 1, 1), date(2022, 1, 1))), "windows_overlap"),
            (lambda: days(BEIJING).windows(0, at(2022, 1, 1) * 2), "too_many_windows"),
            (
                lambda: custom("x", BEIJING, (date(2022, 1, 1), date(2022, 2, 1))).window_of(at(2022, 3, 1)),
                "outside_the_windows",
            ),
        ],
    )
    def test_is_refused(self, call, code):
        with pytest.raises(BadInput) as raised:
            call()
        assert [p.code for p in raised.value.problems] == [code]
        assert code in TEXTS

    def test_nothing_has_no_windows(self):
        assert periods.days(BEIJING).windows(1, 0) == ()
