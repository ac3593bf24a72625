"""The one loop: load, decide, append; idempotent commands, bounded retry, personal data beside the log."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from gridgov import tickets
from gridgov.adapters.memory import MemoryStore
from gridgov.calendars import ServiceHours, Timetable, china
from gridgov.errors import BadInput, Conflict, Defect, Refused
from gridgov.kernel import ATTEMPTS, Cases, Context, Host, execute, fold, load
from gridgov.messages import tickets as m
from gridgov.messages.base import Unrecorded, seal
from gridgov.parameters import combine, shipped

NOON = datetime(2022, 3, 1, 4, tzinfo=UTC)
LATER = NOON + timedelta(hours=3)
COLLECT = m.Collect(
    command_id="c-1",
    ticket="T-1",
    channel="hotline",
    kind="complaint",
    category="safety.e_bike",
    place="110112004002",
    text="an e-bike blocks the stairs",
)
HANDLE = m.Handle(command_id="c-2", ticket="T-1", outcome="resolved", result="moved to the shed")
REPLY = m.Reply(command_id="c-3", ticket="T-1", channel="phone", text="it is moved")


class Rival:
    """A store in which somebody else is faster a number of times."""

    def __init__(self, store, times):
        self.store, self.times, self.appends = store, times, 0

    def read(self, stream, *, after=0):
        return self.store.read(stream, after=after)

    def append(self, stream, events, *, expected_version):
        self.appends += 1
        if self.appends <= self.times:
            note = m.TicketWaiting(
                at=NOON, actor="rival", ticket="T-1", state="registered", reason="rival", resume_by=LATER
            )
            past = self.store.read(stream)
            self.store.append(stream, [Unrecorded(note, f"rival-{self.appends}", NOON)], expected_version=len(past))
        return self.store.append(stream, events, expected_version=expected_version)


@pytest.fixture
def store():
    store = MemoryStore()
    execute(store, tickets, COLLECT, Context(NOON, "worker-7", salt="first salt"))
    return store


class TestExecute:
    def test_what_is_decided_is_recorded(self, store, context):
        [recorded] = execute(store, tickets, HANDLE, context)

        assert (recorded.stream, recorded.version, recorded.position) == ("ticket/T-1", 2, 2)
        assert (recorded.command_id, recorded.actor, recorded.at) == ("c-2", "worker-7", NOON)
        assert store.read("ticket/T-1")[1] == recorded

    def test_it_is_chained_to_the_event_before(self, store, context):
        [recorded] = execute(store, tickets, HANDLE, context)

        assert recorded.previous == store.read("ticket/T-1")[0].hash

    def test_what_becomes_known_later_keeps_both_times(self, store):
        [recorded] = execute(store, tickets, HANDLE, Context(NOON, "worker-7", salt="s", recorded_at=LATER))

        assert (recorded.at, recorded.recorded_at) == (NOON, LATER)

    def test_without_another_time_it_is_known_at_once(self, store, context):
        [recorded] = execute(store, tickets, HANDLE, context)

        assert recorded.recorded_at == NOON

    def test_a_refusal_stores_nothing(self, store, context):
        before = store.read("ticket/T-1")
        with pytest.raises(Refused):
            execute(store, tickets, REPLY, context)

        assert store.read("ticket/T-1") == before
        assert store.reveal("ticket/T-1") == {seal(COLLECT.text, "first salt"): COLLECT.text}


class TestSameCommandTwice:
    def test_it_changes_nothing_and_gives_the_same_events_back(self, store, context):
        first = execute(store, tickets, HANDLE, context)
        second = execute(store, tickets, HANDLE, Context(LATER, "worker-8", salt="another"))

        assert second == first
        assert len(store.read("ticket/T-1")) == 2

    def test_even_when_the_case_has_moved_on(self, store, context):
        first = execute(store, tickets, HANDLE, context)
        execute(store, tickets, REPLY, context)

        assert execute(store, tickets, HANDLE, context) == first

    def test_a_new_id_is_a_new_command(self, store, context):
        execute(store, tickets, HANDLE, context)
        with pytest.raises(Refused):
            execute(store, tickets, HANDLE.model_copy(update={"command_id": "c-9"}), context)


class TestCommandIds:
    """One id, one command: another command under the same id is refused, not swallowed."""

    @pytest.mark.parametrize(
        "other",
        [
            m.Withdraw(command_id="c-2", ticket="T-1", reason="moved"),
            m.Handle(command_id="c-2", ticket="T-1", outcome="explained", result="moved to the shed"),
            REPLY.model_copy(update={"command_id": "c-2"}),
        ],
        ids=["another act", "another content", "an act that was not possible then"],
    )
    def test_another_command_under_the_same_id_is_refused(self, store, context, other):
        execute(store, tickets, HANDLE, context)
        with pytest.raises(Refused) as raised:
            execute(store, tickets, other, context)

        assert (raised.value.code, raised.value.params) == ("command_id_reused", {"what": other.type})
        assert raised.value.source.startswith("design note: an id")
        assert len(store.read("ticket/T-1")) == 2

    def test_a_retry_with_other_words_for_the_same_act_is_the_same_command(self, store, context):
        """What was typed is not in the log, so it cannot be compared."""
        first = execute(store, tickets, HANDLE, context)

        assert execute(store, tickets, HANDLE.model_copy(update={"result": "in the shed"}), context) == first


class TestOrder:
    def test_nothing_takes_effect_before_what_happened_already(self, store):
        with pytest.raises(Refused) as raised:
            execute(store, tickets, HANDLE, Context(NOON - timedelta(seconds=1), "worker-7", salt="s"))

        assert (raised.value.code, raised.value.params) == ("before_the_last_event", {"what": "ticket.handle"})
        assert raised.value.source.startswith("design note: a case")
        assert len(store.read("ticket/T-1")) == 1

    def test_two_acts_may_take_effect_at_the_same_moment(self, store, context):
        assert execute(store, tickets, HANDLE, context)


class TestConflict:
    def test_it_reads_and_decides_again(self, store, context):
        rival = Rival(store, times=2)
        [recorded] = execute(rival, tickets, HANDLE, context)

        assert recorded.version == 4
        assert rival.appends == 3

    def test_what_the_rival_did_is_seen_by_the_next_decision(self, store, context):
        """The rival withdraws the ticket: the second decision refuses instead of handling what is closed."""

        class Withdrawing(Rival):
            def append(self, stream, events, *, expected_version):
                if not self.appends:
                    self.appends = 1
                    withdraw = m.Withdraw(command_id="w", ticket="T-1", reason="moved", consented_by="lead-1")
                    execute(self.store, tickets, withdraw, context)
                return self.store.append(stream, events, expected_version=expected_version)

        with pytest.raises(Refused) as raised:
            execute(Withdrawing(store, times=1), tickets, HANDLE, context)

        assert raised.value.params["state"] == "closed"

    def test_after_so_many_attempts_the_conflict_comes_back(self, store, context):
        rival = Rival(store, times=99)
        with pytest.raises(Conflict):
            execute(rival, tickets, HANDLE, context, attempts=3)

        assert rival.appends == 3
        assert "c-2" not in {recorded.command_id for recorded in store.read("ticket/T-1")}

    def test_the_usual_number_of_attempts_is_bounded(self, store, context):
        rival = Rival(store, times=99)
        with pytest.raises(Conflict):
            execute(rival, tickets, HANDLE, context)

        assert rival.appends == ATTEMPTS == 5

    def test_the_last_attempt_counts(self, store, context):
        assert execute(Rival(store, times=2), tickets, HANDLE, context, attempts=3)

    @pytest.mark.parametrize("attempts", [0, -1])
    def test_no_attempt_at_all_is_a_defect(self, store, context, attempts):
        with pytest.raises(Defect) as raised:
            execute(store, tickets, HANDLE, context, attempts=attempts)

        assert raised.value.code == "no_attempts"
        assert raised.value.params == {"attempts": attempts}


class TestPersonal:
    def test_the_text_lies_beside_the_log_and_its_digest_in_it(self, store):
        [collected] = store.read("ticket/T-1")

        assert collected.event.text == seal(COLLECT.text, "first salt")
        assert store.reveal("ticket/T-1") == {collected.event.text: COLLECT.text}

    def test_every_personal_text_of_a_command_is_kept(self, store, context):
        execute(store, tickets, HANDLE, context)
        execute(store, tickets, REPLY, context)
        visit = m.Counsel(
            command_id="c-4", ticket="T-1", contacted=True, solved=True, satisfaction="satisfied", note="glad"
        )
        execute(store, tickets, visit, context)

        assert sorted(store.reveal("ticket/T-1").values()) == sorted([COLLECT.text, HANDLE.result, REPLY.text, "glad"])

    def test_the_salt_is_kept_with_the_text_so_that_the_digest_can_be_shown_to_be_right(self, context):
        seen = []

        class Watching(MemoryStore):
            def append(self, stream, events, *, expected_version):
                seen.extend(events)
                return super().append(stream, events, expected_version=expected_version)

        execute(Watching(), tickets, COLLECT, context)

        [secret] = seen[0].secrets.values()
        assert (secret.salt, secret.text) == (context.salt, COLLECT.text)

    def test_neither_command_context_nor_event_shows_it(self, store, context):
        [recorded] = execute(store, tickets, HANDLE, context)
        shown = f"{HANDLE!r} {context!r} {recorded!r} {store!r}"

        assert HANDLE.result not in shown
        assert context.salt not in shown


class TestContext:
    @pytest.mark.parametrize("field", ["at", "recorded_at"])
    def test_a_time_without_a_zone_is_bad_input(self, field):
        times = {"at": NOON} | {field: datetime(2022, 3, 1)}  # noqa: DTZ001  # the point of the test
        with pytest.raises(BadInput) as raised:
            Context(actor="worker-7", **times)

        assert [(p.code, p.where) for p in raised.value.problems] == [("naive_datetime", field)]
        assert raised.value.source == "context"

    @pytest.mark.parametrize("field", ["at", "recorded_at"])
    def test_what_is_no_time_is_bad_input(self, field):
        with pytest.raises(BadInput) as raised:
            Context(actor="worker-7", **({"at": NOON} | {field: "2022-03-01"}))

        assert [(p.code, p.where, p.params) for p in raised.value.problems] == [
            ("wrong_type", field, {"expected": "datetime"})
        ]

    def test_what_is_said_to_happen_later_than_it_became_known_is_refused(self):
        with pytest.raises(Refused) as raised:
            Context(LATER, "worker-7", recorded_at=NOON).check_happened("reply")

        assert (raised.value.code, raised.value.params) == ("in_the_future", {"what": "reply"})
        assert raised.value.source.startswith("design note: a case")

    def test_what_happens_as_it_becomes_known_is_not(self):
        assert Context(NOON, "worker-7", recorded_at=NOON).check_happened("reply") is None
        assert Context(NOON, "worker-7").check_happened("reply") is None

    def test_an_absent_text_needs_no_seal(self):
        assert Context(NOON, "worker-7").seal_if(None) is None

    def test_a_text_that_is_there_is_sealed(self):
        assert Context(NOON, "worker-7", salt="salt").seal_if("glad") == seal("glad", "salt")

    def test_sealing_without_a_salt_is_a_defect(self):
        with pytest.raises(Defect) as raised:
            Context(NOON, "worker-7").seal("text")

        assert raised.value.code == "salt_missing"


class TestLoad:
    def test_the_state_of_a_stream(self, store):
        assert load(store, tickets, "ticket/T-1").state == "registered"

    def test_an_unknown_stream_has_no_state(self, store):
        assert load(store, tickets, "ticket/T-2") is None

    def test_a_fold_can_go_on_from_a_state(self, store, context):
        half = load(store, tickets, "ticket/T-1")
        [handled] = execute(store, tickets, HANDLE, context)

        assert fold(tickets, [handled.event], half) == load(store, tickets, "ticket/T-1")


class FixedClock:
    def now(self):
        return LATER


class CountingIds:
    def __init__(self):
        self.count = 0

    def new_id(self):
        self.count += 1
        return f"id-{self.count}"

    def new_salt(self):
        return f"salt-{self.new_id()}"


class TestHost:
    @pytest.fixture
    def host(self):
        return Host(MemoryStore(), FixedClock(), CountingIds(), combine(shipped("presets")))

    def test_one_line_sends_a_command_and_gives_the_state(self, host):
        ticket = host.send(tickets, COLLECT, actor="worker-7")

        assert (ticket.state, ticket.intake.at) == ("registered", LATER)

    def test_the_stream_is_read_once_a_command(self, host):
        reads = []

        class Counting(MemoryStore):
            def read(self, stream, *, after=0):
                reads.append(stream)
                return super().read(stream, after=after)

        counting = evolve(host, store=Counting())
        counting.send(tickets, COLLECT, actor="worker-7")
        ticket = counting.send(tickets, HANDLE, actor="worker-7")

        assert reads == ["ticket/T-1"] * 2
        assert ticket == load(counting.store, tickets, "ticket/T-1")

    def test_the_same_command_again_gives_the_state_as_it_is_by_now(self, host):
        host.send(tickets, COLLECT, actor="worker-7")
        host.send(tickets, HANDLE, actor="worker-7")

        assert host.send(tickets, COLLECT, actor="worker-7").state == "drafting"

    def test_what_took_effect_earlier_becomes_known_now(self, host):
        host.send(tickets, COLLECT, actor="worker-7", at=NOON)
        [recorded] = host.store.read("ticket/T-1")

        assert (recorded.at, recorded.recorded_at, recorded.actor) == (NOON, LATER, "worker-7")

    def test_each_command_has_a_salt_of_its_own(self, host):
        host.send(tickets, COLLECT, actor="worker-7")
        host.send(tickets, HANDLE, actor="worker-7")

        digests = set(host.store.reveal("ticket/T-1"))
        assert digests == {seal(COLLECT.text, "salt-id-1"), seal(HANDLE.result, "salt-id-2")}

    def test_it_decides_under_its_parameters(self, host):
        assert host.context("worker-7").parameters.whole("tickets.max_rounds", NOON) == 3

    def test_a_decider_that_decides_nothing_is_a_defect(self, host):
        class Idle:
            stream_of = staticmethod(tickets.stream_of)
            evolve = staticmethod(tickets.evolve)

            @staticmethod
            def decide(state, command, context):  # noqa: ARG004  # a decider's own signature
                return ()

        with pytest.raises(Defect) as raised:
            host.send(Idle, COLLECT, actor="worker-7")

        assert raised.value.code == "command_without_event"
        assert raised.value.params == {"type": "ticket.collect"}


class Watched:
    """A store that notes from which version on it was read."""

    def __init__(self, store):
        self.store, self.reads = store, []

    def read(self, stream, *, after=0):
        self.reads.append(after)
        return self.store.read(stream, after=after)

    def append(self, stream, events, *, expected_version):
        return self.store.append(stream, events, expected_version=expected_version)


class TestCases:
    """Decision 0016: what is remembered between commands saves reading, and is never trusted alone."""

    def test_only_what_is_new_is_read_and_the_log_is_the_same(self, context):
        remembered, plain = Watched(MemoryStore()), MemoryStore()
        cases = Cases()
        for command in (COLLECT, HANDLE, REPLY):
            execute(remembered, tickets, command, context, cases=cases)
            execute(plain, tickets, command, context)

        assert remembered.reads == [0, 0, 1]  # what an append brought is folded when it is next asked for
        assert remembered.store.read("ticket/T-1") == plain.read("ticket/T-1")

    def test_what_somebody_else_wrote_is_read_before_the_decision(self, store, context):
        cases = Cases()
        execute(store, tickets, HANDLE, context, cases=cases)
        execute(store, tickets, REPLY, context)  # another process

        with pytest.raises(Refused) as raised:
            execute(store, tickets, REPLY.model_copy(update={"command_id": "c-9"}), context, cases=cases)

        assert raised.value.code == "not_allowed_now"

    def test_after_a_conflict_it_is_read_from_the_start(self, store, context):
        cases, rival = Cases(), Watched(Rival(store, 1))
        execute(rival, tickets, HANDLE, context, cases=cases)

        assert rival.reads == [0, 0]

    def test_the_same_command_twice_changes_nothing(self, store, context):
        cases = Cases()
        first = execute(store, tickets, HANDLE, context, cases=cases)

        assert execute(store, tickets, HANDLE, context, cases=cases) == first
        assert len(store.read("ticket/T-1")) == 2

    def test_an_id_of_another_command_is_refused(self, store, context):
        cases = Cases()
        execute(store, tickets, HANDLE, context, cases=cases)

        with pytest.raises(Refused) as raised:
            execute(store, tickets, REPLY.model_copy(update={"command_id": "c-2"}), context, cases=cases)

        assert raised.value.code == "command_id_reused"

    def test_what_comes_before_the_last_event_is_refused(self, store, context):
        cases = Cases()
        execute(store, tickets, HANDLE, evolve(context, at=LATER), cases=cases)

        with pytest.raises(Refused) as raised:
            execute(store, tickets, REPLY, context, cases=cases)

        assert raised.value.code == "before_the_last_event"

    def test_the_one_that_was_not_used_for_longest_is_forgotten_first(self, context):
        store, cases = Watched(MemoryStore()), Cases(most=2)
        for name in "ABABACAB":
            number = len(store.store.read(f"ticket/{name}"))
            command = m.Note(command_id=f"n-{number}", ticket=name, text="seen") if number else None
            collect = COLLECT.model_copy(update={"ticket": name})
            execute(store, tickets, command or collect, context, cases=cases)

        assert store.reads == [0, 0, 0, 0, 1, 0, 2, 0]  # when C comes, B goes, and is read anew at last
        assert repr(cases) == "Cases(2 of 2)"

    def test_threads_that_write_to_one_case_lose_nothing_and_count_nothing_twice(self, store, context):
        cases = Cases()

        def work(name):
            for number in range(20):
                note = m.Note(command_id=f"{name}-{number}", ticket="T-1", text="seen")
                execute(store, tickets, note, context, cases=cases, attempts=1000)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, "pqrs"))
        execute(store, tickets, HANDLE, context, cases=cases)

        log = store.read("ticket/T-1")
        assert [recorded.version for recorded in log] == list(range(1, 83))
        assert cases._of("ticket/T-1").version in {81, 82}

    def test_a_host_gives_its_timetable_to_every_context(self):
        office = Timetable(china(), ServiceHours("Asia/Shanghai"))

        assert Host(MemoryStore(), Stopped(), Salts(), timetable=office).context("worker-7").timetable is office

    def test_a_host_may_have_them(self):
        host = Host(MemoryStore(), Stopped(), Salts(), cases=Cases())
        host.send(tickets, COLLECT, actor="worker-7")

        assert host.send(tickets, HANDLE, actor="worker-7").state == "drafting"
        assert repr(host.cases) == "Cases(1 of 10000)"


class Stopped:
    def now(self):
        return NOON


class Salts:
    def new_salt(self):
        return "salt"
