"""The records of a register as they are written: in a TOML file, in a command, in an event.

Each row becomes the value of the same name in :mod:`gridgov.org`; the fields are the same.
"""

from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from gridgov.messages.base import Code, Key, LimitUnit, Message, PersonKey
from gridgov.messages.org.base import (
    AgentKind,
    AreaKind,
    Entity,
    Line,
    Mode,
    Part,
    Power,
    RelationKind,
    Route,
    UnitKind,
)

__all__ = [
    "AgentRow",
    "AppointmentRow",
    "AreaRow",
    "DelegationRow",
    "JurisdictionRow",
    "MembershipRow",
    "OtherRouteRow",
    "PostRow",
    "RelationRow",
    "Row",
    "ShiftRow",
    "UnitRow",
]

_Count = Annotated[int, Field(ge=0, le=10**9)]
_Holders = Annotated[int, Field(ge=0, le=1_000_000)]


def _tagged(schema: dict[str, Any]) -> None:
    """In Python the tag of a row has a default; in JSON it says which row it is."""
    schema["required"] = ["entity", *schema["required"]]


class Row(Message):
    """A record that is valid in a half-open period."""

    model_config = ConfigDict(json_schema_extra=_tagged)

    entity: Entity
    """Which kind of record it is."""
    id: Key
    valid_from: date
    valid_to: date | None = None
    """The first day on which it is no more; None: until further notice."""
    source: Line
    synthetic: bool = False


class AreaRow(Row):
    """A place."""

    entity: Literal["area"] = "area"
    kind: AreaKind
    name_zh: Line
    name_en: Line
    parent: Key | None = None
    code: str | None = None
    households: _Count | None = None
    population: _Count | None = None
    purpose: Code | None = None
    scheme: Key | None = None


class UnitRow(Row):
    """A body."""

    entity: Literal["unit"] = "unit"
    kind: UnitKind
    name_zh: Line
    name_en: Line
    area: Key | None = None
    filed_on: date | None = None
    credit_code: str | None = None
    legal_basis: Line | None = None


class PostRow(Row):
    """A seat in a body."""

    entity: Literal["post"] = "post"
    unit: Key
    role: Code
    area: Key | None = None
    min_holders: _Holders = 1
    max_holders: _Holders = 1
    exclusive: bool = False
    eligible: tuple[Code, ...] = ()
    duties: tuple[Code, ...] = ()
    longest_term_months: Annotated[int, Field(ge=1, le=1200)] | None = None
    most_areas: Annotated[int, Field(ge=1, le=1000)] | None = None


class AgentRow(Row):
    """Who acts: a key, never a name."""

    entity: Literal["agent"] = "agent"
    id: PersonKey
    kind: AgentKind = "person"


class AppointmentRow(Row):
    """Somebody holds a post."""

    entity: Literal["appointment"] = "appointment"
    agent: PersonKey
    post: Key
    mode: Mode
    primary: bool = False
    by: Key | None = None
    basis: Line | None = None
    end_reason: Code | None = None


class MembershipRow(Row):
    """Somebody, or a body, belongs to a body."""

    entity: Literal["membership"] = "membership"
    member: Key
    unit: Key
    capacity: Code
    on_behalf_of: Key | None = None


class RelationRow(Row):
    """What a body is to another, or to a place."""

    entity: Literal["relation"] = "relation"
    subject: Key
    kind: RelationKind
    object: Key
    basis: Line | None = None


class JurisdictionRow(Row):
    """Who answers for which matters where."""

    entity: Literal["jurisdiction"] = "jurisdiction"
    holder: Key
    area: Key
    matters: Annotated[tuple[Code, ...], Field(min_length=1)]
    powers: Annotated[tuple[Power, ...], Field(min_length=1)]
    part: Part = "lead"
    within: Annotated[int, Field(ge=1, le=100_000)] | None = None
    within_unit: LimitUnit | None = None
    basis: Line | None = None


class DelegationRow(Row):
    """A post lets another act for it."""

    entity: Literal["delegation"] = "delegation"
    from_post: Key
    to_post: Key
    matters: Annotated[tuple[Code, ...], Field(min_length=1)]
    powers: Annotated[tuple[Power, ...], Field(min_length=1)]
    revocable: bool = True
    basis: Line | None = None


class ShiftRow(Row):
    """Who is on duty where, week by week; one that ends before it begins goes over midnight."""

    entity: Literal["shift"] = "shift"
    agent: PersonKey
    post: Key
    area: Key | None = None
    weekdays: Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1)]
    begins: time
    ends: time


class OtherRouteRow(Row):
    """Matters that are not handled as requests, and where they go."""

    entity: Literal["other_route"] = "other_route"
    matters: Annotated[tuple[Code, ...], Field(min_length=1)]
    route: Route
    basis: Line | None = None
