"""From a log to facts, from facts to exact figures. Expected values are counted by hand."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from statistics import median, variance
from typing import ClassVar

import polars as pl
import pytest

from gridgov import tickets
from gridgov.adapters.memory import MemoryStore
from gridgov.errors import TEXTS, BadInput
from gridgov.kernel import Context, execute
from gridgov.kpis.property_bodies import FORMATION_RATE, OWNERS_COMMITTEE_COVERAGE, OWNERS_COMMITTEE_ESTABLISHMENT
from gridgov.kpis.requests import RESOLUTION_RATE, RESPONSE_RATE, SATISFACTION_RATE
from gridgov.messages import deliberation as d
from gridgov.messages import tickets as m
from gridgov.metrics import (
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Base,
    Change,
    Column,
    Concentration,
    Count,
    Elapsed,
    Exclusion,
    Flag,
    Known,
    Kpi,
    Mean,
    Not,
    Quantile,
    Quotient,
    Repeated,
    Result,
    Share,
    Spent,
    Spread,
    Target,
    Total,
    Waiting,
    compute,
    facts,
    merge,
    months,
    states,
    years,
)
from gridgov.metrics.states import Ratio, Sum

NOON = datetime(2022, 3, 1, 4, tzinfo=UTC)
NOON_US = 1_646_107_200_000_000
"""date -u -d '2022-03-01 04:00' +%s, in microseconds."""
HOUR_US = 3_600_000_000


def send(store, hour, command):
    actor = "visitor-1" if isinstance(command, m.Counsel) else "worker-7"
    context = Context(NOON + timedelta(hours=hour), actor, salt="salt")
    from gridgov import deliberation

    room = deliberation if isinstance(command, d.TopicCommand) else tickets
    execute(store, room, command, context)


def story(store, ticket, *steps, place="110112004002", channel="hotline"):
    """A ticket, an hour a step."""
    collect = m.Collect(
        command_id=f"{ticket}-c",
        ticket=ticket,
        channel=channel,
        kind="help",
        category="noise",
        place=place,
        text="loud",
    )
    for hour, command in enumerate((collect, *steps)):
        send(store, hour, command)


def step(kind, ticket, number, **fields):
    return kind(command_id=f"{ticket}-{number}", ticket=ticket, **fields)


@pytest.fixture
def log():
    """T-1 solved in the second round, T-2 withdrawn, T-3 open, one topic."""
    store = MemoryStore()
    visit = {"contacted": True, "satisfaction": "dissatisfied", "solved": False}
    story(
        store,
        "T-1",
        step(m.Dispatch, "T-1", 1, unit="unit-2", due=NOON + timedelta(days=5)),
        step(m.Accept, "T-1", 10),
        step(m.Handle, "T-1", 2, outcome="resolved", result="done"),
        step(m.Reply, "T-1", 3, channel="phone", text="done"),
        step(m.Counsel, "T-1", 4, unit="visitors", **visit),
        step(m.Handle, "T-1", 5, outcome="partly_resolved", result="done"),
        step(m.Reply, "T-1", 6, channel="phone", text="done"),
        step(m.Counsel, "T-1", 7, unit="visitors", contacted=False, solved=True, satisfaction="basically_satisfied"),
    )
    story(store, "T-2", step(m.Withdraw, "T-2", 1, reason="moved", consented_by="lead-1"), place="110112004003")
    story(store, "T-3", channel="patrol")
    send(store, 0, d.Raise(command_id="p-1", topic="P-1", hall="H-1", category="public_affairs", text="noise"))
    return store.read_all()


class TestFacts:
    def test_one_row_a_ticket(self, log):
        table = facts(log).tickets

        assert table["ticket"] == ["T-1", "T-2", "T-3"]
        assert table["state"] == ["closed", "closed", "registered"]
        assert table["place"] == ["110112004002", "110112004003", "110112004002"]
        assert table["channel"] == ["hotline", "hotline", "patrol"]
        assert table["unit"] == ["unit-2", None, None]
        assert table["rounds"] == [2, 1, 1]
        assert table["outcome"] == ["partly_resolved", "withdrawn", None]

    def test_times_are_whole_microseconds(self, log):
        table = facts(log).tickets

        assert table["collected_at"] == [NOON_US] * 3
        assert table["dispatched_at"] == [NOON_US + HOUR_US, None, None]
        assert table["due"] == [NOON_US + 5 * 24 * HOUR_US, None, None]
        assert table["handled_at"] == [NOON_US + 6 * HOUR_US, None, None]
        assert table["replied_at"] == [NOON_US + 7 * HOUR_US, None, None]
        assert table["ended_at"] == [NOON_US + 8 * HOUR_US, NOON_US + HOUR_US, None]

    def test_the_last_visit_counts(self, log):
        table = facts(log).tickets
        flags = {
            name: table[name] for name in ("visited", "independent", "contacted", "solved", "satisfied", "with_opinion")
        }

        assert flags == {
            "visited": [1, 0, 0],
            "independent": [1, 0, 0],
            "contacted": [0, 0, 0],
            "solved": [1, 0, 0],
            "satisfied": [1, 0, 0],
            "with_opinion": [1, 0, 0],
        }

    def test_one_row_a_transition(self, log):
        table = facts(log).transitions
        rows = list(zip(table["ticket"], table["version"], table["from"], table["to"], strict=True))

        assert rows == [
            ("T-1", 1, "", "registered"),
            ("T-1", 2, "registered", "offered"),
            ("T-1", 3, "offered", "in_progress"),
            ("T-1", 4, "in_progress", "drafting"),
            ("T-1", 5, "drafting", "visit_due"),
            ("T-1", 6, "visit_due", "in_progress"),
            ("T-1", 7, "in_progress", "drafting"),
            ("T-1", 8, "drafting", "visit_due"),
            ("T-1", 9, "visit_due", "closed"),
            ("T-2", 1, "", "registered"),
            ("T-2", 2, "registered", "closed"),
            ("T-3", 1, "", "registered"),
        ]
        assert table["event"][8] == "ticket.counselled"
        assert table["at"][8] == NOON_US + 8 * HOUR_US
        assert set(table["actor"]) == {"worker-7", "visitor-1"}

    def test_an_empty_log_has_empty_tables_with_all_columns(self):
        assert facts([]).tickets["ticket"] == []
        assert facts([]).transitions["to"] == []

    @pytest.mark.parametrize(
        ("grade", "satisfied", "with_opinion"),
        [
            ("very_satisfied", 1, 1),
            ("satisfied", 1, 1),
            ("basically_satisfied", 1, 1),
            ("dissatisfied", 0, 1),
            ("very_dissatisfied", 0, 1),
            ("no_opinion", 0, 0),
        ],
    )
    def test_grades_become_flags(self, grade, satisfied, with_opinion):
        store = MemoryStore()
        story(
            store,
            "T-1",
            step(m.Handle, "T-1", 1, outcome="resolved", result="done"),
            step(m.Reply, "T-1", 2, channel="phone", text="done"),
            step(m.Counsel, "T-1", 3, contacted=True, solved=True, satisfaction=grade),
        )
        table = facts(store.read_all()).tickets

        assert (table["satisfied"], table["with_opinion"], table["contacted"]) == ([satisfied], [with_opinion], [1])

    def test_no_personal_text_is_in_them(self, log):
        assert "loud" not in str(facts(log))


TICKETS = pl.DataFrame(
    {
        "place": ["a", "a", "a", "b", "b", "c"],
        "visited": [1, 1, 1, 1, 0, 0],
        "contacted": [1, 1, 0, 1, 0, 0],
        "solved": [1, 0, 0, 1, 0, 0],
        "satisfied": [1, 0, 1, 0, 0, 0],
        "with_opinion": [1, 1, 1, 0, 0, 0],
    }
)


class TestThreeRates:
    """Beijing Regulation on Swift Response 2021, Art. 32: response, resolution, satisfaction."""

    def test_over_all_visited_tickets(self):
        response, resolution, satisfaction = compute(TICKETS, [RESPONSE_RATE, RESOLUTION_RATE, SATISFACTION_RATE])

        assert (response.value, resolution.value, satisfaction.value) == (
            Fraction(3, 4),
            Fraction(2, 4),
            Fraction(2, 3),
        )
        assert (satisfaction.numerator, satisfaction.denominator) == (2, 3)

    def test_by_place_in_order_and_without_a_guess(self):
        found = compute(TICKETS, [RESOLUTION_RATE], by=["place"])

        assert [(r.group["place"], r.value, r.reason) for r in found] == [
            ("a", Fraction(1, 3), ""),
            ("b", Fraction(1), ""),
            ("c", None, "empty_denominator"),
        ]

    def test_nothing_at_all_is_none_with_a_reason(self):
        [found] = compute(TICKETS.clear(), [RESOLUTION_RATE])

        assert (found.value, found.reason, found.denominator) == (None, "empty_denominator", 0)

    def test_parts_add_up_to_the_whole(self):
        [whole] = compute(TICKETS, [RESOLUTION_RATE])

        assert merge(compute(TICKETS, [RESOLUTION_RATE], by=["place"])) == whole

    def test_a_lazy_frame_gives_the_same(self):
        assert compute(TICKETS.lazy(), [RESPONSE_RATE]) == compute(TICKETS, [RESPONSE_RATE])

    def test_the_facts_of_a_log_fit_in(self, log):
        [rate] = compute(pl.DataFrame(facts(log).tickets), [RESOLUTION_RATE])

        assert rate.value == Fraction(1, 1)


class TestPropertyBodies:
    """F6 to F12: 45 estates, 16 owners' committees, 28 property management committees, one without a body."""

    ESTATES = pl.DataFrame({"estate": [1] * 45, "formed": [1] * 44 + [0], "owners_committee": [1] * 16 + [0] * 29})

    def test_one_numerator_over_two_denominators(self):
        formed, coverage, establishment = compute(
            self.ESTATES, [FORMATION_RATE, OWNERS_COMMITTEE_COVERAGE, OWNERS_COMMITTEE_ESTABLISHMENT]
        )

        assert (formed.value, coverage.value, establishment.value) == (
            Fraction(44, 45),
            Fraction(16, 44),
            Fraction(16, 45),
        )


class TestBadInput:
    def test_all_missing_columns_are_named_at_once(self):
        with pytest.raises(BadInput) as raised:
            compute(TICKETS.drop("solved", "place"), [RESOLUTION_RATE], by=["place"])

        assert [(p.code, p.where) for p in raised.value.problems] == [
            ("missing", "column solved"),
            ("missing", "column place"),
        ]

    @pytest.mark.parametrize("values", [["1", "0"], [1.0, 0.0], [True, False]], ids=["text", "float", "bool"])
    def test_a_flag_must_be_an_integer(self, values):
        with pytest.raises(BadInput) as raised:
            compute(pl.DataFrame({"visited": values, "solved": [1, 0]}), [RESOLUTION_RATE])

        assert [(p.code, p.where) for p in raised.value.problems] == [("wrong_type", "column visited")]

    @pytest.mark.parametrize("value", [2, -1])
    def test_a_flag_is_0_or_1(self, value):
        with pytest.raises(BadInput) as raised:
            compute(pl.DataFrame({"visited": [1, value], "solved": [1, 0]}), [RESOLUTION_RATE])

        assert [(p.code, p.where) for p in raised.value.problems] == [("out_of_range", "column visited")]

    def test_a_flag_that_is_missing_in_a_row_is_no_flag(self):
        frame = pl.DataFrame({"visited": [1, 1, None], "solved": [1, None, 1]})

        with pytest.raises(BadInput) as raised:
            compute(frame, [RESOLUTION_RATE])

        assert [(p.code, p.where) for p in raised.value.problems] == [
            ("has_gaps", "column visited"),
            ("has_gaps", "column solved"),
        ]

    def test_a_gap_that_made_floats_is_still_a_gap(self):
        """In pandas a column of integers becomes one of floats with its first empty cell."""
        frame = pl.DataFrame({"visited": [1, 1, 0], "solved": [1.0, None, 0.0]})

        with pytest.raises(BadInput) as raised:
            compute(frame, [RESOLUTION_RATE])

        assert [(p.code, p.where) for p in raised.value.problems] == [("has_gaps", "column solved")]

    def test_what_is_of_two_kpis_is_not_merged(self):
        parts = [Result(RESOLUTION_RATE, Ratio(Sum(1), Sum(2))), Result(RESPONSE_RATE, Ratio(Sum(1), Sum(2)))]
        for results in (parts, []):
            with pytest.raises(BadInput) as raised:
                merge(results)
            assert [p.code for p in raised.value.problems] == ["one_kpi_only"]


def test_a_kpi_is_a_value():
    again = Kpi(**{name: getattr(RESOLUTION_RATE, name) for name in Kpi.__match_args__})

    assert again == RESOLUTION_RATE
    assert hash(again) == hash(RESOLUTION_RATE)


FIELDS = {
    "id": "a",
    "version": 1,
    "title_en": "a",
    "title_zh": "a",
    "definition_en": "a",
    "definition_zh": "a",
    "table": "tickets",
    "measure": Share(of=Flag("solved"), among=Flag("visited")),
    "unit": "percent",
    "source": "a",
}


GAP = Kpi(**{**FIELDS, "id": "gap", "measure": Spread(RESOLUTION_RATE, "unit")})
HALF_A_YEAR = Target(Fraction(4, 5), date(2022, 1, 1), "a plan", date(2022, 7, 1))
LATER = Target(Fraction(9, 10), date(2022, 7, 1), "a plan")
ALWAYS_ASKED = Target(Fraction(4, 5), date(2022, 1, 1), "a plan")


class TestAKpi:
    @pytest.mark.parametrize(
        ("fields", "code", "where"),
        [
            ({"measure": "solved"}, "wrong_type", "measure"),
            ({"measure": Spread("solved", "unit")}, "wrong_type", "measure.figure"),
            ({"measure": Spread(GAP, "district")}, "figure_of_figure_of_figure", "measure.figure"),
            ({"id": 5}, "wrong_type", "id"),
            ({"id": ""}, "missing", "id"),
            ({"version": "1"}, "wrong_type", "version"),
            ({"source": None}, "wrong_type", "source"),
            ({"direction": "up"}, "unknown_choice", "direction"),
            ({"unit": "furlong"}, "unknown_choice", "unit"),
            ({"population": "crowd"}, "unknown_choice", "population"),
            ({"uncertainty": "some"}, "unknown_choice", "uncertainty"),
            ({"scale": 0}, "out_of_range", "scale"),
            ({"minimum": 0}, "out_of_range", "minimum"),
            ({"targets": (LATER, ALWAYS_ASKED)}, "overlapping_targets", "targets 2022-07-01"),
        ],
    )
    def test_that_could_not_be_a_figure_is_refused(self, fields, code, where):
        with pytest.raises(BadInput) as raised:
            Kpi(**{**FIELDS, **fields})

        assert [(p.code, p.where) for p in raised.value.problems] == [(code, where)]
        assert code in TEXTS

    def test_all_that_is_wrong_comes_at_once(self):
        with pytest.raises(BadInput) as raised:
            Kpi(**{**FIELDS, "id": 5, "measure": None, "scale": -1})

        assert [p.where for p in raised.value.problems] == ["id", "measure", "scale"]

    def test_knows_what_is_asked_for_on_a_day(self):
        kpi = Kpi(**{**FIELDS, "targets": (HALF_A_YEAR, LATER)})

        asked = [kpi.target(date(2022, month, 1)) for month in (1, 6, 7, 12)]
        assert asked == [HALF_A_YEAR, HALF_A_YEAR, LATER, LATER]
        assert kpi.target(date(2021, 12, 31)) is None


class TestWhatAMeasureIsMadeOf:
    """A slip in a figure is said when the figure is made, with the place, not by an engine when it is asked."""

    @pytest.mark.parametrize(
        ("measure", "code", "where"),
        [
            (Mean(Elapsed("a", "b", "hours")), "unknown_choice", "measure.value.unit"),
            (Mean(Column(7)), "wrong_type", "measure.value.name"),
            (Mean("a"), "wrong_type", "measure.value"),
            (Count("solved"), "wrong_type", "measure.of"),
            (Count(Flag(None)), "wrong_type", "measure.of.column"),
            (Count(AllOf((Flag("a"), "b"))), "wrong_type", "measure.of.conditions[1]"),
            (Count(AllOf(Flag("a"))), "wrong_type", "measure.of.conditions"),
            (Count(Not(AtLeast("a", 1.5))), "wrong_type", "measure.of.condition.least"),
            (Count(AtLeast("a", True)), "wrong_type", "measure.of.least"),
            (Count(Spent("a", "b", "c", 0.95)), "wrong_type", "measure.of.part"),
            (Share(Repeated(("a",), "b", "c", "30")), "wrong_type", "measure.of.days"),
            (Spread(RESOLUTION_RATE, "unit", how="widest"), "unknown_choice", "measure.how"),
            (Quotient(Count(), 5), "wrong_type", "measure.below"),
        ],
        ids=str,
    )
    def test_is_looked_at(self, measure, code, where):
        with pytest.raises(BadInput) as raised:
            Kpi(**{**FIELDS, "measure": measure})
        assert [(p.code, p.where) for p in raised.value.problems] == [(code, where)]

    def test_also_in_what_is_left_out(self):
        with pytest.raises(BadInput) as raised:
            Kpi(**{**FIELDS, "exclusions": (Exclusion("a", "counted", "a", "a"),)})
        assert [(p.code, p.where) for p in raised.value.problems] == [("wrong_type", "exclusions[0].where")]

    @pytest.mark.parametrize(
        ("make", "code", "where"),
        [
            (lambda: Quantile(Column("a"), 2), "out_of_range", "q"),
            (lambda: Quantile(Column("a"), 0.9), "out_of_range", "q"),
            (lambda: Quantile(Column("a"), "half"), "out_of_range", "q"),
            (lambda: Change(RESOLUTION_RATE, lag=0), "out_of_range", "lag"),
            (lambda: Repeated((), "a", "b", 30), "wrong_length", "keys"),
            (lambda: AnyOf(()), "wrong_length", "conditions"),
            (lambda: Target(0.8, date(2022, 1, 1), "a plan"), "not_exact", "value"),
        ],
    )
    def test_numbers_are_exact_and_lists_are_not_empty(self, make, code, where):
        """0.9 of a float is not nine tenths."""
        with pytest.raises(BadInput) as raised:
            make()
        assert [(p.code, p.where) for p in raised.value.problems] == [(code, where)]

    def test_a_list_will_do_for_a_tuple(self):
        assert Among("state", ["closed"]) == Among("state", ("closed",))
        assert AllOf([Flag("a")]) == AllOf((Flag("a"),))


class TestWrongTypes:
    """What a type checker would have found is bad input where nobody ran one."""

    @pytest.mark.parametrize(
        ("call", "code", "where"),
        [
            (lambda: compute([1, 2], [RESOLUTION_RATE]), "wrong_type", "frame"),
            (lambda: compute({"visited": [1]}, [RESOLUTION_RATE]), "wrong_type", "frame"),
            (lambda: compute(None, [RESOLUTION_RATE]), "wrong_type", "frame"),
            (lambda: compute(TICKETS["visited"], [RESOLUTION_RATE]), "wrong_type", "frame"),
            (lambda: compute(TICKETS, RESOLUTION_RATE), "wrong_type", "kpis"),
            (lambda: compute(TICKETS, ["visited"]), "wrong_type", "kpis"),
            (lambda: compute(TICKETS, []), "wrong_length", "kpis"),
            (lambda: compute(TICKETS, [RESOLUTION_RATE], by="place"), "wrong_type", "by"),
            (lambda: compute(TICKETS, [RESOLUTION_RATE], by=[1]), "wrong_type", "by"),
            (lambda: compute(TICKETS, [RESOLUTION_RATE], by=None), "wrong_type", "by"),
            (lambda: compute(TICKETS, [RESOLUTION_RATE], by=["place", "place"]), "duplicate_id", "by[1]"),
            (lambda: merge(5), "wrong_type", "results"),
            (lambda: merge([RESOLUTION_RATE]), "wrong_type", "results[0]"),
        ],
    )
    def test_are_bad_input(self, call, code, where):
        with pytest.raises(BadInput) as raised:
            call()

        assert [(p.code, p.where) for p in raised.value.problems] == [(code, where)]
        assert raised.value.__context__ is None

    def test_a_group_of_values_of_several_types_has_no_order(self):
        frame = pl.DataFrame({"visited": [1, 1], "solved": [1, 0], "place": pl.Series(["a", 1], dtype=pl.Object)})

        with pytest.raises(BadInput) as raised:
            compute(frame, [RESOLUTION_RATE], by=["place"])

        assert [(p.code, p.where) for p in raised.value.problems] == [("wrong_type", "column place")]

    @pytest.mark.parametrize(
        "places",
        [pl.Series([[1], [2]]), pl.Series([1.5, 2.0]), pl.Series([1.0, float("nan")])],
        ids=["lists", "fractions", "no number"],
    )
    def test_a_group_is_a_plain_value(self, places):
        frame = pl.DataFrame({"visited": [1, 1], "solved": [1, 0], "place": places})

        with pytest.raises(BadInput) as raised:
            compute(frame, [RESOLUTION_RATE], by=["place"])
        assert [(p.code, p.where) for p in raised.value.problems] == [("wrong_type", "column place")]

    def test_whole_numbers_that_a_gap_made_floats_are_groups(self):
        frame = pl.DataFrame({"visited": [1, 1], "solved": [1, 0], "place": [3.0, None]})

        assert [r.group["place"] for r in compute(frame, [RESOLUTION_RATE], by=["place"])] == [3, None]

    @pytest.mark.parametrize("population", [-1, 1.5, True, {"a": -1}])
    def test_a_number_from_outside_is_a_whole_one(self, population):
        kpi = Kpi(**{**FIELDS, "measure": Quotient(Count(), Base("population"))})

        with pytest.raises(BadInput) as raised:
            compute(TICKETS, [kpi], bases={"population": population})
        assert [(p.code, p.where) for p in raised.value.problems] == [("out_of_range", "bases.population")]

    @pytest.mark.parametrize(
        ("codes", "column", "expected"),
        [(("closed",), [1, 2], "text"), ((1, 2), ["closed", "open"], "integer"), (("a",), [0.5, 1.5], "text")],
    )
    def test_codes_of_another_type_than_the_column(self, codes, column, expected):
        kpi = Kpi(**{**FIELDS, "measure": Count(Among("state", codes))})

        with pytest.raises(BadInput) as raised:
            compute(pl.DataFrame({"state": column}), [kpi])
        [problem] = raised.value.problems
        assert (problem.code, problem.where, problem.params) == (
            "wrong_type",
            "column state",
            {"expected": expected},
        )

    @pytest.mark.parametrize("codes", [(), ("a", 1)])
    def test_codes_are_all_of_one_type(self, codes):
        with pytest.raises(BadInput) as raised:
            Among("state", codes)
        assert [(p.code, p.where) for p in raised.value.problems] == [("wrong_type", "codes")]

    def test_nothing_is_among_codes_where_nothing_is_known(self):
        kpi = Kpi(**{**FIELDS, "measure": Count(Among("state", ("closed",)))})

        assert [r.value for r in compute(pl.DataFrame({"state": [None, None]}), [kpi])] == [0]

    def test_a_column_is_held_to_the_strictest_of_what_is_asked(self):
        """That it is known is asked of any column; that it is 1, of a flag without gaps."""
        kpi = Kpi(**{**FIELDS, "measure": Share(of=Known("visited"), among=Flag("visited"))})

        with pytest.raises(BadInput) as raised:
            compute(pl.DataFrame({"visited": [1, None]}), [kpi])
        assert [(p.code, p.where) for p in raised.value.problems] == [("has_gaps", "column visited")]


class TestASpreadOfANumberPerHead:
    """Three districts of 10, 20 and 40 heads with one, two and eight tickets: 0.1, 0.1 and 0.2 a head."""

    RATE = Kpi(**{**FIELDS, "id": "rate", "measure": Quotient(Count(), Base("population"))})
    RANGE = Kpi(**{**FIELDS, "id": "range", "measure": Spread(RATE, "district")})
    FRAME = pl.DataFrame({"district": ["a", *"bb", *"cccccccc"], "city": ["x"] * 11})
    HEADS: ClassVar = {"a": 10, "b": 20, "c": 40}

    def test_takes_the_heads_of_each(self):
        [found] = compute(self.FRAME, [self.RANGE], bases={"population": self.HEADS})

        assert found.value == Fraction(1, 10)

    def test_takes_the_heads_of_each_within_a_group(self):
        heads = {("x", name): number for name, number in self.HEADS.items()}
        [found] = compute(self.FRAME, [self.RANGE], by=["city"], bases={"population": heads})

        assert found.value == Fraction(1, 10)

    def test_asks_for_them(self):
        with pytest.raises(BadInput) as raised:
            compute(self.FRAME, [self.RANGE])
        assert [(p.code, p.where) for p in raised.value.problems] == [("needs_base", "range")]


class TestAFlagThatIsNone:
    """It is refused wherever the row is: in a group, in a window, or in none because it has no moment."""

    @pytest.mark.parametrize(
        ("flags", "code"), [([1, None, 1], "has_gaps"), ([1, 2, 1], "out_of_range"), ([0, -1, 0], "out_of_range")]
    )
    @pytest.mark.parametrize("moments", [[0, 1, 2], [0, None, 2]], ids=["all with a moment", "one without"])
    @pytest.mark.parametrize(
        "cut", [{}, {"by": ["unit"]}, {"period": months(UTC)}], ids=["whole", "by unit", "by month"]
    )
    @pytest.mark.parametrize("ask", [compute, states])
    def test_is_refused(self, flags, code, moments, cut, ask):
        frame = pl.DataFrame({"collected_at": moments, "visited": flags, "solved": [1, 1, 0], "unit": ["a", "b", None]})

        with pytest.raises(BadInput) as raised:
            ask(frame.lazy(), [RESOLUTION_RATE], **cut)
        assert [(p.code, p.where) for p in raised.value.problems] == [(code, "column visited")]


class TestSuppression:
    """Of fewer rows than the threshold nothing is shown, whatever is made of them, so that nobody is found by it."""

    @pytest.mark.parametrize(
        "measure",
        [
            Mean(Column("v")),
            Quantile(Column("v"), Fraction(1, 2)),
            Waiting("start", "end", Fraction(1, 2)),
            Concentration("unit"),
        ],
        ids=lambda measure: type(measure).__name__,
    )
    @pytest.mark.parametrize("ask", [compute, states])
    def test_holds_for_means_and_medians_too(self, measure, ask):
        frame = pl.DataFrame({"unit": ["a", "b", "b"], "v": [7, 1, 2], "start": [0, 0, 0], "end": [5, 5, 5]})
        found = ask(frame, [Kpi(**{**FIELDS, "measure": measure, "suppress_below": 2})], by=["unit"], as_of=9)

        assert [(r.value is None, r.reason) for r in found] == [(True, "suppressed"), (False, "")]


class TestTheOrderOfFigures:
    def test_is_by_group_and_then_by_period_also_for_a_spread(self):
        """In the first month only unit b has tickets, in the second only a: the months come in their order."""
        spread = Kpi(**{**FIELDS, "anchor": "at", "measure": Spread(RESOLUTION_RATE, "unit", least=1)})
        frame = pl.DataFrame({"at": [0, 40 * 24 * HOUR_US], "unit": ["b", "a"], "visited": [1, 1], "solved": [1, 1]})

        found = compute(frame, [spread], period=months(UTC))

        assert [r.period.label for r in found] == ["1970-01", "1970-02"]


class TestFiguresAsColumns:
    @pytest.mark.parametrize("name", ["kpi", "period", "value", "numerator", "denominator", "reason"])
    def test_lose_no_group(self, name):
        frame = pl.DataFrame({"visited": [1, 1], "solved": [1, 0], name: ["p", "q"]})

        table = compute(frame, [RESOLUTION_RATE], by=[name]).table()

        assert (table[f"group_{name}"], table["kpi"]) == (["p", "q"], ["requests.resolution_rate"] * 2)
        assert len({len(column) for column in table.values()}) == 1

    @pytest.mark.parametrize("by", [["period", "group_period"], ["group_period", "period"]])
    def test_lose_none_that_is_called_like_a_new_name(self, by):
        frame = pl.DataFrame({"visited": [1, 1], "solved": [1, 0], "period": ["p", "q"], "group_period": ["r", "s"]})

        table = compute(frame, [RESOLUTION_RATE], by=by).table()

        assert (table["group_group_period"], table["group_period"]) == (["p", "q"], ["r", "s"])


class TestNamesOfColumns:
    """A table may call its columns what it likes, also what the sums are called inside."""

    @pytest.mark.parametrize(
        "name", ["need 0", "by 0", "by 1", "window", "rows", "value", "count", "moment", "solved", "as_of"]
    )
    def test_any_name_makes_groups(self, name):
        frame = pl.DataFrame({"visited": [1, 1, 1], "solved": [1, 0, 1], name: [1, 0, 1]})

        found = compute(frame, [RESOLUTION_RATE], by=[name])

        assert [(r.group, r.numerator, r.denominator) for r in found] == [({name: 0}, 0, 1), ({name: 1}, 2, 2)]

    def test_flags_may_be_called_so_as_well(self):
        kpi = Kpi(**{**FIELDS, "measure": Share(of=Flag("n0"), among=Flag("d0"))})
        frame = pl.DataFrame({"d0": [1, 1, 0], "n0": [1, 0, 1]})

        assert [r.value for r in compute(frame, [kpi])] == [Fraction(1, 2)]


class TestPeriods:
    def test_a_row_without_a_moment_is_in_no_period(self):
        frame = TICKETS.with_columns(pl.Series("collected_at", [0, 0, None, None, 0, None]))
        found = compute(frame, [RESOLUTION_RATE], period=months(UTC))

        assert [(r.period.label, r.numerator, r.denominator) for r in found] == [("1970-01", 1, 2)]

    def test_without_any_moment_there_is_no_period(self):
        frame = TICKETS.with_columns(pl.lit(None, dtype=pl.Int64).alias("collected_at"))

        assert list(compute(frame, [RESOLUTION_RATE], period=months(UTC))) == []


class TestATarget:
    @pytest.mark.parametrize(
        ("direction", "solved", "met"),
        [("higher", 4, True), ("higher", 3, False), ("lower", 3, True), ("lower", 5, False), ("context", 4, None)],
    )
    def test_is_met_in_the_direction_of_the_figure(self, direction, solved, met):
        """Four of five are what is asked for."""
        kpi = Kpi(**{**FIELDS, "direction": direction, "targets": (HALF_A_YEAR,)})
        result = Result(kpi, Ratio(Sum(solved), Sum(5)))

        assert result.meets(date(2022, 3, 1)) is met
        assert result.meets(date(2023, 1, 1)) is None

    def test_is_not_met_by_nothing(self):
        kpi = Kpi(**{**FIELDS, "targets": (HALF_A_YEAR,)})

        assert Result(kpi, Ratio()).meets(date(2022, 3, 1)) is None


class TestAnInterval:
    def test_is_in_the_unit_of_the_value(self):
        """Wilson for 44 of 45 is 0.8843 to 0.9961; a thousand times that for a figure per thousand."""
        kpi = Kpi(**{**FIELDS, "scale": 1000, "uncertainty": "wilson"})
        found = Result(kpi, Ratio(Sum(44), Sum(45))).interval()

        assert (found.low, found.high) == (pytest.approx(884.3, abs=0.05), pytest.approx(996.1, abs=0.05))

    def test_of_a_census_there_is_none(self):
        kpi = Kpi(**{**FIELDS, "population": "census", "uncertainty": "wilson"})

        assert Result(kpi, Ratio(Sum(44), Sum(45))).interval() is None


class TestExactness:
    """Beyond the 64 bits of a whole number and the 53 of a binary fraction, figures are what they are on paper."""

    WIDE = (
        [2**62, 2**62, 2**62 + 1],
        [-(2**63), 5, 2**63 - 1],
        [10**13, -(10**13), 7, None],
        [10**11, 10**11, 10**11, 1],
    )

    @staticmethod
    def frames(values):
        pandas = pytest.importorskip("pandas")
        polars = pl.DataFrame({"v": values}, schema={"v": pl.Int64})
        yield polars
        yield pytest.importorskip("duckdb").from_arrow(polars.to_arrow())
        for kind in ("Int64", "int64[pyarrow]"):
            yield pandas.DataFrame({"v": pandas.Series(values, dtype=kind)})

    @pytest.mark.parametrize("values", WIDE)
    def test_sums_and_means_of_wide_values(self, values):
        known = [value for value in values if value is not None]
        total, mean = (Kpi(**{**FIELDS, "measure": measure}) for measure in (Total("v"), Mean(Column("v"))))
        for frame in self.frames(values):
            found = compute(frame, [total, mean])

            assert found[0].value == sum(known)
            assert found[1].value == Fraction(sum(known), len(known))
            assert found[1].state.variance == variance(map(Fraction, known))

    @pytest.mark.parametrize("values", WIDE)
    def test_medians_of_wide_values(self, values):
        kpi = Kpi(**{**FIELDS, "measure": Quantile(Column("v"), Fraction(1, 2))})
        expected = median(Fraction(value) for value in values if value is not None)

        assert [compute(frame, [kpi])[0].value for frame in self.frames(values)] == [expected] * 4

    @pytest.mark.parametrize("rows", [20, 301, 3_987])
    def test_a_wide_gap_at_the_ninth_decile(self, rows):
        """All are nought up to the place of the decile, and 4 × 10^13 after it: what counts is where between them."""
        place = Fraction(9 * (rows - 1), 10)
        below = int(place)
        kpi = Kpi(**{**FIELDS, "measure": Quantile(Column("v"), Fraction(9, 10))})
        values = [0] * (below + 1) + [4 * 10**13] * (rows - below - 1)

        found = [compute(frame, [kpi])[0].value for frame in self.frames(values)]

        assert found == [(place - below) * 4 * 10**13] * 4


class TestATableOfPandas:
    """Whatever pandas keeps whole numbers and gaps as."""

    KINDS = ("numpy", "numpy_nullable", "pyarrow")
    ROWS: ClassVar = {"unit": ["a", None, "b", "a"], "v": [1, 2, None, 4]}

    @pytest.fixture(params=KINDS)
    def frame(self, request):
        pandas = pytest.importorskip("pandas")
        frame = pandas.DataFrame(self.ROWS).assign(day=pandas.to_datetime(["2022-01-01", None, "2022-01-02", None]))
        return frame if request.param == "numpy" else frame.convert_dtypes(dtype_backend=request.param)

    def test_has_a_mean(self, frame):
        [found] = compute(frame, [Kpi(**{**FIELDS, "measure": Mean(Column("v"))})])

        assert (found.value, found.state.squares) == (Fraction(7, 3), 21)

    def test_has_a_group_of_rows_without_a_day(self, frame):
        found = compute(frame, [Kpi(**{**FIELDS, "measure": Count()})], by=["day"])

        assert [(str(r.group["day"])[:10], r.value) for r in found] == [
            ("2022-01-01", 1),
            ("2022-01-02", 1),
            ("None", 2),
        ]

    def test_has_groups_of_numbers_with_a_gap(self, frame):
        found = compute(frame, [Kpi(**{**FIELDS, "measure": Count()})], by=["v"])

        assert [r.group["v"] for r in found] == [1, 2, 4, None]


class TestAYearThatStandsForNoDate:
    """A sentinel year among the moments is said at once, not computed for minutes."""

    @pytest.mark.parametrize("year", [2200, 2999, 9999])
    @pytest.mark.parametrize("period", [months(UTC), years(UTC)], ids=["months", "years"])
    def test_makes_too_many_periods_or_none_at_all(self, year, period):
        far = int((datetime(year, 12, 31, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000
        frame = TICKETS.with_columns(pl.Series("collected_at", [0, 0, 0, 0, 0, far]))
        try:
            assert len(compute(frame, [RESOLUTION_RATE], period=period)) == 2
        except BadInput as error:
            assert [p.code for p in error.problems] == ["too_many_windows"]  # noqa: PT017  # either is an answer


class TestColumnsWithoutAnything:
    def test_nobody_has_closed_a_ticket_yet(self):
        frame = pl.DataFrame({"visited": [1, 1], "solved": [1, 0], "collected_at": [None, None]})

        assert list(compute(frame, [RESOLUTION_RATE], period=months(UTC))) == []

    def test_an_empty_log_has_figures_too(self):
        [found] = compute(pl.DataFrame(facts([]).tickets), [RESOLUTION_RATE])

        assert (found.value, found.reason) == (None, "empty_denominator")
