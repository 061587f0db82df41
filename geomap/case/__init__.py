"""Many articles in one case: a GeoPackage file, or PostGIS for a team."""
