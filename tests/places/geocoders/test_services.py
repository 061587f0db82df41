"""Services that the user names: order, manners, cache, and what happens when they fail."""

import json

import pytest
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderTimedOut
from geopy.geocoders import SERVICE_TO_GEOCODER

from geomap.errors import GeocodeError, InputError
from geomap.model import Place, Unlocated
from geomap.places.geocoders.cache import AnswerCache
from geomap.places.geocoders.services import Service, chain, named_services
from geomap.places.resolving.locating import locate
from geomap.places.resolving.toponyms import resolve_toponyms

NOMINATIM = Service("nominatim", (("domain", "geocoder.example"),))


def town(name, number=1):
    return {
        "osm_type": "node",
        "osm_id": number,
        "lat": "40.0",
        "lon": "46.5",
        "class": "place",
        "type": "village",
        "addresstype": "village",
        "name": name,
        "display_name": f"{name}, Azerbaijan",
        "address": {"country_code": "az"},
    }


class Wire:
    """Stands in for the network, the clock and sleep; answers are values or errors, in turn."""

    def __init__(self, *answers):
        self.answers, self.requests, self.naps, self.time = list(answers), [], [], 0.0

    def adapter(self, *, proxies, ssl_context):
        wire = self

        class Adapter(BaseSyncAdapter):
            def get_text(self, url, **_):
                raise AssertionError(url)

            def get_json(self, url, *, timeout, headers):
                wire.requests.append((wire.time, url, timeout, headers))
                answer = wire.answers.pop(0) if wire.answers else []
                if isinstance(answer, Exception):
                    raise answer
                return answer

        return Adapter(proxies=proxies, ssl_context=ssl_context)

    def sleep(self, seconds):
        self.naps.append(seconds)
        self.time += seconds

    def chain(self, *services, gazetteer=lambda _name: [], **given):
        return chain(
            services or (NOMINATIM,),
            gazetteer,
            clock=lambda: self.time,
            sleep=self.sleep,
            adapter_factory=self.adapter,
            **given,
        )


def status(code, **headers):
    return AdapterHTTPError("no", status_code=code, headers=headers, text="")


def test_a_service_is_asked_only_for_what_the_gazetteer_does_not_spell(gazetteer):
    wire = Wire([town("Qxyzzy")])
    find = wire.chain(gazetteer=gazetteer.lookup)
    assert find("Lachin") == gazetteer.lookup("Lachin")
    assert not wire.requests
    assert [place.id for place in find("Qxyzzy")] == ["osm:n1"]
    assert len(wire.requests) == 1


def test_a_place_known_only_by_sound_waits_for_a_better_one(gazetteer):
    heard = gazetteer.lookup("Gubatli")
    assert heard
    assert all(place.source.endswith("(by sound)") for place in heard)
    found = Wire([town("Gubatli")]).chain(gazetteer=gazetteer.lookup)("Gubatli")
    assert [place.id for place in found] == ["osm:n1", *(place.id for place in heard)]


def test_the_gazetteer_may_be_asked_last(gazetteer):
    wire = Wire([town("Lachin")])
    find = wire.chain(NOMINATIM, Service("gazetteer"), gazetteer=gazetteer.lookup)
    assert [place.id for place in find("Lachin")] == ["osm:n1"]
    assert find("Shusha") == gazetteer.lookup("Shusha")


def test_services_are_asked_in_order():
    wire = Wire([], {"features": [{"geometry": {"coordinates": [46.5, 40.0]}, "properties": {
        "osm_type": "N", "osm_id": 7, "osm_key": "place", "osm_value": "village",
        "type": "city", "name": "Qxyzzy"}}]})  # fmt: skip
    assert [place.id for place in wire.chain(NOMINATIM, Service("photon"))("Qxyzzy")] == ["osm:n7"]
    assert "geocoder.example" in wire.requests[0][1]
    assert "photon" in wire.requests[1][1]


def test_it_says_who_it_is_and_waits_a_second_between_requests():
    wire = Wire()
    find = wire.chain()
    for name in ("Aaa", "Bbb", "Ccc"):
        find(name)
    assert [at for at, *_ in wire.requests] == [0.0, 1.0, 2.0]
    assert all(headers["User-Agent"].startswith("geomap ") for *_, headers in wire.requests)
    assert {timeout for _, _, timeout, _ in wire.requests} == {10.0}


def test_a_server_on_this_machine_is_not_waited_for_and_not_sent_to_a_proxy(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    seen = []

    class Spy(Wire):
        def adapter(self, *, proxies, ssl_context):
            seen.append(proxies)
            return super().adapter(proxies=proxies, ssl_context=ssl_context)

    wire = Spy()
    find = wire.chain(Service("nominatim", (("domain", "127.0.0.1:8088"), ("scheme", "http"))))
    find("Aaa")
    find("Bbb")
    assert not wire.naps
    assert seen == [{}]


@pytest.mark.parametrize(
    ("errors", "naps"),
    [
        ([GeocoderTimedOut("slow")], [2.0]),
        ([GeocoderTimedOut("slow"), GeocoderTimedOut("slow")], [2.0, 4.0]),
        ([status(429, **{"retry-after": "30"})], [30.0]),
        ([status(503, **{"retry-after": "7"})], [7.0]),
    ],
)
def test_what_failed_is_asked_again_when_the_service_likes(errors, naps):
    wire = Wire(*errors, [town("Qxyzzy")])
    assert [place.id for place in wire.chain()("Qxyzzy")] == ["osm:n1"]
    assert wire.naps == naps


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (status(400), "did not understand the request, HTTP status 400"),
        (status(401), "refused the key or user name, HTTP status 401"),
        (status(402), "the quota is used up, HTTP status 402"),
        (status(429, **{"retry-after": "3600"}), "asks to be left alone for 3600 seconds"),
        ({"features": 3}, "answered with what cannot be read"),
    ],
)
def test_what_does_not_get_better_is_asked_once(error, words):
    wire = Wire(error)
    with pytest.raises(GeocodeError, match=rf"^nominatim did not answer for 'Qxyzzy' \({words}\)$"):
        wire.chain()("Qxyzzy")
    assert len(wire.requests) == 1


def test_a_service_that_is_down_is_left_alone_for_a_while():
    service = Service("nominatim", (("domain", "geocoder.example"), ("retries", "0")))
    wire = Wire(*[GeocoderTimedOut("slow")] * 3, [town("Eee")])
    find = wire.chain(service)
    for name in ("Aaa", "Bbb", "Ccc"):
        with pytest.raises(GeocodeError, match="timed out"):
            find(name)
    with pytest.raises(GeocodeError, match="had just failed 3 times in a row"):
        find("Ddd")
    assert len(wire.requests) == 3
    wire.time += 121
    assert find("Eee")


def test_one_claim_is_lost_and_no_other(gazetteer, claim):
    wire = Wire(*[GeocoderTimedOut("slow")] * 9)
    find = wire.chain(gazetteer=gazetteer.lookup)
    lost, kept = locate([claim("Qxyzzy"), claim("Lachin")], find)
    assert lost.place == Unlocated(reason="nominatim did not answer for 'Qxyzzy' (timed out)")
    assert isinstance(kept.place, Place)
    text = "Qxyzzy and Lachin"
    lost, kept = resolve_toponyms([(0, 6, "Qxyzzy"), (11, 17, "Lachin")], text, find)
    assert isinstance(lost, Unlocated)
    assert kept.name == "Lachin"


def test_a_name_that_nobody_knows_says_who_was_asked(gazetteer, claim):
    (found,) = locate([claim("Qxyzzy")], Wire().chain(gazetteer=gazetteer.lookup))
    assert found.place == Unlocated(reason="'Qxyzzy' is not in the gazetteer, nominatim")


def test_the_kind_that_the_name_says_is_kept_to():
    def of_kind(level, number):
        kind = {"district": "county", "settlement": "town"}[level]
        return town("Qxyzzy", number) | {"type": kind, "addresstype": kind}

    both = [of_kind("district", 1), of_kind("settlement", 2)]
    wire = Wire([], both, [], both, both)
    find = wire.chain()
    # The name in full is not known, so it is asked for bare.
    assert [place.id for place in find("Qxyzzy District")] == ["osm:n1"]
    assert [place.id for place in find("city of Qxyzzy")] == ["osm:n2"]
    assert [place.id for place in find("Qxyzzy")] == ["osm:n1", "osm:n2"]


# ---------------------------------------------------------------- cache


def test_answers_travel_in_a_file_and_serve_offline(tmp_path):
    path = tmp_path / "answers.jsonl"
    wire = Wire([town("Qxyzzy")], [])
    find = wire.chain(cache=AnswerCache(path))
    found = find("Qxyzzy")
    assert find("Blorp") == []
    written = path.read_bytes()
    assert [json.loads(line)["query"] for line in written.splitlines()] == ["Qxyzzy", "Blorp"]

    silent = Wire()
    again = silent.chain(cache=AnswerCache(path), offline=True)
    assert again("Qxyzzy") == found
    assert again("Blorp") == []  # that nothing was found is an answer too
    with pytest.raises(GeocodeError, match="'Other' is not among the kept answers of nominatim"):
        again("Other")
    assert not silent.requests
    assert path.read_bytes() == written


def test_a_kept_answer_costs_no_request_and_no_file(tmp_path):
    path = tmp_path / "answers.jsonl"
    wire = Wire([town("Qxyzzy", number) for number in range(1, 21)])
    find = wire.chain(cache=AnswerCache(path))
    found = find("Qxyzzy")
    assert len(found) == 20
    path.unlink()
    assert find("Qxyzzy") == found
    assert len(wire.requests) == 1


def test_failures_and_secrets_are_not_kept(tmp_path):
    path = tmp_path / "answers.jsonl"
    service = Service("pickpoint", (("api_key", "hush"), ("language", "az"), ("timeout", "3")))
    wire = Wire(status(401))
    find = wire.chain(service, cache=AnswerCache(path))
    with pytest.raises(GeocodeError) as caught:
        find("Qxyzzy")
    assert not path.exists()
    find("Qxyzzy")
    assert json.loads(path.read_text())["options"] == {"language": "az"}
    assert "hush" not in path.read_text() + str(caught.value)
    assert "hush" in wire.requests[0][1]


def test_a_key_may_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("MY_KEY", "hush")
    wire = Wire()
    find = wire.chain(Service("geonames", (("username", "env:MY_KEY"),)))
    wire.answers = [{"geonames": []}]
    find("Qxyzzy")
    assert "username=hush" in wire.requests[0][1]


def test_other_options_ask_another_question():
    cache = AnswerCache(None)
    wire = Wire([town("Qxyzzy")])
    assert wire.chain(cache=cache)("Qxyzzy")
    other = Service("nominatim", (("domain", "other.example"),))
    assert wire.chain(other, cache=cache)("Qxyzzy") == []
    slower = Service("nominatim", (("domain", "geocoder.example"), ("timeout", "99")))
    assert wire.chain(slower, cache=cache)("Qxyzzy")
    assert len(wire.requests) == 2


def test_a_line_cut_off_is_written_over_and_a_damaged_one_is_named(tmp_path):
    path = tmp_path / "answers.jsonl"
    Wire([town("Qxyzzy")]).chain(cache=AnswerCache(path))("Qxyzzy")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    wire = Wire([town("Blorp")])
    find = wire.chain(cache=AnswerCache(path))
    assert find("Qxyzzy")
    assert find("Blorp")
    assert len(wire.requests) == 1
    assert [json.loads(line)["query"] for line in path.read_bytes().splitlines()] == [
        "Qxyzzy",
        "Blorp",
    ]

    path.write_bytes(b'{"query": 1}\n' + whole)
    with pytest.raises(InputError, match=r"answers.jsonl: line 1 is not an answer of a geocoder"):
        AnswerCache(path).find(("nominatim", (), "Qxyzzy"))


# ---------------------------------------------------------------- options


@pytest.mark.parametrize("name", sorted(SERVICE_TO_GEOCODER))
def test_every_geocoder_of_geopy_can_be_named(name):
    needed = {"pelias": {"domain": "geocoder.example"}, "baidu": {"security_key": "k"}}
    keys = {"api_key", "apikey", "subscription_key", "username", "auth_id", "auth_token"}
    from inspect import signature

    parameters = signature(SERVICE_TO_GEOCODER[name].__init__).parameters
    options = {key: "k" for key in keys & parameters.keys() if name not in ("arcgis", "ignfrance")}
    options |= needed.get(name, {})
    (service,) = named_services([name], [f"{key}={value}" for key, value in options.items()])
    wire = Wire()
    assert callable(wire.chain(service))
    assert not wire.requests


@pytest.mark.parametrize(
    ("names", "options", "message"),
    [
        (["nominatum"], [], "geopy knows no geocoder 'nominatum'; it knows arcgis, azure"),
        (["nominatim"], ["domian=x"], "nominatim has no option 'domian'; it has addressdetails"),
        (["nominatim"], ["domain"], "write it as key=value"),
        (["nominatim"], ["timeout=soon"], "timeout is 'soon'; write a number"),
        (["nominatim", "photon"], ["domain=x"], "say which geocoder it is for, as nominatim"),
        (["nominatim", "nominatim"], [], "nominatim is given twice"),
        ([], ["domain=x"], "after --geocoder NAME"),
        (["gazetteer"], ["domain=x"], "after --geocoder NAME"),
        (["nominatim"], ["adapter_factory=x"], "has no option 'adapter_factory'"),
    ],
)
def test_a_wrong_name_or_option_is_refused_in_one_line(names, options, message):
    with pytest.raises(InputError) as caught:
        named_services(names, options)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_key_that_is_missing_is_said_at_once():
    with pytest.raises(InputError, match=r"pelias cannot be set up .*domain=.*see docs/geocoders"):
        chain((Service("pelias"),), lambda _name: [])
