"""A figure as a value: what is counted, of what, over which rows, in which direction, and who says so.

>>> from gridgov.metrics.conditions import Flag
>>> from gridgov.metrics.measures import Share
>>> kpi = Kpi(
...     id="demo.solved",
...     version=1,
...     title_en="solved",
...     title_zh="解决率",
...     definition_en="visited tickets that are solved, of all visited tickets",
...     definition_zh="回访工单中已解决的占比",
...     table="tickets",
...     measure=Share(of=Flag("solved"), among=Flag("visited")),
...     unit="percent",
...     source="example",
... )
>>> kpi.columns
{'visited': 'flag', 'solved': 'flag'}
>>> kpi.additivity
'mergeable'
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, Literal, get_args

from attrs import field, frozen

from gridgov.documents import misfit
from gridgov.errors import BadInput, Problem
from gridgov.metrics.conditions import Condition, Kind, columns, strictest
from gridgov.metrics.measures import (
    Change,
    Count,
    Measure,
    Spread,
    Total,
    Waiting,
    asked,
)
from gridgov.metrics.normalising import exact
from gridgov.metrics.shapes import misfits

__all__ = ["Additivity", "Direction", "Example", "Exclusion", "Kpi", "Population", "Target", "Uncertainty", "Unit"]

Direction = Literal["higher", "lower", "context"]
"""Which way is better: up, down, or neither: a figure to read others by."""

Unit = Literal["percent", "count", "minutes", "hours", "days", "ratio", "points"]
"""In what it is shown. A percentage is kept as a fraction of one."""

Population = Literal["census", "process", "sample", "survey"]
"""What the rows are: all there is (a register), what a process brought in a period, a sample, or those who answered."""

Uncertainty = Literal["none", "wilson", "poisson", "bounds"]
"""How it may be off from what it stands for: nothing to say of a census; an interval; the best and the worst case."""

Additivity = Literal["additive", "mergeable"]
"""Whether the figures of parts add up, or only their states do."""


@frozen
class Exclusion:
    """Rows that are left out, on purpose and on record."""

    code: str
    where: Condition
    reason_en: str
    reason_zh: str


def _exactly(_: object, __: object, value: Any) -> None:
    if not isinstance(value, Fraction):
        raise BadInput([Problem("not_exact", "value")], source="target")


@frozen
class Target:
    """A value that is asked for from a day on, half open, and who asks for it."""

    value: Fraction = field(converter=exact, validator=_exactly)
    valid_from: date
    source: str
    valid_to: date | None = None


def _exact_or_none(value: Fraction | int | None) -> Fraction | None:
    return None if value is None else Fraction(value)


@frozen
class Example:
    """A small table with the figure that somebody worked out by hand."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    value: Fraction | None = field(converter=_exact_or_none)
    as_of: int | None = None
    """The moment of the example, if it needs one: microseconds since 1970."""
    bases: tuple[tuple[str, int], ...] = ()
    """Numbers from outside, by name."""
    months: bool = False
    """Whether the value is that of the last month of the table, in UTC."""

    def table(self) -> dict[str, list[Any]]:
        """The rows by column."""
        return {name: [row[place] for row in self.rows] for place, name in enumerate(self.columns)}


@frozen
class Kpi:
    """A figure as a value. There is no registry: pass the ones that you want.

    Raises:
        BadInput: everything that could not be a figure, at once: fields of another type or empty, an unknown word, a
            minimum below one, a scale that is not positive, targets that overlap, a figure within a figure within a
            figure.

    """

    id: str
    """Its family and its name: ``requests.resolution_rate``."""
    version: int
    """Goes up whenever the same rows could give another value."""
    title_en: str
    title_zh: str
    definition_en: str
    """In words: what is counted, of what."""
    definition_zh: str
    table: str
    """Over which table: one row a ticket, an estate, a post …"""
    measure: Measure
    unit: Unit
    source: str
    """Where the formula comes from: a law and its article, a standard, a paper, or that it is a design note."""
    anchor: str | None = None
    """The moment by which a row belongs to a period."""
    direction: Direction = "higher"
    scale: Fraction = field(default=Fraction(1), converter=exact)
    """By what the exact value is multiplied: 10,000 for a number per ten thousand heads."""
    decimals: int = 2
    minimum: int = 1
    """With fewer rows below the line there is no value, and a reason."""
    suppress_below: int = 0
    """With fewer rows above the line, or fewer of the others, no value is shown, so that nobody is found by it."""
    population: Population = "process"
    beside: str = ""
    """The id of the figure to be read beside it: of a survey, the one that says how many answered."""
    uncertainty: Uncertainty = "none"
    exclusions: tuple[Exclusion, ...] = ()
    targets: tuple[Target, ...] = ()
    example: Example | None = None
    note_en: str = ""
    """How it is misread or gamed, if that is known."""
    note_zh: str = ""

    def __attrs_post_init__(self) -> None:
        if problems := tuple(_problems(self)):
            raise BadInput(problems, source="kpi")

    @property
    def family(self) -> str:
        """The first part of its id."""
        return self.id.partition(".")[0]

    @property
    def columns(self) -> dict[str, Kind]:
        """The columns that it asks for, with what they must hold."""
        inner = self.measure.figure.exclusions if isinstance(self.measure, Spread | Change) else ()
        return strictest(asked(self.measure), *(columns(exclusion.where) for exclusion in (*self.exclusions, *inner)))

    @property
    def needs(self) -> tuple[str, ...]:
        """What has to be given besides the table: ``as_of`` for what still waits, ``period`` for a change."""
        names = {**self.columns, **({"as_of": "integer"} if _waits(self.measure) else {})}
        found = ["as_of"] if "as_of" in names else []
        return tuple(found + (["period"] if isinstance(self.measure, Change) else []))

    @property
    def additivity(self) -> Additivity:
        """Whether the figures of parts add up, or only their states do."""
        if isinstance(self.measure, Count | Total):
            return "additive"
        return "mergeable"

    def target(self, at: date) -> Target | None:
        """What is asked for on a day."""
        return next((t for t in self.targets if t.valid_from <= at and (t.valid_to is None or at < t.valid_to)), None)


def _waits(measure: Measure) -> bool:
    inner = measure.figure.measure if isinstance(measure, Spread | Change) else measure
    return isinstance(inner, Waiting)


_TEXTS: Final = ("id", "title_en", "title_zh", "definition_en", "definition_zh", "table", "source")
_NUMBERS: Final = ("version", "decimals", "minimum", "suppress_below")
_WORDS: Final = {"direction": Direction, "unit": Unit, "population": Population, "uncertainty": Uncertainty}


def _problems(kpi: Kpi) -> Iterator[Problem]:
    for name, kind in {**dict.fromkeys(_TEXTS, str), **dict.fromkeys(_NUMBERS, int)}.items():
        if problem := misfit(getattr(kpi, name), kind):
            yield Problem(problem.code, name, problem.params)
    for name, words in _WORDS.items():
        if getattr(kpi, name) not in get_args(words):
            yield Problem("unknown_choice", name, {"expected": get_args(words)})
    if not isinstance(kpi.measure, Measure):
        yield Problem("wrong_type", "measure", {"expected": "a measure"})
    else:
        yield from misfits(kpi.measure, "measure")
        yield from _inner_problems(kpi.measure)
    for i, exclusion in enumerate(kpi.exclusions):
        yield from misfits(exclusion, f"exclusions[{i}]")
    scale: object = kpi.scale
    if not isinstance(scale, Fraction) or scale <= 0:
        yield Problem("out_of_range", "scale", {"expected": "> 0, exactly"})
    if type(kpi.minimum) is int and kpi.minimum < 1:
        yield Problem("out_of_range", "minimum", {"expected": "≥ 1"})
    yield from _overlapping(kpi.targets)


def _inner_problems(measure: Measure) -> Iterator[Problem]:
    if not isinstance(measure, Spread | Change):
        return
    figure: object = measure.figure
    if not isinstance(figure, Kpi):
        yield Problem("wrong_type", "measure.figure", {"expected": "Kpi"})
    elif isinstance(figure.measure, Spread | Change):
        yield Problem("figure_of_figure_of_figure", "measure.figure")


def _overlapping(targets: tuple[Target, ...]) -> Iterator[Problem]:
    ordered = sorted(targets, key=lambda target: target.valid_from)
    for earlier, later in pairwise(ordered):
        if earlier.valid_to is None or earlier.valid_to > later.valid_from:
            yield Problem("overlapping_targets", f"targets {later.valid_from.isoformat()}")
