"""A million points joined to the districts of the world, with geopandas and with geomap.

python benchmarks/join.py [--points 1000000]

Half of the points lie anywhere on earth, half near a district. Both give the smallest id on a
shared border, and are held to the same answer.
"""

from __future__ import annotations

import argparse
import time

import geopandas
import numpy as np

from geomap.places.districts.joining import Joiner
from geomap.places.districts.layer import load


def points(layer: geopandas.GeoDataFrame, count: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(20201120)
    half = count // 2
    near = layer.bounds.to_numpy()[random.integers(0, len(layer), count - half)]
    return (
        np.r_[random.uniform(-180, 180, half), random.uniform(near[:, 0], near[:, 2])],
        np.r_[random.uniform(-60, 80, half), random.uniform(near[:, 1], near[:, 3])],
    )


def with_geopandas(layer: geopandas.GeoDataFrame, lon: np.ndarray, lat: np.ndarray) -> list:
    frame = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat), crs=4326)
    pairs = frame.sjoin(layer[["district_id", "geometry"]], predicate="intersects")
    found = pairs.groupby(level=0)["district_id"].min().reindex(frame.index)
    return [each if isinstance(each, str) else None for each in found]


def with_geomap(layer: geopandas.GeoDataFrame, lon: np.ndarray, lat: np.ndarray) -> list:
    return Joiner(layer).ids(lon, lat)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    count = parser.parse_args().points
    layer = load()
    lon, lat = points(layer, count)
    seconds, answers = {}, []
    for join in (with_geopandas, with_geomap):
        began = time.perf_counter()
        answers.append(join(layer, lon, lat))
        seconds[join.__name__] = time.perf_counter() - began
        rate = count / seconds[join.__name__] / 1e6
        print(
            f"{join.__name__}: {seconds[join.__name__]:.2f} s, {rate:.2f} million points a second"
        )
    assert answers[0] == answers[1]
    ratio = seconds["with_geopandas"] / seconds["with_geomap"]
    print(f"{len(layer)} polygons, the same answers; geomap is {ratio:.1f} times as fast")


if __name__ == "__main__":
    main()
