"""The ledger over REST: a bill is put right by whoever may, to the nano, and not over a colleague's head."""

from domain.budgets import service as budgets
from domain.budgets.rules import LeaseTerms
from domain.budgets.values import LeaseAsk, LeaseRequest
from domain.pacing.values import SpendPlan
from tests.api.conftest import NOW, Api, new_campaign
from tests.budgets.books import USD, bill

TERMS = LeaseTerms()


async def billed(api: Api, campaign_id: str, price_nanos: int) -> None:
    """One impression of the campaign, confirmed by the banker."""
    async with api.state.money.tenant("ours") as session:
        await budgets.open_account(session, "ours", campaign_id, USD, 1_000_000, now_ms=NOW, plan=SpendPlan())
    async with api.state.money.platform() as session:
        epoch = await budgets.take_epoch(session, holder="test", now_ms=NOW)
        asked = LeaseAsk(tenant_id="ours", campaign_id=campaign_id, want_nanos=price_nanos)
        request = LeaseRequest(bidder_id="bdr_1", request_id="1", asks=(asked,))
        reply = await budgets.answer_bidder(
            session, request, epoch=epoch, terms=TERMS, now_ms=NOW, release=lambda *_: None
        )
        one = bill(
            "bid_1",
            lease_id=reply.grants[0].lease_id,
            price_nanos=price_nanos,
            max_price_nanos=price_nanos,
            at_ms=NOW,
            expires_at_ms=NOW + 60_000,
            campaign_id=campaign_id,
            tenant_id="ours",
        )
        await budgets.settle_batch(session, [one], epoch=epoch, terms=TERMS, now_ms=NOW)


async def test_a_bill_is_put_right_once_and_not_over_what_somebody_else_entered_meanwhile(api):
    async with api.as_("ours.admin") as admin, api.as_("ours.viewer") as viewer, api.as_("theirs.admin") as stranger:
        campaign_id = (await new_campaign(admin))["id"]
        await billed(api, campaign_id, 2_500_125)
        path = f"/api/v1/management/campaigns/{campaign_id}/ledger"
        read = (await admin.get(path)).json()["items"][0]
        assert (read["counts"], read["verdict"]) == ("0.002500125", "confirmed")
        right = {"amount": "0.001000001", "counts": read["counts"], "reason": "as invoiced"}
        at = f"{path}/{read['sequence']}/corrections"
        assert [(await one.post(at, json=right)).status_code for one in (viewer, stranger)] == [403, 404]
        made = await admin.post(at, json=right)
        assert (made.status_code, made.json()["counts"]) == (201, "0.001000001")
        late = await admin.post(at, json=right | {"amount": "0.00"})
        assert (late.status_code, late.json()["error"]["field"]) == (409, "counts")
        finer = await admin.post(at, json=right | {"amount": "0.0000000001"})
        assert finer.status_code == 422
        [entry] = (await admin.get(path)).json()["items"]
    assert [(one["before"], one["after"]) for one in entry["corrections"]] == [("0.002500125", "0.001000001")]
