"""The rules of the house that no linter knows."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "gridgov"
FILES = sorted(SOURCE.rglob("*.py"))
DOMAIN = {"messages", "kpis", "calendars", "tickets", "org", "texts", "report", "metrics"}
"""The packages, beside the files at the top, that reach for nothing outside: no file, no floats."""
CORE = [f for f in FILES if f.parent == SOURCE or f.relative_to(SOURCE).parts[0] in DOMAIN]
EDGES = {"__main__.py"}
SHOWN = {"plots.py", "uncertainty.py", "control.py", "ranking.py", "composite.py", "survival.py", "chance.py"}
"""Where floats belong: statistics that have no exact value, and pictures."""
READS_PACKS = {"parameters.py", "sources.py"}


def loaded_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    return set(answer.stdout.split())


class TestImports:
    HEAVY = ("pydantic", "statemachine", "narwhals", "polars", "attrs", "attr", "sqlalchemy", "simpy", "rich", "typer")

    def test_the_front_door_opens_no_room(self):
        loaded = loaded_after("import gridgov")

        assert loaded.isdisjoint(self.HEAVY)
        assert {name for name in loaded if name.startswith("gridgov")} == {"gridgov"}

    def test_a_room_opens_when_it_is_entered(self):
        assert "gridgov.tickets" in loaded_after("import gridgov; gridgov.tickets")

    def test_tickets_need_no_dataframe_and_no_database(self):
        loaded = loaded_after("from gridgov import tickets, deliberation, org, kernel; import gridgov.adapters.memory")

        assert loaded.isdisjoint({"narwhals", "polars", "sqlalchemy", "simpy", "rich", "typer", "jinja2", "holidays"})

    def test_metrics_take_any_dataframe_and_bring_none(self):
        assert loaded_after("from gridgov import metrics").isdisjoint({"polars", "pandas", "duckdb"})

    def test_what_is_not_there_is_an_attribute_error(self):
        import gridgov

        with pytest.raises(AttributeError, match="no attribute 'kitchen'"):
            _ = gridgov.kitchen
        assert set(dir(gridgov)) == set(gridgov.__all__)

    def test_the_version_is_that_of_the_package(self):
        from importlib.metadata import version

        import gridgov

        assert gridgov.__version__ == version("gridgov")


OPENING = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
BARE = {"open", "print", "input", "eval", "exec"}


def opened_by(tree: ast.AST) -> set[str]:
    """The calls that open a file, or speak to somebody, by the last part of their name."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    bare = {call.id for call in calls if isinstance(call, ast.Name)} & BARE
    return bare | {call.attr for call in calls if isinstance(call, ast.Attribute)} & OPENING


def imported_by(tree: ast.AST) -> set[str]:
    """The packages that are imported, wherever the import stands, by the first part of their name."""
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.partition(".")[0] for name in names}


class TestHowWeLook:
    """The nets of this file catch what they are for."""

    @pytest.mark.parametrize(
        "code",
        [
            "open('x')",
            "Path('x').open()",
            "os.open('x', 0)",
            "io.open('x')",
            "Path('x').read_bytes()",
            "Path('x').write_bytes(b'')",
            "Path('x').write_text('')",
            "with gzip.open('x') as file: pass",
            "def f():\n    print('x')",
        ],
    )
    def test_a_file_that_is_opened_is_seen(self, code: str) -> None:
        assert opened_by(ast.parse(code))

    @pytest.mark.parametrize(
        "code",
        [
            "import statemachine",
            "import statemachine as s",
            "import json, statemachine.exceptions",
            "from statemachine import Event",
            "from statemachine.exceptions import TransitionNotAllowed",
            "def f():\n    import statemachine",
        ],
    )
    def test_a_library_that_is_imported_is_seen(self, code: str) -> None:
        assert "statemachine" in imported_by(ast.parse(code))

    def test_what_only_sounds_like_it_is_not(self) -> None:
        tree = ast.parse("from . import statemachine\nfrom gridgov.statemachine import x\nhours.opens()\nopen_at = 1")

        assert (opened_by(tree), imported_by(tree)) == (set(), {"gridgov"})


@pytest.mark.parametrize("file", CORE, ids=lambda f: f.name)
def test_the_core_opens_no_file(file):
    if file.name in EDGES:
        return
    tree = ast.parse(file.read_text())

    assert opened_by(tree) <= ({"read_text", "read_bytes"} if file.name in READS_PACKS else set())
    assert imported_by(tree).isdisjoint({"io", "os", "pathlib", "shutil", "socket", "subprocess", "tempfile"})


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(SOURCE)))
def test_no_file_is_long(file):
    assert len(file.read_text().splitlines()) <= 700


@pytest.mark.parametrize("file", CORE, ids=lambda f: f.name)
def test_the_core_has_no_floats(file):
    if file.name in EDGES | SHOWN:
        return
    tree = ast.parse(file.read_text())
    floats = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]

    assert floats == []


def test_only_one_file_knows_the_state_machine_library():
    importing = [f.name for f in FILES if "statemachine" in imported_by(ast.parse(f.read_text()))]

    assert importing == ["lifecycle.py"]
