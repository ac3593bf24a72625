"""What a lifecycle is, what it refuses, and what is found wrong with one."""

import copy
import json
import pickle
from typing import Any

import pytest
from attrs.exceptions import FrozenInstanceError
from statemachine.exceptions import InvalidDefinition

from gridgov import deliberation, tickets
from gridgov.diagrams import markdown, mermaid
from gridgov.errors import BadInput, Defect, Refused
from gridgov.lifecycle import (
    Chart,
    Edge,
    Guard,
    Lifecycle,
    Node,
    Stage,
    State,
    act,
    cite,
    compile_chart,
    lint,
    read_digit,
    read_transitions,
)


class Loan(Chart):
    """A small chart with everything in it: a stage, a guard, two ways for one event."""

    lifecycle = "loan/1"
    clocks = {"asked": "answer", "out": "return_by"}

    asked = State(initial=True)

    class out(Stage):
        reading = State(initial=True)
        overdue = State()
        miss = cite("rule 2", reading.to(overdue))

    back = State(final=True)
    lost = State(final=True)

    lend = cite("rule 1", asked.to(out, cond="is_member"))
    give_back = cite("rule 3", out.to(back, cond="undamaged"), out.to(lost))


def loan(**answers):
    return compile_chart(Loan, guards={name: (lambda _, a=answer: a) for name, answer in answers.items()})


READY = loan(is_member=True, undamaged=True)
ANSWERS = {"is_member": bool, "undamaged": bool}


def unchecked(value: Any) -> Any:
    """A wrong value, past the type checker."""
    return value


class TestCompile:
    def test_the_table_has_one_edge_a_leaf(self):
        assert [(e.source, e.event, e.target) for e in READY.edges] == [
            ("asked", "lend", "reading"),
            ("reading", "miss", "overdue"),
            ("reading", "give_back", "back"),
            ("reading", "give_back", "lost"),
            ("overdue", "give_back", "back"),
            ("overdue", "give_back", "lost"),
        ]

    def test_a_leaf_knows_its_stages_its_clock_and_whether_it_ends(self):
        assert READY.nodes == (
            Node("asked", (), final=False, clock="answer"),
            Node("reading", ("out",), final=False, clock="return_by"),
            Node("overdue", ("out",), final=False, clock="return_by"),
            Node("back", (), final=True),
            Node("lost", (), final=True),
        )

    def test_the_clock_of_a_leaf_wins_over_that_of_its_stage(self):
        nodes = {node.id: node.clock for node in tickets.LIFECYCLE.nodes}

        assert (nodes["in_progress"], nodes["waiting"]) == ("resolve", "resume")

    def test_every_edge_carries_its_source(self):
        assert [edge.reference for edge in READY.edges] == ["rule 1", "rule 2", *["rule 3"] * 4]

    def test_a_table_cannot_be_changed(self):
        with pytest.raises(FrozenInstanceError):
            READY.initial = "out"
        with pytest.raises(TypeError):
            READY._table["asked", "lend"] = ()

    def test_the_end_of_a_stage_leads_straight_on_and_is_remembered_as_entered(self):
        class Vote(Chart):
            class ballot(Stage):
                running = State(initial=True)
                counted = State(final=True)
                count = running.to(counted)

            closed = State(final=True)
            done_state_ballot = ballot.to(closed)

        edge = compile_chart(Vote).step("running", "count")

        assert (edge.target, edge.entered) == ("closed", ("counted", "closed"))

    def test_nobody_sends_the_end_of_a_stage_and_edges_after_it_count(self):
        class Vote(Chart):
            class ballot(Stage):
                running = State(initial=True)
                counted = State(final=True)
                count = running.to(counted)

            closed = State(final=True)
            done_state_ballot = ballot.to(closed)
            stop = ballot.to(closed)

        assert [(e.source, e.event) for e in compile_chart(Vote).edges] == [("running", "count"), ("running", "stop")]

    def test_what_a_table_cannot_hold_is_named_all_at_once(self):
        class Clever(Chart):
            one = State(initial=True)
            two = State(final=True, enter="ring")
            go = one.to(two, cond="a and b", on="ring")

            def ring(self):
                """A callback, which charts must not have."""

            def on_go(self):
                """Another."""

        with pytest.raises(Defect) as raised:
            compile_chart(Clever)

        assert raised.value.params["places"] == (
            "callback on_go",
            "one: guard that is not a plain name",
            "one: callback or validator on an edge",
            "two: callback",
        )

    @pytest.mark.parametrize("kind", ["parallel", "internal", "callable", "guarded_end", "eventless"])
    def test_what_the_interpreter_and_a_table_would_see_differently_is_refused(self, kind):
        chart = unfit_chart(kind)
        with pytest.raises(Defect) as raised:
            compile_chart(chart)

        assert (raised.value.code, raised.value.params["chart"]) == ("chart_not_compilable", chart.__name__)


def unfit_chart(kind):
    if kind == "parallel":

        class Parallel(Chart):
            class both(State.Parallel):
                class left(Stage):
                    a = State(initial=True)
                    b = State(final=True)
                    go = a.to(b)

                class right(Stage):
                    c = State(initial=True)
                    d = State(final=True)
                    turn = c.to(d)

        return Parallel

    class Unfit(Chart):
        class stage(Stage):
            one = State(initial=True)
            two = State(final=True)
            go = one.to(two)

        end = State(final=True)
        leave = stage.to(end)
        if kind == "internal":
            again = stage.to.itself(internal=True)
        if kind == "callable":
            jump = stage.to(end, cond=lambda: True)
        if kind == "guarded_end":
            done_state_stage = stage.to(end, cond="ready")
        if kind == "eventless":
            stage.to(end, cond="ready")

    return Unfit


class TestWhatAChartMayNotHave:
    @pytest.mark.parametrize("name", ["on_go", "before_go", "after_go", "prepare_event"])
    def test_a_method_that_the_interpreter_would_call_by_its_name(self, name):
        class Hooked(Chart):
            one = State(initial=True)
            two = State(final=True)
            go = one.to(two)

        setattr(Hooked, name, lambda _: None)

        with pytest.raises(Defect) as raised:
            compile_chart(Hooked)
        assert raised.value.params["places"] == (f"callback {name}",)

    @pytest.mark.parametrize(
        ("kind", "place"),
        [
            ("internal", "stage: internal edge, or not exactly one target"),
            ("guarded_end", "stage: guard on the end of a stage"),
            ("eventless", "stage: edge without an event"),
            ("callable", "stage: guard that is not a plain name"),
        ],
    )
    def test_the_place_is_named_with_what_is_wrong_there(self, kind, place):
        with pytest.raises(Defect) as raised:
            compile_chart(unfit_chart(kind))

        assert place in raised.value.params["places"]


class TestDefinition:
    def test_a_star_is_a_clock_for_every_state_that_has_no_other(self):
        class Small(Chart):
            clocks = {"*": "patience", "two": "resume"}
            one = State(initial=True)
            two = State()
            end = State(final=True)
            go = one.to(two) | two.to(end)

        assert [node.clock for node in compile_chart(Small).nodes[:2]] == ["patience", "resume"]

    def test_a_colon_in_an_event_does_not_end_the_edge_of_a_drawing(self):
        drawn = mermaid(read_transitions("x", {"a": ["b:c"], "b:c": []}, initial="a", final=["b:c"]))

        assert "    a --> b_c: to b c" in drawn.splitlines()

    """How a chart is written down."""

    def chart(self):
        class Small(Chart):
            class finish(Stage):
                one = State(initial=True)
                two = State()
                turn = one.to(two)

            end = State(final=True)
            finish_ = act("finish", cite("rule 7", finish.to(end), finish.two.to(end, unless="late", cond="paid")))

        return compile_chart(Small)

    def test_an_event_may_be_called_like_a_stage(self):
        assert set(self.chart().events) == {"finish", "turn"}

    def test_a_source_stands_beside_each_edge_that_is_cited_and_only_there(self):
        assert {(edge.event, edge.reference) for edge in self.chart().edges} == {("finish", "rule 7"), ("turn", "")}

    def test_a_chart_without_a_name_of_its_own_is_called_like_its_class(self):
        assert self.chart().id == "Small"
        assert compile_chart(Loan).id == "loan/1"

    def test_it_begins_in_the_first_leaf_of_its_first_stage(self):
        assert self.chart().initial == "one"

    def test_an_edge_of_a_stage_remembers_where_it_was_written(self):
        drawn = {(edge.source, edge.event, edge.guards == ()): edge.drawn_from for edge in self.chart().edges}

        assert drawn == {
            ("one", "finish", True): "finish",
            ("one", "turn", True): "",
            ("two", "finish", True): "finish",
            ("two", "finish", False): "",
        }

    def test_conditions_are_said_as_they_are_meant(self):
        lines = markdown(self.chart()).splitlines()

        assert "| two | finish | end | paid and not late | rule 7 |" in lines
        assert "| two | finish | end | else | rule 7 |" in lines
        assert lines[1] == "| --- | --- | --- | --- | --- |"

    def test_a_third_way_begins_with_else_if(self):
        class Three(Chart):
            a = State(initial=True)
            b = State(final=True)
            go = a.to(b, cond="x") | a.to(b, cond="y")

        assert "a --> b: go [else if y]" in mermaid(compile_chart(Three))


class TestStep:
    def test_the_first_edge_whose_guards_answer_is_taken(self):
        assert loan(is_member=True, undamaged=True).step("reading", "give_back").target == "back"
        assert loan(is_member=True, undamaged=False).step("reading", "give_back").target == "lost"

    def test_guards_are_asked_about_the_facts(self):
        lifecycle = compile_chart(Loan, guards={"is_member": lambda age: age >= 6, "undamaged": bool})

        assert lifecycle.step("asked", "lend", facts=6).target == "reading"
        with pytest.raises(Refused):
            lifecycle.step("asked", "lend", facts=5)

    def test_a_true_like_answer_counts_as_true(self):
        assert compile_chart(Loan, guards={"is_member": lambda _: "yes"}).step("asked", "lend").target == "reading"

    def test_a_guard_that_nothing_answers_is_a_defect(self):
        with pytest.raises(Defect) as raised:
            compile_chart(Loan).step("asked", "lend")

        assert raised.value.code == "guard_without_oracle"

    def test_a_state_that_does_not_exist_is_a_defect(self):
        for ask in (lambda: READY.step("nowhere", "lend"), lambda: READY.allowed("nowhere")):
            with pytest.raises(Defect) as raised:
                ask()
            assert raised.value.code == "unknown_state"
            assert raised.value.params == {"state": "nowhere", "lifecycle": "loan/1"}


class TestRefusal:
    """A refusal says what was refused, why with the source of the rule, and what is possible now."""

    @pytest.mark.parametrize(
        ("lifecycle", "node"),
        [(room.LIFECYCLE, node) for room in (tickets, deliberation) for node in room.LIFECYCLE.nodes],
        ids=lambda value: value.id,
    )
    def test_an_illegal_event_is_refused_in_every_state(self, lifecycle, node):
        allowed = lifecycle.allowed(node.id)
        illegal = set(lifecycle.events) - set(allowed)
        assert illegal
        for event in illegal:
            with pytest.raises(Refused) as raised:
                lifecycle.step(node.id, event)
            assert (raised.value.code, raised.value.allowed) == ("not_allowed_now", allowed)
            assert raised.value.source

    def test_it_names_what_state_source_and_what_is_allowed(self):
        with pytest.raises(Refused) as raised:
            READY.step("asked", "miss")

        refused = raised.value
        assert refused.code == "not_allowed_now"
        assert refused.params["what"] == "miss"
        assert refused.params["state"] == "asked"
        assert refused.source == "rule 2"
        assert refused.allowed == ("lend",)

    def test_a_guard_in_the_way_is_named(self):
        with pytest.raises(Refused) as raised:
            loan(is_member=False).step("asked", "lend")

        refused = raised.value
        assert refused.code == "condition_not_met"
        assert refused.params == {"what": "lend", "state": "asked", "conditions": ("is_member",)}
        assert (refused.source, refused.allowed) == ("rule 1", ())

    def test_an_event_of_no_edge_at_all_is_called_unknown(self):
        with pytest.raises(Refused) as raised:
            READY.step("asked", "burn")

        assert (raised.value.code, raised.value.allowed) == ("unknown_event", ("lend",))
        assert raised.value.params == {"what": "burn", "lifecycle": "loan/1"}

    def test_every_way_that_was_closed_and_every_source_is_named(self):
        class Two(Chart):
            a = State(initial=True)
            b = State(final=True)
            go = cite("rule 1", a.to(b, cond=["x", "y"])) | cite("rule 2", a.to(b, unless="x", cond="z"))
            leave = a.to(b)

        closed = {"x": lambda _: True, "y": lambda _: False, "z": lambda _: False}
        with pytest.raises(Refused) as raised:
            compile_chart(Two, guards=closed).step("a", "go")

        assert raised.value.params["conditions"] == ("x + y", "z + not x")
        assert (raised.value.source, raised.value.allowed) == ("rule 1; rule 2", ("leave",))

    def test_the_sources_of_an_event_that_is_possible_elsewhere_are_named(self):
        with pytest.raises(Refused) as raised:
            tickets.LIFECYCLE.step("closed", "handle")

        first, second, third = raised.value.source.split("; ")
        assert "Art. 11" in first
        assert "own work" in second
        assert "Art. 15" in third

    def test_the_end_allows_nothing(self):
        assert READY.allowed("back") == ()


def flawed(*edges, nodes=("new", "done"), final=("done",), **fields):
    places = tuple(Node(name, final=name in final, clock="limit") for name in nodes)
    return Lifecycle("flawed/1", "new", places, tuple(edges), **fields)


GOOD = Edge("new", "finish", "done", reference="rule 1", entered=("done",))


def findings(lifecycle):
    return [(finding.code, finding.where) for finding in lint(lifecycle)]


class TestLint:
    def test_a_sound_lifecycle_has_no_findings(self):
        assert findings(READY) == []
        assert findings(flawed(GOOD)) == []

    def test_every_chart_of_the_library_is_sound(self):
        assert [findings(room.LIFECYCLE) for room in (tickets, deliberation)] == [[], []]

    def test_a_state_that_nothing_leads_to(self):
        lost = Edge("lost", "finish", "done", reference="rule 1")

        assert findings(flawed(GOOD, lost, nodes=("new", "lost", "done"))) == [("unreachable_state", "lost")]

    def test_a_dead_end(self):
        stuck = Edge("new", "stop", "stuck", reference="rule 1")

        assert findings(flawed(GOOD, stuck, nodes=("new", "stuck", "done"))) == [("dead_end", "stuck")]

    def test_a_terminal_state_with_an_exit(self):
        back = Edge("done", "reopen", "new", reference="rule 1")

        assert findings(flawed(GOOD, back)) == [("terminal_with_exit", "done")]

    def test_no_way_to_an_end(self):
        edges = (GOOD, Edge("new", "turn", "a", reference="1"), Edge("a", "turn", "b", reference="1"))
        circle = Edge("b", "turn", "a", reference="1")

        assert findings(flawed(*edges, circle, nodes=("new", "a", "b", "done"))) == [
            ("no_way_to_end", "a"),
            ("no_way_to_end", "b"),
        ]

    def test_an_edge_without_a_source(self):
        assert findings(flawed(Edge("new", "finish", "done"))) == [("edge_without_source", "new --finish--> done")]

    def test_a_wait_without_a_clock(self):
        lifecycle = Lifecycle("x", "new", (Node("new"), Node("done", final=True)), (GOOD,))

        assert findings(lifecycle) == [("waiting_without_clock", "new")]

    def test_a_dangling_target(self):
        dangling = Edge("new", "vanish", "nowhere", reference="rule 1")

        assert findings(flawed(GOOD, dangling)) == [("dangling_target", "new --vanish--> nowhere")]

    def test_a_guard_without_an_oracle(self):
        guarded = Edge("new", "finish", "done", guards=(Guard("paid"),), reference="rule 1")

        assert findings(flawed(guarded)) == [("guard_without_oracle", "new --finish--> done")]
        assert lint(flawed(guarded))[0].params == {"guard": "paid"}
        assert findings(flawed(guarded, guards={"paid": bool})) == []

    def test_an_edge_that_is_never_taken(self):
        shadowed = Edge("new", "finish", "new", reference="rule 2")

        assert findings(flawed(GOOD, shadowed)) == [("shadowed_edge", "new --finish--> new")]

    def test_a_clock_for_a_place_that_the_chart_does_not_have(self):
        class Slip(Loan):
            lifecycle = "slip/1"
            clocks = {"asked": "answer", "out": "return_by", "asekd": "answer", "back": "thanks", "*": "year"}

        assert findings(compile_chart(Slip, guards=ANSWERS)) == [("unknown_clock_place", "asekd")]

    def test_a_guard_that_no_edge_has(self):
        lifecycle = compile_chart(Loan, guards={**ANSWERS, "is_membre": bool})

        assert findings(lifecycle) == [("unused_guard", "is_membre")]

    def test_a_chart_with_a_lost_state_is_refused_before_lint_can_see_it(self):
        with pytest.raises(InvalidDefinition, match="unreachable states"):

            class Lost(Chart):
                a = State(initial=True)
                b = State(final=True)
                c = State()
                go = cite("rule", a.to(b))
                come = cite("rule", c.to(b))

    def test_every_finding_speaks_both_languages(self):
        [finding] = lint(flawed(Edge("new", "finish", "done")))

        assert finding.text("en") == "new --finish--> done names no law, standard or design note"
        assert finding.text("zh") == "new --finish--> done 未注明法律、标准或设计依据"


class TestPictures:
    def test_mermaid_draws_stages_as_boxes_and_their_edges_once(self):
        assert mermaid(READY) == (
            "stateDiagram-v2\n"
            "    [*] --> asked\n"
            "    asked\n"
            "    state out {\n"
            "        reading\n"
            "        overdue\n"
            "    }\n"
            "    back\n"
            "    lost\n"
            "    asked --> reading: lend [is_member]\n"
            "    reading --> overdue: miss\n"
            "    out --> back: give_back [undamaged]\n"
            "    out --> lost: give_back [else]\n"
            "    back --> [*]\n"
            "    lost --> [*]\n"
        )

    def test_markdown_has_a_row_an_edge_with_its_source(self):
        lines = markdown(READY).splitlines()

        assert lines[0] == "| from | event | to | when | source |"
        assert lines[2] == "| asked | lend | reading | is_member | rule 1 |"
        assert lines[5] == "| reading | give_back | lost | else | rule 3 |"
        assert len(lines) == 2 + len(READY.edges)

    def test_names_become_plain_words_in_mermaid(self):
        odd = read_transitions("x", {"in_progress: now|": [], "": []}, initial="")

        assert mermaid(odd).splitlines()[1:4] == ["    [*] --> _", "    in_progress__now_", "    _"]

    def test_a_bar_or_a_colon_cannot_break_a_table(self):
        odd = read_transitions("x", {"a|b": ["c:d"], "c:d": []}, initial="a|b")

        assert markdown(odd).splitlines()[2] == "| a\\|b | to c:d | c:d |  |  |"

    def test_a_name_cannot_break_out_of_the_picture(self):
        hostile = read_transitions("x", {"a\n  evil": ["b|`"], "b|`": []}, initial="a\n  evil", final=["b|`"])

        assert "evil\n" not in mermaid(hostile).replace("a___evil", "")
        assert "\n  evil" not in mermaid(hostile)
        assert all(line.count("|") - line.count("\\|") == 6 for line in markdown(hostile).splitlines())


class TestTransitionTable:
    """Signalen keeps its lifecycle as a table from state to states; so do many others."""

    TABLE = {
        "reported": ["busy", "cancelled"],
        "busy": ["handled"],
        "handled": [],
        "on_hold": ["busy"],
        "cancelled": [],
    }

    def test_it_becomes_a_lifecycle_that_can_be_walked(self):
        lifecycle = read_transitions("city", self.TABLE, initial="reported", final=["handled"])

        assert lifecycle.step("reported", "to busy").target == "busy"

    def test_its_flaws_are_found(self):
        lifecycle = read_transitions("city", self.TABLE, initial="reported", final=["handled"])
        found = [f for f in findings(lifecycle) if f[0] not in {"edge_without_source", "waiting_without_clock"}]

        assert found == [("unreachable_state", "on_hold"), ("dead_end", "cancelled")]

    def test_all_names_that_are_no_states_are_reported_at_once(self):
        with pytest.raises(BadInput) as raised:
            read_transitions("city", self.TABLE, initial="nowhere", final=["gone", "handled"])

        assert [(p.code, p.where) for p in raised.value.problems] == [
            ("no_such_state", "gone"),
            ("no_such_state", "nowhere"),
        ]
        assert raised.value.source == "city"

    def test_it_keeps_its_name_and_says_what_is_entered(self):
        lifecycle = read_transitions("city", {"a": ["b"], "b": []}, initial="a", final=["b"])

        assert lifecycle.id == "city"
        assert lifecycle.edges == (Edge("a", "to b", "b", entered=("b",)),)


def digit(*states, **fields):
    service = {"businessService": "PGR", "businessServiceSla": None, "states": list(states), **fields}
    return json.dumps({"BusinessServices": [service]})


def digit_state(name, *actions, **fields):
    rows = [{"action": action, "nextState": target, "roles": ["GRO"]} for action, target in actions]
    return {
        "state": name,
        "sla": None,
        "isStartState": name is None,
        "isTerminateState": False,
        **fields,
        "actions": rows,
    }


class TestDigit:
    """The DIGIT BusinessService document, with the flaws that the shipped PGR configuration is known for."""

    PGR = digit(
        digit_state(None, ("APPLY", "PENDINGFORASSIGNMENT")),
        digit_state("PENDINGFORASSIGNMENT", ("ASSIGN", "PENDINGATLME"), ("REJECT", "REJECTED")),
        digit_state("PENDINGATLME", ("RESOLVE", "u-1"), sla=86400000),
        digit_state(
            "RESOLVED", ("RATE", "CLOSED"), ("REOPEN", "PENDINGFORASSIGNMENT"), isTerminateState=True, uuid="u-1"
        ),
        digit_state("REJECTED", ("RATE", "u-2"), isTerminateState=True),
        digit_state("CANCELLED", isTerminateState=True),
        digit_state("CLOSED", isTerminateState=True),
        businessServiceSla=432000000,
    )

    def test_names_and_uuids_both_lead_to_states(self):
        lifecycle = read_digit(self.PGR)

        assert (lifecycle.id, lifecycle.initial) == ("PGR", "start")
        assert lifecycle.step("PENDINGATLME", "RESOLVE").target == "RESOLVED"

    def test_its_flaws_are_found(self):
        found = [finding for finding in findings(read_digit(self.PGR)) if finding[0] != "edge_without_source"]

        assert found == [
            ("terminal_with_exit", "RESOLVED"),
            ("terminal_with_exit", "REJECTED"),
            ("unreachable_state", "CANCELLED"),
            ("dangling_target", "REJECTED --RATE--> u-2"),
        ]

    def test_a_state_without_a_limit_of_its_own_has_that_of_the_service(self):
        clocks = {node.id: node.clock for node in read_digit(self.PGR).nodes}

        assert (clocks["PENDINGATLME"], clocks["PENDINGFORASSIGNMENT"]) == ("sla", "business_service_sla")
        assert {node.clock for node in read_digit(digit(digit_state(None))).nodes} == {None}

    def test_an_inactive_action_is_no_edge(self):
        state = digit_state(None, ("APPLY", "OPEN"))
        state["actions"][0]["active"] = False

        assert read_digit(digit(state)).edges == ()

    def test_all_faults_of_a_document_are_reported_at_once(self):
        with pytest.raises(BadInput) as raised:
            read_digit(digit({"actions": "none"}, {"state": 7, "actions": [{"action": "A"}, 3]}, "what"), source="pgr")

        assert [(p.code, p.where, p.params.get("expected")) for p in raised.value.problems] == [
            ("wrong_type", "states[0].actions", "list"),
            ("wrong_type", "states[1].state", "string"),
            ("wrong_type", "states[1].actions[0].nextState", "string"),
            ("wrong_type", "states[1].actions[1].action", "string"),
            ("wrong_type", "states[1].actions[1].nextState", "string"),
            ("wrong_type", "states[2]", "object"),
            ("one_initial_state", "states", None),
        ]
        assert raised.value.source == "pgr"

    def test_an_edge_says_what_is_entered(self):
        lifecycle = read_digit(digit(digit_state(None, ("APPLY", "OPEN")), digit_state("OPEN")))

        assert lifecycle.edges == (Edge("start", "APPLY", "OPEN", entered=("OPEN",)),)

    def test_a_state_twice_is_a_fault(self):
        with pytest.raises(BadInput) as raised:
            read_digit(digit(digit_state(None), digit_state("A"), digit_state("A")))

        assert [(p.code, p.where, p.params["key"]) for p in raised.value.problems] == [("duplicate_key", "states", "A")]

    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            ("", "not_json"),
            ("{", "not_json"),
            ("[]", "wrong_type"),
            ("{}", "wrong_type"),
            ('{"states": []}', "wrong_type"),
            ('{"BusinessServices": []}', "wrong_type"),
            ('{"a": 1, "a": 2}', "duplicate_key"),
            ('{"a": NaN}', "not_finite"),
            ("[" * 100_000, "too_deep"),
            ("[" * 100 + "]" * 100, "too_deep"),
            ('"' + "x" * 5_000_000 + '"', "too_large"),
            ("1" * 10_000, "integer_too_long"),
            (b"\xff\xfe", "not_utf8"),
            ('{"a": "\ud800"}', "not_utf8"),
        ],
        ids=range(14),
    )
    def test_hostile_text_is_bad_input_and_nothing_else(self, raw, code):
        with pytest.raises(BadInput) as raised:
            read_digit(raw, source="pgr")

        assert [problem.code for problem in raised.value.problems] == [code]
        assert raised.value.source == "pgr"
        if code == "wrong_type":
            assert raised.value.problems[0].text("en") == "states must be list"


class TestPickling:
    def test_a_lifecycle_survives_it_with_guards_that_do(self):
        lifecycle = compile_chart(Loan, guards=ANSWERS)

        for again in (pickle.loads(pickle.dumps(lifecycle)), copy.deepcopy(lifecycle)):  # noqa: S301  # our own bytes
            assert again == lifecycle
            assert again.step("asked", "lend", facts=True).target == "reading"
            assert again.node("overdue").clock == "return_by"
            assert lint(again) == lint(lifecycle) == ()

    def test_those_of_the_library_survive_it(self):
        from gridgov import deliberation

        for room in (tickets, deliberation):
            again = pickle.loads(pickle.dumps(room.LIFECYCLE))  # noqa: S301  # our own bytes
            assert (again, dict(again.guards)) == (room.LIFECYCLE, dict(room.LIFECYCLE.guards))

    def test_its_guards_cannot_be_changed(self):
        given = dict(ANSWERS)
        lifecycle = compile_chart(Loan, guards=given)
        given["is_member"] = unchecked(None)

        assert lifecycle.guards == ANSWERS
        with pytest.raises(TypeError, match="does not support item assignment"):
            unchecked(lifecycle.guards)["is_member"] = None


class TestWrongTypes:
    """What a type checker would have found is bad input where nobody ran one."""

    @pytest.mark.parametrize(
        ("call", "where"),
        [
            (lambda: read_transitions("x", unchecked({"a": 5}), initial="a"), "table[0]"),
            (lambda: read_transitions("x", unchecked({"a": [], "b": "a"}), initial="a"), "table[1]"),
            (lambda: read_transitions("x", unchecked({"a": [5]}), initial="a"), "table[0]"),
            (lambda: read_transitions("x", unchecked({"a": [], 5: []}), initial="a"), "table"),
            (lambda: read_transitions("x", unchecked([("a", [])]), initial="a"), "table"),
            (lambda: read_transitions("x", {"a": []}, initial=unchecked(None)), "initial"),
            (lambda: read_transitions("x", {"a": []}, initial="a", final=unchecked("a")), "final"),
            (lambda: read_transitions("x", {"a": []}, initial="a", final=unchecked(5)), "final"),
            (lambda: read_transitions("x", {"a": []}, initial="a", final=unchecked([["a"]])), "final"),
            (lambda: compile_chart(unchecked("Loan")), "chart"),
            (lambda: compile_chart(unchecked(State)), "chart"),
            (lambda: compile_chart(Loan, guards=unchecked(["is_member"])), "guards"),
            (lambda: lint(unchecked(Loan)), "lifecycle"),
            (lambda: read_digit(unchecked(None)), ""),
        ],
    )
    def test_are_bad_input(self, call, where):
        with pytest.raises(BadInput) as caught:
            call()

        assert [(problem.code, problem.where) for problem in caught.value.problems] == [("wrong_type", where)]
        assert caught.value.__context__ is None
