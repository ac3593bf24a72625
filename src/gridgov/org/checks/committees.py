"""Checks of committees against the law: owners' and management committees, committees of residents and villagers.

No number stands here. Each comes from the packs that are loaded, with its article, for the day that is looked at; where
they have none, the check says so.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from gridgov.errors import Param, Problem
from gridgov.messages.org.base import UnitKind
from gridgov.org.checks.posts import lasts_beyond, months_after
from gridgov.org.checks.scene import Scene
from gridgov.org.entities import Membership, Unit
from gridgov.org.property import Composition, composition, overlaps

__all__ = [
    "committees_usual",
    "management_committee_made_up",
    "management_committee_term",
    "one_body_an_estate",
    "owners_committee_size",
    "term_by_law",
]

_OWNERS: Final = "property.owners_committee"
_MANAGEMENT: Final = "property.management_committee"
_RESIDENTS: Final = "committees.residents"
_VILLAGERS: Final = "committees.villagers"
_YEAR: Final = 12
"""Months."""


def _problem(code: str, where: str, **params: Param) -> Problem:
    return Problem(code, where, params)


# ---- owners' committees -------------------------------------------------------------------------------------------


def owners_committee_size(scene: Scene) -> Iterator[Problem]:
    """Owners' committees with too few members, or an even number of them."""
    units = scene.units("owners_committee")
    asked = ("least_members", "members_odd", "members_in_small_estate", "small_estate")
    yield from scene.unknown((f"{_OWNERS}.{name}" for name in asked), len(units))
    for unit in units:
        body = composition(scene.register, unit.id, scene.day)
        if not body.size:
            yield Problem("no_members_known", unit.id)
            continue
        yield from _too_few_owners_members(scene, unit, body.size)
        yield from _even(scene, _OWNERS, body)


def _too_few_owners_members(scene: Scene, unit: Unit, size: int) -> Iterator[Problem]:
    least, reference = scene.number(f"{_OWNERS}.least_members") or (0, "")
    if size >= least:
        return
    fewer, _ = scene.number(f"{_OWNERS}.members_in_small_estate") or (least, "")
    few_households, _ = scene.number(f"{_OWNERS}.small_estate") or (0, "")
    households = None if unit.area is None else scene.register.area(unit.area, at=scene.day).households
    if size == fewer and households is None:
        yield _problem("households_unknown", unit.id, found=size, most=few_households)
    elif size != fewer or (households or 0) > few_households:
        yield _problem("too_few_members", unit.id, found=size, least=least, reference=reference)


def _even(scene: Scene, body: str, found: Composition) -> Iterator[Problem]:
    odd = scene.rule(f"{body}.members_odd")
    if odd is not None and odd.value is True and found.size % 2 == 0:
        yield _problem("even_members", found.unit, found=found.size, reference=odd.reference)


# ---- property management committees -------------------------------------------------------------------------------


def management_committee_made_up(scene: Scene) -> Iterator[Problem]:
    """Property management committees with another size, share of owners or chair than the law asks for."""
    units = scene.units("property_management_committee")
    asked = ("least_members", "members_odd", "owner_representatives", "chair_from")
    yield from scene.unknown((f"{_MANAGEMENT}.{name}" for name in asked), len(units))
    for unit in units:
        body = composition(scene.register, unit.id, scene.day)
        if not body.size:
            yield Problem("no_members_known", unit.id)
            continue
        least, reference = scene.number(f"{_MANAGEMENT}.least_members") or (0, "")
        if body.size < least:
            yield _problem("too_few_members", unit.id, found=body.size, least=least, reference=reference)
        yield from _even(scene, _MANAGEMENT, body)
        yield from _too_few_owners(scene, body)
        yield from _wrong_chair(scene, body)


def _too_few_owners(scene: Scene, body: Composition) -> Iterator[Problem]:
    share = scene.rule(f"{_MANAGEMENT}.owner_representatives")
    owners = body.by_capacity.get("owner_representative", 0)
    if share is not None and not share.met_by(owners, body.size):
        yield _problem(
            "too_few_owners",
            body.unit,
            found=owners,
            whole=body.size,
            share=str(share.value),
            reference=share.reference,
        )


def _wrong_chair(scene: Scene, body: Composition) -> Iterator[Problem]:
    if len(body.chairs) != 1:
        yield _problem("not_one_chair", body.unit, found=len(body.chairs))
        return
    rule = scene.rule(f"{_MANAGEMENT}.chair_from")
    if rule is None:
        return
    kinds = scene.rules.codes(f"{_MANAGEMENT}.chair_from", scene.day)
    sent_by = {scene.register.unit(name, at=scene.day).kind for name in body.chairs_sent_by}
    if sent_by.isdisjoint(kinds):
        yield _problem("chair_from_elsewhere", body.unit, kinds=kinds, reference=rule.reference)


def management_committee_term(scene: Scene) -> Iterator[Problem]:
    """Property management committees that have been there for longer than they are to be as a rule."""
    units = scene.units("property_management_committee")
    name = f"{_MANAGEMENT}.longest_term"
    yield from scene.unknown((name,), len(units))
    if not (known := scene.number(name)):
        return
    years, reference = known
    for unit in units:
        versions = [one.validity.valid_from for one in scene.register.index.by_id[unit.id]]
        start = min(versions if unit.filed_on is None else [*versions, unit.filed_on])
        limit = months_after(start, years * _YEAR)
        if limit is not None and scene.day >= limit:
            yield _problem("body_term_over", unit.id, most=years, start=start.isoformat(), reference=reference)


def one_body_an_estate(scene: Scene) -> Iterator[Problem]:
    """Management committees that are still there after the owners' committee of the estate has filed its papers."""
    found = overlaps(scene.register, scene.day)
    name = f"{_MANAGEMENT}.dissolution_limit"
    yield from scene.unknown((name,), len(found))
    if not (known := scene.number(name)):
        return
    days, reference = known
    for one in found:
        passed = (scene.day - one.since).days
        if passed > days:
            yield _problem(
                "both_bodies",
                one.management_committee,
                found=passed,
                other=one.owners_committee,
                most=days,
                reference=reference,
            )


# ---- committees of residents and villagers ------------------------------------------------------------------------


def committees_usual(scene: Scene) -> Iterator[Problem]:
    """Committees of residents and villagers of another size than the law names, or for more or fewer households."""
    kinds: tuple[tuple[UnitKind, str], ...] = (("residents_committee", _RESIDENTS), ("villagers_committee", _VILLAGERS))
    for kind, law in kinds:
        units = scene.units(kind)
        yield from scene.unknown((f"{law}.least_members", f"{law}.most_members"), len(units))
        for unit in units:
            size = composition(scene.register, unit.id, scene.day).size
            if size:
                yield from _outside(scene, unit.id, size, law, "members")
            else:
                yield Problem("no_members_known", unit.id)
    yield from _households(scene)


def _households(scene: Scene) -> Iterator[Problem]:
    areas = {unit.id: unit.area for unit in scene.units("residents_committee") if unit.area is not None}
    counts = {name: scene.register.area(area, at=scene.day).households for name, area in areas.items()}
    known = {name: count for name, count in counts.items() if count is not None}
    yield from scene.unknown((f"{_RESIDENTS}.least_households", f"{_RESIDENTS}.most_households"), len(known))
    for name, count in known.items():
        yield from _outside(scene, name, count, _RESIDENTS, "households")


def _outside(scene: Scene, unit: str, count: int, law: str, what: str) -> Iterator[Problem]:
    least, most = scene.number(f"{law}.least_{what}"), scene.number(f"{law}.most_{what}")
    if least is not None and most is not None and not least[0] <= count <= most[0]:
        yield _problem(f"{what}_outside", unit, found=count, least=least[0], most=most[0], reference=most[1])


_TERMS: Final[tuple[tuple[UnitKind, str], ...]] = (
    ("owners_committee", f"{_OWNERS}.longest_term"),
    ("residents_committee", f"{_RESIDENTS}.term"),
    ("villagers_committee", f"{_VILLAGERS}.term"),
)


def term_by_law(scene: Scene) -> Iterator[Problem]:
    """Committees with members whose term is longer than the law allows; a new term is a new membership."""
    for kind, name in _TERMS:
        seats = {unit.id: scene.register.members(unit.id, at=scene.day) for unit in scene.units(kind)}
        yield from scene.unknown((name,), sum(map(bool, seats.values())))
        if known := scene.number(name):
            yield from _members_beyond(scene, seats, *known)


def _members_beyond(
    scene: Scene, seats: Mapping[str, tuple[Membership, ...]], years: int, reference: str
) -> Iterator[Problem]:
    for unit, members in seats.items():
        over = sum(lasts_beyond(scene, scene.term(one), years * _YEAR) for one in members)
        if over:
            yield _problem("term_by_law_over", unit, count=over, most=years, reference=reference)
