"""A banker as a process of its own, to be killed: ``python -m tests.budgets.banker_process``, settings as ever.

Its terms are short, so that a test sees a bidder fall silent and its quarantine end.
"""

from functools import partial

from domain.budgets.rules import LeaseTerms
from workers.banker import run_banker
from workers.process import run_process
from workers.settings import Settings

TERMS = LeaseTerms(lease_life_ms=2_000, silent_after_ms=1_000, grace_ms=500, publish_lag_ms=500)
BID_LIFE_MS = 1_500

if __name__ == "__main__":
    run_process("banker", partial(run_banker, terms=TERMS), Settings())
