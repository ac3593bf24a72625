"""Requests (诉求): the three rates of swift response, what a return visit hears, and how often it takes another round.

The three rates (response, resolution, satisfaction: 响应率, 解决率, 满意率) are the core of the assessment in the
Beijing Regulation on Swift Response 2021, Art. 32, which sets no weights and no formula; the denominators here are the
visited tickets, as return visits are the basis (Art. 23). None of the three says anything without how many were
reached, so the bounds stand beside them: the rate of resolution at worst and at best, had everybody answered::

    lower bound           rate of resolution        upper bound
    solved / owed    ≤    solved / visited    ≤    (solved + not visited) / owed

Over the ticket table of :func:`gridgov.metrics.facts`. How much is asked for stands in
:mod:`gridgov.kpis.demand`, where it goes in :mod:`gridgov.kpis.routing`.

>>> RESOLUTION_RATE.title_zh
'解决率'
"""

from fractions import Fraction
from functools import partial
from typing import Any, Final

from attrs import evolve

from gridgov.kpis import demand, routing
from gridgov.metrics.conditions import AllOf, Among, AnyOf, AtLeast, Flag, Known, Not
from gridgov.metrics.kpi import Example, Exclusion, Kpi
from gridgov.metrics.measures import Change, Column, Mean, Share

__all__ = [
    "CATALOGUE",
    "CLAIM_NOT_CONFIRMED",
    "COUNTED_RESOLUTION_RATE",
    "COUNTED_RESPONSE_RATE",
    "COUNTED_SATISFACTION_RATE",
    "FIRST_ROUND_RESOLUTION",
    "INDEPENDENT_VISITS",
    "NOT_COUNTED",
    "NO_OPINION_SHARE",
    "OWN_VISIT",
    "REOPEN_RATE",
    "RESOLUTION_CHANGE",
    "RESOLUTION_CHANGE_YEAR",
    "RESOLUTION_LOWER_BOUND",
    "RESOLUTION_RATE",
    "RESOLUTION_UPPER_BOUND",
    "RESPONSE_RATE",
    "ROUNDS",
    "SATISFACTION_RATE",
    "SATISFIED_UNRESOLVED",
    "VISITS_SKIPPED",
    "VISIT_REACH",
    "VISIT_TRIES",
]

_ARTICLES: Final = "Beijing Regulation on Swift Response 2021, Arts. 23, 32 (北京市接诉即办工作条例)"
_VISITING: Final = "Beijing Regulation on Swift Response 2021, Art. 23 (北京市接诉即办工作条例第二十三条)"
_NOTE: Final = "design note of this project"
_MINIMUM: Final = 30
_DAY: Final = 86_400_000_000
_JANUARY: Final = 1_640_995_200_000_000
"""2022-01-01T00:00Z."""

NOT_COUNTED: Final = Exclusion(
    "not_counted",
    Not(Flag("counted")),
    "excluded from the assessment, on a legal basis and by somebody else than who asked for it",
    "经他人依据规定决定不计入考核",
)
"""What the assessment leaves out."""

OWN_VISIT: Final = Exclusion(
    "own_visit",
    AllOf((Flag("visited"), Not(Flag("independent")))),
    "visited by whoever handled it; only visits by somebody else count",
    "由办理人自行回访，不作为考核依据",
)
"""What nobody else than the handler heard."""

_SHARE: Final = partial(
    Kpi,
    version=1,
    table="tickets",
    anchor="collected_at",
    unit="percent",
    population="survey",
    beside="requests.visit_reach",
    uncertainty="wilson",
    source=_NOTE,
)
"""A share of what return visits heard."""
_PROCESS_SHARE: Final = partial(_SHARE, population="process")
"""A share of what a process brought."""

_COLUMNS: Final = (
    "visit_due visited contacted solved satisfied with_opinion independent counted rounds outcome"  # as in the table
)
_ROWS: Final = (
    (1, 1, 1, 1, 1, 1, 1, 1, 1, "resolved"),
    (1, 1, 0, 0, 1, 1, 1, 1, 2, "resolved"),
    (1, 1, 1, 1, 0, 1, 0, 1, 2, "resolved"),
    (1, 1, 0, 0, 0, 1, 1, 0, 1, "resolved"),
    (1, 0, 0, 0, 0, 0, 0, 1, 1, "resolved"),
    (0, 0, 0, 0, 0, 1, 1, 1, 1, None),
    (0, 1, 1, 1, 0, 1, 1, 1, 1, "resolved"),
    (1, 1, 1, 0, 0, 0, 1, 1, 1, "explained"),
)
"""Six were visited, one of them without a note that it was owed; one is owed and was not reached, one is at work, and
whatever its marks say, nobody was asked."""


def _heard(names: str, value: Fraction | int, rows: tuple[tuple[Any, ...], ...] = _ROWS) -> Example:
    """An example over some of the columns."""
    columns = [str(name) for name in _COLUMNS.split()]
    places = [columns.index(name) for name in names.split()]
    return Example(tuple(names.split()), tuple(tuple(row[place] for place in places) for row in rows), value)


def _visited(at: int, solved: int, unsolved: int) -> tuple[tuple[int, int, int], ...]:
    """So many visited tickets of one moment."""
    return ((at, 1, 1),) * solved + ((at, 1, 0),) * unsolved


# ---- the three rates ----------------------------------------------------------------------------------------------

RESPONSE_RATE: Final = Kpi(
    id="requests.response_rate",
    version=1,
    title_en="response rate",
    title_zh="响应率",
    definition_en="tickets whose claimant says that the unit was in contact, of all tickets that were visited again",
    definition_zh="回访工单中，诉求人表示承办单位已与其联系的占比",
    table="tickets",
    anchor="collected_at",
    measure=Share(of=Flag("contacted"), among=Flag("visited")),
    unit="percent",
    population="survey",
    beside="requests.visit_reach",
    uncertainty="wilson",
    example=Example(("visited", "contacted"), ((1, 1), (1, 0), (1, 1), (0, 0)), Fraction(2, 3)),
    source=_ARTICLES,
)
"""How many claimants heard from the unit."""

RESOLUTION_RATE: Final = Kpi(
    id="requests.resolution_rate",
    version=1,
    title_en="resolution rate",
    title_zh="解决率",
    definition_en="tickets whose claimant says at the last visit that it is solved, of all tickets visited again",
    definition_zh="回访工单中，诉求人在最近一次回访中表示已解决的占比",
    table="tickets",
    anchor="collected_at",
    measure=Share(of=Flag("solved"), among=Flag("visited")),
    unit="percent",
    population="survey",
    beside="requests.visit_reach",
    uncertainty="wilson",
    example=Example(("visited", "solved"), ((1, 1), (1, 0), (1, 0), (0, 0)), Fraction(1, 3)),
    source=_ARTICLES,
)
"""How many claimants say that it is solved."""

SATISFACTION_RATE: Final = Kpi(
    id="requests.satisfaction_rate",
    version=1,
    title_en="satisfaction rate",
    title_zh="满意率",
    definition_en=(
        "tickets whose claimant is very, plainly or basically satisfied at the last visit, of all visited again "
        "whose claimant had an opinion"
    ),
    definition_zh="有评价意见的回访工单中，评价为非常满意、满意或基本满意的占比",
    table="tickets",
    anchor="collected_at",
    measure=Share(of=Flag("satisfied"), among=AllOf((Flag("visited"), Flag("with_opinion")))),
    unit="percent",
    population="survey",
    beside="requests.visit_reach",
    uncertainty="wilson",
    example=Example(
        ("visited", "with_opinion", "satisfied"),
        ((1, 1, 1), (1, 1, 0), (1, 0, 0), (1, 1, 1), (0, 1, 1)),
        Fraction(2, 3),
    ),
    source=_ARTICLES,
)
"""How many claimants are satisfied; *basically satisfied* counts in full, *no opinion* on neither side."""

# ---- the three rates, of what counts ------------------------------------------------------------------------------

_EFFECT_EN: Final = "Publish it beside the rate over all visited tickets: the difference is what leaving out does."
_EFFECT_ZH: Final = "应与全部回访口径并列公布，两者之差即剔除的影响。"
_LEFT_OUT_EN: Final = "; without excluded tickets and visits by the handler"
_LEFT_OUT_ZH: Final = "（不含剔除工单和办理人自行回访的工单）"

COUNTED_RESPONSE_RATE: Final = evolve(
    RESPONSE_RATE,
    id="requests.counted_response_rate",
    title_en="response rate of what counts",
    title_zh="考核口径响应率",
    definition_en=RESPONSE_RATE.definition_en + _LEFT_OUT_EN,
    definition_zh=RESPONSE_RATE.definition_zh + _LEFT_OUT_ZH,
    example=_heard("visited contacted independent counted", Fraction(3, 4)),
    exclusions=(NOT_COUNTED, OWN_VISIT),
    note_en=_EFFECT_EN,
    note_zh=_EFFECT_ZH,
)
"""The response rate as it is assessed."""

COUNTED_RESOLUTION_RATE: Final = evolve(
    RESOLUTION_RATE,
    id="requests.counted_resolution_rate",
    title_en="resolution rate of what counts",
    title_zh="考核口径解决率",
    definition_en=RESOLUTION_RATE.definition_en + _LEFT_OUT_EN,
    definition_zh=RESOLUTION_RATE.definition_zh + _LEFT_OUT_ZH,
    example=_heard("visited solved independent counted", Fraction(1, 2)),
    exclusions=(NOT_COUNTED, OWN_VISIT),
    note_en=_EFFECT_EN,
    note_zh=_EFFECT_ZH,
)
"""The rate of resolution as it is assessed."""

COUNTED_SATISFACTION_RATE: Final = evolve(
    SATISFACTION_RATE,
    id="requests.counted_satisfaction_rate",
    title_en="satisfaction rate of what counts",
    title_zh="考核口径满意率",
    definition_en=SATISFACTION_RATE.definition_en + _LEFT_OUT_EN,
    definition_zh=SATISFACTION_RATE.definition_zh + _LEFT_OUT_ZH,
    example=_heard("visited satisfied with_opinion independent counted", Fraction(2, 3)),
    exclusions=(NOT_COUNTED, OWN_VISIT),
    note_en=_EFFECT_EN,
    note_zh=_EFFECT_ZH,
)
"""The satisfaction rate as it is assessed."""

# ---- how far they can be trusted ----------------------------------------------------------------------------------

_OWED: Final = AnyOf((Flag("visit_due"), Flag("visited")))
"""A return visit was owed; who was visited was owed one."""

RESOLUTION_LOWER_BOUND: Final = _SHARE(
    id="requests.resolution_lower_bound",
    title_en="resolution rate at worst",
    title_zh="解决率下界",
    definition_en="tickets whose claimant says that it is solved, of all whose return visit is owed, answered or not",
    definition_zh="诉求人表示已解决的工单占全部应回访工单的比例，未接通者按未解决计",
    measure=Share(of=AllOf((Flag("visited"), Flag("solved"))), among=_OWED),
    uncertainty="bounds",
    example=_heard("visit_due visited solved", Fraction(3, 7)),
    note_en="It holds whatever those who did not answer would have said.",
    note_zh="无论未接通者意见如何，真实解决率均不低于此值。",
)
"""As if nobody who was not reached were helped."""

RESOLUTION_UPPER_BOUND: Final = _SHARE(
    id="requests.resolution_upper_bound",
    title_en="resolution rate at best",
    title_zh="解决率上界",
    definition_en="tickets that are solved by their claimant's words or whose claimant did not answer, of all owed",
    definition_zh="诉求人表示已解决或未接通的工单占全部应回访工单的比例，未接通者按已解决计",
    measure=Share(of=AnyOf((Not(Flag("visited")), Flag("solved"))), among=_OWED),
    direction="context",
    uncertainty="bounds",
    example=_heard("visit_due visited solved", Fraction(4, 7)),
    note_en="Far from the lower bound, the rate of resolution says little.",
    note_zh="与下界相距较大时，解决率的说服力有限。",
)
"""As if everybody who was not reached were helped."""

VISIT_REACH: Final = _SHARE(
    id="requests.visit_reach",
    title_en="return visits that reached somebody",
    title_zh="回访成功率",
    definition_en="tickets whose claimant was visited again, of all whose return visit is owed",
    definition_zh="回访成功的工单占全部应回访工单的比例",
    measure=Share(of=Flag("visited"), among=_OWED),
    population="process",
    example=_heard("visit_due visited", Fraction(6, 7)),
    source=_VISITING,
    note_en="Below 60 %, the three rates speak of those who answer, not of all. Visits still to come count as missed.",
    note_zh="低于60%时三率只代表接受回访者；尚未进行的回访按未成功计。",
)
"""How many the three rates can speak for."""

_TRIED_COLUMNS: Final = ("visit_due", "visit_skipped", "visits_tried")
_TRIED: Final = ((1, 0, 2), (1, 1, 0), (1, 0, 1), (0, 0, 0))

VISITS_SKIPPED: Final = _PROCESS_SHARE(
    id="requests.visits_skipped",
    title_en="return visits left out",
    title_zh="免回访率",
    definition_en="tickets whose return visit was left out with a reason, of all whose return visit is owed",
    definition_zh="说明原因不予回访的工单占应回访工单的比例",
    measure=Share(of=Flag("visit_skipped"), among=Flag("visit_due")),
    direction="lower",
    example=Example(_TRIED_COLUMNS, _TRIED, Fraction(1, 3)),
    source=_VISITING,
    note_en="Who leaves out the angry ones lifts the three rates: look at the reasons.",
    note_zh="有选择地免除回访会抬高三率，应核查原因。",
)
"""How many are never asked."""

VISIT_TRIES: Final = Kpi(
    id="requests.visit_tries",
    version=1,
    title_en="tries a return visit",
    title_zh="平均回访次数",
    definition_en="tries to visit the claimant again, for each ticket whose return visit is owed",
    definition_zh="应回访工单平均每件尝试回访的次数",
    table="tickets",
    anchor="collected_at",
    measure=Mean(Column("visits_tried"), Flag("visit_due")),
    unit="ratio",
    direction="context",
    example=Example(_TRIED_COLUMNS, _TRIED, 1),
    source=_NOTE,
)
"""How hard it is tried."""

NO_OPINION_SHARE: Final = _SHARE(
    id="requests.no_opinion_share",
    title_en="visits without an opinion",
    title_zh="未评价率",
    definition_en="visited tickets whose claimant had no opinion, of all visited tickets",
    definition_zh="诉求人未作评价的工单占回访工单的比例",
    measure=Share(of=Not(Flag("with_opinion")), among=Flag("visited")),
    direction="context",
    example=_heard("visited with_opinion", Fraction(1, 6)),
    note_en="These are on neither side of the satisfaction rate: the more there are, the less it says.",
    note_zh="未评价者不计入满意率，占比越高满意率代表性越弱。",
)
"""How many the satisfaction rate leaves out."""

INDEPENDENT_VISITS: Final = _PROCESS_SHARE(
    id="requests.independent_visits",
    title_en="visits by somebody else",
    title_zh="独立回访率",
    definition_en="visited tickets that were visited by somebody else than who handled them, of all visited tickets",
    definition_zh="由办理人以外人员回访的工单占回访工单的比例",
    measure=Share(of=Flag("independent"), among=Flag("visited")),
    example=_heard("visited independent", Fraction(5, 6)),
    source="design note of this project: nobody approves their own work",
)
"""How many answers were given to somebody with no stake in them."""

# ---- solved, and how often that holds -----------------------------------------------------------------------------

SATISFIED_UNRESOLVED: Final = _SHARE(
    id="requests.satisfied_unresolved",
    title_en="satisfied but not solved",
    title_zh="满意未解决占比",
    definition_en="visited tickets whose claimant is satisfied and says that it is not solved, of all visited tickets",
    definition_zh="诉求人表示满意但未解决的工单占回访工单的比例",
    measure=Share(of=AllOf((Flag("satisfied"), Not(Flag("solved")))), among=Flag("visited")),
    direction="lower",
    example=_heard("visited solved satisfied", Fraction(1, 6)),
    note_en="Kindness, or a claimant who was talked into it. With the two rates alone it can only be bounded.",
    note_zh="可能是服务态度好，也可能是被动评价；仅有两项比率时只能给出上下界。",
)
"""Where the two rates tell different stories."""

CLAIM_NOT_CONFIRMED: Final = _SHARE(
    id="requests.claim_not_confirmed",
    title_en="said to be solved, and not confirmed",
    title_zh="办结已解决但回访未解决占比",
    definition_en="tickets whose claimant says that it is not solved, of those visited that were closed as resolved",
    definition_zh="承办单位以已解决办结、回访中诉求人表示未解决的工单占此类回访工单的比例",
    measure=Share(of=Not(Flag("solved")), among=AllOf((Flag("visited"), Among("outcome", ("resolved",))))),
    direction="lower",
    example=_heard("visited solved outcome", Fraction(2, 5)),
)
"""How far the unit's word and the claimant's lie apart."""

FIRST_ROUND_RESOLUTION: Final = _SHARE(
    id="requests.first_round_resolution",
    title_en="solved in the first round",
    title_zh="一次办结解决率",
    definition_en="visited tickets that are solved and were handled once, of all visited tickets",
    definition_zh="首轮办理即解决的工单占回访工单的比例",
    measure=Share(of=AllOf((Flag("solved"), Not(AtLeast("rounds", 2)))), among=Flag("visited")),
    example=_heard("visited solved rounds", Fraction(1, 3)),
)
"""How much is done right at once."""

ROUNDS: Final = Kpi(
    id="requests.rounds",
    version=1,
    title_en="rounds a ticket",
    title_zh="平均办理轮次",
    definition_en="rounds of handling, for each ticket that was handled",
    definition_zh="已办理工单平均每件的办理轮次",
    table="tickets",
    anchor="collected_at",
    measure=Mean(Column("rounds"), Known("handled_at")),
    unit="ratio",
    direction="lower",
    example=Example(("rounds", "handled_at"), ((1, 5), (2, 5), (1, None), (3, 6)), 2),
    source=_NOTE,
)
"""How often it had to be done again."""

REOPEN_RATE: Final = _PROCESS_SHARE(
    id="requests.reopen_rate",
    title_en="reopened tickets",
    title_zh="返工率",
    definition_en="tickets that were opened again after they had ended, of all that ever ended",
    definition_zh="办结后重新办理的工单占曾经办结工单的比例",
    measure=Share(of=Flag("reopened"), among=AnyOf((Known("ended_at"), Flag("reopened")))),
    direction="lower",
    example=Example(("ended_at", "reopened"), ((5, 0), (5, 1), (None, 1), (None, 0)), Fraction(2, 3)),
    source="Jinan 12345 Regulation 2018, Art. 27 (济南市12345条例第二十七条)",
    note_en="By month of receipt: young tickets had less time to be reopened.",
    note_zh="按受理月份统计，较新的工单重办机会较少。",
)
"""How many did not stay closed."""

RESOLUTION_CHANGE: Final = Kpi(
    id="requests.resolution_month_on_month",
    version=1,
    title_en="change of the resolution rate, month on month",
    title_zh="解决率环比",
    definition_en="the resolution rate less that of the period before, as a part of that; asked for by month",
    definition_zh="解决率与上一期相比的相对变动率（按月计算）",
    table="tickets",
    anchor="collected_at",
    measure=Change(RESOLUTION_RATE),
    unit="percent",
    minimum=_MINIMUM,
    population="survey",
    beside="requests.visit_reach",
    example=Example(
        ("collected_at", "visited", "solved"),
        (
            *_visited(_JANUARY, solved=15, unsolved=15),
            *_visited(_JANUARY + 31 * _DAY, solved=18, unsolved=12),
            (_JANUARY, 0, 0),
        ),
        Fraction(1, 5),
        months=True,
    ),
    source=_NOTE,
    note_en="A part of the earlier rate, not percentage points: from 50 % to 60 % is one fifth.",
    note_zh="为相对变动率而非百分点：由50%升至60%即上升20%。",
)
"""环比: better or worse than the month before."""

RESOLUTION_CHANGE_YEAR: Final = evolve(
    RESOLUTION_CHANGE,
    id="requests.resolution_year_on_year",
    title_en="change of the resolution rate, year on year",
    title_zh="解决率同比",
    definition_en="the resolution rate less that of the period twelve earlier, as a part of that; asked for by month",
    definition_zh="解决率与上年同月相比的相对变动率（按月计算）",
    measure=Change(RESOLUTION_RATE, lag=12),
    example=Example(
        ("collected_at", "visited", "solved"),
        (
            *_visited(_JANUARY - 365 * _DAY, solved=20, unsolved=10),
            *_visited(_JANUARY, solved=15, unsolved=15),
            (_JANUARY, 0, 0),
        ),
        Fraction(-1, 4),
        months=True,
    ),
)
"""同比: better or worse than in the same month of the year before."""

CATALOGUE: Final = (
    *demand.CATALOGUE,
    *routing.CATALOGUE,
    RESPONSE_RATE,
    RESOLUTION_RATE,
    SATISFACTION_RATE,
    COUNTED_RESPONSE_RATE,
    COUNTED_RESOLUTION_RATE,
    COUNTED_SATISFACTION_RATE,
    RESOLUTION_LOWER_BOUND,
    RESOLUTION_UPPER_BOUND,
    VISIT_REACH,
    VISITS_SKIPPED,
    VISIT_TRIES,
    NO_OPINION_SHARE,
    INDEPENDENT_VISITS,
    SATISFIED_UNRESOLVED,
    CLAIM_NOT_CONFIRMED,
    FIRST_ROUND_RESOLUTION,
    ROUNDS,
    REOPEN_RATE,
    RESOLUTION_CHANGE,
    RESOLUTION_CHANGE_YEAR,
)
"""The family, with the parts that stand in :mod:`gridgov.kpis.demand` and :mod:`gridgov.kpis.routing`."""
