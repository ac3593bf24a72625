"""The areas of a day as a tree in arrays, so that a count reaches every level in one pass.

>>> tree = grown([("city", None), ("north", "city"), ("south", "city"), ("n-1", "north")])
>>> tree.roll_up({"n-1": 3, "south": 4})
{'city': 7, 'north': 3, 'n-1': 3, 'south': 4}
>>> tree.below("north")
('north', 'n-1')

Areas stand in the order of a walk from the top, each followed by all that lies in it; so what lies in an area is a
stretch, and its sum is a difference of two running sums.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from operator import itemgetter, sub

from attrs import frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem

__all__ = ["Tree", "grown"]


@frozen(eq=False)
class Tree:
    """The areas of a day from the top, each followed by all that lies in it."""

    ids: tuple[str, ...]
    levels: tuple[int, ...]
    """How deep each is; 0 is a top."""
    ends: tuple[int, ...]
    """For each, the place after the last one that lies in it."""
    places: Mapping[str, int]
    """Where each stands."""

    def __repr__(self) -> str:
        return f"Tree({len(self.ids)} areas)"

    def sums(self, counts: Sequence[int]) -> list[int]:
        """For counts in the order of ``ids``, the sum of each area and all that lies in it, in the same order.

        Raises:
            BadInput: another number of counts than areas, or what is no whole number.

        """
        check_type(counts, Sequence, "counts", expected="a list", source="tree")
        if len(counts) != len(self.ids):
            raise BadInput([Problem("wrong_length", "counts", {"expected": str(len(self.ids))})], source="tree")
        if not {int}.issuperset(map(type, counts)):
            raise BadInput([Problem("wrong_type", "counts", {"expected": "whole numbers"})], source="tree")
        if not counts:
            return []
        running = [0, *accumulate(counts)]
        if len(counts) == 1:
            return running[1:]
        return [*map(sub, itemgetter(*self.ends)(running), running)]

    def roll_up(self, counts: Mapping[str, int]) -> dict[str, int]:
        """The sum of each area and all that lies in it, by id; what is not counted is 0.

        Raises:
            BadInput: ``not_known``: an area that is not in the tree.

        """
        check_type(counts, Mapping, "counts", expected="a table", source="tree")
        unknown = counts.keys() - self.places.keys()
        if unknown:
            raise BadInput([Problem("not_known", "counts")] * len(unknown), source="tree")
        counted = map(counts.get, self.ids, (0 for _ in self.ids))
        return dict(zip(self.ids, self.sums([*counted]), strict=True))

    def below(self, area: str) -> tuple[str, ...]:
        """An area and all that lies in it.

        Raises:
            BadInput: ``not_known``.

        """
        start = self._place(area)
        return self.ids[start : self.ends[start]]

    def contains(self, outer: str, inner: str) -> bool:
        """Whether one area is the other or lies in it. Raises as :meth:`below`."""
        start, place = self._place(outer), self._place(inner)
        return start <= place < self.ends[start]

    def _place(self, area: str) -> int:
        check_type(area, str, "area", expected="text", source="tree")
        if area not in self.places:
            raise BadInput([Problem("not_known", "area")], source="tree")
        return self.places[area]


def grown(pairs: Iterable[tuple[str, str | None]]) -> Tree:
    """The tree of areas, each given with the one around it; one whose parent is not given is a top.

    Raises:
        BadInput: ``cycle``: some lie in themselves.

    """
    parents = dict(pairs)
    below: dict[str | None, list[str]] = {}
    for name, parent in parents.items():
        below.setdefault(parent if parent in parents else None, []).append(name)
    ids: list[str] = []
    levels: list[int] = []
    ends: list[int] = []
    stack: list[tuple[str, int]] = [(name, 0) for name in reversed(below.get(None, ()))]
    open_: list[int] = []
    while stack:
        name, level = stack.pop()
        place = len(ids)
        while len(open_) > level:
            ends[open_.pop()] = place
        open_.append(place)
        ids.append(name)
        levels.append(level)
        ends.append(place + 1)
        stack.extend((child, level + 1) for child in reversed(below.get(name, ())))
    for place in open_:
        ends[place] = len(ids)
    if len(ids) < len(parents):
        raise BadInput([Problem("cycle", "pairs")], source="tree")
    return Tree(tuple(ids), tuple(levels), tuple(ends), dict(zip(ids, range(len(ids)), strict=True)))
