"""Polygons from GeoJSON, the grid of a point, and whether grids tile. The oracle is shapely, asked one by one."""

import importlib
import json
import math
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from gridgov.adapters.geo import (
    LARGEST,
    MOST_PROBLEMS,
    GridIndex,
    Tiling,
    _boxes,
    _lattice,
    read_polygons,
    tilings,
)
from gridgov.errors import TEXTS, BadInput, Defect

QUICK = settings(max_examples=150, deadline=None, database=None, derandomize=True)
SQUARE = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]
HOLE = [[0.5, 0.5], [0.5, 1.5], [1.5, 1.5], [1.5, 0.5], [0.5, 0.5]]


# ---- documents ----


def polygon(*rings, kind="Polygon"):
    return {"type": kind, "coordinates": list(rings)}


def feature(name="g-1", geometry=None, **more):
    return {"type": "Feature", "id": name, "geometry": geometry or polygon(SQUARE), "properties": None} | more


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


def faults(work, *args, **kwargs):
    with pytest.raises(BadInput) as caught:
        work(*args, **kwargs)
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    assert caught.value.text("en")
    assert caught.value.text("zh")
    return [(problem.code, problem.where) for problem in caught.value.problems]


def faults_of(*features, **kwargs):
    return faults(read_polygons, collection(*features), source="grids.geojson", **kwargs)


class TestReadPolygons:
    def test_polygons_come_by_id_in_the_order_of_the_document(self):
        many = polygon([SQUARE, HOLE], [[[3, 0], [4, 0], [4, 1], [3, 0]]], kind="MultiPolygon")
        found = read_polygons(collection(feature("g-2", many), feature("g-1")).encode(), source="grids.geojson")

        assert list(found) == ["g-2", "g-1"]
        assert found["g-1"] == Polygon(SQUARE)
        assert found["g-2"].equals(MultiPolygon([Polygon(SQUARE, [HOLE]), Polygon([(3, 0), (4, 0), (4, 1)])]))

    @pytest.mark.parametrize(
        ("one", "key", "expected"),
        [
            (feature(), "id", "g-1"),
            (feature(110112004002001), "id", "110112004002001"),
            (feature(None, properties={"id": "p-1"}), "id", "p-1"),
            (feature("g-1", properties={"id": "p-1"}), "id", "g-1"),
            (feature("g-1", properties={"grid_code": 7}), "grid_code", "7"),
        ],
    )
    def test_the_id_is_that_of_the_feature_or_a_property(self, one, key, expected):
        assert list(read_polygons(collection(one), source="grids.geojson", key=key)) == [expected]

    def test_heights_are_passed_over(self):
        high = polygon([[x, y, 40.0 + i] for i, (x, y) in enumerate(SQUARE)])

        assert not read_polygons(collection(feature("g-1", high)), source="g")["g-1"].has_z

    @pytest.mark.parametrize(
        ("one", "key", "fault"),
        [
            (feature(None), "id", ("missing", "features[0].id")),
            (feature(None, properties={"id": None}), "id", ("missing", "features[0].id")),
            (feature("g-1", properties=[]), "code", ("missing", "features[0].properties.code")),
            (feature("g-1"), "王 13800000000", ("missing", "features[0].properties.…")),
            (feature(True), "id", ("wrong_type", "features[0].id")),
            (feature(1.5), "id", ("wrong_type", "features[0].id")),
            (feature(["g-1"]), "id", ("wrong_type", "features[0].id")),
            (feature("  "), "id", ("missing", "features[0].id")),
            (feature("g\n1"), "id", ("control_character", "features[0].id")),
            (feature("g" * 501), "id", ("wrong_length", "features[0].id")),
        ],
    )
    def test_what_is_no_id_is_refused(self, one, key, fault):
        assert faults_of(one, key=key) == [fault]

    @pytest.mark.parametrize(
        ("geometry", "fault"),
        [
            ([], ("unknown_choice", ".type")),
            ({}, ("unknown_choice", ".type")),
            ({"type": ["Polygon"]}, ("unknown_choice", ".type")),
            ({"type": "Point", "coordinates": [1, 1]}, ("unknown_choice", ".type")),
            ({"type": "Polygon"}, ("wrong_length", ".coordinates")),
            (polygon(), ("wrong_length", ".coordinates")),
            (polygon(kind="MultiPolygon"), ("wrong_length", ".coordinates")),
            (polygon([], kind="MultiPolygon"), ("wrong_length", ".coordinates[0]")),
            ({"type": "Polygon", "coordinates": "0 0, 1 1"}, ("wrong_length", ".coordinates")),
            (polygon(7), ("wrong_length", ".coordinates[0]")),
            (polygon(SQUARE[:3]), ("wrong_length", ".coordinates[0]")),
            (polygon(SQUARE, HOLE[:-1]), ("ring_not_closed", ".coordinates[1]")),
            (polygon([SQUARE], [SQUARE[:-1]], kind="MultiPolygon"), ("ring_not_closed", ".coordinates[1][0]")),
            (polygon([[0, 0], [2, 0], [2], [0, 2], [0, 0]]), ("not_a_position", ".coordinates[0][2]")),
            (polygon([[0, 0], [2, 0], "2 2", [0, 2], [0, 0]]), ("not_a_position", ".coordinates[0][2]")),
            (polygon([[0, 0], [2, True], [2, 2], [0, 2], [0, 0]]), ("not_a_position", ".coordinates[0][1]")),
            (polygon([[0, 0], [2, None], [2, 2], [0, 2], [0, 0]]), ("not_a_position", ".coordinates[0][1]")),
            (polygon([[0, 0], [1, 2, 3, 4], [2, 2], [0, 0]]), ("not_a_position", ".coordinates[0][1]")),
            (polygon([[y + 39, x + 116] for x, y in SQUARE]), ("not_a_position", ".coordinates[0][0]")),
            (polygon([[x, 10**400] for x, y in SQUARE]), ("not_a_position", ".coordinates[0][0]")),
            (polygon([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]), ("crosses_itself", ".coordinates")),
            (polygon([[0, 0], [1, 0], [2, 0], [0, 0]]), ("crosses_itself", ".coordinates")),
            (polygon([[1, 1]] * 4), ("no_area", ".coordinates")),
            (polygon([[0, 0], [1e-10, 0], [0, 1e-10], [0, 0]]), ("no_area", ".coordinates")),
            (polygon(SQUARE, [[5, 5], [6, 5], [6, 6], [5, 5]]), ("rings_misplaced", ".coordinates")),
            (polygon(SQUARE, HOLE, [[1, 1], [1.2, 1], [1.2, 1.2], [1, 1]]), ("rings_misplaced", ".coordinates")),
            (polygon([SQUARE], [HOLE], kind="MultiPolygon"), ("rings_misplaced", ".coordinates")),
        ],
    )
    def test_what_is_no_sound_polygon_is_refused(self, geometry, fault):
        assert faults_of(feature() | {"geometry": geometry}) == [(fault[0], f"features[0].geometry{fault[1]}")]

    def test_all_problems_come_at_once(self):
        bad = polygon([[0, 0], [200, 0], [2, 100], [0, 0]], SQUARE[:-1])

        assert faults_of("no feature", feature("g-1", bad), feature("g-1"), feature(None), {"type": "Point"}) == [
            ("unknown_choice", "features[0].type"),
            ("not_a_position", "features[1].geometry.coordinates[0][1]"),
            ("ring_not_closed", "features[1].geometry.coordinates[1]"),
            ("missing", "features[3].id"),
            ("unknown_choice", "features[4].type"),
            ("duplicate_id", "features[2].id"),
        ]

    def test_a_ring_says_how_many_of_its_positions_are_wrong(self):
        with pytest.raises(BadInput) as caught:
            read_polygons(collection(feature("g-1", polygon([[200, 0]] * 7))), source="grids.geojson")

        assert caught.value.problems[0].params == {"count": 7}

    def test_where_a_polygon_crosses_itself_is_said(self):
        crossed = polygon([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]])
        with pytest.raises(BadInput, match="at 1 1") as caught:
            read_polygons(collection(feature("g-1", crossed)), source="grids.geojson")

        assert "1 1 处" in caught.value.text("zh")

    @pytest.mark.parametrize(
        ("raw", "fault"),
        [
            ("{", "not_json"),
            ("[]", "unknown_choice"),
            ("null", "unknown_choice"),
            (json.dumps(feature()), "unknown_choice"),
            ('{"type": "FeatureCollection"}', "wrong_length"),
            ('{"type": "FeatureCollection", "features": {}}', "wrong_length"),
            (collection(), "wrong_length"),
            (collection(feature("g-1", polygon([[math.nan, 0]] * 4))), "not_finite"),
            ('{"type": "FeatureCollection", "features": [1e999]}', "not_finite"),
            ("[" * 100_000, "too_deep"),
            (7, "wrong_type"),
        ],
    )
    def test_what_is_no_collection_is_refused(self, raw, fault):
        assert [code for code, _ in faults(read_polygons, raw, source="grids.geojson")] == [fault]

    def test_a_flood_of_problems_is_cut_off(self):
        assert len(faults_of(*[0] * 200_000)) == MOST_PROBLEMS
        assert len(faults_of(feature("g-1", polygon(*[0] * 200_000)))) == MOST_PROBLEMS

    def test_nothing_that_was_typed_is_said_again(self):
        bad = feature("Wang Wei\n555 0100", polygon([["Wang Wei", 1]] * 4), type="Feature")
        with pytest.raises(BadInput) as caught:
            read_polygons(collection(bad), source="grids.geojson")

        assert "Wang" not in str(caught.value)

    def test_the_key_is_text(self):
        assert faults(read_polygons, collection(feature()), source="g", key=3) == [("wrong_type", "key")]


# ---- points ----

A, B = box(0, 0, 1, 1), box(1, 0, 2, 1)
HOLED = Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(3, 3), (6, 3), (6, 6), (3, 6)]])
APART = MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)])


def oracle(polygons, x, y):
    """The first polygon in the order of ids that covers each point, asked one by one."""
    shapes = [polygons[name] for name in sorted(polygons)]
    points = map(Point, np.asarray(x).tolist(), np.asarray(y).tolist())
    return [next((i for i, shape in enumerate(shapes) if shape.covers(point)), -1) for point in points]


def lattice(n, k, rng, *, scale=1.0, left=0.0, bottom=0.0):
    """Irregular polygons in n rows and columns that share their borders, each border of k pieces."""
    corners = np.stack(np.meshgrid(np.arange(n + 1.0), np.arange(n + 1.0), indexing="ij"), -1)
    corners += rng.uniform(-0.25, 0.25, corners.shape)

    def side(start, end):
        way = start + (end - start) * np.linspace(0, 1, k + 1)[:, None]
        way[1:-1] += rng.uniform(-0.2 / k, 0.2 / k, (k - 1, 2))
        return way * scale + (left, bottom)

    across = {(i, j): side(corners[i, j], corners[i + 1, j]) for i in range(n) for j in range(n + 1)}
    up = {(i, j): side(corners[i, j], corners[i, j + 1]) for i in range(n + 1) for j in range(n)}
    return {
        f"g-{i:02}{j:02}": Polygon(
            np.vstack([across[i, j], up[i + 1, j][1:], across[i, j + 1][-2::-1], up[i, j][-2::-1]])
        )
        for i in range(n)
        for j in range(n)
    }


def hard_points(index, polygons, rng):
    """Points where one could go wrong: on borders, a hair beside them, and on the edges of the raster's cells."""
    rings = shapely.get_coordinates([shapely.boundary(shape) for shape in polygons.values()])
    middles = (rings[1:] + rings[:-1]) / 2
    raster = index._lattice
    columns = raster.left + np.arange(-1, min(raster.width, 200)) * raster.size
    rows = raster.bottom + np.arange(-1, min(raster.height, 200)) * raster.size
    edges = np.column_stack([rng.choice(columns, 300), rng.choice(rows, 300)])
    west, south, east, north = shapely.total_bounds(list(polygons.values()))
    some = np.column_stack([rng.uniform(west, east, 300), rng.uniform(south, north, 300)])
    found = np.vstack([rng.permutation(rings)[:300], rng.permutation(middles)[:300], edges, some])
    return np.vstack([found, np.nextafter(found, np.inf), np.nextafter(found, -np.inf)])


class TestLocate:
    def test_a_point_is_in_the_polygon_that_covers_it(self):
        found = GridIndex({"a": A, "b": B}).locate([0.5, 1.5, 2.5, 0.5], [0.5, 0.5, 0.5, -0.5])

        assert found.tolist() == [0, 1, -1, -1]
        assert found.dtype == np.intp

    def test_on_a_common_border_the_first_id_wins_whatever_the_order_given(self):
        assert GridIndex({"b": B, "a": A}).locate_one(1, 0.5) == "a"
        assert GridIndex({"a": B, "b": A}).locate([1.0], [0.5]).tolist() == [0]
        assert GridIndex({"b": B, "a": A}).ids == ("a", "b")

    def test_where_polygons_overlap_the_first_id_wins(self):
        index = GridIndex({"b": box(0, 0, 4, 4), "a": box(2, 2, 6, 6)})

        assert index.locate([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]).tolist() == [1, 0, 0, 0, 0]
        assert index.candidates(3, 3) == ("a", "b")

    def test_the_outer_border_and_corners_belong_to_the_polygon(self):
        index = GridIndex({"a": A})

        assert index.locate([0, 1, 0, 1, 0.5], [0, 1, 0.5, 0, 1]).tolist() == [0] * 5
        assert index.locate([-1e-300, 1 + 1e-15], [0.5, 0.5]).tolist() == [-1, -1]

    def test_a_hole_is_outside_and_its_border_inside(self):
        index = GridIndex({"a": HOLED})

        assert index.locate([4, 3, 1, 6], [4, 4, 1, 6]).tolist() == [-1, 0, 0, 0]

    def test_a_grid_may_fill_the_hole_of_another(self):
        index = GridIndex({"ring": HOLED, "core": box(3, 3, 6, 6)})

        assert [index.locate_one(4, 4), index.locate_one(3, 4), index.locate_one(1, 1)] == ["core", "core", "ring"]
        assert index.candidates(3, 4) == ("core", "ring")

    def test_a_grid_may_have_parts_far_apart(self):
        index = GridIndex({"a": APART, "b": box(1, 0, 5, 1)})

        assert index.locate([0.5, 5.5, 3, 3], [0.5, 5.5, 0.5, 5.5]).tolist() == [0, 0, 1, -1]

    def test_heights_of_polygons_are_passed_over(self):
        high = Polygon([(0, 0, 9), (1, 0, 9), (1, 1, 9), (0, 1, 9)])

        assert GridIndex({"a": high}).locate_one(0.5, 0.5) == "a"

    def test_one_at_a_time_is_the_same_as_many(self):
        rng = np.random.default_rng(1)
        polygons = lattice(5, 9, rng)
        index = GridIndex(polygons)
        points = hard_points(index, polygons, rng)
        ids = (*index.ids, None)

        assert [index.locate_one(*point) for point in points] == [ids[i] for i in index.locate(*points.T)]

    def test_candidates_are_all_that_cover_the_point(self):
        index = GridIndex({name: box(x, y, x + 1, y + 1) for name, x, y in [("d", 0, 0), ("c", 1, 0), ("b", 0, 1)]})

        assert index.candidates(1, 1) == ("b", "c", "d")
        assert index.candidates(1, 0.5) == ("c", "d")
        assert index.candidates(0.5, 0.5) == ("d",)
        assert index.candidates(1.5, 1.5) == ()

    def test_without_polygons_every_point_is_in_none(self):
        index = GridIndex({})

        assert index.locate([1.0, -1e308], [2.0, 0]).tolist() == [-1, -1]
        assert (index.locate_one(1, 2), index.candidates(1, 2), index.ids) == (None, (), ())

    def test_far_away_points_are_in_none(self):
        far = [-1.7e308, 1.7e308, 1e30, -1e30, 5e-324]

        assert GridIndex({"a": box(1, 1, 2, 2)}).locate(far, far[::-1]).tolist() == [-1] * 5
        assert GridIndex({"a": box(1, 1, 2, 2)}).locate_one(1.7e308, -1.7e308) is None


class TestSameAsGeos:
    """The raster never changes an answer."""

    @pytest.mark.parametrize(
        "where",
        [
            {},
            {"scale": 1e-3, "left": 116.65, "bottom": 39.9},
            {"scale": 150.0, "left": 4.5e5, "bottom": 4.4e6},
            {"scale": 1e-6, "left": -9.9e8, "bottom": 9.9e8},
            {"scale": 1e-5},
        ],
        ids=["units", "degrees", "metres", "at the limit of doubles", "tiny"],
    )
    def test_of_irregular_grids_with_common_borders(self, where):
        rng = np.random.default_rng(7)
        polygons = lattice(6, 12, rng, **where)
        polygons = {name: shape for name, shape in polygons.items() if shape.is_valid and shape.area > 1e-17}
        index = GridIndex(polygons)
        points = hard_points(index, polygons, rng)

        assert index.locate(*points.T).tolist() == oracle(polygons, *points.T)

    def test_of_more_points_than_are_looked_up_at_once(self):
        rng = np.random.default_rng(3)
        polygons = lattice(20, 3, rng)
        shapes = np.array([polygons[name] for name in sorted(polygons)])
        x, y = rng.choice(shapely.get_coordinates(shapes), 80_000).T + rng.uniform(-1e-9, 1e-9, (2, 80_000))
        hits = np.array([shapely.intersects_xy(shape, x, y) for shape in shapes])

        assert (GridIndex(polygons).locate(x, y) == np.where(hits.any(axis=0), hits.argmax(axis=0), -1)).all()

    @pytest.mark.parametrize(
        "shapes",
        [
            [box(0, 0, 1e9, 1e-6), box(0, 1e-6, 1e9, 2e-6)],
            [box(i * 1e-7, -1e9, (i + 1) * 1e-7, 1e9) for i in range(20)],
            [box(-1e9, -1e9, -1e9 + 1, -1e9 + 1), box(1e9 - 1, 1e9 - 1, 1e9, 1e9), box(0, 0, 1e-6, 1e-6)],
            [box(-1e9, 0, -1e9 + 1, 1), box(1e9 - 1, 0, 1e9, 1)],
            [Polygon([(0, 0), (1e9, 1e9), (1e9, 1e9 - 1)])],
            [box(0, 0, 1, 1)] * 50,
            [Point(0, 0).buffer(r, quad_segs=200) for r in range(60, 0, -1)],
        ],
        ids=["flat", "thin", "far apart", "far apart in a row", "slanting", "all in one place", "nested"],
    )
    def test_of_shapes_that_no_raster_fits(self, shapes):
        rng = np.random.default_rng(5)
        polygons = {f"g-{i:02}": shape for i, shape in enumerate(shapes)}
        index = GridIndex(polygons)
        points = hard_points(index, polygons, rng)

        assert index._lattice.width * index._lattice.height < 2**23
        assert index.locate(*points.T).tolist() == oracle(polygons, *points.T)

    def test_only_near_borders_is_geos_asked(self):
        index = GridIndex({"a": APART, "b": HOLED})
        told = [
            index._codes[index._lattice.cell(x, y)] for x, y in [(3.5, 2.5), (4.5, 4.5), (0.5, 0.5), (-9, 9), (1, 0.5)]
        ]

        assert told == [1, -1, 0, -1, -2]
        assert (index._codes == -2).mean() < 0.1

    @pytest.mark.parametrize("where", [{}, {"scale": 3e-5, "left": -123.4, "bottom": 1 / 3}, {"left": 7e8}])
    def test_no_point_of_a_border_is_outside_the_boxes(self, where):
        """In fractions, which do not round: where the pieces of a segment meet, and in their middles."""
        shapes = np.array(list(lattice(2, 3, np.random.default_rng(8), **where).values()))
        cells = _lattice(shapes)
        ends = [tuple(map(Fraction, point)) for shape in shapes for point in shape.exterior.coords]
        (left, right), (low, high) = _boxes(shapes, cells)
        first = 0
        for i, (start, end) in enumerate(pairwise(ends)):
            if (i + 1) % 13 == 0:  # from one polygon to the next
                continue
            way = [b - a for a, b in zip(start, end, strict=True)]
            pieces = max(1, math.ceil(max(map(abs, way)) / (cells.size / 2)))
            for k in range(2 * pieces + 1):
                x, y = (a + b * k / (2 * pieces) for a, b in zip(start, way, strict=True))
                held = slice(max(first, first + k // 2 - 1), min(first + pieces, first + k // 2 + 1))
                assert any(
                    a <= x <= b and c <= y <= d
                    for a, b, c, d in zip(left[held], right[held], low[held], high[held], strict=True)
                )
            first += pieces
        assert first == len(left)
        assert max((right - left).max(), (high - low).max()) < 0.6 * cells.size

    def test_there_is_an_end_to_how_finely_borders_are_cut(self):
        shapes = np.array([Point(0, 0).buffer(1 + r / 1000) for r in range(1000)])
        (left, _), _ = _boxes(shapes, _lattice(shapes))

        assert len(left) < 2**20 + shapely.get_num_coordinates(shapes).sum()

    numbers = st.integers(0, 8)
    corners = st.tuples(numbers, numbers)
    rings = st.lists(corners, min_size=3, max_size=7, unique=True).map(Polygon).filter(lambda shape: shape.is_valid)

    @staticmethod
    @st.composite
    def shapes(draw, rings=rings):
        """Polygons, some with holes or of several parts, on few coordinates, so that borders meet often."""
        shape = draw(rings)
        for other, operation in draw(st.lists(st.tuples(rings, st.sampled_from(["difference", "union"])), max_size=2)):
            made = getattr(shape, operation)(other)
            shape = made if made.geom_type in {"Polygon", "MultiPolygon"} and not made.is_empty else shape
        return shape

    @QUICK
    @given(
        st.lists(shapes(), min_size=1, max_size=6),
        st.lists(st.tuples(st.integers(-2, 34), st.integers(-2, 34)), min_size=1, max_size=60),
        st.sampled_from([(1.0, 0.0), (0.001, 116.65), (1 / 3, 1 / 7), (1000.0, 4.4e6), (1e-4, -1e6)]),
    )
    def test_of_any_shapes_and_points(self, shapes, quarters, move):
        scale, shift = move
        moved = [shapely.transform(shape, lambda xy: xy * scale + shift) for shape in shapes]
        polygons = {f"g-{i}": shape for i, shape in enumerate(moved) if shape.is_valid}
        index = GridIndex(polygons)
        points = np.array(quarters) / 4 * scale + shift
        points = np.vstack([points, np.nextafter(points, np.inf), np.nextafter(points, -np.inf)])
        expected = oracle(polygons, *points.T)

        assert index.locate(*points.T).tolist() == expected
        assert [index.locate_one(*point) for point in points] == [(*index.ids, None)[i] for i in expected]


class TestPoints:
    """What may be asked, and what is refused."""

    index = GridIndex({"a": A, "b": B})

    @pytest.mark.parametrize(
        "x",
        [
            [0, 1],
            (0.0, 1.0),
            np.array([0, 1], dtype=np.uint8),
            np.array([0, 1], dtype=np.float32),
            np.array([0, 9, 1, 9])[::2],
            np.ma.array([0, 1]),
        ],
        ids=lambda x: type(x).__name__,
    )
    def test_any_row_of_numbers_will_do(self, x):
        assert self.index.locate(x, [0.5, 0.5]).tolist() == [0, 0]

    def test_columns_of_polars_will_do(self):
        assert self.index.locate(pl.Series([0.5, 1.5]), pl.Series([0.5, 0.5])).tolist() == [0, 1]
        assert faults(self.index.locate, pl.Series([0.5, None]), [1, 1]) == [("points_not_finite", "")]

    def test_no_points_are_no_answers(self):
        assert self.index.locate([], []).tolist() == []

    def test_what_was_asked_is_not_changed(self):
        x, y = np.array([0.5, 1.0]), np.array([0.5, 0.5])
        x.flags.writeable = y.flags.writeable = False

        assert self.index.locate(x, y).tolist() == [0, 0]

    def test_missing_and_infinite_coordinates_are_counted_and_the_first_named(self):
        x, y = np.zeros(100), np.zeros(100)
        x[20:40], y[5], y[99] = np.nan, np.inf, -np.inf
        with pytest.raises(BadInput) as caught:
            self.index.locate(x, y)

        [problem] = caught.value.problems
        assert problem.code == "points_not_finite"
        assert problem.params == {"count": 22, "rows": ("5", *map(str, range(20, 29)))}

    def test_a_masked_number_is_missing(self):
        masked = np.ma.array([0.5, 0.5], mask=[False, True])
        whole = np.ma.array([0, 1], mask=[True, False])

        assert faults(self.index.locate, masked, [0.5, 0.5]) == [("points_not_finite", "")]
        assert faults(self.index.locate, whole, [0.5, 0.5]) == [("points_not_finite", "")]

    @pytest.mark.parametrize(
        "x",
        [
            1.0,
            None,
            "12",
            ["1", "2"],
            [True, False],
            [None, 1],
            [[1, 2], [3]],
            [[1.0, 2.0]],
            [1j, 2],
            [10**400, 1],
            [Point(1, 1), Point(2, 2)],
            np.array(["2026-01-01"], dtype="datetime64[D]"),
            np.ma.array(["1", "2"]),
            {"x": 1},
        ],
        ids=repr,
    )
    def test_what_is_no_row_of_numbers_is_refused(self, x):
        assert faults(self.index.locate, x, [1, 2]) == [("wrong_type", "x")]
        assert faults(self.index.locate, [1, 2], x) == [("wrong_type", "y")]

    def test_rows_are_of_one_length(self):
        assert faults(self.index.locate, [1, 2, 3], [1]) == [("wrong_length", "y")]

    @pytest.mark.parametrize("ask", [index.locate_one, index.candidates], ids=["locate_one", "candidates"])
    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("1", "wrong_type"),
            (None, "wrong_type"),
            (True, "wrong_type"),
            (np.True_, "wrong_type"),
            ([1], "wrong_type"),
            (1j, "wrong_type"),
            (Fraction(1, 2), "wrong_type"),
            (math.nan, "not_finite"),
            (math.inf, "not_finite"),
            (-math.inf, "not_finite"),
            (np.float32("nan"), "not_finite"),
            (10**400, "not_finite"),
        ],
    )
    def test_what_is_no_number_is_refused(self, ask, value, code):
        assert faults(ask, value, 1) == [(code, "x")]
        assert faults(ask, 1, value) == [(code, "y")]

    def test_numbers_of_numpy_will_do(self):
        assert self.index.locate_one(np.float32(0.5), np.int8(0)) == "a"


class TestGridIndex:
    def test_it_survives_pickling(self):
        rng = np.random.default_rng(2)
        polygons = lattice(4, 5, rng)
        index = GridIndex(polygons)
        back = pickle.loads(pickle.dumps(index))  # noqa: S301  # our own bytes
        points = hard_points(index, polygons, rng)

        assert back.ids == index.ids
        assert (back.locate(*points.T) == index.locate(*points.T)).all()

    def test_it_does_not_change(self):
        polygons = {"a": A}
        index = GridIndex(polygons)
        polygons["b"] = B
        with pytest.raises(AttributeError):
            index.ids = ("z",)

        assert index.locate_one(1.5, 0.5) is None
        assert repr(index) == "GridIndex(1 polygons)"

    def test_the_polygons_of_others_stay_as_they_are(self):
        mine = box(0, 0, 1, 1)
        index = GridIndex({"a": mine})

        assert not shapely.is_prepared(mine)
        shapely.prepare(mine)
        shapely.destroy_prepared(mine)
        assert index.locate_one(1, 1) == "a"

    def test_threads_may_share_it(self):
        rng = np.random.default_rng(4)
        polygons = lattice(8, 10, rng)
        x, y = rng.uniform(0, 8, (2, 20_000))
        alone = GridIndex(polygons).locate(x, y)
        with ThreadPoolExecutor(8) as pool:
            for index in [GridIndex(polygons) for _ in range(5)]:
                assert all((found == alone).all() for found in pool.map(lambda i: i.locate(x, y), [index] * 8))

    def test_all_problems_of_polygons_come_at_once(self):
        bowtie = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
        given = {"a": A, 7: B, "": B, "c": Point(1, 1), "d": bowtie, "e": Polygon(), "f": box(0, 0, LARGEST * 2, 1)}

        assert faults(GridIndex, given) == [
            ("wrong_type", "polygons[1]"),
            ("missing", "polygons[2]"),
            ("wrong_type", "polygons[3]"),
            ("crosses_itself", "polygons[4]"),
            ("no_area", "polygons[5]"),
            ("out_of_range", "polygons[6]"),
        ]

    @pytest.mark.parametrize("bad", [math.nan, math.inf])
    def test_a_polygon_has_finite_coordinates(self, bad):
        with np.errstate(invalid="ignore"):
            shape = Polygon([(0, 0), (bad, 0), (1, 1), (0, 0)])

        assert faults(GridIndex, {"a": shape}) == [("out_of_range", "polygons[0]")]

    @pytest.mark.parametrize("given", [None, [A], "a", A])
    def test_what_is_no_table_of_polygons_is_refused(self, given):
        assert faults(GridIndex, given) == [("wrong_type", "polygons")]

    def test_without_the_extra_it_says_what_to_install(self, monkeypatch):
        monkeypatch.delitem(sys.modules, "gridgov.adapters.geo")
        monkeypatch.setitem(sys.modules, "shapely", None)
        with pytest.raises(Defect) as caught:
            importlib.import_module("gridgov.adapters.geo")

        assert (caught.value.code, caught.value.params) == ("missing_extra", {"extra": "geo"})


# ---- tilings ----


def tiling(whole, *parts):
    grids = {f"g-{i}": part for i, part in enumerate(parts)}
    [found] = tilings({"c": whole}, grids, dict.fromkeys(grids, "c"))
    return found


class TestTilings:
    def test_grids_that_share_their_borders_tile(self):
        assert tiling(box(0, 0, 2, 1), A, B) == Tiling("c", Fraction(0), Fraction(0), Fraction(0))

    def test_the_gap_is_what_no_grid_covers(self):
        assert tiling(box(0, 0, 4, 1), A, B) == Tiling("c", Fraction(1, 2), Fraction(0), Fraction(0))

    def test_the_overlap_is_what_two_grids_cover(self):
        found = tiling(box(0, 0, 4, 1), box(0, 0, 3, 1), box(2, 0, 4, 1))

        assert found == Tiling("c", Fraction(0), Fraction(1, 4), Fraction(0))

    def test_what_three_grids_cover_counts_once(self):
        assert tiling(box(0, 0, 4, 1), box(0, 0, 4, 1), box(1, 0, 2, 1), box(1, 0, 2, 1)).overlap_share == Fraction(
            1, 4
        )

    def test_what_sticks_out_is_neither_gap_nor_overlap(self):
        found = tiling(box(0, 0, 2, 1), box(0, 0, 5, 1), box(3, 0, 5, 1))

        assert found == Tiling("c", Fraction(0), Fraction(0), Fraction(3, 2))

    def test_a_hole_of_a_grid_is_a_gap(self):
        assert tiling(box(0, 0, 9, 9), HOLED).gap_share == Fraction(111_111_111, 10**9)

    def test_shares_are_exact_to_a_billionth(self):
        third = tiling(box(0, 0, 3, 1), A)

        assert third.gap_share == Fraction(666_666_667, 10**9)

    def test_what_rounding_leaves_is_nothing(self):
        xs = [116.65 + i * 0.1 / 7 for i in range(8)]
        parts = [box(x, 39.9, right, 39.9 + 0.1 / 3) for x, right in pairwise(xs)]

        assert tiling(box(116.65, 39.9, 116.75, 39.9 + 0.1 / 3), *parts) == Tiling(
            "c", Fraction(0), Fraction(0), Fraction(0)
        )

    def test_irregular_grids_tile_their_union(self):
        polygons = lattice(5, 9, np.random.default_rng(1), scale=0.001, left=116.65, bottom=39.9)

        assert tiling(shapely.union_all(list(polygons.values())), *polygons.values()) == Tiling(
            "c", Fraction(0), Fraction(0), Fraction(0)
        )

    def test_only_its_own_grids_count_and_communities_come_in_the_order_of_ids(self):
        found = tilings({"d": B, "c": A, "e": HOLED}, {"g-2": A, "g-1": A}, {"g-1": "c", "g-2": "d", "g-9": "x"})

        assert found == (
            Tiling("c", Fraction(0), Fraction(0), Fraction(0)),
            Tiling("d", Fraction(1), Fraction(0), Fraction(1)),
            Tiling("e", Fraction(1), Fraction(0), Fraction(0)),
        )

    def test_without_communities_there_is_nothing_to_tell(self):
        assert tilings({}, {}, {}) == ()

    def test_every_grid_belongs_to_a_community(self):
        grids = {"g-1": A, "g-2": A, "g-3": A, "g-4": A}

        assert faults(tilings, {"c": A}, grids, {"g-1": "c", "g-2": "x", "g-3": ["c"]}) == [
            ("in_no_community", "grids[1]"),
            ("in_no_community", "grids[2]"),
            ("in_no_community", "grids[3]"),
        ]

    def test_polygons_are_sound_and_tables_are_tables(self):
        assert faults(tilings, {"c": Polygon()}, {}, {}) == [("no_area", "parents[0]")]
        assert faults(tilings, {"c": A}, {"g": None}, {}) == [("wrong_type", "grids[0]")]
        assert faults(tilings, {"c": A}, {"g": A}, None) == [("wrong_type", "parent_of")]

    def test_the_largest_against_the_smallest_is_still_a_number(self):
        tiny, huge = box(0, 0, 2e-9, 2e-9), box(-LARGEST, -LARGEST, LARGEST, LARGEST)

        assert tiling(tiny, huge).outside_share > 10**30
