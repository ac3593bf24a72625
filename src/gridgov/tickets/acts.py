"""What every act on a ticket does alike: find the step, look who acts, and say what happened."""

from datetime import datetime
from functools import cache
from typing import Any, Final, TypeVar

from gridgov.errors import Refused
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.messages.base import personal_fields
from gridgov.tickets import policy
from gridgov.tickets.chart import FOUR_EYES, REMARKS, article
from gridgov.tickets.clocks import NOTHING_GIVEN, Given, moved
from gridgov.tickets.guards import LIFECYCLE, Question
from gridgov.tickets.state import STAGES, Ticket

__all__ = [
    "act_of",
    "check_claimant",
    "check_later",
    "check_listed",
    "check_often",
    "check_other",
    "check_remark",
    "check_within",
    "happened",
    "possible",
    "remarked",
    "round_in",
    "stepped",
    "target_of",
]

EventT = TypeVar("EventT", bound=m.TicketEvent)

_BEGINNINGS: Final = frozenset({"collect", "handle"})


def act_of(command: m.TicketCommand) -> str:
    """The act that a command asks for: the last part of its type."""
    return command.type.removeprefix("ticket.")


def possible(state: str) -> tuple[str, ...]:
    """What may be done with a ticket in a state: the acts that move it, then those that leave it where it is."""
    remarks = (act for act in REMARKS if _is_possible(act, state))
    return (*LIFECYCLE.allowed(state), *remarks)


def _is_possible(act: str, state: str) -> bool:
    remark = REMARKS[act]
    return STAGES[state] in remark.stages and (not remark.states or state in remark.states)


# ---- may it be done -----------------------------------------------------------------------------------------------


def check_remark(ticket: Ticket, act: str) -> None:
    """Refuses an act that leaves a ticket where it is, where it is not possible.

    Raises:
        Refused: ``not_allowed_now``.

    """
    if not _is_possible(act, ticket.state):
        allowed = LIFECYCLE.allowed(ticket.state)
        raise Refused("not_allowed_now", what=act, state=ticket.state, allowed=allowed, source=REMARKS[act].source)


def check_other(act: str, actor: str, *others: str | None, source: str = FOUR_EYES) -> None:
    """Refuses that somebody looks at their own work.

    Raises:
        Refused: ``own_work``.

    """
    if actor in others:
        raise Refused("own_work", what=act, source=source)


def check_later(act: str, limit: Any, context: Context, source: str) -> None:
    """Refuses a limit that is over before it begins; no limit is none.

    Raises:
        Refused: ``due_before_start``.

    """
    if limit is not None and limit <= context.at:
        raise Refused("due_before_start", what=act, source=source)


def check_claimant(act: str, claimant: str | None, ticket: Ticket) -> None:
    """Refuses what only who raised a matter can ask for; where nobody knows who that is, nobody can be named.

    Raises:
        Refused: ``not_a_claimant``.

    """
    if claimant is None and ticket.intake.claimant is None:
        return
    if claimant not in ticket.claimants:
        raise Refused("not_a_claimant", what=act, source=article(8))


def check_listed(act: str, code: str, context: Context, name: str, otherwise: str) -> None:
    """Refuses a code that is not in a list that the host laid down.

    Raises:
        Refused: ``not_in_list``, with the source of the list.

    """
    if not policy.allows(context, name, code):
        raise Refused("not_in_list", what=act, code=code, source=policy.source_of(context, name, otherwise))


def check_often(act: str, times: int, context: Context, name: str, otherwise: str) -> None:
    """Refuses what was done as often as the host allows.

    Raises:
        Refused: ``too_often``, with the source of the limit.

    """
    most = policy.whole(context, name)
    if most is not None and times >= most:
        raise Refused("too_often", what=act, limit=most, source=policy.source_of(context, name, otherwise))


def check_within(act: str, start: datetime | None, context: Context, name: str, otherwise: str) -> None:
    """Refuses what comes after the window that the host laid down, if it has begun.

    Raises:
        Refused: ``window_closed``, with the source of the window.

    """
    if start is not None and not policy.within(context, name, start):
        raise Refused("window_closed", what=act, source=policy.source_of(context, name, otherwise))


# ---- what happened ------------------------------------------------------------------------------------------------


@cache
def _repeated(event: Any, command: Any) -> tuple[tuple[str, bool], ...]:
    """The fields of a command that its event repeats, and whether each is personal."""
    personal, own = personal_fields(command), {"type", "command_id", "ticket"}
    names = [name for name in command.model_fields if name in event.model_fields and name not in own]
    return tuple((name, name in personal) for name in names)


def happened(
    kind: type[EventT],
    ticket: str,
    command: m.TicketCommand,
    context: Context,
    state: str,
    clocks: tuple[m.ClockChange, ...] = (),
    **more: Any,
) -> EventT:
    """The event that says what a command led to: what the command said, personal texts sealed, and ``more``."""
    fields: dict[str, Any] = {
        name: context.seal_if(getattr(command, name)) if personal else getattr(command, name)
        for name, personal in _repeated(kind, type(command))  # pyrefly: ignore[bad-argument-type]  # a class can be hashed
    }
    if clocks:
        fields["clocks"] = clocks
    return kind(at=context.at, actor=context.actor, ticket=ticket, state=state, **(fields | more if more else fields))


def target_of(ticket: Ticket, command: m.TicketCommand, context: Context, act: str = "") -> str:
    """The state that a command leads to along the chart.

    Raises:
        Refused: the chart has no such step from here, or a condition is in the way.

    """
    return LIFECYCLE.step(ticket.state, act or act_of(command), Question(ticket, command, context)).target


def round_in(ticket: Ticket, target: str) -> int:
    """The round that a ticket is in after a step: one more if it leads back to where handling begins."""
    return ticket.round + (STAGES[target] in _BEGINNINGS)


def stepped(
    kind: type[EventT],
    ticket: Ticket,
    command: m.TicketCommand,
    context: Context,
    given: Given = NOTHING_GIVEN,
    *,
    pause: str | None = None,
    act: str = "",
    **more: Any,
) -> tuple[EventT]:
    """The event of a step along the chart, with what it does to the clocks.

    Raises:
        Refused: the chart has no such step from here, or a condition is in the way.

    """
    target = target_of(ticket, command, context, act)
    clocks = moved(ticket, act or act_of(command), target, context, given, pause=pause)
    return (happened(kind, ticket.id, command, context, target, clocks, **more),)


def remarked(
    kind: type[EventT],
    ticket: Ticket,
    command: m.TicketCommand,
    context: Context,
    clocks: tuple[m.ClockChange, ...] = (),
    **more: Any,
) -> tuple[EventT]:
    """The event of an act that leaves a ticket where it is.

    Raises:
        Refused: ``not_allowed_now``.

    """
    check_remark(ticket, act_of(command))
    return (happened(kind, ticket.id, command, context, ticket.state, clocks, **more),)
