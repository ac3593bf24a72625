"""How much is asked for, by whom, about what, and again: the first part of the family *requests*.

Over the ticket table of :func:`gridgov.metrics.facts`. Volumes, numbers a head and concentrations are for reading other
figures by: nobody is better for being called less.

>>> PER_10K.scale, PER_10K.direction
(Fraction(10000, 1), 'context')
"""

from fractions import Fraction
from functools import partial
from typing import Any, Final

from gridgov.metrics.conditions import AllOf, Among, Condition, Flag, InOrder, Known, Not, Repeated, Within
from gridgov.metrics.kpi import Example, Exclusion, Kpi
from gridgov.metrics.measures import Base, Change, Concentration, Count, Distinct, Quotient, Share

__all__ = [
    "CALLERS",
    "CALLER_CONCENTRATION",
    "CATALOGUE",
    "CATEGORY_CONCENTRATION",
    "CHANNEL_CONCENTRATION",
    "COMPLAINT_SHARE",
    "EXCLUSION_RATE",
    "HOTLINE_SHARE",
    "MERGED",
    "MERGED_SHARE",
    "PER_10K",
    "REPEAT_DEMAND",
    "REPEAT_RATE",
    "TICKETS_PER_CALLER",
    "UNREACHABLE_SHARE",
    "VALID_VOLUME",
    "VOLUME",
    "VOLUME_CHANGE",
    "VOLUME_CHANGE_YEAR",
    "WITHDRAWN_SHARE",
]

_NOTE: Final = "design note of this project"
_REGULATION: Final = "Beijing Regulation on Swift Response 2021, Art. {} (北京市接诉即办工作条例第{}条)"
_REPORT: Final = "Yuqiao Subdistrict year-end report, 2022"
_MINIMUM: Final = 30
"""Fewer rows say nothing of a share that is used to judge, and nothing of a concentration."""
_DAY: Final = 86_400_000_000
_JANUARY: Final = 1_640_995_200_000_000
"""2022-01-01T00:00Z; the Februaries and the January of the year before are counted from it."""

_OF_TICKETS: Final = partial(Kpi, version=1, table="tickets", anchor="collected_at", source=_NOTE)
"""A figure over the ticket table, by the moment of receipt."""
_SHARE: Final = partial(_OF_TICKETS, unit="percent", uncertainty="wilson")
"""A share of what a process brought."""


def _picked(columns: str, rows: tuple[tuple[Any, ...], ...], names: str, value: Fraction | int) -> Example:
    """An example over some of the columns of a table."""
    places = [columns.split().index(name) for name in names.split()]
    return Example(tuple(names.split()), tuple(tuple(row[place] for place in places) for row in rows), value)


# ---- how much -----------------------------------------------------------------------------------------------------

VOLUME: Final = _OF_TICKETS(
    id="requests.volume",
    title_en="tickets received",
    title_zh="受理量",
    definition_en="all tickets that came in, excluded and merged ones too",
    definition_zh="期间收到的全部工单数，含剔除与并案工单",
    measure=Count(),
    unit="count",
    direction="context",
    uncertainty="poisson",
    example=Example(("ticket",), (("T-1",), ("T-2",), ("T-3",)), 3),
    source=_REPORT,
    note_en="More tickets may mean more trouble, or more trust: read it beside the rate of resolution.",
    note_zh="工单增多既可能说明问题增多，也可能说明群众更愿意反映，应结合解决率解读。",
)
"""F1: how much came in."""

VALID_VOLUME: Final = _OF_TICKETS(
    id="requests.valid_volume",
    title_en="tickets that count",
    title_zh="有效工单数",
    definition_en="tickets that are not excluded from the assessment",
    definition_zh="未被剔除、计入考核的工单数",
    measure=Count(Flag("counted")),
    unit="count",
    direction="context",
    uncertainty="poisson",
    example=Example(("counted",), ((1,), (0,), (1,)), 2),
    source=_REGULATION.format(32, "三十二"),
    note_en="Publish it with the volume and with the excluded tickets by reason.",
    note_zh="应与受理量及分原因的剔除数一并公布。",
)
"""How many tickets the assessment is about."""

EXCLUSION_RATE: Final = _SHARE(
    id="requests.exclusion_rate",
    title_en="excluded tickets",
    title_zh="剔除率",
    definition_en="tickets that are excluded from the assessment, of all tickets",
    definition_zh="被剔除、不计入考核的工单占全部工单的比例",
    measure=Share(of=Not(Flag("counted"))),
    direction="lower",
    minimum=_MINIMUM,
    example=Example(("counted",), (*(((1,),) * 27), *(((0,),) * 3)), Fraction(1, 10)),
    source=_REGULATION.format(32, "三十二"),
    note_en="A unit that excludes much more than its peers lifts its rates: show every rate with and without.",
    note_zh="剔除率明显高于同类单位会抬高各项比率，各比率应同时公布剔除前后两个口径。",
)
"""How much is taken out of the assessment."""

PER_10K: Final = _OF_TICKETS(
    id="requests.per_10k",
    title_en="tickets per ten thousand residents",
    title_zh="万人诉求比",
    definition_en="tickets that count, for every ten thousand residents; the population is given from outside",
    definition_zh="每万名常住人口的有效工单数，人口数由外部给定",
    measure=Quotient(Count(Flag("counted")), Base("population")),
    unit="ratio",
    scale=10_000,
    direction="context",
    example=Example(("counted",), ((1,), (1,), (0,), (1,)), 5, bases=(("population", 6_000),)),
    note_en="Never ranked alone: who makes it hard to complain looks good. Say of which day the population is.",
    note_zh="不得单独排名：阻碍群众反映者反而好看。须注明人口数的时点。",
)
"""How much comes in for the size of a place."""

CALLERS: Final = _OF_TICKETS(
    id="requests.callers",
    title_en="different claimants",
    title_zh="诉求人数",
    definition_en="different keys of claimants among the tickets",
    definition_zh="工单中不同诉求人的数目",
    measure=Distinct("caller"),
    unit="count",
    direction="context",
    example=Example(("caller",), (("a",), ("a",), ("b",), (None,)), 2),
    note_en="Anonymous tickets have no key and are not in it.",
    note_zh="匿名工单没有诉求人标识，不计入。",
)
"""How many people stand behind the tickets."""

TICKETS_PER_CALLER: Final = _OF_TICKETS(
    id="requests.tickets_per_caller",
    title_en="tickets a claimant",
    title_zh="人均工单数",
    definition_en="tickets with a known claimant, for each different claimant",
    definition_zh="有诉求人标识的工单平均每人的件数",
    measure=Quotient(Count(Known("caller")), Distinct("caller")),
    unit="ratio",
    direction="context",
    example=Example(("caller",), (("a",), ("a",), ("b",), (None,)), Fraction(3, 2)),
)
"""Whether few people call often."""

VOLUME_CHANGE: Final = _OF_TICKETS(
    id="requests.volume_month_on_month",
    title_en="change of volume, month on month",
    title_zh="受理量环比",
    definition_en="tickets received less those of the period before, as a part of those; asked for by month",
    definition_zh="受理量与上一期相比的变动率（按月计算）",
    measure=Change(VOLUME),
    unit="percent",
    direction="context",
    minimum=_MINIMUM,
    example=Example(
        ("collected_at",), (*(((_JANUARY,),) * 30), *(((_JANUARY + 31 * _DAY,),) * 36)), Fraction(1, 5), months=True
    ),
    note_en="Months differ in length and season; a change within the usual scatter is no news.",
    note_zh="各月天数和季节不同，正常波动范围内的变动不构成信号。",
)
"""环比: more or less than the month before."""

VOLUME_CHANGE_YEAR: Final = _OF_TICKETS(
    id="requests.volume_year_on_year",
    title_en="change of volume, year on year",
    title_zh="受理量同比",
    definition_en="tickets received less those of the period twelve earlier, as a part of those; asked for by month",
    definition_zh="受理量与上年同月相比的变动率（按月计算）",
    measure=Change(VOLUME, lag=12),
    unit="percent",
    direction="context",
    minimum=_MINIMUM,
    example=Example(
        ("collected_at",), (*(((_JANUARY - 365 * _DAY,),) * 30), *(((_JANUARY,),) * 27)), Fraction(-1, 10), months=True
    ),
    note_en="A wider scope of the hotline looks like more demand.",
    note_zh="热线受理范围扩大会表现为诉求增加。",
)
"""同比: more or less than in the same month of the year before."""

# ---- about what, by which way -------------------------------------------------------------------------------------

_CONCENTRATION: Final = partial(_OF_TICKETS, unit="ratio", direction="context", minimum=_MINIMUM)

CATEGORY_CONCENTRATION: Final = _CONCENTRATION(
    id="requests.category_concentration",
    title_en="concentration on categories",
    title_zh="诉求类别集中度",
    definition_en="the sum of the squared shares of the categories, of thirty tickets or more",
    definition_zh="各诉求类别份额的平方和（不少于30件）",
    measure=Concentration("category"),
    example=Example(("category",), (*((("noise",),) * 20), *((("parking",),) * 10), (None,)), Fraction(5, 9)),
    source="Herfindahl–Hirschman index",
    note_en="Finer categories make it smaller: compare it under one catalogue only.",
    note_zh="分类越细数值越小，只能在同一分类目录下比较。",
)
"""Whether a few matters make most of the demand."""

CHANNEL_CONCENTRATION: Final = _CONCENTRATION(
    id="requests.channel_concentration",
    title_en="concentration on channels",
    title_zh="渠道集中度",
    definition_en="the sum of the squared shares of the channels, of thirty tickets or more",
    definition_zh="各受理渠道份额的平方和（不少于30件）",
    measure=Concentration("channel"),
    example=Example(("channel",), (*((("hotline",),) * 24), *((("patrol",),) * 6), (None,)), Fraction(17, 25)),
    source="Herfindahl–Hirschman index",
)
"""Whether requests come by one way only."""

CALLER_CONCENTRATION: Final = _CONCENTRATION(
    id="requests.caller_concentration",
    title_en="concentration on claimants",
    title_zh="诉求人集中度",
    definition_en="the sum of the squared shares of the known claimants, of thirty tickets or more",
    definition_zh="各诉求人份额的平方和（不少于30件）",
    measure=Concentration("caller"),
    example=Example(("caller",), (*((("a",),) * 15), *((("b",),) * 15), (None,)), Fraction(1, 2)),
    source="Herfindahl–Hirschman index",
    note_en="A jump may be one person in need, or tickets that somebody made to close them.",
    note_zh="突然升高可能是个别群众确有困难，也可能是自造工单。",
)
"""Whether a few people make most of the demand."""

HOTLINE_SHARE: Final = _SHARE(
    id="requests.hotline_share",
    title_en="tickets by the hotline",
    title_zh="热线来源占比",
    definition_en="tickets that came in by the hotline, of those whose channel is known",
    definition_zh="热线渠道工单占渠道已知工单的比例",
    measure=Share(of=Among("channel", ("hotline",)), among=Known("channel")),
    direction="context",
    example=Example(("channel",), (("hotline",), ("hotline",), ("patrol",), (None,)), Fraction(2, 3)),
)
"""How much comes by telephone, and how much is met on the spot."""

COMPLAINT_SHARE: Final = _SHARE(
    id="requests.complaint_share",
    title_en="complaints and reports",
    title_zh="投诉举报占比",
    definition_en="tickets that are complaints or reports of a wrong, of those whose kind is known",
    definition_zh="投诉、举报类工单占类型已知工单的比例",
    measure=Share(of=Among("kind", ("complaint", "report")), among=Known("kind")),
    direction="context",
    example=Example(("kind",), (("complaint",), ("report",), ("help",), (None,)), Fraction(2, 3)),
    source=_REGULATION.format(2, "二"),
)
"""How much of it is a grievance."""

# ---- what becomes of it -------------------------------------------------------------------------------------------

_ENDS: Final = "ended_at outcome"
_ENDED: Final = ((5, "withdrawn"), (6, "resolved"), (7, "merged"), (8, "unreachable"), (None, None))
"""Four tickets ended, each in another way, one is open."""

MERGED_SHARE: Final = _SHARE(
    id="requests.merged_share",
    title_en="merged tickets",
    title_zh="并案率",
    definition_en="tickets that are handled with another one about the same matter, of all that ended",
    definition_zh="并入同一事项其他工单办理的工单占办结工单的比例",
    anchor="ended_at",
    measure=Share(of=Among("outcome", ("merged",)), among=Known("ended_at")),
    direction="context",
    example=_picked(_ENDS, _ENDED, _ENDS, Fraction(1, 4)),
)
"""How often several people ask for the same."""

WITHDRAWN_SHARE: Final = _SHARE(
    id="requests.withdrawn_share",
    title_en="withdrawn tickets",
    title_zh="撤诉率",
    definition_en="tickets that were taken back by their claimant, of all that ended",
    definition_zh="诉求人撤回的工单占办结工单的比例",
    anchor="ended_at",
    measure=Share(of=Among("outcome", ("withdrawn",)), among=Known("ended_at")),
    direction="context",
    example=_picked(_ENDS, _ENDED, _ENDS, Fraction(1, 4)),
    note_en="A jump may mean that people are talked into it.",
    note_zh="突然升高可能存在劝撤诉现象。",
)
"""How many gave up or no longer needed it."""

UNREACHABLE_SHARE: Final = _SHARE(
    id="requests.unreachable_share",
    title_en="claimants who were never reached",
    title_zh="无法联系占比",
    definition_en="tickets that ended because nobody could be reached, of all that ended",
    definition_zh="因无法联系诉求人而办结的工单占办结工单的比例",
    anchor="ended_at",
    measure=Share(of=Among("outcome", ("unreachable",)), among=Known("ended_at")),
    direction="lower",
    example=_picked(_ENDS, _ENDED, _ENDS, Fraction(1, 4)),
)
"""How many were never told."""

# ---- again --------------------------------------------------------------------------------------------------------

_MONTH: Final = 30
_RIPE: Final[tuple[Condition, ...]] = (
    InOrder("collected_at", "ended_at"),
    InOrder("ended_at", "as_of"),
    Not(Within("ended_at", "as_of", _MONTH * 1_440)),
)
"""Closed, and so long ago that all thirty days after it have passed."""
_AGAIN_COLUMNS: Final = ("caller", "place", "category", "outcome", "collected_at", "ended_at")
_AGAIN: Final = (
    ("a", "p-1", "noise", "resolved", 0 * _DAY, 2 * _DAY),
    ("a", "p-1", "noise", "resolved", 10 * _DAY, 12 * _DAY),
    ("a", "p-1", "noise", "resolved", 50 * _DAY, 52 * _DAY),
    ("a", "p-1", "noise", "merged", 11 * _DAY, 11 * _DAY),
    ("b", "p-1", "noise", "explained", 1 * _DAY, 3 * _DAY),
    ("b", "p-1", "parking", None, 5 * _DAY, None),
    (None, "p-1", "noise", "resolved", 6 * _DAY, 7 * _DAY),
    ("c", "p-1", None, "resolved", 6 * _DAY, 7 * _DAY),
    ("c", None, "noise", "resolved", 6 * _DAY, 7 * _DAY),
    ("d", "p-1", "noise", "resolved", 9 * _DAY, 8 * _DAY),
    ("e", "p-2", "noise", "resolved", 55 * _DAY, 70 * _DAY),
)
"""Seen from day 60: of a's tickets the first came again on day 10, the second not until day 50, the third is too young
to say, the fourth was merged into the second; b's did not come again, and one is open; others lack a key, end before
they begin, or later than now."""

MERGED: Final = Exclusion(
    "merged",
    Among("outcome", ("merged",)),
    "merged into another ticket: the matter did not end with it",
    "已并案办理，事项并未随之办结",
)
"""What ended without its matter."""

REPEAT_RATE: Final = _SHARE(
    id="requests.repeat_rate",
    title_en="asked again by the same person within 30 days",
    title_zh="30日重复诉求率",
    definition_en=(
        "tickets after whose end the same claimant asked for the same category at the same place within thirty days, "
        "of those closed more than thirty days ago whose claimant, category and place are known"
    ),
    definition_zh=(
        "办结后30日内同一诉求人就同一地点同类事项再次反映的工单，占办结已满30日且诉求人、类别、地点均已知工单的比例"
    ),
    anchor="ended_at",
    measure=Share(
        of=Repeated(("caller", "category", "place"), "collected_at", "ended_at", _MONTH),
        among=AllOf((Known("caller"), Known("category"), Known("place"), *_RIPE)),
    ),
    exclusions=(MERGED,),
    direction="lower",
    example=Example(_AGAIN_COLUMNS, _AGAIN, Fraction(1, 3), as_of=60 * _DAY),
    note_en="Closing to keep a limit and having it called in again shows here; a call before the end is a reminder.",
    note_zh="为赶时限先行办结再由群众重复反映的，会体现在此；办结前的再次来电属催办。",
)
"""Whether closed means solved."""

REPEAT_DEMAND: Final = _SHARE(
    id="requests.repeat_demand",
    title_en="the same matter at the same place within 30 days",
    title_zh="30日同地同类再发率",
    definition_en=(
        "tickets closed as resolved after which anybody asked for the same category at the same place within thirty "
        "days, of those closed as resolved more than thirty days ago whose category and place are known"
    ),
    definition_zh=(
        "以已解决办结后30日内同一地点同类事项再次出现的工单，占以已解决办结满30日且类别、地点均已知工单的比例"
    ),
    anchor="ended_at",
    measure=Share(
        of=Repeated(("place", "category"), "collected_at", "ended_at", _MONTH),
        among=AllOf((Among("outcome", ("resolved",)), Known("category"), Known("place"), *_RIPE)),
    ),
    direction="lower",
    example=Example(_AGAIN_COLUMNS, _AGAIN, Fraction(2, 3), as_of=60 * _DAY),
    note_en="Where many people live, something always comes again: compare places of one size.",
    note_zh="人口稠密处同类事项更易再现，应在规模相近的地区间比较。",
)
"""Whether the cause is still there."""

CATALOGUE: Final = (
    VOLUME,
    VALID_VOLUME,
    EXCLUSION_RATE,
    PER_10K,
    CALLERS,
    TICKETS_PER_CALLER,
    VOLUME_CHANGE,
    VOLUME_CHANGE_YEAR,
    CATEGORY_CONCENTRATION,
    CHANNEL_CONCENTRATION,
    CALLER_CONCENTRATION,
    HOTLINE_SHARE,
    COMPLAINT_SHARE,
    MERGED_SHARE,
    WITHDRAWN_SHARE,
    UNREACHABLE_SHARE,
    REPEAT_RATE,
    REPEAT_DEMAND,
)
"""The first part of the family."""
