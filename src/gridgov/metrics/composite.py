"""One number of several indicators, made in the open: how each is scaled, weighed, put together, and how shaky that is.

::

    indicators ──normaliser──▶ scores on one scale ──weights, aggregator──▶ one score ──sensitivity──▶ a range of ranks

>>> index = Composite(
...     id="demo",
...     indicators=(
...         Indicator("resolved", Fraction(1, 2), OutOf(1)),
...         Indicator("days", Fraction(1, 2), Goalposts(0, 10), better="lower"),
...     ),
...     aggregator="arithmetic",
...     missing="fail",
...     source="example",
... )
>>> table = {"north": {"resolved": Fraction(9, 10), "days": 5}, "south": {"resolved": Fraction(3, 5), "days": 1}}
>>> [(row.unit, row.value, row.rank) for row in score(index, table).rows]
[('north', Fraction(70, 1), 2), ('south', Fraction(75, 1), 1)]
>>> [(row.unit, row.low, row.high) for row in sensitivity(index, table).rows]
[('north', 1, 2), ('south', 1, 2)]

No weights are given by default: they are policy. Local practice ships in :mod:`gridgov.metrics.presets`, by name.
Everything is exact; where a root is taken it is computed to 30 digits behind the point, the same on every machine.

Source: OECD and JRC, Handbook on Constructing Composite Indicators, 2008; names of normalisers as in COINr.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from attrs import evolve, field, frozen

from gridgov.documents import check_type, duplicates, key_name, misfit
from gridgov.errors import Problem
from gridgov.metrics.normalising import (
    DIGITS,
    WORKING,
    Better,
    Goalposts,
    MinMax,
    Normaliser,
    Number,
    OutOf,
    PercentileRank,
    PointsTable,
    RankScore,
    RatioToTarget,
    ToTarget,
    ZScore,
    decimal,
    exact,
    inexact,
    normalised,
    odd_value,
    refuse,
    unless,
)
from gridgov.metrics.ranking import placed

__all__ = [
    "Aggregator",
    "Composite",
    "Goalposts",
    "Indicator",
    "MinMax",
    "Missing",
    "Normaliser",
    "OutOf",
    "PercentileRank",
    "PointsTable",
    "RankRange",
    "RankScore",
    "RatioToTarget",
    "Score",
    "Scores",
    "Sensitivity",
    "ToTarget",
    "Variant",
    "ZScore",
    "score",
    "sensitivity",
]

Value = Fraction | None

# ---- what a composite is ------------------------------------------------------------------------------------------

Aggregator = Literal["arithmetic", "geometric", "harmonic"]
"""The weighted mean. The first lets a good score pay for a bad one in full; the others less and less."""
Missing = Literal["fail", "renormalise", "penalise"]
"""What a missing indicator does: no score; the other weights share its own; or it counts as the worst score."""


@frozen
class Indicator:
    """One part of a composite."""

    id: str
    weight: Fraction = field(converter=exact)
    normaliser: Normaliser
    better: Better = "higher"


def _listed(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
    return tuple(indicators)


@frozen
class Composite:
    """How several indicators become one score.

    Raises:
        BadInput: no indicator or one twice, weights that are not exact, not above 0 or do not add up to 1 exactly,
            z-scores in a geometric or harmonic mean, another word for an option, no source.
    """

    id: str
    indicators: tuple[Indicator, ...] = field(converter=_listed)
    aggregator: Aggregator
    missing: Missing
    source: str
    """Who decided on the weights, and where that is written."""
    scale: Fraction = field(default=Fraction(100), converter=exact)
    """By what the mean is multiplied."""
    caveat: str = ""
    """What to know before it is used."""
    unit: Literal["points"] = field(default="points", init=False)

    def __attrs_post_init__(self) -> None:
        problems = _odd_words(self)
        for place, indicator in enumerate(self.indicators):
            problems += _odd_indicator(indicator, f"indicators[{place}]")
        if not problems:
            problems = [*_odd_weights(self.indicators), *_odd_means(self)]
        refuse(problems, "composite")

    @property
    def weights(self) -> Mapping[str, Fraction]:
        """The weights, by indicator; they add up to 1."""
        return MappingProxyType({indicator.id: indicator.weight for indicator in self.indicators})


def _odd_words(composite: Composite) -> list[Problem]:
    words: dict[str, tuple[object, tuple[str, ...]]] = {
        "aggregator": (composite.aggregator, ("arithmetic", "geometric", "harmonic")),
        "missing": (composite.missing, ("fail", "renormalise", "penalise")),
    }
    problems = [
        Problem("unknown_choice", name, {"expected": choices})
        for name, (word, choices) in words.items()
        if word not in choices
    ]
    for name, text in (("id", composite.id), ("source", composite.source)):
        if odd := misfit(text, str):
            problems.append(Problem(odd.code, name, odd.params))
    problems += inexact(scale=composite.scale) or unless(composite.scale > 0, "scale", "> 0")
    return problems


def _odd_indicator(indicator: object, where: str) -> list[Problem]:
    if not isinstance(indicator, Indicator):
        return [Problem("wrong_type", where, {"expected": "Indicator"})]
    problems = []
    if odd := misfit(indicator.id, str):
        problems.append(Problem(odd.code, f"{where}.id", odd.params))
    normaliser: object = indicator.normaliser
    if not isinstance(normaliser, Normaliser):
        problems.append(Problem("wrong_type", f"{where}.normaliser", {"expected": "a normaliser"}))
    if indicator.better not in {"higher", "lower"}:
        problems.append(Problem("unknown_choice", f"{where}.better", {"expected": ("higher", "lower")}))
    weight = indicator.weight
    problems += inexact(**{f"{where}.weight": weight}) or unless(weight > 0, f"{where}.weight", "> 0")
    return problems


def _odd_weights(indicators: Sequence[Indicator]) -> Iterable[Problem]:
    yield from duplicates((f"indicators[{place}].id", each.id) for place, each in enumerate(indicators))
    total = sum((each.weight for each in indicators), Fraction(0))
    if total != 1:
        yield Problem("weights_sum", "weights", {"total": str(total)})


def _odd_means(composite: Composite) -> Iterable[Problem]:
    for place, each in enumerate(composite.indicators):
        if isinstance(each.normaliser, ZScore) and composite.aggregator != "arithmetic":
            yield Problem("not_averageable", f"indicators[{place}]")


# ---- scoring ------------------------------------------------------------------------------------------------------

Reason = Literal["", "missing_indicator", "no_spread", "nothing_known"]
"""Why there is no score: an indicator is missing, all units are the same in one, or none is known."""


@frozen
class Score:
    """The score of one unit, with its parts."""

    unit: str
    value: Fraction | None
    reason: Reason
    rank: int | None
    """Among the units that have a score; equal ones share the best of their places."""
    parts: Mapping[str, Fraction | None] = field(hash=False)
    """The normalised value, by indicator, before weights and scale."""
    known: Fraction
    """The weight of the indicators that the score rests on; 1 if none is missing."""


@frozen
class Scores:
    """The scores of all units, in the order of the table."""

    composite: Composite
    rows: tuple[Score, ...]


def score(composite: Composite, table: Mapping[str, Mapping[str, Number | None]]) -> Scores:
    """The score of each unit. ``table`` gives the value of each indicator by unit; a missing one may be None or absent.

    Raises:
        BadInput: a value that is not exact, an indicator that the composite does not have, a value that cannot be.

    """
    return Scores(composite, _scored(composite, _grid(composite, _checked(composite, table), tuple(table))))


def _checked(composite: Composite, table: Mapping[str, Mapping[str, Number | None]]) -> dict[str, list[Value]]:
    """The values of each indicator, in the order of the units."""
    check_type(composite, Composite, "composite", expected="Composite", source="score")
    check_type(table, Mapping, "table", expected="a mapping of unit to values", source="score")
    known = {indicator.id: indicator for indicator in composite.indicators}
    found: dict[str, list[Value]] = {name: [] for name in known}
    problems: list[Problem] = []
    for place, row in enumerate(table.values()):
        where = f"table[{place}]"
        check_type(row, Mapping, where, expected="a mapping of indicator to value", source="score")
        problems += [Problem("unknown_key", f"{where}.{key_name(str(name))}") for name in row if name not in known]
        for name, indicator in known.items():
            value = exact(row.get(name))
            problems += [] if value is None else odd_value(value, indicator.normaliser, f"{where}.{name}")
            found[name].append(value)
    refuse(problems, "score")
    return found


@frozen
class _Grid:
    """What there is to weigh."""

    units: tuple[str, ...]
    columns: Mapping[str, Sequence[Value]]
    """The normalised values of each indicator, in the order of the units."""
    flat: frozenset[str]
    """Indicators that have values but no spread, and so no scores."""


def _grid(composite: Composite, values: Mapping[str, Sequence[Value]], units: tuple[str, ...]) -> _Grid:
    columns: dict[str, list[Value]] = {}
    for indicator in composite.indicators:
        column = values[indicator.id]
        present = [value for value in column if value is not None]
        scores = (
            dict(zip(present, normalised(present, indicator.normaliser, better=indicator.better), strict=True))
            if present
            else {}
        )
        columns[indicator.id] = [None if value is None else scores[value] for value in column]
    flat = {name for name, column in columns.items() if set(column) == {None} and set(values[name]) != {None}}
    return _Grid(units, columns, frozenset(flat))


def _scored(composite: Composite, grid: _Grid) -> tuple[Score, ...]:
    floors = {
        name: min((value for value in column if value is not None and value < 0), default=Fraction(0))
        for name, column in grid.columns.items()
    }
    rows, weights = [], composite.weights
    for place, unit in enumerate(grid.units):
        parts = {name: column[place] for name, column in grid.columns.items()}
        known = sum((weights[name] for name, part in parts.items() if part is not None), Fraction(0))
        value, reason = _weighed(composite, parts, known, grid.flat, floors)
        rows.append(Score(unit, value, reason, None, MappingProxyType(parts), known))
    return _ranked(rows)


def _weighed(
    composite: Composite,
    parts: Mapping[str, Value],
    known: Fraction,
    flat: frozenset[str],
    floors: Mapping[str, Fraction],
) -> tuple[Value, Reason]:
    if known == 0 and not flat:
        return None, "nothing_known"
    if flat and (composite.missing != "renormalise" or known == 0):
        return None, "no_spread"
    if composite.missing == "fail" and known != 1:
        return None, "missing_indicator"
    share = known if composite.missing == "renormalise" else Fraction(1)
    weights = composite.weights
    used = [
        (weights[name] / share, floors[name] if part is None else part)
        for name, part in parts.items()
        if part is not None or composite.missing == "penalise"
    ]
    return composite.scale * _mean(used, composite.aggregator), ""


def _mean(weighed: Sequence[tuple[Fraction, Fraction]], aggregator: Aggregator) -> Fraction:
    """The mean of (weight, value); the weights add up to 1."""
    if aggregator == "arithmetic":
        return sum((weight * value for weight, value in weighed), Fraction(0))
    if any(value == 0 for _, value in weighed):
        return Fraction(0)
    if aggregator == "harmonic":
        return 1 / sum((weight / value for weight, value in weighed), Fraction(0))
    with localcontext(Context(prec=WORKING)):
        power = sum((decimal(weight) * decimal(value).ln() for weight, value in weighed), Decimal(0))
        return Fraction(power.exp().quantize(DIGITS))


def _ranked(rows: Sequence[Score]) -> tuple[Score, ...]:
    values = {place: row.value for place, row in enumerate(rows) if row.value is not None}
    ranks = placed(list(values.values()), better="higher", ties="competition")
    by_place = dict(zip(values, ranks, strict=True))
    return tuple(evolve(row, rank=by_place.get(place)) for place, row in enumerate(rows))


# ---- sensitivity --------------------------------------------------------------------------------------------------


@frozen
class Variant:
    """The same composite, made a little otherwise."""

    change: Literal["weight_up", "weight_down", "aggregator", "left_out"]
    subject: str
    """The indicator, or the other aggregator."""
    ranks: Mapping[str, int | None] = field(hash=False)
    """The rank of each unit."""


@frozen
class RankRange:
    """Between which ranks a unit lies, by all variants and the composite itself."""

    unit: str
    rank: int | None
    """As published; None without a score."""
    low: int | None
    """The best rank in any variant."""
    high: int | None
    """The worst one."""


@frozen
class Sensitivity:
    """How far the ranks follow from choices that could have been made otherwise."""

    composite: Composite
    swing: Fraction
    variants: tuple[Variant, ...]
    rows: tuple[RankRange, ...]


def sensitivity(
    composite: Composite, table: Mapping[str, Mapping[str, Number | None]], *, swing: Fraction = Fraction(1, 5)
) -> Sensitivity:
    """Ranks under other choices: each weight up and down by the swing, another mean, each indicator left out.

    A weight that is changed is made up for by all others in proportion. The means are the arithmetic and the geometric
    one; with z-scores the arithmetic alone.

    Raises:
        BadInput: as of :func:`score`, or a swing that is no Fraction between 0 and 1.

    """
    given: object = swing
    fits = isinstance(given, Fraction) and 0 < given < 1
    refuse(unless(fits, "swing", "Fraction > 0, < 1"), "sensitivity")
    grid = _grid(composite, _checked(composite, table), tuple(table))
    variants = tuple(
        Variant(change, subject, MappingProxyType({row.unit: row.rank for row in _scored(other, _only(grid, other))}))
        for change, subject, other in _variants(composite, swing)
    )
    rows = tuple(_range(row, variants) for row in _scored(composite, grid))
    return Sensitivity(composite, swing, variants, rows)


_Change = tuple[Literal["weight_up", "weight_down", "aggregator", "left_out"], str, Composite]


def _variants(composite: Composite, swing: Fraction) -> Iterator[_Change]:
    for indicator in composite.indicators if len(composite.indicators) > 1 else ():
        yield "weight_up", indicator.id, _reweighed(composite, indicator.id, 1 + swing)
        yield "weight_down", indicator.id, _reweighed(composite, indicator.id, 1 - swing)
        yield "left_out", indicator.id, _reweighed(composite, indicator.id, Fraction(0))
    means: tuple[Aggregator, ...] = ("arithmetic", "geometric")
    bounded = not any(isinstance(indicator.normaliser, ZScore) for indicator in composite.indicators)
    for mean in means if bounded else ():
        if mean != composite.aggregator:
            yield "aggregator", mean, evolve(composite, aggregator=mean)


def _reweighed(composite: Composite, name: str, factor: Fraction) -> Composite:
    weights = {key: weight * factor if key == name else weight for key, weight in composite.weights.items()}
    total = sum(weights.values())
    kept = [indicator for indicator in composite.indicators if weights[indicator.id]]
    return evolve(composite, indicators=tuple(evolve(each, weight=weights[each.id] / total) for each in kept))


def _only(grid: _Grid, composite: Composite) -> _Grid:
    columns = {name: grid.columns[name] for name in composite.weights}
    return _Grid(grid.units, columns, grid.flat & set(columns))


def _range(row: Score, variants: Sequence[Variant]) -> RankRange:
    ranks = [rank for rank in (row.rank, *(variant.ranks[row.unit] for variant in variants)) if rank is not None]
    return RankRange(row.unit, row.rank, min(ranks, default=None), max(ranks, default=None))
