"""People as a walk needs them, and the gates, templates and ways out as production has them; nothing is written or leaves."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from activities.composing import Composed
from activities.content import EVENT, asked_by, bound_items, items_of, need_of, shown_sender, wanted_by, with_bound
from activities.handing_over import Claim, NoWay, prepared
from activities.judging import judge, receiver_of, refused
from activities.routes import Routes
from domain.behaviour import service as behaviour
from domain.behaviour.rules import ACTIVATION, INTEREST, SESSION_MS
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Contact, IdentityKind
from domain.content.connected.values import Asked, Fetcher
from domain.content.prepared.rules import Prepared
from domain.content.service import TemplateShelf, load_prepared
from domain.content.values import Rendered, RenderInputs
from domain.delivery import service as delivery
from domain.delivery.service import Gatekeeper
from domain.delivery.values import PastSend, Purpose, Receiver
from domain.errors import InvalidInput, NotFound
from domain.journeys.effects.service import source_of
from domain.journeys.effects.values import SUPPRESSED, suppressed_for, triggered_for
from domain.journeys.rules import predicates_of, templates_of
from domain.journeys.travellers import service as travellers
from domain.journeys.travellers.rules import listens_for
from domain.journeys.values import (
    AddToSegment,
    JourneyDefinition,
    Message,
    RemoveFromSegment,
    SuppressBid,
    TriggerCampaign,
)
from domain.journeys.walks.service import Rehearsed
from domain.journeys.walks.values import FactsOf, Figure, Former, Posted
from domain.messages import service as ledger
from domain.messages.values import Cause, Look, Looked, MessageStatus, Open
from domain.predicates.rules import segments_named
from domain.predicates.values import Predicate
from domain.records import tenant_of
from domain.segments import service as segments
from domain.segments.audiences import service as audiences
from domain.segments.audiences.rules import Catalogue
from domain.segments.rules import need_of_properties, needs, referred_to
from domain.segments.values import MEMBERSHIP_EVENTS, Need
from domain.senders.rules import expected_cost

Templates = Mapping[str, Prepared | InvalidInput | NotFound]


@dataclass(frozen=True)
class Stage:
    """A definition ready to be walked through, with everything that concerns all people alike."""

    journey: Rehearsed
    templates: Templates
    routes: Routes
    settings: delivery.Settings
    prices: Mapping[Channel, str]

    def need(self, *, now_ms: int) -> Need:
        """What any part of it looks at of a person."""
        journey = self.journey
        definition, catalogue = journey.definition, journey.catalogue
        entry = [definition.entry] if definition.entry is not None else []
        need = needs([*journey.predicates, *entry], now_ms=now_ms)
        need = need.plus(catalogue.need(catalogue.segments.keys(), now_ms=now_ms))
        for template in self.templates.values():
            more = need_of(template, now_ms) if isinstance(template, Prepared) else None
            need = need.plus(more) if more is not None else need
        computed = [catalogue.properties[name] for name in need.computed if name in catalogue.properties]
        return need.plus(need_of_properties(computed, now_ms=now_ms)) if computed else need


async def stage(
    session: AsyncSession,
    definition: JourneyDefinition,
    *,
    journey_id: str,
    version: int,
    shelf: TemplateShelf,
    routes: Routes,
    prices: Mapping[Channel, str],
    whole: bool,
) -> Stage:
    """Load it. With ``whole`` every segment is worked out on the way, otherwise those that the definition looks at."""
    found = await load_prepared(session, {(one, 0) for one in templates_of(definition)}, shelf)
    templates = {template_id: one for (template_id, _), one in found.items()}
    catalogue = await audiences.catalogue(session)
    if not whole:
        catalogue = _concerned(catalogue, definition, templates)
    journey = Rehearsed(
        definition,
        tenant_id=tenant_of(session),
        journey_id=journey_id,
        version=version,
        predicates=predicates_of(definition.model_copy(update={"entry": None})),
        catalogue=catalogue,
        types=await contacts.definitions(session),
    )
    return Stage(journey, templates, routes, await delivery.settings(session), prices)


def _concerned(catalogue: Catalogue, definition: JourneyDefinition, templates: Templates) -> Catalogue:
    """The segments that a walk may look at or change, and those they follow from."""
    if MEMBERSHIP_EVENTS & listens_for(definition):
        return catalogue
    read: list[Predicate] = [*predicates_of(definition)]
    for template in templates.values():
        if isinstance(template, Prepared):
            read += template.conditions.values()
    wanted = set().union(*(segments_named(predicate) for predicate in read))
    marks: set[str] = set()
    for step in definition.steps.values():
        match step:
            case AddToSegment() | RemoveFromSegment():
                wanted.add(step.segment)
            case SuppressBid():
                marks |= {suppressed_for(one) for one in step.campaigns} or {SUPPRESSED}
            case TriggerCampaign():
                marks.add(triggered_for(step.campaign))
    wanted |= {one.id for one in catalogue.segments.values() if one.definition.name in marks}
    closed: set[str] = set()
    ahead = [one for one in wanted if one in catalogue.segments]
    while ahead:
        segment_id = ahead.pop()
        if segment_id not in closed:
            closed.add(segment_id)
            ahead += [
                one for one in referred_to(catalogue.segments[segment_id].definition) if one in catalogue.segments
            ]
    return Catalogue([catalogue.segments[one] for one in closed], catalogue.properties.values())


async def figures(
    session: AsyncSession, on: Stage, people: Iterable[Contact], *, as_if_new: bool, now_ms: int
) -> dict[str, Figure]:
    """Figures of real people, by person id, with what each did as far back as anything looks."""
    by_id = {contact.person_id: contact for contact in people}
    need = on.need(now_ms=now_ms)
    names = need.events | {ACTIVATION} | INTEREST
    since_ms = min(need.since_ms if need.events else now_ms, now_ms - SESSION_MS - 1)
    did = await behaviour.recent(session, list(by_id), names, since_ms=since_ms)
    inside = await segments.segments_of(session, by_id.keys())
    looks = await segments.looks_of(session, by_id.keys()) if on.journey.catalogue.segments else {}
    former = {} if as_if_new else await travellers.former(session, on.journey.journey_id, by_id.keys())
    found = {}
    for person_id, contact in by_id.items():
        look_ms = looks.get(person_id) if on.journey.catalogue.timed else None
        found[person_id] = Figure(
            contact=contact,
            did=[one for one in did.get(person_id, ()) if one.at_ms <= now_ms],
            segments=set(inside.get(person_id, ())),
            is_in_segments=person_id in looks or not on.journey.catalogue.segments,
            segments_look_ms=max(look_ms, now_ms) if look_ms is not None else None,
            former=[
                Former(entered_at_ms=run.entered_at_ms, ended_at_ms=run.ended_at_ms, cause=run.cause)
                for run in former.get(person_id, ())
            ],
        )
    return found


async def keeper_of(session: AsyncSession, on: Stage, people: Collection[Contact], *, now_ms: int) -> Gatekeeper:
    """The gates' view of these people, with what caps count of what they were really sent."""
    source = source_of(on.journey.journey_id)
    receivers = {
        contact.person_id: Receiver(
            person_id=contact.person_id,
            emails=contact.identities.get(IdentityKind.EMAIL, ()),
            phones=contact.identities.get(IdentityKind.PHONE, ()),
            time_zone=contact.time_zone,
        )
        for contact in people
    }
    timed = any(isinstance(step, Message) and step.at_best_time for step in on.journey.definition.steps.values())
    sent = await ledger.past_sends(
        session, [(person_id, source) for person_id in receivers], on.settings.policy.caps, now_ms=now_ms
    )
    return await delivery.gatekeeper(
        session,
        receivers.values(),
        known=on.settings,
        sent=sent,
        timed=receivers if timed else None,
        sends=await ledger.sends_by_person(session, receivers) if timed else None,
    )


class RehearsalMail:
    """``Mail`` over what production uses: the gates, templates, accounts and senders of this moment.

    Connected content is what ``fetcher`` knows already; what it does not is in ``asked`` afterwards. Without a fetcher it is
    taken to be empty. Catalogues are looked up in ``session``.
    """

    def __init__(self, session: AsyncSession, on: Stage, keeper: Gatekeeper, *, fetcher: Fetcher | None = None) -> None:
        self._session = session
        self._on = on
        self._keeper = keeper
        self._fetcher = fetcher
        self._items: dict[tuple[str, str], dict[str, JsonValue]] = {}
        self.asked: set[Asked] = set()

    async def look(self, message: Open, contact: Contact, facts: FactsOf, *, now_ms: int) -> Posted:
        """What would be claimed is said to be, with what its reader would see; every refusal as production gives it."""
        judged = judge(message, receiver_of(message, contact), self._keeper, now_ms)
        if judged.status is not MessageStatus.CLAIMED:
            return Posted(looked=judged)
        try:
            version, rendered = await self._rendered(message, contact, facts, now_ms)
            claim = prepared(self._on.journey.tenant_id, message, contact, self._on.routes, _composed(rendered))
        except NoWay as error:
            return Posted(looked=refused(message, Cause.NO_SENDER, judged.look, error.message))
        except (InvalidInput, NotFound) as error:
            note = f"{error.field}: {error.message}" if error.field else error.message
            return Posted(looked=refused(message, Cause.CONTENT, judged.look, note))
        if message.purpose is Purpose.MARKETING:
            self._keeper.note_claim(message.person_id, PastSend(message.channel, now_ms, message.source))
        return self._posted(message, claim, judged.look, version, rendered)

    def _posted(self, message: Open, claim: Claim, look: Look, version: int, rendered: Rendered) -> Posted:
        outbound, account = claim.outbound, claim.route.account
        count, nanos, currency = expected_cost(
            message.channel,
            rendered.text or rendered.body,
            outbound.address,
            account.parameters,
            self._on.prices.get(message.channel, ""),
        )
        return Posted(
            looked=Looked(message, MessageStatus.CLAIMED, look),
            rendered=rendered,
            template_version=version,
            address=outbound.address,
            sender=outbound.sender,
            vendor=account.vendor,
            segments=count,
            cost_nanos=nanos,
            currency=currency,
        )

    async def _rendered(self, message: Open, contact: Contact, facts: FactsOf, now_ms: int) -> tuple[int, Rendered]:
        template = self._on.templates[message.template_id]
        if not isinstance(template, Prepared):
            raise template
        need = need_of(template, now_ms)
        known = facts(need) if need is not None else None
        event = message.variables.get(EVENT)
        reads = RenderInputs(
            contact=contact,
            now_ms=now_ms,
            computed=known.computed if known is not None else {},
            event=event if isinstance(event, dict) else {},
            variables=message.variables,
            sender=shown_sender(self._on.routes.sender(message.channel)),
            is_transactional=message.purpose is Purpose.TRANSACTIONAL,
            facts=known,
        )
        if template.version.lookups or template.version.fetches:
            wanted = wanted_by(template, reads)
            missing = {
                (catalogue, one)
                for catalogue, ids in wanted.items.values()
                for one in ids
                if (catalogue, one) not in self._items
            }
            if missing:
                self._items |= await items_of(self._session, [wanted])
            fetched = self._fetched(asked_by(template.version.tenant_id, template, wanted))
            reads = with_bound(reads, items=bound_items(template, wanted, self._items), fetched=fetched)
        return template.version.version, template.render(reads)

    def _fetched(self, asked: Mapping[str, Asked]) -> dict[str, JsonValue]:
        found: dict[str, JsonValue] = {}
        for name, one in asked.items():
            answer = self._fetcher.cached(one) if self._fetcher is not None else None
            if answer is None:
                self.asked.add(one)
            found[name] = answer.value if answer is not None else None
        return found


def _composed(rendered: Rendered) -> Composed:
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
