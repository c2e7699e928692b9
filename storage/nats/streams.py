"""The streams, buckets and stores every process may count on; making sure of them is idempotent."""

from nats.js import JetStreamContext, api
from nats.js.errors import BadRequestError, NotFoundError

from storage.nats.errors import translated
from storage.nats.subjects import (
    BIDDER_INFERENCE_BUCKET,
    BIDS_STREAM,
    EVENT_WRITER_BUCKET,
    EXCHANGES_BUCKET,
    INGEST_STREAM,
    LANDSCAPES_BUCKET,
    LIVE_CAMPAIGNS_BUCKET,
    MESSAGES_STREAM,
    MODEL_REGISTRY_BUCKET,
    MODELS_STORE,
    RATES_BUCKET,
    SNAPSHOTS_STORE,
    TRACES_STREAM,
)

DAY_S = 24 * 3600
MAX_AGE_S = 7 * DAY_S
DUPLICATE_WINDOW_S = 120
MAX_MESSAGE_BYTES = 1024 * 1024
BUCKET_HISTORY = 8
ANNOUNCEMENT_LIFE_S = 30
"""A bidder that says nothing for so long is gone; it speaks every ten seconds."""

_NAME_IN_USE = 10058

STREAMS = (
    api.StreamConfig(
        name=INGEST_STREAM,
        description="what enters from outside, by source",
        subjects=["ingest.>"],
    ),
    api.StreamConfig(
        name=BIDS_STREAM,
        description="events of the bid plane, by tenant, type and bidder",
        subjects=["bids.events.>"],
    ),
    api.StreamConfig(
        name=MESSAGES_STREAM,
        description="what became of messages to people, by tenant",
        subjects=["messages.>"],
    ),
)
TRACES = api.StreamConfig(
    name=TRACES_STREAM,
    description="explained and recorded bid requests, a sample; the oldest give way",
    subjects=["traces.>"],
    storage=api.StorageType.FILE,
    retention=api.RetentionPolicy.LIMITS,
    discard=api.DiscardPolicy.OLD,
    max_age=DAY_S,
    max_bytes=1024**3,
    max_msg_size=MAX_MESSAGE_BYTES,
    duplicate_window=DUPLICATE_WINDOW_S,
    allow_direct=True,
)
BUCKETS = (
    api.KeyValueConfig(
        bucket=LIVE_CAMPAIGNS_BUCKET, description="one compiled snapshot per campaign", history=BUCKET_HISTORY
    ),
    api.KeyValueConfig(bucket=EXCHANGES_BUCKET, description="exchange credentials", history=BUCKET_HISTORY),
    api.KeyValueConfig(
        bucket=MODEL_REGISTRY_BUCKET, description="model versions and their roles", history=BUCKET_HISTORY
    ),
    api.KeyValueConfig(
        bucket=BIDDER_INFERENCE_BUCKET, description="what bidders run their model on", ttl=ANNOUNCEMENT_LIFE_S
    ),
    api.KeyValueConfig(bucket=LANDSCAPES_BUCKET, description="what it takes to win, by exchange"),
    api.KeyValueConfig(bucket=RATES_BUCKET, description="the exchange rates in force", history=BUCKET_HISTORY),
    api.KeyValueConfig(bucket=EVENT_WRITER_BUCKET, description="cut and position of the event writer"),
)
OBJECT_STORES = (MODELS_STORE, SNAPSHOTS_STORE)


async def ensure_streams(js: JetStreamContext, *, replicas: int = 1) -> None:
    """Create what is missing and bring what differs up to date. Raises ``Unavailable`` while JetStream is away.

    Streams live in files for seven days and recognise a repeated ``Nats-Msg-Id`` for two minutes. A full stream refuses
    new messages rather than dropping acknowledged ones, so a publisher learns of it.
    """
    with translated("create its streams"):
        for stream in STREAMS:
            await _ensure_stream(
                js,
                stream.evolve(
                    storage=api.StorageType.FILE,
                    retention=api.RetentionPolicy.LIMITS,
                    discard=api.DiscardPolicy.NEW,
                    max_age=MAX_AGE_S,
                    max_msg_size=MAX_MESSAGE_BYTES,
                    duplicate_window=DUPLICATE_WINDOW_S,
                    num_replicas=replicas,
                    allow_direct=True,
                ),
            )
        await _ensure_stream(js, TRACES.evolve(num_replicas=replicas))
        for bucket in BUCKETS:
            await _ensure_bucket(js, bucket.evolve(storage=api.StorageType.FILE, replicas=replicas, direct=True))
        for store in OBJECT_STORES:
            await _ensure_object_store(js, store, replicas)


async def _ensure_stream(js: JetStreamContext, config: api.StreamConfig) -> None:
    try:
        await js.add_stream(config)
    except BadRequestError as error:
        if error.err_code != _NAME_IN_USE:
            raise
        await js.update_stream(config)


async def _ensure_bucket(js: JetStreamContext, config: api.KeyValueConfig) -> None:
    try:
        await js.key_value(config.bucket)
    except NotFoundError:
        await js.create_key_value(config)


async def _ensure_object_store(js: JetStreamContext, name: str, replicas: int) -> None:
    try:
        await js.object_store(name)
    except NotFoundError:
        await js.create_object_store(
            name, config=api.ObjectStoreConfig(storage=api.StorageType.FILE, replicas=replicas)
        )
