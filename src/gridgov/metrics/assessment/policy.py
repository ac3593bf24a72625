"""What is assessed and what follows from it, as data: indicators with weights, bands with consequences.

A host writes it as TOML; no weight and no band is built in:

>>> from gridgov.kpis.requests import RESOLUTION_RATE, SATISFACTION_RATE
>>> policy = read_policy('''
... id = "demo-2022"
... title_en = "demo"
... title_zh = "示例"
... source = "made up"
... minimum = 30
...
... [[indicator]]
... kpi = "requests.resolution_rate"
... weight = "0.6"
...
... [[indicator]]
... kpi = "requests.satisfaction_rate"
... weight = "0.4"
...
... [[band]]
... id = "good"
... from = "80"
... consequence_en = "praise"
... consequence_zh = "表扬"
...
... [[band]]
... id = "weak"
... from = "0"
... consequence_en = "a talk"
... consequence_zh = "约谈"
... ''', source="demo.toml", kpis=[RESOLUTION_RATE, SATISFACTION_RATE])
>>> policy.band_of(Fraction(80)).id
'good'
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve, field, frozen

from gridgov.documents import duplicates, misfit, read_fields, read_toml
from gridgov.errors import BadInput, Problem
from gridgov.metrics.conditions import Flag, Not
from gridgov.metrics.kpi import Exclusion, Kpi
from gridgov.metrics.measures import Share
from gridgov.metrics.normalising import exact

__all__ = ["LEFT_OUT", "Band", "Indicator", "Policy", "read_policy"]

LEFT_OUT: Final = Exclusion(
    "left_out",
    Not(Flag("counted")),
    "left out of the assessment on a legal basis",
    "依据规定剔除，不纳入考核",
)
"""The tickets that do not count: each was asked for with a reason and decided by somebody else."""


@frozen
class Indicator:
    """A share that is assessed, with its part in the whole."""

    kpi: Kpi
    weight: Fraction = field(converter=exact)


@frozen
class Band:
    """A range of scores, from its lowest on, with what follows."""

    id: str
    least: Fraction = field(converter=exact)
    """Its lowest score, of 100."""
    consequence_en: str
    consequence_zh: str


@frozen
class Policy:
    """What is assessed and what follows from it.

    Raises:
        BadInput: indicators that are no shares, weights that are not positive or do not make one, bands that do not
            fall or whose last does not begin with 0, ids that are used twice.

    """

    id: str
    title_en: str
    title_zh: str
    source: str
    """Who laid it down."""
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...]
    """From the best down."""
    minimum: int = 1
    """With fewer rows behind an indicator a unit has no score."""
    confidence: Fraction = field(default=Fraction(19, 20), converter=exact)
    """Of the intervals behind *settled*."""
    exclusions: tuple[Exclusion, ...] = (LEFT_OUT,)
    """What is left out of every indicator."""
    appeal_days: int = 10
    """For so many days after it was made known, a unit may appeal."""

    def __attrs_post_init__(self) -> None:
        if problems := tuple(_problems(self)):
            raise BadInput(problems, source="policy")

    def band_of(self, score: Fraction) -> Band:
        """The band in which a score lies."""
        return next(band for band in self.bands if score >= band.least)

    def kpis(self, *, with_all: bool = False) -> tuple[Kpi, ...]:
        """The indicators as they are computed: less what is left out, or over all rows."""
        exclusions = () if with_all else self.exclusions
        return tuple(
            evolve(one.kpi, exclusions=(*one.kpi.exclusions, *exclusions), minimum=max(self.minimum, one.kpi.minimum))
            for one in self.indicators
        )


_TEXTS: Final = ("id", "title_en", "title_zh", "source")


def _problems(policy: Policy) -> Iterator[Problem]:
    for name in _TEXTS:
        if problem := misfit(getattr(policy, name), str):
            yield Problem(problem.code, name, problem.params)
    for i, one in enumerate(policy.indicators):
        if not isinstance(one.kpi.measure, Share) or one.kpi.direction == "context" or one.kpi.scale != 1:
            yield Problem("not_assessable", f"indicator[{i}]", {"kpi": one.kpi.id})
        if one.weight <= 0:
            yield Problem("out_of_range", f"indicator[{i}].weight", {"expected": "> 0"})
    if sum(one.weight for one in policy.indicators) != 1:
        yield Problem("weights_not_one", "indicator")
    yield from duplicates((f"indicator[{i}].kpi", one.kpi.id) for i, one in enumerate(policy.indicators))
    yield from duplicates((f"band[{i}].id", band.id) for i, band in enumerate(policy.bands))
    yield from _misplaced(policy.bands)
    if policy.minimum < 1:
        yield Problem("out_of_range", "minimum", {"expected": "≥ 1"})
    if not 0 < policy.confidence < 1:
        yield Problem("out_of_range", "confidence", {"expected": "0…1"})


def _misplaced(bands: tuple[Band, ...]) -> Iterator[Problem]:
    if not bands or bands[-1].least != 0:
        yield Problem("last_band_from_zero", "band")
    for i, (higher, lower) in enumerate(pairwise(bands), start=1):
        if lower.least >= higher.least:
            yield Problem("bands_must_fall", f"band[{i}].from")


# ---- from a document ----------------------------------------------------------------------------------------------

_TOP: Final[Mapping[str, type]] = MappingProxyType(
    {**dict.fromkeys(_TEXTS, str), "indicator": list, "band": list},
)
_MORE: Final[Mapping[str, type]] = MappingProxyType({"minimum": int, "confidence": str, "appeal_days": int})
_INDICATOR: Final[Mapping[str, type]] = MappingProxyType({"kpi": str, "weight": str})
_BAND: Final[Mapping[str, type]] = MappingProxyType(
    {"id": str, "from": str, "consequence_en": str, "consequence_zh": str},
)


def read_policy(raw: str | bytes, *, source: str, kpis: Iterable[Kpi]) -> Policy:
    """The policy that a TOML text holds; weights and bounds stand in quotes, so that they are exact.

    Args:
        raw: the text.
        source: what it is called in an error.
        kpis: the figures that it may speak of, such as ``gridgov.kpis.CATALOGUE``.

    Raises:
        BadInput: everything that is wrong with it, at once.

    """
    problems: list[Problem] = []
    top = read_fields(read_toml(raw, source=source), "", problems, _TOP, _MORE)
    known = {kpi.id: kpi for kpi in kpis}
    indicators = _rows(top.get("indicator", ()), "indicator", problems, _INDICATOR)
    bands = _rows(top.get("band", ()), "band", problems, _BAND)
    weights = [_number(row.get("weight"), f"indicator[{i}].weight", problems) for i, row in enumerate(indicators)]
    lows = [_number(row.get("from"), f"band[{i}].from", problems) for i, row in enumerate(bands)]
    confidence = _number(top.get("confidence", "0.95"), "confidence", problems)
    for i, row in enumerate(indicators):
        if "kpi" in row and row["kpi"] not in known:
            problems.append(Problem("unknown_kpi", f"indicator[{i}].kpi"))
    if problems:
        raise BadInput(problems, source=source)
    return Policy(
        **{name: top[name] for name in _TEXTS},
        indicators=tuple(Indicator(known[row["kpi"]], w) for row, w in zip(indicators, weights, strict=True)),
        bands=tuple(
            Band(row["id"], low, row["consequence_en"], row["consequence_zh"])
            for row, low in zip(bands, lows, strict=True)
        ),
        minimum=top.get("minimum", 1),
        confidence=confidence,
        appeal_days=top.get("appeal_days", 10),
    )


def _rows(listed: Any, where: str, problems: list[Problem], fields: Mapping[str, type]) -> list[dict[str, Any]]:
    return [read_fields(row, f"{where}[{i}]", problems, fields) for i, row in enumerate(listed)]


def _number(text: str | None, where: str, problems: list[Problem]) -> Fraction:
    try:
        found = Fraction(Decimal(text or "0"))
    except (InvalidOperation, ValueError, OverflowError):
        problems.append(Problem("not_decimal", where))
        return Fraction(0)
    return found
