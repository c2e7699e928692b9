"""Why a campaign is not spending, over REST: from SQL, the banker's books and analytics at once."""

import asyncio

from api.recent import FOR_MS
from api.recent_traffic import RecentTraffic, Window
from domain.accountability.values import Trace
from domain.budgets.service import open_account
from domain.campaigns.service import approve_revision, lock_revision, record_transition
from domain.campaigns.values import Action, Stage
from domain.clearances.service import clear_creative
from domain.clearances.values import ClearanceState, NewClearance
from domain.errors import Unavailable
from domain.events.values import Event, EventType
from domain.workspace.explaining.values import Traffic
from storage.clickhouse.rows import EVENT_COLUMNS, rows_of
from storage.clickhouse.schema import EVENTS
from storage.clickhouse.traces import add_traces
from storage.nats.events import encode_events
from storage.nats.following import Record
from tests.api.conftest import NOW, new_campaign, new_creative

CAMPAIGNS = "/api/v1/management/campaigns"
HOUR = 3_600_000


async def live(api, campaign_id: str) -> None:
    async with api.state.main.tenant("ours") as session:
        facts = await lock_revision(session, campaign_id, 2, expected_stage=Stage.DRAFT)
        await approve_revision(session, campaign_id, facts.revision)
        await record_transition(
            session,
            campaign_id=campaign_id,
            sequence=1,
            from_stage=Stage.APPROVED,
            action=Action.GO_LIVE,
            to_stage=Stage.LIVE,
            actor_id="usr_1",
            actor_role="manager",
            comment="",
            at_ms=NOW - 2 * HOUR,
        )
    async with api.state.money.tenant("ours") as session:
        await open_account(session, "ours", campaign_id, "USD", 500_000_000, now_ms=NOW - 2 * HOUR)


def event(campaign_id: str, kind: EventType, number: int, **given) -> Event:
    return Event(
        event_id=f"{kind}:{number}",
        type=kind,
        at_ms=NOW - HOUR,
        tenant_id=given.pop("tenant_id", "ours"),
        campaign_id=campaign_id,
        bid_id=f"bid-{number}",
        currency="USD",
        **given,
    )


async def seen(analytics, campaign_id: str) -> None:
    """Of twenty traced requests five were in another country; of ten bids one won and was shown; one event came twice."""
    bids = [event(campaign_id, EventType.BID, n, price_nanos=2_000_000) for n in range(10)]
    lost = [event(campaign_id, EventType.LOSS, n, reason="outbid", min_to_win_nanos=3_000_000) for n in range(6)]
    shown = event(campaign_id, EventType.SETTLEMENT, 9, reason="confirmed", price_nanos=2_000_000)
    theirs = event(campaign_id, EventType.BID, 99, tenant_id="theirs")
    happened = [*bids, *lost, event(campaign_id, EventType.WIN, 9), shown, shown, lost[0], theirs]
    rows = rows_of(Record("bids.events.x", 1, NOW, encode_events(happened), 0))
    await analytics.insert_once(EVENTS, EVENT_COLUMNS, rows.events, "one")
    codes = ["bid"] * 15 + ["country_not_targeted"] * 5
    traces = [
        Trace(
            request_id=f"r-{n}", tenant_id="ours", exchange_id="acme", at_ms=NOW - HOUR, campaigns={campaign_id: code}
        )
        for n, code in enumerate(codes)
    ]
    await add_traces(analytics, traces, "two")


async def test_a_live_campaign_is_told_what_costs_it_traffic_by_weight(api, analytics):
    api.state.analytics = analytics
    async with api.as_("ours.manager") as author:
        campaign = await new_campaign(author, starts_at=None)
        creative = await new_creative(author, campaign["id"])
    path = f"{CAMPAIGNS}/{campaign['id']}/explanation"
    async with api.as_("ours.viewer") as client:
        draft = (await client.get(path)).json()
        await live(api, campaign["id"])
        silent = (await client.get(path)).json()
        await seen(analytics, campaign["id"])
        assert (await client.get(path)).json()["traffic"]["bids"] == 0  # it was asked a moment ago
        api.state.clock_ms = lambda: NOW + FOR_MS
        async with api.state.main.tenant("ours") as session:
            word = NewClearance(state=ClearanceState.REJECTED, reason="too loud")
            await clear_creative(session, creative["id"], "acme", word, said_by="acme", now_ms=NOW)
        found = (await client.get(path)).json()
        whole = {"from": "2027-01-15T06:40:00Z", "to": "2027-01-15T07:20:00Z"}
        hours = (await client.get(path, params=whole)).json()
        earlier = await client.get(path, params={"to": "2027-01-15T06:00:00Z"})
        api.state.analytics = None
        assert (await client.get(path)).json()["traffic"] == found["traffic"]
        api.state.clock_ms = lambda: NOW + 2 * FOR_MS
        blind = (await client.get(path)).json()
        too_long = await client.get(path, params={"from": "2026-11-01T00:00:00Z"})
    async with api.as_("theirs.admin") as stranger:
        assert (await stranger.get(path)).status_code == 404

    assert [one["cause"] for one in draft["reasons"]] == ["stage"]
    assert (draft["reasons"][0]["text"], draft["reasons"][0]["remedy"]) == ("it is a draft", "Submit it for review.")
    assert [one["cause"] for one in silent["reasons"]] == ["no_traffic"]
    assert found["is_spending"]
    assert found["traffic"] == {
        "traced_requests": 20,
        "bids": 10,
        "wins": 1,
        "billed_impressions": 1,
        "spend": "0.002",
    }
    price, country, refused = found["reasons"]
    assert (price["cause"], price["weight"], price["measured"], price["out_of"]) == ("lost_on_price", 0.675, "9", "10")
    assert "they bid 2.00 USD CPM on average, where winning took 3.00 USD CPM" in price["text"]
    assert price["codes"] == {"outbid": 6}
    assert (country["cause"], country["weight"], country["codes"]) == (
        "no_matching_traffic",
        0.25,
        {"country_not_targeted": 5},
    )
    assert refused["text"] == "1 of 1 creatives are rejected by acme: too loud (acme, Banner)"
    assert earlier.json()["traffic"]["bids"] == 0
    assert (hours["from_at"], hours["to_at"]) == ("2027-01-15T06:00:00.000Z", "2027-01-15T08:00:00.000Z")
    assert hours["traffic"] == found["traffic"]
    assert (blind["traffic"], [one["cause"] for one in blind["reasons"]]) == (None, ["creatives_refused"])
    assert (too_long.status_code, too_long.json()["error"]["field"]) == (422, "from")


async def test_whoever_asks_while_analytics_is_being_asked_waits_for_the_same_answer_and_no_failure_is_kept():
    recent, asked, going = RecentTraffic(), [], asyncio.Event()
    window = Window("ours", "cmp_1", 0, HOUR)

    async def ask() -> Traffic:
        asked.append(1)
        await going.wait()
        if len(asked) == 1:
            raise Unavailable("analytics is away")
        return Traffic(bids=7)

    waiting = [asyncio.ensure_future(recent.find(window, ask, now_ms=NOW)) for _ in range(5)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    going.set()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in answers] == [asyncio.CancelledError, *[Unavailable] * 4]
    assert (await recent.find(window, ask, now_ms=NOW)).bids == 7
    assert (await recent.find(window._replace(tenant_id="theirs"), ask, now_ms=NOW)).bids == 7
    assert (await recent.find(window, ask, now_ms=NOW + FOR_MS - 1)).bids == 7
    assert len(asked) == 3
