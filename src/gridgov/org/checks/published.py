"""Check of published totals against the register, and against each other."""

from collections.abc import Iterator

from gridgov.errors import Problem
from gridgov.org.checks.scene import Scene

__all__ = ["figures_agree"]


def figures_agree(scene: Scene) -> Iterator[Problem]:
    """Published totals that the register does not come to, and totals that do not fit their parts."""
    figures = scene.evidence.figures
    if figures is None:
        yield Problem("no_figures", "evidence.figures")
        return
    for figure in figures:
        day = figure.on or scene.day
        found = len(scene.register.of_kind(*figure.kinds, at=day))
        if figure.kinds and found != figure.value:
            yield Problem("figure_differs", figure.id, {"expected": figure.value, "found": found, "day": str(day)})
    values = {figure.id: figure.value for figure in figures}
    for total in scene.evidence.totals:
        whole, parts = values[total.whole], sum(values[part] for part in total.parts)
        if whole != parts if total.exact else parts > whole:
            code = "parts_differ" if total.exact else "parts_exceed"
            yield Problem(code, total.whole, {"expected": whole, "found": parts})
