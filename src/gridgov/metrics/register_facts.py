"""From a register to facts: posts, grids, communities, centres and layers as tables of whole numbers, for a period.

What lasts is counted in days, so a post that stood empty for half a year shows it, whoever sits there on the last day.

>>> from datetime import date
>>> from gridgov.org.entities import Agent, Appointment, Post, Unit, Validity
>>> year = Validity(date(2022, 1, 1), "made up")
>>> team, seat = Unit("team", "grid_team", "网格队", "Grid Team", year), Post("p-1", "team", "grid_worker", year)
>>> held = Appointment("a-1", "worker-1", "p-1", "appointed", Validity(date(2022, 3, 1), "made up"))
>>> register = Register(units=(team,), posts=(seat,), agents=(Agent("worker-1", year),), appointments=(held,))
>>> posts = register_facts(register, date(2022, 1, 1), date(2023, 1, 1)).posts
>>> posts["post_days"], posts["vacant_days"], posts["holder_days"]
([365], [59], [306])
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from attrs import frozen

from gridgov.documents import check_type
from gridgov.org.checks.posts import vacancies
from gridgov.org.entities import Appointment, Area, Post
from gridgov.org.periods import Period, coalesce
from gridgov.org.register import Register
from gridgov.org.structures import StructureSpec, evaluate
from gridgov.parameters import day_of

__all__ = ["RegisterFacts", "register_facts"]

Table = Mapping[str, Sequence[Any]]
"""Columns by name."""

_SPECIALIST: Final = "specialist"
_GRID_WORKER: Final = "grid_worker"
_TERM_ENDED: Final = "term_ended"
"""The reason of an ending that is no turnover."""


@frozen
class RegisterFacts:
    """A register as tables, each a mapping of columns: any dataframe takes them."""

    posts: Table
    """One row a post: ``post_days``, ``vacant_days``, ``holder_days``, ``acting_days``, ``ended`` …"""
    grids: Table
    """One row a grid: ``days``, ``staffed_days``, ``households``."""
    communities: Table
    """One row a community or village of the last day: ``grids``, ``households``, ``grid_households``."""
    centres: Table
    """One row an area centre: ``days``, ``specialist_days``; of the last day ``communities`` and ``grassroots``."""
    layers: Table
    """One row a layer of the structures of the last day: ``fixed``, ``matches``."""


def register_facts(
    register: Register, start: date, end: date, *, structures: Iterable[StructureSpec] = ()
) -> RegisterFacts:
    """The facts of a register from a day until before another.

    Args:
        register: who is there, since when.
        start: the first day.
        end: the day after the last one.
        structures: what the layers are held against.

    Raises:
        BadInput: no register, no dates, or an end that is not after the start.

    """
    check_type(register, Register, "register", expected="Register", source="register_facts")
    whole = Period(day_of(start), day_of(end))
    last = end - timedelta(days=1)
    return RegisterFacts(
        posts=_table(_POST, (_post(register, post, whole) for post in _posts(register))),
        grids=_table(_GRID, _grids(register, whole)),
        communities=_table(_COMMUNITY, _communities(register, last)),
        centres=_table(_CENTRE, _centres(register, whole, last)),
        layers=_table(_LAYER, _layers(register, structures, last)),
    )


def _table(names: Sequence[str], rows: Iterable[Sequence[Any] | None]) -> Table:
    found = [row for row in rows if row is not None]
    return {name: [row[place] for row in found] for place, name in enumerate(names)}


# ---- posts --------------------------------------------------------------------------------------------------------

_POST: Final = (
    "post",
    "unit",
    "role",
    "area",
    "post_days",
    "vacant_days",
    "holder_days",
    "acting_days",
    "concurrent_days",
    "ended",
    "never_held",
)


def _posts(register: Register) -> Iterator[Post]:
    return (post for post in register.posts if post.validity.superseded_at is None)


def _post(register: Register, post: Post, whole: Period) -> Sequence[Any] | None:
    there = post.validity.period.common(whole)
    if there is None:
        return None
    held = register.index.holders.get(post.id, ())
    vacant = sum(_days(gap.period) for gap in vacancies(register, there.start, _until(there), post=post.id))
    holder_days = sum(_days_within(one, there) for one in held)
    return (
        post.id,
        post.unit,
        post.role,
        post.area,
        _days(there),
        vacant,
        holder_days,
        sum(_days_within(one, there) for one in held if one.mode == "acting"),
        sum(_days_within(one, there) for one in held if one.mode == "concurrent"),
        sum(_ended(one, there) for one in held),
        int(holder_days == 0),
    )


def _until(period: Period) -> date:
    return period.end if period.end is not None else date.max


def _days(period: Period) -> int:
    return (_until(period) - period.start).days


def _days_within(one: Appointment, there: Period) -> int:
    common = one.validity.period.common(there)
    return 0 if common is None else _days(common)


def _ended(one: Appointment, there: Period) -> int:
    end = one.validity.period.end
    return int(end is not None and there.start < end <= _until(there) and one.end_reason != _TERM_ENDED)


# ---- places -------------------------------------------------------------------------------------------------------

_GRID: Final = ("grid", "community", "days", "staffed_days", "households")
_COMMUNITY: Final = ("community", "kind", "grids", "households", "grid_households")
_CENTRE: Final = ("centre", "days", "specialist_days", "communities", "grassroots")


def _areas(register: Register, *kinds: str) -> Iterator[Area]:
    return (area for area in register.areas if area.kind in kinds and area.validity.superseded_at is None)


def _held_days(register: Register, area: str, role: str, there: Period) -> int:
    """The days on which somebody held a post of a role that is for an area, or of a unit that is there for it."""
    units = {unit.id for unit in register.units if unit.area == area}
    posts = [post for post in _posts(register) if post.role == role and (post.area or "") in {area, ""}]
    of_area = [post for post in posts if post.area == area or (post.area is None and post.unit in units)]
    held = [one.validity.period.common(there) for post in of_area for one in register.index.holders.get(post.id, ())]
    return sum(_days(period) for period in coalesce(period for period in held if period is not None))


def _grids(register: Register, whole: Period) -> Iterator[Sequence[Any]]:
    for grid in _areas(register, "grid"):
        there = grid.validity.period.common(whole)
        if there is not None:
            staffed = _held_days(register, grid.id, _GRID_WORKER, there)
            yield grid.id, grid.parent, _days(there), staffed, grid.households


def _communities(register: Register, last: date) -> Iterator[Sequence[Any]]:
    for one in register.of_kind("community", "village", at=last):
        if isinstance(one, Area):
            grids = [area for area in register.children(one.id, at=last) if area.kind == "grid"]
            households = [grid.households for grid in grids if grid.households is not None]
            yield one.id, one.kind, len(grids), one.households, sum(households)


def _centres(register: Register, whole: Period, last: date) -> Iterator[Sequence[Any]]:
    for centre in _areas(register, "area_centre"):
        there = centre.validity.period.common(whole)
        if there is None:
            continue
        inside = [a for a in register.children(centre.id, at=last) if a.kind in {"community", "village"}]
        bodies = register.units_of(centre.id, at=last, kinds=("grassroots_organisation",))
        within = [u for a in inside for u in register.units_of(a.id, at=last, kinds=("grassroots_organisation",))]
        specialist = _held_days(register, centre.id, _SPECIALIST, there)
        yield centre.id, _days(there), specialist, len(inside), len(bodies) + len(within)


# ---- structure ----------------------------------------------------------------------------------------------------

_LAYER: Final = ("structure", "layer", "expected", "found", "fixed", "matches")


def _layers(register: Register, structures: Iterable[StructureSpec], last: date) -> Iterator[Sequence[Any]]:
    for spec in structures:
        for finding in evaluate(spec, register, last):
            fixed = finding.expected is not None
            yield spec.id, finding.position, finding.expected, finding.found, int(fixed), int(finding.ok)
