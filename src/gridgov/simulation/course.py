"""What happens to each request after it arrived, and to the topic: acts in simulated time, each a command.

::

    hotline      collect ─▶ dispatch ─▶ [free worker] ─▶ (wait ─▶ resume) ─▶ handle ─▶ reply ─▶ counsel ─┐
                    └─▶ withdraw              ▲────────────────── not solved, rounds left ───────────────┤
    on the spot  collect ─▶ handle ─▶ reply ─▶ counsel, by one worker ───────────────────────────────────┴─▶ closed

The courses are generators that simpy drives. They know when somebody acts and what is drawn; what follows from an act
is decided by :mod:`gridgov.tickets` and :mod:`gridgov.deliberation` alone.
"""

from collections.abc import Generator, Iterable, Mapping
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

import simpy
from attrs import frozen

from gridgov import deliberation, tickets
from gridgov.calendars import Limit, Timetable, due, elapsed
from gridgov.kernel import Context, execute
from gridgov.messages import deliberation as topic_messages
from gridgov.messages import tickets as m
from gridgov.parameters import Parameters
from gridgov.ports import EventStore
from gridgov.simulation.arrivals import Arrival, most_frequent
from gridgov.simulation.behaviour import Band, Behaviour, Plan
from gridgov.simulation.draws import Draws

__all__ = ["TOPIC", "Course", "Desk", "hotline", "on_the_spot", "topic"]

Course = Generator[simpy.Event, Any, None]
"""What simpy drives: it yields what it waits for."""

TOPIC = "P-000001"
"""The topic of the year."""

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
        [recorded] = execute(self.store, tickets, command, self._context(command.command_id, actor))
        return recorded.event  # type: ignore[return-value]  # the log keeps the base type; tickets decided it

    def propose(self, command: deliberation.Command, actor: str) -> deliberation.Event:
        """Sends a command about a topic through the kernel and returns the event that followed."""
        [recorded] = execute(self.store, deliberation, command, self._context(command.command_id, actor))
        return recorded.event  # type: ignore[return-value]  # as above

    def _context(self, command: str, actor: str) -> Context:
        return Context(self.now(), actor, self.parameters, self.draws.salt("salt", command))


# ---- a request by the hotline -------------------------------------------------------------------------------------


def hotline(desk: Desk, arrival: Arrival) -> Course:
    """A hotline ticket: collected, dispatched to its community, and worked on until it is closed or the year ends."""
    ticket, shares, minutes = arrival.ticket, desk.behaviour.shares, desk.behaviour.minutes
    desk.send(_collect(arrival), "hotline")
    if desk.draws.chance(shares.withdrawn, ticket, "withdrawn"):
        yield desk.passed(minutes.withdrawal, ticket, "withdrawal")
        withdraw = m.Withdraw(command_id=f"{ticket}/withdraw", ticket=ticket, reason="settled_itself")
        desk.send(withdraw, arrival.claimant)
        return
    yield desk.passed(minutes.dispatch, ticket, "dispatch")
    desk.send(_dispatch(desk, arrival), "dispatch-desk")
    yield from _rounds(desk, arrival, 1)


def _collect(arrival: Arrival) -> m.Collect:
    return m.Collect(
        command_id=f"{arrival.ticket}/collect",
        ticket=arrival.ticket,
        channel=arrival.channel,
        kind=arrival.kind,
        category=arrival.category.code,
        place=arrival.place,
        text=arrival.text,
        claimant=arrival.claimant,
    )


def _dispatch(desk: Desk, arrival: Arrival) -> m.Dispatch:
    now = desk.now()
    limit = Limit(desk.parameters.whole("tickets.handle_limit", now), "working_days")
    return m.Dispatch(
        command_id=f"{arrival.ticket}/dispatch",
        ticket=arrival.ticket,
        unit=arrival.place,
        due=due(now, limit, desk.timetable),
    )


def _rounds(desk: Desk, arrival: Arrival, first: int) -> Course:
    crew, minutes = desk.crews[arrival.place], desk.behaviour.minutes
    for number in count(first):
        worker: str = yield crew.get()
        yield desk.until(desk.timetable.begin(desk.now()))
        if number == 1 and desk.draws.chance(desk.behaviour.shares.waits, arrival.ticket, "waits"):
            desk.send(_wait(desk, arrival), worker)
            yield crew.put(worker)
            yield desk.worked(minutes.wait, arrival.ticket, "wait")
            worker = yield crew.get()
            desk.send(m.Resume(command_id=f"{arrival.ticket}/resume", ticket=arrival.ticket), worker)
        yield desk.worked(minutes.work, arrival.ticket, "work", number)
        solved = desk.draws.chance(desk.behaviour.solved_in(number), arrival.ticket, "solved", number)
        plan = _plan(desk, arrival, number)
        desk.send(_handle(desk, arrival, number, plan, solved=solved), worker)
        yield desk.worked(minutes.reply, arrival.ticket, "reply", number)
        desk.send(_reply(arrival, number, plan, channel="phone"), worker)
        yield crew.put(worker)
        yield desk.worked(minutes.visit, arrival.ticket, "visit", number)
        if _is_closed(desk.send(_counsel(desk, arrival, number, solved=solved), "visit-desk")):
            return


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


def _counsel(desk: Desk, arrival: Arrival, number: int, *, solved: bool) -> m.Counsel:
    weights = desk.behaviour.weights
    urn = weights.opinion_solved if solved else weights.opinion_unsolved
    return m.Counsel(
        command_id=f"{arrival.ticket}/counsel-{number}",
        ticket=arrival.ticket,
        contacted=desk.draws.chance(desk.behaviour.shares.contacted, arrival.ticket, "contacted", number),
        solved=solved,
        satisfaction=desk.draws.pick(urn, arrival.ticket, "opinion", number),
    )


def _is_closed(event: tickets.Event) -> bool:
    return tickets.LIFECYCLE.node(event.state).final


# ---- a request that is met ----------------------------------------------------------------------------------------


def on_the_spot(desk: Desk, arrival: Arrival) -> Course:
    """A ticket by another channel: the worker who is met takes it through all four stages alone.

    If it is not solved, it goes on in the second round like any other.
    """
    ticket, minutes = arrival.ticket, desk.behaviour.minutes
    worker = f"{arrival.place}-duty"
    desk.send(_collect(arrival), worker)
    solved = desk.draws.chance(desk.behaviour.shares.solved_on_the_spot, ticket, "solved", 1)
    plan = _plan(desk, arrival, 1)
    yield desk.passed(minutes.spot_work, ticket, "work", 1)
    desk.send(_handle(desk, arrival, 1, plan, solved=solved), worker)
    yield desk.passed(minutes.spot_reply, ticket, "reply", 1)
    desk.send(_reply(arrival, 1, plan, channel=arrival.channel), worker)
    yield desk.passed(minutes.spot_visit, ticket, "visit", 1)
    if not _is_closed(desk.send(_counsel(desk, arrival, 1, solved=solved), worker)):
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
    hall = f"hall-{newest.place}"
    desk.propose(_raise(newest, hall), f"door-head-{newest.place}")
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
