"""What services answer, read as places.

The answers of Photon, Pelias and GeoNames here were never given by a server: they were written
after the documented formats (Photon's GeoJSON, Pelias's /v1/search, GeoNames's searchJSON). Those
of Nominatim have the form that `test_nominatim.py` gets from a real one.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.places.geocoders.answers import Answer, read_answers

NOMINATIM_DISTRICT = {
    "osm_type": "relation",
    "osm_id": 1,
    "class": "boundary",
    "type": "administrative",
    "place_rank": 12,
    "addresstype": "county",
    "name": "Aghdam District",
    "address": {"county": "Aghdam District", "country": "Azerbaijan", "country_code": "az"},
    "extratags": {"admin_level": "6"},
    "namedetails": {"name": "Ağdam rayonu", "name:hy": "Ակնայի շրջան", "alt_name": "Agdam;Akna"},
}
PHOTON = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [46.9297, 39.9911]},
    "properties": {
        "osm_type": "N",
        "osm_id": 983,
        "osm_key": "place",
        "osm_value": "town",
        "type": "city",
        "name": "Aghdam",
        "countrycode": "AZ",
        "country": "Azerbaijan",
        "county": "Aghdam District",
        "state": "Karabakh Economic Region",
    },
}
PELIAS = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [46.9297, 39.9911]},
    "properties": {
        "id": "1",
        "gid": "whosonfirst:locality:1",
        "layer": "locality",
        "source": "whosonfirst",
        "name": "Aghdam",
        "country_code": "AZ",
        "country": "Azerbaijan",
        "country_a": "AZE",
        "region": "Aghdam",
        "label": "Aghdam, Azerbaijan",
    },
}
GEONAMES = {
    "geonameId": 585514,
    "name": "Aghdam",
    "toponymName": "Ağdam",
    "lat": "39.9911",
    "lng": "46.9297",
    "countryCode": "AZ",
    "adminName1": "Ağdam",
    "fcl": "P",
    "fcode": "PPLA",
    "population": 28031,
}


def read(service, raw, name="Aghdam", lat=39.99, lon=46.93):
    answer = Answer(lat=lat, lon=lon, address="Aghdam, Azerbaijan", raw=raw)
    return next(iter(read_answers(service, [answer], name)), None)


@pytest.mark.parametrize(
    ("service", "raw", "id_", "level", "admin1"),
    [
        ("nominatim", NOMINATIM_DISTRICT, "osm:r1", "district", None),
        ("photon", PHOTON, "osm:n983", "settlement", "Karabakh Economic Region"),
        ("pelias", PELIAS, "pelias:whosonfirst:locality:1", "settlement", "Aghdam"),
        ("geonames", GEONAMES, "geonames:585514", "settlement", "Ağdam"),
    ],
)
def test_each_service_says_what_and_where_a_place_is(service, raw, id_, level, admin1):
    place = read(service, raw)
    assert (place.id, place.level, place.country) == (id_, level, "AZ")
    assert (place.admin1, place.matched, place.source) == (admin1, "Aghdam", service)


@pytest.mark.parametrize(
    ("service", "raw", "changed", "level"),
    [
        ("nominatim", NOMINATIM_DISTRICT, {"extratags": {"admin_level": "2"}}, "country"),
        ("nominatim", NOMINATIM_DISTRICT, {"extratags": {"admin_level": "4"}}, "region"),
        # A town whose outline is of admin_level 6 stays a town; without the level, its rank tells.
        ("nominatim", NOMINATIM_DISTRICT, {"addresstype": "town"}, "settlement"),
        ("nominatim", NOMINATIM_DISTRICT, {"extratags": None}, "district"),
        ("nominatim", NOMINATIM_DISTRICT, {"class": "waterway", "addresstype": "river"}, "feature"),
        ("nominatim", NOMINATIM_DISTRICT, {"class": "shop", "addresstype": "shop"}, None),
        ("nominatim", NOMINATIM_DISTRICT, {"class": "highway", "addresstype": "road"}, None),
        ("geonames", GEONAMES, {"fcl": "A", "fcode": "ADM2"}, "district"),
        ("geonames", GEONAMES, {"fcl": "A", "fcode": "ADM2H"}, None),
        ("geonames", GEONAMES, {"fcl": "S", "fcode": "HTL"}, None),
        ("geonames", GEONAMES, {"fcl": "S", "fcode": "AIRP"}, "feature"),
    ],
)
def test_the_kind_of_place_is_read_in_the_words_of_the_service(service, raw, changed, level):
    place = read(service, raw | changed)
    assert (place and place.level) == level


def test_a_district_of_photon_is_a_part_of_a_city_and_a_county_is_a_district():
    def of(**changed):
        return read("photon", PHOTON | {"properties": PHOTON["properties"] | changed})

    boundary = {"osm_key": "boundary", "osm_value": "administrative"}
    assert of(**boundary, type="county").level == "district"
    assert of(**boundary, type="district").level == "feature"
    assert of(osm_key="amenity", osm_value="cafe", type="house") is None


def test_a_venue_of_pelias_is_no_place():
    changed = PELIAS | {"properties": PELIAS["properties"] | {"layer": "venue"}}
    assert read("pelias", changed) is None


def test_other_services_are_read_by_the_keys_that_most_share():
    google = {
        "types": ["administrative_area_level_2", "political"],
        "place_id": "ChIJ",
        "formatted_address": "Aghdam, Azerbaijan",
    }
    assert (read("googlev3", google).level, read("googlev3", google).id) == (
        "district",
        "googlev3:ChIJ",
    )
    cage = {"components": {"_type": "city", "country_code": "az", "state": "Karabakh"}}
    place = read("opencage", cage)
    assert (place.level, place.country, place.admin1) == ("settlement", "AZ", "Karabakh")


@pytest.mark.parametrize("name", ["Akna", "Ակնայի շրջան", "Agdam", "Aqdam", "Aghdam District"])
def test_any_name_that_the_service_gives_will_do(name):
    assert read("nominatim", NOMINATIM_DISTRICT, name).matched == name


@pytest.mark.parametrize("name", ["Baku", "Karabakh", "Agdash", "District"])
def test_a_guess_of_the_service_is_dropped(name):
    assert read("nominatim", NOMINATIM_DISTRICT, name) is None


@pytest.mark.parametrize(("lat", "lon"), [(float("nan"), 46.9), (91.0, 46.9), (39.9, 1e9)])
def test_a_point_off_the_earth_is_dropped(lat, lon):
    assert read("photon", PHOTON, lat=lat, lon=lon) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        *("properties", "address", "components", "namedetails", "extratags", "alternateNames"),
        *("osm_type", "osm_id", "class", "type", "types", "addresstype", "place_rank", "name"),
        *("layer", "gid", "fcl", "fcode", "geonameId", "population", "admin_level"),
        *("country_code", "countryCode"),
    ]
)


@given(
    service=st.sampled_from(["nominatim", "photon", "pelias", "geonames", "bing"]),
    raw=st.dictionaries(KEYS, JSON | st.dictionaries(KEYS, JSON)),
    address=st.text(max_size=8),
)
def test_whatever_a_server_says_is_a_place_or_nothing(service, raw, address):
    for place in read_answers(
        service, [Answer(lat=1.0, lon=2.0, address=address, raw=raw)], address
    ):
        assert place.country is None or len(place.country) == 2
        assert isinstance(place.name, str)
        assert isinstance(place.population, int)
