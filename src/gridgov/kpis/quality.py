"""Whether a table can be believed: what is missing, late, contradictory or too good (数据质量).

No other figure is better than the rows that it is made of. A share of nothing wrong is not proof of anything; a share
that jumps, or that one unit has and the others do not, is where to look. Over the ticket table of
:func:`gridgov.metrics.facts`, or over somebody else's export.

>>> {kpi.direction for kpi in CATALOGUE} == {"lower"}
True
"""

from fractions import Fraction
from functools import partial
from typing import Final

from gridgov.metrics.conditions import AllOf, Among, Flag, InOrder, Known, Not, Spent, Within
from gridgov.metrics.kpi import Example, Kpi
from gridgov.metrics.measures import Share

__all__ = [
    "AFTER_TODAY",
    "CATALOGUE",
    "CLOSED_AND_OPEN",
    "CLOSED_AT_ONCE",
    "CLOSED_WITHOUT_END",
    "DEADLINE_HEAPING",
    "DISPATCHED_BEFORE_RECEIPT",
    "ENDED_BEFORE_RECEIPT",
    "ENTERED_BEFORE_RECEIPT",
    "LATE_ENTRY",
    "LIMIT_BEFORE_DISPATCH",
    "MISSING_CALLER",
    "MISSING_CATEGORY",
    "MISSING_LIMIT",
    "MISSING_PLACE",
    "MISSING_UNIT",
    "OPINION_WITHOUT_VISIT",
    "RECATEGORISED",
    "SATISFIED_WITHOUT_OPINION",
    "UNKNOWN_OUTCOME",
]

_NOTE: Final = "design note of this project"
_REGULATION: Final = "Beijing Regulation on Swift Response 2021, Art. {} (北京市接诉即办工作条例第{}条)"
_REGISTER: Final = _REGULATION.format(10, "十")
_HOUR: Final = 3_600_000_000
_A_DAY: Final = 1_440
"""In minutes."""
_CLOSED: Final = Among("state", ("closed", "archived"))
_ONE_LACKS_IT: Final = (("a",), (None,), ("b",), ("b",))

_SHARE: Final = partial(
    Kpi,
    version=1,
    table="tickets",
    anchor="collected_at",
    unit="percent",
    direction="lower",
    population="census",
    source=_NOTE,
)
"""A share of the rows that there are: there is nothing to infer."""


# ---- missing ------------------------------------------------------------------------------------------------------

MISSING_CATEGORY: Final = _SHARE(
    id="quality.missing_category",
    title_en="tickets without a category",
    title_zh="类别缺失率",
    definition_en="tickets whose category is not known, of all tickets",
    definition_zh="未填写类别的工单占全部工单的比例",
    measure=Share(of=Not(Known("category"))),
    example=Example(("category",), _ONE_LACKS_IT, Fraction(1, 4)),
    source=_REGISTER,
)
"""Of how many nobody knows what they are about."""

MISSING_PLACE: Final = _SHARE(
    id="quality.missing_place",
    title_en="tickets without a place",
    title_zh="地点缺失率",
    definition_en="tickets whose place is not known, of all tickets",
    definition_zh="未填写地点的工单占全部工单的比例",
    measure=Share(of=Not(Known("place"))),
    example=Example(("place",), _ONE_LACKS_IT, Fraction(1, 4)),
    source=_REGISTER,
    note_en="They are in no figure by place, so places with bad registers look quiet.",
    note_zh="地点缺失的工单不进入任何分地区指标，登记差的地区会显得平静。",
)
"""Of how many nobody knows where they belong."""

MISSING_UNIT: Final = _SHARE(
    id="quality.missing_unit",
    title_en="dispatched tickets without a unit",
    title_zh="承办单位缺失率",
    definition_en="tickets whose unit is not known, of all that were dispatched",
    definition_zh="已派单但无承办单位的工单占全部派单的比例",
    measure=Share(of=Not(Known("unit")), among=Known("dispatched_at")),
    example=Example(("unit", "dispatched_at"), (("a", 5), (None, 5), (None, None)), Fraction(1, 2)),
    source=_REGULATION.format(12, "十二"),
)
"""For how many nobody answers."""

MISSING_LIMIT: Final = _SHARE(
    id="quality.missing_limit",
    title_en="dispatched tickets without a limit",
    title_zh="时限缺失率",
    definition_en="tickets without a limit, of all that were dispatched",
    definition_zh="已派单但未注明时限的工单占全部派单的比例",
    measure=Share(of=Not(Known("due")), among=Known("dispatched_at")),
    example=Example(("due", "dispatched_at"), ((9, 5), (None, 5), (None, None)), Fraction(1, 2)),
    source=_REGULATION.format(13, "十三"),
    note_en="They can never be late: they are in no figure about limits.",
    note_zh="无时限的工单永远不会逾期，不进入任何时限指标。",
)
"""How many can never be late."""

MISSING_CALLER: Final = _SHARE(
    id="quality.missing_caller",
    title_en="tickets of nobody known",
    title_zh="诉求人标识缺失率",
    definition_en="tickets raised by a claimant of whom there is no key, of all raised by claimants",
    definition_zh="群众反映的工单中无诉求人标识的占比",
    measure=Share(of=Not(Known("caller")), among=Among("origin", ("claimant",))),
    example=Example(("caller", "origin"), (("a", "claimant"), (None, "claimant"), (None, "proactive")), Fraction(1, 2)),
    note_en="Anonymous requests are allowed; whether somebody asks again cannot be seen in them.",
    note_zh="匿名反映是允许的，但无法识别重复诉求。",
)
"""How much the figures about repeats cannot see."""

UNKNOWN_OUTCOME: Final = _SHARE(
    id="quality.unknown_outcome",
    title_en="ended without an outcome",
    title_zh="办理结果缺失率",
    definition_en="tickets that ended and of which no outcome is known, of all that ended",
    definition_zh="已办结但无办理结果的工单占办结工单的比例",
    anchor="ended_at",
    measure=Share(of=Not(Known("outcome")), among=Known("ended_at")),
    example=Example(("outcome", "ended_at"), (("resolved", 5), (None, 5), (None, None)), Fraction(1, 2)),
)
"""Of how many nobody knows how they went."""

# ---- late ---------------------------------------------------------------------------------------------------------

_BOTH: Final = AllOf((Known("collected_at"), Known("recorded_at")))
_ENTRIES: Final = ((0, _HOUR), (0, 30 * _HOUR), (0, 24 * _HOUR), (5 * _HOUR, 0), (0, None), (None, 0))
"""Entered after one hour, thirty, and twenty-four to the moment; before it came in; not known when."""

LATE_ENTRY: Final = _SHARE(
    id="quality.late_entry",
    title_en="entered more than a day later",
    title_zh="补录率",
    definition_en="tickets that were entered more than 24 hours after receipt, of those of which both are known",
    definition_zh="受理24小时之后才录入的工单占受理与录入时间均已知工单的比例",
    measure=Share(
        of=AllOf((InOrder("collected_at", "recorded_at"), Not(Within("collected_at", "recorded_at", _A_DAY)))),
        among=_BOTH,
    ),
    example=Example(("collected_at", "recorded_at"), _ENTRIES, Fraction(1, 4)),
    note_en="What is entered at the end of a month was remembered, not registered.",
    note_zh="集中在月末补录的，多为事后回忆而非如实登记。",
)
"""How much was written down afterwards."""

ENTERED_BEFORE_RECEIPT: Final = _SHARE(
    id="quality.entered_before_receipt",
    title_en="entered before it came in",
    title_zh="录入早于受理占比",
    definition_en="tickets that were entered before their receipt, of those of which both moments are known",
    definition_zh="录入时间早于受理时间的工单占两个时间均已知工单的比例",
    measure=Share(of=Not(InOrder("collected_at", "recorded_at")), among=_BOTH),
    example=Example(("collected_at", "recorded_at"), _ENTRIES, Fraction(1, 4)),
)
"""How many have a clock that is wrong, or a date that was chosen."""

# ---- contradictory ------------------------------------------------------------------------------------------------

ENDED_BEFORE_RECEIPT: Final = _SHARE(
    id="quality.ended_before_receipt",
    title_en="ended before it came in",
    title_zh="负时长占比",
    definition_en="tickets that ended before their receipt, of those of which both moments are known",
    definition_zh="办结时间早于受理时间的工单占两个时间均已知工单的比例",
    measure=Share(of=Not(InOrder("collected_at", "ended_at")), among=AllOf((Known("collected_at"), Known("ended_at")))),
    example=Example(("collected_at", "ended_at"), ((0, 5), (5, 0), (5, 5), (0, None), (None, 5)), Fraction(1, 3)),
    note_en="They have no duration and are in no figure about times.",
    note_zh="此类工单无有效时长，不进入任何时长指标。",
)
"""How many durations are negative."""

DISPATCHED_BEFORE_RECEIPT: Final = _SHARE(
    id="quality.dispatched_before_receipt",
    title_en="dispatched before it came in",
    title_zh="派单早于受理占比",
    definition_en="tickets that were dispatched before their receipt, of those of which both moments are known",
    definition_zh="派单时间早于受理时间的工单占两个时间均已知工单的比例",
    measure=Share(
        of=Not(InOrder("collected_at", "dispatched_at")), among=AllOf((Known("collected_at"), Known("dispatched_at")))
    ),
    example=Example(("collected_at", "dispatched_at"), ((0, 5), (5, 0), (0, None), (None, 5)), Fraction(1, 2)),
)
"""How many dispatches came first."""

LIMIT_BEFORE_DISPATCH: Final = _SHARE(
    id="quality.limit_before_dispatch",
    title_en="limit before the dispatch",
    title_zh="时限早于派单占比",
    definition_en="tickets whose limit lies before their dispatch, of those of which both moments are known",
    definition_zh="时限早于派单时间的工单占两个时间均已知工单的比例",
    measure=Share(of=Not(InOrder("dispatched_at", "due")), among=AllOf((Known("dispatched_at"), Known("due")))),
    example=Example(("dispatched_at", "due"), ((0, 5), (5, 0), (0, None), (None, 5)), Fraction(1, 2)),
    note_en="After a long dispute over who is responsible it may be true: then nobody could keep it.",
    note_zh="职责争议过久时可能属实，此时任何单位都无法按期。",
)
"""How many were late before they began."""

AFTER_TODAY: Final = _SHARE(
    id="quality.after_today",
    title_en="received in the future",
    title_zh="受理时间晚于当前占比",
    definition_en="tickets whose receipt lies after the moment that is asked for, of those whose receipt is known",
    definition_zh="受理时间晚于统计时点的工单占受理时间已知工单的比例",
    measure=Share(of=Not(InOrder("collected_at", "as_of")), among=Known("collected_at")),
    example=Example(("collected_at",), ((5,), (25,), (10,), (None,)), Fraction(1, 3), as_of=20),
)
"""How many dates cannot be."""

CLOSED_WITHOUT_END: Final = _SHARE(
    id="quality.closed_without_end",
    title_en="closed without a date",
    title_zh="已办结无办结时间占比",
    definition_en="tickets that are closed and of which it is not known when, of all that are closed",
    definition_zh="状态为办结但无办结时间的工单占已办结工单的比例",
    measure=Share(of=Not(Known("ended_at")), among=_CLOSED),
    example=Example(
        ("state", "ended_at"), (("closed", 5), ("closed", None), ("archived", 5), ("in_progress", None)), Fraction(1, 3)
    ),
)
"""How many ended at no time."""

CLOSED_AND_OPEN: Final = _SHARE(
    id="quality.closed_and_open",
    title_en="open with an end",
    title_zh="未办结却有办结时间占比",
    definition_en="tickets that have an end and are not closed, of all whose state is known and not closed",
    definition_zh="状态未办结却有办结时间的工单占未办结工单的比例",
    measure=Share(of=Known("ended_at"), among=AllOf((Known("state"), Not(_CLOSED)))),
    example=Example(
        ("state", "ended_at"), (("in_progress", 5), ("offered", None), ("closed", 5), (None, 5)), Fraction(1, 2)
    ),
)
"""How many say both."""

OPINION_WITHOUT_VISIT: Final = _SHARE(
    id="quality.opinion_without_visit",
    title_en="solved without a visit",
    title_zh="未回访却记为已解决占比",
    definition_en="tickets that are marked as solved and were not visited, of all that were not visited",
    definition_zh="未回访却标记为已解决的工单占未回访工单的比例",
    measure=Share(of=Flag("solved"), among=Not(Flag("visited"))),
    example=Example(("solved", "visited"), ((1, 0), (0, 0), (1, 1)), Fraction(1, 2)),
    note_en="Whether it is solved, the claimant says; a mark without a visit is somebody else's word.",
    note_zh="是否解决以诉求人意见为准，未回访而标记的并非诉求人意见。",
)
"""How many were solved by nobody's word."""

SATISFIED_WITHOUT_OPINION: Final = _SHARE(
    id="quality.satisfied_without_opinion",
    title_en="satisfied without an opinion",
    title_zh="未评价却记为满意占比",
    definition_en="tickets that are marked as satisfied and have no opinion, of all without an opinion",
    definition_zh="未作评价却标记为满意的工单占未评价工单的比例",
    measure=Share(of=Flag("satisfied"), among=Not(Flag("with_opinion"))),
    example=Example(("satisfied", "with_opinion"), ((1, 0), (0, 0), (1, 1)), Fraction(1, 2)),
    note_en="Systems that take silence for satisfaction show here.",
    note_zh="默认好评的系统会体现在此。",
)
"""How much silence was taken for praise."""

# ---- too good -----------------------------------------------------------------------------------------------------

CLOSED_AT_ONCE: Final = _SHARE(
    id="quality.closed_at_once",
    title_en="dispatched and closed within five minutes",
    title_zh="派单5分钟内办结占比",
    definition_en="tickets that ended within five minutes of their dispatch, of those that were dispatched and ended",
    definition_zh="派单后5分钟内办结的工单占已派单且已办结工单的比例",
    anchor="ended_at",
    measure=Share(of=Within("dispatched_at", "ended_at", 5), among=InOrder("dispatched_at", "ended_at")),
    example=Example(
        ("dispatched_at", "ended_at"), ((0, 240_000_000), (0, _HOUR), (0, None), (None, _HOUR)), Fraction(1, 2)
    ),
    note_en="Work that was done before and entered afterwards, or work that was not done.",
    note_zh="可能是先办后补录，也可能是未办即结。",
)
"""How many ended before anybody could have gone there."""

DEADLINE_HEAPING: Final = _SHARE(
    id="quality.deadline_heaping",
    title_en="closed in the last twentieth of the time",
    title_zh="期限聚集度",
    definition_en="tickets that ended in the last 5 % of the time from receipt to limit, of those that kept the limit",
    definition_zh="在受理至时限的最后5%时段内办结的工单占按期办结工单的比例",
    anchor="ended_at",
    measure=Share(
        of=Spent("collected_at", "ended_at", "due", Fraction(19, 20)),
        among=AllOf((InOrder("collected_at", "ended_at"), InOrder("ended_at", "due"))),
    ),
    minimum=30,
    example=Example(
        ("collected_at", "ended_at", "due"),
        (
            *(((0, 40, 100),) * 27),
            *(((0, 95, 100),) * 2),
            (0, 100, 100),
            (0, 101, 100),
            (0, None, 100),
            (50, 40, 100),
        ),
        Fraction(1, 10),
    ),
    note_en="Spread evenly it would be 5 %; much more means that tickets are closed for the limit, not for people.",
    note_zh="均匀分布时应为5%；明显偏高说明为赶时限而办结。",
)
"""Whether limits are kept on paper."""

RECATEGORISED: Final = _SHARE(
    id="quality.recategorised",
    title_en="tickets that were given another category",
    title_zh="类别变更率",
    definition_en="tickets whose category was changed after receipt, of those whose category is known",
    definition_zh="受理后变更类别的工单占类别已知工单的比例",
    measure=Share(of=Flag("recategorised"), among=Known("category")),
    example=Example(("category", "recategorised"), (("a", 1), ("a", 0), (None, 0)), Fraction(1, 2)),
    note_en="Correcting is right; a drift towards categories with longer limits is not.",
    note_zh="更正分类是正常的，但向时限更长的类别漂移则不正常。",
)
"""How often a matter becomes another one."""

CATALOGUE: Final = (
    MISSING_CATEGORY,
    MISSING_PLACE,
    MISSING_UNIT,
    MISSING_LIMIT,
    MISSING_CALLER,
    UNKNOWN_OUTCOME,
    LATE_ENTRY,
    ENTERED_BEFORE_RECEIPT,
    ENDED_BEFORE_RECEIPT,
    DISPATCHED_BEFORE_RECEIPT,
    LIMIT_BEFORE_DISPATCH,
    AFTER_TODAY,
    CLOSED_WITHOUT_END,
    CLOSED_AND_OPEN,
    OPINION_WITHOUT_VISIT,
    SATISFIED_WITHOUT_OPINION,
    CLOSED_AT_ONCE,
    DEADLINE_HEAPING,
    RECATEGORISED,
)
"""The family."""
