"""The report card in a terminal, from 80 columns up, in Chinese and English side by side."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gridgov.labels import label
from gridgov.report.audited import lines
from gridgov.report.card import Card, Case, Label, Produced, Row, caveats, label_text, meaning
from gridgov.report.shown import percent, published, whole
from gridgov.report.volumes import Volume

__all__ = ["WIDEST", "show"]

WIDEST: Final = 100
"""The most columns that a card takes, however wide the terminal is."""

_STYLES: Final[dict[Label, str]] = {
    "simulated": "cyan",
    "recomputed": "green",
    "counted": "yellow",
    "not_yet": "dim",
}
_ID, _PUBLISHED = 3, 12
_NAME, _COUNT, _SHARE = 36, 6, 6
_MOST_PARTS: Final = 10
"""How many parts of a volume are shown one by one."""


def show(card: Card, console: Console) -> None:
    """Prints a card. Colours are the console's matter: where none are wanted, plain text comes out."""
    width = min(console.width, WIDEST)
    tables = [_table(group, rows, width, header=not i) for i, (group, rows) in enumerate(card.groups())]
    volumes = (_volume(volume, width) for volume in card.volumes)
    parts = (_head(card), *tables, *volumes, _notes(card.rows), _audit(), *map(_case, card.cases), _caveats())
    for part in parts:
        console.print(part, width=width)


def _head(card: Card) -> RenderableType:
    given = f"seed {card.seed} · {card.tickets:,} hotline tickets · {card.events:,} events · gridgov {card.version}"
    return Group(Text(card.title_zh, style="bold"), Text(card.title_en, style="bold"), Text(given, style="dim"))


def _table(group: str, rows: Iterable[Row], width: int, *, header: bool) -> Table:
    name = Text(f"\n{label('figure.group', group, 'zh')} {label('figure.group', group, 'en')}", style="bold")
    table = Table(
        title=name, title_justify="left", box=None, padding=(0, 1, 0, 0), show_header=header, header_style="dim"
    )
    left = width - _ID - _PUBLISHED - 4
    table.add_column(width=_ID)
    table.add_column(width=left * 12 // 25, overflow="fold")
    table.add_column("公布\npublished", width=_PUBLISHED, justify="right", overflow="fold")
    table.add_column("模拟年度\nthe simulated year", width=left - left * 12 // 25, overflow="fold")
    for row in rows:
        title = Text(f"{row.figure.title_zh}\n{row.figure.title_en}")
        table.add_row(row.figure.id, title, published(row.figure), Text("\n").join(_produced(row)))
    return table


def _produced(row: Row) -> Iterator[Text]:
    """Each value with the labels of its sources below."""
    for same in row.values():
        if same[0].text:
            yield Text(_value(same[0]))
            yield Text(" · ").join(Text(_label(one), style=_STYLES[one.label]) for one in same)
        else:
            yield from (Text(_later(one), style=_STYLES[one.label]) for one in same)


def _value(one: Produced) -> str:
    return " ".join(filter(None, (one.text, f"({one.exact})" if one.exact else "", one.deviation)))


def _label(one: Produced) -> str:
    return f"{label_text(one.label, 'zh')} {label_text(one.label, 'en')}"


def _later(one: Produced) -> str:
    return f"{label_text(one.label, 'zh')}：{one.note_zh}\n{label_text(one.label, 'en')}: {one.note_en}"


def _volume(volume: Volume, width: int) -> Table:
    """The largest parts with their bars, and the others together."""
    name = Text.assemble(
        (f"\n{volume.title_zh} {volume.title_en}  ", "bold"), (_label(Produced("simulated", "")), _STYLES["simulated"])
    )
    table = Table(title=name, title_justify="left", box=None, padding=(0, 1, 0, 0), show_header=False)
    table.add_column(width=_NAME, overflow="fold")
    table.add_column(width=_COUNT, justify="right")
    table.add_column(width=_SHARE, justify="right")
    table.add_column(width=width - _NAME - _COUNT - _SHARE - 4)
    bar = width - _NAME - _COUNT - _SHARE - 4
    for part in volume.parts[:_MOST_PARTS]:
        names = dict.fromkeys((part.name_zh, part.name_en))
        length = max(1, volume.longest(part) * bar // 100)
        table.add_row(" ".join(names), whole(part.count), percent(volume.share(part), 1), Text("█" * length, "cyan"))
    rest = volume.parts[_MOST_PARTS:]
    if rest:
        count = sum(part.count for part in rest)
        share = percent(Fraction(count, volume.whole), 1)
        table.add_row(f"其余{len(rest)}个 {len(rest)} others", whole(count), share, "")
    return table


def _notes(rows: Iterable[Row]) -> RenderableType:
    names: tuple[Label, ...] = ("simulated", "recomputed", "counted")
    lines = [
        f"{label_text(name, 'zh')}: {meaning(name, 'zh')}\n{label_text(name, 'en')}: {meaning(name, 'en')}"
        for name in names
    ]
    noted = [(row.figure.id, one) for row in rows for one in row.produced if one.note_en and one.text]
    lines += [f"{name}: {one.note_zh}\n    {one.note_en}" for name, one in noted]
    return Text("\n".join(["", "= 四舍五入后与公布一致 rounds to what was published", *lines]), style="dim")


def _case(case: Case) -> RenderableType:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for step in case.steps:
        lines = [f"{step.what(lang)}  {step.detail(lang)}".rstrip() for lang in ("zh", "en")]
        table.add_row(step.at, "\n".join(lines))
    return Group("", Text(f"{case.title_zh}\n{case.title_en}", style="bold"), Padding(table, (0, 0, 0, 2)))


def _audit() -> RenderableType:
    """What the published figures say when they are held against each other."""
    title = Text("\n公布数字的核对 audit of the published figures", style="bold")
    pairs = zip(lines("zh"), lines("en"), strict=True)
    return Group(title, *(Text(f"· {chinese}\n  {english}") for chinese, english in pairs))


def _caveats() -> RenderableType:
    return Text("\n".join(["", *caveats("zh"), *caveats("en")]), style="dim")
