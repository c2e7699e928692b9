"""Which requests a campaign's targeting lets in, and what the rest is refused with."""

import pytest

from bidding.openrtb.no_bid import NoBid
from domain.exchanges.values import Exchange
from domain.frequency.values import ALL_CAMPAIGNS
from domain.profiles.values import Profile, TenantProfile
from tests.bidding.stand import EXCHANGE, NOW_MS, TENANT, Stand, campaign, caps, impression, request, seen, targeting

SITE = {"domain": "news.example.com"}

CASES = [
    ("no targeting at all", {}, {}, None),
    ("its country", {"countries": ("DEU",)}, {"device": {"geo": {"country": "DEU"}}}, None),
    ("its country, in lower case", {"countries": ("deu",)}, {"device": {"geo": {"country": "deu"}}}, None),
    (
        "the home country when the device says none",
        {"countries": ("DEU",)},
        {"user": {"geo": {"country": "DEU"}}},
        None,
    ),
    (
        "another country",
        {"countries": ("DEU",)},
        {"device": {"geo": {"country": "FRA"}}},
        NoBid.COUNTRY_NOT_TARGETED,
    ),
    ("no country", {"countries": ("DEU",)}, {}, NoBid.COUNTRY_NOT_TARGETED),
    ("its device", {"device_types": (1, 4)}, {"device": {"devicetype": 4}}, None),
    ("another device", {"device_types": (1, 4)}, {"device": {"devicetype": 2}}, NoBid.DEVICE_NOT_TARGETED),
    ("its system", {"operating_systems": ("ios",)}, {"device": {"os": "iOS"}}, None),
    ("its system by another name", {"operating_systems": ("macos",)}, {"device": {"os": "OS X"}}, None),
    ("another system", {"operating_systems": ("ios",)}, {"device": {"os": "Android"}}, NoBid.OS_NOT_TARGETED),
    ("its language", {"languages": ("pt",)}, {"device": {"language": "pt-BR"}}, None),
    ("another language", {"languages": ("pt",)}, {"device": {"language": "es"}}, NoBid.LANGUAGE_NOT_TARGETED),
    ("its exchange", {"exchanges": (EXCHANGE.exchange_id,)}, {}, None),
    ("another exchange", {"exchanges": ("exc_two",)}, {}, NoBid.EXCHANGE_NOT_TARGETED),
    ("its domain", {"domains": ("news.example.com",)}, {"site": SITE}, None),
    ("a domain below its own", {"domains": ("example.com",)}, {"site": SITE}, None),
    ("a domain that only ends alike", {"domains": ("ample.com",)}, {"site": SITE}, NoBid.SITE_NOT_TARGETED),
    ("a domain above its own", {"domains": ("a.news.example.com",)}, {"site": SITE}, NoBid.SITE_NOT_TARGETED),
    (
        "the page where no domain is given",
        {"domains": ("example.com",)},
        {"site": {"page": "https://www.Example.com:8443/a?b#c"}},
        None,
    ),
    ("a page without a scheme", {"domains": ("example.com",)}, {"site": {"page": "www.example.com/a"}}, None),
    ("its app", {"domains": ("com.example.App",)}, {"app": {"bundle": "com.example.App"}}, None),
    ("a screen", {"domains": ("example.com",)}, {"dooh": {"domain": "example.com"}}, None),
    ("a domain it keeps away from", {"blocked_domains": ("example.com",)}, {"site": SITE}, NoBid.SITE_EXCLUDED),
    ("an app it keeps away from", {"blocked_domains": ("com.x",)}, {"app": {"bundle": "com.x"}}, NoBid.SITE_EXCLUDED),
    ("a domain beside the one it keeps away from", {"blocked_domains": ("other.com",)}, {"site": SITE}, None),
    ("its hour", {"hours_utc": (14,)}, {}, None),
    ("another hour", {"hours_utc": (13, 15)}, {}, NoBid.OUTSIDE_HOURS),
]


@pytest.mark.parametrize(("aims", "asks", "refusal"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
async def test_a_campaign_answers_where_its_targeting_says(aims, asks, refusal):
    stand = Stand(campaign(targeting=targeting(**aims)))
    answer = await stand.answer(request(**asks))
    assert (answer.status, answer.reason) == ((204, refusal) if refusal else (200, ""))


async def test_another_tenants_campaign_never_answers():
    stand = Stand(campaign(tenant_id="ten_other"))
    assert await stand.reason(request()) is NoBid.NO_CAMPAIGN


async def test_the_furthest_refusal_of_any_campaign_is_the_reason():
    stand = Stand(
        campaign("cmp_a", targeting=targeting(countries=("DEU",))),
        campaign("cmp_b", base_cpm_micros=1_000),
        campaign("cmp_c", targeting=targeting(hours_utc=(1,))),
    )
    assert await stand.reason(request(impression(bidfloor=1.0))) is NoBid.BELOW_FLOOR


DEAL = {"id": "deal-1"}


@pytest.mark.parametrize(
    ("deals", "pmp", "expected"),
    [
        ((), None, [None]),
        ((), {"private_auction": 0, "deals": [DEAL]}, [None]),
        ((), {"private_auction": 1, "deals": [DEAL]}, NoBid.DEAL_NOT_TARGETED),
        (("deal-1",), None, NoBid.DEAL_NOT_TARGETED),
        (("deal-1",), {"private_auction": 1, "deals": [DEAL]}, ["deal-1"]),
        (("deal-1",), {"deals": [{"id": "deal-0"}, DEAL]}, ["deal-1"]),
        (("deal-0",), {"deals": [DEAL]}, NoBid.DEAL_NOT_TARGETED),
        (("deal-1",), {"deals": [DEAL | {"wseat": ["us", "them"]}]}, ["deal-1"]),
        (("deal-1",), {"deals": [DEAL | {"wseat": ["them"]}]}, NoBid.SEAT_NOT_ALLOWED),
        (("deal-1",), {"deals": [DEAL | {"wadomain": ["acme.example"]}]}, ["deal-1"]),
        (("deal-1",), {"deals": [DEAL | {"wadomain": ["rival.example"]}]}, NoBid.SEAT_NOT_ALLOWED),
    ],
)
async def test_deals_are_answered_by_campaigns_that_target_them_and_by_no_others(deals, pmp, expected):
    stand = Stand(campaign(seat="us", targeting=targeting(deals=deals)))
    body = request(impression(pmp=pmp))
    if isinstance(expected, NoBid):
        assert await stand.reason(body) is expected
    else:
        assert [bid.get("dealid") for bid in await stand.bids(body)] == expected


async def test_the_open_auction_and_a_deal_of_one_impression_are_answered_separately():
    stand = Stand(campaign("cmp_open"), campaign("cmp_deal", targeting=targeting(deals=("deal-1",))))
    bids = await stand.bids(request(impression(pmp={"deals": [DEAL]})))
    assert [(bid["cid"], bid.get("dealid"), bid["impid"]) for bid in bids] == [
        ("cmp_open", None, "imp-1"),
        ("cmp_deal", "deal-1", "imp-1"),
    ]


def exchange_with(*seats: str) -> Exchange:
    return Exchange(exchange_id="exc_one", name="One", tenants=(TENANT,), seats=seats)


@pytest.mark.parametrize(
    ("own_seat", "exchange_seats", "asks", "expected"),
    [
        ("", (), {}, "campaign-express"),
        ("us", (), {}, "us"),
        ("us", ("house", "us"), {}, "us"),
        ("us", ("house",), {}, "house"),
        ("us", (), {"wseat": ["us"]}, "us"),
        ("us", (), {"wseat": ["them"]}, NoBid.SEAT_NOT_ALLOWED),
        ("us", ("house",), {"wseat": ["house"]}, "house"),
        ("us", ("house",), {"wseat": ["us"]}, NoBid.SEAT_NOT_ALLOWED),
        ("us", (), {"bseat": ["us"]}, NoBid.SEAT_NOT_ALLOWED),
        ("us", (), {"bseat": ["them"]}, "us"),
    ],
)
async def test_a_campaign_bids_under_a_seat_that_the_exchange_knows_and_the_request_allows(
    own_seat, exchange_seats, asks, expected
):
    stand = Stand(campaign(seat=own_seat))
    exchange = exchange_with(*exchange_seats)
    if isinstance(expected, NoBid):
        assert await stand.reason(request(**asks), exchange) is expected
    else:
        assert [bid["seat"] for bid in await stand.bids(request(**asks), exchange)] == [expected]


KNOWN = {"user": {"id": "per-1"}}


def knowing(stand: Stand, **part) -> Stand:
    stand.memory.profiles["per-1"] = Profile("per-1", tenants={TENANT: TenantProfile(**part)})
    return stand


@pytest.mark.parametrize(
    ("aims", "part", "asks", "refusal"),
    [
        ({"segments_any": (7, 8)}, {"segments": (8, 9)}, KNOWN, None),
        ({"segments_any": (7, 8)}, {"segments": (9,)}, KNOWN, NoBid.SEGMENT_NOT_MATCHED),
        ({"segments_any": (7, 8)}, {}, {}, NoBid.PERSON_UNKNOWN),
        ({"segments_any": (7,)}, {"segments": (7,), "personalised_ads": False}, KNOWN, NoBid.PERSON_UNKNOWN),
        ({"segments_none": (7,)}, {"segments": (7,)}, KNOWN, NoBid.SEGMENT_NOT_MATCHED),
        ({"segments_none": (7,)}, {"segments": (8,)}, KNOWN, None),
        ({"segments_none": (7,)}, {}, {}, None),
        ({"segments_any": (7,), "segments_none": (8,)}, {"segments": (7, 8)}, KNOWN, NoBid.SEGMENT_NOT_MATCHED),
    ],
)
async def test_segments_decide_who_is_shown_a_campaign(aims, part, asks, refusal):
    stand = knowing(Stand(campaign(targeting=targeting(**aims))), **part)
    assert await stand.reason(request(**asks)) == (refusal or "")


async def test_who_may_be_shown_a_campaign_changes_with_it():
    stand = knowing(Stand(campaign()), segments=(7,))
    assert [await stand.reason(request(**KNOWN)) for _ in range(2)] == ["", ""]
    stand.index.apply(campaign(revision=2, targeting=targeting(segments_none=(7,))))
    assert [await stand.reason(request(**KNOWN)) for _ in range(2)] == [NoBid.SEGMENT_NOT_MATCHED] * 2
    stand.index.apply(campaign(revision=3, targeting=targeting(segments_none=(8,))))
    assert [await stand.reason(request(**KNOWN)) for _ in range(2)] == ["", ""]


async def test_what_one_person_may_not_be_shown_is_not_kept_from_another_or_from_nobody():
    stand = knowing(Stand(campaign(targeting=targeting(segments_none=(7,)))), segments=(7,))
    stand.memory.profiles["per-2"] = Profile("per-2", tenants={TENANT: TenantProfile(segments=(8,))})
    asks = [KNOWN, {"user": {"buyeruid": "per-2"}}, {}, KNOWN]
    reasons = [await stand.reason(request(**ask)) for ask in asks]
    assert reasons == [NoBid.SEGMENT_NOT_MATCHED, "", "", NoBid.SEGMENT_NOT_MATCHED]


async def test_a_number_without_measure_in_a_context_is_answered_like_any_other():
    stand = Stand(campaign())
    assert [await stand.reason(request(cattax=10**30, device={"devicetype": -(10**25)})) for _ in range(2)] == ["", ""]


async def test_a_segment_of_another_tenant_means_nothing():
    stand = Stand(campaign(targeting=targeting(segments_any=(7,))))
    stand.memory.profiles["per-1"] = Profile("per-1", tenants={"ten_other": TenantProfile(segments=(7,))})
    assert await stand.reason(request(**KNOWN)) is NoBid.SEGMENT_NOT_MATCHED


async def test_a_capped_campaign_bids_only_to_people_it_can_count():
    stand = Stand(campaign(caps=caps(per_hour=2)))
    assert await stand.reason(request()) is NoBid.PERSON_UNKNOWN
    stand.memory.away = True
    assert await stand.reason(request(**KNOWN)) is NoBid.CAPS_UNKNOWN


@pytest.mark.parametrize(
    ("limits", "counted", "refusal"),
    [
        (caps(per_hour=2), seen(9, hour=1), None),
        (caps(per_hour=2), seen(2, hour=2), NoBid.FREQUENCY_CAPPED),
        (caps(per_day=5), seen(4), None),
        (caps(per_day=5), seen(5), NoBid.FREQUENCY_CAPPED),
        (caps(per_hour=2, per_day=5), seen(5, hour=1), NoBid.FREQUENCY_CAPPED),
        (caps(per_week=7), seen(5, week=6), None),
        (caps(per_week=7), seen(0, week=7), NoBid.FREQUENCY_CAPPED),
        (caps(lifetime=3), seen(0, ever=2), None),
        (caps(lifetime=3), seen(0, ever=3), NoBid.FREQUENCY_CAPPED),
        (caps(tenant_per_day=5), seen(4), None),
        (caps(tenant_per_day=5), seen(5), NoBid.FREQUENCY_CAPPED),
        (caps(tenant_per_hour=2, lifetime=9), seen(5, hour=2), NoBid.FREQUENCY_CAPPED),
        (caps(tenant_per_week=7), seen(0, week=7), NoBid.FREQUENCY_CAPPED),
    ],
)
async def test_a_person_who_has_seen_enough_is_left_alone(limits, counted, refusal):
    stand = Stand(campaign(caps=limits))
    stand.memory.seen[TENANT, "per-1"] = {"cmp_one": counted, ALL_CAMPAIGNS: counted}
    assert await stand.reason(request(**KNOWN)) == (refusal or "")


async def test_adverts_of_a_tenants_other_campaigns_count_towards_its_common_cap_and_those_of_strangers_do_not():
    stand = Stand(campaign("cmp_one", caps=caps(tenant_per_day=3)))
    stand.memory.seen[TENANT, "per-1"] = {"cmp_gone": seen(2), ALL_CAMPAIGNS: seen(2)}
    stand.memory.seen["ten_other", "per-1"] = {ALL_CAMPAIGNS: seen(50)}
    assert await stand.reason(request(**KNOWN)) == ""
    assert await stand.reason(request(**KNOWN)) is NoBid.FREQUENCY_CAPPED


async def test_bids_of_uncapped_campaigns_in_flight_count_towards_the_tenants_common_cap():
    stand = Stand(campaign("cmp_free", base_cpm_micros=3_000_000), campaign("cmp_one", caps=caps(tenant_per_day=2)))
    won = [(await stand.bids(request(**KNOWN)))[0]["cid"] for _ in range(3)]
    assert won == ["cmp_free"] * 3
    stand.index.apply(campaign("cmp_free", revision=2, tombstone=True))
    assert await stand.reason(request(**KNOWN)) is NoBid.FREQUENCY_CAPPED


async def test_bids_in_flight_count_towards_a_cap_even_within_one_request():
    stand = Stand(campaign(caps=caps(per_day=2)))
    three = [impression(id=f"imp-{number}") for number in (1, 2, 3)]
    assert [bid["impid"] for bid in await stand.bids(request(three, **KNOWN))] == ["imp-1", "imp-2"]
    assert await stand.reason(request(**KNOWN)) is NoBid.FREQUENCY_CAPPED


async def test_flight_dates_open_and_close_a_campaign_by_the_millisecond():
    stand = Stand(campaign(starts_at_ms=NOW_MS + 10, ends_at_ms=NOW_MS + 20))
    reasons = []
    for now_ms in (NOW_MS + 9, NOW_MS + 10, NOW_MS + 19, NOW_MS + 20, NOW_MS + 15):
        stand.now_ms = now_ms
        reasons.append(await stand.reason(request()))
    assert reasons == [NoBid.NOT_IN_FLIGHT, "", "", NoBid.NOT_IN_FLIGHT, ""]


async def test_the_hour_of_the_week_turns_while_the_bidder_runs():
    stand = Stand(campaign(targeting=targeting(hours_utc=(15,))))
    assert await stand.reason(request()) is NoBid.OUTSIDE_HOURS
    stand.now_ms += 3_600_000
    assert await stand.reason(request()) == ""
