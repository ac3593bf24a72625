"""办: decisions about getting a matter to the right unit and having it handled, one function a command."""

from datetime import datetime
from typing import Final

from gridgov.errors import Refused
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.tickets import clocks, policy
from gridgov.tickets.acts import (
    check_later,
    check_listed,
    check_often,
    check_other,
    check_remark,
    check_within,
    happened,
    remarked,
    stepped,
    target_of,
)
from gridgov.tickets.chart import LOCK, article
from gridgov.tickets.guards import LIFECYCLE
from gridgov.tickets.replying import check_hotline
from gridgov.tickets.state import Ticket

__all__ = [
    "accept",
    "adjudicate",
    "contact",
    "dispatch",
    "escalate",
    "extend",
    "follow_up",
    "forward",
    "handle",
    "hear_back",
    "instruct",
    "lapse",
    "object_",
    "override",
    "plan",
    "report",
    "resume",
    "review",
    "wait",
    "whistle",
]

_LADDER: Final = "design note: a ladder has a top (设计说明：提级层级有上限)"


# ---- to the right unit -----------------------------------------------------------------------------------------------


def dispatch(ticket: Ticket, command: m.Dispatch, context: Context) -> tuple[m.TicketEvent, ...]:
    """Offers it to a unit.

    Refused: ``return_locked``, ``unit_has_it``, ``too_often``, ``not_classified``, ``due_before_start``,
    ``needs_extension``, ``limit_missing``.
    """
    duty = ticket.duty
    if duty.return_locked and command.unit != duty.owner and "dispatch" in LIFECYCLE.allowed(ticket.state):
        raise Refused("return_locked", what="dispatch", source=LOCK)
    target = target_of(ticket, command, context)
    if ticket.state == "in_progress":
        if ticket.due is not None or command.due is None:  # else the unit gets the limit that the order lacks
            _check_another("dispatch", command.unit, ticket, article(12))
        check_often("dispatch", duty.transfers, context, "tickets.transfer.max", article(14))
    missing = tuple(name for name in ("category", "place") if getattr(ticket.matter, name) is None)
    if missing:
        raise Refused("not_classified", what="dispatch", missing=missing, source=article(12))
    given: clocks.Given = {"accept": command.accept_by, "contact": command.contact_by, "resolve": command.due}
    for name, limit in given.items():
        check_later("dispatch", limit, context, article(13))
        _check_not_longer(name, limit, ticket, context)
    changes = clocks.moved(ticket, "dispatch", target, context, given)
    set_now = (change.due for change in changes if change.clock == "resolve" and change.due is not None)
    due = next(set_now, ticket.due)
    if due is None and policy.claim(context, "tickets.limit_on_order"):
        source = policy.source_of(context, "tickets.limit_on_order", article(13))
        raise Refused("limit_missing", what="dispatch", source=source)
    return (happened(m.TicketDispatched, ticket.id, command, context, target, changes, due=due),)


def _check_not_longer(name: m.ClockName, limit: datetime | None, ticket: Ticket, context: Context) -> None:
    """Refuses that a new order gives more time than there is: that is an extension, and somebody has to allow it."""
    clock = ticket.ledger.live(name)
    if clock is None or clock.due is None or limit is None or clock.is_late(context.at):
        return
    if limit > clock.due:
        raise Refused("needs_extension", what="dispatch", clock=name, source=article(15))


def _check_another(act: str, unit: str, ticket: Ticket, source: str) -> None:
    if unit == ticket.duty.owner:
        raise Refused("unit_has_it", what=act, source=source)


def accept(ticket: Ticket, command: m.Accept, context: Context) -> tuple[m.TicketEvent, ...]:
    """Takes it on."""
    return stepped(m.TicketAccepted, ticket, command, context, unit=ticket.duty.offered_to)


def object_(ticket: Ticket, command: m.Object, context: Context) -> tuple[m.TicketEvent, ...]:
    """Says that the matter is not one's own.

    Refused: ``return_locked``, ``window_closed``, ``too_often``, ``proposes_itself``.
    """
    events = stepped(m.TicketObjected, ticket, command, context)
    duty = ticket.duty
    if duty.return_locked:
        raise Refused("return_locked", what="object", source=LOCK)
    check_within("object", duty.offered_at, context, "tickets.objection.window", article(12))
    check_often("object", duty.bounces, context, "tickets.objection.max", article(12))
    if command.proposed_unit == duty.offered_to:
        raise Refused("proposes_itself", what="object", source=article(12))
    return events


def adjudicate(ticket: Ticket, command: m.Adjudicate, context: Context) -> tuple[m.TicketEvent, ...]:
    """Decides an objection. Refused: ``own_work``, ``unit_missing``, ``unit_not_wanted``, ``unit_objected``."""
    unit = ticket.duty.offered_to if command.unit is None else command.unit
    events = stepped(m.TicketAdjudicated, ticket, command, context, unit=unit)
    check_other("adjudicate", context.actor, ticket.duty.objector)
    check_other("adjudicate", command.by_unit, ticket.duty.offered_to, source=article(12))
    if (command.decision == "rejected") is (command.unit is not None):
        code = "unit_not_wanted" if command.unit else "unit_missing"
        raise Refused(code, what="adjudicate", source=article(12))
    if command.decision == "upheld" and command.unit == ticket.duty.offered_to:
        raise Refused("unit_objected", what="adjudicate", source=article(12))
    return events


def escalate(ticket: Ticket, command: m.Escalate, context: Context) -> tuple[m.TicketEvent, ...]:
    """Asks the level above. Refused: ``too_often``: there is no level above, ``due_before_start``, ``unit_has_it``."""
    level = ticket.duty.level + 1
    events = stepped(m.TicketEscalated, ticket, command, context, {"instruct": command.instruct_by}, level=level)
    check_later("escalate", command.instruct_by, context, article(20))
    _check_another("escalate", command.unit, ticket, article(20))
    check_often("escalate", ticket.duty.level, context, "tickets.escalation.levels", _LADDER)
    return events


def instruct(ticket: Ticket, command: m.Instruct, context: Context) -> tuple[m.TicketEvent, ...]:
    """Says how to go on, with the unit that is named, or the one that has it or was offered it. Refused: ``own_work``.

    Co-units that have not reported yet are expected again by the dates that they were given.
    """
    unit = command.unit or ticket.duty.owner or ticket.duty.offered_to
    report_by = max((task.due for task in ticket.open_tasks if task.due > context.at), default=None)
    events = stepped(m.TicketInstructed, ticket, command, context, {"report": report_by}, unit=unit)
    check_other("instruct", context.actor, ticket.duty.asked_by, ticket.duty.objector, source=article(20))
    return events


# ---- handling --------------------------------------------------------------------------------------------------------


def contact(ticket: Ticket, command: m.Contact, context: Context) -> tuple[m.TicketEvent, ...]:
    """Notes that somebody spoke to the claimant."""
    return remarked(m.TicketContacted, ticket, command, context, clocks.stopped(ticket, "contact"))


def plan(ticket: Ticket, command: m.Plan, context: Context) -> tuple[m.TicketEvent, ...]:
    """Notes which cause was found and which plan is used."""
    return remarked(m.TicketPlanned, ticket, command, context, category=ticket.matter.category)


def wait(ticket: Ticket, command: m.Wait, context: Context) -> tuple[m.TicketEvent, ...]:
    """Puts it on hold. Refused: ``due_before_start``, ``not_in_list``, ``waits_too_long``, ``pauses_too_long``."""
    pausing = policy.codes(context, "tickets.wait.pausing") or ()
    pause = command.reason if command.reason in pausing else None
    events = stepped(m.TicketWaiting, ticket, command, context, {"resume": command.resume_by}, pause=pause)
    check_later("wait", command.resume_by, context, article(15))
    check_listed("wait", command.reason, context, "tickets.wait.reasons", article(15))
    _check_cap("wait", command.resume_by, context.at, context)
    if pause is not None:
        clocks.check_pauses("wait", ticket, command.resume_by, context)
    return events


def _check_cap(act: str, resume_by: datetime, since: datetime, context: Context) -> None:
    cap = policy.limit(context, "tickets.wait.cap")
    if cap is not None and resume_by > policy.end_of(context, since, cap):
        source = policy.source_of(context, "tickets.wait.cap", article(15))
        raise Refused("waits_too_long", what=act, limit=cap.amount, unit=cap.unit, source=source)


def resume(ticket: Ticket, command: m.Resume, context: Context) -> tuple[m.TicketEvent, ...]:
    """Goes on."""
    return stepped(m.TicketResumed, ticket, command, context)


def handle(ticket: Ticket, command: m.Handle, context: Context) -> tuple[m.TicketEvent, ...]:
    """Says what was done. On the spot, the worker is a unit of one. Refused: ``unit_not_wanted``: another has it."""
    owner = ticket.duty.owner
    unit = owner or command.unit or ticket.intake.unit or context.actor
    events = stepped(m.TicketHandled, ticket, command, context, unit=unit)
    if command.unit not in {None, unit}:
        raise Refused("unit_not_wanted", what="handle", source=article(14))
    return events


def review(ticket: Ticket, command: m.Review, context: Context) -> tuple[m.TicketEvent, ...]:
    """Looks at what was done. Refused: ``own_work``."""
    events = stepped(m.TicketReviewed, ticket, command, context)
    check_other("review", context.actor, ticket.handling.handler)
    return events


# ---- joint handling, and outside -------------------------------------------------------------------------------------


def whistle(ticket: Ticket, command: m.Whistle, context: Context) -> tuple[m.TicketEvent, ...]:
    """Calls other units in. Refused: ``task_exists``, ``calls_itself``, ``due_before_start``."""
    expected = ticket.ledger.live("report")
    so_far = () if expected is None or expected.due is None else (expected.due,)
    report_by = max((*so_far, *(task.due for task in command.tasks)))
    events = stepped(m.TicketWhistled, ticket, command, context, {"report": report_by})
    known = [*(task.id for task in ticket.tasks), *(task.task for task in command.tasks)]
    if len(set(known)) < len(known):
        raise Refused("task_exists", what="whistle", source=article(16))
    if any(task.unit == ticket.duty.owner for task in command.tasks):
        raise Refused("calls_itself", what="whistle", source=article(16))
    for task in command.tasks:
        check_later("whistle", task.due, context, article(16))
    return events


def report(ticket: Ticket, command: m.Report, context: Context) -> tuple[m.TicketEvent, ...]:
    """Takes the report of a co-unit in. Refused: ``no_open_task``, ``not_its_task``."""
    events = stepped(m.TicketReported, ticket, command, context)
    task = next((task for task in ticket.open_tasks if task.id == command.task), None)
    if task is None:
        raise Refused("no_open_task", what="report", case=command.task, source=article(14))
    if task.unit != command.unit:
        raise Refused("not_its_task", what="report", case=command.task, source=article(14))
    return events


def override(ticket: Ticket, command: m.Override, context: Context) -> tuple[m.TicketEvent, ...]:
    """Goes on without the missing reports."""
    cancelled = tuple(task.id for task in ticket.open_tasks)
    return stepped(m.TicketOverridden, ticket, command, context, cancelled=cancelled)


def forward(ticket: Ticket, command: m.Forward, context: Context) -> tuple[m.TicketEvent, ...]:
    """Gives it to a body outside. Refused: ``due_before_start``."""
    events = stepped(m.TicketForwarded, ticket, command, context, {"follow_up": command.follow_up_by})
    check_later("forward", command.follow_up_by, context, article(22))
    return events


def follow_up(ticket: Ticket, command: m.FollowUp, context: Context) -> tuple[m.TicketEvent, ...]:
    """Asks the body outside again. Refused: ``due_before_start``."""
    check_remark(ticket, "follow_up")
    check_later("follow_up", command.follow_up_by, context, article(22))
    again = clocks.started(ticket.matter, "follow_up", context, command.follow_up_by)
    return remarked(m.TicketFollowedUp, ticket, command, context, (*clocks.stopped(ticket, "follow_up"), *again))


def hear_back(ticket: Ticket, command: m.HearBack, context: Context) -> tuple[m.TicketEvent, ...]:
    """The body outside takes it over, or it comes back."""
    return stepped(m.TicketHeardBack, ticket, command, context)


# ---- limits ----------------------------------------------------------------------------------------------------------


def extend(ticket: Ticket, command: m.Extend, context: Context) -> tuple[m.TicketEvent, ...]:
    """Allows more time, also for a wait, as long as its cap holds.

    Refused: ``no_such_clock``, ``own_work``, ``too_often``, ``extended_too_late``, ``extension_shortens``,
    ``waits_too_long``, ``pauses_too_long``.
    """
    check_remark(ticket, "extend")
    clock = ticket.ledger.live(command.clock)
    if clock is None or clock.due is None:
        raise Refused("no_such_clock", what="extend", clock=command.clock, source=article(15))
    check_other("extend", context.actor, command.asked_by, ticket.handling.handler)
    check_often(
        "extend",
        sum(change.act == "extended" for change in clock.changes),
        context,
        "tickets.extension.max",
        article(15),
    )
    if clock.is_late(context.at):
        raise Refused("extended_too_late", what="extend", clock=clock.name, source=article(15))
    if command.due <= clock.due:
        raise Refused("extension_shortens", what="extend", clock=clock.name, source=article(15))
    if clock.name == "resume":
        _check_cap("extend", command.due, clock.started_at, context)
    resolve = ticket.ledger.live("resolve")
    if clock.name in {"resume", "deliberate"} and resolve is not None and resolve.state == "paused":
        clocks.check_pauses("extend", ticket, command.due, context)
    change = m.ClockChange(
        clock=command.clock, act="extended", due=command.due, reason=command.reason, by=context.actor
    )
    return remarked(m.TicketExtended, ticket, command, context, (change,))


def lapse(ticket: Ticket, command: m.Lapse, context: Context) -> tuple[m.TicketEvent, ...]:
    """Decides what silence means. Refused: ``not_over_yet``: the clock does not run, or its limit is not over."""
    check_remark(ticket, "lapse")
    clock = ticket.ledger.live(command.clock)
    if clock is None or clock.state != "running" or clock.due is None or context.at <= clock.due:
        raise Refused("not_over_yet", what="lapse", clock=command.clock, source=article(13))
    match command.clock:
        case "visit":
            events = stepped(m.TicketLapsed, ticket, command, context, act="lapse_visit")
            check_hotline(ticket, "lapse", context)
            return events
        case "answer" | "resume":
            return stepped(m.TicketLapsed, ticket, command, context, act=f"lapse_{command.clock}")
        case "accept":
            accepted = target_of(ticket, command, context, "lapse_accept") == "in_progress"
            unit = ticket.duty.offered_to if accepted else command.unit
            return stepped(m.TicketLapsed, ticket, command, context, act="lapse_accept", unit=unit)
        case _:
            return (happened(m.TicketLapsed, ticket.id, command, context, ticket.state),)
