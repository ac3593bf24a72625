"""A sieve in front of the exact answer: one pass over the rows as they come, which keeps what may be wrong.

For each ticket the sieve remembers its last version, the state that led to and when. A row that follows on from what is
remembered by a step of the rules is legal; a ticket with any other row is suspect. Suspects are few, and
:mod:`.judging` looks at all of their rows again. The sieve may suspect wrongly, but lets nothing through.

::

    rows ──▶ runs of one ticket ──▶ heads held against what is remembered ──▶ tails remembered
                                                   └─▶ suspects ──▶ judge

A log in the order of its times, or ticket by ticket, passes at once. One that is in no order is sorted first.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from gridgov.metrics.conformance.pieces import Numbers, Piece, grown, whole
from gridgov.metrics.conformance.reading import Spelling
from gridgov.metrics.conformance.rules import Rules

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Reader", "Sieve"]

_CHUNK: Final = 1 << 15
"""So many rows at a time: what is worked on stays in the processor's cache."""
_ROUNDS: Final = 64
"""So often a chunk is gone through when tickets stand in it many times."""
_RUNS: Final = 8
"""When one row in so many goes on with the ticket of the row before, runs are made of them first."""
_BITS: Final = 27
"""No more bits for a step: the table of legal ones has a byte for each that could be."""
_NOT_KNOWN: Final = "\x00"
"""The place for all codes that the rules do not have."""


# ---- from a table to small numbers --------------------------------------------------------------------------------


class Reader:
    """Turns a polars table into rows of small numbers, and knows which steps of those are legal.

    Numbers of a dictionary stay as they are, other codes get their places among those of the rules. A step is one
    number: the bits of the state before, of the event, of the state after. Too many codes do not fit, and are not for
    the sieve.
    """

    def __init__(self, rules: Rules, spelling: Mapping[str, Spelling]) -> None:
        import numpy as np

        self.spelling = spelling
        known = {"from": ("", *rules.states), "event": ("", *rules.events), "to": ("", *rules.states)}
        self.words = {name: one.words or known[name] for name, one in spelling.items()}
        states = self.words["from"]
        self.nothing = states.index("") if "" in states else len(states) + 1
        self.states = (len(states) + 1).bit_length()
        self.event = len(self.words["event"]).bit_length()
        self.fits = 2 * self.states + self.event <= _BITS
        if not self.fits:
            return
        self.legal = np.zeros(1 << (2 * self.states + self.event), dtype=bool)
        for before, event, after in _steps(rules):
            if after in self.words["to"] and (before in self.words["from"] or not before):
                start = self.nothing if not before else self.words["from"].index(before)
                events = self.words["event"]
                act = events.index(event) if event in events else len(events)
                self.legal[self.step(start, act, self.words["to"].index(after))] = True

    def step(self, before: Numbers, event: Numbers, after: Numbers) -> Numbers:
        """State, event and state as one number."""
        return (((before << self.event) | event) << self.states) | after

    def numbers(self, rows: "pl.DataFrame", name: str) -> Numbers:
        """A column of codes as numbers; one more than the last is for whatever the rules do not know."""
        import polars as pl

        column, beyond = rows[name], len(self.words[name])
        if self.spelling[name].words is None:
            known = pl.Enum([*self.words[name], _NOT_KNOWN])
            return column.fill_null("").cast(known, strict=False).fill_null(_NOT_KNOWN).to_physical().to_numpy()
        empty = self.nothing if name == "from" else beyond
        if not column.null_count() and column.dtype == pl.UInt8 and int(column.max() or 0) <= beyond:  # type: ignore[arg-type]  # a column of numbers
            return column.to_numpy()
        wide = column.cast(pl.Int64, strict=False).fill_null(empty)
        return wide.set((wide < 0) | (wide > beyond), beyond).to_numpy()


def _steps(rules: Rules) -> Iterator[tuple[str, str, str]]:
    yield from rules.steps
    yield from (("", event, rules.initial) for event in rules.openings or (*rules.events, _NOT_KNOWN))


# ---- what is remembered -------------------------------------------------------------------------------------------


class Sieve:
    """Holds rows against the rules, and remembers where each ticket was left: in which version and state, and when.

    Version and state are one number, a *mark*: what a row leaves behind, and what the next one has to find.
    """

    def __init__(self, reader: Reader) -> None:
        import numpy as np

        self.reader = reader
        self.marks = np.zeros(0, dtype=np.int32)
        self.times = np.zeros(0, dtype=np.int64)
        self.suspect = np.zeros(0, dtype=bool)

    def read(self, rows: "pl.DataFrame", tickets: Numbers) -> None:
        """Takes rows in, as they come; a ticket is named by its number."""
        import polars as pl

        if len(tickets) and tickets.min() < 0:
            numbered = tickets >= 0
            rows, tickets = rows.filter(pl.Series(numbered)), tickets[numbered]
        self._grow(int(tickets.max(initial=-1)) + 1)
        for name in ("version", "at"):
            if rows[name].null_count():
                self.suspect[tickets[rows[name].is_null().to_numpy()]] = True
        columns = [tickets, self._versions(rows["version"], tickets)]
        columns += [self.reader.numbers(rows, name) for name in ("from", "event", "to")]
        columns.append(whole(rows["at"], 0))
        for start in range(0, len(tickets), _CHUNK):
            self._read(*(column[start : start + _CHUNK] for column in columns))

    def _read(
        self, tickets: Numbers, versions: Numbers, before: Numbers, event: Numbers, after: Numbers, times: Numbers
    ) -> None:
        import numpy as np

        reader = self.reader
        before, after = before.astype(np.int32), after.astype(np.int32)
        legal = reader.legal.take(reader.step(before, event, after))
        if not legal.all():
            self.suspect[tickets[~legal]] = True
        left = versions.astype(np.int32) << reader.states
        found = left - (1 << reader.states)
        left += after ^ reader.nothing
        found += before ^ reader.nothing
        self._follow(*self._runs(tickets, found, left, times))

    def _versions(self, column: "pl.Series", tickets: Numbers) -> Numbers:
        """The versions; one that a mark cannot hold makes its ticket suspect."""
        import numpy as np

        numbers, most = whole(column, 0), (1 << (30 - self.reader.states)) - 1
        if len(numbers) and (numbers.min() < 1 or numbers.max() > most):
            fits = (numbers >= 1) & (numbers <= most)
            self.suspect[tickets[~fits]] = True
            numbers = np.where(fits, numbers, 0)
        return numbers

    def _grow(self, size: int) -> None:
        if size > len(self.marks):
            size = max(size, 2 * len(self.marks))
            self.marks, self.times = grown(self.marks, size), grown(self.times, size)
            self.suspect = grown(self.suspect, size)

    def _runs(self, tickets: Numbers, found: Numbers, left: Numbers, times: Numbers) -> tuple[Numbers, ...]:
        """Runs of rows that go on with the ticket of the row before, as one row each, where there are many."""
        import numpy as np

        same = tickets[1:] == tickets[:-1]
        if np.count_nonzero(same) * _RUNS < len(tickets):
            return tickets, found, left, times, times
        same &= found[1:] == left[:-1]
        self.suspect[tickets[1:][same & (times[1:] < times[:-1])]] = True
        heads = np.flatnonzero(np.concatenate([[True], ~same]))
        tails = np.append(heads[1:], len(tickets)) - 1
        return tickets[heads], found[heads], left[tails], times[heads], times[tails]

    def _follow(self, tickets: Numbers, found: Numbers, left: Numbers, began: Numbers, ended: Numbers) -> None:
        """Holds each row against what is remembered; what follows on from nothing makes its ticket suspect."""
        import numpy as np

        for _ in range(_ROUNDS):
            fits = self.marks.take(tickets) == found
            hit = np.flatnonzero(fits)
            if len(hit) == len(tickets):
                return self._remember(tickets, left, began, ended)
            if not len(hit):
                break
            self._remember(tickets[hit], left[hit], began[hit], ended[hit])
            rest = np.flatnonzero(~fits)
            tickets, found, left, began, ended = (one[rest] for one in (tickets, found, left, began, ended))
        self.suspect[tickets] = True
        return None

    def _remember(self, tickets: Numbers, left: Numbers, began: Numbers, ended: Numbers) -> None:
        late = self.times.take(tickets) > began
        if late.any():
            self.suspect[tickets[late]] = True
        self.marks[tickets], self.times[tickets] = left, ended

    # ---- what went through ----

    def settle(self, pieces: Sequence[Piece]) -> int:
        """Looks for what stands twice, and returns how many rows have to be judged.

        Two rows of the same version may have been taken for one. Then more rows went through than versions.
        """
        import numpy as np

        doubtful, rows = self._doubtful_rows(pieces), sum(len(tickets) for _, tickets in pieces)
        versions = self.marks >> self.reader.states
        if rows - doubtful == int(versions[~self.suspect].sum()):
            return doubtful
        counts = np.zeros(len(self.marks), dtype=np.int64)
        for _, tickets in pieces:
            np.add.at(counts, tickets[tickets >= 0], 1)
        self.suspect |= counts != versions
        return self._doubtful_rows(pieces)

    def _doubtful_rows(self, pieces: Sequence[Piece]) -> int:
        import numpy as np

        return sum(int(np.count_nonzero(self.doubtful(tickets))) for _, tickets in pieces)

    def doubtful(self, tickets: Numbers) -> Numbers:
        """Which rows have to be judged: those of suspect tickets, and of tickets without a number."""
        if not len(self.suspect):
            return tickets < 0
        found = self.suspect.take(tickets, mode="clip")
        return found | (tickets < 0) if tickets.min(initial=0) < 0 else found

    @property
    def passed(self) -> int:
        """How many tickets need not be looked at again."""
        return int(((self.marks > 0) & ~self.suspect).sum())
