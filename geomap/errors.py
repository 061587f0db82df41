"""The error tree.

Every error says what was wrong, with the value, and what to do::

    GeomapError
    ├── InputError          an article, table or flag that cannot be read   (also ValueError)
    ├── OutputError         a file that cannot be written                   (also OSError)
    ├── DataError           a shipped data file: missing, damaged or stale  (also RuntimeError)
    ├── LayerError          a polygon layer that breaks the contract        (also ValueError)
    ├── GeocodeError        a geocoder that did not answer                  (also RuntimeError)
    ├── CaseError           a case file or database that cannot be used     (also OSError)
    │   └── NoCaseError     a GeoPackage of somebody else
    ├── ReaderError         an extractor that failed or did not answer      (also RuntimeError)
    └── RulesError          a rules file or language pack that is not valid (also ValueError)

The command line prints the message in one line and exits with 1.
"""


class GeomapError(Exception):
    """Root of the tree: catch it to catch everything that geomap raises on purpose."""


class InputError(GeomapError, ValueError):
    """An article, a table or a flag cannot be read."""


class OutputError(GeomapError, OSError):
    """A result cannot be written."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class DataError(GeomapError, RuntimeError):
    """A shipped data file is missing, damaged or stale."""


class LayerError(GeomapError, ValueError):
    """A polygon layer breaks the contract of `geomap.places.districts.layer`."""


class GeocodeError(GeomapError, RuntimeError):
    """A geocoder did not answer, or answered with what it must not."""


class CaseError(GeomapError, OSError):
    """A case cannot be opened, read or written."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class NoCaseError(CaseError):
    """A GeoPackage of somebody else, which holds no case."""


class ReaderError(GeomapError, RuntimeError):
    """An extractor that is not the built-in one failed, or its server did not answer."""


class RulesError(GeomapError, ValueError):
    """A rules file or a language pack is not valid."""
