"""Figures as pictures: what is drawn, what is named instead, and where it is said to come from."""

from datetime import UTC

import polars as pl
import pytest

from gridgov.errors import BadInput
from gridgov.kpis.demand import VOLUME
from gridgov.kpis.requests import RESOLUTION_RATE
from gridgov.metrics import Figures, compute, months
from gridgov.report.plots import plot, plot_family, svg

pytest.importorskip("altair")

ORIGIN = {"origin_en": "made-up tickets", "origin_zh": "虚构工单"}
DAY = 86_400_000_000
TICKETS = pl.DataFrame(
    {
        "ticket": ["1", "2", "3", "4"],
        "unit": ["north", "north", "south", "<west>"],
        "visited": [1, 1, 1, 0],
        "solved": [1, 0, 1, 0],
        "collected_at": [0, 40 * DAY, 0, 0],
    }
)


def rates(**question):
    return compute(TICKETS, [RESOLUTION_RATE], **question)


class TestAPicture:
    def test_is_svg_without_script_or_network(self):
        text = svg(plot(rates(by=["unit"]), **ORIGIN))

        assert text.startswith("<svg")
        assert "<script" not in text
        assert text.replace("http://www.w3.org", "").count("http") == 0

    @pytest.mark.parametrize(
        ("lang", "origin", "title"), [("en", "made-up tickets", "resolution rate"), ("zh", "虚构工单", "解决率")]
    )
    def test_says_what_it_shows_and_where_it_comes_from(self, lang, origin, title):
        text = svg(plot(rates(by=["unit"]), lang=lang, **ORIGIN))

        assert origin in text
        assert title in text

    def test_names_what_has_no_value_and_draws_no_zero(self):
        text = svg(plot(rates(by=["unit"]), **ORIGIN))

        assert "without a value: &lt;west&gt;" in text
        assert "0.00 %" not in text.replace("50.00 %", "").replace("100.00 %", "")

    def test_by_period_is_a_line_a_unit(self):
        text = svg(plot(rates(by=["unit"], period=months(UTC)), **ORIGIN))

        assert "1970-02" in text
        assert "north" in text

    def test_of_the_whole_has_one_point(self):
        assert "66.67 %" in svg(plot(rates(), **ORIGIN))

    def test_of_a_family_has_its_figures_alone(self):
        figures = compute(TICKETS, [RESOLUTION_RATE, VOLUME])

        assert "tickets received" in svg(plot_family(figures, "requests", **ORIGIN))
        with pytest.raises(BadInput):
            plot_family(figures, "timeliness", **ORIGIN)

    def test_of_many_units_is_drawn_all_the_same(self):
        many = pl.DataFrame(
            {"unit": [f"u{i}" for i in range(30)], "visited": [1] * 30, "solved": [1] * 30, "collected_at": [0] * 30}
        )

        assert svg(plot(compute(many, [RESOLUTION_RATE], by=["unit"], period=months(UTC)), **ORIGIN)).startswith("<svg")


class TestBadInput:
    def test_nothing_is_no_picture(self):
        with pytest.raises(BadInput):
            plot(Figures([], ()), **ORIGIN)

    def test_nor_are_figures_by_two_columns(self):
        with pytest.raises(BadInput) as raised:
            plot(rates(by=["unit", "ticket"]), **ORIGIN)
        assert [p.code for p in raised.value.problems] == ["one_group_column"]
