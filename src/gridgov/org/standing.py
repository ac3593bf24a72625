"""Who stands where on a day: the lines that a matter meets in each area, with who is there for each.

What was looked up is kept with the register: it never changes, and is the same on all days between two of its turns.

>>> widening("safety.e_bike")
('safety.e_bike', 'safety', 'all')
"""

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from attrs import field, frozen

from gridgov.calendars import Limit
from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.messages.org.base import Power
from gridgov.org.entities import ALL_MATTERS, Area, Jurisdiction, OtherRoute, Post, over_and_under
from gridgov.org.fields import code
from gridgov.org.register import Register
from gridgov.org.routed import CoUnit, How, Level
from gridgov.org.trace import Holder, Note
from gridgov.parameters import day_of

__all__ = ["Day", "Group", "Seat", "Standing", "day_on", "widening"]

_MOST_GROUPS: Final = 100_000
"""How much is kept; beyond that it is looked up anew."""
_IN_POST: Final = ("holder", "acting")
_UPWARD: Final[tuple[Power, ...]] = ("handle", "coordinate")
"""What makes a level, in this order: who may handle a matter stands before who may only coordinate it."""

_MINUTES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "minutes": 1,
        "hours": 60,
        "calendar_days": 1440,
        "working_minutes": 1,
        "working_hours": 60,
        "working_days": 1440,
    }
)


def widening(matter: str) -> tuple[str, ...]:
    """A matter and each wider one that it lies in, narrowest first; every matter comes last.

    Raises:
        BadInput: what is no code.

    """
    if wrong := code(matter):
        raise BadInput([Problem(wrong[0], "matter", wrong[1])], source="route")
    found = [matter]
    while "." in matter:
        matter = matter.rpartition(".")[0]
        found.append(matter)
    if matter != ALL_MATTERS:
        found.append(ALL_MATTERS)
    return tuple(found)


# ---- what stands in one area --------------------------------------------------------------------------------------


@frozen
class Seat:
    """Who is there for a holder on a day."""

    post: str | None
    """The post that acts: the holder, or the one that it let act for it; None: a unit as a whole."""
    agents: tuple[str, ...]
    how: How


@frozen
class Standing:
    """A line by which somebody leads, and who is there."""

    holder: Holder
    row: Jurisdiction
    power: Power
    """``handle``, or only ``coordinate``."""
    seats: tuple[Seat, ...]
    """Empty: vacant. Several: it let several posts act for it, and none comes first."""
    levels: tuple[Level, ...]
    """What it is to those below."""
    notes: tuple[Note, ...]
    """How it came by its seats."""
    upward: tuple[Note, ...]
    """The same, as those below are told it."""
    varies: bool
    """Whether a narrower matter could have other seats: it is vacant and lets others act for it."""


@frozen
class Group:
    """The lines that hold for an area and name a matter: what is equally near."""

    area: Area
    matter: str
    rows: tuple[Jurisdiction, ...]
    standings: tuple[Standing, ...]
    """Each holder that leads once; who may handle before who may only coordinate, then by id."""
    helping: tuple[Jurisdiction, ...]


@frozen
class _Kept:
    """What was looked up for a day, and holds until the next turn."""

    around: dict[str, tuple[Area, ...]] = field(factory=dict)
    groups: dict[tuple[str, str], Group | None] = field(factory=dict)
    """By area and matter; None: no line."""
    over: dict[str, dict[str, int]] = field(factory=dict)
    helping: dict[tuple[str, str], tuple[CoUnit, Note]] = field(factory=dict)
    """By lead and line."""


def _by_holder(rows: Iterable[Jurisdiction]) -> dict[str, list[Jurisdiction]]:
    found: dict[str, list[Jurisdiction]] = {}
    for row in rows:
        found.setdefault(row.holder, []).append(row)
    return found


def _shortest(rows: Iterable[Jurisdiction]) -> Jurisdiction:
    """Of several lines of one holder that are equally near the one with the shortest limit, then by id.

    A design note of this library: who is given several limits keeps them all by keeping the shortest.
    """
    return min(
        rows, key=lambda row: (row.within is None, (0, False) if row.within is None else _length(row.within), row.id)
    )


def _length(limit: Limit) -> tuple[int, bool]:
    """A limit in minutes, to compare it: working time as if it ran through, after as much time that passes anyhow."""
    return limit.amount * _MINUTES[limit.unit], limit.unit.startswith("working")


# ---- a day --------------------------------------------------------------------------------------------------------


@frozen(eq=False)
class Day:
    """A register on one day."""

    register: Register
    date: date
    kept: _Kept

    def around(self, place: str) -> tuple[Area, ...]:
        """An area and those around it, from the inside out. Raises as :meth:`Register.area`."""
        if found := self.kept.around.get(place):
            return found
        here = self.register.area(place, at=self.date)
        areas = [here]
        while here.parent is not None:
            here = self._version(here.parent)
            areas.append(here)
        return self.kept.around.setdefault(place, tuple(areas))

    def groups(self, place: str, matters: tuple[str, ...]) -> list[Group]:
        """What a matter meets from an area outwards: deepest area first, then narrowest matter."""
        kept = self.kept.groups
        found = []
        for area in self.around(place):
            for matter in matters:
                key = area.id, matter
                group = kept[key] if key in kept else self._group(area, matter, matters)
                if group is not None:
                    found.append(group)
        return found

    def elsewhere(self, matters: tuple[str, ...]) -> tuple[OtherRoute, ...]:
        """What says of the narrowest of some matters that it goes another way, by id; empty: nothing does."""
        for matter in matters:
            found = [one for one in self.register.index.elsewhere.get(matter, ()) if one.validity.holds(self.date)]
            if found:
                return tuple(sorted(found, key=lambda one: one.id))
        return ()

    def holder(self, name: str) -> Holder:
        """The unit or post with an id."""
        record = self._version(name)
        return Holder(self._version(record.unit), record) if isinstance(record, Post) else Holder(record)

    def over(self, unit: str) -> dict[str, int]:
        """A unit and all that have authority over it, each with how far up it is."""
        if found := self.kept.over.get(unit):
            return found
        distances = {unit: 0}
        queue = [unit]
        for name in queue:  # which grows on the way
            for one in self._right_over(name):
                if one not in distances:
                    distances[one] = distances[name] + 1
                    queue.append(one)
        return self.kept.over.setdefault(unit, distances)

    def _right_over(self, unit: str) -> Iterator[str]:
        """The whole that a unit is part of, who sends it, and who commands it."""
        for one in self.register.index.authority_over.get(unit, ()):
            if one.validity.holds(self.date):
                yield over_and_under(one)[0]

    def _version(self, name: str) -> Any:
        """The version of a record that something names on the day; a sound register has one."""
        versions = self.register.index.by_id[name]
        return versions[0] if len(versions) == 1 else next(one for one in versions if one.validity.holds(self.date))

    def _group(self, area: Area, matter: str, matters: tuple[str, ...]) -> Group | None:
        key = area.id, matter
        named = self.register.index.answering.get(key, ())
        rows = tuple(sorted((row for row in named if row.validity.holds(self.date)), key=lambda row: row.id))
        if not rows:
            return self.kept.groups.setdefault(key, None)
        helping = tuple(_shortest(same) for same in _by_holder(row for row in rows if row.part == "co").values())
        group = Group(area, matter, rows, tuple(self._standings(area, rows, matters)), helping)
        if not any(standing.varies for standing in group.standings):
            self.kept.groups[key] = group
        return group

    def _standings(self, area: Area, rows: tuple[Jurisdiction, ...], matters: tuple[str, ...]) -> Iterator[Standing]:
        seen: set[str] = set()
        for power in _UPWARD:
            able = _by_holder(row for row in rows if row.part == "lead" and power in row.powers)
            for name in sorted(able.keys() - seen):
                yield self._standing(area, able[name], power, matters)
            seen.update(able)

    def _standing(self, area: Area, rows: list[Jurisdiction], power: Power, matters: tuple[str, ...]) -> Standing:
        row = _shortest(rows)
        holder = self.holder(row.holder)
        notes: list[Note] = []
        if len({one.within for one in rows}) > 1:
            limits = {one.within for one in rows if one.within is not None}
            notes.append(("route_shortest", {"holder": holder, "limits": tuple(sorted(limits, key=_length))}))
        seats = self._seats(holder, power, matters, notes)
        vacant = Seat(None if holder.post is None else holder.id, (), "vacant")
        levels = tuple(
            Level(area.id, row.holder, holder.unit.id, seat.post, seat.agents, seat.how, row.within, row.id)
            for seat in seats or (vacant,)
        )
        varies = holder.id in self.register.index.delegations_from and all(one.how not in _IN_POST for one in seats)
        about = {"holder": holder, "area": area}
        level: Note = ("route_level", about)
        if row.within is not None:
            level = ("route_level_within", {**about, "within": row.within})
        return Standing(holder, row, power, seats, levels, tuple(notes), (level, *notes), varies)

    # ---- who is in a post ----

    def _seats(self, holder: Holder, power: Power, matters: tuple[str, ...], notes: list[Note]) -> tuple[Seat, ...]:
        """Those in the post, else who acts for it, else whom it let act for it; else nobody."""
        if holder.post is None:
            return (Seat(None, (), "holder"),)
        regular, acting = self._in_post(holder.id)
        if regular:
            notes.append(("route_in_post", {"agents": regular}))
            return (Seat(holder.id, regular, "holder"),)
        notes.append(("route_vacant", {"holder": holder}))
        if acting:
            notes.append(("route_acting", {"agents": acting}))
            return (Seat(holder.id, acting, "acting"),)
        return self._delegates(holder, power, matters, notes)

    def _in_post(self, post: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who holds a post, and who acts for it."""
        found = [one for one in self.register.index.holders.get(post, ()) if one.validity.holds(self.date)]
        regular = tuple(sorted(one.agent for one in found if one.mode != "acting"))
        return regular, tuple(sorted(one.agent for one in found if one.mode == "acting"))

    def _delegates(self, holder: Holder, power: Power, matters: tuple[str, ...], notes: list[Note]) -> tuple[Seat, ...]:
        """The posts that a vacant one let act for it, and somebody is in, for the narrowest of the matters."""
        given = [
            one
            for one in self.register.index.delegations_from.get(holder.id, ())
            if power in one.powers and one.validity.holds(self.date)
        ]
        vacant: set[str] = set()
        for matter in matters:
            seats = []
            for name in sorted({one.to_post for one in given if matter in one.matters} - vacant):
                regular, acting = self._in_post(name)
                if regular or acting:
                    notes.append(("route_delegate", {"delegate": self.holder(name), "agents": regular or acting}))
                    seats.append(Seat(name, regular or acting, "delegate"))
                else:
                    notes.append(("route_delegate_vacant", {"delegate": self.holder(name)}))
                    vacant.add(name)
            if seats:
                return tuple(seats)
        return ()


def day_on(register: Register, at: date, known_at: datetime | None = None) -> Day:
    """A register on a day, as it is known now, or was at a moment.

    Raises:
        BadInput: no register, no day, no moment.

    """
    check_type(register, Register, "register", expected="Register", source="route")
    day = day_of(at)
    known = register if known_at is None else register.known_on(known_at)
    kept = known.index.kept
    turn = bisect(known.turns, day)
    found = kept.get(turn)
    if found is None or len(found.groups) > _MOST_GROUPS:
        if sum(len(one.groups) for one in kept.values()) > _MOST_GROUPS:
            kept.clear()
        found = kept[turn] = _Kept()
    return Day(known, day, found)
