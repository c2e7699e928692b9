"""The index against a plain reading of what campaigns ask for, through any history of changes, requests and time.

The oracle knows no bitmap, no plan and no cache: it looks at each campaign and each request by themselves. Plans that were
brought up to date change by change must say what an index built afresh says.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from math import asin, cos, radians, sin, sqrt
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bidding.index.asking.ask import lot_key, read_ask
from bidding.index.asking.lot import lots
from bidding.index.index import LiveIndex
from bidding.index.live.changes import REMEMBERED
from bidding.inference.loading import load_engine
from bidding.openrtb.decode import decode_request
from bidding.openrtb.no_bid import NoBid
from domain.exchanges.values import Exchange
from domain.rates.values import shipped_rates
from domain.serving.values import (
    CampaignSnapshot,
    Circle,
    CreativeFormat,
    Pricing,
    SegmentClause,
    ServedCreative,
    Targeting,
)

BEGIN_MS = 1_790_000_000_000
"""Monday 2026-09-21, 14:13 UTC."""
HOUR_MS = 3_600_000
EXCHANGE = Exchange(exchange_id="exc_one", name="One", tenants=("acme", "globex"), currencies=("USD",))
BERLIN, POTSDAM, SUVA = (52.52, 13.405), (52.39, 13.065), (-18.14, 179.99)
SIZES = ((300, 250), (728, 90), (320, 50))


def index() -> LiveIndex:
    return LiveIndex(_engine(), shipped_rates(), reserve=256)


@cache
def _engine():
    return load_engine("fused")


def some(*values: Any):
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


MONDAY_AFTERNOON = tuple(range(12, 20))
aims = st.fixed_dictionaries(
    {},
    optional={
        "countries": some("DEU", "FJI", "USA"),
        "regions": some("DE-BE", "US-CA"),
        "metros": some("803", "807"),
        "cities": some("DEU/Berlin", "US-CA/Los Angeles"),
        "postal_codes": some("DEU/10115", "DEU/10*", "USA/94103"),
        "circles": some(Circle(*BERLIN, 5_000), Circle(*BERLIN, 40_000), Circle(-18.14, -179.99, 9_000)),
        "device_types": some(1, 4),
        "device_makes": some("Apple", "Google"),
        "device_models": some("Pixel 8", "iPhone"),
        "operating_systems": some("ios", "android"),
        "os_versions": st.dictionaries(
            st.sampled_from(["ios", "android"]), st.sampled_from(["14", "16.4"]), max_size=2
        ),
        "carriers": some("Vodafone", "310-410"),
        "connection_types": some(2, 6),
        "languages": some("de", "en"),
        "inventory": some("site", "app"),
        "domains": some("example.com", "com.example.App"),
        "blocked_domains": some("news.example.com", "other.example"),
        "page_categories": some("IAB7", "IAB9-1"),
        "blocked_page_categories": some("IAB7-39", "IAB9"),
        "hours_utc": some(*MONDAY_AFTERNOON),
        "hours_viewer": some(*MONDAY_AFTERNOON),
        "hours_zone": some(*MONDAY_AFTERNOON),
        "time_zone": st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles"]),
        "segments_any": some(1, 2),
        "segments_none": some(3),
    },
).filter(lambda chosen: len(chosen) <= 6)

geos = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["DEU", "USA", "FJI", "usa", "DE"]),
        "region": st.sampled_from(["BE", "DE-BE", "CA", "ca"]),
        "metro": st.sampled_from(["803", "501"]),
        "city": st.sampled_from(["Berlin", "BERLIN", "Los Angeles", "Suva"]),
        "zip": st.sampled_from(["10115", "10 999", "94103", "9"]),
        "utcoffset": st.sampled_from([-420, 0, 120, 330, 9_999]),
    },
)
points = st.sampled_from([None, BERLIN, POTSDAM, SUVA, (0.0, 0.0)])
devices = st.fixed_dictionaries(
    {},
    optional={
        "devicetype": st.sampled_from([1, 2, 4]),
        "make": st.sampled_from(["Apple", "GOOGLE ", "Nokia"]),
        "model": st.sampled_from(["Pixel 8", "Pixel 9"]),
        "os": st.sampled_from(["iOS", "Android", "Windows"]),
        "osv": st.sampled_from(["13.9", "14.0", "16.4.1", "17", "unknown"]),
        "carrier": st.sampled_from(["VODAFONE", "T-Mobile"]),
        "mccmnc": st.sampled_from(["310-410", "262-01"]),
        "connectiontype": st.sampled_from([2, 6, 0]),
        "language": st.sampled_from(["de", "en-GB", "fr"]),
    },
)
channels = st.fixed_dictionaries(
    {},
    optional={
        "domain": st.sampled_from(["example.com", "news.example.com", "else.example"]),
        "bundle": st.sampled_from(["com.example.App", "com.else"]),
        "cat": st.sampled_from([["IAB7-39"], ["IAB9-1", "IAB1"], ["IAB20"]]),
        "cattax": st.sampled_from([1, 6]),
        "content": st.sampled_from([{"cat": ["IAB9"]}, {"cat": ["IAB7"], "cattax": 7}]),
    },
)


@st.composite
def requests(draw) -> dict[str, Any]:
    geo = draw(geos)
    if point := draw(points):
        geo |= {"lat": point[0], "lon": point[1]}
    width, height = draw(st.sampled_from(SIZES))
    return {
        "id": draw(st.sampled_from(["a", "b", "c"])),
        "imp": [{"id": "1", "banner": {"w": width, "h": height}}],
        "device": draw(devices) | {"geo": geo},
        draw(st.sampled_from(["site", "app", "dooh"])): draw(channels),
        "badv": draw(st.sampled_from([[], ["shop-1.example"]])),
    }


@st.composite
def snapshots(draw) -> CampaignSnapshot:
    number = draw(st.integers(0, 5))
    starts = draw(st.sampled_from([0, 0, 1, 3]))
    ends = draw(st.sampled_from([0, 0, 2, 5]))
    return CampaignSnapshot(
        tenant_id=("acme", "globex", "elsewhere")[number % 3],
        campaign_id=f"cmp_{number}",
        revision=draw(st.integers(1, 12)),
        tombstone=draw(st.sampled_from([False, False, False, True])),
        advertiser_domain=f"shop-{number % 3}.example",
        starts_at_ms=starts and BEGIN_MS + starts * HOUR_MS,
        ends_at_ms=ends and BEGIN_MS + ends * HOUR_MS,
        pricing=Pricing(currency=draw(st.sampled_from(["USD", "EUR", "XXX"])), base_cpm_micros=1, max_cpm_micros=9),
        targeting=Targeting(**draw(aims)),
        creatives=tuple(
            ServedCreative(
                creative_id=f"crt_{number}_{place}",
                format=CreativeFormat.BANNER,
                landing_url="https://shop.example",
                width=SIZES[place][0],
                height=SIZES[place][1],
            )
            for place in draw(st.sets(st.integers(0, 2), min_size=1))
        ),
    )


@dataclass
class Oracle:
    """What one request is, read once and plainly, and which campaigns want it."""

    request: dict[str, Any]
    now_ms: int

    def competing(self, live: list[CampaignSnapshot]) -> set[tuple[str, str]]:
        """Campaign and creative ids."""
        banner = self.request["imp"][0]["banner"]
        return {
            (one.campaign_id, creative.creative_id)
            for one in live
            if self.wants(one)
            for creative in one.creatives
            if (creative.width, creative.height) == (banner["w"], banner["h"])
        }

    def wants(self, one: CampaignSnapshot) -> bool:
        device, aims = self.request["device"], one.targeting
        ends_at_ms = one.ends_at_ms or 1 << 60
        return (
            one.tenant_id in EXCHANGE.tenants
            and one.starts_at_ms <= self.now_ms < ends_at_ms
            and one.pricing is not None
            and one.pricing.currency != "XXX"
            and one.advertiser_domain not in self.request["badv"]
            and self.is_time(aims)
            and self.is_place(aims, device["geo"])
            and self.is_device(aims, device)
            and self.is_page(aims)
        )

    def is_time(self, aims: Targeting) -> bool:
        now = datetime.fromtimestamp(self.now_ms / 1000, UTC)
        zone = now.astimezone(ZoneInfo(aims.time_zone or "UTC"))
        offset = self.request["device"]["geo"].get("utcoffset")
        viewer = zone if offset is None or abs(offset) > 1440 else now + timedelta(minutes=offset)
        clocks = ((aims.hours_utc, now), (aims.hours_zone, zone), (aims.hours_viewer, viewer))
        return all(not hours or at.weekday() * 24 + at.hour in hours for hours, at in clocks)

    def is_place(self, aims: Targeting, geo: dict[str, Any]) -> bool:
        country = {"usa": "USA", "DE": "DEU"}.get(geo.get("country", ""), geo.get("country", ""))
        letters = {"USA": "US", "DEU": "DE", "FJI": "FJ"}.get(country, "")
        region = geo.get("region", "").upper()
        if not letters:
            region = ""
        elif region and not region.startswith(f"{letters}-"):
            region = f"{letters}-{region}"
        names = {f"{around}/{geo['city']}".lower() for around in (country, region) if around and "city" in geo}
        code = f"{country}/{geo['zip'].replace(' ', '')}" if "zip" in geo and country else ""
        return (
            (not aims.countries or country in aims.countries)
            and (not aims.regions or region in aims.regions)
            and (not aims.metros or geo.get("metro") in aims.metros)
            and (not aims.cities or any(name.lower() in names for name in aims.cities))
            and (not aims.postal_codes or any(_codes_match(wanted, code) for wanted in aims.postal_codes))
            and (not aims.circles or any(_holds(circle, geo) for circle in aims.circles))
        )

    def is_device(self, aims: Targeting, device: dict[str, Any]) -> bool:
        carriers = {device.get("carrier", "").lower(), device.get("mccmnc", "")}
        system = device.get("os", "").lower()
        least = aims.os_versions.get(system)
        return (
            (not aims.device_types or device.get("devicetype") in aims.device_types)
            and (not aims.device_makes or device.get("make", "").strip().lower() in map(str.lower, aims.device_makes))
            and (not aims.device_models or device.get("model") in aims.device_models)
            and (not aims.operating_systems or system in aims.operating_systems)
            and (least is None or _numbers(device.get("osv", "")) >= _numbers(least))
            and (not aims.carriers or any(carrier.lower() in carriers for carrier in aims.carriers))
            and (not aims.connection_types or device.get("connectiontype") in aims.connection_types)
            and (not aims.languages or device.get("language", "").partition("-")[0] in aims.languages)
        )

    def is_page(self, aims: Targeting) -> bool:
        [(kind, channel)] = [(name, self.request[name]) for name in ("site", "app", "dooh") if name in self.request]
        host = channel.get("domain", "")
        places = {host, host.removeprefix("news."), channel.get("bundle", "")}
        content = channel.get("content", {})
        stated = channel.get("cat", []) if channel.get("cattax", 1) == 1 else []
        stated = stated + (content.get("cat", []) if content.get("cattax", 1) == 1 else [])
        about = {wider for one in stated for wider in (one, one.partition("-")[0])}
        return (
            (not aims.inventory or kind in aims.inventory)
            and (not aims.domains or bool(places & set(aims.domains)))
            and not places & set(aims.blocked_domains)
            and (not aims.page_categories or bool(about & set(aims.page_categories)))
            and not about & set(aims.blocked_page_categories)
        )


def _codes_match(wanted: str, code: str) -> bool:
    return bool(code) and (code == wanted or (wanted.endswith("*") and code.startswith(wanted[:-1])))


def _holds(circle: Circle, geo: dict[str, Any]) -> bool:
    if not geo.get("lat") and not geo.get("lon"):
        return False
    up, to_up = radians(geo["lat"]), radians(circle.latitude)
    along = sin((to_up - up) / 2)
    across = sin(radians(circle.longitude - geo["lon"]) / 2)
    metres = 2 * 6_371_008.8 * asin(sqrt(along**2 + cos(up) * cos(to_up) * across**2))
    return metres <= circle.metres


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")] if version.replace(".", "").isdigit() else []


def ask(one: LiveIndex, body: dict[str, Any], now_ms: int) -> dict[str, Any]:
    """Everything that an index says of a request."""
    request = decode_request(msgspec.json.encode(body))
    one.at(now_ms)
    around = one.surroundings(request, EXCHANGE, "USD")
    [lot] = lots(request)
    key = lot_key(around, lot)
    plan = one.known_plan(key)
    if plan is None:
        plan = one.make_plan(key, read_ask(request, around, lot))
    names = {row: (one.table[row].snapshot.campaign_id, one.table[row].creative.creative_id) for row in _rows(one)}
    refusals = {snapshot.campaign_id: code for snapshot, code in one.refusals(plan.ask)}
    drawn = []
    if plan.competitors is not None:
        outside = one.outside(request) & plan.competitors.bitmap if plan.needs_place else 0
        refusals |= {snapshot.campaign_id: NoBid.OUTSIDE_RADIUS for snapshot in one.snapshots_of(outside)}
        drawn = one.draw(plan.competitors, 12_345, plan.competitors.bitmap & ~outside).rows.tolist()
    return {
        "drawn": [names[row] for row in drawn],
        "tenants": () if plan.competitors is None else plan.competitors.tenants,
        "refusal": None if plan.competitors else plan.refusal,
        "needs_person": plan.needs_person,
        "needs_place": plan.needs_place,
        "refusals": refusals,
        "context": plan.context.tobytes(),
    }


def _rows(one: LiveIndex) -> list[int]:
    return [row for live in one.campaigns() for row in one.table.rows_of(live.number)]


events = st.one_of(snapshots(), snapshots(), requests(), st.sampled_from([7 * 60_000, HOUR_MS, 2 * HOUR_MS]))


@settings(max_examples=150, deadline=None)
@given(st.lists(events, min_size=4, max_size=24), st.lists(requests(), min_size=1, max_size=4))
def test_after_any_history_the_index_answers_like_the_oracle_and_like_one_built_afresh(history, asked_again):
    grown, now_ms = index(), BEGIN_MS
    live: dict[str, CampaignSnapshot] = {}
    for event in [*history, *asked_again]:
        if isinstance(event, int):
            now_ms += event
            continue
        if isinstance(event, CampaignSnapshot):
            if grown.apply(event):
                live[event.campaign_id] = event
            continue
        for body in (event, *asked_again):
            said = ask(grown, body, now_ms)
            serving = [one for one in live.values() if not one.tombstone]
            expected = Oracle(body, now_ms).competing(serving)
            assert set(said["drawn"]) == expected
            competing = {campaign_id for campaign_id, _ in expected}
            assert set(said["refusals"]) == {one.campaign_id for one in serving} - competing
            fresh = index()
            for one in reversed(serving):
                fresh.apply(one)
            assert ask(fresh, body, now_ms) == said


def test_a_plan_is_brought_up_to_date_and_not_made_anew():
    one = index()
    for number in range(50):
        one.apply(_plain(number, 1))
    body = {"id": "a", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}], "site": {}}
    assert len(ask(one, body, BEGIN_MS)["drawn"]) == 50
    for number in range(40):
        one.apply(_plain(number, 2, countries=("DEU",) if number % 2 else ()))
        assert len(ask(one, body, BEGIN_MS + number * HOUR_MS)["drawn"]) == 50 - (number + 1) // 2
    assert (one.planner.made, one.planner.patched) == (1, 40)
    for number in range(REMEMBERED + 1):
        one.apply(_plain(number % 50, 3 + number))
    assert len(ask(one, body, BEGIN_MS)["drawn"]) == 50
    assert one.planner.made == 2


def _plain(number: int, revision: int, **aimed: Any) -> CampaignSnapshot:
    return CampaignSnapshot(
        tenant_id="acme",
        campaign_id=f"cmp_{number}",
        revision=revision,
        pricing=Pricing(currency="USD", base_cpm_micros=1, max_cpm_micros=9),
        targeting=Targeting(**aimed),
        creatives=(
            ServedCreative(
                creative_id=f"crt_{number}",
                format=CreativeFormat.BANNER,
                landing_url="https://shop.example",
                width=300,
                height=250,
            ),
        ),
    )


clauses = st.lists(
    st.builds(
        SegmentClause,
        st.sets(st.integers(0, 4), max_size=3).map(tuple),
        st.sets(st.integers(0, 4), max_size=3).map(tuple),
    ).filter(lambda clause: bool(clause.inside or clause.outside)),
    max_size=4,
).map(tuple)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(clauses, st.sets(st.integers(0, 4), max_size=2)), min_size=1, max_size=6),
    st.sets(st.integers(0, 6)),
    st.data(),
)
def test_segment_clauses_admit_exactly_the_people_they_describe(asked, membership, data):
    one = index()
    for number, (wanted, unwanted) in enumerate(asked):
        one.apply(_plain(number, 1, segment_clauses=wanted, segments_none=tuple(unwanted)))
    gone = data.draw(st.sets(st.integers(0, len(asked) - 1)))
    for number in gone:
        one.apply(_plain(number, 2))
    known = one.admissions.of(("acme",), (tuple(membership),), caps_known=True)
    nobody = one.admissions.of(("acme",), (None,), caps_known=True)
    for number, (wanted, unwanted) in enumerate(asked):
        bit = one.campaign(f"cmp_{number}").bitmap
        held = {*membership}
        matches = number in gone or (
            not unwanted & held and all(set(clause.inside) & held or set(clause.outside) - held for clause in wanted)
        )
        assert bool(known.unmatched & bit) == (not matches)
        assert bool(nobody.unknown & bit) == (number not in gone and any(not clause.outside for clause in wanted))
        if not matches:
            assert one.admissions.dependent & bit


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("Europe/Berlin", datetime(2027, 3, 28, 0, 59, tzinfo=UTC), 6 * 24 + 1),
        ("Europe/Berlin", datetime(2027, 3, 28, 1, 0, tzinfo=UTC), 6 * 24 + 3),
        ("Asia/Kolkata", datetime(2027, 3, 28, 18, 29, tzinfo=UTC), 6 * 24 + 23),
        ("Asia/Kolkata", datetime(2027, 3, 28, 18, 30, tzinfo=UTC), 0),
    ],
)
def test_a_campaigns_own_clock_follows_its_zone_to_the_quarter_of_an_hour(zone, now, expected):
    one = index()
    one.apply(_plain(0, 1, hours_zone=(expected,), time_zone=zone))
    body = {"id": "a", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}], "site": {}}
    at_ms = int(now.timestamp() * 1000)
    hours = [ask(one, body, at_ms + hour * HOUR_MS)["refusal"] for hour in (-3, 0, 3)]
    assert hours == [NoBid.OUTSIDE_HOURS, None, NoBid.OUTSIDE_HOURS]
