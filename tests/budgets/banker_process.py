"""A banker as a process of its own, to be killed. It is forked from one that has imported everything: that takes seconds.

Its terms are short, so that a test sees a bidder fall silent and its quarantine end.
"""

import multiprocessing
import os
import sys
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from domain.budgets.rules import LeaseTerms
from workers.banker import run_banker
from workers.process import run_process
from workers.settings import Settings

TERMS = LeaseTerms(lease_life_ms=2_000, silent_after_ms=1_000, grace_ms=500, publish_lag_ms=500)
BID_LIFE_MS = 1_500

_bankers = multiprocessing.get_context("forkserver")
_bankers.set_forkserver_preload([__name__])


def start_banker(environment: dict[str, str], log: Path) -> ForkServerProcess:
    process = _bankers.Process(target=_bank, args=(environment, log), daemon=True)
    process.start()
    return process


def _bank(environment: dict[str, str], log: Path) -> None:
    os.environ.update(environment)
    with log.open("ab") as said:
        os.dup2(said.fileno(), sys.stdout.fileno())
        os.dup2(said.fileno(), sys.stderr.fileno())
    sys.exit(run_process("banker", partial(run_banker, terms=TERMS), Settings()))
