"""The talk of a residents' group as an orderly ledger (台账): what is asked for, by whom, and what was said before.

::

    messages ──classify──▶ talk that is no request: left out, and counted
                       └─▶ runs of one sender about one category ──alike──▶ numbered entries, duplicates marked
                                                                                 └─commands──▶ one batch

>>> from gridgov.tickets.keywords import shipped_keywords
>>> evening = datetime.fromisoformat("2022-06-15T19:00+08:00")
>>> said = [
...     ChatMessage(evening, "r-1", "三单元楼道里有电动车充电"),
...     ChatMessage(evening, "r-2", "+1", reply_to=0),
...     ChatMessage(evening, "r-3", "谢谢大家"),
... ]
>>> rules = LedgerRules(gap=timedelta(minutes=5), window=timedelta(days=1), threshold=600)
>>> found = ledger(
...     said, group="hall-7", place="110112004002", classify=shipped_keywords(), alike=None, rules=rules
... )
>>> [(entry.number, entry.category, len(entry.supporters)) for entry in found.entries], found.talk
([(1, 'safety.e_bike', 1)], (2,))
>>> [command.ticket for command in commands(found, prefix="2022-06-15")]
['2022-06-15:hall-7:1']

Nothing is decided here. A duplicate is a mark for a person to look at, and every message is in the ledger exactly once:
in an entry, as support for one, or as talk. Texts are carried letter by letter, and neither a text nor a sender shows
in a ``repr``.

Sources: Yuqiao Subdistrict year-end report, 2022 (S2: the residents' group as an online council hall). How talk is cut
into entries is a design note of ours; no source gives a gap, a window or a threshold, so there is no default for them.
"""

import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, get_args
from unicodedata import category as kind_of_character
from unicodedata import normalize

from attrs import Factory, define, field, frozen

from gridgov.calendars.timetable import utc
from gridgov.documents import check_type, misfit
from gridgov.errors import BadInput, Problem
from gridgov.messages.base import is_key, is_person_key
from gridgov.messages.tickets import MAX_ATTACHMENTS, Attachment, Collect, Kind
from gridgov.tickets.codes import MAX_TEXT, half_a_character, unfit_codes

__all__ = [
    "MAX_COMPARED",
    "SUPPORT",
    "ChatMessage",
    "Classified",
    "Entry",
    "Ledger",
    "LedgerRules",
    "commands",
    "ledger",
    "plain",
]

SUPPORT: Final = ("+1", "同", "同求", "同问", "同上", "附议", "我也是", "me too", "same here", "👍")
"""What somebody writes who has nothing to add: the whole message, whatever its punctuation."""

MAX_COMPARED: Final = 50
"""With how many earlier entries of its category one is compared at most, the newest first: time stays in proportion."""

PER_MILLE: Final = 1000

_LONGEST_SUPPORT: Final = 40
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_PREFIX: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

Alike = Callable[[str, str], int]
"""How alike two texts are, from 0 to 1000."""


def plain(text: str) -> str:
    """A text in one way of writing: small letters, half width, single spaces, nothing that cannot be seen.

    >>> plain("ＷｉＦｉ\u200b  坏了")
    'wifi 坏了'

    """
    return " ".join(_UNSEEN.sub("", normalize("NFKC", text).casefold()).split())


def _whole(value: object, first: int, last: int) -> bool:
    return type(value) is int and first <= value <= last


def _all_files(values: object) -> bool:
    return isinstance(values, tuple) and all(isinstance(value, Attachment) for value in values)


def _all_texts(values: object) -> bool:
    return isinstance(values, tuple) and not any(misfit(value, str) for value in values)


# ---- what goes in -------------------------------------------------------------------------------------------------


@frozen
class ChatMessage:
    """One message of a group.

    Raises:
        BadInput: everything that is wrong at once: a moment without a zone, a sender that is no key, a text of more
            than 4,000 characters, half a character, neither text nor attachment.

    """

    at: datetime
    sender: str = field(repr=False)
    """A key for the person, never a name."""
    text: str = field(repr=False)
    """May be empty where there is an attachment."""
    reply_to: int | None = None
    """The place in the talk, from 0, of the message that it answers."""
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        if problems := [*_unfit_moment(self.at), *_unfit_message(self)]:
            raise BadInput(problems, source="message")


def _unfit_moment(at: datetime) -> Iterator[Problem]:
    try:
        utc(at, "at")
    except BadInput as error:
        yield from error.problems


def _unfit_message(message: ChatMessage) -> Iterator[Problem]:
    if not is_person_key(message.sender):
        yield Problem("wrong_pattern", "sender", {"expected": "the key of a person"})
    if not isinstance(message.text, str):
        yield Problem("wrong_type", "text", {"expected": "text"})
    elif not message.text and message.attachments == ():
        yield Problem("missing", "text")
    elif len(message.text) > MAX_TEXT:
        yield Problem("wrong_length", "text", {"expected": f"≤ {MAX_TEXT}"})
    elif half_a_character(message.text):
        yield Problem("lone_surrogate", "text")
    if message.reply_to is not None and not _whole(message.reply_to, 0, sys.maxsize):
        yield Problem("out_of_range", "reply_to", {"expected": "≥ 0"})
    if not _all_files(message.attachments):
        yield Problem("wrong_type", "attachments", {"expected": "a tuple"})
    elif len(message.attachments) > MAX_ATTACHMENTS:
        yield Problem("wrong_length", "attachments", {"expected": f"≤ {MAX_ATTACHMENTS}"})


@frozen
class Classified:
    """What a text asks for.

    Raises:
        BadInput: no category, or an unknown kind.

    """

    category: str
    kind: Kind
    because: tuple[str, ...] = field(default=(), repr=False)
    """The keywords that say so, if the classifier goes by keywords."""

    def __attrs_post_init__(self) -> None:
        problems = [*unfit_codes({"category": self.category}, "", ("category",))]
        if self.kind not in get_args(Kind):
            problems.append(Problem("unknown_choice", "kind", {"expected": get_args(Kind)}))
        if problems:
            raise BadInput(problems, source="classify")


Classify = Callable[[str], Classified | None]
"""Says what a text asks for; None: it is talk and no request."""


@frozen
class LedgerRules:
    """How talk is cut into entries. No source gives these figures: a host chooses.

    Raises:
        BadInput: a gap or a window that is not more than nothing, a threshold outside 1 … 1000, or a word of support
            that is no text.

    """

    gap: timedelta
    """How long a sender may pause and still be speaking of the same."""
    window: timedelta
    """How long after an entry another may be a duplicate of it."""
    threshold: int
    """How alike two texts of a category have to be, in thousandths, to be marked."""
    support: tuple[str, ...] = SUPPORT

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem("wrong_type", name, {"expected": "a timedelta above 0"})
            for name in ("gap", "window")
            if not isinstance(getattr(self, name), timedelta) or getattr(self, name) <= timedelta()
        ]
        if not _whole(self.threshold, 1, PER_MILLE):
            problems.append(Problem("out_of_range", "threshold", {"expected": f"1 … {PER_MILLE}"}))
        if not _all_texts(self.support):
            problems.append(Problem("wrong_type", "support", {"expected": "a tuple of texts"}))
        if problems:
            raise BadInput(problems, source="ledger")


# ---- what comes out -----------------------------------------------------------------------------------------------


@frozen
class Entry:
    """One line of the ledger: a request, as one person wrote it."""

    number: int
    """From 1, in order of time."""
    at: datetime
    """When the first of its messages was written."""
    sender: str = field(repr=False)
    text: str = field(repr=False)
    """The texts of its messages as they are, a line break between two."""
    category: str
    kind: Kind
    """What its first message is."""
    messages: tuple[int, ...]
    """The places in the talk, from 0, of the messages that it is made of."""
    supporters: tuple[str, ...] = field(default=(), repr=False)
    """Who else wants it, each once, in order of time."""
    duplicate_of: int | None = None
    """The number of the earlier entry that says the same; that one is no duplicate itself."""
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)


@frozen
class Ledger:
    """The talk of a group in order. Every message is in an entry, in support of one, or talk."""

    group: str
    place: str
    entries: tuple[Entry, ...]
    support: tuple[int, ...]
    """The messages that support an entry, by their place in the talk."""
    talk: tuple[int, ...]
    """The messages that ask for nothing, by their place in the talk: left out, and counted."""


# ---- from talk to entries -----------------------------------------------------------------------------------------


def ledger(
    messages: Iterable[ChatMessage],
    *,
    group: str,
    place: str,
    classify: Classify,
    alike: Alike | None,
    rules: LedgerRules,
) -> Ledger:
    """The ledger of what a group said, in order of time whatever the order given.

    What one sender writes about one category without a longer pause is one entry, up to 4,000 characters and 20
    attachments; a message without text goes with what its sender wrote last. A word of support goes to the entry of the
    message that it answers, or of the one just before it. An entry in the same words as an earlier one of its category,
    or as alike as the threshold asks, is marked as its duplicate; without ``alike``, only the same words are.

    Raises:
        BadInput: every wrong argument at once; or what ``classify`` or ``alike`` must not give.

    >>> rules = LedgerRules(gap=timedelta(minutes=5), window=timedelta(days=1), threshold=600)
    >>> ledger([], group="g", place="p", classify=lambda text: None, alike=None, rules=rules).entries
    ()

    """
    check_type(messages, Iterable, "messages", expected="messages", source="ledger")
    said = tuple(messages)
    if problems := [*_unfit_ledger(said, group, place, (classify, alike), rules)]:
        raise BadInput(problems, source="ledger")
    cutter = _Cutter(rules, classify)
    for at, index in sorted((utc(message.at, "at"), index) for index, message in enumerate(said)):
        cutter.take(index, at, said[index])
    marks = _marks(cutter.drafts, alike, rules)
    entries = (
        draft.entry(number, mark) for number, (draft, mark) in enumerate(zip(cutter.drafts, marks, strict=True), 1)
    )
    return Ledger(group, place, tuple(entries), tuple(sorted(cutter.support)), tuple(sorted(cutter.talk)))


def _unfit_ledger(
    said: Sequence[Any], group: object, place: object, calls: tuple[object, object], rules: object
) -> Iterator[Problem]:
    for i, message in enumerate(said):
        if not isinstance(message, ChatMessage):
            yield Problem("wrong_type", f"messages[{i}]", {"expected": "ChatMessage"})
        elif message.reply_to is not None and (message.reply_to >= len(said) or message.reply_to == i):
            yield Problem("out_of_range", f"messages[{i}].reply_to", {"expected": "another message of the talk"})
    for name, key in (("group", group), ("place", place)):
        if not is_key(key):
            yield Problem("wrong_pattern", name, {"expected": "a key"})
    classify, alike = calls
    if not callable(classify):
        yield Problem("wrong_type", "classify", {"expected": "a function"})
    if alike is not None and not callable(alike):
        yield Problem("wrong_type", "alike", {"expected": "a function"})
    if not isinstance(rules, LedgerRules):
        yield Problem("wrong_type", "rules", {"expected": "LedgerRules"})


@define(eq=False)
class _Draft:
    """An entry that may still grow."""

    first: ChatMessage
    at: datetime
    """When it began, in UTC."""
    last: datetime
    """When its sender wrote last, in UTC."""
    what: Classified
    texts: list[str] = Factory(list)
    messages: list[int] = Factory(list)
    attachments: list[Attachment] = Factory(list)
    supporters: dict[str, None] = Factory(dict)

    def takes(self, message: ChatMessage, at: datetime, gap: timedelta) -> bool:
        """Whether a message of the same sender still belongs to it, and fits in."""
        length = len("\n".join([*self.texts, message.text])) if message.text else 0
        files = len(self.attachments) + len(message.attachments)
        return at - self.last <= gap and length <= MAX_TEXT and files <= MAX_ATTACHMENTS

    def add(self, index: int, message: ChatMessage, at: datetime) -> None:
        self.texts += [message.text] * bool(message.text)
        self.messages.append(index)
        self.attachments += message.attachments
        self.last = at

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    def entry(self, number: int, duplicate_of: int | None) -> Entry:
        return Entry(
            number=number,
            at=self.first.at,
            sender=self.first.sender,
            text=self.text,
            category=self.what.category,
            kind=self.what.kind,
            messages=tuple(self.messages),
            supporters=tuple(self.supporters),
            duplicate_of=duplicate_of,
            attachments=tuple(self.attachments),
        )


@define(eq=False)
class _Cutter:
    """Takes messages one by one, in order of time, and cuts them into drafts."""

    rules: LedgerRules
    classify: Classify
    drafts: list[_Draft] = Factory(list)
    support: list[int] = Factory(list)
    talk: list[int] = Factory(list)
    open: dict[tuple[str, str], _Draft] = Factory(dict)
    """The newest draft of a sender about a category."""
    latest: dict[str, _Draft] = Factory(dict)
    """The draft that a sender added to last."""
    of_message: dict[int, _Draft] = Factory(dict)
    before: tuple[int, datetime] | None = None
    """The message before, and its moment."""
    words: frozenset[str] = field(init=False)

    @words.default
    def _words(self) -> frozenset[str]:
        return frozenset(_bare(word) for word in self.rules.support) - {""}

    def take(self, index: int, at: datetime, message: ChatMessage) -> None:
        """Puts a message into a draft, beside one, or among the talk."""
        if supported := self._supported(at, message):
            self.support.append(index)
            self.of_message[index] = supported
            if message.sender != supported.first.sender:
                supported.supporters[message.sender] = None
        elif draft := self._draft(at, message):
            draft.add(index, message, at)
            self.latest[message.sender] = self.of_message[index] = draft
        else:
            self.talk.append(index)
        self.before = index, at

    def _supported(self, at: datetime, message: ChatMessage) -> _Draft | None:
        """The draft that a word of support is meant for."""
        if len(message.text) > _LONGEST_SUPPORT or _bare(message.text) not in self.words:
            return None
        if message.reply_to is not None:
            return self.of_message.get(message.reply_to)
        index, then = self.before or (-1, at)
        return self.of_message.get(index) if at - then <= self.rules.gap else None

    def _draft(self, at: datetime, message: ChatMessage) -> _Draft | None:
        """The draft that a message goes into, a new one if need be; None: it asks for nothing."""
        if not message.text:
            latest = self.latest.get(message.sender)
            return latest if latest and latest.takes(message, at, self.rules.gap) else None
        what = self.classify(message.text)
        if what is None:
            return None
        check_type(what, Classified, "classify", expected="Classified", source="ledger")
        draft = self.open.get((message.sender, what.category))
        if draft is None or not draft.takes(message, at, self.rules.gap):
            draft = self.open[message.sender, what.category] = _Draft(message, at, at, what)
            self.drafts.append(draft)
        return draft


def _bare(text: str) -> str:
    """A short text without spaces, punctuation, the colour of a thumb and what cannot be seen."""
    return "".join(c for c in plain(text) if kind_of_character(c)[0] not in "CMPZ" and kind_of_character(c) != "Sk")


# ---- duplicates ---------------------------------------------------------------------------------------------------


def _marks(drafts: Sequence[_Draft], alike: Alike | None, rules: LedgerRules) -> list[int | None]:
    """For each draft the number of the earlier one that says the same; that one has no mark itself."""
    texts = [draft.text for draft in drafts]
    marks: list[int | None] = []
    originals: dict[str, deque[int]] = {}
    same: dict[tuple[str, str], int] = {}
    for number, draft in enumerate(drafts, start=1):
        category, words = draft.what.category, plain(texts[number - 1])
        recent = originals.setdefault(category, deque(maxlen=MAX_COMPARED))
        within = [n for n in recent if draft.at - drafts[n - 1].at <= rules.window]
        mark = same.get((category, words))
        if mark is None or draft.at - drafts[mark - 1].at > rules.window:
            mark = _nearest(texts, number, within, alike, rules.threshold) if alike else None
        if mark is None:
            recent.append(number)
        same[category, words] = mark or number
        marks.append(mark)
    return marks


def _nearest(texts: Sequence[str], number: int, others: Iterable[int], alike: Alike, threshold: int) -> int | None:
    """The earlier entry that is most alike, the first of several, if it is alike enough."""
    best, found = threshold - 1, None
    for other in others:
        score = alike(texts[other - 1], texts[number - 1])
        if not _whole(score, 0, PER_MILLE):
            problem = Problem("out_of_range", "alike", {"expected": f"0 … {PER_MILLE}"})
            raise BadInput([problem], source="ledger")
        if score > best:
            best, found = score, other
    return found


# ---- from entries to commands -------------------------------------------------------------------------------------


def commands(ledger: Ledger, *, prefix: str) -> tuple[Collect, ...]:
    """One command for each entry, in order: the batch that takes the ledger in.

    Ids follow from prefix, group and number, so the same batch sent twice changes nothing. A prefix is for one ledger:
    a day, a week. A duplicate is taken in like any other request, and says which ticket it is ``like``; whether they
    are merged is for a person to decide. Supporters stay in the ledger.

    Raises:
        BadInput: a prefix that is none (letters, digits, ``._-``, at most 40), or ids that would be too long.

    """
    check_type(ledger, Ledger, "ledger", expected="Ledger", source="ledger")
    if not is_key(prefix) or not _PREFIX.fullmatch(prefix):
        raise BadInput([Problem("wrong_pattern", "prefix", {"expected": _PREFIX.pattern})], source="ledger")
    longest = _command_id(_ticket(ledger, prefix, len(ledger.entries)))
    if not is_key(longest):
        raise BadInput([Problem("wrong_length", "prefix", {"expected": "≤ 120"})], source="ledger")
    return tuple(_collect(ledger, prefix, entry) for entry in ledger.entries)


def _ticket(ledger: Ledger, prefix: str, number: int) -> str:
    return f"{prefix}:{ledger.group}:{number}"


def _command_id(ticket: str) -> str:
    return f"{ticket}:collect"


def _collect(ledger: Ledger, prefix: str, entry: Entry) -> Collect:
    ticket = _ticket(ledger, prefix, entry.number)
    return Collect(
        command_id=_command_id(ticket),
        ticket=ticket,
        channel="chat_group",
        kind=entry.kind,
        category=entry.category,
        place=ledger.place,
        text=entry.text,
        claimant=entry.sender,
        like=_ticket(ledger, prefix, entry.duplicate_of) if entry.duplicate_of else None,
        attachments=entry.attachments,
    )
