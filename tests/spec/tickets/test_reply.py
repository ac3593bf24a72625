"""回: the claimant is told what was done, and so is the hotline. One class a command."""

from datetime import timedelta

import pytest

from gridgov.errors import BadInput
from gridgov.messages import tickets as m

BEFORE = (
    "registered",
    "info_requested",
    "offered",
    "disputed",
    "in_progress",
    "waiting",
    "coordinating",
    "external",
    "escalated",
    "in_review",
)
AFTER = ("visit_due", "explaining", "mediating", "deliberating", "tracking", "appealed", "closed")

OWN_WORK = "design note: nobody approves their own work (设计说明：不得审核本人办理的事项)"
ARRIVES = "design note: a reply counts when it arrives (设计说明：答复以送达为准)"

APPROVAL = ("tickets.reply.approval", "yes_no", "true")
NO_APPROVAL = ("tickets.reply.approval", "yes_no", "false")
HOTLINE_TOO = ("tickets.reply.audiences", "codes", '["claimant", "hotline"]')
TRIES = ("tickets.reply.tries", "times", "3")
LIMITS = (("tickets.limit.reply", "hours", "24"), ("tickets.limit.visit", "hours", "72"))


def article(number: int) -> str:
    return f"Beijing Regulation on Swift Response 2021, Art. {number} (北京市接诉即办工作条例第{number}条)"


def clock(name: str, act: str, **fields) -> m.ClockChange:
    return m.ClockChange(clock=name, act=act, **fields)


def faults(make) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as raised:
        make()
    return sorted((problem.where, problem.code) for problem in raised.value.problems)


class TestDraftReply:
    """What the claimant will be told is written down first, where somebody has to look at it."""

    def test_without_a_rule_a_draft_waits_for_nobody(self, story, sealed) -> None:
        story = story.to("drafting")
        ticket = story.when(m.DraftReply, template="moved").then(
            story.fact(m.TicketDrafted, "drafting", text=sealed("it stands in the shed now"), template="moved")
        )

        assert (ticket.reply.draft, ticket.reply.drafted_by) == (sealed("it stands in the shed now"), "worker-7")
        assert (ticket.reply.approved, ticket.delivery) == (False, "unsent")

    def test_with_the_rule_it_waits_for_approval(self, story, sealed) -> None:
        story = story.under(APPROVAL).to("drafting")

        story.when(m.DraftReply).then(
            story.fact(m.TicketDrafted, "approving", text=sealed("it stands in the shed now"))
        )

    def test_a_rule_that_says_no_is_as_none(self, story) -> None:
        story.under(NO_APPROVAL).to("drafting").when(m.DraftReply).then_state(state="drafting")

    def test_a_draft_can_be_written_again_and_the_last_one_holds(self, story, sealed) -> None:
        twice = story.to("drafting").after(m.DraftReply).after(m.DraftReply, text="better", actor="worker-8").ticket

        assert (twice.reply.draft, twice.reply.drafted_by) == (sealed("better"), "worker-8")

    def test_what_was_approved_is_approved_no_more_once_it_is_written_again(self, story) -> None:
        again = story.under(APPROVAL).to("approving").after(m.ApproveReply).after(m.DraftReply)

        assert (again.ticket.state, again.ticket.reply.approved) == ("approving", False)
        again.when(m.Reply, text=None).then_refused("not_allowed_now")

    def test_the_text_stays_out_of_the_log(self, story) -> None:
        [event] = story.to("drafting").when(m.DraftReply).events

        assert "shed" not in event.model_dump_json()

    @pytest.mark.parametrize("state", [*BEFORE, "approving", *AFTER])
    def test_only_when_there_is_something_to_say(self, story, state) -> None:
        story.reached(state).when(m.DraftReply).then_refused("not_allowed_now", source=OWN_WORK)

    def test_the_limit_for_the_reply_runs_on_meanwhile(self, story) -> None:
        drafted = story.under(APPROVAL, *LIMITS).to("drafting")
        due = drafted.ticket.ledger.next_due

        assert drafted.after(m.DraftReply).ticket.ledger.next_due == due
        assert drafted.after(m.DraftReply).after(m.ApproveReply).ticket.ledger.next_due == due

    def test_a_draft_has_a_text(self) -> None:
        assert faults(lambda: m.DraftReply(command_id="c-1", ticket="T-1", text="", template="Moved")) == [
            ("template", "wrong_pattern"),
            ("text", "wrong_length"),
        ]


class TestApproveReply:
    """Somebody else than who wrote it lets it go out, or sends it back."""

    def test_it_may_go_out(self, story) -> None:
        story = story.under(APPROVAL).to("approving")
        ticket = story.when(m.ApproveReply).then(
            story.fact(m.TicketReplyApproved, "drafting", actor="reviewer-1", approved=True, note=None)
        )

        assert (ticket.reply.approved, ticket.delivery) == (True, "unsent")

    def test_it_is_sent_back_with_a_word(self, story, sealed) -> None:
        story = story.under(APPROVAL).to("approving")
        ticket = story.when(m.ApproveReply, approved=False, note="too short").then(
            story.fact(m.TicketReplyApproved, "drafting", actor="reviewer-1", approved=False, note=sealed("too short"))
        )

        assert ticket.reply.approved is False

    def test_what_was_sent_back_does_not_go_out(self, story) -> None:
        back = story.under(APPROVAL).to("approving").after(m.ApproveReply, approved=False)

        refusal = back.when(m.Reply, text=None).then_refused("condition_not_met", source=article(15))
        assert refusal.params["conditions"] == ("cleared",)
        assert refusal.allowed == ("draft_reply", "fail_delivery", "give_up", "withdraw")

    def test_nobody_approves_their_own_words(self, story) -> None:
        story.under(APPROVAL).to("approving").when(m.ApproveReply, actor="worker-7").then_refused(
            "own_work", source=OWN_WORK
        )

    def test_nor_sends_them_back(self, story) -> None:
        own = story.under(APPROVAL).to("approving")

        own.when(m.ApproveReply, actor="worker-7", approved=False).then_refused("own_work")

    def test_who_wrote_the_first_draft_may_approve_the_second_of_somebody_else(self, story) -> None:
        back = story.under(APPROVAL).to("approving").after(m.ApproveReply, approved=False)

        back.after(m.DraftReply, actor="worker-8").when(m.ApproveReply, actor="worker-7").then_state(state="drafting")

    @pytest.mark.parametrize("state", [*BEFORE, "drafting", *AFTER])
    def test_only_what_waits_for_it(self, story, state) -> None:
        story.reached(state).when(m.ApproveReply).then_refused("not_allowed_now", source=OWN_WORK)

    def test_it_is_approved_or_not(self) -> None:
        assert faults(lambda: m.ApproveReply(command_id="c-1", ticket="T-1", approved="yes")) == [
            ("approved", "wrong_type")
        ]


class TestReply:
    """The claimant is told what was done, or why it cannot be done (Art. 15)."""

    def test_the_reply_is_sent_and_a_visit_is_due(self, story, sealed) -> None:
        story = story.to("drafting")
        ticket = story.when(m.Reply).then(
            story.fact(m.TicketReplied, "visit_due", channel="phone", text=sealed("it is moved"))
        )

        assert (ticket.stage, ticket.delivery, ticket.reply.replied_at) == ("counsel", "sent", story.at)
        assert (ticket.outcome, ticket.closed_at) == ("resolved", None)
        assert (ticket.duty.owner, ticket.duty.first_responsible) == ("unit-2", "unit-2")

    def test_the_draft_goes_out_as_it_is(self, story, sealed) -> None:
        story = story.to("drafting").after(m.DraftReply)

        story.when(m.Reply, text=None).then(
            story.fact(m.TicketReplied, "visit_due", channel="phone", text=sealed("it stands in the shed now"))
        )

    def test_without_a_rule_something_else_may_be_said(self, story, sealed) -> None:
        [event] = story.to("drafting").after(m.DraftReply).when(m.Reply, text="come and see").events

        assert event.text == sealed("come and see")

    def test_an_approved_draft_goes_out(self, story, sealed) -> None:
        approved = story.under(APPROVAL).to("approving").after(m.ApproveReply)
        [event] = approved.when(m.Reply, text=None).events

        assert event.text == sealed("it stands in the shed now")

    def test_what_was_approved_is_not_changed_on_the_way_out(self, story) -> None:
        approved = story.under(APPROVAL).to("approving").after(m.ApproveReply)

        approved.when(m.Reply, text="something else").then_refused(
            "approved_text_changes", source="Rule of the test, tickets.reply.approval"
        )

    @pytest.mark.parametrize("text", [None, "it is moved"])
    def test_with_the_rule_nothing_goes_out_without_approval(self, story, text) -> None:
        refusal = story.under(APPROVAL).to("drafting").when(m.Reply, text=text).then_refused("condition_not_met")

        assert refusal.params["conditions"] == ("cleared",)

    def test_there_is_something_to_say(self, story) -> None:
        refusal = story.to("drafting").when(m.Reply, text=None).then_refused("nothing_to_say", source=article(15))

        assert "既无答复内容，也无草稿" in refusal.text("zh")

    def test_the_text_stays_out_of_the_log(self, story) -> None:
        [event] = story.to("drafting").when(m.Reply).events

        assert "moved" not in event.model_dump_json()

    @pytest.mark.parametrize("state", [*BEFORE, "approving", *AFTER])
    def test_only_when_there_is_something_to_tell(self, story, state) -> None:
        story.reached(state).when(m.Reply).then_refused("not_allowed_now", source=article(15))

    def test_before_anything_is_done_the_refusal_says_what_can_be(self, story) -> None:
        refusal = story.to("in_progress").when(m.Reply).then_refused("not_allowed_now")

        assert "handle" in refusal.allowed
        assert "Art. 15" in refusal.text("en")
        assert "第15条" in refusal.text("zh")

    def test_the_limit_for_the_reply_is_met_and_that_for_the_visit_begins(self, story) -> None:
        done = story.under(*LIMITS).to("drafting")
        [event] = done.when(m.Reply).events

        assert event.clocks == (
            clock("reply", "stopped"),
            clock("visit", "started", due=done.at + timedelta(hours=72), amount=72, unit="hours"),
        )
        assert done.after(m.Reply).clock("reply") == "met"
        assert done.later(hours=25).after(m.Reply).clock("reply") == "breached"

    def test_a_reply_goes_by_a_channel(self) -> None:
        assert faults(lambda: m.Reply(command_id="c-1", ticket="T-1", text="x" * 4_001)) == [
            ("channel", "missing"),
            ("text", "wrong_length"),
        ]

    def test_each_round_has_a_reply_of_its_own(self, story) -> None:
        again = story.to("drafting").after(m.DraftReply).after(m.Reply, text=None).after(m.Counsel, solved=False)

        assert (again.ticket.reply.draft, again.ticket.delivery, again.ticket.round) == (None, "unsent", 2)
        again.after(m.Handle).when(m.Reply, text=None).then_refused("nothing_to_say")


class TestFailDelivery:
    """A reply counts when it arrives: who was not reached is told another way."""

    @pytest.mark.parametrize("state", ["drafting", "visit_due"])
    def test_it_did_not_arrive(self, story, state) -> None:
        story = story.to(state)
        ticket = story.when(m.FailDelivery).then(
            story.fact(m.TicketDeliveryFailed, "drafting", channel="phone", reason="no_answer")
        )

        assert (ticket.delivery, ticket.reply.failed, ticket.reply.replied_at) == ("failed", ("phone",), None)
        assert ticket.outcome == "resolved"

    def test_another_channel_is_tried(self, story) -> None:
        bounced = story.to("visit_due").after(m.FailDelivery)
        ticket = bounced.after(m.Reply, channel="home_visit").ticket

        assert (ticket.state, ticket.delivery, ticket.reply.failed) == ("visit_due", "sent", ("phone",))

    def test_every_try_counts(self, story) -> None:
        thrice = story.to("visit_due").after(m.FailDelivery).after(m.FailDelivery, channel="sms")
        ticket = thrice.after(m.Reply, channel="mail").after(m.FailDelivery, channel="mail").ticket

        assert (ticket.reply.failed, ticket.delivery) == (("phone", "sms", "mail"), "failed")

    def test_the_same_words_need_no_second_approval(self, story, sealed) -> None:
        sent = story.under(APPROVAL).to("approving").after(m.ApproveReply).after(m.Reply, text=None)
        [event] = sent.after(m.FailDelivery).when(m.Reply, text=None, channel="mail").events

        assert event.text == sealed("it stands in the shed now")

    def test_nothing_is_visited_until_it_arrived(self, story) -> None:
        story.to("visit_due").after(m.FailDelivery).when(m.Counsel).then_refused("not_allowed_now")

    def test_the_limit_for_the_visit_ends_and_one_for_the_reply_begins(self, story) -> None:
        sent = story.under(*LIMITS).to("visit_due")
        [event] = sent.when(m.FailDelivery).events

        assert event.clocks == (
            clock("visit", "cancelled", reason="fail_delivery"),
            clock("reply", "started", due=sent.at + timedelta(hours=24), amount=24, unit="hours"),
        )

    def test_a_failed_try_does_not_stop_the_limit_for_the_reply(self, story) -> None:
        done = story.under(*LIMITS).to("drafting")

        assert done.when(m.FailDelivery).events[0].clocks == ()

    @pytest.mark.parametrize("state", [*BEFORE, "approving", "explaining", "tracking", "closed"])
    def test_only_what_was_to_be_delivered_fails(self, story, state) -> None:
        story.reached(state).when(m.FailDelivery).then_refused("not_allowed_now", source=ARRIVES)


class TestGiveUp:
    """Who cannot be reached, after so many recorded tries, has no reply; the ticket ends all the same."""

    def test_it_ends_as_unreachable(self, story) -> None:
        story = story.to("drafting").after(m.FailDelivery)
        ticket = story.when(m.GiveUp).then(
            story.fact(m.TicketGivenUp, "closed", reason="nobody_there", outcome="unreachable")
        )

        assert (ticket.outcome, ticket.delivery, ticket.closed_at) == ("unreachable", "given_up", story.at)
        assert ticket.reply.failed == ("phone",)

    def test_not_without_a_try(self, story) -> None:
        refusal = story.to("drafting").when(m.GiveUp).then_refused("condition_not_met", source=ARRIVES)

        assert refusal.params["conditions"] == ("reply_tried",)

    @pytest.mark.parametrize("tries", [0, 1, 2])
    def test_not_before_so_many_tries_as_the_rule_asks_for(self, story, tries) -> None:
        story = story.under(TRIES).to("drafting")
        for channel in ("phone", "sms", "mail")[:tries]:
            story = story.after(m.FailDelivery, channel=channel)

        story.when(m.GiveUp).then_refused("condition_not_met")

    def test_then_it_may_be_given_up(self, story) -> None:
        story = story.under(TRIES).to("drafting")
        for channel in ("phone", "sms", "mail"):
            story = story.after(m.FailDelivery, channel=channel)

        story.when(m.GiveUp).then_state(state="closed", outcome="unreachable")

    def test_three_calls_to_one_number_are_one_channel(self, story) -> None:
        """Undelivered, with *other channels* tried: the same telephone again is no other channel."""
        story = story.under(TRIES).to("drafting")
        for _ in range(3):
            story = story.after(m.FailDelivery, channel="phone")

        story.when(m.GiveUp).then_refused("condition_not_met")

    @pytest.mark.parametrize("state", [*BEFORE, "approving", *AFTER])
    def test_only_when_a_reply_is_due(self, story, state) -> None:
        story.reached(state).when(m.GiveUp).then_refused("not_allowed_now", source=ARRIVES)

    def test_a_limit_that_was_not_met_is_not_met_by_giving_up(self, story) -> None:
        """Nobody was told: the limit for the reply counts neither as met nor as breached."""
        given_up = story.under(*LIMITS).to("drafting").after(m.FailDelivery).after(m.GiveUp)

        assert given_up.clock("reply") == "cancelled"

    def test_the_hotline_is_told_first_where_it_has_to_be(self, story) -> None:
        tried = story.under(HOTLINE_TOO).to("drafting").after(m.FailDelivery)

        tried.when(m.GiveUp).then_refused("hotline_not_told", source="Rule of the test, tickets.reply.audiences")
        tried.after(m.ReportBack).when(m.GiveUp).then_state(outcome="unreachable")

    def test_what_a_worker_does_alone_has_no_hotline_behind_it(self, story) -> None:
        alone = story.under(HOTLINE_TOO).to("registered").after(m.Handle).after(m.FailDelivery)

        alone.when(m.GiveUp).then_state(outcome="unreachable")

    def test_it_can_be_opened_again_when_the_claimant_turns_up(self, story) -> None:
        again = story.to("drafting").after(m.FailDelivery).after(m.GiveUp).after(m.Reopen).ticket

        assert (again.state, again.round, again.delivery, again.reply.failed) == ("in_progress", 2, "unsent", ())


class TestReportBack:
    """Two audiences: the unit tells the claimant, and it tells the hotline (Art. 15)."""

    def test_the_hotline_is_told(self, story, sealed) -> None:
        story = story.to("visit_due")
        ticket = story.when(m.ReportBack).then(
            story.fact(m.TicketReportedBack, "visit_due", text=sealed("moved, and the claimant told"))
        )

        assert ticket.reply.hotline_told is True
        assert ticket.delivery == "sent"

    def test_to_tell_the_hotline_is_not_to_tell_the_claimant(self, story) -> None:
        story.to("drafting").when(m.ReportBack).then_state(state="drafting", delivery="unsent")

    @pytest.mark.parametrize("state", ["drafting", "approving", *AFTER])
    def test_as_soon_as_something_was_done_and_even_after_the_end(self, story, state) -> None:
        story.reached(state).when(m.ReportBack).then_state(state=state)

    @pytest.mark.parametrize("state", [*BEFORE, "archived"])
    def test_not_before_and_not_from_the_archive(self, story, state) -> None:
        story.reached(state).when(m.ReportBack).then_refused("not_allowed_now", source=article(15))

    def test_without_the_rule_the_claimant_alone_is_told(self, story) -> None:
        story.to("visit_due").when(m.Counsel).then_state(state="closed")

    def test_with_the_rule_no_ticket_is_visited_before_the_hotline_knows(self, story) -> None:
        sent = story.under(HOTLINE_TOO).to("visit_due")

        sent.when(m.Counsel).then_refused("hotline_not_told", source="Rule of the test, tickets.reply.audiences")
        sent.after(m.ReportBack).when(m.Counsel).then_state(state="closed")

    @pytest.mark.parametrize("kind", [m.SkipVisit, m.Lapse])
    def test_nor_does_it_end_without_a_visit(self, story, kind) -> None:
        """There is no way round the second audience: not by leaving the visit out, not by letting it lapse."""
        sent = story.under(HOTLINE_TOO, *LIMITS).to("visit_due").after(m.AttemptVisit).later(hours=73)
        fields = {"clock": "visit"} if kind is m.Lapse else {}

        sent.when(kind, **fields).then_refused("hotline_not_told", source="Rule of the test, tickets.reply.audiences")

    def test_in_a_new_round_it_is_told_anew(self, story) -> None:
        again = story.to("visit_due").after(m.ReportBack).after(m.Counsel, solved=False).ticket

        assert again.reply.hotline_told is False

    def test_the_text_stays_out_of_the_log(self, story) -> None:
        [event] = story.to("visit_due").when(m.ReportBack).events

        assert "claimant told" not in event.model_dump_json()


@pytest.mark.parametrize("kind", [m.DraftReply, m.ApproveReply, m.Reply, m.FailDelivery, m.GiveUp, m.ReportBack])
def test_what_was_never_collected_does_not_exist(story, kind) -> None:
    story.when(kind).then_refused("does_not_exist", allowed=("collect",), source=article(10))


def test_who_left_no_way_to_be_reached_need_not_be_told(story) -> None:
    """Delivery *exempt*: there is nobody who could be told, so that nobody has to pretend a try."""
    alone = story.to("registered", claimant=None, contact=None).after(m.Handle)

    alone.when(m.GiveUp).then_state(state="closed", outcome="resolved", delivery="exempt")
