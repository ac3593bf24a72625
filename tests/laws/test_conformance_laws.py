"""However a log is held against its lifecycle, the answer is that of reading it row by row."""

from collections import Counter
from itertools import pairwise
from unittest.mock import patch

import duckdb
import pandas as pd
import polars as pl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gridgov.lifecycle import read_transitions
from gridgov.metrics.conformance import Codes, check, check_in_engine, directly_follows, rules_of, sieving

TABLE = {"new": ["busy", "done"], "busy": ["done", "new"], "done": ["new", "gone"], "gone": []}
LIFECYCLE = read_transitions("demo/1", TABLE, initial="new", final=["gone"])
NOTED = rules_of(LIFECYCLE, openings=["made"], remarks={"note": ["new", "busy"]})
RULE_SETS = [rules_of(LIFECYCLE), NOTED]
STATES = ("", "new", "busy", "done", "gone", "lost")
EVENTS = ("made", "to new", "to busy", "to done", "to gone", "note", "odd")
CODES = Codes(states=STATES, events=EVENTS)
COLUMNS = ("ticket", "version", "event", "from", "to", "at")
SCHEMA = dict(zip(COLUMNS, (pl.Int64, pl.Int64, pl.String, pl.String, pl.String, pl.Int64), strict=True))


# ---- the reference: one row after the other, straight from the text of the rules ----------------------------------


def broken_by(row, others, rules):
    """The rules that a row breaks, given the rows of its ticket."""
    ticket, version, *_ = row
    if ticket in (None, "") or version is None:
        return {"values_missing"}
    same = [other for other in others if other[1] == version]
    ahead = [other for other in others if other[1] == version - 1]
    found = set(broken_alone(row, rules))
    if len(same) > 1:
        found.add("version_twice")
    elif version != 1 and not ahead:
        found.add("version_gap")
    if version != 1:
        found |= set(broken_beside(row, ahead[0] if len(ahead) == len(same) == 1 else None, rules))
    return found


def broken_alone(row, rules):
    """What a row breaks whatever stands beside it."""
    _, version, event, before, after, at = row
    before, first = before or "", version == 1
    if not event or not after or at is None:
        yield "values_missing"
    strange = [code for code in (before, after) if code and code not in rules.states]
    if strange:
        yield "unknown_state_code"
    unheard = event and event not in rules.events and not (first and not rules.openings)
    if unheard:
        yield "unknown_event_code"
    if not event or not after or strange or unheard:
        return
    opens = before == "" and after == rules.initial and (not rules.openings or event in rules.openings)
    if first and not opens:
        yield "not_an_opening"
    if not first and before not in rules.ends and (before, event, after) not in rules.steps:
        yield "no_such_edge"


def broken_beside(row, held, rules):
    """What a row breaks that is not the first, held against the one before it if that is known."""
    before, at = row[3] or "", row[5]
    led, then = ((held[4] or ""), held[5]) if held else ("", None)
    if before in rules.ends or led in rules.ends:
        yield "after_the_end"
    if led and led != before:
        yield "not_continued"
    if then is not None and at is not None and at < then:
        yield "back_in_time"


def reference(rows, rules):
    by_ticket = {}
    for row in rows:
        by_ticket.setdefault(row[0], []).append(row)
    judged = []
    for row in rows:
        others = [other for other in by_ticket[row[0]] if other[1] is not None]
        judged += [(row[0], row[1], rule) for rule in broken_by(row, others, rules)]
    return Counter(judged)


def tickets_of(rows):
    return len({row[0] for row in rows if row[0] not in (None, "") and row[1] is not None})


# ---- logs: legal lives with a few errors planted into them, in some order -----------------------------------------


def life(draw, ticket):
    """A legal life: from the beginning along the table, with notes on the way."""
    state, at = "new", draw(st.integers(0, 50))
    yield [ticket, 1, "made", "", state, at]
    for version in range(2, draw(st.integers(1, 7)) + 1):
        ways = [(f"to {to}", to) for to in TABLE[state]] + ([("note", state)] if state in ("new", "busy") else [])
        if not ways:
            return
        event, to = draw(st.sampled_from(ways))
        at += draw(st.integers(0, 20))
        yield [ticket, version, event, state, to, at]
        state = to


CELLS = (
    st.sampled_from([None, 0, 1, 9]),
    st.sampled_from([None, 0, -1, 1, 2, 3, 12]),
    st.sampled_from([None, *EVENTS]),
    st.sampled_from([None, *STATES]),
    st.sampled_from([None, *STATES]),
    st.sampled_from([None, 0, 7, 1000]),
)


def spoil(draw, rows):
    row = rows[draw(st.integers(0, len(rows) - 1))]
    match draw(st.sampled_from(["cell", "twice", "lose", "swap"])):
        case "cell":
            place = draw(st.integers(0, 5))
            row[place] = draw(CELLS[place])
        case "twice":
            rows.append(list(row))
        case "lose":
            rows.remove(row)
        case "swap":
            other = rows[draw(st.integers(0, len(rows) - 1))]
            row[1], other[1] = other[1], row[1]


@st.composite
def logs(draw):
    rows = [row for ticket in range(draw(st.integers(0, 4))) for row in life(draw, ticket)]
    for _ in range(draw(st.integers(0, 3))):
        if rows:
            spoil(draw, rows)
    order = draw(st.sampled_from(["shuffled", "by ticket", "by time"]))
    if order == "shuffled":
        rows = draw(st.permutations(rows))
    else:
        rows.sort(key=(lambda row: (row[0] or 0, row[1] or 0)) if order == "by ticket" else (lambda row: row[5] or 0))
    for row in draw(st.lists(st.sampled_from(rows), max_size=3)) if rows else ():
        row[5] = None if row[5] is None else row[5] + draw(st.integers(-60, 60))  # a clock that is wrong
    return [tuple(row) for row in rows]


# ---- the same log in other hands ----------------------------------------------------------------------------------


def as_text(rows):
    return pl.DataFrame([tuple(row) for row in rows], schema=SCHEMA, orient="row")


def as_numbers(rows):
    """Codes by their places in the dictionary, as small as they come where there are no gaps."""
    frame = as_text(rows)
    places = {"event": EVENTS, "from": STATES, "to": STATES}
    numbered = frame.with_columns(
        pl.col(name).replace_strict(list(words), list(range(len(words))), return_dtype=pl.Int16)
        for name, words in places.items()
    )
    whole = [name for name in places if not numbered[name].null_count()]
    return numbered.with_columns(pl.col(name).cast(pl.UInt8) for name in whole)


def as_named(rows):
    """Tickets with names instead of numbers."""
    return as_text(rows).with_columns(pl.col("ticket").cast(pl.String))


def scanned(rows, folder):
    as_text(rows).write_parquet(folder / "log.parquet")
    return pl.scan_parquet(folder / "log.parquet")


def found(checked):
    return Counter((finding.ticket, finding.version, finding.rule) for finding in checked.findings)


def agrees(checked, rows, rules, ticket=lambda name: name):
    expected = reference(rows, rules)
    totals = Counter()
    for (_, _, rule), count in expected.items():
        totals[rule] += count
    return (
        {rule: count for rule, count in checked.counts.items() if count} == dict(totals)
        and found(checked) == Counter({(ticket(t), v, rule): n for (t, v, rule), n in expected.items()})
        and checked.rows == len_rows(rows, rules)
        and (checked.events, checked.tickets) == (len(rows), tickets_of(rows))
    )


def len_rows(rows, rules):
    by_ticket = {}
    for row in rows:
        by_ticket.setdefault(row[0], []).append(row)
    return sum(
        bool(broken_by(row, [other for other in by_ticket[row[0]] if other[1] is not None], rules)) for row in rows
    )


def named(ticket):
    return None if ticket is None else str(ticket)


@settings(max_examples=300, deadline=None)
@given(logs(), st.sampled_from(RULE_SETS))
def test_the_sieve_and_the_judge_read_a_log_as_one_reads_it_row_by_row(rows, rules):
    assert agrees(check(as_text(rows), rules, most=10_000), rows, rules)
    assert agrees(check_in_engine(as_text(rows), rules, most=10_000), rows, rules)


@settings(max_examples=300, deadline=None)
@given(logs(), st.sampled_from(RULE_SETS), st.integers(1, 6), st.integers(1, 3), st.integers(1, 3))
def test_the_sieve_reads_a_log_in_any_pieces_and_order_alike(rows, rules, chunk, few, longest):
    """Small pieces, and times out of order a few times or often: with the usual sizes, only a long log has them."""
    sizes = {"_CHUNK": chunk, "_FEW": few, "_LONGEST": longest}
    with patch.multiple(sieving, **sizes):
        assert agrees(check(as_text(rows), rules, most=10_000), rows, rules)


@settings(max_examples=100, deadline=None)
@given(logs(), st.sampled_from(RULE_SETS))
def test_numbers_with_a_dictionary_say_the_same_as_codes(rows, rules):
    assert agrees(check(as_numbers(rows), rules, codes=CODES, most=10_000), rows, rules)
    assert agrees(check_in_engine(as_numbers(rows), rules, codes=CODES, most=10_000), rows, rules)


@settings(max_examples=60, deadline=None)
@given(logs(), st.sampled_from(RULE_SETS))
def test_named_tickets_and_categories_say_the_same_as_numbers(rows, rules):
    frame = as_named(rows).with_columns(pl.col("event", "from", "to").cast(pl.Categorical))
    assert agrees(check(frame.lazy(), rules, most=10_000), rows, rules, named)


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])  # DuckDB is slow to shrink with
@given(logs(), st.sampled_from(RULE_SETS))
def test_every_engine_gives_the_same_answer(rows, rules):
    frame = as_text(rows)
    arrow = frame.to_arrow()
    with duckdb.connect() as engine:
        engine.register("log", arrow)
        assert agrees(check(engine.table("log"), rules, most=10_000), rows, rules)
        engine.register("numbers", as_numbers(rows).to_arrow())
        assert agrees(check(engine.table("numbers"), rules, codes=CODES, most=10_000), rows, rules)
    if rows:  # without any row, pandas knows no types
        assert agrees(check(pd.DataFrame(frame.to_dicts(), columns=list(COLUMNS)), rules, most=10_000), rows, rules)
    assert agrees(check(arrow, rules, most=10_000), rows, rules)


def followed(rows, place, order=lambda code: code):
    """What follows on what, counted by hand; the same version goes by time, the same time by how codes are sorted."""
    by_ticket = {}
    for row in rows:
        if row[0] is not None and row[1] is not None:
            code = row[place] or ""
            by_ticket.setdefault(row[0], []).append((row[1], row[5] is not None, row[5] or 0, order(code), code))
    pairs, first, last = Counter(), Counter(), Counter()
    for found in by_ticket.values():
        codes = [code for *_, code in sorted(found)]
        pairs.update(pairwise(codes))
        first[codes[0]] += 1
        last[codes[-1]] += 1
    return dict(pairs), dict(first), dict(last)


@settings(max_examples=150, deadline=None)
@given(logs(), st.sampled_from([("event", 2), ("to", 4)]))
def test_what_follows_what_is_what_one_counts_by_hand(rows, column):
    name, place = column
    graph = directly_follows(as_text(rows), name)
    assert (graph.pairs, graph.first, graph.last) == followed(rows, place)
    words = EVENTS if name == "event" else STATES
    numbers = directly_follows(as_numbers(rows), name, codes=CODES)
    expected = followed(rows, place, lambda code: words.index(code) if code in words else -1)
    assert (numbers.pairs, numbers.first, numbers.last) == expected


@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(logs())
def test_engines_count_the_same(rows):
    expected = followed(rows, 2)
    with duckdb.connect() as engine:
        engine.register("log", as_text(rows).to_arrow())
        graph = directly_follows(engine.table("log"))
        assert (graph.pairs, graph.first, graph.last) == expected
    if rows:
        graph = directly_follows(pd.DataFrame(as_text(rows).to_dicts(), columns=list(COLUMNS)))
        assert (graph.pairs, graph.first, graph.last) == expected
