"""A register as linked data: the W3C Organization Ontology in JSON-LD, with its context inside.

>>> from datetime import date
>>> from gridgov.org import Register, Unit, Validity
>>> year = Validity(date(2022, 1, 1), "made up")
>>> office = Unit("office", "subdistrict_office", "街道办事处", "Subdistrict Office", year)
>>> document = to_jsonld(Register(units=(office,)), base="https://example.org/town/")
>>> document["@graph"][0]["@id"], document["@graph"][0]["prefLabel"]["en"]
('office', 'Subdistrict Office')

The ids are those of the register, relative to ``base``. ``part_of`` is ``org:subOrganizationOf``; all other kinds are
``org:linkedTo``, for the ontology has no word for its legal kind, and says so in a note. Intervals are half-open, as in
the register: ``time:hasEnd`` is the first day after.

Source: W3C Recommendation *The Organization Ontology* (2014): FormalOrganization, Post, Membership, ChangeEvent.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from gridgov.org import Change, Register, Unit, Validity

__all__ = ["CONTEXT", "to_jsonld"]

CONTEXT: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "@version": 1.1,
        "org": "http://www.w3.org/ns/org#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "time": "http://www.w3.org/2006/time#",
        "dct": "http://purl.org/dc/terms/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
        "note": "skos:note",
        "identifier": "org:identifier",
        "classification": {"@id": "org:classification", "@type": "@vocab"},
        "subOrganizationOf": {"@id": "org:subOrganizationOf", "@type": "@id"},
        "linkedTo": {"@id": "org:linkedTo", "@type": "@id"},
        "postIn": {"@id": "org:postIn", "@type": "@id"},
        "role": "org:role",
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
    """The units, posts, memberships and changes that are taken to be so now, as one document.

    Args:
        register: whose records.
        base: what the ids are relative to, an absolute address that ends in a slash.

    """
    graph = [
        *_units(register),
        *_posts(register),
        *_memberships(register),
        *(_change(one) for one in register.changes),
    ]
    return {"@context": {**CONTEXT, "@base": base, "@vocab": f"{base}terms/"}, "@graph": graph}


def _units(register: Register) -> Iterator[dict[str, Any]]:
    for versions in register.index.by_id.values():
        unit = versions[-1]
        if not isinstance(unit, Unit):
            continue
        relations = register.index.relations_from.get(unit.id, ())
        linked = [one for one in relations if one.kind != "part_of"]
        yield _filled(
            {
                "@id": unit.id,
                "@type": "org:FormalOrganization" if unit.legal_basis else "org:Organization",
                "prefLabel": {"zh": unit.name_zh, "en": unit.name_en},
                "identifier": str(unit.credit_code) if unit.credit_code else None,
                "classification": unit.kind,
                "subOrganizationOf": list(dict.fromkeys(one.object for one in relations if one.kind == "part_of")),
                "linkedTo": list(dict.fromkeys(one.object for one in linked)),
                "note": [f"{one.kind} {one.object}" for one in linked],
                "source": unit.validity.source,
            }
        )


def _posts(register: Register) -> Iterator[dict[str, Any]]:
    for post in _now(register.posts):
        holders = register.index.holders.get(post.id, ())
        yield _filled(
            {
                "@id": post.id,
                "@type": "org:Post",
                "postIn": post.unit,
                "role": post.role,
                "heldBy": list(dict.fromkeys(one.agent for one in holders)),
            }
        )


def _memberships(register: Register) -> Iterator[dict[str, Any]]:
    for one in _now(register.appointments):
        post = register.post(one.post)
        yield _membership(one.id, one.agent, post.unit, post.role, one.validity)
    for member in _now(register.memberships):
        yield _membership(member.id, member.member, member.unit, member.capacity, member.validity)


def _membership(name: str, member: str, unit: str, role: str, validity: Validity) -> dict[str, Any]:
    during = {"@type": "time:Interval", "hasBeginning": {"inXSDDate": validity.valid_from.isoformat()}}
    if validity.valid_to is not None:
        during["hasEnd"] = {"inXSDDate": validity.valid_to.isoformat()}
    return {
        "@id": name,
        "@type": "org:Membership",
        "member": member,
        "organization": unit,
        "role": role,
        "memberDuring": during,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "@id": change.id,
        "@type": "org:ChangeEvent",
        "originalOrganization": list(change.originals),
        "resultingOrganization": list(change.results),
        "date": change.on.isoformat(),
        "source": change.basis,
        "note": change.kind,
    }


def _now(records: Iterable[Any]) -> Iterator[Any]:
    return (record for record in records if record.validity.superseded_at is None)


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, [])}
