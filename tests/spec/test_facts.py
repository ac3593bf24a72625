"""From a log to facts: what each column of the tickets and of the tasks says. Expected rows are read off by hand."""

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from gridgov import tickets
from gridgov.adapters.memory import MemoryStore
from gridgov.kernel import Context, execute
from gridgov.messages import tickets as m
from gridgov.metrics.facts import Facts, facts
from gridgov.parameters import Parameters, combine, read_pack

NOON = datetime(2022, 3, 1, 4, tzinfo=UTC)
NOON_US = 1_646_107_200_000_000
"""date -u -d '2022-03-01 04:00' +%s, in microseconds."""
HOUR = 3_600_000_000
NO_RULES = Parameters()
FIVE_DAYS = NOON + timedelta(days=5)
FIVE_DAYS_US = NOON_US + 5 * 24 * HOUR

USUAL = {
    m.Collect: {
        "channel": "hotline",
        "kind": "help",
        "category": "noise",
        "place": "110112004002",
        "text": "loud",
        "claimant": "person-9",
    },
    m.AnswerNow: {"text": "at nine", "knowledge": "kb-7"},
    m.Classify: {"kind": "help", "category": "noise", "place": "110112004002", "urgency": "normal"},
    m.Dispatch: {"unit": "unit-2"},
    m.Object: {"basis": "List of duties, item 4", "proposed_unit": "unit-3", "text": "not ours"},
    m.Adjudicate: {"by_unit": "office-1", "decision": "rejected", "text": "it is yours"},
    m.Contact: {"channel": "phone"},
    m.Wait: {"reason": "parts_ordered", "resume_by": FIVE_DAYS},
    m.Extend: {"clock": "resolve", "due": FIVE_DAYS + timedelta(days=2), "reason": "rain", "asked_by": "worker-8"},
    m.Escalate: {"unit": "district-1", "reason": "no_competence"},
    m.Instruct: {"text": "go on"},
    m.Whistle: {
        "reason": "two_trades",
        "tasks": (
            m.TaskOrder(task="task-1", unit="unit-4", due=FIVE_DAYS),
            m.TaskOrder(task="task-2", unit="unit-5", due=FIVE_DAYS),
        ),
    },
    m.Report: {"task": "task-1", "unit": "unit-4", "result": "done", "text": "the lock is changed"},
    m.Override: {"reason": "no_answer"},
    m.Withdraw: {"reason": "moved", "claimant": "person-9"},
    m.Handle: {"outcome": "resolved", "result": "moved"},
    m.Reply: {"channel": "phone", "text": "it is moved"},
    m.Counsel: {"contacted": True, "solved": True, "satisfaction": "satisfied", "unit": "visitors-1"},
    m.AttemptVisit: {"channel": "phone", "reason": "no_answer", "unit": "visitors-1"},
    m.SkipVisit: {"reason": "opted_out", "unit": "visitors-1"},
    m.Appeal: {"reason": "not_agreed", "claimant": "person-9", "text": "look again"},
    m.DecideAppeal: {"upheld": True, "unit": "district-1", "text": "look again"},
    m.Reopen: {"reason": "came_back", "claimant": "person-9"},
}
ACTORS = {
    m.Adjudicate: "adjudicator-1",
    m.Extend: "lead-1",
    m.Instruct: "deputy-head-1",
    m.Counsel: "visitor-1",
    m.AttemptVisit: "visitor-1",
    m.SkipVisit: "visitor-1",
    m.DecideAppeal: "supervisor-1",
}
TOLD = (m.Collect, m.Dispatch, m.Accept, m.Handle, m.Reply)


SILENCE_ACCEPTS = combine(
    read_pack(
        """
[pack]
id = "test"
title_en = "A test"
title_zh = "测试"
kind = "local"
[[parameter]]
id = "tickets.silence.accepts"
unit = "yes_no"
title_en = "Silence accepts"
title_zh = "逾期视为签收"
[[parameter.value]]
value = true
valid_from = 2020-01-01
reference = "Rule of the test"
""",
        source="test.toml",
    )
)


def told(*steps, recorded_at=None, parameters=NO_RULES) -> Facts:
    """The facts of a ticket to which these things happened, an hour each; a step is a command, or one with fields."""
    store = MemoryStore()
    for hour, step in enumerate(steps):
        kind, fields = step if isinstance(step, tuple) else (step, {})
        said = {**USUAL.get(kind, {}), **fields}
        actor = said.pop("actor", ACTORS.get(kind, "worker-7"))
        context = Context(NOON + timedelta(hours=hour), actor, parameters, "salt", recorded_at)
        execute(store, tickets, kind(command_id=f"c-{hour}", ticket="T-1", **said), context)
    return facts(store.read_all())


def row(*steps, parameters=NO_RULES):
    """The one row of the ticket table."""
    return {name: column[0] for name, column in told(*steps, parameters=parameters).tickets.items()}


def picked(found, *names):
    return tuple(found[name] for name in names)


class TestWhoAndWhence:
    def test_a_claimant_is_the_key_of_the_log(self):
        assert picked(row(m.Collect), "caller", "origin") == ("person-9", "claimant")

    def test_an_anonymous_request_has_no_caller(self):
        assert row((m.Collect, {"claimant": None}))["caller"] is None

    def test_what_was_found_before_anybody_complained_says_so(self):
        assert row((m.Collect, {"claimant": None, "origin": "proactive"}))["origin"] == "proactive"

    def test_when_it_was_entered_is_not_when_it_came_in(self):
        """The envelope knows when an event became known."""
        late = NOON + timedelta(hours=30)
        table = told(m.Collect, recorded_at=late).tickets

        assert (table["collected_at"], table["recorded_at"]) == ([NOON_US], [NOON_US + 30 * HOUR])

    def test_no_personal_text_is_in_them(self):
        found = told(*TOLD, m.Counsel, m.Reopen)

        assert "loud" not in str(found)
        assert "moved" not in str(found)

    def test_they_cannot_be_exchanged(self):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            told(m.Collect).tasks = {}


class TestDispatching:
    """Beijing Regulation on Swift Response 2021, Arts. 12 and 14."""

    NAMES = ("accepted_by_first", "objected", "objection_decided", "objection_upheld")

    def test_the_first_unit_takes_it_on(self):
        found = row(m.Collect, m.Dispatch, m.Accept)

        assert picked(found, *self.NAMES) == (1, 0, 0, 0)
        assert found["accepted_at"] == NOON_US + 2 * HOUR

    def test_an_upheld_objection_sends_it_to_another_one(self):
        moved = (m.Adjudicate, {"decision": "upheld", "unit": "unit-3"})
        found = row(m.Collect, m.Dispatch, m.Object, moved, m.Accept)

        assert picked(found, "unit", *self.NAMES) == ("unit-3", 0, 1, 1, 1)

    def test_an_objection_that_is_rejected_was_a_hit(self):
        found = row(m.Collect, m.Dispatch, m.Object, m.Adjudicate)

        assert picked(found, *self.NAMES) == (1, 1, 1, 0)
        assert found["accepted_at"] is None

    def test_an_objection_that_nobody_decided_is_open(self):
        assert picked(row(m.Collect, m.Dispatch, m.Object), *self.NAMES) == (0, 1, 0, 0)

    def test_a_unit_that_comes_later_changes_nothing_about_the_first(self):
        found = row(m.Collect, m.Dispatch, m.Accept, (m.Dispatch, {"unit": "unit-3"}), m.Accept)

        assert picked(found, "unit", "accepted_by_first", "accepted_at") == ("unit-3", 1, NOON_US + 4 * HOUR)

    def test_silence_is_a_hit_and_no_acceptance(self):
        offered = (m.Dispatch, {"accept_by": NOON + timedelta(minutes=90)})
        found = row(m.Collect, offered, (m.Lapse, {"clock": "accept"}), parameters=SILENCE_ACCEPTS)

        assert picked(found, "state", "accepted_by_first", "accepted_at") == ("in_progress", 1, None)
        assert found["accept_due"] == NOON_US + HOUR * 3 // 2

    def test_the_first_contact_after_the_dispatch_counts(self):
        found = row(m.Collect, m.Dispatch, m.Accept, m.Contact, m.Contact)

        assert found["contacted_at"] == NOON_US + 3 * HOUR

    def test_with_another_dispatch_it_begins_anew(self):
        found = row(m.Collect, m.Dispatch, m.Accept, m.Contact, (m.Dispatch, {"unit": "unit-3"}))

        assert picked(found, "accepted_at", "contacted_at") == (None, None)
        assert found["dispatched_at"] == NOON_US + 4 * HOUR

    def test_a_limit_that_was_cancelled_cannot_be_missed(self):
        offered = (m.Dispatch, {"accept_by": NOON + timedelta(hours=9)})
        found = row(m.Collect, offered, m.Withdraw)

        assert (found["outcome"], found["accept_due"]) == ("withdrawn", None)


class TestLimits:
    def test_an_extension_moves_the_limit_and_leaves_the_first(self):
        """Beijing Regulation on Swift Response 2021, Art. 15: more time is allowed with a reason."""
        found = row(m.Collect, (m.Dispatch, {"due": FIVE_DAYS}), m.Accept, m.Extend)

        assert picked(found, "extended", "first_due", "due") == (1, FIVE_DAYS_US, FIVE_DAYS_US + 48 * HOUR)

    def test_without_one_both_are_the_same(self):
        found = row(m.Collect, (m.Dispatch, {"due": FIVE_DAYS}))

        assert picked(found, "extended", "first_due", "due") == (0, FIVE_DAYS_US, FIVE_DAYS_US)

    def test_more_time_for_a_call_is_no_extension_of_the_whole(self):
        offered = (m.Dispatch, {"due": FIVE_DAYS, "contact_by": NOON + timedelta(hours=8)})
        longer = (m.Extend, {"clock": "contact", "due": NOON + timedelta(hours=20)})
        found = row(m.Collect, offered, m.Accept, longer)

        assert picked(found, "extended", "contact_due", "due") == (0, NOON_US + 20 * HOUR, FIVE_DAYS_US)

    def test_to_put_on_hold_is_to_defer(self):
        assert row(m.Collect, m.Dispatch, m.Accept)["deferred"] == 0
        assert row(m.Collect, m.Dispatch, m.Accept, m.Wait)["deferred"] == 1

    def test_a_contact_has_a_limit_of_its_own(self):
        found = row(m.Collect, (m.Dispatch, {"contact_by": NOON + timedelta(hours=8)}), m.Accept)

        assert found["contact_due"] == NOON_US + 8 * HOUR


class TestVisits:
    NAMES = ("visit_due", "visits_tried", "visit_skipped", "visited", "visited_at")

    def test_nothing_is_owed_before_the_reply(self):
        assert picked(row(*TOLD[:-1]), *self.NAMES) == (0, 0, 0, 0, None)

    def test_after_the_reply_a_visit_is_owed(self):
        assert picked(row(*TOLD), *self.NAMES) == (1, 0, 0, 0, None)

    def test_every_try_counts_and_the_visit_is_the_last(self):
        found = row(*TOLD, m.AttemptVisit, m.AttemptVisit, m.Counsel)

        assert picked(found, *self.NAMES) == (1, 3, 0, 1, NOON_US + 7 * HOUR)

    def test_a_visit_that_is_left_out_stays_owed(self):
        assert picked(row(*TOLD, m.SkipVisit), *self.NAMES) == (1, 0, 1, 0, None)


class TestTheLoop:
    """S3: an all-round worker collects, handles, replies and counsels alone."""

    def test_in_one_hand(self):
        mine = {"actor": "worker-7", "unit": None}
        found = row(m.Collect, m.Handle, m.Reply, (m.Counsel, mine))

        assert picked(found, "looped", "one_hand", "independent") == (1, 1, 0)

    def test_in_several_hands(self):
        assert picked(row(*TOLD, m.Counsel), "looped", "one_hand") == (1, 0)

    def test_without_the_last_stage_there_is_no_loop(self):
        assert picked(row(*TOLD), "looped", "one_hand") == (0, 0)


class TestWhatElseHappened:
    @pytest.mark.parametrize(
        ("name", "without", "with_it"),
        [
            ("answered_at_once", (m.Collect,), ((m.Collect, {"kind": "consult"}), m.AnswerNow)),
            ("escalated", TOLD[:3], (*TOLD[:3], m.Escalate)),
            ("reopened", (*TOLD, m.Counsel), (*TOLD, m.Counsel, m.Reopen)),
            ("appealed", (*TOLD, m.Counsel), (*TOLD, m.Counsel, m.Appeal)),
            ("appeal_decided", (*TOLD, m.Counsel, m.Appeal), (*TOLD, m.Counsel, m.Appeal, m.DecideAppeal)),
            ("appeal_upheld", (*TOLD, m.Counsel, m.Appeal), (*TOLD, m.Counsel, m.Appeal, m.DecideAppeal)),
            (
                "recategorised",
                (m.Collect, (m.Classify, {"kind": "complaint"})),
                (m.Collect, (m.Classify, {"category": "parking"})),
            ),
        ],
    )
    def test_is_a_flag(self, name, without, with_it):
        assert (row(*without)[name], row(*with_it)[name]) == (0, 1)

    def test_an_appeal_may_fail(self):
        found = row(*TOLD, m.Counsel, m.Appeal, (m.DecideAppeal, {"upheld": False}))

        assert picked(found, "appeal_decided", "appeal_upheld") == (1, 0)

    def test_another_round_is_no_reopening(self):
        """Who was never closed was not opened again."""
        unhappy = (m.Counsel, {"solved": False, "satisfaction": "dissatisfied"})

        assert picked(row(*TOLD, unhappy), "rounds", "reopened") == (2, 0)

    def test_a_category_that_was_missing_and_is_filled_in_is_no_change(self):
        assert row((m.Collect, {"category": None}), m.Classify)["recategorised"] == 0


class TestTasks:
    """吹哨报到 (Beijing Regulation on Swift Response 2021, Arts. 16, 33): one row a unit that was called in."""

    CALLED = (m.Collect, m.Dispatch, m.Accept, m.Whistle)

    def test_a_log_without_a_whistle_has_none_and_all_columns(self):
        assert told(m.Collect).tasks == {
            name: []
            for name in ("ticket", "task", "unit", "whistled_at", "due", "reported_at", "result", "cancelled_at")
        }
        assert Facts({}, {}).tasks == told(m.Collect).tasks

    def test_one_row_a_unit(self):
        found = told(*self.CALLED, m.Report).tasks

        assert found["ticket"] == ["T-1", "T-1"]
        assert found["task"] == ["task-1", "task-2"]
        assert found["unit"] == ["unit-4", "unit-5"]
        assert found["whistled_at"] == [NOON_US + 3 * HOUR] * 2
        assert found["due"] == [FIVE_DAYS_US] * 2
        assert found["reported_at"] == [NOON_US + 4 * HOUR, None]
        assert found["result"] == ["done", None]

    @pytest.mark.parametrize("end", [m.Override, m.Withdraw], ids=["overridden", "withdrawn"])
    def test_what_nobody_waits_for_any_more_is_cancelled(self, end):
        found = told(*self.CALLED, m.Report, end).tasks

        assert found["cancelled_at"] == [None, NOON_US + 5 * HOUR]
