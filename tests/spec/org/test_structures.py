"""A notation bound to kinds, and whether a register is on a day what it says: counts, and how the layers lie."""

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from tests.spec.org.conftest import DAY, START, area, refused, register, relation, unchecked, unit, valid

from gridgov.org import (
    Containment,
    LayerFinding,
    Record,
    Register,
    Selector,
    StructureSpec,
    evaluate,
    parse_notation,
)

SPEC = StructureSpec(
    "coordination",
    parse_notation("1+2+3+N"),
    (
        Selector(("coordination_committee",)),
        Selector(("area_centre",), "partition"),
        Selector(("community", "village"), "partition"),
        Selector(("grassroots_organisation",)),
    ),
)
PLACES: tuple[Record, ...] = (
    area("street", "subdistrict"),
    area("one", "area_centre", "street"),
    area("two", "area_centre", "street"),
    area("a", "community", "one"),
    area("b", "community", "one"),
    area("v", "village", "two"),
    unit("committee", "coordination_committee", "street"),
    unit("o", "grassroots_organisation", "a"),
)


def otherwise(name: str, **fields: Any) -> tuple[Record, ...]:
    """The places with one that is otherwise."""
    return tuple(evolve(one, **fields) if one.id == name else one for one in PLACES)


def without(*names: str) -> tuple[Record, ...]:
    return tuple(one for one in PLACES if one.id not in names)


def findings(*records: Any, spec: StructureSpec = SPEC, at: date = DAY) -> tuple[LayerFinding, ...]:
    return evaluate(spec, register(*records), at)


def said(finding: LayerFinding) -> list[tuple[str, str]]:
    """What is wrong with a layer; each in words in both languages."""
    assert all(problem.text("en") != problem.text("zh") for problem in finding.problems)
    return [(problem.code, problem.where) for problem in finding.problems]


class TestCounting:
    """Yuqiao Subdistrict year-end report, 2022: the structure 1+10+24+N covers all communities and villages."""

    def test_a_register_that_is_as_the_structure_says_has_no_problems(self) -> None:
        found = findings(*PLACES)
        assert all(finding.ok for finding in found)
        assert [(f.position, f.kinds, f.expected, f.found, f.missing, f.extra) for f in found] == [
            (1, ("coordination_committee",), 1, 1, 0, 0),
            (2, ("area_centre",), 2, 2, 0, 0),
            (3, ("community", "village"), 3, 3, 0, 0),
            (4, ("grassroots_organisation",), None, 1, 0, 0),
        ]

    def test_one_too_few_is_missing(self) -> None:
        finding = findings(*without("b"))[2]
        assert (finding.ok, finding.missing, finding.extra) == (False, 1, 0)
        assert said(finding) == [("units_missing", "layer[3]")]
        assert finding.problems[0].text("en") == "layer[3] has 2 units of 3: 1 missing"
        assert finding.problems[0].text("zh") == "layer[3] 应有 3 个，实有 2 个，缺 1 个"

    def test_one_too_many_is_extra(self) -> None:
        finding = findings(*PLACES, area("c", "community", "two"), area("d", "community", "two"))[2]
        assert (finding.ok, finding.missing, finding.extra) == (False, 0, 2)
        assert said(finding) == [("units_extra", "layer[3]")]
        assert finding.problems[0].params == {"expected": 3, "found": 5, "count": 2}

    def test_an_open_count_is_at_least_one_and_never_too_many(self) -> None:
        finding = findings(*without("o"))[3]
        assert (finding.expected, finding.found, finding.missing, finding.extra) == (None, 0, 1, 0)
        assert said(finding) == [("units_missing", "layer[4]")]
        assert finding.problems[0].params == {"expected": "N", "found": 0, "count": 1}
        assert findings(*PLACES, *(unit(f"o-{i}", "grassroots_organisation") for i in range(50)))[3].ok

    def test_only_what_is_there_on_the_day_is_counted(self) -> None:
        ended = otherwise("b", validity=valid(START, DAY))
        assert findings(*ended, at=DAY - timedelta(days=1))[2].ok
        assert findings(*ended, at=DAY)[2].missing == 1

    def test_an_empty_register_has_nothing_of_it(self) -> None:
        assert [finding.missing for finding in findings()] == [1, 2, 3, 1]


def two_layers(containment: Containment, *kinds: str) -> StructureSpec:
    """Two centres, and three of some kinds which lie in them in a certain way."""
    selectors = (Selector(("area_centre",)), Selector(unchecked(kinds or ("community", "village")), containment))
    return StructureSpec("two", parse_notation("2+3"), selectors)


OUTSIDE = ("outside_layer_above", "b")
SEVERAL = ("in_several_of_layer_above", "v")
EMPTY = ("nothing_below", "two")


class TestHowALayerLies:
    """partition: each in exactly one, none empty; cover: in at least one, none empty; nested: exactly one; free."""

    @pytest.mark.parametrize(
        ("containment", "expected"),
        [("partition", [OUTSIDE]), ("cover", [OUTSIDE]), ("nested", [OUTSIDE]), ("free", [])],
    )
    def test_with_one_outside_the_layer_above(self, containment: Containment, expected: list[Any]) -> None:
        moved = otherwise("b", parent="street")
        assert said(findings(*moved, spec=two_layers(containment))[1]) == expected

    @pytest.mark.parametrize(
        ("containment", "expected"), [("partition", [EMPTY]), ("cover", [EMPTY]), ("nested", []), ("free", [])]
    )
    def test_with_one_of_the_layer_above_left_empty(self, containment: Containment, expected: list[Any]) -> None:
        moved = otherwise("v", parent="one")
        assert said(findings(*moved, spec=two_layers(containment))[1]) == expected

    @pytest.mark.parametrize(
        ("containment", "expected"), [("partition", [SEVERAL]), ("cover", []), ("nested", [SEVERAL]), ("free", [])]
    )
    def test_with_one_in_two_of_the_layer_above(self, containment: Containment, expected: list[Any]) -> None:
        moved = otherwise("two", parent="one")
        assert said(findings(*moved, spec=two_layers(containment))[1]) == expected

    def test_all_that_is_wrong_with_a_layer_comes_at_once(self) -> None:
        moved = (*otherwise("b", parent="street")[:5], area("c", "community", "street"), area("d", "village", "one"))
        found = findings(*moved, spec=two_layers("partition"))[1]
        assert said(found) == [
            ("units_extra", "layer[2]"),
            OUTSIDE,
            ("outside_layer_above", "c"),
            EMPTY,
        ]

    def test_it_may_lie_deeper_below_the_layer_above(self) -> None:
        deeper = (*otherwise("v", parent="between"), area("between", "town", "two"))
        assert said(findings(*deeper, spec=two_layers("partition"))[1]) == []

    def test_nothing_lies_in_itself(self) -> None:
        """A kind may be in two layers: what is in both is no part of itself."""
        spec = StructureSpec(
            "s",
            parse_notation("3+3"),
            (Selector(("community", "village")), Selector(("community", "village"), "nested")),
        )
        assert said(findings(*PLACES, spec=spec)[1]) == [("outside_layer_above", name) for name in ("a", "b", "v")]

    def test_it_lies_as_on_the_day(self) -> None:
        moved = (
            *without("v"),
            area("v", "village", "two", validity=valid(START, DAY)),
            area("v", "village", "one", validity=valid(DAY)),
        )
        before, after = (findings(*moved, spec=two_layers("partition"), at=at)[1] for at in (date(2022, 5, 31), DAY))
        assert (said(before), said(after)) == ([], [EMPTY])


class TestUnits:
    """A unit lies where its area is, and in every area that it serves."""

    SERVING = two_layers("partition", "grassroots_organisation")

    @staticmethod
    def organisations(*areas: str | None) -> tuple[Record, ...]:
        return tuple(unit(f"o-{i}", "grassroots_organisation", name) for i, name in enumerate(areas))

    def test_lie_where_their_area_is(self) -> None:
        assert said(findings(*without("o"), *self.organisations("a", "two", "v"), spec=self.SERVING)[1]) == []
        homeless = self.organisations("a", "two", None)
        assert said(findings(*without("o"), *homeless, spec=self.SERVING)[1]) == [("outside_layer_above", "o-2")]

    def test_lie_in_what_they_serve_as_well(self) -> None:
        served = relation("o-2", "serves", "v")
        records = (*without("o"), *self.organisations("a", "b", None), served)
        assert said(findings(*records, spec=self.SERVING)[1]) == []

    def test_that_serve_several_lie_in_several(self) -> None:
        records = (*without("o"), *self.organisations("a", "b", "a"), relation("o-2", "serves", "two"))
        assert said(findings(*records, spec=self.SERVING)[1]) == [("in_several_of_layer_above", "o-2")]
        cover = two_layers("cover", "grassroots_organisation")
        assert said(findings(*records, spec=cover)[1]) == []

    def test_that_serve_two_places_in_one_centre_lie_in_one(self) -> None:
        records = (*without("o"), *self.organisations("a", "two", "a"), relation("o-2", "serves", "b"))
        assert said(findings(*records, spec=self.SERVING)[1]) == []

    def test_lie_in_no_body_that_they_serve_and_in_nothing_that_they_only_guide(self) -> None:
        office = unit("office", "subdistrict_office", "two")
        records = (*without("o"), office, *self.organisations("a", "two", None))
        for kind in ("serves", "guides"):
            target = "office" if kind == "serves" else "committee"
            found = findings(*records, relation("o-2", unchecked(kind), target), spec=self.SERVING)[1]
            assert said(found) == [("outside_layer_above", "o-2")]

    def test_serve_only_while_they_do(self) -> None:
        ended = relation("o-2", "serves", "v", validity=valid(START, DAY))
        records = (*without("o"), *self.organisations("a", "b", None), ended)
        before, after = (findings(*records, spec=self.SERVING, at=at)[1] for at in (date(2022, 5, 31), DAY))
        assert (said(before), said(after)) == ([], [("outside_layer_above", "o-2"), EMPTY])

    def test_may_be_the_layer_above(self) -> None:
        """An area committee has what lies in its area, and in every area that it serves."""
        committees = (
            unit("c-1", "area_committee", "one"),
            unit("c-2", "area_committee", None),
            relation("c-2", "serves", "two"),
        )
        selectors = (Selector(("area_committee",)), Selector(("community", "village"), "partition"))
        spec = StructureSpec("committees", parse_notation("2+3"), selectors)
        assert said(findings(*PLACES, *committees, spec=spec)[1]) == []
        assert said(findings(*PLACES, *committees[:2], spec=spec)[1]) == [
            ("outside_layer_above", "v"),
            ("nothing_below", "c-2"),
        ]


class TestBinding:
    @pytest.mark.parametrize(
        ("kinds", "containment", "expected"),
        [
            ((), "free", [("wrong_length", "kinds")]),
            (("planet",), "free", [("unknown_choice", "kinds")]),
            (("community", "planet"), "free", [("unknown_choice", "kinds")]),
            (([1],), "free", [("unknown_choice", "kinds")]),
            (("community", "community"), "free", [("listed_twice", "kinds")]),
            (["community"], "free", [("wrong_type", "kinds")]),
            ("community", "free", [("wrong_type", "kinds")]),
            (("community",), "loose", [("unknown_choice", "containment")]),
            (("community",), ["free"], [("unknown_choice", "containment")]),
            (None, None, [("wrong_type", "kinds"), ("unknown_choice", "containment")]),
        ],
    )
    def test_a_selector_names_kinds_and_a_containment(
        self, kinds: object, containment: object, expected: list[tuple[str, str]]
    ) -> None:
        assert refused(lambda: Selector(unchecked(kinds), unchecked(containment))) == expected

    def test_a_layer_lies_anywhere_unless_it_says_how(self) -> None:
        assert Selector(("community",)).containment == "free"

    def test_every_layer_has_a_selector(self) -> None:
        two, one = parse_notation("1+N"), Selector(("subdistrict",))
        for selectors in ((), (one,), (one,) * 3):
            assert refused(lambda s=selectors: StructureSpec("x", two, s)) == [("wrong_length", "selectors")]
        assert StructureSpec("x", two, (one, one)).id == "x"

    @pytest.mark.parametrize("containment", ["partition", "cover", "nested"])
    def test_the_first_layer_lies_in_none(self, containment: Containment) -> None:
        selectors = (Selector(("subdistrict",), containment),)
        assert refused(lambda: StructureSpec("x", parse_notation("1"), selectors)) == [
            ("unknown_choice", "selectors[0].containment")
        ]

    @pytest.mark.parametrize("name", ["", "a b", "街", None, 5, [], "x" * 121])
    def test_a_structure_has_an_id(self, name: object) -> None:
        selectors = (Selector(("subdistrict",)),)
        assert refused(lambda: StructureSpec(unchecked(name), parse_notation("1"), selectors)) == [
            ("wrong_pattern", "id")
        ]

    def test_what_is_bound_is_a_structure_to_selectors(self) -> None:
        one = parse_notation("1")
        assert refused(lambda: StructureSpec("s", unchecked("1"), ())) == [("wrong_type", "structure")]
        assert refused(lambda: StructureSpec("s", one, unchecked(None))) == [("wrong_type", "selectors")]
        assert refused(lambda: StructureSpec("s", one, unchecked(("estate",)))) == [("wrong_type", "selectors[0]")]

    def test_what_is_evaluated_is_a_structure_in_a_register_on_a_day(self) -> None:
        empty = Register()
        assert refused(lambda: evaluate(unchecked("1+10"), empty, DAY)) == [("wrong_type", "spec")]
        assert refused(lambda: evaluate(SPEC, unchecked(()), DAY)) == [("wrong_type", "register")]
        assert refused(lambda: evaluate(SPEC, empty, unchecked("2022-06-01"))) == [("wrong_type", "at")]
