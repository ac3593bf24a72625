"""S7, 强街带社: 1 coordination committee, 10 centres, 24 communities and villages, N grassroots organisations.

Source: Yuqiao Subdistrict year-end report, 2022: the notation, the area committees, the specialists (leading officials,
concurrently), and who may be an assistant. Which centre covers what, and who holds what, is synthetic. The kinds of the
relations: Beijing Regulation on Subdistrict Offices, Art. 3, 9, 10, 11, 24, 32, 48.
"""

from datetime import date

import pytest
from attrs import evolve

from gridgov.org import AUTHORITY, Area, Period, Register, evaluate, format_notation, gaps
from gridgov.simulation.year import yuqiao_register

REGISTER = yuqiao_register()
SPEC = REGISTER.structures[0]
YEAR_END = date(2022, 12, 31)
YEAR = Period(date(2022, 1, 1), date(2023, 1, 1))
CENTRES = [f"centre-{n:02}" for n in range(1, 11)]

# Typed in by hand from the statistical divisions, without their suffix (居委会, 居民委员会).
COMMUNITIES = {
    "002": "葛布店北里社区",
    "003": "葛布店南里社区",
    "004": "玉桥北里社区",
    "006": "玉桥南里社区",
    "009": "运河大街社区",
    "011": "乔庄北街社区",
    "012": "梨花园社区",
    "014": "艺苑西里社区",
    "015": "玉桥东里社区",
    "016": "柳岸方园社区",
    "017": "柳馨园社区",
    "018": "玉桥南里南社区",
    "020": "新通国际社区",
    "021": "玉桥东里南社区",
    "023": "运乔嘉园社区",
    "024": "艺苑东里社区",
    "025": "葛布店东里社区",
    "026": "梨园东里社区",
    "027": "玉桥西里社区",
}


def found(register: Register, day: date = YEAR_END) -> list[tuple[str, str]]:
    """What is wrong with the structure on a day."""
    return [(problem.code, problem.where) for layer in evaluate(SPEC, register, day) for problem in layer.problems]


def changed(area: str, **fields: object) -> Register:
    """The register with an area that is otherwise."""
    areas = tuple(evolve(one, **fields) if one.id == area else one for one in REGISTER.areas)
    return evolve(REGISTER, areas=areas)


class TestTheStructure:
    @pytest.mark.parametrize("month", range(1, 13))
    def test_it_holds_in_every_month(self, month: int) -> None:
        assert format_notation(SPEC.structure) == "1+10+24+N"
        assert found(REGISTER, date(2022, month, 1)) == []

    def test_it_is_one_committee_ten_centres_24_communities_and_villages_and_some_organisations(self) -> None:
        counts = [(layer.expected, layer.found) for layer in evaluate(SPEC, REGISTER, YEAR_END)]
        assert counts == [(1, 1), (10, 10), (24, 24), (None, 30)]

    def test_nineteen_are_real_communities_and_five_are_villages(self) -> None:
        communities = REGISTER.of_kind("community", at=YEAR_END)
        assert {area.id: area.name_zh for area in communities} == {
            f"110112004{digits}": name for digits, name in COMMUNITIES.items()
        }
        assert len(REGISTER.of_kind("village", at=YEAR_END)) == 5

    def test_every_centre_covers_communities_of_its_own(self) -> None:
        covered = [area.id for centre in CENTRES for area in REGISTER.children(centre, at=YEAR_END)]
        assert len(covered) == len(set(covered)) == 24
        assert all(REGISTER.children(centre, at=YEAR_END) for centre in CENTRES)

    def test_a_community_outside_all_centres_is_a_violation(self) -> None:
        assert found(changed("110112004002", parent="110112004")) == [("outside_layer_above", "110112004002")]

    def test_a_centre_that_covers_nothing_is_a_violation(self) -> None:
        moved = tuple(
            evolve(area, parent="centre-01") if area.parent == "centre-10" else area for area in REGISTER.areas
        )
        assert found(evolve(REGISTER, areas=moved)) == [("nothing_below", "centre-10")]

    def test_a_village_that_is_no_more_is_missing(self) -> None:
        gone = REGISTER.tree(at=YEAR_END).below("110112004905")
        areas = tuple(area for area in REGISTER.areas if area.id not in gone)
        units = tuple(one for one in REGISTER.units if one.area not in gone and one.kind in SPEC.selectors[3].kinds)
        fewer = Register(areas, (REGISTER.unit("committee"), *units))
        assert found(fewer) == [("units_missing", "layer[3]")]


class TestSpecialists:
    """Leading officials hold the post of a specialist in an area concurrently (党建专员)."""

    def test_each_area_has_a_committee_with_one_specialist_on_every_day(self) -> None:
        for n, centre in enumerate(CENTRES, start=1):
            [body] = REGISTER.units_of(centre, at=YEAR_END, kinds=("area_committee",))
            [post] = [post for post in REGISTER.posts_of(body.id, at=YEAR_END) if post.role == "specialist"]
            assert post.id == f"specialist-{n:02}"
            assert gaps(YEAR, (one.validity.period for one in REGISTER.index.holders[post.id])) == ()
            assert len(REGISTER.holders(post.id, at=YEAR_END)) == 1

    def test_each_of_them_is_a_leading_official_who_holds_it_besides(self) -> None:
        for n in range(1, 11):
            for one in REGISTER.index.holders[f"specialist-{n:02}"]:
                assert (one.mode, one.primary) == ("concurrent", False)
                assert "leading_official" in REGISTER.roles_of(one.agent, at=one.validity.valid_from)
                assert [
                    held.mode for held in REGISTER.held_by(one.agent, at=one.validity.valid_from) if held.primary
                ] == ["appointed"]

    def test_nobody_is_the_specialist_of_two_areas(self) -> None:
        for day in (date(2022, 6, 30), date(2022, 7, 1), YEAR_END):
            holders = [one.agent for n in range(1, 11) for one in REGISTER.holders(f"specialist-{n:02}", at=day)]
            assert len(set(holders)) == len(holders) == 10
        assert {post.most_areas for post in REGISTER.posts if post.role == "specialist"} == {1}

    def test_when_one_gives_way_the_next_takes_over_on_the_same_day(self) -> None:
        before, after = (REGISTER.holders("specialist-10", at=day) for day in (date(2022, 6, 30), date(2022, 7, 1)))
        assert [(one.agent, one.end_reason) for one in before] == [("official-10", "rotation")]
        assert [one.agent for one in after] == ["official-11"]


class TestAssistants:
    """Department heads, community secretaries and young cadres (党建助理)."""

    def test_each_area_has_some_and_each_of_them_comes_from_where_they_may(self) -> None:
        sources = {"department_head", "community_secretary", "young_cadre"}
        for n in range(1, 11):
            assert set(REGISTER.post(f"assistant-{n:02}").eligible) == sources
            holders = REGISTER.holders(f"assistant-{n:02}", at=YEAR_END)
            assert len(holders) >= 2
            assert all(REGISTER.roles_of(one.agent, at=YEAR_END) & sources for one in holders)

    def test_all_three_sources_are_drawn_upon(self) -> None:
        agents = [one.agent for n in range(1, 11) for one in REGISTER.holders(f"assistant-{n:02}", at=YEAR_END)]
        roles = {role for agent in agents for role in REGISTER.roles_of(agent, at=YEAR_END)}
        assert roles == {"assistant", "department_head", "community_secretary", "young_cadre"}

    def test_a_secretary_assists_in_the_area_of_the_community(self) -> None:
        for area in REGISTER.of_kind("community", "village", at=YEAR_END):
            assert isinstance(area, Area)
            held = {one.post for one in REGISTER.held_by(f"secretary-{area.id}", at=YEAR_END)}
            assert held == {f"secretary-post-{area.id}", str(area.parent).replace("centre", "assistant")}


class TestWhatTheBodiesAreToEachOther:
    @pytest.mark.parametrize(
        ("subject", "kind", "target", "article"),
        [
            ("office", "dispatched_by", "district", "Art. 3"),
            ("dept-city", "part_of", "office", "Art. 9"),
            ("grid-team-110112004002", "part_of", "office", "Art. 24"),
            ("office", "commands", "police-station", "Art. 11 (4)"),
            ("office", "coordinates", "district-housing", "Art. 5, 17 (1)"),
            ("office", "guides", "residents-110112004002", "Art. 10 (5), 32"),
            ("office", "guides", "villagers-110112004901", "Art. 10 (5), 32, 48"),
        ],
    )
    def test_each_edge_has_its_kind_and_its_article(self, subject: str, kind: str, target: str, article: str) -> None:
        """Beijing Regulation on Subdistrict Offices."""
        [edge] = [one for one in REGISTER.relations if (one.subject, one.object) == (subject, target)]
        assert edge.kind == kind
        assert str(edge.basis).endswith(f"(Beijing Regulation on Subdistrict Offices) {article}")

    def test_nothing_has_authority_over_a_committee_of_residents_or_villagers(self) -> None:
        committees = {unit.id for unit in REGISTER.of_kind("residents_committee", "villagers_committee", at=YEAR_END)}
        assert len(committees) == 24
        assert not {
            one.id for one in REGISTER.relations if one.kind in AUTHORITY and {one.subject, one.object} & committees
        }
