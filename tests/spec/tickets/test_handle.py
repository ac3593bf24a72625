"""办, second part: how a matter is handled. One class a command.

The unit that has it speaks to the claimant, finds the cause, waits where it has to, does what can be done, and has it
looked at by somebody else where the policy says so. What takes longer than allowed needs more time *before* it is over.
"""

from datetime import timedelta

import pytest

from gridgov.errors import BadInput
from gridgov.messages import tickets as m

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OWN_WORK = "design note: nobody approves their own work (设计说明：不得审核本人办理的事项)"
CAUSES = "Yuqiao Subdistrict year-end report, 2022: the plan follows the cause (玉桥街道2022年终报道：因因施策)"
ACTS_AT_WORK = ("dispatch", "wait", "whistle", "forward", "escalate", "handle", "hand_over", "merge", "withdraw")
ACTS_ON_HOLD = ("resume", "lapse_resume", "escalate", "merge", "withdraw")
REVIEW = ("tickets.review.needed", "yes_no", "true")


def law(article):
    return f"Beijing Regulation on Swift Response 2021, Art. {article} (北京市接诉即办工作条例第{article}条)"


def hours(name, amount):
    return (f"tickets.limit.{name}", "hours", str(amount))


def begins(clock, due, amount=None):
    return m.ClockChange(clock=clock, act="started", due=due, amount=amount, unit=None if amount is None else "hours")


def ends(clock):
    return m.ClockChange(clock=clock, act="stopped")


def falls_away(clock, because_of):
    return m.ClockChange(clock=clock, act="cancelled", reason=because_of)


def problems(kind, **fields):
    """What is wrong with a message, as place and code."""
    with pytest.raises(BadInput) as raised:
        kind(**{"command_id": "c-9", "ticket": "T-1", **fields})
    return sorted((problem.where, problem.code) for problem in raised.value.problems)


@pytest.fixture
def in_progress(story):
    return story.to("in_progress")


@pytest.fixture
def timed(story):
    """In progress, with an hour to speak to the claimant and two days for the matter since the dispatch."""
    return story.under(hours("contact", 1), hours("resolve", 48)).to("in_progress")


@pytest.fixture
def waiting(story):
    return story.to("waiting")


@pytest.fixture
def in_review(story):
    return story.under(REVIEW).to("in_review")


class TestContact:
    """The unit speaks to the claimant; the response rate is about this (Art. 15)."""

    def test_somebody_spoke_to_the_claimant(self, in_progress):
        ticket = in_progress.when(m.Contact).then(in_progress.fact(m.TicketContacted, "in_progress", channel="phone"))

        assert (ticket.state, ticket.handling.contacted_at) == ("in_progress", in_progress.at)

    def test_a_note_is_sealed(self, in_progress, sealed):
        [event] = in_progress.when(m.Contact, note="she is deaf, write to her").events

        assert event.note == sealed("she is deaf, write to her")
        assert "deaf" not in event.model_dump_json()

    @pytest.mark.parametrize(("late", "state"), [(0, "met"), (1, "breached")], ids=["at the limit", "a minute later"])
    def test_it_is_in_time_up_to_the_limit_itself(self, timed, late, state):
        then = timed.later(minutes=58 + late)  # the dispatch was two minutes before

        then.when(m.Contact).then(
            then.fact(m.TicketContacted, "in_progress", channel="phone", clocks=(ends("contact"),))
        )
        assert then.after(m.Contact).clock("contact") == state

    def test_the_first_time_counts(self, timed):
        first = timed.after(m.Contact)

        again = first.later(days=1).when(m.Contact)

        assert again.events[0].clocks == ()
        assert again.state.handling.contacted_at == timed.at

    def test_who_handled_it_in_time_without_a_word_has_neither_met_nor_missed_it(self, timed):
        assert timed.after(m.Handle).clock("contact") == "cancelled"

    def test_who_handled_it_without_a_word_when_the_time_was_over_has_missed_it(self, timed):
        assert timed.later(hours=2).after(m.Handle).clock("contact") == "breached"

    @pytest.mark.parametrize(
        "state", ["registered", "info_requested", "offered", "disputed", "waiting", "coordinating", "external"]
    )
    def test_possible_until_it_is_handled(self, story, state):
        ready = story.to(state)

        ready.when(m.Contact).then(ready.fact(m.TicketContacted, state, channel="phone"))

    def test_afterwards_a_word_is_a_reply(self, story):
        story.to("drafting").when(m.Contact).then_refused(
            "not_allowed_now", allowed=("draft_reply", "reply", "fail_delivery", "give_up", "withdraw"), source=law(15)
        )

    def test_a_contact_says_how(self):
        assert problems(m.Contact, note="") == [("channel", "missing"), ("note", "wrong_length")]


class TestPlan:
    """因因施策: the same report needs different answers, by its cause; cause and plan are recorded (S3)."""

    def test_cause_plan_and_measures_are_recorded_with_the_category(self, in_progress):
        measures = ("change_locks", "patrol_at_night")

        ticket = in_progress.when(m.Plan, cause="fear_of_theft", plan="safe_shed", measures=measures).then(
            in_progress.fact(
                m.TicketPlanned,
                "in_progress",
                category="safety.e_bike",
                cause="fear_of_theft",
                plan="safe_shed",
                measures=measures,
            )
        )

        assert (ticket.handling.cause, ticket.handling.plan, ticket.handling.measures) == (
            "fear_of_theft",
            "safe_shed",
            measures,
        )

    def test_another_cause_takes_the_place_of_the_first(self, in_progress):
        planned = in_progress.after(m.Plan, measures=("more_sheds",)).after(m.Plan, cause="laziness", plan="talk")

        assert planned.ticket.handling.cause == "laziness"
        assert planned.ticket.handling.measures == ()

    def test_the_plan_is_still_there_when_it_is_handled(self, in_progress):
        assert in_progress.after(m.Plan).after(m.Handle).ticket.handling.plan == "build_shed"

    @pytest.mark.parametrize("state", ["registered", "waiting", "coordinating", "external"])
    def test_possible_wherever_somebody_works_on_it(self, story, state):
        story.to(state).when(m.Plan).then_state(state=state)

    @pytest.mark.parametrize("state", ["info_requested", "offered", "disputed", "escalated", "drafting", "closed"])
    def test_and_nowhere_else(self, story, state):
        story.to(state).when(m.Plan).then_refused("not_allowed_now", source=CAUSES)

    def test_it_touches_no_clock(self, timed):
        assert timed.after(m.Plan).ticket.ledger == timed.ticket.ledger

    def test_all_faults_of_a_plan_come_at_once(self):
        assert problems(m.Plan, cause="Fear", measures=("a b",)) == [
            ("cause", "wrong_pattern"),
            ("measures.0", "wrong_pattern"),
            ("plan", "missing"),
        ]


class TestWait:
    """挂起: what cannot go on now waits for a coded reason, until a date at the latest (Art. 15)."""

    def test_it_waits_until_a_date(self, in_progress, far):
        ticket = in_progress.when(m.Wait).then(
            in_progress.fact(
                m.TicketWaiting, "waiting", reason="parts_ordered", resume_by=far, clocks=(begins("resume", far),)
            )
        )

        assert (ticket.stage, ticket.handling.reason, ticket.handling.resume_by) == ("handle", "parts_ordered", far)

    def test_a_wait_without_a_date_is_no_wait(self):
        assert problems(m.Wait, reason="parts_ordered") == [("resume_by", "missing")]

    def test_the_date_lies_in_the_future(self, in_progress):
        in_progress.when(m.Wait, resume_by=in_progress.at).then_refused("due_before_start", source=law(15))

    def test_any_reason_will_do_unless_the_policy_lists_them(self, story):
        ruled = story.under(("tickets.wait.reasons", "codes", '["weather"]')).to("in_progress")

        refusal = ruled.when(m.Wait).then_refused("not_in_list", source="Rule of the test, tickets.wait.reasons")

        assert refusal.params["code"] == "parts_ordered"
        ruled.when(m.Wait, reason="weather").then_state(state="waiting")

    def test_it_waits_no_longer_than_the_cap(self, story):
        ruled = story.under(("tickets.wait.cap", "hours", "72")).to("in_progress")
        last = ruled.at + 72 * HOUR

        refusal = ruled.when(m.Wait, resume_by=last + MINUTE).then_refused(
            "waits_too_long", source="Rule of the test, tickets.wait.cap"
        )

        assert (refusal.params["limit"], refusal.params["unit"]) == (72, "hours")
        ruled.when(m.Wait, resume_by=last).then_state(state="waiting")

    def test_without_a_pausing_reason_the_time_for_handling_runs_on(self, timed):
        due = timed.ticket.due

        waiting = timed.after(m.Wait)

        assert (waiting.clock("resolve"), waiting.ticket.due) == ("running", due)

    def test_a_pausing_reason_stops_it(self, story, far):
        ruled = story.under(("tickets.wait.pausing", "codes", '["weather"]'), hours("resolve", 48)).to("in_progress")

        [event] = ruled.when(m.Wait, reason="weather").events

        assert event.clocks == (
            m.ClockChange(clock="resolve", act="paused", reason="weather"),
            begins("resume", far),
        )
        assert ruled.after(m.Wait).clock("resolve") == "running", "another reason"

    def test_the_time_to_speak_to_the_claimant_is_never_paused(self, story):
        ruled = story.under(("tickets.wait.pausing", "codes", '["weather"]'), hours("contact", 1)).to("in_progress")

        assert ruled.after(m.Wait, reason="weather").clock("contact") == "running"

    @pytest.mark.parametrize("state", ["registered", "offered", "waiting", "coordinating", "external", "in_review"])
    def test_only_what_is_being_worked_on_waits(self, story, state):
        story.under(*[REVIEW] * (state == "in_review")).to(state).when(m.Wait).then_refused(
            "not_allowed_now", source=law(15)
        )


class TestResume:
    """It goes on: somebody says so, or the date has come (Art. 15)."""

    def test_it_goes_on_where_it_was(self, waiting):
        ticket = waiting.when(m.Resume).then(waiting.fact(m.TicketResumed, "in_progress", clocks=(ends("resume"),)))

        assert (ticket.handling.reason, ticket.handling.resume_by) == (None, None)

    def test_what_was_paused_gets_the_time_back(self, story):
        paused = (
            story.under(("tickets.wait.pausing", "codes", '["weather"]'), hours("resolve", 48))
            .to("in_progress")
            .after(m.Wait, reason="weather")
        )
        due, since = paused.ticket.due, paused.at - MINUTE
        then = paused.later(hours=5)

        then.when(m.Resume).then(
            then.fact(
                m.TicketResumed,
                "in_progress",
                clocks=(
                    ends("resume"),
                    m.ClockChange(clock="resolve", act="resumed", due=due + (then.at - since)),
                ),
            )
        )

    def test_nothing_is_done_while_it_waits(self, waiting):
        waiting.when(m.Handle).then_refused("not_allowed_now", allowed=ACTS_ON_HOLD)

    def test_what_does_not_wait_cannot_go_on(self, in_progress):
        in_progress.when(m.Resume).then_refused("not_allowed_now", allowed=ACTS_AT_WORK, source=law(15))

    def test_a_resumption_says_nothing_but_that(self):
        assert problems(m.Resume, text="hello") == [("text", "unknown_key")]


class TestHandle:
    """办: what was done, and what that achieved (Art. 15); on the spot, without any dispatch (Art. 11)."""

    def done(self, story, sealed, state="drafting", unit="unit-2", **more):
        return story.fact(
            m.TicketHandled,
            state,
            **{"outcome": "resolved", "result": sealed("moved to the shed"), "unit": unit, **more},
        )

    def test_what_was_done_is_recorded_and_a_reply_is_due(self, in_progress, sealed):
        ticket = in_progress.when(m.Handle).then(self.done(in_progress, sealed))

        assert (ticket.stage, ticket.outcome, ticket.delivery) == ("reply", "resolved", "unsent")
        assert (ticket.handling.handler, ticket.handling.handled_at) == ("worker-7", in_progress.at)

    def test_what_was_done_is_told_to_the_claimant_and_not_to_the_log(self, in_progress):
        [event] = in_progress.when(m.Handle, result="Mrs Wang took it home").events

        assert "Wang" not in event.model_dump_json()

    @pytest.mark.parametrize("outcome", ["answered", "resolved", "partly_resolved", "explained"])
    def test_a_unit_can_say_four_things(self, in_progress, outcome):
        in_progress.when(m.Handle, outcome=outcome).then_state(outcome=outcome)

    def test_evidence_is_named_and_not_carried(self, in_progress, sealed):
        photo = m.Attachment(key="photo-1", media_type="image/jpeg", size=120_000, sha256="a" * 64)

        in_progress.when(m.Handle, evidence=(photo,)).then(self.done(in_progress, sealed, evidence=(photo,)))

    @pytest.mark.parametrize(("after", "state"), [(48 * HOUR, "met"), (48 * HOUR + MINUTE, "breached")])
    def test_the_time_for_handling_ends_with_it(self, timed, after, state):
        dispatched = timed.at - 2 * MINUTE
        then = timed.after(m.Contact).later(minutes=(dispatched + after - timed.at) // MINUTE - 1)

        [event] = then.when(m.Handle).events

        assert event.clocks == (ends("resolve"),)
        assert then.after(m.Handle).clock("resolve") == state

    def test_the_time_for_the_reply_begins(self, story):
        at_work = story.under(hours("reply", 24)).to("in_progress")

        assert at_work.when(m.Handle).events[0].clocks == (begins("reply", at_work.at + 24 * HOUR, 24),)

    @pytest.mark.parametrize(
        ("taken_in_by", "named", "unit"),
        [
            (None, None, "worker-7"),
            ("unit-6", None, "unit-6"),
            ("unit-6", "unit-8", "unit-8"),
            (None, "unit-8", "unit-8"),
        ],
        ids=["the worker alone", "the unit that took it in", "the unit that is named", "the named one alone"],
    )
    def test_an_all_round_worker_handles_it_on_the_spot(self, story, sealed, taken_in_by, named, unit):
        registered = story.to("registered", unit=taken_in_by)

        ticket = registered.when(m.Handle, unit=named).then(self.done(registered, sealed, unit=unit))

        assert (ticket.duty.owner, ticket.duty.first_responsible) == (unit, unit)
        assert not ticket.duty.dispatched

    def test_on_the_spot_the_time_for_the_dispatch_is_met(self, story):
        registered = story.under(hours("dispatch", 1)).to("registered")

        assert registered.after(m.Handle).clock("dispatch") == "met"

    def test_a_plan_made_on_the_spot_is_kept(self, story):
        handled = story.to("registered").after(m.Plan).after(m.Handle)

        assert handled.ticket.handling.plan == "build_shed"

    def test_the_unit_that_has_it_may_be_named_and_no_other(self, in_progress):
        in_progress.when(m.Handle, unit="unit-2").then_state(stage="reply")
        in_progress.when(m.Handle, unit="unit-3").then_refused("unit_not_wanted", source=law(14))

    def test_what_is_handled_is_not_handled_twice(self, story):
        story.to("drafting").when(m.Handle).then_refused(
            "not_allowed_now", allowed=("draft_reply", "reply", "fail_delivery", "give_up", "withdraw")
        )

    def test_all_faults_of_a_result_come_at_once(self):
        script = {"key": "x", "media_type": "text/html", "size": 0, "sha256": "a" * 64}

        assert problems(m.Handle, outcome="declined", result="x" * 4001) == [
            ("outcome", "unknown_choice"),
            ("result", "wrong_length"),
        ]
        with pytest.raises(BadInput) as raised:
            m.Attachment(**script)
        assert sorted((p.where, p.code) for p in raised.value.problems) == [
            ("media_type", "unknown_choice"),
            ("size", "out_of_range"),
        ]


class TestReview:
    """办结审核: where the policy says so, somebody else looks at what was done before the claimant is told."""

    def test_without_such_a_rule_there_is_none(self, in_progress):
        in_progress.when(m.Handle).then_state(state="drafting")

    @pytest.mark.parametrize(("claimed", "state"), [("true", "in_review"), ("false", "drafting")])
    def test_with_it_the_result_is_looked_at_first(self, story, claimed, state):
        story.under(("tickets.review.needed", "yes_no", claimed)).to("in_progress").when(m.Handle).then_state(
            state=state
        )

    def test_what_is_approved_is_replied_to(self, in_review):
        ticket = in_review.when(m.Review).then(
            in_review.fact(m.TicketReviewed, "drafting", actor="reviewer-1", approved=True)
        )

        assert (ticket.outcome, ticket.handling.reviewer) == ("resolved", "reviewer-1")

    def test_what_is_not_approved_is_worked_on_again(self, in_review):
        ticket = in_review.when(m.Review, approved=False).then(
            in_review.fact(m.TicketReviewed, "in_progress", actor="reviewer-1", approved=False)
        )

        assert (ticket.outcome, ticket.handling.handled_at, ticket.round) == (None, None, 1)
        assert (ticket.duty.owner, ticket.handling.handler) == ("unit-2", "worker-7")

    def test_a_note_is_sealed(self, in_review, sealed):
        [event] = in_review.when(m.Review, approved=False, note="the photo shows another bike").events

        assert event.note == sealed("the photo shows another bike")

    def test_nobody_reviews_their_own_work(self, in_review):
        in_review.when(m.Review, actor="worker-7").then_refused("own_work", source=OWN_WORK)

    def test_the_time_for_handling_runs_until_it_is_approved(self, story):
        in_review = story.under(REVIEW, hours("resolve", 48), hours("review", 8)).to("in_review")

        assert in_review.clock("resolve") == "running"
        assert in_review.when(m.Review).events[0].clocks == (ends("resolve"), ends("review"))
        sent_back = in_review.after(m.Review, approved=False)
        assert (sent_back.clock("resolve"), sent_back.clock("review")) == ("running", "met")
        assert in_review.later(hours=49).after(m.Review).clock("resolve") == "breached"

    def test_each_review_has_a_time_of_its_own(self, story):
        in_review = story.under(REVIEW, hours("review", 8)).to("in_review")
        again = in_review.later(hours=9).after(m.Review, approved=False).after(m.Handle)

        assert [clock.state for clock in again.ticket.ledger.clocks] == ["breached", "running"]

    def test_what_was_done_on_the_spot_is_not_looked_at(self, story):
        """Art. 11: answered at once; the return visit hears how it was."""
        story.under(REVIEW).to("registered").when(m.Handle).then_state(state="drafting")

    def test_there_is_nothing_to_review_before(self, in_progress):
        in_progress.when(m.Review).then_refused("not_allowed_now", allowed=ACTS_AT_WORK, source=OWN_WORK)

    def test_a_review_says_yes_or_no(self):
        assert problems(m.Review, approved="yes") == [("approved", "wrong_type")]


class TestExtend:
    """延期: more time, with a reason, allowed by somebody else, before the time is over (Art. 15)."""

    MORE = {"clock": "resolve", "reason": "owners_meet_on_sunday", "asked_by": "lead-2"}

    def allowed(self, story, due, **fields):
        return story.when(m.Extend, actor="reviewer-1", due=due, **{**self.MORE, **fields})

    def test_more_time_is_allowed(self, timed):
        later = timed.ticket.due + 24 * HOUR

        ticket = self.allowed(timed, later).then(
            timed.fact(
                m.TicketExtended,
                "in_progress",
                actor="reviewer-1",
                due=later,
                **self.MORE,
                clocks=(
                    m.ClockChange(
                        clock="resolve", act="extended", due=later, reason="owners_meet_on_sunday", by="reviewer-1"
                    ),
                ),
            )
        )

        assert ticket.due == later

    def test_up_to_the_last_moment_and_not_after(self, timed):
        due = timed.ticket.due
        last = timed.later(minutes=(due - timed.at) // MINUTE)

        self.allowed(last, due + HOUR).then_state(due=due + HOUR)
        refusal = self.allowed(last.later(minutes=1), due + HOUR).then_refused("extended_too_late", source=law(15))
        assert refusal.text("en").startswith('The limit "resolve" is over')

    def test_it_gives_more_time_and_not_less(self, timed):
        refusal = self.allowed(timed, timed.ticket.due).then_refused("extension_shortens", source=law(15))

        assert '"resolve"' in refusal.text("en")

    def test_what_stands_still_can_be_extended_on_the_day_on_which_it_would_have_ended(self, story):
        """A pause takes no time: what was in time when it was paused is in time as long as it is paused."""
        rules = (("tickets.wait.pausing", "codes", '["weather"]'), hours("resolve", 48))
        paused = story.under(*rules).to("in_progress").after(m.Wait, reason="weather").later(days=9)

        self.allowed(paused, paused.ticket.due + HOUR).then_state(state="waiting")

    def test_nobody_allows_themselves_more_time(self, timed):
        self.allowed(timed, timed.ticket.due + HOUR, asked_by="reviewer-1").then_refused("own_work", source=OWN_WORK)

    def test_nor_does_who_handles_it_whoever_asked(self, story):
        ruled = story.under(("tickets.review.needed", "yes_no", "true"), hours("resolve", 48)).to("in_review")
        sent_back = ruled.after(m.Review, approved=False)

        more = {**self.MORE, "due": sent_back.ticket.due + HOUR}
        sent_back.when(m.Extend, actor="worker-7", **more).then_refused("own_work", source=OWN_WORK)
        sent_back.when(m.Extend, actor="reviewer-1", **more).then_state(state="in_progress")

    def test_not_more_often_than_the_policy_says(self, story):
        timed = story.under(("tickets.extension.max", "times", "1"), hours("resolve", 48)).to("in_progress")
        later = timed.ticket.due + 24 * HOUR
        extended = timed.after(m.Extend, actor="reviewer-1", due=later, **self.MORE)

        refusal = self.allowed(extended, later + HOUR).then_refused(
            "too_often", source="Rule of the test, tickets.extension.max"
        )

        assert refusal.params["limit"] == 1

    def test_without_such_a_rule_it_may_be_extended_again(self, timed):
        later = timed.ticket.due + 24 * HOUR
        extended = timed.after(m.Extend, actor="reviewer-1", due=later, **self.MORE)

        self.allowed(extended, later + HOUR).then_state(due=later + HOUR)

    def test_what_is_not_counted_cannot_be_extended(self, in_progress):
        refusal = self.allowed(in_progress, in_progress.at + HOUR).then_refused("no_such_clock", source=law(15))

        assert refusal.params["clock"] == "resolve"

    def test_a_wait_can_be_prolonged_within_its_cap(self, story):
        start = story.under(("tickets.wait.cap", "hours", "72")).to("in_progress")
        waiting = start.after(m.Wait, resume_by=start.at + 24 * HOUR)
        cap = start.at + 72 * HOUR

        self.allowed(waiting, cap, clock="resume").then_state(state="waiting")
        self.allowed(waiting, cap + MINUTE, clock="resume").then_refused(
            "waits_too_long", source="Rule of the test, tickets.wait.cap"
        )

    @pytest.mark.parametrize(("state", "clock"), [("offered", "accept"), ("drafting", "reply"), ("visit_due", "visit")])
    def test_every_clock_can_be_extended(self, story, state, clock):
        ready = story.under(hours(clock, 24)).to(state)
        later = ready.at + 48 * HOUR

        assert self.allowed(ready, later, clock=clock).then_state(state=state).ledger.live(clock).due == later

    def test_in_what_is_closed_no_time_runs(self, story):
        closed = story.to("closed")

        self.allowed(closed, closed.at + HOUR).then_refused(
            "not_allowed_now", allowed=("unmerge", "appeal", "reopen", "archive"), source=law(15)
        )

    def test_all_faults_of_an_extension_come_at_once(self):
        assert problems(m.Extend, clock="patience", reason="Because") == [
            ("asked_by", "missing"),
            ("clock", "unknown_choice"),
            ("due", "missing"),
            ("reason", "wrong_pattern"),
        ]


class TestLapse:
    """A limit is over: that, and what silence means, is recorded too (Art. 13). About an offer: test_dispatch."""

    def test_that_the_time_for_handling_is_over_is_recorded_and_changes_nothing(self, timed):
        late = timed.later(hours=48)

        ticket = late.when(m.Lapse, clock="resolve").then(late.fact(m.TicketLapsed, "in_progress", clock="resolve"))

        assert ticket == timed.ticket

    def test_it_still_has_to_be_handled_and_is_late_then(self, timed):
        late = timed.later(hours=48).after(m.Lapse, clock="resolve")

        assert late.after(m.Handle).clock("resolve") == "breached"

    def test_a_wait_ends_at_its_date(self, waiting, far):
        then = waiting.later(minutes=(far - waiting.at) // MINUTE + 1)

        ticket = then.when(m.Lapse, clock="resume").then(
            then.fact(m.TicketLapsed, "in_progress", clock="resume", clocks=(ends("resume"),))
        )

        assert (ticket.handling.reason, ticket.handling.resume_by) == (None, None)

    def test_a_pause_ends_with_the_wait(self, story):
        rules = (("tickets.wait.pausing", "codes", '["weather"]'), hours("resolve", 48))
        at_work = story.under(*rules).to("in_progress")
        paused = at_work.after(m.Wait, reason="weather", resume_by=at_work.at + 5 * HOUR)
        then = paused.later(hours=5)

        lapsed = then.after(m.Lapse, clock="resume")

        assert lapsed.clock("resolve") == "running"
        assert lapsed.ticket.due == paused.ticket.due + 5 * HOUR  # who lets it lapse earns no more time

    def test_at_the_limit_itself_it_is_not_over(self, timed):
        last = timed.later(minutes=(timed.ticket.due - timed.at) // MINUTE)

        refusal = last.when(m.Lapse, clock="resolve").then_refused("not_over_yet", source=law(13))

        assert refusal.params["clock"] == "resolve"

    def test_what_is_not_counted_is_never_over(self, in_progress):
        in_progress.later(days=999).when(m.Lapse, clock="resolve").then_refused("not_over_yet", source=law(13))

    def test_what_stands_still_is_never_over(self, story):
        rules = (("tickets.wait.pausing", "codes", '["weather"]'), hours("resolve", 48))
        paused = story.under(*rules).to("in_progress").after(m.Wait, reason="weather").later(days=9)

        paused.when(m.Lapse, clock="resolve").then_refused("not_over_yet", source=law(13))

    def test_in_what_is_closed_nothing_runs_out(self, story):
        story.to("closed").when(m.Lapse, clock="resolve").then_refused(
            "not_allowed_now", allowed=("unmerge", "appeal", "reopen", "archive"), source=law(13)
        )

    def test_a_lapse_names_a_clock(self):
        assert problems(m.Lapse, clock="patience") == [("clock", "unknown_choice")]
