"""``gridgov`` on the command line: the simulated year, figures of a file, and the small tools around charts and logs.

Each command imports what it needs, so that ``gridgov lint`` does not wait for a dataframe library.
"""

from gridgov.cli import demo, kpi, lint, looking
from gridgov.cli.app import app

__all__ = ["app", "demo", "kpi", "lint", "looking"]
