"""What claimant and hotline are told: templates by outcome, state and category (issue: Reply, two audiences)."""

import copy
import pickle
import re
from typing import Any, get_args

import pytest

from gridgov.errors import TEXTS, BadInput, Refused
from gridgov.labels import codes, label, words
from gridgov.messages.tickets import DraftReply
from gridgov.tickets.replies import Audience, Template, TemplateBook, fill, read_templates, shipped_templates

TOLD = ("answered", "resolved", "partly_resolved", "explained", "declined", "diverted", "transferred_out")
"""The outcomes after which somebody is told, by hand from the issue."""


def template(
    code: str = "t", *, zh: str = "{unit}：{result}", en: str = "{unit}: {result}", **changes: Any
) -> Template:
    fields: dict[str, Any] = {"audience": "claimant", "slots": ("unit", "result"), "outcome": "resolved"}
    return Template(code=code, zh=zh, en=en, **{**fields, **changes})


def plain(code: str, **changes: Any) -> Template:
    return template(code, zh="您好", en="hello", slots=(), **{"outcome": None, **changes})


def faults(make: Any, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        make(*args, **kwargs)
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    assert all(problem.text("zh") and problem.text("en") for problem in caught.value.problems)
    return [(problem.code, problem.where) for problem in caught.value.problems]


class TestTheShippedBook:
    @pytest.mark.parametrize("audience", ["claimant", "hotline"])
    @pytest.mark.parametrize("outcome", TOLD)
    def test_has_words_for_every_outcome_that_is_told(self, audience: Any, outcome: Any) -> None:
        """Beijing Regulation on Swift Response 2021, Art. 15: feedback to claimant and hotline."""
        picked = shipped_templates().pick(audience, outcome=outcome, state="drafting")

        assert picked.code == f"{audience}_{outcome}"

    def test_tells_why_and_where_to_appeal_when_a_matter_is_not_solved(self) -> None:
        """Beijing Regulation on Swift Response 2021, Art. 15: explain what cannot be solved."""
        said = fill(
            shipped_templates().pick("claimant", outcome="explained"),
            "zh",
            {"unit": "房管科", "reason": "该楼不在改造范围。", "appeal_to": "街道办事处", "appeal_by": "3月1日"},
        )

        assert all(part in said for part in ("房管科", "该楼不在改造范围。", "街道办事处", "3月1日", "复核"))

    @pytest.mark.parametrize(
        ("audience", "state", "code"),
        [
            ("claimant", "waiting", "claimant_interim"),
            ("hotline", "waiting", "hotline_interim"),
            ("claimant", "info_requested", "claimant_question"),
            ("hotline", "info_requested", "hotline_question"),
            ("claimant", "closed", "claimant_appeal_right"),
        ],
    )
    def test_has_words_for_what_is_said_meanwhile_and_at_the_end(self, audience: Any, state: str, code: str) -> None:
        assert shipped_templates().pick(audience, state=state).code == code

    def test_has_words_of_its_own_for_the_e_bike_case(self) -> None:
        book = shipped_templates()

        assert book.pick("claimant", outcome="resolved", category="safety.e_bike").code == "claimant_resolved_e_bike"
        assert book.pick("claimant", outcome="resolved", category="safety.fire").code == "claimant_resolved"
        assert book.pick("hotline", outcome="resolved", category="safety.e_bike").code == "hotline_resolved"

    def test_is_chinese_in_chinese_and_english_in_english(self) -> None:
        han = re.compile("[\u4e00-\u9fff]")
        for each in shipped_templates().templates:
            assert han.search(each.text("zh"))
            assert not han.search(each.text("en"))

    def test_is_polite_to_claimants(self) -> None:
        for each in shipped_templates().templates:
            if each.audience == "claimant":
                assert (each.zh[:3], each.en[:6]) == ("您好！", "Hello.")

    def test_every_code_in_it_has_a_name_in_both_languages(self) -> None:
        slots = {slot for each in shipped_templates().templates for slot in each.slots}

        assert slots == set(codes("reply.slot"))
        assert set(get_args(Audience)) == set(codes("ticket.audience"))
        for group, code in [("ticket.audience", "hotline"), *(("reply.slot", slot) for slot in slots)]:
            assert re.search("[\u4e00-\u9fff]", label(group, code, "zh"))

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_fills_into_something_that_can_be_sent(self, lang: Any) -> None:
        for each in shipped_templates().templates:
            said = fill(each, lang, dict.fromkeys(each.slots, "值"))

            assert said.count("值") >= len(each.slots)
            assert not set(said) & set("{}")
            assert DraftReply(command_id="c", ticket="T", text=said, template=each.code).template == each.code


class TestPicking:
    BOOK = TemplateBook(
        (
            plain("narrow_too_late_in_the_file", state="waiting", category="safety.e_bike.shed"),
            plain("any", state="waiting"),
            plain("wide", state="waiting", category="safety"),
            plain("by_outcome", outcome="resolved"),
            plain("by_both", outcome="answered", state="closed"),
            plain("by_state", state="closed"),
            plain("by_outcome_late", outcome="answered"),
            plain("hotline", audience="hotline", state="waiting", category="safety.e_bike"),
        )
    )

    @pytest.mark.parametrize(
        ("category", "code"),
        [
            ("safety.e_bike.shed", "narrow_too_late_in_the_file"),
            ("safety.e_bike.shed.lock", "narrow_too_late_in_the_file"),
            ("safety.e_bike", "wide"),
            ("safety", "wide"),
            ("safety_net", "any"),
            ("traffic", "any"),
            (None, "any"),
        ],
    )
    def test_the_narrowest_category_wins(self, category: str | None, code: str) -> None:
        assert self.BOOK.pick("claimant", state="waiting", category=category).code == code

    @pytest.mark.parametrize(
        ("outcome", "state", "code"),
        [
            ("resolved", "closed", "by_outcome"),  # the first of two that fit
            ("diverted", "closed", "by_state"),
            ("answered", "closed", "by_both"),
            ("answered", "drafting", "by_outcome_late"),
            ("answered", None, "by_outcome_late"),
            (None, "closed", "by_state"),
        ],
    )
    def test_the_order_of_the_file_breaks_ties(self, outcome: Any, state: str | None, code: str) -> None:
        assert self.BOOK.pick("claimant", outcome=outcome, state=state).code == code

    def test_one_for_a_state_alone_is_not_taken_where_the_outcome_brings_a_duty(self) -> None:
        """Beijing Regulation on Swift Response 2021, Art. 15: what cannot be solved is explained."""
        book = TemplateBook((plain("short", state="drafting"),))

        assert book.pick("claimant", outcome="resolved", state="drafting").code == "short"
        with pytest.raises(Refused, match="no template"):
            book.pick("claimant", outcome="explained", state="drafting")

    def test_the_other_audience_does_not_see_it(self) -> None:
        assert self.BOOK.pick("hotline", state="waiting", category="safety.e_bike").code == "hotline"
        with pytest.raises(Refused) as caught:
            self.BOOK.pick("hotline", state="waiting", category="safety")

        assert caught.value.code == "no_template"
        assert caught.value.params == {"audience": "hotline", "occasion": ("waiting", "safety")}
        assert caught.value.text("zh", words("ticket", "zh")) == "没有适用于“热线”的模板：挂起、safety。"

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({"outcome": "solved"}, [("unknown_choice", "outcome")]),
            ({"state": "dozing"}, [("unknown_choice", "state")]),
            ({}, [("without_occasion", "")]),
            ({"category": "Safety"}, [("without_occasion", ""), ("wrong_pattern", "category")]),
            ({"state": "waiting", "category": ""}, [("wrong_pattern", "category")]),
        ],
    )
    def test_what_nobody_can_ask_for_is_refused(self, asked: Any, expected: list[tuple[str, str]]) -> None:
        assert faults(self.BOOK.pick, "claimant", **asked) == expected

    @pytest.mark.parametrize("audience", ["mayor", "", None])
    def test_an_unknown_audience_is_refused(self, audience: Any) -> None:
        assert faults(self.BOOK.pick, audience, state="waiting") == [("unknown_choice", "audience")]


class TestFilling:
    @pytest.mark.parametrize(
        "value",
        [
            "{result}",
            "{unit.__class__}",
            "{0}",
            "{",
            "}}",
            "%s %(unit)s $unit ${unit}",
            r"\1 \g<1> \g<unit> \n",
            "<script>alert(1)</script>",
            "=cmd|'/C calc'!A0",
            "👩‍👩‍👧‍👦 🏽",
            "\u202eright to left\u202c",
            "a\x00b\x07c\r\nd\te",
            "\u200bzero\u200bwidth",
            "x" * 4000,
        ],
    )
    def test_a_value_is_carried_letter_by_letter(self, value: str) -> None:
        only = template(zh="{unit}", en="{unit}", slots=("unit",))

        assert fill(only, "en", {"unit": value}) == value
        assert fill(only, "zh", {"unit": value}) == value

    def test_a_value_that_looks_like_a_slot_is_not_filled_in_again(self) -> None:
        assert fill(template(), "en", {"unit": "{result}", "result": "{unit}"}) == "{result}: {unit}"

    def test_a_slot_may_stand_twice(self) -> None:
        assert fill(template(en="{unit} {result} {unit}"), "en", {"unit": "a", "result": "b"}) == "a b a"

    @pytest.mark.parametrize(
        ("slots", "expected"),
        [
            ({}, [("missing", "slots.unit"), ("missing", "slots.result")]),
            ({"unit": "a"}, [("missing", "slots.result")]),
            ({"unit": "a", "result": "b", "colour": "c"}, [("unknown_key", "slots.colour")]),
            ({"unit": "a", "result": "b", "Ms Wang": "c"}, [("unknown_key", "slots")]),
            ({"unit": "a", "result": "b", 7: "c"}, [("unknown_key", "slots")]),
            ({"unit": 1, "result": None}, [("wrong_type", "slots.unit"), ("wrong_type", "slots.result")]),
            ({"unit": "a", "result": " \n\t"}, [("missing", "slots.result")]),
            ({"unit": "a", "result": "\u200b\u3000\x00"}, [("missing", "slots.result")]),
            ({"unit": "a", "result": "x" * 4001}, [("wrong_length", "slots.result")]),
            ({"unit": "a", "result": "half \ud83d"}, [("lone_surrogate", "slots.result")]),
            ({"unit": "", "colour": "c"}, [
                ("missing", "slots.unit"), ("missing", "slots.result"), ("unknown_key", "slots.colour"),
            ]),
        ],
    )  # fmt: skip
    def test_every_slot_that_is_wrong_is_named(self, slots: Any, expected: list[tuple[str, str]]) -> None:
        assert faults(fill, template(), "zh", slots) == expected

    def test_no_error_repeats_a_value(self) -> None:
        with pytest.raises(BadInput) as caught:
            fill(template(), "zh", {"unit": "Ms Wang" * 1000, "Ms Wang of door 3": "Ms Wang"})

        assert "Wang" not in str(caught.value) + repr(caught.value.problems)
        assert caught.value.__cause__ is caught.value.__context__ is None

    def test_the_whole_has_at_most_4000_characters(self) -> None:
        """As a personal text of a message; Open311 has the same limit."""
        slots = {"unit": "u", "result": "x" * 3997}

        assert len(fill(template(), "en", slots)) == 4000
        assert faults(fill, template(), "en", {**slots, "unit": "uu"}) == [("wrong_length", "")]

    def test_a_slot_that_stands_often_does_not_get_past_the_limit(self) -> None:
        often = template(zh="{unit}" * 80, en="{unit}", slots=("unit",))

        assert faults(fill, often, "zh", {"unit": "x" * 4000}) == [("wrong_length", "")]

    @pytest.mark.parametrize("lang", ["fr", "", None, "ZH"])
    def test_only_two_languages_are_known(self, lang: Any) -> None:
        assert faults(fill, template(), lang, {"unit": "a", "result": "b"}) == [("unknown_choice", "lang")]

    def test_other_things_than_templates_and_tables_are_refused(self) -> None:
        assert faults(fill, "{unit}", "zh", {}) == [("wrong_type", "template")]
        assert faults(fill, template(), "zh", [("unit", "a")]) == [("wrong_type", "slots")]


class TestATemplate:
    @pytest.mark.parametrize(
        "text",
        [
            "{unit} {result} {",
            "{unit} {result} }",
            "{unit} {result} {}",
            "{unit} {result} {0}",
            "{unit} {result} {{unit}}",
            "{unit} {result} {unit.__class__}",
            "{unit} {result} {unit[0]}",
            "{unit} {result} {unit!r}",
            "{unit} {result} {unit:>9}",
            "{unit} {result} { unit }",
            "{unit} {result} {Unit}",
            "{unit} {result} {单位}",
        ],
    )
    def test_has_nothing_in_braces_but_names(self, text: str) -> None:
        assert faults(template, en=text) == [("stray_brace", "en")]

    def test_has_each_slot_in_both_languages(self) -> None:
        assert faults(template, zh="{unit}") == [("slot_not_in_text", "zh")]
        assert faults(template, en="{result}: {reason}") == [("slot_not_in_text", "en"), ("slot_not_declared", "en")]

    @pytest.mark.parametrize(
        ("audience", "outcome", "missing"),
        [
            ("claimant", "explained", ["reason", "appeal_to", "appeal_by"]),
            ("claimant", "declined", ["reason", "appeal_to", "appeal_by"]),
            ("claimant", "partly_resolved", ["reason"]),
            ("hotline", "explained", ["reason"]),
            ("hotline", "declined", ["reason"]),
            ("hotline", "partly_resolved", ["reason"]),
        ],
    )
    def test_does_not_leave_out_what_has_to_be_told(self, audience: str, outcome: str, missing: list[str]) -> None:
        """Beijing Regulation on Swift Response 2021, Art. 15; the right to appeal is a design note."""
        with pytest.raises(BadInput) as caught:
            template(audience=audience, outcome=outcome)

        assert [problem.code for problem in caught.value.problems] == ["duty_left_out"] * len(missing)
        assert [problem.params["slot"] for problem in caught.value.problems] == missing
        if outcome != "declined":
            assert "Art. 15" in caught.value.text("en")

    @pytest.mark.parametrize("outcome", ["answered", "resolved", "diverted", "transferred_out", "merged"])
    def test_needs_no_reason_where_nothing_is_denied(self, outcome: str) -> None:
        assert template(outcome=outcome).outcome == outcome

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"code": "My Template"}, [("wrong_pattern", "code")]),
            ({"code": ""}, [("missing", "code")]),
            ({"audience": "mayor"}, [("unknown_choice", "audience")]),
            ({"outcome": "solved"}, [("unknown_choice", "outcome")]),
            ({"state": "asleep"}, [("unknown_choice", "state")]),
            ({"outcome": None}, [("without_occasion", "")]),
            ({"category": "Safety"}, [("wrong_pattern", "category")]),
            ({"category": 7}, [("wrong_type", "category")]),
            ({"slots": ["unit", "result"]}, [("wrong_type", "slots")]),
            ({"slots": ("unit", "result", "unit")}, [("duplicate_id", "slots[2]")]),
            ({"slots": ("unit", "result", "__class__")}, [("wrong_pattern", "slots[2]")]),
            ({"slots": ("unit", "result", 7)}, [("wrong_pattern", "slots[2]")]),
            ({"zh": " "}, [("missing", "zh")]),
            ({"zh": "{unit}{result}\n"}, [("control_character", "zh")]),
            ({"en": "{unit}{result}" + "x" * 487}, [("wrong_length", "en")]),
            ({"audience": "mayor", "outcome": None, "zh": 1}, [
                ("wrong_type", "zh"), ("unknown_choice", "audience"), ("without_occasion", ""),
            ]),
        ],
    )  # fmt: skip
    def test_with_a_field_of_another_shape_is_refused(self, changes: Any, expected: list[tuple[str, str]]) -> None:
        assert faults(template, **changes) == expected

    def test_cannot_be_changed(self) -> None:
        with pytest.raises(AttributeError):
            template().en = "{unit.__class__}"  # type: ignore[misc]  # that is the point


class TestABook:
    def test_has_no_code_twice(self) -> None:
        assert faults(TemplateBook, (template(), template(outcome="answered"))) == [
            ("duplicate_id", "templates[1].code")
        ]

    @pytest.mark.parametrize(
        ("first", "second", "dead"),
        [
            ({"outcome": "resolved"}, {"outcome": "resolved"}, True),
            ({"outcome": "resolved"}, {"outcome": "resolved", "state": "closed"}, True),
            ({"state": "closed"}, {"outcome": "resolved", "state": "closed"}, True),
            ({"outcome": "resolved", "state": "closed"}, {"outcome": "resolved"}, False),
            ({"outcome": "resolved"}, {"state": "closed"}, False),
            ({"outcome": "resolved"}, {"outcome": "answered"}, False),
            ({"outcome": "resolved"}, {"outcome": "resolved", "category": "safety"}, False),
            ({"outcome": "resolved"}, {"outcome": "resolved", "audience": "hotline"}, False),
        ],
    )
    def test_has_no_template_that_is_never_picked(self, first: Any, second: Any, dead: bool) -> None:
        pair = (plain("a", **first), plain("b", **second))

        if dead:
            assert faults(TemplateBook, pair) == [("never_picked", "templates[1]")]
        else:
            assert TemplateBook(pair).templates == pair

    def test_survives_pickling_and_copying(self) -> None:
        book = shipped_templates()

        assert pickle.loads(pickle.dumps(book)) == copy.deepcopy(book) == book  # noqa: S301  # our own bytes

    @pytest.mark.parametrize("templates", ["ab", 7, None, [template(), "x"]])
    def test_holds_templates_only(self, templates: Any) -> None:
        assert faults(TemplateBook, templates)[0][0] == "wrong_type"


GOOD = """
[book]
id = "mine"
title_en = "mine"
title_zh = "我的"

[[template]]
code = "done"
audience = "claimant"
outcome = "resolved"
category = "safety"
slots = ["result"]
zh = "结果：{result}"
en = "The result: {result}"

[[template]]
code = "wait"
audience = "hotline"
state = "waiting"
slots = []
zh = "请稍候"
en = "Please wait"
"""


class TestReading:
    def test_a_book_comes_out_as_it_was_written(self) -> None:
        book = read_templates(GOOD, source="mine.toml")

        assert (book.id, book.title_zh, len(book.templates)) == ("mine", "我的", 2)
        assert book.templates[0].category == "safety"
        assert book.pick("hotline", state="waiting").text("en") == "Please wait"

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ('"mine"\ntitle_en', '"mine"\nversion = 2\ntitle_en', [("unknown_key", "book.version")]),
            ('outcome = "resolved"', 'outcome = "solved"', [("unknown_choice", "template[0].outcome")]),
            ('outcome = "resolved"\n', "", [("without_occasion", "template[0]")]),
            ('slots = ["result"]', 'slots = ["result", 1.5]', [("wrong_pattern", "template[0].slots[1]")]),
            ('slots = ["result"]', 'slots = "result"', [("wrong_type", "template[0].slots")]),
            ('"结果：{result}"', '"结果：{result:x}"', [
                ("slot_not_in_text", "template[0].zh"), ("stray_brace", "template[0].zh"),
            ]),
            ('outcome = "resolved"', 'outcome = "explained"', [("duty_left_out", "template[0].slots")] * 3),
            ('code = "wait"', 'code = "done"', [("duplicate_id", "template[1].code")]),
            ('category = "safety"', 'category = ""', [("missing", "template[0].category")]),
            ('state = "waiting"', "state = 1.0", [("wrong_type", "template[1].state")]),
        ],
    )  # fmt: skip
    def test_a_fault_is_named_with_its_place(self, old: str, new: str, expected: list[tuple[str, str]]) -> None:
        assert GOOD.count(old) == 1

        assert faults(read_templates, GOOD.replace(old, new), source="mine.toml") == expected

    def test_all_faults_come_at_once(self) -> None:
        text = GOOD.replace('"claimant"', '"mayor"').replace("请稍候", "请稍候{").replace('id = "mine"\n', "")

        assert faults(read_templates, text, source="mine.toml") == [
            ("missing", "book.id"),
            ("unknown_choice", "template[0].audience"),
            ("stray_brace", "template[1].zh"),
        ]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", [("missing", "book"), ("missing", "template")]),
            ("book = 1\ntemplate = [1]", [("wrong_type", "book"), ("wrong_type", "template[0]")]),
            ("[book", [("not_toml", "")]),
        ],
    )  # fmt: skip
    def test_what_is_no_book_is_refused(self, text: str, expected: list[tuple[str, str]]) -> None:
        assert faults(read_templates, text, source="mine.toml") == expected
