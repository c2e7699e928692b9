"""What an approver had read: a decision names it, and counts for nothing else."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.approvals import service as approvals
from domain.approvals.service import Round
from domain.approvals.values import Outcome
from domain.campaigns.sections.service import compare
from domain.campaigns.sections.values import Difference
from domain.errors import Conflict, InvalidInput


class Named(NamedTuple):
    """A revision by its number and its hash."""

    revision: int | None
    revision_hash: str


class StaleDecision(Conflict):
    """What was read is not what is under review; ``differences`` are what it says otherwise, as far as we know what was read."""

    def __init__(self, held: Round, differences: Sequence[Difference]) -> None:
        super().__init__(
            f"revision {held.revision} is under review, which is not what you have read",
            field="revision",
            remedy="Read what changed, and decide on what it says now.",
        )
        self.revision_hash = held.revision_hash
        self.differences = tuple(differences)


async def what_was_read(session: AsyncSession, campaign_id: str, named: Named) -> Named:
    """The revision a decision is on, as the round under review has it. Where nothing is under review, what was named.

    Raises ``InvalidInput`` for a decision that names nothing, ``StaleDecision`` for one on anything else.
    """
    if named.revision is None and not named.revision_hash:
        raise InvalidInput(
            "a decision names what was read",
            field="revision_hash",
            remedy="Send the revision_hash, or the revision, that the review you have read shows.",
        )
    rounds = await approvals.rounds_of(session, campaign_id)
    held = rounds[-1] if rounds else None
    if held is None or held.outcome is not Outcome.PENDING:
        return named
    is_this = named.revision in (None, held.revision) and named.revision_hash in ("", held.revision_hash)
    if is_this:
        return Named(held.revision, held.revision_hash)
    by_hash = {one.revision_hash: one.revision for one in rounds if one.revision_hash}
    read = by_hash.get(named.revision_hash) if named.revision_hash else named.revision
    known = read is not None and read < held.revision
    found = (await compare(session, campaign_id, before=read, after=held.revision)).differences if known else ()
    raise StaleDecision(held, found)
