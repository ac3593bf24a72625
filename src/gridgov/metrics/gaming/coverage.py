"""What a rate of those who answered leaves open, and rates that cannot rise any more.

::

    asked 100, reached 40, solved 36:   36/40 = 90 % is published
    whatever the other 60 would have said, it lies between 36/100 and 96/100
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from attrs import evolve

from gridgov.documents import check_type
from gridgov.errors import BadInput, Param, Problem
from gridgov.metrics.conditions import AllOf, Condition, Flag, Known, Not
from gridgov.metrics.counting import counted_rows
from gridgov.metrics.gaming.chance import fisher_tail
from gridgov.metrics.gaming.findings import LEVEL, Finding, check_level, few, percent, usual
from gridgov.metrics.measures import Share
from gridgov.metrics.uncertainty import response_bounds

__all__ = ["coverage_bias", "saturation"]

_CLOSED: Final = Known("ended_at")


def coverage_bias(
    frame: Any,
    *,
    by: Sequence[str] = (),
    visited: str = "visited",
    yes: str = "solved",
    asked: Condition = _CLOSED,
    apart: Condition | None = None,
    least_reach: Fraction = Fraction(3, 5),
    minimum: int = 30,
    level: Fraction = LEVEL,
) -> tuple[Finding, ...]:
    """Whether return visits reach enough to say something, and reach the unhappy as often as the others.

    No assumption is made about those who were not reached: the bounds are the worst and the best case
    (:func:`gridgov.metrics.uncertainty.response_bounds`). With ``apart``, a condition on tickets whose callers may be
    less happy, such as late ones, it is also asked whether these are reached less often (Fisher's exact test).

    Args:
        frame: any dataframe that narwhals takes.
        by: the columns whose values make the groups.
        visited: the flag of a ticket whose caller was reached and answered.
        yes: the flag of the answer.
        asked: which tickets should have been visited.
        apart: tickets whose callers may be less happy, if there is a way to tell.
        least_reach: a lower share of reached ones is worth asking about.
        minimum: with fewer tickets to visit nothing is said.
        level: how often chance may make it ask about any group.

    Raises:
        BadInput: a reach, a minimum or a level out of range; or as :func:`gridgov.metrics.compute`.

    """
    check_level(level, source="coverage_bias", minimum=minimum)
    _check_share(least_reach, "least_reach", "coverage_bias")
    reached = AllOf((asked, Flag(visited)))
    wanted: dict[str, Condition] = {"asked": asked, "reached": reached, "yes": AllOf((reached, Flag(yes)))}
    if apart is not None:
        wanted |= {"apart": AllOf((asked, apart)), "apart_reached": AllOf((reached, apart))}
    found = counted_rows(frame, wanted, by=by)
    limit = level / max(sum(counts["asked"] >= minimum for counts in found.values()), 1)
    return tuple(
        _covered(dict(zip(by, key, strict=True)), counts, minimum, (least_reach, limit), yes)
        for key, counts in found.items()
    )


def _covered(
    group: Mapping[str, Any], counts: Mapping[str, int], minimum: int, limits: tuple[Fraction, Fraction], yes: str
) -> Finding:
    least_reach, chance = limits
    bounds = response_bounds(counts["yes"], counts["reached"], asked=counts["asked"])
    if counts["asked"] < minimum or bounds is None:
        return few("coverage_bias", group, counts, found=counts["asked"], least=minimum)
    rates = {"reach": bounds.answered, "low": bounds.low, "high": bounds.high}
    if counts["reached"]:
        rates["reported"] = Fraction(counts["yes"], counts["reached"])
    finding = Finding(
        "coverage_bias", "unremarkable", usual(), group, yes, counts, rates, _by_choice(counts), float(least_reach)
    )
    if finding.p is not None and finding.p <= float(chance):
        return evolve(finding, verdict="worth_asking", said=_choice(counts))
    if bounds.answered >= least_reach:
        return finding
    params: dict[str, Param] = {
        "found": counts["reached"],
        "whole": counts["asked"],
        "share": percent(bounds.answered),
        "subject": yes,
        "low": percent(bounds.low),
        "high": percent(bounds.high),
    }
    return evolve(finding, verdict="worth_asking", said=Problem("few_were_visited", "", params))


def _by_choice(counts: Mapping[str, int]) -> float | None:
    """How often chance alone would pass over so many of those who may be unhappy; None where nobody can tell."""
    if "apart" not in counts or not 0 < counts["apart"] < counts["asked"]:
        return None
    passed_over = counts["asked"] - counts["reached"]
    return fisher_tail(counts["apart"] - counts["apart_reached"], counts["apart"], passed_over, counts["asked"])


def _choice(counts: Mapping[str, int]) -> Problem:
    others = Fraction(counts["reached"] - counts["apart_reached"], counts["asked"] - counts["apart"])
    params: dict[str, Param] = {
        "found": counts["apart_reached"],
        "whole": counts["apart"],
        "share": percent(Fraction(counts["apart_reached"], counts["apart"])),
        "usual": percent(others),
    }
    return Problem("visited_by_choice", "", params)


def _check_share(share: object, where: str, source: str) -> None:
    check_type(share, Fraction, where, expected="Fraction", source=source)
    if not (isinstance(share, Fraction) and 0 < share <= 1):
        raise BadInput([Problem("out_of_range", where, {"expected": "> 0, ≤ 1"})], source=source)


# ---- saturation ---------------------------------------------------------------------------------------------------

_MOST: Final = Fraction(1, 2)


def saturation(
    frame: Any,
    shares: Mapping[str, Share],
    *,
    unit: str = "unit",
    by: Sequence[str] = (),
    most: Fraction = _MOST,
    minimum: int = 10,
    least_units: int = 5,
) -> tuple[Finding, ...]:
    """Whether so many units are at the maximum of a share that it does not tell them apart any more.

    At the maximum is a unit whose every row above the line is one: a rate of exactly 1. More than half of the units is
    worth asking about: the figure should be put to rest, or measured in another way.

    Args:
        frame: any dataframe that narwhals takes.
        shares: the figures by name.
        unit: the column of the units.
        by: the columns whose values make groups of units, such as a month.
        most: which share of the units at the maximum is still nothing to ask about.
        minimum: a unit with fewer rows below the line is left out.
        least_units: with fewer units nothing is said.

    Raises:
        BadInput: no shares, a number out of range; or as :func:`gridgov.metrics.compute`.

    """
    _check_saturation(shares, most, minimum, least_units)
    wanted: dict[str, Condition] = {}
    for name, share in shares.items():
        wanted |= {f"{name} of": share.among, f"{name} missed": AllOf((share.among, Not(share.of)))}
    found = counted_rows(frame, wanted, by=[*by, unit])
    groups: dict[tuple[Any, ...], list[Mapping[str, int]]] = {}
    for key, counts in found.items():
        groups.setdefault(key[:-1], []).extend([counts] if key[-1] is not None else [])
    return tuple(
        _saturated(dict(zip(by, key, strict=True)), name, _at_maximum(units, name, minimum), most, least_units)
        for name in shares
        for key, units in groups.items()
    )


def _at_maximum(units: Sequence[Mapping[str, int]], name: str, minimum: int) -> dict[str, int]:
    missed = [counts[f"{name} missed"] for counts in units if counts[f"{name} of"] >= minimum]
    return {"units": len(missed), "at_maximum": missed.count(0), "too_small": len(units) - len(missed)}


def _saturated(
    group: Mapping[str, Any], name: str, counts: Mapping[str, int], most: Fraction, least_units: int
) -> Finding:
    units, at_maximum = counts["units"], counts["at_maximum"]
    if units < least_units:
        return evolve(few("saturation", group, counts, found=units, least=least_units), subject=name)
    share = Fraction(at_maximum, units)
    odd = share > most
    params: dict[str, Param] = {"found": at_maximum, "whole": units, "share": percent(share), "subject": name}
    return Finding(
        "saturation",
        "worth_asking" if odd else "unremarkable",
        Problem("units_at_maximum", "", params) if odd else usual(),
        group,
        name,
        counts,
        {"share": share},
        limit=float(most),
    )


def _check_saturation(shares: object, most: object, minimum: int, least_units: int) -> None:
    check_level(LEVEL, source="saturation", minimum=minimum, least_units=least_units)
    _check_share(most, "most", "saturation")
    check_type(shares, Mapping, "shares", expected="a mapping of names to Share", source="saturation")
    given: Mapping[object, object] = shares if isinstance(shares, Mapping) else {}
    problems = [
        Problem("wrong_type", f"shares[{place}]", {"expected": "Share"})
        for place, (name, share) in enumerate(given.items())
        if not (isinstance(name, str) and isinstance(share, Share))
    ]
    if not given:
        problems.append(Problem("wrong_length", "shares", {"expected": "≥ 1"}))
    if problems:
        raise BadInput(problems, source="saturation")
