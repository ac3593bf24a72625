"""Fifteen figures by unit and month, written by hand as an analyst would in polars, pandas and DuckDB.

Each contestant returns the same table of whole numbers: a row a unit and month, columns as in ``NUMBERS``. Quantiles
lie between two whole minutes, so twice a median and ten times a ninth decile are whole too. A ticket is repeated if
the same caller comes about the same matter within thirty days after it was closed, not before.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from kpi_data import DAY, MINUTE
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

NUMBERS = (
    "volume",
    "valid",
    "visited",
    "contacted",
    "solved",
    "with_opinion",
    "satisfied",
    "unsolved",
    "limited",
    "on_time",
    "deferred",
    "dispatched",
    "objected",
    "closed",
    "reopened",
    "contacts",
    "contact_median",
    "handle_median",
    "handle_p90",
    "repeated",
)
COUNTED = tuple(name for name in NUMBERS if name not in {"contact_median", "handle_median", "handle_p90", "repeated"})
COLUMNS = (
    "unit",
    "category",
    "caller",
    "collected_at",
    "dispatched_at",
    "contacted_at",
    "due",
    "ended_at",
    "counted",
    "visited",
    "contacted",
    "solved",
    "satisfied",
    "with_opinion",
    "deferred",
    "objected",
    "rounds",
)
COUNT_COLUMNS = tuple(name for name in COLUMNS if name not in {"category", "caller"})
WITHIN = 30 * DAY

Numbers = NDArray[np.int64]
Contestant = Callable[[Path], Numbers]


# ---- polars -------------------------------------------------------------------------------------------------------


def polars_month() -> "pl.Expr":
    import polars as pl

    at = pl.from_epoch("collected_at", "us").dt.replace_time_zone("UTC")
    return at.dt.convert_time_zone("Asia/Shanghai").dt.month().alias("month")


def polars_counts() -> "list[pl.Expr]":
    import polars as pl

    counted, closed = pl.col("counted") == 1, pl.col("ended_at").is_not_null()
    visited = counted & (pl.col("visited") == 1)
    opinion = visited & (pl.col("with_opinion") == 1)
    satisfied = opinion & (pl.col("satisfied") == 1)
    limited = counted & pl.col("due").is_not_null()
    dispatched = counted & pl.col("dispatched_at").is_not_null()
    return [
        pl.len().alias("volume"),
        counted.sum().alias("valid"),
        visited.sum().alias("visited"),
        (visited & (pl.col("contacted") == 1)).sum().alias("contacted"),
        (visited & (pl.col("solved") == 1)).sum().alias("solved"),
        opinion.sum().alias("with_opinion"),
        satisfied.sum().alias("satisfied"),
        (satisfied & (pl.col("solved") == 0)).sum().alias("unsolved"),
        limited.sum().alias("limited"),
        (limited & (pl.col("ended_at") <= pl.col("due"))).sum().alias("on_time"),
        (limited & (pl.col("deferred") == 1)).sum().alias("deferred"),
        dispatched.sum().alias("dispatched"),
        (dispatched & (pl.col("objected") == 1)).sum().alias("objected"),
        (counted & closed).sum().alias("closed"),
        (counted & closed & (pl.col("rounds") >= 2)).sum().alias("reopened"),
        (dispatched & pl.col("contacted_at").is_not_null()).sum().alias("contacts"),
    ]


def polars_times() -> "list[pl.Expr]":
    import polars as pl

    counted = pl.col("counted") == 1
    contact = ((pl.col("contacted_at") - pl.col("dispatched_at")) // MINUTE).filter(counted)
    handle = ((pl.col("ended_at") - pl.col("collected_at")) // MINUTE).filter(counted)
    return [
        (contact.quantile(0.5, "linear") * 2).round().cast(pl.Int64).alias("contact_median"),
        (handle.quantile(0.5, "linear") * 2).round().cast(pl.Int64).alias("handle_median"),
        (handle.quantile(0.9, "linear") * 10).round().cast(pl.Int64).alias("handle_p90"),
    ]


def polars_repeats(path: Path) -> "pl.LazyFrame":
    import polars as pl

    keys = ["caller", "category"]
    tickets = pl.scan_parquet(path)
    closed = tickets.filter(pl.col("counted") == 1, pl.col("ended_at").is_not_null())
    ends = closed.select("unit", polars_month(), *keys, at="ended_at").sort("at")
    starts = tickets.select(*keys, at="collected_at", again="collected_at").sort("at")
    found = ends.join_asof(
        starts,
        on="at",
        by=keys,
        strategy="forward",
        tolerance=WITHIN,
        allow_exact_matches=False,
        check_sortedness=False,
    )
    return found.group_by("unit", "month").agg(pl.col("again").is_not_null().sum().alias("repeated"))


def polars_numbers(frame: "pl.DataFrame", names: tuple[str, ...]) -> Numbers:
    return frame.sort("unit", "month").select(names).to_numpy().astype(np.int64)


def of_polars(path: Path) -> Numbers:
    """All fifteen."""
    import polars as pl

    tickets = pl.scan_parquet(path)
    grouped = tickets.group_by("unit", polars_month()).agg(*polars_counts(), *polars_times())
    found = grouped.collect(engine="streaming")
    repeats = polars_repeats(path).collect()  # streaming takes a tenth longer here
    return polars_numbers(found.join(repeats, on=["unit", "month"], how="left").fill_null(0), NUMBERS)


def of_polars_counts(path: Path) -> Numbers:
    """Counts and ratios alone."""
    import polars as pl

    grouped = pl.scan_parquet(path).group_by("unit", polars_month()).agg(*polars_counts())
    return polars_numbers(grouped.collect(engine="streaming"), COUNTED)


def of_polars_scan(path: Path) -> Numbers:
    """The columns of the counts read and added up, nothing else."""
    import polars as pl

    return pl.scan_parquet(path).select(pl.col(COUNT_COLUMNS).sum()).collect(engine="streaming").to_numpy()


# ---- DuckDB -------------------------------------------------------------------------------------------------------

DUCKDB_COUNTS = """
    count(*) AS volume,
    count(*) FILTER (counted = 1) AS valid,
    count(*) FILTER (counted = 1 AND visited = 1) AS visited,
    count(*) FILTER (counted = 1 AND visited = 1 AND contacted = 1) AS contacted,
    count(*) FILTER (counted = 1 AND visited = 1 AND solved = 1) AS solved,
    count(*) FILTER (counted = 1 AND visited = 1 AND with_opinion = 1) AS with_opinion,
    count(*) FILTER (counted = 1 AND visited = 1 AND with_opinion = 1 AND satisfied = 1) AS satisfied,
    count(*) FILTER (counted = 1 AND visited = 1 AND with_opinion = 1 AND satisfied = 1 AND solved = 0) AS unsolved,
    count(*) FILTER (counted = 1 AND due IS NOT NULL) AS limited,
    count(*) FILTER (counted = 1 AND ended_at <= due) AS on_time,
    count(*) FILTER (counted = 1 AND due IS NOT NULL AND deferred = 1) AS deferred,
    count(*) FILTER (counted = 1 AND dispatched_at IS NOT NULL) AS dispatched,
    count(*) FILTER (counted = 1 AND dispatched_at IS NOT NULL AND objected = 1) AS objected,
    count(*) FILTER (counted = 1 AND ended_at IS NOT NULL) AS closed,
    count(*) FILTER (counted = 1 AND ended_at IS NOT NULL AND rounds >= 2) AS reopened,
    count(*) FILTER (counted = 1 AND contacted_at >= dispatched_at) AS contacts
"""
DUCKDB_TIMES = f"""
    quantile_cont((contacted_at - dispatched_at) // {MINUTE}, 0.5) FILTER (counted = 1) AS contact_median,
    quantile_cont((ended_at - collected_at) // {MINUTE}, [0.5, 0.9]) FILTER (counted = 1) AS handle
"""
DUCKDB_MONTH = "month(make_timestamp(collected_at + 8 * 3600000000))"


def of_duckdb(path: Path) -> Numbers:
    """All fifteen."""
    names = ", ".join(f"coalesce({name}, 0)" for name in NUMBERS)
    return duckdb_numbers(
        f"""
        WITH grouped AS (
            SELECT unit, {DUCKDB_MONTH} AS month, {DUCKDB_COUNTS}, {DUCKDB_TIMES} FROM tickets GROUP BY ALL
        ), repeats AS (
            SELECT ends.unit, {DUCKDB_MONTH.replace("collected_at", "ends.collected_at")} AS month, count(*) AS repeated
            FROM tickets AS ends ASOF JOIN tickets AS starts
            ON ends.caller = starts.caller AND ends.category = starts.category AND ends.ended_at < starts.collected_at
            WHERE ends.counted = 1 AND starts.collected_at <= ends.ended_at + {WITHIN}
            GROUP BY ALL
        ), numbers AS (
            SELECT * EXCLUDE (contact_median),
                round(contact_median * 2)::BIGINT AS contact_median,
                round(handle[1] * 2)::BIGINT AS handle_median,
                round(handle[2] * 10)::BIGINT AS handle_p90
            FROM grouped LEFT JOIN repeats USING (unit, month)
        )
        SELECT {names} FROM numbers ORDER BY unit, month
        """,  # noqa: S608  # every part of it stands in this file
        path,
    )


def of_duckdb_counts(path: Path) -> Numbers:
    """Counts and ratios alone."""
    counts = f"SELECT unit, {DUCKDB_MONTH} AS month, {DUCKDB_COUNTS} FROM tickets GROUP BY ALL ORDER BY ALL"  # noqa: S608  # as above
    return duckdb_numbers(f"SELECT * EXCLUDE (unit, month) FROM ({counts})", path)  # noqa: S608  # as above


def duckdb_numbers(query: str, path: Path) -> Numbers:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"SET threads = 2; CREATE VIEW tickets AS FROM read_parquet('{path}')")
        return np.column_stack(list(connection.execute(query).fetchnumpy().values())).astype(np.int64)


# ---- pandas -------------------------------------------------------------------------------------------------------


def of_pandas(path: Path) -> Numbers:
    """All fifteen."""
    import pandas as pd

    tickets = pd.read_parquet(path, columns=list(COLUMNS))
    at = pd.to_datetime(tickets["collected_at"], unit="us", utc=True)
    tickets["month"] = at.dt.tz_convert("Asia/Shanghai").dt.month
    keys = ["unit", "month"]
    grouped = pandas_flags(tickets).groupby(keys)
    found = grouped.sum()
    found["repeated"] = pandas_repeats(tickets).groupby(keys).size()
    counted = tickets[tickets["counted"] == 1]
    times = pd.DataFrame(
        {
            "unit": counted["unit"],
            "month": counted["month"],
            "contact": (counted["contacted_at"] - counted["dispatched_at"]) // MINUTE,
            "handle": (counted["ended_at"] - counted["collected_at"]) // MINUTE,
        }
    ).groupby(keys)
    found["contact_median"] = (times["contact"].median() * 2).round()
    found["handle_median"] = (times["handle"].median() * 2).round()
    found["handle_p90"] = (times["handle"].quantile(0.9) * 10).round()
    return found.fillna(0)[list(NUMBERS)].to_numpy(dtype=np.int64)


def pandas_flags(tickets: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    counted, closed = tickets["counted"] == 1, tickets["ended_at"].notna()
    visited = counted & (tickets["visited"] == 1)
    opinion = visited & (tickets["with_opinion"] == 1)
    satisfied = opinion & (tickets["satisfied"] == 1)
    limited = counted & tickets["due"].notna()
    dispatched = counted & tickets["dispatched_at"].notna()
    return pd.DataFrame(
        {
            "unit": tickets["unit"],
            "month": tickets["month"],
            "volume": 1,
            "valid": counted,
            "visited": visited,
            "contacted": visited & (tickets["contacted"] == 1),
            "solved": visited & (tickets["solved"] == 1),
            "with_opinion": opinion,
            "satisfied": satisfied,
            "unsolved": satisfied & (tickets["solved"] == 0),
            "limited": limited,
            "on_time": limited & (tickets["ended_at"] <= tickets["due"]),
            "deferred": limited & (tickets["deferred"] == 1),
            "dispatched": dispatched,
            "objected": dispatched & (tickets["objected"] == 1),
            "closed": counted & closed,
            "reopened": counted & closed & (tickets["rounds"] >= 2),
            "contacts": dispatched & tickets["contacted_at"].notna(),
        }
    )


def pandas_repeats(tickets: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    keys = ["caller", "category"]
    ends = tickets.loc[(tickets["counted"] == 1) & tickets["ended_at"].notna(), [*keys, "unit", "month", "ended_at"]]
    ends["ended_at"] = ends["ended_at"].astype("int64")
    found = pd.merge_asof(
        ends.sort_values("ended_at"),
        tickets[[*keys, "collected_at"]].sort_values("collected_at"),
        left_on="ended_at",
        right_on="collected_at",
        by=keys,
        direction="forward",
        tolerance=WITHIN,
        allow_exact_matches=False,
    )
    return found[found["collected_at"].notna()]


BY_HAND: dict[str, Contestant] = {
    "polars": of_polars,
    "polars, counts": of_polars_counts,
    "polars, scan": of_polars_scan,
    "DuckDB": of_duckdb,
    "DuckDB, counts": of_duckdb_counts,
    "pandas": of_pandas,
}
"""Each imports its own engine alone, so that the memory of a process is that of its engine."""
