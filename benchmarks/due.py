"""Which limits are over: 100,000 tickets with three running clocks each, asked at one moment.

Beside it stands the least that such a question can cost in Python: comparing three moments a ticket in a plain loop.
"""

from datetime import UTC, datetime, timedelta

from timing import in_turns, report

from gridgov import tickets
from gridgov.kernel import Context
from gridgov.messages import tickets as m

NOON = datetime(2022, 3, 1, 4, tzinfo=UTC)
TICKETS = 100_000
AT = NOON + timedelta(days=3)


def dispatched(number: int) -> tickets.Ticket:
    """A ticket that a unit was offered, with three limits; one in ten is late at the moment asked about."""
    ticket = None
    late = number % 10 == 0
    commands = (
        m.Collect(
            command_id="c-1",
            ticket=f"T-{number}",
            channel="hotline",
            kind="complaint",
            category="safety.e_bike",
            place="110112004002",
            text="an e-bike blocks the stairs",
        ),
        m.Dispatch(
            command_id="c-2",
            ticket=f"T-{number}",
            unit="unit-2",
            accept_by=NOON + timedelta(hours=2 if late else 80 + number % 7),
            contact_by=NOON + timedelta(days=4),
            due=NOON + timedelta(days=5),
        ),
    )
    for command in commands:
        [event] = tickets.decide(ticket, command, Context(NOON, "desk", salt="salt"))
        ticket = tickets.evolve(ticket, event)
    assert ticket is not None
    return ticket


def main() -> None:
    """Asks about every ticket, twice."""
    every = [dispatched(number) for number in range(TICKETS)]
    plain = [tuple(clock.due for clock in ticket.ledger.running) for ticket in every]

    def ours() -> int:
        found = sum(bool(tickets.lapsed(ticket, AT)) for ticket in every)
        assert found == TICKETS // 10
        return 1

    def least() -> int:
        found = sum(any(due is not None and due < AT for due in dues) for dues in plain)
        assert found == TICKETS // 10
        return 1

    times = in_turns({"lapsed": ours, "plain loop": least})
    rows: list[dict[str, object]] = [
        {"what": f"{TICKETS:,} tickets, three clocks each", "seconds": f"{times['lapsed']:.3f}", "target": "≤ 0.2 s"}
        | {"met": "yes" if times["lapsed"] <= 0.2 else "NO"},
        {"what": "the plain loop beside it", "seconds": f"{times['plain loop']:.3f}"},
    ]
    report("due: which limits are over", rows)


if __name__ == "__main__":
    main()
