"""Composites that somebody uses, cited, to be taken by name. None of them is a default, and none is a recommendation.

>>> from gridgov.metrics.composite import score
>>> rates = {"response": 1, "resolution": Fraction(83, 100), "satisfaction": Fraction(92, 100)}
>>> for preset in (BJ_DISTRICT_2025, JUNGAR):
...     print(preset.id, [float(row.value) for row in score(preset, {"north": rates}).rows])
bj_district_2025 [88.3]
jungar [91.25]

A threshold table is no preset but a normaliser: :class:`~gridgov.metrics.normalising.PointsTable`.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from attrs import evolve

from gridgov.documents import check_type, key_name
from gridgov.errors import Problem
from gridgov.metrics.composite import Composite, Indicator
from gridgov.metrics.normalising import Number, OutOf, RatioToTarget, refuse

__all__ = ["BJ_DISTRICT_2025", "BUDGET_10_50_30_10", "JUNGAR", "cityscore_fixed", "three_rates"]


def three_rates(
    *, response: Fraction, resolution: Fraction, satisfaction: Fraction, source: str, caveat: str = ""
) -> Composite:
    """A composite of the three rates (响应率、解决率、满意率), each a share from 0 to 1, with your own weights.

    The Beijing Regulation on Swift Response (Art. 32) names the three rates and no weights: those are local policy.

    Raises:
        BadInput: weights that do not add up to 1 exactly.

    >>> index = three_rates(
    ...     response=Fraction(1, 5), resolution=Fraction(2, 5), satisfaction=Fraction(2, 5), source="our council, 2026"
    ... )
    >>> [(name, str(weight)) for name, weight in index.weights.items()]
    [('response', '1/5'), ('resolution', '2/5'), ('satisfaction', '2/5')]

    """
    weights = {"response": response, "resolution": resolution, "satisfaction": satisfaction}
    return Composite(
        id="three_rates",
        indicators=tuple(Indicator(name, weight, OutOf()) for name, weight in weights.items()),
        aggregator="arithmetic",
        missing="fail",
        source=source,
        caveat=caveat,
    )


BJ_DISTRICT_2025: Final = evolve(
    three_rates(
        response=Fraction(1, 10),
        resolution=Fraction(1, 2),
        satisfaction=Fraction(2, 5),
        source="program of one Beijing district, 2025, as published by its author (repository S1mpleLIAO/12345)",
        caveat="one district; no official text. There a basically satisfied caller counts 0.9 in the satisfaction rate",
    ),
    id="bj_district_2025",
)
"""0.1, 0.5 and 0.4: how one district of Beijing computes its own table. Not the weights of Beijing."""

JUNGAR: Final = evolve(
    three_rates(
        response=Fraction(3, 10),
        resolution=Fraction(7, 20),
        satisfaction=Fraction(7, 20),
        source="Jungar Banner (准格尔旗), as reported on caprane.cn, item 445180",
        caveat="from a secondary page that was not checked against an official text",
    ),
    id="jungar",
)
"""0.30, 0.35 and 0.35: as reported of Jungar Banner, Inner Mongolia."""

BUDGET_10_50_30_10: Final = Composite(
    id="budget_10_50_30_10",
    indicators=(
        Indicator("execution", Fraction(1, 10), OutOf(10)),
        Indicator("outputs", Fraction(1, 2), OutOf(50)),
        Indicator("benefits", Fraction(3, 10), OutOf(30)),
        Indicator("satisfaction", Fraction(1, 10), OutOf(10)),
    ),
    aggregator="arithmetic",
    missing="fail",
    source="self-evaluation form of project expenditure (项目支出绩效自评表), as published for 2022; 财预〔2021〕101号",
    caveat="the form in use; other years and places may weigh otherwise",
)
"""The points of the form as they are: execution of 10, outputs of 50, benefits of 30, satisfaction of 10."""


def cityscore_fixed(targets: Mapping[str, Number], *, lower: Iterable[str] = (), source: str) -> Composite:
    """The plain mean of value over target, as Boston's CityScore makes it, but bounded by 1 and never rounded up.

    ``lower`` names the indicators of which less is better. At its target or better, an indicator scores 1, so that one
    far beyond its target does not hide another that misses it.

    Raises:
        BadInput: no target, one that is not exact or not above 0, or a name in ``lower`` without one.

    >>> from gridgov.metrics.composite import score
    >>> index = cityscore_fixed({"potholes on time": Fraction(4, 5), "days": 3}, lower=["days"], source="example")
    >>> [(row.unit, row.value) for row in score(index, {"city": {"potholes on time": 1, "days": 6}}).rows]
    [('city', Fraction(75, 1))]

    """
    check_type(targets, Mapping, "targets", expected="a mapping of indicator to target", source="composite")
    less = frozenset(lower)
    refuse([Problem("unknown_key", f"lower.{key_name(name)}") for name in sorted(less - set(targets))], "composite")
    return Composite(
        id="cityscore_fixed",
        indicators=tuple(
            Indicator(
                name,
                Fraction(1, len(targets)),
                RatioToTarget(target),
                better="lower" if name in less else "higher",
            )
            for name, target in targets.items()
        ),
        aggregator="arithmetic",
        missing="fail",
        source=source,
        caveat="after City of Boston, CityScore toolkit, 2016, without its upward rounding and its open end",
    )
