"""Areas that are called alike, which a name alone does not tell apart. What is asked is the Chinese name.

>>> from datetime import date
>>> from gridgov.org.entities import Validity
>>> year = Validity(date(2022, 1, 1), "made up")
>>> north = Area("c-1", "community", "新村社区", "Xincun Community", year, parent="s-1")
>>> south = Area("c-2", "community", "新村社区", "Xincun Community", year, parent="s-2")
>>> [(code, [area.id for area in areas]) for code, areas in alike((north, south))]
[('same_name_elsewhere', ['c-1', 'c-2'])]
"""

from collections.abc import Iterable, Iterator
from typing import Literal
from unicodedata import normalize

from gridgov.org.entities import Area

__all__ = ["alike"]


def alike(areas: Iterable[Area]) -> Iterator[tuple[Literal["same_name_here", "same_name_elsewhere"], tuple[Area, ...]]]:
    """The areas that share kind and name at the same time: those under one parent, then those under several.

    A register lets them be, for so it is in the country. Whoever looks a name up gets all of them
    (:meth:`gridgov.org.Register.named`).
    """
    groups: dict[tuple[str, str], list[Area]] = {}
    for area in areas:
        if area.validity.superseded_at is None:
            groups.setdefault((area.kind, normalize("NFKC", area.name_zh).casefold()), []).append(area)
    for group in groups.values():
        if len(group) == 1 or not (found := _at_one_time(group)):
            continue
        parents = list(dict.fromkeys(area.parent for area in found))
        for parent in parents:
            here = tuple(area for area in found if area.parent == parent)
            if len({area.id for area in here}) > 1:
                yield "same_name_here", here
        if len(parents) > 1 and len({area.id for area in found}) > 1:
            yield "same_name_elsewhere", found


def _at_one_time(group: list[Area]) -> tuple[Area, ...]:
    """Those of a group that are there together with another of it."""
    return tuple(
        one
        for one in group
        if any(other.id != one.id and other.validity.period.overlaps(one.validity.period) for other in group)
    )
