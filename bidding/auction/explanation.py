"""Why each live creative did, or did not, answer each lot of a request.

The same steps as the auction itself, so an explanation cannot disagree with what would happen; only slower, since it
keeps what the auction throws away. Money is tried and let go again.
"""

from msgspec import Struct

from bidding.auction.auctioneer import Auctioneer, Contest
from bidding.auction.call import Call, Win
from bidding.auction.viewer import Viewer
from bidding.index.ask import Surroundings
from bidding.index.index import LiveIndex
from bidding.index.lot import Lot, lots
from bidding.index.plan import Plan
from bidding.index.postings import row_numbers
from bidding.openrtb.no_bid import NoBid, furthest


class Verdict(Struct, frozen=True, kw_only=True):
    """On one creative. ``refusal`` is None for the one that answers; prices are CPM micros of the bid's currency."""

    tenant_id: str
    campaign_id: str
    creative_id: str
    refusal: NoBid | None
    price_micros: int = 0


class LotExplanation(Struct, frozen=True, kw_only=True):
    """On one impression, in the open or for one of its deals."""

    impression_id: str
    deal_id: str
    floor_micros: int
    verdicts: tuple[Verdict, ...]


class Explanation(Struct, frozen=True, kw_only=True):
    """On one request. ``refusal`` is its no-bid reason, None when it would get a bid."""

    request_id: str
    refusal: NoBid | None
    bid_currency: str = ""
    lots: tuple[LotExplanation, ...] = ()


class Explainer:
    """Explains calls to the people who run campaigns."""

    def __init__(self, index: LiveIndex, auctioneer: Auctioneer) -> None:
        self._index = index
        self._auctioneer = auctioneer

    def explain(self, call: Call, around: Surroundings, viewer: Viewer) -> Explanation:
        """Explain ``call``, whose ``is_test`` must be set so that no money stays held."""
        if not call.is_test:
            raise ValueError("only a test call can be explained without spending")
        refusal = call.reason
        explained = []
        for lot in lots(call.request):
            outcome = self._auctioneer.auction(call, around, lot, viewer)
            if isinstance(outcome, Win):
                call.wins.append(outcome)
            else:
                refusal = furthest(refusal, outcome)
            explained.append(self._lot(call, self._auctioneer.plan(call, around, lot), lot, viewer, outcome))
        return Explanation(
            request_id=call.request.id,
            refusal=None if call.wins else refusal,
            bid_currency=call.bid_currency,
            lots=tuple(explained),
        )

    def _lot(self, call: Call, plan: Plan, lot: Lot, viewer: Viewer, outcome: Win | NoBid) -> LotExplanation:
        refusals: dict[int, NoBid | None] = dict(self._index.first_refusals(plan.ask))
        prices: dict[int, int] = {}
        floor = 0
        if plan.competitors is not None:
            if plan.needs_person:
                for code, rows in self._auctioneer.admission(plan.competitors, viewer).turned_away:
                    for number in row_numbers(rows & plan.competitors.bitmap):
                        refusals.setdefault(int(number), code)
            contest = self._auctioneer.contest(call, lot, plan, plan.competitors, viewer)
            if isinstance(contest, Contest):
                floor = contest.floor
                prices = self._judge(contest, viewer, outcome, refusals)
            for number in row_numbers(plan.competitors.bitmap):
                refusals.setdefault(int(number), NoBid.NOT_DRAWN if isinstance(contest, Contest) else contest)
        return LotExplanation(
            impression_id=lot.imp.id,
            deal_id=lot.deal.id if lot.deal else "",
            floor_micros=floor,
            verdicts=tuple(
                self._verdict(number, refusal, prices.get(number, 0)) for number, refusal in sorted(refusals.items())
            ),
        )

    def _judge(
        self, contest: Contest, viewer: Viewer, outcome: Win | NoBid, refusals: dict[int, NoBid | None]
    ) -> dict[int, int]:
        """Note what became of every candidate drawn, and return their prices, by row number."""
        prices, scores, _ = self._auctioneer.score(contest, viewer)
        rows = [int(number) for number in contest.drawn.rows]
        winner = rows.index(outcome.row.number) if isinstance(outcome, Win) else None
        for place, number in enumerate(rows):
            if place == winner:
                refusals[number] = None
            elif prices[place] < max(contest.floor, 1):
                refusals[number] = NoBid.BELOW_FLOOR
            elif winner is not None and (scores[place], -place) < (scores[winner], -winner):
                refusals[number] = NoBid.OUTBID
            else:
                refusals[number] = NoBid.BUDGET_EMPTY
        return {number: int(price) for number, price in zip(rows, prices, strict=True)}

    def _verdict(self, number: int, refusal: NoBid | None, price_micros: int) -> Verdict:
        row = self._index.table[number]
        return Verdict(
            tenant_id=row.snapshot.tenant_id,
            campaign_id=row.snapshot.campaign_id,
            creative_id=row.creative.creative_id,
            refusal=refusal,
            price_micros=price_micros,
        )
