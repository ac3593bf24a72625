"""The three rates of swift response: response, resolution, satisfaction (响应率, 解决率, 满意率).

They are the core of the assessment in the Beijing Regulation on Swift Response 2021, Art. 32, which sets no weights
and no formula; the denominators here are the visited tickets, as return visits are the basis (Art. 23). Over the
ticket table of :func:`gridgov.metrics.facts`.

>>> RESOLUTION_RATE.title_zh
'解决率'
"""

from typing import Final

from gridgov.metrics import Kpi

_ARTICLES: Final = "Beijing Regulation on Swift Response 2021, Arts. 23, 32 (北京市接诉即办工作条例)"

RESPONSE_RATE: Final = Kpi(
    id="requests.response_rate",
    version=1,
    title_en="response rate",
    title_zh="响应率",
    definition="tickets whose claimant says that the unit was in contact, of all tickets that were visited again",
    numerator=("visited", "contacted"),
    denominator=("visited",),
    source=_ARTICLES,
)
"""How many claimants heard from the unit."""

RESOLUTION_RATE: Final = Kpi(
    id="requests.resolution_rate",
    version=1,
    title_en="resolution rate",
    title_zh="解决率",
    definition="tickets whose claimant says at the last visit that it is solved, of all tickets visited again",
    numerator=("visited", "solved"),
    denominator=("visited",),
    source=_ARTICLES,
)
"""How many claimants say that it is solved."""

SATISFACTION_RATE: Final = Kpi(
    id="requests.satisfaction_rate",
    version=1,
    title_en="satisfaction rate",
    title_zh="满意率",
    definition=(
        "tickets whose claimant is very, plainly or basically satisfied at the last visit, of all visited again "
        "whose claimant had an opinion"
    ),
    numerator=("visited", "with_opinion", "satisfied"),
    denominator=("visited", "with_opinion"),
    source=_ARTICLES,
)
"""How many claimants are satisfied; *basically satisfied* counts in full, *no opinion* on neither side."""
