"""S3, all-round grid workers (网格员“全科人员”): one for each grid at all times, who takes a matter through all stages.

Source: Yuqiao Subdistrict year-end report, 2022; Beijing Regulation on Subdistrict Offices, Art. 24 (grids) and 32
(residents' committees are guided). How many grids there are, and what is minor, is synthetic.
"""

from datetime import date, time

import pytest
from attrs import evolve
from tests.spec.org.conftest import refused

from gridgov.org import Area, GridCode15, Period, covers_matter, gaps
from gridgov.org.routed import RouteDecision
from gridgov.org.routing import route
from gridgov.parameters import combine, shipped
from gridgov.simulation.behaviour import shipped_behaviour
from gridgov.simulation.year import yuqiao_register

REGISTER = yuqiao_register()
DAY = date(2022, 6, 15)
YEAR = Period(date(2022, 1, 1), date(2023, 1, 1))
GRIDS = [area for area in REGISTER.of_kind("grid", at=DAY) if isinstance(area, Area)]
GRID, COMMUNITY = "110112004002001", "110112004002"


def routed(matter: str, place: str) -> RouteDecision:
    decision = route(REGISTER, matter, place, DAY)
    assert isinstance(decision, RouteDecision)
    return decision


def vacant(grid: str, holders: tuple[Period, ...]) -> tuple[Period, ...]:
    """When nobody works in a grid in 2022."""
    assert holders, grid
    return gaps(YEAR, holders)


def holders_of(grid: str) -> tuple[Period, ...]:
    return tuple(one.validity.period for one in REGISTER.index.holders[f"grid-post-{grid}"])


class TestTheGrids:
    def test_each_lies_in_the_community_or_village_that_its_code_says(self) -> None:
        for grid in GRIDS:
            assert isinstance(grid.code, GridCode15)
            assert str(grid.code.parent) == grid.parent
            assert REGISTER.area(str(grid.parent)).kind in {"community", "village"}

    def test_every_community_and_village_has_some_and_they_are_of_one_set(self) -> None:
        places = {area.id for area in REGISTER.of_kind("community", "village", at=DAY)}
        assert {grid.parent for grid in GRIDS} == places
        assert {(grid.scheme, grid.purpose) for grid in GRIDS} == {("2022", "general")}

    def test_one_that_lies_in_the_subdistrict_itself_is_refused(self) -> None:
        lost = evolve(GRIDS[0], id="lost", parent="110112004", code=None)
        problems = refused(lambda: evolve(REGISTER, areas=(*REGISTER.areas, lost)))
        assert problems == [("in_no_community", f"areas[{len(REGISTER.areas)}]")]


class TestTheWorkers:
    def test_no_grid_is_without_one_on_any_day_of_the_year(self) -> None:
        assert {grid.id: vacant(grid.id, holders_of(grid.id)) for grid in GRIDS} == {grid.id: () for grid in GRIDS}

    def test_a_day_without_one_would_be_seen(self) -> None:
        [whole] = holders_of(GRID)
        left = (Period(whole.start, date(2022, 6, 30)), Period(date(2022, 7, 1)))
        assert vacant(GRID, left) == (Period(date(2022, 6, 30), date(2022, 7, 1)),)

    def test_each_works_in_one_grid_and_a_second_one_is_refused(self) -> None:
        [one] = REGISTER.holders(f"grid-post-{GRID}", at=DAY)
        assert len(REGISTER.held_by(one.agent, at=DAY)) == 1
        second = evolve(one, id="second", post="grid-post-110112004003001", primary=False)
        crowd = evolve(one, id="crowd", agent="cadre-01", primary=False)
        problems = refused(lambda: evolve(REGISTER, appointments=(*REGISTER.appointments, second)))
        assert [code for code, _ in problems] == ["too_many_holders", "exclusive_twice"]
        assert [
            code for code, _ in refused(lambda: evolve(REGISTER, appointments=(*REGISTER.appointments, crowd)))
        ] == ["too_many_holders"]

    def test_each_is_on_duty_in_the_grid_on_weekdays(self) -> None:
        for shift in REGISTER.shifts:
            assert (shift.weekdays, shift.begins, shift.ends) == ((1, 2, 3, 4, 5), time(8, 30), time(18))
            assert {one.agent for one in REGISTER.holders(shift.post, at=DAY)} == {shift.agent}
            assert REGISTER.post(shift.post).area == shift.area
        assert {shift.area for shift in REGISTER.shifts} == {grid.id for grid in GRIDS}


class TestWhatTheyDo:
    @pytest.mark.parametrize("matter", ["safety.e_bike", "environment.sanitation", "community.services"])
    def test_a_minor_matter_in_their_grid_they_take_through_all_four_stages_alone(self, matter: str) -> None:
        decision = routed(matter, GRID)
        assert (decision.lead.post, decision.lead.agents) == (f"grid-post-{GRID}", ("110112004002-worker-1",))
        assert decision.closes_alone

    @pytest.mark.parametrize("matter", ["traffic.parking", "housing.leaks", "order.illegal_building"])
    def test_any_other_matter_is_led_by_the_grid_team_of_the_community(self, matter: str) -> None:
        assert (routed(matter, GRID).lead.holder, routed(matter, GRID).lead.area) == (
            f"grid-team-{COMMUNITY}",
            COMMUNITY,
        )

    def test_they_enforce_nothing_and_approve_nothing(self) -> None:
        lines = [line for line in REGISTER.jurisdictions if line.holder.startswith("grid-post-")]
        assert {line.powers for line in lines} == {("collect", "handle", "reply", "counsel")}
        assert len(lines) == len(GRIDS)

    def test_the_residents_committee_is_only_guided_and_may_not_be_made_the_lead(self) -> None:
        """Beijing Regulation on Subdistrict Offices, Art. 32."""
        assert f"residents-{COMMUNITY}" in REGISTER.related("office", "guides", at=DAY)
        [line] = [line for line in REGISTER.jurisdictions if line.holder == f"grid-team-{COMMUNITY}"]
        handed = evolve(line, id="handed", holder=f"residents-{COMMUNITY}")
        problems = refused(lambda: evolve(REGISTER, jurisdictions=(*REGISTER.jurisdictions, handed)))
        assert [code for code, _ in problems] == ["guided_and_handles"]


class TestTheirTime:
    def test_a_limit_repeats_the_preset_and_says_that_it_is_one(self) -> None:
        """Beijing Regulation on Swift Response, Art. 13: a limit is on the order. No source states how long it is."""
        days = combine(shipped("presets")).whole("tickets.limit.resolve", DAY)
        limits = [line for line in REGISTER.jurisdictions if line.within is not None]
        assert {(line.within.amount, line.within.unit) for line in limits if line.within} == {(days, "working_days")}
        assert all("preset" in line.validity.source and line.validity.synthetic for line in limits)

    def test_every_matter_of_the_list_is_one_that_the_year_knows(self) -> None:
        categories = [category.code for category in shipped_behaviour().categories]
        matters = {matter for line in REGISTER.jurisdictions for matter in line.matters} - {"all"}
        assert all(any(covers_matter((matter,), code) for code in categories) for matter in matters), matters
