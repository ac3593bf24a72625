"""What makes a register unsound, whatever the day: then nothing of it is loaded.

Every id belongs to one record; what is named is there for as long as it is named; areas form trees without a cycle,
with codes that fit, each for one place; nobody sits on two exclusive posts at once; nobody gives away more than they
have; who is only guided does not lead; volunteers do not enforce.

A place such as ``appointments[3]`` counts from 0 within a table of the register.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from gridgov.documents import duplicates
from gridgov.errors import Problem
from gridgov.org.codes import AdminCode12, DivisionLevel, GridCode15
from gridgov.org.entities import (
    AUTHORITY,
    Agent,
    Appointment,
    Area,
    Delegation,
    Jurisdiction,
    Post,
    Unit,
    covers_matter,
    over_and_under,
)
from gridgov.org.periods import Period, coalesce, gaps, peaks

if TYPE_CHECKING:
    from gridgov.org.register import Register

__all__ = ["MAX_LEVELS", "REFERENCES", "faults", "place_of"]

MAX_LEVELS: Final = 32
"""How far below the top an area may be."""

REFERENCES: Final[tuple[tuple[str, str, tuple[type, ...]], ...]] = (
    ("areas", "parent", (Area,)),
    ("units", "area", (Area,)),
    ("posts", "unit", (Unit,)),
    ("posts", "area", (Area,)),
    ("appointments", "agent", (Agent,)),
    ("appointments", "post", (Post,)),
    ("memberships", "member", (Agent, Unit)),
    ("memberships", "unit", (Unit,)),
    ("memberships", "on_behalf_of", (Unit,)),
    ("relations", "subject", (Unit,)),
    ("relations", "object", (Unit, Area)),
    ("jurisdictions", "holder", (Unit, Post)),
    ("jurisdictions", "area", (Area,)),
    ("delegations", "from_post", (Post,)),
    ("delegations", "to_post", (Post,)),
    ("shifts", "agent", (Agent,)),
    ("shifts", "post", (Post,)),
    ("shifts", "area", (Area,)),
)
"""Table, field, and what the field may name; it has to be there on every day of the record."""

_DIVIDED: Final = frozenset({"community", "village"})
"""What is divided into grids."""

_LEVELS: Final[Mapping[str, tuple[DivisionLevel, ...]]] = MappingProxyType[str, tuple[DivisionLevel, ...]](
    {
        "province": ("province",),
        "city": ("province", "city", "county"),
        "county": ("city", "county"),
        "subdistrict": ("township",),
        "town": ("township",),
        "township": ("township",),
        "enterprise_zone": ("county", "township"),
        "community": ("community",),
        "village": ("community",),
    }
)
"""How deep the code of a place may go (统计用区划代码和城乡划分代码编制规则); nothing is said of other kinds.

A municipality may be called a city, and so may one at the level of a county; a city without counties is its own only
county; some development zones are counted as counties.
"""

_VOLUNTEERS_MAY_NOT: Final = ("enforce", "approve")


def faults(register: "Register") -> Iterator[Problem]:
    """Everything that makes a register unsound."""
    yield from _double_ids(register)
    for table, field, kinds in REFERENCES:
        yield from _dangling(register, table, field, kinds)
    yield from _unknown_appointers(register)
    yield from _unknown_in_changes(register)
    yield from _area_faults(register)
    yield from _shared_codes(register)
    yield from _unit_cycles(register)
    yield from _crowded_posts(register)
    yield from _double_holders(register)
    yield from _wide_delegations(register)
    yield from _guided_leads(register)
    yield from _volunteer_powers(register)


def place_of(fault: Problem) -> tuple[str, int, str]:
    """Where a fault is: the table, the number in it, and the field if it is about one.

    >>> place_of(Problem("not_known", "appointments[3].post"))
    ('appointments', 3, 'post')

    """
    table, _, rest = fault.where.partition("[")
    number, _, field = rest.partition("]")
    return table, int(number), field.lstrip(".")


def _rows(register: "Register", table: str) -> Iterator[tuple[str, Any]]:
    """The records that are taken to be so now, each with its place."""
    for i, record in enumerate(getattr(register, table)):
        if record.validity.superseded_at is None:
            yield f"{table}[{i}]", record


def _shown(period: Period) -> str:
    return f"{period.start}/{period.end or '…'}"


# ---- ids and references -------------------------------------------------------------------------------------------

_TABLES: Final = tuple(
    dict.fromkeys(("areas", "units", "posts", "agents", *(t for t, _, _ in REFERENCES), "other_routes"))
)


def _double_ids(register: "Register") -> Iterator[Problem]:
    changes = ((i, one) for i, one in enumerate(register.changes) if one.superseded_at is None)
    yield from duplicates((f"changes[{i}].id", one.id) for i, one in changes)
    yield from duplicates((f"structures[{i}].id", one.id) for i, one in enumerate(register.structures))
    repeated = {name for name, versions in register.index.by_id.items() if len(versions) > 1}
    if not repeated:
        return
    seen: dict[str, list[Any]] = {}
    for table in _TABLES:
        for where, record in _rows(register, table):
            if record.id not in repeated:
                continue
            earlier = seen.setdefault(record.id, [])
            if any(
                type(one) is not type(record) or one.validity.period.overlaps(record.validity.period) for one in earlier
            ):
                yield Problem("duplicate_id", f"{where}.id")
            earlier.append(record)


def _dangling(register: "Register", table: str, field: str, kinds: tuple[type, ...]) -> Iterator[Problem]:
    by_id = register.index.by_id
    for i, record in enumerate(getattr(register, table)):
        name = getattr(record, field)
        if name is None or record.validity.superseded_at is not None:
            continue
        versions = by_id.get(name)
        if versions is None:
            yield Problem("not_known", f"{table}[{i}].{field}")
        elif type(versions[0]) not in kinds:
            expected = tuple(kind.__name__.lower() for kind in kinds)
            yield Problem("of_another_kind", f"{table}[{i}].{field}", {"expected": expected})
        elif versions[0].validity is not record.validity and (missing := _missing(record, versions)):
            yield Problem("outside_time", f"{table}[{i}].{field}", {"missing": tuple(map(_shown, missing))})


def _missing(record: Any, versions: Iterable[Any]) -> tuple[Period, ...]:
    return gaps(record.validity.period, (version.validity.period for version in versions))


def _unknown_appointers(register: "Register") -> Iterator[Problem]:
    """Bodies that appoint and are not there on the first day: what becomes of them later changes nothing."""
    by_id = register.index.by_id
    for where, one in _rows(register, "appointments"):
        if one.by is None:
            continue
        bodies = by_id.get(one.by, ())
        if not bodies:
            yield Problem("not_known", f"{where}.by")
        elif not isinstance(bodies[0], Unit):
            yield Problem("of_another_kind", f"{where}.by", {"expected": ("unit",)})
        elif not any(body.validity.holds(by_id[one.id][0].validity.valid_from) for body in bodies):
            yield Problem("not_known_then", f"{where}.by")


def _unknown_in_changes(register: "Register") -> Iterator[Problem]:
    for i, change in enumerate(register.changes):
        if change.superseded_at is not None:
            continue
        for field in ("originals", "results"):
            if any(name not in register.index.by_id for name in getattr(change, field)):
                yield Problem("not_known", f"changes[{i}].{field}")
        if any(one.target not in register.index.by_id for one in change.handed_over):
            yield Problem("not_known", f"changes[{i}].handed_over")


# ---- areas and units ----------------------------------------------------------------------------------------------


def _area_faults(register: "Register") -> Iterator[Problem]:
    known: dict[int, int] = {}
    for where, area in _rows(register, "areas"):
        level = _level(register, area, known)
        if level is None:
            yield Problem("cycle", where)
        elif level > MAX_LEVELS:
            yield Problem("too_many_levels", where, {"limit": MAX_LEVELS})
        elif area.parent is None:
            yield from [Problem("in_no_community", where)] * (area.kind == "grid")
        elif area.kind == "grid" and not all(
            one.kind in _DIVIDED for one, _, _ in _around(register, area.parent, *_days(area))
        ):
            yield Problem("in_no_community", where)
        if level is not None and area.code is not None:
            yield from _misfits(register, where, area, area.code)


def _misfits(register: "Register", where: str, area: Area, code: AdminCode12 | GridCode15) -> Iterator[Problem]:
    """A code that lies outside that of what is around on one of its days, or else is one for other kinds of places."""
    if not all(code.digits.startswith(one.prefix) for one in _codes_around(register, area)):
        yield Problem("outside_parent_code", where)
    elif isinstance(code, GridCode15):
        yield from [Problem("code_of_another_level", where)] * (area.kind != "grid")
    elif area.kind == "grid" or code.level not in _LEVELS.get(area.kind, (code.level,)):
        yield Problem("code_of_another_level", where)


def _codes_around(register: "Register", area: Area) -> Iterator[AdminCode12 | GridCode15]:
    """The codes of what is nearest around an area and has one, on each of its days."""
    todo = [(area.parent, *_days(area), MAX_LEVELS)]
    while todo:
        name, start, end, left = todo.pop()
        for one, since, until in _around(register, name, start, end):
            if one.code is not None:
                yield one.code
            elif left:
                todo.append((one.parent, since, until, left - 1))


_Days = tuple[date, date | None]


def _days(record: Any) -> _Days:
    return record.validity.valid_from, record.validity.valid_to


def _around(
    register: "Register", name: str | None, start: date, end: date | None
) -> Iterator[tuple[Area, date, date | None]]:
    """The versions of an area from a day until before another, each with the days of those on which it holds.

    The only one counts on all of them: that it is not there then is a fault of its own.
    """
    versions = register.index.by_id.get(name, ()) if name is not None else ()
    for one in versions:
        if not isinstance(one, Area):
            continue
        since, until = (start, end) if len(versions) == 1 else _common(_days(one), (start, end))
        if until is None or since < until:
            yield one, since, until


def _common(one: _Days, other: _Days) -> _Days:
    """The days that two have in common; it ends before it begins if there are none."""
    return max(one[0], other[0]), min((end for end in (one[1], other[1]) if end is not None), default=None)


def _shared_codes(register: "Register") -> Iterator[Problem]:
    """Places with the code that another one has on the same day; of two, the one that has it later is to blame."""
    counted = Counter(area.code.digits for area in register.areas if area.code is not None)
    if len(counted) == counted.total():  # as in nearly all registers
        return
    found: dict[str, list[tuple[str, Area]]] = {}
    for where, area in _rows(register, "areas"):
        if area.code is not None and counted[area.code.digits] > 1 and not _repeated(register, area):
            found.setdefault(area.code.digits, []).append((where, area))
    for areas in found.values():
        areas.sort(key=lambda one: one[1].validity.valid_from)
        for i, (where, area) in enumerate(areas):
            period = area.validity.period
            others = (one for _, one in areas[:i] if one.id != area.id and one.validity.period.overlaps(period))
            if other := next(others, None):
                yield Problem("code_twice", where, {"other": other.id})


def _repeated(register: "Register", area: Area) -> bool:
    """Whether a row only stands for what is around it, as the published tables repeat what they do not divide.

    Dongguan, a city without counties, is 4419 and 441900; the county 350527 is 350527000 one level lower once more.
    """
    around = register.index.by_id.get(area.parent or "", ()) if area.kind == "county" else ()
    return any(isinstance(one, Area) and one.code == area.code for one in around)


def _version(register: "Register", name: str | None, day: date) -> Area | None:
    """The version of an area on a day; if it has none then, the first, and its time is a fault of its own."""
    versions = register.index.by_id.get(name, ()) if name is not None else ()
    if len(versions) == 1:  # as nearly all have
        return versions[0] if isinstance(versions[0], Area) else None
    areas = [version for version in versions if isinstance(version, Area)]
    return next((area for area in areas if area.validity.holds(day)), areas[0] if areas else None)


def _level(register: "Register", area: Area, known: dict[int, int]) -> int | None:
    """How deep an area is on the first day of a version of it; None: it is around itself.

    A cycle of versions that hold on one day begins with the last of them, so the first days of all are enough.
    """
    if (level := _level_below_known(register, area, known)) is not None:
        return level
    chain: list[Area] = []
    here: Area | None = area
    while here is not None and id(here) not in known:
        if any(one is here for one in chain):
            return None if here is area else 0  # it lies below some that lie in themselves, which is their fault
        chain.append(here)
        if len(chain) > MAX_LEVELS + 1:
            return len(chain)
        here = _version(register, here.parent, area.validity.valid_from)
    base = -1 if here is None else known[id(here)]
    level = base + len(chain)
    by_id = register.index.by_id
    if all(len(by_id[one.id]) == 1 for one in chain):  # the same on every day
        known.update((id(one), level - i) for i, one in enumerate(chain))
    return level


def _level_below_known(register: "Register", area: Area, known: dict[int, int]) -> int | None:
    """How deep an area of one version is, if it is a top or how deep the one around it is, is known; else None.

    Known is what is the same on every day.
    """
    by_id = register.index.by_id
    if len(by_id[area.id]) > 1:
        return None
    if area.parent is None:
        return known.setdefault(id(area), 0)
    around = by_id.get(area.parent)
    above = known.get(id(around[0])) if around else None
    return None if above is None else known.setdefault(id(area), above + 1)


def _unit_cycles(register: "Register") -> Iterator[Problem]:
    """No body has authority over itself, on the first day of any of the relations."""
    for where, relation in _rows(register, "relations"):
        if relation.kind not in AUTHORITY:
            continue
        over, under = over_and_under(relation)
        day, seen, layer = relation.validity.valid_from, set(), {over}
        while layer and under not in seen:
            seen |= layer
            layer = {
                over_and_under(one)[0]
                for name in layer
                for one in register.index.authority_over.get(name, ())
                if one.validity.holds(day)
            } - seen
        if under in seen:
            yield Problem("cycle", where)


# ---- posts and their holders --------------------------------------------------------------------------------------


def _crowded_posts(register: "Register") -> Iterator[Problem]:
    for where, post in _rows(register, "posts"):
        holders = [
            common
            for one in register.index.holders.get(post.id, ())
            if one.mode != "acting" and (common := one.validity.period.common(post.validity.period))
        ]
        if len(holders) > post.max_holders and (crowded := peaks(holders, post.max_holders)):
            yield Problem("too_many_holders", where, {"most": post.max_holders, "period": _shown(crowded[0])})


def _double_holders(register: "Register") -> Iterator[Problem]:
    places = {id(one): where for where, one in _rows(register, "appointments")}
    for held in register.index.held.values():
        if len(held) == 1:
            continue
        terms = [(one, one.validity.period) for one in held]
        exclusive = [(one, period) for one in held for period in _exclusive(register, one)]
        primary = [(one, period) for one, period in terms if one.primary]
        yield from _overlapping(terms, places, "held_twice", lambda one, other: one.post == other.post)
        yield from _overlapping(exclusive, places, "exclusive_twice", lambda one, other: one.post != other.post)
        yield from _overlapping(primary, places, "primary_twice", lambda *_: True)


def _exclusive(register: "Register", appointment: Appointment) -> tuple[Period, ...]:
    """When an appointment is to a post that is exclusive then."""
    posts = (post for post in register.index.by_id.get(appointment.post, ()) if isinstance(post, Post))
    period = appointment.validity.period
    return coalesce(p for post in posts if post.exclusive and (p := period.common(post.validity.period)))


def _overlapping(
    terms: Iterable[tuple[Appointment, Period]],
    places: dict[int, str],
    code: str,
    clash: Callable[[Appointment, Appointment], bool],
) -> Iterator[Problem]:
    """A problem for each appointment that overlaps an earlier one with which it clashes."""
    earlier: list[tuple[Appointment, Period]] = []
    for one, period in terms:
        common = [p for other, before in earlier if clash(one, other) and (p := period.common(before))]
        if common:
            yield Problem(code, places[id(one)], {"period": _shown(common[0])})
        earlier.append((one, period))


# ---- authority ----------------------------------------------------------------------------------------------------


def _wide_delegations(register: "Register") -> Iterator[Problem]:
    received: dict[str, list[Delegation]] = {}
    for _, one in _rows(register, "delegations"):
        received.setdefault(one.to_post, []).append(one)
    for where, delegation in _rows(register, "delegations"):
        own = register.index.jurisdictions_of.get(delegation.from_post, ())
        given = [one for one in received.get(delegation.from_post, ()) if one is not delegation]
        extra: dict[str, tuple[str, ...]] = {}
        for power, matter in product(delegation.powers, delegation.matters):
            missing = gaps(delegation.validity.period, _having(own, power, matter))
            handed = any(gap.overlaps(period) for gap in missing for period in _having(given, power, matter))
            if missing:
                code = "handed_on" if handed else "wider_than_given"
                extra[code] = (*extra.get(code, ()), f"{power} {matter}")
        yield from (Problem(code, where, {"extra": what}) for code, what in extra.items())


def _having(records: Iterable[Jurisdiction | Delegation], power: str, matter: str) -> list[Period]:
    """When one has a power in a matter by some of these."""
    return [one.validity.period for one in records if power in one.powers and covers_matter(one.matters, matter)]


def _guided_leads(register: "Register") -> Iterator[Problem]:
    """Main responsibility of who is only guided: by a line, or by acting for a post that leads."""
    for where, line in _rows(register, "jurisdictions"):
        if _leads(line) and _guided(register, line.holder, line.validity.period):
            yield Problem("guided_and_handles", where)
    for where, given in _rows(register, "delegations"):
        if any(_guided(register, given.to_post, period) for period in _leading_for(register, given)):
            yield Problem("guided_and_handles", where)


def _leads(line: Jurisdiction) -> bool:
    return line.part == "lead" and "handle" in line.powers


def _leading_for(register: "Register", given: Delegation) -> Iterator[Period]:
    """When a delegation lets a post lead in the place of another."""
    for line in register.index.jurisdictions_of.get(given.from_post, ()) if "handle" in given.powers else ():
        meet = any(covers_matter(line.matters, one) for one in given.matters) or any(
            covers_matter(given.matters, one) for one in line.matters
        )
        if meet and _leads(line) and (period := line.validity.period.common(given.validity.period)):
            yield period


def _guided(register: "Register", holder: str, period: Period) -> bool:
    """Whether a body, or that of a post, or one that it is part of, is guided on one of some days."""
    todo = list(_units_of(register, holder, period))
    for unit, days in todo:  # which grows on the way
        found = register.index.relations_to.get(unit, ())
        if any(one.kind == "guides" and one.validity.period.overlaps(days) for one in found):
            return True
        for one in register.index.relations_from.get(unit, ()):
            if one.kind == "part_of" and (common := one.validity.period.common(days)):
                todo.extend({(one.object, common)}.difference(todo))
    return False


def _units_of(register: "Register", holder: str, period: Period) -> Iterator[tuple[str, Period]]:
    """The unit that a holder is, or that the post that it is is in, and when of some days."""
    for version in register.index.by_id.get(holder, ()):
        if isinstance(version, Unit | Post) and (common := version.validity.period.common(period)):
            yield (version.unit if isinstance(version, Post) else version.id), common


def _volunteer_powers(register: "Register") -> Iterator[Problem]:
    for table, field in (("jurisdictions", "holder"), ("delegations", "to_post")):
        for where, one in _rows(register, table):
            wrong = [power for power in one.powers if power in _VOLUNTEERS_MAY_NOT]
            if wrong and _of_volunteers(register, getattr(one, field), one.validity.period):
                yield Problem("volunteers_may_not", where, {"power": wrong[0]})


def _of_volunteers(register: "Register", holder: str, period: Period) -> bool:
    """Whether volunteers are on a post, or it is in a team of theirs, or the holder is one, on one of some days."""
    on_it = (one for one in register.index.holders.get(holder, ()) if one.mode == "volunteer")
    return any(one.validity.period.overlaps(period) for one in on_it) or any(
        isinstance(one, Unit) and one.kind == "volunteer_team" and one.validity.period.overlaps(days)
        for unit, days in _units_of(register, holder, period)
        for one in register.index.by_id.get(unit, ())
    )
