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
from gridgov.errors import Defect, Problem
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.parameters import Pack, Parameter, Value

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


@frozen
class Policy:
    """A parameter that the room asks for."""

    units: tuple[str, ...]
    """The units that its value may have."""
    stricter: Stricter
    without: str
    """What holds without it, in English."""
    without_zh: str


def _limits() -> Iterator[tuple[str, Policy]]:
    policy = Policy(_TIME, "less", "no limit, unless the command brings one", "无时限，除非命令中给出")
    for clock in get_args(m.ClockName):
        yield f"tickets.limit.{clock}", policy
        for urgency in get_args(m.Urgency):
            yield f"tickets.limit.{clock}.{urgency}", policy


POLICIES: Final[Mapping[str, Policy]] = MappingProxyType(
    {
        "tickets.kinds": Policy(("codes",), "longer_list", "every kind", "各类诉求均受理"),
        "tickets.max_rounds": Policy(("rounds",), "more", "no limit", "不限轮次"),
        "tickets.limit_on_order": Policy(("yes_no",), "yes", "an order may go without a limit", "派单可不写时限"),
        "tickets.silence.answer_withdraws": Policy(
            ("yes_no",), "no", "it goes on without the answer", "未补充仍继续办理"
        ),
        "tickets.silence.accepts": Policy(("yes_no",), "open", "silence goes up a level", "逾期未签收则提级"),
        "tickets.objection.window": Policy(_TIME, "open", "until it is accepted", "签收前均可提出"),
        "tickets.objection.max": Policy(("times",), "less", "no limit", "不限次数"),
        "tickets.wait.reasons": Policy(("codes",), "shorter_list", "any reason", "任何原因"),
        "tickets.wait.pausing": Policy(("codes",), "shorter_list", "no reason stops the clock", "任何原因都不停表"),
        "tickets.wait.cap": Policy(_TIME, "less", "no cap", "不限时长"),
        "tickets.pause.cap": Policy(_TIME, "less", "no cap", "累计停表不限"),
        "tickets.extension.max": Policy(("times",), "less", "no limit", "不限次数"),
        "tickets.escalation.levels": Policy(("times",), "open", "no limit", "不限层级"),
        "tickets.review.needed": Policy(("yes_no",), "yes", "no review", "无需审核"),
        "tickets.reply.approval": Policy(("yes_no",), "yes", "no approval", "无需审批"),
        "tickets.reply.audiences": Policy(("codes",), "longer_list", "the claimant alone", "仅诉求人"),
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

CHANNEL_NEEDS: Final = Policy(("codes",), "open", "nothing", "无")
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
    if urgency != "normal" and (found := limit(context, f"tickets.limit.{clock}.{urgency}")) is not None:
        return found
    path = category or ""
    while path:
        if (found := limit(context, f"tickets.limit.{clock}.of.{path}")) is not None:
            return found
        path = path.rpartition(".")[0]
    return limit(context, f"tickets.limit.{clock}.{urgency}") or limit(context, f"tickets.limit.{clock}")


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
    ``looser_than`` (a higher pack asks for more on a day on which both hold) · ``preset_as_rule`` (a local rule that
    cites no source but calls itself a design preset).

    Raises:
        BadInput: no pack.

    """
    for pack in (local, *higher):
        check_type(pack, Pack, "pack", expected="Pack", source="lint")
    mine = [parameter for parameter in local.parameters if parameter.id.startswith("tickets.")]
    return tuple(problem for parameter in mine for problem in _lint_parameter(local, parameter, higher))


def policy_of(name: str) -> Policy | None:
    """The policy behind the name of a parameter; None if the room never asks for it."""
    if name.startswith("tickets.channel.") and name.endswith(".needs"):
        return CHANNEL_NEEDS
    clock, of, _ = name.removeprefix("tickets.limit.").partition(".of.")
    return POLICIES.get(f"tickets.limit.{clock}" if of else name)


def _lint_parameter(local: Pack, parameter: Parameter, higher: Iterable[Pack]) -> Iterator[Problem]:
    policy = policy_of(parameter.id)
    if policy is None:
        yield Problem("unknown_policy", parameter.id)
        return
    if parameter.unit not in policy.units:
        yield Problem("unit_of_policy", parameter.id, {"expected": policy.units})
        return
    if local.kind != "preset" and any("preset" in value.reference for value in parameter.values):
        yield Problem("preset_as_rule", parameter.id)
    for pack in higher:
        for above in pack.parameters:
            if above.id == parameter.id and above.unit == parameter.unit:
                yield from _looser(parameter, above, policy, pack)


def _looser(mine: Parameter, above: Parameter, policy: Policy, pack: Pack) -> Iterator[Problem]:
    for value in mine.values:
        for law in above.values:
            if _both_hold(value, law) and _is_looser(value.value, law.value, policy.stricter):
                yield Problem("looser_than", mine.id, {"pack": pack.id, "reference": law.reference})


def _both_hold(first: Value, second: Value) -> bool:
    starts, ends = max(first.valid_from, second.valid_from), (first.valid_to, second.valid_to)
    return all(end is None or starts < end for end in ends)


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
