"""What the customers' story shows: a message as its reader sees it, a decision gate by gate, and where everybody went."""

from typing import Final

from rich.box import ROUNDED, SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table

from workers.demo.rest import Json

_LETTER_COLUMNS: Final = 76
_LINK_COLUMNS: Final = 64
_SIGNS: Final = {
    "passed": "[green]passed[/]",
    "waived": "[dim]waived[/]",
    "deferred": "[yellow]waits[/]",
    "refused": "[red]refused[/]",
}


def show_letter(letter: Json, console: Console) -> None:
    """As a mail program would show its text part."""
    head = f"From:    {escape(letter['sender_name'])} <{letter['sender']}>\nTo:      {letter['address']}\nSubject: [bold]{escape(letter['subject'])}[/]\n"
    lines = [_shortened(line) for line in letter["text"].strip().splitlines()]
    panel = Panel(f"{head}\n{escape(chr(10).join(lines))}", box=ROUNDED, width=min(_LETTER_COLUMNS, console.width - 4))
    console.print(Padding(panel, (0, 0, 0, 4), expand=False), highlight=False)


def show_why(message: Json, console: Console) -> None:
    """The last look at a message, gate by gate."""
    if not message["looks"]:
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    table.add_column("gate", no_wrap=True)
    table.add_column("said", no_wrap=True)
    table.add_column("because", overflow="fold")
    for verdict in message["looks"][-1]["verdicts"]:
        table.add_row(
            verdict["gate"].replace("_", " "),
            _SIGNS.get(verdict["ruling"], verdict["ruling"]),
            escape(verdict["reason"]),
        )
    console.print(Padding(table, (0, 0, 0, 4), expand=False))


def show_conservation(counts: Json, console: Console) -> None:
    """What became of the messages of a journey."""
    messages = counts["messages"]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    table.add_column("messages", no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_row("sent", f"{messages['sent']:,}")
    for reason, number in sorted(messages["refused"].items(), key=lambda item: -item[1]):
        table.add_row(f"refused: {reason.replace('_', ' ')}", f"{number:,}")
    table.add_row("waiting for the morning", f"{messages['in_progress']:,}")
    table.add_row("planned", f"{messages['entered']:,}")
    console.print(Padding(table, (0, 0, 0, 4), expand=False))


def _shortened(line: str) -> str:
    """Signed links are long, and nobody reads them."""
    words = (word if len(word) <= _LINK_COLUMNS else f"{word[: _LINK_COLUMNS - 1]}…" for word in line.split(" "))
    return " ".join(words)
