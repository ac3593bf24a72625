"""What a check of a log says: how many rows break which rule, and the first of them with words.

>>> found = Finding(7, 3, "version_gap", {"actual": 3, "expected": 2})
>>> print(found.text("en"))
7, event 3: has the version 3, and 2 comes next
"""

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from gridgov.errors import Lang, Problem
from gridgov.metrics import html

__all__ = ["RULES", "Checked", "Finding"]

RULES: Final = (
    "values_missing",
    "version_twice",
    "version_gap",
    "unknown_state_code",
    "unknown_event_code",
    "not_an_opening",
    "no_such_edge",
    "after_the_end",
    "not_continued",
    "back_in_time",
)
"""What a row of a log can break, in the order in which it is looked at:

- ``values_missing``: no ticket, version, event, ``to`` or time. Nothing that needs the value is judged.
- ``version_twice``: another row of the ticket has the same version. Neither is held against the row before or after.
- ``version_gap``: the version before it does not stand in the log. The first version is 1.
- ``unknown_state_code``, ``unknown_event_code``: the lifecycle has no such state, no such event.
- ``not_an_opening``: version 1 does not lead from nothing to the initial state, by an event that opens a case.
- ``no_such_edge``: the lifecycle has no way from the one state by the event to the other.
- ``after_the_end``: the case was in a final state before it.
- ``not_continued``: it starts from another state than the one that the version before it led to.
- ``back_in_time``: it happened before the version before it.
"""


@frozen
class Finding:
    """A row of a log that breaks a rule. What the row holds is not in its repr."""

    ticket: str | int | None
    """None: the row does not say."""
    version: int | None
    rule: str
    """One of :data:`RULES`."""
    params: Mapping[str, Any] = field(factory=dict, repr=False, hash=False)

    def text(self, lang: Lang) -> str:
        """The finding in words."""
        ticket = "?" if self.ticket is None else str(self.ticket)[:60]
        version = "?" if self.version is None else self.version
        where = f"{ticket}, event {version}: " if lang == "en" else f"{ticket}，第 {version} 个事件："
        return where + Problem(self.rule, "", self.params).text(lang)


@frozen
class Checked:
    """What a check of a log found."""

    lifecycle: str
    """The id of the lifecycle that the log was held against."""
    events: int
    tickets: int
    counts: Mapping[str, int] = field(hash=False)
    """How many rows break each of :data:`RULES`; a row may break several."""
    rows: int
    """How many rows break any."""
    findings: tuple[Finding, ...] = field(repr=False)
    """The first of them, by ticket and version; how many is for the caller to say."""

    @property
    def legal(self) -> bool:
        """Whether no row breaks a rule."""
        return self.rows == 0

    def _repr_html_(self) -> str:
        return html.lines(self.text("en"))

    def text(self, lang: Lang) -> str:
        """The counts in words, one rule a line."""
        total = {
            "en": f"{self.lifecycle}: {self.rows:,} of {self.events:,} events of {self.tickets:,} cases break a rule",
            "zh": f"{self.lifecycle}：{self.tickets:,} 件共 {self.events:,} 个事件，其中 {self.rows:,} 个不合规",
        }
        lines = [f"- {rule}: {count:,}" for rule, count in self.counts.items() if count]
        return "\n".join([total[lang], *lines])
