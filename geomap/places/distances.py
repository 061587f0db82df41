"""Distances on the globe."""

from __future__ import annotations

import math

RADIUS_KM = 6371.0
"""Mean radius of the Earth."""


def kilometres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great-circle distance of two points in degrees (haversine, on a sphere).

    Examples
    --------
    >>> round(kilometres(0, 0, 0, 90))
    10008
    """
    phi, psi = math.radians(lat), math.radians(other_lat)
    across = math.radians(other_lon - lon)
    half = math.sin((psi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(psi) * math.sin(across / 2) ** 2
    return 2 * RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))
