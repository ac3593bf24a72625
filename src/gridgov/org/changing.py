"""The decisions about units and areas: renamed, recoded, transferred, merged, split, dissolved.

What ends has to have lasted until the day before. Whatever hangs on it moves or ends, and every open case of a unit
has one that takes it over and is there: see :mod:`gridgov.org.changes`.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from gridgov.errors import BadInput, Problem, Refused
from gridgov.kernel import Context
from gridgov.messages import org as m
from gridgov.org.acts import (
    DATED,
    act_of,
    checked,
    event_of,
    read_rows,
    refuse_input,
    row_places,
    standing,
    to_end,
)
from gridgov.org.changes import CONSERVED, Fates, covering, fates, following_codes, hand_over, path, successor
from gridgov.org.entities import Area, HandOver, Unit
from gridgov.org.register import Register
from gridgov.parameters import day_of

__all__ = ["ENDINGS", "check_cases", "dissolve", "merge", "recode", "rename", "split", "transfer"]

ENDINGS: Final = ("dissolve", "merge", "split")
"""The acts by which areas and units end."""

_CODES: Final = (
    "Regulation on Administrative Divisions 2018, Art. 17: a code changes with its division (行政区划管理条例第十七条)"
)
_PLACES: Final = (Area, Unit)

Ending = m.Merge | m.Split | m.Dissolve
EndedT = TypeVar("EndedT", m.OrgMerged, m.OrgSplit, m.OrgDissolved)


def rename(register: Register, command: m.Rename, context: Context) -> m.OrgRenamed:
    """Other names from a day on."""
    _check_new(register, command)
    versions = standing(register, command, command.record, "record", command.on, _PLACES)
    old = _on(versions, command.on)
    if (old.name_zh, old.name_en) == (command.name_zh, command.name_en):
        raise Refused("nothing_changes", what="rename", source=DATED)
    return checked(register, event_of(m.OrgRenamed, command, context), command, "on")


def recode(register: Register, command: m.Recode, context: Context) -> m.OrgRecoded:
    """Another code from a day on, for an area and what lies in it."""
    _check_new(register, command)
    old = _on(standing(register, command, command.area, "area", command.on, (Area,)), command.on)
    codes = _codes(register, command, command.area, command.code, "code")
    if str(old.code) == codes[0].code:
        raise Refused("nothing_changes", what="recode", source=_CODES)
    event = event_of(m.OrgRecoded, command, context, codes=codes)
    return checked(register, event, command, "code", {(command.area, None): "code"})


def transfer(register: Register, command: m.Transfer, context: Context) -> m.OrgTransferred:
    """Somewhere else from a day on; a unit that is to be part of another one gets there by its relation."""
    _check_new(register, command)
    on, name, to = command.on, command.record, command.to
    old = _on(standing(register, command, name, "record", on, _PLACES), on)
    heir = _there(register, command, to, "to", _PLACES if isinstance(old, Unit) else (Area,))
    relation = _part_of(register, command) if isinstance(heir, Unit) else None
    if to == (relation.object if relation else old.parent if isinstance(old, Area) else old.area):
        raise Refused("nothing_changes", what="transfer", source=DATED)
    codes: tuple[m.Recoded, ...] = ()
    if command.code is not None:
        standing(register, command, name, "record", on, (Area,))
        codes = _codes(register, command, name, command.code, "code")
    handed = _handed_with(register, command, old, context)
    event = event_of(
        m.OrgTransferred,
        command,
        context,
        relation=relation and relation.id,
        codes=codes,
        handed_over=handed,
    )
    places: dict[tuple[str, date | None], str] = {(name, None): "to"}
    if relation is not None:
        places[relation.id, None] = "to"
    return checked(register, event, command, "to", places)


def _part_of(register: Register, command: m.Transfer) -> Any:
    found = [
        one
        for one in register.index.relations_from.get(command.record, ())
        if one.kind == "part_of" and one.validity.holds(command.on)
    ]
    if len(found) != 1:
        raise Refused("not_part_of_one", case=command.record, count=len(found), allowed=("enter", "end"), source=DATED)
    return found[0]


def _handed_with(
    register: Register, command: m.Transfer, old: Area | Unit, context: Context
) -> tuple[m.HandedOver, ...]:
    """The cases that go to another unit as something is transferred: of the unit, or about the area."""
    cases, on = command.open_cases, command.on
    check_cases(register, command, {old.id} if isinstance(old, Unit) else None)
    if isinstance(old, Area):
        outside = (i for i, one in enumerate(cases) if old.id not in path(register, one.place, on))
        refuse_input(command, (Problem("not_in_it", f"open_cases[{i}].place") for i in outside))
    if command.successor is None:
        return _handed(register, command, (), context)
    return _handed(register, command, (_there(register, command, command.successor, "successor", (Unit,)),), context)


# ---- what ends ----------------------------------------------------------------------------------------------------


def merge(register: Register, command: m.Merge, context: Context) -> m.OrgMerged:
    """Several become one."""
    _check_new(register, command)
    kind = Area if command.result.entity == "area" else Unit
    twice = [i for i, name in enumerate(command.originals) if name in command.originals[:i]]
    refuse_input(command, (Problem("listed_twice", f"originals[{i}]") for i in twice))
    for i, name in enumerate(command.originals):
        to_end(register, command, name, f"originals[{i}]", command.on, (kind,))
    rows: dict[str, m.Row] = {"result": command.result}
    heirs = _results(command, rows)
    return _end(register, command, context, m.OrgMerged, command.originals, heirs, rows)


def split(register: Register, command: m.Split, context: Context) -> m.OrgSplit:
    """One becomes several."""
    _check_new(register, command)
    [*_, old] = to_end(register, command, command.original, "original", command.on, _PLACES)
    rows: dict[str, m.Row] = {f"results[{i}]": row for i, row in enumerate(command.results)}
    names = [row.id for row in command.results]
    twice = [i for i, name in enumerate(names) if name in names[:i]]
    refuse_input(command, (Problem("listed_twice", f"results[{i}].id") for i in twice))
    heirs = _results(command, rows)
    expected = {"expected": (type(old).__name__.lower(),)}
    others = [where for where, heir in zip(rows, heirs, strict=True) if type(heir) is not type(old)]
    refuse_input(command, (Problem("of_another_kind", f"{where}.entity", expected) for where in others))
    return _end(register, command, context, m.OrgSplit, (command.original,), heirs, rows)


def dissolve(register: Register, command: m.Dissolve, context: Context) -> m.OrgDissolved:
    """One is no more."""
    _check_new(register, command)
    [*_, old] = to_end(register, command, command.original, "original", command.on, _PLACES)
    if command.successor == command.original:
        raise Refused("succeeds_itself", source=CONSERVED)
    heirs: tuple[Any, ...] = ()
    if command.successor is not None:
        heirs = (_there(register, command, command.successor, "successor", (type(old),)),)
    return _end(register, command, context, m.OrgDissolved, (command.original,), heirs, {})


def _results(command: m.Merge | m.Split, rows: Mapping[str, m.Row]) -> tuple[Any, ...]:
    """What a change results in.

    Raises:
        BadInput: whatever is wrong with the rows; one that does not begin on the day of the change.

    """
    heirs = read_rows(command, rows)
    wrong = [where for where, row in rows.items() if row.valid_from != command.on]
    refuse_input(command, (Problem("not_the_day_of_change", f"{where}.valid_from") for where in wrong))
    return heirs


def _end(
    register: Register,
    command: Any,
    context: Context,
    kind: type[EndedT],
    originals: tuple[str, ...],
    heirs: tuple[Any, ...],
    rows: Mapping[str, m.Row],
) -> EndedT:
    """The event by which something ends: what becomes of what hangs on it, and of its open cases."""
    units = all(isinstance(register.find(name), Unit) for name in originals)
    check_cases(register, command, originals if units else ())
    found = _fates(register, command, originals, heirs)
    event = event_of(
        kind,
        command,
        context,
        moved=tuple(m.Moved(record=name, to=to) for name, to in found.moved.items()),
        ended=found.ended,
        codes=_moved_codes(register, command),
        handed_over=_handed(register, command, heirs, context) if units else (),
    )
    places = row_places(rows)
    places.update(((move.record, None), f"moves[{i}]") for i, move in enumerate(command.moves))
    return checked(register, event, command, "rest", places)


def _fates(register: Register, command: Any, originals: tuple[str, ...], heirs: tuple[Any, ...]) -> Fates:
    names = tuple(heir.id for heir in heirs)
    strangers = [i for i, move in enumerate(command.moves) if move.to not in names]
    refuse_input(command, (Problem("unknown_choice", f"moves[{i}].to", {"expected": names}) for i in strangers))
    moves = {move.record: move.to for move in command.moves}
    twice = [i for i, move in enumerate(command.moves) if move is not _last_of(command.moves, move.record)]
    refuse_input(command, (Problem("listed_twice", f"moves[{i}].record") for i in twice))

    def heir_of(record: Any) -> str | None:
        if len(names) == 1:
            return str(names[0])
        units = [heir for heir in heirs if isinstance(heir, Unit)]
        return covering(register, units, getattr(record, "area", None), command.on)

    return fates(
        register,
        originals,
        on=command.on,
        gone=[name for name in originals if name not in names],
        heir_of=heir_of,
        moves=moves,
        ends=command.ends,
        rest=command.rest,
    )


def _last_of(moves: Iterable[m.Move], record: str) -> m.Move:
    return [move for move in moves if move.record == record][-1]


def _moved_codes(register: Register, command: Any) -> tuple[m.Recoded, ...]:
    found: dict[str, m.Recoded] = {}
    for i, move in enumerate(command.moves):
        if move.code is not None:
            where = f"moves[{i}].code"
            standing(register, command, move.record, where, command.on, (Area,))
            found |= {one.area: one for one in _codes(register, command, move.record, move.code, where)}
    return tuple(found.values())


# ---- open cases ---------------------------------------------------------------------------------------------------


def check_cases(register: Register, command: Any, units: Collection[str] | None) -> None:
    """Refuses open cases that are named twice, or that are with another unit than those that change.

    Raises:
        BadInput: every one of them, at its place.

    """
    seen: set[str] = set()
    problems = []
    for i, one in enumerate(command.open_cases):
        if one.case in seen:
            problems.append(Problem("listed_twice", f"open_cases[{i}].case"))
        seen.add(one.case)
        if units is not None and one.unit not in units:
            problems.append(Problem("not_with_it", f"open_cases[{i}].unit"))
        elif not isinstance(next(iter(register.index.by_id.get(one.unit, ())), None), Unit):
            problems.append(Problem("not_known", f"open_cases[{i}].unit"))
        if one.place is not None and one.place not in register:
            problems.append(Problem("not_known", f"open_cases[{i}].place"))
    refuse_input(command, problems)


def _handed(register: Register, command: Any, heirs: tuple[Any, ...], context: Context) -> tuple[m.HandedOver, ...]:
    """Who takes the open cases over, and lasts: nobody who is gone by now, or goes without anybody to go on.

    Raises:
        Refused: ``open_work_without_successor``, ``no_single_successor``, ``successor_ends``.

    """
    handed: tuple[HandOver, ...] = ()
    problems: tuple[Problem, ...] = ()
    try:
        handed = hand_over(register, command.open_cases, heirs, on=command.on)
    except BadInput as error:
        problems = error.problems
    refuse_input(command, problems)
    day = max(command.on, day_of(context.at))
    for name in dict.fromkeys(one.target for one in handed):
        if (last := _left_alone(register, name, heirs, day)) is not None:
            raise Refused("successor_ends", case=name, last=str(last), source=CONSERVED)
    return tuple(m.HandedOver(case=one.case, source=one.source, target=one.target) for one in handed)


def _left_alone(register: Register, name: str, heirs: tuple[Any, ...], day: date) -> date | None:
    """From when on nobody has the cases that somebody takes over; None: there is always somebody."""
    known = register.index.by_id.get(name, ())
    for heir in heirs:
        if heir.id == name and heir not in known:  # it begins with this change, so nothing follows it
            end: date | None = heir.validity.valid_to
            return end
    ends = [version.validity.valid_to for version in known]
    last = None if None in ends else max(end for end in ends if end is not None)
    return None if last is None or (last > day and successor(register, name, at=last)) else last


# ---- what all do --------------------------------------------------------------------------------------------------


def _check_new(register: Register, command: Any) -> None:
    """Refuses a change under the id of another one.

    Raises:
        Refused: ``already_exists``.

    """
    if any(one.id == command.change and one.superseded_at is None for one in register.changes):
        raise Refused("already_exists", what=act_of(command), case=command.change, source=DATED)


def _on(versions: tuple[Any, ...], day: date) -> Any:
    return next(version for version in versions if version.validity.holds(day))


def _there(register: Register, command: Any, name: str, where: str, kinds: tuple[type, ...]) -> Any:
    """What takes the place of something on the day of a change.

    Raises:
        BadInput: ``not_known``, ``of_another_kind``, ``not_known_then``.

    """
    versions = register.index.by_id.get(name, ())
    holding = [version for version in versions if version.validity.holds(command.on)]
    if not versions:
        refuse_input(command, [Problem("not_known", where)])
    if type(versions[0]) not in kinds:
        expected = tuple(kind.__name__.lower() for kind in kinds)
        refuse_input(command, [Problem("of_another_kind", where, {"expected": expected})])
    if not holding:
        refuse_input(command, [Problem("not_known_then", where)])
    return holding[0]


def _codes(register: Register, command: Any, area: str, code: str, where: str) -> tuple[m.Recoded, ...]:
    """The codes that an area and what lies in it have from the day of a change on."""
    found: Mapping[str, str] = {}
    try:
        found = following_codes(register, area, code, on=command.on)
        problems: tuple[Problem, ...] = ()
    except BadInput as error:
        problems = tuple(Problem(one.code, where, one.params) for one in error.problems)
    refuse_input(command, problems)
    return tuple(m.Recoded(area=name, code=text) for name, text in found.items())
