"""Proof that a compiled lifecycle does what its chart says.

>>> from gridgov.tickets import LIFECYCLE, TicketChart
>>> oracle = Oracle(TicketChart)
>>> oracle.step("registered", "dispatch", {"movable": True})
'offered'
>>> differences(oracle, LIFECYCLE, states=["registered"])
()
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import Any

from attrs import evolve, frozen

from gridgov.errors import Refused
from gridgov.lifecycle import Chart, Lifecycle, Predicate, interpret

__all__ = ["Difference", "Oracle", "differences"]


class Oracle:
    """python-statemachine's own interpreter of a chart. It is slow, so what it said is remembered."""

    def __init__(self, chart: type[Chart]) -> None:
        """For one chart."""
        self.chart = chart
        self._said: dict[tuple[str, str, tuple[tuple[str, bool], ...]], str | None] = {}
        self.states = frozenset(state.id for state in chart.states_map.values() if _rests(state))
        self.events = _events(chart)
        self.guards = tuple(sorted({name for names in _guards(chart).values() for name in names}))
        """The conditions of the chart, by name."""

    def step(self, state: str, event: str, answers: Mapping[str, bool]) -> str | None:
        """Where an event leads to; None if it is refused. A guard that ``answers`` does not name says no."""
        whole = {name: answers.get(name, False) for name in self.guards}
        question = (state, event, tuple(whole.items()))
        if question not in self._said:
            self._said[question] = interpret(self.chart, state, event, whole)
        return self._said[question]

    def guards_of(self, event: str) -> tuple[str, ...]:
        """The conditions on the edges of an event."""
        return tuple(sorted(_guards(self.chart).get(event, ())))


@frozen
class Difference:
    """A step that the table and the chart's own interpreter take differently; None means refused."""

    state: str
    event: str
    answers: Mapping[str, bool]
    """What the guards answered."""
    table: str | None
    chart: str | None


def differences(
    chart: type[Chart] | Oracle, lifecycle: Lifecycle, *, states: Collection[str] = ()
) -> tuple[Difference, ...]:
    """Every state × event × outcome of guards in which the table and python-statemachine disagree. None: equivalent.

    The events are those of both, and one that neither knows; the states are those of both, or the ones that are given.
    Of the guards, every outcome of those on edges of the event is tried, with all the others answering no and all
    answering yes. Takes about a millisecond a combination; hand in an :class:`Oracle` to ask for several tables.
    """
    oracle = chart if isinstance(chart, Oracle) else Oracle(chart)
    return tuple(_differences(oracle, lifecycle, states))


def _differences(oracle: Oracle, lifecycle: Lifecycle, states: Collection[str]) -> Iterator[Difference]:
    everywhere = sorted({*oracle.states, *(node.id for node in lifecycle.nodes)})
    for event in sorted({*oracle.events, *lifecycle.events, "unheard_of"}):
        own = {guard.name for edge in lifecycle.edges if edge.event == event for guard in edge.guards}
        guards = sorted({*oracle.guards_of(event), *own})
        others = sorted({*oracle.guards, *_names(lifecycle)} - set(guards))
        table = evolve(lifecycle, guards={name: _answer(name) for name in (*guards, *others)})
        for state in states or everywhere:
            for outcome, rest in product(product((True, False), repeat=len(guards)), (False, True)):
                answers = {**dict.fromkeys(others, rest), **dict(zip(guards, outcome, strict=True))}
                expected = oracle.step(state, event, answers) if state in oracle.states else None
                found = _table_step(table, state, event, answers)
                if found != expected:
                    yield Difference(state, event, answers, found, expected)


def _names(lifecycle: Lifecycle) -> set[str]:
    return {guard.name for edge in lifecycle.edges for guard in edge.guards}


def _rests(state: Any) -> bool:
    """A case can be found in a leaf, unless the leaf ends a stage that then leads on by itself."""
    leads_on = state.parent and any(edge.match(f"done.state.{state.parent.id}") for edge in state.parent.transitions)
    return not state.states and not (state.final and leads_on)


def _events(chart: type[Chart]) -> frozenset[str]:
    # The end of a stage (``done.state.…``) is the interpreter's own event; nobody sends it.
    own = ("done.state.", "done_state_")
    return frozenset(str(e) for e in chart.events if not str(e).startswith(own))  # type: ignore[attr-defined]  # metaclass property


def _guards(chart: type[Chart]) -> dict[str, set[str]]:
    """The conditions by event, as the chart has them."""
    found: dict[str, set[str]] = {}
    for state in chart.states_map.values():
        for edge in state.transitions:
            for event in map(str, edge.events):
                found.setdefault(event, set()).update(str(spec.func) for spec in edge.cond)
    return found


def _answer(name: str) -> Predicate:
    return lambda answers: bool(answers[name])


def _table_step(lifecycle: Lifecycle, state: str, event: str, answers: Mapping[str, bool]) -> str | None:
    if state not in {node.id for node in lifecycle.nodes}:
        return None
    try:
        return lifecycle.step(state, event, answers).target
    except Refused:
        return None
