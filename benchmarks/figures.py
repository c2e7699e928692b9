"""A figure with what it is held to, and all of them as a table."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from rich.console import Console
from rich.table import Table


class Figure(Struct, frozen=True, kw_only=True):
    """One number. ``bar`` must be kept and ``aim`` would be good: upper limits, or lower ones when ``at_least``.

    ``floor`` is the same server's with nothing behind it, in the same run.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    bar: float | None = None
    aim: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        return self.bar is None or self._keeps(self.bar)

    @property
    def verdict(self) -> str:
        if self.bar is None:
            return ""
        if not self.met:
            return f"[red]misses {self._shown(self.bar)}[/]"
        if self.aim is None:
            return f"[green]keeps {self._shown(self.bar)}[/]"
        reached = "aim reached" if self._keeps(self.aim) else f"aim is {self._shown(self.aim)}"
        return f"[green]keeps {self._shown(self.bar)}[/], {reached}"

    def _keeps(self, limit: float) -> bool:
        return self.value >= limit if self.at_least else self.value <= limit

    @staticmethod
    def _shown(value: float) -> str:
        return f"{value:,.0f}" if abs(value) >= 1_000 or value == int(value) else f"{value:,.2f}"

    @property
    def cells(self) -> tuple[str, ...]:
        floor = "" if self.floor is None else f"{self.floor:,.1f}"
        times = f"{self.value / self.floor:,.1f}" if self.floor else ""
        value = f"{self.value:,.0f}" if abs(self.value) >= 1_000 else f"{self.value:,.2f}"
        return self.name, value, self.unit, floor, times, self.verdict, self.note


def print_figures(console: Console, title: str, figures: Iterable[Figure]) -> None:
    table = Table(title=title, title_style="bold", title_justify="left")
    for heading, right in (("", False), ("figure", True), ("", False), ("floor", True), ("x floor", True)):
        table.add_column(heading, justify="right" if right else "left")
    table.add_column("verdict")
    table.add_column("", style="dim")
    for figure in figures:
        table.add_row(*figure.cells)
    console.print(table)


def print_verdict(console: Console, figures: Sequence[Figure]) -> bool:
    """Say which bars were missed, and return whether none was."""
    held = [figure for figure in figures if figure.bar is not None]
    missed = [figure for figure in held if not figure.met]
    if missed:
        names = "; ".join(f"{figure.name} ({figure.value:,.1f} {figure.unit})" for figure in missed)
        console.print(f"[red]{len(missed)} of {len(held)} bars missed:[/] {names}.")
    else:
        console.print(f"[green]All {len(held)} bars are kept.[/]")
    return not missed
