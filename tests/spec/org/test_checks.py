"""What must be so in a register: the 24 invariants, each with a register in which it is and one in which it is not."""

import ast
import inspect
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, get_args

import pytest
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
    refused,
    register,
    relation,
    unchecked,
    unit,
    valid,
)

from gridgov.errors import TEXTS, BadInput, Defect, Problem
from gridgov.labels import codes
from gridgov.org import (
    Change,
    Check,
    Evidence,
    Finding,
    HandOver,
    Published,
    Register,
    Selector,
    StructureSpec,
    Tiling,
    Total,
    check,
    integrity,
    parse_notation,
    read_register,
    vacancies,
)
from gridgov.org.checks import CATALOGUE, Severity, check_of, checks_of
from gridgov.org.checks.names import alike
from gridgov.parameters import Parameters, combine, packaged, read_pack, shipped

LAWS = combine(shipped("cn-committees"), shipped("beijing-property"))


def found(
    name: str, where: Register, at: date = DAY, *, rules: Parameters = LAWS, **evidence: Any
) -> list[tuple[str, str, str]]:
    """What one check finds: the severity, and the text in both languages."""
    findings = check(where, at, rules=rules, evidence=Evidence(**evidence))
    return [(one.severity, one.text("en"), one.text("zh")) for one in findings if one.check.id == name]


class TestTheCatalogue:
    def test_has_every_one_of_the_24_invariants(self) -> None:
        assert {one.number for one in CATALOGUE} == set(range(25))
        assert [one.id for one in checks_of(7)] == ["post_not_overfull", "post_filled"]

    def test_names_every_check_in_both_languages_and_says_where_it_stands(self) -> None:
        assert codes("org.check") == tuple(one.id for one in CATALOGUE)
        assert all(one.title("en") != one.title("zh") and one.source for one in CATALOGUE)
        assert set(codes("org.severity")) == set(get_args(Severity))

    def test_marks_those_that_a_register_is_refused_for(self) -> None:
        blocking = [one.number for one in CATALOGUE if one.blocking and one.number]
        assert blocking == [3, 5, 6, 7, 11, 12, 18, 21, 22]
        assert {one.severity for one in CATALOGUE if one.blocking} == {"error"}

    def test_gives_every_code_of_a_refusal_to_one_check(self) -> None:
        listed = [code for one in CATALOGUE for code in one.codes]
        assert len(set(listed)) == len(listed)
        assert set(listed) <= set(TEXTS)
        assert check_of("wrong_pattern").id == check_of("missing").id == "readable"

    def test_every_code_of_an_unsound_register_has_a_check_of_its_own(self) -> None:
        tree = ast.parse(inspect.getsource(integrity))
        words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in TEXTS}
        assert {word for word in words - {"missing"} if check_of(word).id == "readable"} == set()
        assert len(words) > 15


class TestARefusedRegister:
    """Each fault that keeps a register from being loaded belongs to a check."""

    YEARS = valid(date(2022, 1, 1), date(2023, 1, 1))
    LONGER = valid(date(2022, 1, 1), date(2024, 1, 1))
    TWO = (agent("a-1"), unit("office", "subdistrict_office"))

    @pytest.mark.parametrize(
        ("name", "records"),
        [
            ("grid_in_community", [area("street", "subdistrict"), area("g", "grid", "street")]),
            (
                "code_within_parent",
                [area("c", code="110112004002"), area("d", "estate", "c", code="110112005003")],
            ),
            ("no_cycle", [area("a", parent="b"), area("b", parent="a")]),
            (
                "post_not_overfull",
                [*TWO, agent("a-2"), post("p", "office"), appointment("a-1", "p"), appointment("a-2", "p")],
            ),
            (
                "one_exclusive_post",
                [
                    *TWO,
                    *(post(name, "office", exclusive=True) for name in "pq"),
                    *(appointment("a-1", name) for name in "pq"),
                ],
            ),
            (
                "one_exclusive_post",
                [
                    *TWO,
                    *(post(name, "office") for name in "pq"),
                    *(appointment("a-1", name, primary=True) for name in "pq"),
                ],
            ),
            (
                "within_validity",
                [*TWO, post("p", "office", validity=YEARS), appointment("a-1", "p", validity=LONGER)],
            ),
            (
                "delegation_within_powers",
                [TWO[1], post("p", "office"), post("q", "office"), delegation("p", "q")],
            ),
            (
                "guided_does_not_lead",
                [
                    area("c"),
                    TWO[1],
                    unit("committee", "residents_committee"),
                    relation("office", "guides", "committee"),
                    jurisdiction("committee", "c"),
                ],
            ),
            (
                "volunteers_without_force",
                [
                    area("c"),
                    *TWO,
                    post("p", "office"),
                    appointment("a-1", "p", "volunteer"),
                    jurisdiction("p", "c", powers=("enforce",), part="co"),
                ],
            ),
            ("references_known", [area("c", parent="nowhere")]),
            ("references_known", [area("c"), area("c", "village")]),
        ],
    )
    def test_names_the_check_of_its_fault(self, name: str, records: list[Any]) -> None:
        [code] = {code for code, _ in refused(lambda: register(*records))}
        assert check_of(code).id == name
        assert check_of(code).blocking


class TestStructureAsNotation:
    """Invariant 1: what a notation says is so on the day."""

    SPEC = StructureSpec(
        "coordination",
        parse_notation("1+2"),
        (Selector(("area_centre",)), Selector(("community",), "partition")),
    )

    def town(self, *communities: str) -> Register:
        below = [area(name, parent="centre") for name in communities]
        return register(area("centre", "area_centre"), *below, structures=(self.SPEC,))

    def test_as_many_as_it_says_are_all_right(self) -> None:
        assert found("structure_as_notation", self.town("c-1", "c-2")) == []

    def test_too_few_and_too_many_are_errors(self) -> None:
        assert found("structure_as_notation", self.town("c-1")) == [
            (
                "error",
                "coordination layer[2] has 1 units of 2: 1 missing",
                "coordination layer[2] 应有 2 个，实有 1 个，缺 1 个",
            )
        ]
        [(_, text, _)] = found("structure_as_notation", self.town("c-1", "c-2", "c-3"))
        assert text == "coordination layer[2] has 3 units of 2: 1 too many"

    def test_what_lies_elsewhere_is_named_by_its_id(self) -> None:
        town = register(
            area("centre", "area_centre"), area("c-1"), area("c-2", parent="centre"), structures=(self.SPEC,)
        )
        assert [text for _, text, _ in found("structure_as_notation", town)] == [
            "c-1 lies in no unit of the layer above"
        ]

    def test_it_is_looked_at_on_the_day(self) -> None:
        late = area("c-2", parent="centre", validity=valid(date(2022, 7, 1)))
        town = register(area("centre", "area_centre"), area("c-1", parent="centre"), late, structures=(self.SPEC,))
        assert found("structure_as_notation", town, date(2022, 7, 1)) == []
        assert len(found("structure_as_notation", town, date(2022, 6, 30))) == 1


class TestCentresPartitionCommunities:
    """Invariant 2 (S7): each community or village is in one area centre, and none of these is empty."""

    STREET = area("street", "subdistrict")

    def test_where_each_is_in_one_it_is_all_right(self) -> None:
        centres = [area(f"centre-{n}", "area_centre", "street") for n in (1, 2)]
        town = register(self.STREET, *centres, area("c-1", parent="centre-1"), area("v-1", "village", "centre-2"))
        assert found("centres_partition_communities", town) == []

    def test_where_there_are_no_centres_nothing_is_asked(self) -> None:
        assert found("centres_partition_communities", register(self.STREET, area("c-1", parent="street"))) == []

    def test_a_community_of_another_subdistrict_is_left_alone(self) -> None:
        far = (area("other", "subdistrict"), area("far", parent="other"))
        town = register(self.STREET, area("centre", "area_centre", "street"), area("c-1", parent="centre"), *far)
        assert found("centres_partition_communities", town) == []

    def test_one_in_none_and_a_centre_without_any_are_errors(self) -> None:
        town = register(self.STREET, area("centre", "area_centre", "street"), area("c-1", parent="street"))
        assert found("centres_partition_communities", town) == [
            ("error", "c-1 lies in no area centre", "c-1 不属于任何片区"),
            ("error", "centre has no community or village", "centre 没有任何社区或村"),
        ]

    def test_one_in_a_centre_that_lies_in_another_is_an_error(self) -> None:
        inner = area("inner", "area_centre", "outer")
        town = register(self.STREET, area("outer", "area_centre", "street"), inner, area("c-1", parent="inner"))
        assert found("centres_partition_communities", town) == [
            (
                "error",
                "c-1 lies in several area centres, one inside another: inner, outer",
                "c-1 同时属于多个嵌套的片区：inner、outer",
            )
        ]


class TestGridsTileCommunity:
    """Invariant 4: the grids of a community leave no gap, do not overlap and do not reach beyond it."""

    TOWN = register(area("c-1"), area("g-1", "grid", "c-1"), area("c-2"))

    def tiled(self, gap: str = "0", overlap: str = "0", outside: str = "0") -> tuple[Tiling, ...]:
        return (Tiling("c-1", Fraction(gap), Fraction(overlap), Fraction(outside)),)

    def test_where_they_do_it_is_all_right(self) -> None:
        assert found("grids_tile_community", self.TOWN, tilings=self.tiled()) == []

    def test_any_gap_is_an_error_unless_it_is_tolerated(self) -> None:
        tilings = self.tiled("1/200", "0", "1/1000000000")
        assert found("grids_tile_community", self.TOWN, tilings=tilings) == [
            (
                "error",
                "c-1 is not tiled by its grids: 0.5 % in none, 0 % in several, 0.0000001 % beyond it",
                "c-1 未被其网格恰好铺满：未覆盖 0.5%，重复覆盖 0%，越界 0.0000001%",
            )
        ]
        assert found("grids_tile_community", self.TOWN, tilings=tilings, tolerance=Fraction(1, 200)) == []
        assert found("grids_tile_community", self.TOWN, tilings=tilings, tolerance=Fraction(1, 201)) != []

    @pytest.mark.parametrize("where", [{"gap": "1/2"}, {"overlap": "1/2"}, {"outside": "3/2"}])
    def test_each_share_counts(self, where: dict[str, str]) -> None:
        [(severity, _, _)] = found("grids_tile_community", self.TOWN, tilings=self.tiled(**where))
        assert severity == "error"

    def test_what_was_not_measured_is_said(self) -> None:
        said = [("notice", "evidence.tilings was not given; not checked: 1", "evidence.tilings 未提供；未检查 1 项")]
        assert found("grids_tile_community", self.TOWN) == said
        assert found("grids_tile_community", self.TOWN, tilings=()) == said
        assert found("grids_tile_community", register(area("c-1"))) == []

    def test_a_community_that_nobody_knows_is_an_error(self) -> None:
        tilings = (*self.tiled(), Tiling("c-9", Fraction(0), Fraction(0), Fraction(0)))
        [(severity, text, _)] = found("grids_tile_community", self.TOWN, tilings=tilings)
        assert (severity, text) == ("error", "c-9 is not in the register")


class TestOneTop:
    """Invariant 6: the areas are one tree."""

    def test_one_top_is_all_right(self) -> None:
        assert found("one_top", register(area("street", "subdistrict"), area("c-1", parent="street"))) == []
        assert found("one_top", register()) == []

    def test_several_are_a_warning(self) -> None:
        assert found("one_top", register(area("a"), area("b"), area("c"))) == [
            (
                "warning",
                "a is not the only area without another around it; there are b, c too",
                "a 并非唯一的顶层区域，另有：b、c",
            )
        ]


OFFICE = unit("office", "subdistrict_office")


class TestPostFilled:
    """Invariant 7: a post has as many holders as it needs, at every instant; gaps are vacancies."""

    def test_a_post_with_its_holder_is_all_right(self) -> None:
        held = register(OFFICE, agent("a-1"), post("p", "office"), appointment("a-1", "p"))
        assert found("post_filled", held) == []

    def test_a_post_that_may_be_empty_is_all_right(self) -> None:
        assert found("post_filled", register(OFFICE, post("p", "office", min_holders=0))) == []

    def test_one_with_too_few_is_a_warning_and_who_acts_for_it_is_counted_apart(self) -> None:
        seat = post("p", "office", min_holders=2, max_holders=2)
        people = [agent(f"a-{n}") for n in (1, 2)]
        held = register(OFFICE, *people, seat, appointment("a-1", "p"), appointment("a-2", "p", "acting"))
        assert found("post_filled", held) == [
            (
                "warning",
                "p has 1 of at least 2 holders; 1 act for it",
                "p 至少应有 2 人任职，实有 1 人，另有 1 人代理",
            )
        ]


class TestVacancies:
    """The vacancies of a time, as periods."""

    PEOPLE = tuple(agent(f"a-{n}") for n in (1, 2))

    def held(self, *periods: tuple[str, date, date | None], **fields: Any) -> Register:
        seats = [appointment(who, "p", id=f"{who}-{start}", validity=valid(start, end)) for who, start, end in periods]
        return register(
            OFFICE, *self.PEOPLE, post("p", "office", **fields), post("free", "office", min_holders=0), *seats
        )

    def gaps(self, where: Register, start: date = START, end: date = date(2023, 1, 1), **fields: Any) -> list[Any]:
        return [(v.post, v.period.start, v.period.end) for v in vacancies(where, start, end, **fields)]

    def test_are_before_between_and_after_the_holders(self) -> None:
        there = self.held(("a-1", date(2022, 2, 1), date(2022, 4, 1)), ("a-2", date(2022, 5, 1), date(2022, 12, 1)))
        assert self.gaps(there) == [
            ("p", date(2022, 1, 1), date(2022, 2, 1)),
            ("p", date(2022, 4, 1), date(2022, 5, 1)),
            ("p", date(2022, 12, 1), date(2023, 1, 1)),
        ]

    def test_one_holder_after_the_other_leaves_none(self) -> None:
        there = self.held(("a-1", START, date(2022, 7, 1)), ("a-2", date(2022, 7, 1), None))
        assert self.gaps(there) == []

    def test_of_a_post_for_two_are_where_one_is_missing(self) -> None:
        there = self.held(
            ("a-1", START, None), ("a-2", date(2022, 3, 1), date(2022, 6, 1)), min_holders=2, max_holders=2
        )
        assert self.gaps(there) == [
            ("p", date(2022, 1, 1), date(2022, 3, 1)),
            ("p", date(2022, 6, 1), date(2023, 1, 1)),
        ]

    def test_are_only_looked_for_in_the_time_that_is_asked_and_while_the_post_is_there(self) -> None:
        there = self.held(validity=valid(date(2022, 3, 1), date(2022, 9, 1)))
        assert self.gaps(there) == [("p", date(2022, 3, 1), date(2022, 9, 1))]
        assert self.gaps(there, date(2022, 8, 1)) == [("p", date(2022, 8, 1), date(2022, 9, 1))]
        assert self.gaps(there, date(2022, 9, 1)) == []

    def test_of_one_post_leave_the_others_out(self) -> None:
        there = self.held()
        assert self.gaps(there, post="p") == [("p", date(2022, 1, 1), date(2023, 1, 1))]
        assert self.gaps(there, post="free") == []

    def test_who_acts_does_not_end_one(self) -> None:
        acting = appointment("a-1", "p", "acting")
        there = register(OFFICE, *self.PEOPLE, post("p", "office"), acting)
        assert self.gaps(there) == [("p", date(2022, 1, 1), date(2023, 1, 1))]

    def test_what_is_no_period_or_no_post_is_refused(self) -> None:
        there = self.held()
        assert refused(lambda: vacancies(there, START, START)) == [("ends_before_start", "end")]
        assert refused(lambda: vacancies(there, unchecked("2022"), START)) == [("wrong_type", "at")]
        assert refused(lambda: vacancies(there, START, DAY, post="q")) == [("not_known", "post")]
        assert refused(lambda: vacancies(unchecked(None), START, DAY)) == [("wrong_type", "register")]


class TestAreaHasSpecialist:
    """Invariant 8 (S7): one specialist an area, held besides another post by a leading official."""

    def town(self, *records: Any, mode: Any = "concurrent", role: str = "leading_official", **fields: Any) -> Register:
        return register(
            area("centre", "area_centre"),
            OFFICE,
            unit("committee", "area_committee", "centre"),
            agent("a-1"),
            agent("a-2"),
            post("official", "office", role, max_holders=2),
            post("s", "committee", **fields),
            *records,
            appointment("a-1", "official"),
            appointment("a-1", "s", mode),
        )

    def test_an_official_who_is_it_besides_is_all_right(self) -> None:
        assert found("area_has_specialist", self.town()) == []

    def test_an_area_without_one_is_an_error(self) -> None:
        empty = register(area("centre", "area_centre"))
        assert found("area_has_specialist", empty) == [("error", "centre has no specialist", "centre 没有党建专员")]

    def test_several_are_an_error(self) -> None:
        second = (post("s-2", "committee"), appointment("a-2", "official"), appointment("a-2", "s-2", "concurrent"))
        assert found("area_has_specialist", self.town(*second)) == [
            (
                "error",
                "centre has 2 specialists and may have one: a-1, a-2",
                "centre 有 2 名党建专员，应为一名：a-1、a-2",
            )
        ]

    def test_who_does_nothing_else_is_an_error(self) -> None:
        assert found("area_has_specialist", self.town(mode="appointed")) == [
            (
                "error",
                "centre has a specialist who does not hold the post besides another",
                "centre 其党建专员并非兼任",
            )
        ]

    def test_who_is_no_leading_official_is_an_error(self) -> None:
        assert found("area_has_specialist", self.town(role="clerk")) == [
            (
                "error",
                "centre has a specialist who is none of these: leading official",
                "centre 其党建专员当日不担任：领导班子成员",
            )
        ]

    def test_the_post_itself_may_name_other_roles(self) -> None:
        assert found("area_has_specialist", self.town(role="clerk", eligible=("clerk",))) == []


class TestEligibleHolder:
    """Invariant 9 (S7): assistants are department heads, community secretaries or young cadres."""

    SEAT = post("assistant", "office", "assistant", eligible=("department_head", "young_cadre"))

    def test_who_has_one_of_the_roles_is_all_right(self) -> None:
        head = (post("head", "office", "department_head"), appointment("a-1", "head"))
        there = register(OFFICE, agent("a-1"), self.SEAT, *head, appointment("a-1", "assistant", "concurrent"))
        assert found("eligible_holder", there) == []

    def test_who_has_none_is_an_error(self) -> None:
        there = register(OFFICE, agent("a-1"), self.SEAT, appointment("a-1", "assistant", "concurrent"))
        assert found("eligible_holder", there) == [
            (
                "error",
                "a-1-on-assistant is held by somebody who is none of these on that day: department head, young cadre",
                "a-1-on-assistant 任职者当日不担任以下任何职务：部门负责人、年轻干部",
            )
        ]

    def test_another_role_is_not_enough_and_the_post_itself_is_none(self) -> None:
        clerk = (post("clerk", "office", "clerk"), appointment("a-1", "clerk"))
        there = register(OFFICE, agent("a-1"), self.SEAT, *clerk, appointment("a-1", "assistant", "concurrent"))
        assert len(found("eligible_holder", there)) == 1
        own = post("p", "office", "assistant", eligible=("assistant",))
        assert len(found("eligible_holder", register(OFFICE, agent("a-1"), own, appointment("a-1", "p")))) == 1

    def test_who_had_it_before_has_it_no_more(self) -> None:
        head = (post("head", "office", "department_head"), appointment("a-1", "head", validity=valid(START, DAY)))
        there = register(OFFICE, agent("a-1"), self.SEAT, *head, appointment("a-1", "assistant", "concurrent"))
        assert found("eligible_holder", there, date(2022, 5, 31)) == []
        assert len(found("eligible_holder", there, DAY)) == 1


class TestGridHasWorker:
    """Invariant 10 (S3): a grid has a grid worker at all times."""

    TEAM = unit("team", "grid_team", "c-1")

    def town(self, *seats: Any) -> Register:
        seat = post("w", "team", "grid_worker", area="g-1")
        people = (agent("a-1"), agent("a-2"))
        return register(area("c-1"), area("g-1", "grid", "c-1"), self.TEAM, *people, seat, *seats)

    def test_one_from_the_first_day_on_is_all_right(self) -> None:
        assert found("grid_has_worker", self.town(appointment("a-1", "w"))) == []

    def test_one_who_follows_another_at_once_is_all_right(self) -> None:
        first = appointment("a-1", "w", validity=valid(START, date(2022, 3, 1)))
        assert (
            found("grid_has_worker", self.town(first, appointment("a-2", "w", validity=valid(date(2022, 3, 1))))) == []
        )

    def test_who_acts_for_one_is_there(self) -> None:
        assert found("grid_has_worker", self.town(appointment("a-1", "w", "acting"))) == []

    def test_a_grid_without_one_is_an_error_with_the_times(self) -> None:
        first = appointment("a-1", "w", validity=valid(START, date(2022, 3, 1)))
        second = appointment("a-2", "w", validity=valid(date(2022, 4, 1), date(2022, 5, 1)))
        assert found("grid_has_worker", self.town(first, second)) == [
            (
                "error",
                "g-1 has no grid worker in 2022-03-01/2022-04-01, 2022-05-01/…",
                "g-1 以下期间没有网格员：2022-03-01/2022-04-01、2022-05-01/…",
            )
        ]

    def test_a_post_that_moves_to_another_grid_leaves_the_first(self) -> None:
        seats = [
            post("w", "team", "grid_worker", area=name, validity=validity)
            for name, validity in (("g-1", valid(START, date(2022, 5, 1))), ("g-2", valid(date(2022, 5, 1))))
        ]
        grids = [area(name, "grid", "c-1") for name in ("g-1", "g-2")]
        town = register(area("c-1"), *grids, self.TEAM, agent("a-1"), *seats, appointment("a-1", "w"))
        assert [text for _, text, _ in found("grid_has_worker", town)] == [
            "g-1 has no grid worker in 2022-05-01/…",
            "g-2 has no grid worker in 2022-01-01/2022-05-01",
        ]

    def test_what_comes_after_the_day_is_not_looked_at(self) -> None:
        until = appointment("a-1", "w", validity=valid(START, date(2022, 6, 2)))
        assert found("grid_has_worker", self.town(until), date(2022, 6, 1)) == []
        assert len(found("grid_has_worker", self.town(until), date(2022, 6, 2))) == 1


class TestLoadWithinLimit:
    """Invariant 10: nobody has a role in more areas at once than its posts allow."""

    def town(self, most: int | None) -> Register:
        grids = [area(f"g-{n}", "grid", "c-1") for n in (1, 2)]
        seats = [post(f"w-{n}", "team", "grid_worker", area=f"g-{n}", most_areas=most) for n in (1, 2)]
        held = [appointment("a-1", f"w-{n}") for n in (1, 2)]
        return register(area("c-1"), *grids, unit("team", "grid_team", "c-1"), agent("a-1"), *seats, *held)

    def test_two_of_two_and_any_number_are_all_right(self) -> None:
        assert found("load_within_limit", self.town(2)) == found("load_within_limit", self.town(None)) == []

    def test_two_of_one_are_an_error(self) -> None:
        assert found("load_within_limit", self.town(1)) == [
            (
                "error",
                "a-1 has the role grid worker in 2 areas at once, and may have it in 1",
                "a-1 同时在 2 个区域担任网格员，至多 1 个",
            )
        ]


class TestTermOfPost:
    """Invariant 13: an appointment is no longer than its post allows."""

    def held(self, end: date | None, months: int | None = 3, start: date = START) -> Register:
        seat = post("p", "office", longest_term_months=months)
        return register(OFFICE, agent("a-1"), seat, appointment("a-1", "p", validity=valid(start, end)))

    def test_one_that_ends_in_time_is_all_right(self) -> None:
        assert found("term_of_post", self.held(date(2022, 4, 1)), date(2022, 3, 31)) == []
        assert found("term_of_post", self.held(None, None), date(2032, 1, 1)) == []

    def test_one_that_is_to_last_a_day_longer_is_an_error_from_the_first_day(self) -> None:
        assert found("term_of_post", self.held(date(2022, 4, 2)), START) == [
            (
                "error",
                "a-1-on-p lasts longer than the 3 months of its post",
                "a-1-on-p 任期超过该岗位规定的 3 个月",
            )
        ]

    def test_one_without_an_end_is_an_error_when_the_time_has_passed(self) -> None:
        assert found("term_of_post", self.held(None), date(2022, 3, 31)) == []
        assert len(found("term_of_post", self.held(None), date(2022, 4, 1))) == 1

    def test_from_the_end_of_a_long_month_to_that_of_another(self) -> None:
        start = date(2022, 12, 31)
        assert found("term_of_post", self.held(date(2023, 3, 31), start=start), start) == []
        assert len(found("term_of_post", self.held(date(2023, 4, 1), start=start), start)) == 1

    def test_from_the_end_of_a_long_month_to_that_of_a_short_one(self) -> None:
        start = date(2022, 11, 30)
        assert found("term_of_post", self.held(date(2023, 2, 28), start=start), start) == []
        assert len(found("term_of_post", self.held(date(2023, 3, 1), start=start), start)) == 1

    def test_a_term_beyond_the_last_year_that_there_is_is_never_over(self) -> None:
        start = date(9999, 12, 1)
        assert found("term_of_post", self.held(None, start=start), date.max) == []


class TestTermByLaw:
    """Invariant 13: terms of five years (Organic Laws of 2018; Beijing Property Management, Art. 41)."""

    def committee(self, kind: Any, end: date | None, start: date = date(2019, 1, 1)) -> Register:
        years = valid(start, end)
        return register(
            unit("committee", kind, validity=valid(start)),
            agent("a-1", validity=valid(start)),
            membership("a-1", "committee", validity=years),
        )

    @pytest.mark.parametrize("kind", ["residents_committee", "villagers_committee", "owners_committee"])
    def test_five_years_are_all_right_and_a_day_more_is_an_error(self, kind: Any) -> None:
        start, rules = date(2024, 4, 1), LAWS
        assert found("term_by_law", self.committee(kind, date(2029, 4, 1), start), date(2024, 4, 1), rules=rules) == []
        [(severity, text, _)] = found("term_by_law", self.committee(kind, date(2029, 4, 2), start), date(2024, 4, 1))
        assert severity == "error"
        assert text.startswith("committee has members, 1 of them, whose term lasts longer than 5 years: ")

    def test_the_article_is_named_in_both_languages(self) -> None:
        law = "城市居民委员会组织法（2018年修正）第八条第一款 "
        law += "(Organic Law of Urban Residents' Committees, 2018, Art. 8 para. 1)"
        assert found("term_by_law", self.committee("residents_committee", None), date(2025, 1, 1)) == [
            (
                "error",
                f"committee has members, 1 of them, whose term lasts longer than 5 years: {law}",
                f"committee 有 1 名成员任期超过 5 年：{law}",
            )
        ]

    def test_before_any_law_that_is_known_it_says_that_it_did_not_look(self) -> None:
        start = date(2001, 1, 1)
        assert found("term_by_law", self.committee("residents_committee", None, start), date(2010, 1, 1)) == [
            (
                "notice",
                "committees.residents.term has no value that is loaded and in force on 2010-01-01; not checked: 1",
                "committees.residents.term 在 2010-01-01 没有已载入且有效的取值；未检查 1 项",
            )
        ]


class TestCommitteesUsual:
    """Invariant 17: what the organic laws call usual is never more than a warning."""

    LAW = "城市居民委员会组织法（2018年修正）第七条 (Organic Law of Urban Residents' Committees, 2018, Art. 7)"

    def committee(self, members: int, households: int | None = None, kind: Any = "residents_committee") -> Register:
        people = [agent(f"a-{n}") for n in range(members)]
        seats = [membership(one.id, "committee") for one in people]
        return register(area("c-1", households=households), unit("committee", kind, "c-1"), *people, *seats)

    @pytest.mark.parametrize("members", [5, 9])
    def test_five_to_nine_are_all_right(self, members: int) -> None:
        assert found("committees_usual", self.committee(members, 700)) == []

    def test_fewer_and_more_are_a_warning(self) -> None:
        assert found("committees_usual", self.committee(4)) == [
            (
                "warning",
                f"committee has 4 members, and 5 to 9 are asked for: {self.LAW}",
                f"committee 有成员 4 人，规定为 5 至 9 人：{self.LAW}",
            )
        ]
        assert len(found("committees_usual", self.committee(10))) == 1

    @pytest.mark.parametrize(("members", "count"), [(2, 1), (3, 0), (7, 0), (8, 1)])
    def test_a_village_has_three_to_seven(self, members: int, count: int) -> None:
        village = self.committee(members, 5000, kind="villagers_committee")
        assert len(found("committees_usual", village)) == count

    @pytest.mark.parametrize(("households", "count"), [(99, 1), (100, 0), (700, 0), (701, 1)])
    def test_a_hundred_to_seven_hundred_households_were_the_rule(self, households: int, count: int) -> None:
        """Organic Law of Urban Residents' Committees (2018), Art. 6."""
        assert len(found("committees_usual", self.committee(5, households))) == count

    @pytest.mark.parametrize(("households", "count"), [(700, 1), (1000, 0), (3000, 0), (3001, 1)])
    def test_a_thousand_to_three_thousand_are_it_since_2026(self, households: int, count: int) -> None:
        """Organic Law of Urban Residents' Committees (2025), Art. 3, in force since 2026-01-01 (Art. 50)."""
        assert len(found("committees_usual", self.committee(5, households), date(2026, 1, 1))) == count

    def test_where_no_member_is_known_nothing_is_claimed(self) -> None:
        assert found("committees_usual", self.committee(0)) == [
            (
                "notice",
                "committee has no members in the register on that day, so its make-up was not checked",
                "committee 当日登记册中没有其成员，未检查其组成",
            )
        ]

    def test_without_rules_nothing_passes_in_silence(self) -> None:
        said = found("committees_usual", self.committee(5, 300), rules=Parameters())
        assert [(severity, text.split()[0]) for severity, text, _ in said] == [
            ("notice", "committees.residents.least_members"),
            ("notice", "committees.residents.most_members"),
            ("notice", "committees.residents.least_households"),
            ("notice", "committees.residents.most_households"),
        ]


class TestOneLead:
    """Invariant 19: each matter has exactly one lead everywhere; ties are errors with the candidates."""

    TOWN = (area("street", "subdistrict"), area("c-1", parent="street"), area("c-2", parent="street"))
    DEPARTMENTS = (unit("d-1"), unit("d-2"))

    def listed(self, *lines: Any) -> list[tuple[str, str, str]]:
        return found("one_lead", register(*self.TOWN, *self.DEPARTMENTS, *lines))

    def test_one_each_is_all_right(self) -> None:
        assert self.listed(jurisdiction("d-1", "street"), jurisdiction("d-2", "c-1", "safety")) == []

    def test_two_in_one_place_for_one_matter_are_an_error(self) -> None:
        assert self.listed(jurisdiction("d-2", "street", "safety"), jurisdiction("d-1", "street", "safety")) == [
            ("error", "street has several who answer for safety: d-1, d-2", "street “安全”有多个主办：d-1、d-2"),
        ]

    def test_who_helps_or_only_coordinates_is_no_second_lead(self) -> None:
        helps = jurisdiction("d-2", "street", part="co")
        brings_together = jurisdiction("d-2", "street", "safety", powers=("coordinate",))
        assert self.listed(jurisdiction("d-1", "street"), helps) == []
        assert self.listed(jurisdiction("d-1", "street", "safety"), brings_together) == []

    def test_a_narrower_matter_or_a_deeper_area_is_no_tie(self) -> None:
        lines = (jurisdiction("d-2", "street", "safety.e_bike"), jurisdiction("d-2", "c-1", "safety"))
        assert self.listed(jurisdiction("d-1", "street", "safety"), *lines) == []

    def test_two_one_after_the_other_are_no_tie(self) -> None:
        early = jurisdiction("d-1", "street", validity=valid(START, DAY))
        assert self.listed(early, jurisdiction("d-2", "street", validity=valid(DAY))) == []

    def test_a_matter_of_the_list_that_nobody_leads_somewhere_is_an_error(self) -> None:
        lines = (jurisdiction("d-1", "street", "environment"), jurisdiction("d-2", "c-1", "safety"))
        assert self.listed(*lines) == [
            (
                "error",
                "c-2 is one of 1 areas where nobody answers for safety: c-2",
                "c-2 等 1 个区域的“安全”无人主办：c-2",
            )
        ]

    def test_a_matter_that_is_only_helped_with_has_no_lead(self) -> None:
        lines = (jurisdiction("d-1", "street", "environment"), jurisdiction("d-2", "street", "safety", part="co"))
        [(_, text, _)] = self.listed(*lines)
        assert text == "c-1 is one of 2 areas where nobody answers for safety: c-1, c-2"

    def test_a_matter_that_goes_another_way_needs_none(self) -> None:
        lines = (jurisdiction("d-1", "street", "environment"), jurisdiction("d-2", "street", "fire", part="co"))
        assert self.listed(*lines, other_route("r-1", "emergency", "fire")) == []

    def test_outside_the_areas_of_the_list_nothing_is_asked(self) -> None:
        assert self.listed(jurisdiction("d-1", "c-1", "safety")) == []


class TestSuccessorOfOpenWork:
    """Invariant 20: whatever becomes of a unit, its open cases have one that is there."""

    GONE = valid(START, date(2022, 5, 1))

    def offices(self, *changes: Change) -> Register:
        return register(unit("old", validity=self.GONE), unit("new"), changes=changes)

    def change(self, kind: Any = "dissolve", **fields: Any) -> Change:
        usual: Mapping[str, Any] = {"originals": ("old",), "results": (), "on": date(2022, 5, 1), "basis": "order 1"}
        return Change("change-1", kind, **{**usual, **fields})

    def test_a_case_of_a_unit_that_is_there_is_all_right(self) -> None:
        assert found("successor_of_open_work", self.offices(), open_cases={"T-1": "new"}) == []

    def test_cases_of_a_unit_that_is_no_more_are_an_error(self) -> None:
        assert found("successor_of_open_work", self.offices(), open_cases={"T-1": "old", "T-2": "old"}) == [
            (
                "error",
                "old is no more, and 2 open cases are still with it: T-1, T-2",
                "old 已不存在，仍有 2 件未办结：T-1、T-2",
            )
        ]

    def test_while_the_unit_is_there_they_are_not(self) -> None:
        assert len(found("successor_of_open_work", self.offices(), date(2022, 5, 1), open_cases={"T-1": "old"})) == 1
        assert found("successor_of_open_work", self.offices(), date(2022, 4, 30), open_cases={"T-1": "old"}) == []

    def test_a_case_that_a_change_handed_over_is_all_right(self) -> None:
        handed = self.change(handed_over=(HandOver("T-1", "old", "new"),))
        assert found("successor_of_open_work", self.offices(handed), open_cases={"T-1": "old"}) == []
        [(_, text, _)] = found("successor_of_open_work", self.offices(handed), open_cases={"T-2": "old"})
        assert text == "old is no more, and 1 open cases are still with it: T-2"

    def test_a_change_with_one_result_is_a_successor_for_all(self) -> None:
        merged = self.change("merge", results=("new",))
        assert found("successor_of_open_work", self.offices(merged), open_cases={"T-1": "old"}) == []

    def test_a_change_that_is_still_to_come_is_none(self) -> None:
        later = self.change("merge", results=("new",), on=date(2022, 7, 1))
        assert len(found("successor_of_open_work", self.offices(later), open_cases={"T-1": "old"})) == 1

    def test_a_unit_that_nobody_knows_is_an_error(self) -> None:
        [(severity, text, _)] = found("successor_of_open_work", self.offices(), open_cases={"T-1": "x"})
        assert (severity, text) == ("error", "x is not in the register")

    def test_without_the_open_cases_it_says_that_it_did_not_look(self) -> None:
        assert found("successor_of_open_work", self.offices()) == [
            ("notice", "evidence.open_cases was not given; not checked: 1", "evidence.open_cases 未提供；未检查 1 项")
        ]
        assert found("successor_of_open_work", register(unit("new"))) == []


class TestFiguresAgree:
    """Invariant 23: published totals agree with the register and with each other: 16 + 28 ≤ 45."""

    TOWN = register(area("e-1", "estate"), area("e-2", "estate", validity=valid(date(2022, 8, 1))))

    def test_those_that_do_are_all_right(self) -> None:
        figures = (Published("F6", 1, ("estate",)), Published("F6b", 2, ("estate",), date(2022, 12, 31)))
        assert found("figures_agree", self.TOWN, figures=figures) == []

    def test_one_that_the_register_does_not_come_to_is_an_error(self) -> None:
        assert found("figures_agree", self.TOWN, figures=(Published("F6", 45, ("estate",)),)) == [
            (
                "error",
                "F6 was published as 45, and the register has 1 on 2022-06-01",
                "F6 公布值为 45，登记册在 2022-06-01 为 1",
            )
        ]

    PARTS = (Published("F6", 45), Published("F7", 16), Published("F8", 28), Published("F9", 44))

    def test_parts_make_up_their_whole(self) -> None:
        good = (Total("F9", ("F7", "F8")), Total("F6", ("F7", "F8"), exact=False))
        assert found("figures_agree", self.TOWN, figures=self.PARTS, totals=good) == []
        assert found("figures_agree", self.TOWN, figures=self.PARTS, totals=(Total("F6", ("F7", "F8")),)) == [
            ("error", "F6 was published as 45, and its parts come to 44", "F6 公布值为 45，各组成部分合计 44")
        ]

    def test_parts_are_never_more_than_their_whole(self) -> None:
        totals = (Total("F6", ("F9", "F7"), exact=False),)
        assert found("figures_agree", self.TOWN, figures=self.PARTS, totals=totals) == [
            (
                "error",
                "F6 was published as 45, and what is part of it comes to 60",
                "F6 公布值为 45，其中部分合计已达 60",
            )
        ]

    def test_without_figures_it_says_that_it_did_not_look(self) -> None:
        assert found("figures_agree", self.TOWN) == [
            (
                "notice",
                "evidence.figures was not given, so no published figure was checked",
                "evidence.figures 未提供，未核对公布数据",
            )
        ]


class TestOneSetOfGrids:
    """Invariant 24: grids are drawn once for a purpose (Binzhou Regulation on Grid Services, Art. 6 para. 3)."""

    def town(self, *grids: tuple[str | None, str | None]) -> Register:
        drawn = [
            area(f"g-{n}", "grid", "c-1", purpose=purpose, scheme=scheme) for n, (purpose, scheme) in enumerate(grids)
        ]
        return register(area("c-1"), area("c-2"), area("far", "grid", "c-2", purpose="general", scheme="b"), *drawn)

    def test_one_set_and_sets_for_different_purposes_are_all_right(self) -> None:
        assert found("one_set_of_grids", self.town(("general", "a"), ("general", "a"), ("fire", "b"))) == []
        assert found("one_set_of_grids", self.town((None, None), (None, None))) == []

    def test_two_for_one_purpose_are_a_warning(self) -> None:
        assert found("one_set_of_grids", self.town(("general", "a"), ("general", "b"))) == [
            ("warning", "c-1 has several sets of grids for one purpose: a, b", "c-1 同一用途存在多套网格：a、b")
        ]
        assert len(found("one_set_of_grids", self.town(("general", "a"), ("general", None)))) == 1


class TestNames:
    """A name is no id: areas of one kind and name are listed, those under one parent as a warning."""

    TOWN = (area("s-1", "subdistrict"), area("s-2", "subdistrict"))

    def two(self, first: str | None, second: str | None, **fields: Any) -> Register:
        return register(*self.TOWN, area("c-1", parent=first, name_zh="新村"), area("c-2", parent=second, **fields))

    def test_different_names_and_different_kinds_are_all_right(self) -> None:
        for town in (self.two("s-1", "s-2"), register(area("a", name_zh="新村"), area("b", "village", name_zh="新村"))):
            assert found("same_name_here", town) == found("same_name_elsewhere", town) == []

    def test_one_name_under_different_parents_is_a_notice_with_all_candidates(self) -> None:
        town = self.two("s-1", "s-2", name_zh="新村")
        assert found("same_name_elsewhere", town) == [
            (
                "notice",
                "c-1 has the name of others of its kind under other parents: c-2",
                "c-1 与其他上级下的同类区域同名：c-2",
            )
        ]
        assert found("same_name_here", town) == []

    def test_one_name_under_one_parent_is_a_warning(self) -> None:
        town = self.two("s-1", "s-1", name_zh="新村")
        assert found("same_name_here", town) == [
            (
                "warning",
                "c-1 has the name of another of its kind under the same parent: c-2",
                "c-1 与同一上级下的同类区域同名：c-2",
            )
        ]
        assert found("same_name_elsewhere", town) == []

    def test_the_width_of_its_characters_makes_no_other_name(self) -> None:
        town = register(area("a", name_zh="Ａ区", parent=None), area("b", name_zh="a区", parent=None))
        assert len(found("same_name_here", town)) == 1

    def test_a_name_that_passed_from_one_to_the_other_is_one_at_a_time(self) -> None:
        old = area("c-1", name_zh="新村", validity=valid(START, DAY))
        town = register(old, area("c-2", name_zh="新村", validity=valid(DAY)))
        assert found("same_name_here", town) == found("same_name_here", town, date(2022, 5, 31)) == []

    def test_versions_of_one_area_are_no_two(self) -> None:
        moved = [
            area("c-1", parent="s-1", validity=valid(START, DAY)),
            area("c-1", parent="s-2", validity=valid(DAY)),
        ]
        assert found("same_name_elsewhere", register(*self.TOWN, *moved)) == []

    def test_of_all_days_only_those_together_are_alike(self) -> None:
        """As a refused file is looked at, where no day is asked."""
        old, new = valid(START, DAY), valid(DAY)
        first, second = area("c-1", name_zh="新村", validity=old), area("c-2", name_zh="新村", validity=new)
        assert list(alike((first, second))) == []
        assert list(alike((first, area("c-1", name_zh="新村", validity=new)))) == []
        both = (first, area("c-1", name_zh="新村", validity=new), area("c-3", parent="s-1", name_zh="新村"))
        assert list(alike(both)) == [("same_name_elsewhere", both)]

    def test_a_part_of_a_name_is_another_name(self) -> None:
        """玉桥 also stands in 积玉桥, which a look-up finds; alike they are not."""
        town = register(area("yu", "subdistrict", name_zh="玉桥"), area("ji", "subdistrict", name_zh="积玉桥"))
        assert found("same_name_here", town) == []
        assert [one.id for one in town.named("玉桥")] == ["yu", "ji"]


class TestTheReportOfARefusedFile:
    """All that is wrong comes at once, names among it, each with its line; nothing is loaded."""

    HEAD = '[register]\nid = "r"\ntitle_en = "R"\ntitle_zh = "登"\n\n[[areas]]\nvalid_from = 2022-01-01\nsource = "s"\n'
    ROWS = (
        '  { id = "s-1", kind = "subdistrict", name_zh = "甲", name_en = "A" },',
        '  { id = "s-2", kind = "subdistrict", name_zh = "乙", name_en = "B" },',
        '  { id = "c-1", kind = "community", name_zh = "新村", name_en = "C", parent = "s-1" },',
        '  { id = "c-2", kind = "community", name_zh = "新村", name_en = "D", parent = "s-2" },',
    )

    def file(self, *more: str) -> str:
        return "\n".join((f"{self.HEAD}rows = [", *self.ROWS, *more, "]"))

    def report(self, text: str, **fields: Any) -> list[str]:
        with pytest.raises(BadInput) as caught:
            read_register(text, source="r.toml", **fields)
        return [problem.text("en") for problem in caught.value.problems]

    def test_lists_names_beside_what_it_is_refused_for(self) -> None:
        orphan = '  { id = "c-3", kind = "community", name_zh = "旧村", name_en = "E", parent = "s-9" },'
        assert self.report(self.file(orphan)) == [
            "line 12: areas[0].rows[2] has the name of others of its kind under other parents: c-2",
            "line 13: areas[0].rows[3] has the name of others of its kind under other parents: c-1",
            "line 14: areas[0].rows[4].parent is not in the register",
        ]

    def test_names_alone_are_no_reason_to_refuse(self) -> None:
        assert len(read_register(self.file(), source="r.toml").areas) == 4

    def test_lists_also_those_of_the_register_that_it_adds_to(self) -> None:
        base = register(area("s-0", "subdistrict"), area("c-0", parent="s-0", name_zh="新村"))
        bad = '  { id = "c-4", kind = "hamlet", name_zh = "旧村", name_en = "E" },'
        first, second, last = self.report(self.file(bad), onto=base)
        assert first == "line 12: areas[0].rows[2] has the name of others of its kind under other parents: c-0, c-2"
        assert second == "line 13: areas[0].rows[3] has the name of others of its kind under other parents: c-0, c-1"
        assert last.startswith("line 14: areas[0].rows[4].kind must be one of")

    def test_they_belong_to_checks_that_do_not_refuse(self) -> None:
        assert (check_of("same_name_elsewhere").severity, check_of("same_name_here").severity) == ("notice", "warning")


class TestChecking:
    def test_findings_come_in_the_order_of_the_catalogue(self) -> None:
        order = [one.id for one in CATALOGUE]
        places = [order.index(one.check.id) for one in check(register(area("a", "area_centre"), area("b")), DAY)]
        assert places == sorted(places)

    def test_a_finding_names_its_check_and_what_is_wrong_by_code(self) -> None:
        [finding] = [one for one in check(register(area("a"), area("b")), DAY) if one.severity == "warning"]
        assert isinstance(finding, Finding)
        assert isinstance(finding.check, Check)
        assert (finding.check.number, finding.check.blocking) == (6, False)
        assert finding.problem == Problem("several_tops", "a", {"candidates": ("b",), "count": 1})

    def test_the_reference_case_has_no_error_and_no_warning(self) -> None:
        """Yuqiao Subdistrict year-end report, 2022; the rules of 2020 are supposed, as the preset says."""
        base = read_register(packaged("yuqiao-register"), source="yuqiao-register")
        yuqiao = read_register(packaged("yuqiao-responsibilities"), source="yuqiao-responsibilities", onto=base)
        rules = combine(*map(shipped, ("cn-committees", "beijing-property", "preset-beijing-property-2020")))
        figures = (
            Published("F5", 24, ("community", "village")),
            Published("F5-centres", 10, ("area_centre",)),
            Published("F6", 45, ("estate",)),
            Published("F7", 16, ("owners_committee",)),
            Published("F8", 28, ("property_management_committee",)),
            Published("F9", 44, ("owners_committee", "property_management_committee")),
        )
        totals = (Total("F9", ("F7", "F8")), Total("F6", ("F7", "F8"), exact=False))
        evidence = Evidence(open_cases={"T-1": "office"}, figures=figures, totals=totals)
        found = check(yuqiao, date(2022, 12, 31), rules=rules, evidence=evidence)
        assert [(one.check.id, one.text("en")) for one in found] == [
            ("grids_tile_community", "evidence.tilings was not given; not checked: 24")
        ]

    def test_a_pack_of_another_kind_of_value_is_a_defect(self) -> None:
        text = (
            '[pack]\nid = "ours"\ntitle_en = "O"\ntitle_zh = "本"\nkind = "local"\n[[parameter]]\n'
            'id = "committees.residents.term"\nunit = "yes_no"\ntitle_en = "T"\ntitle_zh = "期"\n'
            '[[parameter.value]]\nvalue = true\nvalid_from = 2020-01-01\nreference = "Art. 1"\n'
        )
        there = register(unit("c", "residents_committee"), agent("a-1"), membership("a-1", "c"))
        with pytest.raises(Defect) as caught:
            check(there, DAY, rules=combine(read_pack(text, source="ours.toml")))
        assert caught.value.code == "parameter_of_another_type"

    @pytest.mark.parametrize(
        ("arguments", "where"),
        [
            ({"register": None}, "register"),
            ({"at": "2022-06-01"}, "at"),
            ({"rules": shipped("cn-committees")}, "rules"),
            ({"evidence": {}}, "evidence"),
        ],
    )
    def test_what_is_of_another_type_is_refused(self, arguments: dict[str, Any], where: str) -> None:
        given: dict[str, Any] = {"register": register(), "at": DAY, **arguments}
        assert refused(lambda: check(**given)) == [("wrong_type", where)]


class TestEvidence:
    def test_what_does_not_fit_is_refused(self) -> None:
        half = Fraction(1, 2)
        assert refused(lambda: Tiling("c 1", unchecked(0.5), -half, half)) == [
            ("wrong_pattern", "area"),
            ("wrong_type", "gap_share"),
            ("out_of_range", "overlap_share"),
        ]
        assert refused(lambda: Published("F6", -1, unchecked(("estates",)), unchecked("2022"))) == [
            ("out_of_range", "value"),
            ("unknown_choice", "kinds"),
            ("wrong_type", "on"),
        ]
        assert refused(lambda: Total("F9", ())) == [("wrong_length", "parts")]
        assert refused(lambda: Evidence(tolerance=unchecked(0))) == [("wrong_type", "tolerance")]
        assert refused(lambda: Evidence(tilings=unchecked(("c-1",)))) == [("wrong_type", "tilings[0]")]
        assert refused(lambda: Evidence(open_cases=unchecked(["T-1"]))) == [("wrong_type", "open_cases")]
        assert refused(lambda: Evidence(open_cases={"T 1": "office"})) == [("wrong_pattern", "open_cases")]

    def test_figures_are_there_once_and_totals_are_of_those(self) -> None:
        twice = (Published("F6", 45), Published("F6", 44))
        assert refused(lambda: Evidence(figures=twice)) == [("duplicate_id", "figures[1].id")]
        totals = (Total("F9", ("F7", "F8")),)
        assert refused(lambda: Evidence(figures=twice[:1], totals=totals)) == [("not_among_figures", "totals[0]")]
