"""What one machine does faster by sorting whole numbers: repetitions and quantiles of a polars table, with numpy.

A group-by that looks at other rows, or that has to order each group, costs a hash table or a window for every key. Here
the key and what is ordered within it are packed into one whole number of 62 bits, and all rows are sorted at once. The
answers are those of the plan for every engine, and a test holds them against each other. Where a key does not fit into
the bits there is no packing, and the plan for every engine is taken.

>>> import polars
>>> calls = polars.DataFrame({"caller": ["a", "b", "a"], "start": [0, 0, 90], "end": [60, 60, None]})
>>> marked(calls, Repeated(("caller",), "start", "end", days=1)).to_list()
[1, 0, 0]
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from gridgov.metrics.conditions import DAY, Repeated

if TYPE_CHECKING:
    import polars as pl

__all__ = ["coded", "marked", "quantiles"]

_BITS: Final = 62
"""What a packed number may take."""

_NEVER: Final = 1 << 62

_STEPS: Final = 8
"""So many rows of the same key are looked at one after the other; those with more are looked up."""


# ---- keys as numbers ----------------------------------------------------------------------------------------------


def coded(frame: "pl.LazyFrame", keys: Sequence[str]) -> tuple["pl.Expr", int] | None:
    """A whole number for each combination of keys, and the number of possible ones; empty keys have a number too.

    None where a column is of a type that has no numbers.
    """
    import polars as pl

    schema = frame.collect_schema()
    codes = [code for key in keys if (code := _code(schema[key], key)) is not None]
    if len(codes) < len(keys):
        return None
    lows = (code.min().alias(f"low{i}") for i, code in enumerate(codes))
    highs = (code.max().alias(f"high{i}") for i, code in enumerate(codes))
    [ends] = frame.select(*lows, *highs).collect(engine="streaming").rows(named=True)
    whole, span = pl.lit(0, dtype=pl.Int64), 1
    for i, code in enumerate(codes):
        low, high = ends[f"low{i}"], ends[f"high{i}"]
        width = 2 if low is None else int(high) - int(low) + 2
        whole = whole * width + (code.cast(pl.Int64) - ((low or 0) - 1)).fill_null(0)
        span *= width
    return whole, span


def _code(dtype: Any, key: str) -> "pl.Expr | None":
    import polars as pl

    if dtype.is_integer():
        return pl.col(key)
    if dtype == pl.String:
        return pl.col(key).cast(pl.Categorical).to_physical()
    return pl.col(key).to_physical() if dtype in (pl.Categorical, pl.Enum, pl.Date, pl.Boolean) else None


# ---- repetitions --------------------------------------------------------------------------------------------------


def marked(frame: "pl.DataFrame", repeated: Repeated) -> "pl.Series | None":
    """A column of 0 and 1 that says which rows are repeated; None where the keys do not fit into the bits."""
    import numpy as np
    import polars as pl

    found = coded(frame.lazy(), repeated.keys)
    bits = max(frame.height, 1).bit_length()
    if found is None or found[1].bit_length() + bits > _BITS:
        return None
    known = pl.all_horizontal(pl.col(name).is_not_null() for name in (*repeated.keys, repeated.start))
    rows = (
        frame.lazy()
        .select(
            found[0].alias("key"),
            pl.col(repeated.start).alias("start"),
            pl.col(repeated.end).fill_null(_NEVER).alias("end"),
            pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
            known.alias("known"),
        )
        .filter("known")
        .drop("known")
        .collect()
    )
    if not rows["start"].is_sorted():
        rows = rows.sort("start")
    flags = np.zeros(frame.height, np.int8)
    flags[rows["row"].to_numpy()[_repeated(rows, bits, repeated.days * DAY)]] = 1
    return pl.Series(flags)


def _repeated(rows: "pl.DataFrame", bits: int, span: int) -> Any:
    """The places of the rows that are repeated, in a table ordered by start."""
    import numpy as np

    packed = rows["key"].to_numpy() << bits
    packed |= np.arange(len(packed))
    packed.sort()
    key = packed >> bits
    place = packed & ((1 << bits) - 1)
    start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
    found = []
    asking = np.flatnonzero(key[1:] == key[:-1])
    ends = end[place[asking]]
    open_ = (ends == _NEVER) | (ends < start[place[asking]])
    asking, ends = asking[~open_], ends[~open_]
    step = 1
    while len(asking) and step <= _STEPS:
        following = start[place[asking + step]]
        after = following > ends
        found.append(place[asking[after & (following <= ends + span)]])
        asking, ends = asking[~after], ends[~after]
        step += 1
        there = asking + step < len(key)
        asking, ends = asking[there], ends[there]
        same = key[asking + step] == key[asking]
        asking, ends = asking[same], ends[same]
    found.append(_searched(packed, bits, start, place[asking], key[asking], ends, span))
    return np.concatenate(found)


def _searched(packed: Any, bits: int, start: Any, asking: Any, key: Any, ends: Any, span: int) -> Any:
    """The same for rows with many others before the next one after their end: looked up, not stepped to."""
    import numpy as np

    wanted = (key << bits) | np.searchsorted(start, ends, side="right")
    at = np.searchsorted(packed, wanted)
    there = at < len(packed)
    asking, key, ends, at = asking[there], key[there], ends[there], at[there]
    following = start[packed[at] & ((1 << bits) - 1)]
    return asking[(packed[at] >> bits == key) & (following <= ends + span)]


# ---- quantiles ----------------------------------------------------------------------------------------------------


def quantiles(group: Any, value: Any, q: Fraction) -> dict[int, Fraction]:
    """By group, the value at the part ``q`` of its sorted values, linearly between two.

    Args:
        group: a numpy array of whole numbers from 0.
        value: a numpy array of whole numbers, as long as it.
        q: between 0 and 1.

    >>> import numpy
    >>> quantiles(numpy.array([0, 0, 1]), numpy.array([10, 20, 7]), Fraction(1, 2))
    {0: Fraction(15, 1), 1: Fraction(7, 1)}

    """
    import numpy as np

    if not len(group):
        return {}
    low = int(value.min())
    bits = max(int(value.max()) - low, 1).bit_length()
    if int(group.max()).bit_length() + bits <= _BITS:
        packed = (group.astype(np.int64) << bits) | (value - low)
        packed.sort()
        groups, values = packed >> bits, (packed & ((1 << bits) - 1)) + low
    else:  # too wide to be packed
        order = np.lexsort((value, group))
        groups, values = group[order], value[order]
    first = np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1])))
    sizes = np.diff(np.append(first, len(groups)))
    place = (sizes - 1) * q.numerator
    below = values[first + place // q.denominator].tolist()
    above = values[first + np.minimum(place // q.denominator + 1, sizes - 1)].tolist()
    rests = (place % q.denominator).tolist()
    whole = [b * q.denominator + rest * (a - b) for b, a, rest in zip(below, above, rests, strict=True)]
    return {group: Fraction(value, q.denominator) for group, value in zip(groups[first].tolist(), whole, strict=True)}
