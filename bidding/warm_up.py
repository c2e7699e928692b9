"""Making the first bid as fast as the thousandth: compiled kernels loaded, codecs built, code specialised.

The warm-up bids for an invented campaign through a processor of its own. Nothing of it is recorded, spent or sent.
"""

import time
from collections.abc import Callable, Collection, Sequence
from typing import Final

import msgspec

from bidding.index.index import LiveIndex
from bidding.inference.engine import Engine
from bidding.notices.token import NoticeSigner
from bidding.people.people import Person
from bidding.processor import BidProcessor
from domain.events.values import Entry, Event
from domain.exchanges.values import Exchange
from domain.ids import new_id
from domain.profiles.values import INTERESTS, Profile
from domain.rates.values import RateTable
from domain.serving.values import CampaignSnapshot, CreativeFormat, Pricing, ServedCreative

REQUESTS: Final = 300
_EXCHANGE: Final = Exchange(exchange_id="warm-up", name="warm-up", tenants=("warm-up",))


class _OnePerson:
    """Knows the same person under every name."""

    def __init__(self) -> None:
        profile = Profile("warm-up", interests=(0.5,) * INTERESTS, recency=0.5)
        self._person = Person("warm-up", profile, until_ms=1 << 62)

    def known(self, person_id: str, now_ms: int, capped_tenants: Collection[str] = ()) -> Person | None:
        del person_id, now_ms, capped_tenants
        return self._person

    def meet(self, person_id: str, now_ms: int, capped_tenants: Sequence[str], met: Callable[[Person], None]) -> None:
        del person_id, now_ms, capped_tenants
        met(self._person)

    def note_bid(self, person: Person, tenant_id: str, campaign_id: str, bid_id: str, expires_at_ms: int) -> None:
        """Count nothing."""

    def note_lost(self, bid_id: str) -> None:
        """Count nothing."""


class Generous:
    """A wallet without an end."""

    def reserve(
        self, tenant_id: str, campaign_id: str, max_price_nanos: int, now_ms: int, expires_at_ms: int
    ) -> str | None:
        del tenant_id, campaign_id, max_price_nanos, now_ms, expires_at_ms
        return "lse_warm_up"

    affords = reserve

    def cancel(self, lease_id: str, max_price_nanos: int, expires_at_ms: int) -> None:
        """Hold nothing."""

    def first_money(self) -> None:
        """Never wanting."""


class Forgetful:
    def record(self, event: Event) -> None:
        """Keep nothing."""

    def record_encoded(self, subject: str, event: bytes) -> None:
        """Keep nothing."""


def warm_up(engine: Engine, rates: RateTable, *, requests: int = REQUESTS) -> int:
    """Answer invented requests with ``engine`` and return how many of them got a bid."""
    index = LiveIndex(engine, rates)
    index.replace_all(_campaigns())
    processor = BidProcessor(
        index=index,
        people=_OnePerson(),
        engine=engine,
        wallet=Generous(),
        signer=NoticeSigner([f"warm-up:{new_id('key')}"]),
        telemetry=Forgetful(),
        rates=rates,
        clock_ms=lambda: time.time_ns() // 1_000_000,
        new_id=new_id,
        public_url="http://127.0.0.1",
        bidder_id="bdr_warm_up",
    )
    for body in _bodies() * (requests // 2):
        processor.answer(body, _EXCHANGE, Entry.REST)
    return processor.outcomes["bid"]


def _campaigns() -> list[CampaignSnapshot]:
    creatives = (
        ServedCreative(
            creative_id="crt_warm_up",
            format=CreativeFormat.BANNER,
            landing_url="https://advertiser.example/",
            width=300,
            height=250,
            media_url="https://advertiser.example/banner.png",
        ),
    )
    return [
        CampaignSnapshot(
            tenant_id="warm-up",
            campaign_id=f"cmp_warm_up_{number}",
            revision=1,
            advertiser_domain="advertiser.example",
            pricing=Pricing(currency="USD", base_cpm_micros=2_000_000 + number, max_cpm_micros=4_000_000),
            creatives=creatives,
        )
        for number in range(80)
    ]


def _bodies() -> list[bytes]:
    impression = {"id": "1", "bidfloor": 0.1, "banner": {"w": 300, "h": 250}, "secure": 1}
    device = {"ua": "Mozilla/5.0", "ip": "192.0.2.1", "devicetype": 1, "os": "Android", "geo": {"country": "USA"}}
    site = {"id": "1", "domain": "publisher.example", "page": "https://publisher.example/"}
    request = {
        "id": "warm-up",
        "imp": [impression],
        "site": site,
        "device": device,
        "user": {"id": "warm-up"},
        "tmax": 500,
    }
    stranger = request | {"user": {}, "imp": [impression, impression | {"id": "2"}]}
    return [msgspec.json.encode(request), msgspec.json.encode(stranger)]
