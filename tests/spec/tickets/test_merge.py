"""One matter, several tickets: one goes on for all, every claimant is kept, it can be undone. And: taking it back."""

import pytest

from gridgov.errors import BadInput
from gridgov.messages import tickets as m
from gridgov.tickets.state import Claimant

MERGEABLE = (
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
TOLD = ("drafting", "approving", "visit_due", "explaining", "mediating", "deliberating", "tracking", "appealed")
ENDED = ("closed", "archived")

ONE_MATTER = (
    "design note: one matter is handled once and answered to all who raised it (设计说明：同一事项并案办理、逐一答复)"
)
ANY_TIME = "design note: a claimant may take a request back at any time (设计说明：诉求人可随时撤回诉求)"
SAFETY = (
    "design note: a danger to the public is looked at although it was taken back (设计说明：涉及公共安全的撤回须经同意)"
)
CLAIMANT = "Beijing Regulation on Swift Response 2021, Art. 8 (北京市接诉即办工作条例第8条)"
OWN_WORK = "design note: nobody approves their own work (设计说明：不得审核本人办理的事项)"

LIMITS = (
    ("tickets.limit.dispatch", "hours", "2"),
    ("tickets.limit.accept", "hours", "4"),
    ("tickets.limit.resolve", "hours", "240"),
)


def merged(story, state):
    return story.reached(state).after(m.Merge)


class TestMerge:
    """并单: another ticket goes on for this one too."""

    def test_it_is_closed_and_says_which_one_goes_on(self, story) -> None:
        story = story.to("registered")
        ticket = story.when(m.Merge).then(story.fact(m.TicketMerged, "closed", into="T-2"))

        assert (ticket.outcome, ticket.merged_into, ticket.closed_at) == ("merged", "T-2", story.at)
        assert ticket.delivery == "unsent"

    @pytest.mark.parametrize("state", MERGEABLE)
    def test_as_long_as_it_is_collected_or_handled(self, story, state) -> None:
        story.reached(state).when(m.Merge).then_state(state="closed", outcome="merged")

    @pytest.mark.parametrize("state", [*TOLD, *ENDED])
    def test_not_once_there_is_a_result(self, story, state) -> None:
        story.reached(state).when(m.Merge).then_refused("not_allowed_now", source=ONE_MATTER)

    def test_not_into_itself(self, story) -> None:
        story.to("registered").when(m.Merge, into="T-1").then_refused("into_itself", source=ONE_MATTER)

    @pytest.mark.parametrize("state", ["registered", "offered", "in_progress", "waiting", "coordinating"])
    def test_no_clock_runs_on(self, story, state) -> None:
        ticket = story.under(*LIMITS).to(state).after(m.Merge).ticket

        assert {clock.state for clock in ticket.ledger.clocks if not clock.is_live} >= {"cancelled"}
        assert not any(clock.is_live for clock in ticket.ledger.clocks)

    def test_what_was_met_stays_met(self, story) -> None:
        told = story.under(*LIMITS).to("in_progress").after(m.Merge)

        assert [told.clock(name) for name in ("dispatch", "accept", "resolve")] == ["met", "met", "cancelled"]

    def test_open_tasks_of_co_units_are_cancelled_with_the_reason(self, story) -> None:
        [task] = merged(story, "coordinating").ticket.tasks

        assert (task.state, task.reason) == ("cancelled", "merged")

    def test_a_task_that_was_done_stays_done(self, story) -> None:
        done = story.to("coordinating").after(m.Report).after(m.Merge).ticket

        assert [task.state for task in done.tasks] == ["done"]


class TestUnmerge:
    """It was not the same matter after all: it is a matter of its own again, and is judged again."""

    def test_it_is_registered_again(self, story) -> None:
        story = merged(story, "registered")
        ticket = story.when(m.Unmerge).then(
            story.fact(m.TicketUnmerged, "registered", reason="another_staircase", round=2)
        )

        assert (ticket.outcome, ticket.merged_into, ticket.closed_at, ticket.round) == (None, None, None, 2)
        assert [(over.number, over.outcome) for over in ticket.past] == [(1, "merged")]

    def test_no_counter_begins_anew(self, story) -> None:
        """Else a merge and its undoing would be a way round every limit on how often."""
        passed_on = story.to("in_progress").after(m.Dispatch, unit="unit-3").after(m.Accept).after(m.Escalate)
        before = passed_on.after(m.Instruct).ticket.duty
        after = passed_on.after(m.Instruct).after(m.Merge).after(m.Unmerge).ticket.duty

        assert (before.transfers, before.level) == (1, 1) == (after.transfers, after.level)

    def test_the_first_responsible_stays(self, story) -> None:
        """首接负责, Art. 14."""
        ticket = merged(story, "in_progress").after(m.Unmerge).ticket

        assert ticket.duty.first_responsible == "unit-2"

    def test_the_limit_for_the_dispatch_runs_again(self, story) -> None:
        ticket = story.under(*LIMITS).to("in_progress").after(m.Merge).after(m.Unmerge).ticket

        assert [clock.name for clock in ticket.ledger.running] == ["dispatch"]

    @pytest.mark.parametrize("state", MERGEABLE)
    def test_nothing_of_what_was_going_on_is_left(self, story, state) -> None:
        """Neither an offer, an objection, a wait, a body outside, nor a question to the level above."""
        ticket = merged(story, state).after(m.Unmerge).ticket

        assert (ticket.duty.offered_to, ticket.duty.objector, ticket.duty.asked) == (None, None, None)
        assert (ticket.handling.reason, ticket.handling.resume_by) == (None, None)
        assert (ticket.handling.body, ticket.handling.follow_up_by) == (None, None)
        assert (ticket.handling.handled_at, ticket.open_tasks) == (None, ())

    def test_it_goes_all_the_way_again(self, story) -> None:
        again = merged(story, "waiting").after(m.Unmerge).after(m.Dispatch, unit="unit-3").after(m.Accept)

        assert (again.ticket.state, again.ticket.duty.owner) == ("in_progress", "unit-3")
        assert again.ticket.duty.first_responsible == "unit-2"

    def test_what_was_not_merged_cannot_be_unmerged(self, story) -> None:
        refusal = story.to("closed").when(m.Unmerge).then_refused("condition_not_met", source=ONE_MATTER)

        assert refusal.params["conditions"] == ("merged",)

    @pytest.mark.parametrize("state", ["registered", "in_progress", "visit_due", "archived"])
    def test_nor_what_is_not_closed(self, story, state) -> None:
        story.to(state).when(m.Unmerge).then_refused("not_allowed_now", source=ONE_MATTER)


class TestAdopt:
    """The claimant of a merged ticket is taken along: nobody goes without a reply."""

    def test_the_claimant_is_one_of_the_claimants_now(self, story) -> None:
        story = story.to("in_progress")
        ticket = story.when(m.Adopt).then(
            story.fact(m.TicketAdopted, "in_progress", other="T-8", claimant="person-8", has_contact=False)
        )

        assert ticket.others == (Claimant("T-8", "person-8"),)
        assert ticket.intake.claimant == "person-9"

    def test_who_left_a_number_and_no_name_can_be_reached(self, story) -> None:
        silent = story.to("registered", claimant=None)
        assert not silent.after(m.Adopt, claimant=None).ticket.can_be_reached

        assert silent.after(m.Adopt, claimant=None, has_contact=True).ticket.can_be_reached

    def test_who_comes_late_is_tried_although_the_others_were_not_reached(self, story) -> None:
        failed = story.to("drafting").after(m.FailDelivery).after(m.Adopt)
        assert (failed.ticket.reply.failed, failed.ticket.delivery) == ((), "unsent")

        failed.when(m.GiveUp).then_refused("condition_not_met")

    def test_every_one_of_them_in_order(self, story) -> None:
        both = story.to("registered").after(m.Adopt).after(m.Adopt, other="T-7", claimant=None).ticket

        assert both.others == (Claimant("T-8", "person-8"), Claimant("T-7", None))

    def test_each_ticket_once(self, story) -> None:
        refusal = (
            story.to("registered")
            .after(m.Adopt)
            .when(m.Adopt, claimant="person-7")
            .then_refused("adopted_already", source=ONE_MATTER)
        )

        assert refusal.params["case"] == "T-8"

    def test_not_itself(self, story) -> None:
        story.to("registered").when(m.Adopt, other="T-1").then_refused("into_itself", source=ONE_MATTER)

    @pytest.mark.parametrize("state", [*MERGEABLE, "drafting", "approving"])
    def test_as_long_as_the_reply_is_to_come(self, story, state) -> None:
        story.reached(state).when(m.Adopt).then_state(state=state)

    @pytest.mark.parametrize("state", [*[state for state in TOLD if state not in {"drafting", "approving"}], *ENDED])
    def test_what_was_replied_to_takes_nobody_along(self, story, state) -> None:
        story.to(state).when(m.Adopt).then_refused("not_allowed_now", source=ONE_MATTER)

    def test_who_was_taken_along_may_ask_for_a_new_round(self, story) -> None:
        over = story.to("registered").after(m.Adopt).after(m.Handle).after(m.Reply).after(m.Counsel)

        over.when(m.Reopen, claimant="person-8").then_state(round=2)

    def test_claimants_stay_over_a_new_round(self, story) -> None:
        again = story.to("in_progress").after(m.Adopt).after(m.Handle).after(m.Reply).after(m.Counsel, solved=False)

        assert again.ticket.others == (Claimant("T-8", "person-8"),)


class TestRelease:
    """A ticket that is merged no more speaks for itself."""

    def test_the_claimant_is_let_go(self, story) -> None:
        story = story.to("registered").after(m.Adopt).after(m.Adopt, other="T-7", claimant=None)
        ticket = story.when(m.Release).then(story.fact(m.TicketReleased, "registered", other="T-8"))

        assert ticket.others == (Claimant("T-7", None),)

    @pytest.mark.parametrize("state", ["registered", "in_progress", "closed"])
    def test_only_who_was_taken_along(self, story, state) -> None:
        refusal = story.to(state).when(m.Release).then_refused("not_adopted", source=ONE_MATTER)

        assert refusal.params["case"] == "T-8"

    def test_even_after_the_end(self, story) -> None:
        over = story.to("registered").after(m.Adopt).after(m.Handle).after(m.Reply).after(m.Counsel)

        over.when(m.Release).then_state(state="closed", others=())

    def test_not_from_the_archive(self, story) -> None:
        story.to("archived").when(m.Release).then_refused("not_allowed_now", allowed=())

    def test_a_merge_that_is_undone_leaves_both_as_they_were(self, story) -> None:
        """T-1 takes T-8 along and lets it go; T-1 itself was merged for a while, too."""
        before = story.to("registered")
        after = before.after(m.Adopt).after(m.Release).after(m.Merge).after(m.Unmerge)

        assert after.ticket.others == ()
        assert (after.ticket.state, after.ticket.matter) == (before.ticket.state, before.ticket.matter)
        assert (after.ticket.round, after.ticket.merges) == (2, 1)


class TestWithdraw:
    """A claimant may take a request back at any time before it is closed."""

    @pytest.mark.parametrize("state", [*MERGEABLE, *TOLD])
    def test_from_every_open_state(self, story, state) -> None:
        story = story.reached(state)
        ticket = story.after(m.Withdraw).ticket

        assert (ticket.state, ticket.outcome, ticket.closed_at) == ("closed", "withdrawn", story.at)
        assert not any(clock.is_live for clock in ticket.ledger.clocks)
        assert ticket.open_tasks == ()

    def test_the_event_says_why(self, story) -> None:
        story = story.to("registered")

        story.when(m.Withdraw).then(
            story.fact(m.TicketWithdrawn, "closed", reason="solved_itself", claimant="person-9")
        )

    @pytest.mark.parametrize("state", [*MERGEABLE, *TOLD])
    def test_nothing_of_what_was_going_on_is_left(self, story, state) -> None:
        ticket = story.reached(state).after(m.Withdraw).ticket

        assert (ticket.duty.offered_to, ticket.duty.objector, ticket.duty.asked) == (None, None, None)
        assert (ticket.handling.reason, ticket.handling.resume_by) == (None, None)
        assert (ticket.handling.body, ticket.handling.follow_up_by) == (None, None)
        assert ticket.counselling.review_by is None

    def test_a_running_limit_is_cancelled_and_counts_neither_way(self, story) -> None:
        told = story.under(*LIMITS).to("in_progress").after(m.Withdraw)

        assert [told.clock(name) for name in ("dispatch", "accept", "resolve")] == ["met", "met", "cancelled"]

    def test_a_limit_that_was_missed_stays_missed(self, story) -> None:
        """Taking it back does not undo lateness: the limit was over while it ran."""
        late = story.under(*LIMITS).to("registered").later(hours=3).after(m.Dispatch).after(m.Accept)

        assert late.after(m.Withdraw).clock("dispatch") == "breached"

    def test_co_units_need_not_report_any_more(self, story) -> None:
        [task] = story.to("coordinating").after(m.Withdraw).ticket.tasks

        assert (task.state, task.reason) == ("cancelled", "withdrawn")

    @pytest.mark.parametrize("state", ENDED)
    def test_not_after_the_end(self, story, state) -> None:
        story.to(state).when(m.Withdraw).then_refused("not_allowed_now", source=ANY_TIME)

    GUARDED = ("tickets.withdrawal.needs_consent", "codes", '["safety", "food.school"]')

    @pytest.mark.parametrize("category", ["safety", "safety.e_bike", "food.school", "food.school.kitchen"])
    def test_a_danger_to_the_public_is_not_taken_back_alone(self, story, category) -> None:
        dangerous = story.under(self.GUARDED).to("registered", category=category)

        dangerous.when(m.Withdraw).then_refused(
            "needs_consent", source="Rule of the test, tickets.withdrawal.needs_consent"
        )
        dangerous.when(m.Withdraw, consented_by="lead-1").then_state(outcome="withdrawn")

    def test_who_agreed_is_on_record(self, story) -> None:
        story = story.under(self.GUARDED).to("registered")

        story.when(m.Withdraw, consented_by="lead-1").then(
            story.fact(m.TicketWithdrawn, "closed", reason="solved_itself", claimant="person-9", consented_by="lead-1")
        )

    @pytest.mark.parametrize("claimant", ["person-5", None], ids=["somebody else", "nobody named"])
    def test_only_who_raised_it_takes_it_back(self, story, claimant) -> None:
        story.to("registered").when(m.Withdraw, claimant=claimant).then_refused("not_a_claimant", source=CLAIMANT)

    def test_of_a_request_without_a_name_nobody_can_say_whose_it_is(self, story) -> None:
        silent = story.to("registered", claimant=None)

        silent.when(m.Withdraw, claimant="person-9").then_refused("not_a_claimant", source=CLAIMANT)
        silent.when(m.Withdraw, claimant=None).then_refused("needs_consent", source=CLAIMANT)
        silent.when(m.Withdraw, claimant=None, consented_by="lead-1").then_state(outcome="withdrawn")

    @pytest.mark.parametrize("act", [m.Withdraw, m.Invalidate])
    def test_others_are_not_left_without_an_answer(self, story, act) -> None:
        for_two = story.to("registered").after(m.Adopt)

        for_two.when(act).then_refused("others_wait", source=ONE_MATTER)
        for_two.after(m.Release).when(act).then_state(state="closed")

    def test_nobody_agrees_with_themselves(self, story) -> None:
        dangerous = story.under(self.GUARDED).to("registered")

        dangerous.when(m.Withdraw, actor="lead-1", consented_by="lead-1").then_refused("own_work", source=OWN_WORK)

    @pytest.mark.parametrize("category", ["safety_belts", "food", "food.schools", "water", None])
    def test_other_categories_are_taken_back_freely(self, story, category) -> None:
        story.under(self.GUARDED).to("registered", category=category).when(m.Withdraw).then_state(outcome="withdrawn")

    def test_what_turned_out_to_be_dangerous_counts(self, story) -> None:
        corrected = story.under(self.GUARDED).to("registered", category="water").after(m.Classify, category="safety")

        corrected.when(m.Withdraw).then_refused("needs_consent")

    def test_without_the_rule_everything_is_taken_back_freely(self, story) -> None:
        story.to("registered", category="safety").when(m.Withdraw).then_state(outcome="withdrawn")


@pytest.mark.parametrize("kind", [m.Merge, m.Unmerge, m.Adopt, m.Release, m.Withdraw])
def test_all_that_is_wrong_with_a_message_is_said_at_once(kind) -> None:
    with pytest.raises(BadInput) as raised:
        kind(command_id="", ticket="T 1", into="no key", reason="No Code", other=7, colour="red")

    found = {(problem.where, problem.code) for problem in raised.value.problems}
    fields = {"into": "wrong_pattern", "reason": "wrong_pattern", "other": "wrong_type"}
    named = {(name, code if name in kind.model_fields else "unknown_key") for name, code in fields.items()}
    assert found == named | {
        ("command_id", "wrong_pattern"),
        ("ticket", "wrong_pattern"),
        ("colour", "unknown_key"),
    }
