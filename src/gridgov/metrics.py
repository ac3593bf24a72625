"""Figures that add up: from a log to facts, from facts to states, from states to figures.

::

    recorded events ──facts──▶ tables ──compute──▶ states (sums of integers) ──▶ Result (an exact fraction)

A :class:`Kpi` is a value: which rows count, which of them count above the line, where the formula comes from. Its state
is a pair of sums, so parts of a city and days of a stream add up exactly, and ratios are never averaged. Nothing is
rounded before it is shown; an empty denominator gives None with a reason, never 0.

Runs on any dataframe that narwhals takes (polars, pandas, DuckDB, PySpark …), in narwhals' normal form: flags first,
plain sums after, arithmetic last.

>>> import polars
>>> share = Kpi(
...     id="demo.solved",
...     version=1,
...     title_en="solved",
...     title_zh="解决率",
...     definition="visited tickets that are solved, of all visited tickets",
...     numerator=("visited", "solved"),
...     denominator=("visited",),
...     source="example",
... )
>>> [result] = compute(polars.DataFrame({"visited": [1, 1, 1, 0], "solved": [1, 1, 0, 0]}), [share])
>>> result.value
Fraction(2, 3)
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, Final

import narwhals as nw
from attrs import evolve, field, frozen

from gridgov.documents import check_type, duplicates, misfit
from gridgov.errors import BadInput, Problem
from gridgov.messages import tickets as m
from gridgov.messages.base import Recorded

__all__ = ["Facts", "Kpi", "Result", "compute", "facts", "merge"]


# ---- values -------------------------------------------------------------------------------------------------------


@frozen
class Kpi:
    """A figure as a value: a ratio of rows that carry certain flags.

    A flag is an integer column of 0 and 1. A row counts in the denominator when all its flags there are 1, and in the
    numerator when all its flags there are 1. The numerator has every flag of the denominator, so that no ratio is
    above one.

    Raises:
        BadInput: every field of another type, a side without a flag, a numerator without a flag of the denominator.

    """

    id: str
    version: int
    title_en: str
    title_zh: str
    definition: str
    """In words: what is counted, of what."""
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    source: str
    """Where the formula comes from."""
    higher_is_better: bool | None = True
    """The direction; None for context."""

    def __attrs_post_init__(self) -> None:
        if problems := tuple(_unfit_fields(self)):
            raise BadInput(problems, source="kpi")


def _unfit_fields(kpi: Kpi) -> Iterator[Problem]:
    fields = {**dict.fromkeys(("id", "title_en", "title_zh", "definition", "source"), str), "version": int}
    for name, kind in fields.items():
        if problem := misfit(getattr(kpi, name), kind):
            yield Problem(problem.code, name, problem.params)
    if kpi.higher_is_better not in (True, False, None):
        yield Problem("wrong_type", "higher_is_better", {"expected": "true, false or None"})
    sides = {"numerator": kpi.numerator, "denominator": kpi.denominator}
    wrong = [name for name, side in sides.items() if not _is_tuple_of_text(side)]
    yield from (Problem("wrong_type", name, {"expected": "a tuple of names of columns"}) for name in wrong)
    yield from (Problem("wrong_length", name, {"expected": "≥ 1"}) for name, side in sides.items() if side == ())
    if not wrong and (lacking := tuple(flag for flag in kpi.denominator if flag not in kpi.numerator)):
        yield Problem("numerator_without_denominator", "numerator", {"expected": lacking})


def _is_tuple_of_text(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, str) for item in value)


@frozen
class Result:
    """What a KPI came to for a group of rows. Its two counts are its state: they add up, the value does not."""

    kpi: Kpi
    numerator: int
    denominator: int
    group: Mapping[str, Any] = field(factory=dict)
    """The group, by column; empty for the whole."""

    @property
    def value(self) -> Fraction | None:
        """The exact ratio; None when there is nothing to divide by."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def reason(self) -> str:
        """Why there is no value; empty when there is one."""
        return "" if self.denominator else "empty_denominator"


@frozen
class Facts:
    """A log as two tables of integers and codes: one row a ticket, one row a transition. No personal data."""

    tickets: Mapping[str, Sequence[Any]]
    transitions: Mapping[str, Sequence[Any]]


# ---- from a log to facts ------------------------------------------------------------------------------------------

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

_SATISFIED: Final = frozenset({"very_satisfied", "satisfied", "basically_satisfied"})

_TICKET_COLUMNS: Final[Mapping[str, Any]] = {
    "ticket": "",
    "place": "",
    "channel": "",
    "kind": "",
    "category": "",
    "unit": None,
    "state": "",
    "outcome": None,
    "rounds": 1,
    "collected_at": None,
    "dispatched_at": None,
    "due": None,
    "handled_at": None,
    "replied_at": None,
    "ended_at": None,
    "visited": 0,
    "independent": 0,
    "contacted": 0,
    "solved": 0,
    "satisfied": 0,
    "with_opinion": 0,
    "counted": 1,
}
"""The columns of the ticket table with what stands there before anything happened. Times are microseconds since 1970,
UTC; flags are 0 or 1; the visit columns hold the last return visit."""

_TRANSITION_COLUMNS: Final = ("ticket", "version", "event", "from", "to", "at", "actor")


def microseconds(moment: datetime) -> int:
    """A moment as whole microseconds since 1970, UTC.

    >>> microseconds(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000

    """
    return (moment - _EPOCH) // _MICROSECOND


def facts(events: Iterable[Recorded]) -> Facts:
    """Folds a log into its fact tables; events of other rooms are passed over."""
    rows: dict[str, dict[str, Any]] = {}
    transitions: dict[str, list[Any]] = {name: [] for name in _TRANSITION_COLUMNS}
    for recorded in events:
        event = recorded.event
        if isinstance(event, m.TicketEvent):
            row = rows.setdefault(event.ticket, dict(_TICKET_COLUMNS))
            at = microseconds(event.at)
            step = (event.ticket, recorded.version, event.type, row["state"], event.state, at, event.actor)
            for name, value in zip(_TRANSITION_COLUMNS, step, strict=True):
                transitions[name].append(value)
            row.update(_news(event, at, row))
    tickets = {name: [row[name] for row in rows.values()] for name in _TICKET_COLUMNS}
    return Facts(tickets, transitions)


def _news(event: m.TicketEvent, at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """What an event changes in the row of its ticket."""
    news: dict[str, Any] = {"state": event.state}
    if event.state not in _ENDED:
        news["ended_at"] = None
    elif row["state"] not in _ENDED:
        news["ended_at"] = at
    if (number := getattr(event, "round", 0)) > row["rounds"]:
        news |= {"rounds": number, "outcome": None}
    said = _SAID.get(type(event))
    return news if said is None else news | said(event, at)


_ENDED: Final = frozenset({"closed", "archived"})


def _collected(event: m.TicketCollected, at: int) -> dict[str, Any]:
    named = {name: getattr(event, name) for name in ("ticket", "place", "channel", "kind", "category")}
    return {**named, "collected_at": at, "unit": event.unit}


def _classified(event: m.TicketClassified, _: int) -> dict[str, Any]:
    return {name: getattr(event, name) for name in ("place", "kind", "category")}


def _dispatched(event: m.TicketDispatched, at: int) -> dict[str, Any]:
    due = None if event.due is None else microseconds(event.due)
    return {"unit": event.unit, "dispatched_at": at, "due": due}


def _unit(event: Any, _: int) -> dict[str, Any]:
    return {"unit": event.unit}


def _handled(event: m.TicketHandled, at: int) -> dict[str, Any]:
    return {"unit": event.unit, "outcome": event.outcome, "handled_at": at}


def _reviewed(event: m.TicketReviewed, _: int) -> dict[str, Any]:
    return {} if event.approved else {"outcome": None}


def _lapsed(event: m.TicketLapsed, _: int) -> dict[str, Any]:
    if event.clock == "accept" and event.state == "in_progress":
        return {"unit": event.unit}
    return {"outcome": "withdrawn"} if event.clock == "answer" and event.state == "closed" else {}


def _ends_as(outcome: m.Outcome | None) -> Callable[[Any, int], dict[str, Any]]:
    return lambda _, __: {"outcome": outcome}


def _told_as(outcome: m.Outcome) -> Callable[[Any, int], dict[str, Any]]:
    return lambda _, at: {"outcome": outcome, "replied_at": at}


def _heard_back(event: m.TicketHeardBack, _: int) -> dict[str, Any]:
    return {"outcome": "transferred_out"} if event.taken_over else {}


def _outcome(event: Any, _: int) -> dict[str, Any]:
    return {"outcome": event.outcome}


def _settled(event: m.TicketSettled, _: int) -> dict[str, Any]:
    return {"outcome": event.outcome} if event.settled else {}


def _tracking_reviewed(event: m.TicketTrackingReviewed, _: int) -> dict[str, Any]:
    return {"outcome": "explained"} if event.finding == "dropped" else {}


def _visit(event: m.TicketCounselled, _: int) -> dict[str, int]:
    return {
        "visited": 1,
        "independent": int(event.independent),
        "contacted": int(event.contacted),
        "solved": int(event.solved),
        "satisfied": int(event.satisfaction in _SATISFIED),
        "with_opinion": int(event.satisfaction != "no_opinion"),
    }


_SAID: Final[Mapping[type[m.TicketEvent], Callable[[Any, int], dict[str, Any]]]] = {
    m.TicketCollected: _collected,
    m.TicketClassified: _classified,
    m.TicketDispatched: _dispatched,
    m.TicketAccepted: _unit,
    m.TicketAdjudicated: _unit,
    m.TicketInstructed: _unit,
    m.TicketHandled: _handled,
    m.TicketReviewed: _reviewed,
    m.TicketLapsed: _lapsed,
    m.TicketAnswered: _told_as("answered"),
    m.TicketDiverted: _told_as("diverted"),
    m.TicketDeclined: _told_as("declined"),
    m.TicketInvalidated: _ends_as("invalid"),
    m.TicketMerged: _ends_as("merged"),
    m.TicketUnmerged: _ends_as(None),
    m.TicketWithdrawn: _ends_as("withdrawn"),
    m.TicketHeardBack: _heard_back,
    m.TicketReplied: lambda _, at: {"replied_at": at},
    m.TicketGivenUp: _outcome,
    m.TicketCounselled: _visit,
    m.TicketExplained: _outcome,
    m.TicketSettled: _settled,
    m.TicketTrackingReviewed: _tracking_reviewed,
    m.TicketExclusionDecided: lambda event, _: {"counted": int(not event.granted)},
    m.TicketRestored: lambda _, __: {"counted": 1},
}
"""What each event says about its ticket, besides the state; the others say nothing that a table holds."""


# ---- from facts to figures ----------------------------------------------------------------------------------------


def compute(frame: Any, kpis: Sequence[Kpi], *, by: Sequence[str] = ()) -> tuple[Result, ...]:
    """The figures of a table: one result a KPI, or one a KPI and group, ordered by KPI and group.

    Args:
        frame: any dataframe that narwhals takes, eager or lazy; flags are integer columns of 0 and 1.
        kpis: what to compute, one or more.
        by: the columns whose values make the groups, each of one type of value.

    Raises:
        BadInput: no dataframe, no KPI; columns that are missing or have gaps, that are no integers, or that hold
            something else than 0 and 1; groups of values of several types.

    """
    table = _table(frame)
    _check_asked(kpis, by)
    flags = tuple(dict.fromkeys(name for kpi in kpis for name in (*kpi.numerator, *kpi.denominator)))
    _check_columns(table, flags, by)
    sums = _summed(table, kpis, flags, by)
    return tuple(result for place, kpi in enumerate(kpis) for result in _results(place, kpi, sums, by))


def _table(frame: Any) -> Any:
    with suppress(TypeError):
        return nw.from_native(frame).lazy()
    raise BadInput([Problem("wrong_type", "frame", {"expected": "a dataframe"})], source="frame")


def _check_asked(kpis: Sequence[Kpi], by: Sequence[str]) -> None:
    problems = []
    asked: object = kpis
    if not isinstance(asked, Sequence) or not all(isinstance(kpi, Kpi) for kpi in asked):
        problems.append(Problem("wrong_type", "kpis", {"expected": "a list of Kpi"}))
    elif not asked:
        problems.append(Problem("wrong_length", "kpis", {"expected": "≥ 1"}))
    if not _is_list_of_text(by):
        problems.append(Problem("wrong_type", "by", {"expected": "a list of names of columns"}))
    else:
        problems += duplicates((f"by[{place}]", name) for place, name in enumerate(by))
    if problems:
        raise BadInput(problems, source="compute")


def _is_list_of_text(value: object) -> bool:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return False
    return all(isinstance(name, str) for name in value)


def _check_columns(table: Any, flags: Sequence[str], by: Sequence[str]) -> None:
    schema = table.collect_schema()
    problems = [Problem("missing", f"column {name}") for name in dict.fromkeys((*flags, *by)) if name not in schema]
    odd = [name for name in flags if name in schema and not schema[name].is_integer()]
    gappy = _with_gaps(table, [name for name in odd if schema[name].is_float()])
    problems += [
        Problem("has_gaps", f"column {name}")
        if name in gappy
        else Problem("wrong_type", f"column {name}", {"expected": "integer"})
        for name in odd
    ]
    problems += [
        Problem("wrong_type", f"column {name}", {"expected": "one type of value"})
        for name in by
        if schema.get(name) in (nw.Object, nw.Unknown)
    ]
    if problems:
        raise BadInput(problems, source="frame")


def _with_gaps(table: Any, names: Sequence[str]) -> set[str]:
    """The columns with an empty cell. In pandas a gap turns integers into floats."""
    if not names:
        return set()
    [row] = table.select(*(nw.col(name).is_null().any() for name in names)).collect().rows(named=True)
    return {name for name in names if row[name]}


def _summed(table: Any, kpis: Sequence[Kpi], flags: Sequence[str], by: Sequence[str]) -> list[Mapping[str, Any]]:
    """The sums of each group: ``n0`` and ``d0`` for the first KPI, ``by0`` for the value of the first group column.

    Only columns of these names are taken along, so that none of the table can be mistaken for one of them.
    """
    counts = {
        f"{part}{place}": _all_of(names)
        for place, kpi in enumerate(kpis)
        for part, names in (("n", kpi.numerator), ("d", kpi.denominator))
    }
    faults = {f"stray{place}": (nw.col(name) != 0) & (nw.col(name) != 1) for place, name in enumerate(flags)}
    faults |= {f"null{place}": nw.col(name).is_null() for place, name in enumerate(flags)}
    columns = [column.cast(nw.Int64).alias(name) for name, column in {**counts, **faults}.items()]
    groups = {f"by{place}": nw.col(name) for place, name in enumerate(by)}
    flagged = table.select(*(column.alias(name) for name, column in groups.items()), *columns)
    totals = [nw.col(name).sum() for name in (*counts, *faults)]
    grouped = flagged.group_by(*groups).agg(*totals).sort(*groups) if by else flagged.select(*totals)
    rows = list(grouped.collect().rows(named=True))
    _check_flags(rows, flags)
    return rows


def _check_flags(rows: Sequence[Mapping[str, Any]], flags: Sequence[str]) -> None:
    null = [name for place, name in enumerate(flags) if any(row[f"null{place}"] for row in rows)]
    stray = [name for place, name in enumerate(flags) if any(row[f"stray{place}"] for row in rows)]
    problems = [Problem("has_gaps", f"column {name}") for name in null]
    problems += [Problem("out_of_range", f"column {name}", {"expected": "0, 1"}) for name in stray]
    if problems:
        raise BadInput(problems, source="frame")


def _all_of(names: Sequence[str]) -> Any:
    product = nw.col(names[0]).cast(nw.Int64)
    for name in names[1:]:
        product = product * nw.col(name).cast(nw.Int64)
    return product


def _results(place: int, kpi: Kpi, rows: Iterable[Mapping[str, Any]], by: Sequence[str]) -> Iterator[Result]:
    for row in rows:
        group = {name: row[f"by{column}"] for column, name in enumerate(by)}
        yield Result(kpi, int(row[f"n{place}"] or 0), int(row[f"d{place}"] or 0), group)


def merge(results: Iterable[Result]) -> Result:
    """One result out of those of the parts: the counts add up, so the whole is exact.

    Raises:
        BadInput: no results, results of different KPIs, or what is no result.

    >>> from gridgov.kpis.requests import RESOLUTION_RATE
    >>> merge([Result(RESOLUTION_RATE, 1, 2), Result(RESOLUTION_RATE, 1, 4)]).value
    Fraction(1, 3)

    """
    check_type(results, Iterable, "results", expected="a list of Result", source="results")
    parts = list(results)
    for i, part in enumerate(parts):
        check_type(part, Result, f"results[{i}]", expected="Result", source="results")
    if len({part.kpi for part in parts}) != 1:
        raise BadInput([Problem("one_kpi_only", "results")], source="results")
    whole = evolve(parts[0], group={})
    for part in parts[1:]:
        whole = evolve(
            whole, numerator=whole.numerator + part.numerator, denominator=whole.denominator + part.denominator
        )
    return whole
