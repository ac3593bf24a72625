"""What must be so in a register, beyond what makes it sound: the 24 invariants of the design as checks with findings.

::

    Register ──check(at, rules, evidence)──▶ Finding, Finding … each names its check, a severity, a record and a text

>>> from datetime import date
>>> from gridgov.org.entities import Area, Validity
>>> year = Validity(date(2022, 1, 1), "made up")
>>> centre = Area("centre-1", "area_centre", "示例片区", "Example Area", year)
>>> for finding in check(Register(areas=(centre,)), date(2022, 6, 1)):
...     print(finding.severity, finding.check.id, finding.text("en"))
error centres_partition_communities centre-1 has no community or village
error area_has_specialist centre-1 has no specialist
notice figures_agree evidence.figures was not given, so no published figure was checked

Numbers of the law come from the packs that are given as rules, for the day that is looked at. Where they know none, or
where evidence is missing, a notice says what was not checked: nothing passes in silence.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from attrs import evolve, frozen

from gridgov.documents import check_type
from gridgov.errors import Lang, Param, Problem
from gridgov.labels import label
from gridgov.org.checks.catalogue import CATALOGUE, Check, Finder, Severity, check_of, checks_of
from gridgov.org.checks.evidence import Evidence, Published, Tiling, Total
from gridgov.org.checks.posts import Vacancy, vacancies
from gridgov.org.checks.scene import Scene
from gridgov.org.register import Register
from gridgov.parameters import Parameters, day_of

__all__ = [
    "CATALOGUE",
    "Check",
    "Evidence",
    "Finder",
    "Finding",
    "Published",
    "Scene",
    "Severity",
    "Tiling",
    "Total",
    "Vacancy",
    "check",
    "check_of",
    "checks_of",
    "named",
    "vacancies",
]

_NOTICES: Final = frozenset({"rule_not_known", "not_given", "no_figures", "no_members_known", "households_unknown"})
"""What only says that something was not checked, whatever the check."""

_GROUPS: Final[Mapping[str, str]] = MappingProxyType({"roles": "post.role", "matter": "matter", "kinds": "unit.kind"})
"""The labels for the params that are codes."""

_NO_RULES: Final = Parameters()
_NO_EVIDENCE: Final = Evidence()


@frozen
class Finding:
    """Something that a check found."""

    check: Check
    severity: Severity
    problem: Problem
    """What is wrong; its place is the id of a record."""

    def text(self, lang: Lang) -> str:
        """The finding in words."""
        return named(self.problem, lang).text(lang)


def check(
    register: Register, at: date, *, rules: Parameters = _NO_RULES, evidence: Evidence = _NO_EVIDENCE
) -> tuple[Finding, ...]:
    """Everything that the checks find in a register on a day, in the order of :data:`CATALOGUE`.

    Args:
        register: a sound one; what makes one unsound is found when it is built.
        at: the day that is looked at. Grids without a worker are looked for up to that day, too.
        rules: the packs with the numbers of the law.
        evidence: what is known besides the register.

    Raises:
        BadInput: of another type than asked.
        Defect: a rule of the packs is of another kind than its check needs.

    """
    check_type(register, Register, "register", expected="Register", source="check")
    check_type(rules, Parameters, "rules", expected="Parameters", source="check")
    check_type(evidence, Evidence, "evidence", expected="Evidence", source="check")
    scene = Scene(register, day_of(at), rules, evidence)
    return tuple(finding for one in CATALOGUE for finding in _found(one, scene))


def _found(one: Check, scene: Scene) -> Iterator[Finding]:
    for problem in () if one.find is None else one.find(scene):
        yield Finding(one, "notice" if problem.code in _NOTICES else one.severity, problem)


def named(problem: Problem, lang: Lang) -> Problem:
    """A problem with the names of its roles, matters and kinds in place of their codes."""
    params = {name: _named(name, value, lang) for name, value in problem.params.items()}
    return evolve(problem, params=params)


def _named(name: str, value: Param, lang: Lang) -> Param:
    if name not in _GROUPS:
        return value
    if isinstance(value, tuple):
        return tuple(label(_GROUPS[name], code, lang) for code in value)
    return label(_GROUPS[name], str(value), lang)
