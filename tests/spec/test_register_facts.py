"""From a register to facts: what lasts is counted in days. Counts of Yuqiao are those of its register of 2022."""

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from gridgov.errors import BadInput
from gridgov.kpis.grid import COMMUNITIES_WITH_GRIDS, STAFFING_RATE
from gridgov.kpis.organisation import (
    COMMUNITIES_PER_CENTRE,
    SPECIALIST_COVER,
    STRUCTURE_MATCH,
    TURNOVER,
    VACANCY_RATE,
)
from gridgov.metrics import compute, register_facts
from gridgov.org import Register, read_register
from gridgov.org.entities import Agent, Appointment, Area, Post, Unit, Validity
from gridgov.parameters import packaged

START, END = date(2022, 1, 1), date(2023, 1, 1)


def figure(table, kpi):
    [found] = compute(pl.DataFrame(table), [kpi])
    return found.value


YEAR = Validity(START, "made up")


def since(day, until=None):
    return Validity(day, "made up", valid_to=until)


SMALL = Register(
    areas=(
        Area("c-1", "area_centre", "一片区", "First Area", YEAR),
        Area("s-1", "community", "一社区", "First Community", YEAR, parent="c-1", households=1000),
        Area("g-1", "grid", "一网格", "First Grid", YEAR, parent="s-1", households=400),
        Area("g-2", "grid", "二网格", "Second Grid", since(date(2022, 7, 2)), parent="s-1", households=500),
    ),
    units=(Unit("team", "grid_team", "网格队", "Grid Team", YEAR),),
    posts=(
        Post("p-1", "team", "grid_worker", YEAR, area="g-1"),
        Post("p-2", "team", "specialist", YEAR, area="c-1"),
    ),
    agents=(Agent("w-1", YEAR), Agent("w-2", YEAR)),
    appointments=(
        Appointment("a-1", "w-1", "p-1", "appointed", since(START, date(2022, 2, 1)), end_reason="moved"),
        Appointment("a-2", "w-2", "p-1", "acting", since(date(2022, 2, 1), date(2022, 3, 1)), end_reason="term_ended"),
    ),
)


@pytest.fixture(scope="module")
def small():
    return register_facts(SMALL, START, END)


class TestPosts:
    def test_a_day_without_a_holder_is_vacant_and_acting_fills_nothing(self, small):
        """January is held; February only acted for; 365 − 31 days are vacant."""
        assert small.posts["post"] == ["p-1", "p-2"]
        assert small.posts["post_days"] == [365, 365]
        assert small.posts["vacant_days"] == [334, 365]
        assert small.posts["holder_days"] == [59, 0]
        assert small.posts["acting_days"] == [28, 0]
        assert small.posts["never_held"] == [0, 1]

    def test_the_end_of_a_term_is_no_turnover(self, small):
        assert small.posts["ended"] == [1, 0]
        assert figure(small.posts, TURNOVER) == Fraction(365, 59)

    def test_vacancy_is_a_share_of_days(self, small):
        assert figure(small.posts, VACANCY_RATE) == Fraction(334 + 365, 730)


class TestPlaces:
    def test_a_grid_is_staffed_on_the_days_on_which_somebody_is_there(self, small):
        """The second grid is there from 2 July: 183 days, none of them staffed."""
        assert small.grids["days"] == [365, 183]
        assert small.grids["staffed_days"] == [59, 0]
        assert figure(small.grids, STAFFING_RATE) == Fraction(59, 548)

    def test_a_community_has_its_grids_and_their_households(self, small):
        assert small.communities == {
            "community": ["s-1"],
            "kind": ["community"],
            "grids": [2],
            "households": [1000],
            "grid_households": [900],
        }

    def test_a_centre_without_a_specialist(self, small):
        assert (small.centres["specialist_days"], small.centres["communities"]) == ([0], [1])
        assert figure(small.centres, SPECIALIST_COVER) == 0


@pytest.fixture(scope="module")
def yuqiao():
    register = read_register(packaged("yuqiao-register"), source="yuqiao-register")
    return register_facts(register, START, END, structures=register.structures)


class TestYuqiao:
    """S7, S3: 24 communities and villages in 10 centres, 1+10+24+N."""

    def test_ten_centres_have_2_4_communities_each(self, yuqiao):
        assert len(yuqiao.centres["centre"]) == 10
        assert figure(yuqiao.centres, COMMUNITIES_PER_CENTRE) == Fraction(24, 10)

    def test_every_community_has_grids(self, yuqiao):
        assert len(yuqiao.communities["community"]) == 24
        assert figure(yuqiao.communities, COMMUNITIES_WITH_GRIDS) == 1

    def test_the_layers_are_as_the_notation_says(self, yuqiao):
        assert figure(yuqiao.layers, STRUCTURE_MATCH) == 1


class TestBadInput:
    def test_a_period_has_days(self):
        with pytest.raises(BadInput) as raised:
            register_facts(SMALL, END, START)
        assert [p.code for p in raised.value.problems] == ["ends_before_start"]

    def test_a_register_is_one(self):
        with pytest.raises(BadInput):
            register_facts({}, START, END)
