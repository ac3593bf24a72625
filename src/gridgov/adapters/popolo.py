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

Popolo gives no days to ``parent_id``, ``area_id`` and ``organization_id``: they say what was so at last. A parent that
an organization no longer had then is left out. A post of an organization that is younger than the post begins with it,
and so do its memberships; a grid begins with its community.

Source: the Popolo specification (popoloproject.com) and its JSON Schemas, classes Organization, Post, Membership,
Person, Area.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
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
    Period,
    Post,
    Register,
    Relation,
    Unit,
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
    valid from the first to the last; an appointment or membership that broke off and went on is several. Of several
    areas that had a code one after the other the last has it, and none whose code does not fit the last one around it.

    Raises:
        BadInput: no register.

    """
    check_type(register, Register, "register", expected="Register", source="popolo")
    persons = {agent.id for agent in current(register.agents) if agent.kind == "person"}
    codes = _codes(register)
    held = [(one, _held(register, one)) for one in current(register.appointments) if one.agent in persons]
    document = {
        "areas": [_area(register, versions, lang, codes) for versions in _versions(register, Area)],
        "organizations": [_organization(register, versions, lang) for versions in _versions(register, Unit)],
        "posts": [_post(register, versions) for versions in _versions(register, Post)],
        "persons": [{"id": name} for name in sorted(persons)],
        "memberships": [
            *(_appointment(register, one, period) for one, period in held if period is not None),
            *(_membership(one, persons) for one in current(register.memberships) if _fits(register, one, persons)),
        ],
    }
    lost = (*_lost(register, persons), *_left_out(register, persons, codes, held))
    return Written(document, tuple(dict.fromkeys(lost)))


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


def _left_out(
    register: Register,
    persons: set[str],
    codes: Mapping[str, str],
    held: list[tuple[Appointment, Period | None]],
) -> Iterator[str]:
    """What Popolo has a word for and what is not so on all the days that it would be said of."""
    for table, name in (("areas", "parent"), ("units", "area"), ("posts", "area")):
        if any(_is_in_younger(register, versions, name) for versions in _versions(register, TABLES[table])):
            yield f"{table}.{name}"
    if any(versions[-1].code is not None and versions[-1].id not in codes for versions in _versions(register, Area)):
        yield "areas.code"
    if any(agent.validity.valid_to is not None for agent in current(register.agents) if agent.id in persons):
        yield "agents.validity"
    if any(period is None for _, period in held):
        yield "appointments"
    if any(period not in (None, one.validity.period) for one, period in held):
        yield "appointments.validity"


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
    """The latest relation to a whole that is a body, of those that the unit has to its last day."""
    end = register.index.by_id[unit][-1].validity.valid_to
    wholes = [
        one
        for one in register.index.relations_from.get(unit, ())
        if one.kind == "part_of" and one.validity.valid_to == end and isinstance(register.find(one.object), Unit)
    ]
    return max(wholes, key=lambda one: one.validity.valid_from, default=None)


def _is_parent(register: Register, one: Relation) -> bool:
    """Whether a relation is the parent of an organization for as long as both are there."""
    if _parent(register, one.subject) is not one:
        return False
    part, whole = (_days(register, register.index.by_id[name]) for name in (one.subject, one.object))
    return one.validity.period == part.common(whole)


# ---- days and codes -----------------------------------------------------------------------------------------------


def _days(register: Register, versions: tuple[Any, ...]) -> Period:
    """From the first day of a record, or of what it cannot be without if that is younger, to the last."""
    last, start = versions[-1], versions[0].validity.valid_from
    needed = last.unit if isinstance(last, Post) else last.parent if last.kind == "grid" else None
    if needed is not None:
        start = max(start, _days(register, register.index.by_id[needed]).start)
    return Period(start, last.validity.valid_to)


def _is_in_younger(register: Register, versions: tuple[Any, ...], name: str) -> bool:
    """Whether what a field names at last is there only later than the record."""
    around = getattr(versions[-1], name)
    days = _days(register, versions)
    return around is not None and days.start < _days(register, register.index.by_id[around]).start


def _held(register: Register, one: Appointment) -> Period | None:
    """When somebody holds a post that is written as it was at last; None: never."""
    return one.validity.period.common(_days(register, register.index.by_id[one.post]))


def _codes(register: Register) -> Mapping[str, str]:
    """The codes that are written, by area: each fits those around it, and no other area has it on the same day."""
    found: dict[str, str] = {}
    taken: dict[str, list[Period]] = {}
    by_start = sorted(_versions(register, Area), key=lambda versions: versions[-1].validity.valid_from)
    for versions in reversed(by_start):
        area, days = versions[-1], _days(register, versions)
        around = [one.code for one in _around(register, area) if one.code is not None]
        if area.code is None or not all(one.contains(area.code) for one in around):
            continue
        if area.kind == "county" and around[:1] == [area.code]:  # the row of a city without counties, repeated
            found[area.id] = str(area.code)
            continue
        others = taken.setdefault(str(area.code), [])
        if not any(days.overlaps(other) for other in others):
            found[area.id] = str(area.code)
            others.append(days)
    return found


def _around(register: Register, area: Area) -> Iterator[Area]:
    """What is around an area at last, nearest first."""
    while area.parent is not None:
        area = register.area(area.parent)
        yield area


# ---- objects ------------------------------------------------------------------------------------------------------


def _area(register: Register, versions: tuple[Area, ...], lang: Lang, codes: Mapping[str, str]) -> dict[str, Any]:
    area, days = versions[-1], _days(register, versions)
    start, end = _dates(days)
    return _filled(
        id=area.id,
        name=area.name(lang),
        other_names=_other_names(versions, lang, days.start),
        identifier=codes.get(area.id),
        classification=area.kind,
        parent_id=area.parent,
        start_date=start,
        end_date=end,
    )


def _organization(register: Register, versions: tuple[Unit, ...], lang: Lang) -> dict[str, Any]:
    unit, days = versions[-1], _days(register, versions)
    whole = _parent(register, unit.id)
    codes = [{"scheme": USCC, "identifier": str(unit.credit_code)}] if unit.credit_code is not None else []
    founding, dissolution = _dates(days)
    return _filled(
        id=unit.id,
        name=unit.name(lang),
        other_names=_other_names(versions, lang, days.start),
        identifiers=codes,
        classification=unit.kind,
        parent_id=whole.object if whole is not None else None,
        area_id=unit.area,
        founding_date=founding,
        dissolution_date=dissolution,
    )


def _post(register: Register, versions: tuple[Post, ...]) -> dict[str, Any]:
    post = versions[-1]
    start, end = _dates(_days(register, versions))
    return _filled(
        id=post.id,
        label=post.role,
        role=post.role,
        organization_id=post.unit,
        area_id=post.area,
        start_date=start,
        end_date=end,
    )


def _appointment(register: Register, one: Appointment, days: Period) -> dict[str, Any]:
    post = register.post(one.post)
    start, end = _dates(days)
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
    start, end = _dates(one.validity.period)
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


def _other_names(versions: tuple[Any, ...], lang: Lang, since: date) -> list[dict[str, str]]:
    """The name in the other language, and the names of each earlier version, from a day on, until the next begins."""
    last = versions[-1]
    other: Lang = "en" if lang == "zh" else "zh"
    names = [{"name": last.name(other), "note": other}] if last.name(other) != last.name(lang) else []
    for one, following in pairwise(versions):
        begins, ends = max(one.validity.valid_from, since), following.validity.valid_from
        if begins < ends:
            start, end = _dates(Period(begins, ends))
            langs = (lang, other) if one.name(other) != one.name(lang) else (lang,)
            names.extend(_filled(name=one.name(each), note=each, start_date=start, end_date=end) for each in langs)
    return names


def _dates(days: Period) -> tuple[str, str | None]:
    """The first day and the last, both included; None: no end."""
    return days.start.isoformat(), (days.end - _DAY).isoformat() if days.end is not None else None


def _filled(**fields: Any) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, [])}
