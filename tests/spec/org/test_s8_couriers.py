"""S8, 玉见骑士: couriers report what they see in five roles, and a merchants' alliance offers them services.

Source: Yuqiao Subdistrict year-end report, 2022: the five roles, over 150 in about half a year (F13), the alliance.
That they are 150, and since when each, is given to the register.
"""

from datetime import date

import pytest
from attrs import evolve
from tests.spec.org.conftest import refused

from gridgov.labels import label
from gridgov.org import Post
from gridgov.simulation.year import yuqiao_register

REGISTER = yuqiao_register()
YEAR_END = date(2022, 12, 31)
POST = REGISTER.post("courier-post", at=YEAR_END)


class TestCouriers:
    def test_they_have_five_roles(self) -> None:
        """政策宣传、隐患排查、卫生巡逻、文明引导、信息收集."""
        assert POST.role == "courier_reporter"
        assert POST.duties == (
            "policy_publicist",
            "hazard_inspector",
            "sanitation_patroller",
            "civility_guide",
            "opinion_informant",
        )
        for duty in POST.duties:
            assert label("post.duty", duty, "zh") != label("post.duty", duty, "en") != duty

    @pytest.mark.parametrize(
        ("day", "count"),
        [
            (date(2022, 6, 14), 0),
            (date(2022, 6, 15), 25),
            (date(2022, 9, 30), 100),
            (date(2022, 11, 14), 125),
            (YEAR_END, 150),
        ],
    )
    def test_they_join_over_half_a_year(self, day: date, count: int) -> None:
        assert len(REGISTER.holders(POST.id, at=day)) == count

    def test_each_joins_of_their_own_will_and_besides_their_work(self) -> None:
        assert {(one.mode, one.primary) for one in REGISTER.holders(POST.id, at=YEAR_END)} == {("volunteer", False)}

    def test_they_collect_and_that_is_all(self) -> None:
        [line] = [line for line in REGISTER.jurisdictions if line.holder == POST.id]
        assert (line.powers, line.part, line.area) == (("collect",), "co", "110112004")

    @pytest.mark.parametrize("power", ["enforce", "approve"])
    def test_a_power_over_others_is_refused_to_them(self, power: str) -> None:
        [line] = [line for line in REGISTER.jurisdictions if line.holder == POST.id]
        wide = evolve(line, id="wide", powers=(power,))
        problems = refused(lambda: evolve(REGISTER, jurisdictions=(*REGISTER.jurisdictions, wide)))
        assert [code for code, _ in problems] == ["volunteers_may_not"]

    def test_they_are_known_by_keys_alone(self) -> None:
        agents = [REGISTER.find(one.agent) for one in REGISTER.holders(POST.id, at=YEAR_END)]
        assert sorted(agent.id for agent in agents) == [f"courier-{n:03}" for n in range(1, 151)]

    def test_they_belong_to_one_team(self) -> None:
        assert isinstance(POST, Post)
        assert REGISTER.unit(POST.unit).kind == "volunteer_team"
        assert REGISTER.unit(POST.unit).name_zh == "玉见骑士"


class TestTheMerchantsAlliance:
    def test_its_members_are_merchants(self) -> None:
        members = REGISTER.members("merchants", at=YEAR_END)
        assert {REGISTER.unit(one.member).kind for one in members} == {"merchant"}
        assert {one.member for one in members} == {unit.id for unit in REGISTER.of_kind("merchant", at=YEAR_END)}

    def test_it_supports_the_couriers_and_has_no_authority_over_them(self) -> None:
        assert REGISTER.related("merchants", "supports", at=YEAR_END) == ("couriers",)
        assert {one.kind for one in REGISTER.relations if one.subject == "merchants"} == {"supports"}
