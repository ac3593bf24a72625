"""What is asked of a register, one record at a time: entered, appointed, revised, ended, corrected, struck."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.spec.org.conftest import (
    JULY,
    NOON,
    START,
    History,
    agent,
    appointment,
    area,
    delegation,
    history,
    jurisdiction,
    membership,
    other_route,
    post,
    refused,
    relation,
    shift,
    unchecked,
    unit,
    valid,
    versions,
)

from gridgov import org
from gridgov.adapters.memory import MemoryStore
from gridgov.calendars import Limit
from gridgov.errors import Defect
from gridgov.kernel import Context, execute, fold, load
from gridgov.messages import COMMANDS
from gridgov.messages import org as m
from gridgov.messages.tickets import Withdraw
from gridgov.org import row_of
from gridgov.testing.scenario import given

JUNE = date(2022, 6, 1)
OFFICE = (unit("office"), post("desk", "office"), agent("ann"))


class TestFound:
    def test_a_register_begins_with_what_is_there_already(self) -> None:
        begun = (
            History()
            .when(m.Found, title_en="Yuqiao", title_zh="玉桥", rows=OFFICE)
            .then_state(id="r-1", title_en="Yuqiao", title_zh="玉桥")
        )

        assert [one.id for one in (*begun.units, *begun.posts, *begun.agents)] == ["office", "desk", "ann"]
        assert {one.validity.recorded_at for one in (*begun.units, *begun.posts, *begun.agents)} == {NOON}

    def test_it_may_begin_empty(self) -> None:
        assert History().when(m.Found, title_en="A", title_zh="甲").then_state().units == ()

    def test_it_begins_once(self) -> None:
        history().when(m.Found, title_en="A", title_zh="甲").then_refused("already_exists")

    def test_every_fault_comes_at_its_row(self) -> None:
        rows = (unit("office", area="nowhere"), post("desk", "office"), post("desk", "office"))

        assert History().faults(m.Found, title_en="A", title_zh="甲", rows=rows) == [
            ("duplicate_id", "rows[2].id"),
            ("not_known", "rows[0].area"),
        ]

    def test_every_code_that_is_none_comes_at_its_row(self) -> None:
        rows = tuple(row_of(area(name)).model_copy(update={"code": name}) for name in ("first", "second"))

        assert History().faults(m.Found, title_en="A", title_zh="甲", rows=rows) == [
            ("not_admin_code", "rows[0].code"),
            ("not_admin_code", "rows[1].code"),
        ]

    def test_a_title_is_one_line_that_can_be_seen(self) -> None:
        assert History().faults(m.Found, title_en="A\u200bB", title_zh="甲") == [("control_character", "title_en")]


class TestEnter:
    @pytest.mark.parametrize(
        ("record", "table"),
        [
            (area("c-1"), "areas"),
            (unit("team"), "units"),
            (post("chair", "office"), "posts"),
            (agent("bob"), "agents"),
            (relation("office", "supports", "office"), "relations"),
            (other_route("fire", "emergency", "safety.fire"), "other_routes"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_it_is_there_and_known_from_then_on(self, record: Any, table: str) -> None:
        story = history(*OFFICE)

        found = story.when(m.Enter, row=record).then_state()

        [entered] = [one for one in getattr(found, table) if one.id == record.id]
        assert row_of(entered) == row_of(record)
        assert entered.validity.recorded_at == story.at
        assert record.id not in found.known_on(NOON)

    def test_the_event_says_what_was_entered(self) -> None:
        row = row_of(agent("bob"))
        story = history()

        story.when(m.Enter, row=row).then(m.OrgEntered(at=story.at, actor="clerk-1", register_id="r-1", row=row))

    def test_what_it_names_has_to_be_there(self) -> None:
        assert history().faults(m.Enter, row=post("desk", "office")) == [("not_known", "row.unit")]

    def test_what_it_names_has_to_last_as_long(self) -> None:
        short = history(unit("office", validity=valid(START, JUNE)))

        assert short.faults(m.Enter, row=post("desk", "office")) == [("outside_time", "row.unit")]

    def test_a_period_that_ends_before_it_begins_is_named_at_its_field(self) -> None:
        row = row_of(agent("bob")).model_copy(update={"valid_to": date(2021, 1, 1)})

        assert history().faults(m.Enter, row=row) == [("ends_before_start", "row.valid_to")]

    def test_what_is_there_already_is_not_entered_again(self) -> None:
        assert history(*OFFICE).faults(m.Enter, row=unit("office")) == [("duplicate_id", "row.id")]

    def test_who_was_gone_may_come_back_under_the_old_id(self) -> None:
        gone = history(agent("bob", validity=valid(START, JUNE)))

        back = gone.after(m.Enter, row=agent("bob", validity=valid(JULY)))

        assert versions(back.register, "bob") == [(START, JUNE), (JULY, None)]

    def test_a_fault_of_another_record_names_that(self) -> None:
        """An office that is guided may not lead: the fault is that of the older record."""
        story = history(area("c-1"), unit("office"), unit("committee"), jurisdiction("committee", "c-1"))

        assert story.faults(m.Enter, row=relation("office", "guides", "committee")) == [
            ("guided_and_handles", "row: committee-c-1-all")
        ]

    def test_an_appointment_is_not_entered_but_appointed(self) -> None:
        assert refused(lambda: history().command(m.Enter, row=appointment("ann", "desk"))) == [("unknown_type", "row")]


class TestAppoint:
    """Also: admit, assign, delegate, schedule. Each enters a record of its own kind."""

    AREA = (area("c-1"), *OFFICE, unit("team"), post("chair", "office"))

    @pytest.mark.parametrize(
        ("kind", "event", "record", "table"),
        [
            (m.Appoint, m.OrgAppointed, appointment("ann", "desk"), "appointments"),
            (m.Admit, m.OrgAdmitted, membership("ann", "team"), "memberships"),
            (m.Assign, m.OrgAssigned, jurisdiction("chair", "c-1", within=Limit(3, "working_days")), "jurisdictions"),
            (m.Schedule, m.OrgScheduled, shift("ann", "desk"), "shifts"),
        ],
        ids=["appoint", "admit", "assign", "schedule"],
    )
    def test_is_an_act_of_its_own(self, kind: Any, event: Any, record: Any, table: str) -> None:
        story = history(*self.AREA)

        found = story.when(kind, row=record).then(
            event(at=story.at, actor="clerk-1", register_id="r-1", row=row_of(record))
        )

        [made] = getattr(found, table)
        assert row_of(made) == row_of(record)
        assert made.validity.recorded_at == story.at

    def test_delegating_needs_something_to_give(self) -> None:
        story = history(*self.AREA)

        assert story.faults(m.Delegate, row=delegation("chair", "desk")) == [("wider_than_given", "row")]
        able = story.after(m.Assign, row=jurisdiction("chair", "c-1"))
        assert len(able.after(m.Delegate, row=delegation("chair", "desk")).register.delegations) == 1

    def test_a_post_that_is_full_is_named(self) -> None:
        story = history(*self.AREA, agent("bob"), appointment("ann", "desk"))

        assert story.faults(m.Appoint, row=appointment("bob", "desk")) == [("too_many_holders", "row: desk")]

    def test_an_appointment_may_have_begun_before_anybody_said_so(self) -> None:
        late = history(*self.AREA).later(days=90).after(m.Appoint, row=appointment("ann", "desk"))

        assert late.register.holders("desk", at=START)
        assert late.register.known_on(NOON).holders("desk", at=START) == ()

    def test_a_limit_has_an_amount_and_a_unit(self) -> None:
        row = row_of(jurisdiction("chair", "c-1")).model_copy(update={"within": 3})

        assert history(*self.AREA).faults(m.Assign, row=row) == [("within_without_unit", "row.within")]


class TestRevise:
    """What others hang on cannot end and be entered anew: it is otherwise from a day on."""

    TOWN = (area("c-1", households=900), *OFFICE, appointment("ann", "desk"))

    def test_from_its_first_day_on_it_is_as_the_row_says(self) -> None:
        found = history(*self.TOWN).after(m.Revise, row=area("c-1", households=950, validity=valid(JULY))).register

        assert versions(found, "c-1") == [(START, JULY), (JULY, None)]
        assert [found.area("c-1", at=day).households for day in (JUNE, JULY)] == [900, 950]

    def test_what_hangs_on_it_goes_on(self) -> None:
        found = history(*self.TOWN).after(m.Revise, row=post("desk", "office", max_holders=3, validity=valid(JULY)))

        assert [one.agent for one in found.register.holders("desk", at=JULY)] == ["ann"]

    def test_from_the_first_day_on_it_takes_the_place_of_what_was(self) -> None:
        found = history(*self.TOWN).after(m.Revise, row=area("c-1", households=950)).register

        assert versions(found, "c-1") == [(START, None)]
        assert found.area("c-1", at=START).households == 950

    @pytest.mark.parametrize(
        "row",
        [
            area("c-1", name_zh="新社区", validity=valid(JULY)),
            area("c-1", code="110112004002", validity=valid(JULY)),
            area("c-1", parent="c-2", validity=valid(JULY)),
            unit("office", name_en="Bureau", validity=valid(JULY)),
            unit("office", area="c-1", validity=valid(JULY)),
        ],
        ids=["name", "code", "parent", "name of a unit", "area of a unit"],
    )
    def test_names_codes_and_places_change_by_other_acts(self, row: Any) -> None:
        story = history(*self.TOWN, area("c-2"))

        story.when(m.Revise, row=row).then_refused("another_act", allowed=("rename", "recode", "transfer"))

    def test_a_village_becomes_a_community(self) -> None:
        found = history(area("v-1", "village")).after(m.Revise, row=area("v-1", "community", validity=valid(JULY)))

        assert found.register.area("v-1", at=JULY).kind == "community"

    def test_areas_and_units_end_by_a_change(self) -> None:
        ending = unit("office", validity=valid(JULY, date(2023, 1, 1)))

        history(*self.TOWN).when(m.Revise, row=ending).then_refused("ends_by_change")

    def test_the_same_again_is_no_revision(self) -> None:
        history(*self.TOWN).when(m.Revise, row=unit("office", validity=valid(JULY))).then_refused("nothing_changes")

    def test_a_version_that_begins_later_is_not_undone(self) -> None:
        story = history(*self.TOWN).after(m.Revise, row=area("c-1", households=950, validity=valid(JULY)))

        refusal = story.when(m.Revise, row=area("c-1", households=999, validity=valid(JUNE))).then_refused(
            "changes_later"
        )
        assert refusal.params["later"] == ("2022-07-01",)

    def test_before_its_time_nothing_is_otherwise(self) -> None:
        early = area("c-1", households=950, validity=valid(date(2021, 12, 31)))

        history(*self.TOWN).when(m.Revise, row=early).then_refused("before_it_began")

    def test_an_id_of_another_kind_is_bad_input(self) -> None:
        assert history(*self.TOWN).faults(m.Revise, row=unit("desk", validity=valid(JULY))) == [
            ("of_another_kind", "row.id")
        ]

    def test_what_is_not_there_cannot_be_otherwise(self) -> None:
        assert history().faults(m.Revise, row=unit("office", validity=valid(JULY))) == [("not_known", "row.id")]


class TestEnd:
    HELD = (*OFFICE, appointment("ann", "desk"), shift("ann", "desk"))

    def test_from_that_day_on_it_is_no_more(self) -> None:
        story = history(*self.HELD)

        found = story.when(m.End, record="ann-on-desk", on=JULY, reason="retired").then(
            m.OrgEnded(at=story.at, actor="clerk-1", register_id="r-1", record="ann-on-desk", on=JULY, reason="retired")
        )

        assert versions(found, "ann-on-desk") == [(START, JULY)]
        assert found.find("ann-on-desk").end_reason == "retired"  # type: ignore[union-attr]

    def test_it_was_believed_to_last_until_then(self) -> None:
        story = history(*self.HELD).later(days=200)

        found = story.after(m.End, record="ann-on-desk", on=JULY, reason="retired").register

        assert versions(found.known_on(story.at), "ann-on-desk") == [(START, JULY)]
        before = found.known_on(datetime(2022, 9, 1, tzinfo=UTC))
        assert versions(before, "ann-on-desk") == [(START, None)]
        assert before.find("ann-on-desk").end_reason is None  # type: ignore[union-attr]

    def test_what_hangs_on_it_is_not_forgotten(self) -> None:
        refusal = (
            history(*self.HELD).when(m.End, record="desk", on=JULY, reason="abolished").then_refused("dependants_left")
        )

        assert refusal.params["cases"] == ("ann-on-desk", "ann-duty-desk")

    def test_what_hangs_on_it_may_end_too(self) -> None:
        story = history(
            *self.HELD, agent("bob"), appointment("bob", "desk", "acting", validity=valid(date(2023, 1, 1)))
        )

        found = story.after(m.End, record="desk", on=JULY, reason="abolished", cascade=True)

        assert found.events[-1].ended == ("ann-on-desk", "bob-on-desk", "ann-duty-desk")  # type: ignore[attr-defined]
        assert versions(found.register, "ann-duty-desk") == [(START, JULY)]
        assert versions(found.register, "bob-on-desk") == []  # it would only have begun later
        assert found.register.find("ann-on-desk").end_reason == "abolished"  # type: ignore[union-attr]

    def test_what_ended_before_needs_no_end(self) -> None:
        old = appointment("ann", "desk", validity=valid(START, JUNE))

        history(*OFFICE, old).when(m.End, record="desk", on=JULY, reason="abolished").then_state()

    def test_the_end_of_what_hangs_on_that_ends_too(self) -> None:
        """An agent goes, and with the agent the appointment; what was delegated by the post stays."""
        story = history(*self.HELD).after(m.End, record="ann", on=JULY, reason="moved", cascade=True)

        assert story.events[-1].ended == ("ann-on-desk", "ann-duty-desk")  # type: ignore[attr-defined]

    @pytest.mark.parametrize("name", ["office", "c-1"])
    def test_areas_and_units_end_by_a_change(self, name: str) -> None:
        story = history(*self.HELD, area("c-1"))

        story.when(m.End, record=name, on=JULY, reason="closed", cascade=True).then_refused(
            "ends_by_change", allowed=("dissolve", "merge", "split")
        )

    @pytest.mark.parametrize("on", [START, date(2021, 1, 1)], ids=["on the first day", "before"])
    def test_nothing_is_over_before_it_began(self, on: date) -> None:
        history(*self.HELD).when(m.End, record="ann-on-desk", on=on, reason="retired").then_refused("before_it_began")

    @pytest.mark.parametrize("on", [JULY, date(2022, 8, 1)], ids=["on the same day", "later"])
    def test_nothing_ends_twice(self, on: date) -> None:
        story = history(*self.HELD).after(m.End, record="ann-on-desk", on=JULY, reason="retired")

        story.when(m.End, record="ann-on-desk", on=on, reason="retired").then_refused("ended_already")

    def test_it_may_end_earlier_than_was_planned(self) -> None:
        story = history(*self.HELD).after(m.End, record="ann-on-desk", on=JULY, reason="retired")

        found = story.after(m.End, record="ann-on-desk", on=JUNE, reason="ill").register
        assert versions(found, "ann-on-desk") == [(START, JUNE)]

    def test_a_version_that_begins_later_is_not_undone(self) -> None:
        later = (agent("bob", validity=valid(START, JUNE)), agent("bob", validity=valid(JULY)))

        history(*later).when(m.End, record="bob", on=date(2022, 5, 1), reason="moved").then_refused("changes_later")

    def test_what_came_back_on_that_day_did_not_begin_before(self) -> None:
        back = (agent("bob", validity=valid(START, JUNE)), agent("bob", validity=valid(JULY)))

        history(*back).when(m.End, record="bob", on=JULY, reason="moved").then_refused("before_it_began")

    def test_what_was_given_irrevocably_is_not_taken_back(self) -> None:
        given = (area("c-1"), *OFFICE, post("chair", "office"), jurisdiction("chair", "c-1"))
        story = history(*given, delegation("chair", "desk", revocable=False))

        story.when(m.End, record="chair-lets-desk", on=JULY, reason="changed").then_refused("not_revocable")
        story.when(m.End, record="chair", on=JULY, reason="abolished", cascade=True).then_state()

    def test_what_can_be_taken_back_ends(self) -> None:
        given = (area("c-1"), *OFFICE, post("chair", "office"), jurisdiction("chair", "c-1"))
        story = history(*given, delegation("chair", "desk"))

        found = story.after(m.End, record="chair-lets-desk", on=JULY, reason="changed").register
        assert versions(found, "chair-lets-desk") == [(START, JULY)]

    def test_whoever_gave_something_away_has_to_keep_having_it(self) -> None:
        given = (area("c-1"), *OFFICE, post("chair", "office"), jurisdiction("chair", "c-1"))
        story = history(*given, delegation("chair", "desk"))

        assert story.faults(m.End, record="chair-c-1-all", on=JULY, reason="changed") == [
            ("wider_than_given", "on: chair-lets-desk")
        ]

    def test_what_is_not_there_cannot_end(self) -> None:
        assert history().faults(m.End, record="desk", on=JULY, reason="abolished") == [("not_known", "record")]


class TestCorrect:
    """The belief of the time is kept beside what is right: an appeal asks what was known when it was decided."""

    WRONG = (*OFFICE, agent("bob"), appointment("ann", "desk", validity=valid(START, JULY)))

    def test_the_right_version_takes_the_place_of_the_wrong_one(self) -> None:
        story = history(*self.WRONG).later(days=30)
        right = appointment("ann", "desk", "acting", validity=valid(date(2022, 2, 1)))

        found = story.after(m.Correct, row=right, reason="misread").register

        assert versions(found, "ann-on-desk") == [(date(2022, 2, 1), None)]
        assert [one.mode for one in found.holders("desk", at=JULY)] == ["acting"]
        assert found.holders("desk", at=START) == ()

    def test_what_was_believed_is_still_known(self) -> None:
        story = history(*self.WRONG).later(days=30)
        right = appointment("ann", "desk", "acting", validity=valid(date(2022, 2, 1)))

        found = story.after(m.Correct, row=right, reason="misread").register

        before, after = found.known_on(NOON), found.known_on(story.at)
        assert [(one.mode, one.validity.superseded_at) for one in before.holders("desk", at=START)] == [
            ("appointed", None)
        ]
        assert after.holders("desk", at=START) == ()
        assert [one.mode for one in after.holders("desk", at=JULY)] == ["acting"]
        [wrong, _] = found.appointments
        assert (wrong.validity.recorded_at, wrong.validity.superseded_at) == (NOON, story.at)

    def test_of_several_versions_one_has_to_be_named(self) -> None:
        story = history(agent("bob", validity=valid(START, JUNE)), agent("bob", validity=valid(JULY)))
        right = agent("bob", validity=valid(date(2022, 6, 15)))

        assert story.faults(m.Correct, row=right, reason="misread") == [("missing", "version")]
        assert story.faults(m.Correct, row=right, reason="misread", version=JUNE) == [("not_known_then", "version")]
        found = story.after(m.Correct, row=right, reason="misread", version=JULY).register
        assert versions(found, "bob") == [(START, JUNE), (date(2022, 6, 15), None)]

    def test_the_day_of_a_change_moves_for_both_sides_of_it(self) -> None:
        """A post hangs on every day of the office: a gap between its versions would be a fault."""
        story = history(*OFFICE).after(m.Revise, row=unit("office", "grid_team", validity=valid(JULY)))

        for day in (JUNE, date(2022, 8, 1)):
            right = unit("office", "grid_team", validity=valid(day))
            found = story.after(m.Correct, row=right, version=JULY, reason="misread").register
            assert versions(found, "office") == [(START, day), (day, None)]
            first = unit("office", validity=valid(START, day))
            found = story.after(m.Correct, row=first, version=START, reason="misread").register
            assert versions(found, "office") == [(START, day), (day, None)]

    def test_no_version_is_corrected_away_by_its_neighbour(self) -> None:
        story = history(*OFFICE).after(m.Revise, row=unit("office", "grid_team", validity=valid(JULY)))

        early = unit("office", "grid_team")
        assert story.faults(m.Correct, row=early, version=JULY, reason="misread") == [("duplicate_id", "row.id")]
        for_good = unit("office")
        assert story.faults(m.Correct, row=for_good, version=START, reason="misread") == [("duplicate_id", "row.id")]

    def test_what_is_right_has_to_be_sound(self) -> None:
        wrong = appointment("carl", "desk", validity=valid(START, JULY), id="ann-on-desk")

        assert history(*self.WRONG).faults(m.Correct, row=wrong, reason="misread") == [("not_known", "row.agent")]

    def test_what_is_right_already_needs_no_correction(self) -> None:
        same = appointment("ann", "desk", validity=valid(START, JULY))

        history(*self.WRONG).when(m.Correct, row=same, reason="misread").then_refused("nothing_changes")

    def test_a_record_stays_of_its_kind(self) -> None:
        assert history(*self.WRONG).faults(m.Correct, row=unit("desk"), reason="misread") == [
            ("of_another_kind", "row.entity")
        ]

    def test_what_is_not_there_cannot_be_wrong(self) -> None:
        assert history().faults(m.Correct, row=unit("office"), reason="misread") == [("not_known", "row.id")]

    def test_a_unit_that_ended_earlier_has_no_open_cases(self) -> None:
        """Regulation on Petition Work 2022, Art. 24: open matters go to whoever goes on with the powers."""
        story = history(unit("office"))
        ended = unit("office", validity=valid(START, JUNE))
        case = m.OpenCase(case="T-1", unit="office")

        story.when(m.Correct, row=ended, reason="misread", open_cases=(case,)).then_refused(
            "open_work_without_successor", allowed=("dissolve", "merge", "split")
        )
        assert versions(story.after(m.Correct, row=ended, reason="misread").register, "office") == [(START, JUNE)]

    def test_a_unit_that_lasts_longer_may_have_them(self) -> None:
        story = history(unit("office", validity=valid(START, JUNE)))
        case = m.OpenCase(case="T-1", unit="office")

        found = story.after(m.Correct, row=unit("office"), reason="misread", open_cases=(case,)).register
        assert versions(found, "office") == [(START, None)]

    def test_a_case_of_another_unit_is_bad_input(self) -> None:
        story = history(unit("office"), unit("team"))
        case = m.OpenCase(case="T-1", unit="team")
        ended = unit("office", validity=valid(START, JUNE))

        assert story.faults(m.Correct, row=ended, reason="misread", open_cases=(case,)) == [
            ("not_with_it", "open_cases[0].unit")
        ]


class TestStrike:
    """What never was is no more part of what is known, and stays part of what was."""

    def test_it_never_was(self) -> None:
        story = history(*OFFICE, appointment("ann", "desk")).later(days=30)

        found = story.after(m.Strike, record="ann-on-desk", reason="another_person").register

        assert "ann-on-desk" not in found
        assert "ann-on-desk" in found.known_on(NOON)
        assert "ann-on-desk" not in found.known_on(story.at)

    def test_what_hangs_on_it_has_to_go_first(self) -> None:
        story = history(*OFFICE, appointment("ann", "desk"))

        assert story.faults(m.Strike, record="desk", reason="misread") == [("not_known", "record: ann-on-desk.post")]

    def test_what_was_before_went_on(self) -> None:
        story = history(*OFFICE).after(m.Rename, record="office", name_zh="新", name_en="New")

        found = story.after(m.Strike, record="office", version=JULY, reason="misread").register

        assert versions(found, "office") == [(START, None)]
        assert found.unit("office", at=JULY).name_zh == "office"

    def test_one_of_several_versions_is_named(self) -> None:
        story = history(agent("bob", validity=valid(START, JUNE)), agent("bob", validity=valid(JULY)))

        assert story.faults(m.Strike, record="bob", reason="misread") == [("missing", "version")]
        found = story.after(m.Strike, record="bob", reason="misread", version=JULY).register
        assert versions(found, "bob") == [(START, JUNE)]

    def test_a_unit_with_open_cases_stays(self) -> None:
        case = m.OpenCase(case="T-1", unit="office")

        history(unit("office")).when(m.Strike, record="office", reason="misread", open_cases=(case,)).then_refused(
            "open_work_without_successor"
        )

    def test_a_change_can_be_struck_and_told_again(self) -> None:
        story = history(unit("office")).after(m.Rename, change="ch-1", record="office", name_zh="新", name_en="New")
        struck = story.later(days=1).after(m.Strike, record="ch-1", reason="misread")

        assert [one.id for one in struck.register.changes if one.superseded_at is None] == []
        assert [one.id for one in struck.register.known_on(story.at).changes] == ["ch-1"]
        assert struck.register.known_on(struck.at).changes == ()
        again = struck.after(m.Rename, change="ch-1", record="office", name_zh="再", name_en="Again", on=JULY)
        assert [one.superseded_at is None for one in again.register.changes] == [False, True]

    def test_a_unit_that_a_change_names_stays_until_that_is_struck(self) -> None:
        story = history(unit("office")).after(m.Rename, change="ch-1", record="office", name_zh="新", name_en="New")
        late = story.after(m.Strike, record="office", version=JULY, reason="misread")
        assert versions(late.register, "office") == [(START, None)]

        assert late.faults(m.Strike, record="office", reason="misread") == [
            ("not_known", "record: ch-1.originals"),
            ("not_known", "record: ch-1.results"),
        ]
        clean = late.after(m.Strike, record="ch-1", reason="misread").after(m.Strike, record="office", reason="misread")
        assert "office" not in clean.register

    def test_what_is_not_there_cannot_be_struck(self) -> None:
        assert history().faults(m.Strike, record="ch-1", reason="misread") == [("not_known", "record")]


class TestAnyCommand:
    def test_a_register_that_was_never_founded_does_not_exist(self) -> None:
        for command in (m.Enter, m.Appoint, m.End):
            fields: dict[str, Any] = {
                m.Enter: {"row": agent("ann")},
                m.Appoint: {"row": appointment("ann", "desk")},
                m.End: {"record": "desk", "on": JULY, "reason": "abolished"},
            }[command]
            History().when(command, **fields).then_refused("does_not_exist", allowed=("found",))

    def test_the_stream_of_a_register_is_named_after_it(self) -> None:
        assert org.stream_of(history().command(m.Enter, row=agent("ann"))) == "org/r-1"

    def test_a_command_of_another_room_is_bad_input(self) -> None:
        withdraw = Withdraw(command_id="c-1", ticket="T-1", reason="moved")
        expected = [("wrong_type", "command")]

        assert refused(lambda: org.stream_of(unchecked(withdraw))) == expected
        assert refused(lambda: org.decide(None, unchecked(withdraw), Context(NOON, "clerk-1"))) == expected

    def test_what_has_not_happened_yet_is_refused(self) -> None:
        command = History().command(m.Found, title_en="A", title_zh="甲")
        early = Context(NOON, "clerk-1", recorded_at=datetime(2022, 3, 1, tzinfo=UTC))

        given(org).when(command, early).then_refused("in_the_future")

    def test_a_log_that_begins_in_the_middle_is_a_defect(self) -> None:
        with pytest.raises(Defect) as caught:
            fold(org, history(*OFFICE).after(m.Appoint, row=appointment("ann", "desk")).events[1:])
        assert caught.value.code == "log_without_beginning"

    def test_a_log_that_begins_twice_is_a_defect(self) -> None:
        with pytest.raises(Defect) as caught:
            fold(org, history().events * 2)
        assert caught.value.code == "log_begins_twice"

    def test_a_row_in_json_says_what_it_is(self) -> None:
        command = history().command(m.Enter, row=agent("ann"))
        text = command.model_dump_json()

        assert COMMANDS.read(text) == command
        assert refused(lambda: COMMANDS.read(text.replace('"entity":"agent",', ""))) == [("missing", "row")]
        assert COMMANDS.schemas()["org.enter"]["$defs"]["AgentRow"]["required"][0] == "entity"


class TestInAStore:
    """The room is a decider like the others: the kernel runs it, and the log is the truth."""

    def test_a_register_is_folded_from_its_log(self) -> None:
        store, story = MemoryStore(), History()
        for kind, fields in (
            (m.Found, {"title_en": "A", "title_zh": "甲", "rows": OFFICE}),
            (m.Appoint, {"row": appointment("ann", "desk")}),
            (m.End, {"record": "ann-on-desk", "on": JULY, "reason": "retired"}),
        ):
            command = story.command(kind, **fields).model_copy(update={"command_id": f"c-{kind.__name__}"})
            execute(store, org, command, Context(story.at, "clerk-1"))
            execute(store, org, command, Context(story.at, "clerk-1"))  # the same again changes nothing
            story = story.after(kind, **fields)

        assert load(store, org, "org/r-1") == story.register
        assert [one.event for one in store.read("org/r-1")] == [*story.events]
