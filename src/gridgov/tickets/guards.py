"""What the conditions on the edges of the chart ask, and the table that is compiled from both."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from gridgov.kernel import Context
from gridgov.lifecycle import Lifecycle, Predicate, compile_chart
from gridgov.tickets import policy
from gridgov.tickets.chart import TicketChart
from gridgov.tickets.state import Ticket

__all__ = ["LIFECYCLE", "NOTHING_TO_APPEAL", "Question", "is_guarded"]

_DISSATISFIED: Final = frozenset({"dissatisfied", "very_dissatisfied"})

NOTHING_TO_APPEAL: Final = frozenset({"merged", "withdrawn", "unreachable"})
"""The outcomes that say nothing about the matter itself, so that there is nothing to appeal against."""


@frozen
class Question:
    """What a condition is asked about."""

    ticket: Ticket
    command: Any
    context: Context


def _rounds_left(q: Question) -> bool:
    limit = policy.whole(q.context, "tickets.max_rounds")
    return limit is None or q.ticket.round < limit


def _tries(q: Question, name: str) -> int:
    return policy.whole(q.context, name) or 1


def is_guarded(ticket: Ticket, context: Context) -> bool:
    """Whether what it is about, or was said to be about, is a danger that nobody takes back alone."""
    guarded = policy.codes(context, "tickets.withdrawal.needs_consent") or ()
    categories = {ticket.matter.category or "", ticket.intake.category or ""}
    return any(f"{category}.".startswith(f"{path}.") for path in guarded for category in categories)


# ---- one function a condition, named as on the edge ---------------------------------------------------------------


def _silence_withdraws(q: Question) -> bool:
    """Silence takes back what the claimant could take back: nobody else waits, and nobody has to consent."""
    free = not q.ticket.others and not is_guarded(q.ticket, q.context)
    return free and policy.claim(q.context, "tickets.silence.answer_withdraws")


def _merged(q: Question) -> bool:
    return q.ticket.outcome == "merged"


def _movable(q: Question) -> bool:
    return not q.ticket.duty.return_locked or q.command.unit == q.ticket.duty.owner


def _silence_accepts(q: Question) -> bool:
    return policy.claim(q.context, "tickets.silence.accepts")


def _upheld(q: Question) -> bool:
    return bool(q.command.decision == "upheld")


def _last_report(q: Question) -> bool:
    return all(task.id == q.command.task for task in q.ticket.open_tasks)


def _taken_over(q: Question) -> bool:
    return bool(q.command.taken_over)


def _tasks_open(q: Question) -> bool:
    return bool(q.ticket.open_tasks)


def _review_needed(q: Question) -> bool:
    return policy.claim(q.context, "tickets.review.needed")


def _approved(q: Question) -> bool:
    return bool(q.command.approved)


def _approval_needed(q: Question) -> bool:
    return policy.claim(q.context, "tickets.reply.approval")


def _cleared(q: Question) -> bool:
    return q.ticket.reply.approved or not _approval_needed(q)


def _reply_tried(q: Question) -> bool:
    tried = len(set(q.ticket.reply.failed)) >= _tries(q, "tickets.reply.tries")
    return tried or not q.ticket.can_be_reached


def _content(q: Question) -> bool:
    return bool(q.command.solved and q.command.satisfaction not in _DISSATISFIED)


def _handled_again(q: Question) -> bool:
    return not q.command.solved and q.ticket.outcome != "explained" and _rounds_left(q)


def _nobody_to_visit(q: Question) -> bool:
    match q.command.reason:
        case "anonymous":
            return not q.ticket.can_be_reached
        case "unreachable":
            return _visit_tried(q)
        case _:
            return True


def _visit_tried(q: Question) -> bool:
    return q.ticket.counselling.attempts >= _tries(q, "tickets.visit.tries")


def _told(q: Question) -> bool:
    return q.ticket.reply.replied_at is not None


def _settled(q: Question) -> bool:
    return bool(q.command.settled)


def _adopted(q: Question) -> bool:
    return bool(q.command.adopted)


def _possible_now(q: Question) -> bool:
    return bool(q.command.finding == "possible_now")


def _still_impossible(q: Question) -> bool:
    return bool(q.command.finding == "still_impossible")


def _appealable(q: Question) -> bool:
    return q.ticket.outcome not in NOTHING_TO_APPEAL


def _appeal_upheld(q: Question) -> bool:
    return bool(q.command.upheld)


def _has_owner(q: Question) -> bool:
    return q.ticket.duty.owner is not None


def _reopenable(q: Question) -> bool:
    return q.ticket.outcome != "merged"


_GUARDS: Final[Mapping[str, Predicate]] = MappingProxyType(
    {
        "silence_withdraws": _silence_withdraws,
        "merged": _merged,
        "movable": _movable,
        "silence_accepts": _silence_accepts,
        "upheld": _upheld,
        "last_report": _last_report,
        "taken_over": _taken_over,
        "tasks_open": _tasks_open,
        "review_needed": _review_needed,
        "approved": _approved,
        "approval_needed": _approval_needed,
        "cleared": _cleared,
        "reply_tried": _reply_tried,
        "content": _content,
        "handled_again": _handled_again,
        "nobody_to_visit": _nobody_to_visit,
        "visit_tried": _visit_tried,
        "told": _told,
        "settled": _settled,
        "adopted": _adopted,
        "possible_now": _possible_now,
        "still_impossible": _still_impossible,
        "appealable": _appealable,
        "appeal_upheld": _appeal_upheld,
        "has_owner": _has_owner,
        "reopenable": _reopenable,
    }
)

LIFECYCLE: Final[Lifecycle] = compile_chart(TicketChart, guards=_GUARDS)
"""The compiled chart of a ticket."""
