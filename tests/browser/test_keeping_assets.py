"""Files brought into the library, and words held against a brand, in a real browser."""

import base64
import re

from playwright.async_api import Page, expect

from tests.assets.uploads import picture
from tests.browser.library import furnish_library

_DROP = """([area, files]) => {
    const carried = new DataTransfer();
    for (const [name, type, content] of files) {
        const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
        carried.items.add(new File([bytes], name, { type }));
    }
    for (const what of ['dragenter', 'dragover', 'drop'])
        area.dispatchEvent(new DragEvent(what, { bubbles: true, cancelable: true, dataTransfer: carried }));
}"""


async def _drop(page: Page, *files: tuple[str, str, bytes]) -> None:
    area = await page.get_by_role("search", name="Assets").element_handle()
    sent = [[name, kind, base64.b64encode(content).decode()] for name, kind, content in files]
    await page.evaluate(_DROP, [area, sent])


async def test_files_are_dropped_one_joins_one_is_refused_and_the_first_is_approved(on_stage):
    await furnish_library(on_stage.api)
    context = await on_stage.person("manager")
    page = await context.new_page()
    await page.goto("/assets")
    await page.get_by_role("button", name="Cold brew 2027", exact=True).first.click()
    await expect(page.get_by_text("Nothing lies in Cold brew 2027")).to_be_visible()
    png = picture(size=(600, 500))
    await _drop(page, ("spring-banner.png", "image/png", png), ("broken.png", "image/png", b"no picture at all"))
    uploads = page.get_by_role("region", name="Uploads")
    await expect(uploads.get_by_text("One file joined the library; 1 could not")).to_be_visible()
    await expect(uploads.get_by_role("button", name="Try again")).to_have_count(1)
    await page.get_by_role("list", name="Assets").get_by_role("link", name=re.compile("spring banner")).click()
    await page.get_by_role("button", name="Approve").click()
    await page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    await expect(page.get_by_text("It may be used.")).to_be_visible()
    await expect(page.get_by_role("link", name="Cold brew 2027")).to_be_visible()
    await context.close()


async def test_words_are_held_against_the_brand_and_marked_where_they_break_it(on_stage):
    context = await on_stage.person("manager")
    page = await context.new_page()
    await page.goto("/brand/check")
    await page.get_by_label("Title").fill("So cheap, so personal")
    await page.get_by_role("button", name="Look at it").click()
    await expect(page.get_by_text("It is off brand.")).to_be_visible()
    await expect(page.locator("mark")).to_have_text(re.compile("cheap"))
    await context.close()
