"""A colleague from the invitation to what their role lets them do, in the browser and past it."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.api.conftest import new_campaign
from tests.api.test_letters_that_let_in import mailing  # noqa: F401 -- a fixture
from tests.browser.market import live
from tests.browser.stage import PASSWORD, Stage

OPEN_TO_OPERATORS = {"Home", "Approvals", "Campaigns", "Journeys", "Calendar", "People", "Outbox", "Reports", "Budgets"}
CLOSED_TO_OPERATORS = {"Users", "API keys", "Audit", "Single sign-on", "Exchanges"}
REFUSED = (
    ("PATCH", "/api/v1/management/campaigns/{draft}", {"name": "Mine"}),
    ("POST", "/api/v1/workflows/campaigns/{draft}/actions/submit", {}),
    ("POST", "/api/v1/workflows/campaigns/{live}/actions/approve", {}),
    ("GET", "/api/v1/platform/users", None),
    ("GET", "/api/v1/audit/entries", None),
)


@pytest.mark.usefixtures("mailing")
async def test_a_colleague_is_invited_by_letter_and_can_then_do_just_what_their_role_allows(working, on_stage: Stage):
    working.state.public_url = on_stage.url
    async with working.as_("ours.manager") as manager:
        draft = (await new_campaign(manager, name="Night owls"))["id"]
    running = await live(working, name="Iced from June", budget="60.00", starts_at=None)
    admins = await on_stage.person("admin")
    page = await admins.new_page()
    await page.goto("/settings/users")
    await page.get_by_role("button", name="Invite somebody").click()
    await page.get_by_role("textbox", name="Name").fill("Olga Petrova")
    await page.get_by_role("textbox", name="E-mail").fill("olga@ours.example")
    await page.get_by_role("radio", name="Operator").check()
    await page.get_by_role("switch", name="Mail the invitation to them").check()
    await page.get_by_role("button", name="Invite", exact=True).click()
    await expect(page.get_by_text("Olga Petrova is invited.")).to_be_visible()
    await expect(page.get_by_role("row", name="Olga Petrova")).to_contain_text("Operator")
    await admins.close()

    context = await on_stage.stranger()
    page = await context.new_page()
    await page.goto(await link_in_letter(working, "olga@ours.example"))
    await page.get_by_label("New password").fill(PASSWORD)
    await page.get_by_label("The same again").fill(PASSWORD)
    await page.get_by_role("button", name="Keep it and sign in").click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    await expect(links.filter(has_text="Campaigns")).to_be_visible()
    offered = set(await links.all_inner_texts())
    assert (OPEN_TO_OPERATORS - offered, CLOSED_TO_OPERATORS & offered) == (set(), set())
    await page.goto("/settings/users")
    await expect(page.get_by_text("Users is not open to you")).to_be_visible()
    await page.goto("/campaigns")
    await expect(page.get_by_role("row", name="Night owls")).to_be_visible()
    await expect(page.get_by_role("link", name="New campaign")).to_have_count(0)
    await page.goto(f"/campaigns/{draft}")
    submit = page.get_by_role("button", name="Submit")
    await expect(submit).to_have_attribute("aria-disabled", "true")
    await expect(submit).to_have_accessible_description("Your roles do not let you change campaigns")
    await submit.click(force=True)
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await pause(page, running)
    await context.close()
    await expect_refusals(working, {"draft": draft, "live": running})


async def link_in_letter(api, address: str) -> str:
    """As the outbox has it, which the platform's administrator reads."""
    async with api.as_("platform.admin") as reader:
        letters = (await reader.get("/api/v1/outbox/messages")).json()["messages"]
        [letter] = [one for one in letters if one["address"] == address]
        whole = (await reader.get(f"/api/v1/outbox/messages/{letter['message_id']}")).json()
    return re.search(r"^http\S+/choose-password#\S+$", whole["text"], re.MULTILINE)[0]


async def pause(page: Page, campaign_id: str) -> None:
    await page.goto(f"/campaigns/{campaign_id}")
    await page.get_by_role("button", name="Pause").click()
    await page.get_by_role("dialog").get_by_role("button", name="Pause").click()
    await expect(page.locator("[aria-current=step]")).to_contain_text("Paused")
    await expect(page.get_by_role("button", name="Resume")).to_be_visible()


async def expect_refusals(api, ids: dict[str, str]) -> None:
    """What the pages do not offer is not to be had past them either."""
    said = {"tenant_id": "ours", "email": "olga@ours.example", "password": PASSWORD}
    async with api.anonymous() as client:
        token = (await client.post("/api/v1/session/sign-in", json=said)).json()["access_token"]
        for method, path, body in REFUSED:
            headers = {"Authorization": f"Bearer {token}"}
            answer = await client.request(method, path.format(**ids), json=body, headers=headers)
            assert answer.status_code == 403, (path, answer.text)
