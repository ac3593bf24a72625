"""What is open at a moment and how old it is: the part of the family *timeliness* that looks at the pile.

Open at ``as_of`` is what came in by then and had not ended by then; what happened later is not looked at, so the pile
of yesterday can be counted tomorrow. It is a level, not a flow: the piles of two places add up, those of two months do
not. Asked for by period, it is the pile by the month of receipt.

>>> BACKLOG.needs
('as_of',)
"""

from fractions import Fraction
from functools import partial
from typing import Final

from attrs import evolve

from gridgov.metrics.conditions import AllOf, InOrder, Not, Within
from gridgov.metrics.kpi import Example, Kpi
from gridgov.metrics.measures import Count, Elapsed, Mean, Quantile, Share

__all__ = [
    "BACKLOG",
    "BACKLOG_MEAN_AGE",
    "BACKLOG_MEDIAN_AGE",
    "BACKLOG_OLDER_THAN_MONTH",
    "BACKLOG_OLDER_THAN_WEEK",
    "BACKLOG_OVERDUE_SHARE",
    "CATALOGUE",
    "CLOSED_BY_NOW",
    "OVERDUE_OPEN",
]

_NOTE: Final = "design note of this project"
_DAY: Final = 86_400_000_000
_A_DAY: Final = 1_440
"""In minutes."""
_COLUMNS: Final = ("collected_at", "ended_at", "due")
_PILE: Final = (
    (0 * _DAY, None, 5 * _DAY),
    (30 * _DAY, None, 50 * _DAY),
    (38 * _DAY, 42 * _DAY, None),
    (10 * _DAY, 12 * _DAY, 15 * _DAY),
    (41 * _DAY, None, 35 * _DAY),
)
"""Seen from day 40: open for 40, 10 and 2 days (until day 42), the first overdue; one closed; one to come."""
_NOW: Final = 40 * _DAY
_NOT_ENDED: Final = Not(InOrder("ended_at", "as_of"))
_OPEN: Final = AllOf((InOrder("collected_at", "as_of"), _NOT_ENDED))

_OF_PILE: Final = partial(
    Kpi, version=1, table="tickets", anchor="collected_at", direction="lower", population="census", source=_NOTE
)

BACKLOG: Final = _OF_PILE(
    id="timeliness.backlog",
    title_en="open tickets",
    title_zh="在办积压量",
    definition_en="tickets that had come in and not ended by the moment that is asked for",
    definition_zh="截至指定时点已受理、未办结的工单数",
    measure=Count(_OPEN),
    unit="count",
    example=Example(_COLUMNS, _PILE, 3, as_of=_NOW),
    note_en="A level: those of two months do not add up.",
    note_zh="为时点数，不同月份不可相加。",
)
"""How much lies there."""

BACKLOG_MEAN_AGE: Final = _OF_PILE(
    id="timeliness.backlog_mean_age",
    title_en="mean age of what is open",
    title_zh="在办工单平均时长",
    definition_en="whole days since receipt, on average over the open tickets",
    definition_zh="在办工单自受理以来的平均整日数",
    measure=Mean(Elapsed("collected_at", "as_of", "day"), _NOT_ENDED),
    unit="days",
    example=Example(_COLUMNS, _PILE, Fraction(52, 3), as_of=_NOW),
    note_en="It falls when many new ones come in: read it with the number.",
    note_zh="大量新增会拉低平均时长，应与积压量并读。",
)
"""How old it is."""

BACKLOG_MEDIAN_AGE: Final = evolve(
    BACKLOG_MEAN_AGE,
    id="timeliness.backlog_median_age",
    title_en="median age of what is open",
    title_zh="在办工单中位时长",
    definition_en="half of the open tickets came in no more than so many whole days ago",
    definition_zh="在办工单自受理以来整日数的中位数",
    measure=Quantile(Elapsed("collected_at", "as_of", "day"), Fraction(1, 2), _NOT_ENDED),
    example=Example(_COLUMNS, _PILE, 10, as_of=_NOW),
    note_en="",
    note_zh="",
)
"""How old the middle one is."""

BACKLOG_OLDER_THAN_WEEK: Final = _OF_PILE(
    id="timeliness.backlog_older_than_week",
    title_en="open for more than seven days",
    title_zh="积压7日以上占比",
    definition_en="open tickets that came in more than seven days ago, of all open tickets",
    definition_zh="受理超过7日仍未办结的工单占在办工单的比例",
    measure=Share(of=Not(Within("collected_at", "as_of", 7 * _A_DAY)), among=_OPEN),
    unit="percent",
    example=Example(_COLUMNS, _PILE, Fraction(2, 3), as_of=_NOW),
    source="after the ageing of DIGIT PGR (less than 1, 1 to 3, 3 to 7, more than 7 days)",
)
"""How much of it is old."""

BACKLOG_OLDER_THAN_MONTH: Final = evolve(
    BACKLOG_OLDER_THAN_WEEK,
    id="timeliness.backlog_older_than_month",
    title_en="open for more than thirty days",
    title_zh="积压30日以上占比",
    definition_en="open tickets that came in more than thirty days ago, of all open tickets",
    definition_zh="受理超过30日仍未办结的工单占在办工单的比例",
    measure=Share(of=Not(Within("collected_at", "as_of", 30 * _A_DAY)), among=_OPEN),
    example=Example(_COLUMNS, _PILE, Fraction(1, 3), as_of=_NOW),
    source=_NOTE,
)
"""How much of it is very old."""

BACKLOG_OVERDUE_SHARE: Final = _OF_PILE(
    id="timeliness.backlog_overdue_share",
    title_en="open tickets that are overdue",
    title_zh="在办逾期占比",
    definition_en="open tickets whose limit has passed, of all open tickets",
    definition_zh="时限已过的在办工单占全部在办工单的比例",
    measure=Share(of=InOrder("due", "as_of"), among=_OPEN),
    unit="percent",
    example=Example(_COLUMNS, _PILE, Fraction(1, 3), as_of=_NOW),
    note_en="Tickets without a limit are in it, and never overdue.",
    note_zh="无时限的工单计入分母，但不会逾期。",
)
"""How much of it is late already."""

OVERDUE_OPEN: Final = _OF_PILE(
    id="timeliness.overdue_open",
    title_en="overdue tickets",
    title_zh="逾期未结数",
    definition_en="open tickets whose limit has passed",
    definition_zh="截至指定时点时限已过、仍未办结的工单数",
    measure=Count(AllOf((_OPEN, InOrder("due", "as_of")))),
    unit="count",
    example=Example(_COLUMNS, _PILE, 1, as_of=_NOW),
)
"""How many are late now."""

CLOSED_BY_NOW: Final = _OF_PILE(
    id="timeliness.closed_by_now",
    title_en="closed of what came in",
    title_zh="办结率",
    definition_en="tickets that had ended by the moment that is asked for, of those that had come in by then",
    definition_zh="截至指定时点已办结的工单占已受理工单的比例",
    measure=Share(of=InOrder("ended_at", "as_of"), among=InOrder("collected_at", "as_of")),
    unit="percent",
    direction="higher",
    example=Example(_COLUMNS, _PILE, Fraction(1, 4), as_of=_NOW),
    note_en="Of one and the same tickets, unlike closings of a month over receipts of a month.",
    note_zh="分子分母为同一批工单，不同于当月办结数与当月受理数之比。",
)
"""How far the pile of each month is worked off."""

CATALOGUE: Final = (
    BACKLOG,
    BACKLOG_MEAN_AGE,
    BACKLOG_MEDIAN_AGE,
    BACKLOG_OLDER_THAN_WEEK,
    BACKLOG_OLDER_THAN_MONTH,
    BACKLOG_OVERDUE_SHARE,
    OVERDUE_OPEN,
    CLOSED_BY_NOW,
)
"""The pile."""
