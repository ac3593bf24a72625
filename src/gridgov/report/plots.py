"""Figures as pictures: one panel a KPI of a family, as SVG that needs no network and no script.

A figure by group is a point with its interval, sorted by value; a figure by period is a line. What has no value is not
drawn as 0: it is named under the picture. The picture says where its figures come from. Needs ``gridgov[plots]``.

>>> import polars
>>> from gridgov.kpis.requests import RESOLUTION_RATE
>>> from gridgov.metrics import compute
>>> visits = polars.DataFrame({"unit": ["a", "a", "b"], "visited": [1, 1, 1], "solved": [1, 0, 1]})
>>> picture = svg(plot(compute(visits, [RESOLUTION_RATE], by=["unit"]), origin_en="made up", origin_zh="虚构"))
>>> picture.startswith("<svg")
True
"""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final, cast

from gridgov.errors import BadInput, Lang, Problem
from gridgov.labels import label
from gridgov.metrics.figures import Figures, Result
from gridgov.metrics.kpi import Kpi

if TYPE_CHECKING:
    import altair as alt

__all__ = ["plot", "plot_family", "svg"]

_FONTS: Final = "Noto Sans SC, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
_INK: Final = "#1f3a4d"
_ACCENT: Final = "#0072b2"
_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#7f7f7f", "#000000")
"""Okabe and Ito: also told apart by those who see few colours."""

_WIDTH: Final = 520
_ROW: Final = 20
_MOST_LINES: Final = len(_COLOURS)


def plot(figures: Figures, *, origin_en: str, origin_zh: str, lang: Lang = "en") -> "alt.VConcatChart":
    """A picture of all figures, a panel a KPI.

    Args:
        figures: what to draw, by one group column at most.
        origin_en: where the figures come from: published, simulated, made up … It stands under the picture.
        origin_zh: the same in Chinese.
        lang: the language of the picture.

    Raises:
        BadInput: no figures, or figures by several group columns.

    """
    import altair as alt

    if not len(figures):
        raise BadInput([Problem("wrong_length", "figures", {"expected": "≥ 1"})], source="plot")
    if len(figures.by) > 1:
        raise BadInput([Problem("one_group_column", "figures")], source="plot")
    panels = [_panel(kpi, figures.of(kpi), lang) for kpi in figures.kpis]
    origin = origin_zh if lang == "zh" else origin_en
    foot = alt.TitleParams(
        ("数据来源：" if lang == "zh" else "Where the figures come from: ") + origin,
        orient="bottom",
        anchor="start",
        fontSize=11,
        fontWeight="normal",
        color="#555",
    )
    whole = alt.vconcat(*panels, spacing=24, title=foot)
    styled: Any = (
        whole.configure(font=_FONTS, background="white")
        .configure_view(stroke=None)
        .configure_axis(labelColor=_INK, titleColor=_INK, grid=True, gridColor="#e6e6e6", domain=False, ticks=False)
    )
    return cast("alt.VConcatChart", styled)


def plot_family(
    figures: Figures, family: str, *, origin_en: str, origin_zh: str, lang: Lang = "en"
) -> "alt.VConcatChart":
    """A picture of the KPIs of one family, such as ``timeliness``.

    Raises:
        BadInput: as :func:`plot`; none of the figures is of the family.

    """
    of_family = Figures([block for block in figures.blocks if block.kpi.family == family], figures.by)
    return plot(of_family, origin_en=origin_en, origin_zh=origin_zh, lang=lang)


def svg(chart: Any) -> str:
    """A chart of altair as SVG text: self-contained, with labels for screen readers, no script."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


# ---- panels -------------------------------------------------------------------------------------------------------


def _panel(kpi: Kpi, results: Sequence[Result], lang: Lang) -> Any:
    rows = [_row(result) for result in results]
    drawn = [row for row in rows if row["value"] is not None]
    missing = [" ".join(filter(None, (row["group"], row["period"]))) for row in rows if row["value"] is None]
    title = _title(kpi, missing, lang)
    if any(row["period"] for row in rows):
        return _lines(kpi, drawn, title, lang)
    return _points(kpi, drawn, title, lang)


def _row(result: Result) -> dict[str, Any]:
    factor = 100 if result.kpi.unit == "percent" else 1
    interval = result.interval()
    value = None if result.value is None else float(factor * result.value)
    return {
        "group": "; ".join(str(part) for part in result.group.values()),
        "period": result.period.label if result.period else "",
        "value": value,
        "low": factor * interval.low if interval else value,
        "high": factor * interval.high if interval else value,
        "shown": result.shown(),
    }


def _title(kpi: Kpi, missing: Iterable[str], lang: Lang) -> dict[str, Any]:
    name = kpi.title_zh if lang == "zh" else kpi.title_en
    parts = wrap(kpi.definition_zh if lang == "zh" else kpi.definition_en, 50 if lang == "zh" else 95)
    if kpi.direction != "context":
        parts.append(label("figure.direction", kpi.direction, lang))
    if absent := [name for name in missing if name]:
        listed = ", ".join(absent[:8]) + (" …" if len(absent) > 8 else "")  # noqa: PLR2004  # as many as fit the line
        parts.append(("无数值：" if lang == "zh" else "without a value: ") + listed)
    return {
        "text": name,
        "subtitle": parts,
        "anchor": "start",
        "color": _INK,
        "subtitleColor": "#555",
        "fontSize": 14,
        "subtitleFontSize": 11,
    }


def _chart(rows: Sequence[Mapping[str, Any]], title: Mapping[str, Any]) -> Any:
    import altair as alt

    data = alt.Data(values=list(rows))  # type: ignore[no-untyped-call]  # so it is in altair
    return alt.Chart(data, title=alt.TitleParams(**title))


def _axis(kpi: Kpi, lang: Lang) -> str:
    return label("figure.unit", kpi.unit, lang)


def _points(kpi: Kpi, rows: Sequence[Mapping[str, Any]], title: Mapping[str, Any], lang: Lang) -> Any:
    import altair as alt

    base = _chart(rows, title)
    y = alt.Y("group:N", sort=alt.EncodingSortField("value", order="descending"), title=None)
    x = alt.X("value:Q", title=_axis(kpi, lang), scale=alt.Scale(zero=False, nice=True, padding=12))
    text = alt.Tooltip("shown:N")
    rule = base.mark_rule(color=_ACCENT, strokeWidth=2, opacity=0.45).encode(y=y, x=alt.X("low:Q"), x2="high:Q")
    point = base.mark_point(color=_ACCENT, filled=True, size=60, opacity=1).encode(y=y, x=x, tooltip=text)
    name = base.mark_text(align="left", dx=8, dy=-7, fontSize=10, color=_INK).encode(y=y, x=x, text="shown:N")
    height = max(_ROW * len(rows), 2 * _ROW)
    return alt.layer(rule, point, name).properties(width=_WIDTH, height=height, description=str(title["text"]))


def _lines(kpi: Kpi, rows: Sequence[Mapping[str, Any]], title: Mapping[str, Any], lang: Lang) -> Any:
    import altair as alt

    groups = list(dict.fromkeys(row["group"] for row in rows))
    base = _chart(rows, title)
    x = alt.X("period:O", title=None, axis=alt.Axis(labelAngle=-40, grid=False))
    y = alt.Y("value:Q", title=_axis(kpi, lang), scale=alt.Scale(zero=False, nice=True))
    named = len(groups) > 1
    colour = alt.Color(
        "group:N",
        title=None,
        sort=groups,
        scale=alt.Scale(domain=groups, range=[_COLOURS[i % _MOST_LINES] for i in range(len(groups))]),
        legend=alt.Legend(orient="right", symbolOpacity=1) if named else None,
    )
    band = base.mark_area(opacity=0.12).encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=colour)
    line = base.mark_line(strokeWidth=2, point=alt.OverlayMarkDef(size=30)).encode(
        x=x, y=y, color=colour, tooltip=alt.Tooltip("shown:N")
    )
    if len(groups) > _MOST_LINES:
        return line.encode(color=alt.value(_ACCENT), detail="group:N", opacity=alt.value(0.45)).properties(
            width=_WIDTH, height=180, description=str(title["text"])
        )
    return alt.layer(band, line).properties(width=_WIDTH, height=180, description=str(title["text"]))
