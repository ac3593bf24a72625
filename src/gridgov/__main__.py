"""``python -m gridgov``, and the script ``gridgov``: runs the command line, or says what is missing for it."""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

from gridgov.errors import BadInput, GovError, Problem

__all__ = ["main"]

_WRONG_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs a command and leaves with its exit code: 0 well, 1 with findings, 2 when the input or an extra is missing.

    Args:
        arguments: what would stand behind ``gridgov``; None: what does.

    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Chinese shows what it can
    try:
        _run(arguments)
    except GovError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(_WRONG_INPUT)


def _run(arguments: Sequence[str] | None) -> None:
    try:
        from gridgov.cli import app

        app(args=arguments, prog_name="gridgov")
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in {"", "gridgov"}:
            raise  # a fault of ours, not of the installation
        raise BadInput([Problem("extra_missing", package, {"extra": "cli"})], source="installation") from None


if __name__ == "__main__":
    main()
