"""The words around the code are true: examples run, links lead somewhere, rendered pages fit, names are explained."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from pkgutil import resolve_name

import pytest

from gridgov import deliberation, tickets
from gridgov.cli import app
from gridgov.lifecycle import Chart

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/**/*.md")])
EXAMPLES = sorted(ROOT.glob("examples/*.py"))

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED = re.compile(r"\]\[(gridgov[\w.]*)\]")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
STUB = re.compile(r"^::: ([\w.]+)$", re.MULTILINE)
MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:home|mnt|opt|private|root|tmp|Users|usr|var|work)/|\b[A-Z]:\\")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose_of(path: Path) -> str:
    """A page without its fences."""
    return FENCE.sub("", text_of(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def run(script: Path, folder: Path) -> tuple[str, list[str]]:
    """What a script prints in an empty folder, and what it leaves there."""
    command = [sys.executable, "-W", "error", "-X", "utf8", str(script)]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  # our own script
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout, sorted(path.name for path in folder.iterdir())


class TestQuickStart:
    def test_it_has_at_most_twenty_lines(self) -> None:
        assert 1 < len(quick_start("README.md").splitlines()) <= 20

    def test_it_prints_what_the_readme_says_and_leaves_nothing_behind(self, tmp_path: Path) -> None:
        script = tmp_path / "quick_start.py"
        script.write_text(quick_start("README.md"), encoding="utf-8")

        assert run(script, tmp_path) == (fences("README.md", "text")[0], ["quick_start.py"])

    def test_the_chinese_readme_has_the_same_one(self) -> None:
        assert quick_start("README.zh-CN.md") == quick_start("README.md")


def fences(page: str, language: str) -> list[str]:
    return [body for name, body in FENCE.findall(text_of(ROOT / page)) if name == language]


def quick_start(page: str) -> str:
    return fences(page, "python")[0]


class TestExamples:
    def test_there_are_some(self) -> None:
        assert EXAMPLES

    @pytest.mark.parametrize("script", EXAMPLES, ids=name_of)
    def test_an_example_prints_what_its_docstring_says(self, script: Path, tmp_path: Path) -> None:
        docstring = ast.get_docstring(ast.parse(text_of(script))) or ""
        promised = docstring.partition("Prints::\n\n")[2].splitlines()

        assert run(script, tmp_path) == ("".join(f"{line[4:]}\n" for line in promised), [])


class TestPublicNames:
    def test_every_module_says_what_it_is(self) -> None:
        assert [name for name, tree in modules() if not ast.get_docstring(tree)] == []

    def test_every_public_name_has_a_docstring(self) -> None:
        missing = [f"{module}.{name}" for module, tree in modules() for name in sorted(public(tree) - explained(tree))]

        assert missing == []

    def test_every_name_in_all_is_there(self) -> None:
        absent = [
            f"{module}.{name}"
            for module, tree in modules()
            for name in listed(tree) or ()
            if module != "gridgov" and name not in {*defined(tree), *imported(tree)}
        ]

        assert absent == []

    def test_every_module_with_public_names_is_in_the_reference(self) -> None:
        stubs = {name for page in REFERENCE.glob("*.md") for name in STUB.findall(text_of(page))}
        by_name = dict(modules())
        left_out = [
            module
            for module, tree in by_name.items()
            if public(tree)
            and module not in {*stubs, "gridgov", "gridgov.__main__"}
            and not module.startswith("gridgov.cli")
            if not shown_by_its_package(module, by_name, stubs)
        ]

        assert left_out == []

    def test_every_stub_is_a_module(self) -> None:
        stubs = {name for page in REFERENCE.glob("*.md") for name in STUB.findall(text_of(page))}

        assert stubs - {name for name, _ in modules()} == set()

    def test_every_command_is_on_the_page_of_the_command_line(self) -> None:
        commands = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
        page = text_of(REFERENCE / "command-line.md")

        assert set(re.findall(r"^\| `gridgov (\w+)", page, re.MULTILINE)) == commands


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.glob("gridgov/**/*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if not any(part.startswith("_") for part in name.split(".")) or name.endswith("__main__"):
            yield name, ast.parse(text_of(path))


def listed(tree: ast.Module) -> list[str] | None:
    """What ``__all__`` lists; None without one."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
            return [str(name) for name in ast.literal_eval(node.value)]
    return None


def statements(tree: ast.Module) -> list[ast.stmt]:
    """What stands in a module, also in the branches of an ``if`` for type checkers."""
    return [
        inner for node in tree.body for inner in ([*node.body, *node.orelse] if isinstance(node, ast.If) else [node])
    ]


def defined(tree: ast.Module) -> set[str]:
    """The names that a module defines, type variables left out."""
    found = set()
    for node in statements(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif (name := assigned(node)) and "TypeVar(" not in ast.unparse(node):
            found.add(name)
    return found


def assigned(node: ast.stmt) -> str | None:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else None


def imported(tree: ast.Module) -> dict[str, str | None]:
    return {
        alias.asname or alias.name: node.module
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def public(tree: ast.Module) -> set[str]:
    names = listed(tree)
    mine = {name for name in defined(tree) if not name.startswith("_")}
    return mine if names is None else mine & set(names)


def explained(tree: ast.Module) -> set[str | None]:
    """The names with a docstring: in a class or function, or right below a constant."""
    found: set[str | None] = {
        node.name
        for node in statements(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and (ast.get_docstring(node) or "").strip()
    }
    for node, below in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str):
            found.add(assigned(node))
    return found


def shown_by_its_package(module: str, by_name: Mapping[str, ast.Module], stubs: set[str]) -> bool:
    """A part of a package whose own page shows what the package takes from it."""
    package = module.rpartition(".")[0]
    names = set(listed(by_name[package]) or ())
    taken = {name for name, source in imported(by_name[package]).items() if source == module}
    return package in stubs and bool(taken & names)


class TestRendered:
    def test_the_rendered_files_are_up_to_date(self) -> None:
        check = [sys.executable, str(ROOT / "scripts" / "render.py"), "--check"]
        done = subprocess.run(check, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  # our own script

        assert (done.stdout, done.returncode) == ("the rendered files are up to date\n", 0)

    def test_every_chart_of_the_library_is_drawn(self) -> None:
        page = text_of(REFERENCE / "lifecycles.md")
        charts = {tickets.TicketChart, deliberation.TopicChart}
        charts |= {kind for kind in Chart.__subclasses__() if kind.__module__.startswith("gridgov.")}

        assert [chart.lifecycle for chart in charts if f"`{chart.lifecycle}`" not in page] == []


class TestPages:
    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_every_link_within_the_project_leads_somewhere(self, page: Path) -> None:
        assert [target for target in LINK.findall(prose_of(page)) if not leads_somewhere(page, target)] == []

    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_every_name_of_the_library_that_is_linked_is_there(self, page: Path) -> None:
        for name in NAMED.findall(prose_of(page)):
            resolve_name(name)

    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_no_page_names_a_path_of_a_machine(self, page: Path) -> None:
        assert MACHINE_PATH.findall(text_of(page)) == []

    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_python_stands_in_fences_that_are_run(self, page: Path) -> None:
        assert {name for name, _ in FENCE.findall(text_of(page))} <= {"python", "text", "mermaid"}


def leads_somewhere(page: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True
    path, _, anchor = target.partition("#")
    there = (page.parent / path).resolve() if path else page
    if not there.is_file() and not there.is_dir():
        return False
    return not anchor or anchor in {slug(title) for title in HEADING.findall(prose_of(there))}


def slug(title: str) -> str:
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())


class TestDecisions:
    PAGES = sorted(ROOT.glob("docs/decisions/[0-9]*.md"))

    def test_they_are_numbered_without_a_gap(self) -> None:
        assert [page.name[:4] for page in self.PAGES] == [f"{n:04}" for n in range(1, len(self.PAGES) + 1)]

    def test_each_is_in_the_index_and_in_the_menu(self) -> None:
        index, menu = text_of(ROOT / "docs/decisions/index.md"), text_of(ROOT / "mkdocs.yml")

        assert [p.name for p in self.PAGES if f"({p.name})" not in index or f"decisions/{p.name}" not in menu] == []

    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_each_is_short_and_has_its_three_parts(self, page: Path) -> None:
        text = text_of(page)

        assert len(text.splitlines()) <= 40
        assert [part for part in ("Context", "Decision", "Consequences") if f"**{part}.**" not in text] == []
        assert text.startswith(f"# {page.name[:4]} ")
