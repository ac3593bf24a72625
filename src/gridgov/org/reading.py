"""A register out of a TOML file: everything that is wrong with it at once, each with its line, or the register.

The file has a table ``[register]`` (id, title_en, title_zh), and ``[[areas]]``, ``[[units]]``, ``[[posts]]`` and the
other tables of a register. Each is one row, or holds ``rows`` that take from it what they do not say themselves.
``[[structure]]`` binds a notation to kinds (id, notation, layers with kinds and containment).
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve, field, frozen

from gridgov.documents import check_type, read_fields, read_toml, toml_lines
from gridgov.errors import BadInput, Problem
from gridgov.messages.org.rows import Row
from gridgov.org.checks.names import alike
from gridgov.org.entities import Record
from gridgov.org.fields import key, unfit
from gridgov.org.integrity import place_of
from gridgov.org.notation import Structure, parse_notation
from gridgov.org.register import Register
from gridgov.org.rows import ROWS, other_faults, record_of
from gridgov.org.structures import Selector, StructureSpec

__all__ = ["read_register"]

_HEAD: Final = MappingProxyType({"id": str, "title_en": str, "title_zh": str})
_STRUCTURE: Final = MappingProxyType({"id": str, "notation": str, "layers": list})
_TABLES: Final = MappingProxyType({**dict.fromkeys(ROWS, list), "structure": list})


@frozen
class _Found:
    """What a file was found to hold: records by table, each with its place and as it was written."""

    records: dict[str, list[Any]] = field(factory=lambda: {table: [] for table in ROWS})
    places: dict[str, list[str]] = field(factory=lambda: {table: [] for table in (*ROWS, "structures")})
    written: dict[str, list[Mapping[str, Any]]] = field(factory=lambda: {table: [] for table in (*ROWS, "structures")})
    unreadable: set[str] = field(factory=set)
    """The ids of rows that could not be read, so that naming them is no second fault."""


def read_register(text: str | bytes, *, source: str, onto: Register | None = None) -> Register:
    """The register that a TOML text holds; with ``onto``, what it adds to a register that is there already.

    Raises:
        BadInput: every problem of the text at once, each with its line; what a :class:`Register` refuses is among
            them, and areas whose name others have too, which alone are no reason to refuse. Nothing is loaded.

    """
    base = Register() if onto is None else onto
    check_type(base, Register, "onto", expected="Register", source=source)
    problems: list[Problem] = []
    top = read_fields(read_toml(text, source=source), "", problems, {"register": dict}, _TABLES)
    head = read_fields(top["register"], "register", problems, _HEAD) if "register" in top else {}
    found = _Found()
    for table in ROWS:
        for i, group in enumerate(top.get(table, ())):
            for where, row in _rows(group, f"{table}[{i}]", problems):
                _read_row(table, where, row, found, problems)
    specs = [
        spec
        for i, row in enumerate(top.get("structure", ()))
        if (spec := _read_spec(row, f"structure[{i}]", found, problems))
    ]
    added: dict[str, Any] = {table: (*getattr(base, table), *records) for table, records in found.records.items()}
    register = base
    try:
        register = evolve(base, **added, structures=(*base.structures, *specs), **head)
    except BadInput as error:
        problems.extend(_placed(error, base, found))
    if problems:
        raise BadInput(_with_lines([*problems, *_alike(base, found)], text), source=source)
    return register


# ---- rows ---------------------------------------------------------------------------------------------------------


def _rows(group: Any, where: str, problems: list[Problem]) -> Iterator[tuple[str, Any]]:
    """The rows of a group, each with its place and with what the group says for all."""
    if not isinstance(group, dict):
        problems.append(Problem("wrong_type", where, {"expected": "a table"}))
        return
    if "rows" not in group:
        yield where, group
        return
    shared = {name: value for name, value in group.items() if name != "rows"}
    rows = group["rows"]
    if not isinstance(rows, list):
        problems.append(Problem("wrong_type", f"{where}.rows", {"expected": "a list"}))
        return
    for i, row in enumerate(rows):
        if isinstance(row, dict):
            yield f"{where}.rows[{i}]", {**shared, **row}
        else:
            problems.append(Problem("wrong_type", f"{where}.rows[{i}]", {"expected": "a table"}))


def _read_row(table: str, where: str, row: Mapping[str, Any], found: _Found, problems: list[Problem]) -> None:
    kind, _ = ROWS[table]
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    wrong: list[Problem] = []
    record = _record(kind, values, wrong)
    if record is None:
        problems.extend(_under(where, wrong))
        if isinstance(row.get("id"), str):
            found.unreadable.add(row["id"])
        return
    found.records[table].append(record)
    found.places[table].append(where)
    found.written[table].append(row)


def _record(kind: type[Row], values: Mapping[str, Any], problems: list[Problem]) -> Record | None:
    """The record that a row becomes, or None: then everything that is wrong with it is added to the problems."""
    try:
        row = kind.model_validate(values)
    except BadInput as error:
        problems.extend((*error.problems, *other_faults(kind, values, error.problems)))
        return None
    try:
        return record_of(row)
    except BadInput as error:
        problems.extend(error.problems)
    return None


def _under(where: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems of a part, each at its place in the whole."""
    for problem in problems:
        yield Problem(problem.code, f"{where}.{problem.where}".rstrip("."), problem.params)


def _read_spec(table: Any, where: str, found: _Found, problems: list[Problem]) -> StructureSpec | None:
    row = read_fields(table, where, problems, _STRUCTURE)
    selectors = [_read_selector(s, f"{where}.layers[{i}]", problems) for i, s in enumerate(row.get("layers", ()))]
    structure = _read_notation(row["notation"], where, problems) if "notation" in row else None
    if len(row) < len(_STRUCTURE) or None in selectors or structure is None:
        problems.extend(_under(where, unfit(row, {"id": key} if "id" in row else {})))
        return None
    try:
        spec = StructureSpec(row["id"], structure, tuple(s for s in selectors if s))
    except BadInput as error:
        problems.extend(_under(where, error.problems))
        return None
    found.places["structures"].append(where)
    found.written["structures"].append(row)
    return spec


def _read_notation(text: str, where: str, problems: list[Problem]) -> Structure | None:
    try:
        return parse_notation(text)
    except BadInput as error:
        problems.extend(_under(where, error.problems))
    return None


def _read_selector(table: Any, where: str, problems: list[Problem]) -> Selector | None:
    row = read_fields(table, where, problems, {"kinds": list}, {"containment": str})
    if "kinds" not in row:
        return None
    try:
        return Selector(tuple(row["kinds"]), row.get("containment", "free"))
    except BadInput as error:
        problems.extend(_under(where, error.problems))
        return None


def _alike(base: Register, found: _Found) -> Iterator[Problem]:
    """The areas of a file that is refused anyway whose name others have too, as far as they could be read."""
    places = {id(area): place for area, place in zip(found.records["areas"], found.places["areas"], strict=True)}
    for code, areas in alike((*base.areas, *found.records["areas"])):
        for area in areas:
            others = tuple(dict.fromkeys(one.id for one in areas if one.id != area.id))
            if id(area) in places:
                yield Problem(code, places[id(area)], {"candidates": others})


# ---- places and lines ---------------------------------------------------------------------------------------------


def _placed(error: BadInput, base: Register, found: _Found) -> Iterator[Problem]:
    """The faults of the whole, each at the place in the file of the record that it is about."""
    for problem in error.problems:
        table, number, name = place_of(problem)
        place = number - len(getattr(base, table))
        if place < 0:
            yield Problem(problem.code, f"{base.id} {problem.where}".lstrip(), problem.params)
            continue
        named = found.written[table][place].get(name)
        if problem.code == "not_known" and named in found.unreadable:
            continue
        yield Problem(problem.code, f"{found.places[table][place]}.{name}".rstrip("."), problem.params)


def _with_lines(problems: list[Problem], text: str | bytes) -> Iterator[Problem]:
    """The problems in the order of their lines, each with the line at which its row begins."""
    lines = toml_lines(text)

    def line(problem: Problem) -> int:
        place = problem.where
        while place:
            if place in lines:
                return lines[place]
            place = place.rpartition(".")[0] if "." in place else place.rpartition("[")[0]
        return 0

    for problem in sorted(problems, key=line):
        number = line(problem)
        yield Problem(problem.code, f"line {number}: {problem.where}", problem.params) if number else problem
