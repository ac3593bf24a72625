"""What a year came to, figure by figure: out of the facts of its log, the register, and the published parts.

Three sources, never mixed: :func:`from_log` gives what is *simulated*, :func:`from_register` what is *counted*,
:func:`from_parts` what is *recomputed* from published figures. :func:`together` puts them side by side.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, tzinfo
from fractions import Fraction

import polars as pl
from attrs import evolve

from gridgov.errors import BadInput, Problem
from gridgov.kpis.property_bodies import FORMATION_RATE, OWNERS_COMMITTEE_COVERAGE, OWNERS_COMMITTEE_ESTABLISHMENT
from gridgov.kpis.requests import RESOLUTION_RATE, SATISFACTION_RATE
from gridgov.metrics import Facts, Result, compute, microseconds
from gridgov.org import AreaKind, Register, UnitKind, estates, evaluate, flags, format_notation
from gridgov.report import shown
from gridgov.report.card import Label, Produced
from gridgov.report.figures import Amount, Figure, rederive

__all__ = ["from_log", "from_parts", "from_register", "together"]

_MINUTE = 60_000_000
"""Microseconds."""


def together(*sources: Mapping[str, Iterable[Produced]]) -> dict[str, tuple[Produced, ...]]:
    """Everything that was produced for each figure, in the order of the sources."""
    names = dict.fromkeys(name for source in sources for name in source)
    return {name: tuple(one for source in sources for one in source.get(name, ())) for name in names}


# ---- simulated ----------------------------------------------------------------------------------------------------


def from_log(facts: Facts, figures: Iterable[Figure], *, zone: tzinfo, example: str) -> dict[str, tuple[Produced, ...]]:
    """F1 to F4 out of the tickets of a simulated year.

    Args:
        facts: the fact tables of its log.
        figures: the published ones, for the periods and the comparison.
        zone: where the days of the periods begin.
        example: the ticket of the example case.

    """
    listed = {figure.id: figure for figure in figures}
    table = _table(facts)
    hotline = table.filter(pl.col("channel") == "hotline")
    accepted = _in_period(hotline, listed["F1"], zone)
    rates = {
        name: compute(_in_period(hotline, listed[name], zone), [kpi])[0]
        for name, kpi in (("F2", RESOLUTION_RATE), ("F3", SATISFACTION_RATE))
    }
    return {
        "F1": (_volume(accepted.height, table.height - hotline.height),),
        **{name: (_rate("simulated", result, listed[name]),) for name, result in rates.items()},
        "F4": (_settling_time(table.filter(pl.col("ticket") == example)),),
    }


_CODES = ("ticket", "channel")
_NUMBERS = ("collected_at", "ended_at", "visited", "contacted", "solved", "satisfied", "with_opinion")


def _table(facts: Facts) -> pl.DataFrame:
    """The columns that are needed, each of its type also where it has no row."""
    schema = {**dict.fromkeys(_CODES, pl.String), **dict.fromkeys(_NUMBERS, pl.Int64)}
    return pl.DataFrame({name: facts.tickets[name] for name in schema}, schema=schema)


def _in_period(table: pl.DataFrame, figure: Figure, zone: tzinfo) -> pl.DataFrame:
    collected = pl.col("collected_at")
    if figure.period_from is not None:
        table = table.filter(collected >= _midnight(figure.period_from, zone))
    if figure.period_to is not None:
        table = table.filter(collected < _midnight(figure.period_to, zone))
    return table


def _midnight(day: date, zone: tzinfo) -> int:
    return microseconds(datetime.combine(day, time(), tzinfo=zone))


def _volume(accepted: int, others: int) -> Produced:
    return Produced(
        "simulated",
        shown.whole(accepted),
        note_en=f"given to the simulation, not found by it; {shown.whole(others)} more by other channels",
        note_zh=f"为模拟的给定条件，并非模拟所得；另有其他渠道{shown.whole(others)}件",
    )


def _rate(label: Label, result: Result, figure: Figure) -> Produced:
    if result.value is None:
        return Produced(label, "—", note_en="nothing to count", note_zh="没有可统计的对象")
    exact = f"{result.numerator}/{result.denominator}"
    return Produced(label, shown.percent(result.value), exact, shown.deviation(100 * result.value, figure.amount()))


def _settling_time(case: pl.DataFrame) -> Produced:
    scripted = {
        "note_en": "a scripted example, brought up face to face; how it goes is drawn; not counted in F1 to F3",
        "note_zh": "脚本设定的当面反映示例，经过由抽签决定，不计入F1至F3",
    }
    ended = case["ended_at"].to_list() if case.height else []
    if not ended or ended[0] is None:
        return Produced("simulated", "—", **scripted)
    minutes = Fraction(ended[0] - case["collected_at"][0], _MINUTE)
    return Produced("simulated", f"{shown.rounded(minutes, 0)} min", **scripted)


# ---- counted ------------------------------------------------------------------------------------------------------


def from_register(register: Register, figures: Iterable[Figure]) -> dict[str, tuple[Produced, ...]]:
    """F5 to F13, F21 and F25 out of a register, each on the day for which it was published.

    Real and synthetic records count alike. Of F21 the stewards are counted; their hours and events are in no register.
    """
    listed = {figure.id: figure for figure in figures}
    found = {name: _of_kinds(register, listed[name]) for name in _KINDS}
    found |= {name: _in_role(register, listed[name]) for name in _ROLES}
    for name, kpi in _BODIES:
        day = _day_of(listed[name])
        [result] = compute(pl.DataFrame(flags(estates(register, day)), schema_overrides=_FLAGS), [kpi])
        found[name] = _rate("counted", result, listed[name])
    return {name: (one,) for name, one in found.items()}


_FLAGS = dict.fromkeys(("estate", "formed", "owners_committee", "property_management_committee"), pl.Int64)
"""The type of the flags, also where there is no estate."""
_BODIES = (("F10", FORMATION_RATE), ("F11", OWNERS_COMMITTEE_COVERAGE), ("F12", OWNERS_COMMITTEE_ESTABLISHMENT))
_KINDS: Mapping[str, tuple[tuple[AreaKind | UnitKind, ...], ...]] = {
    "F5": (("community", "village"), ("area_centre",)),
    "F6": (("estate",),),
    "F7": (("owners_committee",),),
    "F8": (("property_management_committee",),),
    "F9": (("owners_committee", "property_management_committee"),),
    "F25": (("council_hall",),),
}
"""Which kinds of areas and units are behind the amounts of a figure."""
_ROLES: Mapping[str, str] = {"F13": "courier_reporter", "F21": "alley_steward"}
"""Whose holders are behind the first amount of a figure."""
_GIVEN_EN, _GIVEN_ZH = "given to the register, not found by it", "为示例登记册的给定条件，并非统计所得"


def _day_of(figure: Figure) -> date:
    if figure.as_of is None:
        raise BadInput([Problem("missing", "as_of")], source=figure.id)
    return figure.as_of


def _of_kinds(register: Register, figure: Figure) -> Produced:
    day = _day_of(figure)
    counts = [len(register.of_kind(*kinds, at=day)) for kinds in _KINDS[figure.id]]
    notes = _structure_notes(register, day) if figure.id == "F5" else {}
    if figure.id == "F25":
        notes = {"note_en": _GIVEN_EN, "note_zh": _GIVEN_ZH}
    return _counted(figure, counts, **notes)


def _in_role(register: Register, figure: Figure) -> Produced:
    """Who holds a post with a role, each once."""
    day = _day_of(figure)
    posts = {post.id for post in register.posts if post.role == _ROLES[figure.id]}
    holders = {one.agent for post in posts for one in register.holders(post, at=day)}
    part_en, part_zh = ("stewards only; ", "仅小巷管家人数；") if len(figure.amounts) > 1 else ("", "")
    one = _counted(figure, [len(holders)], note_en=part_en + _GIVEN_EN, note_zh=part_zh + _GIVEN_ZH)
    return evolve(one, text=" / ".join((one.text, *("—" for _ in figure.amounts[1:]))))


def _counted(figure: Figure, counts: list[int], **notes: str) -> Produced:
    same = all(_agrees(count, amount) for count, amount in zip(counts, figure.amounts, strict=False))
    return Produced("counted", " / ".join(map(shown.whole, counts)), deviation="=" if same else "≠", **notes)


def _agrees(count: int, amount: Amount) -> bool:
    return count >= amount.value if amount.qualifier == "at_least" else count == amount.value


def _structure_notes(register: Register, day: date) -> dict[str, str]:
    holds = {
        format_notation(spec.structure): all(finding.ok for finding in evaluate(spec, register, day))
        for spec in register.structures
    }
    found = [f"{notation} {'✓' if ok else '✗'}" for notation, ok in holds.items()]
    return {"note_en": f"structure {', '.join(found)}", "note_zh": f"架构 {'、'.join(found)}"} if found else {}


# ---- recomputed ---------------------------------------------------------------------------------------------------


def from_parts(figures: Iterable[Figure]) -> dict[str, tuple[Produced, ...]]:
    """Each figure that is a sum or a ratio of published ones, recomputed from them."""
    listed = {figure.id: figure for figure in figures}
    return {
        figure.id: (_recomputed(figure, value, listed),)
        for figure in listed.values()
        if (value := rederive(figure, listed.values())) is not None
    }


def _recomputed(figure: Figure, value: Fraction, listed: Mapping[str, Figure]) -> Produced:
    deviation = shown.deviation(value, figure.amount())
    if figure.sum_of:
        exact = " + ".join(_part(name, listed) for name in figure.sum_of)
        return Produced("recomputed", shown.whole(int(value)), exact, deviation)
    exact = f"{_part(figure.numerator, listed)}/{_part(figure.denominator, listed)}"
    return Produced("recomputed", shown.percent(value / 100), exact, deviation)


def _part(name: str, listed: Mapping[str, Figure]) -> str:
    figure, _, part = name.partition(".")
    return str(listed[figure].amount(part).value)
