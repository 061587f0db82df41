"""How QGIS draws the layers of a case: one style a layer, with its time, as QML."""

from __future__ import annotations

from geomap.case.layers import Layers


def styles_of(layers: Layers) -> dict[str, str]:
    """Styles by layer."""
    return {}
