"""The register as a picture: every area once, safe to open anywhere, the same to the byte."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from tests.spec.org.conftest import JULY, area, history

from gridgov.adapters.org_drawing import mermaid_of_areas, mermaid_of_relations, svg_of_areas
from gridgov.errors import BadInput
from gridgov.messages import org as m
from gridgov.org import Area, Register, Relation, Unit, Validity, read_register
from gridgov.parameters import packaged

DAY = date(2022, 6, 1)
YEAR = Validity(date(2022, 1, 1), "made up")
MADE_UP = Validity(date(2022, 1, 1), "made up", synthetic=True)
LATER = Validity(date(2022, 7, 1), "made up")
SVG = "{http://www.w3.org/2000/svg}"


def small() -> Register:
    street = Area("s", "subdistrict", '<街道> & "x"', "Street <b>", YEAR)
    first = Area("a", "community", "甲社区", "A", YEAR, parent="s")
    second = Area("b", "community", "乙社区", "B", MADE_UP, parent="s")
    third = Area("c", "community", "丙社区", "C", LATER, parent="s")
    grid = Area("g", "grid", "网格", "G", YEAR, parent="a")
    office = Unit("office", "subdistrict_office", "办事处", "Office", YEAR, area="s")
    team = Unit("team", "grid_team", "网格队", "Team", YEAR, area="a")
    committee = Unit("committee", "residents_committee", "居委会", "Committee", YEAR, area="a")
    return Register(
        areas=(street, first, second, third, grid),
        units=(office, team, committee),
        relations=(
            Relation("r-1", "team", "part_of", "office", YEAR),
            Relation("r-2", "office", "guides", "committee", YEAR),
        ),
    )


class TestSvg:
    def test_it_is_xml_with_a_title_and_a_description(self):
        picture = ET.fromstring(svg_of_areas(small(), DAY))  # noqa: S314  # our own

        assert picture.tag == f"{SVG}svg"
        assert picture.find(f"{SVG}title") is not None
        assert "4 areas on 2022-06-01" in (picture.findtext(f"{SVG}desc") or "")

    def test_every_area_of_the_day_is_drawn_once_and_no_other(self):
        picture = ET.fromstring(svg_of_areas(small(), DAY))  # noqa: S314
        names = [text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "en"]

        assert sorted(map(str, names)) == ["A", "B", "G", "Street <b>"]

    def test_what_is_synthetic_is_drawn_apart(self):
        picture = ET.fromstring(svg_of_areas(small(), DAY))  # noqa: S314
        [dashed] = [group for group in picture.iter(f"{SVG}g") if group.get("class") == "synthetic"]

        assert [text.text for text in dashed.iter(f"{SVG}text")][:2] == ["乙社区", "B"]

    def test_what_is_not_drawn_is_counted(self):
        picture = ET.fromstring(svg_of_areas(small(), DAY, depth=1))  # noqa: S314
        counts = [text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "n"]

        assert counts == ["2", "1"]

    def test_it_needs_no_script_no_font_and_no_network(self):
        text = svg_of_areas(small(), DAY)

        assert "<script" not in text
        assert text.count("http") == 1
        assert "href" not in text

    def test_it_may_begin_anywhere(self):
        picture = svg_of_areas(small(), DAY, root="a")

        assert "甲社区" in picture
        assert "乙社区" not in picture

    @pytest.mark.parametrize("root", ["c", "x"])
    def test_an_area_that_is_not_there_that_day_is_no_root(self, root):
        with pytest.raises(BadInput):
            svg_of_areas(small(), DAY, root=root)

    def test_the_subdistrict_has_ten_centres_and_twenty_four_communities_and_villages(self):
        register = read_register(packaged("yuqiao-register"), source="packs/yuqiao-register.toml")
        text = svg_of_areas(register, date(2022, 12, 31), root="110112004", depth=2)

        assert text.count("<rect x=") == 1 + 10 + 24
        assert text == svg_of_areas(register, date(2022, 12, 31), root="110112004", depth=2)


class TestAfterAChange:
    """Of a top area that was renamed, the row as it was first entered is kept, and is taken to be so no more."""

    TOWN = (
        history(area("s", "subdistrict", name_zh="旧街道", name_en="Old"), area("c", parent="s"))
        .after(m.Rename, record="s", name_zh="新街道", name_en="New")
        .register
    )

    @pytest.mark.parametrize(("day", "name"), [(DAY, "Old"), (JULY, "New"), (date(2022, 8, 1), "New")])
    def test_a_renamed_top_is_drawn_once_by_its_name_of_the_day(self, day, name):
        picture = ET.fromstring(svg_of_areas(self.TOWN, day))  # noqa: S314
        names = [text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "en"]

        assert names == [name, "c"]
        assert len(list(picture.iter(f"{SVG}path"))) == 1

    def test_mermaid_draws_it_once_as_well(self):
        assert mermaid_of_areas(self.TOWN, date(2022, 8, 1)).splitlines() == [
            "flowchart LR",
            '    n0["新街道<br/>New"]',
            '    n1["c"]',
            "    n0 --- n1",
        ]


class TestMermaid:
    def test_names_cannot_break_out_of_their_quotes(self):
        first = mermaid_of_areas(small(), DAY).splitlines()[1]

        assert first == '    n0["&lt;街道&gt; &amp; &#x27;x&#x27;<br/>Street &lt;b&gt;"]'

    def test_authority_is_a_line_and_guidance_a_dotted_one(self):
        """Beijing Regulation on Subdistrict Offices: an office guides a residents' committee, and commands it not."""
        lines = mermaid_of_relations(small(), DAY).splitlines()

        assert lines[-2:] == ["    n0 ---|part_of| n1", "    n1 -.->|guides| n2"]

    def test_only_the_bodies_that_are_named_are_drawn(self):
        assert "居委会" not in mermaid_of_relations(small(), DAY, "team", "office")
