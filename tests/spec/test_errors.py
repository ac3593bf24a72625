"""What an error says, in both languages, and that it survives a trip between processes."""

import ast
import pickle
from collections import Counter
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from string import Formatter

import pytest

import gridgov
from gridgov import texts
from gridgov.errors import TEXTS, BadInput, Conflict, Defect, GovError, Problem, Refused
from gridgov.labels import words

REFUSED = Refused("not_allowed_now", what="reply", state="registered", allowed=("dispatch", "handle"), source="Art. 15")

ERRORS = [
    REFUSED,
    BadInput([Problem("missing", "at"), Problem("out_of_range", "yes", {"expected": "≥ 0"})], source="command"),
    Conflict("ticket/T-1", expected=3, actual=4),
    Defect("unknown_state", state="nowhere", lifecycle="ticket/1"),
]


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


class TestCatalogue:
    @pytest.mark.parametrize("code", TEXTS)
    def test_both_languages_say_the_same_things(self, code):
        english, chinese = TEXTS[code]

        assert english
        assert names(english) == names(chinese)

    @pytest.mark.parametrize("code", TEXTS)
    def test_chinese_is_chinese_and_english_is_not(self, code):
        english, chinese = TEXTS[code]

        assert any("\u4e00" <= c <= "\u9fff" for c in chinese)
        assert not any("\u4e00" <= c <= "\u9fff" for c in english)


MODULES = [import_module(f"gridgov.texts.{found.name}") for found in iter_modules(texts.__path__)]


class TestWhereTheyStand:
    """The texts stand in one file for each subject, and are put together in one table."""

    def test_no_code_stands_in_two_files(self):
        assert len(MODULES) >= 6
        listed = Counter(code for module in MODULES for code in module.TEXTS)

        assert [code for code, times in listed.items() if times > 1] == []

    def test_every_file_is_in_the_table_and_nothing_else_is(self):
        assert dict(TEXTS) == {code: text for module in MODULES for code, text in module.TEXTS.items()}

    @pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
    def test_no_file_writes_a_code_twice(self, module):
        """A table in the source may have a key twice, and the second would silently take the place of the first."""
        tables = [node for node in ast.walk(ast.parse(Path(module.__file__).read_text())) if isinstance(node, ast.Dict)]

        assert len(module.TEXTS) == sum(len(table.keys) for table in tables)

    def test_nobody_changes_them(self):
        for table in (TEXTS, *(module.TEXTS for module in MODULES)):
            with pytest.raises(TypeError, match="does not support item assignment"):
                table["missing"] = ("", "")

    def test_every_code_that_the_library_writes_has_a_text(self):
        written = {
            (file.name, call.args[0].value)
            for file in Path(gridgov.__file__).parent.rglob("*.py")
            for call in ast.walk(ast.parse(file.read_text()))
            if isinstance(call, ast.Call)
            and getattr(call.func, "id", "") in {"Problem", "Refused", "Defect"}
            and call.args
            and isinstance(call.args[0], ast.Constant)
        }

        assert len(written) > 100
        assert {(name, code) for name, code in written if code not in TEXTS} == set()


class TestRefused:
    def test_it_says_what_why_and_what_is_possible_now(self):
        assert REFUSED.text("en") == (
            '"reply" is not possible while the state is "registered". Source: Art. 15. Possible now: dispatch, handle.'
        )
        assert REFUSED.text("zh") == (
            "当前状态为“registered”，不能执行“reply”。依据：Art. 15。现在可以：dispatch、handle。"
        )

    def test_a_citizen_reads_words_not_codes(self):
        assert REFUSED.text("zh", words("ticket", "zh")) == (
            "当前状态为“待派单”，不能执行“回复”。依据：Art. 15。现在可以：派单、办理。"
        )
        assert "put on hold" in Refused("unknown_event", what="wait", lifecycle="ticket/1").text(
            "en", words("ticket", "en")
        )

    def test_when_nothing_is_possible_it_says_so(self):
        ended = Refused("not_allowed_now", what="reply", state="closed", allowed=())

        assert ended.text("en").endswith("Possible now: nothing.")
        assert ended.text("zh").endswith("现在可以：无。")

    def test_where_the_question_does_not_arise_it_is_left_out(self):
        assert "Possible" not in Refused("due_before_start", what="dispatch").text("en")

    def test_a_code_of_a_host_is_said_as_it_is(self):
        assert Refused("too_windy", knots=40).text("zh") == "too_windy(knots=40)"


class TestEveryError:
    @pytest.mark.parametrize("error", ERRORS, ids=lambda e: type(e).__name__)
    def test_it_survives_pickling(self, error):
        back = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes

        assert type(back) is type(error)
        assert vars(back) == vars(error)
        assert str(back) == str(error)

    @pytest.mark.parametrize("error", ERRORS, ids=lambda e: type(e).__name__)
    def test_it_speaks_english_then_chinese(self, error):
        assert str(error) == f"{error.text('en')}\n{error.text('zh')}"

    @pytest.mark.parametrize("error", ERRORS, ids=lambda e: type(e).__name__)
    def test_it_can_be_caught_as_what_the_library_raises(self, error):
        assert isinstance(error, GovError)


class TestBadInput:
    def test_all_problems_are_listed_with_their_places(self):
        assert ERRORS[1].text("en") == "command is not valid:\n- at is missing\n- yes must be ≥ 0"
        assert ERRORS[1].text("zh") == "command 无效：\n- at 缺失\n- yes 必须 ≥ 0"


class TestConflict:
    def test_it_names_both_versions(self):
        assert Conflict("s", expected=3, actual=4).text("en") == (
            'stream "s" is at version 4, not 3: somebody else wrote first.'
        )
