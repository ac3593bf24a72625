"""A topic is raised, put on an agenda and decided by a meeting that has a quorum. One class a command."""

from datetime import UTC, datetime, timedelta

import pytest

from gridgov import deliberation
from gridgov.errors import BadInput, Defect
from gridgov.kernel import fold
from gridgov.messages import deliberation as m
from gridgov.messages.base import seal
from gridgov.testing.scenario import given

NOON = datetime(2022, 3, 1, 4, tzinfo=UTC)
EVENING = NOON + timedelta(days=2)


def fact(event, state, /, **fields):
    return event(at=NOON, actor="worker-7", topic="P-1", state=state, **fields)


RAISED = fact(
    m.TopicRaised,
    "submitted",
    hall="hall-3",
    category="property_affairs",
    text=seal("repair the gate", "a salt of the test"),
    ticket="T-1",
)
SCHEDULED = fact(m.TopicScheduled, "scheduled", meeting="M-1", held_at=EVENING)
DROPPED = fact(m.TopicDropped, "dropped")

RAISE = m.Raise(
    command_id="c-1", topic="P-1", hall="hall-3", category="property_affairs", text="repair the gate", ticket="T-1"
)
SCHEDULE = m.Schedule(command_id="c-2", topic="P-1", meeting="M-1", held_at=EVENING)
DROP = m.Drop(command_id="c-3", topic="P-1")


def votes(*, entitled=30, present=20, yes=12, no=6, abstain=2):
    return {"entitled": entitled, "present": present, "yes": yes, "no": no, "abstain": abstain}


def decide(**counts):
    return m.Decide(command_id="c-4", topic="P-1", **votes(**counts))


class TestRaise:
    def test_a_topic_comes_before_a_council_hall(self, context):
        topic = given(deliberation).when(RAISE, context).then(RAISED)

        assert (topic.state, topic.hall, topic.category, topic.ticket) == (
            "submitted",
            "hall-3",
            "property_affairs",
            "T-1",
        )

    def test_the_same_topic_cannot_be_raised_twice(self, context):
        given(deliberation, RAISED).when(RAISE, context).then_refused("already_exists", allowed=("schedule", "drop"))

    def test_a_sixth_category_is_bad_input(self):
        with pytest.raises(BadInput) as raised:
            m.Raise(command_id="c-1", topic="P-1", hall="hall-3", category="other", text="x")

        assert [(p.where, p.code) for p in raised.value.problems] == [("category", "unknown_choice")]


class TestSchedule:
    def test_it_is_put_on_the_agenda_of_a_meeting(self, context):
        topic = given(deliberation, RAISED).when(SCHEDULE, context).then(SCHEDULED)

        assert (topic.state, topic.meeting) == ("scheduled", "M-1")

    def test_a_meeting_in_the_past_is_refused(self, context):
        past = m.Schedule(command_id="c-2", topic="P-1", meeting="M-1", held_at=NOON)

        given(deliberation, RAISED).when(past, context).then_refused("due_before_start")


class TestDecide:
    """RONR (12th ed.) §40 quorum, §44 majority; the shares are the presets: at least 1/2 present, more than 1/2 yes."""

    @pytest.mark.parametrize(
        ("counts", "state"),
        [
            (votes(), "adopted"),
            (votes(yes=6, no=12), "rejected"),
            (votes(yes=9, no=9), "rejected"),
            (votes(yes=1, no=0, abstain=19), "adopted"),
            (votes(yes=0, no=0, abstain=20), "rejected"),
            (votes(entitled=40, present=20), "adopted"),
            (votes(entitled=41, present=20), "submitted"),
            (votes(entitled=0, present=0, yes=0, no=0, abstain=0), "submitted"),
        ],
        ids=[
            "more yes than no",
            "more no than yes",
            "a tie is no majority",
            "abstentions are not counted",
            "only abstentions carry nothing",
            "exactly half is a quorum",
            "one short of half is none",
            "nobody entitled is no quorum",
        ],
    )
    def test_the_meeting_counts(self, counts, state, preset_context):
        topic = (
            given(deliberation, RAISED, SCHEDULED)
            .when(m.Decide(command_id="c-4", topic="P-1", **counts), preset_context)
            .then(fact(m.TopicDecided, state, **counts))
        )

        assert topic.decided_at == (None if state == "submitted" else NOON)

    @pytest.mark.parametrize(
        "counts",
        [votes(present=19), votes(entitled=19), votes(yes=15)],
        ids=["more votes than present", "more present than entitled", "too many yes"],
    )
    def test_counts_that_do_not_add_up_are_refused(self, counts, preset_context):
        given(deliberation, RAISED, SCHEDULED).when(decide(**counts), preset_context).then_refused(
            "counts_do_not_add_up"
        )

    def test_without_a_rule_nothing_is_decided(self, context):
        with pytest.raises(Defect) as raised:
            deliberation.decide(fold(deliberation, [RAISED, SCHEDULED]), decide(), context)

        assert raised.value.params["parameter"] == "deliberation.quorum"

    def test_what_is_on_no_agenda_cannot_be_decided(self, preset_context):
        given(deliberation, RAISED).when(decide(), preset_context).then_refused("not_allowed_now")

    def test_a_negative_count_is_bad_input(self):
        with pytest.raises(BadInput) as raised:
            decide(yes=-1)

        assert [(p.where, p.code) for p in raised.value.problems] == [("yes", "out_of_range")]


class TestDrop:
    @pytest.mark.parametrize("past", [(), (SCHEDULED,)], ids=["submitted", "scheduled"])
    def test_it_may_be_taken_off_before_it_is_decided(self, past, context):
        given(deliberation, RAISED, *past).when(DROP, context).then(DROPPED)

    def test_nothing_is_possible_afterwards(self, preset_context):
        for command in (SCHEDULE, decide(), DROP):
            given(deliberation, RAISED, DROPPED).when(command, preset_context).then_refused(
                "not_allowed_now", allowed=()
            )


class TestAnyCommand:
    @pytest.mark.parametrize("command", [SCHEDULE, decide(), DROP], ids=lambda c: c.type)
    def test_a_topic_that_was_never_raised_does_not_exist(self, command, context):
        given(deliberation).when(command, context).then_refused("does_not_exist", allowed=("raise",))

    def test_a_log_that_begins_in_the_middle_is_a_defect(self):
        with pytest.raises(Defect) as raised:
            fold(deliberation, [SCHEDULED])

        assert raised.value.code == "log_without_beginning"

    def test_the_stream_of_a_topic_is_named_after_it(self):
        assert deliberation.stream_of(DROP) == "topic/P-1"
