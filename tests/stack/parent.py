"""A parent of stand-ins in a process of its own, so that tests can end or kill it: ``parent.py BOND DIRECTORY``."""

import asyncio
import signal
import sys
from pathlib import Path

from rich.console import Console

from tests.stack.standins import program
from workers.stack.bond import DeathSignal, Tether
from workers.stack.child import Wave
from workers.stack.display import TerminalVoice
from workers.stack.supervisor import Supervisor


async def main(bond_name: str, directory: Path) -> None:
    bond = DeathSignal() if bond_name == "death-signal" else Tether()
    supervisor = Supervisor(logs=directory / "logs", bond=bond, voice=TerminalVoice(Console()))
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await supervisor.start(
        [
            program("server", "orderly", directory, wave=Wave.SERVERS),
            program("process", "stubborn", directory),
            program("edge", "orderly", directory, wave=Wave.EDGE),
        ]
    )
    (directory / "up").touch()
    await stop.wait()
    await supervisor.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
