"""Words of the workflow that sends people the digests they asked for: one round of all tenants, on a schedule."""

from typing import Final

from workflows.contracts.temporal import Effect, Message

TASK_QUEUE: Final = "digests"
WORKFLOW: Final = "Digests"
KIND: Final = "digests"
WORKFLOW_ID: Final = "digests"
SCHEDULE_ID: Final = "digests"
CRON: Final = "*/15 * * * *"
"""Somewhere an hour begins at each of these minutes."""


class Tenants(Message):
    """Those somebody of whom wants a digest, in order."""

    tenant_ids: tuple[str, ...] = ()


class OfTenant(Message):
    """Everybody of one tenant whose digest is due."""

    tenant_id: str


class SentDigests(Message):
    """What became of a tenant's digests in one round. ``trouble`` says why some wait."""

    tenant_id: str
    sent: int = 0
    nothing_to_say: int = 0
    waiting: int = 0
    failed: int = 0
    trouble: str = ""


class Round(Message):
    """Now."""


TENANTS_WITH_READERS: Final = Effect("tenants_with_readers", Round, Tenants)
SEND_DIGESTS: Final = Effect("send_digests", OfTenant, SentDigests)
EFFECTS: Final = (TENANTS_WITH_READERS, SEND_DIGESTS)
