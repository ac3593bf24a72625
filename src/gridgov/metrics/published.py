"""Published figures as what they say: not a number, but all the numbers that would be printed like this.

>>> Reported("F11", Decimal("36.4"), "percent").span()
Span(low=Fraction(727, 20), high=Fraction(729, 20))
>>> Reported("F21", Decimal(44_000), "hour", "about", rounded_to=1_000).span()
Span(low=Fraction(43500, 1), high=Fraction(44500, 1))
>>> Reported("F13", Decimal(150), "courier", "at_least").span().high is None
True
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from attrs import frozen

from gridgov.documents import misfit
from gridgov.errors import BadInput, Problem

__all__ = ["Qualifier", "Reported", "Span"]

Qualifier = Literal["exact", "at_least", "about", "at_most", "less_than"]
"""How a figure is meant: without a word, "and more", "about", "not more than", "under"."""

_HALF = Fraction(1, 2)
_WHOLE = 100


@frozen
class Span:
    """From where to where; both ends belong to it, and an end that is None is open."""

    low: Fraction | None
    high: Fraction | None

    def holds(self, value: Fraction) -> bool:
        """Whether a value lies in it."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def meets(self, other: "Span") -> bool:
        """Whether the two have a value in common."""
        below = self.high is not None and other.low is not None and self.high < other.low
        above = self.low is not None and other.high is not None and other.high < self.low
        return not below and not above

    def plus(self, other: "Span") -> "Span":
        """The sums of a value of each."""
        return Span(_added(self.low, other.low), _added(self.high, other.high))

    def over(self, other: "Span") -> "Span":
        """The quotients of a value of each; of an open or a vanishing end, open."""
        low = None if self.low is None or not other.high else self.low / other.high
        high = None if self.high is None or not other.low else self.high / other.low
        return Span(low, high)


def _added(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else left + right


@frozen
class Reported:
    """A figure as it was printed.

    Raises:
        BadInput: an empty id or unit, a negative amount, a percentage above a hundred, a step below one, an unknown
            qualifier.

    """

    id: str
    printed: Decimal
    """With the decimals that were printed."""
    unit: str = "percent"
    """``percent``, or what was counted, as a code: ``estate``, ``community``, ``ticket``."""
    qualifier: Qualifier = "exact"
    rounded_to: int = 1
    """The step of a round number: 1,000 for 44 thousand."""

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
        return not self.is_share and self.qualifier == "exact" and self.rounded_to == 1 and self.decimals == 0

    @property
    def decimals(self) -> int:
        """How many were printed."""
        exponent = self.printed.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    @property
    def count(self) -> int:
        """A plain whole number as one."""
        return int(self.printed)

    def span(self) -> Span:
        """All values that would be printed like this, whichever way a half is rounded."""
        value = Fraction(self.printed)
        if self.qualifier == "at_least":
            return Span(value, None)
        if self.qualifier in ("at_most", "less_than"):
            return Span(Fraction(0), value)
        if self.is_count:
            return Span(value, value)
        step = Fraction(max(self.rounded_to, 1)) if self.decimals == 0 else Fraction(1, 10**self.decimals)
        return Span(max(Fraction(0), value - step * _HALF), value + step * _HALF)


def _problems(figure: Reported) -> Iterator[Problem]:
    for name in ("id", "unit"):
        if problem := misfit(getattr(figure, name), str):
            yield Problem(problem.code, name, problem.params)
    printed: object = figure.printed
    step: object = figure.rounded_to
    if not isinstance(printed, Decimal) or not printed.is_finite():
        yield Problem("not_decimal", "printed")
    elif figure.printed < 0:
        yield Problem("out_of_range", "printed", {"expected": "≥ 0"})
    elif figure.unit == "percent" and figure.printed > _WHOLE:
        yield Problem("out_of_range", "printed", {"expected": "0…100"})
    if figure.qualifier not in get_args(Qualifier):
        yield Problem("unknown_choice", "qualifier", {"expected": get_args(Qualifier)})
    if isinstance(step, bool) or not isinstance(step, int) or step < 1:
        yield Problem("out_of_range", "rounded_to", {"expected": "≥ 1"})
