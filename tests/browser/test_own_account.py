"""Somebody sees to how they come in: another password, a second factor, and no session that is not theirs."""

import base64

from playwright.async_api import expect

from domain.identity.second_factors.rules import STEP_MS, code_at
from tests.browser.stage import PASSWORD, Stage, sign_in

CHOSEN = "eleven herons by the weir"


async def test_somebody_changes_their_password_and_sets_up_a_second_factor_and_comes_in_by_both(
    working, on_stage: Stage
):
    elsewhere = await on_stage.person("manager")
    context = await on_stage.stranger()
    page = await context.new_page()
    await sign_in(page, "manager")
    await page.get_by_role("button", name="account").click()
    await page.get_by_role("link", name="Your account").click()
    signed_in = page.get_by_role("region", name="Where you are signed in")
    await expect(signed_in.get_by_role("button", name="Sign out everywhere")).to_be_visible()

    password = page.get_by_role("region", name="Password")
    await password.get_by_label("Password until now").fill(PASSWORD)
    await password.get_by_label("New password").fill(CHOSEN)
    await password.get_by_label("The same again").fill(CHOSEN)
    await password.get_by_role("button", name="Change it").click()
    await expect(page.get_by_text("Your password is changed")).to_be_visible()
    await expect(signed_in.get_by_text("Nowhere but here.")).to_be_visible()
    there = await elsewhere.new_page()
    await there.goto("/")
    await expect(there.get_by_role("textbox", name="Password")).to_be_visible()

    factor = page.get_by_role("region", name="Second factor")
    await factor.get_by_role("button", name="Set it up").click()
    await factor.get_by_label("Your password").fill(CHOSEN)
    await factor.get_by_role("button", name="Go on").click()
    await expect(factor.get_by_role("img", name="For your authenticator")).to_be_visible()
    shown = await factor.get_by_role("textbox", name="Secret").input_value()
    secret = base64.b32decode(shown + "=" * (-len(shown) % 8))
    step = working.state.clock_ms() // STEP_MS
    await factor.get_by_label("The code it shows").fill(code_at(secret, step))
    await factor.get_by_role("button", name="Turn it on").click()
    await expect(factor.get_by_role("list", name="Recovery codes").get_by_role("listitem")).to_have_count(10)
    await factor.get_by_role("button", name="I have kept them").click()
    await expect(factor.get_by_role("button", name="Take it away")).to_be_visible()

    await page.get_by_role("button", name="account").click()
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_label("Tenant").fill("ours")
    await page.get_by_label("E-mail").fill("manager@ours.example")
    await page.get_by_role("textbox", name="Password").fill(CHOSEN)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_label("Code").fill(code_at(secret, step + 1))
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("button", name="Jump to anything")).to_be_visible()
    await context.close()
    await elsewhere.close()
