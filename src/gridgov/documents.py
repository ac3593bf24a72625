"""JSON and TOML from strangers: bounded in size and depth, no key twice, every fault a ``BadInput``.

>>> read_json('{"a": [1, 2]}', source="a.json")
{'a': [1, 2]}
"""

import json
import tomllib
from typing import Any

from gridgov.errors import BadInput, Problem

MAX_BYTES = 4 * 1024 * 1024
"""The largest document that is read, in bytes."""
MAX_DEPTH = 64
"""The deepest nesting of lists and tables that is read."""


def read_json(raw: str | bytes, *, source: str) -> Any:
    """The value of a JSON document.

    Raises:
        BadInput: not UTF-8, not JSON, too large, too deep, a key twice, or a number that JSON does not know (NaN).

    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise BadInput([Problem("duplicate_key", "", {"key": key[:60]})], source=source)
            found[key] = value
        return found

    def no_number(_: str) -> Any:
        raise BadInput([Problem("invalid", "", {"rule": "finite_number"})], source=source)

    text = _bounded(raw, source)
    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=no_number)
    except json.JSONDecodeError as error:
        problem = Problem("not_json", "", {"line": error.lineno, "column": error.colno})
        raise BadInput([problem], source=source) from None
    except RecursionError:
        raise _too_deep(source) from None
    except ValueError:  # an integer of more digits than Python converts
        raise BadInput([Problem("invalid", "", {"rule": "integer_size"})], source=source) from None
    _check_depth(value, source)
    return value


def read_toml(raw: str | bytes, *, source: str) -> dict[str, Any]:
    """The tables of a TOML document.

    Raises:
        BadInput: not UTF-8, not TOML, too large or too deep.

    >>> read_toml('a.b = 1', source="a.toml")
    {'a': {'b': 1}}

    """
    text = _bounded(raw, source)
    try:
        value = tomllib.loads(text)
    except RecursionError:
        raise _too_deep(source) from None
    except ValueError:  # TOMLDecodeError, or an integer of more digits than Python converts
        raise BadInput([Problem("not_toml", "")], source=source) from None
    _check_depth(value, source)
    return value


def write_json(value: Any) -> str:
    """The canonical JSON of a value: compact, keys as they come, Unicode as it is; the form in which logs are hashed.

    >>> write_json({"b": 1, "a": "街"})
    '{"b":1,"a":"街"}'

    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _bounded(raw: str | bytes, source: str) -> str:
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    if len(data) > MAX_BYTES:
        raise BadInput([Problem("too_large", "", {"limit": MAX_BYTES})], source=source)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput([Problem("not_utf8", "")], source=source) from None


def _too_deep(source: str) -> BadInput:
    return BadInput([Problem("too_deep", "", {"limit": MAX_DEPTH})], source=source)


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
    raise _too_deep(source)
