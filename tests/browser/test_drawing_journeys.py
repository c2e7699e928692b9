"""A journey from an empty canvas to its second version with people inside, as whoever draws it has it."""

import re

from playwright.async_api import Locator, Page, expect

from tests.browser import journeys
from tests.browser.stage import Stage


async def test_a_journey_is_drawn_rehearsed_published_walked_and_changed_with_people_inside(
    api, on_stage: Stage, temporal
):
    await journeys.template(api, "Welcome to the club")
    async with journeys.carried_out(api, temporal) as days:
        context = await on_stage.person("manager")
        page = await context.new_page()
        await page.goto("/journeys")
        await page.get_by_role("button", name="New journey").first.click()
        await page.get_by_role("textbox", name="Name").fill("Members of the club")
        await page.get_by_role("radio", name="A program names them").check()
        await page.get_by_role("button", name="Draw it").click()

        await page.get_by_role("button", name="Add a first step").click()
        await page.get_by_role("button", name="Send an e-mail").click()
        await page.get_by_role("combobox", name="Template").click()
        await page.get_by_role("option", name="Welcome to the club").click()
        await add(page, "Wait", days=1)
        await add(page, "Wait", days=7)
        await expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()

        await page.get_by_role("button", name="Rehearse").click()
        await page.get_by_role("combobox", name="As whom").click()
        await page.get_by_role("option", name="Ana Ruiz").click()
        happened = page.get_by_role("list", name="What has happened")
        await expect(happened.get_by_text("A message goes out")).to_be_visible()
        await expect(happened.get_by_text("They wait: 7 days")).to_have_count(0)
        await page.get_by_role("button", name="To what happens next").click()
        await expect(happened.get_by_text("They wait: 7 days")).to_be_visible()
        await page.get_by_role("button", name="Close the rehearsal").click()

        await publish(page)
        await expect(page.get_by_text("Version 1 is live.")).to_be_visible()
        journey_id = page.url.rsplit("/", 1)[-1].split("?")[0]
        async with api.as_("ours.manager") as program:
            body = {"people": [days.people[name] for name in journeys.NAMES[:3]]}
            (await program.post(f"/api/v1/journeys/{journey_id}/people", json=body)).raise_for_status()
        first, second = card(page, "Wait", "1 day"), card(page, "Wait", "7 days")
        await expect(first).to_contain_text("3 waiting")
        await days.passed(1)
        await expect(second).to_contain_text("3 waiting")
        await second.click()
        await expect(page.get_by_role("list", name="People here").get_by_text("Ana Ruiz")).to_be_visible()

        await page.get_by_role("button", name="Edit").click()
        await card(page, "Wait", "7 days").click()
        await page.get_by_role("button", name="More about this step").click()
        await page.get_by_role("menuitem", name="Take the step away").click()
        await card(page, "Wait", "1 day").click()
        await add(page, "Wait until")
        await expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
        await page.get_by_role("button", name="Publish", exact=True).click()
        asked = page.get_by_role("dialog")
        await expect(asked.get_by_text("3 people are inside on an earlier version.")).to_be_visible()
        await asked.get_by_role("radio", name="They go over to the new version").check()
        await expect(asked.get_by_text("3 people would leave the journey.")).to_be_visible()
        await asked.get_by_role("combobox", name=re.compile("Where those at Wait: 7 days go on")).click()
        await page.get_by_role("option", name="Wait until: 09:00 on their clock, any day").click()
        await asked.get_by_role("button", name="Publish and move 3").click()
        await expect(page.get_by_text("Version 2 is live.")).to_be_visible()
        await expect(card(page, "Wait until", "09:00")).to_contain_text("3 waiting")
        await context.close()


async def add(page: Page, kind: str, *, days: int = 0) -> None:
    """One more step after the one that is chosen, which may last so long."""
    steps = page.locator(".react-flow__node")
    there = await steps.count()
    await page.get_by_role("button", name="Add a step", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name=kind, exact=True).click()
    await expect(steps).to_have_count(there + 1)  # until then the form may still be the chosen one's
    if days:
        await page.get_by_role("textbox", name="How long", exact=True).fill(str(days))


async def publish(page: Page) -> None:
    await page.get_by_role("button", name="Publish", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Publish").click()


def card(page: Page, title: str, detail: str) -> Locator:
    """A step on the canvas, with whoever is there."""
    canvas = page.get_by_role("region", name=re.compile("^Steps of "))
    return canvas.get_by_role("button", name=re.compile(f"^{title} ?: {detail}"))
