"""The published figures of the reference case, held against each other.

>>> print(lines("en")[0])
36.4 % (F11) and 35.56 % (F12) are the same 16 (F7), over 44 and over 45

The counts behind these two are not told to the audit: it finds them among the figures.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from gridgov.errors import Lang
from gridgov.metrics.audit import Finding, audit
from gridgov.metrics.published import Identity, PartOf, Quotient, Reported, SameRows, ShareOf, Total, TwoWholes
from gridgov.report.figures import Amount, Figure, figures

__all__ = ["findings", "lines", "reported"]

_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "F5": "community",
        "F5.centres": "centre",
        "F6": "estate",
        "F6.before": "estate",
        "F6.transferred": "estate",
        "F7": "estate",
        "F8": "estate",
        "F9": "estate",
        "F17": "estate",
        "F22.estates_with_plan": "estate",
    }
)
"""What is counted, where the report's own unit does not say that it is the same: a body is an estate that has it."""

_IDENTITIES: Final[tuple[Identity, ...]] = (
    Total("F9", ("F7", "F8")),
    Total("F6", ("F6.before", "F6.transferred")),
    ShareOf("F2", "F1"),
    ShareOf("F3", "F1"),
    SameRows("F3", "F2", "F1"),
    PartOf("F22.estates_with_plan", "F6"),
    TwoWholes("F17", "F6", "F5"),
    Quotient("F21.service_hours", "F21"),
    Quotient("F21.events", "F21"),
    Quotient("F21.service_hours", "F21.events"),
)
"""What is known of how they hang together. That both rates are of all tickets is an assumption, and said to be one."""

_GRAVEST: Final = ("error", "warning", "notice")
_TELLING: Final = (
    "one_numerator_two_denominators",
    "share_found",
    "one_without_the_other",
    "share_is_possible",
    "one_of_two_wholes",
    "quotient_between",
    "mixed_decimals",
    "adds_up",
)
_PLAIN: Final = frozenset({"adds_up", "mixed_decimals"})


def reported(listed: Iterable[Figure]) -> tuple[Reported, ...]:
    """Every amount as it was printed; the first of a figure under its id, the others as in ``F6.before``."""
    return tuple(
        _reported(figure, amount, first=i == 0) for figure in listed for i, amount in enumerate(figure.amounts)
    )


def _reported(figure: Figure, amount: Amount, *, first: bool) -> Reported:
    name = figure.id if first else f"{figure.id}.{amount.part}"
    return Reported(
        name,
        Decimal(amount.value),
        _UNITS.get(name, amount.unit),
        amount.qualifier,
        amount.rounded_to,
        figure.as_of,
        figure.source_en,
    )


def findings() -> tuple[Finding, ...]:
    """What the audit finds in the figures of the reference case, the gravest and most telling first."""
    found = audit(reported(figures()), _IDENTITIES)
    return tuple(sorted(found, key=lambda one: (_GRAVEST.index(one.severity), _place(one.code))))


def _place(code: str) -> int:
    return _TELLING.index(code) if code in _TELLING else len(_TELLING)


def lines(lang: Lang) -> tuple[str, ...]:
    """The findings that tell something, a line each, at most twelve.

    Left out are sums that are as they should be, and what stands behind a percentage that a line before names already.
    """
    told: set[str] = set()
    shown: list[str] = []
    for finding in findings():
        if finding.code in _PLAIN or (finding.code == "share_found" and told.issuperset(finding.figures)):
            continue
        shown.append(finding.text(lang, _NAMES[lang]))
        told.update(finding.figures)
    return tuple(shown[:_MOST_LINES])


_MOST_LINES: Final = 12

_NAMES: Final[Mapping[Lang, Mapping[str, str]]] = MappingProxyType(
    {
        "en": {
            "F1": "F1 tickets",
            "F2": "resolved (F2)",
            "F3": "satisfied (F3)",
            "F5": "F5 communities",
            "F6": "F6 estates",
            "F6.before": "F6 before August",
            "F9": "F9 bodies formed",
            "F17": "F17 demonstration estates",
            "F21": "the stewards (F21)",
            "F21.service_hours": "hours of service (F21)",
            "F21.events": "the events handled (F21)",
        },
        "zh": {
            "F1": "F1工单",
            "F2": "解决（F2）",
            "F3": "满意（F3）",
            "F5": "F5社区",
            "F6": "F6小区总数",
            "F6.before": "8月前的F6",
            "F7": "F7业委会",
            "F9": "F9组建数",
            "F17": "F17示范小区",
            "F21": "小巷管家人数（F21）",
            "F21.service_hours": "服务时长（F21）",
            "F21.events": "处理事件数（F21）",
        },
    }
)
"""What is called otherwise than by its id."""
