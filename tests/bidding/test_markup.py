"""What is shown, and what a bid says about itself."""

import json
from xml.etree import ElementTree as ET

import pytest

from bidding.auction.rendering import secured
from bidding.openrtb.macros import expand
from domain.events.values import EventType
from domain.money import convert
from domain.serving.values import CreativeFormat
from tests.bidding.stand import EXCHANGE, NOW_MS, TENANT, Stand, campaign, creative, impression, request, video

NOTICES = "http://bid.example/v1/notices"


def token_in(url: str) -> str:
    return url.split("/v1/notices/")[1].split("/")[1].split("?")[0]


async def test_a_bid_carries_everything_an_exchange_needs():
    shown = creative(attributes=(1,), language="en", categories=("IAB9",))
    stand = Stand(campaign(seat="us", creatives=(shown,)))
    answer = await stand.answer(request(impression(bidfloor=1.5), cur=["EUR", "USD"]))
    response = json.loads(answer.body)
    assert {key: response[key] for key in ("id", "cur", "bidid")} == {"id": "req-1", "cur": "USD", "bidid": "bid_0001"}
    [seat] = response["seatbid"]
    [bid] = seat["bid"]
    assert seat["seat"] == "us"
    assert {key: bid[key] for key in bid if key not in {"adm", "nurl", "burl", "lurl"}} == {
        "id": "bid_0001-1",
        "impid": "imp-1",
        "price": 2.0,
        "adid": "crt_one",
        "crid": "crt_one",
        "cid": "cmp_one",
        "adomain": ["acme.example"],
        "cat": ["IAB8-9", "IAB9"],
        "cattax": 1,
        "attr": [1],
        "language": "en",
        "mtype": 1,
        "w": 300,
        "h": 250,
        "exp": 60,
    }
    assert bid["nurl"].startswith(f"{NOTICES}/win/")
    assert bid["burl"].endswith("?price=${AUCTION_PRICE}&currency=${AUCTION_CURRENCY}")
    assert bid["lurl"].endswith("&reason=${AUCTION_LOSS}")


async def test_the_tokens_of_a_bid_say_what_was_bid_and_for_whom():
    stand = Stand(campaign(currency="EUR"))
    [bid] = await stand.bids(request(user={"id": "per-1"}, test=1, cur=["USD"]))
    token = stand.signer.verify(EventType.BILL, token_in(bid["burl"]))
    assert (token.bid_id, token.campaign_id, token.tenant_id) == (bid["id"], "cmp_one", TENANT)
    assert (token.request_id, token.impression_id, token.exchange_id) == ("req-1", "imp-1", EXCHANGE.exchange_id)
    assert (token.person_id, token.is_test, token.lease_id) == ("per-1", True, "lse_cmp_one")
    assert (token.bid_currency, token.currency) == ("USD", "EUR")
    assert token.max_price_nanos == convert(round(bid["price"] * 1_000_000), token.rate_e9)
    assert 1_999_990 <= token.max_price_nanos <= 2_000_000
    assert token.expires_at_ms == NOW_MS + 60_000


async def test_a_banner_is_an_image_that_leads_to_our_click_url():
    [bid] = await Stand(campaign(creatives=(creative(title='"<&'),))).bids(request())
    link = ET.fromstring(bid["adm"].replace('block">', 'block"/>'))
    assert link.attrib["href"].startswith(f"{NOTICES}/click/")
    assert link.attrib["href"].endswith("?to=https%3A%2F%2Facme.example%2Foffer%3Fa%3D1%26b%3D2")
    image = link.find("img")
    assert image is not None
    assert (image.attrib["src"], image.attrib["alt"]) == ("https://cdn.acme.example/one.png", '"<&')


async def test_a_banner_without_an_image_shows_its_text():
    made = creative(media_url="", mime="", title="<b>", body="& more")
    [bid] = await Stand(campaign(creatives=(made,))).bids(request())
    assert "<strong>&lt;b&gt;</strong> &amp; more" in bid["adm"]


@pytest.mark.parametrize(
    ("protocols", "version"),
    [(None, "4.2"), ([2, 3, 7, 8], "4.0"), ([11], "4.1"), ([2, 3], "3.0"), ([2, 5], "2.0"), ([13, 14], "4.2")],
)
async def test_video_is_in_line_vast_of_the_best_version_the_player_takes(protocols, version):
    made = video(title="<Rest> & ]]>", media_url="https://cdn.acme.example/one.mp4?a=1&b=2")
    [bid] = await Stand(campaign(creatives=(made,))).bids(request({"id": "imp-1", "video": {"protocols": protocols}}))
    assert (bid["mtype"], bid["dur"], bid["w"], bid["h"]) == (2, 15, 1280, 720)
    vast = ET.fromstring(bid["adm"])
    namespace = "{http://www.iab.com/VAST}" if version.startswith("4") else ""
    assert vast.attrib["version"] == version

    def text(path: str) -> str | None:
        return vast.findtext("/".join(f"{namespace}{step}" for step in f"Ad/InLine/{path}".split("/")))

    assert text("AdTitle") == "<Rest> & ]]>"
    assert text("Impression") == bid["burl"]
    assert (text("Creatives/Creative/Linear/Duration") or "") == "00:00:15"
    assert (text("Creatives/Creative/Linear/VideoClicks/ClickThrough") or "").startswith(f"{NOTICES}/click/")
    assert text("Creatives/Creative/Linear/MediaFiles/MediaFile") == made.media_url
    assert (text("AdServingId") is not None) is (version >= "4.1")
    assert (text("Creatives/Creative/UniversalAdId") is not None) is version.startswith("4")


async def test_audio_is_vast_without_a_size():
    made = creative(format=CreativeFormat.AUDIO, mime="audio/mpeg", duration_s=30, width=0, height=0)
    [bid] = await Stand(campaign(creatives=(made,))).bids(request({"id": "imp-1", "audio": {}}))
    assert (bid["mtype"], bid["dur"]) == (3, 30)
    assert "w" not in bid
    assert ET.fromstring(bid["adm"]).tag.endswith("VAST")


@pytest.mark.parametrize("wrapped", [True, False])
async def test_native_answers_the_assets_that_were_asked_for(wrapped):
    asked = {
        "ver": "1.2",
        "assets": [
            {"id": 7, "required": 1, "title": {"len": 90}},
            {"id": 8, "required": 1, "img": {"type": 3, "wmin": 100, "hmin": 100}},
            {"id": 9, "data": {"type": 2}},
            {"id": 10, "data": {"type": 1}},
            {"id": 11, "data": {"type": 3}},
        ],
    }
    text = json.dumps({"native": asked} if wrapped else asked)
    made = creative(format=CreativeFormat.NATIVE, body="Sit down.")
    [bid] = await Stand(campaign(creatives=(made,))).bids(request({"id": "imp-1", "native": {"request": text}}))
    answer = json.loads(bid["adm"])
    answer = answer["native"] if wrapped else answer
    assert bid["mtype"] == 4
    assert answer["link"]["url"].startswith(f"{NOTICES}/click/")
    assert answer["assets"] == [
        {"id": 7, "required": 1, "title": {"text": made.title}},
        {"id": 8, "required": 1, "img": {"url": made.media_url, "w": 300, "h": 250}},
        {"id": 9, "data": {"value": "Sit down."}},
        {"id": 10, "data": {"value": "acme.example"}},
    ]


async def test_secure_markup_links_over_https_while_server_calls_stay_where_they_are():
    stand = Stand(campaign(creatives=(video(),)))
    [bid] = await stand.bids(request({"id": "imp-1", "secure": 1, "video": {}}))
    assert "http://" not in bid["adm"].replace("http://www.iab.com/VAST", "")
    assert "https://bid.example/v1/notices/bill/" in bid["adm"]
    assert bid["burl"].startswith("http://bid.example/")


@pytest.mark.parametrize(
    ("public_url", "expected"),
    [
        ("http://bid.example:8081", "https://bid.example:8081"),
        ("https://bid.example", "https://bid.example"),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("http://localhost:8081", "http://localhost:8081"),
    ],
)
def test_loopback_addresses_are_secure_as_they_are(public_url, expected):
    assert secured(public_url) == expected


async def test_ids_of_a_request_are_escaped_wherever_they_are_repeated():
    awkward = 'a"\\\n<é>'
    body = request(impression(id=awkward)) | {"id": awkward}
    answer = await Stand(campaign()).answer(body)
    response = json.loads(answer.body)
    assert (response["id"], response["seatbid"][0]["bid"][0]["impid"]) == (awkward, awkward)


def test_macros_become_their_values_and_unknown_ones_nothing():
    text = "p=${AUCTION_PRICE}&c=${AUCTION_CURRENCY}&b=${AUCTION_ID:B64}&n=${AUCTION_MBR}&x=${OTHER}"
    values = {"AUCTION_PRICE": "1.25", "AUCTION_CURRENCY": "EUR", "AUCTION_ID": "req"}
    assert expand(text, values) == "p=1.25&c=EUR&b=cmVx&n=&x=${OTHER}"
