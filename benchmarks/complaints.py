"""Made-up complaints with a known truth: which of them are about the same event.

Something breaks at a spot of a place; one or several residents report it, each in words of their own, with detours,
slips of the pen, wrong categories and forgotten house numbers. Beside each event may stand look-alikes: the same
trouble in the next building, another trouble at the same spot, the same spot again weeks later. Nothing of the matcher
is used here: it is not imported, and the phrases of ``complaints.toml`` were written before it. They come in two
halves; ``one`` is for tuning, ``two`` is held out.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Literal

from attrs import evolve, frozen

Half = Literal["one", "two"]
Names = Mapping[str, Mapping[str, tuple[str, str]]]

PHRASES = tomllib.loads(Path(__file__).with_name("complaints.toml").read_text(encoding="utf-8"))
START = datetime(2026, 3, 1, tzinfo=UTC)
DIGITS = "〇一二三四五六七八九"
SLIPS = dict(zip("的在坏电车灯楼漏响停门水修", "得再怀店扯登搂露想挺们氺休", strict=True))
TRADITIONAL = str.maketrans("电车楼灯门响漏单层处这个们没区请尽来", "電車樓燈門響漏單層處這個們沒區請盡來")


@frozen
class Complaint:
    """What one resident says; ``event`` is the truth that a matcher does not see."""

    ticket: str
    event: int
    category: str
    place: str
    at: datetime
    text: str
    claimant: str
    lang: str
    position: tuple[int, int] | None
    """Latitude and longitude in millionths of a degree, if the caller's device gave them."""


@frozen
class Spot:
    """Where an event is: an estate of a place with a house, a corner of the yard, or a street with a landmark."""

    place: str
    estate: int
    house: int
    unit: int
    floor: int
    corner: int
    street: int
    mark: int
    position: tuple[int, int]


@frozen
class Event:
    """Something is wrong at a spot from a moment on."""

    number: int
    facet: Mapping[str, Any]
    spot: Spot
    at: datetime
    english: bool


@frozen
class Town:
    """How large the town is and how hard its people make it; shares are between 0 and 1."""

    places: int
    days: int = 60
    next_door: float = 0.10
    """How many events have the same trouble next door within two days."""
    same_spot: float = 0.05
    """How many have another trouble of the same trunk at the same spot within two days."""
    again: float = 0.03
    """How many come again at the same spot weeks later."""
    spot_forgotten: float = 0.05
    estate_named: float = 0.75
    wrong_place: float = 0.015
    wrong_branch: float = 0.06
    wrong_trunk: float = 0.005
    located: float = 0.5
    """How many reports come with coordinates."""


def complaints(seed: int, half: Half, tickets: int, *, town: Town) -> list[Complaint]:
    """So many complaints about events of a town, in the order in which they come in."""
    rng = Random(seed)  # noqa: S311  # a made-up town, not a secret
    found: list[Complaint] = []
    for event in _events(rng, town):
        found += _reports(rng, event, half, town)
        if len(found) >= tickets:
            break
    found = sorted(found[:tickets], key=lambda c: (c.at, c.claimant))
    return [evolve(complaint, ticket=f"T-{i:06}") for i, complaint in enumerate(found)]


def names(*, without_every: int = 0, sorts: Sequence[str] = ("estate", "yard", "street", "mark")) -> Names:
    """What the town's spots are called, as a host's register has it; every so-manieth is missing there."""
    common = PHRASES["common"]
    return {
        sort: {
            f"{sort}-{i}": both
            for i, both in enumerate(zip(common[f"{sort}s"], common[f"{sort}s_en"], strict=True), 1)
            if not without_every or i % without_every
        }
        for sort in sorts
    }


# ---- events -------------------------------------------------------------------------------------------------------


def _events(rng: Random, town: Town) -> Iterator[Event]:
    areas = [f"110112{i // 25 + 1:03}{i % 25 + 1:03}" for i in range(town.places)]
    busy = [1 / (i % 40 + 10) for i in range(town.places)]
    numbers = count()
    while True:
        (place,) = rng.choices(areas, busy)
        at = START + timedelta(minutes=rng.randrange(town.days * 1440))
        event = Event(next(numbers), rng.choice(PHRASES["facet"]), _spot(rng, place), at, rng.random() < 0.08)
        yield event
        for twin in _look_alikes(rng, event, town):
            yield evolve(twin, number=next(numbers))


def _look_alikes(rng: Random, event: Event, town: Town) -> Iterator[Event]:
    soon = event.at + timedelta(minutes=rng.randrange(2880))
    if rng.random() < town.next_door:  # the same trouble next door
        yield evolve(event, spot=_next_door(rng, event.spot), at=soon)
    if rng.random() < town.same_spot:  # another trouble of the same sort at the same spot
        parent = event.facet["category"].partition(".")[0]
        others = [f for f in PHRASES["facet"] if f["category"].startswith(parent) and f is not event.facet]
        if others:
            yield evolve(event, facet=rng.choice(others), at=soon)
    if rng.random() < town.again:  # the same again, weeks later
        yield evolve(event, at=event.at + timedelta(days=rng.randint(20, 40)))


def _spot(rng: Random, place: str) -> Spot:
    number = int(place[6:9]) * 25 + int(place[9:])
    estate = (number * 3 + rng.randrange(3)) % len(PHRASES["common"]["estates"])
    house, corner, street, mark = rng.randint(1, 18), rng.randrange(15), rng.randrange(12), rng.randrange(12)
    return _placed(Spot(place, estate, house, rng.randint(1, 4), rng.randint(1, 18), corner, street, mark, (0, 0)))


def _placed(spot: Spot) -> Spot:
    """The same spot with its coordinates: houses some 50 metres apart, corners and landmarks too."""
    number = int(spot.place[6:9]) * 25 + int(spot.place[9:])
    north = 39_800_000 + number // 20 * 9_000 + spot.estate % 3 * 2_700 + spot.house // 5 * 450 + spot.corner * 37
    east = 116_600_000 + number % 20 * 12_000 + spot.house % 5 * 590 + spot.mark * 310 + spot.street * 71
    return evolve(spot, position=(north, east))


def _next_door(rng: Random, spot: Spot) -> Spot:
    return _placed(
        evolve(
            spot,
            house=spot.house % 18 + 1,
            corner=(spot.corner + rng.randint(1, 14)) % 15,
            mark=(spot.mark + rng.randint(1, 11)) % 12,
        )
    )


# ---- reports ------------------------------------------------------------------------------------------------------


def _reports(rng: Random, event: Event, half: Half, town: Town) -> Iterator[Complaint]:
    (number,) = rng.choices([1, 2, 3, 4, 5, 6], [50, 20, 12, 8, 6, 4])
    callers = [f"c-{event.number}-{i}" for i in range(number)]
    if rng.random() < 0.05:  # somebody who calls about everything
        callers[0] = f"c-{event.spot.place}-serial"
    for i in range(number):
        claimant = callers[0] if i and rng.random() < 0.08 else callers[i]
        later = timedelta(hours=rng.expovariate(1 / 60)) if i else timedelta()
        english = rng.random() < (0.8 if event.english else 0.01)
        text = (_english if english else _chinese)(rng, event, half, town)
        yield Complaint(
            ticket="",
            event=event.number,
            category=_category(rng, event.facet["category"], town),
            place=_place(rng, event.spot.place, town),
            at=event.at + min(later, timedelta(days=14)),
            text=text,
            claimant=claimant,
            lang="en" if english else "zh",
            position=_position(rng, event.spot) if rng.random() < town.located else None,
        )


def _category(rng: Random, category: str, town: Town) -> str:
    """What the operator ticks: mostly right, sometimes another branch of the same trunk, or something else."""
    chance = rng.random()
    if chance < town.wrong_branch:
        trunk = category.partition(".")[0]
        return str(rng.choice([f["category"] for f in PHRASES["facet"] if f["category"].startswith(trunk)]))
    return "other.unclear" if chance < town.wrong_branch + town.wrong_trunk else category


def _place(rng: Random, place: str, town: Town) -> str:
    """The area that the operator ticks: sometimes the neighbouring one."""
    return f"{place[:9]}{int(place[9:]) % 25 + 1:03}" if rng.random() < town.wrong_place else place


def _position(rng: Random, spot: Spot) -> tuple[int, int]:
    north, east = spot.position
    return north + round(rng.gauss(0, 110)), east + round(rng.gauss(0, 140))  # some 12 metres


def _fill(rng: Random, event: Event, half: Half, lang: str, where: str) -> str:
    words, common = event.facet, PHRASES[half]
    slots = {"w": where, "o": rng.choice(words[f"things_{lang}"]), "n": rng.randint(2, 9)}
    slots |= {"h": rng.randint(7, 11), "t": rng.randint(11, 16)}
    core = rng.choice(words[f"{half}_{lang}"]).format(**slots)
    parts = {
        part: rng.choice(common[f"{part}_{lang}"]).format(**slots) if rng.random() < 0.8 else ""
        for part in ("open", "close", "lasting", "worry")
    }
    return str(rng.choice(common[f"frame_{lang}"]).format(core=core, **parts))


def _number(rng: Random, number: int) -> str:
    if rng.random() < 0.7:
        return str(number)
    ten, one = divmod(number, 10)
    return ("十" if ten == 1 else f"{DIGITS[ten]}十" if ten else "") + (DIGITS[one] if one or not ten else "")


def _chinese(rng: Random, event: Event, half: Half, town: Town) -> str:
    text = _fill(rng, event, half, "zh", _where_zh(rng, event, town))
    if rng.random() < 0.1:
        text += f"电话010-5550{rng.randint(1000, 9999)}"
    return _slips(rng, text)


def _where_zh(rng: Random, event: Event, town: Town) -> str:
    spot, common = event.spot, PHRASES["common"]
    estate = common["estates"][spot.estate] if rng.random() < town.estate_named else ""
    if rng.random() < town.spot_forgotten:
        return str(estate or rng.choice(["我们这儿", "我们楼", "这边", "小区里", ""]))
    if event.facet["kind"] == "yard":
        return f"{estate}{common['yards'][spot.corner]}"
    if event.facet["kind"] == "street":
        near = rng.choice(["{s}{m}附近", "{s}{m}旁边", "{s}靠近{m}", "{m}门口（{s}）", "{m}", "{s}{m}"])
        return near.format(s=common["streets"][spot.street], m=common["marks"][spot.mark])
    unit = spot.unit if rng.random() < 0.85 else rng.randint(1, 4)  # the caller's own, though the whole house has it
    floor = spot.floor if rng.random() < 0.5 else rng.randint(1, 18)
    if rng.random() < 0.08:
        return f"{estate}{spot.house}-{unit}-{floor}0{rng.randint(1, 4)}"
    where = estate + rng.choice(["{}号楼", "{}号楼", "{}#楼", "{}栋", "{}号"]).format(_number(rng, spot.house))
    if rng.random() < 0.5:
        where += rng.choice(["{}单元", "{}单元", "{}门"]).format(_number(rng, unit))
    if rng.random() < 0.3:
        where += rng.choice(["{}层", "{}楼"]).format(_number(rng, floor))
    return where


def _english(rng: Random, event: Event, half: Half, town: Town) -> str:
    text = _fill(rng, event, half, "en", _where_en(rng, event, town))
    if rng.random() < 0.3:
        i = rng.randrange(1, len(text) - 1)
        text = text[:i] + text[i + 1 :]
    return text.upper() if rng.random() < 0.05 else text


def _where_en(rng: Random, event: Event, town: Town) -> str:
    spot, common = event.spot, PHRASES["common"]
    estate = common["estates_en"][spot.estate] if rng.random() < town.estate_named else ""
    if rng.random() < town.spot_forgotten:
        return estate or "our place"
    if event.facet["kind"] == "yard":
        return " of ".join(part for part in (common["yards_en"][spot.corner], estate) if part)
    if event.facet["kind"] == "street":
        near = rng.choice(["the {m} on {s}", "{s} near the {m}", "{s}, {m}"])
        return near.format(s=common["streets_en"][spot.street], m=common["marks_en"][spot.mark])
    where = rng.choice(["building {}", "Bldg {}", "block {}", "No. {} building"]).format(spot.house)
    if rng.random() < 0.5:
        where += rng.choice([" unit {}", ", entrance {}"]).format(spot.unit)
    return f"{where}, {estate}" if estate else where


def _slips(rng: Random, text: str) -> str:
    """Slips of the pen, other scripts, faces: what makes typed text differ from printed text."""
    marks = list(text)
    for _ in range(rng.choice([0, 0, 0, 1, 1, 2])):
        i = rng.randrange(len(marks) - 1)
        match rng.randrange(4):
            case 0:
                marks[i] = ""
            case 1:
                marks[i], marks[i + 1] = marks[i + 1], marks[i]
            case 2:
                marks[i] = SLIPS.get(marks[i], marks[i])
            case _:
                marks[i] *= 2
    text = "".join(marks)
    if rng.random() < 0.03:
        text = text.translate(TRADITIONAL)
    if rng.random() < 0.05:
        text = text.translate({ord(str(i)): chr(0xFF10 + i) for i in range(10)})
    if rng.random() < 0.08:
        text += rng.choice(PHRASES["common"]["emoji"]) * rng.randint(1, 3)
    if rng.random() < 0.1:
        text += rng.choice(PHRASES["common"]["exclaim_zh"])
    return text.replace("电梯", "lift") if rng.random() < 0.02 else text
