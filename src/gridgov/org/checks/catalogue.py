"""The list of checks: what must be so in a register, where that stands, and how it is found out.

A check without ``find`` is made when a register is read or built: such a register is refused
(:mod:`gridgov.org.integrity`). The others look at a sound register on a day. The numbers are those of the 24 invariants
of the design; 0 marks what is looked at besides.

>>> checks_of(16)[0].id, checks_of(16)[0].title("zh")
('one_body_an_estate', '业主委员会备案后，物业管理委员会按期解散')
>>> check_of("in_no_community").id
'grid_in_community'
"""

from collections.abc import Callable, Iterator
from typing import Final, Literal

from attrs import field, frozen

from gridgov.errors import Lang, Problem
from gridgov.labels import label
from gridgov.org.checks import authority, committees, posts, published, structure
from gridgov.org.checks.scene import Scene

__all__ = ["CATALOGUE", "Check", "Finder", "Severity", "check_of", "checks_of"]

Severity = Literal["error", "warning", "notice"]
"""``error``: it must not be; ``warning``: it should not be; ``notice``: it is good to know."""

Finder = Callable[[Scene], Iterator[Problem]]
"""What a check finds on a register; each problem's place is the id of a record."""


@frozen
class Check:
    """Something that must be so in a register."""

    id: str
    number: int
    """Which of the 24 invariants it belongs to; 0: none."""
    severity: Severity
    source: str
    """The article, the report or the design note that it rests on."""
    find: Finder | None = field(default=None, repr=False)
    """What finds it on a day; None: a register in which it is not so is refused."""
    codes: tuple[str, ...] = ()
    """Of a check that refuses: the codes of its problems."""

    @property
    def blocking(self) -> bool:
        """Whether a register in which it is not so is not loaded at all."""
        return self.find is None

    def title(self, lang: Lang) -> str:
        """What must be so, in a few words."""
        return label("org.check", self.id, lang)


_REPORT: Final = "Yuqiao Subdistrict year-end report, 2022"
_OWNERS: Final = "北京市物业管理条例 (Beijing Regulation on Property Management)"
_OFFICES: Final = "北京市街道办事处条例 (Beijing Regulation on Subdistrict Offices)"
_RESPONSE: Final = "北京市接诉即办工作条例 (Beijing Regulation on Swift Response)"
_GRIDS: Final = "滨州市社会治理网格化服务管理条例 (Binzhou Regulation on Grid Services, 2021; in force there)"
_RESIDENTS: Final = "城市居民委员会组织法 (Organic Law of Urban Residents' Committees)"
_VILLAGERS: Final = "村民委员会组织法 (Organic Law of Villagers' Committees)"
_CODES: Final = "统计用区划代码和城乡划分代码编制规则 (rules for statistical codes); codes of unit grids"
_DESIGN: Final = "design note"

CATALOGUE: Final = (
    Check("readable", 0, "error", _DESIGN),
    Check(
        "references_known",
        0,
        "error",
        _DESIGN,
        codes=("duplicate_id", "not_known", "not_known_then", "of_another_kind"),
    ),
    Check("structure_as_notation", 1, "error", f"{_REPORT}: 1+10+24+N, 1+18+N", structure.as_notation),
    Check("centres_partition_communities", 2, "error", f"{_REPORT} (S7)", structure.centres_partition),
    Check("grid_in_community", 3, "error", _CODES, codes=("in_no_community",)),
    Check("grids_tile_community", 4, "error", f"{_GRIDS} Art. 6 para. 1: clear borders", structure.grids_tile),
    Check(
        "code_within_parent",
        5,
        "error",
        _CODES,
        codes=("outside_parent_code", "code_twice", "code_of_another_level"),
    ),
    Check("no_cycle", 6, "error", _DESIGN, codes=("cycle", "too_many_levels")),
    Check("one_top", 6, "warning", _DESIGN, structure.one_top),
    Check(
        "post_not_overfull",
        7,
        "error",
        "Open Civic Data: Post.maximum_memberships",
        codes=("too_many_holders", "held_twice"),
    ),
    Check("post_filled", 7, "warning", _DESIGN, posts.post_filled),
    Check("area_has_specialist", 8, "error", f"{_REPORT} (S7)", posts.area_has_specialist),
    Check("eligible_holder", 9, "error", f"{_REPORT} (S7)", posts.eligible_holder),
    Check("grid_has_worker", 10, "error", f"{_GRIDS} Art. 7 para. 1; {_REPORT} (S3)", posts.grid_has_worker),
    Check("load_within_limit", 10, "error", _DESIGN, posts.load_within_limit),
    Check("one_exclusive_post", 11, "error", _DESIGN, codes=("exclusive_twice", "primary_twice")),
    Check("within_validity", 12, "error", _DESIGN, codes=("outside_time",)),
    Check("term_of_post", 13, "error", _DESIGN, posts.term_of_post),
    Check(
        "term_by_law",
        13,
        "error",
        f"{_OWNERS} Art. 41 para. 1; {_RESIDENTS} Art. 8 (2018), 14 (2025); {_VILLAGERS} Art. 11 para. 2",
        committees.term_by_law,
    ),
    Check("owners_committee_size", 14, "error", f"{_OWNERS} Art. 39 para. 1", committees.owners_committee_size),
    Check("management_committee_made_up", 15, "error", f"{_OWNERS} Art. 54", committees.management_committee_made_up),
    Check("management_committee_term", 15, "warning", f"{_OWNERS} Art. 58", committees.management_committee_term),
    Check("one_body_an_estate", 16, "error", f"{_OWNERS} Art. 59", committees.one_body_an_estate),
    Check(
        "committees_usual",
        17,
        "warning",
        f"{_RESIDENTS} Art. 6, 7 (2018), 3, 8 (2025); {_VILLAGERS} Art. 6",
        committees.committees_usual,
    ),
    Check("delegation_within_powers", 18, "error", _DESIGN, codes=("wider_than_given", "handed_on")),
    Check("one_lead", 19, "error", f"{_RESPONSE} Art. 11 para. 2, 14", authority.one_lead),
    Check("successor_of_open_work", 20, "error", _DESIGN, authority.successor_of_open_work),
    Check(
        "guided_does_not_lead",
        21,
        "error",
        f"{_RESPONSE} Art. 17 para. 2; {_OFFICES} Art. 32",
        codes=("guided_and_handles",),
    ),
    Check("volunteers_without_force", 22, "error", _DESIGN, codes=("volunteers_may_not",)),
    Check("figures_agree", 23, "error", _DESIGN, published.figures_agree),
    Check("one_set_of_grids", 24, "warning", f"{_GRIDS} Art. 6 para. 3", structure.one_set_of_grids),
    Check("same_name_here", 0, "warning", _DESIGN, structure.names_here),
    Check("same_name_elsewhere", 0, "notice", _DESIGN, structure.names_elsewhere),
)
"""Every check, in the order of the numbers."""

_FIRST: Final = CATALOGUE[0]


def check_of(code: str) -> Check:
    """The check that a problem of a refused register belongs to; what is no other's is ``readable``."""
    return next((check for check in CATALOGUE if code in {*check.codes, check.id}), _FIRST)


def checks_of(number: int) -> tuple[Check, ...]:
    """The checks of one of the 24 invariants."""
    return tuple(check for check in CATALOGUE if check.number == number)
