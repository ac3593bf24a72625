"""Open Civic Data division ids (OCDEP 2), and tables of them as areas."""

from datetime import date

import pytest
from tests.spec.org.conftest import area, refused

from gridgov.adapters.ocd import KINDS, OcdDivision, ocd_of, read_ocd
from gridgov.errors import BadInput
from gridgov.org import GridCode15, Register, Validity

KNOWN = Validity(date(2022, 1, 1), "ocd-division-ids")
CHICAGO = "ocd-division/country:us/state:il/place:chicago"


class TestIds:
    def test_an_id_is_a_country_and_parts_of_type_and_name(self):
        division = OcdDivision(CHICAGO)
        chain = [str(division)]
        while division.parent is not None:
            division = division.parent
            chain.append(str(division))

        assert chain == [CHICAGO, "ocd-division/country:us/state:il", "ocd-division/country:us"]

    @pytest.mark.parametrize(
        "text",
        [
            "ocd-division/country:ca/province:qc/place:québec",
            "ocd-division/country:us/state:la/parish:st~john",
            "ocd-division/country:de/wahl-kreis:1",
            "ocd-division/country:gr/νομός:1",
            "ocd-division/country:us/state:il/place:st.anne",
        ],
    )
    def test_letters_of_any_script_and_three_signs_are_names(self, text):
        assert str(OcdDivision(text)) == text

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "ocd-division",
            "ocd-division/state:il",
            "ocd-division/country:usa",
            "ocd-division/country:us/",
            "ocd-division/country:us/State:il",
            "ocd-division/country:us/state:IL",
            "ocd-division/country:us/state:il place",
            "ocd-division/country:us/state:",
            "ocd-jurisdiction/country:us",
            "ocd-division/country:us/state:il/ward:١",
            "ocd-division/country:us/w4rd:1",
            "ocd-division/country:us/state:" + "x" * 500,
            CHICAGO + "\n",
        ],
    )
    def test_anything_else_is_no_id(self, text):
        assert refused(lambda: OcdDivision(text)) == [("not_ocd_id", "")]

    def test_a_country_may_lie_in_another(self):
        """The nations of the United Kingdom."""
        england = OcdDivision("ocd-division/country:gb/country:eng")

        assert str(england.parent) == "ocd-division/country:gb"


class TestKeys:
    @pytest.mark.parametrize(
        ("text", "key"),
        [
            (CHICAGO, CHICAGO),
            ("ocd-division/country:ca/place:québec", "ocd-division/country:ca/place:qu+C3+A9bec"),
            ("ocd-division/country:us/parish:st~john", "ocd-division/country:us/parish:st+7Ejohn"),
            ("ocd-division/country:us/place:st...anne", "ocd-division/country:us/place:st.+2E+2Eanne"),
        ],
    )
    def test_what_an_id_may_not_have_is_spelled_out_byte_by_byte(self, text, key):
        division = OcdDivision(text)

        assert division.key == key
        assert read_ocd(f"id,name\n{text},X\n", source="x.csv", validity=KNOWN)[0].id == key


class TestOfAreas:
    AREAS = (
        area("cn", "country"),
        area("bj", "province", "cn", code="11"),
        area("yq", "subdistrict", "bj", code="110112004"),
        area("c", "area_centre", "yq", name_en="Area 1 (Île)"),
        area("g", "grid", "c", code=GridCode15("110112004002001")),
    )

    def test_types_are_kinds_and_names_are_codes_or_english_names(self):
        """OCDEP 2: capitals become small, spaces underscores, and what is no letter a tilde."""
        assert str(ocd_of(self.AREAS, country="cn")) == (
            "ocd-division/country:cn/province:11/subdistrict:110112004/area_centre:area_1_~île~/grid:110112004002001"
        )

    def test_no_areas_are_the_country(self):
        assert str(ocd_of([], country="cn")) == "ocd-division/country:cn"

    @pytest.mark.parametrize("country", ["CN", "chn", "", None])
    def test_a_country_is_two_letters(self, country):
        assert refused(lambda: ocd_of(self.AREAS, country=country)) == [("not_ocd_id", "")]

    def test_what_is_no_area_is_refused(self):
        assert refused(lambda: ocd_of(["cn"], country="cn")) == [("wrong_type", "areas[0]")]


class TestTables:
    def test_the_part_before_the_last_is_the_division_around(self):
        table = f"id,name,sameAs\nocd-division/country:us/state:il,Illinois,\n{CHICAGO},Chicago,\n"
        areas = read_ocd(table, source="us.csv", validity=KNOWN)

        assert [(one.kind, one.name_en, one.parent) for one in areas] == [
            ("province", "Illinois", None),
            ("city", "Chicago", "ocd-division/country:us/state:il"),
        ]
        assert Register(areas=areas).area(CHICAGO).name_en == "Chicago"

    def test_a_division_that_has_no_line_is_passed_by_on_the_way_up(self):
        """A city lies in its state, whether or not the table has the county between the two."""
        us, state = "ocd-division/country:us", "ocd-division/country:us/state:il"
        table = f"id,name\n{us},US\n{state},Illinois\n{state}/county:cook/place:x,X\n{us}/district:dc/ward:1,1\n"
        areas = read_ocd(table, source="us.csv", validity=KNOWN)

        assert [one.parent for one in areas] == [None, us, state, us]
        assert Register(areas=areas).ancestors(areas[2].id, at=KNOWN.valid_from) == (areas[1], areas[0])

    def test_every_wrong_line_is_told_at_once(self):
        table = (
            f"id,name\n{CHICAGO},Chicago\n{CHICAGO},Again\nplace:chicago,x\n"
            "ocd-division/country:us/state:il,\nocd-division/country:us/moon:x,Moon\n"
        )
        with pytest.raises(BadInput) as caught:
            read_ocd(table, source="us.csv", validity=KNOWN)

        assert [(one.code, one.where) for one in caught.value.problems] == [
            ("duplicate_id", "line 3: id"),
            ("not_ocd_id", "line 4: id"),
            ("missing", "line 5: name"),
            ("unknown_choice", "line 6: id"),
        ]

    def test_the_last_day_counts_and_a_year_is_all_of_it(self):
        """The columns validFrom and validThrough of ocd-division-ids."""
        table = f"id,name,validFrom,validThrough\n{CHICAGO},A,2010,2012-06-30\nocd-division/country:us,B,,2022\n"
        first, second = (one.validity for one in read_ocd(table, source="us.csv", validity=KNOWN))

        assert (first.valid_from, first.valid_to) == (date(2010, 1, 1), date(2012, 7, 1))
        assert (second.valid_from, second.valid_to) == (KNOWN.valid_from, date(2023, 1, 1))

    def test_days_that_are_none_or_the_wrong_way_round_are_told(self):
        table = f"id,name,validFrom,validThrough\n{CHICAGO},A,2012,2011\nocd-division/country:us,B,soon,later\n"

        assert refused(lambda: read_ocd(table, source="us.csv", validity=KNOWN)) == [
            ("ends_before_start", "line 2: validThrough"),
            ("wrong_pattern", "line 3: validFrom"),
            ("wrong_pattern", "line 3: validThrough"),
        ]

    def test_another_id_of_a_division_is_passed_over(self):
        table = f"id,name,sameAs\n{CHICAGO},Chicago,\nocd-division/country:us/place:windy_city,,{CHICAGO}\n"

        assert [one.id for one in read_ocd(table, source="us.csv", validity=KNOWN)] == [CHICAGO]

    def test_a_type_is_what_somebody_says_it_is(self):
        table = "id,name\nocd-division/country:bd/ed:dhaka_1,Dhaka-1\n"

        assert read_ocd(table, source="bd.csv", validity=KNOWN, kinds={"ed": "county"})[0].kind == "county"
        assert refused(lambda: read_ocd(table, source="bd.csv", validity=KNOWN)) == [("unknown_choice", "line 2: id")]

    @pytest.mark.parametrize(
        ("text", "wrong"),
        [
            (b"id,name\n\xff", [("not_utf8", "")]),
            (3, [("wrong_type", "")]),
            ("", [("missing", "line 1: id"), ("missing", "line 1: name")]),
            ("id,name\n" + "x" * 200_000, [("not_a_row", "line 2:")]),
            ("id,name\nocd-division/country:us\n", [("missing", "line 2: name")]),
        ],
    )
    def test_what_is_no_table_is_refused(self, text, wrong):
        assert refused(lambda: read_ocd(text, source="us.csv", validity=KNOWN)) == wrong

    def test_a_table_without_its_columns_is_refused(self):
        assert refused(lambda: read_ocd("a,b\n", source="us.csv", validity=KNOWN)) == [
            ("missing", "line 1: id"),
            ("missing", "line 1: name"),
        ]

    def test_there_is_a_kind_of_ours_for_each_type(self):
        assert KINDS["ward"] == "subdistrict"
