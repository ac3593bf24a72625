"""A month of three units: the rates, what they are worth, and what may follow from them.

Needs ``gridgov[metrics]``. The tickets are made up. Prints::

    north  90.00 %  (85.06 % to 93.43 %)
    south  76.67 %  (59.07 % to 88.21 %)
    west   — (too few to say)
    rank 1: north, somewhere from 1 to 1
    rank 2: south, somewhere from 2 to 2
    not ranked: west
    north: praise
    south: south is in the band "weak" no more than by chance
"""

from fractions import Fraction

import polars as pl

from gridgov.errors import Refused
from gridgov.kpis.requests import RESOLUTION_RATE
from gridgov.metrics import compute
from gridgov.metrics.assessment import Band, Indicator, Policy, assess, consequence
from gridgov.metrics.ranking import rank
from gridgov.metrics.uncertainty import counted

VISITED = {"north": (200, 180), "south": (30, 23), "west": (4, 4)}
"""By unit: how many were visited again, and how many of them are solved."""

TICKETS = pl.DataFrame(
    [
        {"unit": unit, "visited": 1, "solved": int(i < solved), "counted": 1}
        for unit, (visited, solved) in VISITED.items()
        for i in range(visited)
    ]
)

POLICY = Policy(
    id="made-up",
    title_en="a made-up policy",
    title_zh="虚构的办法",
    source="made up",
    indicators=(Indicator(RESOLUTION_RATE, Fraction(1)),),
    bands=(Band("good", Fraction(80), "praise", "表扬"), Band("weak", Fraction(0), "a talk", "约谈")),
    minimum=10,
)


def percent(value: float) -> str:
    """A part of one as a percentage."""
    return f"{100 * value:.2f} %"


def main() -> None:
    """Prints rates with intervals, ranks with intervals, and what may follow."""
    [kpi] = POLICY.kpis()
    for result in compute(TICKETS, [kpi], by=["unit"]):
        interval = result.interval()
        between = f"({percent(interval.low)} to {percent(interval.high)})" if interval else ""
        print(f"{result.group['unit']:<6} {result.shown()}  {between}".rstrip())
    ranking = rank(counted({unit: (solved, visited) for unit, (visited, solved) in VISITED.items()}), minimum=10)
    for row in ranking.rows:
        print(f"rank {row.rank}: {row.unit}, somewhere from {row.low} to {row.high}")
    print("not ranked:", ", ".join(row.unit for row in ranking.insufficient))
    assessment = assess(TICKETS, POLICY)
    for unit in ("north", "south"):
        try:
            print(f"{unit}: {consequence(assessment, unit).text_en}")
        except Refused as refused:
            print(f"{unit}: {refused.text('en').partition(':')[0]}")


if __name__ == "__main__":
    main()
