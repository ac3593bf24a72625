"""A citizen's request on its way through the four stages: collect 收, handle 办, reply 回, counsel 疏.

::

    collect ──dispatch──▶ handle ──handle──▶ reply ──reply──▶ counsel ──counsel──▶ closed
       └───────────handle (answered on the spot)──▶ ▲                    └─not solved─▶ handle, next round

An all-round worker runs the loop alone in four commands; a hotline uses the finer ones in between: dispatch, accept or
object, whistle, wait, review, explain, appeal. Both are one chart. Where a ticket *is* (its state), what was *achieved*
(its outcome), whether the claimant was *told* (delivery), whether it *counts* (assessment) and who may *see* it are
kept apart: closed does not mean solved.

>>> from datetime import UTC, datetime
>>> from gridgov.kernel import Context, fold
>>> from gridgov.messages.tickets import Collect
>>> collect = Collect(
...     command_id="c-1",
...     ticket="T-1",
...     channel="hotline",
...     kind="complaint",
...     category="safety.fire",
...     place="110112004002",
...     text="an e-bike blocks the stairs",
... )
>>> events = decide(None, collect, Context(datetime(2022, 3, 1, 9, tzinfo=UTC), "worker-7", salt="…"))
>>> evolve(None, events[0]).state
'registered'

The room, from its door inwards:

======================  =====================================================================================
:mod:`.chart`           states and edges with their sources; who does what; which clock runs where
:mod:`.state`           the ticket as it stands
:mod:`.policy`          the rules that a host may lay down, and the lint of a local pack
:mod:`.guards`          what the conditions on the edges ask, and the compiled table
:mod:`.deciding`        ``decide``: one function a command, in ``collecting`` 收, ``handling`` 办, ``replying`` 回,
                        ``counselling`` 疏 and ``standing``
:mod:`.evolving`        ``evolve``: one function an event
:mod:`.queries`         what a service asks: allowed, due, inbox, timelines
beside it               ``merging``, ``duplicates``, ``clusters``, ``chat``, ``plans``, ``replies``, ``anchors``
======================  =====================================================================================

Sources: Beijing Regulation on Swift Response to Public Complaints 2021 (北京市接诉即办工作条例) and others, cited at
each edge.
"""

from gridgov.messages.tickets import TicketCommand as Command
from gridgov.messages.tickets import TicketEvent as Event
from gridgov.tickets.chart import TicketChart
from gridgov.tickets.deciding import decide, stream_of
from gridgov.tickets.evolving import evolve
from gridgov.tickets.guards import LIFECYCLE
from gridgov.tickets.queries import (
    Actor,
    Due,
    Entry,
    allowed,
    claimant_timeline,
    handler_timeline,
    inbox,
    lapsed,
    overdue,
    upcoming,
)
from gridgov.tickets.state import Intake, Matter, Ticket

__all__ = [
    "LIFECYCLE",
    "Actor",
    "Command",
    "Due",
    "Entry",
    "Event",
    "Intake",
    "Matter",
    "Ticket",
    "TicketChart",
    "allowed",
    "claimant_timeline",
    "decide",
    "evolve",
    "handler_timeline",
    "inbox",
    "lapsed",
    "overdue",
    "stream_of",
    "upcoming",
]
