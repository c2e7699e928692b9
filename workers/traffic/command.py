"""The options of ``campaign-express traffic``; what they start is imported when it runs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class TargetName(StrEnum):
    REST = "rest"
    GRPC = "grpc"
    NATS = "nats"
    ALL = "all"


def register(app: typer.Typer, *, panel: str | None = None) -> None:
    """Adds the ``traffic`` command to the console command."""
    app.command(name="traffic", rich_help_panel=panel)(traffic)


def traffic(  # noqa: PLR0917 - Typer passes options by name
    rate: Annotated[float, typer.Option(min=0.1, help="Requests a second.")] = 100.0,
    duration: Annotated[
        float | None,
        typer.Option(min=0.0, help="Seconds; 0 goes on until Ctrl-C or the end of the file.", show_default="30"),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed sends the same requests into the same market.")] = 1,
    target: Annotated[TargetName, typer.Option(help="The entry to send to; all takes them in turn.")] = TargetName.REST,
    requests: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Replay this file instead, one JSON object a line."),
    ] = None,
    url: Annotated[str, typer.Option(help="The bidders' HTTP address.", show_default="the running stack's")] = "",
    grpc: Annotated[str, typer.Option(help="Host and port of gRPC.", show_default="the running stack's")] = "",
    nats: Annotated[str, typer.Option(help="Address of NATS.", show_default="the running stack's")] = "",
    exchange: Annotated[str, typer.Option(help="Exchange id.", show_default="the bidders' default exchange")] = "",
    secret: Annotated[str, typer.Option(help="The exchange's secret.", envvar="CAMPAIGN_EXPRESS_EXCHANGE_SECRET")] = "",
    concurrency: Annotated[int, typer.Option(min=1, help="Requests under way at once, at most.")] = 128,
) -> None:
    """Be an exchange: send bid requests, hold the auctions, call the notices, click and buy.

    The status is 1 when a response did not answer its request, a request was turned away or none answered it.
    """
    from rich.console import Console

    from bidding.simulated_exchange.run import TrafficPlan
    from domain.events.values import Entry
    from workers.settings import load_settings
    from workers.traffic.drive import Addresses, addresses_of
    from workers.traffic.session import run_session

    found = addresses_of(load_settings())
    addresses = Addresses(url or found.http_url, grpc or found.grpc_address, nats or found.nats_url)
    seconds = duration if duration is not None else (0.0 if requests else 30.0)
    plan = TrafficPlan(rate=rate, duration_s=seconds, seed=seed, exchange_id=exchange, concurrency=concurrency)
    entries = tuple(Entry) if target is TargetName.ALL else (Entry(target.value),)
    if not run_session(plan, entries, addresses, replayed=requests, secret=secret, console=Console()):
        raise typer.Exit(1)
