"""Browsers come by, and ids are matched, where their person lets them be."""

import asyncio
import hmac
from hashlib import sha256
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx2
import pytest
from msgspec import structs

from bidding.agents.desk import BidDesk
from bidding.agents.gate import Gate
from bidding.agents.http import HttpServer
from bidding.agents.http_front import HttpFront
from bidding.agents.sync_seals import SIGNED_WITHIN_S, CookieSeal
from bidding.agents.syncs import COOKIE, MOST_MATCHES_A_SECOND, UserSyncs
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
from tests.patience import PATIENCE_S
from tests.privacy import writer

US = 755
SECRET = "what the exchange sends with its bid requests"
SEAL = CookieSeal([KEY])
SSP = Exchange(
    exchange_id="exc_ssp",
    name="SSP",
    tenants=("ten_acme",),
    match_users=True,
    secret_sha256=sha256(SECRET.encode()).hexdigest(),
    sync_url="https://ssp.example/match?p=7&u=${USER_ID}&gdpr=${GDPR}&c=${GDPR_CONSENT}",
)
PLAIN = Exchange(exchange_id="exc_plain", name="Plain", tenants=())
CONSENT = writer.tcf(purposes=range(1, 11), vendor_consents={US})
REFUSAL = writer.tcf(purposes={2}, vendor_consents={US})


class Table(dict):
    async def keep_synced(self, people):
        self.update(people)

    async def get_many(self, keys):
        return {key: self[key] for key in keys if key in self}


class Away(Table):
    async def keep_synced(self, people):
        raise Unavailable("away")


def syncs(table=None, privacy=None) -> UserSyncs:
    table = Table() if table is None else table
    return syncs_with(table, Aliases(table), privacy or Privacy(vendor_id=US))


def syncs_with(table, aliases, privacy, asked=None) -> UserSyncs:
    ask = (lambda key: None) if asked is None else asked.append
    return UserSyncs(privacy, table, aliases, SEAL, ask=ask, clock_ms=lambda: NOW_MS)


def signed(uid: str, secret: str = SECRET, *, at_s: int = NOW_MS // 1_000) -> str:
    """The query with which an exchange says that an id is its own, as the guide for integrators has it."""
    key = sha256(secret.encode()).digest()
    return urlencode({"uid": uid, "ts": at_s, "sig": hmac.digest(key, f"{uid}:{at_s}".encode(), "sha256").hex()})


def cookie_of(outcome) -> str:
    return id_in(outcome.cookie)


def sealed_in(cookie: str) -> str:
    name, _, value = cookie.partition(";")[0].partition("=")
    assert name == COOKIE
    return value


def id_in(cookie: str) -> str:
    person_id = SEAL.opened(sealed_in(cookie))
    assert person_id
    return person_id


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
    sealed = sealed_in(first.cookie)
    again = await syncs().sync(SSP, "", {b"cookie": f"a=b; {COOKIE}={sealed}; c=d".encode()})
    assert cookie_of(again) == ours
    others = CookieSeal(["k1:some other secret of theirs"]).sealed(ours)
    for forged in (
        "somebody",
        ours,
        f"{sealed}x",
        f"{ours}.{'0' * 24}",
        f"per_{'0' * 32}{sealed[36:]}",
        others,
        "",
        "\xff",
    ):
        given = {b"cookie": f"{COOKIE}={forged}".encode("latin-1")}
        assert cookie_of(await syncs().sync(SSP, "", given)) not in {ours, f"per_{'0' * 32}"}, forged


def test_cookies_outlive_the_key_that_sealed_them_while_it_is_replaced():
    sealed = CookieSeal(["k1:the old secret of bidders"]).sealed(f"per_{'a' * 32}")
    both = CookieSeal(["k2:the new secret of bidders", "k1:the old secret of bidders"])
    assert both.opened(sealed) == f"per_{'a' * 32}"
    assert both.sealed(f"per_{'a' * 32}") != sealed


STALE_S = NOW_MS // 1_000 - SIGNED_WITHIN_S - 1
UNSIGNED = [
    "uid=x-1",
    "uid=x-1&ts=1&sig=x",
    f"uid=x-1&ts={NOW_MS // 1_000}&sig=\u00e9",
    f"uid=x-1&ts={'9' * 30}&sig={'0' * 64}",
    signed("x-1", "a guess"),
    signed("x-1", at_s=STALE_S),
    signed("x-2").replace("x-2", "x-1"),
    signed("x-1").replace(f"ts={NOW_MS // 1_000}", f"ts={NOW_MS // 1_000 - 1}"),
]


@pytest.mark.parametrize("query", UNSIGNED)
async def test_nobody_but_the_exchange_says_whose_its_ids_are(query):
    table = Table({"exc_ssp:x-1": "per_theirs"})
    counting = syncs(table)
    assert (await counting.sync(SSP, query, {})).location
    assert table == {"exc_ssp:x-1": "per_theirs"}
    assert counting.counts == {("exc_ssp", "unsigned"): 1}


async def test_an_exchange_signs_with_the_secret_that_is_being_replaced_as_well():
    rotating = structs.replace(
        SSP, secret_sha256="ab" * 32, previous_secret_sha256=SSP.secret_sha256, previous_until_ms=NOW_MS + 1
    )
    for exchange, kept in ((rotating, 1), (structs.replace(rotating, previous_until_ms=NOW_MS), 0)):
        table = Table()
        await syncs(table).sync(exchange, signed("x-1"), {})
        assert len(table) == kept


async def test_no_match_is_kept_for_an_exchange_whose_ids_are_not_looked_up_or_that_has_no_secret():
    for exchange in (structs.replace(SSP, match_users=False), structs.replace(SSP, secret_sha256="")):
        table = Table()
        await syncs(table).sync(exchange, signed("x-1"), {})
        await syncs(table).sync(exchange, signed("x-1", ""), {})
        assert table == {}


async def test_of_a_flood_of_matches_so_many_a_second_are_kept():
    table = Table()
    counting = syncs(table)
    for number in range(MOST_MATCHES_A_SECOND + 7):
        assert (await counting.sync(SSP, signed(f"x-{number}"), {})).location
    assert len(table) == MOST_MATCHES_A_SECOND
    assert counting.counts["exc_ssp", "limited"] == 7


REFUSED = [
    f"gdpr=1&gdpr_consent={REFUSAL}",
    "gdpr=1",
    "gdpr=1&gdpr_consent=nonsense",
    f"gdpr_consent={REFUSAL}",
    "us_privacy=1YYN",
    "gpp=DBABLA~BAAAAAAAAABA.YA&gpp_sid=7",
    "gpp=DBABLA~BAAAAAAAAABA.YA",
    "gpp_sid=x",
    "gpp_sid=--5",
    "gpp_sid=\u00b2",
    "gdpr=2",
    "gdpr=true",
    "&".join(f"a{number}=1" for number in range(100)),
]


@pytest.mark.parametrize("query", REFUSED)
async def test_where_the_person_refuses_nothing_is_set_kept_or_sent_on(query: str):
    table = Table()
    cookie = f"{COOKIE}={SEAL.sealed('per_' + '0' * 32)}".encode()
    outcome = await syncs(table).sync(SSP, f"{query}&{signed('x-1')}", {b"cookie": cookie})
    assert (outcome.location, outcome.cookie, table) == ("", "", {})


async def test_global_privacy_control_is_a_refusal():
    assert (await syncs().sync(SSP, "uid=x-1", {b"sec-gpc": b"1"})).cookie == ""
    assert (await syncs().sync(SSP, "uid=x-1", {b"sec-gpc": b"0"})).cookie != ""


async def test_a_match_that_cannot_be_kept_does_not_stop_the_browser():
    assert (await syncs(Away()).sync(SSP, signed("x-1"), {})).location


async def test_syncs_are_counted_by_exchange_and_outcome():
    counting = syncs()
    for query, browser in ((signed("x-1"), {}), ("", {}), (signed("x-1"), {b"sec-gpc": b"1"})):
        await counting.sync(SSP, query, browser)
    await counting.sync(PLAIN, "", {})
    assert counting.counts == {("exc_ssp", "synced"): 2, ("exc_ssp", "refused"): 1, ("exc_plain", "synced"): 1}
    away = syncs(Away())
    await away.sync(SSP, signed("x-1"), {})
    assert away.counts == {("exc_ssp", "unkept"): 1}


async def test_the_exchanges_id_finds_the_person_from_then_on():
    table = Table()
    asked: list[str] = []
    outcome = await syncs_with(table, Aliases(table), Privacy(), asked).sync(SSP, signed("x-1"), {})
    ours = cookie_of(outcome)
    assert asked == ["exc_ssp:x-1"]
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


async def test_what_an_import_says_stands_above_what_a_sync_does(empty_redis_url: str):
    async with IdentityStore(empty_redis_url) as store:
        await store.put_many({"exc_ssp:x-1": "ana"})
        await store.keep_synced({"exc_ssp:x-1": "per_1", "exc_ssp:x-2": "per_2"})
        assert await store.get_many(["exc_ssp:x-1", "exc_ssp:x-2"]) == {"exc_ssp:x-1": "ana", "exc_ssp:x-2": "per_2"}
        await store.keep_synced({"exc_ssp:x-2": "per_3"})
        assert await store.get_many(["exc_ssp:x-2"]) == {"exc_ssp:x-2": "per_3"}
        await store.put_many({"exc_ssp:x-2": "ben"})
        assert await store.get_many(["exc_ssp:x-2"]) == {"exc_ssp:x-2": "ben"}


async def test_a_match_changes_what_this_process_remembered_of_the_id():
    table = Table({"exc_ssp:x-1": "per_before"})
    aliases = Aliases(table)
    found: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    aliases.find("exc_ssp:x-1", NOW_MS, found.set_result)
    assert await found == "per_before"
    await syncs_with(table, aliases, Privacy()).sync(SSP, signed("x-1"), {})
    assert aliases.known("exc_ssp:x-1", NOW_MS) == ""


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
        answer = await client.get(f"/v1/sync/exc_ssp?{signed('x-1')}")
        assert (answer.status_code, answer.headers["cache-control"]) == (302, "no-store")
        ours = id_in(answer.headers["set-cookie"])
        assert table == {"exc_ssp:x-1": ours}
        assert quote(ours) in answer.headers["location"]
        pixel = await client.get("/v1/sync/exc_plain", headers={"Cookie": f"{COOKIE}={SEAL.sealed(ours)}"})
        assert (pixel.status_code, pixel.headers["content-type"]) == (200, "image/gif")
        assert pixel.content[:6] == b"GIF89a"
        assert id_in(pixel.headers["set-cookie"]) == ours
        refused = await client.get("/v1/sync/exc_ssp", headers={"Sec-GPC": "1"})
        assert (refused.status_code, "set-cookie" in refused.headers) == (200, False)
        assert (await client.get("/v1/sync/nobody")).status_code == 404
        assert (await client.post("/v1/sync/exc_ssp")).status_code == 405
    async with asyncio.timeout(PATIENCE_S):
        await server.drain(quiet_s=0)
