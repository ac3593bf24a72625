"""A simulated year is a log like any other: legal, in order, the same for the same seed, and open where it is open."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
import simpy
from attrs import evolve

from gridgov import deliberation, tickets
from gridgov.adapters.jsonl import read_log, write_lines, write_log
from gridgov.adapters.memory import MemoryStore
from gridgov.errors import BadInput, Refused
from gridgov.kernel import load
from gridgov.messages.base import Event, Recorded, type_name
from gridgov.messages.deliberation import TopicDecided, TopicRaised
from gridgov.messages.tickets import (
    TicketCollected,
    TicketDispatched,
    TicketHandled,
    TicketReplied,
    TicketWithdrawn,
)
from gridgov.parameters import combine, packaged
from gridgov.ports import EventStore
from gridgov.simulation.arrivals import Arrival, most_frequent
from gridgov.simulation.behaviour import Band, Category, read_behaviour, shipped_behaviour
from gridgov.simulation.course import topic
from gridgov.simulation.draws import Draws, Urn
from gridgov.simulation.year import EXAMPLE, MOST_TICKETS, Year, _desk, simulate, yuqiao_2022

Log = tuple[Recorded, ...]

BEIJING = ZoneInfo("Asia/Shanghai")
YEAR = yuqiao_2022(tickets=300)


def logged(year: Year, seed: int = 2022) -> MemoryStore:
    store = MemoryStore()
    simulate(year, store, seed=seed)
    return store


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return logged(YEAR)


@pytest.fixture(scope="module")
def log(store: MemoryStore) -> Log:
    return tuple(store.read_all())


def lines(store: EventStore) -> bytes:
    return b"".join(write_lines(store.read_all()))


def events_of(log: Iterable[Recorded], *kinds: type[Event]) -> list[Any]:
    return [recorded.event for recorded in log if isinstance(recorded.event, kinds)]


def stream(store: MemoryStore, name: str) -> list[Any]:
    return [recorded.event for recorded in store.read(name)]


def by_stream(log: Iterable[Recorded]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for recorded in log:
        found.setdefault(recorded.stream, []).append(recorded.event)
    return found


class TestDraws:
    def test_a_draw_is_the_first_64_bits_of_sha_256_over_seed_and_name(self) -> None:
        bits = int(hashlib.sha256(b"2022\nT-1\ndie").hexdigest()[:16], 16)
        assert Draws(2022).below(6, "T-1", "die") == bits * 6 // 2**64

    def test_another_seed_or_another_name_is_another_draw(self) -> None:
        draws = {Draws(seed).salt(*name) for seed in (1, 2) for name in [("a", "b"), ("a", "c"), ("ab",)]}
        assert len(draws) == 6

    def test_both_ends_of_a_range_are_drawn_and_nothing_beyond(self) -> None:
        assert {Draws(1).between(3, 5, n) for n in range(100)} == {3, 4, 5}

    def test_a_chance_comes_true_as_often_as_its_share(self) -> None:
        assert 900 < sum(Draws(1).chance(Fraction(1, 4), n) for n in range(4000)) < 1100

    def test_what_is_certain_is_certain(self) -> None:
        assert all(Draws(1).chance(Fraction(1), n) for n in range(100))
        assert not any(Draws(1).chance(Fraction(0), n) for n in range(100))

    def test_choices_come_up_by_their_weight_and_never_at_weight_zero(self) -> None:
        found = Counter(Draws(1).pick(Urn({"a": 3, "never": 0, "b": 1}), n) for n in range(4000))
        assert set(found) == {"a", "b"}
        assert 2900 < found["a"] < 3100

    @pytest.mark.parametrize("weights", [{}, {"a": 0}, {"a": 2, "b": -1}])
    def test_an_urn_out_of_which_nothing_can_be_drawn_is_refused(self, weights: dict[str, int]) -> None:
        with pytest.raises(BadInput):
            Urn(weights)


class TestBehaviour:
    def test_the_shipped_one_is_calibrated_to_within_a_point_of_the_published_rates(self) -> None:
        """F2 and F3 are 82.94 % and 91.83 %; this is what the pack makes probable, not what a run comes to."""
        behaviour = shipped_behaviour()
        first, second, third = behaviour.solved
        solved = 1 - (1 - first) * (1 - second) * (1 - third)
        assert abs(100 * solved - Fraction("82.94")) < 1

        def opinions(weights: Mapping[Any, int], *grades: str) -> Fraction:
            return Fraction(sum(weights[grade] for grade in grades), sum(weights.values()))

        good = ("very_satisfied", "satisfied", "basically_satisfied")
        with_opinion = (*good, "dissatisfied", "very_dissatisfied")
        happy, after = behaviour.weights.opinion_solved.weights, behaviour.weights.opinion_unsolved.weights
        satisfied = solved * opinions(happy, *good) + (1 - solved) * opinions(after, *good)
        asked = solved * opinions(happy, *with_opinion) + (1 - solved) * opinions(after, *with_opinion)
        assert abs(100 * satisfied / asked - Fraction("91.83")) < 1

    def test_the_last_share_of_solved_tickets_holds_for_every_later_round(self) -> None:
        behaviour = shipped_behaviour()
        assert [behaviour.solved_in(n) for n in (1, 2, 3, 4, 9)] == [*behaviour.solved, *behaviour.solved[-1:] * 2]

    @pytest.mark.parametrize(
        ("found", "instead", "where", "code"),
        [
            ('waits = "2/25"', "waits = 0.08", "shares.waits", "not_fraction"),
            ('waits = "2/25"', 'waits = "26/25"', "shares.waits", "not_fraction"),
            ("work = [25, 150]", "work = [150, 25]", "minutes.work", "out_of_range"),
            ("work = [25, 150]", "work = [0, 25]", "minutes.work", "out_of_range"),
            ("weekend = 72, ", "", "weights.day.weekend", "missing"),
            ("complaint = 46", "complaint = -46", "weights.kind.complaint", "not_whole"),
            ("complaint = 46", "grumble = 46", "weights.kind.grumble", "unknown_choice"),
            ("hour = [6, 3,", "hour = [6,", "weights.hour", "wrong_type"),
            ("workers = 2", "workers = 0", "behaviour.workers", "out_of_range"),
            ('solved = ["16/25", "19/50", "1/4"]', "solved = []", "behaviour.solved", "missing"),
            ("present = [28, 55]", "present = [28, 62]", "council.present", "counts_do_not_add_up"),
            ('code = "housing.leaks"', 'code = "Housing Leaks"', "category[6].code", "wrong_pattern"),
            ('code = "housing.leaks"', 'code = "traffic.parking"', "category[6].code", "duplicate_id"),
            ("months = [6, 7, 8, 9]", "months = [13]", "category[6].months", "out_of_range"),
            ('texts = ["顶层漏雨，墙皮掉了一片。"]', "texts = []", "category[6].texts", "missing"),
            ('cause = "roof_is_old", ', "", "category[6].plans[0].cause", "missing"),
            ('topic = "building_affairs"', 'topic = "gossip"', "category[4].topic", "unknown_choice"),
        ],
    )
    def test_a_pack_with_a_fault_is_refused_with_the_place_of_the_fault(
        self, found: str, instead: str, where: str, code: str
    ) -> None:
        text = packaged("yuqiao-behaviour")
        assert found in text

        with pytest.raises(BadInput) as refusal:
            read_behaviour(text.replace(found, instead, 1), source="a.toml")

        assert (where, code) in [(problem.where, problem.code) for problem in refusal.value.problems]

    def test_all_faults_come_at_once(self) -> None:
        text = packaged("yuqiao-behaviour").replace('waits = "2/25"', "waits = 1").replace("workers = 2", "workers = 0")
        with pytest.raises(BadInput) as refusal:
            read_behaviour(text, source="a.toml")
        assert {problem.where for problem in refusal.value.problems} == {"shares.waits", "behaviour.workers"}

    def test_a_month_in_which_nothing_comes_up_is_refused(self) -> None:
        head, *categories = packaged("yuqiao-behaviour").split("[[category]]")
        [heating] = [category for category in categories if "housing.heating" in category]

        with pytest.raises(BadInput) as refusal:
            read_behaviour(f"{head}[[category]]{heating}", source="a.toml")

        assert [problem.where for problem in refusal.value.problems] == [f"category: month {n}" for n in range(4, 11)]

    def test_an_empty_text_is_refused(self) -> None:
        with pytest.raises(BadInput):
            read_behaviour("", source="a.toml")


class TestTheYear:
    @pytest.mark.parametrize("volume", [-1, MOST_TICKETS + 1, 2.5, True])
    def test_a_volume_that_is_none_is_refused(self, volume: Any) -> None:
        with pytest.raises(BadInput):
            yuqiao_2022(tickets=volume)

    @pytest.mark.parametrize(
        "change",
        [
            {"last_arrival": date(2021, 12, 31)},
            {"last": date(2022, 11, 29)},
            {"example_place": "centre-01"},
            {"example_place": "110112004"},
            {"example_place": "grid-team-110112004002"},
            {"example_category": "weather"},
        ],
    )
    def test_days_out_of_order_or_an_unknown_example_are_refused(self, change: dict[str, Any]) -> None:
        with pytest.raises(BadInput):
            evolve(YEAR, **change)

    def test_a_store_that_has_events_already_is_refused(self, store: MemoryStore) -> None:
        before = sum(1 for _ in store.read_all())
        for seed in (1, 2022):
            with pytest.raises(Refused) as refusal:
                simulate(YEAR, store, seed=seed)
            assert (refusal.value.code, refusal.value.params["what"]) == ("already_exists", "simulate")
        assert sum(1 for _ in store.read_all()) == before


class TestVolume:
    @pytest.mark.parametrize("volume", [0, 1, 40])
    def test_the_hotline_accepts_exactly_as_many_tickets_as_were_given(self, volume: Any) -> None:
        collected = events_of(logged(yuqiao_2022(tickets=volume)).read_all(), TicketCollected)
        assert sum(event.channel == "hotline" for event in collected) == volume

    def test_other_channels_come_on_top_with_the_example(self, log: Log) -> None:
        others = [event for event in events_of(log, TicketCollected) if event.channel != "hotline"]
        assert len(others) == 300 * 3 // 50 + 1

    def test_tickets_arrive_from_the_first_of_january_to_the_end_of_november_in_beijing(self, log: Log) -> None:
        days = [event.at.astimezone(BEIJING).date() for event in events_of(log, TicketCollected)]
        assert min(days) >= date(2022, 1, 1)
        assert max(days) <= date(2022, 11, 30)
        assert len({day.month for day in days}) == 11

    def test_they_come_from_all_24_communities_and_villages(self) -> None:
        collected = events_of(logged(yuqiao_2022(tickets=300)).read_all(), TicketCollected)
        assert len({event.place for event in collected}) == 24

    def test_nobody_asks_for_heating_in_summer(self, log: Log) -> None:
        months = {event.at.month for event in events_of(log, TicketCollected) if event.category == "housing.heating"}
        assert months <= {1, 2, 3, 11, 12}
        assert months

    def test_fewer_call_at_night_than_in_the_morning(self, log: Log) -> None:
        hours = Counter(e.at.hour for e in events_of(log, TicketCollected) if e.channel == "hotline")
        assert sum(hours[hour] for hour in range(6)) < sum(hours[hour] for hour in range(8, 12)) / 3


def topic_of(place: str) -> TopicRaised:
    """The topic that grows out of a single ticket from a place."""
    clock, store = simpy.Environment(), MemoryStore()
    at = YEAR.topic_at - timedelta(days=1)
    arrival = Arrival(at, "T-1", "hotline", "help", YEAR.behaviour.categories[0], place, "a", "R-1")
    clock.process(topic(_desk(YEAR, Draws(1), clock, store), [arrival], YEAR.topic_at))
    clock.run()
    [raised, *_] = stream(store, "topic/P-000001")
    assert isinstance(raised, TopicRaised)
    return raised


class TestWhoActs:
    """Whoever answers for a request by the responsibility list gets it (S4)."""

    def test_a_request_goes_to_the_grid_team_of_its_community_or_village(self, log: Log) -> None:
        """It names no grid, so no grid worker leads; the committees are only guided, so they do not either."""
        places = {event.ticket: event.place for event in events_of(log, TicketCollected)}
        sent = {event.ticket: event.unit for event in events_of(log, TicketDispatched)}
        assert len(sent) > 250
        assert sent == {ticket: f"grid-team-{places[ticket]}" for ticket in sent}

    def test_one_that_is_met_is_with_the_same_unit_from_the_start(self, log: Log) -> None:
        met = [event for event in events_of(log, TicketCollected) if event.channel != "hotline"]
        assert {event.unit == f"grid-team-{event.place}" for event in met} == {True}

    def test_everybody_who_acts_is_in_the_register_but_those_who_ask(self, log: Log) -> None:
        actors = {event.actor for event in events_of(log, Event)}
        assert {actor for actor in actors if actor not in YEAR.register} == {
            event.actor for event in events_of(log, TicketWithdrawn)
        }

    def test_every_unit_is_in_the_register_but_the_one_that_visits(self, log: Log) -> None:
        units = {unit for event in events_of(log, Event) if (unit := getattr(event, "unit", None))}
        assert {unit for unit in units if unit not in YEAR.register} == {"hotline-visits"}

    def test_a_topic_comes_before_the_hall_of_its_community(self) -> None:
        raised = topic_of("110112004002")
        assert (raised.hall, raised.actor) == ("hall-110112004002", "door-head-110112004002-1")

    def test_a_village_has_no_hall_and_turns_to_the_platform(self) -> None:
        raised = topic_of("110112004905")
        assert (raised.hall, raised.actor) == ("consultation", "110112004905-lead")

    def test_a_year_in_which_nobody_answers_for_something_is_refused(self) -> None:
        nobody = evolve(YEAR.register, jurisdictions=(), delegations=())
        with pytest.raises(Refused) as refusal:
            logged(evolve(YEAR, register=nobody))
        assert refusal.value.code == "nobody_must_act"

    def test_a_category_that_is_not_handled_as_a_request_is_refused(self) -> None:
        """Beijing Regulation on Swift Response, Art. 11."""
        [fire] = [one for one in YEAR.register.other_routes if one.route == "emergency"]
        away = evolve(YEAR.register, other_routes=(evolve(fire, matters=("safety",)),))
        with pytest.raises(BadInput) as refusal:
            logged(evolve(YEAR, register=away))
        [problem] = refusal.value.problems
        assert (problem.code, problem.where) == ("unknown_choice", "category")
        assert "safety.e_bike" not in problem.params["expected"]


class TestTheLog:
    def test_the_same_seed_gives_the_same_bytes(self, store: MemoryStore) -> None:
        assert lines(logged(YEAR)) == lines(store)

    def test_another_seed_gives_others(self, store: MemoryStore) -> None:
        assert lines(logged(YEAR, seed=2023)) != lines(store)

    def test_it_is_in_the_order_of_time(self, log: Log) -> None:
        moments = [recorded.recorded_at for recorded in log]
        assert moments == sorted(moments)

    def test_it_verifies_when_it_is_read_back(self, store: MemoryStore, tmp_path: Path) -> None:
        written = write_log(tmp_path / "events.jsonl", store.read_all())
        assert sum(1 for _ in read_log(tmp_path / "events.jsonl")) == written == len(tuple(store.read_all()))

    def test_every_step_of_every_case_is_an_edge_of_its_chart(self, log: Log) -> None:
        charts = {"ticket": tickets.LIFECYCLE, "topic": deliberation.LIFECYCLE}
        ways = {name: {(edge.source, edge.target) for edge in chart.edges} for name, chart in charts.items()}
        ways["ticket"] |= {(node.id, node.id) for node in tickets.LIFECYCLE.nodes}  # remarks leave it where it is
        for name, events in by_stream(log).items():
            room = name.partition("/")[0]
            states = [event.state for event in events]
            assert states[0] == charts[room].initial
            assert set(pairwise(states)) <= ways[room]

    def test_the_state_of_every_case_follows_from_its_events(self, store: MemoryStore, log: Log) -> None:
        for name, events in by_stream(log).items():
            room: Any = tickets if name.startswith("ticket/") else deliberation
            state = load(store, room, name)
            assert state is not None
            assert state.state == events[-1].state

    def test_what_people_wrote_is_not_in_it_but_beside_it(self, store: MemoryStore) -> None:
        written = lines(store).decode()
        texts = [text for category in YEAR.behaviour.categories for text in category.texts]
        assert not any(text in written for text in texts)
        assert set(store.reveal("ticket/T-000001").values()) & set(texts)

    def test_the_same_words_of_two_people_cannot_be_told_from_their_digests(self, log: Log) -> None:
        digests = [event.text for event in events_of(log, TicketCollected)]
        assert len(set(digests)) == len(digests) > 300

    def test_it_has_every_kind_of_ticket_event(self, log: Log) -> None:
        kinds = {recorded.event.type for recorded in log}
        expected = {"collected", "dispatched", "waiting", "resumed", "handled", "replied", "counselled", "withdrawn"}
        assert {f"ticket.{name}" for name in expected} <= kinds

    def test_another_store_keeps_the_same_log(self) -> None:
        sql = pytest.importorskip("gridgov.adapters.sql")
        small = yuqiao_2022(tickets=10)
        other = sql.SqlStore()
        simulate(small, other, seed=2022)
        assert lines(other) == lines(logged(small))
        other.close()


class TestTheRules:
    def test_nothing_is_tried_more_often_than_the_rounds_allow(self, log: Log) -> None:
        rounds = Counter(recorded.stream for recorded in log if isinstance(recorded.event, TicketHandled))
        assert max(rounds.values()) == 3

    def test_without_a_limit_a_ticket_is_handled_until_it_is_solved(self) -> None:
        """Beijing Regulation on Swift Response 2021 sets no number of rounds; the preset of three is opt-in."""
        packs = {pack.id: pack for pack in YEAR.parameters.packs}
        free = tuple(p for p in packs["presets"].parameters if p.id != "tickets.max_rounds")
        packs["presets"] = evolve(packs["presets"], parameters=free)
        endless = evolve(YEAR, parameters=combine(*packs.values()))
        rounds = Counter(r.stream for r in logged(endless).read_all() if isinstance(r.event, TicketHandled))
        assert max(rounds.values()) > 3

    def test_a_ticket_is_due_at_closing_time_of_the_fifth_working_day_after_it_was_dispatched(self, log: Log) -> None:
        """The preset limit; which days are worked is asked of an independent library."""
        checked = 0
        for event in events_of(log, TicketDispatched):
            if not (chinese_calendar.is_workday(event.at.date()) and 9 <= event.at.hour < 17):
                continue
            days = [
                event.at.date() + timedelta(days=n) for n in range(1, (event.due.date() - event.at.date()).days + 1)
            ]
            assert sum(map(chinese_calendar.is_workday, days)) == 5
            assert chinese_calendar.is_workday(days[-1])
            assert (event.due.hour, event.due.minute) == (18, 0)
            checked += 1
        assert checked > 50

    def test_workers_act_in_the_office_hours_of_working_days_alone(self, log: Log) -> None:
        acts = [event.at for event in events_of(log, Event) if "-worker-" in event.actor]
        assert len(acts) > 500
        assert all(chinese_calendar.is_workday(at.date()) for at in acts)
        assert all(time(8, 30) <= at.time() <= time(12) or time(13, 30) <= at.time() <= time(18) for at in acts)

    def test_each_worker_does_one_thing_at_a_time(self) -> None:
        minutes = evolve(YEAR.behaviour.minutes, work=Band(900, 1200))
        busy = evolve(YEAR, behaviour=evolve(YEAR.behaviour, minutes=minutes, workers=1))
        acts: dict[str, list[tuple[str, str]]] = {}
        for event in events_of(logged(busy).read_all(), TicketHandled, TicketReplied):
            if "-worker-" in event.actor:
                acts.setdefault(event.actor, []).append((type_name(type(event)), event.ticket))
        for done in acts.values():
            pairs = list(zip(done[::2], done[1::2], strict=False))
            assert all(handled[1] == replied[1] for handled, replied in pairs)
            assert {handled[0] for handled, _ in pairs} == {"ticket.handled"}

    def test_a_community_has_as_many_workers_as_it_was_given(self, log: Log) -> None:
        workers = {event.actor for event in events_of(log, Event) if "-worker-" in event.actor}
        assert max(Counter(name.partition("-worker-")[0] for name in workers).values()) == 2

    def test_what_is_open_when_the_year_ends_stays_open(self) -> None:
        short = evolve(YEAR, last=YEAR.last_arrival)
        cases = by_stream(logged(short).read_all())
        assert {events[-1].state for events in cases.values()} > {"closed", "in_progress"}
        assert max(event.at for events in cases.values() for event in events) < datetime(2022, 12, 1, tzinfo=BEIJING)


class TestOnTheSpot:
    """Yuqiao's all-round grid workers: each can run all four stages alone (S3)."""

    def test_a_ticket_that_is_met_takes_four_acts_of_one_worker_within_the_hour(self, log: Log) -> None:
        met = [e for e in by_stream(log).values() if isinstance(e[0], TicketCollected) and e[0].channel != "hotline"]
        for events in met:
            assert [event.state for event in events[:3]] == ["registered", "drafting", "visit_due"]
            assert len({event.actor for event in events[:4]}) == 1
            assert events[3].at - events[0].at < timedelta(hours=1)
        assert sum(len(events) == 4 for events in met) > len(met) / 2

    def test_what_is_not_solved_on_the_spot_goes_on_like_any_other(self) -> None:
        shares = evolve(YEAR.behaviour.shares, solved_on_the_spot=Fraction(0))
        unlucky = evolve(YEAR, behaviour=evolve(YEAR.behaviour, shares=shares))
        met = [e for e in by_stream(logged(unlucky).read_all()).values() if "-duty" in e[0].actor]
        assert len(met) == 19
        again = [[event for event in events[4:] if isinstance(event, TicketHandled)] for events in met]
        assert all(handled and "-worker-" in handled[0].actor for handled in again)

    def test_the_example_is_an_e_bike_brought_up_face_to_face(self, store: MemoryStore) -> None:
        """S1: an e-bike parked in a corridor, settled inside one hour (F4)."""
        first, *_, last = stream(store, f"ticket/{EXAMPLE}")
        assert (first.channel, first.category) == ("face_to_face", "safety.e_bike")
        assert last.at - first.at < timedelta(hours=1)


class TestTheTopic:
    def test_it_grows_out_of_the_newest_ticket_of_what_was_most_frequent_in_thirty_days(self, log: Log) -> None:
        [raised] = events_of(log, TopicRaised)
        month = [e for e in events_of(log, TicketCollected) if timedelta() <= raised.at - e.at < timedelta(days=30)]
        [(top, most), (_, next_most)] = Counter(event.category for event in month).most_common(2)
        assert most > next_most
        assert raised.ticket == [event for event in month if event.category == top][-1].ticket
        assert raised.category == {c.code: c.topic for c in YEAR.behaviour.categories}[top]

    def test_what_is_most_frequent_is_counted_in_the_time_that_is_asked_about(self) -> None:
        noon = datetime(2022, 9, 1, 12, tzinfo=BEIJING)
        parking, services, *_ = YEAR.behaviour.categories

        def arrival(hours: int, about: Category) -> Arrival:
            at = noon + timedelta(hours=hours)
            return Arrival(at, f"T-{hours}", "hotline", "help", about, "a", "b", "R-1")

        drawn = [arrival(-24, parking), *(arrival(n, services) for n in (-23, -2)), arrival(0, parking)]
        later = [arrival(n, parking) for n in (1, 2)]

        def found(days: int) -> list[str]:
            recent = most_frequent([*drawn, *later], after=noon - timedelta(days=days), until=noon)
            return [one.ticket for one in recent]

        assert found(1) == ["T--23", "T--2"]
        assert found(2) == ["T--23", "T--2"]  # as many of each: the code that comes first
        assert found(0) == []

    def test_its_meeting_decides_by_the_hands_that_were_counted(self, store: MemoryStore) -> None:
        *_, decided = stream(store, "topic/P-000001")
        assert isinstance(decided, TopicDecided)
        assert 2 * decided.present >= decided.entitled
        assert decided.yes + decided.no + decided.abstain == decided.present
        assert decided.state == ("adopted" if decided.yes > decided.no else "rejected")

    def test_a_meeting_without_a_quorum_is_held_again(self) -> None:
        """RONR (12th ed.) §40: no business without a quorum."""
        few = evolve(YEAR.behaviour.council, present=Band(1, 5))
        empty = evolve(YEAR, behaviour=evolve(YEAR.behaviour, council=few), tickets=100)
        states = [event.state for event in stream(logged(empty), "topic/P-000001")]
        assert states[:5] == ["submitted", "scheduled", "submitted", "scheduled", "submitted"]
        assert "adopted" not in states

    def test_there_is_none_when_nothing_came_in_before(self) -> None:
        quiet = evolve(YEAR, topic_at=datetime(2022, 1, 1, tzinfo=BEIJING), tickets=5)
        assert logged(quiet).read("topic/P-000001") == ()


class TestProgress:
    def test_it_is_told_once_a_day_up_to_the_last(self) -> None:
        told: list[tuple[int, int]] = []
        simulate(yuqiao_2022(tickets=1), MemoryStore(), seed=1, progress=lambda done, of: told.append((done, of)))
        assert told == [(day, 365) for day in range(1, 366)]
