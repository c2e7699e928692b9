"""What the demonstration shows at its end: who moved what, what was bid, what it cost and what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from textwrap import wrap
from typing import Final
from urllib.parse import quote

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bidding.simulated_exchange.report import TrafficReport
from workers.demo.cast import CAST, TENANT_ID, Seed
from workers.demo.ledgers import Books
from workers.demo.rest import Json
from workers.traffic.table import entries_table

_SHOWN_CAMPAIGNS = 12
_SHOWN_REASONS = 12
_SHOWN_CANDIDATES = 5
_UNBROKEN: Final = "\N{NO-BREAK SPACE}"
_NAME_COLUMNS = 14
"""Kept for a campaign's name, however narrow the terminal is."""


def show_tokens(seed: Seed, console: Console) -> None:
    """With what every part signs in, and their demo tokens, which are refused outside demo mode."""
    table = Table(title=f"Sign in to the web application, tenant {TENANT_ID}", title_justify="left")
    for heading in ("who", "may", "e-mail", "password"):
        table.add_column(heading, no_wrap=heading in {"e-mail", "password"})
    for part in CAST:
        table.add_row(part.name, part.standing, part.email, seed.passwords[part.key])
    console.print(table)
    table = Table(title="Demo tokens, for the header Authorization: Bearer ...", title_justify="left")
    for heading in ("who", "may", "token"):
        table.add_column(heading, no_wrap=heading == "token")
    for part in CAST:
        table.add_row(part.name, part.standing, seed.tokens[part.key])
    console.print(table)


def show_stages(transitions: Mapping[str, Sequence[Json]], seed: Seed, console: Console) -> None:
    """Every stage of the story's campaigns and who moved them there."""
    names = {seed.users[part.key]: part.name for part in CAST}
    table = _plain_table("Stages, and who moved them")
    for heading in ("campaign", "became", "by", "as"):
        table.add_column(heading, no_wrap=True)
    table.add_column("why", overflow="fold")
    for campaign, moves in transitions.items():
        for position, moved in enumerate(moves):
            actor = moved["actor_id"]
            table.add_row(
                campaign if position == 0 else "",
                moved["to_stage"],
                names.get(actor, actor),
                moved["actor_role"],
                escape(moved["comment"]),
            )
    console.print(table)
    console.print()


def show_bids(books: Iterable[Books], no_bids: Iterable[Json], console: Console) -> None:
    """Bids, and no-bids by reason, as ClickHouse counted them since the state was made."""
    bids = sum(book.counted.get("bids", 0) for book in books)
    reasons: Counter[str] = Counter()
    for row in no_bids:
        reasons[row["reason"]] += row["requests"]
    table = Table(title="Bids and no-bids (ClickHouse)", title_justify="left")
    table.add_column("answer")
    table.add_column("how many", justify="right")
    table.add_row("bid", f"{bids:,}", end_section=True)
    for reason, count in reasons.most_common(_SHOWN_REASONS):
        table.add_row(f"no bid: {reason}", f"{count:,}")
    console.print(table)


def show_latency(traffic: TrafficReport, console: Console) -> None:
    table = entries_table(traffic)
    table.title = f"{table.title}, as the exchange saw them"
    table.title_justify = "left"
    console.print(table)


def show_trace(trace: Json, names: Mapping[str, str], console: Console) -> None:
    """How far campaigns came with one request, and the candidates that came furthest."""
    if not trace:
        return
    fates = Counter(trace["campaigns"].values())
    console.print(f"\nWhy request {trace['request_id']} was answered as it was, says its trace:")
    told = ", ".join(f"{count}{_UNBROKEN}{fate}" for fate, count in fates.most_common())
    for line in wrap(told, console.width - 2):
        console.print(f"  {line}", soft_wrap=True)
    table = _plain_table("")
    table.add_column("candidate", overflow="fold", min_width=_NAME_COLUMNS)
    for heading in ("click", "worth", "bid", "shading"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("outcome")
    candidates = [one for lot in trace["lots"] for one in lot["candidates"]]
    for one in sorted(candidates, key=lambda one: (not one["bid_id"], -one["score"]))[:_SHOWN_CANDIDATES]:
        table.add_row(
            escape(names.get(one["campaign_id"], one["campaign_id"])),
            f"{one['click_probability']:.2%}",
            f"{Decimal(one['price']):.2f}",
            f"{Decimal(one['bid']):.2f}" if one["bid_id"] else "",
            one["shading"],
            one["refusal"] or "bid",
        )
    console.print(table)


def show_forecast(forecast: Json, name: str, console: Console) -> None:
    """What the traffic of this run would have brought a campaign that never ran."""
    figures = forecast.get("figures")
    if not figures:
        return
    low, high = figures["wins_between"]["low"], figures["wins_between"]["high"]
    console.print(f"\n“{name}”, which was refused, would have got from the last two hours:")
    console.print(
        f"  {figures['bids']:,.0f} bids, {figures['wins']:,.0f} wins ({low:,.0f} to {high:,.0f}) for "
        f"{Decimal(figures['spend']):.2f} {figures['currency']}, says a replay of {figures['sampled_requests']:,} requests"
    )


def show_shading(markets: Iterable[Json], console: Console) -> None:
    """What bidding less than value saved in first-price auctions, where it did."""
    saving = [market for market in markets if Decimal(market["saved"]) > 0]
    if saving:
        saved = ", ".join(f"{Decimal(market['saved']):.2f} {market['currency']}" for market in saving)
        console.print(f"\nBidding less than value in first-price auctions has saved {saved}.")


def show_money(books: Iterable[Books], console: Console) -> None:
    """Spend against budget in all three places, and what it brought; those that spent most."""
    spenders = sorted((book for book in books if book.sql or book.clickhouse), key=lambda book: -book.sql)
    table = _plain_table("\nSpend in SQL, Redis and ClickHouse against budget, and what came of it")
    table.add_column("campaign", overflow="fold", min_width=_NAME_COLUMNS)
    for heading in ("budget", "SQL", "Redis", "ClickHouse", "billed", "clicks", "bought"):
        table.add_column(heading, justify="right", no_wrap=True)
    for book in spenders[:_SHOWN_CAMPAIGNS]:
        table.add_row(
            escape(book.name),
            f"{book.budget:,.2f} {book.currency}",
            f"{book.sql:,.6f}",
            "=" if book.redis == book.sql else f"[red]{book.redis:,.6f}[/]",
            "=" if book.clickhouse == book.sql else f"[red]{book.clickhouse:,.6f}[/]",
            *(f"{book.counted.get(key, 0):,}" for key in ("billed_impressions", "clicks", "conversions")),
        )
    rest = spenders[_SHOWN_CAMPAIGNS:]
    if rest:
        totals = (
            sum(book.counted.get(key, 0) for book in rest) for key in ("billed_impressions", "clicks", "conversions")
        )
        agree = "=" if all(book.agree for book in rest) else "[red]≠[/]"
        table.add_row(f"{len(rest)} more", "", "", agree, agree, *(f"{total:,}" for total in totals))
    console.print(table)


def _plain_table(title: str) -> Table:
    """A table that spends no columns on lines."""
    return Table(
        title=title or None,
        title_justify="left",
        box=SIMPLE_HEAD,
        collapse_padding=True,
        pad_edge=False,
        show_edge=False,
    )


def workflow_link(ui_url: str, namespace: str, workflow_id: str) -> str:
    """Where the Temporal Web UI shows a workflow."""
    return f"{ui_url}/namespaces/{namespace}/workflows/{quote(workflow_id, safe='')}"
