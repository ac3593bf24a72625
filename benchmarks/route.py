"""Who must act: one question to the register of the reference case, and one to that of a whole country.

Beside them stands a scan of all lines of the list, which is what the question costs without an index.
"""

import pickle
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from time import perf_counter

from divisions import KNOWN, country, fetched
from timing import report

from gridgov import org
from gridgov.parameters import packaged

DAY = date(2022, 6, 15)
MATTERS = ("safety.e_bike", "environment.waste", "property.repair")
ROUNDS = 3_000


def yuqiao() -> org.Register:
    """The shipped register with its responsibility list."""
    units = org.read_register(packaged("yuqiao-register"), source="yuqiao-register.toml")
    return org.read_register(packaged("yuqiao-responsibilities"), source="yuqiao-responsibilities.toml", onto=units)


def listed(areas: tuple[org.Area, ...]) -> org.Register:
    """A country in which every township has an office that answers for everything."""
    towns = [area for area in areas if area.kind in {"subdistrict", "town", "township", "enterprise_zone"}]
    units = tuple(
        org.Unit(f"office-{town.id}", "subdistrict_office", town.name_zh, town.name_en, KNOWN, town.id)
        for town in towns
    )
    lines = tuple(
        org.Jurisdiction(f"line-{town.id}", f"office-{town.id}", town.id, ("all",), ("handle", "reply"), KNOWN)
        for town in towns
    )
    return org.Register(areas=areas, units=units, jurisdictions=lines)


def scanned(register: org.Register, matter: str, place: str) -> list[str]:
    """The lines that meet a matter at a place, found one by one."""
    around = {place, *(area.id for area in register.ancestors(place, at=DAY))}
    return [
        one.id
        for one in register.jurisdictions
        if one.area in around and one.validity.holds(DAY) and org.covers_matter(one.matters, matter)
    ]


def microseconds(ask: Callable[[str, str], object], places: list[str], rounds: int) -> float:
    """The median of single questions."""
    taken = []
    for number in range(rounds):
        place, matter = places[number % len(places)], MATTERS[number % len(MATTERS)]
        start = perf_counter()
        ask(matter, place)
        taken.append(perf_counter() - start)
    return median(taken) * 1e6


def through_the_year(register: org.Register, places: list[str]) -> float:
    """The median of 50 questions a day on every day of a year, of a register that was asked nothing before."""
    fresh = pickle.loads(pickle.dumps(register))  # noqa: S301  # our own
    taken = []
    for number in range(365 * 50):
        place, matter = places[number * 7 % len(places)], MATTERS[number % len(MATTERS)]
        day = date(2022, 1, 1) + timedelta(days=number // 50)
        start = perf_counter()
        org.route(fresh, matter, place, day)
        taken.append(perf_counter() - start)
    return median(taken) * 1e6


def rows(name: str, register: org.Register, places: list[str], most: float) -> list[dict[str, object]]:
    """The question and the scan beside it, over the same places."""
    asked = microseconds(lambda matter, place: org.route(register, matter, place, DAY), places, ROUNDS)
    scan = microseconds(lambda matter, place: scanned(register, matter, place), places, 30)
    return [
        {
            "what": f"route, {name}, {len(places):,} places",
            "median": f"{asked:.1f} µs",
            "target": f"≤ {most:g} µs",
            "met": "yes" if asked <= most else "NO",
        },
        {"what": f"a scan of its {len(register.jurisdictions):,} lines", "median": f"{scan:.1f} µs"},
    ]


def main() -> None:
    """Asks both registers."""
    register = yuqiao()
    places = [area.id for area in register.of_kind("grid", "community", "village", at=DAY)]
    found = rows("Yuqiao", register, places, 20)
    year = through_the_year(register, places)
    met = "yes" if year <= 20 else "NO"
    found.insert(
        1,
        {"what": "the same, 50 a day through a year", "median": f"{year:.1f} µs", "target": "≤ 20 µs", "met": met},
    )
    tables, why = fetched()
    if tables is None:
        found.append({"what": "route, a country", "met": why})
    else:
        areas = country(tables)
        villages = [area.id for area in areas if area.kind in {"community", "village"}]
        found += rows("a country", listed(areas), villages[:: len(villages) // 2_000], 100)
    report("route: who must act", found)


if __name__ == "__main__":
    main()
