"""What a candidate that may answer offers: its exact price, lowered where the winner pays its bid, with the money held."""

from typing import Final

from bidding.auction.call import Call, Win
from bidding.auction.price import exact_price
from bidding.auction.shading import Shading, is_first_price
from bidding.auction.terms import ONE_IMPRESSION_E6, Terms
from bidding.index.asking.lot import Lot
from bidding.index.live.rows import Row
from bidding.index.plans.plan import Plan
from bidding.openrtb.no_bid import NoBid
from bidding.ports import Escrow, NewId
from domain.money import RATE_SCALE
from domain.rates.values import RateTable

_CURRENCY_UNKNOWN: Final = NoBid.CURRENCY_UNKNOWN
_BELOW_FLOOR: Final = NoBid.BELOW_FLOOR
_BUDGET_EMPTY: Final = NoBid.BUDGET_EMPTY


class Offers:
    """``hold_ms`` is how long a bid's money is kept for it; longer for an impression shown later, up to ``longest_hold_ms``."""

    def __init__(
        self,
        *,
        rates: RateTable,
        shading: Shading,
        wallet: Escrow,
        new_id: NewId,
        hold_ms: int,
        longest_hold_ms: int,
    ) -> None:
        self._rates = rates
        self._shading = shading
        self._wallet = wallet
        self._new_id = new_id
        self._hold_ms = hold_ms
        self._longest_hold_ms = longest_hold_ms

    def make(  # noqa: C901, PLR0917 - walked once a bid, where keywords and calls would cost as much as the holding
        self, call: Call, lot: Lot, plan: Plan, floor: int, terms: Terms | None, row: Row, expected: int
    ) -> Win | NoBid:
        """Hold the money for a bid of ``expected`` micros of the bid's currency, at its exact price."""
        snapshot = row.snapshot
        pricing = snapshot.pricing
        if pricing is None:
            return _CURRENCY_UNKNOWN
        rate_e9 = RATE_SCALE
        if pricing.currency != call.bid_currency:
            known = self._rates.rate_e9(call.bid_currency, pricing.currency)
            if known is None:
                return _CURRENCY_UNKNOWN
            rate_e9 = known
        most = pricing.max_cpm_micros
        price = exact_price(expected, most, rate_e9)
        value = price.price_micros
        if value < floor:
            return _BELOW_FLOOR
        shaded = None
        if is_first_price(call.request, lot):
            shaded = self._shading.bid(call.exchange.exchange_id, plan.market, call.seed, value, floor)
            if shaded.price_micros < value:
                price = exact_price(shaded.price_micros, most, rate_e9)
        if terms is not None:
            price = terms.multiplied(price)
        response_id = call.response_id
        if not response_id:
            response_id = call.response_id = self._new_id("bid")
        bid_id = f"{response_id}-{len(call.wins) + 1}" if call.wins else response_id + "-1"
        now_ms, held_for_ms = call.now_ms, self._hold_ms
        if lot.imp.exp:
            held_for_ms = min(max(held_for_ms, lot.imp.exp * 1_000), self._longest_hold_ms)
        expires_at_ms = now_ms + held_for_ms
        cost_nanos = price.cost_nanos
        wallet = self._wallet
        hold = wallet.affords if call.is_dry else wallet.reserve
        lease_id = hold(snapshot.tenant_id, snapshot.campaign_id, cost_nanos, now_ms, expires_at_ms)
        if lease_id is None:
            return _BUDGET_EMPTY
        if call.is_test and not call.is_dry:
            wallet.cancel(lease_id, cost_nanos, expires_at_ms)
        return Win(
            lot=lot,
            ask=plan.ask,
            shape=plan.shapes[row.creative.format],
            row=row,
            bid_id=bid_id,
            price=price,
            rate_e9=rate_e9,
            shaded=shaded,
            lease_id=lease_id,
            expires_at_ms=expires_at_ms,
            quantity_e6=ONE_IMPRESSION_E6 if terms is None else terms.quantity_e6,
        )
