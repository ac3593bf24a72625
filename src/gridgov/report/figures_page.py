"""Figures as one HTML file: a table a KPI, units down, periods across, with the counts behind every value.

>>> import polars
>>> from gridgov.kpis.requests import RESOLUTION_RATE
>>> from gridgov.metrics import compute
>>> visits = polars.DataFrame({"unit": ["a", "b"], "visited": [1, 1], "solved": [1, 0]})
>>> text = figures_page(
...     compute(visits, [RESOLUTION_RATE], by=["unit"]), title="demo", origin_en="made up", origin_zh="虚构"
... )
>>> "100.00 %" in text
True
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from attrs import frozen
from jinja2 import Environment
from markupsafe import Markup

from gridgov.labels import label
from gridgov.metrics.figures import Figures, Result
from gridgov.metrics.kpi import Kpi
from gridgov.metrics.states import Ratio
from gridgov.report.templates import environment

__all__ = ["Laid", "counts", "figures_page", "laid_out"]


@frozen
class Laid:
    """The results of a KPI as a table: what stands in the corner, the columns, and the rows with their cells."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Result | None, ...]], ...]


def laid_out(figures: Figures, kpi: Kpi) -> Laid:
    """Groups down, periods across; without periods one column."""
    results = figures.of(kpi)
    columns = tuple(dict.fromkeys(_column(result) for result in results))
    rows: dict[tuple[Any, ...], dict[str, Result]] = {}
    names: dict[tuple[Any, ...], str] = {}
    for result in results:
        key = tuple(result.group.values())
        names[key] = _row(result)
        rows.setdefault(key, {})[_column(result)] = result
    return Laid(
        " · ".join(figures.by) or "全部 all",
        columns,
        tuple((names[key], tuple(cells.get(column) for column in columns)) for key, cells in rows.items()),
    )


def _row(result: Result) -> str:
    return (
        " · ".join("—" if part is None else str(part) for part in result.group.values()) if result.group else "全部 all"
    )


def _column(result: Result) -> str:
    return result.period.label if result.period else "值 value"


def counts(result: Result) -> str:
    """What is behind a value: the two sides of a share or a quotient, else the number of rows."""
    if result.reason == "suppressed":
        return ""
    if isinstance(result.state, Ratio):
        return f"{result.numerator:,} / {result.denominator:,}"
    return f"n = {result.denominator:,}"


def figures_page(
    figures: Figures,
    *,
    title: str,
    origin_en: str,
    origin_zh: str,
    notes: Sequence[str] = (),
    impossible: Sequence[str] = (),
    pictures: Sequence[str] = (),
) -> str:
    """The HTML of some figures; every text is escaped.

    Args:
        figures: what to show.
        title: the heading.
        origin_en: where the figures come from: a file, a simulation, made-up data.
        origin_zh: the same in Chinese.
        notes: what was left out, a line each.
        impossible: figures that could not be worked out, a line each; folded up at the end.
        pictures: SVG texts of :func:`gridgov.report.plots.svg`.

    """
    drawn = [Markup(picture) for picture in pictures]  # noqa: S704  # made by our own plots
    return (
        _environment()
        .get_template("figures.html.jinja")
        .render(
            figures=figures,
            title=title,
            origin_en=origin_en,
            origin_zh=origin_zh,
            notes=notes,
            impossible=impossible,
            pictures=drawn,
        )
    )


@cache
def _environment() -> Environment:
    return environment(
        counts=counts,
        label=label,
        laid_out=laid_out,
    )
