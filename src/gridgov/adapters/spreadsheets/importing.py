"""From somebody's table to the ticket table, column by column; every row that is left out is said, by its number.

>>> import polars
>>> from gridgov.adapters.spreadsheets.mapping import Mapping
>>> ours = Mapping("ours", "ours", "本单位", "our own", {"ticket": "no", "collected_at": "in", "ended_at": "out"},
...     zone="Asia/Shanghai", formats=("%Y-%m-%d %H:%M",))
>>> calls = polars.DataFrame({
...     "no": ["1", "2", "2"], "in": ["2022-03-01 09:00"] * 3, "out": ["2022-03-01 10:00", "2022-02-01 10:00", None]
... })
>>> found = to_tickets(calls, ours)
>>> found.tickets["collected_at"].to_list()
[1646096400000000]
>>> [(finding.rule, finding.column, finding.rows) for finding in found.report.findings]
[('duplicate_ticket', 'no', (3,)), ('ends_before_it_starts', 'out', (2,))]
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from attrs import define, evolve, field, frozen

from gridgov.adapters.spreadsheets.cells import counts_of, flags_of, text_of, times_of
from gridgov.adapters.spreadsheets.mapping import CODES, COUNTS, FLAGS, TIMES, Mapping
from gridgov.adapters.spreadsheets.report import Finding, ImportReport
from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Imported", "to_tickets"]

_LISTED: Final = 20
"""How many rows of a rule are named; all are counted."""

_SHORTENED: Final = r"^\d([.,]\d+)?[eE]\+?\d+$"
"""A number as a spreadsheet shows it that keeps 15 of its digits."""

_LOST: Final = 10**15
"""From here on a broken number has fewer digits than the id had."""


@frozen(eq=False)
class Imported:
    """The ticket table, and what became of the rest."""

    tickets: "pl.DataFrame" = field(repr=False)
    report: ImportReport

    def _repr_html_(self) -> str:
        """The report; the tickets are not shown."""
        return self.report._repr_html_()


@define(repr=False)
class _Run:
    """The columns made so far, and what was found on the way."""

    frame: "pl.DataFrame"
    mapping: Mapping
    out: "pl.Series"
    """The rows that are left out."""
    made: dict[str, "pl.Series"] = field(factory=dict)
    findings: list[Finding] = field(factory=list)

    def note(self, rule: str, column: str, where: "pl.Series", *, leave_out: bool) -> None:
        """Rows to which a rule applies; rows that are out already are not reported again."""
        where = where & ~self.out
        count = int(where.sum())
        if count:
            rows = tuple(int(i) + 1 for i in where.arg_true()[:_LISTED])
            self.findings.append(Finding(rule, column, count, rows, left_out=leave_out))
            if leave_out:
                self.out = self.out | where

    @property
    def over(self) -> "pl.Series":
        """Where the state says that a ticket is over."""
        return self.made["state"].is_in(list(self.mapping.closed)).fill_null(value=False)


def to_tickets(frame: Any, mapping: Mapping) -> Imported:
    """The ticket table that a mapping makes of somebody's table.

    Rows are numbered from 1, the first below the header. A row is left out by the first rule that it breaks: when it
    has no id or the id of an earlier row, a moment that cannot be read or that is two moments, a flag or a number that
    is none, an end before its start, or an end while it is said to be open. What is odd and kept is noted. Cells are
    never shown.

    Raises:
        BadInput: no polars table; columns that the mapping names and the table does not have, with the nearest names,
            or that hold lists, records, spans of time or bytes.

    """
    import polars as pl

    check_type(frame, pl.DataFrame, "frame", expected="a polars table", source="to_tickets")
    check_type(mapping, Mapping, "mapping", expected="Mapping", source="to_tickets")
    there, lacking = _without_lacking(frame, mapping)
    _check_there(frame, there)
    run = _Run(frame, there, pl.Series([False]).new_from_index(0, frame.height))
    _codes(run)
    _ids(run)
    _words(run)
    for name in TIMES:
        if name in there.columns:
            _times(run, name)
    _flags(run)
    _counts(run)
    _sense(run)
    return _finished(run, lacking)


def _without_lacking(frame: "pl.DataFrame", mapping: Mapping) -> tuple[Mapping, tuple[str, ...]]:
    """The mapping without what the file may lack and does, and the names of these columns."""
    may_lack = {name for name in mapping.optional if {**mapping.columns, **mapping.known}[name] not in frame.columns}
    columns = {target: column for target, column in mapping.columns.items() if target not in may_lack}
    known = {target: column for target, column in mapping.known.items() if target not in may_lack}
    left = {*columns.values(), *known.values()}
    lacking = dict.fromkeys(name for name in (*mapping.columns.values(), *mapping.known.values()) if name not in left)
    return evolve(mapping, columns=columns, known=known, optional=()), tuple(lacking)


def _check_there(frame: "pl.DataFrame", mapping: Mapping) -> None:
    from difflib import get_close_matches

    import polars as pl

    asked = [*mapping.columns.items(), *mapping.known.items()]
    problems = []
    for target, column in asked:
        if column not in frame.columns:
            near = tuple(get_close_matches(column, frame.columns, n=3, cutoff=0.5)) or ("—",)
            problems.append(Problem("no_such_column", f"{target} = {column}", {"near": near}))
        elif frame.schema[column].is_nested() or frame.schema[column] in (pl.Binary, pl.Object, pl.Duration):
            problems.append(Problem("no_plain_column", f"{target} = {column}"))
    if problems:
        raise BadInput(problems, source=mapping.id)


# ---- columns ------------------------------------------------------------------------------------------------------


def _codes(run: _Run) -> None:
    for name in CODES:
        column = run.mapping.columns.get(name)
        if column is not None:
            cells = text_of(run.frame[column], run.mapping.missing)
            words = run.mapping.codes.get(name)
            run.made[name] = cells.replace(dict(words)) if words else cells


def _ids(run: _Run) -> None:
    column, ids = run.mapping.columns["ticket"], run.made["ticket"]
    run.note("no_ticket", column, ids.is_null(), leave_out=True)
    shortened = ids.str.contains(_SHORTENED).fill_null(value=False)
    if run.frame.schema[column].is_float():
        shortened = shortened | (run.frame[column].abs() >= _LOST).fill_null(value=False)
    run.note("shortened_ticket", column, shortened, leave_out=True)
    run.note("duplicate_ticket", column, ids.is_not_null() & ~ids.is_first_distinct(), leave_out=True)


def _words(run: _Run) -> None:
    """Words that the mapping could have translated and did not; those that it translates to are known too."""
    for name, words in run.mapping.codes.items():
        if name in run.made:
            cells = text_of(run.frame[run.mapping.columns[name]], run.mapping.missing)
            strange = cells.is_not_null() & ~cells.is_in([*words, *words.values()]).fill_null(value=True)
            run.note("unmapped_word", run.mapping.columns[name], strange, leave_out=False)


def _times(run: _Run, name: str) -> None:
    column = run.mapping.columns[name]
    cells = run.frame[column]
    if name in run.mapping.only_when_over:
        cells = cells.zip_with(run.over, cells.clear(len(cells)))
    found = times_of(cells, run.mapping, last_of_day=name == "due")
    run.note("no_such_time", column, found.unreadable, leave_out=True)
    run.note("time_without_zone", column, found.naive, leave_out=True)
    run.note("hour_shown_twice", column, found.twice, leave_out=run.mapping.fold == "leave_out")
    run.note("hour_left_out", column, found.skipped, leave_out=run.mapping.gap == "leave_out")
    run.note("sentinel_year", column, found.sentinel, leave_out=False)
    run.note("mixed_offsets", column, found.mixed, leave_out=False)
    run.made[name] = found.moments


def _flags(run: _Run) -> None:
    for name in FLAGS:
        column = run.mapping.columns.get(name)
        if column is None:
            continue
        flags, wrong, empty = flags_of(run.frame[column], run.mapping)
        run.note("no_flag", column, wrong, leave_out=True)
        if name in run.mapping.empty_flags:
            flags = flags.fill_null(run.mapping.empty_flags[name])
        else:
            run.note("empty_flag", column, empty, leave_out=True)
        run.made[name] = flags.fill_null(0)
    for name, column in run.mapping.known.items():
        run.made[name] = text_of(run.frame[column], run.mapping.missing).is_not_null().cast(_int8())


def _counts(run: _Run) -> None:
    for name in COUNTS:
        column = run.mapping.columns.get(name)
        if column is not None:
            run.made[name], wrong = counts_of(run.frame[column], run.mapping.missing)
            run.note("no_number", column, wrong, leave_out=True)


def _int8() -> Any:
    import polars as pl

    return pl.Int8


# ---- rows that contradict themselves ------------------------------------------------------------------------------


def _sense(run: _Run) -> None:
    column, start = run.mapping.columns["collected_at"], run.made["collected_at"]
    run.note("never_received", column, start.is_null(), leave_out=True)
    for name in ("dispatched_at", "contacted_at", "handled_at", "replied_at", "ended_at", "visited_at"):
        if name in run.made:
            before = (run.made[name] < start).fill_null(value=False)
            run.note("ends_before_it_starts", run.mapping.columns[name], before, leave_out=True)
    if "state" in run.made and "ended_at" in run.made:
        over = run.over
        ended = run.made["ended_at"].is_not_null()
        known = run.made["state"].is_not_null()
        run.note("open_with_an_end", run.mapping.columns["state"], known & ~over & ended, leave_out=True)
        run.note("over_without_an_end", run.mapping.columns["state"], over & ~ended, leave_out=False)


def _finished(run: _Run, lacking: tuple[str, ...]) -> Imported:
    import polars as pl

    for name, value in run.mapping.constants.items():
        run.made[name] = pl.Series([value]).new_from_index(0, run.frame.height)
    order = [name for name in (*CODES, *TIMES, *FLAGS, *COUNTS) if name in run.made]
    table = pl.DataFrame([run.made[name].alias(name) for name in order])
    kept = table.filter(~run.out)
    used = {*run.mapping.columns.values(), *run.mapping.known.values()}
    report = ImportReport(
        mapping=run.mapping.id,
        rows=run.frame.height,
        taken=kept.height,
        findings=tuple(run.findings),
        unmapped=tuple(name for name in run.frame.columns if name not in used),
        absent=tuple(_absent(order)),
        lacking=lacking,
    )
    return Imported(kept, report)


def _absent(made: Iterable[str]) -> list[str]:
    there = set(made)
    return [name for name in (*CODES, *TIMES, *FLAGS, *COUNTS) if name not in there]
