"""Several lines of one holder, equally near, with different limits: the shortest counts, and the trace says so.

A design note of this library: nothing is settled in silence. After a merge the result has the lines of both.
"""

from typing import Any

import pytest
from tests.spec.org.conftest import DAY, JULY, area, history, jurisdiction, register, unit, valid

from gridgov.calendars import Limit
from gridgov.messages import org as m
from gridgov.org import Register, RouteDecision, route
from gridgov.org.responsibilities import responsibility_list

HOUR, DAYS = Limit(1, "hours"), Limit(2, "calendar_days")


def there(*limits: Any, **fields: Any) -> Register:
    lines = (jurisdiction("u", "c", id=f"j-{i}", within=limit, **fields) for i, limit in enumerate(limits))
    return register(area("s", "subdistrict"), area("c", parent="s"), unit("u"), unit("office"), *lines)


def decided(found: Register) -> RouteDecision:
    answer = route(found, "safety", "c", DAY)
    assert isinstance(answer, RouteDecision)
    return answer


class TestTheLead:
    @pytest.mark.parametrize("limits", [(HOUR, DAYS), (DAYS, HOUR), (None, HOUR), (DAYS, None, HOUR)])
    def test_has_the_shortest_of_its_limits_whatever_the_ids(self, limits: tuple[Any, ...]) -> None:
        found = decided(there(*limits))
        assert (found.within, found.lead.jurisdiction) == (HOUR, f"j-{limits.index(HOUR)}")
        assert responsibility_list(there(*limits), "c", DAY)[0].within == HOUR

    @pytest.mark.parametrize(
        ("shorter", "longer"),
        [
            (Limit(59, "minutes"), Limit(1, "hours")),
            (Limit(23, "hours"), Limit(1, "calendar_days")),
            (Limit(1, "calendar_days"), Limit(25, "hours")),
            (Limit(3, "calendar_days"), Limit(3, "working_days")),
            (Limit(3, "working_days"), Limit(4, "calendar_days")),
            (Limit(8, "hours"), Limit(8, "working_hours")),
            (Limit(90, "working_minutes"), Limit(2, "working_hours")),
        ],
    )
    def test_has_the_shorter_with_a_working_day_taken_as_a_day(self, shorter: Limit, longer: Limit) -> None:
        assert decided(there(shorter, longer)).within == decided(there(longer, shorter)).within == shorter

    def test_is_told_of_all_of_them(self) -> None:
        [step] = [one for one in decided(there(DAYS, HOUR)).trace if one.code == "route_shortest"]
        assert step.params == {"holder": "u", "limits": ("1 hours", "2 calendar_days")}
        assert "1 hour, 2 calendar days" in step.text("en")

    def test_is_told_nothing_where_they_agree(self) -> None:
        assert "route_shortest" not in [one.code for one in decided(there(HOUR, HOUR)).trace]

    def test_that_came_out_of_a_merge_has_the_shortest_of_both(self) -> None:
        town = history(
            area("c"),
            unit("a"),
            unit("b"),
            jurisdiction("a", "c", id="j-1", within=DAYS),
            jurisdiction("b", "c", id="j-2", within=HOUR),
        ).after(m.Merge, originals=("a", "b"), result=unit("n", validity=valid(JULY)), rest="move")
        answer = route(town.register, "safety", "c", JULY)
        assert isinstance(answer, RouteDecision)
        assert (answer.lead.holder, answer.within) == ("n", HOUR)


class TestTheOthers:
    def test_a_level_above_has_the_shortest_too_and_it_is_said(self) -> None:
        near = jurisdiction("office", "c")
        lines = (jurisdiction("u", "s", id=f"j-{i}", within=limit) for i, limit in enumerate((DAYS, HOUR)))
        places = (area("s", "subdistrict"), area("c", parent="s"), unit("u"), unit("office"))
        found = decided(register(*places, near, *lines))
        assert [level.within for level in found.escalation] == [HOUR]
        assert "route_shortest" in [one.code for one in found.trace]

    def test_who_helps_has_the_shortest_too(self) -> None:
        helps = (
            jurisdiction("u", "c", part="co", id=f"j-{i}", within=limit) for i, limit in enumerate((DAYS, None, HOUR))
        )
        places = (area("c"), unit("u"), unit("office"))
        assert [one.within for one in decided(register(*places, jurisdiction("office", "c"), *helps)).co_units] == [
            HOUR
        ]
