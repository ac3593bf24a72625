"""What a service asks about tickets, all of it pure over states and events; the moment comes in.

:func:`allowed` what an actor can do now · :func:`lapsed`, :func:`overdue`, :func:`upcoming` which limits are over or
near · :func:`inbox` what waits for a unit · :func:`claimant_timeline`, :func:`handler_timeline` what happened.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from attrs import field, frozen

from gridgov.calendars.timetable import utc
from gridgov.errors import Lang, Refused
from gridgov.kernel import Context
from gridgov.labels import codes, label
from gridgov.messages import tickets as m
from gridgov.tickets import policy
from gridgov.tickets.acts import check_often, check_within, possible
from gridgov.tickets.chart import ROLES
from gridgov.tickets.guards import LIFECYCLE, Question
from gridgov.tickets.replying import check_hotline, is_hotline_missing
from gridgov.tickets.state import STAGES, Ticket

__all__ = [
    "Actor",
    "Due",
    "Entry",
    "allowed",
    "claimant_timeline",
    "handler_timeline",
    "inbox",
    "lapsed",
    "overdue",
    "upcoming",
]


@frozen
class Actor:
    """Somebody who may want to act: a key, the unit they act for, and what they are there."""

    key: str
    unit: str | None = None
    roles: frozenset[str] = field(default=frozenset(), converter=frozenset)
    """Out of :data:`gridgov.tickets.chart.ROLES`."""


# ---- what can be done -----------------------------------------------------------------------------------------------


_COMMANDS: Final = frozenset(command.model_fields["type"].default.removeprefix("ticket.") for command in m.COMMANDS)


def allowed(ticket: Ticket, actor: Actor, context: Context | None = None) -> tuple[str, ...]:
    """The commands that an actor may try: those of the state, of the actor's roles, that are not about own work.

    Windows, counters and conditions depend on the moment and on the policy. With a context, of which the moment and the
    policy are looked at, what is refused now whatever the command says is left out too; the rest is up to ``decide``.

    Raises:
        Defect: ``timetable_missing``: a window is in working days, and the context has no timetable.

    >>> sorted(ROLES["counsel"])
    ['grid_worker', 'visitor']

    """
    acts = (act for act in possible(ticket.state) if act in _COMMANDS)
    mine = (act for act in acts if _may_try(ticket, actor, act) and not _own_work(ticket, actor, act))
    return tuple(act for act in mine if context is None or _possible_now(ticket, actor, act, context))


def _may_try(ticket: Ticket, actor: Actor, act: str) -> bool:
    roles = actor.roles.intersection(ROLES[act])
    if "claimant" in roles and not _is_claimant(ticket, actor):
        roles -= {"claimant"}
    return bool(roles) and (not roles <= _OF_THE_UNIT or _in_charge(ticket, actor))


def _is_claimant(ticket: Ticket, actor: Actor) -> bool:
    """Whether an actor raised the matter; who raised one without a name may be anybody."""
    return ticket.intake.claimant is None or actor.key in ticket.claimants


def _own_work(ticket: Ticket, actor: Actor, act: str) -> bool:
    """Whether an actor, or their unit, would look at their own work."""
    unit = actor.unit in ticket.took_part
    match act:
        case "counsel" | "attempt_visit" | "skip_visit":
            return ticket.duty.dispatched and (unit or actor.key in ticket.hands)
        case "decide_appeal":
            return unit or actor.key in _hands(ticket, act)
        case _:
            return actor.key in _hands(ticket, act)


def _hands(ticket: Ticket, act: str) -> tuple[str | None, ...]:
    """Through whom the work came that an act looks at."""
    match act:
        case "review":
            return (ticket.handling.handler,)
        case "approve_reply":
            return (ticket.reply.drafted_by,)
        case "adjudicate":
            return (ticket.duty.objector,)
        case "instruct":
            return (ticket.duty.asked_by, ticket.duty.objector)
        case "extend":
            return (ticket.handling.handler,)
        case "decide_exclusion":
            return (*ticket.hands, ticket.assessment.asked_by)
        case "decide_appeal":
            return ticket.hands
        case _:
            return ()


_OF_THE_UNIT: Final = frozenset({"unit_lead", "handler"})
"""Roles that one has for one's own unit alone."""


def _in_charge(ticket: Ticket, actor: Actor) -> bool:
    """Whether the unit of the actor is the one whose turn it is; before anybody has it, the one that took it in."""
    turn = ticket.duty.offered_to if ticket.state == "offered" else ticket.unit or ticket.intake.unit
    return actor.unit is None or turn is None or actor.unit == turn


# ---- what can be done now -------------------------------------------------------------------------------------------


class _UnsaidError(Exception):
    """A condition asks about the command, which nobody has given yet."""


class _Unsaid:
    """Stands for a command that nobody has given yet."""

    def __getattr__(self, name: str) -> Any:
        raise _UnsaidError(name)


def _possible_now(ticket: Ticket, actor: Actor, act: str, context: Context) -> bool:
    """Whether nothing stands in the way of an act that is known without the command."""
    if act in _FITTING and not _FITTING[act](ticket, actor, context):
        return False
    try:
        _check_now(ticket, actor, act, context)
        if act in LIFECYCLE.allowed(ticket.state):
            LIFECYCLE.step(ticket.state, act, Question(ticket, _Unsaid(), context))
    except Refused:
        return False
    except _UnsaidError:
        return True
    return True


def _can_be_extended(ticket: Ticket, _: Actor, context: Context) -> bool:
    """Whether a clock has a limit that is not over, and was not extended as often as the host allows."""
    most = policy.whole(context, "tickets.extension.max")
    live = (clock for clock in ticket.ledger.clocks if clock.is_live and clock.due is not None)
    in_time = (clock for clock in live if not clock.is_late(context.at))
    return any(most is None or sum(one.act == "extended" for one in clock.changes) < most for clock in in_time)


def _has_lapsed(ticket: Ticket, _: Actor, context: Context) -> bool:
    """Whether a limit is over; that of a visit says something only after as many tries as the policy asks for."""
    over = ticket.ledger.lapsed(context.at)
    if ticket.state == "visit_due" and over == ("visit",):
        tried = ticket.counselling.attempts >= (policy.whole(context, "tickets.visit.tries") or 1)
        return tried and not is_hotline_missing(ticket, context)
    return bool(over)


def _can_be_dispatched(ticket: Ticket, _: Actor, __: Context) -> bool:
    """Whether it is known where it belongs, and may go there: what was designated gets a limit at most."""
    stays = ticket.state == "in_progress" and ticket.duty.return_locked and ticket.due is not None
    return None not in {ticket.matter.category, ticket.matter.place} and not stays


def _is_to_report(ticket: Ticket, actor: Actor, _: Context) -> bool:
    return any(actor.unit in {None, task.unit} for task in ticket.open_tasks)


def _is_over(ticket: Ticket, _: Actor, context: Context) -> bool:
    """Whether the time of keeping is over."""
    keep, closed = policy.limit(context, "tickets.retention"), ticket.closed_at
    return keep is None or closed is None or context.at >= policy.end_of(context, closed, keep)


_FITTING: Final[Mapping[str, Callable[[Ticket, Actor, Context], bool]]] = MappingProxyType(
    {
        "ask": lambda ticket, _, __: ticket.can_be_reached,
        "answer_now": lambda ticket, _, __: ticket.matter.kind == "consult",
        "invalidate": lambda ticket, _, __: not ticket.others,
        "withdraw": lambda ticket, _, __: not ticket.others,
        "release": lambda ticket, _, __: bool(ticket.others),
        "dispatch": _can_be_dispatched,
        "object": lambda ticket, _, __: not ticket.duty.return_locked,
        "report": _is_to_report,
        "extend": _can_be_extended,
        "lapse": _has_lapsed,
        "request_exclusion": lambda ticket, _, __: ticket.assessment.state in {"counted", "restored"},
        "decide_exclusion": lambda ticket, _, __: ticket.assessment.state == "exclusion_requested",
        "restore": lambda ticket, _, __: ticket.assessment.state == "excluded",
        "archive": _is_over,
    }
)
"""Whether there is anything that an act could be about; of an act that is not here there always is."""


def _check_now(ticket: Ticket, actor: Actor, act: str, context: Context) -> None:
    """Refuses what a window, a counter or a duty to the hotline stands in the way of."""
    duty, counselling = ticket.duty, ticket.counselling
    match act:
        case "object":
            check_within(act, duty.offered_at, context, "tickets.objection.window", "")
            check_often(act, duty.bounces, context, "tickets.objection.max", "")
        case "dispatch" if ticket.state == "in_progress":
            check_often(act, duty.transfers, context, "tickets.transfer.max", "")
        case "escalate":
            check_often(act, duty.level, context, "tickets.escalation.levels", "")
        case "appeal":
            check_within(act, ticket.closed_at, context, "tickets.appeal.window", "")
            check_often(act, counselling.appeals, context, "tickets.appeal.levels", "")
        case "reopen":
            check_within(act, counselling.ended_at or ticket.closed_at, context, "tickets.reopen.window", "")
            if "reviewer" not in actor.roles:  # a review may find it again and again, a claimant may not ask for ever
                check_often(act, counselling.reopenings, context, "tickets.reopen.max", "")
        case "counsel" | "skip_visit" | "explain" | "give_up":
            check_hotline(ticket, act, context)
        case _:
            pass


# ---- limits ---------------------------------------------------------------------------------------------------------


@frozen
class Due:
    """A limit of a ticket that is being counted."""

    ticket: str
    clock: str
    due: datetime
    unit: str | None
    """The unit that has the ticket, or is offered it, or has the task."""


def lapsed(ticket: Ticket, at: datetime) -> tuple[str, ...]:
    """The clocks of a ticket whose time is over at a moment, by name; at the limit itself it is still in time.

    Raises:
        BadInput: a moment without a zone.

    """
    return ticket.ledger.lapsed(at)


def overdue(tickets: Iterable[Ticket], at: datetime) -> tuple[Due, ...]:
    """Every limit that is over at a moment, the longest first; those of co-units among them.

    Raises:
        BadInput: a moment without a zone.

    """
    now = utc(at, "at")
    return _sorted(due for ticket in tickets for due in _dues(ticket) if due.due < now)


def upcoming(tickets: Iterable[Ticket], at: datetime, until: datetime) -> tuple[Due, ...]:
    """Every limit that ends from a moment on, up to and with another, the next first.

    Raises:
        BadInput: a moment without a zone.

    """
    now, last = utc(at, "at"), utc(until, "until")
    return _sorted(due for ticket in tickets for due in _dues(ticket) if now <= due.due <= last)


def _dues(ticket: Ticket) -> Iterator[Due]:
    for clock in ticket.ledger.running:
        if clock.due is not None and not (clock.name == "report" and ticket.open_tasks):
            yield Due(ticket.id, clock.name, clock.due, ticket.unit)
    for task in ticket.open_tasks:
        yield Due(ticket.id, "report", task.due, task.unit)


def _sorted(dues: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(dues, key=lambda due: (due.due, due.ticket, due.clock)))


# ---- inbox ----------------------------------------------------------------------------------------------------------


def inbox(tickets: Iterable[Ticket], unit: str) -> tuple[Ticket, ...]:
    """What waits for a unit: what it has, what it is offered, what it is called in for, what it is to instruct.

    What is not up to the unit that has it, and names nobody else, waits for the unit that took it in: what is to be
    judged, dispatched or adjudicated, the return visit to the claimant of a dispatched ticket, and an appeal. Ordered
    by the next limit; what has none comes last, oldest first.
    """
    mine = (ticket for ticket in tickets if _waits_for(ticket, unit))
    return tuple(sorted(mine, key=lambda t: (t.ledger.next_due is None, t.ledger.next_due or t.intake.at, t.id)))


def _waits_for(ticket: Ticket, unit: str) -> bool:
    if ticket.stage in {"closed", "archived"}:
        return False
    return unit == _turn(ticket) or any(task.unit == unit for task in ticket.open_tasks)


def _turn(ticket: Ticket) -> str | None:
    """The unit whose turn it is."""
    match ticket.state:
        case "offered":
            return ticket.duty.offered_to
        case "escalated":
            return ticket.duty.asked or ticket.intake.unit
        case "registered" | "info_requested" | "disputed" | "appealed":
            return ticket.intake.unit
        case "visit_due" if ticket.duty.dispatched:
            return ticket.intake.unit
        case _:
            return ticket.duty.owner


# ---- timelines ------------------------------------------------------------------------------------------------------


@frozen
class Entry:
    """One line of a timeline: keys and words of the catalogue, and nothing that anybody wrote."""

    at: datetime
    event: str
    """The type of the event."""
    stage: str
    text: str
    unit: str | None = None
    """Which unit it was about; None in the timeline for the claimant, if the unit is or may be a worker alone."""
    actor: str | None = None
    """Through whom; None in the timeline for the claimant."""
    due: datetime | None = None
    """Until when something has to be done, where the event says so: the limit of an order, the new one of an extension,
    the end of a hold, when somebody looks again."""
    units: tuple[str, ...] = ()
    """Which other units were called in; none in the timeline for the claimant."""


_INTERNAL: Final = frozenset(
    {
        "ticket.objected",
        "ticket.adjudicated",
        "ticket.planned",
        "ticket.reviewed",
        "ticket.drafted",
        "ticket.reply_approved",
        "ticket.reported_back",
        "ticket.exclusion_requested",
        "ticket.exclusion_decided",
        "ticket.restored",
        "ticket.shown",
        "ticket.adopted",
        "ticket.released",
    }
)
"""What the claimant is not bothered with."""


_PEOPLE: Final = ("actor", "claimant", "on_behalf_of", "approved_by", "consented_by", "asked_by", "mediator")
"""The fields of events that are keys of persons."""


def claimant_timeline(
    events: Iterable[m.TicketEvent], lang: Lang, *, units: Collection[str] | None = None
) -> tuple[Entry, ...]:
    """What happened, for the claimant: no actor, no key of a person, no text that anybody wrote; comments left out.

    A code that the catalogue does not know is left out too: a host's own reason may be meant for colleagues. ``units``
    are the units of the register, and no other is named: an all-round worker is a unit of one, by the worker's key.
    Without them, a unit is named that is the key of nobody in these events.
    """
    log = tuple(events)
    people = frozenset(getattr(event, name, None) for event in log for name in _PEOPLE)
    named = frozenset(getattr(event, "unit", None) for event in log) - people if units is None else frozenset(units)
    return tuple(_entry(event, lang, named=named) for event in log if _is_for_claimant(event))


def _is_for_claimant(event: m.TicketEvent) -> bool:
    comment = isinstance(event, m.TicketNoted) and event.kind != "interim_reply"
    lapse = isinstance(event, m.TicketLapsed) and event.clock not in {"answer", "resume", "visit"}
    return event.type not in _INTERNAL and not comment and not lapse


def handler_timeline(events: Iterable[m.TicketEvent], lang: Lang) -> tuple[Entry, ...]:
    """Everything that happened, for those who work on it, with the keys of those who acted."""
    return tuple(_entry(event, lang) for event in events)


def _entry(event: m.TicketEvent, lang: Lang, *, named: Collection[str | None] | None = None) -> Entry:
    """The line about an event; with ``named``, the units that may be named, it is for the claimant."""
    between, colon = ("，", "：") if lang == "zh" else (", ", ": ")
    details = between.join(_details(event, lang, known=named is not None))
    unit, inside = getattr(event, "unit", None), named is None
    return Entry(
        at=event.at,
        event=event.type,
        stage=STAGES[event.state],
        text=colon.join(filter(None, (label("event", event.type, lang), details))),
        unit=unit if named is None or unit in named else None,
        actor=event.actor if inside else None,
        due=next((getattr(event, name) for name in _UNTIL if hasattr(event, name)), None),
        units=tuple(order.unit for order in event.tasks) if inside and isinstance(event, m.TicketWhistled) else (),
    )


_UNTIL: Final = ("due", "answer_by", "resume_by", "follow_up_by", "decide_by", "review_by")
"""The fields of events that say until when; no event has two of them."""

_ANSWERS: Final = ("approved", "granted", "taken_over", "adopted", "upheld", "solved", "settled")
"""The fields of events that decide something, yes or no; no event has two of them."""

_TELLING: Final = (
    "channel",
    "outcome",
    "satisfaction",
    "decision",
    "clock",
    "finding",
    "result",
    "visibility",
    "reason",
    "kind",
)
"""The fields of events that are codes, the one that says most about an event first."""

_GROUPS: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("ticket.reported", "result"): "ticket.report",
        ("ticket.diverted", "reason"): "ticket.diversion",
        ("ticket.declined", "reason"): "ticket.declination",
        ("ticket.noted", "kind"): "ticket.note",
    }
)
"""Where the words for a field are, if not in the group of its name."""


def _details(event: m.TicketEvent, lang: Lang, *, known: bool) -> Iterator[str]:
    """What was decided, and the code that says most about an event, in words; ``known``: no code without a word."""
    for name in _ANSWERS:
        if hasattr(event, name):
            yield label("ticket.answer", f"{name}_{'yes' if getattr(event, name) else 'no'}", lang)
    telling = next((name for name in _TELLING if hasattr(event, name)), None)
    failed = isinstance(event, m.TicketSettled) and not event.settled
    if telling is None or failed:  # a mediation without agreement names an outcome that was not reached
        return
    group, code = _GROUPS.get((event.type, telling), f"ticket.{telling}"), getattr(event, telling)
    if not known or code in codes(group):
        yield label(group, code, lang)
