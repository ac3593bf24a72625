"""Division tables (统计用区划代码) as areas: the CSV files of the statistical divisions, or a table of one's own.

>>> from datetime import date
>>> table = ["code,name,parent_code", "110112004,玉桥街道,", "110112004004,玉桥北里社区,110112004"]
>>> areas = read_divisions(table, source="divisions.csv", validity=Validity(date(2022, 1, 1), "made up"))
>>> [(area.id, area.kind, area.parent) for area in areas]
[('110112004', 'subdistrict', None), ('110112004004', 'community', '110112004')]

What a division is follows from its code and never from its name: 玉桥街道 is in Beijing, 积玉桥街道 in Wuhan.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from gridgov.adapters.system import no_garbage
from gridgov.adapters.tables import by_line, rows
from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.messages.org.base import AreaKind
from gridgov.org import AdminCode12, Area, Validity

__all__ = ["PARENT_COLUMNS", "read_divisions"]

PARENT_COLUMNS: Final = ("parent_code", "streetCode", "areaCode", "cityCode", "provinceCode")
"""The columns that may say what is around a division; the first of them that a table has is taken."""

_KINDS: Final[Mapping[int, AreaKind]] = MappingProxyType({2: "province", 4: "city", 6: "county"})
"""What a division is by the digits of its code, as it is given. Below the county the segments tell more."""
_TOWNSHIPS: Final[Mapping[str, AreaKind]] = MappingProxyType(
    {"subdistrict": "subdistrict", "town": "town", "township": "township", "enterprise": "enterprise_zone"}
)


def read_divisions(
    text: str | bytes | Iterable[str], *, source: str, validity: Validity, around: Collection[str] = ()
) -> tuple[Area, ...]:
    """The areas of a division table, in its order.

    The first line names the columns: ``code``, ``name``, one of :data:`PARENT_COLUMNS` if there is anything around, and
    ``name_en`` if there are English names. Other columns are passed over. A table of one's own may have all levels; of
    the published tables each has one, and ``around`` holds the codes of the level above.

    Args:
        text: the table, or its lines.
        source: what it is called in an error.
        validity: when and from where all of it is known; one value for all areas.
        around: the codes that may be named as parents besides those of the table.

    Raises:
        BadInput: every line that is wrong, by its number: no code, a code used twice, a parent that is not there or
            whose code does not fit, a blank name, too few columns; then nothing is read.

    """
    check_type(validity, Validity, "validity", expected="Validity", source=source)
    problems: list[Problem] = []
    with no_garbage():
        table = rows(text, source=source)
        _, header = next(table, (1, []))
        columns = _columns(header, source)
        areas = [area for row in table if (area := _area(*row, columns, validity, problems))]
    problems.extend(_loose(areas, frozenset(around)))
    if problems:
        raise BadInput(by_line(problems), source=source)
    return tuple(area for _, area in areas)


def _columns(header: Sequence[str], source: str) -> tuple[int, int, int | None, int | None]:
    """Where the code, the name, the parent and the English name stand."""
    names = [name.strip() for name in header]
    missing = [Problem("missing", f"line 1: {name}") for name in ("code", "name") if name not in names]
    if missing:
        raise BadInput(missing, source=source)
    parent = next((names.index(name) for name in PARENT_COLUMNS if name in names), None)
    return names.index("code"), names.index("name"), parent, names.index("name_en") if "name_en" in names else None


_Numbered = tuple[int, Area]


def _area(
    number: int,
    row: list[str],
    columns: tuple[int, int, int | None, int | None],
    validity: Validity,
    problems: list[Problem],
) -> _Numbered | None:
    code, name, parent, english = columns
    try:
        given, title = row[code].strip(), row[name].strip()
        around = (row[parent].strip() or None) if parent is not None else None
        title_en = (row[english].strip() or title) if english is not None else title
    except IndexError:
        problems.append(Problem("too_few_columns", f"line {number}:"))
        return None
    try:
        admin = AdminCode12(given)
        return number, Area(given, _kind(given, admin), title, title_en, validity, around, admin)
    except BadInput as error:
        wrong = {_COLUMN.get(problem.where, problem.where): problem for problem in error.problems}
        if english is None or title_en == title:  # the Chinese name again, and not wrong a second time
            wrong.pop("name_en", None)
        problems.extend(Problem(one.code, f"line {number}: {column}", one.params) for column, one in wrong.items())
        return None


_COLUMN: Final = MappingProxyType({"": "code", "id": "code", "name_zh": "name", "parent": "parent"})
"""The column behind a field."""


def _kind(given: str, code: AdminCode12) -> AreaKind:
    """What a division is. The level is that of the digits that were given: 441900 is a county-level row of Dongguan."""
    if len(given) in _KINDS:
        return _KINDS[len(given)]
    level = code.level
    if level == "community":
        return "village" if code.community_kind == "village" else "community"
    return _TOWNSHIPS.get(code.township_class or "", "town") if level == "township" else level


def _loose(areas: Sequence[_Numbered], around: frozenset[str]) -> Iterator[Problem]:
    """Codes that are used twice, and parents that are not there or whose code is another place's."""
    known: set[str] = set()
    for number, area in areas:
        if area.id in known:
            yield Problem("duplicate_id", f"line {number}: code")
        known.add(area.id)
    for number, area in areas:
        if area.parent is not None and area.parent not in known and area.parent not in around:
            yield Problem("not_known", f"line {number}: parent")
        elif not _fits(area):
            yield Problem("outside_parent_code", f"line {number}: parent")


def _fits(area: Area) -> bool:
    """Whether the code of an area lies in that of what is around; a country has none, and everything lies in it."""
    try:
        return area.parent is None or area.code is None or AdminCode12(area.parent).contains(area.code)
    except BadInput:
        return True
