"""Places: toponyms to coordinates, named regions to districts, points to polygons.

    names -> gazetteers, geocoders -> resolving -> districts, or layers of the user's

The room knows names, gazetteers and polygons, and nothing of texts, of control or of maps. `atlas`
is what a run knows of all of them.
"""
