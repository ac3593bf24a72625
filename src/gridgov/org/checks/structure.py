"""Checks of places: the notation, area centres, the tops of the tree, grids, names."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from gridgov.errors import Problem
from gridgov.org.checks.names import alike
from gridgov.org.checks.scene import MOST_LISTED, Scene
from gridgov.org.entities import Area
from gridgov.org.structures import evaluate

__all__ = [
    "as_notation",
    "centres_partition",
    "grids_tile",
    "names_elsewhere",
    "names_here",
    "one_set_of_grids",
    "one_top",
]


def as_notation(scene: Scene) -> Iterator[Problem]:
    """What is not as the structures of the register say, layer by layer."""
    for spec in scene.register.structures:
        for finding in evaluate(spec, scene.register, scene.day):
            for problem in finding.problems:
                layered = problem.where.startswith("layer[")
                yield Problem(problem.code, f"{spec.id} {problem.where}" if layered else problem.where, problem.params)


def centres_partition(scene: Scene) -> Iterator[Problem]:
    """Communities that are in no area centre or in several, where there are any; centres without one."""
    centres = {centre.id: centre for centre in scene.areas("area_centre")}
    divided = {centre.parent for centre in centres.values()} - centres.keys()
    used: set[str] = set()
    for community in scene.areas("community", "village"):
        above = [area.id for area in scene.register.ancestors(community.id, at=scene.day)]
        if divided.isdisjoint(above):
            continue
        homes = tuple(name for name in above if name in centres)
        used.update(homes)
        if not homes:
            yield Problem("in_no_centre", community.id)
        elif len(homes) > 1:
            yield Problem("in_several_centres", community.id, {"candidates": homes})
    yield from (Problem("centre_without_communities", name) for name in centres if name not in used)


def one_top(scene: Scene) -> Iterator[Problem]:
    """Several areas that have no other around them."""
    first, *others = [area.id for area in scene.held(scene.register.areas) if area.parent is None] or [""]
    if others:
        yield Problem("several_tops", first, {"candidates": tuple(others[:MOST_LISTED]), "count": len(others)})


def grids_tile(scene: Scene) -> Iterator[Problem]:
    """Communities whose grids leave gaps, overlap or reach beyond it by more than is tolerated."""
    divided = {grid.parent for grid in scene.areas("grid")}
    measured = scene.evidence.tilings or ()
    for one in measured:
        shares = {"gap": one.gap_share, "overlap": one.overlap_share, "outside": one.outside_share}
        if one.area not in scene.register:
            yield Problem("not_known", one.area)
        elif max(shares.values()) > scene.evidence.tolerance:
            yield Problem("does_not_tile", one.area, {name: _percent(share) for name, share in shares.items()})
    if missing := divided - {one.area for one in measured}:
        yield Problem("not_given", "evidence.tilings", {"count": len(missing)})


def _percent(share: Fraction) -> str:
    """A share of a billionth or more as a percentage, as it was measured."""
    return f"{Decimal(round(share * 10**9)).scaleb(-7).normalize():f}"


def one_set_of_grids(scene: Scene) -> Iterator[Problem]:
    """Communities that are divided into grids twice for one purpose."""
    schemes: dict[tuple[str | None, str | None], dict[str, None]] = {}
    for grid in scene.areas("grid"):
        schemes.setdefault((grid.parent, grid.purpose), {})[grid.scheme or "…"] = None
    for (community, _), found in schemes.items():
        if len(found) > 1:
            yield Problem("parallel_grids", community or "", {"candidates": tuple(found)})


def names_here(scene: Scene) -> Iterator[Problem]:
    """Areas of one kind and name under one parent."""
    yield from _alike(scene, "same_name_here")


def names_elsewhere(scene: Scene) -> Iterator[Problem]:
    """Areas of one kind and name under several parents."""
    yield from _alike(scene, "same_name_elsewhere")


def _alike(scene: Scene, wanted: Literal["same_name_here", "same_name_elsewhere"]) -> Iterator[Problem]:
    areas: Iterator[Area] = scene.held(scene.register.areas)
    for code, (first, *others) in alike(areas):
        if code == wanted:
            yield Problem(code, first.id, {"candidates": tuple(dict.fromkeys(area.id for area in others))})
