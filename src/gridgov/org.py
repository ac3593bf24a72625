"""Who is there: the units of a subdistrict over time, and whether they are what the structure says.

::

    "1+10+24+N" ──parse_notation──▶ Structure ─┐
                  kinds and containment ───────┴▶ StructureSpec ─┐
    register (TOML) ──read_register──▶ Register of Units ────────┴─check(…, at)──▶ a Finding a layer

A notation such as 1+10+24+N is an assertion: one committee, ten area centres, twenty-four communities and villages,
and any number of organisations. Bound to kinds of units it can be checked against a register on any day.

>>> structure = parse_notation("“1＋10＋24＋N”")
>>> format_notation(structure)
'1+10+24+N'
>>> [layer.count for layer in structure.layers]
[1, 10, 24, 'N']

Units are valid in half-open periods. A unit's ``parent`` is its place in the structure; its ``code`` is its place in
the official divisions (statistical code of 12 digits: 6 county, 3 township, 3 community level). The two may not clash.

Sources: Yuqiao Subdistrict year-end report, 2022 (the structure); the rules for statistical codes (统计用区划代码).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, get_args
from unicodedata import normalize

from attrs import evolve, field, frozen

from gridgov.documents import check_type, duplicates, misfit, read_fields, read_toml
from gridgov.errors import BadInput, Lang, Param, Problem
from gridgov.parameters import day_of, holds

__all__ = [
    "AdminCode12",
    "Containment",
    "Finding",
    "Layer",
    "Register",
    "Selector",
    "Structure",
    "StructureSpec",
    "Unit",
    "UnitKind",
    "check",
    "format_notation",
    "parse_notation",
    "read_register",
]

# ---- values: division codes ---------------------------------------------------------------------------------------

_CODE: Final = re.compile(r"[1-9][0-9]{11}")
_TOWNSHIP_CLASSES: Final = (
    (1, 100, "subdistrict"),
    (100, 200, "town"),
    (200, 400, "township"),
    (400, 600, "enterprise"),
)
_COMMUNITY_KINDS: Final = ((1, 200, "community"), (200, 400, "village"))


def _twelve_digits(text: str) -> str:
    check_type(text, str, "digits", expected="text", source="code")
    return text.ljust(12, "0") if len(text) in {6, 9} else text


def _within(segment: str, ranges: Iterable[tuple[int, int, str]]) -> str | None:
    return next((name for start, end, name in ranges if start <= int(segment) < end), None)


@frozen
class AdminCode12:
    """A division's place in the statistical codes: 12 digits; 6 or 9 may be given, the rest is zeros.

    Raises:
        BadInput: not 6, 9 or 12 digits, or a community level without a township level.

    >>> AdminCode12("110112004002").parent
    AdminCode12(digits='110112004000')
    """

    digits: str = field(converter=_twelve_digits)

    @digits.validator
    def _is_code(self, _: object, digits: str) -> None:
        without_township = digits[6:9] == "000" and digits[9:] != "000"
        if without_township or not _CODE.fullmatch(digits):
            raise BadInput([Problem("not_admin_code", "")], source="code")

    def __str__(self) -> str:
        return self.digits

    @property
    def level(self) -> Literal["county", "township", "community"]:
        """How deep it goes. What lies above the county level is not told apart."""
        if self.digits[9:] != "000":
            return "community"
        return "county" if self.digits[6:9] == "000" else "township"

    @property
    def prefix(self) -> str:
        """What the codes of all divisions inside it begin with: 6, 9 or 12 digits."""
        return self.digits[: {"county": 6, "township": 9, "community": 12}[self.level]]

    @property
    def parent(self) -> "AdminCode12 | None":
        """The division around it; None for the county level."""
        return None if self.level == "county" else AdminCode12(self.prefix[:-3])

    @property
    def township_class(self) -> str | None:
        """What the second segment says: ``subdistrict``, ``town``, ``township``, ``enterprise``; None: nothing."""
        return _within(self.digits[6:9], _TOWNSHIP_CLASSES)

    @property
    def community_kind(self) -> str | None:
        """What the third segment hints at: ``community`` from 001, ``village`` from 200; None: nothing."""
        return _within(self.digits[9:], _COMMUNITY_KINDS)

    def contains(self, other: "AdminCode12") -> bool:
        """Whether the other division is this one or lies inside it."""
        check_type(other, AdminCode12, "other", expected="AdminCode12", source="code")
        return other.digits.startswith(self.prefix)


# ---- values: units ------------------------------------------------------------------------------------------------

UnitKind = Literal[
    # places
    "subdistrict",
    "area_centre",
    "community",
    "village",
    "grid",
    "estate",
    "building",
    "building_door",
    # bodies
    "coordination_committee",
    "area_committee",
    "subdistrict_office",
    "department",
    "hotline_centre",
    "residents_committee",
    "villagers_committee",
    "owners_committee",
    "property_management_committee",
    "property_company",
    "council_hall",
    "grassroots_organisation",
    "merchants_alliance",
    "volunteer_team",
]
"""What a unit is. An ``estate`` (小区, 物业管理单元) is not a ``community`` (社区)."""


@frozen
class Unit:
    """A place or a body in one period.

    Raises:
        BadInput: every field of another type, a blank or over-long text, an unknown kind.

    """

    id: str
    kind: UnitKind
    name_zh: str
    name_en: str
    valid_from: date
    source: str
    """Where it is known from."""
    valid_to: date | None = None
    """The first day on which it is no more; None: until further notice."""
    parent: str | None = None
    """The id of the unit above it."""
    code: AdminCode12 | None = None
    synthetic: bool = False
    """Whether it was made up."""

    def __attrs_post_init__(self) -> None:
        if problems := tuple(_unfit_fields(self)):
            raise BadInput(problems, source="unit")

    def name(self, lang: Lang) -> str:
        """Its name in a language."""
        return self.name_zh if lang == "zh" else self.name_en


_REQUIRED: Final = MappingProxyType(
    {"id": str, "name_zh": str, "name_en": str, "valid_from": date, "source": str, "synthetic": bool}
)
_OPTIONAL: Final = MappingProxyType({"valid_to": date, "parent": str})


def _unfit_fields(unit: Unit) -> Iterator[Problem]:
    there = {name: kind for name, kind in _OPTIONAL.items() if getattr(unit, name) is not None}
    for name, kind in {**_REQUIRED, **there}.items():
        if problem := misfit(getattr(unit, name), kind):
            yield Problem(problem.code, name, problem.params)
    if unit.kind not in get_args(UnitKind):
        yield Problem("unknown_choice", "kind", {"expected": get_args(UnitKind)})
    if not isinstance(unit.code, AdminCode12 | None):
        yield Problem("wrong_type", "code", {"expected": "AdminCode12"})


# ---- values: the notation -----------------------------------------------------------------------------------------

MAX_NOTATION: Final = 1000
"""The longest notation that is read, in characters."""
MAX_LAYERS: Final = 20
"""The most layers that a structure may have."""

_CLASSIFIERS: Final = "个名支家处"
_QUOTES: Final = " \"'“”‘’"
_LABEL: Final = r"(?:[^\W\d_]|\()[\w ()/·、,.&-]{0,39}"
_LAYER: Final = re.compile(
    rf"(?P<count>[1-9][0-9]{{0,5}}|[A-Z])(?![0-9A-Za-z]) ?(?P<classifier>[{_CLASSIFIERS}])?+ ?(?P<label>{_LABEL})?"
)


def _plain(text: str) -> str:
    """The text in one way of writing: full-width forms as ASCII (NFKC), single spaces, no quotes around it."""
    return " ".join(normalize("NFKC", text).split()).strip(_QUOTES)


@frozen
class Layer:
    """One term of a notation: how many, in which classifier (量词), of what.

    Raises:
        BadInput: a count that is neither 1 to 999,999 nor one capital letter, a classifier other than 个名支家处,
            or a label that could not be read back.

    """

    count: int | str
    """A number; or a letter, which stands for any number from one."""
    classifier: str = ""
    label: str = ""

    def __attrs_post_init__(self) -> None:
        match = _LAYER.fullmatch(str(self))
        same = match is not None and _terms(match) == (self.count, self.classifier, self.label)
        if not same or _plain(self.label) != self.label:
            raise BadInput([Problem("not_a_layer", "")], source="layer")

    def __str__(self) -> str:
        gap = " " if not self.classifier and self.label[:1].isascii() and self.label[:1].isalpha() else ""
        return f"{self.count}{self.classifier}{gap}{self.label}"


def _check_all(values: object, kind: type, where: str, *, source: str) -> None:
    """Refuses what is no tuple, and what is in it of another type than asked."""
    if not isinstance(values, tuple):
        raise BadInput([Problem("wrong_type", where, {"expected": "a tuple"})], source=source)
    for i, value in enumerate(values):
        check_type(value, kind, f"{where}[{i}]", expected=kind.__name__, source=source)


@frozen
class Structure:
    """A notation taken apart: its layers from the top. Two open counts are independent, whatever their letters.

    Raises:
        BadInput: no layer, or more than :data:`MAX_LAYERS`.

    """

    layers: tuple[Layer, ...]

    def __attrs_post_init__(self) -> None:
        _check_all(self.layers, Layer, "layers", source="structure")
        if not 1 <= len(self.layers) <= MAX_LAYERS:
            raise BadInput([Problem("wrong_length", "layers", {"expected": f"1-{MAX_LAYERS}"})], source="structure")


def parse_notation(text: str) -> Structure:
    """The structure that a notation asserts.

    Grammar: layers joined by ``+``; a layer is a count (a number from 1, or one capital letter for an open count), then
    a classifier (个名支家处) and a label if wanted. Full-width forms, spaces and quotes around it do not matter.

    Raises:
        BadInput: every layer that cannot be read, at once; or a text that is too long.

    >>> [str(layer) for layer in parse_notation("1个街道统筹委员会+10个片区中心+N个基层组织").layers]
    ['1个街道统筹委员会', '10个片区中心', 'N个基层组织']

    """
    check_type(text, str, "notation", expected="text", source="notation")
    if len(text) > MAX_NOTATION:
        raise BadInput([Problem("wrong_length", "", {"expected": f"≤ {MAX_NOTATION}"})], source="notation")
    matches = [_LAYER.fullmatch(part.strip()) for part in _plain(text).split("+")]
    problems = [Problem("not_a_layer", f"layer[{i}]") for i, match in enumerate(matches, start=1) if not match]
    if problems:
        raise BadInput(problems, source="notation")
    return Structure(tuple(Layer(*_terms(match)) for match in matches if match))


def _terms(match: re.Match[str]) -> tuple[int | str, str, str]:
    count = match["count"]
    return (count if count.isalpha() else int(count)), match["classifier"] or "", match["label"] or ""


def format_notation(structure: Structure) -> str:
    """The notation of a structure; :func:`parse_notation` reads the same structure back."""
    check_type(structure, Structure, "structure", expected="Structure", source="structure")
    return "+".join(str(layer) for layer in structure.layers)


# ---- binding: what the layers of a notation are -------------------------------------------------------------------

Containment = Literal["partition", "nested", "free"]
"""How a layer lies in the one above: each unit in exactly one of it and none of it empty (``partition``), each unit in
exactly one of it (``nested``), anywhere (``free``)."""


@frozen
class Selector:
    """Which units a layer counts, and how they lie in the layer above."""

    kinds: tuple[UnitKind, ...]
    containment: Containment = "free"


@frozen
class StructureSpec:
    """A structure whose layers are bound to kinds of units: an assertion that can be checked.

    Raises:
        BadInput: not exactly one selector a layer, or a first layer that is to lie in one above.

    """

    id: str
    """Which system it belongs to: a place may have one for coordination and another for consultation."""
    structure: Structure
    selectors: tuple[Selector, ...]

    def __attrs_post_init__(self) -> None:
        check_type(self.structure, Structure, "structure", expected="Structure", source="structure")
        _check_all(self.selectors, Selector, "selectors", source="structure")
        if len(self.selectors) != len(self.structure.layers):
            expected = str(len(self.structure.layers))
            raise BadInput([Problem("wrong_length", "selectors", {"expected": expected})], source="structure")
        if self.selectors[0].containment != "free":
            problem = Problem("unknown_choice", "selectors[0].containment", {"expected": ("free",)})
            raise BadInput([problem], source="structure")


# ---- the register -------------------------------------------------------------------------------------------------

MAX_LEVELS: Final = 32
"""How far below the top a unit may be."""


def _units(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    _check_all(units, Unit, "units", source="register")
    return units


@frozen
class Register:
    """The units of a place, in the order in which they were given, and the structures that they are to have.

    Raises:
        BadInput: every fault at once: an id used twice, a parent that is not there, a cycle, more than
            :data:`MAX_LEVELS` levels, a period that ends before it begins or goes beyond the parent's, a code outside
            the code of the unit above.

    """

    units: tuple[Unit, ...] = field(converter=_units)
    structures: tuple[StructureSpec, ...] = ()
    id: str = ""
    title_en: str = ""
    title_zh: str = ""
    _by_id: Mapping[str, Unit] = field(init=False, eq=False, repr=False)
    _below: Mapping[str | None, tuple[Unit, ...]] = field(init=False, eq=False, repr=False)

    @units.validator
    def _is_sound(self, _: object, units: tuple[Unit, ...]) -> None:
        rows = [(f"units[{i}]", unit) for i, unit in enumerate(units)]
        if problems := tuple(_faults(rows, ())):
            raise BadInput(problems, source="register")

    @_by_id.default
    def _index(self) -> Mapping[str, Unit]:
        return MappingProxyType({unit.id: unit for unit in self.units})

    @_below.default
    def _index_below(self) -> Mapping[str | None, tuple[Unit, ...]]:
        found: dict[str | None, list[Unit]] = {}
        for unit in self.units:
            found.setdefault(unit.parent, []).append(unit)
        return MappingProxyType({parent: tuple(units) for parent, units in found.items()})

    def __reduce__(self) -> tuple[Any, ...]:
        # the tables are made again: a read-only one cannot be pickled
        return Register, (self.units, self.structures, self.id, self.title_en, self.title_zh)

    def find(self, unit: str) -> Unit:
        """The unit with an id, whether it is valid today or not.

        Raises:
            BadInput: ``unknown_unit``, or no text.

        """
        check_type(unit, str, "unit", expected="text", source="register")
        if unit not in self._by_id:
            raise BadInput([Problem("unknown_unit", "unit")], source="register")
        return self._by_id[unit]

    def of_kind(self, *kinds: UnitKind, at: date) -> tuple[Unit, ...]:
        """The units of some kinds that are valid on a day."""
        day = day_of(at)
        return tuple(u for u in self.units if u.kind in kinds and holds(u.valid_from, u.valid_to, day))

    def children(self, unit: str, *, at: date) -> tuple[Unit, ...]:
        """The units right below a unit that are valid on a day. Raises as :meth:`find`."""
        day = day_of(at)
        below = self._below.get(self.find(unit).id, ())
        return tuple(u for u in below if holds(u.valid_from, u.valid_to, day))

    def ancestors(self, unit: str) -> tuple[Unit, ...]:
        """The units above a unit, nearest first; they are valid whenever it is. Raises as :meth:`find`."""
        return _chain(self.find(unit), self._by_id)


def _faults(rows: list[tuple[str, Unit]], ids: Collection[str | None]) -> Iterator[Problem]:
    """What is wrong with units taken together; each is given with its place, and ``ids`` are all that there are."""
    yield from duplicates((f"{where}.id", unit.id) for where, unit in rows)
    by_id = {unit.id: unit for _, unit in rows}
    for where, unit in rows:
        if unit.valid_to is not None and unit.valid_to <= unit.valid_from:
            yield Problem("ends_before_start", where)
        if unit.parent in by_id:
            yield from _faults_above(where, unit, _chain(unit, by_id))
        elif unit.parent is not None and unit.parent not in ids:
            yield Problem("unknown_parent", where)


def _faults_above(where: str, unit: Unit, above: tuple[Unit, ...]) -> Iterator[Problem]:
    if unit in above:
        yield Problem("cycle", where)
    elif len(above) > MAX_LEVELS and len(set(above)) == len(above):
        yield Problem("too_many_levels", where, {"limit": MAX_LEVELS})
    if not _covers(above[0], unit):
        yield Problem("outside_parent_time", where)
    coded = next((other.code for other in above if other.code), None)
    if coded and unit.code and not coded.contains(unit.code):
        yield Problem("outside_parent_code", where)


def _chain(unit: Unit, by_id: Mapping[str, Unit]) -> tuple[Unit, ...]:
    """The units above, nearest first; in a register that is not sound, no more than it could have and one."""
    above: list[Unit] = []
    here = unit
    while here.parent is not None and here.parent in by_id and len(above) <= MAX_LEVELS:
        here = by_id[here.parent]
        above.append(here)
    return tuple(above)


def _covers(outer: Unit, inner: Unit) -> bool:
    ends_later = outer.valid_to is None or (inner.valid_to is not None and inner.valid_to <= outer.valid_to)
    return outer.valid_from <= inner.valid_from and ends_later


# ---- reading a register -------------------------------------------------------------------------------------------

_KEY: Final = re.compile(r"(?=.{1,120}\Z)[A-Za-z0-9](?:\.?[A-Za-z0-9_:/#+-])*\.?")
_TOP: Final = MappingProxyType({"register": dict, "units": list})
_REGISTER: Final = MappingProxyType({"id": str, "title_en": str, "title_zh": str})
_UNIT: Final = MappingProxyType(
    {"id": str, "kind": str, "name_zh": str, "name_en": str, "valid_from": date, "source": str}
)
_UNIT_OPTIONAL: Final = MappingProxyType({"valid_to": date, "parent": str, "code": str, "synthetic": bool})
_STRUCTURE: Final = MappingProxyType({"id": str, "notation": str, "layers": list})


def read_register(text: str | bytes, *, source: str) -> Register:
    """The register that a TOML text holds.

    Shape: a table ``[register]`` (id, title_en, title_zh); ``[[units]]``, each with ``rows``, where a row is a unit
    (id, kind, name_zh, name_en, valid_from, source; valid_to, parent, code and synthetic if wanted) and takes from
    its ``[[units]]`` what it does not say itself; and ``[[structure]]`` (id, notation, layers with kinds and
    containment) if wanted.

    Raises:
        BadInput: every problem of the text at once; what a :class:`Register` refuses is among them.

    """
    problems: list[Problem] = []
    top = read_fields(read_toml(text, source=source), "", problems, _TOP, {"structure": list})
    head = read_fields(top["register"], "register", problems, _REGISTER) if "register" in top else {}
    read = [
        _read_unit(row, where, problems)
        for i, group in enumerate(top.get("units", ()))
        for where, row in _rows(group, f"units[{i}]", problems)
    ]
    specs = [_read_spec(row, f"structure[{i}]", problems) for i, row in enumerate(top.get("structure", ()))]
    problems.extend(_faults([(where, unit) for where, _, unit in read if unit], {name for _, name, _ in read}))
    if problems:
        raise BadInput(problems, source=source)
    return Register(tuple(unit for _, _, unit in read if unit), tuple(spec for spec in specs if spec), **head)


def _rows(group: Any, where: str, problems: list[Problem]) -> Iterator[tuple[str, Any]]:
    shared = {name: value for name, value in group.items() if name != "rows"} if isinstance(group, dict) else {}
    rows = read_fields(group, where, problems, {"rows": list}, dict.fromkeys(shared, object)).get("rows", ())
    for i, row in enumerate(rows):
        yield f"{where}.rows[{i}]", {**shared, **row} if isinstance(row, dict) else row


def _read_unit(table: Any, where: str, problems: list[Problem]) -> tuple[str, str | None, Unit | None]:
    """The place of a row, its id as far as it can be read, and the unit if nothing is wrong with it."""
    before = len(problems)
    row = read_fields(table, where, problems, _UNIT, _UNIT_OPTIONAL)
    if row.get("kind", "community") not in get_args(UnitKind):
        problems.append(Problem("unknown_choice", f"{where}.kind", {"expected": get_args(UnitKind)}))
    problems.extend(
        Problem("wrong_pattern", f"{where}.{name}", {"expected": _KEY.pattern})
        for name in ("id", "parent")
        if name in row and not _KEY.fullmatch(row[name])
    )
    if "code" in row:
        try:
            row["code"] = AdminCode12(row["code"])
        except BadInput:
            problems.append(Problem("not_admin_code", f"{where}.code"))
    return where, row.get("id"), Unit(**row) if len(problems) == before else None


def _read_spec(table: Any, where: str, problems: list[Problem]) -> StructureSpec | None:
    row = read_fields(table, where, problems, _STRUCTURE)
    selectors = [_read_selector(s, f"{where}.layers[{i}]", problems) for i, s in enumerate(row.get("layers", ()))]
    if len(row) < len(_STRUCTURE) or None in selectors:
        return None
    try:
        return StructureSpec(row["id"], parse_notation(row["notation"]), tuple(s for s in selectors if s))
    except BadInput as error:
        problems.extend(Problem(p.code, f"{where} {p.where}".strip(), p.params) for p in error.problems)
        return None


def _read_selector(table: Any, where: str, problems: list[Problem]) -> Selector | None:
    row = read_fields(table, where, problems, {"kinds": list}, {"containment": str})
    containment = row.get("containment", "free")
    wrong = [kind for kind in row.get("kinds", ()) if kind not in get_args(UnitKind)]
    if wrong or not row.get("kinds", ("missing",)):
        problems.append(Problem("unknown_choice", f"{where}.kinds", {"expected": get_args(UnitKind)}))
    if containment not in get_args(Containment):
        problems.append(Problem("unknown_choice", f"{where}.containment", {"expected": get_args(Containment)}))
    return Selector(tuple(row["kinds"]), containment) if "kinds" in row else None


# ---- check --------------------------------------------------------------------------------------------------------


@frozen
class Finding:
    """What a check found out about one layer of a structure."""

    position: int
    """1 is the top."""
    kinds: tuple[UnitKind, ...]
    expected: int | None
    """None: an open count, at least one."""
    found: int
    problems: tuple[Problem, ...] = ()
    """In words: the count, then each unit that does not lie as it should, by its id."""

    @property
    def missing(self) -> int:
        """How many units there are too few."""
        return max(0, (1 if self.expected is None else self.expected) - self.found)

    @property
    def extra(self) -> int:
        """How many units there are too many."""
        return 0 if self.expected is None else max(0, self.found - self.expected)

    @property
    def ok(self) -> bool:
        """Whether the layer is as the structure says."""
        return not self.problems


def check(spec: StructureSpec, register: Register, at: date) -> tuple[Finding, ...]:
    """Whether a register is on a day what a structure says, layer by layer from the top.

    >>> from gridgov.parameters import packaged
    >>> register = read_register(packaged("yuqiao-register"), source="packs/yuqiao-register.toml")
    >>> [(f.expected, f.found) for f in check(register.structures[0], register, date(2022, 12, 31))]
    [(1, 1), (10, 10), (24, 24), (None, 6)]

    """
    check_type(spec, StructureSpec, "spec", expected="StructureSpec", source="check")
    check_type(register, Register, "register", expected="Register", source="check")
    layers = [register.of_kind(*selector.kinds, at=at) for selector in spec.selectors]
    findings = []
    for i, (layer, selector, units) in enumerate(zip(spec.structure.layers, spec.selectors, layers, strict=True)):
        expected = layer.count if isinstance(layer.count, int) else None
        finding = Finding(i + 1, selector.kinds, expected, len(units))
        misplaced = () if selector.containment == "free" else _misplaced(register, selector, layers[i - 1], units)
        findings.append(evolve(finding, problems=(*_miscounted(finding), *misplaced)))
    return tuple(findings)


def _miscounted(finding: Finding) -> Iterator[Problem]:
    expected = "N" if finding.expected is None else finding.expected
    for code, count in (("units_missing", finding.missing), ("units_extra", finding.extra)):
        if count:
            params: dict[str, Param] = {"expected": expected, "found": finding.found, "count": count}
            yield Problem(code, f"layer[{finding.position}]", params)


def _misplaced(
    register: Register, selector: Selector, upper: tuple[Unit, ...], units: tuple[Unit, ...]
) -> Iterator[Problem]:
    used: set[str] = set()
    above_ids = {unit.id for unit in upper}
    for unit in units:
        homes = [above.id for above in register.ancestors(unit.id) if above.id in above_ids]
        used.update(homes)
        if not homes:
            yield Problem("outside_layer_above", unit.id)
        if len(homes) > 1:
            yield Problem("in_several_of_layer_above", unit.id)
    if selector.containment == "partition":
        yield from (Problem("nothing_below", unit.id) for unit in upper if unit.id not in used)
