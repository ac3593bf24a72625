"""Whether the organisation is as it says: structure, vacancies, specialists, turnover (组织).

Over the tables of :func:`gridgov.metrics.register_facts`: ``layers``, ``centres`` and ``posts``. A register is a
census: no interval, and what is missing can be named.

>>> VACANCY_RATE.measure.below
Total(column='post_days', of=AllOf(conditions=()))
"""

from fractions import Fraction
from typing import Final

from gridgov.metrics.conditions import AtLeast, Flag
from gridgov.metrics.kpi import Example, Kpi
from gridgov.metrics.measures import Count, Quotient, Share, Total

__all__ = [
    "ACTING_SHARE",
    "CATALOGUE",
    "CENTRES_WITH_COMMUNITIES",
    "COMMUNITIES_PER_CENTRE",
    "CONCURRENT_SHARE",
    "GRASSROOTS_BODIES",
    "POSTS_NEVER_FILLED",
    "SPECIALIST_COVER",
    "STRUCTURE_MATCH",
    "TURNOVER",
    "VACANCY_RATE",
]

_NOTE: Final = "design note of this project"
_S7: Final = "Yuqiao Subdistrict year-end report, 2022 (1+10+24+N)"

STRUCTURE_MATCH: Final = Kpi(
    id="organisation.structure_match",
    version=1,
    title_en="layers as the structure says",
    title_zh="架构符合度",
    definition_en="layers with a fixed count that are as the notation says, of all layers with a fixed count",
    definition_zh="与架构表述相符的定数层级占全部定数层级的比例",
    table="layers",
    measure=Share(of=Flag("matches"), among=Flag("fixed")),
    unit="percent",
    population="census",
    example=Example(("fixed", "matches"), ((1, 1), (1, 1), (1, 0), (0, 1)), Fraction(2, 3)),
    source=_S7,
)
"""1+10+24+N: three fixed layers; an open one only has a least."""

COMMUNITIES_PER_CENTRE: Final = Kpi(
    id="organisation.communities_per_centre",
    version=1,
    title_en="communities a centre",
    title_zh="片均社区数",
    definition_en="communities and villages for each area centre",
    definition_zh="平均每个片区中心覆盖的社区（村）数",
    table="centres",
    measure=Quotient(Total("communities"), Count()),
    unit="ratio",
    direction="context",
    population="census",
    example=Example(("communities",), ((2,), (3,)), Fraction(5, 2)),
    source=_S7,
)
"""24 communities and villages in 10 centres are 2.4 each."""

VACANCY_RATE: Final = Kpi(
    id="organisation.vacancy_rate",
    version=1,
    title_en="vacant post days",
    title_zh="岗位空缺率",
    definition_en=("days on which a post had fewer holders than it needs, of the days on which there was a post"),
    definition_zh="岗位任职人数不足的天数占岗位存续天数的比例",
    table="posts",
    measure=Quotient(Total("vacant_days"), Total("post_days")),
    unit="percent",
    direction="lower",
    population="census",
    example=Example(("vacant_days", "post_days"), ((31, 365), (0, 365), (42, 0)), Fraction(1, 10)),
    source=_NOTE,
)
"""Counted in days: an acting holder does not fill a post."""

ACTING_SHARE: Final = Kpi(
    id="organisation.acting_share",
    version=1,
    title_en="days held by somebody acting",
    title_zh="代理任职占比",
    definition_en="days on which somebody only acted for a post, of all days on which somebody held one",
    definition_zh="代理任职天数占全部任职天数的比例",
    table="posts",
    measure=Quotient(Total("acting_days"), Total("holder_days")),
    unit="percent",
    direction="lower",
    population="census",
    example=Example(("acting_days", "holder_days"), ((30, 300), (0, 300)), Fraction(1, 20)),
    source=_NOTE,
)
"""How much rests on those who only stand in."""

CONCURRENT_SHARE: Final = Kpi(
    id="organisation.concurrent_share",
    version=1,
    title_en="days held besides another post",
    title_zh="兼任占比",
    definition_en="days on which a post was held besides another, of all days on which somebody held one",
    definition_zh="兼任天数占全部任职天数的比例",
    table="posts",
    measure=Quotient(Total("concurrent_days"), Total("holder_days")),
    unit="percent",
    direction="context",
    population="census",
    example=Example(("concurrent_days", "holder_days"), ((150, 300), (0, 300)), Fraction(1, 4)),
    source=_NOTE,
)
"""How many posts are held on the side."""

TURNOVER: Final = Kpi(
    id="organisation.turnover",
    version=1,
    title_en="endings a holder-year",
    title_zh="轮换率",
    definition_en="appointments that ended otherwise than by their term, for each year of holding",
    definition_zh="非任期届满的离任次数与任职人年之比",
    table="posts",
    measure=Quotient(Total("ended"), Total("holder_days")),
    unit="ratio",
    scale=Fraction(365),
    direction="context",
    population="census",
    example=Example(("ended", "holder_days"), ((1, 365), (0, 365)), Fraction(1, 2)),
    source=_NOTE,
)
"""How often people change; the end of a term is no turnover."""

SPECIALIST_COVER: Final = Kpi(
    id="organisation.specialist_cover",
    version=1,
    title_en="centre days with a specialist",
    title_zh="片区专员到位率",
    definition_en="days on which an area centre had its specialist, of the days on which there was a centre",
    definition_zh="片区有党建专员的天数占片区存续天数的比例",
    table="centres",
    measure=Quotient(Total("specialist_days"), Total("days")),
    unit="percent",
    population="census",
    example=Example(("specialist_days", "days"), ((300, 365), (365, 365)), Fraction(133, 146)),
    source=_S7,
)
"""A specialist may hold the post besides another."""

POSTS_NEVER_FILLED: Final = Kpi(
    id="organisation.posts_never_filled",
    version=1,
    title_en="posts that were never filled",
    title_zh="始终空缺岗位数",
    definition_en="posts that nobody held on any day of the period",
    definition_zh="期间始终无人任职的岗位数",
    table="posts",
    measure=Count(Flag("never_held")),
    unit="count",
    direction="lower",
    population="census",
    example=Example(("never_held",), ((1,), (0,), (0,)), 1),
    source=_NOTE,
)
"""What stood empty all along."""

GRASSROOTS_BODIES: Final = Kpi(
    id="organisation.grassroots_bodies",
    version=1,
    title_en="grassroots organisations a centre",
    title_zh="片均基层组织数",
    definition_en="grassroots organisations for each area centre",
    definition_zh="平均每个片区中心的基层组织数",
    table="centres",
    measure=Quotient(Total("grassroots"), Count()),
    unit="ratio",
    direction="context",
    population="census",
    example=Example(("grassroots",), ((4,), (5,)), Fraction(9, 2)),
    source=_S7,
)
"""The N of the notation, spread over the centres."""

CENTRES_WITH_COMMUNITIES: Final = Kpi(
    id="organisation.centres_with_communities",
    version=1,
    title_en="centres with a community",
    title_zh="有社区的片区占比",
    definition_en="area centres in which there is at least one community or village, of all",
    definition_zh="至少覆盖一个社区（村）的片区占全部片区的比例",
    table="centres",
    measure=Share(of=AtLeast("communities", 1)),
    unit="percent",
    population="census",
    example=Example(("communities",), ((2,), (0,), (3,), (1,)), Fraction(3, 4)),
    source=_S7,
)
"""A centre without a community is a sign on a door."""

CATALOGUE: Final = (
    STRUCTURE_MATCH,
    COMMUNITIES_PER_CENTRE,
    VACANCY_RATE,
    ACTING_SHARE,
    CONCURRENT_SHARE,
    TURNOVER,
    SPECIALIST_COVER,
    POSTS_NEVER_FILLED,
    GRASSROOTS_BODIES,
    CENTRES_WITH_COMMUNITIES,
)
"""The family."""
