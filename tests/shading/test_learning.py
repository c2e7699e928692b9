"""From events in analytics to the landscape that bidders share, and the report of what it gained."""

from math import log

from bidding.notices.loss_reasons import loss_reason
from domain.events.values import Event, EventType
from domain.ids import new_id
from domain.shading.rules import Kind
from storage.clickhouse.rows import EVENT_COLUMNS, rows_of
from storage.clickhouse.schema import EVENTS
from storage.clickhouse.shading import PRICE_LOSSES, observations, shading_report
from storage.nats.connection import connect
from storage.nats.events import encode_events
from storage.nats.following import Record
from storage.nats.landscapes import Landscapes
from storage.nats.streams import ensure_streams
from workers.ingesting.shading import LearningLandscapes

NOW_MS = 1_800_000_000_000
MARKET = "USD/open/banner/300x250/USA"


def bid(bid_id: str, *, micros: int = 2_000_000, unshaded: int = 2_000_000, arm: str = "holdout", **given) -> Event:
    return Event(
        event_id=f"bid:{bid_id}",
        type=EventType.BID,
        at_ms=NOW_MS - 1_000_000,
        tenant_id=given.pop("tenant_id", "ours"),
        campaign_id="cmp_1",
        exchange_id="exc",
        bid_id=bid_id,
        price_nanos=given.pop("cost", micros),
        currency="EUR",
        market=MARKET,
        shading=arm,
        bid_micros=micros,
        unshaded_micros=unshaded,
    )


def notice(bid_id: str, kind: EventType, **given) -> Event:
    return Event(
        event_id=f"{bid_id}:{kind}", type=kind, at_ms=NOW_MS - 900_000, tenant_id="ours", bid_id=bid_id, **given
    )


async def happened(analytics, *events: Event) -> None:
    record = Record("bids.events.x", 1, NOW_MS, encode_events(events), 0)
    rows = rows_of(record)
    assert not rows.rejected
    await analytics.insert_once(EVENTS, EVENT_COLUMNS, rows.events, new_id("ins"))


async def test_every_kind_of_outcome_tells_what_it_can(analytics):
    await happened(
        analytics,
        bid("won"),
        notice("won", EventType.WIN),
        bid("told", cost=1_000_000),
        notice("told", EventType.WIN, min_to_win_nanos=500_000),
        bid("lost"),
        notice("lost", EventType.LOSS, reason=loss_reason("102"), price_nanos=3_000_000),
        bid("silent"),
        bid("filtered"),
        notice("filtered", EventType.LOSS, reason=loss_reason("203")),
    )
    [told] = (await observations(analytics, from_ms=0, to_ms=NOW_MS)).values()
    at = {micros: int(log(micros / 1_000) / log(1.05)) for micros in (1_000_000, 2_000_000, 3_000_000)}
    assert {(one.kind, one.bin): one.bids for one in told} == {
        (Kind.WON, at[2_000_000]): 1,
        (Kind.EXACT, at[1_000_000]): 1,
        (Kind.EXACT, at[3_000_000]): 1,
        (Kind.LOST, at[2_000_000]): 1,
    }
    assert {one.market for one in told} == {MARKET}


def test_every_loss_that_is_about_the_price_is_known_by_the_name_that_notices_write():
    of_price = {reason for code in range(600) if (reason := loss_reason(str(code))) in PRICE_LOSSES}
    assert of_price == {loss_reason(code) for code in ("100", "101", "102", "103")}
    assert loss_reason("") in PRICE_LOSSES


async def test_what_is_learned_reaches_every_bidder_and_a_repetition_changes_nothing(analytics, empty_nats_url):
    connection = await connect(empty_nats_url, "tests")
    await ensure_streams(connection.jetstream())
    landscapes = Landscapes(connection.jetstream())
    events = [
        one for n in range(400) for one in (bid(f"b{n}"), notice(f"b{n}", EventType.WIN, min_to_win_nanos=900_000))
    ]
    await happened(analytics, *events, *events)
    learning = LearningLandscapes(analytics, landscapes, clock_ms=lambda: NOW_MS)
    await learning.step()
    await learning.step()
    learned = (await landscapes.all())["exc"]
    await connection.close()
    market = learned.market(MARKET)
    assert market is not None
    assert market.observations == 400
    assert 880_000 < market.needed_micros[15] < 960_000
    assert learned.learned_at_ms == NOW_MS


async def test_the_report_sets_what_was_paid_beside_what_value_would_have_paid(analytics):
    await happened(
        analytics,
        bid("a", micros=1_000_000, arm="shaded", cost=900_000),
        notice("a", EventType.WIN),
        notice("a", EventType.BILL),
        bid("b", micros=1_000_000, arm="shaded", cost=900_000),
        bid("c"),
        notice("c", EventType.WIN),
        bid("d", tenant_id="theirs"),
    )
    holdout, shaded = await shading_report(analytics, "ours", from_ms=0, to_ms=NOW_MS)
    assert (shaded.bids, shaded.wins, shaded.paid_nanos, shaded.unshaded_nanos) == (2, 1, 900_000, 1_800_000)
    assert (holdout.bids, holdout.wins, holdout.paid_nanos, holdout.unshaded_nanos) == (1, 1, 2_000_000, 2_000_000)
    assert (shaded.exchange_id, shaded.currency, shaded.one_in) == ("exc", "EUR", 1)
