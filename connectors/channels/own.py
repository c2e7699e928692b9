"""Channels that end with us: the local outbox, feeds that others fetch from us, and segments of our own bid plane."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError

from connectors.channels.protocol import (
    Accepted,
    AccountCheck,
    Activation,
    Ambiguous,
    Capabilities,
    ChannelAccount,
    Deferred,
    Dependencies,
    Idempotency,
    Keeper,
    OutboundMessage,
    Outcome,
    RefusalClass,
    Refused,
    Sender,
    Unknown,
)
from domain.campaigns.values import Channel
from domain.errors import CampaignExpressError, InvalidInput, NotFound, Unavailable
from domain.outbox.values import FEED_LIFE_MS, FeedItem, Letter, Showing
from domain.senders.values import BID_PLANE, FEED, FEED_CHANNELS, OUTBOX

SHOWING: Final = "showing"
"""Of a message's data: when and where a feed shows it."""
SEGMENT: Final = "segment"
LEAVES: Final = "leaves"
_SEGMENT_ID: Final = re.compile("seg_[0-9a-z]{26}")
_BATCH: Final = 5_000


class LocalOutbox:
    """Keeps every message, to be read here."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return Capabilities(
            vendor=OUTBOX,
            label="Local outbox",
            channels=tuple(Channel),
            batch=_BATCH,
            idempotency=Idempotency.NATIVE,
            can_look_up=True,
            documented={"send": "kept here; read it at /api/v1/outbox/messages"},
        )

    def __init__(self, account: ChannelAccount, dependencies: Dependencies) -> None:
        self._tenant_id = account.tenant_id
        self._keeper = dependencies.keeper
        self._clock_ms = dependencies.clock_ms

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        now_ms = self._clock_ms()
        try:
            await self._keeper.keep_letters(self._tenant_id, [_letter(message, now_ms) for message in messages])
        except CampaignExpressError as error:
            return _not_kept(messages, error)
        return [Accepted(message_id=message.message_id) for message in messages]

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        return await _look_up(self._keeper, self._tenant_id, message_id)

    async def test(self, sender: Sender | None) -> AccountCheck:
        del sender
        return AccountCheck(works=True, account="kept here", checked=("nothing leaves",))


class Feeds:
    """Puts messages where an app, a page, or a display in a shop fetches them for the person in front of it."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return Capabilities(
            vendor=FEED,
            label="Feeds of in-app messages, cards, pages and shop displays",
            channels=FEED_CHANNELS,
            batch=_BATCH,
            idempotency=Idempotency.NATIVE,
            can_look_up=True,
            names_message=True,
            receipts=("opened", "clicked"),
            documented={"send": "kept here; fetched at /v1/feeds/{channel}"},
        )

    def __init__(self, account: ChannelAccount, dependencies: Dependencies) -> None:
        self._tenant_id = account.tenant_id
        self._keeper = dependencies.keeper
        self._clock_ms = dependencies.clock_ms

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        now_ms = self._clock_ms()
        items: list[FeedItem] = []
        outcomes: dict[str, Outcome] = {}
        for message in messages:
            try:
                items.append(_feed_item(message, now_ms))
            except ValidationError as error:
                reason = f"{SHOWING}: {error.errors()[0]['msg']}"
                outcomes[message.message_id] = Refused(
                    message_id=message.message_id, why=RefusalClass.CONTENT, reason=reason
                )
        try:
            await self._keeper.keep_feed_items(self._tenant_id, items)
        except CampaignExpressError as error:
            kept = {item.message_id for item in items}
            late = _not_kept([message for message in messages if message.message_id in kept], error)
            outcomes.update({outcome.message_id: outcome for outcome in late})
        return [outcomes.get(one.message_id, Accepted(message_id=one.message_id)) for one in messages]

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        return await _look_up(self._keeper, self._tenant_id, message_id)

    async def test(self, sender: Sender | None) -> AccountCheck:
        del sender
        return AccountCheck(works=True, account="kept here", checked=("nothing leaves",))


class BidPlane:
    """Paid media: puts people on a list (a segment kept by hand) that campaigns and audiences at platforms are bought for.

    Which list says the message (``segment`` in its data, ``seg_...``), or else the account's parameter.
    """

    @classmethod
    def capabilities(cls) -> Capabilities:
        return Capabilities(
            vendor=BID_PLANE,
            label="Paid media through our own bidders and connected platforms",
            channels=(Channel.PAID_MEDIA,),
            optional_parameters=("segment",),
            patterns={"segment": _SEGMENT_ID.pattern},
            batch=1_000,
            idempotency=Idempotency.NATIVE,
            documented={
                "send": "the person's profile in the bid plane; audiences follow at their next synchronisation"
            },
            unverified=("which platform shows what, and when, is theirs to decide: nothing says that an ad was seen",),
        )

    def __init__(self, account: ChannelAccount, dependencies: Dependencies) -> None:
        self._tenant_id = account.tenant_id
        self._segment = account.parameters.get("segment", "")
        self._activate = dependencies.activate

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        if self._activate is None:
            reason = "this process has no way to the bid plane"
            return [Deferred(message_id=message.message_id, reason=reason) for message in messages]
        by_list: dict[str, list[OutboundMessage]] = defaultdict(list)
        for message in messages:
            named = message.data.get(SEGMENT, self._segment)
            by_list[named if isinstance(named, str) and _SEGMENT_ID.fullmatch(named) else ""].append(message)
        outcomes: dict[str, Outcome] = {}
        for segment, people in by_list.items():
            answered = await self._activated(segment, people)
            outcomes.update({outcome.message_id: outcome for outcome in answered})
        return [outcomes[message.message_id] for message in messages]

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        del message_id
        return Unknown("a profile does not say which message changed it; doing it again changes nothing")

    async def test(self, sender: Sender | None) -> AccountCheck:
        del sender
        if self._activate is None:
            return AccountCheck(works=False, reason="this process has no way to the bid plane")
        return AccountCheck(works=True, account="our bid plane", checked=("it is connected",))

    async def _activated(self, segment: str, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        """All of one list: in one transaction."""
        if not segment:
            return _refused(
                messages, f"no {SEGMENT} is named: give the id of a list in the message's data, or in the account"
            )
        assert self._activate is not None
        activations = [
            Activation(
                message_id=message.message_id,
                person_id=message.person_id,
                segment=segment,
                joins=message.data.get(LEAVES) is not True,
            )
            for message in messages
        ]
        try:
            await self._activate(self._tenant_id, activations)
        except (InvalidInput, NotFound) as error:
            return _refused(messages, error.message)
        except CampaignExpressError as error:
            return _not_kept(messages, error)
        return [Accepted(message_id=message.message_id) for message in messages]


def _letter(message: OutboundMessage, now_ms: int) -> Letter:
    return Letter(
        message_id=message.message_id,
        person_id=message.person_id,
        channel=message.channel,
        at_ms=now_ms,
        address=message.address,
        platform=message.platform,
        app=message.app,
        sender=message.sender,
        subject=message.subject,
        html=message.html,
        text=message.text,
        title=message.title,
        body=message.body,
        data=message.data,
        media_urls=message.media_urls,
        headers=message.headers,
        unsubscribe_url=message.unsubscribe_url,
        source=message.source,
        ids=message.ids,
    )


def _feed_item(message: OutboundMessage, now_ms: int) -> FeedItem:
    """Raises ``ValidationError`` for rules of showing that are none."""
    showing = Showing.model_validate(message.data.get(SHOWING) or {})
    ends = [at_ms for at_ms in (showing.until_ms, message.expires_at_ms) if at_ms]
    return FeedItem(
        message_id=message.message_id,
        person_id=message.person_id,
        channel=message.channel,
        at_ms=now_ms,
        until_ms=min(ends) if ends else now_ms + FEED_LIFE_MS,
        title=message.title or message.subject,
        body=message.body or message.text,
        html=message.html,
        data={name: value for name, value in message.data.items() if name != SHOWING},
        media_urls=message.media_urls,
        source=message.source,
        showing=showing.model_dump(mode="json", by_alias=True),
    )


def _refused(messages: Sequence[OutboundMessage], reason: str) -> Sequence[Outcome]:
    return [Refused(message_id=message.message_id, why=RefusalClass.CONTENT, reason=reason) for message in messages]


def _not_kept(messages: Sequence[OutboundMessage], error: CampaignExpressError) -> Sequence[Outcome]:
    """A transaction that failed for want of a database may have happened; any other was undone."""
    if isinstance(error, Unavailable):
        return [Ambiguous(message_id=message.message_id, reason=error.message) for message in messages]
    return [Deferred(message_id=message.message_id, reason=error.message) for message in messages]


async def _look_up(keeper: Keeper, tenant_id: str, message_id: str) -> Accepted | Unknown | None:
    try:
        kept = await keeper.kept(tenant_id, message_id)
    except Unavailable as error:
        return Unknown(error.message)
    return None if kept is None else Accepted(message_id=message_id)
