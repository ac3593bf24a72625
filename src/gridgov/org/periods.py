"""Half-open periods of days: ``valid_from`` counts, ``valid_to`` does not; without ``valid_to`` there is no end.

>>> from datetime import date
>>> january, later = Period(date(2022, 1, 1), date(2022, 2, 1)), Period(date(2022, 1, 15))
>>> january.overlaps(later), later.covers(january)
(True, False)
>>> gaps(Period(date(2022, 1, 1)), [later])
(Period(start=datetime.date(2022, 1, 1), end=datetime.date(2022, 1, 15)),)
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from attrs import frozen

from gridgov.errors import BadInput, Problem
from gridgov.org.fields import Question, check_fields, day, optional

__all__ = ["Period", "around", "coalesce", "gaps", "peaks"]

_DAYS: Final[Mapping[str, Question]] = MappingProxyType({"start": day, "end": optional(day)})


@frozen
class Period:
    """A stretch of days.

    Raises:
        BadInput: what is no date; an end that is not after the start.

    """

    start: date
    end: date | None = None
    """The first day after it; None: no end."""

    def __attrs_post_init__(self) -> None:
        check_fields(self, _DAYS)
        if self.end is not None and self.end <= self.start:
            raise BadInput([Problem("ends_before_start", "end")], source="period")

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether the two have a day in common."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def covers(self, other: "Period") -> bool:
        """Whether every day of the other is in this one."""
        return self.start <= other.start and (self.end is None or (other.end is not None and other.end <= self.end))

    def common(self, other: "Period") -> "Period | None":
        """The days that both have; None if there are none."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return Period(max(self.start, other.start), min(ends, default=None))


def coalesce(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The same days in as few periods as possible, in order."""
    found: list[Period] = []
    for period in sorted(periods, key=lambda one: one.start):
        last = found[-1] if found else None
        if last is None or (last.end is not None and period.start > last.end):
            found.append(period)
        elif last.end is not None and (period.end is None or period.end > last.end):
            found[-1] = Period(last.start, period.end)
    return tuple(found)


def around(periods: Iterable[Period], day: date) -> Period | None:
    """The days around a day that some periods cover without a gap; None: none of them holds then.

    >>> winter, spring = Period(date(2022, 1, 1), date(2022, 3, 1)), Period(date(2022, 3, 1), date(2022, 6, 1))
    >>> around([winter, spring], date(2022, 4, 1)) == Period(date(2022, 1, 1), date(2022, 6, 1))
    True

    """
    return next((one for one in coalesce(periods) if one.holds(day)), None)


def gaps(whole: Period, parts: Iterable[Period]) -> tuple[Period, ...]:
    """The days of the whole that are in none of the parts."""
    found: list[Period] = []
    start: date | None = whole.start
    for part in coalesce(p for p in (whole.common(one) for one in parts) if p):
        if start is not None and part.start > start:
            found.append(Period(start, part.start))
        start = part.end
    if start is not None and (whole.end is None or start < whole.end):
        found.append(Period(start, whole.end))
    return tuple(found)


def peaks(periods: Iterable[Period], most: int) -> tuple[Period, ...]:
    """The stretches in which more than ``most`` of the periods hold at once."""
    turns: dict[date, int] = {}
    for period in periods:
        turns[period.start] = turns.get(period.start, 0) + 1
        if period.end is not None:
            turns[period.end] = turns.get(period.end, 0) - 1
    found: list[Period] = []
    count, since = 0, None
    for turning, turn in sorted(turns.items()):
        count += turn
        if count > most and since is None:
            since = turning
        elif count <= most and since is not None:
            found.append(Period(since, turning))
            since = None
    return (*found, Period(since)) if since is not None else tuple(found)
