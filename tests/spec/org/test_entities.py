"""The records of a register: what each holds, and that what does not fit is told at once."""

import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import pytest
from tests.spec.org.conftest import (
    DAY,
    START,
    YEAR,
    agent,
    appointment,
    area,
    delegation,
    jurisdiction,
    membership,
    other_route,
    post,
    raised_by,
    refused,
    relation,
    shift,
    unchecked,
    unit,
    valid,
)

from gridgov.calendars import Limit
from gridgov.errors import BadInput
from gridgov.messages.org.rows import AgentRow, AreaRow, JurisdictionRow, PostRow, UnitRow
from gridgov.org import (
    ALL_MATTERS,
    AUTHORITY,
    TABLES,
    AdminCode12,
    Agent,
    Change,
    CreditCode18,
    GridCode15,
    HandOver,
    Period,
    Record,
    Register,
    Validity,
    covers_matter,
    record_of,
    row_of,
)
from gridgov.org.rows import ROWS

NOON = datetime(2022, 6, 1, 12, tzinfo=UTC)
RECORDS: list[Any] = [
    area("a", code="110112004002", households=3, population=0, purpose="urban", scheme="s-1"),
    unit("u", area="a", filed_on=DAY, credit_code=CreditCode18("91110000600037341L"), legal_basis="Art. 1"),
    post("p", "u", area="a", eligible=("clerk",), duties=("handle",), longest_term_months=36, most_areas=2),
    agent("x"),
    appointment("x", "p", "acting", primary=True, by="u", basis="paper", end_reason="term_over"),
    membership("x", "u", "chair", on_behalf_of="u"),
    relation("u", "guides", "a", basis="Art. 3"),
    jurisdiction("u", "a", "safety", within=Limit(2, "working_days"), basis="list", part="co"),
    delegation("p", "q", "safety", revocable=False, basis="paper"),
    shift("x", "p", "22:00", "06:00", area="a"),
    other_route("o", "emergency", "safety", basis="Art. 11"),
]
CHANGE = Change("c", "merge", ("u",), ("v",), DAY, "decision", (HandOver("T-1", "u", "v"),), NOON)
WRONG = [
    None,
    "",
    " ",
    "a b",
    "街",
    "x" * 600,
    5,
    -1,
    1.5,
    True,
    b"x",
    [],
    [1],
    {},
    {1},
    (),
    (None,),
    NOON,
    DAY,
    time(8),
    object,
]
"""Values of many types; for every field most of them are wrong."""


class TestValidity:
    def test_holds_from_a_day_until_before_another(self) -> None:
        year = valid(START, date(2023, 1, 1))
        assert [year.holds(day) for day in (date(2021, 12, 31), START, date(2022, 12, 31), date(2023, 1, 1))] == [
            *(False, True, True, False)
        ]
        assert valid(START).holds(date(9999, 12, 31))
        assert year.period == Period(START, date(2023, 1, 1))

    @pytest.mark.parametrize("end", [START, date(2021, 12, 31)])
    def test_lasts_for_at_least_a_day(self, end: date) -> None:
        assert refused(lambda: valid(START, end)) == [("ends_before_start", "valid_to")]

    def test_is_known_from_a_moment_until_before_another(self) -> None:
        later = NOON + timedelta(hours=1)
        known = valid(recorded=NOON, superseded=later)
        moments = [NOON - timedelta(microseconds=1), NOON, later - timedelta(microseconds=1), later]
        assert [known.known(moment) for moment in moments] == [False, True, True, False]
        assert valid().known(datetime(1, 1, 2, tzinfo=UTC))

    def test_is_superseded_after_it_became_known(self) -> None:
        assert refused(lambda: valid(recorded=NOON, superseded=NOON)) == [("ends_before_start", "superseded_at")]
        both = [("ends_before_start", "valid_to"), ("ends_before_start", "superseded_at")]
        assert refused(lambda: valid(START, START, recorded=NOON, superseded=NOON)) == both

    def test_has_a_source(self) -> None:
        assert refused(lambda: Validity(START, "")) == [("missing", "source")]
        assert refused(lambda: Validity(START, " \u3000")) == [("missing", "source")]
        assert refused(lambda: Validity(START, "x" * 501)) == [("wrong_length", "source")]
        assert Validity(START, "x" * 500).synthetic is False

    def test_knows_moments_with_an_offset_only(self) -> None:
        naive = NOON.replace(tzinfo=None)
        assert refused(lambda: valid(recorded=naive, superseded=naive)) == [
            ("naive_datetime", "recorded_at"),
            ("naive_datetime", "superseded_at"),
        ]

    def test_asks_all_its_fields_at_once(self) -> None:
        wrong = [unchecked(value) for value in (NOON, 5, "2023", "no", DAY, 7)]
        assert refused(lambda: Validity(*wrong)) == [
            ("wrong_type", name)
            for name in ("valid_from", "source", "valid_to", "synthetic", "recorded_at", "superseded_at")
        ]


class TestMatters:
    @pytest.mark.parametrize(
        ("matters", "matter", "covered"),
        [
            (("safety",), "safety", True),
            (("safety",), "safety.e_bike", True),
            (("safety",), "safety.e_bike.stairs", True),
            (("safety.e_bike",), "safety", False),
            (("safety",), "safety_first", False),
            (("safe",), "safety", False),
            (("traffic", "safety"), "safety.e_bike", True),
            (("traffic",), "safety", False),
            ((ALL_MATTERS,), "safety.e_bike", True),
            ((ALL_MATTERS,), ALL_MATTERS, True),
            (("safety",), ALL_MATTERS, False),
            ((), "safety", False),
        ],
    )
    def test_a_matter_lies_in_the_categories_before_its_dots(
        self, matters: tuple[str, ...], matter: str, *, covered: bool
    ) -> None:
        assert covers_matter(matters, matter) is covered


class TestAuthority:
    def test_is_transmitted_by_three_relations_only(self) -> None:
        """Beijing Regulation on Subdistrict Offices, Art. 3, 11: who coordinates or guides does not command."""
        assert set(AUTHORITY) == {"part_of", "dispatched_by", "commands"}


class TestNames:
    @pytest.mark.parametrize("make", [area, unit])
    def test_a_place_and_a_body_have_one_in_each_language(self, make: Any) -> None:
        named = make("x", name_zh="玉桥", name_en="Yuqiao")
        assert (named.name("zh"), named.name("en")) == ("玉桥", "Yuqiao")

    @pytest.mark.parametrize("make", [area, unit])
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("", "missing"),
            ("  ", "missing"),
            ("x" * 501, "wrong_length"),
            ("玉\n桥", "control_character"),
            ("玉\u202e桥", "control_character"),
            ("玉\ud800", "control_character"),
            ("\u200b", "control_character"),
            (None, "wrong_type"),
            (b"x", "wrong_type"),
        ],
    )
    def test_are_one_line_that_can_be_seen(self, make: Any, name: Any, code: str) -> None:
        assert refused(lambda: make("x", name_zh=name, name_en=name)) == [(code, "name_zh"), (code, "name_en")]
        assert make("x", name_zh="长" * 500)


class TestAPost:
    def test_has_one_holder_unless_it_says_otherwise(self) -> None:
        made = post("p", "u")
        assert (made.min_holders, made.max_holders, made.exclusive) == (1, 1, False)
        assert (made.eligible, made.duties, made.longest_term_months, made.most_areas) == ((), (), None, None)

    @pytest.mark.parametrize(("least", "most"), [(2, 1), (0, 0), (5, 4)])
    def test_has_room_for_the_fewest_holders_and_for_one(self, least: int, most: int) -> None:
        assert refused(lambda: post("p", "u", min_holders=least, max_holders=most)) == [("out_of_range", "max_holders")]
        assert post("p", "u", min_holders=0, max_holders=1)
        assert post("p", "u", min_holders=3, max_holders=3)

    @pytest.mark.parametrize("name", ["eligible", "duties"])
    def test_lists_nothing_twice(self, name: str) -> None:
        assert refused(lambda: post("p", "u", **{name: ("clerk", "clerk")})) == [("listed_twice", name)]
        assert refused(lambda: post("p", "u", **{name: ("clerk", "A")})) == [("wrong_pattern", name)]

    @pytest.mark.parametrize(
        ("name", "value"),
        [("longest_term_months", 0), ("longest_term_months", 1201), ("most_areas", 0), ("most_areas", 1001)],
    )
    def test_has_limits_within_reason(self, name: str, value: int) -> None:
        assert refused(lambda: post("p", "u", **{name: value})) == [("out_of_range", name)]
        assert post("p", "u", longest_term_months=1200, most_areas=1000)


class TestAShift:
    def test_may_go_over_midnight(self) -> None:
        night = shift("x", "p", "22:00", "06:00")
        assert (night.begins, night.ends) == (time(22), time(6))

    @pytest.mark.parametrize(
        ("weekdays", "code"),
        [
            ((), "wrong_length"),
            ((0,), "out_of_range"),
            ((8,), "out_of_range"),
            ((1, 1), "listed_twice"),
            ([1], "wrong_type"),
            ((True,), "out_of_range"),
        ],
    )
    def test_is_on_weekdays_from_monday_1_to_sunday_7(self, weekdays: Any, code: str) -> None:
        assert refused(lambda: shift("x", "p", weekdays=weekdays)) == [(code, "weekdays")]
        assert shift("x", "p", weekdays=(7, 1)).weekdays == (7, 1)

    def test_begins_and_ends_at_local_times(self) -> None:
        aware = time(8, tzinfo=UTC)
        made = shift("x", "p")
        assert refused(lambda: attrs.evolve(made, begins=aware, ends=unchecked("17:00"))) == [
            ("wrong_type", "begins"),
            ("wrong_type", "ends"),
        ]


class TestAnAgent:
    """No personal data: an agent is a key with a letter in it, so no telephone or identity number is one."""

    @pytest.mark.parametrize(
        "name", ["13800138000", "110101199003070038", "11010119900307003X", "王伟", "a b", "", None]
    )
    def test_is_no_name_and_no_number(self, name: Any) -> None:
        assert refused(lambda: agent(name)) == [("wrong_pattern", "id")]
        assert refused(lambda: appointment(name, "p", id="x")) == [("wrong_pattern", "agent")]
        assert refused(lambda: shift(name, "p", id="x")) == [("wrong_pattern", "agent")]

    def test_is_a_person_unless_said_otherwise(self) -> None:
        assert agent("agent-1").kind == "person"
        assert agent("robot-1", kind="system").kind == "system"
        assert refused(lambda: agent("robot-1", kind="robot")) == [("unknown_choice", "kind")]


class TestJurisdictionsAndDelegations:
    @pytest.mark.parametrize("made", [RECORDS[7], RECORDS[8], RECORDS[10]], ids=lambda one: type(one).__name__)
    def test_name_at_least_one_matter_and_none_twice(self, made: Any) -> None:
        for matters, code in (((), "wrong_length"), (("a", "a"), "listed_twice"), (("A",), "wrong_pattern")):
            assert refused(lambda m=matters: attrs.evolve(made, matters=m)) == [(code, "matters")]

    @pytest.mark.parametrize("made", RECORDS[7:9], ids=lambda one: type(one).__name__)
    def test_name_at_least_one_power_and_none_twice(self, made: Any) -> None:
        wrong = (((), "wrong_length"), (("handle", "handle"), "listed_twice"), (("rule",), "unknown_choice"))
        for powers, code in wrong:
            assert refused(lambda p=powers: attrs.evolve(made, powers=p)) == [(code, "powers")]

    def test_lead_unless_said_otherwise(self) -> None:
        assert jurisdiction("u", "a").part == "lead"
        assert refused(lambda: jurisdiction("u", "a", part="both")) == [("unknown_choice", "part")]

    def test_a_delegation_can_be_taken_back_unless_said_otherwise(self) -> None:
        assert delegation("p", "q").revocable is True


class TestAChange:
    def test_says_what_became_of_what_and_who_has_its_open_work(self) -> None:
        assert CHANGE.handed_over[0] == HandOver("T-1", "u", "v")
        assert Change("c", "found", (), ("v",), DAY, "decision").recorded_at is None

    def test_asks_all_its_fields_at_once(self) -> None:
        wrong = [unchecked(value) for value in (1, "vanish", ["u"], ("a b",), NOON, "", (("T", "u", "v"),), DAY)]
        assert refused(lambda: Change(*wrong)) == [
            ("wrong_pattern", "id"),
            ("unknown_choice", "kind"),
            ("wrong_type", "originals"),
            ("wrong_pattern", "results"),
            ("wrong_type", "on"),
            ("missing", "basis"),
            ("wrong_type", "handed_over"),
            ("wrong_type", "recorded_at"),
        ]
        assert refused(lambda: HandOver("T 1", "", unchecked(None))) == [
            ("wrong_pattern", "case"),
            ("wrong_pattern", "source"),
            ("wrong_pattern", "target"),
        ]


class TestEveryRecord:
    def test_is_of_one_of_the_eleven_tables(self) -> None:
        assert [type(record) for record in RECORDS] == list(TABLES.values())
        assert list(ROWS) == list(TABLES)

    @pytest.mark.parametrize("record", [*RECORDS, CHANGE, YEAR], ids=lambda one: type(one).__name__)
    def test_is_a_value(self, record: Any) -> None:
        again = pickle.loads(pickle.dumps(record))  # noqa: S301  # our own bytes
        assert again == record == copy.deepcopy(record)
        assert hash(again) == hash(record)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            record.id = "other"

    @pytest.mark.parametrize(
        "record", [*RECORDS, CHANGE, CHANGE.handed_over[0], YEAR], ids=lambda one: type(one).__name__
    )
    def test_of_wrong_values_is_bad_input_and_nothing_else(self, record: Any) -> None:
        for name in attrs.fields_dict(type(record)):
            refusals = 0
            for value in WRONG:
                error = raised_by(lambda n=name, v=value: attrs.evolve(record, **{n: v}))
                if error is None:
                    continue
                assert type(error) is BadInput, (name, value)
                (problem,) = error.problems
                assert problem.where in {name, name.replace("min_", "max_")}
                assert error.__context__ is None
                refusals += 1
            assert refusals >= 13, name

    @pytest.mark.parametrize("record", RECORDS, ids=lambda one: type(one).__name__)
    def test_tells_of_all_wrong_fields_at_once(self, record: Any) -> None:
        names = list(attrs.fields_dict(type(record)))
        wrong = dict.fromkeys(names, object())
        assert sorted(where for _, where in refused(lambda: type(record)(**wrong))) == sorted(names)

    @pytest.mark.parametrize("record", RECORDS, ids=lambda one: type(one).__name__)
    def test_is_written_as_a_row_and_read_back(self, record: Record) -> None:
        assert record_of(row_of(record)) == record
        assert record_of(row_of(record), recorded_at=NOON).validity == valid(recorded=NOON)

    @pytest.mark.parametrize("value", [None, "a", {}, YEAR, CHANGE])
    def test_is_what_a_row_is_made_of(self, value: object) -> None:
        assert refused(lambda: row_of(unchecked(value))) == [("wrong_type", "record")]
        assert refused(lambda: record_of(unchecked(value))) == [("wrong_type", "row")]


def row(kind: Any, /, **values: Any) -> Any:
    return kind(**{"id": "x", "valid_from": START, "source": "made up", **values})


class TestARow:
    def test_has_codes_as_text(self) -> None:
        named = {"name_zh": "玉桥", "name_en": "Yuqiao"}
        grid: Any = record_of(row(AreaRow, kind="grid", code="110112004002003", **named))
        street: Any = record_of(row(AreaRow, kind="subdistrict", code="110112004", **named))
        body: Any = record_of(row(UnitRow, kind="merchant", credit_code="91110000600037341L", **named))
        assert (grid.code, street.code) == (GridCode15("110112004002003"), AdminCode12("110112004"))
        assert body.credit_code == CreditCode18("91110000600037341L")

    def test_with_a_wrong_code_is_refused_where_it_stands(self) -> None:
        named = {"name_zh": "玉桥", "name_en": "Yuqiao"}
        assert refused(lambda: record_of(row(AreaRow, kind="grid", code="123", **named))) == [
            ("not_admin_code", "code")
        ]
        assert refused(lambda: record_of(row(UnitRow, kind="merchant", credit_code="91110000600037341A", **named))) == [
            ("wrong_check_digit", "credit_code")
        ]

    def test_has_an_amount_and_a_unit_of_a_limit_or_neither(self) -> None:
        given = {"holder": "u", "area": "a", "matters": ("all",), "powers": ("handle",)}
        both: Any = record_of(row(JurisdictionRow, within=2, within_unit="working_days", **given))
        assert both.within == Limit(2, "working_days")
        assert unchecked(record_of(row(JurisdictionRow, **given))).within is None
        for half in ({"within": 2}, {"within_unit": "hours"}):
            assert refused(lambda h=half: record_of(row(JurisdictionRow, **h, **given))) == [
                ("within_without_unit", "within")
            ]

    def test_of_an_agent_needs_a_key_only(self) -> None:
        assert record_of(row(AgentRow)) == Agent("x", Validity(START, "made up"))

    def test_keeps_the_list_of_a_post(self) -> None:
        assert unchecked(record_of(row(PostRow, unit="u", role="clerk", eligible=("a", "b")))).eligible == ("a", "b")


def test_a_register_takes_every_record_in_its_own_table_only() -> None:
    for table, kind in TABLES.items():
        for record in RECORDS:
            if type(record) is not kind:
                assert refused(lambda t=table, r=record: Register(**unchecked({t: (r,)}))) == [
                    ("wrong_type", f"{table}[0]")
                ]
