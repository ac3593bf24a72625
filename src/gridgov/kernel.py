"""The one loop: load, decide, append. Everything that changes goes through here.

A room is a pair of pure functions. ``decide(state, command, context)`` says which events follow from a command, or
refuses. ``evolve(state, event)`` says what an event makes of the state; it never refuses. A room's module is itself
the :class:`Decider`: pass ``gridgov.tickets`` where one is asked for.

:func:`execute` is the loop, pure but for the store it is given. :class:`Host` holds what a service needs at hand
(store, clock, ids, rules) so that one line sends a command.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, Final, Generic, Protocol, TypeVar

from attrs import evolve, field, frozen

from gridgov.calendars import Timetable
from gridgov.errors import BadInput, Conflict, Defect, Problem, Refused
from gridgov.messages.base import Command, Event, Recorded, Secret, Unrecorded, is_digest, personal_fields, seal
from gridgov.parameters import Parameters
from gridgov.ports import Clock, EventStore, IdSource

__all__ = ["ATTEMPTS", "Cases", "Context", "Decider", "Host", "execute", "fold", "load"]

_ORDER: Final = "design note: a case has one order of events (设计说明：同一对象的事件按时间先后排列)"
_IDS: Final = "design note: an id belongs to one command (设计说明：一个编号只属于一个命令)"

ATTEMPTS: Final = 5
"""How often :func:`execute` decides before it gives a conflict back."""

StateT = TypeVar("StateT")
CommandT = TypeVar("CommandT", bound=Command)
EventT = TypeVar("EventT", bound=Event)
CommandT_contra = TypeVar("CommandT_contra", bound=Command, contravariant=True)

NO_RULES: Final = Parameters()
"""No dated rules at all: what a context has that was given none."""


def _bad_times(at: object, recorded_at: object) -> list[Problem]:
    problems = []
    for name, time in (("at", at), ("recorded_at", recorded_at)):
        if not isinstance(time, datetime | None):
            problems.append(Problem("wrong_type", name, {"expected": "datetime"}))
        elif time is not None and time.tzinfo is None:
            problems.append(Problem("naive_datetime", name))
    return problems


@frozen
class Context:
    """What a decision may know besides the case: when, through whom, under which rules.

    Raises:
        BadInput: a time without a zone.

    """

    at: datetime
    """When it takes effect."""
    actor: str
    """Through whom: a key, never a name."""
    parameters: Parameters = NO_RULES
    """The dated rules in force."""
    salt: str = field(default="", repr=False)
    """The secret that seals the personal texts of the command."""
    recorded_at: datetime | None = None
    """When it became known; None: at once."""
    timetable: Timetable | None = field(default=None, repr=False)
    """When people work, for limits that are counted in working days or working time."""

    def __attrs_post_init__(self) -> None:
        times: tuple[object, ...] = (self.at,) if self.recorded_at is None else (self.at, self.recorded_at)
        for time in times:
            if not isinstance(time, datetime) or time.tzinfo is None:
                raise BadInput(_bad_times(self.at, self.recorded_at), source="context")

    def check_happened(self, what: str) -> None:
        """Refuses what is said to have happened later than it became known.

        Raises:
            Refused: ``in_the_future``.

        """
        if self.recorded_at is not None and self.at > self.recorded_at:
            raise Refused("in_the_future", what=what, source=_ORDER)

    def seal(self, text: str) -> str:
        """The digest that stands for a personal text in an event.

        Raises:
            Defect: the context has no salt, so that the digest could be guessed.

        """
        if not self.salt:
            raise Defect("salt_missing")
        return seal(text, self.salt)

    def seal_if(self, text: str | None) -> str | None:
        """The digest of a text that may be absent."""
        return None if text is None else self.seal(text)


class Decider(Protocol[StateT, CommandT_contra, EventT]):
    """What a room is: pure functions over one kind of case. A state of None means: not there yet."""

    def decide(self, state: StateT | None, command: CommandT_contra, context: Context, /) -> tuple[EventT, ...]:
        """The events that follow from a command; raises ``Refused`` when a rule says no."""
        ...

    def evolve(self, state: StateT | None, event: EventT, /) -> StateT:
        """The state after an event. Never refuses, never runs a chart."""
        ...

    def stream_of(self, command: CommandT_contra, /) -> str:
        """The stream of the case that a command is about."""
        ...


def fold(
    decider: Decider[StateT, CommandT, EventT], events: Iterable[Any], state: StateT | None = None
) -> StateT | None:
    """The state that a sequence of events leads to, from ``state`` or from nothing."""
    for event in events:
        state = decider.evolve(state, event)
    return state


def load(store: EventStore, decider: Decider[StateT, CommandT, EventT], stream: str) -> StateT | None:
    """The state of a stream now; None when there is no such stream."""
    return fold(decider, (recorded.event for recorded in store.read(stream)))


@frozen
class _Case(Generic[StateT]):
    """How far a stream was read, and what it came to."""

    version: int = 0
    state: StateT | None = None
    last_at: datetime | None = None
    commands: frozenset[str] = frozenset()

    def after(self, decider: "Decider[StateT, Any, Any]", recorded: Sequence[Recorded]) -> "_Case[StateT]":
        """The case as it is after more events."""
        if not recorded:
            return self
        state = fold(decider, (one.event for one in recorded), self.state)
        commands = self.commands.union(one.command_id for one in recorded)
        return _Case(recorded[-1].version, state, recorded[-1].at, commands)


class Cases:
    """The cases that were used last, so that a long stream is not read again for every command.

    Never trusted alone: before each decision the store is asked for what came after, and an append still names the
    version that it expects. For one store. Safe for several threads: what is remembered is replaced, never changed.
    """

    def __init__(self, most: int = 10_000) -> None:
        """Remembers so many cases at most; those that were not used for longest go first."""
        self._most = most
        self._known: OrderedDict[str, _Case[Any]] = OrderedDict()
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"Cases({len(self._known)} of {self._most})"

    def _of(self, stream: str) -> _Case[Any]:
        with self._lock:
            return self._known.get(stream, _UNREAD)

    def _keep(self, stream: str, case: _Case[Any]) -> None:
        with self._lock:
            self._known[stream] = case
            self._known.move_to_end(stream)
            if len(self._known) > self._most:
                self._known.popitem(last=False)


_UNREAD: Final[_Case[Any]] = _Case()


def execute(
    store: EventStore,
    decider: Decider[StateT, CommandT, EventT],
    command: CommandT,
    context: Context,
    *,
    attempts: int = ATTEMPTS,
    cases: Cases | None = None,
) -> tuple[Recorded, ...]:
    """Reads the stream, decides, appends; when somebody else wrote in between, reads and decides again.

    A command whose id is in the stream already changes nothing: the events that it led to come back. With ``cases``
    only what is new in the stream is read.

    Raises:
        Refused: a rule says no; nothing was stored. Besides the rules of the room: ``before_the_last_event``, it would
            take effect before something that happened already; ``command_id_reused``, the id was another command's.
        Conflict: somebody else was faster ``attempts`` times in a row; nothing was stored.

    """
    return _executed(store, decider, command, context, attempts, cases)[1]


def _executed(
    store: EventStore,
    decider: Decider[StateT, CommandT, EventT],
    command: CommandT,
    context: Context,
    attempts: int,
    cases: Cases | None,
) -> tuple[_Case[StateT], tuple[Recorded, ...]]:
    """The case as it was found, and the recorded events that the command led to."""
    stream, known = decider.stream_of(command), Cases() if cases is None else cases
    for attempt in range(1, attempts + 1):
        case = known._of(stream)  # noqa: SLF001  # a class of this file
        case = case.after(decider, store.read(stream, after=case.version))
        known._keep(stream, case)  # noqa: SLF001  # as above
        if command.command_id in case.commands:
            return case, _again(decider, store.read(stream), command, context)
        if case.last_at is not None and context.at < case.last_at:
            raise Refused("before_the_last_event", what=command.type, source=_ORDER)
        events = decider.decide(case.state, command, context)
        try:
            recorded = store.append(stream, _unrecorded(events, command, context), expected_version=case.version)
        except Conflict:
            known._keep(stream, _UNREAD)  # noqa: SLF001  # as above
            if attempt == attempts:
                raise
        else:
            return case, recorded
    raise Defect("no_attempts", attempts=attempts)


def _again(
    decider: Decider[StateT, CommandT, EventT], past: tuple[Recorded, ...], command: CommandT, context: Context
) -> tuple[Recorded, ...]:
    """What a command led to the first time; refused if the first time it was another command under the same id."""
    before = tuple(recorded for recorded in past if recorded.command_id == command.command_id)
    earlier = fold(decider, (recorded.event for recorded in past[: before[0].version - 1]))
    then = evolve(context, at=before[0].at, actor=before[0].actor)
    try:
        events = decider.decide(earlier, command, then)
    except Refused:
        events = ()
    if [*map(_public, events)] != [_public(recorded.event) for recorded in before]:
        raise Refused("command_id_reused", what=command.type, source=_IDS)
    return before


def _public(event: Event) -> dict[str, object]:
    """An event without its sealed texts, whose digests differ with the salt."""
    return {name: value for name, value in event if not is_digest(value)}


def _unrecorded(events: Iterable[Event], command: Command, context: Context) -> tuple[Unrecorded, ...]:
    recorded_at = context.recorded_at or context.at
    secrets = _secrets(command, context)
    fresh = tuple(Unrecorded(event, command.command_id, recorded_at) for event in events)
    if not secrets or not fresh:
        return fresh
    first, *rest = fresh
    return Unrecorded(first.event, first.command_id, recorded_at, secrets), *rest


def _secrets(command: Command, context: Context) -> Mapping[str, Secret]:
    texts = (getattr(command, name) for name in personal_fields(type(command)))
    return {context.seal(text): Secret(context.salt, text) for text in texts if text is not None}


@frozen
class Host:
    """What a service keeps at hand, so that one line sends a command.

    >>> from gridgov.adapters.memory import MemoryStore
    >>> from gridgov.adapters.system import SystemClock, SystemIds
    >>> from gridgov.messages.tickets import Withdraw
    >>> host = Host(MemoryStore(), SystemClock(), SystemIds())
    >>> host.store.read("ticket/T-1")
    ()
    """

    store: EventStore
    clock: Clock
    ids: IdSource
    parameters: Parameters = NO_RULES
    timetable: Timetable | None = None
    cases: Cases | None = None
    """What to remember between commands; None: each reads its stream from the start."""

    def context(self, actor: str, *, at: datetime | None = None) -> Context:
        """A context for a decision now, or for one that takes effect at another time and becomes known now."""
        now = self.clock.now()
        salt = self.ids.new_salt()
        return Context(at or now, actor, self.parameters, salt, recorded_at=now, timetable=self.timetable)

    def send(
        self,
        decider: Decider[StateT, CommandT, EventT],
        command: CommandT,
        *,
        actor: str,
        at: datetime | None = None,
    ) -> StateT:
        """Executes a command and returns the state that the case is in afterwards.

        Raises:
            Refused: a rule says no; nothing was stored.
            Conflict: others kept being faster; nothing was stored.

        """
        context = self.context(actor, at=at)
        case, recorded = _executed(self.store, decider, command, context, ATTEMPTS, self.cases)
        case = case.after(decider, [one for one in recorded if one.version > case.version])
        if case.state is None:
            raise Defect("command_without_event", type=command.type)
        return case.state
