"""吹哨报到: what one unit cannot do alone is done together, or by a body outside. One class a command.

The lead whistles, names every co-unit with its part and its date, and stays the lead: all have to report or to explain.
S4: a unit that cannot settle a matter alone whistles, the units named must report and act together.
"""

from datetime import timedelta

import pytest

from gridgov.errors import BadInput
from gridgov.messages import tickets as m

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
REVIEW = ("tickets.review.needed", "yes_no", "true")
ACTS_AT_WORK = ("dispatch", "wait", "whistle", "forward", "escalate", "handle", "hand_over", "merge", "withdraw")
ACTS_TOGETHER = ("whistle", "report", "override", "escalate", "merge", "withdraw")
ACTS_OUTSIDE = ("hear_back", "escalate", "merge", "withdraw")


def law(article):
    return f"Beijing Regulation on Swift Response 2021, Art. {article} (北京市接诉即办工作条例第{article}条)"


def order(task, unit, due):
    return m.TaskOrder(task=task, unit=unit, due=due)


def begins(clock, due):
    return m.ClockChange(clock=clock, act="started", due=due)


def moves(clock, due):
    return m.ClockChange(clock=clock, act="retargeted", due=due)


def ends(clock):
    return m.ClockChange(clock=clock, act="stopped")


def falls_away(clock, because_of):
    return m.ClockChange(clock=clock, act="cancelled", reason=because_of)


def problems(kind, **fields):
    """What is wrong with a message, as place and code."""
    with pytest.raises(BadInput) as raised:
        kind(**{"command_id": "c-9", "ticket": "T-1", **fields})
    return sorted((problem.where, problem.code) for problem in raised.value.problems)


def standing(ticket):
    """How far every part is, by its id."""
    return {task.id: task.state for task in ticket.tasks}


@pytest.fixture
def in_progress(story):
    return story.to("in_progress")


@pytest.fixture
def parts(in_progress):
    """A part for the landlord and one for the fire brigade, due on the third day and on the fifth."""
    start = in_progress.at
    return (order("shed", "unit-4", start + 72 * HOUR), order("hydrant", "unit-5", start + 120 * HOUR))


@pytest.fixture
def together(in_progress, parts):
    return in_progress.after(m.Whistle, tasks=parts)


@pytest.fixture
def outside(story):
    return story.to("external")


class TestWhistle:
    """吹哨: the lead calls other units in, each with its part and its date (Art. 16)."""

    def test_every_co_unit_has_its_part_and_its_date(self, in_progress, parts):
        latest = parts[1].due

        ticket = in_progress.when(m.Whistle, tasks=parts).then(
            in_progress.fact(
                m.TicketWhistled,
                "coordinating",
                reason="two_trades",
                tasks=parts,
                clocks=(begins("report", latest),),
            )
        )

        assert [(task.id, task.unit, task.due, task.state) for task in ticket.tasks] == [
            ("shed", "unit-4", parts[0].due, "open"),
            ("hydrant", "unit-5", latest, "open"),
        ]

    def test_the_lead_stays_the_lead(self, together):
        assert (together.ticket.duty.owner, together.ticket.duty.first_responsible) == ("unit-2", "unit-2")

    def test_the_time_for_handling_runs_on(self, story):
        at_work = story.under(("tickets.limit.resolve", "hours", "48")).to("in_progress")

        assert at_work.after(m.Whistle).ticket.due == at_work.ticket.due

    def test_another_unit_can_be_called_in_later(self, together, parts):
        sooner = order("lock", "unit-6", parts[0].due)

        ticket = together.when(m.Whistle, tasks=(sooner,)).then(
            together.fact(m.TicketWhistled, "coordinating", reason="two_trades", tasks=(sooner,))
        )

        assert standing(ticket) == {"shed": "open", "hydrant": "open", "lock": "open"}

    def test_the_reports_are_expected_until_the_latest_date_of_all(self, together, parts):
        later = order("lock", "unit-6", parts[1].due + HOUR)

        together.when(m.Whistle, tasks=(later,)).then(
            together.fact(
                m.TicketWhistled,
                "coordinating",
                reason="two_trades",
                tasks=(later,),
                clocks=(moves("report", later.due),),
            )
        )

    def test_reports_that_are_overdue_stay_overdue_whoever_else_is_called_in(self, together, far):
        late = together.later(days=6).after(m.Whistle, tasks=(order("lock", "unit-6", far),))

        assert [(clock.state, clock.due) for clock in late.ticket.ledger.clocks] == [
            ("breached", together.ticket.ledger.live("report").due),
            ("running", far),
        ]

    def test_a_part_has_an_id_of_its_own(self, in_progress, together, parts):
        twice = (parts[0], order("shed", "unit-6", parts[0].due))

        in_progress.when(m.Whistle, tasks=twice).then_refused("task_exists", source=law(16))
        together.when(m.Whistle, tasks=(parts[0],)).then_refused("task_exists", source=law(16))

    def test_the_lead_does_not_call_itself_in(self, in_progress, far):
        in_progress.when(m.Whistle, tasks=(order("shed", "unit-2", far),)).then_refused("calls_itself", source=law(16))

    def test_every_date_lies_in_the_future(self, in_progress, far):
        now = order("lock", "unit-6", in_progress.at)

        in_progress.when(m.Whistle, tasks=(order("shed", "unit-4", far), now)).then_refused(
            "due_before_start", source=law(16)
        )

    @pytest.mark.parametrize("state", ["registered", "offered", "waiting", "external", "escalated", "drafting"])
    def test_who_does_not_work_on_it_does_not_whistle(self, story, state):
        story.to(state).when(m.Whistle).then_refused("not_allowed_now", source=law(16))

    def test_between_one_and_ten_parts_at_once(self, far):
        eleven = tuple(order(f"task-{n}", "unit-4", far) for n in range(11))

        assert problems(m.Whistle, reason="two_trades", tasks=()) == [("tasks", "wrong_length")]
        assert problems(m.Whistle, reason="two_trades", tasks=eleven) == [("tasks", "wrong_length")]

    def test_a_part_without_a_unit_or_a_date_is_none(self):
        with pytest.raises(BadInput) as raised:
            m.TaskOrder(task="shed 1")

        assert sorted((problem.where, problem.code) for problem in raised.value.problems) == [
            ("due", "missing"),
            ("task", "wrong_pattern"),
            ("unit", "missing"),
        ]


class TestReport:
    """报到: every unit that was called in says what it did, or explains why not (Arts. 14, 16)."""

    def test_one_report_of_two_is_not_the_end_of_it(self, together, sealed):
        ticket = together.when(m.Report, actor="worker-4", task="shed").then(
            together.fact(
                m.TicketReported,
                "coordinating",
                actor="worker-4",
                task="shed",
                unit="unit-4",
                result="done",
                text=sealed("the lock is changed"),
            )
        )

        assert standing(ticket) == {"shed": "done", "hydrant": "open"}
        assert ticket.ledger.live("report") is not None

    @pytest.mark.parametrize("order_of_reports", [("shed", "hydrant"), ("hydrant", "shed")])
    def test_with_the_last_report_the_lead_goes_on(self, together, sealed, order_of_reports):
        first, last = order_of_reports
        unit_of = {task.id: task.unit for task in together.ticket.tasks}
        one_left = together.after(m.Report, task=first)

        ticket = one_left.when(m.Report, task=last, result="explained").then(
            one_left.fact(
                m.TicketReported,
                "in_progress",
                task=last,
                unit=unit_of[last],
                result="explained",
                text=sealed("the lock is changed"),
                clocks=(ends("report"),),
            )
        )

        assert standing(ticket) == {first: "done", last: "explained"}
        assert (ticket.duty.owner, ticket.open_tasks) == ("unit-2", ())

    def test_the_reports_are_in_time_if_the_last_one_is(self, together, parts):
        one_left = together.after(m.Report, task="shed")
        last = one_left.later(minutes=(parts[1].due - one_left.at) // MINUTE)

        assert last.after(m.Report, task="hydrant").clock("report") == "met"
        assert last.later(minutes=1).after(m.Report, task="hydrant").clock("report") == "breached"

    def test_what_was_reported_is_not_in_the_event(self, together):
        [event] = together.when(m.Report, task="shed", text="Mrs Wang has the key").events

        assert "Wang" not in event.model_dump_json()

    @pytest.mark.parametrize("task", ["roof", "shed"], ids=["unknown", "reported already"])
    def test_only_an_open_part_is_reported(self, together, task):
        reported = together.after(m.Report, task="shed")

        refusal = reported.when(m.Report, task=task).then_refused("no_open_task", source=law(14))

        assert refusal.params["case"] == task

    def test_the_lead_does_not_say_that_it_is_done_before_all_have_reported(self, together):
        together.when(m.Handle).then_refused("not_allowed_now", allowed=ACTS_TOGETHER)

    def test_nobody_reports_uncalled(self, in_progress):
        in_progress.when(m.Report).then_refused("not_allowed_now", allowed=ACTS_AT_WORK, source=law(14))

    def test_a_report_is_a_deed_or_an_explanation(self):
        assert problems(m.Report, result="forgotten") == [
            ("result", "unknown_choice"),
            ("task", "missing"),
            ("text", "missing"),
            ("unit", "missing"),
        ]

    def test_a_unit_reports_its_own_task(self, together):
        first, *_ = together.ticket.tasks

        together.when(m.Report, task=first.id, unit="unit-99").then_refused("not_its_task", source=law(14))


class TestOverride:
    """The lead goes on without the missing reports, and says why; their parts are cancelled (Art. 14)."""

    def test_the_open_parts_are_cancelled_with_the_reason(self, together):
        one_left = together.after(m.Report, task="shed")

        ticket = one_left.when(m.Override).then(
            one_left.fact(
                m.TicketOverridden,
                "in_progress",
                reason="no_answer",
                cancelled=("hydrant",),
                clocks=(falls_away("report", "override"),),
            )
        )

        assert standing(ticket) == {"shed": "done", "hydrant": "cancelled"}
        assert [task.reason for task in ticket.tasks] == [None, "no_answer"]

    def test_what_was_overdue_stays_overdue(self, together):
        late = together.later(days=6)

        assert late.after(m.Override).clock("report") == "breached"

    def test_the_lead_can_whistle_again_under_another_id(self, together, far):
        overridden = together.after(m.Override)

        overridden.when(m.Whistle, tasks=(order("shed", "unit-4", far),)).then_refused("task_exists")
        overridden.when(m.Whistle, tasks=(order("shed-2", "unit-4", far),)).then_state(state="coordinating")

    def test_there_is_nothing_to_override_alone(self, in_progress):
        in_progress.when(m.Override).then_refused("not_allowed_now", allowed=ACTS_AT_WORK, source=law(14))

    def test_an_override_has_a_reason(self):
        assert problems(m.Override) == [("reason", "missing")]


class TestPartsEndBeforeTheWhole:
    """However a ticket ends: no part of it stays open."""

    @pytest.mark.parametrize(("kind", "reason"), [(m.Withdraw, "withdrawn"), (m.Merge, "merged")])
    def test_with_the_ticket_its_open_parts_are_cancelled(self, together, kind, reason):
        ended = together.after(m.Report, task="shed").after(kind).ticket

        assert [(task.state, task.reason) for task in ended.tasks] == [("done", None), ("cancelled", reason)]
        assert all(not clock.is_live for clock in ended.ledger.clocks)

    def test_on_the_way_through_all_stages_too(self, together):
        closed = together.after(m.Override).after(m.Handle).after(m.Reply).after(m.Counsel).ticket

        assert (closed.state, closed.open_tasks) == ("closed", ())

    def test_a_new_round_begins_without_open_parts_and_remembers_the_old_ones(self, together):
        told = together.after(m.Override).after(m.Handle).after(m.Reply)

        again = told.after(m.Counsel, solved=False, satisfaction="dissatisfied").ticket

        assert (again.round, again.open_tasks, len(again.tasks)) == (2, (), 2)


class TestForward:
    """A body outside, such as a central unit in the city, is given the matter and asked again by a date (Art. 22)."""

    def test_the_body_has_it_and_the_unit_asks_again_by_a_date(self, in_progress, far):
        ticket = in_progress.when(m.Forward).then(
            in_progress.fact(
                m.TicketForwarded,
                "external",
                body="railway-1",
                reason="their_ground",
                follow_up_by=far,
                clocks=(begins("follow_up", far),),
            )
        )

        assert (ticket.handling.body, ticket.handling.follow_up_by) == ("railway-1", far)

    def test_the_unit_still_has_it_and_the_time_for_handling_runs_on(self, story):
        at_work = story.under(("tickets.limit.resolve", "hours", "48")).to("in_progress")
        forwarded = at_work.after(m.Forward).ticket

        assert (forwarded.duty.owner, forwarded.stage, forwarded.due) == ("unit-2", "handle", at_work.ticket.due)

    def test_the_date_lies_in_the_future(self, in_progress):
        in_progress.when(m.Forward, follow_up_by=in_progress.at).then_refused("due_before_start", source=law(22))

    @pytest.mark.parametrize("state", ["registered", "offered", "waiting", "coordinating", "external", "drafting"])
    def test_only_who_works_on_it_gives_it_away(self, story, state):
        story.to(state).when(m.Forward).then_refused("not_allowed_now", source=law(22))

    def test_all_faults_of_a_forwarding_come_at_once(self):
        assert problems(m.Forward, body="the railway", reason="Theirs") == [
            ("body", "wrong_pattern"),
            ("follow_up_by", "missing"),
            ("reason", "wrong_pattern"),
        ]


class TestFollowUp:
    """The body outside is asked again, and again, until it answers (Art. 22): nothing is lost out there."""

    def test_it_is_asked_again_and_the_next_date_is_set(self, outside, far):
        next_time = far + 24 * HOUR

        ticket = outside.when(m.FollowUp, follow_up_by=next_time).then(
            outside.fact(
                m.TicketFollowedUp,
                "external",
                follow_up_by=next_time,
                clocks=(ends("follow_up"), begins("follow_up", next_time)),
            )
        )

        assert (ticket.state, ticket.handling.follow_up_by, ticket.handling.body) == (
            "external",
            next_time,
            "railway-1",
        )

    def test_each_date_is_kept_or_missed_on_its_own(self, outside, far):
        late = outside.later(days=31)

        asked = late.after(m.FollowUp, follow_up_by=far + 99 * 24 * HOUR).after(m.HearBack)

        assert [clock.state for clock in asked.ticket.ledger.clocks] == ["breached", "met"]

    def test_a_note_is_sealed(self, outside, sealed):
        [event] = outside.when(m.FollowUp, note="Mr Li will call").events

        assert event.note == sealed("Mr Li will call")

    def test_the_date_lies_in_the_future(self, outside):
        outside.when(m.FollowUp, follow_up_by=outside.at).then_refused("due_before_start", source=law(22))

    def test_nobody_is_asked_who_has_nothing(self, in_progress):
        in_progress.when(m.FollowUp).then_refused("not_allowed_now", allowed=ACTS_AT_WORK, source=law(22))

    def test_asking_again_sets_a_date(self):
        assert problems(m.FollowUp, note="") == [("follow_up_by", "missing"), ("note", "wrong_length")]


class TestHearBack:
    """The body outside answers: it takes the matter over for good, or it comes back (Art. 22)."""

    def test_what_comes_back_is_worked_on_again(self, outside, sealed):
        ticket = outside.when(m.HearBack).then(
            outside.fact(
                m.TicketHeardBack,
                "in_progress",
                taken_over=False,
                text=sealed("not theirs"),
                clocks=(ends("follow_up"),),
            )
        )

        assert (ticket.handling.body, ticket.handling.follow_up_by, ticket.outcome) == (None, None, None)

    def test_what_is_taken_over_is_told_to_the_claimant(self, outside, sealed):
        ticket = outside.when(m.HearBack, taken_over=True, text="theirs").then(
            outside.fact(
                m.TicketHeardBack, "drafting", taken_over=True, text=sealed("theirs"), clocks=(ends("follow_up"),)
            )
        )

        assert (ticket.outcome, ticket.delivery, ticket.handling.body) == ("transferred_out", "unsent", "railway-1")
        assert (ticket.handling.handler, ticket.handling.follow_up_by) == ("worker-7", None)

    def test_where_the_policy_asks_for_a_review_that_is_reviewed_too(self, story):
        ruled = story.under(REVIEW).to("external")
        taken_over = ruled.after(m.HearBack, taken_over=True)

        assert (taken_over.ticket.state, taken_over.ticket.outcome) == ("in_review", "transferred_out")
        taken_over.when(m.Review, actor="worker-7").then_refused("own_work")
        taken_over.when(m.Review).then_state(state="drafting", outcome="transferred_out")
        ruled.when(m.HearBack).then_state(state="in_progress")

    def test_whoever_takes_it_over_ends_the_time_for_handling(self, story):
        forwarded = story.under(("tickets.limit.resolve", "hours", "48")).to("external")

        assert forwarded.after(m.HearBack, taken_over=True).clock("resolve") == "met"
        assert forwarded.after(m.HearBack).clock("resolve") == "running"

    def test_what_was_said_is_not_in_the_event(self, outside):
        [event] = outside.when(m.HearBack, text="Mr Li says it is theirs").events

        assert "Li" not in event.model_dump_json()

    def test_nobody_answers_unasked(self, in_progress):
        in_progress.when(m.HearBack).then_refused("not_allowed_now", allowed=ACTS_AT_WORK, source=law(22))

    def test_meanwhile_nothing_is_done_here(self, outside):
        outside.when(m.Handle).then_refused("not_allowed_now", allowed=ACTS_OUTSIDE)

    def test_an_answer_is_yes_or_no_in_words(self):
        assert problems(m.HearBack, taken_over="perhaps") == [("taken_over", "wrong_type"), ("text", "missing")]
