"""Decisions about what is said of a ticket at any time: notes, whether it counts, who may see it, the archive."""

from typing import Final

from gridgov.errors import Refused
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.tickets import policy
from gridgov.tickets.acts import check_other, check_remark, remarked, stepped
from gridgov.tickets.chart import REMARKS, article
from gridgov.tickets.guards import LIFECYCLE
from gridgov.tickets.state import VISIBILITY_MOVES, Ticket

__all__ = ["archive", "decide_exclusion", "note", "request_exclusion", "restore", "show", "urge"]

_KEEPING: Final = LIFECYCLE.step("closed", "archive").reference


def note(ticket: Ticket, command: m.Note, context: Context) -> tuple[m.TicketEvent, ...]:
    """Writes something down."""
    return remarked(m.TicketNoted, ticket, command, context)


def urge(ticket: Ticket, command: m.Urge, context: Context) -> tuple[m.TicketEvent, ...]:
    """Notes that the claimant asked to hurry."""
    return remarked(m.TicketUrged, ticket, command, context)


def request_exclusion(ticket: Ticket, command: m.RequestExclusion, context: Context) -> tuple[m.TicketEvent, ...]:
    """Asks that it should not count. Refused: ``assessment_is``: it was asked for, or granted, already."""
    _check_assessment(ticket, "request_exclusion", "counted", "restored")
    return remarked(m.TicketExclusionRequested, ticket, command, context)


def decide_exclusion(ticket: Ticket, command: m.DecideExclusion, context: Context) -> tuple[m.TicketEvent, ...]:
    """Decides whether it counts. Refused: ``assessment_is``, ``own_work``, ``legal_reason_missing``."""
    _check_assessment(ticket, "decide_exclusion", "exclusion_requested")
    check_other("decide_exclusion", context.actor, ticket.assessment.asked_by, *ticket.hands)
    if command.granted and command.basis is None:
        raise Refused("legal_reason_missing", what="decide_exclusion", source=article(32))
    return remarked(m.TicketExclusionDecided, ticket, command, context)


def restore(ticket: Ticket, command: m.Restore, context: Context) -> tuple[m.TicketEvent, ...]:
    """Lets it count again. Refused: ``assessment_is``."""
    _check_assessment(ticket, "restore", "excluded")
    return remarked(m.TicketRestored, ticket, command, context)


def _check_assessment(ticket: Ticket, act: str, *fitting: str) -> None:
    check_remark(ticket, act)
    if ticket.assessment.state not in fitting:
        raise Refused("assessment_is", what=act, assessment=ticket.assessment.state, source=article(32))


def show(ticket: Ticket, command: m.Show, context: Context) -> tuple[m.TicketEvent, ...]:
    """Says who may see it.

    Refused: ``visibility_is``: it cannot go there from where it is; ``own_work``: what is made public was looked at by
    somebody else than who proposed it.
    """
    events = remarked(m.TicketShown, ticket, command, context)
    if command.visibility not in VISIBILITY_MOVES[ticket.visibility]:
        allowed = VISIBILITY_MOVES[ticket.visibility]
        source = REMARKS["show"].source
        raise Refused("visibility_is", what="show", visibility=ticket.visibility, allowed=allowed, source=source)
    if ticket.visibility == "pending" and command.visibility != "private":
        check_other("show", context.actor, ticket.shown_by)
    return events


def archive(ticket: Ticket, command: m.Archive, context: Context) -> tuple[m.TicketEvent, ...]:
    """Makes it a record. Refused: ``kept_longer``: the time of keeping is not over."""
    events = stepped(m.TicketArchived, ticket, command, context)
    keep, closed = policy.limit(context, "tickets.retention"), ticket.closed_at
    if keep is not None and closed is not None and context.at < policy.end_of(context, closed, keep):
        source = policy.source_of(context, "tickets.retention", _KEEPING)
        raise Refused("kept_longer", what="archive", source=source)
    return events
