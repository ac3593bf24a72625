"""Which rows count: conditions over the columns of a table, as values that any engine and any reader can follow.

A condition never has a third answer: where a column that it asks for is empty, it does not hold.

>>> on_time = AllOf((Known("due"), InOrder("ended_at", "due")))
>>> columns(on_time)
{'due': 'integer', 'ended_at': 'integer'}
>>> words(on_time, "en"), words(on_time, "zh")
('due is known and ended_at is not after due', 'due 已知且ended_at 不晚于 due')

Times are whole microseconds since 1970, UTC; flags are 0 or 1; codes are text or whole numbers.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, assert_never, get_args

from attrs import field, frozen

from gridgov.errors import BadInput, Lang, Problem
from gridgov.metrics.normalising import exact

if TYPE_CHECKING:
    import narwhals as nw

__all__ = [
    "ALWAYS",
    "AllOf",
    "Among",
    "AnyOf",
    "AtLeast",
    "Condition",
    "Flag",
    "InOrder",
    "Kind",
    "Known",
    "Not",
    "Repeated",
    "Spent",
    "Within",
    "columns",
    "expression",
    "repeats",
    "strictest",
    "words",
]

Kind = Literal["code", "text", "integer", "flag"]
"""What a column holds, from the loosest to the strictest: names, which are text or whole numbers; text; whole numbers;
0 or 1 without gaps."""

MINUTE: Final = 60_000_000
"""Microseconds."""

DAY: Final = 1_440 * MINUTE


@frozen
class Flag:
    """The column is 1."""

    column: str


@frozen
class Known:
    """The column is not empty."""

    column: str


def _listed(values: Any) -> Any:
    """A list as a tuple; what is neither is left for the check of the figure."""
    return tuple(values) if isinstance(values, list) else values


def _some(_: object, attribute: Any, values: Any) -> None:
    if not values:
        raise BadInput([Problem("wrong_length", attribute.name, {"expected": "≥ 1"})], source="condition")


def _of_one_type(_: object, __: object, codes: object) -> None:
    if not isinstance(codes, tuple) or {type(code) for code in codes} not in ({str}, {int}):
        raise BadInput([Problem("wrong_type", "codes", {"expected": "one type of value"})], source="condition")


@frozen
class Among:
    """The column is one of the codes, which are all text or all whole numbers.

    Raises:
        BadInput: codes of both types, or none.

    """

    column: str
    codes: tuple[str | int, ...] = field(converter=_listed, validator=_of_one_type)


@frozen
class AtLeast:
    """The column is a number that is not less."""

    column: str
    least: int


@frozen
class InOrder:
    """Both moments are known, and the first is not after the second."""

    first: str
    second: str


@frozen
class Within:
    """Both moments are known, and the end comes not before the start and not more than so many minutes after it."""

    start: str
    end: str
    minutes: int


@frozen
class Spent:
    """All three moments are known, the limit comes not before the start, and at the end so much of the time was spent.

    A part of one is the limit itself, 19/20 the beginning of the last twentieth of the time, two as long again.

    >>> words(Spent("dispatched_at", "ended_at", "due", Fraction(19, 20)), "en")
    'dispatched_at to ended_at is at least 19/20 × dispatched_at to due'
    """

    start: str
    end: str
    limit: str
    part: Fraction = field(converter=exact)


@frozen
class Repeated:
    """Somebody asked again: another row of the same keys starts after this one ended, within so many days.

    Rows whose end or one of whose keys is not known are not repeated. That another row starts *before* the end of this
    one is a reminder, not a repetition.
    """

    keys: tuple[str, ...] = field(converter=_listed, validator=_some)
    start: str
    end: str
    days: int


@frozen
class AllOf:
    """All of the conditions hold; with none it always holds."""

    conditions: tuple["Condition", ...] = field(converter=_listed)


@frozen
class AnyOf:
    """One of the conditions holds, or several."""

    conditions: tuple["Condition", ...] = field(converter=_listed, validator=_some)


@frozen
class Not:
    """The condition does not hold."""

    condition: "Condition"


Condition = Flag | Known | Among | AtLeast | InOrder | Within | Spent | Repeated | AllOf | AnyOf | Not
"""Any of them."""

ALWAYS: Final = AllOf(())
"""Every row."""


# ---- what it asks for ---------------------------------------------------------------------------------------------


def columns(condition: Condition) -> dict[str, Kind]:
    """The columns that a condition asks for, with what they must hold."""
    return strictest(*({name: kind} for name, kind in _columns(condition)))


def strictest(*tables: Mapping[str, Kind]) -> dict[str, Kind]:
    """The columns of several tables, each with the strictest of what it must hold.

    >>> strictest({"visited": "flag"}, {"visited": "code", "unit": "code"})
    {'visited': 'flag', 'unit': 'code'}

    """
    order: tuple[Kind, ...] = get_args(Kind)
    found: dict[str, Kind] = {}
    for name, kind in (item for table in tables for item in table.items()):
        found[name] = max(found.get(name, kind), kind, key=order.index)
    return found


def _columns(condition: Condition) -> Iterator[tuple[str, Kind]]:
    match condition:
        case Flag(name):
            yield name, "flag"
        case Known(name):
            yield name, "code"
        case Among(name, codes):
            yield name, "text" if isinstance(codes[0], str) else "integer"
        case AtLeast(name, _):
            yield name, "integer"
        case InOrder(first, second) | Within(first, second, _):
            yield from ((first, "integer"), (second, "integer"))
        case Spent(start, end, limit, _):
            yield from ((start, "integer"), (end, "integer"), (limit, "integer"))
        case Repeated(keys, start, end, _):
            yield from ((key, "code") for key in keys)
            yield from ((start, "integer"), (end, "integer"))
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _columns(part)
        case Not(part):
            yield from _columns(part)
        case _:
            assert_never(condition)


def repeats(condition: Condition) -> Iterator[Repeated]:
    """The repetitions within a condition: they look at other rows, and are found before the rest."""
    match condition:
        case Repeated():
            yield condition
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from repeats(part)
        case Not(part):
            yield from repeats(part)
        case _:
            return


# ---- for a dataframe ----------------------------------------------------------------------------------------------


def expression(condition: Condition, found: Mapping[Repeated, str]) -> "nw.Expr":
    """A condition as a boolean column that is never empty. ``found`` names the columns of its repetitions."""
    import narwhals as nw

    match condition:
        case Flag(name):
            return nw.col(name) == 1
        case Known(name):
            return ~nw.col(name).is_null()
        case Among(name, codes):
            return _known(name) & nw.col(name).is_in(list(codes))
        case AtLeast(name, least):
            return _known(name) & (nw.col(name) >= least)
        case InOrder(first, second):
            return _known(first, second) & (nw.col(first) <= nw.col(second))
        case Within(start, end, minutes):
            passed = nw.col(end) - nw.col(start)
            return _known(start, end) & (passed >= 0) & (passed <= minutes * MINUTE)
        case Spent(start, end, limit, part):
            spent, given = nw.col(end) - nw.col(start), nw.col(limit) - nw.col(start)
            known = _known(start, end) & _known(limit)
            return known & (given >= 0) & (spent * part.denominator >= given * part.numerator)
        case Repeated():
            return nw.col(found[condition]) == 1
        case AllOf(()):
            return nw.lit(value=True)
        case AllOf(parts):
            return nw.all_horizontal(*(expression(part, found) for part in parts), ignore_nulls=False)
        case AnyOf(parts):
            return nw.any_horizontal(*(expression(part, found) for part in parts), ignore_nulls=False)
        case Not(part):
            return ~expression(part, found)
        case _:
            assert_never(condition)


def _known(*names: str) -> "nw.Expr":
    import narwhals as nw

    known = [~nw.col(name).is_null() for name in names]
    return known[0] if len(known) == 1 else known[0] & known[1]


# ---- for a reader -------------------------------------------------------------------------------------------------


def words(condition: Condition, lang: Lang) -> str:
    """A condition in words, with the names of its columns as they are."""
    chinese = lang == "zh"
    match condition:
        case AllOf(()):
            return "每一行" if chinese else "every row"
        case Flag(name):
            return f"{name} 为 1" if chinese else f"{name} is 1"
        case Known(name):
            return f"{name} 已知" if chinese else f"{name} is known"
        case Among(name, codes):
            listed = ("、" if chinese else ", ").join(str(code) for code in codes)
            return f"{name} 属于{listed}" if chinese else f"{name} is one of {listed}"
        case AtLeast(name, least):
            return f"{name} 不小于 {least}" if chinese else f"{name} is at least {least}"
        case InOrder(first, second):
            return f"{first} 不晚于 {second}" if chinese else f"{first} is not after {second}"
        case Within(start, end, minutes):
            if chinese:
                return f"{end} 在 {start} 之后 {minutes} 分钟内"
            return f"{end} is within {minutes} minutes of {start}"
        case Spent(start, end, limit, part):
            if chinese:
                return f"{start} 至 {end} 不短于 {start} 至 {limit} 的 {part} 倍"
            return f"{start} to {end} is at least {part} × {start} to {limit}"
        case Repeated(keys, start, end, days):
            if chinese:
                return f"{end} 之后 {days} 日内，{'、'.join(keys)} 相同的另一行又有 {start}"
            return f"within {days} days of {end}, another row of the same {', '.join(keys)} has its {start}"
        case AllOf(parts):
            return ("且" if chinese else " and ").join(_inner(part, AnyOf, lang) for part in parts)
        case AnyOf(parts):
            return ("或" if chinese else " or ").join(_inner(part, AllOf, lang) for part in parts)
        case Not(part):
            said = _inner(part, AllOf | AnyOf, lang)
            return f"并非{said}" if chinese else f"not {said}"
        case _:
            assert_never(condition)


def _inner(condition: Condition, kind: Any, lang: Lang) -> str:
    """A condition within another, in brackets where it would be misread without."""
    said = words(condition, lang)
    several = isinstance(condition, AllOf | AnyOf) and len(condition.conditions) > 1
    if not (several and isinstance(condition, kind)):
        return said
    return f"（{said}）" if lang == "zh" else f"({said})"
