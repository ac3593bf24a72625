"""The lifecycle of a ticket: four stages and an end, every edge with its source.

The edges say where a ticket may go. Acts that leave it where it is (a contact, a note, an extension) are
:data:`REMARKS`. Who does what is in :data:`ROLES`, which clock runs where in :data:`CLOCKS`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import frozen

from gridgov.lifecycle import Chart, Stage, State, act, cite
from gridgov.messages.tickets import ClockName

__all__ = [
    "ABOVE",
    "CLOCKS",
    "FOUR_EYES",
    "LOCK",
    "MEDIATION",
    "MERGE",
    "REMARKS",
    "REOPEN",
    "ROLES",
    "Remark",
    "Span",
    "TicketChart",
    "article",
]


def article(number: int) -> str:
    """An article of the Beijing Regulation on Swift Response to Public Complaints, in force since 2021-09-24."""
    return f"Beijing Regulation on Swift Response 2021, Art. {number} (北京市接诉即办工作条例第{number}条)"


_ASK_BACK: Final = "design note: who lacks a fact asks for it, until a date (设计说明：缺少信息时向诉求人补问并设期限)"
_NO_REQUEST: Final = "design note: what is no request is no ticket (设计说明：无效来电来件不作为诉求)"
MERGE: Final = (
    "design note: one matter is handled once and answered to all who raised it (设计说明：同一事项并案办理、逐一答复)"
)
"""The rule that one matter is handled once, for all who raised it."""
_WITHDRAW: Final = "design note: a claimant may take a request back at any time (设计说明：诉求人可随时撤回诉求)"
LOCK: Final = (
    "Weifang 12345 Regulation 2021: a designated unit may not return it (潍坊市12345条例：指定承办单位不得退回)"
)
"""The rule that a unit which was designated keeps the ticket."""
FOUR_EYES: Final = "design note: nobody approves their own work (设计说明：不得审核本人办理的事项)"
"""The rule that somebody else looks at what one did."""
_DELIVERY: Final = "design note: a reply counts when it arrives (设计说明：答复以送达为准)"
MEDIATION: Final = "People's Mediation Law 2010, Art. 3 (人民调解法第三条)"
"""The rule that a mediation needs the consent of the parties."""
_TRACKING: Final = (
    "design note: what is true and cannot be solved yet is looked at again (设计说明：诉求合理但暂不能解决的跟踪回看)"
)
ABOVE: Final = "Regulation on Petition Work 2022: review by the level above (信访工作条例：上一级复查、复核)"
"""The rule that an appeal goes to the level above."""
REOPEN: Final = (
    "Jinan 12345 Regulation 2018, Art. 27: unsatisfied is done again (济南市12345条例第二十七条：不满意重办)"
)
"""The rule that what did not satisfy is done again."""
_RETENTION: Final = (
    "design note: personal data is not kept longer than it is needed (设计说明：个人信息保存不超过必要期限)"
)


class TicketChart(Chart):
    """The lifecycle of a ticket: four stages and an end."""

    lifecycle = "ticket/1"
    clocks = {
        "registered": "dispatch",
        "info_requested": "answer",
        "offered": "accept",
        "disputed": "adjudicate",
        "in_progress": "resolve",
        "waiting": "resume",
        "coordinating": "report",
        "external": "follow_up",
        "escalated": "instruct",
        "in_review": "review",
        "reply": "reply",
        "visit_due": "visit",
        "explaining": "explain",
        "mediating": "mediate",
        "deliberating": "deliberate",
        "tracking": "track",
        "appealed": "appeal",
        "closed": "retention",
    }

    class collect(Stage):
        """收: it was taken in, and is judged."""

        registered = State(initial=True)
        info_requested = State()

    class handle(Stage):
        """办: somebody sees to it."""

        in_progress = State(initial=True)
        offered = State()
        disputed = State()
        waiting = State()
        coordinating = State()
        external = State()
        escalated = State()
        in_review = State()

    class reply(Stage):
        """回: the claimant is to be told."""

        drafting = State(initial=True)
        approving = State()

    class counsel(Stage):
        """疏: the claimant is visited again, and what is not solved is explained."""

        visit_due = State(initial=True)
        explaining = State()
        mediating = State()
        deliberating = State()
        tracking = State()
        appealed = State()

    closed = State()
    archived = State(final=True)

    # 收
    ask = cite(_ASK_BACK, collect.registered.to(collect.info_requested))
    supply = cite(_ASK_BACK, collect.info_requested.to(collect.registered))
    lapse_answer = cite(
        _ASK_BACK,
        collect.info_requested.to(closed, cond="silence_withdraws"),
        collect.info_requested.to(collect.registered),
    )
    answer_now = cite(article(11), collect.registered.to(closed))
    divert = cite(article(11), collect.registered.to(closed))
    decline = cite(article(11), collect.registered.to(closed))
    invalidate = cite(_NO_REQUEST, collect.to(closed))
    merge = cite(MERGE, collect.to(closed), handle.to(closed))
    unmerge = cite(MERGE, closed.to(collect.registered, cond="merged"))
    dispatch = cite(article(12), collect.registered.to(handle.offered, cond="movable")) | cite(
        LOCK, handle.in_progress.to(handle.offered, cond="movable")
    )

    # 办
    accept = cite(article(14), handle.offered.to(handle.in_progress))
    lapse_accept = cite(
        article(14), handle.offered.to(handle.in_progress, cond="silence_accepts"), handle.offered.to(handle.escalated)
    )
    object = cite(article(12), handle.offered.to(handle.disputed))
    adjudicate = cite(
        article(12), handle.disputed.to(handle.offered, cond="upheld"), handle.disputed.to(handle.in_progress)
    )
    wait = cite(article(15), handle.in_progress.to(handle.waiting))
    resume = cite(article(15), handle.waiting.to(handle.in_progress))
    lapse_resume = cite(article(15), handle.waiting.to(handle.in_progress))
    whistle = cite(article(16), handle.in_progress.to(handle.coordinating), handle.coordinating.to(handle.coordinating))
    report = cite(
        article(14),
        handle.coordinating.to(handle.in_progress, cond="last_report"),
        handle.coordinating.to(handle.coordinating),
    )
    override = cite(article(14), handle.coordinating.to(handle.in_progress))
    forward = cite(article(22), handle.in_progress.to(handle.external))
    hear_back = cite(
        article(22),
        handle.external.to(handle.in_review, cond=["taken_over", "review_needed"]),
        handle.external.to(reply, cond="taken_over"),
        handle.external.to(handle.in_progress),
    )
    escalate = cite(
        article(20),
        handle.offered.to(handle.escalated),
        handle.disputed.to(handle.escalated),
        handle.in_progress.to(handle.escalated),
        handle.waiting.to(handle.escalated),
        handle.coordinating.to(handle.escalated),
        handle.external.to(handle.escalated),
    )
    instruct = cite(
        article(20),
        handle.escalated.to(handle.coordinating, cond="tasks_open"),
        handle.escalated.to(handle.in_progress),
    )
    handle_ = act(
        "handle",
        cite(article(11), collect.registered.to(reply))
        | cite(FOUR_EYES, handle.in_progress.to(handle.in_review, cond="review_needed"))
        | cite(article(15), handle.in_progress.to(reply)),
    )
    review = cite(FOUR_EYES, handle.in_review.to(reply, cond="approved"), handle.in_review.to(handle.in_progress))

    # 回
    draft_reply = cite(
        FOUR_EYES,
        reply.drafting.to(reply.approving, cond="approval_needed"),
        reply.drafting.to(reply.drafting),
    )
    approve_reply = cite(FOUR_EYES, reply.approving.to(reply.drafting))
    reply_ = act("reply", cite(article(15), reply.drafting.to(counsel, cond="cleared")))
    fail_delivery = cite(_DELIVERY, reply.drafting.to(reply.drafting), counsel.visit_due.to(reply.drafting))
    give_up = cite(_DELIVERY, reply.drafting.to(closed, cond="reply_tried"))

    # 疏
    counsel_ = act(
        "counsel",
        cite(article(23), counsel.visit_due.to(closed, cond="content"))
        | cite(article(23), counsel.visit_due.to(handle, cond="handled_again"))
        | cite(article(15), counsel.visit_due.to(counsel.explaining)),
    )
    skip_visit = cite(article(23), counsel.visit_due.to(closed, cond="nobody_to_visit"))
    lapse_visit = cite(article(23), counsel.visit_due.to(closed, cond="visit_tried"))
    explain_ = act("explain", cite(article(15), counsel.explaining.to(closed)))
    mediate = cite(MEDIATION, counsel.explaining.to(counsel.mediating))
    settle = cite(MEDIATION, counsel.mediating.to(closed, cond="settled"), counsel.mediating.to(counsel.explaining))
    hand_over = cite(
        article(26), counsel.explaining.to(counsel.deliberating), handle.in_progress.to(counsel.deliberating)
    )
    take_back = cite(
        article(26),
        counsel.deliberating.to(handle, cond="adopted"),
        counsel.deliberating.to(counsel.explaining, cond="told"),
        counsel.deliberating.to(handle),
    )
    track = cite(_TRACKING, counsel.explaining.to(counsel.tracking))
    review_tracking = cite(
        _TRACKING,
        counsel.tracking.to(handle, cond="possible_now"),
        counsel.tracking.to(counsel.tracking, cond="still_impossible"),
        counsel.tracking.to(closed),
    )
    appeal = cite(
        ABOVE,
        counsel.visit_due.to(counsel.appealed),
        counsel.explaining.to(counsel.appealed),
        closed.to(counsel.appealed, cond="appealable"),
    )
    decide_appeal = cite(
        ABOVE,
        counsel.appealed.to(handle, cond=["appeal_upheld", "has_owner"]),
        counsel.appealed.to(collect, cond="appeal_upheld"),
        counsel.appealed.to(closed),
    )

    # the end, and back
    withdraw = cite(_WITHDRAW, collect.to(closed), handle.to(closed), reply.to(closed), counsel.to(closed))
    reopen = cite(
        REOPEN,
        closed.to(handle, cond=["reopenable", "has_owner"]),
        closed.to(collect, cond="reopenable"),
    )
    archive = cite(_RETENTION, closed.to(archived))


# ---- acts that leave a ticket where it is ---------------------------------------------------------------------------


@frozen
class Remark:
    """An act that leaves a ticket where it is."""

    stages: tuple[str, ...]
    """In which stages it is possible; ``closed`` among them."""
    source: str
    states: tuple[str, ...] = ()
    """In which states of those; empty: in all."""


_OPEN: Final = ("collect", "handle", "reply", "counsel")
_ALWAYS: Final = (*_OPEN, "closed")

REMARKS: Final[Mapping[str, Remark]] = MappingProxyType(
    {
        "classify": Remark(("collect", "handle"), article(10)),
        "adopt": Remark(("collect", "handle", "reply"), MERGE),
        "release": Remark(_ALWAYS, MERGE),
        "contact": Remark(("collect", "handle"), article(15)),
        "plan": Remark(
            ("collect", "handle"),
            "Yuqiao Subdistrict year-end report, 2022: the plan follows the cause (玉桥街道2022年终报道：因因施策)",
            ("registered", "in_progress", "coordinating", "waiting", "external"),
        ),
        "follow_up": Remark(("handle",), article(22), ("external",)),
        "extend": Remark(_OPEN, article(15)),
        "lapse": Remark(_OPEN, article(13)),
        "report_back": Remark(("reply", "counsel", "closed"), article(15)),
        "attempt_visit": Remark(("counsel",), article(23), ("visit_due",)),
        "note": Remark(_ALWAYS, "Open311 servicerequestupdates (Open311办理进展扩展)"),
        "urge": Remark(_OPEN, article(8)),
        "request_exclusion": Remark(_ALWAYS, article(32)),
        "decide_exclusion": Remark(_ALWAYS, article(32)),
        "restore": Remark(_ALWAYS, article(32)),
        "show": Remark(_ALWAYS, article(8)),
    }
)
"""Every act that leaves a ticket where it is, with its source."""


# ---- who does what --------------------------------------------------------------------------------------------------

ROLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "collect": ("intake", "grid_worker", "system"),
        "ask": ("intake", "grid_worker"),
        "supply": ("claimant", "intake", "grid_worker"),
        "answer_now": ("intake", "grid_worker"),
        "divert": ("intake", "grid_worker"),
        "decline": ("intake",),
        "invalidate": ("intake",),
        "merge": ("intake", "dispatcher"),
        "unmerge": ("intake", "dispatcher"),
        "adopt": ("intake", "dispatcher", "system"),
        "release": ("intake", "dispatcher", "system"),
        "classify": ("intake", "dispatcher", "grid_worker", "handler"),
        "dispatch": ("dispatcher", "system"),
        "accept": ("unit_lead", "handler", "grid_worker"),
        "object": ("unit_lead",),
        "adjudicate": ("adjudicator",),
        "contact": ("handler", "grid_worker", "unit_lead"),
        "plan": ("handler", "grid_worker", "unit_lead"),
        "wait": ("handler", "grid_worker", "unit_lead"),
        "resume": ("handler", "grid_worker", "unit_lead"),
        "whistle": ("unit_lead",),
        "report": ("co_handler",),
        "override": ("unit_lead",),
        "forward": ("handler", "unit_lead"),
        "follow_up": ("handler", "unit_lead"),
        "hear_back": ("handler", "unit_lead"),
        "escalate": ("unit_lead", "supervisor", "system"),
        "instruct": ("supervisor",),
        "handle": ("handler", "grid_worker", "unit_lead"),
        "review": ("reviewer",),
        "extend": ("reviewer", "supervisor"),
        "lapse": ("system",),
        "lapse_answer": ("system",),
        "lapse_accept": ("system",),
        "lapse_resume": ("system",),
        "lapse_visit": ("system",),
        "draft_reply": ("handler", "grid_worker"),
        "approve_reply": ("reviewer",),
        "reply": ("handler", "grid_worker", "system"),
        "fail_delivery": ("handler", "grid_worker", "system"),
        "give_up": ("handler", "system"),
        "report_back": ("handler", "grid_worker", "unit_lead"),
        "counsel": ("visitor", "grid_worker"),
        "attempt_visit": ("visitor",),
        "skip_visit": ("visitor", "system"),
        "explain": ("unit_lead", "handler", "grid_worker"),
        "mediate": ("mediator", "unit_lead"),
        "settle": ("mediator",),
        "hand_over": ("unit_lead", "mediator"),
        "take_back": ("unit_lead", "system"),
        "track": ("unit_lead", "supervisor"),
        "review_tracking": ("unit_lead", "supervisor"),
        "appeal": ("claimant",),
        "decide_appeal": ("supervisor",),
        "withdraw": ("claimant", "intake"),
        "reopen": ("claimant", "reviewer"),
        "archive": ("system",),
        "note": ("intake", "dispatcher", "grid_worker", "unit_lead", "handler", "co_handler", "supervisor", "mediator"),
        "urge": ("claimant",),
        "request_exclusion": ("unit_lead",),
        "decide_exclusion": ("assessor",),
        "restore": ("assessor",),
        "show": ("intake", "supervisor"),
    }
)
"""Who usually does what: a narrowing for inboxes and buttons. Who *may* is for the host, or ``org``, to say."""


# ---- which clock runs where -----------------------------------------------------------------------------------------


@frozen
class Span:
    """Where a clock runs, and what stops it in time."""

    states: tuple[str, ...]
    """Leaving these ends it."""
    stopped_by: tuple[str, ...]
    """The acts that do what the clock is for; whatever else leaves its states cancels it."""
    stands_still_in: tuple[str, ...] = ()
    """Where it is kept when it runs already, but paused."""


_HANDLE: Final = ("offered", "disputed", "in_progress", "waiting", "coordinating", "external", "escalated", "in_review")
_REPLY: Final = ("drafting", "approving")

CLOCKS: Final[Mapping[ClockName, Span]] = MappingProxyType(
    {
        "dispatch": Span(
            ("registered",), ("dispatch", "handle", "answer_now", "divert", "decline"), ("info_requested",)
        ),
        "answer": Span(("info_requested",), ("supply", "lapse_answer")),
        "accept": Span(("offered",), ("accept", "lapse_accept")),
        "contact": Span(_HANDLE, ("contact",), ("deliberating",)),
        "adjudicate": Span(("disputed",), ("adjudicate",)),
        "resolve": Span(_HANDLE, ("handle", "review", "hear_back"), ("deliberating",)),
        "resume": Span(("waiting",), ("resume", "lapse_resume")),
        "report": Span(("coordinating",), ("report",)),
        "follow_up": Span(("external",), ("hear_back", "follow_up")),
        "instruct": Span(("escalated",), ("instruct",)),
        "review": Span(("in_review",), ("review",)),
        "reply": Span(_REPLY, ("reply",)),
        "visit": Span(("visit_due",), ("counsel", "skip_visit", "lapse_visit")),
        "explain": Span(("explaining",), ("explain", "mediate", "hand_over", "track")),
        "mediate": Span(("mediating",), ("settle",)),
        "deliberate": Span(("deliberating",), ("take_back",)),
        "track": Span(("tracking",), ("review_tracking",)),
        "appeal": Span(("appealed",), ("decide_appeal",)),
    }
)
"""Where each clock of a ticket runs. None runs in *closed*."""
