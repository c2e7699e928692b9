"""The figures as a table, beside the bars they are held to."""

from rich.console import Console
from rich.table import Table

from benchmarks.load.tally import TMAX_MS
from benchmarks.measuring import Measured

BAR_US = {"HTTP": 150.0}
AIM_US = {"HTTP": 60.0}
FEWEST_BIDS = 0.99
CANDIDATES = 64.0
SATURATED = 0.85


def print_report(
    console: Console,
    *,
    floor: Measured,
    measured: list[Measured],
    calibration_ns: tuple[float, float],
    memory_mib: float,
    took_s: float,
) -> bool:
    """Print everything, and return whether every bar was met."""
    table = Table(title="CPU is the bidder's own, all its threads, per answered request", title_style="dim")
    for heading, justify in (
        ("entry", "left"),
        ("CPU µs a bid\nmedian (best)", "right"),
        ("x floor", "right"),
        ("bids/s\na core", "right"),
        ("answers/s\nmeasured", "right"),
        ("bidder\nbusy", "right"),
        ("p50 ms\nbest (median)", "right"),
        ("p99 ms\nbest (median)", "right"),
        ("bids", "right"),
        ("late", "right"),
        ("lost", "right"),
        ("candidates\na bid", "right"),
        ("verdict", "left"),
    ):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    _row(table, floor, floor, "nothing behind it")
    table.add_section()
    verdicts = []
    for one in measured:
        verdict, met = _verdict(one)
        verdicts.append(met)
        _row(table, one, floor, verdict)
    console.print(table)
    for one in measured:
        refusals = {reason: total for reason, total in one.account.outcomes.items() if reason != "bid"}
        if refusals:
            told = ", ".join(f"{total:,} {reason}" for reason, total in sorted(refusals.items()))
            console.print(f"{one.name}: no bids by the bidder's own account, its warm-up included: {told}.")
        if one.server_cpu_us:
            together = one.cpu_us + one.server_cpu_us
            console.print(
                f"{one.name}: the NATS server spends {one.server_cpu_us:.0f} µs a bid beside it, {together:.0f} µs together."
            )
        if one.busy < SATURATED:
            console.print(
                f"{one.name}: [yellow]the bidder was not saturated[/]; the generator used {one.generator_busy:.0%} of a core."
            )
    before_ns, after_ns = calibration_ns
    console.print(
        f"Calibration: one turn of an empty loop took {before_ns:.1f} ns of CPU before and {after_ns:.1f} ns after; "
        "where the two differ much, somebody else was at work here."
    )
    console.print(
        f"Responses have {measured[0].response_bytes:,.0f} bytes, the floor's {floor.response_bytes:,.0f}. "
        f"The bidder holds {memory_mib:.0f} MiB after all of it. Everything took {took_s:.0f} s."
    )
    console.print(
        "Latencies are those of an open loop at half of the saturated rate, from when a request was due; late is what was "
        f"read more than {TMAX_MS} ms after that, in the median window. Candidates are counted by the bidder itself.",
        style="dim",
    )
    return all(verdicts)


def _row(table: Table, one: Measured, floor: Measured, verdict: str) -> None:
    table.add_row(
        one.name,
        f"{one.cpu_us:.1f} ({one.best_cpu_us:.1f})",
        f"{one.cpu_us / floor.cpu_us:.1f}",
        f"{1e6 / one.cpu_us:,.0f}",
        f"{one.per_second:,.0f}",
        f"{one.busy:.0%}",
        f"{one.best_ms('p50_ms'):.2f} ({one.median_ms('p50_ms'):.2f})",
        f"{one.best_ms('p99_ms'):.2f} ({one.median_ms('p99_ms'):.2f})",
        f"{one.bids_share:.2%}",
        f"{one.late_share:.2%}",
        str(one.unanswered),
        "" if one is floor else f"{one.scored_a_bid:.2f}",
        verdict,
    )


def _verdict(one: Measured) -> tuple[str, bool]:
    bar_us = BAR_US.get(one.name)
    if one.unanswered:
        return "[red]requests went unanswered[/]", False
    if one.bids_share < FEWEST_BIDS:
        return "[red]too few were bids[/]", False
    if one.late_share > 1 - FEWEST_BIDS:
        return "[red]too many came late[/]", False
    if one.scored_a_bid < CANDIDATES:
        return "[red]too few candidates[/]", False
    if bar_us is None:
        return "", True
    if one.cpu_us > bar_us:
        return f"[red]over the bar of {bar_us:.0f} µs[/]", False
    aim_us = AIM_US[one.name]
    reached = "aim reached" if one.cpu_us <= aim_us else f"aim is {aim_us:.0f}"
    return f"[green]within {bar_us:.0f} µs[/], {reached}", True
