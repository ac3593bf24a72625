"""What the states of other systems are here, and the way back to Open311: a dictionary, kept in ``packs/anchors.toml``.

An *anchor* is a system or a standard whose words this library can take in: Signalen, FixMyStreet, DIGIT, Open311, the
words of the 12345 hotline. Each of its words leads to one state of ours; what gets lost on the way is said beside it.

>>> of("digit", "REJECTED").state, of("digit", "REJECTED").outcome
('closed', 'declined')
>>> of("hotline_12345", "派单异议").state
'disputed'
>>> to_open311("closed", "explained")
('closed', 'no_further_action')

Words are compared letter by letter, as the anchor spells its codes; lower case, trimming and the like are for the
importer. A word that is in no table is refused, so that an importer can put it into its report of losses.

Sources: the code lists of the public repositories, each with its commit, in the head of ``packs/anchors.toml``.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from attrs import frozen

from gridgov.documents import check_type, duplicates, misfit, read_fields, read_toml
from gridgov.errors import BadInput, Problem
from gridgov.messages.tickets import Outcome, Visibility
from gridgov.parameters import packaged
from gridgov.tickets.state import STAGES, Delivery

__all__ = [
    "OURS_ALONE",
    "Anchor",
    "ExtendedStatus",
    "Status",
    "Term",
    "TermKind",
    "anchors",
    "of",
    "read_anchors",
    "to_open311",
]

TermKind = Literal["state", "update"]
"""Whether a request is *in* a word for a while, or the word is something that happens to it."""

Status = Literal["open", "closed"]
"""The two statuses of Open311 GeoReport v2."""

ExtendedStatus = Literal[
    "open",
    "for_triage",
    "investigating",
    "in_progress",
    "planned",
    "action_scheduled",
    "no_further_action",
    "not_councils_responsibility",
    "duplicate",
    "internal_referral",
    "cancelled",
    "fixed",
    "closed",
]
"""The finer statuses that mySociety added to Open311; the first six are open ones."""

OURS_ALONE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "drafting": (
            "the anchors go from the result on in one step, and the reply is a text of that step",
            "各系统由办理结果一步进入下一环节，答复只是该步骤的文字",
        ),
        "approving": (
            "no list that was read has a word for a reply that somebody else still looks at",
            "所读各系统的状态表中均没有答复待他人审核的用语",
        ),
        "explaining": (
            "the duty to explain what cannot be solved stands in the Beijing Regulation (Art. 15), in no system",
            "解释说明义务见《北京市接诉即办工作条例》第十五条，所读各系统均无此状态",
        ),
        "mediating": (
            "mediation has its own law (People's Mediation Law) and happens beside the systems that were read",
            "调解另有专门法律（人民调解法），在所读各系统之外进行",
        ),
        "deliberating": (
            "residents deliberate (Beijing Regulation Art. 26) beside the systems that were read",
            "居民议事（《北京市接诉即办工作条例》第二十六条）在所读各系统之外进行",
        ),
    }
)
"""The states that no word of an anchor leads to, and why: in English and in Chinese."""

_ENDS: Final = ("closed", "archived")
_WITHOUT_RESULT: Final = frozenset(
    state for state, stage in STAGES.items() if stage in {"collect", "handle"} and state != "in_review"
)
"""The states in which nothing can have been achieved yet."""


# ---- values -------------------------------------------------------------------------------------------------------


@frozen
class Term:
    """One word of an anchor, and what it is here."""

    term: str
    """The word as the anchor spells it; may be empty, for a request before its first state."""
    kind: TermKind
    state: str | None
    """Where a request is, or is afterwards. None: an update that leaves it where it is."""
    outcome: Outcome | None = None
    """What was achieved. None at an end: the word does not say, and the importer has to find out."""
    delivery: Delivery | None = None
    """Whether the claimant was told, if the word says so."""
    visibility: Visibility | None = None
    """Who may see it, if the word says so."""
    name: str = ""
    """What the word is called or means, where the code alone would not tell."""
    note_en: str = ""
    """What is lost, or why this state and no other; empty where nothing is to say."""
    note_zh: str = ""


@frozen
class Anchor:
    """A system or a standard whose words for a request are known."""

    id: str
    title_en: str
    title_zh: str
    reference: str
    """Where its words stand."""
    terms: tuple[Term, ...]


# ---- looking up ---------------------------------------------------------------------------------------------------


@cache
def anchors() -> tuple[Anchor, ...]:
    """The anchors that ship with the library.

    >>> [anchor.id for anchor in anchors()][:3]
    ['signalen', 'fixmystreet', 'digit']

    """
    return read_anchors(packaged("anchors"), source="packs/anchors.toml")


def of(anchor: Anchor | str, term: str) -> Term:
    """What a word of an anchor is here; an anchor that ships may be named by its id.

    Raises:
        BadInput: ``unknown_choice``: no anchor has that id; ``unknown_term``: it has no such word, for the importer to
            report as lost.

    """
    check_type(anchor, (Anchor, str), "anchor", expected="an anchor or its id", source="anchors")
    check_type(term, str, "term", expected="text", source="anchors")
    known = _shipped(anchor) if isinstance(anchor, str) else anchor
    for found in known.terms:
        if found.term == term:
            return found
    raise BadInput([Problem("unknown_term", "term", {"anchor": known.id})], source="anchors")


def _shipped(name: str) -> Anchor:
    for anchor in anchors():
        if anchor.id == name:
            return anchor
    expected = tuple(anchor.id for anchor in anchors())
    raise BadInput([Problem("unknown_choice", "anchor", {"expected": expected})], source="anchors")


# ---- the way back to Open311 --------------------------------------------------------------------------------------

_OPEN_AS: Final[Mapping[str, ExtendedStatus]] = MappingProxyType(
    {
        "registered": "open",
        "info_requested": "open",
        "offered": "open",
        "disputed": "for_triage",  # it is with somebody again who says whose it is
        "in_progress": "in_progress",
        "waiting": "planned",  # there is a date to resume on, and no more than that
        "coordinating": "in_progress",
        "external": "in_progress",
        "escalated": "investigating",  # the level above looks into it (Beijing Regulation Art. 20)
        "in_review": "in_progress",
        "drafting": "in_progress",
        "approving": "in_progress",
        "visit_due": "in_progress",
        "explaining": "in_progress",
        "mediating": "in_progress",
        "deliberating": "in_progress",
        "tracking": "planned",  # there is a date to look again on
        "appealed": "investigating",
    }
)
_CLOSED_AS: Final[Mapping[Outcome | None, ExtendedStatus]] = MappingProxyType(
    {
        None: "closed",
        "answered": "closed",  # a question is not fixed
        "resolved": "fixed",
        "partly_resolved": "closed",  # neither fixed nor the end of all action
        "explained": "no_further_action",
        "declined": "no_further_action",
        "diverted": "not_councils_responsibility",
        "transferred_out": "not_councils_responsibility",
        "merged": "duplicate",
        "withdrawn": "cancelled",
        "invalid": "cancelled",
        "unreachable": "closed",
    }
)


def to_open311(state: str, outcome: Outcome | None = None) -> tuple[Status, ExtendedStatus]:
    """What a request is in Open311: its status, and the finer one of the mySociety extension.

    Everything before *closed* is open, a request that was replied to and is still to be visited among them: closed
    means closed, not answered. How it ended goes into ``status_notes``, which is the label of the outcome.

    Raises:
        BadInput: ``unknown_choice``: no state or no outcome of ours.

    >>> to_open311("visit_due", "resolved"), to_open311("closed", "resolved")
    (('open', 'in_progress'), ('closed', 'fixed'))

    """
    problems = [*_unknown(state, "state", tuple(STAGES))]
    if outcome is not None:
        problems += _unknown(outcome, "outcome", get_args(Outcome))
    if problems:
        raise BadInput(problems, source="open311")
    return ("closed", _CLOSED_AS[outcome]) if state in _ENDS else ("open", _OPEN_AS[state])


def _unknown(value: object, where: str, expected: tuple[str, ...]) -> Iterator[Problem]:
    if value not in expected:
        yield Problem("unknown_choice", where, {"expected": expected})


# ---- reading ------------------------------------------------------------------------------------------------------

_ANCHOR: Final = MappingProxyType({"id": str, "title_en": str, "title_zh": str, "reference": str, "term": list})
_TERM: Final = MappingProxyType({"term": object, "kind": str})
_TERM_OPTIONAL: Final = MappingProxyType(
    dict.fromkeys(("state", "outcome", "delivery", "visibility", "name", "note_en", "note_zh"), str)
)
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "kind": get_args(TermKind),
        "state": tuple(STAGES),
        "outcome": get_args(Outcome),
        "delivery": get_args(Delivery),
        "visibility": get_args(Visibility),
    }
)


def read_anchors(text: str | bytes, *, source: str) -> tuple[Anchor, ...]:
    """The anchors that a TOML text holds.

    Shape: for each anchor ``[[anchor]]`` (id, title_en, title_zh, reference) with ``[[anchor.term]]`` (term, kind,
    state; outcome, delivery, visibility, name, note_en and note_zh if wanted). Only an update may lack a state; a note
    is in both languages; an end without an outcome needs one, and an outcome needs a state that can have it.

    Raises:
        BadInput: every problem of the text at once.

    """
    problems: list[Problem] = []
    top = read_fields(read_toml(text, source=source), "", problems, {"anchor": list})
    rows = [_read_anchor(table, f"anchor[{i}]", problems) for i, table in enumerate(top.get("anchor", ()))]
    problems.extend(duplicates((f"anchor[{i}].id", row.get("id")) for i, row in enumerate(rows)))
    if problems:
        raise BadInput(problems, source=source)
    return tuple(map(_anchor, rows))


def _anchor(row: Mapping[str, Any]) -> Anchor:
    whole: dict[str, Any] = {**row, "terms": tuple(Term(**term) for term in row["terms"])}
    return Anchor(**whole)


def _read_anchor(table: Any, where: str, problems: list[Problem]) -> dict[str, Any]:
    row = read_fields(table, where, problems, _ANCHOR)
    tables = row.pop("term", ())
    terms = [_read_term(table, f"{where}.term[{i}]", problems) for i, table in enumerate(tables)]
    problems.extend(duplicates((f"{where}.term[{i}].term", term.get("term")) for i, term in enumerate(terms)))
    return {**row, "terms": terms}


def _read_term(table: Any, where: str, problems: list[Problem]) -> dict[str, Any]:
    row = read_fields(table, where, problems, _TERM, _TERM_OPTIONAL)
    word = row.get("term", "")
    if word != "" and (problem := misfit(word, str)):
        problems.append(Problem(problem.code, f"{where}.term", problem.params))
        del row["term"]
    for name, expected in _CHOICES.items():
        if name in row:
            problems.extend(_unknown(row[name], f"{where}.{name}", expected))
    problems.extend(Problem(code, f"{where}.{name}") for code, name in _amiss(row))
    return {"state": None, **row}


def _amiss(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What does not go together in an entry: the code of the problem, and the field."""
    state, noted = row.get("state"), "note_en" in row or "note_zh" in row
    if state is None and row.get("kind") == "state":
        yield "missing", "state"
    if noted:
        yield from (("missing", name) for name in ("note_en", "note_zh") if name not in row)
    if state in _ENDS and "outcome" not in row and not noted:
        yield "loss_unsaid", "outcome"
    if "outcome" in row and state in _WITHOUT_RESULT:
        yield "outcome_too_early", "outcome"
