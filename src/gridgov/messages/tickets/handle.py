"""办: the messages of getting a matter to the right unit and having it handled."""

from typing import Annotated, Literal

from pydantic import Field

from gridgov.messages.base import Code, Key, Message, Moment, Personal, PersonKey, Sealed
from gridgov.messages.tickets.base import EMPTY, NONE, ClockName, Handled, Reference, TicketCommand, TicketEvent
from gridgov.messages.tickets.collect import Attachments

__all__ = [
    "Accept",
    "Adjudicate",
    "Contact",
    "Dispatch",
    "Escalate",
    "Extend",
    "FollowUp",
    "Forward",
    "Handle",
    "HearBack",
    "Instruct",
    "Lapse",
    "Object",
    "Override",
    "Plan",
    "Report",
    "Resume",
    "Review",
    "TaskOrder",
    "TicketAccepted",
    "TicketAdjudicated",
    "TicketContacted",
    "TicketDispatched",
    "TicketEscalated",
    "TicketExtended",
    "TicketFollowedUp",
    "TicketForwarded",
    "TicketHandled",
    "TicketHeardBack",
    "TicketInstructed",
    "TicketLapsed",
    "TicketObjected",
    "TicketOverridden",
    "TicketPlanned",
    "TicketReported",
    "TicketResumed",
    "TicketReviewed",
    "TicketWaiting",
    "TicketWhistled",
    "Wait",
    "Whistle",
]

Decision = Literal["upheld", "rejected", "designated"]
"""What becomes of an objection: the unit is right; it is wrong and keeps the ticket; a unit is named for good."""

ReportResult = Literal["done", "explained"]
"""What a unit that was whistled for reports: it did its part, or it says why not (Beijing Regulation Art. 14)."""

Measures = Annotated[tuple[Code, ...], Field(max_length=30)]
"""What a plan is made of."""


class TaskOrder(Message):
    """The part of another unit in a joint handling."""

    task: Key
    unit: Key
    due: Moment


Tasks = Annotated[tuple[TaskOrder, ...], Field(min_length=1, max_length=10)]
"""What the co-units are to do; ten at most, as in Signalen."""


# ---- commands -----------------------------------------------------------------------------------------------------


class Dispatch(TicketCommand):
    """派单: offer the ticket to a unit, with the time limit printed on it (Beijing Regulation Arts. 12, 13)."""

    type: Literal["ticket.dispatch"] = "ticket.dispatch"
    unit: Key
    due: Moment | None = None
    """Until when it has to be handled; None: what the policy says."""
    accept_by: Moment | None = None
    contact_by: Moment | None = None
    copied_to: tuple[Key, ...] = ()
    """Who is told too: the district, when a subdistrict gets the ticket (Art. 12)."""


class Accept(TicketCommand):
    """签收: the unit takes the ticket on (Beijing Regulation Art. 14)."""

    type: Literal["ticket.accept"] = "ticket.accept"


class Object(TicketCommand):
    """退单: the unit says that the matter is not its own, on what legal basis, and whose it is (Art. 12)."""

    type: Literal["ticket.object"] = "ticket.object"
    basis: Reference
    proposed_unit: Key
    text: Personal


class Adjudicate(TicketCommand):
    """Decide an objection. A unit is named when it is upheld, or designated for good."""

    type: Literal["ticket.adjudicate"] = "ticket.adjudicate"
    by_unit: Key
    """The unit that decides: not the one that objected."""
    decision: Decision
    unit: Key | None = None
    text: Personal


class Contact(TicketCommand):
    """Speak to the claimant; system mail does not count (Beijing Regulation Art. 15)."""

    type: Literal["ticket.contact"] = "ticket.contact"
    channel: Code
    note: Personal | None = None


class Plan(TicketCommand):
    """Say which cause was found and which plan is used: the same report needs different answers."""

    type: Literal["ticket.plan"] = "ticket.plan"
    cause: Code
    plan: Code
    measures: Measures = ()


class Wait(TicketCommand):
    """Put the handling on hold for a coded reason, until a date at the latest."""

    type: Literal["ticket.wait"] = "ticket.wait"
    reason: Code
    resume_by: Moment


class Resume(TicketCommand):
    """Go on with a ticket that was on hold."""

    type: Literal["ticket.resume"] = "ticket.resume"


class Whistle(TicketCommand):
    """吹哨: call other units in. The lead stays the lead (Beijing Regulation Arts. 14, 16)."""

    type: Literal["ticket.whistle"] = "ticket.whistle"
    reason: Code
    tasks: Tasks


class Report(TicketCommand):
    """报到: a unit that was called in says what it did, or explains why not."""

    type: Literal["ticket.report"] = "ticket.report"
    task: Key
    unit: Key
    """The unit that reports: the one that the task was given to."""
    result: ReportResult
    text: Personal


class Override(TicketCommand):
    """The lead goes on without the reports that are missing, with a reason; their tasks are cancelled."""

    type: Literal["ticket.override"] = "ticket.override"
    reason: Code


class Forward(TicketCommand):
    """Give the matter to a body outside, and say when to ask again."""

    type: Literal["ticket.forward"] = "ticket.forward"
    body: Key
    reason: Code
    follow_up_by: Moment


class FollowUp(TicketCommand):
    """Ask the body outside again, and say when to ask next."""

    type: Literal["ticket.follow_up"] = "ticket.follow_up"
    follow_up_by: Moment
    note: Personal | None = None


class HearBack(TicketCommand):
    """The body outside answered: it takes the matter over for good, or it comes back."""

    type: Literal["ticket.hear_back"] = "ticket.hear_back"
    taken_over: bool
    text: Personal


class Escalate(TicketCommand):
    """提级: ask the level above to decide (Beijing Regulation Art. 20)."""

    type: Literal["ticket.escalate"] = "ticket.escalate"
    unit: Key
    """Who is asked."""
    reason: Code
    instruct_by: Moment | None = None


class Instruct(TicketCommand):
    """The level above says how to go on, and with which unit."""

    type: Literal["ticket.instruct"] = "ticket.instruct"
    unit: Key | None = None
    text: Personal


class Handle(TicketCommand):
    """办: say what was done about it, and what that achieved."""

    type: Literal["ticket.handle"] = "ticket.handle"
    outcome: Handled
    result: Personal
    unit: Key | None = None
    """In whose name, when it was never dispatched; the unit that took it in, or the worker alone, if not given."""
    evidence: Attachments = ()


class Review(TicketCommand):
    """Look at what was done, as somebody else than who did it."""

    type: Literal["ticket.review"] = "ticket.review"
    approved: bool
    note: Personal | None = None


class Extend(TicketCommand):
    """Allow more time, before the time is over, with a reason (Beijing Regulation Art. 15)."""

    type: Literal["ticket.extend"] = "ticket.extend"
    clock: ClockName
    due: Moment
    reason: Code
    asked_by: PersonKey
    """Who asked for it; somebody else than who allows it."""


class Lapse(TicketCommand):
    """A limit is over: what silence means is decided and recorded too."""

    type: Literal["ticket.lapse"] = "ticket.lapse"
    clock: ClockName
    unit: Key | None = None
    """Who is asked, if nobody accepted and it goes up a level."""


# ---- events -------------------------------------------------------------------------------------------------------


class TicketDispatched(TicketEvent):
    """A unit was offered the ticket, with a limit."""

    type: Literal["ticket.dispatched"] = "ticket.dispatched"
    unit: Key
    due: Moment | None = NONE
    copied_to: tuple[Key, ...] = EMPTY


class TicketAccepted(TicketEvent):
    """The unit took the ticket on."""

    type: Literal["ticket.accepted"] = "ticket.accepted"
    unit: Key


class TicketObjected(TicketEvent):
    """The unit said that the matter is not its own."""

    type: Literal["ticket.objected"] = "ticket.objected"
    basis: Reference
    proposed_unit: Key
    text: Sealed


class TicketAdjudicated(TicketEvent):
    """An objection was decided; ``unit`` has the ticket, or the offer of it, from now on."""

    type: Literal["ticket.adjudicated"] = "ticket.adjudicated"
    by_unit: Key
    decision: Decision
    unit: Key
    text: Sealed


class TicketContacted(TicketEvent):
    """Somebody spoke to the claimant."""

    type: Literal["ticket.contacted"] = "ticket.contacted"
    channel: Code
    note: Sealed | None = NONE


class TicketPlanned(TicketEvent):
    """A cause was found and a plan chosen."""

    type: Literal["ticket.planned"] = "ticket.planned"
    category: Code | None = NONE
    cause: Code
    plan: Code
    measures: Measures = EMPTY


class TicketWaiting(TicketEvent):
    """The handling was put on hold."""

    type: Literal["ticket.waiting"] = "ticket.waiting"
    reason: Code
    resume_by: Moment


class TicketResumed(TicketEvent):
    """The handling went on."""

    type: Literal["ticket.resumed"] = "ticket.resumed"


class TicketWhistled(TicketEvent):
    """Other units were called in."""

    type: Literal["ticket.whistled"] = "ticket.whistled"
    reason: Code
    tasks: Tasks


class TicketReported(TicketEvent):
    """A unit that was called in reported."""

    type: Literal["ticket.reported"] = "ticket.reported"
    task: Key
    unit: Key | None = NONE
    result: ReportResult
    text: Sealed


class TicketOverridden(TicketEvent):
    """The lead went on without the missing reports."""

    type: Literal["ticket.overridden"] = "ticket.overridden"
    reason: Code
    cancelled: tuple[Key, ...]
    """The tasks that were cancelled."""


class TicketForwarded(TicketEvent):
    """The matter was given to a body outside."""

    type: Literal["ticket.forwarded"] = "ticket.forwarded"
    body: Key
    reason: Code
    follow_up_by: Moment


class TicketFollowedUp(TicketEvent):
    """The body outside was asked again."""

    type: Literal["ticket.followed_up"] = "ticket.followed_up"
    follow_up_by: Moment
    note: Sealed | None = NONE


class TicketHeardBack(TicketEvent):
    """The body outside answered."""

    type: Literal["ticket.heard_back"] = "ticket.heard_back"
    taken_over: bool
    text: Sealed


class TicketEscalated(TicketEvent):
    """The level above was asked."""

    type: Literal["ticket.escalated"] = "ticket.escalated"
    unit: Key
    reason: Code
    level: int
    """How far up the ladder it is now."""


class TicketInstructed(TicketEvent):
    """The level above decided; ``unit`` has the ticket from now on."""

    type: Literal["ticket.instructed"] = "ticket.instructed"
    unit: Key
    text: Sealed


class TicketHandled(TicketEvent):
    """Something was done about it; handled is not closed."""

    type: Literal["ticket.handled"] = "ticket.handled"
    outcome: Handled
    result: Sealed
    unit: Key
    """In whose name."""
    evidence: Attachments = EMPTY


class TicketReviewed(TicketEvent):
    """What was done was looked at by somebody else."""

    type: Literal["ticket.reviewed"] = "ticket.reviewed"
    approved: bool
    note: Sealed | None = NONE


class TicketExtended(TicketEvent):
    """More time was allowed."""

    type: Literal["ticket.extended"] = "ticket.extended"
    clock: ClockName
    due: Moment
    reason: Code
    asked_by: PersonKey


class TicketLapsed(TicketEvent):
    """A limit passed, and what follows from that."""

    type: Literal["ticket.lapsed"] = "ticket.lapsed"
    clock: ClockName
    unit: Key | None = NONE
    """Who has the ticket now, or is asked now, when silence decided it."""
