"""What becomes of everything that hangs on a person, in one transaction, when two are one or somebody is to be forgotten.

On a tenant's session of the journeys' store. Segments follow merges by the event that tells of one, like everybody else.
"""

import secrets
from collections.abc import Collection, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour import service as behaviour
from domain.broadcasts.recipients import service as recipients
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.files import service as files
from domain.contacts.rules import receiver_of
from domain.contacts.values import Contact, Merge
from domain.delivery import service as delivery
from domain.delivery.values import ConsentState, Purpose
from domain.journeys.owners import service as runs
from domain.journeys.rehearsals import service as rehearsals
from domain.journeys.values import Poke
from domain.messages.activations import service as activations
from domain.messages.owners import service as messages
from domain.outbox import service as outbox
from domain.segments import service as segments


async def follow_merges(session: AsyncSession, merges: Sequence[Merge], *, now_ms: int) -> set[Poke]:
    """What hangs on who was absorbed is the survivor's from now on. Returns whom to poke after the commit."""
    pokes: set[Poke] = set()
    for merge in merges:
        absorbed, survivor = merge.absorbed_id, merge.person_id
        pokes |= await runs.hand_on(session, absorbed, survivor, now_ms=now_ms)
        await messages.hand_on(session, absorbed, survivor)
        await recipients.hand_on(session, survivor, now_ms=now_ms)
        await activations.hand_on(session, absorbed, survivor)
        await outbox.hand_on(session, absorbed, survivor)
        await delivery.hand_on(session, absorbed, survivor, now_ms=now_ms)
    return pokes


async def erase(session: AsyncSession, person_id: str, *, actor_id: str, now_ms: int) -> set[Poke]:
    """Forget a person, with everybody they ever were. Returns whom to poke after the commit. Raises ``NotFound``.

    Their opt-outs go on holding, as salted hashes of the addresses. Counts of journeys and messages stay what they were: rows
    that make them up go on under a name that says nothing. What was published before is beyond reach.
    """
    contact = await contacts.get(session, person_id)
    denied = [Channel(key.partition("/")[0]) for key in _denied(contact)]
    receiver = receiver_of(contact, Channel.EMAIL, Purpose.MARKETING)
    await delivery.keep_refusals(session, receiver, denied, actor_id=actor_id, now_ms=now_ms)
    everybody = await contacts.erase(session, contact.person_id)
    texts = [*everybody, *(value for values in contact.identities.values() for value in values)]
    return await erase_rest(session, everybody, texts, now_ms=now_ms)


async def erase_rest(
    session: AsyncSession, everybody: Collection[str], texts: Collection[str], *, now_ms: int
) -> set[Poke]:
    """Forget what hangs on people whom nobody knows any more, and whatever could not be taken in that has one of ``texts`` in it.

    Returns whom to poke after the commit. Doing it again changes nothing.
    """
    names = {each: f"erased_{secrets.token_hex(12)}" for each in everybody}
    pokes = await runs.erase(session, names, now_ms=now_ms)
    await messages.erase(session, names, now_ms=now_ms)
    await recipients.erase(session, names)
    await activations.erase(session, everybody)
    await rehearsals.erase(session, everybody)
    await outbox.erase(session, everybody)
    await behaviour.erase(session, everybody)
    await segments.forget(session, everybody)
    await behaviour.erase_set_aside(session, texts)
    await files.erase(session, texts)
    return pokes


def _denied(contact: Contact) -> list[str]:
    return [
        key
        for key, state in contact.consents.items()
        if state is ConsentState.DENIED and key.partition("/")[2] == Purpose.MARKETING.value
    ]
