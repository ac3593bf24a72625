"""``gridgov lint``: faults of a lifecycle, of a local pack of rules, of a register."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridgov.cli.app import FOUND, Lang, app, printable, read
from gridgov.documents import key_name, read_json, read_toml
from gridgov.errors import BadInput, Problem

if TYPE_CHECKING:
    from gridgov.lifecycle import Lifecycle
    from gridgov.org import Finding, Register
    from gridgov.parameters import Parameters

__all__ = ["lint"]


@app.command()
def lint(
    file: Annotated[
        Path,
        typer.Argument(
            help="A DIGIT BusinessService or a table of transitions, as JSON; a pack of rules or a register, as TOML."
        ),
    ],
    lang: Annotated[Lang, typer.Option(help="The language of the findings. 语言。")] = "en",
    ignore: Annotated[
        list[str] | None,
        typer.Option(help="A code of findings to leave out; may stand several times. 不列出的问题代码。"),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="The day on which a register is looked at; else the last on which something in it begins. 日期。",
        ),
    ] = None,
    onto: Annotated[
        Path | None, typer.Option(help="A register that the file adds to. 所补充的登记册。", metavar="BASE")
    ] = None,
    rules: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PACK",
            help="A shipped pack, or a TOML file, for a register besides the shipped laws. 登记册适用的规则包。",
        ),
    ] = None,
) -> None:
    """Looks for faults in a lifecycle (dead ends, waiting without a clock), a local pack of rules, or a register.

    检查生命周期、本地规则包或登记册。

    A table of transitions is {"initial": "new", "final": ["done"], "transitions": {"new": ["done"], "done": []}}.
    A pack is held against the shipped laws and regulations: what it may not say, and where it asks for less.
    Of a register, only errors make the command leave with 1.
    """
    raw, source = read(file), printable(file.name)
    if file.suffix == ".toml" and _is_register(raw, source):
        found = _lint_register(raw, source, at=at, onto=onto, rules=rules or [])
        _tell(*found, lang=lang, ignore=ignore or [])
        return
    options = {"--at": at, "--onto": onto, "--rules": rules}
    if misplaced := [Problem("for_registers_only", name) for name, value in options.items() if value]:
        raise BadInput(misplaced, source="lint")
    look = _lint_pack if file.suffix == ".toml" else _lint_lifecycle
    findings = [finding for finding in look(raw, source) if finding.code not in (ignore or ())]
    for finding in findings:
        typer.echo(f"{finding.code:<24} {printable(finding.text(lang))}")
    typer.echo({"en": f"findings: {len(findings)}", "zh": f"问题：{len(findings)}个"}[lang])
    if findings:
        raise typer.Exit(FOUND)


def _lint_lifecycle(raw: bytes, source: str) -> tuple[Problem, ...]:
    from gridgov.lifecycle import lint as findings_of

    return findings_of(_read_lifecycle(raw, source=source))


def _lint_pack(raw: bytes, source: str) -> tuple[Problem, ...]:
    from gridgov.parameters import SHIPPED, read_pack, shipped
    from gridgov.tickets.policy import lint_pack

    pack = read_pack(raw, source=source)
    rules = (shipped(name) for name in SHIPPED if name != pack.id)
    return lint_pack(pack, *(one for one in rules if one.kind in {"law", "local"}))


def _read_lifecycle(raw: bytes, *, source: str) -> "Lifecycle":
    from gridgov.lifecycle import read_digit, read_transitions

    document = read_json(raw, source=source)
    if not isinstance(document, dict) or "transitions" not in document:
        return read_digit(raw, source=source)
    initial, final, table = document.get("initial"), document.get("final", []), document["transitions"]
    problems = [
        Problem("unknown_key", key_name(key)) for key in document if key not in {"initial", "final", "transitions"}
    ]
    if not isinstance(initial, str):
        problems.append(Problem("wrong_type", "initial", {"expected": "string"}))
    if not _is_names(final):
        problems.append(Problem("wrong_type", "final", {"expected": "list of strings"}))
    if not isinstance(table, dict) or not all(map(_is_names, table.values())):
        problems.append(Problem("wrong_type", "transitions", {"expected": "lists of strings by state"}))
    if problems:
        raise BadInput(problems, source=source)
    return read_transitions(source, table, initial=str(initial), final=final)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_register(raw: bytes, source: str) -> bool:
    from gridgov.org.rows import ROWS

    return not {"register", "structure", *ROWS}.isdisjoint(read_toml(raw, source=source))


def _lint_register(
    raw: bytes, source: str, *, at: str | None, onto: Path | None, rules: list[str]
) -> tuple[list["Finding"], str | None]:
    """What is found in a register, and the day that was looked at; None: it is refused."""
    from gridgov.org import read_register
    from gridgov.org.checks import Finding, check, check_of

    day, packs = None if at is None else _day(at), _packs(rules)
    base = None if onto is None else read_register(read(onto), source=printable(onto.name))
    try:
        register = read_register(raw, source=source, onto=base)
    except BadInput as refused:
        return [Finding(one := check_of(p.code), one.severity, p) for p in refused.problems], None
    day = day or _last_beginning(register)
    return list(check(register, day, rules=packs)), day.isoformat()


def _day(text: str) -> date:
    with suppress(ValueError):
        return date.fromisoformat(text)
    raise BadInput([Problem("wrong_type", "--at", {"expected": "a date"})], source="lint")


def _packs(names: list[str]) -> "Parameters":
    """The shipped laws, and the packs that are named besides."""
    from gridgov.parameters import SHIPPED, combine, read_pack, shipped

    laws = [pack for pack in map(shipped, SHIPPED) if pack.kind == "law" and pack.id not in names]
    files = [Path(name) if name.endswith(".toml") else None for name in names]
    named = [
        shipped(name) if file is None else read_pack(read(file), source=printable(file.name))
        for name, file in zip(names, files, strict=True)
    ]
    return combine(*laws, *named)


def _last_beginning(register: "Register") -> date:
    """The last day on which something in a register begins."""
    from gridgov.org import TABLES

    begins = (record.validity.valid_from for table in TABLES for record in getattr(register, table))
    return max(begins, default=date.min)


def _tell(findings: list["Finding"], day: str | None, *, lang: Lang, ignore: list[str]) -> None:
    """Prints the findings about a register, and leaves with 1 if there is an error among them."""
    from gridgov.labels import label

    told = [one for one in findings if not {one.check.id, one.problem.code} & set(ignore)]
    for one in told:
        severity = label("org.severity", one.severity, lang)
        typer.echo(f"{severity:<8} {one.check.id:<29} {printable(one.text(lang))}")
    errors, warnings, notices = (sum(one.severity == s for one in told) for s in ("error", "warning", "notice"))
    if lang == "zh":
        about = "未载入" if day is None else f"检查日期 {day}"
        typer.echo(f"问题：{len(told)}个（错误{errors}，警告{warnings}，提示{notices}；{about}）")
    else:
        about = "nothing is loaded" if day is None else f"on {day}"
        typer.echo(f"findings: {len(told)} (errors {errors}, warnings {warnings}, notices {notices}; {about})")
    if errors:
        raise typer.Exit(FOUND)
