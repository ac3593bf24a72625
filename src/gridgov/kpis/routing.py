"""Where a request goes: taken up, dispatched, objected to, brought up, appealed; the second part of *requests*.

Over the ticket table of :func:`gridgov.metrics.facts`. Figures about dispatches and objections come in pairs: how
often, and how often it was right; one without the other is misread.

>>> OBJECTION_RATE.direction, OBJECTIONS_UPHELD.direction
('context', 'context')
"""

from fractions import Fraction
from functools import partial
from typing import Any, Final

from gridgov.metrics.conditions import AllOf, Among, AnyOf, Flag, Known, Not
from gridgov.metrics.kpi import Example, Kpi
from gridgov.metrics.measures import Share

__all__ = [
    "ACCEPTANCE_RATE",
    "APPEALS_UPHELD",
    "APPEAL_RATE",
    "CATALOGUE",
    "DIRECT_ANSWER_RATE",
    "ESCALATION_RATE",
    "ESCALATION_RESCUE",
    "FIRST_DISPATCH_HIT",
    "OBJECTIONS_UPHELD",
    "OBJECTION_RATE",
]

_REGULATION: Final = "Beijing Regulation on Swift Response 2021, Art. {} (北京市接诉即办工作条例第{}条)"
_SHARE: Final = partial(Kpi, version=1, table="tickets", anchor="collected_at", unit="percent", uncertainty="wilson")
"""A share of what a process brought, by the moment of receipt."""


def _picked(columns: str, rows: tuple[tuple[Any, ...], ...], names: str, value: Fraction | int) -> Example:
    """An example over some of the columns of a table."""
    places = [columns.split().index(name) for name in names.split()]
    return Example(tuple(names.split()), tuple(tuple(row[place] for place in places) for row in rows), value)


# ---- taken up -----------------------------------------------------------------------------------------------------

_SCREENED: Final = AllOf(
    (
        AnyOf((Known("dispatched_at"), Known("handled_at"), Among("outcome", ("answered", "declined", "diverted")))),
        Not(Among("outcome", ("invalid",))),
    )
)

DIRECT_ANSWER_RATE: Final = _SHARE(
    id="requests.direct_answer_rate",
    title_en="questions answered at once",
    title_zh="直接答复率",
    definition_en="questions that were answered when they were asked, of all questions",
    definition_zh="咨询类诉求中当场直接答复的占比",
    measure=Share(of=Flag("answered_at_once"), among=Among("kind", ("consult",))),
    example=Example(("kind", "answered_at_once"), (("consult", 1), ("consult", 0), ("help", 1)), Fraction(1, 2)),
    source=_REGULATION.format(11, "十一"),
    note_en="Only answers that name where they stand are worth it: look at samples.",
    note_zh="答复须注明知识库来源，应抽查答复质量。",
)
"""How many questions need no ticket of anybody."""

ACCEPTANCE_RATE: Final = _SHARE(
    id="requests.acceptance_rate",
    title_en="requests taken up",
    title_zh="受理率",
    definition_en="requests that were answered, handled or given to a unit, of those and of the declined and diverted",
    definition_zh="直接答复、办理或派发的诉求占已甄别诉求（含不予受理和引导至其他渠道）的比例",
    measure=Share(of=Not(Among("outcome", ("declined", "diverted"))), among=_SCREENED),
    example=Example(
        ("dispatched_at", "handled_at", "outcome"),
        (
            (5, None, None),
            (None, 6, "resolved"),
            (None, None, "answered"),
            (None, None, "declined"),
            (None, None, "diverted"),
            (7, None, "invalid"),
            (None, None, None),
        ),
        Fraction(3, 5),
    ),
    source=_REGULATION.format(11, "十一"),
    note_en="Calls that were no request are on neither side.",
    note_zh="无效来电来件不计入分子和分母。",
)
"""How many are taken up at all."""

# ---- dispatched ---------------------------------------------------------------------------------------------------

_ROUTES: Final = "dispatched_at accepted_by_first objected objection_decided objection_upheld"
_ROUTED: Final = ((5, 1, 0, 0, 0), (5, 0, 1, 1, 1), (5, 1, 1, 1, 0), (5, 0, 1, 0, 0), (None, 0, 0, 0, 0))
"""Of four that were dispatched, three met an objection; one was upheld, one rejected, one is not decided."""

FIRST_DISPATCH_HIT: Final = _SHARE(
    id="requests.first_dispatch_hit",
    title_en="dispatched right at once",
    title_zh="首派准确率",
    definition_en="tickets that the unit to which they were offered first took on first, of all that were dispatched",
    definition_zh="首次派单单位即为首个承接单位的工单占全部派单的比例",
    measure=Share(of=Flag("accepted_by_first"), among=Known("dispatched_at")),
    example=_picked(_ROUTES, _ROUTED, "dispatched_at accepted_by_first", Fraction(1, 2)),
    source=_REGULATION.format(12, "十二"),
    note_en="Offers that nobody has answered yet count as misses until somebody does.",
    note_zh="尚未签收的派单暂按未命中计。",
)
"""How well the dispatcher knows who is responsible."""

OBJECTION_RATE: Final = _SHARE(
    id="requests.objection_rate",
    title_en="objections to dispatches",
    title_zh="派单异议率",
    definition_en="tickets to whose dispatch a unit objected, of all that were dispatched",
    definition_zh="承办单位提出派单异议的工单占全部派单的比例",
    measure=Share(of=Flag("objected"), among=Known("dispatched_at")),
    direction="context",
    example=_picked(_ROUTES, _ROUTED, "dispatched_at objected", Fraction(3, 4)),
    source=_REGULATION.format(12, "十二"),
    note_en="Read it with the share that was upheld: many that fail are evasion, many that hold are bad dispatching.",
    note_zh="应与异议成立率并读：异议多而不成立属推诿，异议多且成立属派单不准。",
)
"""How often a unit says that it is not its own."""

OBJECTIONS_UPHELD: Final = _SHARE(
    id="requests.objections_upheld",
    title_en="objections upheld",
    title_zh="异议成立率",
    definition_en="tickets of which an objection was upheld, of those of which one was decided",
    definition_zh="异议被认定成立的工单占异议已裁定工单的比例",
    measure=Share(of=Flag("objection_upheld"), among=Flag("objection_decided")),
    direction="context",
    example=_picked(_ROUTES, _ROUTED, "objection_decided objection_upheld", Fraction(1, 2)),
    source=_REGULATION.format(12, "十二"),
)
"""How often it was right."""

# ---- up the ladder ------------------------------------------------------------------------------------------------

_UP_COLUMNS: Final = ("accepted_at", "escalated", "visited", "solved")
_UP: Final = ((5, 1, 1, 1), (5, 1, 1, 0), (5, 1, 0, 0), (5, 0, 1, 1), (5, 0, 0, 0), (None, 0, 0, 0))
"""Of five that a unit took on three were brought up; two of these were visited, one of them is solved."""

ESCALATION_RATE: Final = _SHARE(
    id="requests.escalation_rate",
    title_en="tickets brought to the level above",
    title_zh="提级办理率",
    definition_en="tickets that were brought to the level above, of those that a unit took on",
    definition_zh="提级办理的工单占承办单位已签收工单的比例",
    measure=Share(of=Flag("escalated"), among=Known("accepted_at")),
    direction="context",
    example=Example(_UP_COLUMNS, _UP, Fraction(3, 5)),
    source=_REGULATION.format(20, "二十"),
)
"""How much is too hard for the unit."""

ESCALATION_RESCUE: Final = _SHARE(
    id="requests.escalation_rescue",
    population="survey",
    beside="requests.visit_reach",
    title_en="solved after it was brought up",
    title_zh="提级后解决率",
    definition_en="visited tickets that are solved, of the visited ones that were brought to the level above",
    definition_zh="提级办理的回访工单中已解决的占比",
    measure=Share(of=Flag("solved"), among=AllOf((Flag("escalated"), Flag("visited")))),
    example=Example(_UP_COLUMNS, _UP, Fraction(1, 2)),
    source=_REGULATION.format(20, "二十"),
)
"""Whether the level above can help."""

_APPEAL_COLUMNS: Final = ("ended_at", "appealed", "appeal_decided", "appeal_upheld")
_APPEALS: Final = ((5, 0, 0, 0), (5, 1, 1, 0), (None, 1, 1, 1), (None, 1, 0, 0), (None, 0, 0, 0))
_PETITION: Final = "after the Regulation on Petition Work 2022: review by the level above (信访工作条例)"

APPEAL_RATE: Final = _SHARE(
    id="requests.appeal_rate",
    title_en="appeals",
    title_zh="申诉率",
    definition_en="tickets whose claimant asked the level above to look at it, of all that ended or were appealed",
    definition_zh="诉求人提出复查的工单占已办结或已提出复查工单的比例",
    measure=Share(of=Flag("appealed"), among=AnyOf((Known("ended_at"), Flag("appealed")))),
    direction="context",
    example=Example(_APPEAL_COLUMNS, _APPEALS, Fraction(3, 4)),
    source=_PETITION,
    note_en="Few appeals may mean that nobody was told of the right.",
    note_zh="申诉少也可能是未告知申诉权利。",
)
"""How many do not leave it at the answer."""

APPEALS_UPHELD: Final = _SHARE(
    id="requests.appeals_upheld",
    title_en="appeals upheld",
    title_zh="申诉成立率",
    definition_en="tickets whose last appeal was upheld, of those whose last appeal was decided",
    definition_zh="最近一次复查认定原处理不当的工单占复查已决定工单的比例",
    measure=Share(of=Flag("appeal_upheld"), among=Flag("appeal_decided")),
    direction="context",
    example=Example(_APPEAL_COLUMNS, _APPEALS, Fraction(1, 2)),
    source=_PETITION,
)
"""How often they were right."""

CATALOGUE: Final = (
    DIRECT_ANSWER_RATE,
    ACCEPTANCE_RATE,
    FIRST_DISPATCH_HIT,
    OBJECTION_RATE,
    OBJECTIONS_UPHELD,
    ESCALATION_RATE,
    ESCALATION_RESCUE,
    APPEAL_RATE,
    APPEALS_UPHELD,
)
"""The second part of the family."""
