"""What is said about a ticket at any time: notes, urging, whether it counts, who may see it, and its end."""

from datetime import timedelta

import pytest

from gridgov.errors import BadInput
from gridgov.messages import tickets as m

OPEN = (
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
ALWAYS = (*OPEN, "closed")

OWN_WORK = "design note: nobody approves their own work (设计说明：不得审核本人办理的事项)"
KEPT = "design note: personal data is not kept longer than it is needed (设计说明：个人信息保存不超过必要期限)"
UPDATES = "Open311 servicerequestupdates (Open311办理进展扩展)"


def article(number: int) -> str:
    return f"Beijing Regulation on Swift Response 2021, Art. {number} (北京市接诉即办工作条例第{number}条)"


def faults(make) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as raised:
        make()
    return sorted((problem.where, problem.code) for problem in raised.value.problems)


class TestNote:
    """Something is written down; nothing else changes."""

    @pytest.mark.parametrize("kind", ["comment", "interim_reply", "evidence"])
    def test_it_is_on_record(self, story, sealed, kind) -> None:
        story = story.to("in_progress")
        ticket = story.when(m.Note, kind=kind).then(
            m.TicketNoted(
                at=story.at,
                actor="worker-7",
                ticket="T-1",
                state="in_progress",
                kind=kind,
                text=sealed("seen on the way"),
            )
        )

        assert ticket == story.ticket

    @pytest.mark.parametrize("state", ALWAYS)
    def test_at_any_time_until_the_archive(self, story, state) -> None:
        before = story.reached(state)

        assert before.after(m.Note).ticket == before.ticket

    def test_a_record_is_written_on_no_more(self, story) -> None:
        story.to("archived").when(m.Note).then_refused("not_allowed_now", allowed=(), source=UPDATES)

    def test_the_text_stays_out_of_the_log(self, story) -> None:
        [event] = story.to("registered").when(m.Note).events

        assert "seen on" not in event.model_dump_json()

    def test_news_for_the_claimant_are_no_reply_yet(self, story) -> None:
        """Art. 15 asks for feedback on the result; an interim reply stops no clock."""
        story = story.under(("tickets.limit.resolve", "hours", "9"), ("tickets.limit.contact", "hours", "5"))
        noted = story.to("in_progress").after(m.Note, kind="interim_reply")

        assert (noted.clock("resolve"), noted.clock("contact")) == ("running", "running")
        assert (noted.ticket.delivery, noted.ticket.reply.replied_at) == ("unsent", None)

    def test_a_proof_may_be_attached(self, story) -> None:
        photo = m.Attachment(key="photo-1", media_type="image/png", size=9, sha256="cd" * 32)
        [event] = story.to("in_progress").when(m.Note, attachments=(photo,)).events

        assert event.attachments == (photo,)

    def test_what_is_wrong_is_said_at_once(self) -> None:
        assert faults(lambda: m.Note(command_id="c-1", ticket="T-1", kind="gossip", text="", attachments=("a",))) == [
            ("attachments.0", "wrong_type"),
            ("kind", "unknown_choice"),
            ("text", "wrong_length"),
        ]


class TestUrge:
    """催办: the claimant has a right to know, and to ask to hurry (Art. 8)."""

    @pytest.mark.parametrize(("text", "state"), [(None, "registered"), ("it is getting worse", "in_progress")])
    def test_it_is_on_record_with_or_without_words(self, story, sealed, text, state) -> None:
        story = story.to(state)

        story.when(m.Urge, text=text, actor="person-9").then(
            story.fact(m.TicketUrged, state, actor="person-9", text=sealed(text) if text else None)
        )

    @pytest.mark.parametrize("state", OPEN)
    def test_it_changes_neither_state_nor_limits(self, story, state) -> None:
        """atd-data-tech #19831: urgency that can be claimed is claimed."""
        before = story.reached(state)

        assert before.after(m.Urge).ticket == before.ticket

    @pytest.mark.parametrize("state", ["closed", "archived"])
    def test_what_is_over_cannot_be_hurried(self, story, state) -> None:
        story.to(state).when(m.Urge).then_refused("not_allowed_now", source=article(8))


class TestRequestExclusion:
    """剔除: a unit asks that a ticket should not count, with a reason (Art. 32)."""

    def test_it_is_asked_for_and_still_counts(self, story, sealed) -> None:
        story = story.to("in_progress")
        ticket = story.when(m.RequestExclusion).then(
            story.fact(
                m.TicketExclusionRequested,
                "in_progress",
                reason="not_public_duty",
                text=sealed("it is a private wall"),
            )
        )

        assert ticket.assessment.state == "exclusion_requested"
        assert (ticket.assessment.reason, ticket.assessment.asked_by) == ("not_public_duty", "worker-7")
        assert ticket.assessment.basis is None

    @pytest.mark.parametrize("state", ALWAYS)
    def test_at_any_time_until_the_archive(self, story, state) -> None:
        story.reached(state).when(m.RequestExclusion).then_state(state=state)

    def test_not_from_the_archive(self, story) -> None:
        story.to("archived").when(m.RequestExclusion).then_refused("not_allowed_now", allowed=(), source=article(32))

    def test_once_is_enough(self, story) -> None:
        asked = story.to("closed").after(m.RequestExclusion)

        refusal = asked.when(m.RequestExclusion).then_refused("assessment_is", source=article(32))
        assert refusal.params == {"what": "request_exclusion", "assessment": "exclusion_requested"}

    def test_what_is_excluded_need_not_ask(self, story) -> None:
        excluded = story.to("closed").after(m.RequestExclusion).after(m.DecideExclusion)

        assert excluded.when(m.RequestExclusion).then_refused("assessment_is").params["assessment"] == "excluded"

    def test_after_a_no_or_a_restoration_it_may_be_asked_for_again(self, story) -> None:
        denied = story.to("closed").after(m.RequestExclusion).after(m.DecideExclusion, granted=False, basis=None)
        restored = story.to("closed").after(m.RequestExclusion).after(m.DecideExclusion).after(m.Restore)

        for once_more in (denied, restored):
            assert once_more.after(m.RequestExclusion).ticket.assessment.state == "exclusion_requested"

    def test_the_reasons_in_words_stay_out_of_the_log(self, story) -> None:
        [event] = story.to("closed").when(m.RequestExclusion).events

        assert "private wall" not in event.model_dump_json()


class TestDecideExclusion:
    """Somebody else decides, and nothing is left out without a legal reason (Art. 32)."""

    def asked(self, story, state="closed"):
        return story.reached(state).after(m.RequestExclusion, actor="lead-2")

    def test_it_is_excluded_with_its_legal_reason(self, story) -> None:
        story = self.asked(story)
        ticket = story.when(m.DecideExclusion).then(
            story.fact(
                m.TicketExclusionDecided,
                "closed",
                actor="assessor-1",
                granted=True,
                basis="Assessment Rules, Art. 3",
            )
        )

        assert ticket.assessment.state == "excluded"
        assert (ticket.assessment.reason, ticket.assessment.asked_by) == ("not_public_duty", "lead-2")
        assert ticket.assessment.basis == "Assessment Rules, Art. 3"

    def test_or_it_counts_as_before(self, story) -> None:
        story = self.asked(story)
        ticket = story.when(m.DecideExclusion, granted=False, basis=None).then(
            story.fact(m.TicketExclusionDecided, "closed", actor="assessor-1", granted=False, basis=None)
        )

        assert ticket.assessment.state == "counted"

    def test_not_without_a_legal_reason(self, story) -> None:
        refusal = (
            self.asked(story)
            .when(m.DecideExclusion, basis=None)
            .then_refused("legal_reason_missing", source=article(32))
        )

        assert "没有依据不得剔除考核" in refusal.text("zh")

    def test_not_by_who_asked(self, story) -> None:
        self.asked(story).when(m.DecideExclusion, actor="lead-2").then_refused("own_work", source=OWN_WORK)

    def test_not_by_who_handled_it(self, story) -> None:
        self.asked(story).when(m.DecideExclusion, actor="worker-7").then_refused("own_work", source=OWN_WORK)

    def test_nor_by_who_handled_it_in_an_earlier_round(self, story) -> None:
        second = story.to("visit_due").after(m.Counsel, solved=False).after(m.Handle, actor="worker-8")

        self_interested = second.after(m.RequestExclusion, actor="lead-2")
        self_interested.when(m.DecideExclusion, actor="worker-7").then_refused("own_work")

    @pytest.mark.parametrize("granted", [True, False])
    def test_not_unless_somebody_asked(self, story, granted) -> None:
        refusal = (
            story.to("closed")
            .when(m.DecideExclusion, granted=granted)
            .then_refused("assessment_is", source=article(32))
        )

        assert refusal.params["assessment"] == "counted"

    @pytest.mark.parametrize("state", ALWAYS)
    def test_at_any_time_until_the_archive(self, story, state) -> None:
        self.asked(story, state).when(m.DecideExclusion).then_state(state=state)

    def test_not_from_the_archive(self, story) -> None:
        archived = self.asked(story).after(m.Archive)

        archived.when(m.DecideExclusion).then_refused("not_allowed_now", allowed=(), source=article(32))

    def test_it_counts_or_not_whatever_becomes_of_it(self, story) -> None:
        """Assessment and state are two things: a new round does not let an excluded ticket count again."""
        excluded = self.asked(story).after(m.DecideExclusion).after(m.Reopen).ticket

        assert (excluded.state, excluded.round, excluded.assessment.state) == ("in_progress", 2, "excluded")

    @pytest.mark.parametrize("basis", ["", "x", "a\nb", "x" * 201])
    def test_a_legal_reason_is_a_line_of_text(self, story, basis) -> None:
        assert [where for where, _ in faults(lambda: self.asked(story).when(m.DecideExclusion, basis=basis))] == [
            "basis"
        ]


class TestRestore:
    """What was left out wrongly counts again, and that it was out stays visible."""

    def test_it_counts_again(self, story) -> None:
        story = story.to("closed").after(m.RequestExclusion).after(m.DecideExclusion)
        ticket = story.when(m.Restore).then(
            story.fact(m.TicketRestored, "closed", actor="assessor-1", reason="decided_wrongly")
        )

        assert (ticket.assessment.state, ticket.assessment.reason) == ("restored", "decided_wrongly")
        assert (ticket.assessment.asked_by, ticket.assessment.basis) == (None, None)

    @pytest.mark.parametrize("acts", [(), (m.RequestExclusion,), (m.RequestExclusion, m.DecideExclusion, m.Restore)])
    def test_only_what_is_out(self, story, acts) -> None:
        story = story.to("closed")
        for act in acts:
            story = story.after(act)

        story.when(m.Restore).then_refused("assessment_is", source=article(32))

    @pytest.mark.parametrize("kind", [m.DecideExclusion, m.Restore])
    def test_of_a_record_nothing_is_decided_whatever_its_assessment(self, story, kind) -> None:
        story.to("archived").when(kind).then_refused("not_allowed_now", allowed=(), source=article(32))

    def test_not_from_the_archive(self, story) -> None:
        excluded = story.to("closed").after(m.RequestExclusion).after(m.DecideExclusion)

        excluded.after(m.Archive).when(m.Restore).then_refused("not_allowed_now", allowed=(), source=article(32))


class TestShow:
    """Who may see it: nothing becomes public without having been looked at; privacy of the claimant, Art. 8."""

    MOVES = {
        "private": {"pending"},
        "pending": {"private", "public", "redacted"},
        "public": {"redacted", "hidden"},
        "redacted": {"public", "hidden"},
        "hidden": {"redacted", "private"},
    }
    WAY = {"private": (), "pending": ("pending",), "public": ("pending", "public")}
    WAY |= {"redacted": ("pending", "redacted"), "hidden": ("pending", "public", "hidden")}

    def seen_as(self, story, visibility):
        for step in self.WAY[visibility]:
            story = story.after(m.Show, actor=f"for-{step}", visibility=step)
        return story

    @pytest.mark.parametrize("start", MOVES)
    @pytest.mark.parametrize("end", MOVES)
    def test_from_here_to_there(self, story, start, end) -> None:
        story = self.seen_as(story.to("in_progress"), start)
        assert story.ticket.visibility == start
        shown = story.when(m.Show, visibility=end)

        if end in self.MOVES[start]:
            assert shown.then(story.fact(m.TicketShown, "in_progress", visibility=end)).visibility == end
        else:
            refusal = shown.then_refused("visibility_is", source=article(8))
            assert refusal.params["visibility"] == start
            assert set(refusal.allowed) == self.MOVES[start]

    @pytest.mark.parametrize("state", ALWAYS)
    def test_at_any_time_until_the_archive(self, story, state) -> None:
        story.reached(state).when(m.Show).then_state(state=state, visibility="pending")

    @pytest.mark.parametrize("end", ["public", "redacted"])
    def test_who_proposed_it_does_not_publish_it(self, story, end) -> None:
        proposed = story.to("in_progress").after(m.Show, actor="clerk-1")

        proposed.when(m.Show, actor="clerk-1", visibility=end).then_refused("own_work", source=OWN_WORK)
        proposed.when(m.Show, actor="clerk-2", visibility=end).then_state(visibility=end)
        proposed.when(m.Show, actor="clerk-1", visibility="private").then_state(visibility="private")

    def test_nor_who_took_it_in_as_a_proposal(self, story) -> None:
        proposed = story.after(m.Collect, actor="clerk-1", visibility="pending")

        proposed.when(m.Show, actor="clerk-1", visibility="public").then_refused("own_work", source=OWN_WORK)

    def test_not_from_the_archive(self, story) -> None:
        story.to("archived").when(m.Show).then_refused("not_allowed_now", allowed=(), source=article(8))


class TestArchive:
    """归档: the time of keeping is over; from then on nothing changes."""

    RETENTION = ("tickets.retention", "hours", "1000")

    def test_it_becomes_a_record_as_it_was(self, story) -> None:
        story = story.to("closed")
        before = story.ticket
        ticket = story.when(m.Archive).then(story.fact(m.TicketArchived, "archived"))

        assert (ticket.state, ticket.stage) == ("archived", "archived")
        assert (ticket.outcome, ticket.delivery, ticket.closed_at) == ("resolved", "sent", before.closed_at)
        assert ticket.duty == before.duty

    def test_not_before_the_time_of_keeping_is_over(self, story) -> None:
        closed = story.under(self.RETENTION).to("closed")
        end = closed.ticket.closed_at + timedelta(hours=1000)

        too_early = closed.later(hours=999)
        assert too_early.at < end
        too_early.when(m.Archive).then_refused("kept_longer", source="Rule of the test, tickets.retention")

    def test_at_its_very_end_it_is_over(self, story) -> None:
        closed = story.under(self.RETENTION).to("closed")
        wait = closed.ticket.closed_at + timedelta(hours=1000) - closed.at

        closed.later(seconds=int(wait.total_seconds()) - 1).when(m.Archive).then_refused("kept_longer")
        closed.later(seconds=int(wait.total_seconds())).when(m.Archive).then_state(state="archived")

    @pytest.mark.parametrize("state", OPEN)
    def test_what_is_open_is_no_record(self, story, state) -> None:
        story.reached(state).when(m.Archive).then_refused("not_allowed_now", source=KEPT)

    @pytest.mark.parametrize("kind", [m.Archive, m.Reopen, m.Appeal, m.Unmerge, m.Withdraw, m.Dispatch, m.Handle])
    def test_nothing_leads_out_of_it(self, story, kind) -> None:
        story.to("archived").when(kind).then_refused("not_allowed_now", allowed=())


@pytest.mark.parametrize("kind", [m.Note, m.Urge, m.RequestExclusion, m.DecideExclusion, m.Restore, m.Show, m.Archive])
def test_what_was_never_collected_does_not_exist(story, kind) -> None:
    story.when(kind).then_refused("does_not_exist", allowed=("collect",), source=article(10))
