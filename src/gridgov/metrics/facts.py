"""From a log to facts: one row a ticket, one row a transition, one row a task, all of integers and codes.

::

    recorded events ──facts──▶ tickets      what is known of each by now
                               transitions  every step of each
                               tasks        what other units were called in for (吹哨报到)

No personal data is in them: texts are not taken over, and a claimant is the key under which the log has them.

>>> facts([]).transitions["to"]
[]
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from attrs import field, frozen

from gridgov.messages import tickets as m
from gridgov.messages.base import Recorded

__all__ = ["Facts", "facts", "microseconds"]

_TRANSITION_COLUMNS: Final = ("ticket", "version", "event", "from", "to", "at", "actor")
_TASK_COLUMNS: Final = ("ticket", "task", "unit", "whistled_at", "due", "reported_at", "result", "cancelled_at")


@frozen
class Facts:
    """A log as tables of integers and codes: one row a ticket, a transition, a task. No personal data."""

    tickets: Mapping[str, Sequence[Any]]
    transitions: Mapping[str, Sequence[Any]]
    tasks: Mapping[str, Sequence[Any]] = field(factory=lambda: {name: [] for name in _TASK_COLUMNS})
    """The parts of units that were called in: until when, when they reported, when their part was cancelled."""


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

_SATISFIED: Final = frozenset({"very_satisfied", "satisfied", "basically_satisfied"})

_TICKET_COLUMNS: Final[Mapping[str, Any]] = {
    "ticket": "",
    "place": "",
    "channel": "",
    "kind": "",
    "category": "",
    "unit": None,
    "state": "",
    "outcome": None,
    "rounds": 1,
    "collected_at": None,
    "dispatched_at": None,
    "due": None,
    "handled_at": None,
    "replied_at": None,
    "ended_at": None,
    "visited": 0,
    "independent": 0,
    "contacted": 0,
    "solved": 0,
    "satisfied": 0,
    "with_opinion": 0,
    "counted": 1,
    "caller": None,
    "origin": None,
    "recorded_at": None,
    "accepted_at": None,
    "accept_due": None,
    "contacted_at": None,
    "contact_due": None,
    "first_due": None,
    "visited_at": None,
    "visit_due": 0,
    "visits_tried": 0,
    "visit_skipped": 0,
    "answered_at_once": 0,
    "accepted_by_first": 0,
    "objected": 0,
    "objection_decided": 0,
    "objection_upheld": 0,
    "deferred": 0,
    "extended": 0,
    "escalated": 0,
    "recategorised": 0,
    "reopened": 0,
    "appealed": 0,
    "appeal_decided": 0,
    "appeal_upheld": 0,
    "looped": 0,
    "one_hand": 0,
}
"""The columns of the ticket table with what stands there before anything happened. Times are microseconds since 1970,
UTC; flags are 0 or 1; the visit columns hold the last return visit.

What begins anew with every dispatch: ``accepted_at``, and ``contacted_at``, the first contact after it. ``due`` is the
limit as it stands by now, ``first_due`` the one that was given first. ``visit_due`` says whether a return visit was
owed, ``visits_tried`` how often it was tried. ``deferred``: the handling was put on hold; ``extended``: its limit was
moved. ``looped``: collected, handled, replied to and counselled; ``one_hand``: all of it by the same actor.
"""

_REMEMBERED: Final[Mapping[str, Any]] = {
    "first offered to": None,
    "first taken on by": None,
    "hands": (None, None, None, None),
}
"""What is remembered of a ticket to fill its row, and stands in no column."""


def microseconds(moment: datetime) -> int:
    """A moment as whole microseconds since 1970, UTC.

    >>> microseconds(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000

    """
    return (moment - _EPOCH) // _MICROSECOND


def facts(events: Iterable[Recorded]) -> Facts:
    """Folds a log into its fact tables; events of other rooms are passed over."""
    rows: dict[str, dict[str, Any]] = {}
    tasks: dict[str, dict[str, dict[str, Any]]] = {}
    transitions: dict[str, list[Any]] = {name: [] for name in _TRANSITION_COLUMNS}
    for recorded in events:
        event = recorded.event
        if isinstance(event, m.TicketEvent):
            row = rows.setdefault(event.ticket, {**_TICKET_COLUMNS, **_REMEMBERED})
            at = microseconds(event.at)
            step = (event.ticket, recorded.version, event.type, row["state"], event.state, at, event.actor)
            for name, value in zip(_TRANSITION_COLUMNS, step, strict=True):
                transitions[name].append(value)
            row.update(_news(event, at, row))
            if isinstance(event, m.TicketCollected):
                row["recorded_at"] = microseconds(recorded.recorded_at)
            elif isinstance(event, _ABOUT_TASKS):
                _note_tasks(tasks.setdefault(event.ticket, {}), event, at)
    return Facts(
        {name: [row[name] for row in rows.values()] for name in _TICKET_COLUMNS},
        transitions,
        {name: [task[name] for own in tasks.values() for task in own.values()] for name in _TASK_COLUMNS},
    )


def _news(event: m.TicketEvent, at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """What an event changes in the row of its ticket."""
    news: dict[str, Any] = {"state": event.state}
    if event.state not in _ENDED:
        news["ended_at"] = None
    elif row["state"] not in _ENDED:
        news["ended_at"] = at
    if (number := getattr(event, "round", 0)) > row["rounds"]:
        news |= {"rounds": number, "outcome": None}
    if said := _SAID.get(type(event)):
        news |= said(event, at)
    if event.state == "visit_due":
        news["visit_due"] = 1
    if event.clocks:
        news |= _limits(event, row)
    if noted := _NOTED.get(type(event)):
        news |= noted(event, at, row)
    return news


_ENDED: Final = frozenset({"closed", "archived"})


def _collected(event: m.TicketCollected, at: int) -> dict[str, Any]:
    named = {name: getattr(event, name) for name in ("ticket", "place", "channel", "kind", "category")}
    return {**named, "collected_at": at, "unit": event.unit, "caller": event.claimant, "origin": event.origin}


def _classified(event: m.TicketClassified, _: int) -> dict[str, Any]:
    return {name: getattr(event, name) for name in ("place", "kind", "category")}


def _dispatched(event: m.TicketDispatched, at: int) -> dict[str, Any]:
    due = None if event.due is None else microseconds(event.due)
    return {"unit": event.unit, "dispatched_at": at, "due": due, "accepted_at": None, "contacted_at": None}


def _unit(event: Any, _: int) -> dict[str, Any]:
    return {"unit": event.unit}


def _handled(event: m.TicketHandled, at: int) -> dict[str, Any]:
    return {"unit": event.unit, "outcome": event.outcome, "handled_at": at}


def _reviewed(event: m.TicketReviewed, _: int) -> dict[str, Any]:
    return {} if event.approved else {"outcome": None}


def _lapsed(event: m.TicketLapsed, _: int) -> dict[str, Any]:
    if event.clock == "accept" and event.state == "in_progress":
        return {"unit": event.unit}
    return {"outcome": "withdrawn"} if event.clock == "answer" and event.state == "closed" else {}


def _ends_as(outcome: m.Outcome | None) -> Callable[[Any, int], dict[str, Any]]:
    return lambda _, __: {"outcome": outcome}


def _told_as(outcome: m.Outcome) -> Callable[[Any, int], dict[str, Any]]:
    return lambda _, at: {"outcome": outcome, "replied_at": at}


def _heard_back(event: m.TicketHeardBack, _: int) -> dict[str, Any]:
    return {"outcome": "transferred_out"} if event.taken_over else {}


def _outcome(event: Any, _: int) -> dict[str, Any]:
    return {"outcome": event.outcome}


def _settled(event: m.TicketSettled, _: int) -> dict[str, Any]:
    return {"outcome": event.outcome} if event.settled else {}


def _tracking_reviewed(event: m.TicketTrackingReviewed, _: int) -> dict[str, Any]:
    return {"outcome": "explained"} if event.finding == "dropped" else {}


def _visit(event: m.TicketCounselled, at: int) -> dict[str, int]:
    return {
        "visited": 1,
        "visited_at": at,
        "independent": int(event.independent),
        "contacted": int(event.contacted),
        "solved": int(event.solved),
        "satisfied": int(event.satisfaction in _SATISFIED),
        "with_opinion": int(event.satisfaction != "no_opinion"),
    }


_SAID: Final[Mapping[type[m.TicketEvent], Callable[[Any, int], dict[str, Any]]]] = {
    m.TicketCollected: _collected,
    m.TicketClassified: _classified,
    m.TicketDispatched: _dispatched,
    m.TicketAccepted: _unit,
    m.TicketAdjudicated: _unit,
    m.TicketInstructed: _unit,
    m.TicketHandled: _handled,
    m.TicketReviewed: _reviewed,
    m.TicketLapsed: _lapsed,
    m.TicketAnswered: _told_as("answered"),
    m.TicketDiverted: _told_as("diverted"),
    m.TicketDeclined: _told_as("declined"),
    m.TicketInvalidated: _ends_as("invalid"),
    m.TicketMerged: _ends_as("merged"),
    m.TicketUnmerged: _ends_as(None),
    m.TicketWithdrawn: _ends_as("withdrawn"),
    m.TicketHeardBack: _heard_back,
    m.TicketReplied: lambda _, at: {"replied_at": at},
    m.TicketGivenUp: _outcome,
    m.TicketCounselled: _visit,
    m.TicketExplained: _outcome,
    m.TicketSettled: _settled,
    m.TicketTrackingReviewed: _tracking_reviewed,
    m.TicketExclusionDecided: lambda event, _: {"counted": int(not event.granted)},
    m.TicketRestored: lambda _, __: {"counted": 1},
}
"""What each event says about its ticket, besides the state; the others say nothing that a table holds."""


# ---- what depends on what was there before ------------------------------------------------------------------------

_LIMITS: Final = {"resolve": "due", "accept": "accept_due", "contact": "contact_due"}


def _limits(event: m.TicketEvent, row: Mapping[str, Any]) -> dict[str, Any]:
    """Until when something has to be done; a limit that was cancelled was never missed, but for that of the whole."""
    news: dict[str, Any] = {}
    for change in event.clocks:
        column = _LIMITS.get(change.clock)
        if column is None:
            continue
        if change.due is not None:
            news[column] = microseconds(change.due)
        elif change.act == "cancelled" and column != "due":
            news[column] = None
    if row["first_due"] is None and "due" in news:
        news["first_due"] = news["due"]
    return news


def _first_offer(event: m.TicketDispatched, _: int, row: Mapping[str, Any]) -> dict[str, Any]:
    news: dict[str, Any] = {}
    if row["first offered to"] is None:
        news["first offered to"] = event.unit
    if row["first_due"] is None and event.due is not None:
        news["first_due"] = microseconds(event.due)
    return news


def _taken_on(event: Any, _: int, row: Mapping[str, Any]) -> dict[str, Any]:
    if row["first taken on by"] is not None:
        return {}
    return {"first taken on by": event.unit, "accepted_by_first": int(event.unit == row["first offered to"])}


def _accepted(event: m.TicketAccepted, at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    return {"accepted_at": at, **_taken_on(event, at, row)}


def _silence(event: m.TicketLapsed, at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """A unit that says nothing has the ticket: its silence is no acceptance in time, but the dispatch hit it."""
    return _taken_on(event, at, row) if event.clock == "accept" and event.state == "in_progress" else {}


def _objection_decided(event: m.TicketAdjudicated, at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    if event.decision == "upheld":
        return {"objection_decided": 1, "objection_upheld": 1}
    return {"objection_decided": 1, **_taken_on(event, at, row)}


def _contacted(_: m.TicketContacted, at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    return {} if row["contacted_at"] is not None else {"contacted_at": at}


def _recategorised(event: m.TicketClassified, _: int, row: Mapping[str, Any]) -> dict[str, Any]:
    return {"recategorised": 1} if row["category"] not in (None, event.category) else {}


def _tried(_: Any, __: int, row: Mapping[str, Any]) -> dict[str, Any]:
    return {"visits_tried": row["visits_tried"] + 1}


def _counselled(event: m.TicketCounselled, at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    return {**_tried(event, at, row), **_hand(3)(event, at, row)}


def _hand(place: int) -> Callable[[Any, int, Mapping[str, Any]], dict[str, Any]]:
    """Through whom a stage went: 收, 办, 回, 疏 are 0 to 3."""

    def noted(event: m.TicketEvent, _: int, row: Mapping[str, Any]) -> dict[str, Any]:
        hands = (*row["hands"][:place], event.actor, *row["hands"][place + 1 :])
        looped = None not in hands
        return {"hands": hands, "looped": int(looped), "one_hand": int(looped and len(set(hands)) == 1)}

    return noted


def _flag(*names: str) -> Callable[[Any, int, Mapping[str, Any]], dict[str, Any]]:
    return lambda _, __, ___: dict.fromkeys(names, 1)


_NOTED: Final[Mapping[type[m.TicketEvent], Callable[[Any, int, Mapping[str, Any]], dict[str, Any]]]] = {
    m.TicketCollected: _hand(0),
    m.TicketClassified: _recategorised,
    m.TicketAnswered: _flag("answered_at_once"),
    m.TicketDispatched: _first_offer,
    m.TicketAccepted: _accepted,
    m.TicketLapsed: _silence,
    m.TicketObjected: _flag("objected"),
    m.TicketAdjudicated: _objection_decided,
    m.TicketContacted: _contacted,
    m.TicketWaiting: _flag("deferred"),
    m.TicketExtended: lambda event, _, __: {"extended": 1} if event.clock == "resolve" else {},
    m.TicketEscalated: _flag("escalated"),
    m.TicketHandled: _hand(1),
    m.TicketReplied: _hand(2),
    m.TicketCounselled: _counselled,
    m.TicketExplained: _hand(3),
    m.TicketVisitAttempted: _tried,
    m.TicketVisitSkipped: _flag("visit_skipped"),
    m.TicketAppealed: _flag("appealed"),
    m.TicketAppealDecided: lambda event, _, __: {"appeal_decided": 1, "appeal_upheld": int(event.upheld)},
    m.TicketReopened: _flag("reopened"),
}
"""What an event says in view of what happened before."""


# ---- tasks --------------------------------------------------------------------------------------------------------

_ABOUT_TASKS: Final = (m.TicketWhistled, m.TicketReported, m.TicketOverridden, m.TicketMerged, m.TicketWithdrawn)


def _note_tasks(tasks: dict[str, dict[str, Any]], event: m.TicketEvent, at: int) -> None:
    """What an event does to the tasks of its ticket."""
    match event:
        case m.TicketWhistled():
            for order in event.tasks:
                told = (event.ticket, order.task, order.unit, at, microseconds(order.due), None, None, None)
                tasks[order.task] = dict(zip(_TASK_COLUMNS, told, strict=True))
        case m.TicketReported():
            tasks[event.task].update(reported_at=at, result=event.result)
        case m.TicketOverridden():
            for name in event.cancelled:
                tasks[name]["cancelled_at"] = at
        case _:
            for task in tasks.values():
                if task["reported_at"] is None and task["cancelled_at"] is None:
                    task["cancelled_at"] = at
