"""What holds for a ticket whatever is asked of it, in whatever order: thousands of random sequences of commands.

A *walk* is such a sequence: dice choose what is asked, by whom, when and how; most of it is possible there, some not.
Every invariant of issue 3 is a law of its own; who did what is read off the log, not off what the library makes of it.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import pairwise
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
SAID = "the neighbour at number nine"
STATES = frozenset(node.id for node in LIFECYCLE.nodes)


# ---- the rules under which a walk goes -----------------------------------------------------------------------------


def ruled(**groups: Any) -> Parameters:
    """A pack of rules: by unit, what each is; numbers, codes, yes or no."""
    head = '[pack]\nid = "law"\ntitle_en = "A test"\ntitle_zh = "测试"\nkind = "local"\n'
    body = "".join(
        f'[[parameter]]\nid = "tickets.{name}"\nunit = "{unit}"\ntitle_en = "Rule"\ntitle_zh = "规则"\n'
        f'[[parameter.value]]\nvalue = {value}\nvalid_from = 2020-01-01\nreference = "Rule of a test"\n'
        for unit, rules in groups.items()
        for name, value in rules.items()
    )
    return combine(read_pack(head + body, source="law.toml"))


LIMITS = {f"limit.{clock}": 20 for clock in CLOCKS}
ON = ("review.needed", "reply.approval", "silence.accepts", "silence.answer_withdraws", "reopen.review")
ONCE = ("extension.max", "objection.max", "reopen.max")
TWICE = ("reply.tries", "visit.tries", "escalation.levels", "appeal.levels")
WINDOWS = {"objection.window": 10, "appeal.window": 100, "reopen.window": 100, "wait.cap": 100, "pause.cap": 60}

RULES = {
    "no rules at all": Parameters(),
    "strict": ruled(
        hours=LIMITS | WINDOWS | {"retention": 30},
        rounds={"max_rounds": 2},
        yes_no=dict.fromkeys(ON, "true"),
        times=dict.fromkeys(ONCE, 1) | dict.fromkeys(TWICE, 2),
        codes={
            "channel.patrol.needs": ["contact"],
            "kinds": ["complaint", "consult"],
            "reply.audiences": ["claimant", "hotline"],
            "wait.reasons": ["parts"],
            "wait.pausing": ["parts"],
            "reopen.reasons": ["not_lasting", "no_work_done"],
            "withdrawal.needs_consent": ["safety"],
        },
    ),
    "silence goes up": ruled(
        hours={name: 20 for name in LIMITS if name != "limit.resolve"},
        rounds={"max_rounds": 1},
        yes_no={"limit_on_order": "true"},
        codes={"wait.pausing": ["parts"]},
    ),
}
"""Every policy off, every policy on, and silence that means the opposite."""


# ---- what may be asked ---------------------------------------------------------------------------------------------


class Dice:
    """Throws what was drawn beforehand; when it is used up, always the first. Knows the ticket and the moment."""

    def __init__(self, thrown: bytes) -> None:
        self._thrown = iter(thrown)
        self.left = len(thrown)
        self.at = START
        self.ticket: tickets.Ticket | None = None

    def one(self, *options: Any) -> Any:
        self.left -= 1
        return options[next(self._thrown, 0) % len(options)]

    def perhaps(self, value: Any) -> Any:
        return self.one(value, None)

    def ahead(self) -> datetime:
        return self.at + timedelta(hours=self.one(25, 5, 200, 1, 0, 60))

    def task(self) -> dict[str, str]:
        given = self.ticket.open_tasks if self.ticket else ()
        return self.one(*({"task": one.id, "unit": one.unit} for one in given), {"task": "task-0", "unit": "unit-4"})

    def clock(self, *more: str) -> str:
        live = [clock.name for clock in self.ticket.ledger.clocks if clock.is_live] if self.ticket else []
        return self.one(*more, *live, "resolve")

    @property
    def drafted(self) -> bool:
        return self.ticket is not None and self.ticket.reply.draft is not None

    def over(self) -> tuple[str, ...]:
        return self.ticket.ledger.lapsed(self.at) if self.ticket else ()

    def tasks(self) -> tuple[m.TaskOrder, ...]:
        names = [f"task-{self.one(*range(12))}" for _ in range(self.one(1, 2))]
        return tuple(
            m.TaskOrder(task=name, unit=self.one("unit-4", "unit-5", "unit-1"), due=self.ahead()) for name in names
        )


PEOPLE = ("worker-1", "worker-2", "lead-1", "boss-1")
UNITS = ("unit-1", "unit-2", "unit-3")
VISITORS = ("visitors-1", "visitors-1", None, *UNITS)
HOURS = (0, 1, 3, 0, 30, 1, 150)
ASKING = ("person-1", "person-1", None, "person-2")
OUTCOMES = ("resolved", "partly_resolved", "explained", "answered")

WISHES: dict[type[m.TicketCommand], Any] = {
    m.Collect: lambda d: {
        "channel": d.one("hotline", "patrol"),
        "kind": d.one("complaint", "consult"),
        "category": d.one("safety.fire", "noise", "noise", None),
        "place": d.one("110112004002", "110112004002", "110112004002", None),
        "text": SAID,
        "contact": d.perhaps(SAID),
        "claimant": d.one("person-1", "person-1", None),
        "unit": d.perhaps(d.one(*UNITS)),
    },
    m.Classify: lambda d: {"category": d.one("noise", "fire"), "place": "area-3", "urgency": d.one("urgent", None)},
    m.Ask: lambda d: {"text": SAID, "answer_by": d.ahead()},
    m.Supply: {"text": SAID},
    m.AnswerNow: {"text": SAID, "knowledge": "kb-1"},
    m.Divert: {"reason": "petition", "text": SAID},
    m.Decline: lambda d: {"reason": "beyond_public_duty", "approved_by": d.one(*PEOPLE), "text": SAID},
    m.Invalidate: {"reason": "test_call"},
    m.Merge: lambda d: {"into": d.one("T-3", "T-2", "T-1")},
    m.Unmerge: {"reason": "different_matter"},
    m.Adopt: lambda d: {"other": d.one("T-3", "T-4", "T-1"), "claimant": d.perhaps("person-2")},
    m.Release: lambda d: {"other": d.one("T-3", "T-4")},
    m.Withdraw: lambda d: {"reason": "moved", "claimant": d.one(*ASKING), "consented_by": d.perhaps(d.one(*PEOPLE))},
    m.Dispatch: lambda d: {
        "unit": d.one(*UNITS),
        "due": d.perhaps(d.ahead()),
        "accept_by": d.perhaps(d.ahead()),
        "contact_by": d.perhaps(d.ahead()),
    },
    m.Object: lambda d: {"basis": "List, item 4", "proposed_unit": d.one(*UNITS), "text": SAID},
    m.Adjudicate: lambda d: {
        "by_unit": d.one("desk-1", "desk-1", *UNITS),
        "decision": d.one("upheld", "rejected", "designated"),
        "unit": d.perhaps(d.one(*UNITS)),
        "text": SAID,
    },
    m.Contact: lambda d: {"channel": "phone", "note": d.perhaps(SAID)},
    m.Plan: {"cause": "no_shed", "plan": "build_shed"},
    m.Wait: lambda d: {"reason": d.one("parts", "season"), "resume_by": d.ahead()},
    m.Whistle: lambda d: {"reason": "two_trades", "tasks": d.tasks()},
    m.Report: lambda d: {**d.task(), "result": d.one("done", "explained"), "text": SAID},
    m.Override: {"reason": "quicker_alone"},
    m.Forward: lambda d: {"body": "railway-1", "reason": "their_ground", "follow_up_by": d.ahead()},
    m.FollowUp: lambda d: {"follow_up_by": d.ahead()},
    m.HearBack: lambda d: {"taken_over": d.one(True, False), "text": SAID},
    m.Escalate: lambda d: {"unit": "district-1", "reason": "no_competence", "instruct_by": d.perhaps(d.ahead())},
    m.Instruct: lambda d: {"unit": d.perhaps(d.one(*UNITS)), "text": SAID},
    m.Handle: lambda d: {"outcome": d.one(*OUTCOMES), "result": SAID, "unit": d.one(None, None, None, *UNITS)},
    m.Review: lambda d: {"approved": d.one(True, False)},
    m.Extend: lambda d: {
        "clock": d.clock(),
        "due": d.ahead() + timedelta(hours=20),
        "reason": "season",
        "asked_by": d.one(*PEOPLE),
    },
    m.Lapse: lambda d: {"clock": d.clock(*d.over() * 2)},
    m.DraftReply: {"text": SAID},
    m.ApproveReply: lambda d: {"approved": d.one(True, False)},
    m.Reply: lambda d: {"channel": "phone", "text": d.one(*((None, None, SAID) if d.drafted else (SAID, SAID, None)))},
    m.FailDelivery: {"channel": "phone", "reason": "no_answer"},
    m.GiveUp: {"reason": "nobody_there"},
    m.ReportBack: {"text": SAID},
    m.Counsel: lambda d: {
        "contacted": d.one(True, False),
        "solved": d.one(False, True),
        "satisfaction": d.one("dissatisfied", "satisfied", "no_opinion"),
        "note": d.perhaps(SAID),
        "unit": d.one(*VISITORS),
    },
    m.AttemptVisit: lambda d: {"channel": "phone", "reason": "no_answer", "unit": d.one(*VISITORS)},
    m.SkipVisit: lambda d: {"reason": d.one("anonymous", "opted_out", "unreachable"), "unit": d.one(*VISITORS)},
    m.Explain: lambda d: {"text": SAID, "appeal_right_told": d.one(True, True, False)},
    m.Mediate: lambda d: {
        "mediator": "mediator-1",
        "consents": (d.one("person-1", "person-1", "person-6"), d.one(*["person-5"] * 3, "person-1", "mediator-1")),
    },
    m.Settle: lambda d: {"settled": d.one(True, False), "outcome": d.one(*OUTCOMES), "text": SAID},
    m.HandOver: lambda d: {"topic": "topic-1", "decide_by": d.ahead()},
    m.TakeBack: lambda d: {"adopted": d.one(True, False), "resolution": "resolution-1"},
    m.Track: lambda d: {"reason": "no_funds_yet", "review_by": d.ahead()},
    m.ReviewTracking: lambda d: {
        "finding": d.one("still_impossible", "dropped", "possible_now"),
        "review_by": d.perhaps(d.ahead()),
        "appeal_right_told": d.one(True, True, False),
        "text": SAID,
    },
    m.Appeal: lambda d: {"reason": "not_agreed", "claimant": d.one(*ASKING), "text": SAID},
    m.DecideAppeal: lambda d: {"upheld": d.one(True, False), "unit": d.one("district-1", *UNITS), "text": SAID},
    m.Reopen: lambda d: {"reason": "not_lasting", "claimant": d.one(*ASKING), "approved_by": d.one(None, *PEOPLE)},
    m.Note: lambda d: {"text": SAID, "kind": d.one("comment", "interim_reply")},
    m.Urge: lambda d: {"text": d.perhaps(SAID)},
    m.RequestExclusion: {"reason": "not_public_duty", "text": SAID},
    m.DecideExclusion: lambda d: {"granted": d.one(True, False), "basis": d.perhaps("Rules, Art. 3")},
    m.Restore: {"reason": "decided_wrongly"},
    m.Show: lambda d: {"visibility": d.one("pending", "public", "redacted", "hidden", "private")},
}
"""What a command says: always the same, or by the dice."""

KINDS = {kind.model_fields["type"].default.removeprefix("ticket."): kind for kind in m.COMMANDS}
KIND_OF = {kind: name for name, kind in KINDS.items()}
USUAL = frozenset(
    {"dispatch", "accept", "object", "adjudicate", "handle", "review"}
    | {"draft_reply", "approve_reply", "reply", "report_back", "counsel"}
)
"""What is asked every day, and leads through the four stages."""
QUICK = frozenset({"withdraw", "merge", "invalidate", "divert", "decline", "answer_now"})
"""The short ways out, which are not taken too often, so that a walk goes on for a while."""


def act(event: str) -> str:
    """The command behind an event of the chart: what silence means has events of its own."""
    return "lapse" if event.startswith("lapse_") else event


@cache
def choices(state: str, way: str) -> tuple[str, ...]:
    """What may be asked in a state: what usually is, what leads on, what moves, what leaves it there, or anything."""
    moves = tuple(dict.fromkeys(map(act, LIFECYCLE.allowed(state))))
    remarks = tuple(name for name in possible(state) if name in REMARKS)
    here = tuple(name for name in remarks if REMARKS[name].states)
    usual = tuple(name for name in (*moves, *remarks) if name in USUAL)
    on = (*(name for name in moves if name not in QUICK), *here)
    return {"usual": usual, "on": on, "move": moves, "remark": remarks}.get(way) or tuple(KINDS)


def wish(dice: Dice, number: int) -> m.TicketCommand:
    """What is asked next: as a rule what leads the ticket on, now and then anything."""
    if dice.ticket is None:
        kind = dice.one(*[m.Collect] * 7, m.Urge)
    else:
        way = dice.one("on", "on", "on", "on", "usual", "usual", "usual", "move", "remark", "remark", "any")
        kind = KINDS[dice.one(*choices(dice.ticket.state, way))]
    said = WISHES.get(kind, {})
    return kind(command_id=f"c-{number}", ticket="T-1", **(said(dice) if callable(said) else said))


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


class Walk:
    """A ticket, and everything that was asked of it."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        """What was asked and where it led: for whoever has to look into a walk that broke a law."""
        for step in self.steps:
            led = step.refusal.code if step.refusal else step.events[-1].state
            printer.text(f"{step.context.actor} {KIND_OF[type(step.command)]} → {led}; ")

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
    dice, steps = Dice(thrown), []
    while dice.left > 0 and (dice.ticket is None or dice.ticket.state != "archived"):
        dice.at += timedelta(hours=dice.one(*HOURS))
        context = Context(dice.at, dice.one(*PEOPLE), RULES[rules], salt=f"salt-{len(steps)}")
        steps.append(take(dice.ticket, wish(dice, len(steps)), context))
        dice.ticket = steps[-1].after
    return Walk(steps)


def fair(seed: int) -> bytes:
    """Throws of fair dice; those that hypothesis draws show what is small first, and seldom get far."""
    return Random(seed).randbytes(400)  # noqa: S311  # nothing is kept secret with it


throws = st.binary(min_size=60, max_size=400) | st.integers(0, 2**32 - 1).map(fair)
walks = st.builds(walk, st.sampled_from(sorted(RULES)), throws).filter(lambda one: one.ticket is not None)


def law(test: Any, count: int = 150) -> Any:
    """A law: it holds on each of so many walks, some dozens of wishes each."""
    return settings(max_examples=count, deadline=None)(given(one=walks)(test))


# ---- the walks themselves ------------------------------------------------------------------------------------------


def some_walks(count: int) -> Iterator[Walk]:
    """The same walks every time."""
    return (walk(sorted(RULES)[seed % len(RULES)], fair(seed)) for seed in range(count))


@cache
def refusals_of_the_room() -> frozenset[str]:
    """Every code with which the decisions of the room refuse, as their files have them."""
    names = ("acts", "collecting", "counselling", "deciding", "handling", "replying", "standing")
    files = (Path(tickets.__file__).with_name(f"{name}.py") for name in names)
    found = (re.findall(r'Refused\(\s*"(\w+)"', file.read_text(encoding="utf-8")) for file in files)
    return frozenset(code for codes in found for code in codes)


def test_the_walks_reach_every_state_every_event_every_edge_and_every_refusal():
    """A law that holds where no walk goes says nothing."""
    steps = [step for one in some_walks(1300) for step in one.steps]
    done = [step for step in steps if step.events and step.before is not None]
    taken = {
        (place, KIND_OF[type(step.command)], step.after.state)
        for step in done
        for place in (step.before.state, step.before.stage)  # an edge may be drawn from the whole stage
    }
    assert {step.after.state for step in done} == STATES
    assert {type(event) for step in steps for event in step.events} == set(m.EVENTS)
    assert {(edge.drawn_from or edge.source, act(edge.event), edge.target) for edge in LIFECYCLE.edges} <= taken
    assert refusals_of_the_room() <= {step.refusal.code for step in steps if step.refusal}


@law
def test_a_wish_is_refused_or_is_one_step_of_the_chart_or_a_remark_that_moves_nothing(one):
    """And nothing that anybody wishes breaks a ticket: no walk ends in anything but a refusal."""
    ways = {(edge.source, act(edge.event), edge.target) for edge in LIFECYCLE.edges}

    for step in one.steps:
        assert len(step.events) == (step.refusal is None)
        if step.events and step.before is not None:
            name, before, after = KIND_OF[type(step.command)], step.before.state, step.after.state
            assert (before, name, after) in ways or (name in REMARKS and before == after)


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
    """Before it nobody has it: it is judged or offered, or was declined at once, and that may be appealed."""
    free = {"registered", "info_requested", "offered", "disputed", "escalated", "appealed", "closed", "archived"}
    owner = None
    for event, ticket in one.standings:
        owner = taken_on(event) or owner
        assert ticket.duty.owner == owner
        assert owner is not None or ticket.state in free


@law
def test_the_first_responsible_unit_never_changes(one):
    first = None
    for event, ticket in one.standings:
        first = first or taken_on(event)
        assert ticket.duty.first_responsible == first


# ---- how it ends ---------------------------------------------------------------------------------------------------

TELLING = ("replied", "answered", "diverted", "declined", "explained", "settled", "tracking_reviewed", "appeal_decided")
"""The events that say something to the claimant."""


@law
def test_every_way_to_closed_has_an_outcome_and_a_claimant_who_was_told(one):
    """Told, and it arrived; or it was tried; or there is nobody to be told, or nothing to tell."""
    told, tries, now = False, 0, 1
    nobody = bool(one.log) and one.log[0].claimant is None and one.log[0].contact is None
    for event, ticket in one.standings:
        failed = isinstance(event, m.TicketDeliveryFailed)
        told, tries = (told or event.type.removeprefix("ticket.") in TELLING) and not failed, tries + failed
        if getattr(event, "round", now) > now:
            told, tries, now = False, 0, event.round
        if event.state == "closed":
            assert ticket.outcome is not None
            assert ticket.closed_at is not None
            assert ticket.outcome in {"invalid", "withdrawn", "merged"} or told or tries or nobody


@law
def test_rounds_count_up_by_one_and_what_a_round_came_to_is_kept(one):
    for before, after in pairwise([None, *(ticket for _, ticket in one.standings)]):
        if before is not None:
            assert after.round - before.round in {0, 1}
            assert after.past[: len(before.past)] == before.past
        assert [over.number for over in after.past] == list(range(1, after.round))


# ---- nobody looks at their own work --------------------------------------------------------------------------------


BY_HAND = (m.TicketHandled, m.TicketReviewed, m.TicketDeclined, m.TicketAppealDecided)


def own_work(log: tuple[m.TicketEvent, ...]) -> Iterator[m.TicketEvent]:
    """The events in a log by which somebody looked at their own work."""
    handler = drafter = objector = asker = owner = None
    hands: set[str] = set()
    units: set[str | None] = {None}
    dispatched = False
    for event in log:
        who, unit, owner = event.actor, getattr(event, "unit", None), taken_on(event) or owner
        wrong = {
            m.TicketReviewed: who == handler,
            m.TicketReplyApproved: who == drafter,
            m.TicketAdjudicated: who == objector,
            m.TicketAppealDecided: who in hands or unit == owner,
            m.TicketCounselled: dispatched and (who in hands or unit in {owner, *units}),
            **dict.fromkeys((m.TicketVisitAttempted, m.TicketVisitSkipped), dispatched and who in hands),
            m.TicketExclusionDecided: who in {*hands, asker},
            m.TicketExtended: who == getattr(event, "asked_by", None),
            m.TicketDeclined: who == getattr(event, "approved_by", None),
            m.TicketReopened: getattr(event, "approved_by", None) in {who, *hands},
        }
        if wrong.get(type(event)):
            yield event
        handled = isinstance(event, m.TicketHandled) or getattr(event, "taken_over", False)
        handler = who if handled else handler
        drafter = who if isinstance(event, m.TicketDrafted) else drafter
        objector = who if isinstance(event, m.TicketObjected) else objector
        asker = who if isinstance(event, m.TicketExclusionRequested) else asker
        dispatched = dispatched or isinstance(event, m.TicketDispatched)
        units |= {order.unit for order in event.tasks} if isinstance(event, m.TicketWhistled) else set()
        hands |= {who} if handled or isinstance(event, BY_HAND) else set()


@partial(law, count=700)  # few walks get as far as a visit by a colleague
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
        assert all(event.state in (*CLOCKS[name].states, *CLOCKS[name].stands_still_in) for name in live)


@law
def test_a_clock_is_met_only_by_what_it_is_for_and_a_limit_that_is_over_is_not_cancelled_away(one):
    for step in one.steps:
        for change in (change for event in step.events for change in event.clocks):
            if change.act in {"stopped", "cancelled"}:
                late = step.before.ledger.live(change.clock).is_late(step.context.at)
                meant = KIND_OF[type(step.command)] in map(act, CLOCKS[change.clock].stopped_by)
                assert meant or late if change.act == "stopped" else not late


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
@partial(law, count=150)
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
def test_no_text_of_a_person_is_in_the_log_and_no_key_of_one_in_the_timeline_of_the_claimant(one):
    assert all(SAID not in event.model_dump_json() for event in one.log)
    people = {*PEOPLE, "person-1", "person-2", "mediator-1"}
    for entry in tickets.claimant_timeline(one.log, "zh"):
        assert (entry.actor, entry.unit in people) == (None, False)
        assert not any(key in entry.text for key in people)


# ---- there is always an end ----------------------------------------------------------------------------------------

GLAD = {"contacted": True, "solved": True, "satisfaction": "satisfied"}
GOING_HOME: dict[str, tuple[type[m.TicketCommand], dict[str, Any]]] = {
    "registered": (m.Handle, {"outcome": "resolved", "result": SAID}),
    "info_requested": (m.Supply, {"text": SAID}),
    "offered": (m.Accept, {}),
    "disputed": (m.Adjudicate, {"by_unit": "desk-1", "decision": "rejected", "text": SAID}),
    "in_progress": (m.Handle, {"outcome": "resolved", "result": SAID}),
    "waiting": (m.Resume, {}),
    "coordinating": (m.Override, {"reason": "quicker_alone"}),
    "external": (m.HearBack, {"taken_over": False, "text": SAID}),
    "escalated": (m.Instruct, {"text": SAID}),
    "in_review": (m.Review, {"approved": True}),
    "approving": (m.ApproveReply, {"approved": True}),
    "visit_due": (m.Counsel, {**GLAD, "unit": "visitors-1"}),
    "explaining": (m.Explain, {"text": SAID, "appeal_right_told": True}),
    "mediating": (m.Settle, {"settled": True, "text": SAID}),
    "deliberating": (m.TakeBack, {"adopted": False, "resolution": "resolution-1"}),
    "tracking": (m.ReviewTracking, {"finding": "dropped", "appeal_right_told": True, "text": SAID}),
    "appealed": (m.DecideAppeal, {"upheld": False, "unit": "district-1", "text": SAID}),
    "closed": (m.Archive, {}),
}


def going_home(ticket: tickets.Ticket, rules: Parameters) -> tuple[type[m.TicketCommand], dict[str, Any]]:
    """The next step of people who want to be done with it."""
    if ticket.stage in {"reply", "counsel"} and not ticket.reply.hotline_told:
        return m.ReportBack, {"text": SAID}
    if ticket.state != "drafting":
        return GOING_HOME[ticket.state]
    if rules is RULES["strict"] and not ticket.reply.approved:
        return m.DraftReply, {"text": SAID}
    return m.Reply, {"channel": "phone", "text": None if ticket.reply.draft else SAID}


@law
def test_from_wherever_a_ticket_is_people_of_good_will_bring_it_to_an_end(one):
    ticket, last = one.ticket, one.steps[-1].context
    for number in range(15):
        if ticket.state == "archived":
            break
        command, said = going_home(ticket, last.parameters)
        wanted = command(command_id=f"home-{number}", ticket="T-1", **said)
        later = last.at + timedelta(days=30 + 3 * number)
        step = take(ticket, wanted, Context(later, f"helper-{number}", last.parameters, salt="home"))
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
        said = [refusal.text(lang, words("ticket", lang)) for lang in ("en", "zh")]
        assert all(text and "{" not in text for text in said)
        assert re.search("[\u4e00-\u9fff]", said[1])
        assert set(refusal.allowed or ()) <= known


ACTORS = (
    tickets.Actor("worker-1", "unit-1", ROLES_OF_ALL),
    tickets.Actor("boss-1", None, ("supervisor", "reviewer", "visitor")),
    tickets.Actor("person-1", None, ("claimant",)),
)


@law
def test_allowed_offers_commands_that_the_chart_or_the_remarks_know(one):
    for _, ticket in one.standings:
        said = {name for name, said in REMARKS.items() if ticket.state in (said.states or (ticket.state,))}
        here = {*map(act, LIFECYCLE.allowed(ticket.state)), *(n for n in said if ticket.stage in REMARKS[n].stages)}
        for actor in ACTORS:
            offered = tickets.allowed(ticket, actor)
            assert set(offered) <= here & set(KINDS)
            assert all(actor.roles.intersection(ROLES[name]) for name in offered)


@law
def test_what_was_done_was_offered_to_whoever_had_every_role(one):
    """What ``allowed`` leaves out is refused; it leaves out nothing that is possible."""
    for step in one.steps:
        if step.events and step.before is not None:
            actor = tickets.Actor(step.context.actor, None, ROLES_OF_ALL)
            name = KIND_OF[type(step.command)]
            for context in (None, step.context):
                assert name in tickets.allowed(step.before, actor, context) or ROLES[name] == ("claimant",)
