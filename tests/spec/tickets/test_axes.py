"""State, outcome, delivery, assessment and visibility are kept apart, and only what can be true together can be made.

The tables are written by hand from the process, not from the validators.
"""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import get_args

import pytest

from gridgov.calendars import Ledger
from gridgov.errors import Defect
from gridgov.messages import tickets as m
from gridgov.tickets.state import STAGES, Assessment, AssessmentState, Delivery, Duty, Intake, Matter, Task, Ticket

AT = datetime(2022, 3, 1, 4, tzinfo=UTC)
INTAKE = Intake(AT, "hotline", "help", None, None, "person-9")
MATTER = Matter("help", None, None)

OUTCOMES = (None, *get_args(m.Outcome))
DELIVERIES = get_args(Delivery)

DONE = {"answered", "resolved", "partly_resolved", "explained", "transferred_out"}
"""What can have been achieved before the claimant is told."""
SAID = DONE | {"declined", "diverted"}
"""What a claimant can be told, and appeal against."""
NOBODY_TO_TELL = {"exempt"}


def pairs(outcomes, deliveries):
    return set(product(outcomes, deliveries))


UNDONE = pairs({None}, {"unsent"})
TAKEN_FOR_NONE = pairs({"invalid"}, {"unsent", "sent"} | NOBODY_TO_TELL)
"""A test call is told nothing; who appeals against that is."""

LEGAL = {
    "registered": UNDONE,
    "info_requested": UNDONE,
    "offered": UNDONE,
    "disputed": UNDONE,
    "in_progress": UNDONE,
    "waiting": UNDONE,
    "coordinating": UNDONE,
    "external": UNDONE,
    "escalated": UNDONE,
    # what a handler says was achieved, before somebody else looked at it
    "in_review": pairs(DONE, {"unsent"}),
    "drafting": pairs(DONE, {"unsent", "failed"}),
    "approving": pairs(DONE, {"unsent", "failed"}),
    "visit_due": pairs(DONE, {"sent"}),
    "explaining": pairs(DONE, {"sent"}),
    "mediating": pairs(DONE, {"sent"}),
    # a matter that was handed over while it was handled was not replied to yet
    "deliberating": pairs(DONE, {"sent"}) | UNDONE,
    "tracking": pairs(DONE, {"sent"}),
    # also after the end: of what was declined or diverted, or taken for no request
    "appealed": pairs(SAID, {"sent"} | NOBODY_TO_TELL) | TAKEN_FOR_NONE,
    "closed": pairs(SAID, {"sent"} | NOBODY_TO_TELL)
    | pairs({"unreachable"}, {"given_up"})
    | pairs({"merged"}, {"unsent"} | NOBODY_TO_TELL)
    | TAKEN_FOR_NONE
    | pairs({"withdrawn"}, {"unsent", "failed", "sent"} | NOBODY_TO_TELL),
}
LEGAL["archived"] = LEGAL["closed"]


def made(state, outcome, delivery, **more):
    """Whether such a ticket can be made, with the rest as it has to be."""
    rest = {
        "closed_at": AT if state in {"closed", "archived"} else None,
        "merged_into": "T-2" if outcome == "merged" else None,
        "duty": Duty(owner="unit-2", units=("unit-2",)),
    }
    try:
        Ticket("T-1", state, INTAKE, MATTER, outcome=outcome, delivery=delivery, **{**rest, **more})
    except Defect as defect:
        assert defect.code == "illegal_combination"  # noqa: PT017  # the question is whether it is raised at all
        return False
    return True


class TestStateOutcomeAndDelivery:
    def test_the_table_has_every_state(self) -> None:
        assert LEGAL.keys() == STAGES.keys()
        assert (len(LEGAL), len(OUTCOMES), len(DELIVERIES)) == (20, 12, 5)

    @pytest.mark.parametrize("state", LEGAL)
    def test_what_can_be_true_can_be_made(self, state) -> None:
        legal = LEGAL[state]

        assert {pair for pair in legal if not made(state, *pair)} == set()

    @pytest.mark.parametrize("state", LEGAL)
    def test_what_cannot_be_true_cannot(self, state) -> None:
        illegal = set(product(OUTCOMES, DELIVERIES)) - LEGAL[state]

        assert {pair for pair in illegal if made(state, *pair)} == set()

    @pytest.mark.parametrize("state", LEGAL)
    def test_what_is_over_has_a_date_and_nothing_else_has(self, state) -> None:
        over = state in {"closed", "archived"}
        outcome, delivery = min(LEGAL[state], key=str)

        assert made(state, outcome, delivery, closed_at=AT) is over
        assert made(state, outcome, delivery, closed_at=None) is not over

    @pytest.mark.parametrize("outcome", get_args(m.Outcome))
    def test_what_was_merged_says_into_what_and_nothing_else_does(self, outcome) -> None:
        [delivery, *_] = sorted(way for end, way in LEGAL["closed"] if end == outcome)

        assert made("closed", outcome, delivery, merged_into="T-2") is (outcome == "merged")
        assert made("closed", outcome, delivery, merged_into=None) is (outcome != "merged")

    @pytest.mark.parametrize("state", LEGAL)
    def test_the_road_leads_over_legal_ones_alone(self, story, state) -> None:
        ticket = story.reached(state).ticket

        assert (ticket.outcome, ticket.delivery) in LEGAL[state]

    @pytest.mark.parametrize("state", LEGAL)
    def test_what_a_unit_works_on_has_one(self, state) -> None:
        """Issue 3: after acceptance there is an owner."""
        outcome, delivery = min(LEGAL[state], key=str)
        owned = {"in_progress", "waiting", "coordinating", "external", "in_review", "drafting", "approving"}

        assert made(state, outcome, delivery, duty=Duty()) is (state not in owned)

    def test_nothing_is_merged_into_itself(self) -> None:
        assert not made("closed", "merged", "unsent", merged_into="T-1")

    def test_rounds_begin_with_one(self) -> None:
        assert not made("registered", None, "unsent", round=0)

    def test_at_the_end_nobody_is_waited_for(self) -> None:
        task, clock = Task("K-1", "unit-4", AT), Ledger().start("visit", AT, AT + timedelta(days=3))

        assert not made("closed", "resolved", "sent", tasks=(task,))
        assert not made("closed", "resolved", "sent", ledger=clock)
        assert made("in_progress", None, "unsent", tasks=(task,), ledger=clock)

    def test_a_visibility_that_there_is_not(self) -> None:
        assert not made("registered", None, "unsent", visibility="secret")

    @pytest.mark.parametrize("visibility", get_args(m.Visibility))
    @pytest.mark.parametrize("state", LEGAL)
    def test_who_may_see_it_is_independent_of_where_it_is(self, state, visibility) -> None:
        outcome, delivery = min(LEGAL[state], key=str)

        assert made(state, outcome, delivery, visibility=visibility)


class TestAssessment:
    NEEDS = {
        "counted": (False, False, False),
        "exclusion_requested": (True, True, False),
        "excluded": (True, True, True),
        "restored": (True, False, False),
    }
    """Whether it has a reason, somebody who asked, and a legal basis; by hand."""

    def test_the_table_has_every_state(self) -> None:
        assert set(self.NEEDS) == set(get_args(AssessmentState))

    @pytest.mark.parametrize("state", NEEDS)
    @pytest.mark.parametrize("given", list(product((True, False), repeat=3)))
    def test_it_has_what_its_state_needs_and_nothing_else(self, state, given) -> None:
        reason, asked_by, basis = (
            value if there else None for value, there in zip(("private", "lead-1", "Art. 32"), given, strict=True)
        )
        if given == self.NEEDS[state]:
            assert Assessment(state, reason, asked_by, basis).state == state
        else:
            with pytest.raises(Defect) as raised:
                Assessment(state, reason, asked_by, basis)
            assert raised.value.code == "illegal_combination"

    @pytest.mark.parametrize("state", LEGAL)
    def test_a_ticket_counts_or_not_wherever_it_is(self, state) -> None:
        outcome, delivery = min(LEGAL[state], key=str)

        assert made(state, outcome, delivery, assessment=Assessment("excluded", "private", "lead-1", "Art. 32"))
