"""Made-up tables on which KPIs are proved: the same for the same seed, with gaps, and all codes that are asked for.

>>> from gridgov.kpis.requests import RESOLUTION_RATE
>>> sorted(drawn([RESOLUTION_RATE], 2, seed=7))
['collected_at', 'solved', 'unit', 'visited']
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

import attrs

from gridgov.metrics import conditions as c
from gridgov.metrics import measures as m
from gridgov.metrics.kpi import Kpi

__all__ = ["drawn"]

_MINUTE: Final = 60_000_000
_DAY: Final = 1_440 * _MINUTE
_INTEGER: Final[c.Kind] = "integer"


def drawn(kpis: Sequence[Kpi], count: int, *, seed: int, start: int = 1_640_966_400_000_000) -> dict[str, list[Any]]:
    """A made-up table with all columns that the KPIs ask for, and a ``unit``: the same for the same seed.

    Flags are 0 or 1, times lie within ninety days after ``start`` and are empty now and then, codes are those that the
    KPIs speak of and one more, and are empty now and then.
    """
    anchors = dict.fromkeys((kpi.anchor for kpi in kpis if kpi.anchor), _INTEGER)
    kinds = c.strictest({"unit": "code"}, anchors, *(kpi.columns for kpi in kpis))
    kinds.pop("as_of", None)
    times = {name for kpi in kpis for name in _times(kpi)}
    codes = {name: [*dict.fromkeys(code for kpi in kpis for code in _codes(kpi, name))] for name in kinds}
    return {
        name: [_cell(kind, name in times, codes[name], _drawer(seed, name, i), start) for i in range(count)]
        for name, kind in sorted(kinds.items())
    }


def _drawer(seed: int, name: str, i: int) -> Callable[[str, int], int]:
    """A whole number below a bound, for a purpose: the published seed, the cell and the purpose, hashed."""

    def draw(purpose: str, below: int) -> int:
        digest = sha256(f"{seed}|{name}|{i}|{purpose}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % below

    return draw


_EMPTY: Final = 6
"""One cell in so many is empty."""


def _cell(kind: c.Kind, is_time: bool, codes: Sequence[Any], draw: Callable[[str, int], int], start: int) -> Any:
    if kind == "flag":
        return draw("flag", 2)
    if draw("empty", _EMPTY) == 0:
        return None
    if is_time:
        return start + draw("day", 90) * _DAY + draw("minute", 1_440) * _MINUTE + draw("second", 60) * 1_000_000
    if kind == "integer" and not codes:
        return draw("number", 5)
    known = codes or ["a", "b", "c"]
    return known[draw("code", len(known))] if draw("other", 4) else ("z" if isinstance(known[0], str) else 99)


def _nodes(value: Any) -> Iterator[Any]:
    """A measure, and everything that it is made of."""
    if isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)
    elif attrs.has(type(value)):
        yield value
        for attribute in attrs.fields(type(value)):
            if attribute.name not in ("example", "targets"):
                yield from _nodes(getattr(value, attribute.name))


def _times(kpi: Kpi) -> Iterator[str]:
    yield from [kpi.anchor] if kpi.anchor else []
    for node in _nodes(kpi):
        match node:
            case c.InOrder(first, second):
                yield from (first, second)
            case c.Within(start, end, _) | c.Repeated(_, start, end, _) | m.Elapsed(start, end, _):
                yield from (start, end)
            case c.Spent(start, end, limit, _):
                yield from (start, end, limit)
            case m.Waiting():
                yield from (node.start, node.end)
            case _:
                pass


def _codes(kpi: Kpi, name: str) -> Iterator[Any]:
    for node in _nodes(kpi):
        if isinstance(node, c.Among) and node.column == name:
            yield from node.codes
