"""S3 网格员"全科人员": one grid worker runs all four stages alone, and plans follow causes (Yuqiao report, 2022)."""

import pytest

from gridgov import tickets
from gridgov.errors import BadInput
from gridgov.messages import tickets as m
from gridgov.tickets.plans import shipped_plans

ALONE = "grid-worker-7"


class TestOneWorkerFourCalls:
    """The hotline uses finer acts; both are the same chart."""

    def alone(self, story):
        story = story.after(m.Collect, actor=ALONE, channel="patrol", claimant=None)
        story = story.after(m.Handle, actor=ALONE)
        story = story.after(m.Reply, actor=ALONE)
        return story.after(m.Counsel, actor=ALONE, unit=None)

    def test_four_calls_are_the_whole_loop(self, story):
        done = self.alone(story)

        assert [event.type for event in done.events] == [
            "ticket.collected",
            "ticket.handled",
            "ticket.replied",
            "ticket.counselled",
        ]
        assert {event.actor for event in done.events} == {ALONE}
        assert done.ticket.stage == "closed"

    def test_the_worker_is_a_unit_of_one_and_first_responsible(self, story):
        duty = self.alone(story).ticket.duty

        assert (duty.owner, duty.first_responsible, duty.dispatched) == (ALONE, ALONE, False)

    def test_or_acts_in_the_name_of_the_unit_that_took_it_in(self, story):
        story = story.after(m.Collect, actor=ALONE, unit="community-2").after(m.Handle, actor=ALONE)

        assert story.ticket.duty.owner == "community-2"

    def test_asking_oneself_is_counsel_and_no_independent_visit(self, story):
        """Beijing Regulation Art. 23: the visit that an assessment counts is somebody else's."""
        assert self.alone(story).ticket.counselling.visit.independent is False

    def test_what_was_dispatched_is_not_visited_by_who_handled_it(self, story):
        story = story.to("visit_due")

        refusal = story.when(m.Counsel, actor="worker-7", unit=None).then_refused("own_work")
        assert "Art. 23" in refusal.source


class TestThePlanFollowsTheCause:
    """E-bikes in corridors: three causes, three plans."""

    LIBRARY = shipped_plans()

    @pytest.mark.parametrize(
        ("cause", "measures"),
        [
            ("fear_of_theft", ("check_or_change_locks", "patrol_more")),
            ("convenience", None),
            ("shed_is_crowded", None),
        ],
    )
    def test_each_cause_has_a_plan_of_its_own(self, cause, measures):
        plan = self.LIBRARY.plan("safety.e_bike", cause)

        assert plan.cause == cause
        assert "Yuqiao" in plan.source
        if measures is not None:
            assert tuple(measure.code for measure in plan.measures) == measures

    def test_the_causes_of_e_bikes_are_those_of_the_report(self):
        causes = {cause.code for cause in self.LIBRARY.causes("safety.e_bike") if cause.category == "safety.e_bike"}

        assert causes == {"fear_of_theft", "convenience", "shed_is_crowded"}

    def test_a_cause_that_nobody_knows_is_answered_with_those_that_are_known(self):
        with pytest.raises(BadInput) as raised:
            self.LIBRARY.plan("safety.e_bike", "laziness")

        assert "fear_of_theft" in raised.value.text("en")

    def test_which_cause_was_found_and_which_plan_was_used_is_on_record(self, story):
        plan = self.LIBRARY.plan("safety.e_bike", "fear_of_theft")
        measures = tuple(measure.code for measure in plan.measures)
        story = story.to("registered").after(m.Plan, cause=plan.cause, plan=plan.code, measures=measures)

        [planned] = [event for event in story.events if isinstance(event, m.TicketPlanned)]
        assert (planned.category, planned.cause, planned.plan) == ("safety.e_bike", "fear_of_theft", plan.code)
        assert story.ticket.handling.measures == measures

    def test_a_second_round_begins_without_the_plan_of_the_first_which_stays_in_the_log(self, story):
        story = story.to("in_progress").after(m.Plan).after(m.Handle).after(m.Reply)
        story = story.after(m.Counsel, solved=False, satisfaction="dissatisfied")

        assert (story.ticket.round, story.ticket.handling.plan) == (2, None)
        assert any(isinstance(event, m.TicketPlanned) for event in story.events)


def test_the_chart_has_no_second_way_for_all_round_workers():
    """Handling on the spot is an edge out of the state in which a dispatcher would dispatch."""
    ways = {(edge.source, edge.event): edge.target for edge in tickets.LIFECYCLE.edges}

    assert ways["registered", "handle"] == "drafting"
    assert ways["registered", "dispatch"] == "offered"
