"""First-price bids and what became of them: what the landscape is learned from, and what shading gained.

A bid and its notices meet by bid id. Where there are more bids than a query should join, an even share of them is taken,
chosen by the hash of the id, so the same question has the same answer.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from domain.events.values import EventType
from domain.shading.rules import BINS, LOWEST_MICROS, STEP, Kind, Observation
from domain.shading.values import Arm
from storage.clickhouse.client import Analytics
from storage.clickhouse.schema import EVENTS

MOST_JOINED: Final = 1_000_000
PRICE_LOSSES: Final = ("", "below_floor", "below_deal_floor", "outbid", "lost_to_deal")
"""Loss reasons that are about the price, as notices are written down; what was lost otherwise teaches nothing of it."""

_OUTCOMES: Final = f"('{EventType.WIN}', '{EventType.BILL}', '{EventType.LOSS}')"


class ShadingRow(Struct, frozen=True, kw_only=True):
    """One arm of one exchange in one currency. Money is nanos; ``unshaded_nanos`` is what its wins would have bid.

    ``paid_nanos`` is what its wins bid, as a first price is paid. Counts are of ``one_in`` bids.
    """

    exchange_id: str
    currency: str
    arm: Arm
    bids: int
    wins: int
    paid_nanos: int
    unshaded_nanos: int
    one_in: int


async def observations(analytics: Analytics, *, from_ms: int, to_ms: int) -> dict[str, list[Observation]]:
    """What first-price auctions bid in from ``from_ms`` to ``to_ms`` told, by exchange. Raises ``Unavailable``.

    ``to_ms`` lies so far back that every notice has come: a bid that nothing was heard of is one that lost.
    """
    period = {"from_ms": from_ms, "to_ms": to_ms}
    one_in = await _one_in(analytics, "", period)
    rows = await analytics.query(
        f"""
        SELECT exchange_id, market, kind, bin, count()
        FROM (
          SELECT
            exchange_id, market,
            multiIf(needed > 0, '{Kind.EXACT}', won, '{Kind.WON}', cleared >= cost, '{Kind.EXACT}', '{Kind.LOST}') AS kind,
            multiIf(needed > 0, needed * bid / cost, won, toFloat64(bid), cleared >= cost, cleared * bid / cost, toFloat64(bid)) AS price,
            toInt32(least(greatest(floor(log(greatest(price, {LOWEST_MICROS}) / {LOWEST_MICROS}) / log({STEP})), 0), {BINS - 1}))
              AS bin
          FROM ({_bids("")}) AS bids
          LEFT JOIN ({_notices("")}) AS notices ON bids.bid_id = notices.bid_id
          WHERE reason IN {PRICE_LOSSES!r} AND cost > 0
        )
        GROUP BY exchange_id, market, kind, bin
        ORDER BY exchange_id, market, kind, bin
        """,  # noqa: S608 -- constants of ours; values are bound
        period | {"one_in": one_in},
    )
    found: dict[str, list[Observation]] = {}
    for exchange_id, market, kind, bin_, bids in rows:
        found.setdefault(str(exchange_id), []).append(Observation(str(market), Kind(kind), int(bin_), int(bids)))
    return found


async def shading_report(analytics: Analytics, tenant_id: str, *, from_ms: int, to_ms: int) -> list[ShadingRow]:
    """The tenant's first-price bids by exchange, currency and arm. Raises ``Unavailable``."""
    bound = {"from_ms": from_ms, "to_ms": to_ms, "tenant": tenant_id}
    whose = "AND e.tenant_id = {tenant:String}"
    one_in = await _one_in(analytics, whose, bound)
    rows = await analytics.query(
        f"""
        SELECT
          exchange_id, currency, shading, count(), countIf(won),
          sumIf(cost, won), sumIf(toInt64(cost * (unshaded / bid)), won)
        FROM ({_bids(whose)}) AS bids
        LEFT JOIN ({_notices(whose)}) AS notices ON bids.bid_id = notices.bid_id
        GROUP BY exchange_id, currency, shading
        ORDER BY exchange_id, currency, shading
        """,  # noqa: S608 -- constants of ours; values are bound
        bound | {"one_in": one_in},
    )
    return [
        ShadingRow(
            exchange_id=str(exchange_id),
            currency=str(currency),
            arm=Arm(arm),
            bids=bids,
            wins=wins,
            paid_nanos=paid,
            unshaded_nanos=unshaded,
            one_in=one_in,
        )
        for exchange_id, currency, arm, bids, wins, paid, unshaded in rows
    ]


def _bids(whose: str) -> str:
    return f"""
        SELECT
          e.bid_id AS bid_id, any(e.exchange_id) AS exchange_id, any(e.market) AS market, any(e.currency) AS currency,
          any(e.shading) AS shading, any(e.bid_micros) AS bid, any(e.unshaded_micros) AS unshaded,
          any(e.price_nanos) AS cost
        FROM {EVENTS} AS e
        WHERE e.type = '{EventType.BID}' AND e.market != '' AND NOT e.is_test {whose}
          AND e.at_ms >= {{from_ms:Int64}} AND e.at_ms < {{to_ms:Int64}}
          AND cityHash64(e.bid_id) % {{one_in:UInt32}} = 0
        GROUP BY e.bid_id
        HAVING bid > 0
    """  # noqa: S608 -- constants of ours; values are bound


def _notices(whose: str) -> str:
    return f"""
        SELECT
          e.bid_id AS bid_id, countIf(e.type != '{EventType.LOSS}') > 0 AS won, max(e.min_to_win_nanos) AS needed,
          maxIf(e.price_nanos, e.type = '{EventType.LOSS}') AS cleared,
          maxIf(toString(e.reason), e.type = '{EventType.LOSS}') AS reason
        FROM {EVENTS} AS e
        WHERE e.type IN {_OUTCOMES} AND NOT e.is_test {whose}
          AND e.at_ms >= {{from_ms:Int64}} AND cityHash64(e.bid_id) % {{one_in:UInt32}} = 0
        GROUP BY e.bid_id
    """  # noqa: S608 -- constants of ours; values are bound


async def _one_in(analytics: Analytics, whose: str, bound: Mapping[str, object]) -> int:
    """One bid in how many to look at."""
    [[bids]] = await analytics.query(
        f"""
        SELECT count() FROM {EVENTS} AS e
        WHERE e.type = '{EventType.BID}' AND e.market != '' {whose}
          AND e.at_ms >= {{from_ms:Int64}} AND e.at_ms < {{to_ms:Int64}}
        """,  # noqa: S608 -- constants of ours; values are bound
        bound,
    )
    return max(1, -(-int(bids) // MOST_JOINED))
