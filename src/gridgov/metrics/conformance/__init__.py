"""Conformance of logs: every row that a lifecycle does not allow, and what follows on what.

::

    table of transitions ──check──▶ Checked: counts by rule, the first findings with words
                         └─directly_follows──▶ Follows: how often which code came right after which

>>> import polars
>>> from gridgov.lifecycle import read_transitions
>>> door = read_transitions("door/1", {"open": ["shut"], "shut": []}, initial="open", final=["shut"])
>>> log = {"ticket": ["a", "a"], "version": [1, 2], "event": ["made", "to shut"], "from": ["", "open"]}
>>> found = check(polars.DataFrame({**log, "to": ["open", "shut"], "at": [0, 5]}), door)
>>> found.legal, found.events, found.tickets
(True, 2, 1)

Source: process mining, conformance checking by replay of a log (van der Aalst, *Process Mining*, 2016, chapter 8), here
of a transition table instead of a net; directly-follows graphs, chapter 6 there.
"""

from gridgov.metrics.conformance.checking import check, check_in_engine
from gridgov.metrics.conformance.findings import RULES, Checked, Finding
from gridgov.metrics.conformance.following import Follows, directly_follows
from gridgov.metrics.conformance.rules import TICKET_EVENTS, Codes, Rules, Step, rules_of, ticket_rules

__all__ = [
    "RULES",
    "TICKET_EVENTS",
    "Checked",
    "Codes",
    "Finding",
    "Follows",
    "Rules",
    "Step",
    "check",
    "check_in_engine",
    "directly_follows",
    "rules_of",
    "ticket_rules",
]
