"""A record that gets another name or place stays the same record: a check counts its days from its first one on.

A change makes another version under the same id (W3C ORG: ChangeEvent); what a law or a rule counts from is when the
body, the term or the grid began.
"""

from datetime import date
from typing import Any

from tests.spec.org.conftest import (
    JULY,
    START,
    agent,
    appointment,
    area,
    history,
    membership,
    post,
    register,
    unit,
    valid,
)

from gridgov.messages import org as m
from gridgov.org import Register, check, overlaps
from gridgov.parameters import combine, shipped

MARCH, APRIL, AUGUST, OCTOBER = date(2022, 3, 1), date(2022, 4, 1), date(2022, 8, 1), date(2022, 10, 1)
RULES = combine(shipped("beijing-property"), shipped("cn-committees"))


def found(name: str, register: Register, day: date) -> list[str]:
    return [one.text("en") for one in check(register, day, rules=RULES) if one.check.id == name]


class TestAGrid:
    """Invariant 10 (S3): a grid has a grid worker at all times."""

    def test_without_a_worker_in_spring_is_found_after_it_got_another_name(self) -> None:
        town = history(
            area("c-1"),
            area("g-1", "grid", "c-1"),
            unit("team", "grid_team", "c-1"),
            post("w", "team", "grid_worker", area="g-1"),
            agent("a-1"),
            appointment("a-1", "w", validity=valid(MARCH)),
        )
        said = ["g-1 has no grid worker in 2022-01-01/2022-03-01"]
        assert found("grid_has_worker", town.register, AUGUST) == said
        renamed = town.after(m.Rename, record="g-1", name_zh="新网格", name_en="New Grid")
        assert found("grid_has_worker", renamed.register, AUGUST) == said

    def test_that_was_not_there_for_a_while_needed_nobody_then(self) -> None:
        town = register(
            area("c-1"),
            area("g-1", "grid", "c-1", validity=valid(START, MARCH)),
            area("g-1", "grid", "c-1", validity=valid(JULY)),
            unit("team", "grid_team", "c-1"),
            post("w", "team", "grid_worker"),
        )
        assert found("grid_has_worker", town, AUGUST) == [
            "g-1 has no grid worker in 2022-01-01/2022-03-01, 2022-07-01/…"
        ]

    def test_had_its_worker_while_the_team_was_there_for_it(self) -> None:
        """The team moves from the first grid to the second in September, and its worker with it."""
        town = history(
            area("c-1"),
            area("g-1", "grid", "c-1"),
            area("g-2", "grid", "c-1", validity=valid(date(2022, 9, 1))),
            unit("team", "grid_team", "g-1"),
            post("w", "team", "grid_worker"),
            agent("a-1"),
            appointment("a-1", "w"),
        ).after(m.Transfer, record="team", to="g-2", on=date(2022, 9, 1))
        assert found("grid_has_worker", town.register, AUGUST) == []
        assert found("grid_has_worker", town.register, OCTOBER) == ["g-1 has no grid worker in 2022-09-01/…"]


class TestAnOwnersCommittee:
    """Invariant 16 (Art. 59): thirty days after it filed, the management committee of the estate is gone."""

    def town(self, *owners: Any) -> Any:
        management = unit("m-1", "property_management_committee", "e-1")
        return history(area("e-1", "estate"), management, *owners)

    def test_with_another_name_did_not_begin_anew(self) -> None:
        day = date(2024, 7, 15)
        town = self.town(unit("o-1", "owners_committee", "e-1", validity=valid(date(2024, 5, 1))))
        renamed = town.after(m.Rename, record="o-1", name_zh="新名", name_en="New Name", on=date(2024, 7, 1))
        said = found("one_body_an_estate", town.register, day)
        assert len(said) == 1
        assert found("one_body_an_estate", renamed.register, day) == said

    def test_that_came_back_after_a_while_did(self) -> None:
        versions = (
            unit("o-1", "owners_committee", "e-1", validity=valid(START, MARCH)),
            unit("o-1", "owners_committee", "e-1", validity=valid(JULY)),
        )
        [overlap] = overlaps(self.town(*versions).register, AUGUST)
        assert overlap.since == JULY


class TestATerm:
    """Invariant 13: how long somebody may stay is counted from when they came."""

    def held(self, *terms: Any) -> Register:
        seats = (post("p", "u", longest_term_months=3), post("q", "u", longest_term_months=3))
        return register(unit("u"), agent("a-1"), *seats, *terms)

    def test_on_a_post_does_not_begin_anew_with_another_mode(self) -> None:
        acting = appointment("a-1", "p", "acting", validity=valid(START, MARCH))
        usual = appointment("a-1", "p", validity=valid(MARCH))
        assert found("term_of_post", self.held(acting, usual), date(2022, 3, 31)) == []
        assert len(found("term_of_post", self.held(acting, usual), date(2022, 4, 1))) == 1

    def test_on_another_post_or_after_a_while_does(self) -> None:
        first = appointment("a-1", "p", id="x", validity=valid(START, MARCH))
        assert (
            found("term_of_post", self.held(first, appointment("a-1", "q", id="x", validity=valid(MARCH))), APRIL) == []
        )
        again = appointment("a-1", "p", id="x", validity=valid(date(2022, 3, 2)))
        assert found("term_of_post", self.held(first, again), APRIL) == []

    def test_in_a_committee_does_not_begin_anew_with_another_capacity(self) -> None:
        since = valid(date(2019, 1, 1))
        committee = register(
            unit("committee", "residents_committee", validity=since),
            agent("a-1", validity=since),
            membership("a-1", "committee", validity=valid(date(2019, 1, 1), JULY)),
            membership("a-1", "committee", "chair", validity=valid(JULY)),
        )
        assert found("term_by_law", committee, date(2023, 12, 31)) == []
        assert len(found("term_by_law", committee, date(2024, 1, 2))) == 1
