"""What a service asks about tickets, all of it pure over states and events; the moment comes in.

:func:`allowed` what an actor can do now · :func:`lapsed`, :func:`overdue`, :func:`upcoming` which limits are over or
near · :func:`inbox` what waits for a unit · :func:`claimant_timeline`, :func:`handler_timeline` what happened.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from gridgov.calendars.timetable import utc
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


# ---- what can be done -----------------------------------------------------------------------------------------------


_COMMANDS: Final = frozenset(command.model_fields["type"].default.removeprefix("ticket.") for command in m.COMMANDS)


def allowed(ticket: Ticket, actor: Actor) -> tuple[str, ...]:
    """The commands that an actor may try now: those of the state, of the actor's roles, that are not about own work.

    Dates, windows and counters are looked at by ``decide`` alone, for they depend on the moment and on the policy.

    >>> sorted(ROLES["counsel"])
    ['grid_worker', 'visitor']

    """
    acts = (act for act in possible(ticket.state) if act in _COMMANDS)
    return tuple(act for act in acts if _may_try(ticket, actor, act) and not _own_work(ticket, actor, act))


def _may_try(ticket: Ticket, actor: Actor, act: str) -> bool:
    roles = actor.roles.intersection(ROLES[act])
    if "claimant" in roles and not _is_claimant(ticket, actor):
        roles -= {"claimant"}
    return bool(roles) and (not roles <= _OF_THE_UNIT or _in_charge(ticket, actor))


def _is_claimant(ticket: Ticket, actor: Actor) -> bool:
    """Whether an actor raised the matter; who raised one without a name may be anybody."""
    first = ticket.intake.claimant
    return first is None or actor.key in {first, *(other.claimant for other in ticket.others)}


def _own_work(ticket: Ticket, actor: Actor, act: str) -> bool:
    """Whether an actor, or their unit, would look at their own work."""
    unit = actor.unit is not None and actor.unit == ticket.duty.owner
    match act:
        case "counsel":
            return ticket.duty.dispatched and (unit or actor.key == ticket.handling.handler)
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
    """Which unit it was about; None in the timeline for the claimant, if the unit is a worker alone."""
    actor: str | None = None
    """Through whom; None in the timeline for the claimant."""


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


def claimant_timeline(events: Iterable[m.TicketEvent], lang: Lang) -> tuple[Entry, ...]:
    """What happened, for the claimant: no actor, no key of a person, no text that anybody wrote; comments left out."""
    log = tuple(events)
    people = frozenset(getattr(event, name, None) for event in log for name in _PEOPLE)
    return tuple(_entry(event, lang, hidden=people) for event in log if _is_for_claimant(event))


def _is_for_claimant(event: m.TicketEvent) -> bool:
    comment = isinstance(event, m.TicketNoted) and event.kind != "interim_reply"
    lapse = isinstance(event, m.TicketLapsed) and event.clock not in {"answer", "resume", "visit"}
    return event.type not in _INTERNAL and not comment and not lapse


def handler_timeline(events: Iterable[m.TicketEvent], lang: Lang) -> tuple[Entry, ...]:
    """Everything that happened, for those who work on it, with the keys of those who acted."""
    return tuple(_entry(event, lang) for event in events)


def _entry(event: m.TicketEvent, lang: Lang, *, hidden: Collection[str | None] | None = None) -> Entry:
    """The line about an event; with ``hidden``, the keys of persons, it is for the claimant."""
    words = [label("event", event.type, lang), *_detail(event, lang)]
    unit = getattr(event, "unit", None)
    return Entry(
        at=event.at,
        event=event.type,
        stage=STAGES[event.state],
        text=("：" if lang == "zh" else ": ").join(words),
        unit=None if hidden and unit in hidden else unit,
        actor=event.actor if hidden is None else None,
    )


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


def _detail(event: m.TicketEvent, lang: Lang) -> tuple[str, ...]:
    """The code that says most about an event, in words; a code that the catalogue does not know stays as it is."""
    failed = isinstance(event, m.TicketSettled) and not event.settled
    name = next((name for name in _TELLING if hasattr(event, name)), None)
    if name is None or failed:  # a mediation without agreement names an outcome that was not reached
        return ()
    return (label(_GROUPS.get((event.type, name), f"ticket.{name}"), getattr(event, name), lang),)
