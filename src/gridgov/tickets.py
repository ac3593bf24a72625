"""A citizen's request on its way through the four stages: collect 收, handle 办, reply 回, counsel 疏.

::

    collect ──dispatch──▶ handle ──handle──▶ reply ──reply──▶ counsel ──counsel──▶ closed
       └───────────handle (answered on the spot)──▶ ▲                    └─not solved─▶ handle, next round

An all-round worker runs the loop alone in four commands; a hotline dispatches in between. Where a ticket *is* (its
state) and what was *achieved* (its outcome) are kept apart: closed does not mean solved.

>>> from datetime import UTC, datetime
>>> from gridgov.kernel import Context, fold
>>> from gridgov.messages.tickets import Collect
>>> collect = Collect(
...     command_id="c-1",
...     ticket="T-1",
...     channel="hotline",
...     kind="complaint",
...     category="safety.fire",
...     place="110112004002",
...     text="an e-bike blocks the stairs",
... )
>>> events = decide(None, collect, Context(datetime(2022, 3, 1, 9, tzinfo=UTC), "worker-7", salt="…"))
>>> evolve(None, events[0]).state
'registered'

Sources: Beijing Regulation on Swift Response to Public Complaints 2021 (北京市接诉即办工作条例), cited at each edge.
"""

from datetime import datetime
from typing import Final, assert_never

from attrs import evolve as changed
from attrs import frozen

from gridgov.documents import check_type
from gridgov.errors import Defect, Refused
from gridgov.kernel import Context
from gridgov.lifecycle import Chart, Lifecycle, Stage, State, act, cite, compile_chart
from gridgov.messages import tickets as m

__all__ = ["LIFECYCLE", "Intake", "Ticket", "TicketChart", "decide", "evolve", "lapsed", "stream_of"]

Command = m.Collect | m.Dispatch | m.Wait | m.Resume | m.Handle | m.Reply | m.Counsel | m.Withdraw
Event = (
    m.TicketCollected
    | m.TicketDispatched
    | m.TicketWaiting
    | m.TicketResumed
    | m.TicketHandled
    | m.TicketReplied
    | m.TicketCounselled
    | m.TicketWithdrawn
)


# ---- the chart ----------------------------------------------------------------------------------------------------


def _article(number: int) -> str:
    return f"Beijing Regulation on Swift Response 2021, Art. {number} (北京市接诉即办工作条例第{number}条)"


class TicketChart(Chart):
    """The lifecycle of a ticket: four stages and an end."""

    lifecycle = "ticket/1"
    clocks = {
        "collect": "accept",
        "handle": "resolve",
        "waiting": "resume",
        "reply": "reply",
        "counsel": "visit",
    }

    class collect(Stage):
        """收: it was taken in."""

        registered = State(initial=True)

    class handle(Stage):
        """办: somebody sees to it."""

        in_progress = State(initial=True)
        waiting = State()

    class reply(Stage):
        """回: the claimant is to be told."""

        drafting = State(initial=True)

    class counsel(Stage):
        """疏: the claimant is to be visited again."""

        callback_due = State(initial=True)

    closed = State(final=True)

    dispatch = cite(_article(12), collect.registered.to(handle), handle.in_progress.to(handle))
    wait = cite(_article(15), handle.in_progress.to(handle.waiting))
    resume = cite(_article(15), handle.waiting.to(handle.in_progress))
    handle_ = act(
        "handle",
        cite(_article(11), collect.registered.to(reply)) | cite(_article(15), handle.in_progress.to(reply)),
    )
    reply_ = act("reply", cite(_article(15), reply.drafting.to(counsel)))
    counsel_ = act(
        "counsel",
        cite(_article(23), counsel.callback_due.to(closed, cond="solved"))
        | cite(_article(23), counsel.callback_due.to(handle, cond="rounds_left"))
        | cite(_article(15), counsel.callback_due.to(closed)),
    )
    withdraw = cite(
        "design note: a claimant may take a request back at any time (设计说明：诉求人可随时撤回诉求)",
        collect.to(closed),
        handle.to(closed),
        reply.to(closed),
        counsel.to(closed),
    )


@frozen
class _Visit:
    """What the guards of a return visit are asked about."""

    ticket: "Ticket"
    command: m.Counsel
    context: Context


def _solved(visit: _Visit) -> bool:
    return visit.command.solved


def _rounds_left(visit: _Visit) -> bool:
    """Without a parameter there is no limit: no primary source states one."""
    limit, rules = "tickets.max_rounds", visit.context.parameters
    return limit not in rules or visit.ticket.round < rules.whole(limit, visit.context.at)


LIFECYCLE: Final[Lifecycle] = compile_chart(TicketChart, guards={"solved": _solved, "rounds_left": _rounds_left})
"""The compiled chart of a ticket."""


# ---- the state ----------------------------------------------------------------------------------------------------


@frozen
class Intake:
    """How a request came in; none of it ever changes."""

    at: datetime
    channel: str
    kind: m.Kind
    category: str
    place: str
    claimant: str | None


@frozen
class Ticket:
    """A request as it stands now. Keys and codes only: what the claimant wrote lies beside the log."""

    id: str
    state: str
    intake: Intake
    round: int = 1
    """Counts the rounds of handling; a request that was not solved and is handled again is in round 2."""
    unit: str | None = None
    due: datetime | None = None
    """Until when the unit has to handle it."""
    resume_by: datetime | None = None
    """Until when the handling may wait; None when it does not wait."""
    outcome: m.Outcome | None = None
    replied_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def stage(self) -> str:
        """Which of the four stages it is in, or ``closed``."""
        stages = LIFECYCLE.node(self.state).stages
        return stages[0] if stages else self.state


# ---- decide -------------------------------------------------------------------------------------------------------


def stream_of(command: Command) -> str:
    """The stream that a ticket's events are in: ``ticket/`` and its id.

    Raises:
        BadInput: what was sent is no command about a ticket.

    """
    check_type(command, m.TicketCommand, "command", expected="a command about a ticket", source="tickets")
    return f"ticket/{command.ticket}"


def decide(ticket: Ticket | None, command: Command, context: Context) -> tuple[Event, ...]:
    """The events that follow from a command about a ticket.

    Raises:
        Refused: ``already_exists``, ``does_not_exist``, ``not_allowed_now``, ``due_before_start``, ``in_the_future``.

    """
    context.check_happened(command.type)
    if isinstance(command, m.Collect):
        return _collect(ticket, command, context)
    if ticket is None:
        raise Refused(
            "does_not_exist", what=_act(command), case=command.ticket, allowed=("collect",), source=_article(10)
        )
    match command:
        case m.Dispatch():
            return _dispatch(ticket, command, context)
        case m.Wait():
            return _wait(ticket, command, context)
        case m.Resume():
            return _resume(ticket, command, context)
        case m.Handle():
            return _handle(ticket, command, context)
        case m.Reply():
            return _reply(ticket, command, context)
        case m.Counsel():
            return _counsel(ticket, command, context)
        case m.Withdraw():
            return _withdraw(ticket, command, context)
        case _:
            assert_never(command)


def _act(command: Command) -> str:
    return command.type.removeprefix("ticket.")


def _collect(ticket: Ticket | None, command: m.Collect, context: Context) -> tuple[Event, ...]:
    if ticket is not None:
        raise Refused(
            "already_exists",
            what="collect",
            case=command.ticket,
            allowed=LIFECYCLE.allowed(ticket.state),
            source=_article(10),
        )
    return (
        m.TicketCollected(
            at=context.at,
            actor=context.actor,
            ticket=command.ticket,
            state=LIFECYCLE.initial,
            channel=command.channel,
            kind=command.kind,
            category=command.category,
            place=command.place,
            text=context.seal(command.text),
            claimant=command.claimant,
        ),
    )


def _dispatch(ticket: Ticket, command: m.Dispatch, context: Context) -> tuple[Event, ...]:
    state = LIFECYCLE.step(ticket.state, "dispatch").target
    _check_later(command.due, "dispatch", context)
    return (
        m.TicketDispatched(
            at=context.at, actor=context.actor, ticket=ticket.id, state=state, unit=command.unit, due=command.due
        ),
    )


def _wait(ticket: Ticket, command: m.Wait, context: Context) -> tuple[Event, ...]:
    state = LIFECYCLE.step(ticket.state, "wait").target
    _check_later(command.resume_by, "wait", context)
    return (
        m.TicketWaiting(
            at=context.at,
            actor=context.actor,
            ticket=ticket.id,
            state=state,
            reason=command.reason,
            resume_by=command.resume_by,
        ),
    )


def _check_later(limit: datetime, what: str, context: Context) -> None:
    if limit <= context.at:
        raise Refused("due_before_start", what=what, source=_article(13))


def _resume(ticket: Ticket, _: m.Resume, context: Context) -> tuple[Event, ...]:
    state = LIFECYCLE.step(ticket.state, "resume").target
    return (m.TicketResumed(at=context.at, actor=context.actor, ticket=ticket.id, state=state),)


def _handle(ticket: Ticket, command: m.Handle, context: Context) -> tuple[Event, ...]:
    state = LIFECYCLE.step(ticket.state, "handle").target
    return (
        m.TicketHandled(
            at=context.at,
            actor=context.actor,
            ticket=ticket.id,
            state=state,
            outcome=command.outcome,
            result=context.seal(command.result),
        ),
    )


def _reply(ticket: Ticket, command: m.Reply, context: Context) -> tuple[Event, ...]:
    state = LIFECYCLE.step(ticket.state, "reply").target
    return (
        m.TicketReplied(
            at=context.at,
            actor=context.actor,
            ticket=ticket.id,
            state=state,
            channel=command.channel,
            text=context.seal(command.text),
        ),
    )


def _counsel(ticket: Ticket, command: m.Counsel, context: Context) -> tuple[Event, ...]:
    state = LIFECYCLE.step(ticket.state, "counsel", _Visit(ticket, command, context)).target
    again = LIFECYCLE.node(state).stages == ("handle",)
    return (
        m.TicketCounselled(
            at=context.at,
            actor=context.actor,
            ticket=ticket.id,
            state=state,
            contacted=command.contacted,
            solved=command.solved,
            satisfaction=command.satisfaction,
            note=context.seal_if(command.note),
            round=ticket.round + again,
            outcome=None if again else ticket.outcome if command.solved else "explained",
        ),
    )


def _withdraw(ticket: Ticket, command: m.Withdraw, context: Context) -> tuple[Event, ...]:
    state = LIFECYCLE.step(ticket.state, "withdraw").target
    return (
        m.TicketWithdrawn(at=context.at, actor=context.actor, ticket=ticket.id, state=state, reason=command.reason),
    )


# ---- evolve -------------------------------------------------------------------------------------------------------


def evolve(ticket: Ticket | None, event: Event) -> Ticket:
    """The ticket after an event.

    Raises:
        Defect: the log begins with something else than the collecting of a ticket.

    """
    if isinstance(event, m.TicketCollected):
        intake = Intake(event.at, event.channel, event.kind, event.category, event.place, event.claimant)
        return Ticket(event.ticket, event.state, intake)
    if ticket is None:
        raise Defect("log_without_beginning", type=event.type)
    match event:
        case m.TicketDispatched():
            return changed(ticket, state=event.state, unit=event.unit, due=event.due)
        case m.TicketWaiting():
            return changed(ticket, state=event.state, resume_by=event.resume_by)
        case m.TicketResumed():
            return changed(ticket, state=event.state, resume_by=None)
        case m.TicketHandled():
            return changed(ticket, state=event.state, outcome=event.outcome)
        case m.TicketReplied():
            return changed(ticket, state=event.state, replied_at=event.at)
        case m.TicketCounselled() if event.round > ticket.round:
            return Ticket(ticket.id, event.state, ticket.intake, round=event.round, unit=ticket.unit)
        case m.TicketCounselled():
            return changed(ticket, state=event.state, outcome=event.outcome, closed_at=event.at)
        case m.TicketWithdrawn():
            return changed(ticket, state=event.state, outcome="withdrawn", resume_by=None, closed_at=event.at)
        case _:
            assert_never(event)


# ---- queries ------------------------------------------------------------------------------------------------------


def lapsed(ticket: Ticket, at: datetime) -> tuple[str, ...]:
    """The clocks of a ticket whose time is over: ``resolve`` while it is handled, ``resume`` while it waits.

    The limits of the other clocks come with the clock ledger.
    """
    resolve = ticket.stage == "handle" and ticket.due is not None and ticket.due < at
    resume = ticket.resume_by is not None and ticket.resume_by < at
    return ("resolve",) * resolve + ("resume",) * resume
