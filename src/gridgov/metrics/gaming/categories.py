"""Tickets that are called something else than before: because people ask for something else, or because it helps.

::

    category      before      since        distance = ½ · Σ |share before − share since|
    noise          60 %        30 %
    advice         40 %        70 %        0.30: so many would have to change category to bring back the mix
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.metrics.conditions import ALWAYS, AllOf, Among, AnyOf, Condition, InOrder, Known, Not
from gridgov.metrics.counting import check_moment, counted_rows, found_states
from gridgov.metrics.gaming.chance import binomial_tail, homogeneity
from gridgov.metrics.gaming.findings import LEVEL, Finding, check_level, few, percent, usual
from gridgov.metrics.measures import Distinct
from gridgov.metrics.uncertainty import is_whole

__all__ = ["moves_to_longer_limits", "recategorisation", "total_variation"]


def total_variation(before: Mapping[Any, int], since: Mapping[Any, int]) -> Fraction | None:
    """How far two mixes lie apart, exactly: from 0, the same, to 1, nothing in common. None if one is empty.

    >>> total_variation({"noise": 60, "advice": 40}, {"noise": 3, "advice": 7})
    Fraction(3, 10)

    """
    left, right = sum(before.values()), sum(since.values())
    if not (left and right):
        return None
    kinds = before.keys() | since.keys()
    return sum((abs(Fraction(before.get(k, 0), left) - Fraction(since.get(k, 0), right)) for k in kinds), _NONE) / 2


_NONE: Final = Fraction(0)


def recategorisation(
    frame: Any,
    *,
    since: int,
    by: Sequence[str] = (),
    at: str = "collected_at",
    category: str = "category",
    least_change: Fraction = Fraction(1, 10),
    of: Condition = ALWAYS,
    minimum: int = 50,
    level: Fraction = LEVEL,
) -> tuple[Finding, ...]:
    """Whether the mix of categories has changed since a moment, against what came before it in the same table.

    It is worth asking if the mixes lie as far apart as ``least_change`` (:func:`total_variation`) and chance would not
    give that (K. Pearson's chi-square test). Seasons change what people ask for: take the same months of the year
    before as a base.

    Args:
        frame: any dataframe that narwhals takes: the base and what is held against it, nothing else.
        since: when the base ends, in microseconds since 1970.
        by: the columns whose values make the groups.
        at: the moment by which a ticket belongs before or behind.
        category: the column whose mix is looked at; tickets without one are left out.
        least_change: which distance is worth asking about.
        of: which rows count.
        minimum: with fewer tickets before or since nothing is said.
        level: how often chance may make it ask about any group.

    Raises:
        BadInput: a moment, a change, a minimum or a level out of range; or as :func:`gridgov.metrics.compute`.

    """
    check_level(level, source="recategorisation", minimum=minimum)
    check_moment(since, "since", "recategorisation")
    check_type(least_change, Fraction, "least_change", expected="Fraction", source="recategorisation")
    if not 0 < least_change < 1:
        raise BadInput([Problem("out_of_range", "least_change", {"expected": "> 0, < 1"})], source="recategorisation")
    later = InOrder("since", at)
    measures = {
        "before": Distinct(category, AllOf((of, Known(at), Not(later)))),
        "since": Distinct(category, AllOf((of, later))),
    }
    found = found_states(frame, measures, by=by, moments={"since": since})
    limit = float(level / max(sum(_least_size(states) >= minimum for states in found.values()), 1))
    return tuple(
        _drift(dict(zip(by, key, strict=True)), states, minimum, least_change, limit) for key, states in found.items()
    )


def _least_size(states: Mapping[str, Any]) -> int:
    return min(int(states["before"].size), int(states["since"].size))


def _drift(
    group: Mapping[str, Any], states: Mapping[str, Any], minimum: int, least_change: Fraction, limit: float
) -> Finding:
    mixes = {name: states[name].counts for name in ("before", "since")}
    counts = {f"{name} {kind}": count for name, mix in mixes.items() for kind, count in mix.items()}
    distance = total_variation(mixes["before"], mixes["since"])
    if _least_size(states) < minimum or distance is None:
        return few("recategorisation", group, counts, found=_least_size(states), least=minimum)
    p = homogeneity(mixes["before"], mixes["since"])
    odd = distance >= least_change and p is not None and p <= limit
    return Finding(
        "recategorisation",
        "worth_asking" if odd else "unremarkable",
        Problem("mix_has_changed", "", {"share": percent(distance)}) if odd else usual(),
        group,
        counts=counts,
        rates={"distance": distance},
        p=p,
        limit=limit,
    )


# ---- moves --------------------------------------------------------------------------------------------------------


def moves_to_longer_limits(
    frame: Any,
    *,
    limits: Mapping[str, int],
    by: Sequence[str] = (),
    first: str = "first_category",
    last: str = "category",
    of: Condition = ALWAYS,
    minimum: int = 20,
    level: Fraction = LEVEL,
) -> tuple[Finding, ...]:
    """Whether tickets that change category get a longer limit more often than a shorter one.

    Were categories only put right, moves would go either way: how often chance gives so many to the longer side is that
    of a coin (the sign test). Moves between categories of the same limit do not count, nor those from or to a category
    without a known limit.

    Args:
        frame: any dataframe that narwhals takes.
        limits: how long each category has, in any whole unit.
        by: the columns whose values make the groups.
        first: the column with the category of the beginning.
        last: the column with the category of the end.
        of: which rows count.
        minimum: with fewer moves that change the limit nothing is said.
        level: how often chance may make it ask about any group.

    Raises:
        BadInput: limits that are no whole numbers; a minimum or a level out of range; or as
            :func:`gridgov.metrics.compute`.

    """
    check_level(level, source="moves_to_longer_limits", minimum=minimum)
    _check_limits(limits)
    wanted: dict[str, Condition] = {
        "moved": AllOf((of, _moves(limits, first, last, lambda old, new: old != new))),
        "longer": AllOf((of, _moves(limits, first, last, lambda old, new: limits[new] > limits[old]))),
        "shorter": AllOf((of, _moves(limits, first, last, lambda old, new: limits[new] < limits[old]))),
    }
    found = counted_rows(frame, wanted, by=by)
    tested = sum(counts["longer"] + counts["shorter"] >= minimum for counts in found.values())
    limit = float(level / max(tested, 1))
    return tuple(_moved(dict(zip(by, key, strict=True)), counts, minimum, limit) for key, counts in found.items())


def _moves(limits: Mapping[str, int], first: str, last: str, holds: Any) -> Condition:
    """From a category to one of those for which it holds."""
    from_to = {old: tuple(new for new in limits if holds(old, new)) for old in limits}
    ways = tuple(AllOf((Among(first, (old,)), Among(last, new))) for old, new in from_to.items() if new)
    return AnyOf(ways) if ways else Not(ALWAYS)


def _moved(group: Mapping[str, Any], counts: Mapping[str, int], minimum: int, limit: float) -> Finding:
    longer, whole = counts["longer"], counts["longer"] + counts["shorter"]
    if whole < minimum:
        return few("moves_to_longer_limits", group, counts, found=whole, least=minimum)
    p = binomial_tail(longer, whole, Fraction(1, 2))
    odd = p <= limit
    return Finding(
        "moves_to_longer_limits",
        "worth_asking" if odd else "unremarkable",
        Problem("moved_to_longer_limits", "", {"found": longer, "whole": whole}) if odd else usual(),
        group,
        counts=counts,
        rates={"longer": Fraction(longer, whole)},
        p=p,
        limit=limit,
    )


def _check_limits(limits: object) -> None:
    check_type(limits, Mapping, "limits", expected="a mapping of categories to limits", source="moves_to_longer_limits")
    given: Mapping[object, object] = limits if isinstance(limits, Mapping) else {}
    problems = [
        Problem("wrong_type", f"limits[{place}]", {"expected": "a whole number ≥ 0"})
        for place, (kind, value) in enumerate(given.items())
        if not (isinstance(kind, str) and is_whole(value))
    ]
    if problems:
        raise BadInput(problems, source="moves_to_longer_limits")
