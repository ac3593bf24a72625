"""Who must act on a matter at a place on a day, and why: the responsibility list, read by a rule that never guesses.

1. The area and those around it are taken, from the inside out.
2. Lines of the list count that hold on the day and whose matters contain the matter.
3. The lead is who has ``handle`` in the deepest area, then in the narrowest matter. Two of them are refused. Of several
   lines of one holder that are equally near the shortest limit counts, a working day taken as a day.
4. Is it a vacant post, then who acts for it leads; else the post that it let act for it; else the next level.
5. A lead that may collect, handle, reply and counsel closes the matter alone.
6. Wider matters and areas around are the way up, each with a limit of its own.
7. Who has to help obeys, comes when whistled for, or helps; whoever received the matter first stays the lead.
8. A body that is only guided takes on no main responsibility.

Sources: Beijing Regulation on Swift Response (2021), Art. 11 (competence by law, by place, by level; other ways), 14
(first responsibility), 16 (whistle), 17 (communities), 20 (upwards); Beijing Regulation on Subdistrict Offices (2020),
Art. 3, 5, 11, 17, 32. That deep goes before narrow, and how vacancies are filled, are design notes of this library.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from gridgov.errors import Refused
from gridgov.messages.org.base import Power
from gridgov.org.entities import Jurisdiction, OtherRoute
from gridgov.org.register import Register
from gridgov.org.routed import CoUnit, Duty, How, Lead, Level, OtherWay, RouteDecision
from gridgov.org.standing import Day, Group, Standing, day_on, widening
from gridgov.org.trace import Holder, Note

__all__ = ["basis_of", "leading", "other_route", "route"]

_FOUR_STAGES: Final[tuple[Power, ...]] = ("collect", "handle", "reply", "counsel")
_ALONE: Final[Note] = ("route_alone", {"powers": _FOUR_STAGES})
_OWED: Final[Mapping[str, tuple[Duty, str]]] = MappingProxyType(
    {
        "commands": ("under_command", "route_under_command"),
        "coordinates": ("attend_when_whistled", "route_attend_when_whistled"),
        "guides": ("help", "route_guided"),
    }
)
"""What a relation of the lead's line to a co-unit makes of it: its duty, and the code of the reason."""


@frozen
class _Case:
    """A matter on a day, what it meets, and the notes taken on the way to an answer."""

    day: Day
    matters: tuple[str, ...]
    groups: list[Group]
    notes: list[Note] = field(factory=list)


def route(
    register: Register, matter: str, place: str, at: date, *, known_at: datetime | None = None
) -> RouteDecision | OtherWay:
    """Who must act on a matter at a place on a day, and why; or where the matter goes that is not handled as a request.

    With ``known_at`` it is decided on what was known at that moment, as an appeal asks.

    Raises:
        BadInput: ``not_known``, ``not_known_then``: no such place on that day; what is no code of a matter.
        Refused: ``several_must_act``: two are equally near, which the register has to settle; ``nobody_must_act``: no
            line meets the matter there; ``nobody_in_post``: all that do are vacant posts; ``several_other_ways``.

    >>> from gridgov.org.entities import Area, Unit, Validity
    >>> year = Validity(date(2022, 1, 1), "made up")
    >>> community = Area("c-1", "community", "第一社区", "Community 1", year)
    >>> team = Unit("team", "grid_team", "网格工作队", "Grid Team", year)
    >>> line = Jurisdiction("j-1", "team", "c-1", ("safety",), ("handle",), year)
    >>> register = Register((community,), (team,), jurisdictions=(line,))
    >>> decision = route(register, "safety.e_bike", "c-1", date(2022, 6, 1))
    >>> decision.lead.unit, decision.trace[1].text("en")
    ('team', 'Grid Team answers for safety in Community 1.')

    """
    day = day_on(register, at, known_at)
    matters = widening(matter)
    areas = day.around(place)
    searched: Note = ("route_searched", {"matter": matter, "areas": areas})
    if other := _other_way(day, matters, place, searched):
        return other
    case = _Case(day, matters, day.groups(place, matters), [searched])
    number, standing, passed = _nearest(case)
    lead = _lead(case, standing, went_up=bool(passed))
    alone = _closes_alone(case, standing, lead)
    helping = _co_units(case, standing.holder)
    levels = _escalation(case, number, {standing.row.holder, *passed})
    within = standing.row.within
    return RouteDecision(matter, place, day.date, lead, helping, levels, within, alone, tuple(case.notes))


def other_route(day: Day, matters: tuple[str, ...]) -> OtherRoute | None:
    """What says that a matter is not handled as a request (Beijing Regulation on Swift Response, Art. 11).

    Raises:
        Refused: ``several_other_ways``.

    """
    found = day.elsewhere(matters)
    ways = tuple(sorted({one.route for one in found}))
    if len(ways) > 1:
        matter = next(one for one in matters if one in found[0].matters)
        raise Refused("several_other_ways", matter=matter, ways=ways)
    return found[0] if found else None


def _other_way(day: Day, matters: tuple[str, ...], place: str, searched: Note) -> OtherWay | None:
    one = other_route(day, matters)
    if one is None:
        return None
    matter = next(matter for matter in matters if matter in one.matters)
    notes = (searched, ("route_other_way", {"matter": matter, "way": one.route}), *basis_of(one.basis))
    return OtherWay(matters[0], place, day.date, one.route, one.id, one.basis, notes)


def basis_of(basis: str | None) -> tuple[Note, ...]:
    """The step that says on what an answer rests, if that is known."""
    return () if basis is None else (("route_basis", {"basis": basis}),)


# ---- the lead -----------------------------------------------------------------------------------------------------


def leading(group: Group) -> Standing | None:
    """Who leads the handling, of those that are equally near.

    Raises:
        Refused: ``several_must_act``.

    """
    able = [standing for standing in group.standings if standing.power == "handle"]
    if len(able) > 1:
        _refuse_tie(group, (standing.row.holder for standing in able))
    return able[0] if able else None


def _refuse_tie(group: Group, candidates: Iterable[str]) -> None:
    """What neither area nor matter tells apart, the register has to settle, and nobody else."""
    raise Refused("several_must_act", matter=group.matter, area=group.area.id, candidates=tuple(candidates))


def _nearest(case: _Case) -> tuple[int, Standing, list[str]]:
    """The nearest holder that is there, where its group stands, and the vacant ones that were passed."""
    passed: list[str] = []
    for number, group in enumerate(case.groups):
        standing = leading(group)
        if standing is None or standing.row.holder in passed:
            continue
        about = {"holder": standing.holder, "matter": group.matter, "area": group.area}
        case.notes.extend((("route_lead", about), *basis_of(standing.row.basis), *standing.notes))
        if len(standing.seats) > 1:
            _refuse_tie(group, (str(seat.post) for seat in standing.seats))
        if standing.seats:
            return number, standing, passed
        passed.append(standing.row.holder)
        case.notes.append(("route_upward", {}))
    if passed:
        raise Refused("nobody_in_post", vacant=tuple(passed))
    areas = case.notes[0][1]["areas"]
    raise Refused("nobody_must_act", areas=tuple(area.id for area in areas))


def _lead(case: _Case, standing: Standing, *, went_up: bool) -> Lead:
    row, [seat] = standing.row, standing.seats
    if row.within is not None:
        case.notes.append(("route_within", {"within": row.within}))
    how: How = "upward" if went_up else seat.how
    return Lead(row.holder, standing.holder.unit.id, seat.post, seat.agents, how, row.area, row.id)


def _closes_alone(case: _Case, standing: Standing, lead: Lead) -> bool:
    """Whether whoever leads may do all four stages (S3): what :func:`gridgov.org.permission.may` says of them there.

    Lines by which they lead or help count alike, those of their post and of its unit; a delegate has what it was given,
    and its own.
    """
    powers = set(standing.row.powers)
    if lead.post not in {None, lead.holder} or not powers.issuperset(_FOUR_STAGES):
        powers = _powers(case, lead)
    missing = tuple(stage for stage in _FOUR_STAGES if stage not in powers)
    case.notes.append(("route_not_alone", {"missing": missing}) if missing else _ALONE)
    return not missing


def _powers(case: _Case, lead: Lead) -> set[Power]:
    """What whoever leads may do: by lines of the post that acts, of its unit, and of posts that let it act for them."""
    held: dict[str, set[Power]] = {}
    for group in case.groups:
        for row in group.rows:
            held.setdefault(row.holder, set()).update(row.powers)
    seat = lead.post or lead.holder
    powers = held.get(seat, set()) | (
        set() if _volunteers(case.day, seat) else held.get(_unit_of(case.day, seat), set())
    )
    for name, own in held.items():
        powers |= own & _given(case, name, seat)
    return powers


def _unit_of(day: Day, seat: str) -> str:
    return day.holder(seat).unit.id


def _volunteers(day: Day, seat: str) -> bool:
    """Whether somebody holds a seat as a volunteer, and so has what is written for it and no more."""
    found = day.register.index.holders.get(seat, ())
    return any(one.mode == "volunteer" and one.validity.holds(day.date) for one in found)


def _given(case: _Case, giver: str, seat: str) -> set[Power]:
    """The powers that a post let another use for it in the matter."""
    return {
        power
        for one in case.day.register.index.delegations_from.get(giver, ())
        if one.to_post == seat and one.validity.holds(case.day.date)
        if not set(case.matters).isdisjoint(one.matters)
        for power in one.powers
    }


# ---- who helps, and who comes next --------------------------------------------------------------------------------


def _co_units(case: _Case, lead: Holder) -> tuple[CoUnit, ...]:
    """Who has to help, each once, by the nearest line (Swift Response, Art. 14, 16)."""
    found: dict[str, CoUnit] = {}
    kept = case.day.kept.helping
    for group in case.groups:
        for row in group.helping:
            if row.holder in found or row.holder == lead.id:
                continue
            key = lead.id, row.id
            known = kept.get(key)
            if known is None:
                known = kept[key] = _co_unit(case.day, lead, row)
            found[row.holder], note = known
            case.notes.append(note)
    if found:
        case.notes.append(("route_stays", {"lead": lead}))
    return tuple(found.values())


def _co_unit(day: Day, lead: Holder, row: Jurisdiction) -> tuple[CoUnit, Note]:
    holder = day.holder(row.holder)
    duty, reason, by = _duty(day, lead.unit.id, holder.unit.id)
    boss = lead if by == lead.unit.id else day.holder(by)
    note: Note = (reason, {"holder": holder, "by": boss, "powers": row.powers})
    return CoUnit(row.holder, holder.unit.id, duty, row.powers, row.within, row.id), note


def _duty(day: Day, lead: str, unit: str) -> tuple[Duty, str, str]:
    """What a unit owes the lead, the code of the reason, and to whom in the lead's line it is owed.

    Whoever stands under the authority of the lead's own unit obeys. Of those above the lead, the nearest counts that
    commands the unit or coordinates it; that both are part of one government says nothing. To be guided is to help
    (Subdistrict Offices, Art. 5, 11, 17, 32; Swift Response, Art. 16, 17).
    """
    if lead in day.over(unit):
        return "under_command", "route_under_command", lead
    chain = day.over(lead)
    owed = [
        (one.kind == "guides", chain[boss], one.kind, boss)
        for boss in chain
        for one in day.register.index.between.get((boss, unit), ())
        if one.kind in _OWED and one.validity.holds(day.date)
    ]
    if not owed:
        return "help", "route_help", lead
    _, _, kind, by = min(owed)  # of one boss, what it commands stands before what it coordinates
    return *_OWED[kind], by


def _escalation(case: _Case, number: int, seen: set[str]) -> tuple[Level, ...]:
    """Whom a matter goes up to: wider matters, then areas around; each holder once (Swift Response, Art. 20)."""
    levels: list[Level] = []
    for group in case.groups[number:]:
        new = [standing for standing in group.standings if standing.row.holder not in seen]
        for standing in new:
            seen.add(standing.row.holder)
            levels.extend(standing.levels)
            case.notes.extend(standing.upward)
        if len(new) > 1:
            for power in ("handle", "coordinate"):
                equal = tuple(standing.holder for standing in new if standing.power == power)
                if len(equal) > 1:
                    case.notes.append(("route_several_above", {"holders": equal}))
    return tuple(levels)
