"""A register in the words of Popolo: organizations, posts, persons, memberships, areas, as one JSON document.

>>> from datetime import date
>>> from gridgov.org import Area, Register, Unit, Validity
>>> year = Validity(date(2022, 1, 1), "made up", date(2023, 1, 1))
>>> street = Area("s", "subdistrict", "示例街道", "Example Subdistrict", year)
>>> office = Unit("office", "subdistrict_office", "街道办事处", "Subdistrict Office", year, "s")
>>> written = to_popolo(Register(areas=(street,), units=(office,)), lang="en")
>>> [(one["name"], one["area_id"], one["end_date"]) for one in written.document["organizations"]]
[('Subdistrict Office', 's', '2022-12-31')]

Popolo's dates are inclusive, so the last day is written and not the first one after. Persons have an id and nothing
else. What Popolo has no word for is left out and said in ``lost``: legal kinds of relations, jurisdictions,
delegations, shifts, other routes. From when something was known has no word there either.

Source: the Popolo specification (popoloproject.com), classes Organization, Post, Membership, Person, Area.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

from attrs import field, frozen

from gridgov.errors import Lang
from gridgov.org import Appointment, Area, Membership, Post, Record, Register, Unit, Validity

__all__ = ["Written", "to_popolo"]

_NO_WORD: Final = ("jurisdictions", "delegations", "shifts", "other_routes", "changes")
_DAY: Final = timedelta(days=1)


@frozen
class Written:
    """A document, and what of the register is not in it."""

    document: dict[str, list[dict[str, Any]]] = field(hash=False)
    lost: tuple[str, ...]
    """The tables, and the kinds of relations, that Popolo has no word for and that are not empty here."""


def to_popolo(register: Register, *, lang: Lang = "zh") -> Written:
    """The records that are taken to be so now, the latest version of each, with the names of earlier ones beside it.

    The name in the other language is among ``other_names``. Of several versions of an id the document has one object,
    valid from the first to the last; an appointment or membership that broke off and went on is several.
    """
    document = {
        "areas": [_area(versions, lang) for versions in _versions(register, Area)],
        "organizations": [_organization(register, versions, lang) for versions in _versions(register, Unit)],
        "posts": [_post(versions) for versions in _versions(register, Post)],
        "persons": [{"id": agent.id} for agent in register.agents if agent.kind == "person" and _now(agent)],
        "memberships": [
            *(_appointment(register, one) for one in register.appointments if _now(one)),
            *(_membership(register, one) for one in register.memberships if _now(one)),
        ],
    }
    return Written(document, tuple(_lost(register)))


def _now(record: Record) -> bool:
    return record.validity.superseded_at is None


def _versions(register: Register, kind: type) -> Iterator[tuple[Any, ...]]:
    """The versions of each record of a kind, oldest first."""
    return (versions for versions in register.index.by_id.values() if isinstance(versions[0], kind))


def _lost(register: Register) -> Iterator[str]:
    yield from (table for table in _NO_WORD if getattr(register, table))
    yield from sorted({f"relations.{one.kind}" for one in register.relations if _now(one) and one.kind != "part_of"})
    if any(agent.kind != "person" for agent in register.agents):
        yield "agents"


# ---- objects ------------------------------------------------------------------------------------------------------


def _area(versions: tuple[Area, ...], lang: Lang) -> dict[str, Any]:
    area = versions[-1]
    codes = [{"scheme": "stat", "identifier": str(area.code)}] if area.code is not None else []
    return _filled(
        id=area.id,
        name=area.name(lang),
        other_names=_other_names(versions, lang),
        identifiers=codes,
        classification=area.kind,
        parent_id=area.parent,
    )


def _organization(register: Register, versions: tuple[Unit, ...], lang: Lang) -> dict[str, Any]:
    unit = versions[-1]
    wholes = [one.object for one in register.index.relations_from.get(unit.id, ()) if one.kind == "part_of"]
    codes = [{"scheme": "cn-uscc", "identifier": str(unit.credit_code)}] if unit.credit_code is not None else []
    founding, dissolution = _dates(versions)
    return _filled(
        id=unit.id,
        name=unit.name(lang),
        other_names=_other_names(versions, lang),
        identifiers=codes,
        classification=unit.kind,
        parent_id=wholes[-1] if wholes else None,
        area_id=unit.area,
        founding_date=founding,
        dissolution_date=dissolution,
        start_date=founding,
        end_date=dissolution,
        sources=[{"note": source} for source in dict.fromkeys(one.validity.source for one in versions)],
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


def _membership(register: Register, one: Membership) -> dict[str, Any]:
    start, end = _dates([one])
    member = "member_id" if isinstance(register.find(one.member), Unit) else "person_id"
    return _filled(
        id=one.id,
        **{member: one.member},
        organization_id=one.unit,
        role=one.capacity,
        on_behalf_of_id=one.on_behalf_of,
        start_date=start,
        end_date=end,
    )


def _other_names(versions: Iterable[Any], lang: Lang) -> list[dict[str, str]]:
    """The name in the other language, and each earlier name with its days."""
    *earlier, last = versions
    other: Lang = "en" if lang == "zh" else "zh"
    names = [{"name": last.name(other), "note": other}] if last.name(other) != last.name(lang) else []
    for one in earlier:
        if one.name(lang) != last.name(lang):
            start, end = _dates([one])
            names.append(_filled(name=one.name(lang), start_date=start, end_date=end))
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
