"""How many requests there were, in parts that add up (S5: volume by channel, unit and outcome)."""

from datetime import date
from fractions import Fraction
from io import StringIO

import pytest
from attrs import evolve
from rich.console import Console

from gridgov.metrics import Facts
from gridgov.org import Unit, Validity
from gridgov.report.card import Card, document
from gridgov.report.page import page
from gridgov.report.terminal import show
from gridgov.report.volumes import Part, volumes

ENDED = 1_650_000_000_000_000
UNITS = {"U-1": Unit("U-1", "grid_team", "一队", "One", Validity(date(2020, 1, 1), "made up"))}
FACTS = Facts(
    {
        "channel": ["hotline", "patrol", "hotline", "hotline"],
        "unit": ["U-1", "U-1", None, "U-2"],
        "outcome": ["resolved", "resolved", None, "explained"],
        "ended_at": [ENDED, ENDED, None, None],
    },
    {},
)
CHANNEL, UNIT, OUTCOME = volumes(FACTS, UNITS)
CARD = Card("A year", "一年", "demo", 1, 4, 20, "0.1.0", (), volumes=(CHANNEL, UNIT, OUTCOME))


class TestVolumes:
    def test_the_largest_part_comes_first_with_its_name_in_both_languages(self):
        assert CHANNEL.parts == (
            Part("hotline", "hotline", "12345市民热线", 3),
            Part("patrol", "patrol", "网格巡查", 1),
        )

    def test_equal_parts_come_in_the_order_of_their_codes_and_nobody_comes_first(self):
        assert [(part.code, part.name_en, part.count) for part in UNIT.parts] == [
            ("U-1", "One", 2),
            ("", "nobody yet", 1),
            ("U-2", "U-2", 1),
        ]

    def test_an_outcome_counts_when_the_ticket_has_ended(self):
        """What a unit wrote down is not what it came to, as long as the ticket is open."""
        assert [(part.code, part.count) for part in OUTCOME.parts] == [("open", 2), ("resolved", 2)]

    def test_the_parts_add_up_to_the_whole_exactly(self):
        for volume in (CHANNEL, UNIT, OUTCOME):
            assert volume.whole == 4
            assert sum(volume.share(part) for part in volume.parts) == Fraction(1)

    def test_the_longest_bar_is_of_the_largest_part(self):
        assert [CHANNEL.longest(part) for part in CHANNEL.parts] == [100, 33]

    def test_no_tickets_make_no_parts(self):
        nothing = Facts({name: [] for name in FACTS.tickets}, {})

        assert [volume.parts for volume in volumes(nothing, {})] == [(), (), ()]


class TestOnTheCard:
    def test_the_document_has_every_part_and_says_that_it_is_simulated(self):
        found = document(CARD)["volumes"]

        assert [volume["label"] for volume in found] == ["simulated"] * 3
        assert [part["count"] for part in found[0]["parts"]] == [3, 1]

    def test_the_page_has_a_row_a_part_and_escapes_names(self):
        evil = evolve(CHANNEL, parts=(Part("x", "<b>", "<b>", 1),))
        html = page(evolve(CARD, volumes=(evil, UNIT)))

        assert "<b>" not in html
        assert html.count("&lt;b&gt;") == 1  # one name for both languages is shown once
        assert html.count('class="bar"') == 4

    @pytest.mark.parametrize("width", [80, 100])
    def test_the_terminal_shows_ten_parts_and_counts_the_others(self, width):
        many = evolve(CHANNEL, parts=tuple(Part(f"c{n:02}", f"c{n:02}", f"c{n:02}", 20 - n) for n in range(12)))
        out = StringIO()
        show(evolve(CARD, volumes=(many,)), Console(file=out, width=width, force_terminal=False))
        text = out.getvalue()

        assert "c09" in text
        assert "c10" not in text
        assert "2 others" in text
        assert "19" in next(line for line in text.splitlines() if "2 others" in line)  # 10 + 9
        assert all(len(line.rstrip()) <= width for line in text.splitlines())
