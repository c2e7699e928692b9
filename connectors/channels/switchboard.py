"""A line to each account: its connector, made once for each revision, behind a breaker of its own."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Final

import aiohttp
import httpx2
import structlog

from connectors.breaker import OPEN_MS, Breaker, BreakerOpen
from connectors.channels.protocol import (
    Accepted,
    AccountCheck,
    Activation,
    Ambiguous,
    Capabilities,
    Channel,
    ChannelAccount,
    ClockMs,
    Deferred,
    Dependencies,
    Keeper,
    OutboundMessage,
    Outcome,
    Sender,
    Unknown,
)
from connectors.channels.registry import connect
from connectors.public_addresses import public_connector

_KEEP_S: Final = 15
"""An idle connection that the vendor closes while we write to it leaves a message ambiguous: ours are closed before."""
_MOST_CONNECTIONS: Final = 200
_log = structlog.get_logger(__name__)


class _Failed(Exception):
    """What the breaker counts."""


class Line:
    """A channel that keeps what ``Channel`` promises, whatever its connector does."""

    def __init__(self, account: ChannelAccount, channel: Channel, clock_ms: ClockMs) -> None:
        self._account = account
        self._channel = channel
        self._capabilities = channel.capabilities()
        self._breaker = Breaker(clock_ms)

    def capabilities(self) -> Capabilities:
        return self._capabilities

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        """Any number of messages, handed over in parts of ``capabilities.batch``."""
        outcomes: list[Outcome] = []
        most = self._capabilities.batch
        for start in range(0, len(messages), most):
            outcomes += await self._send(messages[start : start + most])
        return outcomes

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        return await self._channel.look_up(message_id)

    async def test(self, sender: Sender | None) -> AccountCheck:
        return await self._channel.test(sender)

    async def _send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        outcomes: Sequence[Outcome] = ()
        try:
            with self._breaker.call():
                outcomes = await self._handed_over(messages)
                _count(outcomes)
        except BreakerOpen:
            reason = f"left alone for {OPEN_MS // 1_000} s: half of the last calls failed"
            pause_s = OPEN_MS // 1_000
            return [
                Deferred(message_id=message.message_id, retry_after_s=pause_s, reason=reason) for message in messages
            ]
        except _Failed:
            pass
        return outcomes

    async def _handed_over(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        try:
            outcomes = await self._channel.send(messages)
        except Exception:  # noqa: BLE001 -- whatever a connector does, its messages may be out
            _log.exception("a connector failed", vendor=self._account.vendor, account=self._account.account_id)
            return [_lost(message, "the connector failed") for message in messages]
        said = {outcome.message_id: outcome for outcome in outcomes}
        return [said.get(one.message_id) or _lost(one, "the connector said nothing of it") for one in messages]


class Switchboard:
    """Everybody's lines. ``connect`` is cheap for an account whose line is there already."""

    def __init__(self, dependencies: Dependencies) -> None:
        self.dependencies = dependencies
        self._lines: dict[tuple[str, str], tuple[int, Line]] = {}

    def connect(self, account: ChannelAccount) -> Line:
        """Raises ``InvalidInput`` for a vendor there is no connector for."""
        key = (account.tenant_id, account.account_id)
        held = self._lines.get(key)
        if held is None or held[0] != account.revision:
            held = (account.revision, Line(account, connect(account, self.dependencies), self.dependencies.clock_ms))
            self._lines[key] = held
        return held[1]


@contextlib.asynccontextmanager
async def open_dependencies(
    keeper: Keeper,
    clock_ms: ClockMs,
    *,
    callback_url: str = "",
    activate: Callable[[str, Sequence[Activation]], Awaitable[None]] | None = None,
    allow_private: bool = False,
) -> AsyncIterator[Dependencies]:
    """What connectors need, for as long as the block lasts."""
    connector = public_connector(allow_private=allow_private, limit=_MOST_CONNECTIONS, keepalive_timeout=_KEEP_S)
    async with (
        aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session,
        httpx2.AsyncClient(http2=True, http1=False, follow_redirects=False, trust_env=False) as http2,
    ):
        yield Dependencies(
            session=session,
            http2=http2,
            clock_ms=clock_ms,
            keeper=keeper,
            callback_url=callback_url,
            activate=activate,
            allow_private=allow_private,
        )


def _count(outcomes: Sequence[Outcome]) -> None:
    """Raises ``_Failed`` where the vendor got nothing, or said nothing, of any message."""
    if outcomes and all(_is_failure(outcome) for outcome in outcomes):
        raise _Failed


def _is_failure(outcome: Outcome) -> bool:
    """Being asked to slow down is none: the vendor works."""
    return isinstance(outcome, Ambiguous) or (isinstance(outcome, Deferred) and not outcome.is_throttled)


def _lost(message: OutboundMessage, reason: str) -> Ambiguous:
    return Ambiguous(message_id=message.message_id, reason=reason)
