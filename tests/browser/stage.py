"""A real API with pages, on a port of its own, and somebody who signs in there by password."""

import asyncio
import contextlib
import dataclasses
import re
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx2
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from api.app import create_app
from tests.api.conftest import Api
from tests.browser.content import shown
from tests.browser.settings import rooms
from workers.api import PAGES

CHROMIUM: Final = Path("/usr/bin/chromium")
AXE: Final = PAGES.parents[1] / "ui" / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD: Final = "seven herons cross the ice"
_QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""A browser that asks nobody but us."""
_PATIENCE_MS: Final = 120_000
"""Of whoever waits for something on a page: other tests may have the machine."""
_PICTURES: Final = re.compile(r"^https://cdn\.example\.net/")
_PICTURE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 250" width="300" height="250"><rect width="300" height="250" '
    'fill="#246c59"/><circle cx="215" cy="150" r="62" fill="#f2b85a"/><text x="20" y="52" fill="#fff" '
    'font-family="Georgia" font-size="30">Cold brew</text></svg>'
)
"""What creatives on stage show, whichever it is."""
_COUNT_WHAT_IS_ASKED: Final = """
window.asked = 0;
const ask = window.fetch;
window.fetch = (...what) => { window.asked += 1; return ask(...what).finally(() => { window.asked -= 1; }); };
"""
_GO: Final = """to => {
  if (location.pathname + location.search === to) return;
  if (location.pathname !== to.split('?')[0])
    for (const title of document.querySelectorAll('h1')) title.dataset.left = '';
  history.pushState({}, '', to);
}"""
"""As a link of the page does it. A page is there once its own title is; another question to the same page keeps that."""
_AT_REST: Final = """scheme => {
  const moves = document.getAnimations().some(({ effect, playState }) =>
    playState === 'running' && effect.getComputedTiming().endTime !== Infinity);
  const waits = window.asked > 0 || moves || !document.querySelector('h1:not([data-left])')
    || document.querySelector('h1[data-left], [aria-busy=true], .mantine-Skeleton-root, .mantine-Loader-root')
    || document.documentElement.dataset.mantineColorScheme !== scheme;
  window.restedFrames = waits ? 0 : (window.restedFrames ?? 0) + 1;
  return window.restedFrames > 5;
}"""
"""Nothing is asked for, awaited or moving, and has not been for some frames."""


def missing() -> str:
    """What these tests need and do not find; empty when all is there."""
    if not CHROMIUM.exists():
        return f"there is no {CHROMIUM}: apt install chromium"
    if not (PAGES / "index.html").exists():
        return "the web application is not built: make ui"
    return ""


@dataclasses.dataclass(frozen=True)
class Stage:
    """Where the pages are, and a browser to look at them with."""

    url: str
    api: Api
    browser: Browser

    async def stranger(
        self, *, scheme: str = "light", width: int = 1440, height: int = 900, is_timed_by_stage: bool = True
    ) -> BrowserContext:
        """A browser nobody has signed in with, at the time it is on stage; close it.

        The stage's clock calls animations by timers of its own. Whoever counts frames wants the browser's.
        """
        context = await self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Berlin",
        )
        context.set_default_timeout(_PATIENCE_MS)
        if is_timed_by_stage:
            await context.clock.set_fixed_time(datetime.fromtimestamp(self.api.state.clock_ms() / 1_000, UTC))
        await context.add_init_script(_COUNT_WHAT_IS_ASKED)
        await context.route(_PICTURES, lambda route: route.fulfill(content_type="image/svg+xml", body=_PICTURE))
        return context

    async def person(
        self, role: str, *, scheme: str = "light", width: int = 1440, height: int = 900, is_timed_by_stage: bool = True
    ) -> BrowserContext:
        """A browser of somebody of ``role`` who has signed in; close it."""
        context = await self.stranger(scheme=scheme, width=width, height=height, is_timed_by_stage=is_timed_by_stage)
        page = await context.new_page()
        await sign_in(page, role)
        await page.close()
        return context


@contextlib.asynccontextmanager
async def opened(api: Api) -> AsyncIterator[Stage]:
    for store in (api.state.main, api.state.money, api.state.journeys):
        store.tell = api.state.changes.hear
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(api.state, pages=PAGES), http="httptools", lifespan="off", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    host, port = listening.getsockname()
    try:
        expect.set_options(timeout=_PATIENCE_MS)
        async with shown(api), rooms(api), async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
            yield Stage(f"http://{host}:{port}", api, browser)
            await browser.close()
    finally:
        server.should_exit = True
        await serving
        listening.close()


async def give_password(api: Api, role: str) -> None:
    """Invite somebody of ``ours``, or of the tenant before the dot, and have them choose ``PASSWORD``."""
    tenant, role = _tenant_and(role)
    async with api.as_(f"{tenant}.admin") as admin, api.as_(f"{tenant}.{role}") as person:
        user_id = (await person.get("/api/v1/platform/me")).json()["user_id"]
        voucher = (await admin.post(f"/api/v1/platform/users/{user_id}/invitation")).json()["voucher"]
    async with api.anonymous() as client:
        body = {"voucher": voucher, "password": PASSWORD}
        answer: httpx2.Response = await client.post("/api/v1/session/password/chosen", json=body)
        answer.raise_for_status()


async def sign_in(page: Page, role: str) -> None:
    """As a person does it."""
    tenant, role = _tenant_and(role)
    await page.goto("/sign-in")
    await page.get_by_label("Tenant").fill(tenant)
    await page.get_by_label("E-mail").fill(f"{role}@{tenant}.example")
    await page.get_by_role("textbox", name="Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("button", name="Jump to anything").wait_for()


def _tenant_and(role: str) -> tuple[str, str]:
    tenant, _, name = role.rpartition(".")
    return tenant or "ours", name


async def go(page: Page, place: str, scheme: str = "light") -> None:
    """To another page of the application without loading that anew, until there is all that it shows."""
    await dress(page, scheme, _GO, place)


async def dress(page: Page, scheme: str, script: str = "() => {}", given: object = None) -> None:
    """Let it be day (``light``) or night (``dark``) for a page, and do ``script`` to it, until nothing moves in it any more."""
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.evaluate(script, given)
    await page.wait_for_function(_AT_REST, arg=scheme)


@contextlib.asynccontextmanager
async def darkened(page: Page) -> AsyncIterator[None]:
    """Evening falls on a page that is shown by day."""
    await dress(page, "dark")
    yield
    await dress(page, "light")


async def findings(page: Page, *, within: str = "html", colours_only: bool = False) -> list[str]:
    """What axe finds serious or worse; it waits in vain for an answer of frames in which no script runs."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"resultTypes": ["violations"], "iframes": False} | (
        {"runOnly": ["color-contrast"]} if colours_only else {}
    )
    found = await page.evaluate(
        "([within, options]) => axe.run(document.querySelector(within), options)", [within, options]
    )
    return [
        f"{one['id']}: {one['help']} ({', '.join(str(node['target']) for node in one['nodes'][:3])})"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
