"""Money as whoever answers for a campaign watches it go: real bids, real bills, and why there are no more of them."""

import re

from playwright.async_api import expect

from tests.browser.market import live, trading
from tests.browser.stage import Stage

DEAR = {"base_cpm": "500.00", "max_cpm": "500.00"}
"""Half a dollar a view, so that a budget is gone after a few."""


async def test_a_live_campaign_is_watched_spending_until_nothing_is_left_and_says_why_it_stopped(
    working, on_stage: Stage, temporal, analytics, empty_redis_url, tmp_path
):
    async with trading(working, analytics, temporal.client, empty_redis_url, tmp_path) as market:
        campaign_id = await live(working, name="Iced from June", budget="6.00", pricing=DEAR, starts_at=None)
        context = await on_stage.person("viewer")
        page = await context.new_page()
        await page.goto(f"/campaigns/{campaign_id}")
        spent = page.get_by_role("progressbar", name="Spent of the budget")
        await expect(spent).to_have_attribute("aria-valuenow", "0")
        await expect(page.get_by_text("0% of its budget is spent.")).to_be_visible()
        await expect(page.get_by_text("No bid request reached it")).to_be_visible()

        await market.buy(3)
        await expect(spent).to_have_attribute("aria-valuenow", "25")
        await market.buy(9)
        await expect(spent).to_have_attribute("aria-valuenow", "100")
        await expect(page.get_by_text(re.compile(r"All of its \$6\.00 is spent"))).to_be_visible()
        await expect(page.locator("[aria-current=step]")).to_contain_text("Paused")
        await expect(page.get_by_text("Its budget is used up: 6.00 USD of 6.00 USD")).to_be_visible()
        await context.close()
