"""A review on a phone, from the queue to the decision, and what becomes of it."""

import re

from playwright.async_api import expect

from tests.api.conftest import new_campaign, new_creative
from tests.browser.stage import findings

ACTIONS = "/api/v1/workflows/campaigns/{}/actions/{}"


async def test_a_campaign_is_sent_back_and_once_it_is_mended_approved_on_a_phone(working, on_stage):
    async with working.as_("ours.admin") as admin:
        campaign_id = (await new_campaign(admin, name="Cold brew", budget="4800.00"))["id"]
        await new_creative(admin, campaign_id, name="Spring square")
        (await admin.post(ACTIONS.format(campaign_id, "submit"))).raise_for_status()
    phone = await on_stage.person("manager", width=390, height=844)
    page = await phone.new_page()
    await page.goto("/")
    await page.get_by_role("link", name=re.compile("Cold brew")).first.click()
    await expect(page).to_have_url(re.compile(f"/approvals/{campaign_id}"))
    await expect(page.get_by_role("img", name="Spring square")).to_be_visible()
    await page.get_by_role("button", name="Ask for a change: budget").click()
    await page.get_by_label("To be changed: budget").fill("Half of it will do")
    await page.get_by_role("button", name="Send back with 1").click()
    await page.get_by_role("dialog").get_by_role("button", name="Send back").click()
    await expect(page.get_by_text("You sent back “Cold brew”")).to_be_visible()
    await expect(page.get_by_role("heading", name="Nothing waits for a decision")).to_be_visible()

    async with working.as_("ours.admin") as admin:
        sent_back = (await admin.get(f"/api/v1/workflows/campaigns/{campaign_id}/approval")).json()["decisions"][0]
        await admin.patch(f"/api/v1/management/campaigns/{campaign_id}", json={"budget": "2400.00"})
        (await admin.post(ACTIONS.format(campaign_id, "submit"))).raise_for_status()
    assert sent_back["remarks"] == [{"section": "budget", "comment": "Half of it will do"}]
    await page.goto("/approvals")
    await page.get_by_role("link", name=re.compile("Cold brew")).click()
    await expect(page.get_by_text("$2,400.00").first).to_be_visible()
    assert await findings(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="Approve").click()
    await page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    await expect(page.get_by_text("You approved “Cold brew”")).to_be_visible()
    async with working.as_("ours.admin") as admin:
        campaign = (await admin.get(f"/api/v1/management/campaigns/{campaign_id}")).json()
    assert (campaign["stage"], campaign["budget"]) == ("approved", "2400.00")
    await phone.close()
