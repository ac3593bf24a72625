"""What `import gridgov` costs beside a bare start of the interpreter."""

import subprocess
import sys
from collections.abc import Callable

from timing import in_turns, ratio, report

RUNS = 20


def start(code: str) -> Callable[[], int]:
    def work() -> int:
        for _ in range(RUNS):
            subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603  # our own interpreter
        return RUNS

    return work


def main() -> None:
    """Runs both in turns and prints the ratio."""
    found = in_turns({"bare": start("pass"), "gridgov": start("import gridgov")}, rounds=5)
    report(
        "import: starting Python with and without gridgov",
        [
            *({"ms a start": f"{time * 1e3:.1f}", "of": name} for name, time in found.items()),
            ratio("import gridgov against a bare start", found["gridgov"] / found["bare"], at_most=1.3),
        ],
    )


if __name__ == "__main__":
    main()
