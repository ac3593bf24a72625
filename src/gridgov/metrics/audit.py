"""Do published figures fit together? Sums, percentages that no count can give, one numerator over two denominators.

::

    figures + identities ──audit──▶ Finding, Finding … each with its figures, its numbers and a text

>>> from decimal import Decimal
>>> counts = [Reported("F6", Decimal(45), "estate"), Reported("F9", Decimal(44), "estate")]
>>> councils = Reported("F7", Decimal(16), "estate")
>>> rates = [Reported("F11", Decimal("36.4")), Reported("F12", Decimal("35.56"))]
>>> for finding in audit([*counts, councils, *rates], []):
...     print(finding.text("en"))
36.4 % (F11) is 16 of 44 (F7, of F9)
35.56 % (F12) is 16 of 45 (F7, of F6)
36.4 % (F11) and 35.56 % (F12) are the same 16 (F7), over 44 and over 45
F11 and F12 are of the same F7, printed with 1 and with 2 decimals

What stands behind a percentage is searched for among the plain whole numbers that are given: pairs of one unit; if
there are none, pairs of which it would be cut off and not rounded; if there are none either, pairs of two units. Where
two pairs print alike, both are named and nothing is built on them. A pair that is found may be chance: say what you
know as an identity. The search takes at most a thousand figures and names at most eight candidates.

A percentage of a known total is tried with every whole numerator (the GRIM test of Brown and Heathers 2017,
doi:10.1177/1948550616673876). Two percentages of the same rows bound how many have one and not the other (Fréchet
1935).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from types import MappingProxyType
from typing import Final, Literal

from attrs import field, frozen

from gridgov.documents import check_type, duplicates
from gridgov.errors import BadInput, Lang, Param, Problem
from gridgov.metrics.published import (
    Identity,
    PartOf,
    Product,
    Quotient,
    Reported,
    SameRows,
    ShareOf,
    Span,
    Total,
    TwoWholes,
    denominators,
    misnamed,
    numerators,
    prints_as,
    totals_within,
    within,
)

__all__ = ["Finding", "Severity", "audit"]

Severity = Literal["error", "warning", "notice"]
"""It cannot be so; it is misleading; it is worth knowing."""

_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})
_HUNDRED: Final = 100
_MOST: Final = 1_000
_MOST_CANDIDATES: Final = 8


# ---- a finding ------------------------------------------------------------------------------------------------------


@frozen
class Finding:
    """Something that the figures say when they are held against each other."""

    code: str
    severity: Severity
    figures: tuple[str, ...]
    """Whom it is about, by id."""
    params: Mapping[str, Param] = field(factory=dict, hash=False)
    """The numbers and the other figures in it."""

    def text(self, lang: Lang, names: Mapping[str, str] = _NO_NAMES) -> str:
        """The finding in words; a figure is called by its name if there is one, else by its id."""
        params = {name: _in_words(name, value, lang, names) for name, value in self.params.items()}
        about = _in_words("about", self.figures, lang, names)
        return Problem(self.code, "", {**params, "about": about}).text(lang)


_TOGETHER: Final = frozenset({"about", "parts", "units", "days"})
_JOINED: Final[Mapping[Lang, tuple[str, str]]] = MappingProxyType({"en": (" and ", " or "), "zh": ("和", "或")})


def _in_words(name: str, value: Param, lang: Lang, names: Mapping[str, str]) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, str):
        return names.get(value, value)
    return _JOINED[lang][name not in _TOGETHER].join(names.get(one, one) for one in value)


# ---- the audit ----------------------------------------------------------------------------------------------------


def audit(figures: Iterable[Reported], identities: Iterable[Identity]) -> tuple[Finding, ...]:
    """What figures say when they are held against each other.

    First what the identities say, in their order; then what is found behind the percentages, in the order of the
    figures; then what these have in common.

    Args:
        figures: as they were printed.
        identities: what is known of how they hang together; what counts stand behind percentages is found without.

    Raises:
        BadInput: an id that is used twice, identities that name a figure that is not there or one of another kind,
            more than a thousand of either; all problems at once.

    """
    listed, known = _checked(figures, identities)
    found = [finding for identity in known for finding in _look(identity, listed)]
    shares = {one.rate: one for one in known if isinstance(one, ShareOf)}
    found += _searched(listed.values(), shares)
    return tuple(dict.fromkeys(found))


def _checked(
    figures: Iterable[Reported], identities: Iterable[Identity]
) -> tuple[dict[str, Reported], tuple[Identity, ...]]:
    check_type(figures, Iterable, "figures", expected="a list of Reported", source="audit")
    check_type(identities, Iterable, "identities", expected="a list of identities", source="audit")
    given: tuple[object, ...] = tuple(islice(figures, _MOST + 1))
    known = tuple(islice(identities, _MOST + 1))
    problems = [
        Problem("wrong_type", f"figures[{i}]", {"expected": "Reported"})
        for i, one in enumerate(given)
        if not isinstance(one, Reported)
    ]
    listed = {one.id: one for one in given if isinstance(one, Reported)}
    problems += duplicates((f"figures[{i}]", one.id) for i, one in enumerate(given) if isinstance(one, Reported))
    for name, those in (("figures", given), ("identities", known)):
        if len(those) > _MOST:
            problems.append(Problem("too_many_figures", name, {"most": _MOST}))
    for i, identity in enumerate(known):
        problems += misnamed(identity, f"identities[{i}]", listed)
    if problems:
        raise BadInput(problems, source="audit")
    return listed, known


def _look(identity: Identity, listed: Mapping[str, Reported]) -> Iterator[Finding]:
    match identity:
        case Total(whole, parts):
            yield from _total(listed[whole], [listed[part] for part in parts])
        case Product(whole, first, second):
            yield from _product(listed[whole], listed[first], listed[second])
        case ShareOf(rate, whole, part):
            yield from _share(listed[rate], listed[part] if part else None, listed[whole] if whole else None)
        case SameRows(first, second, whole):
            yield from _same_rows(listed[first], listed[second], listed[whole])
        case PartOf(part, whole):
            yield from _part_of(listed[part], listed[whole])
        case TwoWholes(part, one, other):
            yield from _two_wholes(listed[part], listed[one], listed[other])
        case Quotient(above, below):
            yield from _quotient(listed[above], listed[below])


# ---- what is said -------------------------------------------------------------------------------------------------


def _total(whole: Reported, parts: Sequence[Reported]) -> Iterator[Finding]:
    together = Span(Fraction(0), Fraction(0))
    for part in parts:
        together = together.plus(part.span())
        yield from _comparable(part, whole, units=False)
    fits = together.meets(whole.span())
    params: dict[str, Param] = {
        "parts": tuple(part.id for part in parts),
        "sum": _shown(together),
        "whole": _printed(whole),
    }
    yield Finding("adds_up" if fits else "does_not_add_up", "notice" if fits else "error", (whole.id,), params)


def _product(whole: Reported, first: Reported, second: Reported) -> Iterator[Finding]:
    together = first.span().times(second.span())
    fits = together.meets(whole.span())
    params: dict[str, Param] = {
        "parts": (first.id, second.id),
        "product": _shown(together),
        "whole": _printed(whole),
    }
    yield Finding("multiplies" if fits else "does_not_multiply", "notice" if fits else "error", (whole.id,), params)


def _share(rate: Reported, part: Reported | None, whole: Reported | None) -> Iterator[Finding]:
    if part is None and whole is not None:
        yield from _of_a_total(rate, whole)
    elif part is not None and whole is None:
        yield from _of_a_number(rate, part)
    elif part is not None and whole is not None:
        yield from _comparable(part, whole, units=True)
        yield from _of_both(rate, part, whole)


def _of_a_total(rate: Reported, whole: Reported) -> Iterator[Finding]:
    params: dict[str, Param] = {"rate": _printed(rate), "of": _printed(whole), "whole": whole.id}
    if not whole.is_count or whole.count == 0:
        yield Finding("not_known_exactly", "notice", (rate.id,), {"rate": _printed(rate), "other": whole.id})
        return
    found = numerators(rate, whole.count)
    if found:
        yield Finding("share_is_possible", "notice", (rate.id,), {**params, "counts": _range(found)})
        return
    if cut := within(rate.cut_off(), whole.count):
        yield Finding("share_if_cut_off", "warning", (rate.id,), {**params, "counts": _range(cut)})
        return
    below = int(Fraction(rate.printed) * whole.count / _HUNDRED)
    nearest = [f"{k:,} ({prints_as(Fraction(k, whole.count), rate.decimals)} %)" for k in (below, below + 1)]
    yield Finding("no_such_share", "error", (rate.id,), {**params, "below": nearest[0], "above": nearest[1]})


def _of_a_number(rate: Reported, part: Reported) -> Iterator[Finding]:
    params: dict[str, Param] = {"rate": _printed(rate), "count": _printed(part), "part": part.id}
    if not part.is_count or part.count == 0 or not rate.span().low:
        yield Finding("not_known_exactly", "notice", (rate.id,), {"rate": _printed(rate), "other": part.id})
        return
    found = denominators(rate, part.count)
    if found:
        yield Finding("total_is_possible", "notice", (rate.id,), {**params, "counts": _range(found)})
    elif cut := totals_within(rate.cut_off(), part.count):
        yield Finding("total_if_cut_off", "warning", (rate.id,), {**params, "counts": _range(cut)})
    else:
        yield Finding("no_such_total", "error", (rate.id,), params)


def _of_both(rate: Reported, part: Reported, whole: Reported) -> Iterator[Finding]:
    params: dict[str, Param] = {
        "rate": _printed(rate),
        "count": _printed(part),
        "of": _printed(whole),
        "part": part.id,
        "whole": whole.id,
    }
    if not whole.printed:
        yield Finding("nothing_to_divide_by", "notice", (rate.id,), {"below": whole.id})
        return
    share = part.span().over(whole.span()).times(Span(Fraction(_HUNDRED), Fraction(_HUNDRED)))
    exact = part.is_count and whole.is_count
    rounded = prints_as(Fraction(part.printed) / Fraction(whole.printed), rate.decimals)
    params["rounded"] = f"{rounded}" if exact else _shown(share)
    if share.meets(rate.span()):
        yield Finding("share_fits", "notice", (rate.id,), params)
    elif exact and share.meets(rate.cut_off()):
        yield Finding("cut_off", "warning", (rate.id,), params)
    else:
        yield Finding("wrong_share", "error", (rate.id,), params)


def _same_rows(first: Reported, second: Reported, whole: Reported) -> Iterator[Finding]:
    if not whole.is_count or whole.count == 0:
        yield Finding("not_known_exactly", "notice", (first.id,), {"rate": _printed(first), "other": whole.id})
        return
    total = whole.count
    one, other = numerators(first, total), numerators(second, total)
    if not one or not other:
        for rate in (first, second):
            yield from (found for found in _of_a_total(rate, whole) if found.severity != "notice")
        return
    least, most = max(0, one[0] - other[-1]), min(one[-1], total - other[0])
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
    yield from _comparable(part, whole, units=True)
    if not Span(part.span().low, None).meets(whole.span()):
        params: dict[str, Param] = {"count": _printed(part), "whole": whole.id, "of": _printed(whole)}
        yield Finding("more_than_the_whole", "error", (part.id,), params)


def _two_wholes(part: Reported, one: Reported, other: Reported) -> Iterator[Finding]:
    wholes = (one, other)
    if empty := [whole.id for whole in wholes if not whole.printed]:
        yield from (Finding("nothing_to_divide_by", "notice", (part.id,), {"below": name}) for name in empty)
        return
    alike = [whole.unit == part.unit for whole in wholes]
    if alike == [False, True]:
        one, other = other, one
    rates = [prints_as(Fraction(part.printed) / Fraction(whole.printed), 1) for whole in (one, other)]
    params: dict[str, Param] = {
        "count": _printed(part),
        "one": one.id,
        "one_of": _printed(one),
        "one_rate": str(rates[0]),
        "other": other.id,
        "other_of": _printed(other),
        "other_rate": str(rates[1]),
    }
    yield Finding("one_of_two_wholes" if sum(alike) == 1 else "two_wholes", "notice", (part.id,), params)


def _quotient(above: Reported, below: Reported) -> Iterator[Finding]:
    if not below.printed:
        yield Finding("nothing_to_divide_by", "notice", (above.id,), {"below": below.id})
    else:
        span = _shown(above.span().over(below.span()))
        yield Finding("quotient_between", "notice", (above.id,), {"below": below.id, "span": span})


def _comparable(part: Reported, whole: Reported, *, units: bool) -> Iterator[Finding]:
    """Whether two figures count the same, and on the same day."""
    params: dict[str, Param] = {"part": part.id, "whole": whole.id}
    if units and part.unit != whole.unit:
        yield Finding("other_units", "warning", (part.id, whole.id), {**params, "units": (part.unit, whole.unit)})
    if part.as_of and whole.as_of and part.as_of != whole.as_of:
        days = (f"{part.as_of}", f"{whole.as_of}")
        yield Finding("other_days", "warning", (part.id, whole.id), {**params, "days": days})


_LARGE: Final = 100


def _printed(figure: Reported) -> str:
    return f"{figure.printed:,f}"


def _shown(span: Span) -> str:
    low = "…" if span.low is None else _short(span.low)
    high = "…" if span.high is None else _short(span.high)
    return low if low == high else f"{low}–{high}"


def _short(value: Fraction) -> str:
    """Whole numbers as they are; others to two decimals, large ones to none."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    places = 0 if value >= _LARGE else 2
    return f"{prints_as(value / _HUNDRED, places):,f}"


def _range(counts: range) -> str:
    return f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,}–{counts[-1]:,}"


# ---- what is found ------------------------------------------------------------------------------------------------

_UNKNOWN: Final = ShareOf("")


@frozen
class _Size:
    """A whole number above 0, and the figures that are this number."""

    count: int
    ids: tuple[str, ...]


@frozen
class _Pair:
    """Two counts of which a percentage may be, and the figures that are these counts."""

    count: int
    of: int
    parts: tuple[str, ...]
    wholes: tuple[str, ...]


_Sizes = tuple[tuple[_Size, ...], ...]


def _sizes(figures: Iterable[Reported], *, by_unit: bool) -> _Sizes:
    """The plain whole numbers above 0 among figures by size: those of each unit, or all of them."""
    units: dict[str, dict[int, list[str]]] = {}
    for one in figures:
        if one.is_count and one.count:
            units.setdefault(one.unit if by_unit else "", {}).setdefault(one.count, []).append(one.id)
    return tuple(tuple(_Size(n, tuple(ids)) for n, ids in sorted(counts.items())) for counts in units.values())


def _pairs(units: _Sizes, span: Span, said: ShareOf) -> tuple[_Pair, ...]:
    """The pairs whose percentage lies in a span, of the number and the total that are said; one more than are named."""
    found: dict[tuple[int, int], _Pair] = {}
    for sizes in units:
        parts, wholes = _with(said.part, sizes), _with(said.whole, sizes)
        counts = [part.count for part in parts]
        for whole in wholes:
            fitting = within(span, whole.count)
            for part in parts[bisect_left(counts, fitting.start) : bisect_left(counts, fitting.stop)]:
                if len({*part.ids, *whole.ids}) > 1:
                    values = (part.count, whole.count)
                    known = found.get(values, _Pair(*values, (), ()))
                    found[values] = _Pair(*values, known.parts + part.ids, known.wholes + whole.ids)
                if len(found) > _MOST_CANDIDATES:
                    return tuple(found[values] for values in sorted(found))
    return tuple(found[values] for values in sorted(found))


def _with(name: str | None, sizes: Sequence[_Size]) -> list[_Size]:
    """All sizes; if a figure is named, this figure alone."""
    if name is None:
        return list(sizes)
    return [_Size(size.count, (name,)) for size in sizes if name in size.ids]


def _searched(listed: Iterable[Reported], said: Mapping[str, ShareOf]) -> Iterator[Finding]:
    """What stands behind each percentage, and then what percentages have in common."""
    figures = list(listed)
    units, all_units = _sizes(figures, by_unit=True), _sizes(figures, by_unit=False)
    certain: list[tuple[Reported, _Pair]] = []
    for rate in figures:
        if rate.is_share and rate.qualifier in ("exact", "about"):
            known = said.get(rate.id, _UNKNOWN)
            pairs = _pairs(units, rate.span(), known)
            if len(pairs) == 1:
                certain.append((rate, pairs[0]))
            if known.part is None or known.whole is None:
                yield from _told(rate, pairs, known, units, all_units)
    yield from _in_common(certain)


def _told(rate: Reported, pairs: Sequence[_Pair], said: ShareOf, units: _Sizes, all_units: _Sizes) -> Iterator[Finding]:
    """One pair of counts, one of several, or something less likely."""
    if len(pairs) == 1:
        [pair] = pairs
        params: dict[str, Param] = {
            "rate": _printed(rate),
            "count": pair.count,
            "of": pair.of,
            "part": pair.parts,
            "whole": pair.wholes,
        }
        yield Finding("share_found", "notice", (rate.id,), params)
    elif pairs:
        yield _candidates("several_shares", rate, pairs)
    elif cut := _pairs(units, rate.cut_off(), said):
        yield _candidates("perhaps_cut_off", rate, cut)
    elif across := _pairs(all_units, rate.span(), said):
        yield _candidates("across_units", rate, across)


def _candidates(code: str, rate: Reported, pairs: Sequence[_Pair]) -> Finding:
    shown = tuple(f"{pair.count}/{pair.of}" for pair in pairs[:_MOST_CANDIDATES])
    more = ("…",) if len(pairs) > len(shown) else ()
    return Finding(code, "notice", (rate.id,), {"rate": _printed(rate), "candidates": (*shown, *more)})


def _in_common(certain: Iterable[tuple[Reported, _Pair]]) -> Iterator[Finding]:
    """Percentages of one numerator: over two denominators, or printed with different precision."""
    firsts: dict[str, tuple[Reported, _Pair]] = {}
    for rate, pair in certain:
        if shared := [name for name in pair.parts if name in firsts]:
            yield from _compared(shared[0], *firsts[shared[0]], rate, pair)
        for name in pair.parts:
            firsts.setdefault(name, (rate, pair))


def _compared(part: str, one: Reported, first: _Pair, other: Reported, second: _Pair) -> Iterator[Finding]:
    ids = (one.id, other.id)
    if first.of != second.of:
        params: dict[str, Param] = {
            "first": one.id,
            "rate": _printed(one),
            "second": other.id,
            "other_rate": _printed(other),
            "count": first.count,
            "part": part,
            "over": first.of,
            "and_over": second.of,
        }
        yield Finding("one_numerator_two_denominators", "warning", ids, params)
    if one.decimals != other.decimals:
        precision: dict[str, Param] = {"part": part, "one": one.decimals, "other": other.decimals}
        yield Finding("mixed_decimals", "notice", ids, precision)
