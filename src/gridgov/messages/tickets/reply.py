"""回: the messages of telling the claimant, and the hotline, what was done."""

from typing import Literal

from gridgov.messages.base import Code, Personal, Sealed
from gridgov.messages.tickets.base import NONE, Outcome, TicketCommand, TicketEvent

__all__ = [
    "ApproveReply",
    "DraftReply",
    "FailDelivery",
    "GiveUp",
    "Reply",
    "ReportBack",
    "TicketDeliveryFailed",
    "TicketDrafted",
    "TicketGivenUp",
    "TicketReplied",
    "TicketReplyApproved",
    "TicketReportedBack",
]


# ---- commands -----------------------------------------------------------------------------------------------------


class DraftReply(TicketCommand):
    """Write down what the claimant will be told."""

    type: Literal["ticket.draft_reply"] = "ticket.draft_reply"
    text: Personal
    template: Code | None = None


class ApproveReply(TicketCommand):
    """Let a draft go out, or send it back; by somebody else than who wrote it."""

    type: Literal["ticket.approve_reply"] = "ticket.approve_reply"
    approved: bool
    note: Personal | None = None


class Reply(TicketCommand):
    """回: tell the claimant."""

    type: Literal["ticket.reply"] = "ticket.reply"
    channel: Code
    text: Personal | None = None
    """None: the draft as it is, which is the only way where drafts have to be approved."""


class FailDelivery(TicketCommand):
    """The claimant was not reached; another channel has to be tried."""

    type: Literal["ticket.fail_delivery"] = "ticket.fail_delivery"
    channel: Code
    reason: Code


class GiveUp(TicketCommand):
    """Nobody can be reached, after tries on as many different channels as the policy asks for."""

    type: Literal["ticket.give_up"] = "ticket.give_up"
    reason: Code


class ReportBack(TicketCommand):
    """Tell the hotline what was done (Beijing Regulation Art. 15: feedback to claimant and hotline)."""

    type: Literal["ticket.report_back"] = "ticket.report_back"
    text: Personal


# ---- events -------------------------------------------------------------------------------------------------------


class TicketDrafted(TicketEvent):
    """A reply was written."""

    type: Literal["ticket.drafted"] = "ticket.drafted"
    text: Sealed
    template: Code | None = NONE


class TicketReplyApproved(TicketEvent):
    """A draft may go out, or was sent back."""

    type: Literal["ticket.reply_approved"] = "ticket.reply_approved"
    approved: bool
    note: Sealed | None = NONE


class TicketReplied(TicketEvent):
    """The claimant was told."""

    type: Literal["ticket.replied"] = "ticket.replied"
    channel: Code
    text: Sealed


class TicketDeliveryFailed(TicketEvent):
    """The claimant was not reached."""

    type: Literal["ticket.delivery_failed"] = "ticket.delivery_failed"
    channel: Code
    reason: Code


class TicketGivenUp(TicketEvent):
    """Nobody could be reached; ``outcome`` is what stays of it, where there never was a way to reach anybody."""

    type: Literal["ticket.given_up"] = "ticket.given_up"
    reason: Code
    outcome: Outcome


class TicketReportedBack(TicketEvent):
    """The hotline was told."""

    type: Literal["ticket.reported_back"] = "ticket.reported_back"
    text: Sealed
