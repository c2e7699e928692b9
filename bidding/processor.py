"""One bid request in, one answer out: the story every door tells.

Read the request; find its deadline and who is watching; auction every lot it offers; answer. What each stage learns
travels along in a ``Call``. Nothing here waits unless the person must be fetched, and nothing escapes: whatever goes
wrong is logged, counted and answered with no bid.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final
from zlib import crc32

import structlog
from msgspec import Struct, structs

from bidding.accountability.sampling import Sampler
from bidding.accountability.tracing import traces
from bidding.auction.auctioneer import Auctioneer
from bidding.auction.call import Call, Win
from bidding.auction.explanation import Explainer, Explanation
from bidding.auction.rendering import Renderer
from bidding.auction.shading import Shaded, Shading
from bidding.auction.viewer import Viewer
from bidding.auction.witness import Witness
from bidding.deadline import NetworkMargins, deadline_ms
from bidding.index.index import LiveIndex
from bidding.index.lot import lots
from bidding.inference.engine import Engine
from bidding.openrtb.decode import decode_request
from bidding.openrtb.no_bid import NoBid, furthest
from bidding.openrtb.request import BidRequest, NotABidRequest
from bidding.openrtb.seat_non_bid import note_refusal, wants_reasons
from bidding.people.aliases import Aliases
from bidding.ports import ClockMs, Escrow, NewId, PeopleMet, Recorder, Signer
from bidding.privacy import Privacy, is_complete
from domain.accountability.rules import place_of
from domain.accountability.values import Trace
from domain.budgets.values import BID_LIFE_MS
from domain.events.rules import recorded_id
from domain.events.values import Entry, Event, EventType
from domain.exchanges.values import Exchange
from domain.rates.values import RateTable

BID: Final = "bid"
"""The outcome counted for a request that was answered with a bid."""

CONCLUDE_MS: Final = 3
"""What an auction needs once its candidates are scored, kept back from what a remote engine may take."""

MOST_WAITING: Final = 256
"""Requests that may wait for a first lease at a time; the others go without."""

_log = structlog.get_logger(__name__)


class Answer(Struct, frozen=True, gc=False):
    """What any door sends back. ``status`` is HTTP's; ``reason`` a ``NoBid`` code, empty when there is a bid."""

    status: int
    body: bytes = b""
    reason: str = ""


_NOT_A_BID_REQUEST: Final = Answer(400, reason=NoBid.INVALID_REQUEST)


class BidProcessor:
    """Answers bid requests on one event loop; ``outcomes`` counts them by no-bid code, or ``bid``.

    An answer must leave before ``tmax`` is over by what ``margins`` say, else ``network_margin_ms``; a request without one
    has ``default_tmax_ms``. A
    bid's money is kept for ``hold_ms``, longer where ``imp.exp`` asks for it, up to ``longest_hold_ms``.
    """

    def __init__(
        self,
        *,
        index: LiveIndex,
        people: PeopleMet,
        engine: Engine,
        wallet: Escrow,
        signer: Signer,
        telemetry: Recorder,
        rates: RateTable,
        clock_ms: ClockMs,
        new_id: NewId,
        public_url: str,
        bidder_id: str,
        privacy: Privacy | None = None,
        aliases: Aliases | None = None,
        shading: Shading | None = None,
        sampler: Sampler | None = None,
        margins: NetworkMargins | None = None,
        network_margin_ms: int = 20,
        default_tmax_ms: int = 100,
        hold_ms: int = 60_000,
        longest_hold_ms: int = BID_LIFE_MS,
    ) -> None:
        self.outcomes: Counter[str] = Counter()
        self._index = index
        self._people = people
        self._telemetry = telemetry
        self._wallet = wallet
        self._waiting_for_money = 0
        self._clock_ms = clock_ms
        self._bidder_id = bidder_id
        self._privacy = privacy or Privacy()
        self._aliases = aliases
        self._margins = margins or NetworkMargins(network_margin_ms)
        self._default_tmax_ms = default_tmax_ms
        self._auctioneer = Auctioneer(
            index=index,
            engine=engine,
            rates=rates,
            wallet=wallet,
            people=people,
            new_id=new_id,
            shading=Shading() if shading is None else shading,
            hold_ms=hold_ms,
            longest_hold_ms=longest_hold_ms,
        )
        self._explainer = Explainer(index, self._auctioneer)
        self.witness: Witness | None = None
        self.scored_by: Callable[[], str] = lambda: engine.name
        self._sampler = Sampler() if sampler is None else sampler
        self._sampled_below = self._sampler.below
        self._renderer = Renderer(signer, public_url, bidder_id)

    async def reengine(self, engine: Engine) -> None:
        """Score with ``engine`` as soon as every live row is prepared for it; no request notices."""
        await self._index.reengine(engine, self._auctioneer.adopt)

    @property
    def candidates_scored(self) -> int:
        """By the model, over all auctions since the start."""
        return self._auctioneer.candidates_scored

    def answer(
        self, body: bytes, exchange: Exchange, entry: Entry, age_ms: int = 0, *, traced: bool = False
    ) -> Answer | Awaitable[Answer]:
        """The answer, at once when the person is at hand or there is none; awaitable otherwise. Never raises.

        ``age_ms`` is how long ago the request's bytes arrived; its deadline counts from there.
        A ``traced`` request is accounted for in full afterwards, whether or not it belongs to the sample.
        """
        try:
            call = self._read(body, exchange, entry, age_ms)
            if traced:
                call.is_traced = True
            refusal = _turned_back(call)
            if refusal is not None:
                self._sample(call, Viewer(None, call.now_ms), refusal)
                return self._no_bid(call, refusal)
            person = None
            if call.viewer_id:
                capped = self._index.capped_tenants(exchange.tenants)
                if call.is_alias and not self._recognised(call):
                    return self._answer_once_fetched(call, capped)
                person = self._people.known(call.viewer_id, call.now_ms, capped)
                if person is None:
                    return self._answer_once_fetched(call, capped)
            viewer = Viewer(person, call.now_ms, call.permissions)
            if self._auctioneer.later is not None:
                return self._answer_once_scored(call, viewer)
            return self._conclude(call, viewer)
        except NotABidRequest:
            self.outcomes[NoBid.INVALID_REQUEST] += 1
            return _NOT_A_BID_REQUEST
        except Exception:  # noqa: BLE001 - an exchange gets an answer whatever happens here
            return self._broken(exchange, entry)

    async def explain(self, body: bytes, exchange: Exchange, entry: Entry) -> Explanation:
        """What ``answer`` would make of the request now, with a verdict on every live creative; the slow, complete view.

        Nothing is recorded, held, counted or asked for. Raises ``NotABidRequest``.
        """
        call = self._read(body, exchange, entry)
        return (await self._explained(call))[0]

    async def trace(self, body: bytes, exchange: Exchange, entry: Entry, tenant_id: str) -> Trace | None:
        """``explain`` as one tenant may see it; None for a tenant that the exchange does not reach, or without campaigns.

        Raises ``NotABidRequest``.
        """
        call = self._read(body, exchange, entry)
        if tenant_id not in exchange.tenants:
            return None
        explanation, viewer = await self._explained(call)
        found = traces(explanation, call, viewer, bidder_id=self._bidder_id, tenants=(tenant_id,), complete=True)
        return self._attributed(found)[0] if found else None

    def account(self, call: Call, viewer: Viewer, wins: tuple[Win, ...]) -> tuple[Trace, ...]:
        """Traces of a request that was answered with ``wins``, for everybody whose campaigns it could reach."""
        dry = structs.replace(
            call, is_test=True, is_dry=True, wins=[], reason=NoBid.NO_CAMPAIGN, response_id=call.response_id or "dry"
        )
        refusal = _turned_back(call)
        if refusal is not None:
            explanation = Explanation(request_id=call.request.id, refusal=refusal)
        else:
            around = self._index.surroundings(call.request, call.exchange, call.bid_currency)
            explanation = self._explainer.explain(dry, around, viewer, wins)
        return self._attributed(traces(explanation, call, viewer, bidder_id=self._bidder_id, complete=call.is_traced))

    def _attributed(self, found: tuple[Trace, ...]) -> tuple[Trace, ...]:
        """With the provider and the model that scored."""
        for trace in found:
            trace.scored_by = self.scored_by()
        return found

    async def _explained(self, call: Call) -> tuple[Explanation, Viewer]:
        call.is_test = call.is_dry = True
        exchange = call.exchange
        refusal = _turned_back(call)
        if refusal is not None:
            return Explanation(request_id=call.request.id, refusal=refusal), Viewer(None, call.now_ms)
        person = None
        if call.viewer_id:
            capped = self._index.capped_tenants(exchange.tenants)
            await self._recognise(call)
            person = await self._people.fetch(call.viewer_id, call.now_ms, capped)
        self._index.at(call.now_ms)
        around = self._index.surroundings(call.request, exchange, call.bid_currency)
        viewer = Viewer(person, call.now_ms, call.permissions)
        return self._explainer.explain(call, around, viewer), viewer

    def _read(self, body: bytes, exchange: Exchange, entry: Entry, age_ms: int = 0) -> Call:
        """The request with its deadline, its currency and whom it may be about. Raises ``NotABidRequest``."""
        now_ms = self._clock_ms()
        request, viewer_id, is_alias, permissions = self._privacy.see(decode_request(body), exchange)
        return Call(
            request=request,
            exchange=exchange,
            entry=entry,
            now_ms=now_ms,
            deadline_ms=deadline_ms(
                now_ms - age_ms,
                request.tmax,
                default_tmax_ms=self._default_tmax_ms,
                network_margin_ms=self._margins.of(exchange),
            ),
            bid_currency=_bid_currency(request, exchange),
            person_id=viewer_id if permissions.may_log_id else "",
            viewer_id=viewer_id,
            is_alias=is_alias,
            permissions=permissions,
            is_test=request.test == 1,
            seed=crc32(request.id.encode()),
            refusals={} if request.ext is not None and wants_reasons(request.ext) else None,
        )

    def _recognised(self, call: Call) -> bool:
        """Whether it is known at once whose id the request carries; without aliases each id is a person of its own."""
        if self._aliases is not None:
            person_id = self._aliases.known(call.viewer_id, call.now_ms)
            if not person_id:
                return False
            _name(call, person_id)
        return True

    async def _recognise(self, call: Call) -> None:
        if call.is_alias and self._aliases is not None:
            _name(call, await self._aliases.fetch(call.viewer_id, call.now_ms))

    async def _answer_once_fetched(self, call: Call, capped_tenants: tuple[str, ...]) -> Answer:
        """The rest of the story for a person who is not at hand, while the deadline lasts."""
        try:
            async with asyncio.timeout((call.deadline_ms - call.now_ms) / 1_000):
                await self._recognise(call)
                person = await self._people.fetch(call.viewer_id, call.now_ms, capped_tenants)
            call.now_ms = self._clock_ms()
            if call.now_ms >= call.deadline_ms:
                return self._no_bid(call, NoBid.LATE)
            viewer = Viewer(person, call.now_ms, call.permissions)
            if self._auctioneer.later is not None:
                return await self._answer_once_scored(call, viewer)
            return await self._concluded(call, viewer)
        except TimeoutError:
            return self._no_bid(call, NoBid.LATE)
        except Exception:  # noqa: BLE001 - an exchange gets an answer whatever happens here
            return self._broken(call.exchange, call.entry)

    async def _answer_once_scored(self, call: Call, viewer: Viewer) -> Answer:
        """The rest of the story for an engine that takes a while: what it has not said in time, the CPU says."""
        try:
            later = self._auctioneer.later
            if later is not None:
                self._index.at(call.now_ms)
                around = self._index.surroundings(call.request, call.exchange, call.bid_currency)
                await self._auctioneer.foresee(call, later, around, viewer, call.deadline_ms - CONCLUDE_MS)
                call.now_ms = viewer.now_ms = self._clock_ms()
                if call.now_ms >= call.deadline_ms:
                    return self._no_bid(call, NoBid.LATE)
            return await self._concluded(call, viewer)
        except Exception:  # noqa: BLE001 - an exchange gets an answer whatever happens here
            return self._broken(call.exchange, call.entry)

    async def _answer_once_funded(self, call: Call, viewer: Viewer, money: asyncio.Future[None]) -> Answer:
        """The rest of the story for a campaign without a lease: once more, if the banker has answered in time."""
        self._waiting_for_money += 1
        try:
            left_ms = call.deadline_ms - CONCLUDE_MS - self._clock_ms()
            await asyncio.wait((money,), timeout=max(0, left_ms) / 1_000)
            call.now_ms = viewer.now_ms = self._clock_ms()
            if not money.done() or call.now_ms >= call.deadline_ms:
                self._sample(call, viewer, call.reason)
                return self._no_bid(call, call.reason)
            call.has_waited, call.reason = True, NoBid.NO_CAMPAIGN
            return await self._concluded(call, viewer)
        except Exception:  # noqa: BLE001 - an exchange gets an answer whatever happens here
            return self._broken(call.exchange, call.entry)
        finally:
            self._waiting_for_money -= 1

    async def _concluded(self, call: Call, viewer: Viewer) -> Answer:
        """What ``_conclude`` says, in the end."""
        answer = self._conclude(call, viewer)
        return answer if isinstance(answer, Answer) else await answer

    def _unsold(self, call: Call, viewer: Viewer) -> Answer | Awaitable[Answer]:
        """No bid; unless all that is missing is a campaign's first lease, and it is on its way."""
        if call.reason is NoBid.BUDGET_EMPTY and not call.has_waited and self._waiting_for_money < MOST_WAITING:
            money = self._wallet.first_money()
            if money is not None:
                return self._answer_once_funded(call, viewer, money)
        self._sample(call, viewer, call.reason)
        return self._no_bid(call, call.reason)

    def _conclude(self, call: Call, viewer: Viewer) -> Answer | Awaitable[Answer]:
        """Auction every lot and answer with what was won."""
        self._index.at(call.now_ms)
        around = self._index.surroundings(call.request, call.exchange, call.bid_currency)
        try:
            for lot in lots(call.request):
                outcome = self._auctioneer.auction(call, around, lot, viewer)
                if isinstance(outcome, Win):
                    call.wins.append(outcome)
                else:
                    call.reason = furthest(call.reason, outcome)
                    if call.refusals is not None:
                        note_refusal(call.refusals, lot.imp.id, outcome)
            if not call.wins:
                return self._unsold(call, viewer)
            body = self._renderer.render(call)
        except Exception:
            self._auctioneer.let_go(call)
            raise
        self._record_bids(call)
        if self.witness is not None and self.witness.wants(call):
            self.witness.look(self._auctioneer, self._index, call, viewer)
        self._sample(call, viewer, "")
        return Answer(200, body)

    def _sample(self, call: Call, viewer: Viewer, reason: str) -> None:
        if (self._sampled_below and place_of(call.seed) < self._sampled_below) or call.is_traced:
            self._sampler.take(call, viewer, tuple(call.wins), reason)

    def _record_bids(self, call: Call) -> None:
        self.outcomes[BID] += 1
        request_id = recorded_id(call.request.id)
        for win in call.wins:
            snapshot = win.row.snapshot
            event = Event(
                event_id=f"bid:{win.bid_id}",
                type=EventType.BID,
                at_ms=call.now_ms,
                tenant_id=snapshot.tenant_id,
                campaign_id=snapshot.campaign_id,
                creative_id=win.row.creative.creative_id,
                exchange_id=call.exchange.exchange_id,
                request_id=request_id,
                impression_id=recorded_id(win.lot.imp.id),
                bid_id=win.bid_id,
                person_id=call.person_id,
                entry=call.entry,
                price_nanos=win.price.cost_nanos,
                currency=snapshot.pricing.currency if snapshot.pricing else "",
                bidder_id=self._bidder_id,
                is_test=call.is_test,
                transaction_id=_transaction(call.request),
            )
            if win.shaded is not None:
                _tell_of_shading(event, win.shaded, win.price.price_micros)
            self._telemetry.record(event)

    def _no_bid(self, call: Call, reason: NoBid) -> Answer:
        self.outcomes[reason] += 1
        request_id = recorded_id(call.request.id)
        self._telemetry.record(
            Event(
                event_id=f"no_bid:{call.exchange.exchange_id}:{request_id}",
                type=EventType.NO_BID,
                at_ms=call.now_ms,
                exchange_id=call.exchange.exchange_id,
                request_id=request_id,
                person_id=call.person_id,
                entry=call.entry,
                reason=reason,
                bidder_id=self._bidder_id,
                is_test=call.is_test,
                transaction_id=_transaction(call.request),
            )
        )
        if call.refusals is not None:
            return Answer(200, self._renderer.explain_no_bid(call, reason), reason=reason)
        return Answer(204, reason=reason)

    def _broken(self, exchange: Exchange, entry: Entry) -> Answer:
        """Answer for an error that nobody expected, with its traceback in the log."""
        _log.exception("bid request failed", exchange_id=exchange.exchange_id, entry=entry)
        self.outcomes[NoBid.INTERNAL_ERROR] += 1
        return Answer(204, reason=NoBid.INTERNAL_ERROR)


def _tell_of_shading(event: Event, shaded: Shaded, bid_micros: int) -> None:
    event.market = shaded.market
    event.shading = shaded.arm
    event.unshaded_micros = shaded.unshaded_micros
    event.bid_micros = bid_micros


def _name(call: Call, person_id: str) -> None:
    """Take ``person_id`` for the person from here on."""
    call.viewer_id = person_id
    call.is_alias = False
    if call.person_id:
        call.person_id = person_id


def _transaction(request: BidRequest) -> str:
    source = request.source
    return recorded_id(source.tid) if source is not None and source.tid else ""


def _turned_back(call: Call) -> NoBid | None:
    """Why the request goes no further than its own terms, if so."""
    if call.deadline_ms <= call.now_ms:
        return NoBid.LATE
    if call.exchange.require_schain and not is_complete(call.request):
        return NoBid.SCHAIN_INCOMPLETE
    return None if call.bid_currency else NoBid.CURRENCY_REFUSED


def _bid_currency(request: BidRequest, exchange: Exchange) -> str:
    """The first currency that the exchange settles in and the request allows; empty when there is none."""
    if not request.cur:
        return exchange.currencies[0] if exchange.currencies else ""
    if len(request.cur) == 1 and request.cur[0] in exchange.currencies:
        return request.cur[0]
    allowed = {currency.upper() for currency in request.cur}
    return next((currency for currency in exchange.currencies if currency in allowed), "")
