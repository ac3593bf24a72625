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

_CHUNK: Final = 1 << 16
"""So many rows at a time: what is worked on stays in the processor's cache."""
_ROUNDS: Final = 64
"""So often a chunk is gone through when tickets stand in it many times."""
_RUNS: Final = 8
"""When one row in so many goes on with the ticket of the row before, runs are made of them first."""
_FEW: Final = 16
"""When one row in so many is out of the order of times, each ticket has its own time."""
_LONGEST: Final = 64
"""So does one behind which so many rows follow that are earlier than a row before them."""
_BITS: Final = 27
"""No more bits for a step: the table of legal ones has a byte for each that could be."""
_NEVER: Final = -(1 << 63)
"""Stands for an empty time: earlier than any other."""
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

    Version and state are one number, a *mark*: what a row leaves behind, and what the next one has to find. When it was
    left is remembered for all tickets at once, as the latest moment so far, while the log is in the order of its times.
    """

    def __init__(self, reader: Reader) -> None:
        import numpy as np

        self.reader = reader
        self.marks = np.zeros(0, dtype=np.int32)
        self.suspect = np.zeros(0, dtype=bool)
        self.latest = _NEVER + 1
        self.times: Numbers | None = None
        """For each ticket, once the log was not in the order of its times."""

    def read(self, rows: "pl.DataFrame", tickets: Numbers) -> None:
        """Takes rows in, as they come; a ticket is named by its number."""
        codes = [self.reader.numbers(rows, name) for name in ("from", "event", "to")]
        columns = [tickets, whole(rows["version"], 0), *codes, whole(rows["at"], _NEVER)]
        for start in range(0, len(tickets), _CHUNK):
            self._read(*(column[start : start + _CHUNK] for column in columns))

    def _read(
        self, tickets: Numbers, versions: Numbers, before: Numbers, event: Numbers, after: Numbers, times: Numbers
    ) -> None:
        import numpy as np

        last = int(tickets.max())
        if tickets.min() < 0:
            numbered = tickets >= 0
            if last >= 0:
                self._read(*(column[numbered] for column in (tickets, versions, before, event, after, times)))
            return
        self._grow(last + 1)
        self._look_at_times(tickets, times)
        reader, versions = self.reader, self._versions(versions, tickets)
        legal = reader.legal.take(reader.step(before.astype(np.int32), event, after))
        if not legal.all():
            self.suspect[tickets[~legal]] = True
        left = versions.astype(np.int32) << reader.states
        found = left - (1 << reader.states)
        left |= after ^ reader.nothing
        found |= before ^ reader.nothing
        self._follow(*self._runs(tickets, found, left, times))

    def _versions(self, numbers: Numbers, tickets: Numbers) -> Numbers:
        """The versions; one that a mark cannot hold makes its ticket suspect."""
        import numpy as np

        most = (1 << (30 - self.reader.states)) - 1
        if numbers.min() < 1 or numbers.max() > most:
            fits = (numbers >= 1) & (numbers <= most)
            self.suspect[tickets[~fits]] = True
            numbers = np.where(fits, numbers, 0)
        return numbers

    def _grow(self, size: int) -> None:
        if size > len(self.marks):
            size = max(size, 2 * len(self.marks))
            self.marks, self.suspect = grown(self.marks, size), grown(self.suspect, size)
            self.times = None if self.times is None else grown(self.times, size)

    # ---- in which order ----

    def _look_at_times(self, tickets: Numbers, times: Numbers) -> None:
        """A few rows out of the order of times make their tickets suspect; with many, each ticket has its own time."""
        import numpy as np

        if self.times is None:
            late = self._late(times)
            if late is None:
                self.times = np.where(self.marks > 0, self.latest, 0)
            else:
                self.suspect[tickets[late]] = True

    def _late(self, times: Numbers) -> Numbers | None:
        """The places of rows before which a later one stands; None if there are many."""
        import numpy as np

        falls = np.flatnonzero(times[1:] < times[:-1])
        if len(falls) * _FEW > len(times):
            return None
        ends = np.append(falls, len(times) - 1)
        tops = np.maximum.accumulate(np.append(self.latest, times[ends]))
        places, top, late = np.append(0, falls + 1), tops[:-1], []
        for _ in range(_LONGEST):
            lower = times[places] < top
            places, ends, top = places[lower], ends[lower], top[lower]
            late.append(places)
            if not len(places):
                self.latest = tops[-1]
                return np.concatenate(late)
            further = places < ends
            places, ends, top = places[further] + 1, ends[further], top[further]
        return None

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

    # ---- what follows on what ----

    def _follow(self, tickets: Numbers, found: Numbers, left: Numbers, began: Numbers, ended: Numbers) -> None:
        """Holds each row against what is remembered; what follows on from nothing makes its ticket suspect.

        Of the rows of a ticket that are left, the first is remembered, whether or not it follows on: if it does not, it
        never will, and its ticket becomes suspect.
        """
        import numpy as np

        for _ in range(_ROUNDS):
            rest = np.flatnonzero(self.marks.take(tickets) != found)
            if self.times is not None:
                self.suspect[tickets[self.times.take(tickets) > began]] = True
                self.times[tickets[::-1]] = ended[::-1]
            self.marks[tickets[::-1]] = left[::-1]
            done = len(rest) in (0, len(tickets))
            tickets, found, left = tickets[rest], found[rest], left[rest]
            if done:
                break
            if self.times is not None:
                began, ended = began[rest], ended[rest]
        self.suspect[tickets] = True

    # ---- what went through ----

    def settle(self, pieces: Sequence[Piece]) -> list[Numbers]:
        """Looks for what stands twice, and returns the places of the rows of each piece that have to be judged.

        Two rows of the same version may have been taken for one. Then more rows went through than versions.
        """
        import numpy as np

        doubtful, rows = self._doubtful(pieces), sum(len(tickets) for _, tickets in pieces)
        versions = self.marks >> self.reader.states
        if rows - sum(map(len, doubtful)) == int(versions.sum() - versions[self.suspect].sum()):
            return doubtful
        counts = np.zeros(len(self.marks), dtype=np.int64)
        for _, tickets in pieces:
            np.add.at(counts, tickets[tickets >= 0], 1)
        self.suspect |= counts != versions
        return self._doubtful(pieces)

    def _doubtful(self, pieces: Sequence[Piece]) -> list[Numbers]:
        """The places of the rows of suspect tickets, and of those without a number."""
        import numpy as np

        if not len(self.suspect):
            return [np.arange(len(tickets)) for _, tickets in pieces]
        found = []
        for _, tickets in pieces:
            suspect = self.suspect.take(tickets, mode="clip")
            found.append(np.flatnonzero(suspect | (tickets < 0) if tickets.min(initial=0) < 0 else suspect))
        return found

    @property
    def passed(self) -> int:
        """How many tickets need not be looked at again."""
        return int(((self.marks > 0) & ~self.suspect).sum())
