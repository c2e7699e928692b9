"""From what bidders record and exchanges report to a model that is better for it."""

import msgspec
import numpy as np
import pytest

from bidding.inference.auctions import Ground, observe
from bidding.inference.feature_log import packed
from bidding.inference.model_file import MODEL_PATH, read_model
from bidding.inference.outcome_training import Recorded, train_from
from domain.errors import InvalidInput
from domain.events.values import Event, EventType
from domain.inference.values import Scored
from storage.clickhouse.outcomes import Outcome, comparisons, outcomes
from storage.clickhouse.rows import EVENT_COLUMNS, _row
from storage.clickhouse.schema import EVENTS, migrate

AT_MS = 1_790_000_000_000


def impressions(count, seed=1):
    """Of a world in which everything is clicked three times as often as in the one the shipped model knows."""
    ground = Ground(41, people=300, campaigns=60, contexts=60)
    chance = np.random.default_rng(seed)
    auctions = ground.draw(chance, count)
    seen = observe(auctions, chance)
    clicked = (chance.random(count) < np.minimum(auctions.click * 3, 0.9)).astype(np.float32)
    return ground.features(auctions, slice(None)), clicked, seen.converted * clicked


def recorded(count, seed=1):
    matrix, clicked, converted = impressions(count, seed)
    return Recorded.of(
        (packed(row), bool(click), bool(conversion), 0)
        for row, click, conversion in zip(matrix, clicked, converted, strict=True)
    )


def test_what_was_recorded_teaches_the_rate_at_which_people_here_click():
    start = read_model(MODEL_PATH.read_bytes())
    model, card = train_from(recorded(12_000), start, seed=1)
    network = read_model(model)
    assert network.is_exact()
    matrix, clicked, _ = impressions(4_000, seed=2)
    before, after = (one.probabilities(one.forward(matrix))[0].mean() for one in (start, network))
    assert abs(after - clicked.mean()) < abs(before - clicked.mean()) / 3
    assert float(network.notes["held_out_click_log_loss"]) < float(network.notes["held_out_base_log_loss"])
    assert "learnt from 10,200 impressions" in card
    assert "Judged by the last 1,800 of them" in card


def test_the_same_outcomes_train_the_same_file():
    start = read_model(MODEL_PATH.read_bytes())
    first, second = (train_from(recorded(6_000), start, seed=1)[0] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("count", [0, 500])
def test_too_little_to_learn_from_is_refused_with_what_there_is(count):
    with pytest.raises(InvalidInput, match=f"{count} recorded impressions"):
        train_from(recorded(count), read_model(MODEL_PATH.read_bytes()), seed=1)


def event(kind, bid, **given):
    return Event(
        event_id=f"{kind}:{bid}", type=kind, at_ms=AT_MS, tenant_id="ten", campaign_id="cmp", bid_id=bid, **given
    )


async def test_outcomes_are_bids_that_were_shown_with_what_came_of_them(analytics):
    await migrate(analytics)
    text = packed(np.zeros(256, np.float32))
    detail = [
        msgspec.json.encode(
            Scored(
                live="a", click=0.1, conversion=0.01, layout="2", features=text,
                shadow="b", shadow_click=0.2 + number / 100, shadow_conversion=0.1, shadow_agrees=number % 2 == 0,
            )
        ).decode()
        for number in range(5)
    ]  # fmt: skip
    events = [
        *(event(EventType.SCORED, f"b{number}", detail=detail[number]) for number in range(5)),
        *(event(EventType.BILL, f"b{number}") for number in range(4)),
        event(EventType.CLICK, "b1"),
        event(EventType.CLICK, "b2"),
        event(EventType.CONVERSION, "b2", value_micros=5_000_000),
        event(EventType.CLICK, "b4"),
    ]
    await analytics.insert_once(
        EVENTS, EVENT_COLUMNS, [_row(one, number) for number, one in enumerate(events)], token="outcomes"
    )
    found = await outcomes(analytics, layout="2", from_ms=AT_MS - 1, to_ms=AT_MS + 1)
    assert sorted((one.clicked, one.converted, one.worth_micros) for one in found) == [
        (False, False, 0),
        (False, False, 0),
        (True, False, 0),
        (True, True, 5_000_000),
    ]
    assert all(isinstance(one, Outcome) and one.features == text for one in found)
    assert await outcomes(analytics, layout="1", from_ms=AT_MS - 1, to_ms=AT_MS + 1) == []

    (compared,) = await comparisons(analytics, from_ms=AT_MS - 1, to_ms=AT_MS + 1)
    assert (compared.live, compared.shadow, compared.impressions, compared.clicks) == ("a", "b", 4, 2)
    assert compared.agreement == 0.5
    assert compared.live_click == pytest.approx(0.1)
    assert compared.shadow_click == pytest.approx(0.215)
    assert compared.shadow_log_loss < compared.live_log_loss
