"""Prints the ``[[year]]`` tables of ``packs/cn-working-days.toml`` from files of NateScarlet/holiday-cn (MIT).

One line a clause of the notice, in its order, so that a person can hold the two side by side. A working day that is
no weekend day (3 February 2020: "work as usual from") is left out, for it changes nothing.

    python scripts/make_cn_working_days.py 2026.json 2027.json
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

SATURDAY = 5
DAY = timedelta(days=1)


def runs(days: list[date]) -> Iterator[list[date]]:
    """The days in runs without a gap."""
    for _, run in groupby(enumerate(sorted(days)), key=lambda numbered: numbered[1] - DAY * numbered[0]):
        yield [day for _, day in run]


def clauses(days: list[dict[str, Any]]) -> Iterator[tuple[date, str]]:
    """One line a holiday: its name, first and last day, their number, and the weekend days worked for it."""
    for name in {day["name"] for day in days}:
        mine = [(date.fromisoformat(day["date"]), day["isOffDay"]) for day in days if day["name"] == name]
        work = ", ".join(str(day) for day, off in mine if not off and day.weekday() >= SATURDAY)
        for number, run in enumerate(runs([day for day, off in mine if off])):
            length, worked = len(run), work if number == 0 else ""
            line = f'  {{ name = "{name}", first = {run[0]}, last = {run[-1]}, days = {length}, work = [{worked}] }},'
            yield run[0], line


def main(paths: list[str]) -> None:
    """Prints one table a file."""
    for path in paths:
        table = json.loads(Path(path).read_text(encoding="utf-8"))
        print(f"[[year]]\nyear = {table['year']}\nnotices = [")
        print("".join(f'  "{paper}",\n' for paper in table["papers"]) + "]\nholidays = [")
        print("\n".join(line for _, line in sorted(clauses(table["days"]))) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1:])
