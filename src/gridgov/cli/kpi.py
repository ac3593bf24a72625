"""``gridgov kpi``: figures of a file, by unit and period, as a table on the terminal and as CSV, Parquet or HTML."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer

from gridgov.cli.app import Lang, app, at, printable, read
from gridgov.errors import BadInput, Problem

if TYPE_CHECKING:
    from gridgov.adapters.spreadsheets import Mapping
    from gridgov.metrics import Figures, Kpi, Period
    from gridgov.metrics.conditions import Kind

__all__ = ["kpi"]

_Period = Literal["day", "week", "month", "quarter", "year"]


@app.command()
def kpi(
    file: Annotated[Path, typer.Argument(help="A table of tickets: CSV, Excel, JSON lines, Open311 JSON or Parquet.")],
    map_: Annotated[
        str | None,
        typer.Option(
            "--map", metavar="MAP", help="Which column is which: a TOML file, or the name of a preset. 列映射。"
        ),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Which sheet of a workbook. 工作表。")] = None,
    by: Annotated[
        list[str] | None, typer.Option(help="A column whose values make groups; may repeat. 分组列。")
    ] = None,
    period: Annotated[_Period | None, typer.Option(help="How time is cut. 时段。")] = None,
    first_day: Annotated[int, typer.Option(help="The day on which a month begins. 每月起始日。")] = 1,
    zone: Annotated[
        str | None,
        typer.Option(help="The time zone of days and months; else that of the mapping, or Asia/Shanghai. 时区。"),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The day at whose end what is open is still open. 统计截止日。"),
    ] = None,
    base: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=NUMBER", help="A number from outside, such as population=98000. 外部数据。"),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--kpi", metavar="ID", help="A figure, or a family; all that the columns allow if not given. 指标。"
        ),
    ] = None,
    out: Annotated[
        list[Path] | None, typer.Option(help="Where to write: .csv, .parquet or .html; may repeat. 输出文件。")
    ] = None,
    plots: Annotated[
        bool, typer.Option("--plots", help="Draw each family into the HTML; needs gridgov[plots]. 在HTML中绘图。")
    ] = False,
    lang: Annotated[Lang, typer.Option(help="The language of the table. 语言。")] = "en",
) -> None:
    """Works out the figures of a file.

    统计文件中的指标。

    Without --map the columns must have the names of the ticket table. What could not be read, and which figures could
    not be worked out for want of a column, is said; nothing is left out in silence.
    """
    import polars as pl
    from rich.console import Console

    from gridgov.metrics import compute

    console = Console(highlight=False)
    mapping = None if map_ is None else _mapping(map_)
    of_mapping = None if mapping is None else mapping.zone
    where = _zone(zone or of_mapping or "Asia/Shanghai")
    cut = None if period is None else _period(period, where, first_day)
    moment = None if as_of is None else _end_of(as_of, where)
    bases = _bases(base or [])
    _check_out(out or [], file)
    with _busy("读取 reading"):
        table, notes = _table(file, mapping, lang, sheet)
    chosen, impossible = _chosen(only or [], table.columns, cut, moment, bases)
    if mapping is None:
        table = _with_numbers(table, chosen, anchors=cut is not None)
    with _busy("统计 computing"):
        found = compute(table, chosen, by=by or [], period=cut, as_of=moment, bases=bases)
    lines = _line_by_line(impossible, lang)
    for path in out or []:  # before anything is shown: whoever only looks at the head of it has the files
        with at(path, "not_writable"):
            _write(path, found, notes, lines, pl, file, plots=plots)
    _show(found, notes + (lines if only else _in_short(impossible, lang)), console, lang)
    for path in out or []:
        console.print(str(path), soft_wrap=True, markup=False)


# ---- what was asked -----------------------------------------------------------------------------------------------


def _zone(name: str) -> tzinfo:
    with suppress(Exception):
        return ZoneInfo(name)
    raise BadInput([Problem("unknown_time_zone", "--zone", {"zone": printable(name)})], source="kpi")


def _period(name: _Period, zone: tzinfo, first_day: int) -> "Period":
    from gridgov.metrics import days, months, quarters, weeks, years

    match name:
        case "day":
            return days(zone)
        case "week":
            return weeks(zone)
        case "month":
            return months(zone, first_day=first_day)
        case "quarter":
            return quarters(zone)
        case "year":
            return years(zone)


def _end_of(text: str, zone: tzinfo) -> int:
    from gridgov.metrics import days, microseconds

    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput([Problem("wrong_type", "--as-of", {"expected": "a date"})], source="kpi") from None
    midday = microseconds(datetime.combine(day, time(12), tzinfo=zone))
    return days(zone).window_of(midday).end


def _bases(given: Sequence[str]) -> dict[str, int]:
    found, problems = {}, []
    for i, text in enumerate(given):
        name, _, number = text.partition("=")
        if name and number.isdecimal():
            found[name] = int(number)
        else:
            problems.append(Problem("wrong_pattern", f"--base[{i}]", {"expected": "NAME=NUMBER"}))
    if problems:
        raise BadInput(problems, source="kpi")
    return found


_Impossible = dict["Kpi", tuple[Problem, ...]]
"""Figures that cannot be worked out, and why."""
_MOST_NAMED = 5
_WRITTEN = (".csv", ".parquet", ".html")


def _check_out(paths: Sequence[Path], source: Path) -> None:
    wrong = [Problem("unknown_choice", "--out", {"expected": _WRITTEN}) for p in paths if p.suffix not in _WRITTEN]
    wrong += [Problem("would_overwrite", "--out") for path in paths if path.resolve() == source.resolve()]
    if wrong:
        raise BadInput(wrong, source="kpi")


def _chosen(
    only: Sequence[str],
    columns: Sequence[str],
    period: "Period | None",
    as_of: int | None,
    bases: dict[str, int],
) -> tuple[list["Kpi"], "_Impossible"]:
    """The figures that can be worked out, and the others that were asked for."""
    from gridgov.kpis import CATALOGUE
    from gridgov.metrics.checking import unanswerable

    of_tickets = [one for one in CATALOGUE if one.table == "tickets"]
    unknown = [name for name in only if not any(name in (one.id, one.family) for one in of_tickets)]
    if unknown:
        raise BadInput([Problem("unknown_kpi", f"--kpi[{only.index(name)}]") for name in unknown], source="kpi")
    asked = [one for one in of_tickets if not only or one.id in only or one.family in only]
    given: dict[str, Any] = {"period": period, "as_of": as_of, "bases": bases}
    reasons = {one: unanswerable(one, columns, **given) for one in asked}
    found = [one for one, why in reasons.items() if not why]
    if not found:
        why = [Problem(r.code, f"{one.id}: {r.where}", r.params) for one in asked for r in reasons[one] if only]
        raise BadInput([Problem("no_figure_possible", "FILE", {"near": _nearest(columns)}), *why], source="kpi")
    return found, {one: why for one, why in reasons.items() if why}


def _nearest(columns: Sequence[str]) -> str:
    """The preset of which a file has most columns, or a dash."""
    from gridgov.adapters.spreadsheets import fits

    name, there, _ = fits(columns)[0]
    return name if there else "—"


def _line_by_line(impossible: "_Impossible", lang: Lang) -> list[str]:
    """For each figure that could not be worked out, why."""
    return [f"{one.id}: {'; '.join(_said(reason, one, lang) for reason in why)}" for one, why in impossible.items()]


def _in_short(impossible: "_Impossible", lang: Lang) -> list[str]:
    """How many could not be worked out, and the columns that most of them lack."""
    if not impossible:
        return []
    lacking = Counter(reason.where for why in impossible.values() for reason in why if reason.code == "missing")
    columns = [f"{where.removeprefix('column ')} ({count})" for where, count in lacking.most_common(_MOST_NAMED)]
    count, most = len(impossible), ("、" if lang == "zh" else ", ").join(columns) or "—"
    if lang == "zh":
        return [f"另有{count}项指标无法统计，最缺的列：{most}；逐项原因见--kpi或HTML文件"]
    return [f"{count} more figures could not be worked out; most lack: {most}; each reason: --kpi, or the HTML file"]


def _said(reason: Problem, one: "Kpi", lang: Lang) -> str:
    """A reason in words, without the id that stands before it already."""
    return (Problem(reason.code, "", reason.params) if reason.where == one.id else reason).text(lang)


# ---- the table ----------------------------------------------------------------------------------------------------


def _mapping(name: str) -> "Mapping":
    """The mapping of a TOML file, or a preset."""
    from gridgov.adapters.spreadsheets import preset, read_mapping

    given = Path(name)
    return read_mapping(read(given), source=printable(given.name)) if given.suffix == ".toml" else preset(name)


def _table(file: Path, mapping: "Mapping | None", lang: Lang, sheet: str | None) -> tuple[Any, list[str]]:
    from gridgov.adapters.spreadsheets import read_table, to_tickets

    frame = read_table(file, sheet=sheet)
    if mapping is None:
        return frame, _looks_like(frame.columns, lang)
    imported = to_tickets(frame, mapping)
    return imported.tickets, imported.report.text(lang).splitlines()


def _looks_like(columns: Sequence[str], lang: Lang) -> list[str]:
    """A hint for whoever forgot the mapping: the preset of which the file has most of the columns."""
    from gridgov.adapters.spreadsheets import fits

    name, there, of = fits(columns)[0]
    if 2 * there < of:
        return []
    return [
        f"未指定--map；文件含预设{name}的{of}列中的{there}列"
        if lang == "zh"
        else f"no --map was given; the file has {there} of the {of} columns of the preset {name}"
    ]


def _with_numbers(table: Any, kpis: Sequence["Kpi"], *, anchors: bool) -> Any:
    """A file of text says its numbers in text: the columns that are asked for as numbers are read as such.

    Raises:
        BadInput: all columns in which something else is said.

    """
    import polars as pl

    from gridgov.metrics.conditions import strictest

    moments: dict[str, Kind] = dict.fromkeys((one.anchor for one in kpis if one.anchor and anchors), "integer")
    kinds = strictest(*(one.columns for one in kpis), moments)
    said = [name for name, kind in kinds.items() if kind in ("integer", "flag") and table.schema.get(name) == pl.String]
    read = table.with_columns(pl.col(said).str.strip_chars().cast(pl.Int64, strict=False))
    wrong = [name for name in said if read[name].null_count() > table[name].null_count()]
    if wrong:
        raise BadInput([Problem("text_for_numbers", f"column {printable(name)}") for name in wrong], source="kpi")
    return read


@contextmanager
def _busy(what: str) -> Iterator[None]:
    """A line that turns while something takes long, on a terminal alone."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


# ---- what comes out -----------------------------------------------------------------------------------------------

_MOST_ROWS = 60


def _show(found: "Figures", notes: Sequence[str], console: Any, lang: Lang) -> None:
    from rich.markup import escape
    from rich.table import Table

    from gridgov.report.figures_page import counts

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    periods = any(result.period for result in found[:1])
    for name in ("指标" if lang == "zh" else "figure", *found.by, *(["时段" if lang == "zh" else "period"] * periods)):
        table.add_column(escape(name))
    table.add_column("数值" if lang == "zh" else "value", justify="right")
    table.add_column("依据" if lang == "zh" else "counts", justify="right", style="dim")
    for result in found[:_MOST_ROWS]:
        table.add_row(
            result.kpi.title_zh if lang == "zh" else result.kpi.title_en,
            *(escape(printable("—" if part is None else str(part))) for part in result.group.values()),
            *([result.period.label] if result.period else []),
            result.shown(lang),
            counts(result),
        )
    console.print(table)
    if len(found) > _MOST_ROWS:
        rest = len(found) - _MOST_ROWS
        console.print(
            f"… 另有{rest}行，请用--out输出" if lang == "zh" else f"… {rest} more rows: write them with --out"
        )
    if notes:
        console.print("\n未计入与提示：" if lang == "zh" else "\nLeft out, and noted:", style="bold")
        for note in notes:
            console.print(f"  {printable(note)}", style="dim", markup=False)


def _write(
    path: Path, found: "Figures", notes: Sequence[str], lines: Sequence[str], pl: Any, source: Path, *, plots: bool
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".html":
        from gridgov.report.figures_page import figures_page

        name, today = printable(source.name), datetime.now(UTC).date().isoformat()
        origin = {
            "origin_en": f"worked out from the file {name} on {today}; the file was not checked by us",
            "origin_zh": f"由文件 {name} 于 {today} 统计得出，数据未经本工具核实",
        }
        text = figures_page(
            found,
            title=f"指标 figures: {name}",
            notes=notes,
            impossible=lines,
            pictures=_pictures(found, origin) if plots else (),
            **origin,
        )
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    table = pl.DataFrame(found.table(), infer_schema_length=None)
    if path.suffix == ".csv":
        table.write_csv(path)
    else:
        table.write_parquet(path)


def _pictures(found: "Figures", origin: dict[str, str]) -> list[str]:
    from gridgov.report.plots import plot_family, svg

    families = dict.fromkeys(one.family for one in found.kpis)
    return [svg(plot_family(found, family, lang="zh", **origin)) for family in families]
