"""The templates of the pages, which escape every text and know nothing that was not given to them."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

__all__ = ["environment"]


def environment(**words: Any) -> Environment:
    """Where a page is made, with the functions that its template may call."""
    made = Environment(
        loader=PackageLoader("gridgov.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.update(words)
    return made
