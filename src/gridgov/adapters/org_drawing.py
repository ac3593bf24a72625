"""A register as a picture: the tree of its areas as self-contained SVG or Mermaid, and the relations of its bodies.

>>> from datetime import date
>>> from gridgov.org import Area, Register, Validity
>>> year = Validity(date(2022, 1, 1), "made up")
>>> street = Area("s", "subdistrict", "示例街道", "Example Subdistrict", year)
>>> community = Area("c", "community", "示例社区", "Example Community", year, parent="s")
>>> print(mermaid_of_areas(Register(areas=(street, community)), date(2022, 6, 1)))
flowchart LR
    n0["示例街道<br/>Example Subdistrict"]
    n1["示例社区<br/>Example Community"]
    n0 --- n1
<BLANKLINE>

The same register gives the same picture, byte for byte. An SVG has a title and a description, needs no script and no
network, and follows the reader's choice of light or dark.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from types import MappingProxyType
from typing import Final

from attrs import frozen

from gridgov.messages.org.base import RelationKind
from gridgov.org import Area, Register, Unit
from gridgov.org.entities import current
from gridgov.parameters import day_of

__all__ = ["mermaid_of_areas", "mermaid_of_relations", "svg_of_areas"]

_ARROWS: Final[Mapping[RelationKind, str]] = MappingProxyType(
    {
        "part_of": "---",
        "dispatched_by": "-->",
        "commands": "==>",
        "coordinates": "-.->",
        "guides": "-.->",
        "supervises": "-.->",
        "affiliated_with": "-.-",
        "supports": "-.-",
        "serves": "-.->",
    }
)
"""Drawn whole or thick: it transmits authority. Dotted: it does not."""

_ROW: Final = 40
_COLUMN: Final = 330
_BOX: Final = 32
_WIDTH: Final = 290
_STYLE: Final = (
    "text{font-family:system-ui,-apple-system,'Segoe UI','Noto Sans CJK SC','PingFang SC',sans-serif;fill:#1b2a2f}"
    ".zh{font-size:13px;font-weight:600}.en{font-size:10px;fill:#51646b}.n{font-size:11px;fill:#00695c;text-anchor:end}"
    "rect{fill:#f4f8f8;stroke:#9fb8b6}.synthetic rect{stroke-dasharray:4 3}path{fill:none;stroke:#9fb8b6}"
    "@media(prefers-color-scheme:dark){text{fill:#e6eeee}.en{fill:#a6b8bb}.n{fill:#80cbc4}"
    "rect{fill:#223035;stroke:#5c7a78}path{stroke:#5c7a78}}"
)


@frozen
class _Node:
    """An area in its place: how deep, in which row, how many areas lie in it, and where those right below it stand."""

    area: Area
    level: int
    row: float
    inside: int
    below: tuple["_Node", ...]


def svg_of_areas(register: Register, at: date, *, root: str | None = None, depth: int = 3) -> str:
    """The areas of a day as a tree from left to right; a dashed box is synthetic, a number counts what is not drawn.

    Args:
        register: whose areas.
        at: the day.
        root: where to begin; None: at every top.
        depth: how many levels below that are drawn.

    Raises:
        BadInput: ``not_known`` or ``not_known_then``: there is no such area on that day.

    """
    nodes, rows = _laid_out(register, day_of(at), root, depth)
    every = [each for node in nodes for each in _walk(node)]
    width = (1 + max((node.level for node in every), default=0)) * _COLUMN - (_COLUMN - _WIDTH) + 24
    height = max(1, rows) * _ROW + 24
    title = escape(f"{register.title_zh} {register.title_en}".strip() or "register")
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            ' role="img" aria-labelledby="t d">'
        ),
        f'<title id="t">{title}</title>',
        f'<desc id="d">{len(every)} areas on {day_of(at)}; a dashed box is synthetic. 虚线框为示例。</desc>',
        f"<style>{_STYLE}</style>",
        *(_edge(node, child) for node in every for child in node.below),
        *(_box(node) for node in every),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _laid_out(register: Register, day: date, root: str | None, depth: int) -> tuple[tuple[_Node, ...], int]:
    """The nodes from the top, and how many rows they take."""
    tops = (
        [register.area(root, at=day)]
        if root is not None
        else [one for one in current(register.areas) if one.parent is None and one.validity.holds(day)]
    )
    tree = register.tree(at=day)
    row = 0

    def placed(area: Area, level: int) -> _Node:
        nonlocal row
        children = register.children(area.id, at=day) if level < depth else ()
        below = tuple(placed(child, level + 1) for child in children)
        if below:
            middle = (below[0].row + below[-1].row) / 2
        else:
            middle = row
            row += 1
        return _Node(area, level, middle, len(tree.below(area.id)) - 1, below)

    nodes = tuple(placed(top, 0) for top in tops)
    return nodes, row


def _walk(node: _Node) -> Iterator[_Node]:
    yield node
    for child in node.below:
        yield from _walk(child)


def _corner(node: _Node) -> tuple[int, float]:
    return 12 + node.level * _COLUMN, 12 + node.row * _ROW


def _edge(node: _Node, child: _Node) -> str:
    (x, y), (to_x, to_y) = _corner(node), _corner(child)
    start, middle, end = x + _WIDTH, (x + _WIDTH + to_x) / 2, y + _BOX / 2
    return (
        f'<path d="M{start:g} {end:g}C{middle:g} {end:g} {middle:g} {to_y + _BOX / 2:g} {to_x:g} {to_y + _BOX / 2:g}"/>'
    )


def _box(node: _Node) -> str:
    x, y = _corner(node)
    kind = ' class="synthetic"' if node.area.validity.synthetic else ""
    count = f'<text class="n" x="{x + _WIDTH - 8:g}" y="{y + 20:g}">{node.inside}</text>' if node.inside else ""
    if node.below:
        count = f'<text class="n" x="{x + _WIDTH - 8:g}" y="{y + 20:g}">{len(node.below)}</text>'
    return (
        f'<g{kind}><rect x="{x:g}" y="{y:g}" width="{_WIDTH}" height="{_BOX}" rx="6"/>'
        f'<text class="zh" x="{x + 10:g}" y="{y + 14:g}">{escape(_short(node.area.name_zh, 16))}</text>'
        f'<text class="en" x="{x + 10:g}" y="{y + 26:g}">{escape(_short(node.area.name_en, 44))}</text>{count}</g>'
    )


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


# ---- Mermaid ------------------------------------------------------------------------------------------------------


def mermaid_of_areas(register: Register, at: date, *, root: str | None = None, depth: int = 3) -> str:
    """The same tree for Mermaid. Arguments and errors as of :func:`svg_of_areas`."""
    nodes, _ = _laid_out(register, day_of(at), root, depth)
    every = [each for node in nodes for each in _walk(node)]
    names = {node.area.id: f"n{i}" for i, node in enumerate(every)}
    lines = [f"    {names[node.area.id]}[{_label(node.area)}]" for node in every]
    lines += [f"    {names[node.area.id]} --- {names[child.area.id]}" for node in every for child in node.below]
    return "\n".join(["flowchart LR", *lines]) + "\n"


def mermaid_of_relations(register: Register, at: date, *units: str) -> str:
    """What bodies are to each other on a day: thick or whole lines transmit authority, dotted ones do not.

    Args:
        register: whose relations.
        at: the day.
        units: the bodies to draw, by id, with the relations among them; none: all that have any.

    """
    day = day_of(at)
    relations = [
        one
        for one in current(register.relations)
        if one.validity.holds(day) and (not units or {one.subject, one.object} <= set(units))
    ]
    ends = dict.fromkeys(name for one in relations for name in (one.subject, one.object))
    names = {name: f"n{i}" for i, name in enumerate(ends)}
    lines = []
    for name, node in names.items():
        place = register.find(name, at=day)
        lines.append(f"    {node}[{_label(place) if isinstance(place, Area | Unit) else name}]")
    lines += [f"    {names[one.subject]} {_ARROWS[one.kind]}|{one.kind}| {names[one.object]}" for one in relations]
    return "\n".join(["flowchart TB", *lines]) + "\n"


def _label(place: Area | Unit) -> str:
    """Both names in quotes, without what Mermaid or a browser would take for its own."""
    zh, en = (escape(name.replace('"', "'").replace("`", "'")) for name in (place.name_zh, place.name_en))
    return f'"{zh}<br/>{en}"' if zh != en else f'"{zh}"'
