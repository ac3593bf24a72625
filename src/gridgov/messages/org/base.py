"""What all messages about an organisation share: the words of the field as closed lists, and the two base classes."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from gridgov.messages.base import Command, Event, Key

__all__ = [
    "AgentKind",
    "AreaKind",
    "ChangeKind",
    "Entity",
    "Line",
    "Mode",
    "OrgCommand",
    "OrgEvent",
    "Part",
    "Power",
    "RelationKind",
    "Rest",
    "Route",
    "UnitKind",
]

AreaKind = Literal[
    "country",
    "province",
    "city",
    "county",
    "subdistrict",
    "town",
    "township",
    "enterprise_zone",
    "area_centre",
    "community",
    "village",
    "grid",
    "estate",
    "building",
    "building_door",
    "alley",
]
"""What a place is. An ``estate`` (小区, 物业管理单元) is no ``community`` (社区); ``area_centre`` is a 片区."""

UnitKind = Literal[
    "government",
    "subdistrict_office",
    "coordination_committee",
    "area_committee",
    "department",
    "hotline_centre",
    "grid_team",
    "residents_committee",
    "villagers_committee",
    "owners_committee",
    "property_management_committee",
    "property_company",
    "consultation_platform",
    "consultation_unit",
    "council_hall",
    "door_council",
    "grassroots_organisation",
    "merchants_alliance",
    "merchant",
    "volunteer_team",
]
"""What a body is."""

AgentKind = Literal["person", "team", "system"]
"""Who acts: a person by a key, a team, a machine."""

Mode = Literal["elected", "appointed", "concurrent", "acting", "volunteer"]
"""How somebody holds a post: 选举, 任命, 兼任, 代理, 志愿."""

RelationKind = Literal[
    "part_of",
    "dispatched_by",
    "commands",
    "coordinates",
    "guides",
    "supervises",
    "affiliated_with",
    "supports",
    "serves",
]
"""What one body is to another, in law: subject, kind, object. Only the first three transmit authority.

``coordinates`` makes a duty to attend when whistled for, ``guides`` neither that nor authority (Beijing Regulation on
Subdistrict Offices, Art. 3, 11, 17, 32).
"""

Power = Literal["collect", "verify", "handle", "reply", "counsel", "coordinate", "enforce", "assess", "approve"]
"""What a holder may do about a matter: the four stages, and what stands beside them."""

Part = Literal["lead", "co"]
"""主办, 协办: who answers for a matter, and who has to help."""

ChangeKind = Literal["found", "dissolve", "merge", "split", "rename", "recode", "transfer"]
"""What can become of a unit or an area (W3C ORG: ChangeEvent)."""

Route = Literal["emergency", "statutory_channel", "repeated", "confidential", "market_or_social", "unlawful"]
"""Where a matter goes that is not handled as a request (Beijing Regulation on Swift Response 2021, Art. 11)."""

Entity = Literal[
    "area",
    "unit",
    "post",
    "agent",
    "appointment",
    "membership",
    "relation",
    "jurisdiction",
    "delegation",
    "shift",
    "other_route",
]
"""The kinds of records in a register."""

Rest = Literal["refuse", "end", "move"]
"""What becomes of the records that hang on what ends and that a change does not name: it is refused until they are
named, they end too, or they go on with whatever takes its place."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"\S")]
"""A name of a place or body, or a source: one line, never about a person."""


class OrgCommand(Command):
    """A wish about one register."""

    register_id: Key


class OrgEvent(Event):
    """Something that happened in one register."""

    register_id: Key
