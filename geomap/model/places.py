"""Where a claim is: a place, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from geomap.model.claims import Claim
from geomap.model.terms import Level, Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A candidate for a toponym.

    ``id`` is stable and says its source: ``geonames:585514``, ``unit:AZ-AGM`` (a polygon of the
    district layer), ``country:AZ``, ``region:nagorno-karabakh`` (a named region),
    ``point:47.5,39.9`` (a position that a person gave), or a geocoder's own. ``district_ids`` are
    given when the place is known to be, or to consist of, units of the district layer; ``matched``
    is the spelling that led here.
    """

    id: str
    name: str
    lon: float
    lat: float
    level: Level
    country: str | None = None
    admin1: str | None = None
    population: int = 0
    district_ids: tuple[str, ...] = ()
    matched: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocated:
    """Why a place has no coordinates."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A claim and where it is.

    ``district_id`` is the unit that the place is or lies in; ``members`` are the units that a
    larger place is expanded into (drawn as inferred). ``anchors`` are the places by which the text
    gives it: Izyum for "heights near Izyum". ``candidates`` are the places considered, best first,
    and ``why`` the reason for the choice.
    """

    claim: Claim
    place: Place | Unlocated
    precision: Precision | None = None
    district_id: str | None = None
    district: str | None = None
    admin1: str | None = None
    country: str | None = None
    members: tuple[str, ...] = ()
    anchors: tuple[Place, ...] = ()
    candidates: tuple[Place, ...] = ()
    why: str = ""
