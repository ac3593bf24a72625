"""Every text of the library by code: English, Chinese. The only place where an error is put into words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gridgov.texts import (
    audit,
    changes,
    defects,
    figures,
    findings,
    gaming,
    imports,
    logs,
    organisation,
    problems,
    refusals,
    routing,
    statistics,
)

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        **refusals.TEXTS,
        **problems.TEXTS,
        **organisation.TEXTS,
        **changes.TEXTS,
        **audit.TEXTS,
        **findings.TEXTS,
        **gaming.TEXTS,
        **figures.TEXTS,
        **imports.TEXTS,
        **logs.TEXTS,
        **routing.TEXTS,
        **statistics.TEXTS,
        **defects.TEXTS,
    }
)
"""All of them. A test sees to it that no code stands in two files."""
