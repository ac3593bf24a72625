"""Rates that get better by what is left out of them: tickets that do not count, and tickets that are put off.

::

                       on time     due
    all that are due        70 / 100     70.0 %
    without the deferred    68 /  75     90.7 %     25 deferred, of which 23 are late

Every rate is shown both ways, with and without what was left out.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from gridgov.documents import check_type
from gridgov.errors import BadInput, Param, Problem
from gridgov.metrics.checking import table_of
from gridgov.metrics.conditions import ALWAYS, AllOf, Condition, Flag, InOrder, Known, Not, columns
from gridgov.metrics.counting import check_moment, counted_rows
from gridgov.metrics.gaming.chance import fisher_tail
from gridgov.metrics.gaming.comparing import Question, against_others
from gridgov.metrics.gaming.findings import LEVEL, Finding, check_level, few, percent, usual

__all__ = ["deferral", "exclusion_inflation"]

_SHARES: Final[Mapping[str, tuple[Condition, Condition]]] = MappingProxyType(
    {
        "solved": (Flag("solved"), Flag("visited")),
        "satisfied": (Flag("satisfied"), Flag("with_opinion")),
        "contacted": (Flag("contacted"), ALWAYS),
        "on_time": (InOrder("ended_at", "due"), Known("due")),
    }
)
"""Rates that exclusions may better: what stands above the line, and among which rows."""


def exclusion_inflation(
    frame: Any,
    *,
    by: Sequence[str] = (),
    counted: str = "counted",
    of: Condition = ALWAYS,
    minimum: int = 30,
    level: Fraction = LEVEL,
) -> tuple[Finding, ...]:
    """Whether a group leaves more of its tickets out of the assessment than the others do.

    Each rate that the table has the columns for is given twice: over what counts, and with the excluded added back
    (``solved`` and ``solved_with_excluded``; so for ``satisfied``, ``contacted``, ``on_time``).

    Args:
        frame: any dataframe that narwhals takes.
        by: the columns whose values make the groups; three groups at least are needed to compare.
        counted: the flag that is 1 unless a ticket is excluded.
        of: which rows count.
        minimum: of a group with fewer tickets nothing is said.
        level: how often chance may make it ask about any group.

    Raises:
        BadInput: a minimum or a level out of range; or as :func:`gridgov.metrics.compute`.

    """
    check_level(level, source="exclusion_inflation", minimum=minimum)
    there = set(table_of(frame).collect_schema().names())
    shares = {name: pair for name, pair in _SHARES.items() if columns(AllOf(pair)).keys() <= there}
    wanted: dict[str, Condition] = {"tickets": of, "excluded": AllOf((of, Not(Flag(counted))))}
    for name, (above, below) in shares.items():
        for suffix, rows in (("", AllOf((of, Flag(counted)))), ("_with_excluded", of)):
            wanted[f"{name}{suffix}"] = AllOf((rows, below, above))
            wanted[f"{name}{suffix}_of"] = AllOf((rows, below))
    found = counted_rows(frame, wanted, by=by)
    question = Question("exclusion_inflation", "excluded_often", "excluded", "tickets", rates=_both_ways)
    return against_others(question, found, by, minimum=minimum, level=level)


def _both_ways(counts: Mapping[str, int]) -> dict[str, Fraction]:
    return {name: Fraction(counts[name], of) for name in counts if (of := counts.get(f"{name}_of"))}


# ---- deferral -----------------------------------------------------------------------------------------------------


def deferral(
    frame: Any,
    *,
    as_of: int,
    by: Sequence[str] = (),
    deferred: str = "deferred",
    end: str = "ended_at",
    due: str = "due",
    least_gain: Fraction = Fraction(1, 20),
    of: Condition = ALWAYS,
    minimum: int = 30,
    level: Fraction = LEVEL,
) -> tuple[Finding, ...]:
    """Whether the rate on time gets better by tickets that were deferred and thereby left out of it.

    Counted are the tickets whose limit lies up to ``as_of``: over all that are due, and over those that were not
    deferred, on both sides of the line. It is worth asking if this gains as much as ``least_gain`` and the deferred are
    late more often than the others, more than chance would let them (Fisher's exact test). ``formula_of_jinhua`` is the
    rate that keeps the deferred above the line and takes them away below; it may be above one.

    Args:
        frame: any dataframe that narwhals takes.
        as_of: up to which moment the table is complete, in microseconds since 1970.
        by: the columns whose values make the groups.
        deferred: the flag of a ticket that was put off.
        end: when a ticket was closed.
        due: its limit, as it was before it was put off.
        least_gain: what has to be gained to be worth asking.
        of: which rows count.
        minimum: with fewer tickets that are due nothing is said.
        level: how often chance may make it ask about any group.

    Raises:
        BadInput: a moment, a gain, a minimum or a level out of range; or as :func:`gridgov.metrics.compute`.

    """
    check_level(level, source="deferral", minimum=minimum)
    check_moment(as_of, "as_of", "deferral")
    check_type(least_gain, Fraction, "least_gain", expected="Fraction", source="deferral")
    if not 0 < least_gain < 1:
        raise BadInput([Problem("out_of_range", "least_gain", {"expected": "> 0, < 1"})], source="deferral")
    asked = AllOf((of, InOrder(due, "now")))
    on_time, put_off = InOrder(end, due), Flag(deferred)
    wanted: dict[str, Condition] = {
        "due": asked,
        "on_time": AllOf((asked, on_time)),
        "deferred": AllOf((asked, put_off)),
        "deferred_on_time": AllOf((asked, put_off, on_time)),
    }
    found = counted_rows(frame, wanted, by=by, moments={"now": as_of})
    limit = float(level / max(sum(counts["due"] >= minimum for counts in found.values()), 1))
    return tuple(
        _deferred(dict(zip(by, key, strict=True)), counts, minimum, least_gain, limit) for key, counts in found.items()
    )


def _deferred(
    group: Mapping[str, Any], counts: Mapping[str, int], minimum: int, least_gain: Fraction, limit: float
) -> Finding:
    whole, put_off = counts["due"], counts["deferred"]
    if whole < minimum:
        return few("deferral", group, counts, found=whole, least=minimum)
    rates = {"over_due": Fraction(counts["on_time"], whole), "deferred": Fraction(put_off, whole)}
    rest = whole - put_off
    if rest:
        rates["over_not_deferred"] = Fraction(counts["on_time"] - counts["deferred_on_time"], rest)
        rates["formula_of_jinhua"] = Fraction(counts["on_time"], rest)
    late = put_off - counts["deferred_on_time"]
    p = fisher_tail(late, put_off, whole - counts["on_time"], whole)
    without = rates.get("over_not_deferred", Fraction(0))
    odd = without - rates["over_due"] >= least_gain and p <= limit
    params: dict[str, Param] = {"share": percent(rates["over_due"]), "without": percent(without)}
    params |= {"found": put_off, "late": late}
    return Finding(
        "deferral",
        "worth_asking" if odd else "unremarkable",
        Problem("deferred_late", "", params) if odd else usual(),
        group,
        counts=counts,
        rates=rates,
        p=p,
        limit=limit,
    )
