"""The areas of a day as a tree: what lies in what, and sums over all levels at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.org.conftest import refused, unchecked

from gridgov.org import Tree, grown

QUICK = settings(max_examples=150, deadline=None, database=None, derandomize=True)
PAIRS = [("grid", "north"), ("south", "city"), ("city", None), ("north", "city"), ("alone", None)]
TREE = grown(PAIRS)


class TestATree:
    def test_stands_in_the_order_of_a_walk_from_the_top(self) -> None:
        assert TREE.ids == ("city", "south", "north", "grid", "alone")
        assert TREE.levels == (0, 1, 1, 2, 0)
        assert TREE.ends == (4, 2, 4, 4, 5)
        assert dict(TREE.places) == {"city": 0, "south": 1, "north": 2, "grid": 3, "alone": 4}

    def test_has_a_top_for_each_area_whose_parent_is_not_given(self) -> None:
        tree = grown([("a", "elsewhere"), ("b", "a"), ("c", "elsewhere")])
        assert (tree.ids, tree.levels) == (("a", "b", "c"), (0, 1, 0))

    def test_may_be_empty(self) -> None:
        assert grown([]).ids == ()
        assert grown([]).roll_up({}) == {}
        assert grown([]).sums([]) == []

    def test_cannot_lie_in_itself(self) -> None:
        assert refused(lambda: grown([("a", "a")])) == [("cycle", "pairs")]
        assert refused(lambda: grown([("top", None), ("a", "c"), ("b", "a"), ("c", "b")])) == [("cycle", "pairs")]

    def test_may_be_deep(self) -> None:
        deep = grown([("0", None), *((str(i), str(i - 1)) for i in range(1, 5000))])
        assert deep.levels[-1] == 4999
        assert deep.roll_up({"4999": 1})["0"] == 1

    def test_shows_how_many_areas_it_has_and_none_of_them(self) -> None:
        assert repr(TREE) == "Tree(5 areas)"


class TestRollingUp:
    def test_each_area_has_its_own_count_and_those_of_all_that_lies_in_it(self) -> None:
        rolled = TREE.roll_up({"grid": 3, "north": 1, "south": 4, "alone": 9})
        assert rolled == {"city": 8, "south": 4, "north": 4, "grid": 3, "alone": 9}

    def test_counts_in_the_order_of_the_ids_give_sums_in_that_order(self) -> None:
        assert TREE.sums([10, 4, 1, 3, 9]) == [18, 4, 4, 3, 9]
        assert TREE.sums((10, 4, 1, 3, 9)) == [18, 4, 4, 3, 9]
        assert grown([("only", None)]).sums([7]) == [7]

    def test_a_count_of_an_area_that_is_not_there_is_refused(self) -> None:
        assert refused(lambda: TREE.roll_up({"nowhere": 1, "city": 1})) == [("not_known", "counts")]

    @pytest.mark.parametrize("counts", [[], [1], [1] * 4, [1] * 6])
    def test_there_is_one_count_an_area(self, counts: list[int]) -> None:
        assert refused(lambda: TREE.sums(counts)) == [("wrong_length", "counts")]

    @pytest.mark.parametrize("count", [1.5, "1", None, True, [1]])
    def test_counts_are_whole_numbers(self, count: object) -> None:
        assert refused(lambda: TREE.sums([1, 1, 1, 1, unchecked(count)])) == [("wrong_type", "counts")]
        assert refused(lambda: TREE.roll_up({"city": unchecked(count)})) == [("wrong_type", "counts")]

    @pytest.mark.parametrize("counts", [None, 5, {1, 2}])
    def test_counts_come_in_a_list_or_a_table(self, counts: object) -> None:
        assert refused(lambda: TREE.sums(unchecked(counts))) == [("wrong_type", "counts")]
        assert refused(lambda: TREE.roll_up(unchecked(counts))) == [("wrong_type", "counts")]


class TestContaining:
    def test_an_area_contains_itself_and_what_lies_in_it_at_any_depth(self) -> None:
        inside = {outer: {inner for inner in TREE.ids if TREE.contains(outer, inner)} for outer in TREE.ids}
        assert inside == {
            "city": {"city", "south", "north", "grid"},
            "south": {"south"},
            "north": {"north", "grid"},
            "grid": {"grid"},
            "alone": {"alone"},
        }

    def test_what_lies_in_an_area_comes_after_it(self) -> None:
        assert TREE.below("city") == ("city", "south", "north", "grid")
        assert TREE.below("south") == ("south",)
        assert TREE.below("alone") == ("alone",)

    def test_an_area_that_is_not_there_is_refused(self) -> None:
        assert refused(lambda: TREE.below("nowhere")) == [("not_known", "area")]
        assert refused(lambda: TREE.contains("nowhere", "city")) == [("not_known", "area")]
        assert refused(lambda: TREE.contains("city", "nowhere")) == [("not_known", "area")]

    @pytest.mark.parametrize("area", [None, 0, ["city"], b"city"])
    def test_an_area_is_named_by_text(self, area: object) -> None:
        assert refused(lambda: TREE.below(unchecked(area))) == [("wrong_type", "area")]
        assert refused(lambda: TREE.contains("city", unchecked(area))) == [("wrong_type", "area")]


@st.composite
def forests(draw: st.DrawFn) -> dict[str, str | None]:
    """Areas, each below one that was drawn before or a top, in any order."""
    size = draw(st.integers(1, 25))
    parents: dict[str, str | None] = {}
    for i in range(size):
        parents[f"a{i}"] = draw(st.none() | st.sampled_from([f"a{j}" for j in range(i)])) if i else None
    return dict(draw(st.permutations(list(parents.items()))))


def above(parents: dict[str, str | None], name: str) -> list[str]:
    """An area and those around it, by following the parents."""
    here: str | None = name
    found = []
    while here is not None:
        found.append(here)
        here = parents[here]
    return found


class TestAsOneWouldByHand:
    @QUICK
    @given(forests(), st.data())
    def test_sums_are_those_of_walking_up_from_every_area(
        self, parents: dict[str, str | None], data: st.DataObject
    ) -> None:
        counts = data.draw(st.dictionaries(st.sampled_from(sorted(parents)), st.integers(0, 100)))
        expected = dict.fromkeys(parents, 0)
        for name, count in counts.items():
            for outer in above(parents, name):
                expected[outer] += count
        assert grown(parents.items()).roll_up(counts) == expected

    @QUICK
    @given(forests())
    def test_containing_is_walking_up(self, parents: dict[str, str | None]) -> None:
        tree: Tree = grown(parents.items())
        for outer in parents:
            inside = {inner for inner in parents if outer in above(parents, inner)}
            assert {inner for inner in parents if tree.contains(outer, inner)} == inside
            assert set(tree.below(outer)) == inside
        assert [len(above(parents, name)) - 1 for name in tree.ids] == list(tree.levels)
