"""Messages' content from the tenant's templates: what each template reads is loaded for many people at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from activities.composing import Compose, Composed
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Contact
from domain.content.catalogues import service as catalogues
from domain.content.connected import service as connected
from domain.content.connected.values import Answer, Asked, Fetcher
from domain.content.liquid.values import ContentRefused
from domain.content.prepared.rules import Prepared
from domain.content.service import TemplateShelf, load_prepared
from domain.content.values import RenderInputs, Wanted
from domain.delivery.values import Purpose
from domain.errors import InvalidInput, NotFound
from domain.messages import service as ledger
from domain.messages.values import Open
from domain.predicates.values import Facts
from domain.sealing import Sealer
from domain.segments import service as segments
from domain.segments.rules import needs
from domain.segments.values import Need
from domain.senders.values import Sender
from storage.sql.database import Database

EVENT: Final = "event"
"""Of a message's variables: the event that led to it."""
Senders = Callable[[Channel], Sender | None]
_Found = Mapping[tuple[str, int], Prepared | InvalidInput | NotFound]


class TemplateComposer:
    """See ``activities.composing.Composer``. Without a ``fetcher`` connected content is unavailable."""

    def __init__(
        self, journeys: Database, shelf: TemplateShelf, sealer: Sealer, *, fetcher: Fetcher | None = None
    ) -> None:
        self._journeys = journeys
        self._shelf = shelf
        self._sealer = sealer
        self._fetcher = fetcher

    async def fetch(self, tenant_id: str, ids: Sequence[str], *, now_ms: int) -> None:
        """Fetch what the templates of these messages want of other hosts, so that preparing need not wait for them."""
        if self._fetcher is None:
            return
        async with self._journeys.reading(tenant_id) as session:
            sources = await connected.opened(session, self._sealer)
            messages = await ledger.peek(session, ids) if sources else []
            found = await load_prepared(session, _versions(messages), self._shelf)
            wanting = [(each, one) for each in messages if (one := _prepared(found, each)) and one.version.fetches]
            people = await contacts.load(session, {each.person_id for each, _ in wanting})
            inputs = await _inputs(session, [each for each, _ in wanting], people, found, _nobody, now_ms=now_ms)
        asked: set[Asked] = set()
        for message, prepared in wanting:
            if message.id in inputs:
                asked |= set(asked_by(tenant_id, prepared, wanted_by(prepared, inputs[message.id])).values())
        if asked:
            await self._fetcher.fetch(frozenset(asked), sources)

    async def prepare(
        self,
        session: AsyncSession,
        messages: Sequence[Open],
        people: Mapping[str, Contact],
        *,
        senders: Senders,
        now_ms: int,
    ) -> Compose:
        found = await load_prepared(session, _versions(messages), self._shelf)
        inputs = await _inputs(session, messages, people, found, senders, now_ms=now_ms)
        wanted = {
            each.id: wanted_by(prepared, inputs[each.id])
            for each in messages
            if (prepared := _prepared(found, each)) and each.id in inputs and _has_bindings(prepared)
        }
        items = await items_of(session, wanted.values())

        def compose(message: Open, contact: Contact) -> Composed:
            del contact
            prepared = found[message.template_id, message.template_version]
            if not isinstance(prepared, Prepared):
                raise prepared
            reads = inputs[message.id]
            if message.id in wanted:
                bound = wanted[message.id]
                fetched = self._fetched(prepared, bound)
                reads = with_bound(reads, items=bound_items(prepared, bound, items), fetched=fetched)
            rendered = prepared.render(reads)
            return Composed(
                subject=rendered.subject,
                html=rendered.html,
                text=rendered.text,
                title=rendered.title,
                body=rendered.body,
                data=rendered.data,
                media_urls=rendered.media_urls,
                headers=rendered.headers,
                unsubscribe_url=rendered.unsubscribe_url,
            )

        return compose

    def _fetched(self, prepared: Prepared, wanted: Wanted) -> dict[str, JsonValue]:
        """Raises ``ContentRefused`` where a template says that nothing is to be sent without."""
        strict = {str(one["name"]) for one in prepared.version.fetches if one.get("if_unavailable") == "do_not_send"}
        fetched: dict[str, JsonValue] = {}
        for name, asked in asked_by(prepared.version.tenant_id, prepared, wanted).items():
            answer = self._fetcher.cached(asked) if self._fetcher else None
            answer = answer or Answer(reason="it was not fetched in time")
            if answer.reason and name in strict:
                raise ContentRefused(f"fetched.{name}", answer.reason, "Wait for it, or let the template do without.")
            fetched[name] = answer.value
        return fetched


def _nobody(_: Channel) -> None:
    return None


def _versions(messages: Iterable[Open]) -> set[tuple[str, int]]:
    return {(each.template_id, each.template_version) for each in messages}


def _prepared(found: _Found, message: Open) -> Prepared | None:
    one = found[message.template_id, message.template_version]
    return one if isinstance(one, Prepared) else None


def _has_bindings(prepared: Prepared) -> bool:
    return bool(prepared.version.lookups or prepared.version.fetches)


def wanted_by(prepared: Prepared, inputs: RenderInputs) -> Wanted:
    try:
        return prepared.wants(inputs)
    except ContentRefused:
        return Wanted({}, {})  # rendering will say the same, to the message's own trace


def asked_by(tenant_id: str, prepared: Prepared, wanted: Wanted) -> dict[str, Asked]:
    how: dict[str, dict[str, Any]] = {str(one["name"]): one for one in prepared.version.fetches}
    return {
        name: Asked(
            tenant_id=tenant_id,
            url=url,
            is_json=how[name]["kind"] == "json",
            cache_s=int(how[name]["cache_s"]),
            timeout_ms=int(how[name]["timeout_ms"]),
        )
        for name, url in wanted.fetches.items()
    }


async def _inputs(
    session: AsyncSession,
    messages: Sequence[Open],
    people: Mapping[str, Contact],
    found: _Found,
    senders: Senders,
    *,
    now_ms: int,
) -> dict[str, RenderInputs]:
    """What each message's template may read, by message id; people who are not known have none."""
    facts = await _facts(session, messages, people, found, now_ms=now_ms)
    from_whom: dict[Channel, dict[str, JsonValue]] = {}
    inputs = {}
    for message in messages:
        contact = people.get(message.person_id)
        if contact is None:
            continue
        if message.channel not in from_whom:
            from_whom[message.channel] = shown_sender(senders(message.channel))
        known = facts.get(contact.person_id)
        event = message.variables.get(EVENT)
        inputs[message.id] = RenderInputs(
            contact=contact,
            now_ms=now_ms,
            message_id=message.id,
            computed=known.computed if known is not None else {},
            event=event if isinstance(event, dict) else {},
            variables=message.variables,
            sender=from_whom[message.channel],
            is_transactional=message.purpose is Purpose.TRANSACTIONAL,
            facts=known,
        )
    return inputs


async def _facts(
    session: AsyncSession,
    messages: Sequence[Open],
    people: Mapping[str, Contact],
    found: _Found,
    *,
    now_ms: int,
) -> dict[str, Facts]:
    """Segments, behaviour and computed properties of those whose templates look at them; nothing for all others."""
    asking: dict[tuple[str, int], Need] = {}
    for version, prepared in found.items():
        if isinstance(prepared, Prepared):
            need = need_of(prepared, now_ms)
            if need is not None:
                asking[version] = need
    if not asking:
        return {}
    everything = Need()
    for need in asking.values():
        everything = everything.plus(need)
    meant = {
        people[each.person_id].person_id: people[each.person_id]
        for each in messages
        if (each.template_id, each.template_version) in asking and each.person_id in people
    }
    return await segments.facts_of(session, meant, everything, now_ms=now_ms)


def need_of(prepared: Prepared, now_ms: int) -> Need | None:
    computed = frozenset(path.split(".")[1] for path in prepared.reads if path.startswith("computed."))
    if not computed and not prepared.conditions:
        return None
    return needs(prepared.conditions.values(), now_ms=now_ms).plus(Need(computed=computed, since_ms=now_ms))


async def items_of(session: AsyncSession, wanted: Iterable[Wanted]) -> dict[tuple[str, str], dict[str, JsonValue]]:
    by_catalogue: dict[str, set[str]] = defaultdict(set)
    for each in wanted:
        for catalogue, ids in each.items.values():
            by_catalogue[catalogue] |= set(ids)
    asked: dict[str, Collection[str]] = {name: ids for name, ids in by_catalogue.items() if ids}
    return await catalogues.look_up(session, asked) if asked else {}


def bound_items(
    prepared: Prepared, wanted: Wanted, items: Mapping[tuple[str, str], dict[str, JsonValue]]
) -> dict[str, JsonValue]:
    many = {str(one["name"]) for one in prepared.version.lookups if one.get("many")}
    bound: dict[str, JsonValue] = {}
    for name, (catalogue, ids) in wanted.items.items():
        known: list[JsonValue] = [items[catalogue, one] for one in ids if (catalogue, one) in items]
        bound[name] = known if name in many else known[0] if known else None
    return bound


def with_bound(inputs: RenderInputs, *, items: dict[str, JsonValue], fetched: dict[str, JsonValue]) -> RenderInputs:
    return RenderInputs(
        contact=inputs.contact,
        now_ms=inputs.now_ms,
        message_id=inputs.message_id,
        computed=inputs.computed,
        event=inputs.event,
        variables=inputs.variables,
        items=items,
        fetched=fetched,
        sender=inputs.sender,
        is_transactional=inputs.is_transactional,
        facts=inputs.facts,
    )


def shown_sender(sender: Sender | None) -> dict[str, JsonValue]:
    if sender is None:
        return {}
    return {
        "name": sender.name,
        "address": sender.address,
        "reply_to": sender.reply_to,
        "postal_address": sender.postal_address,
    }
