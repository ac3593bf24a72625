"""The records of a register: places, bodies, seats, who sits on them, and who answers for what. All are dated.

=================  ==================================================  ============================================
record             what it says                                        stands in
=================  ==================================================  ============================================
``Area``           a place, with its code and the place around it      Popolo Area, OCD division
``Unit``           a body                                              Popolo Organization, W3C ORG
``Post``           a seat in a body, whether or not somebody sits      Popolo Post, W3C ORG
``Agent``          who acts: a key, never a name                       Popolo Person
``Appointment``    an agent on a post, and how                         Popolo Membership with a post
``Membership``     an agent or a body in a body, on behalf of whom     Popolo Membership
``Relation``       what a body is to another, in law                   W3C ORG, FHIR OrganizationAffiliation
``Jurisdiction``   who answers for which matters where                 (nowhere else)
``Delegation``     a post lets another act for it                      (nowhere else)
``Shift``          who is on duty where, week by week                  (nowhere else)
``OtherRoute``     matters that are not handled as requests            Beijing Regulation 2021, Art. 11
``Change``         what became of units and areas                      W3C ORG ChangeEvent
=================  ==================================================  ============================================

Each record has a :class:`Validity`: when it holds, where that is known from, and since when. An id belongs to one
record; several versions of it may follow each other.

>>> year = Validity(date(2022, 1, 1), "made up")
>>> Area("110112004", "subdistrict", "玉桥街道", "Yuqiao Subdistrict", year).name("zh")
'玉桥街道'
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Final, TypeVar, get_args

from attrs import frozen

from gridgov.calendars import Limit
from gridgov.errors import BadInput, Lang, Problem
from gridgov.messages.org.base import (
    AgentKind,
    AreaKind,
    ChangeKind,
    Mode,
    Part,
    Power,
    RelationKind,
    Route,
    UnitKind,
)
from gridgov.org.codes import AdminCode12, CreditCode18, GridCode15
from gridgov.org.fields import (
    Question,
    a,
    check_fields,
    choice,
    clock_time,
    code,
    day,
    instant,
    key,
    line,
    optional,
    person_key,
    some,
    whole,
    yes_no,
)
from gridgov.org.periods import Period

__all__ = [
    "ALL_MATTERS",
    "AUTHORITY",
    "Agent",
    "Appointment",
    "Area",
    "Change",
    "Delegation",
    "HandOver",
    "Jurisdiction",
    "Membership",
    "OtherRoute",
    "Post",
    "Record",
    "Relation",
    "Shift",
    "Unit",
    "Validity",
    "covers_matter",
    "current",
    "over_and_under",
]

RecordT = TypeVar("RecordT", bound="Record")

ALL_MATTERS: Final = "all"
"""The matter that every other is part of."""

AUTHORITY: Final[frozenset[RelationKind]] = frozenset({"part_of", "dispatched_by", "commands"})
"""The relations that transmit authority: of the whole over its part, of the sender over the sent, of who commands."""


def over_and_under(relation: "Relation") -> tuple[str, str]:
    """Which body has authority over which by a relation that transmits it.

    The object of ``part_of`` and ``dispatched_by`` has it, and the subject of ``commands``.
    """
    ends = relation.subject, relation.object
    return ends if relation.kind == "commands" else ends[::-1]


def current(records: Iterable[RecordT]) -> Iterator[RecordT]:
    """The records that are taken to be so now: those that nothing has superseded."""
    return (record for record in records if record.validity.superseded_at is None)


def covers_matter(matters: tuple[str, ...], matter: str) -> bool:
    """Whether a matter is one of some categories, or lies in one of them.

    >>> covers_matter(("safety",), "safety.e_bike"), covers_matter(("safety.e_bike",), "safety")
    (True, False)

    """
    return any(one in (ALL_MATTERS, matter) or matter.startswith(f"{one}.") for one in matters)


# ---- validity -----------------------------------------------------------------------------------------------------

_VALIDITY: Final[Mapping[str, Question]] = MappingProxyType(
    {
        "valid_from": day,
        "source": line,
        "valid_to": optional(day),
        "synthetic": yes_no,
        "recorded_at": optional(instant),
        "superseded_at": optional(instant),
    }
)


@frozen
class Validity:
    """When a record holds, where that is known from, and from when until when it was taken to be so.

    Raises:
        BadInput: every field of another type; a period that ends before it begins.

    """

    valid_from: date
    source: str
    """Where it is known from."""
    valid_to: date | None = None
    """The first day on which it holds no more; None: until further notice."""
    synthetic: bool = False
    """Whether it was made up."""
    recorded_at: datetime | None = None
    """When it became known; None: always."""
    superseded_at: datetime | None = None
    """When something else took its place in what is known; None: never yet."""

    def __attrs_post_init__(self) -> None:
        check_fields(self, _VALIDITY)
        backwards = []
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            backwards.append("valid_to")
        since, until = self.recorded_at, self.superseded_at
        if since is not None and until is not None and until <= since:
            backwards.append("superseded_at")
        if backwards:
            raise BadInput([Problem("ends_before_start", name) for name in backwards], source="validity")

    @property
    def period(self) -> Period:
        """When it holds."""
        return Period(self.valid_from, self.valid_to)

    def holds(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def known(self, moment: datetime) -> bool:
        """Whether it was taken to be so at a moment."""
        since, until = self.recorded_at, self.superseded_at
        return (since is None or since <= moment) and (until is None or moment < until)


_VALID: Final = a(Validity)
_KEYS: Final[Mapping[str, Question]] = MappingProxyType({"id": key, "validity": _VALID})

# ---- places and bodies --------------------------------------------------------------------------------------------

_AREA: Final[Mapping[str, Question]] = MappingProxyType(
    {
        **_KEYS,
        "kind": choice(get_args(AreaKind)),
        "name_zh": line,
        "name_en": line,
        "parent": optional(key),
        "code": optional(a(AdminCode12, GridCode15)),
        "households": optional(whole(0, 10**9)),
        "population": optional(whole(0, 10**9)),
        "purpose": optional(code),
        "scheme": optional(key),
    }
)


@frozen
class Area:
    """A place.

    Raises:
        BadInput: every field that does not fit; so do all records.

    """

    id: str
    kind: AreaKind
    name_zh: str
    name_en: str
    validity: Validity
    parent: str | None = None
    """The id of the area around it."""
    code: AdminCode12 | GridCode15 | None = None
    households: int | None = None
    population: int | None = None
    purpose: str | None = None
    """Of a grid: what it is for, as a code."""
    scheme: str | None = None
    """Of a grid: the key of the set of grids that it was drawn with."""

    def __attrs_post_init__(self) -> None:
        check_fields(self, _AREA)

    def name(self, lang: Lang) -> str:
        """Its name in a language."""
        return self.name_zh if lang == "zh" else self.name_en


_UNIT: Final[Mapping[str, Question]] = MappingProxyType(
    {
        **_KEYS,
        "kind": choice(get_args(UnitKind)),
        "name_zh": line,
        "name_en": line,
        "area": optional(key),
        "filed_on": optional(day),
        "credit_code": optional(a(CreditCode18)),
        "legal_basis": optional(line),
    }
)


@frozen
class Unit:
    """A body."""

    id: str
    kind: UnitKind
    name_zh: str
    name_en: str
    validity: Validity
    area: str | None = None
    """The place that it is there for."""
    filed_on: date | None = None
    """When its papers were filed (备案)."""
    credit_code: CreditCode18 | None = None
    legal_basis: str | None = None
    """The article or paper that it rests on (CPOV: ``hasFormalFramework``)."""

    def __attrs_post_init__(self) -> None:
        check_fields(self, _UNIT)

    def name(self, lang: Lang) -> str:
        """Its name in a language."""
        return self.name_zh if lang == "zh" else self.name_en


# ---- seats, and who sits on them ----------------------------------------------------------------------------------

_HOLDERS: Final = whole(0, 1_000_000)
_POST: Final[Mapping[str, Question]] = MappingProxyType(
    {
        **_KEYS,
        "unit": key,
        "role": code,
        "area": optional(key),
        "min_holders": _HOLDERS,
        "max_holders": _HOLDERS,
        "exclusive": yes_no,
        "eligible": some(code),
        "duties": some(code),
        "longest_term_months": optional(whole(1, 1200)),
        "most_areas": optional(whole(1, 1000)),
    }
)


@frozen
class Post:
    """A seat in a body, which is there whether or not somebody sits on it."""

    id: str
    unit: str
    role: str
    """What it is, as a code: ``specialist``, ``grid_worker`` …"""
    validity: Validity
    area: str | None = None
    """The place that it is for; None: that of its unit."""
    min_holders: int = 1
    max_holders: int = 1
    exclusive: bool = False
    """Whether who holds it may hold no other exclusive post at the same time."""
    eligible: tuple[str, ...] = ()
    """The roles of which a holder has to have one besides; empty: anybody."""
    duties: tuple[str, ...] = ()
    """What a holder does, as codes: the five roles of a courier."""
    longest_term_months: int | None = None
    most_areas: int | None = None
    """In how many areas one holder may have this role at the same time; None: any number."""

    def __attrs_post_init__(self) -> None:
        check_fields(self, _POST)
        if self.max_holders < max(1, self.min_holders):
            problem = Problem("out_of_range", "max_holders", {"expected": f"≥ {max(1, self.min_holders)}"})
            raise BadInput([problem], source="post")


_AGENT: Final[Mapping[str, Question]] = MappingProxyType(
    {"id": person_key, "validity": _VALID, "kind": choice(get_args(AgentKind))}
)


@frozen
class Agent:
    """Who acts, by a key; what a name would say stays with the host."""

    id: str
    validity: Validity
    kind: AgentKind = "person"

    def __attrs_post_init__(self) -> None:
        check_fields(self, _AGENT)


_APPOINTMENT: Final[Mapping[str, Question]] = MappingProxyType(
    {
        **_KEYS,
        "agent": person_key,
        "post": key,
        "mode": choice(get_args(Mode)),
        "primary": yes_no,
        "by": optional(key),
        "basis": optional(line),
        "end_reason": optional(code),
    }
)


@frozen
class Appointment:
    """An agent holds a post."""

    id: str
    agent: str
    post: str
    mode: Mode
    validity: Validity
    primary: bool = False
    """Whether it is the agent's main post."""
    by: str | None = None
    """The body that appointed. It was there on the first day, and may be gone since: it stays who did it."""
    basis: str | None = None
    """The paper that says so."""
    end_reason: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(self, _APPOINTMENT)


_MEMBERSHIP: Final[Mapping[str, Question]] = MappingProxyType(
    {**_KEYS, "member": key, "unit": key, "capacity": code, "on_behalf_of": optional(key)}
)


@frozen
class Membership:
    """An agent or a body belongs to a body."""

    id: str
    member: str
    unit: str
    capacity: str
    """As what, as a code: ``chair``, ``owner_representative`` …"""
    validity: Validity
    on_behalf_of: str | None = None
    """The body that it is sent by."""

    def __attrs_post_init__(self) -> None:
        check_fields(self, _MEMBERSHIP)


_SHIFT: Final[Mapping[str, Question]] = MappingProxyType(
    {
        **_KEYS,
        "agent": person_key,
        "post": key,
        "area": optional(key),
        "weekdays": some(whole(1, 7), at_least=1),
        "begins": clock_time,
        "ends": clock_time,
    }
)


@frozen
class Shift:
    """Who is on duty where, week by week; one that ends before it begins goes over midnight."""

    id: str
    agent: str
    post: str
    weekdays: tuple[int, ...]
    """1 is Monday."""
    begins: time
    ends: time
    validity: Validity
    area: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(self, _SHIFT)


# ---- what they are to each other, and who answers for what --------------------------------------------------------

_RELATION: Final[Mapping[str, Question]] = MappingProxyType(
    {**_KEYS, "subject": key, "kind": choice(get_args(RelationKind)), "object": key, "basis": optional(line)}
)


@frozen
class Relation:
    """What a body is to another body, or to a place: subject, kind, object."""

    id: str
    subject: str
    kind: RelationKind
    object: str
    validity: Validity
    basis: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(self, _RELATION)


_MATTERS: Final = some(code, at_least=1)
_POWERS: Final = some(choice(get_args(Power)), at_least=1)
_JURISDICTION: Final[Mapping[str, Question]] = MappingProxyType(
    {
        **_KEYS,
        "holder": key,
        "area": key,
        "matters": _MATTERS,
        "powers": _POWERS,
        "part": choice(get_args(Part)),
        "within": optional(a(Limit)),
        "basis": optional(line),
    }
)


@frozen
class Jurisdiction:
    """Who answers for which matters where: a line of the responsibility list (承办事项清单)."""

    id: str
    holder: str
    """A unit or a post."""
    area: str
    matters: tuple[str, ...]
    """Categories, each with all that lies in it; :data:`ALL_MATTERS` is every matter."""
    powers: tuple[Power, ...]
    validity: Validity
    part: Part = "lead"
    """Whether it answers for the matter, or has to help who does."""
    within: Limit | None = None
    """How long the holder has."""
    basis: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(self, _JURISDICTION)


_DELEGATION: Final[Mapping[str, Question]] = MappingProxyType(
    {
        **_KEYS,
        "from_post": key,
        "to_post": key,
        "matters": _MATTERS,
        "powers": _POWERS,
        "revocable": yes_no,
        "basis": optional(line),
    }
)


@frozen
class Delegation:
    """A post lets another act for it; never for more than it has itself."""

    id: str
    from_post: str
    to_post: str
    matters: tuple[str, ...]
    powers: tuple[Power, ...]
    validity: Validity
    revocable: bool = True
    basis: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(self, _DELEGATION)


_OTHER_ROUTE: Final[Mapping[str, Question]] = MappingProxyType(
    {**_KEYS, "matters": _MATTERS, "route": choice(get_args(Route)), "basis": optional(line)}
)


@frozen
class OtherRoute:
    """Matters that are not handled as requests, and where they go instead."""

    id: str
    matters: tuple[str, ...]
    route: Route
    validity: Validity
    basis: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fields(self, _OTHER_ROUTE)


# ---- what became of them ------------------------------------------------------------------------------------------


@frozen
class HandOver:
    """A case that changed hands because its unit changed."""

    case: str
    source: str
    target: str

    def __attrs_post_init__(self) -> None:
        check_fields(self, {"case": key, "source": key, "target": key})


_CHANGE: Final[Mapping[str, Question]] = MappingProxyType(
    {
        "id": key,
        "kind": choice(get_args(ChangeKind)),
        "originals": some(key),
        "results": some(key),
        "on": day,
        "basis": line,
        "handed_over": some(a(HandOver)),
        "recorded_at": optional(instant),
        "superseded_at": optional(instant),
    }
)


@frozen
class Change:
    """What became of units or areas on a day (W3C ORG: ChangeEvent)."""

    id: str
    kind: ChangeKind
    originals: tuple[str, ...]
    results: tuple[str, ...]
    on: date
    basis: str
    handed_over: tuple[HandOver, ...] = ()
    """Every open case of a unit that is no more, with the unit that has it now."""
    recorded_at: datetime | None = None
    """When it became known; None: always."""
    superseded_at: datetime | None = None
    """When it was found never to have been; None: never yet."""

    def __attrs_post_init__(self) -> None:
        check_fields(self, _CHANGE)
        if self.recorded_at and self.superseded_at and self.superseded_at <= self.recorded_at:
            raise BadInput([Problem("ends_before_start", "superseded_at")], source="change")

    def known(self, moment: datetime) -> bool:
        """Whether it was taken to have been at a moment."""
        since, until = self.recorded_at, self.superseded_at
        return (since is None or since <= moment) and (until is None or moment < until)


Record = (
    Area | Unit | Post | Agent | Appointment | Membership | Relation | Jurisdiction | Delegation | Shift | OtherRoute
)
"""What a register holds, changes apart."""
