"""A log held against the rules: by the sieve where it is in memory, by its engine where it is not."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.lifecycle import Lifecycle
from gridgov.metrics.conformance.findings import Checked
from gridgov.metrics.conformance.judging import Judgement, judge
from gridgov.metrics.conformance.pieces import Numbers, Piece, in_order, pieces_of
from gridgov.metrics.conformance.reading import COLUMNS, Spelling, spelled, table_of
from gridgov.metrics.conformance.rules import Codes, Rules, rules_of
from gridgov.metrics.conformance.sieving import Reader, Sieve

if TYPE_CHECKING:
    import polars as pl

__all__ = ["check", "check_in_engine"]

_MANY: Final = 20
"""When more than one row in so many is doubtful, the log is in no order, and is sorted."""
_SMALL: Final = 100_000
"""So many rows are never sorted first: to judge them is as quick."""


def check(frame: Any, rules: Lifecycle | Rules, *, codes: Codes | None = None, most: int = 100) -> Checked:
    """Finds every row of a log that a lifecycle does not allow, and says which rule it breaks.

    The log is a table with the columns ``ticket``, ``version`` (1, 2, 3 … within a ticket), ``event``, ``from`` and
    ``to`` (states; empty before the first event) and ``at`` (microseconds since 1970), in any order; other columns are
    passed over. polars tables, lazy ones and Parquet scans are read once, in pieces, and kept in memory; for any other
    table, and where memory is short, see :func:`check_in_engine`: the answer is the same.

    Conditions on edges are not asked: a log does not say what they were asked about. What is legal here may have been
    refused there.

    Args:
        frame: any dataframe that narwhals takes
        rules: a lifecycle, or rules made from one; for logs of tickets :func:`ticket_rules`
        codes: the dictionary, if ``event``, ``from`` and ``to`` are numbers
        most: how many findings are shown; all are counted

    Raises:
        BadInput: no dataframe, columns that are missing or of another type, numbers without a dictionary, no rules.

    >>> import polars
    >>> from gridgov.lifecycle import read_transitions
    >>> door = read_transitions("door/1", {"open": ["shut"], "shut": []}, initial="open", final=["shut"])
    >>> log = {"ticket": [7, 7], "version": [1, 3], "event": ["made", "to shut"], "from": ["", "open"]}
    >>> found = check(polars.DataFrame({**log, "to": ["open", "shut"], "at": [0, 5]}), door)
    >>> print(found.findings[0].text("en"))
    7, event 3: has the version 3, and 2 comes next

    """
    table, asked, spelling = _asked(frame, rules, codes, most)
    if not table.implementation.is_polars():
        return _answer(asked, judge(table, asked, spelling, most))
    return _sieved(table.to_native(), asked, spelling, most)


def check_in_engine(frame: Any, rules: Lifecycle | Rules, *, codes: Codes | None = None, most: int = 100) -> Checked:
    """The same as :func:`check`, all of it done by the table's own engine, which may hold more than memory.

    Raises:
        BadInput: as :func:`check`.

    """
    table, asked, spelling = _asked(frame, rules, codes, most)
    return _answer(asked, judge(table, asked, spelling, most))


def _asked(
    frame: Any, rules: Lifecycle | Rules, codes: Codes | None, most: int
) -> tuple[Any, Rules, Mapping[str, Spelling]]:
    check_type(rules, (Lifecycle, Rules), "rules", expected="Lifecycle or Rules", source="check")
    if type(most) is not int or most < 0:
        raise BadInput([Problem("out_of_range", "most", {"expected": "≥ 0"})], source="check")
    table = table_of(frame)
    spelling = spelled(table, codes)
    return table.select(*COLUMNS), rules if isinstance(rules, Rules) else rules_of(rules), spelling


def _answer(rules: Rules, found: Judgement, *, events: int = 0, tickets: int = 0) -> Checked:
    """What was judged, and what did not have to be."""
    return Checked(
        lifecycle=rules.lifecycle,
        events=found.events + events,
        tickets=found.tickets + tickets,
        counts=found.counts,
        rows=found.rows,
        findings=found.findings,
    )


# ---- in memory ----------------------------------------------------------------------------------------------------


def _sieved(table: "pl.LazyFrame", rules: Rules, spelling: Mapping[str, Spelling], most: int) -> Checked:
    import polars as pl

    reader = Reader(rules, spelling)
    if not reader.fits:
        return _answer(rules, judge(nw.from_native(table), rules, spelling, most))
    pieces, sieve, doubtful = _read(pieces_of(table), reader)
    events = sum(len(rows) for rows, _ in pieces)
    if sum(map(len, doubtful)) > max(_SMALL, events // _MANY):
        pieces, sieve, doubtful = _read(in_order(pieces), reader)
    left = [rows[places] for (rows, _), places in zip(pieces, doubtful, strict=True)]
    rest = pl.concat(left) if left else table.clear().collect()
    found = judge(nw.from_native(rest.lazy()), rules, spelling, most)
    return _answer(rules, found, events=events - len(rest), tickets=sieve.passed)


def _read(pieces: Iterable[Piece], reader: Reader) -> tuple[list[Piece], Sieve, list[Numbers]]:
    """The pieces, kept; the sieve that they went through; the places of the rows of each that have to be judged."""
    sieve, kept = Sieve(reader), []
    for piece in pieces:
        sieve.read(*piece)
        kept.append(piece)
    return kept, sieve, sieve.settle(kept)
