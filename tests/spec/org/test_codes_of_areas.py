"""The codes of areas: inside that of what lies around on every day, one for one place, and of the level of the place.

Sources: the rules for statistical codes (统计用区划代码和城乡划分代码编制规则): 2, 4, 6, 9 or 12 digits by level, and a
code belongs to one division; the unit-grid code of digital city management: the 12 digits of the community and 3.
"""

from typing import Any

import pytest
from tests.spec.org.conftest import DAY, JULY, START, area, history, refused, register, valid

from gridgov.messages import org as m
from gridgov.org import AreaKind, GridCode15


def faults(*records: Any) -> list[tuple[str, str]]:
    return refused(lambda: register(*records))


BEFORE, AFTER = valid(START, DAY), valid(DAY)


class TestTheCodeAround:
    def test_counts_on_every_day_of_both(self) -> None:
        """The street gets another code in June; the community keeps its own from January on."""
        street = (
            area("street", "subdistrict", code="110112004", validity=BEFORE),
            area("street", "subdistrict", code="110112005", validity=AFTER),
        )
        stays = area("c", parent="street", code="110112004001")
        assert faults(*street, stays) == [("outside_parent_code", "areas[2]")]
        follows = (
            area("c", parent="street", code="110112004001", validity=BEFORE),
            area("c", parent="street", code="110112005001", validity=AFTER),
        )
        assert register(*street, *follows)

    def test_counts_through_what_has_no_code_on_every_day(self) -> None:
        around = (
            area("street-1", "subdistrict", code="110112004"),
            area("street-2", "subdistrict", code="110112005"),
            area("centre", "area_centre", "street-1", validity=BEFORE),
            area("centre", "area_centre", "street-2", validity=AFTER),
        )
        stays = area("c", parent="centre", code="110112004001")
        assert faults(*around, stays) == [("outside_parent_code", "areas[4]")]
        assert register(*around, area("c", parent="centre", code="110112004001", validity=BEFORE))

    def test_further_out_counts_only_while_what_is_between_lies_there(self) -> None:
        """The centre leaves the street on the day on which the street gets another code."""
        around = (
            area("street-1", "subdistrict", code="110112004", validity=BEFORE),
            area("street-1", "subdistrict", code="110112006", validity=AFTER),
            area("street-2", "subdistrict"),
            area("centre", "area_centre", "street-1", validity=BEFORE),
            area("centre", "area_centre", "street-2", validity=AFTER),
        )
        assert register(*around, area("c", parent="centre", code="110112004001"))

    def test_is_not_asked_for_on_days_on_which_only_one_is_there(self) -> None:
        street = (
            area("street", "subdistrict", code="110112004", validity=BEFORE),
            area("street", "subdistrict", code="110112005", validity=AFTER),
        )
        assert register(*street, area("c", parent="street", code="110112005001", validity=valid(JULY)))

    def test_of_a_grid_is_that_of_a_community_on_every_day(self) -> None:
        moved = (area("x", "community", validity=BEFORE), area("x", "estate", validity=AFTER))
        assert faults(*moved, area("g", "grid", "x")) == [("in_no_community", "areas[2]")]
        assert register(*moved, area("g", "grid", "x", validity=BEFORE))


class TestOneCode:
    STREET = area("street", "subdistrict", code="110112004")

    def test_is_for_one_place_on_a_day(self) -> None:
        two = (area(name, parent="street", code="110112004001") for name in ("c-1", "c-2"))
        assert faults(self.STREET, *two) == [("code_twice", "areas[2]")]

    def test_may_be_of_another_place_later(self) -> None:
        one = area("c-1", parent="street", code="110112004001", validity=BEFORE)
        assert register(self.STREET, one, area("c-2", parent="street", code="110112004001", validity=AFTER))

    def test_may_be_of_several_versions_of_a_place(self) -> None:
        named = (area("s", "subdistrict", code="110112004", validity=one) for one in (BEFORE, AFTER))
        assert register(*named)

    def test_is_not_that_of_the_place_around(self) -> None:
        community = area("c", parent="street", code="110112004001")
        grid = area("g", "grid", "c", code="110112004001")
        assert ("code_twice", "areas[2]") in faults(self.STREET, community, grid)

    def test_may_stand_once_more_for_what_the_published_tables_do_not_divide(self) -> None:
        """4419 Dongguan, and in the table of counties 441900; the county 350527, and a level lower 350527000."""
        city = area("4419", "city", code="4419")
        rows = (city, area("441900", "county", "4419", code="441900"))
        assert register(*rows, area("441900003", "subdistrict", "441900", code="441900003"))
        county = area("350527", "county", code="350527")
        once_more = area("350527000", "county", "350527", code="350527000")
        assert register(county, once_more, area("350527000000", "county", "350527000", code="350527000000"))
        assert faults(city, area("441900", "county", code="441900")) == [("code_twice", "areas[1]")]

    def test_is_not_given_to_a_second_place(self) -> None:
        town = history(self.STREET, *(area(f"c-{i}", parent="street", code=f"11011200400{i}") for i in (1, 2)))
        assert town.faults(m.Recode, area="c-1", code="110112004002") == [("code_twice", "code")]

    def test_may_be_given_on_when_the_first_place_has_another(self) -> None:
        town = history(self.STREET, *(area(f"c-{i}", parent="street", code=f"11011200400{i}") for i in (1, 2)))
        after = town.after(m.Recode, area="c-2", code="110112004003").after(m.Recode, area="c-1", code="110112004002")
        assert str(after.register.area("c-1").code) == "110112004002"


class TestTheLevelOfACode:
    @pytest.mark.parametrize(
        ("kind", "code"),
        [
            ("province", "1101"),
            ("city", "110112004002"),
            ("county", "11"),
            ("subdistrict", "11"),
            ("town", "110112"),
            ("township", "110112004001"),
            ("community", "110112004"),
            ("village", "110112"),
            ("enterprise_zone", "11"),
        ],
    )
    def test_is_that_of_the_place(self, kind: AreaKind, code: str) -> None:
        assert faults(area("a", kind, code=code)) == [("code_of_another_level", "areas[0]")]

    @pytest.mark.parametrize(
        ("kind", "code"),
        [
            ("province", "11"),
            ("city", "4419"),
            ("city", "11"),  # a municipality that is called a city
            ("city", "330185"),  # a city at the level of a county
            ("county", "110112"),
            ("subdistrict", "110112004"),
            ("town", "110112101"),
            ("township", "110112209"),
            ("enterprise_zone", "110112403"),
            ("enterprise_zone", "130171"),  # some are counted as counties
            ("community", "110112004001"),
            ("village", "110112101201"),
            ("estate", "110112004001"),  # for estates and other places no rule gives a level
        ],
    )
    def test_leaves_open_what_the_rules_leave_open(self, kind: AreaKind, code: str) -> None:
        assert register(area("a", kind, code=code))

    def test_of_fifteen_digits_is_that_of_a_grid_alone(self) -> None:
        grid_code = GridCode15("110112004001001")
        assert register(area("c"), area("g", "grid", "c", code=grid_code))
        assert faults(area("c", code=grid_code)) == [("code_of_another_level", "areas[0]")]
        assert faults(area("e", "estate", code=grid_code)) == [("code_of_another_level", "areas[0]")]

    def test_of_a_grid_is_no_other(self) -> None:
        assert faults(area("c"), area("g", "grid", "c", code="110112004001")) == [("code_of_another_level", "areas[1]")]
