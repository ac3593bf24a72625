"""Which column of a file is which column of the ticket table, as data: a TOML file, or one of the presets.

>>> found = read_mapping('''
... [mapping]
... id = "ours"
... title_en = "our export"
... title_zh = "本单位导出表"
... source = "our own"
... zone = "Asia/Shanghai"
... formats = ["%Y-%m-%d %H:%M"]
...
... [columns]
... ticket = "no"
... collected_at = "received"
... solved = "ok?"
... ''', source="ours.toml")
>>> found.columns["collected_at"], found.fold
('received', 'leave_out')
"""

import re
from collections.abc import Mapping as Table
from contextlib import suppress
from itertools import combinations
from types import MappingProxyType
from typing import Any, Final, Literal, get_args
from zoneinfo import ZoneInfo

from attrs import field, frozen

from gridgov.documents import read_fields, read_toml
from gridgov.errors import BadInput, Problem

__all__ = ["CODES", "COUNTS", "FLAGS", "TIMES", "Fold", "Gap", "Mapping", "read_mapping"]

CODES: Final = ("ticket", "unit", "place", "channel", "kind", "category", "state", "outcome", "caller", "origin")
"""Columns of the ticket table that hold text."""

TIMES: Final = (
    "collected_at",
    "recorded_at",
    "dispatched_at",
    "contacted_at",
    "due",
    "handled_at",
    "replied_at",
    "ended_at",
    "visited_at",
)
"""Columns that hold moments: microseconds since 1970, UTC."""

FLAGS: Final = (
    "counted",
    "visited",
    "independent",
    "contacted",
    "solved",
    "satisfied",
    "with_opinion",
    "deferred",
    "objected",
)
"""Columns that hold 0 or 1."""

COUNTS: Final = ("rounds",)
"""Columns that hold whole numbers."""

Fold = Literal["leave_out", "first", "second"]
"""What becomes of an hour that the clocks show twice: the row is left out, or the first or the second one is meant."""

Gap = Literal["leave_out", "forward"]
"""What becomes of an hour that the clocks left out: the row is left out, or an hour later is meant, as a system means
that adds days to a local time without looking at the clocks."""

_YES: Final = ("yes", "y", "true", "t", "1", "是", "已", "有", "已解决", "满意", "已联系", "ontime", "on time")
_NO: Final = ("no", "n", "false", "f", "0", "否", "未", "无", "未解决", "不满意", "未联系", "overdue", "late")
_MISSING: Final = ("", "na", "n/a", "null", "none", "nan", "-", "--", "—", "无数据")
_SENTINELS: Final = (1, 1899, 1900, 1969, 1970, 9999)


_CODE: Final = re.compile(r"%([-_0]?[YymbBhdejHkIlMSpPaAuwTRFDxXcfnt%]|:?z|#z|\.\d?f|\df|\+)")


def _read_only(table: Table[str, Any]) -> Table[str, Any]:
    return MappingProxyType(dict(table))


@frozen
class Mapping:
    """Which column is which, and how its cells are read.

    Raises:
        BadInput: everything that is wrong with it at once, as in :func:`read_mapping`.

    """

    id: str
    title_en: str
    title_zh: str
    source: str
    """Where the names of the columns are known from, and how sure that is."""
    columns: Table[str, str] = field(converter=_read_only)
    """For each column of the ticket table, the one of the file."""
    codes: Table[str, Table[str, str]] = field(factory=dict, converter=_read_only)
    """For a column of codes, what the words of the file mean; others are kept as they are."""
    constants: Table[str, Any] = field(factory=dict, converter=_read_only)
    """What holds for every row."""
    known: Table[str, str] = field(factory=dict, converter=_read_only)
    """A flag that is 1 where a column of the file is not empty."""
    empty_flags: Table[str, int] = field(factory=dict, converter=_read_only)
    """What an empty cell of a flag means; without it a row with one is left out."""
    zone: str | None = None
    """The time zone of times that name none. Without it such a row is left out: nothing is guessed."""
    formats: tuple[str, ...] = ("iso",)
    """How times are written, as for ``strptime``, tried in turn; ``iso`` is ISO 8601, with or without an offset.

    A day alone is its first moment, and its last as a limit (``due``).
    """
    fold: Fold = "leave_out"
    gap: Gap = "leave_out"
    closed: tuple[str, ...] = ("closed", "archived")
    """The states, after translation, in which a ticket is over."""
    yes: tuple[str, ...] = _YES
    no: tuple[str, ...] = _NO
    missing: tuple[str, ...] = _MISSING
    """Words that mean an empty cell, as those for yes and no in whatever letters."""
    sentinels: tuple[int, ...] = _SENTINELS
    """Years that mean that there is no date: the zero of several systems, and the end of their time."""
    only_when_over: tuple[str, ...] = ()
    """Times that count only where the state is one of ``closed``, as of a column that says when a row was last
    changed."""

    optional: tuple[str, ...] = ()
    """Columns of the ticket table that a file may lack."""

    def __attrs_post_init__(self) -> None:
        tables = {name: getattr(self, name) for name in ("columns", *_TABLES)}
        problems = list(_problems(tables, {name: getattr(self, name) for name in _OPTIONS}))
        if problems:
            raise BadInput(problems, source=self.id)


_HEAD: Final = {"id": str, "title_en": str, "title_zh": str, "source": str}
_LISTS: Final = ("formats", "closed", "yes", "no", "missing", "sentinels", "only_when_over", "optional")
_OPTIONS: Final[dict[str, type]] = {"zone": str, "fold": str, "gap": str} | dict.fromkeys(_LISTS, list)
_TABLES: Final = ("codes", "constants", "known", "empty_flags")


def read_mapping(text: str | bytes, *, source: str) -> Mapping:
    """The mapping that a TOML text holds.

    Raises:
        BadInput: everything that is wrong with it at once: columns that the ticket table does not have, an unknown
            time zone, values of another type.

    """
    problems: list[Problem] = []
    top = read_fields(
        read_toml(text, source=source), "", problems, {"mapping": dict, "columns": dict}, dict.fromkeys(_TABLES, dict)
    )
    head = read_fields(top.get("mapping", {}), "mapping", problems, _HEAD, _OPTIONS)
    problems += _problems(top, head)
    if problems:
        raise BadInput(problems, source=source)
    lists: dict[str, Any] = {name: tuple(head[name]) for name in _LISTS if name in head}
    return Mapping(
        **{name: head[name] for name in (*_HEAD, "zone", "fold", "gap") if name in head},
        **lists,
        columns=top["columns"],
        **{name: top[name] for name in _TABLES if name in top},
    )


_EVERY: Final = (*CODES, *TIMES, *FLAGS, *COUNTS)
_REQUIRED: Final = ("ticket", "collected_at")
_TARGETS: Final = (
    ("columns", _EVERY),
    ("codes", CODES),
    ("known", FLAGS),
    ("empty_flags", FLAGS),
    ("constants", _EVERY),
)


def _problems(tables: Table[str, Any], options: Table[str, Any]) -> list[Problem]:
    problems: list[Problem] = []
    _check_columns(tables, problems)
    _check_options(options, problems)
    if options.get("only_when_over") and "state" not in tables.get("columns", {}):
        problems.append(Problem("missing", "columns.state"))
    named = {**tables.get("columns", {}), **tables.get("known", {})}
    may = tuple(name for name in named if name not in _REQUIRED)
    problems.extend(
        Problem("unknown_choice", f"mapping.optional[{i}]", {"expected": may})
        for i, name in enumerate(options.get("optional", ()))
        if name not in may
    )
    return problems


def _check_columns(top: Table[str, Any], problems: list[Problem]) -> None:
    problems.extend(
        Problem("no_such_target", f"{table}.{name}", {"expected": allowed})
        for table, allowed in _TARGETS
        for name in top.get(table, {})
        if name not in allowed
    )
    problems.extend(
        Problem("wrong_type", f"{table}.{name}", {"expected": "the name of a column"})
        for table in ("columns", "known")
        for name, column in top.get(table, {}).items()
        if not isinstance(column, str) or not column
    )
    required = [name for name in _REQUIRED if "columns" in top and name not in top["columns"]]
    problems.extend(Problem("missing", f"columns.{name}") for name in required)
    problems.extend(
        Problem("wrong_type", f"codes.{name}", {"expected": "a table of words"})
        for name, words in top.get("codes", {}).items()
        if not isinstance(words, Table) or not all(isinstance(word, str) for word in words.values())
    )
    problems.extend(
        Problem("out_of_range", f"{table}.{name}", {"expected": "0, 1"})
        for table in ("empty_flags", "constants")
        for name, value in top.get(table, {}).items()
        if name in FLAGS and not _is_flag(value)
    )
    problems.extend(
        Problem("wrong_type", f"constants.{name}", {"expected": "text" if name in CODES else "a whole number"})
        for name, value in top.get("constants", {}).items()
        if name not in FLAGS and type(value) is not (str if name in CODES else int)
    )
    problems.extend(
        Problem("said_twice", f"{later}.{name}", {"other": f"{earlier}.{name}"})
        for earlier, later in combinations(("columns", "known", "constants"), 2)
        for name in top.get(later, {})
        if name in top.get(earlier, {})
    )


def _is_flag(value: Any) -> bool:
    return type(value) is int and value in (0, 1)


def _check_options(head: Table[str, Any], problems: list[Problem]) -> None:
    if head.get("fold", "leave_out") not in get_args(Fold):
        problems.append(Problem("unknown_choice", "mapping.fold", {"expected": get_args(Fold)}))
    if head.get("gap", "leave_out") not in get_args(Gap):
        problems.append(Problem("unknown_choice", "mapping.gap", {"expected": get_args(Gap)}))
    if head.get("zone") is not None and not _is_zone(head["zone"]):
        problems.append(Problem("unknown_time_zone", "mapping.zone"))
    problems.extend(
        Problem("wrong_type", f"mapping.{name}", {"expected": "a list of words"})
        for name in _LISTS
        if name != "sentinels" and not _are_words(head.get(name, ()))
    )
    if not all(type(year) is int for year in head.get("sentinels", ())):
        problems.append(Problem("wrong_type", "mapping.sentinels", {"expected": "a list of years"}))
    _check_lists({name: head[name] for name in _LISTS if _are_words(head.get(name, 0))}, problems)


def _check_lists(lists: Table[str, Any], problems: list[Problem]) -> None:
    formats = lists.get("formats", ("iso",))
    problems.extend(
        Problem("no_such_format", f"mapping.formats[{i}]") for i, form in enumerate(formats) if not _is_format(form)
    )
    no = {word.lower() for word in lists.get("no", _NO)}
    if any(word.lower() in no for word in lists.get("yes", _YES)):
        problems.append(Problem("said_twice", "mapping.yes", {"other": "mapping.no"}))
    problems.extend(
        Problem("unknown_choice", f"mapping.only_when_over[{i}]", {"expected": TIMES})
        for i, name in enumerate(lists.get("only_when_over", ()))
        if name not in TIMES
    )


def _are_words(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(word, str) for word in value)


def _is_format(form: str) -> bool:
    """Whether polars knows every code, and they make a day; it takes any other format in silence and reads nothing."""
    codes = {code.lstrip("-_0") for code in _CODE.findall(form)}
    day = codes & {"F", "D", "x", "c"} or (codes & {"Y", "y"} and ("j" in codes or _is_day(codes)))
    return form == "iso" or (bool(day) and "%" not in _CODE.sub("", form))


def _is_day(codes: set[str]) -> bool:
    return bool(codes & {"m", "b", "B", "h"}) and bool(codes & {"d", "e"})


def _is_zone(name: str) -> bool:
    with suppress(Exception):
        return bool(ZoneInfo(name))
    return False
