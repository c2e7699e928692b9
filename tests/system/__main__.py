"""Bring a stack up, hurt it in every way that was promised not to matter, and say what held.

    python -m tests.system                 # everything
    python -m tests.system money bodies    # of money, temporal, worker, tenants, bodies, rolling, ending

The status is 1 when a proof does not hold.
"""

import logging
import sys
import tempfile
from pathlib import Path

import structlog
from rich.console import Console

from tests.system.run import NAMES, Proceedings

if __name__ == "__main__":
    # Here connections break and calls are repeated all the time: no news.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=160)
    wanted = set(sys.argv[1:])
    if unknown := wanted - set(NAMES):
        sys.exit(f"no proof is called {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    with tempfile.TemporaryDirectory(prefix="ce-system-") as directory:
        held = Proceedings(Path(directory), wanted, console).hear()
    sys.exit(0 if held else 1)
