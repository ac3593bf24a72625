"""The report card: every published figure beside what the year came to, honestly labelled, in three forms."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from rich.cells import cell_len
from rich.console import Console

from gridgov.adapters.memory import MemoryStore
from gridgov.documents import write_json
from gridgov.errors import BadInput
from gridgov.messages import deliberation as topic
from gridgov.messages.base import Event, Unrecorded
from gridgov.metrics import Facts
from gridgov.org import Area, Register, Unit, UnitKind, Validity, estates, flags, read_register
from gridgov.parameters import packaged
from gridgov.report import shown
from gridgov.report.card import Card, Case, Produced, Row, Step, document, rows
from gridgov.report.cases import told
from gridgov.report.figures import Amount, Figure, figures
from gridgov.report.page import page
from gridgov.report.produced import from_log, from_parts, from_register, together
from gridgov.report.terminal import show

BEIJING = ZoneInfo("Asia/Shanghai")
HOSTILE = "<script>alert(1)</script>&\"'"


def micro(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1_000_000)


def ticket(name: str, at: str, *flags: str, channel: str = "hotline", ended: str = "") -> dict[str, Any]:
    """A row of the ticket table as it would be after these things were said of it."""
    row = dict.fromkeys(("visited", "contacted", "solved", "satisfied", "with_opinion"), 0)
    given = dict.fromkeys(flags, 1)
    return {
        **row,
        **given,
        "ticket": name,
        "channel": channel,
        "collected_at": micro(at),
        "ended_at": micro(ended) if ended else None,
    }


def facts(*tickets: dict[str, Any]) -> Facts:
    return Facts({name: [row[name] for row in tickets] for name in ticket("T", "2022-01-01T00:00Z")}, {})


SETTLED = ("visited", "contacted", "solved", "satisfied", "with_opinion")
TICKETS = facts(
    ticket("T-1", "2022-01-01T00:30+08:00", *SETTLED),
    ticket("T-2", "2022-11-30T23:59+08:00", "visited", "with_opinion"),
    ticket("T-3", "2022-06-01T12:00+08:00", "visited", "solved"),
    ticket("T-4", "2022-06-01T12:00+08:00"),
    ticket("T-5", "2022-12-01T00:00+08:00", *SETTLED),
    ticket("T-6", "2021-12-31T23:59+08:00", *SETTLED),
    ticket("T-7", "2022-06-01T12:00+08:00", *SETTLED, channel="patrol"),
    ticket("T-9", "2022-01-01T07:59+08:00"),
    ticket("T-8", "2022-06-15T09:30+08:00", *SETTLED, channel="face_to_face", ended="2022-06-15T10:12+08:00"),
)


@pytest.fixture(scope="module")
def register() -> Register:
    return read_register(packaged("yuqiao-register"), source="register")


def simulated(table: Facts = TICKETS, example: str = "T-8") -> dict[str, tuple[Produced, ...]]:
    return from_log(table, figures(), zone=BEIJING, example=example)


@pytest.fixture(scope="module")
def card(register: Register) -> Card:
    produced = together(simulated(), from_parts(figures()), from_register(register, figures()))
    case = Case(
        "a case", "一例", (Step("2022-06-15 09:30", "request collected", "诉求已受理", "face to face", "当面反映"),)
    )
    return Card(
        title_en="a year",
        title_zh="一年",
        scenario="test",
        seed=7,
        tickets=8,
        events=20,
        version="0",
        rows=rows(figures(), produced),
        cases=(case,),
    )


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "places", "expected"),
        [
            (Fraction(1, 8), 2, "0.13"),
            (Fraction(-1, 8), 2, "-0.13"),
            (Fraction(5, 2), 0, "3"),
            (Fraction(99995, 1000), 2, "100.00"),
        ],
    )
    def test_a_half_goes_away_from_zero(self, value: Fraction, places: int, expected: str) -> None:
        assert str(shown.rounded(value, places)) == expected

    @pytest.mark.parametrize(
        ("value", "unit", "published", "expected"),
        [
            (Fraction(4400, 45), "percent", "97.8", "="),
            (Fraction(4400, 45), "percent", "97.78", "="),
            (Fraction(4400, 45), "percent", "97.77", "+0.01 pp"),
            (Fraction(80), "percent", "82.94", "−2.94 pp"),
            (Fraction(44), "units", "45", "−1"),
            (Fraction(16798), "units", "300", "+16,498"),
        ],
    )
    def test_a_value_is_the_same_if_it_rounds_to_the_published_digits(
        self, value: Fraction, unit: str, published: str, expected: str
    ) -> None:
        assert shown.deviation(value, Amount("", Decimal(published), unit, "exact")) == expected

    def test_published_figures_are_shown_with_their_qualifiers(self) -> None:
        found = {figure.id: shown.published(figure) for figure in figures()}
        expected = {
            "F1": "16,798",
            "F2": "82.94 %",
            "F4": "< 1 h",
            "F5": "24 / 10",
            "F6": "45 = 44 + 1",
            "F9": "44",
            "F13": "≥ 150",
            "F18": "≥ 140 m²",
            "F21": "131 / 44,000 / 21,000",
            "F23": "≈ 8,700 m²",
        }
        assert {name: found[name] for name in expected} == expected


class TestSimulated:
    def test_volume_counts_the_hotline_in_the_published_period_by_the_local_day(self) -> None:
        [volume] = simulated()["F1"]
        assert (volume.label, volume.text) == ("simulated", "5")
        assert "2 more by other channels" in volume.note_en

    def test_the_rates_are_over_the_visited_tickets_among_them(self) -> None:
        found = {name: one[0] for name, one in simulated().items()}
        assert (found["F2"].text, found["F2"].exact, found["F2"].deviation) == ("66.67 %", "2/3", "−16.27 pp")
        assert (found["F3"].text, found["F3"].exact, found["F3"].deviation) == ("50.00 %", "1/2", "−41.83 pp")

    def test_the_example_took_from_being_brought_up_to_its_end(self) -> None:
        [time] = simulated()["F4"]
        assert (time.label, time.text) == ("simulated", "42 min")
        assert "scripted" in time.note_en

    @pytest.mark.parametrize("example", ["T-4", "T-99"])
    def test_an_example_that_is_open_or_not_there_has_no_time(self, example: str) -> None:
        assert simulated(example=example)["F4"][0].text == "—"

    def test_a_year_without_a_ticket_has_no_rates_and_says_why(self) -> None:
        found = simulated(facts())
        assert found["F1"][0].text == "0"
        assert [(found[name][0].text, found[name][0].note_en) for name in ("F2", "F3")] == [
            ("—", "nothing to count")
        ] * 2


class TestCounted:
    def test_the_register_has_what_was_published(self, register: Register) -> None:
        """F5 to F13, the stewards of F21, and F25 of the year-end report, worked out by hand."""
        found = {name: one[0] for name, one in from_register(register, figures()).items()}
        assert {name: (one.text, one.exact) for name, one in found.items()} == {
            "F5": ("24 / 10", ""),
            "F6": ("45", ""),
            "F7": ("16", ""),
            "F8": ("28", ""),
            "F9": ("44", ""),
            "F10": ("97.78 %", "44/45"),
            "F11": ("36.36 %", "16/44"),
            "F12": ("35.56 %", "16/45"),
            "F13": ("150", ""),
            "F21": ("131 / — / —", ""),
            "F25": ("19", ""),
        }
        assert {one.label for one in found.values()} == {"counted"}
        assert {one.deviation for one in found.values()} == {"="}

    def test_the_structure_is_checked_with_it(self, register: Register) -> None:
        assert from_register(register, figures())["F5"][0].note_en == "structure 1+10+24+N ✓, 1+18+N ✓"

    def test_what_was_given_to_the_register_is_said_not_to_be_found_by_it(self, register: Register) -> None:
        found = from_register(register, figures())
        assert {name for name, (one,) in found.items() if "given to the register" in one.note_en} == {
            "F13",
            "F21",
            "F25",
        }
        assert found["F21"][0].note_en.startswith("stewards only; ")

    @pytest.mark.parametrize(
        ("day", "text", "deviation"), [(date(2022, 6, 14), "0", "≠"), (date(2022, 11, 14), "125", "≠")]
    )
    def test_fewer_couriers_than_were_published_are_fewer(
        self, register: Register, day: date, text: str, deviation: str
    ) -> None:
        """F13 is at least 150, by the end of the year."""
        earlier = [evolve(figure, as_of=day) if figure.id == "F13" else figure for figure in figures()]
        [found] = from_register(register, earlier)["F13"]
        assert (found.text, found.deviation) == (text, deviation)

    def test_more_couriers_than_were_published_agree_with_at_least_so_many(self, register: Register) -> None:
        fewer = [
            evolve(figure, amounts=(evolve(figure.amount(), value=149),)) if figure.id == "F13" else figure
            for figure in figures()
        ]
        assert from_register(register, fewer)["F13"][0].deviation == "="

    def test_who_holds_two_posts_of_a_role_is_counted_once(self, register: Register) -> None:
        [one, *_] = register.holders("steward-post-110112004002", at=date(2022, 12, 31))
        again = evolve(one, id="again", post="steward-post-110112004026")
        twice = evolve(register, appointments=(*register.appointments, again))
        assert from_register(twice, figures())["F21"][0].text == "131 / — / —"

    def test_a_register_that_lacks_a_village_says_so(self, register: Register) -> None:
        gone = register.tree(at=date(2022, 12, 31)).below("110112004905")
        areas = tuple(area for area in register.areas if area.id not in gone)
        fewer = Register(areas, (register.unit("committee"),), structures=register.structures[:1])
        [found] = from_register(fewer, figures())["F5"]
        assert (found.text, found.deviation, found.note_en) == ("23 / 10", "≠", "structure 1+10+24+N ✗")

    def test_without_an_estate_there_is_no_rate(self, register: Register) -> None:
        found = from_register(Register(register.areas[:2]), figures())
        assert [found[name][0].text for name in ("F6", "F10", "F11", "F12")] == ["0", "—", "—", "—"]

    def test_before_august_there_were_44_estates(self, register: Register) -> None:
        """One was transferred in August (F6)."""
        assert [len(estates(register, day)) for day in (date(2022, 7, 31), date(2022, 8, 1))] == [44, 45]

    def test_an_estate_has_a_body_if_either_committee_is_there_for_it(self) -> None:
        year = Validity(date(2022, 1, 1), "test")
        kinds: dict[str, UnitKind] = {
            "a": "owners_committee",
            "b": "property_management_committee",
            "c": "property_company",
        }
        areas = tuple(Area(name, "estate", name, name, year) for name in kinds)
        units = tuple(Unit(f"{name}-1", kind, name, name, year, name) for name, kind in kinds.items())
        table = flags(estates(Register(areas, units), date(2022, 6, 1)))
        assert table == {
            "area": ["a", "b", "c"],
            "estate": [1, 1, 1],
            "formed": [1, 1, 0],
            "owners_committee": [1, 0, 0],
            "property_management_committee": [0, 1, 0],
        }

    def test_a_figure_without_a_day_cannot_be_counted(self, register: Register) -> None:
        undated = [evolve(figure, as_of=None) for figure in figures()]
        with pytest.raises(BadInput):
            from_register(register, undated)


class TestRecomputed:
    def test_sums_and_ratios_come_out_of_their_published_parts(self) -> None:
        found = from_parts(figures())
        assert {name: (one.text, one.exact, one.deviation) for name, (one,) in found.items()} == {
            "F6": ("45", "44 + 1", "="),
            "F9": ("44", "16 + 28", "="),
            "F10": ("97.78 %", "44/45", "="),
            "F11": ("36.36 %", "16/44", "="),
            "F12": ("35.56 %", "16/45", "="),
        }
        assert {one.label for (one,) in found.values()} == {"recomputed"}


class TestRows:
    def test_there_is_one_for_each_of_the_29_figures_in_their_order(self, card: Card) -> None:
        assert [row.figure.id for row in card.rows] == [f"F{n}" for n in range(1, 30)]

    def test_each_says_where_it_comes_from(self, card: Card) -> None:
        labels = {row.figure.id: [one.label for one in row.produced] for row in card.rows}
        assert [labels[f"F{n}"] for n in range(1, 5)] == [["simulated"]] * 4
        assert [labels[f"F{n}"] for n in (5, 7, 8, 13, 21, 25)] == [["counted"]] * 6
        assert [labels[f"F{n}"] for n in (6, 9, 10, 11, 12)] == [["recomputed", "counted"]] * 5
        assert [labels[f"F{n}"] for n in range(13, 30) if n not in {13, 21, 25}] == [["not_yet"]] * 14

    def test_each_that_is_not_yet_there_says_what_will_bring_it(self, card: Card) -> None:
        later = [one for row in card.rows for one in row.produced if one.label == "not_yet"]
        assert all(re.fullmatch(r"comes with [a-z -]+", one.note_en) for one in later)
        assert all(re.fullmatch(r"随\w+提供", one.note_zh) for one in later)
        assert "a later version" not in " ".join(one.note_en for one in later)

    def test_a_figure_that_nobody_has_heard_of_comes_later(self) -> None:
        other = evolve(figures()[0], id="F99")
        assert rows([other], {})[0].produced[0].note_en == "comes with a later version"

    def test_groups_hold_every_row_once(self, card: Card) -> None:
        groups = card.groups()
        assert [name for name, _ in groups] == ["requests", "organisation", "property", "streets", "deliberation"]
        assert sorted(row.figure.id for _, members in groups for row in members) == sorted(
            row.figure.id for row in card.rows
        )

    @pytest.mark.parametrize(
        ("second", "together_"),
        [
            (Produced("counted", "44", "", "="), True),
            (Produced("counted", "44", "16 + 28", "="), True),
            (Produced("counted", "44", "88/2", "="), False),
            (Produced("counted", "45", "", "="), False),
            (Produced("counted", "44", "", "+1"), False),
        ],
    )
    def test_sources_share_a_value_only_if_nothing_of_it_differs(self, second: Produced, together_: bool) -> None:
        row = Row(figures()[8], (Produced("recomputed", "44", "16 + 28", "="), second))
        assert (len(row.values()) == 1) is together_


class TestCases:
    def test_a_topic_is_told_in_both_languages_without_what_was_written(self) -> None:
        at = datetime(2022, 9, 1, 10, tzinfo=BEIJING)
        common: dict[str, Any] = {"actor": "hall-3", "topic": "P-1"}
        held = at + timedelta(days=14, hours=9)
        events: Sequence[Event] = (
            topic.TopicRaised(
                at=at, state="submitted", hall="hall-3", category="public_affairs", text="0" * 64, ticket=None, **common
            ),
            topic.TopicScheduled(at=at, state="scheduled", meeting="M-1", held_at=held, **common),
            topic.TopicDecided(at=held, state="adopted", entitled=61, present=45, yes=23, no=12, abstain=10, **common),
        )
        store = MemoryStore()
        store.append("topic/P-1", [Unrecorded(e, f"c-{n}", e.at) for n, e in enumerate(events)], expected_version=0)

        case = told("a topic", "一个议题", store.read("topic/P-1"))

        assert [step.at for step in case.steps] == ["2022-09-01 10:00", "2022-09-01 10:00", "2022-09-15 19:00"]
        assert [step.detail_en for step in case.steps] == [
            "public affairs",
            "2022-09-15 19:00",
            "adopted: 45 of 61 present, 23 for, 12 against, 10 abstained",
        ]
        assert case.steps[2].detail_zh == "已通过：应到61人，实到45人，赞成23、反对12、弃权10"
        assert "000" not in str(case)

    def test_a_case_that_is_not_in_the_log_has_no_steps(self) -> None:
        assert told("a", "一", ()).steps == ()


class TestDocument:
    def test_it_is_the_same_after_a_round_trip_and_has_no_float(self, card: Card) -> None:
        text = write_json(document(card))

        def no_float(number: str) -> None:
            raise AssertionError(number)

        assert json.loads(text, parse_float=no_float) == document(card)

    def test_a_row_has_the_published_amounts_beside_the_exact_fraction(self, card: Card) -> None:
        row = document(card)["rows"][1]
        assert row["published"]["amounts"] == [
            {"part": "", "value": "82.94", "unit": "percent", "qualifier": "exact", "rounded_to": 1}
        ]
        assert (row["figure"], row["published"]["label"], row["produced"][0]["exact"]) == ("F2", "published", "2/3")

    def test_it_names_the_seed_the_year_and_the_version_and_no_time(self, card: Card) -> None:
        found = document(card)
        assert (found["seed"], found["scenario"], found["version"], found["tickets"], found["events"]) == (
            7,
            "test",
            "0",
            8,
            20,
        )
        assert str(datetime.now(UTC).year) not in write_json({**found, "cases": []}).replace("2022", "")


class Page(HTMLParser):
    """What a page is made of; a tag that is closed out of turn is an error."""

    VOID = frozenset({"meta", "link", "br", "col"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


class TestPage:
    def test_it_has_a_row_for_each_figure_in_tables_that_can_be_read_aloud(self, card: Card) -> None:
        found = Page(page(card))
        named = [attributes["id"] for attributes in found.all("tr") if "id" in attributes]
        assert sorted(map(str, named)) == sorted(f"F{n}" for n in range(1, 30))
        assert len(found.all("table")) == len(found.all("caption")) == 5
        assert {attributes.get("scope") for attributes in found.all("th")} == {"col", "row"}

    def test_it_says_which_language_is_which(self, card: Card) -> None:
        found = Page(page(card))
        assert found.all("html") == [{"lang": "zh-Hans"}]
        assert sum(attributes.get("lang") == "en" for _, attributes in found.tags) > 29

    def test_it_asks_nothing_of_a_network(self, card: Card) -> None:
        text = page(card)
        assert re.findall(r"https?:|//|@import|url\(|<script|<img|<iframe|\bsrc=", text) == []
        assert [attributes["href"] for attributes in Page(text).all("link")] == ["data:,"]
        assert "default-src 'none'" in text

    def test_text_from_outside_stays_text(self, card: Card) -> None:
        first, *rest = card.rows
        figure: Figure = evolve(first.figure, title_zh=HOSTILE, title_en=HOSTILE)
        produced = Produced("simulated", HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
        step = Step(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
        hostile = evolve(
            card,
            title_zh=HOSTILE,
            title_en=HOSTILE,
            version=HOSTILE,
            rows=(Row(figure, (produced,)), *rest),
            cases=(Case(HOSTILE, HOSTILE, (step,)),),
        )

        found = Page(page(hostile))

        assert found.all("script") == []
        assert sum(HOSTILE in text for text in found.texts) >= 15

    def test_every_label_is_explained_and_every_value_labelled(self, card: Card) -> None:
        badges = [str(attributes.get("class")).split() for attributes in Page(page(card)).all("span")]
        shown_labels = [names[1] for names in badges if names[0] == "badge"]
        assert shown_labels[:5] == ["published", "simulated", "recomputed", "counted", "not_yet"]
        assert len(shown_labels) == 5 + sum(len(row.produced) for row in card.rows)

    def test_the_same_card_is_the_same_page(self, card: Card) -> None:
        assert page(card) == page(card)


def printed(card: Card, width: int, **how: Any) -> str:
    out = StringIO()
    show(card, Console(file=out, width=width, **how))
    return out.getvalue()


class TestTerminal:
    @pytest.mark.parametrize("width", [80, 100, 200])
    def test_no_line_is_wider_than_the_terminal_or_a_hundred_columns(self, card: Card, width: int) -> None:
        assert max(cell_len(line) for line in printed(card, width).splitlines()) <= min(width, 100)

    @pytest.mark.parametrize("width", [80, 100])
    def test_it_shows_every_figure_with_both_titles_and_nothing_is_cut_off(self, card: Card, width: int) -> None:
        text = printed(card, width)
        assert re.findall(r"^(F\d+) +(?!:)", text, re.MULTILINE) == [
            row.figure.id for _, members in card.groups() for row in members
        ]
        assert "…" not in text
        assert "受理市民热线（1月至11月）" in text
        assert "Hotline tickets accepted" in text

    def test_every_value_is_labelled(self, card: Card) -> None:
        text = printed(card, 100)
        lines = text.splitlines()
        assert "66.67 % (2/3) −16.27 pp" in text
        below = lines[next(i for i, line in enumerate(lines) if "66.67 %" in line) + 1]
        assert below.rstrip().endswith("模拟 simulated")
        assert text.count("尚未实现：") == 14

    def test_without_a_terminal_there_are_no_control_codes(self, card: Card) -> None:
        assert "\x1b" not in printed(card, 80)
        assert "\x1b" in printed(card, 80, force_terminal=True, color_system="standard", _environ={})

    def test_markup_in_a_text_is_not_obeyed(self, card: Card) -> None:
        assert "[red]a[/red]" in printed(evolve(card, title_en="[red]a[/red]"), 80)
