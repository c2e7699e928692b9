"""Requests written by others, answered by campaigns that refuse nothing they could honour."""

import json
from pathlib import Path

import msgspec
import pytest

from domain.exchanges.values import Exchange
from domain.rates.values import shipped_rates
from domain.serving.values import CampaignSnapshot, Goal, Pricing
from tests.bidding.promise import check_response
from tests.bidding.stand import Stand

CASES = Path(__file__).parent.parent / "cases"
SAMPLE = Path(__file__).parents[3] / "shared" / "openrtb" / "sample.jsonl"
EXPECTED: dict[str, str] = json.loads((CASES / "sample_expectations.json").read_text())


class Permissive(msgspec.Struct):
    exchange: Exchange
    campaigns: list[CampaignSnapshot]


PERMISSIVE = msgspec.json.decode((CASES / "permissive_campaigns.json").read_bytes(), type=Permissive)

needs_sample = pytest.mark.skipif(not SAMPLE.is_file(), reason="the sample of requests is not here")


def lines() -> list[bytes]:
    return SAMPLE.read_bytes().splitlines()


@needs_sample
def test_every_line_of_the_sample_has_its_expectation():
    assert [json.loads(line)["id"] for line in lines()] == list(EXPECTED)


@needs_sample
async def test_every_line_gets_its_bid_or_its_stated_refusal():
    stand = Stand(*PERMISSIVE.campaigns)
    got = {}
    for line in lines():
        answer = await stand.answer(line, PERMISSIVE.exchange)
        assert answer.status == (200 if answer.body else 204)
        got[json.loads(line)["id"]] = answer.reason or "bid"
    assert got == EXPECTED


@needs_sample
async def test_every_response_answers_what_was_asked():
    stand = Stand(*PERMISSIVE.campaigns)
    answered = 0
    for line in lines():
        answer = await stand.answer(line, PERMISSIVE.exchange)
        if answer.body:
            check_response(answer.body, json.loads(line), PERMISSIVE.exchange.currencies, shipped_rates())
            answered += 1
    assert answered == list(EXPECTED.values()).count("bid") == 253


@needs_sample
async def test_deals_of_the_sample_are_answered_as_deals():
    stand = Stand(*PERMISSIVE.campaigns)
    by_id = {json.loads(line)["id"]: line for line in lines()}
    [bid] = await stand.bids(by_id["sample-0004"], PERMISSIVE.exchange)
    assert (bid["dealid"], bid["seat"]) == ("AB-Agency1-0001", "Agency1")
    [bid] = await stand.bids(by_id["sample-0006"], PERMISSIVE.exchange)
    assert (bid["dealid"], bid["dur"]) == ("V123", 20)


@needs_sample
async def test_both_engines_give_the_same_answers_byte_for_byte():
    goals = [
        msgspec.structs.replace(
            snapshot,
            pricing=Pricing(
                currency="EUR",
                base_cpm_micros=0,
                max_cpm_micros=50_000_000,
                goal=(Goal.CLICKS, Goal.CONVERSIONS)[number % 2],
                goal_value_micros=2_000_000,
            ),
        )
        for number, snapshot in enumerate(PERMISSIVE.campaigns)
    ]
    fused, reference = Stand(*goals), Stand(*goals, kind="onnxruntime")
    answered = 0
    for line in lines():
        answers = [await stand.answer(line, PERMISSIVE.exchange) for stand in (fused, reference)]
        assert answers[0] == answers[1]
        answered += answers[0].status == 200
    assert answered > 200
