"""Work that a unit is only to get one day is not lost either: who is to get it goes on, or somebody does for it.

Regulation on Petition Work 2022 (信访工作条例), Art. 24: whoever goes on with the powers takes the matters over.
"""

from datetime import date
from typing import Any

import pytest
from tests.spec.org.conftest import START, History, area, history, unit, valid

from gridgov.messages import org as m
from gridgov.org import Evidence, Register, check, successor

AUGUST, SEPTEMBER, OCTOBER = date(2022, 8, 1), date(2022, 9, 1), date(2022, 10, 1)
LOST = "open_work_without_successor"


def left_behind(register: Register, day: date) -> list[str]:
    """The units that are no more and still have the case, as check 20 finds them."""
    findings = check(register, day, evidence=Evidence(open_cases={"T-1": "team-1"}))
    return [one.problem.where for one in findings if one.check.number == 20]


class TestWorkStillToBeHandedOver:
    """Open work is conserved (信访工作条例第二十四条), also what a unit is only to get one day."""

    CASE = ({"case": "T-1", "unit": "team-1"},)

    @pytest.fixture
    def story(self) -> History:
        """In September team-2 takes over from team-1."""
        teams = tuple(unit(f"team-{i}", "grid_team", "s") for i in (1, 2, 3))
        begun = history(area("s", "subdistrict"), *teams)
        return begun.after(
            m.Dissolve, original="team-1", successor="team-2", rest="end", open_cases=self.CASE, on=SEPTEMBER
        )

    def test_who_is_to_get_it_does_not_end_before_with_nobody_to_go_on(self, story: History) -> None:
        for on in (AUGUST, OCTOBER):  # before it has it, and after
            refusal = story.when(m.Dissolve, original="team-2", open_cases=(), rest="end", on=on)
            refusal.then_refused(LOST)

    def test_whoever_goes_on_for_them_gets_it_and_the_check_says_so(self, story: History) -> None:
        after = story.after(m.Dissolve, original="team-2", successor="team-3", open_cases=(), rest="end", on=AUGUST)

        assert successor(after.register, "team-1", at=OCTOBER) == ("team-3",)
        assert left_behind(after.register, OCTOBER) == []

    def test_what_was_dissolved_for_good_later_has_left_it_behind(self, story: History) -> None:
        """The check finds what no command could know: it was still open when the last one ended."""
        after = story.later(days=365).after(
            m.Dissolve, original="team-2", open_cases=(), rest="end", on=date(2023, 2, 1)
        )
        assert left_behind(after.register, date(2023, 2, 1)) == ["team-2"]

    def test_nor_does_it_go_back_to_who_is_to_give_it(self, story: History) -> None:
        refusal = story.when(m.Dissolve, original="team-2", successor="team-1", open_cases=(), rest="end", on=AUGUST)
        refusal.then_refused(LOST)

    def test_of_several_that_go_on_one_is_named(self, story: History) -> None:
        east, west = (unit(name, "grid_team", "s", validity=valid(AUGUST)) for name in ("east", "west"))
        usual: dict[str, Any] = {"original": "team-2", "results": (east, west), "rest": "end", "on": AUGUST}
        story.when(m.Split, **usual, open_cases=()).then_refused(LOST)

        named = ({"case": "T-1", "unit": "team-2", "to": "west"},)
        after = story.after(m.Split, **usual, open_cases=named)
        assert left_behind(after.register, OCTOBER) == []

    def test_who_is_to_get_it_did_not_turn_out_to_be_gone(self, story: History) -> None:
        right = unit("team-2", "grid_team", "s", validity=valid(START, AUGUST))
        story.when(m.Correct, row=right, reason="wrong").then_refused(LOST)

    def test_nor_never_to_have_been(self, story: History) -> None:
        after = story.after(m.Rename, record="team-2", name_zh="新队", name_en="New Team", on=OCTOBER)
        after.when(m.Strike, record="team-2", version=START, reason="wrong").then_refused(LOST)

    def test_the_change_by_which_somebody_goes_on_is_not_struck(self, story: History) -> None:
        after = story.after(
            m.Dissolve, change="k", original="team-2", successor="team-3", open_cases=(), rest="end", on=AUGUST
        )
        refusal = after.when(m.Strike, record="k", reason="wrong")
        refusal.then_refused(LOST)

    def test_what_was_handed_over_long_ago_is_for_whoever_has_it_to_name(self, story: History) -> None:
        """By then the case may have been closed: who dissolves the unit says which are still open."""
        later = story.later(days=365)
        after = later.after(m.Dissolve, original="team-2", open_cases=(), rest="end", on=date(2023, 2, 1))

        assert successor(after.register, "team-1", at=date(2023, 2, 1)) == ()
