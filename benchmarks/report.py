"""The figures as a table, beside the bars they are held to."""

from rich.console import Console
from rich.table import Table

from benchmarks.candidates import Scored
from benchmarks.measuring import Measured

BAR_US = {"HTTP": 150.0}
AIM_US = {"HTTP": 60.0}
FEWEST_BIDS = 0.99


def print_report(
    console: Console,
    *,
    floor: Measured,
    measured: list[Measured],
    scored: Scored,
    calibration_ns: tuple[float, float],
    memory_mib: float,
) -> bool:
    """Print everything, and return whether every bar was met."""
    table = Table(title="CPU is the bidder's own, all its threads, per answered request", title_style="dim")
    for heading, justify in (
        ("entry", "left"),
        ("CPU µs a bid\nmedian (best)", "right"),
        ("x floor", "right"),
        ("bids/s\na core", "right"),
        ("measured\nrequests/s", "right"),
        ("p50 ms\nbest (median)", "right"),
        ("p99 ms\nbest (median)", "right"),
        ("bids", "right"),
        ("lost", "right"),
        ("verdict", "left"),
    ):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    _row(table, floor, floor, "the same server, nothing behind it")
    table.add_section()
    verdicts = []
    for one in measured:
        verdict, met = _verdict(one)
        verdicts.append(met)
        _row(table, one, floor, verdict)
    console.print(table)
    before_ns, after_ns = calibration_ns
    console.print(
        f"Candidates scored a request: {scored.fewest} to {scored.most}, {scored.mean:.1f} on average, over "
        f"{scored.requests:,} requests of which {scored.bids:,} got a bid (counted at the engine, "
        "same campaigns, people and requests)."
    )
    for one in measured:
        if one.server_cpu_us:
            together = one.cpu_us + one.server_cpu_us
            console.print(
                f"{one.name}: the NATS server spends {one.server_cpu_us:.0f} µs a bid beside it, {together:.0f} µs together."
            )
    console.print(f"The bidder holds {memory_mib:.0f} MiB after all of it.")
    console.print(
        f"Calibration: one turn of an empty loop took {before_ns:.1f} ns of CPU before and {after_ns:.1f} ns after; "
        "where the two differ much, somebody else was at work here."
    )
    console.print(
        "Latencies are those of an open loop at half of the saturated rate, from when a request was due.", style="dim"
    )
    return all(verdicts)


def _row(table: Table, one: Measured, floor: Measured, verdict: str) -> None:
    table.add_row(
        one.name,
        f"{one.cpu_us:.1f} ({one.best_cpu_us:.1f})",
        f"{one.cpu_us / floor.cpu_us:.1f}",
        f"{1e6 / one.cpu_us:,.0f}",
        f"{one.per_second:,.0f}",
        f"{one.best_ms('p50_ms'):.2f} ({one.median_ms('p50_ms'):.2f})",
        f"{one.best_ms('p99_ms'):.2f} ({one.median_ms('p99_ms'):.2f})",
        f"{one.bids_share:.1%}",
        str(one.unanswered),
        verdict,
    )


def _verdict(one: Measured) -> tuple[str, bool]:
    bar_us = BAR_US.get(one.name)
    if one.unanswered:
        return "[red]requests went unanswered[/]", False
    if one.bids_share < FEWEST_BIDS:
        return "[red]too few were bids: not what was to be measured[/]", False
    if bar_us is None:
        return "", True
    if one.cpu_us > bar_us:
        return f"[red]over the bar of {bar_us:.0f} µs[/]", False
    aim_us = AIM_US[one.name]
    reached = "aim reached" if one.cpu_us <= aim_us else f"aim is {aim_us:.0f}"
    return f"[green]within {bar_us:.0f} µs[/], {reached}", True
