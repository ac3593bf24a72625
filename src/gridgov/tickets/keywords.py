"""What a message of a group asks for, by keywords: exact, explainable, and read from a TOML file.

>>> words = shipped_keywords()
>>> words("楼道里又有电动车充电")
Classified(category='safety.e_bike', kind='complaint')
>>> words("楼道里又有电动车充电").because
('电动车', '充电', '楼道')
>>> words("建议楼下加几个车位").kind
'suggestion'
>>> words("谢谢大家！") is None
True

The topic with the most of its words in a text wins, then the one with the longest words, then the first. A word of a
cue (*suggest*, *how do I*) says what kind of request it is. English words are found as words and Chinese ones anywhere;
small letters and capitals, full and half width, and what cannot be seen make no difference.

A message that consists of nothing but a phrase of talk (*thanks*, *good morning*) is no request. One that has such a
phrase among others may be one: to look at a message for nothing costs a minute, to overlook it costs a resident.

The shipped words are synthetic: written for this library, and measured nowhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, cast, get_args
from unicodedata import category as kind_of_character

from attrs import field, frozen

from gridgov.documents import check_type, duplicates, misfit, read_fields, read_toml
from gridgov.errors import BadInput, Problem
from gridgov.messages.tickets import Kind
from gridgov.parameters import packaged
from gridgov.tickets.chat import Classified, plain
from gridgov.tickets.codes import unfit_codes

__all__ = ["Cue", "KeywordClassifier", "Topic", "read_keywords", "shipped_keywords"]

_LONGEST_TALK: Final = 40


# ---- values -------------------------------------------------------------------------------------------------------


@frozen
class Topic:
    """Words that say what a message is about.

    Raises:
        BadInput: no category, an unknown kind, or words that are no texts.

    """

    category: str
    kind: Kind
    """What it is where no cue says otherwise."""
    words: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        _refuse([*unfit_codes({"category": self.category}, "", ("category",)), *_unfit(self.kind, self.words)])


@frozen
class Cue:
    """Words that say of which kind a request is.

    Raises:
        BadInput: an unknown kind, or words that are no texts.

    """

    kind: Kind
    words: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        _refuse(_unfit(self.kind, self.words))


def _unfit(kind: object, words: object) -> Iterator[Problem]:
    if kind not in get_args(Kind):
        yield Problem("unknown_choice", "kind", {"expected": get_args(Kind)})
    yield from _unfit_words(list(words) if isinstance(words, tuple) else None, "words")


def _unfit_words(words: object, where: str) -> Iterator[Problem]:
    if not isinstance(words, list):
        yield Problem("wrong_type", where, {"expected": "a list"})
        return
    if not words:
        yield Problem("missing", where)
    for i, word in enumerate(words):
        if problem := misfit(word, str):
            yield Problem(problem.code, f"{where}[{i}]", problem.params)


def _refuse(problems: Iterable[Problem], source: str = "keywords") -> None:
    if found := tuple(problems):
        raise BadInput(found, source=source)


@frozen
class _Sought:
    """A word as it is looked for."""

    word: str
    plain: str
    whole: re.Pattern[str]
    """An English word has no letter before or behind it, but may stand between Chinese ones."""

    @classmethod
    def of(cls, word: str) -> "_Sought":
        seen = plain(word)
        return cls(word, seen, re.compile(rf"(?<![a-z0-9]){re.escape(seen)}(?![a-z0-9])"))

    def stands_in(self, text: str) -> bool:
        if self.plain not in text:  # many times as quick as the pattern, and the answer nearly always
            return False
        return not self.plain.isascii() or self.whole.search(text) is not None


def _sought(owners: Iterable[Topic | Cue]) -> tuple[tuple[_Sought, ...], ...]:
    return tuple(tuple(map(_Sought.of, owner.words)) for owner in owners)


def _listed(values: object, where: str) -> tuple[Any, ...]:
    check_type(values, (tuple, list), where, expected="a tuple", source="keywords")
    return tuple(cast("Iterable[Any]", values))


def _topics(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    found = _listed(topics, "topics")
    for i, topic in enumerate(found):
        check_type(topic, Topic, f"topics[{i}]", expected="Topic", source="keywords")
    return found


def _cues(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    found = _listed(cues, "cues")
    for i, cue in enumerate(found):
        check_type(cue, Cue, f"cues[{i}]", expected="Cue", source="keywords")
    return found


def _phrases(talk: Iterable[str]) -> tuple[str, ...]:
    found = _listed(talk, "talk")
    _refuse(_unfit_words([*found] or ["-"], "talk"))
    return found


@frozen
class KeywordClassifier:
    """Says what a text asks for; call it with a text.

    Raises:
        BadInput: a word that stands in two topics, or in two cues, or twice in one; no category for the rest.

    """

    topics: tuple[Topic, ...] = field(converter=_topics)
    cues: tuple[Cue, ...] = field(default=(), converter=_cues)
    talk: tuple[str, ...] = field(default=(), converter=_phrases)
    """Phrases that are no request when a message consists of nothing else."""
    otherwise: str | None = None
    """The category of a text that has a cue and no topic; None: it is no request."""
    synthetic: bool = False
    """Whether the words were made up."""
    id: str = ""
    title_en: str = ""
    title_zh: str = ""
    _topic_words: tuple[tuple[_Sought, ...], ...] = field(init=False, eq=False, repr=False)
    _cue_words: tuple[tuple[_Sought, ...], ...] = field(init=False, eq=False, repr=False)
    _talk: frozenset[str] = field(init=False, eq=False, repr=False)

    @topics.validator
    def _is_sound(self, _: object, topics: tuple[Topic, ...]) -> None:
        problems = [*_repeated("topics", topics), *_repeated("cues", self.cues)]
        if self.otherwise is not None:
            problems.extend(unfit_codes({"otherwise": self.otherwise}, "", ("otherwise",)))
        _refuse(problems)

    @_topic_words.default
    def _seek_topics(self) -> tuple[tuple[_Sought, ...], ...]:
        return _sought(self.topics)

    @_cue_words.default
    def _seek_cues(self) -> tuple[tuple[_Sought, ...], ...]:
        return _sought(self.cues)

    @_talk.default
    def _bare_talk(self) -> frozenset[str]:
        return frozenset(map(_bare, self.talk))

    def __call__(self, text: str) -> Classified | None:
        """What the text asks for, and by which words; None: nothing.

        Raises:
            BadInput: no text.

        """
        check_type(text, str, "text", expected="text", source="keywords")
        if len(text) <= _LONGEST_TALK and _bare(text) in self._talk:
            return None
        seen = plain(text)
        best: tuple[tuple[int, int], Topic | None, tuple[str, ...]] = ((0, 0), None, ())
        for topic, sought in zip(self.topics, self._topic_words, strict=True):
            words = tuple(each.word for each in sought if each.stands_in(seen))
            score = (len(words), sum(map(len, words)))
            best = (score, topic, words) if score > best[0] else best
        return self._classified(seen, best[1], best[2])

    def _classified(self, seen: str, topic: Topic | None, words: tuple[str, ...]) -> Classified | None:
        for cue, sought in zip(self.cues, self._cue_words, strict=True):
            if found := next((each.word for each in sought if each.stands_in(seen)), None):
                category = topic.category if topic else self.otherwise
                return Classified(category, cue.kind, (*words, found)) if category else None
        return Classified(topic.category, topic.kind, words) if topic else None


def _bare(text: str) -> str:
    return "".join(c for c in plain(text) if kind_of_character(c)[0] in "LN")


def _repeated(name: str, owners: Iterable[Topic | Cue]) -> Iterator[Problem]:
    words = ((f"{name}[{i}].words[{j}]", plain(w)) for i, owner in enumerate(owners) for j, w in enumerate(owner.words))
    return duplicates(words)


# ---- reading keywords ---------------------------------------------------------------------------------------------

_TOP: Final = MappingProxyType({"classifier": dict, "topic": list})
_TOP_OPTIONAL: Final = MappingProxyType({"talk": dict, "cue": list})
_HEAD: Final = MappingProxyType({"id": str, "title_en": str, "title_zh": str, "synthetic": bool})
_BOTH: Final = MappingProxyType({"zh": list, "en": list})
_CUE: Final = MappingProxyType({"kind": str, **_BOTH})
_TOPIC: Final = MappingProxyType({"category": str, **_CUE})


def read_keywords(text: str | bytes, *, source: str) -> KeywordClassifier:
    """The classifier that a TOML text holds.

    Shape: a table ``[classifier]`` (id, title_en, title_zh, synthetic; otherwise if wanted); for each topic
    ``[[topic]]`` (category, kind, zh, en: lists of words); ``[[cue]]`` (kind, zh, en) and ``[talk]`` (zh, en) if
    wanted.

    Raises:
        BadInput: every problem of the text at once; what a :class:`KeywordClassifier` refuses is among them.

    """
    problems: list[Problem] = []
    top = read_fields(read_toml(text, source=source), "", problems, _TOP, _TOP_OPTIONAL)
    head = (
        read_fields(top["classifier"], "classifier", problems, _HEAD, {"otherwise": str}) if "classifier" in top else {}
    )
    problems.extend(unfit_codes(head, "classifier", ("otherwise",)))
    talk = _read_words(read_fields(top["talk"], "talk", problems, _BOTH), "talk", problems) if "talk" in top else ()
    topics = [_read_row(row, f"topic[{i}]", problems, _TOPIC) for i, row in enumerate(top.get("topic", ()))]
    cues = [_read_row(row, f"cue[{i}]", problems, _CUE) for i, row in enumerate(top.get("cue", ()))]
    for rows in (topics, cues):
        problems.extend(duplicates(place for row in rows for place in row["places"]))
    _refuse(problems, source)
    return KeywordClassifier(
        topics=tuple(Topic(row["category"], row["kind"], row["words"]) for row in topics),
        cues=tuple(Cue(row["kind"], row["words"]) for row in cues),
        talk=talk,
        **head,
    )


def _read_row(table: Any, where: str, problems: list[Problem], shape: Mapping[str, type]) -> dict[str, Any]:
    row = read_fields(table, where, problems, shape)
    problems.extend(unfit_codes(row, where, ("category",)))
    if "kind" in row and row["kind"] not in get_args(Kind):
        problems.append(Problem("unknown_choice", f"{where}.kind", {"expected": get_args(Kind)}))
    return {**row, "words": _read_words(row, where, problems), "places": [*_places(row, where)]}


def _read_words(row: Mapping[str, Any], where: str, problems: list[Problem]) -> tuple[str, ...]:
    """The words of a row in both languages; what is wrong with them is added to the problems."""
    for lang in _BOTH:
        if lang in row:
            problems.extend(_unfit_words(row[lang], f"{where}.{lang}"))
    return tuple(word for lang in _BOTH for word in row.get(lang, ()))


def _places(row: Mapping[str, Any], where: str) -> Iterator[tuple[str, str]]:
    """Each word in the one way of writing, with its place."""
    for lang in _BOTH:
        words = enumerate(row.get(lang, ()))
        yield from ((f"{where}.{lang}[{i}]", plain(word)) for i, word in words if isinstance(word, str))


@cache
def shipped_keywords() -> KeywordClassifier:
    """The keywords that ship: Chinese and English words for the categories of the reference case; synthetic."""
    return read_keywords(packaged("chat-keywords"), source="packs/chat-keywords.toml")
