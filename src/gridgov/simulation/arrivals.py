"""Who asks for what, where and when: the arrivals of a year, drawn before it begins.

Hotline tickets come at any hour, spread by kind of day and by hour; tickets by the other channels come while somebody
is there to take them in, and are settled on the spot.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count, islice

from attrs import frozen

from gridgov.calendars import Timetable
from gridgov.errors import BadInput, Problem
from gridgov.messages.tickets import Kind
from gridgov.simulation.behaviour import Behaviour, Category
from gridgov.simulation.draws import Draws, Urn

__all__ = ["HOTLINE", "Arrival", "arrivals", "most_frequent"]

HOTLINE = "hotline"
"""The channel whose tickets are dispatched; those of all others are settled on the spot."""

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)


@frozen
class Arrival:
    """Somebody turns to somebody."""

    at: datetime
    ticket: str
    channel: str
    kind: Kind
    category: Category
    place: str
    """The community or village, by its id in the register."""
    text: str
    """A made-up sentence."""
    claimant: str


def arrivals(
    draws: Draws,
    behaviour: Behaviour,
    places: Iterable[str],
    timetable: Timetable,
    *,
    first: date,
    last: date,
    tickets: int,
) -> tuple[Arrival, ...]:
    """The arrivals of a period in order: exactly ``tickets`` by the hotline, and the share by other channels on top.

    Args:
        draws: the seed.
        behaviour: what is likely.
        places: the communities and villages; how much comes from each is drawn, from 60 to 140.
        timetable: which days are worked, and when somebody is there.
        first: the first day of the period.
        last: its last day.
        tickets: how many the hotline accepts.

    Raises:
        BadInput: a period that ends before it begins.

    """
    if last < first:
        raise BadInput([Problem("ends_before_start", "period")], source="arrivals")
    spot = int(tickets * behaviour.shares.on_the_spot)
    hotline = _at_any_hour(draws, behaviour, timetable, first, last)
    others = _in_working_time(draws, timetable, first, last)
    drawn = sorted((*islice(hotline, tickets), *islice(others, spot)))
    where = Urn({place: draws.between(60, 140, "place", place) for place in places})
    months = {month: _categories(behaviour, month) for month in range(1, 13)}
    return tuple(
        _arrival(draws, behaviour, name, ticket=f"T-{n:06}", at=at, place=where, category=months[at.month])
        for n, (at, name) in enumerate(drawn, start=1)
    )


def _categories(behaviour: Behaviour, month: int) -> Urn[Category]:
    return Urn({category: category.weight for category in behaviour.categories if month in category.months})


def _at_any_hour(
    draws: Draws, behaviour: Behaviour, timetable: Timetable, first: date, last: date
) -> Iterator[tuple[datetime, str]]:
    """When the hotline rings, and the name that the other draws of the call go by."""
    days = [first + _DAY * n for n in range((last - first).days + 1)]
    weights = behaviour.weights.day.weights
    urn = Urn({timetable.clock(day, time()): weights[timetable.calendar.day(day).kind] for day in days})
    for n in count(1):
        name = f"hotline-{n}"
        hour = timedelta(hours=int(draws.pick(behaviour.weights.hour, name, "hour")))
        yield draws.pick(urn, name, "day") + hour + _SECOND * draws.below(3600, name, "second"), name


def _in_working_time(draws: Draws, timetable: Timetable, first: date, last: date) -> Iterator[tuple[datetime, str]]:
    """When somebody is met who takes a request in, and the name that its other draws go by."""
    start, end = timetable.clock(first, time()), timetable.clock(last + _DAY, time())
    minutes = timetable.working_time(start, end) // _MINUTE
    for n in count(1):
        name = f"spot-{n}"
        yield timetable.add(start, _MINUTE * draws.between(1, minutes, name, "minute")), name


def _arrival(
    draws: Draws,
    behaviour: Behaviour,
    name: str,
    *,
    ticket: str,
    at: datetime,
    place: Urn[str],
    category: Urn[Category],
) -> Arrival:
    about = draws.pick(category, name, "category")
    by_phone = name.startswith(HOTLINE)
    return Arrival(
        at=at,
        ticket=ticket,
        channel=HOTLINE if by_phone else draws.pick(behaviour.weights.channel, name, "channel"),
        kind=draws.pick(behaviour.weights.kind, name, "kind"),
        category=about,
        place=draws.pick(place, name, "place"),
        text=about.texts[draws.below(len(about.texts), name, "text")],
        claimant=f"R-{draws.between(1, behaviour.claimants, name, 'claimant'):05}",
    )


def most_frequent(among: Iterable[Arrival], *, after: datetime, until: datetime) -> Iterator[Arrival]:
    """The arrivals of the most frequent category of a time, oldest first; of two, the one whose code comes first."""
    recent = [arrival for arrival in among if after < arrival.at <= until]
    counts = Counter(arrival.category.code for arrival in recent)
    top = min(counts, key=lambda code: (-counts[code], code), default=None)
    return (arrival for arrival in recent if arrival.category.code == top)
