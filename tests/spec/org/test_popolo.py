"""A register in the words of Popolo: inclusive dates, no personal data, and a list of what has no word there."""

import json
from datetime import date

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
                "identifiers": [{"scheme": "stat", "identifier": "110112004000"}],
                "classification": "subdistrict",
            }
        ]

    def test_a_renamed_unit_is_one_organization_with_its_earlier_name(self):
        [_, team] = self.WRITTEN["organizations"]

        assert team["name"] == "New"
        assert team["other_names"] == [
            {"name": "新名", "note": "zh"},
            {"name": "Old", "start_date": "2022-01-01", "end_date": "2022-06-30"},
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
        assert self.WRITTEN["memberships"][2]["member_id"] == "team"

    def test_a_person_is_a_key(self):
        assert self.WRITTEN["persons"] == [{"id": "a-1"}]


class TestLost:
    def test_what_has_no_word_is_named(self):
        assert to_popolo(small()).lost == ("jurisdictions", "relations.coordinates", "agents")

    def test_nothing_is_lost_of_a_register_that_has_nothing_else(self):
        assert to_popolo(register(area("s", "subdistrict"))).lost == ()


class TestTheShippedRegister:
    def test_it_is_json_in_which_every_reference_leads_somewhere(self):
        shipped = read_register(packaged("yuqiao-register"), source="packs/yuqiao-register.toml")
        document = json.loads(json.dumps(to_popolo(shipped).document))
        ids = {kind: {one["id"] for one in document[kind]} for kind in document}

        assert {one["post_id"] for one in document["memberships"] if "post_id" in one} <= ids["posts"]
        assert {one["organization_id"] for one in document["memberships"]} <= ids["organizations"]
        assert {one["area_id"] for one in document["organizations"] if "area_id" in one} <= ids["areas"]
        assert {one["parent_id"] for one in document["areas"] if "parent_id" in one} <= ids["areas"]
