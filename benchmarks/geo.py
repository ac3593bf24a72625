"""From points to grids: a million and a half points over 400 irregular grids, against shapely's own search tree.

The grids are those of a subdistrict: a lattice whose corners are moved about, and whose common borders are bent lines,
so that each has 84 corners. The points lie anywhere in them; a second set lies on the borders or within a metre, where
the raster does not help.
"""

from time import perf_counter

import numpy as np
import shapely
from numpy.typing import NDArray
from timing import in_turns, ratio, report

from gridgov.adapters.geo import GridIndex, tilings

ROWS, PIECES = 20, 21
POINTS = 1_500_000
FEWER = 150_000
LEFT, BOTTOM, METRE = 116.65, 39.88, 1e-5
SIZE = 200 * METRE
TARGET = 1_000_000

Points = NDArray[np.float64]


def border(start: Points, end: Points, rng: np.random.Generator) -> Points:
    """A bent line between two corners."""
    line = start + (end - start) * np.linspace(0, 1, PIECES + 1)[:, None]
    line[1:-1] += rng.uniform(-0.25 / PIECES, 0.25 / PIECES, (PIECES - 1, 2))
    return line * SIZE + (LEFT, BOTTOM)


def grids(rng: np.random.Generator) -> dict[str, shapely.Polygon]:
    """Grids without a gap or an overlap: each border belongs to two of them."""
    corners = np.stack(np.meshgrid(np.arange(ROWS + 1.0), np.arange(ROWS + 1.0), indexing="ij"), -1)
    corners += rng.uniform(-0.25, 0.25, corners.shape)
    across = [[border(corners[i, j], corners[i + 1, j], rng) for j in range(ROWS + 1)] for i in range(ROWS)]
    up = [[border(corners[i, j], corners[i, j + 1], rng) for j in range(ROWS)] for i in range(ROWS + 1)]
    return {
        f"{i:02}{j:02}": shapely.Polygon(
            np.vstack([across[i][j], up[i + 1][j][1:], across[i][j + 1][-2::-1], up[i][j][-2::-1]])
        )
        for i in range(ROWS)
        for j in range(ROWS)
    }


def first_of_tree(tree: shapely.STRtree, x: Points, y: Points) -> NDArray[np.intp]:
    """The exact answer as shapely gives it: every pair of the tree, and of each point's the first."""
    point, grid = tree.query(shapely.points(x, y), predicate="intersects")
    found = np.full(len(x), len(tree.geometries), dtype=np.intp)
    np.minimum.at(found, point, grid)
    return np.where(found == len(tree.geometries), -1, found)


def near_borders(made: dict[str, shapely.Polygon], rng: np.random.Generator) -> Points:
    """Corners, middles of segments, and points within a metre of them."""
    ends = shapely.get_coordinates(list(made.values()))
    spots = np.vstack([ends, (ends[1:] + ends[:-1]) / 2])
    beside = rng.choice(spots, FEWER) + rng.uniform(-METRE, METRE, (FEWER, 2))
    return np.vstack([spots, beside])


def agreement(index: GridIndex, tree: shapely.STRtree, what: str, points: Points) -> dict[str, object]:
    x, y = points.T
    same = int((index.locate(x, y) == first_of_tree(tree, x, y)).sum())
    return {
        "what": f"same answer as shapely, {what}",
        "of": f"{len(x):,}",
        "same": f"{100 * same / len(x):.4f} %",
        "target": "100 %",
        "met": "yes" if same == len(x) else "NO",
    }


def rate(what: str, seconds: float, *, target: int | None = None) -> dict[str, object]:
    met = {} if target is None else {"target": f"≥ {target:,}", "met": "yes" if 1 / seconds >= target else "NO"}
    return {"what": what, "points a second": f"{1 / seconds:,.0f}", **met}


def one_by_one(index: GridIndex, points: Points) -> dict[str, object]:
    asked = points[:20_000].tolist()
    start = perf_counter()
    for x, y in asked:
        index.locate_one(x, y)
    return {"what": "one point at a time", "µs": f"{(perf_counter() - start) / len(asked) * 1e6:.1f}"}


def building(made: dict[str, shapely.Polygon]) -> list[dict[str, object]]:
    start = perf_counter()
    GridIndex(made)
    built = perf_counter()
    [found] = tilings({"all": shapely.union_all(list(made.values()))}, made, dict.fromkeys(made, "all"))
    checked = perf_counter()
    assert found.gap_share == found.overlap_share == found.outside_share == 0
    return [
        {"what": "building the index", "seconds": f"{built - start:.2f}"},
        {"what": "checking that the grids tile", "seconds": f"{checked - built:.2f}"},
    ]


def main() -> None:
    """Measures and prints."""
    rng = np.random.default_rng(20220601)
    made = grids(rng)
    assert all(shapely.is_valid(list(made.values())))
    index, tree = GridIndex(made), shapely.STRtree([made[name] for name in sorted(made)])
    low, high = np.array([LEFT, BOTTOM]), np.array([LEFT, BOTTOM]) + ROWS * SIZE
    points, hard = rng.uniform(low, high, (POINTS, 2)), near_borders(made, rng)
    x, y = np.ascontiguousarray(points.T)
    hard_x, hard_y = np.ascontiguousarray(hard.T)
    found = in_turns(
        {
            "ours": lambda: len(index.locate(x, y)),
            "ours, hard": lambda: len(index.locate(hard_x, hard_y)),
            "tree": lambda: len(first_of_tree(tree, x[:FEWER], y[:FEWER])),
        },
        rounds=5,
    )
    report(
        f"geo: points to {len(made)} grids of {len(made['0000'].exterior.coords) - 1} positions",
        [
            rate("the index", found["ours"], target=TARGET),
            rate("the index, points on borders or within a metre", found["ours, hard"]),
            rate("shapely's STRtree", found["tree"]),
            ratio("the tree against the index", found["tree"] / found["ours"], at_least=5),
            agreement(index, tree, "anywhere", points),
            agreement(index, tree, "on borders or within a metre", hard),
            one_by_one(index, points),
            *building(made),
        ],
    )


if __name__ == "__main__":
    main()
