"""Grassroots governance as a library: requests, organisation, deliberation and the figures that say how it went.

>>> import gridgov
>>> gridgov.tickets.LIFECYCLE.id
'ticket/1'
"""

TYPE_CHECKING = False  # `typing` itself would cost as much as the rest of the start; type checkers know the name
if TYPE_CHECKING:
    from gridgov import deliberation, metrics, org, tickets

__all__ = ["__version__", "deliberation", "metrics", "org", "tickets"]

__version__: str


def __getattr__(name: str) -> object:
    """Opens a room when it is first entered, so that ``import gridgov`` stays as quick as Python itself."""
    from importlib import import_module

    if name == "__version__":
        return import_module("importlib.metadata").version("gridgov")
    if name in __all__:
        return import_module(f"gridgov.{name}")
    raise AttributeError(f"module 'gridgov' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
