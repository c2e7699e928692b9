"""What analytics is asked for. Every query names its tenant; periods are whole hours of UTC.

What is told by the million (bids, no-bids) is read from the hourly roll-up. What is paid for or attributed (wins, billed
impressions, clicks, conversions, spend) is counted from the events themselves, each event id once, however often a
publisher may have sent it.
"""

from typing import Final

from msgspec import Struct

from domain.events.values import EventType
from storage.clickhouse.client import Analytics, Row
from storage.clickhouse.schema import EVENTS, EVENTS_HOURLY

HOUR_MS: Final = 3_600_000
CONFIRMED: Final = "confirmed"
CORRECTION: Final = "correction"
"""By how much a bill counts more or less than it did."""


class Period(Struct, frozen=True):
    """From the beginning of one hour up to, not including, the beginning of another; Unix milliseconds."""

    from_ms: int
    to_ms: int

    @classmethod
    def covering(cls, from_ms: int, to_ms: int) -> "Period":
        """The whole hours that ``[from_ms, to_ms)`` touches."""
        return cls(from_ms // HOUR_MS * HOUR_MS, -(-to_ms // HOUR_MS) * HOUR_MS)


class CampaignPerformance(Struct, frozen=True, kw_only=True):
    """One campaign in one period, ``test`` traffic left out. Spend is nanos of ``currency``, from confirmed settlements."""

    campaign_id: str
    bids: int = 0
    wins: int = 0
    billed_impressions: int = 0
    clicks: int = 0
    conversions: int = 0
    conversion_value_micros: int = 0
    spend_nanos: int = 0
    currency: str = ""


class Refusals(Struct, frozen=True, kw_only=True):
    """How many requests were answered without a bid for one reason through one door."""

    reason: str
    entry: str
    requests: int


async def campaign_performance(analytics: Analytics, tenant_id: str, period: Period) -> list[CampaignPerformance]:
    """Every campaign of the tenant that something happened to, by id. Raises ``Unavailable``."""
    parameters = {"tenant": tenant_id, "from_ms": period.from_ms, "to_ms": period.to_ms}
    bids = await analytics.query(
        f"""
        SELECT campaign_id, sum(events)
        FROM {EVENTS_HOURLY}
        WHERE tenant_id = {{tenant:String}} AND type = '{EventType.BID}' AND NOT is_test
          AND hour >= toDateTime({{from_ms:Int64}} / 1000, 'UTC') AND hour < toDateTime({{to_ms:Int64}} / 1000, 'UTC')
        GROUP BY campaign_id
        """,  # noqa: S608 -- constants of ours; values are bound
        parameters,
    )
    outcomes = await analytics.query(
        f"""
        SELECT
          campaign_id,
          countIf(type = '{EventType.WIN}'),
          countIf(type = '{EventType.SETTLEMENT}' AND verdict = '{CONFIRMED}'),
          countIf(type = '{EventType.CLICK}'),
          countIf(type = '{EventType.CONVERSION}'),
          sumIf(value, type = '{EventType.CONVERSION}'),
          sumIf(price, type = '{EventType.SETTLEMENT}' AND verdict IN ('{CONFIRMED}', '{CORRECTION}')),
          anyIf(paid_in, type = '{EventType.SETTLEMENT}')
        FROM (
          SELECT
            campaign_id, type, event_id,
            any(reason) AS verdict, any(price_nanos) AS price, any(value_micros) AS value, any(currency) AS paid_in
          FROM {EVENTS}
          WHERE tenant_id = {{tenant:String}} AND NOT is_test
            AND type IN ('{EventType.WIN}', '{EventType.SETTLEMENT}', '{EventType.CLICK}', '{EventType.CONVERSION}')
            AND at_ms >= {{from_ms:Int64}} AND at_ms < {{to_ms:Int64}}
          GROUP BY campaign_id, type, event_id
        )
        GROUP BY campaign_id
        """,  # noqa: S608 -- constants of ours; values are bound
        parameters,
    )
    bids_of = {str(campaign_id): int(count) for campaign_id, count in bids}
    outcome_of = {str(campaign_id): tuple(rest) for campaign_id, *rest in outcomes}
    return [
        _performance(campaign_id, bids_of.get(campaign_id, 0), outcome_of.get(campaign_id))
        for campaign_id in sorted((bids_of.keys() | outcome_of.keys()) - {""})
    ]


def _performance(campaign_id: str, bids: int, outcome: Row | None) -> CampaignPerformance:
    if outcome is None:
        return CampaignPerformance(campaign_id=campaign_id, bids=bids)
    wins, billed, clicks, conversions, value_micros, spend_nanos, currency = outcome
    return CampaignPerformance(
        campaign_id=campaign_id,
        bids=bids,
        wins=wins,
        billed_impressions=billed,
        clicks=clicks,
        conversions=conversions,
        conversion_value_micros=value_micros,
        spend_nanos=spend_nanos,
        currency=currency,
    )


async def no_bids(analytics: Analytics, tenant_id: str, period: Period) -> list[Refusals]:
    """No-bids by reason and door, the most frequent first; of ``NO_TENANT`` those before any campaign was looked at."""
    rows = await analytics.query(
        f"""
        SELECT reason, entry, sum(events) AS requests
        FROM {EVENTS_HOURLY}
        WHERE tenant_id = {{tenant:String}} AND type = '{EventType.NO_BID}'
          AND hour >= toDateTime({{from_ms:Int64}} / 1000, 'UTC') AND hour < toDateTime({{to_ms:Int64}} / 1000, 'UTC')
        GROUP BY reason, entry
        ORDER BY requests DESC, reason, entry
        """,  # noqa: S608 -- constants of ours; values are bound
        {"tenant": tenant_id, "from_ms": period.from_ms, "to_ms": period.to_ms},
    )
    return [Refusals(reason=str(reason), entry=str(entry), requests=requests) for reason, entry, requests in rows]
