"""The published figures of the reference case, held against each other.

>>> lines("en")[0]
'F11 and F12 are the same 16 (F7), over 44 and over 45'
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from gridgov.errors import Lang
from gridgov.metrics.audit import Finding, Identity, PartOf, Quotient, SameRows, ShareOf, Total, audit
from gridgov.metrics.published import Reported
from gridgov.report.figures import Amount, Figure, figures

__all__ = ["findings", "lines", "reported"]

_UNITS: Final[Mapping[str, str]] = {
    "F5": "community",
    "F6": "estate",
    "F7": "estate",
    "F8": "estate",
    "F9": "estate",
    "F17": "estate",
    "F22": "estate",
}
"""What is counted, where the report's own unit does not say that it is the same: a body is an estate that has it."""

_IDENTITIES: Final[tuple[Identity, ...]] = (
    Total("F9", ("F7", "F8")),
    Total("F6", ("F6.before", "F6.transferred")),
    ShareOf("F2", "F1"),
    ShareOf("F3", "F1"),
    SameRows("F3", "F2", "F1"),
    PartOf("F17", "F6"),
    PartOf("F22.estates_with_plan", "F6"),
    Quotient("F21.service_hours", "F21"),
    Quotient("F21.events", "F21"),
    Quotient("F21.service_hours", "F21.events"),
)
"""What is known of how they hang together. That both rates are of all tickets is an assumption, and said to be one."""

_FIRST: Final = ("error", "warning", "notice")
_TOLD: Final = (
    "one_numerator_two_denominators",
    "share_found",
    "one_without_the_other",
    "share_is_possible",
    "adds_up",
    "quotient_between",
    "mixed_decimals",
)


def reported(listed: Iterable[Figure]) -> tuple[Reported, ...]:
    """Every amount as it was printed; the first of a figure under its id, the others as in ``F6.before``."""
    return tuple(
        _reported(figure, amount, first=i == 0) for figure in listed for i, amount in enumerate(figure.amounts)
    )


def _reported(figure: Figure, amount: Amount, *, first: bool) -> Reported:
    name = figure.id if first else f"{figure.id}.{amount.part}"
    unit = amount.unit if amount.unit == "percent" else _UNITS.get(figure.id, amount.unit)
    return Reported(name, Decimal(amount.value), unit, amount.qualifier, amount.rounded_to)


def findings() -> tuple[Finding, ...]:
    """What the audit finds in the figures of the reference case, the gravest and most telling first."""
    found = audit(reported(figures()), _IDENTITIES)
    return tuple(sorted(found, key=lambda one: (_FIRST.index(one.severity), _place(one.code))))


def _place(code: str) -> int:
    return _TOLD.index(code) if code in _TOLD else len(_TOLD)


def lines(lang: Lang) -> tuple[str, ...]:
    """The findings that tell something, a line each; sums that are as they should be are left out."""
    return tuple(finding.text(lang, _NAMES[lang]) for finding in findings() if finding.code not in _PLAIN)


_PLAIN: Final = frozenset({"adds_up", "mixed_decimals"})


_NAMES: Final[Mapping[Lang, Mapping[str, str]]] = {
    "en": {
        "F2": "resolved (F2)",
        "F3": "satisfied (F3)",
        "F6.before": "F6 before August",
        "F6.transferred": "the one transferred",
        "F21": "the stewards (F21)",
        "F21.service_hours": "hours of service (F21)",
        "F21.events": "events handled (F21)",
    },
    "zh": {
        "F2": "解决（F2）",
        "F3": "满意（F3）",
        "F6.before": "8月前的F6",
        "F6.transferred": "划转的1个",
        "F21": "小巷管家（F21）",
        "F21.service_hours": "服务时长（F21）",
        "F21.events": "处理事件（F21）",
    },
}
"""What is called otherwise than by its id."""
