"""Places: toponyms to coordinates, named regions to districts, points to polygons.

The room knows names, gazetteers and polygons, and nothing of texts, of control or of maps.
"""
