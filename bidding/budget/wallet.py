"""A bidder's wallet: what it may spend, decided in a dictionary look-up, refilled by the banker behind its back.

Nothing here does I/O or waits. ``reserve`` is the hot path. ``next_request`` and ``accept`` are the two halves of the
conversation with the banker, one message at a time; ``note`` and ``drained_to`` take in notices from the stream.

The safety of the whole rests on three rules kept here: money leaves the wallet before it is returned; a bid's maximum
price stays held until its notice is read, or until every notice that could still count has been read; and no bid
outlives the expiry of the leases by more than was promised to the banker.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Final

from bidding.budget.pacer import Pacer
from bidding.budget.purse import SLICE_MS, HeldLease, Purse
from domain.budgets.rules import LeaseTerms
from domain.budgets.values import BID_LIFE_MS, LeaseAsk, LeaseReply, LeaseRequest, LeaseReturn
from domain.events.values import Event, EventType
from domain.pacing.values import Supply

HEARTBEAT_MS: Final = 1_000
SWEEP_MS: Final = 1_000
PRICE_PAGE_MS: Final = 10_000
MAX_ASKS: Final = 200
MAX_RETURNS: Final = 400
"""A message to the banker is one short transaction there; what does not fit waits for the next."""
ANSWERS_SOON_MS: Final = 250
"""A banker that has not answered for this long is not worth waiting for."""


def _nobody() -> None:
    """Stand-in until somebody wants to know about thirst."""


class Wallet:
    """All leases of one bidder process. Not thread-safe: it lives on the bidder's event loop.

    ``clock_ms`` gives Unix milliseconds. ``on_thirst`` is called when a campaign should be refilled at once. What
    ``pacer`` saw, and how many bid ``requests`` were answered since the start, is reported with the heartbeat.
    """

    def __init__(
        self,
        bidder_id: str,
        *,
        clock_ms: Callable[[], int],
        terms: LeaseTerms = LeaseTerms(),  # noqa: B008 - frozen
        bid_life_ms: int = BID_LIFE_MS,
        jitter: Callable[[], float] = random.random,
        pacer: Pacer | None = None,
        requests: Callable[[], int] = lambda: 0,
    ) -> None:
        self.bidder_id = bidder_id
        self.bid_life_ms = min(bid_life_ms, BID_LIFE_MS)
        self.banker_epoch = 0
        self.missed = 0
        """Reservations refused for want of money, since the start."""
        self.on_thirst: Callable[[], None] = _nobody
        self._clock_ms = clock_ms
        self._terms = terms
        self._jitter = jitter
        self._purses: dict[tuple[str, str], Purse] = {}
        self._leases: dict[str, HeldLease] = {}
        self._expiring: defaultdict[int, list[HeldLease]] = defaultdict(list)
        self._resolved: defaultdict[int, dict[str, bool]] = defaultdict(dict)
        """By expiry slice: bids whose notice has been read; True once billed."""
        self._pacer = pacer
        self._requests_answered = requests
        self._requests_reported = 0
        self._day_ends: list[tuple[int, str]] = []
        """A heap of (instant, lease): when the day is over that a lease is for."""
        self._stops_at_ms = 0
        """When the next lease stops being good for bids, or all of them."""
        self._failed: Purse | None = None
        """Whose reservation failed last."""
        self._leases_end_at_ms = 0
        self._bids_end_at_ms = 0
        self._requests = 0
        self._unanswered: LeaseRequest | None = None
        self._reported_at_ms = 0
        self._spoke_at_ms = self._looked_at_ms = self._swept_at_ms = self._page_at_ms = clock_ms()

    # The hot path

    def reserve(
        self,
        tenant_id: str,
        campaign_id: str,
        max_price_nanos: int,
        now_ms: int,
        expires_at_ms: int,
    ) -> str | None:
        """Hold a bid's maximum price until it is won, lost or expired; the lease it is held on, or None when empty.

        None, too, when the leases have ended or the bid would live longer than ``bid_life_ms`` allows.
        """
        try:
            purse = self._purses[tenant_id, campaign_id]
        except KeyError:
            purse = self._purse(tenant_id, campaign_id)
        purse.demand_nanos += max_price_nanos
        if max_price_nanos < purse.cheapest_nanos:  # noqa: PLR1730 - min() costs a call on the hot path
            purse.cheapest_nanos = max_price_nanos
        if purse.free_nanos < purse.low_water_nanos and not purse.thirsty:
            self._thirst(purse)
        may_bid = now_ms < self._stops_at_ms or self._go_on(now_ms)
        lease = purse.current
        left_nanos = lease.free_nanos - max_price_nanos
        if left_nanos < 0 and max_price_nanos <= purse.free_nanos:
            lease = purse.richest()
            left_nanos = lease.free_nanos - max_price_nanos
        if left_nanos < 0 or expires_at_ms > self._bids_end_at_ms or not may_bid:
            self._miss(purse, max_price_nanos)
            return None
        lease.free_nanos = left_nanos
        purse.free_nanos -= max_price_nanos
        expiry_slice = expires_at_ms // SLICE_MS
        try:
            lease.holds[expiry_slice] += max_price_nanos
        except KeyError:
            lease.holds[expiry_slice] = max_price_nanos
            self._expiring[expiry_slice].append(lease)
        return lease.lease_id

    def affords(
        self,
        tenant_id: str,
        campaign_id: str,
        max_price_nanos: int,
        now_ms: int,
        expires_at_ms: int,
    ) -> str | None:
        """The lease that ``reserve`` would hold this on; nothing is held, and no demand is noted."""
        purse = self._purses.get((tenant_id, campaign_id))
        may_bid = now_ms < self._stops_at_ms or self._go_on(now_ms)
        if purse is None or expires_at_ms > self._bids_end_at_ms or not may_bid:
            return None
        lease = purse.current
        if lease.free_nanos < max_price_nanos <= purse.free_nanos:
            lease = purse.richest()
        return None if lease.free_nanos < max_price_nanos else lease.lease_id

    def cancel(self, lease_id: str, max_price_nanos: int, expires_at_ms: int) -> None:
        """Let go of a reservation whose bid was never sent."""
        lease = self._leases.get(lease_id)
        if lease is not None:
            lease.move(lease.unhold(expires_at_ms // SLICE_MS, max_price_nanos))

    def _purse(self, tenant_id: str, campaign_id: str) -> Purse:
        purse = self._purses.get((tenant_id, campaign_id))
        if purse is None:
            purse = self._purses[tenant_id, campaign_id] = Purse(tenant_id, campaign_id, self._clock_ms())
        return purse

    def _go_on(self, now_ms: int) -> bool:
        """Put away the leases whose day is over; whether the others are still good."""
        while self._day_ends and self._day_ends[0][0] <= now_ms:
            lease = self._leases.get(heappop(self._day_ends)[1])
            if lease is not None and lease.spendable:
                lease.purse.remove(lease)
                lease.spendable = False
                if lease.purse.has_demand and not lease.purse.thirsty:
                    self._thirst(lease.purse)
        self._set_stop()
        return now_ms < self._leases_end_at_ms

    def _set_stop(self) -> None:
        self._stops_at_ms = self._leases_end_at_ms
        if self._day_ends:
            self._stops_at_ms = min(self._stops_at_ms, self._day_ends[0][0])

    def _miss(self, purse: Purse, max_price_nanos: int) -> None:
        self.missed += 1
        purse.missed_nanos += max_price_nanos
        self._failed = purse
        if not purse.thirsty:
            self._thirst(purse)

    def _thirst(self, purse: Purse) -> None:
        purse.thirsty = True
        if purse.retry_at_ms <= self._clock_ms():
            self.on_thirst()

    def first_money(self) -> "asyncio.Future[None] | None":
        """Done once the banker has answered for the campaign whose reservation failed last, if that may help soon.

        None when it holds a lease and is only short of money, was refused lately, or the banker keeps us waiting.
        """
        purse, now_ms = self._failed, self._clock_ms()
        if purse is None or purse.leases or purse.retry_at_ms > now_ms:
            return None
        if self._unanswered is not None and now_ms - self._spoke_at_ms > ANSWERS_SOON_MS:
            return None
        if purse.answered is None:
            purse.answered = asyncio.get_running_loop().create_future()
        return purse.answered

    # Notices

    def note(self, event: Event) -> None:
        """Take in a bill or a loss of one of this bidder's bids; repetitions change nothing.

        A bill that the banker will confirm is spent at its price and the rest of the hold is free again. One that it
        will dispute spends nothing. A loss frees the whole hold.
        """
        lease = self._leases.get(event.lease_id)
        if lease is None or event.is_test:
            return
        expiry_slice = event.expires_at_ms // SLICE_MS
        read = self._resolved[expiry_slice]
        billed = read.get(event.bid_id)
        is_bill = event.type is EventType.BILL
        if billed or (billed is not None and not is_bill):
            return
        read[event.bid_id] = is_bill
        freed = lease.unhold(expiry_slice, event.max_price_nanos) if billed is None else 0
        counts = is_bill and 0 <= event.price_nanos <= event.max_price_nanos and self._in_time(event)
        lease.move(freed - event.price_nanos if counts else freed)

    def _in_time(self, event: Event) -> bool:
        return event.at_ms <= event.expires_at_ms + self._terms.grace_ms

    def drained_to(self, at_ms: int) -> None:
        """Every notice stored until ``at_ms`` has been noted: holds of bids that can no longer be billed are free again."""
        horizon = (at_ms - self._terms.settling_ms) // SLICE_MS
        for expiry_slice in [past for past in self._expiring if past < horizon]:
            for lease in self._expiring.pop(expiry_slice):
                lease.move(lease.holds.pop(expiry_slice, 0))
        for expiry_slice in [past for past in self._resolved if past < horizon]:
            del self._resolved[expiry_slice]

    # The conversation with the banker

    def next_request(self, *, leaving: bool = False) -> LeaseRequest | None:
        """The message to send now, or None when there is nothing to say and no heartbeat is due.

        An unanswered message is repeated word for word until ``accept`` sees its answer. ``leaving`` returns everything
        that is not held; call it once bidding has stopped.
        """
        if self._unanswered is not None:
            return self._unanswered
        now_ms = self._clock_ms()
        self._look(now_ms)
        asks = () if leaving else self._asks(now_ms)
        returns: tuple[LeaseReturn, ...] = ()
        if leaving or now_ms - self._swept_at_ms >= SWEEP_MS:
            self._swept_at_ms = now_ms
            for key in [key for key, purse in self._purses.items() if purse.is_idle]:
                del self._purses[key]
            returns = self._returns(everything=leaving)
        if not (asks or returns or leaving or now_ms - self._spoke_at_ms >= HEARTBEAT_MS or not self.banker_epoch):
            return None
        supply, answered = self._report(now_ms)
        self._requests += 1
        self._spoke_at_ms = now_ms
        self._unanswered = LeaseRequest(
            bidder_id=self.bidder_id,
            request_id=f"{self.bidder_id}:{self._requests}",
            asks=asks,
            returns=returns,
            bid_life_ms=self.bid_life_ms,
            leaving=leaving,
            supply=supply,
            requests=answered,
        )
        return self._unanswered

    def accept(self, reply: LeaseReply) -> None:
        """Take in the banker's answer to the message last sent; any other answer is ignored."""
        request = self._unanswered
        if request is None or reply.request_id != request.request_id or reply.banker_epoch < self.banker_epoch:
            return
        self._unanswered = None
        self.banker_epoch = reply.banker_epoch
        if reply.unknown_bidder:
            self._stop_spending()
        for returned in request.returns:
            if returned.final:
                self._forget(returned.lease_id)
        now_ms = self._clock_ms()
        for grant in reply.grants:
            purse = self._purse(grant.tenant_id, grant.campaign_id)
            if grant.refusal is not None:
                purse.refused(now_ms, self._jitter())
                continue
            lease = self._leases[grant.lease_id] = HeldLease(grant.lease_id, purse, grant.granted_nanos)
            purse.add(lease)
            if grant.day_ends_at_ms:
                heappush(self._day_ends, (grant.day_ends_at_ms, grant.lease_id))
        self._leases_end_at_ms = reply.renewed_until_ms
        self._bids_end_at_ms = reply.renewed_until_ms + self.bid_life_ms
        self._set_stop()
        for ask in request.asks:
            self._purse(ask.tenant_id, ask.campaign_id).hear()
        if self._pacer is not None:
            self._pacer.told(reply.participation)

    def _look(self, now_ms: int) -> None:
        elapsed_s = (now_ms - self._looked_at_ms) / 1_000
        if elapsed_s <= 0:
            return
        self._looked_at_ms = now_ms
        turn = now_ms - self._page_at_ms >= PRICE_PAGE_MS
        if turn:
            self._page_at_ms = now_ms
        for purse in self._purses.values():
            if purse.demand_nanos or purse.has_demand:
                purse.look(now_ms, elapsed_s)
                if turn:
                    purse.turn_page()

    def _report(self, now_ms: int) -> tuple[tuple[Supply, ...], int]:
        """What paced campaigns saw since the last report, and requests answered; nothing between two heartbeats."""
        if now_ms - self._reported_at_ms < HEARTBEAT_MS:
            return (), 0
        self._reported_at_ms = now_ms
        answered = self._requests_answered()
        requests, self._requests_reported = answered - self._requests_reported, answered
        supply = []
        for (tenant_id, campaign_id), seen in self._pacer.look(now_ms).items() if self._pacer is not None else ():
            purse = self._purses.get((tenant_id, campaign_id))
            wanted, missed = (purse.wanted_nanos, purse.missed_nanos) if purse is not None else (0, 0)
            if purse is not None:
                purse.wanted_nanos = purse.missed_nanos = 0
            supply.append(
                Supply(
                    tenant_id=tenant_id,
                    campaign_id=campaign_id,
                    seen=seen.seen,
                    kept=seen.kept,
                    wanted_nanos=wanted,
                    reserved_nanos=max(0, wanted - missed),
                )
            )
        return tuple(supply), requests

    def _asks(self, now_ms: int) -> tuple[LeaseAsk, ...]:
        asks: list[LeaseAsk] = []
        for purse in self._purses.values():
            if purse.has_demand and purse.free_nanos < purse.low_water_nanos and purse.retry_at_ms <= now_ms:
                purse.thirsty = True
                asks.append(
                    LeaseAsk(
                        tenant_id=purse.tenant_id,
                        campaign_id=purse.campaign_id,
                        want_nanos=max(purse.full_nanos - max(0, purse.free_nanos), purse.least_nanos),
                        least_nanos=purse.least_nanos,
                    )
                )
                if len(asks) == MAX_ASKS:
                    break
        return tuple(asks)

    def _returns(self, *, everything: bool) -> tuple[LeaseReturn, ...]:
        """Returns and ends of leases. What is returned leaves the wallet here, before the banker hears of it."""
        giving = {lease.lease_id: lease for purse in self._purses.values() if purse.leases for lease in purse.surplus()}
        returns: list[LeaseReturn] = []
        for lease in self._leases.values():
            give = everything or not lease.spendable or lease.lease_id in giving
            freed = max(0, lease.free_nanos) if give else 0
            final = not lease.holds and lease.free_nanos <= freed
            if not (freed or final):
                continue
            if len(returns) == MAX_RETURNS and not everything:
                break
            lease.move(-freed)
            lease.returned_nanos += freed
            returns.append(LeaseReturn(lease_id=lease.lease_id, returned_nanos=lease.returned_nanos, final=final))
        return tuple(returns)

    def _stop_spending(self) -> None:
        for lease in self._leases.values():
            if lease.spendable:
                lease.purse.remove(lease)
                lease.spendable = False

    def _forget(self, lease_id: str) -> None:
        lease = self._leases.pop(lease_id, None)
        if lease is not None and lease.spendable:
            lease.purse.remove(lease)

    # Reading

    def free_nanos(self, tenant_id: str, campaign_id: str) -> int:
        """What could be bid for a campaign now."""
        purse = self._purses.get((tenant_id, campaign_id))
        now_ms = self._clock_ms()
        may_bid = now_ms < self._stops_at_ms or self._go_on(now_ms)
        return max(0, purse.free_nanos) if purse and may_bid else 0

    def held_nanos(self, tenant_id: str, campaign_id: str) -> int:
        """What bids in flight hold, on every lease of the campaign."""
        key = (tenant_id, campaign_id)
        leases = (lease for lease in self._leases.values() if (lease.purse.tenant_id, lease.purse.campaign_id) == key)
        return sum(sum(lease.holds.values()) for lease in leases)
