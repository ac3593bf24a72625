"""What a log must keep to: a lifecycle as plain sets of codes, with the acts that begin a case or leave it in place.

>>> from gridgov.lifecycle import read_transitions
>>> rules = rules_of(read_transitions("door/1", {"open": ["shut"], "shut": []}, initial="open", final=["shut"]))
>>> rules.steps, rules.ends
((('open', 'to shut', 'shut'),), frozenset({'shut'}))
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final

from attrs import evolve, field, frozen

from gridgov.documents import check_type, duplicates
from gridgov.errors import BadInput, Problem
from gridgov.lifecycle import Lifecycle
from gridgov.tickets import LIFECYCLE
from gridgov.tickets.chart import REMARKS
from gridgov.tickets.state import STAGES

__all__ = ["TICKET_EVENTS", "Codes", "Rules", "Step", "rules_of", "ticket_rules"]

Step = tuple[str, str, str]
"""From a state, by an event, to a state."""


@frozen
class Rules:
    """What a log must keep to. :func:`rules_of` makes it from a lifecycle, :func:`ticket_rules` for tickets."""

    lifecycle: str
    """The id of the lifecycle."""
    states: tuple[str, ...]
    events: tuple[str, ...]
    steps: tuple[Step, ...]
    """Every step that some edge or remark allows. Guards are not asked: a log does not hold their answers."""
    initial: str
    """Where a case begins."""
    openings: tuple[str, ...]
    """The events that begin a case; empty: any event may."""
    ends: frozenset[str]
    """The final states that nothing leads out of."""


def rules_of(
    lifecycle: Lifecycle, *, openings: Sequence[str] = (), remarks: Mapping[str, Collection[str]] | None = None
) -> Rules:
    """The rules that a lifecycle lays down for its logs.

    Args:
        lifecycle: the compiled chart
        openings: the events that begin a case, for a chart has no edge into its initial state; none: any event may
        remarks: events that leave a case where it is, each with the states in which it is possible

    Raises:
        BadInput: no lifecycle, openings that are no list of codes, or remarks that are no table from events to states
            of the lifecycle.

    """
    check_type(lifecycle, Lifecycle, "lifecycle", expected="Lifecycle", source="rules")
    noted = {} if remarks is None else remarks
    states = tuple(node.id for node in lifecycle.nodes)
    _check(openings, noted, states)
    steps = tuple(dict.fromkeys((edge.source, edge.event, edge.target) for edge in lifecycle.edges))
    still = tuple((state, event, state) for event, places in noted.items() for state in states if state in places)
    steps = tuple(dict.fromkeys((*steps, *still)))
    left = {source for source, _, _ in steps}
    return Rules(
        lifecycle=lifecycle.id,
        states=states,
        events=tuple(dict.fromkeys((*openings, *(event for _, event, _ in steps)))),
        steps=steps,
        initial=lifecycle.initial,
        openings=tuple(openings),
        ends=frozenset(node.id for node in lifecycle.nodes if node.final) - left,
    )


def _check(openings: object, remarks: object, states: tuple[str, ...]) -> None:
    problems = []
    if not _is_list_of_codes(openings):
        problems.append(Problem("wrong_type", "openings", {"expected": "a list of events"}))
    if not isinstance(remarks, Mapping) or not all(_is_list_of_codes(places) for places in remarks.values()):
        problems.append(Problem("wrong_type", "remarks", {"expected": "a table from events to lists of states"}))
    else:
        strange = sorted({place for places in remarks.values() for place in places} - set(states))
        problems += [Problem("no_such_state", f"remarks: {place[:60]}") for place in strange]
    if problems:
        raise BadInput(problems, source="rules")


def _is_list_of_codes(value: object) -> bool:
    if not isinstance(value, Collection) or isinstance(value, str | bytes):
        return False
    return all(isinstance(code, str) and code for code in value)


# ---- logs of tickets ----------------------------------------------------------------------------------------------

TICKET_EVENTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ticket.collected": ("collect",),
        "ticket.classified": ("classify",),
        "ticket.asked": ("ask",),
        "ticket.supplied": ("supply",),
        "ticket.answered": ("answer_now",),
        "ticket.diverted": ("divert",),
        "ticket.declined": ("decline",),
        "ticket.invalidated": ("invalidate",),
        "ticket.merged": ("merge",),
        "ticket.unmerged": ("unmerge",),
        "ticket.adopted": ("adopt",),
        "ticket.released": ("release",),
        "ticket.withdrawn": ("withdraw",),
        "ticket.dispatched": ("dispatch",),
        "ticket.accepted": ("accept",),
        "ticket.objected": ("object",),
        "ticket.adjudicated": ("adjudicate",),
        "ticket.contacted": ("contact",),
        "ticket.planned": ("plan",),
        "ticket.waiting": ("wait",),
        "ticket.resumed": ("resume",),
        "ticket.whistled": ("whistle",),
        "ticket.reported": ("report",),
        "ticket.overridden": ("override",),
        "ticket.forwarded": ("forward",),
        "ticket.followed_up": ("follow_up",),
        "ticket.heard_back": ("hear_back",),
        "ticket.escalated": ("escalate",),
        "ticket.instructed": ("instruct",),
        "ticket.handled": ("handle",),
        "ticket.reviewed": ("review",),
        "ticket.extended": ("extend",),
        "ticket.lapsed": ("lapse", "lapse_answer", "lapse_accept", "lapse_resume", "lapse_visit"),
        "ticket.drafted": ("draft_reply",),
        "ticket.reply_approved": ("approve_reply",),
        "ticket.replied": ("reply",),
        "ticket.delivery_failed": ("fail_delivery",),
        "ticket.given_up": ("give_up",),
        "ticket.reported_back": ("report_back",),
        "ticket.counselled": ("counsel",),
        "ticket.visit_attempted": ("attempt_visit",),
        "ticket.visit_skipped": ("skip_visit",),
        "ticket.explained": ("explain",),
        "ticket.mediated": ("mediate",),
        "ticket.settled": ("settle",),
        "ticket.handed_over": ("hand_over",),
        "ticket.taken_back": ("take_back",),
        "ticket.tracked": ("track",),
        "ticket.tracking_reviewed": ("review_tracking",),
        "ticket.appealed": ("appeal",),
        "ticket.appeal_decided": ("decide_appeal",),
        "ticket.reopened": ("reopen",),
        "ticket.noted": ("note",),
        "ticket.urged": ("urge",),
        "ticket.exclusion_requested": ("request_exclusion",),
        "ticket.exclusion_decided": ("decide_exclusion",),
        "ticket.restored": ("restore",),
        "ticket.shown": ("show",),
        "ticket.archived": ("archive",),
    }
)
"""The acts that may stand behind each event in the log of a ticket: edges of the chart, or remarks."""


@cache
def ticket_rules() -> Rules:
    """The rules for logs of tickets: the ticket chart and its remarks, by the types of the events in the log.

    >>> ticket_rules().openings, ("offered", "ticket.accepted", "in_progress") in ticket_rules().steps
    (('ticket.collected',), True)

    """
    events: dict[str, list[str]] = {}
    for kind, acts in TICKET_EVENTS.items():
        for act in acts:
            events.setdefault(act, []).append(kind)
    remarks = {
        kind: [
            state
            for state in STAGES
            if STAGES[state] in remark.stages and (not remark.states or state in remark.states)
        ]
        for act, remark in REMARKS.items()
        for kind in events[act]
    }
    said = tuple(evolve(edge, event=kind) for edge in LIFECYCLE.edges for kind in events[edge.event])
    return rules_of(evolve(LIFECYCLE, edges=said), openings=("ticket.collected",), remarks=remarks)


# ---- logs of numbers ----------------------------------------------------------------------------------------------


@frozen
class Codes:
    """The dictionary of a log whose codes are written as small numbers: what each number stands for.

    A number is the place in the list, counted from 0. Among the states, the empty text is what stands before the first
    event of a case.

    Raises:
        BadInput: a list that is none, is empty, or has a code twice.

    >>> Codes(states=("", "open", "shut"), events=("begin", "to shut")).states[2]
    'shut'

    """

    states: tuple[str, ...] = field(converter=tuple)
    events: tuple[str, ...] = field(converter=tuple)

    def __attrs_post_init__(self) -> None:
        problems = []
        for name, codes in (("states", self.states), ("events", self.events)):
            if not codes or not all(isinstance(code, str) for code in codes):
                problems.append(Problem("wrong_type", name, {"expected": "a list of codes"}))
            else:
                problems += duplicates((f"{name}[{place}]", code) for place, code in enumerate(codes))
        if problems:
            raise BadInput(problems, source="codes")
