"""The web application's files beside the API, and an API that none of them shadows."""

from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.exchange_door import ExchangeDoor
from api.state import AppState
from tests.api.conftest import NOW, stores


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("built") / "dist"
    (directory / "assets").mkdir(parents=True)
    (directory / "index.html").write_text("<title>the page</title>")
    (directory / "favicon.svg").write_text("<svg/>")
    (directory / "assets" / "app-1a2b.js").write_text("let plain")
    (directory / "assets" / "app-1a2b.js.br").write_bytes(b"brotli")
    (directory / "assets" / "app-1a2b.js.gz").write_bytes(b"gzip")
    return directory


@pytest.fixture(scope="module")
def with_pages(built) -> FastAPI:
    """Assembled once, as ``application`` is."""
    main, money, journeys = stores(Path("nowhere"))
    state = AppState(main=main, money=money, journeys=journeys, clock_ms=lambda: NOW, exchange_door=ExchangeDoor())
    return create_app(state, pages=built)


@pytest.fixture
async def browser(api, with_pages):
    with_pages.state.services = api.state
    transport = httpx2.ASGITransport(app=with_pages)
    async with httpx2.AsyncClient(transport=transport, base_url="http://api") as client:
        yield client


async def test_every_address_of_the_application_is_its_one_page(browser):
    for path in ("/", "/campaigns", "/campaigns/cmp_1", "/runs", "/version"):
        page = await browser.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        assert (page.status_code, page.text) == (200, "<title>the page</title>")
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["cache-control"] == "no-cache"


async def test_no_script_runs_but_our_own_and_nobody_frames_the_page(browser):
    policy = (await browser.get("/")).headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy


async def test_over_https_browsers_come_by_https_alone_from_then_on(api, built, browser):
    assert "strict-transport-security" not in (await browser.get("/")).headers
    api.state.public_url = "https://ads.example"
    transport = httpx2.ASGITransport(app=create_app(api.state, pages=built))
    async with httpx2.AsyncClient(transport=transport, base_url="https://api") as client:
        assert (await client.get("/")).headers["strict-transport-security"] == "max-age=31536000"


async def test_a_built_file_is_kept_for_ever_and_sent_as_small_as_the_browser_takes_it(browser):
    etags = set()
    for accepted, body in (
        ("gzip, br", b"brotli"),
        ("gzip;q=0.5, br; q=0", b"gzip"),
        ("identity, gzip;q=0.0", b"let plain"),
    ):
        async with browser.stream("GET", "/assets/app-1a2b.js", headers={"Accept-Encoding": accepted}) as file:
            assert b"".join([piece async for piece in file.aiter_raw()]) == body
            assert "immutable" in file.headers["cache-control"]
            assert file.headers["vary"] == "Accept-Encoding"
            etags.add(file.headers["etag"])
    assert len(etags) == 3


async def test_a_page_that_has_not_changed_is_not_sent_again(browser):
    etag = (await browser.get("/")).headers["etag"]
    again = await browser.get("/", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_program_that_asks_for_no_page_is_told_that_nothing_is_there(browser):
    for path in ("/admin", "/docs", "/campaigns"):
        refused = await browser.get(path, headers={"Accept": "*/*"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, "not_found")


async def test_the_api_is_never_shadowed(browser):
    probes = ("/health/redy", "/metrics", "/.vite/manifest.json")
    for path in ("/api/v1/nowhere", "/api", "/v1/nowhere", "/r/x", "/.well-known/nothing", *probes):
        refused = await browser.get(path, headers={"Accept": "text/html"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, "not_found")
    assert (await browser.get("/live")).json()
    assert (await browser.get("/api/v1/campaigns/x/forecast")).status_code == 405
    assert (await browser.post("/campaigns")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/assets/gone.js", "/../pyproject.toml", "/%2e%2e/secret.txt", "/assets/app-1a2b.js.br"]
)
async def test_a_file_that_was_not_built_is_not_there(browser, path):
    assert (await browser.get(path)).status_code == 404


async def test_without_a_build_the_page_says_what_to_run_and_a_build_is_noticed(api, tmp_path):
    transport = httpx2.ASGITransport(app=create_app(api.state, pages=tmp_path / "dist"))
    async with httpx2.AsyncClient(transport=transport, base_url="http://api") as browser:
        missing = await browser.get("/")
        assert (missing.status_code, "make ui" in missing.text) == (503, True)
        (tmp_path / "dist").mkdir()
        (tmp_path / "dist" / "index.html").write_text("here now")
        assert (await browser.get("/")).text == "here now"
