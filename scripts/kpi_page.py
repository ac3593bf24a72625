"""The page of the KPI catalogue, made of the definitions; ``scripts/render.py`` writes it."""

from collections.abc import Iterator, Sequence

from gridgov.errors import Lang
from gridgov.kpis import CATALOGUE
from gridgov.labels import label
from gridgov.metrics import Kpi
from gridgov.metrics.formulas import formula

HEAD = """# KPI catalogue

Written by `scripts/render.py` from `gridgov.kpis.CATALOGUE`; do not edit this page. {count} figures in {families}
families. Every definition is a value that runs; the small table below it was worked out by hand, and a test runs it,
and made-up tables besides, on polars, pandas, DuckDB and PySpark against plain Python.

Weights, targets and rankings are nobody's default: none is shipped here. Where a figure is easily misread or gamed, it
says so.

| family | figures |
| --- | --- |
{index}
"""

TITLES = {
    "requests": ("Requests", "诉求"),
    "timeliness": ("Timeliness", "时效"),
    "quality": ("Data quality", "数据质量"),
    "property": ("Property bodies", "物业管理组织"),
    "grid": ("Grid", "网格"),
    "organisation": ("Organisation", "组织"),
    "volunteers": ("Volunteers", "志愿力量"),
    "equity": ("Equity", "均衡"),
}


def catalogue_page() -> str:
    """The whole page."""
    families = dict.fromkeys(kpi.family for kpi in CATALOGUE)
    of = {family: [kpi for kpi in CATALOGUE if kpi.family == family] for family in families}
    index = "\n".join(f"| {_title(family)} | {len(kpis)} |" for family, kpis in of.items())
    head = HEAD.format(count=len(CATALOGUE), families=len(of), index=index)
    return "\n".join([head, *(_family(family, kpis) for family, kpis in of.items())])


def _title(family: str) -> str:
    english, chinese = TITLES.get(family, (family, family))
    return f"{english} · {chinese}"


def _family(family: str, kpis: Sequence[Kpi]) -> str:
    return f"## {_title(family)}\n\n" + "\n".join(map(_entry, kpis))


def _entry(kpi: Kpi) -> str:
    lines = [f"### {kpi.title_en} · {kpi.title_zh}", ""]
    lines += [
        f"`{kpi.id}` version {kpi.version}",
        "",
        f"{_sentence(kpi.definition_en)}",
        "",
        f"{kpi.definition_zh}。",
        "",
    ]
    lines += ["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in _facts(kpi)), ""]
    lines += _example(kpi)
    return "\n".join(lines)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _facts(kpi: Kpi) -> Iterator[tuple[str, str]]:
    yield "formula", f"`{formula(kpi.measure, 'en')}`" + (f" × {kpi.scale}" if kpi.scale != 1 else "")
    yield "公式", f"`{formula(kpi.measure, 'zh')}`" + (f" × {kpi.scale}" if kpi.scale != 1 else "")
    yield (
        "table, moment",
        " · ".join(filter(None, (_both("figure.table", kpi.table), kpi.anchor and f"`{kpi.anchor}`"))),
    )
    yield "direction", _both("figure.direction", kpi.direction)
    yield "unit", _both("figure.unit", kpi.unit)
    yield "rows are", f"{_both('figure.population', kpi.population)}; {_both('figure.uncertainty', kpi.uncertainty)}"
    if kpi.beside:
        yield "read beside", f"`{kpi.beside}`"
    if kpi.minimum > 1 or kpi.suppress_below:
        yield (
            "no value below",
            f"{kpi.minimum} rows" + (f"; hidden below {kpi.suppress_below}" if kpi.suppress_below else ""),
        )
    for exclusion in kpi.exclusions:
        yield "left out", f"`{exclusion.code}`: {exclusion.reason_en} {exclusion.reason_zh}"
    if kpi.note_en:
        yield "beware", f"{kpi.note_en} {kpi.note_zh}"
    yield "source", kpi.source


def _both(group: str, code: str) -> str:
    languages: tuple[Lang, Lang] = ("en", "zh")
    words = dict.fromkeys(label(group, code, lang) for lang in languages)
    return " ".join(words)


def _example(kpi: Kpi) -> Iterator[str]:
    if kpi.example is None:
        return
    names, rows = kpi.example.columns, kpi.example.rows
    given = [f"`as_of` = {kpi.example.as_of}"] if kpi.example.as_of is not None else []
    given += [f"`{name}` = {value}" for name, value in kpi.example.bases]
    if given:
        yield f"Given: {', '.join(given)}."
        yield ""
    yield f"| {' | '.join(f'`{name}`' for name in names)} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        yield f"| {' | '.join('' if cell is None else str(cell) for cell in row)} |"
    yield ""
    yield f"comes to **{_shown(kpi)}**" + (" in the last month." if kpi.example.months else ".")
    yield ""


def _shown(kpi: Kpi) -> str:
    value = kpi.example.value if kpi.example else None
    if value is None:
        return "no value"
    exact = f"{value.numerator}/{value.denominator}" if value.denominator > 1 else str(value.numerator)
    return exact if kpi.unit != "percent" else f"{exact} = {float(100 * value):.2f} %"
