"""The exact answer, as queries in narwhals' normal form: every row that breaks a rule, and which.

Each ticket's rows are put in the order of their versions, and each row is held against the one before it. An engine
that holds more than memory does this without bringing the log here; only the rows to be shown arrive.
"""

from collections.abc import Callable, Iterator, Mapping
from math import isnan
from typing import Any, Final

import narwhals as nw
from attrs import frozen

from gridgov.metrics.conformance.findings import RULES, Finding
from gridgov.metrics.conformance.reading import Spelling
from gridgov.metrics.conformance.rules import Rules

__all__ = ["Judgement", "judge"]

_WIDTH: Final = 1 << 16
"""More than any dictionary has codes: three of them make one number."""
_BETWEEN: Final = "\x1f"
"""Between three codes that make one text; the separator of units, which no code has."""


@frozen
class Judgement:
    """What became of the rows that were looked at."""

    events: int
    tickets: int
    counts: Mapping[str, int]
    rows: int
    findings: tuple[Finding, ...]


def judge(table: Any, rules: Rules, spelling: Mapping[str, Spelling], most: int) -> Judgement:
    """Judges the rows of a lazy table."""
    whole = _without_gaps(table, spelling)
    placed = whole.filter(nw.col("placed"))
    flagged = _flagged(_beside_the_one_before(placed), rules, spelling)
    if table.implementation.is_polars():
        flagged = flagged.collect().lazy()  # it is asked twice
    [total] = _rows(whole.select(nw.len().alias("events"), (~nw.col("placed")).cast(nw.Int64).sum().alias("lost")))
    lost = int(total["lost"] or 0)
    flags = {name: nw.col(name).cast(nw.Int64) for name in RULES}
    counted = flagged.select("ticket", **flags, broken=nw.max_horizontal(*flags.values()))
    sums = [nw.col(name).sum() for name in (*RULES, "broken")]
    [found] = _rows(counted.select(nw.col("ticket").n_unique(), *sums))
    counts = {name: int(found[name] or 0) for name in RULES}
    rows = int(found["broken"] or 0)
    counts["values_missing"] += lost
    shown = _shown(flagged, most) if rows else []
    findings = [finding for row in shown for finding in _findings(row, rules, spelling)]
    if lost and len(findings) < most:
        findings += _unplaced(whole, most)
    tickets = int(found["ticket"]) if int(total["events"]) > lost else 0
    return Judgement(int(total["events"]), tickets, counts, rows + lost, tuple(findings[:most]))


def _rows(table: Any) -> list[dict[str, Any]]:
    return list(table.collect().rows(named=True))


# ---- the queries --------------------------------------------------------------------------------------------------


def _without_gaps(table: Any, spelling: Mapping[str, Spelling]) -> Any:
    """The six columns, codes without gaps, and whether a row can be put in its place."""
    text = table.collect_schema()["ticket"].is_numeric() is False
    ticket = nw.col("ticket").cast(nw.String) if text else nw.col("ticket")
    named = ~ticket.is_null() & (ticket != "") if text else ~ticket.is_null()
    return table.select(
        ticket,
        "version",
        spelling["event"].cells(empty=spelling["event"].missing),
        spelling["from"].cells(empty=spelling["from"].nothing),
        spelling["to"].cells(empty=spelling["to"].missing),
        "at",
        placed=named & ~nw.col("version").is_null(),
    )


def _beside_the_one_before(placed: Any) -> Any:
    """Each row with what stands before and after it; in memory, one sort does for all of them."""
    in_memory = placed.implementation.is_polars()
    table = placed.collect().sort("ticket", "version") if in_memory else placed

    def shifted(name: str, by: int) -> Any:
        column = nw.col(name).shift(by)
        if not in_memory:
            return column.over("ticket", order_by="version")
        return nw.when(nw.col("ticket").shift(by) == nw.col("ticket")).then(column)

    beside = table.with_columns(
        last=shifted("version", 1),
        second_last=shifted("version", 2),
        next=shifted("version", -1),
        led=shifted("to", 1),
        last_at=shifted("at", 1),
    ).lazy()
    version = nw.col("version")
    twice = ((nw.col("last") == version) | (nw.col("next") == version)).fill_null(False)
    follows = (nw.col("last") == version - 1).fill_null(False)
    doubtful = (nw.col("last") == nw.col("second_last")).fill_null(False)
    return beside.with_columns(
        version_twice=twice,
        version_gap=~twice & ~follows & (version != 1),
        held=follows & ~doubtful & ~twice & (version != 1),
    )


def _flagged(beside: Any, rules: Rules, spelling: Mapping[str, Spelling]) -> Any:
    """A flag for each rule; a row whose values are missing or unknown is not asked what needs them."""
    event, before, after = nw.col("event"), nw.col("from"), nw.col("to")
    first = nw.col("version") == 1
    of_from, of_to = spelling["from"], spelling["to"]
    no_event, no_target = event == spelling["event"].missing, (after == of_to.missing) | (after == of_to.nothing)
    from_nothing = (before == of_from.missing) | (before == of_from.nothing)
    from_known = before.is_in(of_from.all_of(rules.states))
    to_known = after.is_in(of_to.all_of(rules.states))
    event_known = event.is_in(spelling["event"].all_of(rules.events))
    opens = event.is_in(spelling["event"].all_of(rules.openings)) if rules.openings else ~no_event
    ends_before = before.is_in(of_from.all_of(rules.ends))
    knows_event = event_known if rules.openings else event_known | (first & ~no_event)
    readable = (from_known | from_nothing) & to_known & knows_event
    begins = from_nothing & (after == of_to.of(rules.initial)) & opens
    held = nw.col("held")
    flags = {
        "values_missing": no_event | no_target | nw.col("at").is_null(),
        "version_twice": nw.col("version_twice"),
        "version_gap": nw.col("version_gap"),
        "unknown_state_code": ~(from_known | from_nothing) | ~(to_known | no_target),
        "unknown_event_code": ~(knows_event | no_event),
        "not_an_opening": first & readable & ~begins,
        "no_such_edge": ~first & readable & ~ends_before & ~_is_step(rules, spelling, readable),
        "after_the_end": ~first & (ends_before | (held & nw.col("led").is_in(of_to.all_of(rules.ends)))),
        "not_continued": held & _led_elsewhere(spelling),
        "back_in_time": held & (nw.col("at") < nw.col("last_at")),
    }
    return beside.with_columns(**{name: flag.fill_null(False) for name, flag in flags.items()})


def _is_step(rules: Rules, spelling: Mapping[str, Spelling], readable: Any) -> Any:
    """Whether state, event and state are a step, asked of all three at once."""
    columns = [spelling[name] for name in ("from", "event", "to")]
    written = [[one.of(code) for one, code in zip(columns, step, strict=True)] for step in rules.steps]
    written = [codes for codes in written if None not in codes]
    if all(one.words is not None for one in columns):
        cells = [nw.when(readable).then(nw.col(one.column)).otherwise(_WIDTH - 1) for one in columns]
        number = (cells[0] * _WIDTH + cells[1]) * _WIDTH + cells[2]
        return number.is_in([(codes[0] * _WIDTH + codes[1]) * _WIDTH + codes[2] for codes in written])
    texts = [nw.col(one.column).cast(nw.String) for one in columns]
    return nw.concat_str(texts, separator=_BETWEEN).is_in([_BETWEEN.join(map(str, codes)) for codes in written])


def _led_elsewhere(spelling: Mapping[str, Spelling]) -> Any:
    of_to, led, before = spelling["to"], nw.col("led"), nw.col("from")
    return (led != of_to.missing) & (led != of_to.nothing) & (led != before)


# ---- the rows to be shown -----------------------------------------------------------------------------------------


def _shown(flagged: Any, most: int) -> list[dict[str, Any]]:
    broken = flagged.filter(nw.any_horizontal(*(nw.col(name) for name in RULES), ignore_nulls=False))
    return _rows(broken.sort("ticket", "version", "event", "from", "to", "at", nulls_last=True).head(most))


def _unplaced(whole: Any, most: int) -> Iterator[Finding]:
    lost = whole.filter(~nw.col("placed")).sort("ticket", "at", "event", "from", "to", nulls_last=True).head(most)
    for row in _rows(lost):
        ticket, version = _key(row["ticket"]), _whole(row["version"])
        columns = tuple(name for name, value in (("ticket", ticket), ("version", version)) if value in (None, ""))
        yield Finding(ticket, version, "values_missing", {"columns": columns})


def _findings(row: Mapping[str, Any], rules: Rules, spelling: Mapping[str, Spelling]) -> Iterator[Finding]:
    """A finding for each rule that a row breaks."""
    said = {name: one.read(row[name])[:60] for name, one in spelling.items()}
    led = "" if _is_empty(row["led"]) else spelling["to"].read(row["led"])[:60]
    params: Mapping[str, Callable[[], Mapping[str, Any]]] = {
        "values_missing": lambda: {"columns": _missing(row, said)},
        "version_twice": dict,
        "version_gap": lambda: {"actual": _whole(row["version"]), "expected": max(1, (_whole(row["last"]) or 0) + 1)},
        "unknown_state_code": lambda: {"codes": _strange(rules.states, said["from"], said["to"])},
        "unknown_event_code": lambda: {"codes": (said["event"],)},
        "not_an_opening": lambda: {**_step(said), "initial": rules.initial},
        "no_such_edge": lambda: _step(said),
        "after_the_end": lambda: {"end": said["from"] if said["from"] in rules.ends else led},
        "not_continued": lambda: {"before": said["from"], "led": led},
        "back_in_time": lambda: {"count": int(row["last_at"]) - int(row["at"])},
    }
    for rule, about in params.items():
        if row[rule]:
            yield Finding(_key(row["ticket"]), _whole(row["version"]), rule, about())


def _step(said: Mapping[str, str]) -> dict[str, str]:
    return {"event": said["event"], "before": said["from"], "after": said["to"]}


def _strange(known: tuple[str, ...], *codes: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code and code not in known))


def _missing(row: Mapping[str, Any], said: Mapping[str, str]) -> tuple[str, ...]:
    empty = [name for name in ("event", "to") if not said[name]]
    return tuple([*empty, "at"] if _whole(row["at"]) is None else empty)


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, float) and isnan(value))


def _whole(value: Any) -> int | None:
    return None if _is_empty(value) else int(value)


def _key(value: Any) -> str | int | None:
    return _whole(value) if isinstance(value, float) else value
