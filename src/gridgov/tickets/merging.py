"""Two tickets about one matter: the commands that join them, and those that take them apart again.

A merge touches two streams, so it is several commands: the ticket that goes on takes every claimant along, then the
other one ends. Each has an id of its own, made from the two tickets, so that sending all of them again after a crash
changes nothing; what was undone can be done again. Nobody goes without a reply: :func:`told` says who has to be told.

>>> from datetime import UTC, datetime
>>> from gridgov.tickets.state import Intake, Matter, Ticket
>>> def open_ticket(name, person):
...     intake = Intake(datetime(2022, 3, 1, tzinfo=UTC), "hotline", "help", "noise", "yq-01", person)
...     return Ticket(name, "registered", intake, Matter("help", "noise", "yq-01"))
>>> for command in merging(open_ticket("T-2", "R-2"), open_ticket("T-1", "R-1")):
...     print(command.type, command.ticket, command.command_id)
ticket.adopt T-1 T-2/merge/T-1/1/T-2
ticket.merge T-2 T-2/merge/T-1/1
"""

from hashlib import sha256
from typing import Final

from gridgov.errors import Refused
from gridgov.messages import tickets as m
from gridgov.tickets.chart import MERGE, REMARKS
from gridgov.tickets.guards import LIFECYCLE
from gridgov.tickets.state import Claimant, Ticket

__all__ = ["merging", "told", "unmerging"]

_LONGEST: Final = 120
"""How long the id of a command may be."""


def merging(duplicate: Ticket, into: Ticket) -> tuple[m.Adopt | m.Merge, ...]:
    """The commands that merge a ticket into another, in the order in which to send them.

    Raises:
        Refused: ``into_itself``; ``target_not_open``: the other one was replied to, has ended, or goes on in a third;
            ``not_allowed_now``: the duplicate was handled already; ``crosswise``: the other one goes on in it.

    """
    if duplicate.id == into.id:
        raise Refused("into_itself", what="merge", source=MERGE)
    if into.stage not in REMARKS["adopt"].stages:
        raise Refused("target_not_open", what="merge", case=into.id, source=MERGE)
    if "merge" not in (allowed := LIFECYCLE.allowed(duplicate.state)):
        raise Refused("not_allowed_now", what="merge", state=duplicate.state, allowed=allowed, source=MERGE)
    if any(other.ticket == into.id for other in duplicate.others):
        raise Refused("crosswise", what="merge", case=into.id, source=MERGE)
    known = {into.id, *(other.ticket for other in into.others)}
    name = f"{duplicate.id}/merge/{into.id}/{duplicate.merges + 1}"
    itself = Claimant(duplicate.id, duplicate.intake.claimant, duplicate.intake.has_contact)
    adopts = tuple(
        m.Adopt(
            command_id=_short(f"{name}/{other.ticket}"),
            ticket=into.id,
            other=other.ticket,
            claimant=other.claimant,
            has_contact=other.has_contact,
        )
        for other in (itself, *duplicate.others)
        if other.ticket not in known
    )
    return (*adopts, m.Merge(command_id=_short(name), ticket=duplicate.id, into=into.id))


def _short(name: str) -> str:
    """The name of a command, or its digest if it is too long for an id."""
    return name if len(name) <= _LONGEST else sha256(name.encode()).hexdigest()


def unmerging(duplicate: Ticket, into: Ticket, *, reason: str) -> tuple[m.Unmerge | m.Release, ...]:
    """The commands that take a merged ticket out of the other one again, with the claimants that came with it.

    Raises:
        Refused: ``not_adopted``: it was not merged into that ticket; ``merged_on``: that ticket goes on in a third one.

    """
    if duplicate.merged_into != into.id:
        raise Refused("not_adopted", what="unmerge", case=duplicate.id, source=MERGE)
    if into.merged_into is not None:
        raise Refused("merged_on", what="unmerge", case=into.id, source=MERGE)
    name = f"{duplicate.id}/unmerge/{into.id}/{duplicate.merges}"
    came = {duplicate.id, *(other.ticket for other in duplicate.others)}
    releases = tuple(
        m.Release(command_id=_short(f"{name}/{other.ticket}"), ticket=into.id, other=other.ticket)
        for other in into.others
        if other.ticket in came
    )
    return (m.Unmerge(command_id=_short(name), ticket=duplicate.id, reason=reason), *releases)


def told(ticket: Ticket) -> tuple[str, ...]:
    """The claimants who are to be told what became of a ticket, each once: its own, and those of merged tickets."""
    claimants = (ticket.intake.claimant, *(other.claimant for other in ticket.others))
    return tuple(dict.fromkeys(claimant for claimant in claimants if claimant is not None))
