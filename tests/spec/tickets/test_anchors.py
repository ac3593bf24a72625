"""The mapping of anchors: every word of the systems that were read leads to a state of ours, and back to Open311."""

import re
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from gridgov.errors import BadInput
from gridgov.messages.tickets import Handled, Outcome
from gridgov.tickets.anchors import (
    OURS_ALONE,
    ExtendedStatus,
    Term,
    anchors,
    of,
    to_open311,
)

# ---- what the anchors have, written down from their own code or documents, not from our table -----------------------

SIGNALEN = (
    "",
    "m",
    "i",
    "b",
    "h",
    "ingepland",
    "ready to send",
    "sent",
    "send failed",
    "done external",
    "o",
    "a",
    "reopened",
    "s",
    "closure requested",
    "reopen requested",
    "reaction requested",
    "reaction received",
    "forward to external",
)
FMS_OPEN = ("confirmed", "investigating", "in progress", "planned", "action scheduled")
FMS_CLOSED = ("unable to fix", "not responsible", "duplicate", "internal referral", "cancelled", "closed")
FMS_FIXED = ("fixed", "fixed - user", "fixed - council")
FMS_INVISIBLE = ("unconfirmed", "partial", "hidden")
DIGIT = (
    "",
    "PENDINGFORASSIGNMENT",
    "PENDINGATLME",
    "PENDINGFORREASSIGNMENT",
    "PENDINGATSUPERVISOR",
    "RESOLVED",
    "REJECTED",
    "CLOSEDAFTERRESOLUTION",
    "CLOSEDAFTERREJECTION",
    "RESOLVEDBYSUPERVISOR",
    "CANCELLED",
)
EXTENDED_OPEN = ("open", "investigating", "in_progress", "planned", "action_scheduled", "for_triage")
EXTENDED_CLOSED = (
    "no_further_action",
    "not_councils_responsibility",
    "duplicate",
    "internal_referral",
    "cancelled",
    "fixed",
    "closed",
)
_HOTLINE = """
受理 研判 补充信息 建单 派单 待签收 退单 派单异议 签收 办理中 计划办理 延期 挂账 吹哨 报到
转办 报请协调 督办 办结审核 反馈 办结 回访 重办 二次派单 申诉 复核 并单 重复 撤单 归档
"""
HOTLINE = tuple(_HOTLINE.split())
CPGRAMS = (
    "registered",
    "forwarded",
    "under process",
    "interim reply",
    "transferred",
    "nodal officer",
    "disposed",
    "feedback call",
    "appeal",
    "closed",
    "withdrawn",
)
SEECLICKFIX = ("open", "acknowledged", "closed", "archived", "reopened")

_HOTLINE_UPDATES = "受理 建单 派单 退单 签收 延期 吹哨 报到 转办 报请协调 反馈 重办 二次派单 申诉 并单 撤单"
UPDATES = {
    "open311_extended": ("unchanged", "reopen"),
    "hotline_12345": tuple(_HOTLINE_UPDATES.split()),
    "cpgrams": ("forwarded", "interim reply", "transferred"),
    "seeclickfix": ("reopened",),
}
"""What happens to a request, and is no state that it is in."""

WORDS = {
    "signalen": SIGNALEN,
    "fixmystreet": FMS_OPEN + FMS_CLOSED + FMS_FIXED + FMS_INVISIBLE,
    "digit": DIGIT,
    "open311": ("open", "closed"),
    "open311_extended": (*EXTENDED_OPEN, *EXTENDED_CLOSED, "unchanged", "reopen"),
    "hotline_12345": HOTLINE,
    "cpgrams": CPGRAMS,
    "seeclickfix": SEECLICKFIX,
}

# ---- what we have, written down from the design, not from the chart -------------------------------------------------

BEFORE_THE_END = (
    "registered",
    "info_requested",
    "offered",
    "disputed",
    "in_progress",
    "waiting",
    "coordinating",
    "external",
    "escalated",
    "in_review",
    "drafting",
    "approving",
    "visit_due",
    "explaining",
    "mediating",
    "deliberating",
    "tracking",
    "appealed",
)
ENDS = ("closed", "archived")
TOLD = {"visit_due", "explaining", "mediating", "tracking", "appealed"}
DONE = ("in_review", "drafting", "approving")
OUTCOMES = (
    "answered",
    "resolved",
    "partly_resolved",
    "explained",
    "declined",
    "diverted",
    "transferred_out",
    "merged",
    "withdrawn",
    "invalid",
    "unreachable",
)

EVERY_TERM = [(anchor.id, term) for anchor in anchors() for term in anchor.terms]


def id_of(value: object) -> str:
    return (value.term or "empty") if isinstance(value, Term) else str(value)


def place(anchor: str, term: str) -> tuple[str | None, str | None]:
    found = of(anchor, term)
    return found.state, found.outcome


class TestTheMappingIsTotal:
    def test_the_lists_have_as_many_words_as_their_systems(self) -> None:
        """Research note on anchors: 19, 17, 11, 2, 13 extended and two for updates."""
        assert [len(set(words)) for words in WORDS.values()] == [19, 17, 11, 2, 15, 30, 11, 5]

    def test_every_anchor_is_there(self) -> None:
        assert {anchor.id for anchor in anchors()} == set(WORDS)

    @pytest.mark.parametrize(("anchor", "words"), WORDS.items(), ids=WORDS)
    def test_every_word_of_an_anchor_is_there_and_no_other(self, anchor: str, words: tuple[str, ...]) -> None:
        assert {of(anchor, word).term for word in words} == set(words)
        assert [term.term for name, term in EVERY_TERM if name == anchor and term.term not in words] == []

    def test_words_for_what_happens_are_updates_and_all_others_are_states(self) -> None:
        updates = {(anchor, term.term) for anchor, term in EVERY_TERM if term.kind == "update"}
        assert updates == {(anchor, word) for anchor, words in UPDATES.items() for word in words}

    @pytest.mark.parametrize(("anchor", "term"), EVERY_TERM, ids=id_of)
    def test_every_word_leads_to_a_state_of_the_chart(self, anchor: str, term: Term) -> None:
        from gridgov.tickets import LIFECYCLE

        nodes = {node.id for node in LIFECYCLE.nodes}
        stays = {"unchanged", "延期", "interim reply"}
        assert term.state in nodes or (term.state is None and term.term in stays), anchor

    def test_every_state_of_the_chart_is_reached_or_said_to_be_ours_alone(self) -> None:
        from gridgov.tickets import LIFECYCLE

        reached = {term.state for _, term in EVERY_TERM if term.state}
        assert reached.isdisjoint(OURS_ALONE)
        assert reached | set(OURS_ALONE) == {node.id for node in LIFECYCLE.nodes}

    def test_what_is_ours_alone_has_its_reason_in_both_languages(self) -> None:
        assert set(OURS_ALONE) == {"drafting", "approving", "explaining", "mediating", "deliberating"}
        for en, zh in OURS_ALONE.values():
            assert en
            assert re.search(r"[\u4e00-\u9fff]", zh)


class TestWhatNoWordMaySay:
    """Of what a ticket is, only combinations that can be true; of what a word does not say, nothing."""

    @pytest.mark.parametrize(("anchor", "term"), EVERY_TERM, ids=id_of)
    def test_every_word_is_a_ticket_that_can_be(self, anchor: str, term: Term) -> None:
        """What is done has an outcome, what is over was told: where a word is silent, the importer has to say."""
        from gridgov.tickets.state import Duty, Ticket

        ended = term.state in ENDS
        untold = term.outcome in {"merged", "withdrawn", "invalid"}
        Ticket(
            id=f"{anchor}-1",
            state=term.state or "in_progress",
            intake=silent(),
            matter=silent(),
            outcome=term.outcome or ("answered" if ended or term.state in {*DONE, *TOLD} else None),
            delivery=term.delivery or ("sent" if (ended and not untold) or term.state in TOLD else "unsent"),
            visibility=term.visibility or "private",
            duty=Duty(owner="unit-2"),
            merged_into="T-0" if term.outcome == "merged" else None,
            closed_at=datetime(2022, 3, 1, tzinfo=UTC) if ended else None,
        )

    @pytest.mark.parametrize(("anchor", "term"), EVERY_TERM, ids=id_of)
    def test_before_the_end_an_outcome_is_one_that_a_unit_can_report(self, anchor: str, term: Term) -> None:
        assert term.outcome is None or term.state in ENDS or term.outcome in get_args(Handled), anchor

    @pytest.mark.parametrize(("anchor", "term"), EVERY_TERM, ids=id_of)
    def test_an_end_without_an_outcome_says_what_is_lost(self, anchor: str, term: Term) -> None:
        assert term.outcome or term.state not in ENDS or (term.note_en and term.note_zh), anchor

    @pytest.mark.parametrize(("anchor", "term"), EVERY_TERM, ids=id_of)
    def test_a_note_is_in_both_languages(self, anchor: str, term: Term) -> None:
        han = re.compile(r"[\u4e00-\u9fff]")
        assert bool(term.note_en) is bool(term.note_zh), anchor
        assert not han.search(term.note_en), anchor
        assert not term.note_zh or han.search(term.note_zh), anchor

    def test_a_handover_to_an_outside_body_is_no_delivery_to_the_claimant(self) -> None:
        """Signalen has states for sending to other systems; delivery here is whether the claimant was told."""
        for word in ("ready to send", "sent", "send failed", "forward to external"):
            found = of("signalen", word)
            assert (found.state, found.delivery) == ("external", None)

    def test_only_words_that_speak_of_the_claimant_are_deliveries(self) -> None:
        said = {(anchor, term.term): term.delivery for anchor, term in EVERY_TERM if term.delivery}
        assert said == {("hotline_12345", "反馈"): "sent", ("cpgrams", "disposed"): "sent"}


def silent() -> Any:
    """What no word of an anchor speaks of."""
    return None


class TestSignalen:
    """Amsterdam/signals, workflow.py and the view for reporters (my_signals), read at adbe8fc."""

    def test_the_three_states_that_it_shows_to_reporters_as_ended_are_closed_and_no_other(self) -> None:
        closed = {word for word in SIGNALEN if of("signalen", word).state in ENDS}
        assert closed == {"o", "a", "s"}

    def test_handled_does_not_say_what_was_achieved(self) -> None:
        assert place("signalen", "o") == ("closed", None)

    def test_cancelled_is_not_called_withdrawn_because_a_reporter_cannot_cancel(self) -> None:
        assert place("signalen", "a") == ("closed", "invalid")

    @pytest.mark.parametrize("word", ["done external", "closure requested"])
    def test_what_may_lead_to_handled_or_back_to_work_is_in_review(self, word: str) -> None:
        assert place("signalen", word) == ("in_review", None)

    def test_a_wish_to_reopen_waits_for_a_decision(self) -> None:
        """Its ways out are handled, reopened and cancelled: those of an appeal."""
        assert place("signalen", "reopen requested") == ("appealed", None)

    @pytest.mark.parametrize(
        ("word", "state"),
        [
            ("", "registered"),
            ("m", "registered"),
            ("i", "offered"),
            ("b", "in_progress"),
            ("h", "waiting"),
            ("s", "closed"),
            ("ingepland", "waiting"),
            ("reopened", "in_progress"),
            ("reaction requested", "info_requested"),
            ("reaction received", "registered"),
        ],
    )
    def test_the_others(self, word: str, state: str) -> None:
        assert place("signalen", word) == (state, None)


class TestFixMyStreet:
    """mysociety/fixmystreet, read at 84d7c80."""

    def test_what_is_open_closed_or_fixed_there_is_so_here(self) -> None:
        """Types of states: db/fixture.sql and ResultSet/State.pm."""
        assert {of("fixmystreet", word).state in ENDS for word in FMS_OPEN} == {False}
        assert {of("fixmystreet", word).state for word in FMS_CLOSED + FMS_FIXED} == {"closed"}
        assert {of("fixmystreet", word).outcome for word in FMS_FIXED} == {"resolved"}
        assert "resolved" not in {of("fixmystreet", word).outcome for word in FMS_CLOSED}

    def test_what_nobody_may_see_there_nobody_may_see_here(self) -> None:
        """Problem.pm: hidden, partial and unconfirmed are the states that are not visible."""
        unseen = {word for word in WORDS["fixmystreet"] if of("fixmystreet", word).visibility}
        assert unseen == set(FMS_INVISIBLE)
        assert of("fixmystreet", "hidden").visibility == "hidden"
        assert place("fixmystreet", "hidden") == ("closed", "invalid")

    @pytest.mark.parametrize("word", ["unconfirmed", "partial"])
    def test_a_report_that_its_reporter_has_to_complete_waits_for_the_reporter(self, word: str) -> None:
        assert (of("fixmystreet", word).state, of("fixmystreet", word).visibility) == ("info_requested", "pending")

    @pytest.mark.parametrize(
        ("word", "status"),
        [
            ("fixed", "fixed"),
            ("fixed - user", "fixed"),
            ("fixed - council", "fixed"),
            ("in progress", "in_progress"),
            ("planned", "action_scheduled"),
            ("action scheduled", "action_scheduled"),
            ("investigating", "investigating"),
            ("duplicate", "duplicate"),
            ("not responsible", "not_councils_responsibility"),
            ("unable to fix", "no_further_action"),
            ("internal referral", "internal_referral"),
            ("closed", "closed"),
            ("cancelled", "cancelled"),
            ("confirmed", "open"),
        ],
    )
    def test_a_word_and_the_status_that_it_sends_to_open311_are_one_place(self, word: str, status: str) -> None:
        """Open311.pm, _populate_service_request_update_params: what FixMyStreet itself says its states are."""
        assert place("fixmystreet", word) == place("open311_extended", status)

    def test_not_responsible_does_not_say_that_anybody_took_it_over(self) -> None:
        assert place("fixmystreet", "not responsible") == ("closed", "diverted")


class TestDigit:
    """egovernments/Citizen-Complaint-Resolution-System, PgrWorkflowConfig.json, read at 8b1def9."""

    def test_resolved_waits_for_the_citizen_and_is_not_closed(self) -> None:
        """RATE and REOPEN lead out of it, although the configuration calls it terminal."""
        assert place("digit", "RESOLVED") == ("visit_due", "resolved")
        assert place("digit", "CLOSEDAFTERRESOLUTION") == ("closed", "resolved")

    def test_what_is_rejected_is_not_visited_again(self) -> None:
        assert place("digit", "REJECTED") == place("digit", "CLOSEDAFTERREJECTION") == ("closed", "declined")

    def test_an_employee_who_gives_it_back_objects(self) -> None:
        assert place("digit", "PENDINGFORREASSIGNMENT") == ("disputed", None)

    @pytest.mark.parametrize(
        ("word", "expected"),
        [
            ("", ("registered", None)),
            ("PENDINGFORASSIGNMENT", ("registered", None)),
            ("PENDINGATLME", ("in_progress", None)),
            ("PENDINGATSUPERVISOR", ("escalated", None)),
            ("RESOLVEDBYSUPERVISOR", ("closed", "resolved")),
            ("CANCELLED", ("closed", "withdrawn")),
        ],
    )
    def test_the_others(self, word: str, expected: tuple[str, str | None]) -> None:
        assert place("digit", word) == expected


class TestThe12345Hotline:
    """Beijing Regulation on Swift Response 2021, and words of practice."""

    @pytest.mark.parametrize(
        ("article", "words", "state"),
        [
            (10, "受理 建单", "registered"),
            (11, "研判", "registered"),
            (12, "派单 待签收 二次派单", "offered"),
            (12, "退单 派单异议", "disputed"),
            (14, "签收 办理中 重办", "in_progress"),
            (15, "计划办理", "waiting"),
            (16, "吹哨 报到", "coordinating"),
            (20, "报请协调 督办", "escalated"),
            (22, "转办", "external"),
            (23, "反馈 办结 回访", "visit_due"),
        ],
    )
    def test_a_word_is_where_its_article_puts_it(self, article: int, words: str, state: str) -> None:
        assert {of("hotline_12345", word).state for word in words.split()} == {state}, article

    def test_more_time_moves_a_limit_and_no_state(self) -> None:
        """Art. 15: an extension with reasons. Work goes on; on hold would stop the clock."""
        assert (of("hotline_12345", "延期").kind, of("hotline_12345", "延期").state) == ("update", None)

    def test_what_is_true_and_cannot_be_solved_now_is_tracked(self) -> None:
        assert place("hotline_12345", "挂账") == ("tracking", None)

    @pytest.mark.parametrize(("word", "outcome"), [("并单", "merged"), ("重复", "merged"), ("撤单", "withdrawn")])
    def test_what_ends_without_being_handled_says_so(self, word: str, outcome: str) -> None:
        assert place("hotline_12345", word) == ("closed", outcome)

    def test_a_claimant_appeals_and_a_review_decides(self) -> None:
        assert {of("hotline_12345", word).state for word in ("申诉", "复核")} == {"appealed"}
        assert [of("hotline_12345", word).kind for word in ("申诉", "复核")] == ["update", "state"]

    @pytest.mark.parametrize(
        ("word", "state"), [("补充信息", "info_requested"), ("办结审核", "in_review"), ("归档", "archived")]
    )
    def test_the_others(self, word: str, state: str) -> None:
        assert place("hotline_12345", word) == (state, None)


class TestCpgramsAndSeeClickFix:
    """CPGRAMS by the memorandum of 2024-08-23 as reported; SeeClickFix API v2 by its public clients."""

    @pytest.mark.parametrize(
        ("word", "expected"),
        [
            ("registered", ("registered", None)),
            ("forwarded", ("offered", None)),
            ("under process", ("in_progress", None)),
            ("interim reply", (None, None)),
            ("transferred", ("external", None)),
            ("nodal officer", ("escalated", None)),
            ("disposed", ("visit_due", None)),
            ("feedback call", ("visit_due", None)),
            ("appeal", ("appealed", None)),
            ("closed", ("closed", None)),
            ("withdrawn", ("closed", "withdrawn")),
        ],
    )
    def test_a_word_of_cpgrams(self, word: str, expected: tuple[str | None, str | None]) -> None:
        assert place("cpgrams", word) == expected

    @pytest.mark.parametrize(
        ("word", "state"),
        [
            ("open", "registered"),
            ("acknowledged", "in_progress"),
            ("closed", "closed"),
            ("archived", "archived"),
            ("reopened", "registered"),
        ],
    )
    def test_a_word_of_seeclickfix(self, word: str, state: str) -> None:
        assert place("seeclickfix", word) == (state, None)


class TestTheWayBackToOpen311:
    def test_the_lists_of_this_file_are_those_of_the_design_and_of_the_chart(self) -> None:
        from gridgov.tickets import LIFECYCLE

        assert {node.id for node in LIFECYCLE.nodes} == {*BEFORE_THE_END, *ENDS}
        assert get_args(Outcome) == OUTCOMES
        assert set(get_args(ExtendedStatus)) == {*EXTENDED_OPEN, *EXTENDED_CLOSED}

    @pytest.mark.parametrize("state", BEFORE_THE_END)
    def test_everything_before_the_end_is_open_whatever_was_achieved(self, state: str) -> None:
        """GeoReport v2: closed is the end. A request that was replied to and is to be visited is not at its end."""
        found = {to_open311(state, outcome) for outcome in (None, *get_args(Outcome))}
        [(status, extended)] = found
        assert status == "open"
        assert extended in EXTENDED_OPEN

    @pytest.mark.parametrize("state", ENDS)
    @pytest.mark.parametrize("outcome", [None, *OUTCOMES])
    def test_every_end_is_closed(self, state: str, outcome: Any) -> None:
        status, extended = to_open311(state, outcome)
        assert status == "closed"
        assert extended in EXTENDED_CLOSED

    @pytest.mark.parametrize(
        ("outcome", "extended"),
        [
            ("answered", "closed"),
            ("resolved", "fixed"),
            ("partly_resolved", "closed"),
            ("explained", "no_further_action"),
            ("declined", "no_further_action"),
            ("diverted", "not_councils_responsibility"),
            ("transferred_out", "not_councils_responsibility"),
            ("merged", "duplicate"),
            ("withdrawn", "cancelled"),
            ("invalid", "cancelled"),
            ("unreachable", "closed"),
            (None, "closed"),
        ],
    )
    def test_an_end_has_the_finer_status_of_its_outcome(self, outcome: Any, extended: str) -> None:
        """Export rule of the research note on anchors; what is not in it is just closed, never fixed."""
        assert to_open311("closed", outcome) == to_open311("archived", outcome) == ("closed", extended)

    @pytest.mark.parametrize(
        ("states", "extended"),
        [
            ("registered info_requested offered", "open"),
            ("disputed", "for_triage"),
            ("in_progress coordinating external in_review drafting approving visit_due", "in_progress"),
            ("explaining mediating deliberating", "in_progress"),
            ("waiting tracking", "planned"),
            ("escalated appealed", "investigating"),
        ],
    )
    def test_an_open_one_has_the_word_that_claims_no_more_than_is_true(self, states: str, extended: str) -> None:
        assert {to_open311(state) for state in states.split()} == {("open", extended)}

    @pytest.mark.parametrize(("status", "state"), [("open", "registered"), ("closed", "closed")])
    def test_the_two_statuses_of_the_standard_come_back_as_they_were(self, status: str, state: str) -> None:
        """Neither says what was achieved: closed is explained as resolved, and its example is a duplicate."""
        assert place("open311", status) == (state, None)
        assert to_open311(state) == (status, status)

    @pytest.mark.parametrize("status", [*EXTENDED_OPEN, *EXTENDED_CLOSED])
    def test_what_is_open_stays_open_and_what_is_closed_stays_closed(self, status: str) -> None:
        term = of("open311_extended", status)
        assert term.kind == "state"
        assert term.state
        assert to_open311(term.state, term.outcome)[0] == ("open" if status in EXTENDED_OPEN else "closed")

    def test_all_but_four_finer_statuses_come_back_as_they_were(self) -> None:
        changed = {}
        for status in (*EXTENDED_OPEN, *EXTENDED_CLOSED):
            term = of("open311_extended", status)
            back = to_open311(str(term.state), term.outcome)[1]
            if back != status:
                changed[status] = back
        assert changed == {
            "for_triage": "open",
            "investigating": "in_progress",
            "action_scheduled": "planned",
            "internal_referral": "not_councils_responsibility",
        }

    def test_a_way_that_changes_a_status_is_noted_beside_the_word(self) -> None:
        for status in ("for_triage", "investigating", "action_scheduled", "internal_referral"):
            term = of("open311_extended", status)
            assert to_open311(str(term.state), term.outcome)[1] in term.note_en

    @pytest.mark.parametrize(
        ("word", "state"), [("unchanged", None), ("reopen", "registered"), ("for_triage", "registered")]
    )
    def test_words_without_a_state_of_their_own(self, word: str, state: str | None) -> None:
        assert place("open311_extended", word) == (state, None)

    @pytest.mark.parametrize(
        ("state", "outcome", "places"),
        [
            ("callback_due", None, ["state"]),
            ("closed", "fixed", ["outcome"]),
            ("registered", "fixed", ["outcome"]),
            ("", "", ["state", "outcome"]),
            (None, None, ["state"]),
            (["closed"], {}, ["state", "outcome"]),
        ],
    )
    def test_what_is_no_state_or_outcome_is_refused(self, state: Any, outcome: Any, places: list[str]) -> None:
        with pytest.raises(BadInput) as caught:
            to_open311(state, outcome)
        assert [(p.code, p.where) for p in caught.value.problems] == [("unknown_choice", place) for place in places]
        assert "archived" in caught.value.problems[0].text("en") or places == ["outcome"]


class TestAnUnknownWord:
    @pytest.mark.parametrize("word", ["unknown to all", "M", " m", "m ", "closed", "\ufeffm"])
    def test_is_refused_and_the_anchor_named(self, word: str) -> None:
        with pytest.raises(BadInput) as caught:
            of("signalen", word)
        [problem] = caught.value.problems
        assert (problem.code, problem.where, problem.params) == ("unknown_term", "term", {"anchor": "signalen"})
        assert "signalen" in problem.text("en")
        assert "signalen" in problem.text("zh")

    def test_is_not_repeated_by_the_error(self) -> None:
        """An export may hold a name in the wrong column: no error carries what was typed."""
        with pytest.raises(BadInput) as caught:
            of("digit", "Mrs Example, 12 Example Street")
        assert "Example" not in f"{caught.value}{caught.value.__dict__}"
        assert caught.value.__context__ is None

    def test_of_an_anchor_that_does_not_ship_is_refused_with_a_list_of_those_that_do(self) -> None:
        with pytest.raises(BadInput) as caught:
            of("zendesk", "open")
        [problem] = caught.value.problems
        assert (problem.code, problem.where) == ("unknown_choice", "anchor")
        assert problem.params["expected"] == tuple(anchor.id for anchor in anchors())

    @pytest.mark.parametrize(
        ("anchor", "term", "where"),
        [(None, "m", "anchor"), (["signalen"], "m", "anchor"), ("signalen", None, "term"), ("signalen", b"m", "term")],
    )
    def test_of_a_wrong_type_is_bad_input(self, anchor: Any, term: Any, where: str) -> None:
        with pytest.raises(BadInput) as caught:
            of(anchor, term)
        assert [(problem.code, problem.where) for problem in caught.value.problems] == [("wrong_type", where)]
