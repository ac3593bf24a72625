"""Turns the docstrings of the source, which read well in an editor, into Markdown for the reference pages.

A griffe extension, named in ``mkdocs.yml``. It knows what the source uses and no more: roles (``:class:`Kpi```), simple
tables of ``===``, blocks after ``::``, and doctests. It leaves out what says nothing on such a page: type variables,
magic methods without a docstring, the states and edges of a chart (they are drawn elsewhere), and long values.
"""

import re
from collections.abc import Iterator
from typing import Any

from griffe import Alias, Attribute, Class, Extension, Module, Object

ROLE = re.compile(r":(?:class|func|meth|mod|data|attr|exc):`(~?)([\w.]+)`")
RULE = re.compile(r"=+( +=+)+")
LITERAL = re.compile(r"::\s*$")
LONGEST_VALUE = 900
"""In characters; a longer value of a constant is not shown."""


class Docstrings(Extension):
    """Rewrites every docstring of a package once it is loaded."""

    def on_package(self, *, pkg: Module, **_: Any) -> None:
        """Called by griffe."""
        for thing in _walk(pkg):
            _leave_out(thing)
            if thing.docstring:
                thing.docstring.value = to_markdown(thing.docstring.value, thing)


def _walk(thing: Object) -> Iterator[Object]:
    yield thing
    for member in thing.members.values():
        if not isinstance(member, Alias):
            yield from _walk(member)


def _leave_out(thing: Object) -> None:
    if isinstance(thing, Class) and "Chart" in map(str, thing.bases):
        thing.members.clear()
    for name, member in list(thing.members.items()):
        machinery = isinstance(member, Attribute) and str(member.value).startswith(("TypeVar(", "ConfigDict("))
        magic = name.startswith("__") and name != "__init__" and not (isinstance(member, Object) and member.docstring)
        if machinery or magic:
            del thing.members[name]
    if isinstance(thing, Attribute) and len(str(thing.value)) > LONGEST_VALUE:
        thing.value = None


def to_markdown(text: str, thing: Object) -> str:
    """The docstring of a thing as Markdown."""
    lines = ROLE.sub(lambda role: _link(role[2].lstrip("."), thing), text).split("\n")
    return "\n".join(_blocks(lines))


def _link(name: str, thing: Object) -> str:
    """A reference to a name as it is seen from a thing: its own members, then those of what is around it."""
    shown = f"`{name.removeprefix('gridgov.')}`"
    around: Any = thing
    while around is not None:
        found = _member(around, name)
        if found:
            return f"[{shown}][{found}]"
        around = around.parent
    return f"[{shown}][{name}]" if name.startswith("gridgov.") else shown


def _member(around: Any, name: str) -> str | None:
    for part in name.split("."):
        if part not in around.members:
            return None
        around = around.members[part]
        if isinstance(around, Alias):
            return around.target_path if around.target_path.startswith("gridgov.") else None
    return str(around.path) if around.is_public else None  # what is not public is on no page


def _blocks(lines: list[str]) -> Iterator[str]:
    i = 0
    while i < len(lines):
        line = lines[i]
        end = i + 1
        if RULE.fullmatch(line.strip()):
            end = max(j for j in range(i, _paragraph_end(lines, i)) if RULE.fullmatch(lines[j].strip())) + 1
            yield from _table(lines[i:end])
        elif line.lstrip().startswith(">>>"):
            end = _paragraph_end(lines, i)
            yield from ("", *_fenced(lines[i:end], "pycon"))
        elif LITERAL.search(line):
            end = _indented_end(lines, i + 1)
            yield from (line.rstrip().rstrip(":") + ":" * bool(line.strip(": ")), "")
            yield from _fenced(lines[i + 1 : end], "text")
        else:
            yield line
        i = end


def _paragraph_end(lines: list[str], start: int) -> int:
    return next((j for j in range(start, len(lines)) if not lines[j].strip()), len(lines))


def _indented_end(lines: list[str], start: int) -> int:
    return next((j for j in range(start, len(lines)) if lines[j] and not lines[j].startswith("    ")), len(lines))


def _fenced(lines: list[str], language: str) -> list[str]:
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    pad = " " * min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    keep = pad if language == "pycon" else ""
    return [f"{keep}```{language}", *(keep + line.removeprefix(pad) for line in lines), f"{keep}```", ""]


def _table(lines: list[str]) -> Iterator[str]:
    rules = [number for number, line in enumerate(lines) if RULE.fullmatch(line.strip())]
    count = len(lines[0].split())
    has_head = len(rules) > 2  # noqa: PLR2004  # one above, one below, and one under the head if there is one
    if not has_head:
        yield from ("| " * count + "|", "|" + " --- |" * count)
    for number, row in enumerate(lines):
        if number not in rules:
            yield "| " + " | ".join(re.split(r" {2,}", row.strip(), maxsplit=count - 1)) + " |"
        elif has_head and number == rules[1]:
            yield "|" + " --- |" * count
    yield ""
