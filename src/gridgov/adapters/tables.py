r"""Tables with commas (CSV) from strangers: each row with the line that it ends on, every fault a ``BadInput``.

>>> list(rows('code,name\n11,"Two\nlines"\n\n12,b\n', source="a.csv"))
[(1, ['code', 'name']), (3, ['11', 'Two\nlines']), (5, ['12', 'b'])]
"""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem

__all__ = ["by_line", "rows"]


def rows(text: str | bytes | Iterable[str], *, source: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty; a byte order mark before them is passed over.

    Args:
        text: the table, or its lines.
        source: what it is called in an error.

    Raises:
        BadInput: no text, not UTF-8; on the way, a line that is no row, after every row before it.

    """
    if isinstance(text, bytes):
        try:
            plain = text.decode("utf-8-sig")
        except UnicodeDecodeError:  # refused below: raised in here, the refusal would keep the table
            plain = None
        if plain is None:
            raise BadInput([Problem("not_utf8", "")], source=source)
        text = plain
    check_type(text, Iterable, "", expected="text", source=source)
    return _rows(StringIO(text, newline="") if isinstance(text, str) else text, source)


def by_line(problems: Iterable[Problem]) -> list[Problem]:
    """Problems whose places begin with ``line`` and its number, in the order of their lines."""
    return sorted(problems, key=lambda one: int(one.where.split()[1].rstrip(":")))


def _rows(lines: Iterable[str], source: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines)
    first = True
    try:
        for cells in reader:
            if first and cells:
                cells[0] = cells[0].removeprefix("\ufeff")
                first = False
            if cells:
                yield reader.line_num, cells
    except csv.Error:  # refused below, as above
        pass
    else:
        return
    raise BadInput([Problem("not_a_row", f"line {max(1, reader.line_num)}:")], source=source)
