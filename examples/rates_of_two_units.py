"""From a spreadsheet of another system to exact rates, by unit and for the whole.

Needs ``gridgov[metrics]``. Prints::

    解决率 north 2/3
    解决率 south 1/3
    解决率 both 1/2
    满意率 north 1/1
    满意率 south 1/2
    满意率 both 3/4
"""

import polars as pl

from gridgov.kpis.requests import RESOLUTION_RATE, SATISFACTION_RATE
from gridgov.metrics import compute, merge

EXPORT = pl.DataFrame(
    {
        "department": ["north", "north", "north", "south", "south", "south", "south"],
        "callback": ["yes", "yes", "yes", "yes", "yes", "yes", "no"],
        "fixed": ["yes", "yes", "no", "yes", "no", "no", "no"],
        "opinion": ["good", "good", "", "good", "bad", "", ""],
    }
)
"""What the other system gave us: words, one row a ticket."""

TICKETS = EXPORT.select(
    unit=pl.col("department"),
    visited=(pl.col("callback") == "yes").cast(pl.Int64),
    solved=(pl.col("fixed") == "yes").cast(pl.Int64),
    satisfied=(pl.col("opinion") == "good").cast(pl.Int64),
    with_opinion=(pl.col("opinion") != "").cast(pl.Int64),
)
"""The same as the flags that the figures are made of."""


def main() -> None:
    """Prints each rate by unit, then merged: the counts add up, the rates do not."""
    for kpi in (RESOLUTION_RATE, SATISFACTION_RATE):
        by_unit = compute(TICKETS, [kpi], by=["unit"])
        whole = merge(by_unit)
        for name, result in [*((r.group["unit"], r) for r in by_unit), ("both", whole)]:
            if result.value is not None:
                print(kpi.title_zh, name, f"{result.value.numerator}/{result.value.denominator}")


if __name__ == "__main__":
    main()
