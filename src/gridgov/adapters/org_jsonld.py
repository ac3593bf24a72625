"""A register as linked data: the W3C Organization Ontology in JSON-LD, with its context inside.

>>> from datetime import date
>>> from gridgov.org import Register, Unit, Validity
>>> year = Validity(date(2022, 1, 1), "made up")
>>> office = Unit("office", "subdistrict_office", "街道办事处", "Subdistrict Office", year)
>>> written = to_jsonld(Register(units=(office,)), base="https://example.org/town/")
>>> [one] = written.document["@graph"]
>>> one["@id"], one["prefLabel"]["en"], one["temporal"][0]["hasBeginning"]
('office', 'Subdistrict Office', {'inXSDDate': '2022-01-01'})

The ids are those of the register, relative to ``base``, with ``:`` and ``#`` as ``%3A`` and ``%23``. Roles and kinds
of bodies and places are terms below ``base``. ``part_of`` a body is ``org:subOrganizationOf``; all other kinds are
``org:linkedTo``, for the ontology has no word for their legal kind, and a note says it. A legal basis is the formal
framework of the Core Public Organisation Vocabulary.

Places, bodies, posts and memberships have their days. Intervals are half-open, as in the register: ``time:hasEnd`` is
the first day after. All else has no days there: where something is, what a body is part of or linked to and who holds
a post is what is so on the day that is asked about, or on the last day of what it is said of. What there is no word for
is left out and said in ``lost``. Never written: since when something is known; whether it is synthetic; of places,
posts and memberships, where it is known from.

Source: W3C Recommendation *The Organization Ontology* (2014): FormalOrganization, OrganizationalUnit, Post, Membership,
ChangeEvent; SEMIC, *Core Public Organisation Vocabulary* (hasFormalFramework); DCMI Metadata Terms (temporal, type).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from attrs import evolve, field, fields, frozen

from gridgov.documents import check_type
from gridgov.org import TABLES, Appointment, Area, Change, Period, Post, Register, Relation, Unit, coalesce
from gridgov.org.entities import current
from gridgov.parameters import day_of

__all__ = ["CONTEXT", "Written", "to_jsonld"]

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
        "kind": {"@id": "dct:type", "@type": "@vocab"},
        "temporal": "dct:temporal",
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


_NO_WORD: Final = ("agents", "jurisdictions", "delegations", "shifts", "other_routes")
_WORDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "areas": frozenset({"id", "kind", "name_zh", "name_en", "validity", "parent", "code"}),
        "units": frozenset({"id", "kind", "name_zh", "name_en", "validity", "area", "credit_code", "legal_basis"}),
        "posts": frozenset({"id", "unit", "role", "validity", "area"}),
        "appointments": frozenset({"id", "agent", "post", "validity"}),
        "memberships": frozenset({"id", "member", "unit", "capacity", "validity"}),
        "relations": frozenset({"id", "subject", "kind", "object", "validity"}),
    }
)
"""The fields of the records that are in the document."""


@frozen
class Written:
    """A document, and what of the register is not in it."""

    document: dict[str, Any] = field(hash=False)
    lost: tuple[str, ...]
    """The tables, fields and kinds of relations that there is no word for and that say something here."""


def to_jsonld(register: Register, *, base: str, at: date | None = None) -> Written:
    """The areas, units, posts, memberships and changes that are taken to be so now, as one document.

    Args:
        register: whose records.
        base: what the ids are relative to, an absolute address that ends in a slash.
        at: the day whose areas, units, posts and memberships are in it, with the changes until then; None: those of
            all days, the latest of several versions.

    Raises:
        BadInput: no register, no text, no day.

    """
    check_type(register, Register, "register", expected="Register", source="jsonld")
    check_type(base, str, "base", expected="text", source="jsonld")
    shown = _Shown(register, None if at is None else day_of(at))
    graph = [
        *(_area(shown, one) for one in shown.latest(Area)),
        *(_unit(shown, one) for one in shown.latest(Unit)),
        *(_post(shown, one) for one in shown.latest(Post)),
        *_memberships(shown),
        *(_change(one) for one in shown.changes()),
    ]
    document = {"@context": {**CONTEXT, "@base": base, "@vocab": f"{base}terms/"}, "@graph": graph}
    return Written(document, tuple(dict.fromkeys(_lost(shown))))


@frozen
class _Shown:
    """What of a register is shown: all of it, or that of a day."""

    register: Register
    at: date | None

    def latest(self, kind: type) -> Iterator[Any]:
        """Of each record of a kind the version of the day, or the latest."""
        for versions in self.register.index.by_id.values():
            if isinstance(versions[-1], kind):
                yield from (
                    versions[-1:] if self.at is None else (one for one in versions if one.validity.holds(self.at))
                )

    def records(self, table: str) -> Iterator[Any]:
        """The records of a table that hold on the day, or at any time."""
        return (one for one in current(getattr(self.register, table)) if self.at is None or one.validity.holds(self.at))

    def changes(self) -> Iterator[Change]:
        """What had become of areas and units until the day."""
        known = (one for one in self.register.changes if one.superseded_at is None)
        return (one for one in known if self.at is None or one.on <= self.at)

    def is_so(self, one: Relation | Appointment, name: str) -> bool:
        """Whether something about a record is so on the day, or on the last day of the record."""
        if self.at is not None:
            return one.validity.holds(self.at)
        return bool(one.validity.valid_to == self.register.index.by_id[name][-1].validity.valid_to)

    def days(self, name: str) -> tuple[Period, ...]:
        """The days of all versions of a record."""
        return coalesce(one.validity.period for one in self.register.index.by_id[name])


def _lost(shown: _Shown) -> Iterator[str]:
    yield from (table for table in _NO_WORD if any(True for _ in shown.records(table)))
    yield from ["structures"] * bool(shown.register.structures)
    yield from ["changes.handed_over"] * any(one.handed_over for one in shown.changes())
    for table, words in _WORDS.items():
        records = [*shown.records(table)]
        for one in fields(TABLES[table]):
            if one.name not in words and any(getattr(record, one.name) != one.default for record in records):
                yield f"{table}.{one.name}"
    for table in ("areas", "units", "posts"):
        if shown.at is None and any(_is_changed(versions) for versions in _versions(shown, table)):
            yield f"{table}.versions"
    relations = [(one, shown.is_so(one, one.subject)) for one in shown.records("relations")]
    yield from sorted({f"relations.{one.kind}" for one, is_so in relations if not is_so})
    if any(is_so and not _lasts(shown, one) for one, is_so in relations):
        yield "relations.validity"
    if any(not shown.is_so(one, one.post) for one in shown.records("appointments")):
        yield "appointments.post"


def _versions(shown: _Shown, table: str) -> Iterator[tuple[Any, ...]]:
    return (found for found in shown.register.index.by_id.values() if isinstance(found[0], TABLES[table]))


def _is_changed(versions: tuple[Any, ...]) -> bool:
    """Whether the versions of a record differ in more than their days."""
    return any(evolve(one, validity=versions[-1].validity) != versions[-1] for one in versions)


def _lasts(shown: _Shown, one: Relation) -> bool:
    """Whether a relation is there on all days on which both its ends are."""
    both = (some.common(other) for some in shown.days(one.subject) for other in shown.days(one.object))
    return all(common is None or one.validity.period.covers(common) for common in both)


# ---- objects ------------------------------------------------------------------------------------------------------


def _id(name: str) -> str:
    """An id that no reader takes for an address of its own, or for a part of one."""
    return quote(name, safe="/+")


def _ids(names: Iterable[str]) -> list[str]:
    return [_id(name) for name in dict.fromkeys(names)]


def _area(shown: _Shown, area: Area) -> dict[str, Any]:
    return _filled(
        {
            "@id": _id(area.id),
            "@type": "dct:Location",
            "kind": area.kind,
            "prefLabel": {"zh": area.name_zh, "en": area.name_en},
            "notation": str(area.code) if area.code else None,
            "isPartOf": _id(area.parent) if area.parent else None,
            "temporal": _temporal(shown, area.id),
        }
    )


def _unit(shown: _Shown, unit: Unit) -> dict[str, Any]:
    register = shown.register
    relations = [one for one in register.index.relations_from.get(unit.id, ()) if shown.is_so(one, unit.id)]
    wholes = [one for one in relations if one.kind == "part_of" and isinstance(register.find(one.object), Unit)]
    linked = [one for one in relations if one not in wholes]
    framework = {"@type": "cpsv:FormalFramework", "title": unit.legal_basis}
    return _filled(
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
            "temporal": _temporal(shown, unit.id),
            "source": unit.validity.source,
        }
    )


def _type(unit: Unit, is_part: bool) -> str:
    """A body that the law knows is a formal organization; one without that is only part of another is its unit."""
    if unit.legal_basis or unit.credit_code:
        return "org:FormalOrganization"
    return "org:OrganizationalUnit" if is_part else "org:Organization"


def _post(shown: _Shown, post: Post) -> dict[str, Any]:
    holders = shown.register.index.holders.get(post.id, ())
    return _filled(
        {
            "@id": _id(post.id),
            "@type": "org:Post",
            "postIn": _id(post.unit),
            "role": post.role,
            "spatial": _id(post.area) if post.area else None,
            "heldBy": _ids(one.agent for one in holders if shown.is_so(one, post.id)),
            "temporal": _temporal(shown, post.id),
        }
    )


def _memberships(shown: _Shown) -> Iterator[dict[str, Any]]:
    for one in shown.records("appointments"):
        end = one.validity.valid_to
        last = end - timedelta(days=1) if end is not None else None
        post = shown.register.post(one.post, at=shown.at or last)
        yield _membership(one.id, one.agent, post.unit, post.role, one.validity.period)
    for one in shown.records("memberships"):
        yield _membership(one.id, one.member, one.unit, one.capacity, one.validity.period)


def _membership(name: str, member: str, unit: str, role: str, days: Period) -> dict[str, Any]:
    return {
        "@id": _id(name),
        "@type": "org:Membership",
        "member": _id(member),
        "organization": _id(unit),
        "role": role,
        "memberDuring": _interval("time:Interval", days),
    }


def _temporal(shown: _Shown, name: str) -> list[dict[str, Any]]:
    return [_interval("dct:PeriodOfTime", days) for days in shown.days(name)]


def _interval(kind: str, days: Period) -> dict[str, Any]:
    interval: dict[str, Any] = {"@type": kind, "hasBeginning": {"inXSDDate": days.start.isoformat()}}
    if days.end is not None:
        interval["hasEnd"] = {"inXSDDate": days.end.isoformat()}
    return interval


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
