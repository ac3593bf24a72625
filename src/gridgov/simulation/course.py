"""What happens to each request after it arrived, and to the topic: acts in simulated time, each a command.

::

    hotline      collect ─▶ dispatch ─▶ accept ─▶ [worker] ─▶ contact ─▶ plan ─▶ handle ─▶ reply ─▶ counsel ─┐
                    └▶ withdraw  └▶ object ▲      ▲  (wait, whistle, escalate)                               │
                                                  └─────────────── not solved, rounds left ──────────────────┤
    on the spot  collect ─▶ handle ─▶ reply ─▶ counsel, by one worker ────────────── (explain) ──────────────┴▶ closed

The courses are generators that simpy drives. They know when somebody acts and what is drawn; what follows from an act
is decided by :mod:`gridgov.tickets` and :mod:`gridgov.deliberation` alone.
"""

from collections.abc import Generator, Iterable, Mapping
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

import simpy
from attrs import field, frozen

from gridgov import deliberation, tickets
from gridgov.calendars import Limit, Timetable, due, elapsed
from gridgov.kernel import Cases, Context, execute
from gridgov.messages import deliberation as topic_messages
from gridgov.messages import tickets as m
from gridgov.org import Register
from gridgov.parameters import Parameters
from gridgov.ports import EventStore
from gridgov.simulation.arrivals import HOTLINE, Arrival, most_frequent
from gridgov.simulation.behaviour import Band, Behaviour, Plan
from gridgov.simulation.draws import Draws

__all__ = ["TOPIC", "Course", "Desk", "hotline", "on_the_spot", "topic"]

Course = Generator[simpy.Event, Any, None]
"""What simpy drives: it yields what it waits for."""

TOPIC = "P-000001"
"""The topic of the year."""

_VISITORS = "hotline-visits"
"""Who visits claimants again, outside all units that handle."""

_OFFICE = "office"
"""The subdistrict office, which is called in and asked."""

_OFFICIAL = "official-02"
"""Who answers for the office."""

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_EVENING = time(19)


@frozen(eq=False)
class Desk:
    """What every course works with: the simulated clock, the store, the rules, the crews, and chance."""

    clock: simpy.Environment
    """Counts whole seconds since the start."""
    start: datetime
    """In UTC."""
    store: EventStore
    parameters: Parameters
    timetable: Timetable
    behaviour: Behaviour
    draws: Draws
    crews: Mapping[str, simpy.Store]
    """The all-round grid workers of each community that are free."""
    register: Register
    """Who is there."""
    leads: Mapping[tuple[str, str], str]
    """Which unit answers for a category at a place: by place and category."""
    cases: Cases = field(factory=Cases)

    def lead(self, arrival: Arrival) -> str:
        """The unit that answers for a request."""
        return self.leads[arrival.place, arrival.category.code]

    def now(self) -> datetime:
        """The simulated moment."""
        return (self.start + int(self.clock.now) * _SECOND).astimezone(self.timetable.hours.tz)

    def until(self, moment: datetime) -> simpy.Event:
        """Waits for a moment; one that is over is waited for no longer."""
        return self.clock.timeout(max(0, elapsed(self.start, moment) // _SECOND - int(self.clock.now)))

    def drawn(self, band: Band, *name: str | int) -> timedelta:
        """So many minutes of a band."""
        return self.draws.between(band.low, band.high, *name) * _MINUTE

    def passed(self, band: Band, *name: str | int) -> simpy.Event:
        """Waits for minutes of the clock on the wall."""
        return self.clock.timeout(self.drawn(band, *name) // _SECOND)

    def worked(self, band: Band, *name: str | int) -> simpy.Event:
        """Waits for minutes of working time: nights, weekends and holidays do not count."""
        return self.until(self.timetable.add(self.now(), self.drawn(band, *name)))

    def send(self, command: tickets.Command, actor: str) -> tickets.Event:
        """Sends a command about a ticket through the kernel and returns the event that followed."""
        [recorded] = execute(self.store, tickets, command, self._context(command.command_id, actor), cases=self.cases)
        return recorded.event  # type: ignore[return-value]  # the log keeps the base type; tickets decided it

    def propose(self, command: deliberation.Command, actor: str) -> deliberation.Event:
        """Sends a command about a topic through the kernel and returns the event that followed."""
        [recorded] = execute(self.store, deliberation, command, self._context(command.command_id, actor))
        return recorded.event  # type: ignore[return-value]  # as above

    def _context(self, command: str, actor: str) -> Context:
        salt = self.draws.salt("salt", command)
        return Context(self.now(), actor, self.parameters, salt, timetable=self.timetable)


# ---- a request by the hotline -------------------------------------------------------------------------------------


def hotline(desk: Desk, arrival: Arrival) -> Course:
    """A hotline ticket: collected, dispatched to who answers for it, worked on until it is closed or the year ends."""
    ticket, shares, minutes = arrival.ticket, desk.behaviour.shares, desk.behaviour.minutes
    desk.send(_collect(arrival, None), "hotline")
    if desk.draws.chance(shares.withdrawn, ticket, "withdrawn"):
        yield desk.passed(minutes.withdrawal, ticket, "withdrawal")
        withdraw = m.Withdraw(
            command_id=f"{ticket}/withdraw",
            ticket=ticket,
            reason="settled_itself",
            claimant=arrival.claimant,
            consented_by="hotline-lead",
        )
        desk.send(withdraw, arrival.claimant)
        return
    yield desk.passed(minutes.dispatch, ticket, "dispatch")
    desk.send(m.Dispatch(command_id=f"{ticket}/dispatch", ticket=ticket, unit=desk.lead(arrival)), "dispatch-desk")
    yield from _to_the_right_unit(desk, arrival)
    yield from _rounds(desk, arrival, 1)


def _to_the_right_unit(desk: Desk, arrival: Arrival) -> Course:
    """The community takes the ticket on; now and then it says first that the matter is not its own."""
    ticket, minutes, lead = arrival.ticket, desk.behaviour.minutes, f"{arrival.place}-lead"
    yield desk.passed(minutes.accept, ticket, "accept")
    if desk.draws.chance(desk.behaviour.shares.objected, ticket, "objected"):
        object_ = m.Object(
            command_id=f"{ticket}/object",
            ticket=ticket,
            basis="街道办事处职责清单（示例） list of duties (example)",
            proposed_unit=_OFFICE,
            text="此事项不在社区职责范围内。",
        )
        desk.send(object_, lead)
        yield desk.worked(minutes.adjudicate, ticket, "adjudicate")
        adjudicate = m.Adjudicate(
            command_id=f"{ticket}/adjudicate",
            ticket=ticket,
            by_unit=_OFFICE,
            decision="rejected",
            text="属地先行办理，专业部门配合。",
        )
        desk.send(adjudicate, "dispatch-review")
    else:
        desk.send(m.Accept(command_id=f"{ticket}/accept", ticket=ticket), lead)


def _collect(arrival: Arrival, unit: str | None) -> m.Collect:
    return m.Collect(
        command_id=f"{arrival.ticket}/collect",
        ticket=arrival.ticket,
        channel=arrival.channel,
        kind=arrival.kind,
        category=arrival.category.code,
        place=arrival.place,
        text=arrival.text,
        claimant=arrival.claimant,
        contact=f"phone of {arrival.claimant}" if arrival.channel == HOTLINE else None,
        unit=unit,
        booking=f"visit-{arrival.ticket}" if arrival.channel == "home_visit" else None,
        occasion="park_renovation" if arrival.channel == "children" else None,
    )


def _rounds(desk: Desk, arrival: Arrival, first: int) -> Course:
    crew, minutes, ticket = desk.crews[arrival.place], desk.behaviour.minutes, arrival.ticket
    for number in count(first):
        worker: str = yield crew.get()
        yield desk.until(desk.timetable.begin(desk.now()))
        desk.send(m.Contact(command_id=f"{ticket}/contact-{number}", ticket=ticket, channel="phone"), worker)
        if number == 1:
            held = yield from _held_up(desk, arrival, worker)
            worker = held or worker
        yield desk.worked(minutes.work, ticket, "work", number)
        solved = desk.draws.chance(desk.behaviour.solved_in(number), ticket, "solved", number)
        plan = _plan(desk, arrival, number)
        desk.send(_planned(arrival, number, plan), worker)
        desk.send(_handle(desk, arrival, number, plan, solved=solved), worker)
        yield desk.worked(minutes.reply, ticket, "reply", number)
        desk.send(_reply(arrival, number, plan, channel="phone"), worker)
        if arrival.channel == HOTLINE:
            text = f"办理情况：{plan.result}"
            desk.send(m.ReportBack(command_id=f"{ticket}/report-back-{number}", ticket=ticket, text=text), worker)
        yield crew.put(worker)
        yield desk.worked(minutes.visit, ticket, "visit", number)
        visit = _counsel(desk, arrival, number, solved=solved, unit=_VISITORS)
        state = desk.send(visit, "visit-desk").state
        if state == "explaining":
            yield from _explained(desk, arrival, number)
        if state != "in_progress":
            return


def _held_up(desk: Desk, arrival: Arrival, worker: str) -> Generator[simpy.Event, Any, str | None]:
    """What may come between: a hold, a call for other units, a question to the level above. The worker who goes on."""
    shares, draws, ticket = desk.behaviour.shares, desk.draws, arrival.ticket
    if draws.chance(shares.waits, ticket, "waits"):
        crew = desk.crews[arrival.place]
        desk.send(_wait(desk, arrival), worker)
        yield crew.put(worker)
        yield desk.worked(desk.behaviour.minutes.wait, ticket, "wait")
        other: str = yield crew.get()
        desk.send(m.Resume(command_id=f"{ticket}/resume", ticket=ticket), other)
        return other
    if draws.chance(shares.whistled, ticket, "whistled"):
        yield from _whistled(desk, arrival)
    elif draws.chance(shares.escalated, ticket, "escalated"):
        escalate = m.Escalate(command_id=f"{ticket}/escalate", ticket=ticket, unit=_OFFICE, reason="beyond_own_means")
        desk.send(escalate, f"{arrival.place}-lead")
        yield desk.worked(desk.behaviour.minutes.adjudicate, ticket, "instruct")
        desk.send(
            m.Instruct(command_id=f"{ticket}/instruct", ticket=ticket, text="由街道统筹，社区继续主办。"), _OFFICIAL
        )
    return None


def _whistled(desk: Desk, arrival: Arrival) -> Course:
    """The community calls a department of the subdistrict in, which reports."""
    ticket, lead, task = arrival.ticket, f"{arrival.place}-lead", f"{arrival.ticket}/task"
    by = due(desk.now(), Limit(3, "working_days"), desk.timetable)
    whistle = m.Whistle(
        command_id=f"{ticket}/whistle",
        ticket=ticket,
        reason="needs_other_unit",
        tasks=(m.TaskOrder(task=task, unit=_OFFICE, due=by),),
    )
    desk.send(whistle, lead)
    yield desk.worked(desk.behaviour.minutes.report, ticket, "report")
    report = m.Report(
        command_id=f"{ticket}/report",
        ticket=ticket,
        task=task,
        unit=_OFFICE,
        result="done",
        text="已到场配合，职责内事项办结。",
    )
    desk.send(report, f"{_OFFICE}-clerk")


def _planned(arrival: Arrival, number: int, plan: Plan) -> m.Plan:
    return m.Plan(
        command_id=f"{arrival.ticket}/plan-{number}", ticket=arrival.ticket, cause=plan.cause, plan=plan.cause
    )


def _explained(desk: Desk, arrival: Arrival, number: int) -> Course:
    """Who is not content is told why, and where else to turn."""
    yield desk.worked(desk.behaviour.minutes.reply, arrival.ticket, "explain", number)
    explain = m.Explain(
        command_id=f"{arrival.ticket}/explain-{number}",
        ticket=arrival.ticket,
        text="已说明办理情况、未能解决的原因和复核途径。",
        appeal_right_told=True,
    )
    desk.send(explain, f"{arrival.place}-lead")


def _wait(desk: Desk, arrival: Arrival) -> m.Wait:
    limit = Limit(desk.behaviour.minutes.wait.high, "working_minutes")
    return m.Wait(
        command_id=f"{arrival.ticket}/wait",
        ticket=arrival.ticket,
        reason=desk.draws.pick(desk.behaviour.weights.reason, arrival.ticket, "reason"),
        resume_by=due(desk.now(), limit, desk.timetable),
    )


def _plan(desk: Desk, arrival: Arrival, number: int) -> Plan:
    """The cause that is found in this round, with what is done about it."""
    plans = arrival.category.plans
    return plans[desk.draws.below(len(plans), arrival.ticket, "plan", number)]


def _handle(desk: Desk, arrival: Arrival, number: int, plan: Plan, *, solved: bool) -> m.Handle:
    weights = desk.behaviour.weights
    urn = weights.outcome_solved if solved else weights.outcome_unsolved
    drawn = desk.draws.pick(urn, arrival.ticket, "outcome", number)
    return m.Handle(
        command_id=f"{arrival.ticket}/handle-{number}",
        ticket=arrival.ticket,
        outcome="answered" if solved and arrival.kind == "consult" else drawn,
        result=plan.result,
    )


def _reply(arrival: Arrival, number: int, plan: Plan, *, channel: str) -> m.Reply:
    return m.Reply(
        command_id=f"{arrival.ticket}/reply-{number}",
        ticket=arrival.ticket,
        channel=channel,
        text=f"您反映的问题，办理情况如下：{plan.result}",
    )


def _counsel(desk: Desk, arrival: Arrival, number: int, *, solved: bool, unit: str | None = None) -> m.Counsel:
    weights = desk.behaviour.weights
    urn = weights.opinion_solved if solved else weights.opinion_unsolved
    return m.Counsel(
        command_id=f"{arrival.ticket}/counsel-{number}",
        ticket=arrival.ticket,
        contacted=desk.draws.chance(desk.behaviour.shares.contacted, arrival.ticket, "contacted", number),
        solved=solved,
        satisfaction=desk.draws.pick(urn, arrival.ticket, "opinion", number),
        unit=unit,
    )


# ---- a request that is met ----------------------------------------------------------------------------------------


def on_the_spot(desk: Desk, arrival: Arrival) -> Course:
    """A ticket by another channel: the worker who is met takes it through all four stages alone.

    If it is not solved, it goes on in the second round like any other.
    """
    ticket, minutes = arrival.ticket, desk.behaviour.minutes
    worker = f"{arrival.place}-duty"
    desk.send(_collect(arrival, desk.lead(arrival)), worker)
    solved = desk.draws.chance(desk.behaviour.shares.solved_on_the_spot, ticket, "solved", 1)
    plan = _plan(desk, arrival, 1)
    yield desk.passed(minutes.spot_work, ticket, "work", 1)
    desk.send(_handle(desk, arrival, 1, plan, solved=solved), worker)
    yield desk.passed(minutes.spot_reply, ticket, "reply", 1)
    desk.send(_reply(arrival, 1, plan, channel=arrival.channel), worker)
    yield desk.passed(minutes.spot_visit, ticket, "visit", 1)
    state = desk.send(_counsel(desk, arrival, 1, solved=solved), worker).state
    if state == "explaining":
        yield from _explained(desk, arrival, 1)
    elif state == "in_progress":
        yield from _rounds(desk, arrival, 2)


# ---- a topic ------------------------------------------------------------------------------------------------------


def topic(desk: Desk, arrivals: Iterable[Arrival], raised_at: datetime) -> Course:
    """The topic of the year: what people turn to somebody for most often comes before a council hall.

    It grows out of the newest ticket of that category; a meeting without a quorum is held again.
    """
    yield desk.until(raised_at)
    council = desk.behaviour.council
    recent = tuple(most_frequent(arrivals, after=raised_at - timedelta(days=council.look_back_days), until=raised_at))
    if not recent:
        return
    newest = recent[-1]
    hall, raised_by = _hall(desk, newest.place)
    desk.propose(_raise(newest, hall), raised_by)
    for number in count(1):
        day = desk.now().date() + timedelta(days=council.notice_days)
        held_at = desk.timetable.clock(day, _EVENING)
        schedule = topic_messages.Schedule(
            command_id=f"{TOPIC}/schedule-{number}", topic=TOPIC, meeting=f"{hall}/{day}", held_at=held_at
        )
        desk.propose(schedule, hall)
        yield desk.until(held_at)
        event = desk.propose(_decide(desk, number), hall)
        if deliberation.LIFECYCLE.node(event.state).final:
            return


def _hall(desk: Desk, place: str) -> tuple[str, str]:
    """Where a topic of a place is discussed, and who raises it; a village without a hall turns to the platform."""
    day = desk.now().date()
    for hall in desk.register.units_of(place, at=day, kinds=("council_hall",)):
        return hall.id, f"door-head-{place}-1"
    [platform] = desk.register.of_kind("consultation_platform", at=day)
    return platform.id, f"{place}-lead"


def _raise(arrival: Arrival, hall: str) -> topic_messages.Raise:
    return topic_messages.Raise(
        command_id=f"{TOPIC}/raise",
        topic=TOPIC,
        hall=hall,
        category=arrival.category.topic,
        text=f"近期居民反映最多的是{arrival.category.name_zh}问题，请议事厅商议办法。",
        ticket=arrival.ticket,
    )


def _decide(desk: Desk, number: int) -> topic_messages.Decide:
    council, draws = desk.behaviour.council, desk.draws
    present = draws.between(council.present.low, council.present.high, TOPIC, "present", number)
    voters = [n for n in range(present) if not draws.chance(council.abstain, TOPIC, "abstain", number, n)]
    yes = sum(draws.chance(council.in_favour, TOPIC, "in_favour", number, n) for n in voters)
    return topic_messages.Decide(
        command_id=f"{TOPIC}/decide-{number}",
        topic=TOPIC,
        entitled=council.entitled,
        present=present,
        yes=yes,
        no=len(voters) - yes,
        abstain=present - len(voters),
    )
