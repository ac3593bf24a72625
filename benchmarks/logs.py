"""Is every event of a log legal? A year of a big city in Parquet, against replay, a directly-follows graph and a scan.

The log is made up and written by the benchmark: lives of tickets along the library's own chart, mixed as their times
mix them, codes as small numbers, one event in a thousand spoiled. Every contestant reads the same file, each in a
process of its own, so that its peak memory is its own. By default it has 6.7 million events::

    python benchmarks/logs.py --events 30000000
    python benchmarks/logs.py --pm4py /path/to/python

pm4py is under another licence (AGPL) and no dependency: it is measured only in an interpreter that is named and has it.
python-statemachine replays a sample of the same log; its time for the whole is extrapolated.
"""

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from timing import ratio, report

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from gridgov.metrics.conformance import Codes

EVENTS = 6_700_000
SPOILED = 1_000
"""One event in so many is spoiled."""
LIVES = 5_000
"""So many different lives are drawn; each ticket has one of them."""
SAMPLE = 400
"""So many tickets are replayed."""
ONCE = frozenset({"in_engine", "pm4py_follows", "replay"})
DAY = 86_400_000_000
CODED = ("ticket", "version", "event", "from", "to", "at")


# ---- the log ------------------------------------------------------------------------------------------------------


def lives(rng: "np.random.Generator") -> list[list[tuple[str, str, str]]]:
    """Random walks along the chart and its remarks, none longer than twenty events."""
    from gridgov.metrics.conformance import ticket_rules

    rules = ticket_rules()
    onward = {state: [(e, t) for s, e, t in rules.steps if s == state] for state in rules.states}
    found = []
    while len(found) < LIVES:
        state, life = rules.initial, [(rules.openings[0], "", rules.initial)]
        while onward[state] and state != "closed" and len(life) < 20:
            event, target = onward[state][rng.integers(len(onward[state]))]
            life.append((event, state, target))
            state = target
        found.append(life)
    return found


def dictionary() -> "Codes":
    from gridgov.metrics.conformance import Codes, ticket_rules

    return Codes(states=("", *ticket_rules().states), events=ticket_rules().events)


def write(path: Path, events: int) -> int:
    """Writes the log, in the order of its times, as a store has it, and returns how many events it has."""
    import numpy as np
    import polars as pl

    rng, codes = np.random.default_rng(2022), dictionary()
    drawn = lives(rng)
    state, act = {s: i for i, s in enumerate(codes.states)}, {e: i for i, e in enumerate(codes.events)}
    flat = np.array([(act[e], state[s], state[t]) for life in drawn for e, s, t in life], dtype=np.uint8)
    lengths = np.array([len(life) for life in drawn])
    starts = np.cumsum(lengths) - lengths
    life = rng.integers(len(drawn), size=int(events / lengths.mean()))
    count = lengths[life]
    begin = np.cumsum(count) - count
    ticket = np.repeat(np.arange(len(life), dtype=np.int64), count)
    version = np.arange(count.sum()) - begin[ticket]
    columns = flat[(starts[life][ticket] + version)]
    waits = rng.exponential(1.5 * DAY, len(ticket)).astype(np.int64)
    waits[begin] = 0
    passed = np.cumsum(waits)
    at = (
        1_640_966_400_000_000
        + np.sort(rng.integers(365 * DAY, size=len(life)))[ticket]
        + passed
        - passed[begin][ticket]
    )
    order = np.argsort(at, kind="stable")
    log = pl.DataFrame(
        {
            "ticket": ticket[order],
            "version": (version[order] + 1).astype(np.int16),
            **{name: columns[order, place] for place, name in enumerate(("event", "from", "to"))},
            "at": at[order],
        }
    )
    spoil(log, rng).select(CODED).write_parquet(path, row_group_size=1 << 20)
    return len(log)


def spoil(log: "pl.DataFrame", rng: "np.random.Generator") -> "pl.DataFrame":
    """One event in a thousand: another event, another state, a version twice, or a time before the year."""
    import numpy as np
    import polars as pl

    kind = np.where(rng.integers(SPOILED, size=len(log)) == 0, rng.integers(1, 5, size=len(log)), 0)
    bad = pl.Series("bad", kind.astype(np.int8))
    return log.with_columns(
        event=pl.when(bad == 1).then(pl.col("event") // 2).otherwise(pl.col("event")).cast(pl.UInt8),
        to=pl.when(bad == 2).then(pl.col("to") // 2).otherwise(pl.col("to")).cast(pl.UInt8),
        version=pl.when(bad == 3).then(pl.col("version") + 1).otherwise(pl.col("version")).cast(pl.Int16),
        at=pl.when(bad == 4).then(pl.col("at") - 400 * DAY).otherwise(pl.col("at")),
    )


# ---- contestants, each in a process of its own --------------------------------------------------------------------


def scan(path: str) -> Callable[[], int]:
    """Every value of every column is read and added up, and nothing is kept."""
    import polars as pl

    return lambda: len(pl.scan_parquet(path).select(pl.all().sum()).collect(engine="streaming"))


def read(path: str) -> Callable[[], int]:
    """Every column is read into memory."""
    import polars as pl

    return lambda: len(pl.read_parquet(path))


def conformance(path: str) -> Callable[[], int]:
    import numpy as np  # noqa: F401  # what a contestant imports is not timed
    import polars as pl

    from gridgov.metrics.conformance import check, ticket_rules

    rules, codes = ticket_rules(), dictionary()
    return lambda: check(pl.scan_parquet(path), rules, codes=codes).rows


def in_engine(path: str) -> Callable[[], int]:
    """The same, left to DuckDB."""
    import duckdb

    from gridgov.metrics.conformance import check, ticket_rules

    rules, codes = ticket_rules(), dictionary()
    return lambda: check(duckdb.read_parquet(path), rules, codes=codes).rows


def follows(path: str) -> Callable[[], int]:
    import polars as pl

    from gridgov.metrics.conformance import directly_follows

    codes = dictionary()
    return lambda: sum(directly_follows(pl.scan_parquet(path), codes=codes).pairs.values())


def pm4py_follows(path: str) -> Callable[[], int]:
    """Run by the interpreter that has pm4py, which asks for times and names as XES has them."""
    import pandas as pd
    import pm4py

    def work() -> int:
        log = pd.read_parquet(path, columns=["ticket", "event", "at"])
        log["at"] = pd.to_datetime(log["at"], unit="us", utc=True)
        log = log.astype({"event": str, "ticket": str})
        log = pm4py.format_dataframe(log, case_id="ticket", activity_key="event", timestamp_key="at")
        return int(sum(pm4py.discover_dfg(log)[0].values()))

    return work


class Case:
    """What a machine drives; its guards read these."""

    def __init__(self, guards: set[str]) -> None:
        self.state = None
        for name in guards:
            setattr(self, name, False)


def replay(path: str) -> Callable[[], int]:
    """python-statemachine: a machine a ticket, and every event that has an edge sent to it, in its order.

    A sample of tickets, whose conditions answer as the log says that they did. The answer is how many events were sent.
    """
    from statemachine.exceptions import StateMachineError

    from gridgov import tickets

    guards = {guard.name for edge in tickets.LIFECYCLE.edges for guard in edge.guards}

    def run(acts: list[tuple[str, dict[str, bool]]]) -> None:
        case = Case(guards)
        machine = tickets.TicketChart(case)
        for act, answers in acts:
            for name in guards:
                setattr(case, name, answers.get(name, False))
            machine.send(act)

    def works(acts: list[tuple[str, dict[str, bool]]]) -> bool:
        try:
            run(acts)
        except StateMachineError:
            return False
        return True

    sample = [acts for acts in sampled(path) if acts and works(acts)]

    def work() -> int:
        for acts in sample:
            run(acts)
        return sum(map(len, sample))

    return work


def sampled(path: str) -> list[list[tuple[str, dict[str, bool]]]]:
    """Some whole tickets: their acts along edges, each with the answers that lead where the log says."""
    import polars as pl

    from gridgov import tickets
    from gridgov.metrics.conformance import TICKET_EVENTS

    codes, found = dictionary(), []
    log = pl.scan_parquet(path).filter(pl.col("ticket") < SAMPLE).collect().sort("ticket", "version")
    for life in log.partition_by("ticket"):
        steps = []
        for event, before, after in life.select("event", "from", "to").iter_rows():
            source, acts, target = codes.states[before], TICKET_EVENTS[codes.events[event]], codes.states[after]
            edges = [e for e in tickets.LIFECYCLE.edges if (e.source, e.target) == (source, target) and e.event in acts]
            steps += [(edge.event, {guard.name: guard.holds for guard in edge.guards}) for edge in edges[:1]]
        found.append(steps)
    return found


CONTESTANTS: dict[str, Callable[[str], Callable[[], int]]] = {
    prepare.__name__: prepare for prepare in (scan, read, conformance, in_engine, follows, pm4py_follows, replay)
}


def contend(name: str, path: str) -> None:
    """Runs one contestant once, prepared, and prints what it took."""
    work = CONTESTANTS[name](path)
    start, busy = perf_counter(), process_time()
    found = work()
    seconds, cpu = perf_counter() - start, process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"seconds": seconds, "cpu": cpu, "found": found, "peak": peak}))


@dataclass
class Took:
    """The median of what a contestant took, and the most memory, in GB."""

    seconds: float
    cpu: float
    found: int
    peak: float


def in_turns(names: list[str], path: Path, *, rounds: int, pythons: dict[str, str]) -> dict[str, Took]:
    """Each contestant in turns, in processes of its own; those that take long only once."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for turn in range(rounds):
        for name in [name for name in names if not turn or name not in ONCE]:
            command = [pythons.get(name, sys.executable), __file__, "--contestant", name, str(path)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # this very file
            runs[name].append(json.loads(done.stdout.splitlines()[-1]))
    return {
        name: Took(
            median(run["seconds"] for run in found),
            median(run["cpu"] for run in found),
            int(found[0]["found"]),
            max(run["peak"] for run in found),
        )
        for name, found in runs.items()
    }


# ---- the report ---------------------------------------------------------------------------------------------------


def shown(what: str, took: Took) -> dict[str, object]:
    row = {"what": what, "seconds": f"{took.seconds:.2f}", "CPU": f"{took.cpu:.2f}", "peak GB": f"{took.peak:.2f}"}
    return {**row, "found": f"{took.found:,}"}


def rows(found: dict[str, Took], events: int) -> list[dict[str, object]]:
    checked, graph = found["conformance"], found["follows"]
    machine = found["replay"].seconds / found["replay"].found * events
    peak = {
        "what": "peak memory",
        "GB": f"{checked.peak:.2f}",
        "target": "≤ 4",
        "met": "yes" if checked.peak <= 4 else "NO",
    }
    listed = [
        shown("a bare scan, added up", found["scan"]),
        shown("a bare scan, kept", found["read"]),
        shown("conformance", checked),
        shown("conformance, in DuckDB", found["in_engine"]),
        shown("directly-follows", graph),
        {"what": "python-statemachine, extrapolated", "seconds": f"{machine:,.0f}"},
        ratio("against python-statemachine", machine / checked.seconds, at_least=1_000),
        ratio("against a bare scan, kept", checked.seconds / found["read"].seconds, at_most=2),
        ratio("against a bare scan, added up", checked.seconds / found["scan"].seconds, at_most=2),
        peak,
    ]
    if "pm4py_follows" not in found:
        return [*listed, {"what": "pm4py's directly-follows", "seconds": "not measured: name an interpreter, --pm4py"}]
    other = found["pm4py_follows"]
    assert other.found == graph.found
    listed.insert(-4, shown("directly-follows, pm4py", other))
    return [*listed, ratio("directly-follows against pm4py's", other.seconds / graph.seconds, at_least=20)]


def main() -> None:
    """Writes the log, lets the contestants take turns, and prints what came out."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--events", type=int, default=EVENTS, help="how many events the log has, about")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--pm4py", metavar="PYTHON", help="an interpreter that can import pm4py, pandas and pyarrow")
    asked.add_argument("--contestant", nargs=2, metavar=("NAME", "LOG"), help=argparse.SUPPRESS)
    asked.add_argument("--write", metavar="LOG", help="only writes the log, and prints how many events it has")
    options = asked.parse_args()
    if options.contestant:
        contend(*options.contestant)
        return
    if options.write:
        print(write(Path(options.write), options.events))
        return
    with TemporaryDirectory() as folder:
        path = Path(folder, "log.parquet")
        # in a process of its own: what it takes would count as memory of those that this one starts
        command = [sys.executable, __file__, "--write", str(path), "--events", str(options.events)]
        events = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603  # as above
        names = [name for name in CONTESTANTS if name != "pm4py_follows" or options.pm4py]
        found = in_turns(names, path, rounds=options.rounds, pythons={"pm4py_follows": options.pm4py or ""})
        assert found["conformance"].found == found["in_engine"].found > 0
    report(f"logs: {events:,} events, one in {SPOILED:,} spoiled", rows(found, events))


if __name__ == "__main__":
    main()
