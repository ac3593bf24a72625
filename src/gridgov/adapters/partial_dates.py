"""Dates that may be a year or a month, and whose end is the last day: as Popolo and Open Civic Data write them.

>>> stretch("2022-02")
(datetime.date(2022, 2, 1), datetime.date(2022, 3, 1))
>>> stretch("2022-02-30") is None, is_day("2022-02-28"), is_day("2022")
(True, True, False)
"""

import re
from datetime import date, timedelta
from typing import Any, Final

__all__ = ["is_day", "stretch"]

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T.{1,40})?)?)?")


def stretch(text: Any) -> tuple[date, date] | None:
    """The first day of what a date may be, and the first one after it; None: it is no date.

    Of a moment, the day counts.
    """
    match = _DATE.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    try:
        first = date(year, month, day)
        if match[3] is not None:
            return first, first + timedelta(days=1)
        return first, date(year + 1, 1, 1) if match[2] is None else date(year + month // 12, month % 12 + 1, 1)
    except (ValueError, OverflowError):
        return None


def is_day(text: str) -> bool:
    """Whether a date says the day, and not only the month or the year."""
    match = _DATE.fullmatch(text)
    return match is not None and match[3] is not None
