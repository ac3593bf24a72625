"""How long it takes until somebody says something, and until it is done: the part of *timeliness* without limits.

How long a handling takes is estimated with the open tickets as waiting until ``as_of`` (Kaplan and Meier 1958): a
median over closed tickets alone gets better while the hard cases lie. It stands here too, and says so. Durations are
wall-clock time.

>>> HANDLING_MEDIAN.needs, CLOSED_MEDIAN.needs
(('as_of',), ())
"""

from fractions import Fraction
from functools import partial
from typing import Final

from attrs import evolve

from gridgov.metrics.conditions import AllOf, InOrder, Not, Within
from gridgov.metrics.kpi import Example, Kpi
from gridgov.metrics.measures import Elapsed, Quantile, Share, Waiting

__all__ = [
    "ACCEPTED_ON_TIME",
    "CATALOGUE",
    "CLOSED_MEDIAN",
    "CLOSED_WITHIN_WEEK",
    "CONTACTED_ON_TIME",
    "CONTACTED_WITHIN_DAY",
    "DISPATCH_DELAY_MEDIAN",
    "DISPATCH_DELAY_P90",
    "FIRST_RESPONSE_MEDIAN",
    "FIRST_RESPONSE_WAIT",
    "HANDLING_MEDIAN",
    "HANDLING_P90",
    "REPLY_MEDIAN",
    "RESIDENT_WAIT_MEDIAN",
]

_NOTE: Final = "design note of this project"
_REGULATION: Final = "Beijing Regulation on Swift Response 2021, Art. {} (北京市接诉即办工作条例第{}条)"
_HALF: Final = Fraction(1, 2)
_MOST: Final = Fraction(9, 10)
_TAIL: Final = 50
"""Fewer rows have no ninth decile worth speaking of."""
_MINUTE: Final = 60_000_000
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_A_DAY: Final = 1_440
"""In minutes."""

_OF_TICKETS: Final = partial(Kpi, version=1, table="tickets", anchor="collected_at", source=_NOTE)
_SHARE: Final = partial(_OF_TICKETS, unit="percent", uncertainty="wilson")


# ---- until somebody says something --------------------------------------------------------------------------------

_DELAYS: Final = (*((0, i * _MINUTE) for i in range(51)), (0, None), (5 * _MINUTE, 0))
"""Fifty-one were dispatched after 0, 1, 2 … 50 minutes, one not yet, one before it came in."""

DISPATCH_DELAY_MEDIAN: Final = _OF_TICKETS(
    id="timeliness.dispatch_delay_median",
    title_en="median delay of the dispatch",
    title_zh="派单时长中位数",
    definition_en="half of the tickets were with their unit, by the last dispatch, after so many minutes from receipt",
    definition_zh="从受理到（最近一次）派单所用分钟数的中位数",
    measure=Quantile(Elapsed("collected_at", "dispatched_at"), _HALF),
    unit="minutes",
    direction="lower",
    example=Example(("collected_at", "dispatched_at"), _DELAYS, 25),
    source=_REGULATION.format(12, "十二"),
)
"""How fast a request finds a unit."""

DISPATCH_DELAY_P90: Final = evolve(
    DISPATCH_DELAY_MEDIAN,
    id="timeliness.dispatch_delay_p90",
    title_en="ninth decile of the delay of the dispatch",
    title_zh="派单时长九十分位数",
    definition_en="nine in ten were with their unit, by the last dispatch, after so many minutes from receipt",
    definition_zh="从受理到（最近一次）派单所用分钟数的九十分位数",
    measure=Quantile(Elapsed("collected_at", "dispatched_at"), _MOST),
    minimum=_TAIL,
    example=Example(("collected_at", "dispatched_at"), _DELAYS, 45),
)
"""How long the slow ones take to find one."""

_CONTACTS: Final = ((0, 30), (0, 90), (0, 240), (0, None), (None, 60))
"""In minutes: three were spoken to after 30, 90 and 240 minutes, one not yet; one was never dispatched."""
_SPOKEN: Final = tuple(tuple(None if t is None else t * _MINUTE for t in row) for row in _CONTACTS)
_CONTACT_COLUMNS: Final = ("dispatched_at", "contacted_at")

FIRST_RESPONSE_MEDIAN: Final = _OF_TICKETS(
    id="timeliness.first_response_median",
    title_en="median time to the first contact",
    title_zh="首次响应中位时长",
    definition_en="half of the claimants who were spoken to heard from the unit after so many minutes from dispatch",
    definition_zh="从派单到首次联系诉求人所用分钟数的中位数",
    measure=Quantile(Elapsed("dispatched_at", "contacted_at"), _HALF),
    unit="minutes",
    direction="lower",
    example=Example(_CONTACT_COLUMNS, _SPOKEN, 90),
    source=_REGULATION.format(15, "十五"),
    note_en="Who was never called is not in it: read it beside the waiting time. Automatic messages are no contact.",
    note_zh="始终未联系者不在其中，应与等待时长并读；自动回复不算联系。",
)
"""How fast those who are called are called."""

FIRST_RESPONSE_WAIT: Final = evolve(
    FIRST_RESPONSE_MEDIAN,
    id="timeliness.first_response_wait",
    title_en="median wait for the first contact",
    title_zh="首次响应等待中位时长",
    definition_en="half of the claimants had heard from the unit after so many minutes, those still waiting included",
    definition_zh="从派单到首次联系诉求人的等待分钟数中位数，尚未联系者按等待中计",
    measure=Waiting("dispatched_at", "contacted_at", _HALF, unit="minute"),
    example=Example(_CONTACT_COLUMNS, _SPOKEN, 90, as_of=300 * _MINUTE),
    source="Kaplan and Meier 1958",
    note_en="None when fewer than half have been spoken to.",
    note_zh="不足半数已联系时无值。",
)
"""How long people wait to be called, if they are at all."""

CONTACTED_WITHIN_DAY: Final = _SHARE(
    id="timeliness.contacted_within_day",
    title_en="contacted within a day",
    title_zh="24小时响应率",
    definition_en="tickets whose claimant was spoken to within 24 hours, of those dispatched more than 24 hours ago",
    definition_zh="派单后24小时内联系诉求人的工单占派单已满24小时工单的比例",
    anchor="dispatched_at",
    measure=Share(
        of=Within("dispatched_at", "contacted_at", _A_DAY),
        among=AllOf((InOrder("dispatched_at", "as_of"), Not(Within("dispatched_at", "as_of", _A_DAY)))),
    ),
    example=Example(
        _CONTACT_COLUMNS,
        ((0, 2 * _HOUR), (0, 25 * _HOUR), (0, None), (60 * _HOUR, None), (None, None)),
        Fraction(1, 3),
        as_of=72 * _HOUR,
    ),
)
"""Whether people hear from somebody by tomorrow."""

_CLOCKED: Final = ((1, 2), (3, 2), (None, 2), (1, 9), (1, None))
"""In time, late, not yet and late, not due yet, without a limit; seen from 5."""

ACCEPTED_ON_TIME: Final = _SHARE(
    id="timeliness.accepted_on_time",
    title_en="taken on in time",
    title_zh="按时签收率",
    definition_en="tickets that the unit took on by its limit, of those whose limit for that has passed",
    definition_zh="在签收时限内签收的工单占签收时限已到工单的比例",
    anchor="accept_due",
    measure=Share(of=InOrder("accepted_at", "accept_due"), among=InOrder("accept_due", "as_of")),
    example=Example(("accepted_at", "accept_due"), _CLOCKED, Fraction(1, 3), as_of=5),
    source=_REGULATION.format(14, "十四"),
    note_en="A unit that lets the limit pass in silence is late, even though it has the ticket then.",
    note_zh="逾期未签收视为接收的，仍计为未按时签收。",
)
"""Whether a unit says yes or no in time."""

CONTACTED_ON_TIME: Final = _SHARE(
    id="timeliness.contacted_on_time",
    title_en="contacted in time",
    title_zh="按时联系率",
    definition_en="tickets whose claimant was spoken to by the limit, of those whose limit for that has passed",
    definition_zh="在联系时限内联系诉求人的工单占联系时限已到工单的比例",
    anchor="contact_due",
    measure=Share(of=InOrder("contacted_at", "contact_due"), among=InOrder("contact_due", "as_of")),
    example=Example(("contacted_at", "contact_due"), _CLOCKED, Fraction(1, 3), as_of=5),
    source=_REGULATION.format(15, "十五"),
    note_en="The register says so; whether the claimant says so too is the response rate.",
    note_zh="此为系统记录口径，诉求人是否认可见响应率。",
)
"""Whether people hear from the unit in time."""

# ---- until it is done ---------------------------------------------------------------------------------------------

_STEPS: Final = ("collected_at", "dispatched_at", "ended_at")
_DONE: Final = (
    (0, 1 * _HOUR, 11 * _HOUR),
    (0, 2 * _HOUR, 22 * _HOUR),
    (0, 2 * _HOUR, 42 * _HOUR),
    (0, 4 * _HOUR, None),
    (0, None, None),
)
"""Seen from hour 100: three took 10, 20 and 40 hours from dispatch, one is open, one was never dispatched."""
_SIXTY: Final = (*((0, i * _HOUR) for i in range(1, 55)), *(((0, None),) * 6))
"""Fifty-four of sixty ended, after 1, 2 … 54 hours; six are open."""

HANDLING_MEDIAN: Final = _OF_TICKETS(
    id="timeliness.handling_median",
    title_en="median time of handling",
    title_zh="办理中位时长",
    definition_en="half of the tickets had ended so many hours after dispatch, open ones taken as waiting until now",
    definition_zh="从派单到办结小时数的中位数，未办结者按删失计",
    anchor="dispatched_at",
    measure=Waiting("dispatched_at", "ended_at", _HALF, unit="hour"),
    unit="hours",
    direction="lower",
    example=Example(("dispatched_at", "ended_at"), tuple(row[1:] for row in _DONE), 20, as_of=100 * _HOUR),
    source="Kaplan and Meier 1958",
    note_en="From the last dispatch: what went before, another unit answers for. None when half have not ended.",
    note_zh="自最近一次派单起算，此前时间由其他单位负责；未办结过半时无值。",
)
"""How long a handling takes, the hard ones included."""

HANDLING_P90: Final = evolve(
    HANDLING_MEDIAN,
    id="timeliness.handling_p90",
    title_en="ninth decile of the time of handling",
    title_zh="办理时长九十分位数",
    definition_en="nine in ten had ended so many hours after dispatch, open ones taken as waiting until now",
    definition_zh="从派单到办结小时数的九十分位数，未办结者按删失计",
    measure=Waiting("dispatched_at", "ended_at", _MOST, unit="hour"),
    minimum=_TAIL,
    example=Example(("dispatched_at", "ended_at"), _SIXTY, 54, as_of=100 * _HOUR),
    note_en="None as long as more than a tenth have not ended.",
    note_zh="未办结超过一成时无值。",
)
"""How long the slow ones take."""

RESIDENT_WAIT_MEDIAN: Final = evolve(
    HANDLING_MEDIAN,
    id="timeliness.resident_wait_median",
    title_en="median wait of residents",
    title_zh="群众等待中位时长",
    definition_en="half of the tickets had ended so many hours after receipt, open ones taken as waiting until now",
    definition_zh="从受理到办结小时数的中位数，未办结者按删失计",
    anchor="collected_at",
    measure=Waiting("collected_at", "ended_at", _HALF, unit="hour"),
    example=Example(("collected_at", "ended_at"), tuple((row[0], row[2]) for row in _DONE), 42, as_of=100 * _HOUR),
    note_en="The whole way, also when it was sent back and dispatched again.",
    note_zh="含派转往返的全过程。",
)
"""How long residents wait, whoever was to blame."""

CLOSED_MEDIAN: Final = _OF_TICKETS(
    id="timeliness.closed_median",
    title_en="median time of what is closed",
    title_zh="已办结工单中位时长",
    definition_en="half of the closed tickets ended within so many hours of receipt",
    definition_zh="已办结工单从受理到办结小时数的中位数",
    anchor="ended_at",
    measure=Quantile(Elapsed("collected_at", "ended_at", "hour"), _HALF),
    unit="hours",
    direction="lower",
    example=Example(("collected_at", "ended_at"), tuple((row[0], row[2]) for row in _DONE), 22),
    note_en="It gets better while hard cases lie: publish it only beside the wait of residents.",
    note_zh="难件积压时此值反而变好，须与群众等待时长并列公布。",
)
"""The usual figure, in which what is open is not."""

REPLY_MEDIAN: Final = evolve(
    CLOSED_MEDIAN,
    id="timeliness.reply_median",
    title_en="median time to the reply",
    title_zh="答复中位时长",
    definition_en="half of those who had a reply had the last one within so many hours of receipt",
    definition_zh="已答复工单从受理到（最后一轮）答复小时数的中位数",
    anchor="replied_at",
    measure=Quantile(Elapsed("collected_at", "replied_at", "hour"), _HALF),
    example=Example(("collected_at", "replied_at"), ((0, 5 * _HOUR), (0, 8 * _HOUR), (0, None)), Fraction(13, 2)),
    source=_REGULATION.format(15, "十五"),
)
"""How fast people are told."""

CLOSED_WITHIN_WEEK: Final = _SHARE(
    id="timeliness.closed_within_week",
    title_en="closed within seven days",
    title_zh="7日办结率",
    definition_en="tickets that ended within seven days of receipt, of those that came in more than seven days ago",
    definition_zh="受理后7日内办结的工单占受理已满7日工单的比例",
    measure=Share(
        of=Within("collected_at", "ended_at", 7 * _A_DAY),
        among=AllOf((InOrder("collected_at", "as_of"), Not(Within("collected_at", "as_of", 7 * _A_DAY)))),
    ),
    example=Example(
        ("collected_at", "ended_at"),
        ((0, 2 * _DAY), (0, 9 * _DAY), (0, None), (8 * _DAY, 9 * _DAY), (30 * _DAY, None)),
        Fraction(1, 3),
        as_of=10 * _DAY,
    ),
    note_en="Fair between months: everybody had the same seven days.",
    note_zh="各月可比：每件都有同样的7日。",
)
"""How many are done within a week."""

CATALOGUE: Final = (
    DISPATCH_DELAY_MEDIAN,
    DISPATCH_DELAY_P90,
    FIRST_RESPONSE_MEDIAN,
    FIRST_RESPONSE_WAIT,
    CONTACTED_WITHIN_DAY,
    ACCEPTED_ON_TIME,
    CONTACTED_ON_TIME,
    HANDLING_MEDIAN,
    HANDLING_P90,
    RESIDENT_WAIT_MEDIAN,
    CLOSED_MEDIAN,
    REPLY_MEDIAN,
    CLOSED_WITHIN_WEEK,
)
"""How long it takes."""
