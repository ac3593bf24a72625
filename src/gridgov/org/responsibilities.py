"""The responsibility list as it is written (承办事项清单): of a place, and of a unit or post (S4).

Source: that there is such a list, of matters and who undertakes each: Yuqiao Subdistrict year-end report, 2022. What it
decides is in :mod:`gridgov.org.routing`.
"""

from datetime import date

from attrs import frozen

from gridgov.calendars import Limit
from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.messages.org.base import Route
from gridgov.org.entities import ALL_MATTERS, Jurisdiction, Post, Unit
from gridgov.org.register import Register
from gridgov.org.routing import leading, other_route
from gridgov.org.standing import Day, day_on, widening
from gridgov.parameters import day_of

__all__ = ["ListLine", "answers_for", "responsibility_list"]


@frozen
class ListLine:
    """One matter on the responsibility list of a place (承办事项清单)."""

    matter: str
    lead: str | None
    """The unit or post that answers for it, vacant or not; None: nobody does."""
    co: tuple[str, ...]
    """Who has to help."""
    within: Limit | None
    basis: str | None
    way: Route | None = None
    """Where the matter goes that is not handled as a request; then nobody leads, and nobody helps. None: it is."""


def answers_for(register: Register, holder: str, at: date) -> tuple[Jurisdiction, ...]:
    """The lines of the responsibility list of a unit or a post on a day, by area, then by matter.

    Raises:
        BadInput: ``not_known``; ``of_another_kind``: neither a unit nor a post.

    """
    check_type(register, Register, "register", expected="Register", source="responsibilities")
    day = day_of(at)
    if not isinstance(register.find(holder), Unit | Post):
        raise BadInput(
            [Problem("of_another_kind", "holder", {"expected": ("unit", "post")})], source="responsibilities"
        )
    found = [one for one in register.index.jurisdictions_of.get(holder, ()) if one.validity.holds(day)]
    return tuple(sorted(found, key=lambda one: (one.area, one.matters, one.id)))


def responsibility_list(register: Register, area: str, at: date) -> tuple[ListLine, ...]:
    """The written list of a place on a day (S4): each matter that a line names, who leads, who helps, how long.

    Matters stand in the order of their codes, every other matter comes last. Lines of areas around count as in
    :func:`route`, vacancies do not: a list names posts. A matter that is not handled as a request has its way instead.

    Raises:
        BadInput: as :func:`route`.
        Refused: ``several_must_act``, ``several_other_ways``, as :func:`route`.

    """
    day = day_on(register, at)
    inside = {one.id for one in day.around(area)}
    found = (one for one in register.jurisdictions if one.area in inside and one.validity.superseded_at is None)
    matters = {matter for one in found if one.validity.holds(day.date) for matter in one.matters}
    return tuple(_list_line(day, area, one) for one in sorted(matters, key=lambda one: (one == ALL_MATTERS, one)))


def _list_line(day: Day, area: str, matter: str) -> ListLine:
    matters = widening(matter)
    if away := other_route(day, matters):
        return ListLine(matter, None, (), None, away.basis, away.route)
    groups = day.groups(area, matters)
    lead = next(filter(None, map(leading, groups)), None)
    helping = dict.fromkeys(row.holder for group in groups for row in group.helping)
    if lead is None:
        return ListLine(matter, None, tuple(helping), None, None)
    row = lead.row
    return ListLine(matter, row.holder, tuple(one for one in helping if one != row.holder), row.within, row.basis)
