"""Builder of the data that ship in `geomap/data`; see README.md beside this file."""
