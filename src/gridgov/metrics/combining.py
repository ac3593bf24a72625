"""Parts become wholes: one result out of several, all levels of a tree at once, windows that roll on.

States are added, never values, so a whole is what one computation over all rows would have given, bit for bit.

>>> from gridgov.kpis.requests import RESOLUTION_RATE
>>> from gridgov.metrics.states import Ratio, Sum
>>> parts = [Result(RESOLUTION_RATE, Ratio(Sum(1), Sum(2))), Result(RESOLUTION_RATE, Ratio(Sum(1), Sum(4)))]
>>> merge(parts).value
Fraction(1, 3)
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.metrics.figures import Block, Figures, Result
from gridgov.metrics.gathering import in_order
from gridgov.metrics.kpi import Kpi
from gridgov.metrics.measures import Base, Change, Quotient, Spread
from gridgov.metrics.periods import Window
from gridgov.metrics.states import merge_states
from gridgov.org.tree import Tree

__all__ = ["added", "merge", "roll_up", "rolling"]

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def merge(results: Iterable[Result]) -> Result:
    """One result out of those of the parts: the states add up, so the whole is exact.

    Raises:
        BadInput: no results, results of different KPIs, what is no result, or states that do not add up: a median that
            ``compute`` found in one go (``states`` keeps it so that it does).

    """
    check_type(results, Iterable, "results", expected="a list of Result", source="results")
    parts = list(results)
    for i, part in enumerate(parts):
        check_type(part, Result, f"results[{i}]", expected="Result", source="results")
    if len({part.kpi for part in parts}) != 1:
        raise BadInput([Problem("one_kpi_only", "results")], source="results")
    _check_adds_up(parts[0].kpi)
    whole = merge_states(part.state for part in parts)
    excluded = added(part.excluded for part in parts)
    return evolve(parts[0], state=whole, group=_NOTHING, period=None, excluded=excluded)


def added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """How many rows were left out of all parts together, by the code of the exclusion."""
    found: dict[str, int] = {}
    for part in parts:
        for code, count in part.items():
            found[code] = found.get(code, 0) + count
    return found


def _check_adds_up(kpi: Kpi) -> None:
    """A change has lost the groups that fell to nothing, and a number from outside is not of the rows.

    Raises:
        BadInput: ``not_mergeable``: put the question to all rows instead.

    """
    measure = kpi.measure.figure.measure if isinstance(kpi.measure, Spread) else kpi.measure
    outside = isinstance(measure, Quotient) and any(isinstance(p, Base) for p in (measure.above, measure.below))
    if outside or isinstance(measure, Change):
        raise BadInput([Problem("not_mergeable", kpi.id)], source="combining")


# ---- all levels at once -------------------------------------------------------------------------------------------

Trees = Tree | Callable[[Window | None], Tree]
"""One tree for all periods, or the tree of each."""


def roll_up(figures: Figures, tree: Trees, *, of: str, moved: Mapping[str, str] = _NOTHING) -> Figures:
    """The figures of every place and of all that lies in it, on every level at once.

    Args:
        figures: of :func:`gridgov.metrics.states`, by a column of places.
        tree: how places lie in each other. One tree shows the past as it is mapped today; a function of the window
            shows each period as it was.
        of: the column.
        moved: for places that are no longer there, the one that has taken them over.

    Raises:
        BadInput: figures that are not by this column, a place that is in no tree, states that do not add up.

    """
    check_type(figures, Figures, "figures", expected="Figures", source="roll_up")
    for kpi in figures.kpis:
        _check_adds_up(kpi)
    if of not in figures.by:
        raise BadInput([Problem("missing", f"column {of}")], source="roll_up")
    column = figures.by.index(of)
    blocks = [_rolled_up(block, tree, column, moved) for block in figures.blocks]
    return Figures(blocks, figures.by)


def _rolled_up(block: Block, tree: Trees, column: int, moved: Mapping[str, str]) -> Block:
    found: dict[Any, list[int]] = {}
    unknown: list[str] = []
    for i, (values, window) in enumerate(block.keys):
        grown = tree if isinstance(tree, Tree) else tree(window)
        place = moved.get(values[column], values[column])
        if place not in grown.places:
            unknown.append(f"{block.kpi.id} {place}")
            continue
        for above in _upward(grown, place):
            found.setdefault(((*values[:column], above, *values[column + 1 :]), window), []).append(i)
    if unknown:
        raise BadInput([Problem("not_known", name) for name in dict.fromkeys(unknown)], source="roll_up")
    order = sorted(found, key=lambda key: in_order((*key[0], key[1].start if key[1] else 0)))
    return _joined(block, [(key, found[key]) for key in order])


def _upward(tree: Tree, place: str) -> list[str]:
    """A place and all in which it lies: those before it in the walk that reach beyond it."""
    at = tree.places[place]
    found, level = [place], tree.levels[at]
    while level:
        at -= 1
        if tree.levels[at] < level:
            level = tree.levels[at]
            found.append(tree.ids[at])
    return found


def _joined(block: Block, parts: list[tuple[Any, list[int]]]) -> Block:
    """A block of wholes, each made of some parts of another block."""
    return Block(
        block.kpi,
        tuple(key for key, _ in parts),
        lambda i: merge_states(block.state_at(part) for part in parts[i][1]),
        lambda i: added(block.excluded_at(part) for part in parts[i][1]),
        block.windows,
    )


# ---- windows that roll on -----------------------------------------------------------------------------------------


def rolling(figures: Figures, count: int) -> Figures:
    """The figures of every stretch of so many windows in a row, ending with each window that has as many before it.

    Raises:
        BadInput: figures without periods, a count below one, states that do not add up.

    """
    check_type(figures, Figures, "figures", expected="Figures", source="rolling")
    for kpi in figures.kpis:
        _check_adds_up(kpi)
    if count < 1:
        raise BadInput([Problem("out_of_range", "count", {"expected": "≥ 1"})], source="rolling")
    if any(not block.windows and block.keys for block in figures.blocks):
        raise BadInput([Problem("has_no_periods", "figures")], source="rolling")
    return Figures([_rolled_on(block, count) for block in figures.blocks], figures.by)


def _rolled_on(block: Block, count: int) -> Block:
    places = {window: place for place, window in enumerate(block.windows)}
    there = {(values, places[window]): i for i, (values, window) in enumerate(block.keys) if window is not None}
    groups = dict.fromkeys(values for values, _ in block.keys)
    parts: list[tuple[Any, list[int]]] = []
    for values in groups:
        for last in range(count - 1, len(block.windows)):
            inside = [there[values, place] for place in range(last - count + 1, last + 1) if (values, place) in there]
            if inside:
                parts.append(((values, _stretch(block.windows[last - count + 1], block.windows[last])), inside))
    windows = tuple(dict.fromkeys(window for (_, window), _ in parts))
    return evolve(_joined(block, parts), windows=windows)


def _stretch(first: Window, last: Window) -> Window:
    return Window(first.start, last.end, f"{first.label}/{last.label}")
