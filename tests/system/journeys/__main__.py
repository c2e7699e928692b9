"""People on their way through journeys while what carries them is killed, and how soon what they do leads to a message.

    python -m tests.system.journeys            # 20 runs of 20,500 people on two stores: hours
    RUNS=2 PEOPLE=500 KILLS=2 python -m tests.system.journeys kills

The status is 1 when something does not hold.
"""

import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

import structlog
from rich.console import Console

from tests.system.journeys.run import PROOFS, STORES, Extent, Proceedings


def _number(name: str, otherwise: int) -> int:
    return int(os.environ.get(name) or otherwise)


if __name__ == "__main__":
    # Here connections break and calls are repeated all the time: no news.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.getLogger("nats").setLevel(logging.CRITICAL)
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=160)
    wanted = sys.argv[1:] or list(PROOFS)
    stores = (os.environ.get("STORES") or " ".join(STORES)).split()
    if unknown := (set(wanted) - set(PROOFS)) | (set(stores) - set(STORES)):
        sys.exit(f"there is no {', '.join(sorted(unknown))}; there are {', '.join((*PROOFS, *STORES))}")
    people = _number("PEOPLE", 20_000)
    extent = Extent(
        runs=_number("RUNS", 20),
        people=people,
        individual=_number("INDIVIDUAL", max(1, people // 40)),
        kills=_number("KILLS", 8),
        seconds=_number("SECONDS", 60),
        first_seed=_number("SEED", 1),
        stores=stores,
        proofs=wanted,
    )
    directory = Path(tempfile.mkdtemp(prefix="ce-journeys-"))
    held = Proceedings(directory, extent, console).hear()
    if held:
        shutil.rmtree(directory, ignore_errors=True)
    else:
        console.print(f"Every process's log is in {directory}/*/state/logs.")
    sys.exit(0 if held else 1)
