"""The gazetteer behind geopy's interface, and geopy's services behind ours."""

import pytest
from geopy.exc import GeocoderServiceError
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geomap.errors import GeocodeError
from geomap.model import Place
from geomap.places.geocoder import GazetteerGeocoder, candidates_from


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


def test_what_nominatim_and_photon_answer_is_understood():
    nominatim = Location(
        "Aghdam District, Azerbaijan",
        (40.0, 47.0),
        {
            "osm_type": "relation",
            "osm_id": 1,
            "name": "Ağdam rayonu",
            "addresstype": "county",
            "address": {"country_code": "az", "state": "Karabakh"},
        },
    )
    photon = Location(
        "Ağdam",
        (39.99, 46.93),
        {
            "properties": {
                "osm_type": "N",
                "osm_id": 2,
                "name": "Ağdam",
                "osm_value": "town",
                "countrycode": "AZ",
            }
        },
    )
    district, town = candidates_from(Service([nominatim, photon]))("Aghdam")
    assert district == Place(
        id="service:r1",
        name="Ağdam rayonu",
        lon=47.0,
        lat=40.0,
        level="district",
        country="AZ",
        admin1="Karabakh",
        matched="Aghdam",
        source="Service",
    )
    assert (town.id, town.level, town.country) == ("service:N2", "settlement", "AZ")


def test_silence_is_no_candidate_and_an_error_is_named():
    assert candidates_from(Service(None))("Aghdam") == []
    with pytest.raises(GeocodeError, match=r"Service did not answer for 'Aghdam' \(quota\)"):
        candidates_from(Service(error=GeocoderServiceError("quota")))("Aghdam")
