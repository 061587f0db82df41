"""Places to the units in which they lie: by id, by name, by point."""

from geomap.model import Located, Place, Unlocated
from geomap.places.districts.assigning import assign_districts


def located(claim, place, **fields):
    return Located(claim=claim("X"), place=place, precision="point", **fields)


def test_join_by_id_then_by_name_then_by_point(small, claim):
    layer = small()

    def place(**fields):
        base = {"id": "p", "name": "x", "lon": 0.5, "lat": 0.5, "level": "settlement"}
        return Place(**base | {"country": "UA"} | fields)

    cases = [
        (place(district_ids=("A",)), "A"),  # by id, though the point lies in B
        (place(level="district", name="Ай"), "A"),  # by name
        (place(level="district", name="Aye District"), "A"),
        (place(level="district", name="Cee"), "B"),  # by point
        (place(), "B"),
        (place(lon=9.0), None),
        (place(district_ids=("gone",)), "B"),  # a unit of another layer
    ]
    found = assign_districts([located(claim, p) for p, _ in cases], layer)
    assert [each.district_id for each in found] == [unit for _, unit in cases]
    assert found[0].district == "Aye"
    assert found[0].admin1 == "South"


def test_a_place_without_coordinates_keeps_the_unit_that_the_text_names(small, claim):
    unknown = located(claim, Unlocated(reason="not known"), district_id="A", members=("A", "gone"))
    (found,) = assign_districts([unknown], small())
    assert (found.district_id, found.district, found.country) == ("A", "Aye", "UA")
    assert found.members == ("A",)
    assert isinstance(found.place, Unlocated)
