"""The rules by which points of a series are signals: named sets of them, for dialects differ.

>>> phase = Phase(start=0, stop=9, mean=Fraction(10), moving_range=Fraction(1), provisional=True)
>>> marks = signals([Fraction(11)] * 8 + [Fraction(14)], phase, WHEELER_RULES)
>>> [signal.rule for signal in marks[0]], [signal.rule for signal in marks[8]]
(['run'], ['outside', 'run'])
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal

from attrs import frozen

__all__ = [
    "NHS_RULES",
    "WESTERN_ELECTRIC_RULES",
    "WHEELER_RULES",
    "Near",
    "Phase",
    "RuleName",
    "RuleSet",
    "Signal",
    "signals",
]

# ---- rule sets ----------------------------------------------------------------------------------------------------

RuleName = Literal["outside", "trend", "near", "run"]
"""What makes a point a signal, the strongest first."""

SCALE: Final = Fraction(266, 100)
"""3/d₂ for ranges of two, by convention 2.66: mean moving ranges from the mean to a limit."""
SCREEN: Final = Fraction(3267, 1000)
"""D₄ for ranges of two: a moving range of so many mean ones or more is out of line itself."""
ENOUGH: Final = 12
"""Points from which limits are taken as settled; below they are provisional."""


@frozen
class Near:
    """So many of so many points in a row that lie near the same limit, or beyond it."""

    hits: int
    among: int
    share: Fraction
    """Near begins at this share of the way from the mean to the limit."""
    beyond_counts: bool = True
    """Whether a point beyond the limit is near it as well."""
    one_side: bool = False
    """Whether all points of the window must lie on that side of the mean, those that are not near too."""


@frozen
class RuleSet:
    """By which rules points are signals. Dialects differ, so the set is named and has its source."""

    name: str
    run: int
    """So many points in a row on one side of the mean."""
    trend: int | None
    """So many points in a row, each above (below) the one before; None: no such rule."""
    near: tuple[Near, ...]
    screened: bool
    """Whether moving ranges that are out of line themselves are left out of their mean, once."""
    source: str


NHS_RULES: Final = RuleSet(
    name="nhs",
    run=7,
    trend=7,
    near=(Near(2, 3, Fraction(2, 3), beyond_counts=False, one_side=True),),
    screened=True,
    source="NHS England, Making Data Count; as computed by NHSRplotthedots 0.2.0",
)
"""Outside; 7 on one side; 7 rising or falling; 2 of 3 near a limit, all three on its side."""

WHEELER_RULES: Final = RuleSet(
    name="wheeler",
    run=8,
    trend=None,
    near=(Near(3, 4, Fraction(1, 2)),),
    screened=False,
    source="D. J. Wheeler, Understanding Variation, SPC Press, 2nd ed. 2000",
)
"""Outside; 8 on one side; 3 of 4 closer to a limit than to the mean. No trends."""

WESTERN_ELECTRIC_RULES: Final = RuleSet(
    name="western_electric",
    run=8,
    trend=None,
    near=(Near(2, 3, Fraction(2, 3)), Near(4, 5, Fraction(1, 3))),
    screened=False,
    source="Western Electric Company, Statistical Quality Control Handbook, 1956, pp. 25-28",
)
"""Outside; 2 of 3 beyond two thirds; 4 of 5 beyond one third; 8 on one side."""


# ---- what they look at ----------------------------------------------------------------------------------------------


@frozen
class Signal:
    """Why a point is no mere chance."""

    rule: RuleName
    side: Literal["high", "low"]
    """Above the mean or rising; below it or falling."""


@frozen
class Phase:
    """A stretch of a series with one mean and one pair of limits."""

    start: int
    """The place of its first point in the series, from 0."""
    stop: int
    """The place after its last point."""
    mean: Fraction | None
    """None of no values."""
    moving_range: Fraction | None
    """The mean difference of neighbours; None where no two values stand side by side."""
    provisional: bool
    """Fewer than 12 values: the limits will still move."""

    def limit(self, side: int, share: Fraction = Fraction(1)) -> Fraction | None:
        """The limit above (1) or below (-1) the mean, or what is this share of the way to it; None if there is none."""
        if self.mean is None or self.moving_range is None:
            return None
        return self.mean + side * share * SCALE * self.moving_range


# ---- the rules at work --------------------------------------------------------------------------------------------


def signals(part: Sequence[Fraction | None], phase: Phase, rules: RuleSet) -> list[tuple[Signal, ...]]:
    """For each value of a phase why it is no mere chance, the strongest reason first; None is a gap."""
    found: dict[RuleName, list[int]] = {
        "outside": _beyond(part, phase, Fraction(1)),
        "trend": _trends(part, rules.trend),
        "near": _nearby(part, phase, rules.near),
        "run": _runs(_sides(part, phase.mean), rules.run),
    }
    return [
        tuple(Signal(rule, "high" if marks[place] > 0 else "low") for rule, marks in found.items() if marks[place])
        for place in range(len(part))
    ]


def _sides(part: Sequence[Fraction | None], line: Fraction | None) -> list[int]:
    """1 above the line, -1 below, 0 on it or unknown."""
    return [0 if value is None or line is None else (value > line) - (value < line) for value in part]


def _beyond(part: Sequence[Fraction | None], phase: Phase, share: Fraction) -> list[int]:
    """1 above what is this share of the way to the upper limit, -1 below that of the lower one."""
    above, below = (_sides(part, phase.limit(side, share)) for side in (1, -1))
    return [(high > 0) - (low < 0) for high, low in zip(above, below, strict=True)]


def _runs(sides: Sequence[int], length: int) -> list[int]:
    """Marks each point that belongs to a window of this length with one side throughout."""
    marks = [0] * len(sides)
    for start in range(len(sides) - length + 1):
        window = sides[start : start + length]
        if abs(sum(window)) == length:
            marks[start : start + length] = window
    return marks


def _trends(part: Sequence[Fraction | None], length: int | None) -> list[int]:
    """Marks each point of a steady climb (1) or fall (-1); one that ends the first and begins the second is of this."""
    marks = [0] * len(part)
    steps = [0 if left is None or right is None else (right > left) - (right < left) for left, right in pairwise(part)]
    if length is None:
        return marks
    for start in range(len(part) - length + 1):
        window = steps[start : start + length - 1]
        if abs(sum(window)) == len(window):
            marks[start : start + length] = [window[0]] * length
    return marks


def _nearby(part: Sequence[Fraction | None], phase: Phase, rules: tuple[Near, ...]) -> list[int]:
    marks = [0] * len(part)
    sides, outside = _sides(part, phase.mean), _beyond(part, phase, Fraction(1))
    for rule in rules:
        near = [
            side if rule.beyond_counts or not far else 0
            for side, far in zip(_beyond(part, phase, rule.share), outside, strict=True)
        ]
        for start in range(len(part) - rule.among + 1):
            window = range(start, start + rule.among)
            for side in (1, -1):
                hits = [place for place in window if near[place] == side]
                fits = not rule.one_side or all(sides[place] == side for place in window)
                if len(hits) >= rule.hits and fits:
                    for place in hits:
                        marks[place] = side
    return marks
