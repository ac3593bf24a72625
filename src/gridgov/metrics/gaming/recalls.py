"""Tickets that are closed and asked again: closed to be counted, not to be solved?"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from gridgov.metrics.checking import table_of
from gridgov.metrics.conditions import ALWAYS, DAY, AllOf, AnyOf, AtLeast, Condition, InOrder, Repeated
from gridgov.metrics.counting import check_moment, counted_rows
from gridgov.metrics.gaming.comparing import Question, against_others
from gridgov.metrics.gaming.findings import LEVEL, Finding, check_level

__all__ = ["close_then_recall"]

_KEYS: Final = ("caller", "category", "place")


def close_then_recall(
    frame: Any,
    *,
    as_of: int,
    by: Sequence[str] = (),
    start: str = "collected_at",
    end: str = "ended_at",
    keys: Sequence[str] = _KEYS,
    days: int = 30,
    rounds: str = "rounds",
    of: Condition = ALWAYS,
    minimum: int = 30,
    level: Fraction = LEVEL,
) -> tuple[Finding, ...]:
    """Whether more of the closed tickets are asked again, or opened again, than with the other groups.

    Asked again is a ticket after whose end the same caller asks about the same matter at the same place within so many
    days. Only tickets that were closed so many days before ``as_of`` are looked at: of later ones it is not yet known.
    Where the table has a number of rounds, a ticket with a second round counts as well. Groups differ also in what they
    are asked about: read it by category before asking.

    Args:
        frame: any dataframe that narwhals takes.
        as_of: up to which moment the table is complete, in microseconds since 1970.
        by: the columns whose values make the groups; three groups at least are needed to compare.
        start: when somebody asked.
        end: when a ticket was closed.
        keys: what has to be the same.
        days: how long is looked ahead.
        rounds: the column with the number of rounds; may be absent.
        of: which rows count.
        minimum: of a group with fewer closed tickets nothing is said.
        level: how often chance may make it ask about any group.

    Raises:
        BadInput: a moment, a minimum or a level out of range; or as :func:`gridgov.metrics.compute`.

    """
    check_level(level, source="close_then_recall", minimum=minimum, days=days)
    check_moment(as_of, "as_of", "close_then_recall")
    closed = AllOf((of, InOrder(start, end), InOrder(end, "known up to")))
    again: Condition = Repeated(tuple(keys), start, end, days)
    wanted: dict[str, Condition] = {"closed": closed, "asked_again": AllOf((closed, again))}
    if rounds in table_of(frame).collect_schema().names():
        opened = AtLeast(rounds, 2)
        wanted["opened_again"] = AllOf((closed, opened))
        again = AnyOf((again, opened))
    wanted["either"] = AllOf((closed, again))
    found = counted_rows(frame, wanted, by=by, moments={"known up to": as_of - days * DAY})
    question = Question("close_then_recall", "asked_again", cases="either", of="closed", params={"days": days})
    return against_others(question, found, by, minimum=minimum, level=level)
