"""Why an answer is what it is: steps with a code, and their plain words in both languages.

>>> from datetime import date
>>> from gridgov.org.entities import Area, Validity
>>> year = Validity(date(2022, 1, 1), "made up")
>>> grid = Area("g-1", "grid", "第一网格", "Grid 1", year)
>>> [step] = told([("route_searched", {"matter": "safety.e_bike", "areas": (grid,)})])
>>> step.params["areas"], step.text("zh")
(('g-1',), '由内向外查找“电动自行车进楼道”的承办者：第一网格。')
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import field, frozen

from gridgov.calendars import Limit
from gridgov.errors import TEXTS, Lang, Param
from gridgov.labels import label
from gridgov.org.entities import Area, Post, Unit

__all__ = ["Holder", "Note", "TraceStep", "told"]

Note = tuple[str, Mapping[str, Any]]
"""A step as it is jotted down on the way: a code, and the records, limits and codes that it is about."""

_GROUPS: Final = MappingProxyType(
    {"matter": "matter", "power": "power", "powers": "power", "missing": "power", "way": "other_route"}
)
"""The group of labels for a param that is a code; others, such as the keys of agents, are shown as they are."""
_BETWEEN: Final = MappingProxyType({"en": ", ", "zh": "、"})


@frozen
class Holder:
    """A body, or a seat in one, that answers for something."""

    unit: Unit
    post: Post | None = None

    @property
    def id(self) -> str:
        """What a jurisdiction names: the post, or the unit."""
        return self.unit.id if self.post is None else self.post.id

    def name(self, lang: Lang) -> str:
        """What it is called; a post by its role in its unit."""
        name = self.unit.name(lang)
        if self.post is None:
            return name
        role = label("post.role", self.post.role, lang)
        return f"{name}{role}" if lang == "zh" else f"{role} of {name}"


@frozen
class TraceStep:
    """One step of a reasoning. Match on ``code`` and ``params``, never on text."""

    code: str
    params: Mapping[str, Param] = field(factory=dict, hash=False)
    """What the step is about: ids, codes, keys of agents."""
    words: Mapping[str, tuple[str, str]] = field(factory=dict, hash=False, repr=False)
    """What each param is called in English and in Chinese."""

    def text(self, lang: Lang) -> str:
        """The step in plain words."""
        shown = {name: words[lang == "zh"] for name, words in self.words.items()}
        return TEXTS[self.code][lang == "zh"].format_map(shown)


def told(notes: Iterable[Note]) -> tuple[TraceStep, ...]:
    """The steps that notes become."""
    return tuple(
        TraceStep(
            code,
            {name: _param(value) for name, value in params.items()},
            {name: (_word(name, value, "en"), _word(name, value, "zh")) for name, value in params.items()},
        )
        for code, params in notes
    )


def _param(value: Any) -> Param:
    if isinstance(value, tuple):
        return tuple(str(_param(one)) for one in value)
    if isinstance(value, Limit):
        return f"{value.amount} {value.unit}"
    return value.id if isinstance(value, Area | Unit | Holder) else str(value)


def _word(name: str, value: Any, lang: Lang) -> str:
    if isinstance(value, tuple):
        return _BETWEEN[lang].join(_word(name, one, lang) for one in value)
    if isinstance(value, Limit):
        return _duration(value, lang)
    if isinstance(value, Area | Unit | Holder):
        return value.name(lang)
    group = _GROUPS.get(name)
    return str(value) if group is None else label(group, str(value), lang)


def _duration(limit: Limit, lang: Lang) -> str:
    unit = label("limit.unit", limit.unit, lang)
    if lang == "zh":
        return f"{limit.amount}{unit}"
    return f"{limit.amount} {unit.removesuffix('s') if limit.amount == 1 else unit}"
