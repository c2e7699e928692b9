"""What was paid for and what came of it, stretch by stretch: the course of spend over time."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from domain.events.values import EventType
from domain.workspace.stretches.values import Stretches
from storage.clickhouse.client import Analytics
from storage.clickhouse.queries import CONFIRMED, CORRECTION
from storage.clickhouse.schema import EVENTS

_MOST_SECONDS: Final = 10
"""Reports and the event writer wait for the same thread."""


class Happened(Struct, frozen=True, kw_only=True):
    """In one stretch, in one currency; ``test`` traffic left out. Spend is nanos, from confirmed settlements."""

    start_ms: int
    currency: str
    billed_impressions: int
    clicks: int
    conversions: int
    conversion_value_micros: int
    spend_nanos: int


async def course(
    analytics: Analytics, tenant_id: str, periods: Sequence[Stretches], *, campaign_id: str = ""
) -> list[Happened]:
    """Of the tenant's campaigns, or of one: every stretch of these periods in which something happened. Raises ``Unavailable``.

    Each event counts once, however often it was told, and where it was told first.
    """
    bound: dict[str, object] = {
        "tenant": tenant_id,
        "campaign": campaign_id,
        "starts": sorted(start for period in periods for start in period.starts_ms),
    }
    within = []
    for number, period in enumerate(periods):
        bound |= {f"from_{number}": period.from_ms, f"to_{number}": period.to_ms}
        within.append(f"at_ms >= {{from_{number}:Int64}} AND at_ms < {{to_{number}:Int64}}")
    rows = await analytics.query(
        f"""
        SELECT
          start, paid_in,
          countIf(type = '{EventType.SETTLEMENT}' AND verdict = '{CONFIRMED}'),
          countIf(type = '{EventType.CLICK}'),
          countIf(type = '{EventType.CONVERSION}'),
          sumIf(value, type = '{EventType.CONVERSION}'),
          sumIf(price, type = '{EventType.SETTLEMENT}' AND verdict IN ('{CONFIRMED}', '{CORRECTION}'))
        FROM (
          SELECT
            type, event_id, roundDown(min(at_ms), {{starts:Array(Int64)}}) AS start,
            any(reason) AS verdict, any(price_nanos) AS price, any(value_micros) AS value, any(currency) AS paid_in
          FROM {EVENTS}
          WHERE tenant_id = {{tenant:String}} AND NOT is_test
            AND type IN ('{EventType.SETTLEMENT}', '{EventType.CLICK}', '{EventType.CONVERSION}')
            AND campaign_id != '' AND currency != '' AND ({{campaign:String}} = '' OR campaign_id = {{campaign:String}})
            AND ({" OR ".join(within)})
          GROUP BY campaign_id, type, event_id
        )
        WHERE type != '{EventType.SETTLEMENT}' OR verdict IN ('{CONFIRMED}', '{CORRECTION}')
        GROUP BY start, paid_in
        ORDER BY start, paid_in
        SETTINGS max_execution_time = {_MOST_SECONDS}
        """,  # noqa: S608 -- constants of ours; values are bound
        bound,
    )
    return [
        Happened(
            start_ms=int(start),
            currency=str(currency),
            billed_impressions=int(billed),
            clicks=int(clicks),
            conversions=int(conversions),
            conversion_value_micros=int(value_micros),
            spend_nanos=int(spend_nanos),
        )
        for start, currency, billed, clicks, conversions, value_micros, spend_nanos in rows
    ]
