"""A request for a campaign that has no lease yet waits for its first one, once and not for long."""

import asyncio

from bidding.openrtb.no_bid import NoBid
from domain.budgets.values import LeaseGrant, LeaseRefusal, LeaseReply
from tests.bidding.stand import Stand, campaign, request

GRANTED = 50_000_000


async def bank(stand: Stand, *, refusal: LeaseRefusal | None = None) -> None:
    """Answer the next message with money in it, as a keeper would, while the request waits."""
    thirsty = asyncio.Event()
    stand.wallet.on_thirst = thirsty.set
    await thirsty.wait()
    stand.now_ms += 20
    asked = stand.wallet.next_request()
    assert asked is not None
    grants = tuple(
        LeaseGrant(
            tenant_id=ask.tenant_id,
            campaign_id=ask.campaign_id,
            lease_id=f"lse_{asked.request_id}",
            granted_nanos=0 if refusal else GRANTED,
            refusal=refusal,
        )
        for ask in asked.asks
    )
    stand.wallet.accept(
        LeaseReply(banker_epoch=1, request_id=asked.request_id, grants=grants, renewed_until_ms=stand.now_ms + 30_000)
    )


def newcomer() -> Stand:
    return Stand(campaign(), funds={"cmp_one": 0})


async def test_the_first_request_of_a_campaign_gets_a_bid():
    stand = newcomer()
    banking = asyncio.create_task(bank(stand))
    await asyncio.sleep(0)
    assert [bid["cid"] for bid in await stand.bids(request(tmax=1_000))] == ["cmp_one"]
    await banking
    assert stand.processor.outcomes == {"bid": 1}


async def test_a_refusal_is_an_answer_and_nobody_waits_for_the_next_one():
    stand = newcomer()
    banking = asyncio.create_task(bank(stand, refusal=LeaseRefusal.EXHAUSTED))
    await asyncio.sleep(0)
    assert await stand.reason(request(tmax=1_000)) is NoBid.BUDGET_EMPTY
    await banking
    assert stand.wallet.first_money() is None


async def test_a_banker_that_says_nothing_costs_a_request_its_deadline_and_no_more():
    stand = newcomer()
    assert await stand.reason(request(tmax=40)) is NoBid.BUDGET_EMPTY
    assert stand.processor.outcomes == {NoBid.BUDGET_EMPTY: 1}


async def test_nobody_waits_while_the_banker_keeps_the_wallet_waiting():
    stand = newcomer()
    assert await stand.reason(request(tmax=40)) is NoBid.BUDGET_EMPTY
    stand.now_ms += 1_000
    assert stand.wallet.next_request() is not None
    stand.now_ms += 1_000
    assert stand.wallet.first_money() is None


async def test_a_campaign_that_holds_a_lease_and_is_short_of_money_is_not_waited_for():
    stand = Stand(campaign(), funds={"cmp_one": 1})
    assert await stand.reason(request(tmax=40)) is NoBid.BUDGET_EMPTY
    assert stand.wallet.first_money() is None
