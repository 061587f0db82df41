"""What claims are about: places, units of the layer, and places that have a name alone."""

from __future__ import annotations

from collections.abc import Mapping

from geomap.control.events.event import Subject
from geomap.control.events.unlocated import name_of, place_id_of
from geomap.model import Located, Place


def subject_of(located: Located, place: Place) -> Subject:
    """Subject of a claim that names its place; all names of one district give one subject."""
    # A district that the layer lacks only lies in one of its units, and is not that.
    lies_in = located.precision == "point" and located.district_id not in place.district_ids
    unit = place.level == "district" and located.district_id is not None and not lies_in
    return Subject(
        place_id=unit_place_id(str(located.district_id)) if unit else place.id,
        place_name=place.name,
        level=place.level,
        lon=place.lon,
        lat=place.lat,
        district_id=located.district_id,
        district=located.district,
        admin1=located.admin1,
        country=located.country,
        precision=located.precision or "point",
    )


def unit_place_id(unit: str) -> str:
    """Id of the place that a unit of the district layer is.

    Examples
    --------
    >>> unit_place_id("AZ-AGM")
    'unit:AZ-AGM'
    """
    return unit if unit.startswith("unit:") else f"unit:{unit}"


def member_subjects(
    located: Located, region: Place, units: Mapping[str, Place]
) -> tuple[Subject, ...]:
    """Subjects of the units of a larger place.

    ``units`` gives their names and points; without it a unit is named by its id and drawn, where
    no polygon is at hand, at the point of the larger place.
    """
    found = []
    for unit in sorted(set(located.members)):
        known = units.get(unit)
        found.append(
            Subject(
                place_id=unit_place_id(unit),
                place_name=known.name if known else unit.removeprefix("unit:"),
                level="district",
                lon=known.lon if known else region.lon,
                lat=known.lat if known else region.lat,
                district_id=unit.removeprefix("unit:"),
                district=known.name if known else None,
                admin1=known.admin1 if known else None,
                country=(known.country if known else None) or located.country,
                precision="inferred",
            )
        )
    return tuple(found)


def named_subject(located: Located) -> Subject | None:
    """Subject of a claim whose place has a name and no point; it never stands for a unit."""
    place_id, kind = place_id_of(located), located.claim.place_kind
    if place_id is None:
        return None
    return Subject(
        place_id=place_id,
        place_name=name_of(located.claim),
        level="feature" if kind == "feature" else "settlement",
        lon=None,
        lat=None,
        district_id=located.district_id,
        district=located.district,
        admin1=located.admin1,
        country=located.country,
    )
