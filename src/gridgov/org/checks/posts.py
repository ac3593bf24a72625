"""Checks of posts and of who is on them: vacancies, specialists, eligible holders, grid workers, terms.

The roles that the checks know by name are those of the reference case: ``specialist`` (党建专员), held besides another
post by a ``leading_official`` (S7), and ``grid_worker`` (网格员, S3).
"""

import calendar
from collections.abc import Iterator
from datetime import date
from typing import Final

from attrs import frozen

from gridgov.documents import check_type
from gridgov.errors import Problem
from gridgov.org.checks.scene import MOST_LISTED, Scene, next_day, shown
from gridgov.org.entities import Appointment, Post, Unit
from gridgov.org.periods import Period, coalesce, gaps, peaks
from gridgov.org.register import Register
from gridgov.parameters import day_of

__all__ = [
    "Vacancy",
    "area_has_specialist",
    "eligible_holder",
    "grid_has_worker",
    "load_within_limit",
    "months_after",
    "post_filled",
    "term_of_post",
    "vacancies",
]

_SPECIALIST: Final = "specialist"
_OFFICIALS: Final = ("leading_official",)
"""Who may be a specialist where the post itself does not say it (S7)."""
_GRID_WORKER: Final = "grid_worker"


# ---- vacancies ----------------------------------------------------------------------------------------------------


def post_filled(scene: Scene) -> Iterator[Problem]:
    """Posts with fewer holders than they need; who acts for a post does not hold it."""
    for post in scene.held(scene.register.posts):
        found = len(scene.holders(post.id, acting=False))
        if found < post.min_holders:
            acting = len(scene.holders(post.id, acting=True))
            yield Problem("post_vacant", post.id, {"found": found, "least": post.min_holders, "acting": acting})


@frozen
class Vacancy:
    """A period in which a post has fewer holders than it needs."""

    post: str
    period: Period
    least: int
    """How many it needs."""


def vacancies(register: Register, start: date, end: date, *, post: str | None = None) -> tuple[Vacancy, ...]:
    """The vacancies of all posts, or of one, from a day until before another; earliest first within a post.

    Who only acts for a post does not fill it.

    Raises:
        BadInput: what is no date; a period that ends before it begins; no such post.

    >>> from gridgov.org.entities import Agent, Unit, Validity
    >>> year = Validity(date(2022, 1, 1), "made up")
    >>> team, seat = Unit("team", "grid_team", "网格队", "Grid Team", year), Post("p-1", "team", "grid_worker", year)
    >>> held = Appointment("a-1", "worker-1", "p-1", "appointed", Validity(date(2022, 3, 1), "made up"))
    >>> register = Register(units=(team,), posts=(seat,), agents=(Agent("worker-1", year),), appointments=(held,))
    >>> [vacancy] = vacancies(register, date(2022, 2, 1), date(2023, 1, 1))
    >>> vacancy.period
    Period(start=datetime.date(2022, 2, 1), end=datetime.date(2022, 3, 1))

    """
    check_type(register, Register, "register", expected="Register", source="vacancies")
    whole = Period(day_of(start), day_of(end))
    if post is not None:
        register.post(post)
    return tuple(
        vacancy
        for one in register.posts
        if one.validity.superseded_at is None and post in {None, one.id}
        for vacancy in _vacancies(register, one, whole)
    )


def _vacancies(register: Register, post: Post, whole: Period) -> Iterator[Vacancy]:
    there = post.validity.period.common(whole)
    if there is None or not post.min_holders:
        return
    held = (one.validity.period for one in register.index.holders.get(post.id, ()) if one.mode != "acting")
    for gap in gaps(there, peaks(held, post.min_holders - 1)):
        yield Vacancy(post.id, gap, post.min_holders)


# ---- who may hold what --------------------------------------------------------------------------------------------


def area_has_specialist(scene: Scene) -> Iterator[Problem]:
    """Area centres that do not have exactly one specialist, a leading official who holds the post besides another."""
    posts: dict[str | None, list[Post]] = {}
    for post in scene.held(scene.register.posts):
        if post.role == _SPECIALIST:
            posts.setdefault(scene.place_of(post), []).append(post)
    for centre in scene.areas("area_centre"):
        seats = posts.get(centre.id, [])
        held = [(post, one) for post in seats for one in scene.holders(post.id, acting=False)]
        agents = tuple(dict.fromkeys(one.agent for _, one in held))
        if not agents:
            yield Problem("no_specialist", centre.id)
        elif len(agents) > 1:
            yield Problem("several_specialists", centre.id, {"count": len(agents), "candidates": agents})
        else:
            yield from _unfit_specialist(scene, centre.id, *held[0])


def _unfit_specialist(scene: Scene, centre: str, post: Post, one: Appointment) -> Iterator[Problem]:
    if one.mode != "concurrent":
        yield Problem("not_concurrent", centre)
    roles = post.eligible or _OFFICIALS
    if scene.other_roles(one).isdisjoint(roles):
        yield Problem("no_official", centre, {"roles": roles})


def eligible_holder(scene: Scene) -> Iterator[Problem]:
    """Those on a post who have none of the roles that it asks for besides: assistants, above all."""
    for post in scene.held(scene.register.posts):
        if not post.eligible or post.role == _SPECIALIST:
            continue
        for one in scene.held(scene.register.index.holders.get(post.id, ())):
            if scene.other_roles(one).isdisjoint(post.eligible):
                yield Problem("not_eligible", one.id, {"roles": post.eligible})


# ---- grid workers -------------------------------------------------------------------------------------------------


def grid_has_worker(scene: Scene) -> Iterator[Problem]:
    """Grids that had no grid worker for some time up to the day, or have none on it; who acts for one is one."""
    worked = _worked(scene)
    past = Period(date.min, next_day(scene.day))
    for grid in scene.areas("grid"):
        there = coalesce(one.validity.period for one in scene.register.index.by_id[grid.id])
        until_now = (common for one in there if (common := one.common(past)))
        if missing := [gap for one in until_now for gap in gaps(one, worked.get(grid.id, ()))]:
            periods = tuple(shown(gap, scene.day) for gap in missing[-MOST_LISTED:])
            yield Problem("no_grid_worker", grid.id, {"periods": periods})


def _worked(scene: Scene) -> dict[str | None, list[Period]]:
    """When somebody was a grid worker, by area."""
    found: dict[str | None, list[Period]] = {}
    for post in scene.register.posts:
        if post.role != _GRID_WORKER or post.validity.superseded_at is not None:
            continue
        held = [one.validity.period for one in scene.register.index.holders.get(post.id, ())]
        for place, days in _places(scene, post):
            found.setdefault(place, []).extend(common for one in held if (common := one.common(days)))
    return found


def _places(scene: Scene, post: Post) -> Iterator[tuple[str | None, Period]]:
    """For which areas a post is there, and when: its own, or where its unit was at the time."""
    if post.area is not None:
        yield post.area, post.validity.period
        return
    for unit in scene.register.index.by_id.get(post.unit, ()):
        if isinstance(unit, Unit) and (common := unit.validity.period.common(post.validity.period)):
            yield unit.area, common


def load_within_limit(scene: Scene) -> Iterator[Problem]:
    """Those who have a role in more areas at once than its posts allow."""
    places: dict[tuple[str, str], set[str | None]] = {}
    limits: dict[tuple[str, str], int] = {}
    for post in scene.held(scene.register.posts):
        if post.most_areas is None:
            continue
        for one in scene.held(scene.register.index.holders.get(post.id, ())):
            load = (one.agent, post.role)
            places.setdefault(load, set()).add(scene.place_of(post))
            limits[load] = min(limits.get(load, post.most_areas), post.most_areas)
    for (agent, role), found in places.items():
        most = limits[agent, role]
        if len(found) > most:
            yield Problem("too_many_areas", agent, {"roles": (role,), "count": len(found), "most": most})


# ---- terms --------------------------------------------------------------------------------------------------------


def term_of_post(scene: Scene) -> Iterator[Problem]:
    """Appointments that last longer, or have lasted longer, than their post allows."""
    for post in scene.held(scene.register.posts):
        if post.longest_term_months is None:
            continue
        for one in scene.held(scene.register.index.holders.get(post.id, ())):
            if lasts_beyond(scene, scene.term(one), post.longest_term_months):
                yield Problem("term_of_post_over", one.id, {"most": post.longest_term_months})


def lasts_beyond(scene: Scene, period: Period, months: int) -> bool:
    """Whether a period is longer than some months, if not by its end then by the day."""
    limit = months_after(period.start, months)
    end = next_day(scene.day) if period.end is None else period.end
    return limit is not None and (end is None or end > limit)


def months_after(day: date, months: int) -> date | None:
    """The same day some months later, or the last of a month that has no such day; None after the last year.

    >>> months_after(date(2022, 8, 31), 6)
    datetime.date(2023, 2, 28)

    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
