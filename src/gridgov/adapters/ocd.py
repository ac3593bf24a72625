"""Open Civic Data division ids: ``ocd-division/country:us/state:il/place:chicago``, and tables of them as areas.

>>> division = OcdDivision("ocd-division/country:us/state:il/place:chicago")
>>> str(division.parent), division.kind, division.name
('ocd-division/country:us/state:il', 'place', 'chicago')

Source: Open Civic Data Enhancement Proposal 2 (Division Identifiers).
"""

import csv
import re
from collections.abc import Iterable, Mapping
from io import StringIO
from types import MappingProxyType
from typing import Final

from attrs import frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.messages.org.base import AreaKind
from gridgov.org import Area, Validity

__all__ = ["KINDS", "OcdDivision", "read_ocd"]

_PART: Final = r"[a-z][a-z_]*:[\w.~-]+"
_ID: Final = re.compile(rf"ocd-division/country:[a-z]{{2}}(?:/{_PART})*")
_MOST: Final = 120

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
"""What a division of a type is here: the nearest level, for the types of the world are many and ours are few."""


@frozen
class OcdDivision:
    """A division id, taken apart.

    Raises:
        BadInput: ``not_ocd_id``: it does not begin with a country, has capitals, or a part that is no type and name.

    """

    text: str

    def __attrs_post_init__(self) -> None:
        check_type(self.text, str, "text", expected="text", source="division")
        if len(self.text) > _MOST or self.text != self.text.lower() or not _ID.fullmatch(self.text):
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
        return None if self.kind == "country" else OcdDivision(self.text.rpartition("/")[0])


def read_ocd(text: str, *, source: str, validity: Validity) -> tuple[Area, ...]:
    """The areas of a table of divisions with the columns ``id`` and ``name``, in its order; others are passed over.

    A division whose type is not among :data:`KINDS` is refused and not guessed at. A country and what lies above the
    first rows need not be there.

    Raises:
        BadInput: every wrong line by its number; nothing is read then.

    """
    check_type(text, str, "", expected="text", source=source)
    rows = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    missing = [Problem("missing", f"line 1: {name}") for name in ("id", "name") if name not in (rows.fieldnames or ())]
    if missing:
        raise BadInput(missing, source=source)
    problems: list[Problem] = []
    divisions: dict[str, tuple[int, OcdDivision, str]] = {}
    for row in rows:
        number = rows.line_num
        try:
            division = OcdDivision(row["id"] or "")
        except BadInput as error:
            problems.extend(Problem(problem.code, f"line {number}: id") for problem in error.problems)
            continue
        if division.text in divisions:
            problems.append(Problem("duplicate_id", f"line {number}: id"))
        elif division.kind not in KINDS:
            problems.append(Problem("unknown_choice", f"line {number}: id", {"expected": tuple(KINDS)}))
        else:
            divisions[division.text] = (number, division, (row["name"] or "").strip())
    areas = tuple(_areas(divisions, validity, problems))
    if problems:
        raise BadInput(problems, source=source)
    return areas


def _areas(
    divisions: Mapping[str, tuple[int, OcdDivision, str]], validity: Validity, problems: list[Problem]
) -> Iterable[Area]:
    for number, division, name in divisions.values():
        around = division.parent
        try:
            yield Area(
                division.text,
                KINDS[division.kind],
                name,
                name,
                validity,
                around.text if around is not None and around.text in divisions else None,
            )
        except BadInput as error:
            codes = dict.fromkeys(
                (problem.code, "id" if problem.where == "id" else "name") for problem in error.problems
            )
            problems.extend(Problem(code, f"line {number}: {column}") for code, column in codes)
