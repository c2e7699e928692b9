"""What the local outbox keeps, and what feeds show to whom and when."""

import pytest
from msgspec.structs import replace

from domain.campaigns.values import Channel
from domain.errors import InvalidInput, NotFound
from domain.outbox import service
from domain.outbox.rules import suits
from domain.outbox.values import FeedItem, Letter, Occasion, Seen, Showing
from domain.predicates.values import Attribute, Comparison, Facts

NOW_MS = 1_795_219_200_000
DAY_MS = 86_400_000


def letter(place: int, **changes) -> Letter:
    made = Letter(
        message_id=f"msg_{place:03d}",
        person_id="per_ana",
        channel=Channel.EMAIL,
        at_ms=NOW_MS + place // 2,
        subject=f"Number {place}",
        html="<p>Hello</p>",
        data={"nested": {"a": [1, 2.5, None, "x"]}},
    )
    return replace(made, **changes)


def item(message_id: str, channel=Channel.IN_APP, **showing) -> FeedItem:
    return FeedItem(
        message_id=message_id,
        person_id="per_ana",
        channel=channel,
        at_ms=NOW_MS,
        until_ms=NOW_MS + DAY_MS,
        title=message_id,
        showing=Showing(**showing).model_dump(mode="json", by_alias=True),
    )


async def test_a_letter_is_kept_once_and_reads_as_it_was_written(journeys):
    async with journeys.tenant("ours") as session:
        await service.keep(session, [letter(1)])
        await service.keep(session, [letter(1, subject="Another"), letter(2)])
    async with journeys.reading("ours") as session:
        assert await service.letter(session, "msg_001") == letter(1)
        assert (await service.kept(session, "msg_002")).at_ms == letter(2).at_ms
        assert await service.kept(session, "msg_003") is None


async def test_another_tenant_reads_none_of_it(journeys):
    async with journeys.tenant("ours") as session:
        await service.keep(session, [letter(1)])
    async with journeys.reading("theirs") as session:
        with pytest.raises(NotFound):
            await service.letter(session, "msg_001")
        assert (await service.letters(session)).items == []


async def test_pages_hold_every_letter_once_the_newest_first(journeys):
    async with journeys.tenant("ours") as session:
        await service.keep(session, [letter(place) for place in range(25)])
    read, cursor = [], None
    async with journeys.reading("ours") as session:
        for _ in range(10):
            page = await service.letters(session, limit=7, cursor=cursor)
            read += [one.message_id for one in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert read == [f"msg_{place:03d}" for place in reversed(range(25))]


async def test_letters_are_found_by_person_channel_and_source(journeys):
    async with journeys.tenant("ours") as session:
        await service.keep(
            session,
            [
                letter(1),
                letter(2, person_id="per_bo"),
                letter(3, channel=Channel.SMS),
                letter(4, source="journey:jrn_1"),
            ],
        )
        found = {
            "bo": (await service.letters(session, person_id="per_bo")).items,
            "sms": (await service.letters(session, channel=Channel.SMS)).items,
            "journey": (await service.letters(session, source="journey:jrn_1")).items,
        }
    assert {name: [one.message_id for one in letters] for name, letters in found.items()} == {
        "bo": ["msg_002"],
        "sms": ["msg_003"],
        "journey": ["msg_004"],
    }


async def shown(journeys, occasion=None, *, channel=Channel.IN_APP, now_ms=NOW_MS, facts=None) -> list[str]:
    async with journeys.reading("ours") as session:
        found = await service.candidates(session, "per_ana", channel, occasion or Occasion(), now_ms=now_ms)
    return [one.item.message_id for one in service.choose(found, facts, now_ms=now_ms, most=10)]


@pytest.mark.parametrize(
    ("showing", "occasion", "is_shown"),
    [
        ({}, {}, True),
        ({"screens": ["home", "cart/*"]}, {"screen": "cart/1"}, True),
        ({"screens": ["home", "cart/*"]}, {"screen": "homepage"}, False),
        ({"screens": ["home"]}, {}, False),
        ({"on_event": "cart_viewed"}, {"event": "cart_viewed"}, True),
        ({"on_event": "cart_viewed"}, {}, False),
        ({"platforms": ["ios"]}, {"platform": "ios"}, True),
        ({"platforms": ["ios"]}, {"platform": "web"}, False),
        ({"app_version_min": "2.9"}, {"app_version": "2.10"}, True),
        ({"app_version_min": "2.10"}, {"app_version": "2.9"}, False),
        ({"app_version_max": "3"}, {"app_version": "3.0.0"}, True),
        ({"app_version_min": "1"}, {}, False),
        ({"stores": ["berlin-1"]}, {"store": "berlin-1"}, True),
        ({"slot": "hero"}, {"slot": "footer"}, False),
        ({"from_ms": NOW_MS + 1}, {}, False),
        ({"until_ms": NOW_MS}, {}, False),
    ],
)
def test_an_item_is_shown_when_all_it_says_is_true_of_the_moment(showing, occasion, is_shown):
    assert suits(Showing(**showing), Occasion(**occasion), now_ms=NOW_MS) is is_shown


async def test_what_an_item_says_of_the_person_is_asked_when_they_look(journeys):
    gold = Attribute(attribute="tier", is_=Comparison.IS, value="gold")
    async with journeys.tenant("ours") as session:
        await service.keep_feed_items(session, [item("msg_all"), item("msg_gold", when=gold, priority=1)])
    assert await shown(journeys, facts=Facts(attributes={"tier": "gold"})) == ["msg_gold", "msg_all"]
    assert await shown(journeys, facts=Facts(attributes={"tier": "green"})) == ["msg_all"]
    assert await shown(journeys) == ["msg_all"]


async def test_an_in_app_message_is_shown_as_often_as_it_says_and_a_card_until_it_is_dismissed(journeys):
    async with journeys.tenant("ours") as session:
        await service.keep_feed_items(
            session, [item("msg_twice", most_times=2), item("msg_card", channel=Channel.CONTENT_CARD)]
        )
        for _ in range(2):
            await service.note_seen(session, "per_ana", "msg_twice", Seen.SHOWN, now_ms=NOW_MS)
            await service.note_seen(session, "per_ana", "msg_card", Seen.SHOWN, now_ms=NOW_MS)
    assert await shown(journeys) == []
    assert await shown(journeys, channel=Channel.CONTENT_CARD) == ["msg_card"]
    async with journeys.tenant("ours") as session:
        await service.note_seen(session, "per_ana", "msg_card", Seen.DISMISSED, now_ms=NOW_MS)
    assert await shown(journeys, channel=Channel.CONTENT_CARD) == []


async def test_cards_are_pinned_first_then_by_priority_then_the_newest(journeys):
    cards = [
        replace(item("msg_old", channel=Channel.CONTENT_CARD), at_ms=NOW_MS - 5),
        item("msg_new", channel=Channel.CONTENT_CARD),
        item("msg_urgent", channel=Channel.CONTENT_CARD, priority=1),
        replace(item("msg_pinned", channel=Channel.CONTENT_CARD, pinned=True), at_ms=NOW_MS - 9),
    ]
    async with journeys.tenant("ours") as session:
        await service.keep_feed_items(session, cards)
    order = await shown(journeys, channel=Channel.CONTENT_CARD)
    assert order == ["msg_pinned", "msg_urgent", "msg_new", "msg_old"]


async def test_an_item_whose_time_is_over_is_shown_to_nobody(journeys):
    async with journeys.tenant("ours") as session:
        await service.keep_feed_items(session, [item("msg_1")])
    assert await shown(journeys, now_ms=NOW_MS + DAY_MS) == []


async def test_nobody_marks_another_person_s_item(journeys):
    async with journeys.tenant("ours") as session:
        await service.keep_feed_items(session, [item("msg_1")])
        with pytest.raises(NotFound):
            await service.note_seen(session, "per_bo", "msg_1", Seen.CLICKED, now_ms=NOW_MS)


def test_rules_of_showing_that_are_none_name_the_field():
    with pytest.raises(InvalidInput) as refused:
        service.read_showing({"most_times": 0})
    assert refused.value.field == "showing.most_times"


async def test_what_is_old_is_forgotten_and_dead_letters_are_not(journeys):
    async with journeys.tenant("ours") as session:
        await service.keep(session, [letter(1), letter(2, at_ms=NOW_MS + DAY_MS)])
        assert await service.forget(session, before_ms=NOW_MS + 1_000) == 1
        assert await service.kept(session, "msg_002") is not None


async def test_what_was_written_to_somebody_goes_when_they_are_forgotten(journeys):
    async with journeys.tenant("ours") as session:
        await service.keep(session, [letter(1), letter(2, person_id="per_bo")])
        await service.keep_feed_items(session, [item("msg_card")])
        await service.erase(session, ["per_ana"])
        assert [await service.kept(session, one) is not None for one in ("msg_001", "msg_card", "msg_002")] == [
            False,
            False,
            True,
        ]
