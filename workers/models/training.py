"""What ``campaign-express train`` does: gathers what there is to learn from, trains, writes the file and its card."""

import asyncio
import time
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import Progress

from bidding.inference.layout import LAYOUT_VERSION
from bidding.inference.model_file import MODEL_PATH, read_model
from bidding.inference.outcome_training import Recorded, train_from
from bidding.inference.plan import Plan
from bidding.inference.training import trained_model
from storage.clickhouse.client import Analytics
from storage.clickhouse.outcomes import Outcome, outcomes
from workers.settings import load_settings

_DAY_MS = 86_400_000


def train_on_simulation(output: Path, *, seed: int) -> None:
    with Progress() as progress:
        task = progress.add_task("Training CoLaNet", total=1.0)
        model, card = trained_model(Plan(seed=seed), report=lambda share: progress.update(task, completed=share))
    _write(output, model, card)


def train_on_events(output: Path, *, seed: int, days: int) -> None:
    """Raises ``Unavailable`` without ClickHouse, ``InvalidInput`` when too little was recorded to learn from."""
    found = asyncio.run(_outcomes(days))
    recorded = Recorded.of(
        [(one.features, one.clicked, one.converted, one.worth_micros) for one in found],
        from_ms=found[0].at_ms if found else 0,
        to_ms=found[-1].at_ms if found else 0,
    )
    model, card = train_from(recorded, read_model(MODEL_PATH.read_bytes()), seed=seed)
    _write(output, model, card)


async def _outcomes(days: int) -> list[Outcome]:
    settings = load_settings()
    analytics = await Analytics.open(settings.clickhouse.url or settings.state_dir / "clickhouse")
    now_ms = time.time_ns() // 1_000_000
    async with analytics:
        return await outcomes(analytics, layout=LAYOUT_VERSION, from_ms=now_ms - days * _DAY_MS, to_ms=now_ms)


def _write(output: Path, model: bytes, card: str) -> None:
    output.write_bytes(model)
    output.with_suffix(".md").write_text(card, encoding="utf-8")
    Console().print(Markdown(card))
