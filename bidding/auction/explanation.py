"""Why each live campaign did, or did not, answer each lot of a request; and each creative that was scored.

The same steps as the auction itself, so an explanation cannot disagree with what would happen; only slower, since it
keeps what the auction throws away. Whether there is money is looked up, never tried.
"""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from bidding.auction.auctioneer import Auctioneer, Judgement, Notes
from bidding.auction.call import Call, Win
from bidding.auction.viewer import Viewer
from bidding.index.asking.ask import Surroundings
from bidding.index.asking.lot import Lot, lots
from bidding.index.index import LiveIndex
from bidding.index.live.rows import Row
from bidding.index.plans.plan import Plan
from bidding.index.postings import Bitmap
from bidding.openrtb.no_bid import NoBid, furthest


class Worth(Struct, frozen=True, kw_only=True):
    """What a candidate was found to be worth; the price is CPM micros of the bid's currency."""

    price_micros: int
    score: float
    click: float
    conversion: float
    boost: float


class Refused(NamedTuple):
    """A campaign none of whose creatives was scored: what stopped the one that came furthest."""

    tenant_id: str
    campaign_id: str
    refusal: NoBid


class Verdict(Struct, frozen=True, kw_only=True):
    """On a creative that was scored. ``refusal`` is None for the one that answers, which has a ``win``.

    ``worth`` is None for one that answered, and would not be drawn now.
    """

    row: Row
    refusal: NoBid | None
    worth: Worth | None = None
    win: Win | None = None

    @property
    def tenant_id(self) -> str:
        return self.row.snapshot.tenant_id

    @property
    def campaign_id(self) -> str:
        return self.row.snapshot.campaign_id

    @property
    def creative_id(self) -> str:
        return self.row.creative.creative_id

    @property
    def price_micros(self) -> int:
        return self.worth.price_micros if self.worth else 0


class LotExplanation(Struct, frozen=True, kw_only=True):
    """On one impression, in the open or for one of its deals."""

    impression_id: str
    deal_id: str
    plan: Plan
    floor_micros: int
    refused: tuple[Refused, ...]
    verdicts: tuple[Verdict, ...]


class Explanation(Struct, frozen=True, kw_only=True):
    """On one request. ``refusal`` is its no-bid reason, None when it gets a bid."""

    request_id: str
    refusal: NoBid | None
    bid_currency: str = ""
    lots: tuple[LotExplanation, ...] = ()


class Explainer:
    """Explains calls to the people who run campaigns."""

    def __init__(self, index: LiveIndex, auctioneer: Auctioneer) -> None:
        self._index = index
        self._auctioneer = auctioneer

    def explain(
        self, call: Call, around: Surroundings, viewer: Viewer, won: Sequence[Win] | None = None
    ) -> Explanation:
        """Explain ``call``, which must be dry.

        ``won`` is what the request was answered with, when it has been answered; what it would be answered with now is
        found out otherwise.
        """
        if not call.is_dry:
            raise ValueError("only a dry call can be explained without spending")
        self._index.catch_up()
        scored = self._auctioneer.candidates_scored
        refusal = call.reason
        explained = []
        for lot in lots(call.request):
            before, notes = len(call.wins), Notes()
            plan = self._auctioneer.plan(call, around, lot)
            outcome = self._auctioneer.auction(call, lot, plan, viewer, notes)
            if isinstance(outcome, Win):
                call.wins.append(outcome)
            else:
                refusal = furthest(refusal, outcome)
            wins = call.wins[before:] if won is None else [win for win in won if win.lot.number == lot.number]
            came = NoBid.NOT_DRAWN if isinstance(outcome, Win) or notes.contest is not None else outcome
            explained.append(self._lot(call, plan, lot, viewer, wins, notes, came))
        self._auctioneer.candidates_scored = scored
        return Explanation(
            request_id=call.request.id,
            refusal=None if (call.wins if won is None else won) else refusal,
            bid_currency=call.bid_currency,
            lots=tuple(explained),
        )

    def _lot(  # noqa: PLR0917 - the parts of one auction
        self, call: Call, plan: Plan, lot: Lot, viewer: Viewer, wins: Sequence[Win], notes: Notes, came: NoBid
    ) -> LotExplanation:
        """``came`` is how far those came who were admitted and have no place in ``notes``."""
        refused = [Refused(one.tenant_id, one.campaign_id, code) for one, code in self._index.refusals(plan.ask)]
        verdicts: list[Verdict] = []
        floor = 0
        if plan.competitors is not None:
            left = plan.competitors.bitmap
            if plan.needs_person or plan.needs_place:
                for code, campaigns in self._auctioneer.admission(call, plan.competitors, viewer).turned_away:
                    refused += self._all(campaigns & left, code)
                    left ^= campaigns & left
            if notes.contest is not None:
                floor = notes.contest.floor
                verdicts = self._judged(notes, wins)
                for verdict in verdicts:
                    campaign = self._index.campaign(verdict.campaign_id)
                    left &= ~campaign.bitmap if campaign is not None else -1
            refused += self._all(left, came)
        verdicts += self._unforeseen(verdicts, wins)
        answered = {win.row.snapshot.campaign_id for win in wins}
        return LotExplanation(
            impression_id=lot.imp.id,
            deal_id=lot.deal.id if lot.deal else "",
            plan=plan,
            floor_micros=floor,
            refused=tuple([one for one in refused if one.campaign_id not in answered]),
            verdicts=tuple(sorted(verdicts, key=lambda verdict: verdict.row.number)),
        )

    def _all(self, campaigns: Bitmap, code: NoBid) -> list[Refused]:
        return [Refused(one.tenant_id, one.campaign_id, code) for one in self._index.snapshots_of(campaigns)]

    def _judged(self, notes: Notes, wins: Sequence[Win]) -> list[Verdict]:
        """What became of every candidate drawn, and what it is worth.

        Where the request has been answered, the auction held now may end otherwise: those before what answered had no
        money then, and those behind it were outbid.
        """
        contest, judgement = notes.contest, notes.judgement
        if contest is None or judgement is None:
            return []
        scores = judgement.scores
        rows = [int(number) for number in contest.drawn.rows]
        winners = {win.row.number: win for win in wins}
        least = min(((scores[place], -place) for place, number in enumerate(rows) if number in winners), default=None)
        judged = []
        for place, number in enumerate(rows):
            win = winners.get(number)
            refusal = None if win is not None else notes.refusals.get(place, NoBid.BUDGET_EMPTY)
            if refusal is NoBid.BUDGET_EMPTY and least is not None and (scores[place], -place) < least:
                refusal = NoBid.OUTBID
            judged.append(
                Verdict(row=self._index.table[number], refusal=refusal, worth=_worth(judgement, place), win=win)
            )
        return judged

    def _unforeseen(self, verdicts: Sequence[Verdict], wins: Sequence[Win]) -> list[Verdict]:
        """On creatives that answered, though they would not now."""
        judged = {verdict.row.number for verdict in verdicts}
        return [Verdict(row=win.row, refusal=None, win=win) for win in wins if win.row.number not in judged]


def _worth(judgement: Judgement, place: int) -> Worth:
    return Worth(
        price_micros=int(judgement.prices[place]),
        score=float(judgement.scores[place]),
        click=float(judgement.click[place]),
        conversion=float(judgement.conversion[place]),
        boost=float(judgement.boosts[place]),
    )
