"""A register in the words of Popolo: organizations, posts, persons, memberships, areas, as one JSON document.

>>> from datetime import date
>>> from gridgov.org import Area, Register, Unit, Validity
>>> year = Validity(date(2022, 1, 1), "made up", date(2023, 1, 1))
>>> street = Area("s", "subdistrict", "示例街道", "Example Subdistrict", year)
>>> office = Unit("office", "subdistrict_office", "街道办事处", "Subdistrict Office", year, "s")
>>> written = to_popolo(Register(areas=(street,), units=(office,)), lang="en")
>>> [(one["name"], one["area_id"], one["dissolution_date"]) for one in written.document["organizations"]]
[('Subdistrict Office', 's', '2022-12-31')]

Popolo's dates are inclusive, so the last day is written and not the first one after. Persons have an id and nothing
else. An area has, besides its own words, ``other_names`` and the days that other classes have. What Popolo has no word
for is left out and said in ``lost``. Never written: where something is known from, for Popolo wants an address; since
when; whether it is synthetic. :mod:`gridgov.adapters.popolo_reading` reads the document back.

Source: the Popolo specification (popoloproject.com) and its JSON Schemas, classes Organization, Post, Membership,
Person, Area.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve, field, fields, frozen

from gridgov.documents import check_type
from gridgov.errors import Lang
from gridgov.org import (
    TABLES,
    Appointment,
    Area,
    Membership,
    Post,
    Register,
    Relation,
    Unit,
    Validity,
)
from gridgov.org.entities import current

__all__ = ["USCC", "Written", "to_popolo"]

_DAY: Final = timedelta(days=1)
USCC: Final = "cn-uscc"
"""The scheme of a unified social credit code among the identifiers."""
_NO_WORD: Final = ("jurisdictions", "delegations", "shifts", "other_routes", "changes", "structures")
_WORDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "areas": frozenset({"id", "kind", "name_zh", "name_en", "validity", "parent", "code"}),
        "units": frozenset({"id", "kind", "name_zh", "name_en", "validity", "area", "credit_code"}),
        "posts": frozenset({"id", "unit", "role", "validity", "area"}),
        "appointments": frozenset({"id", "agent", "post", "mode", "validity"}),
        "memberships": frozenset({"id", "member", "unit", "capacity", "validity", "on_behalf_of"}),
    }
)
"""The fields of the records that Popolo has a word for."""


# ---- writing ------------------------------------------------------------------------------------------------------


@frozen
class Written:
    """A document, and what of the register is not in it."""

    document: dict[str, list[dict[str, Any]]] = field(hash=False)
    lost: tuple[str, ...]
    """The tables, fields and kinds of relations that Popolo has no word for and that say something here."""


def to_popolo(register: Register, *, lang: Lang = "zh") -> Written:
    """The records that are taken to be so now, the latest version of each, with the names of earlier ones beside it.

    The name in the other language is among ``other_names``. Of several versions of an id the document has one object,
    valid from the first to the last; an appointment or membership that broke off and went on is several.

    Raises:
        BadInput: no register.

    """
    check_type(register, Register, "register", expected="Register", source="popolo")
    persons = {agent.id for agent in current(register.agents) if agent.kind == "person"}
    document = {
        "areas": [_area(versions, lang) for versions in _versions(register, Area)],
        "organizations": [_organization(register, versions, lang) for versions in _versions(register, Unit)],
        "posts": [_post(versions) for versions in _versions(register, Post)],
        "persons": [{"id": name} for name in sorted(persons)],
        "memberships": [
            *(_appointment(register, one) for one in current(register.appointments) if one.agent in persons),
            *(_membership(one, persons) for one in current(register.memberships) if _fits(register, one, persons)),
        ],
    }
    return Written(document, tuple(dict.fromkeys(_lost(register, persons))))


def _fits(register: Register, one: Membership, persons: set[str]) -> bool:
    """Whether the member is a person or a body, and no machine or team."""
    return one.member in persons or isinstance(register.find(one.member), Unit)


def _versions(register: Register, kind: type) -> Iterator[tuple[Any, ...]]:
    """The versions of each record of a kind, oldest first."""
    return (versions for versions in register.index.by_id.values() if isinstance(versions[0], kind))


def _lost(register: Register, persons: set[str]) -> Iterator[str]:
    yield from (table for table in _NO_WORD if getattr(register, table))
    for table, words in _WORDS.items():
        records = [*current(getattr(register, table))]
        for one in fields(TABLES[table]):
            if one.name not in words and any(getattr(record, one.name) != one.default for record in records):
                yield f"{table}.{one.name}"
    for table in ("areas", "units", "posts"):
        if any(_more_than_renamed(versions) for versions in _versions(register, TABLES[table])):
            yield f"{table}.versions"
    yield from sorted({f"relations.{one.kind}" for one in current(register.relations) if one.kind != "part_of"})
    if any(one.kind == "part_of" and not _is_parent(register, one) for one in current(register.relations)):
        yield "relations.part_of"
    if any(agent.id not in persons for agent in current(register.agents)):
        yield "agents"


def _more_than_renamed(versions: tuple[Any, ...]) -> bool:
    """Whether the versions of a record differ in more than name, or do not follow each other day by day."""
    *earlier, last = versions
    same: dict[str, Any] = {"validity": last.validity}
    if not isinstance(last, Post):
        same |= {"name_zh": last.name_zh, "name_en": last.name_en}
    ends = [one.validity.valid_to for one in earlier]
    return any(evolve(one, **same) != last for one in earlier) or ends != [
        one.validity.valid_from for one in versions[1:]
    ]


def _parent(register: Register, unit: str) -> Relation | None:
    """The latest relation to a whole that is a body."""
    wholes = [
        one
        for one in register.index.relations_from.get(unit, ())
        if one.kind == "part_of" and isinstance(register.find(one.object), Unit)
    ]
    return max(wholes, key=lambda one: one.validity.valid_from, default=None)


def _is_parent(register: Register, one: Relation) -> bool:
    """Whether a relation is the parent of an organization for as long as that is there."""
    return _parent(register, one.subject) is one and _dates([one]) == _dates(register.index.by_id[one.subject])


# ---- objects ------------------------------------------------------------------------------------------------------


def _area(versions: tuple[Area, ...], lang: Lang) -> dict[str, Any]:
    area = versions[-1]
    start, end = _dates(versions)
    return _filled(
        id=area.id,
        name=area.name(lang),
        other_names=_other_names(versions, lang),
        identifier=str(area.code) if area.code is not None else None,
        classification=area.kind,
        parent_id=area.parent,
        start_date=start,
        end_date=end,
    )


def _organization(register: Register, versions: tuple[Unit, ...], lang: Lang) -> dict[str, Any]:
    unit = versions[-1]
    whole = _parent(register, unit.id)
    codes = [{"scheme": USCC, "identifier": str(unit.credit_code)}] if unit.credit_code is not None else []
    founding, dissolution = _dates(versions)
    return _filled(
        id=unit.id,
        name=unit.name(lang),
        other_names=_other_names(versions, lang),
        identifiers=codes,
        classification=unit.kind,
        parent_id=whole.object if whole is not None else None,
        area_id=unit.area,
        founding_date=founding,
        dissolution_date=dissolution,
    )


def _post(versions: tuple[Post, ...]) -> dict[str, Any]:
    post = versions[-1]
    start, end = _dates(versions)
    return _filled(
        id=post.id,
        label=post.role,
        role=post.role,
        organization_id=post.unit,
        area_id=post.area,
        start_date=start,
        end_date=end,
    )


def _appointment(register: Register, one: Appointment) -> dict[str, Any]:
    post = register.post(one.post)
    start, end = _dates([one])
    return _filled(
        id=one.id,
        person_id=one.agent,
        post_id=one.post,
        organization_id=post.unit,
        role=post.role,
        label=one.mode,
        start_date=start,
        end_date=end,
    )


def _membership(one: Membership, persons: set[str]) -> dict[str, Any]:
    start, end = _dates([one])
    return _filled(
        id=one.id,
        person_id=one.member if one.member in persons else None,
        member=None if one.member in persons else {"id": one.member},
        organization_id=one.unit,
        role=one.capacity,
        on_behalf_of_id=one.on_behalf_of,
        start_date=start,
        end_date=end,
    )


def _other_names(versions: Iterable[Any], lang: Lang) -> list[dict[str, str]]:
    """The name in the other language, and the names of each earlier version with its days."""
    *earlier, last = versions
    other: Lang = "en" if lang == "zh" else "zh"
    names = [{"name": last.name(other), "note": other}] if last.name(other) != last.name(lang) else []
    for one in earlier:
        start, end = _dates([one])
        langs = (lang, other) if one.name(other) != one.name(lang) else (lang,)
        names.extend(_filled(name=one.name(each), note=each, start_date=start, end_date=end) for each in langs)
    return names


def _dates(versions: Iterable[Any]) -> tuple[str, str | None]:
    """The first day and the last, both included; None: no end."""
    periods: list[Validity] = [one.validity for one in versions]
    ends = [one.valid_to for one in periods if one.valid_to is not None]
    start = min(one.valid_from for one in periods)
    end = max(ends) - _DAY if len(ends) == len(periods) else None
    return start.isoformat(), end.isoformat() if end is not None else None


def _filled(**fields: Any) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, [])}
