"""The responsibility list is read in three ways, and they say the same: who must, who may, and what is written.

Beijing Regulation on Swift Response (2021), Art. 11: some matters are not handled as requests, but go another way. S3:
an all-round worker collects, handles, replies and counsels, and so closes a matter alone.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.org.conftest import (
    DAY,
    START,
    agent,
    appointment,
    area,
    delegation,
    jurisdiction,
    other_route,
    post,
    register,
    unit,
    valid,
)

from gridgov.errors import Refused
from gridgov.messages.org.base import Power
from gridgov.org import OtherWay, Register, RouteDecision, may, route
from gridgov.org.responsibilities import ListLine, responsibility_list

STAGES: tuple[Power, ...] = ("collect", "handle", "reply", "counsel")
FIRE = "safety.fire"


def decided(found: Register, matter: str = "safety") -> RouteDecision:
    answer = route(found, matter, "c", DAY)
    assert isinstance(answer, RouteDecision)
    return answer


def may_all(found: Register, agent: str, matter: str = "safety") -> bool:
    return all(may(found, agent, power, matter, "c", DAY).allowed for power in STAGES)


class TestAMatterThatGoesAnotherWay:
    BASE: tuple[Any, ...] = (
        area("c"),
        unit("u"),
        post("p", "u"),
        agent("ann"),
        appointment("ann", "p"),
        jurisdiction("p", "c", powers=("collect", "handle", "coordinate", "reply", "enforce")),
        jurisdiction("u", "c", FIRE),
    )
    AWAY = other_route("o", "emergency", FIRE, basis="Art. 11")
    FOUND = register(*BASE, AWAY)

    def test_is_handled_by_nobody(self) -> None:
        assert isinstance(route(self.FOUND, FIRE, "c", DAY), OtherWay)
        for power in ("handle", "coordinate"):
            answer = may(self.FOUND, "ann", power, FIRE, "c", DAY)
            assert (answer.allowed, answer.ground, answer.jurisdiction) == (False, None, None)
            assert [step.code for step in answer.trace] == ["may_asked", "route_other_way", "route_basis"]

    def test_may_still_be_taken_in_answered_and_enforced(self) -> None:
        """Whoever is told of a fire takes it down, says where it goes, and keeps the powers that no request gave."""
        for power in ("collect", "reply", "enforce"):
            assert may(self.FOUND, "ann", power, FIRE, "c", DAY)

    def test_stands_in_the_written_list_as_what_it_is(self) -> None:
        lines = {line.matter: line for line in responsibility_list(self.FOUND, "c", DAY)}
        assert lines[FIRE] == ListLine(FIRE, None, (), None, "Art. 11", "emergency")
        assert (lines["all"].lead, lines["all"].way) == ("p", None)

    def test_of_which_several_ways_are_named_is_settled_by_nobody(self) -> None:
        found = register(*self.BASE, self.AWAY, other_route("x", "unlawful", FIRE))
        for call in (lambda: route(found, FIRE, "c", DAY), lambda: responsibility_list(found, "c", DAY)):
            with pytest.raises(Refused) as caught:
                call()
            assert caught.value.code == "several_other_ways"
        assert not may(found, "ann", "handle", FIRE, "c", DAY)

    def test_is_handled_before_it_goes_another_way(self) -> None:
        found = register(*self.BASE, other_route("o", "emergency", FIRE, validity=valid(START, DAY)))
        assert may(found, "ann", "handle", FIRE, "c", DAY)
        assert {line.matter: line.lead for line in responsibility_list(found, "c", DAY)}[FIRE] == "u"


class TestWhoClosesAlone:
    BASE: tuple[Any, ...] = (
        area("s", "subdistrict"),
        area("c", parent="s"),
        unit("u"),
        post("p", "u"),
        post("q", "u"),
        agent("ann"),
        agent("bob"),
    )

    def test_a_delegate_has_its_own_lines_besides_what_it_was_given(self) -> None:
        seats = (appointment("bob", "q"), jurisdiction("p", "c", "safety"), delegation("p", "q", "safety"))
        assert not decided(register(*self.BASE, *seats)).closes_alone
        found = register(*self.BASE, *seats, jurisdiction("q", "s", "safety"))
        assert (decided(found).lead.post, decided(found).closes_alone, may_all(found, "bob")) == ("q", True, True)

    def test_a_line_by_which_the_lead_helps_gives_its_powers_too(self) -> None:
        lines = (
            jurisdiction("p", "c", "safety", powers=("handle",)),
            jurisdiction("p", "c", part="co", powers=("collect", "reply", "counsel")),
        )
        found = register(*self.BASE, appointment("ann", "p"), *lines)
        assert decided(found).closes_alone
        assert may_all(found, "ann")

    def test_what_its_unit_may_a_post_may_but_no_volunteer(self) -> None:
        lines = (jurisdiction("p", "c", "safety", powers=("handle",)), jurisdiction("u", "s", "safety"))
        for mode, alone in (("appointed", True), ("volunteer", False)):
            found = register(*self.BASE, appointment("ann", "p", mode), *lines)  # type: ignore[arg-type]
            assert (decided(found).closes_alone, may_all(found, "ann")) == (alone, alone)

    def test_what_another_post_lets_it_do_counts(self) -> None:
        found = register(
            *self.BASE,
            appointment("ann", "p"),
            jurisdiction("p", "c", "safety", powers=("handle",)),
            jurisdiction("q", "s", "safety"),
            delegation("q", "p", "safety", powers=("collect", "reply", "counsel")),
        )
        assert (decided(found).closes_alone, may_all(found, "ann")) == (True, True)

    def test_what_another_post_lets_somebody_else_do_does_not(self) -> None:
        found = register(
            *self.BASE,
            post("r", "u"),
            appointment("ann", "p"),
            jurisdiction("p", "c", "safety", powers=("handle",)),
            jurisdiction("q", "s", "safety"),
            delegation("q", "r", "safety", powers=("collect", "reply", "counsel")),
        )
        assert (decided(found).closes_alone, may_all(found, "ann")) == (False, False)

    @settings(max_examples=150)
    @given(
        lines=st.lists(
            st.tuples(
                st.sampled_from(["p", "q", "u"]),
                st.sampled_from(["c", "s"]),
                st.sampled_from(["safety", "all"]),
                st.lists(st.sampled_from(STAGES), min_size=1, max_size=4, unique=True),
                st.sampled_from(["lead", "co"]),
            ),
            min_size=1,
            max_size=5,
        ),
        given_powers=st.lists(st.sampled_from(STAGES), max_size=4, unique=True),
        in_p=st.booleans(),
        mode=st.sampled_from(["appointed", "volunteer", "acting"]),
    )
    def test_is_who_may_do_all_four(
        self,
        lines: list[Any],
        given_powers: list[Power],
        in_p: bool,
        mode: Any,
    ) -> None:
        rows = [
            jurisdiction(holder, place, matter, powers=tuple(powers), part=part, id=f"j-{i}")
            for i, (holder, place, matter, powers, part) in enumerate(lines)
        ]
        held = {power for row in rows if row.holder == "p" and row.part for power in row.powers if "all" in row.matters}
        lets = [delegation("p", "q", powers=fit)] if (fit := tuple(one for one in given_powers if one in held)) else []
        seat = "p" if in_p else "q"
        found = register(*self.BASE, *rows, *lets, appointment("ann", seat, mode))
        try:
            decision = decided(found)
        except Refused:
            return
        if decision.lead.agents == ("ann",):
            assert decision.closes_alone == may_all(found, "ann")
