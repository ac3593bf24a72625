"""Lifecycles as pictures and tables: Mermaid state diagrams, whole or stage by stage, and Markdown.

A large lifecycle is read from far away first: :func:`mermaid_of_stages` shows its stages, :func:`mermaid_of_stage` what
is within one and where it leads to, :func:`mermaid` everything at once.

>>> from gridgov.tickets import LIFECYCLE
>>> print(mermaid_of_stages(LIFECYCLE).splitlines()[10].strip())
collect --> handle: dispatch

"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from gridgov.errors import BadInput, Problem
from gridgov.lifecycle import Edge, Lifecycle, Node

__all__ = ["markdown", "mermaid", "mermaid_of_stage", "mermaid_of_stages"]


def mermaid(lifecycle: Lifecycle) -> str:
    """The lifecycle as a Mermaid state diagram; compound stages are boxes, an edge of a stage is drawn once."""
    lines = ["stateDiagram-v2", f"    [*] --> {_word(lifecycle.initial)}", *_boxes(lifecycle.nodes, 0)]
    drawn: dict[str, None] = {}
    for edge, when in _conditions(lifecycle):
        source = _word(edge.drawn_from or edge.source)
        guards = f" [{when}]" if when else ""
        drawn[f"    {source} --> {_word(edge.target)}: {_line(edge.event).replace(':', ' ')}{guards}"] = None
    ends = [f"    {_word(node.id)} --> [*]" for node in lifecycle.nodes if node.final]
    return "\n".join([*lines, *drawn, *ends]) + "\n"


def _conditions(lifecycle: Lifecycle) -> Iterator[tuple[Edge, str]]:
    """Each edge with its condition in words; edges are tried in order, so a later one begins with *else*."""
    tried: set[tuple[str, str]] = set()
    for edge in lifecycle.edges:
        words = " and ".join(map(str, edge.guards))
        if (edge.source, edge.event) in tried:
            words = f"else if {words}" if words else "else"
        tried.add((edge.source, edge.event))
        yield edge, words


def _boxes(nodes: Iterable[Node], depth: int) -> Iterator[str]:
    pad = "    " * (depth + 1)
    for stage, inside in groupby(nodes, key=lambda node: node.stages[depth] if len(node.stages) > depth else None):
        if stage is None:
            yield from (f"{pad}{_word(node.id)}" for node in inside)
            continue
        yield f"{pad}state {_word(stage)} {{"
        yield from _boxes(inside, depth + 1)
        yield f"{pad}}}"


def _word(name: str) -> str:
    return "".join(c if c.isalnum() or c == "_" else "_" for c in name) or "_"


def _line(text: str) -> str:
    return " ".join(text.split())


def markdown(lifecycle: Lifecycle) -> str:
    """The lifecycle as a Markdown table: one row an edge, with its conditions and its source."""
    rows = ["| from | event | to | when | source |", "| --- | --- | --- | --- | --- |"]
    for edge, when in _conditions(lifecycle):
        cells = (edge.source, edge.event, edge.target, when, edge.reference)
        rows.append("| " + " | ".join(_line(cell).replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


# ---- from far away, and from near ---------------------------------------------------------------------------------


def mermaid_of_stages(lifecycle: Lifecycle) -> str:
    """The stages of a lifecycle, in order, and the ways between them; a state without a stage stands for itself.

    An arrow names the first acts that lead along it, and how many others do.
    """
    ways = ((_stage(lifecycle, edge.source), _stage(lifecycle, edge.target), edge) for edge in lifecycle.edges)
    arrows = _arrows(((source, target, edge.event) for source, target, edge in ways if source != target), most=_FEW)
    places = dict.fromkeys(_stage(lifecycle, node.id) for node in lifecycle.nodes)
    ends = [f"    {_word(node.id)} --> [*]" for node in lifecycle.nodes if node.final]
    first = _stage(lifecycle, lifecycle.initial)
    head = ["stateDiagram-v2", "    direction TB", f"    [*] --> {_word(first)}"]
    return "\n".join([*head, *(f"    {_word(place)}" for place in places), *arrows, *ends]) + "\n"


def mermaid_of_stage(lifecycle: Lifecycle, stage: str) -> str:
    """The states within a stage and the ways out of them; where a way leaves the stage, the next stage stands.

    Raises:
        BadInput: the lifecycle has no such stage.

    """
    inside = [node.id for node in lifecycle.nodes if stage in node.stages]
    if not inside:
        stages = tuple(dict.fromkeys(name for node in lifecycle.nodes for name in node.stages))
        raise BadInput([Problem("unknown_choice", "stage", {"expected": stages})], source="diagram")
    ways = []
    for edge, when in _conditions(lifecycle):
        if edge.source in inside:
            target = edge.target if edge.target in inside else _stage(lifecycle, edge.target)
            source = stage if edge.drawn_from == stage else edge.source
            ways.append((source, target, f"{edge.event} [{when}]" if when else edge.event))
    box = [f"    state {_word(stage)} {{", *(f"        {_word(state)}" for state in inside), "    }"]
    return "\n".join(["stateDiagram-v2", "    direction LR", *box, *_arrows(ways)]) + "\n"


def _stage(lifecycle: Lifecycle, state: str) -> str:
    return next(iter(lifecycle.node(state).stages), state)


_FEW: Final = 3
"""How many acts an arrow between stages names."""


def _arrows(ways: Iterable[tuple[str, str, str]], *, most: int = 0) -> Iterator[str]:
    """One arrow for everything that leads from one place to another; with ``most``, so many names at most."""
    joined: dict[tuple[str, str], dict[str, None]] = {}
    for source, target, words in ways:
        joined.setdefault((source, target), {})[_line(words).replace(":", " ")] = None
    for (source, target), labels in joined.items():
        names = list(labels)
        if most and len(names) > most + 1:
            names = [*names[:most], f"{len(names) - most} more"]
        yield f"    {_word(source)} --> {_word(target)}: {', '.join(names)}"
