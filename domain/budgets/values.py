"""Escrow: the words the banker and the bidders speak, and the records behind them.

All amounts are integer nanos of the campaign's currency. The banker is the only writer; a bidder spends a lease
locally and asks for more before it runs dry.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from domain.errors import Conflict
from domain.pacing.values import Pacing, PacingStatus, Participation, Supply

BID_LIFE_MS: Final = 300_000
"""The longest any bid waits for its impression: no bid expires later than this after it was made."""


class Superseded(Conflict):
    """Another banker has taken over; this one may write nothing more and stops."""

    code = "superseded"


class LeaseState(StrEnum):
    OPEN = "open"
    QUARANTINED = "quarantined"
    """Its bidder is gone; held back until every bid it may have made has expired, plus grace."""
    CLOSED = "closed"


class Verdict(StrEnum):
    """What became of a billing notice. Disputed ones are recorded, never dropped, and never count as spend."""

    CONFIRMED = "confirmed"
    DISPUTED_LATE = "disputed:late"
    DISPUTED_OVER_BID = "disputed:over_bid"
    DISPUTED_OVER_LEASE = "disputed:over_lease"
    DISPUTED_UNKNOWN_LEASE = "disputed:unknown_lease"
    DISPUTED_INVALID = "disputed:invalid"
    """A negative price, or another currency than the campaign's."""
    NOT_BILLABLE = "not_billable"
    """A ``test=1`` bid."""
    CORRECTION = "correction"
    """No bill, but what somebody entered against one: its price is by how much that counts more, or less."""


class LeaseRefusal(StrEnum):
    EXHAUSTED = "exhausted"
    DAY_SPENT = "day_spent"
    """The daily budget is spent or held; there is more tomorrow."""
    PACED = "paced"
    """Spend is as far as the plan: there is more in a while."""
    UNKNOWN_CAMPAIGN = "unknown_campaign"
    CLOSED_ACCOUNT = "closed_account"


class LeaseAsk(Struct, frozen=True, kw_only=True):
    """A bidder wants ``want_nanos`` to spend on a campaign; ``least_nanos`` is the cheapest bid it lately made or missed."""

    tenant_id: str
    campaign_id: str
    want_nanos: int
    least_nanos: int = 1


class LeaseReturn(Struct, frozen=True, kw_only=True):
    """A bidder gives back what no bid of its can any longer spend. ``final`` ends the lease.

    ``returned_nanos`` is the lease's running total, so a repeated message changes nothing.
    """

    lease_id: str
    returned_nanos: int
    final: bool = False


class LeaseRequest(Struct, frozen=True, kw_only=True):
    """One message of one bidder process: its heartbeat, its asks and its returns.

    ``bidder_id`` is new at every process start, so a restarted bidder never owns its predecessor's leases. An unanswered
    request is sent again with the same ``request_id`` and gets the same leases. ``bid_life_ms`` is the bidder's promise:
    no bid of its outlives the expiry of its leases by more.
    """

    bidder_id: str
    request_id: str
    asks: tuple[LeaseAsk, ...] = ()
    returns: tuple[LeaseReturn, ...] = ()
    bid_life_ms: int = BID_LIFE_MS
    leaving: bool = False
    """The bidder has drained and will not bid again."""
    supply: tuple[Supply, ...] = ()
    requests: int = 0
    """Bid requests answered since the last report; a report is statistics, and may be lost."""


class LeaseGrant(Struct, frozen=True, kw_only=True):
    """Permission to spend ``granted_nanos`` until ``expires_at_ms``; or a refusal, with nothing granted.

    No bid is made on it from ``day_ends_at_ms`` on (0: none is named), so it belongs to one day of its campaign.
    """

    tenant_id: str
    campaign_id: str
    lease_id: str = ""
    granted_nanos: int = 0
    expires_at_ms: int = 0
    day_ends_at_ms: int = 0
    refusal: LeaseRefusal | None = None


class LeaseReply(Struct, frozen=True, kw_only=True):
    """The banker's answer to one ``LeaseRequest``; ``banker_epoch`` grows whenever a new banker takes over.

    ``renewed_until_ms`` is the new expiry of every open lease of the asking bidder. ``unknown_bidder`` means its leases
    were quarantined while it was silent: it must stop spending them.
    """

    banker_epoch: int
    request_id: str
    grants: tuple[LeaseGrant, ...] = ()
    renewed_until_ms: int = 0
    unknown_bidder: bool = False
    participation: tuple[Participation, ...] = ()
    """Of the paced campaigns the bidder reported on."""


class DayView(Struct, frozen=True, kw_only=True):
    """One calendar day of a campaign, ``date`` in its own time zone (ISO 8601)."""

    date: str
    budget_nanos: int
    """What the day may cost; 0 is no daily budget."""
    confirmed_nanos: int
    in_flight_nanos: int


class PaceView(Struct, frozen=True, kw_only=True):
    """Plan and spend of the period under way: the day with a daily budget, else the flight.

    ``share`` is the part of its supply the campaign takes part in. Ends are None where nothing is planned.
    """

    mode: Pacing
    status: PacingStatus
    time_zone: str
    starts_at_ms: int | None = None
    ends_at_ms: int | None = None
    amount_nanos: int = 0
    planned_nanos: int = 0
    confirmed_nanos: int = 0
    share: float = 1.0


class BudgetView(Struct, frozen=True, kw_only=True):
    """A campaign's money as its people read it, in nanos of ``currency``, true as of settlement ``sequence``."""

    campaign_id: str
    currency: str
    budget_nanos: int
    confirmed_nanos: int
    in_flight_nanos: int
    """Held by bidders: bids not settled yet, and what they may bid next. Comes back if it is not spent."""
    disputed_nanos: int
    """Billed but not owed, see ``Verdict``; no part of the budget."""
    sequence: int
    exhausted_at_ms: int | None
    closed: bool
    today: DayView
    pace: PaceView
    corrected_sequence: int = 0
    """Of the last correction that left a threshold of alerts, 0 before the first: what was told before it may be told again."""
