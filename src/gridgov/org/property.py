"""Property bodies (S11): who sits in a committee, which estate has which body, and where it has both for a while.

>>> from gridgov.org.entities import Unit, Validity
>>> year = Validity(date(2022, 1, 1), "made up")
>>> estate = Area("estate-1", "estate", "示例小区", "Example Estate", year)
>>> owners = Unit("owners-1", "owners_committee", "业委会", "Owners' Committee", year, area="estate-1")
>>> register = Register(areas=(estate,), units=(owners,))
>>> estates(register, date(2022, 6, 1))
(Estate(id='estate-1', owners_committee='owners-1', management_committee=None),)

Capacities of members, as codes: ``chair``, ``owner_representative``, ``residents_committee_representative``,
``property_company_representative``, ``member``; an ``alternate`` (候补委员) is no member. Whom somebody represents is
said by ``on_behalf_of``.

Source: Beijing Regulation on Property Management (北京市物业管理条例), Art. 39, 54, 59.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from attrs import field, frozen

from gridgov.documents import check_type
from gridgov.messages.org.base import UnitKind
from gridgov.org.entities import Area
from gridgov.org.periods import around
from gridgov.org.register import Register
from gridgov.parameters import day_of

__all__ = ["Composition", "Estate", "Overlap", "composition", "estates", "flags", "overlaps"]

_ALTERNATE: Final = "alternate"


@frozen
class Composition:
    """Who sits in a body on a day, in numbers."""

    unit: str
    size: int
    """How many members it has, each counted once; alternates are none."""
    by_capacity: Mapping[str, int] = field(hash=False)
    """How many sit there in which capacity; who sits there in two is counted in both."""
    chairs: tuple[str, ...]
    """Who is in the chair, by key."""
    sent_by: Mapping[str, int] = field(hash=False)
    """How many sit there on behalf of which body."""
    chairs_sent_by: tuple[str, ...]
    """On behalf of which bodies those in the chair are there."""


def composition(register: Register, unit: str, at: date) -> Composition:
    """Who sits in a body on a day.

    Raises:
        BadInput: ``not_known``, ``of_another_kind``: no such unit; ``not_known_then``.

    """
    check_type(register, Register, "register", expected="Register", source="property")
    register.unit(unit, at=at)
    seats = [one for one in register.members(unit, at=at) if one.capacity != _ALTERNATE]
    chairs = [one for one in seats if one.capacity == "chair"]
    sent = Counter(one.on_behalf_of for one in {one.member: one for one in seats if one.on_behalf_of}.values())
    return Composition(
        unit=unit,
        size=len({one.member for one in seats}),
        by_capacity=dict(Counter(one.capacity for one in seats)),
        chairs=tuple(one.member for one in chairs),
        sent_by={body: count for body, count in sent.items() if body is not None},
        chairs_sent_by=tuple(one.on_behalf_of for one in chairs if one.on_behalf_of is not None),
    )


@frozen
class Estate:
    """An estate (物业管理单元) on a day, with its bodies."""

    id: str
    owners_committee: str | None
    """业主委员会"""
    management_committee: str | None
    """物业管理委员会"""

    @property
    def formed(self) -> bool:
        """Whether it has a body at all (组建)."""
        return self.owners_committee is not None or self.management_committee is not None


def estates(register: Register, at: date) -> tuple[Estate, ...]:
    """The estates of a day with their bodies, in the order of the register.

    Raises:
        BadInput: no register, no date.

    """
    check_type(register, Register, "register", expected="Register", source="property")
    day = day_of(at)
    return tuple(
        Estate(
            id=area.id,
            owners_committee=_body(register, area, "owners_committee", day),
            management_committee=_body(register, area, "property_management_committee", day),
        )
        for area in register.of_kind("estate", at=day)
        if isinstance(area, Area)
    )


def _body(register: Register, estate: Area, kind: UnitKind, day: date) -> str | None:
    return next((unit.id for unit in register.units_of(estate.id, at=day, kinds=(kind,))), None)


def flags(found: Iterable[Estate]) -> dict[str, list[Any]]:
    """Estates as a table for :mod:`gridgov.kpis.property_bodies`: one row an estate, a flag of 0 or 1 a question.

    >>> flags([Estate("estate-1", None, "management-1")])["formed"]
    [1]

    """
    rows = tuple(found)
    return {
        "area": [one.id for one in rows],
        "estate": [1 for _ in rows],
        "formed": [int(one.formed) for one in rows],
        "owners_committee": [int(one.owners_committee is not None) for one in rows],
        "property_management_committee": [int(one.management_committee is not None) for one in rows],
    }


@frozen
class Overlap:
    """An estate that has both bodies on a day, which the law allows for some days only (Art. 59)."""

    estate: str
    owners_committee: str
    management_committee: str
    since: date
    """When the owners' committee filed its papers; if that is not known, when it began, whatever it was called then."""


def overlaps(register: Register, at: date) -> tuple[Overlap, ...]:
    """The estates that have both bodies on a day. Raises as :func:`estates`."""
    return tuple(
        Overlap(
            estate=one.id,
            owners_committee=one.owners_committee,
            management_committee=one.management_committee,
            since=_filed(register, one.owners_committee, day_of(at)),
        )
        for one in estates(register, at)
        if one.owners_committee is not None and one.management_committee is not None
    )


def _filed(register: Register, name: str, day: date) -> date:
    unit = register.unit(name, at=day)
    there = around((one.validity.period for one in register.index.by_id[name]), day) or unit.validity.period
    return unit.filed_on or there.start
