"""Signal or noise: a series over time (XmR chart), and many units beside each other (funnel).

::

    ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─●─ ─  upper = mean + 2.66 × mean moving range     ● outside: a signal
         ○       ○
    ───────○───○───○───○─────  mean
       ○         ○
    ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─  lower

>>> chart = xmr([52, 50, 51, 53, 49, 51, 50, 52, 51, 50, 52, 70], rules=WHEELER_RULES)
>>> last = chart.points[-1]
>>> [signal.rule for signal in last.signals], last.verdict, round(float(last.upper), 2)
(['outside'], 'improvement', 61.29)

Means and limits of a chart are exact fractions: no point is outside by rounding. A funnel has floats.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import fsum, sqrt
from typing import Final, Literal

from attrs import frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.metrics.kpi import Direction
from gridgov.metrics.signals import (
    ENOUGH,
    NHS_RULES,
    SCREEN,
    WESTERN_ELECTRIC_RULES,
    WHEELER_RULES,
    Near,
    Phase,
    RuleName,
    RuleSet,
    Signal,
    signals,
)
from gridgov.metrics.uncertainty import Counted, Interval, check_counts, is_whole, z_of

__all__ = [
    "NHS_RULES",
    "WESTERN_ELECTRIC_RULES",
    "WHEELER_RULES",
    "Assurance",
    "Chart",
    "Dispersion",
    "Funnel",
    "FunnelPoint",
    "Near",
    "Phase",
    "Point",
    "RuleName",
    "RuleSet",
    "Signal",
    "Verdict",
    "funnel",
    "xmr",
]

Number = int | Fraction | Decimal
"""An exact number."""

# ---- charts -------------------------------------------------------------------------------------------------------

Verdict = Literal["improvement", "concern", "neutral_high", "neutral_low", "common_cause"]
"""What a point says: a change for the better, for the worse, of no value in itself, or nothing."""
Assurance = Literal["consistent_pass", "consistent_fail", "inconsistent"]
"""Whether a process that goes on like this will always meet its target, never, or now and then by chance."""


@frozen
class Point:
    """One value of a series, in the light of its phase."""

    place: int
    """From 0."""
    value: Fraction | None
    """None: a gap."""
    mean: Fraction | None
    lower: Fraction | None
    upper: Fraction | None
    signals: tuple[Signal, ...]
    """The strongest first: outside, trend, near, run."""
    verdict: Verdict
    """By the strongest signal."""


@frozen
class Chart:
    """An XmR chart: what each point of a series says, and what the process will do to its target."""

    points: tuple[Point, ...]
    phases: tuple[Phase, ...]
    rules: RuleSet
    better: Direction
    target: Fraction | None
    assurance: Assurance | None
    """Of the last phase; None without a target, a direction or limits."""

    @property
    def is_signal(self) -> bool:
        """Whether the last point is one: only then has the latest change anything to say."""
        return bool(self.points and self.points[-1].signals)

    @property
    def provisional(self) -> bool:
        """Whether the last phase has fewer than 12 values."""
        return not self.phases or self.phases[-1].provisional


def xmr(
    values: Sequence[Number | None],
    *,
    rules: RuleSet = NHS_RULES,
    better: Direction = "higher",
    target: Number | None = None,
    rebase: Iterable[int] = (),
) -> Chart:
    """Which points of a series are signals, and which the ups and downs that are always there.

    Limits are mean ± 2.66 × mean moving range. A None is a gap: no moving range is taken across it, and no run goes on
    behind it. At each place of ``rebase`` a new phase begins, with limits of its own; to do so is a decision that needs
    a known cause.

    Raises:
        BadInput: a value that is not exact, a place to rebase that lies outside the series or does not rise, another
            word for the direction.

    >>> xmr([1, 2, 3]).provisional, xmr([]).points
    (True, ())

    """
    series, goal, starts = _checked(values, rules, better, target, rebase)
    phases = tuple(_phase(series, start, stop, rules) for start, stop in pairwise((0, *starts, len(series))))
    points = tuple(point for phase in phases for point in _points(series, phase, rules, better))
    last = phases[-1]
    return Chart(points, phases, rules, better, goal, _assurance(last, goal, better))


def _checked(
    values: Sequence[Number | None], rules: RuleSet, better: Direction, target: Number | None, rebase: Iterable[int]
) -> tuple[list[Fraction | None], Fraction | None, tuple[int, ...]]:
    check_type(values, Sequence, "values", expected="a list of numbers", source="xmr")
    check_type(rules, RuleSet, "rules", expected="RuleSet", source="xmr")
    check_type(rebase, Iterable, "rebase", expected="places in the series", source="xmr")
    given = {**{f"values[{place}]": value for place, value in enumerate(values)}, "target": target}
    problems = [Problem("not_exact", where) for where, value in given.items() if not _is_exact(value)]
    starts = tuple(rebase)
    for place, start in enumerate(starts):
        if not (is_whole(start, least=1) and start < len(values)):
            problems.append(Problem("out_of_range", f"rebase[{place}]", {"expected": f"> 0, < {len(values)}"}))
        elif place and not starts[place - 1] < start:
            problems.append(Problem("not_one_order", f"rebase[{place}]"))
    problems += _odd_direction(better)
    if problems:
        raise BadInput(problems, source="xmr")
    series = [None if value is None else Fraction(value) for value in values]
    return series, None if target is None else Fraction(target), starts


def _is_exact(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return value is None or (isinstance(value, int | Fraction) and not isinstance(value, bool))


def _odd_direction(better: object) -> list[Problem]:
    words = ("higher", "lower", "context")
    return [] if better in words else [Problem("unknown_choice", "better", {"expected": words})]


def _phase(series: Sequence[Fraction | None], start: int, stop: int, rules: RuleSet) -> Phase:
    part = series[start:stop]
    known = [value for value in part if value is not None]
    ranges = [abs(right - left) for left, right in pairwise(part) if left is not None and right is not None]
    typical = _mean(ranges)
    if rules.screened and typical:
        typical = _mean([each for each in ranges if each < SCREEN * typical])
    return Phase(start, stop, _mean(known), typical, len(known) < ENOUGH)


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def _assurance(phase: Phase, target: Fraction | None, better: Direction) -> Assurance | None:
    lower, upper = phase.limit(-1), phase.limit(1)
    if target is None or better == "context" or lower is None or upper is None:
        return None
    if lower <= target <= upper:
        return "inconsistent"
    return "consistent_pass" if (target < lower) == (better == "higher") else "consistent_fail"


# ---- points ------------------------------------------------------------------------------------------------------


def _points(series: Sequence[Fraction | None], phase: Phase, rules: RuleSet, better: Direction) -> Iterator[Point]:
    part = series[phase.start : phase.stop]
    lower, upper = phase.limit(-1), phase.limit(1)
    for place, (value, why) in enumerate(zip(part, signals(part, phase, rules), strict=True), start=phase.start):
        yield Point(place, value, phase.mean, lower, upper, why, _verdict(why, better))


def _verdict(why: tuple[Signal, ...], better: Direction) -> Verdict:
    if not why:
        return "common_cause"
    if better == "context":
        return "neutral_high" if why[0].side == "high" else "neutral_low"
    return "improvement" if (why[0].side == "high") == (better == "higher") else "concern"


# ---- funnels ------------------------------------------------------------------------------------------------------

Dispersion = Literal["none", "multiplicative", "additive"]
"""What is done where units differ more than by chance: nothing, limits wider by a factor, or by a spread."""

WARNING: Final = Fraction(95, 100)
ALARM: Final = Fraction(998, 1000)
"""The two pairs of limits of Spiegelhalter (2005): some 2 and 3 standard errors."""
_ROUGH: Final = 5
"""Fewer expected cases, above the line or beside it, than this: limits by a normal distribution are rough."""


@frozen
class FunnelPoint:
    """One unit in the funnel."""

    unit: str
    numerator: int
    denominator: int
    value: Fraction
    z: float
    """How many standard errors of chance alone the unit lies from the centre."""
    adjusted: float
    """The same, in standard errors that hold the over-dispersion as well: by this one it is judged."""
    warning: Interval
    """The limits of 95 %, within 0 and 1."""
    alarm: Interval
    """The limits of 99.8 %, within 0 and 1."""
    outside: Literal["inside", "outside_95", "outside_998"]
    side: Literal["above", "below", "at"]
    """Where the unit lies of the centre."""
    rough: bool
    """Fewer than 5 cases were to be expected above the line or beside it: the limits are no more than a hint."""


@frozen
class Funnel:
    """Units beside each other, each with limits of its own size."""

    points: tuple[FunnelPoint, ...]
    """In the order of the counts."""
    insufficient: tuple[Counted, ...]
    """Units without a case, or with fewer than asked."""
    centre: Fraction | None
    """The target, or the rate of all units together; None of nothing."""
    dispersion: Dispersion
    phi: float | None
    """The mean square of the winsorised z; about 1 where units differ by chance alone. None of no unit."""
    tau: float
    """The standard deviation that units are given beyond chance; 0 unless the dispersion is additive."""
    reason: Literal["", "empty_denominator", "no_spread"] = ""
    """Why there are no points: nothing was counted, or all cases of all units are alike."""

    def limits(self, denominator: int, coverage: Fraction = WARNING) -> Interval | None:
        """The limits for a unit of this size, to draw the funnel with; None where there is no funnel."""
        if self.reason or self.centre is None or denominator < 1:
            return None
        return _around(float(self.centre), z_of(coverage) * _error(self, float(self.centre), denominator))


def funnel(
    counts: Iterable[Counted],
    *,
    target: Fraction | None = None,
    dispersion: Dispersion = "additive",
    winsorised: Fraction = Fraction(1, 10),
    minimum: int = 1,
) -> Funnel:
    """Which units lie further from the centre than units of their size do by chance.

    Around the target, or the rate of all. ``dispersion`` says what is done where nearly all units differ more than
    chance lets them, as rates of offices do. ``winsorised`` is the share at each end whose z is pulled in before the
    dispersion is measured, so that the outliers that are looked for do not hide themselves.

    D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24, 2005,
    pp. 1185-1202; Handling over-dispersion of performance indicators, Quality and Safety in Health Care 14, 2005,
    pp. 347-351, which prefers the additive form.

    Raises:
        BadInput: no :class:`Counted`, a unit twice, a target that is not between 0 and 1, another word for the
            dispersion, a winsorised share that is not from 0 to below 1/2, a minimum below 1.

    >>> from gridgov.metrics.uncertainty import counted
    >>> months = counted({"a": (48, 58), "b": (50, 60), "c": (30, 59), "d": (49, 57), "e": (51, 61)})
    >>> [point.unit for point in funnel(months, dispersion="none").points if point.outside == "outside_998"]
    ['c']

    """
    found = check_counts(counts, source="funnel")
    _check_funnel(target, dispersion, winsorised, minimum)
    used = tuple(each for each in found if each.denominator >= minimum)
    few = tuple(each for each in found if each.denominator < minimum)
    cases = sum(each.denominator for each in used)
    if not cases:
        return Funnel((), few, target, dispersion, None, 0.0, "empty_denominator")
    centre = Fraction(sum(each.numerator for each in used), cases) if target is None else target
    if centre in {0, 1}:
        return Funnel((), few, centre, dispersion, None, 0.0, "no_spread")
    phi, tau = _over_dispersion(used, float(centre), winsorised)
    frame = Funnel((), few, centre, dispersion, phi, tau if dispersion == "additive" else 0.0)
    points = tuple(_funnel_point(frame, centre, each) for each in used)
    return Funnel(points, few, centre, dispersion, phi, frame.tau)


def _check_funnel(target: object, dispersion: object, winsorised: object, minimum: object) -> None:
    problems = []
    if target is not None and not (isinstance(target, Fraction) and 0 < target < 1):
        problems.append(Problem("out_of_range", "target", {"expected": "Fraction > 0, < 1"}))
    words = ("none", "multiplicative", "additive")
    if dispersion not in words:
        problems.append(Problem("unknown_choice", "dispersion", {"expected": words}))
    if not (isinstance(winsorised, Fraction | int) and 0 <= winsorised < Fraction(1, 2)):
        problems.append(Problem("out_of_range", "winsorised", {"expected": "Fraction ≥ 0, < 1/2"}))
    if not is_whole(minimum, least=1):
        problems.append(Problem("out_of_range", "minimum", {"expected": "≥ 1"}))
    if problems:
        raise BadInput(problems, source="funnel")


def _over_dispersion(counts: Sequence[Counted], centre: float, winsorised: Fraction) -> tuple[float, float]:
    """The mean square of the winsorised z, and by moments the standard deviation between units beyond chance."""
    weights = [each.denominator / (centre * (1 - centre)) for each in counts]
    raw = [
        (each.numerator / each.denominator - centre) * sqrt(weight)
        for each, weight in zip(counts, weights, strict=True)
    ]
    ordered = sorted(raw)
    low, high = _quantile(ordered, winsorised), _quantile(ordered, 1 - winsorised)
    phi = fsum(min(max(z, low), high) ** 2 for z in raw) / len(raw)
    whole = fsum(weights)
    room = whole - fsum(weight**2 for weight in weights) / whole
    excess = len(raw) * phi - (len(raw) - 1)
    return phi, sqrt(excess / room) if excess > 0 and room > 0 else 0.0


def _quantile(ordered: Sequence[float], share: Fraction) -> float:
    """Between the two values around it, in proportion (R's type 7)."""
    place = share * (len(ordered) - 1)
    before = int(place)
    after = min(before + 1, len(ordered) - 1)
    return ordered[before] + float(place - before) * (ordered[after] - ordered[before])


def _funnel_point(frame: Funnel, centre: Fraction, each: Counted) -> FunnelPoint:
    value = Fraction(each.numerator, each.denominator)
    away = float(value - centre)
    error = _error(frame, float(centre), each.denominator)
    warning, alarm = z_of(WARNING), z_of(ALARM)
    far = abs(away / error)
    expected = each.denominator * min(centre, 1 - centre)
    return FunnelPoint(
        unit=each.unit,
        numerator=each.numerator,
        denominator=each.denominator,
        value=value,
        z=away / sqrt(float(centre) * (1 - float(centre)) / each.denominator),
        adjusted=away / error,
        warning=_around(float(centre), warning * error),
        alarm=_around(float(centre), alarm * error),
        outside="outside_998" if far > alarm else "outside_95" if far > warning else "inside",
        side="above" if away > 0 else "below" if away < 0 else "at",
        rough=expected < _ROUGH,
    )


def _error(frame: Funnel, centre: float, denominator: int) -> float:
    """The standard error of a unit of this size, with the over-dispersion."""
    chance = centre * (1 - centre) / denominator
    widened = max(1.0, frame.phi or 1.0) if frame.dispersion == "multiplicative" else 1.0
    return sqrt(chance * widened + frame.tau**2)


def _around(centre: float, reach: float) -> Interval:
    return Interval(max(0.0, centre - reach), min(1.0, centre + reach))
