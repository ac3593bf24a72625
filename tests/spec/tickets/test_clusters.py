"""未诉先办: what piles up, before the next one complains (S6; Beijing Regulation on Swift Response, Arts. 24 to 27)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gridgov.errors import TEXTS, BadInput
from gridgov.tickets.clusters import Cluster, Signal, clusters, proactive_case, topic_proposal

MONDAY = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
"""Midnight in Beijing, when a week ends that is asked for."""
DAY = timedelta(days=1)
HERE, THERE, ELSEWHERE = "110112004002", "110112004003", "110112005001"


def signal(ticket: int | str, days_ago: float = 1, place: str | None = HERE, **facts: Any) -> Signal:
    """A request so many days before Monday; each has a claimant of its own."""
    given: dict[str, Any] = {"category": "safety.e_bike", "claimant": f"c-{ticket}", "channel": "hotline", **facts}
    return Signal(f"T-{ticket}", place=place, at=MONDAY - days_ago * DAY, **given)


def found(*signals: Signal, **options: Any) -> tuple[Cluster, ...]:
    asked: dict[str, Any] = {"at": MONDAY, "window_days": 7, "least": 3, "least_claimants": 2, **options}
    return clusters(signals, **asked)


def one(*signals: Signal, **options: Any) -> Cluster:
    (cluster,) = found(*signals, **options)
    return cluster


def three(place: str = HERE, **facts: Any) -> list[Signal]:
    return [signal(f"{place[-4:]}-{i}", i, place, **facts) for i in (1, 2, 3)]


def past(counts: list[int]) -> list[Signal]:
    """So many requests in the week before the one that is asked for, in the one before that, and so on."""
    weeks = enumerate(counts, 1)
    return [signal(f"past-{week}-{i}", 7 * week + 1 + i / 100) for week, count in weeks for i in range(count)]


class TestWhatMakesACluster:
    @pytest.mark.parametrize(("count", "is_one"), [(2, False), (3, True), (4, True)])
    def test_enough_requests_of_a_category_in_a_place(self, count: int, is_one: bool) -> None:
        assert bool(found(*(signal(i) for i in range(count)))) is is_one

    @pytest.mark.parametrize(("callers", "is_one"), [(1, False), (2, True), (3, True)])
    def test_from_enough_different_claimants(self, callers: int, is_one: bool) -> None:
        """One caller who calls three times is no cluster."""
        made = [signal(i, claimant=f"c-{min(i, callers - 1)}") for i in range(3)]
        assert bool(found(*made)) is is_one

    def test_all_anonymous_claimants_are_one(self) -> None:
        assert found(*(signal(i, claimant=None) for i in range(5))) == ()
        assert one(signal(1), *(signal(i, claimant=None) for i in (2, 3))).claimants == 2

    def test_different_categories_are_not_added_up(self) -> None:
        assert found(signal(1), signal(2), signal(3, category="safety.fire_lane")) == ()

    def test_different_places_are_not_added_up(self) -> None:
        assert found(signal(1), signal(2), signal(3, place=THERE)) == ()

    @pytest.mark.parametrize("unknown", [{"category": None}, {"place": None}])
    def test_what_nobody_has_classified_is_in_no_cluster(self, unknown: dict[str, Any]) -> None:
        assert found(*(signal(i, **unknown) for i in range(3))) == ()

    def test_our_own_cases_are_no_complaints(self) -> None:
        """Otherwise a cluster would feed itself."""
        assert found(signal(1), signal(2), signal(3, origin="proactive")) == ()

    @pytest.mark.parametrize(
        ("days_ago", "is_one"), [(7, True), (7 + 1e-9, False), (1e-9, True), (0, False), (-1, False)]
    )
    def test_the_window_is_half_open(self, days_ago: float, is_one: bool) -> None:
        assert bool(found(signal(1), signal(2), signal(3, days_ago))) is is_one

    def test_the_window_has_days_of_24_hours_also_when_the_clocks_are_changed(self) -> None:
        """In Berlin the clocks went forward on 29 March 2026: the midnight seven days before is 167 hours ago."""
        monday = datetime(2026, 3, 30, tzinfo=ZoneInfo("Europe/Berlin"))
        at = monday.astimezone(UTC) - timedelta(hours=168)
        made = [Signal(f"T-{i}", "safety.e_bike", HERE, at, f"c-{i}", "hotline") for i in range(3)]
        assert one(*made, at=monday).start.isoformat() == "2026-03-22T23:00:00+01:00"

    def test_tickets_of_a_raised_cluster_count_no_more(self) -> None:
        raised = one(*three())
        assert found(*three(), signal(4), covered=raised.tickets) == ()
        new = [signal(i) for i in (4, 5, 6)]
        assert one(*three(), *new, covered=frozenset(raised.tickets)).tickets == ("T-4", "T-5", "T-6")


class TestAnArea:
    def test_joins_the_places_whose_codes_begin_alike(self) -> None:
        """Nine digits of a division code are a subdistrict (GB/T 10114)."""
        made = [signal(1, 3), signal(2, 2, THERE), signal(3, 1, THERE), signal(4, 1, ELSEWHERE)]
        cluster = one(*made, area_digits=9)
        assert (cluster.place, cluster.tickets, cluster.places) == (
            "110112004",
            ("T-1", "T-2", "T-3"),
            (HERE, THERE),
        )

    def test_requests_from_one_place_alone_are_the_places_cluster(self) -> None:
        assert found(*three(), area_digits=9) == ()
        assert one(*three()).place == HERE

    def test_requests_about_the_area_itself_count_for_it(self) -> None:
        assert one(*three("110112004"), area_digits=9).place == "110112004"
        assert one(*three()[:2], signal(9, place="110112004"), area_digits=9).places == ("110112004", HERE)

    def test_a_place_with_a_shorter_code_stands_for_itself(self) -> None:
        assert one(*three("1101"), area_digits=9).place == "1101"


class TestWhatIsUsual:
    SINCE = MONDAY - 35 * DAY
    """Four whole weeks before the one that is asked for."""

    @pytest.mark.parametrize(
        ("weeks", "usual"),
        [([0, 0, 0, 0], Fraction(0)), ([1, 2, 3, 4], Fraction(5, 2)), ([0, 0, 1, 0], Fraction(1, 4))],
    )
    def test_is_the_mean_of_the_equal_windows_before(self, weeks: list[int], usual: Fraction) -> None:
        assert one(*three(), *past(weeks), since=self.SINCE).usual == usual

    @pytest.mark.parametrize(
        ("weeks", "times", "is_one"),
        [
            ([2, 2, 2, 2], Fraction(3, 2), False),  # 3 is not more than 3/2 of 2
            ([2, 2, 2, 1], Fraction(3, 2), True),  # 3 is more than 3/2 of 7/4, which is 21/8
            ([2, 2, 2, 2], Decimal("1.49"), True),
            ([3, 3, 3, 3], 1, False),
            ([3, 3, 3, 2], 1, True),
            ([0, 0, 0, 0], 1000, True),  # more than nothing
        ],
    )
    def test_must_be_exceeded_so_many_times(self, weeks: list[int], times: Any, is_one: bool) -> None:
        assert bool(found(*three(), *past(weeks), times=times, since=self.SINCE)) is is_one

    @pytest.mark.parametrize(
        ("since", "usual"),
        [
            (MONDAY - 35 * DAY, Fraction(4, 4)),
            (MONDAY - 35 * DAY + DAY, Fraction(4, 3)),  # the fourth week is not whole
            (MONDAY - 14 * DAY, Fraction(4, 1)),
            (MONDAY - 14 * DAY + DAY, None),
            (MONDAY + DAY, None),
            (None, None),
        ],
    )
    def test_only_whole_windows_count(self, since: datetime | None, usual: Fraction | None) -> None:
        assert one(*three(), *past([4, 0, 0, 0]), since=since).usual == usual

    def test_without_a_past_nothing_is_held_against_it(self) -> None:
        assert one(*three(), times=5, since=MONDAY - 7 * DAY).usual is None

    def test_what_came_before_the_signals_are_complete_is_not_counted(self) -> None:
        assert one(*three(), *past([0, 1, 7]), since=MONDAY - 21 * DAY).usual == Fraction(1, 2)

    def test_what_came_in_as_the_first_of_them_began_counts_and_what_came_as_the_last_ended_does_not(self) -> None:
        edges = [signal("a", 14), signal("b", 7), signal("c", 7)]
        cluster = one(*three(), *edges, since=MONDAY - 14 * DAY)
        assert (cluster.usual, len(cluster.tickets)) == (Fraction(1), 5)

    def test_our_own_cases_and_other_places_are_not_in_it(self) -> None:
        others = [signal(8, 10, origin="proactive"), signal(9, 10, THERE)]
        assert one(*three(), *others, since=self.SINCE).usual == 0

    def test_of_an_area_is_that_of_all_its_places(self) -> None:
        made = [signal(1), signal(2), signal(3, 1, THERE), signal(4, 10), signal(5, 10, THERE)]
        assert one(*made, area_digits=9, since=MONDAY - 14 * DAY).usual == 2


class TestACluster:
    MADE = (
        signal(1, 2, channel="chat_group"),
        signal(2, 3),
        signal(3, 1, claimant="c-1"),
        signal(4, 1),
    )

    def test_says_what_it_is_made_of(self) -> None:
        cluster = one(*self.MADE)
        assert cluster.tickets == ("T-2", "T-1", "T-3", "T-4")  # as they came in; of two at once, by id
        assert cluster.claimants == 3
        assert cluster.channels == (("hotline", 3), ("chat_group", 1))
        assert (cluster.first, cluster.last) == (MONDAY - 3 * DAY, MONDAY - DAY)
        assert (cluster.start, cluster.end, cluster.days) == (MONDAY - 7 * DAY, MONDAY, 7)
        assert str(cluster.start) == "2026-02-23 00:00:00+08:00"

    def test_has_an_id_that_can_be_read(self) -> None:
        assert one(*self.MADE).id == f"cluster/{HERE}/safety.e_bike/20260222T160000Z+7d"

    def test_has_the_same_id_whoever_computes_it_and_whatever_else_came_in(self) -> None:
        again = one(*self.MADE, signal(5), at=MONDAY.astimezone(UTC))
        assert again.id == one(*self.MADE).id

    @pytest.mark.parametrize(
        "other",
        [{"at": MONDAY + DAY}, {"window_days": 8}, {"area_digits": 11}],
        ids=lambda other: next(iter(other)),
    )
    def test_has_another_id_for_another_window_or_place(self, other: dict[str, Any]) -> None:
        made = [*self.MADE, signal(5, place="110112004009")]
        assert one(*made, **other).id != one(*made).id

    def test_has_an_id_that_fits_a_key_however_long_its_codes_are(self) -> None:
        long = [signal(i, place="9" * 120, category="a" * 80) for i in range(3)]
        ids = {one(*long).id, one(*long, at=MONDAY + DAY).id}
        assert len(ids) == 2
        assert all(len(found_id) == len("cluster/") + 64 for found_id in ids)
        assert proactive_case(one(*long), command_id="c", ticket="T", kind="help", lang="zh").cluster in ids

    @pytest.mark.parametrize(
        ("lang", "since", "words"),
        [
            ("zh", None, "{}：2026-02-23至2026-03-02（7天）有4件“safety.e_bike”诉求，来自3位诉求人。"),
            (
                "zh",
                MONDAY - 28 * DAY,
                "{}：2026-02-23至2026-03-02（7天）有4件“safety.e_bike”诉求，来自3位诉求人；此前平均每7天1.7件。",
            ),
            (
                "en",
                MONDAY - 21 * DAY,
                (
                    '{}: requests about "safety.e_bike" from 2026-02-23 to 2026-03-02 (7 days): 4; '
                    "different claimants: 3; usual in 7 days: 2."
                ),
            ),
        ],
    )
    def test_says_why_it_is_one(self, lang: Any, since: datetime | None, words: str) -> None:
        """Five in three weeks are 1.7 a week, four in two are 2."""
        cluster = one(*self.MADE, *past([3, 1, 1]), since=since)
        assert cluster.why(lang) == words.format(HERE)

    def test_says_it_in_the_hosts_words(self) -> None:
        names = {HERE: "玉桥南里社区", "safety.e_bike": "电动车"}
        said = one(*self.MADE).why("zh", lambda code, _: names[code])
        assert said.startswith("玉桥南里社区：")
        assert "“电动车”" in said

    def test_tells_the_host_which_of_the_two_is_the_place(self) -> None:
        assert one(*self.MADE).why("zh", lambda _, name: name).startswith("place：")
        assert "“category”" in one(*self.MADE).why("zh", lambda _, name: name)


class TestTheOrder:
    def test_the_largest_comes_first_then_by_category_and_place(self) -> None:
        made = [
            *[signal(f"t{i}", 5, place=THERE) for i in range(3)],
            *three(HERE),
            *[signal(f"w{i}", category="environment.waste", place=THERE) for i in range(3)],
            *[signal(f"z{i}", category="zoo", place=ELSEWHERE) for i in range(4)],
        ]
        expected = [("zoo", ELSEWHERE), ("environment.waste", THERE), ("safety.e_bike", HERE), ("safety.e_bike", THERE)]
        assert [(cluster.category, cluster.place) for cluster in found(*made)] == expected

    def test_the_order_of_the_signals_does_not_matter(self) -> None:
        made = [*three(), *three(THERE), *past([2, 1]), signal(99, 1, channel="patrol")]
        mixed = Random(5).sample(made, len(made))  # noqa: S311  # no secret
        assert found(*made, since=MONDAY - 21 * DAY) == found(*mixed, since=MONDAY - 21 * DAY)

    def test_nothing_came_in(self) -> None:
        assert found() == ()


class TestWhatItRaises:
    def test_a_proactive_case_is_a_request_that_can_be_collected(self) -> None:
        cluster = one(*three())
        command = proactive_case(cluster, command_id="c-1", ticket="T-9", kind="help", lang="zh")
        assert (command.channel, command.origin, command.cluster) == ("patrol", "proactive", cluster.id)
        assert (command.category, command.place, command.claimant) == ("safety.e_bike", HERE, None)
        assert command.text == cluster.why("zh")

    def test_a_topic_is_proposed_to_a_council_hall(self) -> None:
        cluster = one(*three())
        command = topic_proposal(
            cluster, command_id="c-2", topic="topic-1", hall="hall-3", category="building_affairs", lang="en"
        )
        assert (command.topic, command.hall, command.category) == ("topic-1", "hall-3", "building_affairs")
        assert command.ticket == cluster.tickets[-1]
        assert command.text == cluster.why("en")

    def test_only_a_cluster_raises_anything(self) -> None:
        wrong: Any = "cluster"
        case: dict[str, Any] = {"command_id": "c-1", "ticket": "T-9", "kind": "help"}
        topic: dict[str, Any] = {
            "command_id": "c-2",
            "topic": "topic-1",
            "hall": "hall-3",
            "category": "building_affairs",
        }
        assert problems(lambda: proactive_case(wrong, **case, lang="zh")) == [("cluster", "wrong_type")]
        assert problems(lambda: topic_proposal(wrong, **topic, lang="zh")) == [("cluster", "wrong_type")]


class TestBadInput:
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"ticket": "王 老"}, [("ticket", "wrong_pattern")]),
            ({"category": "E-Bike"}, [("category", "wrong_pattern")]),
            ({"place": "no place"}, [("place", "wrong_pattern")]),
            ({"claimant": ""}, [("claimant", "wrong_pattern")]),
            ({"at": datetime(2026, 3, 1)}, [("at", "naive_datetime")]),  # noqa: DTZ001  # on purpose
            ({"at": "2026-03-01"}, [("at", "wrong_type")]),
            ({"channel": "Hotline"}, [("channel", "wrong_pattern")]),
            ({"origin": "citizen"}, [("origin", "unknown_choice")]),
        ],
    )
    def test_a_signal_that_no_message_could_have_made_is_refused(
        self, facts: dict[str, Any], expected: list[tuple[str, str]]
    ) -> None:
        usual: dict[str, Any] = {
            "ticket": "T-1",
            "category": None,
            "place": None,
            "at": MONDAY,
            "claimant": None,
            "channel": "hotline",
        }
        assert problems(lambda: Signal(**{**usual, **facts})) == expected

    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            ({"window_days": 0}, [("window_days", "out_of_range")]),
            ({"window_days": 3661}, [("window_days", "out_of_range")]),
            ({"least": 0, "least_claimants": True}, [("least", "out_of_range"), ("least_claimants", "out_of_range")]),
            ({"area_digits": 0}, [("area_digits", "out_of_range")]),
            ({"at": MONDAY.replace(tzinfo=None)}, [("at", "naive_datetime")]),
            ({"since": MONDAY.date()}, [("since", "wrong_type")]),
            ({"times": 2}, [("since", "missing")]),
            ({"times": 1.5, "since": MONDAY}, [("times", "wrong_type")]),
            ({"times": True, "since": MONDAY}, [("times", "wrong_type")]),
            ({"times": -1, "since": MONDAY}, [("times", "out_of_range")]),
            ({"times": Decimal("NaN"), "since": MONDAY}, [("times", "out_of_range")]),
            ({"times": Decimal("Infinity"), "since": MONDAY}, [("times", "out_of_range")]),
            ({"covered": "T-1"}, [("covered", "wrong_type")]),
        ],
    )
    def test_a_question_that_makes_no_sense_is_refused(
        self, options: dict[str, Any], expected: list[tuple[str, str]]
    ) -> None:
        assert problems(lambda: found(*three(), **options)) == expected

    def test_a_ticket_twice_is_refused(self) -> None:
        assert problems(lambda: found(signal(1), signal(2), signal(1, 2))) == [("signals[2].ticket", "duplicate_id")]

    def test_what_is_no_signal_is_refused(self) -> None:
        wrong: Any = "T-1"
        assert problems(lambda: found(signal(1), wrong)) == [("signals[1]", "wrong_type")]
        assert problems(lambda: clusters(7, at=MONDAY, window_days=7, least=1, least_claimants=1)) == [  # type: ignore[arg-type]  # on purpose
            ("signals", "wrong_type")
        ]


def problems(refused: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        refused()
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    return [(problem.where, problem.code) for problem in caught.value.problems]
