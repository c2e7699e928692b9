"""A bidder on a workbench: the real processor, index, engine, people, wallet and signer, with memory where servers stand."""

import inspect
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from bidding.accountability.sampling import Sampler
from bidding.answer import Answer
from bidding.auction.shading import Shading
from bidding.budget.wallet import Wallet
from bidding.index.index import LiveIndex
from bidding.inference.engine import Engine, EngineKind
from bidding.inference.loading import load_engine
from bidding.notices.token import NoticeSigner
from bidding.people.aliases import Aliases
from bidding.people.people import People
from bidding.privacy import Privacy
from bidding.processor import BidProcessor
from domain.budgets.values import LeaseGrant, LeaseReply
from domain.errors import Unavailable
from domain.events.values import Entry, Event
from domain.exchanges.values import Exchange
from domain.frequency.values import HOUR_MS, Seen
from domain.profiles.values import Profile, TenantProfile
from domain.rates.values import RateTable, shipped_rates
from domain.serving.values import CampaignSnapshot, CreativeFormat, FrequencyCaps, Pricing, ServedCreative, Targeting
from storage.nats.subjects import bid_event
from storage.redis.counters import Counted, PersonKey

NOW_MS = 1_790_000_000_000
FOREVER_MS = 1 << 62
"""Monday 2026-09-21, 14:13 UTC: hour 14 of the week."""
TENANT = "ten_acme"
EXCHANGE = Exchange(exchange_id="exc_one", name="One", tenants=(TENANT,), currencies=("USD", "EUR", "GBP", "JPY"))
PLENTY_NANOS = 10**15


@cache
def engine(kind: EngineKind = "fused") -> Engine:
    loaded = load_engine(kind)
    loaded.warm_up()
    return loaded


def creative(**given: Any) -> ServedCreative:
    defaults: dict[str, Any] = {
        "creative_id": "crt_one",
        "format": CreativeFormat.BANNER,
        "landing_url": "https://acme.example/offer?a=1&b=2",
        "width": 300,
        "height": 250,
        "mime": "image/png",
        "media_url": "https://cdn.acme.example/one.png",
        "title": "Rest, & be thankful",
    }
    return ServedCreative(**(defaults | given))


def video(**given: Any) -> ServedCreative:
    timed: dict[str, Any] = {"format": CreativeFormat.VIDEO, "mime": "video/mp4", "width": 1280, "height": 720}
    return creative(**(timed | {"duration_s": 15, "media_url": "https://cdn.acme.example/one.mp4"} | given))


def campaign(campaign_id: str = "cmp_one", **given: Any) -> CampaignSnapshot:
    pricing = given.pop("pricing", None) or Pricing(
        currency=given.pop("currency", "USD"),
        base_cpm_micros=given.pop("base_cpm_micros", 2_000_000),
        max_cpm_micros=given.pop("max_cpm_micros", 4_000_000),
        goal=given.pop("goal", "reach"),
        goal_value_micros=given.pop("goal_value_micros", 0),
    )
    defaults: dict[str, Any] = {
        "tenant_id": TENANT,
        "campaign_id": campaign_id,
        "revision": 1,
        "advertiser_domain": "acme.example",
        "categories": ("IAB8-9",),
        "pricing": pricing,
        "creatives": (creative(creative_id=f"crt_of_{campaign_id}"),),
    }
    return CampaignSnapshot(**(defaults | given))


def targeting(**given: Any) -> Targeting:
    return Targeting(**given)


def caps(**limits: int) -> FrequencyCaps:
    return FrequencyCaps(**limits)


def impression(**given: Any) -> dict[str, Any]:
    return {"id": "imp-1", "banner": {"w": 300, "h": 250}, **given}


def request(imp: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None, **given: Any) -> dict[str, Any]:
    """A bid request; one that may name a person has five seconds, since people met for the first time are waited for by
    the real clock, however slow its machine is.
    """
    impressions = [impression()] if imp is None else [imp] if isinstance(imp, Mapping) else list(imp)
    patience = {"tmax": 5_000} if {"user", "device"} & given.keys() else {}
    return {"id": "req-1", "imp": impressions} | patience | given


def new_index(*campaigns: CampaignSnapshot, model: Engine | None = None, reserve: int = 4_096) -> LiveIndex:
    index = LiveIndex(model or engine(), shipped_rates(), reserve=reserve)
    for snapshot in campaigns:
        index.apply(snapshot)
    return index


def seen(day: int, *, hour: int = 0, week: int = 0, ever: int = 0) -> Seen:
    """So many impressions in the hour, day and week of ``NOW_MS``, and ever."""
    return Seen(NOW_MS // HOUR_MS, hour, day, week, ever)


class Memory:
    """Both second-tier stores of people."""

    def __init__(self) -> None:
        self.profiles: dict[str, Profile] = {}
        self.seen: dict[PersonKey, dict[str, Seen]] = {}
        self.away = False

    async def get_packed(self, person_ids: Sequence[str]) -> dict[str, bytes]:
        known = [person_id for person_id in person_ids if person_id in self.profiles]
        return {person_id: msgspec.msgpack.encode(self.profiles[person_id]) for person_id in known}

    async def read_many(self, people: Sequence[PersonKey]) -> dict[PersonKey, Counted]:
        if self.away:
            raise Unavailable("the counters are away")
        return {key: Counted(0, self.seen[key]) for key in people if key in self.seen}


class Events(list[Event]):
    def record(self, event: Event) -> None:
        self.append(event)

    def record_encoded(self, subject: str, event: bytes) -> None:
        found = msgspec.json.decode(event, type=Event)
        assert subject == bid_event(found.tenant_id, found.type, found.bidder_id)
        self.append(found)


class Stand:
    """``funds`` is what each of ``campaigns`` may spend, in nanos; one not named has plenty.

    They are what ``index`` holds, unless one is given.
    """

    def __init__(
        self,
        *campaigns: CampaignSnapshot,
        funds: Mapping[str, int] | None = None,
        index: LiveIndex | None = None,
        kind: EngineKind = "fused",
        privacy: Privacy | None = None,
        aliases: Aliases | None = None,
        sampler: Sampler | None = None,
        rates: RateTable | None = None,
    ) -> None:
        self.now_ms = NOW_MS
        self.memory = Memory()
        self.events = Events()
        self.index = new_index(*campaigns, model=engine(kind)) if index is None else index
        self.people = People(self.memory, self.memory, self._ask, clock_ms=self._clock)
        self.people.followed_to(FOREVER_MS)
        self.people.counters_answered(FOREVER_MS, 0)
        self.wallet = Wallet("bdr_one", clock_ms=self._clock)
        self.signer = NoticeSigner(["k1:a secret of sixteen characters"])
        self.shading = Shading()
        self._ids = 0
        self._fund({snapshot.campaign_id: PLENTY_NANOS for snapshot in campaigns} | dict(funds or {}), campaigns)
        self.processor = BidProcessor(
            index=self.index,
            people=self.people,
            engine=engine(kind),
            wallet=self.wallet,
            signer=self.signer,
            telemetry=self.events,
            rates=shipped_rates() if rates is None else rates,
            clock_ms=self._clock,
            new_id=self._new_id,
            public_url="http://bid.example",
            bidder_id="bdr_one",
            privacy=privacy,
            aliases=aliases,
            shading=self.shading,
            sampler=sampler,
        )

    async def answer(
        self, body: Mapping[str, Any] | bytes, exchange: Exchange = EXCHANGE, entry: Entry = Entry.REST
    ) -> Answer:
        encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
        answered = self.processor.answer(encoded, exchange, entry)
        return await answered if inspect.isawaitable(answered) else answered

    async def bids(self, body: Mapping[str, Any] | bytes, exchange: Exchange = EXCHANGE) -> list[dict[str, Any]]:
        """Every bid of the response, none when there is no response."""
        answer = await self.answer(body, exchange)
        return bids_of(answer)

    def knows(self, person_id: str, **part: Any) -> None:
        """Have the stores know the person, and the tenant this of them."""
        self.memory.profiles[person_id] = Profile(person_id=person_id, tenants={TENANT: TenantProfile(**part)})

    async def reason(self, body: Mapping[str, Any] | bytes, exchange: Exchange = EXCHANGE) -> str:
        return (await self.answer(body, exchange)).reason

    def _fund(self, funds: Mapping[str, int], campaigns: Sequence[CampaignSnapshot]) -> None:
        asked = self.wallet.next_request()
        assert asked is not None
        grants = tuple(
            LeaseGrant(
                tenant_id=snapshot.tenant_id,
                campaign_id=snapshot.campaign_id,
                lease_id=f"lse_{snapshot.campaign_id}",
                granted_nanos=funds[snapshot.campaign_id],
            )
            for snapshot in campaigns
            if funds[snapshot.campaign_id]
        )
        self.wallet.accept(
            LeaseReply(
                banker_epoch=1, request_id=asked.request_id, grants=grants, renewed_until_ms=self.now_ms + 86_400_000
            )
        )

    def _clock(self) -> int:
        return self.now_ms

    def _new_id(self, prefix: str) -> str:
        self._ids += 1
        return f"{prefix}_{self._ids:04d}"

    async def _ask(self, person_ids: Sequence[str]) -> None: ...


def bids_of(answer: Answer) -> list[dict[str, Any]]:
    if not answer.body:
        return []
    response = msgspec.json.decode(answer.body)
    return [bid | {"seat": seat["seat"]} for seat in response["seatbid"] for bid in seat["bid"]]
