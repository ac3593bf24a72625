"""What every act on a register does alike: read the rows, look at what it is about, and say what would happen."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, TypeVar

from gridgov.errors import BadInput, Problem, Refused
from gridgov.kernel import Context
from gridgov.messages import org as m
from gridgov.org.entities import Record
from gridgov.org.evolving import evolve
from gridgov.org.integrity import faults, place_of
from gridgov.org.register import Register
from gridgov.org.rows import record_of

__all__ = [
    "DATED",
    "Places",
    "act_of",
    "check_last",
    "checked",
    "event_of",
    "read_rows",
    "refuse_input",
    "row_places",
    "standing",
    "to_end",
]

DATED: Final = "design note: an organisation is dated records (设计说明：组织由带起止日期的记录构成)"
"""The rule that whatever is there is there from a day until a day."""

EventT = TypeVar("EventT", bound=m.OrgEvent)
Places = Mapping[tuple[str, date | None], str]
"""Where in a command a version of a record is named, by id and first day; without a day any version."""

_NOWHERE: Final[Places] = MappingProxyType({})
_DAY: Final = timedelta(days=1)


def act_of(command: m.OrgCommand) -> str:
    """The act that a command asks for: the last part of its type."""
    return command.type.removeprefix("org.")


def event_of(kind: type[EventT], command: m.OrgCommand, context: Context, **more: Any) -> EventT:
    """The event that says what a command led to: what the command said of it, and ``more``."""
    own = {"type", "command_id"}
    said = {name: value for name, value in command if name in kind.model_fields and name not in own}
    return kind(at=context.at, actor=context.actor, **(said | more))


# ---- bad input ----------------------------------------------------------------------------------------------------


def refuse_input(command: m.OrgCommand, problems: Iterable[Problem]) -> None:
    """Refuses a command with fields that do not fit, if there are any."""
    if found := tuple(problems):
        raise BadInput(found, source=command.type)


def read_rows(command: m.OrgCommand, rows: Mapping[str, m.Row]) -> tuple[Record, ...]:
    """The records of rows, given by their places in a command.

    Raises:
        BadInput: whatever is wrong with any of them, at its place.

    """
    records: list[Record] = []
    problems: list[Problem] = []
    for where, row in rows.items():
        try:
            records.append(record_of(row))
        except BadInput as error:
            problems.extend(Problem(one.code, f"{where}.{one.where}".rstrip("."), one.params) for one in error.problems)
    refuse_input(command, problems)
    return tuple(records)


def row_places(rows: Mapping[str, m.Row]) -> dict[tuple[str, date | None], str]:
    """Where in a command its rows are, by the versions that they become."""
    return {(row.id, row.valid_from): where for where, row in rows.items()}


def checked(
    register: Register | None,
    event: EventT,
    command: m.OrgCommand,
    main: str,
    places: Places = _NOWHERE,
) -> EventT:
    """The event, if the register would be sound after it.

    Raises:
        BadInput: every fault; one of a record that the command does not name, at its field ``main`` with the id.

    """
    after = evolve(register, event)
    refuse_input(command, (_placed(fault, after, main, places) for fault in faults(after)))
    return event


def _placed(fault: Problem, after: Register, main: str, places: Places) -> Problem:
    table, number, name = place_of(fault)
    record = getattr(after, table)[number]
    begun = None if table == "changes" else record.validity.valid_from
    twin = next((place for (each, _), place in places.items() if each == record.id), "")
    if fault.code == "duplicate_id" and twin:  # of two, the one that the command names is to blame
        where = f"{twin}.{name}"
    elif (record.id, begun) in places:
        where = f"{places[record.id, begun]}.{name}"
    else:
        where = places.get((record.id, None), f"{main}: {record.id}.{name}")
    return Problem(fault.code, where.rstrip("."), fault.params)


# ---- days ---------------------------------------------------------------------------------------------------------


def standing(
    register: Register, command: m.OrgCommand, name: str, where: str, on: date, kinds: tuple[type, ...] = ()
) -> tuple[Any, ...]:
    """The versions of what a command is about, one of which holds on a day.

    Raises:
        BadInput: ``not_known``, ``of_another_kind``.
        Refused: ``before_it_began``, ``ended_already``.

    """
    versions = register.index.by_id.get(name, ())
    if not versions:
        refuse_input(command, [Problem("not_known", where)])
    if kinds and type(versions[0]) not in kinds:
        expected = tuple(kind.__name__.lower() for kind in kinds)
        refuse_input(command, [Problem("of_another_kind", where, {"expected": expected})])
    if on < versions[0].validity.valid_from:
        _refuse_early(command, versions[0])
    if not any(version.validity.holds(on) for version in versions):
        raise Refused("ended_already", what=act_of(command), case=name, source=DATED)
    return versions


def to_end(
    register: Register, command: m.OrgCommand, name: str, where: str, on: date, kinds: tuple[type, ...] = ()
) -> tuple[Any, ...]:
    """The versions of what is to end on a day: it is there the day before, and no later version begins after.

    Raises:
        BadInput: ``not_known``, ``of_another_kind``.
        Refused: ``before_it_began``, ``ended_already``, ``changes_later``.

    """
    versions = standing(register, command, name, where, on, kinds)
    if not any(version.validity.holds(on - _DAY) for version in versions):
        _refuse_early(command, next(version for version in versions if version.validity.holds(on)))
    check_last(command, versions, on)
    return versions


def check_last(command: m.OrgCommand, versions: tuple[Any, ...], on: date) -> None:
    """Refuses what would undo a version that begins later.

    Raises:
        Refused: ``changes_later``.

    """
    if later := tuple(str(one.validity.valid_from) for one in versions if one.validity.valid_from > on):
        raise Refused("changes_later", what=act_of(command), case=versions[0].id, later=later, source=DATED)


def _refuse_early(command: m.OrgCommand, version: Any) -> None:
    first = str(version.validity.valid_from)
    raise Refused("before_it_began", what=act_of(command), case=version.id, first=first, source=DATED)
