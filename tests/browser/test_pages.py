"""Pages in a real browser against a real API."""

import contextlib
import re
from collections.abc import Iterator

import pytest
from playwright.async_api import ConsoleMessage, Dialog, Error, Page, expect

from tests.browser.house import House
from tests.browser.keyboard import follow, walk
from tests.browser.places import OUTSIDE, PLACES, registered, tours
from tests.browser.stage import dress, findings, go, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="package")

_TOLERATED = re.compile(r"503|script execution in 'about:srcdoc'")
"""What is not on this stage, and the clock that this stage sets in frames where nothing of ours may run either."""

_CUT = """() => [...document.querySelectorAll('#main > *')]
  .filter((one) => getComputedStyle(one).overflowY === 'hidden' && one.scrollHeight > one.clientHeight + 2)
  .map((one) => `${one.innerText.slice(0, 40)}: ${one.clientHeight} of ${one.scrollHeight} px`)
"""
"""What stands in the page's column and is not to be seen whole, though nobody can scroll it."""


async def test_every_registered_page_is_looked_at():
    assert set(PLACES) == registered(), "tests/browser/places.py says where each page is shown"


async def test_somebody_signs_in_finds_their_campaign_by_keyboard_and_signs_out(house: House):
    context = await house.on.stranger()
    page = await context.new_page()
    await page.goto("/campaigns?q=oat")
    await expect(page).to_have_url(re.compile("/sign-in"))
    await sign_in(page, "manager")
    await go(page, "/campaigns")
    await expect(page.get_by_role("row", name="Spring sale")).to_be_visible()
    await page.keyboard.press("ControlOrMeta+k")
    await page.keyboard.type("camp")
    await page.get_by_role("dialog").get_by_text("Campaigns", exact=True).first.wait_for()
    await page.keyboard.press("Escape")
    await page.get_by_label("Name or advertiser").fill("oat")
    await expect(page.get_by_role("row", name="Spring sale")).to_have_count(0)
    await expect(page.get_by_role("row", name="Oat milk launch")).to_be_visible()
    assert page.url.endswith("/campaigns?q=oat")
    await page.reload()
    await expect(page.get_by_role("row", name="Oat milk launch")).to_be_visible()
    await page.get_by_role("button", name=re.compile("account")).click()
    async with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        await page.get_by_role("button", name="Sign out").click()
    await expect(page).to_have_url(re.compile("/sign-in"))
    assert await context.cookies() == []
    await context.close()


@pytest.mark.parametrize(("role", "paths"), [pytest.param(*rest, id=name) for name, *rest in tours()])
async def test_no_page_has_a_serious_obstacle_by_day_or_night_or_by_keyboard(
    house: House, role: str, paths: tuple[str, ...]
):
    page = await house.page(role)
    keys = await page.context.new_cdp_session(page)
    obstacles = {}
    with heard(page) as faults:
        scheme, other = "light", "dark"
        for path in paths:
            await follow(page, keys, path)
            await go(page, PLACES[path].format(**house.ids), scheme)
            found = await findings(page)
            await dress(page, other)
            # nothing but colours differs, and what is around a page is the same on all of them
            found += await findings(page, within="html" if path in {paths[0], *OUTSIDE} else "#main", colours_only=True)
            found += await page.evaluate(_CUT)
            walked = await walk(page, keys, "#main" if role else "#root")  # the last: it changes what is chosen
            found += walked.faults
            found += [one for one in faults if not _TOLERATED.search(one)]
            faults.clear()
            if found:
                obstacles[path] = found
            scheme, other = other, scheme
    await keys.detach()
    assert obstacles == {}


@contextlib.contextmanager
def heard(page: Page) -> Iterator[list[str]]:
    """What goes wrong in the page meanwhile."""
    faults: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            faults.append(said.text)

    def fail(error: Error) -> None:
        faults.append(str(error))

    page.on("console", hear)
    page.on("pageerror", fail)
    page.on("dialog", _leave)
    yield faults
    page.remove_listener("dialog", _leave)
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", fail)


async def _leave(asked: Dialog) -> None:
    """An editor, whose choices arrow keys have changed, without saving."""
    await asked.accept()


async def test_nothing_that_opens_over_a_page_has_a_serious_obstacle(house: House):
    page = await house.page("manager")
    await go(page, "/campaigns")
    await page.get_by_role("checkbox", name="Pick Night owls").click()
    for button in ("Pause", "Jump to anything", "account", "Stage"):
        await page.get_by_role("button", name=button).click()
        await page.get_by_role("dialog").wait_for()
        found = await findings(page)
        assert not found, f"{button}: " + "; ".join(found)
        await page.keyboard.press("Escape")
        await page.get_by_role("dialog").wait_for(state="hidden")
    await page.get_by_role("checkbox", name="Pick Night owls").click()
