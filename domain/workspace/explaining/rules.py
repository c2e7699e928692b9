"""From what is known of a campaign to the reasons why it does not spend, the weightiest first. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from domain.accountability.values import BID
from domain.budgets.values import BudgetView
from domain.campaigns.values import Channel, Stage
from domain.money import show
from domain.pacing.values import Pacing
from domain.workspace.explaining.values import Cause, Evidence, Explanation, Reason, Traffic

_TARGETING: Final = (
    "exchange_not_targeted country_not_targeted region_not_targeted metro_not_targeted city_not_targeted "
    "postal_code_not_targeted device_not_targeted model_not_targeted os_not_targeted os_version_too_old "
    "carrier_not_targeted connection_not_targeted language_not_targeted inventory_not_targeted site_not_targeted "
    "site_excluded content_not_targeted content_excluded deal_not_targeted outside_radius"
)
_FIT: Final = (
    "format_not_asked size_mismatch mime_refused duration_mismatch protocol_unsupported api_unsupported "
    "expansion_refused native_asset_missing insecure_creative language_blocked pod_full"
)
_BLOCKS: Final = "seat_not_allowed advertiser_blocked category_blocked app_blocked attribute_blocked"
_EXCHANGE: Final = (
    "internal_error invalid_request shedding qps_limited late schain_incomplete currency_refused no_campaign "
    "currency_unknown quantity_refused"
)

_CODES: Final[Mapping[Cause, str]] = {
    Cause.NOT_STARTED: "not_in_flight",
    Cause.OUTSIDE_HOURS: "outside_hours",
    Cause.NO_MATCHING_TRAFFIC: _TARGETING,
    Cause.NO_MATCHING_PEOPLE: "person_unknown segment_not_matched",
    Cause.CREATIVES_DO_NOT_FIT: _FIT,
    Cause.BLOCKED: _BLOCKS,
    Cause.CREATIVES_REFUSED: "creative_not_approved",
    Cause.CAPS: "caps_unknown frequency_capped",
    Cause.PACING: "paced",
    Cause.BELOW_FLOOR: "below_floor",
    Cause.NO_MONEY_AT_HAND: "budget_empty",
    Cause.OWN_COMPETITION: "not_drawn outbid",
    Cause.EXCHANGE: _EXCHANGE,
}
CAUSE_OF: Final[Mapping[str, Cause]] = {code: cause for cause, codes in _CODES.items() for code in codes.split()}
"""Every refusal of the bid plane, by what it means for whoever planned the campaign."""

_UNAPPROVED: Final = "creative_not_approved"
PRICE_LOSSES: Final = frozenset({"below_floor", "below_deal_floor", "outbid", "lost_to_deal"})
"""What exchanges say of bids that cost too little. A bid of which nothing is heard counts as one of them."""

_TEXTS: Final[Mapping[Cause, str]] = {
    Cause.NOT_STARTED: "came outside its flight",
    Cause.OUTSIDE_HOURS: "came in hours that it leaves out",
    Cause.NO_MATCHING_TRAFFIC: "do not fit its targeting",
    Cause.NO_MATCHING_PEOPLE: "were of people outside its segments, or of nobody it may know",
    Cause.CREATIVES_DO_NOT_FIT: "had no place for any of its creatives",
    Cause.BLOCKED: "refuse its advertiser, categories or attributes",
    Cause.CREATIVES_REFUSED: "came from exchanges that have not approved its creatives",
    Cause.CAPS: "were of people who have seen it as often as its caps allow",
    Cause.PACING: "were left out to spread the money over the period",
    Cause.BELOW_FLOOR: "asked for more than its bid",
    Cause.NO_MONEY_AT_HAND: "found no money for it at hand",
    Cause.OWN_COMPETITION: "went to another campaign of yours",
    Cause.EXCHANGE: "failed between the exchange and us",
}
_REMEDIES: Final[Mapping[Cause, str]] = {
    Cause.NOT_STARTED: "Move its start or end.",
    Cause.OUTSIDE_HOURS: "Widen its hours, or go by another clock.",
    Cause.NO_MATCHING_TRAFFIC: "Widen what is most often in the way, or ask for a forecast with less targeting.",
    Cause.NO_MATCHING_PEOPLE: "Widen its segments, or leave caps and segments out where nobody has to be known.",
    Cause.CREATIVES_DO_NOT_FIT: "Add creatives of the sizes and formats that are asked for.",
    Cause.BLOCKED: "Target publishers that take the advertiser, or change categories and attributes.",
    Cause.CREATIVES_REFUSED: "Read what the exchange says of each creative, and change it or have it approved.",
    Cause.CAPS: "Raise its caps, or widen the audience.",
    Cause.PACING: "Nothing, if it is on plan; else raise the daily budget or let it spend as soon as possible.",
    Cause.BELOW_FLOOR: "Raise its usual and its highest price, or what a goal is worth.",
    Cause.NO_MONEY_AT_HAND: "Nothing, if it is rare: a bidder waits for its next lease. Else raise the budget or daily budget.",
    Cause.OWN_COMPETITION: "Nothing: your own campaigns do not bid against each other; to prefer this one raise its prices.",
    Cause.EXCHANGE: "Ask whoever runs the platform, with the codes.",
}
_STAGE_NAMES: Final = {Stage.DRAFT: "a draft", Stage.IN_REVIEW: "in review"}
"""Where the word alone would not do in a sentence."""

_STAGE_REMEDIES: Final[Mapping[Stage, str]] = {
    Stage.DRAFT: "Submit it for review.",
    Stage.IN_REVIEW: "Have the approvals given that are still missing.",
    Stage.REJECTED: "Read why, change it and submit it again.",
    Stage.APPROVED: "Let it go live, or schedule it.",
    Stage.SCHEDULED: "Wait for its start, or move it.",
    Stage.PAUSED: "Resume it; after an exhausted budget, raise that first.",
    Stage.COMPLETED: "Copy it: what is completed does not run again.",
    Stage.ARCHIVED: "Copy it: what is archived does not run again.",
}


def explain(known: Evidence) -> Explanation:
    """What blocks it comes first; then what costs it traffic, by how much."""
    found = [*_of_the_plan(known), *_of_the_creatives(known), *_of_the_money(known)]
    if known.traffic is not None:
        if known.stage is Stage.LIVE and not known.traffic.bids and not known.traffic.refusals:
            found.append(_no_traffic(known))
        found.extend(_of_the_traffic(known, known.traffic))
    blocking = [one for one in found if one.is_blocking]
    lossy = sorted((one for one in found if not one.is_blocking), key=lambda one: (-one.weight, one.cause))
    spending = known.traffic is not None and known.traffic.spend_nanos > 0
    return Explanation(is_spending=spending, reasons=(*blocking, *lossy))


def _of_the_plan(known: Evidence) -> Iterator[Reason]:
    now_ms, starts_at_ms, ends_at_ms = known.now_ms, known.starts_at_ms, known.ends_at_ms
    if known.channel is not Channel.PAID_MEDIA:
        yield _blocking(
            Cause.CHANNEL,
            f"a campaign on {known.channel} buys nothing on exchanges",
            "Send it by a journey or a broadcast, or make a paid media campaign.",
            window=(known.from_ms, known.to_ms),
        )
    if known.stage is Stage.SCHEDULED and starts_at_ms is not None and starts_at_ms <= now_ms:
        waits = f" ({known.review})" if known.review else ""
        yield _blocking(
            Cause.STAGE,
            f"its start has come and the go-live gate holds it back{waits}",
            "Read its preflight, and mend what that names; it starts by itself then.",
            window=(starts_at_ms, now_ms),
            unit="ms",
        )
    elif known.stage is not Stage.LIVE:
        why = f": {known.note}" if known.note else ""
        waits = f" ({known.review})" if known.review else ""
        yield _blocking(
            Cause.STAGE,
            f"it is {_STAGE_NAMES.get(known.stage, known.stage.value)}{waits}{why}",
            _STAGE_REMEDIES[known.stage],
            window=(min(known.since_ms, now_ms), now_ms),
            unit="ms",
        )
    if starts_at_ms is not None and now_ms < starts_at_ms:
        window = (now_ms, starts_at_ms)
        yield _blocking(Cause.NOT_STARTED, "its start lies ahead", "Wait, or move its start.", window=window, unit="ms")
    if ends_at_ms is not None and ends_at_ms <= now_ms:
        window = (ends_at_ms, now_ms)
        yield _blocking(Cause.ENDED, "its end has passed", "Move its end, or copy it.", window=window, unit="ms")


def _of_the_creatives(known: Evidence) -> Iterator[Reason]:
    if known.channel is not Channel.PAID_MEDIA:
        return
    if not known.creatives:
        window = (known.from_ms, known.to_ms)
        yield _blocking(
            Cause.NO_CREATIVES, "it has nothing to show", "Add a creative.", window=window, unit="creatives"
        )
    refused = [one for one in known.creatives if one.refused_on]
    everywhere = bool(known.exchanges) and all(known.exchanges <= one.refused_on.keys() for one in known.creatives)
    traced = sum(known.traffic.refusals.values()) if known.traffic is not None else 0
    turned_away = known.traffic.refusals.get(_UNAPPROVED, 0) if known.traffic is not None else 0
    if refused:
        exchanges = sorted({exchange for one in refused for exchange in one.refused_on})
        said = [f"{why} ({exchange}, {one.name})" for one in refused for exchange, why in one.refused_on.items() if why]
        cost = f", which cost {turned_away} of {traced} traced requests" if turned_away else ""
        words = f": {'; '.join(said[:3])}" if said else ""
        yield Reason(
            cause=Cause.CREATIVES_REFUSED,
            is_blocking=everywhere,
            weight=1.0 if everywhere else turned_away / traced if traced else 0.0,
            text=f"{len(refused)} of {len(known.creatives)} creatives are rejected by {', '.join(exchanges)}{cost}{words}",
            measured=len(refused),
            out_of=len(known.creatives),
            unit="creatives",
            from_ms=known.from_ms,
            to_ms=known.to_ms,
            remedy=_REMEDIES[Cause.CREATIVES_REFUSED],
            codes={_UNAPPROVED: turned_away} if turned_away else {},
        )


def _of_the_money(known: Evidence) -> Iterator[Reason]:
    money = known.money
    if money is None:
        return
    today = money.today
    committed_nanos = today.confirmed_nanos + today.in_flight_nanos
    if money.exhausted_at_ms is not None or money.confirmed_nanos >= money.budget_nanos:
        began_ms = known.since_ms if known.starts_at_ms is None else known.starts_at_ms
        yield _blocking(
            Cause.BUDGET_EXHAUSTED,
            f"its budget is used up: {_of_money(money, money.confirmed_nanos, money.budget_nanos)}",
            "Raise the budget, have that approved, and resume it.",
            window=(min(began_ms, known.now_ms), known.now_ms),
            measured=money.confirmed_nanos,
            out_of=money.budget_nanos,
            unit="nanos",
        )
    elif today.budget_nanos and committed_nanos >= today.budget_nanos:
        began_ms = known.from_ms if money.pace.starts_at_ms is None else money.pace.starts_at_ms
        yield _blocking(
            Cause.DAY_SPENT,
            f"the daily budget of {today.date} is spent or held: {_of_money(money, committed_nanos, today.budget_nanos)}",
            "Wait for tomorrow, or raise daily_budget.",
            window=(min(began_ms, known.now_ms), known.now_ms),
            measured=committed_nanos,
            out_of=today.budget_nanos,
            unit="nanos",
        )


def _of_money(money: BudgetView, nanos: int, out_of: int) -> str:
    return f"{show(nanos, money.currency)} of {show(out_of, money.currency)}"


def _no_traffic(known: Evidence) -> Reason:
    return _blocking(
        Cause.NO_TRAFFIC,
        "no bid request reached it",
        "See that an exchange is connected to your tenant and sends requests; a campaign just gone live waits a minute.",
        window=(known.from_ms, known.to_ms),
    )


def _of_the_traffic(known: Evidence, traffic: Traffic) -> Iterator[Reason]:
    traced = sum(traffic.refusals.values())
    by_cause: dict[Cause, dict[str, int]] = {}
    for code, requests in traffic.refusals.items():
        if code != BID:
            by_cause.setdefault(CAUSE_OF.get(code, Cause.EXCHANGE), {})[code] = requests
    if any(one.refused_on for one in known.creatives):
        by_cause.pop(Cause.CREATIVES_REFUSED, None)  # told with what the exchanges said
    for cause, codes in by_cause.items():
        commonest = max(codes, key=lambda code: (codes[code], code))
        yield _lossy(
            known,
            cause,
            f"{sum(codes.values())} of {traced} traced requests {_TEXTS[cause]} (most often {_said(commonest)}){_plan(known, cause)}",
            measured=sum(codes.values()),
            out_of=traced,
            unit="requests",
            share=sum(codes.values()) / traced,
            codes=dict(sorted(codes.items(), key=lambda item: (-item[1], item[0]))),
        )
    bid_share = traffic.refusals.get(BID, 0) / traced if traced else 1.0
    yield from _of_the_bids(known, traffic, bid_share)


def _said(code: str) -> str:
    return code.replace("_", " ")


def _plan(known: Evidence, cause: Cause) -> str:
    money = known.money
    if cause is not Cause.PACING or money is None or money.pace.mode is Pacing.ASAP:
        return ""
    spent, planned = show(money.pace.confirmed_nanos, money.currency), show(money.pace.planned_nanos, money.currency)
    return f"; it is {money.pace.status.value.replace('_', ' ')}: {spent} of {planned} planned by now"


def _of_the_bids(known: Evidence, traffic: Traffic, bid_share: float) -> Iterator[Reason]:
    if not traffic.bids:
        return
    disputed = sum(traffic.disputes.values())
    won = min(traffic.bids, max(traffic.wins, traffic.billed + disputed))
    lost = traffic.bids - won
    otherwise = {code: count for code, count in traffic.losses.items() if code not in PRICE_LOSSES and code}
    refused = min(lost, sum(otherwise.values()))
    on_price = lost - refused
    if on_price:
        needed = f", where winning took {_cpm(traffic.needed_nanos, known)} on average" if traffic.needed_nanos else ""
        yield _lossy(
            known,
            Cause.LOST_ON_PRICE,
            f"{on_price} of {traffic.bids} bids lost to somebody else's; they bid {_cpm(traffic.bid_nanos, known)} on average{needed}",
            measured=on_price,
            out_of=traffic.bids,
            unit="bids",
            share=bid_share * on_price / traffic.bids,
            codes={code: count for code, count in traffic.losses.items() if code in PRICE_LOSSES},
            remedy="Raise its usual and its highest price, or what a goal is worth, or look for cheaper places.",
        )
    if refused:
        commonest = max(otherwise, key=lambda code: (otherwise[code], code))
        yield _lossy(
            known,
            Cause.LOST_OTHERWISE,
            f"{refused} of {traffic.bids} bids were refused by exchanges (most often {_said(commonest)})",
            measured=refused,
            out_of=traffic.bids,
            unit="bids",
            share=bid_share * refused / traffic.bids,
            codes=otherwise,
            remedy="Read the exchange's reason; most are about the creative.",
        )
    unshown = max(0, won - traffic.billed - disputed)
    if unshown:
        yield _lossy(
            known,
            Cause.NOT_SHOWN,
            f"{unshown} of {won} wins were not billed: the page was left before they were shown, or the bill is on its way",
            measured=unshown,
            out_of=won,
            unit="wins",
            share=bid_share * unshown / traffic.bids,
            codes={},
            remedy="Nothing, if it is few; else lighter creatives, which show sooner.",
        )
    if disputed:
        yield _lossy(
            known,
            Cause.DISPUTED,
            f"{disputed} bills for {show(traffic.disputed_nanos, known.currency)} are disputed and no part of the spend",
            measured=disputed,
            out_of=disputed + traffic.billed,
            unit="wins",
            share=bid_share * min(1.0, disputed / traffic.bids),
            codes=traffic.disputes,
            remedy="Take them up with the exchange; what turns out to be owed is corrected in the ledger.",
        )


def _cpm(nanos: int, known: Evidence) -> str:
    """One nano an impression is one CPM micro."""
    return f"{show(nanos * 1_000, known.currency)} CPM"


def _lossy(
    known: Evidence,
    cause: Cause,
    text: str,
    *,
    measured: int,
    out_of: int,
    unit: str,
    share: float,
    codes: dict[str, int],
    remedy: str = "",
) -> Reason:
    return Reason(
        cause=cause,
        is_blocking=False,
        weight=share,
        text=text,
        measured=measured,
        out_of=out_of,
        unit=unit,
        from_ms=known.from_ms,
        to_ms=known.to_ms,
        remedy=remedy or _REMEDIES[cause],
        codes=codes,
    )


def _blocking(
    cause: Cause,
    text: str,
    remedy: str,
    *,
    window: tuple[int, int],
    measured: int = 0,
    out_of: int | None = None,
    unit: str = "requests",
) -> Reason:
    """Of a reason that is measured in time, the number is how long its window is."""
    return Reason(
        cause=cause,
        is_blocking=True,
        weight=1.0,
        text=text,
        measured=window[1] - window[0] if unit == "ms" else measured,
        out_of=out_of,
        unit=unit,
        from_ms=window[0],
        to_ms=window[1],
        remedy=remedy,
    )
