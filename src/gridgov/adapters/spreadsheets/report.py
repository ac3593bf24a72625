"""What an import found: by rule and column, with row numbers and never with what a cell says.

>>> found = ImportReport("ours", 3, 2, (Finding("no_ticket", "no", 1, (3,), left_out=True),), ("remarks",), ())
>>> print(found.text("en"))
2 of 3 rows taken (mapping ours)
left out: 1 row: "no": has no id (row 3)
columns of the file that nothing was made of: remarks
"""

from html import escape
from types import MappingProxyType
from typing import Final

from attrs import frozen

from gridgov.errors import TEXTS, Lang

__all__ = ["Finding", "ImportReport"]


@frozen
class Finding:
    """What a rule found in a column."""

    rule: str
    column: str
    """The column of the file."""
    count: int
    rows: tuple[int, ...]
    """The first of them; 1 is the first row below the header."""
    left_out: bool
    """Whether the rows were left out, or taken and only noted."""

    def text(self, lang: Lang) -> str:
        """The finding in words."""
        said = f'"{" ".join(self.column.split())}": {TEXTS[self.rule][lang == "zh"]}'
        rows = ", ".join(map(str, self.rows)) + (" …" if self.count > len(self.rows) > 0 else "")
        if lang == "zh":
            where = f"（第{rows}行）" if rows else ""
            return f"{'未计入' if self.left_out else '提示'}：{self.count}行：{said}{where}"
        where = f" (row {rows})" if rows else ""
        counted = f"{self.count} row{'s' if self.count != 1 else ''}"
        return f"{'left out' if self.left_out else 'noted'}: {counted}: {said}{where}"


_HEADS: Final = MappingProxyType(
    {
        "en": (
            "{} of {} rows taken (mapping {})",
            "columns of the file that nothing was made of: {}",
            "columns that the file lacks: {}",
        ),
        "zh": ("共{1}行，计入{0}行（映射 {2}）", "文件中未使用的列：{}", "文件中缺少的列：{}"),
    }
)


@frozen
class ImportReport:
    """What became of a table: how many rows were taken, what was left out and noted, which columns were not used."""

    mapping: str
    rows: int
    taken: int
    findings: tuple[Finding, ...]
    unmapped: tuple[str, ...]
    """Columns of the file that the mapping does not name."""
    absent: tuple[str, ...]
    """Columns of the ticket table that nothing was made for."""
    lacking: tuple[str, ...] = ()
    """Columns that the mapping names and may miss, and the file does not have."""

    @property
    def left_out(self) -> int:
        """How many rows were left out."""
        return self.rows - self.taken

    def text(self, lang: Lang) -> str:
        """The report in words, a line a finding."""
        head, unused, lacking = _HEADS[lang]
        lines = [head.format(self.taken, self.rows, self.mapping), *(one.text(lang) for one in self.findings)]
        if self.unmapped:
            lines.append(unused.format(", ".join(self.unmapped)))
        if self.lacking:
            lines.append(lacking.format(", ".join(self.lacking)))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.text("en").splitlines())
        return f"<ul>{lines}</ul>"
