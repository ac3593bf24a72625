"""How the cells of a column are read: text, moments, flags, whole numbers.

>>> import polars
>>> text_of(polars.Series([" a ", "N/A", None]), ("n/a",)).to_list()
['a', None, None]
"""

from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from gridgov.adapters.spreadsheets.mapping import Mapping
from gridgov.adapters.spreadsheets.numerals import number

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Times", "counts_of", "flags_of", "text_of", "times_of"]

_OFFSET: Final = ("%z", "%:z", "%#z", "%+")
_CLOCK: Final = ("%H", "%k", "%I", "%l", "%T", "%R", "%X", "%c", "%+")
_ISO_AWARE: Final = ("%+", "%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M%:z")
_ISO_LOCAL: Final = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_ENDS_IN_OFFSET: Final = r"(Z|[+-]\d{2}:?\d{2})$"
_FIRST_YEAR: Final = 1000
"""``%Y`` reads 22 as the year 22."""
_LAST_YEAR: Final = 9999
"""West of Greenwich the end of it is in the next."""
_FARTHEST: Final = 300_000_000_000_000_000
"""Microseconds; beyond the year 10,000 engines know no year."""


_PLAIN: Final[dict[str, str]] = dict(
    zip("０１２３４５６７８９：／－．٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789:/-.01234567890123456789", strict=True)
)
_HALVES: Final = {"上午": "AM", "下午": "PM"}
_OTHER_SCRIPTS: Final = "[０-９：／－．٠-٩۰-۹]|上午|下午"


@frozen(eq=False, repr=False)
class Times:
    """The moments of a column, in microseconds since 1970, UTC, and which rows have what is wrong with them."""

    moments: "pl.Series"
    unreadable: "pl.Series"
    naive: "pl.Series"
    """Without a zone, where the mapping gives none."""
    twice: "pl.Series"
    """In an hour that the clocks showed twice."""
    skipped: "pl.Series"
    """In an hour that the clocks left out."""
    sentinel: "pl.Series"
    """In a year that means that there is no date; the cell counts as empty."""
    mixed: "pl.Series"
    """With another offset than the first, or with none where others have one."""


def text_of(cells: "pl.Series", missing: tuple[str, ...]) -> "pl.Series":
    """Cells as text without spaces around it; words that mean nothing are empty, whole numbers have no point.

    >>> import polars
    >>> text_of(polars.Series([7.0, 7.5]), ()).to_list()
    ['7', '7.5']

    """
    import polars as pl

    text = cells.cast(pl.String).str.strip_chars()
    if cells.dtype.is_float():
        text = text.str.strip_suffix(".0")
    words = [word.lower() for word in missing]
    return text.set(text.str.to_lowercase().is_in(words).fill_null(value=False), None)


# ---- moments ------------------------------------------------------------------------------------------------------


def times_of(cells: "pl.Series", mapping: Mapping, *, last_of_day: bool) -> Times:
    """The moments of a column; what a format does not fit is tried with the next.

    Whole numbers are microseconds since 1970, as the ticket table has them. Of a day alone it is the first moment, or
    the last: what is due on a day is due when it ends.
    """
    import polars as pl

    if cells.dtype in (pl.Datetime, pl.Date) or cells.dtype.is_integer():
        text = cells.cast(pl.String)
        aware, local = _typed(cells, last_of_day=last_of_day)
    else:
        text = _plain(text_of(cells, mapping.missing))
        aware, local = _read(text, mapping.formats, last_of_day=last_of_day)
    short = (_years(aware, local) < _FIRST_YEAR) & ~text.str.contains("0001", literal=True)
    wrong = (text.is_not_null() & aware.is_null() & local.is_null()) | short.fill_null(value=False)
    placed = _placed(_without(aware, wrong), _without(local, wrong), wrong, mapping)
    return evolve(placed, mixed=_mixed(text, aware, local))


def _years(aware: "pl.Series", local: "pl.Series") -> "pl.Series":
    return local.dt.year().fill_null(aware.dt.year())


def _read(text: "pl.Series", formats: tuple[str, ...], *, last_of_day: bool) -> tuple["pl.Series", "pl.Series"]:
    """Moments, and times without a zone; a cell has one of the two or none."""
    import polars as pl

    aware = pl.Series([None], dtype=pl.Datetime("us", "UTC")).new_from_index(0, len(text))
    local = pl.Series([None], dtype=pl.Datetime("us")).new_from_index(0, len(text))
    for form in (code for given in formats for code in _spelt_out(given)):
        left = _without(text, aware.is_not_null() | local.is_not_null())
        if left.null_count() == len(left):
            break
        if any(code in form for code in _OFFSET):
            found = left.str.to_datetime(form, time_unit="us", time_zone="UTC", strict=False)
            aware = found.zip_with(aware.is_null(), aware)
        else:
            found = _naive(left, form, last_of_day=last_of_day)
            local = found.zip_with(local.is_null(), local)
    return aware, local


def _spelt_out(form: str) -> tuple[str, ...]:
    return (
        (*_ISO_AWARE, *_ISO_LOCAL)
        if form == "iso"
        else ("".join(_PLAIN.get(character, character) for character in form),)
    )


def _plain(text: "pl.Series") -> "pl.Series":
    """Digits and marks of other scripts as ASCII, 上午 and 下午 as AM and PM."""
    if not text.str.contains(_OTHER_SCRIPTS).any():
        return text
    return text.str.replace_many(_PLAIN | _HALVES)


def _naive(text: "pl.Series", form: str, *, last_of_day: bool) -> "pl.Series":
    if any(code in form for code in _CLOCK):
        return text.str.to_datetime(form, time_unit="us", strict=False)
    return _of_days(text.str.to_date(form, strict=False), last_of_day=last_of_day)


def _of_days(days: "pl.Series", *, last_of_day: bool) -> "pl.Series":
    import polars as pl

    moments = days.cast(pl.Datetime("us"))
    return moments.dt.offset_by("1d").dt.offset_by("-1us") if last_of_day else moments


def _mixed(text: "pl.Series", aware: "pl.Series", local: "pl.Series") -> "pl.Series":
    if not aware.is_not_null().any() or not text.str.contains(_ENDS_IN_OFFSET).any():
        return _nothing(len(text))
    offsets = text.str.extract(_ENDS_IN_OFFSET, 1).replace({"Z": "+00:00"}).str.replace(":", "", literal=True)
    first = offsets.filter(aware.is_not_null())[0]
    other: pl.Series = (offsets != first).fill_null(value=False)
    return (aware.is_not_null() & other) | local.is_not_null()


def _typed(cells: "pl.Series", *, last_of_day: bool) -> tuple["pl.Series", "pl.Series"]:
    """Of a column that the file itself calls a date, or that is in microseconds."""
    import polars as pl

    zone = getattr(cells.dtype, "time_zone", None)
    no_moment = pl.Series([None], dtype=pl.Datetime("us", "UTC")).new_from_index(0, len(cells))
    no_local = pl.Series([None], dtype=pl.Datetime("us")).new_from_index(0, len(cells))
    if cells.dtype.is_integer():
        whole = cells.cast(pl.Int64, strict=False)
        return _without(whole, ~whole.is_between(-_FARTHEST, _FARTHEST)).cast(pl.Datetime("us")).dt.replace_time_zone(
            "UTC"
        ), no_local
    if cells.dtype == pl.Date:
        return no_moment, _of_days(cells, last_of_day=last_of_day)
    moments = cells.cast(pl.Datetime("us", zone))
    return (no_moment, moments) if zone is None else (moments.dt.convert_time_zone("UTC"), no_local)


def _nothing(rows: int) -> "pl.Series":
    import polars as pl

    return pl.Series([False]).new_from_index(0, rows)


def _without(cells: "pl.Series", where: "pl.Series") -> "pl.Series":
    import polars as pl

    empty = pl.Series([None], dtype=cells.dtype).new_from_index(0, len(cells))
    return empty.zip_with(where, cells)


def _placed(aware: "pl.Series", local: "pl.Series", unreadable: "pl.Series", mapping: Mapping) -> Times:
    """Local times as moments, in the zone of the mapping."""
    never = _nothing(len(local))
    said = local.is_not_null()
    years = _years(aware, local)
    sentinel = (years.is_in(list(mapping.sentinels)) | (years > _LAST_YEAR)).fill_null(value=False)
    moments = aware.dt.epoch("us")
    if mapping.zone is None:
        naive = said & ~sentinel
        return Times(_without(moments, sentinel), unreadable, naive, never, never, sentinel, never)
    first = _in_zone(local, mapping.zone, "earliest")
    twice = said & first.is_not_null() & _in_zone(local, mapping.zone, "null").is_null() & ~sentinel
    skipped = said & first.is_null() & ~sentinel
    chosen = _in_zone(local, mapping.zone, "latest") if mapping.fold == "second" else first
    if mapping.gap == "forward" and skipped.any():
        hour_before = _in_zone(local.dt.offset_by("-1h"), mapping.zone, "earliest")
        chosen = chosen.zip_with(~skipped, hour_before.dt.offset_by("1h"))
    moments = moments.zip_with(~said, chosen.dt.epoch("us"))
    return Times(_without(moments, sentinel), unreadable, never, twice, skipped, sentinel, never)


def _in_zone(local: "pl.Series", zone: str, ambiguous: Any) -> "pl.Series":
    return local.dt.replace_time_zone(zone, ambiguous=ambiguous, non_existent="null").dt.convert_time_zone("UTC")


# ---- flags and numbers --------------------------------------------------------------------------------------------


def flags_of(cells: "pl.Series", mapping: Mapping) -> tuple["pl.Series", "pl.Series", "pl.Series"]:
    """0 and 1, empty where there is none; which cells are no flag; which are empty."""
    import polars as pl

    text = text_of(cells, mapping.missing).str.normalize("NFKC").str.to_lowercase()
    no, yes = ({word.lower(): flag for word in words} for flag, words in enumerate((mapping.no, mapping.yes)))
    flags = text.replace_strict({**no, **yes}, default=None, return_dtype=pl.Int8)
    return flags, flags.is_null() & text.is_not_null(), text.is_null()


def counts_of(cells: "pl.Series", missing: tuple[str, ...]) -> tuple["pl.Series", "pl.Series"]:
    """Whole numbers, and which cells are none."""
    import polars as pl

    text = text_of(cells, missing)
    known = {word: number(word) for word in text.drop_nulls().unique().to_list()}
    found = text.replace_strict(known, default=None, return_dtype=pl.Int64) if known else text.cast(pl.Int64)
    return found, found.is_null() & text.is_not_null()
