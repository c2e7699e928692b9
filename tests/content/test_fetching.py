"""Connected content: from the hosts on the list alone, bounded in time and size, asked once."""

import asyncio
import datetime as dt
import ssl

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connectors.content.fetching import ContentFetcher
from domain.content.connected.rules import check_host, source_for
from domain.content.connected.values import MAX_BYTES, Asked, Source
from domain.errors import InvalidInput


class Host:
    """An HTTPS server of somebody's, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.headers: list[str] = []
        self.port = 0
        self.released = asyncio.Event()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        self.headers.append(request.headers.get("X-Key", ""))
        match request.path:
            case "/slow":
                await self.released.wait()
            case "/large":
                return web.Response(text="x" * (MAX_BYTES + 1))
            case "/away":
                raise web.HTTPFound("/json")
            case "/broken":
                return web.Response(text="{")
            case "/deep":
                return web.Response(text="[" * 100_000)
            case "/fails":
                return web.Response(status=500)
        return web.json_response({"temperature": 21})


@pytest.fixture
async def host(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (tmp_path / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    host = Host()
    app = web.Application()
    app.router.add_get("/{rest:.*}", host.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=served)
    await site.start()
    host.port = runner.addresses[0][1]
    host.context = ssl.create_default_context(cafile=tmp_path / "certificate.pem")
    yield host
    host.released.set()
    await runner.cleanup()


def ask(host: Host, path: str, **more) -> Asked:
    url = f"https://localhost:{host.port}{path}"
    return Asked(**({"tenant_id": "ours", "url": url, "is_json": True, "cache_s": 300, "timeout_ms": 5_000} | more))


async def fetch(host: Host, *asked: Asked, sources=None, allow_private: bool = True):
    sources = sources if sources is not None else (Source(host=f"localhost:{host.port}", headers={"X-Key": "secret"}),)
    async with ContentFetcher(allow_private=allow_private, context=host.context) as fetcher:
        first = await asyncio.gather(*[fetcher.fetch(frozenset({one}), sources) for one in asked])
        return [answers[one] for answers, one in zip(first, asked, strict=True)]


async def test_many_who_ask_for_the_same_are_answered_by_one_request_with_the_tenants_headers(host):
    one = ask(host, "/json")
    answers = await fetch(host, *[one] * 50)
    assert [answer.value for answer in answers] == [{"temperature": 21}] * 50
    assert host.asked == ["/json"]
    assert host.headers == ["secret"]


async def test_another_tenants_answer_is_nobody_elses(host):
    await fetch(host, ask(host, "/json"), ask(host, "/json", tenant_id="theirs"))
    assert len(host.asked) == 2


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/large", "more than"),
        ("/away", "302"),
        ("/broken", "could not be fetched"),
        ("/deep", "nested"),
        ("/fails", "500"),
    ],
)
async def test_an_answer_that_is_no_good_is_a_reason_and_never_an_error(host, path, reason):
    [answer] = await fetch(host, ask(host, path))
    assert answer.value is None
    assert reason in answer.reason


async def test_a_host_that_does_not_answer_in_time_is_left(host):
    [answer] = await fetch(host, ask(host, "/slow", timeout_ms=50))
    assert "within 50 ms" in answer.reason


async def test_private_addresses_are_never_reached(host):
    [named] = await fetch(host, ask(host, "/json"), allow_private=False)
    assert named.reason
    assert host.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com/",
        "https://other.example.com/",
        "https://api.example.com.evil.example/",
        "https://api.example.com@evil.example/",
        "https://evil.example/https://api.example.com/",
        "https://api.example.com/v1/../v2",
        "https://api.example.com/v1/%2e%2e/v2",
        "https://api.example.com/v1/%252e%252e/v2",
        "https://api.example.com/v10",
        "https://api.example.com:22/v1",
        "https://api.example.com/v1/a b",
        "file:///etc/passwd",
        "https://[::1]/v1",
        "",
    ],
)
def test_what_is_not_on_the_list_is_not_fetched(url):
    with pytest.raises(InvalidInput) as refused:
        source_for(url, [Source(host="api.example.com", path_prefix="/v1")])
    assert refused.value.remedy


def test_what_is_on_the_list_is_found():
    sources = [Source(host="api.example.com", path_prefix="/v1"), Source(host="b.example.com")]
    assert source_for("https://API.example.com/v1/x?y=1", sources) is sources[0]
    assert source_for("https://b.example.com", sources) is sources[1]


@pytest.mark.parametrize(
    "host", ["localhost", "10.0.0.1", "metadata.internal", "a.local", "::1", "x.example.com:22", "exa mple.com"]
)
def test_a_host_that_is_not_public_never_comes_onto_the_list(host):
    with pytest.raises(InvalidInput):
        check_host(host)


@pytest.mark.parametrize("host", ["::1", "2606:4700::1111", "[::1]:8443"])
def test_numbers_in_place_of_a_hosts_name_are_told_from_a_port(host):
    with pytest.raises(InvalidInput) as refused:
        check_host(host)
    assert "a host's name is wanted" in refused.value.message
