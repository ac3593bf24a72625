"""What holds for a ticket whatever is asked of it, in whatever order: thousands of random sequences of commands."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gridgov import tickets
from gridgov.adapters.memory import MemoryStore
from gridgov.errors import Refused
from gridgov.kernel import Context, execute, fold, load
from gridgov.messages import tickets as m
from gridgov.parameters import combine, shipped

START = datetime(2022, 3, 1, 4, tzinfo=UTC)
RULES = combine(shipped("presets"))
STATES = {node.id for node in tickets.LIFECYCLE.nodes}


def command(kind, number, due, flag):  # noqa: PLR0911  # one return a command
    named = {"command_id": f"c-{number}", "ticket": "T-1"}
    match kind:
        case m.Collect:
            return m.Collect(
                **named, channel="hotline", kind="help", category="noise", place="110112004002", text="loud"
            )
        case m.Dispatch:
            return m.Dispatch(**named, unit="unit-2", due=due)
        case m.Wait:
            return m.Wait(**named, reason="parts", resume_by=due)
        case m.Handle:
            return m.Handle(**named, outcome="resolved" if flag else "partly_resolved", result="done")
        case m.Reply:
            return m.Reply(**named, channel="phone", text="done")
        case m.Counsel:
            return m.Counsel(**named, contacted=flag, solved=flag, satisfaction="satisfied")
        case m.Withdraw:
            return m.Withdraw(**named, reason="moved")
        case _:
            return m.Resume(**named)


wishes = st.lists(st.tuples(st.sampled_from(m.COMMANDS), st.integers(-2, 200), st.booleans()), max_size=25)


def live(sequence):
    """Sends everything, refused or not; the store and what was refused come back."""
    store, refused = MemoryStore(), []
    sequence = [(m.Collect, 0, True), *sequence]
    for number, (kind, hours, flag) in enumerate(sequence):
        at = START + timedelta(hours=number)
        context = Context(at, f"worker-{number % 3}", RULES, salt=f"salt-{number}")
        try:
            execute(store, tickets, command(kind, number, at + timedelta(hours=hours), flag), context)
        except Refused as refusal:
            refused.append(refusal)
    return store, refused


@settings(max_examples=300, deadline=None)
@given(wishes)
def test_whatever_is_asked(sequence):
    store, refused = live(sequence)
    log = store.read("ticket/T-1")
    states = [recorded.event.state for recorded in log]

    # Every state is one of the chart, and nothing follows the end.
    assert set(states) <= STATES
    assert "closed" not in states[:-1]
    # Every step is one that the chart has: the log is a walk through it.
    ways = {(edge.source, edge.target) for edge in tickets.LIFECYCLE.edges}
    assert set(pairwise(states)) <= ways
    # Versions count, rounds never fall and never pass the limit.
    assert [recorded.version for recorded in log] == list(range(1, len(log) + 1))
    rounds = [fold(tickets, [r.event for r in log[:n]]).round for n in range(1, len(log) + 1)]
    assert rounds == sorted(rounds)
    assert max(rounds) <= 3
    # Every way to the end has an outcome and a time.
    ticket = load(store, tickets, "ticket/T-1")
    assert (ticket.state == "closed") == (ticket.closed_at is not None)
    assert ticket.state != "closed" or ticket.outcome is not None
    # Every refusal says what is possible, and that is possible.
    assert all(refusal.allowed is None or set(refusal.allowed) <= set(tickets.LIFECYCLE.events) for refusal in refused)
    # Nothing that was wanted is lost: an event for every command that was not refused.
    assert len(log) + len(refused) == len(sequence) + 1


@settings(max_examples=100, deadline=None)
@given(wishes)
def test_the_same_sequence_twice_changes_nothing(sequence):
    store, _ = live(sequence)
    before = store.read("ticket/T-1")
    for number, (kind, hours, flag) in enumerate([(m.Collect, 0, True), *sequence]):
        if f"c-{number}" in {recorded.command_id for recorded in before}:
            at = START + timedelta(hours=number)
            context = Context(at, "somebody else", RULES, salt="another salt")
            execute(store, tickets, command(kind, number, at + timedelta(hours=hours), flag), context)

    assert store.read("ticket/T-1") == before


@settings(max_examples=100, deadline=None)
@given(wishes)
def test_a_log_that_went_through_json_leads_to_the_same_ticket(sequence):
    from gridgov.messages import EVENTS

    store, _ = live(sequence)
    log = [recorded.event for recorded in store.read("ticket/T-1")]
    back = [EVENTS.revive(event.type, event.schema_version, event.model_dump_json()) for event in log]

    assert back == log
    assert fold(tickets, back) == load(store, tickets, "ticket/T-1")
