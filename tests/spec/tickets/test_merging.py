"""Two tickets about one matter become one, in several commands, and can be taken apart again; nobody is forgotten."""

import pytest

from gridgov import tickets
from gridgov.adapters.memory import MemoryStore
from gridgov.errors import Refused
from gridgov.kernel import Context, execute, load
from gridgov.messages import tickets as m
from gridgov.tickets.merging import merging, told, unmerging


@pytest.fixture
def desk(story):
    """Three requests about one staircase."""
    store = MemoryStore()

    def send(*commands, actor="desk-1"):
        for command in commands:
            execute(store, tickets, command, Context(story.at, actor, salt="salt"))

    for number in (1, 2, 3):
        name = f"T-{number}"
        send(
            m.Collect(
                command_id=f"{name}/collect",
                ticket=name,
                channel="hotline",
                kind="complaint",
                category="safety.e_bike",
                place="110112004002",
                text="an e-bike blocks the stairs",
                claimant=f"R-{number}",
            )
        )
    return send, lambda name: load(store, tickets, f"ticket/{name}"), store


class TestMerging:
    def test_the_claimant_is_taken_along_before_the_ticket_ends(self, desk):
        _, ticket, _ = desk

        assert [(command.type, command.ticket) for command in merging(ticket("T-2"), ticket("T-1"))] == [
            ("ticket.adopt", "T-1"),
            ("ticket.merge", "T-2"),
        ]

    def test_both_claimants_are_told_what_becomes_of_it(self, desk):
        send, ticket, _ = desk
        send(*merging(ticket("T-2"), ticket("T-1")))

        assert (ticket("T-2").outcome, ticket("T-2").merged_into) == ("merged", "T-1")
        assert told(ticket("T-1")) == ("R-1", "R-2")

    def test_who_was_merged_before_comes_along_too(self, desk):
        """T-3 into T-2, then T-2 into T-1: the third resident is not lost on the way."""
        send, ticket, _ = desk
        send(*merging(ticket("T-3"), ticket("T-2")))
        send(*merging(ticket("T-2"), ticket("T-1")))

        assert told(ticket("T-1")) == ("R-1", "R-2", "R-3")

    def test_sent_again_after_a_crash_nothing_changes(self, desk):
        send, ticket, store = desk
        commands = merging(ticket("T-2"), ticket("T-1"))
        send(commands[0])  # and here the host went down
        send(*commands)
        before = list(store.read_all())
        send(*commands)

        assert list(store.read_all()) == before

    def test_one_resident_who_called_twice_is_told_once(self, desk):
        send, ticket, _ = desk
        twin = m.Collect(
            command_id="x", ticket="T-9", channel="hotline", kind="complaint", text="again", claimant="R-1"
        )
        send(twin)
        send(*merging(ticket("T-9"), ticket("T-1")))

        assert told(ticket("T-1")) == ("R-1",)

    def test_not_into_itself(self, desk):
        _, ticket, _ = desk
        with pytest.raises(Refused) as raised:
            merging(ticket("T-1"), ticket("T-1"))

        assert raised.value.code == "into_itself"

    def test_not_into_what_has_ended(self, desk):
        send, ticket, _ = desk
        send(*merging(ticket("T-2"), ticket("T-1")))

        with pytest.raises(Refused) as raised:
            merging(ticket("T-3"), ticket("T-2"))

        assert (raised.value.code, raised.value.params["case"]) == ("target_not_open", "T-2")

    def test_not_into_what_was_replied_to(self, desk):
        """The claimant who comes along late would never hear of it."""
        send, ticket, _ = desk
        send(
            m.Handle(command_id="h", ticket="T-1", outcome="resolved", result="moved"),
            m.Reply(command_id="r", ticket="T-1", channel="phone", text="it is moved"),
        )
        with pytest.raises(Refused) as raised:
            merging(ticket("T-2"), ticket("T-1"))

        assert (raised.value.code, raised.value.params["case"]) == ("target_not_open", "T-1")

    def test_not_what_was_handled_already(self, desk):
        send, ticket, _ = desk
        send(m.Handle(command_id="h", ticket="T-2", outcome="resolved", result="moved"))
        with pytest.raises(Refused) as raised:
            merging(ticket("T-2"), ticket("T-1"))

        assert (raised.value.code, raised.value.params["what"]) == ("not_allowed_now", "merge")

    def test_not_crosswise(self, desk):
        """T-2 went into T-1: T-1 cannot go into T-2, or both would wait for one another."""
        send, ticket, _ = desk
        send(*merging(ticket("T-2"), ticket("T-1")))
        with pytest.raises(Refused) as raised:
            send(m.Merge(command_id="x", ticket="T-1", into="T-2"))

        assert (raised.value.code, raised.value.params["case"]) == ("crosswise", "T-2")

    def test_ids_of_any_length_give_commands_with_ids_of_their_own(self, desk):
        send, ticket, _ = desk
        for name in ("L" * 112 + "1", "L" * 112 + "2"):
            send(m.Collect(command_id=name, ticket=name, channel="web", kind="help", text="long", claimant="R-5"))

        commands = [
            *merging(ticket("L" * 112 + "1"), ticket("T-1")),
            *merging(ticket("L" * 112 + "2"), ticket("T-1")),
        ]
        assert len({command.command_id for command in commands}) == 4


class TestUnmerging:
    def test_it_is_a_matter_of_its_own_again_with_everybody_who_came_along(self, desk):
        send, ticket, _ = desk
        send(*merging(ticket("T-3"), ticket("T-2")))
        send(*merging(ticket("T-2"), ticket("T-1")))
        send(*unmerging(ticket("T-2"), ticket("T-1"), reason="different_matter"))

        assert told(ticket("T-1")) == ("R-1",)
        assert (ticket("T-2").state, told(ticket("T-2"))) == ("registered", ("R-2", "R-3"))

    def test_it_can_be_merged_a_second_time(self, desk):
        send, ticket, _ = desk
        send(*merging(ticket("T-2"), ticket("T-1")))
        send(*unmerging(ticket("T-2"), ticket("T-1"), reason="different_matter"))
        send(*merging(ticket("T-2"), ticket("T-1")))

        assert told(ticket("T-1")) == ("R-1", "R-2")
        assert ticket("T-2").merged_into == "T-1"

    def test_who_came_along_with_one_ticket_can_come_along_with_another(self, desk):
        """T-3 by way of T-2 into T-1 and out again; then straight into T-1."""
        send, ticket, _ = desk
        send(*merging(ticket("T-3"), ticket("T-2")))
        send(*merging(ticket("T-2"), ticket("T-1")))
        send(*unmerging(ticket("T-2"), ticket("T-1"), reason="different_matter"))
        send(*unmerging(ticket("T-3"), ticket("T-2"), reason="different_matter"))
        send(*merging(ticket("T-3"), ticket("T-1")))

        assert told(ticket("T-1")) == ("R-1", "R-3")
        assert told(ticket("T-2")) == ("R-2",)

    def test_what_went_on_into_a_third_is_taken_out_of_that_first(self, desk):
        """Else T-3 would be told by T-1 too, which knows nothing of the undoing."""
        send, ticket, _ = desk
        send(*merging(ticket("T-3"), ticket("T-2")))
        send(*merging(ticket("T-2"), ticket("T-1")))
        with pytest.raises(Refused) as raised:
            unmerging(ticket("T-3"), ticket("T-2"), reason="different_matter")

        assert (raised.value.code, raised.value.params["case"]) == ("merged_on", "T-2")

    def test_only_what_was_merged_there(self, desk):
        _, ticket, _ = desk
        with pytest.raises(Refused) as raised:
            unmerging(ticket("T-2"), ticket("T-1"), reason="different_matter")

        assert (raised.value.code, raised.value.params["case"]) == ("not_adopted", "T-2")
