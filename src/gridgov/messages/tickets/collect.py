"""收: the messages of taking a request in and judging what becomes of it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from gridgov.messages.base import Code, Key, Moment, Personal, PersonKey, Sealed
from gridgov.messages.tickets.base import (
    EMPTY,
    MAX_ATTACHMENTS,
    NONE,
    Attachment,
    Kind,
    TicketCommand,
    TicketEvent,
    Urgency,
    Visibility,
)

__all__ = [
    "Adopt",
    "AnswerNow",
    "Ask",
    "Attachments",
    "Classify",
    "Collect",
    "Decline",
    "Divert",
    "Invalidate",
    "Merge",
    "Release",
    "Supply",
    "TicketAdopted",
    "TicketAnswered",
    "TicketAsked",
    "TicketClassified",
    "TicketCollected",
    "TicketDeclined",
    "TicketDiverted",
    "TicketInvalidated",
    "TicketMerged",
    "TicketReleased",
    "TicketSupplied",
    "TicketUnmerged",
    "TicketWithdrawn",
    "Unmerge",
    "Withdraw",
]


def _each_once(attachments: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    if len({attachment.key for attachment in attachments}) < len(attachments):
        raise PydanticCustomError("each_key_once", "an attachment is named once")
    return attachments


Attachments = Annotated[
    tuple[Attachment, ...],
    Field(max_length=MAX_ATTACHMENTS, json_schema_extra={"uniqueItems": True}),
    AfterValidator(_each_once),
]
"""References to files, each key once: a file that is named twice is a slip, or two files under one key."""

Origin = Literal["claimant", "proactive"]
"""Who noticed: a claimant, or the organisation before anybody complained (未诉先办)."""

Diversion = Literal[
    "emergency",
    "litigation",
    "arbitration",
    "discipline",
    "administrative_review",
    "disclosure",
    "petition",
    "secret_or_privacy",
    "beyond_public_duty",
]
"""Where else a matter belongs (Beijing Regulation on Swift Response 2021, Art. 11)."""

Declination = Literal["repeated_without_news", "unlawful_or_improper", "secret_or_privacy", "beyond_public_duty"]
"""Why a matter is not taken up (Beijing Regulation on Swift Response 2021, Art. 11)."""


# ---- commands -----------------------------------------------------------------------------------------------------


class Collect(TicketCommand):
    """收: take in what a resident says."""

    type: Literal["ticket.collect"] = "ticket.collect"
    channel: Code
    kind: Kind
    category: Code | None = None
    """A path such as ``safety.e_bike``; may be left out where the channel allows it, and is set before a dispatch."""
    place: Key | None = None
    """The area that it is about, by its code."""
    text: Personal
    claimant: PersonKey | None = None
    """A reference to the claimant; None when anonymous."""
    on_behalf_of: PersonKey | None = None
    """For whom the claimant speaks: an elderly neighbour, a child."""
    contact: Personal | None = None
    """How the claimant can be reached."""
    unit: Key | None = None
    """The unit that takes it in."""
    urgency: Urgency = "normal"
    visibility: Visibility = "private"
    origin: Origin = "claimant"
    cluster: Key | None = None
    """The cluster of earlier requests that raised a proactive case."""
    booking: Key | None = None
    """The booking of a home visit."""
    occasion: Code | None = None
    """On which occasion suggestions were gathered."""
    like: Key | None = None
    """The ticket that it may be a duplicate of."""
    attachments: Attachments = ()


class Classify(TicketCommand):
    """Correct what it is about: its kind, category, place or urgency. What is None stays as it was.

    The limits follow the policy for what it is now about; another date needs an :class:`Extend`.
    """

    type: Literal["ticket.classify"] = "ticket.classify"
    kind: Kind | None = None
    category: Code | None = None
    place: Key | None = None
    urgency: Urgency | None = None


class Ask(TicketCommand):
    """Ask the claimant for what is missing, until a date."""

    type: Literal["ticket.ask"] = "ticket.ask"
    text: Personal
    answer_by: Moment


class Supply(TicketCommand):
    """The claimant gives what was asked for."""

    type: Literal["ticket.supply"] = "ticket.supply"
    text: Personal
    attachments: Attachments = ()


class AnswerNow(TicketCommand):
    """Answer a question at once, out of a cited source (Beijing Regulation Art. 11)."""

    type: Literal["ticket.answer_now"] = "ticket.answer_now"
    text: Personal
    knowledge: Key
    """The entry of the knowledge base that the answer is from."""


class Divert(TicketCommand):
    """Show the claimant the way that is meant for such a matter, and end the ticket (Beijing Regulation Art. 11)."""

    type: Literal["ticket.divert"] = "ticket.divert"
    reason: Diversion
    to: Code | None = None
    """Where to turn to."""
    text: Personal
    """What the claimant was told."""


class Decline(TicketCommand):
    """Do not take the matter up, with a reason, and somebody else's agreement (Beijing Regulation Art. 11)."""

    type: Literal["ticket.decline"] = "ticket.decline"
    reason: Declination
    approved_by: PersonKey
    text: Personal
    """What the claimant was told."""


class Invalidate(TicketCommand):
    """It was no request: a test, a wrong number, an empty message."""

    type: Literal["ticket.invalidate"] = "ticket.invalidate"
    reason: Code


class Merge(TicketCommand):
    """It is the same matter as another open ticket, which goes on for both."""

    type: Literal["ticket.merge"] = "ticket.merge"
    into: Key


class Unmerge(TicketCommand):
    """It was not the same matter after all: it is a matter of its own again, in a new round."""

    type: Literal["ticket.unmerge"] = "ticket.unmerge"
    reason: Code


class Adopt(TicketCommand):
    """Take the claimant of a merged ticket along, so that nobody goes without a reply."""

    type: Literal["ticket.adopt"] = "ticket.adopt"
    other: Key
    """The ticket that was merged into this one."""
    claimant: PersonKey | None = None
    has_contact: bool = False
    """Whether that ticket says how to reach who raised it."""


class Release(TicketCommand):
    """Let the claimant of a ticket go that is merged no more."""

    type: Literal["ticket.release"] = "ticket.release"
    other: Key


class Withdraw(TicketCommand):
    """The claimant takes the request back."""

    type: Literal["ticket.withdraw"] = "ticket.withdraw"
    reason: Code
    claimant: PersonKey | None = None
    """Who takes it back: the claimant; None when nobody knows who that is, and somebody else agrees."""
    consented_by: PersonKey | None = None
    """Who agreed, where public safety asks for it, or nobody knows who the claimant is."""


# ---- events -------------------------------------------------------------------------------------------------------


class TicketCollected(TicketEvent):
    """A request was taken in."""

    type: Literal["ticket.collected"] = "ticket.collected"
    channel: Code
    kind: Kind
    category: Code | None = NONE
    place: Key | None = NONE
    text: Sealed
    claimant: PersonKey | None = NONE
    on_behalf_of: PersonKey | None = NONE
    contact: Sealed | None = NONE
    unit: Key | None = NONE
    urgency: Urgency = "normal"
    visibility: Visibility = "private"
    origin: Origin = "claimant"
    cluster: Key | None = NONE
    booking: Key | None = NONE
    occasion: Code | None = NONE
    like: Key | None = NONE
    attachments: Attachments = EMPTY


class TicketClassified(TicketEvent):
    """What it is about was corrected; the whole of it as it stands now."""

    type: Literal["ticket.classified"] = "ticket.classified"
    kind: Kind
    category: Code | None = NONE
    place: Key | None = NONE
    urgency: Urgency


class TicketAsked(TicketEvent):
    """The claimant was asked for what is missing."""

    type: Literal["ticket.asked"] = "ticket.asked"
    text: Sealed
    answer_by: Moment


class TicketSupplied(TicketEvent):
    """The claimant gave what was asked for."""

    type: Literal["ticket.supplied"] = "ticket.supplied"
    text: Sealed
    attachments: Attachments = EMPTY


class TicketAnswered(TicketEvent):
    """A question was answered at once."""

    type: Literal["ticket.answered"] = "ticket.answered"
    text: Sealed
    knowledge: Key


class TicketDiverted(TicketEvent):
    """The claimant was shown another way."""

    type: Literal["ticket.diverted"] = "ticket.diverted"
    reason: Diversion
    to: Code | None = NONE
    text: Sealed


class TicketDeclined(TicketEvent):
    """The matter was not taken up."""

    type: Literal["ticket.declined"] = "ticket.declined"
    reason: Declination
    approved_by: PersonKey
    text: Sealed


class TicketInvalidated(TicketEvent):
    """It turned out to be no request."""

    type: Literal["ticket.invalidated"] = "ticket.invalidated"
    reason: Code


class TicketMerged(TicketEvent):
    """Another ticket goes on for this one too."""

    type: Literal["ticket.merged"] = "ticket.merged"
    into: Key


class TicketUnmerged(TicketEvent):
    """It is a matter of its own again."""

    type: Literal["ticket.unmerged"] = "ticket.unmerged"
    reason: Code
    round: int
    """A new one: what went on before the merge is kept with the old."""


class TicketAdopted(TicketEvent):
    """The claimant of a merged ticket was taken along."""

    type: Literal["ticket.adopted"] = "ticket.adopted"
    other: Key
    claimant: PersonKey | None = NONE
    has_contact: bool


class TicketReleased(TicketEvent):
    """The claimant of another ticket was let go."""

    type: Literal["ticket.released"] = "ticket.released"
    other: Key


class TicketWithdrawn(TicketEvent):
    """The claimant took the request back."""

    type: Literal["ticket.withdrawn"] = "ticket.withdrawn"
    reason: Code
    claimant: PersonKey | None = NONE
    consented_by: PersonKey | None = NONE
