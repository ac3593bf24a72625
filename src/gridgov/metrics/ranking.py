"""Who stands where, and how sure that is: ranks with their intervals, and the probability of being among the ends.

::

    rank      1 ─── 3 ─────────── 12 ─────────── 22 ─── 24
    north         ├──●──────┤                               better than the middle
    south              ├───────────●───────────┤            not to be told from the middle

>>> from gridgov.metrics.uncertainty import counted
>>> table = counted({"north": (190, 200), "south": (160, 200), "east": (150, 200), "west": (2, 2)})
>>> ranked = rank(table, minimum=30, ends=1)
>>> [(row.unit, row.rank, row.low, row.high, row.position) for row in ranked.rows]
[('north', 1, 1, 1, 'better'), ('south', 2, 2, 3, 'middle'), ('east', 3, 2, 3, 'middle')]
>>> [few.unit for few in ranked.insufficient], round(ranked.rows[2].bottom, 2)
(['west'], 0.88)

Nothing is drawn by lot: the probabilities are computed on a grid, so that everybody gets the same ones.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from attrs import evolve, frozen

from gridgov.errors import BadInput, Problem
from gridgov.metrics import html
from gridgov.metrics.uncertainty import Counted, Estimate, Shrinkage, check_counts, is_whole, shrink

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.float64]

__all__ = ["Basis", "Position", "Ranked", "Ranking", "Ties", "placed", "rank"]

Basis = Literal["raw", "shrunk"]
"""By which rate units are ranked: their own, or the one that borrows from all."""
Ties = Literal["competition", "modified"]
"""Which rank equal values share: the best of their places (1 2 2 4), or the worst (1 3 3 4)."""
Position = Literal["better", "worse", "middle"]
"""Whether a unit can be told from the middle of all: is its whole interval in the better half, or in the worse?"""

NINETY: Final = Fraction(9, 10)
"""90 %, the confidence of an interval of ranks when none is named."""


@frozen
class Ranked:
    """One unit in a ranking."""

    unit: str
    numerator: int
    denominator: int
    raw: Fraction
    shrunk: float
    rank: int
    """By the stated rate; 1 is best. Equal values share a rank."""
    low: int
    """The best rank that is still in the interval."""
    high: int
    """The worst one."""
    top: float
    """The probability that the unit is truly among the best ``ends``."""
    bottom: float
    """The probability that it is truly among the worst ``ends``."""
    position: Position

    @property
    def distinguishable(self) -> bool:
        """Whether the unit can be told from the middle at all."""
        return self.position != "middle"


@frozen
class Ranking:
    """Units in order, with what is known about their order."""

    rows: tuple[Ranked, ...]
    """From the best; equal ones by the name of the unit."""
    insufficient: tuple[Counted, ...]
    """Units with too few cases to be ranked, by name."""
    on: Basis
    better: Literal["higher", "lower"]
    ties: Ties
    ends: int
    confidence: Fraction
    minimum: int
    shrinkage: Shrinkage
    """What the shrunk rates were made with; from the ranked units alone."""

    def _repr_html_(self) -> str:
        head = (
            "unit",
            "rank",
            "interval",
            "raw",
            "shrunk",
            "counts",
            f"P(best {self.ends})",
            f"P(worst {self.ends})",
            "",
        )
        rows = [
            (
                row.unit,
                row.rank,
                f"{row.low} to {row.high}",
                f"{float(100 * row.raw):.2f} %",
                f"{100 * row.shrunk:.2f} %",
                f"{row.numerator:,} / {row.denominator:,}",
                f"{100 * row.top:.0f} %",
                f"{100 * row.bottom:.0f} %",
                row.position,
            )
            for row in self.rows
        ]
        few = [
            (one.unit, "—", None, None, None, f"{one.numerator:,} / {one.denominator:,}") for one in self.insufficient
        ]
        return html.table(head, [*rows, *few])


def rank(
    counts: Iterable[Counted],
    *,
    minimum: int,
    on: Basis = "shrunk",
    better: Literal["higher", "lower"] = "higher",
    ends: int = 3,
    ties: Ties = "competition",
    confidence: Fraction = NINETY,
) -> Ranking:
    """Ranks units by a rate and says how sure each rank is.

    What is known of the true rate of a unit is a beta distribution: with the units' common one before it when they are
    ranked on the shrunk rate, with that of Jeffreys (1/2, 1/2) when on the raw rate. From these follows how probable
    each rank is for each unit; the interval leaves out (1 - confidence)/2 at either end. Where the units differ no more
    than by chance, the shrunk rates are all equal and every rank is as probable as the others.

    H. Goldstein, D. J. Spiegelhalter, League tables and their limitations, JRSS A 159, 1996, pp. 385-443. Time and
    memory grow with the square of the units: some 343 take about a second.

    Raises:
        BadInput: no :class:`Counted`, a unit twice, or an option that is none.

    >>> from gridgov.metrics.uncertainty import counted
    >>> rank(counted({}), minimum=1).rows
    ()

    """
    found = sorted(check_counts(counts, source="rank"), key=lambda each: each.unit)  # their order must not matter
    _check(minimum, on, better, ends, ties, confidence)
    few = tuple(each for each in found if each.denominator < minimum)
    shrinkage = shrink(each for each in found if each.denominator >= minimum)
    frame = Ranking((), few, on, better, ties, ends, confidence, minimum, shrinkage)
    return evolve(frame, rows=_rows(frame)) if shrinkage.estimates else frame


def _check(minimum: object, on: object, better: object, ends: object, ties: object, confidence: object) -> None:
    words: dict[str, tuple[object, tuple[str, ...]]] = {
        "on": (on, ("raw", "shrunk")),
        "better": (better, ("higher", "lower")),
        "ties": (ties, ("competition", "modified")),
    }
    problems = [
        Problem("unknown_choice", name, {"expected": choices})
        for name, (word, choices) in words.items()
        if word not in choices
    ]
    for name, number in (("minimum", minimum), ("ends", ends)):
        if not is_whole(number, least=1):
            problems.append(Problem("out_of_range", name, {"expected": "a whole number ≥ 1"}))
    if not (isinstance(confidence, Fraction) and 0 < confidence < 1):
        problems.append(Problem("out_of_range", "confidence", {"expected": "Fraction > 0, < 1"}))
    if problems:
        raise BadInput(problems, source="rank")


def placed(values: Sequence[Fraction | float], *, better: Literal["higher", "lower"], ties: Ties) -> tuple[int, ...]:
    """The rank of each value, in their order; equal values share one.

    >>> placed([3, 5, 3, 1], better="higher", ties="competition")
    (2, 1, 2, 4)
    >>> placed([3, 5, 3, 1], better="higher", ties="modified")
    (3, 1, 3, 4)

    """
    ordered = sorted(values, reverse=better == "higher")
    best: dict[Fraction | float, int] = {}
    worst: dict[Fraction | float, int] = {}
    for place, value in enumerate(ordered, start=1):
        best.setdefault(value, place)
        worst[value] = place
    shared = best if ties == "competition" else worst
    return tuple(shared[value] for value in values)


def _rows(frame: Ranking) -> tuple[Ranked, ...]:
    estimates = frame.shrinkage.estimates
    stated = [_raw(each) if frame.on == "raw" else each.shrunk for each in estimates]
    ranks = placed(stated, better=frame.better, ties=frame.ties)
    rows = [
        _row(frame, each, place, chances)
        for each, place, chances in zip(estimates, ranks, _chances(frame), strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (row.rank, row.unit)))


def _raw(each: Estimate) -> Fraction:
    return Fraction(each.numerator, each.denominator)


def _row(frame: Ranking, each: Estimate, place: int, upto: Sequence[float]) -> Ranked:
    """``upto`` holds the probability of each rank or a better one."""
    units = len(upto)
    tail = float((1 - frame.confidence) / 2) - _SLACK
    low = next(r for r, share in enumerate(upto, start=1) if share >= tail)
    high = next((r for r, share in enumerate(upto, start=1) if share >= 1 - tail - 2 * _SLACK), units)
    middle = Fraction(units + 1, 2)
    return Ranked(
        unit=each.unit,
        numerator=each.numerator,
        denominator=each.denominator,
        raw=_raw(each),
        shrunk=each.shrunk,
        rank=place,
        low=low,
        high=high,
        top=upto[min(frame.ends, units) - 1],
        bottom=1.0 - upto[units - frame.ends - 1] if frame.ends < units else 1.0,
        position="better" if high < middle else "worse" if low > middle else "middle",
    )


# ---- how probable each rank is ------------------------------------------------------------------------------------

_SLACK: Final = 1e-9
"""A share this little short of a limit has reached it: what is left is the rounding of a computer."""
_WEAKEST: Final = 0.05
"""The least of a prior's a and b: below, a distribution has a tail that no grid reaches."""
_NODES: Final = 1201
"""At so many points the distribution of one unit is known."""
_CELLS: Final = 400
"""Into so many cells the rates of all units are cut; within a cell each order is as probable as the other."""


def _chances(frame: Ranking) -> list[list[float]]:
    """For each unit the probability of each rank or a better one."""
    estimates, a, b = frame.shrinkage.estimates, frame.shrinkage.a, frame.shrinkage.b
    units = len(estimates)
    if frame.on == "raw":
        a = b = 0.5
    elif a is None or b is None:  # nothing but chance: any order is as good as another
        return [[place / units for place in range(1, units + 1)] for _ in estimates]
    more, less = max(a, _WEAKEST), max(b, _WEAKEST)
    above = [each.numerator + more for each in estimates]
    beside = [each.denominator - each.numerator + less for each in estimates]
    best_is_high = frame.better == "higher"
    return _rank_shares(above, beside) if best_is_high else _rank_shares(beside, above)


def _rank_shares(above: Sequence[float], beside: Sequence[float]) -> list[list[float]]:
    """From beta distributions: how probable it is that each one is the highest, or among the two highest, and so on."""
    import numpy as np

    mass = _cut(np.array(above), np.array(beside))
    over = 1 - np.cumsum(mass, axis=1) + mass / 2  # that another one lies above a cell, half of its own cell counted
    shares = _of_the_others(np.clip(over, 0.0, 1.0), mass)
    shares /= shares.sum(axis=1, keepdims=True)
    upto = np.clip(np.cumsum(shares, axis=1), 0.0, 1.0)
    upto[:, -1] = 1.0
    return [[float(share) for share in row] for row in upto]


def _cut(above: "Table", beside: "Table") -> "Table":
    """The probability of each cell for each unit: a row a unit. Cells are where the units are, finer where more are."""
    import numpy as np

    centre, spread = np.log(above / beside), 9 * np.sqrt(1 / above + 1 / beside)
    low, high = centre - spread - 30 / above, centre + spread + 30 / beside
    logits = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, _NODES)
    heights = above[:, None] * logits - (above + beside)[:, None] * np.logaddexp(0, logits)
    heights = np.exp(heights - heights.max(axis=1, keepdims=True))
    upto = np.cumsum(heights, axis=1) - heights / 2  # by trapezoids; the ends are as good as 0
    upto /= upto[:, -1:]
    levels = (np.arange(_CELLS // 8) + 0.5) / (_CELLS // 8)
    marks = np.sort(np.concatenate([np.interp(levels, upto[i], logits[i]) for i in range(len(above))]))
    edges = np.interp(np.linspace(0, 1, _CELLS + 1), np.linspace(0, 1, len(marks)), marks)
    shares = np.array([np.interp(edges, logits[i], upto[i]) for i in range(len(above))])
    shares[:, 0], shares[:, -1] = 0.0, 1.0
    return np.asarray(np.diff(shares, axis=1))


def _of_the_others(over: "Table", mass: "Table") -> "Table":
    """How probable it is for each unit that 0, 1, 2 … others lie above it: a row a unit.

    In each cell the number of all that lie above is the sum of independent yes and no (Poisson binomial). Taking one
    unit out of it is done from the end at which nothing grows: from below where it is more probably not above.
    """
    import numpy as np

    units = len(over)
    every = np.zeros((units + 1, over.shape[1]))
    every[0] = 1.0
    for share in over:
        every[1:] = every[1:] * (1 - share) + every[:-1] * share
        every[0] *= 1 - share
    seldom = over <= 1 - over
    rare, often = np.where(seldom, over, 0.0), np.where(seldom, 1.0, over)
    shares = np.zeros((units, units))
    upwards = downwards = np.zeros_like(over)
    for place in range(units):
        upwards = (every[place] - rare * upwards) / (1 - rare)
        downwards = (every[units - place] - (1 - often) * downwards) / often
        shares[:, place] += (upwards * mass * seldom).sum(axis=1)
        shares[:, units - 1 - place] += (downwards * mass * ~seldom).sum(axis=1)
    return np.clip(shares, 0.0, None)
