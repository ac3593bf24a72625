"""S4 承办事项清单、吹哨报到: who undertakes what, and how others are called in (Yuqiao report, 2022).

A written list says which unit undertakes which matter; a unit that is offered something else objects, with the basis. A
unit that cannot settle a matter alone whistles; those who are named report and act together. Beijing Regulation Arts.
12, 14, 16.
"""

from datetime import timedelta

from gridgov import tickets
from gridgov.messages import tickets as m

FIRE, GRID = "fire-station-2", "power-grid-1"


def orders(story):
    return tuple(
        m.TaskOrder(task=f"K-{number}", unit=unit, due=story.at + timedelta(days=number))
        for number, unit in enumerate((FIRE, GRID), 1)
    )


class TestWhoeverHasItFirst:
    """首接负责, Art. 14."""

    def test_the_first_unit_to_take_it_on_stays_first_responsible_whoever_has_it_later(self, story):
        story = story.to("in_progress").after(m.Dispatch, unit="unit-5").after(m.Accept)

        assert (story.ticket.duty.owner, story.ticket.duty.first_responsible) == ("unit-5", "unit-2")

    def test_who_objects_names_the_basis_and_whose_matter_it_is(self, story):
        story = story.to("offered").after(m.Object, basis="List of duties, no. 4", proposed_unit="unit-5")
        story = story.after(m.Adjudicate, decision="upheld", unit="unit-5")

        assert (story.ticket.state, story.ticket.duty.offered_to) == ("offered", "unit-5")
        assert story.ticket.duty.bounces == 1

    def test_who_was_designated_may_not_return_it(self, story):
        """Weifang 12345 Regulation 2021."""
        story = story.to("disputed").after(m.Adjudicate, decision="designated", unit="unit-5")

        assert (story.ticket.duty.owner, story.ticket.duty.return_locked) == ("unit-5", True)
        story.when(m.Dispatch, unit="unit-6").then_refused("return_locked")


class TestWhistle:
    """街乡吹哨、部门报到, Art. 16."""

    def whistled(self, story):
        story = story.to("in_progress")
        return story.after(m.Whistle, reason="needs_other_unit", tasks=orders(story))

    def test_the_lead_stays_the_lead(self, story):
        ticket = self.whistled(story).ticket

        assert (ticket.state, ticket.duty.owner) == ("coordinating", "unit-2")
        assert [(task.unit, task.state) for task in ticket.tasks] == [(FIRE, "open"), (GRID, "open")]

    def test_each_named_unit_finds_it_in_its_inbox(self, story):
        ticket = self.whistled(story).ticket

        assert [tickets.inbox([ticket], unit) == (ticket,) for unit in (FIRE, GRID, "unit-2", "unit-9")] == [
            True,
            True,
            True,
            False,
        ]

    def test_handling_goes_on_when_the_last_one_has_reported(self, story):
        one = self.whistled(story).after(m.Report, task="K-1", actor="fire-clerk")
        both = one.after(m.Report, task="K-2", result="explained", actor="grid-clerk")

        assert (one.ticket.state, both.ticket.state) == ("coordinating", "in_progress")
        assert [task.state for task in both.ticket.tasks] == ["done", "explained"]

    def test_who_does_not_report_is_overdue_and_not_the_lead(self, story):
        whistled = self.whistled(story)
        late = whistled.at + timedelta(days=1)

        assert [(due.clock, due.unit) for due in tickets.overdue([whistled.ticket], late)] == [("report", FIRE)]

    def test_the_lead_may_go_on_alone_with_a_reason_and_the_tasks_are_cancelled(self, story):
        story = self.whistled(story).after(m.Report, task="K-1").after(m.Override, reason="quicker_alone")

        assert [(task.state, task.reason) for task in story.ticket.tasks] == [
            ("done", None),
            ("cancelled", "quicker_alone"),
        ]

    def test_nothing_can_be_called_done_while_somebody_has_not_reported(self, story):
        self.whistled(story).when(m.Handle).then_refused("not_allowed_now")

    def test_a_request_that_is_taken_back_takes_its_tasks_along(self, story):
        ticket = self.whistled(story).after(m.Withdraw).ticket

        assert {(task.state, task.reason) for task in ticket.tasks} == {("cancelled", "withdrawn")}


class TestTheLevelAbove:
    """Art. 20: the level above has to decide."""

    def test_it_is_asked_decides_and_the_joint_handling_goes_on(self, story):
        story = story.to("in_progress")
        story = story.after(m.Whistle, tasks=orders(story)).after(m.Escalate, unit="district-1")

        assert tickets.inbox([story.ticket], "district-1") == (story.ticket,)
        assert story.after(m.Instruct).ticket.state == "coordinating"
