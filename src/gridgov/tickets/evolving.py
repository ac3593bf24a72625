"""What each event makes of a ticket, one function an event. None of them refuses, none runs the chart."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve as changed
from attrs import fields

from gridgov.errors import Defect
from gridgov.messages import tickets as m
from gridgov.tickets.clocks import applied
from gridgov.tickets.state import (
    NO_CLOCKS,
    Assessment,
    Claimant,
    Counselling,
    Duty,
    Handling,
    Intake,
    Matter,
    Replying,
    Round,
    Task,
    Ticket,
    Visit,
)

__all__ = ["evolve"]


_FIELDS: Final = tuple(one.name for one in fields(Ticket))
_values_of: Final = attrgetter(*_FIELDS)  # a ticket has twenty fields: this is three times as quick as attrs.evolve

_BY_HAND: Final = frozenset(
    {
        m.TicketAnswered,
        m.TicketDiverted,
        m.TicketDeclined,
        m.TicketInvalidated,
        m.TicketHandled,
        m.TicketHeardBack,
        m.TicketReported,
        m.TicketReviewed,
        m.TicketDrafted,
        m.TicketReplyApproved,
        m.TicketReplied,
        m.TicketGivenUp,
        m.TicketExplained,
        m.TicketSettled,
        m.TicketTrackingReviewed,
        m.TicketAppealDecided,
    }
)
"""The events through whose actor the matter was handled, told or decided in one way or another."""


def evolve(ticket: Ticket | None, event: m.TicketEvent) -> Ticket:
    """The ticket after an event.

    Raises:
        Defect: the log begins with something else than the collecting of a ticket, or begins twice.

    """
    if ticket is None:
        if isinstance(event, m.TicketCollected):
            return _collected(event)
        raise Defect("log_without_beginning", type=event.type)
    if isinstance(event, m.TicketCollected):
        raise Defect("log_begins_twice", type=event.type)
    news = _NEWS[type(event)](ticket, event)
    if event.clocks:
        news["ledger"] = applied(ticket.ledger, event)
    if hands := [hand for hand in _hands_of(event) if hand not in ticket.hands]:
        news["hands"] = (*ticket.hands, *hands)
    if event.state == "closed" != ticket.state:
        _end(ticket, news)
    whole: dict[str, Any] = {**dict(zip(_FIELDS, _values_of(ticket), strict=True)), "state": event.state, **news}
    return Ticket(**whole)


def _hands_of(event: m.TicketEvent) -> tuple[str, ...]:
    """Through whom an event decided the matter, and who agreed."""
    if isinstance(event, m.TicketDeclined | m.TicketReopened):
        agreed = (event.approved_by,) if event.approved_by else ()
        return (event.actor, *agreed) if type(event) in _BY_HAND else agreed
    return (event.actor,) if type(event) in _BY_HAND else ()


def _end(ticket: Ticket, news: dict[str, Any]) -> None:
    """At the end nobody is offered, asked or waited for any more."""
    duty, handling = news.get("duty", ticket.duty), news.get("handling", ticket.handling)
    counselling = news.get("counselling", ticket.counselling)
    if duty.offered_to or duty.asked or duty.objector:
        news["duty"] = changed(_unoffered(duty), asked=None, asked_by=None)
    if handling.resume_by or handling.follow_up_by:
        news["handling"] = _at_rest(handling)
    if counselling.review_by or counselling.decide_by:
        news["counselling"] = changed(counselling, review_by=None, decide_by=None)


def _collected(event: m.TicketCollected) -> Ticket:
    intake = Intake(
        at=event.at,
        channel=event.channel,
        kind=event.kind,
        category=event.category,
        place=event.place,
        claimant=event.claimant,
        on_behalf_of=event.on_behalf_of,
        unit=event.unit,
        origin=event.origin,
        cluster=event.cluster,
        like=event.like,
        has_contact=event.contact is not None,
    )
    matter = Matter(event.kind, event.category, event.place, event.urgency)
    ledger = applied(NO_CLOCKS, event)
    return Ticket(
        event.ticket,
        event.state,
        intake,
        matter,
        visibility=event.visibility,
        shown_by=event.actor,
        ledger=ledger,
    )


# ---- 收 --------------------------------------------------------------------------------------------------------------


def _classified(_: Ticket, event: m.TicketClassified) -> dict[str, Any]:
    return {"matter": Matter(event.kind, event.category, event.place, event.urgency)}


def _nothing(_: Ticket, __: m.TicketEvent) -> dict[str, Any]:
    """Nothing but the state, and perhaps the clocks."""
    return {}


def _ended(event: m.TicketEvent, outcome: m.Outcome, **more: Any) -> dict[str, Any]:
    return {"outcome": outcome, "closed_at": event.at, **more}


def _told_at_once(ticket: Ticket, event: m.TicketEvent, outcome: m.Outcome) -> dict[str, Any]:
    """The claimant was told as it ended, if anybody can be told."""
    if not ticket.can_be_reached:
        return _ended(event, outcome, delivery="exempt")
    return _ended(event, outcome, delivery="sent", reply=Replying(replied_at=event.at))


def _answered(ticket: Ticket, event: m.TicketAnswered) -> dict[str, Any]:
    return _told_at_once(ticket, event, "answered")


def _diverted(ticket: Ticket, event: m.TicketDiverted) -> dict[str, Any]:
    return _told_at_once(ticket, event, "diverted")


def _declined(ticket: Ticket, event: m.TicketDeclined) -> dict[str, Any]:
    return _told_at_once(ticket, event, "declined")


def _invalidated(_: Ticket, event: m.TicketInvalidated) -> dict[str, Any]:
    return _ended(event, "invalid")


def _merged(ticket: Ticket, event: m.TicketMerged) -> dict[str, Any]:
    tasks = _cancelled(ticket, "merged")
    return _ended(event, "merged", merged_into=event.into, tasks=tasks, merges=ticket.merges + 1)


def _unmerged(ticket: Ticket, event: m.TicketUnmerged) -> dict[str, Any]:
    return {**_next_round(ticket, event), "merged_into": None, "duty": ticket.duty}  # no counter begins anew


def _adopted(ticket: Ticket, event: m.TicketAdopted) -> dict[str, Any]:
    """One more to tell; that others were not reached says nothing about who came along."""
    news: dict[str, Any] = {"others": (*ticket.others, Claimant(event.other, event.claimant, event.has_contact))}
    if ticket.reply.failed:
        news |= {"reply": changed(ticket.reply, failed=()), "delivery": "unsent"}
    return news


def _released(ticket: Ticket, event: m.TicketReleased) -> dict[str, Any]:
    return {"others": tuple(other for other in ticket.others if other.ticket != event.other)}


def _withdrawn(ticket: Ticket, event: m.TicketWithdrawn) -> dict[str, Any]:
    return _ended(event, "withdrawn", tasks=_cancelled(ticket, "withdrawn"))


def _at_rest(handling: Handling) -> Handling:
    """The handling, waiting for nothing and with nobody outside any more."""
    return changed(handling, reason=None, resume_by=None, body=None, follow_up_by=None)


def _cancelled(ticket: Ticket, reason: str) -> tuple[Task, ...]:
    """The tasks, those that are open cancelled."""
    if not ticket.tasks:
        return ()
    return tuple(changed(t, state="cancelled", reason=reason) if t.state == "open" else t for t in ticket.tasks)


# ---- 办 --------------------------------------------------------------------------------------------------------------


def _dispatched(ticket: Ticket, event: m.TicketDispatched) -> dict[str, Any]:
    passed_on = ticket.duty.transfers + (ticket.state == "in_progress" and event.unit != ticket.duty.owner)
    duty = changed(ticket.duty, offered_to=event.unit, offered_at=event.at, dispatched=True, transfers=passed_on)
    return {"duty": duty}


def _unoffered(duty: Duty) -> Duty:
    """The duty, without an offer that nobody answered."""
    return changed(duty, offered_to=None, offered_at=None, objector=None)


def _taken_on(duty: Duty, unit: str, **more: Any) -> Duty:
    """The unit has it now; the first one to have it stays the first responsible."""
    units = duty.units if unit in duty.units else (*duty.units, unit)
    return changed(_unoffered(duty), owner=unit, units=units, **more)


def _accepted(ticket: Ticket, event: m.TicketAccepted) -> dict[str, Any]:
    return {"duty": _taken_on(ticket.duty, event.unit)}


def _objected(ticket: Ticket, event: m.TicketObjected) -> dict[str, Any]:
    return {"duty": changed(ticket.duty, objector=event.actor, objections=ticket.duty.objections + 1)}


def _adjudicated(ticket: Ticket, event: m.TicketAdjudicated) -> dict[str, Any]:
    duty = ticket.duty
    if event.decision == "upheld":
        bounces = duty.bounces + 1
        return {"duty": changed(duty, offered_to=event.unit, offered_at=event.at, bounces=bounces, objector=None)}
    return {"duty": _taken_on(duty, event.unit, return_locked=event.decision == "designated" or duty.return_locked)}


def _contacted(ticket: Ticket, event: m.TicketContacted) -> dict[str, Any]:
    first = ticket.handling.contacted_at
    return {} if first else {"handling": changed(ticket.handling, contacted_at=event.at)}


def _planned(ticket: Ticket, event: m.TicketPlanned) -> dict[str, Any]:
    handling = changed(ticket.handling, cause=event.cause, plan=event.plan, measures=event.measures)
    return {"handling": handling}


def _waiting(ticket: Ticket, event: m.TicketWaiting) -> dict[str, Any]:
    return {"handling": changed(ticket.handling, reason=event.reason, resume_by=event.resume_by)}


def _resumed(ticket: Ticket, _: m.TicketResumed) -> dict[str, Any]:
    return {"handling": changed(ticket.handling, reason=None, resume_by=None)}


def _whistled(ticket: Ticket, event: m.TicketWhistled) -> dict[str, Any]:
    return {"tasks": (*ticket.tasks, *(Task(order.task, order.unit, order.due) for order in event.tasks))}


def _reported(ticket: Ticket, event: m.TicketReported) -> dict[str, Any]:
    return {"tasks": tuple(changed(t, state=event.result) if t.id == event.task else t for t in ticket.tasks)}


def _overridden(ticket: Ticket, event: m.TicketOverridden) -> dict[str, Any]:
    return {"tasks": _cancelled(ticket, event.reason)}


def _forwarded(ticket: Ticket, event: m.TicketForwarded) -> dict[str, Any]:
    return {"handling": changed(ticket.handling, body=event.body, follow_up_by=event.follow_up_by)}


def _followed_up(ticket: Ticket, event: m.TicketFollowedUp) -> dict[str, Any]:
    return {"handling": changed(ticket.handling, follow_up_by=event.follow_up_by)}


def _heard_back(ticket: Ticket, event: m.TicketHeardBack) -> dict[str, Any]:
    if event.taken_over:
        handling = changed(ticket.handling, follow_up_by=None, handler=event.actor, handled_at=event.at)
        return {"handling": handling, "outcome": "transferred_out"}
    return {"handling": changed(ticket.handling, body=None, follow_up_by=None)}


def _escalated(ticket: Ticket, event: m.TicketEscalated) -> dict[str, Any]:
    duty = changed(ticket.duty, level=event.level, asked=event.unit, asked_by=event.actor)
    return {"duty": duty, "handling": _at_rest(ticket.handling)}


def _instructed(ticket: Ticket, event: m.TicketInstructed) -> dict[str, Any]:
    old = ticket.duty
    bounced = old.owner is None and event.unit != old.offered_to
    return {"duty": _taken_on(old, event.unit, asked=None, asked_by=None, bounces=old.bounces + bounced)}


def _handled(ticket: Ticket, event: m.TicketHandled) -> dict[str, Any]:
    handling = changed(ticket.handling, handler=event.actor, handled_at=event.at, reviewer=None)
    news = {"handling": handling, "outcome": event.outcome}
    return news if ticket.duty.owner else news | {"duty": _taken_on(ticket.duty, event.unit)}


def _reviewed(ticket: Ticket, event: m.TicketReviewed) -> dict[str, Any]:
    if event.approved:
        return {"handling": changed(ticket.handling, reviewer=event.actor)}
    return {"handling": changed(ticket.handling, reviewer=event.actor, handled_at=None), "outcome": None}


def _lapsed(ticket: Ticket, event: m.TicketLapsed) -> dict[str, Any]:
    if event.state == ticket.state:
        return {}
    match event.clock:
        case "answer" if event.state == "closed":
            return _ended(event, "withdrawn")
        case "accept":
            return {"duty": _unanswered(ticket.duty, event)}
        case "resume":
            return {"handling": _at_rest(ticket.handling)}
        case "visit":
            return {"closed_at": event.at}
        case _:
            return {}


def _extended(ticket: Ticket, event: m.TicketExtended) -> dict[str, Any]:
    """Where the ticket says by when too, it says the new date."""
    match event.clock:
        case "resume":
            return {"handling": changed(ticket.handling, resume_by=event.due)}
        case "follow_up":
            return {"handling": changed(ticket.handling, follow_up_by=event.due)}
        case "track":
            return {"counselling": changed(ticket.counselling, review_by=event.due)}
        case "report":
            return {"tasks": tuple(_given_until(task, event) for task in ticket.tasks)}
        case "deliberate":
            return {"counselling": changed(ticket.counselling, decide_by=event.due)}
        case _:
            return {}


def _given_until(task: Task, event: m.TicketExtended) -> Task:
    """The task with its new date, if it is open and its old one was not missed."""
    return changed(task, due=event.due) if task.state == "open" and event.at <= task.due else task


def _unanswered(duty: Duty, event: m.TicketLapsed) -> Duty:
    """The duty after nobody answered the offer: silence accepts, or it goes up a level."""
    if event.state == "in_progress" and event.unit:
        return _taken_on(duty, event.unit)
    return changed(duty, level=duty.level + 1, asked=event.unit)


# ---- 回 --------------------------------------------------------------------------------------------------------------


def _drafted(ticket: Ticket, event: m.TicketDrafted) -> dict[str, Any]:
    return {"reply": changed(ticket.reply, draft=event.text, drafted_by=event.actor, approved=False)}


def _reply_approved(ticket: Ticket, event: m.TicketReplyApproved) -> dict[str, Any]:
    return {"reply": changed(ticket.reply, approved=event.approved)}


def _replied(ticket: Ticket, event: m.TicketReplied) -> dict[str, Any]:
    return {"delivery": "sent", "reply": changed(ticket.reply, replied_at=event.at)}


def _delivery_failed(ticket: Ticket, event: m.TicketDeliveryFailed) -> dict[str, Any]:
    return {
        "delivery": "failed",
        "reply": changed(ticket.reply, failed=(*ticket.reply.failed, event.channel), replied_at=None),
    }


def _given_up(_: Ticket, event: m.TicketGivenUp) -> dict[str, Any]:
    return _ended(event, event.outcome, delivery="given_up" if event.outcome == "unreachable" else "exempt")


def _reported_back(ticket: Ticket, _: m.TicketReportedBack) -> dict[str, Any]:
    return {"reply": changed(ticket.reply, hotline_told=True)}


# ---- 疏 --------------------------------------------------------------------------------------------------------------


def _counselled(ticket: Ticket, event: m.TicketCounselled) -> dict[str, Any]:
    visit = Visit(
        event.at, event.actor, event.contacted, event.solved, event.satisfaction, independent=event.independent
    )
    seen = changed(ticket, counselling=changed(ticket.counselling, visit=visit))
    if event.round > ticket.round:
        return _next_round(seen, event)
    return {"counselling": seen.counselling, "closed_at": event.at if event.state == "closed" else None}


def _next_round(ticket: Ticket, event: Any) -> dict[str, Any]:
    """A new round: what the last one came to is kept, and everything about it begins anew."""
    over = Round(
        number=ticket.round,
        outcome=ticket.outcome,
        handler=ticket.handling.handler,
        handled_at=ticket.handling.handled_at,
        replied_at=ticket.reply.replied_at,
        visit=ticket.counselling.visit,
        closed_at=ticket.closed_at or ticket.counselling.ended_at,
        cause=ticket.handling.cause,
        plan=ticket.handling.plan,
    )
    old = ticket.counselling
    kept = Counselling(topic=old.topic, appeals=old.appeals, reopenings=old.reopenings)
    return {
        "round": event.round,
        "past": (*ticket.past, over),
        "outcome": None,
        "delivery": "unsent",
        "closed_at": None,
        "handling": Handling(),
        "reply": Replying(),
        "counselling": kept,
        "duty": changed(ticket.duty, level=0, bounces=0, objections=0, transfers=0),
    }


def _visit_attempted(ticket: Ticket, _: m.TicketVisitAttempted) -> dict[str, Any]:
    return {"counselling": changed(ticket.counselling, attempts=ticket.counselling.attempts + 1)}


def _visit_skipped(_: Ticket, event: m.TicketVisitSkipped) -> dict[str, Any]:
    return {"closed_at": event.at}


def _told(ticket: Ticket, event: m.TicketEvent, outcome: m.Outcome | None) -> dict[str, Any]:
    """The end, by words to the claimant: they are the reply, if the matter came here before it was replied to."""
    reply = ticket.reply if ticket.reply.replied_at else changed(ticket.reply, replied_at=event.at)
    delivery = "sent" if ticket.can_be_reached else "exempt"
    return {"outcome": outcome or "explained", "closed_at": event.at, "delivery": delivery, "reply": reply}


def _explained(ticket: Ticket, event: m.TicketExplained) -> dict[str, Any]:
    return _told(ticket, event, event.outcome)


def _mediated(ticket: Ticket, event: m.TicketMediated) -> dict[str, Any]:
    return {"counselling": changed(ticket.counselling, mediator=event.mediator)}


def _settled(ticket: Ticket, event: m.TicketSettled) -> dict[str, Any]:
    return _told(ticket, event, event.outcome) if event.settled else {}


def _handed_over(ticket: Ticket, event: m.TicketHandedOver) -> dict[str, Any]:
    return {"counselling": changed(ticket.counselling, topic=event.topic, decide_by=event.decide_by)}


def _taken_back(ticket: Ticket, event: m.TicketTakenBack) -> dict[str, Any]:
    if event.round > ticket.round:
        return _next_round(ticket, event)
    return {"counselling": changed(ticket.counselling, decide_by=None)}


def _tracked(ticket: Ticket, event: m.TicketTracked) -> dict[str, Any]:
    return {"counselling": changed(ticket.counselling, review_by=event.review_by)}


def _tracking_reviewed(ticket: Ticket, event: m.TicketTrackingReviewed) -> dict[str, Any]:
    if event.round > ticket.round:
        return _next_round(ticket, event)
    seen = changed(ticket.counselling, review_by=event.review_by)
    told = _told(ticket, event, ticket.outcome_by_words) if event.finding == "dropped" else {}
    return {**told, "counselling": seen}


def _appealed(ticket: Ticket, event: m.TicketAppealed) -> dict[str, Any]:
    ended_at = ticket.counselling.ended_at or ticket.closed_at
    counselling = changed(ticket.counselling, appeals=event.level, ended_at=ended_at)
    return {"closed_at": None, "counselling": counselling}


def _appeal_decided(ticket: Ticket, event: m.TicketAppealDecided) -> dict[str, Any]:
    if event.round > ticket.round:
        return _next_round(ticket, event)
    return _told(ticket, event, ticket.outcome)


def _reopened(ticket: Ticket, event: m.TicketReopened) -> dict[str, Any]:
    wished = ticket.counselling.reopenings + (event.claimant is not None)
    return _next_round(changed(ticket, counselling=changed(ticket.counselling, reopenings=wished)), event)


# ---- at any time ----------------------------------------------------------------------------------------------------


def _exclusion_requested(_: Ticket, event: m.TicketExclusionRequested) -> dict[str, Any]:
    return {"assessment": Assessment("exclusion_requested", event.reason, event.actor)}


def _exclusion_decided(ticket: Ticket, event: m.TicketExclusionDecided) -> dict[str, Any]:
    asked = ticket.assessment
    if not event.granted:
        return {"assessment": Assessment()}
    return {"assessment": Assessment("excluded", asked.reason, asked.asked_by, event.basis)}


def _restored(_: Ticket, event: m.TicketRestored) -> dict[str, Any]:
    return {"assessment": Assessment("restored", event.reason)}


def _shown(_: Ticket, event: m.TicketShown) -> dict[str, Any]:
    return {"visibility": event.visibility, "shown_by": event.actor}


_NEWS: Final[Mapping[type[m.TicketEvent], Callable[[Ticket, Any], dict[str, Any]]]] = MappingProxyType(
    {
        m.TicketClassified: _classified,
        m.TicketAsked: _nothing,
        m.TicketSupplied: _nothing,
        m.TicketAnswered: _answered,
        m.TicketDiverted: _diverted,
        m.TicketDeclined: _declined,
        m.TicketInvalidated: _invalidated,
        m.TicketMerged: _merged,
        m.TicketUnmerged: _unmerged,
        m.TicketAdopted: _adopted,
        m.TicketReleased: _released,
        m.TicketWithdrawn: _withdrawn,
        m.TicketDispatched: _dispatched,
        m.TicketAccepted: _accepted,
        m.TicketObjected: _objected,
        m.TicketAdjudicated: _adjudicated,
        m.TicketContacted: _contacted,
        m.TicketPlanned: _planned,
        m.TicketWaiting: _waiting,
        m.TicketResumed: _resumed,
        m.TicketWhistled: _whistled,
        m.TicketReported: _reported,
        m.TicketOverridden: _overridden,
        m.TicketForwarded: _forwarded,
        m.TicketFollowedUp: _followed_up,
        m.TicketHeardBack: _heard_back,
        m.TicketEscalated: _escalated,
        m.TicketInstructed: _instructed,
        m.TicketHandled: _handled,
        m.TicketReviewed: _reviewed,
        m.TicketExtended: _extended,
        m.TicketLapsed: _lapsed,
        m.TicketDrafted: _drafted,
        m.TicketReplyApproved: _reply_approved,
        m.TicketReplied: _replied,
        m.TicketDeliveryFailed: _delivery_failed,
        m.TicketGivenUp: _given_up,
        m.TicketReportedBack: _reported_back,
        m.TicketCounselled: _counselled,
        m.TicketVisitAttempted: _visit_attempted,
        m.TicketVisitSkipped: _visit_skipped,
        m.TicketExplained: _explained,
        m.TicketMediated: _mediated,
        m.TicketSettled: _settled,
        m.TicketHandedOver: _handed_over,
        m.TicketTakenBack: _taken_back,
        m.TicketTracked: _tracked,
        m.TicketTrackingReviewed: _tracking_reviewed,
        m.TicketAppealed: _appealed,
        m.TicketAppealDecided: _appeal_decided,
        m.TicketReopened: _reopened,
        m.TicketNoted: _nothing,
        m.TicketUrged: _nothing,
        m.TicketExclusionRequested: _exclusion_requested,
        m.TicketExclusionDecided: _exclusion_decided,
        m.TicketRestored: _restored,
        m.TicketShown: _shown,
        m.TicketArchived: _nothing,
    }
)
"""What every event makes of a ticket."""
