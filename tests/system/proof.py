"""A proof: a sentence, the expectations that make it up, and a verdict."""

import time
import traceback
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from workers.demo.narration import Narrator


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one proof."""

    sentence: str
    held: bool
    expectations: int
    broken: int
    took_s: float
    figures: tuple[str, ...]


@dataclass(slots=True)
class Court:
    """Hears proofs one after the other; one that breaks down does not hold, and the next is heard all the same."""

    console: Console
    verdicts: list[Verdict] = field(default_factory=list)

    @asynccontextmanager
    async def hears(self, sentence: str) -> AsyncIterator["Hearing"]:
        hearing = Hearing(Narrator(self.console))
        hearing.narrator.chapter(sentence)
        began = time.monotonic()
        try:
            yield hearing
        except Exception as error:  # noqa: BLE001 - whatever it was, the proof does not hold and the next one is due
            self.console.print(escape(traceback.format_exc()), style="dim", highlight=False)
            hearing.narrator.expect("it could be shown to its end", held=False, found=error)
        broken = len(hearing.narrator.broken)
        heard = len(hearing.narrator.expectations)
        self.verdicts.append(
            Verdict(
                sentence,
                held=heard > 0 and not broken,
                expectations=heard,
                broken=broken,
                took_s=time.monotonic() - began,
                figures=tuple(hearing.figures),
            )
        )

    def refute(self, sentence: str) -> None:
        """Something that every proof takes for granted does not hold."""
        self.verdicts.append(Verdict(sentence, held=False, expectations=1, broken=1, took_s=0.0, figures=()))

    def conclude(self) -> bool:
        """Print the verdicts; true when there are some and every proof held."""
        table = Table(title="What was to be shown", title_justify="left", show_lines=True)
        table.add_column("proof", ratio=4, overflow="fold")
        table.add_column("figures", ratio=5, overflow="fold")
        table.add_column("held", justify="right", no_wrap=True)
        table.add_column("took", justify="right", no_wrap=True)
        table.add_column("verdict", no_wrap=True)
        for verdict in self.verdicts:
            table.add_row(
                escape(verdict.sentence),
                escape("\n".join(verdict.figures)),
                f"{verdict.expectations - verdict.broken}/{verdict.expectations}",
                f"{verdict.took_s:.0f} s",
                "[green]holds[/]" if verdict.held else "[bold red]does not hold[/]",
            )
        self.console.print()
        self.console.print(table)
        return bool(self.verdicts) and all(verdict.held for verdict in self.verdicts)


@dataclass(slots=True)
class Hearing:
    """One proof being heard: expectations go to the narrator, figures into the verdict's row."""

    narrator: Narrator
    figures: list[str] = field(default_factory=list)

    def tell(self, sentence: str) -> None:
        self.narrator.tell(sentence)

    def figure(self, sentence: str) -> None:
        """Tell it now, and again beside the verdict."""
        self.figures.append(sentence)
        self.narrator.tell(sentence)

    def expect(self, what: str, *, held: bool, found: object = "") -> None:
        self.narrator.expect(what, held=held, found=found)

    def expect_none(self, what: str, offenders: Sequence[object]) -> None:
        """Nobody may be among ``offenders``; the first few are shown."""
        shown = "; ".join(str(offender) for offender in offenders[:5])
        self.narrator.expect(what, held=not offenders, found=f"{len(offenders)}: {shown}")
