"""A register in the words of Popolo: inclusive dates, no personal data, and a list of what has no word there."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.spec.org.conftest import (
    agent,
    appointment,
    area,
    jurisdiction,
    membership,
    post,
    register,
    relation,
    unit,
    valid,
)

from gridgov.adapters.popolo import to_popolo
from gridgov.org import Register, read_register
from gridgov.parameters import packaged


def small() -> Register:
    return register(
        area("s", "subdistrict", name_zh="示例街道", name_en="Example", code="110112004"),
        unit("office", "subdistrict_office", "s", name_zh="办事处", name_en="Office"),
        unit("team", "grid_team", "s", name_zh="旧名", name_en="Old", validity=valid(end=date(2022, 7, 1))),
        unit("team", "grid_team", "s", name_zh="新名", name_en="New", validity=valid(date(2022, 7, 1))),
        post("worker", "team", "grid_worker"),
        agent("a-1"),
        agent("robot-1", kind="system"),
        appointment("a-1", "worker", validity=valid(date(2022, 2, 1), date(2022, 3, 1))),
        membership("a-1", "office", "member", on_behalf_of="team"),
        membership("team", "office", "member"),
        relation("team", "part_of", "office"),
        relation("office", "coordinates", "team"),
        jurisdiction("office", "s"),
    )


class TestObjects:
    WRITTEN = to_popolo(small(), lang="en").document

    def test_an_area_has_its_code_among_the_identifiers(self):
        assert self.WRITTEN["areas"] == [
            {
                "id": "s",
                "name": "Example",
                "other_names": [{"name": "示例街道", "note": "zh"}],
                "identifier": "110112004000",
                "classification": "subdistrict",
                "start_date": "2022-01-01",
            }
        ]

    def test_a_renamed_unit_is_one_organization_with_its_earlier_name(self):
        [_, team] = self.WRITTEN["organizations"]

        assert team["name"] == "New"
        assert team["other_names"] == [
            {"name": "新名", "note": "zh"},
            {"name": "Old", "note": "en", "start_date": "2022-01-01", "end_date": "2022-06-30"},
            {"name": "旧名", "note": "zh", "start_date": "2022-01-01", "end_date": "2022-06-30"},
        ]
        assert (team["parent_id"], team["founding_date"]) == ("office", "2022-01-01")
        assert "dissolution_date" not in team

    def test_the_last_day_is_written_and_not_the_first_after(self):
        assert self.WRITTEN["memberships"][0] == {
            "id": "a-1-on-worker",
            "person_id": "a-1",
            "post_id": "worker",
            "organization_id": "team",
            "role": "grid_worker",
            "label": "appointed",
            "start_date": "2022-02-01",
            "end_date": "2022-02-28",
        }

    def test_who_is_sent_by_a_body_is_there_on_its_behalf(self):
        assert self.WRITTEN["memberships"][1]["on_behalf_of_id"] == "team"
        assert self.WRITTEN["memberships"][2]["member"] == {"id": "team"}
        assert "person_id" not in self.WRITTEN["memberships"][2]

    def test_a_person_is_a_key(self):
        assert self.WRITTEN["persons"] == [{"id": "a-1"}]


class TestLost:
    def test_what_has_no_word_is_named(self):
        assert to_popolo(small()).lost == ("jurisdictions", "relations.coordinates", "agents")

    def test_nothing_is_lost_of_a_register_that_has_nothing_else(self):
        assert to_popolo(register(area("s", "subdistrict"))).lost == ()

    @pytest.mark.parametrize(
        ("records", "lost"),
        [
            ([area("s", households=3)], ("areas.households",)),
            ([unit("u", filed_on=date(2022, 2, 1), legal_basis="Art. 3")], ("units.filed_on", "units.legal_basis")),
            ([unit("u"), post("p", "u", max_holders=2, duties=("greet",))], ("posts.max_holders", "posts.duties")),
            ([unit("u"), post("p", "u"), agent("a"), appointment("a", "p", primary=True)], ("appointments.primary",)),
            ([unit("u"), unit("v"), relation("u", "guides", "v")], ("relations.guides",)),
        ],
    )
    def test_a_field_without_a_word_is_named_if_it_says_something(self, records, lost):
        assert to_popolo(register(*records)).lost == lost

    def test_what_was_superseded_is_not_lost(self):
        early = datetime(2022, 1, 1, tzinfo=UTC)
        old = valid(recorded=early, superseded=early + timedelta(days=1))

        assert to_popolo(register(area("s", households=3, validity=old), area("s"))).lost == ()

    def test_a_name_that_is_the_same_in_both_languages_is_written_once(self):
        before, after = valid(end=date(2022, 7, 1)), valid(date(2022, 7, 1))
        written = to_popolo(register(unit("u", name_zh="A", name_en="A", validity=before), unit("u", validity=after)))

        assert written.document["organizations"][0]["other_names"] == [
            {"name": "A", "note": "zh", "start_date": "2022-01-01", "end_date": "2022-06-30"}
        ]

    def test_a_new_name_is_kept_and_a_move_is_lost(self):
        before, after = valid(end=date(2022, 7, 1)), valid(date(2022, 7, 1))
        renamed = (unit("u", name_zh="旧", validity=before), unit("u", name_zh="新", validity=after))
        moved = (unit("u", area="s", validity=before), unit("u", validity=after))

        assert to_popolo(register(*renamed)).lost == ()
        assert to_popolo(register(area("s"), *moved)).lost == ("units.versions",)

    def test_a_pause_between_two_versions_is_lost(self):
        found = register(unit("u", validity=valid(end=date(2022, 3, 1))), unit("u", validity=valid(date(2022, 5, 1))))

        assert to_popolo(found).lost == ("units.versions",)

    def test_an_organization_has_one_parent_for_as_long_as_it_is_there(self):
        three = (unit("u"), unit("v"), unit("w"))
        later = relation("u", "part_of", "w", validity=valid(date(2022, 7, 1)))
        always = relation("u", "part_of", "v")

        assert to_popolo(register(*three, always)).lost == ()
        written = to_popolo(register(*three, always, later))
        assert written.document["organizations"][0]["parent_id"] == "w"
        assert written.lost == ("relations.part_of",)

    def test_a_place_is_no_parent_of_a_body(self):
        written = to_popolo(register(area("s"), unit("u"), relation("u", "part_of", "s")))

        assert written.document["organizations"] == [
            {"id": "u", "name": "u", "classification": "department", "founding_date": "2022-01-01"}
        ]
        assert written.lost == ("relations.part_of",)

    def test_machines_and_what_they_hold_are_left_out(self):
        """Popolo's Person is a real person."""
        records = (unit("u"), post("p", "u"), agent("bot", kind="system"), membership("bot", "u"))
        written = to_popolo(register(*records, appointment("bot", "p")))

        assert (written.document["persons"], written.document["memberships"]) == ([], [])
        assert written.lost == ("agents",)


class TestTheShippedRegister:
    def test_it_is_json_in_which_every_reference_leads_somewhere(self):
        shipped = read_register(packaged("yuqiao-register"), source="packs/yuqiao-register.toml")
        document = json.loads(json.dumps(to_popolo(shipped).document))
        ids = {kind: {one["id"] for one in document[kind]} for kind in document}

        assert {one["post_id"] for one in document["memberships"] if "post_id" in one} <= ids["posts"]
        assert {one["organization_id"] for one in document["memberships"]} <= ids["organizations"]
        assert {one["area_id"] for one in document["organizations"] if "area_id" in one} <= ids["areas"]
        assert {one["parent_id"] for one in document["areas"] if "parent_id" in one} <= ids["areas"]
