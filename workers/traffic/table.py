"""What a run of simulated traffic saw, as tables for a terminal."""

from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bidding.simulated_exchange.report import TrafficReport
from domain.money import show as show_money

_SHOWN_FAULTS = 10
_MEANING: Final[Mapping[int, str]] = {401: ": not an exchange they know, or not its secret"}


def show(report: TrafficReport, console: Console) -> None:
    console.print(entries_table(report))
    console.print(outcome_table(report))
    for fault in report.faults[:_SHOWN_FAULTS]:
        console.print(f"[red]✗[/] {escape(fault)}", highlight=False)
    if report.fault_count > _SHOWN_FAULTS:
        console.print(f"[red]... {report.fault_count - _SHOWN_FAULTS} more faults[/]")


def entries_table(report: TrafficReport) -> Table:
    """A row an entry: what it answered and how fast."""
    table = Table(title=f"{report.sent:,} requests in {report.duration_s:.1f} s")
    for column in ("entry", "sent", "bids", "no bids", "400", "failed", "p50 ms", "p99 ms"):
        table.add_column(column, justify="left" if column == "entry" else "right")
    for entry, seen in report.entries.items():
        table.add_row(
            entry.value,
            f"{seen.sent:,}",
            f"{seen.bids:,}",
            f"{seen.statuses[204]:,}",
            f"{seen.statuses[400]:,}",
            f"{seen.failed:,}",
            *(f"{seen.latency_ms(share):.2f}" if seen.latencies_us else "-" for share in (0.5, 0.99)),
        )
    return table


def outcome_table(report: TrafficReport) -> Table:
    """What became of the bids, and of the impressions they won."""
    tally = report.tally
    table = Table(title="What became of the bids", show_header=False)
    table.add_column("what")
    table.add_column("how many", justify="right")
    table.add_row("won", f"{report.won:,}")
    for reason, count in report.lost.most_common():
        table.add_row(f"lost: {reason.replace('_', ' ')}", f"{count:,}")
    table.add_row("shown", f"{tally.shown:,}")
    table.add_row("clicks (expected by the truth)", f"{tally.clicks:,} ({tally.expected_clicks:,.1f})")
    table.add_row("conversions", f"{tally.conversions:,}")
    for currency, nanos in sorted(tally.spend_nanos.items()):
        table.add_row(f"spent, {currency}", show_money(nanos, currency))
    for (kind, status), count in sorted(tally.notices.items()):
        table.add_row(f"{kind} notices answered {status or 'by nobody'}", f"{count:,}")
    for reason, count in report.no_bids.most_common():
        table.add_row(f"no bid: {reason}", f"{count:,}")
    for said, count in report.unanswered.most_common():
        table.add_row(said, f"{count:,}")
    for status, count in sorted(report.turned_away.items()):
        table.add_row(f"answered {status}{_MEANING.get(status, '')}", f"{count:,}")
    table.add_row("faults", f"{report.fault_count:,}")
    return table
