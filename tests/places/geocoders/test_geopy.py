"""The gazetteer behind geopy's interface, and geopy's services behind ours."""

import pytest
from geopy.exc import GeocoderServiceError
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geomap.errors import GeocodeError
from geomap.places.geocoders.geopy import GazetteerGeocoder, candidates_from


@pytest.fixture(scope="module")
def geocoder(gazetteer):
    return GazetteerGeocoder(gazetteer)


def test_it_is_a_geopy_geocoder(geocoder):
    assert isinstance(geocoder, Geocoder)
    location = geocoder.geocode("Kalbajar", level="district")
    assert isinstance(location, Location)
    assert location.raw["id"] == "unit:AZ-KAL"
    assert (location.latitude, location.longitude) == (location.raw["lat"], location.raw["lon"])
    assert geocoder.geocode("Martuni", country="am").raw["country"] == "AM"
    assert len(geocoder.geocode("Lyman", exactly_one=False, limit=3)) == 3
    assert geocoder.geocode("Qxyzzy Blorp") is None


def test_reverse_finds_the_nearest_settlement(geocoder):
    assert geocoder.reverse("39.99, 46.93").raw["name"] == "Aghdam"
    assert geocoder.reverse((0.0, -30.0)) is None


def test_candidates_of_the_gazetteer_lose_nothing(geocoder, gazetteer):
    assert candidates_from(geocoder)("Lachin") == gazetteer.lookup("Lachin")


class Service:
    """A geopy geocoder of somebody else's."""

    def __init__(self, found=None, error=None):
        self.found, self.error = found, error

    def geocode(self, _query, exactly_one=True):
        assert exactly_one is False
        if self.error:
            raise self.error
        return self.found


def test_places_of_the_gazetteer_survive_a_foreign_wrapper(gazetteer):
    location = GazetteerGeocoder(gazetteer).geocode("Lachin")
    assert candidates_from(Service([location]))("Lachin") == gazetteer.lookup("Lachin")[:1]


def test_silence_is_no_candidate_and_an_error_is_named():
    assert candidates_from(Service(None))("Aghdam") == []
    with pytest.raises(GeocodeError, match=r"service did not answer for 'Aghdam' \(could not be"):
        candidates_from(Service(error=GeocoderServiceError("quota")))("Aghdam")
