"""What each event makes of a register, one function an event. None of them refuses.

Nothing is overwritten. A version of a record that is no longer taken to be so is superseded, and what is so instead
stands beside it, known from the moment of the event on: ``known_on`` then finds what was believed at any moment. What
was recorded and superseded at one and the same moment was never believed, and leaves nothing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve as changed

from gridgov.errors import Defect
from gridgov.messages import org as m
from gridgov.messages.org.base import ChangeKind
from gridgov.org.changes import lasts
from gridgov.org.entities import Appointment, Area, Change, HandOver, Record
from gridgov.org.integrity import REFERENCES
from gridgov.org.register import TABLES, Register, trusted
from gridgov.org.rows import code_of, record_of

__all__ = ["TABLE_OF", "evolve"]

TABLE_OF: Final[Mapping[type, str]] = MappingProxyType({kind: table for table, kind in TABLES.items()})
"""In which table of a register records of a kind stand."""

News = Iterable[tuple[Any, tuple[Any, ...]]]
"""Versions that are no longer so, each with what is so instead."""


def evolve(register: Register | None, event: m.OrgEvent) -> Register:
    """The register after an event.

    Raises:
        Defect: the log begins with something else than the founding of a register, or begins twice.

    """
    if register is None:
        if isinstance(event, m.OrgFounded):
            return _founded(event)
        raise Defect("log_without_beginning", type=event.type)
    if isinstance(event, m.OrgFounded):
        raise Defect("log_begins_twice", type=event.type)
    return _NEWS[type(event)](register, event)


# ---- versions -----------------------------------------------------------------------------------------------------


def _rewritten(register: Register, at: datetime, news: News, added: Iterable[Any] = (), **more: Any) -> Register:
    """The register in which some versions were superseded at a moment, and others were added.

    What is so instead stands beside what was; so a table keeps its order, whatever happens to its records.
    """
    instead = {id(old): (old, new) for old, new in news}
    fresh: dict[str, list[Any]] = {TABLE_OF[type(old)]: [] for old, _ in instead.values()}
    for record in added:
        fresh.setdefault(TABLE_OF[type(record)], []).append(_known_from(record, at))
    tables = {table: (*_kept(getattr(register, table), instead, at), *found) for table, found in fresh.items()}
    return trusted(register, **tables, **more)


def _kept(records: Iterable[Any], instead: Mapping[int, tuple[Any, Any]], at: datetime) -> Iterator[Any]:
    for record in records:
        if id(record) not in instead:
            yield record
            continue
        since = record.validity.recorded_at
        if since is None or since < at:
            yield changed(record, validity=changed(record.validity, superseded_at=at))
        yield from (_known_from(one, at) for one in instead[id(record)][1])


def _known_from(record: Any, at: datetime) -> Any:
    return changed(record, validity=changed(record.validity, recorded_at=at, superseded_at=None))


def _versions(register: Register, names: Collection[str], tables: Iterable[str] = TABLES) -> list[Any]:
    """The versions of some ids that are taken to be so, oldest first. No index: it would be made for one question."""
    found = [
        record
        for table in tables
        for record in getattr(register, table)
        if record.id in names and record.validity.superseded_at is None
    ]
    return sorted(found, key=lambda one: one.validity.valid_from)


def _until(record: Any, on: date, **fields: Any) -> tuple[Any, ...]:
    """What is left of a version that ends on a day: nothing, if it would have begun then or later."""
    if record.validity.valid_from >= on:
        return ()
    return (changed(record, validity=changed(record.validity, valid_to=on), **fields),)


def _since(record: Any, on: date, basis: str, **fields: Any) -> Any:
    """A version from a day on with other values, which are known from a paper."""
    start = max(record.validity.valid_from, on)
    return changed(record, validity=changed(record.validity, valid_from=start, source=basis), **fields)


def _turned(versions: Iterable[Any], on: date, basis: str, **fields: Any) -> News:
    """From a day on other values, for as long as the old ones would have held."""
    before: list[Any] | None = None
    for version in versions:
        if not lasts(version, on):
            continue
        values = [getattr(version, name) for name in fields]
        if before is not None and values != before:
            return
        before = values
        yield version, (*_until(version, on), _since(version, on, basis, **fields))


def _gone(register: Register, names: Collection[str], on: date, reason: str) -> News:
    """Records that are no more from a day on."""
    for version in _versions(register, names):
        if lasts(version, on):
            why = {"end_reason": version.end_reason or reason} if isinstance(version, Appointment) else {}
            yield version, _until(version, on, **why)


# ---- single records -----------------------------------------------------------------------------------------------


def _founded(event: m.OrgFounded) -> Register:
    begun = Register(id=event.register_id, title_en=event.title_en, title_zh=event.title_zh)
    return _rewritten(begun, event.at, (), map(record_of, event.rows))


def _added(register: Register, event: Any) -> Register:
    return _rewritten(register, event.at, (), [record_of(event.row)])


def _revised(register: Register, event: m.OrgRevised) -> Register:
    on = event.row.valid_from
    news = [(old, _until(old, on)) for old in _versions(register, {event.row.id}) if lasts(old, on)]
    return _rewritten(register, event.at, news, [record_of(event.row)])


def _ended(register: Register, event: m.OrgEnded) -> Register:
    return _rewritten(register, event.at, _gone(register, {event.record, *event.ended}, event.on, event.reason))


def _corrected(register: Register, event: m.OrgCorrected) -> Register:
    """Versions that met the wrong one meet the right one, wherever that leaves them a day."""
    right = record_of(event.row)
    start, end = right.validity.valid_from, right.validity.valid_to
    versions = _versions(register, {event.row.id}, (TABLE_OF[type(right)],))
    wrong = next(one for one in versions if one.validity.valid_from == event.version)
    news: list[tuple[Any, tuple[Any, ...]]] = [(wrong, (right,))]
    for one in versions:
        if one.validity.valid_to == wrong.validity.valid_from != start and one.validity.valid_from < start:
            news.append((one, (_within(one, valid_to=start),)))
        if one.validity.valid_from == wrong.validity.valid_to != end and end is not None and lasts(one, end):
            news.append((one, (_within(one, valid_from=end),)))
    return _rewritten(register, event.at, news)


def _struck(register: Register, event: m.OrgStruck) -> Register:
    """The days of a version that never was are those of the version that it followed without a gap, if there is one."""
    if event.version is None:
        return trusted(register, changes=tuple(_without(register.changes, event.record, event.at)))
    versions = _versions(register, {event.record})
    wrong = next(one for one in versions if one.validity.valid_from == event.version)
    before = (one for one in versions if one.validity.valid_to == wrong.validity.valid_from)
    news = [(one, (_within(one, valid_to=wrong.validity.valid_to),)) for one in before]
    return _rewritten(register, event.at, ((wrong, ()), *news))


def _within(record: Any, **days: date | None) -> Any:
    return changed(record, validity=changed(record.validity, **days))


def _without(changes: Iterable[Change], name: str, at: datetime) -> Iterator[Change]:
    for change in changes:
        if change.id != name or change.superseded_at is not None:
            yield change
        elif change.recorded_at is None or change.recorded_at < at:
            yield changed(change, superseded_at=at)


# ---- units and areas ----------------------------------------------------------------------------------------------


def _with_change(
    register: Register, event: Any, kind: ChangeKind, originals: Iterable[str], results: Iterable[str]
) -> tuple[Change, ...]:
    """The changes of a register, and this one."""
    handed = tuple(HandOver(one.case, one.source, one.target) for one in event.handed_over)
    change = Change(event.change, kind, tuple(originals), tuple(results), event.on, event.basis, handed, event.at)
    return (*register.changes, change)


def _renamed(register: Register, event: m.OrgRenamed) -> Register:
    versions = _versions(register, {event.record}, ("areas", "units"))
    news = _turned(versions, event.on, event.basis, name_zh=event.name_zh, name_en=event.name_en)
    changes = _with_change(register, event, "rename", (event.record,), (event.record,))
    return _rewritten(register, event.at, news, changes=changes)


def _recoded(register: Register, event: m.OrgRecoded) -> Register:
    names = [one.area for one in event.codes]
    return trusted(_with_codes(register, event), changes=_with_change(register, event, "recode", names, names))


def _with_codes(register: Register, event: Any) -> Register:
    """The register in which areas have the codes that an event gives them."""
    codes = {one.area: code_of(one.code) for one in event.codes}
    found: dict[str, list[Area]] = {}
    for version in _versions(register, codes, ("areas",)) if codes else ():
        found.setdefault(version.id, []).append(version)
    news = [
        turn for name, versions in found.items() for turn in _turned(versions, event.on, event.basis, code=codes[name])
    ]
    return _rewritten(register, event.at, news) if news else register


def _transferred(register: Register, event: m.OrgTransferred) -> Register:
    if event.relation is not None:
        news = _turned(_versions(register, {event.relation}, ("relations",)), event.on, event.basis, object=event.to)
    else:
        versions = _versions(register, {event.record}, ("areas", "units"))
        around = "parent" if isinstance(versions[0], Area) else "area"
        news = _turned(versions, event.on, event.basis, **{around: event.to})
    changes = _with_change(register, event, "transfer", (event.record,), (event.record,))
    return _with_codes(_rewritten(register, event.at, news, changes=changes), event)


def _merged(register: Register, event: m.OrgMerged) -> Register:
    changes = _with_change(register, event, "merge", event.originals, (event.result.id,))
    return _become(register, event, "merge", event.originals, (event.result,), changes)


def _split(register: Register, event: m.OrgSplit) -> Register:
    changes = _with_change(register, event, "split", (event.original,), (row.id for row in event.results))
    return _become(register, event, "split", (event.original,), event.results, changes)


def _dissolved(register: Register, event: m.OrgDissolved) -> Register:
    heirs = () if event.successor is None else (event.successor,)
    changes = _with_change(register, event, "dissolve", (event.original,), heirs)
    return _become(register, event, "dissolve", (event.original,), (), changes)


def _become(
    register: Register,
    event: Any,
    kind: str,
    originals: tuple[str, ...],
    rows: Iterable[m.Row],
    changes: tuple[Change, ...],
) -> Register:
    gone = _gone(register, {*originals, *event.ended}, event.on, kind)
    news = (*gone, *_moved(register, event, originals))
    return _with_codes(_rewritten(register, event.at, news, map(record_of, rows), changes=changes), event)


def _moved(register: Register, event: Any, originals: tuple[str, ...]) -> Iterator[tuple[Record, tuple[Any, ...]]]:
    """What hung on what ended, and hangs on something else from then on."""
    targets = {one.record: one.to for one in event.moved}
    for version in _versions(register, targets) if targets else ():
        hanging = [field for table, field, _ in REFERENCES if table == TABLE_OF[type(version)]]
        fields = {field: targets[version.id] for field in hanging if getattr(version, field) in originals}
        if fields and lasts(version, event.on):
            yield version, (*_until(version, event.on), _since(version, event.on, event.basis, **fields))


_NEWS: Final[Mapping[type[m.OrgEvent], Callable[[Register, Any], Register]]] = MappingProxyType(
    {
        m.OrgEntered: _added,
        m.OrgAppointed: _added,
        m.OrgAdmitted: _added,
        m.OrgAssigned: _added,
        m.OrgDelegated: _added,
        m.OrgScheduled: _added,
        m.OrgRevised: _revised,
        m.OrgEnded: _ended,
        m.OrgCorrected: _corrected,
        m.OrgStruck: _struck,
        m.OrgRenamed: _renamed,
        m.OrgRecoded: _recoded,
        m.OrgTransferred: _transferred,
        m.OrgMerged: _merged,
        m.OrgSplit: _split,
        m.OrgDissolved: _dissolved,
    }
)
"""What every event but the first makes of a register."""
