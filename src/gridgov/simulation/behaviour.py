"""What is likely in a simulated year: how often, how long, with which outcome. Exact shares, read from a pack.

>>> behaviour = shipped_behaviour()
>>> behaviour.solved[0], behaviour.minutes.work
(Fraction(16, 25), Band(low=25, high=150))

The shipped pack is synthetic: it is calibrated so that the expected rates lie near the published F2 and F3 of the
reference case, and measured nowhere.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar, get_args

from attrs import fields, frozen

from gridgov.calendars import DayKind
from gridgov.documents import duplicates, read_fields, read_toml
from gridgov.errors import BadInput, Lang, Problem
from gridgov.messages.deliberation import TopicCategory
from gridgov.messages.tickets import Kind, Satisfaction
from gridgov.parameters import packaged
from gridgov.simulation.draws import Urn

__all__ = [
    "Band",
    "Behaviour",
    "Category",
    "Council",
    "Minutes",
    "Plan",
    "Shares",
    "Weights",
    "read_behaviour",
    "shipped_behaviour",
]

T = TypeVar("T")

Handled = Literal["answered", "resolved", "partly_resolved", "explained"]
"""What a unit can write down when it has handled a ticket."""

# ---- values -------------------------------------------------------------------------------------------------------


@frozen
class Band:
    """A range of whole numbers, both ends included, from which one is drawn evenly."""

    low: int
    high: int


@frozen
class Shares:
    """How often something happens, as a share of the cases in which it could."""

    withdrawn: Fraction
    """Of the hotline tickets: taken back before they are dispatched."""
    waits: Fraction
    """Of the dispatched tickets: put on hold once."""
    objected: Fraction
    """Of the dispatched tickets: the unit says that the matter is not its own."""
    whistled: Fraction
    """Of the dispatched tickets that do not wait: another unit is called in."""
    escalated: Fraction
    """Of those that neither wait nor need another unit: the level above is asked."""
    contacted: Fraction
    """Of the return visits: the claimant says that the unit was in contact."""
    on_the_spot: Fraction
    """Tickets by other channels, taken in and settled by one grid worker, for each hotline ticket."""
    solved_on_the_spot: Fraction


@frozen
class Minutes:
    """How long something takes; working time but where it says clock time."""

    dispatch: Band
    """Clock time until the hotline ticket is with the community."""
    withdrawal: Band
    """Clock time until the claimant takes it back."""
    accept: Band
    """Clock time until the unit says whether it takes it on."""
    adjudicate: Band
    """Until an objection is decided, or the level above has instructed."""
    report: Band
    """Until a unit that was called in reports."""
    work: Band
    """What one round takes a worker."""
    reply: Band
    visit: Band
    """Until the claimant is visited again."""
    wait: Band
    """What a ticket is on hold."""
    spot_work: Band
    """Clock time, as are the next two: on the spot nobody goes home in between."""
    spot_reply: Band
    spot_visit: Band


@frozen
class Weights:
    """How likely each of several choices is."""

    day: Urn[str]
    """By kind of day; each kind has a weight."""
    hour: Urn[str]
    """By hour of the day, ``"0"`` to ``"23"``."""
    kind: Urn[Kind]
    channel: Urn[str]
    """The channels other than the hotline."""
    outcome_solved: Urn[Handled]
    """What the unit writes down when the claimant will say that it is solved."""
    outcome_unsolved: Urn[Handled]
    opinion_solved: Urn[Satisfaction]
    opinion_unsolved: Urn[Satisfaction]
    reason: Urn[str]
    """Why a ticket waits."""


@frozen
class Council:
    """How a topic comes up and how its meeting goes."""

    look_back_days: int
    """The most frequent category of so many days becomes a topic."""
    notice_days: int
    """Between the raising of a topic and its meeting, and between two meetings."""
    entitled: int
    present: Band
    abstain: Fraction
    """Of those present."""
    in_favour: Fraction
    """Of those who do not abstain."""


@frozen
class Plan:
    """What is done about a request once its cause is found: each cause has a plan of its own."""

    cause: str
    result: str
    """A made-up sentence."""


@frozen
class Category:
    """What a request is about."""

    code: str
    name_zh: str
    name_en: str
    weight: int
    topic: TopicCategory
    """The category of a topic that grows out of it."""
    texts: tuple[str, ...]
    """Made-up sentences of claimants."""
    plans: tuple[Plan, ...]
    months: tuple[int, ...]
    """The months in which it comes up."""

    def name(self, lang: Lang) -> str:
        """What it is called in a language."""
        return self.name_zh if lang == "zh" else self.name_en


@frozen
class Behaviour:
    """Everything that is likely in a year."""

    id: str
    title_en: str
    title_zh: str
    workers: int
    """All-round grid workers in each community or village."""
    claimants: int
    """Residents who may turn to somebody."""
    solved: tuple[Fraction, ...]
    """The share that is solved in the first round, in the second, …; the last holds for every later round."""
    shares: Shares
    minutes: Minutes
    weights: Weights
    council: Council
    categories: tuple[Category, ...]

    def solved_in(self, number: int) -> Fraction:
        """The share of the tickets in this round, from 1, that the claimant will call solved."""
        return self.solved[min(number, len(self.solved)) - 1]


# ---- reading ------------------------------------------------------------------------------------------------------

_TOP: Final = {"behaviour": dict, "shares": dict, "minutes": dict, "weights": dict, "council": dict, "category": list}
_HEAD: Final = {"id": str, "title_en": str, "title_zh": str, "workers": int, "claimants": int, "solved": list}
_COUNCIL: Final = {
    "look_back_days": int,
    "notice_days": int,
    "entitled": int,
    "present": object,
    "abstain": object,
    "in_favour": object,
}
_CATEGORY: Final = {
    "code": str,
    "name_zh": str,
    "name_en": str,
    "weight": int,
    "topic": str,
    "texts": list,
    "plans": list,
}
_PLAN: Final = {"cause": str, "result": str}
_ALL_YEAR: Final = tuple(range(1, 13))
_HOURS: Final = 24
_MOST: Final = 1_000_000
_FRACTION: Final = re.compile(r"[0-9]{1,9}/[1-9][0-9]{0,8}")
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}(\.[a-z0-9_]{1,39})?")
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "day": get_args(DayKind),
        "kind": get_args(Kind),
        "outcome_solved": get_args(Handled),
        "outcome_unsolved": get_args(Handled),
        "opinion_solved": get_args(Satisfaction),
        "opinion_unsolved": get_args(Satisfaction),
    }
)


@cache
def shipped_behaviour() -> Behaviour:
    """The behaviour that ships for the reference case."""
    return read_behaviour(packaged("yuqiao-behaviour"), source="packs/yuqiao-behaviour.toml")


def read_behaviour(text: str | bytes, *, source: str) -> Behaviour:
    """The behaviour that a TOML text holds.

    Shape: the tables ``[behaviour]``, ``[shares]``, ``[minutes]``, ``[weights]``, ``[council]`` and one
    ``[[category]]`` or more, with the fields of the values here. Shares are fractions in quotes, bands lists of two
    whole numbers, weights tables of whole numbers (of the hours: a list of 24).

    Raises:
        BadInput: every problem of the text at once.

    """
    problems: list[Problem] = []
    top = read_fields(read_toml(text, source=source), "", problems, _TOP)
    head = read_fields(top.get("behaviour", {}), "behaviour", problems, _HEAD)
    _check_counts(head, "behaviour", problems)
    solved = [_share(raw, f"behaviour.solved[{i}]", problems) for i, raw in enumerate(head.get("solved", ()))]
    shares = _section(Shares, top.get("shares", {}), "shares", problems, _share)
    minutes = _section(Minutes, top.get("minutes", {}), "minutes", problems, _band)
    weights = _section(Weights, top.get("weights", {}), "weights", problems, _weights)
    council = _council(top.get("council", {}), problems)
    tables = top.get("category", [])
    rows = [_category(table, f"category[{i}]", problems) for i, table in enumerate(tables)]
    problems.extend(duplicates((f"category[{i}].code", row.get("code")) for i, row in enumerate(rows)))
    problems.extend(_uncovered(rows))
    if not solved:
        problems.append(Problem("missing", "behaviour.solved"))
    if problems:
        raise BadInput(problems, source=source)
    categories = tuple(Category(**row) for row in rows)
    parts: dict[str, Any] = {"shares": shares, "minutes": minutes, "weights": weights, "council": council}
    fields: dict[str, Any] = {**head, **parts, "solved": tuple(solved), "categories": categories}
    return Behaviour(**fields)


def _section(
    kind: type[T], table: Any, where: str, problems: list[Problem], read: Callable[[Any, str, list[Problem]], Any]
) -> T | None:
    """A table whose fields are all read in one way; None if something is wrong with it."""
    names = [attribute.name for attribute in fields(kind)]  # type: ignore[arg-type, misc, unused-ignore]  # an attrs class
    before = len(problems)
    row = read_fields(table, where, problems, dict.fromkeys(names, object))
    values = {name: read(value, f"{where}.{name}", problems) for name, value in row.items()}
    return kind(**values) if len(problems) == before else None


def _share(raw: Any, where: str, problems: list[Problem]) -> Fraction:
    share = Fraction(raw) if isinstance(raw, str) and _FRACTION.fullmatch(raw) else Fraction(-1)
    if not 0 <= share <= 1:
        problems.append(Problem("not_fraction", where))
    return share


def _band(raw: Any, where: str, problems: list[Problem]) -> Band:
    whole = isinstance(raw, list) and [type(end) for end in raw] == [int, int]
    if not whole or not 1 <= raw[0] <= raw[1] <= _MOST:
        problems.append(Problem("out_of_range", where, {"expected": f"[1 … {_MOST}, ≥]"}))
        return Band(1, 1)
    return Band(*raw)


def _weights(raw: Any, where: str, problems: list[Problem]) -> Urn[Any] | None:
    before, name = len(problems), where.rpartition(".")[2]
    if name == "hour" and isinstance(raw, list) and len(raw) == _HOURS:
        raw = {str(hour): weight for hour, weight in enumerate(raw)}
    if not isinstance(raw, dict):
        problems.append(Problem("wrong_type", where, {"expected": "24 whole numbers" if name == "hour" else "a table"}))
        return None
    problems.extend(
        Problem("not_whole", f"{where}.{choice[:60]}", {"limit": _MOST})
        for choice, weight in raw.items()
        if type(weight) is not int or not 0 <= weight <= _MOST
    )
    problems.extend(
        Problem("unknown_choice", f"{where}.{choice[:60]}", {"expected": _CHOICES.get(name, ("words_like_this",))})
        for choice in raw
        if name != "hour" and (choice not in _CHOICES[name] if name in _CHOICES else not _CODE.fullmatch(choice))
    )
    if name == "day":
        problems.extend(Problem("missing", f"{where}.{kind}") for kind in _CHOICES[name] if kind not in raw)
    if not any(raw.values()):
        problems.append(Problem("missing", where))
    return Urn(raw) if len(problems) == before else None


def _check_counts(row: Mapping[str, Any], where: str, problems: list[Problem]) -> None:
    problems.extend(
        Problem("out_of_range", f"{where}.{name}", {"expected": f"1 … {_MOST}"})
        for name, value in row.items()
        if type(value) is int and not 1 <= value <= _MOST
    )


def _council(table: Any, problems: list[Problem]) -> Council | None:
    before = len(problems)
    row = read_fields(table, "council", problems, _COUNCIL)
    _check_counts(row, "council", problems)
    if "present" in row:
        row["present"] = _band(row["present"], "council.present", problems)
        if row["present"].high > row.get("entitled", _MOST):
            problems.append(Problem("counts_do_not_add_up", "council.present"))
    for name in ("abstain", "in_favour"):
        if name in row:
            row[name] = _share(row[name], f"council.{name}", problems)
    return Council(**row) if len(problems) == before else None


def _category(table: Any, where: str, problems: list[Problem]) -> dict[str, Any]:
    row = read_fields(table, where, problems, _CATEGORY, {"months": list})
    _check_counts(row, where, problems)
    if "code" in row and not _CODE.fullmatch(row["code"]):
        problems.append(Problem("wrong_pattern", f"{where}.code", {"expected": "words_like_this.and_this"}))
    if "topic" in row and row["topic"] not in get_args(TopicCategory):
        problems.append(Problem("unknown_choice", f"{where}.topic", {"expected": get_args(TopicCategory)}))
    months = tuple(row.get("months", _ALL_YEAR))
    if any(month not in _ALL_YEAR for month in months):
        problems.append(Problem("out_of_range", f"{where}.months", {"expected": "1 … 12"}))
    texts, plans = row.get("texts", ()), row.get("plans", ())
    problems.extend(Problem("missing", f"{where}.{name}") for name in ("texts", "plans") if row.get(name) == [])
    problems.extend(
        Problem("wrong_type", f"{where}.texts[{i}]", {"expected": "text"})
        for i, text in enumerate(texts)
        if not isinstance(text, str) or not text.strip()
    )
    read = [read_fields(plan, f"{where}.plans[{i}]", problems, _PLAN) for i, plan in enumerate(plans)]
    whole = tuple(Plan(**plan) for plan in read if len(plan) == len(_PLAN))
    return {**row, "months": months, "texts": tuple(texts), "plans": whole}


def _uncovered(rows: list[dict[str, Any]]) -> list[Problem]:
    """A problem for each month in which nothing can come up."""
    covered = {month for row in rows for month in row["months"]}
    return [Problem("missing", f"category: month {month}") for month in _ALL_YEAR if month not in covered]
