"""What is said to the claimant and to the hotline: templates by outcome or state and by category, in two languages.

>>> template = shipped_templates().pick("claimant", outcome="resolved", category="traffic.roads")
>>> template.code, template.slots
('claimant_resolved', ('unit', 'result'))
>>> fill(template, "zh", {"unit": "道路养护组", "result": "坑洼已填平。"})
'您好！您反映的问题已由道路养护组办理。办理结果：坑洼已填平。 感谢您的反映；如问题再次出现，请随时告诉我们。'

A text has slots with names, ``{unit}``, and nothing else in braces: no formats, no attributes, no nesting. What is put
into a slot is text and stays as it is, letter by letter; to show it safely in a page or in a spreadsheet is up to who
shows it.

Some slots are a duty: who hears that a matter is not solved hears why (Beijing Regulation on Swift Response 2021,
Art. 15), and where to turn next. A template that leaves them out cannot be made.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, get_args
from unicodedata import category as kind_of_character

from attrs import asdict, field, frozen

from gridgov.documents import check_type, duplicates, read_fields, read_toml
from gridgov.errors import BadInput, Lang, Problem, Refused
from gridgov.messages.tickets import Outcome
from gridgov.parameters import packaged
from gridgov.tickets.chart import article
from gridgov.tickets.codes import MAX_TEXT, half_a_character, unfit_codes, upward
from gridgov.tickets.state import STAGES

__all__ = ["Audience", "Template", "TemplateBook", "fill", "read_templates", "shipped_templates"]

Audience = Literal["claimant", "hotline"]
"""Who is told (Beijing Regulation on Swift Response 2021, Art. 15: both are)."""

_REASON: Final = "design note: who is turned away hears why (设计说明：不予受理的，须说明原因)"
_APPEAL: Final = "design note: who hears no hears where to appeal (设计说明：告知不能办理的，须同时告知复核途径)"
_DUTIES: Final[Mapping[tuple[str, str], Mapping[str, str]]] = MappingProxyType(
    {
        ("claimant", "partly_resolved"): {"reason": article(15)},
        ("claimant", "explained"): {"reason": article(15), "appeal_to": _APPEAL, "appeal_by": _APPEAL},
        ("claimant", "declined"): {"reason": _REASON, "appeal_to": _APPEAL, "appeal_by": _APPEAL},
        ("hotline", "partly_resolved"): {"reason": article(15)},
        ("hotline", "explained"): {"reason": article(15)},
        ("hotline", "declined"): {"reason": _REASON},
    }
)
"""The slots that a template may not leave out, by audience and outcome, with the reason why."""

_SLOT_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SLOT: Final = re.compile(rf"\{{({_SLOT_NAME.pattern})\}}")


# ---- a template ---------------------------------------------------------------------------------------------------


_TEMPLATE: Final = MappingProxyType({"code": str, "audience": str, "slots": list, "zh": str, "en": str})
_OPTIONAL: Final = MappingProxyType({"outcome": str, "state": str, "category": str})
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"audience": get_args(Audience), "outcome": get_args(Outcome), "state": tuple(STAGES)}
)


@frozen
class Template:
    """What is said to an audience on an occasion: after an outcome, in a state, or both.

    Raises:
        BadInput: everything that is wrong at once: a field of another shape, neither outcome nor state, a slot that is
            not in both texts or not declared, a brace that is no slot, a duty left out.

    """

    code: str
    audience: Audience
    slots: tuple[str, ...]
    """What has to be filled in; each stands in both texts."""
    zh: str
    en: str
    outcome: Outcome | None = None
    state: str | None = None
    category: str | None = None
    """What it is for, with everything below it; None: for any category."""

    def __attrs_post_init__(self) -> None:
        row = {name: value for name, value in asdict(self, recurse=False).items() if value is not None}
        row["slots"] = _as_list(self.slots)
        problems: list[Problem] = []
        problems.extend(_faults(row, read_fields(row, "", problems, _TEMPLATE, _OPTIONAL), ""))
        if problems:
            raise BadInput(problems, source="template")

    def text(self, lang: Lang) -> str:
        """Its text in a language, the slots still empty."""
        return self.zh if lang == "zh" else self.en


def _as_list(slots: object) -> list[Any] | None:
    return list(slots) if isinstance(slots, tuple) else None


def _faults(table: Any, row: Mapping[str, Any], prefix: str) -> Iterator[Problem]:
    """What is wrong with a template, as far as its fields can be read."""
    yield from unfit_codes(row, prefix.removesuffix("."), ("code", "category"))
    for name, choices in _CHOICES.items():
        if name in row and row[name] not in choices:
            yield Problem("unknown_choice", prefix + name, {"expected": choices})
    if isinstance(table, dict) and not table.keys() & {"outcome", "state"}:
        yield Problem("without_occasion", prefix.removesuffix("."))
    slots = row.get("slots", [])
    strange = [i for i, name in enumerate(slots) if not isinstance(name, str) or not _SLOT_NAME.fullmatch(name)]
    yield from (Problem("wrong_pattern", f"{prefix}slots[{i}]", {"expected": _SLOT_NAME.pattern}) for i in strange)
    if "slots" not in row or strange:
        return
    yield from duplicates((f"{prefix}slots[{i}]", name) for i, name in enumerate(slots))
    for slot, reference in _duties(row.get("audience"), row.get("outcome")).items():
        if slot not in slots:
            yield Problem("duty_left_out", f"{prefix}slots", {"slot": slot, "reference": reference})
    for lang in ("zh", "en"):
        if lang in row:
            yield from _unfit_text(row[lang], slots, prefix + lang)


def _duties(audience: str | None, outcome: str | None) -> Mapping[str, str]:
    return _DUTIES.get((audience or "", outcome or ""), {})


def _unfit_text(text: str, slots: Iterable[str], where: str) -> Iterator[Problem]:
    used = _SLOT.findall(text)
    yield from (Problem("slot_not_in_text", where, {"slot": slot}) for slot in slots if slot not in used)
    undeclared = [slot for slot in dict.fromkeys(used) if slot not in slots]
    yield from (Problem("slot_not_declared", where, {"slot": slot}) for slot in undeclared)
    if set(_SLOT.sub("", text)) & set("{}"):
        yield Problem("stray_brace", where)


# ---- filling in ---------------------------------------------------------------------------------------------------


def fill(template: Template, lang: Lang, slots: Mapping[str, str]) -> str:
    """The text of a template with its slots filled in, each value as it is.

    Raises:
        BadInput: everything that is wrong at once: an unknown language, a slot that is missing or says nothing, one
            that the template does not have, a value that is no text or over-long; or a whole of more than 4,000
            characters.

    """
    check_type(template, Template, "template", expected="Template", source="reply")
    check_type(slots, Mapping, "slots", expected="a table", source="reply")
    if problems := [*_unfit_filling(template, lang, slots)]:
        raise BadInput(problems, source="reply")
    text = _SLOT.sub(lambda found: slots[found[1]], template.text(lang))
    if len(text) > MAX_TEXT:
        raise BadInput([_too_long("")], source="reply")
    return text


def _unfit_filling(template: Template, lang: object, slots: Mapping[Any, object]) -> Iterator[Problem]:
    if lang not in get_args(Lang):
        yield Problem("unknown_choice", "lang", {"expected": get_args(Lang)})
    for name in template.slots:
        yield from _unfit_value(slots.get(name, ""), f"slots.{name}")
    for name in slots:
        if name not in template.slots:
            known = isinstance(name, str) and _SLOT_NAME.fullmatch(name)
            yield Problem("unknown_key", f"slots.{name}" if known else "slots")  # any other name is not repeated


def _unfit_value(value: object, where: str) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield Problem("wrong_type", where, {"expected": "text"})
    elif len(value) > MAX_TEXT:
        yield _too_long(where)
    elif all(kind_of_character(character)[0] in "CZ" for character in value):  # nothing that can be seen
        yield Problem("missing", where)
    elif half_a_character(value):
        yield Problem("lone_surrogate", where)


def _too_long(where: str) -> Problem:
    return Problem("wrong_length", where, {"expected": f"≤ {MAX_TEXT}"})


# ---- a book of templates ------------------------------------------------------------------------------------------


def _templates(templates: Iterable[Template]) -> tuple[Template, ...]:
    check_type(templates, (tuple, list), "templates", expected="a tuple", source="templates")
    found = tuple(templates)
    for i, template in enumerate(found):
        check_type(template, Template, f"templates[{i}]", expected="Template", source="templates")
    return found


@frozen
class TemplateBook:
    """The templates of a place, in the order in which they are tried.

    Raises:
        BadInput: every fault at once: a code twice, or a template that is never picked because one before it always is.

    """

    templates: tuple[Template, ...] = field(converter=_templates)
    id: str = ""
    title_en: str = ""
    title_zh: str = ""

    def __attrs_post_init__(self) -> None:
        rows = [(f"templates[{i}]", asdict(template, recurse=False)) for i, template in enumerate(self.templates)]
        if problems := [*_clashes(rows)]:
            raise BadInput(problems, source="templates")

    def pick(
        self,
        audience: Audience,
        *,
        outcome: Outcome | None = None,
        state: str | None = None,
        category: str | None = None,
    ) -> Template:
        """The template for an occasion.

        One fits if it is for the audience, is for no other outcome, state or category, and leaves no duty out that the
        outcome brings. That of the narrowest category wins, then the first.

        Raises:
            Refused: ``no_template``: none fits.
            BadInput: an unknown audience, outcome or state, neither of the last two, or no category.

        """
        asked = {"audience": audience, "outcome": outcome, "state": state, "category": category}
        _check_asked(asked)
        for level in (*upward(category or ""), None):
            for template in self.templates:
                if (template.audience, template.category) == (audience, level) and _fits(template, outcome, state):
                    return template
        occasion = tuple(code for code in (outcome, state, category) if code)
        raise Refused("no_template", audience=audience, occasion=occasion)


def _check_asked(asked: Mapping[str, Any]) -> None:
    given = {name: value for name, value in asked.items() if value is not None or name == "audience"}
    problems = [
        Problem("unknown_choice", name, {"expected": choices})
        for name, choices in _CHOICES.items()
        if name in given and given[name] not in choices
    ]
    if not given.keys() & {"outcome", "state"}:
        problems.append(Problem("without_occasion", ""))
    problems.extend(unfit_codes(given, "", ("category",)))
    if problems:
        raise BadInput(problems, source="templates")


def _fits(template: Template, outcome: str | None, state: str | None) -> bool:
    dutiful = _duties(template.audience, outcome).keys() <= {*template.slots}
    return dutiful and template.outcome in {None, outcome} and template.state in {None, state}


def _clashes(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[Problem]:
    """What is wrong between templates: codes used twice, and those before which another is always taken."""
    yield from duplicates((f"{where}.code", row.get("code")) for where, row in rows)
    seen: set[tuple[object, ...]] = set()
    for where, row in rows:
        place = (row.get("audience"), row.get("category"))
        outcome, state = row.get("outcome"), row.get("state")
        wider = {(*place, outcome, state), (*place, outcome, None), (*place, None, state)}
        if seen & wider and place[0] and (outcome or state):
            yield Problem("never_picked", where)
        seen.add((*place, outcome, state))


# ---- reading a book -----------------------------------------------------------------------------------------------

_TOP: Final = MappingProxyType({"book": dict, "template": list})
_HEAD: Final = MappingProxyType({"id": str, "title_en": str, "title_zh": str})


def read_templates(text: str | bytes, *, source: str) -> TemplateBook:
    """The book that a TOML text holds.

    Shape: a table ``[book]`` (id, title_en, title_zh); for each template ``[[template]]`` (code, audience, slots, zh,
    en; outcome or state or both; category if it is not for any).

    Raises:
        BadInput: every problem of the text at once; what a :class:`TemplateBook` refuses is among them.

    """
    problems: list[Problem] = []
    top = read_fields(read_toml(text, source=source), "", problems, _TOP)
    head = read_fields(top["book"], "book", problems, _HEAD) if "book" in top else {}
    rows: list[tuple[str, Mapping[str, Any]]] = []
    for i, table in enumerate(top.get("template", ())):
        row = read_fields(table, f"template[{i}]", problems, _TEMPLATE, _OPTIONAL)
        problems.extend(_faults(table, row, f"template[{i}]."))
        rows.append((f"template[{i}]", row))
    problems.extend(_clashes(rows))
    if problems:
        raise BadInput(problems, source=source)
    return TemplateBook(tuple(_template(row) for _, row in rows), **head)


def _template(row: Mapping[str, Any]) -> Template:
    fields: dict[str, Any] = {**row, "slots": tuple(row["slots"])}
    return Template(**fields)


@cache
def shipped_templates() -> TemplateBook:
    """The book that ships: a reply for each outcome that is told, to either audience, and what is said meanwhile."""
    return read_templates(packaged("reply-templates"), source="packs/reply-templates.toml")
