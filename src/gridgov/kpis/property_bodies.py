"""How far owners have bodies of their own: formation, coverage and establishment (组建率, 覆盖率, 成立率).

Over a table with one row an estate (a property-management unit): :func:`gridgov.org.property.flags` makes it of a
register. A census, not a sample: no uncertainty; which estate is missing is said by name instead.

>>> (OWNERS_COMMITTEE_COVERAGE.measure.among, OWNERS_COMMITTEE_ESTABLISHMENT.measure.among)
(Flag(column='formed'), Flag(column='estate'))
"""

from fractions import Fraction
from typing import Final

from gridgov.metrics.conditions import AllOf, Flag, Not
from gridgov.metrics.kpi import Example, Kpi
from gridgov.metrics.measures import Count, Quotient, Share, Total

__all__ = [
    "CATALOGUE",
    "COMPLAINTS_PER_1K_HOUSEHOLDS",
    "CONVERSION_RATE",
    "ESTATES",
    "FORMATION_RATE",
    "MANAGEMENT_COMMITTEE_OVERDUE_RATE",
    "MANAGEMENT_COMMITTEE_SHARE",
    "OWNERS_COMMITTEE_COVERAGE",
    "OWNERS_COMMITTEE_ESTABLISHMENT",
    "WITHOUT_BODY",
]

_REPORT: Final = "Yuqiao Subdistrict year-end report, 2022; Beijing Property Management Regulation (北京市物业管理条例)"
_REGULATION: Final = "Beijing Property Management Regulation, text of 2024-03-29 (北京市物业管理条例)"

ESTATES: Final = Kpi(
    id="property.estates",
    version=1,
    title_en="estates",
    title_zh="物业管理单元数",
    definition_en="estates, each a property-management unit",
    definition_zh="物业管理单元的数量",
    table="estates",
    measure=Count(Flag("estate")),
    unit="count",
    direction="context",
    population="census",
    example=Example(("estate",), ((1,), (1,), (0,)), 2),
    source=_REPORT,
)
"""F6: how many there are."""

FORMATION_RATE: Final = Kpi(
    id="property.formation_rate",
    version=1,
    title_en="formation rate",
    title_zh="组建率",
    definition_en="estates with an owners' committee or a property management committee, of all estates",
    definition_zh="已组建业委会或物管会的物业管理单元占全部单元的比例",
    table="estates",
    measure=Share(of=Flag("formed"), among=Flag("estate")),
    unit="percent",
    population="census",
    example=Example(("estate", "formed"), ((1, 1), (1, 1), (1, 0), (0, 0)), Fraction(2, 3)),
    source=_REPORT,
)
"""F10: how many estates have a body at all."""

OWNERS_COMMITTEE_COVERAGE: Final = Kpi(
    id="property.owners_committee_coverage",
    version=1,
    title_en="owners'-committee coverage",
    title_zh="业委会覆盖率",
    definition_en="estates with an owners' committee, of the estates that have a body",
    definition_zh="已组建的物业管理单元中成立业委会的占比",
    table="estates",
    measure=Share(of=Flag("owners_committee"), among=Flag("formed")),
    unit="percent",
    population="census",
    example=Example(("formed", "owners_committee"), ((1, 1), (1, 0), (0, 0)), Fraction(1, 2)),
    source=_REPORT,
    note_en="Its denominator is the bodies; the establishment rate has the same numerator over all estates.",
    note_zh="分母为已组建的组织；成立率分子相同而分母为全部单元。",
)
"""F11: which share of the bodies is an owners' committee. The denominator is the bodies, not the estates."""

OWNERS_COMMITTEE_ESTABLISHMENT: Final = Kpi(
    id="property.owners_committee_establishment",
    version=1,
    title_en="owners'-committee establishment rate",
    title_zh="业委会成立率",
    definition_en="estates with an owners' committee, of all estates",
    definition_zh="成立业委会的物业管理单元占全部单元的比例",
    table="estates",
    measure=Share(of=Flag("owners_committee"), among=Flag("estate")),
    unit="percent",
    population="census",
    example=Example(("estate", "owners_committee"), ((1, 1), (1, 0), (1, 0), (0, 1)), Fraction(1, 3)),
    source=_REPORT,
)
"""F12: which share of the estates has an owners' committee."""

MANAGEMENT_COMMITTEE_SHARE: Final = Kpi(
    id="property.management_committee_share",
    version=1,
    title_en="property-management-committee share",
    title_zh="物管会占比",
    definition_en="estates with a property management committee, of all estates",
    definition_zh="成立物管会的物业管理单元占全部单元的比例",
    table="estates",
    measure=Share(of=Flag("property_management_committee"), among=Flag("estate")),
    unit="percent",
    direction="lower",
    population="census",
    example=Example(("estate", "property_management_committee"), ((1, 1), (1, 0), (1, 1), (0, 1)), Fraction(2, 3)),
    source=_REGULATION,
    note_en="The committee is temporary by law: a high share means that owners' committees are still to come.",
    note_zh="物管会依法为临时机构，占比高意味着业委会尚待成立。",
)
"""How many estates have the temporary body (28 of 45 in the reference case)."""

WITHOUT_BODY: Final = Kpi(
    id="property.without_body",
    version=1,
    title_en="estates without a body",
    title_zh="未组建单元数",
    definition_en="estates that have neither an owners' committee nor a property management committee",
    definition_zh="既无业委会也无物管会的物业管理单元数",
    table="estates",
    measure=Count(AllOf((Flag("estate"), Not(Flag("formed"))))),
    unit="count",
    direction="lower",
    population="census",
    example=Example(("estate", "formed"), ((1, 1), (1, 0), (0, 0)), 1),
    source=_REGULATION,
)
"""What the formation rate leaves over: one in the reference case."""

MANAGEMENT_COMMITTEE_OVERDUE_RATE: Final = Kpi(
    id="property.management_committee_overdue_rate",
    version=1,
    title_en="property management committees beyond their term",
    title_zh="物管会超期率",
    definition_en="property management committees that are older than their term allows, of all of them",
    definition_zh="超过任期的物管会占全部物管会的比例",
    table="estates",
    measure=Share(of=Flag("overdue"), among=Flag("property_management_committee")),
    unit="percent",
    direction="lower",
    population="census",
    example=Example(
        ("property_management_committee", "overdue"), ((1, 1), (1, 0), (1, 0), (1, 0), (0, 0)), Fraction(1, 4)
    ),
    source=f"{_REGULATION}: a term of three years at most",
)
"""How many of the temporary bodies have outlived their three years."""

CONVERSION_RATE: Final = Kpi(
    id="property.conversion_rate",
    version=1,
    title_en="conversion to owners' committees",
    title_zh="物管会转业委会率",
    definition_en=(
        "estates that had a property management committee when the period began and have an owners' committee at its "
        "end, of those that had one when it began"
    ),
    definition_zh="期初设物管会的单元中期末已成立业委会的占比",
    table="estates",
    measure=Share(of=Flag("owners_committee"), among=Flag("management_committee_at_start")),
    unit="percent",
    population="census",
    example=Example(
        ("management_committee_at_start", "owners_committee"), ((1, 1), (1, 0), (1, 0), (0, 1)), Fraction(1, 3)
    ),
    source="design note of this project: a cohort, so that new estates do not dilute it",
)
"""A cohort: what became of the temporary bodies of the beginning."""

COMPLAINTS_PER_1K_HOUSEHOLDS: Final = Kpi(
    id="property.complaints_per_1k_households",
    version=1,
    title_en="property complaints per thousand households",
    title_zh="千户物业诉求",
    definition_en="requests about property management, for each thousand households of the estates",
    definition_zh="每千户居民的物业类诉求件数",
    table="estates",
    measure=Quotient(Total("property_tickets"), Total("households")),
    unit="ratio",
    scale=Fraction(1000),
    direction="lower",
    population="census",
    example=Example(("property_tickets", "households"), ((30, 1500), (12, 500)), 21),
    source="design note of this project",
    note_en="Fewer complaints may also mean that people gave up: read it beside the volume of other channels.",
    note_zh="诉求少也可能是居民放弃反映，应结合其他渠道的数量解读。",
)
"""How much there is to complain about, for the size of the estates."""

CATALOGUE: Final = (
    ESTATES,
    FORMATION_RATE,
    OWNERS_COMMITTEE_COVERAGE,
    OWNERS_COMMITTEE_ESTABLISHMENT,
    MANAGEMENT_COMMITTEE_SHARE,
    WITHOUT_BODY,
    MANAGEMENT_COMMITTEE_OVERDUE_RATE,
    CONVERSION_RATE,
    COMPLAINTS_PER_1K_HOUSEHOLDS,
)
"""The family."""
