"""Writes the parts of the reference that follow from the code: lifecycles as pictures, messages as JSON Schema.

python scripts/render.py            writes docs/reference/lifecycles.md and docs/reference/schemas/
python scripts/render.py --check    writes nothing; prints a diff and exits with 1 where the files differ
"""

import json
import sys
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path
from typing import Any

from gridgov import deliberation, tickets
from gridgov.labels import label
from gridgov.lifecycle import Lifecycle, Node, markdown, mermaid
from gridgov.messages import COMMANDS, EVENTS, Vocabulary

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
SCHEMAS = REFERENCE / "schemas"

LIFECYCLES = {"ticket": ("A ticket", tickets.LIFECYCLE), "topic": ("A topic", deliberation.LIFECYCLE)}
"""The title and the lifecycle of each kind of case."""

HEAD = """# Lifecycles

Drawn from the compiled tables by `scripts/render.py`; do not edit this page. A box is a stage. Edges with the same
event are tried in the order in which they stand; a condition in brackets opens an edge. The column *source* says where
the rule stands, or that it is a design note of this project.
"""

SCHEMA_HEAD = """# Messages as JSON Schema

Written by `scripts/render.py`; do not edit this page. Each file is JSON Schema 2020-12. Fields about a person carry
`"x-personal": true` in a command; the event keeps a digest of them.
"""


def lifecycles() -> str:
    """The page of all lifecycles."""
    sections = [_section(group, title, lifecycle) for group, (title, lifecycle) in LIFECYCLES.items()]
    return "\n".join([HEAD, *sections])


def _section(group: str, title: str, lifecycle: Lifecycle) -> str:
    states = "\n".join(_state_row(group, node) for node in lifecycle.nodes)
    return (
        f"## {title}\n\n`{lifecycle.id}`\n\n```mermaid\n{_across(mermaid(lifecycle))}```\n\n### {title}: states\n\n"
        f"| state | 中文 | stage | clock that ends the waiting |\n| --- | --- | --- | --- |\n{states}\n\n"
        f"### {title}: edges\n\n{markdown(lifecycle)}"
    )


def _across(diagram: str) -> str:
    """Drawn from left to right, labels of edges do not cover each other."""
    return diagram.replace("stateDiagram-v2\n", "stateDiagram-v2\n    direction LR\n", 1)


def _state_row(group: str, node: Node) -> str:
    clock = "final" if node.final else node.clock or ""
    return f"| {node.id} | {label(f'{group}.state', node.id, 'zh')} | {' › '.join(node.stages)} | {clock} |"


def schemas() -> Iterator[tuple[str, str]]:
    """The name and the text of each schema file, and of the page that lists them."""
    tables = []
    for title, vocabulary in (("Commands", COMMANDS), ("Events", EVENTS)):
        rows = "\n".join(_schema_row(name, vocabulary) for name in vocabulary.by_type)
        tables.append(f"## {title}\n\n| type | means |\n| --- | --- |\n{rows}\n")
        for name, schema in vocabulary.schemas().items():
            yield f"{name}.json", json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    yield "index.md", "\n".join([SCHEMA_HEAD, *tables])


def _schema_row(name: str, vocabulary: Vocabulary[Any]) -> str:
    means = (vocabulary.by_type[name].__doc__ or "").strip().splitlines()[0]
    return f"| [`{name}`]({name}.json) | {means} |"


def rendered() -> Mapping[Path, str]:
    """Every file that follows from the code, with its text."""
    return {REFERENCE / "lifecycles.md": lifecycles(), **{SCHEMAS / name: text for name, text in schemas()}}


def differences(files: Mapping[Path, str]) -> Iterator[str]:
    """The lines of a diff from what is on the disk to what it should be."""
    stray = [path for path in sorted(SCHEMAS.glob("*")) if path not in files]
    for path, text in [*files.items(), *((path, "") for path in stray)]:
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        name = path.relative_to(REFERENCE.parents[1]).as_posix()
        yield from unified_diff(old.splitlines(), text.splitlines(), name, f"{name} (rendered)", lineterm="")


def main(arguments: list[str]) -> int:
    """Writes or checks; returns the exit status."""
    files = rendered()
    if arguments == ["--check"]:
        diff = list(differences(files))
        print("\n".join(diff) or "the rendered files are up to date")
        return bool(diff)
    SCHEMAS.mkdir(parents=True, exist_ok=True)
    for stray in set(SCHEMAS.glob("*")) - set(files):
        stray.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    print(f"wrote {len(files)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
