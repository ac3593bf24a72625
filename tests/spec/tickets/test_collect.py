"""收: a request comes in and is judged. One class a command, each sentence a rule that an official could follow."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from gridgov import tickets
from gridgov.errors import BadInput, Defect
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.parameters import combine, packaged, read_pack

NOW_POSSIBLE = ("ask", "answer_now", "divert", "decline", "dispatch", "handle", "invalidate", "merge", "withdraw")
"""What can be done with a registered ticket, by hand from the chart."""
CLOSED_POSSIBLE = ("unmerge", "appeal", "reopen", "archive")

IN_COLLECT = ("registered", "info_requested")
IN_HANDLE = ("offered", "disputed", "in_progress", "waiting", "coordinating", "external", "escalated", "in_review")
IN_REPLY = ("drafting", "approving")
IN_COUNSEL = ("visit_due", "explaining", "mediating", "deliberating", "tracking", "appealed")

DISPATCH_LIMIT = ("tickets.limit.dispatch", "hours", "2")


def article(number: int) -> str:
    return f"Beijing Regulation on Swift Response 2021, Art. {number} (北京市接诉即办工作条例第{number}条)"


def clock(name: str, act: str, **fields: Any) -> m.ClockChange:
    return m.ClockChange(clock=name, act=act, **fields)


def attachment(**fields: Any) -> m.Attachment:
    usual = {"key": "photo-1", "media_type": "image/jpeg", "size": 120_000, "sha256": "ab" * 32}
    return m.Attachment(**{**usual, **fields})


def faults(make: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as raised:
        make()
    return sorted((problem.where, problem.code) for problem in raised.value.problems)


class TestCollect:
    """A request is registered: time, matter and contact become an order (Beijing Regulation Art. 10)."""

    def test_it_becomes_a_registered_ticket(self, story, sealed) -> None:
        ticket = story.when(m.Collect).then(
            story.fact(
                m.TicketCollected,
                "registered",
                channel="hotline",
                kind="complaint",
                category="safety.e_bike",
                place="110112004002",
                text=sealed("an e-bike blocks the stairs"),
                claimant="person-9",
            )
        )

        assert (ticket.state, ticket.stage, ticket.round) == ("registered", "collect", 1)
        assert (ticket.outcome, ticket.delivery, ticket.assessment.state) == (None, "unsent", "counted")
        assert (ticket.visibility, ticket.closed_at, ticket.unit, ticket.due) == ("private", None, None, None)
        assert ticket.duty.first_responsible is None
        assert ticket.matter == tickets.Matter("complaint", "safety.e_bike", "110112004002", "normal")
        assert ticket.intake == tickets.Intake(
            story.at, "hotline", "complaint", "safety.e_bike", "110112004002", "person-9"
        )

    def test_everything_else_that_is_known_is_kept(self, story, sealed) -> None:
        known = {
            "on_behalf_of": "person-4",
            "unit": "unit-1",
            "urgency": "urgent",
            "booking": "booking-3",
            "occasion": "june_1",
            "like": "T-0",
            "attachments": (attachment(),),
        }
        ticket = story.when(m.Collect, contact="13800000000", **known).then(
            story.fact(
                m.TicketCollected,
                "registered",
                channel="hotline",
                kind="complaint",
                category="safety.e_bike",
                place="110112004002",
                text=sealed("an e-bike blocks the stairs"),
                claimant="person-9",
                contact=sealed("13800000000"),
                **known,
            )
        )

        assert (ticket.intake.on_behalf_of, ticket.intake.unit, ticket.intake.like) == ("person-4", "unit-1", "T-0")
        assert ticket.matter.urgency == "urgent"

    def test_what_a_resident_wrote_and_how_to_reach_them_stay_out_of_the_log(self, story) -> None:
        [event] = story.when(m.Collect, contact="13800000000").events
        written = event.model_dump_json()

        assert "e-bike blocks" not in written
        assert "13800000000" not in written

    def test_nothing_personal_is_taken_without_a_salt(self, story) -> None:
        collect = m.Collect(command_id="c-1", ticket="T-1", channel="hotline", kind="help", text="please come")
        with pytest.raises(Defect) as raised:
            tickets.decide(None, collect, Context(story.at, "worker-7"))

        assert raised.value.code == "salt_missing"

    def test_who_wants_to_stay_unknown_may(self, story) -> None:
        story.when(m.Collect, claimant=None).then_state(state="registered")

        assert story.to("registered", claimant=None).ticket.intake.claimant is None

    def test_a_neighbour_may_speak_for_somebody_else(self, story) -> None:
        intake = story.to("registered", claimant="person-9", on_behalf_of="person-80").ticket.intake

        assert (intake.claimant, intake.on_behalf_of) == ("person-9", "person-80")

    def test_what_was_found_before_anybody_complained_names_its_cluster(self, story) -> None:
        """未诉先办, Art. 24."""
        intake = story.to("registered", origin="proactive", cluster="cluster-5", claimant=None).ticket.intake

        assert (intake.origin, intake.cluster) == ("proactive", "cluster-5")

    def test_a_ticket_is_collected_once(self, story) -> None:
        refusal = (
            story.to("registered")
            .when(m.Collect)
            .then_refused("already_exists", allowed=NOW_POSSIBLE, source=article(10))
        )

        assert refusal.params["case"] == "T-1"

    def test_a_closed_one_offers_the_ways_back(self, story) -> None:
        story.to("closed").when(m.Collect).then_refused("already_exists", allowed=CLOSED_POSSIBLE)

    @pytest.mark.parametrize("kind", ["consult", "help", "complaint", "report", "suggestion"])
    def test_every_kind_is_taken_in_where_nobody_says_otherwise(self, story, kind) -> None:
        """咨询 求助 投诉 举报 建议, Art. 2."""
        assert story.to("registered", kind=kind).ticket.matter.kind == kind

    def test_a_host_may_name_the_kinds_that_it_takes(self, story) -> None:
        desk = story.under(("tickets.kinds", "codes", '["consult", "help"]'))

        desk.when(m.Collect, kind="help").then_state(state="registered")
        refusal = desk.when(m.Collect, kind="complaint").then_refused(
            "not_in_list", source="Rule of the test, tickets.kinds"
        )

        assert '"complaint"' in refusal.text("en")
        assert "“complaint”" in refusal.text("zh")

    def test_a_host_may_name_the_channels_that_it_has(self, story) -> None:
        desk = story.under(("tickets.channels", "codes", '["hotline", "patrol"]'))

        desk.when(m.Collect, channel="patrol").then_state(state="registered")
        desk.when(m.Collect, channel="fax").then_refused("not_in_list", source="Rule of the test, tickets.channels")

    @pytest.mark.parametrize("sent", [None, "collect", m.TicketNoted], ids=["nothing", "a word", "a class"])
    def test_what_is_no_command_is_bad_input(self, story, sent) -> None:
        with pytest.raises(BadInput) as raised:
            tickets.decide(None, sent, Context(story.at, "desk-1"))

        assert [(problem.where, problem.code) for problem in raised.value.problems] == [("command", "wrong_type")]

    @pytest.mark.parametrize("first", ["private", "pending"])
    def test_at_first_it_is_private_or_waits_to_be_looked_at(self, story, first) -> None:
        assert story.to("registered", visibility=first).ticket.visibility == first

    @pytest.mark.parametrize("first", ["public", "redacted", "hidden"])
    def test_nothing_is_public_before_somebody_looked_at_it(self, story, first) -> None:
        """Privacy of the claimant, Art. 8."""
        story.when(m.Collect, visibility=first).then_refused(
            "visibility_is", allowed=("private", "pending"), source=article(8)
        )

    def test_without_a_rule_no_limit_runs(self, story) -> None:
        assert story.to("registered").ticket.ledger.clocks == ()

    def test_with_a_rule_the_limit_for_the_dispatch_runs_from_now(self, story) -> None:
        [event] = story.under(DISPATCH_LIMIT).when(m.Collect).events

        due = story.at + timedelta(hours=2)
        assert event.clocks == (clock("dispatch", "started", due=due, amount=2, unit="hours"),)

    def test_a_rule_for_the_urgency_goes_before_the_general_one(self, story) -> None:
        desk = story.under(DISPATCH_LIMIT, ("tickets.limit.dispatch.immediate", "minutes", "10"))

        assert desk.to("registered", urgency="immediate").ticket.ledger.next_due == story.at + timedelta(minutes=10)
        assert desk.to("registered", urgency="urgent").ticket.ledger.next_due == story.at + timedelta(hours=2)

    def test_all_that_is_wrong_with_a_message_is_said_at_once(self) -> None:
        assert faults(
            lambda: m.Collect(
                command_id="c 1",
                ticket="",
                channel="Hotline",
                kind="rant",
                category="Safety.",
                place=7,
                text="",
                contact="",
                claimant="王芳",
                urgency="now",
                visibility="secret",
                origin="dream",
                colour="red",
            )
        ) == [
            ("category", "wrong_pattern"),
            ("channel", "wrong_pattern"),
            ("claimant", "wrong_pattern"),
            ("colour", "unknown_key"),
            ("command_id", "wrong_pattern"),
            ("contact", "wrong_length"),
            ("kind", "unknown_choice"),
            ("origin", "unknown_choice"),
            ("place", "wrong_type"),
            ("text", "wrong_length"),
            ("ticket", "wrong_pattern"),
            ("urgency", "unknown_choice"),
            ("visibility", "unknown_choice"),
        ]


class TestChannels:
    """S2: what each channel of Yuqiao has to bring, and what it may leave out."""

    BROUGHT: dict[str, Any] = {
        "claimant": "person-9",
        "contact": "13800000000",
        "category": "safety.fire",
        "place": "110112004002",
        "booking": "booking-3",
        "occasion": "june_1",
    }
    NEEDS = {
        "hotline": ("contact", "category", "place"),
        "chat_group": ("claimant", "place"),
        "face_to_face": ("place",),
        "home_visit": ("claimant", "booking", "place"),
        "children": ("occasion", "place"),
        "courier_app": ("claimant", "place"),
        "alley_steward": ("claimant", "place"),
        "door_head": ("claimant", "place"),
        "patrol": ("category", "place"),
        "open311": ("category",),
        "web": (),
    }
    """By hand, from the report; ``web`` has no rule, so it needs nothing."""
    PACK = combine(read_pack(packaged("yuqiao-tickets"), source="yuqiao-tickets"))

    def collect(self, story: Any, channel: str, names: tuple[str, ...], parameters: Any = PACK) -> Any:
        empty = dict.fromkeys(self.BROUGHT)
        brought = {name: self.BROUGHT[name] for name in names}
        said = type(story)(parameters=parameters)
        return said.when(m.Collect, channel=channel, **{**empty, **brought})

    @pytest.mark.parametrize("channel", NEEDS)
    def test_what_it_has_to_bring_is_enough(self, story, channel) -> None:
        self.collect(story, channel, self.NEEDS[channel]).then_state(state="registered")

    @pytest.mark.parametrize("channel", NEEDS)
    def test_what_it_leaves_out_is_named_all_at_once(self, story, channel) -> None:
        if needs := self.NEEDS[channel]:
            refusal = self.collect(story, channel, ()).then_refused("channel_needs")
            assert refusal.params == {"what": "collect", "channel": channel, "missing": needs}

    @pytest.mark.parametrize(("channel", "name"), [(c, n) for c, needs in NEEDS.items() for n in needs])
    def test_each_thing_is_needed(self, story, channel, name) -> None:
        rest = tuple(other for other in self.BROUGHT if other != name)
        assert self.collect(story, channel, rest).then_refused("channel_needs").params["missing"] == (name,)

    @pytest.mark.parametrize("channel", NEEDS)
    def test_without_the_pack_nothing_is_needed(self, story, channel) -> None:
        self.collect(story, channel, (), parameters=story.parameters).then_state(state="registered")

    def test_a_child_gives_no_name(self, story) -> None:
        child = self.collect(story, "children", ("occasion", "place"))
        assert child.then_state(state="registered").intake.claimant is None

    def test_a_channel_may_ask_for_a_photo(self, story) -> None:
        patrol = story.under(("tickets.channel.patrol.needs", "codes", '["attachments"]'))

        refusal = patrol.when(m.Collect, channel="patrol").then_refused("channel_needs")
        assert refusal.params["missing"] == ("attachments",)
        patrol.when(m.Collect, channel="patrol", attachments=(attachment(),)).then_state(state="registered")

    def test_the_refusal_names_channel_and_fields_in_both_languages(self, story) -> None:
        refusal = self.collect(story, "patrol", ()).then_refused("channel_needs")

        assert '"patrol" may not leave out: category, place.' in refusal.text("en")
        assert "“patrol”渠道不得缺少：category、place。" in refusal.text("zh")


class TestAttachments:
    """Files stay with the host: a message refers to them, by key, type, size and digest."""

    def test_the_event_refers_to_them_in_order(self, story) -> None:
        files = (attachment(), attachment(key="film-1", media_type="video/mp4"))
        [event] = story.when(m.Collect, attachments=files).events

        assert event.attachments == files

    @pytest.mark.parametrize(
        "media_type",
        [
            "image/jpeg",
            "image/png",
            "image/webp",
            "audio/mpeg",
            "audio/wav",
            "video/mp4",
            "application/pdf",
            "text/plain",
        ],
    )
    def test_pictures_recordings_films_and_papers_may_come(self, media_type) -> None:
        assert attachment(media_type=media_type).media_type == media_type

    @pytest.mark.parametrize(
        "media_type", ["application/x-msdownload", "text/html", "image/svg+xml", "IMAGE/JPEG", "image/jpeg; x=1", ""]
    )
    def test_what_runs_may_not(self, media_type) -> None:
        assert faults(lambda: attachment(media_type=media_type)) == [("media_type", "unknown_choice")]

    @pytest.mark.parametrize("size", [1, 50_000_000])
    def test_up_to_fifty_million_bytes(self, size) -> None:
        assert attachment(size=size).size == size

    @pytest.mark.parametrize("size", [0, -1, 50_000_001])
    def test_not_empty_and_not_larger(self, size) -> None:
        assert faults(lambda: attachment(size=size)) == [("size", "out_of_range")]

    def test_all_faults_of_a_reference_come_at_once(self) -> None:
        assert faults(lambda: attachment(key="../etc", media_type="exe", size=1.5, sha256="AB", url="x")) == [
            ("key", "wrong_pattern"),
            ("media_type", "unknown_choice"),
            ("sha256", "wrong_pattern"),
            ("size", "wrong_type"),
            ("url", "unknown_key"),
        ]

    def test_twenty_at_most(self, story) -> None:
        files = tuple(attachment(key=f"photo-{number}") for number in range(21))

        story.when(m.Collect, attachments=files[:20]).then_state(state="registered")
        assert faults(lambda: story.when(m.Collect, attachments=files)) == [("attachments", "wrong_length")]

    def test_an_answer_may_bring_some_too(self, story) -> None:
        [event] = story.to("info_requested").when(m.Supply, attachments=(attachment(),)).events

        assert event.attachments == (attachment(),)


class TestTheLog:
    def test_a_ticket_begins_once(self, story) -> None:
        registered = story.to("registered")

        with pytest.raises(Defect) as raised:
            tickets.evolve(registered.ticket, registered.events[0])
        assert raised.value.code == "log_begins_twice"


class TestClassify:
    """What it is about is corrected as it becomes clearer; what came in stays on record (Art. 10)."""

    def test_only_what_is_said_changes(self, story) -> None:
        story = story.to("registered")
        ticket = story.when(m.Classify, category="safety.fire").then(
            story.fact(
                m.TicketClassified,
                "registered",
                kind="complaint",
                category="safety.fire",
                place="110112004002",
                urgency="normal",
            )
        )

        assert ticket.matter == tickets.Matter("complaint", "safety.fire", "110112004002", "normal")
        assert ticket.intake.category == "safety.e_bike"

    def test_all_four_at_once(self, story) -> None:
        new = {"kind": "help", "category": "water", "place": "110112004003", "urgency": "immediate"}

        story.to("registered").when(m.Classify, **new).then_state(matter=tickets.Matter(**new))

    @pytest.mark.parametrize("state", [*IN_COLLECT, *IN_HANDLE])
    def test_as_long_as_it_is_collected_or_handled(self, story, state) -> None:
        story.reached(state).when(m.Classify, kind="help").then_state(state=state)

    @pytest.mark.parametrize("state", [*IN_REPLY, *IN_COUNSEL, "closed", "archived"])
    def test_not_afterwards_even_where_it_would_change_nothing(self, story, state) -> None:
        refusal = story.reached(state).when(m.Classify).then_refused("not_allowed_now", source=article(10))

        assert refusal.params == {"what": "classify", "state": state}

    @pytest.mark.parametrize("same", [{}, {"kind": "complaint", "place": "110112004002"}])
    def test_a_correction_corrects_something(self, story, same) -> None:
        story.to("registered").when(m.Classify, **same).then_refused("nothing_changes", source=article(10))

    def test_it_cannot_become_of_a_kind_that_is_not_taken_in(self, story) -> None:
        desk = story.under(("tickets.kinds", "codes", '["complaint"]')).to("registered")

        desk.when(m.Classify, kind="report").then_refused("not_in_list", source="Rule of the test, tickets.kinds")

    RULES = (
        ("tickets.limit.resolve.normal", "hours", "240"),
        ("tickets.limit.resolve.urgent", "hours", "48"),
        ("tickets.wait.pausing", "codes", '["parts_ordered"]'),
    )

    def test_the_limit_follows_the_urgency_from_where_it_began(self, story) -> None:
        offered = story.to("registered").under(*self.RULES)
        begun = offered.at
        [event] = offered.after(m.Dispatch).later(hours=5).when(m.Classify, urgency="urgent").events

        due = begun + timedelta(hours=48)
        assert event.clocks == (clock("resolve", "retargeted", due=due, amount=48, unit="hours"),)

    def test_a_pause_is_not_lost_with_the_correction(self, story) -> None:
        """GLPI #15605: a change of priority must not lose what was paused."""
        told = story.to("registered").under(*self.RULES)
        begun = told.at
        paused = told.after(m.Dispatch).after(m.Accept).after(m.Wait)
        since = paused.at - timedelta(minutes=1)
        resumed = paused.later(hours=30).after(m.Resume)
        pause = resumed.at - timedelta(minutes=1) - since

        corrected = resumed.after(m.Classify, urgency="urgent").ticket

        assert corrected.due == begun + timedelta(hours=48) + pause

    def test_another_place_or_category_leaves_the_limit_on_the_order_alone(self, story, far) -> None:
        ordered = story.under(*self.RULES).to("registered").after(m.Dispatch, due=far)
        ticket = ordered.when(m.Classify, place="110112004003", category="water", kind="help").state

        assert ticket.due == far

    def test_the_limit_on_the_order_is_no_policy_s_to_move(self, story) -> None:
        ruled = story.under(*self.RULES).to("registered")
        ordered = ruled.after(m.Dispatch, due=ruled.at + timedelta(hours=20))

        ordered.when(m.Classify, urgency="extended").then_state(due=ruled.at + timedelta(hours=20))

    def test_what_is_late_stays_late_whatever_it_is_called(self, story) -> None:
        late = story.under(*self.RULES).to("in_progress").later(days=30)
        was = late.ticket.due

        late.when(m.Classify, urgency="extended").then_state(due=was)


class TestAsk:
    """补充信息: who lacks a fact asks the claimant for it, until a date."""

    def test_the_claimant_is_asked_until_a_date(self, story, sealed, far) -> None:
        story = story.to("registered")
        ticket = story.when(m.Ask).then(
            story.fact(
                m.TicketAsked,
                "info_requested",
                text=sealed("which staircase?"),
                answer_by=far,
                clocks=(clock("answer", "started", due=far),),
            )
        )

        assert (ticket.stage, ticket.ledger.next_due) == ("collect", far)

    def test_what_is_asked_stays_out_of_the_log(self, story) -> None:
        [event] = story.to("registered").when(m.Ask).events

        assert "staircase" not in event.model_dump_json()

    def test_the_date_lies_ahead(self, story) -> None:
        story = story.to("registered")

        story.when(m.Ask, answer_by=story.at).then_refused("due_before_start", source=article(15))

    def test_nobody_can_be_asked_who_is_unknown(self, story) -> None:
        anonymous = story.to("registered", claimant=None)

        refusal = anonymous.when(m.Ask).then_refused("nobody_to_ask", source=article(10))
        assert "诉求人匿名" in refusal.text("zh")

    @pytest.mark.parametrize("state", ["info_requested", *IN_HANDLE, *IN_REPLY, *IN_COUNSEL, "closed", "archived"])
    def test_only_while_it_is_judged(self, story, state) -> None:
        story.reached(state).when(m.Ask).then_refused("not_allowed_now")

    def test_the_limit_for_the_dispatch_does_not_begin_anew_with_a_question(self, story) -> None:
        """No clock is reset by what one does oneself: else every limit could be stretched by asking."""
        asked = story.under(DISPATCH_LIMIT).to("registered").later(minutes=110).after(m.Ask)
        answered = asked.after(m.Supply).ticket

        clocks = [one for one in answered.ledger.clocks if one.name == "dispatch"]
        assert len(clocks) == 1


class TestSupply:
    """The claimant answers; it is judged again."""

    def test_the_answer_is_taken_in(self, story, sealed) -> None:
        story = story.to("info_requested")
        story.when(m.Supply).then(
            story.fact(
                m.TicketSupplied,
                "registered",
                text=sealed("the northern one"),
                clocks=(clock("answer", "stopped"),),
            )
        )

    def test_an_answer_in_time_meets_the_limit_and_a_late_one_is_taken_too(self, story) -> None:
        asked = story.to("info_requested")

        assert asked.after(m.Supply).clock("answer") == "met"
        assert asked.later(days=31).after(m.Supply).clock("answer") == "breached"

    @pytest.mark.parametrize("state", ["registered", "in_progress", "visit_due", "closed"])
    def test_only_what_was_asked_is_answered(self, story, state) -> None:
        story.to(state).when(m.Supply).then_refused("not_allowed_now")


class TestAnswerNow:
    """A question is answered at once, out of a cited source (Art. 11)."""

    def test_a_question_is_answered_and_closed(self, story, sealed) -> None:
        story = story.under(DISPATCH_LIMIT).to("registered", kind="consult")
        ticket = story.when(m.AnswerNow).then(
            story.fact(
                m.TicketAnswered,
                "closed",
                text=sealed("the office opens at nine"),
                knowledge="kb-7",
                clocks=(clock("dispatch", "stopped"),),
            )
        )

        assert (ticket.outcome, ticket.delivery, ticket.closed_at) == ("answered", "sent", story.at)
        assert (ticket.reply.replied_at, ticket.unit) == (story.at, None)
        assert ticket.ledger.latest("dispatch").state == "met"

    @pytest.mark.parametrize("kind", ["help", "complaint", "report", "suggestion"])
    def test_only_questions_are(self, story, kind) -> None:
        refusal = (
            story.to("registered", kind=kind).when(m.AnswerNow).then_refused("only_for_questions", source=article(11))
        )

        assert refusal.params["kind"] == kind

    def test_a_request_that_turns_out_to_be_a_question_is_answered_as_one(self, story) -> None:
        corrected = story.to("registered").after(m.Classify, kind="consult")

        corrected.when(m.AnswerNow).then_state(outcome="answered")

    @pytest.mark.parametrize("state", ["info_requested", "offered", "in_progress", "drafting", "closed"])
    def test_only_while_it_is_judged(self, story, state) -> None:
        story.to(state, kind="consult").when(m.AnswerNow).then_refused("not_allowed_now", source=article(11))

    def test_an_answer_has_a_source(self) -> None:
        assert faults(lambda: m.AnswerNow(command_id="c-2", ticket="T-1", text="nine")) == [("knowledge", "missing")]


class TestDivert:
    """What belongs elsewhere is shown the way: emergencies, statutory channels and the like (Art. 11)."""

    REASONS = (
        "emergency",
        "litigation",
        "arbitration",
        "discipline",
        "administrative_review",
        "disclosure",
        "petition",
        "secret_or_privacy",
        "beyond_public_duty",
    )

    def test_the_claimant_is_told_where_to_turn(self, story, sealed) -> None:
        story = story.under(DISPATCH_LIMIT).to("registered")
        ticket = story.when(m.Divert).then(
            story.fact(
                m.TicketDiverted,
                "closed",
                reason="emergency",
                to="fire_brigade",
                text=sealed("please call 119"),
                clocks=(clock("dispatch", "stopped"),),
            )
        )

        assert (ticket.outcome, ticket.delivery, ticket.closed_at) == ("diverted", "sent", story.at)

    @pytest.mark.parametrize("reason", REASONS)
    def test_for_these_reasons(self, story, reason) -> None:
        story.to("registered").when(m.Divert, reason=reason, to=None).then_state(outcome="diverted")

    def test_for_no_other_reason(self, story) -> None:
        assert faults(lambda: story.to("registered").when(m.Divert, reason="too_much_work")) == [
            ("reason", "unknown_choice")
        ]

    @pytest.mark.parametrize("state", ["info_requested", *IN_HANDLE, *IN_REPLY, "visit_due", "closed"])
    def test_a_unit_that_has_it_cannot_get_rid_of_it_so(self, story, state) -> None:
        story.reached(state).when(m.Divert).then_refused("not_allowed_now", source=article(11))


class TestDecline:
    """What is not taken up has a reason out of the law, and somebody else's agreement (Art. 11)."""

    def test_the_claimant_is_told_why(self, story, sealed) -> None:
        story = story.under(DISPATCH_LIMIT).to("registered")
        ticket = story.when(m.Decline).then(
            story.fact(
                m.TicketDeclined,
                "closed",
                reason="repeated_without_news",
                approved_by="lead-1",
                text=sealed("this was answered already"),
                clocks=(clock("dispatch", "stopped"),),
            )
        )

        assert (ticket.outcome, ticket.delivery, ticket.closed_at) == ("declined", "sent", story.at)

    @pytest.mark.parametrize(
        "reason", ["repeated_without_news", "unlawful_or_improper", "secret_or_privacy", "beyond_public_duty"]
    )
    def test_for_these_reasons(self, story, reason) -> None:
        story.to("registered").when(m.Decline, reason=reason).then_state(outcome="declined")

    def test_nobody_agrees_with_themselves(self, story) -> None:
        story.to("registered").when(m.Decline, actor="lead-1").then_refused("own_work")

    def test_somebody_has_to_agree(self) -> None:
        said = {"command_id": "c-2", "ticket": "T-1", "text": "no"}

        assert faults(lambda: m.Decline(reason="secret_or_privacy", **said)) == [("approved_by", "missing")]

    @pytest.mark.parametrize("state", ["info_requested", *IN_HANDLE, *IN_REPLY, "visit_due", "closed"])
    def test_the_first_unit_may_not_decline(self, story, state) -> None:
        """首接负责: who gets it may not refuse it, Art. 14."""
        story.reached(state).when(m.Decline).then_refused("not_allowed_now")

    def test_the_claimant_may_appeal(self, story) -> None:
        story.to("registered").after(m.Decline).when(m.Appeal).then_state(state="appealed", outcome="declined")


class TestInvalidate:
    """What is no request is no ticket: a test, a wrong number, an empty message."""

    @pytest.mark.parametrize("state", IN_COLLECT)
    def test_it_ends_and_nobody_is_told(self, story, state) -> None:
        story = story.under(DISPATCH_LIMIT).to(state)
        name = "dispatch" if state == "registered" else "answer"
        ticket = story.after(m.Invalidate).ticket

        assert (ticket.state, ticket.outcome, ticket.delivery) == ("closed", "invalid", "unsent")
        assert ticket.closed_at == story.at
        assert ticket.ledger.latest(name).state == "cancelled"
        assert not ticket.ledger.running

    def test_the_event_says_why(self, story) -> None:
        story = story.to("registered")

        story.when(m.Invalidate).then(story.fact(m.TicketInvalidated, "closed", reason="wrong_number"))

    @pytest.mark.parametrize("state", [*IN_HANDLE, *IN_REPLY, *IN_COUNSEL, "closed"])
    def test_what_a_unit_has_was_a_request(self, story, state) -> None:
        story.reached(state).when(m.Invalidate).then_refused("not_allowed_now")


@pytest.mark.parametrize(
    "kind",
    [m.Classify, m.Ask, m.Supply, m.AnswerNow, m.Divert, m.Decline, m.Invalidate, m.Merge, m.Unmerge, m.Adopt, m.Note],
)
def test_what_was_never_collected_does_not_exist(story, kind) -> None:
    refusal = story.when(kind).then_refused("does_not_exist", allowed=("collect",), source=article(10))

    assert refusal.params == {"what": kind.model_fields["type"].default.removeprefix("ticket."), "case": "T-1"}


def test_all_reasons_for_a_diversion_are_told_here() -> None:
    """The list above is that of the message."""
    assert get_args(m.Divert.model_fields["reason"].annotation) == TestDivert.REASONS
