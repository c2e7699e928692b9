"""One lot at a time: who may compete, who of them for this person, what each bids, and who answers."""

import asyncio
from typing import NamedTuple

import numpy as np

from bidding.auction import expected
from bidding.auction.call import Call, Foreseen, Win
from bidding.auction.expected import Reals
from bidding.auction.floors import Money, floor_micros
from bidding.auction.pick import best_first
from bidding.auction.pod import Break
from bidding.auction.price import exact_price
from bidding.auction.shading import Shading, is_first_price
from bidding.auction.special import floors_of, on_terms, ranked
from bidding.auction.terms import ONE_IMPRESSION_E6, Terms, terms_of
from bidding.auction.viewer import Introductions, Viewer
from bidding.budget.pacer import PACED
from bidding.index.admission import Admission
from bidding.index.ask import Surroundings, lot_key, read_ask
from bidding.index.draw import MOST_CANDIDATES, Draw
from bidding.index.index import LiveIndex
from bidding.index.lot import Lot, lots
from bidding.index.plan import Competitors, Plan
from bidding.index.postings import Bitmap
from bidding.index.rows import Row
from bidding.inference.engine import Engine, LaterEngine, Probabilities
from bidding.openrtb.no_bid import NoBid, furthest
from bidding.openrtb.request import Imp
from bidding.people.people import Acquaintance
from bidding.ports import Escrow, NewId, PeopleMet
from domain.rates.values import RateTable
from domain.serving.values import CampaignSnapshot, ServedCreative


class Contest(NamedTuple):
    """One lot with those who compete for it; ``floor`` is in micros of the bid's currency, ``terms`` what is special."""

    lot: Lot
    plan: Plan
    competitors: Competitors
    drawn: Draw
    floor: int
    terms: Terms | None = None


class Judgement(NamedTuple):
    """What a contest's candidates are worth and why, all (k,): prices and scores, the model's two probabilities, boosts."""

    prices: Reals
    scores: Reals
    click: Probabilities
    conversion: Probabilities
    boosts: Reals


class Auctioneer:
    """Holds what an auction needs beyond the request.

    ``hold_ms`` is how long a bid's money is kept for it; longer for an impression that is shown later, up to
    ``longest_hold_ms``.
    """

    def __init__(
        self,
        *,
        index: LiveIndex,
        engine: Engine,
        rates: RateTable,
        wallet: Escrow,
        people: PeopleMet,
        new_id: NewId,
        shading: Shading,
        hold_ms: int,
        longest_hold_ms: int,
    ) -> None:
        self._index = index
        self._rates = rates
        self._wallet = wallet
        self._pacer = index.pacer
        self._people = people
        self._new_id = new_id
        self._shading = shading
        self._hold_ms = hold_ms
        self._longest_hold_ms = longest_hold_ms
        self.candidates_scored = 0
        self._expected = expected.compiled()
        self.adopt(engine)

    def adopt(self, engine: Engine) -> None:
        """Score with ``engine`` from now on; the index has its rows prepared for it."""
        self._engine = engine
        self._acquainted = Introductions(engine).of
        self.later = engine if isinstance(engine, LaterEngine) else None

    def auction(self, call: Call, around: Surroundings, lot: Lot, viewer: Viewer) -> Win | NoBid:
        """The candidate that answers ``lot``, its money held and its bid counted; or how far the last one came."""
        plan = self.plan(call, around, lot)
        if plan.competitors is None:
            return plan.refusal
        contest = self.contest(call, lot, plan, plan.competitors, viewer)
        if isinstance(contest, NoBid):
            return contest
        return self._pick(call, contest, viewer)

    def plan(self, call: Call, around: Surroundings, lot: Lot) -> Plan:
        """Who may compete, as far as the request's context decides it."""
        of_lot = lot_key(around, lot)
        plan = self._index.known_plan(of_lot)
        if plan is None:
            plan = self._index.make_plan(of_lot, read_ask(call.request, around, lot))
        return plan

    def admission(self, call: Call, competitors: Competitors, viewer: Viewer) -> Admission:
        """Who of them may be shown to this person, in this place."""
        tenants = competitors.tenants
        return self._index.admissions.of(
            tenants,
            self._acquainted(viewer, tenants).memberships,
            caps_known=viewer.caps_known,
            capped_out=viewer.capped_out(self._index, tenants),
            outside=self._index.outside(call.request),
        )

    def _refused(self, call: Call, plan: Plan, competitors: Competitors, viewer: Viewer) -> Bitmap:
        """Those of them whom ``admission`` refuses; as much of it as the plan needs."""
        refused = self._index.outside(call.request) if plan.needs_place else 0
        if plan.needs_person:
            tenants = competitors.tenants
            refused |= self._index.admissions.refusing(
                tenants, self._acquainted(viewer, tenants).memberships, caps_known=viewer.caps_known
            ) | viewer.capped_out(self._index, tenants)
        return refused & competitors.bitmap

    def contest(self, call: Call, lot: Lot, plan: Plan, competitors: Competitors, viewer: Viewer) -> Contest | NoBid:
        """Draw the request's candidates, and find the floor they have to reach."""
        refused = 0
        if plan.needs_person or plan.needs_place:
            refused = self._refused(call, plan, competitors, viewer)
            if refused == competitors.bitmap:
                return self.admission(call, competitors, viewer).furthest(refused)
        floor = floor_micros(lot.imp, lot.deal, call.bid_currency, self._rates)
        if floor is None:
            return NoBid.CURRENCY_UNKNOWN
        start = call.seed + lot.number * MOST_CANDIDATES
        terms = terms_of(lot)
        if terms is not None and not terms.quantity_e6:
            return NoBid.QUANTITY_REFUSED
        return Contest(lot, plan, competitors, self._index.draw(competitors, start, refused), floor, terms)

    async def foresee(
        self, call: Call, later: LaterEngine, around: Surroundings, viewer: Viewer, until_ms: int
    ) -> None:
        """Ask an engine that takes a while about all lots of a request at once; ``auction`` finds its answers in the call."""
        table = self._index.table
        revision, asked, scores = self._index.revision, [], []
        for lot in lots(call.request):
            plan = self.plan(call, around, lot)
            contest = self.contest(call, lot, plan, plan.competitors, viewer) if plan.competitors else plan.refusal
            if isinstance(contest, Contest):
                rows, tenant_of_row = contest.drawn
                acquainted = self._acquainted(viewer, contest.competitors.tenants)
                asked.append((lot.number, rows))
                scores.append(
                    later.score_later(
                        table.prepared,
                        rows,
                        acquainted.projections,
                        tenant_of_row,
                        plan.context,
                        within_s=(until_ms - call.now_ms) / 1_000,
                    )
                )
        answers = await asyncio.gather(*scores)
        call.foreseen = Foreseen(
            revision, {number: (rows, answer) for (number, rows), answer in zip(asked, answers, strict=True)}
        )

    def _foreseen(
        self, contest: Contest, acquainted: Acquaintance, foreseen: Foreseen
    ) -> tuple[Probabilities, Probabilities]:
        """What was foreseen, if it still is about these rows; else the engine's answer now."""
        rows, tenant_of_row = contest.drawn
        asked = foreseen.answers.get(contest.lot.number)
        if asked is not None and foreseen.revision == self._index.revision and np.array_equal(asked[0], rows):
            return asked[1]
        return self._engine.score(
            self._index.table.prepared, rows, acquainted.projections, tenant_of_row, contest.plan.context
        )

    def score(
        self, contest: Contest, viewer: Viewer, foreseen: Foreseen | None = None, *, counted: bool = True
    ) -> tuple[Reals, Reals, int]:
        """Every candidate's price in whole micros of the bid's currency, its score, and the place of the best."""
        self.candidates_scored += len(contest.drawn.rows)
        acquainted = self._acquainted(viewer, contest.competitors.tenants)
        click, conversion = self._chances(contest, acquainted, foreseen)
        prices, scores, best = self._appraised(contest, acquainted, click, conversion)
        if self._pacer.active:
            best = self._pacer.screen(contest.drawn.rows, click, conversion, prices, scores, counted=counted)
        return prices, scores, best

    def judge(self, contest: Contest, viewer: Viewer) -> Judgement:
        """What ``score`` finds, with what it is made of; uncounted, for those who want to know why."""
        table = self._index.table
        rows, tenant_of_row = contest.drawn
        acquainted = self._acquainted(viewer, contest.competitors.tenants)
        click, conversion = self._chances(contest, acquainted, None)
        prices, scores, _ = self._appraised(contest, acquainted, click, conversion)
        if self._pacer.active:
            self._pacer.screen(rows, click, conversion, prices, scores, counted=False)
        boosts = table.boosts[table.tier_lines(acquainted.tiers)[tenant_of_row], rows]
        return Judgement(prices, scores, click, conversion, boosts)

    def appraise(
        self, contest: Contest, viewer: Viewer, click: Probabilities, conversion: Probabilities
    ) -> tuple[Reals, Reals, int]:
        """What ``score`` would find if these were the model's probabilities, both (k,)."""
        acquainted = self._acquainted(viewer, contest.competitors.tenants)
        prices, scores, best = self._appraised(contest, acquainted, click, conversion)
        if self._pacer.active:
            best = self._pacer.screen(contest.drawn.rows, click, conversion, prices, scores, counted=False)
        return prices, scores, best

    def adverts(self, contest: Contest) -> list[tuple[CampaignSnapshot, ServedCreative]]:
        """The k candidates in the flesh."""
        rows = [self._index.table[int(number)] for number in contest.drawn.rows]
        return [(row.snapshot, row.creative) for row in rows]

    def _chances(
        self, contest: Contest, acquainted: Acquaintance, foreseen: Foreseen | None
    ) -> tuple[Probabilities, Probabilities]:
        """Of a click and of a conversion, both (k,)."""
        if foreseen is not None:
            return self._foreseen(contest, acquainted, foreseen)
        rows, tenant_of_row = contest.drawn
        return self._engine.score(
            self._index.table.prepared, rows, acquainted.projections, tenant_of_row, contest.plan.context
        )

    def _appraised(
        self, contest: Contest, acquainted: Acquaintance, click: Probabilities, conversion: Probabilities
    ) -> tuple[Reals, Reals, int]:
        table = self._index.table
        rows, tenant_of_row = contest.drawn
        return self._expected(
            table.terms,
            table.boosts,
            table.tier_lines(acquainted.tiers),
            rows,
            tenant_of_row,
            table.currency,
            contest.competitors.rates,
            click,
            conversion,
        )

    def _pick(self, call: Call, contest: Contest, viewer: Viewer) -> Win | NoBid:
        """Let the best candidate that can pay answer."""
        table = self._index.table
        if contest.terms is not None:
            return self._pick_on_terms(call, contest, contest.terms, viewer)
        prices, scores, best = self.score(contest, viewer, call.foreseen, counted=not call.is_dry)
        refusal = NoBid.PACED if prices[best] == PACED else NoBid.BELOW_FLOOR
        penniless: set[str] = set()
        for place in best_first(prices, scores, best, contest.floor):
            row = table[int(contest.drawn.rows[place])]
            if row.snapshot.campaign_id in penniless:
                continue
            win = self._hold(call, contest, row, int(prices[place]))
            if isinstance(win, Win):
                self._count(call, win, viewer)
                return win
            if win is NoBid.BUDGET_EMPTY:
                penniless.add(row.snapshot.campaign_id)
                refusal = win
        return refusal

    def _pick_on_terms(self, call: Call, contest: Contest, terms: Terms, viewer: Viewer) -> Win | NoBid:
        """Let the best candidates of a special lot answer: several for a dynamic pod, all but the last put in the call."""
        table = self._index.table
        appraised = self.score(contest, viewer, call.foreseen, counted=not call.is_dry)[:2]
        rows = [table[int(number)] for number in contest.drawn.rows]
        floors = floors_of(contest.lot, terms, contest.floor, rows, Money(call.bid_currency, self._rates))
        most_paid = table.terms[contest.drawn.rows, 3] * contest.competitors.rates[table.currency[contest.drawn.rows]]
        prices, scores = on_terms(terms, *appraised, floors, most_paid)
        pod = Break(terms.pod, call.breaks, contest.lot.imp.id) if terms.pod is not None else None
        refusal = NoBid.BELOW_FLOOR
        penniless: set[str] = set()
        before = len(call.wins)
        for place in ranked(terms, scores, rows):
            row, floor = rows[place], floors[place]
            if prices[place] < max(floor, 1) or row.snapshot.campaign_id in penniless:
                continue
            if pod is not None and not pod.takes(row.snapshot, row.creative):
                refusal = furthest(refusal, NoBid.POD_FULL)
                continue
            win = self._hold(call, contest._replace(floor=int(floor)), row, int(prices[place]))
            if isinstance(win, Win):
                self._count(call, win, viewer)
                call.wins.append(win)
                if pod is None or not pod.put(row.snapshot, row.creative):
                    break
            elif win is NoBid.BUDGET_EMPTY:
                penniless.add(row.snapshot.campaign_id)
                refusal = furthest(refusal, win)
        return call.wins.pop() if len(call.wins) > before else refusal

    def _hold(self, call: Call, contest: Contest, row: Row, expected: int) -> Win | NoBid:
        """Hold the money for a bid at its exact price."""
        snapshot = row.snapshot
        pricing = snapshot.pricing
        rate_e9 = self._rates.rate_e9(call.bid_currency, pricing.currency) if pricing else None
        if pricing is None or rate_e9 is None:
            return NoBid.CURRENCY_UNKNOWN
        price = exact_price(expected, pricing.max_cpm_micros, rate_e9)
        if price.price_micros < contest.floor:
            return NoBid.BELOW_FLOOR
        shaded = None
        if is_first_price(call.request, contest.lot):
            shaded = self._shading.bid(
                call.exchange.exchange_id, contest.plan.market, call.seed, price.price_micros, contest.floor
            )
            if shaded.price_micros < price.price_micros:
                price = exact_price(shaded.price_micros, pricing.max_cpm_micros, rate_e9)
        terms = contest.terms
        if terms is not None:
            price = terms.multiplied(price)
        if not call.response_id:
            call.response_id = self._new_id("bid")
        bid_id = f"{call.response_id}-{len(call.wins) + 1}"
        expires_at_ms = call.now_ms + self._held_for_ms(contest.lot.imp)
        hold = self._wallet.affords if call.is_dry else self._wallet.reserve
        lease_id = hold(snapshot.tenant_id, snapshot.campaign_id, bid_id, price.cost_nanos, expires_at_ms)
        if lease_id is None:
            return NoBid.BUDGET_EMPTY
        if call.is_test and not call.is_dry:
            self._wallet.cancel(lease_id, price.cost_nanos, expires_at_ms)
        return Win(
            lot=contest.lot,
            ask=contest.plan.ask,
            shape=contest.plan.shapes[row.creative.format],
            row=row,
            bid_id=bid_id,
            price=price,
            rate_e9=rate_e9,
            shaded=shaded,
            quantity_e6=ONE_IMPRESSION_E6 if terms is None else terms.quantity_e6,
            lease_id=lease_id,
            expires_at_ms=expires_at_ms,
        )

    def _held_for_ms(self, imp: Imp) -> int:
        """As long as the exchange may take to show the advert, within our own limits."""
        return min(max(self._hold_ms, (imp.exp or 0) * 1_000), self._longest_hold_ms)

    def _count(self, call: Call, win: Win, viewer: Viewer) -> None:
        """Let a bid count against the caps it adds to while it is in flight."""
        snapshot = win.row.snapshot
        if viewer.person is not None and not call.is_test and self._index.ceilings.counts(snapshot):
            self._people.note_bid(
                viewer.person, snapshot.tenant_id, snapshot.campaign_id, win.bid_id, win.expires_at_ms
            )

    def let_go(self, call: Call) -> None:
        """Undo what was held and counted for wins that will not be sent."""
        for win in call.wins:
            if not call.is_test:
                self._wallet.cancel(win.lease_id, win.price.cost_nanos, win.expires_at_ms)
                self._people.note_lost(win.bid_id)
        call.wins.clear()
