"""What a running API holds: opened once by whoever starts it, and handed to every route."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

from fastapi import Depends, Request
from nats.aio.client import Client as Nats

from api.callers import RecentCallers
from api.changes import Changes
from api.exchange_door import ExchangeDoor
from api.ingest_door import IngestDoor
from api.pace import Pace, of_opt_outs, of_websites
from api.quotas import Meter
from api.recent import Recent
from api.recent_traffic import RecentTraffic
from domain.accountability.tables import ForecastRow
from domain.accountability.values import Assumed
from domain.brand.desk.service import BrandDesk
from domain.clock import Clock
from domain.errors import TurnedOff, Unavailable
from domain.golive.looks.service import BrandLooks
from domain.journeys.values import Poke
from storage.clickhouse.client import Analytics
from storage.nats.behaviour import BehaviourPublisher
from storage.nats.bid_requests import BidRequests
from storage.redis.profiles import ProfileCache
from storage.sql import Database

if TYPE_CHECKING:
    from api.assets import AssetRoom
    from api.broadcasts import BroadcastDesk
    from api.channels import ChannelRoom
    from api.content import ContentRoom
    from api.data_requests import DataRequestDesk
    from api.journeys import JourneyDesk
    from api.lifecycle import Lifecycle
    from api.platforms import PlatformDesk
    from api.rehearsals import RehearsalDesk
    from api.segments import SegmentDesk
    from api.sign_in import SignInDesk
    from api.sign_on import SignOnDesk
    from domain.workspace.digests.service import TenantNews

Service = TypeVar("Service")


class Forecasts(Protocol):
    """Replays recorded requests; the row it returns is running, done or failed."""

    async def start(
        self, tenant_id: str, campaign_id: str, *, assumed: Assumed, from_ms: int, to_ms: int, actor_id: str
    ) -> ForecastRow: ...


class Mail(Protocol):
    """Letters of the product itself to those who work with it."""

    async def send(self, user_id: str, address: str, subject: str, text: str) -> None:
        """Raises ``Unavailable``."""
        ...


@dataclass(kw_only=True)
class AppState:
    """Stores and facades. What is None was not given at start-up; a route that needs it answers 503."""

    main: Database
    money: Database
    journeys: Database
    clock_ms: Clock
    exchange_door: ExchangeDoor
    demo: bool = False
    recent_callers: RecentCallers = field(default_factory=RecentCallers)
    meter: Meter = field(default_factory=Meter)
    sign_in: "SignInDesk | None" = None
    sign_on: "SignOnDesk | None" = None
    mail: Mail | None = None
    public_url: str = ""
    """Where people reach the API; letters say so."""
    brand: BrandDesk = field(default_factory=BrandDesk)
    looks: BrandLooks | None = None
    """Over ``brand``; made by the first who asks the gate."""
    bid_timeout_ms: int = 150
    """How long a bid request without a ``tmax`` waits for its bidder."""
    nats: Nats | None = None
    bid_requests: BidRequests | None = None
    """Over ``nats``; made by the first bid request."""
    ingest_door: IngestDoor | None = None
    """Likewise, by the first events."""
    lifecycle: "Lifecycle | None" = None
    workflow_pages: str = ""
    """Below which the Temporal Web UI shows each workflow; empty where there is none."""
    analytics: Analytics | None = None
    recent_traffic: RecentTraffic = field(default_factory=RecentTraffic)
    """Over ``analytics``: what explanations go by."""
    recent_news: "Recent[str, TenantNews]" = field(default_factory=Recent)
    """By tenant: what the digests of its people are made of."""
    profiles: ProfileCache | None = None
    forecasts: Forecasts | None = None
    platforms: "PlatformDesk | None" = None
    channels: "ChannelRoom | None" = None
    content: "ContentRoom | None" = None
    assets: "AssetRoom | None" = None
    journey_desk: "JourneyDesk | None" = None
    broadcast_desk: "BroadcastDesk | None" = None
    segments: "SegmentDesk | None" = None
    rehearsals: "RehearsalDesk | None" = None
    data_requests: "DataRequestDesk | None" = None
    behaviour: BehaviourPublisher | None = None
    """Over ``nats``; made by the first event of a browser."""
    changes: Changes = field(default_factory=Changes)
    website_pace: Pace = field(default_factory=of_websites)
    """What each website's tag may send, to each process of the API."""
    opt_out_pace: Pace = field(default_factory=of_opt_outs)

    def need_nats(self) -> Nats:
        return _needed(self.nats, "NATS")

    def need_sign_in(self) -> "SignInDesk":
        return _needed(self.sign_in, "people who sign in (CAMPAIGN_EXPRESS__SECRETS__KEYS)")

    def need_sign_on(self) -> "SignOnDesk":
        return _needed(self.sign_on, "single sign-on (CAMPAIGN_EXPRESS__SECRETS__KEYS)")

    def need_mail(self) -> Mail:
        return _needed(self.mail, "mail (CAMPAIGN_EXPRESS__SECRETS__KEYS)")

    def forget_callers(self) -> None:
        """Look everybody up again: somebody's keys, sessions, roles or grants have changed."""
        self.recent_callers.forget()
        if self.sign_in is not None:
            self.sign_in.forget()

    def need_behaviour(self) -> BehaviourPublisher:
        if self.behaviour is None:
            self.behaviour = BehaviourPublisher(self.need_nats().jetstream())
        return self.behaviour

    def need_ingest_door(self) -> IngestDoor:
        if self.ingest_door is None:
            self.ingest_door = IngestDoor(self.need_behaviour(), self.journeys, self.clock_ms)
        return self.ingest_door

    def need_looks(self) -> BrandLooks:
        """Over ``brand``: what was seen of a creative is kept between requests."""
        if self.looks is None:
            self.looks = BrandLooks(self.brand, clock_ms=self.clock_ms)
        return self.looks

    def need_lifecycle(self) -> "Lifecycle":
        return _needed(self.lifecycle, "Temporal")

    def need_analytics(self) -> Analytics:
        return _needed(self.analytics, "ClickHouse")

    def need_journey_desk(self) -> "JourneyDesk":
        return _needed(self.journey_desk, "Temporal")

    def need_broadcast_desk(self) -> "BroadcastDesk":
        return _needed(self.broadcast_desk, "Temporal")

    def poke(self, tenant_id: str, pokes: Collection[Poke]) -> None:
        """Have journeys look for work that was committed; where nobody can be poked, their sweep finds it."""
        if self.journey_desk is not None:
            self.journey_desk.poke(tenant_id, pokes)

    async def have_tried_again(self, tenant_id: str, campaign_ids: Sequence[str]) -> None:
        """Have campaigns try now what they wait to try; where nobody can tell them, they do so in time."""
        if self.lifecycle is not None:
            await self.lifecycle.try_again(tenant_id, campaign_ids)

    def need_platforms(self) -> "PlatformDesk":
        return _turned_on(self.platforms, "demand-side platforms", "CAMPAIGN_EXPRESS__DSP__ENABLED=true")

    def need_rehearsals(self) -> "RehearsalDesk":
        return _needed(self.rehearsals, "channels")

    def need_data_requests(self) -> "DataRequestDesk":
        return _needed(self.data_requests, "Temporal")

    def need_segments(self) -> "SegmentDesk":
        return _needed(self.segments, "Temporal")

    def need_channels(self) -> "ChannelRoom":
        return _needed(self.channels, "channels")

    def need_content(self) -> "ContentRoom":
        return _turned_on(self.content, "content", "CAMPAIGN_EXPRESS__SECRETS__KEYS")

    def need_assets(self) -> "AssetRoom":
        return _turned_on(self.assets, "files", "CAMPAIGN_EXPRESS__FILES__URL")

    def need_forecasts(self) -> Forecasts:
        return _needed(self.forecasts, "recorded requests")

    def need_profiles(self) -> ProfileCache:
        return _needed(self.profiles, "Redis")


def _needed(service: Service | None, name: str) -> Service:
    if service is None:
        raise Unavailable(f"this API runs without {name}")
    return service


def _turned_on(service: Service | None, name: str, setting: str) -> Service:
    if service is None:
        raise TurnedOff(
            f"this installation runs without {name}",
            remedy=f"Whoever operates it can turn that on, with {setting}.",
        )
    return service


async def _state(request: Request) -> AppState:  # a plain function would be run in a thread, for every request
    state: AppState = request.app.state.services
    return state


State = Annotated[AppState, Depends(_state)]
"""A route's parameter type for the state of its app."""
