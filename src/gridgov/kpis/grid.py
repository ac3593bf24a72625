"""How far grids reach, and whether somebody is there: coverage, staffing, the loop in one hand (网格).

Over the tables of :func:`gridgov.metrics.register_facts` (``communities``, ``grids``) and over the ticket table.
Days are counted, not heads on the last of them: a grid that stood empty for half a year shows it.

>>> STAFFING_RATE.measure.above
Total(column='staffed_days', of=AllOf(conditions=()))
"""

from fractions import Fraction
from typing import Final

from gridgov.metrics.conditions import AllOf, Among, AtLeast, Flag, InOrder, Not
from gridgov.metrics.kpi import Example, Kpi
from gridgov.metrics.measures import Count, Quotient, Share, Total

__all__ = [
    "CASE_CLOSING_RATE",
    "CASE_ON_TIME_RATE",
    "CASE_ON_TIME_RATE_LESS_DEFERRED",
    "CATALOGUE",
    "COMMUNITIES_WITH_GRIDS",
    "GRIDS_PER_COMMUNITY",
    "HOUSEHOLDS_IN_GRIDS",
    "HOUSEHOLDS_PER_GRID",
    "NEVER_STAFFED",
    "ONE_HAND_LOOP_RATE",
    "PATROL_SHARE",
    "PROACTIVE_SHARE",
    "STAFFING_RATE",
]

_NOTE: Final = "design note of this project"
_GB: Final = "after GB/T 30428.4, performance evaluation of digital city management (its clauses were not at hand)"
_DUE: Final = InOrder("due", "as_of")
_CLOSED: Final = InOrder("ended_at", "as_of")
_CASES: Final = (
    (10, 8, 0, 20),
    (10, 15, 0, 20),
    (10, None, 1, 20),
    (30, None, 0, 20),
)
"""Of four cases three were due: one was closed in time, one late, one is open and was deferred."""
_COLUMNS: Final = ("due", "ended_at", "deferred", "collected_at")

COMMUNITIES_WITH_GRIDS: Final = Kpi(
    id="grid.communities_with_grids",
    version=1,
    title_en="communities with grids",
    title_zh="网格覆盖社区占比",
    definition_en="communities and villages in which there is at least one grid, of all",
    definition_zh="至少划有一个网格的社区（村）占全部社区（村）的比例",
    table="communities",
    measure=Share(of=AtLeast("grids", 1)),
    unit="percent",
    population="census",
    example=Example(("grids",), ((3,), (0,), (1,), (2,)), Fraction(3, 4)),
    source=_NOTE,
)
"""Whether grids reach everywhere."""

HOUSEHOLDS_IN_GRIDS: Final = Kpi(
    id="grid.households_in_grids",
    version=1,
    title_en="households in grids",
    title_zh="网格覆盖户数占比",
    definition_en="households that live in some grid, of the households of the communities",
    definition_zh="网格覆盖户数占社区总户数的比例",
    table="communities",
    measure=Quotient(Total("grid_households"), Total("households")),
    unit="percent",
    population="census",
    example=Example(("grid_households", "households"), ((900, 1000), (600, 1000)), Fraction(3, 4)),
    source=_NOTE,
    note_en="Above 100 % means that grids overlap or that a count of households is old.",
    note_zh="超过100%说明网格重叠或户数未更新。",
)
"""Whether grids reach everybody."""

HOUSEHOLDS_PER_GRID: Final = Kpi(
    id="grid.households_per_grid",
    version=1,
    title_en="households a grid",
    title_zh="网均户数",
    definition_en="households of the grids, for each grid",
    definition_zh="平均每个网格的户数",
    table="grids",
    measure=Quotient(Total("households"), Count()),
    unit="ratio",
    direction="context",
    population="census",
    example=Example(("households",), ((300,), (500,)), 400),
    source=_NOTE,
)
"""How large grids are: no national number is built in."""

GRIDS_PER_COMMUNITY: Final = Kpi(
    id="grid.grids_per_community",
    version=1,
    title_en="grids a community",
    title_zh="社区平均网格数",
    definition_en="grids for each community or village",
    definition_zh="平均每个社区（村）的网格数",
    table="communities",
    measure=Quotient(Total("grids"), Count()),
    unit="ratio",
    direction="context",
    population="census",
    example=Example(("grids",), ((3,), (0,), (3,)), 2),
    source=_NOTE,
)
"""How finely communities are divided."""

STAFFING_RATE: Final = Kpi(
    id="grid.staffing_rate",
    version=1,
    title_en="staffed grid days",
    title_zh="网格配员率",
    definition_en="days on which a grid had at least one worker, of the days on which there was a grid",
    definition_zh="网格有至少一名网格员的天数占网格存续天数的比例",
    table="grids",
    measure=Quotient(Total("staffed_days"), Total("days")),
    unit="percent",
    population="census",
    example=Example(("staffed_days", "days"), ((365, 365), (182, 365), (0, 10)), Fraction(547, 740)),
    source=_NOTE,
)
"""Whether somebody is there, day by day."""

NEVER_STAFFED: Final = Kpi(
    id="grid.never_staffed",
    version=1,
    title_en="grids without a worker",
    title_zh="从未配员网格数",
    definition_en="grids that had no worker on any day of the period",
    definition_zh="期间从未配备网格员的网格数",
    table="grids",
    measure=Count(Not(AtLeast("staffed_days", 1))),
    unit="count",
    direction="lower",
    population="census",
    example=Example(("staffed_days",), ((365,), (0,), (1,)), 1),
    source=_NOTE,
)
"""Where nobody was at all."""

PROACTIVE_SHARE: Final = Kpi(
    id="grid.proactive_share",
    version=1,
    title_en="found before a complaint",
    title_zh="主动发现率",
    definition_en="cases that were found by the organisation itself, of all cases",
    definition_zh="由网格巡查等主动发现的事项占全部事项的比例",
    table="tickets",
    anchor="collected_at",
    measure=Share(of=Among("origin", ("proactive",))),
    unit="percent",
    uncertainty="wilson",
    example=Example(("origin",), (("proactive",), ("claimant",), ("claimant",), ("claimant",)), Fraction(1, 4)),
    source="Beijing Regulation on Swift Response 2021, Art. 26 (网格)",
    note_en="Only fair when a case that is found and then complained about is counted once.",
    note_zh="发现后又被投诉的同一事项只应计一次。",
)
"""未诉先办: how much is seen before somebody complains."""

PATROL_SHARE: Final = Kpi(
    id="grid.patrol_share",
    version=1,
    title_en="found on patrol",
    title_zh="巡查来源占比",
    definition_en="cases that came in by the channel of patrols, of all cases",
    definition_zh="巡查渠道来源的事项占全部事项的比例",
    table="tickets",
    anchor="collected_at",
    measure=Share(of=Among("channel", ("patrol",))),
    unit="percent",
    direction="context",
    uncertainty="wilson",
    example=Example(("channel",), (("patrol",), ("hotline",), ("patrol",), (None,)), Fraction(1, 2)),
    source=_NOTE,
)
"""How much grid workers bring in themselves."""

ONE_HAND_LOOP_RATE: Final = Kpi(
    id="grid.one_hand_loop_rate",
    version=1,
    title_en="loops in one hand",
    title_zh="网格员闭环率",
    definition_en="tickets whose four stages were all done by the same worker, of those with all four stages",
    definition_zh="收、办、回、疏四个环节由同一人完成的工单占四环节齐全工单的比例",
    table="tickets",
    anchor="collected_at",
    measure=Share(of=Flag("one_hand"), among=Flag("looped")),
    unit="percent",
    uncertainty="wilson",
    example=Example(("looped", "one_hand"), ((1, 1), (1, 0), (1, 0), (0, 0)), Fraction(1, 3)),
    source="Yuqiao Subdistrict year-end report, 2022 (all-round grid workers, 全科网格员)",
)
"""S3: whether one worker can close the loop alone."""

CASE_CLOSING_RATE: Final = Kpi(
    id="grid.case_closing_rate",
    version=1,
    title_en="cases closed of those due",
    title_zh="结案率",
    definition_en="cases that are closed by now, of those whose limit has passed",
    definition_zh="已结案件占应结案件的比例",
    table="tickets",
    anchor="due",
    measure=Share(of=_CLOSED, among=_DUE),
    unit="percent",
    uncertainty="wilson",
    example=Example(_COLUMNS, _CASES, Fraction(2, 3), as_of=20),
    source=_GB,
)
"""Closed at all, in time or late."""

CASE_ON_TIME_RATE: Final = Kpi(
    id="grid.case_on_time_rate",
    version=1,
    title_en="cases closed on time of those due",
    title_zh="按期结案率",
    definition_en="cases that were closed by their limit, of those whose limit has passed",
    definition_zh="按期结案件占应结案件的比例",
    table="tickets",
    anchor="due",
    measure=Share(of=AllOf((InOrder("ended_at", "due"), _CLOSED)), among=_DUE),
    unit="percent",
    uncertainty="wilson",
    example=Example(_COLUMNS, _CASES, Fraction(1, 3), as_of=20),
    source=_GB,
)
"""Open late ones count as late."""

CASE_ON_TIME_RATE_LESS_DEFERRED: Final = Kpi(
    id="grid.case_on_time_rate_less_deferred",
    version=1,
    title_en="cases closed on time of those due and not deferred",
    title_zh="按期结案率（扣除缓办）",
    definition_en=("cases that were closed by their limit, of those whose limit has passed and that were not deferred"),
    definition_zh="按期结案件占应结案件（扣除缓办）的比例",
    table="tickets",
    anchor="due",
    measure=Share(of=AllOf((InOrder("ended_at", "due"), _CLOSED)), among=AllOf((_DUE, Not(Flag("deferred"))))),
    unit="percent",
    uncertainty="wilson",
    example=Example(_COLUMNS, _CASES, Fraction(1, 2), as_of=20),
    source="a published local variant (Jinhua); here so that both denominators stand side by side",
    note_en="Deferring a case lifts this figure: read it beside the one over all that were due.",
    note_zh="缓办会抬高此指标，应与全部应结口径并列解读。",
)
"""What the same figure becomes when deferred cases leave the denominator."""

CATALOGUE: Final = (
    COMMUNITIES_WITH_GRIDS,
    HOUSEHOLDS_IN_GRIDS,
    HOUSEHOLDS_PER_GRID,
    GRIDS_PER_COMMUNITY,
    STAFFING_RATE,
    NEVER_STAFFED,
    PROACTIVE_SHARE,
    PATROL_SHARE,
    ONE_HAND_LOOP_RATE,
    CASE_CLOSING_RATE,
    CASE_ON_TIME_RATE,
    CASE_ON_TIME_RATE_LESS_DEFERRED,
)
"""The family."""
