"""Outside SQL, too, a tenant is asked for what it holds of somebody, and for nothing of its rivals'."""

import time
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from activities.data_requests import PlaceActivities
from activities.personal.caches import CachesPlace
from activities.personal.exports import Exports
from activities.personal.unreached import UnreachedPlace
from domain.accountability.values import RecordedBid, RecordedRequest, Sampled, Trace
from domain.errors import Unavailable
from domain.events.values import NO_TENANT, Event, EventType
from domain.privacy.places.values import Subject
from domain.privacy.requests import service
from domain.privacy.requests.values import Law, RequestKind
from domain.profiles.values import Shared
from storage.clickhouse.people import PeopleInAnalytics
from storage.clickhouse.rows import EVENT_COLUMNS, REJECTED_COLUMNS, rows_of
from storage.clickhouse.schema import EVENTS, REJECTED
from storage.clickhouse.trace_tables import RECORDINGS, TRACES
from storage.clickhouse.traces import add_recordings, add_traces
from storage.nats.accounting import publish_sampled
from storage.nats.connection import connect
from storage.nats.events import encode_events
from storage.nats.following import Record
from storage.nats.people import PeopleInStreams
from storage.nats.streams import ensure_streams
from storage.nats.subjects import bid_event, feedback_subject, ingest_subject
from storage.redis.counters import BilledImpression, FrequencyCounters
from storage.redis.identities import IdentityStore
from storage.redis.people import PeopleInRedis
from workflows.contracts.data_requests import PlaceOf

ADDRESS, NEIGHBOURS = "ann@x.example", "joann@x.example"
BROWSER = "bid-browser-of-ann"
ANN = Subject(tenant_id="ours", exchange_ids=(BROWSER,), identities=(("email", ADDRESS),))
WHOSE = ("ours", "rival", NO_TENANT)
NOW_MS = time.time_ns() // 1_000_000  # analytics keeps days, by its own clock


def trace(tenant: str, reason: str = BROWSER) -> Trace:
    """A request as a tenant may see it; others see it under the same id. What it says of its campaign is text."""
    return Trace(
        request_id=f"r-{reason}", tenant_id=tenant, exchange_id="exc", at_ms=NOW_MS, campaigns={"cmp_1": reason}
    )


def recorded(*winners: str) -> RecordedRequest:
    bids = tuple(
        RecordedBid(
            impression_id="1",
            tenant_id=tenant,
            campaign_id="cmp_1",
            creative_id="crt_1",
            bid_id="b",
            price_micros=1,
            cost_nanos=1,
        )
        for tenant in winners
    )
    name = "+".join(winners) or "nobody"
    return RecordedRequest(
        request_id=name,
        exchange_id="exc",
        entry="rest",
        at_ms=NOW_MS,
        body="{}",
        one_in=1,
        person_id=BROWSER,
        bids=bids,
    )


def bill(tenant: str, event_id: str = "b", **said) -> Event:
    return Event(event_id=f"{tenant}:{event_id}", type=EventType.BILL, at_ms=NOW_MS, tenant_id=tenant, **said)


async def test_of_streams_that_tenants_share_each_is_asked_for_its_own_messages(empty_nats_url):
    connection = await connect(empty_nats_url, "tests")
    js = connection.jetstream()
    await ensure_streams(js)
    spoken_of, neighbours = (msgspec.json.encode([{"email": email}]) for email in (ADDRESS, NEIGHBOURS))
    for tenant in WHOSE:
        for subject in (
            bid_event(tenant, EventType.BILL, "bdr"),
            ingest_subject("rest", tenant),
            feedback_subject(tenant),
        ):
            await js.publish(subject, spoken_of)
            await js.publish(subject, neighbours)
    for sampled in (
        Sampled(traces=(trace("ours"),)),
        Sampled(traces=(trace("rival"),), recorded=recorded("rival")),
        Sampled(recorded=recorded("rival")),
        Sampled(traces=(trace("rival"), trace("ours", "outbid")), recorded=recorded("rival")),
        Sampled(traces=(trace(NO_TENANT),)),
        Sampled(recorded=recorded()),
    ):
        await publish_sampled(js, "bdr", msgspec.json.encode([sampled]))
    streams = PeopleInStreams(js)
    found, _ = await streams.find(ANN)
    await streams.erase(ANN)
    left = {info.config.name: info.state.messages for info in await js.streams_info() if info.state.messages}
    await connection.close()
    assert found == {"BIDS": 2, "INGEST": 1, "MESSAGES": 1, "TRACES": 4}
    assert left == {"BIDS": 4, "INGEST": 5, "MESSAGES": 5, "TRACES": 2}


async def test_of_analytics_that_tenants_share_each_is_asked_for_its_own_rows(analytics):
    for tenant in WHOSE:
        events = [bill(tenant, person_id=BROWSER), bill(tenant, "said", claimed=ADDRESS)]
        events.append(bill(tenant, "neighbours", claimed=NEIGHBOURS))
        rows = rows_of(Record("bids.events.x", 1, NOW_MS, encode_events(events), 0))
        await analytics.insert_once(EVENTS, EVENT_COLUMNS, rows.events, f"events {tenant}")
        refused = [
            (number, bid_event(tenant, EventType.BILL, "bdr"), NOW_MS, "no event", f'{{"no": "{email}"}}')
            for number, email in enumerate((ADDRESS, NEIGHBOURS))
        ]
        await analytics.insert_once(REJECTED, REJECTED_COLUMNS, refused, f"refused {tenant}")
        await add_traces(analytics, [trace(tenant), trace(tenant, f"jo-{BROWSER}")], f"traces {tenant}")
    await add_recordings(analytics, [recorded("ours"), recorded("rival"), recorded()], "recordings")
    people = PeopleInAnalytics(analytics)
    found, given = await people.find(ANN), [one async for _, rows in people.read(ANN) for one in rows]
    await people.erase(ANN)
    assert found == {EVENTS: 4, REJECTED: 2, TRACES: 1, RECORDINGS: 2}
    assert sorted(one["event_id"] for one in given) == [f"{NO_TENANT}:b", "ours:b"]
    assert not await people.find(ANN)
    said = await analytics.query(
        f"SELECT event_id, person_id, claimed FROM {EVENTS} WHERE person_id != '' OR claimed != ''"
    )
    assert sorted(said) == [
        (f"{NO_TENANT}:neighbours", "", NEIGHBOURS),
        ("ours:neighbours", "", NEIGHBOURS),
        ("rival:b", BROWSER, ""),
        ("rival:neighbours", "", NEIGHBOURS),
        ("rival:said", "", ADDRESS),
    ]
    for table, whose, left in (
        (
            REJECTED,
            "concat(splitByChar('.', subject)[3], ' ', toString(sequence))",
            ["- 1", "ours 1", "rival 0", "rival 1"],
        ),
        (
            TRACES,
            "concat(tenant_id, ' ', request_id)",
            [*(f"{one} r-jo-{BROWSER}" for one in (NO_TENANT, "ours")), f"rival r-{BROWSER}", f"rival r-jo-{BROWSER}"],
        ),
        (RECORDINGS, "request_id", ["rival"]),
    ):
        rows = await analytics.query(f"SELECT {whose} FROM {table}")
        assert sorted(one for (one,) in rows) == left, table


async def test_of_caches_that_tenants_share_each_is_asked_for_its_own_impressions_and_for_nobody_elses_ids(
    empty_redis_url,
):
    async with FrequencyCounters(f"{empty_redis_url}/1") as counters:
        for sequence, tenant in enumerate(("ours", "rival"), 1):
            one = BilledImpression(
                tenant_id=tenant, campaign_id="c", person_id=BROWSER, event_id="b", at_ms=NOW_MS, sequence=sequence
            )
            await counters.count_many([one])
    async with IdentityStore(f"{empty_redis_url}/0") as identities:
        await identities.keep_synced({"ssp:u-1": BROWSER, f"ssp:{ADDRESS}": "bid-browser-of-joann"})
    async with PeopleInRedis(f"{empty_redis_url}/0", f"{empty_redis_url}/1") as people:
        found = await people.find(ANN, Shared())
        await people.erase(ANN, Shared())
        assert await people.find(ANN, Shared()) == {}
        theirs = await people.find(
            replace(ANN, tenant_id="rival", exchange_ids=(BROWSER, "bid-browser-of-joann")), Shared()
        )
    assert found == {"impressions": 2, "synced_ids": 1}
    assert theirs == {"impressions": 2, "synced_ids": 1}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_place_that_nobody_said_where_to_find_is_not_taken_for_an_empty_one(stores):
    main, _ = stores
    place = UnreachedPlace(CachesPlace.name, setting="CAMPAIGN_EXPRESS__REDIS__PROFILES_URL")
    async with main.tenant("ours") as session:
        row = await service.receive(
            session, RequestKind.ERASURE, Law.GDPR, ("email", ADDRESS), received_at_ms=NOW_MS, actor_id="usr_1"
        )
    places = PlaceActivities(main, [place], Exports(main, None, spool=Path("nowhere")), clock_ms=lambda: NOW_MS)
    where = PlaceOf(tenant_id="ours", request_id=row.id, place=place.name)
    for looking in (places.find, places.erase, places.look_again):
        with pytest.raises(Unavailable, match="where the caches are") as missing:
            await looking(where)
        assert "CAMPAIGN_EXPRESS__REDIS__PROFILES_URL" in missing.value.remedy
    with pytest.raises(Unavailable, match="where the caches are"):
        place.read(ANN)
