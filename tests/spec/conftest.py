"""What every spec has at hand: a moment, an actor, a context."""

from datetime import UTC, datetime

import pytest

from gridgov.kernel import Context
from gridgov.parameters import combine, shipped

NOON = datetime(2022, 3, 1, 4, tzinfo=UTC)
"""Tuesday, 12:00 in Beijing."""


@pytest.fixture
def context():
    return Context(NOON, "worker-7", salt="a salt of the test")


@pytest.fixture
def preset_context():
    """The same under the opt-in presets: three rounds at most, a quorum and a majority of one half."""
    return Context(NOON, "worker-7", parameters=combine(shipped("presets")), salt="a salt of the test")
