"""Whatever an exchange calls things, responses, events and tokens are well-formed and say the same."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from bidding.openrtb.no_bid import NoBid
from domain.events.rules import MOST_FOREIGN_CHARACTERS, recorded_id
from domain.events.values import Entry, Event, EventType
from tests.bidding.stand import EXCHANGE, NOW_MS, TENANT, Stand, campaign, impression, request, targeting

STRANGE = (
    'quote " and \\ backslash',
    '"},{"id":"injected',
    "line\nbreak\ttab\x01control\x7f",
    "nul\0within",
    "ünï — 漢字 🎈 \u2028\u2029",
    "${AUCTION_PRICE}%d%b%%",
    "</script>]]><!--",
    "long " * 200,
    "ö" * 300,
    " ",
)


def token_in(url: str) -> str:
    return url.split("/v1/notices/")[1].split("/")[1].split("?")[0]


PERSON = 'per-"}\\'


async def said_of(name: str) -> None:
    stand = Stand(campaign(targeting=targeting(deals=(name,))))
    asked = request(
        [impression(id=name, pmp={"deals": [{"id": name}]}), impression(id="plain")],
        id=name,
        user={"id": PERSON},
        source={"tid": name},
    )
    answer = await stand.answer(asked)
    response = json.loads(answer.body)
    bids = [bid for seat in response["seatbid"] for bid in seat["bid"]]
    assert response["id"] == name
    assert {(bid["impid"], bid.get("dealid")) for bid in bids} == {(name, name)}
    kept = recorded_id(name)
    assert len(kept) <= MOST_FOREIGN_CHARACTERS
    for bid, event in zip(bids, stand.events, strict=True):
        token = stand.signer.verify(EventType.BILL, token_in(bid["burl"]))
        assert (token.request_id, token.impression_id, token.person_id) == (kept, kept, PERSON)
        assert (token.bid_id, token.max_price_nanos) == (bid["id"], event.price_nanos)
        assert event == Event(
            event_id=f"bid:{bid['id']}",
            type=EventType.BID,
            at_ms=NOW_MS,
            tenant_id=TENANT,
            campaign_id="cmp_one",
            creative_id="crt_of_cmp_one",
            exchange_id=EXCHANGE.exchange_id,
            request_id=kept,
            impression_id=kept,
            bid_id=bid["id"],
            person_id=PERSON,
            entry="rest",
            price_nanos=token.max_price_nanos,
            currency="USD",
            bidder_id="bdr_one",
            transaction_id=kept,
        )


async def refused(name: str) -> None:
    stand = Stand(campaign())
    asked = request(
        impression(bidfloor=99), id=name, user={"id": PERSON}, source={"tid": name}, test=1, ext={"seatnonbid": True}
    )
    answer = await stand.answer(asked, entry=Entry.NATS)
    assert json.loads(answer.body)["id"] == name
    kept = recorded_id(name)
    assert stand.events == [
        Event(
            event_id=f"no_bid:{EXCHANGE.exchange_id}:{kept}",
            type=EventType.NO_BID,
            at_ms=NOW_MS,
            exchange_id=EXCHANGE.exchange_id,
            request_id=kept,
            person_id=PERSON,
            entry="nats",
            reason=NoBid.BELOW_FLOOR,
            bidder_id="bdr_one",
            is_test=True,
            transaction_id=kept,
        )
    ]


@pytest.mark.parametrize("name", STRANGE)
async def test_ids_of_any_kind_come_back_as_they_were(name: str):
    await said_of(name)
    await refused(name)


@settings(max_examples=50, deadline=None)
@given(name=st.text(min_size=1, max_size=40, alphabet=st.characters(codec="utf-8")))
async def test_any_text_may_be_an_id(name: str):
    await refused(name)


async def test_a_first_price_bids_event_says_what_was_done_to_it():
    stand = Stand(campaign())
    [bid] = await stand.bids(request(at=1))
    [event] = stand.events
    assert event.bid_micros == round(bid["price"] * 1_000_000)
    assert event.unshaded_micros >= event.bid_micros
    assert event.shading in {"holdout", "explored", "shaded"}
    assert event.market


async def test_a_creatives_bids_follow_the_exchange_they_are_made_on():
    """What is prepared for one exchange is made anew when its terms change, and for every other one."""
    stand = Stand(campaign())
    renamed = structs.replace(EXCHANGE, seats=("their-seat",))
    other = structs.replace(EXCHANGE, exchange_id="exc_two")
    seats = []
    for exchange in (EXCHANGE, renamed, other, EXCHANGE):
        answer = await stand.answer(request(), exchange)
        [seat] = json.loads(answer.body)["seatbid"]
        seats.append(seat["seat"])
        token = stand.signer.verify(EventType.WIN, token_in(seat["bid"][0]["nurl"]))
        assert token.exchange_id == stand.events[-1].exchange_id == exchange.exchange_id
    assert seats[1] == "their-seat"
    assert seats[0] == seats[2] == seats[3] != "their-seat"
