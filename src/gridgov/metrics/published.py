"""Published figures as what they say: all the numbers that would be printed like this; and how they hang together.

::

    "36.4 %"        ──▶  36.35 … 36.45        a half may be rounded up or to even
    "44 thousand"   ──▶  43,500 … 44,500
    "about 8,700"   ──▶   8,650 …  8,750      the zeros at its end say nothing
    "150+"          ──▶     150 … open

>>> Reported("F11", Decimal("36.4")).span()
Span(low=Fraction(727, 20), high=Fraction(729, 20), without_high=False)
>>> Reported("F21", Decimal(44_000), "hour", rounded_to=1_000).span().low
Fraction(43500, 1)
>>> Reported("F13", Decimal(150), "courier", "at_least").span().high is None
True
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, get_args

from attrs import fields_dict, frozen

from gridgov.documents import check_type, misfit
from gridgov.errors import BadInput, Problem

__all__ = [
    "Identity",
    "PartOf",
    "Product",
    "Qualifier",
    "Quotient",
    "Reported",
    "Rounding",
    "SameRows",
    "ShareOf",
    "Span",
    "Total",
    "TwoWholes",
    "denominators",
    "misnamed",
    "numerators",
    "prints_as",
    "totals_within",
    "within",
]

Qualifier = Literal["exact", "at_least", "about", "at_most", "less_than"]
"""How a figure is meant: without a word, "and more", "about", "not more than", "under"."""

Rounding = Literal["half_up", "half_even", "cut_off"]
"""What is done with the digits that are not printed."""

_HUNDRED: Final = 100
_LARGEST: Final = 10**15
_MOST_DECIMALS: Final = 9


@frozen
class Span:
    """From where to where. Its ends belong to it; one that is None is open."""

    low: Fraction | None
    high: Fraction | None
    without_high: bool = False
    """Whether everything up to the upper end belongs to it, but not this end itself."""

    def holds(self, value: Fraction) -> bool:
        """Whether a value lies in it."""
        return self.meets(Span(value, value))

    def meets(self, other: "Span") -> bool:
        """Whether the two have a value in common."""
        return _begins_within(self, other) and _begins_within(other, self)

    def plus(self, other: "Span") -> "Span":
        """The sums of a value of each."""
        high = None if self.high is None or other.high is None else self.high + other.high
        low = None if self.low is None or other.low is None else self.low + other.low
        return Span(low, high, self.without_high or other.without_high)

    def times(self, other: "Span") -> "Span":
        """The products of a value of each; no value of either may be negative."""
        high = None if self.high is None or other.high is None else self.high * other.high
        low = None if self.low is None or other.low is None else self.low * other.low
        return Span(low, high, self.without_high or other.without_high)

    def over(self, other: "Span") -> "Span":
        """The quotients of a value of each, none of them negative; where the divisor may be 0, open."""
        high = None if self.high is None or not other.low else self.high / other.low
        if other.high is None:
            return Span(Fraction(0), high, self.without_high)
        low = None if self.low is None or not other.high else self.low / other.high
        return Span(low, high, self.without_high)


def _begins_within(one: Span, other: Span) -> bool:
    """Whether the one begins before the other has ended."""
    if one.low is None or other.high is None:
        return True
    return one.low < other.high or (one.low == other.high and not other.without_high)


# ---- as it was printed --------------------------------------------------------------------------------------------


@frozen
class Reported:
    """A figure as it was printed.

    Raises:
        BadInput: an empty id or unit; an amount that is negative, above 10 to the 15th or of more than nine decimals;
            a percentage above a hundred; a step below one, or one of which the amount is no multiple; an unknown
            qualifier; a day that is no date.

    >>> Reported("F23", Decimal(8_700), "square_metre", "about").span().low
    Fraction(8650, 1)

    """

    id: str
    printed: Decimal
    """With the decimals that were printed. An exponent says how many digits count: two in ``8.7E+3``."""
    unit: str = "percent"
    """``percent``, or what was counted, as a code: ``estate``, ``community``, ``ticket``."""
    qualifier: Qualifier = "exact"
    rounded_to: int = 1
    """The step of a round number: 1,000 for 44 thousand."""
    as_of: date | None = None
    """The day on which it was so."""
    source: str = ""
    """Where it was printed."""

    def __attrs_post_init__(self) -> None:
        if problems := tuple(_problems(self)):
            raise BadInput(problems, source="reported")

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage."""
        return self.unit == "percent"

    @property
    def is_count(self) -> bool:
        """Whether it is a plain whole number that is meant exactly."""
        return not self.is_share and self.qualifier == "exact" and self.step == 1

    @property
    def decimals(self) -> int:
        """How many were printed."""
        return max(0, -_exponent(self.printed))

    @property
    def count(self) -> int:
        """The whole number in it."""
        return int(self.printed)

    @property
    def step(self) -> Fraction:
        """How far apart the numbers are of which it is the nearest."""
        exponent = _exponent(self.printed)
        if self.qualifier == "about" and exponent == 0 and self.printed:
            digits = str(self.count)
            exponent = len(digits) - len(digits.rstrip("0"))
        return max(Fraction(10) ** exponent, Fraction(self.rounded_to if exponent >= 0 else 0))

    def span(self) -> Span:
        """All values that would be printed like this, whether a half is rounded up or to even."""
        value = Fraction(self.printed)
        top = Fraction(_HUNDRED) if self.is_share else None
        if self.qualifier == "at_least":
            return Span(value, top)
        if self.qualifier in ("at_most", "less_than"):
            return Span(Fraction(0), value, without_high=self.qualifier == "less_than")
        if self.is_count:
            return Span(value, value)
        high = value + self.step / 2
        if top is not None and high > top:
            return Span(value - self.step / 2, top)
        return Span(max(Fraction(0), value - self.step / 2), high, without_high=value / self.step % 2 == 1)

    def cut_off(self) -> Span:
        """All values that would be printed like this if the digits behind were cut off, and not rounded."""
        value = Fraction(self.printed)
        return Span(value, value + self.step, without_high=True)


def _exponent(printed: Decimal) -> int:
    exponent = printed.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _problems(figure: Reported) -> Iterator[Problem]:
    for name in ("id", "unit", "source"):
        value = getattr(figure, name)
        if (problem := misfit(value, str)) and not (name == "source" and value == ""):
            yield Problem(problem.code, name, problem.params)
    if figure.qualifier not in get_args(Qualifier):
        yield Problem("unknown_choice", "qualifier", {"expected": get_args(Qualifier)})
    day: object = figure.as_of
    if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
        yield Problem("wrong_type", "as_of", {"expected": "a date"})
    yield from _problems_of_amount(figure.printed, figure.rounded_to, share=figure.unit == "percent")


def _problems_of_amount(printed: object, step: object, *, share: bool) -> Iterator[Problem]:
    rounded = type(step) is int and 1 <= step <= _LARGEST
    if not rounded:
        yield Problem("out_of_range", "rounded_to", {"expected": "1…10^15"})
    if not isinstance(printed, Decimal) or not printed.is_finite():
        yield Problem("not_decimal", "printed")
    elif printed.is_signed():
        yield Problem("out_of_range", "printed", {"expected": "≥ 0"})
    elif share and printed > _HUNDRED:
        yield Problem("out_of_range", "printed", {"expected": "0…100"})
    elif printed.adjusted() > len(str(_LARGEST)) - 1 or not -_MOST_DECIMALS <= _exponent(printed) <= len(str(_LARGEST)):
        yield Problem("out_of_range", "printed", {"expected": "≤ 10^15, ≥ 10^-9"})
    elif rounded and isinstance(step, int) and step > 1 and printed % step:
        yield Problem("not_a_multiple", "printed", {"step": step})


# ---- percentages and counts ---------------------------------------------------------------------------------------


def prints_as(share: Fraction, decimals: int, rounding: Rounding = "half_up") -> Decimal:
    """A share as a percentage with so many decimals.

    >>> prints_as(Fraction(16, 44), 1), prints_as(Fraction(16, 45), 2, "cut_off")
    (Decimal('36.4'), Decimal('35.55'))

    """
    whole, rest = divmod(_HUNDRED * share * 10**decimals, 1)
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (rounding == "half_up" or whole % 2 == 1))
    return Decimal(int(whole) + (up and rounding != "cut_off")).scaleb(-decimals)


def numerators(rate: Reported, whole: int) -> range:
    """The whole numbers of which a percentage of a total may have been printed.

    This is the GRIM test (Brown and Heathers 2017, doi:10.1177/1948550616673876): where there is none, nobody can have
    counted what was printed. From some 10,000 rows on a percentage with two decimals is always possible.

    Raises:
        BadInput: the figure is no percentage, the total is no whole number from 1 on.

    >>> list(numerators(Reported("F2", Decimal("82.94")), 16_798))
    [13932, 13933]

    """
    _check(rate, whole, "whole")
    return within(rate.span(), whole)


def denominators(rate: Reported, part: int) -> range:
    """The totals of which a number of rows may be such a percentage.

    Raises:
        BadInput: the figure is no percentage, or one that may be 0; the number is no whole number from 1 on.

    >>> list(denominators(Reported("F11", Decimal("36.4")), 16))
    [44]

    """
    _check(rate, part, "part")
    span = rate.span()
    if not span.low or not span.high:
        raise BadInput([Problem("out_of_range", "rate", {"expected": "> 0"})], source="denominators")
    return totals_within(span, part)


def within(span: Span, whole: int) -> range:
    """The whole numbers whose percentage of a total lies in a span that begins at 0 or above."""
    low = span.low or Fraction(0)
    first = -(-low.numerator * whole // (low.denominator * _HUNDRED))
    if span.high is None:
        return range(first, whole + 1)
    last, rest = divmod(span.high.numerator * whole, span.high.denominator * _HUNDRED)
    after = min(last + 1 - (span.without_high and rest == 0), whole + 1)
    return range(first, max(first, after))


def totals_within(span: Span, part: int) -> range:
    """The totals of which the percentage of a whole number lies in a span with two ends above 0."""
    low, high = span.low or Fraction(0), span.high or Fraction(_HUNDRED)
    first, last = -(-_HUNDRED * part // high), _HUNDRED * part // low
    if span.without_high and first * high == _HUNDRED * part:
        first += 1
    return range(max(first, part), max(first, part, last + 1))


def _check(rate: Reported, number: int, name: str) -> None:
    check_type(rate, Reported, "rate", expected="Reported", source="shares")
    problems = [] if rate.is_share else [Problem("figure_of_another_kind", "rate", {"figure": rate.id})]
    if type(number) is not int or not 1 <= number <= _LARGEST:
        problems.append(Problem("out_of_range", name, {"expected": "1…10^15"}))
    if problems:
        raise BadInput(problems, source="shares")


# ---- what figures are to each other -------------------------------------------------------------------------------


@frozen
class Total:
    """A figure is the sum of others: all of them counts, or all of them percentages."""

    whole: str
    parts: tuple[str, ...]


@frozen
class Product:
    """A figure is the product of two others: hours are stewards times hours a steward."""

    whole: str
    first: str
    second: str


@frozen
class ShareOf:
    """A percentage is of a known total, or of a known number, or both are known."""

    rate: str
    whole: str | None = None
    """The denominator, if it is known."""
    part: str | None = None
    """The numerator, if it is known."""


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
class TwoWholes:
    """A count may be set against either of two others, and the share depends on which: 小区 or 社区."""

    part: str
    one: str
    other: str


@frozen
class Quotient:
    """One figure divided by another is worth knowing, with how far it may be off: hours a steward."""

    above: str
    below: str


Identity = Total | Product | ShareOf | SameRows | PartOf | TwoWholes | Quotient
"""Any of them."""


_RATES: Final = frozenset({"rate", "SameRows.first", "SameRows.second"})


def misnamed(identity: object, where: str, listed: Mapping[str, Reported]) -> Iterator[Problem]:
    """What is wrong with the names in an identity: no text, nobody's, one's own, or of another kind than asked for."""
    if not isinstance(identity, Identity):
        yield Problem("wrong_type", where, {"expected": "an identity"})
        return
    named = _named(identity)
    seen: set[str] = set()
    of_shares = isinstance(identity, Total) and _is_share(identity.whole, listed)
    for field_name, name in named:
        place = f"{where}.{field_name}"
        if problem := misfit(name, str):
            yield Problem(problem.code, place, problem.params)
            continue
        share = of_shares or field_name in _RATES or f"{type(identity).__name__}.{field_name}" in _RATES
        if name not in listed:
            yield Problem("unknown_figure", place)
        elif name in seen:
            yield Problem("named_twice", place)
        elif _is_share(name, listed) != share:
            yield Problem("figure_of_another_kind", place, {"figure": name})
        seen.add(name)
    if isinstance(identity, ShareOf) and len(named) == 1:
        yield Problem("missing", f"{where}.whole")
    if isinstance(identity, Total) and len(named) == 1:
        yield Problem("missing", f"{where}.parts")


def _named(identity: Identity) -> list[tuple[str, str]]:
    """The figures that an identity names, each with the field in which it does."""
    found: list[tuple[str, str]] = []
    for name in fields_dict(type(identity)):
        value = getattr(identity, name)
        if name == "parts" and isinstance(value, tuple | list):
            found += [(f"parts[{i}]", part) for i, part in enumerate(value)]
        elif not (value is None and isinstance(identity, ShareOf) and name != "rate"):
            found.append((name, value))
    return found


def _is_share(as_given: object, listed: Mapping[str, Reported]) -> bool:
    return isinstance(as_given, str) and as_given in listed and listed[as_given].is_share
