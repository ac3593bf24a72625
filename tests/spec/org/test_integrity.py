"""What makes a register unsound: each fault with an example, its place, and that the same is sound without it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve
from tests.spec.org.conftest import (
    DAY,
    START,
    agent,
    appointment,
    area,
    delegation,
    jurisdiction,
    membership,
    other_route,
    post,
    raised_by,
    refused,
    register,
    relation,
    shift,
    unchecked,
    unit,
    valid,
)

from gridgov.errors import BadInput
from gridgov.org import (
    Change,
    GridCode15,
    HandOver,
    Mode,
    Power,
    Register,
    RelationKind,
    Selector,
    StructureSpec,
    UnitKind,
    parse_notation,
)
from gridgov.org.integrity import MAX_LEVELS

NOON = datetime(2022, 6, 1, 12, tzinfo=UTC)
JULY, YEAR_END = date(2022, 7, 1), date(2023, 1, 1)


def faults(*records: Any, **fields: Any) -> list[tuple[str, str]]:
    """What is wrong with a register of these records."""
    return refused(lambda: register(*records, **fields))


def params(*records: Any) -> list[Any]:
    """What the faults of a register say besides code and place."""
    with pytest.raises(BadInput) as caught:
        register(*records)
    return [dict(problem.params) for problem in caught.value.problems]


class TestIds:
    def test_belong_to_one_record(self) -> None:
        assert faults(area("a"), area("b"), area("a")) == [("duplicate_id", "areas[2].id")]
        assert faults(area("a"), area("a"), area("a")) == [
            ("duplicate_id", "areas[1].id"),
            ("duplicate_id", "areas[2].id"),
        ]

    def test_belong_to_one_record_over_all_tables(self) -> None:
        assert faults(area("a"), unit("a")) == [("duplicate_id", "units[0].id")]
        records = (area("r"), unit("u"), other_route("r", "emergency", "safety"))
        assert faults(*records) == [("duplicate_id", "other_routes[0].id")]
        roles = (unit("u"), agent("x"), post("p", "u"), appointment("x", "p", id="p"))
        assert ("duplicate_id", "appointments[0].id") in faults(*roles)

    @pytest.mark.parametrize(
        ("end", "start", "sound"), [(JULY, JULY, True), (JULY, YEAR_END, True), (JULY, DAY, False), (None, JULY, False)]
    )
    def test_have_one_version_a_day(self, end: date | None, start: date, *, sound: bool) -> None:
        versions = (area("a", validity=valid(START, end)), area("a", validity=valid(start)))
        if sound:
            assert register(*versions).find("a") == versions[1]
        else:
            assert faults(*versions) == [("duplicate_id", "areas[1].id")]
            assert faults(*reversed(versions)) == [("duplicate_id", "areas[1].id")]

    def test_have_versions_of_one_kind_only(self) -> None:
        records = (area("a", validity=valid(START, JULY)), unit("a", validity=valid(JULY)))
        assert faults(*records) == [("duplicate_id", "units[0].id")]

    def test_of_superseded_records_are_free(self) -> None:
        assert register(area("a", validity=valid(superseded=NOON)), area("a"), unit("b"))
        assert register(
            area("a"), area("a", validity=valid(superseded=NOON)), unit("a", validity=valid(superseded=NOON))
        )

    def test_of_changes_and_structures_are_used_once(self) -> None:
        change = Change("c", "found", (), ("u",), DAY, "decision")
        spec = StructureSpec("s", parse_notation("1"), (Selector(("department",)),))
        assert faults(unit("u"), changes=(change, change), structures=(spec, spec, spec)) == [
            ("duplicate_id", "changes[1].id"),
            ("duplicate_id", "structures[1].id"),
            ("duplicate_id", "structures[2].id"),
        ]


PEOPLE: tuple[Any, ...] = (area("a"), unit("u"), post("p", "u"), post("q", "u"), agent("x"))

# Each field of a record that names another: the record with that name in it, and its place.
NAMES: list[tuple[str, str, Any]] = [
    ("areas[1].parent", "area", lambda name: area("new", parent=name)),
    ("units[1].area", "area", lambda name: unit("new", area=name)),
    ("posts[2].unit", "unit", lambda name: post("new", name)),
    ("posts[2].area", "area", lambda name: post("new", "u", area=name)),
    ("appointments[0].agent", "agent", lambda name: appointment(name, "p", id="new")),
    ("appointments[0].post", "post", lambda name: appointment("x", name, id="new")),
    ("memberships[0].member", "agent unit", lambda name: membership(name, "u", id="new")),
    ("memberships[0].unit", "unit", lambda name: membership("x", name, id="new")),
    ("memberships[0].on_behalf_of", "unit", lambda name: membership("x", "u", id="new", on_behalf_of=name)),
    ("relations[0].subject", "unit", lambda name: relation(name, "serves", "a", id="new")),
    ("relations[0].object", "unit area", lambda name: relation("u", "coordinates", name, id="new")),
    ("jurisdictions[0].holder", "unit post", lambda name: jurisdiction(name, "a", id="new")),
    ("jurisdictions[0].area", "area", lambda name: jurisdiction("u", name, id="new")),
    ("delegations[0].from_post", "post", lambda name: delegation(name, "q", id="new")),
    ("delegations[0].to_post", "post", lambda name: delegation("p", name, id="new")),
    ("shifts[0].agent", "agent", lambda name: shift(name, "p", id="new")),
    ("shifts[0].post", "post", lambda name: shift("x", name, id="new")),
    ("shifts[0].area", "area", lambda name: shift("x", "p", id="new", area=name)),
]
KIND_OF = {"a": "area", "u": "unit", "p": "post", "x": "agent"}


def about(place: str, found: list[tuple[str, str]]) -> list[str]:
    return [code for code, where in found if where == place]


@pytest.mark.parametrize(("place", "kinds", "made"), NAMES, ids=[place for place, _, _ in NAMES])
class TestWhatIsNamed:
    POWERS = jurisdiction("p", "a", powers=("handle",), id="j")

    def test_is_in_the_register(self, place: str, kinds: str, made: Any) -> None:
        assert kinds
        assert about(place, faults(*PEOPLE, made("nobody"))) == ["not_known"]

    def test_is_of_the_right_kind(self, place: str, kinds: str, made: Any) -> None:
        for name, kind in KIND_OF.items():
            if kind not in kinds.split():
                assert about(place, faults(*PEOPLE, made(name))) == ["of_another_kind"], name

    def test_is_there_on_every_day(self, place: str, kinds: str, made: Any) -> None:
        """The period of a record lies in that of what it names, whichever record that is."""
        for name, kind in KIND_OF.items():
            if kind not in kinds.split():
                continue
            short = tuple(one if one.id != name else evolve(one, validity=valid(START, JULY)) for one in PEOPLE)
            assert "outside_time" in about(place, faults(*short, made(name))), name

    def test_is_right(self, place: str, kinds: str, made: Any) -> None:
        for name, kind in KIND_OF.items():
            if kind in kinds.split():
                error = raised_by(lambda n=name: register(*PEOPLE, made(n), self.POWERS))
                assert error is None or (type(error) is BadInput and place not in [p.where for p in error.problems])


class TestTime:
    @pytest.mark.parametrize(
        ("start", "end", "missing"),
        [
            (START, YEAR_END, None),
            (DAY, JULY, None),
            (date(2021, 12, 31), JULY, ("2021-12-31/2022-01-01",)),
            (DAY, date(2023, 1, 2), ("2023-01-01/2023-01-02",)),
            (DAY, None, ("2023-01-01/…",)),
            (date(2021, 12, 1), None, ("2021-12-01/2022-01-01", "2023-01-01/…")),
        ],
    )
    def test_a_record_lasts_no_longer_than_what_it_names(
        self, start: date, end: date | None, missing: tuple[str, ...] | None
    ) -> None:
        outer, inner = area("a", validity=valid(START, YEAR_END)), area("b", parent="a", validity=valid(start, end))
        if missing is None:
            assert register(outer, inner).find("b") == inner
        else:
            assert faults(outer, inner) == [("outside_time", "areas[1].parent")]
            assert params(outer, inner) == [{"missing": missing}]

    def test_several_versions_of_what_is_named_may_cover_it_together(self) -> None:
        versions = [area("a", validity=valid(START, DAY)), area("a", validity=valid(DAY, YEAR_END))]
        assert register(*versions, area("b", parent="a", validity=valid(START, YEAR_END)))
        gap = [versions[0], area("a", validity=valid(JULY))]
        assert params(*gap, area("b", parent="a")) == [{"missing": ("2022-06-01/2022-07-01",)}]

    def test_a_superseded_record_names_what_it_likes(self) -> None:
        gone = valid(superseded=NOON)
        assert register(area("a", parent="nobody", validity=gone), unit("u", area="nobody", validity=gone))

    def test_what_is_superseded_cannot_be_named(self) -> None:
        assert faults(area("a", validity=valid(superseded=NOON)), area("b", parent="a")) == [
            ("not_known", "areas[1].parent")
        ]


class TestChanges:
    def test_name_what_is_in_the_register(self) -> None:
        good = Change("c", "merge", ("u",), ("v",), DAY, "decision", (HandOver("T-1", "u", "v"),))
        assert register(unit("u"), unit("v"), changes=(good,))
        assert faults(changes=(good,)) == [
            ("not_known", "changes[0].originals"),
            ("not_known", "changes[0].results"),
            ("not_known", "changes[0].handed_over"),
        ]
        assert faults(
            unit("u"), unit("v"), changes=(good, Change("d", "merge", ("w", "u"), ("v",), DAY, "decision"))
        ) == [("not_known", "changes[1].originals")]

    def test_that_were_superseded_name_what_they_like_and_free_their_ids(self) -> None:
        gone = Change("c", "rename", ("w",), ("x",), DAY, "decision", (HandOver("T-1", "u", "y"),), superseded_at=NOON)
        good = Change("c", "rename", ("u",), ("u",), DAY, "another decision")
        assert register(unit("u"), changes=(gone, good))
        assert faults(unit("u"), changes=(gone, good, good)) == [("duplicate_id", "changes[2].id")]


class TestAreas:
    def test_do_not_lie_in_themselves(self) -> None:
        assert faults(area("a", parent="a")) == [("cycle", "areas[0]")]
        ring = faults(area("a", parent="c"), area("b", parent="a"), area("c", parent="b"), area("d", parent="c"))
        assert ring == [("cycle", "areas[0]"), ("cycle", "areas[1]"), ("cycle", "areas[2]")]

    def test_below_a_ring_are_no_ring(self) -> None:
        assert faults(area("d", parent="a"), area("a", parent="b"), area("b", parent="a"), area("e", parent="d")) == [
            ("cycle", "areas[1]"),
            ("cycle", "areas[2]"),
        ]

    def test_may_turn_around_from_one_day_to_the_next(self) -> None:
        assert register(
            area("a", validity=valid(START, DAY)),
            area("b", parent="a", validity=valid(START, DAY)),
            area("a", parent="b", validity=valid(DAY)),
            area("b", validity=valid(DAY)),
        )

    def test_may_not_lie_in_each_other_for_a_single_day(self) -> None:
        a = (
            area("a", validity=valid(START, date(2022, 5, 31))),
            area("a", parent="b", validity=valid(date(2022, 5, 31))),
        )
        b = (area("b", parent="a", validity=valid(START, DAY)), area("b", validity=valid(DAY)))
        assert faults(*a, *b) == [("cycle", "areas[1]")]
        assert faults(*b, *a) == [("cycle", "areas[3]")]

    def test_may_not_move_into_what_lies_in_them_all_along(self) -> None:
        assert faults(
            area("a", validity=valid(START, DAY)),
            area("c", parent="a"),
            area("g", parent="c"),
            area("a", parent="g", validity=valid(DAY)),
        ) == [("cycle", "areas[3]")]

    def test_have_at_most_thirty_two_levels_below_the_top(self) -> None:
        assert MAX_LEVELS == 32
        chain = [area("0"), *(area(str(i), parent=str(i - 1)) for i in range(1, 34))]
        assert len(register(*chain[:-1]).ancestors("32", at=DAY)) == 32
        assert faults(*chain) == [("too_many_levels", "areas[33]")]
        assert params(*chain) == [{"limit": 32}]
        assert faults(*reversed(chain)) == [("too_many_levels", "areas[0]")]

    def test_may_have_versions_and_still_not_too_many_levels(self) -> None:
        chain = [area("0"), *(area(str(i), parent=str(i - 1)) for i in range(2, 34))]
        versions = [area("1", parent="0", validity=valid(START, DAY)), area("1", parent="0", validity=valid(DAY))]
        assert faults(*versions, *chain) == [("too_many_levels", "areas[34]")]
        assert register(*versions, *chain[:-1])

    def test_in_a_ring_longer_than_the_levels_are_refused_too(self) -> None:
        ring = [area(str(i), parent=str((i + 1) % 100)) for i in range(100)]
        assert faults(*ring) == [("too_many_levels", f"areas[{i}]") for i in range(100)]


class TestCodes:
    TOP = area("top", "subdistrict", code="110112004")

    def test_lie_in_the_code_of_the_area_around(self) -> None:
        assert register(self.TOP, area("a", parent="top", code="110112004002"))
        assert faults(self.TOP, area("a", parent="top", code="110112005002")) == [("outside_parent_code", "areas[1]")]

    def test_lie_in_the_code_of_the_nearest_coded_area_around(self) -> None:
        middle = area("middle", "area_centre", "top")
        assert register(self.TOP, middle, area("a", parent="middle", code="110112004002"))
        assert faults(self.TOP, middle, area("a", parent="middle", code="110112005002")) == [
            ("outside_parent_code", "areas[2]")
        ]
        nearer = area("middle", "area_centre", "top", code="110112004009")
        assert faults(self.TOP, nearer, area("a", parent="middle", code="110112004002")) == [
            ("outside_parent_code", "areas[2]")
        ]

    def test_of_a_grid_lie_in_that_of_its_community(self) -> None:
        community = area("c", "community", "top", code="110112004002")
        assert register(self.TOP, community, area("g", "grid", "c", code=GridCode15("110112004002001")))
        assert faults(self.TOP, community, area("g", "grid", "c", code=GridCode15("110112004004001"))) == [
            ("outside_parent_code", "areas[2]")
        ]

    def test_lie_in_that_of_the_version_around_then(self) -> None:
        """A recoded subdistrict: what is inside has to have codes of the code that holds when it begins."""
        recoded = (
            area("top", "subdistrict", code="110112004", validity=valid(START, DAY)),
            area("top", "subdistrict", code="110112006", validity=valid(DAY)),
        )
        before = area("a", parent="top", code="110112004002", validity=valid(START, DAY))
        after = area("a", parent="top", code="110112006002", validity=valid(DAY))
        assert register(*recoded, before, after)
        assert faults(*recoded, area("a", parent="top", code="110112004002", validity=valid(DAY))) == [
            ("outside_parent_code", "areas[2]")
        ]

    def test_are_compared_with_the_first_version_around_where_none_is_there_then(self) -> None:
        assert faults(
            area("a", "subdistrict", validity=valid(DAY, JULY), code="110112004"),
            area("a", "subdistrict", validity=valid(JULY), code="110112005"),
            area("b", parent="a", code="110112005001"),
        ) == [("outside_time", "areas[2].parent"), ("outside_parent_code", "areas[2]")]

    def test_are_not_compared_with_what_is_no_area(self) -> None:
        assert faults(
            unit("u", validity=valid(START, DAY)),
            unit("u", validity=valid(DAY)),
            area("a", "grid", parent="u", code=GridCode15("110112005001001")),
        ) == [("of_another_kind", "areas[0].parent")]

    def test_are_not_needed(self) -> None:
        assert register(area("top"), area("a", parent="top", code="110112004002"), area("b", parent="a"))


class TestGrids:
    def test_lie_in_a_community_or_a_village_directly(self) -> None:
        street = area("street", "subdistrict")
        for kind in ("community", "village"):
            assert register(street, area("c", unchecked(kind), "street"), area("g", "grid", "c"))
        assert faults(street, area("g", "grid", "street")) == [("in_no_community", "areas[1]")]
        assert faults(area("g", "grid")) == [("in_no_community", "areas[0]")]
        nested = (area("c", "community"), area("g", "grid", "c"), area("h", "grid", "g"))
        assert faults(*nested) == [("in_no_community", "areas[2]")]

    def test_that_name_nobody_have_that_fault_alone(self) -> None:
        assert faults(area("g", "grid", "nobody")) == [("not_known", "areas[0].parent")]


class TestAuthorityOverBodies:
    """A body may not be over itself by the three relations that transmit authority."""

    UNITS = (unit("a"), unit("b"), unit("c"))

    @pytest.mark.parametrize(
        ("over", "under"),
        [
            (("b", "part_of", "a"), ("a", "part_of", "b")),
            (("a", "commands", "b"), ("b", "commands", "a")),
            (("b", "dispatched_by", "a"), ("b", "commands", "a")),
        ],
    )
    def test_has_no_ring(self, over: tuple[str, Any, str], under: tuple[str, Any, str]) -> None:
        assert faults(*self.UNITS, relation(*over), relation(*under)) == [
            ("cycle", "relations[0]"),
            ("cycle", "relations[1]"),
        ]

    def test_of_a_body_over_itself_is_a_ring(self) -> None:
        for kind in ("part_of", "dispatched_by", "commands"):
            assert faults(*self.UNITS, relation("a", unchecked(kind), "a")) == [("cycle", "relations[0]")]

    def test_has_no_ring_of_three(self) -> None:
        ring = (relation("a", "part_of", "b"), relation("c", "commands", "b"), relation("c", "dispatched_by", "a"))
        assert faults(*self.UNITS, *ring) == [("cycle", f"relations[{i}]") for i in range(3)]

    def test_may_come_from_two_sides(self) -> None:
        """The object of part_of is over its subject, and so is the subject of commands over its object."""
        assert register(*self.UNITS, relation("b", "part_of", "a"), relation("a", "commands", "b"))
        assert register(
            *self.UNITS, relation("c", "part_of", "a"), relation("c", "part_of", "b"), relation("b", "part_of", "a")
        )

    def test_may_turn_around_from_one_day_to_the_next(self) -> None:
        before = relation("a", "part_of", "b", validity=valid(START, DAY))
        assert register(*self.UNITS, before, relation("b", "part_of", "a", validity=valid(DAY)))
        late = relation("b", "part_of", "a", validity=valid(date(2022, 5, 31)))
        assert faults(*self.UNITS, before, late) == [("cycle", "relations[1]")]

    @pytest.mark.parametrize("kind", ["coordinates", "guides", "supervises", "affiliated_with", "supports", "serves"])
    def test_is_not_in_the_other_relations(self, kind: RelationKind) -> None:
        assert register(*self.UNITS, relation("a", kind, "b"), relation("b", kind, "a"), relation("a", "part_of", "b"))


OFFICE: tuple[Any, ...] = (unit("u"), agent("x"), agent("y"), agent("z"))


class TestWhoAppoints:
    """Who appointed is a fact of the day on which it was done; the body need not last as long as the appointment."""

    HELD: tuple[Any, ...] = (*OFFICE, post("p", "u"))

    def test_is_a_body_of_the_register(self) -> None:
        assert faults(*self.HELD, appointment("x", "p", by="nobody")) == [("not_known", "appointments[0].by")]
        assert faults(*self.HELD, appointment("x", "p", by="p")) == [("of_another_kind", "appointments[0].by")]
        assert register(*self.HELD, appointment("x", "p", by="u"))

    def test_was_there_on_the_first_day(self) -> None:
        late = unit("late", validity=valid(DAY))
        assert faults(*self.HELD, late, appointment("x", "p", by="late")) == [("not_known_then", "appointments[0].by")]
        gone = unit("gone", validity=valid(START, DAY))
        after = appointment("x", "p", by="gone", validity=valid(DAY))
        assert faults(*self.HELD, gone, after) == [("not_known_then", "appointments[0].by")]

    def test_may_be_gone_by_now(self) -> None:
        gone = unit("gone", validity=valid(START, DAY))
        assert register(*self.HELD, gone, appointment("x", "p", by="gone"))

    def test_is_asked_of_the_first_of_its_versions(self) -> None:
        gone = unit("gone", validity=valid(START, DAY))
        seats = (post("q", "u"), appointment("x", "p", by="gone", id="it", validity=valid(START, JULY)))
        assert register(*self.HELD, gone, *seats, appointment("x", "q", by="gone", id="it", validity=valid(JULY)))


class TestHolders:
    def test_of_a_post_are_no_more_than_it_has_room_for(self) -> None:
        two = (appointment("x", "p"), appointment("y", "p", validity=valid(DAY, JULY)))
        assert faults(*OFFICE, post("p", "u"), *two) == [("too_many_holders", "posts[0]")]
        assert params(*OFFICE, post("p", "u"), *two) == [{"most": 1, "period": "2022-06-01/2022-07-01"}]
        assert register(*OFFICE, post("p", "u", max_holders=2), *two)
        assert faults(*OFFICE, post("p", "u", max_holders=2), *two, appointment("z", "p")) == [
            ("too_many_holders", "posts[0]")
        ]

    def test_may_follow_one_another(self) -> None:
        one, other = appointment("x", "p", validity=valid(START, DAY)), appointment("y", "p", validity=valid(DAY))
        assert register(*OFFICE, post("p", "u"), one, other)

    def test_may_be_represented_by_who_acts_for_them(self) -> None:
        assert register(*OFFICE, post("p", "u"), appointment("x", "p"), appointment("y", "p", "acting"))

    @pytest.mark.parametrize("mode", ["elected", "appointed", "concurrent", "volunteer"])
    def test_count_however_they_came_to_it(self, mode: Mode) -> None:
        two = (appointment("x", "p", mode), appointment("y", "p", mode))
        assert faults(*OFFICE, post("p", "u"), *two) == [("too_many_holders", "posts[0]")]

    def test_count_by_the_version_of_the_post_then(self) -> None:
        small, large = post("p", "u", validity=valid(START, DAY)), post("p", "u", max_holders=2, validity=valid(DAY))
        late = appointment("y", "p", validity=valid(DAY))
        assert register(*OFFICE, small, large, appointment("x", "p"), late)
        assert faults(*OFFICE, small, large, appointment("x", "p"), appointment("y", "p")) == [
            ("too_many_holders", "posts[0]")
        ]

    def test_do_not_hold_a_post_twice_at_the_same_time(self) -> None:
        wide = post("p", "u", max_holders=5)
        again = appointment("x", "p", id="again", validity=valid(DAY, JULY))
        assert faults(*OFFICE, wide, appointment("x", "p"), again) == [("held_twice", "appointments[1]")]
        assert params(*OFFICE, wide, appointment("x", "p"), again) == [{"period": "2022-06-01/2022-07-01"}]
        before = appointment("x", "p", validity=valid(START, DAY))
        assert register(*OFFICE, wide, before, again)
        assert register(*OFFICE, wide, appointment("x", "p"), appointment("y", "p"))

    def test_do_not_hold_two_exclusive_posts_at_the_same_time(self) -> None:
        posts = (post("p", "u", exclusive=True), post("q", "u", exclusive=True), post("r", "u"))
        both = (appointment("x", "p", validity=valid(START, JULY)), appointment("x", "q", validity=valid(DAY)))
        assert faults(*OFFICE, *posts, *both) == [("exclusive_twice", "appointments[1]")]
        assert params(*OFFICE, *posts, *both) == [{"period": "2022-06-01/2022-07-01"}]
        assert register(*OFFICE, *posts, both[0], appointment("x", "q", validity=valid(JULY)))
        assert register(*OFFICE, *posts, both[0], appointment("x", "r"))
        assert register(*OFFICE, *posts, both[0], appointment("y", "q"))

    def test_may_hold_two_posts_while_only_one_is_exclusive(self) -> None:
        """A version of a post may be exclusive, and the one before it not."""
        free, bound = post("q", "u", validity=valid(START, JULY)), post("q", "u", exclusive=True, validity=valid(JULY))
        first = post("p", "u", exclusive=True)
        second = appointment("x", "q")
        assert register(*OFFICE, first, free, bound, appointment("x", "p", validity=valid(START, JULY)), second)
        assert faults(*OFFICE, first, free, bound, appointment("x", "p"), second) == [
            ("exclusive_twice", "appointments[1]")
        ]
        assert params(*OFFICE, first, free, bound, appointment("x", "p"), second) == [{"period": "2022-07-01/…"}]

    def test_have_one_primary_post(self) -> None:
        posts = (post("p", "u"), post("q", "u"))
        both = (appointment("x", "p", primary=True), appointment("x", "q", primary=True))
        assert faults(*OFFICE, *posts, *both) == [("primary_twice", "appointments[1]")]
        assert params(*OFFICE, *posts, *both) == [{"period": "2022-01-01/…"}]
        assert register(*OFFICE, *posts, both[0], appointment("x", "q"))
        assert register(*OFFICE, *posts, appointment("y", "p", primary=True), both[1])

    def test_of_what_is_no_post_have_that_fault_alone(self) -> None:
        assert faults(unit("u"), unit("v"), agent("w"), appointment("w", "u"), appointment("w", "v")) == [
            ("of_another_kind", "appointments[0].post"),
            ("of_another_kind", "appointments[1].post"),
        ]

    def test_that_were_superseded_do_not_count(self) -> None:
        gone = appointment("y", "p", validity=valid(superseded=NOON))
        assert register(*OFFICE, post("p", "u"), appointment("x", "p"), gone)


class TestDelegations:
    """Nobody gives away more than they have, and what was only given cannot be given on."""

    POSTS: tuple[Any, ...] = (area("a"), unit("u"), post("p", "u"), post("q", "u"), post("r", "u"))
    OWN = jurisdiction("p", "a", "safety", powers=("handle", "reply"))

    def test_of_what_one_has_are_sound(self) -> None:
        for matters in (("safety",), ("safety.e_bike",)):
            assert register(*self.POSTS, self.OWN, delegation("p", "q", *matters, powers=("reply", "handle")))

    @pytest.mark.parametrize(
        ("matters", "powers", "extra"),
        [
            (("traffic",), ("handle",), ("handle traffic",)),
            (("safety",), ("enforce",), ("enforce safety",)),
            (("all",), ("handle",), ("handle all",)),
            (("safety", "traffic"), ("handle", "assess"), ("handle traffic", "assess safety", "assess traffic")),
        ],
    )
    def test_of_more_matters_or_powers_are_too_wide(
        self, matters: tuple[str, ...], powers: tuple[Power, ...], extra: tuple[str, ...]
    ) -> None:
        wide = delegation("p", "q", *matters, powers=powers)
        assert faults(*self.POSTS, self.OWN, wide) == [("wider_than_given", "delegations[0]")]
        assert params(*self.POSTS, self.OWN, wide) == [{"extra": extra}]

    def test_for_longer_than_one_has_it_are_too_wide(self) -> None:
        short = jurisdiction("p", "a", "safety", powers=("handle",), validity=valid(START, JULY))
        assert faults(*self.POSTS, short, delegation("p", "q", "safety")) == [("wider_than_given", "delegations[0]")]
        assert register(*self.POSTS, short, delegation("p", "q", "safety", validity=valid(DAY, JULY)))

    def test_may_rest_on_several_jurisdictions_one_after_another(self) -> None:
        two = [
            jurisdiction("p", "a", "safety", powers=("handle",), validity=valid(*period), id=name)
            for name, period in (("j-1", (START, JULY)), ("j-2", (JULY, None)))
        ]
        assert register(*self.POSTS, *two, delegation("p", "q", "safety"))

    def test_may_not_be_handed_on(self) -> None:
        given, on = delegation("p", "q", "safety"), delegation("q", "r", "safety")
        assert faults(*self.POSTS, self.OWN, given, on) == [("handed_on", "delegations[1]")]
        assert params(*self.POSTS, self.OWN, given, on) == [{"extra": ("handle safety",)}]
        assert faults(*self.POSTS, self.OWN, on, given) == [("handed_on", "delegations[0]")]

    def test_may_not_be_handed_on_and_widened(self) -> None:
        on = delegation("q", "r", "safety", powers=("handle", "assess"))
        assert faults(*self.POSTS, self.OWN, delegation("p", "q", "safety"), on) == [
            ("handed_on", "delegations[1]"),
            ("wider_than_given", "delegations[1]"),
        ]

    def test_of_what_one_has_oneself_besides_are_sound(self) -> None:
        own = jurisdiction("q", "a", "safety", powers=("handle",))
        assert register(*self.POSTS, self.OWN, own, delegation("p", "q", "safety"), delegation("q", "r", "safety"))

    def test_in_the_time_after_what_was_given_are_too_wide_and_not_handed_on(self) -> None:
        given = delegation("p", "q", "safety", validity=valid(START, DAY))
        on = delegation("q", "r", "safety", validity=valid(DAY))
        assert faults(*self.POSTS, self.OWN, given, on) == [("wider_than_given", "delegations[1]")]


class TestGuidance:
    """Beijing Regulation on Subdistrict Offices, Art. 3, 11, 17, 32: guidance is no authority."""

    PLACES: tuple[Any, ...] = (
        area("a"),
        unit("office"),
        unit("committee", "residents_committee"),
        post("p", "committee"),
    )
    GUIDED = relation("office", "guides", "committee", validity=valid(DAY, JULY))

    @pytest.mark.parametrize("holder", ["committee", "p"])
    def test_makes_no_leader_of_who_is_guided(self, holder: str) -> None:
        leads = jurisdiction(holder, "a", powers=("handle",))
        assert faults(*self.PLACES, self.GUIDED, leads) == [("guided_and_handles", "jurisdictions[0]")]
        assert register(*self.PLACES, leads)

    def test_lets_the_guided_help_collect_and_reply(self) -> None:
        assert register(*self.PLACES, self.GUIDED, jurisdiction("committee", "a", part="co", powers=("handle",)))
        assert register(*self.PLACES, self.GUIDED, jurisdiction("committee", "a", powers=("collect", "reply")))

    def test_of_a_place_makes_no_second_fault_of_a_place_that_leads(self) -> None:
        leads = jurisdiction("a", "a", powers=("handle",))
        assert faults(*self.PLACES, relation("office", "guides", "a"), leads) == [
            ("of_another_kind", "jurisdictions[0].holder")
        ]

    def test_does_not_bind_who_guides(self) -> None:
        assert register(*self.PLACES, self.GUIDED, jurisdiction("office", "a", powers=("handle",)))

    def test_binds_while_it_lasts(self) -> None:
        for period, sound in (((START, DAY), True), ((JULY, None), True), ((START, date(2022, 6, 2)), False)):
            leads = jurisdiction("committee", "a", powers=("handle",), validity=valid(*period))
            if sound:
                assert register(*self.PLACES, self.GUIDED, leads)
            else:
                assert faults(*self.PLACES, self.GUIDED, leads) == [("guided_and_handles", "jurisdictions[0]")]

    @pytest.mark.parametrize("kind", ["commands", "coordinates", "supervises", "supports"])
    def test_is_not_in_the_other_relations(self, kind: RelationKind) -> None:
        other = relation("office", kind, "committee")
        assert register(*self.PLACES, other, jurisdiction("committee", "a", powers=("handle",)))

    def test_of_the_unit_of_a_post_counts_while_the_post_is_in_it(self) -> None:
        moved = (
            *self.PLACES[:3],
            post("p", "committee", validity=valid(START, DAY)),
            post("p", "office", validity=valid(DAY)),
        )
        assert register(*moved, self.GUIDED, jurisdiction("p", "a", powers=("handle",)))
        late = jurisdiction("p", "a", powers=("handle",), validity=valid(DAY))
        assert register(*moved, relation("office", "guides", "committee"), late)
        early = jurisdiction("p", "a", powers=("handle",), validity=valid(START, DAY))
        assert faults(*moved, relation("office", "guides", "committee"), early) == [
            ("guided_and_handles", "jurisdictions[0]")
        ]


class TestVolunteers:
    """The domain model, invariant 22: volunteers neither enforce nor approve."""

    PLACES: tuple[Any, ...] = (area("a"), unit("u"), unit("team", "volunteer_team"), post("p", "u"), agent("x"))

    @pytest.mark.parametrize("power", ["enforce", "approve"])
    def test_on_a_post_have_no_such_power(self, power: Power) -> None:
        held, has = appointment("x", "p", "volunteer"), jurisdiction("p", "a", powers=("collect", power))
        assert faults(*self.PLACES, held, has) == [("volunteers_may_not", "jurisdictions[0]")]
        assert params(*self.PLACES, held, has) == [{"power": power}]
        assert register(*self.PLACES, appointment("x", "p"), has)

    def test_may_do_all_else(self) -> None:
        rest: tuple[Power, ...] = ("collect", "verify", "handle", "reply", "counsel", "coordinate", "assess")
        held = appointment("x", "p", "volunteer")
        assert register(*self.PLACES, held, jurisdiction("p", "a", powers=rest))

    def test_in_a_team_have_no_such_power(self) -> None:
        has = jurisdiction("team", "a", powers=("enforce",))
        assert faults(*self.PLACES, has) == [("volunteers_may_not", "jurisdictions[0]")]
        assert register(*self.PLACES, jurisdiction("u", "a", powers=("enforce",)))

    def test_are_not_given_it_either(self) -> None:
        records = (
            *self.PLACES,
            post("q", "u"),
            jurisdiction("q", "a", powers=("enforce",)),
            delegation("q", "p", powers=("enforce",)),
        )
        assert faults(*records, appointment("x", "p", "volunteer")) == [("volunteers_may_not", "delegations[0]")]
        assert register(*records)

    def test_count_while_they_serve(self) -> None:
        has = jurisdiction("p", "a", powers=("enforce",), validity=valid(DAY))
        assert register(*self.PLACES, appointment("x", "p", "volunteer", validity=valid(START, DAY)), has)
        late = appointment("x", "p", "volunteer", validity=valid(START, date(2022, 6, 2)))
        assert faults(*self.PLACES, late, has) == [("volunteers_may_not", "jurisdictions[0]")]


class TestAllAtOnce:
    def test_every_fault_is_in_one_report(self) -> None:
        kind: UnitKind = "residents_committee"
        found = faults(
            area("a", parent="b"),
            area("b", parent="a"),
            area("c", parent="nobody"),
            area("c"),
            area("g", "grid", code="110112004"),
            unit("u", kind, "u"),
            unit("v", area="a", validity=valid(date(2021, 1, 1))),
            post("p", "u"),
            agent("x"),
            appointment("x", "p", primary=True),
            appointment("x", "p", primary=True, id="again"),
            relation("v", "guides", "u"),
            jurisdiction("u", "a", powers=("handle",)),
            delegation("p", "p", powers=("reply",)),
        )
        assert found == [
            ("duplicate_id", "areas[3].id"),
            ("not_known", "areas[2].parent"),
            ("of_another_kind", "units[0].area"),
            ("outside_time", "units[1].area"),
            ("cycle", "areas[0]"),
            ("cycle", "areas[1]"),
            ("in_no_community", "areas[4]"),
            ("code_of_another_level", "areas[4]"),
            ("too_many_holders", "posts[0]"),
            ("held_twice", "appointments[1]"),
            ("primary_twice", "appointments[1]"),
            ("wider_than_given", "delegations[0]"),
            ("guided_and_handles", "jurisdictions[0]"),
        ]

    def test_a_sound_register_has_none(self) -> None:
        assert Register() == register()
        assert register(area("a"), area("b", parent="a"))
