"""A real Nominatim, asked through geopy (`tests/servers`)."""

import pytest

from geomap.model import Place
from geomap.places.districts.assigning import assign_districts
from geomap.places.geocoders.cache import AnswerCache
from geomap.places.geocoders.services import Service, chain
from geomap.places.resolving.locating import locate

pytestmark = pytest.mark.server


@pytest.fixture(scope="session")
def service(nominatim):
    return Service("nominatim", (("domain", nominatim), ("scheme", "http")))


@pytest.fixture(scope="session")
def find(service):
    return chain((service,), lambda _name: [])


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Aghdam", {"osm:r1": "district", "osm:n983": "settlement"}),
        ("Ağdam", {"osm:n983": "settlement", "osm:r1": "district"}),
        ("Aghdam District", {"osm:r1": "district"}),
        ("Ağdam rayonu", {"osm:r1": "district"}),
        ("city of Aghdam", {"osm:n983": "settlement"}),
        ("Кельбаджар", {"osm:n984": "settlement"}),
        ("Suqovuşan", {"osm:n997": "settlement"}),
        ("Qxyzzy Blorp", {}),
    ],
)
def test_it_is_asked_and_understood(find, name, found):
    places = find(name)
    assert {place.id: place.level for place in places} == found
    assert {place.country for place in places} <= {"AZ"}


def test_the_words_of_the_claim_tell_the_district_from_the_town(find, layer, claim):
    claims = [
        claim("Aghdam", "district"),
        claim("Aghdam", "settlement"),
        claim("Ağdam", "district"),
        claim("Karvachar", "settlement"),
    ]
    found = assign_districts(locate(claims, find), layer)
    assert [each.place.id for each in found] == ["osm:r1", "osm:n983", "osm:r1", "osm:n984"]
    assert [each.precision for each in found] == ["district", "point", "district", "point"]
    assert [each.district_id for each in found] == ["AZ-AGM", "AZ-AGM", "AZ-AGM", "AZ-KAL"]


def test_what_it_said_serves_offline_with_the_same_places(service, tmp_path):
    path = tmp_path / "answers.jsonl"
    online = chain((service,), lambda _name: [], cache=AnswerCache(path))
    names = ("Aghdam", "Qxyzzy", "Shushi")
    said = [online(name) for name in names]
    offline = chain((service,), lambda _name: [], cache=AnswerCache(path), offline=True)
    assert [offline(name) for name in names] == said
    assert isinstance(said[0][0], Place)
