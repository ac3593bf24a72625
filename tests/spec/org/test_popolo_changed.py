"""A register to which much has happened, in the words of Popolo: it reads back, and what is not in it is named."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import find, given, settings
from hypothesis import strategies as st
from tests.spec.org.conftest import (
    JULY,
    START,
    YEAR,
    History,
    agent,
    appointment,
    area,
    history,
    membership,
    post,
    register,
    relation,
    unit,
    valid,
)

from gridgov.adapters.popolo import Written, to_popolo
from gridgov.adapters.popolo_reading import Read, read_popolo
from gridgov.errors import BadInput
from gridgov.messages import org as m
from gridgov.org import GridCode15, Register

JUNE, AUGUST = date(2022, 6, 1), date(2022, 8, 1)
DAYS = [date(2022, month, 1) for month in range(2, 11)]
REST = st.sampled_from(["move", "end"])


def there_and_back(found: Register) -> tuple[Written, Read]:
    written = to_popolo(found)
    return written, read_popolo(json.dumps(written.document), source="back.json", known=YEAR)


def town() -> History:
    """Two communities with a grid, a team, a worker and a guest each, below an office."""
    rows = [area("street", "subdistrict", code="110112004"), unit("office", "subdistrict_office", "street")]
    for i in (1, 2):
        rows += [
            area(f"c-{i}", "community", "street", code=f"11011200400{i}"),
            area(f"g-{i}", "grid", f"c-{i}"),
            unit(f"team-{i}", "grid_team", f"c-{i}"),
            relation(f"team-{i}", "part_of", "office"),
            post(f"desk-{i}", f"team-{i}", "grid_worker", area=f"g-{i}"),
            agent(f"agent-{i}"),
            appointment(f"agent-{i}", f"desk-{i}"),
            membership(f"agent-{i}", "office", on_behalf_of=f"team-{i}"),
        ]
    return history(*rows)


class TestWhatIsYounger:
    """Popolo's ``parent_id``, ``area_id`` and ``organization_id`` have no days."""

    def test_communities_that_became_one_come_back_with_what_lies_in_it(self):
        result = area("c-3", parent="street", code="110112004003", validity=valid(JULY))
        found = town().after(m.Merge, originals=("c-1", "c-2"), result=result, rest="move").register
        written, back = there_and_back(found)

        assert [one.area for one in back.register.index.by_id["team-1"]] == [None, "c-3"]
        assert [one.validity.valid_from for one in back.register.index.by_id["team-1"]] == [START, JULY]
        assert back.register.area("g-1").validity.valid_from == JULY
        assert {"areas.versions", "units.versions", "units.area", "posts.area", "changes"} <= set(written.lost)
        assert back.lost == ("organizations.area_id", "posts.area_id")

    def test_teams_that_became_one_come_back_with_their_posts_and_the_holders_from_that_day(self):
        """In the organization that is named nobody was before it was there."""
        result = unit("team-3", "grid_team", "street", validity=valid(JULY))
        early = appointment("agent-1", "desk-1", id="early", validity=valid(date(2022, 2, 1), date(2022, 3, 1)))
        begun = town().after(m.End, record="agent-1-on-desk-1", on=date(2022, 2, 1), reason="over")
        begun = begun.after(m.Appoint, row=early)
        found = begun.after(m.Merge, originals=("team-1", "team-2"), result=result, rest="move").register
        written, back = there_and_back(found)

        [desk] = back.register.index.by_id["desk-2"]
        [job] = back.register.appointments
        assert (desk.unit, desk.validity.valid_from) == ("team-3", JULY)
        assert (job.id, job.validity.valid_from) == ("agent-2-on-desk-2", JULY)
        assert {"appointments", "appointments.validity", "posts.versions"} <= set(written.lost)

    def test_a_body_has_the_parent_that_it_has_at_last_from_when_both_are_there(self):
        records = (unit("u"), unit("v"), unit("w", validity=valid(JULY)))
        before = relation("u", "part_of", "v", validity=valid(end=JULY))
        written, back = there_and_back(register(*records, before, relation("u", "part_of", "w", validity=valid(JULY))))

        [whole] = back.register.relations
        assert (whole.object, whole.validity.valid_from) == ("w", JULY)
        assert written.lost == ("relations.part_of",)
        assert back.lost == ("organizations.parent_id",)

    def test_a_name_lasts_until_the_next_one(self):
        """An organization that paused is one organization, and what it was part of without a pause is around it."""
        months = [valid(date(2022, 1, 1), date(2022, 3, 1)), valid(date(2022, 5, 1), JUNE), valid(AUGUST)]
        found = register(
            *(unit("u", validity=one) for one in months), *(post("p", "u", validity=one) for one in months)
        )
        written, back = there_and_back(found)

        assert [one.validity.valid_from for one in back.register.units] == [START, date(2022, 5, 1), AUGUST]
        assert written.lost == ("units.versions", "posts.versions")


class TestWhatIsOver:
    def test_a_parent_that_was_left_is_left_out_and_named(self):
        records = (unit("big"), unit("small"), unit("old", validity=valid(end=JULY)))
        left = relation("small", "part_of", "old", validity=valid(end=JULY))
        written, back = there_and_back(register(*records, left))

        assert all("parent_id" not in one for one in written.document["organizations"])
        assert (written.lost, back.register.relations) == (("relations.part_of",), ())

    def test_the_parent_that_stays_is_written_and_not_one_that_came_later_and_went(self):
        records = (unit("big"), unit("small"), unit("other"))
        passing = relation("small", "part_of", "other", validity=valid(JUNE, JULY))
        written, back = there_and_back(register(*records, relation("small", "part_of", "big"), passing))

        assert [one.object for one in back.register.relations] == ["big"]
        assert written.lost == ("relations.part_of",)

    def test_a_person_has_no_last_day(self):
        assert to_popolo(register(agent("a", validity=valid(end=JULY)))).lost == ("agents.validity",)


class TestCodes:
    """An ``identifier`` has no days either."""

    def test_of_two_areas_that_had_a_code_one_after_the_other_the_last_has_it(self):
        street = area("street", "subdistrict", code="110112004")
        gone = area("c-2", parent="street", code="110112004002", validity=valid(end=JUNE))
        found = history(street, area("c-1", parent="street", code="110112004001"), gone)
        written, back = there_and_back(found.after(m.Recode, area="c-1", code="110112004002").register)
        codes = {one["id"]: one.get("identifier") for one in written.document["areas"]}

        assert codes == {"street": "110112004000", "c-1": "110112004002", "c-2": None}
        assert "areas.code" in written.lost
        assert str(back.register.area("c-1").code) == "110112004002"

    def test_a_code_that_does_not_fit_what_was_recoded_later_is_left_out(self):
        over = valid(end=JUNE)
        found = history(
            area("street", "subdistrict", code="110112004"),
            area("c-1", parent="street", code="110112004001"),
            area("c-2", parent="street", code="110112004002", validity=over),
            area("g-2", "grid", "c-2", code=GridCode15("110112004002001"), validity=over),
        )
        written, back = there_and_back(found.after(m.Recode, area="street", code="110112009").register)
        codes = {one["id"]: one.get("identifier") for one in written.document["areas"]}

        assert codes == {"street": "110112009000", "c-1": "110112009001", "c-2": None, "g-2": None}
        assert back.register.area("g-2").parent == "c-2"
        assert "areas.code" in written.lost

    def test_a_city_without_counties_has_its_code_twice(self):
        city = (area("4419", "city", code="4419"), area("441900", "county", "4419", code="441900"))
        written, back = there_and_back(register(*city))

        assert (written.lost, back.register) == ((), register(*city))


# ---- whatever happens ---------------------------------------------------------------------------------------------

Act = tuple[type[m.OrgCommand], dict[str, Any]]


def ids(told: History, *tables: str) -> list[str]:
    return sorted({one.id for table in tables for one in getattr(told.register, table)})


def merging(told: History, draw: st.DrawFn, number: int) -> Act:
    on, home = draw(st.sampled_from(DAYS)), draw(st.sampled_from(["c-1", "c-2", "street"]))
    code = f"1101120040{number + 10}"
    community = area(f"c-{number}", parent="street", code=code, validity=valid(on))
    team = unit(f"team-{number}", "grid_team", home, validity=valid(on))
    table, result = draw(st.sampled_from([("areas", community), ("units", team)]))
    originals = draw(st.permutations([one for one in ids(told, table) if one.startswith(("c-", "team-"))]))[:2]
    return m.Merge, {"originals": tuple(originals), "result": result, "rest": draw(REST), "on": on}


def transferring(told: History, draw: st.DrawFn, _: int) -> Act:
    places = st.sampled_from(ids(told, *draw(st.sampled_from([("areas",), ("units",), ("areas", "units")]))))
    return m.Transfer, {"record": draw(places), "to": draw(places), "on": draw(st.sampled_from(DAYS))}


def renaming(told: History, draw: st.DrawFn, number: int) -> Act:
    names = {"name_zh": f"名{number}", "name_en": f"Name {number}"}
    record = draw(st.sampled_from(ids(told, "areas", "units")))
    return m.Rename, {"record": record, "on": draw(st.sampled_from(DAYS)), **names}


def recoding(told: History, draw: st.DrawFn, _: int) -> Act:
    code = draw(st.sampled_from(["110113004", "110112004001", "110112004002", "110112004009", "110112004009001"]))
    return m.Recode, {
        "area": draw(st.sampled_from(ids(told, "areas"))),
        "code": code,
        "on": draw(st.sampled_from(DAYS)),
    }


def dissolving(told: History, draw: st.DrawFn, _: int) -> Act:
    places = st.sampled_from(ids(told, "areas", "units"))
    heir = draw(st.none() | places)
    rest = "end" if heir is None else "move"
    return m.Dissolve, {"original": draw(places), "successor": heir, "rest": rest, "on": draw(st.sampled_from(DAYS))}


def entering(told: History, draw: st.DrawFn, number: int) -> Act:
    part, whole = draw(st.sampled_from(ids(told, "units"))), draw(st.sampled_from(ids(told, "units")))
    kind: Any = draw(st.sampled_from(["part_of", "part_of", "guides"]))
    return m.Enter, {"row": relation(part, kind, whole, id=f"r-{number}", validity=valid(draw(st.sampled_from(DAYS))))}


def ending(told: History, draw: st.DrawFn, _: int) -> Act:
    record = draw(st.sampled_from(ids(told, "posts", "appointments", "relations", "memberships", "agents")))
    return m.End, {"record": record, "on": draw(st.sampled_from(DAYS)), "reason": "over", "cascade": True}


ACTS = (merging, transferring, renaming, recoding, dissolving, entering, ending)


def done(told: History, act: Act) -> History | None:
    """The history with an act in it; None: it was refused."""
    kind, fields = act
    try:
        return None if told.when(kind, **fields).refusal else told.after(kind, **fields)
    except BadInput:
        return None


@st.composite
def histories(draw: st.DrawFn) -> Register:
    """A town after some acts, in any order of their days; what is refused does not happen."""
    told = town()
    for number in range(3, 3 + draw(st.integers(1, 7))):
        act = draw(st.sampled_from(ACTS))
        told = done(told, act(told, draw, number)) or told
    return told.register


PLAIN = {"areas", "units", "posts", "appointments", "memberships"}
"""What Popolo has words for."""


def content(found: Register, table: str) -> set[object]:
    """The records of a table as far as Popolo has words for them: where from and since when it is known apart."""
    return {
        evolve(one, validity=valid(one.validity.valid_from, one.validity.valid_to))
        for one in getattr(found, table)
        if one.validity.superseded_at is None
    }


class TestWhateverHappens:
    @settings(max_examples=100, deadline=None, database=None, derandomize=True)
    @given(histories())
    def test_it_reads_back_and_what_differs_was_named(self, found: Register):
        written, back = there_and_back(found)
        lost = {name.partition(".")[0] for name in written.lost}

        for table in PLAIN - lost:
            assert content(back.register, table) == content(found, table), table
        if "relations" not in lost:
            assert {(one.subject, one.object, one.validity.period) for one in back.register.relations} == {
                (one.subject, one.object, one.validity.period)
                for one in found.relations
                if one.validity.superseded_at is None
            }
        assert {one.id for table in ("areas", "units", "posts") for one in getattr(found, table)} >= {
            one["id"] for table in ("areas", "organizations", "posts") for one in written.document[table]
        }

    @pytest.mark.parametrize("act", ACTS)
    def test_each_of_these_acts_is_done_now_and_then(self, act: Callable[[History, st.DrawFn, int], Act]):
        """Else the law above would say nothing."""
        made = find(st.composite(lambda draw: act(town(), draw, 3))(), lambda made: done(town(), made) is not None)

        assert done(town(), made) is not None
