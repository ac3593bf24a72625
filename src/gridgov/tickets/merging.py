"""Two tickets about one matter: the commands that join them, and those that take them apart again.

A merge touches two streams, so it is several commands: the ticket that goes on takes every claimant along, then the
other one ends. Each has an id of its own, made from the two tickets, so that sending all of them again after a crash
changes nothing. Nobody goes without a reply: :func:`told` says who has to be told.

>>> from datetime import UTC, datetime
>>> from gridgov.tickets.state import Intake, Matter, Ticket
>>> def open_ticket(name, person):
...     intake = Intake(datetime(2022, 3, 1, tzinfo=UTC), "hotline", "help", "noise", "yq-01", person)
...     return Ticket(name, "registered", intake, Matter("help", "noise", "yq-01"))
>>> for command in merging(open_ticket("T-2", "R-2"), open_ticket("T-1", "R-1")):
...     print(command.type, command.ticket, command.command_id)
ticket.adopt T-1 T-1/adopt/T-2/1
ticket.merge T-2 T-2/merge/T-1/1
"""

from typing import Final

from gridgov.errors import Refused
from gridgov.messages import tickets as m
from gridgov.tickets.chart import REMARKS
from gridgov.tickets.state import Claimant, Ticket

__all__ = ["merging", "told", "unmerging"]

_SOURCE: Final = REMARKS["adopt"].source


def merging(duplicate: Ticket, into: Ticket, *, time: int = 1) -> tuple[m.Adopt | m.Merge, ...]:
    """The commands that merge a ticket into another, in the order in which to send them.

    ``time`` counts how often these two are merged: after an undoing, it is the second time, with ids of its own.

    Raises:
        Refused: ``into_itself``; ``target_not_open``: the other ticket has ended, or is to go on in a third one.

    """
    if duplicate.id == into.id:
        raise Refused("into_itself", what="merge", source=_SOURCE)
    if into.closed_at is not None:
        raise Refused("target_not_open", what="merge", case=into.id, source=_SOURCE)
    known = {into.id, *(other.ticket for other in into.others)}
    adopts = tuple(
        m.Adopt(
            command_id=f"{into.id}/adopt/{other.ticket}/{time}",
            ticket=into.id,
            other=other.ticket,
            claimant=other.claimant,
        )
        for other in (Claimant(duplicate.id, duplicate.intake.claimant), *duplicate.others)
        if other.ticket not in known
    )
    merge = m.Merge(command_id=f"{duplicate.id}/merge/{into.id}/{time}", ticket=duplicate.id, into=into.id)
    return (*adopts, merge)


def unmerging(duplicate: Ticket, into: Ticket, *, reason: str, time: int = 1) -> tuple[m.Unmerge | m.Release, ...]:
    """The commands that take a merged ticket out of the other one again, with the claimants that came with it.

    Raises:
        Refused: ``not_adopted``: it was not merged into that ticket.

    """
    if duplicate.merged_into != into.id:
        raise Refused("not_adopted", what="unmerge", case=duplicate.id, source=_SOURCE)
    came = {duplicate.id, *(other.ticket for other in duplicate.others)}
    releases = tuple(
        m.Release(command_id=f"{into.id}/release/{other.ticket}/{time}", ticket=into.id, other=other.ticket)
        for other in into.others
        if other.ticket in came
    )
    unmerge = m.Unmerge(command_id=f"{duplicate.id}/unmerge/{into.id}/{time}", ticket=duplicate.id, reason=reason)
    return (unmerge, *releases)


def told(ticket: Ticket) -> tuple[str, ...]:
    """The claimants who are to be told what became of a ticket, each once: its own, and those of merged tickets."""
    claimants = (ticket.intake.claimant, *(other.claimant for other in ticket.others))
    return tuple(dict.fromkeys(claimant for claimant in claimants if claimant is not None))
