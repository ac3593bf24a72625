"""Figures that add up: from a log or a spreadsheet to tables, from tables to states, from states to figures.

::

    recorded events ──facts──▶ tables ──compute──▶ states (whole numbers that add up) ──▶ Figures (exact fractions)

A :class:`Kpi` is a value: which rows count, what is made of them, where the formula comes from. Its state is made of
whole numbers, so parts of a city and days of a stream add up exactly, and ratios are never averaged. Nothing is rounded
before it is shown; where there is nothing to divide by there is None with a reason, never 0.

Runs on any dataframe that narwhals takes (polars, pandas, DuckDB, PySpark …), with the same result on each of them.

>>> import polars
>>> share = Kpi(
...     id="demo.solved",
...     version=1,
...     title_en="solved",
...     title_zh="解决率",
...     definition_en="visited tickets that are solved, of all visited tickets",
...     definition_zh="回访工单中已解决的占比",
...     table="tickets",
...     measure=Share(of=Flag("solved"), among=Flag("visited")),
...     unit="percent",
...     source="example",
... )
>>> [result] = compute(polars.DataFrame({"visited": [1, 1, 1, 0], "solved": [1, 1, 0, 0]}), [share])
>>> result.value, result.shown()
(Fraction(2, 3), '66.67 %')
"""

from gridgov.metrics.combining import merge, roll_up, rolling
from gridgov.metrics.computing import compute, states
from gridgov.metrics.conditions import (
    ALWAYS,
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Condition,
    Flag,
    InOrder,
    Known,
    Not,
    Repeated,
    Spent,
    Within,
)
from gridgov.metrics.facts import Facts, facts, microseconds
from gridgov.metrics.figures import Figures, Result
from gridgov.metrics.kpi import Example, Exclusion, Kpi, Target
from gridgov.metrics.measures import (
    Base,
    Change,
    Column,
    Concentration,
    Count,
    Distinct,
    Elapsed,
    Mean,
    Quantile,
    Quotient,
    Share,
    Spread,
    Total,
    Waiting,
)
from gridgov.metrics.periods import Period, Window, custom, days, months, quarters, weeks, years
from gridgov.metrics.register_facts import RegisterFacts, register_facts

__all__ = [
    "ALWAYS",
    "AllOf",
    "Among",
    "AnyOf",
    "AtLeast",
    "Base",
    "Change",
    "Column",
    "Concentration",
    "Condition",
    "Count",
    "Distinct",
    "Elapsed",
    "Example",
    "Exclusion",
    "Facts",
    "Figures",
    "Flag",
    "InOrder",
    "Known",
    "Kpi",
    "Mean",
    "Not",
    "Period",
    "Quantile",
    "Quotient",
    "RegisterFacts",
    "Repeated",
    "Result",
    "Share",
    "Spent",
    "Spread",
    "Target",
    "Total",
    "Waiting",
    "Window",
    "Within",
    "compute",
    "custom",
    "days",
    "facts",
    "merge",
    "microseconds",
    "months",
    "quarters",
    "register_facts",
    "roll_up",
    "rolling",
    "states",
    "weeks",
    "years",
]
