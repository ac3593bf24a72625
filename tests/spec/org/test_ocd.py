"""Open Civic Data division ids (OCDEP 2), and tables of them as areas."""

from datetime import date

import pytest
from tests.spec.org.conftest import refused

from gridgov.adapters.ocd import KINDS, OcdDivision, read_ocd
from gridgov.errors import BadInput
from gridgov.org import Register, Validity

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
            CHICAGO + "\n",
        ],
    )
    def test_anything_else_is_no_id(self, text):
        assert refused(lambda: OcdDivision(text)) == [("not_ocd_id", "")]


class TestTables:
    def test_the_part_before_the_last_is_the_division_around(self):
        table = f"id,name,sameAs\nocd-division/country:us/state:il,Illinois,\n{CHICAGO},Chicago,\n"
        areas = read_ocd(table, source="us.csv", validity=KNOWN)

        assert [(one.kind, one.name_en, one.parent) for one in areas] == [
            ("province", "Illinois", None),
            ("city", "Chicago", "ocd-division/country:us/state:il"),
        ]
        assert Register(areas=areas).area(CHICAGO).name_en == "Chicago"

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
            ("unknown_choice", "line 6: id"),
            ("missing", "line 5: name"),
        ]

    def test_a_table_without_its_columns_is_refused(self):
        assert refused(lambda: read_ocd("a,b\n", source="us.csv", validity=KNOWN)) == [
            ("missing", "line 1: id"),
            ("missing", "line 1: name"),
        ]

    def test_there_is_a_kind_of_ours_for_each_type(self):
        assert KINDS["ward"] == "subdistrict"
