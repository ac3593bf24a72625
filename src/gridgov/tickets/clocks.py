"""What a step does to the clocks of a ticket: which start, stop, pause and go on, and by when.

:data:`~gridgov.tickets.chart.CLOCKS` says where each clock runs. A clock starts when its ticket enters such a state and
somebody says by when: the command, or the policy. A limit that a command brings moves a clock that runs already. It is
stopped by the act that it is for, and cancelled by whatever else leads out; but what was over by then is stopped too,
and stays breached: nobody gets rid of a missed limit by another act, nor by a new limit.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, cast

from gridgov.calendars import Clock, Ledger, Limit, due_after_pause, pause_ends, retargeted_due
from gridgov.errors import Defect, Refused
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.tickets import policy
from gridgov.tickets.chart import CLOCKS, article
from gridgov.tickets.state import STAGES, Matter, Ticket

__all__ = ["NOTHING_GIVEN", "Given", "applied", "check_pauses", "moved", "retargeted", "started", "stopped"]

_RUNNING_IN: Final[Mapping[str, tuple[m.ClockName, ...]]] = MappingProxyType(
    {state: tuple(name for name, span in CLOCKS.items() if state in span.states) for state in STAGES}
)

Given = Mapping[m.ClockName, datetime | None]
"""The limits that a command brings, by clock."""

NOTHING_GIVEN: Final[Given] = MappingProxyType({})
"""A command that brings no limit."""


# ---- deciding -----------------------------------------------------------------------------------------------------


def moved(
    ticket: Ticket, act: str, target: str, context: Context, given: Given = NOTHING_GIVEN, *, pause: str | None = None
) -> tuple[m.ClockChange, ...]:
    """What a step to another state, or round through the same one, does to the clocks.

    ``pause`` is the reason for which the limit for handling does not run meanwhile; None: it runs.
    """
    if not (ticket.ledger.clocks or given or context.parameters.packs):
        return ()
    return (
        *_left(ticket, act, target, context, given),
        *_held(ticket, target, context, pause),
        *_entered(ticket, act, target, context, given),
    )


def _left(ticket: Ticket, act: str, target: str, context: Context, given: Given) -> Iterator[m.ClockChange]:
    for clock in _going(ticket.ledger):
        name = cast("m.ClockName", clock.name)
        span, brought, over = CLOCKS[name], given.get(name), _is_over(clock, act, context)
        if target in (*span.states, *span.stands_still_in):
            if brought is not None and over:
                yield m.ClockChange(clock=name, act="stopped")
            elif brought is not None and brought != clock.due:
                yield m.ClockChange(clock=name, act="retargeted", due=brought)
        elif over:
            yield m.ClockChange(clock=name, act="stopped")
        else:
            yield m.ClockChange(clock=name, act="cancelled", reason=act)


def _is_over(clock: Clock, act: str, context: Context) -> bool:
    """Whether a clock has its verdict: by the act that it is for, or because it was missed already."""
    return act in CLOCKS[cast("m.ClockName", clock.name)].stopped_by or clock.is_late(context.at)


def _going(ledger: Ledger) -> Iterator[Clock]:
    return (clock for clock in ledger.clocks if clock.is_live)


def _held(ticket: Ticket, target: str, context: Context, pause: str | None) -> Iterator[m.ClockChange]:
    for clock in _going(ticket.ledger):
        name = cast("m.ClockName", clock.name)
        span = CLOCKS[name]
        reason = target if target in span.stands_still_in else pause if name == "resolve" else None
        if target not in (*span.states, *span.stands_still_in):
            continue
        if reason is not None and clock.state == "running":
            yield m.ClockChange(clock=name, act="paused", reason=reason)
        elif reason is None and clock.state == "paused":
            planned = _planned_end(ticket, name)
            overstayed = min(context.at, planned or context.at)  # who overstays a pause earns no time
            until = max(overstayed, clock.changes[-1].at)  # but it may have been given a new limit since
            yield m.ClockChange(clock=name, act="resumed", due=due_after_pause(clock, until, context.timetable))


def _planned_end(ticket: Ticket, name: m.ClockName) -> datetime | None:
    """Until when a clock was to stand still."""
    if name == "dispatch":
        answer = ticket.ledger.live("answer")
        return answer.due if answer else None
    return ticket.handling.resume_by or ticket.counselling.decide_by


def _entered(ticket: Ticket, act: str, target: str, context: Context, given: Given) -> Iterator[m.ClockChange]:
    before = _RUNNING_IN[ticket.state]
    for name in _RUNNING_IN[target]:
        brought, clock = given.get(name), ticket.ledger.live(name)
        if name == "contact" and ticket.handling.contacted_at and not ticket.reply.replied_at:
            continue  # somebody spoke to the claimant in this round
        free = clock is None or (brought is not None and _is_over(clock, act, context))
        if free and (brought is not None or name not in before):
            yield from started(ticket.matter, name, context, brought)


def started(matter: Matter, name: m.ClockName, context: Context, due: datetime | None) -> Iterator[m.ClockChange]:
    """The start of a clock, if anybody says by when."""
    if due is not None:
        yield m.ClockChange(clock=name, act="started", due=due)
    elif found := policy.due_by(context, name, matter.category, matter.urgency):
        end, limit = found
        yield m.ClockChange(clock=name, act="started", due=end, amount=limit.amount, unit=limit.unit)


def stopped(ticket: Ticket, name: m.ClockName) -> tuple[m.ClockChange, ...]:
    """The stop of a clock by an act that leaves the ticket where it is."""
    return () if ticket.ledger.live(name) is None else (m.ClockChange(clock=name, act="stopped"),)


def retargeted(ticket: Ticket, matter: Matter, context: Context) -> Iterator[m.ClockChange]:
    """The new limits after a correction; the pauses so far are kept.

    Clocks whose limit the policy gave follow the policy for the new matter, unless they are late: nobody gets rid of a
    missed limit by calling the matter something else.
    """
    for clock in _going(ticket.ledger):
        limit = None if clock.limit is None else _new_limit(ticket.matter, matter, clock, context)
        if limit is not None and not clock.is_late(context.at):
            yield _retargeted(clock, limit, context)


def _new_limit(old: Matter, new: Matter, clock: Clock, context: Context) -> Limit | None:
    """The limit that the policy gives a clock for the new matter, if it gave the clock another one for the old."""
    name = cast("m.ClockName", clock.name)
    before, after = (policy.limit_of(context, name, one.category, one.urgency) for one in (old, new))
    return after if after != before else None


def _retargeted(clock: Clock, limit: Limit, context: Context) -> m.ClockChange:
    end = retargeted_due(clock, limit, context.timetable)
    name = cast("m.ClockName", clock.name)
    return m.ClockChange(clock=name, act="retargeted", due=end, amount=limit.amount, unit=limit.unit)


def check_pauses(act: str, ticket: Ticket, until: datetime, context: Context) -> None:
    """Refuses a pause of the handling that would use up more than all pauses together may take.

    Raises:
        Refused: ``pauses_too_long``.
        Defect: ``timetable_missing``: the cap is in days, and the context has no timetable.

    """
    cap, clock = policy.limit(context, "tickets.pause.cap"), ticket.ledger.live("resolve")
    if cap is None or clock is None:
        return
    if context.timetable is None and cap.unit.endswith("days"):
        raise Defect("timetable_missing", unit=cap.unit)
    if until > pause_ends(clock, cap, context.at, context.timetable):
        source = policy.source_of(context, "tickets.pause.cap", article(15))
        raise Refused("pauses_too_long", what=act, limit=cap.amount, unit=cap.unit, source=source)


# ---- evolving -----------------------------------------------------------------------------------------------------


def applied(ledger: Ledger, event: m.TicketEvent) -> Ledger:
    """The clocks after an event."""
    for change in event.clocks:
        ledger = _apply(ledger, change, event.at)
    return ledger


def _apply(ledger: Ledger, change: m.ClockChange, at: datetime) -> Ledger:  # noqa: PLR0911  # one return an act
    limit = None if change.amount is None or change.unit is None else Limit(change.amount, change.unit)
    match change.act:
        case "started":
            return ledger.start(change.clock, at, change.due, limit)
        case "paused":
            return ledger.pause(change.clock, at, change.reason or "")
        case "resumed":
            return ledger.resume(change.clock, at, change.due)
        case "extended":
            return ledger.extend(change.clock, at, cast("datetime", change.due), change.by or "", change.reason or "")
        case "retargeted":
            return ledger.retarget(change.clock, at, change.due, limit)
        case "stopped":
            return ledger.stop(change.clock, at)
        case "cancelled":
            return ledger.cancel(change.clock, at, change.reason or "")
