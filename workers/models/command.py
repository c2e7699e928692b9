"""The options of ``campaign-express models`` and ``train``; what they start is imported when it runs."""

from pathlib import Path
from typing import Annotated

import typer

Version = Annotated[str, typer.Argument(help="A version in the registry, as `models list` shows it.")]
Nats = Annotated[str, typer.Option(help="Address of NATS.", show_default="the running stack's")]

models = typer.Typer(
    help="The models that score bids: publish, promote, roll back, shadow. Bidders follow within seconds.",
    epilog="Train one with [bold]campaign-express train[/].",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


def register(app: typer.Typer, *, panel: str | None = None) -> None:
    """Adds the ``models`` commands and ``train`` to the console command."""
    app.add_typer(models, name="models", rich_help_panel=panel)
    app.command(name="train", rich_help_panel=panel)(train)


@models.command("list")
def list_models(nats: Nats = "") -> None:
    """Show every version with its figures, and which of them bids and shadows."""
    from workers.models.desk import show_models

    show_models(nats)


@models.command()
def publish(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An ONNX file that `train` wrote.")],
    version: Annotated[str, typer.Argument(help="Its name for good: letters, digits, - and _.", show_default=False)],
    notes: Annotated[str, typer.Option(help="What is special about it.")] = "",
    nats: Nats = "",
) -> None:
    """Put a model file into the registry. No bidder uses it before it is promoted or shadows."""
    from workers.models.desk import publish_model

    publish_model(nats, file, version, notes)


@models.command()
def promote(version: Version, nats: Nats = "") -> None:
    """Score bids with this version from now on; `shipped` is the one this release carries."""
    from domain.inference.rules import promoted
    from workers.models.desk import change_roles

    change_roles(nats, lambda roles, known, by, at_ms: promoted(roles, version, known, by=by, at_ms=at_ms))


@models.command()
def rollback(nats: Nats = "") -> None:
    """Score bids with the version that was live before this one."""
    from domain.inference.rules import rolled_back
    from workers.models.desk import change_roles

    change_roles(nats, lambda roles, known, by, at_ms: rolled_back(roles, known, by=by, at_ms=at_ms))


@models.command()
def shadow(
    version: Annotated[str | None, typer.Argument(help="The version to try; none ends it.")] = None,
    share: Annotated[float, typer.Option(min=0.0, max=1.0, help="Of requests, after they were answered.")] = 0.01,
    nats: Nats = "",
) -> None:
    """Let a version score a share of requests beside the live one, and decide nothing.

    GET /api/v1/inference/comparison says how they compare on what was shown.
    """
    from domain.inference.rules import shadowed
    from workers.models.desk import change_roles

    change_roles(nats, lambda roles, known, by, at_ms: shadowed(roles, version, share, known, by=by, at_ms=at_ms))


def train(
    output: Annotated[Path, typer.Option(help="The ONNX file; its card is written beside it.", dir_okay=False)] = Path(
        "colanet.onnx"
    ),
    seed: Annotated[int, typer.Option(help="The same seed and data give the same file.")] = 1,
    events: Annotated[  # noqa: FBT002 - Typer makes options of parameters
        bool, typer.Option("--events", help="Learn from recorded bids and what came of them, not from simulation.")
    ] = False,
    days: Annotated[int, typer.Option(min=1, max=90, help="With --events: how far to look back.")] = 30,
) -> None:
    """Train CoLaNet and say what it is worth on a period it has not seen.

    From simulation it learns eight weeks and is judged by the ninth. From events it starts at the shipped model and is
    judged by the last of them; the embedded ClickHouse has one user at a time, so stop the stack before.
    """
    from workers.models.training import train_on_events, train_on_simulation

    if events:
        train_on_events(output, seed=seed, days=days)
    else:
        train_on_simulation(output, seed=seed)
