"""The API's side of content: templates parsed, links signed, connected content fetched, and previews made of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.contacts.values import Contact
from domain.content.catalogues import service as catalogues
from domain.content.connected import service as connected
from domain.content.connected.values import Answer, Asked, Fetcher, Source
from domain.content.links.rules import LinkSigner
from domain.content.prepared.rules import Prepared
from domain.content.values import Rendered, RenderInputs, Wanted
from domain.sealing import Sealer
from domain.segments import service as segments
from domain.segments.rules import needs
from domain.segments.values import Need
from domain.senders import service as senders


@dataclass(frozen=True, kw_only=True)
class ContentRoom:
    """Everything the routes of content and its readers need."""

    signer: LinkSigner
    sealer: Sealer
    fetcher: Fetcher


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A preview: the message, and what came of the connected content it asked for."""

    rendered: Rendered
    fetched: Mapping[str, Answer]
    items: Mapping[str, JsonValue]


@dataclass(kw_only=True)
class Viewing:
    """A preview under way: what was loaded in a transaction, and what is still to be fetched outside of it."""

    prepared: Prepared
    inputs: RenderInputs
    sources: tuple[Source, ...]
    wanted: Wanted


async def begin_preview(
    session: AsyncSession,
    prepared: Prepared,
    contact: Contact,
    sealer: Sealer,
    *,
    variables: Mapping[str, JsonValue],
    event: Mapping[str, JsonValue],
    now_ms: int,
) -> Viewing:
    """Load what a message to ``contact`` reads, as sending would. Raises ``ContentRefused``."""
    version = prepared.version
    need = needs(prepared.conditions.values(), now_ms=now_ms).plus(Need(computed=prepared.computed))
    facts = (await segments.facts_of(session, {contact.person_id: contact}, need, now_ms=now_ms))[contact.person_id]
    sender = next(
        (row for row in await senders.list_senders(session) if row.is_default and row.channel == version.channel), None
    )
    shown: dict[str, JsonValue] = (
        {}
        if sender is None
        else {
            "name": sender.name,
            "address": sender.address,
            "reply_to": sender.reply_to or sender.address,
            "postal_address": sender.postal_address,
        }
    )
    inputs = RenderInputs(
        contact=contact,
        now_ms=now_ms,
        computed=facts.computed,
        event=dict(event),
        variables=dict(variables),
        sender=shown,
        facts=facts,
    )
    wanted = prepared.wants(inputs)
    items: dict[str, JsonValue] = {}
    several = {str(one["name"]): bool(one["many"]) for one in version.lookups}
    for name, (catalogue, ids) in wanted.items.items():
        held = await catalogues.look_up(session, {catalogue: ids})
        found: list[JsonValue] = [held[catalogue, one] for one in ids if (catalogue, one) in held]
        if several[name] or found:
            items[name] = found if several[name] else found[0]
    sources = await connected.opened(session, sealer) if wanted.fetches else ()
    return Viewing(
        prepared=prepared,
        inputs=msgspec.structs.replace(inputs, items=items, fetched={}),
        sources=sources,
        wanted=wanted,
    )


async def finish_preview(viewing: Viewing, fetcher: Fetcher, *, locale: str = "") -> Seen:
    """Fetch what is missing, and render. Raises ``ContentRefused``."""
    version, inputs = viewing.prepared.version, viewing.inputs
    asked = {
        str(one["name"]): Asked(
            tenant_id=version.tenant_id,
            url=viewing.wanted.fetches[str(one["name"])],
            is_json=one["kind"] == "json",
            cache_s=int(one["cache_s"]),
            timeout_ms=int(one["timeout_ms"]),
        )
        for one in version.fetches
    }
    answers = await fetcher.fetch(frozenset(asked.values()), viewing.sources) if asked else {}
    fetched = {name: answers[one] for name, one in asked.items()}
    inputs.fetched.update({name: one.value for name, one in fetched.items() if not one.reason})
    return Seen(rendered=viewing.prepared.render(inputs, locale=locale), fetched=fetched, items=inputs.items)
