"""Writes the parts of the reference that follow from the code: lifecycles, words of other systems, checks, JSON Schema.

python scripts/render.py            writes docs/reference/lifecycles.md, anchors.md, org-checks.md … and schemas/
python scripts/render.py --check    writes nothing; prints a diff and exits with 1 where the files differ
"""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import unified_diff
from pathlib import Path
from typing import Any, get_args

from gridgov import deliberation, tickets
from gridgov.adapters.org_drawing import svg_of_areas
from gridgov.diagrams import markdown, mermaid, mermaid_of_stage, mermaid_of_stages
from gridgov.labels import label
from gridgov.lifecycle import Lifecycle, Node
from gridgov.messages import COMMANDS, EVENTS, Vocabulary
from gridgov.messages.tickets import Outcome
from gridgov.org import read_register
from gridgov.org.checks import CATALOGUE, Check
from gridgov.parameters import packaged
from gridgov.tickets.anchors import OURS_ALONE, Anchor, Term, anchors, to_open311
from gridgov.tickets.chart import CLOCKS, REMARKS, ROLES
from gridgov.tickets.policy import CHANNEL_NEEDS, POLICIES, Policy
from kpi_page import catalogue_page

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
SCHEMAS = REFERENCE / "schemas"

LIFECYCLES = {"ticket": ("A ticket", tickets.LIFECYCLE), "topic": ("A topic", deliberation.LIFECYCLE)}
"""The title and the lifecycle of each kind of case."""

HEAD = """# Lifecycles

Drawn from the compiled tables by `scripts/render.py`; do not edit this page. A box is a stage. Edges with the same
event are tried in the order in which they stand; a condition in brackets opens an edge. The column *source* says where
the rule stands, or that it is a design note of this project.
"""

FULL_SIZE = '%%{init: {"state": {"useMaxWidth": false}}}%%\n'
"""Drawn as large as it is, and scrolled, instead of small enough to fit."""

FITS = 4
"""A stage of so many states fits the page."""

TICKET_PAGE = """# Beside the chart of a ticket

Written by `scripts/render.py`; do not edit this page. The [chart](lifecycles.md#a-ticket) says where a ticket may go;
here stands what else holds.

## Acts that leave it where it is

| act | 中文 | where | source |
| --- | --- | --- | --- |
{remarks}

## Who does what

A narrowing for inboxes and buttons. Who *may* is for the host to say.

| act | 中文 | roles |
| --- | --- | --- |
{roles}

## Clocks

A clock starts when a ticket enters such a state and somebody says by when: the command, or the policy. The acts in the
last column stop it, in time or late; whatever else leads out cancels it. None runs in *closed*.

| clock | 中文 | runs in | stopped by |
| --- | --- | --- | --- |
{clocks}

## What a host may lay down

Parameters of a [pack](../how-to/write-a-pack.md). Nothing of this is built in; the column *without* says what holds if
no loaded pack has a value on the day of the act. *Stricter* is the way in which a local pack may go beyond a law.

| parameter | unit | without | 没有时 | stricter |
| --- | --- | --- | --- | --- |
{policies}
"""

ANCHOR_HEAD = """# Anchors

Written by `scripts/render.py` from `packs/anchors.toml`; do not edit this page. One table an anchor: what each of its
words is here. A plain state is one that a request is in for a while; with an arrow, the word is something that happens,
and leads there. The outcome is named only where the word itself says it. The last two columns say what is lost, or why
this state was chosen; an importer reports both.
"""

ANCHOR_STUB = """::: gridgov.tickets.anchors
    options: {heading_level: 2}
"""

CHECKS_PAGE = """# Checks of a register

Written by `scripts/render.py` from `gridgov.org.checks.CATALOGUE`; do not edit this page. The numbers are those of the
invariants of the design; what has none is looked at besides. *Refused*: a register in which it is not so is not loaded
at all. The others are looked for on a day, by [`org.check`][gridgov.org.checks.check] and by `gridgov lint`
([how](../how-to/lint-your-register.md)).

| no. | check | must be so | 须满足 | found is | source |
| --- | --- | --- | --- | --- | --- |
{rows}

::: gridgov.org.checks
    options: {{heading_level: 2}}

## What each check looks for

{stubs}
"""

FINDERS = ("structure", "posts", "committees", "authority", "published", "names")
"""The modules with the checks, in the order of the numbers."""

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
        f"## {title}\n\n`{lifecycle.id}`\n\n{_pictures(title, lifecycle)}### {title}: states\n\n"
        f"| state | 中文 | stage | clock that ends the waiting |\n| --- | --- | --- | --- |\n{states}\n\n"
        f"### {title}: edges\n\n{markdown(lifecycle)}"
    )


def _pictures(title: str, lifecycle: Lifecycle) -> str:
    """The stages first and each of them after, if there are any; else all in one."""
    stages = tuple(dict.fromkeys(stage for node in lifecycle.nodes for stage in node.stages))
    if not stages:
        return f"```mermaid\n{_across(mermaid(lifecycle))}```\n\n"
    near = "".join(_picture_of(title, lifecycle, stage) for stage in stages)
    return f"```mermaid\n{mermaid_of_stages(lifecycle)}```\n\n{near}"


def _picture_of(title: str, lifecycle: Lifecycle, stage: str) -> str:
    large = sum(stage in node.stages for node in lifecycle.nodes) > FITS
    drawing = f"{FULL_SIZE if large else ''}{mermaid_of_stage(lifecycle, stage)}"
    return f"### {title}: {stage}\n\n```mermaid\n{drawing}```\n\n"


def _across(diagram: str) -> str:
    """Drawn from left to right, labels of edges do not cover each other."""
    return diagram.replace("stateDiagram-v2\n", "stateDiagram-v2\n    direction LR\n", 1)


def _state_row(group: str, node: Node) -> str:
    clock = "final" if node.final else node.clock or ""
    return f"| {node.id} | {label(f'{group}.state', node.id, 'zh')} | {' › '.join(node.stages)} | {clock} |"


def anchor_page() -> str:
    """The page of the words of other systems, of the way back, and of the module that reads them."""
    tables = [_anchor_section(anchor) for anchor in anchors()]
    return "\n".join([ANCHOR_HEAD, *tables, _way_back(), _ours_alone(), ANCHOR_STUB])


def _anchor_section(anchor: Anchor) -> str:
    rows = "\n".join(_term_row(term) for term in anchor.terms)
    return (
        f"## {anchor.title_en}\n\n{anchor.title_zh} · `{anchor.id}` · {anchor.reference}\n\n"
        f"| word | means | here | 中文 | with | lost, or why | 丢失或说明 |\n"
        f"| --- | --- | --- | --- | --- | --- | --- |\n{rows}\n"
    )


def _term_row(term: Term) -> str:
    word = f"`{term.term}`" if term.term else "*(empty)*"
    arrow = "" if term.kind == "state" else "→ "
    here = f"{arrow}`{term.state}`" if term.state else "stays"
    state = label("ticket.state", term.state, "zh") if term.state else "不变"
    axes = (("", term.outcome), ("delivery ", term.delivery), ("visibility ", term.visibility))
    others = ", ".join(f"{axis}`{code}`" for axis, code in axes if code)
    cells = (word, term.name, here, state, others, term.note_en, term.note_zh)
    return f"| {' | '.join(cells)} |"


def _way_back() -> str:
    open_rows = "\n".join(
        f"| `{node.id}` | {label('ticket.state', node.id, 'zh')} | {_words(*to_open311(node.id))} |"
        for node in tickets.LIFECYCLE.nodes
    )
    end_rows = "\n".join(
        f"| `{outcome}` | {label('ticket.outcome', outcome, 'zh')} | {_words(*to_open311('closed', outcome))} |"
        for outcome in get_args(Outcome)
    )
    return (
        "## The way back to Open311\n\nThe status of the standard, and the finer one of the extension; that of an end "
        f"depends on the outcome.\n\n| state | 中文 | goes out as |\n| --- | --- | --- |\n{open_rows}\n\n"
        f"| outcome of an end | 中文 | goes out as |\n| --- | --- | --- |\n{end_rows}\n"
    )


def _words(*codes: str) -> str:
    return " · ".join(f"`{code}`" for code in codes)


def _ours_alone() -> str:
    rows = "\n".join(
        f"| `{state}` | {label('ticket.state', state, 'zh')} | {en} | {zh} |" for state, (en, zh) in OURS_ALONE.items()
    )
    return f"## States that no anchor has\n\n| state | 中文 | why | 原因 |\n| --- | --- | --- | --- |\n{rows}\n"


def ticket_page() -> str:
    """The page of what stands beside the chart of a ticket: acts without a step, roles, clocks, policies."""
    remarks = "\n".join(
        f"| `{act}` | {label('ticket.act', act, 'zh')} | "
        f"{', '.join(remark.states or remark.stages)} | {remark.source} |"
        for act, remark in REMARKS.items()
    )
    roles = "\n".join(
        f"| `{act}` | {label('ticket.act', act, 'zh')} | {_roles(names)} |" for act, names in ROLES.items()
    )
    clocks = "\n".join(
        f"| `{name}` | {label('ticket.clock', name, 'zh')} | {', '.join(span.states)} | {', '.join(span.stopped_by)} |"
        for name, span in CLOCKS.items()
    )
    return TICKET_PAGE.format(remarks=remarks, roles=roles, clocks=clocks, policies="\n".join(_policy_rows()))


def _roles(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {label('ticket.role', name, 'zh')}" for name in names)


def _policy_rows() -> Iterator[str]:
    for name, policy in POLICIES.items():
        if not name.startswith("tickets.limit."):
            yield _policy_row(f"`{name}`", policy)
    yield _policy_row("`tickets.limit.CLOCK`, `tickets.limit.CLOCK.URGENCY`", POLICIES["tickets.limit.resolve"])
    yield _policy_row("`tickets.channel.CHANNEL.needs`", CHANNEL_NEEDS)


def _policy_row(name: str, policy: Policy) -> str:
    return f"| {name} | {', '.join(policy.units)} | {policy.without} | {policy.without_zh} | {policy.stricter} |"


def structure_drawn() -> str:
    """The subdistrict of the reference case with its centres, communities and villages at the end of the year."""
    register = read_register(packaged("yuqiao-register"), source="packs/yuqiao-register.toml")
    return svg_of_areas(register, date(2022, 12, 31), root="110112004", depth=2)


def checks_page() -> str:
    """The page of what must be so in a register."""
    stubs = "\n\n".join(f"::: gridgov.org.checks.{name}\n    options: {{heading_level: 3}}" for name in FINDERS)
    return CHECKS_PAGE.format(rows="\n".join(map(_check_row, CATALOGUE)), stubs=stubs)


def _check_row(check: Check) -> str:
    kind = "refused" if check.blocking else f"{check.severity} {label('org.severity', check.severity, 'zh')}"
    cells = (check.number or "", f"`{check.id}`", check.title("en"), check.title("zh"), kind, check.source)
    return f"| {' | '.join(map(str, cells))} |"


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
    pages = {
        REFERENCE / "lifecycles.md": lifecycles(),
        REFERENCE / "ticket-tables.md": ticket_page(),
        REFERENCE / "anchors.md": anchor_page(),
        REFERENCE / "org-checks.md": checks_page(),
        REFERENCE / "kpi-catalogue.md": catalogue_page(),
        REFERENCE / "yuqiao-2022.svg": structure_drawn(),
    }
    return {**pages, **{SCHEMAS / name: text for name, text in schemas()}}


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
