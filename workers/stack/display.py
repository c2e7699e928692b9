"""What the person at the terminal sees of a stack: progress while it starts, and a word when something happens."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from workers.stack.child import Program
from workers.stack.plan import NamedServer
from workers.stack.ports import Port

_TITLE_WIDTH = 32


class TerminalVoice:
    """Speaks through a rich console; spinners on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._waiting: dict[str, TaskID] = {}

    def starting(self, program: Program) -> None:
        if not self._waiting:
            self._progress.start()
        self._waiting[program.name] = self._progress.add_task(f"starting {program.title}")

    def ready(self, program: Program, after_s: float) -> None:
        self._forget(program.name)
        self.console.print(f"[green]✓[/] {escape(program.title):<{_TITLE_WIDTH}}[dim]{after_s:5.1f} s[/]")

    def died(self, program: Program, how: str, restart_in_s: float, log: Path, log_tail: str) -> None:
        self.console.print(
            f"[yellow]![/] {escape(program.title)} {how}; starting it again in {restart_in_s:.1f} s (its log: {escape(str(log))})",
            highlight=False,
        )
        if log_tail:
            self.console.print(Panel(escape(log_tail), title=f"{program.title} keeps dying; its last words"))

    def back(self, program: Program) -> None:
        self.console.print(f"[green]✓[/] {escape(program.title)} is back")

    def rolling(self, error: str | None) -> None:
        if error is None:
            self.console.print("[green]✓[/] every bidder was replaced")
        else:
            self.console.print(f"[yellow]![/] bidders were not replaced: {escape(error)}", highlight=False)

    def stopping(self) -> None:
        self.quiet()
        self.console.print("[dim]stopping every process …[/]")

    def killed(self, program: Program) -> None:
        self.console.print(f"[yellow]![/] {escape(program.title)} did not leave in time and was killed")

    def waiting(self) -> None:
        self.console.print("[dim]another stack is starting on this machine; this one follows[/]")

    def using(self, server: NamedServer) -> None:
        self.console.print(
            f"[green]✓[/] {escape(server.title):<{_TITLE_WIDTH}}[dim]yours, at {escape(server.address)}[/]",
            highlight=False,
        )

    def moved(self, ports: Iterable[Port]) -> None:
        """Say which ports were taken."""
        for port in ports:
            if port.stepped_around:
                self.console.print(f"[yellow]![/] port {port.wanted} is taken: {port.name} is on {port.number}")

    def addresses(self, addresses: Mapping[str, str]) -> None:
        table = Table(show_header=False, box=None, padding=(0, 2))
        for name, address in addresses.items():
            title = "API, web application" if name == "API" else name
            table.add_row(f"[bold]{escape(title)}[/]", escape(address))
        self.console.print()
        self.console.print(table)

    def quiet(self) -> None:
        """End the spinners, whatever they wait for."""
        for name in list(self._waiting):
            self._forget(name)

    def _forget(self, name: str) -> None:
        task = self._waiting.pop(name, None)
        if task is not None:
            self._progress.remove_task(task)
        if not self._waiting:
            self._progress.stop()
