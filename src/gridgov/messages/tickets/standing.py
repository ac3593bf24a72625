"""What is said about a ticket at any time: notes, whether it counts, who may see it, and its end as a record."""

from typing import Literal

from gridgov.messages.base import Code, Personal, Sealed
from gridgov.messages.tickets.base import EMPTY, NONE, Reference, TicketCommand, TicketEvent, Visibility
from gridgov.messages.tickets.collect import Attachments

__all__ = [
    "Archive",
    "DecideExclusion",
    "Note",
    "RequestExclusion",
    "Restore",
    "Show",
    "TicketArchived",
    "TicketExclusionDecided",
    "TicketExclusionRequested",
    "TicketNoted",
    "TicketRestored",
    "TicketShown",
    "TicketUrged",
    "Urge",
]

NoteKind = Literal["comment", "interim_reply", "evidence"]
"""What a note is: a word among those who work on it, news for the claimant while it lasts, a proof."""


# ---- commands -----------------------------------------------------------------------------------------------------


class Note(TicketCommand):
    """Write something down; nothing else changes."""

    type: Literal["ticket.note"] = "ticket.note"
    kind: NoteKind = "comment"
    text: Personal
    attachments: Attachments = ()


class Urge(TicketCommand):
    """催办: the claimant asks to hurry."""

    type: Literal["ticket.urge"] = "ticket.urge"
    text: Personal | None = None


class RequestExclusion(TicketCommand):
    """Ask that it should not count in the assessment."""

    type: Literal["ticket.request_exclusion"] = "ticket.request_exclusion"
    reason: Code
    text: Personal


class DecideExclusion(TicketCommand):
    """Decide whether it counts, with the legal reason if it does not; by somebody else than who asked."""

    type: Literal["ticket.decide_exclusion"] = "ticket.decide_exclusion"
    granted: bool
    basis: Reference | None = None
    """Where the reason stands; needed to exclude."""


class Restore(TicketCommand):
    """Let an excluded ticket count again."""

    type: Literal["ticket.restore"] = "ticket.restore"
    reason: Code


class Show(TicketCommand):
    """Say who may see it."""

    type: Literal["ticket.show"] = "ticket.show"
    visibility: Visibility


class Archive(TicketCommand):
    """The time of keeping is over: nothing changes any more, and the host erases the personal texts."""

    type: Literal["ticket.archive"] = "ticket.archive"


# ---- events -------------------------------------------------------------------------------------------------------


class TicketNoted(TicketEvent):
    """Something was written down."""

    type: Literal["ticket.noted"] = "ticket.noted"
    kind: NoteKind
    text: Sealed
    attachments: Attachments = EMPTY


class TicketUrged(TicketEvent):
    """The claimant asked to hurry."""

    type: Literal["ticket.urged"] = "ticket.urged"
    text: Sealed | None = NONE


class TicketExclusionRequested(TicketEvent):
    """Somebody asked that it should not count."""

    type: Literal["ticket.exclusion_requested"] = "ticket.exclusion_requested"
    reason: Code
    text: Sealed


class TicketExclusionDecided(TicketEvent):
    """It was decided whether it counts."""

    type: Literal["ticket.exclusion_decided"] = "ticket.exclusion_decided"
    granted: bool
    basis: Reference | None = NONE


class TicketRestored(TicketEvent):
    """It counts again."""

    type: Literal["ticket.restored"] = "ticket.restored"
    reason: Code


class TicketShown(TicketEvent):
    """Who may see it was decided."""

    type: Literal["ticket.shown"] = "ticket.shown"
    visibility: Visibility


class TicketArchived(TicketEvent):
    """It is a record now."""

    type: Literal["ticket.archived"] = "ticket.archived"
