"""疏: the claimant is visited again, by somebody else than who handled it. One class a command."""

from datetime import timedelta

import pytest

from gridgov.errors import BadInput
from gridgov.messages import tickets as m

HOTLINE_TOO = ("tickets.reply.audiences", "codes", '["claimant", "hotline"]')
TWO_ROUNDS = ("tickets.max_rounds", "rounds", "2")
ONE_ROUND = ("tickets.max_rounds", "rounds", "1")
THREE_TRIES = ("tickets.visit.tries", "times", "3")
VISIT_SOON = ("tickets.limit.visit", "hours", "72")
RESOLVE_SOON = ("tickets.limit.resolve", "hours", "48")

UNSOLVED = {"solved": False, "satisfaction": "dissatisfied"}
UNHAPPY = {"solved": True, "satisfaction": "dissatisfied"}


def article(number: int) -> str:
    return f"Beijing Regulation on Swift Response 2021, Art. {number} (北京市接诉即办工作条例第{number}条)"


def clock(name: str, act: str, **fields) -> m.ClockChange:
    return m.ClockChange(clock=name, act=act, **fields)


def faults(make) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as raised:
        make()
    return sorted((problem.where, problem.code) for problem in raised.value.problems)


@pytest.fixture
def alone(story):
    """The story of an all-round worker, who took it in, handled it and replied; nobody dispatched it."""
    return story.after(m.Collect).after(m.Handle).after(m.Reply)


class TestCounsel:
    """Art. 23: after the reply the claimant is asked again; Art. 15: what is not solved is explained."""

    def test_a_solved_matter_and_a_content_claimant_end_it(self, story, sealed) -> None:
        story = story.to("visit_due")
        ticket = story.when(m.Counsel, note="very friendly").then(
            story.fact(
                m.TicketCounselled,
                "closed",
                actor="visitor-1",
                contacted=True,
                solved=True,
                satisfaction="satisfied",
                note=sealed("very friendly"),
                independent=True,
                unit="visitors-1",
                round=1,
            )
        )

        assert (ticket.outcome, ticket.delivery, ticket.closed_at) == ("resolved", "sent", story.at)
        visit = ticket.counselling.visit
        assert (visit.at, visit.by, visit.solved, visit.independent) == (story.at, "visitor-1", True, True)

    def test_what_the_claimant_said_is_not_in_the_log(self, story) -> None:
        [event] = story.to("visit_due").when(m.Counsel, note="the handler was drunk").events

        assert "drunk" not in event.model_dump_json()

    @pytest.mark.parametrize("grade", ["very_satisfied", "satisfied", "basically_satisfied", "no_opinion"])
    def test_who_does_not_complain_is_content(self, story, grade) -> None:
        story.to("visit_due").when(m.Counsel, satisfaction=grade).then_state(state="closed", round=1)

    @pytest.mark.parametrize("grade", ["dissatisfied", "very_dissatisfied"])
    def test_a_solved_matter_and_a_dissatisfied_claimant_are_explained(self, story, grade) -> None:
        ticket = story.to("visit_due").when(m.Counsel, satisfaction=grade).then_state(state="explaining", round=1)

        assert (ticket.outcome, ticket.closed_at) == ("resolved", None)

    def test_what_is_not_solved_is_handled_again_by_the_same_unit_in_a_new_round(self, story) -> None:
        before = story.to("visit_due")
        ticket = before.when(m.Counsel, **UNSOLVED).then_state(state="in_progress", round=2, outcome=None)

        assert (ticket.duty.owner, ticket.duty.first_responsible) == ("unit-2", "unit-2")
        assert (ticket.delivery, ticket.handling.handler, ticket.counselling.visit) == ("unsent", None, None)
        [over] = ticket.past
        assert (over.number, over.outcome, over.handler) == (1, "resolved", "worker-7")
        assert (over.replied_at, over.visit.satisfaction) == (before.ticket.reply.replied_at, "dissatisfied")

    def test_even_a_polite_claimant_is_not_taken_for_content_when_it_is_not_solved(self, story) -> None:
        story.to("visit_due").when(m.Counsel, solved=False).then_state(state="in_progress", round=2)

    def test_when_no_round_is_left_what_is_not_solved_is_explained(self, story) -> None:
        story.under(ONE_ROUND).to("visit_due").when(m.Counsel, **UNSOLVED).then_state(state="explaining", round=1)

    def test_what_the_unit_said_cannot_be_solved_is_explained_and_not_done_again(self, story) -> None:
        impossible = story.to("in_progress").after(m.Handle, outcome="explained").after(m.Reply)

        impossible.when(m.Counsel, **UNSOLVED).then_state(state="explaining", round=1)

    def test_a_limit_of_two_rounds_leaves_one_more(self, story) -> None:
        again = story.under(TWO_ROUNDS).to("visit_due").after(m.Counsel, **UNSOLVED)
        assert again.ticket.state == "in_progress"

        again.after(m.Handle).after(m.Reply).when(m.Counsel, **UNSOLVED).then_state(state="explaining", round=2)

    def test_the_clock_of_the_visit_is_met(self, story) -> None:
        story = story.under(VISIT_SOON).to("visit_due")
        assert story.clock("visit") == "running"

        story = story.after(m.Counsel)
        assert (story.clock("visit"), story.ticket.ledger.running) == ("met", ())

    def test_the_clock_of_the_visit_is_breached_when_it_comes_late(self, story) -> None:
        assert story.under(VISIT_SOON).to("visit_due").later(hours=73).after(m.Counsel).clock("visit") == "breached"

    def test_a_new_round_has_a_new_limit_for_handling(self, story) -> None:
        story = story.under(RESOLVE_SOON).to("visit_due")
        ticket = story.when(m.Counsel, **UNSOLVED).then_state(state="in_progress")

        assert [one.state for one in ticket.ledger.clocks] == ["met", "running"]
        assert ticket.due == story.at + timedelta(hours=48)

    def test_before_the_reply_nobody_is_visited(self, story) -> None:
        refusal = story.to("in_progress").when(m.Counsel).then_refused("not_allowed_now")

        assert "Art. 23" in refusal.source

    def test_after_the_end_nobody_is_visited(self, story) -> None:
        story.to("closed").when(m.Counsel).then_refused(
            "not_allowed_now", allowed=("unmerge", "appeal", "reopen", "archive")
        )

    def test_the_hotline_is_told_first_where_the_policy_names_it(self, story) -> None:
        story = story.under(HOTLINE_TOO).to("visit_due")
        story.when(m.Counsel).then_refused("hotline_not_told", source="Rule of the test, tickets.reply.audiences")

        story.after(m.ReportBack).when(m.Counsel).then_state(state="closed")

    def test_nobody_has_to_tell_the_hotline_of_what_it_never_dispatched(self, alone) -> None:
        alone.under(HOTLINE_TOO).when(m.Counsel).then_state(state="closed")

    def test_every_fault_of_the_message_is_named(self) -> None:
        said = {"contacted": "yes", "solved": None, "satisfaction": "delighted", "note": "", "unit": "a unit"}

        assert faults(lambda: m.Counsel(command_id="c-1", ticket="T-1", **said)) == [
            ("contacted", "wrong_type"),
            ("note", "wrong_length"),
            ("satisfaction", "unknown_choice"),
            ("solved", "wrong_type"),
            ("unit", "wrong_pattern"),
        ]


class TestIndependenceOfTheVisitor:
    """Art. 23; issue 3: the return visit is by someone outside the handling unit."""

    def test_who_handled_it_does_not_ask_whether_it_is_solved(self, story) -> None:
        story.to("visit_due").when(m.Counsel, actor="worker-7").then_refused("own_work", source=article(23))

    def test_nor_does_a_colleague_from_the_same_unit(self, story) -> None:
        story.to("visit_due").when(m.Counsel, actor="worker-8", unit="unit-2").then_refused("own_work")

    def test_nor_any_unit_that_had_it_first_or_had_a_part_in_it(self, story) -> None:
        joint = story.to("coordinating").after(m.Report)
        moved = joint.after(m.Dispatch, unit="unit-3").after(m.Accept).after(m.Handle).after(m.Reply)

        for unit in ("unit-2", "unit-3", "unit-4"):
            moved.when(m.Counsel, unit=unit).then_refused("own_work", source=article(23))
        moved.when(m.Counsel, unit="unit-5").then_state(state="closed")

    def test_nor_a_unit_that_had_it_in_between(self, story) -> None:
        moved = story.to("in_progress").after(m.Dispatch, unit="unit-3").after(m.Accept)
        moved = moved.after(m.Dispatch, unit="unit-5").after(m.Accept).after(m.Handle).after(m.Reply)

        moved.when(m.Counsel, unit="unit-3").then_refused("own_work", source=article(23))

    def test_nor_who_sent_the_reply(self, story) -> None:
        told = story.to("in_progress").after(m.Handle, actor="worker-8").after(m.Reply, actor="clerk-1")

        told.when(m.Counsel, actor="clerk-1").then_refused("own_work", source=article(23))

    def test_nor_who_handled_it_in_an_earlier_round(self, story) -> None:
        again = story.to("visit_due").after(m.Counsel, **UNSOLVED).after(m.Handle, actor="worker-8").after(m.Reply)

        again.when(m.Counsel, actor="worker-7").then_refused("own_work", source=article(23))

    def test_an_all_round_worker_may_visit_alone_and_the_visit_is_marked(self, alone) -> None:
        """S3: the whole loop by one worker; such a visit does not count in an assessment."""
        ticket = alone.when(m.Counsel, actor="worker-7", unit=None).then_state(state="closed")

        assert ticket.counselling.visit.independent is False

    def test_somebody_else_who_visits_for_an_all_round_worker_is_independent(self, alone) -> None:
        ticket = alone.when(m.Counsel).then_state(state="closed")

        assert ticket.counselling.visit.independent is True

    def test_what_the_hall_gave_back_to_an_all_round_worker_is_still_nobodys_dispatch(self, alone) -> None:
        again = alone.after(m.Counsel, **UNHAPPY).after(m.HandOver).after(m.TakeBack).after(m.Handle).after(m.Reply)

        again.when(m.Counsel, actor="worker-7", unit=None).then_state(state="closed", round=2)

    def test_a_visitor_of_a_dispatched_ticket_says_from_where(self, story) -> None:
        story.to("visit_due").when(m.Counsel, actor="worker-8", unit=None).then_refused(
            "unit_missing", source=article(23)
        )


class TestAttemptVisit:
    """Art. 23: who is not reached is tried again; every try is on record."""

    def test_a_try_is_noted_and_nothing_moves(self, story) -> None:
        story = story.under(VISIT_SOON).to("visit_due")
        ticket = story.when(m.AttemptVisit).then(
            story.fact(
                m.TicketVisitAttempted,
                "visit_due",
                actor="visitor-1",
                channel="phone",
                reason="no_answer",
                unit="visitors-1",
            )
        )

        assert (ticket.counselling.attempts, ticket.outcome, ticket.closed_at) == (1, "resolved", None)
        assert [one.state for one in ticket.ledger.clocks] == ["running"]

    def test_the_tries_of_a_round_add_up_and_a_new_round_begins_without(self, story) -> None:
        story = story.to("visit_due").after(m.AttemptVisit).after(m.AttemptVisit, channel="sms")
        assert story.ticket.counselling.attempts == 2

        assert story.after(m.Counsel, **UNSOLVED).ticket.counselling.attempts == 0

    def test_who_handled_it_does_not_count_the_tries(self, story) -> None:
        """For as many as the policy asks for end it when the time is over."""
        story.to("visit_due").when(m.AttemptVisit, actor="worker-7").then_refused("own_work", source=article(23))

    def test_who_tries_says_from_where(self, story) -> None:
        visit_due = story.to("visit_due")

        visit_due.when(m.AttemptVisit, unit=None).then_refused("unit_missing", source=article(23))
        visit_due.when(m.AttemptVisit, unit="unit-2").then_refused("own_work", source=article(23))

    @pytest.mark.parametrize("state", ["in_progress", "drafting", "explaining", "closed", "archived"])
    def test_it_belongs_to_the_return_visit_alone(self, story, state) -> None:
        story.to(state).when(m.AttemptVisit).then_refused("not_allowed_now", source=article(23))

    def test_every_fault_of_the_message_is_named(self) -> None:
        assert faults(lambda: m.AttemptVisit(command_id="c-1", ticket="T-1", channel="By Phone")) == [
            ("channel", "wrong_pattern"),
            ("reason", "missing"),
        ]


class TestSkipVisit:
    """Art. 23; there is nobody to visit: the claimant is unknown, or wants no visit."""

    def test_who_wants_no_visit_is_left_in_peace(self, story) -> None:
        story = story.under(VISIT_SOON).to("visit_due")
        ticket = story.when(m.SkipVisit).then(
            story.fact(
                m.TicketVisitSkipped,
                "closed",
                actor="visitor-1",
                reason="opted_out",
                unit="visitors-1",
                clocks=(clock("visit", "stopped"),),
            )
        )

        assert (ticket.outcome, ticket.delivery, ticket.closed_at) == ("resolved", "sent", story.at)
        assert ticket.counselling.visit is None

    def test_an_anonymous_claimant_cannot_be_visited(self, story) -> None:
        story.to("visit_due", claimant=None).when(m.SkipVisit, reason="anonymous").then_state(state="closed")

    def test_who_was_merged_into_it_can_be_visited_although_the_first_is_unknown(self, story) -> None:
        known = story.to("registered", claimant=None).after(m.Adopt).after(m.Handle).after(m.Reply)

        known.when(m.SkipVisit, reason="anonymous").then_refused("condition_not_met", source=article(23))

    def test_who_is_unreachable_was_tried_as_often_as_the_policy_asks_for(self, story) -> None:
        once = story.under(THREE_TRIES).to("visit_due").after(m.AttemptVisit)
        once.when(m.SkipVisit, reason="unreachable").then_refused("condition_not_met", source=article(23))

        thrice = once.after(m.AttemptVisit).after(m.AttemptVisit)
        thrice.when(m.SkipVisit, reason="unreachable").then_state(state="closed", outcome="resolved")

    def test_a_known_claimant_is_not_anonymous(self, story) -> None:
        refusal = (
            story.to("visit_due")
            .when(m.SkipVisit, reason="anonymous")
            .then_refused(
                "condition_not_met",
                source=article(23),
                allowed=("fail_delivery", "counsel", "lapse_visit", "appeal", "withdraw"),
            )
        )

        assert refusal.params["conditions"] == ("nobody_to_visit",)

    def test_the_hotline_is_told_before_it_ends_this_way_too(self, story) -> None:
        story = story.under(HOTLINE_TOO).to("visit_due")
        story.when(m.SkipVisit).then_refused("hotline_not_told", source="Rule of the test, tickets.reply.audiences")

        story.after(m.ReportBack).when(m.SkipVisit).then_state(state="closed")

    def test_who_handled_it_does_not_say_that_nobody_need_ask(self, story) -> None:
        """Else the return visit would be by somebody outside the unit, and could be left out by somebody inside."""
        story.to("visit_due").when(m.SkipVisit, actor="worker-7").then_refused("own_work", source=article(23))
        story.to("visit_due").when(m.SkipVisit, unit="unit-2").then_refused("own_work", source=article(23))
        story.to("visit_due").when(m.SkipVisit, unit=None).then_refused("unit_missing", source=article(23))

    def test_an_all_round_worker_may_leave_it_out_alone(self, alone) -> None:
        alone.when(m.SkipVisit, actor="worker-7").then_state(state="closed")

    def test_a_reason_that_is_none_is_bad_input(self) -> None:
        assert faults(lambda: m.SkipVisit(command_id="c-1", ticket="T-1", reason="busy")) == [
            ("reason", "unknown_choice")
        ]


class TestLapseOfTheVisit:
    """Art. 23: the time for the visit is over; it ends if it was tried often enough, and is looked into if not."""

    def test_after_a_try_it_ends_with_what_the_unit_said(self, story) -> None:
        story = story.under(VISIT_SOON).to("visit_due").after(m.AttemptVisit).later(hours=73)
        ticket = story.when(m.Lapse, actor="system", clock="visit").then(
            story.fact(m.TicketLapsed, "closed", actor="system", clock="visit", clocks=(clock("visit", "stopped"),))
        )

        assert (ticket.outcome, ticket.delivery, ticket.closed_at) == ("resolved", "sent", story.at)
        assert (ticket.ledger.clocks[-1].state, ticket.counselling.visit) == ("breached", None)

    def test_without_a_try_silence_ends_nothing(self, story) -> None:
        late = story.under(VISIT_SOON).to("visit_due").later(hours=73)

        refusal = late.when(m.Lapse, clock="visit").then_refused("condition_not_met", source=article(23))
        assert refusal.params["conditions"] == ("visit_tried",)

    def test_as_many_tries_as_the_policy_asks_for_are_needed(self, story) -> None:
        tried = story.under(VISIT_SOON, THREE_TRIES).to("visit_due").after(m.AttemptVisit).after(m.AttemptVisit)

        tried.later(hours=73).when(m.Lapse, clock="visit").then_refused("condition_not_met")
        tried.after(m.AttemptVisit).later(hours=73).when(m.Lapse, clock="visit").then_state(state="closed")

    def test_within_the_time_there_is_no_silence_yet(self, story) -> None:
        tried = story.under(VISIT_SOON).to("visit_due").after(m.AttemptVisit)

        tried.when(m.Lapse, clock="visit").then_refused("not_over_yet", source=article(13))

    def test_without_a_limit_nothing_lapses(self, story) -> None:
        story.to("visit_due").after(m.AttemptVisit).later(days=900).when(m.Lapse, clock="visit").then_refused(
            "not_over_yet"
        )
