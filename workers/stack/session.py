"""One run of the stack, from the lock to the last child's end, with something to do in between."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape

from domain.errors import CampaignExpressError
from workers.settings import Settings
from workers.stack.bond import bond_for_this_platform
from workers.stack.display import TerminalVoice
from workers.stack.metrics import MetricsPage
from workers.stack.plan import NamedServer, Plan, accepting_from, is_bidder, plan
from workers.stack.ports import listen, starting_alone
from workers.stack.probes import NotReady, until_ready
from workers.stack.rolling import rolling_on_request
from workers.stack.state import State
from workers.stack.supervisor import Supervisor

_NAMED_READY_WITHIN_S = 15.0
EXIT_FAILED = 1
EXIT_INTERRUPTED = 130


class NamedServerSilent(CampaignExpressError):
    """A server that a setting names does not answer."""

    code = "named_server_silent"


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack that is up."""

    plan: Plan
    state: State
    supervisor: Supervisor
    voice: TerminalVoice

    async def roll_bidders(self) -> None:
        """Replace every bidder by a new one, losing no request. Raises ``StartFailed``; the others go on then."""
        await self.supervisor.roll([program.name for program in self.plan.processes if is_bidder(program)])


Story = Callable[[Stack], Awaitable[int]]
"""What to do with a stack that is up; its result is the exit status."""


def run_stack(settings: Settings, story: Story, *, console: Console, reset: bool = False, stay: bool = True) -> int:
    """Bring the stack up, tell ``story``, take everything down again; in between ``stay`` up until Ctrl-C.

    Returns the story's exit status, 130 when it was interrupted, and 1 when the stack did not come up.
    """
    state = State(settings.state_dir)
    try:
        state.lock()
        try:
            if reset:
                state.reset()
            return asyncio.run(_run(settings, state, story, console, stay=stay))
        finally:
            state.release()
    except CampaignExpressError as error:
        console.print(f"[red]✗[/] {escape(error.message)}", highlight=False)
        if error.remedy:
            console.print(f"  {escape(error.remedy)}", highlight=False)
        return EXIT_FAILED


async def _run(settings: Settings, state: State, story: Story, console: Console, *, stay: bool) -> int:
    voice = TerminalVoice(console)
    supervisor = Supervisor(logs=state.logs, bond=bond_for_this_platform(), voice=voice)
    interrupted = _interruption(supervisor)
    told: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    telling = asyncio.create_task(
        _tell(settings, state, story, supervisor=supervisor, voice=voice, told=told, stay=stay)
    )
    try:
        await asyncio.wait({telling, interrupted}, return_when=asyncio.FIRST_COMPLETED)
        if telling.done():
            telling.result()
        return told.result() if told.done() else EXIT_INTERRUPTED
    finally:
        interrupted.cancel()
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        await supervisor.stop()


async def _tell(
    settings: Settings,
    state: State,
    story: Story,
    *,
    supervisor: Supervisor,
    voice: TerminalVoice,
    told: asyncio.Future[int],
    stay: bool,
) -> None:
    """Bring everything up in order, tell the story and set its status on ``told``."""
    with ExitStack() as closing:
        async with starting_alone(voice.waiting):
            planned = plan(settings, state)
            voice.moved(planned.ports.values())
            for directory in (state.run, state.metrics):
                state.fresh(directory)
            (state.root / "sql").mkdir(exist_ok=True)
            for server in planned.servers:
                server.prepare()

            await asyncio.gather(*(_find_named(server, voice) for server in planned.named))
            await supervisor.start(planned.server_programs)
            await supervisor.run(planned.preparation)
            http, grpc = (
                closing.enter_context(listen(settings.bidder.host, planned.ports[name].number))
                for name in ("bidders", "gRPC")
            )
            await supervisor.start(
                [
                    accepting_from(program, http, grpc) if is_bidder(program) else program
                    for program in planned.processes
                ]
            )
            page = MetricsPage.serve(
                port=planned.ports["metrics"].number,
                host=settings.api.host,
                directory=state.metrics,
                children=supervisor.children,
            )
        stack = Stack(planned, state, supervisor, voice)
        try:
            state.publish_addresses(planned.addresses)
            with rolling_on_request(stack.roll_bidders, state, voice):
                told.set_result(await story(stack))
                if stay:
                    await asyncio.Event().wait()
        finally:
            state.addresses_file.unlink(missing_ok=True)
            page.close()


async def _find_named(server: NamedServer, voice: TerminalVoice) -> None:
    try:
        await until_ready(server.ready, within_s=_NAMED_READY_WITHIN_S)
    except NotReady as error:
        raise NamedServerSilent(
            f"{server.title} does not answer: {error}",
            field=server.setting,
            remedy=f"Start it, correct {server.setting}, or unset it to use the embedded one.",
        ) from error
    voice.using(server)


def _interruption(supervisor: Supervisor) -> asyncio.Task[None]:
    """A task that ends at the first SIGINT, SIGTERM or SIGHUP; the second one kills what is left."""
    asked = asyncio.Event()

    def ask() -> None:
        if asked.is_set():
            supervisor.hurry()
        asked.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, ask)

    async def interrupted() -> None:
        await asked.wait()

    return asyncio.create_task(interrupted())
