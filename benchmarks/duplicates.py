"""Duplicate suggestions over 100,000 open tickets: how many are found, how many are right, how long one takes.

The complaints come from ``complaints.py``, whose phrases of half two were never seen while the points were tuned. The
town is as busy as Yuqiao in 2022, over and over: 115 tickets a community in 60 days. A pair counts as found when the
later report gets the earlier one among at most five suggestions.
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

OPEN = 100_000
ASKED = 2_000
A_COMMUNITY = 115
AREAS = ("estate",)
NEIGHBOURLY = {"next_door": 0.25, "same_spot": 0.10, "spot_forgotten": 0.10, "estate_named": 0.55, "wrong_place": 0.03}
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

    def row(self, what: str, *, recall: float | None = None, precision: float | None = None) -> dict[str, object]:
        found = {"recall": self.right / self.pairs, "precision": self.right / max(self.shown, 1)}
        targets = {"recall": recall, "precision": precision}
        row: dict[str, object] = {"what": what, **{name: f"{share:.3f}" for name, share in found.items()}}
        row["of those with a duplicate"] = f"{self.helped / self.asked:.3f}"
        if recall is not None:
            row["target"] = f"≥ {recall:g}, ≥ {precision:g}"
            row["met"] = "yes" if all(found[name] >= (target or 0) for name, target in targets.items()) else "NO"
        return row


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


def quality() -> list[dict[str, object]]:
    most, few, small = names(without_every=7), names(sorts=("estate", "street")), 20_000
    seen, unseen = complaints(1, "one", OPEN, town=town(OPEN)), complaints(2, "two", OPEN, town=town(OPEN))
    rows = [
        compare(seen, most).row("tuning half, 100,000"),
        compare(unseen, most).row("held-out half, 100,000", recall=0.9, precision=0.8),
    ]
    unseen = complaints(3, "two", small, town=town(small))
    rows += [
        compare(unseen, names()).row("held-out half, 20,000: every name known"),
        compare(unseen, few).row("held-out half, 20,000: only estates and streets known"),
        compare(unseen, {}).row("held-out half, 20,000: no name known"),
    ]
    harder = complaints(4, "two", small, town=town(small, **NEIGHBOURLY))
    return [*rows, compare(harder, most).row("held-out half, 20,000: look-alikes and forgotten addresses")]


def megabytes() -> float:
    """What the process holds, in a million bytes; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # not a file that anybody keeps
            return int(file.read().split()[1]) * 4096 / 1e6
    except OSError:
        return 0.0


def speed(places: int, what: str) -> list[dict[str, object]]:
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
    return [
        {
            "what": what,
            "median ms": f"{times[ASKED // 2]:.2f}",
            "95 of 100 ms": f"{times[ASKED * 95 // 100]:.2f}",
            "µs to add one": f"{filling * 1e6:.0f}",
            "bytes a ticket": f"{held * 1e6 / OPEN:.0f}",
            "target": "≤ 5 ms",
            "met": "yes" if times[ASKED // 2] <= 5 else "NO",
        }
    ]


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
    rows = speed(town(OPEN).places, "870 communities, as busy as Yuqiao")
    rows += speed(24, "24 communities: 36 times as busy")
    report("duplicates: a suggestion over 100,000 open tickets", rows + against_a_scan())
    report("duplicates: pairs found and suggestions right", quality())


if __name__ == "__main__":
    main()
