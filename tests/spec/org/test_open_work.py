"""A register through the kernel: what is entered, what was known when, and that a change loses no open case."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gridgov import org
from gridgov.adapters.memory import MemoryStore
from gridgov.errors import BadInput, Refused
from gridgov.kernel import Context, execute, load
from gridgov.messages import org as m

NOON = datetime(2022, 1, 1, 4, tzinfo=UTC)
START = date(2022, 1, 1)
MID = date(2022, 7, 1)


def since(**fields):
    return {"valid_from": START, "source": "made up", **fields}


def area(name, kind="community", parent=None):
    return m.AreaRow(**since(id=name, kind=kind, name_zh=name, name_en=name, parent=parent))


def unit(name, kind="department", place=None, **fields):
    return m.UnitRow(**{**since(id=name, kind=kind, name_zh=name, name_en=name, area=place), **fields})


class Story:
    """A register and the commands sent to it, an hour apart."""

    def __init__(self):
        self.store, self.hours = MemoryStore(), 0

    def send(self, kind, **fields):
        self.hours += 1
        context = Context(NOON + timedelta(hours=self.hours), "clerk-1")
        command = kind(command_id=f"c-{self.hours}", register_id="town", **fields)
        return execute(self.store, org, command, context)[-1].event

    @property
    def register(self):
        found = load(self.store, org, "org/town")
        assert found is not None
        return found


@pytest.fixture
def town():
    story = Story()
    story.send(m.Found, title_en="Town", title_zh="镇")
    for row in (
        area("s", "subdistrict"),
        area("c", parent="s"),
        area("d", parent="s"),
        unit("a", place="c"),
        unit("b", place="d"),
        m.AgentRow(**since(id="p-1")),
        m.AgentRow(**since(id="p-2")),
        m.PostRow(**since(id="head", unit="a", role="department_head")),
    ):
        story.send(m.Enter, row=row)
    return story


def cases(*pairs):
    return tuple(m.OpenCase(case=case, unit=of, place=place) for case, of, place in pairs)


class TestEntering:
    def test_what_is_entered_is_there_and_known_from_then_on(self, town):
        found = town.register

        assert [one.id for one in found.areas] == ["s", "c", "d"]
        assert found.unit("a").validity.recorded_at == NOON + timedelta(hours=5)

    def test_a_second_beginning_is_refused(self, town):
        with pytest.raises(Refused) as caught:
            town.send(m.Found, title_en="Town", title_zh="镇")
        assert caught.value.code == "already_exists"

    def test_nothing_can_be_entered_before_the_beginning(self):
        with pytest.raises(Refused) as caught:
            Story().send(m.Enter, row=area("s", "subdistrict"))
        assert caught.value.code == "does_not_exist"

    def test_what_would_make_the_register_unsound_is_told_and_not_stored(self, town):
        before = town.register

        with pytest.raises(BadInput) as caught:
            town.send(m.Enter, row=area("e", parent="nowhere"))
        assert [problem.code for problem in caught.value.problems] == ["not_known"]
        assert town.register == before

    def test_two_on_a_post_for_one_are_refused(self, town):
        first = m.AppointmentRow(**since(id="x-1", agent="p-1", post="head", mode="appointed"))
        second = m.AppointmentRow(**since(id="x-2", agent="p-2", post="head", mode="appointed"))
        town.send(m.Appoint, row=first)

        with pytest.raises(BadInput) as caught:
            town.send(m.Appoint, row=second)
        assert [problem.code for problem in caught.value.problems] == ["too_many_holders"]


class TestWhatWasKnown:
    def test_a_correction_changes_what_is_known_and_not_what_was(self, town):
        town.send(m.Appoint, row=m.AppointmentRow(**since(id="x-1", agent="p-1", post="head", mode="appointed")))
        believed = NOON + timedelta(hours=town.hours, minutes=30)
        right = m.AppointmentRow(**since(id="x-1", agent="p-2", post="head", mode="appointed"))
        town.send(m.Correct, row=right, reason="clerical_error")

        def who(found):
            return [one.agent for one in found.holders("head", at=MID)]

        assert who(town.register) == ["p-2"]
        assert who(town.register.known_on(believed)) == ["p-1"]

    def test_known_then_is_what_the_events_until_then_come_to(self, town):
        town.send(m.Appoint, row=m.AppointmentRow(**since(id="x-1", agent="p-1", post="head", mode="appointed")))
        town.send(m.Rename, change="k-1", on=MID, basis="decree 1", record="a", name_zh="新", name_en="New")
        town.send(m.End, record="x-1", on=MID, reason="retired")
        events = [one.event for one in town.store.read("org/town")]

        for count in range(1, len(events) + 1):
            folded = None
            for event in events[:count]:
                folded = org.evolve(folded, event)
            then = town.register.known_on(events[count - 1].at)
            for table in org.TABLES:
                assert set(getattr(then, table)) == set(getattr(folded.known_on(events[count - 1].at), table)), table


class TestChanges:
    def test_a_renamed_unit_is_the_same_unit(self, town):
        town.send(m.Rename, change="k-1", on=MID, basis="decree 1", record="a", name_zh="新", name_en="New")

        assert [town.register.unit("a", at=day).name_en for day in (START, MID)] == ["a", "New"]

    def test_every_open_case_of_a_merger_has_the_result_afterwards(self, town):
        """Invariant 20: a change conserves open work."""
        event = town.send(
            m.Merge,
            change="k-1",
            on=MID,
            basis="decree 1",
            originals=("a", "b"),
            result=unit("ab", place="s", valid_from=MID),
            open_cases=cases(("T-1", "a", "c"), ("T-2", "b", "d"), ("T-3", "a", None)),
            rest="move",
        )

        assert {(one.case, one.target) for one in event.handed_over} == {("T-1", "ab"), ("T-2", "ab"), ("T-3", "ab")}
        assert org.successor(town.register, "a", at=MID) == ("ab",)
        assert town.register.unit("ab", at=MID).validity.valid_to is None

    def test_a_split_gives_each_case_to_the_part_that_is_there_for_its_place(self, town):
        town.send(m.Enter, row=unit("whole", place="s"))
        event = town.send(
            m.Split,
            change="k-1",
            on=MID,
            basis="decree 1",
            original="whole",
            results=(unit("east", place="c", valid_from=MID), unit("west", place="d", valid_from=MID)),
            open_cases=cases(("T-1", "whole", "c"), ("T-2", "whole", "d")),
        )

        assert {(one.case, one.target) for one in event.handed_over} == {("T-1", "east"), ("T-2", "west")}

    def test_a_case_that_no_part_is_there_for_stops_the_split(self, town):
        town.send(m.Enter, row=unit("whole", place="s"))

        with pytest.raises(Refused) as caught:
            town.send(
                m.Split,
                change="k-1",
                on=MID,
                basis="decree 1",
                original="whole",
                results=(unit("east", place="c", valid_from=MID), unit("west", place="d", valid_from=MID)),
                open_cases=cases(("T-1", "whole", "s")),
            )
        assert caught.value.code == "no_single_successor"

    def test_a_unit_with_open_work_is_not_dissolved_without_a_successor(self, town):
        with pytest.raises(Refused) as caught:
            town.send(
                m.Dissolve,
                change="k-1",
                on=MID,
                basis="decree 1",
                original="b",
                open_cases=cases(("T-1", "b", "d")),
            )
        assert caught.value.code == "open_work_without_successor"

    def test_with_one_the_work_goes_there(self, town):
        event = town.send(
            m.Dissolve,
            change="k-1",
            on=MID,
            basis="decree 1",
            original="b",
            successor="a",
            open_cases=cases(("T-1", "b", "d")),
        )

        assert [(one.case, one.target) for one in event.handed_over] == [("T-1", "a")]

    def test_what_hangs_on_a_unit_is_named_before_it_ends(self, town):
        with pytest.raises(Refused) as caught:
            town.send(m.Dissolve, change="k-1", on=MID, basis="decree 1", original="a", successor="b", open_cases=())
        assert caught.value.code == "dependants_left"
