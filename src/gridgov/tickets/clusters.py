"""What is about to be complained about: requests that pile up in one place. 未诉先办, acting before the complaint (S6).

A cluster is a category in a place, or in the area around it, with enough requests from enough different claimants
within a window of days, and more than is usual there if the past is known. How many is enough is for the host to say,
out of its parameters: no law states it.

>>> from datetime import UTC
>>> noon = datetime(2026, 3, 1, 4, tzinfo=UTC)
>>> signals = [
...     Signal("T-1", "safety.e_bike", "110112004002", noon, "c-1", "hotline"),
...     Signal("T-2", "safety.e_bike", "110112004002", noon + timedelta(days=1), "c-2", "chat_group"),
...     Signal("T-3", "safety.e_bike", "110112004003", noon + timedelta(days=2), "c-3", "hotline"),
... ]
>>> asked = {"at": noon + timedelta(days=7), "window_days": 7, "least": 3, "least_claimants": 2}
>>> clusters(signals, **asked)
()
>>> found = clusters(signals, **asked, area_digits=9)
>>> [(cluster.place, cluster.tickets) for cluster in found]
[('110112004', ('T-1', 'T-2', 'T-3'))]
>>> print(found[0].why("zh"))
110112004：2026-03-01至2026-03-08（7天）有3件“safety.e_bike”诉求，来自3位诉求人。

What holds:

- **One caller makes no cluster.** Claimants are counted once each, all anonymous ones together as one.
- **Our own cases are no complaints.** What was raised proactively does not count, so that no cluster feeds itself.
- **Raised once.** Tickets that a raised cluster has covered are left out when the host passes them in; a new cluster
  then needs enough new ones.
- **The window is half-open**: what came in at its start counts, what comes in at its end does not.

Sources: Beijing Regulation on Swift Response to Public Complaints 2021, Arts. 24 to 27 (主动治理，未诉先办).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from types import MappingProxyType
from typing import Final, get_args

from attrs import frozen

from gridgov.documents import check_type, duplicates
from gridgov.errors import BadInput, Lang, Problem, Word, as_it_is
from gridgov.messages import tickets as m
from gridgov.messages.base import is_code
from gridgov.messages.deliberation import Raise, TopicCategory
from gridgov.messages.tickets.collect import Origin
from gridgov.tickets.duplicates import MAX_DAYS, refuse_facts, unfit_moment, whole_number

__all__ = ["Cluster", "Signal", "clusters", "proactive_case", "topic_proposal"]

_MAX_LEAST: Final = 1_000_000
"""The largest threshold, in tickets or claimants."""
_MAX_KEY: Final = 120
"""The longest key, in characters."""


# ---- values ---------------------------------------------------------------------------------------------------------


@frozen
class Signal:
    """One request as clusters see it: what it is about, where, when and from whom; no text.

    Raises:
        BadInput: a field of another shape than the message it comes from may have.

    """

    ticket: str
    category: str | None
    """A path such as ``safety.e_bike``; what has none is in no cluster."""
    place: str | None
    """The area that it is about, by its code; what has none is in no cluster."""
    at: datetime
    """When it came in."""
    claimant: str | None
    """A reference to the claimant; None when anonymous."""
    channel: str
    origin: Origin = "claimant"

    def __attrs_post_init__(self) -> None:
        refuse_facts(self, source="signal")
        if not is_code(self.channel):
            raise BadInput([Problem("wrong_pattern", "channel", {"expected": "a code"})], source="signal")
        if self.origin not in get_args(Origin):
            expected = {"expected": get_args(Origin)}
            raise BadInput([Problem("unknown_choice", "origin", expected)], source="signal")


@frozen
class Cluster:
    """Requests of one category that pile up in one place or area."""

    id: str
    """The same for the same category, place and window, whoever computes it."""
    category: str
    place: str
    """The code of the place, or the beginning of the codes of all places of an area."""
    start: datetime
    """The first moment of the window."""
    end: datetime
    """The first moment after the window."""
    days: int
    """The length of the window."""
    tickets: tuple[str, ...]
    """The requests, in the order in which they came in."""
    claimants: int
    """How many different claimants they are from; all anonymous ones together are one."""
    places: tuple[str, ...]
    """The places that they are about, in the order of their codes."""
    channels: tuple[tuple[str, int], ...]
    """How many came through each channel, the busiest first."""
    first: datetime
    """When the first of them came in."""
    last: datetime
    usual: Fraction | None
    """How many came in an equal window before, on average; None where the past is not known."""

    def why(self, lang: Lang, word: Word = as_it_is) -> str:
        """What makes it a cluster, in words; ``word`` turns the category and the place into words of that language."""
        text, past = _TEXTS[lang]
        return text.format(
            place=word(self.place, "place"),
            category=word(self.category, "category"),
            start=self.start.date().isoformat(),
            end=self.end.date().isoformat(),
            days=self.days,
            count=len(self.tickets),
            claimants=self.claimants,
            usual="" if self.usual is None else past.format(days=self.days, usual=_shown(self.usual)),
        )


_TEXTS: Final[Mapping[Lang, tuple[str, str]]] = MappingProxyType(
    {
        "en": (
            (
                '{place}: requests about "{category}" from {start} to {end} ({days} days): {count}; '
                "different claimants: {claimants}{usual}."
            ),
            "; usual in {days} days: {usual}",
        ),
        "zh": (
            "{place}：{start}至{end}（{days}天）有{count}件“{category}”诉求，来自{claimants}位诉求人{usual}。",
            "；此前平均每{days}天{usual}件",
        ),
    }
)


def _shown(number: Fraction) -> str:
    """A number to one decimal, half to even; a whole one without."""
    whole, tenths = divmod(round(number * 10), 10)
    return f"{whole}.{tenths}" if tenths else f"{whole}"


# ---- finding them ---------------------------------------------------------------------------------------------------


@frozen
class _Window:
    """The days that are looked at, in UTC, and how many windows of that length the past has."""

    start: datetime
    end: datetime
    days: int
    past: int

    @property
    def past_start(self) -> datetime:
        return self.start - self.past * timedelta(days=self.days)


def clusters(
    signals: Iterable[Signal],
    *,
    at: datetime,
    window_days: int,
    least: int,
    least_claimants: int,
    area_digits: int | None = None,
    times: int | Decimal | Fraction | None = None,
    since: datetime | None = None,
    covered: Collection[str] = (),
) -> tuple[Cluster, ...]:
    """The clusters of the days before a moment, the largest first; of equal ones by category, then by place.

    Every threshold is the host's. The id of a cluster holds the start of its window: ask for midnight, or another fixed
    moment of the day, and who asks twice gets the same ids.

    Args:
        signals: what came in; that of earlier days serves as the past.
        at: the end of the window; what comes in at that moment or later is not looked at.
        window_days: its length in days of 24 hours.
        least: how many requests make a cluster.
        least_claimants: from how many different claimants they must be.
        area_digits: join all places whose codes begin alike, to so many characters: 9 for the subdistricts of
            12-digit division codes. Requests from one place alone make no cluster of an area: ask without it.
        times: more than so many times the usual number must have come in; needs ``since``.
        since: from when on the signals are complete. The usual number is the mean of the whole windows from then on.
            If there is none, nothing is usual, and nothing is held against it.
        covered: tickets that a raised cluster has covered.

    Raises:
        BadInput: a threshold out of range, ``times`` without ``since``, a ticket twice, or what is no signal.

    """
    check_type(signals, Iterable, "signals", expected="a list", source="clusters")
    check_type(covered, (tuple, list, AbstractSet), "covered", expected="a list", source="clusters")
    held = tuple(signals)
    problems = [
        *whole_number(window_days, 1, MAX_DAYS, "window_days"),
        *whole_number(least, 1, _MAX_LEAST, "least"),
        *whole_number(least_claimants, 1, _MAX_LEAST, "least_claimants"),
        *(whole_number(area_digits, 1, _MAX_KEY, "area_digits") if area_digits is not None else ()),
        *_unfit_signals(held),
        *_unfit_past(at, times, since),
    ]
    if problems:
        raise BadInput(problems, source="clusters")
    window = _window(at, window_days, since)
    inside, before = _grouped(held, window, area_digits, frozenset(covered))
    found = []
    for (category, place), group in inside.items():
        usual = Fraction(before[category, place], window.past) if window.past else None
        enough = len(group) >= least and _claimants(group) >= least_claimants
        unusual = times is None or usual is None or len(group) > Fraction(times) * usual
        if enough and unusual and not _of_one_place(place, group):
            found.append(_cluster(category, place, group, window, at.tzinfo, usual))
    return tuple(sorted(found, key=lambda cluster: (-len(cluster.tickets), cluster.category, cluster.place)))


def _unfit_signals(signals: tuple[object, ...]) -> Iterator[Problem]:
    for i, signal in enumerate(signals):
        if not isinstance(signal, Signal):
            yield Problem("wrong_type", f"signals[{i}]", {"expected": "Signal"})
    tickets = ((f"signals[{i}].ticket", s.ticket) for i, s in enumerate(signals) if isinstance(s, Signal))
    yield from duplicates(tickets)


def _unfit_past(at: object, times: object, since: object) -> Iterator[Problem]:
    yield from unfit_moment(at, "at")
    if since is not None:
        yield from unfit_moment(since, "since")
    if times is None:
        return
    if isinstance(times, bool) or not isinstance(times, int | Decimal | Fraction):
        yield Problem("wrong_type", "times", {"expected": "an exact number"})
    elif (isinstance(times, Decimal) and times.is_nan()) or not 0 <= times <= _MAX_LEAST:
        yield Problem("out_of_range", "times", {"expected": f"0 … {_MAX_LEAST}"})
    elif since is None:
        yield Problem("missing", "since")


def _window(at: datetime, days: int, since: datetime | None) -> _Window:
    end = at.astimezone(UTC)
    start = end - timedelta(days=days)
    past = 0 if since is None else max(0, (start - since) // timedelta(days=days))
    return _Window(start, end, days, past)


_Groups = dict[tuple[str, str], list[Signal]]


def _grouped(
    signals: Iterable[Signal], window: _Window, digits: int | None, covered: Collection[str]
) -> tuple[_Groups, Counter[tuple[str, str]]]:
    """What came in within the window, in the order of time, and how much in the windows before."""
    inside: _Groups = {}
    before = Counter[tuple[str, str]]()
    for signal in sorted(signals, key=lambda one: (one.at.astimezone(UTC), one.ticket)):
        if signal.category is None or signal.place is None or signal.origin == "proactive":
            continue
        key = signal.category, signal.place[:digits]
        if window.past_start <= signal.at < window.start:
            before[key] += 1
        elif window.start <= signal.at < window.end and signal.ticket not in covered:
            inside.setdefault(key, []).append(signal)
    return inside, before


def _claimants(group: Iterable[Signal]) -> int:
    return len({signal.claimant for signal in group})


def _of_one_place(area: str, group: Iterable[Signal]) -> bool:
    """Whether an area's requests are all about one place within it."""
    places = {signal.place for signal in group}
    return len(places) == 1 and area not in places


def _cluster(
    category: str, place: str, group: list[Signal], window: _Window, zone: tzinfo | None, usual: Fraction | None
) -> Cluster:
    channels = Counter(signal.channel for signal in group)
    return Cluster(
        id=_id_of(category, place, window),
        category=category,
        place=place,
        start=window.start.astimezone(zone),
        end=window.end.astimezone(zone),
        days=window.days,
        tickets=tuple(signal.ticket for signal in group),
        claimants=_claimants(group),
        places=tuple(sorted({signal.place for signal in group if signal.place is not None})),
        channels=tuple(sorted(channels.items(), key=lambda item: (-item[1], item[0]))),
        first=group[0].at,
        last=group[-1].at,
        usual=usual,
    )


def _id_of(category: str, place: str, window: _Window) -> str:
    """A key that can be read, unless the codes are so long that only their digest fits."""
    readable = f"cluster/{place}/{category}/{window.start:%Y%m%dT%H%M%SZ}+{window.days}d"
    return readable if len(readable) <= _MAX_KEY else f"cluster/{sha256(readable.encode()).hexdigest()}"


# ---- what it raises -------------------------------------------------------------------------------------------------


def proactive_case(
    cluster: Cluster, *, command_id: str, ticket: str, kind: m.Kind, lang: Lang, word: Word = as_it_is
) -> m.Collect:
    """The command that takes a cluster in as a case of its own, before the next one complains.

    It comes through the channel ``patrol``, has no claimant, and its text is why the cluster is one.
    """
    check_type(cluster, Cluster, "cluster", expected="Cluster", source="clusters")
    return m.Collect(
        command_id=command_id,
        ticket=ticket,
        channel="patrol",
        origin="proactive",
        cluster=cluster.id,
        kind=kind,
        category=cluster.category,
        place=cluster.place,
        text=cluster.why(lang, word),
    )


def topic_proposal(
    cluster: Cluster,
    *,
    command_id: str,
    topic: str,
    hall: str,
    category: TopicCategory,
    lang: Lang,
    word: Word = as_it_is,
) -> Raise:
    """The command that brings a cluster before a council hall, under one of the hall's categories.

    The topic names the newest ticket of the cluster as the one that it grew out of.
    """
    check_type(cluster, Cluster, "cluster", expected="Cluster", source="clusters")
    return Raise(
        command_id=command_id,
        topic=topic,
        hall=hall,
        category=category,
        text=cluster.why(lang, word),
        ticket=cluster.tickets[-1],
    )
