"""A topic on its way through a council hall: raised, put on an agenda, decided by a meeting.

::

    submitted ──schedule──▶ scheduled ──decide──▶ adopted | rejected
        ▲                       └── no quorum ──┐
        └───────────────────────────────────────┘

A meeting without a quorum decides nothing: the topic waits for the next one. Quorum and majority are dated parameters
(``deliberation.quorum``, ``deliberation.majority``), exact fractions, never numbers in code.

>>> from datetime import UTC, datetime
>>> from gridgov.kernel import Context
>>> from gridgov.messages.deliberation import Raise
>>> wish = Raise(command_id="c-1", topic="P-1", hall="H-1", category="property_affairs", text="repair the gate")
>>> events = decide(None, wish, Context(datetime(2022, 3, 1, 9, tzinfo=UTC), "door-head-3", salt="…"))
>>> evolve(None, events[0]).state
'submitted'

Sources: Yuqiao's consultation system (玉事好商量); Robert's Rules of Order Newly Revised (12th ed.), §40 and §44.
"""

from datetime import datetime
from typing import Final, assert_never

from attrs import evolve as changed
from attrs import frozen

from gridgov.documents import check_type
from gridgov.errors import Defect, Refused
from gridgov.kernel import Context
from gridgov.lifecycle import Chart, Lifecycle, State, act, cite, compile_chart
from gridgov.messages import deliberation as m

__all__ = ["LIFECYCLE", "Topic", "TopicChart", "decide", "evolve", "stream_of"]

Command = m.Raise | m.Schedule | m.Decide | m.Drop
Event = m.TopicRaised | m.TopicScheduled | m.TopicDecided | m.TopicDropped

_QUORUM = "RONR (12th ed.) §40: no business without a quorum, or outside a meeting (罗伯特议事规则第12版§40)"
_MAJORITY = "RONR (12th ed.) §44: a part of the votes cast, abstentions not counted (罗伯特议事规则第12版§44)"
_HALL = "Yuqiao Subdistrict year-end report, 2022: topics, monthly meetings (玉桥街道2022年终报道：议题、月月协商)"


# ---- the chart ----------------------------------------------------------------------------------------------------


class TopicChart(Chart):
    """The lifecycle of a topic."""

    lifecycle = "topic/1"
    clocks = {"submitted": "schedule", "scheduled": "meeting"}

    submitted = State(initial=True)
    scheduled = State()
    adopted = State(final=True)
    rejected = State(final=True)
    dropped = State(final=True)

    schedule = cite(_HALL, submitted.to(scheduled))
    decide_ = act(
        "decide",
        cite(_MAJORITY, scheduled.to(adopted, cond=["quorate", "carried"]))
        | cite(_MAJORITY, scheduled.to(rejected, cond="quorate"))
        | cite(_QUORUM, scheduled.to(submitted)),
    )
    drop = cite(
        "design note: a topic may be taken off before it is decided (设计说明：议题表决前可撤下)",
        submitted.to(dropped),
        scheduled.to(dropped),
    )


@frozen
class _Count:
    """What the guards of a decision are asked about."""

    command: m.Decide
    context: Context


def _quorate(count: _Count) -> bool:
    share = count.context.parameters.at("deliberation.quorum", count.context.at)
    return count.command.present > 0 and share.met_by(count.command.present, count.command.entitled)


def _carried(count: _Count) -> bool:
    share, cast = count.context.parameters.at("deliberation.majority", count.context.at), count.command
    return cast.yes > 0 and share.met_by(cast.yes, cast.yes + cast.no)


LIFECYCLE: Final[Lifecycle] = compile_chart(TopicChart, guards={"quorate": _quorate, "carried": _carried})
"""The compiled chart of a topic."""


# ---- the state ----------------------------------------------------------------------------------------------------


@frozen
class Topic:
    """A topic as it stands now."""

    id: str
    state: str
    raised_at: datetime
    hall: str
    category: m.TopicCategory
    ticket: str | None = None
    """The ticket that it grew out of."""
    meeting: str | None = None
    """The meeting on whose agenda it is, or that decided it; None while it is on none."""
    held_at: datetime | None = None
    """When that meeting is, or was, held."""
    decided_at: datetime | None = None


# ---- decide -------------------------------------------------------------------------------------------------------


def stream_of(command: Command) -> str:
    """The stream that a topic's events are in: ``topic/`` and its id.

    Raises:
        BadInput: what was sent is no command about a topic.

    """
    check_type(command, m.TopicCommand, "command", expected="a command about a topic", source="deliberation")
    return f"topic/{command.topic}"


def decide(topic: Topic | None, command: Command, context: Context) -> tuple[Event, ...]:
    """The events that follow from a command about a topic.

    Raises:
        Refused: ``already_exists``, ``does_not_exist``, ``not_allowed_now``, ``due_before_start``,
            ``counts_do_not_add_up``, ``before_the_meeting``, ``in_the_future``; or a parameter that is not in force.

    """
    context.check_happened(command.type)
    if isinstance(command, m.Raise):
        return _raise(topic, command, context)
    if topic is None:
        what = command.type.removeprefix("topic.")
        raise Refused("does_not_exist", what=what, case=command.topic, allowed=("raise",), source=_HALL)
    match command:
        case m.Schedule():
            return _schedule(topic, command, context)
        case m.Decide():
            return _decide(topic, command, context)
        case m.Drop():
            return _drop(topic, command, context)
        case _:
            assert_never(command)


def _raise(topic: Topic | None, command: m.Raise, context: Context) -> tuple[Event, ...]:
    if topic is not None:
        raise Refused(
            "already_exists",
            what="raise",
            case=command.topic,
            allowed=LIFECYCLE.allowed(topic.state),
            source=_HALL,
        )
    return (
        m.TopicRaised(
            at=context.at,
            actor=context.actor,
            topic=command.topic,
            state=LIFECYCLE.initial,
            hall=command.hall,
            category=command.category,
            text=context.seal(command.text),
            ticket=command.ticket,
        ),
    )


def _schedule(topic: Topic, command: m.Schedule, context: Context) -> tuple[Event, ...]:
    state = LIFECYCLE.step(topic.state, "schedule").target
    if command.held_at <= context.at:
        raise Refused("due_before_start", what="schedule", source=_HALL)
    return (
        m.TopicScheduled(
            at=context.at,
            actor=context.actor,
            topic=topic.id,
            state=state,
            meeting=command.meeting,
            held_at=command.held_at,
        ),
    )


def _decide(topic: Topic, command: m.Decide, context: Context) -> tuple[Event, ...]:
    state = LIFECYCLE.step(topic.state, "decide", _Count(command, context)).target
    if not command.yes + command.no + command.abstain <= command.present <= command.entitled:
        raise Refused("counts_do_not_add_up", what="decide", source=_MAJORITY)
    if topic.held_at is not None and context.at < topic.held_at:
        raise Refused("before_the_meeting", what="decide", source=_QUORUM)
    return (
        m.TopicDecided(
            at=context.at,
            actor=context.actor,
            topic=topic.id,
            state=state,
            entitled=command.entitled,
            present=command.present,
            yes=command.yes,
            no=command.no,
            abstain=command.abstain,
        ),
    )


def _drop(topic: Topic, _: m.Drop, context: Context) -> tuple[Event, ...]:
    state = LIFECYCLE.step(topic.state, "drop").target
    return (m.TopicDropped(at=context.at, actor=context.actor, topic=topic.id, state=state),)


# ---- evolve -------------------------------------------------------------------------------------------------------


def evolve(topic: Topic | None, event: Event) -> Topic:
    """The topic after an event.

    Raises:
        Defect: the log begins with something else than the raising of a topic.

    """
    if isinstance(event, m.TopicRaised):
        return Topic(event.topic, event.state, event.at, event.hall, event.category, event.ticket)
    if topic is None:
        raise Defect("log_without_beginning", type=event.type)
    match event:
        case m.TopicScheduled():
            return changed(topic, state=event.state, meeting=event.meeting, held_at=event.held_at)
        case m.TopicDecided() if event.state == "submitted":
            return changed(topic, state=event.state, meeting=None, held_at=None)
        case m.TopicDecided():
            return changed(topic, state=event.state, decided_at=event.at)
        case m.TopicDropped():
            return changed(topic, state=event.state, meeting=None, held_at=None)
        case _:
            assert_never(event)
