"""How the cells of a column are read: text, moments, flags, whole numbers.

>>> import polars
>>> text_of(polars.Series([" a ", "N/A", None]), ("n/a",)).to_list()
['a', None, None]
"""

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from gridgov.adapters.spreadsheets.mapping import Mapping
from gridgov.adapters.spreadsheets.numerals import number

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Times", "counts_of", "flags_of", "text_of", "times_of"]

_ISO: Final = "%+"
_OFFSET: Final = ("%z", "%:z", "%#z", "%+")


@frozen(eq=False)
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
    mixed: int
    """How many rows name another offset than the first that does, or none where others do."""


def text_of(cells: "pl.Series", missing: tuple[str, ...]) -> "pl.Series":
    """Cells as text without spaces around it; words that mean nothing are empty."""
    import polars as pl

    text = cells.cast(pl.String).str.strip_chars()
    return text.set(text.str.to_lowercase().is_in(list(missing)).fill_null(value=False), None)


# ---- moments ------------------------------------------------------------------------------------------------------


def times_of(cells: "pl.Series", mapping: Mapping) -> Times:
    """The moments of a column; what a format does not fit is tried with the next."""
    import polars as pl

    if cells.dtype in (pl.Datetime, pl.Date):
        return _typed(cells, mapping)
    text = text_of(cells, mapping.missing)
    aware = pl.Series([None], dtype=pl.Datetime("us", "UTC")).new_from_index(0, len(text))
    local = pl.Series([None], dtype=pl.Datetime("us")).new_from_index(0, len(text))
    for form in mapping.formats:
        if form == "iso" or any(code in form for code in _OFFSET):
            code = _ISO if form == "iso" else form
            aware = aware.zip_with(
                aware.is_not_null(), text.str.to_datetime(code, time_unit="us", time_zone="UTC", strict=False)
            )
        else:
            local = local.zip_with(local.is_not_null(), _naive(text, form))
    unreadable = text.is_not_null() & aware.is_null() & local.is_null()
    mixed = _mixed(text.filter(aware.is_not_null())) + (
        int(local.is_not_null().sum()) if aware.is_not_null().any() else 0
    )
    return _placed(aware, local, unreadable, mixed, mapping)


def _naive(text: "pl.Series", form: str) -> "pl.Series":
    import polars as pl

    day_only = not any(code in form for code in ("%H", "%I", "%T", "%R", "%M"))
    if day_only:
        return text.str.to_date(form, strict=False).cast(pl.Datetime("us"))
    return text.str.to_datetime(form, time_unit="us", strict=False)


def _mixed(text: "pl.Series") -> int:
    """How many texts end with another offset than the first."""
    offsets = text.str.extract(r"(Z|[+-]\d{2}:?\d{2})$", 1)
    return int((offsets != offsets[0]).sum()) if len(offsets) else 0


def _typed(cells: "pl.Series", mapping: Mapping) -> Times:
    """Of a column that the file itself calls a date."""
    import polars as pl

    never = pl.Series([False]).new_from_index(0, len(cells))
    moments = cells.cast(pl.Datetime("us", getattr(cells.dtype, "time_zone", None)))
    zone = getattr(cells.dtype, "time_zone", None)
    nothing = pl.Series([None], dtype=pl.Datetime("us")).new_from_index(0, len(cells))
    if zone is None:
        empty = pl.Series([None], dtype=pl.Datetime("us", "UTC")).new_from_index(0, len(cells))
        return _placed(empty, moments, never, 0, mapping)
    return _placed(moments.dt.convert_time_zone("UTC"), nothing, never, 0, mapping)


def _placed(aware: "pl.Series", local: "pl.Series", unreadable: "pl.Series", mixed: int, mapping: Mapping) -> Times:
    """Local times as moments, in the zone of the mapping."""
    import polars as pl

    never = pl.Series([False]).new_from_index(0, len(local))
    said = local.is_not_null() & aware.is_null()
    years = aware.dt.year().fill_null(local.dt.year())
    sentinel = years.is_in(list(mapping.sentinels)).fill_null(value=False)
    if mapping.zone is None:
        moments = _microseconds(aware).set(sentinel, None)
        return Times(moments, unreadable, said & ~sentinel, never, never, sentinel, mixed)
    first = _in_zone(local, mapping.zone, "earliest")
    certain = _in_zone(local, mapping.zone, "null")
    twice = said & first.is_not_null() & certain.is_null() & ~sentinel
    skipped = said & first.is_null() & ~sentinel
    chosen = _in_zone(local, mapping.zone, "latest") if mapping.fold == "second" else first
    if mapping.gap == "forward":
        hour = pl.duration(hours=1)
        before = _in_zone(pl.select(pl.lit(local) - hour).to_series(), mapping.zone, "earliest")
        chosen = chosen.zip_with(~skipped, pl.select(pl.lit(before) + hour).to_series())
    moments = _microseconds(aware).zip_with(aware.is_not_null(), _microseconds(chosen)).set(sentinel, None)
    return Times(moments, unreadable, never, twice, skipped, sentinel, mixed)


def _in_zone(local: "pl.Series", zone: str, ambiguous: Any) -> "pl.Series":
    placed = local.dt.replace_time_zone(zone, ambiguous=ambiguous, non_existent="null")
    return placed.dt.convert_time_zone("UTC")


def _microseconds(moments: "pl.Series") -> "pl.Series":
    return moments.dt.epoch("us")


# ---- flags and numbers --------------------------------------------------------------------------------------------


def flags_of(cells: "pl.Series", mapping: Mapping) -> tuple["pl.Series", "pl.Series", "pl.Series"]:
    """0 and 1, empty where there is none; which cells are no flag; which are empty."""
    import polars as pl

    text = text_of(cells, mapping.missing).str.to_lowercase()
    words = {**dict.fromkeys(mapping.no, 0), **dict.fromkeys(mapping.yes, 1)}
    flags = text.replace_strict(words, default=None, return_dtype=pl.Int8)
    empty = text.is_null()
    return flags, flags.is_null() & ~empty, empty


def counts_of(cells: "pl.Series", missing: tuple[str, ...]) -> tuple["pl.Series", "pl.Series"]:
    """Whole numbers, and which cells are none."""
    import polars as pl

    text = text_of(cells, missing)
    known = {word: number(word) for word in text.drop_nulls().unique().to_list()}
    found = text.replace_strict(known, default=None, return_dtype=pl.Int64) if known else text.cast(pl.Int64)
    return found, found.is_null() & text.is_not_null()
