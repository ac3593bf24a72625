"""What a host may lay down about tickets: parameters by name, and what holds without them.

No number stands in the code. Where no loaded pack has a rule on the day of an act, there is none: no limit, no cap, no
approval. :data:`POLICIES` lists every parameter that the room asks for; :func:`lint_pack` holds a local pack against
that list and against the packs of a higher rank.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal, get_args

from attrs import frozen

from gridgov.calendars import Limit, Unit, due
from gridgov.documents import check_type
from gridgov.errors import Defect, Param, Problem
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.messages.base import is_code
from gridgov.parameters import Pack, Parameter, Value, holds
from gridgov.tickets.codes import upward

__all__ = [
    "CHANNEL_NEEDS",
    "POLICIES",
    "Policy",
    "Stricter",
    "allows",
    "claim",
    "codes",
    "due_by",
    "limit",
    "limit_of",
    "lint_pack",
    "policy_of",
    "source_of",
    "whole",
    "within",
]

Stricter = Literal["yes", "no", "less", "more", "shorter_list", "longer_list", "open"]
"""Which way a local rule may go beyond a law: only this way is stricter on those who handle. ``open``: either way."""

_LIMIT_UNITS: Final[Mapping[str, Unit]] = MappingProxyType(
    {
        "minutes": "minutes",
        "hours": "hours",
        "days": "calendar_days",
        "working_days": "working_days",
    }
)

_TIME: Final = tuple(_LIMIT_UNITS)

_MINUTES: Final = MappingProxyType({"minutes": 1, "hours": 60, "days": 24 * 60})
"""The units that can be compared with one another. How long a working day lasts, only a timetable can say."""


@frozen
class Policy:
    """A parameter that the room asks for."""

    units: tuple[str, ...]
    """The units that its value may have."""
    stricter: Stricter
    without: str
    """What holds without it, in English."""
    without_zh: str
    known: tuple[str, ...] = ()
    """The codes that its value may list; empty: any."""


def _limits() -> Iterator[tuple[str, Policy]]:
    policy = Policy(_TIME, "less", "no limit, unless the command brings one", "无时限，除非命令中给出")
    for clock in get_args(m.ClockName):
        yield f"tickets.limit.{clock}", policy
        for urgency in get_args(m.Urgency):
            yield f"tickets.limit.{clock}.{urgency}", policy


POLICIES: Final[Mapping[str, Policy]] = MappingProxyType(
    {
        "tickets.kinds": Policy(("codes",), "longer_list", "every kind", "各类诉求均受理", get_args(m.Kind)),
        "tickets.channels": Policy(("codes",), "open", "any channel", "不限渠道"),
        "tickets.max_rounds": Policy(("rounds",), "more", "no limit", "不限轮次"),
        "tickets.limit_on_order": Policy(("yes_no",), "yes", "an order may go without a limit", "派单可不写时限"),
        "tickets.silence.answer_withdraws": Policy(
            ("yes_no",), "no", "it goes on without the answer", "未补充仍继续办理"
        ),
        "tickets.silence.accepts": Policy(("yes_no",), "open", "silence goes up a level", "逾期未签收则提级"),
        "tickets.objection.window": Policy(_TIME, "open", "until it is accepted", "签收前均可提出"),
        "tickets.objection.max": Policy(("times",), "less", "no limit", "不限次数"),
        "tickets.transfer.max": Policy(("times",), "less", "no limit", "不限次数"),
        "tickets.wait.reasons": Policy(("codes",), "shorter_list", "any reason", "任何原因"),
        "tickets.wait.pausing": Policy(("codes",), "shorter_list", "no reason stops the clock", "任何原因都不停表"),
        "tickets.wait.cap": Policy(_TIME, "less", "no cap", "不限时长"),
        "tickets.pause.cap": Policy(_TIME, "less", "no cap", "累计停表不限"),
        "tickets.extension.max": Policy(("times",), "less", "no limit", "不限次数"),
        "tickets.escalation.levels": Policy(("times",), "open", "no limit", "不限层级"),
        "tickets.review.needed": Policy(("yes_no",), "yes", "no review", "无需审核"),
        "tickets.reply.approval": Policy(("yes_no",), "yes", "no approval", "无需审批"),
        "tickets.reply.audiences": Policy(
            ("codes",), "longer_list", "the claimant alone", "仅诉求人", ("claimant", "hotline")
        ),
        "tickets.reply.tries": Policy(("times",), "more", "one channel", "一种渠道"),
        "tickets.visit.tries": Policy(("times",), "more", "one try", "一次"),
        "tickets.withdrawal.needs_consent": Policy(("codes",), "longer_list", "no category", "无此类别"),
        "tickets.appeal.window": Policy(_TIME, "more", "no limit", "不限期限"),
        "tickets.appeal.levels": Policy(("times",), "more", "no limit", "不限层级"),
        "tickets.reopen.window": Policy(_TIME, "more", "no limit", "不限期限"),
        "tickets.reopen.max": Policy(("times",), "more", "no limit", "不限次数"),
        "tickets.reopen.reasons": Policy(("codes",), "longer_list", "any reason", "任何原因"),
        "tickets.reopen.review": Policy(("yes_no",), "no", "the claimant's wish is enough", "诉求人要求即可"),
        "tickets.retention": Policy(_TIME, "open", "no limit", "不限期限"),
        **dict(_limits()),
    }
)
"""Every parameter that the room asks for, but those of channels: ``tickets.channel.<channel>.needs``, codes."""

CHANNEL_NEEDS: Final = Policy(
    ("codes",),
    "open",
    "nothing",
    "无",
    ("claimant", "contact", "category", "place", "booking", "occasion", "on_behalf_of", "unit", "attachments"),
)
"""What a channel may not leave out."""


# ---- asking -------------------------------------------------------------------------------------------------------


def _value(context: Context, name: str) -> Value | None:
    return context.parameters.find(name, context.at)


def whole(context: Context, name: str) -> int | None:
    """A number that a host may lay down; None if there is none."""
    value = _value(context, name)
    if value is None:
        return None
    return context.parameters.whole(name, context.at)


def claim(context: Context, name: str) -> bool:
    """Whether a host lays something down; no if nobody says."""
    return _value(context, name) is not None and context.parameters.claim(name, context.at)


def codes(context: Context, name: str) -> tuple[str, ...] | None:
    """A list that a host may lay down; None if there is none."""
    return None if _value(context, name) is None else context.parameters.codes(name, context.at)


def allows(context: Context, name: str, code: str) -> bool:
    """Whether a code is in a list; yes if nobody laid down a list."""
    listed = codes(context, name)
    return listed is None or code in listed


def limit(context: Context, name: str) -> Limit | None:
    """How long something may take; None if nobody says."""
    value = _value(context, name)
    if value is None:
        return None
    if value.unit not in _LIMIT_UNITS:
        raise Defect("parameter_of_another_type", parameter=name, unit=value.unit, wanted="limit")
    return Limit(context.parameters.whole(name, context.at), _LIMIT_UNITS[value.unit])


def limit_of(context: Context, clock: m.ClockName, category: str | None, urgency: m.Urgency) -> Limit | None:
    """How long a clock may run; None if nobody says.

    What is more or less urgent than normal has the limit of its urgency; else the category decides, the narrowest
    first; else the normal limit holds.
    """
    if not context.parameters.packs:
        return None
    found = (limit(context, name) for name in _names(clock, category or "", urgency))
    return next((one for one in found if one is not None), None)


def _names(clock: str, category: str, urgency: str) -> tuple[str, ...]:
    """The rules about a limit in the order in which they hold."""
    by_urgency = f"tickets.limit.{clock}.{urgency}"
    by_category = tuple(f"tickets.limit.{clock}.of.{path}" for path in upward(category) if path)
    order = (*by_category, by_urgency) if urgency == "normal" else (by_urgency, *by_category)
    return (*order, f"tickets.limit.{clock}")


def due_by(
    context: Context, clock: m.ClockName, category: str | None, urgency: m.Urgency
) -> tuple[datetime, Limit] | None:
    """When a clock that starts now has to be stopped, by :func:`limit_of`; None if nobody says.

    Raises:
        Defect: ``timetable_missing``: the limit is in working days, and the context has no timetable.

    """
    found = limit_of(context, clock, category, urgency)
    return None if found is None else (end_of(context, context.at, found), found)


def end_of(context: Context, start: datetime, length: Limit) -> datetime:
    """When a limit ends that began at a moment."""
    if context.timetable is not None:
        return due(start, length, context.timetable)
    passing = {"minutes": timedelta(minutes=length.amount), "hours": timedelta(hours=length.amount)}
    if length.unit in passing:  # in UTC: over a change of the clocks, the hands of the clock would be an hour wrong
        return (start.astimezone(UTC) + passing[length.unit]).astimezone(start.tzinfo)
    raise Defect("timetable_missing", unit=length.unit)


def source_of(context: Context, name: str, otherwise: str) -> str:
    """Where a rule stands that a host laid down: what its pack cites; else the source of the room's own rule."""
    value = context.parameters.find(name, context.at)
    return otherwise if value is None else value.reference


def within(context: Context, name: str, start: datetime) -> bool:
    """Whether a window that began at a moment is still open; yes if nobody laid one down."""
    window = limit(context, name)
    return window is None or context.at <= end_of(context, start, window)


# ---- a local pack against a higher one ----------------------------------------------------------------------------


def lint_pack(local: Pack, *higher: Pack) -> tuple[Problem, ...]:
    """What is wrong with the rules about tickets in a local pack, in its order.

    ``unknown_policy`` (the room never asks for it) · ``unit_of_policy`` (a unit that the room cannot use) ·
    ``code_of_policy`` (a code that nothing has) · ``looser_than`` (a higher pack asks for more on a day on which both
    hold) · ``other_unit_than`` (nobody can say which asks for more: working days, and something else) ·
    ``preset_as_rule`` (a local rule that cites no source but calls itself a design preset).

    A limit for a category or an urgency is held against the limit that the higher pack has for the same tickets, be it
    the one for all. An hour is 60 minutes and a day 24 hours.

    Raises:
        BadInput: no pack.

    """
    for pack in (local, *higher):
        check_type(pack, Pack, "pack", expected="Pack", source="lint")
    mine = [parameter for parameter in local.parameters if parameter.id.startswith("tickets.")]
    return tuple(problem for parameter in mine for problem in _lint_parameter(local, parameter, higher))


def policy_of(name: str) -> Policy | None:
    """The policy behind the name of a parameter; None if the room never asks for it."""
    channel = name.removeprefix("tickets.channel.").removesuffix(".needs")
    if name == f"tickets.channel.{channel}.needs":
        return CHANNEL_NEEDS if is_code(channel) else None
    clock, of, path = name.removeprefix("tickets.limit.").partition(".of.")
    if of:
        return POLICIES.get(f"tickets.limit.{clock}") if clock in get_args(m.ClockName) and is_code(path) else None
    return POLICIES.get(name)


def _lint_parameter(local: Pack, parameter: Parameter, higher: Iterable[Pack]) -> Iterator[Problem]:
    policy = policy_of(parameter.id)
    if policy is None:
        yield Problem("unknown_policy", parameter.id)
        return
    if parameter.unit not in policy.units:
        yield Problem("unit_of_policy", parameter.id, {"expected": policy.units})
        return
    if parameter.unit == "codes":
        yield from _strange_codes(parameter, policy)
    if local.kind != "preset" and any("preset" in value.reference for value in parameter.values):
        yield Problem("preset_as_rule", parameter.id)
    for pack in higher:
        yield from _against(parameter, policy, pack)


def _strange_codes(parameter: Parameter, policy: Policy) -> Iterator[Problem]:
    codes = dict.fromkeys(code for value in parameter.values for code in _listed(value.value))
    expected = policy.known or ("words_like_this.and_this",)
    for code in codes:
        if code not in policy.known if policy.known else not is_code(code):
            yield Problem("code_of_policy", parameter.id, {"code": code, "expected": expected})


def _listed(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _against(parameter: Parameter, policy: Policy, pack: Pack) -> Iterator[Problem]:
    """One finding for each rule of a higher pack that holds for the same tickets on the same day, and asks for more."""
    if policy.stricter == "open":
        return
    laws = {above.id: above.values for above in pack.parameters}
    pairs = (
        (mine, law)
        for chain in _chains(parameter.id, laws)
        for mine in parameter.values
        for law in _laws_meanwhile(mine, chain, laws)
    )
    for mine, law in dict.fromkeys(pairs):
        yield from _looser(mine, law, policy.stricter, pack)


def _chains(name: str, laws: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The names that :func:`limit_of` asks for, in its order, for the tickets that this one may be about."""
    clock, of, path = name.removeprefix("tickets.limit.").partition(".of.")
    clock = clock.partition(".")[0]
    if not name.startswith("tickets.limit."):
        yield (name,)
        return
    above = f"tickets.limit.{clock}.of."
    paths = {path if of else "", *(law.removeprefix(above) for law in laws if law.startswith(above))}
    for category in sorted(paths):
        for urgency in get_args(m.Urgency):
            if name in (chain := _names(clock, category, urgency)):
                yield chain


def _laws_meanwhile(mine: Value, chain: tuple[str, ...], laws: Mapping[str, tuple[Value, ...]]) -> Iterator[Value]:
    """What a local value takes the place of while it holds; not what still goes before it."""
    values = [law for name in chain for law in laws.get(name, ())]
    changes = {mine.valid_from, *(law.valid_from for law in values), *(law.valid_to for law in values if law.valid_to)}
    for day in sorted(changes):
        if holds(mine.valid_from, mine.valid_to, day):
            found = next((law for law in values if holds(law.valid_from, law.valid_to, day)), None)
            if found is not None and chain.index(found.parameter) >= chain.index(mine.parameter):
                yield found


def _looser(mine: Value, law: Value, stricter: Stricter, pack: Pack) -> Iterator[Problem]:
    same = mine.unit == law.unit
    if not same and not {mine.unit, law.unit} <= _MINUTES.keys():
        params: dict[str, Param] = {"unit": mine.unit, "other": law.unit, "pack": pack.id, "reference": law.reference}
        yield Problem("other_unit_than", mine.parameter, params)
    elif _is_looser(*((mine.value, law.value) if same else (_minutes(mine), _minutes(law))), stricter):
        yield Problem("looser_than", mine.parameter, {"pack": pack.id, "reference": law.reference})


def _minutes(value: Value) -> int:
    return value.value * _MINUTES[value.unit] if isinstance(value.value, int) else 0


def _is_looser(mine: object, law: object, stricter: Stricter) -> bool:
    match stricter:
        case "yes":
            return law is True and mine is False
        case "no":
            return law is False and mine is True
        case "less":
            return isinstance(mine, int) and isinstance(law, int) and mine > law
        case "more":
            return isinstance(mine, int) and isinstance(law, int) and mine < law
        case "shorter_list":
            return isinstance(mine, tuple) and isinstance(law, tuple) and not set(mine) <= set(law)
        case "longer_list":
            return isinstance(mine, tuple) and isinstance(law, tuple) and not set(law) <= set(mine)
        case "open":
            return False
