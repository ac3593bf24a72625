"""A ticket that is not solved at once: two rounds, a refusal on the way, and the words erased in the end.

Needs ``gridgov[sql]``. Prints::

    ticket.collect   -> collect  registered
    ticket.dispatch  -> handle   in_progress
    ticket.counsel   -> refused: not_allowed_now, possible now: dispatch, wait, handle, withdraw
    ticket.handle    -> reply    drafting
    ticket.reply     -> counsel  callback_due
    ticket.counsel   -> handle   in_progress
    ticket.handle    -> reply    drafting
    ticket.reply     -> counsel  callback_due
    ticket.counsel   -> closed   closed
    closed in round 2 with outcome resolved; 5 texts erased, 8 events verified
"""

from datetime import datetime, timedelta, timezone

from attrs import define

from gridgov import tickets
from gridgov.adapters.sql import SqlStore
from gridgov.adapters.system import SystemIds
from gridgov.errors import Refused
from gridgov.kernel import Host
from gridgov.messages.chain import verify
from gridgov.messages.tickets import Collect, Counsel, Dispatch, Handle, Reply
from gridgov.parameters import combine, shipped

BEIJING = timezone(timedelta(hours=8))


@define
class OfficeClock:
    """A clock for the example: an hour passes from one look to the next."""

    moment: datetime = datetime(2022, 6, 15, 8, tzinfo=BEIJING)

    def now(self) -> datetime:
        """An hour later than last time."""
        self.moment += timedelta(hours=1)
        return self.moment


COMMANDS = (
    Collect(
        command_id="c-1",
        ticket="T-1",
        channel="hotline",
        kind="complaint",
        category="safety.e_bike",
        place="110112004002",
        text="an e-bike blocks the stairs",
    ),
    Dispatch(command_id="c-2", ticket="T-1", unit="U-7", due=datetime(2022, 6, 22, 18, tzinfo=BEIJING)),
    Counsel(command_id="c-3", ticket="T-1", contacted=True, solved=True, satisfaction="satisfied"),
    Handle(command_id="c-4", ticket="T-1", outcome="explained", result="talked to the owner"),
    Reply(command_id="c-5", ticket="T-1", channel="phone", text="the owner was told"),
    Counsel(command_id="c-6", ticket="T-1", contacted=True, solved=False, satisfaction="dissatisfied"),
    Handle(command_id="c-7", ticket="T-1", outcome="resolved", result="made room in the shed"),
    Reply(command_id="c-8", ticket="T-1", channel="phone", text="the stairs are free"),
    Counsel(command_id="c-9", ticket="T-1", contacted=True, solved=True, satisfaction="satisfied"),
)


def main() -> None:
    """Sends the commands one after the other."""
    store = SqlStore("sqlite://")
    host = Host(store, OfficeClock(), SystemIds(), combine(shipped("presets")))
    for command in COMMANDS:
        try:
            ticket = host.send(tickets, command, actor="grid-worker-7")
        except Refused as refusal:
            allowed = ", ".join(refusal.allowed or ())
            print(f"{command.type:16} -> refused: {refusal.code}, possible now: {allowed}")
        else:
            print(f"{command.type:16} -> {ticket.stage:8} {ticket.state}")
    erased = store.erase("ticket/T-1")
    verified = verify(store.read_all())
    texts = f"{erased} texts erased, {verified} events verified"
    print(f"closed in round {ticket.round} with outcome {ticket.outcome}; {texts}")
    store.close()


if __name__ == "__main__":
    main()
