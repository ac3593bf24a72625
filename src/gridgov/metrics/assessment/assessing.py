"""Scores of units, with all that they rest on: rates, counts, intervals, and what leaving out changed."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import frozen

from gridgov.documents import check_type
from gridgov.metrics import html
from gridgov.metrics.assessment.policy import Policy
from gridgov.metrics.computing import compute
from gridgov.metrics.figures import Figures, Result
from gridgov.metrics.finishing import Reason

__all__ = ["Assessment", "Standing", "assess"]

_WHOLE = 100
"""The best score."""


@frozen
class Standing:
    """How a unit stands."""

    unit: Any
    parts: tuple[Result, ...]
    """The indicators, each with its counts and with what was left out."""
    score: Fraction | None
    """The weighted rates, of 100, exactly; None where an indicator has no value."""
    reason: Reason
    """Why there is no score."""
    low: float | None
    """What the score would be if every rate were at the lower end of its interval: a cautious bound."""
    high: float | None
    band: str | None
    settled: bool
    """Whether the score lies in the same band from the lower to the upper bound. If not, the band is mostly chance."""
    score_with_all: Fraction | None
    """The score if nothing had been left out."""
    excluded: int
    """How many rows were left out of the first indicator."""

    @property
    def effect(self) -> Fraction | None:
        """By how much leaving out lifted the score, in points."""
        if self.score is None or self.score_with_all is None:
            return None
        return self.score - self.score_with_all


@frozen
class Assessment:
    """The standings of all units under a policy; those without a score are listed, not ranked."""

    policy: Policy
    standings: tuple[Standing, ...]
    """By unit."""
    by: str = "unit"
    """The column of the units."""
    made_known_at: int | None = None
    """When it was made known, in microseconds since 1970: from then on units may appeal."""
    appeals: tuple[Any, ...] = ()
    """What units brought forward, and how it was ruled; see :mod:`gridgov.metrics.assessment.appeals`."""

    def of(self, unit: Any) -> Standing | None:
        """The standing of a unit; None if it has none."""
        return next((one for one in self.standings if one.unit == unit), None)

    def ranked(self) -> tuple[tuple[int, Standing], ...]:
        """Units with a score, best first; equal scores share a rank, and the next one counts them (1, 2, 2, 4)."""
        scored = [(one.score, one) for one in self.standings if one.score is not None]
        scored.sort(key=lambda item: (-item[0], str(item[1].unit)))
        return tuple((1 + sum(other > score for other, _ in scored), one) for score, one in scored)

    def _repr_html_(self) -> str:
        head = ("unit", "rank", "score", "from", "to", "band", "settled", "left out", "effect")
        ranked = [
            (
                one.unit,
                rank,
                _points(one.score),
                _points(one.low),
                _points(one.high),
                one.band,
                "yes" if one.settled else "no: may be chance",
                one.excluded,
                _points(one.effect),
            )
            for rank, one in self.ranked()
        ]
        return html.table(head, [*ranked, *((one.unit, "—", one.reason) for one in self.insufficient())])

    def insufficient(self) -> tuple[Standing, ...]:
        """Units without a score, with the reason."""
        return tuple(one for one in self.standings if one.score is None)


def _points(value: Fraction | float | None) -> str | None:
    return None if value is None else f"{float(value):.2f}"


def assess(frame: Any, policy: Policy, *, by: str = "unit", made_known_at: int | None = None) -> Assessment:
    """The standings of the units of a ticket table under a policy.

    Args:
        frame: any dataframe with the columns of the indicators, ``counted`` and the column of the units; rows without
            a unit are nobody's and are passed over.
        policy: what is assessed.
        by: the column of the units.
        made_known_at: when it is made known, in microseconds since 1970.

    Raises:
        BadInput: no policy; as :func:`gridgov.metrics.compute`.

    """
    check_type(policy, Policy, "policy", expected="Policy", source="assess")
    kept = _by_unit(compute(frame, policy.kpis(), by=[by]), by)
    whole = _by_unit(compute(frame, policy.kpis(with_all=True), by=[by]), by)
    standings = tuple(_standing(policy, unit, kept[unit], whole[unit]) for unit in kept)
    return Assessment(policy, standings, by, made_known_at)


def _by_unit(figures: Figures, by: str) -> Mapping[Any, tuple[Result, ...]]:
    found: dict[Any, list[Result]] = {}
    for result in figures:
        if result.group[by] is not None:
            found.setdefault(result.group[by], []).append(result)
    return {unit: tuple(results) for unit, results in found.items()}


def _standing(policy: Policy, unit: Any, parts: tuple[Result, ...], whole: tuple[Result, ...]) -> Standing:
    score = _score(policy, parts)
    low, high = _bounds(policy, parts) if score is not None else (None, None)
    band = None if score is None else policy.band_of(score).id
    return Standing(
        unit=unit,
        parts=parts,
        score=score,
        reason=next((part.reason for part in parts if part.reason), ""),
        low=low,
        high=high,
        band=band,
        settled=low is not None and high is not None and _same_band(policy, low, high),
        score_with_all=_score(policy, whole),
        excluded=sum(parts[0].excluded.values()),
    )


def _score(policy: Policy, parts: tuple[Result, ...]) -> Fraction | None:
    """Rates of which less is better count from the other end."""
    score = Fraction(0)
    for indicator, part in zip(policy.indicators, parts, strict=True):
        if part.value is None:
            return None
        rate = part.value if indicator.kpi.direction == "higher" else 1 - part.value
        score += indicator.weight * rate
    return _WHOLE * score


def _bounds(policy: Policy, parts: tuple[Result, ...]) -> tuple[float, float]:
    low, high = float(0), float(0)
    for indicator, part in zip(policy.indicators, parts, strict=True):
        interval = part.interval(policy.confidence)
        ends = _ends(part) if interval is None else (interval.low, interval.high)
        if indicator.kpi.direction == "lower":
            ends = (1 - ends[1], 1 - ends[0])
        low += float(indicator.weight) * ends[0]
        high += float(indicator.weight) * ends[1]
    return _WHOLE * low, _WHOLE * high


def _ends(part: Result) -> tuple[float, float]:
    """A census is what it is; of anything else without an interval nothing is known."""
    value = float(part.value or 0)
    return (value, value) if part.kpi.population == "census" else (float(0), float(1))


def _same_band(policy: Policy, low: float, high: float) -> bool:
    return policy.band_of(Fraction(max(low, 0))) == policy.band_of(Fraction(max(high, 0)))
