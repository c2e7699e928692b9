"""People brought in from a file, in a real browser: chosen, mapped, imported, corrected."""

from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.stage import darkened, findings, go

_FILE = (
    b"Customer,E-mail,First name,Town,Newsletter\r\n"
    b"c-1,mara@example.com,Mara,Riga,yes\r\n"
    b"c-2,nobody,Nils,Oslo,no\r\n"
    b"c-3,olga@example.com,Olga,Bonn,no\r\n"
)


async def _nothing_in_the_way(page: Page) -> None:
    await go(page, "/people/imports/new")  # where it is already: until all is there, and at rest
    found = await findings(page)
    async with darkened(page):
        found += await findings(page, colours_only=True)
    assert not found, "; ".join(found)


async def test_a_file_is_mapped_and_imported_and_the_row_that_does_not_fit_is_corrected(on_stage, tmp_path: Path):
    context = await on_stage.person("manager")
    page = await context.new_page()
    await page.goto("/people")
    await page.get_by_role("link", name="Import people").first.click()
    await page.get_by_role("button", name="Choose a CSV file").wait_for()
    await page.locator("input[type=file]").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": _FILE}
    )
    await expect(page.get_by_text("mara@example.com")).to_be_visible()
    await page.get_by_label("Attribute that Town becomes").fill("city")
    await _nothing_in_the_way(page)
    await page.get_by_role("button", name="See what will happen").click()
    await expect(page.get_by_text("2 of 3 rows are taken in; 1 is refused.")).to_be_visible()
    await _nothing_in_the_way(page)
    await page.get_by_role("button", name="Import 2 rows").click()
    await expect(page.get_by_text("2 of 3 rows were taken in.")).to_be_visible()
    for name, count in (("New people", "2"), ("People changed", "0"), ("Rows taken in", "2"), ("Rows refused", "1")):
        await expect(page.locator("dl > div").filter(has_text=name).locator("dd")).to_have_text(count)
    await expect(page.get_by_text("Is not an e-mail address.")).to_be_visible()
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Download the error file").click()
    download = await coming.value
    assert download.suggested_filename == "people-errors.csv"
    kept = tmp_path / "people-errors.csv"
    await download.save_as(kept)
    assert kept.read_text(encoding="utf-8").splitlines()[1:] == [
        "3,E-mail,is not an e-mail address,no,c-2,nobody,Nils,Oslo,no"
    ]

    corrected = kept.read_bytes().replace(b"nobody", b"nils@example.com")
    await page.get_by_role("link", name="Import the corrected file").click()
    await page.get_by_role("button", name="Choose a CSV file").wait_for()
    await page.locator("input[type=file]").set_input_files(
        {"name": "people-errors.csv", "mimeType": "text/csv", "buffer": corrected}
    )
    await expect(page.get_by_text("This is an error file")).to_be_visible()
    await expect(page.get_by_label("Keep these choices as")).to_have_value("people")
    await page.get_by_role("button", name="See what will happen").click()
    await expect(page.get_by_text("The row is taken in.")).to_be_visible()
    await page.get_by_role("button", name="Import 1 row").click()
    await expect(page.get_by_text("The row was taken in.")).to_be_visible()

    await page.get_by_role("link", name="Imports").click()
    await expect(page.get_by_role("row", name="people-errors.csv")).to_be_visible()
    await expect(page.get_by_role("row", name="people.csv", exact=True)).to_contain_text("2 new people; 1 row refused")
    await page.goto("/people?q=nils@example.com")
    await expect(page.get_by_role("row", name="Nils")).to_be_visible()
    await page.get_by_role("searchbox").fill("OL")
    await expect(page.get_by_role("row", name="Olga")).to_be_visible()
    await page.keyboard.press("ControlOrMeta+k")
    await page.get_by_placeholder("A page, a campaign, something to do").fill("nil")
    await page.get_by_role("button", name="Nils nils@example.com").click()
    await expect(page.get_by_role("heading", name="Nils", level=1)).to_be_visible()
    await expect(page.get_by_text("Oslo")).to_be_visible()
    await context.close()


async def test_columns_are_chosen_by_keyboard_alone_and_whoever_may_not_import_learns_why(on_stage):
    context = await on_stage.person("manager")
    page = await context.new_page()
    await page.goto("/people/imports/new")
    await go(page, "/people/imports/new")
    button = page.get_by_role("button", name="Choose a CSV file")
    async with page.expect_file_chooser() as choosing:
        await button.press("Enter")  # at once: a page that has come late takes the keyboard to its title
    await (await choosing.value).set_files({"name": "people.csv", "mimeType": "text/csv", "buffer": _FILE})
    first = page.get_by_label("What Customer is")
    await first.wait_for()
    await first.focus()
    await page.keyboard.press("Home")
    await expect(first).to_have_value("")
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("What E-mail is")).to_be_focused()
    await context.close()

    context = await on_stage.person("viewer")
    page = await context.new_page()
    await page.goto("/people/imports/new")
    await expect(page.get_by_text("Import people is not open to you")).to_be_visible()
    await context.close()
