"""Commands and events of :mod:`gridgov.tickets`: what can be asked of a request, and what can happen to it."""

from typing import Literal

from gridgov.messages.base import Code, Command, Event, Key, Moment, Personal, Sealed

Kind = Literal["consult", "help", "complaint", "report", "suggestion"]
"""What a claimant wants: 咨询, 求助, 投诉, 举报, 建议 (Beijing Regulation on Swift Response 2021, Art. 2)."""

Satisfaction = Literal[
    "very_satisfied", "satisfied", "basically_satisfied", "dissatisfied", "very_dissatisfied", "no_opinion"
]
"""The five grades of the national scale, with *basically satisfied* in the middle, and *no opinion*."""

Outcome = Literal["answered", "resolved", "partly_resolved", "explained", "withdrawn"]
"""What was achieved. Kept apart from the state: *closed* says where a ticket is, not how it went."""


# ---- commands -----------------------------------------------------------------------------------------------------


class TicketCommand(Command):
    """A wish about one ticket."""

    ticket: Key


class Collect(TicketCommand):
    """收: take in what a resident says."""

    type: Literal["ticket.collect"] = "ticket.collect"
    channel: Code
    kind: Kind
    category: Code
    place: Key
    """The area that it is about, by its code."""
    text: Personal
    claimant: Key | None = None
    """A reference to the claimant; None when anonymous."""


class Dispatch(TicketCommand):
    """派单: hand the ticket to a unit, with the time limit printed on it (Beijing Regulation Arts. 12, 13)."""

    type: Literal["ticket.dispatch"] = "ticket.dispatch"
    unit: Key
    due: Moment


class Wait(TicketCommand):
    """Put the handling on hold for a coded reason, until a date at the latest."""

    type: Literal["ticket.wait"] = "ticket.wait"
    reason: Code
    resume_by: Moment


class Resume(TicketCommand):
    """Go on with a ticket that was on hold."""

    type: Literal["ticket.resume"] = "ticket.resume"


class Handle(TicketCommand):
    """办: say what was done about it, and what that achieved."""

    type: Literal["ticket.handle"] = "ticket.handle"
    outcome: Literal["answered", "resolved", "partly_resolved", "explained"]
    result: Personal


class Reply(TicketCommand):
    """回: tell the claimant."""

    type: Literal["ticket.reply"] = "ticket.reply"
    channel: Code
    text: Personal


class Counsel(TicketCommand):
    """疏: visit the claimant again, hear whether it is solved, explain what is not."""

    type: Literal["ticket.counsel"] = "ticket.counsel"
    contacted: bool
    solved: bool
    satisfaction: Satisfaction
    note: Personal | None = None


class Withdraw(TicketCommand):
    """The claimant takes the request back."""

    type: Literal["ticket.withdraw"] = "ticket.withdraw"
    reason: Code


# ---- events -------------------------------------------------------------------------------------------------------


class TicketEvent(Event):
    """Something that happened to one ticket; ``state`` is the state that it is in afterwards."""

    ticket: Key
    state: Code


class TicketCollected(TicketEvent):
    """A request was taken in."""

    type: Literal["ticket.collected"] = "ticket.collected"
    channel: Code
    kind: Kind
    category: Code
    place: Key
    text: Sealed
    claimant: Key | None


class TicketDispatched(TicketEvent):
    """A unit got the ticket, with a limit."""

    type: Literal["ticket.dispatched"] = "ticket.dispatched"
    unit: Key
    due: Moment


class TicketWaiting(TicketEvent):
    """The handling was put on hold."""

    type: Literal["ticket.waiting"] = "ticket.waiting"
    reason: Code
    resume_by: Moment


class TicketResumed(TicketEvent):
    """The handling went on."""

    type: Literal["ticket.resumed"] = "ticket.resumed"


class TicketHandled(TicketEvent):
    """Something was done about it; handled is not closed."""

    type: Literal["ticket.handled"] = "ticket.handled"
    outcome: Literal["answered", "resolved", "partly_resolved", "explained"]
    result: Sealed


class TicketReplied(TicketEvent):
    """The claimant was told."""

    type: Literal["ticket.replied"] = "ticket.replied"
    channel: Code
    text: Sealed


class TicketCounselled(TicketEvent):
    """The claimant was visited again; the ticket is closed now, or in a new round of handling."""

    type: Literal["ticket.counselled"] = "ticket.counselled"
    contacted: bool
    solved: bool
    satisfaction: Satisfaction
    note: Sealed | None
    round: int
    """The round in which the ticket is afterwards: one more when it was not solved and is handled again."""
    outcome: Outcome | None
    """What was achieved; ``explained`` when it ends without being solved (Beijing Regulation Art. 15)."""


class TicketWithdrawn(TicketEvent):
    """The claimant took the request back."""

    type: Literal["ticket.withdrawn"] = "ticket.withdrawn"
    reason: Code


COMMANDS = (Collect, Dispatch, Wait, Resume, Handle, Reply, Counsel, Withdraw)
"""Every command about a ticket."""

EVENTS = (
    TicketCollected,
    TicketDispatched,
    TicketWaiting,
    TicketResumed,
    TicketHandled,
    TicketReplied,
    TicketCounselled,
    TicketWithdrawn,
)
"""Every event of a ticket."""
