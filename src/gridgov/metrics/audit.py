"""Do published figures fit together? Sums, percentages that no count can give, one numerator over two denominators.

::

    figures + identities ──audit──▶ Finding, Finding … each with its figures, its numbers and a text

>>> estates, formed = Reported("F6", Decimal(45), "estate"), Reported("F9", Decimal(44), "estate")
>>> councils = Reported("F7", Decimal(16), "estate")
>>> rates = [Reported("F11", Decimal("36.4")), Reported("F12", Decimal("35.56"))]
>>> for finding in audit([estates, formed, councils, *rates], []):
...     print(finding.text("en"))
F11 is 36.4 %: 16 of 44 (F7 of F9)
F12 is 35.56 %: 16 of 45 (F7 of F6)
F11 and F12 are the same 16 (F7), over 44 and over 45
F11 and F12 are printed with 1 and 2 decimals

Which counts stand behind a percentage is searched for among the figures that are given, of the same unit; a percentage
over a known total is tried with every whole numerator (the GRIM test of Brown and Heathers 2017). Two shares of the
same rows bound how many have one and not the other (Fréchet 1935). The search is over all pairs of counts, and refuses
more than a thousand figures.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations
from types import MappingProxyType
from typing import Final, Literal

from attrs import field, frozen

from gridgov.documents import check_type, duplicates
from gridgov.errors import BadInput, Lang, Param, Problem
from gridgov.metrics.published import Reported, Span

__all__ = [
    "Finding",
    "Identity",
    "PartOf",
    "Quotient",
    "SameRows",
    "Severity",
    "ShareOf",
    "Total",
    "audit",
    "numerators",
    "prints_as",
]

Severity = Literal["error", "warning", "notice"]
"""It cannot be so; it is misleading; it is worth knowing."""

_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})
_HUNDRED: Final = 100
_MOST: Final = 1_000


# ---- what figures are to each other -------------------------------------------------------------------------------


@frozen
class Total:
    """A figure is the sum of others."""

    whole: str
    parts: tuple[str, ...]


@frozen
class ShareOf:
    """A percentage is of a known total; the numerator may be known too."""

    rate: str
    whole: str
    part: str | None = None


@frozen
class SameRows:
    """Two percentages are of the same rows: those of a known total."""

    first: str
    """What is asked for without the second: *satisfied*."""
    second: str
    """*resolved*."""
    whole: str


@frozen
class PartOf:
    """What one figure counts is among what another counts."""

    part: str
    whole: str


@frozen
class Quotient:
    """One figure divided by another is worth knowing, with how far it may be off: hours a steward."""

    above: str
    below: str


Identity = Total | ShareOf | SameRows | PartOf | Quotient
"""Any of them."""


@frozen
class Finding:
    """Something that the figures say when they are held against each other."""

    code: str
    severity: Severity
    figures: tuple[str, ...]
    params: Mapping[str, Param] = field(factory=dict)

    def text(self, lang: Lang, names: Mapping[str, str] = _NO_NAMES) -> str:
        """The finding in words; a figure is called by its name if there is one, else by its id."""
        about = ("和" if lang == "zh" else " and ").join(names.get(one, one) for one in self.figures)
        return Problem(self.code, about, {name: _renamed(value, names) for name, value in self.params.items()}).text(
            lang
        )


def _renamed(value: Param, names: Mapping[str, str]) -> Param:
    if isinstance(value, tuple):
        return tuple(names.get(one, one) for one in value)
    return names.get(value, value) if isinstance(value, str) else value


# ---- percentages and counts ---------------------------------------------------------------------------------------

_ROUNDINGS: Final = (ROUND_HALF_UP, ROUND_HALF_EVEN)


def prints_as(share: Fraction, decimals: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """A share as a percentage with so many decimals.

    >>> prints_as(Fraction(16, 44), 1)
    Decimal('36.4')

    """
    scaled = _HUNDRED * share * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    up = 2 * rest > scaled.denominator
    if 2 * rest == scaled.denominator:
        up = rounding == ROUND_HALF_UP or whole % 2 == 1
    return Decimal(whole + (up and rounding != ROUND_DOWN)).scaleb(-decimals)


def numerators(rate: Reported, whole: int) -> tuple[int, ...]:
    """The whole numbers of which a percentage of a total may have been printed, whichever way a half is rounded.

    >>> numerators(Reported("F2", Decimal("82.94")), 16_798)
    (13932, 13933)

    """
    span = rate.span()
    low = 0 if span.low is None else int(span.low * whole / _HUNDRED)
    high = whole if span.high is None else -int(-span.high * whole // _HUNDRED)
    return tuple(k for k in range(max(0, low - 1), min(whole, high + 1) + 1) if _printed(k, whole, rate))


def _printed(part: int, whole: int, rate: Reported) -> bool:
    if rate.qualifier != "exact":
        return rate.span().holds(Fraction(_HUNDRED * part, whole))
    return any(prints_as(Fraction(part, whole), rate.decimals, way) == rate.printed for way in _ROUNDINGS)


# ---- the audit ----------------------------------------------------------------------------------------------------


def audit(figures: Iterable[Reported], identities: Iterable[Identity]) -> tuple[Finding, ...]:
    """What figures say when they are held against each other: first what is said, then what is found.

    Args:
        figures: as they were printed.
        identities: what is known of how they hang together; what counts stand behind percentages is found without.

    Raises:
        BadInput: no figures, ids that are used twice, identities that name a figure that is not there or one of
            another kind, more than a thousand figures.

    """
    listed, known = _checked(figures, identities)
    found = [finding for identity in known for finding in _look(identity, listed)]
    behind = {rate.id: _behind(rate, listed.values()) for rate in listed.values() if rate.is_share}
    said = {identity.rate for identity in known if isinstance(identity, ShareOf) and identity.part is not None}
    found += [finding for name, pairs in behind.items() if name not in said for finding in _told(name, pairs, listed)]
    found += _shared_numerators(behind)
    found += _mixed_decimals(listed.values())
    return tuple(found)


_ORDER: Final[Mapping[Severity, int]] = {"error": 0, "warning": 1, "notice": 2}


def _checked(
    figures: Iterable[Reported], identities: Iterable[Identity]
) -> tuple[dict[str, Reported], tuple[Identity, ...]]:
    check_type(figures, Iterable, "figures", expected="a list of Reported", source="audit")
    check_type(identities, Iterable, "identities", expected="a list of identities", source="audit")
    given, known = list(figures), tuple(identities)
    for i, one in enumerate(given):
        check_type(one, Reported, f"figures[{i}]", expected="Reported", source="audit")
    problems = list(duplicates((f"figures[{i}]", one.id) for i, one in enumerate(given)))
    if len(given) > _MOST:
        problems.append(Problem("too_many_figures", "figures", {"most": _MOST}))
    listed = {one.id: one for one in given}
    for i, identity in enumerate(known):
        problems += _misnamed(identity, f"identities[{i}]", listed)
    if problems:
        raise BadInput(problems, source="audit")
    return listed, known


def _misnamed(identity: object, where: str, listed: Mapping[str, Reported]) -> Iterator[Problem]:
    shares: Sequence[str] = ()
    match identity:
        case Total(whole, parts):
            names: Sequence[str] = (whole, *parts)
        case ShareOf(rate, whole, part):
            names, shares = (rate, whole, *([part] if part else [])), (rate,)
        case SameRows(first, second, whole):
            names, shares = (first, second, whole), (first, second)
        case PartOf(part, whole) | Quotient(part, whole):
            names = (part, whole)
        case _:
            yield Problem("wrong_type", where, {"expected": "an identity"})
            return
    for name in names:
        if name not in listed:
            yield Problem("unknown_figure", where)
        elif listed[name].is_share != (name in shares):
            yield Problem("figure_of_another_kind", where, {"figure": name})


def _look(identity: Identity, listed: Mapping[str, Reported]) -> Iterator[Finding]:
    match identity:
        case Total(whole, parts):
            yield from _total(listed[whole], [listed[part] for part in parts])
        case ShareOf(rate, whole, part):
            yield from _share(listed[rate], listed[whole], listed[part] if part else None)
        case SameRows(first, second, whole):
            yield from _same_rows(listed[first], listed[second], listed[whole])
        case PartOf(part, whole):
            yield from _part_of(listed[part], listed[whole])
        case Quotient(above, below):
            yield from _quotient(listed[above], listed[below])


# ---- what is said -------------------------------------------------------------------------------------------------


def _total(whole: Reported, parts: Sequence[Reported]) -> Iterator[Finding]:
    together = Span(Fraction(0), Fraction(0))
    for part in parts:
        together = together.plus(part.span())
    names = tuple(part.id for part in parts)
    params: dict[str, Param] = {"parts": names, "sum": _shown(together), "whole": str(whole.printed)}
    if together.meets(whole.span()):
        yield Finding("adds_up", "notice", (whole.id,), params)
    else:
        yield Finding("does_not_add_up", "error", (whole.id,), params)


def _share(rate: Reported, whole: Reported, part: Reported | None) -> Iterator[Finding]:
    total = whole.count
    params: dict[str, Param] = {"rate": str(rate.printed), "of": total, "whole": whole.id}
    if part is not None:
        yield from _known_share(rate, part, whole)
        return
    if not whole.is_count or total == 0:
        yield Finding("total_not_known", "notice", (rate.id,), params)
        return
    found = numerators(rate, total)
    if not found:
        yield Finding("no_such_share", "error", (rate.id,), params)
    else:
        yield Finding("share_is_possible", "notice", (rate.id,), {**params, "counts": _range(found)})


def _known_share(rate: Reported, part: Reported, whole: Reported) -> Iterator[Finding]:
    params: dict[str, Param] = {
        "part": part.id,
        "whole": whole.id,
        "count": part.count,
        "of": whole.count,
        "rate": str(rate.printed),
    }
    if part.unit != whole.unit:
        yield Finding("other_units", "warning", (rate.id,), {**params, "units": (part.unit, whole.unit)})
    share = Fraction(part.count, whole.count) if whole.count else None
    if share is None:
        yield Finding("total_not_known", "notice", (rate.id,), params)
    elif _printed(part.count, whole.count, rate):
        yield Finding("share_fits", "notice", (rate.id,), params)
    elif prints_as(share, rate.decimals, ROUND_DOWN) == rate.printed:
        yield Finding("cut_off", "warning", (rate.id,), {**params, "rounded": str(prints_as(share, rate.decimals))})
    else:
        yield Finding("wrong_share", "error", (rate.id,), {**params, "rounded": str(prints_as(share, rate.decimals))})


def _same_rows(first: Reported, second: Reported, whole: Reported) -> Iterator[Finding]:
    total = whole.count
    one, other = numerators(first, total), numerators(second, total)
    if not one or not other:
        return  # said already of the shares themselves
    least = max(0, one[0] - other[-1])
    most = min(one[-1], total - other[0])
    params: dict[str, Param] = {
        "first": first.id,
        "second": second.id,
        "of": total,
        "whole": whole.id,
        "least": least,
        "most": most,
        "from": str(prints_as(Fraction(least, total), 2)),
        "to": str(prints_as(Fraction(most, total), 2)),
    }
    yield Finding("one_without_the_other", "notice", (first.id, second.id), params)


def _part_of(part: Reported, whole: Reported) -> Iterator[Finding]:
    params: dict[str, Param] = {"count": str(part.printed), "whole": whole.id, "of": str(whole.printed)}
    if part.unit != whole.unit:
        yield Finding("other_units", "warning", (part.id,), {**params, "units": (part.unit, whole.unit)})
    low, high = part.span().low, whole.span().high
    if low is not None and high is not None and low > high:
        yield Finding("more_than_the_whole", "error", (part.id,), params)


def _quotient(above: Reported, below: Reported) -> Iterator[Finding]:
    found = above.span().over(below.span())
    yield Finding("quotient_between", "notice", (above.id,), {"below": below.id, "span": _shown(found)})


def _shown(span: Span) -> str:
    low = "…" if span.low is None else _short(span.low)
    high = "…" if span.high is None else _short(span.high)
    return low if low == high else f"{low}–{high}"


_LARGE: Final = 100


def _short(value: Fraction) -> str:
    """Whole numbers as they are; others to two decimals, large ones to none."""
    if value.denominator == 1:
        return f"{value.numerator}"
    places = Decimal(1) if value >= _LARGE else Decimal("0.01")
    return str((Decimal(value.numerator) / Decimal(value.denominator)).quantize(places, ROUND_HALF_UP))


def _range(counts: Sequence[int]) -> str:
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"


# ---- what is found ------------------------------------------------------------------------------------------------

Pair = tuple[Reported, Reported]


def _behind(rate: Reported, figures: Iterable[Reported]) -> tuple[Pair, ...]:
    """The pairs of counts of one unit that a percentage may be made of."""
    counts = [one for one in figures if one.is_count]
    pairs = ((part, whole) for part in counts for whole in counts if part.id != whole.id and part.unit == whole.unit)
    return tuple(
        (part, whole)
        for part, whole in pairs
        if 0 < part.count <= whole.count and _printed(part.count, whole.count, rate)
    )


def _told(name: str, pairs: Sequence[Pair], listed: Mapping[str, Reported]) -> Iterator[Finding]:
    values = dict.fromkeys((part.count, whole.count) for part, whole in pairs)
    if len(values) == 1:
        [(count, of)] = values
        params: dict[str, Param] = {
            "part": tuple(dict.fromkeys(part.id for part, _ in pairs)),
            "whole": tuple(dict.fromkeys(whole.id for _, whole in pairs)),
            "count": count,
            "of": of,
            "rate": str(listed[name].printed),
        }
        yield Finding("share_found", "notice", (name,), params)
    elif values:
        shown = tuple(f"{part}/{whole}" for part, whole in values)
        yield Finding("several_shares", "notice", (name,), {"candidates": shown})


def _shared_numerators(behind: Mapping[str, Sequence[Pair]]) -> Iterator[Finding]:
    for (one, left), (other, right) in combinations(behind.items(), 2):
        shared = {
            (part.id, part.count, whole.count, another.count): None
            for part, whole in left
            for also, another in right
            if part.id == also.id and whole.count != another.count
        }
        for name, count, over, and_over in shared:
            params: dict[str, Param] = {"count": count, "part": name, "over": over, "and_over": and_over}
            yield Finding("one_numerator_two_denominators", "warning", (one, other), params)


def _mixed_decimals(figures: Iterable[Reported]) -> Iterator[Finding]:
    """Percentages about the same counts that are printed with different precision."""
    listed = list(figures)
    rates = {one.id: (one, _behind(one, listed)) for one in listed if one.is_share}
    for (one, left), (other, right) in combinations(rates.values(), 2):
        parts = {part.id for part, _ in left} & {part.id for part, _ in right}
        if parts and one.decimals != other.decimals:
            params: dict[str, Param] = {"one": one.decimals, "other": other.decimals}
            yield Finding("mixed_decimals", "notice", (one.id, other.id), params)
