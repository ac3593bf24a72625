"""A small table as HTML, for notebooks; every text is escaped.

>>> table(("unit",), [("a & b",)])
'<table><thead><tr><th>unit</th></tr></thead><tbody><tr><td>a &amp; b</td></tr></tbody></table>'
"""

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["lines", "table"]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of texts; what is None is an empty cell."""
    names = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    return "" if value is None else escape(str(value))


def lines(text: str) -> str:
    """The lines of a text as a list."""
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in text.splitlines())}</ul>"
