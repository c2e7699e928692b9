"""The ``campaign-express`` command.

Every command imports what it needs when it runs: ``--help`` answers at once, and a bidder carries no web framework.
"""

import gc
import os
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workers.admin import register as register_admin
from workers.audit import register as register_audit
from workers.models.command import register as register_models
from workers.traffic.command import register as register_traffic

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable

    from workers.process import Body
    from workers.settings import Settings

app = typer.Typer(
    help="Plan, approve, launch and explain campaigns; answer exchanges in milliseconds.",
    epilog="Start with [bold]campaign-express demo[/]. Settings come from the environment as "
    "CAMPAIGN_EXPRESS__SECTION__KEY.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
)

STACK = "The whole stack"
PROCESSES = "Single processes, for deployments that supervise them elsewhere"
TOOLS = "Tools"
SERVERS = ("sql.url", "nats.url")
"""Bidders never ask SQL, and the banker may know the money store alone."""

StateDir = Annotated[
    Path | None, typer.Option(help="Where data, logs and secrets live.", show_default=".campaign-express")
]
Reset = Annotated[bool, typer.Option("--reset", help="Empty the state directory first: data, logs, secrets.")]
Bidders = Annotated[int | None, typer.Option(min=1, help="Bidder processes; they share their ports.", show_default="1")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"campaign-express {metadata.version('campaign-express')}")
        raise typer.Exit


@app.callback()
def main(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """One command for everything: the embedded stack, its processes, the demo and the tools."""


@app.command(rich_help_panel=STACK)
def up(
    state_dir: StateDir = None,
    bidders: Bidders = None,
    seed: Annotated[bool, typer.Option(help="Fill it with demo data, and honour the demo tokens.")] = True,
    reset: Reset = False,
) -> None:
    """Start everything and keep it running until Ctrl-C.

    Starts Temporal, NATS, Redis and our own processes under one parent, steps around taken ports, restarts what dies,
    and prints where everything listens. A server named by its setting is used instead of the embedded one.
    """
    from workers.demo.run import up as run_up

    raise typer.Exit(run_up(_stack_settings(state_dir, bidders, demo=seed), reset=reset, seed=seed))


@app.command(rich_help_panel=STACK)
def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Leave when the story is told: status 0 if all of it held.")
    ] = False,
    state_dir: StateDir = None,
    bidders: Bidders = None,
    reset: Reset = False,
) -> None:
    """Bring everything up and run real campaigns through it, end to end.

    Campaigns are created, reviewed, refused, approved, scheduled and bid for; a budget runs out; a worker is killed in
    the middle. Then a report says what happened, and the stack stays up until Ctrl-C.
    """
    from workers.demo.run import demo as run_demo

    raise typer.Exit(run_demo(_stack_settings(state_dir, bidders, demo=True), reset=reset, once=once))


@app.command(rich_help_panel=STACK)
def roll(state_dir: StateDir = None) -> None:
    """Replace the bidders of a running stack one after the other, losing no request.

    A new bidder is ready before the old one leaves, and both accept from a socket that outlives them.
    """
    from workers.stack.rolling import ask_to_roll
    from workers.stack.state import State

    ask_to_roll(State(_stack_settings(state_dir, None, demo=False).state_dir))
    typer.echo("every bidder was replaced")


@app.command(rich_help_panel=PROCESSES)
def api() -> None:
    """Serve REST on 8080: management, workflows, reports, and bids passed on over NATS.

    Without a ClickHouse URL it also keeps the embedded one, and writes events into it.
    """
    settings = _settings(needs=SERVERS)
    import uvloop

    from workers.api import run_api

    _run("api", run_api, settings, loop_factory=uvloop.new_event_loop)


@app.command(rich_help_panel=PROCESSES)
def bidder() -> None:
    """Answer exchanges: HTTP on 8081, gRPC on 9090, and NATS. Several may share the ports.

    It bids from its last snapshot while everything else is away, and stops when its budget leases end.
    """
    settings = _settings(needs=("nats.url",))
    import uvloop

    from workers.bidder import run_bidder

    _run("bidder", run_bidder, settings, loop_factory=uvloop.new_event_loop)


@app.command(rich_help_panel=PROCESSES)
def banker() -> None:
    """Keep the money: lease budgets to bidders and settle what is billed. One at a time; a new one takes over."""
    settings = _settings(needs=("nats.url",))
    from workers.banker import run_banker

    _run("banker", run_banker, settings)


@app.command(rich_help_panel=PROCESSES)
def ingest() -> None:
    """Take in what comes from outside, and warm the profile cache with people that bidders met."""
    settings = _settings(needs=SERVERS)
    from workers.ingest import run_ingest

    _run("ingest", run_ingest, settings)


@app.command(rich_help_panel=PROCESSES)
def worker() -> None:
    """Carry out campaigns' lifecycles and approvals for Temporal."""
    settings = _settings(needs=SERVERS)
    from workers.worker import run_worker

    _run("worker", run_worker, settings)


@app.command(rich_help_panel=PROCESSES)
def prepare() -> None:
    """Bring SQL schemas and NATS streams to what this version expects, and leave. Safe to repeat."""
    settings = _settings(needs=SERVERS)
    from workers.prepare import run_prepare

    _run("prepare", run_prepare, settings)


register_admin(app, panel=TOOLS)
register_traffic(app, panel=TOOLS)
register_models(app, panel=TOOLS)
register_audit(app, panel=TOOLS)


@app.command(rich_help_panel=TOOLS)
def replay(
    *,
    token: Annotated[
        str, typer.Option(help="An API token that may read its campaigns.", envvar="CAMPAIGN_EXPRESS_TOKEN")
    ],
    campaign: Annotated[str, typer.Option(help="The campaign whose newest revision to replay.")],
    hours: Annotated[int, typer.Option(min=1, max=336, help="How far back.")] = 24,
    model: Annotated[
        str, typer.Option(help="Score with this version of the registry.", show_default="the live one")
    ] = "",
    pacing: Annotated[
        str, typer.Option(help="As if it were paced so: asap, even or forecast.", show_default="as it is")
    ] = "",
    api_url: Annotated[str, typer.Option(help="Where the API listens.")] = "http://127.0.0.1:8080",
) -> None:
    """Replay recorded requests against a campaign, and say what it would have bid, won and spent."""
    from workers.forecasting.asking import replay as run_replay

    raise typer.Exit(run_replay(api_url, token, campaign, hours, model_version=model, pacing=pacing))


@app.command(rich_help_panel=TOOLS)
def doctor(state_dir: StateDir = None) -> None:
    """Say what this installation needs, where it was found, and what to do about what is missing.

    The status is 1 when something needed is missing.
    """
    from rich.console import Console

    from workers.doctor import examine, report

    if not report(examine(_stack_settings(state_dir, None, demo=False)), Console()):
        raise typer.Exit(1)


def _stack_settings(state_dir: Path | None, bidders: int | None, *, demo: bool) -> "Settings":
    from workers.settings import load_settings

    settings = load_settings()
    settings.demo = demo or settings.demo
    if state_dir is not None:
        settings.state_dir = state_dir
    if bidders is not None:
        settings.bidder.count = bidders
    return settings


def _settings(*, needs: tuple[str, ...]) -> "Settings":
    """Those of one process, read before it imports anything: who forgot one is told at once.

    Nothing that is loaded after them is garbage. Looking for some all the same took a quarter of the API's start; what
    is loaded is looked through once, when the process is ready.
    """
    from workers.settings import load_settings

    settings = load_settings(needs=needs)
    gc.disable()
    return settings


def _run(
    name: str,
    body: "Body",
    settings: "Settings",
    *,
    loop_factory: "Callable[[], AbstractEventLoop] | None" = None,
) -> None:
    """Run one process of ours to its end, without the interpreter's tear-down.

    Runtimes with threads of their own (Temporal's core, gRPC) may abort a process in it; by now nothing is left to do.
    """
    from workers.process import run_process

    status = run_process(name, body, settings, loop_factory=loop_factory)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def console() -> None:
    """The console command. What is refused is said in a line or two and ends with status 2, not with a traceback."""
    from domain.errors import CampaignExpressError

    try:
        app(prog_name="campaign-express")
    except CampaignExpressError as error:
        typer.secho(error.message, fg="red", err=True)
        if error.remedy:
            typer.echo(error.remedy, err=True)
        raise SystemExit(2) from error


if __name__ == "__main__":
    console()
