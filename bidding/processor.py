"""Bid requests in, an answer to each out: the story every door tells.

Read the request; understand by when and in which currency it wants to know what; recognise who is watching; plan who may
compete; auction every lot it offers; render the response; record it. Requests that came together take each step together,
and what a step learns travels along in the request's ``Story``. All of it happens at once; a request that must wait for
something is left to ``Patience``, which takes the story up again. Nothing escapes: whatever goes wrong is logged, counted
and answered with no bid.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from operator import length_hint
from typing import Final, cast

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
from bidding.openrtb.decode import decode_request
from bidding.openrtb.no_bid import NBR, NoBid, furthest
from bidding.openrtb.request import NotABidRequest
from bidding.openrtb.response import render_no_bid
from bidding.openrtb.seat_non_bid import note_refusal
from bidding.patience import Patience
from bidding.people.aliases import Aliases
from bidding.ports import ClockMs, Escrow, NewId, PeopleMet, Recorder, Signer
from bidding.privacy import Privacy
from bidding.question import Question
from bidding.reading import DEFAULT_TMAX_MS, Reader, turned_back
from bidding.recognition import Recognition
from bidding.story import Story
from domain.accountability.rules import place_of
from domain.budgets.values import BID_LIFE_MS
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from domain.rates.values import RateTable

_NOT_A_BID_REQUEST: Final = Answer(400, reason=NoBid.INVALID_REQUEST)
_SILENT: Final = {reason: Answer(204, reason=reason) for reason in NoBid}

_Step = Callable[[Iterator[Story]], None]
"""Takes stories as long as some come."""

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
        self._clock_ms = clock_ms
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
        self._first_steps = (self._read, self._understand, self._recognise)
        self._last_steps = (self._plan, self._auction, self._render, self._record)

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
        """The answer to one request: a row of itself."""
        return self.answer_all([Question(body, exchange, entry, traced=traced, age_ms=age_ms)])[0]

    def answer_all(self, row: Sequence[Question]) -> list[Answer | Awaitable[Answer]]:
        """The answers in their order, each at once when there is nothing to wait for; awaitable otherwise. Never raises.

        Every step is taken with the whole row before the next: its code and its tables are in the caches then, and a
        request in a row of 32 costs 0.7 of one alone. Whoever comes first is auctioned first.
        """
        now_ms = self._clock_ms()
        stories = [Story(now_ms, question) for question in row]
        going_on = self._walk(self._first_steps, stories)
        self._finish(going_on, now_ms)
        return [cast(Answer, story.answer) for story in stories]

    def conclude(self, call: Call, viewer: Viewer) -> Answer | Coroutine[None, None, Answer]:
        """Take the steps that are left to a request whose viewer is known."""
        story = Story(call.now_ms, call=call, viewer=viewer)
        self._finish([story], call.now_ms)
        return cast(Answer | Coroutine[None, None, Answer], story.answer)

    def _finish(self, stories: list[Story], now_ms: int) -> None:
        """Take the last steps, with the index as it is at ``now_ms`` from the first plan to the last auction."""
        if not stories:
            return
        try:
            self._index.at(now_ms)
        except Exception:  # noqa: BLE001 - an exchange gets an answer whatever happens here
            for story in stories:
                self._give_up(story)
        else:
            self._walk(self._last_steps, stories)

    def _walk(self, steps: Sequence[_Step], stories: list[Story]) -> list[Story]:
        """Those of ``stories`` that have no answer after all ``steps``.

        One that fails in a step is given up, and the step goes on with those behind it.
        """
        for step in steps:
            coming = iter(stories)
            while True:
                try:
                    step(coming)
                    break
                except Exception:  # noqa: BLE001 - an exchange gets an answer whatever happens here
                    self._give_up(stories[-1 - length_hint(coming)])
            stories = [story for story in stories if story.answer is None]
        return stories

    def _read(self, stories: Iterator[Story]) -> None:
        for story in stories:
            try:
                story.request = decode_request(story.question.body)
            except NotABidRequest:
                self.outcomes[NoBid.INVALID_REQUEST] += 1
                story.answer = _NOT_A_BID_REQUEST

    def _understand(self, stories: Iterator[Story]) -> None:
        """What the request asks for, and whether it goes any further by its own terms."""
        understood = self._reader.understood
        for story in stories:
            question = story.question
            call = story.call = understood(
                story.request, question.exchange, question.entry, story.now_ms, question.age_ms
            )
            if question.traced:
                call.is_traced = True
            refusal = turned_back(call)
            if refusal is not None:
                self._sample(call, Viewer(None, call.now_ms), refusal)
                story.answer = self.no_bid(call, refusal)

    def _recognise(self, stories: Iterator[Story]) -> None:
        """Who is watching; those who are not at hand, and engines that take a while, are waited for."""
        at_hand = self._recognition.at_hand
        for story in stories:
            call, person = story.call, None
            if call.viewer_id:
                person = at_hand(call)
                if person is None:
                    story.answer = self._patience.answer_once_met(call)
                    continue
            viewer = story.viewer = Viewer(person, call.now_ms, call.permissions)
            if self._auctioneer.later is not None:
                story.answer = self._patience.answer_once_scored(call, viewer)

    def _plan(self, stories: Iterator[Story]) -> None:
        """What is offered, and who may compete for it."""
        surroundings, plan = self._index.surroundings, self._auctioneer.plan
        for story in stories:
            call = story.call
            around = surroundings(call.request, call.exchange, call.bid_currency)
            story.planned = [(lot, plan(call, around, lot)) for lot in lots(call.request)]

    def _auction(self, stories: Iterator[Story]) -> None:
        """Auction every lot, unless those before took too long; with nothing won there may be money to wait for."""
        auction = self._auctioneer.auction
        for story in stories:
            call, viewer = story.call, story.viewer
            if call.deadline_ms <= self._clock_ms():
                self._sample(call, viewer, NoBid.LATE)
                story.answer = self.no_bid(call, NoBid.LATE)
                continue
            for lot, plan in story.planned:
                outcome = auction(call, lot, plan, viewer)
                if isinstance(outcome, Win):
                    call.wins.append(outcome)
                else:
                    call.reason = furthest(call.reason, outcome)
                    if call.refusals is not None:
                        note_refusal(call.refusals, lot.imp.id, outcome)
            if not call.wins:
                money = self._patience.money_coming(call)
                if money is None:
                    story.answer = self.unsold(call, viewer)
                else:
                    story.answer = self._patience.answer_once_funded(call, viewer, money)

    def _render(self, stories: Iterator[Story]) -> None:
        render = self._renderer.render
        for story in stories:
            story.body, story.events = render(story.call)

    def _record(self, stories: Iterator[Story]) -> None:
        """Write down what was bid."""
        for story in stories:
            call, viewer = story.call, story.viewer
            self._books.bids(story.events)
            if self.witness is not None and self.witness.wants(call):
                self.witness.look(self._auctioneer, self._index, call, viewer)
            self._sample(call, viewer, "")
            story.answer = Answer(200, story.body)

    def _give_up(self, story: Story) -> None:
        """Answer for an error that nobody expected; what was held for the request is free again."""
        call = story.call
        if call is None:
            story.answer = self.broken(story.question.exchange, story.question.entry)
        else:
            story.answer = self.broken(call.exchange, call.entry)
            try:
                self._auctioneer.let_go(call)
            except Exception:  # noqa: BLE001 - the others of its row go on
                _log.exception("what a request held could not be let go", request_id=call.request.id)

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
