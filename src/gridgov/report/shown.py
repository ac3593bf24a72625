"""How numbers are shown: thousands apart, percentages rounded half up at the very end, qualifiers as signs.

>>> percent(Fraction(44, 45), 1), percent(Fraction(16, 45), 2), percent(Fraction(1, 200), 0)
('97.8 %', '35.56 %', '1 %')
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from gridgov.report.figures import Amount, Figure

__all__ = ["amount", "deviation", "percent", "published", "rounded", "whole"]

_MARKS: Final[Mapping[str, str]] = MappingProxyType(
    {"exact": "", "at_least": "≥ ", "about": "≈ ", "at_most": "≤ ", "less_than": "< "}
)
_SIGNS: Final[Mapping[str, str]] = MappingProxyType({"percent": " %", "square_metres": " m²", "hours": " h"})


def whole(number: int) -> str:
    """A whole number with its thousands apart.

    >>> whole(16798)
    '16,798'

    """
    return f"{number:,}"


def rounded(value: Fraction, places: int) -> Decimal:
    """A value with so many decimal places; a half goes away from zero."""
    scaled = abs(value) * 10**places
    nearest = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(nearest).scaleb(-places) * (-1 if value < 0 else 1)


def percent(share: Fraction, places: int = 2) -> str:
    """A share in percent."""
    return f"{rounded(100 * share, places)} %"


def deviation(value: Fraction, published: Amount) -> str:
    """How a value differs from the published one: ``=`` if it rounds to the same digits, else the signed difference.

    >>> rate = Amount("", Decimal("97.8"), "percent", "exact")
    >>> deviation(Fraction(4400, 45), rate), deviation(Fraction(98), rate), deviation(Fraction(963, 10), rate)
    ('=', '+0.20 pp', '−1.50 pp')

    """
    exponent = Decimal(published.value).as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    if rounded(value, places) == published.value:
        return "="
    difference = value - Fraction(published.value)
    places, unit = (2, " pp") if published.unit == "percent" else (0, "")
    return f"{'+' if difference > 0 else '−'}{abs(rounded(difference, places)):,}{unit}"


def amount(value: Amount) -> str:
    """An amount as it was published, with the sign of its qualifier and of a unit that its title does not say."""
    number = whole(value.value) if isinstance(value.value, int) else str(value.value)
    return f"{_MARKS[value.qualifier]}{number}{_SIGNS.get(value.unit, '')}"


def published(figure: Figure) -> str:
    """All amounts of a figure as published: ``8 / 722 / 6``; one that is the sum of the others as ``45 = 44 + 1``."""
    first, *others = figure.amounts
    own = all(name.startswith(f"{figure.id}.") for name in figure.sum_of)
    if figure.sum_of and own:
        return f"{amount(first)} = {' + '.join(map(amount, others))}"
    if others:
        return " / ".join(_MARKS[a.qualifier] + whole(int(a.value)) for a in figure.amounts)
    return amount(first)
