"""Laws of a register's history, over random commands: nothing believed is lost, and no open case is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from attrs import field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgov import org
from gridgov.errors import BadInput, Refused
from gridgov.kernel import Context, fold
from gridgov.messages import EVENTS
from gridgov.messages import org as m
from gridgov.org import Register, successor
from gridgov.org.integrity import faults

STEADY = settings(max_examples=150, deadline=None, database=None, derandomize=True)
FIRST = date(2022, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(0, 60, 6)]
FAR = date(2030, 1, 1)
NOON = datetime(2022, 1, 20, 12, tzinfo=UTC)
"""In the middle of the days: half of what is told is past."""
AREAS = ("street", "c-1", "c-2")
UNITS = ("u-1", "u-2", "u-3")
CASES = tuple(f"T-{number}" for number in range(6))
SOURCE: dict[str, Any] = {"source": "generated"}


def place(name: str, start: date = FIRST, parent: str | None = "street") -> m.AreaRow:
    kind: Any = "subdistrict" if parent is None else "community"
    return m.AreaRow(id=name, kind=kind, name_zh="甲", name_en="A", parent=parent, valid_from=start, **SOURCE)


def body(name: str, start: date = FIRST, home: str | None = None) -> m.UnitRow:
    return m.UnitRow(id=name, kind="grid_team", name_zh="队", name_en="Team", area=home, valid_from=start, **SOURCE)


def beginning() -> m.Found:
    """Three places, a team for each with a post that somebody holds, and what the teams are to each other."""
    begun: dict[str, Any] = {"valid_from": FIRST, **SOURCE}
    rows: list[m.Row] = [place(name, parent=None if name == "street" else "street") for name in AREAS]
    for unit, home in zip(UNITS, AREAS, strict=True):
        rows += [
            body(unit, home=home),
            m.PostRow(id=f"post-{unit}", unit=unit, role="clerk", max_holders=9, **begun),
            m.AgentRow(id=f"agent-{unit}", **begun),
            m.AppointmentRow(id=f"job-{unit}", agent=f"agent-{unit}", post=f"post-{unit}", mode="appointed", **begun),
            m.JurisdictionRow(id=f"line-{unit}", holder=unit, area=home, matters=("all",), powers=("handle",), **begun),
        ]
    rows += [
        m.RelationRow(id="r-1", subject="u-1", kind="coordinates", object="u-2", **begun),
        m.RelationRow(id="r-2", subject="u-1", kind="coordinates", object="u-3", **begun),
        m.MembershipRow(id="m-1", member="agent-u-1", unit="u-2", capacity="member", **begun),
    ]
    return m.Found(command_id="c-0", register_id="r", title_en="A", title_zh="甲", rows=tuple(rows))


@frozen
class Told:
    """What was told of a register, and who has each open case."""

    register: Register = field(repr=False)
    events: tuple[Any, ...] = field(repr=lambda events: str([event.type for event in events]))
    at: datetime = NOON
    cases: dict[str, str] = field(factory=dict)
    """Who has each of them; a unit, by the last event that handed it over."""
    places: dict[str, str | None] = field(factory=dict)


Draw = st.DrawFn


def opened(draw: Draw, told: Told, units: tuple[str, ...], heirs: tuple[str, ...]) -> tuple[m.OpenCase, ...]:
    """Every case that some units have, as a host would name them; now and then with who takes them over."""
    having = [case for case, unit in told.cases.items() if unit in units]
    named = draw(st.sampled_from([None, *heirs]))
    return tuple(m.OpenCase(case=case, unit=told.cases[case], place=told.places[case], to=named) for case in having)


def lasting(told: Told, on: date, *tables: str) -> list[str]:
    """The ids of some tables that are there on a day."""
    records = (one for table in tables for one in getattr(told.register, table))
    return sorted({one.id for one in records if one.validity.superseded_at is None and one.validity.holds(on)})


def hanging(told: Told, name: str, on: date) -> list[str]:
    return sorted({one.id for one in org.dependants(told.register, name, on=on)})


def ending(draw: Draw, told: Told, number: int) -> m.OrgCommand:
    """A merger, a split or a dissolution of something."""
    table, make = draw(st.sampled_from([("units", body), ("units", body), ("areas", place)]))
    on = draw(st.sampled_from(DAYS[1:]))
    known = lasting(told, on, table)
    originals = tuple(draw(st.permutations(known)))[:2] if len(known) > 1 else ("u-1", "u-2")
    common: dict[str, Any] = {
        "command_id": f"c-{number}",
        "register_id": "r",
        "change": f"ch-{number}",
        "on": on,
        "basis": "order",
        "rest": draw(st.sampled_from(["move", "move", "end", "refuse"])),
    }
    around = draw(st.sampled_from(AREAS))
    match draw(st.sampled_from(["merge", "split", "dissolve"])):
        case "merge":
            name = draw(st.sampled_from([f"new-{number}", originals[0]]))
            cases = opened(draw, told, originals, (name,))
            return m.Merge(originals=originals, result=make(name, on, around), open_cases=cases, **common)
        case "split":
            parts = (draw(st.sampled_from([f"a-{number}", originals[0]])), f"b-{number}")
            rows = tuple(make(name, on, home) for name, home in zip(parts, (around, "c-1"), strict=True))
            cases = opened(draw, told, originals[:1], parts)
            named = hanging(told, originals[0], on) if draw(st.booleans()) else ()
            moves = tuple(m.Move(record=name, to=parts[1]) for name in named)
            return m.Split(original=originals[0], results=rows, open_cases=cases, moves=moves, **common)
        case _:
            heir = draw(st.sampled_from([None, originals[1]]))
            cases = opened(draw, told, originals[:1], () if heir is None else (heir,))
            return m.Dissolve(original=originals[0], successor=heir, open_cases=cases, **common)


def smaller(draw: Draw, told: Told, number: int) -> m.OrgCommand:  # noqa: PLR0911  # one return a kind of command
    """Something that ends no unit and no area."""
    on = draw(st.sampled_from(DAYS))
    common: dict[str, Any] = {"command_id": f"c-{number}", "register_id": "r"}
    change: dict[str, Any] = {"change": f"ch-{number}", "on": on, "basis": "order", **common}

    def one_of(*tables: str) -> Any:
        """A version of something that is there on the day; the first team, if there is nothing."""
        name = draw(st.sampled_from(lasting(told, on, *tables) or ["u-1"]))
        return draw(st.sampled_from(told.register.index.by_id[name]))

    match draw(st.sampled_from(["rename", "transfer", "end", "enter", "correct", "strike", "revise"])):
        case "rename":
            names = {"name_zh": "乙", "name_en": f"N{draw(st.integers(0, 2))}"}
            return m.Rename(record=one_of("units", "areas").id, **names, **change)
        case "transfer":
            return m.Transfer(record=one_of("units", "areas").id, to=draw(st.sampled_from(AREAS)), **change)
        case "end":
            record = one_of("posts", "appointments", "relations", "jurisdictions", "agents").id
            return m.End(record=record, on=on, reason="over", cascade=draw(st.booleans()), **common)
        case "enter":
            ends = {"subject": one_of("units").id, "object": one_of("units").id}
            row = m.RelationRow(id=f"rel-{number}", kind="supports", valid_from=on, **ends, **SOURCE)
            return m.Enter(row=row, **common)
        case "correct":
            version = one_of("posts", "appointments", "relations", "jurisdictions")
            right: Any = org.row_of(version).model_copy(update={"valid_from": on})
            return m.Correct(row=right, version=version.validity.valid_from, reason="misread", **common)
        case "strike":
            version = one_of("appointments", "relations", "memberships", "jurisdictions")
            return m.Strike(record=version.id, version=version.validity.valid_from, reason="misread", **common)
        case _:
            old = one_of("posts")
            fields = {"valid_from": on} | ({"max_holders": number + 10} if isinstance(old, org.Post) else {})
            revised: Any = org.row_of(old).model_copy(update=fields)
            return m.Revise(row=revised, **common)


@st.composite
def stories(draw: Draw) -> list[Told]:
    """A register after each of the events of a history; what was refused is left out."""
    found = beginning()
    [event] = org.decide(None, found, Context(NOON, "clerk-1"))
    told = Told(org.evolve(None, event), (event,))
    for case in CASES:
        told.cases[case] = draw(st.sampled_from(UNITS))
        told.places[case] = draw(st.sampled_from([None, *AREAS]))
    after = [told]
    for number in range(1, draw(st.integers(2, 9)) + 1):
        at = after[-1].at + timedelta(hours=draw(st.sampled_from([0, 1, 500])))
        try:
            made = draw(st.sampled_from([ending, smaller]))(draw, after[-1], number)
            [event] = org.decide(after[-1].register, made, Context(at, "clerk-1"))
        except (Refused, BadInput):
            continue
        cases = dict(after[-1].cases)
        for one in getattr(event, "handed_over", ()):
            assert cases[one.case] == one.source
            cases[one.case] = one.target
        register = org.evolve(after[-1].register, event)
        after.append(Told(register, (*after[-1].events, event), at, cases, told.places))
    return after


def days_of(register: Register, name: str) -> Iterator[bool]:
    return (any(one.validity.holds(day) for one in register.index.by_id[name]) for day in (*DAYS, FAR))


class TestWhatWasKnown:
    @STEADY
    @given(stories())
    def test_at_a_moment_is_what_the_events_until_then_say(self, after: list[Told]) -> None:
        """Folding all and asking what was known is folding what had happened."""
        last = after[-1].register
        for told in after:
            for moment in (told.at, told.at + timedelta(minutes=1)):
                until = [event for event in after[-1].events if event.at <= moment]
                then: Register | None = fold(org, until)
                assert then is not None
                assert last.known_on(moment) == then.known_on(moment)
                live = {one.id: one.validity for table in org.TABLES for one in getattr(then, table)}
                assert {name for name, one in live.items() if one.superseded_at is None} <= set(
                    last.known_on(moment).index.by_id
                )

    @STEADY
    @given(stories())
    def test_is_never_erased_by_what_came_later(self, after: list[Told]) -> None:
        for earlier, later in pairwise(after):
            if earlier.at < later.at:
                assert later.register.known_on(earlier.at) == earlier.register.known_on(earlier.at)


class TestARegister:
    @STEADY
    @given(stories())
    def test_is_sound_after_every_event(self, after: list[Told]) -> None:
        assert [list(faults(told.register)) for told in after] == [[]] * len(after)

    @STEADY
    @given(stories())
    def test_is_the_same_out_of_the_json_of_its_log(self, after: list[Told]) -> None:
        read = [EVENTS.read(event.model_dump_json()) for event in after[-1].events]

        assert fold(org, read) == after[-1].register
        assert read == [*after[-1].events]

    @STEADY
    @given(stories())
    def test_has_an_id_on_the_same_days_whatever_it_is_called(self, after: list[Told]) -> None:
        for before, now in pairwise(after):
            event = now.events[-1]
            if isinstance(event, m.OrgRenamed | m.OrgTransferred | m.OrgRecoded | m.OrgRevised):
                for name in before.register.index.by_id:
                    assert [*days_of(before.register, name)] == [*days_of(now.register, name)], name
            for one in getattr(event, "moved", ()):
                assert [*days_of(before.register, one.record)] == [*days_of(now.register, one.record)]

    @STEADY
    @given(stories())
    def test_holds_on_to_nothing_that_is_no_more(self, after: list[Told]) -> None:
        """Whatever hung on what ended, hangs on what is there, on every later day."""
        for now in after:
            event = now.events[-1]
            originals = getattr(event, "originals", None) or (getattr(event, "original", None),)
            gone = [name for name in originals if name is not None and not [*days_of(now.register, name)][-1]]
            assert org.dependants(now.register, *gone, on=FAR) == ()
            assert {one.record for one in getattr(event, "moved", ())}.isdisjoint(getattr(event, "ended", ()))


class TestOpenCases:
    """Invariant 20: every open case has a unit, whatever becomes of units."""

    @STEADY
    @given(stories())
    def test_are_handed_over_once_and_to_somebody_who_is_there(self, after: list[Told]) -> None:
        for told in after:
            handed = getattr(told.events[-1], "handed_over", ())
            assert len({one.case for one in handed}) == len(handed)
            for one in handed:
                assert any(unit.validity.holds(told.events[-1].on) for unit in told.register.index.by_id[one.target])

    @STEADY
    @given(stories())
    def test_are_left_with_nobody_who_ended(self, after: list[Told]) -> None:
        """All that an ended unit had are handed over, unless it goes on under its id."""
        for before, now in pairwise(after):
            event = now.events[-1]
            originals = getattr(event, "originals", None) or (getattr(event, "original", None),)
            for case, unit in before.cases.items():
                if unit in originals and not [*days_of(now.register, unit)][-1]:
                    assert now.cases[case] != unit

    @STEADY
    @given(stories())
    def test_find_somebody_on_every_later_day(self, after: list[Told]) -> None:
        told = after[-1]
        for case, unit in told.cases.items():
            assert successor(told.register, unit, at=FAR, place=told.places[case]), (case, unit)


def test_the_stories_have_something_to_tell() -> None:
    """The laws above would hold of nothing as well: most kinds of events have to come up."""
    seen: set[str] = set()
    handed = 0

    @STEADY
    @given(stories())
    def look(after: list[Told]) -> None:
        nonlocal handed
        seen.update(event.type for event in after[-1].events)
        handed += sum(len(getattr(event, "handed_over", ())) for event in after[-1].events)

    look()
    assert seen >= {
        *("org.renamed", "org.transferred", "org.merged", "org.split_up", "org.dissolved"),
        *("org.entered", "org.ended", "org.corrected", "org.struck", "org.revised"),
    }
    assert handed > 50
