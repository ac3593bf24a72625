"""S17, 玉事好商量: the consultation structure 1+18+N and a council hall in each of the 19 communities.

Source: Yuqiao Subdistrict year-end report, 2022. What the 18 are is not known: that they are consultation units, one of
which is there for two communities, is a synthetic reading. 18 is not 24, and nothing here takes it to be.
"""

from datetime import date

import pytest
from attrs import evolve

from gridgov.org import Register, Unit, evaluate, format_notation
from gridgov.simulation.year import yuqiao_register

REGISTER = yuqiao_register()
SPEC = REGISTER.structures[1]
YEAR_END = date(2022, 12, 31)


def of_kinds(*kinds: str) -> tuple[Unit, ...]:
    return tuple(unit for unit in REGISTER.units if unit.kind in kinds)


def places(unit: Unit) -> set[str]:
    """Where a unit is, and whom it serves."""
    return {str(unit.area), *REGISTER.related(unit.id, "serves", at=YEAR_END)}


def problems(register: Register) -> list[tuple[str, str]]:
    layers = evaluate(SPEC, register, YEAR_END)
    return [(problem.code, problem.where) for layer in layers for problem in layer.problems]


class TestTheStructure:
    def test_it_is_one_platform_eighteen_units_and_some_door_councils(self) -> None:
        assert (SPEC.id, format_notation(SPEC.structure)) == ("consultation", "1+18+N")
        layers = evaluate(SPEC, REGISTER, YEAR_END)
        assert [(layer.expected, layer.found, layer.ok) for layer in layers] == [
            *((1, 1, True), (18, 18, True), (None, 19, True))
        ]

    def test_it_stands_beside_the_structure_of_coordination_and_counts_for_itself(self) -> None:
        assert [spec.id for spec in REGISTER.structures] == ["coordination", "consultation"]

    def test_eighteen_units_are_there_for_nineteen_communities_one_of_them_for_two(self) -> None:
        units = of_kinds("consultation_unit")
        communities = {area.id for area in REGISTER.of_kind("community", at=YEAR_END)}
        assert set().union(*map(places, units)) == communities
        assert sorted(len(places(unit)) for unit in units) == [1] * 17 + [2]

    def test_every_door_council_lies_in_one_of_them(self) -> None:
        for council in of_kinds("door_council"):
            around = {area.id for area in REGISTER.ancestors(str(council.area), at=YEAR_END)}
            assert sum(bool(places(unit) & around) for unit in of_kinds("consultation_unit")) == 1

    @pytest.mark.parametrize("missing", ["consultation-03", "consultation-18"])
    def test_a_unit_too_few_is_counted_and_its_door_councils_are_left_outside(self, missing: str) -> None:
        kept = of_kinds("consultation_platform", "consultation_unit", "door_council")
        serves = tuple(one for one in REGISTER.relations if one.subject.startswith("consultation-"))
        fewer = Register(REGISTER.areas, tuple(unit for unit in kept if unit.id != missing), relations=serves)
        code = REGISTER.unit(missing).area
        assert problems(fewer) == [("units_missing", "layer[2]"), ("outside_layer_above", f"door-council-{code}")]

    def test_two_units_for_one_community_leave_it_open_which_one_a_door_council_belongs_to(self) -> None:
        one = REGISTER.unit("consultation-01")
        units = tuple(evolve(unit, area=one.area) if unit.id == "consultation-02" else unit for unit in REGISTER.units)
        found = problems(evolve(REGISTER, units=units))
        assert ("in_several_of_layer_above", f"door-council-{one.area}") in found


class TestCouncilHalls:
    def test_each_of_the_nineteen_communities_has_one_and_no_village_has(self) -> None:
        """F25."""
        halls = of_kinds("council_hall")
        assert len(halls) == 19
        assert {hall.area for hall in halls} == {area.id for area in REGISTER.of_kind("community", at=YEAR_END)}

    def test_they_were_there_when_the_meetings_of_the_year_were_held(self) -> None:
        """Forty and more by the end of September (F27)."""
        assert len(REGISTER.of_kind("council_hall", at=date(2022, 1, 1))) == 19


class TestDoorCouncils:
    def test_each_is_there_for_a_door_and_the_door_has_a_head(self) -> None:
        """S10: the building door is the basic unit."""
        for council in of_kinds("door_council"):
            assert REGISTER.area(str(council.area)).kind == "building_door"
            [head] = [one for one in REGISTER.posts if one.area == council.area]
            assert (head.role, len(REGISTER.holders(head.id, at=YEAR_END))) == ("door_head", 1)
