"""By which connector a tenant's messages go, and how fast they may."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns.values import Channel
from domain.delivery.values import DeliveryPolicy
from domain.senders.service import Accounts, Routing
from domain.senders.values import Accepted, Capabilities, ChannelAccount, OutboundMessage, Outcome, Sender, Unknown
from storage.redis.throttles import Bucket


class Connector(Protocol):
    """A way to a vendor: ``connectors.channels.protocol.Channel``, or a line to one."""

    def capabilities(self) -> Capabilities: ...

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]: ...

    async def look_up(self, message_id: str) -> Accepted | Unknown | None: ...


@dataclass(frozen=True, slots=True)
class Route:
    """An account, what its vendor can do, and the way there."""

    account: ChannelAccount
    capabilities: Capabilities
    connector: Connector


class Routes:
    """A tenant's routes at one moment. Connectors are made once for each revision of an account."""

    def __init__(self, routing: Routing, connect: Callable[[ChannelAccount], Route]) -> None:
        self._routing = routing
        self._connect = connect
        self._known: dict[tuple[Channel, str], Route | None] = {}

    def route(self, channel: Channel, platform: str = "") -> Route | None:
        """None where the tenant has no way to send on ``channel``."""
        key = (channel, platform)
        if key not in self._known:
            account = self._routing.account(channel, platform)
            self._known[key] = self._connect(account) if account is not None else None
        return self._known[key]

    def sender(self, channel: Channel, sender_id: str = "") -> Sender | None:
        return self._routing.sender(channel, sender_id)

    def buckets(self, tenant_id: str, channel: Channel, policy: DeliveryPolicy) -> tuple[Bucket, ...]:
        """What a message on ``channel`` must pass: the vendor's own limit, the channel's and the tenant's."""
        found = [
            Bucket(tenant_id, str(limit.channel or "all"), limit.per_second, limit.burst or limit.per_second)
            for limit in policy.throttles
            if limit.channel in (None, channel)
        ]
        route = self.route(channel)
        if route is not None and route.capabilities.rate_per_s:
            rate = route.capabilities.rate_per_s
            found.append(Bucket(tenant_id, f"account:{route.account.account_id}", rate, rate))
        return tuple(found)


class Vendors:
    """Everybody's accounts, opened, and connectors to them."""

    def __init__(self, accounts: Accounts, connect: Callable[[ChannelAccount], Connector]) -> None:
        self._accounts = accounts
        self._connect = connect
        self._connected: dict[tuple[str, str], tuple[int, Route]] = {}

    async def routes(self, session: AsyncSession) -> Routes:
        return Routes(await self._accounts.routing(session), self._route)

    async def route_by(self, session: AsyncSession, account_id: str) -> Route:
        """The way a message went. Raises ``NotFound`` for an account that is gone."""
        return self._route(await self._accounts.get(session, account_id))

    def _route(self, account: ChannelAccount) -> Route:
        key = (account.tenant_id, account.account_id)
        held = self._connected.get(key)
        if held is None or held[0] != account.revision:
            connector = self._connect(account)
            held = (account.revision, Route(account, connector.capabilities(), connector))
            self._connected[key] = held
        return held[1]
