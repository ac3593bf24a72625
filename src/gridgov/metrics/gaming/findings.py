"""What a detector says of a group: the counts behind it, and whether it is worth asking why. Never who is to blame.

>>> finding = Finding(
...     detector="saturation",
...     verdict="worth_asking",
...     said=Problem("units_at_maximum", "", {"subject": "solved", "found": 30, "whole": 40, "share": "75.0 %"}),
...     counts={"units": 40, "at_maximum": 30},
... )
>>> print(finding.text("en"))
30 of 40 units (75.0 %) are at the maximum of resolution, which tells them apart no more: worth asking what it measures
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import field, frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Lang, Problem
from gridgov.labels import label
from gridgov.metrics.uncertainty import is_whole

__all__ = ["LEVEL", "Finding", "Verdict", "check_level", "few", "percent", "usual"]

Verdict = Literal["worth_asking", "unremarkable", "insufficient"]
"""Whether there is something to ask about, nothing out of the ordinary, or too little to tell."""

LEVEL: Final = Fraction(1, 100)
"""How often chance alone may make a detector ask about any group at all: once in a hundred runs, if not said
otherwise. It is shared among the groups of the run (C. E. Bonferroni 1936), so that many units do not make many
questions."""

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def _read_only(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(values))


@frozen
class Finding:
    """What a detector found in a group of rows."""

    detector: str
    verdict: Verdict
    said: Problem
    """What it says, without its group."""
    group: Mapping[str, Any] = field(default=_NOTHING, converter=_read_only)
    """The group, by column; empty for the whole."""
    subject: str = ""
    """Which of several figures it is about; empty where there is one alone."""
    counts: Mapping[str, int] = field(default=_NOTHING, converter=_read_only)
    """The whole numbers behind it."""
    rates: Mapping[str, Fraction] = field(default=_NOTHING, converter=_read_only)
    """What follows from them, exactly. A rate of nothing is not among them."""
    p: float | None = None
    """How often chance alone would give as much or more; None where no chance is at work."""
    limit: float | None = None
    """The limit that a rate was held against; None where there is none."""

    @property
    def worth_asking(self) -> bool:
        """Whether somebody should be asked."""
        return self.verdict == "worth_asking"

    def text(self, lang: Lang) -> str:
        """The finding in words: what was counted, and that it is worth asking, or that it is not."""
        params = dict(self.said.params)
        params |= {name: label("gaming.subject", str(params[name]), lang) for name in ("subject",) if name in params}
        said = Problem(self.said.code, "", params).text(lang)
        who = ", ".join("—" if value is None else str(value) for value in self.group.values())
        between = "：" if lang == "zh" else ": "
        return f"{who}{between}{said}" if who else said


def few(detector: str, group: Mapping[str, Any], counts: Mapping[str, int], *, found: int, least: int) -> Finding:
    """Too few rows to tell."""
    said = Problem("too_few_to_tell", "", {"found": found, "least": least})
    return Finding(detector, "insufficient", said, group, counts=counts)


def usual() -> Problem:
    """What is said where nothing is out of the ordinary."""
    return Problem("nothing_to_ask", "")


def percent(share: Fraction) -> str:
    """A share as it is printed, with one decimal, rounded half up.

    >>> percent(Fraction(1, 8)), percent(Fraction(1, 3))
    ('12.5 %', '33.3 %')

    """
    exact = Decimal(100 * share.numerator) / Decimal(share.denominator)
    return f"{exact.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP)} %"


def check_level(level: object, *, source: str, **least: object) -> None:
    """Refuses a level that is no Fraction between 0 and 1, and minimums that are no whole numbers from 1."""
    check_type(level, Fraction, "level", expected="Fraction", source=source)
    problems = []
    if not (isinstance(level, Fraction) and 0 < level < 1):
        problems.append(Problem("out_of_range", "level", {"expected": "> 0, < 1"}))
    problems += [
        Problem("out_of_range", name, {"expected": "a whole number ≥ 1"})
        for name, value in least.items()
        if not is_whole(value, least=1)
    ]
    if problems:
        raise BadInput(problems, source=source)
