"""Is every event of a log legal? Each rule with a log that breaks it and nothing else, and how it is said."""

import polars as pl
import pytest

from gridgov.adapters.memory import MemoryStore
from gridgov.errors import BadInput
from gridgov.lifecycle import read_transitions
from gridgov.messages import tickets as m
from gridgov.metrics import facts
from gridgov.metrics.conformance import (
    RULES,
    TICKET_EVENTS,
    Codes,
    check,
    check_in_engine,
    directly_follows,
    rules_of,
    ticket_rules,
)
from gridgov.metrics.conformance.pieces import pieces_of
from gridgov.simulation.year import simulate, yuqiao_2022
from gridgov.tickets import LIFECYCLE
from gridgov.tickets.acts import possible
from gridgov.tickets.chart import REMARKS

TABLE = {"new": ["busy", "done"], "busy": ["done"], "done": ["new", "gone"], "gone": []}
RULE_SET = rules_of(
    read_transitions("demo/1", TABLE, initial="new", final=["gone"]), openings=["made"], remarks={"note": ["busy"]}
)
SCHEMA = {
    "ticket": pl.String,
    "version": pl.Int64,
    "event": pl.String,
    "from": pl.String,
    "to": pl.String,
    "at": pl.Int64,
}
LIFE = (
    ("a", 1, "made", "", "new", 10),
    ("a", 2, "to busy", "new", "busy", 20),
    ("a", 3, "note", "busy", "busy", 20),
    ("a", 4, "to done", "busy", "done", 30),
    ("a", 5, "to gone", "done", "gone", 40),
)


def log(*rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def altered(number, **values):
    """The life with one row altered."""
    names = ("ticket", "version", "event", "before", "after", "at")
    row = dict(zip(names, LIFE[number], strict=True)) | values
    return log(*LIFE[:number], tuple(row.values()), *LIFE[number + 1 :])


def broken(frame, rules=RULE_SET):
    """What the sieve and the engine say alike."""
    quick, thorough = check(frame, rules), check_in_engine(frame, rules)
    assert quick == thorough
    assert [f.text("en") for f in quick.findings] == [f.text("en") for f in thorough.findings]
    return [(finding.version, finding.rule) for finding in quick.findings]


def said(frame, rules=RULE_SET):
    found = check(frame, rules).findings
    return [finding.text("en") for finding in found], [finding.text("zh") for finding in found]


class TestLegal:
    def test_a_life_along_the_chart_with_a_remark_is_legal(self):
        found = check(log(*LIFE), RULE_SET)
        assert (found.legal, found.events, found.tickets, found.rows) == (True, 5, 1, 0)
        assert dict(found.counts) == dict.fromkeys(RULES, 0)

    def test_the_order_of_the_rows_does_not_matter(self):
        assert broken(log(*reversed(LIFE))) == []

    def test_two_events_may_happen_at_once(self):
        assert broken(altered(2, at=20)) == []

    def test_an_empty_log_is_legal(self):
        found = check(log(), RULE_SET)
        assert (found.legal, found.events, found.tickets) == (True, 0, 0)

    def test_times_before_1970_are_times(self):
        assert broken(log(*((*row[:5], row[5] - 1_000) for row in LIFE))) == []

    def test_without_openings_any_event_may_begin_a_case(self):
        free = rules_of(read_transitions("demo/1", TABLE, initial="new", final=["gone"]))
        assert broken(log(("a", 1, "whatever", "", "new", 0)), free) == []
        assert broken(log(("a", 1, "whatever", "", "busy", 0)), free) == [(1, "not_an_opening")]


class TestEachRule:
    """A row breaks a rule, and nothing else is reported."""

    def test_a_remark_where_none_is_possible_is_no_edge(self):
        frame = log(LIFE[0], ("a", 2, "note", "new", "new", 20))
        assert broken(frame) == [(2, "no_such_edge")]
        assert said(frame) == (
            ['a, event 2: goes from "new" to "new" by "note", and no edge does'],
            ["a，第 2 个事件：由“note”从“new”到“new”，流程中没有这条边"],
        )

    def test_an_edge_to_another_state_is_none(self):
        assert broken(altered(4, after="new")) == [(5, "no_such_edge")]

    def test_a_case_begins_in_the_initial_state_by_an_opening(self):
        assert broken(log(("a", 1, "made", "", "busy", 0))) == [(1, "not_an_opening")]
        assert broken(log(("a", 1, "to busy", "", "new", 0))) == [(1, "not_an_opening")]
        assert broken(log(("a", 1, "made", "new", "new", 0))) == [(1, "not_an_opening")]

    def test_a_case_begins_once(self):
        frame = log(LIFE[0], ("a", 2, "made", "", "new", 20))
        assert broken(frame) == [(2, "no_such_edge"), (2, "not_continued")]

    def test_each_event_starts_where_the_one_before_it_led_to(self):
        frame = log(*LIFE[:2], ("a", 3, "to busy", "new", "busy", 30))
        assert broken(frame) == [(3, "not_continued")]
        assert said(frame)[0] == ['a, event 3: starts from "new", and the event before it led to "busy"']

    def test_a_version_that_is_missing_is_a_gap_and_what_comes_after_it_is_not_held_against_it(self):
        frame = log(*LIFE[:2], *LIFE[3:])
        assert broken(frame) == [(4, "version_gap")]
        assert said(frame)[0] == ["a, event 4: has the version 4, and 3 comes next"]

    def test_the_first_version_is_one(self):
        assert broken(log(("a", 2, "to busy", "new", "busy", 0))) == [(2, "version_gap")]
        assert broken(log(("a", 0, "to busy", "new", "busy", 0))) == [(0, "version_gap")]

    def test_a_row_that_stands_twice_is_reported_twice_and_disturbs_no_other(self):
        assert broken(log(*LIFE[:3], LIFE[2], *LIFE[3:])) == [(3, "version_twice"), (3, "version_twice")]

    def test_time_does_not_go_back(self):
        frame = altered(1, at=9)
        assert broken(frame) == [(2, "back_in_time")]
        assert said(frame)[0] == ["a, event 2: happened 1 µs before the event before it"]

    def test_nothing_comes_after_the_end(self):
        frame = log(*LIFE, ("a", 6, "to busy", "gone", "busy", 50))
        assert broken(frame) == [(6, "after_the_end")]

    def test_nothing_comes_after_the_end_under_another_name(self):
        frame = log(*LIFE, ("a", 6, "to busy", "new", "busy", 50))
        assert broken(frame) == [(6, "after_the_end"), (6, "not_continued")]

    def test_states_and_events_that_nobody_knows_are_named(self):
        frame = altered(4, event="went", after="away")
        assert broken(frame) == [(5, "unknown_state_code"), (5, "unknown_event_code")]
        assert said(frame)[0] == [
            "a, event 5: names states that the lifecycle does not have: away",
            "a, event 5: is an event that the lifecycle does not have: went",
        ]

    @pytest.mark.parametrize("column", ["event", "after", "at"])
    def test_a_missing_value_is_named(self, column):
        frame = altered(4, **{column: None})
        assert broken(frame) == [(5, "values_missing")]
        name = "to" if column == "after" else column
        assert said(frame)[0] == [f"a, event 5: does not say: {name}"]

    @pytest.mark.parametrize("ticket", [None, ""])
    def test_a_row_without_a_ticket_belongs_to_none(self, ticket):
        frame = log(*LIFE, (ticket, 1, "made", "", "new", 0))
        found = check(frame, RULE_SET)
        assert (found.counts["values_missing"], found.rows, found.tickets, found.events) == (1, 1, 1, 6)
        assert found.findings[0].text("zh").endswith("缺少：ticket")

    def test_a_row_without_a_version_has_no_place(self):
        assert broken(altered(4, version=None)) == [(None, "values_missing")]

    def test_an_empty_cell_before_the_first_event_is_nothing(self):
        assert broken(altered(0, before=None)) == []


class TestAnswer:
    def test_all_are_counted_and_as_many_as_asked_for_are_shown(self):
        frame = log(*((name, 1, "made", "", "busy", 0) for name in "cab"))
        found = check(frame, RULE_SET, most=2)
        assert (found.counts["not_an_opening"], found.rows) == (3, 3)
        assert [finding.ticket for finding in found.findings] == ["a", "b"]
        assert check(frame, RULE_SET, most=0).findings == ()

    def test_the_counts_are_said_in_both_languages(self):
        found = check(log(("a", 1, "made", "", "busy", 0)), RULE_SET)
        assert found.text("en") == "demo/1: 1 of 1 events of 1 cases break a rule\n- not_an_opening: 1"
        assert found.text("zh") == "demo/1：1 件共 1 个事件，其中 1 个不合规\n- not_an_opening: 1"

    def test_what_a_row_holds_is_in_no_repr(self):
        found = check(altered(4, event="王伟"), RULE_SET)
        assert found.rows == 1
        assert "王伟" not in repr(found) + repr(found.findings)


class TestShapes:
    """However tickets and codes are written."""

    CODES = Codes(states=("", *TABLE), events=("made", "note", *(f"to {state}" for state in TABLE)))

    def numbered(self, **types):
        words = {"event": self.CODES.events, "from": self.CODES.states, "to": self.CODES.states}
        kinds = dict.fromkeys(words, pl.UInt8) | types
        frame = log(*LIFE, ("b", 1, "to gone", "", "gone", 5))
        return frame.with_columns(
            pl.col(name).replace_strict(list(all_of), list(range(len(all_of))), return_dtype=kinds[name])
            for name, all_of in words.items()
        )

    @pytest.mark.parametrize("kind", [pl.UInt8, pl.Int8, pl.UInt32, pl.Int64])
    def test_codes_may_be_numbers_of_a_dictionary(self, kind):
        found = check(self.numbered(to=kind), RULE_SET, codes=self.CODES)
        assert [(one.ticket, one.rule) for one in found.findings] == [("b", "not_an_opening")]
        assert "to gone" in found.findings[0].text("en")

    def test_a_number_that_no_dictionary_has_is_named_as_it_is(self):
        frame = self.numbered().with_columns(to=pl.lit(77, pl.UInt8))
        assert "77" in check(frame, RULE_SET, codes=self.CODES).findings[0].text("en")

    @pytest.mark.parametrize("beyond", [4, 5, 77])
    def test_a_dictionary_without_the_empty_text_leaves_empty_cells_for_nothing(self, beyond):
        codes = Codes(states=tuple(TABLE), events=self.CODES.events)
        frame = log(*LIFE).with_columns(
            pl.col("event").replace_strict(list(codes.events), list(range(len(codes.events))), return_dtype=pl.UInt8),
            *(
                pl.col(name).replace_strict(list(TABLE), list(range(len(TABLE))), default=None, return_dtype=pl.UInt8)
                for name in ("from", "to")
            ),
        )
        assert check(frame, RULE_SET, codes=codes).legal
        strange = frame.with_columns(pl.col("from").fill_null(beyond))
        for found in (check(strange, RULE_SET, codes=codes), check_in_engine(strange, RULE_SET, codes=codes)):
            assert [(one.version, one.rule) for one in found.findings] == [(1, "unknown_state_code")]

    @pytest.mark.parametrize("kind", [pl.UInt64, pl.Int32, pl.UInt8, pl.Categorical])
    def test_tickets_may_be_of_any_type(self, kind):
        frame = (
            log(*LIFE)
            .with_columns(ticket=pl.lit("7"))
            .with_columns(pl.col("ticket").cast(kind if kind == pl.Categorical else pl.Int64).cast(kind))
        )
        found = check(frame, RULE_SET)
        assert (found.legal, found.tickets) == (True, 1)

    def test_more_codes_than_the_sieve_holds_are_left_to_the_engine(self):
        many = rules_of(
            read_transitions("many/1", {f"s{n}": [f"s{n + 1}"] for n in range(2_000)} | {"s2000": []}, initial="s0")
        )
        frame = log(("a", 1, "made", "", "s0", 0), ("a", 2, "to s1", "s0", "s1", 1), ("a", 3, "to s3", "s1", "s3", 2))
        found = check(frame, many)
        assert [(one.version, one.rule) for one in found.findings] == [(3, "no_such_edge")]

    @pytest.mark.parametrize("base", [0, 10**12, -5])
    def test_tickets_may_be_numbers_small_large_or_negative(self, base):
        rows = [(base + number, *row[1:]) for number in (0, 10**11) for row in LIFE]
        frame = pl.DataFrame(rows, schema=SCHEMA | {"ticket": pl.Int64}, orient="row")
        found = check(frame, RULE_SET)
        assert (found.legal, found.tickets) == (True, 2)

    def test_a_log_of_many_pieces_is_one_log(self):
        tickets = 60_000
        frame = pl.concat([log(row) for row in LIFE]).join(pl.DataFrame({"n": range(tickets)}), how="cross")
        frame = (
            frame.with_columns(ticket=pl.col("n"))
            .drop("n")
            .sort("at", "ticket")
            .vstack(log(("1", 9, "note", "gone", "gone", 50)).with_columns(pl.col("ticket").cast(pl.Int64)))
        )
        for ordered in (frame, frame.sort("ticket", "version"), frame.sample(fraction=1, shuffle=True, seed=5)):
            found = check(ordered.lazy(), RULE_SET)
            assert (found.events, found.tickets, found.rows) == (5 * tickets + 1, tickets, 1)
            assert [(f.ticket, f.version, f.rule) for f in found.findings] == [
                (1, 9, "version_gap"),
                (1, 9, "after_the_end"),
            ]

    def test_tickets_get_numbers_as_they_come(self):
        frame = pl.LazyFrame({"ticket": ["b", None, "a", "b"]})
        assert [numbers.tolist() for _, numbers in pieces_of(frame)] == [[0, -1, 1, 0]]


class TestBadInput:
    def test_columns_that_are_missing_or_of_another_type_come_all_at_once(self):
        with pytest.raises(BadInput) as caught:
            check(log(*LIFE).drop("to").with_columns(pl.col("at").cast(pl.String), event=pl.lit(value=True)), RULE_SET)
        assert [(problem.code, problem.where) for problem in caught.value.problems] == [
            ("missing", "column to"),
            ("wrong_type", "column event"),
            ("wrong_type", "column at"),
        ]

    def test_numbers_need_a_dictionary(self):
        with pytest.raises(BadInput) as caught:
            check(log(*LIFE).with_columns(event=pl.lit(1)), RULE_SET)
        assert [problem.where for problem in caught.value.problems] == ["column event"]

    def test_states_before_and_after_are_written_alike(self):
        with pytest.raises(BadInput, match="same type as the column from"):
            check(log(*LIFE).with_columns(to=pl.lit(1)), RULE_SET, codes=TestShapes.CODES)

    @pytest.mark.parametrize("frame", [[1], None, "log"])
    def test_what_is_no_dataframe_is_refused(self, frame):
        with pytest.raises(BadInput, match="a dataframe"):
            check(frame, RULE_SET)

    def test_rules_are_a_lifecycle_or_made_from_one(self):
        with pytest.raises(BadInput, match="Lifecycle"):
            check(log(), "demo/1")
        with pytest.raises(BadInput, match="not a state"):
            rules_of(LIFECYCLE, remarks={"note": ["nowhere"]})
        with pytest.raises(BadInput) as caught:
            rules_of(LIFECYCLE, openings="made", remarks=["note"])
        assert [problem.where for problem in caught.value.problems] == ["openings", "remarks"]

    @pytest.mark.parametrize("most", [-1, 1.5, True, None])
    def test_how_many_is_a_whole_number(self, most):
        with pytest.raises(BadInput):
            check(log(), RULE_SET, most=most)

    def test_a_dictionary_has_each_code_once(self):
        with pytest.raises(BadInput) as caught:
            Codes(states=("", "x", "x"), events=())
        assert [problem.where for problem in caught.value.problems] == ["states[2]", "events"]

    def test_a_dictionary_is_one(self):
        with pytest.raises(BadInput, match="Codes"):
            check(log(), RULE_SET, codes={"states": []})
        with pytest.raises(BadInput, match="Codes"):
            directly_follows(log(), codes=3)

    def test_only_events_and_states_follow(self):
        with pytest.raises(BadInput, match="column"):
            directly_follows(log(), "actor")


class TestFollows:
    def test_pairs_are_counted_within_a_ticket(self):
        graph = directly_follows(log(*LIFE, ("b", 1, "made", "", "new", 0), ("b", 2, "to busy", "new", "busy", 1)))
        assert graph.pairs == {
            ("made", "to busy"): 2,
            ("note", "to done"): 1,
            ("to busy", "note"): 1,
            ("to done", "to gone"): 1,
        }
        assert next(iter(graph.pairs)) == ("made", "to busy")
        assert (graph.first, graph.last) == ({"made": 2}, {"to busy": 1, "to gone": 1})

    def test_states_follow_states(self):
        assert directly_follows(log(*LIFE), "to").pairs[("busy", "busy")] == 1

    def test_a_gap_is_passed_over(self):
        assert directly_follows(log(LIFE[0], LIFE[4])).pairs == {("made", "to gone"): 1}

    def test_an_empty_log_has_no_pairs(self):
        assert directly_follows(log()).pairs == {}


class TestTickets:
    """The library's own logs, by the types of their events."""

    def test_a_simulated_year_is_legal(self):
        store = MemoryStore()
        simulate(yuqiao_2022(tickets=300), store, seed=2022)
        frame = pl.DataFrame(facts(store.read_all()).transitions)
        found = check(frame, ticket_rules())
        assert found.legal, found.findings[:5]
        assert found.events > 3_000

    def test_every_event_about_a_ticket_has_its_acts(self):
        kinds = {kind.model_fields["type"].default for kind in m.TicketEvent.__subclasses__()}
        assert set(TICKET_EVENTS) == kinds

    def test_every_act_of_the_chart_and_every_remark_is_said_by_some_event(self):
        acts = {act for acts in TICKET_EVENTS.values() for act in acts}
        assert acts == {*LIFECYCLE.events, *REMARKS, "collect"}

    def test_the_steps_are_the_edges_and_the_remarks_where_they_are_possible(self):
        rules = ticket_rules()
        for state in rules.states:
            acts = {act for _, event, _ in (s for s in rules.steps if s[0] == state) for act in TICKET_EVENTS[event]}
            lapses = {act for act in TICKET_EVENTS["ticket.lapsed"] if "lapse" in act}
            assert acts - lapses == set(possible(state)) - lapses

    def test_nothing_follows_on_an_archived_ticket(self):
        assert ticket_rules().ends == {"archived"}
