"""A made-up year of tickets in Parquet, row group by row group, for benchmarks.

One Beijing year, 2022, in the order in which an export has its rows: as they came in. Columns are those of the ticket
table, coded as whole numbers; times are microseconds since 1970, UTC, and empty where nothing happened. With twenty
million rows there are eight million callers: most call once or twice, a few call every day, and who calls again mostly
does so about the same matter.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

ZONE = ZoneInfo("Asia/Shanghai")
YEAR = 2022
UNITS, PLACES, CATEGORIES = 343, 7_000, 240
CALLERS_A_ROW = 0.4
ROW_GROUP = 250_000
MINUTE = 60_000_000
DAY = 1_440 * MINUTE

Column = NDArray[np.int64] | pa.Array


def micros(year: int, month: int) -> int:
    """When a month begins in Beijing."""
    return int(datetime(year, month, 1, tzinfo=ZONE).timestamp()) * 1_000_000


START, END = micros(YEAR, 1), micros(YEAR + 1, 1)


def write(path: Path, rows: int, seed: int = 2022) -> None:
    """Writes the table; it is never in memory as a whole."""
    writer: pq.ParquetWriter | None = None
    for table in tables(rows, seed):
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def tables(rows: int, seed: int = 2022) -> Iterator[pa.Table]:
    """The table piece by piece, each a stretch of the year."""
    rng = np.random.default_rng(seed)
    for first in range(0, rows, ROW_GROUP):
        size = min(ROW_GROUP, rows - first)
        low, high = (START + (END - START) * row // rows for row in (first, first + size))
        yield piece(rng, first, np.sort(rng.integers(low, high, size)), max(1, int(rows * CALLERS_A_ROW)))


def piece(rng: np.random.Generator, first: int, collected: NDArray[np.int64], callers: int) -> pa.Table:
    """The rows that came in at these moments."""
    size = len(collected)
    unit = skewed(rng, size, UNITS, 1.4)
    caller = np.where(rng.random(size) < 0.85, rng.integers(0, callers, size), skewed(rng, size, callers, 2.0))
    usual = (caller * 2_654_435_761 >> 7) % CATEGORIES
    category = np.where(rng.random(size) < 0.5, usual, skewed(rng, size, CATEGORIES, 2.5))
    return pa.table(
        {
            "ticket": first + np.arange(size),
            "unit": unit.astype(np.int16),
            "place": (unit * (PLACES // UNITS) + rng.integers(0, PLACES // UNITS, size)).astype(np.int32),
            "category": category.astype(np.int16),
            "caller": caller.astype(np.int32),
            **times(rng, collected, unit),
            **flags(rng, size, 0.8 + 0.15 * (unit % 7) / 7),
        }
    )


def skewed(rng: np.random.Generator, size: int, kinds: int, power: float) -> NDArray[np.int64]:
    """Numbers below ``kinds``, the small ones more often."""
    return (kinds * rng.random(size) ** power).astype(np.int64)


def later(rng: np.random.Generator, since: NDArray[np.int64], median: float, spread: float) -> NDArray[np.int64]:
    """A moment that comes so many minutes later, log-normally."""
    return since + (rng.lognormal(np.log(median), spread, len(since)) * MINUTE).astype(np.int64)


def times(rng: np.random.Generator, collected: NDArray[np.int64], unit: NDArray[np.int64]) -> dict[str, Column]:
    """What happened when: some are not handed on, some not contacted, some have no limit, some are still open."""
    size = len(collected)
    dispatched = later(rng, collected, 25, 1.0)
    contacted = later(rng, dispatched, 180, 1.2)
    ended = later(rng, collected, 1, 0.8) + (contacted - collected) + (unit % 11 + 2) * 400 * MINUTE
    due = dispatched + rng.choice(np.array([1, 3, 7, 15]), size, p=[0.1, 0.2, 0.5, 0.2]) * DAY
    handed_on = rng.random(size) < 0.99
    return {
        "collected_at": collected,
        "dispatched_at": known(dispatched, handed_on),
        "contacted_at": known(contacted, handed_on & (rng.random(size) < 0.92)),
        "due": known(due, handed_on & (rng.random(size) < 0.9)),
        "ended_at": known(later(rng, ended, 900, 1.3), rng.random(size) < 0.96),
    }


def known(values: NDArray[np.int64], where: NDArray[np.bool_]) -> pa.Array:
    """The values, empty where they are not known."""
    return pa.array(values, mask=~where)


def flags(rng: np.random.Generator, size: int, good: NDArray[np.float64]) -> dict[str, Column]:
    """Zeros and ones, and how many rounds a ticket went."""
    visited = rng.random(size) < 0.85
    opinion = visited & (rng.random(size) < 0.9)
    solved = visited & (rng.random(size) < good)
    found = {
        "counted": rng.random(size) < 0.93,
        "visited": visited,
        "contacted": visited & (rng.random(size) < 0.95),
        "solved": solved,
        "satisfied": opinion & (rng.random(size) < np.where(solved, 0.97, 0.4)),
        "with_opinion": opinion,
        "deferred": rng.random(size) < 0.04,
        "objected": rng.random(size) < 0.03,
        "rounds": np.minimum(rng.geometric(0.92, size), 9),
    }
    return {name: values.astype(np.int8) for name, values in found.items()}
