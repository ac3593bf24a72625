"""Codes of places and bodies: statistical divisions (12 digits), grids (15 digits), social credit (18 characters).

>>> AdminCode12("110112004002").parent
AdminCode12(digits='110112004000')
>>> GridCode15("110112004002003").parent
AdminCode12(digits='110112004002')
>>> str(CreditCode18("91110000600037341L"))
'91110000600037341L'

Sources: the rules for statistical codes (统计用区划代码和城乡划分代码编制规则); the unit-grid code of digital city
management (6 county, 3 subdistrict, 3 community, 3 serial); GB 32100-2015 (unified social credit code).
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal

from attrs import field, frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem

__all__ = ["AdminCode12", "CreditCode18", "DivisionLevel", "GridCode15"]

DivisionLevel = Literal["province", "city", "county", "township", "community"]
"""How deep a statistical code goes: 2, 4, 6, 9 or 12 digits."""

_LENGTHS: Final[Mapping[DivisionLevel, int]] = MappingProxyType(
    {"province": 2, "city": 4, "county": 6, "township": 9, "community": 12}
)
_GIVEN: Final = frozenset(_LENGTHS.values())
_ABOVE: Final[Mapping[DivisionLevel, DivisionLevel]] = MappingProxyType(
    {below: above for above, below in pairwise(_LENGTHS)}
)
_ADMIN: Final = re.compile("[1-9][0-9](?:0{10}|(?!00)[0-9]{4}(?:0{6}|(?!000)[0-9]{6}))")
"""A city without counties (Dongguan, 4419) has its townships right below it: 441900003."""
_GRID: Final = re.compile("[1-9][0-9](?!00)[0-9]{4}(?:(?!000)[0-9]{3}){3}")
_TOWNSHIP_CLASSES: Final = (
    (1, 100, "subdistrict"),
    (100, 200, "town"),
    (200, 400, "township"),
    (400, 600, "enterprise"),
)
_COMMUNITY_KINDS: Final = ((1, 200, "community"), (200, 400, "village"))


def _twelve_digits(text: str) -> str:
    if type(text) is not str:
        check_type(text, str, "digits", expected="text", source="code")
    return text.ljust(12, "0") if len(text) in _GIVEN else text


def _within(segment: str, ranges: Iterable[tuple[int, int, str]]) -> str | None:
    number = int(segment)
    for start, end, name in ranges:
        if start <= number < end:
            return name
    return None


@frozen
class AdminCode12:
    """A division's place in the statistical codes: 12 digits; 2, 4, 6 or 9 may be given, the rest is zeros.

    Raises:
        BadInput: ``not_admin_code``: another number of digits, or a level without the one above it.

    >>> AdminCode12("1101").level, AdminCode12("110112004").township_class
    ('city', 'subdistrict')
    """

    digits: str = field(converter=_twelve_digits)

    @digits.validator
    def _is_code(self, _: object, digits: str) -> None:
        if not _ADMIN.fullmatch(digits):
            raise BadInput([Problem("not_admin_code", "")], source="code")

    def __str__(self) -> str:
        return self.digits

    @property
    def level(self) -> DivisionLevel:
        """How deep it goes, which the digits alone say and a name never does."""
        digits = self.digits
        if digits[9:] != "000":
            return "community"
        if digits[6:9] != "000":
            return "township"
        if digits[4:6] != "00":
            return "county"
        return "city" if digits[2:4] != "00" else "province"

    @property
    def prefix(self) -> str:
        """What the codes of all divisions inside it begin with: 2, 4, 6, 9 or 12 digits."""
        return self.digits[: _LENGTHS[self.level]]

    @property
    def parent(self) -> "AdminCode12 | None":
        """The division around it; None for a province."""
        above = _ABOVE.get(self.level)
        return None if above is None else AdminCode12(self.digits[: _LENGTHS[above]])

    @property
    def township_class(self) -> str | None:
        """What the second segment says: ``subdistrict``, ``town``, ``township``, ``enterprise``; None: nothing."""
        return _within(self.digits[6:9], _TOWNSHIP_CLASSES)

    @property
    def community_kind(self) -> str | None:
        """What the third segment hints at: ``community`` from 001, ``village`` from 200; None: nothing."""
        return _within(self.digits[9:], _COMMUNITY_KINDS)

    def contains(self, other: "AdminCode12 | GridCode15") -> bool:
        """Whether the other place is this one or lies inside it."""
        check_type(other, (AdminCode12, GridCode15), "other", expected="AdminCode12", source="code")
        return other.digits.startswith(self.prefix)


@frozen
class GridCode15:
    """A unit grid's code: the 12 digits of its community and 3 of its own.

    Raises:
        BadInput: ``not_grid_code``: not 15 digits, or one of its four segments is zero.

    """

    digits: str

    def __attrs_post_init__(self) -> None:
        check_type(self.digits, str, "digits", expected="text", source="code")
        if not _GRID.fullmatch(self.digits):
            raise BadInput([Problem("not_grid_code", "")], source="code")

    def __str__(self) -> str:
        return self.digits

    @property
    def parent(self) -> AdminCode12:
        """The community or village that it lies in; a grid never lies in a subdistrict directly."""
        return AdminCode12(self.digits[:12])

    @property
    def prefix(self) -> str:
        """All its digits: nothing lies inside a grid."""
        return self.digits

    @property
    def serial(self) -> int:
        """Its number within the community, from 1 to 999."""
        return int(self.digits[12:])

    def contains(self, other: "AdminCode12 | GridCode15") -> bool:
        """Whether the other is this grid: no division and no other grid lies in one."""
        return self == other


_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT: Final = re.compile("[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


@frozen
class CreditCode18:
    """The unified social credit code of a body (统一社会信用代码): 17 characters and a check character.

    Raises:
        BadInput: ``not_credit_code``: another form; ``wrong_check_digit``: the last character does not fit the others.

    """

    text: str

    def __attrs_post_init__(self) -> None:
        check_type(self.text, str, "text", expected="text", source="code")
        if not _CREDIT.fullmatch(self.text):
            raise BadInput([Problem("not_credit_code", "")], source="code")
        if self.text[-1] != _check_character(self.text[:17]):
            raise BadInput([Problem("wrong_check_digit", "")], source="code")

    def __str__(self) -> str:
        return self.text


def _check_character(body: str) -> str:
    """GB 32100-2015: the sum of the values, each weighed with a power of 3, and the last one make a multiple of 31."""
    weighed = sum(_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return _ALPHABET[-weighed % 31]
