"""Every KPI of the catalogue on every engine: the same figures as plain Python works out, bit for bit.

The engines are polars (eager, lazy, streaming), pandas, DuckDB and PySpark; one that is not installed is left out, and
PySpark needs Java 17 or later besides. What is expected comes from :mod:`gridgov.testing.kpis`, which shares no code
with the engines.
"""

import shutil
from collections import defaultdict
from datetime import UTC, timedelta, timezone
from functools import cache

import polars as pl
import pytest

from gridgov.kpis import CATALOGUE
from gridgov.metrics import Change, compute, merge, months, states
from gridgov.testing.kpis import reference
from gridgov.testing.tables import drawn

BEIJING = timezone(timedelta(hours=8))
AS_OF = 1_640_966_400_000_000 + 60 * 86_400_000_000
"""Two months after the first day of the tables."""

QUESTIONS = {
    "whole": {},
    "by unit": {"by": ["unit"]},
    "by month": {"period": months(BEIJING)},
    "by unit and month": {"by": ["unit"], "period": months(BEIJING)},
}

TABLES = {name: [kpi for kpi in CATALOGUE if kpi.table == name] for name in dict.fromkeys(k.table for k in CATALOGUE)}


# ---- engines ------------------------------------------------------------------------------------------------------


def eager(table):
    return pl.DataFrame(table, infer_schema_length=None)


def lazy(table):
    return eager(table).lazy()


def pandas(table):
    return pytest.importorskip("pandas").DataFrame(table)


def duckdb(table):
    connection = pytest.importorskip("duckdb").connect()
    arrow = eager(table).to_arrow()
    return connection.from_arrow(arrow)


def pyspark(table):
    session = spark()
    names = list(table)
    types = {pl.String: "string", pl.Int64: "bigint", pl.Null: "string"}
    schema = ", ".join(f"`{name}` {types[dtype]}" for name, dtype in eager(table).schema.items())
    return session.createDataFrame(list(zip(*(table[name] for name in names), strict=True)), schema=schema)


@cache
def spark():
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("PySpark needs Java 17")
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.sql.session.timeZone": "UTC"}
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


ENGINES = [eager, lazy, pandas, duckdb, pyspark]


def asked_of(engine):
    """PySpark takes seconds a question: it is asked the coarsest and the finest."""
    return ["whole", "by unit and month"] if engine is pyspark else list(QUESTIONS)


# ---- what is compared ---------------------------------------------------------------------------------------------


def told(results):
    return [
        (tuple(r.group.values()), r.period and r.period.label, r.value, r.reason, dict(r.excluded)) for r in results
    ]


@cache
def expected(table, question):
    """By KPI, what plain Python comes to."""
    kpis = answerable(table, question)
    rows = drawn(kpis, 400, seed=2022)
    bases = {"population": 9_000, "households": 4_000}
    found = {}
    for kpi in kpis:
        answers = reference(kpi, rows, as_of=AS_OF, bases=bases, **QUESTIONS[question])
        found[kpi.id] = [(a.group, a.period, a.value, a.reason, dict(a.excluded)) for a in answers]
    return rows, found


def answerable(table, question):
    """The KPIs of a table that the question can be put to."""
    periods = "period" in QUESTIONS[question]
    return [
        kpi
        for kpi in TABLES[table]
        if (kpi.anchor is not None or not periods) and (periods or not isinstance(kpi.measure, Change))
    ]


@pytest.mark.filterwarnings(
    "ignore::FutureWarning", "ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore:DataFrame is highly"
)
@pytest.mark.parametrize(
    ("engine", "question"),
    [(engine, question) for engine in ENGINES for question in asked_of(engine)],
    ids=lambda given: given if isinstance(given, str) else given.__name__,
)
@pytest.mark.parametrize("table", TABLES)
class TestEveryKpiOnEveryEngine:
    @pytest.mark.parametrize("way", [compute, states], ids=lambda way: way.__name__)
    def test_comes_to_what_plain_python_does(self, engine, table, question, way):
        kpis = answerable(table, question)
        if not kpis:
            return
        rows, wanted = expected(table, question)
        bases = {"population": 9_000, "households": 4_000}
        found = way(engine(rows), kpis, as_of=AS_OF, bases=bases, **QUESTIONS[question])

        by_kpi = defaultdict(list)
        for result in found:
            by_kpi[result.kpi.id].append(result)
        assert {name: told(results) for name, results in by_kpi.items()} == {k: v for k, v in wanted.items() if v}


@pytest.mark.parametrize("table", TABLES)
def test_streaming_is_the_same(table):
    rows, wanted = expected(table, "by unit")
    kpis = answerable(table, "by unit")
    with pl.Config(engine_affinity="streaming"):
        found = compute(lazy(rows), kpis, as_of=AS_OF, bases={"population": 9_000, "households": 4_000}, by=["unit"])

    assert told(found) == [row for kpi in kpis for row in wanted[kpi.id]]


@pytest.mark.parametrize("kpi", CATALOGUE, ids=lambda kpi: kpi.id)
class TestTheWorkedExample:
    """The value beside a definition was worked out by hand; it is what the library comes to."""

    def test_by_the_library(self, kpi):
        assert worked(kpi, compute) == kpi.example.value

    def test_with_states_that_add_up(self, kpi):
        assert worked(kpi, states) == kpi.example.value

    def test_by_plain_python(self, kpi):
        example = kpi.example
        period = {"period": months(UTC)} if example.months else {}
        *_, last = reference(kpi, example.table(), as_of=example.as_of, bases=dict(example.bases), **period)

        assert last.value == example.value


def worked(kpi, way):
    example = kpi.example
    period = {"period": months(UTC)} if example.months else {}
    *_, last = way(pl.DataFrame(example.table()), [kpi], as_of=example.as_of, bases=dict(example.bases), **period)
    return last.value


@pytest.mark.parametrize("table", TABLES)
class TestLaws:
    def test_parts_make_the_whole(self, table):
        kpis = [kpi for kpi in answerable(table, "whole") if not dict(kpi.columns).get("unit")]
        rows, wanted = expected(table, "whole")
        bases = {"population": 9_000, "households": 4_000}
        parts = states(eager(rows), kpis, as_of=AS_OF, bases=bases, by=["unit"])
        repeated = [kpi for kpi in kpis if "Base" in repr(kpi.measure)]

        for kpi in kpis:
            if kpi not in repeated:
                assert merge(parts.of(kpi)).value == wanted[kpi.id][0][2], kpi.id

    def test_the_order_of_the_rows_does_not_matter(self, table):
        rows, wanted = expected(table, "by unit")
        kpis = answerable(table, "by unit")
        backwards = {name: column[::-1] for name, column in rows.items()}
        found = compute(
            eager(backwards), kpis, as_of=AS_OF, bases={"population": 9_000, "households": 4_000}, by=["unit"]
        )

        assert told(found) == [row for kpi in kpis for row in wanted[kpi.id]]

    def test_nothing_is_none_with_a_reason_or_a_count_of_zero(self, table):
        kpis = answerable(table, "whole")
        rows, _ = expected(table, "whole")
        found = compute(eager(rows).clear(), kpis, as_of=AS_OF, bases={"population": 9_000, "households": 4_000})

        for result in found:
            assert (result.value is None) == bool(result.reason), result.kpi.id
            assert result.value in (None, 0), result.kpi.id


def test_a_survey_says_beside_which_figure_it_is_read():
    """How many answered belongs to what they said (anchors: callback coverage, the companion of the three rates)."""
    ids = {kpi.id for kpi in CATALOGUE}
    surveys = [kpi for kpi in CATALOGUE if kpi.population == "survey"]

    assert surveys
    assert {kpi.id for kpi in surveys if kpi.beside not in ids} == set()
