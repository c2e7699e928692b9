"""Messages: what became of each, why somebody did or did not get one, and what came back."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import Field, JsonValue

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Id, ShownInstant, View, show_nanos
from domain.campaigns.values import Channel
from domain.delivery.values import Gate, Ruling
from domain.identity.values import Permission
from domain.messages import service
from domain.messages.feedback import service as feedback
from domain.messages.feedback.tables import MessageFeedback
from domain.messages.tallies import rules as tallies_rules
from domain.messages.tallies import service as tallies
from domain.messages.tallies.rules import Figures, Tally
from domain.messages.values import Explained, Look, MessageStatus
from domain.paging import MAX_PAGE, Position, read_cursor, write_cursor

router = APIRouter(prefix="/api/v1/messages", tags=["messages"])
for_email = APIRouter(prefix="/v1/channels/email/analytics", tags=["messages"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
PeopleReader = Annotated[Caller, requires(Permission.PROFILE_READ)]
Source = Annotated[str, Query(min_length=1, max_length=100, description="journey:jrn_..., broadcast:brd_... and so on")]
_SORT: Final = "messages"
_NOBODY_PLANNED: Final = (
    "Nobody planned a message for this person here: they did not come in, or have not reached a step that writes. Look at "
    "the journey's or broadcast's own people for why."
)


class VerdictView(View):
    gate: Gate
    ruling: Ruling
    reason: str
    inputs: dict[str, JsonValue]
    """What the gate looked at."""
    until: ShownInstant | None
    """Of a message that was told to wait: when it is looked at again."""


class LookView(View):
    at: ShownInstant
    verdicts: list[VerdictView]
    """In the order of the gates, up to the one that decided."""
    note: str
    """What happened beside the gates: rendering, throttles, the vendor's own words."""


class FeedbackView(View):
    kind: str
    at: ShownInstant
    is_bot: bool
    reason: str
    url: str


class MessageView(View):
    message_id: str
    key: str
    person_id: str
    channel: Channel
    source: str
    step: str
    template_id: str
    template_version: int
    status: MessageStatus
    reason: str
    """The gate or cause that refused it, or what it waits for."""
    in_words: str
    planned_at: ShownInstant
    due_at: ShownInstant | None
    settled_at: ShownInstant | None
    attempts: int
    provider: str
    provider_message_id: str
    segments: int
    cost: str
    currency: str
    delivered_at: ShownInstant | None
    opened_at: ShownInstant | None
    clicked_at: ShownInstant | None


class ExplainedView(MessageView):
    looks: list[LookView]
    """Every time it was looked at, gate by gate."""
    feedback: list[FeedbackView]


class MessagePage(View):
    messages: list[MessageView]
    next_cursor: str | None


class WhyView(View):
    in_words: str
    messages: list[ExplainedView]
    """The latest first, a hundred at most."""


class CountsView(View):
    """entered = sent + refused by reason + failed + unknown + in_progress."""

    source: str
    entered: int
    sent: int
    refused: dict[str, int]
    failed: int
    unknown: int
    in_progress: int
    is_balanced: bool | None
    """Whether the ledger's rows, counted one by one, say the same; null unless it was asked for."""


class FiguresView(View):
    source: str
    step: str
    channel: str
    total_sent: int
    refused: dict[str, int]
    failed: int
    unknown: int
    delivered: int
    opens: int
    unique_opens: int
    bot_opens: int
    """By proxies and scanners; in no rate."""
    clicks: int
    unique_clicks: int
    bot_clicks: int
    bounces: int
    dropped: int
    undelivered: int
    spam_reports: int
    unsubscribes: int
    replies: int
    segments: int
    cost: dict[str, str]
    """By currency."""
    open_rate: float
    click_rate: float
    bounce_rate: float


class MessageQuery(Body):
    """Which messages: of a person, or of a source and, if wanted, of one status and for one reason."""

    person_id: Annotated[str | None, Field(max_length=128)] = None
    source: Annotated[str | None, Field(max_length=100)] = None
    status: MessageStatus | None = None
    reason: Annotated[str | None, Field(max_length=40)] = None
    """The gate or cause that refused it, or what it waits for."""
    cursor: Annotated[str | None, Field(max_length=1_000)] = None
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 50


@router.get("")
async def list_messages(wanted: Annotated[MessageQuery, Query()], state: State, caller: PeopleReader) -> MessagePage:
    """The newest first."""
    position = read_cursor(_SORT, wanted.cursor)
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await service.search(
            session,
            person_id=wanted.person_id,
            source=wanted.source,
            status=wanted.status,
            reason=wanted.reason,
            before=position.id if position else None,
            limit=wanted.limit + 1,
        )
    following = None
    if len(found) > wanted.limit:
        last = found[wanted.limit - 1].message_id
        following = write_cursor(_SORT, Position(last, last))
    return MessagePage(messages=[_message(each) for each in found[: wanted.limit]], next_cursor=following)


@router.get("/why")
async def why(
    state: State,
    caller: PeopleReader,
    person_id: Annotated[str, Query(min_length=1, max_length=128)],
    source: Annotated[str | None, Query(max_length=100)] = None,
) -> WhyView:
    """Why this person got, or did not get, what a journey or broadcast had for them: gate by gate, in plain words."""
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await service.explain(session, person_id=person_id, source=source)
        came_back = await feedback.of_messages(session, [each.message_id for each in found])
    return WhyView(in_words=found[0].in_words if found else _NOBODY_PLANNED, messages=_all_explained(found, came_back))


@router.get("/counts")
async def get_counts(
    state: State,
    caller: Reader,
    source: Source,
    recount: Annotated[bool, Query()] = False,  # noqa: FBT002 -- a query
) -> CountsView:
    """How the messages of a journey or broadcast stand, to the person. ``recount`` goes through the ledger row by row."""
    async with state.journeys.reading(caller.tenant_id) as session:
        counted = await service.counted(session, source)
        is_balanced = counted == await service.recounted(session, source) if recount else None
    return CountsView(
        source=source,
        entered=counted.entered,
        sent=counted.sent,
        refused=counted.refused,
        failed=counted.failed,
        unknown=counted.unknown,
        in_progress=counted.in_progress,
        is_balanced=is_balanced,
    )


@router.get("/analytics")
async def get_analytics(
    state: State,
    caller: Reader,
    source: Annotated[str | None, Query(max_length=100)] = None,
    channel: Channel | None = None,
) -> list[FiguresView]:
    """What became of messages and what came back, by source, step and channel."""
    async with state.journeys.reading(caller.tenant_id) as session:
        rows = await tallies.of(session, source)
    return _by_step([row for row in rows if channel is None or row.channel == channel])


@router.get("/{message_id}")
async def get_message(message_id: Id, state: State, caller: PeopleReader) -> ExplainedView:
    """Everything about one message: every gate's verdict with what it looked at, and what came back."""
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await service.explain(session, key=message_id)
        came_back = await feedback.of_messages(session, [each.message_id for each in found])
    return _all_explained(found, came_back)[0]


@for_email.get("")
async def list_email_analytics(state: State, caller: Reader) -> list[FiguresView]:
    """Every source of e-mail, its steps together."""
    async with state.journeys.reading(caller.tenant_id) as session:
        rows = [row for row in await tallies.of(session) if row.channel == Channel.EMAIL]
    by_source: defaultdict[str, list[Tally]] = defaultdict(list)
    for row in rows:
        by_source[row.source].append(row)
    return [
        _figures(source, "", Channel.EMAIL.value, tallies_rules.figures(of_source))
        for source, of_source in sorted(by_source.items())
    ]


@for_email.get("/{source}")
async def get_email_analytics(
    source: Annotated[str, Field(max_length=100)], state: State, caller: Reader
) -> FiguresView:
    """One source of e-mail, such as ``journey:jrn_...``; zeros where nothing was sent yet."""
    async with state.journeys.reading(caller.tenant_id) as session:
        rows = [row for row in await tallies.of(session, source) if row.channel == Channel.EMAIL]
    return _figures(source, "", Channel.EMAIL.value, tallies_rules.figures(rows))


def _by_step(rows: Sequence[Tally]) -> list[FiguresView]:
    groups: defaultdict[tuple[str, str, str], list[Tally]] = defaultdict(list)
    for row in rows:
        groups[row.source, row.step, row.channel].append(row)
    return [_figures(*where, tallies_rules.figures(group)) for where, group in sorted(groups.items())]


def _figures(source: str, step: str, channel: str, figures: Figures) -> FiguresView:
    return FiguresView(
        source=source,
        step=step,
        channel=channel,
        total_sent=figures.sent,
        refused=figures.refused,
        failed=figures.failed,
        unknown=figures.unknown,
        delivered=figures.delivered,
        opens=figures.opens,
        unique_opens=figures.unique_opens,
        bot_opens=figures.bot_opens,
        clicks=figures.clicks,
        unique_clicks=figures.unique_clicks,
        bot_clicks=figures.bot_clicks,
        bounces=figures.bounced,
        dropped=figures.dropped,
        undelivered=figures.undelivered,
        spam_reports=figures.complained,
        unsubscribes=figures.unsubscribed,
        replies=figures.replied,
        segments=figures.segments,
        cost={currency: show_nanos(nanos) for currency, nanos in figures.cost_nanos.items()},
        open_rate=figures.open_rate,
        click_rate=figures.click_rate,
        bounce_rate=figures.bounce_rate,
    )


def _message(told: Explained) -> MessageView:
    return MessageView(
        message_id=told.message_id,
        key=told.key,
        person_id=told.person_id,
        channel=told.channel,
        source=told.source,
        step=told.step,
        template_id=told.template_id,
        template_version=told.template_version,
        status=told.status,
        reason=told.reason,
        in_words=told.in_words,
        planned_at=told.planned_at_ms,
        due_at=told.due_at_ms,
        settled_at=told.settled_at_ms,
        attempts=told.attempts,
        provider=told.provider,
        provider_message_id=told.provider_message_id,
        segments=told.segments,
        cost=show_nanos(told.cost_nanos),
        currency=told.currency,
        delivered_at=told.delivered_at_ms,
        opened_at=told.opened_at_ms,
        clicked_at=told.clicked_at_ms,
    )


def _all_explained(found: Sequence[Explained], came_back: Sequence[MessageFeedback]) -> list[ExplainedView]:
    by_message: defaultdict[str, list[FeedbackView]] = defaultdict(list)
    for row in came_back:
        by_message[row.message_id].append(
            FeedbackView(kind=row.kind, at=row.at_ms, is_bot=row.is_bot, reason=row.reason, url=row.url)
        )
    return [
        ExplainedView(
            **dict(_message(each)),
            looks=[_look(look) for look in each.looks],
            feedback=by_message[each.message_id],
        )
        for each in found
    ]


def _look(look: Look) -> LookView:
    return LookView(
        at=look.at_ms,
        verdicts=[
            VerdictView(
                gate=verdict.gate,
                ruling=verdict.ruling,
                reason=verdict.reason,
                inputs=dict(verdict.inputs),
                until=verdict.until_ms or None,
            )
            for verdict in look.verdicts
        ],
        note=look.note,
    )
