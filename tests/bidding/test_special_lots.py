"""Lots with terms of their own: deals of a fixed price, guarantees, floors by length, ad breaks, screens many people see."""

import json
from collections import Counter

import msgspec
import pytest

from bidding.accountability.sampling import Sampler
from bidding.budget.pacer import PACED
from bidding.notices.handling import Notices
from bidding.openrtb.no_bid import NBR, NoBid
from domain.events.values import Entry, Event
from tests.bidding.stand import EXCHANGE, NOW_MS, Stand, campaign, creative, impression, request, targeting, video


def deal_imp(**deal):
    return impression(pmp={"private_auction": 1, "deals": [{"id": "d1", **deal}]})


def for_deal(**given):
    return campaign(**({"targeting": targeting(deals=("d1",))} | given))


@pytest.mark.parametrize(
    ("deal", "price"),
    [
        ({"at": 3, "bidfloor": 1.25}, 1.25),
        ({"at": 2, "bidfloor": 1.25}, 2.0),
        ({"at": 3, "bidfloor": 2.5}, None),
        ({"at": 3}, 2.0),
        ({"at": 3, "guar": 1, "bidfloor": 2.5}, 2.5),
        ({"guar": 1, "bidfloor": 4}, 4.0),
        ({"guar": 1, "bidfloor": 4.01}, None),
        ({"guar": 1}, 2.0),
    ],
)
async def test_a_deal_is_answered_at_its_price(deal, price):
    bids = await Stand(for_deal()).bids(request(deal_imp(**deal)))
    assert [bid["price"] for bid in bids] == ([] if price is None else [price])


async def test_a_fixed_price_in_another_currency_is_reached_to_the_micro():
    [bid] = await Stand(for_deal()).bids(request(deal_imp(at=3, bidfloor=1, bidfloorcur="EUR"), cur=["USD"]))
    assert 1.0 < bid["price"] < 2.0


async def test_a_guaranteed_deal_is_paid_for_before_anything_else():
    imps = [
        impression(),
        impression(id="imp-2", pmp={"deals": [{"id": "d1", "guar": 1, "bidfloor": 3}]}),
    ]
    both = [campaign("cmp_open"), for_deal(campaign_id="cmp_deal")]
    bids = await Stand(*both).bids(request(imps))
    assert [(bid["impid"], bid.get("dealid")) for bid in bids] == [("imp-2", "d1"), ("imp-1", None), ("imp-2", None)]


async def test_every_matching_deal_is_answered_beside_the_open_auction():
    offered = impression(pmp={"deals": [{"id": "d1"}, {"id": "d2"}, {"id": "d3"}]})
    stand = Stand(
        campaign("cmp_open"), for_deal(campaign_id="a"), for_deal(campaign_id="b", targeting=targeting(deals=("d2",)))
    )
    assert [bid.get("dealid") for bid in await stand.bids(request(offered))] == [None, "d1", "d2"]


async def test_a_deal_that_is_listed_twice_is_answered_once_on_its_first_terms():
    twice = [{"id": "d1", "at": 3, "bidfloor": 1.25}, {"id": "d2"}, {"id": "d1", "at": 3, "bidfloor": 1.5}]
    bids = await Stand(for_deal()).bids(request(impression(pmp={"deals": twice})))
    assert [(bid.get("dealid"), bid["price"]) for bid in bids] == [("d1", 1.25)]


@pytest.mark.parametrize(
    ("terms", "deal", "allowed"),
    [
        ({"mincpmpersec": 0.1}, None, [15]),
        ({"mincpmpersec": 0.15}, None, []),
        ({"durfloors": [{"maxdur": 20, "bidfloor": 2.5}, {"mindur": 21, "bidfloor": 1}]}, None, [30]),
        ({"durfloors": [{"mindur": 16, "bidfloor": 9}]}, None, [15]),
        ({"mincpmpersec": 9}, {"bidfloor": 1}, [15, 30]),
        ({}, {"mincpmpersec": 0.1}, [15]),
        ({"mincpmpersec": 0.01}, {"durfloors": [{"bidfloor": 2.5}]}, []),
    ],
)
async def test_floors_by_length_hold_for_each_length(terms, deal, allowed):
    spots = (video(), video(creative_id="crt_30", duration_s=30))
    given = {"targeting": targeting(deals=("d1",))} if deal else {}
    imp = {"id": "imp-1", "bidfloor": 1.5, "video": {"maxduration": 60, **terms}}
    if deal:
        imp["pmp"] = {"private_auction": 1, "deals": [{"id": "d1", **deal}]}
    got = {bid["dur"] for bid in [bid async for bid in several(campaign(creatives=spots, **given), imp)]}
    assert got <= set(allowed)
    assert bool(got) == bool(allowed)


async def several(snapshot, imp):
    """The bids of twenty requests that differ in nothing but their id, since turns go round among equals."""
    stand = Stand(snapshot)
    for number in range(20):
        for bid in await stand.bids(request(imp) | {"id": f"req-{number}"}):
            yield bid


def spots(count, *, seconds=15, domain="{}.example", **given):
    return [
        campaign(
            f"cmp_{number}",
            advertiser_domain=domain.format(number),
            base_cpm_micros=2_000_000 + number,
            creatives=(video(creative_id=f"crt_{number}", duration_s=seconds, **given),),
        )
        for number in range(count)
    ]


def dynamic(**given):
    return {"id": "imp-1", "video": {"podid": "p", "poddur": 60, "maxseq": 4, **given}}


@pytest.mark.parametrize(
    ("terms", "seconds", "filled"),
    [({}, 15, 4), ({"maxseq": 2}, 15, 2), ({}, 30, 2), ({"maxseq": None}, 6, 10), ({"poddur": 50}, 20, 2)],
)
async def test_a_dynamic_pod_is_filled_within_its_time_and_number(terms, seconds, filled):
    bids = await Stand(*spots(12, seconds=seconds)).bids(request(dynamic(**terms)))
    assert len(bids) == filled
    assert len({bid["crid"] for bid in bids}) == len({bid["id"] for bid in bids}) == filled


async def test_a_pod_takes_what_earns_most_a_second():
    short, long = spots(2)[0], spots(1, seconds=60)[0]
    [first, *_] = await Stand(short, long).bids(request(dynamic(poddur=60)))
    assert first["dur"] == 15


@pytest.mark.parametrize(
    ("settings", "count"), [([1], 1), ([], 4), ([3], 4), ([4], 1), ([2], 1), ([1, 2, 3], 1), ([5], 4)]
)
async def test_adverts_that_the_seller_would_sort_out_are_not_offered_together(settings, count):
    bids = await Stand(*spots(4, domain="acme.example")).bids(request(dynamic(poddedupe=settings)))
    assert len(bids) == count


async def test_slots_of_one_pod_show_different_adverts():
    slots = [{"id": f"imp-{n}", "video": {"podid": "p", "slotinpod": n, "maxduration": 15}} for n in (1, 2, 3)]
    bids = await Stand(*spots(2)).bids(request(slots))
    assert Counter(bid["impid"] for bid in bids) == {"imp-1": 1, "imp-2": 1}
    assert len({bid["crid"] for bid in bids}) == 2


async def test_a_hybrid_pod_repeats_nothing_between_its_slot_and_its_time():
    slot = {"id": "imp-0", "video": {"podid": "p", "slotinpod": 1, "maxduration": 15}}
    bids = await Stand(*spots(3)).bids(request([slot, dynamic()]))
    assert [bid["impid"] for bid in bids] == ["imp-0", "imp-1", "imp-1"]
    assert len({bid["crid"] for bid in bids}) == 3


async def test_a_pod_holds_the_money_of_each_of_its_bids():
    stand = Stand(*spots(4), funds={"cmp_0": 0})
    bids = await stand.bids(request(dynamic()))
    assert {bid["cid"] for bid in bids} == {"cmp_1", "cmp_2", "cmp_3"}


@pytest.mark.parametrize(
    ("multiplier", "held"), [(30.3, 60_600_000), (0.32, 640_000), (1, 2_000_000), (1 / 3, 666_666), (None, 2_000_000)]
)
async def test_money_is_held_for_everybody_who_sees_a_screen(multiplier, held):
    stand = Stand(campaign())
    qty = {} if multiplier is None else {"multiplier": multiplier}
    [bid] = await stand.bids(request(impression(qty=qty), dooh={"id": "screen"}))
    [event] = stand.events
    assert bid["price"] == 2.0
    assert event.price_nanos == pytest.approx(held, abs=1)


async def test_a_budget_for_one_viewer_does_not_buy_a_screen_full():
    stand = Stand(campaign(), funds={"cmp_one": 2_000_000})
    assert await stand.reason(request(impression(qty={"multiplier": 2}))) is NoBid.BUDGET_EMPTY
    assert len(await stand.bids(request(impression(qty={"multiplier": 1})))) == 1


@pytest.mark.parametrize("multiplier", [0, -1, 1e9])
async def test_a_quantity_that_makes_no_sense_gets_no_bid(multiplier):
    answer = await Stand(campaign()).reason(request(impression(qty={"multiplier": multiplier})))
    assert answer is NoBid.QUANTITY_REFUSED


ASKING = [{"seatnonbid": 1}, {"seatnonbid": True}, {"prebid": {"returnallbidstatus": True}}]


@pytest.mark.parametrize("asking", ASKING)
async def test_who_asks_hears_why_each_impression_got_no_bid(asking):
    imps = [impression(), impression(id="imp-2", banner={"w": 1, "h": 1}), impression(id="imp-3", bidfloor=50)]
    answer = await Stand(campaign()).answer(request(imps, ext=asking))
    assert json.loads(answer.body)["ext"] == {
        "seatnonbid": [
            {
                "seat": "campaign-express",
                "nonbid": [
                    {"impid": "imp-2", "statuscode": NBR[NoBid.SIZE_MISMATCH]},
                    {"impid": "imp-3", "statuscode": NBR[NoBid.BELOW_FLOOR]},
                ],
            }
        ]
    }


async def test_who_asks_hears_why_there_is_no_bid_at_all():
    answer = await Stand(campaign()).answer(request(impression(bidfloor=50), ext={"seatnonbid": 1}))
    assert (answer.status, answer.reason) == (200, NoBid.BELOW_FLOOR)
    response = json.loads(answer.body)
    assert (response["id"], response["nbr"]) == ("req-1", NBR[NoBid.BELOW_FLOOR])
    assert response["ext"]["seatnonbid"][0]["nonbid"] == [{"impid": "imp-1", "statuscode": NBR[NoBid.BELOW_FLOOR]}]


@pytest.mark.parametrize("extension", [{}, {"seatnonbid": 0}, {"prebid": {"returnallbidstatus": False}}, {"x": 1}])
async def test_who_does_not_ask_gets_an_empty_answer(extension):
    answer = await Stand(campaign()).answer(request(impression(bidfloor=50), ext=extension))
    assert (answer.status, answer.body) == (204, b"")


async def test_a_banner_and_a_video_of_one_impression_get_one_bid_of_one_kind():
    stand = Stand(campaign(creatives=(creative(), video(creative_id="crt_video"))))
    [bid] = await stand.bids(request({"id": "imp-1", "banner": {"w": 300, "h": 250}, "video": {}}))
    assert bid["mtype"] in {1, 2}
    assert bid["crid"] == {1: "crt_one", 2: "crt_video"}[bid["mtype"]]


@pytest.mark.parametrize(
    ("counted", "billed"),
    [
        ("", 75_750_000),
        ("30.3", 75_750_000),
        ("12", 30_000_000),
        ("0.5", 1_250_000),
        ("31", 77_500_000),
        ("${AUCTION_MULTIPLIER}", 75_750_000),
    ],
)
async def test_a_bill_is_for_everybody_who_saw_the_screen(counted, billed):
    stand = Stand(campaign(base_cpm_micros=2_500_000))
    [bid] = await stand.bids(request(impression(qty={"multiplier": 30.3})))
    assert bid["burl"].endswith("&multiplier=${AUCTION_MULTIPLIER}")
    token = bid["burl"].split("/bill/")[1].split("?")[0]
    published: list[Event] = []
    notices = Notices(stand.signer, Kept(published), clock_ms=lambda: NOW_MS)
    answer = await notices.take("bill", token, f"price=2.50&currency=USD&multiplier={counted}")
    assert answer.status == 204
    assert [event.price_nanos for event in published] == [billed]
    assert published[0].max_price_nanos == 75_750_000


@pytest.mark.parametrize("kind", ["win", "loss"])
async def test_what_winning_a_screen_took_is_for_everybody_who_sees_it(kind):
    stand = Stand(campaign(base_cpm_micros=2_500_000))
    [bid] = await stand.bids(request(impression(qty={"multiplier": 50})))
    address = {"win": "nurl", "loss": "lurl"}[kind]
    token = bid[address].split(f"/{kind}/")[1].split("?")[0]
    published: list[Event] = []
    notices = Notices(stand.signer, Kept(published), clock_ms=lambda: NOW_MS)
    await notices.take(kind, token, "price=2.50&currency=USD&min=2.00&reason=102")
    [event] = published
    assert event.max_price_nanos == 50 * 2_500_000
    assert event.min_to_win_nanos == 50 * 2_000_000


class Kept:
    def __init__(self, events: list[Event]) -> None:
        self._events = events

    async def publish(self, event: Event) -> None:
        self._events.append(event)


TALKATIVE = msgspec.structs.replace(EXCHANGE, no_bid_body=True)


async def test_an_exchange_may_want_every_no_bid_explained_in_a_body():
    answer = await Stand(campaign()).answer(request(impression(bidfloor=50)), exchange=TALKATIVE)
    assert (answer.status, answer.reason) == (200, NoBid.BELOW_FLOOR)
    assert json.loads(answer.body) == {"id": "req-1", "nbr": NBR[NoBid.BELOW_FLOOR]}
    unread = await Stand(campaign()).answer(b"[]", exchange=TALKATIVE)
    assert (unread.status, unread.body) == (400, b"")


def spot_of(**terms):
    return {"id": "imp-1", "bidfloor": 0, "video": {"maxduration": 60, **terms}}


PAIR = [
    campaign(
        "cmp_best", base_cpm_micros=3_000_000, advertiser_domain="acme.example", creatives=(video(creative_id="crt_a"),)
    ),
    campaign(
        "cmp_next", base_cpm_micros=2_000_000, advertiser_domain="acme.example", creatives=(video(creative_id="crt_b"),)
    ),
]


@pytest.mark.parametrize("is_answered", [True, False])
@pytest.mark.parametrize(
    ("imp", "came"),
    [
        (spot_of(mincpmpersec=0.15), {"cmp_best": "bid", "cmp_next": "below_floor"}),
        (spot_of(mincpmpersec=9), {"cmp_best": "below_floor", "cmp_next": "below_floor"}),
        (dynamic(poddedupe=[1]), {"cmp_best": "bid", "cmp_next": "pod_full"}),
        (dynamic(poddedupe=[]), {"cmp_best": "bid", "cmp_next": "bid"}),
        (dynamic(maxseq=1, poddedupe=[]), {"cmp_best": "bid", "cmp_next": "outbid"}),
    ],
)
async def test_traces_say_what_the_terms_of_a_lot_made_of_each_campaign(imp, came, is_answered):
    taken = []
    sampler = Sampler()
    sampler.take = lambda *one: taken.append(one)
    stand = Stand(*PAIR, sampler=sampler)
    accountant = stand.processor.accountant
    if is_answered:
        stand.processor.answer(json.dumps(request(imp)).encode(), EXCHANGE, Entry.REST, traced=True)
        [(call, viewer, wins, _)] = taken
        [trace] = accountant.account(call, viewer, wins)
    else:
        trace = await accountant.trace(json.dumps(request(imp)).encode(), EXCHANGE, Entry.REST, EXCHANGE.tenants[0])
    assert trace.campaigns == came


async def test_a_trace_shows_the_price_of_a_deal_and_what_a_second_earns():
    accountant = Stand(for_deal()).processor.accountant
    fixed = json.dumps(request(deal_imp(at=3, bidfloor=1.25))).encode()
    explained = await accountant.explain(fixed, EXCHANGE, Entry.REST)
    [one] = [verdict for lot in explained.lots for verdict in lot.verdicts]
    assert one.worth.price_micros == 1_250_000
    short, long = spots(1)[0], campaign("cmp_long", creatives=(video(creative_id="crt_30", duration_s=30),))
    pod = json.dumps(request(dynamic())).encode()
    explained = await Stand(short, long).processor.accountant.explain(pod, EXCHANGE, Entry.REST)
    earned = {one.campaign_id: one.worth for lot in explained.lots for one in lot.verdicts}
    assert earned["cmp_long"].score < earned["cmp_0"].score * 0.51


async def test_who_is_held_back_is_not_said_to_bid_too_little():
    paced = campaign("cmp_best", creatives=(video(creative_id="crt_a"),))
    stand = Stand(paced)
    screen = stand.index.pacer.screen

    def hold_back(rows, click, conversion, prices, scores, *, counted):
        prices[:], scores[:] = PACED, PACED
        return screen(rows, click, conversion, prices, scores, counted=counted)

    stand.index.pacer.screen = hold_back
    stand.index.pacer.active = True
    assert await stand.reason(request(dynamic())) is NoBid.PACED
    trace = await stand.processor.accountant.trace(
        json.dumps(request(dynamic())).encode(), EXCHANGE, Entry.REST, EXCHANGE.tenants[0]
    )
    assert trace.campaigns == {"cmp_best": "paced"}
