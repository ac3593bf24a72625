"""What may not be given straight away is not given in a roundabout way either: by delegation, by a part, by a seat.

The domain model, invariants 21 and 22: who is only guided takes on no main responsibility; volunteers neither enforce
nor approve. Beijing Regulation on Subdistrict Offices, Art. 3, 11, 17, 32.
"""

from datetime import date
from typing import Any

import pytest
from tests.spec.org.conftest import (
    DAY,
    START,
    area,
    delegation,
    jurisdiction,
    post,
    refused,
    register,
    relation,
    unit,
    valid,
)

from gridgov.org import Power

JULY = date(2022, 7, 1)


def faults(*records: Any) -> list[tuple[str, str]]:
    return refused(lambda: register(*records))


class TestGuidance:
    PLACES: tuple[Any, ...] = (
        area("a"),
        unit("office", "subdistrict_office"),
        unit("committee", "residents_committee"),
        post("chief", "office"),
        post("chair", "committee"),
        relation("office", "guides", "committee"),
    )
    LEADS = jurisdiction("chief", "a", "safety")

    def test_is_not_passed_by_letting_the_guided_act_for_the_lead(self) -> None:
        lets = delegation("chief", "chair", "safety")
        assert faults(*self.PLACES, self.LEADS, lets) == [("guided_and_handles", "delegations[0]")]

    def test_lets_them_collect_and_reply_for_the_lead(self) -> None:
        assert register(*self.PLACES, self.LEADS, delegation("chief", "chair", "safety", powers=("collect", "reply")))

    def test_lets_them_help_for_who_helps(self) -> None:
        helps = jurisdiction("chief", "a", "safety", part="co")
        assert register(*self.PLACES, helps, delegation("chief", "chair", "safety"))

    def test_binds_them_only_in_what_the_other_leads(self) -> None:
        """The chief leads in safety and helps with noise: to help with noise may be passed on."""
        helps = jurisdiction("chief", "a", "noise", part="co")
        assert register(*self.PLACES, self.LEADS, helps, delegation("chief", "chair", "noise"))

    def test_binds_them_while_it_lasts(self) -> None:
        places = self.PLACES[:-1]
        guided = relation("office", "guides", "committee", validity=valid(START, DAY))
        later = delegation("chief", "chair", "safety", validity=valid(DAY))
        assert register(*places, guided, self.LEADS, later)
        assert faults(*places, guided, self.LEADS, delegation("chief", "chair", "safety")) == [
            ("guided_and_handles", "delegations[0]")
        ]

    @pytest.mark.parametrize("holder", ["group", "seat"])
    def test_is_not_passed_by_a_part_of_the_guided(self, holder: str) -> None:
        parts = (
            unit("branch", "grassroots_organisation"),
            unit("group", "grassroots_organisation"),
            post("seat", "group"),
            relation("group", "part_of", "branch"),
            relation("branch", "part_of", "committee"),
        )
        assert faults(*self.PLACES, *parts, jurisdiction(holder, "a", "safety")) == [
            ("guided_and_handles", "jurisdictions[0]")
        ]

    def test_binds_a_part_while_it_is_one(self) -> None:
        group = unit("group", "grassroots_organisation")
        part = relation("group", "part_of", "committee", validity=valid(START, DAY))
        leads = jurisdiction("group", "a", "safety", validity=valid(DAY))
        assert register(*self.PLACES, group, part, leads)
        early = jurisdiction("group", "a", "safety", validity=valid(START, JULY))
        assert faults(*self.PLACES, group, part, early) == [("guided_and_handles", "jurisdictions[0]")]

    def test_of_a_part_does_not_bind_the_whole(self) -> None:
        whole = (unit("town", "government"), relation("committee", "part_of", "town"))
        assert register(*self.PLACES, *whole, jurisdiction("town", "a", "safety"))


class TestVolunteers:
    PLACES: tuple[Any, ...] = (
        area("a"),
        unit("u"),
        unit("team", "volunteer_team"),
        post("chief", "u"),
        post("steward", "team"),
    )

    @pytest.mark.parametrize("power", ["enforce", "approve"])
    def test_have_no_such_power_by_a_seat_in_their_team(self, power: Power) -> None:
        has = jurisdiction("steward", "a", powers=("collect", power))
        assert faults(*self.PLACES, has) == [("volunteers_may_not", "jurisdictions[0]")]

    def test_are_not_let_use_it_for_another_post(self) -> None:
        has = jurisdiction("chief", "a", powers=("enforce",))
        lets = delegation("chief", "steward", powers=("enforce",))
        assert faults(*self.PLACES, has, lets) == [("volunteers_may_not", "delegations[0]")]

    def test_are_those_in_the_team_while_the_seat_is_in_it(self) -> None:
        moved = (post("seat", "team", validity=valid(START, DAY)), post("seat", "u", validity=valid(DAY)))
        later = jurisdiction("seat", "a", powers=("enforce",), validity=valid(DAY))
        assert register(*self.PLACES, *moved, later)
        assert faults(*self.PLACES, *moved, jurisdiction("seat", "a", powers=("enforce",))) == [
            ("volunteers_may_not", "jurisdictions[0]")
        ]

    def test_in_a_team_may_do_all_else(self) -> None:
        assert register(*self.PLACES, jurisdiction("steward", "a", powers=("collect", "verify", "handle")))
