"""What surrounds pages and opens over them is walked and left by somebody who owns no mouse; pages are in test_pages."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.keyboard import press, walk
from tests.browser.stage import go

pytestmark = pytest.mark.asyncio(loop_scope="package")

_OPENS = (
    ("/campaigns", "Jump to anything"),
    ("/campaigns", "Notifications"),
    ("/campaigns", "account"),
    ("/journeys", "New journey"),
    ("/creatives", "New creative"),
)
_KEEPS_THE_KEYBOARD = "() => document.querySelector('[role=dialog]').contains(document.activeElement)"

_HAS_OPENED_CHOICES = "() => document.activeElement.getAttribute('aria-expanded') === 'true'"
"""A field's list of choices is closed first."""


async def test_the_frame_is_walked_once_and_can_be_skipped(house: House):
    page = await house.page("manager")
    keys = await page.context.new_cdp_session(page)
    await go(page, "/notifications")
    for part in ("header", "nav"):
        walked = await walk(page, keys, part)
        assert (walked.faults, walked.stops > 3) == ([], True), part
    await page.get_by_role("link", name="Skip to the page").focus()
    await press(keys, "Enter", "Tab")
    await page.wait_for_function("() => document.getElementById('main').contains(document.activeElement)")
    await keys.detach()


async def test_what_opens_over_a_page_keeps_the_keyboard_until_escape_gives_it_back(house: House):
    page = await house.page("manager")
    keys = await page.context.new_cdp_session(page)
    for path, name in _OPENS:
        await go(page, path)
        opener = page.get_by_role("button", name=re.compile(name)).first
        await opener.focus()
        await press(keys, "Enter")
        await page.wait_for_function(f"() => document.querySelector('[role=dialog]') && ({_KEEPS_THE_KEYBOARD})()")
        for _ in range(12):
            await press(keys, "Tab")
            assert await page.evaluate(_KEEPS_THE_KEYBOARD), f"Tab leaves what {name} opens"
        if await page.evaluate(_HAS_OPENED_CHOICES):
            await press(keys, "Escape")
            await page.wait_for_function(f"() => !({_HAS_OPENED_CHOICES})()")
        await press(keys, "Escape")
        await expect(page.get_by_role("dialog"), f"Escape leaves open what {name} opens").to_have_count(0)
        await expect(opener, f"the keyboard is not where {name} was opened").to_be_focused()
    await keys.detach()
