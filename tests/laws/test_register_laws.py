"""Laws of a register: what it finds and answers is what a naive calendar, walked day by day, says as well."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gridgov.errors import BadInput
from gridgov.org import Area, Register, Relation, Unit, Validity
from gridgov.org.integrity import MAX_LEVELS

QUICK = settings(max_examples=150, deadline=None, database=None, derandomize=True)
FIRST = date(2022, 1, 1)
DAYS = [FIRST + timedelta(number) for number in range(8)]
NAMES = ["a", "b", "c", "d"]
NOON = datetime(2022, 6, 1, 12, tzinfo=UTC)


def cuts() -> st.SearchStrategy[list[date]]:
    """The days on which the versions of an id begin; the first always does."""
    return st.lists(st.sampled_from(DAYS[1:]), unique=True, max_size=3).map(lambda found: [FIRST, *sorted(found)])


def terms(starts: list[date]) -> list[Validity]:
    """A validity from each start until before the next one; the last does not end."""
    return [Validity(start, "generated", end) for start, end in pairwise([*starts, None])]  # type: ignore[arg-type, list-item]


@st.composite
def areas(draw: st.DrawFn, names: list[str] = NAMES) -> list[Area]:
    """Areas of a few ids, each with versions that follow one another and lie in any of the others, in any order."""
    made = [
        Area(name, "town", name, name, validity, draw(st.none() | st.sampled_from(names)))
        for name in names
        for validity in terms(draw(cuts()))
    ]
    return list(draw(st.permutations(made)))


def parents_on(day: date, versions: list[Area]) -> dict[str, str | None]:
    return {one.id: one.parent for one in versions if one.validity.holds(day)}


def walk(parents: dict[str, str | None], name: str) -> list[str]:
    """An area and those around it, until the top or until one comes again."""
    found: list[str] = []
    here: str | None = name
    while here is not None and here not in found:
        found.append(here)
        here = parents[here]
    return found


def lies_in_itself(parents: dict[str, str | None], name: str) -> bool:
    return any(parents[inner] == name for inner in walk(parents, name))


def faults(register: dict[str, tuple[Area | Unit | Relation, ...]]) -> set[tuple[str, str]]:
    try:
        Register(**register)  # type: ignore[arg-type]
    except BadInput as error:
        return {(problem.code, problem.where) for problem in error.problems}
    return set()


class TestCycles:
    @QUICK
    @given(areas())
    def test_a_register_has_a_cycle_if_on_some_day_an_area_lies_in_itself(self, versions: list[Area]) -> None:
        days = {day: parents_on(day, versions) for day in DAYS}
        expected = {name for parents in days.values() for name in parents if lies_in_itself(parents, name)}
        found = faults({"areas": tuple(versions)})
        assert {code for code, _ in found} <= {"cycle"}
        named = {versions[int(where[6:-1])].id for _, where in found}
        assert bool(named) == bool(expected)
        assert named <= expected
        for parents in days.values():  # of every ring, one area at least is named
            for name in parents:
                if lies_in_itself(parents, name):
                    assert named & set(walk(parents, name))

    @QUICK
    @given(st.data())
    def test_bodies_have_a_cycle_if_on_some_day_one_has_authority_over_itself(self, data: st.DataObject) -> None:
        units = tuple(Unit(name, "department", name, name, Validity(FIRST, "generated")) for name in NAMES)
        relations = []
        for number in range(data.draw(st.integers(0, 6))):
            start = data.draw(st.integers(0, 5))
            length = data.draw(st.none() | st.integers(1, 2))
            ends = None if length is None else DAYS[start + length]
            kind = data.draw(st.sampled_from(["part_of", "dispatched_by", "commands", "guides", "serves"]))
            subject, target = data.draw(st.sampled_from(NAMES)), data.draw(st.sampled_from(NAMES))
            validity = Validity(DAYS[start], "generated", ends)
            relations.append(Relation(f"r-{number}", subject, kind, target, validity))
        over = {"part_of": (1, 0), "dispatched_by": (1, 0), "commands": (0, 1)}
        rings = set()
        for day in DAYS:
            held = [(one.kind, (one.subject, one.object)) for one in relations if one.validity.holds(day)]
            reach = {(pair[over[kind][0]], pair[over[kind][1]]) for kind, pair in held if kind in over}
            for middle in NAMES:  # Warshall
                reach |= {(a, d) for a, b in reach for c, d in reach if b == c == middle}
            rings |= {name for name in NAMES if (name, name) in reach}
        found = faults({"units": units, "relations": tuple(relations)})
        assert {code for code, _ in found} <= {"cycle"}
        assert bool(found) == bool(rings)

    @QUICK
    @given(st.integers(1, 45), st.data())
    def test_exactly_the_areas_below_the_last_level_are_too_deep(self, length: int, data: st.DataObject) -> None:
        chain = [
            Area(f"a-{i}", "town", "x", "x", Validity(FIRST, "generated"), f"a-{i - 1}" if i else None)
            for i in range(length)
        ]
        shuffled = data.draw(st.permutations(chain))
        found = faults({"areas": tuple(shuffled)})
        deep = {f"areas[{i}]" for i, one in enumerate(shuffled) if int(one.id[2:]) > MAX_LEVELS}
        assert found == {("too_many_levels", where) for where in deep}


class TestOverTime:
    @QUICK
    @given(areas())
    def test_what_is_there_on_a_day_and_what_lies_in_what_is_as_in_a_calendar(self, versions: list[Area]) -> None:
        """Each area lies in one before it in the alphabet, so that there is no ring."""
        tame = tuple(
            Area(
                one.id, "town", one.id, one.id, one.validity, one.parent if one.parent and one.parent < one.id else None
            )
            for one in versions
        )
        register = Register(areas=tame)
        for day in DAYS:
            parents = parents_on(day, list(tame))
            assert {one.id: one.parent for one in register.of_kind("town", at=day)} == parents
            tree = register.tree(at=day)
            for name in parents:
                around = walk(parents, name)[1:]
                assert [one.id for one in register.ancestors(name, at=day)] == around
                assert {one.id for one in register.children(name, at=day)} == {
                    n for n, p in parents.items() if p == name
                }
                assert {outer for outer in parents if tree.contains(outer, name)} == {name, *around}
                assert register.find(name, at=day) in tame

    @QUICK
    @given(areas(["a"]), st.data())
    def test_versions_may_not_share_a_day(self, versions: list[Area], data: st.DataObject) -> None:
        tops = [Area("a", "town", "a", "a", one.validity) for one in versions]
        assert faults({"areas": tuple(tops)}) == set()
        extra = Area("a", "town", "a", "a", Validity(data.draw(st.sampled_from(DAYS)), "generated"))
        assert faults({"areas": (*tops, extra)}) == {("duplicate_id", f"areas[{len(tops)}].id")}

    @QUICK
    @given(st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(1, 5)), max_size=5), st.integers(-1, 16))
    def test_what_was_known_at_a_moment_is_what_was_recorded_and_not_yet_superseded(
        self, records: list[tuple[int, int | None]], hour: int
    ) -> None:
        moments = [
            (NOON + timedelta(hours=a), None if b is None else NOON + timedelta(hours=a + b)) for a, b in records
        ]
        units = tuple(
            Unit(f"u-{i}", "department", "x", "x", Validity(FIRST, "generated", None, True, *pair))
            for i, pair in enumerate(moments)
        )
        asked = NOON + timedelta(hours=hour)
        expected = {f"u-{i}" for i, (a, b) in enumerate(records) if a <= hour and (b is None or hour < a + b)}
        known = Register(units=units).known_on(asked)
        assert {one.id for one in known.units} == {one.id for one in known.of_kind("department", at=FIRST)} == expected
