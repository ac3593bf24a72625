"""What residents do for their streets: stewards, couriers, building-door heads (小巷管家, 骑手报告员, 楼门长).

Over tables of a host's own: ``services`` (one row a service: ``steward``, ``minutes``, ``events``, ``verified``),
``clues`` (one row a report of a courier), ``doors`` and ``shops`` (one row each). Keys stand for people; a service that
nobody verified counts for nothing.

>>> HOURS_PER_STEWARD.scale
Fraction(1, 60)
"""

from fractions import Fraction
from typing import Final

from gridgov.metrics.conditions import AtLeast, Flag
from gridgov.metrics.kpi import Example, Kpi
from gridgov.metrics.measures import Concentration, Count, Distinct, Quotient, Share, Total

__all__ = [
    "CATALOGUE",
    "CLUES",
    "CLUE_VALIDITY_RATE",
    "COURIER_REPORTERS",
    "DOOR_HEAD_COVERAGE",
    "EVENTS",
    "EVENTS_PER_STEWARD",
    "HOURS",
    "HOURS_PER_EVENT",
    "HOURS_PER_STEWARD",
    "SERVICE_CONCENTRATION",
    "SHOP_COVERAGE",
    "STEWARDS",
    "VERIFIED_SHARE",
]

_REPORT: Final = "Yuqiao Subdistrict year-end report, 2022"
_NOTE: Final = "design note of this project"
_VERIFIED: Final = Flag("verified")
_SERVICES: Final = (
    ("a", 120, 1, 1),
    ("a", 60, 0, 1),
    ("b", 180, 3, 1),
    ("c", 600, 9, 0),
)
"""Three services that were verified, two of them by the same steward, and one that was not."""
_COLUMNS: Final = ("steward", "minutes", "events", "verified")

STEWARDS: Final = Kpi(
    id="volunteers.stewards",
    version=1,
    title_en="active stewards",
    title_zh="活跃小巷管家人数",
    definition_en="different stewards with at least one verified service",
    definition_zh="至少有一次经核实服务的小巷管家人数",
    table="services",
    anchor="served_at",
    measure=Distinct("steward", _VERIFIED),
    unit="count",
    population="census",
    example=Example(_COLUMNS, _SERVICES, 2),
    source=_REPORT,
    note_en="Those who are registered and never serve are not counted.",
    note_zh="仅登记而未服务者不计。",
)
"""F21: how many stewards really serve."""

HOURS: Final = Kpi(
    id="volunteers.hours",
    version=1,
    title_en="service hours",
    title_zh="服务时长",
    definition_en="the verified minutes of service, in hours",
    definition_zh="经核实的服务分钟数折合小时",
    table="services",
    anchor="served_at",
    measure=Total("minutes", _VERIFIED),
    unit="hours",
    scale=Fraction(1, 60),
    population="census",
    example=Example(_COLUMNS, _SERVICES, 6),
    source=_REPORT,
    note_en="Overlapping services of one person have to be joined before; a day has 24 hours at most.",
    note_zh="同一人重叠的服务须事先合并，每日不超过24小时。",
)
"""F21: how long they served."""

EVENTS: Final = Kpi(
    id="volunteers.events",
    version=1,
    title_en="events handled",
    title_zh="处理事项数",
    definition_en="the events that were handled in verified services",
    definition_zh="经核实服务中处理的事项数",
    table="services",
    anchor="served_at",
    measure=Total("events", _VERIFIED),
    unit="count",
    population="census",
    example=Example(_COLUMNS, _SERVICES, 4),
    source=_REPORT,
    note_en="An event that became a ticket is counted there as well.",
    note_zh="已转为工单的事项在工单中另有统计。",
)
"""F21: how much they settled."""

HOURS_PER_STEWARD: Final = Kpi(
    id="volunteers.hours_per_steward",
    version=1,
    title_en="hours a steward",
    title_zh="人均服务时长",
    definition_en="verified hours for each active steward",
    definition_zh="每名活跃小巷管家的服务小时数",
    table="services",
    anchor="served_at",
    measure=Quotient(Total("minutes", _VERIFIED), Distinct("steward", _VERIFIED)),
    unit="hours",
    scale=Fraction(1, 60),
    direction="context",
    population="census",
    example=Example(_COLUMNS, _SERVICES, 3),
    source=_NOTE,
    note_en="A mean hides that a few carry most: read it beside the concentration.",
    note_zh="平均值掩盖少数人承担多数服务的情况，应结合集中度解读。",
)
"""How much each of them gives."""

EVENTS_PER_STEWARD: Final = Kpi(
    id="volunteers.events_per_steward",
    version=1,
    title_en="events a steward",
    title_zh="人均处理事项",
    definition_en="events that were handled for each active steward",
    definition_zh="每名活跃小巷管家处理的事项数",
    table="services",
    anchor="served_at",
    measure=Quotient(Total("events", _VERIFIED), Distinct("steward", _VERIFIED)),
    unit="ratio",
    direction="context",
    population="census",
    example=Example(_COLUMNS, _SERVICES, 2),
    source=_NOTE,
)
"""How much each of them settles."""

HOURS_PER_EVENT: Final = Kpi(
    id="volunteers.hours_per_event",
    version=1,
    title_en="hours an event",
    title_zh="单件时长",
    definition_en="verified hours for each event that was handled",
    definition_zh="每处理一件事项所用的服务小时数",
    table="services",
    anchor="served_at",
    measure=Quotient(Total("minutes", _VERIFIED), Total("events", _VERIFIED)),
    unit="hours",
    scale=Fraction(1, 60),
    direction="context",
    population="census",
    example=Example(_COLUMNS, _SERVICES, Fraction(3, 2)),
    source=_NOTE,
)
"""How long one takes, walking about included."""

VERIFIED_SHARE: Final = Kpi(
    id="volunteers.verified_share",
    version=1,
    title_en="verified services",
    title_zh="服务核实率",
    definition_en="services that were verified, of all that were entered",
    definition_zh="经核实的服务占全部登记服务的比例",
    table="services",
    anchor="served_at",
    measure=Share(of=_VERIFIED),
    unit="percent",
    population="census",
    example=Example(_COLUMNS, _SERVICES, Fraction(3, 4)),
    source=_NOTE,
)
"""How far the hours can be relied on."""

SERVICE_CONCENTRATION: Final = Kpi(
    id="volunteers.service_concentration",
    version=1,
    title_en="concentration of services",
    title_zh="服务集中度",
    definition_en="the sum of the squared shares of the stewards in the verified services",
    definition_zh="各小巷管家在经核实服务中所占份额的平方和",
    table="services",
    anchor="served_at",
    measure=Concentration("steward", _VERIFIED),
    unit="ratio",
    direction="context",
    population="census",
    example=Example(_COLUMNS, _SERVICES, Fraction(5, 9)),
    source="Herfindahl–Hirschman index",
)
"""Whether few carry most."""

COURIER_REPORTERS: Final = Kpi(
    id="volunteers.courier_reporters",
    version=1,
    title_en="courier reporters",
    title_zh="骑手报告员人数",
    definition_en="different couriers who brought at least one clue",
    definition_zh="至少提交过一条线索的骑手人数",
    table="clues",
    anchor="reported_at",
    measure=Distinct("courier"),
    unit="count",
    population="census",
    example=Example(("courier",), (("k1",), ("k2",), ("k1",), (None,)), 2),
    source=_REPORT,
)
"""F13: how many couriers report."""

CLUES: Final = Kpi(
    id="volunteers.clues",
    version=1,
    title_en="clues",
    title_zh="线索数",
    definition_en="clues that couriers brought",
    definition_zh="骑手提交的线索数",
    table="clues",
    anchor="reported_at",
    measure=Count(),
    unit="count",
    direction="context",
    population="census",
    example=Example(("courier",), (("k1",), ("k2",), ("k1",)), 3),
    source=_NOTE,
)
"""How much they report."""

CLUE_VALIDITY_RATE: Final = Kpi(
    id="volunteers.clue_validity_rate",
    version=1,
    title_en="valid clues",
    title_zh="骑手线索有效率",
    definition_en="clues that were verified, of all that couriers brought",
    definition_zh="经核实属实的线索占骑手全部线索的比例",
    table="clues",
    anchor="reported_at",
    measure=Share(of=_VERIFIED),
    unit="percent",
    uncertainty="wilson",
    example=Example(("verified",), ((1,), (1,), (0,), (1,)), Fraction(3, 4)),
    source=_NOTE,
)
"""How good the reports are."""

DOOR_HEAD_COVERAGE: Final = Kpi(
    id="volunteers.door_head_coverage",
    version=1,
    title_en="doors with a head",
    title_zh="楼门长覆盖率",
    definition_en="building doors with at least one head, of all building doors",
    definition_zh="有楼门长的楼门占全部楼门的比例",
    table="doors",
    measure=Share(of=AtLeast("heads", 1)),
    unit="percent",
    population="census",
    example=Example(("heads",), ((1,), (0,), (2,), (None,)), Fraction(1, 2)),
    source=_NOTE,
)
"""How many doors somebody cares for."""

SHOP_COVERAGE: Final = Kpi(
    id="volunteers.shop_coverage",
    version=1,
    title_en="shops in the merchants' alliance",
    title_zh="商户联盟覆盖率",
    definition_en="shops that belong to the merchants' alliance, of all shops",
    definition_zh="加入商户联盟的商户占全部商户的比例",
    table="shops",
    measure=Share(of=Flag("member")),
    unit="percent",
    population="census",
    example=Example(("member",), ((1,), (0,), (0,), (0,)), Fraction(1, 4)),
    source=_NOTE,
)
"""How many shops offer the couriers something."""

CATALOGUE: Final = (
    STEWARDS,
    HOURS,
    EVENTS,
    HOURS_PER_STEWARD,
    EVENTS_PER_STEWARD,
    HOURS_PER_EVENT,
    VERIFIED_SHARE,
    SERVICE_CONCENTRATION,
    COURIER_REPORTERS,
    CLUES,
    CLUE_VALIDITY_RATE,
    DOOR_HEAD_COVERAGE,
    SHOP_COVERAGE,
)
"""The family."""
