"""A register: its records by id, by name and by day, what hangs on what, and what was known at a moment."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from tests.spec.org.conftest import (
    DAY,
    START,
    agent,
    appointment,
    area,
    jurisdiction,
    membership,
    other_route,
    post,
    refused,
    register,
    relation,
    unchecked,
    unit,
    valid,
)

from gridgov.org import AdminCode12, Area, Change, Register, Tree, Unit
from gridgov.org.periods import peaks
from gridgov.simulation.year import yuqiao_register

BEIJING = timezone(timedelta(hours=8))
EVE = date(2022, 5, 31)
"""The day before."""
TURN = register(
    area("street", "subdistrict"),
    area("old", "area_centre", "street", validity=valid(START, DAY)),
    area("new", "area_centre", "street", validity=valid(DAY)),
    area("a", "community", "new", validity=valid(date(2022, 7, 1))),
    unit("office", "subdistrict_office", "street"),
    unit("team", "grid_team", "street", validity=valid(DAY)),
    unit("guild", "merchants_alliance", "new", validity=valid(DAY)),
    post("clerk", "office", "clerk"),
    post("lead", "office", "grid_team_lead", validity=valid(DAY)),
    agent("x"),
    agent("y"),
    appointment("x", "clerk", validity=valid(START, DAY)),
    appointment("y", "clerk", validity=valid(DAY)),
    appointment("y", "lead", "acting", validity=valid(DAY)),
    membership("x", "guild", "chair", validity=valid(DAY)),
    membership("office", "guild", "guide", validity=valid(date(2022, 7, 1))),
    relation("office", "guides", "team", validity=valid(DAY)),
    relation("office", "serves", "street"),
    relation("team", "part_of", "office", validity=valid(DAY, date(2022, 7, 1))),
)
"""What changes on 1 June."""


def ids(records: Any) -> list[str]:
    return [record.id for record in records]


class TestOneRecord:
    def test_is_found_by_its_id_whatever_it_is(self) -> None:
        assert TURN.find("street") == area("street", "subdistrict")
        assert TURN.find("x-on-clerk") == appointment("x", "clerk", validity=valid(START, DAY))
        assert (TURN.area("street").id, TURN.unit("office").id, TURN.post("clerk").id) == ("street", "office", "clerk")

    def test_is_there_on_its_days_only(self) -> None:
        assert TURN.find("old", at=EVE).id == "old"
        assert refused(lambda: TURN.find("old", at=DAY)) == [("not_known_then", "id")]
        assert refused(lambda: TURN.area("new", at=EVE)) == [("not_known_then", "area")]
        assert TURN.find("old").id == "old"

    def test_is_asked_for_as_what_it_is(self) -> None:
        assert refused(lambda: TURN.area("office")) == [("of_another_kind", "area")]
        assert refused(lambda: TURN.unit("street")) == [("of_another_kind", "unit")]
        assert refused(lambda: TURN.post("x")) == [("of_another_kind", "post")]

    def test_that_nobody_knows_is_refused(self) -> None:
        assert refused(lambda: TURN.find("nobody")) == [("not_known", "id")]
        assert refused(lambda: TURN.area("nobody")) == [("not_known", "area")]
        assert refused(lambda: TURN.unit("nobody")) == [("not_known", "unit")]
        assert refused(lambda: TURN.post("nobody")) == [("not_known", "post")]

    def test_is_in_the_register_whatever_the_day(self) -> None:
        assert "old" in TURN
        assert "x-on-clerk" in TURN
        assert "nobody" not in TURN
        assert unchecked(5) not in TURN
        assert unchecked([]) not in TURN


class TestVersionsOfAnId:
    """A renamed place keeps its id, and has a record for each name."""

    BEFORE = area("s", "subdistrict", name_zh="旧名", validity=valid(START, DAY))
    SINCE = area("s", "subdistrict", name_zh="新名", validity=valid(DAY))

    @pytest.mark.parametrize("order", [(BEFORE, SINCE), (SINCE, BEFORE)])
    def test_are_found_by_the_day_and_without_one_the_latest_is(self, order: tuple[Area, Area]) -> None:
        renamed = register(*order)
        assert renamed.find("s", at=EVE) == self.BEFORE
        assert renamed.find("s", at=DAY) == renamed.find("s") == self.SINCE
        assert refused(lambda: renamed.find("s", at=date(2021, 12, 31))) == [("not_known_then", "id")]

    def test_are_named_each_on_its_days(self) -> None:
        renamed = register(self.BEFORE, self.SINCE)
        assert renamed.named("旧名") == (self.BEFORE,)
        assert renamed.named("旧名", at=DAY) == ()
        assert renamed.named("名", at=DAY) == (self.SINCE,)

    def test_hold_together_what_lasts_over_both(self) -> None:
        assert register(self.BEFORE, self.SINCE, area("a", parent="s")).ancestors("a", at=DAY) == (self.SINCE,)

    def test_may_have_a_parent_each(self) -> None:
        moved = register(
            area("one", "area_centre"),
            area("two", "area_centre"),
            area("a", parent="one", validity=valid(START, DAY)),
            area("a", parent="two", validity=valid(DAY)),
        )
        assert ids(moved.ancestors("a", at=EVE)) == ["one"]
        assert ids(moved.ancestors("a", at=DAY)) == ["two"]
        assert [ids(moved.children("one", at=at)) for at in (EVE, DAY)] == [["a"], []]
        assert moved.tree(at=EVE).roll_up({"a": 1}) == {"one": 1, "two": 0, "a": 1}
        assert moved.tree(at=DAY).roll_up({"a": 1}) == {"one": 0, "two": 1, "a": 1}


class TestNames:
    """A name is not an id: 玉桥 is in Beijing and, within 积玉桥, in Wuhan. The choice is for whoever asks."""

    PLACES = register(
        area("420106011", "subdistrict", name_zh="积玉桥街道", name_en="Jiyuqiao Subdistrict"),
        area("110112004", "subdistrict", name_zh="玉桥街道", name_en="Yuqiao Subdistrict"),
        area(
            "other", "community", name_zh="玉桥东里社区", name_en="Yuqiao Dongli Community", validity=valid(START, DAY)
        ),
        unit("alliance", "merchants_alliance", name_zh="玉桥商户联盟", name_en="Merchants' Alliance"),
        unit("short", "merchant", name_zh="玉桥", name_en="ＹＱ"),
    )

    def test_of_a_part_give_all_candidates_whole_names_first(self) -> None:
        assert ids(self.PLACES.named("玉桥")) == ["short", "420106011", "110112004", "other", "alliance"]
        assert ids(self.PLACES.named("玉桥街道")) == ["110112004", "420106011"]

    def test_give_a_place_once_however_often_it_changed(self) -> None:
        """The version whose name fits best; of those that fit as well the latest."""
        old, new = valid(START, DAY), valid(DAY)
        moved = (area("a", name_zh="玉桥", validity=old, parent="s"), area("a", name_zh="玉桥", validity=new))
        renamed = (area("b", name_zh="玉桥", validity=old), area("b", name_zh="新玉桥", validity=new))
        found = register(area("s", "subdistrict"), *moved, *renamed)
        assert [(one.id, one.validity.valid_from) for one in found.named("玉桥")] == [("a", DAY), ("b", START)]
        assert [(one.id, one.validity.valid_from) for one in found.named("玉桥", at=DAY)] == [("a", DAY), ("b", DAY)]

    def test_are_looked_for_in_both_languages_whatever_the_letters(self) -> None:
        assert ids(self.PLACES.named("yuqiao SUB")) == ["420106011", "110112004"]
        assert ids(self.PLACES.named("ｙｑ")) == ["short"]
        assert ids(self.PLACES.named(" Yuqiao Subdistrict ")) == ["110112004", "420106011"]

    def test_count_on_a_day_only_if_the_place_is_there(self) -> None:
        assert "other" in ids(self.PLACES.named("玉桥", at=EVE))
        assert "other" not in ids(self.PLACES.named("玉桥", at=DAY))

    @pytest.mark.parametrize("text", ["", "  ", "\u3000", "通州"])
    def test_that_nobody_has_give_nothing(self, text: str) -> None:
        assert self.PLACES.named(text) == ()


class TestSeveralRecordsOnADay:
    def test_areas_and_units_of_kinds(self) -> None:
        kinds: Any = ("area_centre", "community", "grid_team")
        assert ids(TURN.of_kind(*kinds, at=EVE)) == ["old"]
        assert ids(TURN.of_kind(*kinds, at=DAY)) == ["new", "team"]
        assert ids(TURN.of_kind(*kinds, at=date(2022, 7, 1))) == ["new", "a", "team"]
        assert TURN.of_kind(*kinds, at=date(2021, 12, 31)) == ()
        assert TURN.of_kind(at=DAY) == ()

    def test_a_moment_counts_as_the_day_of_its_own_offset(self) -> None:
        late = datetime(2022, 5, 31, 20, tzinfo=UTC)
        assert ids(TURN.of_kind("area_centre", at=late)) == ["old"]
        assert ids(TURN.of_kind("area_centre", at=late.astimezone(BEIJING))) == ["new"]

    def test_children_are_right_below(self) -> None:
        assert ids(TURN.children("street", at=EVE)) == ["old"]
        assert ids(TURN.children("street", at=date(2022, 7, 1))) == ["new"]
        assert TURN.children("a", at=DAY) == ()

    def test_ancestors_come_nearest_first(self) -> None:
        assert ids(TURN.ancestors("a", at=date(2022, 7, 1))) == ["new", "street"]
        assert TURN.ancestors("street", at=DAY) == ()
        assert refused(lambda: TURN.ancestors("a", at=DAY)) == [("not_known_then", "area")]

    def test_units_of_an_area_may_be_of_some_kinds_only(self) -> None:
        assert ids(TURN.units_of("street", at=EVE)) == ["office"]
        assert ids(TURN.units_of("street", at=DAY)) == ["office", "team"]
        assert ids(TURN.units_of("street", at=DAY, kinds=["grid_team", "hotline_centre"])) == ["team"]
        assert TURN.units_of("a", at=DAY) == ()

    def test_posts_of_a_unit(self) -> None:
        assert [ids(TURN.posts_of("office", at=at)) for at in (EVE, DAY)] == [["clerk"], ["clerk", "lead"]]

    def test_holders_of_a_post_also_those_who_act(self) -> None:
        assert [one.agent for one in TURN.holders("clerk", at=EVE)] == ["x"]
        assert [one.agent for one in TURN.holders("clerk", at=DAY)] == ["y"]
        assert [one.mode for one in TURN.holders("lead", at=DAY)] == ["acting"]
        assert TURN.holders("lead", at=EVE) == ()

    def test_what_an_agent_holds_and_in_which_roles(self) -> None:
        assert [one.post for one in TURN.held_by("y", at=DAY)] == ["clerk", "lead"]
        assert TURN.roles_of("y", at=DAY) == {"clerk", "grid_team_lead"}
        assert TURN.held_by("y", at=EVE) == ()
        assert TURN.roles_of("y", at=EVE) == frozenset()
        assert TURN.held_by("stranger", at=DAY) == ()

    def test_members_of_a_unit(self) -> None:
        assert [one.member for one in TURN.members("guild", at=DAY)] == ["x"]
        assert [one.capacity for one in TURN.members("guild", at=date(2022, 7, 1))] == ["chair", "guide"]

    def test_relations_from_and_to(self) -> None:
        assert TURN.related("office", "guides", at=DAY) == ("team",)
        assert TURN.related("office", "guides", at=EVE) == ()
        assert TURN.related("office", "serves", at=DAY) == ("street",)
        assert TURN.related("office", "commands", at=DAY) == ()
        assert TURN.related_to("team", "guides", at=DAY) == ("office",)
        assert TURN.related_to("office", "part_of", at=DAY) == ("team",)
        assert TURN.related_to("office", "part_of", at=date(2022, 7, 1)) == ()
        assert TURN.related_to("street", "serves", at=EVE) == ("office",)

    def test_the_tree_of_areas(self) -> None:
        assert TURN.tree(at=EVE).ids == ("street", "old")
        tree = TURN.tree(at=date(2022, 7, 1))
        assert isinstance(tree, Tree)
        assert tree.ids == ("street", "new", "a")
        assert tree.roll_up({"a": 2, "new": 1}) == {"street": 3, "new": 3, "a": 2}


class TestWhatWasKnown:
    """An appeal asks what was known when it was decided: a correction does not change the past."""

    RECORDED = datetime(2022, 6, 10, 9, tzinfo=BEIJING)
    CORRECTED = datetime(2022, 6, 20, 9, tzinfo=BEIJING)
    WRONG = area("s", "subdistrict", name_zh="错", validity=valid(recorded=RECORDED, superseded=CORRECTED))
    RIGHT = area("s", "subdistrict", name_zh="对", validity=valid(recorded=CORRECTED))
    MOVE = Change("c", "rename", ("s",), ("s",), DAY, "decision", recorded_at=CORRECTED)
    FOUND = Change("d", "found", (), ("s",), START, "decision", recorded_at=RECORDED)
    CORRECTION = register(WRONG, RIGHT, changes=(FOUND, MOVE), id="r")

    def test_now_only_what_replaced_it_counts(self) -> None:
        assert self.CORRECTION.find("s") == self.RIGHT
        assert self.CORRECTION.of_kind("subdistrict", at=DAY) == (self.RIGHT,)
        assert self.CORRECTION.named("错") == ()
        assert self.CORRECTION.tree(at=DAY).ids == ("s",)
        assert len(self.CORRECTION.areas) == 2

    @pytest.mark.parametrize(
        ("moment", "names"),
        [
            (RECORDED - timedelta(microseconds=1), []),
            (RECORDED, ["错"]),
            (CORRECTED - timedelta(microseconds=1), ["错"]),
            (CORRECTED, ["对"]),
            (CORRECTED.astimezone(UTC), ["对"]),
        ],
    )
    def test_then_it_was_as_it_was_known_then(self, moment: datetime, names: list[str]) -> None:
        known = self.CORRECTION.known_on(moment)
        assert [place.name("zh") for place in known.of_kind("subdistrict", at=DAY)] == names
        assert all(place.validity.superseded_at is None for place in known.areas)
        assert known.id == "r"

    def test_changes_are_known_from_when_they_were_recorded(self) -> None:
        assert ids(self.CORRECTION.known_on(self.CORRECTED).changes) == ["d", "c"]
        assert ids(self.CORRECTION.known_on(self.RECORDED).changes) == ["d"]

    def test_what_says_no_moment_was_always_known(self) -> None:
        assert TURN.known_on(datetime(1, 1, 2, tzinfo=UTC)) == TURN

    def test_superseded_records_hang_on_nothing(self) -> None:
        gone = valid(superseded=self.CORRECTED)
        kept = register(
            area("a"),
            unit("u"),
            post("p", "u"),
            agent("x"),
            unit("v", area="a", validity=gone),
            post("q", "u", validity=gone),
            appointment("x", "p", validity=gone),
            membership("x", "u", validity=gone),
            relation("u", "serves", "a", validity=gone),
            jurisdiction("u", "a", validity=gone),
            other_route("o", "emergency", "safety", validity=gone),
        )
        assert kept.units_of("a", at=DAY) == ()
        assert ids(kept.posts_of("u", at=DAY)) == ["p"]
        assert kept.holders("p", at=DAY) == ()
        assert kept.held_by("x", at=DAY) == ()
        assert kept.members("u", at=DAY) == ()
        assert kept.related("u", "serves", at=DAY) == ()
        assert kept.related_to("a", "serves", at=DAY) == ()
        assert all(name not in kept for name in ("v", "q", "o"))

    @pytest.mark.parametrize("moment", [None, DAY, "2022-06-01", 5])
    def test_needs_a_moment(self, moment: object) -> None:
        assert refused(lambda: TURN.known_on(unchecked(moment))) == [("wrong_type", "moment")]

    def test_needs_an_offset(self) -> None:
        assert refused(lambda: TURN.known_on(datetime(2022, 6, 1))) == [("naive_datetime", "at")]  # noqa: DTZ001


class TestAValue:
    def test_is_copied_pickled_and_compared_by_what_it_holds(self) -> None:
        again = pickle.loads(pickle.dumps(TURN))  # noqa: S301  # our own bytes
        assert again == TURN == copy.deepcopy(TURN) == copy.copy(TURN)
        assert hash(again) == hash(TURN)
        assert again.find("a") == TURN.find("a")
        assert again.children("street", at=DAY) == TURN.children("street", at=DAY)
        assert attrs.evolve(TURN, units=(*TURN.units, unit("more"))) != TURN
        assert attrs.evolve(TURN, id="other") != TURN

    def test_what_was_looked_up_before_makes_no_difference(self) -> None:
        fresh = register(*TURN.areas)
        fresh.tree(at=DAY)
        assert fresh == register(*TURN.areas)
        assert hash(fresh) == hash(register(*TURN.areas))

    def test_shows_how_much_it_holds_and_nothing_of_it(self) -> None:
        assert repr(Register()) == "Register(no id: empty)"
        assert repr(register(area("street"), agent("x"), agent("y"), id="r")) == "Register(r: 1 areas, 2 agents)"
        assert "street" not in repr(TURN)

    def test_cannot_be_changed(self) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            unchecked(TURN).areas = ()
        for table in (TURN.index.by_id, TURN.index.below, TURN.index.units_of, TURN.index.holders):
            with pytest.raises(TypeError, match="does not support item assignment"):
                unchecked(table)["u"] = ()


class TestTheReferenceCase:
    """The shipped register of Yuqiao."""

    CASE = yuqiao_register()

    def test_is_copied_and_pickled(self) -> None:
        again = pickle.loads(pickle.dumps(self.CASE))  # noqa: S301  # our own bytes
        assert again == self.CASE
        assert hash(again) == hash(self.CASE)
        assert again.children("110112004", at=DAY) == self.CASE.children("110112004", at=DAY)

    def test_has_every_place_in_the_subdistrict_by_its_code(self) -> None:
        subdistrict = self.CASE.area("110112004").code
        assert isinstance(subdistrict, AdminCode12)
        assert subdistrict.township_class == "subdistrict"
        places = [one for one in self.CASE.of_kind("community", "village", at=DAY) if isinstance(one, Area)]
        assert len({one.code for one in places}) == 24
        assert all(one.code and subdistrict.contains(one.code) for one in places)

    def test_has_villages_with_made_up_codes_that_can_be_no_real_ones(self) -> None:
        """Statistical division codes: villages are 200 to 399; these are outside of all ranges."""
        for one in self.CASE.of_kind("village", at=DAY):
            assert isinstance(one, Area)
            assert isinstance(one.code, AdminCode12)
            assert one.code.community_kind is None

    def test_has_no_estate_with_two_bodies_on_one_day(self) -> None:
        kinds: Any = ("owners_committee", "property_management_committee")
        for estate in self.CASE.areas:
            bodies = [one for one in self.CASE.units if one.kind in kinds and one.area == estate.id]
            assert peaks((one.validity.period for one in bodies), 1) == (), estate.id

    def test_has_a_community_with_a_name_in_each_language(self) -> None:
        found = self.CASE.area("110112004002")
        assert (found.name("zh"), found.name("en")) == ("葛布店北里社区", "Gebudian Beili Community")


TABLES = (
    "areas",
    "units",
    "posts",
    "agents",
    "appointments",
    "memberships",
    "relations",
    "jurisdictions",
    "delegations",
    "shifts",
    "other_routes",
    "changes",
    "structures",
)


class TestWrongTypes:
    """What a type checker would have found is bad input where nobody ran one."""

    @pytest.mark.parametrize("table", TABLES)
    def test_a_table_is_a_tuple_of_its_records(self, table: str) -> None:
        for wrong in (None, 5, "x", [], {}, iter(())):
            assert refused(lambda w=wrong: Register(**unchecked({table: w}))) == [("wrong_type", table)]
        for wrong in (None, 5, "x", valid()):
            assert refused(lambda w=wrong: Register(**unchecked({table: (w,)}))) == [("wrong_type", f"{table}[0]")]

    @pytest.mark.parametrize("name", ["id", "title_en", "title_zh"])
    def test_a_title_is_text(self, name: str) -> None:
        assert refused(lambda: Register(**unchecked({name: 5}))) == [("wrong_type", name)]

    @pytest.mark.parametrize(
        ("ask", "where"),
        [
            (TURN.find, "id"),
            (TURN.area, "area"),
            (TURN.unit, "unit"),
            (TURN.post, "post"),
            (TURN.named, "name"),
            (lambda name: TURN.children(name, at=DAY), "area"),
            (lambda name: TURN.ancestors(name, at=DAY), "area"),
            (lambda name: TURN.units_of(name, at=DAY), "area"),
            (lambda name: TURN.posts_of(name, at=DAY), "unit"),
            (lambda name: TURN.holders(name, at=DAY), "post"),
            (lambda name: TURN.held_by(name, at=DAY), "agent"),
            (lambda name: TURN.roles_of(name, at=DAY), "agent"),
            (lambda name: TURN.members(name, at=DAY), "unit"),
            (lambda name: TURN.related(name, "serves", at=DAY), "unit"),
            (lambda name: TURN.related_to(name, "serves", at=DAY), "id"),
        ],
    )
    def test_a_name_is_text(self, ask: Any, where: str) -> None:
        for wrong in (None, 5, [], b"street", object()):
            assert refused(lambda w=wrong: ask(w)) == [("wrong_type", where)]
        if where not in {"name", "agent"}:
            assert refused(lambda: ask("nobody")) == [("not_known", where)]

    @pytest.mark.parametrize(
        "ask",
        [
            lambda at: TURN.find("street", at=at),
            lambda at: TURN.area("street", at=at),
            lambda at: TURN.named("street", at=at),
            lambda at: TURN.of_kind("community", at=at),
            lambda at: TURN.children("street", at=at),
            lambda at: TURN.ancestors("street", at=at),
            lambda at: TURN.units_of("street", at=at),
            lambda at: TURN.posts_of("office", at=at),
            lambda at: TURN.holders("clerk", at=at),
            lambda at: TURN.held_by("x", at=at),
            lambda at: TURN.roles_of("x", at=at),
            lambda at: TURN.members("office", at=at),
            lambda at: TURN.related("office", "serves", at=at),
            lambda at: TURN.related_to("office", "serves", at=at),
            lambda at: TURN.tree(at=at),
        ],
    )
    def test_a_day_is_a_date_or_a_moment_with_an_offset(self, ask: Any) -> None:
        for wrong in ("2022-06-01", 5, [], 1.5):
            assert refused(lambda w=wrong: ask(w)) == [("wrong_type", "at")]
        assert refused(lambda: ask(datetime(2022, 6, 1))) == [("naive_datetime", "at")]  # noqa: DTZ001

    def test_kinds_that_nobody_knows_are_of_nothing(self) -> None:
        assert TURN.of_kind(unchecked("planet"), at=DAY) == ()
        assert TURN.units_of("street", at=DAY, kinds=unchecked(["planet"])) == ()
        assert isinstance(TURN.units[0], Unit)
