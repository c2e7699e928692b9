"""The tables of traces and recorded requests."""

from typing import Final

from domain.accountability.values import RECORDING_DAYS, TRACE_DAYS

TRACES: Final = "bid_traces"
RECORDINGS: Final = "recorded_requests"

ADDED_TO_RECORDINGS: Final = (("permissions", "UInt8 DEFAULT 15"),)
"""Columns and their kinds that tables of earlier days do not have yet."""


def trace_tables(settings: str) -> tuple[str, ...]:
    """The statements that make them, with ``settings`` of every table."""
    return (
        f"""
    CREATE TABLE IF NOT EXISTS {TRACES} (
      tenant_id LowCardinality(String),
      request_id String,
      at_ms Int64,
      exchange_id LowCardinality(String),
      bidder_id LowCardinality(String),
      campaigns Array(String),
      reasons Array(LowCardinality(String)),
      is_complete Bool,
      trace String CODEC(ZSTD(3))
    )
    ENGINE = MergeTree
    PARTITION BY toYYYYMMDD(fromUnixTimestamp64Milli(at_ms, 'UTC'))
    ORDER BY (tenant_id, request_id, at_ms)
    TTL toDateTime(fromUnixTimestamp64Milli(at_ms, 'UTC')) + INTERVAL {TRACE_DAYS} DAY
    {settings}
    """,
        f"""
    CREATE TABLE IF NOT EXISTS {RECORDINGS} (
      request_id String,
      exchange_id LowCardinality(String),
      entry LowCardinality(String),
      at_ms Int64,
      one_in UInt32,
      person_id String,
      reason LowCardinality(String),
      tenants Array(LowCardinality(String)),
      body String CODEC(ZSTD(3)),
      bids String CODEC(ZSTD(3)),
      permissions UInt8 DEFAULT 15
    )
    ENGINE = MergeTree
    PARTITION BY toYYYYMMDD(fromUnixTimestamp64Milli(at_ms, 'UTC'))
    ORDER BY (exchange_id, at_ms, request_id)
    TTL toDateTime(fromUnixTimestamp64Milli(at_ms, 'UTC')) + INTERVAL {RECORDING_DAYS} DAY
    {settings}
    """,
    )
