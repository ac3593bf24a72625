"""A ticket as it stands: what is known of it, who has it, how far it got. Keys and codes only.

What is mixed up elsewhere is kept apart here: the **state** (where it is), the **outcome** (what was achieved), the
**delivery** (whether the claimant was told), the **assessment** (whether it counts) and the **visibility**. Only
combinations that can be true can be made: a :class:`Ticket` that is closed has an outcome, and its claimant was told.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import product
from types import MappingProxyType
from typing import Final, Literal

from attrs import frozen

from gridgov.calendars import Ledger
from gridgov.errors import Defect
from gridgov.lifecycle import compile_chart
from gridgov.messages import tickets as m
from gridgov.tickets.chart import TicketChart

__all__ = [
    "NO_CLOCKS",
    "STAGES",
    "VISIBILITY_MOVES",
    "Assessment",
    "AssessmentState",
    "Claimant",
    "Counselling",
    "Delivery",
    "Duty",
    "Handling",
    "Intake",
    "Matter",
    "Replying",
    "Round",
    "Task",
    "TaskState",
    "Ticket",
    "Visit",
]

Delivery = Literal["unsent", "sent", "failed", "given_up", "exempt"]
"""Whether the claimant was told. ``exempt``: there is nothing to tell, or nobody who could be told."""

AssessmentState = Literal["counted", "exclusion_requested", "excluded", "restored"]
"""Whether a ticket counts in an assessment."""

TaskState = Literal["open", "done", "explained", "cancelled"]
"""How far the part of a co-unit is."""

STAGES: Final[Mapping[str, str]] = MappingProxyType(
    {node.id: node.stages[0] if node.stages else node.id for node in compile_chart(TicketChart).nodes}
)
"""The stage of every state; ``closed`` and ``archived`` are stages of their own."""

VISIBILITY_MOVES: Final[Mapping[m.Visibility, tuple[m.Visibility, ...]]] = MappingProxyType(
    {
        "private": ("pending",),
        "pending": ("private", "public", "redacted"),
        "public": ("redacted", "hidden"),
        "redacted": ("public", "hidden"),
        "hidden": ("redacted", "private"),
    }
)
"""Who may see it next: nothing becomes public without having been looked at (*pending*)."""

_ENDED: Final = frozenset({"closed", "archived"})


def _pairs(outcomes: Iterable[str | None], *deliveries: str) -> frozenset[tuple[str | None, str]]:
    return frozenset(product(outcomes, deliveries))


_CLAIMED: Final = ("answered", "resolved", "partly_resolved", "explained")
_ACHIEVED: Final = (*_CLAIMED, "transferred_out")
_NOTHING_YET: Final = _pairs([None], "unsent")
_TO_TELL: Final = _pairs(_ACHIEVED, "unsent", "failed")
_COUNSELLED: Final = _pairs(_ACHIEVED, "sent")
_TOLD: Final = _pairs((*_ACHIEVED, "declined", "diverted"), "sent", "exempt")
_INVALID: Final = _pairs(["invalid"], "unsent", "sent", "exempt")
_OVER: Final = (
    _TOLD
    | _pairs(["unreachable"], "given_up")
    | _pairs(["merged"], "unsent", "exempt")
    | _INVALID
    | _pairs(["withdrawn"], "unsent", "failed", "sent", "exempt")
)
_OF_STATE: Final = {
    "in_review": _pairs(_ACHIEVED, "unsent"),
    "deliberating": _COUNSELLED | _NOTHING_YET,  # it may have been handed over before anybody replied
    "appealed": _TOLD | _INVALID,
}
_OF_STAGE: Final = {
    "collect": _NOTHING_YET,
    "handle": _NOTHING_YET,
    "reply": _TO_TELL,
    "counsel": _COUNSELLED,
    "closed": _OVER,
    "archived": _OVER,
}
_OWNED: Final = frozenset(
    state
    for state, stage in STAGES.items()
    if stage in {"handle", "reply"} and state not in {"offered", "disputed", "escalated"}
)
"""The states in which some unit has it; in *counsel* nobody may have had it, when it never got that far."""
_LEGAL: Final = frozenset(
    (state, *pair) for state, stage in STAGES.items() for pair in _OF_STATE.get(state, _OF_STAGE[stage])
)
"""Every state, outcome and delivery that can be true together."""


# ---- what it is about -----------------------------------------------------------------------------------------------


@frozen
class Intake:
    """How a request came in; none of it ever changes."""

    at: datetime
    channel: str
    kind: m.Kind
    category: str | None
    place: str | None
    claimant: str | None
    on_behalf_of: str | None = None
    unit: str | None = None
    origin: str = "claimant"
    cluster: str | None = None
    like: str | None = None
    has_contact: bool = False
    """Whether a way to reach the claimant was given; what it is lies beside the log."""

    @property
    def can_be_reached(self) -> bool:
        """Whether anybody could be told."""
        return self.has_contact or self.claimant is not None


@frozen
class Matter:
    """What it is about, as it is known now."""

    kind: m.Kind
    category: str | None
    place: str | None
    urgency: m.Urgency = "normal"


@frozen
class Claimant:
    """Somebody who raised the same matter in a ticket that was merged into this one."""

    ticket: str
    claimant: str | None
    has_contact: bool = False
    """Whether that ticket says how to reach whoever raised it."""

    @property
    def can_be_reached(self) -> bool:
        """Whether anybody could be told."""
        return self.has_contact or self.claimant is not None


# ---- who has it, and how far it got ---------------------------------------------------------------------------------


@frozen
class Duty:
    """Who has a ticket."""

    owner: str | None = None
    """The unit that has it; None until the first one took it on."""
    units: tuple[str, ...] = ()
    """Every unit that ever had it, in the order in which they first did."""
    offered_to: str | None = None
    """The unit that has not said yet whether it takes it on."""
    offered_at: datetime | None = None
    bounces: int = 0
    """How many objections were upheld."""
    objections: int = 0
    objector: str | None = None
    """Through whom the open objection came."""
    return_locked: bool = False
    """Whether a designated unit has it, which may not return it."""
    dispatched: bool = False
    """Whether it was ever dispatched, or an all-round worker has it alone."""
    level: int = 0
    """How far up the ladder it was brought."""
    asked: str | None = None
    """The unit above that is to instruct."""
    asked_by: str | None = None
    """Through whom it was asked."""
    transfers: int = 0
    """How often a unit that had it passed it on, in this round."""

    @property
    def first_responsible(self) -> str | None:
        """The unit that took it on first; never changes (首接负责, Beijing Regulation Art. 14)."""
        return self.units[0] if self.units else None


@frozen
class Task:
    """The part of a co-unit in a joint handling."""

    id: str
    unit: str
    due: datetime
    state: TaskState = "open"
    reason: str | None = None
    """Why it was cancelled."""


@frozen
class Handling:
    """How far the handling of this round is."""

    handler: str | None = None
    """Through whom the result came."""
    handled_at: datetime | None = None
    contacted_at: datetime | None = None
    """When somebody first spoke to the claimant."""
    cause: str | None = None
    plan: str | None = None
    measures: tuple[str, ...] = ()
    reason: str | None = None
    """Why it waits."""
    resume_by: datetime | None = None
    """Until when it may wait; None when it does not wait."""
    body: str | None = None
    """The body outside that has it."""
    follow_up_by: datetime | None = None
    reviewer: str | None = None


@frozen
class Replying:
    """How far the reply of this round is."""

    draft: str | None = None
    """The digest of what will be said."""
    drafted_by: str | None = None
    approved: bool = False
    failed: tuple[str, ...] = ()
    """The channels by which the claimant was not reached, in order; one can be there twice."""
    replied_at: datetime | None = None
    hotline_told: bool = False


@frozen
class Visit:
    """What a return visit heard."""

    at: datetime
    by: str
    contacted: bool
    solved: bool
    satisfaction: m.Satisfaction
    independent: bool


@frozen
class Counselling:
    """How far the counselling is."""

    visit: Visit | None = None
    """The last return visit of this round."""
    attempts: int = 0
    """How often the claimant was not reached for it."""
    topic: str | None = None
    """The topic of a council hall that the matter became."""
    decide_by: datetime | None = None
    """When the council hall will have decided; None when it is not with one."""
    mediator: str | None = None
    appeals: int = 0
    ended_at: datetime | None = None
    """When it had ended before the first appeal of this round; a dismissal gives no new time for a reopening."""
    reopenings: int = 0
    """How often a claimant had it reopened, over all rounds."""
    review_by: datetime | None = None
    """When a tracked matter is looked at again."""


@frozen
class Round:
    """What a round came to that was followed by another."""

    number: int
    outcome: m.Outcome | None
    handler: str | None
    handled_at: datetime | None
    replied_at: datetime | None
    visit: Visit | None
    closed_at: datetime | None
    cause: str | None = None
    plan: str | None = None
    """Which plan was used for which cause."""


@frozen
class Assessment:
    """Whether a ticket counts, and why not."""

    state: AssessmentState = "counted"
    reason: str | None = None
    asked_by: str | None = None
    basis: str | None = None
    """Where the reason of an exclusion stands."""

    def __attrs_post_init__(self) -> None:
        given = (self.reason is not None, self.asked_by is not None, self.basis is not None)
        if given not in _ASSESSMENTS.get(self.state, ()):
            raise Defect("illegal_combination", what="assessment", parts=(self.state,))


_ASSESSMENTS: Final[Mapping[AssessmentState, tuple[tuple[bool, bool, bool], ...]]] = MappingProxyType(
    {
        "counted": ((False, False, False),),
        "exclusion_requested": ((True, True, False),),
        "excluded": ((True, True, True),),
        "restored": ((True, False, False),),
    }
)
"""Whether reason, asker and basis are there, by state."""


NO_CLOCKS: Final = Ledger()
"""The clocks of a ticket for which nobody laid down a limit."""


# ---- the ticket -----------------------------------------------------------------------------------------------------


@frozen
class Ticket:
    """A request as it stands now. Keys and codes only: what anybody wrote lies beside the log.

    Raises:
        Defect: ``illegal_combination``: a state, an outcome and a delivery that cannot be true together.

    """

    id: str
    state: str
    intake: Intake
    matter: Matter
    round: int = 1
    """Counts the rounds of handling; a request that was not solved and is handled again is in round 2."""
    outcome: m.Outcome | None = None
    delivery: Delivery = "unsent"
    assessment: Assessment = Assessment()
    visibility: m.Visibility = "private"
    duty: Duty = Duty()
    tasks: tuple[Task, ...] = ()
    handling: Handling = Handling()
    reply: Replying = Replying()
    counselling: Counselling = Counselling()
    ledger: Ledger = NO_CLOCKS
    hands: tuple[str, ...] = ()
    """Through whom it was handled, reviewed or decided so far, in whatever round; none of them decides an appeal."""
    past: tuple[Round, ...] = ()
    """The rounds before this one."""
    others: tuple[Claimant, ...] = ()
    """Who else raised the matter, in tickets that were merged into this one."""
    merged_into: str | None = None
    merges: int = 0
    """How often it was merged into another one."""
    shown_by: str | None = None
    """Through whom it was last said who may see it."""
    closed_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        if (self.state, self.outcome, self.delivery) not in _LEGAL:
            parts = (self.state, str(self.outcome), self.delivery)
            raise Defect("illegal_combination", what="outcome and delivery", parts=parts)
        if (self.state in _ENDED) is (self.closed_at is None):
            raise Defect("illegal_combination", what="end", parts=(self.state, str(self.closed_at)))
        self._check_parts()
        if (self.outcome == "merged") is (self.merged_into is None) or self.merged_into == self.id:
            raise Defect("illegal_combination", what="merge", parts=(str(self.outcome), str(self.merged_into)))

    def _check_parts(self) -> None:
        if self.visibility not in VISIBILITY_MOVES or self.round < 1:
            raise Defect(
                "illegal_combination", what="visibility or round", parts=(str(self.visibility), str(self.round))
            )
        if self.duty.owner is None and self.state in _OWNED:
            raise Defect("illegal_combination", what="owner", parts=(self.state,))
        if self.closed_at is not None and (self.open_tasks or any(clock.is_live for clock in self.ledger.clocks)):
            raise Defect("illegal_combination", what="what goes on after the end", parts=(self.state,))

    @property
    def can_be_reached(self) -> bool:
        """Whether anybody who raised it could be told."""
        return self.intake.can_be_reached or any(other.can_be_reached for other in self.others)

    @property
    def claimants(self) -> frozenset[str]:
        """Who raised it, as far as anybody knows: its own claimant, and those of merged tickets."""
        known = (self.intake.claimant, *(other.claimant for other in self.others))
        return frozenset(claimant for claimant in known if claimant is not None)

    @property
    def took_part(self) -> frozenset[str]:
        """The units that ever had it, or a task in it; none of them visits the claimant or decides an appeal."""
        return frozenset((*self.duty.units, *(task.unit for task in self.tasks)))

    @property
    def outcome_by_words(self) -> m.Outcome | None:
        """What stays of it if it ends with an explanation: what was achieved, if the claimant says that it was."""
        visit = self.counselling.visit
        return self.outcome if visit is not None and visit.solved else "explained"

    @property
    def stage(self) -> str:
        """Which of the four stages it is in, or ``closed``, or ``archived``."""
        return STAGES[self.state]

    @property
    def unit(self) -> str | None:
        """The unit that has it, or that it is offered to while nobody has it."""
        return self.duty.owner or self.duty.offered_to

    @property
    def due(self) -> datetime | None:
        """Until when it has to be handled, as long as that is being counted."""
        clock = self.ledger.live("resolve")
        return clock.due if clock else None

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """The parts of co-units that are not reported yet."""
        return tuple(task for task in self.tasks if task.state == "open")
