"""The KPI catalogue, one family a file: what is counted, of what, and who says so.

Every KPI is a value with a worked example; ``CATALOGUE`` has them all, and a family is a tuple of the same name in its
file. Pass the ones that you want.
"""

from typing import Final

from gridgov.kpis import equity, grid, organisation, property_bodies, quality, requests, timeliness, volunteers
from gridgov.metrics.kpi import Kpi

__all__ = ["CATALOGUE"]

CATALOGUE: Final[tuple[Kpi, ...]] = (
    *requests.CATALOGUE,
    *timeliness.CATALOGUE,
    *quality.CATALOGUE,
    *grid.CATALOGUE,
    *organisation.CATALOGUE,
    *property_bodies.CATALOGUE,
    *volunteers.CATALOGUE,
    *equity.CATALOGUE,
)
"""All of them, family by family."""
