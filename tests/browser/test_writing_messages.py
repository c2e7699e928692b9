"""Messages in a real browser: written beside their preview, seen as a customer, kept through a reload, published, taken up again."""

import re

from playwright.async_api import Page, expect

from tests.browser.content import put_content
from tests.browser.customers import put_customers


async def test_a_letter_is_written_beside_its_preview_published_and_taken_up_again(on_stage):
    await put_customers(on_stage.api)
    ids = await put_content(on_stage.api)
    context = await on_stage.person("manager")
    page = await context.new_page()
    await page.goto("/templates")
    await page.get_by_role("link", name="New template").click()
    await page.get_by_role("textbox", name="Name").fill("Closing early")
    await page.get_by_text("Letter in HTML").click()
    await page.get_by_role("button", name="Write it").click()
    await expect(page.get_by_role("heading", level=1, name="Closing early")).to_be_visible()
    letter = page.frame_locator("iframe[sandbox='']")
    await expect(letter.get_by_role("heading", name="Hello Alexandra")).to_be_visible()

    await page.get_by_label("Subject").fill("We close at four")
    editor = page.get_by_role("textbox", name=re.compile("Page, in HTML"))
    await editor.click()
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.insert_text("<h1>Closed from four,</h1>\n<p>")
    await page.get_by_role("button", name="Values", exact=True).click()
    await page.get_by_label("Look for").fill("last_name")
    await page.get_by_role("button", name=re.compile(r"person\.last_name")).click()
    await expect(letter.get_by_text("Castellanos")).to_be_visible()
    await page.get_by_role("combobox", name="As whom").click()
    await page.get_by_role("option", name="Ana Silva").click()
    await expect(letter.get_by_text("Silva")).to_be_visible()
    await expect(page.get_by_text("Line 2", exact=True)).to_be_visible()
    await expect(page.get_by_text("Kept as a draft")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("Subject")).to_have_value("We close at four")
    await published(page, "Version 1 is live.")

    await page.goto(f"/templates/{ids['template']}")
    await page.get_by_role("tab", name="Versions").click()
    await expect(page.get_by_role("cell", name=re.compile("Order it now"))).to_be_visible()
    await page.get_by_role("button", name="Take it up again").click()
    await page.get_by_role("button", name="Write over the draft").click()
    await expect(page.get_by_text("They say the same.")).to_be_visible()
    await context.close()


async def published(page: Page, said: str) -> None:
    await page.get_by_role("button", name="Publish", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name=re.compile("Publish version")).click()
    await expect(page.get_by_text(said)).to_be_visible()
