"""What analytics knows of one campaign's traffic, for the answer to why it does not spend."""

from typing import Final

from domain.budgets.values import Verdict
from domain.events.values import EventType
from domain.workspace.explaining.values import Traffic
from storage.clickhouse.client import Analytics
from storage.clickhouse.queries import Period
from storage.clickhouse.schema import EVENTS, EVENTS_HOURLY
from storage.clickhouse.traces import campaign_refusals

_WHERE: Final = """
  tenant_id = {tenant:String} AND campaign_id = {campaign:String} AND NOT is_test
  AND at_ms >= {from_ms:Int64} AND at_ms < {to_ms:Int64}
"""
_MOST_SECONDS: Final = 10
"""Reports and the event writer wait for the same thread."""


async def campaign_traffic(
    analytics: Analytics, tenant_id: str, campaign_id: str, *, from_ms: int, to_ms: int
) -> Traffic:
    """Everything of the whole hours that the window touches, and what traces of them say. Raises ``Unavailable``.

    Bids are read from the hourly roll-up, losses counted without remembering each (beyond some ten thousand the count is
    within a percent); wins and settlements count each event once.
    """
    period = Period.covering(from_ms, to_ms)
    from_ms, to_ms = period.from_ms, period.to_ms
    bound = {"tenant": tenant_id, "campaign": campaign_id, "from_ms": from_ms, "to_ms": to_ms}
    [[bids, bid_nanos]] = await analytics.query(
        f"""
        SELECT sum(events), sum(price_nanos)
        FROM {EVENTS_HOURLY}
        WHERE tenant_id = {{tenant:String}} AND campaign_id = {{campaign:String}} AND type = '{EventType.BID}' AND NOT is_test
          AND hour >= toDateTime({{from_ms:Int64}} / 1000, 'UTC') AND hour < toDateTime({{to_ms:Int64}} / 1000, 'UTC')
        """,  # noqa: S608 -- constants of ours; values are bound
        bound,
    )
    lost = await analytics.query(
        f"""
        SELECT reason, uniqCombined64(event_id), sum(greatest(min_to_win_nanos, price_nanos)),
          countIf(greatest(min_to_win_nanos, price_nanos) > 0)
        FROM {EVENTS}
        WHERE {_WHERE} AND type = '{EventType.LOSS}'
        GROUP BY reason
        SETTINGS max_execution_time = {_MOST_SECONDS}
        """,  # noqa: S608 -- constants of ours; values are bound
        bound,
    )
    rows = await analytics.query(
        f"""
        SELECT type, verdict, count(), sum(price)
        FROM (
          SELECT type, event_id, any(reason) AS verdict, any(price_nanos) AS price
          FROM {EVENTS}
          WHERE {_WHERE} AND type IN ('{EventType.WIN}', '{EventType.SETTLEMENT}')
          GROUP BY type, event_id
        )
        GROUP BY type, verdict
        SETTINGS max_execution_time = {_MOST_SECONDS}
        """,  # noqa: S608 -- constants of ours; values are bound
        bound,
    )
    refusals = await campaign_refusals(analytics, tenant_id, campaign_id=campaign_id, from_ms=from_ms, to_ms=to_ms)
    counted = {(str(kind), str(reason)): int(count) for kind, reason, count, _ in rows}
    nanos = {(str(kind), str(reason)): int(total) for kind, reason, _, total in rows}
    disputes = {
        reason: count
        for (kind, reason), count in counted.items()
        if kind == EventType.SETTLEMENT and reason.startswith("disputed:")
    }
    told = sum(int(count) for *_, count in lost)
    return Traffic(
        refusals={row.reason: row.requests for row in refusals},
        bids=int(bids),
        wins=counted.get((EventType.WIN, ""), 0),
        losses={str(reason): int(count) for reason, count, *_ in lost},
        billed=counted.get((EventType.SETTLEMENT, Verdict.CONFIRMED), 0),
        spend_nanos=sum(
            nanos.get((EventType.SETTLEMENT, verdict), 0) for verdict in (Verdict.CONFIRMED, Verdict.CORRECTION)
        ),
        disputes=disputes,
        disputed_nanos=sum(nanos[EventType.SETTLEMENT, reason] for reason in disputes),
        bid_nanos=int(bid_nanos) // int(bids) if bids else 0,
        needed_nanos=sum(int(needed) for *_, needed, _ in lost) // told if told else 0,
    )
