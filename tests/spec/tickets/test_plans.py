"""Plans by cause: the same report needs different answers (Yuqiao Subdistrict year-end report, 2022: S3)."""

import copy
import pickle
from typing import Any

import pytest

from gridgov.calendars import Limit
from gridgov.errors import TEXTS, BadInput
from gridgov.labels import codes, label
from gridgov.messages.tickets import Plan as PlanCommand
from gridgov.simulation.behaviour import shipped_behaviour
from gridgov.tickets.plans import Cause, Measure, Plan, PlanLibrary, Sign, read_plans, shipped_plans

LOCKS = Measure("change_locks", "换锁", "change the locks", "grid_worker")
PATROL = Measure("patrol", "巡逻", "patrol", "property_company", Limit(2, "working_days"))


def cause(code: str = "theft", category: str = "safety.e_bike") -> Cause:
    return Cause(code, category, f"{code}之因", code)


def plan(code: str = "p-1", category: str = "safety.e_bike", reason: str = "theft", **changes: Any) -> Plan:
    fields: dict[str, Any] = {
        "code": code.replace("-", "_"),
        "category": category,
        "cause": reason,
        "title_zh": "方案",
        "title_en": "plan",
        "measures": (LOCKS,),
        "source": "made up for a test",
    }
    return Plan(**{**fields, **changes})


def faults(make: Any, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        make(*args, **kwargs)
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    assert all(problem.text("zh") and problem.text("en") for problem in caught.value.problems)
    return [(problem.code, problem.where) for problem in caught.value.problems]


class TestTheEBikeCase:
    """An e-bike stands in the corridor; what is done depends on the cause found in that grid (S3)."""

    CATEGORY = "safety.e_bike"

    def test_it_has_three_causes(self) -> None:
        found = shipped_plans().causes(self.CATEGORY)

        assert [cause.code for cause in found] == ["fear_of_theft", "convenience", "shed_is_crowded"]

    @pytest.mark.parametrize(
        ("reason", "measures"),
        [
            ("fear_of_theft", [("check_or_change_locks", "grid_worker"), ("patrol_more", "property_company")]),
            ("convenience", [("persuade_at_home", "grid_worker"), ("explain_hazard", "grid_worker")]),
            ("shed_is_crowded", [("exchange_abandoned_bikes", "community")]),
        ],
    )
    def test_each_cause_has_measures_of_its_own(self, reason: str, measures: list[tuple[str, str]]) -> None:
        chosen = shipped_plans().plan(self.CATEGORY, reason)

        assert [(measure.code, measure.by) for measure in chosen.measures] == measures

    def test_its_plans_are_facts_of_the_report_and_not_made_up(self) -> None:
        for chosen in shipped_plans().suggest(self.CATEGORY):
            assert (chosen.source, chosen.synthetic) == ("Yuqiao Subdistrict year-end report, 2022", False)

    def test_what_was_chosen_fits_into_the_record_of_it(self) -> None:
        chosen = shipped_plans().plan(self.CATEGORY, "fear_of_theft")
        command = PlanCommand(
            command_id="c-1",
            ticket="T-1",
            cause=chosen.cause,
            plan=chosen.code,
            measures=tuple(measure.code for measure in chosen.measures),
        )

        assert shipped_plans().find(command.plan) == chosen


class TestTheShippedLibrary:
    def test_has_a_plan_for_every_category_and_cause_of_the_synthetic_year(self) -> None:
        expected = [
            (category.code, each.cause) for category in shipped_behaviour().categories for each in category.plans
        ]

        found = [shipped_plans().plan(category, reason) for category, reason in expected]

        assert sorted((chosen.category, chosen.cause) for chosen in found) == sorted(expected)

    def test_says_of_every_other_plan_that_it_is_synthetic(self) -> None:
        facts = {chosen.category for chosen in shipped_plans().plans if not chosen.synthetic}

        assert facts == {"safety.e_bike"}

    def test_lays_down_no_limit_because_no_source_states_one(self) -> None:
        assert {measure.within for chosen in shipped_plans().plans for measure in chosen.measures} == {None}

    def test_names_in_both_languages_everybody_who_has_something_to_do(self) -> None:
        doers = {measure.by for chosen in shipped_plans().plans for measure in chosen.measures}

        assert doers == set(codes("measure.by"))
        assert all(label("measure.by", by, "zh") != by for by in doers)

    def test_is_read_once(self) -> None:
        assert shipped_plans() is shipped_plans()


class TestLookingUp:
    LIBRARY = PlanLibrary(
        plans=(
            plan("p-1", "safety", "theft"),
            plan("p-2", "safety", "habit"),
            plan("p-3", "safety.e_bike", "theft"),
            plan("p-4", "safety.e_bike.shed", "full"),
        ),
        known_causes=(
            cause("theft", "safety"),
            cause("habit", "safety"),
            cause("theft", "safety.e_bike"),
            cause("full", "safety.e_bike.shed"),
        ),
    )

    def test_a_category_has_its_own_causes_and_then_those_above_it(self) -> None:
        found = self.LIBRARY.causes("safety.e_bike.shed")

        assert [(each.code, each.category) for each in found] == [
            ("full", "safety.e_bike.shed"),
            ("theft", "safety.e_bike"),
            ("habit", "safety"),
        ]

    @pytest.mark.parametrize(
        ("category", "reason", "code"),
        [
            ("safety", "theft", "p_1"),
            ("safety.fire", "theft", "p_1"),
            ("safety.e_bike", "theft", "p_3"),
            ("safety.e_bike.shed", "theft", "p_3"),
            ("safety.e_bike.shed", "habit", "p_2"),
        ],
    )
    def test_the_plan_of_the_nearest_category_is_taken(self, category: str, reason: str, code: str) -> None:
        assert self.LIBRARY.plan(category, reason).code == code

    def test_every_cause_of_a_category_is_suggested_with_its_plan_in_order(self) -> None:
        found = self.LIBRARY.suggest("safety.e_bike.shed")

        assert [chosen.code for chosen in found] == ["p_4", "p_3", "p_2"]

    def test_an_unknown_cause_is_refused_with_all_that_are_known(self) -> None:
        with pytest.raises(BadInput) as caught:
            self.LIBRARY.plan("safety.e_bike", "full")

        assert [(p.code, p.where, p.params) for p in caught.value.problems] == [
            ("unknown_choice", "cause", {"expected": ("theft", "habit")})
        ]

    def test_the_refusal_does_not_repeat_what_was_typed(self) -> None:
        with pytest.raises(BadInput) as caught:
            self.LIBRARY.plan("safety.e_bike", "Ms Wang's bike")

        assert "Wang" not in str(caught.value)

    def test_a_category_that_shares_only_the_beginning_of_a_name_is_another_one(self) -> None:
        assert self.LIBRARY.causes("safety_net") == ()
        assert self.LIBRARY.suggest("safety_net") == ()
        assert faults(self.LIBRARY.plan, "safety_net", "theft") == [("no_known_cause", "category")]

    def test_a_plan_is_found_by_the_code_that_a_record_keeps(self) -> None:
        assert self.LIBRARY.find("p_2").cause == "habit"
        assert faults(self.LIBRARY.find, "p_9") == [("unknown_plan", "code")]

    @pytest.mark.parametrize(
        "category", ["", "Safety", "safety.", ".safety", "safety e_bike", "a" * 81, None, 7, "a\n"]
    )
    def test_what_is_no_category_is_refused(self, category: Any) -> None:
        for ask in (self.LIBRARY.causes, self.LIBRARY.suggest):
            assert faults(ask, category) == [("wrong_pattern", "category")]
        assert faults(self.LIBRARY.plan, category, "theft") == [("wrong_pattern", "category")]


class TestAValue:
    def test_speaks_both_languages(self) -> None:
        sign = Sign("锁坏了", "the lock is broken")

        assert (sign.text("zh"), sign.text("en")) == ("锁坏了", "the lock is broken")
        assert (cause().name("zh"), cause().name("en")) == ("theft之因", "theft")
        assert (LOCKS.title("zh"), LOCKS.title("en")) == ("换锁", "change the locks")
        assert (plan().title("zh"), plan().title("en")) == ("方案", "plan")

    def test_a_measure_with_several_faults_names_all(self) -> None:
        assert faults(Measure, "Bad Code", "", "x\x00", 7, "soon") == [
            ("wrong_pattern", "code"),
            ("wrong_pattern", "by"),
            ("missing", "title_zh"),
            ("control_character", "title_en"),
            ("wrong_type", "within"),
        ]

    def test_a_plan_with_several_faults_names_all(self) -> None:
        assert faults(plan, category="X", source=" ", synthetic=1, measures=(LOCKS, "patrol")) == [
            ("wrong_pattern", "category"),
            ("missing", "source"),
            ("wrong_type", "synthetic"),
            ("wrong_type", "measures[1]"),
        ]

    def test_a_plan_has_no_measure_twice(self) -> None:
        assert faults(plan, measures=(LOCKS, PATROL, LOCKS)) == [("duplicate_id", "measures[2].code")]

    @pytest.mark.parametrize("count", [0, 31])
    def test_a_plan_has_one_measure_at_least_and_as_many_as_its_record_holds(self, count: int) -> None:
        measures = tuple(Measure(f"m{n}", "做", "do", "community") for n in range(count))

        assert faults(plan, measures=measures) == [("wrong_length", "measures")]
        assert len(plan(measures=measures[:30] or (LOCKS,)).measures) in {1, 30}

    def test_signs_and_measures_are_tuples(self) -> None:
        assert faults(plan, measures=[LOCKS]) == [("wrong_type", "measures")]
        assert faults(Cause, "a", "b", "甲", "a", [Sign("一", "one")]) == [("wrong_type", "signs")]


class TestALibrary:
    def test_survives_pickling_and_copying(self) -> None:
        library = shipped_plans()

        for twin in (pickle.loads(pickle.dumps(library)), copy.deepcopy(library)):  # noqa: S301  # our own bytes
            assert twin == library
            assert twin.suggest("safety.e_bike") == library.suggest("safety.e_bike")

    def test_names_every_fault_at_once(self) -> None:
        plans = (
            plan("p-1"),
            plan("p-1", reason="habit"),
            plan("p-3"),
            plan("p-4", "traffic", measures=(Measure("change_locks", "换门", "change the door", "community"),)),
        )

        assert faults(PlanLibrary, plans, (cause(), cause(), cause("thirst", "water"))) == [
            ("duplicate_id", "plans[1].code"),
            ("duplicate_id", "known_causes[1].code"),
            ("duplicate_id", "plans[2].cause"),
            ("unknown_cause", "plans[1].cause"),
            ("unknown_cause", "plans[3].cause"),
            ("cause_without_plan", "known_causes[2].code"),
            ("other_words_elsewhere", "plans[3].measures[0]"),
        ]

    def test_may_plan_for_a_cause_that_a_category_above_has(self) -> None:
        library = PlanLibrary((plan("p-1", "safety"), plan("p-2", "safety.e_bike")), (cause("theft", "safety"),))

        assert library.plan("safety.e_bike", "theft").code == "p_2"

    def test_has_no_cause_whose_only_plan_is_for_a_narrower_category(self) -> None:
        assert faults(PlanLibrary, (plan("p-1", "safety.e_bike"),), (cause("theft", "safety"),)) == [
            ("cause_without_plan", "known_causes[0].code")
        ]

    def test_may_use_one_measure_in_several_plans_with_another_limit(self) -> None:
        quick = Measure("change_locks", "换锁", "change the locks", "community", Limit(1, "hours"))
        plans = (plan("p-1"), plan("p-2", reason="habit", measures=(quick,)))

        assert len(PlanLibrary(plans, (cause(), cause("habit"))).plans) == 2

    @pytest.mark.parametrize(
        ("plans", "causes", "expected"),
        [
            (("x",), (), ("wrong_type", "plans[0]")),
            ((), ("x",), ("wrong_type", "known_causes[0]")),
            (7, (), ("wrong_type", "plans")),
            ((), None, ("wrong_type", "known_causes")),
            ("plans", (), ("wrong_type", "plans")),
        ],
    )
    def test_takes_plans_and_causes_only(self, plans: Any, causes: Any, expected: tuple[str, str]) -> None:
        assert faults(PlanLibrary, plans, causes) == [expected]


GOOD = """
[library]
id = "mine"
title_en = "mine"
title_zh = "我的"

[[cause]]
code = "theft"
category = "safety.e_bike"
zh = "怕丢"
en = "theft"
signs = [{ zh = "锁坏了", en = "the lock is broken" }]

[[plan]]
code = "p1"
category = "safety.e_bike"
cause = "theft"
title_zh = "换锁"
title_en = "locks"
source = "a test"
measures = [
  { code = "m1", title_zh = "换", title_en = "change", by = "community", within = { amount = 2, unit = "hours" } }
]
"""


class TestReading:
    def test_a_library_comes_out_as_it_was_written(self) -> None:
        library = read_plans(GOOD, source="mine.toml")

        assert (library.id, library.title_zh) == ("mine", "我的")
        assert library.causes("safety.e_bike")[0].signs == (Sign("锁坏了", "the lock is broken"),)
        assert library.plan("safety.e_bike", "theft").measures[0].within == Limit(2, "hours")
        assert library.plan("safety.e_bike", "theft").synthetic is False

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ('category = "safety.e_bike"\nzh', 'category = "Safety"\nzh', [("wrong_pattern", "cause[0].category")]),
            (
                'category = "safety.e_bike"\ncause',
                'category = "water"\ncause',
                [("unknown_cause", "plan[0].cause"), ("cause_without_plan", "cause[0].code")],
            ),
            (
                'cause = "theft"',
                'cause = "habit"',
                [("unknown_cause", "plan[0].cause"), ("cause_without_plan", "cause[0].code")],
            ),
            ("amount = 2", "amount = 2.5", [("wrong_type", "plan[0].measures[0].within.amount")]),
            ("amount = 2", "amount = 0", [("out_of_range", "plan[0].measures[0].within.amount")]),
            ('unit = "hours"', 'unit = "moons"', [("unknown_choice", "plan[0].measures[0].within.unit")]),
            ('title_zh = "换",', "title_zh = 1.5,", [("wrong_type", "plan[0].measures[0].title_zh")]),
            ('by = "community"', 'by = "The community"', [("wrong_pattern", "plan[0].measures[0].by")]),
            ('source = "a test"', "colour = true", [("unknown_key", "plan[0].colour"), ("missing", "plan[0].source")]),
            ('source = "a test"', 'source = "a"\nsynthetic = "yes"', [("wrong_type", "plan[0].synthetic")]),
            ('{ zh = "锁坏了", en = "the lock is broken" }', '"broken"', [("wrong_type", "cause[0].signs[0]")]),
            ('zh = "锁坏了"', 'zh = "锁\\u0007"', [("control_character", "cause[0].signs[0].zh")]),
            ("[library]", "[library]\nversion = 1", [("unknown_key", "library.version")]),
        ],
    )
    def test_a_fault_is_named_with_its_place(self, old: str, new: str, expected: list[tuple[str, str]]) -> None:
        assert GOOD.count(old) == 1

        assert faults(read_plans, GOOD.replace(old, new), source="mine.toml") == expected

    def test_all_faults_come_at_once(self) -> None:
        measure = GOOD[GOOD.index("{ code") : GOOD.rindex("]")]
        text = GOOD.replace(measure, f"{measure}, {measure}").replace('en = "theft"', "en = 1.0")
        text += GOOD[GOOD.index("[[plan]]") :]

        assert faults(read_plans, text, source="mine.toml") == [
            ("wrong_type", "cause[0].en"),
            ("duplicate_id", "plan[0].measures[1].code"),
            ("duplicate_id", "plan[1].code"),
            ("duplicate_id", "plan[1].cause"),
        ]

    def test_a_cause_that_cannot_be_read_is_not_reported_as_missing_too(self) -> None:
        text = GOOD.replace('code = "theft"', 'code = "The Ft"')

        assert faults(read_plans, text, source="mine.toml") == [("wrong_pattern", "cause[0].code")]

    def test_nor_is_the_plan_that_cannot_be_read(self) -> None:
        text = GOOD.replace('cause = "theft"', 'cause = "The Ft"')

        assert faults(read_plans, text, source="mine.toml") == [("wrong_pattern", "plan[0].cause")]

    def test_a_plan_without_measures_is_none(self) -> None:
        text = GOOD[: GOOD.index("measures")] + "measures = []\n"

        assert faults(read_plans, text, source="mine.toml") == [("wrong_length", "plan[0].measures")]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", [("missing", "library"), ("missing", "cause"), ("missing", "plan")]),
            ("library = 1\ncause = 2\nplan = 3", [("wrong_type", n) for n in ("library", "cause", "plan")]),
            ("[library", [("not_toml", "")]),
            (b"\xff", [("not_utf8", "")]),
        ],
    )
    def test_what_is_no_library_is_refused(self, text: str | bytes, expected: list[tuple[str, str]]) -> None:
        assert faults(read_plans, text, source="mine.toml") == expected
