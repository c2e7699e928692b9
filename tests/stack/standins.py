"""Small programs that behave, or misbehave, the way supervised children do."""

import sys
from pathlib import Path

from workers.stack.child import Program, Wave
from workers.stack.probes import file_appears

_BEHAVIOUR = {
    "steady": "import signal; ready(); signal.pause()",
    "stubborn": "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); ready()\nwhile True: signal.pause()",
    "orderly": (
        "import signal, sys, time\n"
        "def leave(*_): open(LEFT, 'a').write(f'{NAME}\\n'); sys.exit()\n"
        "signal.signal(signal.SIGTERM, leave); ready()\n"
        "while True: signal.pause()"
    ),
    "parental": (
        "import signal, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])\n"
        "open(PIDS, 'a').write(f'{child.pid}\\n'); ready(); signal.pause()"
    ),
    "failing": "import sys; print('no such table: budgets', flush=True); sys.exit(3)",
    "relapsing": (
        "import sys, time; ready()\n"
        "while not os.path.exists(BROKEN): time.sleep(0.02)\n"
        "print('the ledger is locked', flush=True); sys.exit(3)"
    ),
    "silent": "import signal; signal.pause()",
}


def program(
    name: str, behaviour: str, directory: Path, *, wave: Wave = Wave.PROCESSES, within_s: float = 20
) -> Program:
    """A program with that behaviour; its pids are appended to ``pids``, its orderly exit to ``left``; ``broken`` fells a relapsing one."""
    ready_file = directory / f"{name}.ready"
    preamble = (
        f"import os\nNAME = {name!r}; LEFT = {str(directory / 'left')!r}; PIDS = {str(directory / 'pids')!r}\n"
        f"BROKEN = {str(directory / 'broken')!r}\n"
        "open(PIDS, 'a').write(f'{os.getpid()}\\n')\n"
        f"def ready(): open({str(ready_file)!r}, 'w').close()\n"
    )
    return Program(
        name=name,
        title=name,
        argv=(sys.executable, "-c", preamble + _BEHAVIOUR[behaviour]),
        wave=wave,
        ready=file_appears(ready_file),
        ready_file=ready_file,
        ready_within_s=within_s,
    )
