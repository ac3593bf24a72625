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

from gridgov.documents import read_fields, read_toml
from gridgov.errors import BadInput, Lang, Problem, Word
from gridgov.parameters import packaged

__all__ = ["codes", "label", "words"]

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
    ('collect', 'handle', 'reply', 'counsel', 'closed', 'archived')

    """
    return tuple(_catalogue().get(group, {}))


def words(subject: str, lang: Lang) -> Word:
    """What turns the codes of a subject (``ticket``, ``topic``) into words, for a refusal that a citizen can read.

    >>> from gridgov.errors import Refused
    >>> refused = Refused("not_allowed_now", what="reply", state="registered", allowed=("dispatch", "handle"))
    >>> refused.text("zh", words("ticket", "zh"))
    '当前状态为“待派单”，不能执行“回复”。现在可以：派单、办理。'

    """

    def word(code: str, name: str) -> str:
        if name == "conditions":
            return _AND[lang].join(_condition(subject, guard, lang) for guard in code.split(" + "))
        if name == "allowed" and code.startswith("lapse_"):  # no command: what silence means is said by "lapse"
            return ""
        bare = code.removeprefix(f"{subject}.")  # of a command that came too early or too late, the type is named
        groups = (group.format(subject) for group in _GROUPS.get(name, (f"{subject}.{name}",)))
        return next((label(group, bare, lang) for group in groups if bare in codes(group)), code)

    return word


_GROUPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "what": ("{}.act", "{}.clock", "clock.act"),
        "allowed": ("{}.act", "{}.visibility"),
        "missing": ("{}.field",),
        "code": ("{}.kind", "{}.reason"),
        "occasion": ("{}.outcome", "{}.state", "{}.category"),
        "reason": ("{}.reason", "{}.state", "{}.act"),
        "unit": ("limit.unit",),
    }
)
"""In which groups the words for a param of a refusal are, if not in the one of its own name."""

_AND: Final = MappingProxyType({"en": " and ", "zh": "且"})
_NOT: Final = MappingProxyType({"en": "it is not so that {}", "zh": "并非{}"})


def _condition(subject: str, guard: str, lang: Lang) -> str:
    name = guard.removeprefix("not ")
    named = label(f"{subject}.guard", name, lang)
    return named if name == guard else _NOT[lang].format(named)


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
