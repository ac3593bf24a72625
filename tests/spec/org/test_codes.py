"""Codes: where a division or a grid stands, and which body a social credit code names."""

import pickle

import pytest
from tests.spec.org.conftest import refused, unchecked

from gridgov.org import AdminCode12, CreditCode18, GridCode15, code_of

# Digits that int() reads and that are no digits of a code.
OTHER_DIGITS = ["１１０１１２００４００２", "١١٠١١٢٠٠٤٠٠٢", "११०११२००४००२", "11011200400²", "11011200400②"]


class TestADivisionCode:
    """Statistical division codes: 2 digits province, 2 city, 2 county, 3 township, 3 community."""

    @pytest.mark.parametrize(
        ("text", "digits", "level", "prefix", "parent"),
        [
            ("11", "110000000000", "province", "11", None),
            ("1101", "110100000000", "city", "1101", "110000000000"),
            ("110112", "110112000000", "county", "110112", "110100000000"),
            ("110112004", "110112004000", "township", "110112004", "110112000000"),
            ("110112004002", "110112004002", "community", "110112004002", "110112004000"),
            ("110112004000", "110112004000", "township", "110112004", "110112000000"),
            ("110112000000", "110112000000", "county", "110112", "110100000000"),
            ("110000000000", "110000000000", "province", "11", None),
        ],
    )
    def test_has_twelve_digits_of_which_the_last_zeros_may_be_left_out(
        self, text: str, digits: str, level: str, prefix: str, parent: str | None
    ) -> None:
        code = AdminCode12(text)
        assert (str(code), code.level, code.prefix) == (digits, level, prefix)
        assert (str(code.parent) if code.parent else None) == parent

    def test_of_a_city_without_counties_goes_right_on_to_the_township(self) -> None:
        """Dongguan (4419) has no counties; its segment for them is 00, and Dongcheng Subdistrict is 441900003."""
        dongcheng = AdminCode12("441900003")
        assert (dongcheng.level, dongcheng.township_class) == ("township", "subdistrict")
        assert dongcheng.parent == AdminCode12("4419")
        assert AdminCode12("4419").level == "city"
        assert AdminCode12("441900003002").parent == dongcheng
        assert AdminCode12("4419").contains(AdminCode12("441900003002"))

    @pytest.mark.parametrize(
        "text",
        [
            *("", "1", "110", "11011", "1101120", "11011200", "1101120040", "11011200400", "1101120040021"),
            "110112000002",  # a community without a township
            "110012004002",  # a county without a city
            "110000004000",  # a township without a city
            "110000000001",
            "011012004002",
            "000000000000",
            "110112 04002",
            " 110112004002",
            "110112004002 ",
            "110112004002\n",
            "11011200400x",
            "-11011200400",
            "+11011200400",
            "110112_04002",
            *OTHER_DIGITS,
            "１１",
            "①①",
        ],
    )
    def test_is_nothing_else(self, text: str) -> None:
        assert refused(lambda: AdminCode12(text)) == [("not_admin_code", "")]

    @pytest.mark.parametrize("value", [None, 110112004002, b"110112004002", ["11"], True, 1.5])
    def test_is_text(self, value: object) -> None:
        assert refused(lambda: AdminCode12(unchecked(value))) == [("wrong_type", "digits")]

    @pytest.mark.parametrize(
        ("segment", "expected"),
        [
            *[("001", "subdistrict"), ("099", "subdistrict")],
            *[("100", "town"), ("199", "town")],
            *[("200", "township"), ("399", "township")],
            *[("400", "enterprise"), ("599", "enterprise")],
            *[("600", None), ("999", None), ("000", None)],
        ],
    )
    def test_says_in_its_second_segment_what_a_township_is(self, segment: str, expected: str | None) -> None:
        """Statistical division codes: 001-099 subdistrict, 100-199 town, 200-399 township, 400-599 enterprise-type."""
        assert AdminCode12(f"110112{segment}").township_class == expected

    @pytest.mark.parametrize(
        ("segment", "expected"),
        [
            *[("001", "community"), ("199", "community"), ("200", "village"), ("399", "village")],
            *[("400", None), ("901", None), ("000", None)],
        ],
    )
    def test_hints_in_its_third_segment_at_a_community_or_a_village(self, segment: str, expected: str | None) -> None:
        """Statistical division codes: residents' committees from 001, villagers' committees from 200."""
        assert AdminCode12(f"110112004{segment}").community_kind == expected

    def test_contains_itself_and_what_lies_in_it(self) -> None:
        codes = [AdminCode12(text) for text in ("11", "1101", "110112", "110112004", "110112004002")]
        for i, outer in enumerate(codes):
            assert [outer.contains(inner) for inner in codes] == [j >= i for j in range(5)]

    def test_does_not_contain_what_lies_beside_it(self) -> None:
        yuqiao = AdminCode12("110112004")
        assert not yuqiao.contains(AdminCode12("110112005001"))
        assert not yuqiao.contains(AdminCode12("110112"))
        assert not AdminCode12("1101").contains(AdminCode12("1102"))

    def test_contains_the_grids_of_its_communities(self) -> None:
        grid = GridCode15("110112004002003")
        assert AdminCode12("110112004").contains(grid)
        assert AdminCode12("110112004002").contains(grid)
        assert not AdminCode12("110112004004").contains(grid)

    @pytest.mark.parametrize("other", ["110112004002", None, 5])
    def test_contains_codes_only(self, other: object) -> None:
        assert refused(lambda: AdminCode12("11").contains(unchecked(other))) == [("wrong_type", "other")]

    def test_is_a_value(self) -> None:
        code = AdminCode12("110112004")
        assert code == AdminCode12("110112004000")
        assert hash(code) == hash(AdminCode12("110112004000"))
        assert pickle.loads(pickle.dumps(code)) == code  # noqa: S301  # our own bytes
        assert code != GridCode15("110112004002003")


class TestAGridCode:
    """Unit-grid code of digital city management: 6 county, 3 subdistrict, 3 community, 3 serial."""

    def test_is_the_code_of_its_community_and_three_digits(self) -> None:
        grid = GridCode15("110112004002003")
        assert (str(grid), grid.serial, grid.prefix) == ("110112004002003", 3, "110112004002003")
        assert grid.parent == AdminCode12("110112004002")
        assert GridCode15("110112004002999").serial == 999

    def test_may_lie_in_a_city_without_counties(self) -> None:
        assert GridCode15("441900003002001").parent == AdminCode12("441900003002")

    @pytest.mark.parametrize(
        "text",
        [
            *("", "110112004002", "11011200400200", "1101120040020031"),
            "110112004002000",  # no serial
            "110112004000003",  # in no community
            "110112000002003",  # in no subdistrict
            "110012004002003",  # in no city
            "010112004002003",
            "11011200400200x",
            "110112004002003\n",
            "１１０１１２００４００２００３",
            "11011200400200³",
        ],
    )
    def test_is_nothing_else(self, text: str) -> None:
        assert refused(lambda: GridCode15(text)) == [("not_grid_code", "")]

    @pytest.mark.parametrize("value", [None, 110112004002003, b"110112004002003", []])
    def test_is_text(self, value: object) -> None:
        assert refused(lambda: GridCode15(unchecked(value))) == [("wrong_type", "digits")]

    def test_contains_itself_alone(self) -> None:
        grid = GridCode15("110112004002003")
        assert grid.contains(GridCode15("110112004002003"))
        assert not grid.contains(GridCode15("110112004002004"))
        assert not grid.contains(AdminCode12("110112004002"))


class TestTheCodeOfAnArea:
    def test_is_told_by_its_length(self) -> None:
        assert code_of("110112004002003") == GridCode15("110112004002003")
        assert code_of("110112004") == AdminCode12("110112004")
        assert refused(lambda: code_of("1" * 14)) == [("not_admin_code", "")]
        assert refused(lambda: code_of("0" * 15)) == [("not_grid_code", "")]
        assert refused(lambda: code_of(unchecked(11))) == [("wrong_type", "code")]


# Published codes of well-known bodies: of companies and of a foundation, from their own papers.
PUBLISHED = [
    "91110000600037341L",
    "9144030071526726XG",
    "91330100799655058B",
    "914403001922038216",
    "91110000802100433B",
]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class TestASocialCreditCode:
    """GB 32100-2015: 31 characters without I, O, S, V and Z; the last one checks the 17 before it."""

    @pytest.mark.parametrize("text", PUBLISHED)
    def test_that_was_published_is_one(self, text: str) -> None:
        assert str(CreditCode18(text)) == text

    @pytest.mark.parametrize("text", PUBLISHED)
    def test_with_another_check_character_is_none(self, text: str) -> None:
        for wrong in set(ALPHABET) - {text[-1]}:
            assert refused(lambda wrong=wrong: CreditCode18(text[:-1] + wrong)) == [("wrong_check_digit", "")]

    @pytest.mark.parametrize("text", PUBLISHED)
    def test_with_one_wrong_digit_or_two_neighbours_swapped_is_none(self, text: str) -> None:
        for place in range(2, 8):  # the division, in digits
            other = str((int(text[place]) + 1) % 10)
            assert refused(lambda typed=text[:place] + other + text[place + 1 :]: CreditCode18(typed))
        for place in range(2, 7):
            one, two = text[place : place + 2]
            if one != two:
                swapped = text[:place] + two + one + text[place + 2 :]
                assert refused(lambda swapped=swapped: CreditCode18(swapped)) == [("wrong_check_digit", "")]

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "91110000600037341",
            "91110000600037341LL",
            "91110000600037341l",
            "9111000060003734IL",
            "9111000060003734OL",
            "9111000060003734SL",
            "9111000060003734VL",
            "9111000060003734ZL",
            "911100A0600037341L",  # a letter in the division
            "９1110000600037341L",
            "91110000600037341L\n",
            " 91110000600037341L",
        ],
    )
    def test_of_another_form_is_none(self, text: str) -> None:
        assert refused(lambda: CreditCode18(text)) == [("not_credit_code", "")]

    @pytest.mark.parametrize("value", [None, 911100006000373411, b"91110000600037341L", ()])
    def test_is_text(self, value: object) -> None:
        assert refused(lambda: CreditCode18(unchecked(value))) == [("wrong_type", "text")]
