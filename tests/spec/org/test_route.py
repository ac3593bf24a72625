"""Who must act: deepest area, narrowest matter, vacancies filled in order, ties refused and never broken in silence."""

import pickle
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.org.conftest import (
    DAY,
    agent,
    appointment,
    area,
    delegation,
    jurisdiction,
    other_route,
    post,
    refused,
    register,
    relation,
    unit,
    valid,
)

from gridgov.calendars import Limit
from gridgov.errors import Refused
from gridgov.org import OtherWay, Register, RouteDecision, route

PLACES = (area("s", "subdistrict"), area("c", "community", "s"), area("d", "community", "s"), area("g", "grid", "c"))
UNITS = (unit("office", "subdistrict_office", "s"), unit("team", "grid_team", "c"), unit("other", "department", "s"))
MATTER = "safety.e_bike"


def there(*records) -> Register:
    return register(*PLACES, *UNITS, *records)


def decided(found: Register, place: str = "g", matter: str = MATTER, at: date = DAY, **options) -> RouteDecision:
    answer = route(found, matter, place, at, **options)
    assert isinstance(answer, RouteDecision)
    return answer


def says(decision) -> list[str]:
    return [step.code for step in decision.trace]


def refusal(found: Register, place: str = "g", matter: str = MATTER) -> Refused:
    with pytest.raises(Refused) as caught:
        route(found, matter, place, DAY)
    return caught.value


class TestTheLead:
    def test_the_deepest_area_comes_first(self):
        """Design note: deep goes before narrow."""
        found = there(jurisdiction("office", "s", MATTER), jurisdiction("team", "c", "safety"))

        assert decided(found).lead.holder == "team"
        assert decided(found, "d").lead.holder == "office"

    def test_in_one_area_the_narrowest_matter_comes_first_and_all_comes_last(self):
        found = there(
            jurisdiction("office", "s"), jurisdiction("other", "s", "safety"), jurisdiction("team", "s", MATTER)
        )

        assert decided(found).lead.holder == "team"
        assert decided(found, matter="safety.fire").lead.holder == "other"
        assert decided(found, matter="noise").lead.holder == "office"

    def test_a_code_that_only_begins_alike_is_another_matter(self):
        found = there(jurisdiction("team", "c", "safe"), jurisdiction("office", "s", "safety"))

        assert decided(found).lead.holder == "office"

    def test_who_may_not_handle_does_not_lead(self):
        found = there(jurisdiction("team", "c", powers=("collect",)), jurisdiction("office", "s"))

        assert decided(found).lead.holder == "office"

    def test_who_has_to_help_does_not_lead(self):
        found = there(jurisdiction("team", "c", part="co"), jurisdiction("office", "s"))

        assert decided(found).lead.holder == "office"

    def test_a_line_counts_on_its_first_day_and_no_more_on_its_last(self):
        line = jurisdiction("team", "c", validity=valid(date(2022, 3, 1), date(2022, 4, 1)))
        found = there(line, jurisdiction("office", "s"))

        leads = [decided(found, at=day).lead.holder for day in (date(2022, 2, 28), date(2022, 3, 1), date(2022, 4, 1))]
        assert leads == ["office", "team", "office"]

    def test_all_four_stages_make_an_all_round_worker(self):
        """S3: one who can collect, handle, reply and counsel settles a matter alone."""
        assert decided(there(jurisdiction("team", "c"))).closes_alone
        assert not decided(there(jurisdiction("team", "c", powers=("handle", "reply", "counsel")))).closes_alone

    def test_the_stages_of_all_its_lines_there_count_together(self):
        lines = (jurisdiction("team", "c", MATTER, powers=("handle", "reply")), jurisdiction("team", "s"))

        assert decided(there(*lines)).closes_alone
        assert not decided(there(lines[0], jurisdiction("team", "d"))).closes_alone

    def test_the_limit_is_that_of_the_line(self):
        found = there(jurisdiction("team", "c", within=Limit(3, "working_days")), jurisdiction("office", "s"))

        assert decided(found).within == Limit(3, "working_days")
        assert decided(found).escalation[0].within is None


class TestTies:
    def test_two_that_are_equally_near_are_refused_with_their_names(self):
        error = refusal(there(jurisdiction("team", "c"), jurisdiction("office", "c")))

        assert error.code == "several_must_act"
        assert error.text("en") == 'Several answer for "all" in "c", and none comes first: office, team.'
        assert error.text("zh") == "“c”的“all”有多个承办者，无法确定先后：office、team。"

    def test_a_narrower_line_of_another_breaks_no_tie_above_it(self):
        found = there(jurisdiction("team", "c", MATTER), jurisdiction("office", "s"), jurisdiction("other", "s"))

        assert decided(found).lead.holder == "team"

    def test_nobody_is_refused_with_the_places_that_were_searched(self):
        error = refusal(there(jurisdiction("team", "d")))

        assert error.text("en") == "Nobody answers for this matter in g, c, s."
        assert error.text("zh") == "该事项在以下区域均无承办者：g、c、s。"


class TestVacancies:
    SEATS = (
        post("worker", "team", "grid_worker", area="g"),
        post("deputy", "team"),
        agent("a-1"),
        agent("a-2"),
    )

    def seats(self, *records) -> Register:
        lines = (jurisdiction("worker", "g"), jurisdiction("office", "s"))
        return there(*self.SEATS, *lines, *records)

    def test_who_is_in_the_post_acts(self):
        lead = decided(self.seats(appointment("a-1", "worker"))).lead

        assert (lead.unit, lead.post, lead.agents, lead.how) == ("team", "worker", ("a-1",), "holder")

    def test_in_a_vacant_post_who_acts_for_it_leads(self):
        found = self.seats(appointment("a-1", "worker", "acting"))

        assert (decided(found).lead.agents, decided(found).lead.how) == (("a-1",), "acting")
        assert "route_vacant" in says(decided(found))

    def test_then_the_post_that_it_let_act_for_it(self):
        found = self.seats(delegation("worker", "deputy"), appointment("a-2", "deputy"))
        lead = decided(found).lead

        assert (lead.holder, lead.post, lead.agents, lead.how) == ("worker", "deputy", ("a-2",), "delegate")

    def test_a_delegation_of_another_matter_fills_nothing(self):
        found = self.seats(delegation("worker", "deputy", "noise"), appointment("a-2", "deputy"))

        assert decided(found).lead.holder == "office"

    def test_who_is_in_the_post_stands_before_who_acts_for_it(self):
        found = self.seats(appointment("a-1", "worker"), appointment("a-2", "worker", "acting"))

        assert (decided(found).lead.agents, decided(found).lead.how) == (("a-1",), "holder")

    def test_of_two_posts_that_were_let_act_the_one_for_the_narrower_matter_leads(self):
        others = (post("second", "team"), appointment("a-1", "second"), appointment("a-2", "deputy"))
        found = self.seats(*others, delegation("worker", "second", MATTER), delegation("worker", "deputy"))

        assert decided(found).lead.post == "second"
        assert decided(found, matter="noise").lead.post == "deputy"

    def test_two_posts_that_were_let_act_alike_are_refused(self):
        others = (post("second", "team"), appointment("a-1", "second"), appointment("a-2", "deputy"))
        error = refusal(self.seats(*others, delegation("worker", "second"), delegation("worker", "deputy")))

        assert (error.code, error.params["candidates"]) == ("several_must_act", ("deputy", "second"))

    def test_a_vacant_post_that_was_let_act_is_told_and_passed(self):
        found = decided(self.seats(delegation("worker", "deputy")))

        assert (found.lead.holder, found.lead.how) == ("office", "upward")
        assert says(found)[:5] == [
            "route_searched",
            "route_lead",
            "route_vacant",
            "route_delegate_vacant",
            "route_upward",
        ]

    def test_who_was_let_act_closes_alone_only_with_all_four_stages(self):
        """S3; a delegation gives what it names and no more."""
        given = {"handle": ("handle",), "all four": ("collect", "handle", "reply", "counsel")}
        alone = {
            name: decided(
                self.seats(appointment("a-2", "deputy"), delegation("worker", "deputy", powers=powers))
            ).closes_alone
            for name, powers in given.items()
        }

        assert alone == {"handle": False, "all four": True}

    def test_a_delegation_that_has_ended_fills_nothing(self):
        over = delegation("worker", "deputy", validity=valid(end=DAY))

        assert decided(self.seats(over, appointment("a-2", "deputy"))).lead.holder == "office"

    def test_a_vacant_post_that_answers_for_several_areas_is_passed_once(self):
        found = there(
            *self.SEATS, jurisdiction("worker", "g"), jurisdiction("worker", "c"), jurisdiction("office", "s")
        )

        assert says(decided(found)).count("route_vacant") == 1
        assert refusal(there(*self.SEATS, jurisdiction("worker", "g"), jurisdiction("worker", "c"))).params == {
            "vacant": ("worker",)
        }

    def test_a_vacant_post_that_was_passed_is_no_level_above(self):
        found = there(
            *self.SEATS, jurisdiction("worker", "g"), jurisdiction("office", "c"), jurisdiction("worker", "s")
        )

        assert (decided(found).lead.holder, decided(found).escalation) == ("office", ())

    def test_then_the_next_level_and_the_trace_says_so(self):
        found = decided(self.seats())

        assert (found.lead.holder, found.lead.how) == ("office", "upward")
        assert {"route_vacant", "route_upward"} <= set(says(found))

    def test_an_appointment_that_has_ended_fills_no_post(self):
        ended = appointment("a-1", "worker", validity=valid(end=DAY))

        assert decided(self.seats(ended)).lead.how == "upward"

    def test_vacant_all_the_way_up_is_refused(self):
        error = refusal(there(*self.SEATS, jurisdiction("worker", "g")))

        assert error.text("en") == (
            "Nobody is in the posts that answer for this, nobody acts for them, and no level is above: worker."
        )
        assert error.text("zh") == "承办该事项的岗位均空缺，无人代理或受托，也没有上一级：worker。"


class TestTheWayUp:
    def test_it_goes_from_area_to_area_each_with_its_own_limit(self):
        """Beijing Regulation on Swift Response, Art. 20."""
        found = there(
            jurisdiction("team", "c"),
            jurisdiction("office", "s", within=Limit(5, "working_days")),
            jurisdiction("other", "s", MATTER, powers=("coordinate",)),
        )

        ways = [(level.holder, level.area, level.within) for level in decided(found).escalation]
        assert ways == [("other", "s", None), ("office", "s", Limit(5, "working_days"))]

    def test_in_one_area_who_may_handle_stands_before_who_only_coordinates(self):
        found = there(
            jurisdiction("team", "c"),
            jurisdiction("office", "s", powers=("coordinate",)),
            jurisdiction("other", "s"),
        )

        assert [level.holder for level in decided(found).escalation] == ["other", "office"]
        assert "route_several_above" not in says(decided(found))

    def test_two_that_are_equally_near_above_stand_side_by_side_and_the_trace_says_so(self):
        """Design note: a tie above does not keep a matter from a lead that is clear."""
        found = decided(there(jurisdiction("team", "c"), jurisdiction("office", "s"), jurisdiction("other", "s")))

        assert [(level.holder, level.area) for level in found.escalation] == [("office", "s"), ("other", "s")]
        assert says(found)[-1] == "route_several_above"

    def test_who_coordinates_where_the_lead_handles_comes_next(self):
        found = there(jurisdiction("team", "c"), jurisdiction("other", "c", powers=("coordinate",)))

        assert [level.holder for level in decided(found).escalation] == ["other"]

    def test_who_coordinates_below_the_lead_is_no_level(self):
        found = there(jurisdiction("team", "c", powers=("coordinate",)), jurisdiction("office", "s"))

        assert (decided(found, "g").lead.holder, decided(found).escalation) == ("office", ())

    def test_a_vacant_post_above_is_shown_as_vacant(self):
        found = there(post("seat", "office"), jurisdiction("team", "c"), jurisdiction("seat", "s"))

        [level] = decided(found).escalation
        assert (level.holder, level.post, level.agents, level.how) == ("seat", "seat", (), "vacant")

    def test_nobody_comes_twice(self):
        found = there(jurisdiction("team", "g"), jurisdiction("team", "c"), jurisdiction("office", "s"))

        assert [level.holder for level in decided(found).escalation] == ["office"]


class TestOtherWays:
    @pytest.mark.parametrize("way", ["emergency", "statutory_channel", "repeated", "confidential", "unlawful"])
    def test_what_the_law_sends_elsewhere_is_nobodys_to_handle(self, way):
        """Beijing Regulation on Swift Response, Art. 11."""
        found = there(jurisdiction("team", "c"), other_route("o-1", way, "emergency"))
        answer = route(found, "emergency.fire", "g", DAY)

        assert isinstance(answer, OtherWay)
        assert (answer.way, answer.other_route) == (way, "o-1")

    def test_two_ways_are_refused(self):
        found = there(other_route("o-1", "emergency", MATTER), other_route("o-2", "unlawful", MATTER))
        error = refusal(found)

        assert (
            error.text("en") == f'"{MATTER}" goes elsewhere by several ways, and none comes first: emergency, unlawful.'
        )
        assert error.text("zh") == f"“{MATTER}”有多种分类处理方式，无法确定先后：emergency、unlawful。"


class TestWhatWasKnown:
    def test_an_appeal_is_answered_with_what_was_known_then(self):
        wrong = jurisdiction("other", "c", validity=valid(superseded=datetime(2022, 5, 1, tzinfo=UTC)))
        right = jurisdiction("team", "c", id="right", validity=valid(recorded=datetime(2022, 5, 1, tzinfo=UTC)))
        found = there(wrong, right)

        assert decided(found).lead.holder == "team"
        assert decided(found, known_at=datetime(2022, 4, 30, tzinfo=UTC)).lead.holder == "other"


class TestBadInput:
    @pytest.mark.parametrize(
        ("matter", "place", "at"),
        [
            (MATTER, "nowhere", DAY),
            (MATTER, "g", date(2021, 12, 31)),
            (MATTER, 7, DAY),
            ("No Code", "g", DAY),
            (None, "g", DAY),
            (MATTER, "g", "2022"),
            (MATTER, "g", datetime(2022, 6, 1)),  # noqa: DTZ001  # a naive one is the point
        ],
    )
    def test_what_cannot_be_asked_is_refused(self, matter, place, at):
        assert refused(lambda: route(there(jurisdiction("team", "c")), matter, place, at))


HOLDERS = ("office", "team", "other")
MATTERS = ("all", "safety", MATTER, "noise")
lines = st.builds(
    lambda holder, where, matter, part, powers, n: jurisdiction(
        holder, where, matter, part=part, powers=powers, id=f"line-{n}"
    ),
    st.sampled_from(HOLDERS),
    st.sampled_from(("s", "c", "d", "g")),
    st.sampled_from(MATTERS),
    st.sampled_from(("lead", "co")),
    st.sampled_from((("handle",), ("collect",), ("handle", "reply"))),
    st.integers(0, 10**9),
)


class TestLaws:
    @given(st.lists(lines, max_size=8, unique_by=lambda one: one.id), st.sampled_from(("g", "c", "d", "s")))
    def test_it_is_what_the_rule_says_when_read_aloud(self, rows, place):
        """An oracle out of the text of the rule: every area from the inside, in it every matter from the narrowest."""
        around = {"g": ("g", "c", "s"), "c": ("c", "s"), "d": ("d", "s"), "s": ("s",)}[place]
        expected: object = "nobody_must_act"
        for where in around:
            for matter in (MATTER, "safety", "all"):
                found = {
                    row.holder
                    for row in rows
                    if (row.area, row.matters, row.part) == (where, (matter,), "lead") and "handle" in row.powers
                }
                if found and expected == "nobody_must_act":
                    expected = found.pop() if len(found) == 1 else "several_must_act"

        try:
            answer: object = decided(there(*rows), place).lead.holder
        except Refused as error:
            answer = error.code
        assert answer == expected

    @given(
        st.permutations([jurisdiction("team", "c"), jurisdiction("office", "s"), jurisdiction("other", "s", MATTER)])
    )
    def test_the_order_of_the_lines_changes_nothing(self, rows):
        assert decided(there(*rows)) == decided(there(*sorted(rows, key=lambda one: one.id)))


def answer(found: Register, matter: str, place: str, at: date) -> object:
    """The decision, or the code and params of the refusal."""
    try:
        return route(found, matter, place, at)
    except Refused as error:
        return error.code, error.params


SEATS = ("worker", "deputy")
TURN = date(2022, 7, 1)
times = st.sampled_from((valid(), valid(end=TURN), valid(TURN)))
posted = st.builds(
    lambda holder, where, matter, when, n: jurisdiction(holder, where, matter, validity=when, id=f"posted-{n}"),
    st.sampled_from((*SEATS, *HOLDERS)),
    st.sampled_from(("s", "c", "g")),
    st.sampled_from(MATTERS),
    times,
    st.integers(0, 10**9),
)
placed = st.builds(
    lambda who, seat, mode, when: appointment(who, seat, mode, validity=when, id=f"{who}-{seat}"),
    st.sampled_from(("a-1", "a-2")),
    st.sampled_from(SEATS),
    st.sampled_from(("appointed", "acting")),
    times,
)
lent = st.lists(
    st.sampled_from((delegation("worker", "deputy"), delegation("worker", "deputy", MATTER, id="narrow"))), max_size=1
)
KEEPS = jurisdiction("worker", "d", validity=valid(), id="so-that-it-has-what-it-gives")


class TestLawsOfVacancies:
    BASE = (*(post(name, "team", max_holders=9) for name in SEATS), agent("a-1"), agent("a-2"))
    rows = st.lists(posted, max_size=6, unique_by=lambda one: one.id)
    people = st.lists(placed, max_size=3, unique_by=lambda one: one.id)

    @settings(deadline=None, max_examples=80)
    @given(rows, people, lent, st.lists(st.tuples(st.sampled_from(MATTERS), st.sampled_from((DAY, TURN))), max_size=6))
    def test_what_was_asked_before_changes_no_answer(self, rows, people, given_away, earlier):
        """What is kept of an earlier question is told apart by area, matter and day."""
        records = (*self.BASE, *rows, *people, *_sound(given_away))
        asked_before, fresh = there(*records), there(*records)
        for matter, day in earlier:
            answer(asked_before, matter, "g", day)

        for day in (DAY, TURN):
            assert answer(asked_before, MATTER, "g", day) == answer(fresh, MATTER, "g", day)

    @settings(deadline=None, max_examples=80)
    @given(rows, people, lent)
    def test_a_vacancy_never_makes_a_lead_vanish_in_silence(self, rows, people, given_away):
        """Whoever is passed is named: in the trace of a decision, or in the refusal."""
        found = answer(there(*self.BASE, *rows, *people, *_sound(given_away)), MATTER, "g", DAY)
        nearest = _nearest_by_hand(rows)
        if isinstance(found, RouteDecision):
            leading = [step.params["holder"] for step in found.trace if step.code == "route_lead"]
            assert leading[0] in nearest
            assert leading[-1] == found.lead.holder
            assert (found.lead.how == "upward") == (len(leading) > 1)
            assert found.lead.post is None or found.lead.agents
        else:
            code, params = found
            assert (code == "nobody_must_act") == (not nearest)
            assert code != "nobody_in_post" or params["vacant"][0] in nearest


def _sound(given_away):
    """What a post gives away it has to have, on all days; so it has it in a place where nobody asks."""
    return (*given_away, KEEPS) if given_away else ()


def _nearest_by_hand(rows) -> set[str]:
    """Who leads in the first area and matter, from the inside out, for which there is anybody on the day."""
    for where in ("g", "c", "s"):
        for matter in (MATTER, "safety", "all"):
            found = {
                row.holder for row in rows if (row.area, row.matters) == (where, (matter,)) and row.validity.holds(DAY)
            }
            if found:
                return found
    return set()


class TestCoUnits:
    def found(self) -> RouteDecision:
        lines = (
            jurisdiction("team", "c"),
            jurisdiction("other", "s", part="co", powers=("enforce",)),
            jurisdiction("police", "s", part="co", powers=("enforce",)),
            jurisdiction("committee", "c", part="co", powers=("counsel",)),
            jurisdiction("company", "c", part="co", powers=("handle",)),
        )
        bodies = (unit("police", area="s"), unit("committee", "residents_committee", "c"), unit("company", area="c"))
        ties = (
            relation("team", "part_of", "office"),
            relation("office", "coordinates", "other"),
            relation("office", "commands", "police"),
            relation("office", "guides", "committee"),
        )
        return decided(there(*bodies, *ties, *lines))

    def test_the_legal_kind_of_the_edge_says_what_is_owed(self):
        """Subdistrict Offices, Art. 11, 17; Swift Response, Art. 16: to obey, to come when whistled for, or to help."""
        assert {one.unit: one.duty for one in self.found().co_units} == {
            "other": "attend_when_whistled",
            "police": "under_command",
            "committee": "help",
            "company": "help",
        }

    def test_whoever_comes_the_lead_stays_the_lead(self):
        """Swift Response, Art. 14: first responsibility."""
        assert self.found().lead.holder == "team"
        assert "route_stays" in says(self.found())

    def test_each_comes_once_by_its_nearest_line_and_with_a_limit_of_its_own(self):
        near = jurisdiction("other", "c", part="co", within=Limit(2, "hours"), id="near")
        found = decided(there(jurisdiction("team", "c"), jurisdiction("other", "s", part="co", id="far"), near))

        assert [(one.jurisdiction, one.within) for one in found.co_units] == [("near", Limit(2, "hours"))]

    def test_who_leads_does_not_help_itself(self):
        found = decided(there(jurisdiction("team", "c"), jurisdiction("team", "s", part="co")))

        assert found.co_units == ()

    def test_to_be_part_of_one_government_owes_nothing_but_help(self):
        """Subdistrict Offices, Art. 3, 17: a district's department is not the subdistrict's to command."""
        district = (relation("office", "dispatched_by", "gov"), relation("other", "part_of", "gov"))
        records = (unit("gov", "government", "s"), *district)
        found = there(*records, jurisdiction("office", "c"), jurisdiction("other", "s", part="co"))

        assert [one.duty for one in decided(found).co_units] == ["help"]

    def test_a_part_of_the_leads_own_unit_obeys_however_deep_it_is(self):
        own = (relation("team", "part_of", "other"), relation("other", "part_of", "office"))
        found = there(*own, jurisdiction("office", "s"), jurisdiction("team", "s", part="co"))

        assert [one.duty for one in decided(found).co_units] == ["under_command"]

    def test_the_nearer_of_two_above_the_lead_says_what_is_owed(self):
        """The team whistles for the department that the office above it commands: it whistles."""
        ties = (
            relation("team", "part_of", "office"),
            relation("team", "coordinates", "other"),
            relation("office", "commands", "other"),
        )
        found = there(*ties, jurisdiction("team", "c"), jurisdiction("other", "s", part="co"))

        assert [one.duty for one in decided(found).co_units] == ["attend_when_whistled"]

    def test_who_is_guided_helps_and_the_trace_says_why(self):
        """Subdistrict Offices, Art. 32; Swift Response, Art. 17: guiding transmits nothing."""
        [step] = [step for step in self.found().trace if step.code == "route_guided"]

        assert step.text("en") == (
            "committee is guided by office, not commanded: it helps (may counsel), and takes on no main responsibility."
        )
        assert step.text("zh") == "office对committee是指导关系而非指挥关系：后者协助办理（权限：疏），不承担主责。"

    def test_a_relation_that_has_ended_owes_nothing(self):
        tie = relation("team", "coordinates", "other", validity=valid(end=DAY))
        found = there(tie, jurisdiction("team", "c"), jurisdiction("other", "s", part="co"))

        assert [one.duty for one in decided(found).co_units] == ["help"]


class TestADecision:
    def test_is_the_same_after_a_journey_with_its_trace(self):
        found = decided(there(jurisdiction("team", "c", basis="a paper")))
        back = pickle.loads(pickle.dumps(found))  # noqa: S301  # our own

        assert back == found
        assert back.trace == found.trace
        assert "This rests on: a paper." in back.text("en")
