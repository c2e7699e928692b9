"""Everything that tells of one person, from what they asked by. Asked again later it finds who came back meanwhile."""

from collections.abc import Mapping

from msgspec.structs import replace

from domain.contacts import service as contacts
from domain.contacts.values import Contact, IdentityKind
from domain.identity import service as identity
from domain.journeys.owners import service as runs
from domain.privacy.places.values import Subject
from domain.privacy.requests import rules
from storage.sql.database import Database


async def gather(main: Database, journeys: Database, known: Subject) -> Subject:
    """``known``, and all that is known of the same person by now.

    Only what they asked by, and who they are by it, leads to people. What was theirs once and is somebody else's today, a browser
    that changed hands, tells of that other person, and is not looked for.
    """
    claimed = known.claimed or (() if known.person_ids else known.identities)
    found = replace(known, claimed=claimed)
    async with journeys.reading(known.tenant_id) as session:
        owners = await contacts.find_many(session, claimed)
        people = await contacts.load(session, [*known.person_ids, *owners.values()])
        for contact in {contact.person_id: contact for contact in people.values()}.values():
            found = _with(found, contact)
            merges, _ = await contacts.history(session, contact.person_id)
            for row in merges:
                found = _with(found, contacts.before_merge(row), row.absorbed_id)
        held = await contacts.find_many(session, found.identities)
        theirs = tuple(one for one in found.identities if held.get(one) in (None, *found.person_ids))
        carried = await runs.carried_alone(session, found.person_ids) if found.person_ids else []
    async with main.reading(known.tenant_id) as session:
        emails = [value for kind, value in theirs if kind == IdentityKind.EMAIL]
        accounts = [await identity.find_user(session, known.tenant_id, email) for email in emails]
    locked_out = (user.id for user in accounts if user is not None and user.disabled_at_ms is not None)
    return replace(
        found,
        identities=theirs,
        exchange_ids=tuple(value for kind, value in theirs if kind == IdentityKind.EXCHANGE_ID),
        run_ids=_more(known.run_ids, carried),
        user_ids=_more(found.user_ids, locked_out),
    )


async def about(journeys: Database, subject: Subject, asked: Mapping[str, Subject]) -> list[str]:
    """Which requests of ``asked``, each with whom it is about, are about the person of ``subject``, as people are known today."""
    by_identity = [one for each in asked.values() if not each.person_ids for one in each.identities]
    async with journeys.reading(subject.tenant_id) as session:
        owners = await contacts.find_many(session, by_identity)
        led_to = {
            request_id: each.person_ids or tuple(owners[one] for one in each.identities if one in owners)
            for request_id, each in asked.items()
        }
        people = await contacts.load(session, [person_id for ids in led_to.values() for person_id in ids])
    return [
        request_id
        for request_id, ids in led_to.items()
        if rules.is_about(asked[request_id], subject, living={people[one].person_id for one in ids if one in people})
    ]


def _with(subject: Subject, contact: Contact, absorbed_id: str = "") -> Subject:
    return replace(
        subject,
        person_ids=_more(subject.person_ids, [each for each in (contact.person_id, absorbed_id) if each]),
        identities=_more(
            subject.identities, [(kind, value) for kind, values in contact.identities.items() for value in values]
        ),
        tokens=_more(subject.tokens, [device.token for device in contact.devices]),
    )


def _more(known: tuple, more: object) -> tuple:  # type: ignore[type-arg]
    return tuple(dict.fromkeys((*known, *more)))  # type: ignore[misc]
