"""Grassroots governance as a library: requests, organisation, deliberation and the figures that say how it went.

>>> import gridgov
>>> gridgov.tickets.LIFECYCLE.id
'ticket/1'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gridgov import deliberation, metrics, org, tickets

__all__ = ["__version__", "deliberation", "metrics", "org", "tickets"]

__version__: str


def __getattr__(name: str) -> Any:
    """Opens a room when it is first entered, so that ``import gridgov`` stays as quick as Python itself."""
    if name == "__version__":
        return import_module("importlib.metadata").version("gridgov")
    if name in __all__:
        return import_module(f"gridgov.{name}")
    raise AttributeError(f"module 'gridgov' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
