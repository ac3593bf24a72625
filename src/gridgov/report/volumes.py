"""How many requests there were, by channel, by unit and by outcome: the tables under a report card.

>>> from gridgov.metrics import facts
>>> [volume.id for volume in volumes(facts([]), {})]
['channel', 'unit', 'outcome']
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from gridgov.errors import Lang
from gridgov.labels import label
from gridgov.metrics import Facts
from gridgov.org import Unit

__all__ = ["Part", "Volume", "volumes"]


@frozen
class Part:
    """The tickets of one channel, one unit or one outcome."""

    code: str
    name_en: str
    name_zh: str
    count: int

    def name(self, lang: Lang) -> str:
        """What it is called in a language."""
        return self.name_zh if lang == "zh" else self.name_en


@frozen
class Volume:
    """All tickets of a year in parts, the largest first; the parts add up to the whole."""

    id: str
    title_en: str
    title_zh: str
    parts: tuple[Part, ...]

    @property
    def whole(self) -> int:
        """All tickets."""
        return sum(part.count for part in self.parts)

    def share(self, part: Part) -> Fraction:
        """The share of a part in the whole."""
        return Fraction(part.count, self.whole)

    def longest(self, part: Part) -> int:
        """How long the bar of a part is, in percent of the longest one."""
        return 100 * part.count // max(other.count for other in self.parts)


def volumes(facts: Facts, units: Mapping[str, Unit]) -> tuple[Volume, ...]:
    """The tickets of a log by channel, by the unit that has them, and by outcome; open ones are a part of their own.

    Args:
        facts: the fact tables of the log.
        units: the units by id; one that is not among them is called by its id.

    """
    table = facts.tickets
    outcomes = [
        outcome if ended is not None else "open"
        for outcome, ended in zip(table["outcome"], table["ended_at"], strict=True)
    ]
    return (
        _volume("channel", "Requests by channel", "按渠道", table["channel"], _labelled("ticket.channel")),
        _volume("unit", "Requests by unit", "按承办单位", table["unit"], _named(units)),
        _volume("outcome", "Requests by outcome", "按结果", outcomes, _labelled("ticket.outcome")),
    )


def _named(units: Mapping[str, Unit]) -> Callable[[str, Lang], str]:
    return lambda code, lang: units[code].name(lang) if code in units else code


_NOBODY = {"en": "nobody yet", "zh": "尚无承办单位"}
_OPEN = {"en": "still open", "zh": "尚未结案"}


def _labelled(group: str) -> Callable[[str, Lang], str]:
    return lambda code, lang: _OPEN[lang] if code == "open" else label(group, code, lang)


def _volume(
    id_: str, title_en: str, title_zh: str, codes: Sequence[str | None], name: Callable[[str, Lang], str]
) -> Volume:
    counts = Counter(codes)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))
    parts = (
        Part(
            code=code or "",
            name_en=name(code, "en") if code else _NOBODY["en"],
            name_zh=name(code, "zh") if code else _NOBODY["zh"],
            count=count,
        )
        for code, count in ordered
    )
    return Volume(id_, title_en, title_zh, tuple(parts))
