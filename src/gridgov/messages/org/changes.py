"""Messages about what becomes of units and areas: renamed, recoded, transferred, merged, split, dissolved.

Open work is conserved: whoever ends a unit names every open case that it has, and the event says who has each of them
afterwards. What hangs on a unit or an area that ends (posts, memberships, relations, jurisdictions, areas inside) is
moved or ended by name, or by what ``rest`` says; nothing is left to hang on what is no more.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from gridgov.messages.base import EMPTY, NONE, Key, Message
from gridgov.messages.org.base import Line, OrgCommand, OrgEvent, Rest
from gridgov.messages.org.records import OpenCases
from gridgov.messages.org.rows import AreaRow, UnitRow

__all__ = [
    "MAX_PARTS",
    "Dissolve",
    "HandedOver",
    "Merge",
    "Move",
    "Moved",
    "OrgDissolved",
    "OrgMerged",
    "OrgRecoded",
    "OrgRenamed",
    "OrgSplit",
    "OrgTransferred",
    "PlaceRow",
    "Recode",
    "Recoded",
    "Rename",
    "Split",
    "Transfer",
]

MAX_PARTS = 1_000
"""How many units or areas may become one, or one may become."""

PlaceRow = Annotated[AreaRow | UnitRow, Field(discriminator="entity")]
"""What a change results in."""


class Move(Message):
    """That a record which hangs on what ends goes on with something else."""

    record: Key
    to: Key
    """What it hangs on from then on: a result of the change, or the successor."""
    code: str | None = None
    """Of an area: its new code, where the old one does not fit into the area that it lies in from then on."""


class _OfUnitsOrAreas(OrgCommand):
    """What all wishes for a change say."""

    change: Key
    """The id that the change has in the register."""
    on: date
    """The first day on which it is so."""
    basis: Line
    """The paper that says so."""


class _Ending(_OfUnitsOrAreas):
    """What all wishes say that end a unit or an area."""

    open_cases: OpenCases
    """Every open case of a unit that ends; of an area there are none."""
    moves: Annotated[tuple[Move, ...], Field(max_length=10_000)] = ()
    ends: Annotated[tuple[Key, ...], Field(max_length=10_000)] = ()
    """What hangs on it and ends with it; what hangs on these in turn has to be named too."""
    rest: Rest = "refuse"


# ---- commands -----------------------------------------------------------------------------------------------------


class Rename(_OfUnitsOrAreas):
    """Give an area or a unit other names."""

    type: Literal["org.rename"] = "org.rename"
    record: Key
    name_zh: Line
    name_en: Line


class Recode(_OfUnitsOrAreas):
    """Give an area another code; the codes of what lies in it, which begin with its own, follow."""

    type: Literal["org.recode"] = "org.recode"
    area: Key
    code: str


class Transfer(_OfUnitsOrAreas):
    """Put an area into another, or a unit into another area, or make it part of another unit.

    A unit keeps its cases. Those about a place that is transferred may go to a ``successor``: name them, and it.
    """

    type: Literal["org.transfer"] = "org.transfer"
    record: Key
    to: Key
    code: str | None = None
    """Of an area: its new code, where the old one does not fit."""
    open_cases: OpenCases = ()
    successor: Key | None = None


class Merge(_Ending):
    """Let several units, or several areas, become one; the result may go on under the id of one of them."""

    type: Literal["org.merge"] = "org.merge"
    originals: Annotated[tuple[Key, ...], Field(min_length=2, max_length=MAX_PARTS)]
    result: PlaceRow


class Split(_Ending):
    """Let a unit or an area become several; one of them may go on under its id."""

    type: Literal["org.split"] = "org.split"
    original: Key
    results: Annotated[tuple[PlaceRow, ...], Field(min_length=2, max_length=MAX_PARTS)]


class Dissolve(_Ending):
    """End a unit or an area; a unit with open work needs a successor."""

    type: Literal["org.dissolve"] = "org.dissolve"
    original: Key
    successor: Key | None = None
    """The unit, or the area, that takes its place."""


# ---- events -------------------------------------------------------------------------------------------------------


class HandedOver(Message):
    """A case that changed hands."""

    case: Key
    source: Key
    target: Key


class Moved(Message):
    """A record that hangs on something else from then on."""

    record: Key
    to: Key


class Recoded(Message):
    """An area that has another code from then on."""

    area: Key
    code: str


class _Changed(OrgEvent):
    """What all events of a change say."""

    change: Key
    on: date
    basis: Line
    handed_over: tuple[HandedOver, ...] = EMPTY


class _Ended(_Changed):
    """What all events say that end a unit or an area."""

    moved: tuple[Moved, ...] = EMPTY
    ended: tuple[Key, ...] = EMPTY
    """What hung on it and ended too."""
    codes: tuple[Recoded, ...] = EMPTY


class OrgRenamed(_Changed):
    """An area or a unit has other names."""

    type: Literal["org.renamed"] = "org.renamed"
    record: Key
    name_zh: Line
    name_en: Line


class OrgRecoded(_Changed):
    """An area has another code, and so has what lies in it."""

    type: Literal["org.recoded"] = "org.recoded"
    codes: tuple[Recoded, ...]
    """The area first."""


class OrgTransferred(_Changed):
    """An area or a unit lies in another, or a unit is part of another."""

    type: Literal["org.transferred"] = "org.transferred"
    record: Key
    to: Key
    relation: Key | None = NONE
    """The relation that says of what a unit is part."""
    codes: tuple[Recoded, ...] = EMPTY


class OrgMerged(_Ended):
    """Several units, or several areas, became one."""

    type: Literal["org.merged"] = "org.merged"
    originals: tuple[Key, ...]
    result: PlaceRow


class OrgSplit(_Ended):
    """A unit or an area became several."""

    type: Literal["org.split_up"] = "org.split_up"
    original: Key
    results: tuple[PlaceRow, ...]


class OrgDissolved(_Ended):
    """A unit or an area is no more."""

    type: Literal["org.dissolved"] = "org.dissolved"
    original: Key
    successor: Key | None = NONE
