"""Every subject, stream, bucket and header we use, said once."""

BID_REQUESTS = "campaign-bids.bid-requests"
BID_AGENTS = "bid-agents"
"""Queue group of the bidders: one of them answers each request."""
BIDDER_DEMAND = "bidders.demand"
"""Bidders tell each other that they live, and what limited exchanges ask of them."""
PROFILES_CHANGED = "bidders.profiles-changed"
"""The profiles of these people (a JSON array of person ids) are others now; a bidder that holds one reads it anew."""
EXPLAIN = "campaign-bids.explain"
"""Request/reply: the API asks any bidder what it would make of a request, and why."""
TRACED_BIDS = "campaign-bids.traced-requests"
"""Bid requests, answered like any other, of which their sender may ask for a trace, and does."""
CHANGES = "changes"
"""What of a tenant's has just changed (a JSON array of kinds), for those who look at it; the tenant is the next token."""
LEASES = "banker.leases"
"""Request/reply between bidders and the banker; the banker is the only subscriber."""
PROFILE_WANTED = "ingest.profiles.wanted"
"""A bidder missed these people (a JSON array of person ids) in both cache tiers; ingest loads them for the next time."""

OBSERVED_HEADER = "Ingest-Shape"
"""``observed`` on what we have read already; without it the body is any of the shapes of ``domain.behaviour.ingestion``."""

INGEST_STREAM = "INGEST"
BIDS_STREAM = "BIDS"
MESSAGES_STREAM = "MESSAGES"
"""What became of messages to people: what vendors tell us of them, and our own events."""

LIVE_CAMPAIGNS_BUCKET = "live-campaigns"
EXCHANGES_BUCKET = "exchanges"
LANDSCAPES_BUCKET = "landscapes"
"""What it takes to win the first-price auctions of each exchange."""
RATES_BUCKET = "rates"
TRACES_STREAM = "TRACES"
EVENT_WRITER_BUCKET = "event-writer"
"""How far the event writer has come, and the cut it is inserting."""
MODELS_STORE = "models"
"""Model files, by version."""
MODEL_REGISTRY_BUCKET = "model-registry"
"""What each version is, and which of them bids and shadows."""
BIDDER_INFERENCE_BUCKET = "bidder-inference"
"""What each bidder runs its model on; an entry that is not renewed goes by itself."""
SNAPSHOTS_STORE = "snapshots"
"""Snapshots too large for a bucket's value, named by their hash."""

EXCHANGE_HEADER = "Exchange"
"""On a bid request over NATS: the exchange id its sender was authenticated as."""
STATUS_HEADER = "Status"
"""On the reply: the HTTP status the same request would have got (200, 204 or 400)."""
NO_BID_HEADER = "No-Bid-Reason"
BATCH_HEADER = "Bid-Batch"
"""How many bid requests, or answers, the message holds (``storage.nats.bid_batches``); without it there is one."""


def bid_event(tenant_id: str, event_type: str, bidder_id: str) -> str:
    """Subject of bid-plane events of one type, tenant and bidder."""
    return f"bids.events.{tenant_id}.{event_type}.{bidder_id}"


def trace_subject(bidder_id: str) -> str:
    """Subject of one bidder's traces and recorded requests."""
    return f"traces.bids.{bidder_id}"


def campaign_key(tenant_id: str, campaign_id: str) -> str:
    """Key of a campaign's snapshot in ``live-campaigns``."""
    return f"{tenant_id}.{campaign_id}"


def ingest_subject(source: str, tenant_id: str) -> str:
    """Subject of what people did, by the door it came in by; senders may add tokens of their own behind."""
    return f"ingest.{source}.{tenant_id}"


def message_events_subject(tenant_id: str) -> str:
    """Subject of what became of a tenant's messages, for analytics."""
    return f"messages.events.{tenant_id}"


def feedback_subject(tenant_id: str) -> str:
    """Subject of what vendors, links and receivers tell us of a tenant's messages."""
    return f"messages.feedback.{tenant_id}"


def changes_subject(tenant_id: str) -> str:
    """Subject of what has just changed of a tenant's."""
    return f"{CHANGES}.{tenant_id}"
