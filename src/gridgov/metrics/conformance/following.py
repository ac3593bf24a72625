"""What comes right after what: the counts of a directly-follows graph.

>>> import polars
>>> log = {"ticket": ["a", "a", "b"], "version": [1, 2, 1], "event": ["made", "shut", "made"]}
>>> graph = directly_follows(polars.DataFrame(log))
>>> graph.pairs, graph.first, graph.last
({('made', 'shut'): 1}, {'made': 2}, {'made': 1, 'shut': 1})

Source: van der Aalst, *Process Mining*, 2016, chapter 6: the directly-follows graph.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any, Final, Literal

import narwhals as nw
from attrs import field, frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.metrics.conformance.pieces import Numbers, grown, pieces_of, whole
from gridgov.metrics.conformance.reading import Spelling, misfits, table_of
from gridgov.metrics.conformance.rules import Codes

__all__ = ["Chain", "Follows", "directly_follows"]

_CHUNK: Final = 1 << 15
_ROUNDS: Final = 64


@frozen
class Follows:
    """How often what came right after what within a case, what came first, and what came last."""

    pairs: Mapping[tuple[str, str], int] = field(hash=False)
    """Two codes, the earlier first; the most frequent pair first."""
    first: Mapping[str, int] = field(hash=False)
    last: Mapping[str, int] = field(hash=False)


def directly_follows(frame: Any, column: Literal["event", "to"] = "event", *, codes: Codes | None = None) -> Follows:
    """Counts what comes right after what, in the order of the versions of each ticket.

    Nothing is held against a lifecycle. A gap in the versions counts as no gap; rows of the same version come in the
    order of their times. Rows without a ticket or a version are left out.

    Args:
        frame: a table with the columns ``ticket``, ``version``, ``at`` (asked only where a version stands twice; may
            be absent) and the column that is asked about
        column: events after events, or states after states
        codes: the dictionary, if the column holds numbers

    Raises:
        BadInput: no dataframe, a column that is missing or of another type, numbers without a dictionary.

    """
    if column not in ("event", "to"):
        raise BadInput([Problem("unknown_choice", "column", {"expected": ("event", "to")})], source="directly_follows")
    if codes is not None:
        check_type(codes, Codes, "codes", expected="Codes", source="directly_follows")
    table = table_of(frame)
    schema = table.collect_schema()
    names = ["ticket", "version", column, *(["at"] if "at" in schema else [])]
    problems = misfits(schema, names, codes)
    if problems:
        raise BadInput(problems, source="frame")
    words = (
        None
        if codes is None or not schema[column].is_numeric()
        else codes.events
        if column == "event"
        else codes.states
    )
    one = Spelling(column, words)
    asked = table.select(*names)
    return _graph(_counted(asked.to_native(), one) if asked.implementation.is_polars() else _asked(asked, one))


def _graph(counts: Mapping[tuple[str | None, str | None], int]) -> Follows:
    """None before the first and after the last."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0][0] or "", one[0][1] or ""))
    return Follows(
        pairs={(a, b): count for (a, b), count in ordered if a is not None and b is not None},
        first={b: count for (a, b), count in ordered if a is None and b is not None},
        last={a: count for (a, b), count in ordered if b is None and a is not None},
    )


# ---- by the engine ------------------------------------------------------------------------------------------------


def _asked(table: Any, one: Spelling) -> Counter[tuple[str | None, str | None]]:
    """The counts as queries in narwhals' normal form."""
    names = table.collect_schema().names()
    order = ["version", *(["at"] if "at" in names else []), "code"]
    numbers = table.collect_schema()["ticket"].is_numeric()
    named = ~nw.col("ticket").is_null() if numbers else nw.col("ticket").cast(nw.String) != ""
    placed = table.filter(named & ~nw.col("ticket").is_null() & ~nw.col("version").is_null())
    coded = placed.with_columns(code=one.cells(empty=one.missing))
    beside = coded.with_columns(
        before=nw.col("code").shift(1).over("ticket", order_by=order),
        after=nw.col("code").shift(-1).over("ticket", order_by=order),
    )
    found: Counter[tuple[str | None, str | None]] = Counter()
    for row in _grouped(beside, "before", "code"):
        found[_code(one, row["before"]), one.read(row["code"])] += int(row["count"])
    for row in _grouped(beside.filter(nw.col("after").is_null()), "code"):
        found[one.read(row["code"]), None] += int(row["count"])
    return found


def _grouped(table: Any, *names: str) -> Any:
    return table.group_by(*names).agg(nw.len().alias("count")).collect().rows(named=True)


def _code(one: Spelling, value: Any) -> str | None:
    return None if value is None or (isinstance(value, float) and isnan(value)) else one.read(value)


# ---- in memory ----------------------------------------------------------------------------------------------------


def _counted(table: Any, one: Spelling) -> Counter[tuple[str | None, str | None]]:
    """The counts by one pass over the rows as they come; tickets with gaps and the like are left to queries."""
    import numpy as np
    import polars as pl

    words = one.words if one.words is not None else _words(table, one.column)
    pieces = [(rows, tickets, _places(rows[one.column], one, words)) for rows, tickets in pieces_of(table)]
    chain = Chain(len(words) + 2)
    for rows, tickets, codes in pieces:
        chain.read(tickets, whole(rows["version"], 0), codes)
    if chain.settle([tickets for _, tickets, _ in pieces]):
        again = Chain(len(words) + 2)
        for rows, tickets, codes in pieces:
            sure = ~chain.doubtful(tickets)
            again.read(tickets[sure], whole(rows["version"], 0)[sure], codes[sure])
        rest = [rows[np.flatnonzero(chain.doubtful(tickets))] for rows, tickets, _ in pieces]
        return again.found(words) + _asked(nw.from_native(pl.concat(rest).lazy()), one)
    return chain.found(words)


class Chain:
    """Remembers each ticket's last version and code, and counts what follows on from it."""

    def __init__(self, width: int) -> None:
        import numpy as np

        self.width = width
        self.versions = np.zeros(0, dtype=np.int64)
        self.codes = np.zeros(0, dtype=np.int32)
        self.suspect = np.zeros(0, dtype=bool)
        self.counts = np.zeros(width * width, dtype=np.int64)

    def read(self, tickets: Numbers, versions: Numbers, codes: Numbers) -> None:
        """Takes rows in, as they come: tickets by their numbers, codes by their places, of which 0 is nothing."""
        numbered = tickets >= 0
        if not numbered.all():
            tickets, versions, codes = tickets[numbered], versions[numbered], codes[numbered]
        size = int(tickets.max(initial=-1)) + 1
        if size > len(self.versions):
            size = max(size, 2 * len(self.versions))
            self.versions, self.codes = grown(self.versions, size), grown(self.codes, size)
            self.suspect = grown(self.suspect, size)
        self.suspect[tickets[codes == self.width - 1]] = True
        for start in range(0, len(tickets), _CHUNK):
            self._follow(*(column[start : start + _CHUNK] for column in (tickets, versions, codes)))

    def _follow(self, tickets: Numbers, versions: Numbers, codes: Numbers) -> None:
        import numpy as np

        for _ in range(_ROUNDS):
            fits = self.versions.take(tickets) + 1 == versions
            hit = np.flatnonzero(fits)
            if not len(hit):
                break
            cases, news = tickets[hit], codes[hit]
            self.counts += np.bincount(self.codes.take(cases) * self.width + news, minlength=len(self.counts))
            self.versions[cases], self.codes[cases] = versions[hit], news
            rest = np.flatnonzero(~fits)
            tickets, versions, codes = tickets[rest], versions[rest], codes[rest]
        self.suspect[tickets] = True

    def settle(self, pieces: Sequence[Numbers]) -> bool:
        """Whether any row has to be asked about otherwise: gaps, versions twice, tickets without a number."""
        import numpy as np

        rows = sum(len(tickets) for tickets in pieces)
        if rows == int(self.versions.sum()) and not self.suspect.any():
            return False
        counts = np.zeros(len(self.versions), dtype=np.int64)
        for tickets in pieces:
            np.add.at(counts, tickets[tickets >= 0], 1)
        self.suspect |= counts != self.versions
        return True

    def doubtful(self, tickets: Numbers) -> Numbers:
        """Which rows have to be asked about otherwise."""
        return (tickets < 0) | self.suspect.take(tickets, mode="clip") if len(self.suspect) else tickets < 0

    def found(self, words: Sequence[str]) -> Counter[tuple[str | None, str | None]]:
        """What was counted, with what came last."""
        import numpy as np

        named = (None, *words)
        found: Counter[tuple[str | None, str | None]] = Counter()
        for place in np.flatnonzero(self.counts).tolist():
            found[named[place // self.width], named[place % self.width]] += int(self.counts[place])
        lasts = np.bincount(self.codes[self.versions > 0], minlength=1).tolist()
        found.update({(named[place], None): count for place, count in enumerate(lasts) if count})
        return found


def _words(table: Any, column: str) -> tuple[str, ...]:
    import polars as pl

    return tuple(table.select(pl.col(column).cast(pl.String).fill_null("").unique().sort()).collect()[column])


def _places(column: Any, one: Spelling, words: tuple[str, ...]) -> Numbers:
    """Codes by their places among the words, counted from 1; the last place is for what is no word."""
    import polars as pl

    if one.words is None:
        return column.cast(pl.String).fill_null("").cast(pl.Enum(words)).to_physical().cast(pl.Int32).to_numpy() + 1
    whole = column.cast(pl.Int32, strict=False).fill_null(-1)
    return whole.set((whole < 0) | (whole >= len(words)), len(words)).to_numpy() + 1
