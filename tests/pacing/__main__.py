"""Simulate whole days of pacing in every weather, and say how plan and spend compare.

    python -m tests.pacing           # the verdicts, and a chart of each day
    python -m tests.pacing 3x noon   # those whose name contains one of the words

The status is 1 when one of them misses its plan, or what its supply permits, by more than 5 % and more than one bid.
"""

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from tests.pacing.day import Outcome
from tests.pacing.weather import WEATHERS, Verdict

BARS = " ▁▂▃▄▅▆▇█"
TOLERATED = 0.05


def main(words: list[str]) -> bool:
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 150)
    chosen = [weather for weather in WEATHERS if not words or any(word in weather.name for word in words)]
    verdicts = []
    for weather in chosen:
        verdict = weather.judge()
        verdicts.append(verdict)
        console.print(f"\n[bold]{weather.name}[/bold]: {weather.story}")
        for line in chart(verdict.paced):
            console.print(line)
    console.print(table(verdicts))
    return bool(verdicts) and all(verdict.held for verdict in verdicts)


def chart(outcome: Outcome) -> Iterator[str]:
    """Traffic, plan and spend of each hour, and the share of supply taken part in."""
    plan, spend = by_hour(outcome.plan), by_hour(outcome.spend)
    most = max(*plan, *spend, 1)
    yield f"  traffic {bars(outcome.offered, max(*outcome.offered, 1))}"
    yield f"  plan    {bars(plan, most)}"
    yield f"  spend   {bars(spend, most)}"
    yield f"  share   {bars(outcome.shares, 1.0)}"


def by_hour(cumulative: list[int]) -> list[int]:
    return [now - before for before, now in zip([0, *cumulative], cumulative, strict=False)]


def bars(values: list[int] | list[float], most: float) -> str:
    return "".join(BARS[min(8, max(0, round(8 * value / most)))] for value in values)


def table(verdicts: list[Verdict]) -> Table:
    shown = Table(title="Plan against spend", title_justify="left")
    for name, justify in (
        ("weather", "left"),
        ("plan", "right"),
        ("supply permits", "right"),
        ("spent", "right"),
        ("off by", "right"),
        ("worst hour", "right"),
        ("clicks expected", "right"),
        ("verdict", "left"),
    ):
        shown.add_column(name, justify="left" if justify == "left" else "right")
    for verdict in verdicts:
        shown.add_row(
            verdict.weather.name,
            f"{verdict.plan_nanos / 1e9:,.4f}",
            f"{verdict.permitted_nanos / 1e9:,.4f}",
            f"{verdict.spent_nanos / 1e9:,.4f}",
            f"{verdict.off:+.2%}",
            f"{verdict.worst_hour:+.1%}",
            f"{verdict.quality:.2f} x average",
            "held" if verdict.held else "NOT HELD",
        )
    return shown


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1:]) else 1)
