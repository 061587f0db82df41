"""Layers from a real PostGIS (`tests/servers`)."""

import psycopg
import pytest
import shapely
from psycopg import sql

from geomap.errors import LayerError

pytestmark = pytest.mark.server


@pytest.fixture
def put(postgis):
    def put(frame, schema, table, srid=4326, kind="geometry"):
        name = sql.Identifier(schema, table)
        with psycopg.connect(postgis) as connection:
            connection.execute(
                sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema))
            )
            columns = sql.SQL("(name text, id text, country text, {} {}(Polygon, {}))").format(
                sql.Identifier('the "geom"'), sql.SQL(kind), sql.Literal(srid)
            )
            connection.execute(sql.SQL("CREATE TABLE {} {}").format(name, columns))
            for row in frame.itertuples(index=False):
                connection.execute(
                    sql.SQL("INSERT INTO {} VALUES (%s, %s, %s, ST_GeomFromWKB(%s, %s))").format(
                        name
                    ),
                    (row.name, row.id, row.country, shapely.to_wkb(row.geometry), srid),
                )

    return put


def test_a_table_is_a_layer_in_any_reference_system(opened, small, put, postgis):
    put(small.to_crs(32638), "gis", "districts", 32638)
    layer = opened(f"{postgis}?table=gis.districts")
    assert list(layer.frame["name"]) == ["Ay", "Be"]
    assert layer.frame.geometry[0].equals_exact(small.geometry[0], 1e-6)
    assert layer.repairs == ("brought from EPSG:32638 to degrees",)
    name = postgis.rpartition("/")[2]
    assert layer.titles == (f"gis.districts of the database {name!r} on 127.0.0.1",)
    assert opened(postgis).frame.equals(layer.frame)  # the only table of polygons


def test_names_are_data_whatever_they_say(opened, small, put, postgis):
    hostile = 'x"; DROP TABLE kept; --'
    put(small, "public", "kept")
    put(small, 'my "own"', hostile, kind="geography")
    quoted = hostile.replace('"', '""')
    address = f'{postgis}?table="my%20""own"""."{quoted}"'.replace(";", "%3B")
    assert len(opened(address).frame) == 2
    assert len(opened(f"{postgis}?table=kept").frame) == 2
    with pytest.raises(LayerError, match="say which with"):
        opened(postgis)


def test_what_is_not_there_is_said_without_the_password(opened, small, put, postgis):
    put(small, "gis", "districts")
    secret = postgis.replace("postgres@", "postgres:s3cret@")
    for address, words in [
        (f"{secret}?table=gis.gone", r"no table 'gis\.gone' with outlines; .* gis\.districts"),
        (f"{secret}?table=gis.districts&geometry=other", "no table"),
        (f"{secret}x?table=a", "cannot be read: .*does not exist"),
        ("postgresql://u:s3cret@127.0.0.1:1/a?table=b", r"on 127\.0\.0\.1 cannot be read"),
        (f"{secret}?table=a.b.c", "write it as schema.name"),
        (f"{secret}?bogus=s3cret", "cannot be read"),
    ]:
        with pytest.raises(LayerError, match=words) as caught:
            opened(address)
        assert "s3cret" not in str(caught.value)
        assert "\n" not in str(caught.value)
