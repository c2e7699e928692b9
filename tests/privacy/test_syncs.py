"""Browsers come by, and ids are matched, where their person lets them be."""

import asyncio
from urllib.parse import parse_qs, quote, urlsplit

import httpx2
import pytest

from bidding.agents.desk import BidDesk
from bidding.agents.gate import Gate
from bidding.agents.http import HttpFront, HttpServer
from bidding.agents.syncs import COOKIE, UserSyncs
from bidding.notices.handling import Notices
from bidding.notices.publishing import NoticePublisher
from bidding.notices.token import NoticeSigner
from bidding.people.aliases import Aliases
from bidding.privacy import Privacy
from domain.errors import Unavailable
from domain.exchanges.values import Exchange
from storage.redis.identities import IdentityStore
from tests.bidding.doors import NEVER_MS, directory
from tests.bidding.stand import NOW_MS, Stand, campaign, caps, request
from tests.bidding.test_notice_tokens import KEY
from tests.bidding.test_notices import Journal
from tests.privacy import writer

US = 755
SSP = Exchange(
    exchange_id="exc_ssp",
    name="SSP",
    tenants=("ten_acme",),
    match_users=True,
    sync_url="https://ssp.example/match?p=7&u=${USER_ID}&gdpr=${GDPR}&c=${GDPR_CONSENT}",
)
PLAIN = Exchange(exchange_id="exc_plain", name="Plain", tenants=())
CONSENT = writer.tcf(purposes=range(1, 11), vendor_consents={US})
REFUSAL = writer.tcf(purposes={2}, vendor_consents={US})


class Table(dict):
    async def put_many(self, people):
        self.update(people)

    async def get_many(self, keys):
        return {key: self[key] for key in keys if key in self}


class Away(Table):
    async def put_many(self, people):
        raise Unavailable("away")


def syncs(table=None, privacy=None) -> UserSyncs:
    table = Table() if table is None else table
    return UserSyncs(privacy or Privacy(vendor_id=US), table, Aliases(table), clock_ms=lambda: NOW_MS)


def cookie_of(outcome) -> str:
    return id_in(outcome.cookie)


def id_in(cookie: str) -> str:
    name, _, value = cookie.partition(";")[0].partition("=")
    assert name == COOKIE
    return value


async def test_a_browser_gets_an_id_and_takes_it_to_the_exchange():
    outcome = await syncs().sync(SSP, f"gdpr=1&gdpr_consent={CONSENT}", {})
    onward = urlsplit(outcome.location)
    assert (onward.netloc, onward.path) == ("ssp.example", "/match")
    assert parse_qs(onward.query) == {"p": ["7"], "u": [cookie_of(outcome)], "gdpr": ["1"], "c": [CONSENT]}
    for demanded in ("Secure", "HttpOnly", "SameSite=None", "Partitioned", "Max-Age="):
        assert demanded in outcome.cookie


async def test_a_browser_keeps_the_id_it_has_and_no_other_is_taken_for_it():
    first = await syncs().sync(SSP, "", {})
    ours = cookie_of(first)
    again = await syncs().sync(SSP, "", {b"cookie": f"a=b; {COOKIE}={ours}; c=d".encode()})
    assert cookie_of(again) == ours
    for forged in (f"{COOKIE}=somebody", f"{COOKIE}={ours}x", f"{COOKIE}=", "=;;,", "\xff"):
        assert cookie_of(await syncs().sync(SSP, "", {b"cookie": forged.encode("latin-1")})).startswith("per_")
        assert cookie_of(await syncs().sync(SSP, "", {b"cookie": forged.encode("latin-1")})) != "somebody"


REFUSED = [
    f"gdpr=1&gdpr_consent={REFUSAL}",
    "gdpr=1",
    "gdpr=1&gdpr_consent=nonsense",
    f"gdpr_consent={REFUSAL}",
    "us_privacy=1YYN",
    "gpp=DBABLA~BAAAAAAAAABA.YA&gpp_sid=7",
    "gpp=DBABLA~BAAAAAAAAABA.YA",
    "gpp_sid=x",
    "&".join(f"a{number}=1" for number in range(100)),
]


@pytest.mark.parametrize("query", REFUSED)
async def test_where_the_person_refuses_nothing_is_set_kept_or_sent_on(query: str):
    table = Table()
    outcome = await syncs(table).sync(SSP, f"{query}&uid=x-1", {b"cookie": f"{COOKIE}=per_{'0' * 32}".encode()})
    assert (outcome.location, outcome.cookie, table) == ("", "", {})


async def test_global_privacy_control_is_a_refusal():
    assert (await syncs().sync(SSP, "uid=x-1", {b"sec-gpc": b"1"})).cookie == ""
    assert (await syncs().sync(SSP, "uid=x-1", {b"sec-gpc": b"0"})).cookie != ""


async def test_a_match_that_cannot_be_kept_does_not_stop_the_browser():
    assert (await syncs(Away()).sync(SSP, "uid=x-1", {})).location


async def test_syncs_are_counted_by_exchange_and_outcome():
    counting = syncs()
    for query, browser in (("uid=x-1", {}), ("", {}), ("uid=x-1", {b"sec-gpc": b"1"})):
        await counting.sync(SSP, query, browser)
    await counting.sync(PLAIN, "", {})
    assert counting.counts == {("exc_ssp", "synced"): 2, ("exc_ssp", "refused"): 1, ("exc_plain", "synced"): 1}
    away = syncs(Away())
    await away.sync(SSP, "uid=x-1", {})
    assert away.counts == {("exc_ssp", "unkept"): 1}


async def test_the_exchanges_id_finds_the_person_from_then_on():
    table = Table()
    aliases = Aliases(table)
    outcome = await UserSyncs(Privacy(), table, aliases, clock_ms=lambda: NOW_MS).sync(SSP, "uid=x-1", {})
    ours = cookie_of(outcome)
    stand = Stand(campaign(caps=caps(per_day=1)), aliases=Aliases(table))
    stand.knows(ours)
    [bid] = await stand.bids(request(user={"id": "x-1"}), SSP)
    assert [event.person_id for event in stand.events] == [ours]
    assert await stand.bids(request(user={"buyeruid": ours}), SSP) == []  # their one impression of the day is under way
    assert await stand.bids(request(user={"id": "x-2"}), SSP) != []
    assert stand.events[-1].person_id == "exc_ssp:x-2"
    assert bid["impid"] == "imp-1"


async def test_an_id_nobody_can_look_up_is_a_person_of_its_own_for_a_while():
    class Silent:
        async def get_many(self, keys):
            raise Unavailable("away")

    aliases = Aliases(Silent())
    found: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    aliases.find("a.example:x", NOW_MS, found.set_result)
    assert await found == "a.example:x"
    assert aliases.known("a.example:x", NOW_MS + 500) == "a.example:x"
    assert aliases.known("a.example:x", NOW_MS + 1_500) == ""


async def test_identities_outlive_the_process_that_wrote_them(empty_redis_url: str):
    async with IdentityStore(empty_redis_url) as store:
        await store.put_many({"exc_ssp:x-1": "per_1", "a.example:~ff": "per_2"})
    async with IdentityStore(empty_redis_url) as store:
        assert await store.get_many(["exc_ssp:x-1", "nobody", "a.example:~ff"]) == {
            "exc_ssp:x-1": "per_1",
            "a.example:~ff": "per_2",
        }


async def test_the_door_speaks_to_browsers():
    table = Table()
    front = HttpFront(
        BidDesk(Stand(campaign()).processor, Gate(shed_after_ms=NEVER_MS)),
        directory(SSP, PLAIN),
        Notices(NoticeSigner([KEY]), NoticePublisher(Journal().publish), clock_ms=lambda: 1),
        is_ready=lambda: True,
        health=lambda: b"{}",
        syncs=syncs(table),
    )
    server = HttpServer(front)
    port = await server.start("127.0.0.1", 0)
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        answer = await client.get("/v1/sync/exc_ssp?uid=x-1")
        assert (answer.status_code, answer.headers["cache-control"]) == (302, "no-store")
        ours = id_in(answer.headers["set-cookie"])
        assert table == {"exc_ssp:x-1": ours}
        assert quote(ours) in answer.headers["location"]
        pixel = await client.get("/v1/sync/exc_plain", headers={"Cookie": f"{COOKIE}={ours}"})
        assert (pixel.status_code, pixel.headers["content-type"]) == (200, "image/gif")
        assert pixel.content[:6] == b"GIF89a"
        assert id_in(pixel.headers["set-cookie"]) == ours
        refused = await client.get("/v1/sync/exc_ssp", headers={"Sec-GPC": "1"})
        assert (refused.status_code, "set-cookie" in refused.headers) == (200, False)
        assert (await client.get("/v1/sync/nobody")).status_code == 404
        assert (await client.post("/v1/sync/exc_ssp")).status_code == 405
    async with asyncio.timeout(5):
        await server.drain(quiet_s=0)
