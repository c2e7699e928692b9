"""Looks at a sample of auctions once they were answered: what the model knew of the winner, and what a shadow thinks.

A look costs as much as the auction did, in a turn of the event loop of its own, so no answer waits for it. An auction
whose campaigns changed in between is let go and counted.
"""

import asyncio
from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np

from bidding.auction.auctioneer import Auctioneer, Contest, Judgement
from bidding.auction.call import Call, Win
from bidding.auction.viewer import Viewer
from bidding.index.asking.ask import Surroundings
from bidding.index.asking.context import context_of
from bidding.index.index import LiveIndex
from bidding.inference import layout
from bidding.inference.feature_log import packed
from bidding.inference.layout import Features
from bidding.inference.shadow import Shadow
from bidding.ports import Recorder
from domain.events.rules import recorded_id
from domain.events.values import Event, EventType
from domain.inference.values import Scored

_SEEDS: Final = 2**32
_SCATTER: Final = 2_654_435_761
"""Odd, so that multiplying shuffles all 32-bit numbers; what else is decided by a call's seed is decided independently."""

_encoder = msgspec.json.Encoder()


class Witness:
    """Records ``features_share`` of bids for training, and as many as the shadow's share for comparison.

    ``live`` says which model bids. ``missed`` counts auctions that could not be looked at.
    """

    def __init__(
        self,
        shadow: Shadow,
        recorder: Recorder,
        *,
        bidder_id: str,
        live: Callable[[], str],
        features_share: float,
    ) -> None:
        self._shadow = shadow
        self._recorder = recorder
        self._bidder_id = bidder_id
        self._live = live
        self._features_below = int(features_share * _SEEDS)
        self._shadow_below = 0
        self._below = 0
        self.missed = 0
        shadow.noticed = self._settle
        self._settle()

    def wants(self, call: Call) -> bool:
        below = self._below
        return below > 0 and call.seed * _SCATTER % _SEEDS < below and not call.is_test

    def look(self, auctioneer: Auctioneer, index: LiveIndex, call: Call, viewer: Viewer) -> None:
        """Look at the bids of ``call`` once the event loop is free."""
        loop = asyncio.get_running_loop()
        loop.call_soon(self._look, auctioneer, index, call, viewer, index.revision, tuple(call.wins))

    def _settle(self) -> None:
        self._shadow_below = int(self._shadow.share * _SEEDS) if self._shadow.version else 0
        self._below = max(self._features_below, self._shadow_below)

    def _look(  # noqa: PLR0917 - called back by position
        self,
        auctioneer: Auctioneer,
        index: LiveIndex,
        call: Call,
        viewer: Viewer,
        revision: int,
        wins: tuple[Win, ...],
    ) -> None:
        if index.revision != revision:
            self.missed += len(wins)
            return
        around = index.surroundings(call.request, call.exchange, call.bid_currency)
        for win in wins:
            scored = self._scored(auctioneer, call, viewer, around, win)
            if scored is None:
                self.missed += 1
            else:
                self._recorder.record(self._event(call, win, scored))

    def _scored(
        self, auctioneer: Auctioneer, call: Call, viewer: Viewer, around: Surroundings, win: Win
    ) -> Scored | None:
        """None when the auction would not be the same again: its bid may just have used up somebody's cap."""
        plan = auctioneer.plan(call, around, win.lot)
        contest = auctioneer.contest(call, win.lot, plan, plan.competitors, viewer) if plan.competitors else None
        if not isinstance(contest, Contest):
            return None
        places = np.flatnonzero(contest.drawn.rows == win.row.number)
        if not len(places):
            return None
        place = int(places[0])
        persons = viewer.features_for(contest.competitors.tenants)
        context = layout.context_features(context_of(win.ask))
        judgement = auctioneer.judge(contest, viewer)
        scored = Scored(
            live=self._live(),
            click=float(judgement.click[place]),
            conversion=float(judgement.conversion[place]),
            candidates=len(contest.drawn.rows),
        )
        draw = call.seed * _SCATTER % _SEEDS
        if draw < self._features_below and (viewer.person is None or viewer.permissions.may_log_id):
            met = persons[int(contest.drawn.tenant_of_row[place])]
            advert = layout.candidate_features(win.row.snapshot, win.row.creative)
            scored = msgspec.structs.replace(
                scored,
                layout=layout.LAYOUT_VERSION,
                features=packed(layout.assemble(met, advert[None], context)[0]),
            )
        if draw < self._shadow_below:
            scored = self._compared(auctioneer, contest, viewer, scored, judgement, place, persons, context)
        return scored

    def _compared(  # noqa: PLR0917 - the parts of one auction
        self,
        auctioneer: Auctioneer,
        contest: Contest,
        viewer: Viewer,
        scored: Scored,
        judgement: Judgement,
        place: int,
        persons: Features,
        context: Features,
    ) -> Scored:
        adverts = auctioneer.adverts(contest)
        click, conversion = self._shadow.score(adverts, persons, contest.drawn.tenant_of_row, context)
        _, _, favourite = auctioneer.appraise(contest, viewer, click, conversion)
        agrees = favourite == int(judgement.scores.argmax())
        compared = self._shadow.compared
        compared.auctions += 1
        compared.agreements += agrees
        compared.live_click += scored.click
        compared.shadow_click += float(click[place])
        return msgspec.structs.replace(
            scored,
            shadow=self._shadow.version,
            shadow_click=float(click[place]),
            shadow_conversion=float(conversion[place]),
            shadow_agrees=bool(agrees),
        )

    def _event(self, call: Call, win: Win, scored: Scored) -> Event:
        snapshot = win.row.snapshot
        return Event(
            event_id=f"scored:{win.bid_id}",
            type=EventType.SCORED,
            at_ms=call.now_ms,
            tenant_id=snapshot.tenant_id,
            campaign_id=snapshot.campaign_id,
            creative_id=win.row.creative.creative_id,
            exchange_id=call.exchange.exchange_id,
            request_id=recorded_id(call.request.id),
            impression_id=recorded_id(win.lot.imp.id),
            bid_id=win.bid_id,
            person_id=call.person_id,
            entry=call.entry,
            bidder_id=self._bidder_id,
            detail=_encoder.encode(scored).decode(),
        )
