"""Why a campaign does not spend: every cause with its number, the weightiest first."""

import pytest
from msgspec.structs import replace

from bidding.notices.loss_reasons import NAMES
from bidding.openrtb.no_bid import NoBid
from domain.budgets.values import BudgetView, DayView, PaceView
from domain.campaigns.values import Channel, Stage
from domain.pacing.values import Pacing, PacingStatus
from domain.workspace.explaining.rules import CAUSE_OF, PRICE_LOSSES, explain
from domain.workspace.explaining.values import Cause, Evidence, Shown, Traffic

NOW = 1_800_000_000_000
DAY = 86_400_000
EURO = 1_000_000_000
BANNER = Shown(creative_id="crt_1", name="Box")
LIVE = Evidence(
    stage=Stage.LIVE,
    note="",
    since_ms=NOW - DAY,
    channel=Channel.PAID_MEDIA,
    currency="EUR",
    starts_at_ms=None,
    ends_at_ms=None,
    creatives=(BANNER,),
    traffic=Traffic(refusals={"bid": 10}, bids=10, wins=10, billed=10, spend_nanos=EURO),
    from_ms=NOW - DAY,
    to_ms=NOW,
    now_ms=NOW,
)


def money(*, budget=100 * EURO, spent=0, daily=0, today=0, held=0, status=PacingStatus.UNPACED) -> BudgetView:
    return BudgetView(
        campaign_id="cmp_1",
        currency="EUR",
        budget_nanos=budget,
        confirmed_nanos=spent,
        in_flight_nanos=held,
        disputed_nanos=0,
        sequence=1,
        exhausted_at_ms=None,
        closed=False,
        today=DayView(date="2027-01-15", budget_nanos=daily, confirmed_nanos=today, in_flight_nanos=held),
        pace=PaceView(
            mode=Pacing.EVEN, status=status, time_zone="UTC", starts_at_ms=NOW - 3_600_000, planned_nanos=5 * EURO
        ),
    )


def refused(codes: dict[str, int]) -> Traffic:
    return Traffic(refusals=codes)


LOSING = Traffic(
    refusals={"bid": 10},
    bids=10,
    wins=2,
    billed=2,
    spend_nanos=EURO,
    losses={"outbid": 3},
    bid_nanos=2_000_000,
    needed_nanos=3_500_000,
)
FILTERED = replace(LOSING, wins=4, billed=4, losses={"creative_filtered": 6})

CASES = {
    "a draft": ({"stage": Stage.DRAFT, "traffic": None}, Cause.STAGE, (DAY, None), "Submit it"),
    "a review": (
        {"stage": Stage.IN_REVIEW, "review": "0 of 1 manager approvals"},
        Cause.STAGE,
        (DAY, None),
        "approvals",
    ),
    "ahead of its start": ({"starts_at_ms": NOW + 1_000}, Cause.NOT_STARTED, (1_000, None), "move its start"),
    "past its end": ({"ends_at_ms": NOW - 5_000}, Cause.ENDED, (5_000, None), "Move its end"),
    "mail": ({"channel": Channel.EMAIL}, Cause.CHANNEL, (0, None), "journey"),
    "nothing to show": ({"creatives": ()}, Cause.NO_CREATIVES, (0, None), "Add a creative"),
    "money gone": (
        {"money": money(spent=100 * EURO)},
        Cause.BUDGET_EXHAUSTED,
        (100 * EURO, 100 * EURO),
        "Raise the budget",
    ),
    "the day's money gone": (
        {"money": money(daily=10 * EURO, today=9 * EURO, held=EURO)},
        Cause.DAY_SPENT,
        (10 * EURO, 10 * EURO),
        "daily_budget",
    ),
    "no traffic": ({"traffic": Traffic()}, Cause.NO_TRAFFIC, (0, None), "exchange"),
    "another country": (
        {"traffic": refused({"country_not_targeted": 9})},
        Cause.NO_MATCHING_TRAFFIC,
        (9, 9),
        "forecast",
    ),
    "strangers": ({"traffic": refused({"segment_not_matched": 9})}, Cause.NO_MATCHING_PEOPLE, (9, 9), "segments"),
    "sizes": ({"traffic": refused({"size_mismatch": 7, "bid": 3})}, Cause.CREATIVES_DO_NOT_FIT, (7, 10), "sizes"),
    "caps": ({"traffic": refused({"frequency_capped": 9, "bid": 1})}, Cause.CAPS, (9, 10), "caps"),
    "pacing": (
        {"traffic": refused({"paced": 9, "bid": 1}), "money": money(status=PacingStatus.AHEAD)},
        Cause.PACING,
        (9, 10),
        "as soon as possible",
    ),
    "floors": (
        {"traffic": refused({"below_floor": 9, "bid": 1})},
        Cause.BELOW_FLOOR,
        (9, 10),
        "its usual and its highest price",
    ),
    "an exchange's no": (
        {
            "traffic": refused({"creative_not_approved": 9, "bid": 1}),
            "creatives": (Shown(creative_id="crt_1", name="Box", refused_on={"acme": "too loud"}),),
        },
        Cause.CREATIVES_REFUSED,
        (1, 1),
        "approved",
    ),
    "others' prices": ({"traffic": LOSING}, Cause.LOST_ON_PRICE, (8, 10), "its usual and its highest price"),
    "exchanges' filters": ({"traffic": FILTERED}, Cause.LOST_OTHERWISE, (6, 10), "creative"),
    "never shown": ({"traffic": replace(LOSING, wins=10, losses={})}, Cause.NOT_SHOWN, (8, 10), "lighter"),
    "disputes": (
        {"traffic": replace(LOSING, wins=2, billed=0, losses={}, disputes={"disputed:late": 10}, disputed_nanos=EURO)},
        Cause.DISPUTED,
        (10, 10),
        "ledger",
    ),
}


@pytest.mark.parametrize(("changes", "cause", "number", "remedy"), CASES.values(), ids=CASES.keys())
def test_the_first_reason_is_the_one_with_its_number_its_time_and_what_to_do(changes, cause, number, remedy):
    first = explain(replace(LIVE, **changes)).reasons[0]
    assert first.cause is cause, first.text
    assert (first.measured, first.out_of) == number
    assert first.from_ms < first.to_ms
    assert remedy in first.remedy


def test_a_campaign_that_takes_everything_it_is_offered_has_no_reason():
    found = explain(LIVE)
    assert (found.is_spending, found.reasons) == (True, ())


def test_weights_are_the_parts_of_the_traffic_that_are_lost_and_order_the_reasons():
    traffic = replace(
        LOSING,
        refusals={"bid": 40, "country_not_targeted": 30, "frequency_capped": 20, "paced": 10},
        bids=400,
        wins=100,
        billed=50,
        losses={"outbid": 100, "creative_filtered": 100},
        disputes={"disputed:late": 10},
    )
    reasons = explain(replace(LIVE, traffic=traffic)).reasons
    assert [(one.cause, round(one.weight, 3)) for one in reasons] == [
        (Cause.NO_MATCHING_TRAFFIC, 0.3),
        (Cause.CAPS, 0.2),
        (Cause.LOST_ON_PRICE, 0.2),
        (Cause.LOST_OTHERWISE, 0.1),
        (Cause.PACING, 0.1),
        (Cause.NOT_SHOWN, 0.04),
        (Cause.DISPUTED, 0.01),
    ]
    assert sum(one.weight for one in reasons) + 0.4 * 50 / 400 == pytest.approx(1.0)


def test_what_blocks_comes_before_whatever_costs_traffic():
    reasons = explain(replace(LIVE, stage=Stage.PAUSED, note="smoke", traffic=LOSING)).reasons
    assert [one.cause for one in reasons] == [Cause.STAGE, Cause.LOST_ON_PRICE]
    assert reasons[0].text == "it is paused: smoke"
    assert "winning took 3.50 EUR CPM" in reasons[1].text


def test_creatives_refused_wherever_the_campaign_may_bid_block_it():
    shown = Shown(creative_id="crt_1", name="Box", refused_on={"acme": ""})
    [blocked] = explain(replace(LIVE, creatives=(shown,), exchanges=frozenset({"acme"}))).reasons
    [elsewhere] = explain(replace(LIVE, creatives=(shown,), exchanges=frozenset({"acme", "best"}))).reasons
    assert (blocked.is_blocking, elsewhere.is_blocking) == (True, False)


def test_every_word_of_the_bid_plane_is_sorted_into_a_cause():
    assert CAUSE_OF.keys() == set(NoBid)
    assert set(NAMES.values()) >= PRICE_LOSSES
