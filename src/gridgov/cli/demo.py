"""``gridgov demo``: the simulated year of the reference case, ending in its report card."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridgov.cli.app import app, at
from gridgov.documents import write_json

if TYPE_CHECKING:
    from gridgov.metrics import Facts
    from gridgov.ports import EventStore
    from gridgov.report.card import Card
    from gridgov.simulation.year import Run, Year

__all__ = ["demo"]


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="What every draw follows from. 随机种子。")] = 2022,
    tickets: Annotated[
        int | None, typer.Option(help="Hotline tickets; as many as were published if not given. 热线工单数。")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the files go. 输出目录。")] = Path("build/yuqiao-2022"),
) -> None:
    """Simulates the year of the reference case and ends in its report card.

    模拟一年并生成年终成绩单。
    """
    from rich.console import Console

    from gridgov.adapters.memory import MemoryStore
    from gridgov.adapters.system import no_garbage
    from gridgov.report import terminal
    from gridgov.simulation.year import yuqiao_2022

    watch, store, console = _Watch(), MemoryStore(), Console(highlight=False)
    year = yuqiao_2022(tickets=_published_volume() if tickets is None else tickets)
    with at(out, "not_writable"):
        out.mkdir(parents=True, exist_ok=True)
    with no_garbage():
        run = _simulated(year, store, seed, watch)
    with watch.lap("写日志 write the log"), at(out / "events.jsonl", "not_writable"):
        events = _write_log(out / "events.jsonl", store)
    with watch.lap("事实与指标 facts and figures"):
        card = _card(year, run, store, events)
    with watch.lap("成绩单 report card"):
        _write_card(card, out)
        terminal.show(card, console)
    console.print(watch.table())
    for name in ("report.json", "report.html", "events.jsonl"):
        console.print(str(out / name), soft_wrap=True, markup=False)


def _published_volume() -> int:
    """The published F1."""
    from gridgov.report.figures import figures

    return int(next(figure for figure in figures() if figure.id == "F1").amount().value)


def _simulated(year: "Year", store: "EventStore", seed: int, watch: "_Watch") -> "Run":
    """Runs the year with a bar on the terminal, if there is one."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    from gridgov.simulation.year import simulate

    console, timed = Console(stderr=True), _TimedStore(store)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with (
        watch.lap("模拟与决定 simulate and decide"),
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar,
    ):
        task = bar.add_task(f"模拟 simulating {year.id}")
        run = simulate(year, timed, seed=seed, progress=lambda done, of: bar.update(task, completed=done, total=of))
    watch.move("模拟与决定 simulate and decide", "存入事件 append to the store", timed.seconds)
    return run


def _write_log(path: Path, store: "EventStore") -> int:
    from gridgov.adapters.jsonl import write_log

    return write_log(path, store.read_all())


def _card(year: "Year", run: "Run", store: "EventStore", events: int) -> "Card":
    from gridgov import __version__
    from gridgov.metrics import facts
    from gridgov.report.card import Card, rows
    from gridgov.report.cases import told
    from gridgov.report.figures import figures
    from gridgov.report.volumes import volumes

    table = facts(store.read_all())
    units = {unit.id: unit for unit in year.register.units}
    return Card(
        title_en="Yuqiao Subdistrict 2022: year-end report card of a simulated year",
        title_zh="玉桥街道2022：模拟年度的年终成绩单",
        scenario=year.id,
        seed=run.seed,
        tickets=year.tickets,
        events=events,
        version=__version__,
        rows=rows(figures(), _produced(year, run, table)),
        cases=(
            told(
                "Example case: an e-bike in a corridor (simulated)",
                "示例诉求：楼道里的电动自行车（模拟）",
                store.read(f"ticket/{run.example}"),
            ),
            told("The topic of the year (simulated)", "本年议题（模拟）", store.read(f"topic/{run.topic}")),
        ),
        volumes=volumes(table, units),
    )


def _produced(year: "Year", run: "Run", facts: "Facts") -> Mapping[str, Any]:
    from gridgov.report.figures import figures
    from gridgov.report.produced import from_log, from_parts, from_register, together

    return together(
        from_log(facts, figures(), zone=year.timetable.hours.tz, example=run.example),
        from_parts(figures()),
        from_register(year.register, figures()),
    )


def _write_card(card: "Card", out: Path) -> None:
    from gridgov.report.card import document
    from gridgov.report.page import page

    for name, text in (("report.json", f"{write_json(document(card))}\n"), ("report.html", page(card))):
        with at(out / name, "not_writable"):
            (out / name).write_text(text, encoding="utf-8", newline="\n")


class _TimedStore:
    """A store that knows how long its appends took. The demo shows it; nothing of it is written down."""

    def __init__(self, store: "EventStore") -> None:
        self._store = store
        self.seconds = 0.0
        self.read = store.read
        self.read_all = store.read_all

    def append(self, stream: str, events: Any, *, expected_version: int) -> Any:
        """Adds a batch to the end of a stream; see :class:`gridgov.ports.EventStore`."""
        start = time.perf_counter()
        try:
            return self._store.append(stream, events, expected_version=expected_version)
        finally:
            self.seconds += time.perf_counter() - start


class _Watch:
    """How long the parts of the demo took."""

    def __init__(self) -> None:
        self._laps: dict[str, float] = {}

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        """Measures a part."""
        start = time.perf_counter()
        yield
        self._laps[name] = time.perf_counter() - start

    def move(self, source: str, target: str, seconds: float) -> None:
        """Gives a share of one part a name of its own."""
        self._laps[source] -= seconds
        self._laps[target] = seconds

    def table(self) -> Any:
        """The parts with their seconds and their shares of the whole."""
        from rich.table import Table

        whole = sum(self._laps.values())
        table = Table(title="\n用时 time", title_justify="left", title_style="bold", box=None, show_header=False)
        table.add_column()
        table.add_column(justify="right")
        table.add_column(justify="right")
        for name, seconds in self._laps.items():
            table.add_row(name, f"{seconds:.1f} s", f"{seconds / whole:.0%}")
        table.add_row("合计 total", f"{whole:.1f} s", "")
        return table
