"""How far units and places lie apart: gaps, saturation, concentration (均衡).

A gap is taken over units that have a value at all; units with too few tickets are left out by the minimum of the figure
itself, not ranked. A gap of small units is mostly noise: read it beside :mod:`gridgov.metrics.ranking`.

>>> RESOLUTION_GAP.measure.figure.id
'equity.resolution_rate_of_thirty'
"""

from fractions import Fraction
from typing import Final

from attrs import evolve

from gridgov.kpis.requests import RESOLUTION_RATE, SATISFACTION_RATE
from gridgov.metrics.conditions import ALWAYS, Known, Not
from gridgov.metrics.kpi import Example, Kpi
from gridgov.metrics.measures import Base, Concentration, Count, Quotient, Share, Spread

__all__ = [
    "CATALOGUE",
    "PLACE_CONCENTRATION",
    "RESOLUTION_GAP",
    "RESOLUTION_SATURATION",
    "SATISFACTION_GAP",
    "SHARE_WITHOUT_PLACE",
    "TICKETS_PER_1K_HOUSEHOLDS",
    "UNIT_CONCENTRATION",
]

_NOTE: Final = "design note of this project"
_MINIMUM: Final = 30
"""The tickets that a unit needs to be compared at all."""

_RESOLUTION: Final = evolve(RESOLUTION_RATE, id="equity.resolution_rate_of_thirty", minimum=_MINIMUM, example=None)
_SATISFACTION: Final = evolve(
    SATISFACTION_RATE, id="equity.satisfaction_rate_of_thirty", minimum=_MINIMUM, example=None
)
_MOST, _FEWER = 27, 24
_UNITS: Final = (
    *(("a", 1, int(i < _MOST), 1, int(i < _MOST)) for i in range(_MINIMUM)),
    *(("b", 1, int(i < _FEWER), 1, int(i < _FEWER)) for i in range(_MINIMUM)),
    *(("c", 1, 1, 1, 1) for _ in range(_MINIMUM)),
    ("d", 1, 0, 1, 0),
)
"""Three units of thirty visited tickets, of which 27, 24 and 30 are solved and satisfied; a fourth has a single one."""
_COLUMNS: Final = ("unit", "visited", "solved", "with_opinion", "satisfied")

RESOLUTION_GAP: Final = Kpi(
    id="equity.resolution_gap",
    version=1,
    title_en="gap of resolution between units",
    title_zh="解决率单位差距",
    definition_en=(
        "the largest resolution rate of a unit less the smallest, of units with thirty visited tickets or more"
    ),
    definition_zh="回访工单不少于30件的单位中解决率最高值与最低值之差",
    table="tickets",
    anchor="collected_at",
    measure=Spread(_RESOLUTION, "unit"),
    unit="percent",
    direction="lower",
    population="survey",
    beside="requests.visit_reach",
    example=Example(_COLUMNS, _UNITS, Fraction(1, 5)),
    source=_NOTE,
)
"""How far units lie apart."""

SATISFACTION_GAP: Final = Kpi(
    id="equity.satisfaction_gap",
    version=1,
    title_en="gap of satisfaction between units",
    title_zh="满意率单位差距",
    definition_en=("the largest satisfaction rate of a unit less the smallest, of units with thirty opinions or more"),
    definition_zh="有评价工单不少于30件的单位中满意率最高值与最低值之差",
    table="tickets",
    anchor="collected_at",
    measure=Spread(_SATISFACTION, "unit"),
    unit="percent",
    direction="lower",
    population="survey",
    beside="requests.visit_reach",
    example=Example(_COLUMNS, _UNITS, Fraction(1, 5)),
    source=_NOTE,
)
"""How far units lie apart in the eyes of residents."""

RESOLUTION_SATURATION: Final = Kpi(
    id="equity.resolution_saturation",
    version=1,
    title_en="units at the best resolution rate",
    title_zh="解决率饱和度",
    definition_en=(
        "units with the best resolution rate that any unit has, of units with thirty visited tickets or more"
    ),
    definition_zh="回访工单不少于30件的单位中解决率达到最优值的占比",
    table="tickets",
    anchor="collected_at",
    measure=Spread(_RESOLUTION, "unit", "share_at_best"),
    unit="percent",
    direction="context",
    population="survey",
    beside="requests.visit_reach",
    example=Example(_COLUMNS, _UNITS, Fraction(1, 3)),
    source=_NOTE,
    note_en="Above one half, the figure no longer tells units apart: retire or re-scale it.",
    note_zh="超过一半时指标已失去区分度，应停用或重新分级。",
)
"""Whether the figure still tells units apart."""

UNIT_CONCENTRATION: Final = Kpi(
    id="equity.unit_concentration",
    version=1,
    title_en="concentration of tickets among units",
    title_zh="工单单位集中度",
    definition_en="the sum of the squared shares of the units in all tickets",
    definition_zh="各单位工单份额的平方和",
    table="tickets",
    anchor="collected_at",
    measure=Concentration("unit"),
    unit="ratio",
    direction="context",
    example=Example(("unit",), (("a",), ("a",), ("b",), ("b",), (None,)), Fraction(1, 2)),
    source="Herfindahl–Hirschman index",
)
"""Whether few units carry most."""

PLACE_CONCENTRATION: Final = Kpi(
    id="equity.place_concentration",
    version=1,
    title_en="concentration of tickets among places",
    title_zh="工单地点集中度",
    definition_en="the sum of the squared shares of the places in all tickets",
    definition_zh="各地点工单份额的平方和",
    table="tickets",
    anchor="collected_at",
    measure=Concentration("place"),
    unit="ratio",
    direction="context",
    example=Example(("place",), (("p",), ("p",), ("p",), ("q",)), Fraction(5, 8)),
    source="Herfindahl–Hirschman index",
)
"""Whether few places make most of the work."""

TICKETS_PER_1K_HOUSEHOLDS: Final = Kpi(
    id="equity.tickets_per_1k_households",
    version=1,
    title_en="tickets per thousand households",
    title_zh="千户诉求量",
    definition_en="tickets for each thousand households",
    definition_zh="每千户的诉求件数",
    table="tickets",
    anchor="collected_at",
    measure=Quotient(Count(ALWAYS), Base("households")),
    unit="ratio",
    scale=Fraction(1000),
    direction="context",
    example=Example(("collected_at",), ((1,), (2,), (3,)), 6, bases=(("households", 500),)),
    source=_NOTE,
    note_en="Never rank by it alone: it rewards those who keep people from asking.",
    note_zh="不得单独用于排名，否则会鼓励压低诉求。",
)
"""Volume for the size of a place."""

SHARE_WITHOUT_PLACE: Final = Kpi(
    id="equity.share_without_place",
    version=1,
    title_en="tickets without a place",
    title_zh="无地点工单占比",
    definition_en="tickets whose place is not known, and which no comparison of places sees, of all tickets",
    definition_zh="地点不明、因而不在任何地区比较之内的工单占比",
    table="tickets",
    anchor="collected_at",
    measure=Share(of=Not(Known("place"))),
    unit="percent",
    direction="lower",
    uncertainty="wilson",
    example=Example(("place",), (("p",), (None,), ("q",), ("q",)), Fraction(1, 4)),
    source=_NOTE,
)
"""Who falls out of every comparison."""

CATALOGUE: Final = (
    RESOLUTION_GAP,
    SATISFACTION_GAP,
    RESOLUTION_SATURATION,
    UNIT_CONCENTRATION,
    PLACE_CONCENTRATION,
    TICKETS_PER_1K_HOUSEHOLDS,
    SHARE_WITHOUT_PLACE,
)
"""The family."""
