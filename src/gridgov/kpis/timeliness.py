"""Whether limits are kept, and how late the late ones are: the family *timeliness* (时效).

What is still open is never left out where that would flatter: an open ticket whose limit has passed counts as late.
Beside that figure stands the usual one that looks at closed tickets only; both say what they are::

    on time, of all due by now      open late ones count as late
    on time, of all closed          what is open and late is not in it

Over the ticket table of :func:`gridgov.metrics.facts`, and its tasks. Limits are the dates that stand in the row, which
a host computes with its own calendar. How long things take stands in :mod:`gridgov.kpis.durations`, what waits and
grows old in :mod:`gridgov.kpis.backlog`.

>>> ON_TIME_CLOSING.needs, ON_TIME_OF_CLOSED.needs
(('as_of',), ())
"""

from fractions import Fraction
from functools import partial
from typing import Any, Final

from attrs import evolve

from gridgov.kpis import backlog, durations
from gridgov.kpis.requests import NOT_COUNTED
from gridgov.metrics.conditions import AllOf, Among, AnyOf, Flag, InOrder, Known, Not, Spent
from gridgov.metrics.kpi import Example, Kpi
from gridgov.metrics.measures import Elapsed, Quantile, Share, Spread

__all__ = [
    "CATALOGUE",
    "DEFERRAL_RATE",
    "EXTENSION_RATE",
    "LATENESS_MEDIAN",
    "LATE_BY_ONE_LIMIT",
    "LATE_BY_THREE_LIMITS",
    "ON_TIME_BY_FIRST_LIMIT",
    "ON_TIME_CLOSING",
    "ON_TIME_HANDLING",
    "ON_TIME_OF_CLOSED",
    "ON_TIME_REPLY",
    "ON_TIME_SATURATION",
    "WHISTLES_EXPLAINED",
    "WHISTLES_ON_TIME",
    "WHISTLES_OVERRIDDEN",
    "WHISTLE_REPORT_MEDIAN",
]

_NOTE: Final = "design note of this project"
_REGULATION: Final = "Beijing Regulation on Swift Response 2021, Art. {} (北京市接诉即办工作条例第{}条)"
_LIMIT: Final = _REGULATION.format(13, "十三")
_HALF: Final = Fraction(1, 2)
_MOST: Final = Fraction(9, 10)
_TAIL: Final = 50
"""Fewer rows have no ninth decile worth speaking of."""
_MINUTE: Final = 60_000_000
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_A_DAY: Final = 1_440
"""In minutes."""

_OF_TICKETS: Final = partial(Kpi, version=1, table="tickets", anchor="collected_at", source=_NOTE)
_SHARE: Final = partial(_OF_TICKETS, unit="percent", uncertainty="wilson")
_OF_DUE: Final = partial(_SHARE, anchor="due", source=_LIMIT)
"""A share of what is due, by the limit."""


# ---- within the limit ---------------------------------------------------------------------------------------------

_DUE: Final = InOrder("due", "as_of")
_LIMITS: Final = (
    (10, 8, 1),
    (10, 15, 1),
    (10, None, 1),
    (10, 9, 0),
    (30, 8, 1),
    (None, 5, 1),
)
"""Seen from 20: in time, late, open and late, in time but excluded, not due yet, without a limit."""

ON_TIME_CLOSING: Final = _OF_DUE(
    id="timeliness.on_time_closing",
    title_en="closed in time",
    title_zh="按期办结率",
    definition_en="tickets that ended by their limit, of those whose limit has passed; open late ones count as late",
    definition_zh="在时限内办结的工单占时限已到工单的比例，逾期未结者计为逾期",
    measure=Share(of=InOrder("ended_at", "due"), among=_DUE),
    exclusions=(NOT_COUNTED,),
    example=Example(("due", "ended_at", "counted"), _LIMITS, Fraction(1, 3), as_of=20),
    note_en="The limit as it stands, extensions included: read it beside the figure by the first limit.",
    note_zh="按现行时限（含延期）计算，应与按首次时限口径并读。",
)
"""Whether limits are kept."""

ON_TIME_REPLY: Final = _OF_DUE(
    id="timeliness.on_time_reply",
    title_en="replied to in time",
    title_zh="按期答复率",
    definition_en="tickets whose claimant was told by the limit, of those whose limit has passed",
    definition_zh="在时限内答复诉求人的工单占时限已到工单的比例",
    measure=Share(of=InOrder("replied_at", "due"), among=_DUE),
    exclusions=(NOT_COUNTED,),
    example=Example(("due", "replied_at", "counted"), _LIMITS, Fraction(1, 3), as_of=20),
)
"""Whether people are told in time."""

ON_TIME_HANDLING: Final = _OF_DUE(
    id="timeliness.on_time_handling",
    title_en="handled in time",
    title_zh="按期办理率",
    definition_en="tickets for which something was done by the limit, of those whose limit has passed",
    definition_zh="在时限内完成办理的工单占时限已到工单的比例",
    measure=Share(of=InOrder("handled_at", "due"), among=_DUE),
    exclusions=(NOT_COUNTED,),
    example=Example(("due", "handled_at", "counted"), _LIMITS, Fraction(1, 3), as_of=20),
    note_en="Reply and return visit come after it.",
    note_zh="答复和回访在此之后。",
)
"""Whether the work is done in time."""

ON_TIME_BY_FIRST_LIMIT: Final = _OF_DUE(
    id="timeliness.on_time_by_first_limit",
    title_en="closed by the first limit",
    title_zh="按首次时限办结率",
    definition_en="tickets that ended by the limit that was given first, of those whose first limit has passed",
    definition_zh="在首次确定的时限内办结的工单占首次时限已到工单的比例",
    anchor="first_due",
    measure=Share(of=InOrder("ended_at", "first_due"), among=InOrder("first_due", "as_of")),
    exclusions=(NOT_COUNTED,),
    example=Example(("first_due", "ended_at", "counted"), _LIMITS, Fraction(1, 3), as_of=20),
    note_en="Far below the figure by the limit as it stands, extensions do the work of speed.",
    note_zh="明显低于现行时限口径时，说明按期主要靠延期。",
)
"""Whether the limit that was promised is kept."""

ON_TIME_OF_CLOSED: Final = _SHARE(
    id="timeliness.on_time_of_closed",
    title_en="closed tickets that were in time",
    title_zh="已办结工单按期率",
    definition_en="tickets that ended by their limit, of those that ended and have a limit",
    definition_zh="在时限内办结的工单占有时限的已办结工单的比例",
    anchor="ended_at",
    measure=Share(of=InOrder("ended_at", "due"), among=AllOf((Known("ended_at"), Known("due")))),
    exclusions=(NOT_COUNTED,),
    example=Example(("due", "ended_at", "counted"), _LIMITS, Fraction(2, 3)),
    note_en="What is open and late is not in it: publish it only beside the figure over all that were due.",
    note_zh="逾期未结者不在其中，须与全部应结口径并列公布。",
)
"""The usual figure, with the survivors only."""

_CASES: Final = (
    (0, 10, 8),
    (0, 10, 15),
    (0, 10, 20),
    (0, 10, 45),
    (0, 10, None),
    (0, 40, None),
    (0, 60, None),
    (0, None, None),
    (20, 10, 30),
)
"""Seen from 50: in time; half as long again; late by one limit; by more than three; open and late by four, and by a
quarter; not due; no limit; no time."""
_CASE_COLUMNS: Final = ("dispatched_at", "due", "ended_at")


def _late_by(limits: int) -> Share:
    """The share that took so many limits more than it was given, open ones until now."""
    ended = InOrder("ended_at", "as_of")
    spent = Fraction(limits + 1)
    return Share(
        of=AnyOf(
            (
                AllOf((ended, Spent("dispatched_at", "ended_at", "due", spent))),
                AllOf((Not(ended), Spent("dispatched_at", "as_of", "due", spent))),
            )
        ),
        among=AllOf((InOrder("dispatched_at", "due"), _DUE)),
    )


LATE_BY_ONE_LIMIT: Final = _OF_DUE(
    id="timeliness.late_by_one_limit",
    title_en="late by the limit again",
    title_zh="逾期一倍以上占比",
    definition_en="tickets that took, or have taken by now, twice their limit or longer, of those that are due",
    definition_zh="用时（未结者计至当前）达时限两倍以上的工单占时限已到工单的比例",
    measure=_late_by(1),
    direction="lower",
    example=Example(_CASE_COLUMNS, _CASES, Fraction(1, 2), as_of=50),
    source="after the reports of Signalen: lateness as a multiple of the limit, not of a difference of dates",
)
"""How many are not a little late."""

LATE_BY_THREE_LIMITS: Final = evolve(
    LATE_BY_ONE_LIMIT,
    id="timeliness.late_by_three_limits",
    title_en="late by three limits",
    title_zh="逾期三倍以上占比",
    definition_en="tickets that took, or have taken by now, four times their limit or longer, of those due",
    definition_zh="用时（未结者计至当前）达时限四倍以上的工单占时限已到工单的比例",
    measure=_late_by(3),
    example=Example(_CASE_COLUMNS, _CASES, Fraction(1, 3), as_of=50),
)
"""How many were forgotten."""

LATENESS_MEDIAN: Final = _OF_TICKETS(
    id="timeliness.lateness_median",
    title_en="median lateness",
    title_zh="逾期中位时长",
    definition_en="half of the tickets that ended late were late by no more than so many hours",
    definition_zh="逾期办结工单逾期小时数的中位数",
    anchor="ended_at",
    measure=Quantile(Elapsed("due", "ended_at", "hour"), _HALF, Not(InOrder("ended_at", "due"))),
    unit="hours",
    direction="lower",
    example=Example(
        ("due", "ended_at"),
        tuple((10 * _HOUR, ended and ended * _HOUR) for ended in (8, 10, 12, 16, None)),
        4,
    ),
)
"""How late the late ones are."""

DEFERRAL_RATE: Final = _OF_DUE(
    id="timeliness.deferral_rate",
    title_en="deferred tickets",
    title_zh="缓办率",
    definition_en="tickets whose handling was put on hold, of those with a limit",
    definition_zh="办理过程中缓办（挂起）的工单占有时限工单的比例",
    measure=Share(of=Flag("deferred"), among=Known("due")),
    direction="lower",
    example=Example(("due", "deferred"), ((10, 1), (10, 0), (None, 0)), Fraction(1, 2)),
    note_en="Putting on hold stops the clock: it lifts what is on time, and needs a reason each time.",
    note_zh="缓办会暂停计时、抬高按期率，每次均须说明理由。",
)
"""How often the clock is stopped."""

EXTENSION_RATE: Final = _OF_DUE(
    id="timeliness.extension_rate",
    title_en="extended tickets",
    title_zh="延期率",
    definition_en="tickets whose limit for handling was extended, of those with a limit",
    definition_zh="办理时限被延长的工单占有时限工单的比例",
    measure=Share(of=Flag("extended"), among=Known("due")),
    direction="lower",
    example=Example(("due", "extended"), ((10, 1), (10, 0), (None, 0)), Fraction(1, 2)),
    source=_REGULATION.format(15, "十五"),
)
"""How often more time is given."""

_OF_THIRTY: Final = evolve(
    ON_TIME_CLOSING, id="timeliness.on_time_closing_of_thirty", minimum=30, exclusions=(), example=None
)
"""Without exclusions of its own: the figure over it has them."""

ON_TIME_SATURATION: Final = _OF_DUE(
    id="timeliness.on_time_saturation",
    title_en="units at the best rate of closing in time",
    title_zh="按期办结率饱和度",
    definition_en="units with the best rate of closing in time that any has, of units with thirty due tickets or more",
    definition_zh="应结工单不少于30件的单位中按期办结率达到最优值的占比",
    measure=Spread(_OF_THIRTY, "unit", "share_at_best"),
    exclusions=(NOT_COUNTED,),
    direction="context",
    uncertainty="none",
    example=Example(
        ("unit", "due", "ended_at", "counted"),
        (
            *((("a", 10, 8, 1),) * 30),
            *((("b", 10, 8, 1),) * 30),
            *((("c", 10, 8, 1),) * 27),
            *((("c", 10, None, 1),) * 3),
            ("a", 10, None, 0),
            ("b", 30, None, 1),
            ("d", 10, None, 1),
        ),
        Fraction(2, 3),
        as_of=20,
    ),
    source=_NOTE,
    note_en="Above one half, the figure no longer tells units apart: retire or re-scale it.",
    note_zh="超过一半时指标已失去区分度，应停用或重新分级。",
)
"""Whether the figure still tells units apart."""

# ---- whistles -----------------------------------------------------------------------------------------------------

_OF_TASKS: Final = partial(
    Kpi,
    version=1,
    table="tasks",
    anchor="due",
    unit="percent",
    uncertainty="wilson",
    source=_REGULATION.format(33, "三十三"),
)
_TASKS: Final = (
    (0, 10, 8, "done", None),
    (0, 10, 15, "explained", None),
    (0, 10, None, None, None),
    (0, 10, None, None, 12),
    (0, 10, None, None, 9),
    (0, 30, None, None, None),
)
"""Seen from 20: in time, late, not yet, cancelled after its limit, cancelled before it, not due yet."""


def _tasks(
    names: str, value: Fraction, rows: tuple[tuple[Any, ...], ...] = _TASKS, as_of: int | None = None
) -> Example:
    """An example over some of the columns."""
    places = [["whistled_at", "due", "reported_at", "result", "cancelled_at"].index(name) for name in names.split()]
    return Example(tuple(names.split()), tuple(tuple(row[place] for place in places) for row in rows), value, as_of)


WHISTLES_ON_TIME: Final = _OF_TASKS(
    id="timeliness.whistles_on_time",
    title_en="reported in time when called in",
    title_zh="报到及时率",
    definition_en=(
        "tasks of called-in units that were reported by their limit, of those whose limit has passed and that were not "
        "cancelled before it"
    ),
    definition_zh="部门在时限内报到的协同任务占时限已到（且未在时限前取消）任务的比例",
    measure=Share(
        of=InOrder("reported_at", "due"),
        among=AllOf((InOrder("due", "as_of"), Not(InOrder("cancelled_at", "due")))),
    ),
    example=_tasks("due reported_at cancelled_at", Fraction(1, 4), as_of=20),
    note_en="It judges the departments; whether the whistle was needed judges the subdistrict.",
    note_zh="用于考核报到部门；吹哨是否必要另行考核街道。",
)
"""吹哨报到: whether departments come when they are called."""

WHISTLES_EXPLAINED: Final = _OF_TASKS(
    id="timeliness.whistles_explained",
    title_en="reports that only explain",
    title_zh="报到仅作说明占比",
    definition_en="reports of called-in units that explain why nothing was done, of all reports",
    definition_zh="报到结果为说明情况的任务占已报到任务的比例",
    anchor="reported_at",
    measure=Share(of=Among("result", ("explained",)), among=Known("reported_at")),
    direction="context",
    example=_tasks("reported_at result", Fraction(1, 2)),
)
"""How often they come without having done anything."""

WHISTLES_OVERRIDDEN: Final = _OF_TASKS(
    id="timeliness.whistles_overridden",
    title_en="tasks that were cancelled",
    title_zh="协同任务取消率",
    definition_en="tasks of called-in units that were cancelled without a report, of all such tasks",
    definition_zh="未报到即取消的协同任务占全部协同任务的比例",
    anchor="whistled_at",
    measure=Share(of=Known("cancelled_at")),
    direction="lower",
    example=_tasks("whistled_at cancelled_at", Fraction(1, 3)),
)
"""How often the lead went on alone."""

WHISTLE_REPORT_MEDIAN: Final = _OF_TASKS(
    id="timeliness.whistle_report_median",
    title_en="median time to the report",
    title_zh="报到中位时长",
    definition_en="half of the reports came within so many hours of the call",
    definition_zh="从吹哨到报到小时数的中位数",
    anchor="whistled_at",
    measure=Quantile(Elapsed("whistled_at", "reported_at", "hour"), _HALF),
    unit="hours",
    direction="lower",
    uncertainty="none",
    example=Example(("whistled_at", "reported_at"), ((0, 5 * _HOUR), (0, 8 * _HOUR), (0, None)), Fraction(13, 2)),
)
"""How fast departments come."""

CATALOGUE: Final = (
    *durations.CATALOGUE,
    ON_TIME_CLOSING,
    ON_TIME_OF_CLOSED,
    ON_TIME_BY_FIRST_LIMIT,
    ON_TIME_REPLY,
    ON_TIME_HANDLING,
    ON_TIME_SATURATION,
    LATE_BY_ONE_LIMIT,
    LATE_BY_THREE_LIMITS,
    LATENESS_MEDIAN,
    DEFERRAL_RATE,
    EXTENSION_RATE,
    *backlog.CATALOGUE,
    WHISTLES_ON_TIME,
    WHISTLES_EXPLAINED,
    WHISTLES_OVERRIDDEN,
    WHISTLE_REPORT_MEDIAN,
)
"""The family, with the parts that stand in :mod:`gridgov.kpis.durations` and :mod:`gridgov.kpis.backlog`."""
