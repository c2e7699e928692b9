"""One lot at a time: who may compete, who of them for this person, what each bids, and who answers."""

import asyncio
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bidding.auction import expected
from bidding.auction.call import Call, Foreseen, Win
from bidding.auction.expected import Reals
from bidding.auction.floors import Money, floor_micros
from bidding.auction.offer import Offers
from bidding.auction.one_pass import OnePass
from bidding.auction.pick import best_first, next_best
from bidding.auction.pod import Break
from bidding.auction.shading import Shading
from bidding.auction.special import best_places, floors_of, on_terms, ranking
from bidding.auction.terms import Terms, terms_of
from bidding.auction.viewer import Introductions, Viewer
from bidding.budget.pacer import PACED
from bidding.index.asking.ask import Surroundings, lot_key, read_ask
from bidding.index.asking.lot import Lot, lots
from bidding.index.index import LiveIndex
from bidding.index.live.admission import Admission
from bidding.index.plans.draw import MOST_CANDIDATES, Draw
from bidding.index.plans.plan import Competitors, Plan
from bidding.index.postings import Bitmap
from bidding.inference.engine import Engine, FusibleEngine, LaterEngine, Probabilities
from bidding.openrtb.no_bid import NoBid, furthest
from bidding.people.people import Acquaintance
from bidding.ports import Escrow, NewId, PeopleMet
from domain.rates.values import RateTable
from domain.serving.values import CampaignSnapshot, ServedCreative

_PACED: Final = NoBid.PACED
_BELOW_FLOOR: Final = NoBid.BELOW_FLOOR


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


class Notes:
    """What became of one lot's candidates, for those who want to know why; empty where nobody was drawn."""

    __slots__ = ("contest", "judgement", "refusals")

    def __init__(self) -> None:
        self.contest: Contest | None = None
        self.judgement: Judgement | None = None
        """With prices and scores as the lot's own terms make them."""
        self.refusals: dict[int, NoBid] = {}
        """By place, of those that were passed over; the rest answers, or comes after what does."""

    def judged(self, contest: Contest, judgement: Judgement, floors: Reals, paced: NDArray[np.bool_]) -> None:
        prices, scores = judgement.prices.copy(), judgement.scores.copy()
        self.contest, self.judgement = contest, judgement._replace(prices=prices, scores=scores)
        places = (prices < np.maximum(floors, 1)).nonzero()[0].tolist()
        self.refusals = {place: _too_low(floors[place], is_paced=paced[place]) for place in places}


def _too_low(floor: float, *, is_paced: bool) -> NoBid:
    """Why a price does not reach its floor."""
    if is_paced:
        return _PACED
    return NoBid.CURRENCY_UNKNOWN if floor == np.inf else _BELOW_FLOOR


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
        self._offer = Offers(
            rates=rates,
            shading=shading,
            wallet=wallet,
            new_id=new_id,
            hold_ms=hold_ms,
            longest_hold_ms=longest_hold_ms,
        ).make
        self.candidates_scored = 0
        self._expected = expected.compiled()
        self.adopt(engine)

    def adopt(self, engine: Engine) -> None:
        """Score with ``engine`` from now on; the index has its rows prepared for it."""
        self._engine = engine
        self._acquainted = Introductions(engine).of
        self._one_pass = OnePass(self._index, engine) if isinstance(engine, FusibleEngine) else None
        self.later = engine if isinstance(engine, LaterEngine) else None

    @property
    def engine_name(self) -> str:
        return self._engine.name

    def auction(self, call: Call, lot: Lot, plan: Plan, viewer: Viewer, notes: Notes | None = None) -> Win | NoBid:
        """The candidate that answers ``lot``, its money held and its bid counted; or how far the last one came.

        ``notes`` are taken of dry calls. In one pass where the engine can be a part of it and the lot is an ordinary one; step by step, which finds the
        same, where it cannot, and for those who ask why.
        """
        competitors, one_pass = plan.competitors, self._one_pass
        if competitors is None:
            return plan.refusal
        if one_pass is None or call.is_dry or call.foreseen is not None:
            contest = self.contest(call, lot, plan, competitors, viewer)
            return self._pick(call, contest, viewer, notes) if isinstance(contest, Contest) else contest
        acquainted = self._acquainted(viewer, competitors.tenants)
        entry = self._entry(call, lot, plan, competitors, viewer, acquainted)
        if not isinstance(entry, tuple):
            return entry
        admitted, floor, terms = entry
        start = call.seed + lot.number * MOST_CANDIDATES
        if terms is not None:
            drawn = self._index.draw(competitors, start, admitted)
            return self._pick_on_terms(call, Contest(lot, plan, competitors, drawn, floor, terms), terms, viewer)
        count, best, number, price = one_pass.run(competitors, admitted, start, plan.context, acquainted)
        self.candidates_scored += count
        if price < floor or price < 1:
            return _PACED if price == PACED else _BELOW_FLOOR
        row = self._index.table[number]
        win = self._offer(call, lot, plan, floor, None, row, price)
        if isinstance(win, Win):
            self._count(call, win, viewer)
            return win
        drawn, prices, scores = one_pass.found(count)
        contest = Contest(lot, plan, competitors, drawn, floor)
        ranked = prices, scores, next_best(prices, scores, best)
        if win is NoBid.BUDGET_EMPTY:
            return self._pick_among(call, contest, viewer, ranked, {row.snapshot.campaign_id}, win)
        return self._pick_among(call, contest, viewer, ranked, set(), _BELOW_FLOOR)

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

    def _refused(
        self, call: Call, plan: Plan, competitors: Competitors, viewer: Viewer, acquainted: Acquaintance
    ) -> Bitmap:
        """Those whom ``admission`` refuses, and maybe others who do not compete; as much of it as the plan needs."""
        refused = self._index.withheld
        if plan.needs_place:
            refused |= self._index.outside(call.request)
        if plan.needs_person:
            tenants, person = competitors.tenants, viewer.person
            refused |= self._index.admissions.refused_by(tenants, acquainted, caps_known=viewer.caps_known)
            if person is not None and (person.seen or person.in_flight):
                refused |= viewer.capped_out(self._index, tenants)
        return refused

    def contest(self, call: Call, lot: Lot, plan: Plan, competitors: Competitors, viewer: Viewer) -> Contest | NoBid:
        """Draw the request's candidates, and find the floor they have to reach."""
        acquainted = self._acquainted(viewer, competitors.tenants)
        entry = self._entry(call, lot, plan, competitors, viewer, acquainted)
        if not isinstance(entry, tuple):
            return entry
        admitted, floor, terms = entry
        drawn = self._index.draw(competitors, call.seed + lot.number * MOST_CANDIDATES, admitted)
        return Contest(lot, plan, competitors, drawn, floor, terms)

    def _entry(  # noqa: PLR0917 - called for every lot
        self,
        call: Call,
        lot: Lot,
        plan: Plan,
        competitors: Competitors,
        viewer: Viewer,
        acquainted: Acquaintance,
    ) -> tuple[Bitmap, int, Terms | None] | NoBid:
        """Who is admitted, the floor, and what is special about the lot; or why nobody may enter."""
        admitted = competitors.bitmap
        if plan.needs_person or plan.needs_place or self._index.withheld:
            refused = self._refused(call, plan, competitors, viewer, acquainted)
            if refused:
                admitted &= ~refused
                if not admitted:
                    return self.admission(call, competitors, viewer).furthest(competitors.bitmap)
        floor = floor_micros(lot.imp, lot.deal, call.bid_currency, self._rates)
        if floor is None:
            return NoBid.CURRENCY_UNKNOWN
        terms = terms_of(lot)
        if terms is not None and not terms.quantity_e6:
            return NoBid.QUANTITY_REFUSED
        return admitted, floor, terms

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

    def judge(self, contest: Contest, viewer: Viewer, foreseen: Foreseen | None = None) -> Judgement:
        """What ``score`` finds, with what it is made of; uncounted, for those who want to know why."""
        table = self._index.table
        rows, tenant_of_row = contest.drawn
        acquainted = self._acquainted(viewer, contest.competitors.tenants)
        click, conversion = self._chances(contest, acquainted, foreseen)
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

    def _pick(self, call: Call, contest: Contest, viewer: Viewer, notes: Notes | None = None) -> Win | NoBid:
        """Let the best candidate that can pay answer."""
        if contest.terms is not None:
            return self._pick_on_terms(call, contest, contest.terms, viewer, notes)
        if notes is None:
            prices, scores, best = self.score(contest, viewer, call.foreseen, counted=not call.is_dry)
        else:
            judgement = self.judge(contest, viewer, call.foreseen)
            floors = np.full(len(judgement.prices), float(contest.floor))
            notes.judged(contest, judgement, floors, judgement.prices == PACED)
            prices, scores, best = judgement.prices, judgement.scores, int(judgement.scores.argmax())
        refusal = _PACED if prices[best] == PACED else _BELOW_FLOOR
        return self._pick_among(call, contest, viewer, (prices, scores, best), set(), refusal, notes)

    def _pick_among(  # noqa: PLR0917 - the parts of one auction
        self,
        call: Call,
        contest: Contest,
        viewer: Viewer,
        ranked: tuple[Reals, Reals, int],
        penniless: set[str],
        refusal: NoBid,
        notes: Notes | None = None,
    ) -> Win | NoBid:
        """Let the best of these answer, without campaigns known to be ``penniless``; else ``refusal``, unless money lacks."""
        table = self._index.table
        for place in best_first(*ranked, contest.floor):
            row = table[int(contest.drawn.rows[place])]
            if row.snapshot.campaign_id in penniless:
                if notes is not None:
                    notes.refusals[place] = NoBid.BUDGET_EMPTY
                continue
            win = self._offer(call, contest.lot, contest.plan, contest.floor, None, row, int(ranked[0][place]))
            if isinstance(win, Win):
                self._count(call, win, viewer)
                return win
            if notes is not None:
                notes.refusals[place] = win
            if win is NoBid.BUDGET_EMPTY:
                penniless.add(row.snapshot.campaign_id)
                refusal = win
        return refusal

    def _pick_on_terms(
        self, call: Call, contest: Contest, terms: Terms, viewer: Viewer, notes: Notes | None = None
    ) -> Win | NoBid:
        """Let the best candidates of a special lot answer: several for a dynamic pod, all but the last put in the call."""
        table = self._index.table
        judgement = None if notes is None else self.judge(contest, viewer, call.foreseen)
        appraised = (
            self.score(contest, viewer, call.foreseen, counted=not call.is_dry)[:2]
            if judgement is None
            else (judgement.prices, judgement.scores)
        )
        rows = [table[int(number)] for number in contest.drawn.rows]
        floors = floors_of(contest.lot, terms, contest.floor, rows, Money(call.bid_currency, self._rates))
        most_paid = table.terms[contest.drawn.rows, 3] * contest.competitors.rates[table.currency[contest.drawn.rows]]
        prices, scores = on_terms(terms, *appraised, floors, most_paid)
        scores, paced = ranking(terms, scores, rows), appraised[0] == PACED
        if notes is not None and judgement is not None:
            notes.judged(contest, judgement._replace(prices=prices, scores=scores), floors, paced)
        refusals = {} if notes is None else notes.refusals
        pod = Break(terms.pod, call.breaks, contest.lot.imp.id) if terms.pod is not None else None
        refusal = _PACED
        penniless: set[str] = set()
        before = len(call.wins)
        for place in best_places(scores):
            row, floor = rows[place], floors[place]
            came: Win | NoBid
            if prices[place] < max(floor, 1):
                came = _too_low(floor, is_paced=paced[place])
            elif row.snapshot.campaign_id in penniless:
                came = NoBid.BUDGET_EMPTY
            elif pod is not None and not pod.takes(row.snapshot, row.creative):
                came = NoBid.POD_FULL
            else:
                came = self._offer(call, contest.lot, contest.plan, int(floor), terms, row, int(prices[place]))
            if isinstance(came, Win):
                self._count(call, came, viewer)
                call.wins.append(came)
                if pod is None or not pod.put(row.snapshot, row.creative):
                    break
                continue
            if came is NoBid.BUDGET_EMPTY:
                penniless.add(row.snapshot.campaign_id)
            refusal = furthest(refusal, came)
            refusals[int(place)] = came
        return call.wins.pop() if len(call.wins) > before else refusal

    def _count(self, call: Call, win: Win, viewer: Viewer) -> None:
        """Let a bid count against the caps it adds to while it is in flight."""
        snapshot = win.row.snapshot
        person = viewer.person
        if person is None or not viewer.permissions.may_cap or call.is_test:
            return
        if self._index.ceilings.counts(snapshot):
            self._people.note_bid(person, snapshot.tenant_id, snapshot.campaign_id, win.bid_id, win.expires_at_ms)

    def let_go(self, call: Call) -> None:
        """Undo what was held and counted for wins that will not be sent."""
        for win in call.wins:
            if not call.is_test:
                self._wallet.cancel(win.lease_id, win.price.cost_nanos, win.expires_at_ms)
                self._people.note_lost(win.bid_id)
        call.wins.clear()
