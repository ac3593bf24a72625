"""A table that somebody else made: reading it, saying which column is which, and what became of every row.

::

    file ──read_table──▶ cells as text ──to_tickets(mapping)──▶ ticket table + ImportReport

A :class:`Mapping` is data: a TOML file (:func:`read_mapping`) or one of the presets (:func:`preset`, :data:`PRESETS`).
Needs ``gridgov[spreadsheets]``.
"""

from collections.abc import Iterable
from typing import Final

from gridgov.adapters.spreadsheets.importing import Imported, to_tickets
from gridgov.adapters.spreadsheets.mapping import Mapping, read_mapping
from gridgov.adapters.spreadsheets.reading import read_table
from gridgov.adapters.spreadsheets.report import Finding, ImportReport
from gridgov.errors import BadInput, Problem

__all__ = [
    "PRESETS",
    "Finding",
    "ImportReport",
    "Imported",
    "Mapping",
    "fits",
    "preset",
    "read_mapping",
    "read_table",
    "to_tickets",
]

PRESETS: Final = ("open311", "boston", "chicago", "new-york", "baltimore", "12345")
"""The names of the shipped mappings."""


def preset(name: str) -> Mapping:
    """A shipped mapping.

    Raises:
        BadInput: no such preset.

    >>> preset("baltimore").columns["due"]
    'DueDate'

    """
    from importlib.resources import files

    if name not in PRESETS:
        raise BadInput([Problem("no_such_preset", "preset", {"expected": PRESETS})], source="preset")
    text = files("gridgov.adapters.spreadsheets").joinpath("presets", f"{name}.toml").read_text(encoding="utf-8")
    return read_mapping(text, source=f"presets/{name}.toml")


def fits(columns: Iterable[str]) -> tuple[tuple[str, int, int], ...]:
    """How many of the columns of each preset a table has, and how many it would need, the best first. A proposal.

    >>> fits(["ServiceRequestNum", "CreatedDate", "CloseDate", "SRStatus"])[0]
    ('baltimore', 4, 9)

    """
    there = set(columns)
    found = [(name, set(preset(name).columns.values())) for name in PRESETS]
    ranked = [(name, len(asked & there), len(asked)) for name, asked in found]
    return tuple(sorted(ranked, key=lambda item: (-item[1] / item[2], item[0])))
