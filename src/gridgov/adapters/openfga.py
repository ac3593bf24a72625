"""A register as relationship tuples for OpenFGA, with the model that gives them their meaning: who may do what.

>>> from gridgov.org import Agent, Appointment, Area, Jurisdiction, Post, Register, Unit, Validity
>>> year = Validity(date(2022, 1, 1), "made up")
>>> register = Register(
...     areas=(Area("c-1", "community", "示例社区", "Example", year),),
...     units=(Unit("team", "grid_team", "网格工作队", "Grid Team", year),),
...     posts=(Post("p-1", "team", "grid_worker", year),),
...     agents=(Agent("worker-1", year),),
...     appointments=(Appointment("a-1", "worker-1", "p-1", "appointed", year),),
...     jurisdictions=(Jurisdiction("j-1", "p-1", "c-1", ("safety",), ("handle",), year),),
... )
>>> for one in to_openfga(register)["tuples"]:
...     print(one["user"], one["relation"], one["object"])
agent:worker-1 staff post:p-1
post:p-1#holder handle scope:c-1|safety
post:p-1#staff seated unit:team
scope:c-1|all wider scope:c-1|safety

A scope is an area with a matter; who may do something in a wider scope may do it in what lies in it. So
``may(register, agent, power, matter, area, day)`` is the check of the agent, the power and the scope, told the
``current_time``, and both answer the same. Among bodies, only relations that transmit authority lead on: they make
the ``director`` of a unit, and give nobody the powers of the unit.

An id is written as it is, but for ``:`` and ``#``, which are ``%3A`` and ``%23``. A tuple has one period; what begins
again after a pause goes by way of an object of its own, ``post:p-1|2``.

Not in it: limits, shifts, other routes, and the relations that transmit no authority.

Source: OpenFGA's modelling language, schema 1.1 (usersets, ``from``, conditions).
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Any, Final, get_args
from urllib.parse import quote

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.messages.org.base import Power
from gridgov.org import AUTHORITY, Jurisdiction, Period, Post, Register, Unit, coalesce, covers_matter
from gridgov.org.entities import current, over_and_under
from gridgov.org.fields import code
from gridgov.org.standing import widening

__all__ = ["CHINA", "MODEL", "to_openfga"]

CHINA: Final = timezone(timedelta(hours=8))
"""Where a day begins at midnight, if nobody says otherwise."""

_POWER: Final = (
    "    define {0}: [post#holder with within, unit#seated with within] or {0} from around or {0} from wider"
)
MODEL: Final = "\n".join(
    (
        "model",
        "  schema 1.1",
        "type agent",
        "type post",
        "  relations",
        "    define staff: [agent with within, post#staff]",
        "    define holder: [agent with within, post#holder] or staff",
        "type unit",
        "  relations",
        "    define seated: [post#staff with within, unit#seated]",
        "    define over: [unit with within, unit]",
        "    define director: seated from over or director from over",
        "type scope",
        "  relations",
        "    define around: [scope with within]",
        "    define wider: [scope]",
        *(_POWER.format(power) for power in get_args(Power)),
        "condition within(current_time: timestamp, valid_from: timestamp, valid_to: timestamp) {",
        "  current_time >= valid_from && current_time < valid_to",
        "}",
        "",
    )
)
"""The authorization model, in OpenFGA's own language.

Staff of a post are all its holders but volunteers: a unit acts through its staff alone.
"""

_NO_END: Final = "9999-12-31T00:00:00+00:00"
_AGAIN: Final = {
    "staff": ("{}#staff", "staff"),
    "holder": ("{}#holder", "holder"),
    "seated": ("{}#seated", "seated"),
    "over": ("{}", "over"),
}
"""For a relation, how an object of its own leads to the object; a scope's leads there as a wider one does."""

_Key = tuple[str, str, str]


def to_openfga(register: Register, *, matters: Collection[str] = (), zone: tzinfo = CHINA) -> dict[str, Any]:
    """The model and the tuples, sorted; as JSON a store file that OpenFGA's command line reads.

    Args:
        register: whose records that are taken to be so now.
        matters: what will be asked about besides the matters that the register names. One that is in neither is asked
            as the nearest wider one that is.
        zone: where a day begins at midnight.

    Raises:
        BadInput: no register; a matter that is no code.

    """
    check_type(register, Register, "register", expected="Register", source="openfga")
    problems = [Problem(wrong[0], f"matters[{i}]", wrong[1]) for i, one in enumerate(matters) if (wrong := code(one))]
    if problems:
        raise BadInput(problems, source="openfga")
    found: dict[_Key, list[Period]] = {}
    for key, period in (*_people(register), *_bodies(register), *_grants(register), *_places(register, matters)):
        found.setdefault(key, []).append(period)
    dated = (each for key, periods in found.items() for each in _dated(key, coalesce(periods), zone))
    tuples = {_key(one): one for one in (*dated, *_widenings(register, matters))}
    return {"model": MODEL, "tuples": [tuples[key] for key in sorted(tuples)]}


# ---- what is related to what, and when ----------------------------------------------------------------------------


def _people(register: Register) -> Iterator[tuple[_Key, Period]]:
    for one in current(register.appointments):
        relation = "holder" if one.mode == "volunteer" else "staff"
        yield (_named("agent", one.agent), relation, _named("post", one.post)), one.validity.period


def _bodies(register: Register) -> Iterator[tuple[_Key, Period]]:
    for post in current(register.posts):
        yield (f"{_named('post', post.id)}#staff", "seated", _named("unit", post.unit)), post.validity.period
    for one in current(register.relations):
        if one.kind in AUTHORITY and isinstance(register.find(one.object), Unit):
            over, under = over_and_under(one)
            yield (_named("unit", over), "over", _named("unit", under)), one.validity.period


def _grants(register: Register) -> Iterator[tuple[_Key, Period]]:
    """What the lines give to their holders, and what these let others do."""
    for line in current(register.jurisdictions):
        is_post = isinstance(register.find(line.holder), Post)
        user = f"{_named('post', line.holder)}#holder" if is_post else f"{_named('unit', line.holder)}#seated"
        for matter in line.matters:
            for power in line.powers:
                yield (user, power, _scope(line.area, matter)), line.validity.period
        yield from _delegated(register, line)


def _delegated(register: Register, line: Jurisdiction) -> Iterator[tuple[_Key, Period]]:
    for one in register.index.delegations_from.get(line.holder, ()):
        period = one.validity.period.common(line.validity.period)
        if period is None:
            continue
        user = f"{_named('post', one.to_post)}#holder"
        for matter in sorted(_in_both(one.matters, line.matters)):
            for power in one.powers:
                if power in line.powers:
                    yield (user, power, _scope(line.area, matter)), period


def _in_both(some: tuple[str, ...], others: tuple[str, ...]) -> set[str]:
    """Of two lists of matters, those of each that the other covers."""
    return {one for one in some if covers_matter(others, one)} | {one for one in others if covers_matter(some, one)}


def _places(register: Register, matters: Collection[str]) -> Iterator[tuple[_Key, Period]]:
    asked = _asked(register, matters)
    for area in current(register.areas):
        if area.parent is not None:
            for matter in asked:
                yield (_scope(area.parent, matter), "around", _scope(area.id, matter)), area.validity.period


def _widenings(register: Register, matters: Collection[str]) -> Iterator[dict[str, Any]]:
    """Which matter lies in which, whatever the day."""
    for area in dict.fromkeys(one.id for one in current(register.areas)):
        for matter in _asked(register, matters):
            for wider in widening(matter)[1:2]:
                yield {"user": _scope(area, wider), "relation": "wider", "object": _scope(area, matter)}


def _asked(register: Register, matters: Collection[str]) -> tuple[str, ...]:
    """The matters that are named, and every wider one."""
    by_lines = (matter for line in current(register.jurisdictions) for matter in line.matters)
    named = {*matters, *by_lines, *(matter for one in current(register.delegations) for matter in one.matters)}
    return tuple(sorted({wide for matter in named for wide in widening(matter)}))


# ---- as tuples ----------------------------------------------------------------------------------------------------


def _dated(key: _Key, periods: tuple[Period, ...], zone: tzinfo) -> Iterator[dict[str, Any]]:
    """A tuple a period, from the second on by way of an object of its own."""
    user, relation, target = key
    for i, period in enumerate(periods, start=1):
        to = target if i == 1 else f"{target}|{i}"
        context = {"valid_from": _midnight(period.start, zone), "valid_to": _midnight(period.end, zone)}
        condition = {"name": "within", "context": context}
        yield {"user": user, "relation": relation, "object": to, "condition": condition}
        if i > 1:
            through, leads = _AGAIN.get(relation, ("{}", "wider"))
            yield {"user": through.format(to), "relation": leads, "object": target}


def _key(one: dict[str, Any]) -> _Key:
    return one["user"], one["relation"], one["object"]


def _midnight(day: date | None, zone: tzinfo) -> str:
    return _NO_END if day is None else datetime.combine(day, time(), zone).isoformat()


def _scope(area: str, matter: str) -> str:
    return f"{_named('scope', area)}|{matter}"


def _named(kind: str, name: str) -> str:
    return f"{kind}:{quote(name, safe='/+')}"
