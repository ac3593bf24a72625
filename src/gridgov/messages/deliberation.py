"""Commands and events of :mod:`gridgov.deliberation`: what can be asked of a topic, and what can happen to it."""

from typing import Annotated, Literal

from pydantic import Field

from gridgov.messages.base import Code, Command, Event, Key, Moment, Personal, Sealed

TopicCategory = Literal[
    "public_affairs", "community_affairs", "property_affairs", "building_affairs", "resident_affairs"
]
"""The five categories of Yuqiao's consultation: 公共事, 社区事, 物业事, 楼院事, 居民事."""

Heads = Annotated[int, Field(ge=0)]
"""A number of people."""


# ---- commands -----------------------------------------------------------------------------------------------------


class TopicCommand(Command):
    """A wish about one topic."""

    topic: Key


class Raise(TopicCommand):
    """Bring a topic before a council hall."""

    type: Literal["topic.raise"] = "topic.raise"
    hall: Key
    category: TopicCategory
    text: Personal
    ticket: Key | None = None
    """The ticket that it grew out of, if one did."""


class Schedule(TopicCommand):
    """Put the topic on the agenda of a meeting."""

    type: Literal["topic.schedule"] = "topic.schedule"
    meeting: Key
    held_at: Moment


class Decide(TopicCommand):
    """Count the heads and the hands of the meeting."""

    type: Literal["topic.decide"] = "topic.decide"
    entitled: Heads
    present: Heads
    yes: Heads
    no: Heads
    abstain: Heads


class Drop(TopicCommand):
    """Take the topic off before it was decided."""

    type: Literal["topic.drop"] = "topic.drop"


# ---- events -------------------------------------------------------------------------------------------------------


class TopicEvent(Event):
    """Something that happened to one topic; ``state`` is the state that it is in afterwards."""

    topic: Key
    state: Code


class TopicRaised(TopicEvent):
    """A topic was brought before a council hall."""

    type: Literal["topic.raised"] = "topic.raised"
    hall: Key
    category: TopicCategory
    text: Sealed
    ticket: Key | None


class TopicScheduled(TopicEvent):
    """The topic is on the agenda of a meeting."""

    type: Literal["topic.scheduled"] = "topic.scheduled"
    meeting: Key
    held_at: Moment


class TopicDecided(TopicEvent):
    """The meeting counted: adopted, rejected, or back to wait for a quorate meeting."""

    type: Literal["topic.decided"] = "topic.decided"
    entitled: Heads
    present: Heads
    yes: Heads
    no: Heads
    abstain: Heads


class TopicDropped(TopicEvent):
    """The topic was taken off."""

    type: Literal["topic.dropped"] = "topic.dropped"


COMMANDS = (Raise, Schedule, Decide, Drop)
"""Every command about a topic."""

EVENTS = (TopicRaised, TopicScheduled, TopicDecided, TopicDropped)
"""Every event of a topic."""
