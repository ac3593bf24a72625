"""S11: units with an owners' committee (业委会) or a property management committee (物管会), and F6 to F12."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from tests.spec.org.conftest import (
    START,
    agent,
    area,
    membership,
    refused,
    register,
    unchecked,
    unit,
    valid,
)

from gridgov.kernel import Context
from gridgov.kpis.property_bodies import FORMATION_RATE, OWNERS_COMMITTEE_COVERAGE, OWNERS_COMMITTEE_ESTABLISHMENT
from gridgov.messages.org import Transfer
from gridgov.metrics import compute
from gridgov.org import (
    Estate,
    Register,
    check,
    composition,
    decide,
    estates,
    evolve,
    flags,
    overlaps,
    read_register,
)
from gridgov.parameters import Parameters, combine, packaged, shipped

BEIJING = combine(shipped("beijing-property"))
AMENDED = date(2024, 4, 1)
"""A day on which the text of 2024 is in force."""
ART_39 = "北京市物业管理条例（2024年修正）第三十九条第一款 (Beijing Regulation on Property Management, Art. 39 para. 1)"
ART_54 = "北京市物业管理条例（2024年修正）第五十四条第一款 (Beijing Regulation on Property Management, Art. 54 para. 1)"
CHAIR = (
    "北京市物业管理条例（2020年；2024年修正后相同）第五十四条第二款 "
    "(Beijing Regulation on Property Management, Art. 54 para. 2)"
)
ART_58 = "北京市物业管理条例（2024年修正）第五十八条 (Beijing Regulation on Property Management, Art. 58)"
ART_59 = "北京市物业管理条例（2024年修正）第五十九条 (Beijing Regulation on Property Management, Art. 59)"


def found(name: str, where: Register, at: date = AMENDED, rules: Parameters = BEIJING) -> list[tuple[str, str, str]]:
    """What one check finds: the severity, and the text in both languages."""
    findings = [one for one in check(where, at, rules=rules) if one.check.id == name]
    return [(one.severity, one.text("en"), one.text("zh")) for one in findings]


def yuqiao() -> Register:
    return read_register(packaged("yuqiao-register"), source="yuqiao-register")


class TestTheReferenceCase:
    """Yuqiao Subdistrict year-end report, 2022: 44 units before, one transferred in August; 16 and 28 bodies."""

    END = date(2022, 12, 31)

    @pytest.mark.parametrize(("day", "count"), [(date(2022, 7, 31), 44), (date(2022, 8, 1), 45), (END, 45)])
    def test_one_estate_is_transferred_in_august(self, day: date, count: int) -> None:
        """F6."""
        assert len(estates(yuqiao(), day)) == count

    def test_sixteen_have_an_owners_committee_and_twenty_eight_a_management_committee(self) -> None:
        """F7, F8, F9: no estate has both, and one has none."""
        rows = estates(yuqiao(), self.END)
        assert sum(one.owners_committee is not None for one in rows) == 16
        assert sum(one.management_committee is not None for one in rows) == 28
        assert sum(one.formed for one in rows) == 44

    @pytest.mark.parametrize(
        ("kpi", "value"),
        [
            (FORMATION_RATE, Fraction(44, 45)),
            (OWNERS_COMMITTEE_COVERAGE, Fraction(16, 44)),
            (OWNERS_COMMITTEE_ESTABLISHMENT, Fraction(16, 45)),
        ],
    )
    def test_the_rates_are_exact(self, kpi: Any, value: Fraction) -> None:
        """F10, F11, F12; published as 97.8 %, 36.4 % and 35.56 %."""
        [result] = compute(pl.DataFrame(flags(estates(yuqiao(), self.END))), [kpi])
        assert result.value == value

    def test_in_the_course_of_the_year_owners_committees_took_over(self) -> None:
        """Ten at the beginning, sixteen at the end; who took over had a management committee before."""
        first, last = ({one.id: one for one in estates(yuqiao(), day)} for day in (START, self.END))
        new = [name for name, one in last.items() if one.owners_committee and not first[name].owners_committee]
        assert len(new) == 6
        assert all(first[name].management_committee and not last[name].management_committee for name in new)

    def test_no_estate_ever_has_both(self) -> None:
        register = yuqiao()
        assert [overlaps(register, date(2022, month, 15)) for month in range(1, 13)] == [()] * 12

    def test_every_body_is_made_up_as_the_law_of_2024_says(self) -> None:
        rules = combine(shipped("beijing-property"), shipped("preset-beijing-property-2020"))
        for name in ("owners_committee_size", "management_committee_made_up", "management_committee_term"):
            assert found(name, yuqiao(), self.END, rules) == []


class TestEstates:
    ESTATE = area("e-1", "estate", "c-1")

    def town(self, *units: Any) -> Register:
        return register(area("c-1"), self.ESTATE, *units)

    def test_one_without_a_body_is_not_formed(self) -> None:
        [row] = estates(self.town(), START)
        assert (row, row.formed) == (Estate("e-1", None, None), False)

    def test_each_body_stands_in_its_own_place(self) -> None:
        owners, management = unit("o-1", "owners_committee", "e-1"), unit("m-1", "property_management_committee", "e-1")
        assert estates(self.town(owners), START) == (Estate("e-1", "o-1", None),)
        assert estates(self.town(management), START) == (Estate("e-1", None, "m-1"),)
        assert estates(self.town(owners, management), START) == (Estate("e-1", "o-1", "m-1"),)

    def test_other_bodies_do_not_count(self) -> None:
        others = (unit("r-1", "residents_committee", "e-1"), unit("o-9", "owners_committee", "c-1"))
        assert estates(self.town(*others), START) == (Estate("e-1", None, None),)

    def test_a_management_committee_that_becomes_an_owners_committee_changes_the_row_on_that_day(self) -> None:
        """The estate stays formed on every day, and never has both."""
        took_over = date(2022, 5, 1)
        management = unit("m-1", "property_management_committee", "e-1", validity=valid(START, took_over))
        town = self.town(management, unit("o-1", "owners_committee", "e-1", validity=valid(took_over)))
        assert estates(town, date(2022, 4, 30)) == (Estate("e-1", None, "m-1"),)
        assert estates(town, took_over) == (Estate("e-1", "o-1", None),)

    def test_an_estate_that_moves_to_another_community_is_the_same_estate(self) -> None:
        moved = date(2022, 8, 1)
        town = register(
            area("c-1"),
            area("c-2"),
            area("e-1", "estate", "c-1", validity=valid(START, moved)),
            area("e-1", "estate", "c-2", validity=valid(moved)),
            unit("o-1", "owners_committee", "e-1"),
        )
        for day, community in ((date(2022, 7, 31), "c-1"), (moved, "c-2")):
            assert estates(town, day) == (Estate("e-1", "o-1", None),)
            assert [one.id for one in town.ancestors("e-1", at=day)] == [community]

    def test_as_a_table_they_are_flags_for_the_rates(self) -> None:
        rows = (Estate("e-1", "o-1", None), Estate("e-2", None, "m-2"), Estate("e-3", None, None))
        assert flags(rows) == {
            "area": ["e-1", "e-2", "e-3"],
            "estate": [1, 1, 1],
            "formed": [1, 1, 0],
            "owners_committee": [1, 0, 0],
            "property_management_committee": [0, 1, 0],
        }

    def test_what_is_of_another_type_is_refused(self) -> None:
        assert refused(lambda: estates(unchecked(None), START)) == [("wrong_type", "register")]
        assert refused(lambda: estates(register(), unchecked("2022"))) == [("wrong_type", "at")]


RESIDENTS = unit("residents", "residents_committee", "c-1")


def body(
    kind: Any, *capacities: str, households: int | None = 240, chair_for: str | None = "residents", **fields: Any
) -> Register:
    """An estate with one body, whose members sit there in some capacities; the chair on behalf of a committee."""
    people = [agent(f"a-{n}") for n in range(len(capacities))]
    seats = [
        membership(one.id, "body", capacity, on_behalf_of=chair_for if capacity == "chair" else None)
        for one, capacity in zip(people, capacities, strict=True)
    ]
    estate = area("e-1", "estate", "c-1", households=households)
    return register(area("c-1"), estate, RESIDENTS, unit("body", kind, "e-1", **fields), *people, *seats)


class TestComposition:
    def test_counts_members_by_capacity_and_by_who_sent_them(self) -> None:
        there = body("property_management_committee", "chair", "owner_representative", "owner_representative", "member")
        found = composition(there, "body", START)
        assert (found.unit, found.size) == ("body", 4)
        assert found.by_capacity == {"chair": 1, "owner_representative": 2, "member": 1}
        assert (found.chairs, found.chairs_sent_by) == (("a-0",), ("residents",))
        assert found.sent_by == {"residents": 1}

    def test_who_sits_there_in_two_capacities_is_one_member(self) -> None:
        both = (membership("a-1", "body", "chair", id="m-1"), membership("a-1", "body", "member", id="m-2"))
        found = composition(register(unit("body", "owners_committee"), agent("a-1"), *both), "body", START)
        assert (found.size, found.by_capacity) == (1, {"chair": 1, "member": 1})

    def test_alternates_are_no_members(self) -> None:
        """Beijing Regulation on Property Management, Art. 39: 候补委员."""
        assert composition(body("owners_committee", "member", "alternate"), "body", START).size == 1

    def test_is_that_of_the_day(self) -> None:
        seat = membership("a-1", "body", validity=valid(START, date(2022, 7, 1)))
        there = register(unit("body", "owners_committee"), agent("a-1"), seat)
        assert [composition(there, "body", day).size for day in (date(2022, 6, 30), date(2022, 7, 1))] == [1, 0]

    def test_of_a_unit_that_is_not_there_is_refused(self) -> None:
        there = register(area("c-1"), unit("late", "owners_committee", validity=valid(date(2022, 7, 1))))
        assert refused(lambda: composition(there, "nobody", START)) == [("not_known", "unit")]
        assert refused(lambda: composition(there, "c-1", START)) == [("of_another_kind", "unit")]
        assert refused(lambda: composition(there, "late", START)) == [("not_known_then", "unit")]
        assert refused(lambda: composition(unchecked(None), "late", START)) == [("wrong_type", "register")]


class TestOwnersCommitteeSize:
    """Invariant 14 (Art. 39 para. 1): five or more, an odd number; three where at most a hundred households live."""

    def owners(self, members: int, households: int | None = 240) -> Register:
        return body("owners_committee", *["member"] * members, households=households)

    @pytest.mark.parametrize("members", [5, 7, 9])
    def test_an_odd_number_from_five_on_is_all_right(self, members: int) -> None:
        assert found("owners_committee_size", self.owners(members)) == []

    def test_three_are_enough_for_a_hundred_households(self) -> None:
        assert found("owners_committee_size", self.owners(3, 100)) == []

    @pytest.mark.parametrize("households", [101, 240])
    def test_three_are_an_error_for_more(self, households: int) -> None:
        assert found("owners_committee_size", self.owners(3, households)) == [
            (
                "error",
                f"body has 3 members and needs at least 5: {ART_39}",
                f"body 有委员 3 人，至少应有 5 人：{ART_39}",
            )
        ]

    def test_three_are_left_open_where_nobody_knows_the_households(self) -> None:
        assert found("owners_committee_size", self.owners(3, None)) == [
            (
                "notice",
                "body has 3 members, enough if at most 100 households live in its estate; how many do is not known",
                "body 有委员 3 人，仅当小区不超过 100 户时可行；户数未知",
            )
        ]

        [(severity, _, _), _] = found("owners_committee_size", self.owners(4, None))
        assert severity == "error"

    def test_an_even_number_is_an_error(self) -> None:
        assert found("owners_committee_size", self.owners(6)) == [
            (
                "error",
                f"body has 6 members, and the number has to be odd: {ART_39}",
                f"body 有委员 6 人，人数应为单数：{ART_39}",
            )
        ]

    def test_four_are_too_few_and_even(self) -> None:
        assert [text for _, text, _ in found("owners_committee_size", self.owners(4, 50))] == [
            f"body has 4 members and needs at least 5: {ART_39}",
            f"body has 4 members, and the number has to be odd: {ART_39}",
        ]

    def test_one_whose_members_nobody_knows_is_left_open(self) -> None:
        [(severity, text, _)] = found("owners_committee_size", self.owners(0))
        assert severity == "notice"
        assert text == "body has no members in the register on that day, so its make-up was not checked"

    def test_before_the_amendment_it_says_that_it_does_not_know_the_rule(self) -> None:
        """The wording of 2020 was not proved; the preset supposes it, and is named as such."""
        said = found("owners_committee_size", self.owners(4), date(2022, 6, 1))
        assert {severity for severity, _, _ in said} == {"notice"}
        rule = "property.owners_committee.least_members"
        assert said[0][1:] == (
            f"{rule} has no value that is loaded and in force on 2022-06-01; not checked: 1",
            f"{rule} 在 2022-06-01 没有已载入且有效的取值；未检查 1 项",
        )
        supposed = combine(shipped("beijing-property"), shipped("preset-beijing-property-2020"))
        [(severity, text, _), _] = found("owners_committee_size", self.owners(4), date(2022, 6, 1), supposed)
        assert severity == "error"
        assert "推定" in text
        assert "no primary source seen" in text


OWNER, MEMBER, SENT = "owner_representative", "member", "residents_committee_representative"


class TestManagementCommitteeMadeUp:
    """Invariant 15 (Art. 54): seven or more, odd; owners at least half; the residents' committee in the chair."""

    GOOD = ("chair", SENT, OWNER, OWNER, OWNER, OWNER, MEMBER)

    def committee(self, *capacities: str, **fields: Any) -> Register:
        return body("property_management_committee", *capacities, **fields)

    def test_one_as_the_law_says_is_all_right(self) -> None:
        assert found("management_committee_made_up", self.committee(*self.GOOD)) == []

    def test_five_are_too_few(self) -> None:
        assert found("management_committee_made_up", self.committee("chair", SENT, OWNER, OWNER, OWNER)) == [
            (
                "error",
                f"body has 5 members and needs at least 7: {ART_54}",
                f"body 有委员 5 人，至少应有 7 人：{ART_54}",
            )
        ]

    def test_eight_are_an_even_number(self) -> None:
        assert found("management_committee_made_up", self.committee(*self.GOOD, MEMBER)) == [
            (
                "error",
                f"body has 8 members, and the number has to be odd: {ART_54}",
                f"body 有委员 8 人，人数应为单数：{ART_54}",
            )
        ]

    def test_three_owners_of_seven_are_less_than_half(self) -> None:
        assert found(
            "management_committee_made_up", self.committee("chair", SENT, SENT, MEMBER, OWNER, OWNER, OWNER)
        ) == [
            (
                "error",
                f"body has 3 owners' representatives in 7 members, and the share asked for is 1/2: {ART_54}",
                f"body 委员 7 人中业主代表 3 人，规定比例为 1/2：{ART_54}",
            )
        ]

    def test_half_is_enough(self) -> None:
        """不少于二分之一: the half itself counts. Only the even number is wrong here."""
        half = self.committee("chair", SENT, SENT, MEMBER, OWNER, OWNER, OWNER, OWNER)
        [(_, text, _)] = found("management_committee_made_up", half)
        assert "has to be odd" in text

    def test_a_committee_without_a_chair_or_with_two_is_an_error(self) -> None:
        assert found("management_committee_made_up", self.committee(MEMBER, *self.GOOD[1:])) == [
            ("error", "body has 0 chairs instead of one", "body 有主任 0 人，应为一人")
        ]
        [(_, text, _)] = found("management_committee_made_up", self.committee("chair", "chair", *self.GOOD[2:]))
        assert text == "body has 2 chairs instead of one"

    @pytest.mark.parametrize("sender", [None, "company"])
    def test_a_chair_who_is_not_sent_by_the_residents_committee_is_an_error(self, sender: str | None) -> None:
        there = self.committee(*self.GOOD, chair_for=None)
        if sender:
            seats = [
                membership("a-0", "body", "chair", on_behalf_of=sender) if one.capacity == "chair" else one
                for one in there.memberships
            ]
            rows = (*there.areas, *there.units, unit("company", "property_company"), *there.agents, *seats)
            there = register(*rows)
        assert found("management_committee_made_up", there) == [
            (
                "error",
                "body has a chair who represents none of these: residents' committee, villagers' committee: " + CHAIR,
                "body 其主任不代表以下任何组织：居民委员会、村民委员会。" + CHAIR,
            )
        ]

    def test_the_rule_of_the_chair_is_proved_from_2020_on(self) -> None:
        """The published text of 2020 has Art. 54 para. 2 in the same words."""
        there = self.committee(*self.GOOD, chair_for=None)
        severities = [severity for severity, _, _ in found("management_committee_made_up", there, date(2022, 6, 1))]
        assert severities == ["notice", "notice", "notice", "error"]


class TestManagementCommitteeTerm:
    """Invariant 15 (Art. 58): as a rule no longer than three years, so a warning."""

    def committee(self, start: date, filed: date | None = None) -> Register:
        return register(
            area("e-1", "estate", validity=valid(date(2020, 1, 1))),
            unit("body", "property_management_committee", "e-1", validity=valid(start), filed_on=filed),
        )

    def test_three_years_are_all_right_and_the_day_after_is_not(self) -> None:
        there = self.committee(date(2021, 5, 1))
        assert found("management_committee_term", there, date(2024, 4, 30)) == []
        assert found("management_committee_term", there, date(2024, 5, 1)) == [
            (
                "warning",
                f"body has been there longer than 3 years, since 2021-05-01: {ART_58}",
                f"body 自 2021-05-01 起存续已超过 3 年：{ART_58}",
            )
        ]

    def test_one_that_filed_its_papers_before_the_register_begins_is_as_old_as_that(self) -> None:
        there = self.committee(date(2022, 1, 1), date(2021, 5, 1))
        assert len(found("management_committee_term", there, date(2024, 5, 1))) == 1


class TestOneBodyAnEstate:
    """Invariant 16 (Art. 59): thirty days after the owners' committee filed, the management committee is gone."""

    FILED = date(2024, 5, 1)

    def both(self, **owners: Any) -> Register:
        return register(
            area("e-1", "estate"),
            unit("m-1", "property_management_committee", "e-1"),
            unit("o-1", "owners_committee", "e-1", **owners),
        )

    def test_up_to_thirty_days_both_may_be_there(self) -> None:
        assert found("one_body_an_estate", self.both(filed_on=self.FILED), date(2024, 5, 31)) == []

    def test_from_the_thirty_first_on_it_is_an_error(self) -> None:
        assert found("one_body_an_estate", self.both(filed_on=self.FILED), date(2024, 6, 1)) == [
            (
                "error",
                f"m-1 is still there 31 days after o-1 filed its papers, and 30 are allowed: {ART_59}",
                f"m-1 在 o-1 备案 31 天后仍未解散，期限为 30 天：{ART_59}",
            )
        ]

    def test_where_the_filing_is_not_known_the_days_run_from_when_it_began(self) -> None:
        there = self.both(validity=valid(self.FILED))
        assert found("one_body_an_estate", there, date(2024, 5, 31)) == []
        assert len(found("one_body_an_estate", there, date(2024, 6, 1))) == 1
        [overlap] = overlaps(there, self.FILED)
        assert (overlap.estate, overlap.since) == ("e-1", self.FILED)

    def test_bodies_of_two_estates_do_not_meet(self) -> None:
        there = register(
            area("e-1", "estate"),
            area("e-2", "estate"),
            unit("m-1", "property_management_committee", "e-1"),
            unit("o-1", "owners_committee", "e-2"),
        )
        assert found("one_body_an_estate", there, date(2030, 1, 1)) == []

    def test_where_no_rule_is_known_it_says_so(self) -> None:
        [(severity, text, _)] = found("one_body_an_estate", self.both(), date(2022, 6, 1))
        assert (severity, text.split()[0]) == ("notice", "property.management_committee.dissolution_limit")


BOTH = ("beijing-property", "preset-beijing-property-2020")


class TestTheSupposedRulesOf2020:
    """What is not proved ships as a preset under a name of its own; the values are those of the amended text."""

    def test_they_end_where_the_amended_text_begins_and_say_the_same(self) -> None:
        rules = combine(shipped("beijing-property"), shipped("preset-beijing-property-2020"))
        for parameter in shipped("preset-beijing-property-2020").parameters:
            supposed, amended = (rules.at(parameter.id, day) for day in (date(2024, 3, 28), date(2024, 3, 29)))
            assert (supposed.value, supposed.preset, amended.preset) == (amended.value, True, False)
            assert supposed.valid_from == date(2020, 5, 1)

    def test_they_are_all_but_what_is_proved(self) -> None:
        ids = [{parameter.id for parameter in shipped(name).parameters} for name in BOTH]
        assert ids[0] - ids[1] == {"property.management_committee.chair_from"}
        assert ids[1] <= ids[0]


class TestTheTransferOfAugust:
    """The report: 44 units, and one more that was put under the subdistrict in August."""

    AUGUST = date(2022, 8, 1)

    def test_an_estate_that_comes_under_the_subdistrict_is_counted_there_from_that_day_on(self):
        before = register(
            area("county", "county"),
            area("yuqiao", "subdistrict", "county"),
            area("other", "subdistrict", "county"),
            *(area(f"estate-{number}", "estate", "yuqiao") for number in range(1, 45)),
            area("qiaozhuang", "estate", "other"),
            id="town",
            title_en="Town",
            title_zh="镇",
        )
        command = Transfer(
            command_id="c-1",
            register_id="town",
            change="change-1",
            on=self.AUGUST,
            basis="the district's decision of August 2022",
            record="qiaozhuang",
            to="yuqiao",
        )
        [event] = decide(before, command, Context(datetime(2022, 8, 1, 9, tzinfo=UTC), "clerk-1"))
        after = evolve(before, event)

        days = (date(2022, 7, 31), self.AUGUST)
        assert [len(after.tree(at=day).below("yuqiao")) - 1 for day in days] == [44, 45]
        assert [len(after.tree(at=day).below("other")) - 1 for day in days] == [1, 0]
        assert len(estates(after, self.AUGUST)) == 45
        assert (after.changes[0].kind, after.changes[0].on) == ("transfer", self.AUGUST)
