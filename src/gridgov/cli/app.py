"""What the commands share: the application, and how they read and write files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

import typer

from gridgov.documents import MAX_BYTES
from gridgov.errors import BadInput, Problem

__all__ = ["FOUND", "Lang", "app", "at", "printable", "read"]

app = typer.Typer(
    name="gridgov",
    help="Grassroots governance as a library. 基层治理程序库。",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
"""The commands. :func:`gridgov.__main__.main` runs them and puts errors into words."""

FOUND: Final = 1
"""The exit code when a command worked and found a fault in what it looked at."""

Lang = Literal["en", "zh"]
"""The language of what is printed."""


def read(file: Path) -> bytes:
    """What is in a file, but no more than a document may have."""
    with at(file, "not_readable"), file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


@contextmanager
def at(file: Path, otherwise: str) -> Iterator[None]:
    """Turns what the system says about a file into a ``BadInput``."""
    try:
        yield
    except FileNotFoundError:
        raise BadInput([Problem("no_such_file", printable(str(file)))], source="file") from None
    except OSError:
        raise BadInput([Problem(otherwise, printable(str(file)))], source="file") from None


def printable(text: str) -> str:
    """The text without what could steer a terminal."""
    return "".join(character if character.isprintable() or character == "\n" else "�" for character in text)
