"""One request to many platforms' bidders: what each of them does is its own affair."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from connectors.breaker import LOOKED_AT
from connectors.dsp.fan_out import DspFanOut
from domain.dsp.values import Answered, DspAccount
from domain.errors import InvalidInput
from domain.sealing import Sealer

NOW_MS = 1_795_219_200_000
REQUEST = {"id": "r1", "tmax": 500, "imp": [{"id": "i1", "bidfloor": 1.0, "banner": {"w": 300, "h": 250}}]}
BID = {"id": "b1", "impid": "i1", "price": 2.5, "adm": "<p>", "adomain": ["shop.example"]}


class Bidders:
    """Bidders by path, on one port, and what they were told."""

    def __init__(self) -> None:
        self.port = 0
        self.behaviour: dict[str, Callable[[], Awaitable[web.Response]]] = {}
        self.told: list[str] = []
        self.asked = 0

    def bidding(self, name: str, **response: object) -> None:
        body = {
            "id": "r1",
            "seatbid": [{"seat": "s1", "bid": [BID | {"nurl": self.url("won?price=${AUCTION_PRICE}")}]}],
        }

        async def answer() -> web.Response:
            return web.json_response(body | response)

        self.behaviour[name] = answer

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    def account(self, name: str, **terms: object) -> DspAccount:
        given = {"timeout_ms": 200, "max_concurrent": 1_000} | terms
        return DspAccount(
            tenant_id="ours",
            account_id=name,
            platform="meta",
            name=name,
            enabled=True,
            bid_url=self.url(f"bid/{name}"),
            parameters={},
            credentials={},
            **given,
        )


@pytest.fixture
async def bidders() -> AsyncIterator[Bidders]:
    held = Bidders()

    async def bid(request: web.Request) -> web.Response:
        held.asked += 1
        assert request.headers["x-openrtb-version"] == "2.6"
        assert json.loads(await request.text())["id"] == "r1"
        return await held.behaviour[request.match_info["name"]]()

    async def won(request: web.Request) -> web.Response:
        held.told.append(request.query["price"])
        return web.Response()

    app = web.Application()
    app.router.add_post("/bid/{name}", bid)
    app.router.add_get("/won", won)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    held.port = runner.addresses[0][1]
    yield held
    await runner.cleanup()


@pytest.fixture
async def fan_out() -> AsyncIterator[DspFanOut]:
    sealer = Sealer(["k1:0123456789abcdef0123456789abcdef"])
    async with DspFanOut(sealer, clock_ms=lambda: NOW_MS, allow_private=True) as opened:
        yield opened


async def ask(fan_out: DspFanOut, *accounts: DspAccount):
    answers = await fan_out.bid(accounts, json.dumps(REQUEST).encode())
    return {answer.account_id: answer for answer in answers}


async def test_bids_are_gathered_and_each_one_s_fault_stays_its_own(fan_out, bidders):
    bidders.bidding("quick")
    asleep = asyncio.Event()

    async def never() -> web.Response:
        await asleep.wait()
        return web.Response()

    async def declines() -> web.Response:
        return web.Response(status=204)

    async def broken() -> web.Response:
        return web.Response(text="oops")

    bidders.behaviour |= {"asleep": never, "declines": declines, "broken": broken}
    names = ("quick", "asleep", "declines", "broken")
    answers = await ask(fan_out, *(bidders.account(name, timeout_ms=100) for name in names))
    asleep.set()
    assert {name: answer.answered for name, answer in answers.items()} == {
        "quick": Answered.BID,
        "asleep": Answered.TIMEOUT,
        "declines": Answered.NO_BID,
        "broken": Answered.ERROR,
    }
    [bid] = answers["quick"].bids
    assert (bid.price_micros, bid.currency, bid.seat) == (2_500_000, "USD", "s1")


@pytest.mark.parametrize(
    ("fault", "response"),
    [
        ("another request's id", {"id": "r2"}),
        ("a currency nobody allowed", {"cur": "EUR"}),
    ],
)
async def test_a_response_that_does_not_fit_the_request_is_an_error(fan_out, bidders, fault, response):
    bidders.bidding("odd", **response)
    answers = await ask(fan_out, bidders.account("odd"))
    assert answers["odd"].answered is Answered.ERROR, fault


@pytest.mark.parametrize(
    ("fault", "changed"),
    [
        ("an impression nobody offered", {"impid": "i9"}),
        ("a price below the floor", {"price": 0.5}),
        ("no price at all", {"price": 0}),
    ],
)
async def test_a_bid_that_may_not_stand_is_dropped(fan_out, bidders, fault, changed):
    bidders.bidding("odd", seatbid=[{"bid": [BID | changed]}])
    answers = await ask(fan_out, bidders.account("odd"))
    assert answers["odd"].answered is Answered.NO_BID, fault


async def test_no_more_requests_are_under_way_than_an_account_allows(fan_out, bidders):
    held = asyncio.Event()

    async def slow() -> web.Response:
        await held.wait()
        return web.Response(status=204)

    bidders.behaviour["slow"] = slow
    account = bidders.account("slow", max_concurrent=2)
    asking = [asyncio.create_task(ask(fan_out, account)) for _ in range(2)]
    while bidders.asked < 2:
        await asyncio.sleep(0)
    third = await ask(fan_out, account)
    held.set()
    assert third["slow"].answered is Answered.BUSY
    assert [next(iter(one.values())).answered for one in await asyncio.gather(*asking)] == [Answered.NO_BID] * 2


async def test_a_bidder_that_keeps_failing_is_left_alone_and_the_others_are_not(fan_out, bidders):
    async def broken() -> web.Response:
        return web.Response(status=500)

    bidders.behaviour["broken"] = broken
    bidders.bidding("fine")
    both = (bidders.account("broken"), bidders.account("fine"))
    for _ in range(LOOKED_AT):
        await ask(fan_out, *both)
    asked = bidders.asked
    answers = await ask(fan_out, *both)
    assert answers["broken"].answered is Answered.BREAKER_OPEN
    assert answers["fine"].answered is Answered.BID
    assert bidders.asked == asked + 1


async def test_counters_add_up(fan_out, bidders):
    bidders.bidding("fine")
    for _ in range(3):
        await ask(fan_out, bidders.account("fine"))
    [counted] = fan_out.counters("ours")
    assert (counted.requests, counted.bids, counted.under_way) == (3, 3, 0)
    assert 0 < counted.latency_p50_ms <= counted.latency_p99_ms
    assert fan_out.counters("theirs") == []


async def test_a_win_is_told_with_its_price(fan_out, bidders):
    bidders.bidding("fine")
    account = bidders.account("fine")
    [bid] = (await ask(fan_out, account))["fine"].bids
    win = fan_out.open_receipt("ours", bid.receipt)
    assert await fan_out.tell_win(win, account, price_micros=2_250_000)
    assert bidders.told == ["2.25"]


@pytest.mark.parametrize("address", ["http://[x", "ftp://shop.example/won", "http://" + "x" * 70 + ".example/"])
async def test_a_notice_address_that_is_none_is_not_told_and_breaks_nothing(fan_out, bidders, address):
    bidders.bidding("odd", seatbid=[{"bid": [BID | {"nurl": address}]}])
    account = bidders.account("odd")
    [bid] = (await ask(fan_out, account))["odd"].bids
    assert not await fan_out.tell_win(fan_out.open_receipt("ours", bid.receipt), account, price_micros=1)


async def test_a_receipt_opens_for_its_tenant_alone_and_only_unaltered(fan_out, bidders):
    bidders.bidding("fine")
    [bid] = (await ask(fan_out, bidders.account("fine")))["fine"].bids
    for tenant, receipt in (("theirs", bid.receipt), ("ours", bid.receipt[:-2] + "xx"), ("ours", "k1.AAAA")):
        with pytest.raises(InvalidInput, match="not one of ours"):
            fan_out.open_receipt(tenant, receipt)


async def test_a_machine_of_our_own_network_is_never_called(bidders):
    sealer = Sealer(["k1:0123456789abcdef0123456789abcdef"])
    bidders.bidding("inside")
    async with DspFanOut(sealer, clock_ms=lambda: NOW_MS) as strict:
        answers = await ask(strict, bidders.account("inside"))
    assert answers["inside"].answered is Answered.ERROR
    assert "public" in answers["inside"].reason
    assert bidders.asked == 0


async def test_what_is_no_bid_request_is_refused(fan_out, bidders):
    with pytest.raises(InvalidInput, match="no OpenRTB bid request"):
        await fan_out.bid([bidders.account("fine")], b'{"imp": []}')
