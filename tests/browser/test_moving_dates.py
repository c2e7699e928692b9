"""Moving what runs in the calendar, by the pointer."""

from playwright.async_api import expect

from tests.browser.dates import put_dates


async def test_a_campaign_is_dragged_to_another_day_and_moved_once_that_is_confirmed(on_stage):
    ids = await put_dates(on_stage.api)
    context = await on_stage.person("manager")
    page = await context.new_page()
    await page.goto("/calendar?at=2027-03-01")
    bar = page.get_by_role("button", name="Rainy days: campaign")
    aim = page.locator("[data-day='2027-03-09']")
    held, there = await bar.bounding_box(), await aim.bounding_box()
    assert held and there
    await page.mouse.move(held["x"] + 20, held["y"] + 8)
    await page.mouse.down()
    await page.mouse.move(there["x"] + 20, there["y"] + 60, steps=8)
    await page.mouse.up()
    await page.get_by_role("dialog", name="Move Rainy days?").get_by_role("button", name="Move it").click()
    await expect(page.get_by_text("Rainy days was moved.")).to_be_visible()
    async with on_stage.api.as_("ours.manager") as manager:
        moved = (await manager.get(f"/api/v1/management/campaigns/{ids['campaign_in_the_rain']}")).json()
    assert (moved["starts_at"], moved["ends_at"]) == ("2027-03-08T23:00:00.000Z", "2027-03-13T23:00:00.000Z")
    await context.close()
