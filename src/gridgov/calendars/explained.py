"""The life of a clock in words, step by step: why its due is when it is, and what became of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from attrs import evolve, frozen

from gridgov.calendars.ledger import TURNS, Change, Clock, Segment
from gridgov.calendars.limits import WORKED, Limit, Step, due, explain, show_length, show_moment
from gridgov.calendars.pauses import check_asked, paused_amount
from gridgov.calendars.timetable import NOTHING, Timetable, elapsed, utc
from gridgov.errors import BadInput, Lang, Problem, Word, as_it_is

__all__ = ["ClockStep", "explain_clock"]

_TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "started": ('{start}: "{clock}" begins{limit}{due}.', "{start}：“{clock}”开始计时{limit}{due}。"),
        "running": ("{start} to {end}: runs for {length}.", "{start}至{end}：计时{length}。"),
        "running_late": ("{start} to {end}: runs past its due for {length}.", "{start}至{end}：超期{length}。"),
        "paused": ("{start} to {end}: paused for {length}{reason}.", "{start}至{end}：中止计时{length}{reason}。"),
        "resumed": ("{start}: goes on{due}.", "{start}：恢复计时{due}。"),
        "resumed_later": (
            "{start}: goes on; the pause counts {amount}. Due {moved}, not {before}.",
            "{start}：恢复计时；中止计{amount}，截止时间由{before}顺延至{moved}。",
        ),
        "resumed_late": (
            "{start}: goes on; it was late before the pause, and the due stays {before}.",
            "{start}：恢复计时；中止前已超期，截止时间仍为{before}。",
        ),
        "extended": (
            "{start}: extended{by}{reason}. Due {moved}, not {before}.",
            "{start}：延期{by}{reason}；截止时间由{before}延至{moved}。",
        ),
        "retargeted": (
            "{start}: gets another limit, counted from its start with all its pauses{limit}{reason}{due}.",
            "{start}：时限变更，自起算时重新计算并保留全部中止时间{limit}{reason}{due}。",
        ),
        "met": ("{start}: stopped in time.", "{start}：按时完成，计时终止。"),
        "breached": ("{start}: stopped, late by {late}.", "{start}：逾期完成，计时终止，逾期{late}。"),
        "cancelled": ("{start}: cancelled{reason}.", "{start}：计时取消{reason}。"),
    }
)
_PARTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "limit": (", limit {}", "，时限{}"),
        "due": (", due {}", "，截止时间{}"),
        "reason": (" ({})", "（{}）"),
        "by": (" by {}", "（批准：{}）"),
    }
)
_UNITS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "minutes": ("minutes", "分钟"),
        "hours": ("hours", "小时"),
        "calendar_days": ("calendar days", "个自然日"),
        "working_minutes": ("working minutes", "个工作分钟"),
        "working_hours": ("working hours", "个工作小时"),
        "working_days": ("working days", "个工作日"),
    }
)


@frozen
class ClockStep:
    """One step in the life of a clock. Each begins where the one before it ended; a single act has no length."""

    code: str
    """What it says, by a stable name: an act, a state, or how it ended."""
    clock: str
    """The name of the clock."""
    start: datetime
    end: datetime
    due: datetime | None = None
    """Until when the clock has to be stopped from then on."""
    before: datetime | None = None
    """Until when it had to be until then."""
    limit: Limit | None = None
    """The limit that the due comes from."""
    reason: str = ""
    by: str = ""
    amount: int | timedelta = NOTHING
    """What a pause counts: days for a limit in days, else time."""
    late: timedelta = NOTHING
    """How long it had run past its due when it was stopped."""
    why: tuple[Step, ...] = ()
    """How the limit was counted, as :func:`gridgov.calendars.explain` says, where the due follows from it."""

    @property
    def length(self) -> timedelta:
        """How long it lasted."""
        return elapsed(self.start, self.end)

    def text(self, lang: Lang, word: Word = as_it_is) -> str:
        """The step in words, in English (``"en"``) or Chinese (``"zh"``); ``word`` turns codes into words."""
        said = lang == "zh"

        def part(name: str, value: str) -> str:
            return _PARTS[name][said].format(value) if value else ""

        def moment(at: datetime | None) -> str:
            return show_moment(at, lang) if at else ""

        return _TEXTS[self.code][said].format(
            clock=word(self.clock, "clock"),
            start=moment(self.start),
            end=moment(self.end),
            before=moment(self.before),
            moved=moment(self.due),
            due=part("due", moment(self.due)),
            limit=part("limit", _show_limit(self.limit, lang) if self.limit else ""),
            reason=part("reason", word(self.reason, "reason") if self.reason else ""),
            by=part("by", self.by),
            amount=_show_amount(self.amount, self.limit, lang),
            length=_show_time(self.length, lang),
            late=_show_time(self.late, lang),
        )


def explain_clock(clock: Clock, timetable: Timetable | None, at: datetime) -> tuple[ClockStep, ...]:
    """What happened to a clock up to a moment, or to its end, step by step.

    The lengths of all steps add up to the time that really passed. Moments are shown by the clock of the office, or,
    without a timetable, with the offset in which they were told. The timetable may be None where the limits of the
    clock are in minutes or hours, or where it has none.

    Raises:
        BadInput: a moment without a zone, or before the last thing that happened to the clock; no timetable where a
            limit takes one; a year without a table.

    >>> from datetime import time
    >>> from gridgov.calendars import Ledger, ServiceHours, Shift, china, due_after_pause
    >>> office = Timetable(china(), ServiceHours("Asia/Shanghai", [Shift(time(9), time(17))]))
    >>> thursday, friday, tuesday = (datetime.fromisoformat(f"2026-03-{d}T10:00+08:00") for d in ("05", "06", "10"))
    >>> three = Limit(3, "working_days")
    >>> ledger = Ledger().start("resolve", thursday, due(thursday, three, office), three)
    >>> ledger = ledger.pause("resolve", friday, "weather")
    >>> ledger = ledger.resume("resolve", tuesday, due_after_pause(ledger.clocks[0], tuesday, office))
    >>> for step in explain_clock(ledger.clocks[0], office, tuesday):
    ...     print(step.text("en"))
    2026-03-05 Thu 10:00: "resolve" begins, limit 3 working days, due 2026-03-10 Tue 17:00.
    2026-03-05 Thu 10:00 to 2026-03-06 Fri 10:00: runs for 24 h.
    2026-03-06 Fri 10:00 to 2026-03-10 Tue 10:00: paused for 96 h (weather).
    2026-03-10 Tue 10:00: goes on; the pause counts 2 working days. Due 2026-03-12 Thu 17:00, not 2026-03-10 Tue 17:00.

    """
    check_asked(clock, timetable)
    last = clock.changes[-1].at
    if utc(at, "at") < last:
        raise BadInput([Problem("out_of_range", "at", {"expected": f"≥ {last.isoformat()}"})], source="clock")
    until = clock.stopped_at or utc(at, "at").astimezone(last.tzinfo)
    return tuple(_steps(clock, timetable, until))


def _steps(clock: Clock, timetable: Timetable | None, until: datetime) -> Iterator[ClockStep]:
    before = turn = clock.changes[0]
    following = (*(change.at for change in clock.changes[1:]), until)
    for change, next_at in zip(clock.changes, following, strict=True):
        if change.act != "paused":
            yield _happened(clock, turn, before, change, timetable)
        if change.act in TURNS:
            turn = change
        for code, first, last in _stretches(turn, change, next_at):
            start, end, due = _local(first, timetable), _local(last, timetable), _local_due(change.due, timetable)
            yield ClockStep(code, clock.name, start, end, due, reason=turn.reason)
        before = change


def _stretches(turn: Change, change: Change, end: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """What the clock did until the next change; it runs late from its due on."""
    start = change.at
    if turn.act == "paused":
        if change is turn or start < end:  # a pause without length has a reason too
            yield "paused", start, end
        return
    due = end if change.due is None else min(max(change.due, start), end)
    if start < due:
        yield "running", start, due
    if due < end:
        yield "running_late", due, end


def _happened(clock: Clock, turn: Change, before: Change, change: Change, timetable: Timetable | None) -> ClockStep:
    """What happened at a moment."""
    moment = _local(change.at, timetable)
    step = ClockStep(
        code=change.act,
        clock=clock.name,
        start=moment,
        end=moment,
        due=_local_due(change.due, timetable),
        before=_local_due(before.due, timetable),
        limit=change.limit,
        reason=change.reason,
        by=change.by,
    )
    if change.act == "resumed":
        return _resumed(step, Segment("pause", turn.at, change.at), before, change, timetable)
    if change.act == "stopped":
        return evolve(step, code=clock.state, late=clock.late(change.at))
    if change.act in {"started", "retargeted"}:
        return evolve(step, why=_why(clock, change, timetable))
    return step


def _resumed(step: ClockStep, pause: Segment, before: Change, change: Change, timetable: Timetable | None) -> ClockStep:
    if before.due is None or change.due is None:
        return step
    if pause.start > before.due:
        return evolve(step, code="resumed_late")
    if change.due == before.due:
        return step
    return evolve(step, code="resumed_later", amount=paused_amount(pause, change.limit, before.due, timetable))


def _why(clock: Clock, change: Change, timetable: Timetable | None) -> tuple[Step, ...]:
    if change.limit is None or timetable is None:
        return ()
    if change.act == "started" and utc(due(change.at, change.limit, timetable), "due") != change.due:
        return ()
    return explain(clock.started_at, change.limit, timetable)


def _local(moment: datetime, timetable: Timetable | None) -> datetime:
    return timetable.local(moment) if timetable else moment


def _local_due(due: datetime | None, timetable: Timetable | None) -> datetime | None:
    return None if due is None else _local(due, timetable)


def _show_limit(limit: Limit, lang: Lang) -> str:
    return _show_count(limit.amount, limit, lang)


def _show_count(amount: int, limit: Limit, lang: Lang) -> str:
    english, chinese = _UNITS[limit.unit]
    return f"{amount}{chinese}" if lang == "zh" else f"{amount} {english[:-1] if amount == 1 else english}"


def _show_amount(amount: int | timedelta, limit: Limit | None, lang: Lang) -> str:
    if isinstance(amount, timedelta):
        worked = limit is not None and limit.unit in WORKED
        return (("工作时间{}", "{} of working time")[lang == "en"] if worked else "{}").format(_show_time(amount, lang))
    return _show_count(amount, limit, lang) if limit else str(amount)


def _show_time(length: timedelta, lang: Lang) -> str:
    return show_length(length, lang) or ("0分钟" if lang == "zh" else "0 min")
