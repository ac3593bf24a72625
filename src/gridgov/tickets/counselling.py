"""疏: decisions about visiting again, explaining, mediating, deliberating, appeals and reopening."""

from typing import Any, Final

from gridgov.errors import Refused
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.tickets import policy
from gridgov.tickets.acts import (
    act_of,
    check_claimant,
    check_later,
    check_listed,
    check_often,
    check_other,
    check_within,
    happened,
    remarked,
    round_in,
    stepped,
    target_of,
)
from gridgov.tickets.chart import ABOVE, MEDIATION, REOPEN, article
from gridgov.tickets.clocks import NOTHING_GIVEN, Given, check_pauses, moved
from gridgov.tickets.replying import check_hotline
from gridgov.tickets.state import Ticket

__all__ = [
    "appeal",
    "attempt_visit",
    "counsel",
    "decide_appeal",
    "explain",
    "hand_over",
    "mediate",
    "reopen",
    "review_tracking",
    "settle",
    "skip_visit",
    "take_back",
    "track",
]

_WINDOW: Final = "design note: a way back is open for a time (设计说明：重办、复核有期限)"

# ---- the return visit -----------------------------------------------------------------------------------------------


def counsel(ticket: Ticket, command: m.Counsel, context: Context) -> tuple[m.TicketEvent, ...]:
    """Visits the claimant.

    Refused: ``own_work``: a dispatched ticket is visited by somebody outside; ``unit_missing``: who says so names the
    unit; ``hotline_not_told``.
    """
    independent = _is_outside(ticket, context.actor, command.unit)
    events = _stepped_on(m.TicketCounselled, ticket, command, context, independent=independent)
    _check_outside("counsel", ticket, context.actor, command.unit)
    check_hotline(ticket, "counsel", context)
    return events


def _is_outside(ticket: Ticket, visitor: str, unit: str | None) -> bool:
    """Whether a visitor had no part in it, and is of no unit that had one."""
    return visitor not in ticket.hands and unit not in ticket.took_part


def _check_outside(act: str, ticket: Ticket, visitor: str, unit: str | None) -> None:
    """Refuses that who had a part in a dispatched ticket asks whether it went well, or says that nobody need ask."""
    if not ticket.duty.dispatched:
        return
    if not _is_outside(ticket, visitor, unit):
        raise Refused("own_work", what=act, source=article(23))
    if unit is None:
        raise Refused("unit_missing", what=act, source=article(23))


def _stepped_on(
    kind: type[m.TicketEvent],
    ticket: Ticket,
    command: m.TicketCommand,
    context: Context,
    given: Given = NOTHING_GIVEN,
    **more: Any,
) -> tuple[m.TicketEvent, ...]:
    """As ``stepped``, with the number of the round that the step leads to."""
    target = target_of(ticket, command, context)
    clocks = moved(ticket, act_of(command), target, context, given)
    return (happened(kind, ticket.id, command, context, target, clocks, round=round_in(ticket, target), **more),)


def attempt_visit(ticket: Ticket, command: m.AttemptVisit, context: Context) -> tuple[m.TicketEvent, ...]:
    """Notes that the claimant was not reached. Refused: ``own_work``, ``unit_missing``, as for ``counsel``."""
    events = remarked(m.TicketVisitAttempted, ticket, command, context)
    _check_outside("attempt_visit", ticket, context.actor, command.unit)
    return events


def skip_visit(ticket: Ticket, command: m.SkipVisit, context: Context) -> tuple[m.TicketEvent, ...]:
    """Ends it without a visit.

    Refused: ``own_work``, ``unit_missing``, as for ``counsel``; ``hotline_not_told``.
    """
    events = stepped(m.TicketVisitSkipped, ticket, command, context)
    _check_outside("skip_visit", ticket, context.actor, command.unit)
    check_hotline(ticket, "skip_visit", context)
    return events


# ---- explaining, and what may follow --------------------------------------------------------------------------------


def explain(ticket: Ticket, command: m.Explain, context: Context) -> tuple[m.TicketEvent, ...]:
    """Explains what cannot be solved.

    Refused: ``appeal_right_not_told``: who is told no is told where to turn; ``hotline_not_told``.
    """
    outcome = ticket.outcome_by_words
    events = stepped(m.TicketExplained, ticket, command, context, outcome=outcome)
    if outcome == "explained" and not command.appeal_right_told:
        raise Refused("appeal_right_not_told", what="explain", source=article(15))
    check_hotline(ticket, "explain", context)
    return events


def mediate(ticket: Ticket, command: m.Mediate, context: Context) -> tuple[m.TicketEvent, ...]:
    """Begins a mediation. Refused: ``same_party_twice``, ``mediator_is_party``, ``claimant_not_party``."""
    events = stepped(m.TicketMediated, ticket, command, context)
    if len(set(command.consents)) < len(command.consents):
        raise Refused("same_party_twice", what="mediate", source=MEDIATION)
    if command.mediator in command.consents:
        raise Refused("mediator_is_party", what="mediate", source=MEDIATION)
    if ticket.claimants and ticket.claimants.isdisjoint(command.consents):
        raise Refused("claimant_not_party", what="mediate", source=MEDIATION)
    return events


def settle(ticket: Ticket, command: m.Settle, context: Context) -> tuple[m.TicketEvent, ...]:
    """Ends a mediation. Refused: ``hotline_not_told``."""
    outcome = command.outcome if command.settled else None
    events = stepped(m.TicketSettled, ticket, command, context, outcome=outcome)
    if command.settled:
        check_hotline(ticket, "settle", context)
    return events


def hand_over(ticket: Ticket, command: m.HandOver, context: Context) -> tuple[m.TicketEvent, ...]:
    """Makes the matter a topic; the limit for handling does not run meanwhile.

    Refused: ``due_before_start``, ``pauses_too_long``.
    """
    given: Given = {"deliberate": command.decide_by}
    events = stepped(m.TicketHandedOver, ticket, command, context, given, pause="deliberating")
    check_later("hand_over", command.decide_by, context, article(26))
    check_pauses("hand_over", ticket, command.decide_by, context)
    return events


def take_back(ticket: Ticket, command: m.TakeBack, context: Context) -> tuple[m.TicketEvent, ...]:
    """Goes on after the council hall decided; in the same round, if the handling had not been replied to yet."""
    if ticket.reply.replied_at is None:
        return stepped(m.TicketTakenBack, ticket, command, context, round=ticket.round)
    return _stepped_on(m.TicketTakenBack, ticket, command, context)


def track(ticket: Ticket, command: m.Track, context: Context) -> tuple[m.TicketEvent, ...]:
    """Keeps an eye on it. Refused: ``due_before_start``."""
    events = stepped(m.TicketTracked, ticket, command, context, {"track": command.review_by})
    check_later("track", command.review_by, context, article(15))
    return events


def review_tracking(ticket: Ticket, command: m.ReviewTracking, context: Context) -> tuple[m.TicketEvent, ...]:
    """Looks again.

    Refused: ``due_before_start``; ``review_date_missing``: what is still impossible needs a date;
    ``appeal_right_not_told``, ``hotline_not_told``: as for an explanation.
    """
    events = _stepped_on(m.TicketTrackingReviewed, ticket, command, context, {"track": command.review_by})
    if (command.finding == "still_impossible") is (command.review_by is None):
        raise Refused("review_date_missing", what="review_tracking", source=article(15))
    check_later("review_tracking", command.review_by, context, article(15))
    if command.finding == "dropped":
        if ticket.outcome_by_words == "explained" and not command.appeal_right_told:
            raise Refused("appeal_right_not_told", what="review_tracking", source=article(15))
        check_hotline(ticket, "review_tracking", context)
    return events


# ---- back to the start ----------------------------------------------------------------------------------------------


def appeal(ticket: Ticket, command: m.Appeal, context: Context) -> tuple[m.TicketEvent, ...]:
    """Asks the level above. Refused: ``not_a_claimant``, ``window_closed``, ``too_often``: there is no level above."""
    level = ticket.counselling.appeals + 1
    events = stepped(m.TicketAppealed, ticket, command, context, level=level)
    check_claimant("appeal", command.claimant, ticket)
    check_within("appeal", ticket.closed_at, context, "tickets.appeal.window", _WINDOW)
    check_often("appeal", ticket.counselling.appeals, context, "tickets.appeal.levels", ABOVE)
    return events


def decide_appeal(ticket: Ticket, command: m.DecideAppeal, context: Context) -> tuple[m.TicketEvent, ...]:
    """Decides an appeal.

    Refused: ``own_work``: whoever handled, reviewed or decided it before, in whatever round, and every unit that had a
    part in it; ``hotline_not_told``.
    """
    events = _stepped_on(m.TicketAppealDecided, ticket, command, context)
    check_other("decide_appeal", context.actor, *ticket.hands, source=ABOVE)
    check_other("decide_appeal", command.unit, *ticket.took_part, source=ABOVE)
    if not command.upheld:
        check_hotline(ticket, "decide_appeal", context)
    return events


def reopen(ticket: Ticket, command: m.Reopen, context: Context) -> tuple[m.TicketEvent, ...]:
    """Goes back to handling.

    Refused: ``window_closed``, ``not_in_list``, ``not_a_claimant``, ``too_often``, ``needs_review``, ``own_work``.
    """
    events = _stepped_on(m.TicketReopened, ticket, command, context)
    check_within("reopen", ticket.counselling.ended_at or ticket.closed_at, context, "tickets.reopen.window", _WINDOW)
    check_listed("reopen", command.reason, context, "tickets.reopen.reasons", REOPEN)
    _check_wish(ticket, command, context)
    if command.approved_by is not None:
        check_other("reopen", command.approved_by, context.actor, *ticket.hands)
    return events


def _check_wish(ticket: Ticket, command: m.Reopen, context: Context) -> None:
    if command.claimant is not None:
        check_claimant("reopen", command.claimant, ticket)
        check_often("reopen", ticket.counselling.reopenings, context, "tickets.reopen.max", REOPEN)
    elif command.approved_by is None:
        raise Refused("needs_review", what="reopen", source=REOPEN)
    if command.approved_by is None and policy.claim(context, "tickets.reopen.review"):
        source = policy.source_of(context, "tickets.reopen.review", REOPEN)
        raise Refused("needs_review", what="reopen", source=source)
