"""A Popolo document becomes a register, or everything that is wrong with it is told, by place."""

import json
from datetime import date

import pytest
from tests.spec.org.conftest import (
    START,
    YEAR,
    agent,
    appointment,
    area,
    membership,
    post,
    refused,
    register,
    relation,
    unit,
    valid,
)

from gridgov.adapters.popolo import to_popolo
from gridgov.adapters.popolo_reading import Read, read_popolo
from gridgov.errors import BadInput
from gridgov.org import CreditCode18, GridCode15, Register, Validity, read_register
from gridgov.parameters import packaged

WORDS = {"Council": "government", "ward": "subdistrict", "Chef": "specialist"}


def read(known: Validity = YEAR, **document: object) -> Read:
    return read_popolo(json.dumps(document), source="town.json", known=known, words=WORDS, lang="en")


def problems(**document: object) -> list[tuple[str, str]]:
    return refused(lambda: read(**document))


def council(**fields: object) -> dict[str, object]:
    return {"id": "c", "name": "Council", "classification": "Council", **fields}


class TestThereAndBack:
    def test_what_popolo_has_words_for_comes_back_the_same(self):
        july = date(2022, 7, 1)
        written = register(
            area("s", "subdistrict", name_zh="示例街道", name_en="Example", code="110112004"),
            area("c", "community", "s", code="110112004002", validity=valid(date(2022, 2, 1), date(2022, 9, 1))),
            area("c-1", "grid", "c", code=GridCode15("110112004002001"), validity=valid(date(2022, 3, 1), july)),
            unit("office", "subdistrict_office", "s", credit_code=CreditCode18("91110000600037341L")),
            unit("team", "grid_team", name_zh="旧名", name_en="Old", validity=valid(end=july)),
            unit("team", "grid_team", name_zh="新名", name_en="New", validity=valid(july, date(2023, 1, 1))),
            post("worker", "team", "grid_worker", validity=valid(date(2022, 2, 1), date(2022, 12, 31)), area="s"),
            agent("a-1"),
            agent("a-2"),
            appointment("a-1", "worker", "elected", validity=valid(date(2022, 2, 28), date(2022, 3, 1))),
            appointment("a-2", "worker", "acting", validity=valid(date(2022, 3, 1), july)),
            membership("a-1", "office", "chair", on_behalf_of="team", validity=valid(july, date(2022, 8, 1))),
            membership("team", "office", validity=valid(july, date(2022, 8, 1))),
            relation("team", "part_of", "office", id="team/part_of", validity=valid(end=date(2023, 1, 1))),
        )
        for lang in ("zh", "en"):
            there = to_popolo(written, lang=lang)
            back = read_popolo(json.dumps(there.document), source="back.json", known=YEAR, lang=lang)

            assert there.lost == back.lost == back.imprecise == ()
            assert back.register == written

    def test_the_shipped_register_comes_back_but_for_what_was_said_to_be_lost(self):
        written = read_register(packaged("yuqiao-register"), source="register")
        there = to_popolo(written)
        back = read_popolo(json.dumps(there.document), source="back.json", known=YEAR).register

        def said(found: Register) -> list[set[tuple[object, ...]]]:
            persons = {one.id for one in found.agents if one.kind == "person"}
            held = [one for one in found.appointments if one.agent in persons]
            days = [(one.id, one.validity.period) for one in (*found.areas, *found.units, *found.posts)]
            return [
                {(one.id, one.kind, one.name_zh, one.name_en, one.parent, one.code) for one in found.areas},
                {(one.id, one.kind, one.name_zh, one.name_en, one.area, one.credit_code) for one in found.units},
                {(one.id, one.unit, one.role, one.area) for one in found.posts},
                {(one.id, one.agent, one.post, one.mode, one.validity.period) for one in held},
                {(one.id, one.member, one.unit, one.capacity, one.on_behalf_of) for one in found.memberships},
                set(days),
            ]

        assert said(back) == said(written)
        assert {"agents", "shifts", "relations.guides", "posts.duties", "posts.max_holders"} <= set(there.lost)


class TestDates:
    @pytest.mark.parametrize(
        ("start", "end", "since", "until"),
        [
            ("2022-02-28", "2022-02-28", date(2022, 2, 28), date(2022, 3, 1)),
            ("2022-02", "2022-02", date(2022, 2, 1), date(2022, 3, 1)),
            ("2022-12", "2022-12", date(2022, 12, 1), date(2023, 1, 1)),
            ("2022", "2022", date(2022, 1, 1), date(2023, 1, 1)),
            ("2024-02-29", None, date(2024, 2, 29), None),
            (None, "2022-12-31", START, date(2023, 1, 1)),
        ],
    )
    def test_an_end_is_the_last_day_and_a_month_or_year_is_all_of_it(self, start, end, since, until):
        found = read(organizations=[council(founding_date=start, dissolution_date=end)]).register.unit("c").validity

        assert (found.valid_from, found.valid_to) == (since, until)

    def test_what_has_no_end_ends_when_what_is_known_does(self):
        known = Validity(START, "town.json", date(2023, 1, 1))

        assert read(known, organizations=[council()]).register.unit("c").validity == known

    def test_of_a_moment_the_day_counts(self):
        """Popolo lets a membership have moments."""
        member = {"organization_id": "c", "person_id": "a", "start_date": "2022-02-01T10:00:00Z"}
        found = read(organizations=[council()], persons=[{"id": "a"}], memberships=[member]).register

        assert found.memberships[0].validity.valid_from == date(2022, 2, 1)

    def test_where_a_date_is_not_a_day_is_told(self):
        found = read(organizations=[council(founding_date="2022-01", dissolution_date="2022-12-31")])

        assert found.imprecise == ("organizations[0].founding_date",)

    @pytest.mark.parametrize("given", ["2022-02-30", "2022-13", "0000", "9999", "9999-12-31", "22", "2022-2", 2022, {}])
    def test_what_is_no_date_is_refused(self, given):
        assert problems(organizations=[council(dissolution_date=given)]) == [
            ("wrong_pattern", "organizations[0].dissolution_date")
        ]

    def test_nothing_ends_before_it_begins(self):
        assert problems(organizations=[council(founding_date="2022-03", dissolution_date="2022-02")]) == [
            ("ends_before_start", "organizations[0].dissolution_date")
        ]


class TestWords:
    def test_their_word_is_ours_if_somebody_says_so(self):
        found = read(
            areas=[{"id": "w", "name": "Ward 1", "classification": "ward"}],
            organizations=[council(area_id="w")],
            posts=[{"id": "p", "organization_id": "c", "role": "Chef"}],
        ).register

        assert (found.area("w").kind, found.unit("c").kind, found.post("p").role) == (
            *("subdistrict", "government", "specialist"),
        )

    def test_and_is_not_guessed_otherwise(self):
        assert problems(
            areas=[{"id": "w", "name": "Ward 1", "classification": "Ward"}],
            organizations=[council()],
            posts=[{"id": "p", "organization_id": "c", "role": "Kitchen assistant"}],
        ) == [("unknown_choice", "areas[0].classification"), ("wrong_pattern", "posts[0].role")]

    def test_a_post_without_a_role_is_called_by_its_label(self):
        found = read(organizations=[council()], posts=[{"id": "p", "organization_id": "c", "label": "Chef"}])

        assert found.register.post("p").role == "specialist"
        assert found.lost == ()

    def test_a_post_has_as_many_seats_as_people_ever_held_it_at_once(self):
        """Popolo does not count them; who acts for a holder takes no seat."""
        days = [("2022-01", "2022-03"), ("2022-03", "2022-04"), ("2022-04", None), ("2022-04", "2022-04")]
        found = read(
            organizations=[council()],
            posts=[{"id": "p", "organization_id": "c", "role": "Chef"}],
            persons=[{"id": f"a-{i}"} for i in range(5)],
            memberships=[
                *(
                    {"person_id": f"a-{i}", "post_id": "p", "start_date": a, "end_date": b}
                    for i, (a, b) in enumerate(days)
                ),
                {"person_id": "a-4", "post_id": "p", "label": "acting"},
            ],
        )

        assert found.register.post("p").max_holders == 3

    def test_a_label_that_is_no_mode_makes_an_appointment_and_is_lost(self):
        found = read(
            organizations=[council()],
            posts=[{"id": "p", "organization_id": "c", "role": "Chef"}],
            persons=[{"id": "a"}],
            memberships=[{"person_id": "a", "post_id": "p", "label": "Chef at Joe's", "role": "Cook"}],
        )

        [held] = found.register.appointments
        assert (held.id, held.mode) == ("membership-0", "appointed")
        assert found.lost == ("memberships.label", "memberships.role")


class TestLost:
    def test_of_a_person_nothing_is_read_but_the_id(self):
        found = read(persons=[{"id": "a-1", "name": "Mr. John Q. Public", "birth_date": "1970", "email": None}])

        assert found.register.agents == (agent("a-1"),)
        assert found.lost == ("persons.birth_date", "persons.name")
        assert "Public" not in repr(found)

    def test_what_an_appointment_has_no_field_for_is_named(self):
        found = read(
            organizations=[council()],
            posts=[{"id": "p", "organization_id": "c", "role": "Chef", "label": "Chef at Joe's"}],
            persons=[{"id": "a"}],
            memberships=[
                {"person_id": "a", "post_id": "p", "member": {"id": "a"}, "on_behalf_of_id": "c"},
                {"person_id": "a", "organization_id": "c", "label": "Member of the Council"},
            ],
        )

        assert found.register.memberships == (membership("a", "c", id="membership-1"),)
        assert found.lost == (
            *("memberships.label", "memberships.member", "memberships.on_behalf_of_id", "posts.label"),
        )

    def test_digits_of_another_script_are_no_code(self):
        found = read(areas=[{"id": "w", "name": "W", "classification": "ward", "identifier": "１１０１１２"}])

        assert found.lost == ("areas.identifier",)

    def test_what_there_is_no_record_for_is_named(self):
        found = read(
            motions=[{"id": "m"}],
            votes=[],
            areas=[{"id": "w", "name": "W", "classification": "ward", "identifier": "ocd-division/country:us"}],
            organizations=[
                council(
                    identifiers=[{"scheme": "DUNS", "identifier": "1"}], other_names=[{"name": "Bob's"}], links=[{}]
                )
            ],
        )

        assert found.lost == (
            *("areas.identifier", "motions", "organizations.identifiers", "organizations.links"),
            "organizations.other_names",
        )


class TestBadInput:
    def test_everything_that_is_wrong_is_told_at_once_by_place(self):
        assert problems(
            areas=[{"id": "w", "name": "", "classification": "ward", "parent_id": "x"}, "ward"],
            organizations=[council(), council(id="d", parent_id="e", area_id="w"), {"name": "No id"}],
            posts=[{"id": "p", "organization_id": "w", "role": "chef"}],
            persons=[{"id": "100"}],
            memberships=[
                {"person_id": "100", "post_id": "p", "organization_id": "c"},
                {"person_id": "b", "organization_id": "c", "end_date": "later"},
            ],
        ) == [
            ("wrong_type", "areas[0].name"),
            ("wrong_type", "areas[1]"),
            ("wrong_pattern", "organizations[2].id"),
            ("unknown_choice", "organizations[2].classification"),
            ("wrong_pattern", "persons[0].id"),
            ("wrong_pattern", "memberships[0].person_id"),
            ("not_of_the_post", "memberships[0].organization_id"),
            ("wrong_pattern", "memberships[1].end_date"),
            ("not_known", "organizations[1].parent_id"),
        ]

    def test_what_a_register_refuses_is_refused_where_it_stands(self):
        assert problems(
            areas=[{"id": "a", "name": "A", "classification": "ward", "parent_id": "a"}],
            organizations=[council(dissolution_date="2022-06")],
            posts=[{"id": "p", "organization_id": "c", "role": "chef"}],
        ) == [("outside_time", "posts[0].organization_id"), ("cycle", "areas[0]")]

    def test_nothing_is_renamed_after_its_end(self):
        names = [{"name": "Old", "note": "en", "end_date": "2022-06"}]

        assert problems(organizations=[council(other_names=names, dissolution_date="2022-06")]) == [
            ("ends_before_start", "organizations[0].dissolution_date")
        ]

    @pytest.mark.parametrize(("code", "wrong"), [("1101120", "not_admin_code"), ("110112004002000", "not_grid_code")])
    def test_a_code_of_digits_is_a_code(self, code, wrong):
        area = {"id": "w", "name": "W", "classification": "ward", "identifier": code}

        assert problems(areas=[area]) == [(wrong, "areas[0].identifier")]

    def test_a_credit_code_has_its_check_digit(self):
        codes = [{"scheme": "DUNS", "identifier": "1"}, {"scheme": "cn-uscc", "identifier": "911100006000373410"}]

        assert problems(organizations=[council(identifiers=codes)]) == [
            ("wrong_check_digit", "organizations[0].identifiers[1]")
        ]

    @pytest.mark.parametrize(
        ("text", "wrong"), [("[]", "wrong_type"), ("{", "not_json"), (b"\xff", "not_utf8"), (3, "wrong_type")]
    )
    def test_what_is_no_document_is_refused(self, text, wrong):
        with pytest.raises(BadInput) as caught:
            read_popolo(text, source="town.json", known=YEAR)
        assert [one.code for one in caught.value.problems] == [wrong]

    def test_a_class_is_a_list_of_objects(self):
        assert problems(areas={"id": "a"}, organizations=[council(other_names="Bob's")]) == [
            ("wrong_type", "areas"),
            ("wrong_type", "organizations[0].other_names"),
        ]

    @pytest.mark.parametrize("value", [7, [], ["x"], {"id": "x"}, True, "a\u0007b", "x" * 600])
    def test_no_value_of_another_type_is_more_than_bad_input(self, value):
        words = ("id", "name", "classification", "parent_id", "area_id", "identifiers", "identifier", "label", "role")
        words += ("person_id", "post_id", "organization_id", "member", "on_behalf_of_id", "other_names", "start_date")
        for table in ("areas", "organizations", "posts", "persons", "memberships"):
            for word in words:
                one = {"id": "x", "name": "X", "classification": "ward", "role": "chef", word: value}
                try:
                    read(**{table: [one]})
                except BadInput:
                    continue

    def test_no_error_repeats_what_was_typed(self):
        with pytest.raises(BadInput) as caught:
            read(persons=[{"id": "Wang Wei 555 0100"}], areas=[{"id": "a", "classification": "Wang Wei"}])
        assert "Wang" not in str(caught.value)
