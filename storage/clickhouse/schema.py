"""The analytics tables. Making sure of them is idempotent, and every one of them recognises a repeated insertion.

Deduplication needs a window on each table *and* on each roll-up's target: without it a repeated batch doubles the
roll-up while the table itself stays right.
"""

from typing import Final

from storage.clickhouse.client import Analytics
from storage.clickhouse.trace_tables import ADDED_TO_RECORDINGS, RECORDINGS, trace_tables

RETENTION_DAYS: Final = 90
ROLLUP_RETENTION_DAYS: Final = 400
DEDUPLICATION_WINDOW: Final = 1000

EVENTS: Final = "analytics_events"
EVENTS_HOURLY: Final = "events_hourly"
REJECTED: Final = "rejected_messages"

_SETTINGS = f"SETTINGS non_replicated_deduplication_window = {DEDUPLICATION_WINDOW}"

_ADDED = (
    ("market", "LowCardinality(String)"),
    ("shading", "LowCardinality(String)"),
    ("bid_micros", "Int64"),
    ("unshaded_micros", "Int64"),
    ("min_to_win_nanos", "Int64"),
    ("detail", "String"),
    ("transaction_id", "String"),
    ("claimed", "String"),
    ("message_id", "String"),
    ("source", "LowCardinality(String)"),
    ("step", "LowCardinality(String)"),
    ("channel", "LowCardinality(String)"),
)
"""Columns of events that the first release did not have."""

_TABLES = (
    f"""
    CREATE TABLE IF NOT EXISTS {EVENTS} (
      event_id String,
      type LowCardinality(String),
      at_ms Int64,
      at DateTime64(3, 'UTC') MATERIALIZED fromUnixTimestamp64Milli(at_ms, 'UTC'),
      tenant_id LowCardinality(String),
      campaign_id LowCardinality(String),
      creative_id LowCardinality(String),
      exchange_id LowCardinality(String),
      request_id String,
      impression_id String,
      bid_id String,
      person_id String,
      entry LowCardinality(String),
      reason LowCardinality(String),
      price_nanos Int64,
      currency LowCardinality(String),
      value_micros Int64,
      bidder_id LowCardinality(String),
      is_test Bool,
      sequence UInt64,
      market LowCardinality(String),
      shading LowCardinality(String),
      bid_micros Int64,
      unshaded_micros Int64,
      min_to_win_nanos Int64
    )
    ENGINE = MergeTree
    PARTITION BY toYYYYMM(at)
    ORDER BY (tenant_id, type, campaign_id, at_ms, event_id)
    TTL toDateTime(at) + INTERVAL {RETENTION_DAYS} DAY
    {_SETTINGS}
    """,
    f"""
    CREATE TABLE IF NOT EXISTS {EVENTS_HOURLY} (
      hour DateTime('UTC'),
      type LowCardinality(String),
      tenant_id LowCardinality(String),
      campaign_id LowCardinality(String),
      exchange_id LowCardinality(String),
      entry LowCardinality(String),
      reason LowCardinality(String),
      currency LowCardinality(String),
      is_test Bool,
      events UInt64,
      price_nanos Int64,
      value_micros Int64
    )
    ENGINE = SummingMergeTree((events, price_nanos, value_micros))
    PARTITION BY toYYYYMM(hour)
    ORDER BY (tenant_id, type, campaign_id, hour, exchange_id, entry, reason, currency, is_test)
    TTL hour + INTERVAL {ROLLUP_RETENTION_DAYS} DAY
    {_SETTINGS}
    """,
    f"""
    CREATE MATERIALIZED VIEW IF NOT EXISTS {EVENTS_HOURLY}_view TO {EVENTS_HOURLY} AS
    SELECT
      toStartOfHour(toDateTime(at, 'UTC')) AS hour,
      type, tenant_id, campaign_id, exchange_id, entry, reason, currency, is_test,
      count() AS events,
      sum(price_nanos) AS price_nanos,
      sum(value_micros) AS value_micros
    FROM {EVENTS}
    GROUP BY hour, type, tenant_id, campaign_id, exchange_id, entry, reason, currency, is_test
    """,  # noqa: S608 -- names of ours
    f"""
    CREATE TABLE IF NOT EXISTS {REJECTED} (
      sequence UInt64,
      subject String,
      stored_at_ms Int64,
      stored_at DateTime64(3, 'UTC') MATERIALIZED fromUnixTimestamp64Milli(stored_at_ms, 'UTC'),
      problem String,
      payload String
    )
    ENGINE = MergeTree
    PARTITION BY toYYYYMM(stored_at)
    ORDER BY sequence
    TTL toDateTime(stored_at) + INTERVAL {RETENTION_DAYS} DAY
    {_SETTINGS}
    """,
)


async def migrate(analytics: Analytics) -> None:
    """Create what is missing. Raises ``Unavailable``."""
    for statement in (*_TABLES, *trace_tables(_SETTINGS)):
        await analytics.command(statement)
    for column, kind in _ADDED:
        await analytics.command(f"ALTER TABLE {EVENTS} ADD COLUMN IF NOT EXISTS {column} {kind}")
    for column, kind in ADDED_TO_RECORDINGS:
        await analytics.command(f"ALTER TABLE {RECORDINGS} ADD COLUMN IF NOT EXISTS {column} {kind}")
