"""Whole numbers as people write them: full-width, Chinese, Arabic-Indic, with separators; nothing is guessed.

>>> [number(text) for text in ("１２", "十二", "١٢", "1,234", "二十一")]
[12, 12, 12, 1234, 21]
>>> number("1.234") is None, number("1,23") is None
(True, True)
"""

import re
import unicodedata
from typing import Final

__all__ = ["number"]

_DIGITS: Final = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+")
_PLAIN: Final = re.compile(r"\d+(\.0+)?")


def number(text: str) -> int | None:
    """The whole number that a text says; None where it says none, or could say two, as ``1.234`` does."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    if _GROUPED.fullmatch(plain):
        return int(plain.replace(",", ""))
    if _PLAIN.fullmatch(plain) and not re.fullmatch(r"\d{1,3}\.000", plain):
        return int(plain.partition(".")[0])
    return _chinese(plain) if plain and all(c in _DIGITS or c in _UNITS for c in plain) else None


def _chinese(text: str) -> int | None:
    """As far as thousands: 二十一, 一百零五, 三."""
    if not any(character in _UNITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    whole, digit, last = 0, 0, max(_UNITS.values()) * 10
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
            continue
        unit = _UNITS[character]
        if unit >= last:
            return None
        whole, digit, last = whole + (digit or 1) * unit, 0, unit
    return whole + digit
