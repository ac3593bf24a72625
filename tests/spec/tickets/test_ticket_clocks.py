"""The limits of a ticket through whole stories, by the calendar of 2022.

Every expected date is counted by hand on these weeks. The office is open from 9 to 12 and from 13 to 17::

    March / April          April / May
    Thu 31  Fri 1          Fri 29
    Sat 2   worked         Sat 30 to Wed 4 May   Labour Day
    Sun 3 to Tue 5         Thu 5  Fri 6
            Qingming       Sat 7  worked
    Wed 6  Thu 7  Fri 8    Mon 9  Tue 10
    Mon 11 to Fri 15
    Mon 18 to Fri 22
    Sun 24  worked
    Mon 25
"""

from datetime import datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from gridgov import tickets
from gridgov.calendars import ServiceHours, Shift, Timetable, china, explain_clock
from gridgov.errors import Defect
from gridgov.kernel import fold
from gridgov.messages import EVENTS
from gridgov.messages import tickets as m

OFFICE = Timetable(china(), ServiceHours("Asia/Shanghai", [Shift(time(9), time(12)), Shift(time(13), time(17))]))
RULES = (
    ("tickets.limit.accept", "hours", "2"),
    ("tickets.limit.contact", "hours", "24"),
    ("tickets.limit.resolve", "working_days", "5"),
    ("tickets.limit.resolve.urgent", "working_days", "2"),
    ("tickets.limit.resolve.extended", "working_days", "15"),
    ("tickets.limit.reply", "working_days", "1"),
    ("tickets.limit.visit", "working_days", "3"),
    ("tickets.wait.pausing", "codes", '["weather"]'),
)


def at(text):
    """A moment of 2022 in Beijing: ``04-08 17:00``."""
    return datetime.fromisoformat(f"2022-{text}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def office(story):
    """A story under the rules above, by the hours of the office."""
    return evolve(story.under(*RULES), timetable=OFFICE)


def told(story, *acts):
    """The story with a diary: when, which command, and what it says."""
    for when, kind, *said in acts:
        fields = said[0] if said else {}
        story = evolve(story, at=at(when)).after(kind, **fields)
    return story


TAKEN_IN = ("03-31 09:30", m.Collect)
DISPATCHED = ("03-31 10:00", m.Dispatch)
ACCEPTED = ("03-31 11:00", m.Accept)
AT_WORK = (TAKEN_IN, DISPATCHED, ACCEPTED)
IN_THE_RAIN = ("04-01 10:00", m.Wait, {"reason": "weather", "resume_by": at("04-15 10:00")})
GOES_ON = ("04-06 10:00", m.Resume)


def dues(story):
    """Until when each clock runs that runs now."""
    return {clock.name: clock.due for clock in story.ticket.ledger.running}


def ends(story):
    """How every clock stands, in the order in which they started."""
    return [(clock.name, clock.state) for clock in story.ticket.ledger.clocks]


class TestAStoryInTime:
    """Accept, contact, resolve, reply, visit: each begins with the act before it and ends with its own."""

    def test_the_dispatch_starts_three(self, office):
        assert dues(told(office, TAKEN_IN, DISPATCHED)) == {
            "accept": at("03-31 12:00"),
            "contact": at("04-01 10:00"),
            "resolve": at("04-08 17:00"),  # 1, Saturday the 2nd, 6, 7, 8
        }

    def test_accepting_ends_the_first(self, office):
        accepted = told(office, *AT_WORK)

        assert accepted.clock("accept") == "met"
        assert set(dues(accepted)) == {"contact", "resolve"}

    def test_speaking_to_the_claimant_ends_the_second(self, office):
        spoken = told(office, *AT_WORK, ("04-01 10:00", m.Contact))

        assert spoken.clock("contact") == "met"
        assert set(dues(spoken)) == {"resolve"}

    def test_handling_ends_the_third_and_starts_that_of_the_reply(self, office):
        handled = told(office, *AT_WORK, ("04-01 09:00", m.Contact), ("04-02 15:00", m.Handle))

        assert handled.clock("resolve") == "met"
        assert dues(handled) == {"reply": at("04-06 17:00")}

    def test_the_reply_starts_that_of_the_visit(self, office):
        replied = told(
            office, *AT_WORK, ("04-01 09:00", m.Contact), ("04-02 15:00", m.Handle), ("04-06 16:00", m.Reply)
        )

        assert replied.clock("reply") == "met"
        assert dues(replied) == {"visit": at("04-11 17:00")}  # 7, 8, 11

    def test_after_the_visit_nothing_runs(self, office):
        closed = told(
            office,
            *AT_WORK,
            ("04-01 09:00", m.Contact),
            ("04-02 15:00", m.Handle),
            ("04-06 16:00", m.Reply),
            ("04-11 17:00", m.Counsel),
        )

        assert ends(closed) == [(name, "met") for name in ("accept", "contact", "resolve", "reply", "visit")]
        assert closed.ticket.due is None

    def test_what_is_done_is_not_asked_for_again_while_it_is_being_handled(self, office):
        """What DIGIT does not keep apart: there any change lets the time begin anew."""
        story = told(
            office,
            *AT_WORK,
            ("03-31 12:00", m.Contact),
            ("03-31 13:00", m.Escalate),
            ("03-31 14:00", m.Instruct),
            ("03-31 15:00", m.Forward, {"follow_up_by": at("04-07 10:00")}),
            ("04-02 10:00", m.HearBack),
        )

        assert ends(story) == [("accept", "met"), ("contact", "met"), ("resolve", "running"), ("follow_up", "met")]
        assert story.ticket.due == at("04-08 17:00")

    def test_the_same_story_too_late_everywhere(self, office):
        late = told(
            office,
            TAKEN_IN,
            DISPATCHED,
            ("03-31 12:01", m.Accept),
            ("04-01 10:01", m.Contact),
            ("04-08 17:01", m.Handle),
            ("04-12 17:01", m.Reply),  # begun on Friday after closing, that is on Monday the 11th: until the 12th
            ("04-18 17:01", m.Counsel),  # begun on the 13th: 14, 15, 18
        )

        assert ends(late) == [(name, "breached") for name in ("accept", "contact", "resolve", "reply", "visit")]
        assert [clock.due for clock in late.ticket.ledger.clocks] == [
            at(due) for due in ("03-31 12:00", "04-01 10:00", "04-08 17:00", "04-12 17:00", "04-18 17:00")
        ]

    def test_a_log_that_went_through_json_leads_to_the_same_clocks(self, office):
        story = told(office, *AT_WORK, IN_THE_RAIN, GOES_ON, ("04-08 10:00", m.Handle))
        back = [EVENTS.revive(event.type, event.schema_version, event.model_dump_json()) for event in story.events]

        assert fold(tickets, back) == story.ticket


class TestTheLengthOfALimit:
    """Limits come from ``tickets.limit.<clock>``, or that with ``.<urgency>``, counted by the calendar."""

    @pytest.mark.parametrize(
        ("unit", "amount", "due"),
        [
            ("minutes", 90, "04-29 11:30"),
            ("hours", 24, "04-30 10:00"),  # a holiday: hours pass
            ("days", 3, "05-05 17:00"),  # the 2nd is off: the next working day
            ("working_days", 5, "05-10 17:00"),  # 5, 6, Saturday the 7th, 9, 10
        ],
    )
    def test_a_limit_in_every_unit_over_labour_day(self, story, unit, amount, due):
        office = evolve(story.under(("tickets.limit.resolve", unit, str(amount))), timetable=OFFICE)

        assert dues(told(office, ("04-29 09:30", m.Collect), ("04-29 10:00", m.Dispatch))) == {"resolve": at(due)}

    @pytest.mark.parametrize(
        ("urgency", "due"),
        [
            ("urgent", "04-02 17:00"),  # Friday and Saturday
            ("normal", "04-08 17:00"),
            ("immediate", "04-08 17:00"),  # no rule of its own
            ("extended", "04-22 17:00"),  # 1, 2, 6 to 8, 11 to 15, 18 to 22
        ],
    )
    def test_by_urgency(self, office, urgency, due):
        story = told(office, (*TAKEN_IN, {"urgency": urgency}), DISPATCHED)

        assert dues(story)["resolve"] == at(due)

    def test_what_comes_in_after_closing_begins_at_the_next_opening(self, office):
        story = told(office, ("04-02 17:30", m.Collect), ("04-02 18:00", m.Dispatch, {"due": None}))

        assert dues(story)["resolve"] == at("04-13 17:00")  # begun on the 6th: 7, 8, 11, 12, 13

    def test_hours_need_no_calendar_and_working_days_do(self, story):
        hours = told(story.under(("tickets.limit.resolve", "hours", "24")), TAKEN_IN, DISPATCHED)
        days = told(story.under(("tickets.limit.resolve", "working_days", "5")), TAKEN_IN)

        assert dues(hours) == {"resolve": at("04-01 10:00")}
        with pytest.raises(Defect) as raised:
            days.after(m.Dispatch)
        assert (raised.value.code, raised.value.params["unit"]) == ("timetable_missing", "working_days")

    def test_a_rule_of_another_unit_is_a_defect_of_the_pack(self, story):
        with pytest.raises(Defect) as raised:
            told(story.under(("tickets.limit.resolve", "rounds", "5")), TAKEN_IN, DISPATCHED)

        assert raised.value.code == "parameter_of_another_type"


class TestPause:
    """A wait for a reason that the policy lists stops the clock; the due moves by the working days that ended in it."""

    def test_while_it_stands_still_it_does_not_lapse(self, office):
        waiting = told(office, *AT_WORK, IN_THE_RAIN)

        assert waiting.clock("resolve") == "paused"
        assert tickets.lapsed(waiting.ticket, at("04-15 10:00")) == ("contact",)

    def test_afterwards_it_has_the_days_back(self, office):
        story = told(office, *AT_WORK, IN_THE_RAIN, GOES_ON)

        assert story.ticket.due == at("04-12 17:00")  # Friday the 1st and Saturday the 2nd ended: 11, 12

    def test_a_pause_within_a_day_gives_no_day(self, office):
        story = told(office, *AT_WORK, IN_THE_RAIN, ("04-01 16:00", m.Resume))

        assert story.ticket.due == at("04-08 17:00")

    def test_another_reason_gives_nothing(self, office):
        because = {"reason": "parts_ordered", "resume_by": at("04-15 10:00")}
        story = told(office, *AT_WORK, ("04-01 10:00", m.Wait, because), GOES_ON)

        assert story.ticket.due == at("04-08 17:00")

    def test_two_pauses_add_up(self, office):
        again = {"reason": "weather", "resume_by": at("04-15 10:00")}
        story = told(office, *AT_WORK, IN_THE_RAIN, GOES_ON, ("04-07 10:00", m.Wait, again), ("04-08 10:00", m.Resume))

        assert story.ticket.due == at("04-13 17:00")

    def test_a_date_on_the_order_moves_by_the_time_that_passed(self, office):
        ordered = (*DISPATCHED, {"due": at("04-08 12:00")})
        story = told(office, TAKEN_IN, ordered, ACCEPTED, IN_THE_RAIN, ("04-02 13:30", m.Resume))

        assert story.ticket.due == at("04-09 15:30")  # 27 and a half hours

    def test_a_wait_whose_date_comes_gives_the_days_back_too(self, office):
        until = {"reason": "weather", "resume_by": at("04-06 10:00")}
        story = told(office, *AT_WORK, ("04-01 10:00", m.Wait, until), ("04-06 10:01", m.Lapse, {"clock": "resume"}))

        assert story.ticket.due == at("04-12 17:00")

    def test_so_does_asking_the_level_above(self, office):
        story = told(office, *AT_WORK, IN_THE_RAIN, ("04-06 10:00", m.Escalate))

        assert (story.ticket.state, dues(story)["resolve"]) == ("escalated", at("04-12 17:00"))

    def test_while_the_council_hall_deliberates_it_stands_still(self, office):
        story = told(office, *AT_WORK, ("04-01 10:00", m.HandOver, {"decide_by": at("04-06 10:00")}))

        assert story.clock("resolve") == "paused"
        assert told(story, ("04-06 10:00", m.TakeBack)).ticket.due == at("04-12 17:00")

    def test_a_limit_that_was_extended_while_a_pause_was_overstayed_goes_on(self, office):
        """The pause counts up to the extension: the 1st, 6th and 7th, given back on the 21st, 22nd and 24th."""
        more = {"clock": "resolve", "due": at("04-20 17:00"), "reason": "weather", "asked_by": "lead-2"}
        until = {"reason": "weather", "resume_by": at("04-06 10:00")}
        story = told(office, *AT_WORK, ("04-01 10:00", m.Wait, until), ("04-07 10:00", m.Extend, more))

        for act in (m.Resume, m.Escalate):
            gone_on = told(story, ("04-08 10:00", act))
            assert (gone_on.clock("resolve"), gone_on.ticket.due) == ("running", at("04-24 17:00"))

    def test_the_contact_is_asked_for_once_whatever_the_hall_does(self, office):
        by_the_6th = {"decide_by": at("04-06 10:00")}
        unheard = told(office, *AT_WORK, ("03-31 16:00", m.HandOver, by_the_6th), ("04-01 09:00", m.TakeBack))
        [contact] = [clock for clock in unheard.ticket.ledger.clocks if clock.name == "contact"]
        assert contact.state == "running"

        heard = told(
            office,
            *AT_WORK,
            ("03-31 15:00", m.Contact),
            ("03-31 16:00", m.HandOver, by_the_6th),
            ("04-01 09:00", m.TakeBack),
        )
        assert heard.clock("contact") == "met"

    def test_who_answers_too_late_gives_the_desk_no_more_time(self, story):
        """Two hours to dispatch, an hour for the answer: the hour is given back, and not the hundred days."""
        desk = story.under(("tickets.limit.dispatch", "hours", "2")).to("registered")
        due, asked = desk.ticket.ledger.live("dispatch").due, desk.at
        answered = desk.after(m.Ask, answer_by=asked + timedelta(hours=1)).later(days=100).after(m.Supply)

        assert answered.ticket.ledger.live("dispatch").due == due + timedelta(hours=1)

    def test_a_council_hall_that_takes_longer_than_it_said_earns_no_time(self, office):
        until = {"decide_by": at("04-06 10:00")}
        story = told(office, *AT_WORK, ("04-01 10:00", m.HandOver, until), ("04-08 10:00", m.TakeBack))

        assert story.ticket.due == at("04-12 17:00")

    def test_what_was_late_when_the_council_hall_got_it_is_late_afterwards(self, office):
        by_the_20th = {"decide_by": at("04-20 10:00")}
        story = told(office, *AT_WORK, ("04-11 10:00", m.HandOver, by_the_20th), ("04-20 10:00", m.TakeBack))

        assert (story.clock("resolve"), story.ticket.due) == ("running", at("04-08 17:00"))
        assert story.ticket.ledger.live("resolve").late(at("04-20 11:00")) == timedelta(days=2, hours=18)

    def test_run_and_pause_add_up_to_the_time_that_passed(self, office):
        story = told(office, *AT_WORK, IN_THE_RAIN, GOES_ON, ("04-08 10:00", m.Handle))
        clock = story.ticket.ledger.latest("resolve")

        assert clock.paused(at("04-08 10:00")) == timedelta(days=5)
        assert clock.ran(at("04-08 10:00")) == timedelta(days=3)
        assert clock.stopped_at - clock.started_at == timedelta(days=8)

    def test_it_can_be_explained_step_by_step(self, office):
        clock = told(office, *AT_WORK, IN_THE_RAIN, GOES_ON).ticket.ledger.live("resolve")

        *before, last = (step.text("en") for step in explain_clock(clock, OFFICE, at("04-06 10:00")))

        assert before == [
            '2022-03-31 Thu 10:00: "resolve" begins, limit 5 working days, due 2022-04-08 Fri 17:00.',
            "2022-03-31 Thu 10:00 to 2022-04-01 Fri 10:00: runs for 24 h.",
            "2022-04-01 Fri 10:00 to 2022-04-06 Wed 10:00: paused for 120 h (weather).",
        ]
        assert last == (
            "2022-04-06 Wed 10:00: goes on; the pause counts 2 working days. "
            "Due 2022-04-12 Tue 17:00, not 2022-04-08 Fri 17:00."
        )


class TestExtend:
    """More time is allowed before the old limit is over, and not after (Art. 15)."""

    MORE = {
        "actor": "reviewer-1",
        "clock": "resolve",
        "due": at("04-15 17:00"),
        "reason": "owners_meet",
        "asked_by": "lead-2",
    }

    def test_at_the_last_moment(self, office):
        story = told(office, *AT_WORK, ("04-08 17:00", m.Extend, self.MORE))

        assert story.ticket.due == at("04-15 17:00")
        assert told(story, ("04-15 17:00", m.Handle)).clock("resolve") == "met"

    def test_a_moment_later_it_is_too_late(self, office):
        over = evolve(told(office, *AT_WORK), at=at("04-08 17:01"))

        over.when(m.Extend, **self.MORE).then_refused("extended_too_late")

    def test_a_pause_after_it_is_added_to_it(self, office):
        story = told(office, *AT_WORK, ("03-31 12:00", m.Extend, self.MORE), IN_THE_RAIN, GOES_ON)

        assert story.ticket.due == at("04-19 17:00")  # two working days after Friday the 15th


class TestRetarget:
    """Another urgency is another limit, counted from the same start, with the pauses so far (GLPI 15605: not lost)."""

    def classified(self, urgency, when="04-06 11:00"):
        return (when, m.Classify, {"urgency": urgency})

    def test_without_a_pause(self, office):
        story = told(office, *AT_WORK, self.classified("extended"))

        assert story.ticket.due == at("04-22 17:00")

    @pytest.mark.parametrize(
        ("urgency", "due"),
        [
            ("extended", "04-25 17:00"),  # two working days after Friday the 22nd: Sunday the 24th and Monday
            ("urgent", "04-07 17:00"),  # two after Saturday the 2nd: 6, 7
        ],
    )
    def test_the_pauses_are_kept(self, office, urgency, due):
        story = told(office, *AT_WORK, IN_THE_RAIN, GOES_ON, self.classified(urgency))

        assert story.ticket.due == at(due)

    def test_in_the_middle_of_a_pause(self, office):
        waiting = told(office, *AT_WORK, IN_THE_RAIN, self.classified("urgent", "04-02 11:00"))

        assert (waiting.clock("resolve"), waiting.ticket.due) == ("paused", at("04-02 17:00"))
        assert told(waiting, GOES_ON).ticket.due == at("04-07 17:00")

    def test_what_becomes_urgent_too_late_is_late(self, office):
        story = told(office, *AT_WORK, self.classified("urgent"))

        assert story.ticket.due == at("04-02 17:00")
        assert "resolve" in tickets.lapsed(story.ticket, at("04-06 11:00"))

    def test_the_event_says_which_limit_it_is_now(self, office):
        story = evolve(told(office, *AT_WORK), at=at("04-06 11:00"))

        [event] = story.when(m.Classify, urgency="extended").events

        assert event.clocks == (
            m.ClockChange(clock="resolve", act="retargeted", due=at("04-22 17:00"), amount=15, unit="working_days"),
        )

    def test_another_category_of_the_same_urgency_moves_nothing(self, office):
        story = told(office, *AT_WORK, ("04-06 11:00", m.Classify, {"category": "safety.gas"}))

        assert story.ticket.due == at("04-08 17:00")

    def test_nor_does_another_urgency_with_the_same_limit_and_an_extension_is_kept(self, office):
        extended = told(office, *AT_WORK, ("04-01 11:00", m.Extend, TestExtend.MORE))

        story = told(extended, self.classified("immediate"))

        assert story.ticket.due == at("04-15 17:00")

    def test_a_category_can_have_a_limit_of_its_own_and_what_is_below_it_shares_it(self, story):
        rules = (*RULES, ("tickets.limit.resolve.of.safety", "working_days", "1"))
        office = evolve(story.under(*rules), timetable=OFFICE)
        noise = told(office, (*TAKEN_IN, {"category": "noise"}), DISPATCHED, ACCEPTED)

        assert dues(told(office, TAKEN_IN, DISPATCHED))["resolve"] == at("04-01 17:00")
        assert noise.ticket.due == at("04-08 17:00")
        assert told(noise, ("04-01 10:00", m.Classify, {"category": "safety.gas"})).ticket.due == at("04-01 17:00")


class TestAnotherRound:
    """What was not solved is handled again, with clocks of its own; those of the first round stay as they ended."""

    FIRST = (
        *AT_WORK,
        ("04-01 09:00", m.Contact),
        ("04-02 15:00", m.Handle),
        ("04-06 16:00", m.Reply),
        ("04-12 10:00", m.Counsel, {"solved": False, "satisfaction": "dissatisfied"}),
    )

    def test_the_second_round_starts_its_own(self, office):
        again = told(office, *self.FIRST)

        assert (again.ticket.round, again.ticket.state) == (2, "in_progress")
        assert dues(again) == {
            "contact": at("04-13 10:00"),
            "resolve": at("04-19 17:00"),  # 13, 14, 15, 18, 19
        }

    def test_those_of_the_first_stay_as_they_ended(self, office):
        again = told(office, *self.FIRST, ("04-20 10:00", m.Handle))

        assert ends(again) == [
            ("accept", "met"),
            ("contact", "met"),
            ("resolve", "met"),
            ("reply", "met"),
            ("visit", "breached"),
            ("contact", "breached"),
            ("resolve", "breached"),
            ("reply", "running"),
        ]

    def test_what_is_reopened_starts_its_own_too(self, office):
        closed = told(office, *self.FIRST[:-1], ("04-11 10:00", m.Counsel))

        assert dues(told(closed, ("04-13 10:00", m.Reopen))) == {
            "contact": at("04-14 10:00"),
            "resolve": at("04-20 17:00"),  # 14, 15, 18, 19, 20
        }

    def test_a_reply_that_does_not_arrive_has_to_be_given_again_in_a_time_of_its_own(self, office):
        story = told(office, *self.FIRST[:-1], ("04-07 10:00", m.FailDelivery))

        assert ends(story)[-3:] == [("reply", "met"), ("visit", "cancelled"), ("reply", "running")]
        assert dues(story) == {"reply": at("04-08 17:00")}


class TestWhatAnotherActEnds:
    """A limit that is not reached because something else happened counts for nobody; a missed one stays missed."""

    @pytest.mark.parametrize(("kind", "reason"), [(m.Withdraw, "withdraw"), (m.Merge, "merge")])
    def test_in_time_it_is_cancelled_and_the_log_says_by_what(self, office, kind, reason):
        ended = told(office, *AT_WORK, ("04-01 10:00", kind))

        assert ends(ended) == [("accept", "met"), ("contact", "cancelled"), ("resolve", "cancelled")]
        assert ended.ticket.ledger.latest("resolve").changes[-1].reason == reason

    def test_a_limit_that_was_over_by_then_stays_missed(self, office):
        withdrawn = told(office, *AT_WORK, ("04-01 10:01", m.Withdraw))

        assert ends(withdrawn) == [("accept", "met"), ("contact", "breached"), ("resolve", "cancelled")]

    def test_what_was_paused_in_time_was_not_over(self, office):
        withdrawn = told(office, *AT_WORK, IN_THE_RAIN, ("04-12 10:00", m.Withdraw))

        assert withdrawn.clock("resolve") == "cancelled"


class TestNoClockRunsInWhatIsClosed:
    """Whatever closes a ticket, and wherever it was: nothing is counted any more."""

    EVERY = tuple((f"tickets.limit.{clock}", "hours", "24") for clock in get_args(m.ClockName))
    REVIEW = ("tickets.review.needed", "yes_no", "true")
    APPROVAL = ("tickets.reply.approval", "yes_no", "true")

    def left_running(self, story):
        assert story.ticket.state == "closed"
        return [clock.name for clock in story.ticket.ledger.clocks if clock.is_live]

    @pytest.mark.parametrize(
        ("state", "running"),
        [
            ("registered", ("dispatch",)),
            ("info_requested", ("answer",)),
            ("offered", ("accept", "contact", "resolve")),
            ("disputed", ("adjudicate", "contact", "resolve")),
            ("in_progress", ("contact", "resolve")),
            ("waiting", ("contact", "resolve", "resume")),
            ("coordinating", ("contact", "report", "resolve")),
            ("external", ("contact", "follow_up", "resolve")),
            ("escalated", ("contact", "instruct", "resolve")),
            ("in_review", ("contact", "resolve", "review")),
            ("drafting", ("reply",)),
            ("approving", ("reply",)),
            ("visit_due", ("visit",)),
            ("explaining", ("explain",)),
            ("mediating", ("mediate",)),
            ("deliberating", ("deliberate",)),
            ("tracking", ("track",)),
            ("appealed", ("appeal",)),
        ],
    )
    def test_every_state_has_its_clocks_and_a_withdrawal_ends_them(self, story, state, running):
        more = {"in_review": (self.REVIEW,), "approving": (self.APPROVAL,)}.get(state, ())
        there = story.under(*self.EVERY, *more).to(state)

        assert tuple(sorted(dues(there))) == running
        assert self.left_running(there.after(m.Withdraw)) == []

    @pytest.mark.parametrize(
        ("state", "kind", "fields"),
        [
            ("registered", m.AnswerNow, {}),
            ("registered", m.Divert, {}),
            ("registered", m.Decline, {}),
            ("registered", m.Invalidate, {}),
            ("in_progress", m.Merge, {}),
            ("visit_due", m.Counsel, {}),
            ("visit_due", m.SkipVisit, {}),
            ("explaining", m.Explain, {}),
            ("mediating", m.Settle, {}),
            ("tracking", m.ReviewTracking, {}),
            ("appealed", m.DecideAppeal, {"upheld": False}),
        ],
        ids=lambda value: value.__name__ if isinstance(value, type) else "",
    )
    def test_nor_after_any_other_end(self, story, state, kind, fields):
        there = story.under(*self.EVERY).to(state, **({"kind": "consult"} if kind is m.AnswerNow else {}))

        assert self.left_running(there.after(kind, **fields)) == []

    def test_nor_when_the_claimant_cannot_be_reached(self, story):
        untold = story.under(*self.EVERY).to("drafting").after(m.FailDelivery)
        unseen = story.under(*self.EVERY).to("visit_due").after(m.AttemptVisit).later(hours=25)

        assert self.left_running(untold.after(m.GiveUp)) == []
        assert self.left_running(unseen.after(m.Lapse, clock="visit")) == []

    def test_time_that_passes_over_a_closed_ticket_is_nobodys(self, story):
        closed = story.under(*self.EVERY).to("closed")

        assert tickets.lapsed(closed.ticket, at("12-31 12:00")) == ()
