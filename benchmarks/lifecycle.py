"""A ticket's whole life: gridgov's table and its full decide/evolve against the interpreters of two libraries.

The life: collected, dispatched, accepted, put on hold, resumed, handled, replied, visited and not solved, then handled,
replied and visited again and solved: eleven acts on the full chart of twenty states and a hundred edges. Each
contestant checks at the end that the ticket is closed.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from attrs import frozen
from timing import in_turns, ratio, report
from transitions import Machine
from transitions.extensions import HierarchicalMachine

from gridgov import tickets
from gridgov.kernel import Context
from gridgov.lifecycle import compile_chart
from gridgov.messages import tickets as m
from gridgov.messages.base import GENESIS, Unrecorded, record

ACTS = ("dispatch", "accept", "wait", "resume", "handle", "reply", "counsel", "handle", "reply", "counsel")
EVENTS = len(ACTS) + 1
LAST = len(ACTS) - 1
NOON = datetime(2022, 3, 1, 4, tzinfo=UTC)
DUE = NOON + timedelta(days=5)


# ---- peers --------------------------------------------------------------------------------------------------------


GUARDS = tuple(sorted({guard.name for edge in tickets.LIFECYCLE.edges for guard in edge.guards}))


class Case:
    """What a peer's machine drives; its guards read these."""

    def __init__(self) -> None:
        self.state = None
        for name in GUARDS:
            setattr(self, name, name in {"movable", "cleared", "has_owner"})


def statemachine_life() -> None:
    case = Case()
    machine = tickets.TicketChart(case)
    for number, act in enumerate(ACTS):
        case.content, case.handled_again = number == LAST, number != LAST
        machine.send(act)
    assert "closed" in {state.id for state in machine.configuration}


def edges(*, nested: bool) -> list[dict[str, object]]:
    """The edges of the library's own chart, as transitions wants them: with stages, or flattened."""
    places = {n.id: "_".join((*n.stages, n.id)) if nested else n.id for n in tickets.LIFECYCLE.nodes}
    return [
        {
            "trigger": edge.event,
            "source": places[edge.source],
            "dest": places[edge.target],
            "conditions": [guard.name for guard in edge.guards],
        }
        for edge in tickets.LIFECYCLE.edges
    ]


STAGES: dict[str, list[str]] = {}
for node in tickets.LIFECYCLE.nodes:
    if node.stages:
        STAGES.setdefault(node.stages[0], []).append(node.id)

NESTED = HierarchicalMachine(
    None,
    states=[
        *({"name": stage, "children": inside, "initial": inside[0]} for stage, inside in STAGES.items()),
        "closed",
        "archived",
    ],
    transitions=edges(nested=True),
    initial="collect_registered",
    auto_transitions=False,
)
FLAT = Machine(
    None,
    states=[node.id for node in tickets.LIFECYCLE.nodes],
    transitions=edges(nested=False),
    initial="registered",
    auto_transitions=False,
)


def transitions_life(machine: Machine) -> None:
    case = Case()
    machine.add_model(case)
    for number, act in enumerate(ACTS):
        case.content, case.handled_again = number == LAST, number != LAST
        case.trigger(act)
    assert case.state == "closed"
    machine.remove_model(case)


# ---- gridgov ------------------------------------------------------------------------------------------------------


@frozen
class Facts:
    """What the guards are asked about in the bare walk."""

    content: bool = False
    handled_again: bool = False
    cleared: bool = True
    review_needed: bool = False
    movable: bool = True


WALK = compile_chart(tickets.TicketChart, guards={name: attrgetter(name) for name in GUARDS})


def bare_walk() -> None:
    state = WALK.initial
    for number, act in enumerate(ACTS):
        facts = Facts(number == LAST, number != LAST)
        state = WALK.step(state, act, facts).target
    assert state == "closed"


def commands(ticket: str) -> tuple[tickets.Command, ...]:
    """The eleven commands, validated as they are made."""
    t = ticket
    return (
        m.Collect(
            command_id=f"{t}.0",
            ticket=t,
            channel="hotline",
            kind="complaint",
            category="safety.e_bike",
            place="110112004002",
            text="an e-bike blocks the stairs",
        ),
        m.Dispatch(command_id=f"{t}.1", ticket=t, unit="unit-2", due=DUE),
        m.Accept(command_id=f"{t}.10", ticket=t),
        m.Wait(command_id=f"{t}.2", ticket=t, reason="parts", resume_by=DUE),
        m.Resume(command_id=f"{t}.3", ticket=t),
        m.Handle(command_id=f"{t}.4", ticket=t, outcome="resolved", result="moved to the shed"),
        m.Reply(command_id=f"{t}.5", ticket=t, channel="phone", text="it is moved"),
        m.Counsel(command_id=f"{t}.6", ticket=t, contacted=True, solved=False, satisfaction="dissatisfied", unit="v"),
        m.Handle(command_id=f"{t}.7", ticket=t, outcome="resolved", result="moved to the shed"),
        m.Reply(command_id=f"{t}.8", ticket=t, channel="phone", text="it is moved"),
        m.Counsel(command_id=f"{t}.9", ticket=t, contacted=True, solved=True, satisfaction="satisfied", unit="v"),
    )


def full_life(number: int) -> None:
    """Validated commands, a context each, decide, recorded and hashed events, evolve."""
    ticket = f"T-{number}"
    stream, version, previous, state = f"ticket/{ticket}", 0, GENESIS, None
    for command in commands(ticket):
        actor = "visitor-1" if type(command) is m.Counsel else "worker-7"
        context = Context(NOON, actor, salt="a salt of the benchmark")
        for event in tickets.decide(state, command, context):
            version += 1
            new = Unrecorded(event, command.command_id, context.at)
            recorded = record(new, stream=stream, version=version, position=version, previous=previous)
            previous = recorded.hash
            state = tickets.evolve(state, recorded.event)
    assert state is not None
    assert state.state == "closed"


def repeat(life: Callable[[], None], times: int) -> Callable[[], int]:
    def work() -> int:
        for _ in range(times):
            life()
        return times * EVENTS

    return work


def numbered(times: int) -> int:
    for number in range(times):
        full_life(number)
    return times * EVENTS


def main() -> None:
    """Runs the contestants in turns and prints what came out."""
    found = in_turns(
        {
            "python-statemachine": repeat(statemachine_life, 40),
            "transitions nested": repeat(lambda: transitions_life(NESTED), 100),
            "transitions flat": repeat(lambda: transitions_life(FLAT), 300),
            "gridgov bare walk": repeat(bare_walk, 4000),
            "gridgov full life": lambda: numbered(300),
        }
    )
    rows: list[dict[str, object]] = [{"µs an event": f"{time * 1e6:.2f}", "of": name} for name, time in found.items()]
    walk, full = found["gridgov bare walk"], found["gridgov full life"]
    machine, nested, flat = (found[n] for n in ("python-statemachine", "transitions nested", "transitions flat"))
    rows += [
        ratio("bare walk against python-statemachine", machine / walk, at_least=150),
        ratio("bare walk against transitions (nested)", nested / walk, at_least=15),
        ratio("bare walk against transitions (flat)", flat / walk, at_least=15),
        ratio("full life against python-statemachine", machine / full, at_least=40),
        ratio("full life against transitions (nested)", nested / full, at_least=4),
        ratio("full life against transitions (flat)", flat / full, at_least=4),
    ]
    report("lifecycle: one ticket's life, eleven acts", rows)


if __name__ == "__main__":
    main()
