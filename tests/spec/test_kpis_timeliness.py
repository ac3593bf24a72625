"""The family *timeliness*: what is open never flatters. Expected values are worked out by hand from small tables."""

from fractions import Fraction

import polars as pl
import pytest

from gridgov.kpis import backlog, durations
from gridgov.kpis import timeliness as t
from gridgov.metrics import compute

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def figure(kpi, table, **asked):
    *_, last = compute(pl.DataFrame(table), [kpi], **asked)
    return last


def value(kpi, table, **asked):
    return figure(kpi, table, **asked).value


class TestLimits:
    """Beijing Regulation on Swift Response 2021, Art. 13: the limit is written on each order."""

    LATE = {"due": [10, 10, 10], "ended_at": [9, 30, None], "counted": [1, 1, 1]}

    def test_an_open_late_ticket_counts_as_late(self):
        assert value(t.ON_TIME_CLOSING, self.LATE, as_of=40) == Fraction(1, 3)

    def test_the_survivors_look_better(self):
        assert value(t.ON_TIME_OF_CLOSED, self.LATE) == Fraction(1, 2)

    def test_closing_nothing_late_any_more_lifts_only_the_figure_of_the_closed(self):
        """The way to game it: leave the late ones lying."""
        left = {**self.LATE, "ended_at": [9, None, None]}

        assert value(t.ON_TIME_OF_CLOSED, left) == 1
        assert value(t.ON_TIME_CLOSING, left, as_of=40) == Fraction(1, 3)

    def test_to_the_moment_is_in_time(self):
        frame = {"due": [10, 10], "ended_at": [10, 11], "counted": [1, 1]}

        assert value(t.ON_TIME_CLOSING, frame, as_of=40) == Fraction(1, 2)

    def test_what_is_not_due_yet_is_on_neither_side(self):
        frame = {"due": [10, 50], "ended_at": [9, 9], "counted": [1, 1]}

        assert figure(t.ON_TIME_CLOSING, frame, as_of=40).denominator == 1

    def test_what_does_not_count_is_left_out_on_record(self):
        found = figure(t.ON_TIME_CLOSING, {**self.LATE, "counted": [1, 0, 1]}, as_of=40)

        assert (found.denominator, dict(found.excluded)) == (2, {"not_counted": 1})

    def test_an_extension_cannot_help_the_first_limit(self):
        frame = {"first_due": [10], "due": [20], "ended_at": [15], "counted": [1]}

        assert value(t.ON_TIME_CLOSING, frame, as_of=40) == 1
        assert value(t.ON_TIME_BY_FIRST_LIMIT, frame, as_of=40) == 0

    def test_nothing_due_is_none_with_a_reason(self):
        frame = {"due": [50], "ended_at": [None], "counted": [1]}

        assert figure(
            t.ON_TIME_CLOSING, pl.DataFrame(frame, schema_overrides={"ended_at": pl.Int64}), as_of=40
        ).reason == ("empty_denominator")


class TestHowLate:
    def late(self, ended, *, as_of=100, kpi=t.LATE_BY_ONE_LIMIT):
        frame = {"dispatched_at": [0], "due": [10], "ended_at": [ended]}
        return value(kpi, pl.DataFrame(frame, schema_overrides={"ended_at": pl.Int64}), as_of=as_of)

    @pytest.mark.parametrize(("ended", "expected"), [(10, 0), (11, 0), (19, 0), (20, 1), (99, 1)])
    def test_late_by_the_limit_again_is_twice_the_limit(self, ended, expected):
        assert self.late(ended) == expected

    @pytest.mark.parametrize(("ended", "expected"), [(39, 0), (40, 1)])
    def test_late_by_three_limits_is_four_times_the_limit(self, ended, expected):
        assert self.late(ended, kpi=t.LATE_BY_THREE_LIMITS) == expected

    def test_an_open_one_grows_later(self):
        assert (self.late(None, as_of=19), self.late(None, as_of=20)) == (0, 1)

    def test_what_ended_after_the_moment_that_is_asked_for_was_open_then(self):
        assert self.late(99, as_of=15) == 0

    def test_the_median_is_of_the_late_ones(self):
        frame = {"due": [0, 0, 10 * HOUR], "ended_at": [2 * HOUR, 5 * HOUR, 1 * HOUR]}

        assert value(t.LATENESS_MEDIAN, frame) == Fraction(7, 2)


class TestHowLong:
    def test_a_median_of_the_closed_gets_better_while_hard_cases_lie(self):
        frame = {"collected_at": [0] * 5, "ended_at": [1 * HOUR, 2 * HOUR, None, None, None]}

        assert value(durations.CLOSED_MEDIAN, frame) == Fraction(3, 2)
        assert figure(durations.RESIDENT_WAIT_MEDIAN, frame, as_of=100 * HOUR).reason == "not_reached"

    def test_a_tail_of_forty_nine_is_none(self):
        frame = {"dispatched_at": [0] * 49, "ended_at": [HOUR] * 49}

        assert figure(durations.HANDLING_P90, frame, as_of=DAY).reason == "below_minimum"

    def test_a_tail_that_is_still_open_is_not_reached(self):
        frame = {"dispatched_at": [0] * 60, "ended_at": [HOUR] * 53 + [None] * 7}

        assert figure(durations.HANDLING_P90, frame, as_of=DAY).reason == "not_reached"

    def test_a_silent_unit_is_late(self):
        frame = {"accepted_at": [None, 1], "accept_due": [2, 2]}

        assert value(durations.ACCEPTED_ON_TIME, frame, as_of=5) == Fraction(1, 2)

    def test_within_a_week_is_asked_when_the_week_is_over(self):
        frame = {"collected_at": [0, 3 * DAY], "ended_at": [1 * DAY, 4 * DAY]}

        assert figure(durations.CLOSED_WITHIN_WEEK, frame, as_of=9 * DAY).denominator == 1
        assert figure(durations.CLOSED_WITHIN_WEEK, frame, as_of=11 * DAY).denominator == 2


class TestThePile:
    PILE = {"collected_at": [0, 5 * DAY, 20 * DAY], "ended_at": [12 * DAY, None, None], "due": [9 * DAY, 9 * DAY, None]}

    @pytest.mark.parametrize(("day", "expected"), [(1, 1), (6, 2), (12, 1), (13, 1), (25, 2)])
    def test_is_what_lay_there_then_not_what_lies_there_now(self, day, expected):
        assert value(backlog.BACKLOG, self.PILE, as_of=day * DAY) == expected

    def test_its_age_is_of_whole_days(self):
        assert value(backlog.BACKLOG_MEAN_AGE, self.PILE, as_of=25 * DAY + 23 * HOUR) == Fraction(25, 2)

    def test_seven_days_to_the_moment_are_not_more_than_seven(self):
        frame = {"collected_at": [0], "ended_at": pl.Series([None], dtype=pl.Int64)}

        assert value(backlog.BACKLOG_OLDER_THAN_WEEK, frame, as_of=7 * DAY) == 0
        assert value(backlog.BACKLOG_OLDER_THAN_WEEK, frame, as_of=7 * DAY + 1) == 1

    def test_open_and_closed_make_what_came_in(self):
        opened = value(backlog.BACKLOG, self.PILE, as_of=25 * DAY)
        closed = figure(backlog.CLOSED_BY_NOW, self.PILE, as_of=25 * DAY)

        assert (opened, closed.numerator, closed.denominator) == (2, 1, 3)

    def test_the_overdue_ones_are_a_part_of_it(self):
        assert value(backlog.OVERDUE_OPEN, self.PILE, as_of=25 * DAY) == 1
        assert value(backlog.BACKLOG_OVERDUE_SHARE, self.PILE, as_of=25 * DAY) == Fraction(1, 2)


class TestWhistles:
    """Beijing Regulation on Swift Response 2021, Art. 33: departments are assessed by their reports."""

    def on_time(self, **columns):
        frame = {"due": [10], "reported_at": [None], "cancelled_at": [None], **columns}
        return figure(t.WHISTLES_ON_TIME, pl.DataFrame(frame, schema=dict.fromkeys(frame, pl.Int64)), as_of=20)

    def test_who_has_not_come_is_late(self):
        assert self.on_time().value == 0

    def test_who_was_called_off_before_the_limit_is_not_judged(self):
        assert self.on_time(cancelled_at=[9]).reason == "empty_denominator"

    def test_to_be_called_off_after_the_limit_does_not_help(self):
        assert self.on_time(cancelled_at=[12]).value == 0
