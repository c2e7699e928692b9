"""One bid request in, one answer out: the story every door tells.

Read the request; find its deadline and who is watching; auction every lot it offers; answer. What each stage learns
travels along in a ``Call``. All of it happens at once; a request that must wait for something is left to ``Patience``,
which takes the story up again. Nothing escapes: whatever goes wrong is logged, counted and answered with no bid.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from typing import Final

import structlog

from bidding.accountability.accountant import Accountant
from bidding.accountability.sampling import Sampler
from bidding.answer import Answer
from bidding.auction.auctioneer import Auctioneer
from bidding.auction.call import Call, Win
from bidding.auction.recording import BidEvents
from bidding.auction.rendering import Renderer
from bidding.auction.shading import Shading
from bidding.auction.viewer import Viewer
from bidding.auction.witness import Witness
from bidding.bookkeeping import Bookkeeper
from bidding.deadline import NetworkMargins
from bidding.index.asking.lot import lots
from bidding.index.index import LiveIndex
from bidding.inference.engine import Engine
from bidding.openrtb.no_bid import NBR, NoBid, furthest
from bidding.openrtb.request import NotABidRequest
from bidding.openrtb.response import render_no_bid
from bidding.openrtb.seat_non_bid import note_refusal
from bidding.patience import Patience
from bidding.people.aliases import Aliases
from bidding.ports import ClockMs, Escrow, NewId, PeopleMet, Recorder, Signer
from bidding.privacy import Privacy
from bidding.reading import DEFAULT_TMAX_MS, Reader, turned_back
from bidding.recognition import Recognition
from domain.accountability.rules import place_of
from domain.budgets.values import BID_LIFE_MS
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from domain.rates.values import RateTable

_NOT_A_BID_REQUEST: Final = Answer(400, reason=NoBid.INVALID_REQUEST)
_SILENT: Final = {reason: Answer(204, reason=reason) for reason in NoBid}

_log = structlog.get_logger(__name__)


class BidProcessor:
    """Answers bid requests on one event loop; ``accountant`` explains the answers.

    An answer must leave before ``tmax`` is over by what ``margins`` say, else ``network_margin_ms``. A bid's money is
    kept for ``hold_ms``, longer where ``imp.exp`` asks for it, up to ``longest_hold_ms``.
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
        default_tmax_ms: int = DEFAULT_TMAX_MS,
        hold_ms: int = 60_000,
        longest_hold_ms: int = BID_LIFE_MS,
    ) -> None:
        self._reader = Reader(
            privacy or Privacy(),
            margins or NetworkMargins(network_margin_ms),
            clock_ms=clock_ms,
            default_tmax_ms=default_tmax_ms,
        )
        self._index = index
        self._recognition = Recognition(index, people, aliases)
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
        self._patience = Patience(
            self,
            recognition=self._recognition,
            index=index,
            auctioneer=self._auctioneer,
            wallet=wallet,
            clock_ms=clock_ms,
        )
        events = BidEvents(bidder_id)
        self._renderer = Renderer(signer, public_url, events)
        self._books = Bookkeeper(telemetry, events)
        self._sampler = Sampler() if sampler is None else sampler
        self._sampled_below = self._sampler.below
        self.witness: Witness | None = None
        self.accountant = Accountant(
            reader=self._reader,
            recognition=self._recognition,
            index=index,
            auctioneer=self._auctioneer,
            bidder_id=bidder_id,
            scored_by=lambda: self._auctioneer.engine_name,
        )

    async def reengine(self, engine: Engine) -> None:
        """Score with ``engine`` as soon as every live row is prepared for it; no request notices."""
        await self._index.reengine(engine, self._auctioneer.adopt)

    @property
    def outcomes(self) -> Counter[str]:
        """How many requests were answered with each no-bid code, or ``bid``."""
        return self._books.outcomes

    @property
    def candidates_scored(self) -> int:
        """By the model, over all auctions since the start."""
        return self._auctioneer.candidates_scored

    def answer(
        self, body: bytes, exchange: Exchange, entry: Entry, age_ms: int = 0, *, traced: bool = False
    ) -> Answer | Awaitable[Answer]:
        """The answer, at once when there is nothing to wait for; awaitable otherwise. Never raises.

        ``age_ms`` is how long ago the request's bytes arrived; its deadline counts from there.
        A ``traced`` request is accounted for in full afterwards, whether or not it belongs to the sample.
        """
        try:
            call = self._reader.read(body, exchange, entry, age_ms)
            if traced:
                call.is_traced = True
            refusal = turned_back(call)
            if refusal is not None:
                self._sample(call, Viewer(None, call.now_ms), refusal)
                return self.no_bid(call, refusal)
            person = None
            if call.viewer_id:
                person = self._recognition.at_hand(call)
                if person is None:
                    return self._patience.answer_once_met(call)
            viewer = Viewer(person, call.now_ms, call.permissions)
            if self._auctioneer.later is not None:
                return self._patience.answer_once_scored(call, viewer)
            concluded = self.conclude(call, viewer)
            return (
                concluded
                if isinstance(concluded, Answer)
                else self._patience.answer_once_funded(call, viewer, concluded)
            )
        except NotABidRequest:
            self.outcomes[NoBid.INVALID_REQUEST] += 1
            return _NOT_A_BID_REQUEST
        except Exception:  # noqa: BLE001 - an exchange gets an answer whatever happens here
            return self.broken(exchange, entry)

    def conclude(self, call: Call, viewer: Viewer) -> Answer | asyncio.Future[None]:
        """Auction every lot and answer with what was won; or what to wait for before doing so again."""
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
                return self._patience.money_coming(call) or self.unsold(call, viewer)
            body, events = self._renderer.render(call)
        except Exception:
            self._auctioneer.let_go(call)
            raise
        self._books.bids(events)
        if self.witness is not None and self.witness.wants(call):
            self.witness.look(self._auctioneer, self._index, call, viewer)
        self._sample(call, viewer, "")
        return Answer(200, body)

    def unsold(self, call: Call, viewer: Viewer) -> Answer:
        """No bid, for whatever stopped the candidate that came furthest."""
        self._sample(call, viewer, call.reason)
        return self.no_bid(call, call.reason)

    def no_bid(self, call: Call, reason: NoBid) -> Answer:
        self._books.no_bid(call, reason)
        if call.refusals is not None:
            return Answer(200, self._renderer.explain_no_bid(call, reason), reason=reason)
        if call.exchange.no_bid_body:
            return Answer(200, render_no_bid(call.request.id, NBR[reason]), reason=reason)
        return _SILENT[reason]

    def broken(self, exchange: Exchange, entry: Entry) -> Answer:
        """Answer for an error that nobody expected, with its traceback in the log."""
        _log.exception("bid request failed", exchange_id=exchange.exchange_id, entry=entry)
        self.outcomes[NoBid.INTERNAL_ERROR] += 1
        return _SILENT[NoBid.INTERNAL_ERROR]

    def _sample(self, call: Call, viewer: Viewer, reason: str) -> None:
        if (self._sampled_below and place_of(call.seed) < self._sampled_below) or call.is_traced:
            call.scored_by = self.accountant.scored_by()
            self._sampler.take(call, viewer, tuple(call.wins), reason)
