"""Duplicate suggestions over 100,000 open tickets: how many are found, how many are right, how long one takes.

The complaints come from ``complaints.py``, whose phrases of half two were never seen while the points were tuned. The
town is as busy as Yuqiao in 2022, over and over: 115 tickets a community in 60 days. A pair counts as found when the
later report gets the earlier one among at most five suggestions; a report is helped when it gets any of its event.
"""

import gc
from collections import Counter
from collections.abc import Sequence
from math import ceil
from time import perf_counter

from attrs import frozen
from complaints import Complaint, Town, complaints, names
from rapidfuzz import fuzz, process
from timing import in_turns, ratio, report

from gridgov.tickets.duplicates import DuplicateIndex, Names, Position, Report

RECALL, PRECISION = 0.9, 0.8
OPEN = 100_000
ASKED = 2_000
A_COMMUNITY = 115
AREAS = ("estate",)
HARDER = {"next_door": 0.25, "same_spot": 0.10, "spot_forgotten": 0.10, "estate_named": 0.55, "wrong_place": 0.03}
"""A town that makes it harder: more look-alikes, more forgotten addresses, more wrong areas."""


def town(tickets: int, **harder: float) -> Town:
    return Town(ceil(tickets / A_COMMUNITY), **harder)


def read(complaint: Complaint) -> Report:
    c = complaint
    position = None if c.position is None else Position(*c.position)
    return Report(c.ticket, c.category, c.place, c.at, c.text, c.claimant, position)


def empty_index(known: Names) -> DuplicateIndex:
    return DuplicateIndex(days=28, metres=50, names=known, areas=[area for area in AREAS if area in known])


@frozen
class Found:
    """What came of comparing each complaint with those before it."""

    pairs: int
    """Pairs of one event: the truth."""
    shown: int
    right: int
    asked: int
    """Complaints that have an earlier one of the same event."""
    helped: int
    """Of them, those to which one of the same event was suggested."""

    @property
    def recall(self) -> float:
        """Of the pairs of one event, the share that was suggested."""
        return self.right / self.pairs

    @property
    def precision(self) -> float:
        """Of the suggestions, the share that is right."""
        return self.right / self.shown

    @property
    def helped_share(self) -> float:
        """Of the complaints that have an earlier one, the share to which one of the event was suggested."""
        return self.helped / self.asked


def compare(made: Sequence[Complaint], known: Names) -> Found:
    """Takes the complaints in one by one, and asks before each what it may be a duplicate of."""
    index, event_of, before = empty_index(known), {c.ticket: c.event for c in made}, Counter[int]()
    pairs = shown = right = asked = helped = 0
    for complaint in made:
        taken = read(complaint)
        suggested = [event_of[s.ticket] == complaint.event for s in index.suggest(taken)]
        pairs += before[complaint.event]
        shown += len(suggested)
        right += sum(suggested)
        asked += before[complaint.event] > 0
        helped += any(suggested)
        index.add(taken)
        before[complaint.event] += 1
    return Found(pairs, shown, right, asked, helped)


def row(what: str, found: Found, *, targets: bool = False) -> dict[str, object]:
    shares = {"recall": found.recall, "precision": found.precision, "helped": found.helped_share}
    met = found.recall >= RECALL and found.precision >= PRECISION
    target = {"target": f"≥ {RECALL}, ≥ {PRECISION}", "met": "yes" if met else "NO"} if targets else {}
    return {"what": what, **{name: f"{share:.3f}" for name, share in shares.items()}, **target}


def quality() -> list[dict[str, object]]:
    most, few, small = names(without_every=7), names(sorts=("estate", "street")), 20_000
    held_out = complaints(2, "two", OPEN, town=town(OPEN))
    rows = [row("held-out half, 100,000", compare(held_out, most), targets=True)]
    rows += [row("tuning half, 20,000", compare(complaints(1, "one", small, town=town(small)), most))]
    held_out = complaints(3, "two", small, town=town(small))
    rows += [
        row("held-out half, 20,000: every name known", compare(held_out, names())),
        row("held-out half, 20,000: only estates and streets known", compare(held_out, few)),
        row("held-out half, 20,000: no name known", compare(held_out, {})),
    ]
    harder = complaints(4, "two", small, town=town(small, **HARDER))
    return [*rows, row("held-out half, 20,000: more look-alikes, more forgotten", compare(harder, most))]


def megabytes() -> float:
    """What the process holds, in a million bytes; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # not a file that anybody keeps
            return int(file.read().split()[1]) * 4096 / 1e6
    except OSError:
        return 0.0


def speed(places: int, what: str, *, most_ms: float | None = None) -> dict[str, object]:
    made = [read(c) for c in complaints(5, "two", OPEN + ASKED * 50, town=Town(places))]
    new, taken = made[::50][:ASKED], [r for i, r in enumerate(made) if i % 50][:OPEN]
    index = empty_index(names(without_every=7))
    gc.collect()
    before, start = megabytes(), perf_counter()
    for one in taken:
        index.add(one)
    filling = (perf_counter() - start) / OPEN
    held = megabytes() - before
    times = []
    for one in new:
        start = perf_counter()
        index.suggest(one)
        times.append((perf_counter() - start) * 1e3)
    times.sort()
    median = times[ASKED // 2]
    target = {} if most_ms is None else {"target": f"≤ {most_ms} ms", "met": "yes" if median <= most_ms else "NO"}
    return {
        "what": what,
        "median ms": f"{median:.2f}",
        "95 of 100 ms": f"{times[ASKED * 95 // 100]:.2f}",
        "µs to add one": f"{filling * 1e6:.0f}",
        "bytes a ticket": f"{held * 1e6 / OPEN:.0f}",
        **target,
    }


def against_a_scan() -> list[dict[str, object]]:
    """The same question put to rapidfuzz over all texts, without an index."""
    made = [read(c) for c in complaints(6, "two", OPEN, town=town(OPEN))]
    index, texts = empty_index(names(without_every=7)), [one.text for one in made]
    for one in made:
        index.add(one)

    def suggest() -> int:
        for one in made[:: OPEN // 200]:
            index.suggest(one)
        return 200

    def scan() -> int:
        for one in made[:: OPEN // 3]:
            process.extract(one.text, texts, scorer=fuzz.ratio, limit=5)
        return 4

    found = in_turns({"index": suggest, "scan": scan}, rounds=5)
    return [ratio("a scan of all texts against the index", found["scan"] / found["index"], at_least=20)]


def main() -> None:
    """Measures and prints."""
    rows = [speed(town(OPEN).places, "870 communities, as busy as Yuqiao", most_ms=5)]
    rows += [speed(24, "24 communities, 36 times as busy")]
    report("duplicates: a suggestion over 100,000 open tickets", rows + against_a_scan())
    report("duplicates: pairs found and suggestions right", quality())


if __name__ == "__main__":
    main()
