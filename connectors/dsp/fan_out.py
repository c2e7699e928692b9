"""One bid request to many platforms at once; whatever one of them does, the others' answers arrive in time.

Each account has a deadline, a bound on requests under way, a circuit breaker and counters of its own. Nothing queues: a
request that cannot be sent now is worthless later.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any, Final, Self

import aiohttp
import msgspec
import structlog

from connectors.breaker import OPEN_MS, Breaker, BreakerOpen
from connectors.dsp.openrtb import HEADERS, NotAResponse, Offer, ReceivedBid, read_bids, read_offer, with_macros
from connectors.dsp.protocol import ClockMs
from connectors.dsp.registry import capabilities_of_all, connect
from connectors.dsp.web import VendorWeb, vendor_session
from connectors.public_addresses import check_address, public_connector
from connectors.unreachable import why_unreachable
from domain.dsp.values import (
    Answered,
    Capabilities,
    DspAccount,
    PlatformAnswer,
    PlatformBid,
    PlatformCounters,
    PlatformWin,
)
from domain.errors import InvalidInput, Unavailable, Unopenable
from domain.sealing import Sealer

MOST_BYTES: Final = 1 << 20
MARGIN_MS: Final = 10
"""Of a request's ``tmax``, what we keep for handing the answers back."""
LATENCIES_KEPT: Final = 1_000
NOTICE_S: Final = 2.0
_OK, _NO_CONTENT = 200, 204

_log = structlog.get_logger(__name__)


class _Refused(Exception):
    """The platform answered, but not as a bidder does."""


class _Line:
    """One account's line: its breaker, counters and latencies, and how many requests are under way."""

    def __init__(self, account: DspAccount, clock_ms: ClockMs) -> None:
        self.tenant_id = account.tenant_id
        self.breaker = Breaker(clock_ms)
        self.counted = PlatformCounters(platform=account.platform, account_id=account.account_id)
        self._latencies: deque[float] = deque(maxlen=LATENCIES_KEPT)

    def note(self, answered: Answered, latency_ms: float) -> None:
        counted = self.counted
        match answered:
            case Answered.BID:
                counted.bids += 1
            case Answered.NO_BID:
                counted.no_bids += 1
            case Answered.TIMEOUT:
                counted.timeouts += 1
            case Answered.ERROR:
                counted.errors += 1
            case Answered.BUSY:
                counted.busy += 1
            case Answered.BREAKER_OPEN:
                counted.breaker_open += 1
        if answered in (Answered.BID, Answered.NO_BID):
            self._latencies.append(latency_ms)

    def counters(self) -> PlatformCounters:
        ordered = sorted(self._latencies)
        if ordered:
            self.counted.latency_p50_ms = round(ordered[len(ordered) // 2], 2)
            self.counted.latency_p99_ms = round(ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)], 2)
        return self.counted


class DspFanOut:
    """The router; ``domain.dsp.values.FanOut`` says what it promises. Enter it to open its connections."""

    def __init__(self, sealer: Sealer, *, clock_ms: ClockMs, allow_private: bool = False) -> None:
        self._sealer = sealer
        self._clock_ms = clock_ms
        self._allow_private = allow_private
        self._lines: dict[str, _Line] = {}
        self._bidders: aiohttp.ClientSession | None = None
        self._vendors: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # Bidders get as many connections as requests may be under way; waiting for a free one would eat the deadline.
        self._bidders = aiohttp.ClientSession(
            connector=public_connector(
                allow_private=self._allow_private, limit=0, limit_per_host=0, keepalive_timeout=60
            ),
            auto_decompress=True,
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._vendors = vendor_session(allow_private=self._allow_private)
        return self

    async def __aexit__(self, *_: object) -> None:
        for session in (self._bidders, self._vendors):
            if session is not None:
                await session.close()

    async def bid(self, accounts: Sequence[DspAccount], request: bytes) -> Sequence[PlatformAnswer]:
        if self._bidders is None:
            raise Unavailable("the router is not open")
        offer = read_offer(request)
        routed = [account for account in accounts if account.enabled and account.bid_url]
        return await asyncio.gather(*(self._turn(account, offer) for account in routed))

    def open_receipt(self, tenant_id: str, receipt: str) -> PlatformWin:
        try:
            win = msgspec.json.decode(self._sealer.open(receipt, bound_to=f"dsp-win/{tenant_id}"), type=PlatformWin)
        except (Unopenable, msgspec.DecodeError) as error:
            raise InvalidInput(
                "this receipt is not one of ours", field="receipt", remedy="Send the receipt that came with the bid."
            ) from error
        if win.expires_at_ms < self._clock_ms():
            raise InvalidInput(
                "this receipt has expired", field="receipt", remedy="Report wins before the impression expires."
            )
        return win

    async def tell_win(self, win: PlatformWin, account: DspAccount, *, price_micros: int) -> bool:
        told = True
        for address in filter(None, (win.win_url, win.billing_url)):
            told &= await self._notify(with_macros(address, win, price_micros=price_micros), account)
        return told

    def counters(self, tenant_id: str) -> Sequence[PlatformCounters]:
        return [line.counters() for line in self._lines.values() if line.tenant_id == tenant_id]

    def platforms(self) -> Sequence[Capabilities]:
        return capabilities_of_all()

    async def test_connection(self, account: DspAccount) -> Mapping[str, Any]:
        """Whether the account's credentials work; a failure says why. Raises nothing but ``InvalidInput`` for no such platform."""
        if self._vendors is None:
            raise Unavailable("the router is not open")
        platform = connect(account, VendorWeb(self._vendors, account.platform, attempts=1), self._clock_ms)
        try:
            return {"works": True, "account": await platform.check(), "reason": ""}
        except (InvalidInput, Unavailable) as error:
            return {"works": False, "account": "", "reason": error.message}

    async def _turn(self, account: DspAccount, offer: Offer) -> PlatformAnswer:
        line = self._lines.get(account.account_id)
        if line is None:
            line = self._lines[account.account_id] = _Line(account, self._clock_ms)
        line.counted.requests += 1
        began = perf_counter()
        answered, reason, received = await self._asked(account, offer, line)
        latency_ms = (perf_counter() - began) * 1_000
        line.note(answered, latency_ms)
        return PlatformAnswer(
            platform=account.platform,
            account_id=account.account_id,
            answered=answered,
            latency_ms=round(latency_ms, 3),
            reason=reason,
            bids=tuple(self._shown(one) for one in received),
        )

    async def _asked(
        self, account: DspAccount, offer: Offer, line: _Line
    ) -> tuple[Answered, str, tuple[ReceivedBid, ...]]:
        if line.counted.under_way >= account.max_concurrent:
            return Answered.BUSY, f"{account.max_concurrent} requests are under way", ()
        timeout_ms = min(account.timeout_ms, (offer.tmax_ms or account.timeout_ms + MARGIN_MS) - MARGIN_MS)
        if timeout_ms <= 0:
            return Answered.TIMEOUT, "tmax leaves no time", ()
        line.counted.under_way += 1
        try:
            with line.breaker.call():
                async with asyncio.timeout(timeout_ms / 1_000):
                    received = await self._exchange(account, offer)
        except BreakerOpen:
            return Answered.BREAKER_OPEN, f"left alone for {OPEN_MS // 1_000} s: half of its last calls failed", ()
        except TimeoutError:
            return Answered.TIMEOUT, f"no answer within {timeout_ms} ms", ()
        except (aiohttp.ClientError, OSError) as error:
            return Answered.ERROR, why_unreachable(error), ()
        except (NotAResponse, _Refused, InvalidInput, ValueError) as error:
            return Answered.ERROR, str(error)[:200] or type(error).__name__, ()
        finally:
            line.counted.under_way -= 1
        return (Answered.BID if received else Answered.NO_BID), "", received

    async def _exchange(self, account: DspAccount, offer: Offer) -> tuple[ReceivedBid, ...]:
        if self._bidders is None:
            raise Unavailable("the router is not open")
        check_address(account.bid_url, allow_private=self._allow_private)
        async with self._bidders.post(
            account.bid_url, data=offer.body, headers=HEADERS, allow_redirects=False
        ) as response:
            if response.status == _NO_CONTENT:
                return ()
            if response.status != _OK:
                raise _Refused(f"answered {response.status}")
            body = await response.content.read(MOST_BYTES + 1)
            while not response.content.at_eof() and len(body) <= MOST_BYTES:
                body += await response.content.read(MOST_BYTES + 1 - len(body))
            if len(body) > MOST_BYTES:
                raise _Refused("answered with more than 1 MiB")
        return read_bids(body, offer, account, now_ms=self._clock_ms()) if body.strip() else ()

    def _shown(self, received: ReceivedBid) -> PlatformBid:
        win = received.win
        return PlatformBid(
            impression_id=win.impression_id,
            bid_id=win.bid_id,
            price_micros=win.price_micros,
            currency=win.currency,
            receipt=self._sealer.seal(msgspec.json.encode(win), bound_to=f"dsp-win/{win.tenant_id}"),
            markup=received.markup,
            creative_id=received.creative_id,
            deal_id=received.deal_id,
            advertiser_domains=received.advertiser_domains,
            seat=win.seat,
        )

    async def _notify(self, url: str, account: DspAccount) -> bool:
        if self._bidders is None:
            raise Unavailable("the router is not open")
        try:
            check_address(url, allow_private=self._allow_private)
            async with asyncio.timeout(NOTICE_S), self._bidders.get(url, allow_redirects=False) as response:
                return response.status < 400
        except (aiohttp.ClientError, OSError, TimeoutError, InvalidInput, ValueError) as error:
            _log.warning("a platform took no win notice", account=account.account_id, error=str(error)[:200])
            return False
