"""``campaign-express up`` and ``campaign-express demo``: a stack, its seed, and for the latter the story."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from rich.console import Console
from stamina.instrumentation import set_on_retry_hooks

from domain.errors import CampaignExpressError
from storage.redis.spend import SpendView
from workers.demo.accounts import tell_accounts
from workers.demo.cast import ANALYST, MARKETER, TENANT_ID, Seed
from workers.demo.customers.crowd import Crowd
from workers.demo.customers.ending import close_story, unsubscribe
from workers.demo.customers.opening import open_story
from workers.demo.customers.telling import Telling
from workers.demo.ledgers import settled_books
from workers.demo.narration import Narrator
from workers.demo.report import (
    show_bids,
    show_forecast,
    show_latency,
    show_money,
    show_shading,
    show_stages,
    show_tokens,
    show_trace,
    workflow_link,
)
from workers.demo.rest import Rest
from workers.demo.scenario import Scenario, Told
from workers.demo.seed import seed_stack
from workers.settings import Settings
from workers.stack.session import EXIT_FAILED, Stack, run_stack
from workflows.contracts import campaigns, journeys

_SPENDER = "Last call"
_REFUSED = "Winter takeover"


def up(settings: Settings, *, reset: bool, seed: bool) -> int:
    """The stack, seeded or bare, until Ctrl-C. Returns an exit status."""
    console = _console()

    async def story(stack: Stack) -> int:
        if seed:
            seeded = await _seeded(stack, console)
            show_tokens(seeded, console)
        _invite(stack, console)
        return 0

    return run_stack(settings, story, console=console, reset=reset)


def demo(settings: Settings, *, reset: bool, once: bool) -> int:
    """The stack, its seed and the story; afterwards until Ctrl-C, unless ``once``.

    Returns 0 when every expectation of the story held.
    """
    console = _console()
    set_on_retry_hooks(())  # outages are part of the story, which says so itself

    async def story(stack: Stack) -> int:
        narrator = Narrator(console)
        seeded = await _seeded(stack, console)
        try:
            seeded.begin_run()
            async with customers_of(stack, seeded, narrator) as customers:
                await open_story(customers)
                await unsubscribe(customers)
                told = await Scenario(stack, seeded, narrator).tell()
                await close_story(customers)
            await _report(stack, seeded, narrator, told)
            _show_workflows(stack, narrator.console, told, customers)
        except CampaignExpressError as error:
            narrator.expect("the story could be told to its end", held=False, found=error.message)
        held = narrator.conclude()
        if not once:
            show_tokens(seeded, console)
            _invite(stack, console)
        return 0 if held else EXIT_FAILED

    return run_stack(settings, story, console=console, reset=reset, stay=not once)


async def _seeded(stack: Stack, console: Console) -> Seed:
    seed = Seed.load(stack.state.root)
    return await seed_stack(stack.plan.addresses["API"], stack.plan.admin_token, seed, console)


async def _report(stack: Stack, seed: Seed, narrator: Narrator, told: Told) -> None:
    console = narrator.console
    api = stack.plan.addresses["API"]
    async with (
        SpendView(stack.plan.counters_url) as spend,
        Rest(api, seed.tokens[MARKETER.key]) as marketer,
        Rest(api, seed.tokens[ANALYST.key]) as analyst,
        Rest(api, stack.plan.admin_token) as platform,
    ):
        accounts = await tell_accounts(
            api,
            analyst,
            marketer,
            narrator,
            analyst_token=seed.tokens[ANALYST.key],
            refused_campaign=told.campaigns[_REFUSED],
        )
        narrator.chapter("The books")
        with console.status("waiting until every notice is settled and counted"):
            books = await settled_books(analyst, spend)
        transitions = {
            title: (await marketer.get(f"/api/v1/workflows/campaigns/{campaign_id}/transitions"))["items"]
            for title, campaign_id in told.campaigns.items()
        }
        no_bids = (await platform.get("/api/v1/reports/no-bids"))["items"]

    narrator.expect(
        f"spend agrees exactly in SQL, Redis and ClickHouse for all {len(books)} campaigns",
        held=bool(books) and all(book.agree for book in books),
        found=[book for book in books if not book.agree],
    )
    narrator.expect(
        "no campaign is over its budget",
        held=all(book.within_budget for book in books),
        found=[book for book in books if not book.within_budget],
    )
    spender = next(book for book in books if book.campaign_id == told.campaigns[_SPENDER])
    narrator.expect(
        f"the small one spent {spender.sql:.6f} of its {spender.budget} {spender.currency}",
        held=spender.sql > spender.budget * 9 / 10,
        found=spender,
    )
    clicks = sum(book.counted.get("clicks", 0) for book in books)
    narrator.expect(f"{clicks:,} clicks were counted", held=clicks > 0, found=clicks)

    console.print()
    show_stages(transitions, seed, console)
    show_bids(books, no_bids, console)
    if told.traffic:
        show_latency(told.traffic, console)
    show_trace(accounts.trace, {book.campaign_id: book.name for book in books}, console)
    show_forecast(accounts.forecast, _REFUSED, console)
    show_shading(accounts.shading, console)
    show_money(books, console)


@asynccontextmanager
async def customers_of(stack: Stack, seed: Seed, narrator: Narrator) -> AsyncIterator[Telling]:
    """The customers' story of this run, not yet begun."""
    api = stack.plan.addresses["API"]
    async with Rest(api, seed.tokens[MARKETER.key]) as marketer:
        yield Telling(api, marketer, narrator, Crowd(seed.runs, datetime.now(UTC)))


def _show_workflows(stack: Stack, console: Console, told: Told, customers: Telling) -> None:
    """Where the Temporal Web UI shows a campaign, a journey, and one person's way through another."""
    ui_url = stack.plan.addresses.get("Temporal Web UI")
    if not ui_url:
        return
    console.print("\nIn the Temporal Web UI: “Last call”, “Welcome”, and one person's way through “Brewing help”:")
    for workflow_id in (
        campaigns.workflow_id(TENANT_ID, told.campaigns[_SPENDER]),
        journeys.workflow_id(TENANT_ID, customers.welcome),
        journeys.traveller_workflow_id(TENANT_ID, customers.brewing, customers.brewing_run),
    ):
        console.print(f"  {workflow_link(ui_url, stack.plan.namespace, workflow_id)}", soft_wrap=True)


def _invite(stack: Stack, console: Console) -> None:
    stack.voice.addresses(stack.plan.addresses)
    console.print(f"\nState and logs: {stack.state.root}", highlight=False)
    console.print("[bold]Ctrl-C stops everything.[/]")


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=140)
