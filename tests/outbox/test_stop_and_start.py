"""STOP and START by text: who said stop is left alone, and comes back by their own word alone."""

import pytest

from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Consent, ContactChange, consent_key
from domain.delivery import service as delivery
from domain.delivery.values import ConsentState, IdentityType, NewSuppression, Purpose, SuppressionReason
from domain.messages.feedback import service as feedback
from domain.messages.values import Feedback, FeedbackKind

NOW_MS = 1_795_219_200_000
NUMBER = "+15551230001"


def said(kind: FeedbackKind, place: int) -> Feedback:
    return Feedback(
        event_id=f"in:{place}", kind=kind, channel=Channel.SMS, at_ms=NOW_MS + place, address=NUMBER, reason="a word"
    )


async def listed(session) -> list[SuppressionReason]:
    return [one.reason for one in await delivery.entries_of(session, [(IdentityType.PHONE, NUMBER)])]


@pytest.fixture
async def ana(journeys) -> str:
    async with journeys.tenant("ours") as session:
        person_id, _ = await contacts.create(session, ContactChange(identities=(("phone", NUMBER),)), now_ms=NOW_MS)
    return person_id


@pytest.mark.parametrize("in_one_batch", [True, False])
@pytest.mark.parametrize(
    ("words", "is_listed", "consent"),
    [
        ([FeedbackKind.UNSUBSCRIBED], True, ConsentState.DENIED),
        ([FeedbackKind.UNSUBSCRIBED, FeedbackKind.RESUBSCRIBED], False, ConsentState.GRANTED),
        (
            [FeedbackKind.UNSUBSCRIBED, FeedbackKind.RESUBSCRIBED, FeedbackKind.UNSUBSCRIBED],
            True,
            ConsentState.DENIED,
        ),
    ],
)
async def test_the_last_word_counts(journeys, ana, words, is_listed, consent, in_one_batch):
    told = [said(kind, place) for place, kind in enumerate(words)]
    async with journeys.tenant("ours") as session:
        for batch in [told] if in_one_batch else [[one] for one in told]:
            await feedback.feedback(session, batch, now_ms=NOW_MS + 10)
        assert bool(await listed(session)) is is_listed
        known = (await contacts.load(session, [ana]))[ana]
    assert known.consents[consent_key(Channel.SMS, Purpose.MARKETING)] is consent


async def test_a_start_from_somebody_who_never_said_stop_is_a_reply_and_no_consent(journeys, ana):
    async with journeys.tenant("ours") as session:
        recorded = await feedback.feedback(session, [said(FeedbackKind.RESUBSCRIBED, 1)], now_ms=NOW_MS + 10)
        known = (await contacts.load(session, [ana]))[ana]
    assert known.consents == {}
    assert [event.name for event in recorded.events] == ["message_replied"]


async def test_a_start_takes_back_a_no_that_was_said_elsewhere(journeys, ana):
    no = Consent(Channel.SMS, Purpose.MARKETING, ConsentState.DENIED, NOW_MS, "form")
    async with journeys.tenant("ours") as session:
        await contacts.change(session, ana, ContactChange(consents=(no,)), now_ms=NOW_MS)
        recorded = await feedback.feedback(session, [said(FeedbackKind.RESUBSCRIBED, 1)], now_ms=NOW_MS + 10)
        known = (await contacts.load(session, [ana]))[ana]
    assert known.consents[consent_key(Channel.SMS, Purpose.MARKETING)] is ConsentState.GRANTED
    assert [event.name for event in recorded.events] == ["message_resubscribed"]


async def test_start_lifts_no_other_reason(journeys, ana):
    bounced = NewSuppression(
        kind=IdentityType.PHONE, value=NUMBER, channel=Channel.SMS, reason=SuppressionReason.BOUNCED, note=""
    )
    async with journeys.tenant("ours") as session:
        await delivery.suppress(session, [bounced], actor_id="usr_1", now_ms=NOW_MS)
        await feedback.feedback(session, [said(FeedbackKind.RESUBSCRIBED, 1)], now_ms=NOW_MS + 10)
        assert await listed(session) == [SuppressionReason.BOUNCED]


@pytest.mark.parametrize("in_one_batch", [True, False])
async def test_start_takes_no_complaint_back_that_came_after_a_stop(journeys, ana, in_one_batch):
    told = [said(FeedbackKind.UNSUBSCRIBED, 1), said(FeedbackKind.COMPLAINED, 2), said(FeedbackKind.RESUBSCRIBED, 3)]
    async with journeys.tenant("ours") as session:
        for batch in [told] if in_one_batch else [[one] for one in told]:
            await feedback.feedback(session, batch, now_ms=NOW_MS + 10)
        assert await listed(session) == [SuppressionReason.COMPLAINED]
