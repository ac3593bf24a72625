"""The register as it was known at a moment: what somebody could know who decided then, whatever came out since.

An appeal against an assessment asks it (S5): was the unit to blame for what it could not know?
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.spec.org.conftest import (
    JULY,
    NOON,
    START,
    History,
    agent,
    appointment,
    area,
    history,
    jurisdiction,
    post,
    refused,
    unchecked,
    unit,
    valid,
    versions,
)

from gridgov.messages import org as m
from gridgov.org import Register, Validity

JUNE = date(2022, 6, 1)
OFFICE = (area("c-1"), unit("office", area="c-1"), post("desk", "office"), agent("ann"), agent("bob"))
SECOND = timedelta(seconds=1)


@pytest.fixture
def story() -> History:
    """In March ann is at the desk. In May it comes out that bob has been there since the first of March."""
    march = history(*OFFICE).after(m.Appoint, row=appointment("ann", "desk"))
    may = march.later(days=61)
    ended = may.after(m.End, record="ann-on-desk", on=date(2022, 3, 1), reason="moved")
    return ended.after(m.Appoint, row=appointment("bob", "desk", validity=valid(date(2022, 3, 1))))


def at_the_desk(register: Register, day: date) -> list[str]:
    return [one.agent for one in register.holders("desk", at=day)]


class TestWhatWasKnown:
    def test_is_what_had_been_said_until_then(self, story: History) -> None:
        april, june = datetime(2022, 4, 1, tzinfo=UTC), datetime(2022, 6, 1, tzinfo=UTC)

        assert at_the_desk(story.register.known_on(april), date(2022, 3, 15)) == ["ann"]
        assert at_the_desk(story.register.known_on(june), date(2022, 3, 15)) == ["bob"]
        assert at_the_desk(story.register.known_on(june), date(2022, 2, 15)) == ["ann"]

    def test_counts_from_the_moment_on_which_it_was_said(self, story: History) -> None:
        said = story.events[-1].at

        assert "bob-on-desk" in story.register.known_on(said)
        assert "bob-on-desk" not in story.register.known_on(said - SECOND)

    def test_is_the_same_moment_in_every_zone(self, story: History) -> None:
        said = story.events[-1].at.astimezone(UTC)

        assert "bob-on-desk" in story.register.known_on(said)
        assert "bob-on-desk" not in story.register.known_on(said - SECOND)

    def test_between_two_acts_is_what_the_first_one_left(self, story: History) -> None:
        between = story.events[-2].at

        assert at_the_desk(story.register.known_on(between), date(2022, 3, 15)) == []

    def test_before_the_register_began_is_nothing(self, story: History) -> None:
        before = story.register.known_on(NOON - SECOND)

        assert (before.units, before.agents, before.appointments) == ((), (), ())
        assert before.id == "r-1"

    def test_looks_as_it_looked_then(self, story: History) -> None:
        """Nothing of what came out later shines through: not even that a version was superseded."""
        april = datetime(2022, 4, 1, tzinfo=UTC)

        assert story.register.known_on(april) == history(*OFFICE).after(
            m.Appoint, row=appointment("ann", "desk")
        ).register.known_on(april)

    def test_knows_what_is_to_come_if_it_was_said_before(self) -> None:
        told = history(*OFFICE).after(m.Rename, record="office", name_zh="新", name_en="New")

        assert told.register.known_on(told.at).unit("office", at=JULY).name_en == "New"
        assert told.register.known_on(told.at).unit("office", at=JUNE).name_en == "office"

    def test_knows_no_merger_that_was_told_later(self) -> None:
        teams = (unit("team-1"), unit("team-2"), post("chair", "team-1"), jurisdiction("team-1", "c-1"))
        before = history(*OFFICE, *teams)
        told = before.later(days=300).after(
            m.Merge,
            originals=("team-1", "team-2"),
            result=unit("team", validity=valid(JUNE)),
            on=JUNE,
            rest="move",
            open_cases=(m.OpenCase(case="T-1", unit="team-1"),),
        )

        then = told.register.known_on(NOON)
        assert then.changes == ()
        assert [one.id for one in then.posts_of("team-1", at=JULY)] == ["chair"]
        assert [one.holder for one in then.jurisdictions] == ["team-1"]
        assert [one.id for one in told.register.posts_of("team", at=JULY)] == ["chair"]

    def test_of_a_file_is_everything_for_it_says_no_moment(self) -> None:
        register = Register(agents=(agent("ann"),))

        assert register.known_on(NOON) == register

    def test_needs_a_moment_with_its_offset(self, story: History) -> None:
        register = story.register

        assert refused(lambda: register.known_on(datetime(2022, 4, 1))) == [("naive_datetime", "at")]  # noqa: DTZ001  # that it has no offset is the point
        assert refused(lambda: register.known_on(unchecked(date(2022, 4, 1)))) == [("wrong_type", "moment")]


class TestTwoActsOfOneMoment:
    """What was said and taken back at the same moment was never known."""

    def test_leave_what_the_second_one_says(self) -> None:
        story = history(*OFFICE)
        first = story.after(m.Appoint, row=appointment("ann", "desk"))
        at_once = first.later(hours=-1)
        second = at_once.after(m.End, record="ann-on-desk", on=JULY, reason="moved").register

        assert versions(second, "ann-on-desk") == [(START, JULY)]
        assert versions(second.known_on(story.at), "ann-on-desk") == [(START, JULY)]
        assert [one.validity.recorded_at for one in second.appointments] == [story.at]

    def test_may_strike_what_the_first_one_said(self) -> None:
        story = history(*OFFICE)
        told = story.after(m.Rename, record="office", name_zh="新", name_en="New", change="ch-1").later(hours=-1)

        found = told.after(m.Strike, record="ch-1", reason="misread").later(hours=-1)
        assert found.register.changes == ()
        found = found.after(m.Strike, record="office", version=JULY, reason="misread")
        assert versions(found.register, "office") == [(START, None)]
        assert [one.validity.superseded_at for one in found.register.units] == [story.at, None]


class TestAVersion:
    """What is known of a single one."""

    def test_is_known_from_a_moment_until_another(self) -> None:
        validity = Validity(START, "made up", recorded_at=NOON, superseded_at=NOON + SECOND)

        assert [validity.known(at) for at in (NOON - SECOND, NOON, NOON + SECOND)] == [False, True, False]
        assert Validity(START, "made up").known(NOON)
