"""The mapping of anchors: every word of the systems that were read leads to a state of ours, and back to Open311."""

import copy
import pickle
import re
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from gridgov.errors import TEXTS, BadInput
from gridgov.labels import codes
from gridgov.messages.tickets import Handled, Outcome
from gridgov.tickets.anchors import (
    OURS_ALONE,
    Anchor,
    ExtendedStatus,
    Term,
    TermKind,
    anchors,
    of,
    read_anchors,
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
        """A closed ticket has an outcome and its claimant was told: where a word is silent, the importer has to say."""
        from gridgov.tickets.state import Ticket

        ended = term.state in ENDS
        untold = term.outcome in {"merged", "withdrawn", "invalid"}
        Ticket(
            id=f"{anchor}-1",
            state=term.state or "in_progress",
            intake=silent(),
            matter=silent(),
            outcome=term.outcome or ("answered" if ended else None),
            delivery=term.delivery or ("sent" if ended and not untold else "unsent"),
            visibility=term.visibility or "private",
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

    def test_the_two_statuses_of_the_standard_come_back_as_they_were(self) -> None:
        for status in ("open", "closed"):
            state, outcome = place("open311", status)
            assert to_open311(str(state), of("open311", status).outcome) == (status, status), outcome

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

    def test_words_of_updates_are_updates(self) -> None:
        assert (of("open311_extended", "unchanged").kind, of("open311_extended", "unchanged").state) == ("update", None)
        assert (of("open311_extended", "reopen").kind, of("open311_extended", "reopen").state) == (
            "update",
            "registered",
        )

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


HEAD = '[[anchor]]\nid = "mine"\ntitle_en = "Mine"\ntitle_zh = "我的"\nreference = "a list"\n'
WORD = '[[anchor.term]]\nterm = "new"\nkind = "state"\nstate = "registered"\n'


def problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        read_anchors(text, source="mine.toml")
    assert caught.value.source == "mine.toml"
    return [(problem.code, problem.where) for problem in caught.value.problems]


class TestReadingATable:
    def test_gives_the_anchors_in_their_order(self) -> None:
        full = (
            '[[anchor.term]]\nterm = "done"\nkind = "update"\nstate = "visit_due"\noutcome = "resolved"\n'
            'delivery = "sent"\nvisibility = "public"\nname = "ready"\nnote_en = "lost"\nnote_zh = "丢失"\n'
        )
        [found] = read_anchors(HEAD + WORD + full, source="mine.toml")
        assert found == Anchor(
            id="mine",
            title_en="Mine",
            title_zh="我的",
            reference="a list",
            terms=(
                Term("new", "state", "registered"),
                Term(
                    term="done",
                    kind="update",
                    state="visit_due",
                    outcome="resolved",
                    delivery="sent",
                    visibility="public",
                    name="ready",
                    note_en="lost",
                    note_zh="丢失",
                ),
            ),
        )

    def test_a_table_of_a_host_is_looked_up_like_one_that_ships(self) -> None:
        [mine] = read_anchors(HEAD + WORD, source="mine.toml")
        assert of(mine, "new").state == "registered"
        with pytest.raises(BadInput) as caught:
            of(mine, "m")
        assert caught.value.problems[0].params == {"anchor": "mine"}

    def test_an_empty_word_is_a_word(self) -> None:
        [mine] = read_anchors(HEAD + WORD.replace('"new"', '""'), source="mine.toml")
        assert of(mine, "").state == "registered"

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ('id = "mine"\n', "", ("missing", "anchor[0].id")),
            ('title_zh = "我的"\n', "", ("missing", "anchor[0].title_zh")),
            ('reference = "a list"', "reference = 1", ("wrong_type", "anchor[0].reference")),
            ('reference = "a list"', 'reference = "a list"\ncolour = "red"', ("unknown_key", "anchor[0].colour")),
            ('term = "new"\n', "", ("missing", "anchor[0].term[0].term")),
            ('term = "new"', "term = 1", ("wrong_type", "anchor[0].term[0].term")),
            ('term = "new"', 'term = " "', ("missing", "anchor[0].term[0].term")),
            ('term = "new"', 'term = "a\\u0007"', ("control_character", "anchor[0].term[0].term")),
            ('kind = "state"\n', "", ("missing", "anchor[0].term[0].kind")),
            ('kind = "state"', 'kind = "verb"', ("unknown_choice", "anchor[0].term[0].kind")),
            ('state = "registered"\n', "", ("missing", "anchor[0].term[0].state")),
            ('state = "registered"', 'state = "callback_due"', ("unknown_choice", "anchor[0].term[0].state")),
            ('state = "registered"', 'state = "handle"', ("unknown_choice", "anchor[0].term[0].state")),
            (
                'state = "registered"',
                'state = "closed"\noutcome = "fixed"',
                ("unknown_choice", "anchor[0].term[0].outcome"),
            ),
            (
                'state = "registered"',
                'state = "registered"\noutcome = "resolved"',
                ("outcome_too_early", "anchor[0].term[0].outcome"),
            ),
            (
                'state = "registered"',
                'state = "in_progress"\noutcome = "resolved"',
                ("outcome_too_early", "anchor[0].term[0].outcome"),
            ),
            ('state = "registered"', 'state = "closed"', ("loss_unsaid", "anchor[0].term[0].outcome")),
            ('state = "registered"', 'state = "archived"', ("loss_unsaid", "anchor[0].term[0].outcome")),
            (
                'state = "registered"',
                'state = "registered"\ndelivery = "lost"',
                ("unknown_choice", "anchor[0].term[0].delivery"),
            ),
            (
                'state = "registered"',
                'state = "registered"\nvisibility = "secret"',
                ("unknown_choice", "anchor[0].term[0].visibility"),
            ),
            (
                'state = "registered"',
                'state = "registered"\nnote_en = "lost"',
                ("missing", "anchor[0].term[0].note_zh"),
            ),
            (
                'state = "registered"',
                'state = "registered"\nnote_zh = "丢失"',
                ("missing", "anchor[0].term[0].note_en"),
            ),
        ],
    )
    def test_names_what_is_wrong_by_its_place(self, old: str, new: str, expected: tuple[str, str]) -> None:
        assert old in HEAD + WORD
        assert problems((HEAD + WORD).replace(old, new)) == [expected]

    def test_names_everything_that_is_wrong_at_once(self) -> None:
        text = (
            HEAD.replace('title_en = "Mine"\n', "")
            + WORD
            + WORD
            + '[[anchor.term]]\nterm = "gone"\nkind = "state"\nstate = "closed"\nnote_en = "lost"\n'
            + HEAD
            + WORD.replace('"registered"', '"nowhere"')
        )
        assert problems(text) == [
            ("missing", "anchor[0].title_en"),
            ("missing", "anchor[0].term[2].note_zh"),
            ("duplicate_id", "anchor[0].term[1].term"),
            ("unknown_choice", "anchor[1].term[0].state"),
            ("duplicate_id", "anchor[1].id"),
        ]

    @pytest.mark.parametrize("state", ["in_review", "drafting", "visit_due", "appealed"])
    def test_from_the_result_on_a_word_may_name_what_was_achieved(self, state: str) -> None:
        text = (HEAD + WORD).replace('"registered"', f'"{state}"\noutcome = "resolved"')
        [mine] = read_anchors(text, source="mine.toml")
        assert of(mine, "new").outcome == "resolved"

    def test_an_update_may_leave_a_request_where_it_is(self) -> None:
        text = HEAD + '[[anchor.term]]\nterm = "note"\nkind = "update"\n'
        [mine] = read_anchors(text, source="mine.toml")
        assert of(mine, "note") == Term("note", "update", None)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "anchor = 1",
            "[anchor]",
            "anchor = [1]",
            "[[anchor]]\nterm = 1",
            HEAD + "term = [1, [2], {}]",
            "a = ",
            b"\xff",
            "\x00",
            "a = " + "[" * 500,
        ],
    )
    def test_hostile_text_ends_in_bad_input(self, text: Any) -> None:
        with pytest.raises(BadInput):
            read_anchors(text, source="hostile.toml")

    def test_what_is_no_text_is_bad_input(self) -> None:
        none: Any = None
        with pytest.raises(BadInput):
            read_anchors(none, source="x")


class TestAValue:
    def test_survives_copying_and_pickling(self) -> None:
        for anchor in anchors():
            assert pickle.loads(pickle.dumps(anchor)) == copy.deepcopy(anchor) == anchor  # noqa: S301  # our own bytes

    def test_cannot_be_changed(self) -> None:
        term: Any = of("signalen", "m")
        with pytest.raises(AttributeError):
            term.state = "closed"

    def test_every_kind_of_word_has_a_name_in_both_languages(self) -> None:
        assert codes("anchor.kind") == get_args(TermKind)

    @pytest.mark.parametrize("code", ["unknown_term", "loss_unsaid", "outcome_too_early"])
    def test_every_problem_has_its_text(self, code: str) -> None:
        assert all(TEXTS[code])
