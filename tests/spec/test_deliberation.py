"""A topic is raised, put on an agenda and decided by a meeting that has a quorum. One class a command."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from gridgov import deliberation
from gridgov.errors import BadInput, Defect
from gridgov.kernel import fold
from gridgov.messages import deliberation as m
from gridgov.messages.base import seal
from gridgov.messages.tickets import Withdraw
from gridgov.parameters import combine, read_pack
from gridgov.testing.scenario import given

NOON = datetime(2022, 3, 1, 4, tzinfo=UTC)
EVENING = NOON + timedelta(days=2)


def fact(event, state, /, at=NOON, **fields):
    return event(at=at, actor="worker-7", topic="P-1", state=state, **fields)


@pytest.fixture
def at_the_meeting(preset_context):
    return evolve(preset_context, at=EVENING)


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


PACK = """
[pack]
id = "test"
title_en = "shares of a test"
title_zh = "测试比例"
kind = "preset"

[[parameter]]
id = "deliberation.quorum"
unit = "{quorum}"
title_en = "quorum"
title_zh = "法定人数"
[[parameter.value]]
value = "1/2"
valid_from = 2020-01-01
reference = "test"

[[parameter]]
id = "deliberation.majority"
unit = "{majority}"
title_en = "majority"
title_zh = "多数"
[[parameter.value]]
value = "2/3"
valid_from = 2020-01-01
reference = "test"
"""


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
    def test_the_meeting_counts(self, counts, state, at_the_meeting):
        topic = (
            given(deliberation, RAISED, SCHEDULED)
            .when(m.Decide(command_id="c-4", topic="P-1", **counts), at_the_meeting)
            .then(fact(m.TopicDecided, state, at=EVENING, **counts))
        )

        assert topic.decided_at == (None if state == "submitted" else EVENING)

    @pytest.mark.parametrize(
        "counts",
        [votes(present=19), votes(entitled=19), votes(yes=15)],
        ids=["more votes than present", "more present than entitled", "too many yes"],
    )
    def test_counts_that_do_not_add_up_are_refused(self, counts, at_the_meeting):
        given(deliberation, RAISED, SCHEDULED).when(decide(**counts), at_the_meeting).then_refused(
            "counts_do_not_add_up"
        )

    def test_without_a_quorum_it_is_on_no_agenda_any_more(self, at_the_meeting):
        topic = given(deliberation, RAISED, SCHEDULED).when(decide(entitled=99), at_the_meeting).state

        assert (topic.state, topic.meeting, topic.held_at) == ("submitted", None, None)

    def test_nothing_is_decided_before_the_meeting(self, preset_context):
        early = evolve(preset_context, at=EVENING - timedelta(seconds=1))

        given(deliberation, RAISED, SCHEDULED).when(decide(), early).then_refused("before_the_meeting")

    @pytest.mark.parametrize(
        ("quorum", "majority", "state"),
        [
            ("share_at_least", "share_at_least", "adopted"),
            ("share_at_least", "share_more_than", "rejected"),
            ("share_more_than", "share_at_least", "submitted"),
        ],
    )
    def test_the_unit_of_a_share_says_if_the_share_itself_is_enough(self, quorum, majority, state, at_the_meeting):
        """15 of 30 are exactly one half present, 10 of 15 votes are exactly two thirds."""
        text = PACK.format(quorum=quorum, majority=majority)
        context = evolve(at_the_meeting, parameters=combine(read_pack(text, source="test")))
        counts = votes(entitled=30, present=15, yes=10, no=5, abstain=0)

        given(deliberation, RAISED, SCHEDULED).when(
            m.Decide(command_id="c-4", topic="P-1", **counts), context
        ).then_state(state=state)

    def test_what_is_decided_already_is_refused_whatever_the_rules(self, context):
        decided = fact(m.TopicDecided, "adopted", at=EVENING, **votes())

        given(deliberation, RAISED, SCHEDULED, decided).when(decide(), context).then_refused("not_allowed_now")

    def test_without_a_rule_nothing_is_decided(self, context):
        with pytest.raises(Defect) as raised:
            deliberation.decide(fold(deliberation, [RAISED, SCHEDULED]), decide(), context)

        assert raised.value.params["parameter"] == "deliberation.quorum"

    def test_what_is_on_no_agenda_cannot_be_decided(self, at_the_meeting):
        given(deliberation, RAISED).when(decide(), at_the_meeting).then_refused("not_allowed_now")

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

    def test_a_command_of_another_room_is_bad_input(self):
        withdraw = Withdraw(command_id="c-1", ticket="T-1", reason="moved")
        with pytest.raises(BadInput) as raised:
            deliberation.stream_of(withdraw)

        assert [(p.code, p.where) for p in raised.value.problems] == [("wrong_type", "command")]

    def test_a_log_that_begins_in_the_middle_is_a_defect(self):
        with pytest.raises(Defect) as raised:
            fold(deliberation, [SCHEDULED])

        assert raised.value.code == "log_without_beginning"

    def test_the_stream_of_a_topic_is_named_after_it(self):
        assert deliberation.stream_of(DROP) == "topic/P-1"
