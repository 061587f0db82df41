"""The servers of the tests that other tests build on."""

import psycopg
import pytest

pytestmark = pytest.mark.server


def test_every_test_has_a_postgis_of_its_own(postgis, postgis_server):
    with psycopg.connect(postgis) as connection:
        point = connection.execute("SELECT ST_AsText(ST_Point(47, 40, 4326))").fetchone()
        user = connection.execute("SELECT current_database()").fetchone()
    assert point == ("POINT(47 40)",)
    assert postgis == f"{postgis_server}/{user[0]}"
