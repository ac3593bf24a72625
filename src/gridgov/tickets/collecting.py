"""收: decisions about taking a request in, one function a command."""

from typing import Final, get_args

from attrs import asdict
from attrs import evolve as changed

from gridgov.errors import Refused
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.tickets import clocks, policy
from gridgov.tickets.acts import (
    check_claimant,
    check_later,
    check_listed,
    check_other,
    check_remark,
    happened,
    remarked,
    stepped,
)
from gridgov.tickets.chart import CLOCKS, MERGE, REMARKS, article
from gridgov.tickets.guards import LIFECYCLE, is_guarded
from gridgov.tickets.state import VISIBILITY_MOVES, Matter, Ticket

__all__ = [
    "adopt",
    "answer_now",
    "ask",
    "classify",
    "collect",
    "decline",
    "divert",
    "invalidate",
    "merge",
    "release",
    "supply",
    "unmerge",
    "withdraw",
]

_CHANNELS: Final = "design note: a channel says what it may leave out (设计说明：各渠道规定可省略的内容)"
_SAFETY: Final = (
    "design note: a danger to the public is looked at although it was taken back (设计说明：涉及公共安全的撤回须经同意)"
)
_CORRECTABLE: Final = ("kind", "category", "place", "urgency")
_AT_FIRST: Final = ("private", *VISIBILITY_MOVES["private"])
"""Who may see a request that just came in: nothing is public before somebody looked at it."""


def collect(ticket: Ticket | None, command: m.Collect, context: Context) -> tuple[m.TicketEvent, ...]:
    """Takes a request in.

    Refused: ``already_exists``, ``channel_needs``, ``not_in_list``, ``visibility_is``, ``into_itself``.
    """
    if ticket is not None:
        allowed = LIFECYCLE.allowed(ticket.state)
        raise Refused("already_exists", what="collect", case=ticket.id, allowed=allowed, source=article(10))
    needs = policy.codes(context, f"tickets.channel.{command.channel}.needs") or ()
    missing = tuple(name for name in needs if not getattr(command, name, None))  # no attachments are () and missing too
    if missing:
        source = policy.source_of(context, f"tickets.channel.{command.channel}.needs", _CHANNELS)
        raise Refused("channel_needs", what="collect", channel=command.channel, missing=missing, source=source)
    check_listed("collect", command.channel, context, "tickets.channels", article(10))
    _check_kind("collect", command.kind, context)
    if command.visibility not in _AT_FIRST:
        source = REMARKS["show"].source
        raise Refused("visibility_is", what="collect", visibility="private", allowed=_AT_FIRST, source=source)
    if command.like == command.ticket:
        raise Refused("into_itself", what="collect", source=MERGE)
    state, matter = LIFECYCLE.initial, Matter(command.kind, command.category, command.place, command.urgency)
    started = tuple(
        change
        for name in get_args(m.ClockName)
        if state in CLOCKS[name].states
        for change in clocks.started(matter, name, context, None)
    )
    return (happened(m.TicketCollected, command.ticket, command, context, state, started),)


def _check_kind(act: str, kind: m.Kind | None, context: Context) -> None:
    if kind is not None:
        check_listed(act, kind, context, "tickets.kinds", article(2))


def classify(ticket: Ticket, command: m.Classify, context: Context) -> tuple[m.TicketEvent, ...]:
    """Corrects what it is about; limits follow category and urgency, pauses are kept, and what is late stays late.

    Refused: ``nothing_changes``, ``not_in_list``.
    """
    check_remark(ticket, "classify")
    old = ticket.matter
    said = {name: value for name in _CORRECTABLE if (value := getattr(command, name)) is not None}
    new = changed(old, **said)
    if new == old:
        raise Refused("nothing_changes", what="classify", source=REMARKS["classify"].source)
    _check_kind("classify", command.kind, context)
    changes = tuple(clocks.retargeted(ticket, new, context))
    whole = command.model_copy(update=asdict(new))
    return remarked(m.TicketClassified, ticket, whole, context, changes)


def ask(ticket: Ticket, command: m.Ask, context: Context) -> tuple[m.TicketEvent, ...]:
    """Asks the claimant back. Refused: ``due_before_start``, ``nobody_to_ask``."""
    events = stepped(m.TicketAsked, ticket, command, context, {"answer": command.answer_by})
    check_later("ask", command.answer_by, context, article(15))
    if not ticket.can_be_reached:
        raise Refused("nobody_to_ask", what="ask", source=article(10))
    return events


def supply(ticket: Ticket, command: m.Supply, context: Context) -> tuple[m.TicketEvent, ...]:
    """Takes the answer in."""
    return stepped(m.TicketSupplied, ticket, command, context)


def answer_now(ticket: Ticket, command: m.AnswerNow, context: Context) -> tuple[m.TicketEvent, ...]:
    """Answers a question at once. Refused: ``only_for_questions``."""
    events = stepped(m.TicketAnswered, ticket, command, context)
    if ticket.matter.kind != "consult":
        raise Refused("only_for_questions", what="answer_now", kind=ticket.matter.kind, source=article(11))
    return events


def divert(ticket: Ticket, command: m.Divert, context: Context) -> tuple[m.TicketEvent, ...]:
    """Shows another way and ends it."""
    return stepped(m.TicketDiverted, ticket, command, context)


def decline(ticket: Ticket, command: m.Decline, context: Context) -> tuple[m.TicketEvent, ...]:
    """Does not take it up. Refused: ``own_work``: nobody agrees with themselves."""
    events = stepped(m.TicketDeclined, ticket, command, context)
    check_other("decline", context.actor, command.approved_by)
    return events


def invalidate(ticket: Ticket, command: m.Invalidate, context: Context) -> tuple[m.TicketEvent, ...]:
    """Ends what was no request. Refused: ``others_wait``."""
    events = stepped(m.TicketInvalidated, ticket, command, context)
    _check_others("invalidate", ticket)
    return events


def _check_others(act: str, ticket: Ticket) -> None:
    """Refuses that a ticket ends for one claimant while it goes on for others too."""
    if ticket.others:
        raise Refused("others_wait", what=act, source=MERGE)


def merge(ticket: Ticket, command: m.Merge, context: Context) -> tuple[m.TicketEvent, ...]:
    """Lets another ticket go on for this one. Refused: ``into_itself``; ``crosswise``: that one goes on in this."""
    events = stepped(m.TicketMerged, ticket, command, context)
    if command.into == ticket.id:
        raise Refused("into_itself", what="merge", source=MERGE)
    if any(other.ticket == command.into for other in ticket.others):
        raise Refused("crosswise", what="merge", case=command.into, source=MERGE)
    return events


def unmerge(ticket: Ticket, command: m.Unmerge, context: Context) -> tuple[m.TicketEvent, ...]:
    """Makes it a matter of its own again, in a new round."""
    return stepped(m.TicketUnmerged, ticket, command, context, round=ticket.round + 1)


def adopt(ticket: Ticket, command: m.Adopt, context: Context) -> tuple[m.TicketEvent, ...]:
    """Takes the claimant of a merged ticket along. Refused: ``adopted_already``, ``into_itself``."""
    events = remarked(m.TicketAdopted, ticket, command, context)
    if command.other == ticket.id:
        raise Refused("into_itself", what="adopt", source=MERGE)
    if any(other.ticket == command.other for other in ticket.others):
        raise Refused("adopted_already", what="adopt", case=command.other, source=MERGE)
    return events


def release(ticket: Ticket, command: m.Release, context: Context) -> tuple[m.TicketEvent, ...]:
    """Lets the claimant of another ticket go. Refused: ``not_adopted``."""
    events = remarked(m.TicketReleased, ticket, command, context)
    if all(other.ticket != command.other for other in ticket.others):
        raise Refused("not_adopted", what="release", case=command.other, source=MERGE)
    return events


def withdraw(ticket: Ticket, command: m.Withdraw, context: Context) -> tuple[m.TicketEvent, ...]:
    """Takes it back. What a return visit heard stays on record.

    Refused: ``not_a_claimant``, ``others_wait``; ``needs_consent``: nobody knows who the claimant is, or the matter is
    a danger to the public; ``own_work``: nobody consents to their own act.
    """
    events = stepped(m.TicketWithdrawn, ticket, command, context)
    check_claimant("withdraw", command.claimant, ticket)
    _check_others("withdraw", ticket)
    dangerous = is_guarded(ticket, context)
    if command.consented_by is None and (dangerous or command.claimant is None):
        name = "tickets.withdrawal.needs_consent"
        source = policy.source_of(context, name, _SAFETY) if dangerous else article(8)
        raise Refused("needs_consent", what="withdraw", source=source)
    if command.consented_by is not None:
        check_other("withdraw", context.actor, command.consented_by)
    return events
