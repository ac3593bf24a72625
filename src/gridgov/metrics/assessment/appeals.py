"""Appeals of units against their standing: in time, once, ruled by somebody else, with the change shown."""

from typing import Any

from attrs import evolve, frozen

from gridgov.errors import BadInput, Problem, Refused
from gridgov.metrics.assessment.assessing import Assessment, Standing, assess

__all__ = ["Appeal", "Ruling", "appeal", "rule"]

_DAY = 86_400_000_000
"""Microseconds."""


@frozen
class Ruling:
    """How an appeal was ruled."""

    upheld: bool
    by: str
    """The body that ruled, as a key."""
    reason: str
    """A code."""
    at: int
    before: Standing | None = None
    after: Standing | None = None


@frozen
class Appeal:
    """A unit says that its standing rests on tickets that should count otherwise."""

    unit: Any
    reason: str
    """A code."""
    at: int
    """In microseconds since 1970."""
    ruling: Ruling | None = None


def appeal(assessment: Assessment, unit: Any, *, reason: str, at: int) -> Assessment:
    """The assessment with an appeal of a unit.

    Raises:
        Refused: ``not_made_known``, ``no_standing``, ``appealed_already``, ``appeal_too_late``.

    """
    start = assessment.made_known_at
    if start is None or at < start:
        raise Refused("not_made_known", unit=str(unit))
    if assessment.of(unit) is None:
        raise Refused("no_standing", unit=str(unit))
    if any(one.unit == unit for one in assessment.appeals):
        raise Refused("appealed_already", unit=str(unit))
    if at > start + assessment.policy.appeal_days * _DAY:
        raise Refused("appeal_too_late", unit=str(unit), days=assessment.policy.appeal_days)
    return evolve(assessment, appeals=(*assessment.appeals, Appeal(unit, reason, at)))


def rule(
    assessment: Assessment,
    unit: Any,
    *,
    upheld: bool,
    by: str,
    reason: str,
    at: int,
    frame: Any = None,
) -> Assessment:
    """The assessment after an appeal was ruled.

    Args:
        assessment: with the appeal.
        unit: who appealed.
        upheld: whether the unit is right.
        by: the body that rules, as a key; not the unit itself.
        reason: a code.
        at: in microseconds since 1970.
        frame: if upheld, the ticket table as it is then: tickets that count again, or no more.

    Raises:
        Refused: ``no_open_appeal``, ``own_appeal``.
        BadInput: upheld without a table; as :func:`gridgov.metrics.compute`.

    """
    pending = next((one for one in assessment.appeals if one.unit == unit and one.ruling is None), None)
    if pending is None:
        raise Refused("no_open_appeal", unit=str(unit))
    if by == unit:
        raise Refused("own_appeal", unit=str(unit))
    if upheld and frame is None:
        raise BadInput([Problem("missing", "frame")], source="rule")
    restated = assess(frame, assessment.policy, by=assessment.by) if upheld else assessment
    ruling = Ruling(upheld, by, reason, at, assessment.of(unit), restated.of(unit))
    appeals = tuple(evolve(one, ruling=ruling) if one is pending else one for one in assessment.appeals)
    return evolve(restated, made_known_at=assessment.made_known_at, appeals=appeals)
