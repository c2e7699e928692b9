"""Campaigns on air with money spent, bills in a ledger, alerts that were raised, and a fortnight in analytics."""

import math
from collections.abc import Iterator
from typing import Any, Final

from msgspec.structs import replace

from activities.watching_budgets import BudgetWatch
from domain.budgets import service as budgets
from domain.budgets.rules import LeaseTerms
from domain.budgets.values import LeaseAsk, LeaseRequest
from domain.events.values import Event, EventType
from domain.pacing.values import Pacing, SpendPlan
from storage.clickhouse.rows import EVENT_COLUMNS, rows_of
from storage.clickhouse.schema import EVENTS
from storage.nats.events import encode_events
from storage.nats.following import Record
from tests.api.conftest import NOW, Api, new_campaign
from tests.api.money import DAY, UNIT, put_on_air
from tests.budgets.books import bill

HOUR: Final = 3_600_000
ZONE: Final = "Europe/Berlin"


def flight(daily: int = 0, zone: str = ZONE) -> SpendPlan:
    return SpendPlan(
        daily_budget_nanos=daily * UNIT,
        time_zone=zone,
        pacing=Pacing.EVEN,
        starts_at_ms=NOW - 12 * DAY,
        ends_at_ms=NOW + 12 * DAY,
    )


ON_AIR: Final[tuple[tuple[str, dict[str, str], dict[str, Any]], ...]] = (
    ("Autumn blend, all cities", {"budget": "12000.00"}, {"spent": 4200, "today": 120, "plan": flight()}),
    ("Breakfast radio", {"budget": "3600.00"}, {"spent": 1795, "today": 60, "plan": flight()}),
    ("Espresso at home", {"budget": "9000.00"}, {"spent": 5400, "today": 310, "plan": flight()}),
    ("Students, first term", {"budget": "800.00"}, {"spent": 800, "today": 12, "plan": flight()}),
    ("Gift cards", {"budget": "2500.00"}, {"spent": 2100, "today": 130, "plan": flight(100)}),
    ("Stadium kiosks", {"budget": "6000.00", "currency": "USD"}, {"spent": 1100, "today": 40, "plan": flight()}),
    ("Airport west", {"budget": "4000.00", "currency": "USD"}, {"spent": 2004, "today": 80, "plan": flight()}),
)


async def put_money(api: Api) -> dict[str, str]:
    """What a budget board, a ledger and reports are full of; ``spending`` is the campaign with bills."""
    ids = []
    async with api.as_("ours.manager") as manager:
        for name, given, spent in ON_AIR:
            plain = {"currency": "EUR", "time_zone": ZONE, "starts_at": None, "pacing": "even"}
            campaign = await new_campaign(manager, name=name, **(plain | given))
            await put_on_air(api, campaign["id"], **spent)
            ids.append(campaign["id"])
        await _bill(api, ids[0])
        ledger = f"/api/v1/management/campaigns/{ids[0]}/ledger"
        newest = (await manager.get(ledger)).json()["items"][0]
        right = {"amount": "0.0021", "counts": newest["counts"], "reason": "The invoice of January has it lower"}
        answer = await manager.post(f"{ledger}/{newest['sequence']}/corrections", json=right)
        answer.raise_for_status()
    await BudgetWatch(api.state.main, api.state.money, clock_ms=lambda: NOW).step()
    if api.state.analytics is not None:
        for number, campaign_id in enumerate(ids):
            [*_, spent] = ON_AIR[number]
            events = list(_fortnight(campaign_id, "USD" if number > 4 else "EUR", a_day=spent["spent"] / 12))
            rows = rows_of(Record("bids.events.x", number + 1, NOW, encode_events(events), 0))
            await api.state.analytics.insert_once(EVENTS, EVENT_COLUMNS, rows.events, f"money-{number}")
    return {"spending": ids[0]}


async def _bill(api: Api, campaign_id: str) -> None:
    """A dozen bills, two of them in dispute."""
    terms = LeaseTerms()
    async with api.state.money.platform() as session:
        epoch = await budgets.take_epoch(session, holder="stage", now_ms=NOW)
        asked = LeaseAsk(tenant_id="ours", campaign_id=campaign_id, want_nanos=UNIT // 10)
        request = LeaseRequest(bidder_id="bdr_1", request_id="1", asks=(asked,))
        reply = await budgets.answer_bidder(
            session, request, epoch=epoch, terms=terms, now_ms=NOW, release=lambda *_: None
        )
        bills = [
            replace(
                bill(
                    f"bid_{number}",
                    lease_id=reply.grants[0].lease_id,
                    price_nanos=2_500_125 + 31_000 * number,
                    max_price_nanos=2_400_000 if number == 4 else 4_000_000,
                    at_ms=NOW - (12 - number) * 420_000,
                    expires_at_ms=NOW - (20 * HOUR if number == 7 else -HOUR),
                    campaign_id=campaign_id,
                    tenant_id="ours",
                    currency="EUR",
                ),
                exchange_id="openexchange" if number % 3 else "northlight",
            )
            for number in range(12)
        ]
        await budgets.settle_batch(session, bills, epoch=epoch, terms=terms, now_ms=NOW)


def _fortnight(campaign_id: str, currency: str, *, a_day: float) -> Iterator[Event]:
    """Every other hour of two weeks, the second week a little better than the first."""
    for hours_ago in range(1, 14 * 24, 2):
        at_ms = NOW - hours_ago * HOUR
        daytime = 1.2 + math.sin((at_ms / HOUR % 24 - 8) / 24 * math.tau)
        better = 1.0 if hours_ago > 7 * 24 else 1.18
        for part in range(2):
            name = f"{campaign_id}:{hours_ago}:{part}"
            plain = {"tenant_id": "ours", "campaign_id": campaign_id, "currency": currency, "at_ms": at_ms}
            price = round(a_day / 24 / 1.2 * daytime * better * UNIT)
            yield Event(event_id=f"{name}:s", type=EventType.SETTLEMENT, reason="confirmed", price_nanos=price, **plain)
            if (hours_ago + part) % 3 == 0:
                yield Event(event_id=f"{name}:k", type=EventType.CLICK, **plain)
            if (hours_ago + part) % 11 == 0:
                worth = round(a_day) * 1_300_000
                yield Event(event_id=f"{name}:c", type=EventType.CONVERSION, value_micros=worth, **plain)
