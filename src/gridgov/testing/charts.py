"""Proof that a compiled lifecycle does what its chart says.

>>> from gridgov.tickets import LIFECYCLE, TicketChart
>>> differences(TicketChart, LIFECYCLE)
()
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from attrs import evolve, frozen

from gridgov.errors import Refused
from gridgov.lifecycle import Chart, Lifecycle, Predicate, interpret

__all__ = ["Difference", "differences"]


@frozen
class Difference:
    """A step that the table and the chart's own interpreter take differently; None means refused."""

    state: str
    event: str
    answers: Mapping[str, bool]
    """What the guards answered."""
    table: str | None
    chart: str | None


def differences(chart: type[Chart], lifecycle: Lifecycle) -> tuple[Difference, ...]:
    """Every state × event × outcome of guards in which the table and python-statemachine disagree. None: equivalent.

    The events are those of both, and one that neither knows; the states are those of both. Takes about a millisecond
    a combination.
    """
    return tuple(_differences(chart, lifecycle))


def _differences(chart: type[Chart], lifecycle: Lifecycle) -> Iterator[Difference]:
    guards = _guards(chart, lifecycle)
    answered = evolve(lifecycle, guards={name: _answer(name) for name in guards})
    states = [state.id for state in chart.states_map.values() if _rests(state)]
    for state in sorted({*states, *(node.id for node in lifecycle.nodes)}):
        for event in sorted({*_events(chart), *lifecycle.events, "unheard_of"}):
            for outcome in product((True, False), repeat=len(guards)):
                answers = dict(zip(guards, outcome, strict=True))
                expected = interpret(chart, state, event, answers) if state in states else None
                found = _table_step(answered, state, event, answers)
                if found != expected:
                    yield Difference(state, event, answers, found, expected)


def _rests(state: Any) -> bool:
    """A case can be found in a leaf, unless the leaf ends a stage that then leads on by itself."""
    leads_on = state.parent and any(edge.match(f"done.state.{state.parent.id}") for edge in state.parent.transitions)
    return not state.states and not (state.final and leads_on)


def _events(chart: type[Chart]) -> set[str]:
    # The end of a stage (``done.state.…``) is the interpreter's own event; nobody sends it.
    own = ("done.state.", "done_state_")
    return {str(e) for e in chart.events if not str(e).startswith(own)}  # type: ignore[attr-defined]  # metaclass property


def _guards(chart: type[Chart], lifecycle: Lifecycle) -> tuple[str, ...]:
    written = {str(spec.func) for s in chart.states_map.values() for edge in s.transitions for spec in edge.cond}
    return tuple(sorted(written | {guard.name for edge in lifecycle.edges for guard in edge.guards}))


def _answer(name: str) -> Predicate:
    return lambda answers: bool(answers[name])


def _table_step(lifecycle: Lifecycle, state: str, event: str, answers: Mapping[str, bool]) -> str | None:
    if state not in {node.id for node in lifecycle.nodes}:
        return None
    try:
        return lifecycle.step(state, event, answers).target
    except Refused:
        return None
