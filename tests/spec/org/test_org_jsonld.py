"""A register as linked data in the W3C Organization Ontology."""

import json
from datetime import UTC, date, datetime

import pytest
from tests.spec.org.conftest import (
    JULY,
    agent,
    appointment,
    area,
    jurisdiction,
    membership,
    post,
    refused,
    register,
    relation,
    unchecked,
    unit,
    valid,
)

from gridgov.adapters.org_jsonld import CONTEXT, to_jsonld
from gridgov.org import Change, CreditCode18, read_register
from gridgov.parameters import packaged

ORG = "http://www.w3.org/ns/org#"
SINCE_JANUARY = {"@type": "dct:PeriodOfTime", "hasBeginning": {"inXSDDate": "2022-01-01"}}
UNITS = ("org:Organization", "org:FormalOrganization", "org:OrganizationalUnit")


def written(*records, **more):
    return to_jsonld(register(*records, **more), base="https://example.org/").document["@graph"]


def objects():
    found = written(
        area("town", "county"),
        area("s", "subdistrict", "town", code="110112004"),
        unit("office", "subdistrict_office", "s", legal_basis="Art. 3", name_zh="办事处", name_en="Office"),
        unit("team", "grid_team", "s"),
        post("worker", "team", "grid_worker"),
        agent("a-1"),
        appointment("a-1", "worker", validity=valid(date(2022, 2, 1), date(2022, 3, 1))),
        membership("team", "office"),
        relation("team", "part_of", "office"),
        relation("office", "coordinates", "team"),
    )
    return {one["@id"]: one for one in found}


CHANGED = written(
    *(unit("a"), unit("b"), unit("c")),
    changes=(
        Change("c-1", "merge", ("a", "b"), ("c",), date(2022, 7, 1), "decision 7"),
        Change(
            "c-2",
            "merge",
            ("a", "b"),
            ("c",),
            date(2022, 8, 1),
            "decision 6",
            superseded_at=datetime(2022, 8, 2, tzinfo=UTC),
        ),
    ),
)


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
        for one in (*objects().values(), *CHANGED):
            assert {name for name in one if not name.startswith("@")} <= set(CONTEXT)


class TestObjects:
    def test_a_body_with_a_legal_basis_is_a_formal_organization(self):
        assert objects()["office"]["@type"] == "org:FormalOrganization"
        assert objects()["office"]["hasFormalFramework"] == {"@type": "cpsv:FormalFramework", "title": "Art. 3"}

    def test_one_without_that_is_a_unit_of_what_it_is_part_of_or_an_organization(self):
        found = {one["@id"]: one for one in written(unit("alone"))}

        assert objects()["team"]["@type"] == "org:OrganizationalUnit"
        assert found["alone"]["@type"] == "org:Organization"
        assert "hasFormalFramework" not in found["alone"]

    def test_a_body_with_a_credit_code_is_one_too(self):
        [found] = written(unit("firm", "property_company", credit_code=CreditCode18("91110000600037341L")))

        assert (found["@type"], found["identifier"]) == ("org:FormalOrganization", "91110000600037341L")

    def test_a_body_is_somewhere_and_an_area_lies_in_another(self):
        assert objects()["office"]["spatial"] == "s"
        assert objects()["s"] == {
            "@id": "s",
            "@type": "dct:Location",
            "kind": "subdistrict",
            "prefLabel": {"zh": "s", "en": "s"},
            "notation": "110112004000",
            "isPartOf": "town",
            "temporal": [SINCE_JANUARY],
        }

    def test_a_body_that_is_part_of_a_place_is_linked_to_it(self):
        [_, found] = written(area("s"), unit("u"), relation("u", "part_of", "s"))

        assert (found["linkedTo"], found["note"]) == (["s"], ["part_of s"])

    def test_an_id_is_no_address_of_its_own(self):
        [found, other] = written(unit("a:b#c"), post("p", "a:b#c"))

        assert found["@id"] == other["postIn"] == "a%3Ab%23c"

    def test_a_part_is_a_sub_organization_and_other_kinds_are_links_with_a_note(self):
        assert objects()["team"]["subOrganizationOf"] == ["office"]
        assert (objects()["office"]["linkedTo"], objects()["office"]["note"]) == (["team"], ["coordinates team"])

    def test_names_have_their_language(self):
        assert objects()["office"]["prefLabel"] == {"zh": "办事处", "en": "Office"}

    def test_a_post_is_in_a_unit_and_held_by_somebody(self):
        records = (area("s"), unit("u"), post("p", "u", area="s"), agent("a-1"), appointment("a-1", "p"))
        found = {one["@id"]: one for one in written(*records)}

        assert found["p"] == {
            "@id": "p",
            "@type": "org:Post",
            "postIn": "u",
            "role": "specialist",
            "spatial": "s",
            "heldBy": ["a-1"],
            "temporal": [SINCE_JANUARY],
        }

    def test_a_membership_lasts_for_an_interval(self):
        assert objects()["a-1-on-worker"]["memberDuring"] == {
            "@type": "time:Interval",
            "hasBeginning": {"inXSDDate": "2022-02-01"},
            "hasEnd": {"inXSDDate": "2022-03-01"},
        }
        assert "hasEnd" not in objects()["team-in-office"]["memberDuring"]

    def test_a_post_and_a_unit_of_several_versions_are_one_thing(self):
        before, after = valid(end=date(2022, 7, 1)), valid(date(2022, 7, 1))
        found = written(
            *(unit("u", validity=before), unit("u", validity=after, name_en="New")),
            *(post("p", "u", validity=before), post("p", "u", "chair", validity=after)),
        )

        assert [one["@id"] for one in found] == ["u", "p"]
        assert (found[0]["prefLabel"]["en"], found[1]["role"]) == ("New", "chair")

    def test_a_change_has_what_was_and_what_came_of_it(self):
        assert CHANGED[-1] == {
            "@id": "c-1",
            "@type": "org:ChangeEvent",
            "originalOrganization": ["a", "b"],
            "resultingOrganization": ["c"],
            "date": "2022-07-01",
            "source": "decision 7",
            "note": "merge",
        }

    @pytest.mark.parametrize(("found", "base"), [(None, "https://example.org/"), (register(), None)])
    def test_what_is_no_register_or_no_address_is_refused(self, found, base):
        assert refused(lambda: to_jsonld(found, base=base))


def moved():
    """A body that went from one whole to another in July, when its holder, its guide and a body beside it went too."""
    old = valid(end=JULY)
    return register(
        *(unit("big"), unit("new"), unit("gone", validity=old), unit("u", validity=old)),
        unit("u", validity=valid(JULY), name_en="Renamed"),
        relation("u", "part_of", "big", validity=old),
        relation("u", "part_of", "new", validity=valid(JULY)),
        relation("big", "guides", "u", validity=old),
        post("p", "u"),
        *(agent("a"), agent("b")),
        appointment("a", "p", validity=old),
        appointment("b", "p", validity=valid(JULY)),
        changes=(Change("c-1", "rename", ("u",), ("u",), JULY, "decision 7"),),
    )


def on(day):
    return {one["@id"]: one for one in to_jsonld(moved(), base="https://example.org/", at=day).document["@graph"]}


class TestWhatIsOver:
    """``subOrganizationOf``, ``linkedTo`` and ``heldBy`` have no days in the ontology."""

    LAST = to_jsonld(moved(), base="https://example.org/")

    def test_what_was_so_does_not_stand_beside_what_is_so_at_last(self):
        found = {one["@id"]: one for one in self.LAST.document["@graph"]}

        assert (found["u"]["subOrganizationOf"], found["p"]["heldBy"]) == (["new"], ["b"])
        assert "linkedTo" not in found["big"]
        assert "note" not in found["big"]

    def test_and_is_named(self):
        assert {"relations.part_of", "relations.guides", "appointments.post", "units.versions"} <= set(self.LAST.lost)

    def test_what_is_no_more_has_its_days(self):
        found = {one["@id"]: one for one in self.LAST.document["@graph"]}

        assert found["gone"]["temporal"] == [{**SINCE_JANUARY, "hasEnd": {"inXSDDate": "2022-07-01"}}]
        assert found["u"]["temporal"] == [SINCE_JANUARY]

    def test_what_paused_has_two_periods(self):
        [found] = written(unit("u", validity=valid(end=date(2022, 3, 1))), unit("u", validity=valid(JULY)))

        assert [one["hasBeginning"] for one in found["temporal"]] == [
            {"inXSDDate": "2022-01-01"},
            {"inXSDDate": "2022-07-01"},
        ]

    def test_whoever_left_a_post_before_it_moved_was_in_the_unit_that_it_was_in_then(self):
        old = valid(end=JULY)
        found = written(
            *(unit("a", validity=old), unit("n", validity=valid(JULY))),
            *(post("p", "a", validity=old), post("p", "n", "chair", validity=valid(JULY))),
            *(agent("x"), appointment("x", "p", validity=valid(end=date(2022, 3, 1)))),
        )

        assert (found[-1]["organization"], found[-1]["role"]) == ("a", "specialist")

    def test_a_relation_that_began_later_than_what_it_is_between_has_lost_its_days(self):
        later = relation("u", "guides", "v", validity=valid(JULY))

        assert to_jsonld(register(unit("u"), unit("v"), later), base="https://e.org/").lost == ("relations.validity",)


class TestADay:
    def test_what_was_so_on_it_is_shown_and_nothing_else(self):
        june, august = on(date(2022, 6, 30)), on(date(2022, 8, 1))

        assert set(june) == {"big", "new", "gone", "u", "p", "a-on-p"}
        assert set(august) == {"big", "new", "u", "p", "b-on-p", "c-1"}
        assert [one["u"]["subOrganizationOf"] for one in (june, august)] == [["big"], ["new"]]
        assert [one["u"]["prefLabel"]["en"] for one in (june, august)] == ["u", "Renamed"]
        assert [one["p"]["heldBy"] for one in (june, august)] == [["a"], ["b"]]
        assert (june["big"]["linkedTo"], "linkedTo" in august["big"]) == (["u"], False)

    def test_a_thing_has_all_its_days_and_not_those_of_its_name(self):
        assert on(date(2022, 8, 1))["u"]["temporal"] == [SINCE_JANUARY]

    def test_what_there_is_on_other_days_is_not_lost(self):
        lost = to_jsonld(moved(), base="https://example.org/", at=date(2022, 6, 30)).lost

        assert lost == ("agents", "appointments.mode", "relations.validity")

    def test_what_is_no_day_is_refused(self):
        assert refused(lambda: to_jsonld(register(), base="https://example.org/", at=unchecked("2022-06-30")))


class TestLost:
    def test_nothing_is_lost_of_a_register_that_has_nothing_else(self):
        assert to_jsonld(register(area("s"), unit("u", area="s")), base="https://example.org/").lost == ()

    def test_what_has_no_word_is_named(self):
        found = register(
            area("s", households=3),
            *(unit("u", filed_on=date(2022, 2, 1)), unit("v")),
            post("p", "u", duties=("greet",)),
            agent("a"),
            appointment("a", "p", by="u"),
            membership("a", "v", on_behalf_of="u"),
            relation("u", "part_of", "v", basis="decision 7"),
            jurisdiction("u", "s"),
        )

        assert to_jsonld(found, base="https://example.org/").lost == (
            *("agents", "jurisdictions", "areas.households", "units.filed_on", "posts.duties"),
            *("appointments.mode", "appointments.by", "memberships.on_behalf_of", "relations.basis"),
        )


class TestTheShippedRegister:
    def test_it_is_json_and_every_unit_is_in_it_once(self):
        shipped = read_register(packaged("yuqiao-register"), source="packs/yuqiao-register.toml")
        document = json.loads(json.dumps(to_jsonld(shipped, base="https://example.org/").document))
        names = [one["@id"] for one in document["@graph"] if one["@type"] in UNITS]

        assert sorted(names) == sorted({one.id for one in shipped.units})
        assert document["@context"]["@base"] == "https://example.org/"
