"""Checks of who answers for what: one lead for each matter and place, and a successor for open work."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from gridgov.errors import Problem
from gridgov.org.changes import keeper
from gridgov.org.checks.scene import MOST_LISTED, Scene
from gridgov.org.entities import Change, covers_matter

__all__ = ["one_lead", "successor_of_open_work"]


def one_lead(scene: Scene) -> Iterator[Problem]:
    """Matters of a place that several lead, and matters of the list that nobody leads somewhere.

    As ``route`` reads the list: who has ``handle`` leads, and several of the same area and the
    same matter are as near as each other.
    """
    leads: dict[tuple[str, str], dict[str, None]] = {}
    for one in scene.held(scene.register.jurisdictions):
        if one.part == "lead" and "handle" in one.powers:
            for matter in one.matters:
                leads.setdefault((one.area, matter), {})[one.holder] = None
    for (area, matter), holders in leads.items():
        if len(holders) > 1:
            yield Problem("several_lead", area, {"matter": matter, "candidates": tuple(sorted(holders))})
    yield from _led_by_nobody(scene, leads)


def _led_by_nobody(scene: Scene, leads: Mapping[tuple[str, str], object]) -> Iterator[Problem]:
    """Matters of the list that nobody leads in some of the smallest areas that it is about."""
    led: dict[str, frozenset[str]] = {}
    for area, matter in leads:
        led[area] = led.get(area, frozenset()) | {matter}
    elsewhere = {matter for one in scene.held(scene.register.other_routes) for matter in one.matters}
    listed = {matter for one in scene.held(scene.register.jurisdictions) for matter in one.matters}
    asked = sorted(matter for matter in listed if not covers_matter(tuple(elsewhere), matter))
    found: dict[str, list[str]] = {}
    for area, matters in _smallest(scene, led).items():
        for matter in asked:
            if not covers_matter(tuple(matters), matter):
                found.setdefault(matter, []).append(area)
    for matter, (first, *others) in found.items():
        candidates = (first, *others)[:MOST_LISTED]
        yield Problem("nobody_leads", first, {"matter": matter, "count": 1 + len(others), "candidates": candidates})


def _smallest(scene: Scene, led: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The areas with none in them, inside those of the list, each with the matters that are led there."""
    tree = scene.register.tree(at=scene.day)
    found: dict[str, frozenset[str]] = {}
    above: list[frozenset[str]] = []
    for place, (name, level) in enumerate(zip(tree.ids, tree.levels, strict=True)):
        del above[level:]
        own, around = led.get(name, frozenset()), above[-1] if above else frozenset()
        above.append(own if not around else around if not own else around | own)
        if above[-1] and tree.ends[place] == place + 1:
            found[name] = above[-1]
    return found


# ---- open work ----------------------------------------------------------------------------------------------------


def successor_of_open_work(scene: Scene) -> Iterator[Problem]:
    """Units that are no more and still have open cases that no change handed over."""
    register, open_cases = scene.register, scene.evidence.open_cases
    if open_cases is None:
        gone = {unit.id for unit in register.units if not _there(scene, unit.id)}
        if gone:
            yield Problem("not_given", "evidence.open_cases", {"count": len(gone)})
        return
    left: dict[str, list[str]] = {}
    for case, unit in open_cases.items():
        last = _last(scene, case, unit)
        if not _there(scene, last):
            left.setdefault(last, []).append(case)
    for unit, cases in left.items():
        if unit in register:
            yield Problem("work_left_behind", unit, {"count": len(cases), "candidates": tuple(cases[:MOST_LISTED])})
        else:
            yield Problem("not_known", unit)


def _there(scene: Scene, unit: str) -> bool:
    """Whether a unit is there on the day, or is only to come."""
    versions = scene.register.index.by_id.get(unit, ())
    return any(one.validity.valid_to is None or scene.day < one.validity.valid_to for one in versions)


def _last(scene: Scene, case: str, unit: str) -> str:
    """The unit that has a case on the day, as the changes up to then handed it on.

    Whom it was given to may have been gone before: then whoever goes on for that one has it.
    """
    for change in sorted(scene.register.changes, key=lambda one: one.on):
        if change.on <= scene.day and change.superseded_at is None:
            unit = _handed_on(change).get((case, unit), unit)
            if unit in change.originals and len(change.results) == 1 and not _there(scene, unit):
                [unit] = change.results
    return unit if _there(scene, unit) else keeper(scene.register, case, unit, at=scene.day) or unit


def _handed_on(change: Change) -> Mapping[tuple[str, str], str]:
    return MappingProxyType({(one.case, one.source): one.target for one in change.handed_over})
