"""What a claimant and a handler may read of what happened to a ticket."""

import pytest

from gridgov import tickets
from gridgov.labels import codes
from gridgov.messages import tickets as m
from gridgov.messages.base import personal_fields

COMMANDS = frozenset(kind.model_fields["type"].default.removeprefix("ticket.") for kind in m.COMMANDS)
NEEDED = {
    "in_review": ("tickets.review.needed", "yes_no", "true"),
    "approving": ("tickets.reply.approval", "yes_no", "true"),
}
"""The policy without which nothing gets to a state."""


def actor(key: str, *roles: str, unit: str | None = None) -> tickets.Actor:
    return tickets.Actor(key, unit, roles)


@pytest.fixture
def at(story):
    """The ticket of a story that got to a state, whatever policy that takes."""

    def found(state: str, **collected):
        return story.under(*(NEEDED[state],) if state in NEEDED else ()).to(state, **collected).ticket

    return found


PEOPLE = {"worker-7", "visitor-1", "supervisor-1", "person-9", "person-5", "person-8", "mediator-1", "lead-1"}


@pytest.fixture
def long(story):
    """A ticket to which nearly everything happened."""
    story = story.to("info_requested").after(m.Supply).after(m.Adopt).after(m.Dispatch).after(m.Object)
    story = story.after(m.Adjudicate, decision="designated", unit="unit-3").after(m.Contact).after(m.Plan)
    story = story.after(m.Note).after(m.Note, kind="interim_reply").after(m.Urge).after(m.Wait).after(m.Resume)
    story = story.after(m.Whistle).after(m.Report).after(m.Handle).after(m.DraftReply).after(m.Reply)
    story = story.after(m.ReportBack).after(m.Counsel, satisfaction="dissatisfied").after(m.Mediate)
    return story.after(m.Settle, settled=False).after(m.Appeal).after(m.DecideAppeal).after(m.RequestExclusion)


class TestClaimantTimeline:
    """Art. 8: claimants have a right to know; without anyone's personal data."""

    def test_it_tells_what_happened_in_plain_words_in_both_languages(self, story) -> None:
        log = story.to("visit_due").after(m.Counsel).events

        assert [entry.text for entry in tickets.claimant_timeline(log, "en")] == [
            "request collected: hotline",
            "ticket dispatched",
            "ticket accepted",
            "ticket handled: resolved",
            "claimant replied to: telephone",
            "claimant counselled: solved, satisfied",
        ]
        assert [entry.text for entry in tickets.claimant_timeline(log, "zh")][:4] == [
            "诉求已受理：12345市民热线",
            "工单已派出",
            "工单已签收",
            "工单已办理：已解决",
        ]

    def test_it_says_when_and_in_which_of_the_four_stages(self, story) -> None:
        log = story.to("closed").events
        line = tickets.claimant_timeline(log, "en")

        assert [entry.at for entry in line] == [event.at for event in log]
        assert [entry.stage for entry in line] == ["collect", "handle", "handle", "reply", "counsel", "closed"]

    @pytest.mark.parametrize("lang", ["en", "zh"])
    def test_there_is_nobody_in_it(self, long, lang) -> None:
        for entry in tickets.claimant_timeline(long.events, lang):
            assert entry.actor is None
            assert entry.unit not in PEOPLE
            assert not any(key in entry.text for key in PEOPLE)

    def test_a_worker_alone_is_no_unit_to_be_named(self, story) -> None:
        """The handling of an all-round worker is in the name of the worker, whose key is personal."""
        log = story.to("registered").after(m.Handle, actor="grid-7").after(m.Reply).after(m.Counsel).events
        handled = log[1]
        assert handled.unit == "grid-7"

        assert [entry.unit for entry in tickets.claimant_timeline(log, "en")] == [None, None, None, "visitors-1"]

    def test_nor_where_another_acts_on_what_the_worker_has(self, story) -> None:
        alone = story.to("registered").after(m.Handle, actor="grid-7").after(m.Reply).after(m.Counsel, solved=False)
        log = alone.after(m.Escalate).after(m.Instruct, actor="supervisor-1").events
        assert log[-1].unit == "grid-7"

        assert tickets.claimant_timeline(log, "en")[-1].unit is None

    def test_a_unit_is_named(self, story) -> None:
        line = tickets.claimant_timeline(story.to("in_progress").events, "en")

        assert [entry.unit for entry in line] == [None, "unit-2", "unit-2"]

    def test_no_digest_of_what_anybody_wrote_is_in_it(self, long) -> None:
        sealed = {
            getattr(event, name)
            for event in long.events
            for name in ("text", "note", "result", "contact")
            if isinstance(getattr(event, name, None), str) and len(getattr(event, name)) == 64
        }
        assert len(sealed) > 8

        for entry in tickets.claimant_timeline(long.events, "en"):
            assert not any(digest in entry.text for digest in sealed)

    def test_what_is_between_the_units_is_left_out(self, long) -> None:
        told = {entry.event for entry in tickets.claimant_timeline(long.events, "en")}

        assert not told & {
            "ticket.objected",
            "ticket.adjudicated",
            "ticket.planned",
            "ticket.drafted",
            "ticket.reported_back",
            "ticket.exclusion_requested",
            "ticket.adopted",
        }

    def test_of_notes_it_has_the_interim_replies_alone(self, long) -> None:
        notes = [entry for entry in tickets.claimant_timeline(long.events, "en") if entry.event == "ticket.noted"]

        assert [entry.text for entry in notes] == ["noted: interim reply"]

    def test_a_limit_that_passed_inside_is_not_told_and_one_that_ends_something_is(self, story) -> None:
        rules = (("tickets.limit.resolve", "hours", "1"), ("tickets.limit.visit", "hours", "1"))
        late = story.under(*rules).to("in_progress").later(hours=2).after(m.Lapse, clock="resolve")
        over = late.after(m.Handle).after(m.Reply).after(m.AttemptVisit).later(hours=2).after(m.Lapse, clock="visit")

        assert [entry.event for entry in tickets.claimant_timeline(over.events, "en")].count("ticket.lapsed") == 1

    def test_a_mediation_that_failed_achieved_nothing(self, story) -> None:
        failed = story.to("mediating").after(m.Settle, settled=False, outcome="resolved").events
        settled = story.to("mediating").after(m.Settle, outcome="resolved").events

        assert "resolved" not in tickets.claimant_timeline(failed, "en")[-1].text
        assert "resolved" in tickets.claimant_timeline(settled, "en")[-1].text

    def test_why_it_was_diverted_or_declined_is_said_in_words(self, story) -> None:
        diverted = story.to("registered").after(m.Divert, reason="petition").events
        declined = story.to("registered").after(m.Decline).events

        assert tickets.claimant_timeline(diverted, "zh")[-1].text.endswith("：信访")
        assert tickets.claimant_timeline(declined, "en")[-1].text.endswith(": repeated without news")

    def test_a_code_of_the_host_is_left_out_for_it_may_be_meant_for_colleagues(self, story) -> None:
        log = story.to("in_progress", channel="pigeon_post").after(m.Wait, reason="wang_wei_is_a_nuisance").events
        told, known = tickets.claimant_timeline(log, "zh"), tickets.handler_timeline(log, "zh")

        assert (told[0].text, told[-1].text) == ("诉求已受理", "工单已挂起")
        assert (known[0].text, known[-1].text) == ("诉求已受理：pigeon_post", "工单已挂起：wang_wei_is_a_nuisance")

    @pytest.mark.parametrize(
        ("state", "command", "fields", "yes", "no"),
        [
            ("appealed", m.DecideAppeal, "upheld", "复核已决定：复核成立", "复核已决定：复核不成立"),
            ("external", m.HearBack, "taken_over", "外部单位已答复：外部单位接手", "外部单位已答复：外部单位未接手"),
            ("deliberating", m.TakeBack, "adopted", "议事结果已返回：议题通过", "议事结果已返回：议题未通过"),
            ("visit_due", m.Counsel, "solved", "已回访疏导：已解决，满意", "已回访疏导：未解决，满意"),
            ("mediating", m.Settle, "settled", "调解已结束：达成协议，已解决", "调解已结束：未达成协议"),
        ],
    )
    def test_it_says_how_it_was_decided(self, story, state, command, fields, yes, no) -> None:
        for answer, said in ((True, yes), (False, no)):
            log = story.to(state).after(command, **{fields: answer}).events
            assert tickets.claimant_timeline(log, "zh")[-1].text == said

    def test_it_says_until_when_something_is_promised(self, story, far) -> None:
        line = tickets.claimant_timeline(story.to("waiting").events, "en")

        assert [entry.due for entry in line] == [None, None, None, far]
        for state in ("info_requested", "external", "deliberating", "tracking"):
            assert tickets.claimant_timeline(story.to(state).events, "en")[-1].due == far, state

    def test_with_a_register_its_units_are_named_and_nobody_else(self, story) -> None:
        """A worker whom a colleague handled for is the actor of no event, and not to be told from a unit."""
        log = story.to("registered").after(m.Handle, unit="grid-5").after(m.Reply).after(m.Counsel).events

        told = tickets.claimant_timeline(log, "en", units={"unit-2", "visitors-1"})
        assert [entry.unit for entry in told] == [None, None, None, "visitors-1"]
        assert [entry.unit for entry in tickets.claimant_timeline(log, "en", units=())] == [None] * 4

    def test_the_units_that_were_called_in_are_not_its_concern(self, story) -> None:
        assert tickets.claimant_timeline(story.to("coordinating").events, "en")[-1].units == ()

    def test_nothing_happened_to_nothing(self) -> None:
        assert tickets.claimant_timeline((), "en") == ()

    def test_events_may_come_one_by_one(self, story) -> None:
        log = story.to("closed").events

        assert tickets.claimant_timeline(iter(log), "en") == tickets.claimant_timeline(log, "en")


class TestHandlerTimeline:
    """Those who work on it see everything that happened, and through whom."""

    def test_no_event_is_left_out_and_everybody_is_named(self, long) -> None:
        line = tickets.handler_timeline(long.events, "en")

        assert [entry.event for entry in line] == [event.type for event in long.events]
        assert [entry.actor for entry in line] == [event.actor for event in long.events]

    def test_it_says_which_units_were_called_in(self, story) -> None:
        assert tickets.handler_timeline(story.to("coordinating").events, "en")[-1].units == ("unit-4",)

    def test_it_says_until_when_an_extension_goes(self, story, far) -> None:
        late = story.under(("tickets.limit.resolve", "hours", "48")).to("in_progress")
        more = m.Extend, {"clock": "resolve", "due": far, "reason": "parts_ordered", "asked_by": "lead-1"}
        entry = tickets.handler_timeline(late.after(more[0], **more[1]).events, "zh")[-1]

        assert (entry.text, entry.due) == ("已批准延期：办理时限", far)

    @pytest.mark.parametrize(
        ("state", "command", "field", "yes", "no"),
        [
            ("in_review", m.Review, "approved", "result reviewed: approved", "result reviewed: sent back"),
            ("approving", m.ApproveReply, "approved", "reply looked at: approved", "reply looked at: sent back"),
        ],
    )
    def test_it_says_what_was_approved_and_what_sent_back(self, story, state, command, field, yes, no) -> None:
        for answer, said in ((True, yes), (False, no)):
            log = story.reached(state).after(command, **{field: answer}).events
            assert tickets.handler_timeline(log, "en")[-1].text == said

    def test_it_says_whether_it_still_counts(self, story) -> None:
        asked = story.to("closed").after(m.RequestExclusion)
        said = [asked.after(m.DecideExclusion, granted=granted).events for granted in (True, False)]

        assert [tickets.handler_timeline(log, "zh")[-1].text for log in said] == [
            "剔除已审定：同意剔除",
            "剔除已审定：不同意剔除",
        ]

    def test_of_every_event_that_says_yes_or_no_it_is_said_which(self) -> None:
        """But of what goes with a decision and is none: whether there was contact, who visited, what was told."""
        aside = {"contacted", "independent", "appeal_right_told", "has_contact"}
        found = {name for kind in m.EVENTS for name, info in kind.model_fields.items() if info.annotation is bool}

        assert {f"{name}_{said}" for name in found - aside for said in ("yes", "no")} == set(codes("ticket.answer"))

    def test_a_worker_alone_is_named_as_the_unit(self, story) -> None:
        log = story.to("registered").after(m.Handle, actor="grid-7").events

        assert tickets.handler_timeline(log, "en")[-1].unit == "grid-7"

    def test_what_anybody_wrote_is_not_in_it_either(self, long) -> None:
        texts = {text for kind in m.COMMANDS for text in personal_fields(kind)}
        assert "text" in texts

        for entry in tickets.handler_timeline(long.events, "zh"):
            assert not any(len(word) == 64 for word in entry.text.split("："))

    @pytest.mark.parametrize("lang", ["en", "zh"])
    def test_every_event_has_words_and_not_its_type(self, long, lang) -> None:
        for entry in tickets.handler_timeline(long.events, lang):
            assert entry.text
            assert "ticket." not in entry.text
