"""A log as an OCEL 2.0 document: what is in it, what comes back, and what is refused.

pm4py 2.7.23.11 (run apart from the tests, it is no dependency) read a document written here from 240 simulated tickets
with ``pm4py.read_ocel2_json``: as many events and objects of each type, the same activities, every relation of a
ticket to its unit and place; a document that it wrote back is read here as the same transitions and links;
``pm4py.ocel_flattening`` by ticket and ``pm4py.discover_dfg`` count the same directly-follows pairs as
``gridgov.metrics.conformance.directly_follows``.
"""

import json

import pytest

from gridgov.adapters.memory import MemoryStore
from gridgov.adapters.ocel import Links, read_ocel, write_ocel
from gridgov.adapters.xes import Transition, transitions
from gridgov.errors import BadInput
from gridgov.metrics import facts
from gridgov.simulation.year import simulate, yuqiao_2022

STEPS = (
    Transition("T-1", 1, "ticket.collected", "", "registered", 1_646_107_200_000_000, "grid-3"),
    Transition("T-1", 2, "ticket.noted", "registered", "registered", 1_646_107_230_000_000, "grid-3"),
    Transition("T-1", 3, "ticket.dispatched", "registered", "offered", 1_646_107_260_500_001),
)
LINKS = (Links("T-1", unit="office", place="110112004"), Links("T-2", place="110112004"))


def written(steps=STEPS, links=LINKS):
    return json.loads("".join(write_ocel(steps, links)))


def refused(document):
    with pytest.raises(BadInput) as caught:
        read_ocel(json.dumps(document))
    return [(problem.code, problem.where) for problem in caught.value.problems]


@pytest.fixture(scope="module")
def year():
    store = MemoryStore()
    simulate(yuqiao_2022(tickets=40), store, seed=2022)
    return facts(store.read_all())


VALUES = {"string": str, "time": str, "integer": int, "float": float, "boolean": bool}


def check_structure(document):
    """The structure that the OCEL 2.0 specification lays down for JSON, written out by hand from its text."""
    assert set(document) == {"objectTypes", "eventTypes", "objects", "events"}
    types = {}
    for name in ("objectTypes", "eventTypes"):
        for kind in document[name]:
            assert set(kind) == {"name", "attributes"}
            assert all(set(one) == {"name", "type"} and one["type"] in VALUES for one in kind["attributes"])
            types[name, kind["name"]] = {one["name"]: VALUES[one["type"]] for one in kind["attributes"]}
        assert len({kind["name"] for kind in document[name]}) == len(document[name])
    ids = [one["id"] for one in document["objects"]]
    assert len(ids) == len(set(ids))
    for one in document["objects"]:
        assert set(one) == {"id", "type", "attributes", "relationships"}
        for value in one["attributes"]:
            assert set(value) == {"name", "time", "value"}
            assert type(value["value"]) is types["objectTypes", one["type"]][value["name"]]
    events = [one["id"] for one in document["events"]]
    assert len(events) == len(set(events))
    for one in document["events"]:
        assert set(one) == {"id", "type", "time", "attributes", "relationships"}
        assert one["relationships"]
        for value in one["attributes"]:
            assert set(value) == {"name", "value"}
            assert type(value["value"]) is types["eventTypes", one["type"]][value["name"]]
    for one in (*document["objects"], *document["events"]):
        assert all(set(each) == {"objectId", "qualifier"} for each in one["relationships"])
        assert {each["objectId"] for each in one["relationships"]} <= set(ids)


class TestWritten:
    """OCEL 2.0 Specification (Berti et al. 2023), JSON format."""

    def test_it_has_the_structure_of_the_specification(self, year):
        tickets = year.tickets
        links = [Links(*row) for row in zip(tickets["ticket"], tickets["unit"], tickets["place"], strict=True)]
        check_structure(written(tuple(transitions(year.transitions)), links))
        check_structure(written())
        check_structure(written((), ()))

    def test_a_ticket_has_its_state_at_each_time_that_it_changed(self):
        [ticket] = [one for one in written()["objects"] if one["id"] == "T-1"]
        assert [(one["time"], one["value"]) for one in ticket["attributes"]] == [
            ("2022-03-01T04:00:00.000000Z", "registered"),
            ("2022-03-01T04:01:00.500001Z", "offered"),
        ]

    def test_a_ticket_is_related_to_its_unit_and_its_place(self):
        [ticket] = [one for one in written()["objects"] if one["id"] == "T-1"]
        assert ticket["relationships"] == [
            {"objectId": "unit:office", "qualifier": "handled by"},
            {"objectId": "place:110112004", "qualifier": "about"},
        ]

    def test_an_event_is_related_to_its_ticket_and_says_who_and_from_where_to_where(self):
        first = written()["events"][0]
        assert first == {
            "id": "T-1/1",
            "type": "ticket.collected",
            "time": "2022-03-01T04:00:00.000000Z",
            "attributes": [
                {"name": "version", "value": 1},
                {"name": "from", "value": ""},
                {"name": "to", "value": "registered"},
                {"name": "actor", "value": "grid-3"},
            ],
            "relationships": [
                {"objectId": "T-1", "qualifier": "ticket"},
                {"objectId": "place:110112004", "qualifier": "about"},
            ],
        }

    def test_the_last_event_of_a_ticket_touches_its_unit_and_those_between_touch_neither(self):
        """Tools such as pm4py forget objects that no event touches."""
        related = [[one["objectId"] for one in event["relationships"]] for event in written()["events"]]
        assert related[1:] == [["T-1"], ["T-1", "unit:office"]]

    def test_rows_that_cannot_be_told_apart_are_refused_all_at_once(self):
        with pytest.raises(BadInput) as caught:
            list(write_ocel([STEPS[0], STEPS[0], Transition("unit:x", 1, "e", "", "s", 0)], [LINKS[0], LINKS[0]]))
        assert [(problem.code, problem.where) for problem in caught.value.problems] == [
            ("duplicate_id", "row[1]"),
            ("duplicate_id", "link[1]"),
            ("reserved_id", "row[2].ticket"),
        ]

    def test_rows_and_links_of_another_type_are_refused(self):
        with pytest.raises(BadInput, match="Transition"):
            list(write_ocel([1]))
        with pytest.raises(BadInput, match="Links"):
            list(write_ocel([], [1]))


class TestRoundTrip:
    def test_a_simulated_year_comes_back_as_it_was(self, year):
        tickets = year.tickets
        links = tuple(Links(*row) for row in zip(tickets["ticket"], tickets["unit"], tickets["place"], strict=True))
        rows = tuple(transitions(year.transitions))
        found = read_ocel("".join(write_ocel(reversed(rows), links)))
        assert (found.transitions, found.links, found.left_out) == (rows, links, 0)

    def test_bytes_are_read_as_text_is(self):
        assert read_ocel("".join(write_ocel(STEPS)).encode()).transitions == STEPS


class TestOthersDocuments:
    ORDER = {
        "objectTypes": [{"name": "order", "attributes": []}, {"name": "item", "attributes": []}],
        "eventTypes": [{"name": "pack", "attributes": [{"name": "weight", "type": "float"}]}],
        "objects": [
            {"id": "o1", "type": "order"},
            {"id": "o2", "type": "order", "relationships": [{"objectId": "i1", "qualifier": "has"}]},
            {"id": "i1", "type": "item", "attributes": [{"name": "x", "time": "1970-01-01T00:00:00Z", "value": 3}]},
        ],
        "events": [
            {
                "id": "e2",
                "type": "pack",
                "time": "1970-01-01T00:00:02Z",
                "attributes": [{"name": "weight", "value": 1.5}],
                "relationships": [{"objectId": "o1", "qualifier": ""}, {"objectId": "o2", "qualifier": ""}],
            },
            {"id": "e1", "type": "pack", "time": "1970-01-01T08:00:01+08:00", "relationships": [{"objectId": "o1"}]},
            {"id": "e3", "type": "pack", "time": "1970-01-01T00:00:03Z", "relationships": [{"objectId": "i1"}]},
        ],
    }

    def test_an_event_that_touches_several_cases_is_one_of_each_in_the_order_of_time(self):
        found = read_ocel(json.dumps(self.ORDER), case="order")
        assert found.transitions == (
            Transition("o1", 1, "pack", "", "", 1_000_000),
            Transition("o1", 2, "pack", "", "", 2_000_000),
            Transition("o2", 1, "pack", "", "", 2_000_000),
        )

    def test_events_that_touch_none_are_counted(self):
        assert read_ocel(json.dumps(self.ORDER), case="order").left_out == 1


class TestRefused:
    @pytest.mark.parametrize("text", ["", "{", "nothing", b"\xff\xff"])
    def test_what_is_no_json_is_refused(self, text):
        with pytest.raises(BadInput) as caught:
            read_ocel(text)
        assert caught.value.problems[0].code in ("not_json", "not_utf8")

    def test_deep_nesting_is_refused(self):
        with pytest.raises(BadInput) as caught:
            read_ocel("[" * 200_000)
        assert [problem.code for problem in caught.value.problems] == ["too_deep"]

    def test_a_document_without_its_four_lists_is_refused(self):
        assert refused([]) == [("missing", name) for name in ("objectTypes", "eventTypes", "objects", "events")]

    def test_all_that_is_wrong_comes_at_once(self):
        document = written()
        document["events"][0] |= {"type": "unheard", "time": "2022-03-01T04:00:00"}
        document["events"][1]["relationships"] = [{"objectId": "nobody", "qualifier": "ticket"}]
        document["events"][1]["attributes"] = [{"name": "version", "value": "1"}]
        document["objects"].append({"id": "T-1", "type": "ticket"})
        document["events"][2] |= {"id": 3, "attributes": 3}
        assert refused(document) == [
            ("duplicate_id", "objects[4].id"),
            ("no_such_type", "events[0].type"),
            ("not_a_time", "events[0].time"),
            ("wrong_type", "events[1], version"),
            ("not_an_object", "events[1].relationships[0].objectId"),
            ("wrong_type", "events[2].id"),
            ("wrong_type", "events[2].attributes"),
        ]

    def test_no_more_than_a_hundred_problems_are_named(self):
        document = written()
        document["events"] *= 200
        assert len(refused(document)) == 100
