"""Codes, texts and category paths, for values that are no messages: by the same patterns as the wire contract.

>>> upward("safety.e_bike")
('safety.e_bike', 'safety')
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, get_args

from gridgov.documents import misfit
from gridgov.errors import BadInput, Problem
from gridgov.messages.base import Personal, is_code

__all__ = [
    "MAX_TEXT",
    "check_code",
    "half_a_character",
    "unfit",
    "unfit_codes",
    "upward",
]

_SURROGATE: Final = re.compile("[\ud800-\udfff]")

MAX_TEXT: Final = int(get_args(Personal)[1].max_length)
"""The longest text about a request, in characters: that of a :data:`gridgov.messages.base.Personal` field."""


def half_a_character(text: str) -> bool:
    """Whether a text has half a surrogate pair, which no file, no message and no digest can hold."""
    return _SURROGATE.search(text) is not None


def upward(category: str) -> tuple[str, ...]:
    """A category and those above it, the narrowest first.

    >>> upward("a.b.c")
    ('a.b.c', 'a.b', 'a')

    """
    parts = category.split(".")
    return tuple(".".join(parts[:count]) for count in range(len(parts), 0, -1))


def check_code(value: object, where: str, *, source: str) -> None:
    """The guard of a public entry that takes a code.

    Raises:
        BadInput: ``wrong_pattern``.

    """
    if not is_code(value):
        raise BadInput([_no_code(where)], source=source)


def unfit_codes(row: Mapping[str, Any], where: str, names: Iterable[str]) -> Iterator[Problem]:
    """A problem for each named field of a row that is there and is no code."""
    prefix = f"{where}." if where else ""
    return (_no_code(f"{prefix}{name}") for name in names if name in row and not is_code(row[name]))


def unfit(value: object, *, codes: Iterable[str], texts: Iterable[str]) -> Iterator[Problem]:
    """A problem for each named attribute of a value that is no code, or no text that can be shown in a line."""
    yield from unfit_codes({name: getattr(value, name) for name in codes}, "", codes)
    for name in texts:
        if problem := misfit(getattr(value, name), str):
            yield Problem(problem.code, name, problem.params)


def _no_code(where: str) -> Problem:
    return Problem("wrong_pattern", where, {"expected": "words_like_this.and_this"})
