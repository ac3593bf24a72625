"""The command line: the demo writes the same bytes again, bad input ends in words and not in a traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from gridgov.__main__ import main
from gridgov.adapters.jsonl import read_log
from gridgov.diagrams import mermaid
from gridgov.documents import MAX_BYTES
from gridgov.messages import COMMANDS, EVENTS
from gridgov.tickets import LIFECYCLE

Call = Callable[..., tuple[int, str, str]]

SOUND = {
    "businessService": "PGR",
    "businessServiceSla": 3_600_000,
    "states": [
        {"state": None, "isStartState": True, "actions": [{"action": "APPLY", "nextState": "DONE"}]},
        {"state": "DONE", "isTerminateState": True, "actions": []},
    ],
}
TABLE = {"initial": "new", "final": ["done"], "transitions": {"new": ["done", "lost"], "done": [], "lost": []}}


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs ``gridgov`` with arguments: exit code, output, errors."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out = capsys.readouterr()
        return int(end.value.code or 0), out.out, out.err

    return run


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo with a few tickets, written by another process; its output is beside the files."""
    return demonstrated(tmp_path_factory.mktemp("first"), hash_seed="1", zone="Asia/Shanghai")


def demonstrated(folder: Path, *, hash_seed: str, zone: str, seed: int = 2022) -> Path:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": zone, "COLUMNS": "80", "PYTHONUTF8": "1"}
    command = [sys.executable, "-W", "error", "-m", "gridgov", "demo", "--tickets", "60", "--seed", str(seed)]
    done = subprocess.run(  # noqa: S603  # our own program
        [*command, "--out", "out"], cwd=folder, env=environment, capture_output=True, check=True
    )
    (folder / "stdout").write_bytes(done.stdout)
    (folder / "stderr").write_bytes(done.stderr)
    return folder


class TestDemo:
    def test_the_same_seed_writes_the_same_bytes_whatever_the_machine_is_set_to(
        self, demo: Path, tmp_path: Path
    ) -> None:
        again = demonstrated(tmp_path, hash_seed="2", zone="America/New_York")
        names = ("events.jsonl", "report.html", "report.json")
        assert sorted(path.name for path in (demo / "out").iterdir()) == list(names)
        for name in names:
            assert (again / "out" / name).read_bytes() == (demo / "out" / name).read_bytes()

    def test_another_seed_writes_others(self, demo: Path, tmp_path: Path, call: Call) -> None:
        code, _, _ = call("demo", "--tickets", "60", "--seed", "7", "--out", tmp_path)
        assert code == 0
        for name in ("events.jsonl", "report.json"):
            assert (tmp_path / name).read_bytes() != (demo / "out" / name).read_bytes()

    def test_the_log_is_whole_and_the_report_counts_it(self, demo: Path) -> None:
        report = json.loads((demo / "out" / "report.json").read_bytes())
        assert report["events"] == sum(1 for _ in read_log(demo / "out" / "events.jsonl"))
        assert (report["seed"], report["tickets"], len(report["rows"])) == (2022, 60, 29)
        assert report["rows"][0]["produced"][0]["text"] == "60"

    def test_it_shows_the_card_the_time_and_where_the_files_are(self, demo: Path) -> None:
        text = (demo / "stdout").read_text(encoding="utf-8")
        assert all(f"F{n} " in text for n in range(1, 30))
        assert "simulate and decide" in text
        assert text.splitlines()[-3:] == [str(Path("out", n)) for n in ("report.json", "report.html", "events.jsonl")]

    def test_without_a_terminal_there_is_no_bar_no_control_code_and_no_over_long_line(self, demo: Path) -> None:
        text = (demo / "stdout").read_text(encoding="utf-8")
        assert (demo / "stderr").read_bytes() == b""
        assert "\x1b" not in text
        assert "\r" not in text.replace(os.linesep, "\n")
        assert max(map(cell_len, text.splitlines())) <= 80

    def test_what_it_writes_names_no_place_of_the_machine_and_ends_lines_alike_everywhere(self, demo: Path) -> None:
        for path in (demo / "out").iterdir():
            written = path.read_bytes()
            assert str(demo).encode() not in written
            assert b"\r" not in written
            assert written.endswith(b"\n")

    def test_a_volume_that_is_none_is_refused_in_words(self, call: Call, tmp_path: Path) -> None:
        code, out, err = call("demo", "--tickets", "-1", "--out", tmp_path)
        assert (code, out) == (2, "")
        assert "tickets must be a whole number" in err
        assert "必须是" in err

    def test_a_folder_that_cannot_be_made_is_refused_in_words(self, call: Call, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        code, _, err = call("demo", "--tickets", "1", "--out", tmp_path / "file" / "below")
        assert code == 2
        assert "cannot be written" in err


class TestLint:
    def lint(self, call: Call, tmp_path: Path, document: object, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "chart.json"
        file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return call("lint", file, *options)

    def test_a_business_service_is_read_and_its_findings_are_listed(self, call: Call, tmp_path: Path) -> None:
        code, out, _ = self.lint(call, tmp_path, SOUND)
        assert code == 1
        assert out.splitlines() == [
            "edge_without_source      start --APPLY--> DONE names no law, standard or design note",
            "findings: 1",
        ]

    def test_findings_that_somebody_else_s_chart_cannot_help_are_left_out_by_code(
        self, call: Call, tmp_path: Path
    ) -> None:
        """No DIGIT document names sources; what is left decides how the command ends."""
        code, out, _ = self.lint(call, tmp_path, SOUND, "--ignore", "edge_without_source")
        assert (code, out) == (0, "findings: 0\n")
        code, out, _ = self.lint(call, tmp_path, SOUND, "--ignore", "dead_end")
        assert (code, out.splitlines()[-1]) == (1, "findings: 1")

    def test_a_table_of_transitions_is_read_too(self, call: Call, tmp_path: Path) -> None:
        code, out, _ = self.lint(call, tmp_path, TABLE)
        found = [line.split()[:2] for line in out.splitlines()]
        assert code == 1
        assert ["dead_end", "lost"] in found
        assert found[-1] == ["findings:", "5"]

    def test_a_chart_without_a_fault_is_all_right(self, call: Call, tmp_path: Path) -> None:
        code, out, _ = self.lint(call, tmp_path, {"initial": "new", "final": ["new"], "transitions": {"new": []}})
        assert (code, out) == (0, "findings: 0\n")

    def test_findings_are_told_in_chinese_when_asked(self, call: Call, tmp_path: Path) -> None:
        _, out, _ = self.lint(call, tmp_path, TABLE, "--lang", "zh")
        assert "没有出口且不是终止状态" in out

    @pytest.mark.parametrize(
        ("document", "problem"),
        [
            ("", "is not JSON"),
            ("{", "is not JSON"),
            ('{"a": 1, "a": 2}', 'has the key "a" twice'),
            ([], "states must be list"),
            ({}, "states must be list"),
            ({"transitions": []}, "transitions must be lists of strings by state"),
            ({"transitions": {"a": "b"}, "initial": "a"}, "transitions must be lists of strings by state"),
            ({"transitions": {"a": [1]}, "initial": "a"}, "transitions must be lists of strings by state"),
            ({"transitions": {"a": []}}, "initial must be string"),
            ({"transitions": {"a": []}, "initial": "a", "final": "a"}, "final must be list of strings"),
            ({"transitions": {"a": []}, "initial": "b"}, "b is not a state of the chart"),
            ({"transitions": {"a": []}, "initial": "a", "ends": []}, "ends is not a known key"),
            (" " * (MAX_BYTES + 1), "is larger than"),
            ("[" * 100_000, "is nested deeper"),
        ],
    )
    def test_a_file_of_another_shape_is_refused_in_words(
        self, call: Call, tmp_path: Path, document: object, problem: str
    ) -> None:
        code, out, err = self.lint(call, tmp_path, document)
        assert (code, out) == (2, "")
        assert problem in err

    def test_a_file_that_is_not_there_is_refused_in_words(self, call: Call, tmp_path: Path) -> None:
        code, _, err = call("lint", tmp_path / "missing.json")
        assert code == 2
        assert "missing.json does not exist" in err
        assert "不存在" in err

    def test_a_folder_is_refused_in_words(self, call: Call, tmp_path: Path) -> None:
        code, _, err = call("lint", tmp_path)
        assert code == 2
        assert "cannot be read" in err

    def test_a_state_cannot_steer_the_terminal(self, call: Call, tmp_path: Path) -> None:
        evil = "\x1b[2J\u202e"
        _, out, _ = self.lint(call, tmp_path, {"initial": "a", "transitions": {"a": [evil], evil: []}})
        assert "dead_end" in out
        assert not set("\x1b\u202e") & set(out)


class TestLintOfAPack:
    """Rules of a place, held against the shipped laws and regulations."""

    HEAD = '[pack]\nid = "ours"\ntitle_en = "Ours"\ntitle_zh = "本地"\nkind = "local"\n'

    def lint(self, call: Call, tmp_path: Path, *rules: tuple[str, str, str], lang: str = "en") -> tuple[int, str, str]:
        body = "".join(
            f'[[parameter]]\nid = "{name}"\nunit = "{unit}"\ntitle_en = "R"\ntitle_zh = "规"\n'
            f'[[parameter.value]]\nvalue = {value}\nvalid_from = 2022-01-01\nreference = "Our rules, 1"\n'
            for name, unit, value in rules
        )
        (tmp_path / "pack.toml").write_text(self.HEAD + body, encoding="utf-8")
        return call("lint", tmp_path / "pack.toml", "--lang", lang)

    def test_a_pack_that_asks_for_no_less_is_all_right(self, call: Call, tmp_path: Path) -> None:
        rules = (
            ("tickets.limit.resolve.of.safety", "hours", "24"),
            ("tickets.kinds", "codes", '["consult", "help", "complaint", "report", "suggestion"]'),
        )
        assert self.lint(call, tmp_path, *rules) == (0, "findings: 0\n", "")

    def test_what_it_may_not_say_is_listed(self, call: Call, tmp_path: Path) -> None:
        """The Regulation has every order carry a limit (Art. 13)."""
        code, out, _ = self.lint(
            call,
            tmp_path,
            ("tickets.limit_on_order", "yes_no", "false"),
            ("tickets.channel.hotline.needs", "codes", '["no_such_field"]'),
            ("tickets.limit.cook", "days", "1"),
        )
        assert code == 1
        assert [line.split()[:2] for line in out.splitlines()] == [
            ["looser_than", "tickets.limit_on_order"],
            ["code_of_policy", "tickets.channel.hotline.needs"],
            ["unknown_policy", "tickets.limit.cook"],
            ["findings:", "3"],
        ]
        assert "Art. 13" in out

    def test_in_chinese_too(self, call: Call, tmp_path: Path) -> None:
        _, out, _ = self.lint(call, tmp_path, ("tickets.kinds", "codes", '["gossip"]'), lang="zh")
        assert "含有“gossip”" in out
        assert out.splitlines()[-1] == "问题：2个"

    def test_a_pack_of_another_shape_is_refused_in_words(self, call: Call, tmp_path: Path) -> None:
        code, out, err = self.lint(call, tmp_path, ("tickets.max_rounds", "rounds", "1.5"))
        assert (code, out) == (2, "")
        assert "parameter[0].value[0].value" in err


class TestLintOfARegister:
    """Places, bodies, posts and people, with every check on a day."""

    HEAD = '[register]\nid = "r"\ntitle_en = "R"\ntitle_zh = "登"\n\n'
    AREAS = '[[areas]]\nvalid_from = {start}\nsource = "list"\nrows = [\n{rows}\n]\n'
    STREET = '{ id = "s-1", kind = "subdistrict", name_zh = "甲", name_en = "A" },'
    COMMUNITY = '{ id = "c-1", kind = "community", name_zh = "乙", name_en = "B", parent = "s-1" },'
    GRID = '{ id = "g-1", kind = "grid", name_zh = "丙", name_en = "C", parent = "c-1" },'
    ORPHAN = '{ id = "c-2", kind = "community", name_zh = "丁", name_en = "D", parent = "s-9" },'
    COMMITTEE = """
[[units]]
id = "o-1"
kind = "owners_committee"
name_zh = "业委会"
name_en = "Owners' Committee"
area = "c-1"
valid_from = 2024-05-01
source = "list"
[[agents]]
id = "owner-1"
valid_from = 2024-05-01
source = "list"
[[memberships]]
id = "m-1"
member = "owner-1"
unit = "o-1"
capacity = "member"
valid_from = 2024-05-01
source = "list"
"""

    def write(
        self, folder: Path, *rows: str, more: str = "", name: str = "org.toml", start: str = "2022-01-01"
    ) -> Path:
        areas = self.AREAS.format(start=start, rows="\n".join(rows)) if rows else ""
        (folder / name).write_text(self.HEAD + areas + more, encoding="utf-8")
        return folder / name

    def test_one_without_a_fault_is_all_right_and_says_what_was_not_checked(self, call: Call, tmp_path: Path) -> None:
        code, out, err = call("lint", self.write(tmp_path, self.STREET, self.COMMUNITY))
        assert (code, err) == (0, "")
        assert out.splitlines() == [
            "notice   figures_agree                 evidence.figures was not given, so no published figure was checked",
            "findings: 1 (errors 0, warnings 0, notices 1; on 2022-01-01)",
        ]

    def test_an_error_makes_it_leave_with_1(self, call: Call, tmp_path: Path) -> None:
        file = self.write(tmp_path, self.STREET, self.COMMUNITY, self.GRID)
        code, out, _ = call("lint", file, "--ignore", "figures_agree", "--ignore", "not_given")
        assert code == 1
        assert out.splitlines() == [
            "error    grid_has_worker               g-1 has no grid worker in 2022-01-01/…",
            "findings: 1 (errors 1, warnings 0, notices 0; on 2022-01-01)",
        ]

    def test_a_warning_does_not(self, call: Call, tmp_path: Path) -> None:
        file = self.write(tmp_path, self.STREET, self.STREET.replace("s-1", "s-2").replace("甲", "戊"))
        code, out, _ = call("lint", file)
        assert (code, out.splitlines()[-1]) == (0, "findings: 2 (errors 0, warnings 1, notices 1; on 2022-01-01)")

    def test_in_chinese_too(self, call: Call, tmp_path: Path) -> None:
        file = self.write(tmp_path, self.STREET, self.COMMUNITY, self.GRID)
        _, out, _ = call("lint", file, "--lang", "zh", "--at", "2022-06-01")
        assert "g-1 以下期间没有网格员：2022-01-01/…" in out
        assert out.splitlines()[-1] == "问题：3个（错误1，警告0，提示2；检查日期 2022-06-01）"

    def test_one_that_is_refused_names_check_and_line_of_every_fault(self, call: Call, tmp_path: Path) -> None:
        twin = self.COMMUNITY.replace("c-1", "c-3")
        code, out, err = call("lint", self.write(tmp_path, self.STREET, self.COMMUNITY, self.ORPHAN, twin))
        assert (code, err) == (1, "")
        alike = "has the name of another of its kind under the same parent"
        assert out.splitlines() == [
            f"warning  same_name_here                line 11: areas[0].rows[1] {alike}: c-3",
            "error    references_known              line 12: areas[0].rows[2].parent is not in the register",
            f"warning  same_name_here                line 13: areas[0].rows[3] {alike}: c-1",
            "findings: 3 (errors 1, warnings 2, notices 0; nothing is loaded)",
        ]

    def test_a_row_that_cannot_be_read_is_a_finding_like_the_others(self, call: Call, tmp_path: Path) -> None:
        bad = self.COMMUNITY.replace("community", "hamlet")
        code, out, _ = call("lint", self.write(tmp_path, self.STREET, bad), "--lang", "zh")
        assert code == 1
        assert out.startswith("错误       readable                      line 11: areas[0].rows[1].kind 必须是下列之一")
        assert out.endswith("问题：1个（错误1，警告0，提示0；未载入）\n")

    def test_the_day_is_the_last_on_which_something_begins_if_none_is_given(self, call: Call, tmp_path: Path) -> None:
        file = self.write(tmp_path, self.STREET, self.COMMUNITY, more=self.COMMITTEE)
        assert call("lint", file)[1].splitlines()[-1].endswith("on 2024-05-01)")
        assert call("lint", file, "--at", "2023-01-01")[1].splitlines()[-1].endswith("on 2023-01-01)")

    def test_the_numbers_of_the_law_come_with_the_packs_that_are_named(self, call: Call, tmp_path: Path) -> None:
        file = self.write(tmp_path, self.STREET, self.COMMUNITY, more=self.COMMITTEE)
        code, out, _ = call("lint", file)
        assert code == 0
        assert "property.owners_committee.least_members has no value" in out
        code, out, _ = call("lint", file, "--rules", "beijing-property")
        assert code == 1
        assert "o-1 has 1 members and needs at least 5: 北京市物业管理条例（2024年修正）第三十九条" in out

    def test_a_law_that_is_named_holds_once(self, call: Call, tmp_path: Path) -> None:
        assert call("lint", self.write(tmp_path, self.STREET), "--rules", "cn-committees")[0] == 0

    def test_a_pack_of_ones_own_is_named_by_its_file(self, call: Call, tmp_path: Path) -> None:
        (tmp_path / "ours.toml").write_text(
            TestLintOfAPack.HEAD + '[[parameter]]\nid = "property.owners_committee.least_members"\nunit = "people"\n'
            'title_en = "L"\ntitle_zh = "少"\n[[parameter.value]]\nvalue = 2\nvalid_from = 2022-01-01\n'
            'reference = "Our rules, 1"\n',
            encoding="utf-8",
        )
        file = self.write(tmp_path, self.STREET, self.COMMUNITY, more=self.COMMITTEE)
        code, out, _ = call("lint", file, "--rules", tmp_path / "ours.toml")
        assert code == 1
        assert "o-1 has 1 members and needs at least 2: Our rules, 1" in out

    def test_one_that_adds_to_another_is_looked_at_together_with_it(self, call: Call, tmp_path: Path) -> None:
        base = self.write(tmp_path, self.STREET, name="base.toml")
        file = self.write(tmp_path, self.COMMUNITY)
        assert call("lint", file)[0] == 1
        assert call("lint", file, "--onto", base)[0] == 0

    def test_a_base_that_is_refused_is_bad_input(self, call: Call, tmp_path: Path) -> None:
        base = self.write(tmp_path, self.ORPHAN, name="base.toml")
        code, out, err = call("lint", self.write(tmp_path, self.STREET), "--onto", base)
        assert (code, out) == (2, "")
        assert "base.toml is not valid" in err

    def test_an_empty_one_is_all_right(self, call: Call, tmp_path: Path) -> None:
        code, out, _ = call("lint", self.write(tmp_path))
        assert (code, out.splitlines()[-1]) == (0, "findings: 1 (errors 0, warnings 0, notices 1; on 0001-01-01)")

    @pytest.mark.parametrize(
        ("options", "problem"),
        [
            (("--at", "in May"), "--at must be a date"),
            (("--rules", "beijing"), "name must be one of"),
            (("--rules", "missing.toml"), "missing.toml does not exist"),
            (("--onto", "missing.toml"), "missing.toml does not exist"),
        ],
    )
    def test_an_option_that_says_nothing_is_refused_in_words(
        self, call: Call, tmp_path: Path, options: tuple[str, str], problem: str
    ) -> None:
        code, out, err = call("lint", self.write(tmp_path, self.STREET), *options)
        assert (code, out) == (2, "")
        assert problem in err

    @pytest.mark.parametrize("options", [("--at", "2022-01-01"), ("--onto", "a.toml"), ("--rules", "presets")])
    def test_for_a_lifecycle_the_options_of_a_register_are_refused(
        self, call: Call, tmp_path: Path, options: tuple[str, str]
    ) -> None:
        (tmp_path / "chart.json").write_text(json.dumps(TABLE), encoding="utf-8")
        code, out, err = call("lint", tmp_path / "chart.json", *options)
        assert (code, out) == (2, "")
        assert f"{options[0]} is only for a register" in err
        assert "仅适用于登记册" in err

    def test_a_file_that_is_no_toml_is_bad_input(self, call: Call, tmp_path: Path) -> None:
        (tmp_path / "org.toml").write_text("[register", encoding="utf-8")
        code, _, err = call("lint", tmp_path / "org.toml")
        assert code == 2
        assert "is not TOML" in err


class TestDiagramAndSchema:
    def test_a_diagram_is_what_the_chart_draws(self, call: Call) -> None:
        assert call("diagram", "ticket") == (0, mermaid(LIFECYCLE), "")

    def test_a_table_lists_the_sources(self, call: Call) -> None:
        code, out, _ = call("diagram", "topic", "--format", "markdown")
        assert code == 0
        assert "RONR (12th ed.)" in out

    def test_an_unknown_room_is_refused(self, call: Call) -> None:
        code, _, err = call("diagram", "weather")
        assert code == 2
        assert "Traceback" not in err

    def test_all_schemas_come_by_type(self, call: Call) -> None:
        code, out, _ = call("schema")
        assert code == 0
        assert set(json.loads(out)) == {*COMMANDS.by_type, *EVENTS.by_type}

    def test_one_schema_comes_by_itself(self, call: Call) -> None:
        code, out, _ = call("schema", "ticket.collect")
        assert code == 0
        assert json.loads(out) == COMMANDS.schemas()["ticket.collect"]

    def test_an_unknown_message_is_refused_with_those_that_there_are(self, call: Call) -> None:
        code, out, err = call("schema", "ticket.forget")
        assert (code, out) == (2, "")
        assert "ticket.collect" in err


class TestVerify:
    def test_a_whole_log_is_counted(self, call: Call, demo: Path) -> None:
        events = sum(1 for _ in read_log(demo / "out" / "events.jsonl"))
        code, out, _ = call("verify", demo / "out" / "events.jsonl")
        assert (code, out) == (0, f"{events} events, all good. 共{events}条事件，全部完好。\n")

    def test_the_first_damage_is_named_and_what_came_before_counted(
        self, call: Call, demo: Path, tmp_path: Path
    ) -> None:
        lines = (demo / "out" / "events.jsonl").read_bytes().splitlines(keepends=True)
        lines[6] = lines[6].replace(b'"2022', b'"2021', 1)
        (tmp_path / "a.jsonl").write_bytes(b"".join(lines))

        code, out, err = call("verify", tmp_path / "a.jsonl")

        assert code == 1
        assert out.startswith("6 events are good")
        assert "line 7" in err

    def test_a_file_that_is_no_log_is_damage_from_the_first_line(self, call: Call, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"\xff\xfe\n")
        code, out, err = call("verify", tmp_path / "file")
        assert code == 1
        assert out.startswith("0 events are good")
        assert "line 1" in err

    def test_a_log_that_is_not_there_is_refused_in_words(self, call: Call, tmp_path: Path) -> None:
        code, _, err = call("verify", tmp_path / "missing.jsonl")
        assert code == 2
        assert "does not exist" in err


class TestPoorTerminals:
    def test_one_that_knows_no_chinese_is_told_what_it_can_show(self, tmp_path: Path) -> None:
        (tmp_path / "chart.json").write_text(json.dumps(TABLE), encoding="utf-8")
        done = subprocess.run(  # our own program
            [sys.executable, "-m", "gridgov", "lint", "--lang", "zh", "chart.json"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONIOENCODING": "latin-1"},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, b"")
        assert done.stdout.startswith(b"waiting_without_clock    new ??")


class TestWithoutExtras:
    @pytest.mark.parametrize(
        ("missing", "arguments"), [("typer", ["schema"]), ("simpy", ["demo"]), ("polars", ["demo"]), ("rich", ["demo"])]
    )
    def test_what_to_install_is_said(
        self, call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str, arguments: list[str]
    ) -> None:
        for name in list(sys.modules):
            if name.startswith(("gridgov.cli", "gridgov.report", "gridgov.simulation", missing)):
                monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, missing, None)
        monkeypatch.chdir(tmp_path)

        code, out, err = call(*arguments, *(["--tickets", "1"] if arguments == ["demo"] else []))

        assert (code, out) == (2, "")
        assert f'{missing} is not installed; pip install "gridgov[cli]" brings it' in err

    def test_a_command_brings_only_what_it_needs(self, tmp_path: Path) -> None:
        (tmp_path / "chart.json").write_text(json.dumps(TABLE), encoding="utf-8")
        program = (
            "import sys\nfrom gridgov.__main__ import main\n"
            "try:\n    main(['lint', 'chart.json'])\nexcept SystemExit:\n    pass\n"
            "print(sorted({'polars', 'simpy', 'jinja2', 'narwhals', 'sqlalchemy'} & set(sys.modules)))"
        )
        done = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]"
