"""``gridgov`` on the command line: the simulated year, and the small tools around charts, schemas and logs.

Each command imports what it needs, so that ``gridgov lint`` does not wait for a dataframe library.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from gridgov.documents import MAX_BYTES, key_name, read_json, read_toml, write_json
from gridgov.errors import BadInput, Problem

if TYPE_CHECKING:
    from gridgov.lifecycle import Lifecycle
    from gridgov.messages import Recorded
    from gridgov.metrics import Facts
    from gridgov.org import Finding, Register
    from gridgov.parameters import Parameters
    from gridgov.ports import EventStore
    from gridgov.report.card import Card
    from gridgov.simulation.year import Run, Year

__all__ = ["app"]

app = typer.Typer(
    name="gridgov",
    help="Grassroots governance as a library. 基层治理程序库。",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
"""The commands. :func:`gridgov.__main__.main` runs them and puts errors into words."""

_FOUND = 1
"""The exit code when a command worked and found a fault in what it looked at."""


# ---- demo ---------------------------------------------------------------------------------------------------------


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
    with _at(out, "not_writable"):
        out.mkdir(parents=True, exist_ok=True)
    with no_garbage():
        run = _simulated(year, store, seed, watch)
    with watch.lap("写日志 write the log"), _at(out / "events.jsonl", "not_writable"):
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
        with _at(out / name, "not_writable"):
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


# ---- lint and diagram ---------------------------------------------------------------------------------------------


_Lang = Literal["en", "zh"]


@app.command()
def lint(
    file: Annotated[
        Path,
        typer.Argument(
            help="A DIGIT BusinessService or a table of transitions, as JSON; a pack of rules or a register, as TOML."
        ),
    ],
    lang: Annotated[_Lang, typer.Option(help="The language of the findings. 语言。")] = "en",
    ignore: Annotated[
        list[str] | None,
        typer.Option(help="A code of findings to leave out; may stand several times. 不列出的问题代码。"),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="The day on which a register is looked at; else the last on which something in it begins. 日期。",
        ),
    ] = None,
    onto: Annotated[
        Path | None, typer.Option(help="A register that the file adds to. 所补充的登记册。", metavar="BASE")
    ] = None,
    rules: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PACK",
            help="A shipped pack, or a TOML file, for a register besides the shipped laws. 登记册适用的规则包。",
        ),
    ] = None,
) -> None:
    """Looks for faults in a lifecycle (dead ends, waiting without a clock), a local pack of rules, or a register.

    检查生命周期、本地规则包或登记册。

    A table of transitions is {"initial": "new", "final": ["done"], "transitions": {"new": ["done"], "done": []}}.
    A pack is held against the shipped laws and regulations: what it may not say, and where it asks for less.
    Of a register, only errors make the command leave with 1.
    """
    raw, source = _read(file), _printable(file.name)
    if file.suffix == ".toml" and _is_register(raw, source):
        found = _lint_register(raw, source, at=at, onto=onto, rules=rules or [])
        _tell(*found, lang=lang, ignore=ignore or [])
        return
    options = {"--at": at, "--onto": onto, "--rules": rules}
    if misplaced := [Problem("for_registers_only", name) for name, value in options.items() if value]:
        raise BadInput(misplaced, source="lint")
    look = _lint_pack if file.suffix == ".toml" else _lint_lifecycle
    findings = [finding for finding in look(raw, source) if finding.code not in (ignore or ())]
    for finding in findings:
        typer.echo(f"{finding.code:<24} {_printable(finding.text(lang))}")
    typer.echo({"en": f"findings: {len(findings)}", "zh": f"问题：{len(findings)}个"}[lang])
    if findings:
        raise typer.Exit(_FOUND)


def _lint_lifecycle(raw: bytes, source: str) -> tuple[Problem, ...]:
    from gridgov.lifecycle import lint as findings_of

    return findings_of(_read_lifecycle(raw, source=source))


def _lint_pack(raw: bytes, source: str) -> tuple[Problem, ...]:
    from gridgov.parameters import SHIPPED, read_pack, shipped
    from gridgov.tickets.policy import lint_pack

    pack = read_pack(raw, source=source)
    rules = (shipped(name) for name in SHIPPED if name != pack.id)
    return lint_pack(pack, *(one for one in rules if one.kind in {"law", "local"}))


def _read_lifecycle(raw: bytes, *, source: str) -> "Lifecycle":
    from gridgov.lifecycle import read_digit, read_transitions

    document = read_json(raw, source=source)
    if not isinstance(document, dict) or "transitions" not in document:
        return read_digit(raw, source=source)
    initial, final, table = document.get("initial"), document.get("final", []), document["transitions"]
    problems = [
        Problem("unknown_key", key_name(key)) for key in document if key not in {"initial", "final", "transitions"}
    ]
    if not isinstance(initial, str):
        problems.append(Problem("wrong_type", "initial", {"expected": "string"}))
    if not _is_names(final):
        problems.append(Problem("wrong_type", "final", {"expected": "list of strings"}))
    if not isinstance(table, dict) or not all(map(_is_names, table.values())):
        problems.append(Problem("wrong_type", "transitions", {"expected": "lists of strings by state"}))
    if problems:
        raise BadInput(problems, source=source)
    return read_transitions(source, table, initial=str(initial), final=final)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_register(raw: bytes, source: str) -> bool:
    from gridgov.org.rows import ROWS

    return not {"register", "structure", *ROWS}.isdisjoint(read_toml(raw, source=source))


def _lint_register(
    raw: bytes, source: str, *, at: str | None, onto: Path | None, rules: list[str]
) -> tuple[list["Finding"], str | None]:
    """What is found in a register, and the day that was looked at; None: it is refused."""
    from gridgov.org import read_register
    from gridgov.org.checks import Finding, check, check_of

    day, packs = None if at is None else _day(at), _packs(rules)
    base = None if onto is None else read_register(_read(onto), source=_printable(onto.name))
    try:
        register = read_register(raw, source=source, onto=base)
    except BadInput as refused:
        return [Finding(one := check_of(p.code), one.severity, p) for p in refused.problems], None
    day = day or _last_beginning(register)
    return list(check(register, day, rules=packs)), day.isoformat()


def _day(text: str) -> date:
    with suppress(ValueError):
        return date.fromisoformat(text)
    raise BadInput([Problem("wrong_type", "--at", {"expected": "a date"})], source="lint")


def _packs(names: list[str]) -> "Parameters":
    """The shipped laws, and the packs that are named besides."""
    from gridgov.parameters import SHIPPED, combine, read_pack, shipped

    laws = [pack for pack in map(shipped, SHIPPED) if pack.kind == "law" and pack.id not in names]
    files = [Path(name) if name.endswith(".toml") else None for name in names]
    named = [
        shipped(name) if file is None else read_pack(_read(file), source=_printable(file.name))
        for name, file in zip(names, files, strict=True)
    ]
    return combine(*laws, *named)


def _last_beginning(register: "Register") -> date:
    """The last day on which something in a register begins."""
    from gridgov.org import TABLES

    begins = (record.validity.valid_from for table in TABLES for record in getattr(register, table))
    return max(begins, default=date.min)


def _tell(findings: list["Finding"], day: str | None, *, lang: _Lang, ignore: list[str]) -> None:
    """Prints the findings about a register, and leaves with 1 if there is an error among them."""
    from gridgov.labels import label

    told = [one for one in findings if not {one.check.id, one.problem.code} & set(ignore)]
    for one in told:
        severity = label("org.severity", one.severity, lang)
        typer.echo(f"{severity:<8} {one.check.id:<29} {_printable(one.text(lang))}")
    errors, warnings, notices = (sum(one.severity == s for one in told) for s in ("error", "warning", "notice"))
    if lang == "zh":
        about = "未载入" if day is None else f"检查日期 {day}"
        typer.echo(f"问题：{len(told)}个（错误{errors}，警告{warnings}，提示{notices}；{about}）")
    else:
        about = "nothing is loaded" if day is None else f"on {day}"
        typer.echo(f"findings: {len(told)} (errors {errors}, warnings {warnings}, notices {notices}; {about})")
    if errors:
        raise typer.Exit(_FOUND)


@app.command()
def diagram(
    room: Annotated[Literal["ticket", "topic"], typer.Argument(help="Whose lifecycle.")],
    format_: Annotated[Literal["mermaid", "markdown"], typer.Option("--format", help="The form. 格式。")] = "mermaid",
) -> None:
    """Draws a lifecycle, or lists its edges with their sources.

    绘制生命周期。
    """
    from gridgov import deliberation, diagrams, tickets

    chart = {"ticket": tickets.LIFECYCLE, "topic": deliberation.LIFECYCLE}[room]
    draw = {"mermaid": diagrams.mermaid, "markdown": diagrams.markdown}[format_]
    typer.echo(draw(chart), nl=False)


# ---- schema and verify --------------------------------------------------------------------------------------------


@app.command()
def schema(
    name: Annotated[str | None, typer.Argument(metavar="[TYPE]", help="A message type; all if not given.")] = None,
) -> None:
    """Prints the JSON Schema of one message, or of all.

    输出消息的JSON Schema。
    """
    from gridgov.messages import COMMANDS, EVENTS

    schemas = {**COMMANDS.schemas(), **EVENTS.schemas()}
    if name is not None and name not in schemas:
        raise BadInput([Problem("unknown_choice", "TYPE", {"expected": tuple(schemas)})], source="schema")
    typer.echo(json.dumps(schemas if name is None else schemas[name], ensure_ascii=False, indent=2))


@app.command()
def verify(log: Annotated[Path, typer.Argument(help="A log: one event a line, such as events.jsonl.")]) -> None:
    """Checks a log event by event and names the first damage.

    校验事件日志。
    """
    from gridgov.adapters.jsonl import read_log

    with _at(log, "not_readable"):
        good, damage = _count(read_log(log))
    if damage is not None:
        typer.echo(f"{good} events are good, then damage. 前{good}条事件完好，其后损坏。")
        typer.echo(_printable(str(damage)), err=True)
        raise typer.Exit(_FOUND)
    typer.echo(f"{good} events, all good. 共{good}条事件，全部完好。")


def _count(log: "Iterator[Recorded]") -> tuple[int, BadInput | None]:
    """How many events of a log are good, and the damage that comes after them."""
    good = 0
    try:
        for _ in log:
            good += 1
    except BadInput as damage:
        return good, damage
    return good, None


# ---- files --------------------------------------------------------------------------------------------------------


def _read(file: Path) -> bytes:
    """What is in a file, but no more than a document may have."""
    with _at(file, "not_readable"), file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


@contextmanager
def _at(file: Path, otherwise: str) -> Iterator[None]:
    """Turns what the system says about a file into a ``BadInput``."""
    try:
        yield
    except FileNotFoundError:
        raise BadInput([Problem("no_such_file", _printable(str(file)))], source="file") from None
    except OSError:
        raise BadInput([Problem(otherwise, _printable(str(file)))], source="file") from None


def _printable(text: str) -> str:
    """The text without what could steer a terminal."""
    return "".join(character if character.isprintable() or character == "\n" else "�" for character in text)
