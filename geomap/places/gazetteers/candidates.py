"""Asking one source of places after another, and what is said when none of them knows [pure]."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from geomap.errors import GeocodeError
from geomap.model import Place, Reason, together
from geomap.places.names.keys import BY_SOUND

Candidates = Callable[[str], Sequence[Place]]
"""A name to the places that go by it, the best first."""

_OURS = Reason("gazetteer")


class Chain:
    """Sources of places in order: a name goes to the next while those before do not know it.

    A place that a source knows by the sound of its name alone does not count as known: a better
    one is looked for first. A source that fails is passed over.

    Parameters
    ----------
    sources
        What to call the source in a sentence, and the source.

    Examples
    --------
    >>> place = Place(id="osm:n1", name="Talış", lon=46.8, lat=40.4, level="settlement")
    >>> chain = Chain({"the gazetteer": lambda name: [], "nominatim": lambda name: [place]})
    >>> [place.id for place in chain("Talış")], chain.known_as
    (['osm:n1'], 'the gazetteer, nominatim')
    """

    def __init__(self, sources: dict[str, Candidates]) -> None:
        self._sources = dict(sources)
        self.known_as = ", ".join(
            getattr(source, "known_as", title) for title, source in self._sources.items()
        )

    def __call__(self, name: str) -> list[Place]:
        """Places of the first source that knows a name by its spelling.

        Raises
        ------
        GeocodeError
            If no source knows the name, and one did not answer.
        """
        heard: list[Place] = []
        failures: list[str] = []
        for source in self._sources.values():
            try:
                found = list(source(name))
            except GeocodeError as error:
                failures.append(_why(error))
                continue
            if any(not place.source.endswith(BY_SOUND) for place in found):
                return [*found, *heard]
            heard += found
        if failures and not heard:
            raise GeocodeError(together(*failures))
        return heard


class Asked:
    """Candidates that remember: each name is asked for once, and a failure is kept as a reason.

    One geocoder that does not answer must not cost an article its other places.

    Examples
    --------
    >>> def silent(name):
    ...     raise GeocodeError(f"nominatim did not answer for {name!r} (timed out)")
    >>> asked = Asked(silent)
    >>> asked("Talış"), asked.reason("Talış")
    ([], "nominatim did not answer for 'Talış' (timed out)")
    """

    def __init__(self, candidates: Candidates) -> None:
        self._candidates = candidates
        self._found: dict[str, list[Place]] = {}
        self._failed: dict[str, str] = {}

    def __call__(self, name: str) -> list[Place]:
        """Places that go by a name; none if the source failed."""
        if name not in self._found:
            try:
                self._found[name] = list(self._candidates(name))
            except GeocodeError as error:
                self._found[name] = []
                self._failed[name] = _why(error)
        return self._found[name]

    def suggest(self, name: str, places: Sequence[Place]) -> None:
        """Take some places for a name that has none."""
        self._found[name] = self(name) or list(places)

    def reason(self, name: str) -> str:
        """Why a name has no place."""
        known_as = getattr(self._candidates, "known_as", _OURS)
        failed = self._failed.get(name)
        asked = tuple(_OURS if one == _OURS else one for one in known_as.split(", "))
        return failed or Reason("unknown", name=repr(name), gazetteer=asked)


def _why(error: GeocodeError) -> str:
    """What an error says, as the reason that it was raised with."""
    return next((each for each in error.args if isinstance(each, Reason)), str(error))
