"""What a clerk reads when a rule says no: every refusal about a register, in both languages, in words."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

import gridgov
from gridgov.errors import Refused
from gridgov.labels import words
from gridgov.messages import COMMANDS

ROOM = Path(gridgov.__file__).parent / "org"
ASKING = frozenset({"routing.py"})
"""The file that refuses to answer a question; what it says is with the tests of the question."""
RAISED_IN = (*(path for path in sorted(ROOM.rglob("*.py")) if path.name not in ASKING), ROOM.parent / "kernel.py")
"""Where refusals of commands are raised: the room, and what keeps its events."""

SAID = (
    # what the kernel says, which knows a command by its type
    (Refused("in_the_future", what="org.appoint"), '"appoint" has not happened yet.', "“任用”尚未发生。"),
    (
        Refused("before_the_last_event", what="org.end"),
        '"end" would take effect before something that happened already.',
        "“终止”的生效时间早于已发生的事件。",
    ),
    (
        Refused("command_id_reused", what="org.merge"),
        '"merge" has the id of another command; give it one of its own.',
        "“合并”使用了另一命令的编号；请换用新编号。",
    ),
    # single records
    (Refused("already_exists", what="found", case="r-1"), '"r-1" exists already.', "“r-1”已存在。"),
    (
        Refused("does_not_exist", what="appoint", case="r-1", allowed=("found",)),
        '"appoint" needs a case, and "r-1" does not exist. Possible now: found a register.',
        "“r-1”不存在，不能执行“任用”。现在可以：建立登记册。",
    ),
    (Refused("nothing_changes", what="correct"), '"correct" would change nothing.', "“更正”没有任何改动。"),
    (
        Refused("before_it_began", what="rename", case="c-1", first="2022-01-01"),
        '"rename" comes too early: "c-1" begins on 2022-01-01.',
        "“更名”日期过早：“c-1”自 2022-01-01 起存续。",
    ),
    (Refused("ended_already", case="c-1"), '"c-1" is not there any more on that day.', "“c-1”当日已不存续。"),
    (
        Refused("changes_later", case="c-1", later=("2022-07-01", "2022-08-01")),
        '"c-1" changes again on 2022-07-01, 2022-08-01: that has to be corrected or struck first.',
        "“c-1”在 2022-07-01、2022-08-01 另有变更，须先更正或撤销。",
    ),
    (
        Refused("another_act", what="revise", allowed=("rename", "recode", "transfer")),
        '"revise" leaves names, codes and what something lies in as they are. Possible now: rename, recode, transfer.',
        "“调整”不改变名称、代码和所属区域。现在可以：更名、变更代码、划转。",
    ),
    (
        Refused("dependants_left", cases=("d-1", "d-2")),
        "What hangs on it has to move or to end as well: d-1, d-2.",
        "尚有依附于它的记录须一并移交或终止：d-1、d-2。",
    ),
    (
        Refused("not_revocable", case="d-1"),
        '"d-1" was given irrevocably: it ends on its last day, or with its post.',
        "“d-1”不可撤回，仅可到期终止或随岗位终止。",
    ),
    # units and areas
    (
        Refused("ends_by_change", cases=("u-1", "u-2"), allowed=("dissolve", "merge", "split")),
        "Areas and units end by a change of their own alone: u-1, u-2. Possible now: dissolve, merge, split.",
        "区域和组织只能通过其自身的变更终止：u-1、u-2。现在可以：撤销建制、合并、拆分。",
    ),
    (
        Refused("open_work_without_successor", cases=("T-1", "T-2")),
        "Open cases would be left with nobody: T-1, T-2.",
        "未办结事项将无人承接：T-1、T-2。",
    ),
    (
        Refused("no_single_successor", cases=("T-1",), candidates=("u-1", "u-2")),
        "Who takes these over has to be named, for their places do not say it: T-1. It can be: u-1, u-2.",
        "下列事项无法按地点确定承接单位，须逐一指明：T-1。可选：u-1、u-2。",
    ),
    (
        Refused("successor_ends", case="u-1", last="2022-08-01"),
        '"u-1" is there until 2022-08-01 only, and cannot take open cases over.',
        "“u-1”只存续至 2022-08-01（不含当日），不能承接未办结事项。",
    ),
    (
        Refused("succeeds_itself"),
        "What is dissolved cannot take its own place.",
        "被撤销者不能由自身承接。",
    ),
    (
        Refused("not_part_of_one", case="u-1", count=2, allowed=("enter", "end")),
        (
            'On that day "u-1" is part of 2 units; a transfer from one to another needs exactly one. '
            "Possible now: enter, end."
        ),
        "当日“u-1”隶属于 2 个组织；划转须恰有一个。现在可以：登记、终止。",
    ),
)

RAW = re.compile(r"[a-z]+_[a-z]+")
ID = re.compile(r"[a-zA-Z]-[0-9]")


def raised(path: Path) -> Iterator[str]:
    """The codes of the refusals that a file raises."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
            code = node.args[0]
            assert isinstance(code, ast.Constant), ast.unparse(code)
            yield str(code.value)


class TestARefusal:
    def test_has_a_sentence_here_whatever_its_code(self) -> None:
        """A new code cannot be forgotten: it is found where it is raised."""
        found = set(chain.from_iterable(map(raised, RAISED_IN)))

        assert len(found) > 15
        assert found == {refused.code for refused, _, _ in SAID}

    @pytest.mark.parametrize(("refused", "english", "chinese"), SAID, ids=lambda said: getattr(said, "code", ""))
    def test_says_this(self, refused: Refused, english: str, chinese: str) -> None:
        assert refused.text("en", words("org", "en")) == english
        assert refused.text("zh", words("org", "zh")) == chinese

    def test_leaves_no_code_in_it_and_in_chinese_no_english_word(self) -> None:
        for _, english, chinese in SAID:
            assert RAW.findall(english) == RAW.findall(chinese) == []
            assert set(re.findall(r"[A-Za-z][A-Za-z0-9/-]*", chinese)) <= set(ID.findall(chinese)), chinese

    def test_knows_every_act_by_name(self) -> None:
        for name in (name for name in COMMANDS.by_type if name.startswith("org.")):
            assert words("org", "zh")(name, "what") not in {name, name.removeprefix("org.")}
