"""S6 未诉先办: act on what is about to be complained about (Yuqiao report, 2022; Beijing Regulation Arts. 24 to 27).

The next step after answering quickly: requests that pile up in one place become a case of the organisation's own, or a
topic of a council hall, before the next resident complains.
"""

from datetime import datetime, timedelta

from gridgov import deliberation, tickets
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.tickets.clusters import Signal, clusters, proactive_case, topic_proposal

MONDAY = datetime.fromisoformat("2022-06-13T09:00+08:00")
ASKED = {"at": MONDAY + timedelta(days=7), "window_days": 7, "least": 3, "least_claimants": 2}


def signals(*claimants, category="safety.e_bike", place="110112004002"):
    return [
        Signal(f"T-{day}", category, place, MONDAY + timedelta(days=day), claimant, "hotline")
        for day, claimant in enumerate(claimants)
    ]


class TestWhatPilesUp:
    def test_three_requests_of_three_residents_in_a_week_are_a_cluster(self):
        [found] = clusters(signals("R-1", "R-2", "R-3"), **ASKED)

        assert (found.category, found.place, found.tickets) == ("safety.e_bike", "110112004002", ("T-0", "T-1", "T-2"))

    def test_one_resident_who_calls_three_times_is_none(self):
        assert clusters(signals("R-1", "R-1", "R-1"), **ASKED) == ()

    def test_two_matters_are_not_added_up(self):
        noise = Signal("T-9", "environment.noise", "110112004002", MONDAY, "R-3", "hotline")

        assert clusters([*signals("R-1", "R-2"), noise], **ASKED) == ()

    def test_it_says_why_in_both_languages(self):
        [found] = clusters(signals("R-1", "R-2", "R-3"), **ASKED)

        assert "3" in found.why("en")
        assert "3件" in found.why("zh")


class TestWhatItRaises:
    def cluster(self):
        [found] = clusters(signals("R-1", "R-2", "R-3"), **ASKED)
        return found

    def test_a_case_of_our_own_that_no_claimant_had_to_bring(self):
        cluster = self.cluster()
        collect = proactive_case(cluster, command_id="c-1", ticket="T-own", kind="report", lang="zh")

        [event] = tickets.decide(None, collect, Context(ASKED["at"], "analyst-1", salt="salt"))

        assert (event.origin, event.cluster, event.claimant, event.channel) == ("proactive", cluster.id, None, "patrol")
        assert tickets.evolve(None, event).stage == "collect"

    def test_or_a_topic_of_a_council_hall(self):
        proposal = topic_proposal(
            self.cluster(), command_id="c-1", topic="P-1", hall="hall-7", category="building_affairs", lang="zh"
        )

        [event] = deliberation.decide(None, proposal, Context(ASKED["at"], "analyst-1", salt="salt"))

        assert (event.state, event.hall, event.category) == ("submitted", "hall-7", "building_affairs")

    def test_our_own_case_does_not_feed_the_next_cluster(self):
        own = Signal("T-own", "safety.e_bike", "110112004002", MONDAY, None, "patrol", "proactive")

        assert clusters([own, *signals("R-1", "R-2")], **ASKED) == ()

    def test_a_matter_that_goes_to_deliberation_comes_back(self, story):
        """Handed over while it is handled: the limit does not run meanwhile, and the decision leads on."""
        story = story.to("in_progress").after(m.HandOver, topic="P-1")
        assert (story.ticket.state, story.ticket.counselling.topic) == ("deliberating", "P-1")

        back = story.after(m.TakeBack, adopted=True, resolution="P-1/decided")
        assert (back.ticket.state, back.ticket.round) == ("in_progress", 1)
