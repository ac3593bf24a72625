"""A request goes collect → handle → reply → counsel → closed, by commands. One class a command."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from gridgov import tickets
from gridgov.errors import BadInput, Defect, Refused
from gridgov.kernel import Context, fold
from gridgov.messages import tickets as m
from gridgov.messages.base import seal
from gridgov.testing.scenario import given

NOON = datetime(2022, 3, 1, 4, tzinfo=UTC)
DUE = NOON + timedelta(days=5)
SALT = "a salt of the test"

COLLECT = m.Collect(
    command_id="c-1",
    ticket="T-1",
    channel="hotline",
    kind="complaint",
    category="safety.e_bike",
    place="110112004002",
    text="an e-bike blocks the stairs",
    claimant="person-9",
)


def fact(event, state, /, **fields):
    return event(at=NOON, actor="worker-7", ticket="T-1", state=state, **fields)


COLLECTED = fact(
    m.TicketCollected,
    "registered",
    channel="hotline",
    kind="complaint",
    category="safety.e_bike",
    place="110112004002",
    text=seal("an e-bike blocks the stairs", SALT),
    claimant="person-9",
)
DISPATCHED = fact(m.TicketDispatched, "in_progress", unit="unit-2", due=DUE)
WAITING = fact(m.TicketWaiting, "waiting", reason="parts_ordered", resume_by=DUE)
RESUMED = fact(m.TicketResumed, "in_progress")
HANDLED = fact(m.TicketHandled, "drafting", outcome="resolved", result=seal("moved to the shed", SALT))
REPLIED = fact(m.TicketReplied, "callback_due", channel="phone", text=seal("it is moved", SALT))
WITHDRAWN = fact(m.TicketWithdrawn, "closed", reason="settled_elsewhere")


def counselled(state, *, solved, round_, outcome="resolved", **fields):
    fields = {"contacted": True, "satisfaction": "satisfied", "note": None} | fields
    return fact(m.TicketCounselled, state, solved=solved, round=round_, outcome=outcome, **fields)


def ask(kind, number=2, **fields):
    return kind(command_id=f"c-{number}", ticket="T-1", **fields)


DISPATCH = ask(m.Dispatch, unit="unit-2", due=DUE)
WAIT = ask(m.Wait, reason="parts_ordered", resume_by=DUE)
RESUME = ask(m.Resume)
HANDLE = ask(m.Handle, outcome="resolved", result="moved to the shed")
REPLY = ask(m.Reply, channel="phone", text="it is moved")
WITHDRAW = ask(m.Withdraw, reason="settled_elsewhere")


def counsel(*, solved, **fields):
    return ask(m.Counsel, **({"contacted": True, "satisfaction": "satisfied"} | fields), solved=solved)


class TestCollect:
    """收: Beijing Regulation on Swift Response 2021, Art. 10."""

    def test_a_request_becomes_a_registered_ticket(self, context):
        ticket = given(tickets).when(COLLECT, context).then(COLLECTED)

        assert (ticket.state, ticket.stage, ticket.round) == ("registered", "collect", 1)
        assert ticket.intake == tickets.Intake(
            NOON, "hotline", "complaint", "safety.e_bike", "110112004002", "person-9"
        )

    def test_what_the_resident_wrote_is_not_in_the_event(self, context):
        [event] = given(tickets).when(COLLECT, context).events

        assert "e-bike blocks" not in event.model_dump_json()

    def test_the_same_ticket_cannot_be_collected_twice(self, context):
        given(tickets, COLLECTED).when(COLLECT, context).then_refused(
            "already_exists", allowed=("dispatch", "handle", "withdraw")
        )

    def test_anonymous_is_possible(self, context):
        anonymous = COLLECT.model_copy(update={"claimant": None})

        assert given(tickets).when(anonymous, context).state.intake.claimant is None

    def test_without_a_salt_nothing_personal_is_sealed(self):
        with pytest.raises(Defect) as raised:
            tickets.decide(None, COLLECT, Context(NOON, "worker-7"))

        assert raised.value.code == "salt_missing"

    def test_all_faults_of_a_command_come_at_once(self):
        with pytest.raises(BadInput) as raised:
            m.Collect(
                command_id="c 1",
                ticket="",
                channel="Hotline",
                kind="rant",
                category="x",
                place=7,
                text="",
                colour="red",
            )

        assert sorted((p.where, p.code) for p in raised.value.problems) == [
            ("channel", "wrong_pattern"),
            ("colour", "unknown_key"),
            ("command_id", "wrong_pattern"),
            ("kind", "unknown_choice"),
            ("place", "wrong_type"),
            ("text", "wrong_length"),
            ("ticket", "wrong_pattern"),
        ]


class TestDispatch:
    """派单: Arts. 12 and 13; the limit is printed on the order."""

    def test_a_unit_gets_the_ticket_with_a_limit(self, context):
        ticket = given(tickets, COLLECTED).when(DISPATCH, context).then(DISPATCHED)

        assert (ticket.stage, ticket.unit, ticket.due) == ("handle", "unit-2", DUE)

    def test_a_limit_must_lie_in_the_future(self, context):
        at_once = ask(m.Dispatch, unit="unit-2", due=NOON)

        refusal = given(tickets, COLLECTED).when(at_once, context).then_refused("due_before_start")

        assert "Art. 13" in refusal.source

    def test_a_naive_limit_is_bad_input(self):
        with pytest.raises(BadInput) as raised:
            ask(m.Dispatch, unit="unit-2", due=datetime(2022, 3, 9))  # noqa: DTZ001  # the point of the test

        assert [(p.where, p.code) for p in raised.value.problems] == [("due", "naive_datetime")]


class TestWaitAndResume:
    """Art. 15: the handling may be extended with a reason; every wait has a date."""

    def test_a_ticket_waits_until_a_date(self, context):
        ticket = given(tickets, COLLECTED, DISPATCHED).when(WAIT, context).then(WAITING)

        assert (ticket.state, ticket.resume_by) == ("waiting", DUE)

    def test_a_wait_into_the_past_is_refused(self, context):
        past = ask(m.Wait, reason="parts_ordered", resume_by=NOON - timedelta(hours=1))

        given(tickets, COLLECTED, DISPATCHED).when(past, context).then_refused("due_before_start")

    def test_it_goes_on_where_it_was(self, context):
        ticket = given(tickets, COLLECTED, DISPATCHED, WAITING).when(RESUME, context).then(RESUMED)

        assert (ticket.state, ticket.resume_by) == ("in_progress", None)

    def test_what_waits_cannot_be_handled(self, context):
        given(tickets, COLLECTED, DISPATCHED, WAITING).when(HANDLE, context).then_refused(
            "not_allowed_now", allowed=("resume", "withdraw")
        )


class TestHandle:
    """办: Art. 15; on the spot: Art. 11."""

    def test_what_was_done_is_recorded_and_a_reply_is_due(self, context):
        ticket = given(tickets, COLLECTED, DISPATCHED).when(HANDLE, context).then(HANDLED)

        assert (ticket.stage, ticket.outcome) == ("reply", "resolved")

    def test_an_all_round_worker_handles_without_dispatch(self, context):
        given(tickets, COLLECTED).when(HANDLE, context).then_state(stage="reply", unit=None)

    def test_handled_twice_is_refused(self, context):
        given(tickets, COLLECTED, DISPATCHED, HANDLED).when(HANDLE, context).then_refused("not_allowed_now")


class TestReply:
    """回: the claimant is told."""

    def test_the_reply_is_sent_and_a_visit_is_due(self, context):
        ticket = given(tickets, COLLECTED, DISPATCHED, HANDLED).when(REPLY, context).then(REPLIED)

        assert (ticket.stage, ticket.replied_at) == ("counsel", NOON)

    def test_nothing_is_replied_before_something_is_done(self, context):
        refusal = (
            given(tickets, COLLECTED)
            .when(REPLY, context)
            .then_refused("not_allowed_now", allowed=("dispatch", "handle", "withdraw"))
        )

        assert "Art. 15" in refusal.text("en")
        assert "第15条" in refusal.text("zh")


class TestCounsel:
    """疏: the return visit (Art. 23) and the duty to explain (Art. 15)."""

    PAST = (COLLECTED, DISPATCHED, HANDLED, REPLIED)

    def test_a_solved_ticket_is_closed(self, context):
        ticket = (
            given(tickets, *self.PAST)
            .when(counsel(solved=True), context)
            .then(counselled("closed", solved=True, round_=1))
        )

        assert (ticket.stage, ticket.outcome, ticket.closed_at) == ("closed", "resolved", NOON)

    def test_an_unsolved_ticket_is_handled_again_in_a_new_round(self, context):
        ticket = (
            given(tickets, *self.PAST)
            .when(counsel(solved=False), context)
            .then(counselled("in_progress", solved=False, round_=2, outcome=None))
        )

        assert (ticket.stage, ticket.round, ticket.closed_at) == ("handle", 2, None)

    def test_a_new_round_begins_without_the_limit_the_outcome_and_the_reply_of_the_last(self, context):
        ticket = given(tickets, *self.PAST).when(counsel(solved=False), context).state

        assert (ticket.unit, ticket.due, ticket.outcome, ticket.replied_at) == ("unit-2", None, None, None)
        assert tickets.lapsed(ticket, DUE + timedelta(days=99)) == ()

    def test_a_new_round_can_be_dispatched_with_a_limit_of_its_own(self, context):
        again = counselled("in_progress", solved=False, round_=2, outcome=None)
        later = ask(m.Dispatch, unit="unit-3", due=DUE)

        given(tickets, *self.PAST, again).when(later, context).then_state(unit="unit-3", due=DUE, round=2)

    def test_without_a_parameter_rounds_have_no_limit(self, context):
        tenth = counselled("in_progress", solved=False, round_=10)

        given(tickets, *self.PAST, tenth, HANDLED, REPLIED).when(counsel(solved=False), context).then_state(round=11)

    def test_after_the_last_round_it_is_closed_as_explained(self, preset_context):
        """Preset ``tickets.max_rounds`` = 3: opt-in, no primary source states a number."""
        third = counselled("in_progress", solved=False, round_=3)

        ticket = (
            given(tickets, *self.PAST, third, HANDLED, REPLIED)
            .when(counsel(solved=False), preset_context)
            .then(counselled("closed", solved=False, round_=3, outcome="explained"))
        )

        assert ticket.outcome == "explained"

    def test_one_round_before_the_last_it_is_handled_again(self, preset_context):
        second = counselled("in_progress", solved=False, round_=2)

        given(tickets, *self.PAST, second, HANDLED, REPLIED).when(counsel(solved=False), preset_context).then_state(
            stage="handle", round=3
        )

    def test_a_note_is_sealed(self, context):
        [event] = given(tickets, *self.PAST).when(counsel(solved=True, note="very glad"), context).events

        assert event.note == seal("very glad", SALT)

    def test_a_grade_off_the_scale_is_bad_input(self):
        with pytest.raises(BadInput) as raised:
            counsel(solved=True, satisfaction="so_so")

        assert [(p.where, p.code) for p in raised.value.problems] == [("satisfaction", "unknown_choice")]


class TestWithdraw:
    """A claimant may take a request back at any time before it is closed."""

    @pytest.mark.parametrize(
        "past",
        [(), (DISPATCHED,), (DISPATCHED, WAITING), (DISPATCHED, HANDLED), (DISPATCHED, HANDLED, REPLIED)],
        ids=["registered", "in_progress", "waiting", "drafting", "callback_due"],
    )
    def test_from_every_open_state(self, past, context):
        ticket = given(tickets, COLLECTED, *past).when(WITHDRAW, context).then(WITHDRAWN)

        assert (ticket.stage, ticket.outcome, ticket.resume_by, ticket.closed_at) == ("closed", "withdrawn", None, NOON)

    def test_nothing_is_possible_with_a_closed_ticket(self, context):
        for command in (DISPATCH, WAIT, RESUME, HANDLE, REPLY, counsel(solved=True), WITHDRAW):
            given(tickets, COLLECTED, WITHDRAWN).when(command, context).then_refused("not_allowed_now", allowed=())


class TestAnyCommand:
    @pytest.mark.parametrize(
        "command", [DISPATCH, WAIT, RESUME, HANDLE, REPLY, counsel(solved=True), WITHDRAW], ids=lambda c: c.type
    )
    def test_a_ticket_that_was_never_collected_does_not_exist(self, command, context):
        refusal = given(tickets).when(command, context).then_refused("does_not_exist", allowed=("collect",))

        assert refusal.params["what"] == command.type.removeprefix("ticket.")

    def test_the_stream_of_a_ticket_is_named_after_it(self):
        assert tickets.stream_of(REPLY) == "ticket/T-1"

    @pytest.mark.parametrize("wrong", [{"type": "ticket.reply"}, None, WITHDRAWN], ids=["dict", "nothing", "an event"])
    def test_what_is_no_command_about_a_ticket_is_bad_input(self, wrong):
        with pytest.raises(BadInput) as raised:
            tickets.stream_of(wrong)

        assert [(p.code, p.where) for p in raised.value.problems] == [("wrong_type", "command")]

    def test_a_log_that_begins_in_the_middle_is_a_defect(self):
        with pytest.raises(Defect) as raised:
            fold(tickets, [DISPATCHED])

        assert raised.value.params["type"] == "ticket.dispatched"


class TestLapsed:
    """Deadlines are asked about, never watched: the host's scheduler brings the time."""

    def ticket(self, *events):
        return fold(tickets, (COLLECTED, *events))

    def test_nothing_lapses_without_a_limit(self):
        assert tickets.lapsed(self.ticket(), DUE + timedelta(days=99)) == ()

    def test_at_the_limit_itself_it_is_still_in_time(self):
        assert tickets.lapsed(self.ticket(DISPATCHED), DUE) == ()

    def test_after_the_limit_the_handling_is_late(self):
        assert tickets.lapsed(self.ticket(DISPATCHED), DUE + timedelta(seconds=1)) == ("resolve",)

    def test_a_wait_can_be_over_too(self):
        later = evolve(self.ticket(DISPATCHED, WAITING), resume_by=NOON)

        assert tickets.lapsed(later, NOON) == ()
        assert tickets.lapsed(later, NOON + timedelta(seconds=1)) == ("resume",)
        assert tickets.lapsed(later, DUE + timedelta(seconds=1)) == ("resolve", "resume")

    def test_what_is_handled_is_late_no_more(self):
        assert tickets.lapsed(self.ticket(DISPATCHED, HANDLED), DUE + timedelta(days=1)) == ()


class TestTime:
    def test_what_has_not_happened_yet_is_refused(self):
        """An act may become known late, never early."""
        early = Context(NOON, "worker-7", salt="s", recorded_at=NOON - timedelta(seconds=1))
        late = Context(NOON, "worker-7", salt="s", recorded_at=NOON + timedelta(days=9))

        given(tickets).when(COLLECT, early).then_refused("in_the_future")
        given(tickets).when(COLLECT, late).then_state(state="registered")


def test_refusals_can_be_caught_as_one_kind(context):
    with pytest.raises(Refused):
        tickets.decide(None, REPLY, context)
