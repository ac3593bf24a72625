"""What a service asks about tickets, all of it pure over states and events; the moment comes in.

:func:`allowed` what an actor can do now · :func:`lapsed`, :func:`overdue`, :func:`upcoming` which limits are over or
near · :func:`inbox` what waits for a unit · :func:`claimant_timeline`, :func:`handler_timeline` what happened, in words.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from attrs import field, frozen

from gridgov.errors import Lang
from gridgov.labels import label
from gridgov.messages import tickets as m
from gridgov.tickets.acts import possible
from gridgov.tickets.chart import ROLES
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


# ---- what can be done -------------------------------------------------------------------------------------------------


def allowed(ticket: Ticket, actor: Actor) -> tuple[str, ...]:
    """The acts that an actor may try now: those of the state, of the actor's roles, that are not about own work.

    Dates, windows and counters are looked at by ``decide`` alone, for they depend on the moment and on the policy.

    >>> sorted(ROLES["counsel"])
    ['grid_worker', 'visitor']

    """
    return tuple(
        act
        for act in possible(ticket.state)
        if actor.roles.intersection(ROLES[act]) and not _own_work(ticket, actor, act) and _in_charge(ticket, actor, act)
    )


def _own_work(ticket: Ticket, actor: Actor, act: str) -> bool:
    match act:
        case "review" | "decide_exclusion":
            return actor.key in {ticket.handling.handler, ticket.assessment.asked_by}
        case "approve_reply":
            return actor.key == ticket.reply.drafted_by
        case "adjudicate":
            return actor.key == ticket.duty.objector
        case "counsel":
            own = actor.key == ticket.handling.handler or (actor.unit is not None and actor.unit == ticket.duty.owner)
            return own and ticket.duty.dispatched
        case "decide_appeal":
            before = {ticket.handling.handler, ticket.handling.reviewer, ticket.counselling.appeal_decided_by}
            return actor.key in before or (actor.unit is not None and actor.unit == ticket.duty.owner)
        case _:
            return False


_OF_THE_UNIT = frozenset({"unit_lead", "handler"})
"""Roles that one has for one's own unit alone."""


def _in_charge(ticket: Ticket, actor: Actor, act: str) -> bool:
    """Whether the unit of the actor is the one whose turn it is, for acts that are up to a unit."""
    if actor.unit is None or not actor.roles.intersection(ROLES[act]) <= _OF_THE_UNIT:
        return True
    return actor.unit == (ticket.duty.offered_to if ticket.state == "offered" else ticket.unit)


# ---- limits -----------------------------------------------------------------------------------------------------------


@frozen
class Due:
    """A limit of a ticket."""

    ticket: str
    clock: str
    due: datetime
    unit: str | None
    """The unit that has the ticket, or that has the task."""


def lapsed(ticket: Ticket, at: datetime) -> tuple[str, ...]:
    """The clocks of a ticket whose time is over at a moment, by name; at the limit itself it is still in time."""
    return ticket.ledger.lapsed(at)


def overdue(tickets: Iterable[Ticket], at: datetime) -> tuple[Due, ...]:
    """Every limit that is over at a moment, the longest first; those of co-units among them."""
    return _sorted(due for ticket in tickets for due in _dues(ticket) if due.due < at)


def upcoming(tickets: Iterable[Ticket], at: datetime, until: datetime) -> tuple[Due, ...]:
    """Every limit that ends from a moment on, up to and with another, the next first."""
    return _sorted(due for ticket in tickets for due in _dues(ticket) if at <= due.due <= until)


def _dues(ticket: Ticket) -> Iterator[Due]:
    for clock in ticket.ledger.running:
        if clock.due is not None and not (clock.name == "report" and ticket.open_tasks):
            yield Due(ticket.id, clock.name, clock.due, ticket.unit)
    for task in ticket.open_tasks:
        yield Due(ticket.id, "report", task.due, task.unit)


def _sorted(dues: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(dues, key=lambda due: (due.due, due.ticket, due.clock)))


# ---- inbox ------------------------------------------------------------------------------------------------------------


def inbox(tickets: Iterable[Ticket], unit: str) -> tuple[Ticket, ...]:
    """What waits for a unit: what it has, what it is offered, what it is called in for, what it is to instruct.

    Ordered by the next limit; what has none comes last, oldest first.
    """
    mine = (ticket for ticket in tickets if _waits_for(ticket, unit))
    return tuple(sorted(mine, key=lambda t: (t.ledger.next_due is None, t.ledger.next_due or t.intake.at, t.id)))


def _waits_for(ticket: Ticket, unit: str) -> bool:
    if ticket.stage in {"closed", "archived"}:
        return False
    if any(task.unit == unit for task in ticket.open_tasks):
        return True
    match ticket.state:
        case "offered":
            return ticket.duty.offered_to == unit
        case "escalated":
            return ticket.duty.asked == unit
        case "registered" | "info_requested":
            return ticket.intake.unit == unit
        case _:
            return ticket.duty.owner == unit


# ---- timelines --------------------------------------------------------------------------------------------------------


@frozen
class Entry:
    """One line of a timeline: nothing in it is about a person."""

    at: datetime
    event: str
    """The type of the event."""
    stage: str
    text: str
    unit: str | None = None
    actor: str | None = None
    """Through whom; None in the timeline for the claimant."""


_INTERNAL = frozenset(
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


def claimant_timeline(events: Iterable[m.TicketEvent], lang: Lang) -> tuple[Entry, ...]:
    """What happened, for the claimant: no actor, no key of a person, no text that anybody wrote; comments left out."""
    return tuple(_entry(event, lang, inside=False) for event in events if _is_for_claimant(event))


def _is_for_claimant(event: m.TicketEvent) -> bool:
    comment = isinstance(event, m.TicketNoted) and event.kind != "interim_reply"
    lapse = isinstance(event, m.TicketLapsed) and event.clock not in {"answer", "resume", "visit"}
    return event.type not in _INTERNAL and not comment and not lapse


def handler_timeline(events: Iterable[m.TicketEvent], lang: Lang) -> tuple[Entry, ...]:
    """Everything that happened, for those who work on it, with the keys of those who acted."""
    return tuple(_entry(event, lang, inside=True) for event in events)


def _entry(event: m.TicketEvent, lang: Lang, *, inside: bool) -> Entry:
    words = [label("event", event.type, lang), *(_detail(event, lang))]
    text = ("：" if lang == "zh" else ": ").join(words[:2])
    return Entry(
        at=event.at,
        event=event.type,
        stage=STAGES[event.state],
        text=text,
        unit=getattr(event, "unit", None),
        actor=event.actor if inside else None,
    )


_NAMED_BY = (
    ("channel", "ticket.channel"),
    ("outcome", "ticket.outcome"),
    ("satisfaction", "ticket.satisfaction"),
    ("decision", "ticket.decision"),
    ("clock", "ticket.clock"),
    ("finding", "ticket.finding"),
    ("result", "ticket.report"),
    ("visibility", "ticket.visibility"),
    ("reason", "ticket.reason"),
)


def _detail(event: m.TicketEvent, lang: Lang) -> Iterator[str]:
    """The code that says most about an event, in words; a code that the catalogue does not know stays as it is."""
    for name, group in _NAMED_BY:
        value = getattr(event, name, None)
        if isinstance(value, str) and not (name == "result" and len(value) == 64):
            yield label(group, value, lang)
            return
