"""Messages about single records: the register begins, something is entered, ends, or was not so."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from gridgov.messages.base import EMPTY, NONE, Code, Key, Message
from gridgov.messages.org.base import Line, OrgCommand, OrgEvent
from gridgov.messages.org.rows import (
    AgentRow,
    AppointmentRow,
    AreaRow,
    DelegationRow,
    JurisdictionRow,
    MembershipRow,
    OtherRouteRow,
    PostRow,
    RelationRow,
    ShiftRow,
    UnitRow,
)

__all__ = [
    "MAX_CASES",
    "MAX_ROWS",
    "Admit",
    "AnyRow",
    "Appoint",
    "Assign",
    "Correct",
    "Delegate",
    "End",
    "Enter",
    "EnteredRow",
    "Found",
    "OpenCase",
    "OpenCases",
    "OrgAdmitted",
    "OrgAppointed",
    "OrgAssigned",
    "OrgCorrected",
    "OrgDelegated",
    "OrgEnded",
    "OrgEntered",
    "OrgFounded",
    "OrgRevised",
    "OrgScheduled",
    "OrgStruck",
    "Revise",
    "RevisedRow",
    "Schedule",
    "Strike",
]

MAX_ROWS = 10_000
"""With how many records a register may begin."""

MAX_CASES = 10_000
"""How many open cases a change may name."""

EnteredRow = Annotated[
    AreaRow | UnitRow | PostRow | AgentRow | RelationRow | OtherRouteRow, Field(discriminator="entity")
]
"""What is entered; appointments and the like have acts of their own."""

RevisedRow = Annotated[AreaRow | UnitRow | PostRow, Field(discriminator="entity")]
"""What others hang on, so that it cannot end and be entered anew."""

AnyRow = Annotated[
    AreaRow
    | UnitRow
    | PostRow
    | AgentRow
    | AppointmentRow
    | MembershipRow
    | RelationRow
    | JurisdictionRow
    | DelegationRow
    | ShiftRow
    | OtherRouteRow,
    Field(discriminator="entity"),
]
"""A row of any kind; its ``entity`` says which."""

Rows = Annotated[tuple[AnyRow, ...], Field(max_length=MAX_ROWS)]


class OpenCase(Message):
    """A case that is open as a unit changes: which one, and who has it."""

    case: Key
    unit: Key
    place: Key | None = None
    """The area that it is about."""
    to: Key | None = None
    """Who takes it over, where neither the change nor the place says it."""


OpenCases = Annotated[tuple[OpenCase, ...], Field(max_length=MAX_CASES)]
"""Every open case of what changes."""


# ---- commands -----------------------------------------------------------------------------------------------------


class Found(OrgCommand):
    """Begin a register, with what is there already."""

    type: Literal["org.found"] = "org.found"
    title_en: Line
    title_zh: Line
    rows: Rows = ()


class Enter(OrgCommand):
    """Say that there is an area, a unit, a post, an agent, a relation or another route."""

    type: Literal["org.enter"] = "org.enter"
    row: EnteredRow


class Appoint(OrgCommand):
    """Put an agent on a post."""

    type: Literal["org.appoint"] = "org.appoint"
    row: AppointmentRow


class Admit(OrgCommand):
    """Let an agent or a unit belong to a unit."""

    type: Literal["org.admit"] = "org.admit"
    row: MembershipRow


class Assign(OrgCommand):
    """Make a unit or a post answer for matters in an area."""

    type: Literal["org.assign"] = "org.assign"
    row: JurisdictionRow


class Delegate(OrgCommand):
    """Let a post act for another."""

    type: Literal["org.delegate"] = "org.delegate"
    row: DelegationRow


class Schedule(OrgCommand):
    """Put an agent on duty, week by week."""

    type: Literal["org.schedule"] = "org.schedule"
    row: ShiftRow


class Revise(OrgCommand):
    """From the first day of the row on, an area, a unit or a post is as the row says; until then it was as it was."""

    type: Literal["org.revise"] = "org.revise"
    row: RevisedRow


class End(OrgCommand):
    """End a record that is no area and no unit; those are dissolved, merged or split."""

    type: Literal["org.end"] = "org.end"
    record: Key
    on: date
    """The first day on which it is no more."""
    reason: Code
    cascade: bool = False
    """Whether what hangs on it ends too: the appointments to a post."""


class Correct(OrgCommand):
    """A version of a record was wrong: the row takes its place, and what was believed until now is kept beside it.

    Versions that met the wrong one meet the right one.
    """

    type: Literal["org.correct"] = "org.correct"
    version: date | None = None
    """The first day of the version that was wrong; None: the only one."""
    row: AnyRow
    reason: Code
    open_cases: OpenCases = ()
    """Of a unit whose end comes earlier by this: every open case that it has."""


class Strike(OrgCommand):
    """A version of a record, or a change, never was; that it was believed until now is kept.

    The days of the version are those of the one before, if the two met: the record went on as it was.
    """

    type: Literal["org.strike"] = "org.strike"
    record: Key
    version: date | None = None
    """The first day of the version that never was; None: the only one."""
    reason: Code
    open_cases: OpenCases = ()
    """Of a unit: every open case that it has."""


# ---- events -------------------------------------------------------------------------------------------------------


class OrgFounded(OrgEvent):
    """A register began."""

    type: Literal["org.founded"] = "org.founded"
    title_en: Line
    title_zh: Line
    rows: Rows = EMPTY


class OrgEntered(OrgEvent):
    """There is an area, a unit, a post, an agent, a relation or another route."""

    type: Literal["org.entered"] = "org.entered"
    row: EnteredRow


class OrgAppointed(OrgEvent):
    """Somebody holds a post."""

    type: Literal["org.appointed"] = "org.appointed"
    row: AppointmentRow


class OrgAdmitted(OrgEvent):
    """Somebody belongs to a unit."""

    type: Literal["org.admitted"] = "org.admitted"
    row: MembershipRow


class OrgAssigned(OrgEvent):
    """Somebody answers for matters."""

    type: Literal["org.assigned"] = "org.assigned"
    row: JurisdictionRow


class OrgDelegated(OrgEvent):
    """A post acts for another."""

    type: Literal["org.delegated"] = "org.delegated"
    row: DelegationRow


class OrgScheduled(OrgEvent):
    """Somebody is on duty."""

    type: Literal["org.scheduled"] = "org.scheduled"
    row: ShiftRow


class OrgRevised(OrgEvent):
    """A record is as the row says from its first day on."""

    type: Literal["org.revised"] = "org.revised"
    row: RevisedRow


class OrgEnded(OrgEvent):
    """A record ended."""

    type: Literal["org.ended"] = "org.ended"
    record: Key
    on: date
    reason: Code
    ended: tuple[Key, ...] = EMPTY
    """What hung on it and ended too."""


class OrgCorrected(OrgEvent):
    """A version of a record was wrong."""

    type: Literal["org.corrected"] = "org.corrected"
    version: date
    row: AnyRow
    reason: Code


class OrgStruck(OrgEvent):
    """A version of a record, or a change, never was."""

    type: Literal["org.struck"] = "org.struck"
    record: Key
    version: date | None = NONE
    """None: a change."""
    reason: Code
