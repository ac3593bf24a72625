"""What the question who must act is answered with: a decision with its lead, or another way for the matter."""

from datetime import date
from typing import Literal

from attrs import field, frozen

from gridgov.calendars import Limit
from gridgov.errors import Lang
from gridgov.messages.org.base import Power, Route
from gridgov.org.trace import Note, TraceStep, told

__all__ = ["CoUnit", "Duty", "How", "Lead", "Level", "OtherWay", "RouteDecision"]

How = Literal["holder", "acting", "delegate", "upward", "vacant"]
"""In which capacity somebody acts.

``holder``: the line of the list is theirs; ``acting``: they act for a vacant post; ``delegate``: a vacant post let them
act for it; ``upward``: the posts below are vacant; ``vacant``: nobody does.
"""

Duty = Literal["under_command", "attend_when_whistled", "help"]
"""What a co-unit owes the lead: to obey, to come when whistled for (吹哨报到), to help (协办)."""


@frozen
class Lead:
    """Who answers for a matter (主办)."""

    holder: str
    """The unit or post that the line of the list names."""
    unit: str
    """The body that answers: the holder, or the one that its post belongs to."""
    post: str | None
    """The post that acts: the holder, or the one that acts for it; None: a unit answers as a whole."""
    agents: tuple[str, ...]
    """Who is in that post, by key."""
    how: How
    area: str
    """The area of the line."""
    jurisdiction: str
    """The line."""


@frozen
class CoUnit:
    """Who has to help the lead (协办), and is not made the lead by it."""

    holder: str
    unit: str
    duty: Duty
    powers: tuple[Power, ...]
    within: Limit | None
    jurisdiction: str


@frozen
class Level:
    """Who comes next where the lead cannot settle it, with a limit of their own."""

    area: str
    holder: str
    unit: str
    post: str | None
    agents: tuple[str, ...]
    how: How
    within: Limit | None
    jurisdiction: str


@frozen
class RouteDecision:
    """Who must act on a matter at a place on a day, and why."""

    matter: str
    place: str
    at: date
    lead: Lead
    co_units: tuple[CoUnit, ...]
    """Nearest first."""
    escalation: tuple[Level, ...]
    """Nearest first. Two of the same area whose lines are equally narrow stand side by side: no choice is made."""
    within: Limit | None
    """How long the lead has."""
    closes_alone: bool
    """Whether the lead may collect, handle, reply and counsel, as an all-round grid worker does (S3)."""
    _notes: tuple[Note, ...] = field(default=(), eq=False, repr=False)

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """Every step that led here, in order."""
        return told(self._notes)

    def text(self, lang: Lang) -> str:
        """The trace in plain words, a step a line."""
        return _lines(self.trace, lang)


@frozen
class OtherWay:
    """The matter is not handled as a request and never counted as one; it goes elsewhere."""

    matter: str
    place: str
    at: date
    way: Route
    other_route: str
    """The record that says so."""
    basis: str | None
    _notes: tuple[Note, ...] = field(default=(), eq=False, repr=False)

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """Every step that led here, in order."""
        return told(self._notes)

    def text(self, lang: Lang) -> str:
        """The trace in plain words, a step a line."""
        return _lines(self.trace, lang)


def _lines(trace: tuple[TraceStep, ...], lang: Lang) -> str:
    return "\n".join(step.text(lang) for step in trace)
