"""Fifteen figures by unit and month over a table of 1, 5 and 20 million tickets, against the same written by hand.

The table is made up and lies in a Parquet file (``kpi_data.py``); those written by hand, in polars, DuckDB and pandas,
are in ``kpi_contestants.py``. Each contestant runs in a process of its own, in turns, warmed up on a small table, and
all must find the same whole numbers.

    python benchmarks/kpis.py             all sizes
    python benchmarks/kpis.py 1 5         millions of tickets
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from kpi_contestants import BY_HAND, COUNTED, NUMBERS, Numbers
from kpi_data import CATEGORIES, UNITS, ZONE, write
from timing import ratio, report

from gridgov.metrics import (
    AllOf,
    AtLeast,
    Condition,
    Count,
    Elapsed,
    Figures,
    Flag,
    InOrder,
    Known,
    Kpi,
    Not,
    Quantile,
    Repeated,
    Result,
    Share,
    compute,
    months,
)

SIZES = (1, 5, 20)
ROUNDS = {1: 5, 5: 3, 20: 2}
MILLION = 1_000_000
SMALL = 20_000
MONTHS = 12
MOST = 4_096
"""Megabytes."""

# ---- the fifteen --------------------------------------------------------------------------------------------------

COUNTED_ONES = Flag("counted")


def of(*conditions: Condition) -> AllOf:
    """Counted tickets for which all of it holds."""
    return AllOf((COUNTED_ONES, *conditions))


VISITED, OPINION = of(Flag("visited")), of(Flag("visited"), Flag("with_opinion"))
LIMITED, DISPATCHED, CLOSED = of(Known("due")), of(Known("dispatched_at")), of(Known("ended_at"))
CONTACT, HANDLE = Elapsed("dispatched_at", "contacted_at"), Elapsed("collected_at", "ended_at")
HALF, NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)

MEASURES = {
    "volume": Count(),
    "valid": Count(COUNTED_ONES),
    "exclusion_rate": Share(Not(COUNTED_ONES)),
    "response_rate": Share(Flag("contacted"), among=VISITED),
    "resolution_rate": Share(Flag("solved"), among=VISITED),
    "satisfaction_rate": Share(Flag("satisfied"), among=OPINION),
    "satisfied_unsolved": Share(AllOf((Flag("satisfied"), Not(Flag("solved")))), among=OPINION),
    "on_time": Share(InOrder("ended_at", "due"), among=LIMITED),
    "deferral_rate": Share(Flag("deferred"), among=LIMITED),
    "objection_rate": Share(Flag("objected"), among=DISPATCHED),
    "reopened": Share(AtLeast("rounds", 2), among=CLOSED),
    "contact_median": Quantile(CONTACT, HALF, COUNTED_ONES),
    "handle_median": Quantile(HANDLE, HALF, COUNTED_ONES),
    "handle_p90": Quantile(HANDLE, NINE_TENTHS, COUNTED_ONES),
    "repeated": Share(Repeated(("caller", "category"), "collected_at", "ended_at", 30), among=CLOSED),
}


def kpi(name: str) -> Kpi:
    """A figure of the benchmark."""
    return Kpi(
        id=f"benchmark.{name}",
        version=1,
        title_en=name,
        title_zh=name,
        definition_en=name,
        definition_zh=name,
        table="tickets",
        measure=MEASURES[name],
        unit="ratio",
        anchor="collected_at",
        source="benchmark",
    )


FIFTEEN = tuple(map(kpi, MEASURES))
ELEVEN = tuple(kpi for kpi in FIFTEEN if isinstance(kpi.measure, Count | Share) and "repeated" not in kpi.id)
"""Counts and ratios alone."""

Reading = tuple[str, Callable[[Result], int]]

READ: dict[str, Reading] = {
    "volume": ("volume", lambda found: found.numerator),
    "valid": ("valid", lambda found: found.numerator),
    "visited": ("response_rate", lambda found: found.denominator),
    "contacted": ("response_rate", lambda found: found.numerator),
    "solved": ("resolution_rate", lambda found: found.numerator),
    "with_opinion": ("satisfaction_rate", lambda found: found.denominator),
    "satisfied": ("satisfaction_rate", lambda found: found.numerator),
    "unsolved": ("satisfied_unsolved", lambda found: found.numerator),
    "limited": ("on_time", lambda found: found.denominator),
    "on_time": ("on_time", lambda found: found.numerator),
    "deferred": ("deferral_rate", lambda found: found.numerator),
    "dispatched": ("objection_rate", lambda found: found.denominator),
    "objected": ("objection_rate", lambda found: found.numerator),
    "closed": ("reopened", lambda found: found.denominator),
    "reopened": ("reopened", lambda found: found.numerator),
    "contact_median": ("contact_median", lambda found: int((found.value or 0) * 2)),
    "handle_median": ("handle_median", lambda found: int((found.value or 0) * 2)),
    "handle_p90": ("handle_p90", lambda found: int((found.value or 0) * 10)),
    "repeated": ("repeated", lambda found: found.numerator),
}
"""Which figure holds a number that those written by hand find."""


def of_gridgov(path: Path, kpis: tuple[Kpi, ...] = FIFTEEN) -> Figures:
    """The figures, through the front door."""
    import polars as pl

    return compute(pl.scan_parquet(path), kpis, by=["unit"], period=months(ZONE))


def numbers(figures: Figures, names: tuple[str, ...]) -> Numbers:
    """The figures as the table of numbers of those written by hand: by unit, then by month."""
    by_id: dict[str, list[Result]] = {}
    for found in figures:
        by_id.setdefault(found.kpi.id.removeprefix("benchmark."), []).append(found)
    columns = [[read(found) for found in by_id[figure]] for figure, read in map(READ.__getitem__, names)]
    return np.array(columns, dtype=np.int64).T


# ---- one contestant, in a process of its own ----------------------------------------------------------------------

CONTESTANTS: Mapping[str, Callable[[Path], Numbers | Figures]] = {
    **BY_HAND,
    "gridgov": of_gridgov,
    "gridgov, counts": partial(of_gridgov, kpis=ELEVEN),
}
SAME = tuple(name for name in NUMBERS if name in READ)
SAME_COUNTS = tuple(name for name in COUNTED if name in READ)


def run_one(name: str, small: Path, path: Path) -> dict[str, object]:
    """How long it takes after a warm-up, the peak memory of this process, and a digest of what it finds.

    Linux hands the peak of the process that wrote the table down to this one, so that none is below some 280 MB.
    """
    CONTESTANTS[name](small)
    start = perf_counter()
    found = CONTESTANTS[name](path)
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": seconds, "megabytes": peak, "digest": "" if "scan" in name else digest(name, found)}


def digest(name: str, found: Numbers | Figures) -> str:
    """The same for all contestants that find the same."""
    counts = "counts" in name
    names, kept = (COUNTED, SAME_COUNTS) if counts else (NUMBERS, SAME)
    table = numbers(found, kept) if isinstance(found, Figures) else found[:, [names.index(one) for one in kept]]
    return sha256(np.ascontiguousarray(table).tobytes()).hexdigest()[:16]


# ---- all of them --------------------------------------------------------------------------------------------------


def in_processes(small: Path, path: Path, rounds: int) -> dict[str, dict[str, float | str]]:
    """The median time and the highest peak of each, in turns; whoever counts the same must find the same."""
    runs: dict[str, list[dict[str, float | str]]] = {name: [] for name in CONTESTANTS}
    for _ in range(rounds):
        for name, found in runs.items():
            command = [sys.executable, __file__, "--one", name, str(small), str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # this very file
            found.append(json.loads(done.stdout))
    return {
        name: {
            "seconds": median(float(run["seconds"]) for run in found),
            "megabytes": max(float(run["megabytes"]) for run in found),
            "digest": str(found[0]["digest"]),
        }
        for name, found in runs.items()
    }


def agreement(found: Mapping[str, Mapping[str, float | str]]) -> dict[str, object]:
    """Whether all found the same numbers."""
    kinds = [
        {str(run["digest"]) for name, run in found.items() if ("counts" in name) == counts} - {""} for counts in (0, 1)
    ]
    same = all(len(kind) == 1 for kind in kinds)
    return {"what": "the same whole numbers from all of them", "target": "yes", "met": "yes" if same else "NO"}


def rows(found: Mapping[str, Mapping[str, float | str]]) -> list[dict[str, object]]:
    """What came out, for one size."""

    def against(one: str, other: str) -> float:
        return float(found[one]["seconds"]) / float(found[other]["seconds"])

    peak = float(found["gridgov"]["megabytes"])
    return [
        *(
            {"what": name, "seconds": f"{run['seconds']:.2f}", "peak MB": f"{run['megabytes']:,.0f}"}
            for name, run in found.items()
        ),
        ratio("all fifteen, against polars by hand", against("gridgov", "polars"), at_most=0.7),
        ratio("pandas against all fifteen", against("pandas", "gridgov"), at_least=3),
        ratio("counts and ratios, against a bare scan", against("gridgov, counts", "polars, scan"), at_most=1.7),
        {"what": "peak MB", "target": f"≤ {MOST:,}", "met": "yes" if peak <= MOST else "NO"},
        agreement(found),
    ]


def main(sizes: tuple[int, ...]) -> None:
    """Measures and prints."""
    seconds: dict[int, float] = {}
    for size in sizes:
        with TemporaryDirectory() as folder:
            small, path = Path(folder) / "small.parquet", Path(folder) / "tickets.parquet"
            write(small, SMALL)
            write(path, size * MILLION)
            found = in_processes(small, path, ROUNDS.get(size, 1))
        seconds[size] = float(found["gridgov"]["seconds"])
        report(f"kpis: {size} million tickets, {UNITS} units, {MONTHS} months, {CATEGORIES} categories", rows(found))
    if {1, 20} <= seconds.keys():
        report("kpis: linear", [ratio("20 million against 1 million", seconds[20] / seconds[1], at_most=22)])


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--one", name, small, path]:
            print(json.dumps(run_one(name, Path(small), Path(path))))
        case given:
            main(tuple(map(int, given)) or SIZES)
