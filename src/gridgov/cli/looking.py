"""``gridgov diagram``, ``schema`` and ``verify``: looks at lifecycles, messages and logs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gridgov.cli.app import FOUND, app, at, printable
from gridgov.errors import BadInput, Problem

if TYPE_CHECKING:
    from gridgov.messages import Recorded

__all__ = ["diagram", "schema", "verify"]


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

    with at(log, "not_readable"):
        good, damage = _count(read_log(log))
    if damage is not None:
        typer.echo(f"{good} events are good, then damage. 前{good}条事件完好，其后损坏。")
        typer.echo(printable(str(damage)), err=True)
        raise typer.Exit(FOUND)
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
