"""A ticket with a past, told by real commands: ``story.to("visit_due").when(m.Counsel, solved=False)``."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve, field, frozen

from gridgov import tickets
from gridgov.calendars import Timetable
from gridgov.kernel import Context, fold
from gridgov.messages import tickets as m
from gridgov.messages.base import seal
from gridgov.parameters import Parameters, combine, read_pack
from gridgov.testing.scenario import When, given

NOON = datetime(2022, 3, 1, 4, tzinfo=UTC)
"""Tuesday, 12:00 in Beijing: when every story begins."""
SALT = "a salt of the test"
STEP = timedelta(minutes=1)
"""How much later each act of a story is than the one before."""
FAR = NOON + timedelta(days=30)
NO_RULES = Parameters()

USUAL: dict[type[m.TicketCommand], dict[str, Any]] = {
    m.Collect: {
        "channel": "hotline",
        "kind": "complaint",
        "category": "safety.e_bike",
        "place": "110112004002",
        "text": "an e-bike blocks the stairs",
        "claimant": "person-9",
    },
    m.Ask: {"text": "which staircase?", "answer_by": FAR},
    m.Supply: {"text": "the northern one"},
    m.AnswerNow: {"text": "the office opens at nine", "knowledge": "kb-7"},
    m.Divert: {"reason": "emergency", "to": "fire_brigade", "text": "please call 119"},
    m.Decline: {"reason": "repeated_without_news", "approved_by": "lead-1", "text": "this was answered already"},
    m.Invalidate: {"reason": "wrong_number"},
    m.Merge: {"into": "T-2"},
    m.Unmerge: {"reason": "another_staircase"},
    m.Adopt: {"other": "T-8", "claimant": "person-8"},
    m.Release: {"other": "T-8"},
    m.Withdraw: {"reason": "solved_itself", "claimant": "person-9"},
    m.Dispatch: {"unit": "unit-2"},
    m.Object: {"basis": "List of duties, item 4", "proposed_unit": "unit-3", "text": "not our building"},
    m.Adjudicate: {"by_unit": "office-1", "decision": "rejected", "text": "it is your building"},
    m.Contact: {"channel": "phone"},
    m.Plan: {"cause": "no_shed", "plan": "build_shed"},
    m.Wait: {"reason": "parts_ordered", "resume_by": FAR},
    m.Whistle: {"reason": "two_trades", "tasks": (m.TaskOrder(task="task-1", unit="unit-4", due=FAR),)},
    m.Report: {"task": "task-1", "result": "done", "text": "the lock is changed"},
    m.Override: {"reason": "no_answer"},
    m.Forward: {"body": "railway-1", "reason": "their_ground", "follow_up_by": FAR},
    m.FollowUp: {"follow_up_by": FAR},
    m.HearBack: {"taken_over": False, "text": "not theirs"},
    m.Escalate: {"unit": "district-1", "reason": "no_competence"},
    m.Instruct: {"text": "go on"},
    m.Handle: {"outcome": "resolved", "result": "moved to the shed"},
    m.Review: {"approved": True},
    m.DraftReply: {"text": "it stands in the shed now"},
    m.ApproveReply: {"approved": True},
    m.Reply: {"channel": "phone", "text": "it is moved"},
    m.FailDelivery: {"channel": "phone", "reason": "no_answer"},
    m.GiveUp: {"reason": "nobody_there"},
    m.ReportBack: {"text": "moved, and the claimant told"},
    m.Counsel: {"contacted": True, "solved": True, "satisfaction": "satisfied", "unit": "visitors-1"},
    m.AttemptVisit: {"channel": "phone", "reason": "no_answer", "unit": "visitors-1"},
    m.SkipVisit: {"reason": "opted_out", "unit": "visitors-1"},
    m.Explain: {"text": "the wall is not ours", "appeal_right_told": True},
    m.Mediate: {"mediator": "mediator-1", "consents": ("person-9", "person-5")},
    m.Settle: {"settled": True, "text": "they share the shed"},
    m.HandOver: {"topic": "topic-1", "decide_by": FAR},
    m.TakeBack: {"adopted": True, "resolution": "topic-1/decided"},
    m.Track: {"reason": "no_money_yet", "review_by": FAR},
    m.ReviewTracking: {"finding": "dropped", "appeal_right_told": True, "text": "the house is pulled down"},
    m.Appeal: {"reason": "not_agreed", "claimant": "person-9", "text": "look again, please"},
    m.DecideAppeal: {"upheld": True, "unit": "district-1", "text": "look again"},
    m.Reopen: {"reason": "came_back", "claimant": "person-9"},
    m.Note: {"text": "seen on the way"},
    m.RequestExclusion: {"reason": "not_public_duty", "text": "it is a private wall"},
    m.DecideExclusion: {"granted": True, "basis": "Assessment Rules, Art. 3"},
    m.Restore: {"reason": "decided_wrongly"},
    m.Show: {"visibility": "pending"},
}
"""What a command of a story says, unless the test says otherwise."""

ACTORS: dict[type[m.TicketCommand], str] = {
    m.Adjudicate: "adjudicator-1",
    m.Instruct: "deputy-head-1",
    m.Review: "reviewer-1",
    m.ApproveReply: "reviewer-1",
    m.Counsel: "visitor-1",
    m.AttemptVisit: "visitor-1",
    m.SkipVisit: "visitor-1",
    m.DecideAppeal: "supervisor-1",
    m.DecideExclusion: "assessor-1",
    m.Restore: "assessor-1",
}
"""Through whom, where it is not worker-7."""

_OFFERED = (m.Collect, m.Dispatch)
_AT_WORK = (*_OFFERED, m.Accept)
_DONE = (*_AT_WORK, m.Handle)
_TOLD = (*_DONE, m.Reply)
_UNHAPPY = (*_TOLD, (m.Counsel, {"satisfaction": "dissatisfied"}))
_OVER = (*_TOLD, m.Counsel)

ROUTES: dict[str, tuple[Any, ...]] = {
    "registered": (m.Collect,),
    "info_requested": (m.Collect, m.Ask),
    "offered": _OFFERED,
    "disputed": (*_OFFERED, m.Object),
    "in_progress": _AT_WORK,
    "waiting": (*_AT_WORK, m.Wait),
    "coordinating": (*_AT_WORK, m.Whistle),
    "external": (*_AT_WORK, m.Forward),
    "escalated": (*_AT_WORK, m.Escalate),
    "in_review": _DONE,
    "drafting": _DONE,
    "approving": (*_DONE, m.DraftReply),
    "visit_due": _TOLD,
    "explaining": _UNHAPPY,
    "mediating": (*_UNHAPPY, m.Mediate),
    "deliberating": (*_UNHAPPY, m.HandOver),
    "tracking": (*_UNHAPPY, m.Track),
    "appealed": (*_TOLD, m.Appeal),
    "closed": _OVER,
    "archived": (*_OVER, m.Archive),
}
"""How a story gets to a state. ``in_review`` and ``approving`` need the policy that asks for them."""


@frozen
class Story:
    """A ticket to which this happened so far. Each method gives another story, or what followed."""

    parameters: Parameters = NO_RULES
    events: tuple[m.TicketEvent, ...] = ()
    at: datetime = NOON
    """When the next act happens."""
    timetable: Timetable | None = field(default=None, repr=False)

    @property
    def ticket(self) -> tickets.Ticket:
        """The ticket as it stands."""
        found: tickets.Ticket | None = fold(tickets, self.events)
        assert found is not None, "nothing happened yet"
        return found

    def when(self, kind: type[m.TicketCommand], /, *, actor: str = "", **fields: Any) -> When[tickets.Ticket]:
        """What follows from a command now."""
        said = {**USUAL.get(kind, {}), **fields}
        if kind is m.Report:  # a unit reports its own task
            units = {task.id: task.unit for task in self.ticket.tasks} if self.events else {}
            said = {"unit": units.get(said["task"], "unit-4"), **said}
        command = kind(command_id=f"c-{len(self.events) + 1}", ticket="T-1", **said)
        who = actor or ACTORS.get(kind, "worker-7")
        context = Context(self.at, who, self.parameters, SALT, timetable=self.timetable)
        return given(tickets, *self.events).when(command, context)

    def after(self, kind: type[m.TicketCommand], /, *, actor: str = "", **fields: Any) -> "Story":
        """The story with this command in it, a minute later; it must not be refused."""
        found = self.when(kind, actor=actor, **fields)
        found.then_state()
        return evolve(self, events=(*self.events, *found.events), at=self.at + STEP)

    def to(self, state: str, /, **collected: Any) -> "Story":
        """The story of a ticket that got to a state by real commands; ``collected``: how it came in."""
        story = self
        for step in ROUTES[state]:
            kind, fields = step if isinstance(step, tuple) else (step, {})
            story = story.after(kind, **(collected if kind is m.Collect else fields))
        assert story.ticket.state == state, f"{story.ticket.state}, not {state}: is a policy missing?"
        return story

    def reached(self, state: str, /, **collected: Any) -> "Story":
        """As ``to``, for any state: under the policy that it needs, if it needs one and the story has none."""
        needed = {"in_review": "tickets.review.needed", "approving": "tickets.reply.approval"}
        known = self if state not in needed else self.under((needed[state], "yes_no", "true"))
        return known.to(state, **collected)

    def later(self, **time: int) -> "Story":
        """The same story, so much later."""
        return evolve(self, at=self.at + timedelta(**time))

    def under(self, *rules: tuple[str, str, str]) -> "Story":
        """The same story under these rules: name, unit, and value as TOML writes it."""
        return evolve(self, parameters=ruled(*rules))

    def fact(self, kind: type[m.TicketEvent], state: str, /, *, actor: str = "worker-7", **fields: Any) -> Any:
        """An event of this ticket now."""
        return kind(at=self.at, actor=actor, ticket="T-1", state=state, **fields)

    def clock(self, name: str) -> str:
        """How the last clock of a name stands; empty if there never was one."""
        clock = self.ticket.ledger.latest(name)
        return clock.state if clock else ""


def ruled(*rules: tuple[str, str, str]) -> Parameters:
    """A pack with these rules: name, unit, and value as TOML writes it."""
    head = '[pack]\nid = "test"\ntitle_en = "A test"\ntitle_zh = "测试"\nkind = "local"\n'
    body = "".join(
        f'[[parameter]]\nid = "{name}"\nunit = "{unit}"\ntitle_en = "Rule"\ntitle_zh = "规则"\n'
        f'[[parameter.value]]\nvalue = {value}\nvalid_from = 2020-01-01\nreference = "Rule of the test, {name}"\n'
        for name, unit, value in rules
    )
    return combine(read_pack(head + body, source="test.toml")) if rules else NO_RULES


def sealed(text: str) -> str:
    """The digest of a personal text in a story."""
    return seal(text, SALT)


@pytest.fixture
def story() -> Story:
    """A story that has not begun."""
    return Story()


@pytest.fixture(name="sealed")
def _sealed() -> Any:
    """The digest of a personal text in a story."""
    return sealed


@pytest.fixture
def far() -> datetime:
    """A month after every story begins."""
    return FAR
