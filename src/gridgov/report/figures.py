"""The published figures of the reference case, F1 to F29, as exact values with their qualifiers and their parts.

Source: Yuqiao Subdistrict year-end report, 2022 (``packs/yuqiao-2022.toml``).

>>> by_id = {figure.id: figure for figure in figures()}
>>> rate = by_id["F12"]
>>> rate.title("en"), rate.amount().value
("Owners'-committee establishment rate", Decimal('35.56'))
>>> rederive(rate, figures())
Fraction(320, 9)
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from attrs import frozen

from gridgov.documents import duplicates, read_fields, read_toml
from gridgov.errors import BadInput, Lang, Problem
from gridgov.parameters import packaged

__all__ = ["Amount", "Figure", "Group", "Kind", "Qualifier", "figures", "read_figures", "rederive"]

Group = Literal["requests", "organisation", "property", "streets", "deliberation"]
"""Where in the report a figure is told."""

Kind = Literal["published", "simulated"]
"""Where a figure comes from: a report that was published, or a simulation; a simulated one says nothing of a place."""

Qualifier = Literal["exact", "at_least", "about", "at_most", "less_than"]
"""How a value is meant: without a qualifying word, "and more", "about", "not more than", "under"."""


@frozen
class Amount:
    """One value of a figure."""

    part: str
    """What it is, in a figure of several values; else empty."""
    value: int | Decimal
    unit: str
    qualifier: Qualifier
    rounded_to: int = 1
    """The step in which it was published: 1,000 for 44 thousand."""


@frozen
class Figure:
    """A figure of a year's report, with what it can be recomputed from."""

    id: str
    group: Group
    kind: Kind
    title_en: str
    title_zh: str
    amounts: tuple[Amount, ...]
    period_from: date | None = None
    period_to: date | None = None
    """The first day after its period."""
    as_of: date | None = None
    """The day on which it was so, for what was not counted over a period."""
    sum_of: tuple[str, ...] = ()
    """Whose sum its first amount is: ``F7``, or a part as in ``F6.before``."""
    numerator: str = ""
    denominator: str = ""
    """Of which two, in percent, its first amount is the ratio; both empty when it is none."""
    source_en: str = ""
    """Where it was published."""
    source_zh: str = ""

    def title(self, lang: Lang) -> str:
        """What it is called in a language."""
        return self.title_zh if lang == "zh" else self.title_en

    def amount(self, part: str = "") -> Amount:
        """The amount of a part; without one, the first.

        Raises:
            BadInput: no such part.

        """
        for amount in self.amounts:
            if part in {"", amount.part}:
                return amount
        expected = tuple(amount.part for amount in self.amounts)
        raise BadInput([Problem("unknown_choice", "part", {"expected": expected})], source=self.id)


def rederive(figure: Figure, among: Iterable[Figure]) -> Fraction | None:
    """The first amount of a figure, recomputed from its parts and not rounded; None if it has none.

    Raises:
        BadInput: a part is not among the figures.

    """
    listed = {other.id: other for other in among}
    if figure.sum_of:
        return sum((_exact(name, listed) for name in figure.sum_of), Fraction(0))
    if figure.denominator:
        return 100 * _exact(figure.numerator, listed) / _exact(figure.denominator, listed)
    return None


def _exact(name: str, listed: Mapping[str, Figure]) -> Fraction:
    figure, _, part = name.partition(".")
    if figure not in listed:
        raise BadInput([Problem("unknown_figure", "among")], source="figures")
    return Fraction(listed[figure].amount(part).value)


# ---- reading ------------------------------------------------------------------------------------------------------

_TITLES: Final = MappingProxyType({"title_en": str, "title_zh": str})
_FIGURE: Final = MappingProxyType({"id": str, "group": str, "kind": str, **_TITLES, "amounts": list})
_DATES: Final = MappingProxyType({"period_from": date, "period_to": date, "as_of": date})
_PARTS: Final = MappingProxyType({"sum_of": list, "numerator": str, "denominator": str})
_AMOUNT: Final = MappingProxyType({"value": object, "unit": str, "qualifier": str})
_AMOUNT_OPTIONAL: Final = MappingProxyType({"part": str, "rounded_to": int})
_NUMBER: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,79}")
_CHOICES: Final = MappingProxyType({"group": get_args(Group), "kind": get_args(Kind), "qualifier": get_args(Qualifier)})


@cache
def figures() -> tuple[Figure, ...]:
    """The published figures of the reference case, in order."""
    return read_figures(packaged("yuqiao-2022"), source="packs/yuqiao-2022.toml")


def read_figures(text: str | bytes, *, source: str) -> tuple[Figure, ...]:
    """The figures that a TOML text holds.

    Shape: a table ``[source]`` (title_en, title_zh) and for each figure ``[[figure]]`` with the fields of
    :class:`Figure`; ``amounts`` is a list of tables with the fields of :class:`Amount`, whose value is a whole number
    or a decimal in quotes.

    Raises:
        BadInput: every problem of the text at once.

    """
    problems: list[Problem] = []
    top = read_fields(read_toml(text, source=source), "", problems, {"source": dict, "figure": list})
    origin = read_fields(top["source"], "source", problems, _TITLES) if "source" in top else {}
    rows = [_read_figure(table, f"figure[{i}]", problems) for i, table in enumerate(top.get("figure", ()))]
    problems.extend(duplicates((f"figure[{i}].id", row.get("id")) for i, row in enumerate(rows)))
    _check_parts(rows, problems)
    if problems:
        raise BadInput(problems, source=source)
    return tuple(_figure(row, origin) for row in rows)


def _read_figure(table: Any, where: str, problems: list[Problem]) -> dict[str, Any]:
    row = read_fields(table, where, problems, _FIGURE, {**_DATES, **_PARTS})
    _check_choices(row, where, problems)
    if ("as_of" in row) == ("period_to" in row):
        problems.append(Problem("as_of_or_period_to", where))
    if "period_from" in row and "period_to" in row and row["period_to"] <= row["period_from"]:
        problems.append(Problem("ends_before_start", where))
    if ("numerator" in row) != ("denominator" in row) or ("sum_of" in row and "numerator" in row):
        problems.append(Problem("sum_or_ratio", where))
    amounts = [_read_amount(a, f"{where}.amounts[{i}]", problems) for i, a in enumerate(row.get("amounts", ()))]
    if "amounts" in row and not amounts:
        problems.append(Problem("missing", f"{where}.amounts"))
    problems.extend(duplicates((f"{where}.amounts[{i}].part", a.get("part", "")) for i, a in enumerate(amounts)))
    return {**row, "amounts": amounts}


def _read_amount(table: Any, where: str, problems: list[Problem]) -> dict[str, Any]:
    row = read_fields(table, where, problems, _AMOUNT, _AMOUNT_OPTIONAL)
    _check_choices(row, where, problems)
    problems.extend(
        Problem("wrong_pattern", f"{where}.{name}", {"expected": _CODE.pattern})
        for name in ("part", "unit")
        if name in row and not _CODE.fullmatch(row[name])
    )
    if "value" in row:
        value = row["value"]
        if isinstance(value, float):
            problems.append(Problem("float_refused", f"{where}.value"))
        elif isinstance(value, str) and _NUMBER.fullmatch(value):
            row["value"] = Decimal(value)
        elif type(value) is not int or value < 0:
            problems.append(Problem("not_decimal", f"{where}.value"))
    if row.get("rounded_to", 1) < 1:
        problems.append(Problem("out_of_range", f"{where}.rounded_to", {"expected": "≥ 1"}))
    return row


def _check_choices(row: Mapping[str, Any], where: str, problems: list[Problem]) -> None:
    problems.extend(
        Problem("unknown_choice", f"{where}.{name}", {"expected": allowed})
        for name, allowed in _CHOICES.items()
        if name in row and row[name] not in allowed
    )


def _check_parts(rows: list[dict[str, Any]], problems: list[Problem]) -> None:
    """Reports each part that is not in the list, and each denominator that is nothing."""
    values = {name: amount.get("value") for row in rows for name, amount in _named(row)}
    for i, row in enumerate(rows):
        names = [*row.get("sum_of", ()), *(row[end] for end in ("numerator", "denominator") if end in row)]
        if any(not isinstance(name, str) or name not in values for name in names):
            problems.append(Problem("unknown_figure", f"figure[{i}]"))
        if "denominator" in row and values.get(row["denominator"]) == 0:
            problems.append(Problem("out_of_range", f"figure[{i}].denominator", {"expected": "> 0"}))


def _named(row: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The amounts of a figure by the names that others may call them: ``F6`` for the first, ``F6.before``."""
    amounts = row["amounts"]
    first = [(str(row.get("id")), amounts[0])] if amounts else []
    return first + [(f"{row.get('id')}.{amount['part']}", amount) for amount in amounts if "part" in amount]


def _figure(row: Mapping[str, Any], origin: Mapping[str, str]) -> Figure:
    parts: list[dict[str, Any]] = [{"part": "", **amount} for amount in row["amounts"]]
    fields: dict[str, Any] = {
        **row,
        "source_en": origin["title_en"],
        "source_zh": origin["title_zh"],
        "amounts": tuple(Amount(**part) for part in parts),
        "sum_of": tuple(row.get("sum_of", ())),
    }
    return Figure(**fields)
