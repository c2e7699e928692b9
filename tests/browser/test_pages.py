"""Pages in a real browser against a real API."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.places import OF_ADMINS, OF_THE_PLATFORM, OUTSIDE, PLACES, furnish, registered
from tests.browser.stage import darkened, findings, go, sign_in


def seen_as(role: str) -> list[str]:
    """The pages that are looked at by somebody of ``role``, or by nobody in particular."""
    by = dict.fromkeys(PLACES, "manager") | dict.fromkeys(OF_ADMINS, "admin")
    by |= dict.fromkeys(OF_THE_PLATFORM, "platform.admin") | dict.fromkeys(OUTSIDE, "")
    return [path for path in PLACES if by[path] == role]


_TOLERATED = re.compile(r"503|script execution in 'about:srcdoc'")
"""What is not on this stage, and the clock that this stage sets in frames where nothing of ours may run either."""


def test_every_registered_page_is_looked_at():
    assert set(PLACES) == registered(), "tests/browser/places.py says where each page is shown"


async def test_somebody_signs_in_finds_their_campaign_by_keyboard_and_signs_out(on_stage):
    await furnish(on_stage.api)
    context = await on_stage.stranger()
    page = await context.new_page()
    await page.goto("/campaigns?q=oat")
    await expect(page).to_have_url(re.compile("/sign-in"))
    await sign_in(page, "manager")
    await page.goto("/campaigns")
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


@pytest.mark.parametrize(
    "role", ["", "manager", "admin", "platform.admin"], ids=["outside", "manager", "admin", "platform"]
)
async def test_no_page_has_a_serious_obstacle_by_day_or_night(on_stage, role):
    ids = await furnish(on_stage.api) if role else {}
    context = await on_stage.stranger()
    page = await context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    await (sign_in(page, role) if role else page.goto("/sign-in"))
    for path in seen_as(role):
        await go(page, PLACES[path].format(**ids))
        found = await findings(page)
        async with darkened(page):
            found += await findings(page, colours_only=True)  # nothing else differs
        assert not found, f"{path}: " + "; ".join(found)
        assert [one for one in faults if not _TOLERATED.search(one)] == [], path
    await context.close()


async def test_nothing_that_opens_over_a_page_has_a_serious_obstacle(on_stage):
    await furnish(on_stage.api)
    context = await on_stage.person("manager")
    page = await context.new_page()
    await page.goto("/campaigns")
    await page.get_by_role("checkbox", name="Pick Night owls").click()
    for button in ("Pause", "Jump to anything", "account", "Stage"):
        await page.get_by_role("button", name=button).click()
        await page.get_by_role("dialog").wait_for()
        found = await findings(page)
        assert not found, f"{button}: " + "; ".join(found)
        await page.keyboard.press("Escape")
        await page.get_by_role("dialog").wait_for(state="hidden")
    await context.close()
