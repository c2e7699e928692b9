"""Every subject, stream, bucket and header we use, said once."""

BID_REQUESTS = "campaign-bids.bid-requests"
BID_AGENTS = "bid-agents"
"""Queue group of the bidders: one of them answers each request."""
LEASES = "banker.leases"
"""Request/reply between bidders and the banker; the banker is the only subscriber."""
PROFILE_WANTED = "ingest.profiles.wanted"
"""A bidder missed these people (a JSON array of person ids) in both cache tiers; ingest loads them for the next time."""

INGEST_STREAM = "INGEST"
BIDS_STREAM = "BIDS"

LIVE_CAMPAIGNS_BUCKET = "live-campaigns"
EXCHANGES_BUCKET = "exchanges"
EVENT_WRITER_BUCKET = "event-writer"
"""How far the event writer has come, and the cut it is inserting."""
MODELS_STORE = "models"
SNAPSHOTS_STORE = "snapshots"
"""Snapshots too large for a bucket's value, named by their hash."""

EXCHANGE_HEADER = "Exchange"
"""On a bid request over NATS: the exchange id its sender was authenticated as."""
STATUS_HEADER = "Status"
"""On the reply: the HTTP status the same request would have got (200, 204 or 400)."""
NO_BID_HEADER = "No-Bid-Reason"


def bid_event(tenant_id: str, event_type: str, bidder_id: str) -> str:
    """Subject of bid-plane events of one type, tenant and bidder."""
    return f"bids.events.{tenant_id}.{event_type}.{bidder_id}"


def campaign_key(tenant_id: str, campaign_id: str) -> str:
    """Key of a campaign's snapshot in ``live-campaigns``."""
    return f"{tenant_id}.{campaign_id}"
