"""Which event follows from a command about a register: the table of decisions, and those about single records.

Every decision says what would happen, looks at the register as it would be, and refuses what would make it unsound,
with every fault at the field that leads to it. Nothing is stored then.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from gridgov.documents import check_type
from gridgov.errors import Problem, Refused
from gridgov.kernel import Context
from gridgov.messages import org as m
from gridgov.org import changing
from gridgov.org.acts import (
    DATED,
    act_of,
    check_last,
    checked,
    event_of,
    read_rows,
    refuse_input,
    row_places,
    standing,
    to_end,
)
from gridgov.org.changes import CONSERVED, fates, left_behind
from gridgov.org.entities import Area, Delegation, Record, Unit
from gridgov.org.evolving import evolve
from gridgov.org.fields import line, unfit
from gridgov.org.register import Register
from gridgov.org.rows import row_of
from gridgov.parameters import day_of

__all__ = ["decide", "stream_of"]

_GIVEN_FOR_GOOD: Final = "design note: what was given irrevocably is not taken back (设计说明：不可撤回的授权不得撤回)"
_OTHER_ACTS: Final = ("rename", "recode", "transfer")
_ENDING: Final = (m.Merge, m.Split, m.Dissolve, m.Correct, m.Strike)
"""By these somebody may be gone who was to take open cases over."""


def stream_of(command: m.OrgCommand) -> str:
    """The stream that a register's events are in: ``org/`` and its id.

    Raises:
        BadInput: what was sent is no command about a register.

    """
    check_type(command, m.OrgCommand, "command", expected="a command about a register", source="org")
    return f"org/{command.register_id}"


def decide(register: Register | None, command: m.OrgCommand, context: Context) -> tuple[m.OrgEvent, ...]:
    """The event that follows from a command about a register.

    Raises:
        Refused: a rule says no: which one, its source, and what is possible now. Those of all acts are
            ``in_the_future``, ``does_not_exist`` and ``already_exists``.
        BadInput: what was sent is no command about a register; or the register would be unsound afterwards: every
            fault, each at the field that leads to it.

    """
    check_type(command, m.OrgCommand, "command", expected="a command about a register", source="org")
    context.check_happened(command.type)
    _check_lines(command)
    if isinstance(command, m.Found):
        return (_found(register, command, context),)
    if register is None:
        what = act_of(command)
        raise Refused("does_not_exist", what=what, case=command.register_id, allowed=("found",), source=DATED)
    event = _DECISIONS[type(command)](register, command, context)
    if isinstance(command, _ENDING):
        _check_handed_over(register, evolve(register, event), day_of(context.at))
    return (event,)


_LINES: Final = ("title_en", "title_zh", "basis", "name_en", "name_zh")


def _check_lines(command: m.OrgCommand) -> None:
    """Refuses a name or a paper that is not one line of what can be seen; rows are looked at as they are read."""
    lines = {name: getattr(command, name) for name in _LINES if hasattr(command, name)}
    refuse_input(command, unfit(lines, dict.fromkeys(lines, line)))


# ---- entering -----------------------------------------------------------------------------------------------------


def _found(register: Register | None, command: m.Found, context: Context) -> m.OrgFounded:
    if register is not None:
        raise Refused("already_exists", what="found", case=command.register_id, source=DATED)
    rows = {f"rows[{i}]": row for i, row in enumerate(command.rows)}
    read_rows(command, rows)
    return checked(None, event_of(m.OrgFounded, command, context), command, "rows", row_places(rows))


_ENTERED: Final[Mapping[type[m.OrgCommand], type[m.OrgEvent]]] = MappingProxyType(
    {
        m.Enter: m.OrgEntered,
        m.Appoint: m.OrgAppointed,
        m.Admit: m.OrgAdmitted,
        m.Assign: m.OrgAssigned,
        m.Delegate: m.OrgDelegated,
        m.Schedule: m.OrgScheduled,
    }
)


def _enter(register: Register, command: Any, context: Context) -> m.OrgEvent:
    rows = {"row": command.row}
    read_rows(command, rows)
    event = event_of(_ENTERED[type(command)], command, context)
    return checked(register, event, command, "row", row_places(rows))


def _revise(register: Register, command: m.Revise, context: Context) -> m.OrgRevised:
    """What has an act of its own is left alone: names, codes, what something lies in, and the last day of a place."""
    rows: dict[str, m.Row] = {"row": command.row}
    [new] = read_rows(command, rows)
    on = command.row.valid_from
    versions = standing(register, command, command.row.id, "row.id", on, (type(new),))
    check_last(command, versions, on)
    old = next(version for version in versions if version.validity.holds(on))
    if _values(new) == _values(old):
        raise Refused("nothing_changes", what="revise", source=DATED)
    if isinstance(old, Area | Unit) and any(getattr(new, name) != getattr(old, name) for name in _kept_by(old)):
        raise Refused("another_act", what="revise", allowed=_OTHER_ACTS, source=DATED)
    if isinstance(old, Area | Unit) and new.validity.valid_to != old.validity.valid_to:
        raise Refused("ends_by_change", cases=(old.id,), allowed=changing.ENDINGS, source=DATED)
    return checked(register, event_of(m.OrgRevised, command, context), command, "row", row_places(rows))


def _kept_by(place: Area | Unit) -> tuple[str, ...]:
    return ("name_zh", "name_en", "code", "parent") if isinstance(place, Area) else ("name_zh", "name_en", "area")


def _values(record: Record) -> m.Row:
    """What a record says, whenever it begins and wherever that is known from."""
    row = row_of(record)
    return row.model_copy(update={"valid_from": date.min, "source": "-"})


# ---- ending -------------------------------------------------------------------------------------------------------


def _end(register: Register, command: m.End, context: Context) -> m.OrgEnded:
    on, name = command.on, command.record
    versions = standing(register, command, name, "record", on)
    if isinstance(versions[0], Area | Unit):
        raise Refused("ends_by_change", cases=(name,), allowed=changing.ENDINGS, source=DATED)
    to_end(register, command, name, "record", on)
    if any(isinstance(one, Delegation) and not one.revocable and one.validity.holds(on) for one in versions):
        raise Refused("not_revocable", what="end", case=name, source=_GIVEN_FOR_GOOD)
    found = fates(register, (name,), on=on, gone=(name,), rest="end" if command.cascade else "refuse")
    return checked(register, event_of(m.OrgEnded, command, context, ended=found.ended), command, "on")


# ---- what was not so ----------------------------------------------------------------------------------------------


def _correct(register: Register, command: m.Correct, context: Context) -> m.OrgCorrected:
    rows: dict[str, m.Row] = {"row": command.row}
    [right] = read_rows(command, rows)
    wrong = _version(register, command, command.row.id, "row.id")
    if type(right) is not type(wrong):
        expected = {"expected": (type(wrong).__name__.lower(),)}
        refuse_input(command, [Problem("of_another_kind", "row.entity", expected)])
    if row_of(right) == row_of(wrong):
        raise Refused("nothing_changes", what="correct", source=DATED)
    event = event_of(m.OrgCorrected, command, context, version=wrong.validity.valid_from)
    _check_work(register, event, command, wrong)
    return checked(register, event, command, "row", row_places(rows))


def _strike(register: Register, command: m.Strike, context: Context) -> m.OrgStruck:
    name = command.record
    if name not in register and any(one.id == name and one.superseded_at is None for one in register.changes):
        return checked(register, event_of(m.OrgStruck, command, context, version=None), command, "record")
    wrong = _version(register, command, name, "record")
    event = event_of(m.OrgStruck, command, context, version=wrong.validity.valid_from)
    _check_work(register, event, command, wrong)
    return checked(register, event, command, "record")


def _version(register: Register, command: m.Correct | m.Strike, name: str, where: str) -> Record:
    """The version that was wrong.

    Raises:
        BadInput: ``not_known``; there are several and none is named; ``not_known_then``, it begins on another day.

    """
    versions = register.index.by_id.get(name, ())
    named = [one for one in versions if command.version in {None, one.validity.valid_from}]
    if not versions:
        refuse_input(command, [Problem("not_known", where)])
    if not named:
        refuse_input(command, [Problem("not_known_then", "version")])
    if len(named) > 1:
        refuse_input(command, [Problem("missing", "version")])
    return named[0]


def _check_work(register: Register, event: m.OrgEvent, command: m.Correct | m.Strike, wrong: Record) -> None:
    """Refuses that a unit turns out to have ended earlier, or never to have been, while it has open cases.

    Raises:
        Refused: ``open_work_without_successor``.
        BadInput: a case of another unit.

    """
    changing.check_cases(register, command, {wrong.id} if isinstance(wrong, Unit) else ())
    if command.open_cases and _last_day(evolve(register, event), wrong.id) < _last_day(register, wrong.id):
        cases = tuple(one.case for one in command.open_cases)
        raise Refused("open_work_without_successor", cases=cases, allowed=changing.ENDINGS, source=CONSERVED)


def _check_handed_over(before: Register, after: Register, today: date) -> None:
    """Refuses that somebody is gone who was to take open cases over, with nobody to go on.

    Raises:
        Refused: ``open_work_without_successor``.

    """
    if not any(change.handed_over for change in after.changes):
        return
    if cases := tuple(sorted(left_behind(after, today) - left_behind(before, today))):
        raise Refused("open_work_without_successor", cases=cases, allowed=changing.ENDINGS, source=CONSERVED)


def _last_day(register: Register, name: str) -> date:
    versions = register.index.by_id.get(name, ())
    return max((one.validity.valid_to or date.max for one in versions), default=date.min)


_DECISIONS: Final[Mapping[type[m.OrgCommand], Callable[[Register, Any, Context], m.OrgEvent]]] = MappingProxyType(
    {
        **dict.fromkeys(_ENTERED, _enter),
        m.Revise: _revise,
        m.End: _end,
        m.Correct: _correct,
        m.Strike: _strike,
        m.Rename: changing.rename,
        m.Recode: changing.recode,
        m.Transfer: changing.transfer,
        m.Merge: changing.merge,
        m.Split: changing.split,
        m.Dissolve: changing.dissolve,
    }
)
"""The decision about every command but the first."""
