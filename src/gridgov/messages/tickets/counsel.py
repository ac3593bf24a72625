"""疏: the messages of visiting again, explaining, mediating, deliberating, and of going back to the start."""

from typing import Annotated, Literal

from pydantic import Field

from gridgov.messages.base import Code, Key, Moment, Personal, PersonKey, Sealed
from gridgov.messages.tickets.base import NONE, Handled, Outcome, Satisfaction, TicketCommand, TicketEvent

__all__ = [
    "Appeal",
    "AttemptVisit",
    "Counsel",
    "DecideAppeal",
    "Explain",
    "HandOver",
    "Mediate",
    "Reopen",
    "ReviewTracking",
    "Settle",
    "SkipVisit",
    "TakeBack",
    "TicketAppealDecided",
    "TicketAppealed",
    "TicketCounselled",
    "TicketExplained",
    "TicketHandedOver",
    "TicketMediated",
    "TicketReopened",
    "TicketSettled",
    "TicketTakenBack",
    "TicketTracked",
    "TicketTrackingReviewed",
    "TicketVisitAttempted",
    "TicketVisitSkipped",
    "Track",
]

Consents = Annotated[tuple[PersonKey, ...], Field(min_length=2, max_length=10)]
"""Who agreed to a mediation: every party, two at least (People's Mediation Law of the PRC 2010, Art. 3)."""

NoVisit = Literal["anonymous", "opted_out", "unreachable"]
"""Why there is no return visit."""

Finding = Literal["possible_now", "still_impossible", "dropped"]
"""What a look at a tracked matter found."""


# ---- commands -----------------------------------------------------------------------------------------------------


class Counsel(TicketCommand):
    """疏: visit the claimant again, and hear whether it is solved."""

    type: Literal["ticket.counsel"] = "ticket.counsel"
    contacted: bool
    """The claimant says that the unit was in contact."""
    solved: bool
    satisfaction: Satisfaction
    note: Personal | None = None
    unit: Key | None = None
    """The unit of the visitor. Needed when the ticket had been dispatched: another than the handling one."""


class AttemptVisit(TicketCommand):
    """The claimant was not reached for the return visit."""

    type: Literal["ticket.attempt_visit"] = "ticket.attempt_visit"
    channel: Code
    reason: Code
    unit: Key | None = None
    """The unit of the visitor, as in :class:`Counsel`."""


class SkipVisit(TicketCommand):
    """There is nobody to visit: the claimant is unknown, wants no visit, or was not reached however often one tried."""

    type: Literal["ticket.skip_visit"] = "ticket.skip_visit"
    reason: NoVisit
    unit: Key | None = None
    """The unit of the visitor, as in :class:`Counsel`."""


class Explain(TicketCommand):
    """Explain what cannot be solved, or why it was solved like that (Beijing Regulation Art. 15)."""

    type: Literal["ticket.explain"] = "ticket.explain"
    text: Personal
    appeal_right_told: bool


class Mediate(TicketCommand):
    """Bring the parties together, with the consent of each."""

    type: Literal["ticket.mediate"] = "ticket.mediate"
    mediator: PersonKey
    consents: Consents


class Settle(TicketCommand):
    """The mediation is over: the parties agreed, or they did not."""

    type: Literal["ticket.settle"] = "ticket.settle"
    settled: bool
    outcome: Handled = "resolved"
    """What the agreement achieved; of no meaning without one."""
    text: Personal


class HandOver(TicketCommand):
    """Give the matter to a council hall as a topic (Beijing Regulation Art. 26)."""

    type: Literal["ticket.hand_over"] = "ticket.hand_over"
    topic: Key
    decide_by: Moment
    """When the council hall will have decided; the limit for handling rests until then at most."""


class TakeBack(TicketCommand):
    """The council hall decided: something is to be done, or not."""

    type: Literal["ticket.take_back"] = "ticket.take_back"
    adopted: bool
    resolution: Key
    """The decision of the council hall."""


class Track(TicketCommand):
    """Keep an eye on what is true and cannot be solved yet, until a date."""

    type: Literal["ticket.track"] = "ticket.track"
    reason: Code
    review_by: Moment


class ReviewTracking(TicketCommand):
    """Look again at what was tracked."""

    type: Literal["ticket.review_tracking"] = "ticket.review_tracking"
    finding: Finding
    review_by: Moment | None = None
    """When to look again, if it is still impossible."""
    appeal_right_told: bool = False
    """Whether the claimant was told where to turn; needed where it is dropped unsolved."""
    text: Personal


class Appeal(TicketCommand):
    """The claimant asks the level above to look at it."""

    type: Literal["ticket.appeal"] = "ticket.appeal"
    reason: Code
    claimant: PersonKey | None = None
    """Who asks: one of the claimants; None only when nobody knows who that is."""
    text: Personal


class DecideAppeal(TicketCommand):
    """The level above decides an appeal; never who handled or decided before."""

    type: Literal["ticket.decide_appeal"] = "ticket.decide_appeal"
    upheld: bool
    unit: Key
    """Who decides: a unit one level above, which had no part in the handling."""
    text: Personal


class Reopen(TicketCommand):
    """Go back to handling after the end, within the window, with a reason."""

    type: Literal["ticket.reopen"] = "ticket.reopen"
    reason: Code
    text: Personal | None = None
    claimant: PersonKey | None = None
    """Who asks: one of the claimants; None when a review found it."""
    approved_by: PersonKey | None = None
    """Who looked at the wish, where the policy asks for that."""


# ---- events -------------------------------------------------------------------------------------------------------


class TicketCounselled(TicketEvent):
    """The claimant was visited again; the ticket is closed now, in a new round of handling, or to be explained."""

    type: Literal["ticket.counselled"] = "ticket.counselled"
    contacted: bool
    solved: bool
    satisfaction: Satisfaction
    note: Sealed | None = NONE
    independent: bool
    """Whether the visitor was somebody else than who handled it; only such visits count in an assessment."""
    unit: Key | None = NONE
    round: int
    """The round in which the ticket is afterwards: one more when it was not solved and is handled again."""


class TicketVisitAttempted(TicketEvent):
    """The claimant was not reached for the return visit."""

    type: Literal["ticket.visit_attempted"] = "ticket.visit_attempted"
    channel: Code
    reason: Code
    unit: Key | None = NONE


class TicketVisitSkipped(TicketEvent):
    """There was nobody to visit."""

    type: Literal["ticket.visit_skipped"] = "ticket.visit_skipped"
    reason: NoVisit
    unit: Key | None = NONE


class TicketExplained(TicketEvent):
    """It was explained; ``outcome`` is what stays of it."""

    type: Literal["ticket.explained"] = "ticket.explained"
    text: Sealed
    appeal_right_told: bool
    outcome: Outcome


class TicketMediated(TicketEvent):
    """A mediation began."""

    type: Literal["ticket.mediated"] = "ticket.mediated"
    mediator: PersonKey
    consents: Consents


class TicketSettled(TicketEvent):
    """A mediation ended."""

    type: Literal["ticket.settled"] = "ticket.settled"
    settled: bool
    outcome: Handled | None = NONE
    """What the agreement achieved, if there is one."""
    text: Sealed


class TicketHandedOver(TicketEvent):
    """The matter became a topic of a council hall."""

    type: Literal["ticket.handed_over"] = "ticket.handed_over"
    topic: Key
    decide_by: Moment


class TicketTakenBack(TicketEvent):
    """The council hall decided."""

    type: Literal["ticket.taken_back"] = "ticket.taken_back"
    adopted: bool
    resolution: Key
    round: int


class TicketTracked(TicketEvent):
    """An eye is kept on the matter."""

    type: Literal["ticket.tracked"] = "ticket.tracked"
    reason: Code
    review_by: Moment


class TicketTrackingReviewed(TicketEvent):
    """Somebody looked again at what was tracked."""

    type: Literal["ticket.tracking_reviewed"] = "ticket.tracking_reviewed"
    finding: Finding
    review_by: Moment | None = NONE
    text: Sealed
    round: int


class TicketAppealed(TicketEvent):
    """The claimant asked the level above."""

    type: Literal["ticket.appealed"] = "ticket.appealed"
    reason: Code
    claimant: PersonKey | None = NONE
    text: Sealed
    level: int
    """The first appeal is of level 1."""


class TicketAppealDecided(TicketEvent):
    """The level above decided."""

    type: Literal["ticket.appeal_decided"] = "ticket.appeal_decided"
    upheld: bool
    unit: Key
    text: Sealed
    round: int


class TicketReopened(TicketEvent):
    """It is handled again."""

    type: Literal["ticket.reopened"] = "ticket.reopened"
    reason: Code
    text: Sealed | None = NONE
    claimant: PersonKey | None = NONE
    approved_by: PersonKey | None = NONE
    round: int
