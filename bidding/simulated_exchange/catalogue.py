"""The advertisers of the simulated world: campaigns whose creatives' topics and appeal are known.

Campaign ``n`` of a seed is always the same. A creative's address names it (``.../creatives/0017-02.png``), so the
exchange recognises what it was sent whatever ids our records gave it.
"""

import re
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import numpy as np

from bidding.simulated_exchange.response_curve import TOPIC_CATEGORIES, TOPICS
from domain.loyalty.rules import tier_boosts_pct
from domain.loyalty.values import DEFAULT_LADDER
from domain.serving.values import (
    CampaignSnapshot,
    CreativeFormat,
    FrequencyCaps,
    Goal,
    Pricing,
    ServedCreative,
    Targeting,
)

EMBEDDING: Final = 32
BANNER_SIZES: Final = ((300, 250), (728, 90), (320, 50), (160, 600), (300, 600), (970, 250))
SPOT_SECONDS: Final = 15

_ADDRESS: Final = re.compile(r"/creatives/(\d{4,})-(\d{2})\.")
_EXTENSIONS: Final = {"image/png": "png", "video/mp4": "mp4", "audio/mpeg": "mp3"}
_COPY: Final = {
    "food": ("Breakfast, sorted", "A roast for every morning of the week."),
    "travel": ("Leave on Friday", "Weekend fares to places you can still find empty."),
    "sport": ("Run further", "Shoes that forgive the last kilometre."),
    "technology": ("Back it up", "One drive for everything you would miss."),
    "fashion": ("Cut for rain", "Coats that look better wet."),
    "home": ("Light the corner", "Lamps for the chair you actually use."),
    "games": ("One more turn", "Strategy for evenings that run long."),
    "music": ("Front row", "Tickets before the poster is up."),
}

# How topics (8), appeal and offer show in the 32 numbers of an embedding: ten orthogonal directions, fixed for all seeds.
_DIRECTIONS: Final = np.linalg.qr(np.random.default_rng(32).normal(size=(EMBEDDING, len(TOPICS) + 2)))[0].T


@dataclass(frozen=True)
class Creative:
    """One advertisement and its truth; ``topics`` are eight weights that add up to 1."""

    campaign: int
    index: int
    topics: tuple[float, ...]
    appeal: float
    offer: float
    served: ServedCreative


@dataclass(frozen=True)
class SimulatedCampaign:
    """A campaign of the world: what its advertiser would type in, and the truth behind its creatives."""

    index: int
    snapshot: CampaignSnapshot
    creatives: tuple[Creative, ...]

    def content(self, *, budget: str) -> dict[str, Any]:
        """The body that creates this campaign over the REST API; money as decimal strings."""
        pricing = self.snapshot.pricing
        assert pricing is not None
        targeting = self.snapshot.targeting
        return {
            "name": self.snapshot.name,
            "channel": "paid_media",
            "advertiser_domain": self.snapshot.advertiser_domain,
            "categories": list(self.snapshot.categories),
            "currency": pricing.currency,
            "budget": budget,
            "pricing": {
                "goal": pricing.goal.value,
                "base_cpm": _decimal(pricing.base_cpm_micros),
                "max_cpm": _decimal(pricing.max_cpm_micros),
                "goal_value": _decimal(pricing.goal_value_micros),
            },
            "targeting": {
                "countries": list(targeting.countries),
                "device_types": list(targeting.device_types),
                "segments_any": list(targeting.segments_any),
                "deals": list(targeting.deals),
            },
            "caps": {"per_hour": self.snapshot.caps.per_hour, "per_day": self.snapshot.caps.per_day},
        }

    def creative_contents(self) -> list[dict[str, Any]]:
        """The bodies that create its creatives, without the campaign's id."""
        return [
            {
                "name": f"{self.snapshot.name} {creative.index}",
                "format": served.format.value,
                "landing_url": served.landing_url,
                "width": served.width,
                "height": served.height,
                "duration_s": served.duration_s,
                "mime": served.mime,
                "media_url": served.media_url,
                "title": served.title,
                "body": served.body,
                "attributes": list(served.attributes),
                "categories": list(served.categories),
                "language": served.language,
                "embedding": list(served.embedding),
            }
            for creative in self.creatives
            for served in (creative.served,)
        ]


def campaign(seed: int, index: int, *, tenant_id: str = "tnt_simulated") -> SimulatedCampaign:
    """Campaign ``index``: every fifth has a deal of its own, every fourth aims at enthusiasts, every third is capped."""
    chance = Random(f"{seed}/campaign/{index}")
    topic = chance.randrange(len(TOPICS))
    brand = f"brand-{index:04d}"
    creatives = tuple(
        _creative(chance, index, number, topic=topic, kind=kind, size=size)
        for number, (kind, size) in enumerate(_formats(chance), start=1)
    )
    snapshot = CampaignSnapshot(
        tenant_id=tenant_id,
        campaign_id=f"cmp_simulated_{index:04d}",
        revision=1,
        name=f"{TOPICS[topic].capitalize()} {index:04d}",
        seat=f"seat-{tenant_id}",
        advertiser_domain=f"{brand}.example",
        categories=(TOPIC_CATEGORIES[topic],),
        pricing=_pricing(chance),
        targeting=Targeting(
            countries=("USA", "CAN", "GBR") if index % 7 == 3 else (),
            device_types=(1, 4, 5) if index % 11 == 5 else (),
            deals=(f"deal-{index % 20:02d}",) if index % 20 == 4 else (),
            segments_any=(topic,) if index % 8 == 1 else (),
        ),
        caps=FrequencyCaps(per_hour=6, per_day=20) if index % 3 == 0 else FrequencyCaps(),
        tier_boosts_pct=tier_boosts_pct(DEFAULT_LADDER),
        creatives=tuple(creative.served for creative in creatives),
    )
    return SimulatedCampaign(index, snapshot, creatives)


def address_in(markup: str) -> tuple[int, int] | None:
    """Campaign and creative number of the first creative address in a piece of markup."""
    found = _ADDRESS.search(markup)
    return (int(found[1]), int(found[2])) if found else None


def _formats(chance: Random) -> list[tuple[CreativeFormat, tuple[int, int]]]:
    other = chance.choice(
        [
            (CreativeFormat.VIDEO, (640, 360)),
            (CreativeFormat.VIDEO, (1280, 720)),
            (CreativeFormat.NATIVE, (1200, 627)),
            (CreativeFormat.AUDIO, (0, 0)),
        ]
    )
    sizes = [BANNER_SIZES[0], chance.choice(BANNER_SIZES[1:])]
    return [*((CreativeFormat.BANNER, size) for size in sizes), other]


def _creative(
    chance: Random, campaign_index: int, number: int, *, topic: int, kind: CreativeFormat, size: tuple[int, int]
) -> Creative:
    main = chance.uniform(0.7, 1.0)
    topics = np.zeros(len(TOPICS))
    topics[chance.randrange(len(TOPICS))] += 1 - main
    topics[topic] += main
    appeal, offer = (max(-1.2, min(1.2, chance.gauss(0, 0.5))) for _ in range(2))
    signal = np.array([*topics, appeal / 2, offer / 2])
    blur = np.array([chance.gauss(0, 0.02) for _ in range(EMBEDDING)])
    embedding = np.clip(1.5 * signal @ _DIRECTIONS + blur, -1, 1)
    mime = {CreativeFormat.VIDEO: "video/mp4", CreativeFormat.AUDIO: "audio/mpeg"}.get(kind, "image/png")
    timed = kind in (CreativeFormat.VIDEO, CreativeFormat.AUDIO)
    brand = f"brand-{campaign_index:04d}.example"
    title, body = _COPY[TOPICS[topic]]
    served = ServedCreative(
        creative_id=f"crt_simulated_{campaign_index:04d}_{number:02d}",
        format=kind,
        landing_url=f"https://www.{brand}/offers/{number}",
        width=size[0],
        height=size[1],
        duration_s=SPOT_SECONDS if timed else 0,
        mime=mime,
        media_url=f"https://cdn.{brand}/creatives/{campaign_index:04d}-{number:02d}.{_EXTENSIONS[mime]}",
        title=title,
        body=body,
        language="en",
        embedding=tuple(round(float(value), 4) for value in embedding),
    )
    return Creative(campaign_index, number, tuple(float(weight) for weight in topics), appeal, offer, served)


def _pricing(chance: Random) -> Pricing:
    goal = chance.choice([Goal.REACH, Goal.REACH, Goal.CLICKS, Goal.CLICKS, Goal.CONVERSIONS])
    base = chance.randrange(1_500_000, 6_000_000, 10_000)
    worth = {
        Goal.REACH: 0,
        Goal.CLICKS: chance.randrange(80_000, 400_000),
        Goal.CONVERSIONS: chance.randrange(800_000, 3_000_000),
    }
    return Pricing(
        currency="EUR" if chance.random() < 0.15 else "USD",
        base_cpm_micros=base,
        max_cpm_micros=base * 5 // 2,
        goal=goal,
        goal_value_micros=worth[goal],
    )


def _decimal(micros: int) -> str:
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"
