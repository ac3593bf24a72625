"""Which open tickets a new report may be a duplicate of. The index suggests; a person decides, and merges.

It is an index, not a scan: a report is compared with those of the same place and trunk of the category, and with those
that lie within so many metres, of so many days. What is compared, most telling first:

======================  ===============================================================================
the spot                house number, side (东门, east gate), and the names that the host knows
the position            coordinates, where both have them
the category, claimant  the same branch, the same trunk; the same person once more
the text                how many pairs of characters, words and numbers both share, whatever their order
the days between        each makes it less likely
======================  ===============================================================================

>>> from datetime import UTC, datetime
>>> index = DuplicateIndex(days=28, metres=50)
>>> noon = datetime(2026, 3, 1, 4, tzinfo=UTC)
>>> index.add(Report("T-1", "safety.e_bike", "110112004002", noon, "3号楼2单元楼道里停着电动车"))
>>> index.add(Report("T-2", "safety.e_bike", "110112004002", noon, "8号楼楼道里停着电动车，出入不便"))
>>> found = index.suggest(Report("T-3", "safety.e_bike", "110112004002", noon, "有人把电瓶车停在三号楼楼道，堵路"))
>>> [(suggestion.ticket, suggestion.why("zh")) for suggestion in found]
[('T-1', '同一区域、同一类别、时间相近、同一地点')]

The index changes: it holds what is open, up to 100,000 tickets and more, and a new one for each change would copy them
all. It is nobody's truth, though: a host makes it from its tickets whenever it wants to. It is for one thread.

Texts are personal data. No text is kept here: of each remain the numbers and names of its spot and a set of hashed
pieces, in memory only; neither errors nor suggestions nor ``repr`` show any of it.

Sources: Signalen shows what is of the same category within 50 metres and 12 weeks; FixMyStreet suggests up to five
reports within 250 metres. Points and threshold are ours, tuned on made-up complaints (``benchmarks/duplicates.py``).
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise, product
from math import isqrt
from operator import attrgetter, itemgetter
from types import MappingProxyType, NoneType
from typing import Final, Literal, Protocol
from unicodedata import normalize
from zlib import crc32

from attrs import field, frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Defect, Lang, Problem
from gridgov.labels import label
from gridgov.messages.base import is_code, is_key
from gridgov.tickets.codes import MAX_TEXT

__all__ = [
    "LIKELY",
    "MAX_DAYS",
    "MAX_METRES",
    "MAX_SUGGESTIONS",
    "DuplicateIndex",
    "Names",
    "Position",
    "Reason",
    "Report",
    "Suggestion",
]

Reason = Literal[
    "same_place",
    "nearby",
    "same_category",
    "same_parent_category",
    "within_days",
    "same_spot",
    "similar_text",
    "same_claimant",
]
"""What speaks for a suggestion, in the order in which it is told."""

LIKELY: Final = 500
"""The score from which a suggestion is worth a look. On the made-up complaints of the benchmark, with a list of names
that lacks every seventh, nine of ten duplicates are found, and eight of ten suggestions are right."""

MAX_DAYS: Final = 3660
"""The longest window, in days: ten years."""

MAX_METRES: Final = 5000
"""The longest distance that counts as nearby, in metres."""

MAX_SUGGESTIONS: Final = 100
"""The most suggestions that can be asked for."""

_YEARS: Final = range(1900, 9000)
"""So far from the ends of ``datetime`` that no window leaves it."""


# ---- values ---------------------------------------------------------------------------------------------------------


def whole_number(value: object, first: int, last: int, where: str) -> Iterator[Problem]:
    """A problem if a value is no whole number from the first to the last."""
    if type(value) is not int or not first <= value <= last:
        yield Problem("out_of_range", where, {"expected": f"{first} … {last}"})


@frozen
class Position:
    """A point on the earth, in millionths of a degree: whole numbers, so that distances are exact.

    Raises:
        BadInput: no whole number, or none that the earth has.

    >>> Position(39_902_300, 116_663_500).metres_to(Position(39_902_300, 116_664_100))
    51

    """

    north: int
    """The latitude."""
    east: int
    """The longitude."""

    def __attrs_post_init__(self) -> None:
        bounds = (("north", self.north, 90_000_000), ("east", self.east, 180_000_000))
        problems = [p for where, value, limit in bounds for p in whole_number(value, -limit, limit, where)]
        if problems:
            raise BadInput(problems, source="position")

    def metres_to(self, other: "Position") -> int:
        """How far another point is, in whole metres.

        For points of one town that is right to some three in a thousand, farther from the poles than ten degrees.
        Across the 180th meridian it goes the long way round.
        """
        up = abs(self.north - other.north) * _MICRO_METRES
        along = abs(self.east - other.east) * _MICRO_METRES * _narrowing((self.north + other.north) // 2) // 1000
        return isqrt(up * up + along * along) // 1_000_000


_MICRO_METRES: Final = 111_195
"""How many millionths of a metre one millionth of a degree is, on a sphere of 6,371 km."""
_MICRO_PER_METRE: Final = 9
"""Millionths of a degree that are a metre at least: the cells of the map are no narrower than the distance."""


def _narrowing(north: int) -> int:
    """The cosine of a latitude, in thousandths, by Bhaskara's formula of the seventh century: no float is needed."""
    square = (abs(north) // 1000) ** 2
    return max(1, 1000 * (32_400_000_000 - 4 * square) // (32_400_000_000 + square))


@frozen
class Report:
    """What is compared: a ticket's facts and the words of one claimant.

    A ticket may have several: when another is merged into it, add that one's report under the ticket that goes on.

    Raises:
        BadInput: a field of another shape than the message it comes from may have.

    """

    ticket: str
    category: str | None
    """A path such as ``safety.e_bike``; None while nobody knows."""
    place: str | None
    """The area that it is about, by its code. Without it and without a position nothing can be suggested."""
    at: datetime
    """When it came in."""
    text: str = field(repr=False)
    """In clear, as the claimant put it; personal."""
    claimant: str | None = None
    position: Position | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        refuse_facts(self, source="report")
        check_type(self.text, str, "text", expected="text", source="report")
        check_type(self.position, (Position, NoneType), "position", expected="Position", source="report")
        if len(self.text) > MAX_TEXT:
            raise BadInput([Problem("wrong_length", "text", {"expected": f"≤ {MAX_TEXT}"})], source="report")


class _Facts(Protocol):
    """What a report and an intake both have."""

    @property
    def ticket(self) -> str: ...
    @property
    def category(self) -> str | None: ...
    @property
    def place(self) -> str | None: ...
    @property
    def at(self) -> datetime: ...
    @property
    def claimant(self) -> str | None: ...


def refuse_facts(facts: _Facts, *, source: str) -> None:
    """Raises ``BadInput`` with every field that no ticket could have."""
    shapes = (
        ("ticket", facts.ticket, is_key(facts.ticket), "a key"),
        ("category", facts.category, facts.category is None or is_code(facts.category), "words_like_this.and_this"),
        ("place", facts.place, facts.place is None or is_key(facts.place), "a key"),
        ("claimant", facts.claimant, facts.claimant is None or is_key(facts.claimant), "a key"),
    )
    problems = [Problem("wrong_pattern", where, {"expected": shape}) for where, _, fits, shape in shapes if not fits]
    problems += unfit_moment(facts.at, "at")
    if problems:
        raise BadInput(problems, source=source)


def unfit_moment(value: object, where: str) -> Iterator[Problem]:
    """A problem if a value is no moment with a zone, so far from the ends of time that a window fits in."""
    if not isinstance(value, datetime):
        yield Problem("wrong_type", where, {"expected": "a moment"})
    elif value.tzinfo is None:
        yield Problem("naive_datetime", where)
    elif value.year not in _YEARS:
        yield Problem("out_of_range", where, {"expected": f"{_YEARS[0]} … {_YEARS[-1]}"})


@frozen
class Suggestion:
    """An open ticket that a report may be a duplicate of, and what speaks for it."""

    ticket: str
    score: int
    """From 0 to 1000; orders suggestions and is no probability. See :data:`LIKELY`."""
    reasons: tuple[Reason, ...]
    days: int
    """How many whole days lie between the two."""
    metres: int | None
    """How far apart they are, where both have a position."""
    similarity: int
    """How much of their texts they share, in thousandths."""

    def why(self, lang: Lang) -> str:
        """The reasons in words, in English (``"en"``) or Chinese (``"zh"``)."""
        said = (label("duplicate.reason", reason, lang) for reason in self.reasons)
        return ("、" if lang == "zh" else ", ").join(said)


# ---- what is read out of a text -------------------------------------------------------------------------------------

Names = Mapping[str, Mapping[str, Iterable[str]]]
"""What the spots of a town are called: by sort (estate, street, gate), by key, every name in every language."""

_HAN: Final = "\u3400-\u9fff\uf900-\ufaff"
_PIECES: Final = re.compile(rf"[{_HAN}]+|[^\W{_HAN}]+")
_MAX_PIECES: Final = 256
"""Of a longer text the pieces with the smallest hashes stand for all: a fair sample, the same of equal texts."""

_NUMERALS: Final = ("〇零", "一壹", "二贰貳两兩", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
_DIGITS: Final = MappingProxyType({sign: value for value, signs in enumerate(_NUMERALS) for sign in signs})
_ONES: Final = "".join(_DIGITS)
_COUNTED: Final = re.compile(rf"(?:[{_ONES}]?[十拾][{_ONES}]?|[{_ONES}]{{1,3}})(?=[号號栋棟幢座])")
_HOUSE: Final = re.compile(
    r"(?<![\d月])(\d{1,3}) ?(?:[号號] ?[楼樓]|# ?[楼樓]?|[栋棟幢座]|[号號](?![楼樓线線院门門]))"
    r"|(?<![a-z])(?:building|bldg|block|tower|no)\.? ?(\d{1,3})(?!\d)"
    r"|(?<![\d-])(\d{1,3})-\d{1,2}-\d{3,4}(?![\d-])"
)
_SIDE: Final = re.compile(
    r"([东東西南北])[门門侧側口]|(?<![a-z])(east|west|south|north)(?:ern)? (?:gate|side|entrance|exit|door)"
)
_SIDES: Final = MappingProxyType({"东": "east", "東": "east", "西": "west", "南": "south", "北": "north"})

Spots = Mapping[str, frozenset[str]]
"""What a text names, by sort."""


def _plain(text: str) -> str:
    """One width, one case, Arabic numbers before what counts houses."""
    return _COUNTED.sub(_arabic, normalize("NFKC", text).casefold()[:MAX_TEXT])


def _arabic(found: re.Match[str]) -> str:
    tens, ten, ones = re.split("([十拾])", found[0]) if re.search("[十拾]", found[0]) else ("", "", found[0])
    digits = "".join(str(_DIGITS[sign]) for sign in ones)
    return f"{_DIGITS[tens] if tens else 1}{digits or 0}" if ten else digits


def _letters(plain: str) -> str:
    """The pieces of a text, each hashed to a letter of its own, sorted: every pair of Han signs, every other word.

    Sorted like that, the longest common subsequence of two texts is what they share, and the library that finds it
    fast needs to know nothing of pieces.
    """
    pieces: set[str] = set()
    for run in _PIECES.findall(plain):
        split = len(run) > 1 and re.match(f"[{_HAN}]", run)
        pieces.update(map("".join, pairwise(run)) if split else (run,))
    return "".join(sorted({chr(0x10000 + crc32(piece.encode()) % 0x100000) for piece in pieces})[:_MAX_PIECES])


class _Gazetteer:
    """Finds the names that a host knows in a text; of names that begin at the same sign, the longest."""

    def __init__(self, names: Names) -> None:
        self._known: dict[str, list[tuple[str, str]]] = {}
        for sort, keys in names.items():
            for key, spelled in keys.items():
                for name in spelled:
                    self._known.setdefault(_plain(name), []).append((sort, key))
        self._lengths: dict[str, list[int]] = {}
        for name in sorted(self._known, key=len, reverse=True):
            lengths = self._lengths.setdefault(name[:1], [])
            if len(name) not in lengths:
                lengths.append(len(name))

    def spots(self, plain: str) -> Spots:
        """House numbers and sides, and the names."""
        found: dict[str, set[str]] = {}
        for numbers in _HOUSE.findall(plain):
            found.setdefault("#house", set()).add("".join(numbers).lstrip("0"))
        for han, latin in _SIDE.findall(plain):
            found.setdefault("#side", set()).add(latin or _SIDES[han])
        for name in self._names(plain):
            for sort, key in self._known[name]:
                found.setdefault(sort, set()).add(key)
        return {sort: frozenset(keys) for sort, keys in found.items()}

    def _names(self, plain: str) -> Iterator[str]:
        start = 0
        while start < len(plain):
            name = self._name_at(plain, start)
            if name:
                yield name
            start += len(name) or 1

    def _name_at(self, plain: str, start: int) -> str:
        """The longest name that begins at a sign; empty if none does. None begins or ends within a Latin word."""
        lengths = self._lengths.get(plain[start], ())
        if lengths and not (start and _within_word(plain[start - 1 : start + 1])):
            for end in (start + length for length in lengths):
                if plain[start:end] in self._known and not _within_word(plain[end - 1 : end + 1]):
                    return plain[start:end]
        return ""


def _within_word(two: str) -> bool:
    return len(two) > 1 and two.isascii() and two.isalnum()


# ---- the score ------------------------------------------------------------------------------------------------------

# Points in thousandths: a logistic regression over half one of the made-up complaints, 70 points a logit, rounded. Only
# another spot weighs more than it would there (-285), so that the same words about the house next door stay unlikely.
_BASE: Final = 325
_TEXT: Final = 355
_SAME_SPOT: Final = 195
_OTHER_SPOT: Final = -410
_NEAR: Final = 145
_FAR: Final = -465
_SAME_CATEGORY: Final = 215
_SAME_CLAIMANT: Final = 325
_EACH_DAY: Final = -23
_SIMILAR: Final = 300
"""The share of a text, in thousandths, from which similarity is a reason to be told."""

_DAY: Final = timedelta(days=1)


@frozen
class _Entry:
    """A report as the index keeps it: without its text."""

    ticket: str
    category: str | None
    trunk: str
    place: str | None
    at: datetime
    claimant: str | None
    position: Position | None
    letters: str = field(repr=False)
    spots: Spots = field(repr=False)


def _agree(one: Spots, two: Spots, areas: Collection[str]) -> tuple[bool, bool]:
    """Whether both name the same spot, and whether they name different ones. An area that is the same is no spot."""
    same = other = False
    for sort, keys in one.items():
        if (theirs := two.get(sort)) is not None:
            if keys.isdisjoint(theirs):
                other = True
            elif sort not in areas:
                same = True
    return same, other


def _apart(one: _Entry, two: _Entry) -> int | None:
    """How many metres lie between two reports; None where one has no position."""
    if one.position is None or two.position is None:
        return None
    return one.position.metres_to(two.position)


def _same_category(one: _Entry, two: _Entry) -> bool:
    return one.category is not None and one.category == two.category


def _same_claimant(one: _Entry, two: _Entry) -> bool:
    return one.claimant is not None and one.claimant == two.claimant


# ---- the index ------------------------------------------------------------------------------------------------------

_when: Final = attrgetter("at")


class _Line:
    """Entries of one block in the order of time."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: _Entry) -> None:
        insort(self._entries, entry, key=_when)

    def remove(self, entry: _Entry) -> None:
        start = bisect_left(self._entries, entry.at, key=_when)
        del self._entries[self._entries.index(entry, start)]

    def between(self, first: datetime, last: datetime) -> list[_Entry]:
        start = bisect_left(self._entries, first, key=_when)
        return self._entries[start : bisect_right(self._entries, last, lo=start, key=_when)]


_Block = tuple[str, str] | tuple[str, int, int]
"""A trunk and a place, or a trunk and a cell of the map."""


class DuplicateIndex:
    """The open tickets, so blocked that a report is compared with few of them. It changes, and is for one thread.

    Args:
        days: how many days apart two reports of one matter may be.
        metres: how near two positions are that count as the same spot; beyond twice that they do not.
        names: what the spots of the town are called: ``{"estate": {"nanli": ["玉桥南里", "Yuqiao Nanli"]}}``. Names of
            one sort exclude one another: two reports that name different gates are about different matters. The list
            is what tells most; without it only house numbers and sides are known.
        areas: the sorts of names that have many spots in them, such as estates. That two reports name the same area
            says nothing; that they name different ones, as much as with any other name.

    Raises:
        BadInput: days that are no whole number from 1 to 3660, metres that are none from 1 to 5000, or names that
            are no tables of lists of text.
        Defect: ``missing_extra``: the package ``rapidfuzz`` is not installed (extra ``duplicates``).

    """

    def __init__(
        self, *, days: int, metres: int, names: Names = MappingProxyType({}), areas: Collection[str] = ()
    ) -> None:
        problems = [*whole_number(days, 1, MAX_DAYS, "days"), *whole_number(metres, 1, MAX_METRES, "metres")]
        if problems:
            raise BadInput(problems, source="duplicates")
        _check_names(names, areas)
        self.days = days
        self.metres = metres
        self._shared = _longest_common_subsequence()
        self._gazetteer = _Gazetteer(names)
        self._areas = frozenset(areas)
        self._edge = metres * _MICRO_PER_METRE
        self._tickets: dict[str, list[_Entry]] = {}
        self._blocks: dict[_Block, _Line] = {}
        self._trunks: set[str] = set()

    def __repr__(self) -> str:
        return f"DuplicateIndex(days={self.days}, metres={self.metres}, tickets={len(self)})"

    def __len__(self) -> int:
        """How many tickets it holds."""
        return len(self._tickets)

    def __contains__(self, ticket: object) -> bool:
        """Whether it holds a ticket."""
        return ticket in self._tickets

    def add(self, report: Report) -> None:
        """Puts a report in, under its ticket; the same report once more changes nothing."""
        check_type(report, Report, "report", expected="Report", source="duplicates")
        entry = self._entry(report)
        held = self._tickets.setdefault(report.ticket, [])
        if entry in held:
            return
        held.append(entry)
        self._trunks.add(entry.trunk)
        for block in self._blocks_of(entry):
            self._blocks.setdefault(block, _Line()).add(entry)

    def remove(self, ticket: str) -> None:
        """Takes a ticket out, with all that was added under it; an unknown one is passed over."""
        for entry in self._tickets.pop(ticket, ()):
            for block in self._blocks_of(entry):
                line = self._blocks[block]
                line.remove(entry)
                if not len(line):
                    del self._blocks[block]

    def suggest(self, report: Report, *, limit: int = 5, least: int = LIKELY) -> tuple[Suggestion, ...]:
        """The open tickets that a report may be a duplicate of, the highest score first; its own is left out.

        Of equal scores the one nearer in time comes first, then the one whose id is lower.

        Args:
            report: the new one; it need not be in the index.
            limit: the most suggestions, from 1 to 100.
            least: the lowest score, from 0 to 1000.

        Raises:
            BadInput: no report, or a limit or score out of range.

        """
        check_type(report, Report, "report", expected="Report", source="duplicates")
        problems = [*whole_number(limit, 1, MAX_SUGGESTIONS, "limit"), *whole_number(least, 0, 1000, "least")]
        if problems:
            raise BadInput(problems, source="duplicates")
        query = self._entry(report)
        scored = [(self._score(query, entry), entry) for entry in self._candidates(query)]
        likely = [(-score, abs(query.at - entry.at), entry.ticket, entry) for score, entry in scored if score >= least]
        best: dict[str, tuple[int, _Entry]] = {}
        for less, _, ticket, entry in sorted(likely, key=itemgetter(0, 1, 2)):
            best.setdefault(ticket, (-less, entry))
        return tuple(self._suggestion(query, entry, score) for score, entry in islice(best.values(), limit))

    def _entry(self, report: Report) -> _Entry:
        plain = _plain(report.text)
        return _Entry(
            ticket=report.ticket,
            category=report.category,
            trunk=(report.category or "").partition(".")[0],
            place=report.place,
            at=report.at.astimezone(UTC),
            claimant=report.claimant,
            position=report.position,
            letters=_letters(plain),
            spots=self._gazetteer.spots(plain),
        )

    def _blocks_of(self, entry: _Entry) -> Iterator[_Block]:
        """Where an entry is kept: with its place, and with the cell of its position."""
        if entry.place is not None:
            yield entry.trunk, entry.place
        if entry.position is not None:
            yield entry.trunk, entry.position.north // self._edge, entry.position.east // self._edge

    def _blocks_near(self, entry: _Entry) -> Iterator[_Block]:
        """Where the likes of an entry are kept. What has no category may be like anything, and anything like it."""
        trunks = {entry.trunk, ""} if entry.trunk else self._trunks
        if entry.place is not None:
            yield from ((trunk, entry.place) for trunk in trunks)
        if entry.position is not None:
            north, east = entry.position.north, entry.position.east
            reach = self._edge * 1000 // _narrowing(north) + 1
            rows = range(north // self._edge - 1, north // self._edge + 2)
            columns = range((east - reach) // self._edge, (east + reach) // self._edge + 1)
            yield from product(trunks, rows, columns)

    def _candidates(self, query: _Entry) -> Iterable[_Entry]:
        window = timedelta(days=self.days)
        first, last = query.at - window, query.at + window
        found: dict[int, _Entry] = {}
        for block in self._blocks_near(query):
            if line := self._blocks.get(block):
                found.update((id(entry), entry) for entry in line.between(first, last))
        return (entry for entry in found.values() if entry.ticket != query.ticket)

    def _similarity(self, one: _Entry, two: _Entry) -> int:
        """How much of their texts two reports share, in thousandths (Dice's coefficient)."""
        pieces = len(one.letters) + len(two.letters)
        return 2000 * self._shared(one.letters, two.letters) // pieces if pieces else 0

    def _score(self, query: _Entry, entry: _Entry) -> int:
        score = _BASE + _EACH_DAY * (abs(query.at - entry.at) // _DAY) + _TEXT * self._similarity(query, entry) // 1000
        same_spot, other_spot = _agree(query.spots, entry.spots, self._areas)
        score += _SAME_SPOT * same_spot + _OTHER_SPOT * other_spot
        score += _SAME_CATEGORY * _same_category(query, entry) + _SAME_CLAIMANT * _same_claimant(query, entry)
        apart = _apart(query, entry)
        if apart is not None:
            score += _NEAR * (apart <= self.metres) + _FAR * (apart > 2 * self.metres)
        return max(0, min(score, 1000))

    def _suggestion(self, query: _Entry, entry: _Entry, score: int) -> Suggestion:
        apart, similarity = _apart(query, entry), self._similarity(query, entry)
        same_category = _same_category(query, entry)
        claims: tuple[tuple[Reason, bool], ...] = (
            ("same_place", query.place is not None and query.place == entry.place),
            ("nearby", apart is not None and apart <= self.metres),
            ("same_category", same_category),
            ("same_parent_category", not same_category and query.trunk == entry.trunk != ""),
            ("within_days", True),
            ("same_spot", _agree(query.spots, entry.spots, self._areas)[0]),
            ("similar_text", similarity >= _SIMILAR),
            ("same_claimant", _same_claimant(query, entry)),
        )
        reasons = tuple(reason for reason, holds in claims if holds)
        return Suggestion(entry.ticket, score, reasons, abs(query.at - entry.at) // _DAY, apart, similarity)


def _check_names(names: Names, areas: Collection[str]) -> None:
    check_type(names, Mapping, "names", expected="a table", source="duplicates")
    for sort, keys in names.items():
        if not is_code(sort):
            raise BadInput([Problem("wrong_pattern", "names", {"expected": "words_like_this"})], source="duplicates")
        check_type(keys, Mapping, f"names.{sort}", expected="a table", source="duplicates")
        for key, spelled in keys.items():
            check_type(key, str, f"names.{sort}", expected="text", source="duplicates")
            check_type(spelled, (tuple, list), f"names.{sort}", expected="a list", source="duplicates")
            for name in spelled:
                check_type(name, str, f"names.{sort}", expected="text", source="duplicates")
    if not set(areas) <= set(names):
        raise BadInput([Problem("unknown_choice", "areas", {"expected": tuple(names)})], source="duplicates")


def _longest_common_subsequence() -> Callable[[str, str], int]:
    try:
        from rapidfuzz.distance import LCSseq
    except ImportError:
        raise Defect("missing_extra", extra="duplicates") from None
    return LCSseq.similarity
