"""The demonstration told as it happens: chapters, what was expected, and whether it held."""

from dataclasses import dataclass, field
from textwrap import wrap
from typing import Final

from rich.console import Console
from rich.markup import escape

_HANGING: Final = " " * 4


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something the story promises. ``found`` says what was seen instead when it did not hold."""

    what: str
    held: bool
    found: str = ""


@dataclass(slots=True)
class Narrator:
    """Prints chapters and expectations, and remembers the latter."""

    console: Console
    expectations: list[Expectation] = field(default_factory=list)

    def chapter(self, title: str) -> None:
        self.console.print(f"\n[bold]{escape(title)}[/]")

    def tell(self, sentence: str) -> None:
        self.console.print(f"  [dim]·[/] {self._wrapped(sentence)}", highlight=False, soft_wrap=True)

    def expect(self, what: str, *, held: bool, found: object = "") -> None:
        """``what`` was promised; ``found`` is shown when it did not hold."""
        self.expectations.append(Expectation(what, held, str(found)))
        if held:
            self.console.print(f"  [green]✓[/] {self._wrapped(what)}", highlight=False, soft_wrap=True)
        else:
            self.console.print(
                f"  [red]✗[/] {self._wrapped(f'{what}: found {found}')}", highlight=False, soft_wrap=True
            )

    def _wrapped(self, sentence: str) -> str:
        """As many lines as it needs, each below the sentence's beginning; links stay whole."""
        room = self.console.width - len(_HANGING)
        return escape(f"\n{_HANGING}".join(wrap(sentence, room, break_long_words=False, break_on_hyphens=False)))

    @property
    def broken(self) -> list[Expectation]:
        return [expectation for expectation in self.expectations if not expectation.held]

    def conclude(self) -> bool:
        """Say how many expectations held; true when all of them did."""
        broken = self.broken
        self.console.print()
        if not broken:
            self.console.print(f"[bold green]All {len(self.expectations)} expectations of the story held.[/]")
            return True
        self.console.print(f"[bold red]{len(broken)} of {len(self.expectations)} expectations did not hold:[/]")
        for expectation in broken:
            said = self._wrapped(f"{expectation.what}: found {expectation.found}")
            self.console.print(f"  [red]✗[/] {said}", highlight=False, soft_wrap=True)
        return False
