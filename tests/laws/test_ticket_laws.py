"""What holds for a ticket whatever is asked of it, in whatever order: thousands of random sequences of commands.

A *walk* is such a sequence: hypothesis throws the dice, and the dice choose what is asked, by whom, when and how. Most
wishes are such as the chart has there, some are not. Every invariant of issue 3 is a law of its own; those about who
did what are read off the log of events, not off what the library makes of it.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
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

ROLES_OF_ALL = frozenset(role for roles in ROLES.values() for role in roles)
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
        channel__patrol__needs=("codes", '["contact"]'),
        kinds=("codes", '["complaint", "consult"]'),
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
        wait__reasons=("codes", '["parts"]'),
        extension__max=("times", "1"),
        objection__max=("times", "1"),
        objection__window=("hours", "10"),
        escalation__levels=("times", "2"),
        appeal__levels=("times", "2"),
        appeal__window=("hours", "100"),
        reopen__window=("hours", "100"),
        reopen__max=("times", "1"),
        reopen__reasons=("codes", '["not_lasting", "no_work_done"]'),
        reopen__review=("yes_no", "true"),
        withdrawal__needs_consent=("codes", '["safety"]'),
        retention=("hours", "30"),
    ),
    "silence goes up": ruled(
        **{name: limit for name, limit in LIMITS.items() if name != "limit__resolve"},
        limit_on_order=("yes_no", "true"),
        max_rounds=("rounds", "1"),
        wait__pausing=("codes", '["parts"]'),
    ),
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
    m.Lapse: lambda d, t, at: {"clock": d.one(*(t.ledger.lapsed(at) if t else ()), live_clock(d, t))},
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
KIND_OF = {kind: name for name, kind in KINDS.items()}
QUICK = frozenset({"withdraw", "merge", "invalidate", "divert", "decline", "answer_now", "archive"})
"""The short ways out, which are not taken too often, so that a walk goes on for a while."""


def act(event: str) -> str:
    """The command behind an event of the chart: what silence means has events of its own."""
    return "lapse" if event.startswith("lapse_") else event


@cache
def choices(state: str, way: str) -> tuple[str, ...]:
    """What may be asked in a state: what leads on, whatever moves, what leaves it there, or anything."""
    moves = tuple(dict.fromkeys(map(act, LIFECYCLE.allowed(state))))
    remarks = tuple(name for name in possible(state) if name in REMARKS)
    here = tuple(name for name in remarks if REMARKS[name].states)
    found = {"on": (*(name for name in moves if name not in QUICK), *here), "move": moves, "remark": remarks}
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


@frozen(repr=False)
class Walk:
    """A ticket, and everything that was asked of it."""

    steps: tuple[Step, ...]

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        printer.text(repr(self))

    def __repr__(self) -> str:
        """What was asked and where it led: for whoever has to look into a walk that broke a law."""
        return "; ".join(
            f"{step.context.actor} {step.command.type.removeprefix('ticket.')} → "
            f"{step.refusal.code if step.refusal else step.events[-1].state}"
            for step in self.steps
        )

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
            command = make(dice.one(*[m.Collect] * 7, m.Urge), dice, None, number, at)
        else:
            command = wish(dice, ticket, number, at)
        step = take(ticket, command, context)
        ticket = step.after
        steps.append(step)
    return Walk(tuple(steps))


walks = st.builds(walk, st.sampled_from(sorted(RULES)), st.binary(min_size=60, max_size=400))


def law(test: Any) -> Any:
    """A law: it holds on each of a hundred walks and more, some dozens of wishes each."""
    return settings(max_examples=130, deadline=None)(given(one=walks)(test))


# ---- the walks themselves ------------------------------------------------------------------------------------------


def some_walks(count: int) -> Iterator[Walk]:
    """The same walks every time."""
    random = Random(2022)
    return (walk(sorted(RULES)[n % len(RULES)], random.randbytes(random.randint(60, 400))) for n in range(count))


@cache
def refusals_of_the_room() -> frozenset[str]:
    """Every code with which the decisions of the room refuse, as their files have them."""
    names = ("acts", "collecting", "counselling", "deciding", "handling", "replying", "standing")
    files = (Path(tickets.__file__).with_name(f"{name}.py") for name in names)
    found = (re.findall(r'Refused\(\s*"(\w+)"', file.read_text(encoding="utf-8")) for file in files)
    return frozenset(code for codes in found for code in codes)


def test_the_walks_reach_every_state_every_event_every_edge_and_every_refusal():
    """A law that holds where no walk goes says nothing."""
    steps = [step for one in some_walks(700) for step in one.steps]

    done = [step for step in steps if step.events and step.before is not None]
    taken = {(place, KIND_OF[type(step.command)], step.after.state) for step in done for place in places(step.before)}
    assert {step.after.state for step in done} == STATES
    assert {type(event) for step in steps for event in step.events} == set(m.EVENTS)
    assert {(edge.drawn_from or edge.source, act(edge.event), edge.target) for edge in LIFECYCLE.edges} <= taken
    assert refusals_of_the_room() - {step.refusal.code for step in steps if step.refusal} <= FAR_OFF


FAR_OFF = frozenset({"return_locked"})
"""It takes a designation, a merge, its undoing, another dispatch and an objection."""


def places(ticket: tickets.Ticket) -> tuple[str, str]:
    """Where an edge of the chart may have been drawn from."""
    return ticket.state, ticket.stage


@law
def test_a_wish_leads_to_one_event_or_is_refused_and_never_breaks_a_ticket(one):
    assert all(len(step.events) == (step.refusal is None) for step in one.steps)


@law
def test_every_step_is_one_that_the_chart_has_and_every_remark_stays_where_it_was(one):
    ways = {(edge.source, act(edge.event), edge.target) for edge in LIFECYCLE.edges}

    for step in one.steps:
        if step.events and step.before is not None:
            name = KIND_OF[type(step.command)]
            stayed = name in REMARKS and step.before.state == step.after.state
            assert stayed or (step.before.state, name, step.after.state) in ways


# ---- who has it ----------------------------------------------------------------------------------------------------


def taken_on(event: m.TicketEvent) -> str | None:
    """The unit that has the ticket from an event on, if the event says so (Beijing Regulation Art. 14)."""
    match event:
        case m.TicketAccepted() | m.TicketInstructed() | m.TicketHandled():
            return event.unit
        case m.TicketAdjudicated() if event.decision != "upheld":
            return event.unit
        case m.TicketLapsed() if event.clock == "accept" and event.state == "in_progress":
            return event.unit
        case _:
            return None


@law
def test_after_acceptance_there_is_exactly_one_owner(one):
    owner = None
    for event, ticket in one.standings:
        owner = taken_on(event) or owner
        assert ticket.duty.owner == owner
        assert owner is not None or ticket.stage in {"collect", "closed", "archived"} or ticket.state in UNOWNED


UNOWNED = frozenset({"offered", "disputed", "escalated", "appealed"})
"""Where nobody may have it yet: it is being offered, or it was declined at once and that is looked at."""


@law
def test_the_first_responsible_unit_never_changes(one):
    first = None
    for event, ticket in one.standings:
        first = first or taken_on(event)
        assert ticket.duty.first_responsible == first


# ---- how it ends ---------------------------------------------------------------------------------------------------

TELLING = (
    m.TicketReplied,
    m.TicketAnswered,
    m.TicketDiverted,
    m.TicketDeclined,
    m.TicketExplained,
    m.TicketSettled,
    m.TicketTrackingReviewed,
    m.TicketAppealDecided,
)
"""The events that say something to the claimant."""


def told_in_this_round(log: list[m.TicketEvent]) -> bool:
    """Whether the claimant was told, and it arrived; or it was tried."""
    told, tries, now = False, 0, 1
    for event in log:
        told = (told or isinstance(event, TELLING)) and not isinstance(event, m.TicketDeliveryFailed)
        tries += isinstance(event, m.TicketDeliveryFailed)
        if getattr(event, "round", now) > now:
            told, tries, now = False, 0, event.round
    return told or tries > 0


@law
def test_every_way_to_closed_has_an_outcome_and_a_claimant_who_was_told(one):
    log = []
    for event, ticket in one.standings:
        log.append(event)
        if event.state == "closed":
            assert ticket.outcome is not None
            assert ticket.closed_at is not None
            assert ticket.outcome in {"invalid", "withdrawn", "merged"} or told_in_this_round(log)


@law
def test_what_is_given_up_was_tried_and_what_nobody_was_visited_for_too(one):
    tries = visits = 0
    for event, _ in one.standings:
        tries += isinstance(event, m.TicketDeliveryFailed)
        visits += isinstance(event, m.TicketVisitAttempted)
        assert not isinstance(event, m.TicketGivenUp) or tries > 0
        assert not (isinstance(event, m.TicketLapsed) and event.clock == "visit" and event.state == "closed") or visits


@law
def test_rounds_count_up_by_one_and_what_a_round_came_to_is_kept(one):
    for before, after in pairwise([None, *(ticket for _, ticket in one.standings)]):
        if before is not None:
            assert after.round - before.round in {0, 1}
            assert after.past[: len(before.past)] == before.past
        assert [over.number for over in after.past] == list(range(1, after.round))


# ---- nobody looks at their own work --------------------------------------------------------------------------------


def own_work(log: tuple[m.TicketEvent, ...]) -> Iterator[m.TicketEvent]:
    """The events in a log by which somebody looked at their own work."""
    handler = drafter = objector = asker = None
    handlers, judges, dispatched = set(), set(), False
    for event in log:
        who = event.actor
        match event:
            case m.TicketHandled() | m.TicketHeardBack():
                handler = who
                handlers.add(who)
            case m.TicketDrafted():
                drafter = who
            case m.TicketObjected():
                objector = who
            case m.TicketExclusionRequested():
                asker = who
            case m.TicketDispatched():
                dispatched = True
        wrong = {
            m.TicketReviewed: who == handler,
            m.TicketReplyApproved: who == drafter,
            m.TicketAdjudicated: who == objector,
            m.TicketAppealDecided: who in handlers | judges,
            m.TicketCounselled: dispatched and (who == handler or not getattr(event, "independent", True)),
            m.TicketExclusionDecided: who in {handler, asker},
            m.TicketExtended: who == getattr(event, "asked_by", None),
            m.TicketDeclined: who == getattr(event, "approved_by", None),
            m.TicketReopened: getattr(event, "approved_by", None) in {who, handler} - {None},
        }
        if wrong.get(type(event)):
            yield event
        if isinstance(event, m.TicketReviewed | m.TicketAppealDecided):
            judges.add(who)


@law
def test_nobody_looks_at_their_own_work(one):
    """Said of the log alone: reviews, approvals, objections, appeals, visits, limits, exclusions, declinations."""
    assert list(own_work(one.log)) == []


# ---- parts ---------------------------------------------------------------------------------------------------------


@law
def test_tasks_end_before_the_ticket_or_are_cancelled_with_a_reason(one):
    orders, ended = set(), set()
    for event, ticket in one.standings:
        match event:
            case m.TicketWhistled():
                orders |= {order.task for order in event.tasks}
            case m.TicketReported():
                ended.add(event.task)
            case m.TicketOverridden():
                ended |= set(event.cancelled)
            case m.TicketWithdrawn() | m.TicketMerged():
                ended |= orders
        assert {task.id for task in ticket.open_tasks} == orders - ended
        assert ticket.state in {"coordinating", "escalated"} or orders == ended
        assert all((task.state == "cancelled") is (task.reason is not None) for task in ticket.tasks)


# ---- clocks --------------------------------------------------------------------------------------------------------


@law
def test_no_clock_runs_in_closed_and_each_only_where_it_belongs(one):
    live = set()
    for event, ticket in one.standings:
        for change in event.clocks:
            assert (change.act == "started") is (change.clock not in live)
            live |= {change.clock}
            live -= {change.clock} if change.act in {"stopped", "cancelled"} else set()
        assert {clock.name for clock in ticket.ledger.clocks if clock.is_live} == live
        assert event.state not in {"closed", "archived"} or not live
        assert all(event.state in (*CLOCKS[name].states, *CLOCKS[name].goes_on_in) for name in live)


@law
def test_the_segments_of_a_clock_add_up_to_the_time_that_passed(one):
    now = one.steps[-1].context.at
    for clock in one.ticket.ledger.clocks:
        end = clock.stopped_at or now
        pieces = [(piece.start, piece.end or end) for piece in clock.segments]
        assert pieces[0][0] == clock.started_at
        assert pieces[-1][1] == end
        assert all(first[1] == second[0] for first, second in pairwise(pieces))
        assert sum((end - start for start, end in pieces), timedelta()) == end - clock.started_at
        assert clock.ran(now) + clock.paused(now) == end - clock.started_at


# ---- the log is the truth ------------------------------------------------------------------------------------------


@law
def test_replaying_the_log_through_json_too_gives_the_live_state(one):
    back = [EVENTS.revive(event.type, event.schema_version, event.model_dump_json()) for event in one.log]

    assert tuple(back) == one.log
    assert fold(tickets, one.log) == fold(tickets, back) == one.ticket


@pytest.mark.parametrize("remembers", [False, True])
@settings(max_examples=60, deadline=None)
@given(one=walks)
def test_the_same_command_twice_changes_nothing(one, remembers):
    store, cases = MemoryStore(), Cases() if remembers else None
    for step in one.steps:
        if step.events:
            recorded = execute(store, tickets, step.command, step.context, cases=cases)
            assert tuple(one.event for one in recorded) == step.events
            again = evolve(step.context, salt="another", actor="somebody", at=step.context.at + timedelta(days=9))
            assert execute(store, tickets, step.command, again, cases=cases) == recorded
    log = store.read("ticket/T-1")
    for step in one.steps:
        if step.events:
            execute(store, tickets, step.command, step.context, cases=cases)

    assert store.read("ticket/T-1") == log
    assert tuple(recorded.event for recorded in log) == one.log
    assert load(store, tickets, "ticket/T-1") == one.ticket


@law
def test_no_text_of_a_person_is_in_the_log(one):
    assert all(SECRET not in event.model_dump_json() for event in one.log)
    assert SECRET not in repr(one.ticket)


@law
def test_no_key_of_a_person_is_in_the_timeline_of_the_claimant(one):
    people = {*PEOPLE, "person-1", "person-2", "mediator-1"}

    for entry in tickets.claimant_timeline(one.log, "zh"):
        assert (entry.actor, entry.unit in people) == (None, False)
        assert not any(key in entry.text for key in people)


# ---- there is always an end ----------------------------------------------------------------------------------------

OF_POLICY = ("silence_withdraws", "silence_accepts", "review_needed", "approval_needed")
"""The guards that a host answers once and for all."""


def ways_out(policy: dict[str, bool]) -> Iterator[tuple[str, str]]:
    """The steps that some answers of the other guards open, as the compiled table takes them; no easy way out."""
    for state, event in sorted({(edge.source, edge.event) for edge in LIFECYCLE.edges if edge.event not in QUICK}):
        edges = [edge for edge in LIFECYCLE.edges if (edge.source, edge.event) == (state, event)]
        asked = sorted({guard.name for edge in edges for guard in edge.guards} - set(policy))
        for answers in product((True, False), repeat=len(asked)):
            facts = {**policy, **dict(zip(asked, answers, strict=True))}
            table = evolve(LIFECYCLE, guards={name: (lambda facts, name=name: facts[name]) for name in facts})
            try:
                yield state, table.step(state, event, facts).target
            except Refused:
                continue


@pytest.mark.parametrize("answers", list(product((True, False), repeat=len(OF_POLICY))))
def test_on_the_table_every_state_leads_to_an_end_without_a_withdrawal(answers):
    """The guards are asked: a way that none of their answers opens is none."""
    ways = set(ways_out(dict(zip(OF_POLICY, answers, strict=True))))

    ending = {"closed"}
    while more := {source for source, target in ways if target in ending} - ending:
        ending |= more
    assert ending == STATES - {"archived"}
    assert "archived" in {edge.target for edge in LIFECYCLE.edges if edge.source == "closed"}


GOING_HOME: dict[str, tuple[type[m.TicketCommand], dict[str, Any]]] = {
    "registered": (m.Handle, {"outcome": "resolved", "result": SECRET}),
    "info_requested": (m.Supply, {"text": SECRET}),
    "offered": (m.Accept, {}),
    "disputed": (m.Adjudicate, {"decision": "rejected", "text": SECRET}),
    "in_progress": (m.Handle, {"outcome": "resolved", "result": SECRET}),
    "waiting": (m.Resume, {}),
    "coordinating": (m.Override, {"reason": "quicker_alone"}),
    "external": (m.HearBack, {"taken_over": False, "text": SECRET}),
    "escalated": (m.Instruct, {"text": SECRET}),
    "in_review": (m.Review, {"approved": True}),
    "approving": (m.ApproveReply, {"approved": True}),
    "visit_due": (
        m.Counsel,
        {"contacted": True, "solved": True, "satisfaction": "satisfied", "unit": "visitors-1"},
    ),
    "explaining": (m.Explain, {"text": SECRET, "appeal_right_told": True}),
    "mediating": (m.Settle, {"settled": True, "text": SECRET}),
    "deliberating": (m.TakeBack, {"adopted": False}),
    "tracking": (m.ReviewTracking, {"finding": "dropped", "text": SECRET}),
    "appealed": (m.DecideAppeal, {"upheld": False, "unit": "district-1", "text": SECRET}),
    "closed": (m.Archive, {}),
}
"""The next step of people who want to be done with it, by state."""


def going_home(ticket: tickets.Ticket, rules: Parameters) -> tuple[type[m.TicketCommand], dict[str, Any]]:
    if ticket.state != "drafting":
        return GOING_HOME[ticket.state]
    if ticket.duty.dispatched and not ticket.reply.hotline_told:
        return m.ReportBack, {"text": SECRET}
    if rules is RULES["strict"] and not ticket.reply.approved:
        return m.DraftReply, {"text": SECRET}
    return m.Reply, {"channel": "phone", "text": None if ticket.reply.draft else SECRET}


@law
def test_from_wherever_a_ticket_is_people_of_good_will_bring_it_to_an_end(one):
    ticket, last = one.ticket, one.steps[-1].context
    for number in range(15):
        if ticket.state == "archived":
            break
        later = last.at + timedelta(days=30 + 3 * number)
        command, said = going_home(ticket, last.parameters)
        if ticket.state == "visit_due" and ticket.duty.dispatched and not ticket.reply.hotline_told:
            command, said = m.ReportBack, {"text": SECRET}
        wanted = command(command_id=f"home-{number}", ticket="T-1", **said)
        context = Context(later, f"helper-{number}", last.parameters, salt="home")
        step = take(ticket, wanted, context)
        assert step.refusal is None, (ticket.state, step.refusal)
        ticket = step.after

    assert ticket.state == "archived"


# ---- what is said to those who ask ---------------------------------------------------------------------------------


@law
def test_every_refusal_names_a_known_code_in_both_languages_and_a_source(one):
    known = {*LIFECYCLE.events, *REMARKS, "collect", *get_args(m.Visibility)}

    for refusal in (step.refusal for step in one.steps if step.refusal is not None):
        assert refusal.code in TEXTS
        assert refusal.source
        for lang in ("en", "zh"):
            text = refusal.text(lang, words("ticket", lang))
            assert text
            assert "{" not in text
        assert re.search("[\u4e00-\u9fff]", refusal.text("zh"))
        assert set(refusal.allowed or ()) <= known


ACTORS = (
    tickets.Actor("worker-1", "unit-1", ROLES_OF_ALL),
    tickets.Actor("boss-1", None, ("supervisor", "reviewer", "visitor")),
    tickets.Actor("person-1", None, ("claimant",)),
    tickets.Actor("nobody", None, ()),
)


@law
def test_allowed_offers_commands_that_the_chart_or_the_remarks_know(one):
    for _, ticket in one.standings:
        here = set(map(act, LIFECYCLE.allowed(ticket.state))) | {name for name in REMARKS if is_said_in(name, ticket)}
        for actor in ACTORS:
            offered = tickets.allowed(ticket, actor)
            assert set(offered) <= here & set(KINDS)
            assert len(set(offered)) == len(offered)
            assert all(actor.roles.intersection(ROLES[name]) for name in offered)


def is_said_in(name: str, ticket: tickets.Ticket) -> bool:
    remark = REMARKS[name]
    return ticket.stage in remark.stages and (not remark.states or ticket.state in remark.states)


@law
def test_what_was_done_was_offered_to_whoever_had_every_role(one):
    """What ``allowed`` leaves out is refused; it leaves out nothing that is possible."""
    for step in one.steps:
        if step.events and step.before is not None:
            actor = tickets.Actor(step.context.actor, None, ROLES_OF_ALL - {"claimant"} | {"claimant"})
            name = KIND_OF[type(step.command)]
            assert name in tickets.allowed(step.before, actor) or ROLES[name] == ("claimant",)
