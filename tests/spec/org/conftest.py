"""Records for a test in one line each. Where a test does not say otherwise, everything holds from 2022-01-01.

Take them with ``from tests.spec.org.conftest import area, unit``; a name of a record is its id.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from attrs import evolve, frozen

from gridgov import org
from gridgov.errors import TEXTS, BadInput
from gridgov.kernel import Context, fold
from gridgov.messages import org as m
from gridgov.org import (
    AdminCode12,
    Agent,
    Appointment,
    Area,
    AreaKind,
    Delegation,
    Jurisdiction,
    Membership,
    Mode,
    OtherRoute,
    Post,
    Power,
    Register,
    Relation,
    RelationKind,
    Route,
    Shift,
    Unit,
    UnitKind,
    Validity,
    row_of,
)
from gridgov.testing.scenario import When, given

START = date(2022, 1, 1)
"""When everything of a test begins."""
YEAR = Validity(START, "made up for a test", synthetic=True)
"""From then on, without an end."""
DAY = date(2022, 6, 1)
"""A day on which everything of a test holds."""


def valid(
    start: date = START,
    end: date | None = None,
    *,
    recorded: datetime | None = None,
    superseded: datetime | None = None,
) -> Validity:
    """A validity from a day until before another."""
    return Validity(start, "made up for a test", end, True, recorded, superseded)


def area(name: str, kind: AreaKind = "community", parent: str | None = None, **fields: Any) -> Area:
    """A place; ``code`` may be text."""
    code = fields.pop("code", None)
    fields["code"] = AdminCode12(code) if isinstance(code, str) else code
    return Area(**{"name_zh": name, "name_en": name, "validity": YEAR, **fields}, id=name, kind=kind, parent=parent)


def unit(name: str, kind: UnitKind = "department", area: str | None = None, **fields: Any) -> Unit:
    """A body."""
    return Unit(**{"name_zh": name, "name_en": name, "validity": YEAR, **fields}, id=name, kind=kind, area=area)


def post(name: str, unit: str, role: str = "specialist", **fields: Any) -> Post:
    """A seat in a unit."""
    return Post(**{"validity": YEAR, **fields}, id=name, unit=unit, role=role)


def agent(name: str, **fields: Any) -> Agent:
    """Somebody."""
    return Agent(**{"validity": YEAR, **fields}, id=name)


def appointment(agent: str, post: str, mode: Mode = "appointed", **fields: Any) -> Appointment:
    """An agent on a post; its id is made of the two."""
    usual = {"id": f"{agent}-on-{post}", "validity": YEAR}
    return Appointment(**{**usual, **fields}, agent=agent, post=post, mode=mode)


def membership(member: str, unit: str, capacity: str = "member", **fields: Any) -> Membership:
    """An agent or a unit in a unit; its id is made of the two."""
    usual = {"id": f"{member}-in-{unit}", "validity": YEAR}
    return Membership(**{**usual, **fields}, member=member, unit=unit, capacity=capacity)


def relation(subject: str, kind: RelationKind, target: str, **fields: Any) -> Relation:
    """Subject, kind, object; its id is made of the three."""
    usual = {"id": f"{subject}-{kind}-{target}", "validity": YEAR}
    return Relation(**{**usual, **fields}, subject=subject, kind=kind, object=target)


def jurisdiction(
    holder: str,
    area: str,
    *matters: str,
    powers: tuple[Power, ...] = ("collect", "handle", "reply", "counsel"),
    **fields: Any,
) -> Jurisdiction:
    """A unit or post answers for matters (all, if none is named) in an area; its id is made of them."""
    named = matters or ("all",)
    usual = {"id": "-".join((holder, area, *named)), "validity": YEAR}
    return Jurisdiction(**{**usual, **fields}, holder=holder, area=area, matters=named, powers=powers)


def delegation(
    from_post: str, to_post: str, *matters: str, powers: tuple[Power, ...] = ("handle",), **fields: Any
) -> Delegation:
    """A post lets another act for it in matters (all, if none is named); its id is made of the two."""
    usual = {"id": f"{from_post}-lets-{to_post}", "validity": YEAR}
    return Delegation(
        **{**usual, **fields}, from_post=from_post, to_post=to_post, matters=matters or ("all",), powers=powers
    )


def shift(agent: str, post: str, begins: str = "08:00", ends: str = "17:00", **fields: Any) -> Shift:
    """Somebody on duty, from Monday to Friday; its id is made of the two."""
    usual = {"id": f"{agent}-duty-{post}", "validity": YEAR, "weekdays": (1, 2, 3, 4, 5)}
    times = {"begins": time.fromisoformat(begins), "ends": time.fromisoformat(ends)}
    return Shift(**{**usual, **times, **fields}, agent=agent, post=post)


def other_route(name: str, route: Route, *matters: str, **fields: Any) -> OtherRoute:
    """Matters that go elsewhere."""
    return OtherRoute(**{"validity": YEAR, **fields}, id=name, matters=matters, route=route)


_TABLE_OF = {
    Area: "areas",
    Unit: "units",
    Post: "posts",
    Agent: "agents",
    Appointment: "appointments",
    Membership: "memberships",
    Relation: "relations",
    Jurisdiction: "jurisdictions",
    Delegation: "delegations",
    Shift: "shifts",
    OtherRoute: "other_routes",
}


def register(*records: Any, **fields: Any) -> Register:
    """A register of records of any kinds, each put into its table in the order given."""
    tables: dict[str, tuple[Any, ...]] = {}
    for record in records:
        table = _TABLE_OF[type(record)]
        tables[table] = (*tables.get(table, ()), record)
    return Register(**tables, **fields)


def refused(call: Callable[[], Any]) -> list[tuple[str, str]]:
    """What is wrong with an input, as (code, place); each in words in both languages, and without a cause."""
    with pytest.raises(BadInput) as caught:
        call()
    assert caught.value.__context__ is None  # the cause of a fault would keep what was typed
    for problem in caught.value.problems:
        assert problem.code in TEXTS
        assert problem.text("en") != problem.text("zh")
    return [(problem.code, problem.where) for problem in caught.value.problems]


def raised_by(call: Callable[[], Any]) -> Exception | None:
    """What a call raises, whatever it is; None: nothing."""
    try:
        call()
    except Exception as error:  # noqa: BLE001  # the question is which
        return error
    return None


def unchecked(value: Any) -> Any:
    """A wrong value, past the type checker."""
    return value


NOON = datetime(2022, 3, 1, 12, tzinfo=timezone(timedelta(hours=8)))
"""When the history of a register begins: long after most of what it tells of."""
JULY = date(2022, 7, 1)
"""The day of every change of a history, unless the test says otherwise."""
HOUR = timedelta(hours=1)

_CHANGES = (m.Rename, m.Recode, m.Transfer, m.Merge, m.Split, m.Dissolve)
_ENDINGS = (m.Merge, m.Split, m.Dissolve)


def _as_row(value: Any) -> Any:
    """The row of a record, and of each record in a tuple; everything else as it is."""
    if isinstance(value, tuple):
        return tuple(map(_as_row, value))
    return row_of(value) if type(value) in _TABLE_OF else value


@frozen
class History:
    """What happened to a register so far, told by real commands. Each method gives another one, or what followed."""

    events: tuple[m.OrgEvent, ...] = ()
    at: datetime = NOON
    """When the next act is done."""

    @property
    def register(self) -> Register:
        """The register as it stands."""
        found: Register | None = fold(org, self.events)
        assert found is not None, "nothing happened yet"
        return found

    def command(self, kind: type[m.OrgCommand], /, **fields: Any) -> Any:
        """A command about this register; records become rows, and a change has an id, a day and a paper."""
        number = len(self.events)
        usual: dict[str, Any] = {"command_id": f"c-{number}", "register_id": "r-1"}
        if issubclass(kind, _CHANGES):
            usual |= {"change": f"change-{number}", "on": JULY, "basis": "order 7"}
        if issubclass(kind, _ENDINGS):
            usual |= {"open_cases": ()}
        return kind(**{**usual, **{name: _as_row(value) for name, value in fields.items()}})

    def when(self, kind: type[m.OrgCommand], /, **fields: Any) -> When[Register]:
        """What follows from a command now."""
        context = Context(self.at, "clerk-1")
        return given(org, *self.events).when(self.command(kind, **fields), context)

    def after(self, kind: type[m.OrgCommand], /, **fields: Any) -> "History":
        """The history with this command in it, an hour later; it must not be refused."""
        found = self.when(kind, **fields)
        found.then_state()
        return evolve(self, events=(*self.events, *found.events), at=self.at + HOUR)  # type: ignore[arg-type]

    def faults(self, kind: type[m.OrgCommand], /, **fields: Any) -> list[tuple[str, str]]:
        """What is wrong with a command, as (code, place)."""
        return refused(lambda: self.when(kind, **fields))

    def later(self, **time: int) -> "History":
        """The same history, so much later."""
        return evolve(self, at=self.at + timedelta(**time))


def history(*records: Any) -> History:
    """A register that begins with some records."""
    return History().after(m.Found, title_en="A register", title_zh="登记册", rows=records)


def versions(register: Register, name: str) -> list[tuple[date, date | None]]:
    """The days of the versions of an id that are taken to be so, oldest first."""
    return [(one.validity.valid_from, one.validity.valid_to) for one in register.index.by_id.get(name, ())]
