"""The year-end report card as a value: each published figure beside what a year came to, and where that comes from.

::

    published figures ─┐
    log ──facts──KPIs──┼──▶ Card ──▶ terminal · HTML page · JSON
    register ──────────┘

What stands beside a published figure is labelled: *simulated*, *recomputed* from published parts, *counted* in the
register, or *not yet*. Nothing is rounded before it is shown; the exact fraction is kept beside the text.

>>> from gridgov.report.figures import figures
>>> [row.produced[0].label for row in rows(figures(), {})][:3]
['not_yet', 'not_yet', 'not_yet']
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import asdict, frozen

from gridgov.errors import Lang
from gridgov.report.figures import Figure
from gridgov.report.shown import published
from gridgov.report.volumes import Volume

__all__ = ["Card", "Case", "Label", "Produced", "Row", "Step", "caveats", "document", "label_text", "meaning", "rows"]

Label = Literal["simulated", "recomputed", "counted", "not_yet"]
"""Where a figure of the year comes from."""

_LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "published": ("published", "公布"),
        "simulated": ("simulated", "模拟"),
        "recomputed": ("recomputed", "复算"),
        "counted": ("counted (synthetic)", "统计（示例）"),
        "not_yet": ("not yet", "尚未实现"),
    }
)
_MEANINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "published": ("as it stands in the report", "公开发布的数字"),
        "simulated": ("came out of the simulated year", "由模拟年度得出"),
        "recomputed": ("recomputed from published parts", "由公布数字复算"),
        "counted": ("counted in the register, which is synthetic in parts", "按登记册统计，登记册部分内容为示例"),
        "not_yet": ("a later version brings it", "由后续版本提供"),
    }
)

_LATER: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "F14": ("courier reporters", "骑士上报"),
        "F15": ("the projects room", "项目模块"),
        "F16": ("the building doors", "楼门微治理"),
        "F17": ("waste sorting", "垃圾分类"),
        "F18": ("the streets", "街巷治理"),
        "F19": ("the streets", "街巷治理"),
        "F20": ("the streets", "街巷治理"),
        "F22": ("parking", "停车治理"),
        "F23": ("the renewal pipeline", "改造流程"),
        "F24": ("the contests", "金点子征集"),
        "F26": ("the council halls", "议事厅"),
        "F27": ("the council halls", "议事厅"),
        "F28": ("work planning", "工作计划"),
        "F29": ("the estate stewards", "小区管家"),
    }
)
"""What brings a figure that the year does not produce yet, by the id of the figure."""


# ---- values -------------------------------------------------------------------------------------------------------


@frozen
class Produced:
    """What stands beside a published figure."""

    label: Label
    text: str
    """As shown; empty when there is nothing to show."""
    exact: str = ""
    """The exact fraction, such as ``13932/16798``; empty for plain counts."""
    deviation: str = ""
    """How it differs from the published value: ``=``, or a difference with its sign; empty: no comparison is meant."""
    note_en: str = ""
    note_zh: str = ""

    def note(self, lang: Lang) -> str:
        """What has to be said with it, in a language."""
        return self.note_zh if lang == "zh" else self.note_en


def _same(first: Produced, second: Produced) -> bool:
    alike = (first.text, first.deviation) == (second.text, second.deviation)
    return alike and second.exact in {"", first.exact}


@frozen
class Row:
    """A published figure and what stands beside it."""

    figure: Figure
    produced: tuple[Produced, ...]

    def values(self) -> tuple[tuple[Produced, ...], ...]:
        """What stands beside it, the sources that came to the same value together."""
        groups: list[list[Produced]] = []
        for one in self.produced:
            if groups and _same(groups[-1][0], one):
                groups[-1].append(one)
            else:
                groups.append([one])
        return tuple(map(tuple, groups))


@frozen
class Step:
    """One event of a case, in words."""

    at: str
    """Day and time by the clock of the place."""
    what_en: str
    what_zh: str
    detail_en: str = ""
    detail_zh: str = ""

    def what(self, lang: Lang) -> str:
        """What happened, in a language."""
        return self.what_zh if lang == "zh" else self.what_en

    def detail(self, lang: Lang) -> str:
        """More about it, in a language; may be empty."""
        return self.detail_zh if lang == "zh" else self.detail_en


@frozen
class Case:
    """One case of the year, told event by event."""

    title_en: str
    title_zh: str
    steps: tuple[Step, ...]

    def title(self, lang: Lang) -> str:
        """What it is called in a language."""
        return self.title_zh if lang == "zh" else self.title_en


@frozen
class Card:
    """A year-end report card."""

    title_en: str
    title_zh: str
    scenario: str
    """The year that was simulated, by its id."""
    seed: int
    tickets: int
    """The hotline tickets that were given to the simulation."""
    events: int
    """How many events the log has."""
    version: str
    """The version of the library that made it."""
    rows: tuple[Row, ...]
    cases: tuple[Case, ...] = ()
    volumes: tuple[Volume, ...] = ()
    """The simulated tickets by channel, unit and outcome."""

    def title(self, lang: Lang) -> str:
        """What it is called in a language."""
        return self.title_zh if lang == "zh" else self.title_en

    def groups(self) -> tuple[tuple[str, tuple[Row, ...]], ...]:
        """The rows by group, in the order in which the groups first appear."""
        names = dict.fromkeys(row.figure.group for row in self.rows)
        return tuple((name, tuple(row for row in self.rows if row.figure.group == name)) for name in names)


# ---- making one ---------------------------------------------------------------------------------------------------


def rows(figures: Iterable[Figure], produced: Mapping[str, Iterable[Produced]]) -> tuple[Row, ...]:
    """A row for each figure, in their order; one for which nothing was produced is *not yet*."""
    return tuple(Row(figure, tuple(produced.get(figure.id, ())) or (_not_yet(figure.id),)) for figure in figures)


def _not_yet(figure: str) -> Produced:
    room_en, room_zh = _LATER.get(figure, ("a later version", "后续版本"))
    return Produced("not_yet", "", note_en=f"comes with {room_en}", note_zh=f"随{room_zh}提供")


# ---- words --------------------------------------------------------------------------------------------------------

_CAVEATS_EN: Final = (
    "Published figures are those of the Yuqiao Subdistrict year-end report, 2022. Simulated figures come from a seeded "
    "model with synthetic behaviour, calibrated so that the expected rates lie near the published F2 and F3; they say "
    "nothing about the place. The register is synthetic in parts.\n"
    "The simulated rates are over the hotline tickets accepted from January to November, by the last return visit to "
    "each up to the end of the year."
)
_CAVEATS_ZH: Final = (
    "公布数字取自玉桥街道2022年终报道。模拟数字来自带随机种子的模型，其行为假设均为合成，经校准使期望的解决率、满意率接近公布的"
    "F2、F3，不代表当地实际情况。登记册部分内容为示例。\n"
    "模拟的解决率、满意率以1月至11月受理的热线工单为范围，按各工单年底前最后一次回访计算。"
)


def caveats(lang: Lang) -> tuple[str, ...]:
    """What must be said with every card, in a language, one paragraph after the other."""
    return tuple((_CAVEATS_ZH if lang == "zh" else _CAVEATS_EN).splitlines())


def label_text(label: Label | Literal["published"], lang: Lang) -> str:
    """What a label is called in a language."""
    return _LABELS[label][lang == "zh"]


def meaning(label: Label | Literal["published"], lang: Lang) -> str:
    """What a label says about a figure, in a language."""
    return _MEANINGS[label][lang == "zh"]


# ---- as a document ------------------------------------------------------------------------------------------------


def document(card: Card) -> dict[str, Any]:
    """The card as JSON values, always in the same order: no clock, no path, no float."""
    return {
        "title_en": card.title_en,
        "title_zh": card.title_zh,
        "scenario": card.scenario,
        "seed": card.seed,
        "tickets": card.tickets,
        "events": card.events,
        "version": card.version,
        "caveats_en": list(caveats("en")),
        "caveats_zh": list(caveats("zh")),
        "rows": [_row(row) for row in card.rows],
        "volumes": [{"label": "simulated", **asdict(volume)} for volume in card.volumes],
        "cases": [{**asdict(case), "steps": [asdict(step) for step in case.steps]} for case in card.cases],
    }


def _row(row: Row) -> dict[str, Any]:
    figure = row.figure
    amounts = [
        {"part": a.part, "value": str(a.value), "unit": a.unit, "qualifier": a.qualifier, "rounded_to": a.rounded_to}
        for a in figure.amounts
    ]
    return {
        "figure": figure.id,
        "group": figure.group,
        "title_en": figure.title_en,
        "title_zh": figure.title_zh,
        "published": {"label": figure.kind, "text": published(figure), "amounts": amounts},
        "produced": [asdict(produced) for produced in row.produced],
    }
