"""What a channel can be asked, whoever the vendor is."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import aiohttp
import httpx2
from msgspec import Struct

from domain.outbox.values import FeedItem, Kept, Letter, WebhookCall
from domain.senders.values import (
    Accepted,
    AccountCheck,
    Ambiguous,
    Capabilities,
    ChannelAccount,
    Deferred,
    Idempotency,
    OutboundMessage,
    Outcome,
    RefusalClass,
    Refused,
    Sender,
    Unknown,
)

__all__ = [
    "Accepted",
    "AccountCheck",
    "Ambiguous",
    "Capabilities",
    "Channel",
    "ChannelAccount",
    "Deferred",
    "Dependencies",
    "Idempotency",
    "Keeper",
    "OutboundMessage",
    "Outcome",
    "RefusalClass",
    "Refused",
    "Sender",
    "Unknown",
]

ClockMs = Callable[[], int]


class Channel(Protocol):
    """One vendor's API for one account; safe to use from many tasks of one loop."""

    @classmethod
    def capabilities(cls) -> Capabilities: ...

    def __init__(self, account: ChannelAccount, dependencies: "Dependencies") -> None: ...

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        """Hand over at most ``capabilities.batch`` messages: one outcome each, in their order.

        Raises nothing but cancellation: whatever happens to a message is its outcome.
        """
        ...

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        """What the vendor knows of a message by our id; None when it certainly never got it."""
        ...

    async def test(self, sender: Sender | None) -> AccountCheck:
        """Prove that the account works, sending nothing to anybody. Never raises for a vendor's fault."""
        ...


class Keeper(Protocol):
    """Our own stores, for channels that end with us. All of them keep a message once, by its id."""

    async def keep_letters(self, tenant_id: str, letters: Sequence[Letter]) -> None: ...

    async def keep_feed_items(self, tenant_id: str, items: Sequence[FeedItem]) -> None: ...

    async def queue_calls(self, tenant_id: str, calls: Sequence[WebhookCall]) -> None: ...

    async def kept(self, tenant_id: str, message_id: str) -> Kept | None:
        """Where a message lies, if it does."""
        ...


class Activation(Struct, frozen=True, kw_only=True):
    """A person to be put on a list, or taken off it, that paid media are bought for."""

    message_id: str
    person_id: str
    segment: str
    joins: bool = True


class Dependencies(Struct, frozen=True, kw_only=True):
    """What connectors are given; the sessions reach the public internet only, unless ``allow_private``."""

    session: aiohttp.ClientSession
    http2: httpx2.AsyncClient
    """For vendors that speak nothing older."""
    clock_ms: ClockMs
    keeper: Keeper
    callback_url: str = ""
    """Where vendors reach us, ``https://ads.example/v1/webhooks``; unless it is https, nobody is asked to call back."""
    activate: Callable[[str, Sequence[Activation]], Awaitable[None]] | None = None
    """Puts a tenant's people on lists; None where the process has no way to. Raises ``InvalidInput`` for what is no list."""
    allow_private: bool = False
    """Lets webhooks, push endpoints and mail servers lie on a private network."""
