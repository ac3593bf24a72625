"""Every code of the library has a name in Chinese and in English."""

import re
from collections.abc import Mapping
from typing import get_args

import pytest

from gridgov import labels
from gridgov.calendars import ClockState, Unit
from gridgov.deliberation import LIFECYCLE as TOPIC
from gridgov.errors import BadInput
from gridgov.labels import codes, label
from gridgov.lifecycle import Lifecycle
from gridgov.messages import COMMANDS, EVENTS, deliberation, tickets
from gridgov.messages.base import LimitUnit
from gridgov.messages.org import base as org
from gridgov.messages.tickets.collect import Declination, Diversion, Origin
from gridgov.messages.tickets.counsel import Finding, NoVisit
from gridgov.messages.tickets.handle import Decision, ReportResult
from gridgov.messages.tickets.standing import NoteKind
from gridgov.org import AdminCode12, Containment, DivisionLevel, Register
from gridgov.org.checks import CATALOGUE, Severity
from gridgov.org.permission import Ground
from gridgov.org.routed import Duty, How
from gridgov.parameters import UNITS, PackKind
from gridgov.report.figures import Group, Kind, Qualifier, figures
from gridgov.simulation.year import yuqiao_register
from gridgov.tickets import LIFECYCLE as TICKET
from gridgov.tickets.chart import REMARKS, ROLES
from gridgov.tickets.state import AssessmentState, Delivery, TaskState

# The codes that no Literal names: the states of the charts, the channels of the case (S2), the relations between units.
STAGES = ("collect", "handle", "reply", "counsel")
TICKET_STATES = (
    *("registered", "info_requested"),
    *("offered", "disputed", "in_progress", "waiting", "coordinating", "external", "escalated", "in_review"),
    *("drafting", "approving"),
    *("visit_due", "explaining", "mediating", "deliberating", "tracking", "appealed"),
    *("closed", "archived"),
)
TOPIC_STATES = ("submitted", "scheduled", "adopted", "rejected", "dropped")
CHANNELS = (
    "hotline",
    "chat_group",
    "face_to_face",
    "home_visit",
    "children",
    "courier_app",
    "alley_steward",
    "door_head",
    "patrol",
    "open311",
)
# Yuqiao Subdistrict year-end report, 2022: what a courier is besides (宣传员, 排查员, 巡逻员, 引导员, 信息员).
COURIER_DUTIES = (
    "policy_publicist",
    "hazard_inspector",
    "sanitation_patroller",
    "civility_guide",
    "opinion_informant",
)
CAPACITIES = ("chair", "member", "alternate", "owner_representative", "residents_committee_representative")
# Where the codes of an organisation are named: each closed list in one group, and nothing else in it.
ORGANISATION: Mapping[str, tuple[str, ...]] = {
    "area.kind": get_args(org.AreaKind),
    "unit.kind": get_args(org.UnitKind),
    "agent.kind": get_args(org.AgentKind),
    "appointment.mode": get_args(org.Mode),
    "relation.kind": get_args(org.RelationKind),
    "power": get_args(org.Power),
    "jurisdiction.part": get_args(org.Part),
    "change.kind": get_args(org.ChangeKind),
    "other_route": get_args(org.Route),
    "limit.unit": get_args(LimitUnit),
    "record.kind": get_args(org.Entity),
    "post.duty": COURIER_DUTIES,
    "membership.capacity": CAPACITIES,
    "structure.containment": get_args(Containment),
    "division.level": get_args(DivisionLevel),
    "org.check": tuple(one.id for one in CATALOGUE),
    "org.rest": get_args(org.Rest),
    "org.severity": get_args(Severity),
    "route.how": get_args(How),
    "route.duty": get_args(Duty),
    "route.ground": get_args(Ground),
}
ACTS = [name.partition(".") for name in COMMANDS.by_type]

EVERY_CODE = [
    *(("ticket.stage", code) for code in STAGES),
    *(("ticket.state", code) for code in TICKET_STATES),
    *(("ticket.kind", code) for code in get_args(tickets.Kind)),
    *(("ticket.outcome", code) for code in get_args(tickets.Outcome)),
    *(("ticket.satisfaction", code) for code in get_args(tickets.Satisfaction)),
    *(("ticket.channel", code) for code in CHANNELS),
    *(("ticket.clock", code) for code in get_args(tickets.ClockName)),
    *(("ticket.urgency", code) for code in get_args(tickets.Urgency)),
    *(("ticket.visibility", code) for code in get_args(tickets.Visibility)),
    *(("ticket.delivery", code) for code in get_args(Delivery)),
    *(("ticket.assessment", code) for code in get_args(AssessmentState)),
    *(("ticket.task", code) for code in get_args(TaskState)),
    *(("ticket.decision", code) for code in get_args(Decision)),
    *(("ticket.report", code) for code in get_args(ReportResult)),
    *(("ticket.finding", code) for code in get_args(Finding)),
    *(("ticket.diversion", code) for code in get_args(Diversion)),
    *(("ticket.declination", code) for code in get_args(Declination)),
    *(("ticket.note", code) for code in get_args(NoteKind)),
    *(("ticket.origin", code) for code in get_args(Origin)),
    *(("ticket.clock_state", code) for code in get_args(ClockState)),
    *(("ticket.guard", guard.name) for edge in TICKET.edges for guard in edge.guards),
    *(("ticket.act", act) for act in (*TICKET.events, *REMARKS)),
    *(("ticket.role", role) for roles in ROLES.values() for role in roles),
    *(("topic.state", code) for code in TOPIC_STATES),
    *(("topic.category", code) for code in get_args(deliberation.TopicCategory)),
    *((f"{room}.act", act) for room, _, act in ACTS),
    *(("event", name) for name in EVENTS.by_type),
    *((group, code) for group, listed in ORGANISATION.items() for code in listed),
    *(("pack.kind", code) for code in get_args(PackKind)),
    *(("unit", code) for code in UNITS),
    *(("limit.unit", code) for code in get_args(Unit)),
    *(("ticket.reason", code) for code in get_args(NoVisit)),
    *(
        ("ticket.field", name)
        for name, field in tickets.Collect.model_fields.items()
        if not (field.is_required() or field.default)
    ),
    *(("unit", amount.unit) for figure in figures() for amount in figure.amounts),
    *(("figure.group", code) for code in get_args(Group)),
    *(("figure.kind", code) for code in get_args(Kind)),
    *(("figure.qualifier", code) for code in get_args(Qualifier)),
]


class TestTheCatalogue:
    @pytest.mark.parametrize(("group", "code"), sorted(set(EVERY_CODE)))
    def test_names_every_code_in_both_languages(self, group: str, code: str) -> None:
        assert code in codes(group)
        assert label(group, code, "zh").strip()
        assert label(group, code, "en").strip()

    def test_names_in_chinese_are_chinese_and_in_english_are_not(self) -> None:
        han = re.compile(r"[\u4e00-\u9fff]")
        for group, code in EVERY_CODE:
            assert not han.search(label(group, code, "en")), (group, code)
            assert han.search(label(group, code, "zh")) or label(group, code, "zh") == "%", (group, code)

    def test_names_every_level_and_class_of_a_division(self) -> None:
        for text in ("11", "1101", "110112", "110112004", "110112004002"):
            assert AdminCode12(text).level in codes("division.level")
        for text in ("110112004", "110112104", "110112204", "110112404"):
            assert AdminCode12(text).township_class in codes("division.township_class")

    @pytest.mark.parametrize(("room", "lifecycle"), [("ticket", TICKET), ("topic", TOPIC)])
    def test_names_every_state_act_and_clock_of_the_charts(self, room: str, lifecycle: Lifecycle) -> None:
        assert {node.id for node in lifecycle.nodes} <= set(codes(f"{room}.state"))
        assert set(lifecycle.events) <= set(codes(f"{room}.act"))
        assert {node.clock for node in lifecycle.nodes if node.clock} <= set(codes(f"{room}.clock"))

    def test_has_no_two_codes_of_a_group_with_one_name(self) -> None:
        groups = ("ticket.stage", "ticket.state", "ticket.act", "ticket.channel", "topic.state", *ORGANISATION)
        for group in groups:
            for lang in ("zh", "en"):
                names = [label(group, code, "zh" if lang == "zh" else "en") for code in codes(group)]
                assert len(set(names)) == len(names), (group, lang)


class TestALabel:
    @pytest.mark.parametrize(
        ("group", "code", "zh", "en"),
        [
            ("ticket.stage", "handle", "办", "handle"),
            ("ticket.stage", "counsel", "疏", "counsel"),
            ("ticket.act", "handle", "办理", "handle"),
            ("topic.category", "building_affairs", "楼院事", "building and courtyard affairs"),
            ("unit.kind", "owners_committee", "业主委员会", "owners' committee"),
        ],
    )
    def test_is_the_word_of_the_glossary(self, group: str, code: str, zh: str, en: str) -> None:
        assert (label(group, code, "zh"), label(group, code, "en")) == (zh, en)

    @pytest.mark.parametrize(("group", "code"), [("ticket.channel", "pigeon_post"), ("no.such.group", "handle")])
    def test_that_nobody_gave_is_the_code_itself(self, group: str, code: str) -> None:
        assert label(group, code, "zh") == label(group, code, "en") == code

    def test_the_four_stages_come_in_their_order(self) -> None:
        assert codes("ticket.stage")[:4] == STAGES

    def test_a_group_that_nobody_knows_has_no_codes(self) -> None:
        assert codes("no.such.group") == ()


class TestReadingACatalogue:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ('[a]\nb = { zh = "乙" }', ("missing", "a.b.en")),
            ('[a]\nb = { zh = "乙", en = "" }', ("missing", "a.b.en")),
            ('[a]\nb = { zh = "乙", en = "b", fr = "b" }', ("unknown_key", "a.b.fr")),
            ('[a]\nb = "b"', ("wrong_type", "a.b")),
            ("a = 1", ("wrong_type", "a")),
        ],
    )
    def test_names_what_is_wrong(self, text: str, expected: tuple[str, str]) -> None:
        with pytest.raises(BadInput) as caught:
            labels._read(text, source="test.toml")
        assert [(problem.code, problem.where) for problem in caught.value.problems] == [expected]


class TestAnOrganisation:
    @pytest.mark.parametrize("group", ORGANISATION)
    def test_has_each_of_its_closed_lists_in_one_group(self, group: str) -> None:
        assert set(codes(group)) == set(ORGANISATION[group])

    def test_has_no_two_groups_for_the_same_thing(self) -> None:
        listed = [frozenset(found) for found in ORGANISATION.values()]
        assert len(set(listed)) == len(listed)

    def test_has_a_name_for_every_code_of_the_reference_case(self) -> None:
        case: Register = yuqiao_register()
        assert {place.kind for place in case.areas} <= set(codes("area.kind"))
        assert {body.kind for body in case.units} <= set(codes("unit.kind"))
        roles = {role for post in case.posts for role in (post.role, *post.eligible)}
        assert roles <= set(codes("post.role"))
        assert {duty for post in case.posts for duty in post.duties} == set(COURIER_DUTIES)
        assert {one.capacity for one in case.memberships} <= set(codes("membership.capacity"))
        matters = {matter for one in (*case.jurisdictions, *case.other_routes) for matter in one.matters}
        assert matters
        assert matters <= set(codes("matter"))
