"""Who is there, since when, and who must act.

::

    register (TOML) ──read_register──▶ Register ──evaluate(spec, …, at)──▶ a LayerFinding a layer
    commands ──decide──▶ events ──evolve──▶ Register ──known_on(moment)──▶ what was known then
                                               └──route(matter, place, at)──▶ who must act, and why

A :class:`Register` holds dated records of twelve kinds; :mod:`gridgov.org.entities` lists them. The room is a package;
its public face is here.

>>> structure = parse_notation("“1＋10＋24＋N”")
>>> format_notation(structure)
'1+10+24+N'

Sources: Yuqiao Subdistrict year-end report, 2022 (the structures); the rules for statistical codes (统计用区划代码);
Beijing Regulations on Swift Response (2021), on Subdistrict Offices (2020) and on Property Management (2020).
"""

from gridgov.messages.org import OrgCommand as Command
from gridgov.messages.org import OrgEvent as Event
from gridgov.messages.org.base import (
    AgentKind,
    AreaKind,
    ChangeKind,
    Mode,
    Part,
    Power,
    RelationKind,
    Route,
    UnitKind,
)
from gridgov.org.changes import dependants, hand_over, successor
from gridgov.org.checks import Check, Evidence, Finding, Published, Tiling, Total, Vacancy, check, vacancies
from gridgov.org.codes import AdminCode12, CreditCode18, DivisionLevel, GridCode15
from gridgov.org.deciding import decide, stream_of
from gridgov.org.entities import (
    ALL_MATTERS,
    AUTHORITY,
    Agent,
    Appointment,
    Area,
    Change,
    Delegation,
    HandOver,
    Jurisdiction,
    Membership,
    OtherRoute,
    Post,
    Record,
    Relation,
    Shift,
    Unit,
    Validity,
    covers_matter,
)
from gridgov.org.evolving import evolve
from gridgov.org.notation import (
    MAX_LAYERS,
    MAX_NOTATION,
    Layer,
    Structure,
    format_notation,
    parse_notation,
)
from gridgov.org.periods import Period, coalesce, gaps
from gridgov.org.permission import Permission, may
from gridgov.org.property import Composition, Estate, Overlap, composition, estates, flags, overlaps
from gridgov.org.reading import read_register
from gridgov.org.register import TABLES, Register
from gridgov.org.routed import CoUnit, Lead, Level, OtherWay, RouteDecision
from gridgov.org.routing import route
from gridgov.org.rows import code_of, record_of, row_of
from gridgov.org.structures import Containment, LayerFinding, Selector, StructureSpec, evaluate
from gridgov.org.tree import Tree, grown

__all__ = [
    "ALL_MATTERS",
    "AUTHORITY",
    "MAX_LAYERS",
    "MAX_NOTATION",
    "TABLES",
    "AdminCode12",
    "Agent",
    "AgentKind",
    "Appointment",
    "Area",
    "AreaKind",
    "Change",
    "ChangeKind",
    "Check",
    "CoUnit",
    "Command",
    "Composition",
    "Containment",
    "CreditCode18",
    "Delegation",
    "DivisionLevel",
    "Estate",
    "Event",
    "Evidence",
    "Finding",
    "GridCode15",
    "HandOver",
    "Jurisdiction",
    "Layer",
    "LayerFinding",
    "Lead",
    "Level",
    "Membership",
    "Mode",
    "OtherRoute",
    "OtherWay",
    "Overlap",
    "Part",
    "Period",
    "Permission",
    "Post",
    "Power",
    "Published",
    "Record",
    "Register",
    "Relation",
    "RelationKind",
    "Route",
    "RouteDecision",
    "Selector",
    "Shift",
    "Structure",
    "StructureSpec",
    "Tiling",
    "Total",
    "Tree",
    "Unit",
    "UnitKind",
    "Vacancy",
    "Validity",
    "check",
    "coalesce",
    "code_of",
    "composition",
    "covers_matter",
    "decide",
    "dependants",
    "estates",
    "evaluate",
    "evolve",
    "flags",
    "format_notation",
    "gaps",
    "grown",
    "hand_over",
    "may",
    "overlaps",
    "parse_notation",
    "read_register",
    "record_of",
    "route",
    "row_of",
    "stream_of",
    "successor",
    "vacancies",
]
