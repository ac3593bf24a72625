"""Lifecycles: a chart says what may happen, a table compiled from it says so in a microsecond.

A **chart** is a class of states and edges (python-statemachine), with the source of every edge beside it. It is drawn,
linted and compiled once into a :class:`Lifecycle`, an immutable table that ``decide`` walks. The chart's own
interpreter stays as the oracle: :func:`interpret` runs it, and a test drives both over every state, event and guard.

>>> class Door(Chart):
...     lifecycle = "door/1"
...     clocks = {"open": "close_by"}
...     open = State(initial=True)
...     locked = State(final=True)
...     lock = cite("house rules 3", open.to(locked, cond="has_key"))
>>> door = compile_chart(Door, guards={"has_key": lambda hand: "key" in hand})
>>> door.step("open", "lock", facts={"key"}).target
'locked'
>>> [finding.code for finding in lint(door)]
[]

This file is the only one that imports ``statemachine``. Charts hold states, edges and named guards, nothing else:
no callbacks, no history, no parallel regions, no delays (``docs/decisions`` says why).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import field, frozen
from statemachine import Event, StateChart
from statemachine.exceptions import TransitionNotAllowed

from gridgov.documents import check_type, read_json
from gridgov.errors import BadInput, Defect, Problem, Refused

__all__ = [
    "Chart",
    "Edge",
    "Guard",
    "Lifecycle",
    "Node",
    "Stage",
    "State",
    "act",
    "cite",
    "compile_chart",
    "interpret",
    "lint",
    "read_digit",
    "read_transitions",
]

Predicate = Callable[[Any], bool]
"""Answers a guard from the facts of the moment."""


# ---- the chart: how a lifecycle is written down -------------------------------------------------------------------


if TYPE_CHECKING:  # the library types the edges of a stage wrongly; these are what a chart may rely on

    class State:
        """A state that a case can be in."""

        def __init__(self, name: str = "", *, initial: bool = False, final: bool = False) -> None: ...
        def to(self, *targets: Any, **conditions: Any) -> Any:
            """Edges out of the state."""

    class Stage:
        """A compound state: a nested class of states, of which a case is in exactly one."""

        @staticmethod
        def to(*targets: Any, **conditions: Any) -> Any:
            """Edges out of the stage, whichever of its states a case is in."""
else:
    from statemachine import State

    Stage = State.Compound


class Chart(StateChart[Any]):
    """The base of every chart. Its four flags make a mistake loud: no event is ignored, no error swallowed.

    Raises:
        statemachine.exceptions.InvalidDefinition: as soon as the class is written: a state that is joined to no
            other, one that is not final and has no way out, or a final one that has. :func:`lint` never sees those.

    """

    allow_event_without_transition = False
    catch_errors_as_events = False
    atomic_configuration_update = True
    enable_self_transition_entries = False

    lifecycle: ClassVar[str] = ""
    """A stable name with a version, such as ``ticket/1``."""
    clocks: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Which clock ends the waiting in a state, by state or by compound stage; ``*`` is for all."""


def cite(source: str, *edges: Any) -> Any:
    """Joins edges and puts beside each where its rule stands: a law article, a standard, a design note."""
    joined = reduce(or_, edges)
    for edge in joined:
        edge.reference = source
    return joined


def act(name: str, edges: Any) -> Any:
    """Names the event of edges, for an event that is called like a stage of the same chart."""
    return Event(edges, id=name)


# ---- the table: what a lifecycle is at run time -------------------------------------------------------------------


@frozen
class Node:
    """A state that a case can be in; ``stages`` are the compound states around it, outermost first."""

    id: str
    stages: tuple[str, ...] = ()
    final: bool = False
    clock: str | None = None
    """The clock that ends the waiting in this state."""


@frozen
class Guard:
    """A condition on an edge, by name; ``holds`` is the answer that opens the edge."""

    name: str
    holds: bool = True

    def __str__(self) -> str:
        return self.name if self.holds else f"not {self.name}"


@frozen
class Edge:
    """A way from one state to another. Edges with the same source and event are tried in order."""

    source: str
    event: str
    target: str
    guards: tuple[Guard, ...] = ()
    reference: str = ""
    """Where the rule stands that allows it."""
    entered: tuple[str, ...] = ()
    """Every state entered on the way; more than the target where the end of a stage leads straight on."""
    drawn_from: str = ""
    """The compound state that the edge was written on, if it was; the drawing shows it once."""


_Branch = tuple[Edge, tuple[tuple[Predicate, bool], ...]]


def _no_answer(_: Any) -> bool:
    raise Defect("guard_without_oracle")


def _read_only(guards: Mapping[str, Predicate]) -> Mapping[str, Predicate]:
    check_type(guards, Mapping, "guards", expected="a table of predicates by name", source="lifecycle")
    return MappingProxyType(dict(guards))


@frozen
class Lifecycle:
    """A compiled chart: an immutable table from state and event to edges. It can be pickled if its guards can."""

    id: str
    initial: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    guards: Mapping[str, Predicate] = field(factory=dict, repr=False, eq=False, converter=_read_only)
    """The predicates that answer the guards."""
    clock_places: tuple[str, ...] = field(default=(), repr=False)
    """The places for which the chart names a clock: states, stages, or ``*`` for all; for :func:`lint`."""
    _table: Mapping[tuple[str, str], tuple[_Branch, ...]] = field(init=False, repr=False, eq=False)
    _by_id: Mapping[str, Node] = field(init=False, repr=False, eq=False)

    @_table.default
    def _branches(self) -> Mapping[tuple[str, str], tuple[_Branch, ...]]:
        table: dict[tuple[str, str], tuple[_Branch, ...]] = {}
        for edge in self.edges:
            tests = tuple((self.guards.get(guard.name, _no_answer), guard.holds) for guard in edge.guards)
            table[edge.source, edge.event] = (*table.get((edge.source, edge.event), ()), (edge, tests))
        return MappingProxyType(table)

    @_by_id.default
    def _nodes_by_id(self) -> Mapping[str, Node]:
        return MappingProxyType({node.id: node for node in self.nodes})

    def __reduce__(self) -> tuple[Any, ...]:
        # the tables are made again: read-only ones cannot be pickled
        fields = (self.id, self.initial, self.nodes, self.edges, dict(self.guards), self.clock_places)
        return Lifecycle, fields

    def node(self, state: str) -> Node:
        """The node of a state.

        Raises:
            Defect: the lifecycle has no such state.

        """
        if state not in self._by_id:
            raise Defect("unknown_state", state=state, lifecycle=self.id)
        return self._by_id[state]

    @property
    def events(self) -> tuple[str, ...]:
        """Every event that some edge waits for, in order of first appearance."""
        return tuple(dict.fromkeys(edge.event for edge in self.edges))

    def step(self, state: str, event: str, facts: Any = None) -> Edge:
        """The edge that an event takes from a state: the first whose guards all answer as they should.

        Raises:
            Refused: no edge waits for the event here (``not_allowed_now``, ``unknown_event``), or a guard is in the
                way (``condition_not_met``); the refusal names the sources and what is possible now.
            Defect: the lifecycle has no such state, or nothing answers a guard.

        """
        for edge, tests in self._table.get((state, event), ()):
            for predicate, holds in tests:
                if bool(predicate(facts)) is not holds:
                    break
            else:
                return edge
        raise self._refusal(state, event)

    def allowed(self, state: str) -> tuple[str, ...]:
        """The events that some edge out of a state waits for. Guards are not asked."""
        self.node(state)
        return tuple(dict.fromkeys(edge.event for edge in self.edges if edge.source == state))

    def _refusal(self, state: str, event: str) -> Refused:
        allowed = self.allowed(state)
        if event not in self.events:
            return Refused("unknown_event", what=event, lifecycle=self.id, allowed=allowed)
        ways = [edge for edge in self.edges if (edge.source, edge.event) == (state, event)]
        if not ways:
            elsewhere = dict.fromkeys(e.reference for e in self.edges if e.event == event and e.reference)
            source = "; ".join(elsewhere)
            return Refused("not_allowed_now", what=event, state=state, allowed=allowed, source=source)
        source = "; ".join(dict.fromkeys(edge.reference for edge in ways if edge.reference))
        conditions = tuple(" + ".join(map(str, edge.guards)) for edge in ways)
        others = tuple(name for name in allowed if name != event)
        return Refused(
            "condition_not_met", what=event, state=state, conditions=conditions, allowed=others, source=source
        )


# ---- compiling ----------------------------------------------------------------------------------------------------


def compile_chart(chart: type[Chart], *, guards: Mapping[str, Predicate] | None = None) -> Lifecycle:
    """Turns a chart into its table: every edge of a compound state becomes one edge a leaf.

    Raises:
        BadInput: ``chart`` is no chart, or ``guards`` no table.
        Defect: the chart uses something that a table cannot hold; all such places are named at once.

    """
    given: object = chart
    if not isinstance(given, type) or not issubclass(given, Chart):
        raise BadInput([Problem("wrong_type", "chart", {"expected": "a Chart"})], source="chart")
    unfit = tuple(_unfit(chart))
    if unfit:
        raise Defect("chart_not_compilable", chart=chart.__name__, places=unfit)
    leaves = [state for state in _walk(chart.states) if not state.states and _onward(state) is None]
    return Lifecycle(
        id=chart.lifecycle or chart.__name__,
        initial=_leaf(chart.initial_state).id,
        nodes=tuple(_node(chart, leaf) for leaf in leaves),
        edges=tuple(edge for leaf in leaves for edge in _edges_of(leaf)),
        guards={} if guards is None else guards,
        clock_places=tuple(chart.clocks),
    )


def _walk(states: Iterable[Any]) -> Iterator[Any]:
    for state in states:
        yield state
        yield from _walk(state.states)


def _unfit(chart: type[Chart]) -> Iterator[str]:
    hooks = ("on_", "before_", "after_", "prepare_")
    yield from (f"callback {name}" for name in vars(chart) if name.startswith(hooks))
    for state in _walk(chart.states):
        if state.parallel or state.history:
            yield f"{state.id}: parallel region or history"
        if any(not spec.is_convention for spec in state._specs):  # noqa: SLF001  # no public list of callbacks
            yield f"{state.id}: callback"
        for edge in state.transitions:
            yield from (f"{state.id}: {fault}" for fault in _unfit_edge(edge) if not edge.initial)


def _unfit_edge(edge: Any) -> Iterator[str]:
    if edge.is_eventless:
        yield "edge without an event"
    if edge.internal or len(edge.targets) != 1:
        yield "internal edge, or not exactly one target"
    guards = list(edge.cond)
    if any(not (isinstance(g.func, str) and g.func.isidentifier()) for g in guards):
        yield "guard that is not a plain name"
    if any(not spec.is_convention and spec not in guards for spec in edge._specs):  # noqa: SLF001  # as above
        yield "callback or validator on an edge"
    if guards and _is_done(edge):
        yield "guard on the end of a stage"


def _is_done(edge: Any) -> bool:
    return any(name.startswith("done.state.") for name in map(str, edge.events))


def _leaf(state: Any) -> Any:
    while state.states:
        state = next(child for child in state.states if child.initial)
    return state


def _node(chart: type[Chart], leaf: Any) -> Node:
    ancestors = list(leaf.ancestors())
    places = [leaf.id, *(stage.id for stage in ancestors), "*"]
    clock = next((chart.clocks[place] for place in places if place in chart.clocks), None)
    top = not ancestors
    return Node(leaf.id, tuple(stage.id for stage in reversed(ancestors)), final=leaf.final and top, clock=clock)


def _edges_of(leaf: Any) -> Iterator[Edge]:
    for state in (leaf, *leaf.ancestors()):  # the deepest state with a fitting edge wins
        for edge in state.transitions:
            if edge.initial or _is_done(edge):
                continue
            entered = tuple(_entered(edge.target))
            for event in map(str, edge.events):
                yield Edge(
                    source=leaf.id,
                    event=event,
                    target=entered[-1],
                    guards=tuple(Guard(spec.func, spec.expected_value) for spec in edge.cond),
                    reference=getattr(edge, "reference", ""),
                    entered=entered,
                    drawn_from="" if state is leaf else state.id,
                )


def _entered(target: Any) -> Iterator[str]:
    leaf = _leaf(target)
    yield leaf.id
    onward = _onward(leaf)
    if onward is not None:
        yield from _entered(onward.target)


def _onward(leaf: Any) -> Any:
    """The edge that the end of a stage takes at once; no case ever rests in a leaf that has one."""
    if not leaf.final or not leaf.parent:
        return None
    return next((edge for edge in leaf.parent.transitions if _is_done(edge)), None)


# ---- the oracle ---------------------------------------------------------------------------------------------------


class _Cell:
    """What the interpreter writes its state on, and where it finds the answers of the guards."""

    def __init__(self, answers: Mapping[str, bool]) -> None:
        self.state: Any = None
        for name, answer in answers.items():
            setattr(self, name, answer)


def interpret(chart: type[Chart], state: str, event: str, answers: Mapping[str, bool]) -> str | None:
    """What python-statemachine itself does with an event: the leaf that it ends in, None if it refuses.

    Slow (about a millisecond) and independent of :func:`compile_chart`: the oracle that the table must agree with.
    ``answers`` holds an answer for every guard of the chart.
    """
    machine = chart(_Cell(answers), start_value=state)
    try:
        machine.send(event)
    except TransitionNotAllowed:
        return None
    [leaf] = [place.id for place in machine.configuration if not place.states]
    return str(leaf)


# ---- lint ---------------------------------------------------------------------------------------------------------


def lint(lifecycle: Lifecycle) -> tuple[Problem, ...]:
    """What is wrong with a lifecycle, as coded findings in the order of its states and edges.

    ``unreachable_state`` · ``dead_end`` (no edge out, not final) · ``terminal_with_exit`` · ``no_way_to_end`` ·
    ``edge_without_source`` · ``waiting_without_clock`` (no clock ever ends the waiting) · ``dangling_target`` ·
    ``guard_without_oracle`` (nothing answers it) · ``shadowed_edge`` (an open edge before it always wins) ·
    ``unknown_clock_place`` (a clock for what is no state or stage) · ``unused_guard`` (no edge has it).

    Raises:
        BadInput: no lifecycle.

    """
    check_type(lifecycle, Lifecycle, "lifecycle", expected="Lifecycle", source="lint")
    findings = [*_lint_states(lifecycle), *_lint_edges(lifecycle), *_lint_slips(lifecycle)]
    return tuple(findings)


def _lint_states(lifecycle: Lifecycle) -> Iterator[Problem]:
    onward: dict[str, set[str]] = {node.id: set() for node in lifecycle.nodes}
    back: dict[str, set[str]] = {node.id: set() for node in lifecycle.nodes}
    for edge in lifecycle.edges:
        onward.setdefault(edge.source, set()).update((*edge.entered, edge.target))
        back.setdefault(edge.target, set()).add(edge.source)
    reached = _closure({lifecycle.initial}, onward)
    ending = _closure({node.id for node in lifecycle.nodes if node.final}, back)
    for node in lifecycle.nodes:
        exits = onward[node.id]
        if node.id not in reached:
            yield Problem("unreachable_state", node.id)
        if node.final and exits:
            yield Problem("terminal_with_exit", node.id)
        if not node.final and not exits and node.id in reached:
            yield Problem("dead_end", node.id)
        if exits and node.id not in ending:
            yield Problem("no_way_to_end", node.id)
        if not node.final and node.clock is None:
            yield Problem("waiting_without_clock", node.id)


def _closure(start: set[str], ways: Mapping[str, set[str]]) -> set[str]:
    found, fresh = set(start), set(start)
    while fresh:
        fresh = {target for place in fresh for target in ways.get(place, ())} - found
        found |= fresh
    return found


def _lint_edges(lifecycle: Lifecycle) -> Iterator[Problem]:
    known = {node.id for node in lifecycle.nodes}
    open_before: set[tuple[str, str]] = set()
    for edge in lifecycle.edges:
        where = f"{edge.source} --{edge.event}--> {edge.target}"
        if edge.target not in known:
            yield Problem("dangling_target", where)
        if not edge.reference:
            yield Problem("edge_without_source", where)
        for guard in edge.guards:
            if guard.name not in lifecycle.guards:
                yield Problem("guard_without_oracle", where, {"guard": guard.name})
        if (edge.source, edge.event) in open_before:
            yield Problem("shadowed_edge", where)
        if not edge.guards:
            open_before.add((edge.source, edge.event))


def _lint_slips(lifecycle: Lifecycle) -> Iterator[Problem]:
    """What was written beside the chart and belongs to nothing in it: a slip of the pen, more often than not."""
    places = {"*", *(name for node in lifecycle.nodes for name in (node.id, *node.stages))}
    used = {guard.name for edge in lifecycle.edges for guard in edge.guards}
    yield from (Problem("unknown_clock_place", place) for place in lifecycle.clock_places if place not in places)
    yield from (Problem("unused_guard", name) for name in lifecycle.guards if name not in used)


# ---- other people's charts ----------------------------------------------------------------------------------------


def read_transitions(
    name: str, table: Mapping[str, Collection[str]], *, initial: str, final: Collection[str] = ()
) -> Lifecycle:
    """A lifecycle out of a plain transition table: from each state to the states that may follow it.

    Nothing is corrected, so that :func:`lint` can speak: targets may dangle, edges have no source and no clock.

    Raises:
        BadInput: no table, a row that is no list of states, or ``initial`` or a final state that is not in the table.

    >>> found = lint(read_transitions("demo", {"new": ["done"], "lost": []}, initial="new", final=["done"]))
    Traceback (most recent call last):
    ...
    gridgov.errors.BadInput: demo is not valid:
    - done is not a state of the chart
    demo 无效：
    - done 不是图中的状态

    """
    check_type(table, Mapping, "table", expected="a table from states to lists of states", source="transitions")
    problems = list(_misread(table, initial, final))
    if problems:
        raise BadInput(problems, source="transitions")
    ends = frozenset(final)
    problems = [Problem("no_such_state", state) for state in sorted({initial, *ends} - set(table))]
    if problems:
        raise BadInput(problems, source=name)
    return Lifecycle(
        id=name,
        initial=initial,
        nodes=tuple(Node(state, final=state in ends) for state in table),
        edges=tuple(
            Edge(state, f"to {target}", target, entered=(target,)) for state in table for target in table[state]
        ),
    )


def _misread(table: Mapping[str, object], initial: object, final: object) -> Iterator[Problem]:
    """What is of another type than a table from names to lists of names, with a name and a list of names."""
    if not isinstance(initial, str):
        yield Problem("wrong_type", "initial", {"expected": "text"})
    lists = [("final", final), *((f"table[{place}]", row) for place, row in enumerate(table.values()))]
    for where, names in lists:
        if not _are_names(names):
            yield Problem("wrong_type", where, {"expected": "a list of states"})
    if not _are_names(table.keys()):
        yield Problem("wrong_type", "table", {"expected": "a table from states to lists of states"})


def _are_names(names: object) -> bool:
    if not isinstance(names, Collection) or isinstance(names, str | bytes):
        return False
    return all(isinstance(name, str) for name in names)


def read_digit(raw: str | bytes, *, source: str = "business service") -> Lifecycle:
    """A lifecycle out of a DIGIT BusinessService document (JSON), as exported or as configured.

    Takes the first of ``BusinessServices`` if it is a list. A state's or the service's ``sla`` counts as its clock;
    ``nextState`` may name a state or give its ``uuid``, and is kept as it is when neither exists, for lint to find.
    Roles are not part of a lifecycle and are left out.

    Raises:
        BadInput: not JSON, or not of the document's shape; every problem at once.

    """
    document = read_json(raw, source=source)
    if isinstance(document, dict) and isinstance(document.get("BusinessServices"), list):
        document = next(iter(document["BusinessServices"]), None)
    states = document.get("states") if isinstance(document, dict) else None
    if not isinstance(states, list) or not states:
        raise BadInput([Problem("wrong_type", "states", {"expected": "list"})], source=source)
    problems = list(_digit_problems(states))
    if problems:
        raise BadInput(problems, source=source)
    names = {str(state["uuid"]): _digit_name(state) for state in states if state.get("uuid")}
    overall = document.get("businessServiceSla")
    return Lifecycle(
        id=str(document.get("businessService") or source),
        initial=next(_digit_name(state) for state in states if state.get("isStartState")),
        nodes=tuple(_digit_node(state, overall) for state in states),
        edges=tuple(edge for state in states for edge in _digit_edges(state, names)),
    )


def _digit_problems(states: list[Any]) -> Iterator[Problem]:
    for number, state in enumerate(states):
        where = f"states[{number}]"
        if not isinstance(state, dict):
            yield Problem("wrong_type", where, {"expected": "object"})
            continue
        if not isinstance(state.get("state"), str | None):
            yield Problem("wrong_type", f"{where}.state", {"expected": "string"})
        actions = state.get("actions") or []
        if not isinstance(actions, list):
            yield Problem("wrong_type", f"{where}.actions", {"expected": "list"})
            continue
        for place, action in enumerate(actions):
            for key in ("action", "nextState"):
                if not isinstance(action, dict) or not isinstance(action.get(key), str):
                    yield Problem("wrong_type", f"{where}.actions[{place}].{key}", {"expected": "string"})
    names = [_digit_name(state) for state in states if isinstance(state, dict)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem("duplicate_key", "states", {"key": name[:60]})
    if sum(bool(state.get("isStartState")) for state in states if isinstance(state, dict)) != 1:
        yield Problem("one_initial_state", "states")


def _digit_name(state: Mapping[str, Any]) -> str:
    return str(state.get("state") or "start")


def _digit_node(state: Mapping[str, Any], overall: Any) -> Node:
    clock = "sla" if state.get("sla") else "business_service_sla" if overall else None
    return Node(_digit_name(state), final=bool(state.get("isTerminateState")), clock=clock)


def _digit_edges(state: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Edge]:
    for action in state.get("actions") or []:
        if action.get("active", True):
            target = names.get(action["nextState"], action["nextState"])
            yield Edge(_digit_name(state), action["action"], target, entered=(target,))
