"""Times contestants in turns and gives the median of each, in seconds a unit of work."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

OUT = Path("build/bench.json")


def in_turns(contestants: Mapping[str, Callable[[], int]], *, rounds: int = 7) -> dict[str, float]:
    """The median time a unit of work; each contestant returns how many units it did."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        for name, work in contestants.items():
            start = perf_counter()
            units = work()
            if turn:  # the first turn warms up
                times[name].append((perf_counter() - start) / units)
    return {name: median(found) for name, found in times.items()}


def report(section: str, rows: list[dict[str, object]]) -> None:
    """Prints the rows of a section and keeps them in the JSON file beside those of the other sections."""
    print(f"\n{section}")
    for row in rows:
        print("  " + "  ".join(f"{key} {value}" for key, value in row.items()))
    found = json.loads(OUT.read_text()) if OUT.exists() else {}
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(found | {section: rows}, ensure_ascii=False, indent=2) + "\n")


def ratio(what: str, value: float, *, at_least: float | None = None, at_most: float | None = None) -> dict[str, object]:
    """A row that holds a measured ratio against its target."""
    met = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
    target = f"≥ {at_least:g}×" if at_least is not None else f"≤ {at_most:g}×"
    return {"what": what, "ratio": f"{value:.2f}×", "target": target, "met": "yes" if met else "NO"}
