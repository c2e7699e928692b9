"""Traces and recorded requests in ClickHouse: a sample, kept for days, never the basis of money.

A message may be stored twice; whoever asks takes each request once.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from domain.accountability.values import RecordedBid, RecordedRequest, Trace
from domain.events.values import EventType
from storage.clickhouse.client import Analytics
from storage.clickhouse.schema import EVENTS
from storage.clickhouse.trace_tables import RECORDINGS, TRACES

MOST_REPLAYED: Final = 200_000

_TRACE_COLUMNS: Final = (
    "tenant_id", "request_id", "at_ms", "exchange_id", "bidder_id", "campaigns", "reasons", "is_complete", "trace",
)  # fmt: skip
_RECORDING_COLUMNS: Final = (
    "request_id", "exchange_id", "entry", "at_ms", "one_in", "person_id", "reason", "tenants", "body", "bids", "permissions",
)  # fmt: skip
_bids: Final = msgspec.json.Decoder(tuple[RecordedBid, ...])


class CampaignRefusals(Struct, frozen=True, kw_only=True):
    """How many of the traced requests left a campaign where; ``bid`` among the reasons."""

    campaign_id: str
    reason: str
    requests: int


class Settled(Struct, frozen=True):
    """What notices said of a recorded bid: whether it won, and what winning it took in nanos, 0 where unknown."""

    won: bool
    needed_nanos: int


async def add_traces(analytics: Analytics, traces: Sequence[Trace], token: str) -> None:
    """Store them; the same ``token`` again changes nothing. Raises ``Unavailable``."""
    rows = [
        (
            trace.tenant_id,
            trace.request_id,
            trace.at_ms,
            trace.exchange_id,
            trace.bidder_id,
            list(trace.campaigns),
            list(trace.campaigns.values()),
            trace.is_complete,
            msgspec.json.encode(trace).decode(),
        )
        for trace in traces
    ]
    await analytics.insert_once(TRACES, _TRACE_COLUMNS, rows, token)


async def add_recordings(analytics: Analytics, recordings: Sequence[RecordedRequest], token: str) -> None:
    """Store them; the same ``token`` again changes nothing. Raises ``Unavailable``."""
    rows = [
        (
            one.request_id,
            one.exchange_id,
            one.entry,
            one.at_ms,
            one.one_in,
            one.person_id,
            one.reason,
            sorted({bid.tenant_id for bid in one.bids}),
            one.body,
            msgspec.json.encode(one.bids).decode(),
            one.permissions,
        )
        for one in recordings
    ]
    await analytics.insert_once(RECORDINGS, _RECORDING_COLUMNS, rows, token)


async def find_traces(analytics: Analytics, tenant_id: str, request_id: str) -> list[Trace]:
    """The tenant's traces of a request id, newest first; exchanges may give several requests the same id."""
    rows = await analytics.query(
        f"""
        SELECT any(trace) FROM {TRACES}
        WHERE tenant_id = {{tenant:String}} AND request_id = {{request:String}}
        GROUP BY exchange_id, bidder_id, at_ms ORDER BY at_ms DESC LIMIT 20
        """,  # noqa: S608 -- constants of ours; values are bound
        {"tenant": tenant_id, "request": request_id},
    )
    return [msgspec.json.decode(str(row[0]), type=Trace) for row in rows]


async def campaign_refusals(
    analytics: Analytics, tenant_id: str, *, campaign_id: str | None, from_ms: int, to_ms: int
) -> list[CampaignRefusals]:
    """How far the tenant's campaigns came in traced requests, the most frequent first. Raises ``Unavailable``.

    Requests traced because somebody asked are left out: they are no sample.
    """
    rows = await analytics.query(
        f"""
        SELECT campaign, reason, uniqExact(request_id, exchange_id, at_ms) AS requests
        FROM {TRACES} ARRAY JOIN campaigns AS campaign, reasons AS reason
        WHERE tenant_id = {{tenant:String}} AND at_ms >= {{from_ms:Int64}} AND at_ms < {{to_ms:Int64}}
          AND NOT is_complete AND ({{campaign:String}} = '' OR campaign = {{campaign:String}})
        GROUP BY campaign, reason
        ORDER BY campaign, requests DESC, reason
        """,  # noqa: S608 -- constants of ours; values are bound
        {"tenant": tenant_id, "campaign": campaign_id or "", "from_ms": from_ms, "to_ms": to_ms},
    )
    return [CampaignRefusals(campaign_id=str(campaign), reason=str(reason), requests=n) for campaign, reason, n in rows]


async def recorded_requests(
    analytics: Analytics, *, exchanges: Sequence[str], from_ms: int, to_ms: int, most: int = MOST_REPLAYED
) -> list[RecordedRequest]:
    """What was recorded of these exchanges, each request once, in order of time. Raises ``Unavailable``.

    Where there are more than ``most``, an even share of them by the hash of their ids, each standing for so many more.
    """
    bound = {"exchanges": list(exchanges), "from_ms": from_ms, "to_ms": to_ms}
    where = (
        "exchange_id IN {exchanges:Array(String)} AND at_ms >= {from_ms:Int64} AND at_ms < {to_ms:Int64} AND one_in > 0"
    )
    [[held]] = await analytics.query(f"SELECT count() FROM {RECORDINGS} WHERE {where}", bound)  # noqa: S608 -- ours
    share = max(1, -(-int(held) // most))
    rows = await analytics.query(
        f"""
        SELECT request_id, exchange_id, any(entry), at_ms, any(one_in), any(person_id), any(reason), any(body), any(bids),
          any(permissions)
        FROM {RECORDINGS}
        WHERE {where} AND cityHash64(request_id) % {{share:UInt32}} = 0
        GROUP BY exchange_id, at_ms, request_id ORDER BY at_ms, exchange_id, request_id
        """,  # noqa: S608 -- constants of ours; values are bound
        bound | {"share": share},
    )
    return [
        RecordedRequest(
            request_id=str(request_id),
            exchange_id=str(exchange_id),
            entry=str(entry),
            at_ms=at_ms,
            body=str(body),
            one_in=one_in * share,
            person_id=str(person_id),
            reason=str(reason),
            bids=_bids.decode(str(bids)),
            permissions=permissions,
        )
        for request_id, exchange_id, entry, at_ms, one_in, person_id, reason, body, bids, permissions in rows
    ]


async def settled_bids(analytics: Analytics, *, from_ms: int, to_ms: int) -> dict[str, Settled]:
    """What became of the recorded bids of a period, by bid id; of those not in it nothing was heard."""
    rows = await analytics.query(
        f"""
        SELECT e.bid_id, countIf(e.type != '{EventType.LOSS}') > 0,
          greatest(max(e.min_to_win_nanos), maxIf(e.price_nanos, e.type = '{EventType.LOSS}'))
        FROM {EVENTS} AS e
        WHERE e.type IN ('{EventType.WIN}', '{EventType.BILL}', '{EventType.LOSS}')
          AND e.at_ms >= {{from_ms:Int64}} AND e.at_ms < {{to_ms:Int64}} + 3600000
          AND e.request_id IN (
            SELECT request_id FROM {RECORDINGS} WHERE at_ms >= {{from_ms:Int64}} AND at_ms < {{to_ms:Int64}}
          )
        GROUP BY e.bid_id
        """,  # noqa: S608 -- constants of ours; values are bound
        {"from_ms": from_ms, "to_ms": to_ms},
    )
    return {str(bid_id): Settled(bool(won), int(needed)) for bid_id, won, needed in rows}
