"""A campaign from its first word to the air, as whoever writes it has it."""

import re

from playwright.async_api import Page, expect

from tests.browser.stage import Stage

ACTIONS = "/api/v1/workflows/campaigns/{}/actions/{}"


async def test_a_campaign_is_written_left_taken_up_sent_back_edited_and_brought_live(working, on_stage: Stage):
    context = await on_stage.person("manager")
    page = await context.new_page()
    await page.goto("/campaigns")
    await page.get_by_role("link", name="New campaign").first.click()
    await page.get_by_role("heading", level=1, name="New campaign").wait_for()
    await page.get_by_role("textbox", name="Name", exact=True).fill("Iced from June")
    await page.get_by_label("Advertiser").fill("shop.example")
    await expect(page).to_have_url(re.compile(r"launch="))
    await page.get_by_label("Total").fill("1,800.00")
    await page.get_by_label("Usual price of a thousand").fill("2.50")
    await page.get_by_label("Highest price of a thousand").fill("4")
    await add_banner(page)
    await expect(page.get_by_role("status").get_by_text(re.compile("^Saved"))).to_be_visible()

    await page.goto("/campaigns/new")
    await page.get_by_role("link", name=re.compile("Iced from June")).click()
    await expect(page.get_by_label("Total")).to_have_value("1800.00")
    await page.get_by_role("button", name="Submit for review").click()
    await expect(page.locator("[aria-current=step]")).to_contain_text("In review")
    campaign_id = page.url.rsplit("/", 1)[-1]

    async with working.as_("ours.admin") as admin:
        review = (await admin.get(f"/api/v1/workflows/campaigns/{campaign_id}/approval")).json()
        said = {"revision_hash": review["revision_hash"], "remarks": [{"section": "budget", "comment": "Less"}]}
        (await admin.post(ACTIONS.format(campaign_id, "request_changes"), json=said)).raise_for_status()
    await page.reload()
    await page.get_by_role("tab", name=re.compile("Checks and approval")).click()
    await expect(page.get_by_text("Budget: Less").first).to_be_visible()
    await page.get_by_role("link", name="Edit").click()
    await page.get_by_label("Total").fill("1600")
    await page.get_by_role("button", name="Save").click()
    await expect(page).to_have_url(re.compile(f"/campaigns/{campaign_id}$"))
    await page.get_by_role("button", name="Submit").click()
    await page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    await expect(page.get_by_text("Iced from June was submitted.")).to_be_visible()

    async with working.as_("ours.admin") as admin:
        review = (await admin.get(f"/api/v1/workflows/campaigns/{campaign_id}/approval")).json()
        said = {"revision_hash": review["revision_hash"]}
        (await admin.post(ACTIONS.format(campaign_id, "approve"), json=said)).raise_for_status()
    await page.reload()
    await page.get_by_role("button", name="Go live now").click()
    await page.get_by_role("dialog").get_by_role("button", name="Go live").click()
    await expect(page.locator("[aria-current=step]")).to_contain_text("Live")
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    await expect(page.get_by_role("heading", name="Why is this not spending?")).to_be_visible()
    await context.close()


async def add_banner(page: Page) -> None:
    await page.get_by_role("button", name="Add a creative").click()
    form = page.get_by_role("group", name="A new creative")
    await form.get_by_text("An address").click()
    await form.get_by_label("Name").fill("Spring square")
    await form.get_by_label("Leads to").fill("https://www.shop.example/spring?utm_source=a&utm_campaign=b")
    await form.get_by_label("Where it is").fill("https://cdn.example.net/b.png")
    await form.get_by_role("button", name="Add it").click()
    await expect(page.get_by_role("button", name="Take Spring square out")).to_be_visible()
