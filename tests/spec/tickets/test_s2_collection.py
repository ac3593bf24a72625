"""S2 诉求收集: every resident becomes a dispatcher (Yuqiao report, 2022).

The hotline is too slow for what happens on the spot. So requests come by a residents' group whose talk becomes an
orderly ledger, face to face, by a home visit booked by telephone, from children on occasions, from couriers by an app,
from alley stewards and building-door heads.
"""

from datetime import datetime, timedelta

import pytest

from gridgov import tickets
from gridgov.adapters.memory import MemoryStore
from gridgov.errors import Refused
from gridgov.kernel import Context, execute, load
from gridgov.labels import label
from gridgov.messages import tickets as m
from gridgov.parameters import combine, shipped
from gridgov.tickets.chat import ChatMessage, LedgerRules, commands, ledger
from gridgov.tickets.keywords import shipped_keywords

CHANNELS = combine(shipped("yuqiao-tickets"))
EVENING = datetime.fromisoformat("2022-06-15T19:00+08:00")

WHAT_EACH_HAS_TO_BRING = {
    "hotline": {"contact", "category", "place"},
    "chat_group": {"claimant", "place"},
    "face_to_face": {"place"},
    "home_visit": {"claimant", "booking", "place"},
    "children": {"occasion", "place"},
    "courier_app": {"claimant", "place"},
    "alley_steward": {"claimant", "place"},
    "door_head": {"claimant", "place"},
    "patrol": {"category", "place"},
}
EVERYTHING = {
    "claimant": "R-1",
    "contact": "by the east gate",
    "category": "environment.waste",
    "place": "110112004002",
    "booking": "B-1",
    "occasion": "park_renovation",
}


def collect(channel, fields):
    return m.Collect(
        command_id="c-1", ticket="T-1", channel=channel, kind="suggestion", text="a handrail, please", **fields
    )


class TestChannels:
    @pytest.mark.parametrize("channel", WHAT_EACH_HAS_TO_BRING)
    def test_each_takes_a_request_in_with_just_what_it_has_to_bring(self, channel):
        brought = {name: EVERYTHING[name] for name in WHAT_EACH_HAS_TO_BRING[channel]}

        [event] = tickets.decide(None, collect(channel, brought), Context(EVENING, "intake-1", CHANNELS, "salt"))

        assert (event.channel, event.state) == (channel, "registered")

    @pytest.mark.parametrize(
        ("channel", "lacks"), [(c, n) for c, names in WHAT_EACH_HAS_TO_BRING.items() for n in names]
    )
    def test_each_says_what_it_may_not_leave_out(self, channel, lacks):
        brought = {name: EVERYTHING[name] for name in WHAT_EACH_HAS_TO_BRING[channel] - {lacks}}

        with pytest.raises(Refused) as raised:
            tickets.decide(None, collect(channel, brought), Context(EVENING, "intake-1", CHANNELS, "salt"))

        assert (raised.value.code, raised.value.params["missing"]) == ("channel_needs", (lacks,))

    @pytest.mark.parametrize("channel", WHAT_EACH_HAS_TO_BRING)
    def test_each_has_a_name_in_both_languages(self, channel):
        assert label("ticket.channel", channel, "zh") != channel

    def test_a_neighbour_may_speak_for_an_old_lady(self):
        event = tickets.decide(
            None,
            collect("home_visit", EVERYTHING | {"on_behalf_of": "R-2"}),
            Context(EVENING, "intake-1", CHANNELS, "salt"),
        )[0]

        assert (event.claimant, event.on_behalf_of) == ("R-1", "R-2")


class TestTheOnlineCouncilHall:
    """Talk becomes a ledger, the ledger one batch of commands."""

    TALK = (
        ("r-1", "三单元楼道里有电动车充电，太危险了"),
        ("r-2", "+1"),
        ("r-3", "大家晚上好"),
        ("r-4", "垃圾桶两天没人清了"),
        ("r-5", "三单元楼道里有电动车充电，太危险了"),
    )
    RULES = LedgerRules(gap=timedelta(minutes=10), window=timedelta(days=1), threshold=900)

    def found(self):
        said = [ChatMessage(EVENING + timedelta(minutes=5 * n), who, text) for n, (who, text) in enumerate(self.TALK)]
        return ledger(
            said, group="hall-7", place="110112004002", classify=shipped_keywords(), alike=None, rules=self.RULES
        )

    def test_five_messages_are_three_requests_one_support_and_one_greeting(self):
        found = self.found()

        assert [entry.category for entry in found.entries] == [
            "safety.e_bike",
            "environment.sanitation",
            "safety.e_bike",
        ]
        assert (found.support, found.talk) == ((1,), (2,))

    def test_the_same_words_again_are_marked_and_not_lost(self):
        assert [entry.duplicate_of for entry in self.found().entries] == [None, None, 1]

    def test_the_batch_takes_every_entry_in_once_however_often_it_is_sent(self):
        store = MemoryStore()
        for _ in range(2):
            for command in commands(self.found(), prefix="2022-06-15"):
                execute(store, tickets, command, Context(EVENING + timedelta(hours=1), "clerk-1", CHANNELS, "salt"))

        log = [recorded.event for recorded in store.read_all()]
        assert [event.type for event in log] == ["ticket.collected"] * 3
        third = load(store, tickets, "ticket/2022-06-15:hall-7:3")
        assert third.intake.like == "2022-06-15:hall-7:1"
