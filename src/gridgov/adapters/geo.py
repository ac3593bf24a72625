"""From a point on the map to its grid, exactly, and millions of points a second. Needs ``gridgov[geo]``.

Over the polygons lies a raster. Of a cell that no border runs through, all points have the same answer, which was
worked out beforehand. Only a point in one of the other cells is put to GEOS, through shapely. So every answer is the
exact one.

A border belongs to its polygon. A point on the border of two grids, or where two overlap, is in the one whose id comes
first. ``x`` is the longitude or easting, ``y`` the latitude or northing: the index takes any plane coordinates, if
points and polygons have the same. Web maps in China do not show WGS 84 but GCJ-02 or BD-09, some hundred metres beside
it. No number tells which of them it is, so convert before.

>>> import json
>>> square = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}
>>> feature = {"type": "Feature", "id": "g-1", "geometry": square, "properties": None}
>>> raw = json.dumps({"type": "FeatureCollection", "features": [feature]})
>>> index = GridIndex(read_polygons(raw, source="grids.geojson"))
>>> index.locate([1, 2, 3], [1, 0.5, 1])
array([ 0,  0, -1])
>>> index.locate_one(1, 1)
'g-1'
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from itertools import islice
from math import isfinite, sqrt, ulp
from typing import Any, Final, TypeAlias

from attrs import frozen

from gridgov.documents import check_type, duplicates, key_name, misfit, read_json
from gridgov.errors import BadInput, Defect, Problem
from gridgov.org import Tiling

try:
    import numpy as np
    import shapely  # type: ignore[import-untyped]  # comes without types
    from numpy.typing import ArrayLike, NDArray
except ImportError:
    raise Defect("missing_extra", extra="geo") from None

__all__ = ["LARGEST", "MOST_PROBLEMS", "SMALLEST", "GridIndex", "read_polygons", "tilings"]

LARGEST: Final = 10**9
"""The largest coordinate that a polygon may have, whatever its unit."""
SMALLEST: Final = 1e-18
"""The smallest area that a polygon may have, in that unit squared."""
MOST_PROBLEMS: Final = 1000
"""How many problems of a document are listed."""

Shape: TypeAlias = "shapely.Polygon | shapely.MultiPolygon"
"""What a grid or a community looks like on the map."""
Shapes: TypeAlias = Mapping[str, Shape]

# ---- reading ------------------------------------------------------------------------------------------------------


def read_polygons(raw: str | bytes, *, source: str, key: str = "id") -> Shapes:
    """The polygons of a GeoJSON document (RFC 7946) by id, in the order in which they stand there.

    Heights are passed over, and so is a ``crs``, which RFC 7946 does not have. What is too large for
    :func:`gridgov.documents.read_json` comes in several documents.

    Args:
        raw: a FeatureCollection in longitude and latitude.
        source: how problems name it.
        key: the property that is the id. ``id`` is the feature's own id, or if it has none the property of that name.

    Raises:
        BadInput: not JSON; no FeatureCollection, or an empty one; or every other problem at once, up to
            :data:`MOST_PROBLEMS`: an id that is missing, used twice, or neither text nor a whole number; anything but a
            Polygon or MultiPolygon; a ring that is not closed or has less than four positions; what is no longitude and
            latitude; a polygon that crosses itself, has holes or parts where they cannot be, or has no area.

    """
    check_type(key, str, "key", expected="text", source="read_polygons")
    features = _features(read_json(raw, source=source), source)
    if problems := tuple(islice(_feature_faults(features, key), MOST_PROBLEMS)):
        raise BadInput(problems, source=source)
    return {_name(feature, key)[1]: _shape(feature["geometry"]) for feature in features}


def _features(document: Any, source: str) -> list[Any]:
    problem = Problem("unknown_choice", "type", {"expected": ("FeatureCollection",)})
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        features = document.get("features")
        if isinstance(features, list) and features:
            return features
        problem = Problem("wrong_length", "features", {"expected": "≥ 1"})
    raise BadInput([problem], source=source)


def _feature_faults(features: list[Any], key: str) -> Iterator[Problem]:
    names = []
    for i, feature in enumerate(features):
        where = f"features[{i}]"
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            yield Problem("unknown_choice", f"{where}.type", {"expected": ("Feature",)})
            continue
        place, name = _name(feature, key)
        if problem := Problem("missing", "") if name is None else misfit(name, str):
            yield Problem(problem.code, f"{where}.{place}", problem.params)
        else:
            names.append((f"{where}.{place}", name))
        yield from _geometry_faults(feature.get("geometry"), f"{where}.geometry")
    yield from duplicates(names)


def _name(feature: dict[str, Any], key: str) -> tuple[str, Any]:
    """The id of a feature, a whole number as text, and where it stands."""
    properties = feature.get("properties")
    name, place = feature.get("id") if key == "id" else None, "id"
    if name is None:
        name = properties.get(key) if isinstance(properties, dict) else None
        place = "id" if key == "id" else f"properties.{key_name(key)}"
    return place, str(name) if type(name) is int else name


def _geometry_faults(geometry: Any, where: str) -> Iterator[Problem]:
    faults = _form_faults(geometry, where)
    first = next(faults, None)
    if first is None:
        yield from _faults(_shape(geometry), f"{where}.coordinates")
    else:
        yield first
        yield from faults


def _form_faults(geometry: Any, where: str) -> Iterator[Problem]:
    """What keeps lists of numbers from being made polygons."""
    kind, coordinates = (geometry.get("type"), geometry.get("coordinates")) if isinstance(geometry, dict) else ("", [])
    place = f"{where}.coordinates"
    if kind == "Polygon":
        yield from _each(coordinates, place, _ring_faults)
    elif kind == "MultiPolygon":
        yield from _each(coordinates, place, lambda rings, place: _each(rings, place, _ring_faults))
    else:
        yield Problem("unknown_choice", f"{where}.type", {"expected": ("Polygon", "MultiPolygon")})


def _each(values: Any, where: str, faults: Callable[[Any, str], Iterator[Problem]]) -> Iterator[Problem]:
    if not isinstance(values, list) or not values:
        yield Problem("wrong_length", where, {"expected": "≥ 1"})
        return
    for i, value in enumerate(values):
        yield from faults(value, f"{where}[{i}]")


def _ring_faults(ring: Any, where: str) -> Iterator[Problem]:
    if not isinstance(ring, list) or len(ring) < 4:  # noqa: PLR2004  # RFC 7946, 3.1.6
        yield Problem("wrong_length", where, {"expected": "≥ 4"})
    elif wrong := [i for i, position in enumerate(ring) if not _is_position(position)]:
        yield Problem("not_a_position", f"{where}[{wrong[0]}]", {"count": len(wrong)})
    elif ring[0][:2] != ring[-1][:2]:
        yield Problem("ring_not_closed", where)


def _is_position(position: Any) -> bool:
    return (
        isinstance(position, list)
        and len(position) in {2, 3}
        and all(type(number) in {int, float} for number in position)
        and -180 <= position[0] <= 180  # noqa: PLR2004  # degrees
        and -90 <= position[1] <= 90  # noqa: PLR2004
    )


def _shape(geometry: dict[str, Any]) -> Shape:
    if geometry["type"] == "MultiPolygon":
        return shapely.MultiPolygon([_polygon(rings) for rings in geometry["coordinates"]])
    return _polygon(geometry["coordinates"])


def _polygon(rings: list[Any]) -> shapely.Polygon:
    shell, *holes = ([position[:2] for position in ring] for ring in rings)
    return shapely.Polygon(shell, holes)


# ---- sound polygons -----------------------------------------------------------------------------------------------


def _faults(shape: Any, where: str) -> Iterator[Problem]:
    """What is wrong with a polygon, if anything: the first thing that is."""
    if not isinstance(shape, shapely.Polygon | shapely.MultiPolygon):
        yield Problem("wrong_type", where, {"expected": "a Polygon or a MultiPolygon"})
    elif not (np.abs(shapely.get_coordinates(shape)) <= LARGEST).all():  # also not what is no number
        yield Problem("out_of_range", where, {"expected": f"≥ -{LARGEST}, ≤ {LARGEST}"})
    elif not shapely.is_valid(shape):
        reason, _, place = str(shapely.is_valid_reason(shape)).rstrip("]").partition("[")
        code = "crosses_itself" if "Self-intersection" in reason else "rings_misplaced"
        yield Problem("no_area" if "Too few" in reason else code, where, {"at": place})
    elif shapely.area(shape) < SMALLEST:
        yield Problem("no_area", where)


def _sound(polygons: Any, what: str = "polygons") -> dict[str, Shape]:
    """Polygons by id, in the order of ids, as plane copies that nobody else has."""
    check_type(polygons, Mapping, what, expected="a table", source="polygons")
    problems = []
    for i, (name, shape) in enumerate(polygons.items()):
        problem = misfit(name, str)
        problems.extend([Problem(problem.code, f"{what}[{i}]", problem.params)] if problem else [])
        problems.extend(_faults(shape, f"{what}[{i}]"))
    if problems:
        raise BadInput(problems, source="polygons")
    return {name: shapely.force_2d(polygons[name]) for name in sorted(polygons)}


# ---- the raster ---------------------------------------------------------------------------------------------------

_NONE: Final = -1
_MIXED: Final = -2
_SHARE: Final = 0.05
"""About how much of the polygons' area may lie in cells that a border runs through."""
_MOST_CELLS: Final = 2**22
_MOST_PIECES: Final = 2**20
_PAIRS: Final = 2**22
"""How many pairs of a point and a polygon are compared at once, if all polygons lie in one place."""
_CHUNK: Final = 2**16
"""How many points are looked up at once."""

_Array = NDArray[np.object_]
_Floats = NDArray[np.float64]
_Ints = NDArray[np.intp]


@frozen(eq=False)
class _Lattice:
    """The cells of a raster, with a frame of cells around it that stand for whatever lies outside."""

    left: float
    bottom: float
    size: float
    width: int
    height: int
    slack: float
    """More than any error that rounding makes while a segment is cut."""

    def cells(self, x: _Floats, y: _Floats) -> _Ints:
        """The number of each point's cell. Rounding never turns the order of two points round: see ``_boxes``."""
        with np.errstate(over="ignore"):
            column = np.clip((x - self.left) / self.size + 1, 0, self.width - 1).astype(np.intp)
            row = np.clip((y - self.bottom) / self.size + 1, 0, self.height - 1).astype(np.intp)
        return row * self.width + column

    def cell(self, x: float, y: float) -> int:
        """The same for one point."""
        column = min(max((x - self.left) / self.size + 1, 0), self.width - 1)
        row = min(max((y - self.bottom) / self.size + 1, 0), self.height - 1)
        return int(row) * self.width + int(column)


def _lattice(shapes: _Array) -> _Lattice:
    """Cells so small that few are mixed, so large that there are not too many of them."""
    west, south, east, north = map(float, shapely.total_bounds(shapes))
    border, area = float(shapely.length(shapes).sum()), float(shapely.area(shapes).sum())
    across, up = east - west, north - south
    slack = 16 * ulp(max(map(abs, (west, south, east, north))))
    fewest = max(2 * border / _MOST_PIECES, sqrt(across / _MOST_CELLS * up), 16 * max(across, up) / _MOST_CELLS)
    size = max(_SHARE * area / border, fewest, 64 * slack)
    return _Lattice(west - size / 2, south - size / 2, size, int(across / size) + 5, int(up / size) + 5, slack)


def _boxes(shapes: _Array, lattice: _Lattice) -> tuple[tuple[_Floats, _Floats], tuple[_Floats, _Floats]]:
    """Boxes that hold all borders, none longer than half a cell and a little: the least and the greatest x and y.

    The cells of numbers are in the order of the numbers, so no point of a box is in a cell beyond those of its corners.
    """
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shapes)), return_index=True)
    inside = ring[1:] == ring[:-1]
    start, way = points[:-1][inside], np.diff(points, axis=0)[inside]
    parts = np.maximum(np.ceil(np.abs(way).max(axis=1) / (lattice.size / 2)), 1).astype(np.intp)
    segment = np.repeat(np.arange(len(parts)), parts)
    step = np.arange(len(segment)) - np.repeat(np.cumsum(parts) - parts, parts)
    ends = [start[segment] + way[segment] * (part / parts[segment])[:, None] for part in (step, step + 1)]
    low, high = np.minimum(*ends) - lattice.slack, np.maximum(*ends) + lattice.slack
    return (low[:, 0], high[:, 0]), (low[:, 1], high[:, 1])


def _codes(shapes: _Array, tree: shapely.STRtree, lattice: _Lattice) -> NDArray[np.int32]:
    """What each cell says: the number of a polygon, that there is none, or that its points have to be asked about."""
    mixed = np.zeros(lattice.height * lattice.width, dtype=bool)
    columns, rows = _boxes(shapes, lattice)
    for x in columns:
        for y in rows:
            mixed[lattice.cells(x, y)] = True
    # between two mixed cells no border is crossed, and a row ends and begins outside: one point speaks for all
    starts = ~mixed
    starts[1:] &= mixed[:-1]
    row, column = np.divmod(np.flatnonzero(starts), lattice.width)
    x, y = lattice.left + (column - 0.5) * lattice.size, lattice.bottom + (row - 0.5) * lattice.size
    told = _first(shapes, tree, x, y)[np.cumsum(starts) - 1]
    return np.where(mixed, _MIXED, told).astype(np.int32)


def _first(shapes: _Array, tree: shapely.STRtree, x: _Floats, y: _Floats) -> _Ints:
    """For each point the first polygon that covers it, as GEOS says."""
    found = np.full(len(x), len(shapes), dtype=np.intp)
    step = max(256, _PAIRS // len(shapes))
    for start in range(0, len(x), step):
        some = slice(start, start + step)
        point, polygon = tree.query(shapely.points(x[some], y[some]))
        covered = shapely.intersects_xy(shapes[polygon], x[some][point], y[some][point])
        np.minimum.at(found, point[covered] + start, polygon[covered])
    return np.where(found == len(shapes), _NONE, found)


# ---- the index ----------------------------------------------------------------------------------------------------


@frozen(eq=False, repr=False, init=False)
class GridIndex:
    """Tells in which of some polygons a point is. Built once, it does not change; threads may share it.

    Pickled are the polygons; whoever reads them builds the index again.

    Args:
        polygons: a shapely ``Polygon`` or ``MultiPolygon`` for each id; they are copied.

    Raises:
        BadInput: every problem at once: an id that is no text or blank; what is no polygon; a polygon that is not
            valid, that has a coordinate beyond :data:`LARGEST` or less area than :data:`SMALLEST`.

    """

    ids: tuple[str, ...]
    """The ids in their order, which is also the order of precedence."""
    _shapes: _Array
    _tree: shapely.STRtree
    _lattice: _Lattice
    _codes: NDArray[np.int32]

    def __init__(self, polygons: Shapes) -> None:
        sound = _sound(polygons)
        shapes = _prepared(sound.values())
        tree = shapely.STRtree(shapes)
        lattice = _lattice(shapes) if sound else _Lattice(0, 0, 1, 1, 1, 0)
        codes = _codes(shapes, tree, lattice) if sound else np.full(1, _NONE, dtype=np.int32)
        self.__attrs_init__(tuple(sound), shapes, tree, lattice, codes)

    def __repr__(self) -> str:
        return f"GridIndex({len(self.ids)} polygons)"

    def __reduce__(self) -> tuple[Any, ...]:
        return GridIndex, (dict(zip(self.ids, self._shapes, strict=True)),)

    def locate(self, x: ArrayLike, y: ArrayLike) -> _Ints:
        """For each point the number in :attr:`ids` of the first polygon that covers it, border included; -1 for none.

        Raises:
            BadInput: no row of numbers; rows of unequal length; a number that is missing, infinite or none (NaN), with
                how many points have one, and which are the first.

        """
        across, up = _numbers(x, "x"), _numbers(y, "y")
        if len(across) != len(up):
            raise BadInput([Problem("wrong_length", "y", {"expected": str(len(across))})], source="points")
        wrong = np.flatnonzero(~(np.isfinite(across) & np.isfinite(up)))
        if len(wrong):
            rows = tuple(map(str, wrong[:10]))
            raise BadInput([Problem("points_not_finite", "", {"count": len(wrong), "rows": rows})], source="points")
        found = np.empty(len(across), dtype=np.intp)
        for start in range(0, len(across), _CHUNK):
            some = slice(start, start + _CHUNK)
            found[some] = self._located(across[some], up[some])
        return found

    def _located(self, x: _Floats, y: _Floats) -> _Ints:
        found = self._codes[self._lattice.cells(x, y)].astype(np.intp)
        mixed = np.flatnonzero(found == _MIXED)
        if len(mixed):
            found[mixed] = _first(self._shapes, self._tree, x[mixed], y[mixed])
        return found

    def locate_one(self, x: float, y: float) -> str | None:
        """The id of the first polygon that covers a point, border included; None if there is none.

        Raises:
            BadInput: what is no number, or not finite.

        """
        across, up = _number(x, "x"), _number(y, "y")
        code = int(self._codes[self._lattice.cell(across, up)])
        if code == _MIXED:
            return next(self._covering(across, up), None)
        return None if code == _NONE else self.ids[code]

    def candidates(self, x: float, y: float) -> tuple[str, ...]:
        """The ids of all polygons that cover a point, border included: more than one on a common border.

        Raises:
            BadInput: what is no number, or not finite.

        """
        return tuple(self._covering(_number(x, "x"), _number(y, "y")))

    def _covering(self, x: float, y: float) -> Iterator[str]:
        for i in sorted(self._tree.query(shapely.Point(x, y))):
            if shapely.intersects_xy(self._shapes[i], x, y):
                yield self.ids[i]


def _prepared(polygons: Iterable[Shape]) -> _Array:
    shapes = np.array(list(polygons), dtype=object)
    shapely.prepare(shapes)
    # a first question finishes what GEOS puts off and two threads at once might spoil
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    shapely.intersects_xy(shapes, *points[np.unique(owner, return_index=True)[1]].T)
    return shapes


def _numbers(values: Any, what: str) -> _Floats:
    try:
        array = values if np.ma.isMA(values) else np.asarray(values)
    except (TypeError, ValueError):  # lists of unequal length
        array = np.empty((), dtype=object)
    if array.ndim != 1 or array.dtype.kind not in "iuf":
        raise BadInput([Problem("wrong_type", what, {"expected": "a row of numbers"})], source="points")
    with np.errstate(over="ignore"):
        return np.ma.filled(array.astype(np.float64, copy=False), np.nan)


def _number(value: float, what: str) -> float:
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
        raise BadInput([Problem("wrong_type", what, {"expected": "a number"})], source="point")
    with suppress(OverflowError):  # a whole number that no float holds
        if isfinite(number := float(value)):
            return number
    raise BadInput([Problem("not_finite", what)], source="point")


# ---- do grids tile their community? -------------------------------------------------------------------------------


def tilings(parents: Shapes, grids: Shapes, parent_of: Mapping[str, str]) -> tuple[Tiling, ...]:
    """How well its own grids cover each community, in the order of ids. One without grids is all gap.

    Degrees do as well as metres: over two kilometres a degree of longitude changes by less than one in a thousand.

    Args:
        parents: the communities.
        grids: their grids.
        parent_of: for each grid the community that it belongs to; others than those of ``grids`` are passed over.

    Raises:
        BadInput: every problem at once: with the polygons as for :class:`GridIndex`; then each grid that belongs to
            none of the communities.

    >>> square, half = shapely.box(0, 0, 2, 2), shapely.box(0, 0, 1, 2)
    >>> tilings({"c": square}, {"g": half}, {"g": "c"})[0].gap_share
    Fraction(1, 2)

    """
    wholes, parts = _sound(parents, "parents"), _sound(grids, "grids")
    check_type(parent_of, Mapping, "parent_of", expected="a table", source="polygons")
    below: dict[str, list[Shape]] = {area: [] for area in wholes}
    problems = []
    for i, name in enumerate(grids):
        area = parent_of.get(name)
        if isinstance(area, str) and area in below:
            below[area].append(parts[name])
        else:
            problems.append(Problem("in_no_community", f"grids[{i}]"))
    if problems:
        raise BadInput(problems, source="polygons")
    return tuple(_tiling(area, wholes[area], below[area]) for area in wholes)


def _tiling(area: str, whole: Shape, parts: list[Shape]) -> Tiling:
    covered = shapely.union_all(parts)
    found = (whole.difference(covered), _twice(parts).intersection(whole), covered.difference(whole))
    return Tiling(area, *(Fraction(round(one.area / whole.area * 10**9), 10**9) for one in found))


def _twice(parts: list[Shape]) -> Any:
    """What lies in two polygons or more."""
    shapes = np.array(parts, dtype=object)
    one, other = shapely.STRtree(shapes).query(shapes)
    pairs = one < other
    common = shapely.intersection(shapes[one[pairs]], shapes[other[pairs]])
    return shapely.union_all(common[shapely.area(common) > 0])
