"""Whole numbers as people write them: full-width, Chinese, Arabic-Indic, with separators; nothing is guessed.

>>> [number(text) for text in ("１２", "十二", "١٢", "1,234", "二十一", "贰佰零伍")]
[12, 12, 12, 1234, 21, 205]
>>> [number(text) for text in ("1.234", "1,23", "三五", "二百五")]  # three to five; 205, or 250 as it is said
[None, None, None, None]
"""

import re
import unicodedata
from typing import Final

__all__ = ["number"]

_DIGITS: Final = "〇一二三四五六七八九"
_UNITS: Final = ("", "十", "百", "千")
_FORMAL: Final = str.maketrans("零壹贰叁肆伍陆柒捌玖拾佰仟两", "〇一二三四五六七八九十百千二")
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+")
_PLAIN: Final = re.compile(r"\d+(\.0+)?")
_LARGEST: Final = 2**63 - 1


def number(text: str) -> int | None:
    """The whole number that a text says; None where it says none, or could say two, as ``1.234`` does."""
    if any(character.isdigit() and not character.isdecimal() for character in text):
        return None  # a raised 2 is not a 2
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    if _GROUPED.fullmatch(plain):
        found = int(plain.replace(",", ""))
    elif _PLAIN.fullmatch(plain) and not re.fullmatch(r"\d{1,3}\.000", plain):
        found = int(plain.partition(".")[0])
    else:
        return _chinese(plain.translate(_FORMAL))
    return found if found <= _LARGEST else None


def _chinese(text: str) -> int | None:
    """Below ten thousand, and only where writing the number gives the text again: 二百零五, but not 二百五."""
    whole, digit = 0, 0
    for character in text:
        if character in _UNITS:
            whole, digit = whole + (digit or 1) * 10 ** _UNITS.index(character), 0
        elif character in _DIGITS:
            digit = _DIGITS.index(character)
        else:
            return None
    found = whole + digit
    return found if text and _as_said(found) == re.sub("^一十", "十", text) else None


def _as_said(value: int) -> str:
    digits = [int(digit) for digit in str(value)]
    parts = [_DIGITS[d] + (_UNITS[len(digits) - 1 - i] if d else "") for i, d in enumerate(digits)]
    said = re.sub("〇+", "〇", "".join(parts)) if value < 10 ** len(_UNITS) else ""
    return re.sub("^一十", "十", said.rstrip("〇") or said)
