"""What follows from a standing, and when nothing may follow."""

from typing import Any

from attrs import frozen

from gridgov.errors import Refused
from gridgov.metrics.assessment.assessing import Assessment

__all__ = ["Consequence", "Override", "consequence"]


@frozen
class Override:
    """Why something follows from what may be chance, and who says so: kept with the consequence."""

    reason: str
    by: str


@frozen
class Consequence:
    """What follows from the standing of a unit."""

    unit: Any
    band: str
    text_en: str
    text_zh: str
    override: Override | None = None
    """Set where the band was not settled."""


def consequence(assessment: Assessment, unit: Any, *, override: Override | None = None) -> Consequence:
    """What the policy says for the band of a unit.

    Raises:
        Refused: ``no_standing``; ``no_score`` with the reason; ``appeal_open``; ``may_be_chance``: the score could as
            well lie in another band, and nobody gives a reason to act all the same.

    """
    standing = assessment.of(unit)
    if standing is None:
        raise Refused("no_standing", unit=str(unit))
    if standing.score is None:
        raise Refused("no_score", unit=str(unit), reason=standing.reason)
    if any(one.unit == unit and one.ruling is None for one in assessment.appeals):
        raise Refused("appeal_open", unit=str(unit))
    if not standing.settled and (override is None or not override.reason.strip()):
        raise Refused("may_be_chance", unit=str(unit), band=str(standing.band))
    band = assessment.policy.band_of(standing.score)
    return Consequence(unit, band.id, band.consequence_en, band.consequence_zh, None if standing.settled else override)
