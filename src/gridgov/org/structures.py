"""A notation bound to kinds of areas and units, and whether a register is on a day what it says.

Each layer of a notation gets a :class:`Selector`: which kinds it counts, and how they lie in the layer above. A unit
lies where its area is, and in every area that it serves.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, get_args

from attrs import evolve, frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Param, Problem
from gridgov.messages.org.base import AreaKind, UnitKind
from gridgov.org.entities import Area, Unit
from gridgov.org.fields import Question, check_all, check_fields, choice, key, some
from gridgov.org.notation import Structure

if TYPE_CHECKING:
    from gridgov.org.register import Register

__all__ = ["Containment", "LayerFinding", "Selector", "StructureSpec", "evaluate"]

Containment = Literal["partition", "cover", "nested", "free"]
"""How a layer lies in the one above.

``partition``: each in exactly one of it, and none of it empty; ``cover``: each in one or several, and none of it
empty; ``nested``: each in exactly one; ``free``: anywhere.
"""

_SELECTOR: Final[Mapping[str, Question]] = MappingProxyType(
    {
        "kinds": some(choice((*get_args(AreaKind), *get_args(UnitKind))), at_least=1),
        "containment": choice(get_args(Containment)),
    }
)


@frozen
class Selector:
    """Which areas or units a layer counts, and how they lie in the layer above.

    Raises:
        BadInput: no kind or an unknown one, or an unknown containment.

    """

    kinds: tuple[AreaKind | UnitKind, ...]
    containment: Containment = "free"

    def __attrs_post_init__(self) -> None:
        check_fields(self, _SELECTOR)


@frozen
class StructureSpec:
    """A structure whose layers are bound to kinds of areas and units: an assertion that can be checked.

    Raises:
        BadInput: an id that is none, not exactly one selector a layer, or a first layer that is to lie in one above.

    """

    id: str
    """Which system it belongs to: a place may have one for coordination and another for consultation."""
    structure: Structure
    selectors: tuple[Selector, ...]

    def __attrs_post_init__(self) -> None:
        if wrong := key(self.id):
            raise BadInput([Problem(wrong[0], "id", wrong[1])], source="structure")
        check_type(self.structure, Structure, "structure", expected="Structure", source="structure")
        check_all(self.selectors, Selector, "selectors", source="structure")
        if len(self.selectors) != len(self.structure.layers):
            expected = str(len(self.structure.layers))
            raise BadInput([Problem("wrong_length", "selectors", {"expected": expected})], source="structure")
        if self.selectors[0].containment != "free":
            problem = Problem("unknown_choice", "selectors[0].containment", {"expected": ("free",)})
            raise BadInput([problem], source="structure")


@frozen
class LayerFinding:
    """What was found out about one layer of a structure on a day."""

    position: int
    """1 is the top."""
    kinds: tuple[AreaKind | UnitKind, ...]
    expected: int | None
    """None: an open count, at least one."""
    found: int
    problems: tuple[Problem, ...] = ()
    """In words: the count, then each that does not lie as it should, by its id."""

    @property
    def missing(self) -> int:
        """How many there are too few."""
        return max(0, (1 if self.expected is None else self.expected) - self.found)

    @property
    def extra(self) -> int:
        """How many there are too many."""
        return 0 if self.expected is None else max(0, self.found - self.expected)

    @property
    def ok(self) -> bool:
        """Whether the layer is as the structure says."""
        return not self.problems


def evaluate(spec: StructureSpec, register: "Register", at: date) -> tuple[LayerFinding, ...]:
    """Whether a register is on a day what a structure says, layer by layer from the top."""
    from gridgov.org.register import Register  # which holds structures itself

    check_type(spec, StructureSpec, "spec", expected="StructureSpec", source="structure")
    check_type(register, Register, "register", expected="Register", source="structure")
    layers = [register.of_kind(*selector.kinds, at=at) for selector in spec.selectors]
    findings = []
    for i, (layer, selector, places) in enumerate(zip(spec.structure.layers, spec.selectors, layers, strict=True)):
        expected = layer.count if isinstance(layer.count, int) else None
        finding = LayerFinding(i + 1, selector.kinds, expected, len(places))
        misplaced = () if selector.containment == "free" else _misplaced(register, at, selector, layers[i - 1], places)
        findings.append(evolve(finding, problems=(*_miscounted(finding), *misplaced)))
    return tuple(findings)


def _miscounted(finding: LayerFinding) -> Iterator[Problem]:
    expected = "N" if finding.expected is None else finding.expected
    for code, count in (("units_missing", finding.missing), ("units_extra", finding.extra)):
        if count:
            params: dict[str, Param] = {"expected": expected, "found": finding.found, "count": count}
            yield Problem(code, f"layer[{finding.position}]", params)


def _misplaced(
    register: "Register",
    at: date,
    selector: Selector,
    upper: tuple[Area | Unit, ...],
    places: tuple[Area | Unit, ...],
) -> Iterator[Problem]:
    owners: dict[str, set[str]] = {}
    for above in upper:
        for area in _homes(register, above, at):
            owners.setdefault(area, set()).add(above.id)
    used: set[str] = set()
    for place in places:
        around = {area for home in _homes(register, place, at) for area in _self_and_above(register, home, at)}
        homes = {owner for area in around for owner in owners.get(area, ())} - {place.id}
        used.update(homes)
        if not homes:
            yield Problem("outside_layer_above", place.id)
        if len(homes) > 1 and selector.containment != "cover":
            yield Problem("in_several_of_layer_above", place.id)
    if selector.containment in {"partition", "cover"}:
        yield from (Problem("nothing_below", above.id) for above in upper if above.id not in used)


def _homes(register: "Register", place: Area | Unit, at: date) -> tuple[str, ...]:
    """The areas in which something lies: itself, or where a unit is and whom it serves."""
    if isinstance(place, Area):
        return (place.id,)
    served = register.related(place.id, "serves", at=at)
    areas = tuple(name for name in served if isinstance(register.find(name), Area))
    return areas if place.area is None else (place.area, *areas)


def _self_and_above(register: "Register", area: str, at: date) -> tuple[str, ...]:
    return (area, *(above.id for above in register.ancestors(area, at=at)))
