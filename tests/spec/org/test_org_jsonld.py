"""A register as linked data in the W3C Organization Ontology."""

import json
from datetime import date

from tests.spec.org.conftest import agent, appointment, area, membership, post, register, relation, unit, valid

from gridgov.adapters.org_jsonld import CONTEXT, to_jsonld
from gridgov.org import read_register
from gridgov.parameters import packaged

ORG = "http://www.w3.org/ns/org#"


def objects():
    found = register(
        area("s", "subdistrict"),
        unit("office", "subdistrict_office", "s", legal_basis="Art. 3", name_zh="办事处", name_en="Office"),
        unit("team", "grid_team", "s"),
        post("worker", "team", "grid_worker"),
        agent("a-1"),
        appointment("a-1", "worker", validity=valid(date(2022, 2, 1), date(2022, 3, 1))),
        membership("team", "office"),
        relation("team", "part_of", "office"),
        relation("office", "coordinates", "team"),
    )
    return {one["@id"]: one for one in to_jsonld(found, base="https://example.org/")["@graph"]}


class TestWords:
    def test_every_word_of_the_ontology_is_one_that_it_has(self):
        """The terms of the recommendation, by hand."""
        terms = {
            "identifier",
            "classification",
            "subOrganizationOf",
            "linkedTo",
            "postIn",
            "role",
            "member",
            "organization",
            "heldBy",
            "memberDuring",
            "originalOrganization",
            "resultingOrganization",
        }
        ids = {word["@id"] if isinstance(word, dict) else word for word in CONTEXT.values() if word != 1.1}

        assert CONTEXT["org"] == ORG
        assert {name.removeprefix("org:") for name in ids if name.startswith("org:")} == terms

    def test_every_field_of_an_object_is_in_the_context(self):
        for one in objects().values():
            assert {name for name in one if not name.startswith("@")} <= set(CONTEXT)


class TestObjects:
    def test_a_body_with_a_legal_basis_is_a_formal_organization(self):
        assert objects()["office"]["@type"] == "org:FormalOrganization"
        assert objects()["team"]["@type"] == "org:Organization"

    def test_a_part_is_a_sub_organization_and_other_kinds_are_links_with_a_note(self):
        assert objects()["team"]["subOrganizationOf"] == ["office"]
        assert (objects()["office"]["linkedTo"], objects()["office"]["note"]) == (["team"], ["coordinates team"])

    def test_names_have_their_language(self):
        assert objects()["office"]["prefLabel"] == {"zh": "办事处", "en": "Office"}

    def test_a_post_is_in_a_unit_and_held_by_somebody(self):
        assert objects()["worker"] == {
            "@id": "worker",
            "@type": "org:Post",
            "postIn": "team",
            "role": "grid_worker",
            "heldBy": ["a-1"],
        }

    def test_a_membership_lasts_for_an_interval(self):
        assert objects()["a-1-on-worker"]["memberDuring"] == {
            "@type": "time:Interval",
            "hasBeginning": {"inXSDDate": "2022-02-01"},
            "hasEnd": {"inXSDDate": "2022-03-01"},
        }
        assert "hasEnd" not in objects()["team-in-office"]["memberDuring"]


class TestTheShippedRegister:
    def test_it_is_json_and_every_unit_is_in_it_once(self):
        shipped = read_register(packaged("yuqiao-register"), source="packs/yuqiao-register.toml")
        document = json.loads(json.dumps(to_jsonld(shipped, base="https://example.org/")))
        names = [one["@id"] for one in document["@graph"] if one["@type"].endswith("Organization")]

        assert sorted(names) == sorted({one.id for one in shipped.units})
        assert document["@context"]["@base"] == "https://example.org/"
