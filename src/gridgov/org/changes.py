"""What a change of units and areas does to what is around it: who hangs on them, who takes over, who is there now.

>>> from gridgov.org.entities import Change, Unit, Validity
>>> old = Unit("old", "department", "旧科", "Old", Validity(date(2022, 1, 1), "made up", date(2022, 6, 1)))
>>> new = Unit("new", "department", "新科", "New", Validity(date(2022, 6, 1), "made up"))
>>> merger = Change("change-1", "merge", ("old",), ("new",), date(2022, 6, 1), "order 7")
>>> register = Register(units=(old, new), changes=(merger,))
>>> successor(register, "old", at=date(2022, 12, 1))
('new',)

What hangs on a unit or an area that ends is **moved** or **ended**, and nothing is left out. The rules for what is not
named, if the rest is to move:

- It hangs on the one result or successor from then on; of several results, on the one whose area its own place is in.
- A relation or a membership that would be between a unit and itself ends, and so does a relation, a membership or a
  jurisdiction that would say the same as another.
- What hangs on something that ends, ends too.
- Areas and units never end as a part of another's end: each of them has a change of its own, or moves.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve, fields, frozen

from gridgov.errors import BadInput, Problem, Refused
from gridgov.messages.org import OpenCase, Rest
from gridgov.org.entities import Area, Change, HandOver, Jurisdiction, Membership, Record, Relation, Unit
from gridgov.org.integrity import REFERENCES
from gridgov.org.periods import Period
from gridgov.org.register import TABLES, Register
from gridgov.org.rows import code_of

__all__ = [
    "CONSERVED",
    "Fates",
    "covering",
    "dependants",
    "fates",
    "following_codes",
    "hand_over",
    "keeper",
    "lasts",
    "left_behind",
    "path",
    "successor",
]

CONSERVED: Final = (
    "Regulation on Petition Work 2022, Art. 24: who goes on with the powers takes the matters over, "
    "or who is named (信访工作条例第二十四条)"
)
"""Where it stands that open work is conserved as units split, merge or are dissolved."""

_ENDS_NAMED: Final = "design note: nothing hangs on what is no more (设计说明：依附的记录须随之移交或终止)"
_ENDINGS: Final = frozenset({"dissolve", "merge", "split"})
_SAYING: Final = (Relation, Membership, Jurisdiction)
"""Records that say something about two others; two that say the same are one too many."""
_APART: Final = frozenset({"id", "validity"})


def lasts(record: Any, on: date) -> bool:
    """Whether a record holds on a day or later."""
    end = record.validity.valid_to
    return end is None or end > on


# ---- who takes over -----------------------------------------------------------------------------------------------


def successor(register: Register, name: str, *, at: date, place: str | None = None) -> tuple[str, ...]:
    """Who is there on a day for a unit or an area: itself, or what its changes led to; empty if nothing did.

    With a place, of the units that one was split into only the one that covers it, if there is exactly one.

    Raises:
        BadInput: ``not_known``: the register has nothing of that name; ``of_another_kind``: it is no unit or area.

    """
    if not isinstance(register.find(name), Area | Unit):
        raise BadInput([Problem("of_another_kind", "id", {"expected": ("area", "unit")})], source="register")
    found: dict[str, None] = {}
    todo, seen = [name], set()
    while todo:
        here = todo.pop(0)
        if _is_there(register, here, at):
            found[here] = None
        elif here not in seen:
            seen.add(here)
            change = _last_ending(register, here, at)
            todo[:0] = () if change is None else _heirs(register, change, place)
    return tuple(found)


def _is_there(register: Register, name: str, day: date) -> bool:
    return any(version.validity.holds(day) for version in register.index.by_id.get(name, ()))


def _last_ending(register: Register, name: str, until: date) -> Change | None:
    endings = (one for one in _until(register, until) if name in one.originals and one.kind in _ENDINGS)
    return max(endings, key=lambda one: one.on, default=None)


def _heirs(register: Register, change: Change, place: str | None) -> tuple[str, ...]:
    if place is None or change.kind != "split":
        return change.results
    units = [one for name in change.results if isinstance(one := _version_on(register, name, change.on), Unit)]
    heir = covering(register, units, place, change.on)
    return change.results if heir is None else (heir,)


def _version_on(register: Register, name: str, day: date) -> Record | None:
    versions = register.index.by_id.get(name, ())
    return next((one for one in versions if one.validity.holds(day)), None)


def covering(register: Register, units: Iterable[Unit], place: str | None, on: date) -> str | None:
    """The unit whose area a place is in, the deepest first; None: no one of them, or several as deep."""
    for around in path(register, place, on):
        homes = [unit.id for unit in units if unit.area == around]
        if homes:
            return homes[0] if len(homes) == 1 else None
    return None


def path(register: Register, place: str | None, on: date) -> tuple[str, ...]:
    """A place, as what it has become by a day, and the areas around it; empty if it is not one place then.

    A place that a change split up is none.
    """
    if place is None or not isinstance(_first(register, place), Area):
        return ()
    here = successor(register, place, at=on)
    if len(here) != 1:
        return ()
    return (here[0], *(area.id for area in register.ancestors(here[0], at=on)))


def _first(register: Register, name: str) -> Record | None:
    return next(iter(register.index.by_id.get(name, ())), None)


def hand_over(
    register: Register, cases: tuple[OpenCase, ...], heirs: tuple[Unit, ...], *, on: date
) -> tuple[HandOver, ...]:
    """Who has each open case after a change: whoever it names, the only heir, or the heir whose area its place is in.

    A case that stays where it is, because its unit goes on, is not handed over.

    Raises:
        Refused: ``open_work_without_successor``, ``no_single_successor``.
        BadInput: a case that names somebody who takes nothing over.

    """
    if cases and not heirs:
        left = tuple(one.case for one in cases)
        raise Refused("open_work_without_successor", cases=left, source=CONSERVED)
    names = tuple(unit.id for unit in heirs)
    wrong = [
        Problem("unknown_choice", f"open_cases[{i}].to", {"expected": names})
        for i, one in enumerate(cases)
        if one.to is not None and one.to not in names
    ]
    if wrong:
        raise BadInput(wrong, source="change")
    targets = [(one, one.to or _heir_of(register, heirs, one.place, on)) for one in cases]
    if undecided := tuple(one.case for one, target in targets if target is None):
        raise Refused("no_single_successor", cases=undecided, candidates=names, source=CONSERVED)
    return tuple(HandOver(one.case, one.unit, to) for one, to in targets if to is not None and to != one.unit)


def _heir_of(register: Register, heirs: tuple[Unit, ...], place: str | None, on: date) -> str | None:
    return heirs[0].id if len(heirs) == 1 else covering(register, heirs, place, on)


def keeper(register: Register, case: str, unit: str, *, at: date, since: date = date.min) -> str | None:
    """Who has a case on a day that a unit got on an earlier one: the unit, or whom changes gave it to; None: nobody.

    A unit that is gone without naming the case leaves it to the only one that took its place.
    """
    return _keeper(register, _handed_over(register), case, unit, at, since)


_Gifts = Mapping[tuple[str, str], list[tuple[date, str]]]
"""By case and by who had it: when, and to whom, changes gave it."""


def _handed_over(register: Register) -> _Gifts:
    found: dict[tuple[str, str], list[tuple[date, str]]] = {}
    for change in _until(register, date.max):
        for one in change.handed_over:
            found.setdefault((one.case, one.source), []).append((change.on, one.target))
    return found


def _keeper(register: Register, gifts: _Gifts, case: str, unit: str, at: date, since: date) -> str | None:
    seen: set[tuple[str, date]] = set()
    while (unit, since) not in seen:
        seen.add((unit, since))
        given = gifts.get((case, unit), [])
        if later := [(on, to) for on, to in given if since <= on <= at]:
            since, unit = min(later)
            continue
        if _is_there(register, unit, at):
            return unit
        ending = _last_ending(register, unit, at)
        if ending is None:
            return None
        heirs = [to for on, to in given if on == ending.on] or ending.results
        if len(heirs) != 1:
            return None
        since, unit = ending.on, heirs[0]
    return None  # it goes round in a circle


def _until(register: Register, day: date) -> Iterator[Change]:
    return (change for change in register.changes if change.on <= day and change.superseded_at is None)


def left_behind(register: Register, today: date) -> frozenset[str]:
    """The cases that were given to somebody who is not there to take them.

    There has to be somebody on the day. What is still to be given needs somebody for good as well, for nobody knows how
    long it stays open; of what was given already, whoever ends the unit that has it names what is open.
    """
    gifts = _handed_over(register)
    return frozenset(
        case
        for (case, _), given in gifts.items()
        for on, to in given
        for day in ((on,) if on <= today else (on, date.max))
        if _keeper(register, gifts, case, to, day, on) is None
    )


# ---- what hangs on what -------------------------------------------------------------------------------------------

_FIELDS: Final[Mapping[type, tuple[str, ...]]] = MappingProxyType(
    {kind: tuple(field for name, field, _ in REFERENCES if name == table) for table, kind in TABLES.items()}
)
"""By what a record of a kind hangs on others."""


def dependants(register: Register, *names: str, on: date) -> tuple[Record, ...]:
    """The records that hang on others on a day or later: posts of a unit, appointments to a post, areas in an area.

    >>> from gridgov.org.entities import Post, Unit, Validity
    >>> year = Validity(date(2022, 1, 1), "made up")
    >>> office = Unit("office", "department", "科", "Office", year)
    >>> register = Register(units=(office,), posts=(Post("desk", "office", "clerk", year),))
    >>> [record.id for record in dependants(register, "office", on=date(2022, 6, 1))]
    ['desk']

    """
    return tuple(_hanging(register, frozenset(names), on)) if names else ()


def _hanging(register: Register, names: Collection[str], on: date) -> Iterator[Record]:
    for table, kind in TABLES.items():
        hooks = _FIELDS[kind]
        for record in getattr(register, table) if hooks else ():
            known = record.validity.superseded_at is None
            if known and lasts(record, on) and any(getattr(record, hook) in names for hook in hooks):
                yield record


@frozen
class Fates:
    """What becomes of what hangs on something that ends."""

    moved: Mapping[str, str]
    """What goes on, and on what it hangs from then on."""
    ended: tuple[str, ...]


def fates(
    register: Register,
    originals: Collection[str],
    *,
    on: date,
    gone: Collection[str],
    heir_of: Callable[[Any], str | None] = lambda _: None,
    moves: Mapping[str, str] = MappingProxyType({}),
    ends: tuple[str, ...] = (),
    rest: Rest = "refuse",
) -> Fates:
    """What becomes of what hangs on the originals of a change; whatever hangs on those that are ``gone`` has a fate.

    Raises:
        Refused: ``dependants_left``, what has no fate; ``ends_by_change``, areas and units that would end.
        BadInput: something that is to move or to end and does not hang on them.

    """
    around = frozenset(originals)
    first = [one for one in dependants(register, *around, on=on) if one.id not in around]
    must = [one for one in first if not _hooks(one).isdisjoint(gone)]
    swept = {one.id for one in must if one.id not in moves} if rest == "end" else frozenset()
    falling = [one for one in first if one.id in ends or one.id in swept]
    ended, left = _cascade(register, falling, on, ends, rest)
    moved = dict(moves)
    rested = [one for one in must if one.id not in moved and one.id not in ended]
    if rest == "move":
        _move(register, rested, around, on, heir_of, moved, ended)
    left.extend(one.id for one in rested if one.id not in moved and one.id not in ended)
    _check_named(moves, {one.id for one in first}, ends, ended)
    _check_left(left, ended)
    return Fates(moved, tuple(ended))


def _hooks(record: Any) -> frozenset[str]:
    return frozenset(getattr(record, hook) for hook in _FIELDS[type(record)])


def _cascade(
    register: Register, falling: list[Any], on: date, ends: Collection[str], rest: Rest
) -> tuple[dict[str, Any], list[str]]:
    """What ends with some records, they and what hangs on them; and what of that is left without a fate.

    One step is enough: nothing hangs on what hangs on a post or an agent.
    """
    ended = {one.id: one for one in falling}
    below = [one for one in dependants(register, *ended, on=on) if one.id not in ended]
    left = [one.id for one in below if rest == "refuse" and one.id not in ends]
    ended.update((one.id, one) for one in below)
    return ended, left


def _move(
    register: Register,
    rested: list[Any],
    around: frozenset[str],
    on: date,
    heir_of: Callable[[Any], str | None],
    moved: dict[str, str],
    ended: dict[str, Any],
) -> None:
    """Moves what can be moved, and ends what would then say nothing, or what is said already.

    Of what is otherwise later once more, nothing ends: an id moves, or it ends, with all that is still to come of it.
    """
    heirs = {one.id: heir for one in rested if (heir := heir_of(one)) is not None}
    said: dict[tuple[Any, ...], list[Period]] = {}
    for one in dependants(register, *heirs.values(), on=on):
        said.setdefault(_saying(one), []).append(one.validity.period)
    several = {name for name, count in Counter(one.id for one in rested).items() if count > 1}
    for one in rested:
        heir = heirs.get(one.id)
        if heir is None:
            continue
        hooks = {hook: heir for hook in _FIELDS[type(one)] if getattr(one, hook) in around}
        after = evolve(one, **hooks)
        period = Period(max(on, one.validity.valid_from), one.validity.valid_to)
        others = said.setdefault(_saying(after), [])
        if (
            isinstance(one, _SAYING)
            and one.id not in several
            and (_of_itself(after) or any(other.covers(period) for other in others))
        ):
            ended[one.id] = one
        else:
            moved[one.id] = heir
            others.append(period)


def _saying(record: Any) -> tuple[Any, ...]:
    """What a record says, whatever its id and its days."""
    return (type(record), *(getattr(record, one.name) for one in fields(type(record)) if one.name not in _APART))


def _of_itself(record: Any) -> bool:
    if isinstance(record, Relation):
        return record.subject == record.object
    return isinstance(record, Membership) and record.member == record.unit


def _check_named(
    moves: Mapping[str, str], first: Collection[str], ends: tuple[str, ...], ended: Collection[str]
) -> None:
    wrong = [Problem("not_a_dependant", f"moves[{i}].record") for i, name in enumerate(moves) if name not in first]
    wrong += [Problem("not_a_dependant", f"ends[{i}]") for i, name in enumerate(ends) if name not in ended]
    wrong += [Problem("listed_twice", f"ends[{i}]") for i, name in enumerate(ends) if name in moves]
    if wrong:
        raise BadInput(wrong, source="change")


def _check_left(left: Iterable[str], ended: Mapping[str, Any]) -> None:
    places = tuple(name for name, one in ended.items() if isinstance(one, Area | Unit))
    if places:
        raise Refused(
            "ends_by_change", cases=places, allowed=("dissolve", "merge", "split", "transfer"), source=_ENDS_NAMED
        )
    if names := tuple(dict.fromkeys(left)):
        raise Refused("dependants_left", cases=names, source=_ENDS_NAMED)


# ---- codes --------------------------------------------------------------------------------------------------------


def following_codes(register: Register, area: str, code: str, *, on: date) -> dict[str, str]:
    """The codes of a day on which an area gets another one: its own, and of what lies in it those that begin with it.

    A grid's code is that of its community and three digits, a community's that of its subdistrict and three digits.

    Raises:
        BadInput: a code that is none, or that leaves a code inside which is none.

    """
    new = code_of(code)
    found = {area: str(new)}
    old = register.area(area, at=on).code
    if old is None or len(old.prefix) != len(new.prefix):
        return found
    todo = [area]
    for around in todo:
        inside = [one for one in register.index.below.get(around, ()) if lasts(one, on)]
        todo.extend(dict.fromkeys(one.id for one in inside))  # so the loop goes on with what lies in these
        for one in inside:
            if one.code is not None and one.code.digits.startswith(old.prefix):
                found.setdefault(one.id, str(code_of(new.prefix + one.code.digits[len(old.prefix) :])))
    return found
