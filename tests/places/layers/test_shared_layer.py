"""A real layer as a user brings one: Who's On First's districts of fifteen countries."""

import csv
import json

import pytest

from geomap import pipeline
from geomap.model import Place
from geomap.places.layers.records import LayerRequest
from geomap.places.names.keys import folded
from geomap.text import articles

# Towns that are no seat of a district of their name.
LIES_IN = {
    "Hadrut": "Xocavənd", "Ağdərə": "Tərtər", "Suqovuşan": "Tərtər", "Talış": "Tərtər",
    "Əsgəran": "Xocalı",
}  # fmt: skip
DOCUMENTS = (
    "01_karabakh2020_aras_valley",
    "02_karabakh2020_hadrut",
    "04_karabakh2020_madagiz",
    "28_karabakh2020_shusha_claims",
)
SPELLED = {
    "Fuzuli": "Füzuli", "Jabrayil": "Cəbrayıl", "Khojavend": "Xocavənd", "Tartar": "Tərtər",
    "Shusha": "Şuşa", "Khojaly": "Xocalı", "Lachin": "Laçın",
}  # fmt: skip


@pytest.fixture(scope="module")
def options(shared):
    layer = shared / "gis" / "wof_districts_15c_t0.002.parquet"
    return pipeline.Options(districts=LayerRequest(sources=(str(layer),)))


def towns_of(name, lookup):
    """Towns in Azerbaijan that go by a name."""
    return [p for p in lookup(name) if p.country == "AZ" and p.level == "settlement"]


def test_every_town_falls_into_its_district(shared, options):
    with (shared / "gis" / "names_hits.csv").open(encoding="utf-8") as file:
        names = list(dict.fromkeys(row["district"] for row in csv.DictReader(file)))
    assert len(names) == 17
    places = pipeline.atlas(options)
    spellings = dict(zip(places.layer["district_id"], places.layer["names"], strict=True))
    astray = {}
    for name in names:
        # Of two towns of one name, the one that the article of a claim would be about.
        around = min(
            towns_of(name, places.lookup), key=lambda p: abs(p.lon - 46.9) + abs(p.lat - 39.7)
        )
        (unit,) = places.ground.now.districts.joiner.ids([around.lon], [around.lat])
        if folded(LIES_IN.get(name, name)) not in map(folded, spellings[unit].split("|")):
            astray[name] = spellings[unit]
    assert not astray


@pytest.mark.parametrize("document", DOCUMENTS)
def test_known_settlements_are_in_the_district_that_the_gold_names(shared, options, document):
    (article,) = articles.read(shared / "cases" / f"{document}.txt")
    gold = json.loads((shared / "cases" / f"{document}.gold.json").read_text("utf-8"))
    wanted = {
        (event["canonical"] or event["place"], event["place"]): SPELLED[event["district"]]
        for event in gold["events"]
        if event["district"]
    }
    right = {name: unit for names, unit in wanted.items() for name in names}
    located = pipeline.locate(pipeline.read(article, options), options)
    known = [
        one
        for one in located
        if isinstance(one.place, Place) and one.precision == "point" and one.claim.place in right
    ]
    assert {one.claim.place: one.district for one in known} == {
        one.claim.place: right[one.claim.place] for one in known
    }
    assert len(known) >= 2


def test_a_shipped_district_and_a_named_region_are_the_user_s_units(options):
    article = articles.article_of(
        "On 4 March 2019 Iraqi forces captured Mosul.\n\nOn 20 November 2020 Azerbaijani forces "
        "entered the Aghdam District. Seven surrounding districts of Nagorno-Karabakh came under "
        "Armenian control in 1993.", "note.txt",
    )  # fmt: skip
    located = pipeline.locate(pipeline.read(article, options), options)
    found = {one.claim.place: (one.district, len(one.members)) for one in located}
    assert found["Mosul"] == ("Mosul", 0)
    assert found["Aghdam District"] == ("Ağdam", 0)
    assert (None, 7) in found.values()
