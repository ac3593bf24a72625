"""Which groups have a share that is far above that of the others: a funnel, and how often chance would give as much.

>>> table = {("a",): (9, 300), ("b",): (8, 300), ("c",): (90, 300), ("d",): (10, 300)}
>>> [(each.key, each.odd) for each in compared(table, minimum=30, level=Fraction(1, 100)) or ()]
[(('a',), False), (('b',), False), (('c',), True), (('d',), False)]
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve, frozen

from gridgov.errors import Param, Problem
from gridgov.metrics.control import ALARM, Funnel, funnel
from gridgov.metrics.gaming.chance import fisher_tail
from gridgov.metrics.gaming.findings import Finding, few, percent, usual
from gridgov.metrics.uncertainty import Counted

__all__ = ["FEWEST", "Compared", "Question", "against_others", "compared"]

FEWEST: Final = 3
"""With fewer groups of enough rows nothing is compared."""

_MANY: Final = 60
"""Of so many groups one cannot hide itself in the spread of all: they have one funnel, fewer have one each."""


@frozen
class Compared:
    """A group beside the others."""

    key: tuple[Any, ...]
    cases: int
    of: int
    others: Fraction
    """The share of all others together."""
    upper: float
    """The upper limit of the funnel for a group of this size (99.8 %), the differences between groups included."""
    p: float
    """How often chance alone would give the group so many of all cases, or more."""
    odd: bool
    """Above the limit, and not by chance."""


def compared(
    table: Mapping[tuple[Any, ...], tuple[int, int]], *, minimum: int, level: Fraction
) -> tuple[Compared, ...] | None:
    """Each group with at least so many rows, held against the others; None where there are too few to compare.

    The limits are those of :func:`gridgov.metrics.control.funnel` with the additive over-dispersion, drawn without the
    group itself, so that it does not widen them. The probability is that of Fisher's exact test.
    """
    enough = {key: pair for key, pair in table.items() if pair[1] >= minimum}
    if len(enough) < FEWEST:
        return None
    counts = [Counted(f"{place}", *pair) for place, pair in enumerate(enough.values())]
    all_cases, all_rows = sum(each.numerator for each in counts), sum(each.denominator for each in counts)
    whole = funnel(counts)
    found = []
    for place, (key, (cases, of)) in enumerate(enough.items()):
        drawn = whole if len(counts) > _MANY else funnel([*counts[:place], *counts[place + 1 :]])
        others = Fraction(all_cases - cases, all_rows - of)
        upper = _upper(drawn, of, others)
        p = fisher_tail(cases, of, all_cases, all_rows)
        odd = cases > upper * of and p <= level / len(enough)
        found.append(Compared(key, cases, of, others, upper, p, odd))
    return tuple(found)


def _upper(drawn: Funnel, of: int, others: Fraction) -> float:
    limits = drawn.limits(of, ALARM)
    return float(others) if limits is None else limits.high


# ---- findings -----------------------------------------------------------------------------------------------------

_NOTHING: Final[Mapping[str, Param]] = MappingProxyType({})

Counts = Mapping[str, int]


def _no_rates(_: Counts) -> dict[str, Fraction]:
    return {}


@frozen
class Question:
    """Of which counts a detector compares the share, and what it says where one is far above the others."""

    detector: str
    code: str
    cases: str
    """The count above the line."""
    of: str
    """The count below it."""
    params: Mapping[str, Param] = _NOTHING
    """What its text says besides."""
    rates: Callable[[Counts], Mapping[str, Fraction]] = _no_rates
    """What else follows from the counts of a group."""


def against_others(
    question: Question, found: Mapping[tuple[Any, ...], Counts], by: Sequence[str], *, minimum: int, level: Fraction
) -> tuple[Finding, ...]:
    """A finding for each group: a share that is far above that of the others is worth asking about."""
    table = {key: (counts[question.cases], counts[question.of]) for key, counts in found.items()}
    beside = {each.key: each for each in compared(table, minimum=minimum, level=level) or ()}
    enough = sum(of >= minimum for _, of in table.values())
    findings = []
    for key, counts in found.items():
        group = dict(zip(by, key, strict=True))
        whole = counts[question.of]
        if whole < minimum:
            findings.append(few(question.detector, group, counts, found=whole, least=minimum))
        elif key in beside:
            findings.append(_beside(question, group, counts, beside[key]))
        else:
            said = Problem("nobody_to_compare_with", "", {"found": enough, "least": FEWEST})
            findings.append(Finding(question.detector, "insufficient", said, group, counts=counts))
    return tuple(evolve(each, rates={**each.rates, **question.rates(each.counts)}) for each in findings)


def _beside(question: Question, group: Mapping[str, Any], counts: Counts, beside: Compared) -> Finding:
    share = Fraction(beside.cases, beside.of)
    params: dict[str, Param] = {
        "found": beside.cases,
        "whole": beside.of,
        "share": percent(share),
        "usual": percent(beside.others),
        **question.params,
    }
    return Finding(
        question.detector,
        "worth_asking" if beside.odd else "unremarkable",
        Problem(question.code, "", params) if beside.odd else usual(),
        group,
        counts=counts,
        rates={"share": share, "others": beside.others},
        p=beside.p,
        limit=beside.upper,
    )
