"""A country's register: 665,276 areas in five levels, loaded, rolled up and asked, each in a fresh process.

Beside the roll-up stands what it costs without a tree: adding each count to everything around it.
"""

import json
import resource
import subprocess
import sys
import time
from datetime import date

from divisions import country, fetched
from timing import report

from gridgov.org import Register

DAY = date(2022, 6, 1)


def measured() -> dict[str, float]:
    """Loads the country once and asks it; run in a process of its own, so that its memory is its own."""
    tables, _ = fetched()
    assert tables is not None
    start = time.perf_counter()
    register = Register(areas=country(tables))
    loaded = time.perf_counter()
    tree = register.tree(at=DAY)
    planted = time.perf_counter()
    counts = [int(area.kind in {"community", "village"}) for area in map(register.area, tree.ids)]
    summing = time.perf_counter()
    sums = tree.sums(counts)
    summed = time.perf_counter()
    naive = dict.fromkeys(tree.ids, 0)
    for name, count in zip(tree.ids, counts, strict=True):
        here: str | None = name
        while count and here is not None:
            naive[here] += count
            here = register.area(here).parent
    added = time.perf_counter()
    assert naive == dict(zip(tree.ids, sums, strict=True))
    found = [place.id for place in register.named("玉桥街道")]
    named = time.perf_counter()
    assert found == ["110112004", "420106001"]
    communities = sum(sums[place] for place, level in enumerate(tree.levels) if level == 0)
    return {
        "areas": len(register.areas),
        "communities": communities,
        "load": loaded - start,
        "tree": planted - loaded,
        "sums": summed - summing,
        "naive": added - summed,
        "named": named - added,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
    }


def main() -> None:
    """Measures in a fresh process and reports."""
    tables, why = fetched()
    if tables is None:
        report("register: a country", [{"what": "a country's register", "met": why}])
        return
    script = "import json, register; print(json.dumps(register.measured()))"
    folder = __file__.rpartition("/")[0]
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)

    def row(what: str, value: float, most: float, unit: str) -> dict[str, object]:
        return {
            "what": what,
            "measured": f"{value:.3f} {unit}",
            "target": f"≤ {most:g} {unit}",
            "met": "yes" if value <= most else "NO",
        }

    load = found["load"] + found["tree"]
    report(
        "register: a country",
        [
            row(
                f"{found['areas']:,} areas, {found['communities']:,} communities: loaded, with the tree", load, 10, "s"
            ),
            row("peak memory", found["peak"], 2, "GiB"),
            row("a count rolled up to every level", found["sums"], 0.1, "s"),
            {"what": "the same without the tree", "measured": f"{found['naive']:.3f} s"},
            {"what": "a name looked up, all candidates", "measured": f"{found['named']:.3f} s"},
        ],
    )


if __name__ == "__main__":
    main()
