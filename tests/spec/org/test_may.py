"""Who may: the responsibility list read the other way."""

from datetime import UTC, date, datetime

import pytest
from tests.spec.org.conftest import (
    DAY,
    agent,
    appointment,
    area,
    delegation,
    jurisdiction,
    membership,
    post,
    refused,
    register,
    relation,
    unit,
    valid,
)

from gridgov.org import Permission, Register, may

MATTER = "safety.e_bike"
PLACES = (area("s", "subdistrict"), area("c", "community", "s"), area("d", "community", "s"))
BASE = (
    *PLACES,
    unit("team", "grid_team", "c"),
    post("worker", "team", "grid_worker"),
    post("deputy", "team"),
    agent("a-1"),
    agent("a-2"),
    jurisdiction("worker", "c", "safety", powers=("handle", "reply")),
)


def asked(
    found: Register, who: str = "a-1", power="handle", matter: str = MATTER, where: str = "c", at=DAY
) -> Permission:
    return may(found, who, power, matter, where, at)


class TestOwnPost:
    HELD = register(*BASE, appointment("a-1", "worker"))

    def test_who_is_in_the_post_may_what_the_line_says(self):
        assert asked(self.HELD).ground == "own_post"
        assert asked(self.HELD, power="reply").jurisdiction == "worker-c-safety"

    @pytest.mark.parametrize(
        "other", [{"power": "enforce"}, {"matter": "noise"}, {"where": "d"}, {"where": "s"}, {"who": "a-2"}]
    )
    def test_and_nothing_else(self, other):
        assert not asked(self.HELD, **other)

    def test_not_before_and_not_after(self):
        held = register(*BASE, appointment("a-1", "worker", validity=valid(date(2022, 3, 1), date(2022, 4, 1))))

        days = (date(2022, 2, 28), date(2022, 3, 1), date(2022, 3, 31), date(2022, 4, 1))
        assert [asked(held, at=day).allowed for day in days] == [False, True, True, False]

    def test_a_line_for_an_area_holds_in_all_that_lies_in_it(self):
        held = register(*BASE, appointment("a-1", "deputy"), jurisdiction("deputy", "s", powers=("assess",)))

        assert asked(held, power="assess", where="d")


class TestOthersPosts:
    def test_who_acts_for_a_post_may(self):
        assert asked(register(*BASE, appointment("a-1", "worker", "acting"))).ground == "acting"

    def test_who_is_in_a_post_that_was_let_act_may_as_far_as_that_goes(self):
        found = register(*BASE, appointment("a-2", "deputy"), delegation("worker", "deputy", "safety"))

        assert asked(found, "a-2").ground == "delegated"
        assert not asked(found, "a-2", power="reply")

    def test_a_delegation_of_another_matter_gives_nothing(self):
        found = register(*BASE, appointment("a-2", "deputy"), delegation("worker", "deputy", "safety.fire"))

        assert not asked(found, "a-2")
        assert asked(found, "a-2", matter="safety.fire")

    def test_a_delegation_that_has_ended_gives_nothing(self):
        over = delegation("worker", "deputy", "safety", validity=valid(end=DAY))

        assert not asked(register(*BASE, appointment("a-2", "deputy"), over), "a-2")


class TestUnits:
    LINE = jurisdiction("team", "c", powers=("verify",))

    def test_a_body_acts_through_its_seats(self):
        assert asked(register(*BASE, self.LINE, appointment("a-2", "deputy")), "a-2", power="verify").ground == "unit"

    def test_a_volunteers_seat_has_what_is_written_for_it_and_no_more(self):
        found = register(*BASE, self.LINE, appointment("a-2", "deputy", "volunteer"))

        assert not asked(found, "a-2", power="verify")

    def test_a_member_without_a_seat_gets_nothing_from_it(self):
        assert not asked(register(*BASE, self.LINE, membership("a-2", "team")), "a-2", power="verify")

    def test_a_unit_below_gets_nothing_from_the_one_above(self):
        above = (unit("office", "subdistrict_office", "s"), relation("team", "part_of", "office"))
        found = register(*BASE, *above, jurisdiction("office", "s", powers=("verify",)), appointment("a-2", "deputy"))

        assert not asked(found, "a-2", power="verify")


class TestWhatWasKnown:
    def test_an_appeal_is_answered_with_what_was_known_then(self):
        late = appointment("a-1", "worker", validity=valid(recorded=datetime(2022, 5, 1, tzinfo=UTC)))
        found = register(*BASE, late)

        assert may(found, "a-1", "handle", MATTER, "c", DAY)
        assert not may(found, "a-1", "handle", MATTER, "c", DAY, known_at=datetime(2022, 4, 30, tzinfo=UTC))


class TestWords:
    def test_a_refusal_names_who_may_instead(self):
        found = register(*BASE, appointment("a-1", "worker"), appointment("a-2", "deputy", "volunteer"))

        assert asked(found, "a-2").text("en").splitlines()[1:] == [
            "No: none of their posts has this power for the matter there: specialist of team.",
            "Who may: grid worker of team.",
        ]
        assert asked(found, "a-2").text("zh").splitlines()[1:] == [
            "不可以：所任岗位在该处对该事项均无此权限：team党建专员。",
            "有此权限的：team网格员。",
        ]

    def test_who_is_in_no_post_is_told_so(self):
        assert asked(register(*BASE)).text("en").splitlines()[1] == "No: in no post on that day."

    def test_it_says_why_and_why_not(self):
        held = register(*BASE, appointment("a-1", "worker"))

        assert asked(held).text("en").splitlines()[0] == "Asked whether a-1 may handle in c: e-bikes in corridors."
        assert asked(held, power="enforce").text("en") != asked(held, power="enforce").text("zh")

    @pytest.mark.parametrize(
        "other",
        [{"who": "nobody-1"}, {"who": "worker"}, {"power": "fly"}, {"matter": "No"}, {"where": "x"}, {"who": 7}],
    )
    def test_what_cannot_be_asked_is_refused(self, other):
        assert refused(lambda: asked(register(*BASE), **other))
