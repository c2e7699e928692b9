"""How workflows run in our workers: what every queue has in common."""

from datetime import timedelta
from typing import Final

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

MAX_CACHED_WORKFLOWS: Final = 500
"""About 64 KiB each; one that is not cached is replayed from its history when something happens to it."""
STICKY_FOR: Final = timedelta(seconds=3)
"""How long a task waits for the worker that has its workflow cached, before any other may replay it: that one may be dead."""
GRACE: Final = timedelta(seconds=8)
"""Shorter than the stack's ten seconds, and than a pod's thirty."""
SANDBOX: Final = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules("domain", "workflows")
)
"""Our modules are imported once, not once a workflow: a quarter of the memory and a third of the CPU. They keep no state,
and the determinism lint of the tests reads them instead.
"""
