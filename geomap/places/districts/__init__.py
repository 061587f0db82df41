"""Units of the land: what lies in what, by records, by names and by polygons."""
