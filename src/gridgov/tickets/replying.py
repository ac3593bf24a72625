"""回: decisions about telling the claimant and the hotline, one function a command."""

from typing import Final

from gridgov.errors import Refused
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.tickets import policy
from gridgov.tickets.acts import check_other, remarked, stepped
from gridgov.tickets.chart import FOUR_EYES, article
from gridgov.tickets.state import Ticket

__all__ = [
    "approve_reply",
    "check_hotline",
    "draft_reply",
    "fail_delivery",
    "give_up",
    "is_hotline_missing",
    "reply",
    "report_back",
]

_DELIVERY: Final = "design note: what did not arrive is sent another way (设计说明：未送达的须换渠道再送)"


def draft_reply(ticket: Ticket, command: m.DraftReply, context: Context) -> tuple[m.TicketEvent, ...]:
    """Writes down what the claimant will be told."""
    return stepped(m.TicketDrafted, ticket, command, context)


def approve_reply(ticket: Ticket, command: m.ApproveReply, context: Context) -> tuple[m.TicketEvent, ...]:
    """Lets a draft go out. Refused: ``own_work``."""
    events = stepped(m.TicketReplyApproved, ticket, command, context)
    check_other("approve_reply", context.actor, ticket.reply.drafted_by)
    return events


def reply(ticket: Ticket, command: m.Reply, context: Context) -> tuple[m.TicketEvent, ...]:
    """Tells the claimant. Refused: ``nothing_to_say``: no text and no draft; ``approved_text_changes``."""
    text = context.seal(command.text) if command.text is not None else ticket.reply.draft
    events = stepped(m.TicketReplied, ticket, command, context, text=text or "0" * 64)
    if text is None:
        raise Refused("nothing_to_say", what="reply", source=article(15))
    if command.text is not None and policy.claim(context, "tickets.reply.approval"):
        source = policy.source_of(context, "tickets.reply.approval", FOUR_EYES)
        raise Refused("approved_text_changes", what="reply", source=source)
    return events


def fail_delivery(ticket: Ticket, command: m.FailDelivery, context: Context) -> tuple[m.TicketEvent, ...]:
    """The claimant was not reached."""
    return stepped(m.TicketDeliveryFailed, ticket, command, context)


def give_up(ticket: Ticket, command: m.GiveUp, context: Context) -> tuple[m.TicketEvent, ...]:
    """Nobody can be reached: the channels that were tried are on record, or there never was a way.

    Refused: ``hotline_not_told``; the condition ``reply_tried`` is not met.
    """
    outcome = "unreachable" if ticket.can_be_reached else ticket.outcome
    events = stepped(m.TicketGivenUp, ticket, command, context, outcome=outcome)
    check_hotline(ticket, "give_up", context)
    return events


def check_hotline(ticket: Ticket, act: str, context: Context) -> None:
    """Refuses that a dispatched ticket ends before the hotline was told, where the policy names it as an audience.

    Raises:
        Refused: ``hotline_not_told``.

    """
    if is_hotline_missing(ticket, context):
        source = policy.source_of(context, "tickets.reply.audiences", article(15))
        raise Refused("hotline_not_told", what=act, source=source)


def is_hotline_missing(ticket: Ticket, context: Context) -> bool:
    """Whether the hotline has still to be told."""
    audiences = policy.codes(context, "tickets.reply.audiences") or ()
    return "hotline" in audiences and ticket.duty.dispatched and not ticket.reply.hotline_told


def report_back(ticket: Ticket, command: m.ReportBack, context: Context) -> tuple[m.TicketEvent, ...]:
    """Tells the hotline."""
    return remarked(m.TicketReportedBack, ticket, command, context)
