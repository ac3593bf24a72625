"""Codes, keys and category paths, for values that are no messages: by the same patterns as the wire contract.

>>> upward("safety.e_bike")
('safety.e_bike', 'safety')
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, get_args

from gridgov.documents import misfit
from gridgov.errors import BadInput, Problem
from gridgov.messages.base import Code, Key, Personal, PersonKey

__all__ = [
    "MAX_TEXT",
    "check_code",
    "half_a_character",
    "is_code",
    "is_key",
    "is_person_key",
    "unfit",
    "unfit_codes",
    "upward",
]

_CODE: Final = get_args(Code)[1]
_KEY: Final = get_args(Key)[1]
_PERSON_KEY: Final = get_args(PersonKey)[1]
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

MAX_TEXT: Final = int(get_args(Personal)[1].max_length)
"""The longest text about a request, in characters: that of a :data:`gridgov.messages.base.Personal` field."""


def is_code(value: object) -> bool:
    """Whether a value is a :data:`gridgov.messages.base.Code`.

    >>> is_code("safety.e_bike"), is_code("Safety"), is_code("safety."), is_code("")
    (True, False, False, False)

    """
    return _matches(value, _CODE)


def is_key(value: object) -> bool:
    """Whether a value is a :data:`gridgov.messages.base.Key`.

    >>> is_key("110112004002"), is_key("group 7")
    (True, False)

    """
    return _matches(value, _KEY)


def is_person_key(value: object) -> bool:
    """Whether a value is a :data:`gridgov.messages.base.PersonKey`.

    >>> is_person_key("person-9"), is_person_key("13800138000")
    (True, False)

    """
    return _matches(value, _PERSON_KEY)


def _matches(value: object, shape: Any) -> bool:
    return isinstance(value, str) and len(value) <= shape.max_length and bool(re.fullmatch(shape.pattern, value))


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
