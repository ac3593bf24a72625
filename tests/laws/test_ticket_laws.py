"""What holds for a ticket whatever is asked of it, in whatever order: thousands of random sequences of commands.

A *walk* is such a sequence: hypothesis throws the dice, and the dice choose what is asked, by whom, when and how. Most
wishes are such as the chart has there, some are not. Every invariant of issue 3 is a law of its own; those about who
did what are read off the log of events, not off what the library makes of it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise, product
from random import Random
from typing import Any

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridgov import tickets
from gridgov.adapters.memory import MemoryStore
from gridgov.errors import TEXTS, Refused
from gridgov.kernel import Cases, Context, execute, fold, load
from gridgov.labels import words
from gridgov.messages import EVENTS
from gridgov.messages import tickets as m
from gridgov.parameters import Parameters, combine, read_pack
from gridgov.tickets import LIFECYCLE
from gridgov.tickets.acts import possible
from gridgov.tickets.chart import CLOCKS, REMARKS, ROLES

START = datetime(2022, 3, 1, 4, tzinfo=UTC)
SECRET = "the neighbour at number nine"
STATES = frozenset(node.id for node in LIFECYCLE.nodes)


# ---- the rules under which a walk goes -----------------------------------------------------------------------------


def ruled(**rules: tuple[str, str]) -> Parameters:
    """A pack of rules: unit and value, by name; ``__`` stands for a dot."""
    head = '[pack]\nid = "law"\ntitle_en = "A test"\ntitle_zh = "测试"\nkind = "local"\n'
    body = "".join(
        f'[[parameter]]\nid = "tickets.{name.replace("__", ".")}"\nunit = "{unit}"\ntitle_en = "Rule"\n'
        f'title_zh = "规则"\n[[parameter.value]]\nvalue = {value}\nvalid_from = 2020-01-01\nreference = "Rule of a test"\n'
        for name, (unit, value) in rules.items()
    )
    return combine(read_pack(head + body, source="law.toml"))


LIMITS = {f"limit__{clock}": ("hours", "20") for clock in CLOCKS}
RULES = {
    "no rules at all": Parameters(),
    "strict": ruled(
        **LIMITS,
        max_rounds=("rounds", "2"),
        review__needed=("yes_no", "true"),
        reply__approval=("yes_no", "true"),
        reply__audiences=("codes", '["claimant", "hotline"]'),
        reply__tries=("times", "2"),
        visit__tries=("times", "2"),
        silence__accepts=("yes_no", "true"),
        silence__answer_withdraws=("yes_no", "true"),
        wait__pausing=("codes", '["parts"]'),
        wait__cap=("hours", "100"),
        extension__max=("times", "1"),
        objection__max=("times", "1"),
        escalation__levels=("times", "2"),
        appeal__levels=("times", "2"),
        appeal__window=("hours", "100"),
        reopen__window=("hours", "100"),
        reopen__max=("times", "1"),
        reopen__review=("yes_no", "true"),
        withdrawal__needs_consent=("codes", '["safety"]'),
        retention=("hours", "30"),
    ),
    "silence goes up": ruled(**LIMITS, max_rounds=("rounds", "1"), wait__pausing=("codes", '["parts"]')),
}
"""The hotline tells two audiences, and so on: every policy on, every policy off, and silence that means the opposite."""


# ---- what may be asked ---------------------------------------------------------------------------------------------


class Dice:
    """Throws what was drawn beforehand; when it is used up, always the first."""

    def __init__(self, thrown: bytes) -> None:
        self._thrown = iter(thrown)
        self.left = len(thrown)

    def one(self, *options: Any) -> Any:
        self.left -= 1
        return options[next(self._thrown, 0) % len(options)]


PEOPLE = ("worker-1", "worker-2", "lead-1", "boss-1")
UNITS = ("unit-1", "unit-2", "unit-3")
HOURS = (0, 1, 3, 0, 30, 1, 150)
OUTCOMES = ("resolved", "partly_resolved", "explained", "answered")


def ahead(dice: Dice, at: datetime) -> datetime:
    return at + timedelta(hours=dice.one(25, 5, 200, 1, 0, 60))


def perhaps(dice: Dice, value: Any) -> Any:
    return dice.one(value, None)


def tasks(dice: Dice, at: datetime) -> tuple[m.TaskOrder, ...]:
    count, first = dice.one(1, 2), dice.one(*range(12))
    return tuple(
        m.TaskOrder(task=f"task-{first + n}", unit=dice.one("unit-4", "unit-5", "unit-1"), due=ahead(dice, at))
        for n in range(count)
    )


def open_task(dice: Dice, ticket: Any) -> str:
    return dice.one(*(task.id for task in ticket.open_tasks), "task-0") if ticket else "task-0"


def live_clock(dice: Dice, ticket: Any) -> str:
    live = [clock.name for clock in ticket.ledger.clocks if clock.is_live] if ticket else []
    return dice.one(*live, "resolve")


# What a command says, by the dice, the ticket as it stands, and the moment.
WISHES: dict[type[m.TicketCommand], Any] = {
    m.Collect: lambda d, t, at: {
        "channel": d.one("hotline", "patrol"),
        "kind": d.one("complaint", "consult"),
        "category": d.one("safety.fire", "noise", None),
        "place": d.one("110112004002", None),
        "text": SECRET,
        "contact": perhaps(d, SECRET),
        "claimant": d.one("person-1", "person-1", None),
        "unit": perhaps(d, d.one(*UNITS)),
    },
    m.Classify: lambda d, t, at: {
        "category": d.one("noise", "safety.fire"),
        "place": "110112004003",
        "urgency": d.one("urgent", "normal", None),
        "due": d.one(None, None, ahead(d, at)),
    },
    m.Ask: lambda d, t, at: {"text": SECRET, "answer_by": ahead(d, at)},
    m.Supply: lambda d, t, at: {"text": SECRET},
    m.AnswerNow: lambda d, t, at: {"text": SECRET, "knowledge": "kb-1"},
    m.Divert: lambda d, t, at: {"reason": "petition", "text": SECRET},
    m.Decline: lambda d, t, at: {
        "reason": "beyond_public_duty",
        "approved_by": d.one(*PEOPLE),
        "text": SECRET,
    },
    m.Invalidate: lambda d, t, at: {"reason": "test_call"},
    m.Merge: lambda d, t, at: {"into": d.one("T-2", "T-1")},
    m.Unmerge: lambda d, t, at: {"reason": "different_matter"},
    m.Adopt: lambda d, t, at: {"other": d.one("T-3", "T-4", "T-1"), "claimant": perhaps(d, "person-2")},
    m.Release: lambda d, t, at: {"other": d.one("T-3", "T-4")},
    m.Withdraw: lambda d, t, at: {"reason": "settled_itself", "consented_by": perhaps(d, d.one(*PEOPLE))},
    m.Dispatch: lambda d, t, at: {
        "unit": d.one(*UNITS),
        "due": perhaps(d, ahead(d, at)),
        "accept_by": perhaps(d, ahead(d, at)),
        "contact_by": perhaps(d, ahead(d, at)),
    },
    m.Object: lambda d, t, at: {"basis": "List, item 4", "proposed_unit": d.one(*UNITS), "text": SECRET},
    m.Adjudicate: lambda d, t, at: {
        "decision": d.one("upheld", "rejected", "designated"),
        "unit": perhaps(d, d.one(*UNITS)),
        "text": SECRET,
    },
    m.Contact: lambda d, t, at: {"channel": "phone", "note": perhaps(d, SECRET)},
    m.Plan: lambda d, t, at: {"cause": "no_shed", "plan": "build_shed"},
    m.Wait: lambda d, t, at: {"reason": d.one("parts", "season"), "resume_by": ahead(d, at)},
    m.Whistle: lambda d, t, at: {"reason": "two_trades", "tasks": tasks(d, at)},
    m.Report: lambda d, t, at: {
        "task": open_task(d, t),
        "result": d.one("done", "explained"),
        "text": SECRET,
    },
    m.Override: lambda d, t, at: {"reason": "quicker_alone"},
    m.Forward: lambda d, t, at: {"body": "railway-1", "reason": "their_ground", "follow_up_by": ahead(d, at)},
    m.FollowUp: lambda d, t, at: {"follow_up_by": ahead(d, at)},
    m.HearBack: lambda d, t, at: {"taken_over": d.one(True, False), "text": SECRET},
    m.Escalate: lambda d, t, at: {
        "unit": "district-1",
        "reason": "no_competence",
        "instruct_by": perhaps(d, ahead(d, at)),
    },
    m.Instruct: lambda d, t, at: {"unit": perhaps(d, d.one(*UNITS)), "text": SECRET},
    m.Handle: lambda d, t, at: {"outcome": d.one(*OUTCOMES), "result": SECRET, "unit": d.one(None, None, *UNITS)},
    m.Review: lambda d, t, at: {"approved": d.one(True, False)},
    m.Extend: lambda d, t, at: {
        "clock": live_clock(d, t),
        "due": ahead(d, at) + timedelta(hours=20),
        "reason": "season",
        "asked_by": d.one(*PEOPLE),
    },
    m.Lapse: lambda d, t, at: {"clock": live_clock(d, t)},
    m.DraftReply: lambda d, t, at: {"text": SECRET},
    m.ApproveReply: lambda d, t, at: {"approved": d.one(True, False)},
    m.Reply: lambda d, t, at: {"channel": "phone", "text": perhaps(d, SECRET)},
    m.FailDelivery: lambda d, t, at: {"channel": "phone", "reason": "no_answer"},
    m.GiveUp: lambda d, t, at: {"reason": "nobody_there"},
    m.ReportBack: lambda d, t, at: {"text": SECRET},
    m.Counsel: lambda d, t, at: {
        "contacted": d.one(True, False),
        "solved": d.one(False, True),
        "satisfaction": d.one("dissatisfied", "satisfied", "no_opinion"),
        "note": perhaps(d, SECRET),
        "unit": d.one("visitors-1", "visitors-1", *UNITS),
    },
    m.AttemptVisit: lambda d, t, at: {"channel": "phone", "reason": "no_answer"},
    m.SkipVisit: lambda d, t, at: {"reason": d.one("anonymous", "opted_out")},
    m.Explain: lambda d, t, at: {"text": SECRET, "appeal_right_told": d.one(True, True, False)},
    m.Mediate: lambda d, t, at: {
        "mediator": "mediator-1",
        "consents": ("person-1", d.one("person-2", "person-1", "mediator-1")),
    },
    m.Settle: lambda d, t, at: {"settled": d.one(True, False), "outcome": d.one(*OUTCOMES), "text": SECRET},
    m.HandOver: lambda d, t, at: {"topic": "topic-1", "decide_by": perhaps(d, ahead(d, at))},
    m.TakeBack: lambda d, t, at: {"adopted": d.one(True, False)},
    m.Track: lambda d, t, at: {"reason": "no_funds_yet", "review_by": ahead(d, at)},
    m.ReviewTracking: lambda d, t, at: {
        "finding": d.one("still_impossible", "dropped", "possible_now"),
        "review_by": perhaps(d, ahead(d, at)),
        "text": SECRET,
    },
    m.Appeal: lambda d, t, at: {"reason": "not_agreed", "text": SECRET},
    m.DecideAppeal: lambda d, t, at: {
        "upheld": d.one(True, False),
        "unit": d.one("district-1", "district-1", *UNITS),
        "text": SECRET,
    },
    m.Reopen: lambda d, t, at: {
        "reason": "not_lasting",
        "claimant": d.one("person-1", "person-2", None),
        "approved_by": perhaps(d, d.one(*PEOPLE)),
    },
    m.Note: lambda d, t, at: {"text": SECRET, "kind": d.one("comment", "interim_reply")},
    m.Urge: lambda d, t, at: {"text": perhaps(d, SECRET)},
    m.RequestExclusion: lambda d, t, at: {"reason": "not_public_duty", "text": SECRET},
    m.DecideExclusion: lambda d, t, at: {
        "granted": d.one(True, False),
        "basis": perhaps(d, "Rules, Art. 3"),
    },
    m.Restore: lambda d, t, at: {"reason": "decided_wrongly"},
    m.Show: lambda d, t, at: {"visibility": d.one("pending", "public", "redacted", "hidden", "private")},
}

KINDS = {kind.model_fields["type"].default.removeprefix("ticket."): kind for kind in m.COMMANDS}
QUICK = frozenset({"withdraw", "merge", "invalidate", "divert", "decline", "answer_now", "archive"})
"""The short ways out, which are not taken too often, so that a walk goes on for a while."""


def act(event: str) -> str:
    """The command behind an event of the chart: what silence means has events of its own."""
    return "lapse" if event.startswith("lapse_") else event


@cache
def choices(state: str, way: str) -> tuple[str, ...]:
    """What may be asked in a state: what leads on, whatever moves, what leaves it there, or anything."""
    moves = tuple(dict.fromkeys(map(act, LIFECYCLE.allowed(state))))
    found = {
        "on": tuple(name for name in moves if name not in QUICK),
        "move": moves,
        "remark": tuple(name for name in possible(state) if name in REMARKS),
    }
    return found.get(way) or tuple(KINDS)


def wish(dice: Dice, ticket: tickets.Ticket, number: int, at: datetime) -> m.TicketCommand:
    """What is asked next: as a rule what leads the ticket on, now and then anything."""
    way = dice.one("on", "on", "on", "on", "on", "on", "move", "remark", "remark", "any")
    return make(KINDS[dice.one(*choices(ticket.state, way))], dice, ticket, number, at)


def make(
    kind: type[m.TicketCommand], dice: Dice, ticket: tickets.Ticket | None, number: int, at: datetime
) -> m.TicketCommand:
    said = WISHES[kind](dice, ticket, at) if kind in WISHES else {}
    return kind(command_id=f"c-{number}", ticket="T-1", **said)


# ---- walks ---------------------------------------------------------------------------------------------------------


@frozen
class Step:
    """One wish, and what came of it."""

    command: m.TicketCommand
    context: Context
    before: tickets.Ticket | None
    events: tuple[m.TicketEvent, ...]
    after: tickets.Ticket | None
    refusal: Refused | None


@frozen
class Walk:
    """A ticket, and everything that was asked of it."""

    steps: tuple[Step, ...]

    @property
    def log(self) -> tuple[m.TicketEvent, ...]:
        return tuple(event for step in self.steps for event in step.events)

    @property
    def ticket(self) -> tickets.Ticket:
        return self.steps[-1].after

    @property
    def standings(self) -> Iterator[tuple[m.TicketEvent, tickets.Ticket]]:
        """Every event, and the ticket right after it."""
        return ((step.events[-1], step.after) for step in self.steps if step.events)


def take(ticket: tickets.Ticket | None, command: m.TicketCommand, context: Context) -> Step:
    try:
        events = tickets.decide(ticket, command, context)
    except Refused as refusal:
        return Step(command, context, ticket, (), ticket, refusal)
    return Step(command, context, ticket, events, fold(tickets, events, ticket), None)


def walk(rules: str, thrown: bytes) -> Walk:
    """The walk that the dice lead to under some rules. Nothing but a refusal may be raised on it."""
    dice, at, steps = Dice(thrown), START, []
    ticket: tickets.Ticket | None = None
    while dice.left > 0 and (ticket is None or ticket.state != "archived"):
        number = len(steps)
        at += timedelta(hours=dice.one(*HOURS))
        context = Context(at, dice.one(*PEOPLE), RULES[rules], salt=f"salt-{number}")
        if ticket is None:
            command = make(m.Collect, dice, None, number, at)
        else:
            command = wish(dice, ticket, number, at)
        step = take(ticket, command, context)
        ticket = step.after
        steps.append(step)
    return Walk(tuple(steps))


walks = st.builds(walk, st.sampled_from(sorted(RULES)), st.binary(min_size=60, max_size=400))


def law(test: Any) -> Any:
    """A law: it holds on some hundred walks, each of some dozens of wishes."""
    quick = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    return quick(given(walks)(test))


# ---- the walks themselves ------------------------------------------------------------------------------------------


def some_walks(count: int) -> Iterator[Walk]:
    """The same walks every time."""
    random = Random(2022)
    return (walk(sorted(RULES)[n % len(RULES)], random.randbytes(random.randint(60, 400))) for n in range(count))


class TestWalks:
    """A law that holds where no walk goes says nothing: they go everywhere."""

    def test_they_reach_every_state_every_event_and_every_edge_of_the_chart(self):
        steps = [step for one in some_walks(1200) for step in one.steps if step.events]

        taken = {
            (step.before.state, step.command.type.removeprefix("ticket."), step.after.state)
            for step in steps
            if step.before is not None
        }
        assert {step.after.state for step in steps} == STATES
        assert {type(event) for step in steps for event in step.events} == set(m.EVENTS)
        assert {(edge.source, act(edge.event), edge.target) for edge in LIFECYCLE.edges} - taken <= RARE

    def test_they_meet_every_refusal_of_the_room(self):
        met = {step.refusal.code for one in some_walks(600) for step in one.steps if step.refusal is not None}

        assert met >= REFUSALS

    @law
    def test_every_command_leads_to_one_event_or_to_a_refusal(one):  # noqa: N805  # hypothesis
        assert all(len(step.events) == (step.refusal is None) for step in one.steps)
