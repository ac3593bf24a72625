"""The pile of open tickets at any instant, how old it is, and what flows in and out of it.

::

    received ──▶ │ open │ ──▶ closed          open at the end = open at the start + received − closed

>>> import polars
>>> day = 86_400_000_000
>>> begun, ended = [0, 0, 2 * day], [day, None, None]
>>> tickets = polars.DataFrame({"collected_at": begun, "ended_at": ended, "due": [day, day, 9 * day]})
>>> [pile] = backlog(tickets, at=[4 * day])
>>> pile.open, pile.overdue, dict(pile.ages()), pile.mean_age
(2, 1, {'≤ 1 d': 0, '1-3 d': 1, '3-7 d': 1, '> 7 d': 0}, Fraction(4320, 1))

Open at an instant is what had begun by then, at the instant itself too, and had not ended by then. What happened later
is not looked at, so the pile of yesterday can be counted tomorrow. Instants are whole microseconds since 1970.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve, field, frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.metrics.checking import table_of
from gridgov.metrics.conditions import ALWAYS, AllOf, AnyOf, Condition, InOrder, Known, Not, Within
from gridgov.metrics.counting import check_moment, counted_rows, found_states
from gridgov.metrics.measures import Count, Elapsed, Mean, Measure
from gridgov.metrics.periods import Window
from gridgov.metrics.uncertainty import is_whole

__all__ = ["AGES", "MOST_INSTANTS", "Backlog", "Flow", "backlog", "flow"]

AGES: Final = (1, 3, 7)
"""Limits of the ages in days, as DIGIT PGR has them: up to 1, up to 3, up to 7, more."""

MOST_INSTANTS: Final = 1_000
"""So many instants or windows may be asked for at once: each is a column."""

_DAY_MINUTES: Final = 1_440
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


# ---- the pile -----------------------------------------------------------------------------------------------------


@frozen
class Backlog:
    """What was open at an instant. The piles of two places add up; those of two instants do not."""

    at: int
    open: int = 0
    minutes: int = 0
    """How old all of it is together; of each ticket the whole minutes."""
    by_age: tuple[int, ...] = ()
    """How many lie in each bucket of age, the youngest first; an age right at a limit is in the younger bucket."""
    limits: tuple[int, ...] = AGES
    """Where the buckets end, in days; the last has no end."""
    overdue: int | None = None
    """How many are past their limit; None if the table knows none."""
    left_out: int = 0
    """Rows of the table that were left out: nobody knows when they began, or they end before they begin."""
    group: Mapping[str, Any] = field(default=_NOTHING)
    """The group, by column; empty for the whole."""

    @property
    def mean_age(self) -> Fraction | None:
        """The mean age in minutes, exactly; None of nothing."""
        return Fraction(self.minutes, self.open) if self.open else None

    def ages(self) -> Iterator[tuple[str, int]]:
        """The buckets with their names."""
        first, last = self.limits[0], self.limits[-1]
        names = [f"≤ {first} d", *(f"{low}-{high} d" for low, high in pairwise(self.limits)), f"> {last} d"]
        return zip(names, self.by_age, strict=True)

    def plus(self, other: "Backlog") -> "Backlog":
        """The piles of two groups at the same instant, as one.

        Raises:
            BadInput: they are of two instants or have other buckets.

        >>> Backlog(0, 2, 60, (2, 0, 0, 0)).plus(Backlog(0, 1, 30, (1, 0, 0, 0))).mean_age
        Fraction(30, 1)

        """
        if (self.at, self.limits) != (other.at, other.limits):
            raise BadInput([Problem("not_mergeable", "backlog")], source="backlog")
        known = self.overdue is not None and other.overdue is not None
        return Backlog(
            at=self.at,
            open=self.open + other.open,
            minutes=self.minutes + other.minutes,
            by_age=tuple(left + right for left, right in zip(self.by_age, other.by_age, strict=True)),
            limits=self.limits,
            overdue=(self.overdue or 0) + (other.overdue or 0) if known else None,
            left_out=self.left_out + other.left_out,
        )


def backlog(
    frame: Any,
    *,
    at: Sequence[int],
    by: Sequence[str] = (),
    start: str = "collected_at",
    end: str = "ended_at",
    due: str = "due",
    ages: Sequence[int] = AGES,
    of: Condition = ALWAYS,
) -> tuple[Backlog, ...]:
    """What was open at each instant, by group: instant by instant, in the order of the groups.

    A ticket is overdue if its limit is not after the instant. Without a column of limits nothing is said about that.

    Args:
        frame: any dataframe that narwhals takes.
        at: the instants, in microseconds since 1970; at most a thousand.
        by: the columns whose values make the groups.
        start: the column in which a ticket begins.
        end: the column in which it ends, empty while it is open.
        due: the column of its limit; may be absent.
        ages: where buckets of age end, in days.
        of: which rows count.

    Raises:
        BadInput: no instants, or too many; ages that do not rise; or as :func:`gridgov.metrics.compute`.

    """
    _check_many(at, "at", "backlog")
    for place, instant in enumerate(at):
        check_moment(instant, f"at[{place}]", "backlog")
    _check_ages(ages)
    sound, unsound = _sound(start, end, of)
    has_limits = due in table_of(frame).collect_schema().names()
    measures: dict[str, Measure] = {"left out": Count(unsound)}
    for place in range(len(at)):
        measures |= _pile_measures(f"at {place}", sound, (start, end), due if has_limits else None, ages)
    moments = {f"at {place}": instant for place, instant in enumerate(at)}
    found = found_states(frame, measures, by=by, moments=moments)
    return tuple(
        evolve(
            _pile(f"at {place}", instant, tuple(ages), states),
            group=MappingProxyType(dict(zip(by, key, strict=True))),
            left_out=states["left out"].total,
        )
        for place, instant in enumerate(at)
        for key, states in found.items()
    )


def _pile_measures(
    now: str, sound: Condition, ends: tuple[str, str], due: str | None, ages: Sequence[int]
) -> dict[str, Measure]:
    start, end = ends
    still = AllOf((sound, InOrder(start, now), Not(InOrder(end, now))))
    young = {f"{now} {days}": Count(AllOf((still, Within(start, now, days * _DAY_MINUTES)))) for days in ages}
    late = {} if due is None else {f"{now} late": Count(AllOf((still, InOrder(due, now))))}
    return {now: Mean(Elapsed(start, now, "minute"), still), **young, **late}


def _pile(now: str, instant: int, ages: tuple[int, ...], states: Mapping[str, Any]) -> Backlog:
    still = states[now]
    upto = [0, *(states[f"{now} {days}"].total for days in ages), still.n]
    late = states.get(f"{now} late")
    return Backlog(
        at=instant,
        open=still.n,
        minutes=still.total,
        by_age=tuple(after - before for before, after in pairwise(upto)),
        limits=ages,
        overdue=None if late is None else late.total,
    )


def _sound(start: str, end: str, of: Condition) -> tuple[Condition, Condition]:
    """Rows that begin, and do not end before that; and the others."""
    backwards = AllOf((Known(end), Not(InOrder(start, end))))
    return AllOf((of, Known(start), Not(backwards))), AllOf((of, AnyOf((Not(Known(start)), backwards))))


# ---- the flow -----------------------------------------------------------------------------------------------------


@frozen
class Flow:
    """What came in and what went out between two instants, half open; those who went out need not be those who came."""

    window: Window
    open_start: int = 0
    """Open right before the window: what begins at its first instant is received in it."""
    received: int = 0
    closed: int = 0
    left_out: int = 0
    """Rows of the table that were left out: nobody knows when they began, or they end before they begin."""
    group: Mapping[str, Any] = field(default=_NOTHING)
    """The group, by column; empty for the whole."""

    @property
    def open_end(self) -> int:
        """Open right before the end of the window: what was open, and what came in, less what went out."""
        return self.open_start + self.received - self.closed

    @property
    def ratio(self) -> Fraction | None:
        """Closed over received; above one the pile shrinks. None if nothing came in.

        Different tickets stand above and below the line, so this is no share.
        """
        return Fraction(self.closed, self.received) if self.received else None

    def plus(self, other: "Flow") -> "Flow":
        """The flows of two groups in the same window, as one.

        Raises:
            BadInput: they are of two windows.

        """
        if self.window != other.window:
            raise BadInput([Problem("not_mergeable", "flow")], source="flow")
        return Flow(
            window=self.window,
            open_start=self.open_start + other.open_start,
            received=self.received + other.received,
            closed=self.closed + other.closed,
            left_out=self.left_out + other.left_out,
        )

    def then(self, later: "Flow") -> "Flow":
        """The flow of a group through this window and the one right after it.

        Raises:
            BadInput: the later window does not begin where this one ends, or with another pile.

        >>> morning = Flow(Window(0, 5, "am"), open_start=3, received=2, closed=1)
        >>> day = morning.then(Flow(Window(5, 9, "pm"), open_start=4, received=0, closed=4))
        >>> day.window.label, day.received, day.closed, day.open_end
        ('am/pm', 2, 5, 0)

        """
        if self.window.end != later.window.start or self.open_end != later.open_start:
            raise BadInput([Problem("not_mergeable", "flow")], source="flow")
        label = f"{self.window.label}/{later.window.label}"
        return evolve(
            self,
            window=Window(self.window.start, later.window.end, label),
            received=self.received + later.received,
            closed=self.closed + later.closed,
        )


def flow(
    frame: Any,
    windows: Sequence[Window],
    *,
    by: Sequence[str] = (),
    start: str = "collected_at",
    end: str = "ended_at",
    of: Condition = ALWAYS,
) -> tuple[Flow, ...]:
    """What came in and what went out in each window, by group: window by window, in the order of the groups.

    Args:
        frame: any dataframe that narwhals takes.
        windows: stretches of time, as :meth:`gridgov.metrics.Period.windows` makes them; at most a thousand.
        by: the columns whose values make the groups.
        start: the column in which a ticket begins.
        end: the column in which it ends, empty while it is open.
        of: which rows count.

    Raises:
        BadInput: no windows, too many, one that ends before it begins; or as :func:`gridgov.metrics.compute`.

    >>> import polars
    >>> tickets = polars.DataFrame({"collected_at": [0, 10, 20], "ended_at": [15, None, 40]})
    >>> [one] = flow(tickets, [Window(10, 20, "")])
    >>> one.open_start, one.received, one.closed, one.open_end, one.ratio
    (1, 1, 1, 1, Fraction(1, 1))

    """
    _check_windows(windows)
    sound, unsound = _sound(start, end, of)
    edges = sorted({edge for window in windows for edge in (window.start, window.end)})
    names = {edge: f"before {place}" for place, edge in enumerate(edges)}
    wanted: dict[str, Condition] = {"left out": unsound}
    for name in names.values():
        wanted[f"{name} in"] = AllOf((sound, InOrder(start, name)))
        wanted[f"{name} out"] = AllOf((sound, InOrder(end, name)))
    moments = {name: edge - 1 for edge, name in names.items()}
    found = counted_rows(frame, wanted, by=by, moments=moments)
    return tuple(
        evolve(
            _flow(window, names, counts),
            group=MappingProxyType(dict(zip(by, key, strict=True))),
            left_out=counts["left out"],
        )
        for window in windows
        for key, counts in found.items()
    )


def _flow(window: Window, names: Mapping[int, str], counts: Mapping[str, int]) -> Flow:
    before, after = names[window.start], names[window.end]
    return Flow(
        window=window,
        open_start=counts[f"{before} in"] - counts[f"{before} out"],
        received=counts[f"{after} in"] - counts[f"{before} in"],
        closed=counts[f"{after} out"] - counts[f"{before} out"],
    )


# ---- checks -------------------------------------------------------------------------------------------------------


def _check_many(given: object, where: str, source: str) -> None:
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise BadInput([Problem("wrong_type", where, {"expected": "a list"})], source=source)
    if not 1 <= len(given) <= MOST_INSTANTS:
        raise BadInput([Problem("wrong_length", where, {"expected": f"1…{MOST_INSTANTS}"})], source=source)


def _check_ages(ages: object) -> None:
    _check_many(ages, "ages", "backlog")
    given = tuple(ages) if isinstance(ages, Sequence) else ()
    problems = [
        Problem("out_of_range", f"ages[{place}]", {"expected": "a whole number ≥ 1"})
        for place, days in enumerate(given)
        if not is_whole(days, least=1)
    ]
    if not problems:
        rising = enumerate(pairwise(given), start=1)
        problems = [Problem("not_one_order", f"ages[{place}]") for place, (low, high) in rising if low >= high]
    if problems:
        raise BadInput(problems, source="backlog")


def _check_windows(windows: object) -> None:
    _check_many(windows, "windows", "flow")
    given = tuple(windows) if isinstance(windows, Sequence) else ()
    for place, window in enumerate(given):
        check_type(window, Window, f"windows[{place}]", expected="Window", source="flow")
    problems = [
        Problem("out_of_range", f"windows[{place}].end", {"expected": "> start"})
        for place, window in enumerate(given)
        if window.end <= window.start
    ]
    if problems:
        raise BadInput(problems, source="flow")
