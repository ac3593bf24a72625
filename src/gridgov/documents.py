"""JSON and TOML from strangers: bounded in size and depth, no key twice, every fault a ``BadInput``.

>>> read_json('{"a": [1, 2]}', source="a.json")
{'a': [1, 2]}

What is refused leaves nothing behind: no error keeps the document, or a piece of it, in its chain of causes.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import isfinite
from types import MappingProxyType
from typing import Any, Final
from unicodedata import category

from gridgov.errors import BadInput, Problem

MAX_BYTES = 4 * 1024 * 1024
"""The largest JSON document that is read, in bytes."""
MAX_TOML_BYTES = 512 * 1024
"""The largest TOML document that is read, in bytes; the largest that ships has 33,000."""
MAX_DEPTH = 64
"""The deepest nesting of lists and tables that is read."""
MAX_KEY_PARTS = 8
"""The most parts that a dotted TOML key may have: the reader's time and memory grow with their square."""
MAX_TEXT: Final = 500
"""The longest text that a field of a table may hold, in characters."""


# ---- reading ------------------------------------------------------------------------------------------------------


def read_json(raw: str | bytes, *, source: str) -> Any:
    """The value of a JSON document; a byte order mark before it is passed over.

    Raises:
        BadInput: not text, not UTF-8, not JSON, too large, too deep, a key twice, a number that JSON does not know
            (NaN) or that no float holds (1e999), or half a surrogate pair.

    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise BadInput([Problem("duplicate_key", "", {"key": key_name(key)})], source=source)
            found[key] = value
        return found

    text = _bounded(raw, MAX_BYTES, source)
    finite = _Finite(source)
    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=finite, parse_float=finite)
    except json.JSONDecodeError as error:  # refused below: raised in here, the refusal would keep the document
        problem = Problem("not_json", "", {"line": error.lineno, "column": error.colno})
    except RecursionError:
        problem = _too_deep(MAX_DEPTH)
    except ValueError:  # an integer of more digits than Python converts
        problem = Problem("integer_too_long", "")
    else:
        _check_depth(value, source)
        if _SURROGATE.search(text):
            _check_surrogates(value, source)
        return value
    raise BadInput([problem], source=source)


def read_toml(raw: str | bytes, *, source: str) -> dict[str, Any]:
    """The tables of a TOML document; a byte order mark before it is passed over.

    Raises:
        BadInput: not text, not UTF-8, not TOML, too large, too deep, a key of too many parts, or a number that is
            not finite.

    >>> read_toml('a.b = 1', source="a.toml")
    {'a': {'b': 1}}

    """
    text = _bounded(raw, MAX_TOML_BYTES, source)
    if _most_dots(text) >= MAX_KEY_PARTS:
        raise BadInput([_too_deep(MAX_KEY_PARTS)], source=source)
    try:
        value = tomllib.loads(text, parse_float=_Finite(source))
    except RecursionError:  # refused below, as above
        problem = _too_deep(MAX_DEPTH)
    except ValueError as error:  # TOMLDecodeError, or an integer of more digits than Python converts
        problem = Problem("not_toml", _line_of(error))
    else:
        _check_depth(value, source)
        return value
    raise BadInput([problem], source=source)


_AT_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)\Z")


def _line_of(error: ValueError) -> str:
    """Where TOML stops being TOML: the reader says it in words alone, which may hold what was typed."""
    match = _AT_LINE.search(str(error))
    return f"line {match[1]}:" if match else ""


def toml_lines(raw: str | bytes) -> Mapping[str, int]:
    r"""At which line each table and each element of a list begins in a TOML document that :func:`read_toml` reads.

    >>> toml_lines('[[areas]]\nrows = [\n  { id = "a" },\n  { id = "b" },\n]')
    {'areas[0]': 1, 'areas[0].rows[0]': 3, 'areas[0].rows[1]': 4}

    """
    lines: dict[str, int] = {}
    last: dict[str, int] = {}
    table = ""
    for statement in _statements(raw if isinstance(raw, str) else raw.decode("utf-8-sig")):
        if statement[0][0] == "[":
            table = _header("".join(word for word, _ in statement), last)
            lines[table] = statement[0][1]
        else:
            lines.update(_elements(statement, table))
    return lines


def _statements(text: str) -> Iterator[list[tuple[str, int]]]:
    """What belongs together in a TOML document, a header or a key with its value: words and brackets with lines."""
    found: list[tuple[str, int]] = []
    depth, line = 0, 1
    for token in _TOKEN.finditer(text):
        said = token[0]
        if token["word"]:
            found.append((said, line))
            depth += (said in _OPENING) - (said in _CLOSING)
        elif said == "\n" and depth == 0 and found:
            yield found
            found = []
        line += said.count("\n")
    if found:
        yield found


def _header(said: str, last: dict[str, int]) -> str:
    """The place of the table that a header begins; ``last`` knows the element that each list of tables is at."""
    *above, name = _dotted(said.strip("[]"))
    place = ""
    for part in above:
        place = f"{place}.{part}".lstrip(".")
        place += f"[{last[place]}]" if place in last else ""
    place = f"{place}.{name}".lstrip(".")
    if not said.startswith("[["):
        return place
    last[place] = last.get(place, -1) + 1
    return f"{place}[{last[place]}]"


def _dotted(said: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(said)]


def _elements(statement: list[tuple[str, int]], table: str) -> Iterator[tuple[str, int]]:
    """The elements of the lists in a statement, each with its line."""
    around: list[tuple[str, list[int]]] = [(table, [])]  # what is open; of a list also the element that it is at
    word, place = "", table
    for said, line in statement:
        outer, at = around[-1]
        if said == "=":
            place, word = ".".join(filter(None, (outer, *_dotted(word)))), ""
        elif said == ",":
            at[:] = [number + 1 for number in at]
            word = ""
        elif said in _CLOSING:
            around.pop()
        else:
            if at:
                place = f"{outer}[{at[0]}]"
                yield place, line
            opens = said in _OPENING
            word = "" if opens else word + said
            around += [(place, [0] if said == "[" else [])] * opens


def write_json(value: Any) -> str:
    """The canonical JSON of a value: compact, keys as they come, Unicode as it is; the form in which logs are hashed.

    >>> write_json({"b": 1, "a": "街"})
    '{"b":1,"a":"街"}'

    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class _Finite:
    """Reads a number with a point or an exponent, and refuses what is not finite."""

    def __init__(self, source: str) -> None:
        self.source = source

    def __call__(self, raw: str) -> float:
        number = float(raw)
        if not isfinite(number):
            raise BadInput([Problem("not_finite", "")], source=self.source)
        return number


_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_QUOTED: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+(?:"{3,5}|\\?\Z)'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
    re.DOTALL,
)
"""A TOML string or comment; one that does not end reaches as far as it could, so that nothing is read twice."""
_KEYS: Final = re.compile(r"[\w. \t-]+")
_TOKEN: Final = re.compile(
    rf"(?P<word>(?!#)(?:{_QUOTED.pattern})|[\[\]{{}},=]|[^\s\[\]{{}},=#\"']+)|#[^\n]*+|\n", re.DOTALL
)
"""A text, a bracket, a comma, an equals sign or another word of TOML; a comment; the end of a line."""
_PART: Final = re.compile(r"\"[^\"]*\"|'[^']*'|[^.\"']+")
_OPENING: Final = frozenset("[{")
_CLOSING: Final = frozenset("]}")


def _most_dots(text: str) -> int:
    """The dots of the longest dotted key; those in strings and comments do not count."""
    return max((run.count(".") for run in _KEYS.findall(_QUOTED.sub("", text))), default=0)


def _bounded(raw: str | bytes, limit: int, source: str) -> str:
    check_type(raw, (str, bytes), "", expected="text", source=source)
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    if len(data) > limit:
        raise BadInput([Problem("too_large", "", {"limit": limit})], source=source)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # refused below: raised in here, the refusal would keep the document
        pass
    raise BadInput([Problem("not_utf8", "")], source=source)


def _too_deep(limit: int) -> Problem:
    return Problem("too_deep", "", {"limit": limit})


_KEY_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.\[\]]{0,60}")


def key_name(key: str) -> str:
    """How a problem names a key that somebody typed: as it is if it could be the name of a field, else ``…``.

    What else stands in the place of a key may be about a person.

    >>> key_name("colour"), key_name("Wang Wei 555 0100")
    ('colour', '…')

    """
    return key if _KEY_NAME.fullmatch(key) else "…"


def _check_depth(value: Any, source: str) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return
    raise BadInput([_too_deep(MAX_DEPTH)], source=source)


def _check_surrogates(value: Any, source: str) -> None:
    text = write_json(value)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise BadInput([Problem("lone_surrogate", "")], source=source)


# ---- fields of a table --------------------------------------------------------------------------------------------

_NAMES: Final[Mapping[type, str]] = MappingProxyType(
    {str: "text", int: "a whole number", bool: "true or false", date: "a date", dict: "a table", list: "a list"}
)
_NOTHING: Final[Mapping[str, type]] = MappingProxyType({})


def read_fields(
    table: Any,
    where: str,
    problems: list[Problem],
    required: Mapping[str, type],
    optional: Mapping[str, type] = _NOTHING,
) -> dict[str, Any]:
    """The fields of a TOML table that are as they should be; what is wrong with the others is added to ``problems``.

    A field is of exactly the type that is named; a text is not blank, not over-long and free of control characters.
    ``object`` lets any value pass.

    >>> found: list[Problem] = []
    >>> read_fields({"id": "a", "size": 1.5}, "unit[3]", found, {"id": str, "size": int, "kind": str})
    {'id': 'a'}
    >>> [problem.text("en") for problem in found]
    ['unit[3].size must be a whole number', 'unit[3].kind is missing']

    """
    if not isinstance(table, dict):
        problems.append(Problem("wrong_type", where, {"expected": _NAMES[dict]}))
        return {}
    prefix = f"{where}." if where else ""
    known = {**required, **optional}
    problems.extend(Problem("unknown_key", f"{prefix}{key_name(key)}") for key in table if key not in known)
    good: dict[str, Any] = {}
    for name, kind in known.items():
        if name not in table:
            problems.extend([Problem("missing", prefix + name)] * (name in required))
        elif problem := misfit(table[name], kind):
            problems.append(Problem(problem.code, prefix + name, problem.params))
        else:
            good[name] = table[name]
    return good


def misfit(value: Any, kind: type) -> Problem | None:
    """What is wrong with a value of which a type is asked; None if nothing is. The place is for the caller to add.

    >>> misfit(1, int) is None, misfit(True, int).code
    (True, 'wrong_type')

    """
    if kind is object:
        return None
    if type(value) is not kind:
        return Problem("wrong_type", "", {"expected": _NAMES[kind]})
    return _unfit_text(value) if isinstance(value, str) else None


def _unfit_text(text: str) -> Problem | None:
    if not text.strip():
        return Problem("missing", "")
    if len(text) > MAX_TEXT:
        return Problem("wrong_length", "", {"expected": f"≤ {MAX_TEXT}"})
    if any(category(character).startswith("C") for character in text):
        return Problem("control_character", "")
    return None


def duplicates(ids: Iterable[tuple[str, str | None]]) -> Iterator[Problem]:
    """A problem for each id, given with its place, that was there before. A missing id is passed over.

    >>> [problem.where for problem in duplicates([("a[0].id", "x"), ("a[1].id", "x"), ("a[2].id", None)])]
    ['a[1].id']

    """
    seen: set[str] = set()
    for where, name in ids:
        if name in seen:
            yield Problem("duplicate_id", where)
        if name is not None:
            seen.add(name)


def check_type(value: object, kind: type | tuple[type, ...], where: str, *, expected: str, source: str) -> None:
    """The guard of a public entry: refuses a value of another type than the signature asks for.

    Raises:
        BadInput: ``wrong_type``, which says what is expected and never what was given.

    >>> check_type("1+10", str, "notation", expected="text", source="notation")

    """
    if not isinstance(value, kind):
        raise BadInput([Problem("wrong_type", where, {"expected": expected})], source=source)
