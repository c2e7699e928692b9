"""What the demonstration shows at its end: who moved what, what was bid, what it cost and what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bidding.simulated_exchange.report import TrafficReport
from workers.demo.cast import CAST, Seed
from workers.demo.ledgers import Books
from workers.demo.rest import Json
from workers.traffic.table import entries_table
from workflows.contracts.campaigns import workflow_id

_SHOWN_CAMPAIGNS = 12
_SHOWN_REASONS = 12
_NAME_COLUMNS = 14
"""Kept for a campaign's name, however narrow the terminal is."""


def show_tokens(seed: Seed, console: Console) -> None:
    """The demo token of every part; they are refused outside demo mode."""
    table = Table(title="Demo tokens, for the header Authorization: Bearer ...", title_justify="left")
    for heading in ("who", "may", "token"):
        table.add_column(heading, no_wrap=heading == "token")
    for part in CAST:
        table.add_row(part.name, part.standing, seed.tokens[part.key])
    console.print(table)


def show_stages(transitions: Mapping[str, Sequence[Json]], seed: Seed, console: Console) -> None:
    """Every stage of the story's campaigns and who moved them there."""
    names = {seed.users[part.key]: part.name for part in CAST}
    table = Table(title="Stages, and who moved them", title_justify="left")
    for heading in ("campaign", "from", "to", "by", "as", "comment"):
        table.add_column(heading, overflow="fold")
    for campaign, moves in transitions.items():
        for position, moved in enumerate(moves):
            actor = moved["actor_id"]
            table.add_row(
                campaign if position == 0 else "",
                moved["from_stage"],
                moved["to_stage"],
                names.get(actor, actor),
                moved["actor_role"],
                escape(moved["comment"]),
                end_section=position == len(moves) - 1,
            )
    console.print(table)


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


def show_money(books: Iterable[Books], console: Console) -> None:
    """Spend against budget in all three places, and what it brought; those that spent most."""
    spenders = sorted((book for book in books if book.sql or book.clickhouse), key=lambda book: -book.sql)
    table = Table(
        title="Spend in SQL, Redis and ClickHouse against budget, and what came of it",
        title_justify="left",
        box=SIMPLE_HEAD,
        collapse_padding=True,
        pad_edge=False,
        show_edge=False,
    )
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


def workflow_link(ui_url: str, namespace: str, tenant_id: str, campaign_id: str) -> str:
    """Where the Temporal Web UI shows a campaign's workflow."""
    return f"{ui_url}/namespaces/{namespace}/workflows/{quote(workflow_id(tenant_id, campaign_id), safe='')}"
