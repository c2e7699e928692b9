"""What a request asks of an advert: formats, sizes, blocks. A creative that cannot be shown to comply does not answer."""

import json

import pytest
from msgspec import structs

from bidding.openrtb.no_bid import NoBid
from domain.events.values import Entry
from domain.serving.values import CreativeFormat
from tests.bidding.stand import EXCHANGE, Stand, campaign, creative, impression, request, video

PLAYER = {"mimes": ["video/mp4"]}
AUDIO = {"format": CreativeFormat.AUDIO, "mime": "audio/mpeg", "width": 0, "height": 0}
APP = {"landing_url": "https://play.google.com/store/apps/details?id=com.acme.game&hl=en"}
APPLE = {"landing_url": "https://apps.apple.com/us/app/acme/id628677149"}


def imp(**given):
    return {"id": "imp-1", **given}


CASES = [
    ("a size among several", {}, imp(banner={"format": [{"w": 1, "h": 1}, {"w": 300, "h": 250}]}), {}, None),
    (
        "formats outweigh the old size",
        {},
        imp(banner={"w": 300, "h": 250, "format": [{"w": 1, "h": 1}]}),
        {},
        NoBid.SIZE_MISMATCH,
    ),
    ("no size at all", {}, imp(banner={}), {}, None),
    ("a width alone", {}, imp(banner={"w": 300}), {}, None),
    ("another width alone", {}, imp(banner={"w": 320}), {}, NoBid.SIZE_MISMATCH),
    ("another size", {}, imp(banner={"w": 728, "h": 90}), {}, NoBid.SIZE_MISMATCH),
    ("another format", {}, imp(video=PLAYER), {}, NoBid.FORMAT_NOT_ASKED),
    ("no format at all", {}, imp(), {}, NoBid.FORMAT_NOT_ASKED),
    ("a banner's image type", {}, imp(banner={"mimes": ["image/png"]}), {}, None),
    ("an image type by its nickname", {"mime": "image/jpeg"}, imp(banner={"mimes": ["image/JPG"]}), {}, None),
    ("HTML, which our markup is", {}, imp(banner={"mimes": ["text/html"]}), {}, None),
    ("another image type", {}, imp(banner={"mimes": ["image/gif"]}), {}, NoBid.MIME_REFUSED),
    ("HTML banners blocked", {}, imp(banner={"btype": [2]}), {}, NoBid.ATTRIBUTE_BLOCKED),
    ("script and frames blocked", {}, imp(banner={"btype": [3, 4]}), {}, None),
    ("its attribute blocked", {"attributes": (13,)}, imp(banner={"battr": [13]}), {}, NoBid.ATTRIBUTE_BLOCKED),
    ("another attribute blocked", {"attributes": (13,)}, imp(banner={"battr": [14]}), {}, None),
    ("security for https media", {}, impression(secure=1), {}, None),
    (
        "security for http media",
        {"media_url": "http://cdn.acme.example/a"},
        impression(secure=1),
        {},
        NoBid.INSECURE_CREATIVE,
    ),
    ("its category blocked", {}, impression(), {"bcat": ["IAB8-9"]}, NoBid.CATEGORY_BLOCKED),
    ("its whole tier blocked", {}, impression(), {"bcat": ["iab8"]}, NoBid.CATEGORY_BLOCKED),
    ("a neighbouring category blocked", {}, impression(), {"bcat": ["IAB8-5", "IAB80"]}, None),
    (
        "a category of the creative blocked",
        {"categories": ("IAB25-3",)},
        impression(),
        {"bcat": ["IAB25"]},
        NoBid.CATEGORY_BLOCKED,
    ),
    ("blocks in a taxonomy we do not speak", {}, impression(), {"bcat": ["1"], "cattax": 500}, NoBid.CATEGORY_BLOCKED),
    ("blocks in an audience taxonomy", {}, impression(), {"bcat": ["1"], "cattax": 4}, NoBid.CATEGORY_BLOCKED),
    ("another category of a later taxonomy blocked", {}, impression(), {"bcat": ["283"], "cattax": 6}, None),
    (
        "its category blocked in a later taxonomy",
        {"categories": ("IAB8-5",)},
        impression(),
        {"bcat": ["211"], "cattax": 2},
        NoBid.CATEGORY_BLOCKED,
    ),
    (
        "the tier above it blocked in a later taxonomy",
        {"categories": ("IAB8-5",)},
        impression(),
        {"bcat": ["210"], "cattax": 7},
        NoBid.CATEGORY_BLOCKED,
    ),
    (
        "its product blocked",
        {"categories": ("IAB8-5",)},
        impression(),
        {"bcat": ["1002"], "cattax": 8},
        NoBid.CATEGORY_BLOCKED,
    ),
    (
        "a category that has no exact counterpart there",
        {"categories": ("IAB25-3",)},
        impression(),
        {"bcat": ["1"], "cattax": 6},
        NoBid.CATEGORY_BLOCKED,
    ),
    (
        "a category that it states there itself",
        {"categories": ("IAB25-3", "content2/483")},
        impression(),
        {"bcat": ["1"], "cattax": 6},
        None,
    ),
    ("its category allowed", {}, impression(), {"acat": ["IAB8"]}, None),
    ("other categories allowed", {}, impression(), {"acat": ["IAB9"]}, NoBid.CATEGORY_BLOCKED),
    ("only one of two allowed", {"categories": ("IAB9",)}, impression(), {"acat": ["IAB9"]}, NoBid.CATEGORY_BLOCKED),
    ("its advertiser blocked", {}, impression(), {"badv": ["ACME.example"]}, NoBid.ADVERTISER_BLOCKED),
    (
        "its advertiser blocked as an address",
        {},
        impression(),
        {"badv": ["https://acme.example/"]},
        NoBid.ADVERTISER_BLOCKED,
    ),
    ("a part of its advertiser blocked", {}, impression(), {"badv": ["shop.acme.example"]}, None),
    ("its Android app blocked", APP, impression(), {"bapp": ["com.acme.game"]}, NoBid.APP_BLOCKED),
    ("its Apple app blocked", APPLE, impression(), {"bapp": ["628677149"]}, NoBid.APP_BLOCKED),
    ("another app blocked", APP, impression(), {"bapp": ["com.other"]}, None),
    ("its language allowed", {"language": "fr-CA"}, impression(), {"wlang": ["fr"]}, None),
    ("another language allowed", {"language": "fr"}, impression(), {"wlang": ["de"]}, NoBid.LANGUAGE_BLOCKED),
    ("languages allowed, none declared", {}, impression(), {"wlang": ["de"]}, NoBid.LANGUAGE_BLOCKED),
]


@pytest.mark.parametrize(
    ("made", "asked", "terms", "refusal"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
async def test_a_banner_answers_only_what_it_complies_with(made, asked, terms, refusal):
    stand = Stand(campaign(creatives=(creative(**made),)))
    answer = await stand.answer(request(asked, **terms))
    assert (answer.status, answer.reason) == ((204, refusal) if refusal else (200, ""))


TIMED = [
    ("a player", {}, PLAYER, None),
    ("a player that takes anything", {}, {}, None),
    ("a player for another type", {}, {"mimes": ["video/webm"]}, NoBid.MIME_REFUSED),
    ("long enough", {"duration_s": 15}, {"minduration": 15, "maxduration": 15}, None),
    ("too short", {"duration_s": 14}, {"minduration": 15}, NoBid.DURATION_MISMATCH),
    ("too long", {"duration_s": 16}, {"maxduration": 15}, NoBid.DURATION_MISMATCH),
    ("one of the exact lengths", {"duration_s": 15}, {"rqddurs": [5, 15]}, None),
    ("none of the exact lengths", {"duration_s": 10}, {"rqddurs": [5, 15]}, NoBid.DURATION_MISMATCH),
    ("an unknown length where none is asked", {"duration_s": 0}, {}, None),
    ("an unknown length where one is asked", {"duration_s": 0}, {"maxduration": 30}, NoBid.DURATION_MISMATCH),
    ("VAST 2 in line", {}, {"protocols": [2, 5]}, None),
    ("wrappers alone", {}, {"protocols": [5, 6, 8]}, NoBid.PROTOCOL_UNSUPPORTED),
    ("an overlay", {}, {"linearity": 2}, NoBid.FORMAT_NOT_ASKED),
    ("its attribute blocked", {"attributes": (1,)}, {"battr": [1]}, NoBid.ATTRIBUTE_BLOCKED),
]


@pytest.mark.parametrize(("made", "player", "refusal"), [case[1:] for case in TIMED], ids=[case[0] for case in TIMED])
async def test_a_video_answers_only_players_it_fits(made, player, refusal):
    stand = Stand(campaign(creatives=(video(**made),)))
    assert await stand.reason(request(imp(video=player))) == (refusal or "")


async def test_audio_answers_audio_only():
    stand = Stand(campaign(creatives=(creative(**AUDIO),)))
    assert await stand.reason(request(imp(audio={"mimes": ["audio/mp3"]}))) == ""
    assert await stand.reason(request(imp(audio={"protocols": [9, 10]}))) == ""
    assert await stand.reason(request(imp(audio={"protocols": [10]}))) is NoBid.PROTOCOL_UNSUPPORTED
    assert await stand.reason(request(imp(video={}))) is NoBid.FORMAT_NOT_ASKED


TITLE = {"id": 1, "required": 1, "title": {"len": 25}}
IMAGE = {"id": 2, "required": 1, "img": {"type": 3, "w": 300, "h": 250}}
NATIVE = [
    ("title and image", [TITLE, IMAGE], None),
    ("a title too short for ours", [{**TITLE, "title": {"len": 10}}], NoBid.NATIVE_ASSET_MISSING),
    ("a smaller image will do", [{**IMAGE, "img": {"wmin": 200, "hmin": 200}}], None),
    ("a larger image is needed", [{**IMAGE, "img": {"wmin": 1200, "hmin": 627}}], NoBid.NATIVE_ASSET_MISSING),
    ("an icon", [{**IMAGE, "img": {"type": 1, "w": 80, "h": 80}}], NoBid.NATIVE_ASSET_MISSING),
    ("an optional icon", [TITLE, {"id": 3, "img": {"type": 1}}], None),
    ("the sponsor", [{"id": 4, "required": 1, "data": {"type": 1, "len": 25}}], None),
    ("a rating", [{"id": 4, "required": 1, "data": {"type": 3}}], NoBid.NATIVE_ASSET_MISSING),
    ("a required asset without an id", [TITLE, {"required": 1, "title": {"len": 90}}], NoBid.NATIVE_ASSET_MISSING),
    ("a video", [{"id": 5, "required": 1, "video": {"mimes": ["video/mp4"]}}], NoBid.NATIVE_ASSET_MISSING),
    ("nothing we have", [{"id": 4, "data": {"type": 3}}], NoBid.NATIVE_ASSET_MISSING),
    ("no assets", [], NoBid.NATIVE_ASSET_MISSING),
]


@pytest.mark.parametrize(("assets", "refusal"), [case[1:] for case in NATIVE], ids=[case[0] for case in NATIVE])
async def test_a_native_advert_answers_only_when_it_has_what_is_required(assets, refusal):
    stand = Stand(campaign(creatives=(creative(format=CreativeFormat.NATIVE),)))
    asked = imp(native={"request": json.dumps({"ver": "1.2", "assets": assets})})
    assert await stand.reason(request(asked)) == (refusal or "")


@pytest.mark.parametrize("text", [None, "", "{", "[]", "3", '"{}"', '{"native":[]}', '{"assets":{"id":1}}'])
async def test_a_native_request_that_cannot_be_read_gets_no_bid(text):
    stand = Stand(campaign(creatives=(creative(format=CreativeFormat.NATIVE),)))
    assert await stand.reason(request(imp(native={"request": text}))) is NoBid.NATIVE_ASSET_MISSING


async def test_an_impression_of_several_formats_is_answered_by_any_of_them():
    stand = Stand(campaign(creatives=(creative(width=1, height=1), video(creative_id="crt_video"))))
    bids = await stand.bids(request(imp(banner={"w": 300, "h": 250}, video=PLAYER)))
    assert [bid["crid"] for bid in bids] == ["crt_video"]


CLEARANCES = [
    ("unknown where nobody asks", {}, {}, None),
    ("unknown where approval is asked", {}, {"requires_creative_approval": True}, NoBid.CREATIVE_NOT_APPROVED),
    ("approved where approval is asked", {"approved_on": ("exc_1",)}, {"requires_creative_approval": True}, None),
    (
        "approved elsewhere",
        {"approved_on": ("exc_2",)},
        {"requires_creative_approval": True},
        NoBid.CREATIVE_NOT_APPROVED,
    ),
    ("rejected", {"refused_on": ("exc_1",)}, {}, NoBid.CREATIVE_NOT_APPROVED),
    ("rejected elsewhere", {"refused_on": ("exc_2",)}, {}, None),
]


@pytest.mark.parametrize(
    ("given", "terms", "reason"), [case[1:] for case in CLEARANCES], ids=[c[0] for c in CLEARANCES]
)
def test_a_creative_is_bid_with_where_the_exchange_lets_it_through(given, terms, reason):
    exchange = structs.replace(EXCHANGE, exchange_id="exc_1", **terms)
    stand = Stand(campaign(creatives=(creative(**given),)))
    answer = stand.processor.answer(json.dumps(request()).encode(), exchange, Entry.REST)
    assert answer.reason == (reason or "")
