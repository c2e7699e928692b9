"""What each feature costs: the same market with it and without it, one bidder each, in the same run.

To list another one, add a ``Feature``: what it changes about requests, about campaigns, and about the bidder's settings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import msgspec
from msgspec.structs import replace

from benchmarks import market
from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.load.generator import write_bodies
from benchmarks.stage import set_up
from domain.serving.values import CampaignSnapshot, FrequencyCaps, Goal

Request = dict[str, Any]


def _as_it_is(request: Request, number: int) -> None:
    del request, number


def _unchanged(campaign: CampaignSnapshot, number: int) -> CampaignSnapshot:
    del number
    return campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """``request`` changes a decoded bid request in place, ``campaign`` returns a changed one; both get its number."""

    name: str
    request: Callable[[Request, int], None] = _as_it_is
    campaign: Callable[[CampaignSnapshot, int], CampaignSnapshot] = _unchanged
    settings: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[str, ...] = ()


def _deals(request: Request, number: int) -> None:
    deals = [
        {"id": f"deal-{number % 50}-{place}", "bidfloor": 0.2, "bidfloorcur": "USD", "at": 1} for place in range(2)
    ]
    request["imp"][0]["pmp"] = {"private_auction": 0, "deals": deals}


def _no_person(request: Request, number: int) -> None:
    del number
    del request["user"]


def _us_privacy_opted_out(request: Request, number: int) -> None:
    del number
    request["regs"]["us_privacy"] = "1YYN"


def _second_price(request: Request, number: int) -> None:
    del number
    request["at"] = 2


def _two_impressions(request: Request, number: int) -> None:
    del number
    request["imp"].append(request["imp"][0] | {"id": "2"})


def _foreign_floor(request: Request, number: int) -> None:
    del number
    request["imp"][0]["bidfloorcur"] = "EUR"


def _capped(campaign: CampaignSnapshot, number: int) -> CampaignSnapshot:
    return replace(campaign, caps=FrequencyCaps(per_day=market.CAP_PER_DAY)) if number % 10 == 0 else campaign


def _segmented(campaign: CampaignSnapshot, number: int) -> CampaignSnapshot:
    excluded = (Random(f"segments {number}").randrange(64),)
    return replace(campaign, targeting=replace(campaign.targeting, segments_none=excluded))


def _for_clicks(campaign: CampaignSnapshot, number: int) -> CampaignSnapshot:
    del number
    assert campaign.pricing is not None
    return replace(campaign, pricing=replace(campaign.pricing, goal=Goal.CLICKS))


FEATURES = (
    Feature(name="a second price asked for (no shading)", request=_second_price),
    Feature(name="two deals offered, none of ours", request=_deals),
    Feature(name="nobody to be known (no user)", request=_no_person),
    Feature(name="sale opted out of (us_privacy)", request=_us_privacy_opted_out),
    Feature(name="a floor in another currency", request=_foreign_floor),
    Feature(name="two impressions", request=_two_impressions),
    Feature(name="a tenth of campaigns capped", campaign=_capped),
    Feature(name="every campaign excludes a segment", campaign=_segmented),
    Feature(name="every campaign pays for clicks", campaign=_for_clicks),
    Feature(name="responses compressed", headers=("accept-encoding: gzip",)),
)


async def features(bench: Bench) -> list[Figure]:
    bodies = [msgspec.json.decode(body) for body in market.requests(contexts=market.CONTEXTS)]
    figures = []
    async with set_up() as stage:
        revision = 0
        for feature in FEATURES:
            bench.say(feature.name)
            revision += 1
            plain = market.campaigns()
            await stage.publish(
                [feature.campaign(campaign, number) for number, campaign in enumerate(plain)], revision=revision
            )
            changed = []
            for number, body in enumerate(msgspec.json.decode(msgspec.json.encode(bodies))):
                feature.request(body, number)
                changed.append(msgspec.json.encode(body))
            requests = write_bodies(stage.directory / "changed-requests", changed)
            more = tuple(word for header in feature.headers for word in ("--header", header))
            async with stage.bidder(feature.settings) as bidder:
                with_it = await bench.http(stage, bidder, bodies=requests, more=more, effort=bench.saturation_only)
            revision += 1
            await stage.publish(plain, revision=revision)
            async with stage.bidder() as bidder:
                without = await bench.http(stage, bidder, effort=bench.saturation_only)
            figures.append(
                Figure(
                    name=f"With {feature.name}",
                    value=with_it.cpu_us(),
                    unit="µs a request",
                    note=f"{with_it.cpu_us() - without.cpu_us():+.1f} on {without.cpu_us():.1f}; {with_it.bids_share:.0%} bids",
                )
            )
    return figures
