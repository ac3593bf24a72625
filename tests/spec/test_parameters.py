"""Rules that change: dated values with a unit and a source."""

import copy
import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from typing import Any

import pytest

from gridgov.errors import TEXTS, BadInput, Defect, Refused
from gridgov.parameters import (
    SHIPPED,
    UNITS,
    Pack,
    Parameters,
    combine,
    day_of,
    holds,
    packaged,
    read_pack,
    shipped,
)

HEAD = """
[pack]
id = "test"
title_en = "A test"
title_zh = "测试"
kind = "law"
"""


def parameter(values: str, *, name: str = "a.limit", unit: str = "days") -> str:
    return f'[[parameter]]\nid = "{name}"\nunit = "{unit}"\ntitle_en = "Limit"\ntitle_zh = "时限"\n{values}\n'


def value(text: str, start: str, end: str = "", more: str = "") -> str:
    until = f"valid_to = {end}\n" if end else ""
    return f'[[parameter.value]]\nvalue = {text}\nvalid_from = {start}\n{until}reference = "Art. 1"\n{more}\n'


def pack(body: str, head: str = HEAD) -> Pack:
    return read_pack(head + body, source="test.toml")


def other(name: str, body: str, more: str = "") -> Pack:
    return pack(body, HEAD.replace('"test"', f'"{name}"') + more + "\n")


def problems(body: str, head: str = HEAD) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        pack(body, head)
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    assert caught.value.source == "test.toml"
    return [(problem.code, problem.where) for problem in caught.value.problems]


TWO_PERIODS = parameter(value("5", "2020-01-01", "2022-01-01") + value("7", "2022-01-01"))


class TestLookingUp:
    def test_a_value_holds_from_its_first_day_until_the_day_before_the_next(self) -> None:
        rules = combine(pack(TWO_PERIODS))
        assert rules.whole("a.limit", date(2020, 1, 1)) == 5
        assert rules.whole("a.limit", date(2021, 12, 31)) == 5
        assert rules.whole("a.limit", date(2022, 1, 1)) == 7
        assert rules.whole("a.limit", date(2999, 1, 1)) == 7

    def test_a_value_comes_with_its_unit_its_period_its_reference_and_its_pack(self) -> None:
        found = combine(pack(TWO_PERIODS)).at("a.limit", date(2021, 6, 1))
        assert (found.value, found.unit, found.reference, found.pack) == (5, "days", "Art. 1", "test")
        assert (found.valid_from, found.valid_to) == (date(2020, 1, 1), date(2022, 1, 1))
        assert found.preset is False

    def test_a_moment_is_looked_up_on_the_day_that_its_own_offset_shows(self) -> None:
        rules = combine(pack(TWO_PERIODS))
        in_beijing = datetime.fromisoformat("2022-01-01T00:30+08:00")
        assert rules.whole("a.limit", in_beijing) == 7
        assert rules.whole("a.limit", in_beijing - timedelta(hours=1)) == 5

    def test_a_moment_without_an_offset_is_refused(self) -> None:
        with pytest.raises(BadInput) as caught:
            combine(pack(TWO_PERIODS)).at("a.limit", datetime(2022, 1, 1))  # noqa: DTZ001  # the point of the test
        assert caught.value.problems[0].code == "naive_datetime"

    def test_before_the_first_value_there_is_none(self) -> None:
        with pytest.raises(Refused) as caught:
            combine(pack(TWO_PERIODS)).at("a.limit", date(2019, 12, 31))
        assert caught.value.code == "not_in_force"
        assert caught.value.params["known"] == ("2020-01-01/2022-01-01", "2022-01-01/…")
        assert "2019-12-31" in caught.value.text("en")
        assert "2019-12-31" in caught.value.text("zh")

    def test_after_the_last_value_there_is_none(self) -> None:
        rules = combine(pack(parameter(value("5", "2020-01-01", "2022-01-01"))))
        with pytest.raises(Refused, match="has no value on 2022-01-01"):
            rules.at("a.limit", date(2022, 1, 1))

    def test_in_a_declared_gap_the_refusal_says_why(self) -> None:
        gap = value("5", "2020-01-01", "2021-01-01") + value("7", "2022-01-01", more='gap = "repealed for a year"')
        rules = combine(pack(parameter(gap)))
        with pytest.raises(Refused) as caught:
            rules.at("a.limit", date(2021, 6, 1))
        assert caught.value.code == "declared_gap"
        assert "repealed for a year" in caught.value.text("zh")
        with pytest.raises(Refused) as caught:
            rules.at("a.limit", date(2019, 6, 1))
        assert caught.value.code == "not_in_force"

    def test_a_parameter_that_no_loaded_pack_has_is_a_defect(self) -> None:
        with pytest.raises(Defect) as caught:
            combine(pack(TWO_PERIODS)).at("a.limti", date(2022, 1, 1))
        assert caught.value.code == "unknown_parameter"
        assert caught.value.params["packs"] == ("test",)

    def test_it_can_be_asked_whether_a_parameter_is_loaded(self) -> None:
        rules = combine(pack(TWO_PERIODS))
        assert "a.limit" in rules
        assert "a.limti" not in rules

    def test_asking_for_another_type_is_a_defect(self) -> None:
        rules = combine(pack(TWO_PERIODS + parameter(value('"1/2"', "2020-01-01"), name="b", unit="share")))
        assert rules.fraction("b", date(2022, 1, 1)) == Fraction(1, 2)
        for wrong in (lambda: rules.fraction("a.limit", date(2022, 1, 1)), lambda: rules.whole("b", date(2022, 1, 1))):
            with pytest.raises(Defect) as caught:
                wrong()
            assert caught.value.code == "parameter_of_another_type"

    def test_a_flag_is_no_whole_number(self) -> None:
        rules = combine(pack(parameter(value("true", "2020-01-01"), unit="yes_no")))
        with pytest.raises(Defect):
            rules.whole("a.limit", date(2022, 1, 1))

    def test_no_pack_is_loaded_by_default(self) -> None:
        with pytest.raises(Defect):
            Parameters().at("tickets.max_rounds", date(2022, 1, 1))

    def test_rules_can_be_hashed_compared_copied_and_pickled(self) -> None:
        rules = combine(pack(TWO_PERIODS), shipped("presets"))
        again = pickle.loads(pickle.dumps(rules))  # noqa: S301  # our own bytes
        assert again == rules == copy.deepcopy(rules)
        assert hash(again) == hash(rules)
        assert again.whole("a.limit", date(2020, 1, 1)) == 5


class TestValues:
    @pytest.mark.parametrize(
        ("unit", "text", "expected"),
        [
            ("days", "0", 0),
            ("share_at_least", '"2/3"', Fraction(2, 3)),
            ("share", '"0/1"', Fraction(0)),
            ("share_more_than", '"1/1"', Fraction(1)),
            ("percent", '"82.94"', Decimal("82.94")),
            ("yuan", '"-0.50"', Decimal("-0.50")),
            ("yes_no", "false", False),
            ("date", "2022-02-28", date(2022, 2, 28)),
            ("code", '"odd"', "odd"),
        ],
    )
    def test_each_unit_has_its_exact_type(self, unit: str, text: str, expected: object) -> None:
        found = pack(parameter(value(text, "2020-01-01"), unit=unit)).parameters[0].values[0].value
        assert found == expected
        assert type(found) is type(expected)

    @pytest.mark.parametrize(
        ("unit", "text", "code"),
        [
            ("days", "2.0", "float_refused"),
            ("share", "0.5", "float_refused"),
            ("percent", "82.94", "float_refused"),
            ("yes_no", "1.0", "float_refused"),
            ("days", "-1", "not_whole"),
            ("days", "true", "not_whole"),
            ("days", '"5"', "not_whole"),
            ("days", "1000000000001", "not_whole"),
            ("share", "1", "not_fraction"),
            ("share", '"1/0"', "not_fraction"),
            ("share", '"4/3"', "not_fraction"),
            ("share", '"-1/2"', "not_fraction"),
            ("share", '"½"', "not_fraction"),
            ("share", '"1 / 2"', "not_fraction"),
            ("percent", '"1e3"', "not_decimal"),
            ("percent", '"NaN"', "not_decimal"),
            ("percent", "82", "not_decimal"),
            ("yes_no", "1", "wrong_type"),
            ("date", "2022-02-28T00:00:00Z", "wrong_type"),
            ("date", '"2022-02-28"', "wrong_type"),
            ("code", "7", "wrong_type"),
            ("code", '" "', "missing"),
            ("code", r'"a\u001bb"', "control_character"),
            ("code", "[1]", "wrong_type"),
        ],
    )
    def test_a_value_of_another_type_is_refused(self, unit: str, text: str, code: str) -> None:
        assert problems(parameter(value(text, "2020-01-01"), unit=unit)) == [(code, "parameter[0].value[0].value")]


class TestReadingAPack:
    def test_all_problems_come_at_once(self) -> None:
        head = HEAD.replace('kind = "law"', 'kind = "rumour"\ncolour = "red"')
        wrong_value = "[[parameter.value]]\nvalue = 1.5\nvalid_from = 2021-01-01\n"
        second = parameter(value("3", "2020-01-01"), unit="fortnights")
        assert problems(parameter(value("1", "2020-01-01") + wrong_value) + second, head) == [
            ("unknown_key", "pack.colour"),
            ("unknown_choice", "pack.kind"),
            ("missing", "parameter[0].value[1].reference"),
            ("float_refused", "parameter[0].value[1].value"),
            ("overlap", "parameter[0].value[1]"),
            ("unknown_choice", "parameter[1].unit"),
            ("duplicate_id", "parameter[1].id"),
        ]

    def test_two_values_from_the_same_day_overlap(self) -> None:
        twice = parameter(value("1", "2020-01-01", "2021-01-01") + value("2", "2020-01-01", "2021-01-01"))
        assert problems(twice) == [("overlap", "parameter[0].value[1]")]

    def test_a_value_that_begins_before_the_last_one_ended_overlaps(self) -> None:
        early = parameter(value("1", "2020-01-01", "2021-01-02") + value("2", "2021-01-01"))
        assert problems(early) == [("overlap", "parameter[0].value[1]")]

    def test_a_short_value_inside_a_long_one_does_not_hide_a_later_overlap(self) -> None:
        inside = value("1", "2020-01-01", "2023-01-01") + value("2", "2020-06-01", "2020-07-01")
        late = value("3", "2022-01-01")
        found = problems(parameter(inside + late))
        assert found == [("overlap", "parameter[0].value[1]"), ("overlap", "parameter[0].value[2]")]

    def test_a_day_without_a_value_is_a_gap(self) -> None:
        gap = parameter(value("1", "2020-01-01", "2021-01-01") + value("2", "2021-01-02"))
        assert problems(gap) == [("gap", "parameter[0].value[1]")]

    def test_a_declared_gap_is_none(self) -> None:
        declared = value("1", "2020-01-01", "2021-01-01") + value("2", "2021-01-02", more='gap = "between two laws"')
        assert pack(parameter(declared)).parameters[0].values[1].gap == "between two laws"

    @pytest.mark.parametrize("start", ["2020-01-01", "2021-01-01"])
    def test_a_reason_for_a_gap_that_is_not_there_is_a_problem(self, start: str) -> None:
        first = value("1", "2020-01-01", "2021-01-01") if start == "2021-01-01" else ""
        body = parameter(first + value("2", start, more='gap = "none"'))
        assert problems(body) == [("no_gap", f"parameter[0].value[{1 if first else 0}]")]

    @pytest.mark.parametrize("end", ["2020-01-01", "2019-12-31"])
    def test_a_period_has_at_least_a_day(self, end: str) -> None:
        assert problems(parameter(value("1", "2020-01-01", end))) == [("ends_before_start", "parameter[0].value[0]")]

    def test_the_order_of_the_values_in_the_text_does_not_matter(self) -> None:
        swapped = parameter(value("7", "2022-01-01") + value("5", "2020-01-01", "2022-01-01"))
        assert pack(swapped) == pack(TWO_PERIODS)

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("", [("missing", "parameter")]),
            (parameter("value = []"), [("missing", "parameter[0].value")]),
            (parameter("value = [7]"), [("wrong_type", "parameter[0].value[0]")]),
            (parameter(value("1", "2020-01-01"), name="A.b"), [("wrong_pattern", "parameter[0].id")]),
            (parameter(value("1", "2020-01-01"), name="a..b"), [("wrong_pattern", "parameter[0].id")]),
            (parameter(value("1", "2020-01-01"), name="a" * 81), [("wrong_pattern", "parameter[0].id")]),
            (parameter(value("1", '"2020-01-01"')), [("wrong_type", "parameter[0].value[0].valid_from")]),
            (parameter(value("1", "2020-01-01T00:00:00")), [("wrong_type", "parameter[0].value[0].valid_from")]),
            (parameter(value("1", "2020-01-01", more="cls = 1")), [("unknown_key", "parameter[0].value[0].cls")]),
            (parameter(value("1", "2020-01-01", more='gap = " "')), [("missing", "parameter[0].value[0].gap")]),
        ],
    )
    def test_a_wrong_shape_is_named_by_its_place(self, body: str, expected: list[tuple[str, str]]) -> None:
        assert problems(body) == expected

    @pytest.mark.parametrize(("text", "where"), [("parameter = 3", "parameter"), ("parameter = [3]", "parameter[0]")])
    def test_parameters_are_tables(self, text: str, where: str) -> None:
        assert problems("", f"{text}\n{HEAD}") == [("wrong_type", where)]

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ('id = "test"', 'id = "Test"', ("wrong_pattern", "pack.id")),
            ('id = "test"', "", ("missing", "pack.id")),
            ('title_zh = "测试"', f'title_zh = "{"测" * 501}"', ("wrong_length", "pack.title_zh")),
            ('kind = "law"', 'kind = "law"\njurisdiction = "China"', ("wrong_pattern", "pack.jurisdiction")),
            ('kind = "law"', 'kind = "law"\noverrides = [1]', ("wrong_type", "pack.overrides[0]")),
            ('kind = "law"', 'kind = "law"\noverrides = "x"', ("wrong_type", "pack.overrides")),
        ],
    )
    def test_a_wrong_head_is_named_by_its_place(self, old: str, new: str, expected: tuple[str, str]) -> None:
        assert problems(TWO_PERIODS, HEAD.replace(old, new)) == [expected]

    @pytest.mark.parametrize("text", ["", "x = ", b"\xff", "pack = 1", "[[pack]]", "a = " + "[" * 500, "\x00"])
    def test_hostile_text_ends_in_bad_input(self, text: str | bytes) -> None:
        with pytest.raises(BadInput):
            read_pack(text, source="hostile.toml")


class TestCombiningPacks:
    def test_two_packs_may_not_rule_the_same_day(self) -> None:
        with pytest.raises(BadInput) as caught:
            combine(other("one", TWO_PERIODS), other("two", parameter(value("9", "2021-06-01", "2021-07-01"))))
        (problem,) = caught.value.problems
        assert (problem.code, problem.where) == ("overlap_of_packs", "a.limit")
        assert problem.params == {"start": "2021-06-01", "first": "one", "second": "two"}
        assert "“two”" in problem.text("zh")

    def test_a_pack_that_says_so_overrides_an_earlier_one_on_its_own_days(self) -> None:
        local = other("two", parameter(value("9", "2021-06-01", "2021-07-01")), 'overrides = ["one"]')
        rules = combine(other("one", TWO_PERIODS), local)
        days = (date(2021, 5, 31), date(2021, 6, 1), date(2021, 6, 30), date(2021, 7, 1))
        assert [rules.whole("a.limit", day) for day in days] == [5, 9, 9, 5]
        assert rules.at("a.limit", date(2021, 6, 1)).pack == "two"

    def test_two_packs_may_follow_each_other(self) -> None:
        old, new = (parameter(value("5", "2020-01-01", "2022-01-01")), parameter(value("7", "2022-01-01")))
        for packs in ((other("one", old), other("two", new)), (other("two", new), other("one", old))):
            rules = combine(*packs)
            assert [rules.whole("a.limit", date(year, 1, 1)) for year in (2020, 2022)] == [5, 7]

    def test_a_gap_between_two_packs_is_found(self) -> None:
        old, new = (parameter(value("5", "2020-01-01", "2021-01-01")), parameter(value("7", "2022-01-01")))
        with pytest.raises(BadInput) as caught:
            combine(other("two", new), other("one", old))
        (problem,) = caught.value.problems
        assert (problem.code, problem.where) == ("gap", "a.limit")
        assert problem.params == {"start": "2021-01-01", "end": "2022-01-01"}

    def test_all_clashes_come_at_once(self) -> None:
        share = parameter(value('"1/2"', "2020-01-01"), unit="share")
        with pytest.raises(BadInput) as caught:
            combine(other("one", TWO_PERIODS), other("one", share, 'overrides = ["nobody"]'))
        assert [problem.code for problem in caught.value.problems] == [
            "duplicate_id",
            "not_among_earlier_packs",
            "unit_differs",
            "overlap_of_packs",
            "overlap_of_packs",
        ]

    def test_only_an_earlier_pack_can_be_overridden(self) -> None:
        local = other("two", parameter(value("9", "2021-06-01")), 'overrides = ["one"]')
        with pytest.raises(BadInput) as caught:
            combine(local, other("one", TWO_PERIODS))
        assert caught.value.problems[0].code == "not_among_earlier_packs"

    def test_nothing_combines_to_no_rules(self) -> None:
        assert combine() == Parameters()


_PRESETS = ("primary source", "preset after")


class TestWhatShips:
    @pytest.mark.parametrize("name", SHIPPED)
    def test_every_pack_reads_and_says_where_each_value_stands(self, name: str) -> None:
        found = shipped(name)
        assert found.id == name
        values = [value for parameter in found.parameters for value in parameter.values]
        assert values
        assert all(value.unit in UNITS and value.pack == name for value in values)
        cited = {"law": ("Art. ",), "local": ("Art. ", "report, 2022", "GeoReport v2"), "preset": _PRESETS}[found.kind]
        assert [value.reference for value in values if not any(word in value.reference for word in cited)] == []

    def test_the_packs_go_together(self) -> None:
        assert len(combine(shipped("cn-property"), shipped("beijing-property"), shipped("presets")).packs) == 3

    def test_presets_are_marked_as_such_and_laws_are_not(self) -> None:
        assert {value.preset for p in shipped("presets").parameters for value in p.values} == {True}
        assert {value.preset for p in shipped("cn-property").parameters for value in p.values} == {False}

    def test_the_presets_are_those_of_the_design(self) -> None:
        rules, day = combine(shipped("presets")), date(2022, 3, 1)
        assert rules.whole("tickets.max_rounds", day) == 3
        assert rules.at("tickets.limit.resolve", day).unit == "working_days"
        assert rules.whole("tickets.limit.resolve", day) == 5
        assert rules.fraction("deliberation.quorum", day) == Fraction(1, 2)
        assert rules.at("deliberation.majority", day).unit == "share_more_than"

    @pytest.mark.parametrize(
        ("name", "expected", "unit"),
        [
            ("quorum_area", Fraction(2, 3), "share_at_least"),
            ("quorum_heads", Fraction(2, 3), "share_at_least"),
            ("ordinary_area", Fraction(1, 2), "share_more_than"),
            ("ordinary_heads", Fraction(1, 2), "share_more_than"),
            ("special_area", Fraction(3, 4), "share_at_least"),
            ("special_heads", Fraction(3, 4), "share_at_least"),
        ],
    )
    def test_owners_decide_jointly_as_the_civil_code_says(self, name: str, expected: Fraction, unit: str) -> None:
        """Civil Code of China, Art. 278 para. 2; Art. 1259 for the boundaries; in force since 2021-01-01, Art. 1260."""
        rules = combine(shipped("cn-property"))
        found = rules.at(f"property.joint_decision.{name}", date(2021, 1, 1))
        assert (found.value, found.unit) == (expected, unit)
        with pytest.raises(Refused):
            rules.at(f"property.joint_decision.{name}", date(2020, 12, 31))

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("owners_committee.least_members", 5),
            ("owners_committee.members_in_small_estate", 3),
            ("owners_committee.small_estate", 100),
            ("owners_committee.longest_term", 5),
            ("owners_committee.filing_limit", 30),
            ("management_committee.least_members", 7),
            ("management_committee.owner_representatives", Fraction(1, 2)),
            ("management_committee.longest_term", 3),
            ("management_committee.dissolution_limit", 30),
        ],
    )
    def test_committees_are_as_beijing_says(self, name: str, expected: object) -> None:
        """Beijing Regulation on Property Management, text of 2024-03-29, Arts. 39, 41, 43, 54, 58, 59."""
        rules = combine(shipped("beijing-property"))
        assert rules.at(f"property.{name}", date(2024, 3, 29)).value == expected

    @pytest.mark.parametrize("name", ["nowhere", "", "../errors", "__init__", "presets.toml"])
    def test_a_file_that_does_not_ship_is_refused(self, name: str) -> None:
        for read in (shipped, packaged):
            with pytest.raises(BadInput) as caught:
                read(name)
            assert "presets" in caught.value.text("en")

    def test_a_file_of_another_kind_is_no_pack(self) -> None:
        with pytest.raises(BadInput):
            shipped("labels")


class TestDays:
    def test_a_date_is_its_own_day(self) -> None:
        assert day_of(date(2022, 2, 28)) == date(2022, 2, 28)

    @pytest.mark.parametrize(
        ("end", "day", "expected"),
        [
            (date(2022, 1, 3), date(2022, 1, 1), False),
            (date(2022, 1, 3), date(2022, 1, 2), True),
            (date(2022, 1, 3), date(2022, 1, 3), False),
            (None, date(2999, 1, 1), True),
        ],
    )
    def test_a_period_is_half_open(self, end: Any, day: date, expected: bool) -> None:
        assert holds(date(2022, 1, 2), end, day) is expected


class TestWrongTypes:
    """What a type checker would have found is bad input where nobody ran one."""

    @pytest.mark.parametrize(
        ("call", "where"),
        [
            (lambda: combine(unchecked("x")), "packs[0]"),
            (lambda: combine(shipped("presets"), unchecked(None)), "packs[1]"),
            (lambda: Parameters(unchecked(5)), "packs"),
            (lambda: combine(shipped("presets")).at("tickets.max_rounds", unchecked("2022-01-01")), "at"),
            (lambda: combine(shipped("presets")).whole("tickets.max_rounds", unchecked(None)), "at"),
            (lambda: day_of(unchecked("2022-01-01")), "at"),
            (lambda: holds(date(2021, 1, 1), None, unchecked(2022)), "at"),
            (lambda: read_pack(unchecked(None), source="x"), ""),
        ],
    )
    def test_are_bad_input(self, call: Callable[[], object], where: str) -> None:
        with pytest.raises(BadInput) as caught:
            call()

        assert [(problem.code, problem.where) for problem in caught.value.problems] == [("wrong_type", where)]
        assert caught.value.__context__ is None

    def test_a_number_that_is_not_finite_is_refused_with_the_document(self) -> None:
        assert problems(parameter(value("nan", "2020-01-01"))) == [("not_finite", "")]


class TestReadOnly:
    def test_the_values_cannot_be_changed_behind_the_back_of_the_packs(self) -> None:
        rules = combine(shipped("presets"))

        with pytest.raises(TypeError, match="does not support item assignment"):
            unchecked(rules._values)["tickets.max_rounds"] = ()

    def test_a_copy_and_a_pickle_answer_as_the_original(self) -> None:
        rules = combine(shipped("presets"))

        for again in (copy.deepcopy(rules), pickle.loads(pickle.dumps(rules))):  # noqa: S301  # our own bytes
            assert again == rules
            assert again.whole("tickets.max_rounds", date(2022, 3, 1)) == 3


class TestShipped:
    def test_exactly_the_files_that_are_packs_of_parameters_are_offered(self) -> None:
        folder = files("gridgov.packs")
        names = [file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")]

        assert tuple(name for name in sorted(names) if is_pack(name)) == SHIPPED

    @pytest.mark.parametrize("name", ["labels", "yuqiao-2022", "nothing", "", "../presets", None, ["presets"]])
    def test_another_file_is_no_choice(self, name: Any) -> None:
        with pytest.raises(BadInput) as caught:
            shipped(name)

        [problem] = caught.value.problems
        assert (problem.code, problem.params["expected"]) == ("unknown_choice", SHIPPED)


def is_pack(name: str) -> bool:
    try:
        read_pack(packaged(name), source=name)
    except BadInput:
        return False
    return True


def unchecked(value: Any) -> Any:
    """A wrong value, past the type checker."""
    return value
