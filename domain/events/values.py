"""The events of the bid plane, in the one shape that JetStream carries and ClickHouse stores.

A message on ``bids.events.{tenant}.{type}.{bidder}`` is a JSON array of these. ``event_id`` is derived from business
ids, never random at publication, so a repetition is recognised wherever it lands. Events of no tenant (a no-bid before
any campaign was looked at) carry the tenant ``-``.
"""

from enum import StrEnum

from msgspec import Struct

NO_TENANT = "-"


class EventType(StrEnum):
    BID = "bid"
    NO_BID = "no_bid"
    WIN = "win"
    BILL = "bill"
    LOSS = "loss"
    SCORED = "scored"
    """A sampled bid's features and what the models said of it."""
    CLICK = "click"
    CONVERSION = "conversion"
    AUDIT = "audit"
    """Somebody rendered the markup to look at it, and said so; nothing was sold. ``reason`` is the notice it was."""
    SETTLEMENT = "settlement"
    """What the banker made of a bill: confirmed or disputed. Money is counted on these alone."""
    MESSAGE_SENT = "message_sent"
    """A vendor has a message of ours. This and the following are of messages, not of the bid plane."""
    MESSAGE_REFUSED = "message_refused"
    """A gate, the message's own content or age, or the vendor kept it back; ``reason`` says which."""
    MESSAGE_FAILED = "message_failed"
    MESSAGE_UNKNOWN = "message_unknown"
    MESSAGE_DELIVERED = "message_delivered"
    MESSAGE_BOUNCED = "message_bounced"
    MESSAGE_DROPPED = "message_dropped"
    MESSAGE_COMPLAINED = "message_complained"
    MESSAGE_OPENED = "message_opened"
    MESSAGE_CLICKED = "message_clicked"
    MESSAGE_UNSUBSCRIBED = "message_unsubscribed"
    MESSAGE_REPLIED = "message_replied"
    MESSAGE_UNDELIVERED = "message_undelivered"
    """A vendor took it and could not deliver it."""


class Entry(StrEnum):
    """The door a bid request came through."""

    REST = "rest"
    GRPC = "grpc"
    NATS = "nats"


class Event(Struct, kw_only=True, omit_defaults=True):
    """One event. Prices are nanos an impression, in ``currency``; times are Unix milliseconds."""

    event_id: str
    type: EventType
    at_ms: int
    tenant_id: str = NO_TENANT
    campaign_id: str = ""
    creative_id: str = ""
    exchange_id: str = ""
    request_id: str = ""
    impression_id: str = ""
    bid_id: str = ""
    person_id: str = ""
    """Empty when the request carried no consented id."""
    entry: str = ""
    reason: str = ""
    """Refusal code of a no-bid, loss reason of a loss, ``confirmed`` or ``disputed:<why>`` of a settlement."""
    price_nanos: int = 0
    currency: str = ""
    value_micros: int = 0
    """What a conversion was worth to the advertiser."""
    bidder_id: str = ""
    is_test: bool = False
    lease_id: str = ""
    """Win, bill and loss, from the notice's signed token: the lease the bid was made on."""
    max_price_nanos: int = 0
    """Likewise: what the lease holds back for the bid; no bill may exceed it."""
    expires_at_ms: int = 0
    """Likewise: until when the bid may be billed without dispute."""
    market: str = ""
    """Bids of first-price auctions: the market of the landscape (``domain.shading``); this and the next three."""
    shading: str = ""
    """Likewise: what was done to the bid, an ``Arm``."""
    bid_micros: int = 0
    """Likewise: the CPM that was bid, in the bid's currency."""
    unshaded_micros: int = 0
    """Likewise: the CPM it would have been at value."""
    claimed: str = ""
    """Win, bill and loss: what stood where the price goes, where it could not be read."""
    transaction_id: str = ""
    """Bids and no-bids: ``source.tid``, which every exchange's request for the impression shares."""
    detail: str = ""
    """Scored: ``domain.inference.values.Scored`` as JSON."""
    min_to_win_nanos: int = 0
    """Win and loss: what winning took (``${AUCTION_MIN_TO_WIN}``), where the exchange says so."""
    message_id: str = ""
    """Messages: the ledger's id; this and the next three."""
    source: str = ""
    """Likewise: the journey or broadcast it came from."""
    step: str = ""
    """Likewise: the step there."""
    channel: str = ""
    """Likewise; ``creative_id`` is the template, ``price_nanos`` what the vendor asked for it."""
