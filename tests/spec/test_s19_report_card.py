"""S19: the year-end report card tells the figures of a year in groups, each beside what the year came to.

Yuqiao Subdistrict year-end report, 2022: five groups, F1 to F29. What is simulated, counted or recomputed says so.
"""

from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from gridgov.metrics import Facts
from gridgov.org import read_register
from gridgov.parameters import packaged
from gridgov.report.audited import lines
from gridgov.report.card import Card, rows
from gridgov.report.figures import figures
from gridgov.report.page import page
from gridgov.report.produced import from_log, from_parts, from_register, together
from gridgov.report.terminal import show

JUNE = int(datetime(2022, 6, 1, tzinfo=UTC).timestamp()) * 1_000_000

TICKETS = Facts(
    {
        "ticket": ["T-1", "T-2", "T-3"],
        "channel": ["hotline"] * 3,
        "collected_at": [JUNE] * 3,
        "ended_at": [JUNE, JUNE, None],
        "visited": [1, 1, 0],
        "contacted": [1, 1, 0],
        "solved": [1, 0, 0],
        "satisfied": [1, 1, 0],
        "with_opinion": [1, 1, 0],
    },
    {},
)
"""Three hotline tickets of June: two visited, one of them solved, both satisfied."""


@pytest.fixture(scope="module")
def card():
    register = read_register(packaged("yuqiao-register"), source="register")
    produced = together(
        from_log(TICKETS, figures(), zone=ZoneInfo("Asia/Shanghai"), example="T-1"),
        from_parts(figures()),
        from_register(register, figures()),
    )
    return Card(
        title_en="a year",
        title_zh="一年",
        scenario="test",
        seed=7,
        tickets=3,
        events=9,
        version="0",
        rows=rows(figures(), produced),
        cases=(),
    )


def row(card, name):
    return next(row for row in card.rows if row.figure.id == name)


class TestTheCard:
    def test_tells_the_year_in_five_groups(self, card):
        assert [group for group, _ in card.groups()] == [
            "requests",
            "organisation",
            "property",
            "streets",
            "deliberation",
        ]

    def test_has_every_published_figure_once(self, card):
        assert sorted(row.figure.id for row in card.rows) == sorted(f"F{i}" for i in range(1, 30))

    @pytest.mark.parametrize(
        ("name", "value", "exact"), [("F1", "3", ""), ("F2", "50.00 %", "1/2"), ("F3", "100.00 %", "2/2")]
    )
    def test_volume_and_rates_are_those_of_the_simulated_year(self, card, name, value, exact):
        [produced] = row(card, name).produced

        assert (produced.label, produced.text, produced.exact) == ("simulated", value, exact)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("F6", "45"),
            ("F7", "16"),
            ("F8", "28"),
            ("F9", "44"),
            ("F10", "97.78 %"),
            ("F11", "36.36 %"),
            ("F12", "35.56 %"),
        ],
    )
    def test_property_bodies_are_counted_in_the_register(self, card, name, value):
        counted = [produced for produced in row(card, name).produced if produced.label == "counted"]

        assert [produced.text.split()[0] for produced in counted] == [value.split()[0]]

    def test_a_figure_that_the_year_does_not_produce_says_so(self, card):
        assert {produced.label for produced in row(card, "F18").produced} == {"not_yet"}

    def test_says_what_the_published_figures_say_against_each_other(self, card):
        out = StringIO()
        show(card, Console(file=out, width=100))
        said = out.getvalue()

        assert "36.4 % (F11) and 35.56 % (F12) are the same 16" in said
        assert all(line in page(card) for line in lines("en"))
