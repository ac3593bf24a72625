"""Where calendars come from: the notices of China's State Council, a pack of your own, the ``holidays`` package."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any, Final

from gridgov.calendars.days import WEEKDAYS, YEARS, Calendar, Day, Weekday, listed, refuse, year_problems
from gridgov.calendars.timetable import DAY
from gridgov.documents import check_type, key_name, read_toml
from gridgov.errors import BadInput, Defect, Problem

if TYPE_CHECKING:
    from holidays import HolidayBase

LONGEST_HOLIDAY: Final = 60
"""The most days that one clause of a pack can make holidays."""

_TOP: Final = MappingProxyType({"pack": dict, "names": dict, "year": list})
_HEAD: Final = MappingProxyType(
    {"id": str, "title_en": str, "title_zh": str, "weekend": list, "weekend_source": str},
)
_YEAR: Final = MappingProxyType({"year": int, "notices": list, "holidays": list})
_CLAUSE: Final = MappingProxyType({"name": str, "first": date, "last": date, "days": int, "work": list})
_CALLED: Final = MappingProxyType({dict: "table", list: "list", str: "text", int: "integer", date: "date"})


@cache
def china() -> Calendar:
    """The working days of China, 2019–2026, by the notices of the State Council, from the pack that is shipped.

    >>> china().day(date(2020, 2, 1)).sources[-1]  # the Spring Festival that was extended
    'http://www.gov.cn/zhengce/zhengceku/2020-01/27/content_5472352.htm'

    """
    pack = files("gridgov").joinpath("packs", "cn-working-days.toml")
    return read_calendar(read_toml(pack.read_bytes(), source=pack.name), source=pack.name)


def read_calendar(tables: Mapping[str, Any], *, source: str) -> Calendar:
    """A calendar from the tables of a pack; the head of ``packs/cn-working-days.toml`` explains the form.

    A day outside the years of the pack is left out: a clause may reach into the year before the first.

    Raises:
        BadInput: every problem of the tables at once; if there are none, what :class:`Calendar` refuses.

    >>> try:
    ...     read_calendar({"names": {}, "year": []}, source="mine.toml")
    ... except BadInput as error:
    ...     print(error.text("en"))
    mine.toml is not valid:
    - pack is missing

    """
    problems: list[Problem] = []
    top = _fields(tables, "", problems, _TOP)
    head = _fields(top["pack"], "pack", problems, _HEAD) if "pack" in top else {}
    names = _fields(top.get("names", {}), "names", problems, dict.fromkeys(top.get("names", {}), str))
    years: list[int] = []
    days: list[Day] = []
    for number, table in enumerate(top.get("year", [])):
        year = _fields(table, f"year[{number}]", problems, _YEAR)
        years.append(year.get("year", 0))
        days += _read_year(year, names, f"year[{number}]", problems)
    refuse(problems, source=source)
    return Calendar(head["id"], years, head["weekend"], [day for day in days if day.on.year in years])


def _read_year(table: Mapping[str, Any], names: Mapping[str, str], where: str, problems: list[Problem]) -> list[Day]:
    notices = table.get("notices", ["?"])
    if not notices or not all(isinstance(notice, str) for notice in notices):
        problems.append(Problem("no_notices", f"{where}.notices"))
    days: list[Day] = []
    for number, clause in enumerate(table.get("holidays", [])):
        days += _read_clause(clause, names, tuple(notices), f"{where}.holidays[{number}]", problems)
    return days


def _read_clause(
    clause: Any, names: Mapping[str, str], notices: tuple[str, ...], where: str, problems: list[Problem]
) -> Iterator[Day]:
    fields = _fields(clause, where, problems, _CLAUSE)
    if len(fields) < len(_CLAUSE):
        return
    name, first, work = fields["name"], fields["first"], fields["work"]
    if name not in names:
        problems.append(Problem("no_english_name", f"{where}.name"))
    if not 1 <= fields["days"] <= LONGEST_HOLIDAY or first.year not in YEARS:
        problems.append(Problem("out_of_range", f"{where}.days", {"expected": f"1 … {LONGEST_HOLIDAY}"}))
    elif (fields["last"] - first).days + 1 != fields["days"]:
        problems.append(Problem("days_do_not_add_up", f"{where}.days"))
    elif not all(type(day) is date for day in work):
        problems.append(Problem("wrong_type", f"{where}.work", {"expected": _CALLED[date]}))
    else:
        english = names.get(name, "")
        for number in range(fields["days"]):
            yield Day(first + number * DAY, "holiday", english, name, notices)
        for day in work:
            yield Day(day, "makeup_workday", english, name, notices)


def _fields(table: Any, where: str, problems: list[Problem], wanted: Mapping[str, type]) -> dict[str, Any]:
    """The fields of a table that are of the wanted type; what is wrong with the others is added to the problems."""
    if not isinstance(table, Mapping):
        problems.append(Problem("wrong_type", where, {"expected": _CALLED[dict]}))
        return {}
    prefix = f"{where}." if where else ""
    problems += [Problem("unknown_key", f"{prefix}{key_name(key)}") for key in table if key not in wanted]
    problems += [Problem("missing", f"{prefix}{name}") for name in wanted if name not in table]
    there = {name: kind for name, kind in wanted.items() if name in table}
    wrong = {name: kind for name, kind in there.items() if type(table[name]) is not kind}
    problems += [Problem("wrong_type", f"{prefix}{name}", {"expected": _CALLED[kind]}) for name, kind in wrong.items()]
    return {name: table[name] for name in there if name not in wrong}


# ---- other countries ----------------------------------------------------------------------------------------------


def country(
    code: str,
    *,
    years: Iterable[int],
    subdivision: str | None = None,
    weekend: Iterable[Weekday] | None = None,
) -> Calendar:
    """The working days of a country in the named years, by the ``holidays`` package (extra ``calendars``).

    Name only years whose holidays are decreed: where a country moves its working days from year to year, that package
    knows them up to the last decree and is silent after it. For China there is :func:`china`.

    Args:
        code: the country by ISO 3166-1: ``DE``.
        years: the years to cover, without a gap.
        subdivision: a part of the country by ISO 3166-2: ``BE`` for Berlin.
        weekend: the days of the week that are off, where they are not those of the country.

    Raises:
        BadInput: an unknown country or subdivision, China, a year that the package does not know, or years in which
            the weekend changes and is not named.
        Defect: ``missing_extra``: the package is not installed.

    >>> country("DE", years=[2026]).day(date(2026, 10, 3)).name_en
    'German Unity Day'

    """
    check_type(code, str, "code", expected="text", source="country")
    check_type(subdivision, (str, NoneType), "subdivision", expected="text", source="country")
    named = listed(years, "years", source="country")
    refuse(year_problems(named), source="country")
    if code in {"CN", "CHN"}:
        raise BadInput([Problem("china_has_its_own", "code")], source="country")
    english, chinese = (_decreed(code, subdivision, named, language) for language in ("en_US", "zh_CN"))
    name = code if subdivision is None else f"{code}-{subdivision}"
    if not english.start_year <= named[0] <= named[-1] <= english.end_year:
        span = {"year": named[0] if named[0] < english.start_year else named[-1]}
        span |= {"first": english.start_year, "last": english.end_year}
        raise BadInput([Problem("no_calendar_table", name, span)], source="country")
    off = _weekend(english, named) if weekend is None else weekend
    holidays = (Day(on, "holiday", english[on], chinese[on]) for on in english if on.year in named)
    worked = (on for on in english.weekend_workdays if on.year in named and WEEKDAYS[on.weekday()] in off)
    return Calendar(name, named, off, [*holidays, *(Day(on, "makeup_workday") for on in worked)])


def _decreed(code: str, subdivision: str | None, years: tuple[int, ...], language: str) -> "HolidayBase":
    try:
        from holidays import country_holidays, list_supported_countries
    except ImportError:
        raise Defect("missing_extra", extra="calendars") from None
    # holidays would also take the name of a class
    parts = list_supported_countries().get(code)
    if parts is None or subdivision not in {None, *parts}:
        raise BadInput([Problem("unknown_country", "code")], source="country")
    table = country_holidays(code, subdivision, years=years, expand=False, language=language)
    if language in table.supported_languages or table.default_language is None:
        return table
    # a language that a country lacks would be taken from the environment
    other = "en_US" if "en_US" in table.supported_languages else table.default_language
    return country_holidays(code, subdivision, years=years, expand=False, language=other)


def _weekend(table: "HolidayBase", years: tuple[int, ...]) -> tuple[Weekday, ...]:
    """The weekend of a country, which must be the same in all years: it moved in some (Saudi Arabia 2013)."""
    first, end = date(years[0], 1, 1).toordinal(), date(years[-1] + 1, 1, 1).toordinal()
    found = {(day.weekday(), table.is_weekend(day)) for day in map(date.fromordinal, range(first, end))}
    if len(found) > len(WEEKDAYS):
        raise BadInput([Problem("weekend_changes", "weekend")], source="country")
    return tuple(WEEKDAYS[number] for number, off in sorted(found) if off)
