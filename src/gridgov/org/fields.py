"""What the fields of a record may hold: small questions that a value answers with what is wrong with it, or nothing.

>>> [problem.text("en") for problem in unfit({"id": "a b", "size": -1}, {"id": key, "size": whole(0, 9)})]
['id must match id_of_letters_and_digits', 'size must be 0 … 9']
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from gridgov.documents import MAX_TEXT, check_type
from gridgov.errors import BadInput, Problem
from gridgov.messages.base import is_code, is_key, is_person_key

__all__ = [
    "Question",
    "a",
    "check_all",
    "check_fields",
    "choice",
    "clock_time",
    "code",
    "day",
    "instant",
    "key",
    "line",
    "optional",
    "person_key",
    "some",
    "unfit",
    "whole",
    "yes_no",
]

Question = Callable[[Any], tuple[str, Mapping[str, Any]] | None]
"""Told a value, says the code and the params of what is wrong with it; None if nothing is."""

_LINE: Final = re.compile(
    r"(?=.*\S)[^\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]{1,500}"
)
_TYPE: Final = "wrong_type"


def unfit(values: Mapping[str, Any], questions: Mapping[str, Question]) -> Iterator[Problem]:
    """A problem for each value that does not answer its question."""
    for name, ask in questions.items():
        if wrong := ask(values[name]):
            yield Problem(wrong[0], name, wrong[1])


def check_fields(value: Any, questions: Mapping[str, Question]) -> None:
    """Refuses a value with fields that do not fit, all at once; its class is the source.

    Raises:
        BadInput: what each question says.

    """
    for name, ask in questions.items():
        if ask(getattr(value, name)):
            values = {each: getattr(value, each) for each in questions}
            raise BadInput(unfit(values, questions), source=type(value).__name__.lower())


def check_all(values: object, kind: type, where: str, *, source: str) -> None:
    """Refuses what is no tuple, and what is in it of another type than asked."""
    if not isinstance(values, tuple):
        raise BadInput([Problem("wrong_type", where, {"expected": "a tuple"})], source=source)
    for i, value in enumerate(values):
        if type(value) is not kind:
            check_type(value, kind, f"{where}[{i}]", expected=kind.__name__, source=source)


# ---- questions ----------------------------------------------------------------------------------------------------


def key(value: Any) -> tuple[str, Mapping[str, Any]] | None:
    """An id, as in :data:`gridgov.messages.base.Key`."""
    return None if is_key(value) else ("wrong_pattern", {"expected": "id_of_letters_and_digits"})


def person_key(value: Any) -> tuple[str, Mapping[str, Any]] | None:
    """The key of an agent, as in :data:`gridgov.messages.base.PersonKey`."""
    return None if is_person_key(value) else ("wrong_pattern", {"expected": "key_with_a_letter"})


def code(value: Any) -> tuple[str, Mapping[str, Any]] | None:
    """A code, as in :data:`gridgov.messages.base.Code`."""
    return None if is_code(value) else ("wrong_pattern", {"expected": "words_like_this.and_this"})


def line(value: Any) -> tuple[str, Mapping[str, Any]] | None:
    """One line of text that can be seen, of at most 500 characters; rare characters of private use are let pass."""
    if type(value) is not str:
        return _TYPE, {"expected": "text"}
    if _LINE.fullmatch(value):
        return None
    if not value.strip():
        return "missing", {}
    return ("wrong_length", {"expected": f"≤ {MAX_TEXT}"}) if len(value) > MAX_TEXT else ("control_character", {})


def day(value: Any) -> tuple[str, Mapping[str, Any]] | None:
    """A date without a time."""
    return None if type(value) is date else (_TYPE, {"expected": "a date"})


def instant(value: Any) -> tuple[str, Mapping[str, Any]] | None:
    """A moment with its offset."""
    if not isinstance(value, datetime):
        return _TYPE, {"expected": "datetime"}
    return None if value.utcoffset() is not None else ("naive_datetime", {})


def yes_no(value: Any) -> tuple[str, Mapping[str, Any]] | None:
    """True or false."""
    return None if type(value) is bool else (_TYPE, {"expected": "true or false"})


def whole(low: int, high: int) -> Question:
    """A whole number between two, both included."""

    def ask(value: Any) -> tuple[str, Mapping[str, Any]] | None:
        if type(value) is int and low <= value <= high:
            return None
        return "out_of_range", {"expected": f"{low} … {high}"}

    return ask


def choice(choices: Collection[str]) -> Question:
    """One of a closed list."""
    known, expected = frozenset(choices), tuple(choices)

    def ask(value: Any) -> tuple[str, Mapping[str, Any]] | None:
        return None if type(value) is str and value in known else ("unknown_choice", {"expected": expected})

    return ask


def a(*kinds: type) -> Question:
    """A value of one of some types."""

    def ask(value: Any) -> tuple[str, Mapping[str, Any]] | None:
        return None if type(value) in kinds else (_TYPE, {"expected": kinds[0].__name__})

    return ask


def optional(question: Question) -> Question:
    """The same, or None."""

    def ask(value: Any) -> tuple[str, Mapping[str, Any]] | None:
        return None if value is None else question(value)

    return ask


def some(question: Question, *, at_least: int = 0) -> Question:
    """A tuple whose parts all answer a question, none of them twice."""

    def ask(value: Any) -> tuple[str, Mapping[str, Any]] | None:
        if type(value) is not tuple:
            return _TYPE, {"expected": "a tuple"}
        if len(value) < at_least:
            return "wrong_length", {"expected": f"≥ {at_least}"}
        if wrong := next((found for found in map(question, value) if found), None):
            return wrong
        return ("listed_twice", {}) if len(set(value)) < len(value) else None

    return ask


def clock_time(value: Any) -> tuple[str, Mapping[str, Any]] | None:
    """A time of day without an offset."""
    return None if type(value) is time and value.tzinfo is None else (_TYPE, {"expected": "time"})
