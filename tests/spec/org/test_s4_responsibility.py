"""S4: a written list of matters and who undertakes each; who cannot settle a matter alone whistles, and others attend.

The list that ships is synthetic but for its existence; the rules around it are those of the Beijing Regulations on
Swift Response (Art. 14, 16, 17) and on Subdistrict Offices (Art. 11, 17, 32).
"""

from datetime import date

import pytest
from tests.spec.org.conftest import area, jurisdiction, register, relation, unit, valid

from gridgov.errors import BadInput
from gridgov.org import Register, RouteDecision, read_register, route
from gridgov.org.responsibilities import answers_for, responsibility_list
from gridgov.parameters import packaged

DAY = date(2022, 6, 15)
GRID = "110112004002001"


@pytest.fixture(scope="module")
def yuqiao() -> Register:
    units = read_register(packaged("yuqiao-register"), source="yuqiao-register.toml")
    return read_register(packaged("yuqiao-responsibilities"), source="yuqiao-responsibilities.toml", onto=units)


class TestTheList:
    def test_every_matter_of_a_grid_has_one_who_undertakes_it(self, yuqiao):
        lines = responsibility_list(yuqiao, GRID, DAY)

        assert lines
        assert [line.matter for line in lines if line.lead is None] == []

    def test_every_other_matter_comes_last(self, yuqiao):
        assert responsibility_list(yuqiao, GRID, DAY)[-1].matter == "all"

    def test_a_line_says_who_leads_who_helps_and_on_what_it_rests(self, yuqiao):
        [line] = [one for one in responsibility_list(yuqiao, GRID, DAY) if one.matter == "safety.e_bike"]

        assert line.lead == f"grid-post-{GRID}"
        assert line.co
        assert line.basis

    def test_the_list_agrees_with_the_route_wherever_somebody_is_in_the_post(self, yuqiao):
        lines = {line.matter: line.lead for line in responsibility_list(yuqiao, GRID, DAY)}
        decisions = {matter: route(yuqiao, matter, GRID, DAY) for matter in lines}
        leads = {matter: one.lead for matter, one in decisions.items() if isinstance(one, RouteDecision)}

        assert leads
        assert {matter: one.holder for matter, one in leads.items()} == {matter: lines[matter] for matter in leads}

    def test_a_line_of_another_place_or_day_is_not_on_it(self):
        places = (area("s", "subdistrict"), area("c", "community", "s"), area("d", "community", "s"))
        ended = jurisdiction("office", "c", "heating", validity=valid(end=DAY))
        lines = (jurisdiction("office", "s", "safety"), jurisdiction("office", "d", "noise"), ended)
        found = register(*places, unit("office", "subdistrict_office", "s"), *lines)

        assert [line.matter for line in responsibility_list(found, "c", DAY)] == ["safety"]

    def test_a_matter_that_somebody_only_helps_with_has_no_lead(self):
        found = register(area("s", "subdistrict"), unit("office", area="s"), jurisdiction("office", "s", part="co"))

        [line] = responsibility_list(found, "s", DAY)
        assert (line.lead, line.co, line.within, line.basis) == (None, ("office",), None, None)

    def test_a_post_is_told_its_own_lines(self, yuqiao):
        assert {one.holder for one in answers_for(yuqiao, f"grid-post-{GRID}", DAY)} == {f"grid-post-{GRID}"}

    def test_what_is_neither_a_unit_nor_a_post_answers_for_nothing(self, yuqiao):
        with pytest.raises(BadInput):
            answers_for(yuqiao, GRID, DAY)

    def test_a_committee_that_is_only_guided_leads_nothing(self, yuqiao):
        """Subdistrict Offices, Art. 32: no tasks outside the list of assistance."""
        committees = {one.id for one in yuqiao.of_kind("residents_committee", "villagers_committee", at=DAY)}

        assert [one.id for one in yuqiao.jurisdictions if one.part == "lead" and one.holder in committees] == []

    def test_a_list_that_gives_such_a_committee_the_lead_is_refused(self):
        places = (area("s", "subdistrict"), area("c", "community", "s"))
        bodies = (unit("office", "subdistrict_office", "s"), unit("rc", "residents_committee", "c"))
        tie = relation("office", "guides", "rc")

        with pytest.raises(BadInput) as caught:
            register(*places, *bodies, tie, jurisdiction("rc", "c"))
        assert [problem.code for problem in caught.value.problems] == ["guided_and_handles"]
        assert register(*places, *bodies, tie, jurisdiction("rc", "c", part="co"))


class TestTheWhistle:
    def test_named_departments_have_to_come_and_the_lead_stays_the_lead(self, yuqiao):
        decision = route(yuqiao, "safety.e_bike", GRID, DAY)
        assert isinstance(decision, RouteDecision)

        assert {one.duty for one in decision.co_units} == {"under_command", "attend_when_whistled", "help"}
        assert decision.lead.holder == f"grid-post-{GRID}"
        assert "the lead stays the lead" in decision.text("en")
        assert "牵头单位不变" in decision.text("zh")

    def test_what_cannot_be_settled_goes_up_level_by_level(self, yuqiao):
        decision = route(yuqiao, "safety.e_bike", GRID, DAY)
        assert isinstance(decision, RouteDecision)

        kinds = [yuqiao.area(level.area).kind for level in decision.escalation]
        assert kinds == ["community", "area_centre", "subdistrict", "subdistrict", "county"]
