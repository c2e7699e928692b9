import base64
import json
from collections import Counter

import pytest

from bidding.inference.layout import Context
from bidding.openrtb.decode import decode_request
from bidding.privacy import Privacy
from bidding.simulated_exchange.consent import tcf_string
from bidding.simulated_exchange.replay import read_requests
from bidding.simulated_exchange.requests import SCREEN, SHAPES, RequestGenerator, context_of, hour_of_week
from bidding.simulated_exchange.world import World
from domain.exchanges.values import Exchange
from domain.serving.values import CreativeFormat

MANY = 2_000


@pytest.fixture(scope="module")
def world():
    return World(people=1_000)


@pytest.fixture(scope="module")
def made(world):
    generator = RequestGenerator(world, seed=5)
    return [generator.make(index) for index in range(MANY)]


def test_every_request_is_read_by_the_bidder_without_losing_an_impression(made):
    for request in made:
        read = decode_request(request.body)
        assert read.id == request.request["id"]
        assert [imp.id for imp in read.imp] == [imp["id"] for imp in request.request["imp"]]


def test_every_shape_occurs(made):
    shapes = Counter(request.shape for request in made)
    assert set(shapes) == set(SHAPES)
    requests = [request.request for request in made]
    impressions = [impression for request in requests for impression in request["imp"]]
    occurs = {
        "site": any("site" in request for request in requests),
        "app": any("app" in request for request in requests),
        "format list": any(len(imp.get("banner", {}).get("format", [])) > 1 for imp in impressions),
        "several impressions": any(len(request["imp"]) > 1 for request in requests),
        "coppa": any(request.get("regs", {}).get("coppa") for request in requests),
        "gdpr": any(request.get("regs", {}).get("gdpr") for request in requests),
        "lmt": any(request["device"].get("lmt") for request in requests),
        "nobody": any("user" not in request for request in requests),
        "test": any(request.get("test") for request in requests),
        "second price": any(request["at"] == 2 for request in requests),
    }
    assert [name for name, found in occurs.items() if not found] == []
    assert {request.get("tmax") for request in requests} >= {None, 0, 120}
    assert {currency for request in requests for currency in request.get("cur", [])} >= {"USD", "EUR", "GBP"}


def test_request_ids_are_unique(made):
    assert len({request.request["id"] for request in made}) == MANY


def test_the_same_seed_makes_the_same_request_whatever_came_before(world, made):
    assert RequestGenerator(world, seed=5).make(1_234).body == made[1_234].body
    assert RequestGenerator(world, seed=6).make(1_234).body != made[1_234].body
    assert made[0].body == next(iter(RequestGenerator(world, seed=5))).body


def test_the_bidder_recognises_the_people_that_were_meant_and_nobody_who_may_not_be(world, made):
    privacy = Privacy()
    exchange = Exchange(exchange_id="demo", name="Demo", tenants=())
    recognised = 0
    for request in made:
        seen = privacy.see(decode_request(request.body), exchange).person_id
        restricted = "regs" in request.request or any(request.request["device"].get(flag) for flag in ("lmt", "dnt"))
        if restricted:
            assert seen == ""
        elif world.people.index_of(request.viewer_id) is not None:
            assert seen == request.viewer_id
            recognised += 1
    assert recognised > MANY / 2


def test_a_consent_string_says_what_was_granted():
    text = tcf_string(at_ms=1_767_225_600_000, purposes=(1, 2, 10), vendors=(3, 17))
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    bits = "".join(f"{byte:08b}" for byte in raw)
    assert int(bits[:6], 2) == 2
    assert int(bits[6:42], 2) == 17_672_256_000
    assert [number + 1 for number in range(24) if bits[152 + number] == "1"] == [1, 2, 10]
    assert int(bits[213:229], 2) == 17
    assert [number + 1 for number in range(17) if bits[230 + number] == "1"] == [3, 17]


def test_surroundings_are_read_from_the_request():
    request = {"id": "1", "app": {}, "device": {"devicetype": 4, "geo": {"country": "DEU"}}}
    impression = {
        "id": "1",
        "instl": 1,
        "banner": {"pos": 7, "format": [{"w": 320, "h": 50}, {"w": 300, "h": 250}]},
        "native": {"request": "{}"},
        "pmp": {"deals": [{"id": "d"}]},
    }
    assert context_of(request, impression, exchange_id="x", hour_of_week=5) == Context(
        formats=(CreativeFormat.BANNER, CreativeFormat.NATIVE),
        width=320,
        height=50,
        hour_of_week=5,
        exchange_id="x",
        country="DEU",
        device_type=4,
        position=7,
        in_app=True,
        interstitial=True,
        deal=True,
    )


@pytest.mark.parametrize(("at_ms", "hour"), [(0, 72), (345_600_000, 0), (345_599_999, 167)])
def test_the_week_begins_on_monday(at_ms, hour):
    assert hour_of_week(at_ms) == hour


def test_a_file_is_replayed_as_it_stands(tmp_path):
    file = tmp_path / "requests.jsonl"
    file.write_text('{"id":"a","imp":[],"user":{"buyeruid":"b"}}\n\nnot json\n[1]\n')
    replayed = list(read_requests(file))
    assert [request.body for request in replayed] == [
        b'{"id":"a","imp":[],"user":{"buyeruid":"b"}}',
        b"not json",
        b"[1]",
    ]
    assert replayed[0].viewer_id == "b"
    assert replayed[0].request == json.loads(replayed[0].body)
    assert [request.request for request in replayed[1:]] == [{}, {}]


def test_screens_come_beside_the_other_requests_and_change_none_of_them(world, made):
    mixed = RequestGenerator(world, seed=5, screens=0.1)
    requests = [mixed.make(index) for index in range(400)]
    screens = [one for one in requests if one.shape == SCREEN]
    assert 20 <= len(screens) <= 70
    assert all(one.body == made[one.index].body for one in requests if one.shape != SCREEN)
    for screen in screens:
        read = decode_request(screen.body)
        assert read.dooh is not None
        assert read.imp[0].qty.multiplier > 0
        assert (read.site, read.app, read.user) == (None, None, None)


def test_no_impression_offers_a_deal_twice():
    generator = RequestGenerator(World(people=50), seed=3)
    offers = [
        [deal["id"] for deal in impression["pmp"]["deals"]]
        for index in range(4_000)
        for impression in generator.make(index).request["imp"]
        if "pmp" in impression
    ]
    assert len(offers) > 100
    assert all(len(set(deals)) == len(deals) for deals in offers)
