"""What an analyst sees in a notebook: tables that say how much is behind a figure, and escape what they show."""

from fractions import Fraction

import polars as pl
from attrs import evolve

from gridgov.kpis.requests import RESOLUTION_RATE
from gridgov.metrics import compute
from gridgov.metrics.assessment import Band, Indicator, Policy, assess
from gridgov.metrics.gaming import detect
from gridgov.metrics.html import table
from gridgov.metrics.ranking import rank
from gridgov.metrics.uncertainty import counted
from gridgov.report.figures_page import counts, laid_out

VISITS = pl.DataFrame(
    {"unit": ["<b>", "<b>", "south"], "visited": [1, 1, 1], "solved": [1, 0, 1], "counted": [1, 1, 1]}
)
POLICY = Policy(
    id="made-up",
    title_en="made up",
    title_zh="虚构",
    source="made up",
    indicators=(Indicator(RESOLUTION_RATE, 1),),
    bands=(Band("all", 0, "none", "无"),),
)


def test_figures_show_values_with_their_counts():
    shown = compute(VISITS, [RESOLUTION_RATE], by=["unit"])._repr_html_()

    assert "<td>50.00 %</td><td>1 / 2</td>" in shown
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


def test_a_ranking_shows_intervals_and_who_is_not_ranked():
    shown = rank(counted({"a": (9, 10), "b": (5, 10), "c": (1, 1)}), minimum=5)._repr_html_()

    assert "<td>9 / 10</td>" in shown
    assert "<td>c</td><td>—</td>" in shown


def test_an_assessment_shows_bounds_and_whether_it_may_be_chance():
    shown = assess(VISITS, POLICY)._repr_html_()

    assert "<td>50.00</td>" in shown
    assert "<td>yes</td>" in shown


def test_detectors_show_what_was_not_looked_at():
    assert "<li>" in detect(VISITS)._repr_html_()


def test_a_cell_of_nothing_is_empty():
    assert table(("a",), [(None,), (Fraction(1, 2),)]).endswith(
        "<tr><td></td></tr><tr><td>1/2</td></tr></tbody></table>"
    )


def test_what_is_too_few_to_publish_shows_no_counts_either():
    hidden = evolve(RESOLUTION_RATE, suppress_below=5)
    figures = compute(VISITS, [hidden])

    assert "2 / 3" not in figures._repr_html_()
    assert figures.table()["numerator"] == [None]
    assert counts(figures[0]) == ""


def test_groups_that_look_alike_are_two_rows():
    frame = pl.DataFrame({"unit": ["—", None, ""], "visited": [1, 1, 1], "solved": [1, 0, 1]})
    figures = compute(frame, [RESOLUTION_RATE], by=["unit"])

    assert [name for name, _ in laid_out(figures, RESOLUTION_RATE).rows] == ["", "—", "—"]
