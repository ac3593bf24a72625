"""What a check needs besides the register: measured areas, open cases, published figures. Whoever has it, gives it.

>>> Evidence(open_cases={"T-1": "office"}).open_cases
{'T-1': 'office'}
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, get_args

from attrs import field, frozen

from gridgov.documents import check_type, duplicates
from gridgov.errors import BadInput, Problem
from gridgov.messages.org.base import AreaKind, UnitKind
from gridgov.org.fields import check_all, check_fields, choice, day, key, optional, some, unfit, whole, yes_no

__all__ = ["Evidence", "Published", "Tiling", "Total"]


def _share(value: Any) -> tuple[str, Mapping[str, Any]] | None:
    if type(value) is not Fraction:
        return "wrong_type", {"expected": "Fraction"}
    return None if value >= 0 else ("out_of_range", {"expected": "≥ 0"})


_TILING: Final = MappingProxyType({"area": key, "gap_share": _share, "overlap_share": _share, "outside_share": _share})


@frozen
class Tiling:
    """How well the grids of a community cover it, as shares of its area.

    Raises:
        BadInput: every field that does not fit; so do the other values of this module.

    """

    area: str
    """The community."""
    gap_share: Fraction
    """What no grid covers."""
    overlap_share: Fraction
    """What two grids or more cover."""
    outside_share: Fraction
    """What its grids cover outside it; may be more than 1."""

    def __attrs_post_init__(self) -> None:
        check_fields(self, _TILING)


_PUBLISHED: Final = MappingProxyType(
    {
        "id": key,
        "value": whole(0, 10**12),
        "kinds": some(choice((*get_args(AreaKind), *get_args(UnitKind)))),
        "on": optional(day),
    }
)


@frozen
class Published:
    """A total that was published, and what of the register it counts."""

    id: str
    value: int
    kinds: tuple[AreaKind | UnitKind, ...] = ()
    """The kinds of areas and units behind it; empty: the register does not count it."""
    on: date | None = None
    """The day that it is about; None: the day of the check."""

    def __attrs_post_init__(self) -> None:
        check_fields(self, _PUBLISHED)


_TOTAL: Final = MappingProxyType({"whole": key, "parts": some(key, at_least=1), "exact": yes_no})


@frozen
class Total:
    """That some published figures are parts of another."""

    whole: str
    parts: tuple[str, ...]
    exact: bool = True
    """Whether the parts make up the whole; else they may be less."""

    def __attrs_post_init__(self) -> None:
        check_fields(self, _TOTAL)


@frozen
class Evidence:
    """What is known besides the register. What is None was not given, and the checks that need it say so.

    Raises:
        BadInput: of another type; a figure twice; a total of figures that are not there.

    """

    tilings: tuple[Tiling, ...] | None = None
    """For each community how its grids cover it, as ``gridgov.adapters.geo.tilings`` measures it."""
    tolerance: Fraction = Fraction(0)
    """The share of a community that may be wrong. No source allows any."""
    open_cases: Mapping[str, str] | None = field(default=None, hash=False)
    """Every open case, with the unit that has it."""
    figures: tuple[Published, ...] | None = None
    totals: tuple[Total, ...] = ()

    def __attrs_post_init__(self) -> None:
        if problems := tuple(unfit({"tolerance": self.tolerance}, {"tolerance": _share})):
            raise BadInput(problems, source="evidence")
        for name, values, kind in (
            ("tilings", self.tilings or (), Tiling),
            ("figures", self.figures or (), Published),
            ("totals", self.totals, Total),
        ):
            check_all(values, kind, name, source="evidence")
        check_type(self.open_cases or {}, Mapping, "open_cases", expected="a table", source="evidence")
        if problems := tuple(self._problems()):
            raise BadInput(problems, source="evidence")

    def _problems(self) -> Iterator[Problem]:
        for pair in (self.open_cases or {}).items():
            if any(map(key, pair)):
                yield Problem("wrong_pattern", "open_cases", {"expected": "id_of_letters_and_digits"})
        names = [figure.id for figure in self.figures or ()]
        yield from duplicates((f"figures[{i}].id", name) for i, name in enumerate(names))
        for i, total in enumerate(self.totals):
            if not {total.whole, *total.parts} <= set(names):
                yield Problem("not_among_figures", f"totals[{i}]")
