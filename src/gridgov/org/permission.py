"""Whether somebody may do something about a matter at a place on a day: the responsibility list, read the other way.

A line gives its powers to whoever is there for its holder:

- of a post, those appointed to it, those who act for it, and those in a post that it let act for it;
- of a unit, those in its posts, volunteers apart: a body acts through its seats, and a volunteer's seat has what is
  written for it and no more. Members without a seat, and bodies above or below, get nothing from it.

It makes no difference whether the line leads or helps, for its powers are what they are. A matter that goes another way
than a request is handled and coordinated by nobody; the other powers stay: it is taken in, and told where it goes.

Sources: design notes of this library; that who was only let act hands nothing on, and that volunteers neither enforce
nor approve, is checked when the register is made (:mod:`gridgov.org.integrity`).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final, Literal, get_args

from attrs import field, frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Lang, Problem
from gridgov.messages.org.base import Power
from gridgov.org.entities import Agent, Appointment, Area, Jurisdiction, covers_matter
from gridgov.org.register import Register
from gridgov.org.routing import basis_of
from gridgov.org.standing import Day, day_on, widening
from gridgov.org.trace import Note, TraceStep, told

__all__ = ["Ground", "Permission", "may"]

Ground = Literal["own_post", "acting", "delegated", "unit"]
"""Why somebody may: their own post, one they act for, one that let theirs act for it, or the unit they are in."""

_OF_REQUESTS: Final[tuple[Power, ...]] = ("handle", "coordinate")
"""The powers that are about a matter as a request: who has one of them leads it, or is next above."""

_Line = tuple[Area, str, Jurisdiction]
"""A line with the power, and the area and matter by which it was found."""
_Found = tuple[Ground, _Line, Note]
_Held = Mapping[str, Appointment]
"""What an agent holds, by post."""


@frozen
class Permission:
    """Whether somebody may, and why or why not."""

    allowed: bool
    ground: Ground | None
    """None: they may not."""
    jurisdiction: str | None
    """The line that says so."""
    _notes: tuple[Note, ...] = field(eq=False, repr=False)

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """Every step that led here, in order."""
        return told(self._notes)

    def text(self, lang: Lang) -> str:
        """The trace in plain words, a step a line."""
        return "\n".join(step.text(lang) for step in self.trace)


def may(
    register: Register,
    agent: str,
    power: Power,
    matter: str,
    area: str,
    at: date,
    *,
    known_at: datetime | None = None,
) -> Permission:
    """Whether an agent may use a power for a matter in an area on a day, and why.

    Raises:
        BadInput: no such agent or area; no power; what is no code of a matter.

    >>> from gridgov.org.entities import Post, Unit, Validity
    >>> year = Validity(date(2022, 1, 1), "made up")
    >>> register = Register(
    ...     areas=(Area("c-1", "community", "第一社区", "Community 1", year),),
    ...     units=(Unit("team", "grid_team", "网格工作队", "Grid Team", year),),
    ...     posts=(Post("p-1", "team", "grid_worker", year),),
    ...     agents=(Agent("worker-1", year),),
    ...     appointments=(Appointment("a-1", "worker-1", "p-1", "appointed", year),),
    ...     jurisdictions=(Jurisdiction("j-1", "p-1", "c-1", ("safety",), ("handle",), year),),
    ... )
    >>> may(register, "worker-1", "handle", "safety.e_bike", "c-1", date(2022, 6, 1)).allowed
    True
    >>> print(may(register, "worker-1", "enforce", "safety.e_bike", "c-1", date(2022, 6, 1)).text("en"))
    Asked whether worker-1 may enforce in Community 1: e-bikes in corridors.
    No: none of their posts has this power for the matter there: grid worker of Grid Team.

    """
    day = day_on(register, at, known_at)
    _check(day.register, agent, power)
    matters = widening(matter)
    groups = day.groups(area, matters)
    lines = [(group.area, group.matter, row) for group in groups for row in group.rows if power in row.powers]
    held = {one.post: one for one in sorted(day.register.held_by(agent, at=day.date), key=lambda one: one.id)}
    found = (
        _in_own_post(day, lines, held) or _by_delegation(day, lines, held, power, matter) or _for_unit(day, lines, held)
    )
    asked: Note = ("may_asked", {"agent": agent, "power": power, "matter": matter, "area": day.around(area)[0]})
    if power in _OF_REQUESTS and (away := _away(day, matters)):
        return Permission(allowed=False, ground=None, jurisdiction=None, notes=(asked, *away))
    if found is None:
        notes = (asked, *_why_not(day, lines, held))
        return Permission(allowed=False, ground=None, jurisdiction=None, notes=notes)
    ground, (place, wide, row), why = found
    notes = (asked, why, ("may_line", {"matter": wide, "area": place}))
    return Permission(allowed=True, ground=ground, jurisdiction=row.id, notes=notes)


def _away(day: Day, matters: tuple[str, ...]) -> tuple[Note, ...]:
    """That a matter goes another way, or several, if it does (Beijing Regulation on Swift Response, Art. 11)."""
    notes: list[Note] = []
    for one in day.elsewhere(matters):
        matter = next(matter for matter in matters if matter in one.matters)
        notes.extend((("route_other_way", {"matter": matter, "way": one.route}), *basis_of(one.basis)))
    return tuple(notes)


def _check(register: Register, agent: str, power: str) -> None:
    check_type(agent, str, "agent", expected="text", source="permission")
    versions = register.index.by_id.get(agent)
    if not versions:
        raise BadInput([Problem("not_known", "agent")], source="permission")
    if not isinstance(versions[-1], Agent):
        raise BadInput([Problem("of_another_kind", "agent", {"expected": "agent"})], source="permission")
    if power not in get_args(Power):
        raise BadInput([Problem("unknown_choice", "power", {"expected": get_args(Power)})], source="permission")


def _in_own_post(day: Day, lines: Iterable[_Line], held: _Held) -> _Found | None:
    for line in lines:
        if appointment := held.get(line[2].holder):
            acting = appointment.mode == "acting"
            why: Note = ("may_acting" if acting else "may_in_post", {"holder": day.holder(appointment.post)})
            return "acting" if acting else "own_post", line, why
    return None


def _by_delegation(day: Day, lines: Iterable[_Line], held: _Held, power: Power, matter: str) -> _Found | None:
    for line in lines:
        for one in sorted(day.register.index.delegations_from.get(line[2].holder, ()), key=lambda given: given.id):
            given = one.to_post in held and power in one.powers and one.validity.holds(day.date)
            if given and covers_matter(one.matters, matter):
                posts = {"holder": day.holder(one.from_post), "delegate": day.holder(one.to_post)}
                return "delegated", line, ("may_delegated", posts)
    return None


def _for_unit(day: Day, lines: Iterable[_Line], held: _Held) -> _Found | None:
    seats = [day.holder(post) for post, one in held.items() if one.mode != "volunteer"]
    for line in lines:
        for seat in seats:
            if seat.unit.id == line[2].holder:
                return "unit", line, ("may_in_unit", {"holder": day.holder(seat.unit.id), "post": seat})
    return None


def _why_not(day: Day, lines: Iterable[_Line], held: _Held) -> Iterator[Note]:
    """What is missing, and who may instead."""
    seats = {post: day.holder(post) for post in held}
    yield ("may_not", {"posts": tuple(seats.values())}) if seats else ("may_no_post", {})
    able = {row.holder: day.holder(row.holder) for _, _, row in lines}
    for post, seat in seats.items():
        if held[post].mode == "volunteer" and seat.unit.id in able:
            yield "may_volunteer", {"post": seat}
    if able:
        yield "may_others", {"holders": tuple(able.values())}
