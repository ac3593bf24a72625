"""A year of a subdistrict as a value, and the run that turns it into a log.

>>> from gridgov.adapters.memory import MemoryStore
>>> store = MemoryStore()
>>> run = simulate(yuqiao_2022(tickets=3), store, seed=2022)
>>> run.tickets, store.read("ticket/T-EXAMPLE")[0].event.channel
(4, 'face_to_face')
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final, Protocol

import simpy
from attrs import frozen

from gridgov.calendars import ServiceHours, Shift, Timetable, china
from gridgov.errors import BadInput, Problem, Refused
from gridgov.org import Register, RouteDecision, read_register, route
from gridgov.parameters import Parameters, combine, packaged, shipped
from gridgov.ports import EventStore
from gridgov.simulation.arrivals import HOTLINE, Arrival, arrivals
from gridgov.simulation.behaviour import Behaviour, shipped_behaviour
from gridgov.simulation.course import TOPIC, Course, Desk, hotline, on_the_spot, topic
from gridgov.simulation.draws import Draws

__all__ = ["EXAMPLE", "MOST_TICKETS", "RULES", "Progress", "Run", "Year", "simulate", "yuqiao_2022", "yuqiao_register"]

MOST_TICKETS: Final = 1_000_000
"""The most hotline tickets of a simulated year."""

RULES: Final = ("beijing-swift-response", "yuqiao-tickets", "presets", "preset-swift-response")
"""The packs that the year works under: the Regulation, the channels of the case, and named presets."""

EXAMPLE: Final = "T-EXAMPLE"
"""The ticket of the example case: an e-bike in a corridor, brought up face to face."""

_PLACES: Final = ("community", "village")
_DAY = timedelta(days=1)
_SECONDS_A_DAY: Final = 86_400


class Progress(Protocol):
    """Who is told how far a simulation is."""

    def __call__(self, done: int, of: int) -> None:
        """So many of the year's days are done."""
        ...


@frozen
class Year:
    """What a simulated year takes as given.

    Raises:
        BadInput: a number of tickets that is below 0 or above :data:`MOST_TICKETS`, days that are not in order, or an
            example whose place or category is unknown.

    """

    id: str
    register: Register
    """Who is there, and who answers for what."""
    parameters: Parameters
    timetable: Timetable
    behaviour: Behaviour
    tickets: int
    """How many tickets the hotline accepts. This is given to the simulation, not found by it."""
    first: date
    last_arrival: date
    """The last day on which somebody turns to somebody."""
    last: date
    """The last day of the year; what is open then stays open."""
    example_at: datetime
    """When the example case is brought up."""
    example_place: str
    example_category: str
    topic_at: datetime
    """When the most frequent category becomes a topic."""

    def __attrs_post_init__(self) -> None:
        problems = []
        if type(self.tickets) is not int or not 0 <= self.tickets <= MOST_TICKETS:
            problems.append(Problem("not_whole", "tickets", {"limit": MOST_TICKETS}))
        if not self.first <= self.last_arrival <= self.last:
            problems.append(Problem("ends_before_start", "days"))
        if self.example_place not in self.places:
            problems.append(Problem("of_another_kind", "example_place", {"expected": _PLACES}))
        categories = tuple(category.code for category in self.behaviour.categories)
        if self.example_category not in categories:
            problems.append(Problem("unknown_choice", "example_category", {"expected": categories}))
        if problems:
            raise BadInput(problems, source="year")

    @property
    def places(self) -> tuple[str, ...]:
        """Where tickets come from: the communities and villages of its last day, by id."""
        return tuple(area.id for area in self.register.of_kind(*_PLACES, at=self.last))


@frozen
class Run:
    """What a simulation says about itself; everything else is in the log."""

    seed: int
    tickets: int
    """How many tickets came in, by all channels."""
    example: str
    """The ticket of the example case."""
    topic: str
    """The topic of the year; it is not in the log if nothing came in before it was due."""


def yuqiao_2022(*, tickets: int) -> Year:
    """The reference case: 24 communities and villages, arrivals from January to November 2022.

    The register is partly synthetic, the behaviour wholly, and the working hours, the handling limit and the number of
    rounds are presets: nothing that comes out is a finding about Yuqiao.

    Raises:
        BadInput: a number of tickets that is below 0 or above :data:`MOST_TICKETS`.

    """
    timetable = _office()
    return Year(
        id="yuqiao-2022",
        register=yuqiao_register(),
        parameters=combine(*map(shipped, RULES)),
        timetable=timetable,
        behaviour=shipped_behaviour(),
        tickets=tickets,
        first=date(2022, 1, 1),
        last_arrival=date(2022, 11, 30),
        last=date(2022, 12, 31),
        example_at=timetable.clock(date(2022, 6, 15), time(9, 30)),
        example_place="110112004002",
        example_category="safety.e_bike",
        topic_at=timetable.clock(date(2022, 9, 1), time(10)),
    )


@cache
def yuqiao_register() -> Register:
    """The register of the reference case with its responsibility list, synthetic in parts."""
    register = read_register(packaged("yuqiao-register"), source="packs/yuqiao-register.toml")
    list_ = packaged("yuqiao-responsibilities")
    return read_register(list_, source="packs/yuqiao-responsibilities.toml", onto=register)


@cache
def _office() -> Timetable:
    shifts = [Shift(time(8, 30), time(12)), Shift(time(13, 30), time(18))]
    return Timetable(china(), ServiceHours("Asia/Shanghai", shifts))


def simulate(year: Year, store: EventStore, *, seed: int, progress: Progress | None = None) -> Run:
    """Lets a year pass: every act is a command through the kernel, in the order of time.

    The same year and the same seed give the same log to the byte, on every machine.

    Args:
        year: what is given.
        store: where the events go, an empty one.
        seed: what every draw follows from.
        progress: told once a simulated day.

    Raises:
        BadInput: the year lies outside the calendar's years; a category that is not handled as a request.
        Refused: ``already_exists``: the store has events already; what :func:`gridgov.org.route` refuses, where for
            some category and place nobody or several must act on the last day of the year.

    """
    for recorded in store.read_all():
        raise Refused("already_exists", what="simulate", case=recorded.stream)
    draws, clock = Draws(seed), simpy.Environment()
    drawn = _arrivals(year, draws)
    desk = _desk(year, draws, clock, store)
    clock.process(_source(desk, drawn))
    clock.process(topic(desk, drawn, year.topic_at))
    days = (year.last - year.first).days + 1
    told = progress or _silent
    clock.process(_days(clock, days, told))
    clock.run(until=days * _SECONDS_A_DAY)
    told(days, days)
    return Run(seed=seed, tickets=len(drawn), example=EXAMPLE, topic=TOPIC)


def _desk(year: Year, draws: Draws, clock: simpy.Environment, store: EventStore) -> Desk:
    return Desk(
        clock=clock,
        start=year.timetable.clock(year.first, time()).astimezone(UTC),
        store=store,
        parameters=year.parameters,
        timetable=year.timetable,
        behaviour=year.behaviour,
        draws=draws,
        crews={place: _crew(clock, place, year.behaviour.workers) for place in year.places},
        register=year.register,
        leads=_leads(year),
    )


def _leads(year: Year) -> dict[tuple[str, str], str]:
    """Which unit answers for which category at which place."""
    codes = [category.code for category in year.behaviour.categories]
    found = {(place, code): route(year.register, code, place, year.last) for place in year.places for code in codes}
    handled = {key: decision.lead.unit for key, decision in found.items() if isinstance(decision, RouteDecision)}
    if len(handled) < len(found):
        expected = tuple(dict.fromkeys(code for _, code in handled))
        raise BadInput([Problem("unknown_choice", "category", {"expected": expected})], source="year")
    return handled


def _silent(done: int, of: int) -> None:
    """Tells nobody."""


def _crew(clock: simpy.Environment, place: str, workers: int) -> simpy.Store:
    crew = simpy.Store(clock)
    crew.items.extend(f"{place}-worker-{n}" for n in range(1, workers + 1))
    return crew


def _arrivals(year: Year, draws: Draws) -> tuple[Arrival, ...]:
    """The arrivals of the year with the example case among them, in order."""
    drawn = arrivals(
        draws,
        year.behaviour,
        year.places,
        year.timetable,
        first=year.first,
        last=year.last_arrival,
        tickets=year.tickets,
    )
    return tuple(sorted((*drawn, _example(year)), key=lambda arrival: (arrival.at, arrival.ticket)))


def _example(year: Year) -> Arrival:
    [category] = [category for category in year.behaviour.categories if category.code == year.example_category]
    return Arrival(
        at=year.example_at,
        ticket=EXAMPLE,
        channel="face_to_face",
        kind="complaint",
        category=category,
        place=year.example_place,
        text=category.texts[0],
        claimant="R-EXAMPLE",
    )


def _source(desk: Desk, drawn: tuple[Arrival, ...]) -> Course:
    """Lets each arrival begin its course when its time has come."""
    for arrival in drawn:
        yield desk.until(arrival.at)
        begin = hotline if arrival.channel == HOTLINE else on_the_spot
        desk.clock.process(begin(desk, arrival))


def _days(clock: simpy.Environment, days: int, progress: Progress) -> Course:
    for day in range(1, days):
        yield clock.timeout(_SECONDS_A_DAY)
        progress(day, days)
