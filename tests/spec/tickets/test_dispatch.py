"""办, first part: how a matter gets to the right unit. One class a command.

A unit is *offered* a ticket. It accepts, objects, or keeps silent; an objection is decided by somebody else; what no
unit can decide goes up the ladder. Whoever takes it on first stays responsible to the end.
"""

from datetime import datetime, timedelta

import pytest

from gridgov.errors import BadInput
from gridgov.messages import tickets as m

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LOCK = "Weifang 12345 Regulation 2021: a designated unit may not return it (潍坊市12345条例：指定承办单位不得退回)"
OWN_WORK = "design note: nobody approves their own work (设计说明：不得审核本人办理的事项)"
LADDER = "design note: a ladder has a top (设计说明：提级层级有上限)"
ACTS_ON_AN_OFFER = ("accept", "lapse_accept", "object", "escalate", "merge", "withdraw")
ACTS_AT_WORK = ("dispatch", "wait", "whistle", "forward", "escalate", "handle", "hand_over", "merge", "withdraw")


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
def registered(story):
    return story.to("registered")


@pytest.fixture
def offered(story):
    return story.to("offered")


@pytest.fixture
def disputed(story):
    return story.to("disputed")


@pytest.fixture
def in_progress(story):
    return story.to("in_progress")


class TestDispatch:
    """派单: it is offered to a unit, with the time limit printed on the order (Arts. 12, 13)."""

    def test_a_unit_is_offered_the_ticket(self, registered):
        ticket = registered.when(m.Dispatch).then(registered.fact(m.TicketDispatched, "offered", unit="unit-2"))

        assert (ticket.stage, ticket.duty.offered_to, ticket.duty.offered_at) == ("handle", "unit-2", registered.at)
        assert ticket.duty.dispatched

    def test_nobody_has_it_before_the_unit_takes_it_on(self, registered):
        ticket = registered.when(m.Dispatch).state

        assert (ticket.duty.owner, ticket.duty.first_responsible) == (None, None)

    def test_the_district_is_told_too(self, registered):
        registered.when(m.Dispatch, copied_to=("district-1",)).then(
            registered.fact(m.TicketDispatched, "offered", unit="unit-2", copied_to=("district-1",))
        )

    def test_every_limit_on_the_order_starts_its_clock(self, registered):
        soon, later, at_last = (registered.at + hours * HOUR for hours in (1, 2, 48))

        registered.when(m.Dispatch, accept_by=soon, contact_by=later, due=at_last).then(
            registered.fact(
                m.TicketDispatched,
                "offered",
                unit="unit-2",
                due=at_last,
                clocks=(begins("accept", soon), begins("contact", later), begins("resolve", at_last)),
            )
        )

    def test_without_a_limit_on_the_order_the_policy_says_one(self, story):
        ruled = story.under(hours("accept", 1), hours("contact", 2), hours("resolve", 48)).to("registered")
        soon, later, at_last = (ruled.at + hours * HOUR for hours in (1, 2, 48))

        ruled.when(m.Dispatch).then(
            ruled.fact(
                m.TicketDispatched,
                "offered",
                unit="unit-2",
                due=at_last,
                clocks=(begins("accept", soon, 1), begins("contact", later, 2), begins("resolve", at_last, 48)),
            )
        )

    @pytest.mark.parametrize(("urgency", "amount"), [("urgent", 2), ("normal", 48), ("immediate", 48)])
    def test_the_limit_of_the_urgency_goes_before_the_general_one(self, story, urgency, amount):
        ruled = story.under(hours("resolve", 48), hours("resolve.urgent", 2)).to("registered", urgency=urgency)

        ruled.when(m.Dispatch).then_state(due=ruled.at + amount * HOUR)

    def test_the_limit_on_the_order_goes_before_that_of_the_policy(self, story):
        ruled = story.under(hours("resolve", 48)).to("registered")

        ruled.when(m.Dispatch, due=ruled.at + HOUR).then_state(due=ruled.at + HOUR)

    def test_without_any_rule_an_order_may_go_without_a_limit(self, registered):
        assert registered.when(m.Dispatch).then_state(due=None).ledger.clocks == ()

    @pytest.mark.parametrize("claimed", ["true", "false"])
    def test_where_the_policy_wants_a_limit_an_order_without_one_is_refused(self, story, claimed):
        found = story.under(("tickets.limit_on_order", "yes_no", claimed)).to("registered").when(m.Dispatch)

        if claimed == "true":
            found.then_refused("limit_missing", source="Rule of the test, tickets.limit_on_order")
        else:
            found.then_state(state="offered")

    def test_a_limit_of_the_policy_is_enough_for_that(self, story):
        ruled = story.under(("tickets.limit_on_order", "yes_no", "true"), hours("resolve", 48)).to("registered")

        ruled.when(m.Dispatch).then_state(state="offered")

    @pytest.mark.parametrize(
        ("left_out", "missing"),
        [({"category": None}, ("category",)), ({"place": None}, ("place",))],
        ids=["category", "place"],
    )
    def test_who_does_not_know_what_and_where_cannot_say_who(self, story, left_out, missing):
        unclear = story.to("registered", **left_out)

        refusal = unclear.when(m.Dispatch).then_refused("not_classified", source=law(12))

        assert refusal.params["missing"] == missing
        unclear.after(m.Classify, category="safety.e_bike", place="110112004002").when(m.Dispatch).then_state(
            state="offered"
        )

    @pytest.mark.parametrize("limit", ["accept_by", "contact_by", "due"])
    def test_a_limit_lies_in_the_future(self, registered, limit):
        registered.when(m.Dispatch, **{limit: registered.at}).then_refused("due_before_start", source=law(13))
        registered.when(m.Dispatch, **{limit: registered.at + MINUTE}).then_state(state="offered")

    @pytest.mark.parametrize(("after", "state"), [(HOUR, "met"), (HOUR + MINUTE, "breached")])
    def test_the_limit_for_the_dispatch_itself_is_judged(self, story, after, state):
        waiting = story.under(hours("dispatch", 1)).to("registered")
        begun = waiting.ticket.ledger.live("dispatch").started_at
        late = waiting.later(minutes=(begun + after - waiting.at) // MINUTE)

        assert late.after(m.Dispatch).clock("dispatch") == state

    def test_what_is_offered_is_not_offered_twice(self, offered):
        offered.when(m.Dispatch).then_refused("not_allowed_now", allowed=ACTS_ON_AN_OFFER, source=f"{law(12)}; {LOCK}")

    @pytest.mark.parametrize("state", ["info_requested", "disputed", "waiting", "coordinating", "drafting", "closed"])
    def test_nor_from_anywhere_else(self, story, state):
        story.to(state).when(m.Dispatch).then_refused("not_allowed_now", source=f"{law(12)}; {LOCK}")

    def test_all_faults_of_an_order_come_at_once(self):
        naive = datetime(2022, 3, 9)  # noqa: DTZ001  # the point of the test

        assert problems(m.Dispatch, unit="unit 2", due=naive, accept_by="soon", urgent=True) == [
            ("accept_by", "wrong_type"),
            ("due", "naive_datetime"),
            ("unit", "wrong_pattern"),
            ("urgent", "unknown_key"),
        ]


class TestDispatchToAnotherUnit:
    """What turns out to be another unit's is dispatched again, but never what was designated (Weifang 2021)."""

    def test_it_stays_with_who_has_it_until_the_other_unit_takes_it_on(self, in_progress):
        ticket = in_progress.when(m.Dispatch, unit="unit-3").then(
            in_progress.fact(m.TicketDispatched, "offered", unit="unit-3")
        )

        assert (ticket.duty.owner, ticket.duty.offered_to) == ("unit-2", "unit-3")
        assert ticket.round == 1

    def test_the_time_for_handling_runs_on_and_that_for_accepting_begins_anew(self, story):
        at_work = story.under(hours("accept", 1), hours("resolve", 48)).to("in_progress")
        due = at_work.ticket.due

        ticket = at_work.when(m.Dispatch, unit="unit-3").then(
            at_work.fact(
                m.TicketDispatched,
                "offered",
                unit="unit-3",
                due=due,
                clocks=(begins("accept", at_work.at + HOUR, 1),),
            )
        )

        assert [clock.state for clock in ticket.ledger.clocks if clock.name == "accept"] == ["met", "running"]

    def test_a_limit_on_the_new_order_moves_the_one_that_runs(self, story):
        at_work = story.under(hours("contact", 2), hours("resolve", 48)).to("in_progress")
        sooner, earlier = at_work.at + HOUR, at_work.at + 24 * HOUR

        ticket = at_work.when(m.Dispatch, unit="unit-3", contact_by=sooner, due=earlier).then(
            at_work.fact(
                m.TicketDispatched,
                "offered",
                unit="unit-3",
                due=earlier,
                clocks=(
                    m.ClockChange(clock="contact", act="retargeted", due=sooner),
                    m.ClockChange(clock="resolve", act="retargeted", due=earlier),
                ),
            )
        )

        assert ticket.due == earlier

    def test_a_new_order_gives_no_more_time(self, story):
        """That is an extension, which somebody else has to allow (Art. 15)."""
        at_work = story.under(hours("resolve", 48)).to("in_progress")

        refusal = at_work.when(m.Dispatch, unit="unit-3", due=at_work.at + 96 * HOUR).then_refused(
            "needs_extension", source=law(15)
        )
        assert refusal.params["clock"] == "resolve"

    def test_what_has_no_limit_gets_one_by_an_order_to_the_same_unit(self, in_progress):
        due = in_progress.at + 24 * HOUR

        again = in_progress.after(m.Dispatch, unit="unit-2", due=due)
        assert (again.ticket.due, again.ticket.duty.transfers) == (due, 0)
        again.after(m.Accept).when(m.Dispatch, unit="unit-2", due=due).then_refused("unit_has_it")

    def test_it_is_passed_on_so_often_at_most(self, story):
        ruled = story.under(("tickets.transfer.max", "times", "1")).to("in_progress")
        once = ruled.after(m.Dispatch, unit="unit-3").after(m.Accept)

        once.when(m.Dispatch, unit="unit-4").then_refused("too_often", source="Rule of the test, tickets.transfer.max")

    def test_a_limit_that_was_missed_stays_missed_whatever_the_new_order_says(self, story):
        late = story.under(hours("resolve", 48)).to("in_progress").later(hours=49)
        anew = late.at + 24 * HOUR

        [event] = late.when(m.Dispatch, unit="unit-3", due=anew).events

        assert event.clocks == (ends("resolve"), begins("resolve", anew))
        moved = late.after(m.Dispatch, unit="unit-3", due=anew).ticket
        assert [clock.state for clock in moved.ledger.clocks] == ["breached", "running"]
        assert moved.due == anew

    def test_a_limit_on_the_new_order_begins_if_there_was_none(self, in_progress):
        later = in_progress.at + 96 * HOUR

        in_progress.when(m.Dispatch, unit="unit-3", due=later).then(
            in_progress.fact(
                m.TicketDispatched, "offered", unit="unit-3", due=later, clocks=(begins("resolve", later),)
            )
        )

    def test_where_the_policy_wants_a_limit_the_one_that_runs_is_enough(self, story):
        ruled = story.under(("tickets.limit_on_order", "yes_no", "true"))
        at_work = ruled.to("registered").after(m.Dispatch, due=ruled.at + 48 * HOUR).after(m.Accept)

        at_work.when(m.Dispatch, unit="unit-3").then_state(due=ruled.at + 48 * HOUR)

    def test_a_designated_unit_may_not_return_it(self, disputed):
        designated = disputed.after(m.Adjudicate, decision="designated", unit="unit-3")

        designated.when(m.Dispatch, unit="unit-4").then_refused("return_locked", source=LOCK)

    def test_nor_is_it_dispatched_to_the_unit_that_has_it(self, in_progress):
        in_progress.when(m.Dispatch, unit="unit-2").then_refused("unit_has_it", source=law(12))


class TestAccept:
    """签收: the unit takes it on; the first one to do so stays responsible (首接负责, Art. 14)."""

    def test_the_unit_that_was_offered_it_has_it(self, offered):
        ticket = offered.when(m.Accept).then(offered.fact(m.TicketAccepted, "in_progress", unit="unit-2"))

        assert (ticket.duty.owner, ticket.duty.first_responsible) == ("unit-2", "unit-2")
        assert (ticket.duty.offered_to, ticket.duty.offered_at) == (None, None)

    def test_the_first_responsible_unit_never_changes(self, in_progress):
        moved = in_progress.after(m.Dispatch, unit="unit-3").after(m.Accept)

        assert (moved.ticket.duty.owner, moved.ticket.duty.first_responsible) == ("unit-3", "unit-2")

    @pytest.mark.parametrize(("late", "state"), [(0, "met"), (1, "breached")], ids=["at the limit", "a minute later"])
    def test_it_is_in_time_up_to_the_limit_itself(self, story, late, state):
        offered = story.to("registered").after(m.Dispatch, accept_by=story.at + HOUR)
        then = offered.later(minutes=58 + late)  # the two acts before took a minute each

        then.when(m.Accept).then(then.fact(m.TicketAccepted, "in_progress", unit="unit-2", clocks=(ends("accept"),)))
        assert then.after(m.Accept).clock("accept") == state

    def test_the_time_for_handling_runs_since_the_dispatch(self, story):
        offered = story.under(hours("resolve", 48)).to("offered")
        due = offered.ticket.due

        accepted = offered.later(hours=5).after(m.Accept)

        assert (accepted.ticket.due, accepted.clock("resolve")) == (due, "running")

    def test_what_was_taken_on_is_not_taken_on_twice(self, in_progress):
        in_progress.when(m.Accept).then_refused("not_allowed_now", allowed=ACTS_AT_WORK, source=law(14))

    @pytest.mark.parametrize("state", ["registered", "disputed", "escalated", "drafting", "visit_due", "closed"])
    def test_nor_from_anywhere_else(self, story, state):
        story.to(state).when(m.Accept).then_refused("not_allowed_now", source=law(14))


class TestLapseOfAccept:
    """Silence is decided and recorded: it accepts where the policy says so, else it goes up a level (Arts. 13, 14)."""

    def silent(self, story, *rules):
        offered = story.under(*rules).to("registered").after(m.Dispatch, accept_by=story.at + HOUR)
        return offered.later(minutes=59)

    def test_silence_accepts_where_the_policy_says_so(self, story):
        silent = self.silent(story, ("tickets.silence.accepts", "yes_no", "true"))

        ticket = silent.when(m.Lapse, clock="accept").then(
            silent.fact(m.TicketLapsed, "in_progress", clock="accept", unit="unit-2", clocks=(ends("accept"),))
        )

        assert (ticket.duty.owner, ticket.duty.first_responsible) == ("unit-2", "unit-2")
        assert (ticket.duty.offered_to, ticket.ledger.latest("accept").state) == (None, "breached")

    @pytest.mark.parametrize("rules", [(), (("tickets.silence.accepts", "yes_no", "false"),)], ids=["no rule", "no"])
    def test_without_such_a_rule_it_goes_up_a_level(self, story, rules):
        silent = self.silent(story, *rules)

        ticket = silent.when(m.Lapse, clock="accept").then(
            silent.fact(m.TicketLapsed, "escalated", clock="accept", clocks=(ends("accept"),))
        )

        assert (ticket.duty.level, ticket.duty.owner, ticket.duty.first_responsible) == (1, None, None)
        assert ticket.ledger.latest("accept").state == "breached"

    def test_the_level_above_can_leave_it_with_the_silent_unit(self, story):
        silent = self.silent(story)

        silent.after(m.Lapse, clock="accept").when(m.Instruct).then_state(state="in_progress", unit="unit-2")

    def test_at_the_limit_itself_it_is_not_over(self, story):
        in_time = self.silent(story).later(minutes=-1)

        in_time.when(m.Lapse, clock="accept").then_refused("not_over_yet", source=law(13))

    def test_a_limit_that_nobody_set_is_never_over(self, offered):
        offered.later(days=99).when(m.Lapse, clock="accept").then_refused("not_over_yet", source=law(13))

    def test_who_accepted_late_is_not_silent_any_more(self, story):
        late = self.silent(story).after(m.Accept)

        late.later(days=9).when(m.Lapse, clock="accept").then_refused("not_over_yet", source=law(13))


class TestObject:
    """退单: the unit says that the matter is not its own, on what legal basis, and whose it is (Art. 12)."""

    def test_the_objection_is_recorded_with_its_basis_and_a_proposal(self, offered, sealed):
        ticket = offered.when(m.Object, actor="lead-2").then(
            offered.fact(
                m.TicketObjected,
                "disputed",
                actor="lead-2",
                basis="List of duties, item 4",
                proposed_unit="unit-3",
                text=sealed("not our building"),
            )
        )

        assert (ticket.duty.objector, ticket.duty.objections, ticket.duty.bounces) == ("lead-2", 1, 0)
        assert (ticket.duty.owner, ticket.duty.offered_to) == (None, "unit-2")

    def test_what_the_unit_wrote_is_not_in_the_event(self, offered):
        [event] = offered.when(m.Object, text="old Mrs Wang lives there").events

        assert "Wang" not in event.model_dump_json()

    def test_who_objects_in_time_need_not_accept_and_the_time_for_a_decision_begins(self, story):
        offered = story.under(hours("accept", 1), hours("adjudicate", 3), hours("resolve", 48)).to("offered")

        [event] = offered.when(m.Object).events

        assert event.clocks == (falls_away("accept", "object"), begins("adjudicate", offered.at + 3 * HOUR, 3))
        assert offered.after(m.Object).clock("resolve") == "running"

    def test_who_objects_after_the_time_for_accepting_has_missed_it_all_the_same(self, story):
        late = story.under(hours("accept", 1)).to("offered").later(hours=2)

        assert late.after(m.Object).clock("accept") == "breached"

    def test_the_window_is_open_up_to_its_last_moment(self, story):
        offered = story.under(("tickets.objection.window", "hours", "3")).to("offered")
        last = offered.later(minutes=3 * 60 - 1)  # offered a minute ago

        last.when(m.Object).then_state(state="disputed")
        last.later(minutes=1).when(m.Object).then_refused(
            "window_closed", source="Rule of the test, tickets.objection.window"
        )

    def test_the_next_unit_has_a_window_of_its_own(self, story):
        disputed = story.under(("tickets.objection.window", "hours", "3")).to("disputed")
        offered = disputed.later(hours=5).after(m.Adjudicate, decision="upheld", unit="unit-3")

        offered.when(m.Object, proposed_unit="unit-4").then_state(state="disputed")

    def test_without_a_window_it_may_object_until_it_accepts(self, offered):
        offered.later(days=99).when(m.Object).then_state(state="disputed")

    def test_a_ticket_does_not_bounce_for_ever(self, story):
        disputed = story.under(("tickets.objection.max", "times", "1")).to("disputed")
        offered = disputed.after(m.Adjudicate, decision="upheld", unit="unit-3")

        refusal = offered.when(m.Object, proposed_unit="unit-4").then_refused(
            "too_often", source="Rule of the test, tickets.objection.max"
        )

        assert refusal.params["limit"] == 1

    def test_an_objection_that_was_rejected_was_no_bounce(self, story):
        rejected = story.under(("tickets.objection.max", "times", "1")).to("disputed").after(m.Adjudicate)

        rejected.after(m.Dispatch, unit="unit-3").when(m.Object, proposed_unit="unit-4").then_state(state="disputed")

    def test_without_such_a_rule_it_may_bounce_again(self, disputed):
        offered = disputed.after(m.Adjudicate, decision="upheld", unit="unit-3")

        offered.when(m.Object, proposed_unit="unit-4").then_state(state="disputed")

    def test_a_unit_does_not_propose_itself(self, offered):
        offered.when(m.Object, proposed_unit="unit-2").then_refused("proposes_itself", source=law(12))

    def test_what_was_designated_cannot_be_returned_even_after_a_merge_by_mistake(self, disputed):
        """The one way on which what was designated is offered again."""
        designated = disputed.after(m.Adjudicate, decision="designated", unit="unit-3")
        again = designated.after(m.Merge).after(m.Unmerge).after(m.Dispatch, unit="unit-3")

        again.when(m.Object, proposed_unit="unit-4").then_refused("return_locked", source=LOCK)

    def test_who_took_it_on_objects_no_more(self, in_progress):
        in_progress.when(m.Object).then_refused("not_allowed_now", allowed=ACTS_AT_WORK, source=law(12))

    def test_an_objection_needs_basis_proposal_and_text(self):
        assert problems(m.Object, basis="x", text="") == [
            ("basis", "wrong_pattern"),
            ("proposed_unit", "missing"),
            ("text", "wrong_length"),
        ]


class TestAdjudicate:
    """An objection is decided by somebody else than who raised it (Art. 12)."""

    def decided(self, story, state, sealed, **fields):
        return story.fact(
            m.TicketAdjudicated,
            state,
            actor="adjudicator-1",
            by_unit="office-1",
            text=sealed("it is your building"),
            **fields,
        )

    def test_an_objection_that_is_upheld_offers_it_to_another_unit(self, disputed, sealed):
        ticket = disputed.when(m.Adjudicate, decision="upheld", unit="unit-3").then(
            self.decided(disputed, "offered", sealed, decision="upheld", unit="unit-3")
        )

        assert (ticket.duty.offered_to, ticket.duty.offered_at, ticket.duty.bounces) == ("unit-3", disputed.at, 1)
        assert (ticket.duty.owner, ticket.duty.first_responsible, ticket.duty.objector) == (None, None, None)

    def test_an_objection_that_is_rejected_leaves_it_with_the_unit(self, disputed, sealed):
        ticket = disputed.when(m.Adjudicate).then(
            self.decided(disputed, "in_progress", sealed, decision="rejected", unit="unit-2")
        )

        assert (ticket.duty.owner, ticket.duty.first_responsible, ticket.duty.bounces) == ("unit-2", "unit-2", 0)
        assert not ticket.duty.return_locked

    @pytest.mark.parametrize("unit", ["unit-3", "unit-2"], ids=["another unit", "the unit that objected"])
    def test_a_unit_can_be_designated_for_good(self, disputed, sealed, unit):
        ticket = disputed.when(m.Adjudicate, decision="designated", unit=unit).then(
            self.decided(disputed, "in_progress", sealed, decision="designated", unit=unit)
        )

        assert (ticket.duty.owner, ticket.duty.first_responsible) == (unit, unit)
        assert ticket.duty.return_locked

    def test_the_lock_outlives_the_round(self, disputed):
        solved = disputed.after(m.Adjudicate, decision="designated", unit="unit-3").after(m.Handle).after(m.Reply)
        again = solved.after(m.Counsel, solved=False, satisfaction="dissatisfied")

        again.when(m.Dispatch, unit="unit-4").then_refused("return_locked", source=LOCK)

    def test_a_decision_in_time_meets_its_limit_and_the_next_unit_has_a_limit_of_its_own(self, story):
        disputed = story.under(hours("accept", 1), hours("adjudicate", 3)).to("disputed")

        [event] = disputed.when(m.Adjudicate, decision="upheld", unit="unit-3").events

        assert event.clocks == (ends("adjudicate"), begins("accept", disputed.at + HOUR, 1))
        decided = disputed.after(m.Adjudicate, decision="upheld", unit="unit-3")
        assert [clock.state for clock in decided.ticket.ledger.clocks] == ["cancelled", "met", "running"]

    def test_nobody_decides_about_their_own_objection(self, offered):
        disputed = offered.after(m.Object, actor="lead-2")

        disputed.when(m.Adjudicate, actor="lead-2").then_refused("own_work", source=OWN_WORK)

    def test_nor_does_the_unit_that_objected(self, disputed):
        disputed.when(m.Adjudicate, by_unit="unit-2").then_refused("own_work", source=law(12))

    @pytest.mark.parametrize("decision", ["upheld", "designated"])
    def test_a_decision_for_a_unit_names_it(self, disputed, decision):
        disputed.when(m.Adjudicate, decision=decision).then_refused("unit_missing", source=law(12))

    def test_a_rejected_objection_names_none(self, disputed):
        disputed.when(m.Adjudicate, unit="unit-3").then_refused("unit_not_wanted", source=law(12))

    def test_a_unit_that_is_right_is_not_offered_it_again(self, disputed):
        disputed.when(m.Adjudicate, decision="upheld", unit="unit-2").then_refused("unit_objected", source=law(12))

    def test_without_an_objection_there_is_nothing_to_decide(self, offered):
        offered.when(m.Adjudicate).then_refused("not_allowed_now", allowed=ACTS_ON_AN_OFFER, source=law(12))

    def test_what_was_said_is_not_in_the_event(self, disputed):
        [event] = disputed.when(m.Adjudicate, text="old Mrs Wang lives there").events

        assert "Wang" not in event.model_dump_json()

    def test_a_decision_is_one_of_three(self):
        assert problems(m.Adjudicate, decision="maybe") == [
            ("by_unit", "missing"),
            ("decision", "unknown_choice"),
            ("text", "missing"),
        ]


class TestEscalate:
    """提级: what a unit cannot decide is brought to the level above, which must decide it (Art. 20)."""

    @pytest.mark.parametrize("state", ["offered", "disputed", "in_progress", "waiting", "coordinating", "external"])
    def test_from_everywhere_where_it_is_stuck(self, story, state):
        stuck = story.to(state)

        stuck.when(m.Escalate).then_state(state="escalated")

    def test_who_is_asked_and_how_far_up_is_recorded(self, in_progress):
        ticket = in_progress.when(m.Escalate).then(
            in_progress.fact(m.TicketEscalated, "escalated", unit="district-1", reason="no_competence", level=1)
        )

        assert (ticket.duty.asked, ticket.duty.level) == ("district-1", 1)
        assert (ticket.duty.owner, ticket.duty.first_responsible) == ("unit-2", "unit-2")

    def test_what_it_was_waiting_for_is_over(self, story):
        waiting, external = story.to("waiting"), story.to("external")

        assert waiting.after(m.Escalate).ticket.handling.resume_by is None
        assert external.after(m.Escalate).ticket.handling.body is None
        assert (waiting.after(m.Escalate).clock("resume"), external.after(m.Escalate).clock("follow_up")) == (
            "cancelled",
            "cancelled",
        )

    def test_it_counts_how_often(self, in_progress):
        twice = in_progress.after(m.Escalate).after(m.Instruct).after(m.Escalate)

        assert twice.ticket.duty.level == 2

    def test_a_ladder_may_have_a_top(self, story):
        once = story.under(("tickets.escalation.levels", "times", "1")).to("escalated").after(m.Instruct)

        refusal = once.when(m.Escalate).then_refused("too_often", source="Rule of the test, tickets.escalation.levels")

        assert refusal.params["limit"] == 1

    def test_the_time_to_decide_is_that_of_the_command_or_that_of_the_policy(self, story):
        at_work = story.under(hours("instruct", 24)).to("in_progress")
        soon = at_work.at + HOUR

        assert at_work.when(m.Escalate).events[0].clocks == (begins("instruct", at_work.at + 24 * HOUR, 24),)
        assert at_work.when(m.Escalate, instruct_by=soon).events[0].clocks == (begins("instruct", soon),)

    def test_a_limit_lies_in_the_future(self, in_progress):
        in_progress.when(m.Escalate, instruct_by=in_progress.at).then_refused("due_before_start", source=law(20))

    def test_the_time_for_handling_runs_on(self, story):
        at_work = story.under(hours("resolve", 48)).to("in_progress")
        due = at_work.ticket.due

        assert at_work.after(m.Escalate).ticket.due == due

    def test_who_asks_instead_of_accepting_need_not_accept(self, story):
        offered = story.under(hours("accept", 1)).to("offered")

        assert offered.after(m.Escalate).clock("accept") == "cancelled"
        assert offered.later(hours=2).after(m.Escalate).clock("accept") == "breached"

    @pytest.mark.parametrize("state", ["registered", "info_requested", "escalated", "drafting", "visit_due", "closed"])
    def test_not_from_where_nobody_is_stuck(self, story, state):
        story.to(state).when(m.Escalate).then_refused("not_allowed_now", source=law(20))

    def test_an_escalation_says_whom_it_asks_and_why(self):
        assert problems(m.Escalate, reason="No competence") == [("reason", "wrong_pattern"), ("unit", "missing")]


class TestInstruct:
    """The level above says how to go on, and with which unit (Art. 20)."""

    def test_the_unit_that_is_named_has_it_and_the_first_one_stays_responsible(self, story, sealed):
        escalated = story.to("escalated")

        ticket = escalated.when(m.Instruct, actor="supervisor-1", unit="unit-5").then(
            escalated.fact(m.TicketInstructed, "in_progress", actor="supervisor-1", unit="unit-5", text=sealed("go on"))
        )

        assert (ticket.duty.owner, ticket.duty.first_responsible) == ("unit-5", "unit-2")
        assert (ticket.duty.asked, ticket.duty.level) == (None, 1)

    def test_if_none_is_named_it_stays_with_who_has_it(self, story):
        story.to("escalated").when(m.Instruct).then_state(state="in_progress", unit="unit-2")

    def test_or_with_who_was_offered_it(self, offered):
        ticket = offered.after(m.Escalate).when(m.Instruct).state

        assert (ticket.duty.owner, ticket.duty.first_responsible, ticket.duty.offered_to) == ("unit-2", "unit-2", None)

    def test_a_joint_handling_goes_on_where_it_was(self, story, far):
        escalated = story.to("coordinating").after(m.Escalate)

        [event] = escalated.when(m.Instruct).events

        assert (event.state, event.clocks) == ("coordinating", (begins("report", far),))
        assert escalated.after(m.Instruct).after(m.Report).ticket.state == "in_progress"

    def test_co_units_whose_dates_are_over_are_not_given_new_ones(self, story):
        late = story.to("coordinating").later(days=31).after(m.Escalate)

        assert late.clock("report") == "breached"
        assert late.when(m.Instruct).then_state(state="coordinating").ledger.live("report") is None

    def test_an_instruction_in_time_meets_its_limit(self, story):
        escalated = story.under(hours("instruct", 24)).to("escalated")

        assert escalated.after(m.Instruct).clock("instruct") == "met"
        assert escalated.later(hours=25).after(m.Instruct).clock("instruct") == "breached"

    def test_what_was_said_is_not_in_the_event(self, story):
        [event] = story.to("escalated").when(m.Instruct, text="old Mrs Wang lives there").events

        assert "Wang" not in event.model_dump_json()

    def test_nor_does_who_objected_decide_by_way_of_the_level_above(self, offered):
        escalated = offered.after(m.Object, actor="lead-2").after(m.Escalate, actor="lead-3")

        escalated.when(m.Instruct, actor="lead-2").then_refused("own_work", source=law(20))
        assert escalated.after(m.Instruct).ticket.duty.objector is None

    def test_nobody_instructs_themselves(self, offered):
        escalated = offered.after(m.Escalate, actor="lead-2")

        escalated.when(m.Instruct, actor="lead-2").then_refused("own_work", source=law(20))

    @pytest.mark.parametrize("state", ["offered", "in_progress", "coordinating", "closed"])
    def test_nobody_instructs_unasked(self, story, state):
        story.to(state).when(m.Instruct).then_refused("not_allowed_now", source=law(20))

    def test_an_instruction_is_written(self):
        assert problems(m.Instruct) == [("text", "missing")]
