"""The table compiled from a chart does what python-statemachine's own interpreter does."""

from types import new_class

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statemachine.exceptions import InvalidDefinition, TransitionNotAllowed

from gridgov import deliberation, tickets
from gridgov.errors import Refused
from gridgov.lifecycle import Chart, Edge, Guard, Stage, State, act, cite, compile_chart
from gridgov.testing.charts import Oracle, differences


class StagedChart(Chart):
    """Every feature a table can hold: nested stages, ends of stages, self edges, guards, edges of stages."""

    lifecycle = "staged/1"

    class outer(Stage):
        class inner(Stage):
            first = State(initial=True)
            second = State()
            done = State(final=True)
            forth = first.to(second) | second.to(done)
            stay = first.to.itself()

        beside = State()
        leave = inner.to(beside, cond="tired")
        return_ = beside.to(inner)

    class quiet(Stage):
        waiting = State(initial=True)
        rested = State(final=True)
        rest = waiting.to(rested)

    after = State()
    end = State(final=True)
    done_state_inner = outer.inner.to(after)
    again = outer.to.itself()
    leave_all = act("leave", outer.to(end, unless="tired"))
    hush = outer.to(quiet)
    wake = quiet.to(outer.inner.second)
    stop = after.to(end, cond=["tired", "late"]) | after.to(outer.beside, unless="late")


CHARTS = [
    (tickets.TicketChart, tickets.LIFECYCLE),
    (deliberation.TopicChart, deliberation.LIFECYCLE),
    (StagedChart, compile_chart(StagedChart)),
]


def charts_of_the_library() -> set[type[Chart]]:
    return {kind for kind in Chart.__subclasses__() if kind.__module__.startswith("gridgov.")}


def test_no_chart_of_the_library_is_left_out():
    assert charts_of_the_library() <= {chart for chart, _ in CHARTS}


@pytest.mark.parametrize(("chart", "lifecycle"), CHARTS, ids=lambda c: getattr(c, "lifecycle", "table"))
def test_every_state_event_and_guard_outcome_agrees(chart, lifecycle):
    assert differences(chart, lifecycle) == ()


def mutants(lifecycle):
    """Each edge of a table bent in every way that a slip could bend it, with the state that it leads from."""
    states = [node.id for node in lifecycle.nodes]
    for place, edge in enumerate(lifecycle.edges):
        others = lifecycle.edges[:place], lifecycle.edges[place + 1 :]
        yield f"{edge} removed", edge.source, (*others[0], *others[1])
        target = states[(states.index(edge.target) + 1) % len(states)]
        yield f"{edge} to {target}", edge.source, (*others[0], evolve(edge, target=target), *others[1])
        for number, guard in enumerate(edge.guards):
            rest = (*edge.guards[:number], *edge.guards[number + 1 :])
            yield f"{edge} without {guard}", edge.source, (*others[0], evolve(edge, guards=rest), *others[1])
            flipped = (*rest, Guard(guard.name, not guard.holds))
            yield f"{edge} {guard} flipped", edge.source, (*others[0], evolve(edge, guards=flipped), *others[1])


@pytest.mark.parametrize(("chart", "lifecycle"), CHARTS[:2], ids=lambda c: getattr(c, "lifecycle", "table"))
def test_a_bend_in_any_single_edge_is_seen(chart, lifecycle):
    oracle = Oracle(chart)
    unseen = [
        what
        for what, source, edges in mutants(lifecycle)
        if not differences(oracle, evolve(lifecycle, edges=edges), states=[source])
    ]

    assert unseen == []


def test_an_edge_too_many_is_seen():
    lifecycle = tickets.LIFECYCLE
    extra = Edge("closed", "handle", "drafting")

    assert differences(tickets.TicketChart, evolve(lifecycle, edges=(*lifecycle.edges, extra))) != ()


@st.composite
def charts(draw):
    """A random chart: up to three stages of up to three states, random edges with up to two guards."""
    stages = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))

    def body(namespace):
        places = []
        for number, size in enumerate(stages):
            inside = [State(initial=place == 0) for place in range(size)]
            stage = new_class(
                f"stage{number}",
                (Stage,),
                {},
                lambda inner, inside=inside, number=number: inner.update(
                    {f"s{number}{place}": state for place, state in enumerate(inside)}
                ),
            )
            stage._initial = number == 0
            namespace[f"stage{number}"] = stage
            places += [stage, *inside]
        namespace["end"] = end = State(final=True)
        for name in ("go", "turn", "stop"):
            edges = None
            for _ in range(draw(st.integers(1, 4))):
                source = draw(st.sampled_from(places))
                target = draw(st.sampled_from([*places, end]))
                cond = draw(st.lists(st.sampled_from("ab"), max_size=2, unique=True))
                unless = draw(st.lists(st.sampled_from("bc"), max_size=1))
                edge = source.to(target, cond=cond or None, unless=unless or None)
                edges = edge if edges is None else edges | edge
            namespace[name] = act(name, cite("drawn at random", edges))

    try:
        return new_class("RandomChart", (Chart,), {}, body)
    except InvalidDefinition:
        assume(False)


@settings(max_examples=60, deadline=None)
@given(charts())
def test_any_chart_that_compiles_is_equivalent(chart):
    assert differences(chart, compile_chart(chart)) == ()


class Facts:
    """Answers that change along a walk; python-statemachine reads them as attributes."""

    def __init__(self, names):
        self.state = None
        for name in names:
            setattr(self, name, False)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(CHARTS), st.data())
def test_a_long_walk_through_one_machine_stays_beside_the_table(pair, data):
    """One living machine, not a new one a step: what it remembers must not matter."""
    chart, lifecycle = pair
    names = sorted({guard.name for edge in lifecycle.edges for guard in edge.guards})
    table = evolve(lifecycle, guards={name: (lambda facts, name=name: getattr(facts, name)) for name in names})
    facts = Facts(names)
    machine, state = chart(facts), lifecycle.initial
    for _ in range(data.draw(st.integers(1, 25))):
        for name in names:
            setattr(facts, name, data.draw(st.booleans()))
        event = data.draw(st.sampled_from(table.events))
        try:
            machine.send(event)
        except TransitionNotAllowed:
            with pytest.raises(Refused):
                table.step(state, event, facts)
        else:
            state = table.step(state, event, facts).target
        assert [place.id for place in machine.configuration if not place.states] == [state]
