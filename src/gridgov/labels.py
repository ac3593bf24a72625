"""What every code of the library is called in Chinese and English, from one catalogue (``packs/labels.toml``).

A code is looked up within its group, because one code may need two words: ``handle`` is a stage and an act.

>>> label("ticket.stage", "handle", "zh"), label("ticket.state", "waiting", "en")
('办', 'on hold')

A code that the catalogue does not know is its own label, so that a host may have codes of its own.

>>> label("ticket.channel", "pigeon_post", "zh")
'pigeon_post'
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from attrs import frozen

from gridgov.documents import read_toml
from gridgov.errors import BadInput, Lang, Problem
from gridgov.parameters import packaged, read_fields

__all__ = ["codes", "label"]

_BOTH: Final = MappingProxyType({"en": str, "zh": str})


@frozen
class _Names:
    en: str
    zh: str


def label(group: str, code: str, lang: Lang) -> str:
    """The name of a code of a group in a language; the code itself where the catalogue has none."""
    names = _catalogue().get(group, {}).get(code)
    if names is None:
        return code
    return names.zh if lang == "zh" else names.en


def codes(group: str) -> tuple[str, ...]:
    """The codes of a group in the order of the catalogue, which is the order to show them in.

    >>> codes("ticket.stage")
    ('collect', 'handle', 'reply', 'counsel', 'closed')

    """
    return tuple(_catalogue().get(group, {}))


@cache
def _catalogue() -> Mapping[str, Mapping[str, _Names]]:
    return _read(packaged("labels"), source="packs/labels.toml")


def _read(text: str, *, source: str) -> Mapping[str, Mapping[str, _Names]]:
    problems: list[Problem] = []
    tables = read_toml(text, source=source)
    groups = read_fields(tables, "", problems, dict.fromkeys(tables, dict))
    rows = {
        group: {code: read_fields(names, f"{group}.{code}", problems, _BOTH) for code, names in table.items()}
        for group, table in groups.items()
    }
    if problems:
        raise BadInput(problems, source=source)
    named = {group: {code: _Names(**row) for code, row in table.items()} for group, table in rows.items()}
    return MappingProxyType({group: MappingProxyType(table) for group, table in named.items()})
