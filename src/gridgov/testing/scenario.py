"""Given what happened, when somebody asks, then this follows: a rule as a test that reads like the rule.

::

    given(tickets, collected).when(Reply(...), context).then_refused("not_allowed_now", allowed=("dispatch", "handle"))
"""

from typing import Any, Generic, TypeVar

from attrs import field, frozen

from gridgov.errors import Refused
from gridgov.kernel import Context, Decider, fold
from gridgov.messages.base import Command, Event

__all__ = ["Given", "When", "given"]

StateT = TypeVar("StateT")
CommandT = TypeVar("CommandT", bound=Command)
EventT = TypeVar("EventT", bound=Event)


@frozen
class When(Generic[StateT]):
    """What followed from the command: events and the state they lead to, or a refusal."""

    events: tuple[Event, ...]
    state: StateT | None
    refusal: Refused | None = None

    def then(self, *expected: Event) -> StateT:
        """Exactly these events follow; the state after them comes back for a closer look."""
        if self.refusal is not None:
            raise AssertionError(f"refused: {self.refusal.text('en')}")
        if expected != self.events:
            raise AssertionError(f"expected {expected}\n   found {self.events}")
        if self.state is None:
            raise AssertionError("nothing happened, and there is no case")
        return self.state

    def then_state(self, **expected: Any) -> StateT:
        """Whatever the events are, the case is in this state; fields by name."""
        if self.refusal is not None:
            raise AssertionError(f"refused: {self.refusal.text('en')}")
        found = {name: getattr(self.state, name) for name in expected}
        if self.state is None or found != expected:
            raise AssertionError(f"expected {expected}\n   found {found}")
        return self.state

    def then_refused(self, code: str, *, allowed: tuple[str, ...] | None = None, source: str | None = None) -> Refused:
        """Nothing follows; the refusal has this code, offers what is allowed, and names its source."""
        if self.refusal is None:
            raise AssertionError(f"not refused: {self.events}")
        found = (self.refusal.code, self.refusal.allowed, self.refusal.source)
        hoped = (code, found[1] if allowed is None else allowed, found[2] if source is None else source)
        if found != hoped:
            raise AssertionError(f"expected {hoped}\n   found {found}")
        return self.refusal


@frozen
class Given(Generic[StateT, CommandT, EventT]):
    """A case with a past."""

    decider: Decider[StateT, CommandT, EventT]
    events: tuple[EventT, ...] = field(converter=tuple)

    def when(self, command: CommandT, context: Context) -> When[StateT]:
        """Somebody asks for something."""
        past = fold(self.decider, self.events)
        try:
            events = self.decider.decide(past, command, context)
        except Refused as refusal:
            return When((), past, refusal)
        return When(events, fold(self.decider, events, past))


def given(decider: Decider[StateT, CommandT, EventT], *events: EventT) -> Given[StateT, CommandT, EventT]:
    """A case to which this happened so far; no event: it does not exist yet."""
    return Given(decider, events)
