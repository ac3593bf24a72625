"""What becomes of units and areas: renamed, recoded, transferred, merged, split, dissolved. No open case is lost.

Regulation on Petition Work 2022 (信访工作条例), Art. 24: as bodies split, merge or are dissolved, whoever goes on with
the powers takes the matters over; where that is unclear, whoever is named.
"""

from datetime import date
from typing import Any

import pytest
from tests.spec.org.conftest import (
    DAY,
    JULY,
    START,
    History,
    agent,
    appointment,
    area,
    delegation,
    history,
    jurisdiction,
    membership,
    post,
    refused,
    relation,
    shift,
    unit,
    valid,
    versions,
)

from gridgov.messages import org as m
from gridgov.org import GridCode15, HandOver, Register, Unit, dependants, hand_over, successor

JUNE, AUGUST = date(2022, 6, 1), date(2022, 8, 1)
FROM_JULY = valid(JULY)

TOWN = (
    area("street", "subdistrict", code="110112004"),
    area("c-1", parent="street", code="110112004001"),
    area("c-2", parent="street", code="110112004002"),
    area("g-1", "grid", "c-1", code=GridCode15("110112004001001")),
    area("g-2", "grid", "c-2", code=GridCode15("110112004002001")),
    unit("office", "subdistrict_office", "street"),
    unit("team-1", "grid_team", "c-1"),
    unit("team-2", "grid_team", "c-2"),
    post("desk-1", "team-1"),
    post("desk-2", "team-2"),
    agent("ann"),
    agent("bob"),
    appointment("ann", "desk-1"),
    appointment("bob", "desk-2"),
)
"""A subdistrict with two communities, each with a grid and a team with somebody at a desk."""


@pytest.fixture
def town() -> History:
    return history(*TOWN)


def case(name: str, unit: str, place: str | None = None, to: str | None = None) -> m.OpenCase:
    return m.OpenCase(case=name, unit=unit, place=place, to=to)


def handed(story: History) -> list[tuple[str, str, str]]:
    """The cases that the last event handed over."""
    event: Any = story.events[-1]
    return [(one.case, one.source, one.target) for one in event.handed_over]


def moved(story: History) -> dict[str, str]:
    event: Any = story.events[-1]
    return {one.record: one.to for one in event.moved}


def ended(story: History) -> tuple[str, ...]:
    event: Any = story.events[-1]
    return tuple(event.ended)


class TestRename:
    def test_from_a_day_on_it_has_other_names_and_the_same_id(self, town: History) -> None:
        found = town.after(m.Rename, record="team-1", name_zh="一队", name_en="First Team", change="ch-1").register

        assert versions(found, "team-1") == [(START, JULY), (JULY, None)]
        assert [found.unit("team-1", at=day).name_en for day in (JUNE, JULY)] == ["team-1", "First Team"]
        assert found.unit("team-1", at=JULY).validity.source == "order 7"

    def test_it_is_told_as_a_change(self, town: History) -> None:
        story = town.after(m.Rename, record="team-1", name_zh="一队", name_en="First Team", change="ch-1")

        [change] = story.register.changes
        assert (change.id, change.kind, change.originals, change.results, change.on, change.basis) == (
            "ch-1",
            "rename",
            ("team-1",),
            ("team-1",),
            JULY,
            "order 7",
        )
        assert change.recorded_at == town.at
        assert story.register.known_on(town.at.replace(year=2021)).changes == ()

    def test_from_its_first_day_on_it_never_had_the_old_one(self, town: History) -> None:
        found = town.after(m.Rename, record="c-1", name_zh="新", name_en="New", on=START).register

        assert versions(found, "c-1") == [(START, None)]
        assert found.known_on(town.at).area("c-1").name_zh == "新"
        before = found.known_on(town.at.replace(minute=0, hour=12))
        assert before.area("c-1").name_zh == "c-1"

    def test_one_that_becomes_known_late_lasts_until_the_next(self, town: History) -> None:
        later = town.after(m.Rename, record="c-1", name_zh="八月", name_en="August", on=AUGUST)

        found = later.after(m.Rename, record="c-1", name_zh="六月", name_en="June", on=JUNE).register

        names = [found.area("c-1", at=day).name_en for day in (START, JUNE, JULY, AUGUST)]
        assert names == ["c-1", "June", "June", "August"]

    def test_one_that_becomes_known_late_goes_on_after_another_kind_of_change(self, town: History) -> None:
        later = town.after(m.Recode, area="c-1", code="110112004009", on=AUGUST)

        found = later.after(m.Rename, record="c-1", name_zh="六月", name_en="June", on=JUNE).register

        seen = [(one.name_en, str(one.code)) for one in (found.area("c-1", at=day) for day in (START, JUNE, AUGUST))]
        assert seen == [("c-1", "110112004001"), ("June", "110112004001"), ("June", "110112004009")]

    def test_the_same_name_is_no_change(self, town: History) -> None:
        town.when(m.Rename, record="c-1", name_zh="c-1", name_en="c-1").then_refused("nothing_changes")

    def test_what_has_no_name_cannot_be_renamed(self, town: History) -> None:
        wrong = {"name_zh": "新", "name_en": "New"}
        assert town.faults(m.Rename, record="desk-1", **wrong) == [("of_another_kind", "record")]
        assert town.faults(m.Rename, record="nobody", **wrong) == [("not_known", "record")]

    def test_a_name_and_a_paper_are_one_line_each(self, town: History) -> None:
        wrong = {"name_zh": "新\u2028", "name_en": "New", "basis": "order\x07"}
        assert town.faults(m.Rename, record="c-1", **wrong) == [
            ("control_character", "basis"),
            ("control_character", "name_zh"),
        ]

    def test_nothing_is_renamed_before_or_after_its_time(self) -> None:
        short = history(unit("office", validity=valid(START, JUNE)))
        new = {"name_zh": "新", "name_en": "New"}

        short.when(m.Rename, record="office", **new).then_refused("ended_already")
        refusal = short.when(m.Rename, record="office", on=date(2021, 1, 1), **new).then_refused("before_it_began")
        assert refusal.params["first"] == "2022-01-01"

    def test_a_change_has_an_id_of_its_own(self, town: History) -> None:
        story = town.after(m.Rename, record="c-1", name_zh="新", name_en="New", change="ch-1")

        refusal = story.when(m.Recode, area="c-1", code="110112004009", change="ch-1").then_refused("already_exists")
        assert refusal.params["case"] == "ch-1"


class TestRecode:
    """Regulation on Administrative Divisions 2018 (行政区划管理条例), Art. 17: the code follows the division."""

    def test_what_lies_inside_follows(self, town: History) -> None:
        story = town.after(m.Recode, area="street", code="110112011")

        found = story.register
        assert [str(found.area(name, at=JULY).code) for name in ("street", "c-1", "g-2")] == [
            "110112011000",
            "110112011001",
            "110112011002001",
        ]
        assert str(found.area("g-2", at=JUNE).code) == "110112004002001"
        assert found.changes[0].originals == found.changes[0].results == ("street", "c-1", "c-2", "g-1", "g-2")

    def test_what_has_no_code_or_one_of_another_kind_is_left_alone(self) -> None:
        centre = area("centre", "area_centre", "street")
        story = history(TOWN[0], centre, area("c-9", parent="centre", code="110112004009"))

        found = story.after(m.Recode, area="street", code="110112011").register
        assert found.area("centre").code is None
        assert str(found.area("c-9", at=JULY).code) == "110112011009"

    def test_what_comes_into_it_later_has_the_code_of_that_time(self, town: History) -> None:
        """Told late: another code in June. In August the community gets a third one, and a grid with a code to fit."""
        august = town.after(m.Recode, area="c-1", code="110112004008", on=AUGUST)
        grid = area("g-3", "grid", "c-1", code=GridCode15("110112004008003"), validity=valid(AUGUST))

        found = august.after(m.Enter, row=grid).after(m.Recode, area="c-1", code="110112004005", on=JUNE).register

        assert [str(found.area("g-1", at=day).code)[9:] for day in (START, JUNE, AUGUST)] == [
            "001001",
            "005001",
            "008001",
        ]
        assert str(found.area("g-3").code) == "110112004008003"

    def test_a_first_code_is_given_to_it_alone(self) -> None:
        story = history(area("street", "subdistrict"), area("c-1", parent="street", code="110112004001"))

        found = story.after(m.Recode, area="street", code="110112004").register
        assert str(found.area("c-1", at=JULY).code) == "110112004001"

    def test_it_has_to_fit_into_what_lies_around(self, town: History) -> None:
        assert town.faults(m.Recode, area="c-1", code="110112005001") == [("outside_parent_code", "code")]

    def test_what_is_no_code_is_none(self, town: History) -> None:
        assert town.faults(m.Recode, area="c-1", code="11") == [("outside_parent_code", "code")]
        assert town.faults(m.Recode, area="c-1", code="eleven") == [("not_admin_code", "code")]

    def test_the_same_code_is_no_change(self, town: History) -> None:
        town.when(m.Recode, area="c-1", code="110112004001").then_refused("nothing_changes")

    def test_units_have_no_such_code(self, town: History) -> None:
        assert town.faults(m.Recode, area="office", code="110112004001") == [("of_another_kind", "area")]


class TestTransfer:
    ELSEWHERE = (area("street-2", "subdistrict", code="110112005"), unit("office-2", "subdistrict_office", "street-2"))

    def test_an_area_gets_into_another_with_a_code_that_fits(self) -> None:
        story = history(*TOWN, *self.ELSEWHERE).after(m.Transfer, record="c-1", to="street-2", code="110112005001")

        found = story.register
        assert [one.id for one in found.children("street-2", at=JULY)] == ["c-1"]
        assert [one.id for one in found.children("street", at=JUNE)] == ["c-1", "c-2"]
        assert str(found.area("g-1", at=JULY).code) == "110112005001001"
        assert versions(found, "c-1") == [(START, JULY), (JULY, None)]

    def test_without_one_it_does_not_fit(self) -> None:
        story = history(*TOWN, *self.ELSEWHERE)

        assert story.faults(m.Transfer, record="c-1", to="street-2") == [("outside_parent_code", "to")]

    def test_what_has_no_code_needs_none(self) -> None:
        story = history(*TOWN, *self.ELSEWHERE, area("estate", "estate", "c-1"))

        found = story.after(m.Transfer, record="estate", to="c-2").register
        assert found.area("estate", at=JULY).parent == "c-2"

    def test_nothing_gets_into_itself(self, town: History) -> None:
        assert town.faults(m.Transfer, record="street", to="c-1") == [("cycle", "to")]

    def test_open_cases_about_it_may_go_with_it(self) -> None:
        story = history(*TOWN, *self.ELSEWHERE, area("estate", "estate", "c-1"))
        cases = (case("T-1", "office", "estate"), case("T-2", "office-2", "estate"))

        told = story.after(m.Transfer, record="estate", to="c-2", open_cases=cases, successor="office-2")

        assert handed(told) == [("T-1", "office", "office-2")]  # T-2 is there already
        assert told.register.changes[0].handed_over == (HandOver("T-1", "office", "office-2"),)

    def test_open_cases_that_are_named_need_somebody(self, town: History) -> None:
        town.when(
            m.Transfer, record="g-1", to="c-2", code="110112004002002", open_cases=(case("T-1", "office", "g-1"),)
        ).then_refused("open_work_without_successor")

    def test_a_case_about_another_place_does_not_go(self) -> None:
        story = history(*TOWN, area("estate", "estate", "c-1"))
        cases = (case("T-1", "office", "estate"), case("T-2", "office", "c-1"), case("T-3", "office"))

        assert story.faults(m.Transfer, record="estate", to="c-2", open_cases=cases, successor="office") == [
            ("not_in_it", "open_cases[1].place"),
            ("not_in_it", "open_cases[2].place"),
        ]

    def test_a_case_of_nobody_does_not_go_either(self) -> None:
        story = history(*TOWN, area("estate", "estate", "c-1"))
        cases = (case("T-1", "nobody", "estate"), case("T-2", "desk-1", "estate"))

        assert story.faults(m.Transfer, record="estate", to="c-2", open_cases=cases, successor="office") == [
            ("not_known", "open_cases[0].unit"),
            ("not_known", "open_cases[1].unit"),
        ]

    def test_a_unit_gets_into_another_area_and_keeps_its_cases(self, town: History) -> None:
        told = town.after(m.Transfer, record="team-1", to="c-2")

        assert [one.id for one in told.register.units_of("c-2", at=JULY)] == ["team-1", "team-2"]
        assert handed(told) == []

    def test_a_unit_may_leave_its_cases_behind(self, town: History) -> None:
        told = town.after(
            m.Transfer, record="team-1", to="c-2", open_cases=(case("T-1", "team-1"),), successor="team-2"
        )

        assert handed(told) == [("T-1", "team-1", "team-2")]
        wrong = {"record": "team-1", "to": "c-2", "open_cases": (case("T-1", "office"),), "successor": "team-2"}
        assert town.faults(m.Transfer, **wrong) == [("not_with_it", "open_cases[0].unit")]

    def test_a_unit_becomes_part_of_another(self) -> None:
        story = history(*TOWN, relation("team-1", "part_of", "office"))

        found = story.after(m.Transfer, record="team-1", to="team-2").register

        assert [found.related("team-1", "part_of", at=day) for day in (JUNE, JULY)] == [("office",), ("team-2",)]
        assert versions(found, "team-1-part_of-office") == [(START, JULY), (JULY, None)]
        assert versions(found, "team-1") == [(START, None)]

    def test_a_unit_that_is_part_of_none_or_of_several_is_not_transferred(self, town: History) -> None:
        refusal = town.when(m.Transfer, record="team-1", to="team-2").then_refused(
            "not_part_of_one", allowed=("enter", "end")
        )
        assert refusal.params["count"] == 0
        twice = history(*TOWN, relation("team-1", "part_of", "office"), relation("team-1", "part_of", "team-2"))
        assert twice.when(m.Transfer, record="team-1", to="office").then_refused("not_part_of_one").params["count"] == 2

    def test_a_unit_is_no_part_of_itself(self) -> None:
        story = history(*TOWN, relation("team-1", "part_of", "office"))

        assert story.faults(m.Transfer, record="team-1", to="team-1") == [("cycle", "to")]

    @pytest.mark.parametrize(("record", "to"), [("c-1", "street"), ("team-1", "c-1")])
    def test_where_it_is_already_is_no_change(self, town: History, record: str, to: str) -> None:
        town.when(m.Transfer, record=record, to=to).then_refused("nothing_changes")

    def test_where_it_goes_has_to_be_there(self) -> None:
        story = history(*TOWN, area("old", validity=valid(START, JUNE)))

        assert story.faults(m.Transfer, record="g-1", to="nowhere") == [("not_known", "to")]
        assert story.faults(m.Transfer, record="g-1", to="old") == [("not_known_then", "to")]
        assert story.faults(m.Transfer, record="g-1", to="office") == [("of_another_kind", "to")]
        assert story.faults(m.Transfer, record="office", to="desk-1") == [("of_another_kind", "to")]

    def test_a_unit_has_no_code(self, town: History) -> None:
        assert town.faults(m.Transfer, record="team-1", to="c-2", code="110112004001") == [
            ("of_another_kind", "record")
        ]


class TestMerge:
    BOTH = unit("team", "grid_team", "street", validity=FROM_JULY)

    def merged(self, story: History, **fields: Any) -> History:
        usual: dict[str, Any] = {"originals": ("team-1", "team-2"), "result": self.BOTH, "rest": "move"}
        return story.after(m.Merge, **{**usual, **fields})

    def test_several_become_one(self, town: History) -> None:
        found = self.merged(town, change="ch-1").register

        assert [versions(found, name) for name in ("team-1", "team-2", "team")] == [
            [(START, JULY)],
            [(START, JULY)],
            [(JULY, None)],
        ]
        [change] = found.changes
        assert (change.kind, change.originals, change.results) == ("merge", ("team-1", "team-2"), ("team",))

    def test_every_open_case_goes_to_the_result(self, town: History) -> None:
        cases = (case("T-1", "team-1", "g-1"), case("T-2", "team-2"))

        told = self.merged(town, open_cases=cases)

        assert handed(told) == [("T-1", "team-1", "team"), ("T-2", "team-2", "team")]

    def test_posts_move_with_who_sits_on_them(self, town: History) -> None:
        told = self.merged(town)

        assert moved(told) == {"desk-1": "team", "desk-2": "team"}
        found = told.register
        assert [one.id for one in found.posts_of("team", at=JULY)] == ["desk-1", "desk-2"]
        assert [one.id for one in found.posts_of("team-1", at=JUNE)] == ["desk-1"]
        assert [one.agent for one in found.holders("desk-1", at=JULY)] == ["ann"]
        assert versions(found, "ann-on-desk-1") == [(START, None)]

    def test_what_hangs_on_them_is_not_forgotten(self, town: History) -> None:
        refusal = town.when(m.Merge, originals=("team-1", "team-2"), result=self.BOTH).then_refused("dependants_left")

        assert refusal.params["cases"] == ("desk-1", "desk-2")

    def test_each_may_be_named(self, town: History) -> None:
        moves = (m.Move(record="desk-1", to="team"),)

        told = self.merged(town, rest="refuse", moves=moves, ends=("desk-2", "bob-on-desk-2"))

        assert (moved(told), ended(told)) == ({"desk-1": "team"}, ("desk-2", "bob-on-desk-2"))
        assert told.register.find("bob-on-desk-2").end_reason == "merge"  # type: ignore[union-attr]

    def test_what_hangs_on_what_ends_is_named_too(self, town: History) -> None:
        moves = (m.Move(record="desk-1", to="team"),)
        fields = {"originals": ("team-1", "team-2"), "result": self.BOTH, "moves": moves, "ends": ("desk-2",)}

        refusal = town.when(m.Merge, **fields).then_refused("dependants_left")
        assert refusal.params["cases"] == ("bob-on-desk-2",)

    def test_all_that_has_to_be_named_comes_at_once(self) -> None:
        """Also what hangs on the post that is to end: who sits there, what it answers for, who is on duty."""
        given = (jurisdiction("desk-2", "c-2"), delegation("desk-2", "desk-1"), shift("bob", "desk-2"))
        fields = {"originals": ("team-1", "team-2"), "result": self.BOTH, "ends": ("desk-2",)}

        refusal = history(*TOWN, *given).when(m.Merge, **fields).then_refused("dependants_left")
        assert refusal.params["cases"] == (
            "bob-on-desk-2",
            "desk-2-c-2-all",
            "desk-2-lets-desk-1",
            "bob-duty-desk-2",
            "desk-1",
        )

    @pytest.mark.parametrize("rest", ["end", "move"])
    def test_unless_the_rest_follows(self, town: History, rest: str) -> None:
        told = self.merged(town, rest=rest, moves=(m.Move(record="desk-1", to="team"),), ends=("desk-2",))

        assert (moved(told), ended(told)) == ({"desk-1": "team"}, ("desk-2", "bob-on-desk-2"))

    def test_the_rest_may_end(self, town: History) -> None:
        told = self.merged(town, rest="end")

        assert moved(told) == {}
        assert ended(told) == ("desk-1", "desk-2", "ann-on-desk-1", "bob-on-desk-2")

    def test_a_relation_between_them_ends_and_others_move_once(self) -> None:
        story = history(
            *TOWN,
            relation("team-1", "supports", "team-2"),
            relation("office", "coordinates", "team-1"),
            relation("office", "coordinates", "team-2"),
            membership("team-1", "office"),
            membership("team-2", "office", "chair"),
            membership("team-1", "team-2"),
        )

        told = self.merged(story)

        assert sorted(ended(told)) == ["office-coordinates-team-2", "team-1-in-team-2", "team-1-supports-team-2"]
        found = told.register
        assert found.related("office", "coordinates", at=JULY) == ("team",)
        assert [(one.member, one.capacity) for one in found.members("office", at=JULY)] == [
            ("team", "member"),
            ("team", "chair"),
        ]

    def test_a_relation_that_lasts_longer_than_its_twin_moves(self) -> None:
        story = history(
            *TOWN,
            relation("office", "coordinates", "team-1", validity=valid(START, AUGUST)),
            relation("office", "coordinates", "team-2"),
        )

        assert "office-coordinates-team-2" in moved(self.merged(story))

    def test_what_will_say_the_same_only_later_moves(self) -> None:
        """The teams will be one in August, so that its two lines say the same from then on; until then they do not."""
        lines = (jurisdiction("team-1", "c-1"), jurisdiction("team-2", "c-2"))
        story = history(area("c-1"), area("c-2"), unit("team-1"), unit("team-2"), *lines)
        august = self.merged(story, on=AUGUST, result=unit("team", "grid_team", validity=valid(AUGUST)))

        told = august.after(m.Dissolve, original="c-2", successor="c-1", rest="move")
        assert (moved(told), ended(told)) == ({"team-2-c-2-all": "c-1"}, ())
        lasting = [one for one in told.register.jurisdictions if one.validity.superseded_at is None]
        held = [[(one.holder, one.area) for one in lasting if one.validity.holds(day)] for day in (JULY, AUGUST)]
        assert held == [[("team-1", "c-1"), ("team-2", "c-1")], [("team", "c-1"), ("team", "c-1")]]

    def test_what_they_answered_for_the_result_answers_for(self) -> None:
        story = history(
            *TOWN, jurisdiction("team-1", "c-1"), jurisdiction("team-2", "c-2"), jurisdiction("team-1", "c-2")
        )

        found = self.merged(story).register

        held = [
            (one.holder, one.area)
            for one in found.jurisdictions
            if one.validity.holds(JULY) and not one.validity.superseded_at
        ]
        assert held == [("team", "c-1"), ("team", "c-2")]

    def test_what_ended_before_stays_as_it_was(self) -> None:
        story = history(*TOWN, relation("office", "supports", "team-1", validity=valid(START, JUNE)))

        told = self.merged(story)
        assert "office-supports-team-1" not in {*moved(told), *ended(told)}

    def test_what_was_otherwise_before_stays_so(self, town: History) -> None:
        story = town.after(m.Revise, row=post("desk-1", "team-1", max_holders=3, validity=valid(JUNE)))

        found = self.merged(story).register
        assert versions(found, "desk-1") == [(START, JUNE), (JUNE, JULY), (JULY, None)]
        assert [found.post("desk-1", at=day).unit for day in (START, JUNE, JULY)] == ["team-1", "team-1", "team"]

    def test_what_begins_later_hangs_on_the_result_from_the_start(self) -> None:
        story = history(*TOWN, relation("office", "supports", "team-1", validity=valid(AUGUST)))

        found = self.merged(story).register
        assert versions(found, "office-supports-team-1") == [(AUGUST, None)]
        assert found.related("office", "supports", at=AUGUST) == ("team",)

    def test_one_of_them_may_go_on_under_its_id(self, town: History) -> None:
        """Two become one of them: what hangs on that one stays, and so do its cases."""
        larger = unit("team-1", "grid_team", "street", validity=FROM_JULY)
        cases = (case("T-1", "team-1"), case("T-2", "team-2"))

        told = self.merged(town, result=larger, open_cases=cases)

        assert (moved(told), handed(told)) == ({"desk-2": "team-1"}, [("T-2", "team-2", "team-1")])
        assert versions(told.register, "team-1") == [(START, JULY), (JULY, None)]
        assert told.register.unit("team-1", at=JULY).area == "street"

    def test_areas_merge_with_what_lies_in_them(self, town: History) -> None:
        result = area("c-3", parent="street", code="110112004003", validity=FROM_JULY)
        moves = (
            m.Move(record="g-1", to="c-3", code="110112004003001"),
            m.Move(record="g-2", to="c-3", code="110112004003002"),
        )

        found = self.merged(town, originals=("c-1", "c-2"), result=result, moves=moves).register

        assert [(one.id, str(one.code)) for one in found.children("c-3", at=JULY)] == [
            ("g-1", "110112004003001"),
            ("g-2", "110112004003002"),
        ]
        assert [one.id for one in found.units_of("c-3", at=JULY)] == ["team-1", "team-2"]
        assert [str(found.area("g-2", at=JUNE).code), found.area("g-2", at=JUNE).parent] == ["110112004002001", "c-2"]

    def test_nothing_moves_that_hangs_on_something_that_ends_as_well(self) -> None:
        line = jurisdiction("walker", "c-1", id="line-1")
        story = history(*TOWN[:5], unit("office"), post("walker", "office", area="c-1"), line)
        result = area("c-3", parent="street", validity=FROM_JULY)
        usual = {"originals": ("c-1", "c-2"), "result": result, "ends": ("walker",), "rest": "move"}
        grids = tuple(m.Move(record=name, to="c-3") for name in ("g-1", "g-2"))

        told = story.after(m.Merge, **usual, moves=grids)
        assert (ended(told), "line-1" in moved(told)) == (("walker", "line-1"), False)
        lines = (*grids, m.Move(record="line-1", to="c-3"))
        assert story.faults(m.Merge, **usual, moves=lines) == [("outside_time", "moves[2]")]

    def test_codes_that_do_not_fit_are_named(self, town: History) -> None:
        result = area("c-3", parent="street", code="110112004003", validity=FROM_JULY)
        moves = (m.Move(record="g-1", to="c-3", code="110112004003001"), m.Move(record="g-2", to="c-3"))
        usual = {"originals": ("c-1", "c-2"), "result": result, "rest": "move"}

        assert town.faults(m.Merge, **usual, moves=moves) == [("outside_parent_code", "moves[1]")]
        assert town.faults(m.Merge, **usual, moves=moves[:1]) == [("outside_parent_code", "rest: g-2")]
        wrong = (*moves[:1], m.Move(record="g-2", to="c-3", code="nine"))
        assert town.faults(m.Merge, **usual, moves=wrong) == [("not_admin_code", "moves[1].code")]
        wrong = (*moves, m.Move(record="team-1", to="c-3", code="110112004003"))
        assert town.faults(m.Merge, **usual, moves=wrong) == [("of_another_kind", "moves[2].code")]

    def test_areas_have_no_cases(self, town: History) -> None:
        result = area("c-3", parent="street", validity=FROM_JULY)
        fields = {"originals": ("c-1", "c-2"), "result": result, "open_cases": (case("T-1", "team-1"),)}

        assert town.faults(m.Merge, **fields) == [("not_with_it", "open_cases[0].unit")]

    @pytest.mark.parametrize("fields", [{"rest": "end"}, {"rest": "move", "ends": ("team-1",)}])
    def test_areas_and_units_do_not_end_by_the_way(self, town: History, fields: dict[str, Any]) -> None:
        result = area("c-3", parent="street", validity=FROM_JULY)

        refusal = town.when(m.Merge, originals=("c-1", "c-2"), result=result, **fields).then_refused("ends_by_change")
        assert "team-1" in str(refusal.params["cases"])

    def test_a_day_that_is_past_is_no_hindrance(self, town: History) -> None:
        told = self.merged(
            town.later(days=300), on=JUNE, result=unit("team", "grid_team", "street", validity=valid(JUNE))
        )

        assert versions(told.register, "team-1") == [(START, JUNE)]
        assert versions(told.register.known_on(town.at), "team-1") == [(START, None)]

    def test_who_takes_over_has_to_be_there_still(self, town: History) -> None:
        """Told in December: a merger in June, of a team that was dissolved in August."""
        gone = unit("team", "grid_team", "street", validity=valid(JUNE, AUGUST))
        fields = {"originals": ("team-1", "team-2"), "result": gone, "rest": "end", "on": JUNE}
        late = town.later(days=300)

        late.when(m.Merge, **fields, open_cases=(case("T-1", "team-1"),)).then_refused("successor_ends")
        late.when(m.Merge, **fields).then_state()

    def test_the_result_begins_on_the_day(self, town: History) -> None:
        early = unit("team", "grid_team", "street")
        assert town.faults(m.Merge, originals=("team-1", "team-2"), result=early, rest="move") == [
            ("not_the_day_of_change", "result.valid_from")
        ]

    def test_the_result_has_an_id_that_nobody_else_has(self, town: History) -> None:
        other = unit("office", validity=FROM_JULY)
        assert town.faults(m.Merge, originals=("team-1", "team-2"), result=other, rest="move") == [
            ("duplicate_id", "result.id")
        ]

    def test_what_becomes_one_is_of_one_kind_and_there(self, town: History) -> None:
        assert town.faults(m.Merge, originals=("team-1", "c-1"), result=self.BOTH) == [
            ("of_another_kind", "originals[1]")
        ]
        assert town.faults(m.Merge, originals=("team-1", "team-9"), result=self.BOTH) == [("not_known", "originals[1]")]
        assert town.faults(m.Merge, originals=("team-1", "team-1"), result=self.BOTH) == [
            ("listed_twice", "originals[1]")
        ]
        with_a_post = refused(lambda: town.command(m.Merge, originals=("team-1",), result=self.BOTH))
        assert with_a_post == [("wrong_length", "originals")]

    def test_what_is_over_does_not_merge_again(self, town: History) -> None:
        told = self.merged(town)

        told.when(m.Merge, originals=("team-1", "office"), result=self.BOTH).then_refused("ended_already")

    def test_what_only_begins_does_not_merge(self, town: History) -> None:
        told = self.merged(town)
        another = unit("all", validity=FROM_JULY)

        told.when(m.Merge, originals=("team", "office"), result=another).then_refused("before_it_began")

    def test_a_case_is_named_once_with_the_unit_that_has_it(self, town: History) -> None:
        cases = (case("T-1", "team-1"), case("T-1", "team-2"), case("T-2", "office"), case("T-3", "team-1", "nowhere"))

        assert town.faults(m.Merge, originals=("team-1", "team-2"), result=self.BOTH, open_cases=cases) == [
            ("listed_twice", "open_cases[1].case"),
            ("not_with_it", "open_cases[2].unit"),
            ("not_known", "open_cases[3].place"),
        ]

    def test_whoever_forgets_the_open_cases_is_asked(self) -> None:
        row = {"id": "team", "valid_from": JULY, "source": "s", "kind": "grid_team", "name_zh": "队", "name_en": "Team"}
        fields: dict[str, Any] = {"originals": ("a", "b"), "result": m.UnitRow(**row), "on": JULY, "basis": "b"}  # type: ignore[arg-type]

        assert refused(lambda: m.Merge(command_id="c", register_id="r", change="ch", **fields)) == [
            ("missing", "open_cases")
        ]

    def test_moves_and_ends_fit_what_is_there(self, town: History) -> None:
        usual = {"originals": ("team-1", "team-2"), "result": self.BOTH, "rest": "move"}

        stranger = (m.Move(record="desk-1", to="office"),)
        assert town.faults(m.Merge, **usual, moves=stranger) == [("unknown_choice", "moves[0].to")]
        unbound = (m.Move(record="ann", to="team"),)
        assert town.faults(m.Merge, **usual, moves=unbound) == [("not_a_dependant", "moves[0].record")]
        assert town.faults(m.Merge, **usual, ends=("ann",)) == [("not_a_dependant", "ends[0]")]
        twice = (m.Move(record="desk-1", to="team"), m.Move(record="desk-1", to="team"))
        assert town.faults(m.Merge, **usual, moves=twice) == [("listed_twice", "moves[0].record")]
        assert town.faults(m.Merge, **usual, moves=twice[:1], ends=("desk-1",)) == [("listed_twice", "ends[0]")]


class TestSplit:
    PARTS = (
        unit("north", "grid_team", "c-1", validity=FROM_JULY),
        unit("south", "grid_team", "c-2", validity=FROM_JULY),
    )

    def cut(self, story: History, **fields: Any) -> History:
        return story.after(m.Split, **{"original": "office", "results": self.PARTS, **fields})

    def test_one_becomes_several(self, town: History) -> None:
        found = self.cut(town).register

        assert versions(found, "office") == [(START, JULY)]
        assert [versions(found, name) for name in ("north", "south")] == [[(JULY, None)]] * 2
        assert (found.changes[0].kind, found.changes[0].results) == ("split", ("north", "south"))

    def test_each_case_goes_where_its_place_is(self, town: History) -> None:
        cases = (case("T-1", "office", "g-1"), case("T-2", "office", "c-2"), case("T-3", "office", "g-2"))

        assert handed(self.cut(town, open_cases=cases)) == [
            ("T-1", "office", "north"),
            ("T-2", "office", "south"),
            ("T-3", "office", "south"),
        ]

    def test_the_deepest_area_counts(self, town: History) -> None:
        parts = (unit("all", "grid_team", "street", validity=FROM_JULY), self.PARTS[0])
        cases = (case("T-1", "office", "g-1"), case("T-2", "office", "g-2"))

        assert handed(self.cut(town, results=parts, open_cases=cases)) == [
            ("T-1", "office", "north"),
            ("T-2", "office", "all"),
        ]

    def test_where_the_place_does_not_say_it_somebody_is_named(self, town: History) -> None:
        cases = (case("T-1", "office"), case("T-2", "office", "street"), case("T-3", "office", "g-1"))

        refusal = town.when(m.Split, original="office", results=self.PARTS, open_cases=cases).then_refused(
            "no_single_successor"
        )
        assert (refusal.params["cases"], refusal.params["candidates"]) == (("T-1", "T-2"), ("north", "south"))
        named = (case("T-1", "office", to="south"), case("T-2", "office", "street", to="north"))
        assert handed(self.cut(town, open_cases=named)) == [("T-1", "office", "south"), ("T-2", "office", "north")]

    def test_a_tie_is_not_broken(self, town: History) -> None:
        parts = tuple(unit(name, "grid_team", "c-1", validity=FROM_JULY) for name in ("east", "west"))

        refusal = town.when(
            m.Split, original="office", results=parts, open_cases=(case("T-1", "office", "g-1"),)
        ).then_refused("no_single_successor")
        assert refusal.params["candidates"] == ("east", "west")

    def test_whoever_is_named_is_one_of_them(self, town: History) -> None:
        cases = (case("T-1", "office", "g-1", to="team-1"),)

        assert town.faults(m.Split, original="office", results=self.PARTS, open_cases=cases) == [
            ("unknown_choice", "open_cases[0].to")
        ]

    def test_a_place_that_is_another_by_now_is_followed(self, town: History) -> None:
        whole = area("c-3", parent="street", code="110112004003", validity=valid(JUNE))
        after = town.after(
            m.Merge,
            originals=("c-1", "c-2"),
            result=whole,
            on=JUNE,
            rest="move",
            moves=(
                m.Move(record="g-1", to="c-3", code="110112004003001"),
                m.Move(record="g-2", to="c-3", code="110112004003002"),
            ),
        )
        parts = (unit("north", "grid_team", "c-3", validity=FROM_JULY), unit("south", "grid_team", validity=FROM_JULY))

        told = self.cut(after, results=parts, open_cases=(case("T-1", "office", "c-1"),))
        assert handed(told) == [("T-1", "office", "north")]

    def test_a_part_may_go_on_under_the_old_id(self) -> None:
        """A part splits off: what hangs on the old unit stays, unless it is moved by name."""
        story = history(*TOWN, post("chief", "office"), post("clerk", "office"))
        parts = (unit("office", "subdistrict_office", "street", validity=FROM_JULY), self.PARTS[0])
        cases = (case("T-1", "office", "g-1"), case("T-2", "office", "g-2"))

        told = self.cut(story, results=parts, open_cases=cases, moves=(m.Move(record="clerk", to="north"),))

        assert handed(told) == [("T-1", "office", "north")]
        assert [one.id for one in told.register.posts_of("office", at=JULY)] == ["chief"]
        assert [one.id for one in told.register.posts_of("north", at=JULY)] == ["clerk"]

    def test_what_has_a_place_of_its_own_moves_by_it(self) -> None:
        story = history(
            *TOWN, post("clerk", "office", area="g-2"), jurisdiction("office", "c-1"), post("chief", "office")
        )

        refusal = story.when(m.Split, original="office", results=self.PARTS, rest="move").then_refused(
            "dependants_left"
        )
        assert refusal.params["cases"] == ("chief",)
        told = self.cut(story, rest="move", ends=("chief",))
        assert moved(told) == {"clerk": "south", "office-c-1-all": "north"}

    def test_areas_split_with_everything_named(self, town: History) -> None:
        parts = tuple(area(name, parent="street", validity=FROM_JULY) for name in ("c-1a", "c-1b"))
        moves = (m.Move(record="g-1", to="c-1a"), m.Move(record="team-1", to="c-1b"))

        told = town.after(m.Split, original="c-1", results=parts, moves=moves)
        assert told.register.area("g-1", at=JULY).parent == "c-1a"
        town.when(m.Split, original="c-1", results=parts, rest="move").then_refused("dependants_left")

    def test_the_parts_are_of_its_kind_and_begin_on_the_day(self, town: History) -> None:
        wrong = (area("c-9", validity=FROM_JULY), unit("north"))

        assert town.faults(m.Split, original="office", results=wrong) == [
            ("not_the_day_of_change", "results[1].valid_from")
        ]
        wrong = (area("c-9", validity=FROM_JULY), self.PARTS[0])
        assert town.faults(m.Split, original="office", results=wrong) == [("of_another_kind", "results[0].entity")]
        assert town.faults(m.Split, original="office", results=self.PARTS[:1] * 2) == [
            ("listed_twice", "results[1].id")
        ]
        wrong = (unit("north", area="nowhere", validity=FROM_JULY), self.PARTS[1])
        assert town.faults(m.Split, original="office", results=wrong) == [("not_known", "results[0].area")]


class TestDissolve:
    def test_it_is_no_more(self, town: History) -> None:
        found = town.after(m.Dissolve, original="office").register

        assert versions(found, "office") == [(START, JULY)]
        assert (found.changes[0].kind, found.changes[0].results) == ("dissolve", ())

    def test_with_open_work_it_needs_a_successor(self, town: History) -> None:
        cases = (case("T-1", "office"), case("T-2", "office"))

        refusal = town.when(m.Dissolve, original="office", open_cases=cases).then_refused("open_work_without_successor")
        assert refusal.params["cases"] == ("T-1", "T-2")
        told = town.after(m.Dissolve, original="office", open_cases=cases, successor="team-1")
        assert handed(told) == [("T-1", "office", "team-1"), ("T-2", "office", "team-1")]

    def test_what_hangs_on_it_goes_to_the_successor(self, town: History) -> None:
        told = town.after(m.Dissolve, original="team-1", successor="team-2", rest="move")

        assert moved(told) == {"desk-1": "team-2"}

    def test_without_one_it_ends_or_is_named(self, town: History) -> None:
        town.when(m.Dissolve, original="team-1", rest="move").then_refused("dependants_left")
        told = town.after(m.Dissolve, original="team-1", rest="end")
        assert ended(told) == ("desk-1", "ann-on-desk-1")

    def test_everything_on_a_post_ends_with_it(self) -> None:
        story = history(
            *TOWN,
            jurisdiction("desk-1", "c-1"),
            delegation("desk-1", "desk-2"),
            shift("ann", "desk-1"),
        )

        told = story.after(m.Dissolve, original="team-1", rest="end")
        assert sorted(ended(told)) == [
            "ann-duty-desk-1",
            "ann-on-desk-1",
            "desk-1",
            "desk-1-c-1-all",
            "desk-1-lets-desk-2",
        ]

    def test_an_area_is_dissolved_into_another(self, town: History) -> None:
        """The grid keeps its own code only if that fits: here it gets the next one of the other community."""
        moves = (m.Move(record="g-1", to="c-2", code="110112004002002"),)

        found = town.after(m.Dissolve, original="c-1", successor="c-2", rest="move", moves=moves).register
        assert [one.id for one in found.children("c-2", at=JULY)] == ["g-1", "g-2"]
        assert [one.id for one in found.units_of("c-2", at=JULY)] == ["team-1", "team-2"]

    def test_the_successor_is_another_of_its_kind_that_is_there(self) -> None:
        story = history(*TOWN, unit("old", validity=valid(START, JUNE)), unit("later", validity=valid(AUGUST)))

        story.when(m.Dissolve, original="office", successor="office").then_refused("succeeds_itself")
        assert story.faults(m.Dissolve, original="office", successor="nobody") == [("not_known", "successor")]
        assert story.faults(m.Dissolve, original="office", successor="c-1") == [("of_another_kind", "successor")]
        assert story.faults(m.Dissolve, original="office", successor="old") == [("not_known_then", "successor")]
        assert story.faults(m.Dissolve, original="office", successor="later") == [("not_known_then", "successor")]

    def test_a_successor_that_ended_since_takes_nothing_over(self) -> None:
        """Told in December: dissolved in June, into a team that was there until August."""
        story = history(*TOWN, unit("heir", validity=valid(START, AUGUST))).later(days=300)
        fields = {"original": "office", "successor": "heir", "on": JUNE}

        refusal = story.when(m.Dissolve, **fields, open_cases=(case("T-1", "office"),)).then_refused("successor_ends")
        assert refusal.params["case"] == "heir"
        story.when(m.Dissolve, **fields).then_state()

    def test_a_successor_that_is_to_end_needs_one_of_its_own(self, town: History) -> None:
        """The office is to go in August: who hands over to it in July hands over to whoever goes on in August."""
        fields = {"original": "team-1", "rest": "end", "open_cases": (case("T-1", "team-1"),), "successor": "office"}

        for_good = town.after(m.Dissolve, original="office", on=AUGUST)
        refusal = for_good.when(m.Dissolve, **fields).then_refused("successor_ends")
        assert refusal.params["last"] == "2022-08-01"
        told = town.after(m.Dissolve, original="office", on=AUGUST, successor="team-2").after(m.Dissolve, **fields)
        assert handed(told) == [("T-1", "team-1", "office")]
        assert successor(told.register, "office", at=AUGUST) == ("team-2",)

    def test_whoever_is_gone_by_now_takes_nothing_over_even_so(self, town: History) -> None:
        """Told in December: dissolved in July, into an office that became another in August."""
        late = town.after(m.Dissolve, original="office", on=AUGUST, successor="team-2").later(days=300)
        fields = {"original": "team-1", "rest": "end", "open_cases": (case("T-1", "team-1"),)}

        late.when(m.Dissolve, **fields, successor="office").then_refused("successor_ends")
        assert handed(late.after(m.Dissolve, **fields, successor="team-2")) == [("T-1", "team-1", "team-2")]

    def test_whoever_goes_on_under_an_old_id_may_not_be_about_to_end(self, town: History) -> None:
        short = unit("team-1", "grid_team", validity=valid(JULY, AUGUST))
        fields = {"originals": ("team-1", "team-2"), "result": short, "rest": "end"}

        town.when(m.Merge, **fields, open_cases=(case("T-2", "team-2"),)).then_refused("successor_ends")

    def test_a_result_that_is_to_end_takes_no_cases(self, town: History) -> None:
        short = unit("team", "grid_team", validity=valid(JULY, AUGUST))
        fields = {"originals": ("team-1", "team-2"), "result": short, "rest": "end"}

        town.when(m.Merge, **fields, open_cases=(case("T-1", "team-1"),)).then_refused("successor_ends")

    def test_a_version_that_begins_later_is_not_undone(self, town: History) -> None:
        story = town.after(m.Rename, record="office", name_zh="新", name_en="New", on=AUGUST)

        story.when(m.Dissolve, original="office").then_refused("changes_later")
        told = story.after(m.Dissolve, original="office", on=AUGUST)
        assert versions(told.register, "office") == [(START, AUGUST)]

    def test_what_is_neither_area_nor_unit_is_ended_instead(self, town: History) -> None:
        assert town.faults(m.Dissolve, original="desk-1") == [("of_another_kind", "original")]


class TestAnUndoneMerge:
    """It was told by mistake: the change is struck, what ended did not end, what moved did not move."""

    def test_everything_is_as_it_was(self, town: History) -> None:
        told = town.after(
            m.Merge,
            change="ch-1",
            originals=("team-1", "team-2"),
            result=unit("team", "grid_team", "street", validity=FROM_JULY),
            rest="move",
        )
        undone = told.after(m.Strike, record="ch-1", reason="misread")
        for record in TOWN[6:8]:
            undone = undone.after(m.Correct, row=record, reason="misread")
        for name in ("desk-1", "desk-2"):
            undone = undone.after(m.Strike, record=name, version=JULY, reason="misread")
        undone = undone.after(m.Strike, record="team", reason="misread")

        found, before = undone.register, town.register
        assert "team" not in found
        for name in ("team-1", "team-2", "desk-1", "desk-2", "ann-on-desk-1"):
            assert versions(found, name) == versions(before, name) == [(START, None)]
        assert [one.id for one in found.posts_of("team-1", at=AUGUST)] == ["desk-1"]


class TestSuccessor:
    """Who is there now for a unit or an area that was there once."""

    @pytest.fixture
    def story(self, town: History) -> History:
        """Teams 1 and 2 merge in June; the office splits up in July, and the northern part is dissolved in August."""
        team = unit("team", "grid_team", "street", validity=valid(JUNE))
        merged = town.after(m.Merge, originals=("team-1", "team-2"), result=team, on=JUNE, rest="move")
        split = merged.after(m.Split, original="office", results=TestSplit.PARTS)
        return split.after(m.Dissolve, original="north", successor="team", on=AUGUST)

    @pytest.mark.parametrize(
        ("name", "at", "expected"),
        [
            ("team-1", date(2022, 5, 31), ("team-1",)),
            ("team-1", JUNE, ("team",)),
            ("office", date(2022, 6, 30), ("office",)),
            ("office", JULY, ("north", "south")),
            ("office", AUGUST, ("team", "south")),
            ("south", AUGUST, ("south",)),
            ("c-1", AUGUST, ("c-1",)),
            ("south", JUNE, ()),
        ],
    )
    def test_is_whoever_is_there_on_the_day(self, story: History, name: str, at: date, expected: Any) -> None:
        assert successor(story.register, name, at=at) == expected

    @pytest.mark.parametrize(
        ("place", "expected"),
        [("g-1", ("team",)), ("g-2", ("south",)), ("street", ("team", "south")), ("nowhere", ("team", "south"))],
    )
    def test_of_several_is_the_one_for_the_place(self, story: History, place: str, expected: Any) -> None:
        assert successor(story.register, "office", at=AUGUST, place=place) == expected

    def test_of_what_was_dissolved_for_good_there_is_none(self, town: History) -> None:
        found = town.after(m.Dissolve, original="office").register

        assert successor(found, "office", at=JULY) == ()

    def test_a_change_that_was_struck_leads_nowhere(self, town: History) -> None:
        found = town.after(m.Dissolve, original="office", successor="team-1", change="ch-1")

        struck = found.after(m.Strike, record="ch-1", reason="misread").register
        assert successor(struck, "office", at=JULY) == ()

    def test_two_that_became_each_other_are_found(self, town: History) -> None:
        """Team 1 becomes a part of team 2 in June, and is taken out of it again in July."""
        larger = unit("team-2", "grid_team", "c-2", validity=valid(JUNE))
        once = town.after(m.Merge, originals=("team-1", "team-2"), result=larger, on=JUNE, rest="move")
        parts = tuple(unit(name, "grid_team", validity=FROM_JULY) for name in ("team-1", "team-2"))
        again = once.after(m.Split, original="team-2", results=parts).register

        assert [successor(again, "team-1", at=day) for day in (START, JUNE, JULY)] == [
            ("team-1",),
            ("team-2",),
            ("team-1",),
        ]

    def test_what_nobody_knows_has_none(self, town: History) -> None:
        found = town.register

        assert refused(lambda: successor(found, "nobody", at=JULY)) == [("not_known", "id")]
        assert refused(lambda: successor(found, "desk-1", at=JULY)) == [("of_another_kind", "id")]


class TestDependants:
    def test_are_the_records_that_name_it_on_that_day_or_later(self) -> None:
        found = history(
            *TOWN,
            relation("office", "supports", "team-1", validity=valid(START, JUNE)),
            relation("office", "guides", "team-1", validity=valid(AUGUST)),
        ).register

        assert [one.id for one in dependants(found, "team-1", on=DAY)] == ["desk-1", "office-guides-team-1"]
        assert [one.id for one in dependants(found, "c-1", "c-2", on=DAY)] == ["g-1", "g-2", "team-1", "team-2"]
        assert dependants(found, on=DAY) == ()


class TestHandOver:
    def test_can_be_asked_before_anything_is_done(self) -> None:
        found = Register(areas=(area("c-1"), area("c-2")))
        heirs: tuple[Unit, ...] = (unit("north", area="c-1"), unit("south", area="c-2"))
        cases = (case("T-1", "old", "c-2"), case("T-2", "north", "c-1"))

        assert hand_over(found, cases, heirs, on=DAY) == (HandOver("T-1", "old", "south"),)
