"""A hotline ticket that is not solved at once: two rounds, refusals on the way, and the words erased in the end.

Needs ``gridgov[sql]``. Prints::

    ticket.collect   -> collect  registered
    ticket.dispatch  -> handle   offered
    ticket.accept    -> handle   in_progress
    ticket.counsel   -> refused: not_allowed_now
    ticket.handle    -> reply    drafting
    ticket.reply     -> counsel  visit_due
    ticket.counsel   -> refused: own_work
    ticket.counsel   -> handle   in_progress
    ticket.handle    -> reply    drafting
    ticket.reply     -> counsel  visit_due
    ticket.counsel   -> closed   closed
    closed in round 2 with outcome resolved; 5 texts erased, 9 events verified
"""

from datetime import datetime, time, timedelta, timezone

from attrs import define

from gridgov import tickets
from gridgov.adapters.sql import SqlStore
from gridgov.adapters.system import SystemIds
from gridgov.calendars import ServiceHours, Shift, Timetable, china
from gridgov.errors import Refused
from gridgov.kernel import Host
from gridgov.messages.chain import verify
from gridgov.messages.tickets import Accept, Collect, Counsel, Dispatch, Handle, Reply
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


UNSOLVED = {"unit": "visits", "contacted": True, "solved": False, "satisfaction": "dissatisfied"}
SOLVED = {"unit": "visits", "contacted": True, "solved": True, "satisfaction": "satisfied"}
STORY = (
    (
        "hotline",
        Collect(
            command_id="c-1",
            ticket="T-1",
            channel="hotline",
            kind="complaint",
            category="safety.e_bike",
            place="110112004002",
            text="an e-bike blocks the stairs",
        ),
    ),
    ("desk", Dispatch(command_id="c-2", ticket="T-1", unit="U-7", due=datetime(2022, 6, 22, 18, tzinfo=BEIJING))),
    ("lead-7", Accept(command_id="c-3", ticket="T-1")),
    ("visitor", Counsel(command_id="c-4", ticket="T-1", **SOLVED)),
    ("worker-7", Handle(command_id="c-5", ticket="T-1", outcome="partly_resolved", result="talked to the owner")),
    ("worker-7", Reply(command_id="c-6", ticket="T-1", channel="phone", text="the owner was told")),
    ("worker-7", Counsel(command_id="c-7", ticket="T-1", **SOLVED)),
    ("visitor", Counsel(command_id="c-8", ticket="T-1", **UNSOLVED)),
    ("worker-7", Handle(command_id="c-9", ticket="T-1", outcome="resolved", result="made room in the shed")),
    ("worker-7", Reply(command_id="c-10", ticket="T-1", channel="phone", text="the stairs are free")),
    ("visitor", Counsel(command_id="c-11", ticket="T-1", **SOLVED)),
)
"""Who sends what."""


def main() -> None:
    """Sends the commands one after the other."""
    store = SqlStore("sqlite://")
    office = Timetable(china(), ServiceHours("Asia/Shanghai", [Shift(time(9), time(18))]))
    host = Host(store, OfficeClock(), SystemIds(), combine(shipped("presets")), office)
    for actor, command in STORY:
        try:
            ticket = host.send(tickets, command, actor=actor)
        except Refused as refusal:
            print(f"{command.type:16} -> refused: {refusal.code}")
        else:
            print(f"{command.type:16} -> {ticket.stage:8} {ticket.state}")
    erased = store.erase("ticket/T-1")
    verified = verify(store.read_all())
    texts = f"{erased} texts erased, {verified} events verified"
    print(f"closed in round {ticket.round} with outcome {ticket.outcome}; {texts}")
    store.close()


if __name__ == "__main__":
    main()
