"""A register as linked data: the W3C Organization Ontology in JSON-LD, with its context inside.

>>> from datetime import date
>>> from gridgov.org import Register, Unit, Validity
>>> year = Validity(date(2022, 1, 1), "made up")
>>> office = Unit("office", "subdistrict_office", "街道办事处", "Subdistrict Office", year)
>>> document = to_jsonld(Register(units=(office,)), base="https://example.org/town/")
>>> document["@graph"][0]["@id"], document["@graph"][0]["prefLabel"]["en"]
('office', 'Subdistrict Office')

The ids are those of the register, relative to ``base``, with ``:`` and ``#`` as ``%3A`` and ``%23``. Roles and kinds
of bodies are terms below ``base``. ``part_of`` a body is ``org:subOrganizationOf``; all other kinds are
``org:linkedTo``, for the ontology has no word for their legal kind, and a note says it. A legal basis is the formal
framework of the Core Public Organisation Vocabulary. Intervals are half-open, as in the register: ``time:hasEnd`` is
the first day after. ``heldBy`` names whoever holds a post at any time; the membership says when.

Not in it: jurisdictions, delegations, shifts, other routes, and how somebody came to a post.

Source: W3C Recommendation *The Organization Ontology* (2014): FormalOrganization, OrganizationalUnit, Post, Membership,
ChangeEvent; SEMIC, *Core Public Organisation Vocabulary* (hasFormalFramework).
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from gridgov.documents import check_type
from gridgov.org import Area, Change, Post, Register, Unit, Validity
from gridgov.org.entities import current

__all__ = ["CONTEXT", "to_jsonld"]

CONTEXT: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "@version": 1.1,
        "org": "http://www.w3.org/ns/org#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "time": "http://www.w3.org/2006/time#",
        "dct": "http://purl.org/dc/terms/",
        "m8g": "http://data.europa.eu/m8g/",
        "cpsv": "http://purl.org/vocab/cpsv#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
        "note": "skos:note",
        "identifier": "org:identifier",
        "classification": {"@id": "org:classification", "@type": "@vocab"},
        "subOrganizationOf": {"@id": "org:subOrganizationOf", "@type": "@id"},
        "linkedTo": {"@id": "org:linkedTo", "@type": "@id"},
        "postIn": {"@id": "org:postIn", "@type": "@id"},
        "role": {"@id": "org:role", "@type": "@vocab"},
        "spatial": {"@id": "dct:spatial", "@type": "@id"},
        "isPartOf": {"@id": "dct:isPartOf", "@type": "@id"},
        "notation": "skos:notation",
        "hasFormalFramework": "m8g:hasFormalFramework",
        "title": "dct:title",
        "member": {"@id": "org:member", "@type": "@id"},
        "organization": {"@id": "org:organization", "@type": "@id"},
        "heldBy": {"@id": "org:heldBy", "@type": "@id"},
        "memberDuring": "org:memberDuring",
        "hasBeginning": "time:hasBeginning",
        "hasEnd": "time:hasEnd",
        "inXSDDate": {"@id": "time:inXSDDate", "@type": "xsd:date"},
        "originalOrganization": {"@id": "org:originalOrganization", "@type": "@id"},
        "resultingOrganization": {"@id": "org:resultingOrganization", "@type": "@id"},
        "date": {"@id": "dct:date", "@type": "xsd:date"},
        "source": "dct:source",
    }
)
"""The words of the document, and where they are defined."""


def to_jsonld(register: Register, *, base: str) -> dict[str, Any]:
    """The areas, units, posts, memberships and changes that are taken to be so now, as one document.

    Args:
        register: whose records; of several versions of a record the latest.
        base: what the ids are relative to, an absolute address that ends in a slash.

    Raises:
        BadInput: no register, no text.

    """
    check_type(register, Register, "register", expected="Register", source="jsonld")
    check_type(base, str, "base", expected="text", source="jsonld")
    graph = [
        *_areas(register),
        *_units(register),
        *_posts(register),
        *_memberships(register),
        *(_change(one) for one in register.changes if one.superseded_at is None),
    ]
    return {"@context": {**CONTEXT, "@base": base, "@vocab": f"{base}terms/"}, "@graph": graph}


def _id(name: str) -> str:
    """An id that no reader takes for an address of its own, or for a part of one."""
    return quote(name, safe="/+")


def _latest(register: Register, kind: type) -> Iterator[Any]:
    return (versions[-1] for versions in register.index.by_id.values() if isinstance(versions[-1], kind))


def _areas(register: Register) -> Iterator[dict[str, Any]]:
    for area in _latest(register, Area):
        yield _filled(
            {
                "@id": _id(area.id),
                "@type": "dct:Location",
                "prefLabel": {"zh": area.name_zh, "en": area.name_en},
                "notation": str(area.code) if area.code else None,
                "isPartOf": _id(area.parent) if area.parent else None,
            }
        )


def _units(register: Register) -> Iterator[dict[str, Any]]:
    for unit in _latest(register, Unit):
        relations = register.index.relations_from.get(unit.id, ())
        wholes = [one for one in relations if one.kind == "part_of" and isinstance(register.find(one.object), Unit)]
        linked = [one for one in relations if one not in wholes]
        framework = {"@type": "cpsv:FormalFramework", "title": unit.legal_basis}
        yield _filled(
            {
                "@id": _id(unit.id),
                "@type": _type(unit, bool(wholes)),
                "prefLabel": {"zh": unit.name_zh, "en": unit.name_en},
                "identifier": str(unit.credit_code) if unit.credit_code else None,
                "classification": unit.kind,
                "spatial": _id(unit.area) if unit.area else None,
                "hasFormalFramework": framework if unit.legal_basis else None,
                "subOrganizationOf": _ids(one.object for one in wholes),
                "linkedTo": _ids(one.object for one in linked),
                "note": [f"{one.kind} {one.object}" for one in linked],
                "source": unit.validity.source,
            }
        )


def _type(unit: Unit, is_part: bool) -> str:
    """A body that the law knows is a formal organization; one without that is only part of another is its unit."""
    if unit.legal_basis or unit.credit_code:
        return "org:FormalOrganization"
    return "org:OrganizationalUnit" if is_part else "org:Organization"


def _ids(names: Iterable[str]) -> list[str]:
    return [_id(name) for name in dict.fromkeys(names)]


def _posts(register: Register) -> Iterator[dict[str, Any]]:
    for post in _latest(register, Post):
        holders = register.index.holders.get(post.id, ())
        yield _filled(
            {
                "@id": _id(post.id),
                "@type": "org:Post",
                "postIn": _id(post.unit),
                "role": post.role,
                "heldBy": _ids(one.agent for one in holders),
            }
        )


def _memberships(register: Register) -> Iterator[dict[str, Any]]:
    for one in current(register.appointments):
        post = register.post(one.post)
        yield _membership(one.id, one.agent, post.unit, post.role, one.validity)
    for member in current(register.memberships):
        yield _membership(member.id, member.member, member.unit, member.capacity, member.validity)


def _membership(name: str, member: str, unit: str, role: str, validity: Validity) -> dict[str, Any]:
    during = {"@type": "time:Interval", "hasBeginning": {"inXSDDate": validity.valid_from.isoformat()}}
    if validity.valid_to is not None:
        during["hasEnd"] = {"inXSDDate": validity.valid_to.isoformat()}
    return {
        "@id": _id(name),
        "@type": "org:Membership",
        "member": _id(member),
        "organization": _id(unit),
        "role": role,
        "memberDuring": during,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "@id": _id(change.id),
        "@type": "org:ChangeEvent",
        "originalOrganization": _ids(change.originals),
        "resultingOrganization": _ids(change.results),
        "date": change.on.isoformat(),
        "source": change.basis,
        "note": change.kind,
    }


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, [])}
