"""What it means that a claimant who was asked does not answer: as the policy says, and never against somebody else."""

import pytest

from gridgov.messages import tickets as m

ASK_BACK = "design note: who lacks a fact asks for it, until a date (设计说明：缺少信息时向诉求人补问并设期限)"
WITHDRAWS = ("tickets.silence.answer_withdraws", "yes_no", "true")
GUARDED = ("tickets.withdrawal.needs_consent", "codes", '["safety"]')


def unanswered(story):
    """A month and a day after the claimant was asked."""
    return story.after(m.Ask).later(days=31)


class TestLapseOfTheAnswer:
    """补充信息: the date for the answer is over."""

    def test_where_nobody_says_otherwise_the_desk_goes_on_without_it(self, story) -> None:
        late = unanswered(story.to("registered"))
        ticket = late.when(m.Lapse, actor="system", clock="answer").then_state(state="registered", outcome=None)

        assert ticket.ledger.latest("answer").state == "breached"

    def test_a_policy_may_take_it_for_a_withdrawal(self, story) -> None:
        late = unanswered(story.under(WITHDRAWS).to("registered"))

        late.when(m.Lapse, clock="answer").then_state(state="closed", outcome="withdrawn", closed_at=late.at)

    def test_but_not_while_others_wait_for_an_answer_to_the_same_matter(self, story) -> None:
        late = unanswered(story.under(WITHDRAWS).to("registered").after(m.Adopt))

        late.when(m.Lapse, clock="answer").then_state(state="registered")

    @pytest.mark.parametrize("category", ["safety", "safety.e_bike"])
    def test_nor_where_somebody_would_have_to_agree_to_a_withdrawal(self, story, category) -> None:
        late = unanswered(story.under(WITHDRAWS, GUARDED).to("registered", category=category))

        late.when(m.Lapse, clock="answer").then_state(state="registered")

    def test_until_the_date_there_is_no_silence(self, story, far) -> None:
        asked = story.to("registered").after(m.Ask, answer_by=far)

        asked.when(m.Lapse, clock="answer").then_refused("not_over_yet")

    def test_an_answer_in_time_is_no_silence_afterwards(self, story) -> None:
        answered = story.to("registered").after(m.Ask).after(m.Supply).later(days=31)

        assert answered.clock("answer") == "met"
        answered.when(m.Lapse, clock="answer").then_refused("not_over_yet")

    def test_the_edge_says_where_it_comes_from(self, story) -> None:
        story.to("in_progress").when(m.Supply).then_refused("not_allowed_now", source=ASK_BACK)
