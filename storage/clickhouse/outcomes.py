"""Sampled bids that were shown, with what came of them: what a model learns from, and what two are compared by."""

from typing import Final

from msgspec import Struct

from domain.events.values import EventType
from storage.clickhouse.client import Analytics
from storage.clickhouse.schema import EVENTS

MOST_OUTCOMES: Final = 2_000_000

_SHOWN: Final = f"""
    SELECT
      s.bid_id AS bid_id, any(s.at_ms) AS at_ms, any(s.detail) AS detail,
      max(n.clicked) AS clicked, max(n.converted) AS converted, max(n.worth) AS worth
    FROM {EVENTS} AS s
    INNER JOIN (
      SELECT
        bid_id, max(type = '{EventType.BILL}') AS shown, max(type = '{EventType.CLICK}') AS clicked,
        max(type = '{EventType.CONVERSION}') AS converted, max(value_micros) AS worth
      FROM {EVENTS}
      WHERE type IN ('{EventType.BILL}', '{EventType.CLICK}', '{EventType.CONVERSION}')
        AND at_ms >= {{from_ms:Int64}} AND NOT is_test
      GROUP BY bid_id
      HAVING shown
    ) AS n ON s.bid_id = n.bid_id
    WHERE s.type = '{EventType.SCORED}' AND s.at_ms >= {{from_ms:Int64}} AND s.at_ms < {{to_ms:Int64}} AND NOT s.is_test
    GROUP BY s.bid_id
"""  # noqa: S608 -- constants of ours; values are bound


class Outcome(Struct, frozen=True):
    """One impression that was shown. ``worth_micros`` is what its conversion was worth, 0 when nobody said."""

    at_ms: int
    features: str
    clicked: bool
    converted: bool
    worth_micros: int


class Comparison(Struct, frozen=True, kw_only=True):
    """Live model and shadow over the same impressions that were shown. Log-losses are nats an impression."""

    live: str
    shadow: str
    impressions: int
    clicks: int
    agreement: float
    """Share of them for which the shadow would have bid for the same creative."""
    live_click: float
    """Mean probability of a click."""
    shadow_click: float
    live_log_loss: float
    shadow_log_loss: float


async def outcomes(analytics: Analytics, *, layout: str, from_ms: int, to_ms: int) -> list[Outcome]:
    """Those whose features were recorded in this layout, the oldest first, at most 2,000,000. Raises ``Unavailable``.

    ``to_ms`` lies so far back that clicks and conversions have come: whatever nothing was heard of was ignored.
    """
    rows = await analytics.query(
        f"""
        SELECT at_ms, JSONExtractString(detail, 'features') AS features, clicked, converted, worth
        FROM ({_SHOWN})
        WHERE features != '' AND JSONExtractString(detail, 'layout') = {{layout:String}}
        ORDER BY at_ms, bid_id
        LIMIT {MOST_OUTCOMES}
        """,  # noqa: S608 -- constants of ours; values are bound
        {"from_ms": from_ms, "to_ms": to_ms, "layout": layout},
    )
    return [
        Outcome(int(at_ms), str(features), bool(clicked), bool(converted or worth), int(worth))
        for at_ms, features, clicked, converted, worth in rows
    ]


async def comparisons(analytics: Analytics, *, from_ms: int, to_ms: int) -> list[Comparison]:
    """Every pair of live model and shadow that ran together in this period. Raises ``Unavailable``."""
    rows = await analytics.query(
        f"""
        SELECT
          live, shadow, count(), sum(clicked), avg(agrees), avg(a), avg(b),
          -avg(if(clicked, log(a), log(1 - a))), -avg(if(clicked, log(b), log(1 - b)))
        FROM (
          SELECT
            JSONExtractString(detail, 'live') AS live, JSONExtractString(detail, 'shadow') AS shadow,
            JSONExtractBool(detail, 'shadow_agrees') AS agrees, clicked,
            least(greatest(JSONExtractFloat(detail, 'click'), 1e-6), 1 - 1e-6) AS a,
            least(greatest(JSONExtractFloat(detail, 'shadow_click'), 1e-6), 1 - 1e-6) AS b
          FROM ({_SHOWN})
          WHERE JSONExtractString(detail, 'shadow') != ''
        )
        GROUP BY live, shadow
        ORDER BY live, shadow
        """,  # noqa: S608 -- constants of ours; values are bound
        {"from_ms": from_ms, "to_ms": to_ms},
    )
    return [
        Comparison(
            live=str(live),
            shadow=str(shadow),
            impressions=int(impressions),
            clicks=int(clicks),
            agreement=float(agreement),
            live_click=float(live_click),
            shadow_click=float(shadow_click),
            live_log_loss=float(live_log_loss),
            shadow_log_loss=float(shadow_log_loss),
        )
        for live, shadow, impressions, clicks, agreement, live_click, shadow_click, live_log_loss, shadow_log_loss in rows
    ]
