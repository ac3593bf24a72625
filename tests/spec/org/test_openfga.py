"""Tuples for OpenFGA: a check of them says what ``may`` says, for everybody, everything, everywhere, on any day.

``Checked`` reads the model and the tuples as OpenFGA does, and knows nothing of a register.
"""

import json
from datetime import date, datetime, time
from itertools import product

import pytest
from tests.spec.org.conftest import (
    START,
    agent,
    appointment,
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

from gridgov.adapters.openfga import CHINA, MODEL, to_openfga
from gridgov.org import Register, Validity, may, read_register
from gridgov.parameters import packaged


class Checked:
    """A store of tuples that answers checks, by the rules of the modelling language: direct, computed, from, or."""

    def __init__(self, store: dict) -> None:
        self.rules, kind = {}, ""
        for line in store["model"].splitlines():
            word, _, rest = line.strip().partition(" ")
            kind = rest if word == "type" else kind
            if word == "define":
                relation, _, rule = rest.partition(": ")
                self.rules[kind, relation] = rule.split(" or ")
        self.users = {}
        for one in store["tuples"]:
            self.users.setdefault((one["object"], one["relation"]), []).append((one["user"], one.get("condition")))

    def check(self, user: str, relation: str, target: str, now: datetime) -> bool:
        return any(
            self._directly(user, relation, target, now)
            if rule.startswith("[")
            else self._from(user, *rule.split(" from "), target, now)
            if " from " in rule
            else self.check(user, rule, target, now)
            for rule in self.rules[target.partition(":")[0], relation]
        )

    def _now(self, target: str, relation: str, now: datetime):
        for user, condition in self.users.get((target, relation), ()):
            times = condition and [datetime.fromisoformat(condition["context"][n]) for n in ("valid_from", "valid_to")]
            if not times or times[0] <= now < times[1]:
                yield user

    def _directly(self, user: str, relation: str, target: str, now: datetime) -> bool:
        for other in self._now(target, relation, now):
            name, _, through = other.partition("#")
            if other == user or (through and self.check(user, through, name, now)):
                return True
        return False

    def _from(self, user: str, relation: str, over: str, target: str, now: datetime) -> bool:
        return any(self.check(user, relation, other, now) for other in self._now(target, over, now))


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), CHINA)


def keys(store: dict) -> list[tuple[str, str, str]]:
    return [(one["user"], one["relation"], one["object"]) for one in store["tuples"]]


FEBRUARY, MARCH, APRIL, MAY = (date(2022, month, 1) for month in (2, 3, 4, 5))


def town() -> Register:
    """Everything that may give a power or keep it back."""
    return register(
        area("s", "subdistrict"),
        area("c", "community", "s", validity=valid(end=APRIL)),
        area("c", "community", "z", validity=valid(APRIL, MAY)),
        area("c", "community", "s", validity=valid(MAY)),
        area("z", "subdistrict"),
        unit("office", "subdistrict_office", "s"),
        unit("team", "grid_team", "c"),
        unit("committee", "residents_committee", "c"),
        unit("station", "department", "s"),
        post("chief", "office"),
        post("worker", "team", "grid_worker", max_holders=3),
        post("helper", "team"),
        post("member", "committee"),
        *map(agent, ("a-chief", "a-worker", "a-volunteer", "a-acting", "a-helper", "a-member")),
        appointment("a-chief", "chief"),
        appointment("a-worker", "worker", id="first", validity=valid(end=FEBRUARY)),
        appointment("a-worker", "worker", id="again", validity=valid(MARCH, APRIL)),
        appointment("a-volunteer", "worker", "volunteer"),
        appointment("a-acting", "chief", "acting", validity=valid(MARCH)),
        appointment("a-helper", "helper"),
        appointment("a-member", "member"),
        relation("team", "part_of", "office"),
        relation("office", "guides", "committee"),
        relation("office", "commands", "station"),
        relation("committee", "part_of", "c"),
        jurisdiction("team", "c", "safety", powers=("collect", "handle")),
        jurisdiction("worker", "c", "noise.night", powers=("handle", "reply")),
        jurisdiction("office", "s", "noise", powers=("reply",)),
        jurisdiction("chief", "s", "all", powers=("coordinate", "handle"), validity=valid(end=MAY)),
        jurisdiction("chief", "z", "waste.kitchen", powers=("handle",), validity=valid(end=APRIL)),
        delegation(
            *("chief", "helper", "safety.e_bike", "noise", "waste"),
            powers=("coordinate", "handle"),
            validity=valid(MARCH, MAY),
        ),
    )


class TestTheSameAnswer:
    TOWN = town()
    STORE = Checked(to_openfga(TOWN))
    DAYS = tuple(date(2022, month, 15) for month in (1, 2, 3, 4, 5))

    @pytest.mark.parametrize("day", DAYS)
    @pytest.mark.parametrize("where", ["s", "c", "z"])
    def test_a_check_says_what_may_says(self, where, day):
        agents = [one.id for one in self.TOWN.agents]
        matters = ("all", "noise", "noise.night", "safety", "safety.e_bike", "waste", "waste.kitchen")
        asked = list(product(agents, ("collect", "handle", "reply", "coordinate", "enforce"), matters))
        expected = {one: may(self.TOWN, *one, where, day).allowed for one in asked}
        found = {
            (who, power, matter): self.STORE.check(f"agent:{who}", power, f"scope:{where}|{matter}", noon(day))
            for who, power, matter in asked
        }

        assert found == expected

    @pytest.mark.parametrize(
        ("who", "power", "scope", "months"),
        [
            ("a-chief", "handle", "s|noise", [1, 2, 3, 4]),
            ("a-chief", "handle", "c|noise", [1, 2, 3]),
            ("a-chief", "handle", "z|waste.kitchen", [1, 2, 3]),
            ("a-chief", "reply", "c|noise.night", [1, 2, 3, 5]),
            ("a-worker", "handle", "c|noise.night", [1, 3]),
            ("a-worker", "handle", "c|safety.e_bike", [1, 3]),
            ("a-worker", "handle", "s|safety", []),
            ("a-volunteer", "reply", "c|noise.night", [1, 2, 3, 4, 5]),
            ("a-volunteer", "handle", "c|safety", []),
            ("a-acting", "coordinate", "s|noise", [3, 4]),
            ("a-helper", "handle", "s|noise.night", [3, 4]),
            ("a-helper", "handle", "s|safety.e_bike", [3, 4]),
            ("a-helper", "handle", "s|safety", []),
            ("a-helper", "handle", "z|waste.kitchen", [3]),
            ("a-helper", "handle", "z|waste", []),
            ("a-helper", "coordinate", "s|noise", [3, 4]),
            ("a-helper", "coordinate", "z|waste.kitchen", []),
            ("a-member", "handle", "c|safety", []),
        ],
    )
    def test_by_hand(self, who, power, scope, months):
        """The months in which each may, worked out from the records above; the community lies in z in April."""
        days = [day.month for day in self.DAYS if self.STORE.check(f"agent:{who}", power, f"scope:{scope}", noon(day))]

        assert days == months

    def test_who_has_authority_over_a_unit_directs_it_and_who_guides_it_does_not(self):
        """Beijing Regulation on Subdistrict Offices: it commands dispatched units, and guides residents' committees."""
        store, now = self.STORE, noon(self.DAYS[0])

        assert store.check("agent:a-chief", "director", "unit:team", now)
        assert store.check("agent:a-chief", "director", "unit:station", now)
        assert not store.check("agent:a-chief", "director", "unit:committee", now)
        assert not store.check("agent:a-member", "director", "unit:office", now)
        assert not store.check("agent:a-worker", "director", "unit:team", now)

    def test_a_matter_that_nobody_names_can_be_asked_about(self):
        store = Checked(to_openfga(self.TOWN, matters=["safety.fire.smoke"]))

        assert store.check("agent:a-worker", "handle", "scope:c|safety.fire.smoke", noon(self.DAYS[0]))
        assert not store.check("agent:a-worker", "handle", "scope:c|all", noon(self.DAYS[0]))

    def test_a_place_is_no_unit_even_if_a_body_is_part_of_it(self):
        assert "unit:c" not in {user for user, _, _ in keys(to_openfga(self.TOWN))}


class TestTuples:
    def test_a_tuple_holds_from_midnight_to_midnight(self):
        found = to_openfga(
            register(
                unit("team"),
                post("worker", "team"),
                agent("a"),
                appointment("a", "worker", validity=valid(FEBRUARY, MARCH)),
            )
        )

        assert found["tuples"] == [
            {
                "user": "agent:a",
                "relation": "staff",
                "object": "post:worker",
                "condition": {
                    "name": "within",
                    "context": {"valid_from": "2022-02-01T00:00:00+08:00", "valid_to": "2022-03-01T00:00:00+08:00"},
                },
            },
            {
                "user": "post:worker#staff",
                "relation": "seated",
                "object": "unit:team",
                "condition": {
                    "name": "within",
                    "context": {"valid_from": "2022-01-01T00:00:00+08:00", "valid_to": "9999-12-31T00:00:00+00:00"},
                },
            },
        ]

    def test_no_tuple_is_there_twice(self):
        """OpenFGA refuses a second tuple of the same user, relation and object, whatever its condition."""
        found = keys(to_openfga(town()))

        assert len(found) == len(set(found))
        assert found == sorted(found)

    def test_what_begins_again_after_a_pause_has_an_object_of_its_own(self):
        found = keys(to_openfga(town()))

        assert ("agent:a-worker", "staff", "post:worker") in found
        assert ("agent:a-worker", "staff", "post:worker|2") in found
        assert ("post:worker|2#staff", "staff", "post:worker") in found

    def test_periods_that_meet_are_one(self):
        held = [
            appointment("a", "p", id=f"{i}", validity=valid(*days))
            for i, days in enumerate([(START, FEBRUARY), (FEBRUARY, MARCH)])
        ]
        [first, _] = to_openfga(register(unit("u"), post("p", "u"), agent("a"), *held))["tuples"]

        assert first["condition"]["context"]["valid_to"] == "2022-03-01T00:00:00+08:00"

    def test_a_colon_in_an_id_does_not_split_it(self):
        found = keys(to_openfga(register(unit("a:b#c"), post("p", "a:b#c"))))

        assert found == [("post:p#staff", "seated", "unit:a%3Ab%23c")]

    def test_what_was_superseded_is_not_written(self):
        moment = datetime(2022, 2, 1, tzinfo=CHINA)
        old = Validity(START, "made up", recorded_at=datetime(2022, 1, 1, tzinfo=CHINA), superseded_at=moment)
        found = register(unit("u"), post("p", "u"), agent("a"), appointment("a", "p", validity=old))

        assert keys(to_openfga(found)) == [("post:p#staff", "seated", "unit:u")]

    @pytest.mark.parametrize("matter", ["Safety", "", 3])
    def test_a_matter_that_is_no_code_is_refused(self, matter):
        assert refused(lambda: to_openfga(town(), matters=["noise", matter])) == [("wrong_pattern", "matters[1]")]

    def test_what_is_no_register_is_refused(self):
        assert refused(lambda: to_openfga(None)) == [("wrong_type", "register")]


def shipped() -> Register:
    found = read_register(packaged("yuqiao-register"), source="register")
    return read_register(packaged("yuqiao-responsibilities"), source="list", onto=found)


class TestModel:
    @pytest.mark.parametrize("made", [town, shipped])
    def test_it_is_json_and_each_tuple_fits_the_model(self, made):
        """Type restrictions, by hand: which users a relation may have, and whether with a condition."""
        store = to_openfga(made())
        rules = Checked(store).rules

        assert json.loads(json.dumps(store)) == store
        for one in store["tuples"]:
            user, through = one["user"].partition(":")[0], one["user"].partition("#")[2]
            direct = rules[one["object"].partition(":")[0], one["relation"]][0].strip("[]").split(", ")
            assert user + f"#{through}" * bool(through) + " with within" * ("condition" in one) in direct

    def test_it_has_a_relation_for_each_power(self):
        assert {name for kind, name in Checked({"model": MODEL, "tuples": ()}).rules if kind == "scope"} == {
            *("around", "wider", "collect", "verify", "handle", "reply"),
            *("counsel", "coordinate", "enforce", "assess", "approve"),
        }
