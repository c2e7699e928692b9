"""Whatever address others may set: none of the ways out of our connectors leads to a machine of our own network."""

import asyncio
import contextlib
import json
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from connectors.channels.registry import connect
from connectors.channels.switchboard import open_dependencies
from connectors.channels.webhook import make
from connectors.content.fetching import ContentFetcher
from connectors.creatives.images import CreativeImages
from connectors.dsp.fan_out import DspFanOut
from connectors.dsp.web import VendorWeb, vendor_session
from connectors.identity_providers.web import ProviderWeb
from domain.campaigns.values import Channel
from domain.content.connected.values import Asked, Source
from domain.dsp.values import DspAccount, PlatformWin
from domain.outbox.values import WebhookCall
from domain.sealing import Sealer
from domain.senders.values import ChannelAccount, OutboundMessage
from tests.connectors.channels import vendors

ROOT = Path(__file__).resolve().parents[2]
NOW = 1_800_000_000_000
REBOUND = "rebound.example"
"""A name of the public internet whose owner has it resolve to our own machine."""
OURS = [
    "127.0.0.1",
    "localhost",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "017700000001",
    "127\u30020\u30020\u30021",
    "\uff11\uff12\uff17.0.0.1",
    "0.0.0.0",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    REBOUND,
]


# The ways out


async def webhook(url: str, *, allow_private: bool) -> None:
    call = WebhookCall(message_id="m", account_id="cha_1", person_id="p", at_ms=NOW, url=url, body=b"{}")
    account = ChannelAccount(tenant_id="ours", account_id="cha_1", vendor="webhook", credentials={"secret": "s"})
    async with open_dependencies(None, lambda: NOW, allow_private=allow_private) as dependencies:
        await make(dependencies.session, account, call, now_ms=NOW, allow_private=allow_private)


async def web_push(url: str, *, allow_private: bool) -> None:
    subscription = json.loads(vendors.subscription()) | {"endpoint": url.replace("http:", "https:")}
    await _sent(
        ChannelAccount(
            tenant_id="ours",
            account_id="cha_1",
            vendor="web_push",
            parameters={"subject": "mailto:a@b.example"},
            credentials={"vapid_private_key": vendors.vapid_key()},
        ),
        Channel.WEB_PUSH,
        json.dumps(subscription),
        allow_private=allow_private,
    )


async def smtp(url: str, *, allow_private: bool) -> None:
    host, _, port = url.removeprefix("http://").removesuffix("/x").rpartition(":")
    parameters = {"host": host.strip("[]"), "port": port, "security": "none"}
    account = ChannelAccount(tenant_id="ours", account_id="cha_1", vendor="smtp", parameters=parameters)
    async with open_dependencies(None, lambda: NOW, allow_private=allow_private) as dependencies:
        await connect(account, dependencies).test(None)


async def _sent(account: ChannelAccount, channel: Channel, address: str, *, allow_private: bool) -> None:
    message = OutboundMessage(
        message_id="m", tenant_id="ours", person_id="p", channel=channel, address=address, platform="web", title="t"
    )
    async with open_dependencies(None, lambda: NOW, allow_private=allow_private) as dependencies:
        await connect(account, dependencies).send([message])


async def connected_content(url: str, *, allow_private: bool) -> None:
    place = url.removeprefix("http://").removesuffix("/x")
    asked = Asked(tenant_id="ours", url=f"https://{place}/x", is_json=True, cache_s=0, timeout_ms=2_000)
    async with ContentFetcher(allow_private=allow_private) as fetcher:
        await fetcher.fetch(frozenset([asked]), (Source(host=place, path_prefix="/"),))


async def images_of_creatives(url: str, *, allow_private: bool) -> None:
    async with CreativeImages(allow_private=allow_private) as images:
        await images.fetch("ours", url)


def _platform(url: str) -> DspAccount:
    return DspAccount(
        tenant_id="ours",
        account_id="dsp_1",
        platform="meta",
        name="M",
        enabled=True,
        bid_url=url,
        parameters={},
        credentials={},
    )


async def bids_of_platforms(url: str, *, allow_private: bool) -> None:
    async with DspFanOut(Sealer(["k:0123456789abcdef"]), clock_ms=lambda: NOW, allow_private=allow_private) as fan_out:
        await fan_out.bid([_platform(url)], b'{"id":"r","imp":[{"id":"i","banner":{}}]}')


async def wins_of_platforms(url: str, *, allow_private: bool) -> None:
    win = PlatformWin(
        tenant_id="ours",
        platform="meta",
        account_id="dsp_1",
        request_id="r",
        impression_id="i",
        bid_id="b",
        price_micros=1,
        currency="USD",
        expires_at_ms=NOW,
        win_url=url,
    )
    async with DspFanOut(Sealer(["k:0123456789abcdef"]), clock_ms=lambda: NOW, allow_private=allow_private) as fan_out:
        await fan_out.tell_win(win, _platform(url), price_micros=1)


async def platforms_own_servers(url: str, *, allow_private: bool) -> None:
    async with vendor_session(allow_private=allow_private) as session:
        await VendorWeb(session, "trade_desk", attempts=1).text(url)


async def identity_providers(url: str, *, allow_private: bool) -> None:
    async with ProviderWeb(allow_private=allow_private) as web:
        await web.get(url if allow_private else url.replace("http:", "https:"))


Way = Callable[..., Awaitable[None]]
WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        webhook,
        web_push,
        smtp,
        connected_content,
        images_of_creatives,
        bids_of_platforms,
        wins_of_platforms,
        platforms_own_servers,
        identity_providers,
    )
}
FOLLOWABLE = sorted(WAYS.keys() - {"smtp", "web_push", "connected_content"})
"""Those that speak plain HTTP, and could be led on; the others are over TLS or no HTTP."""


# Where they would lead


@dataclass
class Home:
    """A server of ours, on every address of this machine, that nobody outside is to reach."""

    port: int = 0
    reached: int = 0
    lookups: list[str] = field(default_factory=list)
    answer: bytes = b""

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reached += 1
        if self.answer:
            await reader.read(65_536)
            writer.write(self.answer)
        writer.close()


@pytest.fixture
async def home(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Home]:
    home, resolve = Home(), socket.getaddrinfo
    found = [] if not socket.has_ipv6 else ["::1"]

    def resolved(host: str | None, *asked: object, **more: object) -> object:
        home.lookups.append(str(host))
        return resolve("127.0.0.1" if host == REBOUND else host, *asked, **more)

    server = await asyncio.start_server(home.take, ["127.0.0.1"], 0)
    home.port = server.sockets[0].getsockname()[1]
    with contextlib.suppress(OSError):
        second = await asyncio.start_server(home.take, found, home.port) if found else None
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    yield home
    server.close()
    if found and second is not None:
        second.close()


async def gone(way: str, url: str, *, allow_private: bool = False) -> None:
    with contextlib.suppress(Exception):
        await WAYS[way](url, allow_private=allow_private)


@pytest.mark.parametrize("way", WAYS)
async def test_no_way_out_leads_home_however_the_address_is_spelt(home: Home, way: str):
    for host in OURS:
        await gone(way, f"http://{host}:{home.port}/x")
        assert home.reached == 0, host
    assert home.lookups.count(REBOUND) == 1, "the address that is looked at is the one that is called"
    await gone(way, f"http://{REBOUND}:{home.port}/x", allow_private=True)
    assert home.reached, "nothing but the guard kept it away"


@pytest.mark.parametrize("way", FOLLOWABLE)
async def test_nobody_is_led_home_by_an_answer(home: Home, way: str):
    here = f"http://127.0.0.1:{home.port}"
    home.answer = (
        f"HTTP/1.1 302 Found\r\nLocation: {here}/secret\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
    )
    await gone(way, f"{here}/x", allow_private=True)
    assert home.reached == 1


# Nothing is added without being held to it

OPENED = re.compile(
    r"ClientSession\(|TCPConnector\(|httpx2\.(?:Async)?Client\(|open_connection\(|create_connection\(|socket\.socket\("
    r"|sock_connect\(|urlopen\(|insecure_channel\(|secure_channel\(|aiosmtplib\.SMTP\(|smtplib|import requests"
)
OPENERS = {
    "connectors/public_addresses.py": "the guard",
    "connectors/channels/switchboard.py": "webhooks and web push, behind the guard; Apple's servers by HTTP/2, whose names are ours",
    "connectors/channels/smtp.py": "its socket is opened to what the guard's resolver found",
    "connectors/dsp/fan_out.py": "behind the guard",
    "connectors/dsp/web.py": "behind the guard",
    "connectors/public_web.py": "behind the guard: connected content, creatives' images, identity providers",
    "workers/forecasting/asking.py": "the command line asks the API whose address its caller gives",
}
"""Everything that opens connections by an address that is not one of our own settings."""


def test_every_place_that_opens_connections_is_known():
    rooms = ("activities", "api", "connectors", "domain", "workflows", "workers/forecasting")
    found = {
        str(path.relative_to(ROOT))
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        if OPENED.search(path.read_text())
    }
    assert found == set(OPENERS), "add it to WAYS, behind connectors.public_addresses, and name it here"
