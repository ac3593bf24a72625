"""A log as an XES file: what is in it, what comes back, and what is refused.

pm4py 2.7.23.11 (run apart from the tests, it is no dependency) read a file written here from 240 simulated tickets
with ``pm4py.read_xes``: as many cases and events, the same activities, times, resources, versions and states in every
row; and a file that it wrote back with ``pm4py.write_xes`` is read here as the same transitions.
"""

from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgov.adapters.memory import MemoryStore
from gridgov.adapters.xes import MAX_DEPTH, MAX_VALUE, Transition, columns, read_xes, transitions, write_xes
from gridgov.errors import BadInput
from gridgov.metrics import facts
from gridgov.simulation.year import simulate, yuqiao_2022

XES = "{http://www.xes-standard.org/}"
STEPS = (
    Transition("T-1", 1, "ticket.collected", "", "registered", 1_646_107_200_000_000, "grid-3"),
    Transition("T-1", 2, "ticket.dispatched", "registered", "offered", 1_646_107_260_500_001),
    Transition("T-2", 1, "ticket.collected", "", "registered", 1_646_107_200_000_000, "grid-3"),
)
DECLARED = b'<?xml version="1.0"?>\n'


def read(text):
    return list(read_xes(BytesIO(text.encode() if isinstance(text, str) else text)))


def refused(text):
    with pytest.raises(BadInput) as caught:
        read(text)
    [problem] = caught.value.problems
    return problem.code, problem.where


def trace(*events, name='<string key="concept:name" value="T"/>'):
    return f"<log><trace>{name}{''.join(f'<event>{event}</event>' for event in events)}</trace></log>"


EVENT = '<string key="concept:name" value="check"/><date key="time:timestamp" value="1970-01-01T08:00:00.5+08:00"/>'


@pytest.fixture(scope="module")
def year():
    store = MemoryStore()
    simulate(yuqiao_2022(tickets=40), store, seed=2022)
    return tuple(transitions(facts(store.read_all()).transitions))


class TestWritten:
    """IEEE Std 1849-2016, clause 4: a log has extensions, globals, classifiers and traces; a trace has events."""

    def test_the_log_names_its_version_and_the_four_standard_extensions(self):
        log = ET.fromstring("".join(write_xes(STEPS)))  # noqa: S314  # a text of our own
        assert log.tag == f"{XES}log"
        assert log.get("xes.version") == "1849-2016"
        prefixes = {one.get("prefix"): one.get("uri") for one in log.findall(f"{XES}extension")}
        assert prefixes == {
            name: f"http://www.xes-standard.org/{name}.xesext" for name in ("concept", "time", "lifecycle", "org")
        }

    def test_elements_stand_in_the_order_that_the_schema_asks_for(self):
        log = ET.fromstring("".join(write_xes(STEPS)))  # noqa: S314  # a text of our own
        kinds = [one.tag.removeprefix(XES) for one in log]
        assert kinds == ["extension"] * 4 + ["global"] * 2 + ["classifier", "string"] + ["trace"] * 2

    def test_an_event_has_name_time_transition_resource_version_and_states(self):
        log = ET.fromstring("".join(write_xes(STEPS)))  # noqa: S314  # a text of our own
        event = log.find(f"{XES}trace/{XES}event")
        assert [(one.tag.removeprefix(XES), one.get("key"), one.get("value")) for one in event] == [
            ("string", "concept:name", "ticket.collected"),
            ("date", "time:timestamp", "2022-03-01T04:00:00.000000+00:00"),
            ("string", "lifecycle:transition", "complete"),
            ("string", "org:resource", "grid-3"),
            ("int", "version", "1"),
            ("string", "from", ""),
            ("string", "to", "registered"),
        ]

    def test_a_log_without_events_is_a_log(self):
        assert read("".join(write_xes([]))) == []

    def test_a_ticket_that_comes_back_is_refused(self):
        with pytest.raises(BadInput) as caught:
            list(write_xes([STEPS[0], STEPS[2], STEPS[1]]))
        assert [(p.code, p.where) for p in caught.value.problems] == [("not_in_order", "row[2].ticket")]

    def test_what_xml_cannot_hold_is_refused_and_not_repeated(self):
        with pytest.raises(BadInput) as caught:
            list(write_xes([Transition("T", 1, "a\x00b", "", "x", 0)]))
        assert [(p.code, p.where) for p in caught.value.problems] == [("control_character", "row[0], concept:name")]

    def test_a_row_of_another_type_is_refused(self):
        with pytest.raises(BadInput, match="Transition"):
            list(write_xes([("T", 1)]))


class TestRoundTrip:
    def test_a_simulated_year_comes_back_as_it_was(self, year):
        assert len(year) > 300
        assert read("".join(write_xes(year))) == list(year)

    def test_its_columns_are_the_transition_table(self, year):
        table = columns(year)
        assert list(transitions(table)) == list(year)

    KEYS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))

    @given(KEYS.filter(bool), KEYS.filter(bool), KEYS, KEYS, st.integers(-(10**15), 10**16))
    def test_any_text_that_xml_can_hold_comes_back(self, ticket, event, before, after, at):
        step = Transition(ticket, 1, event, before, after, at, "k")
        assert read("".join(write_xes([step]))) == [step]


class TestOthersFiles:
    """What other tools write: without versions and states, with lifecycle steps, with nested attributes."""

    def test_versions_are_counted_and_states_stay_empty(self):
        assert read(trace(EVENT, EVENT)) == [
            Transition("T", 1, "check", "", "", 500_000),
            Transition("T", 2, "check", "", "", 500_000),
        ]

    def test_a_step_that_is_not_complete_stands_behind_the_name(self):
        [step] = read(trace(EVENT + '<string key="lifecycle:transition" value="start"/>'))
        assert step.event == "check+start"

    def test_nested_attributes_are_not_taken_for_those_of_the_event(self):
        nested = '<string key="a" value="b"><string key="concept:name" value="other"/></string>'
        [step] = read(trace(EVENT + nested))
        assert step.event == "check"

    def test_globals_and_traces_in_a_namespace_are_read(self):
        log = trace(EVENT).replace("<log>", f'<x:log xmlns:x="{XES[1:-1]}"><x:global scope="event">{EVENT}</x:global>')
        log = log.replace("</log>", "</x:log>").replace("trace>", "x:trace>").replace("event>", "x:event>")
        assert len(read(log)) == 1

    def test_other_encodings_are_read(self):
        text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + trace(EVENT.replace("check", "prüfen"))
        assert read(text.encode("latin-1"))[0].event == "prüfen"


class TestRefused:
    """A file of a stranger does no harm, and what is wrong with it is said with its line."""

    BILLION = (
        '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    )

    @pytest.mark.parametrize(
        "head",
        [
            BILLION,
            '<!DOCTYPE log SYSTEM "file:///etc/passwd">',
            '<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            "<!DOCTYPE log [<!ATTLIST log a CDATA 'b'>]>",
        ],
        ids=["billion laughs", "external subset", "external entity", "defaults"],
    )
    def test_a_document_type_is_refused_before_anything_is_read(self, head):
        assert refused(head + trace(EVENT).replace("check", "&c;")) == ("doctype_refused", "line 1")

    def test_an_entity_that_nobody_declared_is_no_xml(self):
        assert refused(trace(EVENT.replace("check", "&c;")))[0] == "not_xml"

    @pytest.mark.parametrize("text", ["", "<log>", "no xml", b"\xff\xfe\x00", "<log></log><log></log>"])
    def test_what_is_no_xml_is_refused(self, text):
        assert refused(text)[0] == "not_xml"

    def test_another_root_is_refused(self):
        assert refused("<html/>") == ("another_root", "line 1")

    def test_a_long_value_is_refused(self):
        assert refused(trace(EVENT.replace("check", "x" * (MAX_VALUE + 1))))[0] == "value_too_long"

    def test_deep_nesting_is_refused(self):
        deep = '<string key="a" value="">' * MAX_DEPTH
        assert refused("<log>" + deep) == ("too_deep", "line 1")

    def test_a_trace_without_a_name_is_refused(self):
        assert refused(trace(EVENT, name="")) == ("missing", "line 1, trace concept:name")

    @pytest.mark.parametrize("at", ["", "yesterday", "2022-03-01T12:00:00", "2022-13-01T12:00:00Z"])
    def test_a_time_without_a_zone_is_none(self, at):
        event = EVENT.replace("1970-01-01T08:00:00.5+08:00", at)
        assert refused(trace(event)) == ("not_a_time", "line 1, event time:timestamp")

    @pytest.mark.parametrize("version", ["-1", "1.5", "١", "9" * 30])
    def test_a_version_is_a_whole_number(self, version):
        assert refused(trace(EVENT + f'<int key="version" value="{version}"/>'))[0] == "wrong_type"

    def test_what_came_before_the_damage_was_given_out(self):
        lines = read_xes(BytesIO((trace(EVENT)[: -len("</trace></log>")] + "<event>").encode()))
        assert next(lines).event == "check"
        with pytest.raises(BadInput):
            next(lines)

    def test_text_instead_of_bytes_is_refused(self):
        from io import StringIO

        with pytest.raises(BadInput, match="bytes"):
            list(read_xes(StringIO("<log/>")))

    def test_no_piece_of_the_file_is_in_the_error(self):
        with pytest.raises(BadInput) as caught:
            read(trace(EVENT.replace("check", "王伟 13800000000")) + "&")
        assert "王伟" not in str(caught.value) + repr(caught.value.__cause__) + repr(caught.value.__context__)
