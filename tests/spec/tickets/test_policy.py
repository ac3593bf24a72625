"""What a host may lay down: what is found on a day, which limit holds, and what the lint of a local pack finds.

Every expected value is counted by hand. A law here is any pack of a higher rank.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from gridgov.calendars import Limit, ServiceHours, Shift, Timetable, china
from gridgov.errors import TEXTS, BadInput, Defect, Refused
from gridgov.kernel import Context
from gridgov.labels import label
from gridgov.messages import tickets as m
from gridgov.parameters import SHIPPED, UNITS, Pack, Parameter, Parameters, Value, combine, read_pack, shipped
from gridgov.tickets import policy
from gridgov.tickets.policy import CHANNEL_NEEDS, POLICIES, lint_pack, policy_of

BEIJING = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2022, 3, 1, 12, tzinfo=BEIJING)
"""A Tuesday."""
OFFICE = Timetable(china(), ServiceHours("Asia/Shanghai", [Shift(time(9), time(17))]))


def pack(*rules: tuple[str, ...], kind: str = "local", name: str = "ours", cites: str = "Art. 1") -> Pack:
    """A pack of rules: name, unit, value as TOML writes it, and if wanted from when to when."""
    body = ""
    for rule in rules:
        title, unit, value, start, *end = (*rule, "2020-01-01") if len(rule) == 3 else rule
        until = f"valid_to = {end[0]}\n" if end else ""
        body += (
            f'[[parameter]]\nid = "{title}"\nunit = "{unit}"\ntitle_en = "Rule"\ntitle_zh = "规则"\n'
            f'[[parameter.value]]\nvalue = {value}\nvalid_from = {start}\n{until}reference = "{cites}"\n'
        )
    head = f'[pack]\nid = "{name}"\ntitle_en = "A test"\ntitle_zh = "测试"\nkind = "{kind}"\n'
    return read_pack(head + body, source="test.toml")


def law(*rules: tuple[str, ...]) -> Pack:
    return pack(*rules, kind="law", name="law", cites="Law, Art. 9")


def under(*rules: tuple[str, ...], at: datetime = NOON, timetable: Timetable | None = None) -> Context:
    packs = combine(pack(*rules)) if rules else Parameters()
    return Context(at, "worker-7", packs, "salt", timetable=timetable)


def found(local: Pack, *higher: Pack) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in lint_pack(local, *higher)]


class TestAsking:
    """No number stands in the code: without a pack, there is no rule."""

    def test_without_a_pack_there_is_none(self) -> None:
        nothing = under()
        assert policy.whole(nothing, "tickets.reopen.max") is None
        assert policy.claim(nothing, "tickets.review.needed") is False
        assert policy.codes(nothing, "tickets.kinds") is None
        assert policy.allows(nothing, "tickets.kinds", "help") is True
        assert policy.limit(nothing, "tickets.wait.cap") is None
        assert policy.due_by(nothing, "resolve", "safety", "urgent") is None
        assert policy.source_of(nothing, "tickets.wait.cap", "Art. 15") == "Art. 15"

    def test_a_pack_says(self) -> None:
        ruled = under(
            ("tickets.reopen.max", "times", "2"),
            ("tickets.review.needed", "yes_no", "true"),
            ("tickets.reopen.review", "yes_no", "false"),
            ("tickets.kinds", "codes", '["help", "consult"]'),
            ("tickets.wait.cap", "days", "60"),
        )
        assert policy.whole(ruled, "tickets.reopen.max") == 2
        assert policy.claim(ruled, "tickets.review.needed") is True
        assert policy.claim(ruled, "tickets.reopen.review") is False
        assert policy.codes(ruled, "tickets.kinds") == ("help", "consult")
        assert [policy.allows(ruled, "tickets.kinds", kind) for kind in ("help", "report")] == [True, False]
        assert policy.limit(ruled, "tickets.wait.cap") == Limit(60, "calendar_days")
        assert policy.source_of(ruled, "tickets.wait.cap", "Art. 15") == "Art. 1"

    def test_an_empty_list_allows_nothing(self) -> None:
        assert policy.allows(under(("tickets.wait.reasons", "codes", "[]")), "tickets.wait.reasons", "rain") is False

    @pytest.mark.parametrize(
        ("unit", "expected"),
        [("minutes", "minutes"), ("hours", "hours"), ("days", "calendar_days"), ("working_days", "working_days")],
    )
    def test_a_limit_has_the_unit_of_its_rule(self, unit: str, expected: Any) -> None:
        assert policy.limit(under(("tickets.wait.cap", unit, "3")), "tickets.wait.cap") == Limit(3, expected)

    @pytest.mark.parametrize("unit", ["months", "rounds"])
    def test_a_limit_in_another_unit_is_a_defect(self, unit: str) -> None:
        with pytest.raises(Defect) as caught:
            policy.limit(under(("tickets.wait.cap", unit, "3")), "tickets.wait.cap")
        assert (caught.value.code, caught.value.params["unit"]) == ("parameter_of_another_type", unit)

    @pytest.mark.parametrize(
        ("day", "expected"), [((2021, 12, 31), None), ((2022, 1, 1), 2), ((2022, 6, 30), 2), ((2022, 7, 1), None)]
    )
    def test_a_rule_holds_from_its_first_day_up_to_its_last(self, day: tuple[int, int, int], expected: int) -> None:
        moment = datetime(*day, 12, tzinfo=BEIJING)
        dated = under(("tickets.reopen.max", "times", "2", "2022-01-01", "2022-07-01"), at=moment)
        assert policy.whole(dated, "tickets.reopen.max") == expected

    def test_a_day_on_which_nobody_knows_the_rule_is_refused(self) -> None:
        """A declared gap: there was a rule then."""
        text = (
            '[pack]\nid = "ours"\ntitle_en = "T"\ntitle_zh = "测"\nkind = "local"\n'
            '[[parameter]]\nid = "tickets.reopen.max"\nunit = "times"\ntitle_en = "R"\ntitle_zh = "规"\n'
            '[[parameter.value]]\nvalue = 1\nvalid_from = 2020-01-01\nvalid_to = 2022-01-01\nreference = "A"\n'
            '[[parameter.value]]\nvalue = 2\nvalid_from = 2023-01-01\nreference = "B"\ngap = "a page is lost"\n'
        )
        context = Context(NOON, "worker-7", combine(read_pack(text, source="test.toml")), "salt")
        with pytest.raises(Refused, match="a page is lost"):
            policy.whole(context, "tickets.reopen.max")


GENERAL = ("tickets.limit.resolve", "hours", "1")
NORMAL = ("tickets.limit.resolve.normal", "hours", "2")
URGENT = ("tickets.limit.resolve.urgent", "hours", "3")
SAFETY = ("tickets.limit.resolve.of.safety", "hours", "4")
E_BIKE = ("tickets.limit.resolve.of.safety.e_bike", "hours", "5")


class TestWhichLimit:
    """Urgency before category, the narrower category before the wider, the general rule last."""

    @pytest.mark.parametrize(
        ("rules", "category", "urgency", "hours"),
        [
            ((GENERAL, NORMAL, URGENT, SAFETY, E_BIKE), "safety.e_bike", "urgent", 3),
            ((GENERAL, NORMAL, URGENT, SAFETY, E_BIKE), "safety.e_bike", "normal", 5),
            ((GENERAL, NORMAL, URGENT, SAFETY, E_BIKE), "safety.e_bike", "extended", 5),
            ((GENERAL, NORMAL, URGENT, SAFETY, E_BIKE), "safety.e_bike.indoors", "normal", 5),
            ((GENERAL, NORMAL, URGENT, SAFETY, E_BIKE), "safety.wires", "normal", 4),
            ((GENERAL, NORMAL, URGENT, SAFETY, E_BIKE), "safety", "normal", 4),
            ((GENERAL, NORMAL, URGENT, SAFETY, E_BIKE), "safety_at_sea", "normal", 2),
            ((GENERAL, NORMAL, URGENT, SAFETY, E_BIKE), None, "normal", 2),
            ((GENERAL, NORMAL, URGENT, SAFETY, E_BIKE), None, "extended", 1),
            ((GENERAL, SAFETY), None, "normal", 1),
            ((URGENT, E_BIKE), "safety", "normal", None),
            ((("tickets.limit.accept", "hours", "9"),), None, "normal", None),
        ],
    )
    def test_the_narrowest_holds(self, rules: Any, category: str | None, urgency: m.Urgency, hours: int | None) -> None:
        expected = None if hours is None else Limit(hours, "hours")
        assert policy.limit_of(under(*rules), "resolve", category, urgency) == expected
        by = policy.due_by(under(*rules), "resolve", category, urgency)
        assert by == (None if hours is None else (NOON + timedelta(hours=hours), Limit(hours, "hours")))

    def test_a_narrower_rule_that_is_over_leaves_the_wider_one(self) -> None:
        rules = (GENERAL, ("tickets.limit.resolve.of.safety", "hours", "4", "2020-01-01", "2022-01-01"))
        assert policy.limit_of(under(*rules), "resolve", "safety", "normal") == Limit(1, "hours")


class TestWhenItEnds:
    @pytest.mark.parametrize(("amount", "unit"), [(90, "minutes"), (26, "hours")])
    @pytest.mark.parametrize("timetable", [None, OFFICE])
    def test_hours_and_minutes_pass_with_and_without_a_timetable(
        self, amount: int, unit: Any, timetable: Timetable | None
    ) -> None:
        end = policy.end_of(under(timetable=timetable), NOON, Limit(amount, unit))
        assert end == NOON + timedelta(**{unit: amount})

    @pytest.mark.parametrize("unit", ["calendar_days", "working_days"])
    def test_days_need_a_timetable(self, unit: Any) -> None:
        with pytest.raises(Defect) as caught:
            policy.end_of(under(), NOON, Limit(5, unit))
        assert (caught.value.code, caught.value.params) == ("timetable_missing", {"unit": unit})

    def test_days_end_when_the_office_closes(self) -> None:
        """Tue 1 March 2022 and five working days: Tue 8 March; five days: Sun 6 March, so Mon 7 March."""
        context = under(timetable=OFFICE)
        assert policy.end_of(context, NOON, Limit(5, "working_days")) == datetime(2022, 3, 8, 17, tzinfo=BEIJING)
        assert policy.end_of(context, NOON, Limit(5, "calendar_days")) == datetime(2022, 3, 7, 17, tzinfo=BEIJING)

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (datetime(2022, 3, 26, 22, tzinfo=BERLIN), datetime(2022, 3, 27, 5, tzinfo=BERLIN)),
            (datetime(2022, 10, 29, 22, tzinfo=BERLIN), datetime(2022, 10, 30, 3, tzinfo=BERLIN)),
        ],
    )
    def test_six_hours_are_six_hours_over_a_change_of_the_clocks(self, start: datetime, end: datetime) -> None:
        """In Berlin the clocks went from 2:00 to 3:00 on 27 March 2022, and back from 3:00 to 2:00 on 30 October."""
        found = policy.end_of(under(), start, Limit(6, "hours"))
        assert (found.replace(tzinfo=None), found.utcoffset()) == (end.replace(tzinfo=None), end.utcoffset())

    @pytest.mark.parametrize(("late", "open_"), [(0, True), (1, False)])
    def test_a_window_is_open_up_to_its_last_moment(self, late: int, open_: bool) -> None:
        at = NOON + timedelta(hours=72, microseconds=late)
        context = under(("tickets.reopen.window", "hours", "72"), at=at)
        assert policy.within(context, "tickets.reopen.window", NOON) is open_
        assert policy.within(under(at=at), "tickets.reopen.window", NOON) is True


class TestPoliciesThatThereAre:
    def test_every_clock_has_a_limit_in_general_and_by_urgency(self) -> None:
        for clock in get_args(m.ClockName):
            assert f"tickets.limit.{clock}" in POLICIES
            for urgency in get_args(m.Urgency):
                assert f"tickets.limit.{clock}.{urgency}" in POLICIES

    @pytest.mark.parametrize("name", POLICIES)
    def test_each_has_units_and_words(self, name: str) -> None:
        assert set(POLICIES[name].units) <= set(UNITS)
        assert POLICIES[name].without
        assert POLICIES[name].without_zh
        assert policy_of(name) is POLICIES[name]

    def test_a_channel_may_ask_for_what_a_request_can_leave_out(self) -> None:
        fields = m.Collect.model_fields
        assert all(not fields[name].is_required() for name in CHANNEL_NEEDS.known)

    @pytest.mark.parametrize(
        "name",
        [
            "tickets.channel.needs",
            "tickets.channel.2.needs",
            "tickets.limit",
            "tickets.limit.cook",
            "tickets.limit.resolve.soon",
            "tickets.limit.cook.of.safety",
            "tickets.limit.resolve.urgent.of.safety",
            "tickets.limit.resolve.of.2",
            "tickets.kinds.of.safety",
            "tickets.max_round",
        ],
    )
    def test_what_the_room_never_asks_for_is_found(self, name: str) -> None:
        assert policy_of(name) is None
        assert found(pack((name, "hours", "2"))) == [("unknown_policy", name)]

    @pytest.mark.parametrize("name", ["tickets.limit.resolve.of.safety.e_bike", "tickets.channel.chat_group.needs"])
    def test_categories_and_channels_are_the_host_s(self, name: str) -> None:
        assert policy_of(name) is not None

    def test_every_channel_of_the_reference_case_may_be_used(self) -> None:
        """Nine channels of the report (S2), Open311, and three that every place has."""
        rules = combine(shipped("yuqiao-tickets"))
        channels = rules.codes("tickets.channels", date(2022, 1, 1))
        asking = {name.split(".")[2] for name in (p.id for p in rules.packs[0].parameters) if name.endswith(".needs")}
        assert (len(channels), len(asking)) == (13, 10)
        assert set(channels) - asking == {"web", "mail", "other"}
        assert all(label("ticket.channel", channel, "zh") != channel for channel in channels)

    def test_the_preset_lets_no_ticket_stand_still_for_ever(self) -> None:
        value = combine(shipped("preset-swift-response")).at("tickets.pause.cap", date(2022, 1, 1))
        assert (value.value, value.unit, value.preset) == (60, "days", True)

    @pytest.mark.parametrize("name", SHIPPED)
    def test_what_ships_has_no_finding_of_its_own(self, name: str) -> None:
        assert lint_pack(shipped(name)) == ()

    @pytest.mark.parametrize("name", ["yuqiao-tickets", "beijing-swift-response"])
    def test_what_ships_asks_for_no_less_than_the_regulation(self, name: str) -> None:
        assert lint_pack(shipped(name), shipped("beijing-swift-response"), shipped("cn-property")) == ()


RESOLVE = "tickets.limit.resolve"
ACCEPT = "tickets.limit.accept"


class TestLint:
    @pytest.mark.parametrize(
        ("name", "unit", "stricter", "above", "looser"),
        [
            ("tickets.review.needed", "yes_no", "true", "true", "false"),
            ("tickets.reopen.review", "yes_no", "false", "false", "true"),
            ("tickets.wait.cap", "days", "9", "10", "11"),
            ("tickets.visit.tries", "times", "4", "3", "2"),
            ("tickets.wait.reasons", "codes", '["rain"]', '["rain", "snow"]', '["rain", "hail"]'),
            ("tickets.reopen.reasons", "codes", '["a", "b", "c"]', '["a", "b"]', '["a", "c", "d"]'),
        ],
        ids=["yes", "no", "less", "more", "shorter_list", "longer_list"],
    )
    def test_a_local_rule_may_be_stricter_and_not_looser(
        self, name: str, unit: str, stricter: str, above: str, looser: str
    ) -> None:
        higher = law((name, unit, above))
        assert found(pack((name, unit, stricter)), higher) == []
        assert found(pack((name, unit, above)), higher) == []
        (finding,) = lint_pack(pack((name, unit, looser)), higher)
        assert (finding.code, finding.where) == ("looser_than", name)
        assert finding.params == {"pack": "law", "reference": "Law, Art. 9"}

    @pytest.mark.parametrize(
        ("name", "unit", "value"),
        [("tickets.review.needed", "yes_no", "true"), ("tickets.reopen.review", "yes_no", "false")],
    )
    def test_a_local_rule_may_ask_where_the_law_does_not(self, name: str, unit: str, value: str) -> None:
        other = {"true": "false", "false": "true"}[value]
        assert found(pack((name, unit, value)), law((name, unit, other))) == []
        assert found(pack((name, unit, other)), law((name, unit, other))) == []

    @pytest.mark.parametrize(("mine", "above"), [("1", "9"), ("9", "1")])
    def test_some_may_go_either_way(self, mine: str, above: str) -> None:
        assert found(pack(("tickets.retention", "days", mine)), law(("tickets.retention", "days", above))) == []
        assert found(pack(("tickets.retention", "days", mine)), law(("tickets.retention", "working_days", above))) == []
        assert (
            found(pack(("tickets.channels", "codes", f'["c{mine}"]')), law(("tickets.channels", "codes", "[]"))) == []
        )

    @pytest.mark.parametrize(
        ("mine", "above", "clash"),
        [
            (("2020-01-01", "2021-01-01"), ("2021-01-01",), False),
            (("2021-01-01",), ("2020-01-01", "2021-01-01"), False),
            (("2020-01-01", "2021-01-02"), ("2021-01-01",), True),
            (("2021-01-01",), ("2020-01-01", "2021-01-02"), True),
            (("2020-01-01", "2022-01-01"), ("2020-06-01", "2020-07-01"), True),
        ],
    )
    def test_only_days_on_which_both_hold_count(self, mine: Any, above: Any, clash: bool) -> None:
        """A value holds up to the day before ``valid_to``."""
        findings = found(pack((RESOLVE, "days", "9", *mine)), law((RESOLVE, "days", "7", *above)))
        assert findings == ([("looser_than", RESOLVE)] if clash else [])

    @pytest.mark.parametrize(
        ("mine", "above", "code"),
        [
            (("days", "30"), ("hours", "2"), "looser_than"),
            (("minutes", "121"), ("hours", "2"), "looser_than"),
            (("minutes", "120"), ("hours", "2"), None),
            (("hours", "48"), ("days", "2"), None),
            (("hours", "49"), ("days", "2"), "looser_than"),
            (("days", "1"), ("minutes", "1440"), None),
            (("days", "1"), ("minutes", "1439"), "looser_than"),
            (("working_days", "1"), ("days", "30"), "other_unit_than"),
            (("days", "1"), ("working_days", "1"), "other_unit_than"),
            (("hours", "1"), ("working_days", "1"), "other_unit_than"),
            (("working_days", "2"), ("working_days", "1"), "looser_than"),
        ],
    )
    def test_other_units_are_compared_where_that_is_exact(self, mine: Any, above: Any, code: str | None) -> None:
        """Sixty minutes are an hour and 24 hours a day; how long a working day is, no pack can know."""
        findings = found(pack((ACCEPT, *mine)), law((ACCEPT, *above)))
        assert findings == ([] if code is None else [(code, ACCEPT)])

    def test_what_cannot_be_compared_names_both_units(self) -> None:
        (finding,) = lint_pack(pack((ACCEPT, "working_days", "1")), law((ACCEPT, "days", "30")))
        assert finding.params == {"unit": "working_days", "other": "days", "pack": "law", "reference": "Law, Art. 9"}

    @pytest.mark.parametrize("name", [f"{RESOLVE}.of.safety", f"{RESOLVE}.urgent", f"{RESOLVE}.normal"])
    def test_a_narrower_rule_does_not_get_round_the_general_one(self, name: str) -> None:
        assert found(pack((name, "days", "70")), law((RESOLVE, "days", "7"))) == [("looser_than", name)]
        assert found(pack((name, "days", "7")), law((RESOLVE, "days", "7"))) == []
        assert found(pack((name, "working_days", "7")), law((RESOLVE, "days", "7"))) == [("other_unit_than", name)]

    @pytest.mark.parametrize(
        ("mine", "above", "looser"),
        [
            # the narrower rule of the law is the one that counts
            ((f"{RESOLVE}.of.safety", "9"), ((RESOLVE, "7"), (f"{RESOLVE}.of.safety", "10")), False),
            ((f"{RESOLVE}.of.safety", "6"), ((RESOLVE, "7"), (f"{RESOLVE}.of.safety", "5")), True),
            ((f"{RESOLVE}.of.safety.e_bike", "6"), ((RESOLVE, "7"), (f"{RESOLVE}.of.safety", "5")), True),
            ((f"{RESOLVE}.of.safety.e_bike", "9"), ((RESOLVE, "7"), (f"{RESOLVE}.of.safety", "9")), False),
            ((f"{RESOLVE}.urgent", "3"), ((RESOLVE, "7"), (f"{RESOLVE}.urgent", "2")), True),
            ((f"{RESOLVE}.urgent", "9"), ((RESOLVE, "7"), (f"{RESOLVE}.urgent", "9")), False),
            # an urgency goes before a category, so it takes the place of what the law says about categories
            ((f"{RESOLVE}.urgent", "6"), ((RESOLVE, "7"), (f"{RESOLVE}.of.safety", "2")), True),
            (
                (f"{RESOLVE}.urgent", "6"),
                ((RESOLVE, "7"), (f"{RESOLVE}.of.safety", "2"), (f"{RESOLVE}.urgent", "6")),
                False,
            ),
            # a category goes before what is said of normal ones
            ((f"{RESOLVE}.of.safety", "6"), ((RESOLVE, "7"), (f"{RESOLVE}.normal", "5")), True),
            # a rule of another category or clock is no measure, and a wider local rule leaves the narrower law in place
            ((f"{RESOLVE}.of.safety", "70"), ((f"{RESOLVE}.of.noise", "5"),), False),
            ((f"{RESOLVE}.of.safety", "70"), ((f"{RESOLVE}.of.safety.e_bike", "5"),), False),
            ((f"{RESOLVE}.of.safety", "70"), ((ACCEPT, "5"),), False),
            ((RESOLVE, "70"), ((f"{RESOLVE}.of.safety", "5"), (f"{RESOLVE}.urgent", "1")), False),
            ((f"{RESOLVE}.normal", "70"), ((f"{RESOLVE}.urgent", "1"),), False),
        ],
    )
    def test_a_limit_is_held_against_the_one_whose_place_it_takes(self, mine: Any, above: Any, looser: bool) -> None:
        (name, days), higher = mine, law(*((rule, "days", value) for rule, value in above))
        assert found(pack((name, "days", days)), higher) == ([("looser_than", name)] if looser else [])

    def test_when_the_narrower_law_ends_the_general_one_counts_again(self) -> None:
        name = f"{RESOLVE}.of.safety"
        higher = law((RESOLVE, "days", "7"), (name, "days", "30", "2020-01-01", "2022-01-01"))
        assert found(pack((name, "days", "20", "2020-01-01", "2022-01-01")), higher) == []
        assert found(pack((name, "days", "20", "2020-01-01", "2022-01-02")), higher) == [("looser_than", name)]
        assert found(pack((name, "days", "20", "2022-01-01")), higher) == [("looser_than", name)]

    def test_each_higher_pack_speaks_for_itself(self) -> None:
        local = pack((RESOLVE, "days", "9"), (f"{RESOLVE}.urgent", "days", "8"))
        statute, city = law((RESOLVE, "days", "7")), pack((RESOLVE, "days", "8"), name="city")
        packs = [(finding.where, finding.params["pack"]) for finding in lint_pack(local, statute, city)]
        assert packs == [(RESOLVE, "law"), (RESOLVE, "city"), (f"{RESOLVE}.urgent", "law")]

    @pytest.mark.parametrize(
        ("name", "value", "code"),
        [
            ("tickets.channel.hotline.needs", '["contact", "no_such_field"]', "no_such_field"),
            ("tickets.channel.hotline.needs", '["text"]', "text"),
            ("tickets.kinds", '["help", "gossip"]', "gossip"),
            ("tickets.reply.audiences", '["claimant", "press"]', "press"),
        ],
    )
    def test_a_code_that_nothing_has_is_found(self, name: str, value: str, code: str) -> None:
        """A request could never meet it: nobody could hand one in any more."""
        (finding,) = lint_pack(pack((name, "codes", value)))
        assert (finding.code, finding.where, finding.params["code"]) == ("code_of_policy", name, code)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("tickets.channel.hotline.needs", CHANNEL_NEEDS.known),
            ("tickets.kinds", get_args(m.Kind)),
            ("tickets.reply.audiences", ("claimant", "hotline")),
            ("tickets.withdrawal.needs_consent", ("safety.e_bike", "noise")),
            ("tickets.wait.reasons", ("our_own_word",)),
        ],
    )
    def test_known_codes_and_those_of_a_host_are_all_right(self, name: str, value: tuple[str, ...]) -> None:
        listed = "[" + ", ".join(f'"{code}"' for code in value) + "]"
        assert lint_pack(pack((name, "codes", listed))) == ()

    def test_a_category_that_no_request_can_have_is_found(self) -> None:
        """A pack that was not read from a file may hold anything."""
        name = "tickets.withdrawal.needs_consent"
        value = Value(name, ("safety", "No Category"), "codes", date(2020, 1, 1), None, "Art. 1", "ours")
        local = Pack("ours", "T", "测", "local", (Parameter(name, "codes", "T", "测", (value,)),))
        (finding,) = lint_pack(local)
        assert (finding.code, finding.params["code"]) == ("code_of_policy", "No Category")

    @pytest.mark.parametrize(
        ("name", "unit", "value"),
        [("tickets.max_rounds", "hours", "3"), (RESOLVE, "months", "1"), ("tickets.kinds", "yes_no", "true")],
    )
    def test_a_unit_that_the_room_cannot_use_is_found(self, name: str, unit: str, value: str) -> None:
        assert found(pack((name, unit, value)), law((name, unit, value))) == [("unit_of_policy", name)]

    def test_a_rule_that_calls_itself_a_preset_is_found_but_not_in_a_preset(self) -> None:
        rule = (RESOLVE, "days", "7")
        assert found(pack(rule, cites="design preset")) == [("preset_as_rule", RESOLVE)]
        assert found(pack(rule, cites="design preset", kind="preset")) == []

    def test_rules_of_other_rooms_are_not_looked_at(self) -> None:
        assert found(pack(("deliberation.quorum", "share_at_least", '"1/3"'))) == []

    @pytest.mark.parametrize("code", ["unknown_policy", "unit_of_policy", "code_of_policy", "looser_than"])
    def test_findings_come_in_the_order_of_the_pack_and_in_both_languages(self, code: str) -> None:
        rules = {
            "unknown_policy": ("tickets.nonsense", "times", "1"),
            "unit_of_policy": ("tickets.max_rounds", "hours", "3"),
            "code_of_policy": ("tickets.kinds", "codes", '["gossip"]'),
            "looser_than": (RESOLVE, "days", "9"),
        }
        findings = lint_pack(pack(*rules.values()), law((RESOLVE, "days", "7")))
        assert [finding.code for finding in findings] == list(rules)
        finding = next(finding for finding in findings if finding.code == code)
        assert code in TEXTS
        assert finding.text("en") != finding.text("zh")
        assert "{" not in finding.text("en") + finding.text("zh")

    @pytest.mark.parametrize("wrong", [None, "ours", Parameters()])
    def test_what_is_no_pack_is_refused(self, wrong: Any) -> None:
        for packs in ((wrong,), (pack(GENERAL), wrong)):
            with pytest.raises(BadInput):
                lint_pack(*packs)
