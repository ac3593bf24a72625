"""What a service asks about tickets: who may do what, which limits are over, what waits for whom."""

from datetime import datetime, timedelta

import pytest

from gridgov import tickets
from gridgov.errors import BadInput
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.tickets.chart import REMARKS, ROLES

EVERY_ROLE = frozenset(role for roles in ROLES.values() for role in roles)
COMMANDS = frozenset(kind.model_fields["type"].default.removeprefix("ticket.") for kind in m.COMMANDS)
STATES = tuple(node.id for node in tickets.LIFECYCLE.nodes)
NEEDED = {
    "in_review": ("tickets.review.needed", "yes_no", "true"),
    "approving": ("tickets.reply.approval", "yes_no", "true"),
}
"""The policy without which nothing gets to a state."""


def actor(key: str, *roles: str, unit: str | None = None) -> tickets.Actor:
    return tickets.Actor(key, unit, roles)


@pytest.fixture
def at(story):
    """The ticket of a story that got to a state, whatever policy that takes."""

    def found(state: str, **collected):
        return story.under(*(NEEDED[state],) if state in NEEDED else ()).to(state, **collected).ticket

    return found


class TestAllowed:
    """What an actor may try now: what the state has, what their roles are for, and nobody's own work."""

    @pytest.mark.parametrize("state", STATES)
    def test_every_act_that_is_offered_is_a_command_that_the_chart_or_the_remarks_know(self, at, state) -> None:
        offered = tickets.allowed(at(state), actor("somebody", *EVERY_ROLE))

        assert set(offered) <= COMMANDS & {*tickets.LIFECYCLE.allowed(state), *REMARKS}
        assert len(set(offered)) == len(offered)

    @pytest.mark.parametrize("state", STATES)
    def test_whoever_has_no_role_can_do_nothing(self, at, state) -> None:
        assert tickets.allowed(at(state), actor("nobody")) == ()

    def test_a_dispatcher_dispatches_and_merges_what_came_in(self, at) -> None:
        assert tickets.allowed(at("registered"), actor("dispatcher-1", "dispatcher")) == (
            "dispatch",
            "merge",
            "classify",
            "adopt",
            "release",
            "note",
        )

    def test_what_is_archived_is_touched_by_nobody(self, at) -> None:
        assert tickets.allowed(at("archived"), actor("somebody", *EVERY_ROLE)) == ()

    def test_the_unit_that_is_offered_it_accepts_or_objects_and_no_other(self, at) -> None:
        offered = at("offered")

        for act in ("accept", "object"):
            assert act in tickets.allowed(offered, actor("lead-2", "unit_lead", unit="unit-2"))
            assert act not in tickets.allowed(offered, actor("lead-3", "unit_lead", unit="unit-3"))

    def test_when_it_is_passed_on_the_unit_it_is_offered_to_answers(self, story) -> None:
        passed_on = story.to("in_progress").after(m.Dispatch, unit="unit-3").ticket

        assert "accept" in tickets.allowed(passed_on, actor("lead-3", "unit_lead", unit="unit-3"))
        assert "accept" not in tickets.allowed(passed_on, actor("lead-2", "unit_lead", unit="unit-2"))

    def test_the_unit_that_has_it_handles_it(self, at) -> None:
        handled = at("in_progress")

        assert "handle" in tickets.allowed(handled, actor("worker-2", "handler", unit="unit-2"))
        assert "handle" not in tickets.allowed(handled, actor("worker-3", "handler", unit="unit-3"))

    def test_a_handler_of_no_named_unit_is_left_to_the_host(self, at) -> None:
        assert "handle" in tickets.allowed(at("in_progress"), actor("worker-3", "handler"))

    def test_a_grid_worker_is_bound_to_no_unit(self, at) -> None:
        assert "handle" in tickets.allowed(at("in_progress"), actor("grid-1", "grid_worker", unit="unit-9"))

    def test_before_anybody_has_it_the_unit_that_took_it_in_may_handle_it_on_the_spot(self, at) -> None:
        """Art. 11: answered at once."""
        taken_in = at("registered", **{**COLLECTED, "unit": "desk-1"})

        assert "handle" in tickets.allowed(taken_in, actor("worker-1", "handler", unit="desk-1"))
        assert "handle" not in tickets.allowed(taken_in, actor("worker-2", "handler", unit="unit-2"))

    @pytest.mark.parametrize("act", ["withdraw", "appeal", "urge"])
    def test_who_raised_it_may_and_another_claimant_may_not(self, at, act) -> None:
        visited = at("visit_due")

        assert act in tickets.allowed(visited, actor("person-9", "claimant"))
        assert act not in tickets.allowed(visited, actor("person-5", "claimant"))

    def test_whoever_raised_the_same_matter_may_too(self, story) -> None:
        closed = story.to("registered").after(m.Adopt).after(m.Handle).after(m.Reply).after(m.Counsel).ticket

        assert "reopen" in tickets.allowed(closed, actor("person-8", "claimant"))

    def test_who_raised_it_without_a_name_may_be_anybody(self, at) -> None:
        assert "withdraw" in tickets.allowed(at("registered", claimant=None), actor("token-4", "claimant"))

    def test_nobody_reviews_adjudicates_or_approves_their_own_work(self, at) -> None:
        for state, act, own in (
            ("in_review", "review", "worker-7"),
            ("approving", "approve_reply", "worker-7"),
            ("disputed", "adjudicate", "worker-7"),
        ):
            assert act not in tickets.allowed(at(state), actor(own, *EVERY_ROLE)), state
            assert act in tickets.allowed(at(state), actor("another", *EVERY_ROLE)), state

    def test_who_asked_for_an_exclusion_may_still_review_the_handling(self, story) -> None:
        asked = story.under(NEEDED["in_review"]).to("in_review").after(m.RequestExclusion, actor="lead-1").ticket

        assert "review" in tickets.allowed(asked, actor("lead-1", *EVERY_ROLE))

    def test_neither_who_asked_for_an_exclusion_nor_who_handled_it_decides_on_it(self, story) -> None:
        asked = story.to("closed").after(m.RequestExclusion, actor="lead-1").ticket

        assert "decide_exclusion" not in tickets.allowed(asked, actor("lead-1", "assessor"))
        assert "decide_exclusion" not in tickets.allowed(asked, actor("worker-7", "assessor"))
        assert "decide_exclusion" in tickets.allowed(asked, actor("assessor-1", "assessor"))

    def test_a_dispatched_ticket_is_visited_by_somebody_outside_the_unit(self, at) -> None:
        """Art. 23."""
        told = at("visit_due")

        assert "counsel" not in tickets.allowed(told, actor("worker-7", "visitor"))
        assert "counsel" not in tickets.allowed(told, actor("worker-8", "visitor", unit="unit-2"))
        assert "counsel" in tickets.allowed(told, actor("visitor-1", "visitor", unit="visitors-1"))

    @pytest.mark.parametrize("act", ["attempt_visit", "skip_visit"])
    def test_who_handled_it_neither_leaves_the_visit_out_nor_counts_the_tries(self, at, act) -> None:
        told = at("visit_due")

        assert act not in tickets.allowed(told, actor("worker-7", "visitor"))
        assert act in tickets.allowed(told, actor("visitor-1", "visitor"))

    def test_an_all_round_worker_visits_alone(self, story) -> None:
        told = story.to("registered").after(m.Handle).after(m.Reply).ticket

        assert "counsel" in tickets.allowed(told, actor("worker-7", "grid_worker"))

    def test_who_handled_or_decided_in_any_round_does_not_decide_an_appeal(self, story) -> None:
        again = story.to("closed").after(m.Appeal).after(m.DecideAppeal).after(m.Handle, actor="worker-8")
        appealed = again.after(m.Reply).after(m.Appeal).ticket

        for own in ("worker-7", "worker-8", "supervisor-1"):
            assert "decide_appeal" not in tickets.allowed(appealed, actor(own, "supervisor"))
        assert "decide_appeal" not in tickets.allowed(appealed, actor("boss-2", "supervisor", unit="unit-2"))
        assert "decide_appeal" in tickets.allowed(appealed, actor("supervisor-2", "supervisor", unit="district-1"))

    def test_roles_may_be_given_in_any_collection(self) -> None:
        assert tickets.Actor("a", None, ["visitor"]) == tickets.Actor("a", None, {"visitor"})


def now(story, *roles: str, key: str = "somebody", unit: str | None = None, **later: int) -> tuple[str, ...]:
    """What can be done at this moment of a story under its rules; by whoever has every role, if none is named."""
    then = story.later(**later)
    context = Context(then.at, key, then.parameters, timetable=then.timetable)
    return tickets.allowed(then.ticket, actor(key, *(roles or EVERY_ROLE), unit=unit), context)


class TestAllowedNow:
    """With the moment and the rules: a button that would be refused whatever is typed is not shown."""

    def test_a_merge_is_undone_only_after_one(self, story) -> None:
        assert "unmerge" not in now(story.to("closed"))
        assert "unmerge" in now(story.to("registered").after(m.Merge))

    def test_what_was_merged_goes_on_elsewhere_and_is_neither_reopened_nor_appealed(self, story) -> None:
        merged, closed = (now(s, key="person-9") for s in (story.to("registered").after(m.Merge), story.to("closed")))

        assert not {"reopen", "appeal"} & set(merged)
        assert {"reopen", "appeal"} <= set(closed)

    def test_a_lapse_is_recorded_only_after_a_limit(self, story) -> None:
        """At the limit itself it is in time."""
        limited = story.under(("tickets.limit.resolve", "minutes", "30")).to("in_progress")
        first = limited.ticket.due - limited.at

        assert "lapse" not in now(limited, minutes=first.seconds // 60)
        assert "lapse" in now(limited, minutes=first.seconds // 60 + 1)

    def test_the_lapse_of_a_visit_waits_for_as_many_tries_as_are_asked_for(self, story) -> None:
        rules = (("tickets.limit.visit", "hours", "1"), ("tickets.visit.tries", "times", "2"))
        once = story.under(*rules).to("visit_due").after(m.AttemptVisit)

        assert "lapse" not in now(once, hours=2)
        assert "lapse" in now(once.after(m.AttemptVisit), hours=2)

    @pytest.mark.parametrize(
        ("window", "state", "act"),
        [
            ("tickets.reopen.window", "closed", "reopen"),
            ("tickets.appeal.window", "closed", "appeal"),
            ("tickets.objection.window", "offered", "object"),
        ],
    )
    def test_a_window_closes(self, story, window, state, act) -> None:
        """It began with the last act, a minute ago, and its last moment is in time."""
        here = story.under((window, "minutes", "60")).to(state)

        assert act in now(here, key="person-9", minutes=59)
        assert act not in now(here, key="person-9", minutes=60)

    def test_an_objection_is_possible_so_often(self, story) -> None:
        once = story.under(("tickets.objection.max", "times", "1")).to("offered")
        upheld = once.after(m.Object).after(m.Adjudicate, decision="upheld", unit="unit-3")

        assert ("object" in now(once), "object" in now(upheld)) == (True, False)

    def test_a_ladder_has_a_top(self, story) -> None:
        rules = story.under(("tickets.escalation.levels", "times", "1")).to("in_progress")
        back = rules.after(m.Escalate).after(m.Instruct, actor="supervisor-1")

        assert ("escalate" in now(rules), "escalate" in now(back)) == (True, False)

    def test_a_claimant_may_ask_so_often_and_a_review_may_find_it_again(self, story) -> None:
        again = story.under(("tickets.reopen.max", "times", "1")).to("closed").after(m.Reopen)
        closed = again.after(m.Handle).after(m.Reply).after(m.Counsel)

        assert "reopen" not in now(closed, "claimant", key="person-9")
        assert "reopen" in now(closed, "reviewer")

    def test_more_time_is_given_in_time_and_so_often(self, story, far) -> None:
        limited = story.under(("tickets.limit.resolve", "hours", "48"), ("tickets.extension.max", "times", "1"))
        handled = limited.to("in_progress")
        more = handled.after(m.Extend, clock="resolve", due=far, reason="parts_ordered", asked_by="lead-1")

        assert "extend" in now(handled)
        assert "extend" not in now(handled, days=3)
        assert "extend" not in now(more)

    def test_a_limit_that_rests_can_still_be_extended(self, story) -> None:
        rules = (("tickets.limit.resolve", "hours", "48"), ("tickets.wait.pausing", "codes", '["parts_ordered"]'))

        assert "extend" in now(story.under(*rules).to("waiting"))

    def test_what_the_assessment_can_become_follows_from_what_it_is(self, story) -> None:
        closed = story.to("closed")
        asked = closed.after(m.RequestExclusion)
        out = asked.after(m.DecideExclusion)
        acts = ("request_exclusion", "decide_exclusion", "restore")

        for known, fitting in ((closed, acts[0]), (asked, acts[1]), (out, acts[2]), (out.after(m.Restore), acts[0])):
            assert [act for act in acts if act in now(known)] == [fitting]

    def test_a_unit_reports_that_has_something_to_report(self, story) -> None:
        joint = story.to("coordinating")

        assert "report" in now(joint, "co_handler", unit="unit-4")
        assert "report" not in now(joint, "co_handler", unit="unit-9")

    def test_it_is_archived_after_the_time_of_keeping(self, story) -> None:
        kept = story.under(("tickets.retention", "hours", "2")).to("closed")

        assert "archive" not in now(kept, minutes=118)
        assert "archive" in now(kept, minutes=119)

    def test_before_the_hotline_was_told_nothing_ends(self, story) -> None:
        told = story.under(("tickets.reply.audiences", "codes", '["claimant", "hotline"]')).to("visit_due")

        assert not {"counsel", "skip_visit"} & set(now(told))
        assert {"counsel", "skip_visit"} <= set(now(told.after(m.ReportBack)))

    def test_it_is_passed_on_so_often(self, story) -> None:
        once = story.under(("tickets.transfer.max", "times", "1")).to("in_progress")
        again = once.after(m.Dispatch, unit="unit-3").after(m.Accept)

        assert ("dispatch" in now(once), "dispatch" in now(again)) == (True, False)

    def test_an_appeal_is_possible_on_so_many_levels(self, story) -> None:
        once = story.under(("tickets.appeal.levels", "times", "1")).to("closed")
        decided = once.after(m.Appeal).after(m.DecideAppeal, upheld=False)

        assert ("appeal" in now(once, key="person-9"), "appeal" in now(decided, key="person-9")) == (True, False)

    def test_what_it_is_about_and_who_raised_it_decide_too(self, story) -> None:
        known = now(story.to("registered", kind="consult"), key="person-9")
        unknown = now(story.to("registered", claimant=None, category=None))
        shared = now(story.to("registered").after(m.Adopt), key="person-9")

        assert {"ask", "answer_now", "dispatch", "invalidate", "withdraw"} <= set(known)
        assert not {"ask", "answer_now", "dispatch"} & set(unknown)
        assert not {"invalidate", "withdraw"} & set(shared)
        assert ("release" in known, "release" in shared) == (False, True)

    def test_a_reply_goes_out_once_it_is_approved(self, story) -> None:
        draft = story.reached("approving")

        assert "reply" in now(draft.after(m.ApproveReply))
        assert "reply" not in now(draft.after(m.ApproveReply, approved=False))

    @pytest.mark.parametrize("state", STATES)
    def test_what_it_leaves_out_beyond_the_state_and_the_roles_would_be_refused(self, story, state) -> None:
        here = story.reached(state)
        left_out = set(tickets.allowed(here.ticket, actor("somebody", *EVERY_ROLE))) - set(now(here))

        assert left_out <= {
            "answer_now", "decide_exclusion", "extend", "lapse", "release", "restore", "give_up", "unmerge"
        }  # fmt: skip
        for act in left_out - {"extend", "lapse"}:  # the limits that they name are in the tests above
            kind = next(kind for kind in m.COMMANDS if kind.model_fields["type"].default == f"ticket.{act}")
            assert here.when(kind, actor="somebody").refusal is not None, act


COLLECTED = {"text": "an e-bike blocks the stairs"}


class TestLapsed:
    """Art. 13: which clocks of a ticket are over; done at the very moment is in time."""

    def test_at_the_limit_itself_it_is_in_time_and_after_it_not(self, story) -> None:
        ticket = story.under(("tickets.limit.resolve", "hours", "48")).to("in_progress").ticket

        assert tickets.lapsed(ticket, ticket.due) == ()
        assert tickets.lapsed(ticket, ticket.due + timedelta(microseconds=1)) == ("resolve",)

    def test_the_one_that_is_over_longest_comes_first(self, story) -> None:
        limits = (("tickets.limit.resolve", "hours", "48"), ("tickets.limit.contact", "hours", "2"))
        ticket = story.under(*limits).to("in_progress").ticket

        assert tickets.lapsed(ticket, ticket.due + timedelta(days=1)) == ("contact", "resolve")

    def test_what_stands_still_does_not_lapse(self, story, far) -> None:
        rules = (("tickets.limit.resolve", "hours", "48"), ("tickets.wait.pausing", "codes", '["parts_ordered"]'))
        waiting = story.under(*rules).to("waiting").ticket

        assert tickets.lapsed(waiting, far) == ()

    def test_a_ticket_without_limits_is_never_late(self, story) -> None:
        assert tickets.lapsed(story.to("in_progress").ticket, story.at + timedelta(days=9000)) == ()

    def test_a_moment_without_a_zone_is_bad_input(self, story) -> None:
        with pytest.raises(BadInput) as raised:
            tickets.lapsed(story.to("registered").ticket, datetime(2022, 3, 1))  # noqa: DTZ001  # the point of the test

        assert [(p.where, p.code) for p in raised.value.problems] == [("at", "naive_datetime")]


class TestOverdueAndUpcoming:
    """Which limits of many tickets are over, or near; those of co-units among them."""

    @pytest.fixture
    def many(self, story):
        """A ticket that is to be accepted within 2 hours, and one that is to be handled within 48."""
        limits = (("tickets.limit.accept", "hours", "2"), ("tickets.limit.resolve", "hours", "48"))
        limited = story.under(*limits)
        return (limited.to("in_progress").ticket, limited.later(hours=1).to("offered").ticket)

    def test_what_is_over_comes_longest_first_with_the_unit_that_is_to_act(self, many) -> None:
        handled, offered = many
        accept_by = offered.ledger.live("accept").due

        late = tickets.overdue(many, handled.due + timedelta(hours=1))
        assert [(due.clock, due.unit, due.due) for due in late] == [
            ("accept", "unit-2", accept_by),
            ("resolve", "unit-2", handled.due),
        ]
        assert {due.ticket for due in late} == {"T-1"}

    def test_at_the_limit_itself_it_is_upcoming_and_not_overdue(self, many) -> None:
        accept_by = many[1].ledger.live("accept").due

        assert tickets.overdue(many, accept_by) == ()
        assert [due.clock for due in tickets.upcoming(many, accept_by, accept_by)] == ["accept"]

    def test_what_is_near_comes_next_first_up_to_and_with_the_other_moment(self, many) -> None:
        handled, offered = many
        from_now, to_the_last = offered.ledger.live("accept").due, offered.due

        near = tickets.upcoming(many, from_now, to_the_last)
        assert [due.due for due in near] == [from_now, handled.due, offered.due]
        assert [due.due for due in tickets.upcoming(many, from_now, handled.due)] == [from_now, handled.due]

    def test_nothing_is_both_and_nothing_is_neither(self, many) -> None:
        end = many[1].due
        for hours in range(60):
            now = many[0].intake.at + timedelta(hours=hours)
            known = tickets.overdue(many, now) + tickets.upcoming(many, now, end)
            assert len(known) == len(set(known)) == 3

    def test_the_part_of_a_co_unit_is_due_from_that_unit(self, story, far) -> None:
        orders = (
            m.TaskOrder(task="task-1", unit="unit-4", due=story.at + timedelta(days=1)),
            m.TaskOrder(task="task-2", unit="unit-5", due=far),
        )
        joint = story.to("in_progress").after(m.Whistle, tasks=orders)

        assert [(due.clock, due.unit) for due in tickets.overdue([joint.ticket], far)] == [("report", "unit-4")]
        reported = joint.after(m.Report).ticket
        assert [(due.clock, due.unit, due.due) for due in tickets.upcoming([reported], story.at, far)] == [
            ("report", "unit-5", far)
        ]

    def test_what_stands_still_is_neither_overdue_nor_upcoming(self, story, far) -> None:
        rules = (("tickets.limit.resolve", "hours", "48"), ("tickets.wait.pausing", "codes", '["parts_ordered"]'))
        waiting = story.under(*rules).to("waiting").ticket

        assert [due.clock for due in tickets.upcoming([waiting], story.at, far)] == ["resume"]
        assert [due.clock for due in tickets.overdue([waiting], far + timedelta(days=1))] == ["resume"]

    def test_what_is_closed_has_no_limit_any_more(self, story) -> None:
        closed = story.under(("tickets.limit.resolve", "hours", "48")).to("closed").ticket

        assert tickets.overdue([closed], story.at + timedelta(days=900)) == ()

    def test_no_tickets_have_no_limits(self, story, far) -> None:
        assert tickets.overdue([], far) == tickets.upcoming([], story.at, far) == ()

    def test_a_moment_without_a_zone_is_bad_input_even_without_tickets(self, story) -> None:
        naive = datetime(2022, 3, 1)  # noqa: DTZ001  # the point of the test

        for ask, where in (
            (lambda: tickets.overdue([], naive), "at"),
            (lambda: tickets.upcoming([], naive, story.at), "at"),
            (lambda: tickets.upcoming([], story.at, naive), "until"),
        ):
            with pytest.raises(BadInput) as raised:
                ask()
            assert [(p.where, p.code) for p in raised.value.problems] == [(where, "naive_datetime")]


class TestInbox:
    """What waits for a unit; a newcomer there sees what to do first."""

    @pytest.mark.parametrize(
        ("state", "whose"),
        [
            ("registered", "desk-1"),
            ("info_requested", "desk-1"),
            ("offered", "unit-2"),
            ("disputed", "desk-1"),
            ("in_progress", "unit-2"),
            ("waiting", "unit-2"),
            ("coordinating", "unit-2"),
            ("external", "unit-2"),
            ("escalated", "district-1"),
            ("in_review", "unit-2"),
            ("drafting", "unit-2"),
            ("approving", "unit-2"),
            ("visit_due", "desk-1"),
            ("explaining", "unit-2"),
            ("mediating", "unit-2"),
            ("deliberating", "unit-2"),
            ("tracking", "unit-2"),
            ("appealed", "desk-1"),
        ],
    )
    def test_every_open_ticket_waits_for_the_unit_whose_turn_it_is(self, at, state, whose) -> None:
        """The desk dispatches, adjudicates and visits (Arts. 12, 23); who has it does the rest."""
        ticket = at(state, unit="desk-1")

        assert tickets.inbox([ticket], whose) == (ticket,)
        for other in {"desk-1", "unit-2", "district-1", "unit-9"} - {whose}:
            assert tickets.inbox([ticket], other) == ()

    @pytest.mark.parametrize("state", ["closed", "archived"])
    def test_what_is_over_waits_for_nobody(self, at, state) -> None:
        ticket = at(state, unit="desk-1")

        assert [tickets.inbox([ticket], unit) for unit in ("desk-1", "unit-2")] == [(), ()]

    def test_it_waits_for_a_co_unit_too_until_that_has_reported(self, story) -> None:
        joint = story.to("coordinating")

        assert tickets.inbox([joint.ticket], "unit-4") == (joint.ticket,)
        assert tickets.inbox([joint.after(m.Report).ticket], "unit-4") == ()

    def test_what_silence_brought_up_a_level_waits_for_the_desk_as_nobody_above_was_named(self, story) -> None:
        silent = story.under(("tickets.limit.accept", "hours", "2")).to("offered", unit="desk-1").later(hours=3)
        up = silent.after(m.Lapse, clock="accept").ticket
        assert up.state == "escalated"

        assert tickets.inbox([up], "desk-1") == (up,)

    def test_an_all_round_worker_visits_what_nobody_dispatched(self, story) -> None:
        told = story.to("registered", unit="desk-1").after(m.Handle, unit="grid-5").after(m.Reply).ticket

        assert (tickets.inbox([told], "grid-5"), tickets.inbox([told], "desk-1")) == ((told,), ())

    def test_what_is_due_first_comes_first_and_what_has_no_limit_last(self, story) -> None:
        slow, quick = (("tickets.limit.resolve", "hours", hours) for hours in ("48", "5"))
        late = story.later(hours=1).to("in_progress").ticket
        soon, sooner = story.under(slow).to("in_progress").ticket, story.under(quick).to("in_progress").ticket
        first = story.to("in_progress").ticket

        assert tickets.inbox([late, soon, first, sooner], "unit-2") == (sooner, soon, first, late)
