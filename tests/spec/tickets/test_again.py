"""The ways back: an appeal to the level above, its decision, and reopening what was closed. One class a command.

``round`` counts how often it is handled; what a round came to is kept in ``past``, and nothing is overwritten.
"""

from datetime import timedelta

import pytest

from gridgov.errors import BadInput
from gridgov.messages import tickets as m

ABOVE = "Regulation on Petition Work 2022: review by the level above (信访工作条例：上一级复查、复核)"
REOPEN = "Jinan 12345 Regulation 2018, Art. 27: unsatisfied is done again (济南市12345条例第二十七条：不满意重办)"
WINDOW = "design note: a way back is open for a time (设计说明：重办、复核有期限)"
OWN_WORK = "design note: nobody approves their own work (设计说明：不得审核本人办理的事项)"

APPEAL_WINDOW = ("tickets.appeal.window", "hours", "720")
REOPEN_WINDOW = ("tickets.reopen.window", "hours", "72")
TWO_LEVELS = ("tickets.appeal.levels", "times", "2")
ONE_REOPENING = ("tickets.reopen.max", "times", "1")
REASONS = ("tickets.reopen.reasons", "codes", '["no_work_done", "not_lasting"]')
REVIEW = ("tickets.reopen.review", "yes_no", "true")
NO_REVIEW = ("tickets.reopen.review", "yes_no", "false")
ONE_ROUND = ("tickets.max_rounds", "rounds", "1")
RESOLVE_SOON = ("tickets.limit.resolve", "hours", "48")
APPEAL_SOON = ("tickets.limit.appeal", "hours", "240")

DISMISS = {"upheld": False, "text": "it was done well"}


def article(number: int) -> str:
    return f"Beijing Regulation on Swift Response 2021, Art. {number} (北京市接诉即办工作条例第{number}条)"


def clock(name: str, act: str, **fields) -> m.ClockChange:
    return m.ClockChange(clock=name, act=act, **fields)


def faults(make) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as raised:
        make()
    return sorted((problem.where, problem.code) for problem in raised.value.problems)


@pytest.fixture
def declined(story):
    """A request that was not taken up; no unit ever had it."""
    return story.to("registered").after(m.Decline)


class TestAppeal:
    """Regulation on Petition Work 2022: who does not agree asks the level above, in time, a level at a time."""

    @pytest.mark.parametrize("state", ["visit_due", "explaining"])
    def test_the_claimant_asks_the_level_above(self, story, sealed, state) -> None:
        story = story.to(state)
        ticket = story.when(m.Appeal, actor="person-9").then(
            story.fact(
                m.TicketAppealed,
                "appealed",
                actor="person-9",
                reason="not_agreed",
                claimant="person-9",
                text=sealed("look again, please"),
                level=1,
            )
        )

        assert (ticket.counselling.appeals, ticket.outcome, ticket.round) == (1, "resolved", 1)

    def test_what_is_closed_is_open_again_while_somebody_looks(self, story) -> None:
        story = story.under(APPEAL_SOON).to("closed")
        ticket = story.when(m.Appeal).then_state(state="appealed", closed_at=None, outcome="resolved")

        [appeal] = ticket.ledger.running
        assert (appeal.name, appeal.due) == ("appeal", story.at + timedelta(hours=240))

    def test_what_was_not_taken_up_can_be_appealed_although_no_unit_had_it(self, declined) -> None:
        declined.when(m.Appeal).then_state(state="appealed", outcome="declined")

    @pytest.mark.parametrize(
        ("end", "outcome"), [(m.Withdraw, "withdrawn"), (m.Merge, "merged")], ids=["withdrawn", "merged"]
    )
    def test_there_is_nothing_to_appeal_where_nothing_was_said_about_the_matter(self, story, end, outcome) -> None:
        ended = story.to("registered").after(end)
        assert ended.ticket.outcome == outcome

        refusal = ended.when(m.Appeal).then_refused(
            "condition_not_met", source=ABOVE, allowed=("unmerge", "reopen", "archive")
        )
        assert refusal.params["conditions"] == ("appealable",)

    def test_who_was_never_reached_cannot_appeal_against_that(self, story) -> None:
        unreached = story.to("drafting").after(m.FailDelivery).after(m.GiveUp)
        assert unreached.ticket.outcome == "unreachable"

        unreached.when(m.Appeal).then_refused("condition_not_met", source=ABOVE)

    def test_what_was_taken_for_no_request_can_be_appealed(self, story) -> None:
        invalid = story.to("registered").after(m.Invalidate)

        invalid.when(m.Appeal).then_state(state="appealed", outcome="invalid")

    @pytest.mark.parametrize("claimant", ["person-5", None], ids=["somebody else", "nobody named"])
    def test_only_who_raised_it_appeals(self, story, claimant) -> None:
        story.to("closed").when(m.Appeal, claimant=claimant).then_refused("not_a_claimant", source=article(8))

    def test_of_a_request_without_a_name_nobody_need_be_named(self, story) -> None:
        silent = story.to("closed", claimant=None)

        silent.when(m.Appeal, claimant=None).then_state(state="appealed")
        silent.when(m.Appeal, claimant="person-9").then_refused("not_a_claimant")

    def test_at_the_last_moment_of_the_window_it_is_in_time_and_after_it_not(self, story) -> None:
        """The window begins with the end of the ticket."""
        closed = story.under(APPEAL_WINDOW).to("closed")
        ended_at = closed.ticket.closed_at
        last = closed.later(minutes=720 * 60 - 1)
        assert last.at == ended_at + timedelta(hours=720)

        last.when(m.Appeal).then_state(state="appealed")
        last.later(minutes=1).when(m.Appeal).then_refused(
            "window_closed", source="Rule of the test, tickets.appeal.window"
        )

    def test_without_a_window_it_is_never_too_late(self, story) -> None:
        story.to("closed").later(days=3000).when(m.Appeal).then_state(state="appealed")

    def test_as_long_as_it_is_open_no_window_runs(self, story) -> None:
        story.under(APPEAL_WINDOW).to("explaining").later(days=300).when(m.Appeal).then_state(state="appealed")

    def test_there_are_as_many_levels_as_the_policy_says(self, story) -> None:
        story = story.under(TWO_LEVELS).to("closed").after(m.Appeal).after(m.DecideAppeal, **DISMISS)
        second = story.after(m.Appeal)
        assert second.ticket.counselling.appeals == 2

        over = second.after(m.DecideAppeal, actor="supervisor-2", **DISMISS)
        refusal = over.when(m.Appeal).then_refused("too_often", source="Rule of the test, tickets.appeal.levels")
        assert refusal.params["limit"] == 2

    def test_without_a_limit_there_is_always_a_level_above(self, story) -> None:
        story = story.to("closed")
        for number in range(5):
            story = story.after(m.Appeal).after(m.DecideAppeal, actor=f"supervisor-{number}", **DISMISS)

        story.when(m.Appeal).then_state(state="appealed")

    def test_the_levels_are_counted_over_all_rounds(self, story) -> None:
        again = story.to("closed").after(m.Appeal).after(m.DecideAppeal).after(m.Handle).after(m.Reply)

        [event] = again.when(m.Appeal).events
        assert (event.level, again.ticket.round) == (2, 2)

    @pytest.mark.parametrize("state", ["registered", "in_progress", "drafting", "mediating", "tracking", "appealed"])
    def test_before_there_is_a_result_there_is_nothing_to_appeal(self, story, state) -> None:
        story.to(state).when(m.Appeal).then_refused("not_allowed_now", source=ABOVE)

    def test_what_the_claimant_wrote_is_not_in_the_log(self, story) -> None:
        [event] = story.to("closed").when(m.Appeal, text="Mr Sun never came").events

        assert "Sun" not in event.model_dump_json()

    def test_every_fault_of_the_message_is_named(self) -> None:
        assert faults(lambda: m.Appeal(command_id="c-1", ticket="T-1", reason="")) == [
            ("reason", "wrong_pattern"),
            ("text", "missing"),
        ]


class TestDecideAppeal:
    """Regulation on Petition Work 2022: the level above decides, never who handled or decided before."""

    def test_an_upheld_appeal_is_handled_again_in_a_new_round(self, story, sealed) -> None:
        story = story.under(RESOLVE_SOON).to("appealed")
        begins = clock("resolve", "started", due=story.at + timedelta(hours=48), amount=48, unit="hours")
        ticket = story.when(m.DecideAppeal).then(
            story.fact(
                m.TicketAppealDecided,
                "in_progress",
                actor="supervisor-1",
                upheld=True,
                unit="district-1",
                text=sealed("look again"),
                round=2,
                clocks=(begins,),
            )
        )

        assert (ticket.outcome, ticket.delivery, ticket.duty.owner) == (None, "unsent", "unit-2")
        assert ticket.hands == ("worker-7", "supervisor-1")
        assert [(over.number, over.outcome, over.handler) for over in ticket.past] == [(1, "resolved", "worker-7")]

    def test_what_no_unit_ever_had_is_judged_again(self, declined) -> None:
        ticket = declined.after(m.Appeal).when(m.DecideAppeal).then_state(state="registered", round=2, outcome=None)

        assert [over.outcome for over in ticket.past] == ["declined"]

    def test_a_dismissed_appeal_confirms_the_outcome(self, story) -> None:
        story = story.under(APPEAL_SOON).to("appealed")
        ticket = story.when(m.DecideAppeal, **DISMISS).then_state(state="closed", round=1, outcome="resolved")

        assert (ticket.closed_at, ticket.past, ticket.ledger.running) == (story.at, (), ())
        assert ticket.ledger.latest("appeal").state == "met"

    def test_a_dismissal_is_the_reply_where_none_was_sent_yet(self, story) -> None:
        """Invariant of issue 3: every way to *closed* has an outcome and a delivered reply."""
        unheard = story.to("registered").after(m.Invalidate).after(m.Appeal)
        assert (unheard.ticket.outcome, unheard.ticket.delivery) == ("invalid", "unsent")

        unheard.when(m.DecideAppeal, **DISMISS).then_state(state="closed", outcome="invalid", delivery="sent")

    def test_an_appeal_opens_a_round_even_if_the_rounds_of_handling_are_used_up(self, story) -> None:
        story.under(ONE_ROUND).to("appealed").when(m.DecideAppeal).then_state(state="in_progress", round=2)

    def test_who_handled_it_does_not_decide(self, story) -> None:
        story.to("appealed").when(m.DecideAppeal, actor="worker-7").then_refused("own_work", source=ABOVE)

    def test_who_handled_it_in_an_earlier_round_does_not_decide_either(self, story) -> None:
        again = story.to("closed").after(m.Reopen).after(m.Handle, actor="worker-8").after(m.Reply).after(m.Appeal)

        again.when(m.DecideAppeal, actor="worker-7").then_refused("own_work", source=ABOVE)
        again.when(m.DecideAppeal, actor="worker-8").then_refused("own_work", source=ABOVE)

    def test_who_reviewed_it_does_not_decide(self, story) -> None:
        reviewed = story.under(("tickets.review.needed", "yes_no", "true")).to("in_review").after(m.Review)

        reviewed.after(m.Reply).after(m.Appeal).when(m.DecideAppeal, actor="reviewer-1").then_refused("own_work")

    def test_who_decided_the_last_appeal_does_not_decide_the_next(self, story) -> None:
        second = story.to("appealed").after(m.DecideAppeal, **DISMISS).after(m.Appeal)

        second.when(m.DecideAppeal).then_refused("own_work", source=ABOVE)
        second.when(m.DecideAppeal, actor="supervisor-2", **DISMISS).then_state(state="closed")

    def test_who_decided_any_appeal_before_does_not_decide_again(self, story) -> None:
        """Issue 3: nobody approves their own work; the third level would look at the first one's decision too."""
        second = story.to("appealed").after(m.DecideAppeal, **DISMISS).after(m.Appeal)
        third = second.after(m.DecideAppeal, actor="supervisor-2", **DISMISS).after(m.Appeal)

        third.when(m.DecideAppeal, actor="supervisor-1", **DISMISS).then_refused("own_work")

    def test_who_handled_what_was_sent_back_does_not_decide(self, story) -> None:
        story = story.under(("tickets.review.needed", "yes_no", "true")).to("in_review")
        sent_back = story.after(m.Review, approved=False).after(m.Handle, actor="worker-8").after(m.Review)

        sent_back.after(m.Reply).after(m.Appeal).when(m.DecideAppeal, actor="worker-7").then_refused("own_work")

    def test_the_unit_that_handled_it_does_not_decide(self, story) -> None:
        story.to("appealed").when(m.DecideAppeal, unit="unit-2").then_refused("own_work", source=ABOVE)

    def test_nor_does_any_unit_that_had_it(self, story) -> None:
        moved = story.to("in_progress").after(m.Dispatch, unit="unit-3").after(m.Accept).after(m.Handle).after(m.Reply)

        for unit in ("unit-2", "unit-3"):
            moved.after(m.Appeal).when(m.DecideAppeal, unit=unit).then_refused("own_work", source=ABOVE)

    def test_the_hotline_is_told_before_a_dismissal_ends_it(self, story) -> None:
        ruled = story.under(("tickets.reply.audiences", "codes", '["claimant", "hotline"]'))
        appealed = ruled.to("visit_due").after(m.Appeal)

        appealed.when(m.DecideAppeal, **DISMISS).then_refused("hotline_not_told")
        appealed.after(m.ReportBack).when(m.DecideAppeal, **DISMISS).then_state(state="closed")

    def test_without_an_appeal_there_is_nothing_to_decide(self, story) -> None:
        story.to("closed").when(m.DecideAppeal).then_refused("not_allowed_now", source=ABOVE)

    def test_the_grounds_are_not_in_the_log(self, story) -> None:
        [event] = story.to("appealed").when(m.DecideAppeal, text="Ms He was right").events

        assert "Ms He" not in event.model_dump_json()

    def test_every_fault_of_the_message_is_named(self) -> None:
        assert faults(lambda: m.DecideAppeal(command_id="c-1", ticket="T-1", upheld=1, unit="a b")) == [
            ("text", "missing"),
            ("unit", "wrong_pattern"),
            ("upheld", "wrong_type"),
        ]


class TestReopen:
    """Jinan 12345 Regulation 2018, Art. 27: what the claimant is not satisfied with is done again, within bounds."""

    def test_a_claimant_has_it_handled_again_by_the_unit_that_has_it(self, story, sealed) -> None:
        story = story.to("closed")
        ticket = story.when(m.Reopen, actor="person-9", text="it is back").then(
            story.fact(
                m.TicketReopened,
                "in_progress",
                actor="person-9",
                reason="came_back",
                text=sealed("it is back"),
                claimant="person-9",
                round=2,
            )
        )

        assert (ticket.stage, ticket.outcome, ticket.closed_at, ticket.delivery) == ("handle", None, None, "unsent")
        assert (ticket.duty.owner, ticket.duty.first_responsible) == ("unit-2", "unit-2")

    def test_nothing_of_the_last_round_is_lost(self, story) -> None:
        closed = story.to("closed").ticket
        reopened = story.to("closed").after(m.Reopen).ticket

        [over] = reopened.past
        assert (over.number, over.outcome, over.closed_at) == (1, "resolved", closed.closed_at)
        assert (over.handler, over.handled_at) == ("worker-7", closed.handling.handled_at)
        assert (over.replied_at, over.visit) == (closed.reply.replied_at, closed.counselling.visit)
        assert (reopened.intake, reopened.matter) == (closed.intake, closed.matter)

    def test_rounds_add_up_and_each_is_kept(self, story) -> None:
        story = story.to("closed")
        for _ in range(3):
            story = story.after(m.Reopen).after(m.Handle, outcome="partly_resolved").after(m.Reply).after(m.Counsel)

        assert story.ticket.round == 4
        assert [(over.number, over.outcome) for over in story.ticket.past] == [
            (1, "resolved"),
            (2, "partly_resolved"),
            (3, "partly_resolved"),
        ]

    def test_what_no_unit_ever_had_is_judged_again(self, declined) -> None:
        declined.when(m.Reopen).then_state(state="registered", round=2)

    def test_what_was_taken_back_while_it_was_offered_is_offered_to_nobody_any_more(self, story) -> None:
        ticket = story.to("offered").after(m.Withdraw).when(m.Reopen).then_state(state="registered", unit=None)

        assert (ticket.duty.offered_to, ticket.duty.offered_at) == (None, None)

    def test_a_new_round_begins_at_the_foot_of_the_ladder(self, story) -> None:
        escalated = story.to("escalated").after(m.Instruct).after(m.Handle).after(m.Reply).after(m.Counsel)
        assert escalated.ticket.duty.level == 1

        assert escalated.after(m.Reopen).ticket.duty.level == 0

    def test_a_new_round_has_its_own_limit(self, story) -> None:
        story = story.under(RESOLVE_SOON).to("closed").later(days=2)

        assert story.after(m.Reopen).ticket.due == story.at + timedelta(hours=48)

    def test_whoever_raised_the_same_matter_may_ask_for_it(self, story) -> None:
        closed = story.to("registered").after(m.Adopt).after(m.Handle).after(m.Reply).after(m.Counsel)

        closed.when(m.Reopen, claimant="person-8").then_state(state="in_progress")

    def test_nobody_else_may(self, story) -> None:
        story.to("closed").when(m.Reopen, claimant="person-5").then_refused("not_a_claimant", source=article(8))

    def test_a_review_may_find_that_it_has_to_be_done_again(self, story) -> None:
        found = {"claimant": None, "approved_by": "reviewer-2"}
        ticket = story.to("closed").when(m.Reopen, actor="reviewer-1", **found).then_state(round=2)

        assert ticket.counselling.reopenings == 0

    def test_which_nobody_says_alone(self, story) -> None:
        story.to("closed").when(m.Reopen, actor="reviewer-1", claimant=None).then_refused("needs_review", source=REOPEN)

    def test_what_goes_on_in_another_ticket_is_not_reopened_here(self, story) -> None:
        merged = story.to("registered").after(m.Merge)

        refusal = merged.when(m.Reopen).then_refused(
            "condition_not_met", source=REOPEN, allowed=("unmerge", "appeal", "archive")
        )
        assert refusal.params["conditions"] == ("reopenable + has_owner", "reopenable")

    @pytest.mark.parametrize("state", ["registered", "in_progress", "visit_due", "archived"])
    def test_only_what_is_closed_is_reopened(self, story, state) -> None:
        story.to(state).when(m.Reopen).then_refused("not_allowed_now", source=REOPEN)

    def test_what_is_archived_stays_a_record(self, story) -> None:
        story.to("archived").when(m.Reopen).then_refused("not_allowed_now", allowed=())

    def test_the_words_are_not_in_the_log(self, story) -> None:
        [event] = story.to("closed").when(m.Reopen, text="Mr Wu did nothing").events

        assert "Wu" not in event.model_dump_json()

    def test_every_fault_of_the_message_is_named(self) -> None:
        said = {"reason": "Why not", "text": "", "claimant": 9, "approved_by": "a b"}

        assert faults(lambda: m.Reopen(command_id="c-1", ticket="T-1", **said)) == [
            ("approved_by", "wrong_pattern"),
            ("claimant", "wrong_type"),
            ("reason", "wrong_pattern"),
            ("text", "wrong_length"),
        ]


class TestWindowAndReasonsOfReopening:
    """Issue 3: within a window, with a reason; without a policy neither is limited."""

    def test_at_the_last_moment_it_is_in_time_and_after_it_not(self, story) -> None:
        closed = story.under(REOPEN_WINDOW).to("closed")
        last = closed.later(minutes=72 * 60 - 1)
        assert last.at == closed.ticket.closed_at + timedelta(hours=72)

        last.when(m.Reopen).then_state(state="in_progress")
        last.later(minutes=1).when(m.Reopen).then_refused(
            "window_closed", source="Rule of the test, tickets.reopen.window"
        )

    def test_an_appeal_that_is_dismissed_opens_no_new_window(self, story) -> None:
        """The window begins with the first end of the round, however often somebody looks at it again."""
        dismissed = (
            story.under(REOPEN_WINDOW).to("closed").later(hours=60).after(m.Appeal).after(m.DecideAppeal, **DISMISS)
        )
        dismissed.when(m.Reopen).then_state(state="in_progress")

        twice = dismissed.later(hours=11).after(m.Appeal).after(m.DecideAppeal, actor="supervisor-2", **DISMISS)
        twice.later(hours=1).when(m.Reopen).then_refused("window_closed")

    def test_the_window_closes_for_a_review_too(self, story) -> None:
        late = story.under(REOPEN_WINDOW).to("closed").later(hours=73)

        late.when(m.Reopen, claimant=None).then_refused("window_closed")

    def test_without_a_window_it_is_never_too_late(self, story) -> None:
        story.to("closed").later(days=3000).when(m.Reopen).then_state(state="in_progress")

    def test_a_reason_that_the_policy_does_not_list_is_none(self, story) -> None:
        closed = story.under(REASONS).to("closed")

        refusal = closed.when(m.Reopen, reason="i_want_to").then_refused(
            "not_in_list", source="Rule of the test, tickets.reopen.reasons"
        )
        assert refusal.params["code"] == "i_want_to"
        closed.when(m.Reopen, reason="not_lasting").then_state(state="in_progress")

    def test_without_a_list_any_reason_will_do(self, story) -> None:
        story.to("closed").when(m.Reopen, reason="i_want_to").then_state(state="in_progress")


class TestCounterOfReopenings:
    """Issue 3: an anti-abuse counter; it counts the wishes of claimants, over all rounds."""

    def test_as_often_as_the_policy_says_and_no_more(self, story) -> None:
        once = story.under(ONE_REOPENING).to("closed").after(m.Reopen)
        assert once.ticket.counselling.reopenings == 1

        refusal = once.after(m.Handle).after(m.Reply).after(m.Counsel).when(m.Reopen).then_refused("too_often")
        assert (refusal.params["limit"], refusal.source) == (1, "Rule of the test, tickets.reopen.max")

    def test_what_a_review_finds_is_not_counted_and_not_limited(self, story) -> None:
        used_up = story.under(ONE_REOPENING).to("closed").after(m.Reopen).after(m.Handle).after(m.Reply)
        closed = used_up.after(m.Counsel)
        found = closed.when(m.Reopen, claimant=None, approved_by="reviewer-1").then_state(state="in_progress")

        assert found.counselling.reopenings == 1

    def test_a_round_that_the_visit_opened_is_not_counted(self, story) -> None:
        unsolved = story.to("visit_due").after(m.Counsel, solved=False)

        assert (unsolved.ticket.round, unsolved.ticket.counselling.reopenings) == (2, 0)

    def test_without_a_limit_it_counts_all_the_same(self, story) -> None:
        story = story.to("closed")
        for _ in range(4):
            story = story.after(m.Reopen).after(m.Handle).after(m.Reply).after(m.Counsel)

        assert story.ticket.counselling.reopenings == 4


class TestReviewOfReopening:
    """Issue 3: by a claimant, or after review, as the policy says."""

    def test_where_a_review_is_asked_for_the_wish_is_not_enough(self, story) -> None:
        story.under(REVIEW).to("closed").when(m.Reopen).then_refused(
            "needs_review", source="Rule of the test, tickets.reopen.review"
        )

    def test_with_somebody_who_looked_at_it_it_is(self, story) -> None:
        closed = story.under(REVIEW).to("closed")
        [event] = closed.when(m.Reopen, actor="intake-1", approved_by="reviewer-1").events

        assert (event.approved_by, event.claimant) == ("reviewer-1", "person-9")

    def test_what_a_review_found_needs_no_wish(self, story) -> None:
        found = {"claimant": None, "approved_by": "reviewer-2"}

        story.under(REVIEW).to("closed").when(m.Reopen, actor="reviewer-1", **found).then_state(round=2)

    def test_nobody_looks_at_their_own_wish(self, story) -> None:
        closed = story.under(REVIEW).to("closed")

        closed.when(m.Reopen, actor="reviewer-1", approved_by="reviewer-1").then_refused("own_work", source=OWN_WORK)

    def test_who_handled_it_does_not_look_at_the_wish(self, story) -> None:
        closed = story.under(REVIEW).to("closed")

        closed.when(m.Reopen, actor="intake-1", approved_by="worker-7").then_refused("own_work", source=OWN_WORK)

    def test_who_handled_it_in_an_earlier_round_does_not_look_at_the_wish_either(self, story) -> None:
        closed = story.under(REVIEW).to("visit_due").after(m.Counsel, solved=False).after(m.Withdraw)

        closed.when(m.Reopen, actor="intake-1", approved_by="worker-7").then_refused("own_work", source=OWN_WORK)

    @pytest.mark.parametrize("rules", [(), (NO_REVIEW,)])
    def test_without_the_policy_the_wish_is_enough(self, story, rules) -> None:
        story.under(*rules).to("closed").when(m.Reopen).then_state(state="in_progress")


class TestNothingIsOverwritten:
    """Issue 3: ``round`` counts; what a round came to stays, whichever way the next one was opened."""

    @pytest.mark.parametrize(
        "way",
        [
            pytest.param(((m.Reopen, {}),), id="reopened"),
            pytest.param(((m.Appeal, {}), (m.DecideAppeal, {})), id="appealed"),
        ],
    )
    def test_after_the_end_the_round_keeps_the_visit_that_closed_it(self, story, way) -> None:
        closed = story.to("closed")
        again = closed
        for kind, said in way:
            again = again.after(kind, **said)

        [over] = again.ticket.past
        assert (over.number, over.outcome, over.visit) == (1, "resolved", closed.ticket.counselling.visit)

    def test_a_round_that_an_appeal_ended_keeps_when_it_had_been_closed(self, story) -> None:
        closed = story.to("closed")
        [over] = closed.after(m.Appeal).after(m.DecideAppeal).ticket.past

        assert over.closed_at == closed.ticket.closed_at

    def test_which_cause_and_which_plan_were_used_is_kept_with_the_round(self, story) -> None:
        """Issue 3, Handle: a record of which cause and plan were used."""
        planned = story.to("in_progress").after(m.Plan).after(m.Handle).after(m.Reply).after(m.Counsel)
        [over] = planned.after(m.Reopen).ticket.past

        assert (over.cause, over.plan) == ("no_shed", "build_shed")

    def test_a_new_round_begins_anew_and_keeps_what_belongs_to_the_ticket(self, story) -> None:
        story = story.to("deliberating").after(m.TakeBack).after(m.Contact).after(m.Plan).after(m.Handle)
        story = story.after(m.Reply).after(m.Counsel)
        ticket = story.after(m.Reopen).ticket

        assert (ticket.handling.contacted_at, ticket.handling.cause, ticket.handling.handler) == (None, None, None)
        assert (ticket.reply.replied_at, ticket.reply.hotline_told) == (None, False)
        assert (ticket.counselling.topic, ticket.counselling.reopenings) == ("topic-1", 1)
