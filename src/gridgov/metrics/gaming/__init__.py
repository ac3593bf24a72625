"""Signs that figures are worked on instead of the work: each detector counts, compares and asks; none of them judges.

::

    table of tickets ──detect──▶ findings: worth asking · unremarkable · insufficient      and what was not run, and why

>>> import polars
>>> deferred = [1] * 30 + [0] * 70
>>> ended = [9] * 30 + [4] * 60 + [9] * 10
>>> report = detect(polars.DataFrame({"deferred": deferred, "ended_at": ended, "due": 5}), as_of=20)
>>> for finding in report.worth_asking:
...     print(finding.text("zh"))
按期率为 60.0 %，不计 30 件缓办工单则为 85.7 %，其中逾期 30 件：值得询问缓办理由
>>> report.not_run[0].where, report.not_run[0].params["columns"]
('deadline_heaping', ('collected_at',))

A finding may always have a harmless cause. Units are compared with each other, so what all of them do is not seen.
Findings are for asking, and never for pay: what is paid for is worked on in its turn.

References:
    G. Bevan and C. Hood, What's measured is what matters, Public Administration 84, 2006, pp. 517-538.

"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from gridgov.errors import Lang, Problem
from gridgov.labels import label
from gridgov.metrics import html
from gridgov.metrics.checking import table_of
from gridgov.metrics.conditions import AllOf, Flag, InOrder, Known, Not
from gridgov.metrics.gaming.categories import moves_to_longer_limits, recategorisation, total_variation
from gridgov.metrics.gaming.coverage import coverage_bias, saturation
from gridgov.metrics.gaming.deadlines import deadline_heaping, period_end_surge
from gridgov.metrics.gaming.denominators import deferral, exclusion_inflation
from gridgov.metrics.gaming.findings import LEVEL, Finding, Verdict
from gridgov.metrics.gaming.recalls import close_then_recall
from gridgov.metrics.measures import Share, asked
from gridgov.metrics.periods import Window

__all__ = [
    "LEVEL",
    "SHARES",
    "Detected",
    "Finding",
    "Verdict",
    "close_then_recall",
    "coverage_bias",
    "deadline_heaping",
    "deferral",
    "detect",
    "exclusion_inflation",
    "moves_to_longer_limits",
    "period_end_surge",
    "recategorisation",
    "saturation",
    "total_variation",
]

SHARES: Final[Mapping[str, Share]] = MappingProxyType(
    {
        "solved": Share(Flag("solved"), Flag("visited")),
        "satisfied": Share(Flag("satisfied"), Flag("with_opinion")),
        "contacted": Share(Flag("contacted")),
        "on_time": Share(InOrder("ended_at", "due"), Known("due")),
    }
)
"""The figures that are looked at for saturation, if nobody names others."""


@frozen
class Detected:
    """What all detectors found, and which could not be run."""

    findings: tuple[Finding, ...]
    """Detector by detector, group by group."""
    not_run: tuple[Problem, ...]
    """Which detector lacks which columns or arguments."""

    @property
    def worth_asking(self) -> tuple[Finding, ...]:
        """The findings about which somebody should be asked."""
        return tuple(finding for finding in self.findings if finding.worth_asking)

    def _repr_html_(self) -> str:
        return html.lines(self.text("en"))

    def text(self, lang: Lang) -> str:
        """What is worth asking, and what was not looked at, a line each."""
        between = "：" if lang == "zh" else ": "
        lines = [f"{_name(one.detector, lang)}{between}{one.text(lang)}" for one in self.worth_asking]
        skipped = (Problem(one.code, "", one.params).text(lang) for one in self.not_run)
        names = (_name(one.where, lang) for one in self.not_run)
        return "\n".join([*lines, *(f"{name}{between}{said}" for name, said in zip(names, skipped, strict=True))])


def _name(detector: str, lang: Lang) -> str:
    return label("gaming.detector", detector, lang)


@frozen
class _Detector:
    name: str
    columns: tuple[str, ...]
    run: Callable[[], tuple[Finding, ...]]
    given: Mapping[str, object] = MappingProxyType({})
    """What has to be given besides the table, by the name of the argument; None where it is not."""


def detect(
    frame: Any,
    *,
    by: Sequence[str] = (),
    as_of: int | None = None,
    since: int | None = None,
    windows: Sequence[Window] | None = None,
    limits: Mapping[str, int] | None = None,
    unit: str = "unit",
    shares: Mapping[str, Share] = SHARES,
    level: Fraction = LEVEL,
) -> Detected:
    """Runs every detector for which the table has the columns, and says which were not run and why.

    Each runs with its own defaults, and the level holds for each detector by itself. For others call it by its name.

    Args:
        frame: a table of tickets, one row each: any dataframe that narwhals takes.
        by: the columns whose values make the groups.
        as_of: up to which moment the table is complete, in microseconds since 1970.
        since: when the base of the mix of categories ends.
        windows: whole periods whose ends are looked at.
        limits: how long each category has.
        unit: the column of the units, for saturation; it is left out of the groups there.
        shares: the figures that are looked at for saturation.
        level: how often chance may make a detector ask about any group.

    Raises:
        BadInput: as the detectors.

    """
    there = set(table_of(frame).collect_schema().names())
    known = {name: share for name, share in shares.items() if asked(share).keys() <= there}
    lists: tuple[_Detector, ...] = (
        *_of_time(frame, by, as_of, windows, level),
        *_of_choice(frame, by, as_of, level, late_is_known="due" in there),
        *_of_categories(frame, by, since, limits, level),
        _Detector(
            "saturation",
            (unit,),
            lambda: saturation(frame, known, unit=unit, by=[name for name in by if name != unit]),
            {"shares": known or None},
        ),
    )
    lacking = {one.name: _lacks(one, there) for one in lists}
    findings = (finding for one in lists if lacking[one.name] is None for finding in one.run())
    return Detected(tuple(findings), tuple(problem for problem in lacking.values() if problem is not None))


def _lacks(detector: _Detector, there: set[str]) -> Problem | None:
    if absent := tuple(name for name in detector.columns if name not in there):
        return Problem("lacks_columns", detector.name, {"columns": absent})
    if missing := tuple(name for name, value in detector.given.items() if value is None):
        return Problem("lacks_arguments", detector.name, {"names": missing})
    return None


def _of_time(
    frame: Any, by: Sequence[str], as_of: int | None, windows: Sequence[Window] | None, level: Fraction
) -> tuple[_Detector, ...]:
    return (
        _Detector(
            "deadline_heaping",
            ("collected_at", "ended_at", "due"),
            lambda: deadline_heaping(frame, by=by, level=level),
        ),
        _Detector(
            "period_end_surge",
            ("ended_at",),
            lambda: period_end_surge(frame, windows or (), by=by, level=level),
            {"windows": windows},
        ),
        _Detector(
            "close_then_recall",
            ("caller", "category", "place", "collected_at", "ended_at"),
            lambda: close_then_recall(frame, as_of=as_of or 0, by=by, level=level),
            {"as_of": as_of},
        ),
    )


def _of_choice(
    frame: Any, by: Sequence[str], as_of: int | None, level: Fraction, *, late_is_known: bool
) -> tuple[_Detector, ...]:
    late = AllOf((Known("due"), Not(InOrder("ended_at", "due")))) if late_is_known else None
    return (
        _Detector("exclusion_inflation", ("counted",), lambda: exclusion_inflation(frame, by=by, level=level)),
        _Detector(
            "deferral",
            ("deferred", "ended_at", "due"),
            lambda: deferral(frame, as_of=as_of or 0, by=by, level=level),
            {"as_of": as_of},
        ),
        _Detector(
            "coverage_bias",
            ("visited", "solved", "ended_at"),
            lambda: coverage_bias(frame, by=by, apart=late, level=level),
        ),
    )


def _of_categories(
    frame: Any, by: Sequence[str], since: int | None, limits: Mapping[str, int] | None, level: Fraction
) -> tuple[_Detector, ...]:
    return (
        _Detector(
            "recategorisation",
            ("category", "collected_at"),
            lambda: recategorisation(frame, since=since or 0, by=by, level=level),
            {"since": since},
        ),
        _Detector(
            "moves_to_longer_limits",
            ("first_category", "category"),
            lambda: moves_to_longer_limits(frame, limits=limits or {}, by=by, level=level),
            {"limits": limits},
        ),
    )
