"""Rules that change: dated values, each with its unit and its source, in packs that a host chooses.

::

    TOML ──read_pack──▶ Pack ──combine──▶ Parameters ──at(id, day)──▶ Value

A value holds from ``valid_from`` up to, and not including, ``valid_to``; without ``valid_to`` it holds until further
notice. Values are exact: a float is refused. Nothing is loaded unless it is asked for, presets least of all.

>>> rules = combine(shipped("cn-property"))
>>> quorum = rules.at("property.joint_decision.quorum_area", date(2022, 3, 1))
>>> quorum.value, quorum.unit
(Fraction(2, 3), 'share_at_least')
>>> print(quorum.reference)
民法典第二百七十八条第二款 (Civil Code, Art. 278 para. 2)

Whoever needs a file that ships in ``gridgov/packs`` gets its text from :func:`packaged`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from attrs import field, frozen

from gridgov.documents import check_type, duplicates, misfit, read_fields, read_toml
from gridgov.errors import BadInput, Defect, Param, Problem, Refused

__all__ = [
    "SHIPPED",
    "UNITS",
    "Exact",
    "Pack",
    "PackKind",
    "Parameter",
    "Parameters",
    "Value",
    "combine",
    "day_of",
    "holds",
    "packaged",
    "read_pack",
    "shipped",
]

Exact = bool | int | str | date | Fraction | Decimal | tuple[str, ...]
"""What a parameter may be: never a float."""

PackKind = Literal["law", "standard", "local", "preset"]
"""Whose rule it is: a law, a standard, a local regulation; a *preset* has no primary source and is opt-in."""

UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rounds": "whole",
        "times": "whole",
        "people": "whole",
        "households": "whole",
        "minutes": "whole",
        "hours": "whole",
        "days": "whole",
        "working_days": "whole",
        "months": "whole",
        "years": "whole",
        "share": "fraction",
        "share_at_least": "fraction",  # the number itself is enough: 以上 (Civil Code Art. 1259)
        "share_more_than": "fraction",  # the number itself is not enough: 过半数, 超过
        "percent": "decimal",
        "yuan": "decimal",
        "yes_no": "claim",
        "date": "date",
        "code": "text",
        "codes": "list",
    }
)
"""The closed list of units, with the kind of value that each asks for. A threshold's unit says if it is inclusive."""

MAX_WHOLE: Final = 10**12
"""The largest whole number that a value may be."""


# ---- days ---------------------------------------------------------------------------------------------------------


def day_of(at: date) -> date:
    """The day of a date, or of a moment as its own offset shows it: rules ask for the local day of an act.

    Nothing is converted, so the offset is the host's to choose: its clock is to tell the time of the place where the
    rules are in force (``Asia/Shanghai``). A clock in UTC would find the day before for the first eight hours of a day.

    Raises:
        BadInput: no date and no moment, or a moment without an offset.

    >>> day_of(datetime.fromisoformat("2021-01-01T00:30+08:00"))
    datetime.date(2021, 1, 1)

    """
    check_type(at, date, "at", expected="a date", source="date")
    if not isinstance(at, datetime):
        return at
    if at.tzinfo is None:
        raise BadInput([Problem("naive_datetime", "at")], source="date")
    return at.date()


def holds(valid_from: date, valid_to: date | None, at: date) -> bool:
    """Whether something that is valid in the half-open period is valid on a day.

    >>> holds(date(2021, 1, 1), date(2022, 1, 1), date(2022, 1, 1))
    False

    """
    day = day_of(at)
    return valid_from <= day and (valid_to is None or day < valid_to)


# ---- values -------------------------------------------------------------------------------------------------------


@frozen
class Value:
    """What a parameter is in one period, and why."""

    parameter: str
    value: Exact
    unit: str
    """One of :data:`UNITS`."""
    valid_from: date
    valid_to: date | None
    """The first day on which it holds no more; None: until further notice."""
    reference: str
    """Where it stands: the law and its article, the standard and its clause."""
    pack: str
    """The id of the pack that it comes from."""
    preset: bool = False
    """Whether no primary source supports it."""
    gap: str = ""
    """Why no value holds just before it; empty when one does, or when it is the first."""

    def met_by(self, part: int, whole: int) -> bool:
        """Whether a part of a whole reaches a share; the unit says whether the share itself is enough.

        Raises:
            Defect: the value is no share.

        """
        if not isinstance(self.value, Fraction) or self.unit not in {"share_at_least", "share_more_than"}:
            raise _of_another_type(self, "share")
        return part >= self.value * whole if self.unit == "share_at_least" else part > self.value * whole


@frozen
class Parameter:
    """One rule of a pack with its values, oldest first."""

    id: str
    unit: str
    title_en: str
    title_zh: str
    values: tuple[Value, ...]


@frozen
class Pack:
    """The parameters of one instrument: a law, a standard, a local regulation, a named preset."""

    id: str
    title_en: str
    title_zh: str
    kind: PackKind
    parameters: tuple[Parameter, ...]
    jurisdiction: str = ""
    """Where it applies, by ISO 3166: ``CN``, ``CN-BJ``. Empty: it says nothing about a place."""
    overrides: tuple[str, ...] = ()
    """The ids of the packs that give way to this one where both have a value."""


def _packs(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    check_type(packs, Iterable, "packs", expected="a list of packs", source="packs")
    found = tuple(packs)
    for i, pack in enumerate(found):
        check_type(pack, Pack, f"packs[{i}]", expected="Pack", source="packs")
    return found


@frozen
class Parameters:
    """The rules that a host works under: a choice of packs, looked up by parameter and day.

    Raises:
        BadInput: what is no pack; every clash between the packs at once: an id used twice, two values of a parameter
            on one day without ``overrides``, different units, a gap between two packs.

    >>> combine(shipped("presets")).whole("tickets.max_rounds", date(2022, 3, 1))
    3
    """

    packs: tuple[Pack, ...] = field(default=(), converter=_packs)
    _values: Mapping[str, tuple[Value, ...]] = field(init=False, eq=False, repr=False)

    @packs.validator
    def _agree(self, _: object, packs: tuple[Pack, ...]) -> None:
        if problems := tuple(_clashes(packs)):
            raise BadInput(problems, source="packs")

    @_values.default
    def _by_parameter(self) -> Mapping[str, tuple[Value, ...]]:
        found: dict[str, tuple[Value, ...]] = {}
        for pack in reversed(self.packs):  # an overriding pack stands behind the one that it overrides
            for parameter in pack.parameters:
                found[parameter.id] = found.get(parameter.id, ()) + parameter.values
        return MappingProxyType(found)

    def __reduce__(self) -> tuple[Any, ...]:
        return Parameters, (self.packs,)  # the table is made again: a read-only one cannot be pickled

    def __contains__(self, parameter: str) -> bool:
        """Whether a loaded pack has the parameter, on whatever day."""
        return parameter in self._values

    def at(self, parameter: str, on: date) -> Value:
        """The value of a parameter on a day; of a moment, on the day that its own offset shows.

        Raises:
            Refused: ``not_in_force`` or ``declared_gap``: no value holds on that day.
            BadInput: no date and no moment, or a moment without an offset.
            Defect: ``unknown_parameter``: no loaded pack has it.

        """
        if parameter not in self._values:
            raise Defect("unknown_parameter", parameter=parameter, packs=tuple(pack.id for pack in self.packs))
        value = self.find(parameter, on)
        if value is None:
            raise _not_in_force(parameter, day_of(on), self._values[parameter])
        return value

    def find(self, parameter: str, on: date) -> Value | None:
        """The value of a parameter on a day, if the packs that are loaded have one: for rules that a host may set.

        Raises:
            Refused: ``declared_gap``: there was a rule on that day, and nobody here knows it.
            BadInput: no date and no moment, or a moment without an offset.

        """
        values = self._values.get(parameter)
        if values is None:
            return None
        day = day_of(on)
        for value in values:
            if holds(value.valid_from, value.valid_to, day):
                return value
        refused = _not_in_force(parameter, day, values)
        if refused.code == "declared_gap":
            raise refused
        return None

    def whole(self, parameter: str, on: date) -> int:
        """The value of a parameter that is a whole number. Raises as :meth:`at`; ``Defect`` if it is none."""
        value = self.at(parameter, on)
        if type(value.value) is not int:
            raise _of_another_type(value, "whole")
        return value.value

    def fraction(self, parameter: str, on: date) -> Fraction:
        """The value of a parameter that is a share. Raises as :meth:`at`; ``Defect`` if it is none."""
        value = self.at(parameter, on)
        if not isinstance(value.value, Fraction):
            raise _of_another_type(value, "fraction")
        return value.value

    def claim(self, parameter: str, on: date) -> bool:
        """The value of a parameter that is yes or no. Raises as :meth:`at`; ``Defect`` if it is none."""
        value = self.at(parameter, on)
        if not isinstance(value.value, bool):
            raise _of_another_type(value, "claim")
        return value.value

    def codes(self, parameter: str, on: date) -> tuple[str, ...]:
        """The value of a parameter that is a list of codes. Raises as :meth:`at`; ``Defect`` if it is none."""
        value = self.at(parameter, on)
        if not isinstance(value.value, tuple):
            raise _of_another_type(value, "codes")
        return value.value


def _of_another_type(value: Value, wanted: str) -> Defect:
    return Defect("parameter_of_another_type", parameter=value.parameter, unit=value.unit, wanted=wanted)


def _not_in_force(parameter: str, day: date, values: Iterable[Value]) -> Refused:
    ordered = sorted(values, key=lambda value: value.valid_from)
    following = next((value for value in ordered if value.valid_from > day), None)
    if following and following.gap:
        return Refused("declared_gap", parameter=parameter, date=day.isoformat(), reason=following.gap)
    known = tuple(f"{value.valid_from}/{value.valid_to or '…'}" for value in ordered)
    return Refused("not_in_force", parameter=parameter, date=day.isoformat(), known=known)


# ---- several packs ------------------------------------------------------------------------------------------------


def combine(*packs: Pack) -> Parameters:
    """The rules of several packs together.

    Nothing overrides in silence: two packs may not have a value of the same parameter on the same day, unless the
    later one says ``overrides`` and names the earlier.

    Raises:
        BadInput: every clash at once.

    """
    return Parameters(packs)


def _clashes(packs: tuple[Pack, ...]) -> Iterator[Problem]:
    earlier: list[str] = []
    for pack in packs:
        if pack.id in earlier:
            yield Problem("duplicate_id", f"pack {pack.id}")
        for overridden in pack.overrides:
            if overridden not in earlier:
                yield Problem("not_among_earlier_packs", f"pack {pack.id}: overrides {overridden}")
        earlier.append(pack.id)
    for name in dict.fromkeys(parameter.id for pack in packs for parameter in pack.parameters):
        found = [(pack, parameter) for pack in packs for parameter in pack.parameters if parameter.id == name]
        yield from _clashes_of(name, found)


def _clashes_of(name: str, found: list[tuple[Pack, Parameter]]) -> Iterator[Problem]:
    for i, (later, second) in enumerate(found):
        for earlier, first in found[:i]:
            if first.unit != second.unit:
                yield Problem("unit_differs", name, {"first": first.unit, "second": second.unit})
            if earlier.id in later.overrides:
                continue
            for start in _common_starts(first.values, second.values):
                params: dict[str, Param] = {"start": start.isoformat(), "first": earlier.id, "second": later.id}
                yield Problem("overlap_of_packs", name, params)
    periods = [(v.valid_from, v.valid_to, v.gap) for _, parameter in found for v in parameter.values]
    for end, start in _holes(periods):
        yield Problem("gap", name, {"start": end.isoformat(), "end": start.isoformat()})


def _common_starts(first: Iterable[Value], second: Iterable[Value]) -> Iterator[date]:
    for a in first:
        for b in second:
            start = max(a.valid_from, b.valid_from)
            if holds(a.valid_from, a.valid_to, start) and holds(b.valid_from, b.valid_to, start):
                yield start


_Period = tuple[date, date | None, str]


def _holes(periods: Iterable[_Period]) -> Iterator[tuple[date, date]]:
    """The stretches between the first day and the last on which nothing holds and nobody says why."""
    ordered = sorted(periods, key=lambda period: period[0])
    end: date | None = ordered[0][0] if ordered else None
    for valid_from, valid_to, gap in ordered:
        if end is None:
            return
        if valid_from > end and not gap:
            yield end, valid_from
        end = None if valid_to is None else max(end, valid_to)


# ---- reading a pack -----------------------------------------------------------------------------------------------

_HEAD: Final = MappingProxyType({"id": str, "title_en": str, "title_zh": str, "kind": str})
_HEAD_OPTIONAL: Final = MappingProxyType({"jurisdiction": str, "overrides": list})
_PARAMETER: Final = MappingProxyType({"id": str, "unit": str, "title_en": str, "title_zh": str, "value": list})
_VALUE: Final = MappingProxyType({"value": object, "valid_from": date, "reference": str})
_VALUE_OPTIONAL: Final = MappingProxyType({"valid_to": date, "gap": str})

_PACK_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_PARAMETER_ID: Final = re.compile(r"(?=.{1,80}\Z)[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_JURISDICTION: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_FRACTION: Final = re.compile(r"[0-9]{1,9}/[1-9][0-9]{0,8}")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")


def read_pack(text: str | bytes, *, source: str) -> Pack:
    """The pack that a TOML text holds.

    Shape: a table ``[pack]`` (id, title_en, title_zh, kind; jurisdiction and overrides if wanted), and for each rule
    ``[[parameter]]`` (id, unit, title_en, title_zh) with ``[[parameter.value]]`` (value, valid_from, reference;
    valid_to and gap if wanted). Fractions and decimals stand in quotes.

    Raises:
        BadInput: every problem of the text at once, overlaps and undeclared gaps among them.

    """
    problems: list[Problem] = []
    top = read_fields(read_toml(text, source=source), "", problems, {"pack": dict, "parameter": list})
    head = read_fields(top["pack"], "pack", problems, _HEAD, _HEAD_OPTIONAL) if "pack" in top else {}
    _check_head(head, problems)
    tables = top.get("parameter", [])
    rows = [_read_parameter(table, f"parameter[{i}]", problems) for i, table in enumerate(tables)]
    problems.extend(duplicates((f"parameter[{i}].id", row.get("id")) for i, row in enumerate(rows)))
    if problems:
        raise BadInput(problems, source=source)
    return Pack(
        id=head["id"],
        title_en=head["title_en"],
        title_zh=head["title_zh"],
        kind=head["kind"],
        parameters=tuple(_parameter(row, head) for row in rows),
        jurisdiction=head.get("jurisdiction", ""),
        overrides=tuple(head.get("overrides", ())),
    )


def _check_head(head: Mapping[str, Any], problems: list[Problem]) -> None:
    patterns = (("id", _PACK_ID), ("jurisdiction", _JURISDICTION))
    problems.extend(
        Problem("wrong_pattern", f"pack.{name}", {"expected": pattern.pattern})
        for name, pattern in patterns
        if name in head and not pattern.fullmatch(head[name])
    )
    if "kind" in head and head["kind"] not in get_args(PackKind):
        problems.append(Problem("unknown_choice", "pack.kind", {"expected": get_args(PackKind)}))
    problems.extend(
        Problem("wrong_type", f"pack.overrides[{i}]", {"expected": "text"})
        for i, name in enumerate(head.get("overrides", ()))
        if not isinstance(name, str)
    )


def _read_parameter(table: Any, where: str, problems: list[Problem]) -> dict[str, Any]:
    row = read_fields(table, where, problems, _PARAMETER)
    if "id" in row and not _PARAMETER_ID.fullmatch(row["id"]):
        problems.append(Problem("wrong_pattern", f"{where}.id", {"expected": "words_like_this.and_this"}))
    if "unit" in row and row["unit"] not in UNITS:
        problems.append(Problem("unknown_choice", f"{where}.unit", {"expected": tuple(UNITS)}))
    kind = UNITS.get(row.get("unit", ""))
    values = [_read_value(v, f"{where}.value[{j}]", problems, kind) for j, v in enumerate(row.get("value", ()))]
    if "value" in row and not values:
        problems.append(Problem("missing", f"{where}.value"))
    _check_periods([(f"{where}.value[{j}]", v) for j, v in enumerate(values)], problems)
    return {**row, "value": values}


def _read_value(table: Any, where: str, problems: list[Problem], kind: str | None) -> dict[str, Any]:
    row = read_fields(table, where, problems, _VALUE, _VALUE_OPTIONAL)
    if "value" in row and kind is not None:
        read = _exact(kind, row["value"])
        if isinstance(read, Problem):
            problems.append(Problem(read.code, f"{where}.value", read.params))
        else:
            row["value"] = read
    return row


def _exact(kind: str, raw: Any) -> Exact | Problem:
    """The value in its exact type, or what is wrong with it (the place is filled in by the caller)."""
    if isinstance(raw, float):
        return Problem("float_refused", "")
    if kind == "whole":
        return (
            int(raw) if type(raw) is int and 0 <= raw <= MAX_WHOLE else Problem("not_whole", "", {"limit": MAX_WHOLE})
        )
    if kind == "fraction":
        share = Fraction(raw) if isinstance(raw, str) and _FRACTION.fullmatch(raw) else None
        return share if share is not None and share <= 1 else Problem("not_fraction", "")
    if kind == "decimal":
        fits = isinstance(raw, str) and _DECIMAL.fullmatch(raw)
        return Decimal(raw) if fits else Problem("not_decimal", "")
    if kind == "list":
        listed = isinstance(raw, list) and all(isinstance(code, str) and _PARAMETER_ID.fullmatch(code) for code in raw)
        return tuple(raw) if listed and len(set(raw)) == len(raw) else Problem("not_codes", "")
    plain: Exact | Problem = misfit(raw, {"claim": bool, "date": date, "text": str}[kind]) or raw
    return plain


def _check_periods(rows: list[tuple[str, dict[str, Any]]], problems: list[Problem]) -> None:
    """Reports what is wrong with the periods of one parameter: backward ones, overlaps, gaps, gaps that are none."""
    dated = sorted((row for row in rows if "valid_from" in row[1]), key=lambda row: row[1]["valid_from"])
    end: date | None = None
    for i, (where, row) in enumerate(dated):
        start, until = row["valid_from"], row.get("valid_to")
        if until is not None and until <= start:
            problems.append(Problem("ends_before_start", where))
            until = start
        if i and (end is None or start < end):
            problems.append(Problem("overlap", where, {"start": start.isoformat()}))
        elif i and end is not None and start > end and "gap" not in row:
            problems.append(Problem("gap", where, {"start": end.isoformat(), "end": start.isoformat()}))
        elif "gap" in row and (i == 0 or start == end):
            problems.append(Problem("no_gap", where))
        end = until if i == 0 or end is None or until is None else max(end, until)


def _parameter(row: Mapping[str, Any], head: Mapping[str, Any]) -> Parameter:
    values = (
        Value(
            parameter=row["id"],
            value=value["value"],
            unit=row["unit"],
            valid_from=value["valid_from"],
            valid_to=value.get("valid_to"),
            reference=value["reference"],
            pack=head["id"],
            preset=head["kind"] == "preset",
            gap=value.get("gap", ""),
        )
        for value in row["value"]
    )
    ordered = tuple(sorted(values, key=lambda value: value.valid_from))
    return Parameter(row["id"], row["unit"], row["title_en"], row["title_zh"], ordered)


# ---- what ships ---------------------------------------------------------------------------------------------------


SHIPPED: Final = (
    "beijing-property",
    "beijing-swift-response",
    "cn-committees",
    "cn-property",
    "preset-beijing-property-2020",
    "preset-swift-response",
    "preset-time-grades",
    "presets",
    "yuqiao-tickets",
)
"""The packs of parameters that ship with the library, for :func:`shipped`; the other files are no such packs."""


def shipped(name: str) -> Pack:
    """A pack that ships with the library, by its name.

    Raises:
        BadInput: none of :data:`SHIPPED`.

    >>> shipped("presets").kind
    'preset'

    """
    if name not in SHIPPED:
        raise BadInput([Problem("unknown_choice", "name", {"expected": SHIPPED})], source="packs")
    return _shipped(name)


@cache
def _shipped(name: str) -> Pack:
    return read_pack(packaged(name), source=f"packs/{name}.toml")


def packaged(name: str) -> str:
    """The text of a TOML file that ships in ``gridgov/packs``, by its name without ``.toml``.

    Raises:
        BadInput: no such file.

    """
    folder = files("gridgov.packs")
    names = sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    if name not in names:
        raise BadInput([Problem("unknown_choice", "name", {"expected": tuple(names)})], source="packs")
    return folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")
