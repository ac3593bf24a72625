"""How far owners have bodies of their own: formation, coverage and establishment (组建率, 覆盖率, 成立率).

Over a table with one row an estate (a property-management unit) and the flags ``estate`` (always 1), ``formed``,
``owners_committee`` (业委会) and ``property_management_committee`` (物管会). A census, not a sample: no uncertainty.

>>> (OWNERS_COMMITTEE_COVERAGE.denominator, OWNERS_COMMITTEE_ESTABLISHMENT.denominator)
(('formed',), ('estate',))
"""

from typing import Final

from gridgov.metrics import Kpi

_REPORT: Final = "Yuqiao Subdistrict year-end report, 2022; Beijing Property Management Regulation (北京市物业管理条例)"

FORMATION_RATE: Final = Kpi(
    id="property.formation_rate",
    version=1,
    title_en="formation rate",
    title_zh="组建率",
    definition="estates with an owners' committee or a property management committee, of all estates",
    numerator=("estate", "formed"),
    denominator=("estate",),
    source=_REPORT,
)
"""F10: how many estates have a body at all."""

OWNERS_COMMITTEE_COVERAGE: Final = Kpi(
    id="property.owners_committee_coverage",
    version=1,
    title_en="owners'-committee coverage",
    title_zh="业委会覆盖率",
    definition="estates with an owners' committee, of the estates that have a body",
    numerator=("formed", "owners_committee"),
    denominator=("formed",),
    source=_REPORT,
)
"""F11: which share of the bodies is an owners' committee. The denominator is the bodies, not the estates."""

OWNERS_COMMITTEE_ESTABLISHMENT: Final = Kpi(
    id="property.owners_committee_establishment",
    version=1,
    title_en="owners'-committee establishment rate",
    title_zh="业委会成立率",
    definition="estates with an owners' committee, of all estates",
    numerator=("estate", "owners_committee"),
    denominator=("estate",),
    source=_REPORT,
)
"""F12: which share of the estates has an owners' committee."""
