"""What every check looks at: a register on a day, with the rules in force and what is known besides."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, TypeVar

from attrs import frozen

from gridgov.errors import Problem, Refused
from gridgov.messages.org.base import AreaKind, UnitKind
from gridgov.org.checks.evidence import Evidence
from gridgov.org.entities import Appointment, Area, Membership, Post, Record, Unit, current
from gridgov.org.periods import Period, around
from gridgov.org.register import Register
from gridgov.parameters import Parameters, Value

__all__ = ["MOST_LISTED", "Scene", "next_day", "shown"]

MOST_LISTED = 20
"""How many ids a finding lists; it always says how many there are."""

R = TypeVar("R", bound=Record)


@frozen
class Scene:
    """A register on a day, the rules, and what is known besides."""

    register: Register
    day: date
    rules: Parameters
    evidence: Evidence

    def areas(self, *kinds: AreaKind) -> tuple[Area, ...]:
        """The areas of some kinds on the day."""
        return tuple(one for one in self.register.of_kind(*kinds, at=self.day) if isinstance(one, Area))

    def units(self, *kinds: UnitKind) -> tuple[Unit, ...]:
        """The units of some kinds on the day."""
        return tuple(one for one in self.register.of_kind(*kinds, at=self.day) if isinstance(one, Unit))

    def held(self, records: Iterable[R]) -> Iterator[R]:
        """Those of some records that are taken to be so now and hold on the day."""
        return (one for one in current(records) if one.validity.holds(self.day))

    def place_of(self, post: Post) -> str | None:
        """The area that a post is for: its own, or that of its unit."""
        return post.area or self.register.unit(post.unit, at=self.day).area

    def holders(self, post: str, *, acting: bool) -> tuple[Appointment, ...]:
        """Who holds a post on the day, or who acts for it."""
        found = self.register.index.holders.get(post, ())
        return tuple(one for one in self.held(found) if (one.mode == "acting") is acting)

    def term(self, record: Appointment | Membership) -> Period:
        """How long somebody has a seat, with what came right before and after on the same one under the same id."""
        seat = "post" if isinstance(record, Appointment) else "unit"
        same = (one for one in self.register.index.by_id[record.id] if getattr(one, seat) == getattr(record, seat))
        return around((one.validity.period for one in same), self.day) or record.validity.period

    def other_roles(self, appointment: Appointment) -> frozenset[str]:
        """The roles that somebody has on the day besides that of one post."""
        held = self.register.held_by(appointment.agent, at=self.day)
        return frozenset(self.register.post(one.post, at=self.day).role for one in held if one.post != appointment.post)

    def rule(self, name: str) -> Value | None:
        """The value of a legal rule on the day; None: no loaded pack knows one."""
        try:
            return self.rules.find(name, self.day)
        except Refused:  # a gap that the pack declares
            return None

    def number(self, name: str) -> tuple[int, str] | None:
        """The same of a rule that is a whole number, with where it stands."""
        value = self.rule(name)
        return None if value is None else (self.rules.whole(name, self.day), value.reference)

    def unknown(self, names: Iterable[str], count: int) -> Iterator[Problem]:
        """A notice for each legal rule that is not known on the day, if there is something that it is asked for."""
        for name in names if count else ():
            if self.rule(name) is None:
                yield Problem("rule_not_known", name, {"day": self.day.isoformat(), "count": count})


def next_day(day: date) -> date | None:
    """The day after; None after the last one that there is."""
    return None if day == date.max else day + timedelta(days=1)


def shown(period: Period, until: date | None = None) -> str:
    """A period in a finding; what goes on after a day has no end in it."""
    end: Any = period.end
    return f"{period.start}/{'…' if end is None or (until is not None and end > until) else end}"
