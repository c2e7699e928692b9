"""The market that every measurement uses: 1,000 live campaigns, known people, and requests all of which find 64 candidates."""

from collections.abc import Iterator
from itertools import cycle, islice
from random import Random
from typing import Final

import msgspec

from benchmarks.load.tally import TMAX_MS
from domain.exchanges.values import Exchange
from domain.profiles.values import INTERESTS, Profile, TenantProfile
from domain.serving.values import (
    CampaignSnapshot,
    CreativeFormat,
    FrequencyCaps,
    Goal,
    Pricing,
    ServedCreative,
    Targeting,
)

CAMPAIGNS: Final = 1_000
PEOPLE: Final = 8_192
REQUESTS: Final = 8_192
CONTEXTS: Final = 1_024
"""Kinds of surroundings that requests come from: once met, the plan of who may compete there is kept."""
UNHEARD_OF: Final = b"competitor.example"
"""The advertiser that every request blocks; replaced by a name of equal length, it makes a context that is new."""
CAP_PER_DAY: Final = 100
EXCHANGE: Final = Exchange(exchange_id="bench", name="Benchmark", tenants=("acme", "globex"))

_COUNTRIES: Final = ("USA", "GBR", "DEU", "FRA", "JPN")
_SYSTEMS: Final = ("android", "ios", "windows", "macos")
_SIZES: Final = ((300, 250), (728, 90), (320, 50), (160, 600))
_CATEGORIES: Final = tuple(f"IAB{number}" for number in range(1, 20))


def campaigns(
    *, capped_share: float = 0.0, count: int = CAMPAIGNS, first: int = 0, creatives: int = len(_SIZES)
) -> list[CampaignSnapshot]:
    """Campaigns of two tenants; each targets most of the market, so that any request meets at least 64 of a thousand.

    Every campaign depends on its number alone, so ``first`` continues where fewer of them ended.
    """
    return [_campaign(number, capped_share, creatives) for number in range(first, first + count)]


def campaign_id(number: int) -> str:
    return f"cmp_bench{number:021d}"


def is_capped(number: int, share: float) -> bool:
    return Random(f"cap {number}").random() < share


def _campaign(number: int, capped_share: float, creative_count: int) -> CampaignSnapshot:
    chance = Random(f"campaign {number}")
    capped = is_capped(number, capped_share)
    goal = chance.choice(tuple(Goal))
    creatives = tuple(
        ServedCreative(
            creative_id=f"crt_bench{number:017d}{place:04d}",
            format=CreativeFormat.BANNER,
            landing_url=f"https://shop-{number}.example/landing?creative={place}",
            width=width,
            height=height,
            media_url=f"https://cdn.example/{number}/{place}.png",
            title=f"Offer {number}",
            embedding=tuple(round(chance.uniform(-1, 1), 3) for _ in range(32)),
        )
        for place, (width, height) in enumerate(islice(cycle(_SIZES), creative_count))
    )
    return CampaignSnapshot(
        tenant_id=EXCHANGE.tenants[number % 2],
        campaign_id=campaign_id(number),
        revision=1,
        name=f"Benchmark {number}",
        seat=f"seat-{number % 10}",
        advertiser_domain=f"shop-{number}.example",
        categories=(chance.choice(_CATEGORIES),),
        pricing=Pricing(
            currency="USD",
            base_cpm_micros=chance.randrange(1_000_000, 4_000_000),
            max_cpm_micros=6_000_000,
            goal=goal,
            goal_value_micros=chance.randrange(200_000, 2_000_000),
        ),
        targeting=Targeting(
            countries=tuple(chance.sample(_COUNTRIES, 4)) if chance.random() < 0.5 else (),
            operating_systems=tuple(chance.sample(_SYSTEMS, 3)) if chance.random() < 0.3 else (),
            segments_none=(chance.randrange(64),) if chance.random() < 0.2 else (),
            blocked_domains=(f"site-{chance.randrange(200)}.example",) if chance.random() < 0.2 else (),
        ),
        caps=FrequencyCaps(per_hour=20, per_day=CAP_PER_DAY) if capped else FrequencyCaps(),
        tier_boosts_pct={"gold": 115, "reserve": 130},
        creatives=creatives,
    )


def person_id(number: int) -> str:
    return f"person-{number:029d}"


def profiles(*, count: int = PEOPLE, first: int = 0) -> Iterator[Profile]:
    for number in range(first, first + count):
        chance = Random(f"profile {number}")
        parts = {
            tenant: TenantProfile(
                segments=tuple(sorted(chance.sample(range(64), 5))),
                tier=chance.choice(("green", "gold", "reserve")),
                stars_balance=chance.randrange(5_000),
                qualifying_stars=chance.randrange(3_000),
                lifetime_stars=chance.randrange(50_000),
                days_since_redeem=chance.randrange(-1, 200),
            )
            for tenant in EXCHANGE.tenants
        }
        interests = tuple(round(chance.random(), 3) for _ in range(INTERESTS))
        yield Profile(person_id(number), interests=interests, recency=round(chance.random(), 3), tenants=parts)


def requests(*, contexts: int) -> list[bytes]:
    """OpenRTB 2.6 bodies of about 1,400 bytes: one banner impression each, for one person each.

    ``contexts`` is how many different surroundings they come from: a page's site and slot, a kind of device, a country.
    """
    chance = Random("requests")
    return [msgspec.json.encode(_request(number, number % contexts, chance)) for number in range(REQUESTS)]


def _request(number: int, context: int, chance: Random) -> dict[str, object]:
    around = Random(f"context {context}")
    width, height = around.choice(_SIZES)
    site = around.randrange(400)
    return {
        "id": f"{chance.getrandbits(128):032x}",
        "imp": [
            {
                "id": "1",
                "banner": {
                    "format": [{"w": width, "h": height}],
                    "w": width,
                    "h": height,
                    "pos": around.choice((0, 1, 3)),
                    "battr": [1, 2, 8],
                    "mimes": ["image/png", "image/jpeg", "text/html"],
                    "api": [3, 5, 6],
                },
                "displaymanager": "prebid",
                "displaymanagerver": "9.1.0",
                "tagid": f"/1234567/site-{site}/top-banner",
                "bidfloor": round(chance.uniform(0.05, 0.6), 2),
                "bidfloorcur": "USD",
                "secure": 1,
                "exp": 300,
                "ext": {"gpid": f"/1234567/site-{site}/top-banner", "tid": f"{chance.getrandbits(128):032x}"},
            }
        ],
        "site": {
            "id": str(100_000 + site),
            "domain": f"site-{site}.example",
            "cat": around.sample(_CATEGORIES, 2),
            "page": f"https://site-{site}.example/articles/{chance.randrange(10**6)}/a-story-worth-reading",
            "ref": "https://search.example/",
            "publisher": {"id": f"pub-{site % 40}", "name": f"Publisher {site % 40}", "domain": f"site-{site}.example"},
            "content": {"language": "en", "title": "A story worth reading"},
        },
        "device": {
            "ua": "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile",
            "ip": f"203.0.113.{chance.randrange(256)}",
            "geo": {"country": around.choice(_COUNTRIES), "region": "CA", "city": "Somewhere", "type": 2},
            "devicetype": around.choice((1, 2, 4, 5)),
            "make": "Google",
            "model": "Pixel 8",
            "os": around.choice(("Android", "iOS", "Windows", "macOS")),
            "osv": "14",
            "language": "en",
            "carrier": "310-410",
            "connectiontype": 6,
            "js": 1,
            "w": 1080,
            "h": 2400,
        },
        "user": {"id": f"{chance.getrandbits(96):024x}", "buyeruid": person_id(number % PEOPLE)},
        "at": 1,
        "tmax": TMAX_MS,
        "cur": ["USD"],
        "bcat": ["IAB25", "IAB26"],
        "badv": [UNHEARD_OF.decode()],
        "source": {"fd": 1, "tid": f"{chance.getrandbits(128):032x}"},
        "regs": {"coppa": 0, "gdpr": 0, "us_privacy": "1YNN"},
    }
