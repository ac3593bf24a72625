"""The clocks of a case: they start, pause, go on, are extended, get another limit and stop; nothing is overwritten.

A :class:`Clock` is the history of its changes, and everything else about it follows from them: its state, its due, the
stretches in which it ran. A :class:`Ledger` holds the clocks of one case. No method needs a calendar: dues are given.
Where they come from stands in :mod:`gridgov.calendars.pauses`, and why in :mod:`gridgov.calendars.explained`.

>>> monday, friday = (datetime.fromisoformat(f"2026-03-{day}T10:00+08:00") for day in ("02", "06"))
>>> ledger = Ledger().start("resolve", monday, due=friday)
>>> ledger.lapsed(friday), ledger.lapsed(friday + timedelta(minutes=1))  # done at the very moment is in time
((), ('resolve',))
>>> ledger.stop("resolve", friday).clocks[0].state
'met'
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import Final, Literal, get_args

from attrs import field, frozen

from gridgov.calendars.days import YEARS, listed, not_a_choice, refuse
from gridgov.calendars.limits import Limit
from gridgov.calendars.timetable import NOTHING, utc
from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem, Refused

__all__ = ["Change", "Clock", "ClockAct", "ClockState", "Ledger", "Segment"]

ClockState = Literal["running", "paused", "met", "breached", "cancelled"]
"""How a clock stands. *met* is stopped in time, *breached* is stopped late; running late is a question (``lapsed``)."""

ClockAct = Literal["started", "paused", "resumed", "extended", "retargeted", "stopped", "cancelled"]
"""What can happen to a clock."""

_ORDER: Final = "design note: what happens to a clock is in one order (设计说明：同一时限的变更按时间先后排列)"
_LIFE: Final = "design note: a clock pauses, goes on and stops only while it is live (设计说明：时限终止后不得再变更)"
_ONE: Final = "design note: a name has one live clock at a time (设计说明：同名时限同时只有一个)"
_FUTURE: Final = "design note: a limit lies ahead when it is set (设计说明：设定的时限应在将来)"
_PAUSE: Final = "design note: a pause takes no time away (设计说明：中止不缩短时限)"
_EXTENSION: Final = (
    "Beijing Regulation on Swift Response 2021, Art. 15; design note: approved before the limit is over, and longer "
    "(北京市接诉即办工作条例第十五条；设计说明：延期须在届满前批准，且晚于原期限)"
)

_LIVE: Final = ("running", "paused")
_MOVES_DUE: Final = frozenset({"started", "resumed", "extended", "retargeted"})
_ANY_TIME: Final = ("extended", "retargeted", "stopped", "cancelled")
_ACTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"": ("started",), "running": ("paused", *_ANY_TIME), "paused": ("resumed", *_ANY_TIME)}
)
"""What can happen next, by state; to a clock that is stopped, nothing."""
TURNS: Final[Mapping[str, Literal["running", "paused"]]] = MappingProxyType(
    {"started": "running", "paused": "paused", "resumed": "running"}
)
"""The acts that let a clock run or stand still."""
_EVERY_ACT: Final = get_args(ClockAct)
_ENDS: Final = frozenset({"stopped", "cancelled"})


# ---- values -------------------------------------------------------------------------------------------------------


def _at(moment: datetime) -> datetime:
    return _fixed(moment, "at")


def _due(moment: datetime | None) -> datetime | None:
    return None if moment is None else _fixed(moment, "due")


def _fixed(moment: datetime, where: str) -> datetime:
    """The moment as it was told, with its own offset: two of one zone compare wrongly while the clocks are changed."""
    if type(moment) is datetime and type(moment.tzinfo) is timezone and moment.year in YEARS:
        return moment
    known = utc(moment, where)
    return known.astimezone(timezone(moment.utcoffset() or NOTHING))


@frozen
class Change:
    """What happened to a clock, and how it stood afterwards.

    Raises:
        BadInput: an unknown act, a moment without a zone, a limit that is none, a reason or name that is no text.

    """

    act: ClockAct
    at: datetime = field(converter=_at)
    due: datetime | None = field(default=None, converter=_due)
    """Until when it had to be stopped from then on; None if that is open. Of a paused clock: without that pause."""
    limit: Limit | None = None
    """The limit that the due comes from; None if the due was given."""
    reason: str = ""
    """Why, as a code; never what a person wrote."""
    by: str = ""
    """Who approved an extension."""

    def __attrs_post_init__(self) -> None:
        if self.act not in _EVERY_ACT:
            raise BadInput([not_a_choice("act", _EVERY_ACT)], source="clock")
        if self.limit is not None:
            check_type(self.limit, Limit, "limit", expected="Limit", source="clock")
        for name, text in (("reason", self.reason), ("by", self.by)):
            if type(text) is not str:
                check_type(text, str, name, expected="text", source="clock")


@frozen
class Segment:
    """A stretch of time in which a clock ran, or was paused: from its start on, up to its end and without it."""

    kind: Literal["run", "pause"]
    start: datetime
    end: datetime | None
    """None as long as it goes on."""
    reason: str = ""
    """Why it was paused."""


def _changes(changes: Iterable[Change]) -> tuple[Change, ...]:
    return listed(changes, "changes", source="clock")


@frozen
class Clock:
    """One clock: what happened to it, in order, and what follows from that.

    Raises:
        BadInput: no change at all, one that cannot happen in that state or comes before the one before it, or a due
            that changes where nothing may change it.

    >>> noon = datetime.fromisoformat("2026-03-02T12:00+08:00")
    >>> clock = Clock("reply", [Change("started", noon), Change("paused", noon + timedelta(hours=2), reason="weather")])
    >>> clock.state, str(clock.ran(noon + timedelta(hours=5))), str(clock.paused(noon + timedelta(hours=5)))
    ('paused', '2:00:00', '3:00:00')

    """

    name: str
    changes: tuple[Change, ...] = field(converter=_changes)
    _turn: Change = field(init=False, eq=False, repr=False)
    """The last change that let it run or stand still."""
    state: ClockState = field(init=False, eq=False)

    @_turn.default
    def _compile(self) -> Change:
        _check_name(self.name)
        refuse(_out_of_order(self.changes), source="clock")
        return next(change for change in reversed(self.changes) if change.act in TURNS)

    @state.default
    def _state(self) -> ClockState:
        last, turned = self.changes[-1], TURNS[self._turn.act]
        if last.act == "cancelled":
            return "cancelled"
        if last.act != "stopped":
            return turned
        judged = last.at if turned == "running" else self.since
        return "met" if self.due is None or judged <= self.due else "breached"

    @property
    def since(self) -> datetime:
        """Since when it has run, or been paused, without a break; of one that was stopped, since when it last did."""
        return self._turn.at

    @property
    def started_at(self) -> datetime:
        """When it started."""
        return self.changes[0].at

    @property
    def stopped_at(self) -> datetime | None:
        """When it was stopped or cancelled; None while it is live."""
        return None if self.is_live else self.changes[-1].at

    @property
    def due(self) -> datetime | None:
        """Until when it has to be stopped; None if that is open.

        While it is paused this leaves out the pause that is going on: it moves when the clock goes on. Whether a clock
        was stopped in time is its ``state``; do not compare the due with ``stopped_at``, for it may have been paused.
        """
        return self.changes[-1].due

    @property
    def limit(self) -> Limit | None:
        """The limit that the due comes from; None if the due was given."""
        return self.changes[-1].limit

    @property
    def is_live(self) -> bool:
        """Whether it is running or paused."""
        return self.state in _LIVE

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The stretches in which it ran and was paused, in order, without a gap; the last one is open while it lives.

        Two acts at one moment have a stretch without length between them.
        """
        turns = [change for change in self.changes if change.act in TURNS]
        ends = (*(change.at for change in turns[1:]), self.stopped_at)
        return tuple(
            Segment("pause" if turn.act == "paused" else "run", turn.at, end, turn.reason)
            for turn, end in zip(turns, ends, strict=True)
        )

    def ran(self, at: datetime) -> timedelta:
        """How long it had run at a moment: the time that really passed, without the pauses."""
        return self._spent("run", self.started_at, at)

    def paused(self, at: datetime) -> timedelta:
        """How long it had been paused at a moment, all pauses together."""
        return self._spent("pause", self.started_at, at)

    def late(self, at: datetime) -> timedelta:
        """How long it had run past its due at a moment; what it was paused in between is not counted."""
        return NOTHING if self.due is None else self._spent("run", self.due, at)

    def is_late(self, at: datetime) -> bool:
        """Whether it is running past its due at a moment, or was already when it was paused, or when it was stopped.

        Done at the very moment of the due is in time. Asked about the clock as it stands, not as it stood.
        """
        known = utc(at, "at")
        if not self.is_live or self.due is None:
            return self.state == "breached"
        return (self.since if self.state == "paused" else known) > self.due

    def _spent(self, kind: Literal["run", "pause"], start: datetime, at: datetime) -> timedelta:
        end = utc(at, "at")
        return sum((_shared(one, start, end) for one in self.segments if one.kind == kind), NOTHING)


def _shared(segment: Segment, start: datetime, end: datetime) -> timedelta:
    last = end if segment.end is None else min(end, segment.end)
    return max(last - max(start, segment.start), NOTHING)


def _check_name(name: object) -> None:
    check_type(name, str, "name", expected="text", source="clock")
    if not name:
        raise BadInput([Problem("missing", "name")], source="clock")


def _out_of_order(changes: tuple[Change, ...]) -> Iterator[Problem]:
    if not changes or not all(isinstance(change, Change) for change in changes):
        yield Problem("wrong_type", "changes", {"expected": "Change"})
        return
    state, before = "", changes[0]
    for i, change in enumerate(changes):
        if change.act not in _ACTS.get(state, ()):
            yield not_a_choice(f"changes[{i}].act", _ACTS.get(state, ()))
        if change.at < before.at:
            yield Problem("out_of_range", f"changes[{i}].at", {"expected": f"≥ changes[{i - 1}].at"})
        if change.act not in _MOVES_DUE and change.due != before.due:
            yield Problem("out_of_range", f"changes[{i}].due", {"expected": f"= changes[{i - 1}].due"})
        state, before = change.act if change.act in _ENDS else TURNS.get(change.act, state), change


# ---- what a clock refuses ------------------------------------------------------------------------------------------


def check_state(clock: Clock, state: Literal["running", "paused"]) -> None:
    """Refuses what only a running clock, or only a paused one, can do."""
    if clock.state != state:
        raise Refused(f"clock_not_{state}", clock=clock.name, source=_LIFE)


def check_live(clock: Clock) -> None:
    """Refuses what only a live clock can do."""
    if not clock.is_live:
        raise Refused("clock_not_live", clock=clock.name, source=_LIFE)


def check_order(clock: Clock, act: ClockAct, at: datetime) -> None:
    """Refuses what would come before something that happened to the clock already."""
    if utc(at, "at") < clock.changes[-1].at:
        raise Refused("before_the_last_event", what=act, source=_ORDER)


# ---- the ledger ---------------------------------------------------------------------------------------------------


def _clocks(clocks: Iterable[Clock]) -> tuple[Clock, ...]:
    return listed(clocks, "clocks", source="ledger")


@frozen
class Ledger:
    """The clocks of one case, live and stopped, in the order in which they started. Each method gives a new ledger.

    A name has at most one live clock. What was stopped can start again under its name: the old one stays.

    Every act raises ``Refused`` where a rule says no: ``clock_is_live`` · ``clock_not_live`` · ``clock_not_running`` ·
    ``clock_not_paused`` · ``before_the_last_event`` · ``due_before_start`` · ``resume_moves_due`` ·
    ``clock_without_due`` · ``extended_too_late`` · ``extension_shortens``; and ``BadInput`` for a moment without a
    zone, or a name, reason or limit that is none.

    Raises:
        BadInput: what is no clock, or two live ones of one name.

    """

    clocks: tuple[Clock, ...] = field(default=(), converter=_clocks)
    _dues: tuple[tuple[datetime, str], ...] = field(init=False, repr=False, eq=False)
    """When the running clocks are due, the earliest first."""

    @_dues.default
    def _compile(self) -> tuple[tuple[datetime, str], ...]:
        if not all(isinstance(clock, Clock) for clock in self.clocks):
            raise BadInput([Problem("wrong_type", "clocks", {"expected": "Clock"})], source="ledger")
        live = [clock.name for clock in self.clocks if clock.is_live]
        if len(set(live)) < len(live):
            raise BadInput([Problem("duplicate_id", "clocks")], source="ledger")
        return _dues_of(self.clocks)

    def live(self, name: str) -> Clock | None:
        """The clock of a name that is running or paused; None if there is none."""
        return next((clock for clock in self.clocks if clock.name == name and clock.is_live), None)

    def latest(self, name: str) -> Clock | None:
        """The clock of a name that started last, live or not; None if there never was one."""
        return next((clock for clock in reversed(self.clocks) if clock.name == name), None)

    @property
    def running(self) -> tuple[Clock, ...]:
        """The clocks that are running, in the order in which they started."""
        return tuple(clock for clock in self.clocks if clock.state == "running")

    @property
    def next_due(self) -> datetime | None:
        """When the first of the running clocks is due; None if none has a due. Any moment after it, one has lapsed."""
        clock = self.live(self._dues[0][1]) if self._dues else None
        return clock.due if clock else None

    def lapsed(self, at: datetime) -> tuple[str, ...]:
        """The running clocks whose due is over at a moment, by name, the earliest due first.

        Done at the very moment of the due is in time, and a paused clock never lapses.
        """
        now = _fixed(at, "at")
        if not self._dues or now <= self._dues[0][0]:
            return ()
        return tuple(name for due, name in self._dues if due < now)

    def start(self, name: str, at: datetime, due: datetime | None = None, limit: Limit | None = None) -> "Ledger":
        """A clock begins to run. Its due must lie ahead; a clock without one never lapses."""
        change = Change("started", at, due, limit)
        last = self.latest(name)
        if last is not None and last.is_live:
            raise Refused("clock_is_live", clock=name, state=last.state, source=_ONE)
        if last is not None:
            check_order(last, change.act, change.at)
        if change.due is not None and change.due <= change.at:
            raise Refused("due_before_start", what=name, source=_FUTURE)
        return _kept((*self.clocks, Clock(name, (change,))))

    def pause(self, name: str, at: datetime, reason: str) -> "Ledger":
        """A clock stands still, for a reason. One that is late already can be paused, and stays late."""
        clock = self._live(name, "running")
        return self._after(clock, Change("paused", at, clock.due, clock.limit, _given(reason, "reason")))

    def resume(self, name: str, at: datetime, due: datetime | None = None) -> "Ledger":
        """A paused clock goes on, with the due that :func:`gridgov.calendars.due_after_pause` gives.

        The due may move to later only; a clock without one gets none.
        """
        clock = self._live(name, "paused")
        change = Change("resumed", at, due, clock.limit)
        if (change.due is None) is not (clock.due is None) or (change.due and clock.due and change.due < clock.due):
            raise Refused("resume_moves_due", clock=name, source=_PAUSE)
        return self._after(clock, change)

    def extend(self, name: str, at: datetime, due: datetime, by: str, reason: str) -> "Ledger":
        """A clock gets more time, approved by somebody, for a reason, before its due is over.

        A paused clock can be extended as long as it was in time when it was paused. Its new due leaves out the pause
        that is going on, as the old one did: when the clock goes on, the pause is added to it.
        """
        clock = self._live(name)
        change = Change("extended", at, due, clock.limit, _given(reason, "reason"), _given(by, "by"))
        if clock.due is None:
            raise Refused("clock_without_due", clock=name, source=_EXTENSION)
        if clock.is_late(at):
            raise Refused("extended_too_late", clock=name, source=_EXTENSION)
        if change.due is None or change.due <= clock.due:
            raise Refused("extension_shortens", clock=name, source=_EXTENSION)
        return self._after(clock, change)

    def retarget(
        self, name: str, at: datetime, due: datetime | None, limit: Limit | None, reason: str = ""
    ) -> "Ledger":
        """A clock gets another limit, with the due that :func:`gridgov.calendars.retargeted_due` gives.

        Its start and its pauses stay. The due may be earlier, even over. An extension of the old limit is not carried
        over; it stays in the history.
        """
        return self._after(self._live(name), Change("retargeted", at, due, limit, reason))

    def stop(self, name: str, at: datetime) -> "Ledger":
        """What the clock is for is done: *met* at or before its due, or without one; else *breached*.

        A paused clock is judged by the moment at which it was paused: a pause takes no time, however long it is.
        """
        clock = self._live(name)
        return self._after(clock, Change("stopped", at, clock.due, clock.limit))

    def cancel(self, name: str, at: datetime, reason: str) -> "Ledger":
        """What the clock is for is not wanted any more, for a reason: it counts neither as met nor as breached."""
        clock = self._live(name)
        return self._after(clock, Change("cancelled", at, clock.due, clock.limit, _given(reason, "reason")))

    def cancel_all(self, at: datetime, reason: str) -> "Ledger":
        """Every clock that is live is cancelled, for a reason."""
        ledger = self
        for clock in self.clocks:
            if clock.is_live:
                ledger = ledger.cancel(clock.name, at, reason)
        return ledger

    def _live(self, name: str, state: Literal["running", "paused"] | None = None) -> Clock:
        clock = self.live(name)
        if clock is None:
            _check_name(name)
            raise Refused("clock_not_live", clock=name, source=_LIFE)
        if state is not None:
            check_state(clock, state)
        return clock

    def _after(self, clock: Clock, change: Change) -> "Ledger":
        check_order(clock, change.act, change.at)
        changed = _grown(clock, change)
        return _kept(tuple(changed if one is clock else one for one in self.clocks))


def _dues_of(clocks: Iterable[Clock]) -> tuple[tuple[datetime, str], ...]:
    dues = [(clock.due, clock.name) for clock in clocks if clock.state == "running" and clock.due is not None]
    return tuple(sorted(dues, key=lambda one: one[0])) if len(dues) > 1 else tuple(dues)


def _grown(clock: Clock, change: Change) -> Clock:
    """The clock after a change that was found to be possible: what was checked once is not checked again."""
    grown: Clock = object.__new__(Clock)
    object.__setattr__(grown, "name", clock.name)
    object.__setattr__(grown, "changes", (*clock.changes, change))
    object.__setattr__(grown, "_turn", change if change.act in TURNS else clock._turn)  # noqa: SLF001  # of this file
    object.__setattr__(grown, "state", Clock._state(grown))  # noqa: SLF001  # as above
    return grown


def _kept(clocks: tuple[Clock, ...]) -> Ledger:
    """A ledger of clocks that were found to fit together, as after an act on one of them."""
    kept: Ledger = object.__new__(Ledger)
    object.__setattr__(kept, "clocks", clocks)
    object.__setattr__(kept, "_dues", _dues_of(clocks))
    return kept


def _given(text: str, where: str) -> str:
    check_type(text, str, where, expected="text", source="clock")
    if not text.strip():
        raise BadInput([Problem("missing", where)], source="clock")
    return text
