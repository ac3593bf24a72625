"""Open Civic Data division ids: ``ocd-division/country:us/state:il/place:chicago``, and tables of them as areas.

>>> division = OcdDivision("ocd-division/country:us/state:il/place:chicago")
>>> str(division.parent), division.kind, division.name
('ocd-division/country:us/state:il', 'place', 'chicago')

Source: Open Civic Data Enhancement Proposal 2 (Division Identifiers), and the tables of ocd-division-ids.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from attrs import evolve, field, frozen

from gridgov.adapters.partial_dates import stretch
from gridgov.adapters.tables import by_line, rows
from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.messages.org.base import AreaKind
from gridgov.org import Area, Validity

__all__ = ["KINDS", "OcdDivision", "ocd_of", "read_ocd"]

_LETTER: Final = r"[^\W\d_]"
_ID: Final = re.compile(rf"ocd-division/country:[a-z]{{2}}(?:/(?:{_LETTER}|[_-])+:(?:{_LETTER}|[0-9._~-])+)*")
_LONGEST: Final = 500
_NO_KEY: Final = re.compile(r"(?:[^A-Za-z0-9_:/.-]|(?<=\.)\.)")

KINDS: Final[Mapping[str, AreaKind]] = MappingProxyType(
    {
        "country": "country",
        "state": "province",
        "province": "province",
        "territory": "province",
        "district": "province",
        "county": "county",
        "parish": "county",
        "borough": "county",
        "place": "city",
        "city": "city",
        "town": "town",
        "township": "township",
        "ward": "subdistrict",
        "council_district": "subdistrict",
        "neighborhood": "community",
        "precinct": "grid",
    }
)
"""What a division of a type is here, as a proposal: the types of the world are many and mean different things."""


@frozen
class OcdDivision:
    """A division id, taken apart.

    Raises:
        BadInput: ``not_ocd_id``: it does not begin with a country, has capitals, or a part that is no type and name.

    """

    text: str

    def __attrs_post_init__(self) -> None:
        check_type(self.text, str, "text", expected="text", source="division")
        if len(self.text) > _LONGEST or self.text != self.text.lower() or not _ID.fullmatch(self.text):
            raise BadInput([Problem("not_ocd_id", "")], source="division")

    def __str__(self) -> str:
        return self.text

    @property
    def kind(self) -> str:
        """The type of its last part: ``place``."""
        return self.text.rpartition("/")[2].partition(":")[0]

    @property
    def name(self) -> str:
        """The name in its last part: ``chicago``."""
        return self.text.rpartition(":")[2]

    @property
    def parent(self) -> "OcdDivision | None":
        """The division around it; None for a country."""
        return None if "/" not in self.text.partition("/")[2] else OcdDivision(self.text.rpartition("/")[0])

    @property
    def key(self) -> str:
        """The id of its area: itself, with ``+`` and two hexadecimal digits for a byte that an id may not have.

        >>> OcdDivision("ocd-division/country:us/state:la/parish:st~john").key
        'ocd-division/country:us/state:la/parish:st+7Ejohn'

        """
        return _NO_KEY.sub(lambda found: "".join(f"+{byte:02X}" for byte in found[0].encode()), self.text)


def ocd_of(areas: Iterable[Area], *, country: str) -> OcdDivision:
    """The division id of the last of some areas, each lying in the one before: types are kinds, names are codes.

    An area without a code is called by its English name, as the proposal writes names: in small letters, ``_`` for a
    space and ``~`` for what is no letter. It is a proposal: only ids in the tables of ocd-division-ids are agreed.

    Raises:
        BadInput: no areas; ``not_ocd_id``: a country that is no code of two letters.

    >>> from datetime import date
    >>> from gridgov.org import AdminCode12
    >>> known = Validity(date(2022, 1, 1), "made up")
    >>> beijing = Area("bj", "province", "北京市", "Beijing", known, code=AdminCode12("11"))
    >>> centre = Area("c", "area_centre", "片区", "Area 1 (North)", known, "bj")
    >>> str(ocd_of([beijing, centre], country="cn"))
    'ocd-division/country:cn/province:11/area_centre:area_1_~north~'

    """
    check_type(areas, Iterable, "areas", expected="a list", source="division")
    parts = [f"ocd-division/country:{country}"]
    for i, area in enumerate(areas):
        check_type(area, Area, f"areas[{i}]", expected="Area", source="division")
        if area.kind != "country":
            parts.append(f"{area.kind}:{_called(area)}")
    return OcdDivision("/".join(parts))


def _called(area: Area) -> str:
    if area.code is not None:
        return area.code.prefix
    return re.sub(rf"(?!{_LETTER}|[0-9._~-]).", "~", "_".join(area.name_en.lower().split()))


# ---- tables -------------------------------------------------------------------------------------------------------


@frozen
class _Row:
    """A line of a table."""

    number: int
    division: OcdDivision
    name: str
    validity: Validity = field(repr=False)


def read_ocd(
    text: str | bytes, *, source: str, validity: Validity, kinds: Mapping[str, AreaKind] = KINDS
) -> tuple[Area, ...]:
    """The areas of a table of divisions, in its order.

    It has the columns ``id`` and ``name``, and may have ``validFrom`` and ``validThrough``, whose day is the last. A
    line with ``sameAs`` and no name is another id of a division that has its own line, and passed over; so are other
    columns. A division lies in the nearest one above it that has a line; one that has none is a top.

    Args:
        text: the table.
        source: what it is called in an error.
        validity: where all of it is known from; its days are those of what has none in the table.
        kinds: what a division of a type is here; a type that is not among them is refused and not guessed at.

    Raises:
        BadInput: every wrong line by its number; nothing is read then.

    """
    table = _table(text, source)
    check_type(validity, Validity, "validity", expected="Validity", source=source)
    problems: list[Problem] = []
    found: dict[str, _Row] = {}
    for number, row in table:
        if row.get("sameAs") and not row["name"]:
            continue
        one = _row(number, row, validity, problems)
        if one is not None and one.division.text in found:
            problems.append(Problem("duplicate_id", f"line {number}: id"))
        elif one is not None and one.division.kind not in kinds:
            problems.append(Problem("unknown_choice", f"line {number}: id", {"expected": tuple(kinds)}))
        elif one is not None:
            found[one.division.text] = one
    areas = tuple(area for one in found.values() if (area := _area(one, found, kinds, problems)))
    if problems:
        raise BadInput(by_line(problems), source=source)
    return areas


def _table(text: str | bytes, source: str) -> Iterator[tuple[int, dict[str, str]]]:
    lines = rows(text, source=source)
    _, cells = next(lines, (1, []))
    header = [name.strip() for name in cells]
    missing = [Problem("missing", f"line 1: {name}") for name in ("id", "name") if name not in header]
    if missing:
        raise BadInput(missing, source=source)
    filled = ((number, [*map(str.strip, cells), *[""] * len(header)]) for number, cells in lines)
    return ((number, dict(zip(header, cells, strict=False))) for number, cells in filled)


def _row(number: int, row: Mapping[str, str], validity: Validity, problems: list[Problem]) -> _Row | None:
    try:
        division = OcdDivision(row["id"])
    except BadInput as error:
        problems.extend(Problem(problem.code, f"line {number}: id") for problem in error.problems)
        return None
    start, end = validity.valid_from, validity.valid_to
    if first := row.get("validFrom"):
        start = _dated(first, f"line {number}: validFrom", problems)[0] or start
    if last := row.get("validThrough"):
        end = _dated(last, f"line {number}: validThrough", problems)[1] or end
    if end is not None and end <= start:
        problems.append(Problem("ends_before_start", f"line {number}: validThrough"))
        return None
    return _Row(number, division, row["name"], evolve(validity, valid_from=start, valid_to=end))


def _dated(given: str, where: str, problems: list[Problem]) -> tuple[date, date] | tuple[None, None]:
    found = stretch(given)
    if found is None:
        problems.append(Problem("wrong_pattern", where, {"expected": "YYYY-MM-DD"}))
    return found or (None, None)


def _area(one: _Row, found: Mapping[str, _Row], kinds: Mapping[str, AreaKind], problems: list[Problem]) -> Area | None:
    around = one.division.parent
    while around is not None and around.text not in found:
        around = around.parent
    parent = around.key if around is not None else None
    try:
        return Area(one.division.key, kinds[one.division.kind], one.name, one.name, one.validity, parent)
    except BadInput as error:
        wrong = {"id" if problem.where in {"id", "parent"} else "name": problem for problem in error.problems}
        problems.extend(
            Problem(each.code, f"line {one.number}: {column}", each.params) for column, each in wrong.items()
        )
        return None
