"""疏: the claimant is visited again, and what is not solved is explained, mediated, deliberated or tracked.

One class a command. What leads back to the start for a second time (appeal, reopening) is in ``test_again``.
"""

from datetime import timedelta

import pytest

from gridgov.errors import BadInput
from gridgov.messages import tickets as m

MEDIATION = "People's Mediation Law 2010, Art. 3 (人民调解法第三条)"
TRACKING = (
    "design note: what is true and cannot be solved yet is looked at again (设计说明：诉求合理但暂不能解决的跟踪回看)"
)

ONE_ROUND = ("tickets.max_rounds", "rounds", "1")
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


class TestExplain:
    """Art. 15: what cannot be solved is explained to the claimant, and so is why it was solved like that."""

    def test_what_was_solved_stays_solved(self, story, sealed) -> None:
        story = story.to("explaining")
        ticket = story.when(m.Explain).then(
            story.fact(
                m.TicketExplained,
                "closed",
                text=sealed("the wall is not ours"),
                appeal_right_told=True,
                outcome="resolved",
            )
        )

        assert (ticket.outcome, ticket.delivery, ticket.closed_at) == ("resolved", "sent", story.at)

    def test_what_was_not_solved_was_explained_whatever_the_unit_said(self, story) -> None:
        unsolved = story.under(ONE_ROUND).to("visit_due").after(m.Counsel, **UNSOLVED)
        assert unsolved.ticket.outcome == "resolved"

        unsolved.when(m.Explain).then_state(state="closed", outcome="explained")

    def test_what_another_body_took_over_and_solved_stays_transferred(self, story) -> None:
        taken_over = story.to("external").after(m.HearBack, taken_over=True).after(m.Reply)
        unhappy = taken_over.after(m.Counsel, **UNHAPPY)

        unhappy.when(m.Explain).then_state(state="closed", outcome="transferred_out")

    def test_who_is_told_no_is_told_where_to_appeal(self, story) -> None:
        unsolved = story.under(ONE_ROUND).to("visit_due").after(m.Counsel, **UNSOLVED)

        unsolved.when(m.Explain, appeal_right_told=False).then_refused("appeal_right_not_told", source=article(15))

    def test_who_was_helped_need_not_be_told_where_to_appeal(self, story) -> None:
        story.to("explaining").when(m.Explain, appeal_right_told=False).then_state(state="closed", outcome="resolved")

    def test_before_the_visit_there_is_nothing_to_explain(self, story) -> None:
        story.to("visit_due").when(m.Explain).then_refused("not_allowed_now", source=article(15))

    def test_the_words_are_not_in_the_log(self, story) -> None:
        [event] = story.to("explaining").when(m.Explain, text="Mrs Li owns the wall").events

        assert "Li" not in event.model_dump_json()

    def test_its_clock_is_met(self, story) -> None:
        story = story.under(("tickets.limit.explain", "hours", "24")).to("explaining")
        assert story.clock("explain") == "running"

        assert story.after(m.Explain).clock("explain") == "met"

    def test_every_fault_of_the_message_is_named(self) -> None:
        assert faults(lambda: m.Explain(command_id="c-1", ticket="T-1", text="x" * 4001)) == [
            ("appeal_right_told", "missing"),
            ("text", "wrong_length"),
        ]


class TestMediate:
    """People's Mediation Law, Art. 3: the parties come together of their own free will."""

    def test_with_the_consent_of_each_party_a_mediation_begins(self, story) -> None:
        story = story.under(("tickets.limit.explain", "hours", "9"), ("tickets.limit.mediate", "hours", "90"))
        story = story.to("explaining")
        begins = clock("mediate", "started", due=story.at + timedelta(hours=90), amount=90, unit="hours")
        ticket = story.when(m.Mediate).then(
            story.fact(
                m.TicketMediated,
                "mediating",
                mediator="mediator-1",
                consents=("person-9", "person-5"),
                clocks=(clock("explain", "stopped"), begins),
            )
        )

        assert (ticket.counselling.mediator, ticket.outcome) == ("mediator-1", "resolved")

    def test_two_consents_of_one_party_are_one(self, story) -> None:
        story.to("explaining").when(m.Mediate, consents=("person-9", "person-9")).then_refused(
            "same_party_twice", source=MEDIATION
        )

    def test_a_party_does_not_mediate(self, story) -> None:
        story.to("explaining").when(m.Mediate, mediator="person-5").then_refused("mediator_is_party", source=MEDIATION)

    def test_who_raised_it_is_a_party(self, story) -> None:
        explaining = story.to("explaining")

        explaining.when(m.Mediate, consents=("person-4", "person-5")).then_refused(
            "claimant_not_party", source=MEDIATION
        )

    def test_of_an_unknown_claimant_nobody_can_say_so(self, story) -> None:
        silent = story.to("visit_due", claimant=None).after(m.Counsel, **UNHAPPY)

        silent.when(m.Mediate, consents=("person-4", "person-5")).then_state(state="mediating")

    def test_before_it_was_explained_nobody_mediates(self, story) -> None:
        story.to("in_progress").when(m.Mediate).then_refused("not_allowed_now", source=MEDIATION)

    def test_the_consent_of_one_party_is_bad_input(self) -> None:
        said = {"mediator": "M 1", "consents": ("person-9",)}

        assert faults(lambda: m.Mediate(command_id="c-1", ticket="T-1", **said)) == [
            ("consents", "wrong_length"),
            ("mediator", "wrong_pattern"),
        ]


class TestSettle:
    """People's Mediation Law, Art. 3: an agreement ends it; without one it goes back to explaining."""

    def test_an_agreement_ends_it_with_what_it_achieved(self, story, sealed) -> None:
        story = story.to("mediating")
        ticket = story.when(m.Settle, actor="mediator-1", outcome="partly_resolved").then(
            story.fact(
                m.TicketSettled,
                "closed",
                actor="mediator-1",
                settled=True,
                outcome="partly_resolved",
                text=sealed("they share the shed"),
            )
        )

        assert (ticket.outcome, ticket.delivery, ticket.closed_at) == ("partly_resolved", "sent", story.at)

    def test_without_an_agreement_it_is_explained_and_nothing_was_achieved(self, story) -> None:
        failed = story.to("mediating").when(m.Settle, settled=False, outcome="answered")
        ticket = failed.then_state(state="explaining")

        assert "outcome" not in failed.events[0].model_dump()

        assert (ticket.outcome, ticket.closed_at) == ("resolved", None)

    def test_what_was_agreed_is_not_in_the_log(self, story) -> None:
        [event] = story.to("mediating").when(m.Settle, text="Mr Wang pays 300").events

        assert "Wang" not in event.model_dump_json()

    @pytest.mark.parametrize("settled", [True, False])
    def test_its_clock_is_met_either_way(self, story, settled) -> None:
        story = story.under(("tickets.limit.mediate", "hours", "90")).to("mediating")

        assert story.after(m.Settle, settled=settled).clock("mediate") == "met"

    def test_there_is_nothing_to_settle_without_a_mediation(self, story) -> None:
        story.to("explaining").when(m.Settle).then_refused("not_allowed_now", source=MEDIATION)

    def test_every_fault_of_the_message_is_named(self) -> None:
        said = {"settled": "maybe", "outcome": "withdrawn", "text": 7}

        assert faults(lambda: m.Settle(command_id="c-1", ticket="T-1", **said)) == [
            ("outcome", "unknown_choice"),
            ("settled", "wrong_type"),
            ("text", "wrong_type"),
        ]


class TestHandOver:
    """Art. 26: what residents should decide together becomes a topic of a council hall."""

    def test_an_explained_matter_becomes_a_topic(self, story, far) -> None:
        story = story.to("explaining")
        ticket = story.when(m.HandOver, decide_by=far).then(
            story.fact(
                m.TicketHandedOver,
                "deliberating",
                topic="topic-1",
                decide_by=far,
                clocks=(clock("deliberate", "started", due=far),),
            )
        )

        assert ticket.counselling.topic == "topic-1"

    def test_while_it_is_handled_the_limit_stands_still_for_as_long_as_the_hall_takes(self, story) -> None:
        story = story.under(RESOLVE_SOON).to("in_progress")
        due = story.ticket.due
        halted = story.after(m.HandOver)
        resolve = halted.ticket.ledger.latest("resolve")
        assert (resolve.state, resolve.segments[-1].reason) == ("paused", "deliberating")

        back = halted.later(days=10).after(m.TakeBack)
        passed = timedelta(days=10, minutes=1)
        assert (back.ticket.state, back.ticket.due, back.clock("resolve")) == ("in_progress", due + passed, "running")

    def test_the_hall_takes_no_longer_than_all_pauses_may(self, story) -> None:
        capped = story.under(RESOLVE_SOON, ("tickets.pause.cap", "hours", "216")).to("in_progress")
        in_time, too_long = capped.at + timedelta(days=9), capped.at + timedelta(days=9, minutes=1)

        capped.when(m.HandOver, decide_by=in_time).then_state(state="deliberating")
        capped.when(m.HandOver, decide_by=too_long).then_refused(
            "pauses_too_long", source="Rule of the test, tickets.pause.cap"
        )

    def test_more_time_for_the_hall_counts_too(self, story) -> None:
        capped = story.under(RESOLVE_SOON, ("tickets.pause.cap", "hours", "216")).to("in_progress")
        halted = capped.after(m.HandOver, decide_by=capped.at + timedelta(days=5))
        more = {"clock": "deliberate", "reason": "owners_meet", "asked_by": "lead-2"}

        later = halted.at + timedelta(days=8)
        longer = halted.after(m.Extend, due=later, **more)
        assert longer.ticket.counselling.decide_by == later
        halted.when(m.Extend, due=halted.at + timedelta(days=10), **more).then_refused("pauses_too_long")

    def test_a_date_for_the_decision_lies_ahead(self, story) -> None:
        story = story.to("in_progress")

        story.when(m.HandOver, decide_by=story.at).then_refused("due_before_start", source=article(26))

    @pytest.mark.parametrize("state", ["offered", "waiting", "coordinating", "drafting", "visit_due", "tracking"])
    def test_from_elsewhere_nothing_becomes_a_topic(self, story, state) -> None:
        story.to(state).when(m.HandOver).then_refused("not_allowed_now", source=article(26))

    def test_every_fault_of_the_message_is_named(self) -> None:
        assert faults(lambda: m.HandOver(command_id="c-1", ticket="T-1", topic="", decide_by="soon")) == [
            ("decide_by", "wrong_type"),
            ("topic", "wrong_pattern"),
        ]


class TestTakeBack:
    """Art. 26: the council hall decided: something is to be done, or not."""

    def test_what_is_adopted_is_done_in_a_new_round_if_the_last_one_was_replied_to(self, story) -> None:
        story = story.to("deliberating")
        ticket = story.when(m.TakeBack, resolution="resolution-4").then(
            story.fact(
                m.TicketTakenBack,
                "in_progress",
                adopted=True,
                resolution="resolution-4",
                round=2,
                clocks=(clock("deliberate", "stopped"),),
            )
        )

        assert (ticket.outcome, ticket.delivery, ticket.duty.owner) == (None, "unsent", "unit-2")
        assert [(over.number, over.outcome) for over in ticket.past] == [(1, "resolved")]
        assert ticket.counselling.topic == "topic-1"

    def test_what_was_not_replied_to_yet_goes_on_in_the_same_round(self, story) -> None:
        handed_over = story.to("in_progress").after(m.Contact).after(m.HandOver)
        ticket = handed_over.when(m.TakeBack).then_state(state="in_progress", round=1, past=())

        assert ticket.handling.contacted_at is not None

    def test_what_is_not_adopted_is_explained(self, story) -> None:
        ticket = story.to("deliberating").when(m.TakeBack, adopted=False).then_state(state="explaining", round=1)

        assert (ticket.outcome, ticket.closed_at) == ("resolved", None)

    def test_what_is_not_adopted_before_a_reply_is_handled_on_and_its_limit_goes_on(self, story) -> None:
        """Else a hall that says no would be a way round the limit, and round the reply."""
        story = story.under(RESOLVE_SOON).to("in_progress").after(m.HandOver).after(m.TakeBack, adopted=False)

        assert (story.ticket.state, story.ticket.round, story.clock("resolve")) == ("in_progress", 1, "running")
        assert story.ticket.counselling.decide_by is None

    @pytest.mark.parametrize("adopted", [True, False])
    def test_the_clock_of_the_hall_is_met_either_way(self, story, far, adopted) -> None:
        story = story.to("explaining").after(m.HandOver, decide_by=far).after(m.TakeBack, adopted=adopted)

        assert story.clock("deliberate") == "met"

    def test_there_is_nothing_to_take_back_that_was_not_handed_over(self, story) -> None:
        story.to("explaining").when(m.TakeBack).then_refused("not_allowed_now", source=article(26))

    def test_every_fault_of_the_message_is_named(self) -> None:
        assert faults(lambda: m.TakeBack(command_id="c-1", ticket="T-1", resolution="no. 4")) == [
            ("adopted", "missing"),
            ("resolution", "wrong_pattern"),
        ]


class TestTrack:
    """Design note: what is true and cannot be solved yet is not forgotten: it is looked at again on a date."""

    def test_an_eye_is_kept_on_it_until_a_date(self, story, far) -> None:
        story = story.to("explaining")
        ticket = story.when(m.Track).then(
            story.fact(
                m.TicketTracked,
                "tracking",
                reason="no_money_yet",
                review_by=far,
                clocks=(clock("track", "started", due=far),),
            )
        )

        assert (ticket.counselling.review_by, ticket.closed_at) == (far, None)

    def test_the_date_lies_ahead(self, story) -> None:
        story = story.to("explaining")

        story.when(m.Track, review_by=story.at).then_refused("due_before_start", source=article(15))

    def test_only_what_is_being_explained_is_tracked(self, story) -> None:
        story.to("in_progress").when(m.Track).then_refused("not_allowed_now", source=TRACKING)

    def test_a_tracked_matter_waits_for_nobodys_handling(self, story) -> None:
        assert story.to("tracking").ticket.stage == "counsel"

    def test_every_fault_of_the_message_is_named(self) -> None:
        assert faults(lambda: m.Track(command_id="c-1", ticket="T-1", reason="No money", review_by=7)) == [
            ("reason", "wrong_pattern"),
            ("review_by", "wrong_type"),
        ]


class TestReviewTracking:
    """Design note: somebody looks again: it is possible now, still impossible, or not wanted any more."""

    def test_what_is_possible_now_is_handled_in_a_new_round(self, story, sealed) -> None:
        story = story.to("tracking")
        ticket = story.when(m.ReviewTracking, finding="possible_now", text="there is money now").then(
            story.fact(
                m.TicketTrackingReviewed,
                "in_progress",
                finding="possible_now",
                text=sealed("there is money now"),
                round=2,
                clocks=(clock("track", "stopped"),),
            )
        )

        assert (ticket.counselling.review_by, ticket.outcome, len(ticket.past)) == (None, None, 1)

    def test_what_is_still_impossible_gets_another_date(self, story, far) -> None:
        later = far + timedelta(days=90)
        story = story.to("tracking").later(days=29)
        ticket = story.when(m.ReviewTracking, finding="still_impossible", review_by=later).then_state(
            state="tracking", round=1
        )

        assert ticket.counselling.review_by == later
        assert [(one.state, one.due) for one in ticket.ledger.clocks] == [("met", far), ("running", later)]

    def test_what_is_dropped_ends_as_explained(self, story) -> None:
        unsolved = story.under(ONE_ROUND).to("visit_due").after(m.Counsel, **UNSOLVED)
        story = unsolved.after(m.Track)
        ticket = story.when(m.ReviewTracking).then_state(state="closed", outcome="explained", delivery="sent")

        assert (ticket.closed_at, ticket.counselling.review_by) == (story.at, None)

    def test_who_is_told_no_in_the_end_is_told_where_to_appeal(self, story) -> None:
        tracked = story.under(ONE_ROUND).to("visit_due").after(m.Counsel, **UNSOLVED).after(m.Track)

        tracked.when(m.ReviewTracking, appeal_right_told=False).then_refused(
            "appeal_right_not_told", source=article(15)
        )

    def test_what_was_solved_stays_solved_when_the_rest_is_dropped(self, story) -> None:
        dropped = story.to("tracking").when(m.ReviewTracking, appeal_right_told=False)

        dropped.then_state(state="closed", outcome="resolved")

    def test_what_is_still_impossible_needs_a_date(self, story) -> None:
        story.to("tracking").when(m.ReviewTracking, finding="still_impossible").then_refused(
            "review_date_missing", source=article(15)
        )

    @pytest.mark.parametrize("finding", ["possible_now", "dropped"])
    def test_what_is_settled_needs_none(self, story, far, finding) -> None:
        story.to("tracking").when(m.ReviewTracking, finding=finding, review_by=far).then_refused(
            "review_date_missing", source=article(15)
        )

    def test_the_next_date_lies_ahead(self, story) -> None:
        story = story.to("tracking")

        story.when(m.ReviewTracking, finding="still_impossible", review_by=story.at).then_refused(
            "due_before_start", source=article(15)
        )

    def test_who_looks_too_late_breaches_the_limit(self, story) -> None:
        assert story.to("tracking").later(days=31).after(m.ReviewTracking).clock("track") == "breached"

    def test_what_is_not_tracked_is_not_reviewed(self, story) -> None:
        story.to("explaining").when(m.ReviewTracking).then_refused("not_allowed_now", source=TRACKING)

    def test_what_was_found_is_not_in_the_log(self, story) -> None:
        [event] = story.to("tracking").when(m.ReviewTracking, text="Mr Zhao moved away").events

        assert "Zhao" not in event.model_dump_json()

    def test_every_fault_of_the_message_is_named(self) -> None:
        assert faults(lambda: m.ReviewTracking(command_id="c-1", ticket="T-1", finding="maybe")) == [
            ("finding", "unknown_choice"),
            ("text", "missing"),
        ]
