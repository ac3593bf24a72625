"""S5 考核: volume, resolution rate, satisfaction rate, and what does not count (Yuqiao report, 2022, F1 to F3).

Beijing Regulation Art. 32: the rates are the core of the assessment; its scope is set after consultation. Leaving a
ticket out (剔除) is a procedure of its own: asked for with a reason, decided by somebody else on a legal basis, undone
if it was wrong, and always visible.
"""

from datetime import UTC, datetime
from fractions import Fraction

import polars as pl
import pytest

from gridgov import tickets
from gridgov.adapters.memory import MemoryStore
from gridgov.kernel import Context, execute
from gridgov.kpis.requests import RESOLUTION_RATE, SATISFACTION_RATE
from gridgov.messages import tickets as m
from gridgov.messages.base import Unrecorded
from gridgov.metrics import compute, facts


class TestLeavingOut:
    def asked(self, story):
        return story.to("closed").after(m.RequestExclusion, actor="lead-2")

    def test_it_counts_until_somebody_else_decides_on_a_legal_basis(self, story):
        story = self.asked(story)
        assert story.ticket.assessment.state == "exclusion_requested"

        decided = story.after(m.DecideExclusion, granted=True, basis="Assessment Rules, Art. 3")
        assert (decided.ticket.assessment.state, decided.ticket.assessment.basis) == (
            "excluded",
            "Assessment Rules, Art. 3",
        )

    def test_not_without_a_legal_reason(self, story):
        self.asked(story).when(m.DecideExclusion, granted=True, basis=None).then_refused("legal_reason_missing")

    def test_not_by_who_asked_for_it(self, story):
        self.asked(story).when(m.DecideExclusion, actor="lead-2").then_refused("own_work")

    def test_a_refused_wish_leaves_it_counted(self, story):
        assert (
            self.asked(story).after(m.DecideExclusion, granted=False, basis=None).ticket.assessment.state == "counted"
        )

    def test_it_can_be_undone(self, story):
        story = self.asked(story).after(m.DecideExclusion).after(m.Restore)

        assert story.ticket.assessment.state == "restored"

    def test_it_says_nothing_about_how_the_request_went(self, story):
        before, after = self.asked(story).ticket, self.asked(story).after(m.DecideExclusion).ticket

        assert (before.state, before.outcome) == (after.state, after.outcome) == ("closed", "resolved")


class TestTheFiguresOfAUnit:
    """Three tickets by hand: solved and satisfied; solved, no opinion; not solved, dissatisfied, left out."""

    @pytest.fixture
    def table(self, story):
        visits = (
            {"solved": True, "satisfaction": "very_satisfied"},
            {"solved": True, "satisfaction": "no_opinion"},
            {"solved": False, "satisfaction": "dissatisfied"},
        )
        store = MemoryStore()
        for number, visit in enumerate(visits, 1):
            told = story.to("visit_due").after(m.Counsel, **visit)
            if number == 3:
                told = told.after(m.RequestExclusion).after(m.DecideExclusion)
            for place, event in enumerate(told.events):
                self.append(store, f"T-{number}", place, event)
        return pl.DataFrame(facts(store.read_all()).tickets)

    def append(self, store, ticket, place, event):
        renamed = event.model_copy(update={"ticket": ticket})
        store.append(f"ticket/{ticket}", [Unrecorded(renamed, f"c-{place}", event.at)], expected_version=place)

    def test_volume_is_every_ticket_counted_or_not(self, table):
        assert table.height == 3
        assert table["counted"].to_list() == [1, 1, 0]

    def test_the_rates_over_all_and_over_what_counts_differ_and_both_are_there(self, table):
        counted = table.filter(pl.col("counted") == 1)

        assert [compute(frame, [RESOLUTION_RATE])[0].value for frame in (table, counted)] == [
            Fraction(2, 3),
            Fraction(1),
        ]
        assert [compute(frame, [SATISFACTION_RATE])[0].value for frame in (table, counted)] == [
            Fraction(1, 2),
            Fraction(1),
        ]

    def test_they_can_be_had_by_unit(self, table):
        [result] = compute(table, [RESOLUTION_RATE], by=["unit"])

        assert (result.group, result.value) == ({"unit": "unit-2"}, Fraction(2, 3))

    def test_only_visits_of_others_are_independent(self, table):
        assert table["independent"].to_list() == [1, 1, 1]


def test_the_wish_is_in_the_log_under_who_asked():
    store = MemoryStore()
    for number, command in enumerate(
        (
            m.Collect(command_id="c-1", ticket="T-1", channel="mail", kind="help", text="a private wall"),
            m.RequestExclusion(command_id="c-2", ticket="T-1", reason="beyond_public_duty", text="no public duty"),
        )
    ):
        execute(store, tickets, command, Context(datetime(2022, 3, number + 1, tzinfo=UTC), "lead-2", salt="salt"))

    last = store.read("ticket/T-1")[-1].event
    assert (last.type, last.actor, last.reason) == ("ticket.exclusion_requested", "lead-2", "beyond_public_duty")
    assert "private" not in last.model_dump_json()
